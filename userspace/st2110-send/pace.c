// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pace of the sender. Design: pace.h.
 */
#include <time.h>

#include "pace.h"

u64 pace_now(int clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (u64)t.tv_sec * ST2110_NSEC_PER_SEC + (u64)t.tv_nsec;
}

void pace_start(struct pace *pace, u64 start_ns)
{
	u64 tai = pace_now(CLOCK_TAI);

	pace->mono_ns = (s64)(pace_now(CLOCK_MONOTONIC) - tai);
	pace->k0 = st2110_epoch_first(pace->schedule, tai + start_ns);
}

u64 pace_frame_ns(const struct pace *pace, u32 i)
{
	struct st2110_epoch e;
	__int128 ns;

	st2110_epoch_at(&e, pace->schedule, pace->k0);
	ns = (__int128)i * pace->format.rate_den * (s64)ST2110_NSEC_PER_SEC * 1000000;
	ns /= (__int128)pace->format.rate_num * (1000000 + pace->rate_ppm);
	return (u64)((s64)e.start_ns + (s64)ns + pace->offset_ns + pace->mono_ns);
}

u32 pace_batch(const struct pace *pace, u32 j, u64 *after_ns)
{
	const struct rfc4175_layout *l = pace->layout;
	u64 frame_ns = pace->schedule->frame_ns;
	u32 end = j + 1, lines;

	switch (pace->mode) {
	case PACE_LATE:
		*after_ns = frame_ns * pace->late_ppm / 1000000;
		return l->count - j;
	case PACE_SPREAD:
		*after_ns = frame_ns * j / l->count;
		return l->count - j < pace->batch ? l->count - j : pace->batch;
	case PACE_LINE:
		lines = st2110_format_total_lines(&pace->format);
		while (end < l->count && l->packets[end].srd[0].row == l->packets[j].srd[0].row &&
		       l->packets[end].field == l->packets[j].field)
			end++;
		*after_ns = frame_ns * (u64)l->packets[j].srd[0].row / lines;
		if (l->packets[j].field)
			*after_ns += frame_ns / 2;
		return end - j;
	default:
		*after_ns = 0;
		return l->count - j;
	}
}

u64 pace_sleep(u64 mono_ns)
{
	struct timespec t = {
		.tv_sec = (time_t)(mono_ns / ST2110_NSEC_PER_SEC),
		.tv_nsec = (long)(mono_ns % ST2110_NSEC_PER_SEC),
	};
	u64 now = pace_now(CLOCK_MONOTONIC);

	if (now >= mono_ns)
		return now - mono_ns;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL))
		;
	return 0;
}
