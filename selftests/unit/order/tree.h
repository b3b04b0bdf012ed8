/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kmod/order.c needs of the kernel, to be compiled in user space: trees without
 * balance, which order as well, and a flow that knows no more than where it stands.
 */
#ifndef UNIT_ORDER_TREE_H
#define UNIT_ORDER_TREE_H

#include <stddef.h>

#include "portable.h"

#define ST2110_FLOW_H
#define ST2110_PACE_H
#define KTIME_MAX INT64_MAX
#define RB_BLACK 1
#define min(a, b) ((a) < (b) ? (a) : (b))

struct rb_node {
	struct rb_node *rb_left, *rb_right, *up;
};

struct rb_root {
	struct rb_node *rb_node;
};

struct rb_root_cached {
	struct rb_root rb_root;
	struct rb_node *rb_leftmost;
};

struct st2110_flow {
	struct rb_node by_open, by_close;
	u64 open_ns, due_ns, close_ns;
	u64 next_open_ns, next_due_ns, next_close_ns;	/* of its head, once it is placed */
	u8 where;
	void *head;
};

#define RB_ROOT_CACHED ((struct rb_root_cached){ { NULL }, NULL })
#define RB_EMPTY_ROOT(root) (!(root)->rb_node)
#define RB_EMPTY_NODE(node) ((node)->up == (node))
#define RB_CLEAR_NODE(node) ((node)->up = (node))
#define rb_entry(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define rb_entry_safe(ptr, type, member) \
	({ __auto_type at_ = (ptr); at_ ? rb_entry(at_, type, member) : NULL; })
#define rb_first_cached(root) ((root)->rb_leftmost)
#define rb_parent(node) ((node)->up)

static inline void rb_link_node(struct rb_node *node, struct rb_node *up, struct rb_node **link)
{
	node->rb_left = NULL;
	node->rb_right = NULL;
	node->up = up;
	*link = node;
}

static inline void rb_set_parent_color(struct rb_node *node, struct rb_node *parent, int color)
{
	(void)color;
	node->up = parent;
}

static inline void rb_insert_color_cached(struct rb_node *node, struct rb_root_cached *root,
					  bool leftmost)
{
	if (leftmost)
		root->rb_leftmost = node;
}

static inline struct rb_node *rb_last(const struct rb_root *root)
{
	struct rb_node *node = root->rb_node;

	while (node && node->rb_right)
		node = node->rb_right;
	return node;
}

static inline struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *up;

	if (node->rb_right) {
		up = node->rb_right;
		while (up->rb_left)
			up = up->rb_left;
		return up;
	}
	for (up = node->up; up && node == up->rb_right; up = up->up)
		node = up;
	return up;
}

static inline struct rb_node *rb_prev(const struct rb_node *node)
{
	struct rb_node *up;

	if (node->rb_left) {
		up = node->rb_left;
		while (up->rb_right)
			up = up->rb_right;
		return up;
	}
	for (up = node->up; up && node == up->rb_left; up = up->up)
		node = up;
	return up;
}

static inline void tree_replace(struct rb_root *root, struct rb_node *node, struct rb_node *by)
{
	if (!node->up)
		root->rb_node = by;
	else if (node->up->rb_left == node)
		node->up->rb_left = by;
	else
		node->up->rb_right = by;
	if (by)
		by->up = node->up;
}

static inline void rb_erase_cached(struct rb_node *node, struct rb_root_cached *root)
{
	struct rb_node *by;

	if (root->rb_leftmost == node)
		root->rb_leftmost = rb_next(node);
	if (!node->rb_left || !node->rb_right) {
		tree_replace(&root->rb_root, node, node->rb_left ? node->rb_left : node->rb_right);
		return;
	}
	by = rb_next(node);
	tree_replace(&root->rb_root, by, by->rb_right);
	by->rb_left = node->rb_left;
	by->rb_right = node->rb_right;
	by->rb_left->up = by;
	if (by->rb_right)
		by->rb_right->up = by;
	tree_replace(&root->rb_root, node, by);
}

static inline void st2110_pace_place(struct st2110_flow *f)
{
	f->open_ns = f->next_open_ns;
	f->due_ns = f->next_due_ns;
	f->close_ns = f->next_close_ns;
}

#endif /* UNIT_ORDER_TREE_H */
