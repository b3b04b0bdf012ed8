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
#define ST2110_SRD_HEADER	6	/* octets: length, row, offset */
#define ST2110_WIRE_OVERHEAD	24	/* preamble 8, FCS 4, gap 12 octets */
#define ST2110_MAX_PACKETS	1048576	/* N; 4320p120 stays below */
#define ST2110_MAX_RATE_NUM	1000000
#define ST2110_MAX_RATE_DEN	1001000
#define ST2110_WIDE_MAX_PPS	900000	/* type W ends here */
#define ST2110_MAX_PPS		200000000	/* T_RS stays above 4 ns */
#define ST2110_MAX_RATE_FPS	1000
#define ST2110_MAX_LINES	32768	/* SRD row number: 15 bits */
#define ST2110_MAX_WIDTH	32768	/* SRD offset: 15 bits */
#define ST2110_MAX_SRDS		3	/* of one packet, ST 2110-20 */
#define ST2110_BOUNDLESS	65536	/* a limit in packets that does not bind */
#define ST2110_BPM_OCTETS	1260	/* of a block mode packet: 7 * 180 */
#define ST2110_MAX_PAYLOAD	8932	/* 8960 - UDP 8, RTP 12, SEQ 2, SRD 6 */

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
	u8 essence;		/* enum st2110_essence */
	u8 anc_mode;		/* enum st2110_anc_mode */
	u8 profile;		/* enum st2110_profile */
	bool troff_set;		/* else TRO_DEFAULT */
	bool force;		/* audio: less than a packet time is meant */
	struct st2110_format format;	/* its rate alone where there are no pictures:
					 * sample rate / samples, or packets a second
					 */
	u32 packets;		/* N of a whole frame */
	u32 troff_ns;
	u32 maxudp;		/* ST2110_STD_UDP unless MAXUDP= says more; 0 and
				 * what is below 1500 count as 1500
				 */
};

/*
 * A resolved schedule. One "field" is one run of evenly spaced packets: a
 * progressive frame is one, an interlaced or PsF frame two. That holds for the
 * linear types too, where the two runs join: the second begins exactly one T_RS
 * after the last packet of the first.
 *
 * An odd N of two fields is split as "j < N/2" of the standard splits it: the
 * first field has the packet more, and the second begins half a T_RS later.
 *
 * Whatever is not a whole number of nanoseconds is kept as floor and fraction,
 * the fractions in units of 1 / frac_unit ns.
 */
struct st2110_schedule {
	/* per packet */
	u64 trs_q32;		/* T_RS, ns in Q32, rounded up */
	u64 trs_inv_q64;	/* 2^64 / T_RS in ns: packets per ns, Q64 */
	u64 trs_num;		/* T_RS = trs_num / trs_den ns, exactly */
	u64 trs_den;
	u64 tdrain_q32;		/* T_DRAIN, ns in Q32, rounded down */
	u64 tdrain_inv_q64;	/* drains per ns, Q64 */
	u64 tdrain_num;		/* T_DRAIN = tdrain_num / tdrain_den ns, exactly */
	u64 tdrain_den;
	u64 tdrain_den_inv_q64;	/* 2^64 / tdrain_den */
	u32 c_max;
	u32 vrx_full;
	u32 window_ns;		/* VRX_FULL * T_RS, UINT_MAX at most */
	u32 deadline_ns;	/* ancillary data: due so long after T_FST; else 0 */
	/* per frame */
	u64 field2_ns;		/* floor(T_FRAME/2 + T_LINE/2), without the T_LINE
				 * part if linear; 0 if one field
				 */
	u64 field2_frac;
	u64 tro_ns;		/* floor(TR_OFFSET) */
	u64 tro_frac;
	u64 frac_unit;		/* rate_num * frac_scale */
	u64 frame_ns;		/* floor(T_FRAME) */
	u64 active_ns;		/* span of reading: last TPR - T_VD + T_RS, less
				 * than 2 ns too long
				 */
	u32 frac_scale;
	u32 frame_rem;		/* T_FRAME = frame_ns + frame_rem / rate_num */
	u32 rtp_rate;		/* ticks a second; 90000 but for audio */
	u32 rtp_step;		/* floor(T_FRAME * rtp_rate) */
	u32 rtp_rem;		/* remainder, in 1 / rate_num */
	u32 rtp_field2;		/* floor(half a frame) in ticks; 0 if one field
				 * and for PsF, whose segments share one stamp
				 */
	u32 rate_num;
	u32 rate_den;
	u32 packets;		/* N */
	u32 field_packets;	/* N, or ceil(N/2) for two fields */
	u16 active_num;		/* R_ACTIVE, 1/1 when linear */
	u16 active_den;
	u8 fields;		/* 1 or 2 */
	u8 profile : 7;
	bool gapped : 1;
	bool buffered;		/* the receiver's buffer binds, not the bucket alone */
	bool prompt;		/* due as soon as it may leave, not at the closing */
};

/* One frame's place on the time line. */
struct st2110_epoch {
	u64 k;
	u64 start_ns;		/* floor(k * T_FRAME) since 1970 TAI */
	u32 start_rem;		/* fraction, in 1 / rate_num ns */
	u32 rtp;		/* floor(k * T_FRAME * rtp_rate) mod 2^32 */
	u32 rtp_rem;		/* fraction, in 1 / rate_num ticks */
	u32 drain_tenths;	/* (k * N * 11) mod 10: phase of the drain, at k * T_FRAME */
};

/*
 * Refusals: functions return 0 or a negative errno and, through @no (which may
 * be NULL), a static sentence that names the field and what would be accepted,
 * and the uapi attribute (ST2110_A_FLOW_*) that it is about. -EINVAL: the value
 * means nothing; -ERANGE: out of range; -EOPNOTSUPP: defined values that the
 * standard does not define together.
 */
struct st2110_refusal {
	const char *why;
	u32 attr;
};

/* Fill in a refusal, which may be NULL. Return: @err. */
static inline int st2110_refuse(struct st2110_refusal *no, int err, u32 attr, const char *why)
{
	if (no) {
		no->why = why;
		no->attr = attr;
	}
	return err;
}

int st2110_format_check(const struct st2110_format *format, struct st2110_refusal *no);
u32 st2110_format_total_lines(const struct st2110_format *format);

int st2110_pgroup(u8 sampling, u8 depth, u32 *octets, u32 *pixels);
int st2110_packets_per_frame(const struct st2110_format *format, const struct st2110_pixels *pixels,
			     u32 *packets, struct st2110_refusal *no);

u32 st2110_most_srds(const struct st2110_format *format, const struct st2110_pixels *pixels,
		     u32 payload);

void st2110_schedule_periods(struct st2110_schedule *s);
int st2110_schedule_init(struct st2110_schedule *s, const struct st2110_shape *shape,
			 struct st2110_refusal *no);

void st2110_epoch_at(struct st2110_epoch *e, const struct st2110_schedule *s, u64 k);
void st2110_epoch_next(struct st2110_epoch *e, const struct st2110_schedule *s);
u64 st2110_epoch_first(const struct st2110_schedule *s, u64 tai_ns);
u64 st2110_epoch_of_rtp(const struct st2110_schedule *s, u32 rtp, u64 tai_ns, s32 *off_ticks);

u64 st2110_peak_rate_bps(const struct st2110_schedule *s, u32 frame_octets);
u32 st2110_wakeups_milli(const struct st2110_schedule *s, u32 margin_ns);

/**
 * st2110_field_offset_ns() - first read time of a field from the frame's start
 * @s: schedule
 * @e: epoch of the frame
 * @field: 0 or 1
 *
 * T_VD (plus T_FRAME/2 + T_LINE/2 for the second field) less @e->start_ns,
 * worked out from the exact rational and rounded up. Relative, so that it serves
 * on any time line onto which @e->start_ns has been mapped. No division; any
 * context.
 *
 * Return: nanoseconds.
 */
static inline u64 st2110_field_offset_ns(const struct st2110_schedule *s,
					 const struct st2110_epoch *e, unsigned int field)
{
	u64 frac = (u64)e->start_rem * s->frac_scale + s->tro_frac;
	u64 ns = s->tro_ns;

	if (field) {
		frac += s->field2_frac;
		ns += s->field2_ns;
	}
	/* three fractions, each below 1 */
	return ns + (frac > 0) + (frac > s->frac_unit) + (frac > 2 * s->frac_unit);
}

/**
 * st2110_fill_limit() - C_INST that a sender lets a flow reach
 * @s: schedule
 *
 * One below C_MAX, whatever the analyser's origin. Where that takes several bulks of net/sched's
 * nine packets, one more: each is reckoned with when its doorbell has rung at the latest, and
 * between the first and the last a drain more may seem to fall than does. Any context.
 *
 * Return: packets, at least 1.
 */
static inline u32 st2110_fill_limit(const struct st2110_schedule *s)
{
	return s->c_max - 1 - (s->c_max > 8);
}

/**
 * st2110_tpr_ns() - read time of packet @j of a field
 * @s: schedule
 * @field_ns: T_VD of the frame, plus field2_ns for the second field: the start
 *	of the frame plus st2110_field_offset_ns()
 * @j: packet index within the field
 *
 * ST 2110-21 TPR_j. Any context.
 *
 * Return: nanoseconds on @field_ns's time line, less than 1 ns early and never
 * more than 2^-12 ns late; with st2110_field_offset_ns(), which rounds up, within
 * 1 ns of the exact rational either way.
 */
static inline u64 st2110_tpr_ns(const struct st2110_schedule *s, u64 field_ns, u32 j)
{
	return field_ns + mul_u64_u32_shr(s->trs_q32, j, 32);
}

#endif /* ST2110_TIMING_H */
