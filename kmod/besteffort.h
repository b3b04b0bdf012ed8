/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Everything that is not media: an ordinary child qdisc behind a small slot.
 *
 * The slot holds what has been taken from the child but does not fit before the
 * next media packet is due: one packet, or what is left of a large one that was
 * split (large.h) so that some of it fits, chunks behind the packets of the first
 * of them. A packet that has waited for longer than wait_ns is let through whatever
 * comes. While nothing is queued a packet goes straight into the slot, past the
 * child. Root lock.
 */
#ifndef ST2110_BESTEFFORT_H
#define ST2110_BESTEFFORT_H

#include <net/pkt_sched.h>

#define ST2110_BE_WAIT_DEFAULT_NS	2000000

struct st2110_best_effort {
	struct Qdisc *child;
	struct sk_buff_head slot;
	u64 since_ns;		/* when the slot's head was first looked at; 0: not yet */
	u32 wait_ns;
	bool split;		/* the slot holds parts */
	u64 forced;
	u64 segmented;		/* large packets */
};

int st2110_be_init(struct st2110_best_effort *be, struct Qdisc *sch,
		   struct netlink_ext_ack *extack);
void st2110_be_destroy(struct st2110_best_effort *be);
void st2110_be_reset(struct st2110_best_effort *be);
struct sk_buff *st2110_be_peek(struct st2110_best_effort *be, struct Qdisc *sch, u64 now_ns);
bool st2110_be_split(struct st2110_best_effort *be, struct Qdisc *sch);

/**
 * st2110_be_pass() - put a packet into the slot, past the child
 * @be: best effort
 * @skb: packet
 *
 * A child that queues nothing would give it back at once. net/core does the same
 * for a root qdisc of this kind, which counts what it never saw.
 *
 * Return: false when it is the child's to queue.
 */
static inline bool st2110_be_pass(struct st2110_best_effort *be, struct sk_buff *skb)
{
	struct Qdisc *child = be->child;

	if (!skb_queue_empty(&be->slot) || qdisc_qlen(child) || !(child->flags & TCQ_F_CAN_BYPASS))
		return false;
	qdisc_bstats_update(child, skb);
	be->since_ns = 0;
	be->split = false;
	__skb_queue_head(&be->slot, skb);
	return true;
}

/**
 * st2110_be_overdue() - has the slot's head waited for too long?
 * @be: best effort
 * @now_ns: MONOTONIC
 */
static inline bool st2110_be_overdue(const struct st2110_best_effort *be, u64 now_ns)
{
	return now_ns - be->since_ns >= be->wait_ns;
}

/**
 * st2110_be_take() - take what st2110_be_peek() showed
 * @be: best effort
 * @now_ns: MONOTONIC
 */
static inline struct sk_buff *st2110_be_take(struct st2110_best_effort *be, u64 now_ns)
{
	be->since_ns = now_ns;
	return __skb_dequeue(&be->slot);
}

#endif /* ST2110_BESTEFFORT_H */
