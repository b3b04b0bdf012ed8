/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What several clocks of the system say at one and the same instant.
 */
#ifndef ST2110_NOW_H
#define ST2110_NOW_H

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* How far other clocks are ahead of CLOCK_MONOTONIC. */
struct st2110_ahead {
	s64 real_ns;
	s64 tai_ns;
};

/**
 * st2110_now() - CLOCK_MONOTONIC_RAW and CLOCK_MONOTONIC at one instant
 * @raw_ns: the one
 * @mono_ns: the other
 * @ahead: offsets of CLOCK_REALTIME and CLOCK_TAI then; may be NULL
 *
 * Somebody may set the clock in between; then once more, and in the end the
 * mistake is there for once. Any context but NMI.
 */
static inline void st2110_now(u64 *raw_ns, u64 *mono_ns, struct st2110_ahead *ahead)
{
	struct system_time_snapshot before, now;
	unsigned int tries = 3;
	s64 real, tai;

	do {
		ktime_get_snapshot(&before);
		real = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_REAL));
		tai = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_TAI));
		ktime_get_snapshot(&now);
	} while (before.clock_was_set_seq != now.clock_was_set_seq && --tries);
	*raw_ns = ktime_to_ns(now.raw);
	*mono_ns = ktime_to_ns(now.real) - real;
	if (ahead) {
		ahead->real_ns = real;
		ahead->tai_ns = tai;
	}
}

/**
 * st2110_ahead() - how far other clocks are ahead of CLOCK_MONOTONIC
 * @ahead: filled in, as of one instant
 *
 * Cheaper than st2110_now(), of whose instants none is asked for. Any context but NMI.
 */
static inline void st2110_ahead(struct st2110_ahead *ahead)
{
	unsigned int tries = 3;
	s64 before;

	do {
		before = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_TAI));
		ahead->real_ns = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_REAL));
		ahead->tai_ns = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_TAI));
	} while (before != ahead->tai_ns && --tries);
}

#endif /* ST2110_NOW_H */
