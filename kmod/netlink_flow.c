// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: requests about flows; see netlink.h. What is said of a flow
 * is in netlink_report.c.
 *
 * A request is turned into a whole configuration (defaults for a new flow, what
 * stands for a change), resolved and admitted; only then is anything touched. A
 * change of a running flow is staged for its next frame. Deleting lets the frame
 * in progress end, for a bounded time.
 */

#include <linux/delay.h>
#include <linux/rtnetlink.h>
#include <net/ipv6.h>

#include "compat/compat.h"
#include "netlink.h"
#include "staged.h"
#include "sync.h"

/* As many as a request to add or set a flow may have; others come after them. */
#define FLOW_ATTRS	ARRAY_SIZE(st2110_flow_set_nl_policy)
#define DRAIN_MS	10
#define PATIENCE_MS	1000

static void account(struct st2110_port *port)
{
	st2110_port_reserve(port);
	st2110_port_room(port);
	st2110_generation++;
}

/* Does a flow with legs come in, or go out, by a device? NULL: any. */
static bool concerns(const struct st2110_flow *f, const struct net_device *dev)
{
	unsigned int i;

	if (!dev || f->dev == dev)
		return true;
	for (i = 0; i < f->legs->n; i++)
		if (!strcmp(f->legs->leg[i].config.dev, dev->name))
			return true;
	return false;
}

static int only_dev(struct genl_info *info, struct net_device **dev)
{
	struct nlattr **tb = info->attrs;

	*dev = NULL;
	if (!tb[ST2110_A_FLOW_IFINDEX] && !tb[ST2110_A_FLOW_IFNAME])
		return 0;
	*dev = st2110_netlink_dev(genl_info_net(info), tb[ST2110_A_FLOW_IFINDEX],
				  tb[ST2110_A_FLOW_IFNAME], info->extack);
	return PTR_ERR_OR_ZERO(*dev);
}

/**
 * st2110_netlink_flow_of() - the flow that a request names, on the device it names or on any
 * @info: request
 *
 * RTNL.
 *
 * Return: the flow, or a negative errno with the reason in the extack.
 */
struct st2110_flow *st2110_netlink_flow_of(struct genl_info *info)
{
	struct nlattr *name = info->attrs[ST2110_A_FLOW_NAME];
	struct st2110_cursor c = { .net = genl_info_net(info) };
	struct st2110_flow *f, *found = NULL;
	struct st2110_port *port;
	struct st2110_vdev *v;
	int err;

	if (!name)
		return ERR_PTR(st2110_nl_missing(info->extack, "name: missing; a flow's name"));
	err = only_dev(info, &c.only);
	if (err)
		return ERR_PTR(err);
	while ((port = st2110_netlink_next_port(&c))) {
		f = st2110_flow_named(port->dev, port, nla_data(name));
		if (!f)
			continue;
		if (found)
			goto ambiguous;
		found = f;
	}
	c.dev = NULL;
	while ((v = st2110_netlink_next_vdev(&c))) {
		f = st2110_flow_named(v->dev, NULL, nla_data(name));
		if (!f || !concerns(f, c.only))
			continue;
		if (found)
			goto ambiguous;
		found = f;
	}
	if (!found) {
		NL_SET_ERR_MSG_ATTR(info->extack, name, "name: no such flow");
		return ERR_PTR(-ENOENT);
	}
	return found;
ambiguous:
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "name: more than one device has such a flow; name the device too");
	return ERR_PTR(-ENOTUNIQ);
}

/* Whether a request says anything of the flow beside one attribute. */
static bool says_more(struct nlattr **tb, int than)
{
	unsigned int i;

	for (i = 1; i < FLOW_ATTRS; i++)
		if (tb[i] && i != ST2110_A_FLOW_NAME && i != ST2110_A_FLOW_IFINDEX &&
		    i != ST2110_A_FLOW_IFNAME && i != than)
			return true;
	return false;
}

static int add(struct genl_info *info)
{
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
	struct asked {
		struct st2110_config config;
		struct st2110_besides besides;
	} *asked;
	struct st2110_schedule s;
	struct st2110_config *c;
	struct st2110_port *port;
	struct net_device *dev;
	struct st2110_sync *sync;
	struct st2110_flow *f;
	int err;

	if (!tb[ST2110_A_FLOW_NAME] || !nla_len(tb[ST2110_A_FLOW_NAME]) ||
	    !*(char *)nla_data(tb[ST2110_A_FLOW_NAME]))
		return st2110_nl_missing(extack, "name: missing; 1 to 31 octets");
	dev = st2110_netlink_dev(genl_info_net(info), tb[ST2110_A_FLOW_IFINDEX],
				 tb[ST2110_A_FLOW_IFNAME], extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	port = st2110_port_find(dev, tb[ST2110_A_FLOW_TXQ] ?
				(int)min_t(u32, nla_get_u32(tb[ST2110_A_FLOW_TXQ]), S32_MAX) : -1);
	if (!port) {
		NL_SET_ERR_MSG(extack, "device: has no st2110 qdisc here; attach one with st2110ctl dev add");
		return -ENOENT;
	}

	asked = kzalloc(sizeof(*asked), GFP_KERNEL);
	if (!asked)
		return -ENOMEM;
	c = &asked->config;
	c->besides = &asked->besides;
	st2110_netlink_config_new(c);
	nla_strscpy(c->name, tb[ST2110_A_FLOW_NAME], sizeof(c->name));
	err = st2110_netlink_config(c, tb, true, extack);
	if (err)
		goto out;
	if (tb[ST2110_A_FLOW_INPUT]) {
		err = st2110_netlink_legs_add(info, port, c);
		goto out;
	}
	err = -EINVAL;
	if (tb[ST2110_A_FLOW_LEG]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_LEG],
				    "leg: needs an input that outlives this device; ip link add media0 type st2110, and say input media0");
		goto out;
	}
	err = -EEXIST;
	if (st2110_flow_named(dev, port, c->name)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_NAME],
				    "name: this device has a flow of that name; another name, or flow set");
		goto out;
	}
	if (st2110_flow_twin(dev, c)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DST],
				    "dst: another flow of this device has this address, port and VLAN");
		goto out;
	}
	err = -ENOSPC;
	if (port->nflows >= ST2110_FLOWS_MAX) {
		NL_SET_ERR_MSG(extack, "device: has 16384 flows, the most that are accepted");
		goto out;
	}
	err = st2110_netlink_flow_check(port, NULL, c, &s, tb, extack) ?:
	      st2110_netlink_output_free(dev, NULL, c, 0, NULL, "",
					 tb[ST2110_A_FLOW_TO] ?: tb[ST2110_A_FLOW_DST], extack);
	if (err)
		goto out;
	/* It may answer before the first frame comes. */
	if (c->besides->to[0].port)
		st2110_output_look(dev, &c->besides->to[0], c->key.vlan);
	sync = st2110_netlink_sync_get(genl_info_net(info), NULL, c, tb, extack);
	err = PTR_ERR_OR_ZERO(sync);
	if (err)
		goto out;
	f = st2110_flow_create(c, &s, port->txstamp.on ? ST2110_PART_STAMPED : 0);
	err = -ENOMEM;
	if (!f) {
		st2110_sync_put(sync);
		goto out;
	}
	if (st2110_flow_keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA])) {
		st2110_sync_put(sync);
		st2110_flow_free(f);
		goto out;
	}
	err = 0;
	f->muted = st2110_nl_u32(tb, ST2110_A_FLOW_MUTE, 0);
	st2110_sync_join(f, sync, c->sync_reference);
	st2110_port_add(port, f);
	st2110_netlink_flow_clock(f);
	account(port);
out:
	kfree(asked);
	return err;
}

/* FLOW_ADD */
int st2110_nl_flow_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = add(info);
	rtnl_unlock();
	return err;
}

/* What of a request does not wait. */
static int at_once(struct nlattr **tb, struct netlink_ext_ack *extack)
{
	struct nlattr *what = tb[ST2110_A_FLOW_NOW] ?: tb[ST2110_A_FLOW_CLOCK] ?:
			      tb[ST2110_A_FLOW_EPOCH_EVENTS] ?: tb[ST2110_A_FLOW_SDP_EXTRA];

	if (!tb[ST2110_A_FLOW_STAGE] || !what)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, what,
			    "stage: now, clock, epoch-events and sdp-extra take effect at once; say them without stage");
	return -EINVAL;
}

/* Keep what descriptions need, and tell. */
static int keep_sdp(struct st2110_flow *f, const struct nlattr *attr)
{
	int err = st2110_flow_keep_sdp(f, attr);

	if (err || !attr)
		return err;
	spin_lock_bh(st2110_nl_lock(f));
	st2110_staged_told(f, BIT(ST2110_CHANGE_SDP_EXTRA));
	spin_unlock_bh(st2110_nl_lock(f));
	return 0;
}

/**
 * st2110_netlink_patiently() - change what may have to wait for a neighbour
 * @info: request
 * @change: says -EINPROGRESS while it may @wait; called under RTNL
 *
 * As long as a socket would be kept waiting for the first answer, about.
 *
 * Return: what @change says.
 */
int st2110_netlink_patiently(struct genl_info *info,
			     int (*change)(struct genl_info *info, bool wait))
{
	unsigned int tries = PATIENCE_MS / DRAIN_MS;
	int err;

	for (;;) {
		rtnl_lock();
		err = change(info, tries);
		rtnl_unlock();
		if (err != -EINPROGRESS)
			return err;
		tries = signal_pending(current) ? 0 : tries - 1;
		if (tries)
			msleep_interruptible(DRAIN_MS);
	}
}

static int set(struct genl_info *info, bool wait)
{
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
	struct st2110_staged *staged;
	struct st2110_sync *sync, *left;
	struct st2110_parts parts;
	struct st2110_flow *f;
	spinlock_t *lock;	/* root lock of the flow's port */
	bool waits;		/* a change is there already */
	int err;

	f = st2110_netlink_flow_of(info);
	if (IS_ERR(f))
		return PTR_ERR(f);
	if (tb[ST2110_A_FLOW_INPUT] || (tb[ST2110_A_FLOW_LEG] && !f->legs)) {
		NL_SET_ERR_MSG(extack, "input, leg: fixed for a flow's life; delete it and add another");
		return -EOPNOTSUPP;
	}
	if (tb[ST2110_A_FLOW_SDP_EXTRA] && !says_more(tb, ST2110_A_FLOW_SDP_EXTRA)) {
		err = keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA]);
		if (!err)
			st2110_generation++;
		return err;
	}
	err = at_once(tb, extack);
	if (err)
		return err;
	if (f->legs) {
		err = st2110_netlink_legs_set(info, f, wait, !says_more(tb, ST2110_A_FLOW_STAGE));
		return err ?: keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA]);
	}
	staged = st2110_staged_new();
	if (!staged)
		return -ENOMEM;
	lock = qdisc_lock(f->port->sch);
	spin_lock_bh(lock);
	waits = st2110_netlink_stage_begin(f, staged);
	spin_unlock_bh(lock);

	err = st2110_netlink_stage_parse(staged, waits, tb, extack);
	if (err)
		goto out;
	err = st2110_netlink_config(&staged->config, tb, false, extack) ?:
	      st2110_netlink_mute(f, staged, tb, extack) ?:
	      st2110_netlink_flow_check(f->port, f, &staged->config, &staged->sched, tb,
					extack);
	/* A set's are held against each other when it is committed, and when asked. */
	if (!err && tb[ST2110_A_FLOW_TO] && !tb[ST2110_A_FLOW_STAGE])
		err = st2110_netlink_output_free(f->dev, f, &staged->config, 0, NULL, "",
						 tb[ST2110_A_FLOW_TO], extack);
	else if (!err && waits && !says_more(tb, ST2110_A_FLOW_STAGE))
		err = st2110_netlink_stage_outputs(f, staged, false, extack);
	if (err)
		goto out;
	if (tb[ST2110_A_FLOW_TO] && !st2110_netlink_output_look(f, &staged->config)) {
		err = -EINPROGRESS;
		if (wait && !tb[ST2110_A_FLOW_STAGE])
			goto out;
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_TO],
				    "to: its neighbour does not answer yet; frames are dropped (unresolved) until it does");
	}
	err = st2110_flow_provide(f, &staged->config, &staged->sched, ST2110_PART_SPARE, &parts);
	if (err)
		goto out;
	sync = st2110_netlink_sync_get(genl_info_net(info), f, &staged->config, tb, extack);
	err = PTR_ERR_OR_ZERO(sync);
	if (err) {
		st2110_parts_free(&parts);
		goto out;
	}

	err = keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA]);
	if (err) {
		st2110_sync_put(sync);
		st2110_parts_free(&parts);
		goto out;
	}
	spin_lock_bh(lock);
	/* Of a set of changes that waits, this alone does not. */
	left = f->sync;
	st2110_port_equip(f->port, f, &parts);
	st2110_sync_join(f, sync, staged->config.sync_reference);
	swap(f->staged, staged);
	st2110_flow_planned();
	if (!tb[ST2110_A_FLOW_STAGE] && (tb[ST2110_A_FLOW_NOW] || !f->running))
		st2110_staged_apply(f, ktime_get_ns());
	spin_unlock_bh(lock);
	st2110_sync_put(left);
	st2110_netlink_flow_clock(f);
	account(f->port);
	st2110_port_epoch_events(f->port);
	st2110_events_flush(f->events);
	st2110_parts_free(&parts);
out:
	kfree(staged);
	return err;
}

/* FLOW_SET */
int st2110_nl_flow_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_patiently(info, set);
}

static bool drained(struct st2110_flow *f)
{
	spinlock_t *lock = st2110_nl_lock(f);
	bool done;

	spin_lock_bh(lock);
	f->stopping = true;
	done = !f->qlen && ((!f->in.open && !f->in.pair) || f->in.discard ||
			    ktime_get_ns() - f->in.last_ns > st2110_flow_silence_ns(f) / 2);
	spin_unlock_bh(lock);
	return done;
}

/* Waits that a flow's longest queue may take. */
static unsigned int waits_of(const struct st2110_flow *f)
{
	u64 ns = (f->config.queue + 2) * st2110_flow_sched(f)->frame_ns;

	return 1 + div_u64(ns, DRAIN_MS * NSEC_PER_MSEC);
}

/* Remove a flow that has nothing more to send, or any if @cut; else its waits. */
static unsigned int try_remove(struct st2110_flow *f, bool cut)
{
	struct st2110_port *port = f->port;

	if (!cut && !drained(f))
		return waits_of(f);
	if (f->legs) {
		st2110_vdev_remove(st2110_vdev_of(f->dev), f, false);
		st2110_generation++;
		return 0;
	}
	st2110_port_remove(port, f, false);
	account(port);
	return 0;
}

static int try_delete(struct genl_info *info, bool cut, bool again, unsigned int *waits)
{
	struct st2110_flow *f = st2110_netlink_flow_of(info);

	/* Somebody else finished it while we waited: gone is gone. */
	if (again && IS_ERR(f) && PTR_ERR(f) == -ENOENT)
		return 0;
	if (IS_ERR(f))
		return PTR_ERR(f);
	*waits = try_remove(f, cut);
	return 0;
}

static int try_flush(struct genl_info *info, bool cut, unsigned int *waits)
{
	struct st2110_cursor c = { .net = genl_info_net(info) };
	struct st2110_flow *f, *next;
	struct st2110_port *port;
	unsigned int w;
	int err;

	err = only_dev(info, &c.only);
	if (err)
		return err;
	if (!c.only)
		return st2110_nl_missing(info->extack, "device: missing; whose flows to delete");
	while ((port = st2110_netlink_next_port(&c))) {
		list_for_each_entry_safe(f, next, &port->flows, list) {
			if (f->leg)
				continue;
			w = try_remove(f, cut);
			*waits = max(*waits, w);
		}
	}
	/* Flows with legs are those of the device that they come in by. */
	if (st2110_is_vdev(c.only)) {
		list_for_each_entry_safe(f, next, &st2110_vdev_of(c.only)->flows, list) {
			w = try_remove(f, cut);
			*waits = max(*waits, w);
		}
	}
	return 0;
}

/*
 * Delete one flow, or all of a device's, each when its frame in progress has
 * left. Flows are looked up anew after every wait, for RTNL is not held then; what
 * is still busy after the longest queue has had its time is cut.
 */
static int delete(struct genl_info *info, bool all)
{
	bool cut = info->attrs[ST2110_A_FLOW_NOW];
	unsigned int waited = 0, waits;
	int err;

	for (;;) {
		waits = 0;
		rtnl_lock();
		err = all ? try_flush(info, cut, &waits) :
			    try_delete(info, cut, waited, &waits);
		rtnl_unlock();
		if (err || !waits)
			return err;
		if (waited++ >= waits || signal_pending(current))
			cut = true;
		else
			msleep_interruptible(DRAIN_MS);
	}
}

/* FLOW_DEL */
int st2110_nl_flow_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return delete(info, false);
}

/* FLOW_FLUSH */
int st2110_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	return delete(info, true);
}

static int put_one(struct sk_buff *msg, struct genl_info *info)
{
	struct st2110_flow *f = st2110_netlink_flow_of(info);

	return IS_ERR(f) ? PTR_ERR(f) :
	       st2110_netlink_flow(msg, f, info->snd_portid, info->snd_seq, 0,
				   info->genlhdr->cmd, NULL);
}

/* FLOW_GET, STATS_GET: one flow. */
int st2110_nl_flow_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_reply(info, put_one);
}

int st2110_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_reply(info, put_one);
}

static int put_of_dump(struct sk_buff *skb, struct st2110_flow *f, struct nlattr **tb, u8 cmd,
		       struct netlink_callback *cb)
{
	if (tb && tb[ST2110_A_FLOW_NAME] &&
	    strcmp(f->config.name, nla_data(tb[ST2110_A_FLOW_NAME])))
		return 0;
	return st2110_netlink_flow(skb, f, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				   NLM_F_MULTI, cmd, cb);
}

/**
 * st2110_netlink_flows() - dump all flows in order
 * @skb: message buffer
 * @cb: dump, resumed by how many have been put
 * @cmd: as of st2110_netlink_flow()
 *
 * Process context; takes RTNL.
 *
 * Return: what a dump returns.
 */
int st2110_netlink_flows(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	struct nlattr **tb = genl_dump_attrs(cb);
	struct st2110_cursor c = { .net = sock_net(skb->sk) };
	struct st2110_port *port;
	struct st2110_vdev *v;
	struct st2110_flow *f;
	long at = 0;

	rtnl_lock();
	cb->seq = st2110_generation;
	if (tb && (tb[ST2110_A_FLOW_IFINDEX] || tb[ST2110_A_FLOW_IFNAME])) {
		c.only = st2110_netlink_dev(c.net, tb[ST2110_A_FLOW_IFINDEX],
					    tb[ST2110_A_FLOW_IFNAME], NULL);
		if (IS_ERR(c.only)) {
			rtnl_unlock();
			return PTR_ERR(c.only);
		}
	}
	while ((port = st2110_netlink_next_port(&c))) {
		list_for_each_entry(f, &port->flows, list) {
			if (at++ < cb->args[0] || f->leg)
				continue;
			if (put_of_dump(skb, f, tb, cmd, cb)) {
				at--;
				goto out;
			}
		}
	}
	c.dev = NULL;
	while ((v = st2110_netlink_next_vdev(&c))) {
		list_for_each_entry(f, &v->flows, list) {
			if (at++ < cb->args[0] || !concerns(f, c.only))
				continue;
			if (put_of_dump(skb, f, tb, cmd, cb)) {
				at--;
				goto out;
			}
		}
	}
out:
	cb->args[0] = at;
	rtnl_unlock();
	return skb->len;
}

/* FLOW_GET, STATS_GET: dumps. */
int st2110_nl_flow_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return st2110_netlink_flows(skb, cb, ST2110_CMD_FLOW_GET);
}

int st2110_nl_stats_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return st2110_netlink_flows(skb, cb, ST2110_CMD_STATS_GET);
}

static void reset_port(struct st2110_port *port)
{
	spin_lock_bh(qdisc_lock(port->sch));
	memset(&port->stats, 0, sizeof(port->stats));
	port->be.forced = 0;
	port->be.segmented = 0;
	st2110_coverage_reset(&port->txstamp.seen);
	spin_unlock_bh(qdisc_lock(port->sch));
}

static void reset_flow(struct st2110_flow *f)
{
	if (f->legs) {
		st2110_legs_reset_stats(f->legs);
		return;
	}
	spin_lock_bh(qdisc_lock(f->port->sch));
	if (f->leg)
		st2110_leg_reset_stats(f->leg);
	else
		st2110_flow_reset_stats(f);
	spin_unlock_bh(qdisc_lock(f->port->sch));
}

/* STATS_RESET: of one flow, or of a device and all its flows. */
int st2110_nl_stats_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct st2110_cursor c = { .net = genl_info_net(info) };
	struct st2110_port *port;
	struct st2110_flow *f;
	int err = 0;

	rtnl_lock();
	if (info->attrs[ST2110_A_FLOW_NAME]) {
		f = st2110_netlink_flow_of(info);
		err = PTR_ERR_OR_ZERO(f);
		if (!err)
			reset_flow(f);
	} else {
		err = only_dev(info, &c.only);
		while (!err && (port = st2110_netlink_next_port(&c))) {
			reset_port(port);
			list_for_each_entry(f, &port->flows, list)
				reset_flow(f);
		}
	}
	rtnl_unlock();
	return err;
}
