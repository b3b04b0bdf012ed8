// SPDX-License-Identifier: GPL-2.0-only
/*
 * Delays and their spread; see delay.h.
 */

#include "delay.h"

/**
 * st2110_delay_reset() - begin anew
 * @d: delay
 *
 * Any context, caller serialises.
 */
void st2110_delay_reset(struct st2110_delay *d)
{
	memset(d, 0, sizeof(*d));
}

static void window_ends(struct st2110_delay *d)
{
	s64 factor = d->high_ns - d->low_ns;

	/* One packet alone tells nothing. */
	if (d->packets < 2)
		return;
	d->factor_ns = factor > UINT_MAX ? UINT_MAX : (u32)factor;
	if (d->factor_ns > d->factor_max_ns)
		d->factor_max_ns = d->factor_ns;
	d->windows++;
}

/**
 * st2110_delay_add() - a packet has left
 * @d: delay
 * @at_ns: when
 * @delay_ns: how long after the instant that its timestamp names
 *
 * EBU Tech 3337. A window begins with the first packet after the one before. No
 * division; any context, caller serialises.
 */
void st2110_delay_add(struct st2110_delay *d, u64 at_ns, s64 delay_ns)
{
	if (!d->count) {
		d->min_ns = delay_ns;
		d->max_ns = delay_ns;
	}
	if (delay_ns < d->min_ns)
		d->min_ns = delay_ns;
	if (delay_ns > d->max_ns)
		d->max_ns = delay_ns;
	d->sum_ns += delay_ns;
	d->count++;

	if (!d->packets || at_ns - d->begin_ns >= ST2110_DELAY_WINDOW_NS) {
		window_ends(d);
		d->begin_ns = at_ns;
		d->low_ns = delay_ns;
		d->high_ns = delay_ns;
		d->packets = 0;
	}
	if (delay_ns < d->low_ns)
		d->low_ns = delay_ns;
	if (delay_ns > d->high_ns)
		d->high_ns = delay_ns;
	d->packets++;
}
