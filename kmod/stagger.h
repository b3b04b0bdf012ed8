/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Staggering: the TR_OFFSET by which a flow keeps out of its neighbours' way.
 *
 * Flows of one format have their packets due at the same instants, T_RS apart. Where
 * each leaves at its instant (launch, spin), the last waits until all others have
 * passed the link, and T_RS is idle until the next volley. What decides is the phase
 * of TR_OFFSET within T_RS: there are as many places in T_RS as packets pass meanwhile,
 * and a flow takes the place that is farthest from those taken.
 *
 * TROFF= of an SDP (ST 2110-21) has whole microseconds. T_RS is seldom a whole number of
 * them, so a hundred of them meet nearly every phase; that much later is what is tried.
 *
 * No kernel calls: the tests compile this very file.
 */
#ifndef ST2110_STAGGER_H
#define ST2110_STAGGER_H

#include "timing.h"

#define ST2110_STAGGER_PLACES	64
#define ST2110_STAGGER_US	100	/* TR_OFFSET is so much later at most */

struct st2110_stagger {
	const struct st2110_schedule *s;
	u64 place_q32;		/* from one to the next, ns in Q32 */
	u32 places;
	u32 taken[ST2110_STAGGER_PLACES];	/* flows at each */
};

void st2110_stagger_begin(struct st2110_stagger *st, const struct st2110_schedule *s,
			  u32 packet_ns);
void st2110_stagger_beside(struct st2110_stagger *st, const struct st2110_schedule *other);
u32 st2110_stagger_choose(const struct st2110_stagger *st);

#endif /* ST2110_STAGGER_H */
