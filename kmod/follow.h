/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A leg follows: what was decided about a frame where its packets came in (frame.h)
 * comes with each of them, and the leg does the same by its own clock's view of it.
 */
#ifndef ST2110_FOLLOW_H
#define ST2110_FOLLOW_H

#include "flow.h"
#include "inbox.h"

bool st2110_follow(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_place *place,
		   u64 now_ns, enum st2110_drop *reason);

#endif /* ST2110_FOLLOW_H */
