// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memberships through the changes of their devices; see group_watch.h.
 */

#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>

#include "group_stack.h"
#include "group_watch.h"

/* RFC 3376, 8.11: a second between reports. */
#define REPORT_WAIT	HZ

static bool leaving;			/* RTNL: the module goes */

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

/**
 * st2110_group_observe() - look at how memberships stand
 * @gs: namespace's
 * @dev: those of a device; NULL: all
 *
 * States change, events tell, and what is to be done without RTNL is left to the
 * review. What the stack forgot stays disabled until it has it again. RTNL.
 */
void st2110_group_observe(struct st2110_groups *gs, struct net_device *dev)
{
	struct st2110_group_told t = { .n = 0 };
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
			st2110_group_tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_LOST,
						cause_of(state));
		} else if (state == ST2110_GROUP_STATE_JOINED) {
			if (g->lost > g->rejoined) {
				g->rejoined++;
				st2110_group_tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_REJOINED,
							cause_of(g->state));
			}
			work = true;
		}
		st2110_group_in_state(g, state);
	}
	st2110_group_tell_rest(&t);
	if (work)
		mod_delayed_work(system_unbound_wq, &gs->review, 0);
	else if (soonest)
		queue_delayed_work(system_unbound_wq, &gs->review, HZ);
}

/* What was held goes: say so, and let the review bury it. RTNL. */
static void device_gone(struct st2110_groups *gs, struct net_device *dev)
{
	struct st2110_group_told t = { .n = 0 };
	struct st2110_group *g;
	bool any = false;

	list_for_each_entry(g, &gs->list, list) {
		if (g->dev != dev)
			continue;
		if (st2110_group_held(g))
			st2110_group_tell_later(&t, g, ST2110_EVENT_TYPE_GROUP_LOST,
						ST2110_CAUSE_DEVICE);
		any = true;
	}
	st2110_group_tell_rest(&t);
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

/**
 * st2110_group_review() - what changes asked for, without RTNL or the context of who made them
 * @work: review of a struct st2110_groups
 *
 * Process context; takes the mutex and RTNL.
 */
void st2110_group_review(struct work_struct *work)
{
	struct st2110_groups *gs = container_of(to_delayed_work(work), struct st2110_groups,
						review);
	struct st2110_group *g, *next;
	LIST_HEAD(out);

	mutex_lock(&gs->lock);
	rtnl_lock();
	list_for_each_entry_safe(g, next, &gs->list, list)
		if (!g->dev)
			st2110_group_take_out(gs, g, &out);
	if (READ_ONCE(gs->addresses)) {
		WRITE_ONCE(gs->addresses, false);
		list_for_each_entry(g, &gs->list, list)
			if (g->ipv6 && g->state == ST2110_GROUP_STATE_JOINED)
				g->reports = ST2110_GROUP_REPORTS;
	}
	rtnl_unlock();
	st2110_group_bury(&out);
	join_stale(gs);
	rtnl_lock();
	st2110_group_observe(gs, NULL);
	if (report(gs))
		queue_delayed_work(system_unbound_wq, &gs->review, REPORT_WAIT);
	rtnl_unlock();
	mutex_unlock(&gs->lock);
}

static int netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct st2110_groups *gs = st2110_groups_of(dev_net(dev));

	if (leaving || !gs->count)
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
	case NETDEV_CHANGEMTU:
		st2110_group_observe(gs, dev);
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
	struct st2110_groups *gs = st2110_groups_of(dev_net(dev));
	struct st2110_group *g;
	bool any = false;

	if (leaving || !gs->count)
		return NOTIFY_DONE;
	/* With another address, those that listen learn of the groups anew. */
	list_for_each_entry(g, &gs->list, list) {
		if (g->dev != dev || g->ipv6 || g->state != ST2110_GROUP_STATE_JOINED)
			continue;
		g->reports = ST2110_GROUP_REPORTS;
		any = true;
	}
	if (any)
		mod_delayed_work(system_unbound_wq, &gs->review, 0);
	st2110_group_observe(gs, dev);
	return NOTIFY_DONE;
}

/* IPv6 addresses come and go in softirq too. */
static int inet6addr_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct inet6_ifaddr *ifa = ptr;
	struct st2110_groups *gs = st2110_groups_of(dev_net(ifa->idev->dev));

	if (!READ_ONCE(gs->count) || !(ipv6_addr_type(&ifa->addr) & IPV6_ADDR_LINKLOCAL))
		return NOTIFY_DONE;
	WRITE_ONCE(gs->addresses, true);
	mod_delayed_work(system_unbound_wq, &gs->review, 0);
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = { .notifier_call = netdev_event };
static struct notifier_block inetaddr_notifier = { .notifier_call = inetaddr_event };
static struct notifier_block inet6addr_notifier = { .notifier_call = inet6addr_event };

/**
 * st2110_group_watch_start() - changes of devices and addresses are followed
 *
 * Process context, no locks.
 *
 * Return: 0 or a negative errno, and then nothing is followed.
 */
int __init st2110_group_watch_start(void)
{
	int err;

	err = register_netdevice_notifier(&netdev_notifier);
	if (err)
		return err;
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
	return err;
}

/**
 * st2110_group_watch_stop() - they are followed no longer
 *
 * Who is told that a device goes because its notifier does so does not take it for
 * a change. Process context, no locks.
 */
void st2110_group_watch_stop(void)
{
	rtnl_lock();
	leaving = true;
	rtnl_unlock();
	unregister_inet6addr_notifier(&inet6addr_notifier);
	unregister_inetaddr_notifier(&inetaddr_notifier);
	unregister_netdevice_notifier(&netdev_notifier);
}
