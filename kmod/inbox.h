/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inbox: packets that came in elsewhere, by a sibling queue under mq or for a leg.
 *
 * Under mq a flow lives on one child, but its packets enter by whichever queue
 * the stack chose. There they are left in the inbox of the flow's port, which
 * takes them in when it runs next. Whoever posts holds the root lock of another
 * port, so the inbox has a lock of its own, which is held for a few instructions
 * and under which no other is taken: never two root locks. Copies for a leg (leg.h)
 * come with a note of what was decided about them.
 *
 * It is bounded, and closed for good before its port goes.
 */
#ifndef ST2110_INBOX_H
#define ST2110_INBOX_H

#include <linux/skbuff.h>
#include <net/sch_generic.h>

#define ST2110_INBOX_MAX	4096	/* packets */

struct st2110_flow;

/* Where a packet of a leg belongs; in its control block while it is in the inbox. */
struct st2110_place {
	struct st2110_flow *leg;	/* NULL: not of a leg */
	u64 k : 53;			/* of its epoch */
	u64 field : 1;
	u64 begins : 1;			/* the frame's first packet */
	u64 marker : 1;
	u64 changes : 8;		/* configurations that the flow had put in force */
	u32 index;			/* within its field */
	u32 packets;			/* N of the frame's plan */
	u32 run;			/* number of its field since the flow began */
	s32 off;			/* of audio: timestamp less the epoch's */
	u32 phase;			/* likewise, how far into a packet time samples begin */
	u32 delta;			/* in a sync group: what was added to its timestamp */
};

static inline struct st2110_place *st2110_place(struct sk_buff *skb)
{
	BUILD_BUG_ON(offsetof(struct qdisc_skb_cb, data) + sizeof(struct st2110_place) >
		     sizeof(skb->cb));
	return (struct st2110_place *)qdisc_skb_cb(skb)->data;
}

struct st2110_inbox {
	struct sk_buff_head queue;
	bool closed;			/* under the queue's lock */
};

/**
 * st2110_inbox_init() - an empty inbox
 * @inbox: inbox
 */
static inline void st2110_inbox_init(struct st2110_inbox *inbox)
{
	skb_queue_head_init(&inbox->queue);
	inbox->closed = false;
}

/**
 * st2110_inbox_empty() - is there nothing to take?
 * @inbox: inbox
 *
 * Without the lock: what is posted at this moment schedules the port again.
 */
static inline bool st2110_inbox_empty(const struct st2110_inbox *inbox)
{
	return skb_queue_empty_lockless(&inbox->queue);
}

/**
 * st2110_inbox_put() - leave a packet
 * @inbox: inbox of another port
 * @skb: packet
 *
 * BH disabled; any root lock but the inbox's port's may be held.
 *
 * Return: false when it is full or closed; the packet is the caller's then.
 */
static inline bool st2110_inbox_put(struct st2110_inbox *inbox, struct sk_buff *skb)
{
	bool taken;

	spin_lock(&inbox->queue.lock);
	taken = !inbox->closed && skb_queue_len(&inbox->queue) < ST2110_INBOX_MAX;
	if (taken)
		__skb_queue_tail(&inbox->queue, skb);
	spin_unlock(&inbox->queue.lock);
	return taken;
}

/**
 * st2110_inbox_take() - take all that is there
 * @inbox: inbox
 * @list: initialised list that it is put on, oldest first
 */
static inline void st2110_inbox_take(struct st2110_inbox *inbox, struct sk_buff_head *list)
{
	spin_lock_bh(&inbox->queue.lock);
	skb_queue_splice_tail_init(&inbox->queue, list);
	spin_unlock_bh(&inbox->queue.lock);
}

/**
 * st2110_inbox_forget() - drop what is there of a leg
 * @inbox: inbox
 * @leg: leg that nobody posts for any more
 *
 * Process context or BH disabled.
 *
 * Return: how many packets.
 */
static inline u32 st2110_inbox_forget(struct st2110_inbox *inbox, const struct st2110_flow *leg)
{
	struct sk_buff *skb, *next;
	struct sk_buff_head gone;
	u32 n;

	__skb_queue_head_init(&gone);
	spin_lock_bh(&inbox->queue.lock);
	skb_queue_walk_safe(&inbox->queue, skb, next) {
		if (st2110_place(skb)->leg != leg)
			continue;
		__skb_unlink(skb, &inbox->queue);
		__skb_queue_tail(&gone, skb);
	}
	spin_unlock_bh(&inbox->queue.lock);
	n = skb_queue_len(&gone);
	__skb_queue_purge(&gone);
	return n;
}

/**
 * st2110_inbox_close() - take no more, drop what is there
 * @inbox: inbox
 *
 * Process context, no root lock.
 */
static inline void st2110_inbox_close(struct st2110_inbox *inbox)
{
	spin_lock_bh(&inbox->queue.lock);
	inbox->closed = true;
	spin_unlock_bh(&inbox->queue.lock);
	skb_queue_purge(&inbox->queue);
}

#endif /* ST2110_INBOX_H */
