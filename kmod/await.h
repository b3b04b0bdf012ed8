/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a member of a sync group waits for the group's first delta.
 *
 * Members may well be handed over before the reference: ancillary data and sound are
 * ready earlier than pictures. Until the reference's first frame has been assigned
 * nothing is known of where their frames belong, so packets are kept as they came, and
 * taken in, in order, once it has: the port looks for that four times a millisecond
 * while somebody waits, for the reference may be of another port. Frames whose
 * instants have passed by then have no picture to go with, and are dropped.
 *
 * No more frames wait than the flow's queue holds; the oldest gives way. None waits
 * for longer than ST2110_AWAIT_NS. What gives way is counted (drop sync).
 *
 * A flow with legs waits where it comes in, and its own timer looks (legs.c).
 *
 * Root lock, or input lock, all of it.
 */
#ifndef ST2110_AWAIT_H
#define ST2110_AWAIT_H

#include "flow.h"

#define ST2110_AWAIT_NS		(500 * NSEC_PER_MSEC)
#define ST2110_AWAIT_LOOK_NS	250000U
#define ST2110_AWAIT_EACH_NS	4000U	/* likewise, for each flow that waits */

void st2110_await_put(struct st2110_flow *f, struct sk_buff *skb, u32 ts, u64 now_ns);
struct sk_buff *st2110_await_excess(struct st2110_flow *f, u64 now_ns);
struct sk_buff *st2110_await_take(struct st2110_flow *f);

#endif /* ST2110_AWAIT_H */
