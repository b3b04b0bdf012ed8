/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inbox: packets that came in by a sibling queue under mq.
 *
 * Under mq a flow lives on one child, but its packets enter by whichever queue
 * the stack chose. There they are left in the inbox of the flow's port, which
 * takes them in when it runs next. Whoever posts holds the root lock of another
 * port, so the inbox has a lock of its own, which is held for a few instructions
 * and under which no other is taken: never two root locks.
 *
 * It is bounded, and closed for good before its port goes.
 */
#ifndef ST2110_INBOX_H
#define ST2110_INBOX_H

#include <linux/skbuff.h>

#define ST2110_INBOX_MAX	4096	/* packets */

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
