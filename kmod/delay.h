/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long after its timestamp a packet leaves, and how much that varies.
 *
 * The delay is packet time minus sample time: what ST 2110-30 receivers budget
 * for. The timestamped delay factor (TS-DF, EBU Tech 3337) of a window of 200 ms
 * is the largest delay in it less the smallest. Limits as certification has them:
 * TS-DF narrow within one packet time, wide within 17; delay never below 0, its
 * mean within 2.5 ms, its maximum within 20 packet times.
 *
 * Integers only; the tools compile this very file.
 */
#ifndef ST2110_DELAY_H
#define ST2110_DELAY_H

#include "portable.h"

#define ST2110_DELAY_WINDOW_NS	200000000
#define ST2110_DELAY_MEAN_NS	2500000	/* limit of the mean */
#define ST2110_DELAY_MAX_TIMES	20	/* limit of the maximum, packet times */
#define ST2110_DELAY_WIDE_TIMES	17	/* limit of TS-DF, packet times */

struct st2110_delay {
	u64 count;
	s64 min_ns, max_ns, sum_ns;
	u64 begin_ns;		/* of the window in progress */
	s64 low_ns, high_ns;	/* in it */
	u32 packets;		/* in it */
	u32 factor_ns;		/* TS-DF of the last whole window */
	u32 factor_max_ns;
	u64 windows;
};

void st2110_delay_reset(struct st2110_delay *d);
void st2110_delay_add(struct st2110_delay *d, u64 at_ns, s64 delay_ns);

#endif /* ST2110_DELAY_H */
