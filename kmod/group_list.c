// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memberships of a namespace; see group_list.h.
 */

#include <linux/slab.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "group_list.h"
#include "group_stack.h"

unsigned int st2110_groups_net_id;
static st2110_event_deliver_t deliver;

/**
 * st2110_groups_of() - the memberships of a namespace
 * @net: namespace
 *
 * Any context.
 *
 * Return: they live as long as the namespace, or the module.
 */
struct st2110_groups *st2110_groups_of(struct net *net)
{
	return net_generic(net, st2110_groups_net_id);
}

/**
 * st2110_group_deliver() - who takes events to user space
 * @deliver_fn: in process context
 *
 * Before there is a membership.
 */
void st2110_group_deliver(st2110_event_deliver_t deliver_fn)
{
	deliver = deliver_fn;
}

static u64 now_tai_ns(void)
{
	return ktime_get_clocktai_ns();
}

/**
 * st2110_group_tell() - an event for what happened to groups of a device
 * @dev: device
 * @type: enum st2110_event_type
 * @cause: enum st2110_cause
 * @g: which, if it was one
 * @n: how many
 *
 * RTNL.
 */
void st2110_group_tell(struct net_device *dev, u8 type, u8 cause, const struct st2110_group *g,
		       unsigned int n)
{
	struct st2110_event e = {
		.type = type,
		.cause = cause,
		.tai_ns = now_tai_ns(),
		.mono_ns = ktime_get_ns(),
		.groups = n,
	};

	if (n == 1) {
		e.group = g->addr;
		e.group_octets = g->ipv6 ? sizeof(struct in6_addr) : sizeof(struct in_addr);
	}
	deliver(dev, &e);
}

/**
 * st2110_group_source() - a source that a membership is held from
 * @g: membership
 * @addr: of the source, IPv4 mapped
 *
 * RTNL or the mutex.
 *
 * Return: the source, or NULL when it is not held from it.
 */
struct st2110_group_source *st2110_group_source(const struct st2110_group *g,
						const struct in6_addr *addr)
{
	unsigned int i;

	for (i = 0; i < g->nsources; i++)
		if (ipv6_addr_equal(&g->sources[i].addr, addr))
			return &g->sources[i];
	return NULL;
}

static int order(const struct st2110_group *g, int ifindex, bool ipv6, const struct in6_addr *addr)
{
	if (g->ifindex != ifindex)
		return g->ifindex < ifindex ? -1 : 1;
	if (g->ipv6 != ipv6)
		return g->ipv6 ? 1 : -1;
	return memcmp(&g->addr, addr, sizeof(*addr));
}

/**
 * st2110_group_find() - the membership that a request is about
 * @gs: namespace's
 * @r: request
 *
 * RTNL.
 *
 * Return: the membership, or NULL when it is not held.
 */
struct st2110_group *st2110_group_find(struct st2110_groups *gs,
				       const struct st2110_group_request *r)
{
	struct st2110_group *g;

	list_for_each_entry(g, &gs->list, list)
		if (st2110_group_held(g) && !order(g, r->ifindex, r->ipv6, &r->addr))
			return g;
	return NULL;
}

/**
 * st2110_group_insert() - put a membership in its place
 * @gs: namespace's
 * @g: membership
 *
 * The mutex and RTNL.
 */
void st2110_group_insert(struct st2110_groups *gs, struct st2110_group *g)
{
	struct st2110_group *other;

	list_for_each_entry(other, &gs->list, list)
		if (order(other, g->ifindex, g->ipv6, &g->addr) > 0)
			break;
	list_add_tail(&g->list, &other->list);
	gs->count++;
}

/**
 * st2110_group_take_out() - a membership is held no longer
 * @gs: namespace's
 * @g: membership
 * @out: those to be buried, without RTNL
 *
 * The mutex and RTNL.
 */
void st2110_group_take_out(struct st2110_groups *gs, struct st2110_group *g,
			   struct list_head *out)
{
	list_move_tail(&g->list, out);
	gs->count--;
	gs->generation++;
}

/**
 * st2110_group_bury() - close the sockets of memberships that are held no longer
 * @out: from st2110_group_take_out()
 *
 * The mutex, not RTNL.
 */
void st2110_group_bury(struct list_head *out)
{
	struct st2110_group *g, *next;

	list_for_each_entry_safe(g, next, out, list) {
		st2110_group_close(g);
		kfree(g->sources);
		kfree(g);
		cond_resched();
	}
}

/**
 * st2110_group_tell_rest() - tell what has been kept to be told as one
 * @t: what is kept
 *
 * RTNL.
 */
void st2110_group_tell_rest(struct st2110_group_told *t)
{
	if (t->n)
		st2110_group_tell(t->dev, t->type, t->cause, t->g, t->n);
	t->n = 0;
}

/**
 * st2110_group_tell_later() - keep what happened to a membership, to be told as one
 * @t: what is kept; before the first, n is 0
 * @g: membership; its device is there
 * @type: enum st2110_event_type
 * @cause: enum st2110_cause
 *
 * RTNL, until st2110_group_tell_rest().
 */
void st2110_group_tell_later(struct st2110_group_told *t, const struct st2110_group *g, u8 type,
			     u8 cause)
{
	if (t->n && (t->dev != g->dev || t->type != type || t->cause != cause))
		st2110_group_tell_rest(t);
	t->dev = g->dev;
	t->g = g;
	t->type = type;
	t->cause = cause;
	t->n++;
}

/**
 * st2110_group_in_state() - a membership's state is another
 * @g: membership
 * @state: enum st2110_group_state
 *
 * RTNL.
 */
void st2110_group_in_state(struct st2110_group *g, u8 state)
{
	g->state = state;
	g->since_tai_ns = now_tai_ns();
	g->reports = state == ST2110_GROUP_STATE_JOINED ? ST2110_GROUP_REPORTS : 0;
}
