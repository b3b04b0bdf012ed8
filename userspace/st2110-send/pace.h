/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * When the application hands packets over.
 *
 * Frame i is handed over at (k0 + i) * T_FRAME + offset, an exact rational of
 * the rate and, with --rate-ppm, of that too; within the frame the mode says in
 * which batches. Times are of CLOCK_TAI, slept on CLOCK_MONOTONIC by the
 * difference measured at the start: an application does not jump with a clock
 * that steps.
 */
#ifndef ST2110_SEND_PACE_H
#define ST2110_SEND_PACE_H

#include "rfc4175.h"

enum pace_mode {
	PACE_BURST,		/* the whole frame at once */
	PACE_SPREAD,		/* batches evenly over T_FRAME */
	PACE_LINE,		/* a line at a time, as the raster scans them */
	PACE_LATE,		/* the whole frame, a part of T_FRAME late */
};

struct pace {
	enum pace_mode mode;
	struct st2110_format format;
	const struct st2110_schedule *schedule;	/* epochs of the format */
	const struct rfc4175_layout *layout;
	u64 k0;
	s64 offset_ns;
	s32 rate_ppm;		/* above 0: too fast */
	u32 late_ppm;		/* of T_FRAME */
	u32 batch;		/* packets, PACE_SPREAD */
	s64 mono_ns;		/* MONOTONIC - TAI */
};

/* Choose k0: the first frame @start_ns from now or later. */
void pace_start(struct pace *pace, u64 start_ns);

/* Hand-over of frame @i, CLOCK_MONOTONIC ns. */
u64 pace_frame_ns(const struct pace *pace, u32 i);

/* Batch that begins with packet @j: its packets, and ns after the hand-over. */
u32 pace_batch(const struct pace *pace, u32 j, u64 *after_ns);

/* Sleep until @mono_ns; return how late it is already, ns (0: in time). */
u64 pace_sleep(u64 mono_ns);

u64 pace_now(int clock);

#endif /* ST2110_SEND_PACE_H */
