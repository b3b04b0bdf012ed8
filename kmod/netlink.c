// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: devices and events; see netlink.h.
 */

#include <linux/rtnetlink.h>

#include "compat/compat.h"
#include "netlink.h"

u32 st2110_generation;

/**
 * st2110_netlink_dev() - the device that a request means
 * @net: network namespace
 * @index: ifindex attribute or NULL
 * @name: ifname attribute or NULL
 * @extack: why not
 *
 * RTNL; the device is not held.
 *
 * Return: the device or an error pointer.
 */
struct net_device *st2110_netlink_dev(struct net *net, struct nlattr *index, struct nlattr *name,
				      struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (!index && !name) {
		NL_SET_ERR_MSG(extack, "device: missing; give ifindex or ifname");
		return ERR_PTR(-EINVAL);
	}
	dev = index ? __dev_get_by_index(net, nla_get_u32(index)) :
		      __dev_get_by_name(net, nla_data(name));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(extack, index ?: name,
				    "device: no such device in this network namespace");
		return ERR_PTR(-ENODEV);
	}
	return dev;
}

/**
 * st2110_netlink_next_port() - the next port of a namespace or a device
 * @c: cursor
 *
 * RTNL, held from the first to the last.
 *
 * Return: port, or NULL when there are no more.
 */
struct st2110_port *st2110_netlink_next_port(struct st2110_cursor *c)
{
	struct st2110_port *port;

	for (;;) {
		if (!c->dev) {
			c->dev = c->only ?: first_net_device(c->net);
			c->txq = 0;
			if (!c->dev)
				return NULL;
		}
		while (c->txq < c->dev->num_tx_queues) {
			port = st2110_port_find(c->dev, c->txq++);
			if (port)
				return port;
		}
		if (c->only)
			return NULL;
		c->dev = next_net_device(c->dev);
		c->txq = 0;
		if (!c->dev)
			return NULL;
	}
}

/**
 * st2110_netlink_next_vdev() - the next device of a namespace that flows with legs are on
 * @c: cursor; "only" is not looked at
 *
 * RTNL, held from the first to the last.
 *
 * Return: device, or NULL when there are no more.
 */
struct st2110_vdev *st2110_netlink_next_vdev(struct st2110_cursor *c)
{
	do {
		c->dev = c->dev ? next_net_device(c->dev) : first_net_device(c->net);
	} while (c->dev && !st2110_is_vdev(c->dev));
	return c->dev ? st2110_vdev_of(c->dev) : NULL;
}

/**
 * st2110_netlink_reply() - answer a request with one message
 * @info: request
 * @put: fills the message in under RTNL; what it returns refuses the request
 *
 * Process context.
 *
 * Return: 0 or a negative errno.
 */
int st2110_netlink_reply(struct genl_info *info,
			 int (*put)(struct sk_buff *msg, struct genl_info *info))
{
	/* A flow with statistics of two legs. */
	struct sk_buff *msg = genlmsg_new(2 * NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	int err;

	if (!msg)
		return -ENOMEM;
	rtnl_lock();
	err = put(msg, info);
	rtnl_unlock();
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	return genlmsg_reply(msg, info);
}

static struct st2110_port *port_of_request(struct genl_info *info)
{
	struct nlattr **tb = info->attrs;
	struct st2110_port *port;
	struct net_device *dev;

	dev = st2110_netlink_dev(genl_info_net(info), tb[ST2110_A_DEV_IFINDEX],
				 tb[ST2110_A_DEV_IFNAME], info->extack);
	if (IS_ERR(dev))
		return ERR_CAST(dev);
	port = st2110_port_find(dev, tb[ST2110_A_DEV_TXQ] ?
				(int)min_t(u32, nla_get_u32(tb[ST2110_A_DEV_TXQ]), S32_MAX) : -1);
	if (!port) {
		NL_SET_ERR_MSG(info->extack, "device: has no st2110 qdisc here; attach one with st2110ctl dev add");
		return ERR_PTR(-ENOENT);
	}
	return port;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, ST2110_A_DEV_STATS_PAD);
}

static int put_stats(struct sk_buff *skb, struct st2110_port *port)
{
	const struct st2110_port_stats *st = &port->stats;
	struct st2110_coverage stamps;
	unsigned int i;

	if (put_u64(skb, ST2110_A_DEV_STATS_MEDIA_PACKETS, st->media_packets) ||
	    put_u64(skb, ST2110_A_DEV_STATS_MEDIA_BYTES, st->media_bytes) ||
	    put_u64(skb, ST2110_A_DEV_STATS_BEST_EFFORT_PACKETS, st->be_packets) ||
	    put_u64(skb, ST2110_A_DEV_STATS_BEST_EFFORT_BYTES, st->be_bytes) ||
	    put_u64(skb, ST2110_A_DEV_STATS_BEST_EFFORT_FORCED, port->be.forced) ||
	    put_u64(skb, ST2110_A_DEV_STATS_PTP_PACKETS, st->ptp_packets) ||
	    put_u64(skb, ST2110_A_DEV_STATS_PTP_EXCESS, st->ptp_excess) ||
	    put_u64(skb, ST2110_A_DEV_STATS_WAKEUPS, st->wakeups) ||
	    put_u64(skb, ST2110_A_DEV_STATS_WAKEUPS_IDLE, st->wakeups_idle) ||
	    nla_put_u32(skb, ST2110_A_DEV_STATS_LATENESS_AVG, port->late_avg_ns) ||
	    nla_put_u32(skb, ST2110_A_DEV_STATS_LATENESS_MAX, st->late_max_ns) ||
	    put_u64(skb, ST2110_A_DEV_STATS_QUEUE_STOPPED, st->queue_stopped) ||
	    put_u64(skb, ST2110_A_DEV_STATS_REQUEUES, port->sch->qstats.requeues) ||
	    put_u64(skb, ST2110_A_DEV_STATS_SEGMENTED, port->be.segmented) ||
	    put_u64(skb, ST2110_A_DEV_STATS_CLOCK_STEPS, st->clock_steps) ||
	    put_u64(skb, ST2110_A_DEV_STATS_INBOX_PACKETS, st->inbox_packets) ||
	    put_u64(skb, ST2110_A_DEV_STATS_LAUNCHED, st->launched) ||
	    put_u64(skb, ST2110_A_DEV_STATS_LAUNCHED_LATE, st->launched_late) ||
	    put_u64(skb, ST2110_A_DEV_STATS_EVENTS_LOST, READ_ONCE(port->events.lost_total)))
		return -EMSGSIZE;
	for (i = 0; i < ST2110_DROPS; i++)
		if (put_u64(skb, ST2110_A_DEV_STATS_DROPS, st->drops[i]))
			return -EMSGSIZE;
	for (i = 0; i < ST2110_HIST; i++)
		if (put_u64(skb, ST2110_A_DEV_STATS_LATENESS_HIST, st->late_hist[i]))
			return -EMSGSIZE;
	spin_lock_bh(qdisc_lock(port->sch));
	st2110_port_collect(port);
	stamps = port->txstamp.seen;
	spin_unlock_bh(qdisc_lock(port->sch));
	return st2110_netlink_stamps(skb, ST2110_A_DEV_STATS_STAMPS, &stamps);
}

/**
 * st2110_netlink_port_stats() - put a port's statistics
 * @skb: message
 * @port: port
 * @flat: without a nest around them
 *
 * RTNL; takes the root lock. Values are read as they are, those of stamps at once.
 *
 * Return: 0 or -EMSGSIZE.
 */
int st2110_netlink_port_stats(struct sk_buff *skb, struct st2110_port *port, bool flat)
{
	struct nlattr *nest;

	if (flat)
		return put_stats(skb, port);
	nest = nla_nest_start(skb, ST2110_A_DEV_STATS);
	if (!nest)
		return -EMSGSIZE;
	if (put_stats(skb, port)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * st2110_netlink_port() - put a port's attributes
 * @skb: message
 * @port: port
 * @all: statistics too
 *
 * RTNL.
 *
 * Return: 0 or -EMSGSIZE.
 */
int st2110_netlink_port(struct sk_buff *skb, struct st2110_port *port, bool all)
{
	const struct net_device *dev = port->dev;
	const char *why = port->release_why;
	struct st2110_mapping m, tai;
	bool launches, spins = READ_ONCE(port->spin.on);
	u32 held, c_max;

	st2110_clock_read(port->clock, &m);
	st2110_clock_read(NULL, &tai);
	/* As the next packet finds it. */
	launches = port->launch.enabled && st2110_clock_good(&m);
	if (!why && spins)
		why = port->release == ST2110_RELEASE_SPIN ? "asked for" :
		      "a CPU was given, and launch time is not to be had";
	else if (!why && port->spin.enabled)
		why = "its CPU is offline, or isolated no more; until it is back the timer does it";
	else if (!why)
		why = launches ? "the driver launches, and the device's clock is locked" :
				 "launch waits for the device's clock to lock";
	st2110_port_reserve(port);
	if (nla_put_u32(skb, ST2110_A_DEV_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, ST2110_A_DEV_IFNAME, dev->name) ||
	    (port->sch->parent != TC_H_ROOT &&
	     nla_put_u32(skb, ST2110_A_DEV_TXQ, st2110_txq_index(port->sch->dev_queue))) ||
	    nla_put_u32(skb, ST2110_A_DEV_RELEASE, port->release) ||
	    nla_put_u32(skb, ST2110_A_DEV_RELEASE_NOW,
			launches ? ST2110_RELEASE_LAUNCH :
			spins ? ST2110_RELEASE_SPIN : port->alarm.ops->id) ||
	    nla_put_string(skb, ST2110_A_DEV_RELEASE_WHY, why) ||
	    nla_put_u32(skb, ST2110_A_DEV_SPEED, port->speed_stated) ||
	    nla_put_u32(skb, ST2110_A_DEV_LINK_SPEED, port->speed_link) ||
	    nla_put_u32(skb, ST2110_A_DEV_SPEED_NOW, st2110_port_speed(port)) ||
	    nla_put_u32(skb, ST2110_A_DEV_FLOWS, port->nflows) ||
	    nla_put_u64_64bit(skb, ST2110_A_DEV_RESERVED_BPS, port->reserved_bps,
			      ST2110_A_DEV_PAD) ||
	    nla_put_string(skb, ST2110_A_DEV_BEST_EFFORT, port->be.child->ops->id) ||
	    nla_put_u32(skb, ST2110_A_DEV_CLOCK_STATE, m.state) ||
	    nla_put_s32(skb, ST2110_A_DEV_TAI_OFFSET, tai.tai_utc_s) ||
	    nla_put_u32(skb, ST2110_A_DEV_GUARD, port->guard_ns) ||
	    nla_put_u32(skb, ST2110_A_DEV_BEST_EFFORT_WAIT, port->be.wait_ns) ||
	    nla_put_u32(skb, ST2110_A_DEV_LEAD_TIME, port->launch.ahead_ns) ||
	    nla_put_u32(skb, ST2110_A_DEV_STAMPS, port->txstamp.every) ||
	    nla_put_u32(skb, ST2110_A_DEV_STAMPS_CAP, port->txstamp.cap) ||
	    nla_put_u32(skb, ST2110_A_DEV_STAMP_SLOTS, port->txstamp.slots) ||
	    (port->launch.enabled &&
	     nla_put_u32(skb, ST2110_A_DEV_LAUNCH_TXQ, port->launch.txq)) ||
	    (port->cpu >= 0 && nla_put_u32(skb, ST2110_A_DEV_CPU, port->cpu)))
		return -EMSGSIZE;
	if (launches && st2110_port_exposed(port, &held, &c_max) &&
	    (nla_put_u32(skb, ST2110_A_DEV_LAUNCH_HELD, held) ||
	     nla_put_u32(skb, ST2110_A_DEV_LAUNCH_C_MAX, c_max)))
		return -EMSGSIZE;
	return all ? st2110_netlink_port_stats(skb, port, false) : 0;
}

static int put_port_message(struct sk_buff *skb, struct st2110_port *port, u32 portid, u32 seq,
			    int flags)
{
	void *hdr = genlmsg_put(skb, portid, seq, &st2110_genl, flags, ST2110_CMD_DEV_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (st2110_netlink_port(skb, port, true)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int put_one(struct sk_buff *msg, struct genl_info *info)
{
	struct st2110_port *port = port_of_request(info);

	return IS_ERR(port) ? PTR_ERR(port) :
	       put_port_message(msg, port, info->snd_portid, info->snd_seq, 0);
}

/* DEV_GET: one port. */
int st2110_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_reply(info, put_one);
}

/* DEV_GET: all ports of the namespace, resumed at device and queue. */
int st2110_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	long at_dev = 0, i = 0;

	rtnl_lock();
	for_each_netdev(net, dev) {
		if (at_dev++ < cb->args[0])
			continue;
		for (i = cb->args[1]; i < dev->num_tx_queues; i++) {
			struct st2110_port *port = st2110_port_find(dev, i);

			if (port && put_port_message(skb, port, NETLINK_CB(cb->skb).portid,
						     cb->nlh->nlmsg_seq, NLM_F_MULTI))
				goto full;
		}
		cb->args[0] = at_dev;
		cb->args[1] = 0;
	}
	rtnl_unlock();
	return skb->len;
full:
	cb->args[0] = at_dev - 1;
	cb->args[1] = i;
	rtnl_unlock();
	return skb->len;
}

/* Hardware stamps as a request wants them. */
static int set_stamps(struct st2110_port *port, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	u32 every = port->txstamp.every, cap = port->txstamp.cap, slots = port->txstamp.slots;
	int err;

	if (tb[ST2110_A_DEV_STAMPS_CAP])
		cap = nla_get_u32(tb[ST2110_A_DEV_STAMPS_CAP]);
	if (!cap || cap > ST2110_STAMPS_CAP_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_DEV_STAMPS_CAP],
				    "stamps-cap: accepted 1 to 100000 a second");
		return -ERANGE;
	}
	if (tb[ST2110_A_DEV_STAMP_SLOTS]) {
		/* One slot is PTP's; who wants samples all the same says so with it. */
		if (nla_get_u32(tb[ST2110_A_DEV_STAMP_SLOTS]) > slots)
			every = 0;
		slots = nla_get_u32(tb[ST2110_A_DEV_STAMP_SLOTS]);
	}
	if (tb[ST2110_A_DEV_STAMPS])
		every = nla_get_u32(tb[ST2110_A_DEV_STAMPS]);
	if (every == port->txstamp.every && cap == port->txstamp.cap &&
	    slots == port->txstamp.slots)
		return 0;
	if (every && slots && port->sch->parent != TC_H_ROOT) {
		NL_SET_ERR_MSG(extack, "stamps: under mq several ports would share the NIC's one slot; st2110 as root can sample");
		return -EOPNOTSUPP;
	}
	err = st2110_port_stamps(port, every, cap, slots);
	if (err)
		NL_SET_ERR_MSG(extack, "stamps: no socket or memory to be had for them");
	return err;
}

/*
 * A CPU of a request, or that is needed. Who takes one from the whole machine is not the
 * administrator of a namespace.
 */
static int check_cpu(struct sk_buff *skb, const struct st2110_port *port, struct nlattr **tb,
		     u32 release, struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = tb[ST2110_A_DEV_CPU];
	const char *why;

	if (!attr && (release != ST2110_RELEASE_SPIN || !tb[ST2110_A_DEV_RELEASE]))
		return 0;
	if (!netlink_capable(skb, CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG_ATTR(extack, attr ?: tb[ST2110_A_DEV_RELEASE],
				    "release spin takes a whole CPU: it needs CAP_NET_ADMIN in the initial user namespace; release timer does not");
		return -EPERM;
	}
	if (!attr)
		return 0;
	if (release != ST2110_RELEASE_SPIN && release != ST2110_RELEASE_AUTO) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "cpu: of release spin and auto; give one of them with it");
		return -EINVAL;
	}
	why = st2110_spin_refused(&port->spin, nla_get_u32(attr));
	if (!why)
		return 0;
	if (extack) {
		extack->_msg = why;
		extack->bad_attr = attr;
	}
	return -EINVAL;
}

/* DEV_SET: all of it or nothing. */
int st2110_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **tb = info->attrs;
	struct st2110_port *port;
	u32 release, speed, ahead;
	s32 cpu;
	int err = 0;

	rtnl_lock();
	port = port_of_request(info);
	if (IS_ERR(port)) {
		err = PTR_ERR(port);
		goto out;
	}
	release = tb[ST2110_A_DEV_RELEASE] ? nla_get_u32(tb[ST2110_A_DEV_RELEASE]) : port->release;
	speed = tb[ST2110_A_DEV_SPEED] ? nla_get_u32(tb[ST2110_A_DEV_SPEED]) : port->speed_stated;
	ahead = tb[ST2110_A_DEV_LEAD_TIME] ? nla_get_u32(tb[ST2110_A_DEV_LEAD_TIME]) :
					     port->launch.ahead_ns;
	cpu = port->cpu;
	err = check_cpu(skb, port, tb, release, info->extack);
	if (err)
		goto out;
	if (ahead < ST2110_LAUNCH_AHEAD_MIN_NS || ahead > ST2110_LAUNCH_AHEAD_MAX_NS) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[ST2110_A_DEV_LEAD_TIME],
				    "lead-time: accepted 20 us to 100 ms");
		err = -ERANGE;
		goto out;
	}
	st2110_port_reserve(port);
	if (tb[ST2110_A_DEV_SPEED] && speed && port->reserved_bps > speed * 1000000ULL) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[ST2110_A_DEV_SPEED],
				    "speed: less than the flows reserve; delete flows first, or state more");
		err = -ENOSPC;
		goto out;
	}
	err = set_stamps(port, tb, info->extack);
	if (err)
		goto out;
	if (tb[ST2110_A_DEV_RELEASE] || tb[ST2110_A_DEV_CPU]) {
		if (tb[ST2110_A_DEV_CPU])
			port->cpu = nla_get_u32(tb[ST2110_A_DEV_CPU]);
		err = st2110_port_release(port, release, info->extack);
		if (err) {
			port->cpu = cpu;
			goto out;
		}
	}
	st2110_port_lead_time(port, ahead);
	port->speed_stated = speed;
	if (tb[ST2110_A_DEV_BEST_EFFORT_WAIT])
		WRITE_ONCE(port->be.wait_ns, nla_get_u32(tb[ST2110_A_DEV_BEST_EFFORT_WAIT]));
	st2110_port_refresh(port);
out:
	rtnl_unlock();
	return err;
}

static int put_event(struct sk_buff *skb, const struct net_device *dev,
		     const struct st2110_event *e)
{
	if (nla_put_u32(skb, ST2110_A_EVENT_TYPE, e->type) ||
	    nla_put_u32(skb, ST2110_A_EVENT_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, ST2110_A_EVENT_IFNAME, dev->name) ||
	    (e->flow[0] && nla_put_string(skb, ST2110_A_EVENT_FLOW, e->flow)) ||
	    nla_put_u64_64bit(skb, ST2110_A_EVENT_TAI, e->tai_ns, ST2110_A_EVENT_PAD) ||
	    nla_put_u64_64bit(skb, ST2110_A_EVENT_MONO, e->mono_ns, ST2110_A_EVENT_PAD) ||
	    (e->k && nla_put_u64_64bit(skb, ST2110_A_EVENT_K, e->k, ST2110_A_EVENT_PAD)) ||
	    nla_put_u32(skb, ST2110_A_EVENT_CAUSE, e->cause) ||
	    (e->frames && nla_put_u32(skb, ST2110_A_EVENT_FRAMES, e->frames)) ||
	    (e->expected && nla_put_u32(skb, ST2110_A_EVENT_EXPECTED, e->expected)) ||
	    (e->seen && nla_put_u32(skb, ST2110_A_EVENT_SEEN, e->seen)) ||
	    (e->delta_ns && nla_put_s64(skb, ST2110_A_EVENT_DELTA, e->delta_ns,
					ST2110_A_EVENT_PAD)) ||
	    ((e->type == ST2110_EVENT_TYPE_CLOCK || e->type == ST2110_EVENT_TYPE_RELEASE) &&
	     nla_put_u32(skb, ST2110_A_EVENT_CLOCK_STATE, e->clock_state)) ||
	    (e->leg && nla_put_u32(skb, ST2110_A_EVENT_LEG, e->leg)) ||
	    (e->leg && nla_put_u32(skb, ST2110_A_EVENT_LEG_STATE, e->leg_state)) ||
	    (e->suppressed && nla_put_u32(skb, ST2110_A_EVENT_SUPPRESSED, e->suppressed)) ||
	    (e->lost && nla_put_u32(skb, ST2110_A_EVENT_LOST, e->lost)) ||
	    (e->groups && nla_put_u32(skb, ST2110_A_EVENT_GROUPS, e->groups)) ||
	    (e->changes && nla_put_u32(skb, ST2110_A_EVENT_CHANGED, e->changes)) ||
	    (e->group_octets && nla_put(skb, ST2110_A_EVENT_GROUP, e->group_octets,
					e->group.s6_addr + sizeof(e->group) - e->group_octets)))
		return -EMSGSIZE;
	if (e->type != ST2110_EVENT_TYPE_EPOCH)
		return 0;
	if (nla_put_u32(skb, ST2110_A_EVENT_RTP, e->rtp) ||
	    nla_put_u64_64bit(skb, ST2110_A_EVENT_DEADLINE_TAI, e->deadline_tai_ns,
			      ST2110_A_EVENT_PAD) ||
	    nla_put_u64_64bit(skb, ST2110_A_EVENT_DEADLINE_MONO, e->deadline_mono_ns,
			      ST2110_A_EVENT_PAD))
		return -EMSGSIZE;
	return 0;
}

/**
 * st2110_netlink_event() - send an event to its namespace's listeners
 * @dev: device
 * @e: event
 *
 * Process context, no locks needed.
 */
void st2110_netlink_event(struct net_device *dev, const struct st2110_event *e)
{
	struct net *net = dev_net(dev);
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&st2110_genl, net, ST2110_NLGRP_EVENTS))
		return;
	skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb)
		return;
	hdr = genlmsg_put(skb, 0, 0, &st2110_genl, 0, ST2110_CMD_EVENT);
	if (!hdr || put_event(skb, dev, e)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, hdr);
	genlmsg_multicast_netns(&st2110_genl, net, skb, 0, ST2110_NLGRP_EVENTS, GFP_KERNEL);
}

static const struct genl_multicast_group groups[] = {
	[ST2110_NLGRP_EVENTS] = { .name = "events" },
};

struct genl_family st2110_genl __ro_after_init = {
	.name		= ST2110_GENL_NAME,
	.version	= ST2110_GENL_VERSION,
	.module		= THIS_MODULE,
	.netnsok	= true,
	.parallel_ops	= true,
	.ops		= st2110_nl_ops,
	.n_ops		= ARRAY_SIZE(st2110_nl_ops),
	.resv_start_op	= ST2110_CMD_EVENT + 1,
	.mcgrps		= groups,
	.n_mcgrps	= ARRAY_SIZE(groups),
};

/**
 * st2110_netlink_register() - open the family
 *
 * Return: 0 or a negative errno.
 */
int __init st2110_netlink_register(void)
{
	return genl_register_family(&st2110_genl);
}

/**
 * st2110_netlink_unregister() - close the family
 */
void st2110_netlink_unregister(void)
{
	genl_unregister_family(&st2110_genl);
}
