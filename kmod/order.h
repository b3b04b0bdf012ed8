/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The orders in which a port's flows stand.
 *
 * Flows are ordered, not packets, by the window of their head packet (pace.h). A
 * flow that waits stands in two orders, by opening and by when it is due, which is
 * its closing or, where as many packets as the bucket takes can leave before, then:
 * the first to open says who is ready, the first due when to wake up. One that is due
 * when it opens stands in the second only, which says both. A flow that is ready
 * stands in a third, by closing: the earliest leaves first. So an operation costs the
 * logarithm of the number of flows at the most, and nothing grows with the queues.
 *
 * No flow closes before it is due. So the one that is due first, if it closes then and
 * is open, leaves before all others that wait, without any of them being made ready.
 *
 * Root lock.
 */
#ifndef ST2110_ORDER_H
#define ST2110_ORDER_H

#include "flow.h"

/* Where a flow stands. */
enum st2110_where {
	ST2110_IDLE,			/* has no packet */
	ST2110_WAITING,			/* in opening and closing */
	ST2110_READY,			/* in ready */
};

/* One order. Flows of a rate take their next place in the order in which they had the last. */
struct st2110_queue {
	struct rb_root_cached tree;
	struct rb_node *placed;		/* last; NULL: it is gone */
	struct rb_node *end;		/* the rightmost */
};

struct st2110_order {
	struct st2110_queue ready;	/* by closing */
	struct st2110_queue closing;	/* waiting flows, by when they are due */
	struct st2110_queue opening;	/* those of them that are not due when they open */
};

void st2110_order_leave(struct st2110_order *order, struct st2110_flow *f);
void st2110_order_wait(struct st2110_order *order, struct st2110_flow *f);
void st2110_order_open(struct st2110_order *order, u64 now_ns);
void st2110_order_next(struct st2110_order *order, struct st2110_flow *f, u64 now_ns);

/**
 * st2110_order_init() - no flow stands anywhere
 * @order: orders
 */
static inline void st2110_order_init(struct st2110_order *order)
{
	*order = (struct st2110_order){ };
}

/**
 * st2110_order_due() - the waiting flow that is due first
 * @order: orders
 *
 * Return: it, or NULL.
 */
static inline struct st2110_flow *st2110_order_due(const struct st2110_order *order)
{
	return rb_entry_safe(rb_first_cached(&order->closing.tree), struct st2110_flow, by_close);
}

/**
 * st2110_order_opens() - when the first waiting flow opens
 * @order: orders
 *
 * Return: MONOTONIC; KTIME_MAX: none waits.
 */
static inline u64 st2110_order_opens(const struct st2110_order *order)
{
	const struct rb_node *first = rb_first_cached(&order->opening.tree);
	const struct st2110_flow *due = st2110_order_due(order);
	u64 opens = due ? due->due_ns : KTIME_MAX;

	return first ? min(rb_entry(first, struct st2110_flow, by_open)->open_ns, opens) : opens;
}

/**
 * st2110_order_ready() - the ready flow that closes first
 * @order: orders
 *
 * Return: it, or NULL.
 */
static inline struct st2110_flow *st2110_order_ready(const struct st2110_order *order)
{
	return rb_entry_safe(rb_first_cached(&order->ready.tree), struct st2110_flow, by_close);
}

/**
 * st2110_order_many() - does more than one flow wait?
 * @order: orders
 */
static inline bool st2110_order_many(const struct st2110_order *order)
{
	const struct rb_node *root = order->closing.tree.rb_root.rb_node;

	return root && (root->rb_left || root->rb_right);
}

/**
 * st2110_order_first() - the flow that closes first of all that are open, if that is plain
 * @order: orders
 * @now_ns: MONOTONIC, when a packet handed over now would leave
 *
 * Return: one that waits or is ready; NULL: st2110_order_open() has to find out.
 */
static inline struct st2110_flow *st2110_order_first(const struct st2110_order *order, u64 now_ns)
{
	struct st2110_flow *due = st2110_order_due(order), *ready = st2110_order_ready(order);

	if (!due || (ready && (s64)(ready->close_ns - due->due_ns) <= 0))
		return ready;
	if ((s64)(due->open_ns - now_ns) <= 0 && due->close_ns == due->due_ns)
		return due;
	return NULL;
}

/**
 * st2110_order_alone() - is a flow ready, and the only one that stands anywhere?
 * @order: orders
 * @f: flow
 */
static inline bool st2110_order_alone(const struct st2110_order *order, const struct st2110_flow *f)
{
	return order->ready.tree.rb_root.rb_node == &f->by_close && !f->by_close.rb_left &&
	       !f->by_close.rb_right && RB_EMPTY_ROOT(&order->closing.tree.rb_root);
}

/**
 * st2110_order_after() - the ready flow that closes after another
 * @f: a ready flow
 *
 * Return: it, or NULL.
 */
static inline struct st2110_flow *st2110_order_after(const struct st2110_flow *f)
{
	/* Mostly it is alone. */
	if (!f->by_close.rb_right && !rb_parent(&f->by_close))
		return NULL;
	return rb_entry_safe(rb_next(&f->by_close), struct st2110_flow, by_close);
}

#endif /* ST2110_ORDER_H */
