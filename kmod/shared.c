// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shared schedules; see shared.h.
 */

#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "shared.h"

struct shared {
	union {
		struct hlist_node node;
		struct rcu_head rcu;	/* when it is in the table no more */
	};
	u32 users;
	struct st2110_schedule s;
};

static DEFINE_HASHTABLE(table, 8);
static DEFINE_SPINLOCK(lock);		/* table, users */

static u32 hash(const struct st2110_schedule *s)
{
	return jhash2((const u32 *)s, sizeof(*s) / sizeof(u32), 0);
}

static struct shared *find(const struct st2110_schedule *s)
{
	struct shared *p;

	hash_for_each_possible(table, p, node, hash(s))
		if (!memcmp(&p->s, s, sizeof(*s)))
			return p;
	return NULL;
}

/**
 * st2110_shared_get() - a schedule like this one, for many
 * @s: schedule, as st2110_essence_schedule() made it, padding and all
 *
 * Process context.
 *
 * Return: the schedule, which nobody writes, until st2110_shared_put(); or NULL.
 */
struct st2110_schedule *st2110_shared_get(const struct st2110_schedule *s)
{
	struct shared *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT), *p;

	if (!fresh)
		return NULL;
	memcpy(&fresh->s, s, sizeof(*s));
	spin_lock_bh(&lock);
	p = find(s);
	if (!p) {
		p = fresh;
		fresh = NULL;
		hash_add(table, &p->node, hash(s));
	}
	p->users++;
	spin_unlock_bh(&lock);
	kfree(fresh);
	return &p->s;
}

/**
 * st2110_shared_put() - a flow is gone, or has a schedule of its own
 * @s: what st2110_shared_get() returned, or NULL
 *
 * Process context or softirq.
 */
void st2110_shared_put(struct st2110_schedule *s)
{
	struct shared *p = container_of(s, struct shared, s);
	bool last;

	if (!s)
		return;
	spin_lock_bh(&lock);
	last = !--p->users;
	if (last)
		hash_del(&p->node);
	spin_unlock_bh(&lock);
	if (last)
		kfree_rcu(p, rcu);
}
