/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pacing one flow: when its next packet may leave, when it must, and what became
 * of it.
 *
 * ST 2110-21 gives packet j a window: after TPR_(j - VRX_FULL) or the receiver's
 * buffer overflows, before TPR_j or it underflows, and never so that C_INST
 * exceeds C_MAX. We keep m from both ends and one packet from C_MAX, so a packet
 *
 *	opens at   TPR_j - window + m, and when the bucket has room
 *	closes at  TPR_j - m
 *
 * and is due, which is when to wake up for it, when it closes, or before that as
 * soon as all can leave that the bucket takes at a time.
 *
 * In a second field it closes T_LINE/2 earlier, for analysers that read it so.
 *
 * m is a quarter of the window or the guard against late wake-ups, whichever is
 * longer, at most half a window. Beyond that the release cannot hold the profile
 * and the flow says so. A flow that is late is opened by its bucket alone, which
 * spaces it at T_DRAIN.
 *
 * Legs of one flow leave in the same batches at the same times, within the windows.
 *
 * Where the NIC launches packets there is no window but an instant, half a window
 * before TPR_j, and a packet opens and closes ahead of that (launch.h).
 *
 * All functions: root lock. All times MONOTONIC, on the wire.
 */
#ifndef ST2110_PACE_H
#define ST2110_PACE_H

#include "flow.h"

struct st2110_sent;

void st2110_pace_guard(struct st2110_flow *f, u32 guard_ns);
void st2110_pace_place(struct st2110_flow *f);
u32 st2110_pace_held(const struct st2110_schedule *s, u32 ahead_ns);
void st2110_pace_reserve(struct st2110_flow *f, u32 packets);
void st2110_pace_came(struct st2110_flow *f, u64 now_ns);
bool st2110_pace_may_send(struct st2110_flow *f, u64 wire_ns);
s32 st2110_pace_run(const struct st2110_flow *f, u64 wire_ns, u64 *full_ns);
u64 st2110_pace_instant(struct st2110_flow *f, u64 earliest_ns);
void st2110_pace_ahead(struct st2110_flow *f, u32 ahead_ns, u32 may_ahead_ns, bool exact);
void st2110_pace_give_back(struct st2110_flow *f, struct sk_buff *skb);
unsigned int st2110_pace_left(const struct st2110_sent *sent, const struct st2110_sent *end,
			      u64 base_ns, u32 doubt_ns);
void st2110_pace_sent(struct st2110_flow *f, u8 slot, u32 index, u64 wire_ns,
		      u32 doubt_ns);
void st2110_pace_settle(struct st2110_flow *f, u64 now_ns);
u32 st2110_pace_purge(struct st2110_flow *f, struct sk_buff **list, u32 *bytes);

/**
 * st2110_pace_take() - take the head off, to be sent
 * @f: flow with a head
 *
 * Return: the packet; st2110_pace_sent() is due for it.
 */
static __always_inline struct sk_buff *st2110_pace_take(struct st2110_flow *f)
{
	struct sk_buff *skb = st2110_chain_take(&f->head, &f->tail);

	f->qlen--;
	f->taken++;
	f->stats.packets_out++;
	f->stats.bytes_out += skb->len;
	return skb;
}

#endif /* ST2110_PACE_H */
