/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The media clock: the time line on which epochs are counted.
 *
 * A clock maps its media time (nanoseconds since 1970 TAI) to CLOCK_MONOTONIC,
 * on which every schedule is kept. Schedules do not move when the clock is set:
 * what has been assigned leaves as planned, and the next frame is assigned by
 * the new mapping.
 *
 * CLOCK_TAI differs from CLOCK_MONOTONIC by an offset that changes only when
 * somebody sets the clock; both are slewed together, so the offset is exact
 * however phc2sys or chrony steer. A PHC's mapping will have a rate as well,
 * fitted against CLOCK_MONOTONIC_RAW, behind these same two conversions.
 */
#ifndef ST2110_CLOCK_H
#define ST2110_CLOCK_H

#include <linux/types.h>
#include <linux/timekeeping.h>

#include <uapi/linux/st2110.h>

/* One consistent look at a clock. */
struct st2110_mapping {
	s64 offset_ns;		/* media - MONOTONIC */
	s32 tai_utc_s;		/* TAI - UTC as the system has it; 0: nobody set it */
};

void st2110_clock_read(struct st2110_mapping *m);
enum st2110_clock_state st2110_clock_state(const struct st2110_mapping *m);

static inline u64 st2110_media_to_mono(const struct st2110_mapping *m, u64 media_ns)
{
	return media_ns - m->offset_ns;
}

static inline u64 st2110_mono_to_media(const struct st2110_mapping *m, u64 mono_ns)
{
	return mono_ns + m->offset_ns;
}

#endif /* ST2110_CLOCK_H */
