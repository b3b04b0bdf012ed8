// SPDX-License-Identifier: GPL-2.0-only
/*
 * The orders in which a port's flows stand; see order.h.
 */

#include <linux/rbtree_augmented.h>

#include "order.h"
#include "pace.h"

static bool closes_before(struct rb_node *a, const struct rb_node *b)
{
	return (s64)(rb_entry(a, struct st2110_flow, by_close)->close_ns -
		     rb_entry(b, struct st2110_flow, by_close)->close_ns) < 0;
}

static bool due_before(struct rb_node *a, const struct rb_node *b)
{
	return (s64)(rb_entry(a, struct st2110_flow, by_close)->due_ns -
		     rb_entry(b, struct st2110_flow, by_close)->due_ns) < 0;
}

static bool opens_before(struct rb_node *a, const struct rb_node *b)
{
	return (s64)(rb_entry(a, struct st2110_flow, by_open)->open_ns -
		     rb_entry(b, struct st2110_flow, by_open)->open_ns) < 0;
}

static struct st2110_flow *first_to_open(const struct st2110_order *order)
{
	return rb_entry_safe(rb_first_cached(&order->opening.tree), struct st2110_flow, by_open);
}

/* Does a node belong between the one that was placed last and the one after that, @next? */
static __always_inline bool follows(const struct st2110_queue *q, struct rb_node *node,
				    struct rb_node **next,
				    bool (*before)(struct rb_node *a, const struct rb_node *b))
{
	if (!q->placed || before(node, q->placed))
		return false;
	*next = q->placed == q->end ? NULL : rb_next(q->placed);
	return !*next || before(node, *next);
}

static __always_inline void insert(struct rb_node *node, struct st2110_queue *q,
				   bool (*before)(struct rb_node *a, const struct rb_node *b))
{
	struct rb_node **link = &q->tree.rb_root.rb_node, *parent = NULL, *next;
	bool first = true, last = true;

	/* Mostly a port has one flow, or one that is ready: the tree is that node, or none. */
	if (!*link) {
		rb_link_node(node, NULL, link);
		rb_set_parent_color(node, NULL, RB_BLACK);
		q->tree.rb_leftmost = node;
		q->placed = node;
		q->end = node;
		return;
	}
	if (follows(q, node, &next, before)) {
		first = false;
		last = !next;
		parent = q->placed->rb_right ? next : q->placed;
		link = q->placed->rb_right ? &next->rb_left : &parent->rb_right;
	} else {
		while (*link) {
			parent = *link;
			if (before(node, parent)) {
				link = &parent->rb_left;
				last = false;
			} else {
				link = &parent->rb_right;
				first = false;
			}
		}
	}
	rb_link_node(node, parent, link);
	rb_insert_color_cached(node, &q->tree, first);
	q->placed = node;
	if (last)
		q->end = node;
}

static __always_inline void erase(struct rb_node *node, struct st2110_queue *q)
{
	if (q->tree.rb_root.rb_node == node && !node->rb_left && !node->rb_right) {
		*q = (struct st2110_queue){ };
		return;
	}
	if (q->placed == node)
		q->placed = NULL;
	if (q->end == node)
		q->end = rb_prev(node);
	rb_erase_cached(node, &q->tree);
}

static void place_ready(struct st2110_order *order, struct st2110_flow *f)
{
	insert(&f->by_close, &order->ready, closes_before);
	f->where = ST2110_READY;
}

static void place_waiting(struct st2110_order *order, struct st2110_flow *f)
{
	insert(&f->by_close, &order->closing, due_before);
	if (f->open_ns != f->due_ns)
		insert(&f->by_open, &order->opening, opens_before);
	else
		RB_CLEAR_NODE(&f->by_open);
	f->where = ST2110_WAITING;
}

static __always_inline void leave(struct st2110_order *order, struct st2110_flow *f)
{
	if (f->where == ST2110_WAITING) {
		erase(&f->by_close, &order->closing);
		if (!RB_EMPTY_NODE(&f->by_open))
			erase(&f->by_open, &order->opening);
	} else if (f->where == ST2110_READY) {
		erase(&f->by_close, &order->ready);
	}
	f->where = ST2110_IDLE;
}

/**
 * st2110_order_leave() - a flow stands nowhere any more
 * @order: orders
 * @f: flow, standing anywhere or nowhere
 */
void st2110_order_leave(struct st2110_order *order, struct st2110_flow *f)
{
	leave(order, f);
}

/**
 * st2110_order_wait() - a flow waits for its head's window
 * @order: orders
 * @f: flow with a head, standing anywhere or nowhere
 */
void st2110_order_wait(struct st2110_order *order, struct st2110_flow *f)
{
	leave(order, f);
	st2110_pace_place(f);
	place_waiting(order, f);
}

/**
 * st2110_order_open() - flows whose head has opened are ready
 * @order: orders
 * @now_ns: MONOTONIC, when a packet handed over now would leave
 */
void st2110_order_open(struct st2110_order *order, u64 now_ns)
{
	struct st2110_flow *f;

	while ((f = first_to_open(order)) && (s64)(f->open_ns - now_ns) <= 0) {
		leave(order, f);
		place_ready(order, f);
	}
	while ((f = st2110_order_due(order)) && (s64)(f->due_ns - now_ns) <= 0) {
		leave(order, f);
		place_ready(order, f);
	}
}

/**
 * st2110_order_next() - a flow's head was taken: where does the next one stand?
 * @order: orders
 * @f: flow that waited or is ready
 * @now_ns: MONOTONIC, when that packet leaves
 *
 * The earliest closing goes first, packet by packet. What is not known yet of the
 * bucket may have a head open later, never earlier.
 */
void st2110_order_next(struct st2110_order *order, struct st2110_flow *f, u64 now_ns)
{
	struct st2110_flow *rival = NULL;
	bool ready = f->where == ST2110_READY;

	if (!f->head) {
		st2110_order_leave(order, f);
		return;
	}
	if (ready) {
		rival = st2110_order_after(f);
		if (!rival)
			return;
	}
	st2110_pace_place(f);
	if ((s64)(f->open_ns - now_ns) > 0) {
		st2110_order_leave(order, f);
		place_waiting(order, f);
	} else if (!ready || (s64)(f->close_ns - rival->close_ns) >= 0) {
		st2110_order_leave(order, f);
		place_ready(order, f);
	}
}
