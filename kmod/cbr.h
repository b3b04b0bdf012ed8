/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Schedules that follow from a packet rate alone.
 *
 * A constant rate (ST 2022-6, MPEG-TS carriers, native pre-2110 systems) has no
 * frames. Packets are counted in blocks of N, N being what the rate has in 4 ms,
 * and a block is what a frame is elsewhere: it has a k, a late policy, a verdict.
 * Within it packets are evenly spaced; each may leave up to a T_RS early, or 40 us
 * where T_RS is shorter, so that one wake-up serves what falls into that. Bursts
 * are held to C_MAX of narrow linear senders; there is no receiver buffer.
 *
 * Fast metadata (ST 2110-41) and timed text (ST 2110-43) come when they come, and
 * leave then. Metadata passes a bucket of its own, T_DRAIN = 1 / max(800, 1.1 R)
 * s and C_MAX = max(4, R / 43200); that is the bucket of an even stream of R, or
 * of 8000/11, packets a second, and nothing else of that schedule is used.
 *
 * The rate is num / den packets a second. Integers only; the tools compile this
 * very file.
 */
#ifndef ST2110_CBR_H
#define ST2110_CBR_H

#include "timing.h"

#define ST2110_CBR_BLOCKS	250	/* a second */
#define ST2110_CBR_BLOCK_MAX	16384	/* packets; sequence numbers have 16 bits */
#define ST2110_CBR_WINDOW_NS	40000	/* what a wake-up is worth */
#define ST2110_CBR_RATE_MAX	20000000	/* packets a second */

int st2110_cbr_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			struct st2110_refusal *no);
int st2110_sporadic_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			     struct st2110_refusal *no);

#endif /* ST2110_CBR_H */
