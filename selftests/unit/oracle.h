/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The standard's formulas once more, as plain rationals.
 *
 * Every time is an integer of 128 bits in units of 1 / unit ns, where unit =
 * rate_num * N * 2 * 78750 and 78750 is the least common multiple of 525, 625,
 * 750 and 1125 lines: T_FRAME, TR_OFFSET, T_LINE / 2, T_RS and half of it are
 * all whole numbers of it. Nothing is rounded. Shares no code with kmod/.
 */
#ifndef UNIT_ORACLE_H
#define UNIT_ORACLE_H

#include "timing.h"

typedef __uint128_t wide;

struct raster {
	const char *name;
	u32 width;
	u32 height;
	u8 scan;
	bool gapped;		/* type N is defined for it */
	u32 active_num;		/* R_ACTIVE */
	u32 active_den;
	u32 tro_num;		/* TRO_DEFAULT / T_FRAME */
	u32 tro_den;
};

struct rate {
	const char *name;
	u32 num;
	u32 den;
};

extern const struct raster rasters[];
extern const unsigned int raster_count;
extern const struct rate rates[];
extern const unsigned int rate_count;

struct oracle {
	wide unit;
	wide frame;		/* T_FRAME */
	wide tro;		/* TR_OFFSET */
	wide trs;		/* T_RS */
	wide line;		/* T_LINE */
	u32 rate_num;
	u32 rate_den;
	u32 packets;
	bool two;		/* fields */
	bool gapped;
	u32 c_max;
	u32 vrx_full;
};

void oracle_init(struct oracle *o, const struct raster *raster, u32 rate_num, u32 rate_den,
		 u32 packets, u8 profile, bool troff_set, u32 troff_ns, u32 maxudp);
/* TPR_j of frame @k since 1970, @j counting through the frame. */
wide oracle_tpr(const struct oracle *o, u64 k, u32 j);
/* floor(@tai_ns / T_DRAIN), and floor(k * T_FRAME * @rate), unwrapped. */
wide oracle_drains(const struct oracle *o, u64 tai_ns);
wide oracle_frames_to(const struct oracle *o, u64 k, u32 rate);

void oracle_shape(struct st2110_shape *shape, const struct raster *raster, const struct rate *rate,
		  u32 packets, u8 profile);

#endif /* UNIT_ORACLE_H */
