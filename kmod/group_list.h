/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The list of a namespace's memberships, and what is told of them.
 *
 * The mutex is outside RTNL: who changes memberships takes the mutex, looks and
 * changes under RTNL, and works on sockets in between without it. As only holders
 * of the mutex take from the list, it does not shrink under them.
 */
#ifndef ST2110_GROUP_LIST_H
#define ST2110_GROUP_LIST_H

#include <linux/mutex.h>
#include <linux/workqueue.h>

#include "group.h"

/* RFC 3376, 8.1: the robustness variable's default. */
#define ST2110_GROUP_REPORTS	2

struct st2110_groups {
	struct mutex lock;		/* sockets; outside RTNL */
	struct list_head list;		/* lock and RTNL to change, either to read */
	unsigned int count;		/* likewise */
	u32 generation;			/* RTNL */
	bool addresses;			/* IPv6 link-local ones changed since the last review */
	struct net *net;
	struct delayed_work review;	/* group_watch.h */
};

/* Changes alike of one device, told as one. */
struct st2110_group_told {
	struct net_device *dev;
	const struct st2110_group *g;
	unsigned int n;
	u8 type, cause;
};

extern unsigned int st2110_groups_net_id;

struct st2110_groups *st2110_groups_of(struct net *net);
void st2110_group_deliver(st2110_event_deliver_t deliver_fn);

struct st2110_group_source *st2110_group_source(const struct st2110_group *g,
						const struct in6_addr *addr);
struct st2110_group *st2110_group_find(struct st2110_groups *gs,
				       const struct st2110_group_request *r);
void st2110_group_insert(struct st2110_groups *gs, struct st2110_group *g);
void st2110_group_take_out(struct st2110_groups *gs, struct st2110_group *g,
			   struct list_head *out);
void st2110_group_bury(struct list_head *out);

void st2110_group_in_state(struct st2110_group *g, u8 state);
void st2110_group_tell(struct net_device *dev, u8 type, u8 cause, const struct st2110_group *g,
		       unsigned int n);
void st2110_group_tell_later(struct st2110_group_told *t, const struct st2110_group *g, u8 type,
			     u8 cause);
void st2110_group_tell_rest(struct st2110_group_told *t);

#endif /* ST2110_GROUP_LIST_H */
