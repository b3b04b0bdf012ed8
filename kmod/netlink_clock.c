// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: clocks.
 *
 * Binding a clock changes what flows count by: those of its device that name none,
 * and those anywhere in the namespace that name it. So after every change all
 * flows of the namespace choose anew. A flow whose clock went away goes over to
 * another of the same time base, which shows the same time as far as a receiver
 * could tell, or stays with the old one's last rate; its k does not change. When the
 * device is back and its clock is bound, what the flow counts by goes on until that
 * is locked: there is one resynchronisation, if any.
 */

#include <linux/file.h>
#include <linux/rtnetlink.h>

#include "compat/compat.h"
#include "netlink.h"
#include "phc.h"

#define HOLDOVER_MAX_S	86400
#define SAME_BASE_NS	1000000		/* far below a frame, far above a lock's error */

/* Is this the time that @m tells, as far as k is concerned? */
static bool same_base(const struct st2110_mapping *m, const struct st2110_clock *clock,
		      s64 *off_ns)
{
	struct st2110_mapping other;

	st2110_clock_read(clock, &other);
	*off_ns = abs(st2110_mapping_delta(m, &other, ktime_get_ns()));
	return other.state == ST2110_CLOCK_STATE_LOCKED && *off_ns < SAME_BASE_NS;
}

/* Whom to follow instead of a clock that is gone: the closest; itself if none is. */
static struct st2110_clock *successor(struct net *net, struct st2110_clock *gone)
{
	struct st2110_clock *best = gone, *clock;
	struct st2110_mapping m;
	struct net_device *dev;
	s64 off, least;

	st2110_clock_read(gone, &m);
	if (same_base(&m, NULL, &least))
		best = NULL;
	else
		least = SAME_BASE_NS;
	for_each_netdev(net, dev) {
		clock = st2110_clock_of(dev);
		if (clock && same_base(&m, clock, &off) && off < least) {
			best = clock;
			least = off;
		}
	}
	return best;
}

static const char *named(const struct st2110_flow *f)
{
	return f->staged ? f->staged->besides.clock : st2110_besides(&f->config)->clock;
}

/**
 * st2110_netlink_flow_clock() - have a flow follow the clock that its configuration says
 * @f: flow on a port
 *
 * One with legs takes them along. RTNL; takes the root lock.
 */
void st2110_netlink_flow_clock(struct st2110_flow *f)
{
	struct net_device *dev = f->legs ? st2110_legs_dev(f->legs) : f->dev;
	struct st2110_clock *clock;

	if (!st2110_clock_find(dev, named(f), &clock)) {
		if (!f->clock || strcmp(st2110_clock_name(f->clock), named(f)))
			return;		/* it has a stand-in already */
		clock = successor(dev_net(f->dev), f->clock);
	}
	if (f->legs)
		st2110_legs_follow(f->legs, clock);
	else
		st2110_port_follow(f->port, f, clock);
}

/* How many flows follow a clock (*@following), and how many name it. */
static unsigned int users(struct net *net, const struct st2110_clock *clock, u32 *following)
{
	struct st2110_cursor c = { .net = net };
	const char *name = st2110_clock_name(clock);
	unsigned int naming = 0;
	const struct st2110_flow *f;
	struct st2110_port *port;
	struct st2110_vdev *v;

	*following = 0;
	while ((port = st2110_netlink_next_port(&c))) {
		list_for_each_entry(f, &port->flows, list) {
			*following += f->clock == clock;
			naming += !f->leg && !strcmp(named(f), name);
		}
	}
	c.dev = NULL;
	while ((v = st2110_netlink_next_vdev(&c))) {
		list_for_each_entry(f, &v->flows, list)
			naming += !strcmp(named(f), name);
	}
	return naming;
}

/**
 * st2110_netlink_clock_changed() - clocks came or went: everybody chooses anew
 * @net: namespace
 *
 * RTNL.
 */
void st2110_netlink_clock_changed(struct net *net)
{
	struct st2110_cursor c = { .net = net };
	struct st2110_port *port;
	struct st2110_vdev *v;
	struct st2110_flow *f;

	while ((port = st2110_netlink_next_port(&c))) {
		st2110_port_clock(port, st2110_clock_of(port->dev));
		list_for_each_entry(f, &port->flows, list)
			if (!f->leg)
				st2110_netlink_flow_clock(f);
	}
	c.dev = NULL;
	while ((v = st2110_netlink_next_vdev(&c))) {
		list_for_each_entry(f, &v->flows, list)
			st2110_netlink_flow_clock(f);
	}
}

static struct net_device *dev_of(struct genl_info *info)
{
	return st2110_netlink_dev(genl_info_net(info), info->attrs[ST2110_A_CLOCK_IFINDEX],
				  info->attrs[ST2110_A_CLOCK_IFNAME], info->extack);
}

static bool means_tai(const struct genl_info *info)
{
	const struct nlattr *source = info->attrs[ST2110_A_CLOCK_SOURCE];

	return source && nla_get_u32(source) == ST2110_CLOCK_SOURCE_TAI;
}

/* Is CLOCK_TAI meant? Then no device is. */
static int tai_alone(const struct genl_info *info)
{
	if (info->attrs[ST2110_A_CLOCK_IFINDEX] || info->attrs[ST2110_A_CLOCK_IFNAME]) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[ST2110_A_CLOCK_SOURCE],
				    "source: tai is the system's clock and takes no device");
		return -EINVAL;
	}
	return 0;
}

/* What flows that name a device count by while it has no clock; NULL: CLOCK_TAI. */
static const struct st2110_clock *stand_in(const struct net_device *dev)
{
	struct st2110_cursor c = { .net = dev_net(dev) };
	const struct st2110_flow *f;
	struct st2110_port *port;

	while ((port = st2110_netlink_next_port(&c)))
		list_for_each_entry(f, &port->flows, list)
			if (f->clock && !strcmp(named(f), dev->name))
				return f->clock;
	return NULL;
}

static int bind(struct genl_info *info, struct file *file, u32 holdover_s)
{
	struct net_device *dev = dev_of(info);
	struct st2110_clock *clock;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	clock = st2110_clock_bind(dev, file, holdover_s, stand_in(dev), info->extack);
	if (IS_ERR(clock))
		return PTR_ERR(clock);
	st2110_netlink_clock_changed(genl_info_net(info));
	return 0;
}

/* CLOCK_BIND */
int st2110_nl_clock_bind_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *holdover = info->attrs[ST2110_A_CLOCK_HOLDOVER];
	struct nlattr *fd = info->attrs[ST2110_A_CLOCK_FD];
	struct file *file;
	int err;

	if (means_tai(info)) {
		err = tai_alone(info);
		if (err)
			return err;
		rtnl_lock();
		st2110_clock_prefer_tai(genl_info_net(info), true);
		st2110_netlink_clock_changed(genl_info_net(info));
		rtnl_unlock();
		return 0;
	}
	if (holdover && nla_get_u32(holdover) > HOLDOVER_MAX_S) {
		NL_SET_ERR_MSG_ATTR(info->extack, holdover, "holdover: seconds; at most 86400, a day");
		return -ERANGE;
	}
	if (!fd) {
		NL_SET_ERR_MSG(info->extack, "fd: missing; an open descriptor of the device's /dev/ptpN");
		return -EINVAL;
	}
	file = fget(nla_get_u32(fd));
	if (!file) {
		NL_SET_ERR_MSG_ATTR(info->extack, fd, "fd: not an open descriptor of the caller");
		return -EBADF;
	}
	rtnl_lock();
	err = bind(info, file, holdover ? nla_get_u32(holdover) : 0);
	rtnl_unlock();
	fput(file);
	return err;
}

static int unbind(struct genl_info *info)
{
	struct net_device *dev = dev_of(info);
	struct st2110_clock *clock;
	u32 following;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	clock = st2110_clock_of(dev);
	if (!clock) {
		NL_SET_ERR_MSG(info->extack, "device: no clock of it is bound");
		return -ENOENT;
	}
	if (users(genl_info_net(info), clock, &following)) {
		NL_SET_ERR_MSG(info->extack, "device: flows name its clock; give them another with flow set NAME clock, or delete them");
		return -EBUSY;
	}
	st2110_clock_unbind(clock);
	st2110_netlink_clock_changed(genl_info_net(info));
	return 0;
}

/* CLOCK_UNBIND */
int st2110_nl_clock_unbind_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err = 0;

	rtnl_lock();
	if (!means_tai(info)) {
		err = unbind(info);
	} else {
		err = tai_alone(info);
		if (!err) {
			st2110_clock_prefer_tai(genl_info_net(info), false);
			st2110_netlink_clock_changed(genl_info_net(info));
		}
	}
	rtnl_unlock();
	return err;
}

/* CLOCK_SAMPLE */
int st2110_nl_clock_sample_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **tb = info->attrs;
	struct st2110_clock *clock;
	struct st2110_sample s;
	struct net_device *dev;
	int err;

	if (!tb[ST2110_A_CLOCK_MEDIA] || !tb[ST2110_A_CLOCK_BEFORE] || !tb[ST2110_A_CLOCK_AFTER]) {
		NL_SET_ERR_MSG(info->extack, "sample: media, before and after are needed: the clock's time between two reads of CLOCK_MONOTONIC_RAW");
		return -EINVAL;
	}
	s.phc_ns = nla_get_u64(tb[ST2110_A_CLOCK_MEDIA]);
	s.before_raw_ns = nla_get_u64(tb[ST2110_A_CLOCK_BEFORE]);
	s.after_raw_ns = nla_get_u64(tb[ST2110_A_CLOCK_AFTER]);

	rtnl_lock();
	dev = dev_of(info);
	err = PTR_ERR_OR_ZERO(dev);
	if (!err) {
		clock = st2110_clock_of(dev);
		if (clock) {
			err = st2110_phc_sample(st2110_clock_phc(clock), &s, info->extack);
		} else {
			NL_SET_ERR_MSG(info->extack, "device: no clock of it is bound");
			err = -ENOENT;
		}
	}
	rtnl_unlock();
	return err;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, ST2110_A_CLOCK_PAD);
}

static int put_phc(struct sk_buff *skb, struct st2110_clock *clock, const struct net_device *dev)
{
	struct st2110_phc *phc = st2110_clock_phc(clock);
	struct st2110_phc_times times;
	struct st2110_phc_look look;
	u64 raw = ktime_get_raw_ns();

	st2110_phc_read(phc, &times);
	st2110_phc_look(phc, &look);
	if (nla_put_u32(skb, ST2110_A_CLOCK_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, ST2110_A_CLOCK_IFNAME, dev->name) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_PHC, look.index) ||
	    put_u64(skb, ST2110_A_CLOCK_SINCE_MONO, look.since_mono_ns) ||
	    put_u64(skb, ST2110_A_CLOCK_AGE, look.age_ns) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_BRACKET, look.bracket_ns) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_HOLDOVER, look.holdover_s) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_SCALE, look.scale) ||
	    put_u64(skb, ST2110_A_CLOCK_ROUNDS, look.rounds) ||
	    put_u64(skb, ST2110_A_CLOCK_REJECTED, look.rejected) ||
	    put_u64(skb, ST2110_A_CLOCK_STEPS, look.steps) ||
	    nla_put_s64(skb, ST2110_A_CLOCK_LAST_STEP, look.last_step_ns, ST2110_A_CLOCK_PAD))
		return -EMSGSIZE;
	if (!times.valid)
		return 0;
	if (nla_put_s32(skb, ST2110_A_CLOCK_RATE_PPB, times.line.rate_ppb) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_BOUND,
			min_t(u64, st2110_timeline_bound_ns(&times.line, raw), U32_MAX)))
		return -EMSGSIZE;
	return 0;
}

/* One clock; @dev NULL: CLOCK_TAI. */
static int put_clock(struct sk_buff *skb, struct net *net, struct net_device *dev, u32 portid,
		     u32 seq, int flags)
{
	struct st2110_clock *clock = dev ? st2110_clock_of(dev) : NULL;
	void *hdr = genlmsg_put(skb, portid, seq, &st2110_genl, flags, ST2110_CMD_CLOCK_GET);
	struct st2110_mapping m, tai;
	u32 following;
	u64 mono;

	if (!hdr)
		return -EMSGSIZE;
	st2110_clock_read(NULL, &tai);
	st2110_clock_read(clock, &m);
	mono = m.line.raw0_ns;
	users(net, clock, &following);
	if (nla_put_u32(skb, ST2110_A_CLOCK_SOURCE,
			clock ? ST2110_CLOCK_SOURCE_PHC : ST2110_CLOCK_SOURCE_TAI) ||
	    (clock && put_phc(skb, clock, dev)) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_STATE, m.state) ||
	    nla_put_s32(skb, ST2110_A_CLOCK_TAI_OFFSET, m.tai_utc_s) ||
	    nla_put_s64(skb, ST2110_A_CLOCK_OFFSET_TAI, st2110_mapping_delta(&tai, &m, mono),
			ST2110_A_CLOCK_PAD) ||
	    nla_put_u32(skb, ST2110_A_CLOCK_FLOWS, following) ||
	    (!clock && st2110_clock_prefers_tai(net) &&
	     nla_put_flag(skb, ST2110_A_CLOCK_DEFAULT)) ||
	    put_u64(skb, ST2110_A_CLOCK_MEDIA, st2110_mono_to_media(&m, mono)) ||
	    put_u64(skb, ST2110_A_CLOCK_RAW, m.raw_ns) ||
	    put_u64(skb, ST2110_A_CLOCK_MONO, mono)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int put_one(struct sk_buff *msg, struct genl_info *info)
{
	struct net_device *dev = NULL;
	int err;

	if (means_tai(info)) {
		err = tai_alone(info);
	} else {
		dev = dev_of(info);
		err = PTR_ERR_OR_ZERO(dev);
		if (!err && !st2110_clock_of(dev)) {
			NL_SET_ERR_MSG(info->extack, "device: no clock of it is bound; st2110ctl clock bind");
			err = -ENOENT;
		}
	}
	return err ?: put_clock(msg, genl_info_net(info), dev, info->snd_portid, info->snd_seq, 0);
}

/* CLOCK_GET: one clock. */
int st2110_nl_clock_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_reply(info, put_one);
}

/* CLOCK_GET: CLOCK_TAI, then all that are bound; resumed by how many have been put. */
int st2110_nl_clock_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	u32 portid = NETLINK_CB(cb->skb).portid, seq = cb->nlh->nlmsg_seq;
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	long at = 0;

	rtnl_lock();
	if (!cb->args[0] && put_clock(skb, net, NULL, portid, seq, NLM_F_MULTI))
		goto out;
	at = 1;
	for_each_netdev(net, dev) {
		if (!st2110_clock_of(dev) || at++ < cb->args[0])
			continue;
		if (put_clock(skb, net, dev, portid, seq, NLM_F_MULTI)) {
			at--;
			goto out;
		}
	}
out:
	cb->args[0] = at;
	rtnl_unlock();
	return skb->len;
}
