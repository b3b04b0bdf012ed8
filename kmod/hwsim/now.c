// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two calls that read one clock each are some tens of nanoseconds apart, or an
 * interrupt; the timekeeper's snapshot reads its counter once for all.
 */

#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "now.h"

/* A clock that is set between readings twice in a row is not waited for. */
#define NOW_TRIES	3

/**
 * hwsim_now - read the clocks
 * @now: filled in
 *
 * Context: any but NMI.
 */
void hwsim_now(struct hwsim_now *now)
{
	struct system_time_snapshot snap;
	ktime_t real, tai, after;
	int i;

	real = ktime_mono_to_any(0, TK_OFFS_REAL);
	for (i = 0; i < NOW_TRIES; i++) {
		tai = ktime_mono_to_any(0, TK_OFFS_TAI);
		ktime_get_snapshot(&snap);
		after = ktime_mono_to_any(0, TK_OFFS_REAL);
		if (likely(after == real))
			break;
		real = after;
	}
	now->raw_ns = ktime_to_ns(snap.raw);
	now->mono_ns = ktime_to_ns(ktime_sub(snap.real, real));
	now->tai_ns = now->mono_ns + ktime_to_ns(tai);
}

/**
 * hwsim_expiry - when a timer is to fire
 * @raw_ns: CLOCK_MONOTONIC_RAW
 *
 * Timers run on CLOCK_MONOTONIC, which may be steered; one that has far to go
 * may fire some ppm off, so its handler looks at the clock. RAW is read first:
 * what comes between the readings makes it later, never earlier.
 *
 * Context: any but NMI. Return: the instant by CLOCK_MONOTONIC.
 */
ktime_t hwsim_expiry(u64 raw_ns)
{
	u64 ahead_ns = raw_ns - ktime_get_raw_ns();

	return ns_to_ktime(ktime_get_ns() + ahead_ns);
}
