// SPDX-License-Identifier: GPL-2.0-only
/*
 * The media clock; see clock.h.
 */

#include <linux/ktime.h>
#include <linux/math64.h>

#include "clock.h"

/**
 * st2110_clock_read() - read the mapping of CLOCK_TAI
 * @m: filled in
 *
 * Any context.
 */
void st2110_clock_read(struct st2110_mapping *m)
{
	s64 tai = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_TAI));
	s64 real = ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_REAL));

	m->offset_ns = tai;
	/* A clock set between the two reads shows as a wild difference for once. */
	m->tai_utc_s = div_s64(tai - real, NSEC_PER_SEC);
}

/**
 * st2110_clock_state() - what a mapping can be trusted for
 * @m: mapping
 *
 * ST 2110-10 clause 7 wants a common reference; a TAI offset that nobody set
 * puts every timestamp 37 s off it. Any context.
 *
 * Return: locked or untraceable.
 */
enum st2110_clock_state st2110_clock_state(const struct st2110_mapping *m)
{
	return m->tai_utc_s ? ST2110_CLOCK_STATE_LOCKED : ST2110_CLOCK_STATE_UNTRACEABLE;
}
