// SPDX-License-Identifier: GPL-2.0-only
/*
 * Multicast memberships held by the kernel; see group.h.
 *
 * A namespace's mutex is outside RTNL: who changes memberships takes the mutex,
 * looks and changes under RTNL, and works on sockets in between without it. As
 * only holders of the mutex take from the list, it does not shrink under them.
 */

#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/mutex.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "group_stack.h"

/* RFC 3376, 8.1: the robustness variable's default, and 8.11: a second between. */
#define REPORTS		2
#define REPORT_WAIT	HZ

struct st2110_groups {
	struct mutex lock;		/* sockets; outside RTNL */
	struct list_head list;		/* lock and RTNL to change, either to read */
	unsigned int count;		/* likewise */
	u32 generation;			/* RTNL */
	bool addresses;			/* IPv6 link-local ones changed since the last review */
	struct net *net;
	struct delayed_work review;
};

static unsigned int groups_net_id;
static st2110_event_deliver_t deliver;
static bool leaving;			/* RTNL: the module goes */

static struct st2110_groups *groups_of(struct net *net)
{
	return net_generic(net, groups_net_id);
}

static u64 now_tai_ns(void)
{
	return ktime_get_clocktai_ns();
}

/* Say what happened to @n groups of a device, and to which if it was one. */
static void tell(struct net_device *dev, u8 type, u8 cause, const struct st2110_group *g,
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

static struct st2110_group_source *source_of(const struct st2110_group *g,
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

static struct st2110_group *find(struct st2110_groups *gs, const struct st2110_group_request *r)
{
	struct st2110_group *g;

	list_for_each_entry(g, &gs->list, list)
		if (st2110_group_held(g) && !order(g, r->ifindex, r->ipv6, &r->addr))
			return g;
	return NULL;
}

static void insert(struct st2110_groups *gs, struct st2110_group *g)
{
	struct st2110_group *other;

	list_for_each_entry(other, &gs->list, list)
		if (order(other, g->ifindex, g->ipv6, &g->addr) > 0)
			break;
	list_add_tail(&g->list, &other->list);
	gs->count++;
}

/* The mutex and RTNL; the socket is closed without the latter. */
static void take_out(struct st2110_groups *gs, struct st2110_group *g, struct list_head *out)
{
	list_move_tail(&g->list, out);
	gs->count--;
	gs->generation++;
}

static void bury(struct list_head *out)
{
	struct st2110_group *g, *next;

	list_for_each_entry_safe(g, next, out, list) {
		st2110_group_close(g);
		kfree(g->sources);
		kfree(g);
		cond_resched();
	}
}

static u8 cause_of(u8 state)
{
	switch (state) {
	case ST2110_GROUP_STATE_NO_LINK:
		return ST2110_CAUSE_LINK;
	case ST2110_GROUP_STATE_NO_ADDRESS:
		return ST2110_CAUSE_ADDRESS;
	default:
		return ST2110_CAUSE_DISABLED;
	}
}

/* Changes alike of one device, told as one. */
struct told {
	struct net_device *dev;
	const struct st2110_group *g;
	unsigned int n;
	u8 type, cause;
};

static void tell_rest(struct told *t)
{
	if (t->n)
		tell(t->dev, t->type, t->cause, t->g, t->n);
	t->n = 0;
}

static void tell_later(struct told *t, const struct st2110_group *g, u8 type, u8 cause)
{
	if (t->n && (t->dev != g->dev || t->type != type || t->cause != cause))
		tell_rest(t);
	t->dev = g->dev;
	t->g = g;
	t->type = type;
	t->cause = cause;
	t->n++;
}

static void in_state(struct st2110_group *g, u8 state)
{
	g->state = state;
	g->since_tai_ns = now_tai_ns();
	g->reports = state == ST2110_GROUP_STATE_JOINED ? REPORTS : 0;
}

/*
 * Look at the memberships of a device, or of all (@dev NULL): states change, events
 * tell, and what is to be done without RTNL is left to the review. What the stack
 * forgot stays disabled until it has it again. RTNL.
 */
static void observe(struct st2110_groups *gs, struct net_device *dev)
{
	struct told t = { .n = 0 };
	struct st2110_group *g;
	bool soon, soonest = false, work = false;
	u8 state;

	list_for_each_entry(g, &gs->list, list) {
		if (!st2110_group_held(g) || (dev && g->dev != dev))
			continue;
		state = st2110_group_look(g->dev, g->ipv6, &g->stale, &soon);
		soonest |= soon && state == ST2110_GROUP_STATE_NO_ADDRESS;
		if ((g->stale || g->joining) && state != ST2110_GROUP_STATE_DISABLED) {
			work |= g->stale && !g->refused;
			soonest |= g->refused;
			if (g->state == ST2110_GROUP_STATE_DISABLED)
				continue;
			state = ST2110_GROUP_STATE_DISABLED;
		}
		if (state == g->state)
			continue;
		gs->generation++;
		if (g->state == ST2110_GROUP_STATE_JOINED) {
			g->lost++;
			tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_LOST, cause_of(state));
		} else if (state == ST2110_GROUP_STATE_JOINED) {
			if (g->lost > g->rejoined) {
				g->rejoined++;
				tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_REJOINED,
					   cause_of(g->state));
			}
			work = true;
		}
		in_state(g, state);
	}
	tell_rest(&t);
	if (work)
		mod_delayed_work(system_unbound_wq, &gs->review, 0);
	else if (soonest)
		queue_delayed_work(system_unbound_wq, &gs->review, HZ);
}

/* What was held goes: say so, and let the review bury it. RTNL. */
static void device_gone(struct st2110_groups *gs, struct net_device *dev)
{
	struct told t = { .n = 0 };
	struct st2110_group *g;
	bool any = false;

	list_for_each_entry(g, &gs->list, list) {
		if (g->dev != dev)
			continue;
		if (st2110_group_held(g))
			tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_LOST, ST2110_CAUSE_DEVICE);
		any = true;
	}
	tell_rest(&t);
	if (!any)
		return;
	list_for_each_entry(g, &gs->list, list)
		if (g->dev == dev)
			g->dev = NULL;
	gs->generation++;
	mod_delayed_work(system_unbound_wq, &gs->review, 0);
}

/* The stack forgot them; where IP is back they are joined again. The mutex. */
static void join_stale(struct st2110_groups *gs)
{
	struct st2110_group *g;

	list_for_each_entry(g, &gs->list, list) {
		bool wanted, soon;

		rtnl_lock();
		wanted = st2110_group_held(g) && g->stale &&
			 st2110_group_look(g->dev, g->ipv6, &g->stale, &soon) !=
			 ST2110_GROUP_STATE_DISABLED;
		/* Should IP go meanwhile, it is marked again. */
		if (wanted) {
			g->stale = false;
			g->joining = true;
		}
		rtnl_unlock();
		if (!wanted)
			continue;
		g->refused = st2110_group_anew(gs->net, g);
		rtnl_lock();
		g->joining = false;
		g->stale |= g->refused;
		rtnl_unlock();
	}
}

/* Have the stack report what it holds on devices where that is due. RTNL. */
static bool report(struct st2110_groups *gs)
{
	struct net_device *dev = NULL;
	struct st2110_group *g;
	bool more = false;

	list_for_each_entry(g, &gs->list, list) {
		if (!st2110_group_held(g) || !g->reports)
			continue;
		/* Of the whole device, both families; the list is by device. */
		if (g->dev != dev) {
			dev = g->dev;
			call_netdevice_notifiers(NETDEV_RESEND_IGMP, dev);
		}
		g->reported++;
		g->reports--;
		more |= g->reports;
	}
	return more;
}

/* What changes asked for, without RTNL or the context of who made them. */
static void review(struct work_struct *work)
{
	struct st2110_groups *gs = container_of(to_delayed_work(work), struct st2110_groups,
						review);
	struct st2110_group *g, *next;
	LIST_HEAD(out);

	mutex_lock(&gs->lock);
	rtnl_lock();
	list_for_each_entry_safe(g, next, &gs->list, list)
		if (!g->dev)
			take_out(gs, g, &out);
	if (READ_ONCE(gs->addresses)) {
		WRITE_ONCE(gs->addresses, false);
		list_for_each_entry(g, &gs->list, list)
			if (g->ipv6 && g->state == ST2110_GROUP_STATE_JOINED)
				g->reports = REPORTS;
	}
	rtnl_unlock();
	bury(&out);
	join_stale(gs);
	rtnl_lock();
	observe(gs, NULL);
	if (report(gs))
		queue_delayed_work(system_unbound_wq, &gs->review, REPORT_WAIT);
	rtnl_unlock();
	mutex_unlock(&gs->lock);
}

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
	g = find(gs, r);
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
	insert(gs, g);
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
		if (source_of(g, &r->sources[i]))
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
	struct st2110_groups *gs = groups_of(r->net);
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
			take_out(gs, g, &out);
		goto unlock;
	}
	if (sources) {
		swap(sources, g->sources);
		g->nsources = ret;
		for (i = 0; i < r->nsources; i++)
			source_of(g, &r->sources[i])->refs++;
		ret = 0;
	} else {
		g->refs++;
	}
	gs->generation++;
	if (fresh) {
		in_state(g, st2110_group_look(g->dev, g->ipv6, &g->stale, &unused));
		/* The stack reports what is new by itself. */
		g->reports = 0;
		tell(g->dev, ST2110_EVENT_TYPE_GROUP_JOIN, ST2110_CAUSE_NONE, g, 1);
		observe(gs, g->dev);
	}
	advise(g, r, extack);
unlock:
	rtnl_unlock();
	bury(&out);
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
		if (source_of(g, &r->sources[i]))
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
	struct st2110_groups *gs = groups_of(r->net);
	unsigned int i, nleft = 0;
	struct st2110_group *g;
	LIST_HEAD(out);
	int err;

	mutex_lock(&gs->lock);
	rtnl_lock();
	g = find(gs, r);
	err = check_leave(g, r, extack);
	if (err)
		goto unlock;
	gs->generation++;
	for (i = 0; i < r->nsources; i++) {
		struct st2110_group_source *s = source_of(g, &r->sources[i]);

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
		tell(g->dev, ST2110_EVENT_TYPE_GROUP_LEAVE, ST2110_CAUSE_NONE, g, 1);
		take_out(gs, g, &out);
	}
unlock:
	rtnl_unlock();
	if (!err && list_empty(&out))
		for (i = 0; i < nleft; i++)
			st2110_group_option(g, MCAST_LEAVE_SOURCE_GROUP,
					    &g->sources[g->nsources + i].addr);
	bury(&out);
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
	struct st2110_groups *gs = groups_of(net);
	struct told t = { .n = 0 };
	struct st2110_group *g, *next;
	LIST_HEAD(out);

	mutex_lock(&gs->lock);
	rtnl_lock();
	list_for_each_entry_safe(g, next, &gs->list, list) {
		if (!st2110_group_held(g) || (ifindex && g->ifindex != ifindex))
			continue;
		tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_LEAVE, ST2110_CAUSE_NONE);
		take_out(gs, g, &out);
	}
	tell_rest(&t);
	rtnl_unlock();
	bury(&out);
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
	return &groups_of(net)->list;
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
	return groups_of(net)->generation ?: 1;
}

static int netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct st2110_groups *gs = groups_of(dev_net(dev));

	if (leaving || !gs->count)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEMTU:
		observe(gs, dev);
		break;
	case NETDEV_UNREGISTER:
		device_gone(gs, dev);
		break;
	}
	return NOTIFY_DONE;
}

/* IPv4 addresses come and go under RTNL. */
static int inetaddr_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = ((struct in_ifaddr *)ptr)->ifa_dev->dev;
	struct st2110_groups *gs = groups_of(dev_net(dev));
	struct st2110_group *g;
	bool any = false;

	if (leaving || !gs->count)
		return NOTIFY_DONE;
	/* With another address, those that listen learn of the groups anew. */
	list_for_each_entry(g, &gs->list, list) {
		if (g->dev != dev || g->ipv6 || g->state != ST2110_GROUP_STATE_JOINED)
			continue;
		g->reports = REPORTS;
		any = true;
	}
	if (any)
		mod_delayed_work(system_unbound_wq, &gs->review, 0);
	observe(gs, dev);
	return NOTIFY_DONE;
}

/* IPv6 addresses come and go in softirq too. */
static int inet6addr_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct inet6_ifaddr *ifa = ptr;
	struct st2110_groups *gs = groups_of(dev_net(ifa->idev->dev));

	if (!READ_ONCE(gs->count) || !(ipv6_addr_type(&ifa->addr) & IPV6_ADDR_LINKLOCAL))
		return NOTIFY_DONE;
	WRITE_ONCE(gs->addresses, true);
	mod_delayed_work(system_unbound_wq, &gs->review, 0);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = { .notifier_call = netdev_event };
static struct notifier_block inetaddr_notifier = { .notifier_call = inetaddr_event };
static struct notifier_block inet6addr_notifier = { .notifier_call = inet6addr_event };

static int __net_init groups_init(struct net *net)
{
	struct st2110_groups *gs = groups_of(net);

	mutex_init(&gs->lock);
	INIT_LIST_HEAD(&gs->list);
	INIT_DELAYED_WORK(&gs->review, review);
	gs->generation = 1;
	gs->net = net;
	return 0;
}

/* Nobody can ask any more, and no device of the namespace is left to notify of. */
static void __net_exit groups_exit(struct net *net)
{
	struct st2110_groups *gs = groups_of(net);
	struct st2110_group *g, *next;
	LIST_HEAD(out);

	cancel_delayed_work_sync(&gs->review);
	mutex_lock(&gs->lock);
	rtnl_lock();
	list_for_each_entry_safe(g, next, &gs->list, list)
		take_out(gs, g, &out);
	rtnl_unlock();
	bury(&out);
	mutex_unlock(&gs->lock);
}

static struct pernet_operations groups_net_ops = {
	.init	= groups_init,
	.exit	= groups_exit,
	.id	= &groups_net_id,
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

	deliver = deliver_fn;
	err = register_pernet_subsys(&groups_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&netdev_notifier);
	if (err)
		goto pernet;
	err = register_inetaddr_notifier(&inetaddr_notifier);
	if (err)
		goto netdev;
	err = register_inet6addr_notifier(&inet6addr_notifier);
	if (err)
		goto inetaddr;
	return 0;

inetaddr:
	unregister_inetaddr_notifier(&inetaddr_notifier);
netdev:
	unregister_netdevice_notifier(&netdev_notifier);
pernet:
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
	rtnl_lock();
	leaving = true;
	rtnl_unlock();
	unregister_inet6addr_notifier(&inet6addr_notifier);
	unregister_inetaddr_notifier(&inetaddr_notifier);
	unregister_netdevice_notifier(&netdev_notifier);
	unregister_pernet_subsys(&groups_net_ops);
}
