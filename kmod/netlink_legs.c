// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: requests about flows with legs; see netlink.h and legs.h.
 *
 * Such a flow is held against each of its legs' devices that is there.
 */

#include <linux/rtnetlink.h>

#include "compat/compat.h"
#include "netlink.h"
#include "staged.h"
#include "sync.h"

/* The second leg, as a request states it. */
static int parse_leg(struct st2110_leg_config *to, struct st2110_config *c,
		     struct nlattr *nest, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ST2110_A_LEG_TO_SRC + 1];
	bool ipv6;
	int err;

	err = nla_parse_nested(tb, ST2110_A_LEG_TO_SRC, nest, st2110_leg_nl_policy, extack);
	if (err)
		return err;
	if (st2110_nl_u32(tb, ST2110_A_LEG_NUMBER, 2) != 2) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_NUMBER],
				    "leg: the flow's own device is leg 1; accepted is leg 2");
		return -EINVAL;
	}
	if (!tb[ST2110_A_LEG_IFNAME] || !tb[ST2110_A_LEG_DST] || !tb[ST2110_A_LEG_DST_PORT] ||
	    !nla_get_be16(tb[ST2110_A_LEG_DST_PORT]))
		return st2110_nl_missing(extack, "leg: dev and dst ADDR:PORT are needed");
	if (st2110_netlink_addr(tb[ST2110_A_LEG_DST], &to->dst, &ipv6) || ipv6 != c->ipv6) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_DST],
				    "leg dst: an address of the same family as the flow's dst");
		return -EINVAL;
	}
	if (tb[ST2110_A_LEG_SRC] &&
	    (st2110_netlink_addr(tb[ST2110_A_LEG_SRC], &to->src, &ipv6) || ipv6 != c->ipv6)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_SRC],
				    "leg src: an address of the same family as dst");
		return -EINVAL;
	}
	to->src_set = tb[ST2110_A_LEG_SRC];
	to->port = nla_get_be16(tb[ST2110_A_LEG_DST_PORT]);
	to->vlan = tb[ST2110_A_LEG_VLAN] ? nla_get_u16(tb[ST2110_A_LEG_VLAN]) : 0;
	to->skew_ns = st2110_nl_u32(tb, ST2110_A_LEG_SKEW, 0);
	if (to->skew_ns > ST2110_SKEW_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_SKEW],
				    "skew: at most 450 ms, as receivers of class C can bear");
		return -ERANGE;
	}
	nla_strscpy(to->dev, tb[ST2110_A_LEG_IFNAME], sizeof(to->dev));
	return st2110_netlink_output(c, 1, tb[ST2110_A_LEG_TO], tb[ST2110_A_LEG_TO_PORT],
				     tb[ST2110_A_LEG_TO_SRC], extack);
}

/* Of a leg that is there: where it is to go. */
static int parse_leg_change(struct st2110_config *c, unsigned int n, struct nlattr *nest,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ST2110_A_LEG_TO_SRC + 1];
	u32 number;
	int err;

	err = nla_parse_nested(tb, ST2110_A_LEG_TO_SRC, nest, st2110_leg_nl_policy, extack);
	if (err)
		return err;
	number = st2110_nl_u32(tb, ST2110_A_LEG_NUMBER, 2);
	if (!number || number > n) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "leg: the flow has no such leg");
		return -EINVAL;
	}
	if (!tb[ST2110_A_LEG_TO] || tb[ST2110_A_LEG_IFNAME] || tb[ST2110_A_LEG_DST] ||
	    tb[ST2110_A_LEG_DST_PORT] || tb[ST2110_A_LEG_SRC] || tb[ST2110_A_LEG_VLAN] ||
	    tb[ST2110_A_LEG_SKEW]) {
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "leg: dev, dst, src, vlan and skew are fixed for a flow's life; to ADDR:PORT sends it elsewhere");
		return -EOPNOTSUPP;
	}
	return st2110_netlink_output(c, number - 1, tb[ST2110_A_LEG_TO],
				     tb[ST2110_A_LEG_TO_PORT], tb[ST2110_A_LEG_TO_SRC], extack);
}

/* Where each leg is to go, on the devices that are there. */
static int check_outputs(struct st2110_flow *f, struct st2110_staged *staged, bool wait,
			 struct netlink_ext_ack *extack)
{
	struct st2110_output there;
	struct st2110_port *port;
	unsigned int i;
	int err;

	for (i = 0; i < f->legs->n; i++) {
		const struct st2110_leg *leg = &f->legs->leg[i];
		struct st2110_output *out = &staged->besides.to[i];

		port = rtnl_dereference(leg->port);
		if (!port)
			continue;
		err = st2110_netlink_output_free(port->dev, f, &staged->config, i, &leg->config,
						 staged->set, NULL, extack);
		if (err)
			return err;
		there = *out;
		if (!out->port)
			there.dst = leg->config.dst;
		st2110_output_look(port->dev, &there, leg->config.vlan);
		out->known = there.known;
		memcpy(out->mac, there.mac, sizeof(out->mac));
		if (out->port && !out->known)
			return st2110_netlink_unanswered(wait, extack);
	}
	return 0;
}

/* Does a leg's queue hold what waits for its skew too? */
static int skew_fits(const struct st2110_leg_config *leg, u8 n, const struct st2110_config *c,
		     const struct st2110_schedule *s, struct nlattr *attr,
		     struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		u32 queue = c->queue + st2110_leg_skew_frames(&leg[i], s);

		if (st2110_flow_ring_fields(queue, s) <= ST2110_LEG_RING_MAX)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "skew: a leg holds 126 packets of audio or data, and the queue with what its skew makes wait is more; a shorter skew or queue, or longer packets");
		return -ERANGE;
	}
	return 0;
}

static int check_shape(struct st2110_flow *f, struct st2110_staged *staged, struct nlattr **tb,
		       struct netlink_ext_ack *extack)
{
	struct st2110_refusal no = { .attr = U32_MAX };
	struct st2110_port *port;
	unsigned int i;
	int err = 0;

	for (i = 0; !err && i < f->legs->n; i++) {
		port = rtnl_dereference(f->legs->leg[i].port);
		staged->config.key.vlan = f->legs->leg[i].config.vlan;
		if (port)
			err = st2110_netlink_flow_check(port, f->legs->leg[i].flow,
							&staged->config, &staged->sched, tb,
							extack);
	}
	staged->config.key.vlan = 0;
	if (err)
		return err;
	err = st2110_config_resolve(&staged->config, &staged->sched, &no);
	if (err)
		return st2110_netlink_refuse(extack, tb, &no, err);
	for (i = 0; !err && i < f->legs->n; i++)
		err = skew_fits(&f->legs->leg[i].config, 1, &staged->config, &staged->sched,
				tb[ST2110_A_FLOW_QUEUE], extack);
	return err;
}

/**
 * st2110_netlink_legs_check() - does what waits for a flow with legs still hold?
 * @f: flow with legs
 * @staged: change; schedule and its outputs' neighbours are filled in
 * @tb: attributes to blame
 * @wait: a neighbour may still answer
 * @extack: gets the reason
 *
 * RTNL.
 *
 * Return: 0; -EINPROGRESS while it may still answer, or another negative errno.
 */
int st2110_netlink_legs_check(struct st2110_flow *f, struct st2110_staged *staged,
			      struct nlattr **tb, bool wait, struct netlink_ext_ack *extack)
{
	return check_shape(f, staged, tb, extack) ?: check_outputs(f, staged, wait, extack);
}

/**
 * st2110_netlink_legs_add() - add a flow whose packets come in on a device of ours
 * @info: request
 * @port: of its first leg
 * @c: configuration as asked
 *
 * Its legs may be gone later, but not yet. RTNL.
 *
 * Return: 0 or a negative errno with the reason in the extack.
 */
int st2110_netlink_legs_add(struct genl_info *info, struct st2110_port *port,
			    struct st2110_config *c)
{
	struct st2110_leg_config leg[ST2110_LEGS] = { };
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
	struct st2110_sync *sync;
	struct st2110_port *second;
	struct st2110_schedule s;
	struct net_device *dev;
	struct st2110_flow *f;
	u8 n = 1;
	int err;

	dev = __dev_get_by_name(genl_info_net(info), nla_data(tb[ST2110_A_FLOW_INPUT]));
	if (!dev || !st2110_is_vdev(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_INPUT],
				    "input: no device of kind st2110; ip link add NAME type st2110");
		return -ENODEV;
	}
	if (tb[ST2110_A_FLOW_TXQ]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_TXQ],
				    "txq: not with input; a leg takes the first queue that has st2110");
		return -EINVAL;
	}
	strscpy(leg[0].dev, port->dev->name, sizeof(leg[0].dev));
	leg[0].dst = c->key.dst;
	leg[0].port = c->key.port;
	leg[0].src = c->src;
	leg[0].src_set = c->src_set;
	leg[0].vlan = c->key.vlan;
	if (tb[ST2110_A_FLOW_LEG]) {
		err = parse_leg(&leg[n++], c, tb[ST2110_A_FLOW_LEG], extack);
		if (err)
			return err;
	}
	err = st2110_netlink_flow_check(port, NULL, c, &s, tb, extack);
	if (err)
		return err;
	if (n > 1) {
		struct net_device *other = __dev_get_by_name(genl_info_net(info), leg[1].dev);

		second = other ? st2110_port_find(other, -1) : NULL;
		if (!second) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_LEG],
					    "leg: its device has no st2110 qdisc; attach one with st2110ctl dev add");
			return -ENOENT;
		}
		if (second == port) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_LEG],
					    "leg: on the device of the first it would protect nothing; another device");
			return -EINVAL;
		}
		c->key.vlan = leg[1].vlan;
		err = st2110_netlink_flow_check(second, NULL, c, &s, tb, extack);
		if (err)
			return err;
	}
	/* It is known by what the application sends, which has no tag. */
	c->key.vlan = 0;
	c->src_set = false;
	if (st2110_flow_twin(dev, c)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DST],
				    "dst: another flow of this input has this address and port");
		return -EEXIST;
	}
	if (st2110_flow_named(dev, NULL, c->name)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_NAME],
				    "name: this input has a flow of that name; another name, or flow set");
		return -EEXIST;
	}
	if (st2110_vdev_of(dev)->nflows >= ST2110_FLOWS_MAX) {
		NL_SET_ERR_MSG(extack, "input: has 16384 flows, the most that are accepted");
		return -ENOSPC;
	}
	err = skew_fits(leg, n, c, &s, tb[ST2110_A_FLOW_LEG], extack);
	if (err)
		return err;
	sync = st2110_netlink_sync_get(genl_info_net(info), NULL, c, tb, extack);
	if (IS_ERR(sync))
		return PTR_ERR(sync);
	f = st2110_flow_create(c, &s, 0);
	if (!f || st2110_flow_keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA]) ||
	    !st2110_legs_create(f, &s, leg, n)) {
		st2110_sync_put(sync);
		if (f)
			st2110_flow_free(f);
		return -ENOMEM;
	}
	if (st2110_nl_u32(tb, ST2110_A_FLOW_MUTE, 0))
		st2110_legs_mute(f->legs, 0, true, true);
	st2110_sync_join(f, sync, c->sync_reference);
	st2110_leg_sync(f->legs);
	st2110_vdev_add(st2110_vdev_of(dev), f);
	st2110_netlink_flow_clock(f);
	st2110_generation++;
	return 0;
}

/* What its legs may take of their links has changed. RTNL. */
static void account(struct st2110_flow *f)
{
	struct st2110_port *port;
	unsigned int i;

	for (i = 0; i < f->legs->n; i++) {
		port = rtnl_dereference(f->legs->leg[i].port);
		if (port)
			st2110_port_reserve(port);
	}
	st2110_netlink_flow_clock(f);
	st2110_generation++;
}

/**
 * st2110_netlink_legs_set() - change one
 * @info: request
 * @f: flow with legs
 * @wait: a neighbour may still answer
 * @probe: the request asks only whether what is staged holds
 *
 * RTNL.
 *
 * Return: 0; -EINPROGRESS while one may still answer, or another negative errno with the
 * reason in the extack.
 */
int st2110_netlink_legs_set(struct genl_info *info, struct st2110_flow *f, bool wait,
			    bool probe)
{
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
	bool elsewhere = tb[ST2110_A_FLOW_TO] || tb[ST2110_A_FLOW_LEG], waits;
	struct st2110_staged *staged;
	struct st2110_sync *sync, *left;
	int err;

	staged = st2110_staged_new();
	if (!staged)
		return -ENOMEM;
	spin_lock_bh(&f->legs->lock);
	waits = st2110_netlink_stage_begin(f, staged);
	spin_unlock_bh(&f->legs->lock);
	err = st2110_netlink_stage_parse(staged, waits, tb, extack);
	if (err)
		goto out;
	/* It may be tagged on its legs. */
	staged->config.key.vlan = f->legs->leg[0].config.vlan;
	err = st2110_netlink_config(&staged->config, tb, false, extack) ?:
	      st2110_netlink_mute(f, staged, tb, extack);
	if (!err && tb[ST2110_A_FLOW_LEG])
		err = parse_leg_change(&staged->config, f->legs->n, tb[ST2110_A_FLOW_LEG], extack);
	if (!err)
		err = check_shape(f, staged, tb, extack);
	/* A set's outputs are held against others when it is committed, and when asked. */
	if (!err && (elsewhere ? !*staged->set : waits && probe))
		err = check_outputs(f, staged, wait && elsewhere, extack);
	if (err == -EHOSTUNREACH && elsewhere) {
		NL_SET_ERR_MSG(extack, "to: its neighbour does not answer yet; frames are dropped (unresolved) until it does");
		err = 0;
	}
	if (err)
		goto out;
	sync = st2110_netlink_sync_get(genl_info_net(info), f, &staged->config, tb, extack);
	err = PTR_ERR_OR_ZERO(sync);
	if (err)
		goto out;
	err = st2110_legs_change(f->legs, staged, tb[ST2110_A_FLOW_NOW]);
	if (!err) {
		spin_lock_bh(&f->legs->lock);
		left = f->sync;
		st2110_sync_join(f, sync, staged->config.sync_reference);
		st2110_leg_sync(f->legs);
		sync = left;
		spin_unlock_bh(&f->legs->lock);
	}
	st2110_sync_put(sync);
	if (err)
		goto out;
	account(f);
	st2110_events_flush(f->events);
out:
	kfree(staged);
	return err;
}

/* Which leg is meant, 0 for all. */
static int which_leg(const struct st2110_flow *f, struct nlattr **tb, u32 *leg,
		     struct netlink_ext_ack *extack)
{
	*leg = st2110_nl_u32(tb, ST2110_A_FLOW_MUTE_LEG, 0);
	if (*leg <= (f->legs ? f->legs->n : 1))
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_MUTE_LEG], "leg: the flow has no such leg");
	return -EINVAL;
}

/**
 * st2110_netlink_mute() - take into a change whether to go on sending
 * @f: flow
 * @staged: change
 * @tb: attributes of the request
 * @extack: gets the reason
 *
 * Return: 0 or -EINVAL.
 */
int st2110_netlink_mute(const struct st2110_flow *f, struct st2110_staged *staged,
			struct nlattr **tb, struct netlink_ext_ack *extack)
{
	unsigned int i;
	u32 leg;
	int err;

	err = which_leg(f, tb, &leg, extack);
	if (err || !tb[ST2110_A_FLOW_MUTE])
		return err;
	for (i = 0; i < ST2110_LEGS; i++)
		if (!leg || leg == i + 1)
			staged->mute[i] = nla_get_u32(tb[ST2110_A_FLOW_MUTE]) ? ST2110_MUTE_ON :
									       ST2110_MUTE_OFF;
	return 0;
}

static int mute(struct genl_info *info)
{
	struct st2110_flow *f = st2110_netlink_flow_of(info);
	struct nlattr **tb = info->attrs;
	bool now = tb[ST2110_A_FLOW_NOW], on;
	u32 leg;
	int err;

	if (IS_ERR(f))
		return PTR_ERR(f);
	if (!tb[ST2110_A_FLOW_MUTE])
		return st2110_nl_missing(info->extack, "mute: missing; 1 to mute, 0 to go on");
	on = nla_get_u32(tb[ST2110_A_FLOW_MUTE]);
	err = which_leg(f, tb, &leg, info->extack);
	if (err)
		return err;
	if (f->legs)
		st2110_legs_mute(f->legs, leg, on, now);
	else
		st2110_port_mute(f->port, f, on, now);
	spin_lock_bh(st2110_nl_lock(f));
	st2110_staged_told(f, BIT(ST2110_CHANGE_MUTE));
	spin_unlock_bh(st2110_nl_lock(f));
	st2110_events_flush(f->events);
	st2110_generation++;
	return 0;
}

/* FLOW_MUTE */
int st2110_nl_flow_mute_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = mute(info);
	rtnl_unlock();
	return err;
}
