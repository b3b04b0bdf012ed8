/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ST 2110-21 schedules as exact integers.
 *
 * A format (raster, rate, scan), a pixel layout and a packing give N, the
 * packets of a frame; N, the sender type and TR_OFFSET give a schedule: the
 * read time TPR_j of every packet and the two limits C_MAX and VRX_FULL. An
 * epoch is one frame's place on the time line: k, its start in nanoseconds
 * since 1970 TAI and its RTP timestamp, each floored from the exact rational.
 *
 * Slow functions (setting up a schedule, jumping to an epoch) divide; what runs
 * for each frame adds remainders, and what runs for each packet multiplies and
 * shifts. No kernel calls: the tools compile this very file.
 *
 * Symbols and clauses: SMPTE ST 2110-21:2022, ST 2110-10:2022, ST 2110-20.
 */
#ifndef ST2110_TIMING_H
#define ST2110_TIMING_H

#include "portable.h"
#include <linux/st2110.h>

#define ST2110_NSEC_PER_SEC	1000000000ULL
#define ST2110_RTP_RATE_VIDEO	90000
#define ST2110_STD_UDP		1500	/* MAXUDP as the limits count it */
#define ST2110_EXT_UDP		8960
#define ST2110_WIRE_OVERHEAD	24	/* preamble 8, FCS 4, gap 12 octets */
#define ST2110_MAX_PACKETS	(1U << 20)	/* N; 4320p120 stays below */
#define ST2110_MAX_RATE_NUM	1000000
#define ST2110_MAX_RATE_DEN	1001000
#define ST2110_WIDE_MAX_PPS	900000	/* type W ends here */

/* A picture format. Height counts the lines of a whole frame. */
struct st2110_format {
	u32 width;
	u32 height;
	u32 rate_num;		/* frames (never fields) per second: 60000/1001 */
	u32 rate_den;
	u8 scan;		/* enum st2110_scan */
};

/* How pixels become octets (pgroup) and octets become packets (packing). */
struct st2110_pixels {
	u8 sampling;		/* enum st2110_sampling */
	u8 depth;		/* 8, 10, 12, 16 */
	u8 packing;		/* enum st2110_packing */
	u32 payload;		/* pixel octets in a full packet, before rounding
				 * down to whole pgroups; 0 for BPM: 1260
				 */
};

/* What a flow asks of the schedule. */
struct st2110_shape {
	struct st2110_format format;
	u32 packets;		/* N of a whole frame */
	u8 profile;		/* enum st2110_profile */
	bool troff_set;		/* else TRO_DEFAULT */
	u32 troff_ns;
	u32 maxudp;		/* ST2110_STD_UDP unless MAXUDP= says more */
};

/*
 * A resolved schedule. One "field" is one run of evenly spaced packets: a
 * progressive frame is one, an interlaced or PsF frame two.
 */
struct st2110_schedule {
	/* per packet */
	u64 trs_q32;		/* T_RS, ns in Q32 */
	u64 trs_inv_q64;	/* 2^64 / T_RS in ns: packets per ns, Q64 */
	u64 tdrain_q32;		/* T_DRAIN, ns in Q32 */
	u64 tdrain_inv_q64;	/* drains per ns, Q64 */
	u32 c_max;
	u32 vrx_full;
	u32 window_ns;		/* VRX_FULL * T_RS */
	/* per frame */
	u64 field2_ns;		/* T_FRAME/2 + T_LINE/2, 0 if one field */
	u64 tro_ns;		/* TR_OFFSET */
	u64 frame_ns;		/* floor(T_FRAME) */
	u32 frame_rem;		/* T_FRAME = frame_ns + frame_rem / rate_num */
	u32 rtp_step;		/* floor(T_FRAME * 90000) */
	u32 rtp_rem;		/* remainder, in 1 / rate_num */
	u32 rtp_field2;		/* floor(half a frame) in ticks */
	u32 rate_num;
	u32 rate_den;
	u32 packets;		/* N */
	u32 field_packets;	/* N, or ceil(N/2) for two fields */
	u32 active_num;		/* R_ACTIVE, 1/1 when linear */
	u32 active_den;
	u64 active_ns;		/* span of reading: last TPR - T_VD + T_RS */
	u8 fields;		/* 1 or 2 */
	u8 profile;
	bool gapped;
};

/* One frame's place on the time line. */
struct st2110_epoch {
	u64 k;
	u64 start_ns;		/* floor(k * T_FRAME) since 1970 TAI */
	u32 start_rem;		/* fraction, in 1 / rate_num ns */
	u32 rtp;		/* floor(k * T_FRAME * 90000) mod 2^32 */
	u32 rtp_rem;		/* fraction, in 1 / rate_num ticks */
	u32 drain_tenths;	/* (k * N * 11) mod 10: phase of the drain */
};

/*
 * Refusals: functions return 0 or a negative errno and, through @why, a static
 * sentence that names the field and what would be accepted, and the
 * uapi attribute (ST2110_A_FLOW_*) that it is about.
 */
struct st2110_refusal {
	const char *why;
	u32 attr;
};

/* Active and total lines decide R_ACTIVE and TRO_DEFAULT; see timing.c. */
int st2110_format_check(const struct st2110_format *format, struct st2110_refusal *no);
u32 st2110_format_total_lines(const struct st2110_format *format);

/* Octets and pixels of a pgroup, packets of a frame (both fields). */
int st2110_pgroup(u8 sampling, u8 depth, u32 *octets, u32 *pixels);
int st2110_packets_per_frame(const struct st2110_format *format, const struct st2110_pixels *pixels,
			     u32 *packets, struct st2110_refusal *no);

int st2110_schedule_init(struct st2110_schedule *s, const struct st2110_shape *shape,
			 struct st2110_refusal *no);

/* Jump to an epoch (divides), step by one (adds). */
void st2110_epoch_at(struct st2110_epoch *e, const struct st2110_schedule *s, u64 k);
void st2110_epoch_next(struct st2110_epoch *e, const struct st2110_schedule *s);
/* First k with k * T_FRAME >= @tai_ns (exact). */
u64 st2110_epoch_first(const struct st2110_schedule *s, u64 tai_ns);
/*
 * Which k an application's own timestamp means: the k whose RTP timestamp is
 * nearest to @rtp, among those within half a wrap of @tai_ns; *off_ticks gets
 * rtp - exact stamp of that k (signed).
 */
u64 st2110_epoch_of_rtp(const struct st2110_schedule *s, u32 rtp, u64 tai_ns, s32 *off_ticks);

/* Peak rate on the wire in bit/s: packets of @udp_payload... of @frame_octets
 * octets of Ethernet frame (without FCS) each T_RS, 24 octets of overhead added.
 */
u64 st2110_peak_rate_bps(const struct st2110_schedule *s, u32 frame_octets);

/**
 * st2110_tpr_ns() - read time of packet @j of a field
 * @s: schedule
 * @field_ns: T_VD of the frame, plus field2_ns for the second field
 * @j: packet index within the field
 *
 * ST 2110-21 TPR_j. Any context.
 *
 * Return: nanoseconds on @field_ns's time line, less than 1 ns early.
 */
static inline u64 st2110_tpr_ns(const struct st2110_schedule *s, u64 field_ns, u32 j)
{
	return field_ns + mul_u64_u32_shr(s->trs_q32, j, 32);
}

#endif /* ST2110_TIMING_H */
