/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Multicast memberships that the kernel holds for receivers that join none
 * themselves, as those on AF_PACKET: IGMPv3 (RFC 3376) and MLDv2 (RFC 3810), from
 * any source (ASM) or from named ones (SSM, RFC 4607).
 *
 * A membership is one group on one device of one namespace. It stands on a socket
 * of its own, so that the stack does the protocol and closing the socket drops all
 * that it held, whatever became of the device meanwhile. Such a socket belongs to
 * no process and holds no namespace; a membership holds no device. Joins are
 * counted, for each source by itself: what was joined twice is left twice.
 *
 * The stack takes RTNL for a membership by itself, so sockets are opened, changed
 * and closed without it, one after the other for each namespace (its mutex, outside
 * RTNL). What there is, and in which state, changes under RTNL alone, so that a
 * notifier may say so, and is read under RTNL.
 *
 * The stack keeps memberships while a device is down, and reports them when it is
 * set up, but not when a cable comes back or an address changes: then they are
 * reported anew, twice. Where it forgets them (IP taken off the device, as by an
 * MTU of 60), they are joined anew on a fresh socket. With the device they go.
 */
#ifndef ST2110_GROUP_H
#define ST2110_GROUP_H

#include <linux/netdevice.h>

#include <uapi/linux/st2110.h>

#include "event.h"

#define ST2110_GROUPS_MAX	4096	/* of a namespace */
#define ST2110_GROUP_SOURCES	64	/* of a group; fit a netlink message */

struct st2110_groups;

struct st2110_group_source {
	struct in6_addr addr;		/* IPv4 mapped */
	u32 refs;
};

struct st2110_group {
	struct list_head list;		/* by device, family, address */
	struct net_device *dev;		/* RTNL; NULL: gone */
	struct socket *sock;		/* the namespace's mutex */
	struct in6_addr addr;		/* IPv4 mapped */
	int ifindex;
	bool ipv6;
	u8 state;			/* enum st2110_group_state */
	bool stale;			/* the stack forgot it: a fresh socket is needed */
	bool joining;			/* on a fresh socket, without RTNL */
	bool refused;			/* the stack would not have it again; retried */
	u8 reports;			/* still to be made */
	u32 refs;			/* joins from any source; 0 with sources, or none yet */
	unsigned int nsources;
	struct st2110_group_source *sources;
	u64 since_tai_ns;		/* when the state became what it is */
	u64 lost, rejoined, reported;
};

/* What is to be joined or left. */
struct st2110_group_request {
	struct net *net;
	struct in6_addr addr;		/* IPv4 mapped */
	int ifindex;
	bool ipv6;
	unsigned int nsources;		/* 0: any source */
	struct in6_addr sources[ST2110_GROUP_SOURCES];
};

int st2110_group_register(st2110_event_deliver_t deliver_fn);
void st2110_group_unregister(void);

int st2110_group_join(const struct st2110_group_request *r, struct netlink_ext_ack *extack);
int st2110_group_leave(const struct st2110_group_request *r, struct netlink_ext_ack *extack);
void st2110_group_flush(struct net *net, int ifindex);

struct list_head *st2110_group_list(struct net *net);
u32 st2110_group_generation(struct net *net);

/**
 * st2110_group_held() - is a membership held?
 * @g: of the list
 *
 * The list has also those that are just being joined, and those whose device is
 * gone. RTNL.
 */
static inline bool st2110_group_held(const struct st2110_group *g)
{
	return g->dev && (g->refs || g->nsources);
}

#endif /* ST2110_GROUP_H */
