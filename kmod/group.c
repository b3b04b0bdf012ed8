// SPDX-License-Identifier: GPL-2.0-only
/*
 * Multicast memberships held by the kernel; see group.h.
 *
 * What is asked for: joins, leaves, a flush. The list is group_list.h, what becomes
 * of memberships in the meantime group_watch.h.
 */

#include <linux/in.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>

#include "group_stack.h"
#include "group_watch.h"

/* May the request join what is held? */
static int check_mode(const struct st2110_group *g, const struct st2110_group_request *r,
		      struct netlink_ext_ack *extack)
{
	if (g->refs && r->nsources) {
		NL_SET_ERR_MSG(extack, "source: the group is held from any source on this device; join it without source, or leave it first");
		return -EBUSY;
	}
	if (g->nsources && !r->nsources) {
		NL_SET_ERR_MSG(extack, "group: is held from named sources on this device; name a source, or leave it first");
		return -EBUSY;
	}
	return 0;
}

/* Find the membership to join, or make one that is not held yet. RTNL. */
static struct st2110_group *prepare(struct st2110_groups *gs, const struct st2110_group_request *r,
				    struct netlink_ext_ack *extack)
{
	struct net_device *dev = __dev_get_by_index(gs->net, r->ifindex);
	struct st2110_group *g;
	int err;

	if (!dev) {
		NL_SET_ERR_MSG(extack, "dev: no such device in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	g = st2110_group_find(gs, r);
	if (g) {
		err = check_mode(g, r, extack);
		if (!err && r->nsources)
			err = st2110_group_device(dev, r->ipv6, extack);
		return err ? ERR_PTR(err) : g;
	}
	err = st2110_group_device(dev, r->ipv6, extack);
	if (err)
		return ERR_PTR(err);
	if (gs->count >= ST2110_GROUPS_MAX) {
		NL_SET_ERR_MSG(extack, "group: 4096 are held in this network namespace, the most that are accepted; leave some");
		return ERR_PTR(-ENOSPC);
	}
	g = kzalloc(sizeof(*g), GFP_KERNEL_ACCOUNT);
	if (!g)
		return ERR_PTR(-ENOMEM);
	g->dev = dev;
	g->addr = r->addr;
	g->ifindex = r->ifindex;
	g->ipv6 = r->ipv6;
	st2110_group_insert(gs, g);
	return g;
}

/*
 * Sources that are new to @g, joined one by one and put into @sources behind those
 * that are held. The mutex, not RTNL. Return: how many there are now, or an errno,
 * and then nothing is joined.
 */
static int join_sources(struct st2110_groups *gs, struct st2110_group *g,
			const struct st2110_group_request *r, struct st2110_group_source *sources,
			struct netlink_ext_ack *extack)
{
	unsigned int i, n = g->nsources;
	int err = 0;

	for (i = 0; !err && i < r->nsources; i++) {
		if (st2110_group_source(g, &r->sources[i]))
			continue;
		if (n == ST2110_GROUP_SOURCES) {
			NL_SET_ERR_MSG(extack, "source: a group may have 64 here; leave some");
			err = -ENOSPC;
			break;
		}
		err = st2110_group_option(g, MCAST_JOIN_SOURCE_GROUP, &r->sources[i]);
		if (err)
			st2110_group_explain(g, n, err, extack);
		else
			sources[n++].addr = r->sources[i];
	}
	if (!err)
		return n;
	while (n > g->nsources)
		st2110_group_option(g, MCAST_LEAVE_SOURCE_GROUP, &sources[--n].addr);
	return err;
}

/* Between the look and the change: the sockets. The mutex, not RTNL. */
static int join_stack(struct st2110_groups *gs, struct st2110_group *g,
		      const struct st2110_group_request *r, struct st2110_group_source **sources,
		      struct netlink_ext_ack *extack)
{
	int err = 0;

	if (!g->sock)
		err = st2110_group_open(gs->net, g);
	if (err) {
		NL_SET_ERR_MSG(extack, "group: no socket to be had for it");
		return err;
	}
	if (!r->nsources) {
		if (g->refs)
			return 0;
		err = st2110_group_option(g, MCAST_JOIN_GROUP, NULL);
		if (err)
			st2110_group_explain(g, 0, err, extack);
		return err;
	}
	*sources = kcalloc(min_t(unsigned int, g->nsources + r->nsources, ST2110_GROUP_SOURCES),
			   sizeof(**sources), GFP_KERNEL_ACCOUNT);
	if (!*sources)
		return -ENOMEM;
	if (g->nsources)
		memcpy(*sources, g->sources, g->nsources * sizeof(**sources));
	return join_sources(gs, g, r, *sources, extack);
}

/* Is a group that only sources are meant to be joined of joined from any? RFC 4607. */
static bool only_ssm(const struct st2110_group_request *r)
{
	if (r->nsources)
		return false;
	if (!r->ipv6)
		return (ntohl(r->addr.s6_addr32[3]) & 0xff000000) == 0xe8000000;
	return r->addr.s6_addr[0] == 0xff && (r->addr.s6_addr[1] & 0xf0) == 0x30 &&
	       !r->addr.s6_addr16[1];
}

/* What to know though it is joined. */
static void advise(const struct st2110_group *g, const struct st2110_group_request *r,
		   struct netlink_ext_ack *extack)
{
	if (only_ssm(r))
		NL_SET_ERR_MSG(extack, "group: 232.0.0.0/8 and ff3x::/32 are for joins by source (RFC 4607), routers ignore others; name a source");
	else if (g->state == ST2110_GROUP_STATE_NO_LINK)
		NL_SET_ERR_MSG(extack, "dev: is down; the group is reported when it comes up");
	else if (r->nsources && st2110_group_version(g) < (g->ipv6 ? 2 : 3))
		NL_SET_ERR_MSG(extack, "source: the querier on this link speaks an older IGMP or MLD, which knows no sources; the group comes from any");
}

/**
 * st2110_group_join() - join, or count one more join
 * @r: what; checked already but for what depends on the device
 * @extack: why not, or what to know though it is done
 *
 * All of it or nothing. Process context, no locks; takes RTNL.
 *
 * Return: 0 or a negative errno.
 */
int st2110_group_join(const struct st2110_group_request *r, struct netlink_ext_ack *extack)
{
	struct st2110_groups *gs = st2110_groups_of(r->net);
	struct st2110_group_source *sources = NULL;
	struct st2110_group *g;
	bool fresh, unused;
	unsigned int i;
	LIST_HEAD(out);
	int ret;

	mutex_lock(&gs->lock);
	rtnl_lock();
	g = prepare(gs, r, extack);
	rtnl_unlock();
	if (IS_ERR(g)) {
		mutex_unlock(&gs->lock);
		return PTR_ERR(g);
	}
	fresh = !g->refs && !g->nsources;
	ret = join_stack(gs, g, r, &sources, extack);

	rtnl_lock();
	if (ret >= 0 && !g->dev) {
		NL_SET_ERR_MSG(extack, "dev: went away meanwhile");
		ret = -ENODEV;
	}
	if (ret < 0) {
		if (fresh)
			st2110_group_take_out(gs, g, &out);
		goto unlock;
	}
	if (sources) {
		swap(sources, g->sources);
		g->nsources = ret;
		for (i = 0; i < r->nsources; i++)
			st2110_group_source(g, &r->sources[i])->refs++;
		ret = 0;
	} else {
		g->refs++;
	}
	gs->generation++;
	if (fresh) {
		st2110_group_in_state(g, st2110_group_look(g->dev, g->ipv6, &g->stale, &unused));
		/* The stack reports what is new by itself. */
		g->reports = 0;
		st2110_group_tell(g->dev, ST2110_EVENT_TYPE_GROUP_JOIN, ST2110_CAUSE_NONE, g, 1);
		st2110_group_observe(gs, g->dev);
	}
	advise(g, r, extack);
unlock:
	rtnl_unlock();
	st2110_group_bury(&out);
	kfree(sources);
	mutex_unlock(&gs->lock);
	return ret;
}

/* Is all that is to be left held? RTNL. */
static int check_leave(const struct st2110_group *g, const struct st2110_group_request *r,
		       struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (!g) {
		NL_SET_ERR_MSG(extack, "group: not held on this device; st2110ctl group show lists what is");
		return -ENOENT;
	}
	if (g->nsources && !r->nsources) {
		NL_SET_ERR_MSG(extack, "group: is held from named sources on this device; name those to leave");
		return -EINVAL;
	}
	for (i = 0; i < r->nsources; i++) {
		if (st2110_group_source(g, &r->sources[i]))
			continue;
		NL_SET_ERR_MSG(extack, "source: the group is not held from it on this device; st2110ctl group show lists what is");
		return -ENOENT;
	}
	return 0;
}

/**
 * st2110_group_leave() - take one join back
 * @r: what; sources are left one by one
 * @extack: why not
 *
 * The last one leaves. Process context, no locks; takes RTNL.
 *
 * Return: 0 or a negative errno.
 */
int st2110_group_leave(const struct st2110_group_request *r, struct netlink_ext_ack *extack)
{
	struct st2110_groups *gs = st2110_groups_of(r->net);
	unsigned int i, nleft = 0;
	struct st2110_group *g;
	LIST_HEAD(out);
	int err;

	mutex_lock(&gs->lock);
	rtnl_lock();
	g = st2110_group_find(gs, r);
	err = check_leave(g, r, extack);
	if (err)
		goto unlock;
	gs->generation++;
	for (i = 0; i < r->nsources; i++) {
		struct st2110_group_source *s = st2110_group_source(g, &r->sources[i]);

		if (--s->refs)
			continue;
		/* Behind the last, where nobody but the holder of the mutex looks. */
		g->nsources--;
		swap(*s, g->sources[g->nsources]);
		nleft++;
	}
	if (!r->nsources)
		g->refs--;
	if (!g->refs && !g->nsources) {
		st2110_group_tell(g->dev, ST2110_EVENT_TYPE_GROUP_LEAVE, ST2110_CAUSE_NONE, g, 1);
		st2110_group_take_out(gs, g, &out);
	}
unlock:
	rtnl_unlock();
	if (!err && list_empty(&out))
		for (i = 0; i < nleft; i++)
			st2110_group_option(g, MCAST_LEAVE_SOURCE_GROUP,
					    &g->sources[g->nsources + i].addr);
	st2110_group_bury(&out);
	mutex_unlock(&gs->lock);
	return err;
}

/**
 * st2110_group_flush() - leave all groups, however often they were joined
 * @net: namespace
 * @ifindex: of a device, or 0 for all
 *
 * Process context, no locks; takes RTNL.
 */
void st2110_group_flush(struct net *net, int ifindex)
{
	struct st2110_groups *gs = st2110_groups_of(net);
	struct st2110_group_told t = { .n = 0 };
	struct st2110_group *g, *next;
	LIST_HEAD(out);

	mutex_lock(&gs->lock);
	rtnl_lock();
	list_for_each_entry_safe(g, next, &gs->list, list) {
		if (!st2110_group_held(g) || (ifindex && g->ifindex != ifindex))
			continue;
		st2110_group_tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_LEAVE, ST2110_CAUSE_NONE);
		st2110_group_take_out(gs, g, &out);
	}
	st2110_group_tell_rest(&t);
	rtnl_unlock();
	st2110_group_bury(&out);
	mutex_unlock(&gs->lock);
}

/**
 * st2110_group_list() - the memberships of a namespace
 * @net: namespace
 *
 * RTNL.
 *
 * Return: list of struct st2110_group, in an order that does not change.
 */
struct list_head *st2110_group_list(struct net *net)
{
	return &st2110_groups_of(net)->list;
}

/**
 * st2110_group_generation() - changes with the memberships of a namespace
 * @net: namespace
 *
 * RTNL.
 *
 * Return: the generation, never 0.
 */
u32 st2110_group_generation(struct net *net)
{
	return st2110_groups_of(net)->generation ?: 1;
}

static int __net_init groups_init(struct net *net)
{
	struct st2110_groups *gs = st2110_groups_of(net);

	mutex_init(&gs->lock);
	INIT_LIST_HEAD(&gs->list);
	INIT_DELAYED_WORK(&gs->review, st2110_group_review);
	gs->generation = 1;
	gs->net = net;
	return 0;
}

/* Nobody can ask any more, and no device of the namespace is left to notify of. */
static void __net_exit groups_exit(struct net *net)
{
	struct st2110_groups *gs = st2110_groups_of(net);
	struct st2110_group *g, *next;
	LIST_HEAD(out);

	cancel_delayed_work_sync(&gs->review);
	mutex_lock(&gs->lock);
	rtnl_lock();
	list_for_each_entry_safe(g, next, &gs->list, list)
		st2110_group_take_out(gs, g, &out);
	rtnl_unlock();
	st2110_group_bury(&out);
	mutex_unlock(&gs->lock);
}

static struct pernet_operations groups_net_ops = {
	.init	= groups_init,
	.exit	= groups_exit,
	.id	= &st2110_groups_net_id,
	.size	= sizeof(struct st2110_groups),
};

/**
 * st2110_group_register() - groups may be joined from now on
 * @deliver_fn: takes events to user space, in process context
 *
 * Return: 0 or a negative errno.
 */
int __init st2110_group_register(st2110_event_deliver_t deliver_fn)
{
	int err;

	st2110_group_deliver(deliver_fn);
	err = register_pernet_subsys(&groups_net_ops);
	if (err)
		return err;
	err = st2110_group_watch_start();
	if (err)
		unregister_pernet_subsys(&groups_net_ops);
	return err;
}

/**
 * st2110_group_unregister() - leave all groups of all namespaces
 *
 * Nobody can join any more. Process context, no locks.
 */
void st2110_group_unregister(void)
{
	st2110_group_watch_stop();
	unregister_pernet_subsys(&groups_net_ops);
}
