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
#include "frame.h"
#include "netlink.h"
#include "sync.h"

#define FLOW_ATTRS	(ST2110_A_FLOW_MAX + 1)
#define FLOWS_MAX	16384		/* of a port */
#define DRAIN_MS	10

static int refuse(struct netlink_ext_ack *extack, struct nlattr **tb,
		  const struct st2110_refusal *no, int err)
{
	if (extack) {
		extack->_msg = no->why;
		if (no->attr < FLOW_ATTRS)
			extack->bad_attr = tb[no->attr];
	}
	return err;
}

static int missing(struct netlink_ext_ack *extack, const char *why)
{
	if (extack)
		extack->_msg = why;
	return -EINVAL;
}

static u32 get_u32(struct nlattr **tb, int attr, u32 otherwise)
{
	return tb[attr] ? nla_get_u32(tb[attr]) : otherwise;
}

static int get_addr(struct nlattr *attr, struct in6_addr *addr, bool *ipv6)
{
	switch (nla_len(attr)) {
	case sizeof(struct in_addr):
		ipv6_addr_set_v4mapped(nla_get_in_addr(attr), addr);
		*ipv6 = false;
		return 0;
	case sizeof(struct in6_addr):
		*addr = nla_get_in6_addr(attr);
		*ipv6 = true;
		return 0;
	default:
		return -EINVAL;
	}
}

static int parse_address(struct st2110_config *c, struct nlattr **tb, bool fresh,
			 struct netlink_ext_ack *extack)
{
	bool ipv6;

	if (!fresh && (tb[ST2110_A_FLOW_DST] || tb[ST2110_A_FLOW_DST_PORT] ||
		       tb[ST2110_A_FLOW_SRC] || tb[ST2110_A_FLOW_VLAN])) {
		NL_SET_ERR_MSG(extack, "dst, src, vlan: fixed for a flow's life; delete it and add another");
		return -EOPNOTSUPP;
	}
	if (!fresh)
		return 0;
	if (!tb[ST2110_A_FLOW_DST])
		return missing(extack, "dst: missing; an IPv4 or IPv6 address");
	if (get_addr(tb[ST2110_A_FLOW_DST], &c->key.dst, &c->ipv6)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DST],
				    "dst: 4 octets for IPv4 or 16 for IPv6");
		return -EINVAL;
	}
	if (!tb[ST2110_A_FLOW_DST_PORT] || !nla_get_be16(tb[ST2110_A_FLOW_DST_PORT]))
		return missing(extack, "dst-port: missing; a UDP port from 1 to 65535");
	c->key.port = nla_get_be16(tb[ST2110_A_FLOW_DST_PORT]);
	if (c->key.port == htons(319) || c->key.port == htons(320)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DST_PORT],
				    "dst-port: 319 and 320 are PTP's; another port");
		return -EINVAL;
	}
	if (tb[ST2110_A_FLOW_SRC]) {
		if (get_addr(tb[ST2110_A_FLOW_SRC], &c->src, &ipv6) || ipv6 != c->ipv6) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_SRC],
					    "src: an address of the same family as dst");
			return -EINVAL;
		}
		c->src_set = true;
	}
	if (tb[ST2110_A_FLOW_VLAN])
		c->key.vlan = nla_get_u16(tb[ST2110_A_FLOW_VLAN]);
	return 0;
}

static int parse_format(struct st2110_config *c, struct nlattr **tb, bool fresh,
			struct netlink_ext_ack *extack)
{
	struct st2110_format *fmt = &c->shape.format;

	if (!fresh && tb[ST2110_A_FLOW_ESSENCE] &&
	    nla_get_u32(tb[ST2110_A_FLOW_ESSENCE]) != c->shape.essence) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_ESSENCE],
				    "essence: fixed for a flow's life; delete it and add another");
		return -EOPNOTSUPP;
	}
	c->shape.essence = get_u32(tb, ST2110_A_FLOW_ESSENCE, c->shape.essence);
	if (st2110_netlink_strangers(c, tb, extack))
		return -EINVAL;
	if (!st2110_essence_pictures(c->shape.essence))
		return st2110_netlink_stream(c, tb, fresh, extack);
	if (fresh && (!tb[ST2110_A_FLOW_HEIGHT] || !tb[ST2110_A_FLOW_WIDTH] ||
		      !tb[ST2110_A_FLOW_RATE_NUM]))
		return missing(extack, "format: width, height and rate-num are needed");
	fmt->width = get_u32(tb, ST2110_A_FLOW_WIDTH, fmt->width);
	fmt->height = get_u32(tb, ST2110_A_FLOW_HEIGHT, fmt->height);
	fmt->rate_num = get_u32(tb, ST2110_A_FLOW_RATE_NUM, fmt->rate_num);
	fmt->rate_den = get_u32(tb, ST2110_A_FLOW_RATE_DEN,
				tb[ST2110_A_FLOW_RATE_NUM] ? 1 : fmt->rate_den);
	fmt->scan = get_u32(tb, ST2110_A_FLOW_SCAN, fmt->scan);

	if ((tb[ST2110_A_FLOW_CODEC] || tb[ST2110_A_FLOW_BIT_RATE]) &&
	    c->shape.essence != ST2110_ESSENCE_COMPRESSED) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_CODEC] ?: tb[ST2110_A_FLOW_BIT_RATE],
				    "codec, bit-rate: of compressed video; give essence compressed");
		return -EINVAL;
	}
	if (c->shape.essence == ST2110_ESSENCE_ANC && tb[ST2110_A_FLOW_PACKETS_AUTO]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PACKETS_AUTO],
				    "packets: of ancillary data they differ from field to field; packets N for the most, or leave it out");
		return -EINVAL;
	}
	if (c->shape.essence != ST2110_ESSENCE_ANC && tb[ST2110_A_FLOW_ANC_MODE]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_ANC_MODE],
				    "anc-mode: of ancillary data; give essence anc");
		return -EINVAL;
	}
	c->shape.anc_mode = get_u32(tb, ST2110_A_FLOW_ANC_MODE, c->shape.anc_mode);
	c->codec = get_u32(tb, ST2110_A_FLOW_CODEC, c->codec);
	if (tb[ST2110_A_FLOW_BIT_RATE])
		c->bit_rate = nla_get_u64(tb[ST2110_A_FLOW_BIT_RATE]);
	c->pixels.sampling = get_u32(tb, ST2110_A_FLOW_SAMPLING, c->pixels.sampling);
	if (get_u32(tb, ST2110_A_FLOW_DEPTH, 0) > 16) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DEPTH],
				    "depth: bits a sample; accepted 8, 10, 12, 16");
		return -EINVAL;
	}
	c->pixels.depth = get_u32(tb, ST2110_A_FLOW_DEPTH, c->pixels.depth);
	c->pixels.packing = get_u32(tb, ST2110_A_FLOW_PACKING, c->pixels.packing);
	c->pixels.payload = get_u32(tb, ST2110_A_FLOW_PAYLOAD, c->pixels.payload);
	c->shape.maxudp = get_u32(tb, ST2110_A_FLOW_MAXUDP, c->shape.maxudp);
	if (c->shape.maxudp < ST2110_STD_UDP || c->shape.maxudp > ST2110_EXT_UDP) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_MAXUDP],
				    "maxudp: accepted 1500 (the standard limit) to 8960");
		return -ERANGE;
	}

	/* What was learned holds until something is said that changes it. */
	if (tb[ST2110_A_FLOW_WIDTH] || tb[ST2110_A_FLOW_HEIGHT] || tb[ST2110_A_FLOW_SCAN] ||
	    tb[ST2110_A_FLOW_SAMPLING] || tb[ST2110_A_FLOW_DEPTH] || tb[ST2110_A_FLOW_PACKING] ||
	    tb[ST2110_A_FLOW_PAYLOAD] || tb[ST2110_A_FLOW_PACKETS] ||
	    tb[ST2110_A_FLOW_PACKETS_AUTO] || tb[ST2110_A_FLOW_BIT_RATE])
		c->packets_learned = 0;
	if (tb[ST2110_A_FLOW_PACKETS] && tb[ST2110_A_FLOW_PACKETS_AUTO]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PACKETS],
				    "packets: stated and auto exclude each other");
		return -EINVAL;
	}
	if (tb[ST2110_A_FLOW_PACKETS]) {
		c->packets_stated = nla_get_u32(tb[ST2110_A_FLOW_PACKETS]);
		c->packets_auto = false;
		if (!c->packets_stated || c->packets_stated > ST2110_MAX_PACKETS) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PACKETS],
					    "packets: a frame's, accepted 1 to 1048576");
			return -ERANGE;
		}
	}
	if (tb[ST2110_A_FLOW_PACKETS_AUTO]) {
		c->packets_stated = 0;
		c->packets_auto = true;
	}
	if (fresh && !c->packets_stated && !c->packets_auto &&
	    c->shape.essence == ST2110_ESSENCE_COMPRESSED &&
	    (!c->bit_rate || !c->pixels.payload))
		return missing(extack, "packets: missing; packets N of a frame, packets auto, or bit-rate and payload");
	if (fresh && !c->packets_stated && !c->packets_auto &&
	    c->shape.essence == ST2110_ESSENCE_VIDEO &&
	    (!tb[ST2110_A_FLOW_SAMPLING] || !tb[ST2110_A_FLOW_DEPTH] ||
	     (!tb[ST2110_A_FLOW_PAYLOAD] && c->pixels.packing != ST2110_PACKING_BPM)))
		return missing(extack, "packets: not known; give sampling, depth and payload, or packets N, or packets auto");
	return 0;
}

static int parse_marks(struct st2110_config *c, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	struct st2110_marks *m = &c->marks;

	m->dscp = get_u32(tb, ST2110_A_FLOW_DSCP, m->dscp);
	m->ttl = get_u32(tb, ST2110_A_FLOW_TTL, m->ttl);
	m->pcp = get_u32(tb, ST2110_A_FLOW_PCP, m->pcp);
	if (m->dscp > 63 && m->dscp != ST2110_MARK_KEEP) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DSCP],
				    "dscp: accepted 0 to 63, as 34 for AF41, and keep");
		return -ERANGE;
	}
	if (!m->ttl) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_TTL],
				    "ttl: accepted 1 to 255, and keep");
		return -ERANGE;
	}
	if (m->pcp > 7 && m->pcp != ST2110_MARK_KEEP) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PCP],
				    "pcp: accepted 0 to 7, and keep");
		return -ERANGE;
	}
	if (m->pcp != ST2110_MARK_KEEP && !c->key.vlan) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PCP],
				    "pcp: stands in a VLAN tag, and this flow's packets have none; add it with vlan ID");
		return -EINVAL;
	}
	c->marked = st2110_header_marked(m);
	return 0;
}

static int parse_policy(struct st2110_config *c, struct nlattr **tb, bool fresh,
			struct netlink_ext_ack *extack)
{
	if (fresh && !tb[ST2110_A_FLOW_PROFILE] && c->shape.essence == ST2110_ESSENCE_VIDEO)
		return missing(extack, "profile: missing; narrow, narrow-linear or wide");
	if (c->shape.essence == ST2110_ESSENCE_ANC && tb[ST2110_A_FLOW_PROFILE]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PROFILE],
				    "profile: ancillary data has none; anc-mode ctm or lltm says when it is due");
		return -EINVAL;
	}
	c->shape.profile = get_u32(tb, ST2110_A_FLOW_PROFILE,
				   fresh ? ST2110_PROFILE_NARROW_LINEAR : c->shape.profile);
	if (tb[ST2110_A_FLOW_TROFF]) {
		c->shape.troff_ns = nla_get_u32(tb[ST2110_A_FLOW_TROFF]);
		c->shape.troff_set = true;
	}
	if (tb[ST2110_A_FLOW_LEAD]) {
		c->lead_ns = nla_get_u32(tb[ST2110_A_FLOW_LEAD]);
		c->lead_set = true;
	}
	if (tb[ST2110_A_FLOW_HOLD] && tb[ST2110_A_FLOW_AUTO_HOLD]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_HOLD],
				    "hold: stated and auto exclude each other");
		return -EINVAL;
	}
	if (tb[ST2110_A_FLOW_HOLD]) {
		c->hold_ns = nla_get_u32(tb[ST2110_A_FLOW_HOLD]);
		c->hold_set = true;
	}
	if (tb[ST2110_A_FLOW_AUTO_HOLD])
		c->hold_set = false;
	c->rtp_ts = get_u32(tb, ST2110_A_FLOW_RTP_TS, c->rtp_ts);
	c->align = get_u32(tb, ST2110_A_FLOW_ALIGN,
			   fresh && c->rtp_ts == ST2110_RTP_TS_KEEP &&
			   st2110_essence_intake(c->shape.essence) < ST2110_BY_COUNT ?
			   ST2110_ALIGN_RTP : c->align);
	c->late = get_u32(tb, ST2110_A_FLOW_LATE, c->late);
	c->slip = get_u32(tb, ST2110_A_FLOW_SLIP, c->slip);
	c->queue = get_u32(tb, ST2110_A_FLOW_QUEUE, c->queue);
	c->tx_latency_ns = get_u32(tb, ST2110_A_FLOW_TX_LATENCY, c->tx_latency_ns);
	c->epoch_events = get_u32(tb, ST2110_A_FLOW_EPOCH_EVENTS, c->epoch_events);
	c->allow_untraceable |= !!tb[ST2110_A_FLOW_ALLOW_UNTRACEABLE];
	c->loop = get_u32(tb, ST2110_A_FLOW_LOOP, c->loop);
	if (tb[ST2110_A_FLOW_LOOP_NS]) {
		c->loop_ns = nla_get_s32(tb[ST2110_A_FLOW_LOOP_NS]);
		c->loop_set = true;
		if (!tb[ST2110_A_FLOW_LOOP])
			c->loop = ST2110_LOOP_MODE_FROZEN;
		if (abs(c->loop_ns) > ST2110_LOOP_MAX_NS || c->loop == ST2110_LOOP_MODE_OFF) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_LOOP_NS],
					    "loop-ns: accepted -50 us to 50 us, with loop auto or frozen");
			return -ERANGE;
		}
	}
	if (tb[ST2110_A_FLOW_SYNC]) {
		nla_strscpy(c->sync, tb[ST2110_A_FLOW_SYNC], sizeof(c->sync));
		c->sync_reference = false;
	}
	c->sync_reference = get_u32(tb, ST2110_A_FLOW_SYNC_REFERENCE, c->sync_reference);
	c->unlocked = get_u32(tb, ST2110_A_FLOW_UNLOCKED, c->unlocked);
	if (tb[ST2110_A_FLOW_CLOCK])
		nla_strscpy(c->clock, tb[ST2110_A_FLOW_CLOCK], sizeof(c->clock));
	return st2110_netlink_stamps_fit(c, tb, extack);
}

static void defaults(struct st2110_config *c)
{
	memset(c, 0, sizeof(*c));
	c->shape.maxudp = ST2110_STD_UDP;
	c->shape.format.rate_den = 1;
	c->pixels.depth = 10;
	c->queue = ST2110_FLOW_QUEUE_DEFAULT;
	c->rtp_ts = ST2110_RTP_TS_EPOCH;
	c->marks.dscp = ST2110_MARK_KEEP;
	c->marks.ttl = ST2110_MARK_KEEP;
	c->marks.pcp = ST2110_MARK_KEEP;
}

/**
 * st2110_netlink_flow_check() - everything that can be said against a configuration
 * @port: port that the flow is on, or is to be on
 * @self: flow that it is to change; NULL: a new one
 * @c: configuration, resolved here
 * @s: schedule, filled in
 * @tb: attributes of the request, for the one that is to blame
 * @extack: gets the reason
 *
 * RTNL.
 *
 * Return: 0 or a negative errno.
 */
int st2110_netlink_flow_check(struct st2110_port *port, const struct st2110_flow *self,
			      struct st2110_config *c, struct st2110_schedule *s,
			      struct nlattr **tb, struct netlink_ext_ack *extack)
{
	struct st2110_refusal no = { .attr = U32_MAX };
	struct st2110_clock *clock;
	u64 peak, reserved;
	struct st2110_mapping m;
	u32 speed;
	int err;

	err = st2110_config_resolve(c, s, &no);
	if (err)
		return refuse(extack, tb, &no, err);

	if (c->frame_octets - ETH_HLEN - (c->key.vlan ? 4 : 0) > READ_ONCE(port->dev->mtu)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PAYLOAD],
				    "payload: a packet with its headers exceeds the device's MTU; at most MTU - 48 (IPv4) or MTU - 68 (IPv6)");
		return -EMSGSIZE;
	}
	if (!st2110_clock_find(port->dev, c->clock, &clock)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_CLOCK],
				    "clock: not bound; st2110ctl clock bind it first, or name tai");
		return -ENODEV;
	}
	st2110_clock_read(clock, &m);
	if (c->rtp_ts != ST2110_RTP_TS_KEEP && !c->allow_untraceable &&
	    m.state == ST2110_CLOCK_STATE_UNTRACEABLE) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_RTP_TS],
				    "rtp-ts: CLOCK_TAI has no TAI offset, timestamps would be 37 s off; let ptp4l or chrony set it, or give allow-untraceable, or rtp-ts keep");
		return -EINVAL;
	}
	peak = st2110_peak_rate_bps(s, c->frame_octets);
	/* A change that was staged may be in force by now. */
	st2110_port_reserve(port);
	reserved = port->reserved_bps;
	if (self)
		reserved -= st2110_port_reserved(port, self);
	speed = st2110_port_speed(port);
	if (speed && reserved + peak > speed * 1000000ULL) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PROFILE],
				    "peak rate: with the flows that are there it exceeds the link; see reserved and speed in st2110ctl dev show, delete a flow, take profile narrow-linear, or state the speed");
		return -ENOSPC;
	}
	return 0;
}

static void account(struct st2110_port *port)
{
	st2110_port_reserve(port);
	st2110_port_room(port);
	st2110_generation++;
}

/* By name among those of a port or of a device that flows with legs are on. */
static struct st2110_flow *flow_by_name(struct list_head *flows, const char *name)
{
	struct st2110_flow *f;

	list_for_each_entry(f, flows, list)
		if (!f->leg && !strcmp(f->config.name, name))
			return f;
	return NULL;
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
		return ERR_PTR(missing(info->extack, "name: missing; a flow's name"));
	err = only_dev(info, &c.only);
	if (err)
		return ERR_PTR(err);
	while ((port = st2110_netlink_next_port(&c))) {
		f = flow_by_name(&port->flows, nla_data(name));
		if (!f)
			continue;
		if (found)
			goto ambiguous;
		found = f;
	}
	c.dev = NULL;
	while ((v = st2110_netlink_next_vdev(&c))) {
		f = flow_by_name(&v->flows, nla_data(name));
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

/* The second leg, as a request states it. */
static int parse_leg(struct st2110_leg_config *to, const struct st2110_config *c,
		     struct nlattr *nest, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ST2110_A_LEG_SKEW + 1];
	bool ipv6;
	int err;

	err = nla_parse_nested(tb, ST2110_A_LEG_SKEW, nest, st2110_leg_nl_policy, extack);
	if (err)
		return err;
	if (get_u32(tb, ST2110_A_LEG_NUMBER, 2) != 2) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_NUMBER],
				    "leg: the flow's own device is leg 1; accepted is leg 2");
		return -EINVAL;
	}
	if (!tb[ST2110_A_LEG_IFNAME] || !tb[ST2110_A_LEG_DST] || !tb[ST2110_A_LEG_DST_PORT] ||
	    !nla_get_be16(tb[ST2110_A_LEG_DST_PORT]))
		return missing(extack, "leg: dev and dst ADDR:PORT are needed");
	if (get_addr(tb[ST2110_A_LEG_DST], &to->dst, &ipv6) || ipv6 != c->ipv6) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_DST],
				    "leg dst: an address of the same family as the flow's dst");
		return -EINVAL;
	}
	if (tb[ST2110_A_LEG_SRC] &&
	    (get_addr(tb[ST2110_A_LEG_SRC], &to->src, &ipv6) || ipv6 != c->ipv6)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_SRC],
				    "leg src: an address of the same family as dst");
		return -EINVAL;
	}
	to->src_set = tb[ST2110_A_LEG_SRC];
	to->port = nla_get_be16(tb[ST2110_A_LEG_DST_PORT]);
	to->vlan = tb[ST2110_A_LEG_VLAN] ? nla_get_u16(tb[ST2110_A_LEG_VLAN]) : 0;
	to->skew_ns = get_u32(tb, ST2110_A_LEG_SKEW, 0);
	if (to->skew_ns > ST2110_SKEW_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_LEG_SKEW],
				    "skew: at most 450 ms, as receivers of class C can bear");
		return -ERANGE;
	}
	nla_strscpy(to->dev, tb[ST2110_A_LEG_IFNAME], sizeof(to->dev));
	return 0;
}

/* A flow whose packets come in on a device of ours; its legs may be gone for now, but not yet. */
static int add_with_legs(struct genl_info *info, struct st2110_port *port, struct st2110_config *c)
{
	struct st2110_leg_config leg[ST2110_LEGS] = { };
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
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
	if (c->shape.essence != ST2110_ESSENCE_VIDEO) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_ESSENCE],
				    "essence: with input, accepted is video");
		return -EOPNOTSUPP;
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
	if (flow_by_name(&st2110_vdev_of(dev)->flows, c->name)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_NAME],
				    "name: this input has a flow of that name; another name, or flow set");
		return -EEXIST;
	}
	if (st2110_vdev_of(dev)->nflows >= FLOWS_MAX) {
		NL_SET_ERR_MSG(extack, "input: has 16384 flows, the most that are accepted");
		return -ENOSPC;
	}
	f = st2110_flow_create(c, &s);
	if (!f)
		return -ENOMEM;
	if (!st2110_legs_create(f, &s, leg, n)) {
		st2110_flow_free(f);
		return -ENOMEM;
	}
	st2110_vdev_add(st2110_vdev_of(dev), f);
	st2110_netlink_flow_clock(f);
	st2110_generation++;
	return 0;
}

/* Whether a request says something of the flow beside what it keeps for user space. */
static bool says_more(struct nlattr **tb)
{
	unsigned int i;

	for (i = 1; i < FLOW_ATTRS; i++)
		if (tb[i] && i != ST2110_A_FLOW_NAME && i != ST2110_A_FLOW_IFINDEX &&
		    i != ST2110_A_FLOW_IFNAME && i != ST2110_A_FLOW_SDP_EXTRA)
			return true;
	return false;
}

static int add(struct genl_info *info)
{
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
	struct st2110_schedule s;
	struct st2110_config *c;
	struct st2110_port *port;
	struct net_device *dev;
	struct st2110_sync *sync;
	struct st2110_flow *f;
	int err;

	if (!tb[ST2110_A_FLOW_NAME] || !nla_len(tb[ST2110_A_FLOW_NAME]) ||
	    !*(char *)nla_data(tb[ST2110_A_FLOW_NAME]))
		return missing(extack, "name: missing; 1 to 31 octets");
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

	c = kmalloc(sizeof(*c), GFP_KERNEL);
	if (!c)
		return -ENOMEM;
	defaults(c);
	nla_strscpy(c->name, tb[ST2110_A_FLOW_NAME], sizeof(c->name));
	err = parse_address(c, tb, true, extack) ?:
	      parse_format(c, tb, true, extack) ?:
	      parse_marks(c, tb, extack) ?:
	      parse_policy(c, tb, true, extack);
	if (err)
		goto out;
	if (tb[ST2110_A_FLOW_INPUT]) {
		err = add_with_legs(info, port, c);
		goto out;
	}
	err = -EINVAL;
	if (tb[ST2110_A_FLOW_LEG]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_LEG],
				    "leg: needs an input that outlives this device; ip link add media0 type st2110, and say input media0");
		goto out;
	}
	err = -EEXIST;
	if (flow_by_name(&port->flows, c->name)) {
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
	if (port->nflows >= FLOWS_MAX) {
		NL_SET_ERR_MSG(extack, "device: has 16384 flows, the most that are accepted");
		goto out;
	}
	err = st2110_netlink_flow_check(port, NULL, c, &s, tb, extack);
	if (err)
		goto out;
	sync = st2110_netlink_sync_get(genl_info_net(info), NULL, c, tb, extack);
	err = PTR_ERR_OR_ZERO(sync);
	if (err)
		goto out;
	f = st2110_flow_create(c, &s);
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
	f->sync = sync;
	f->sync_reference = c->sync_reference;
	st2110_port_add(port, f);
	st2110_netlink_flow_clock(f);
	account(port);
out:
	kfree(c);
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

/* Which set a change goes to. @staged: as what waits for the flow, if it @waits. */
static int parse_stage(struct st2110_staged *staged, bool waits, struct nlattr **tb,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *set = tb[ST2110_A_FLOW_STAGE];

	if (staged->committed) {
		NL_SET_ERR_MSG(extack, "stage: the set that holds a change of this flow is committed; st2110ctl stage cancel it first");
		return -EBUSY;
	}
	if (!set) {
		if (!*staged->set)
			return 0;
		NL_SET_ERR_MSG(extack, "stage: a set holds a change of this flow; name it with stage, commit or cancel it");
		return -EBUSY;
	}
	if (!*(char *)nla_data(set)) {
		NL_SET_ERR_MSG_ATTR(extack, set, "stage: empty; a set's name has 1 to 31 octets");
		return -EINVAL;
	}
	if (waits && !*staged->set) {
		NL_SET_ERR_MSG_ATTR(extack, set, "stage: a change waits for the flow's next frame; stage this one after it");
		return -EBUSY;
	}
	if (waits && strcmp(staged->set, nla_data(set))) {
		NL_SET_ERR_MSG_ATTR(extack, set, "stage: another set holds a change of this flow; commit or cancel that one, see st2110ctl stage show");
		return -EBUSY;
	}
	if (tb[ST2110_A_FLOW_NOW] || tb[ST2110_A_FLOW_CLOCK] || tb[ST2110_A_FLOW_EPOCH_EVENTS] ||
	    tb[ST2110_A_FLOW_SDP_EXTRA]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_NOW] ?: tb[ST2110_A_FLOW_CLOCK] ?:
				    tb[ST2110_A_FLOW_EPOCH_EVENTS] ?: tb[ST2110_A_FLOW_SDP_EXTRA],
				    "stage: now, clock, epoch-events and sdp-extra take effect at once; say them without stage");
		return -EINVAL;
	}
	nla_strscpy(staged->set, set, sizeof(staged->set));
	return 0;
}

static int set_with_legs(struct genl_info *info, struct st2110_flow *f)
{
	struct netlink_ext_ack *extack = info->extack;
	struct nlattr **tb = info->attrs;
	struct st2110_staged *staged;
	struct st2110_port *port;
	unsigned int i;
	int err;

	if (tb[ST2110_A_FLOW_STAGE]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_STAGE],
				    "stage: not for a flow with legs; change it without, or mute its legs");
		return -EOPNOTSUPP;
	}
	staged = kzalloc(sizeof(*staged), GFP_KERNEL);
	if (!staged)
		return -ENOMEM;
	spin_lock_bh(&f->legs->lock);
	staged->config = f->staged ? f->staged->config : f->config;
	spin_unlock_bh(&f->legs->lock);
	/* It may be tagged on its legs. */
	staged->config.key.vlan = f->legs->leg[0].config.vlan;
	err = parse_address(&staged->config, tb, false, extack) ?:
	      parse_format(&staged->config, tb, false, extack) ?:
	      parse_marks(&staged->config, tb, extack) ?:
	      parse_policy(&staged->config, tb, false, extack);
	for (i = 0; !err && i < f->legs->n; i++) {
		port = rtnl_dereference(f->legs->leg[i].port);
		staged->config.key.vlan = f->legs->leg[i].config.vlan;
		if (port)
			err = st2110_netlink_flow_check(port, f->legs->leg[i].flow,
							&staged->config, &staged->sched, tb,
							extack);
	}
	staged->config.key.vlan = 0;
	if (!err) {
		struct st2110_refusal no = { .attr = U32_MAX };

		err = st2110_config_resolve(&staged->config, &staged->sched, &no);
		if (err)
			refuse(extack, tb, &no, err);
	}
	if (!err)
		err = st2110_legs_change(f->legs, &staged->config, &staged->sched,
					 tb[ST2110_A_FLOW_NOW]);
	kfree(staged);
	if (err)
		return err;
	for (i = 0; i < f->legs->n; i++) {
		port = rtnl_dereference(f->legs->leg[i].port);
		if (port)
			st2110_port_reserve(port);
	}
	st2110_netlink_flow_clock(f);
	st2110_generation++;
	return 0;
}

static int set(struct genl_info *info)
{
	struct netlink_ext_ack *extack = info->extack;
	struct st2110_field *ring = NULL, *old = NULL;
	struct nlattr **tb = info->attrs;
	struct st2110_staged *staged;
	struct st2110_sync *sync;
	struct st2110_flow *f;
	spinlock_t *lock;	/* root lock of the flow's port */
	bool waits;		/* a change is there already */
	u32 fields;
	int err;

	f = st2110_netlink_flow_of(info);
	if (IS_ERR(f))
		return PTR_ERR(f);
	if (tb[ST2110_A_FLOW_INPUT] || tb[ST2110_A_FLOW_LEG]) {
		NL_SET_ERR_MSG(extack, "input, leg: fixed for a flow's life; delete it and add another");
		return -EOPNOTSUPP;
	}
	if (tb[ST2110_A_FLOW_SDP_EXTRA] && !says_more(tb)) {
		err = st2110_flow_keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA]);
		if (!err)
			st2110_generation++;
		return err;
	}
	if (f->legs)
		return set_with_legs(info, f);
	staged = kzalloc(sizeof(*staged), GFP_KERNEL);
	if (!staged)
		return -ENOMEM;
	lock = qdisc_lock(f->port->sch);
	spin_lock_bh(lock);
	staged->config = f->staged ? f->staged->config : f->config;
	if (f->staged)
		memcpy(staged->set, f->staged->set, sizeof(staged->set));
	staged->committed = f->staged && f->staged->committed;
	waits = f->staged;
	spin_unlock_bh(lock);

	err = parse_stage(staged, waits, tb, extack);
	if (err)
		goto out;
	err = parse_address(&staged->config, tb, false, extack) ?:
	      parse_format(&staged->config, tb, false, extack) ?:
	      parse_marks(&staged->config, tb, extack) ?:
	      parse_policy(&staged->config, tb, false, extack) ?:
	      st2110_netlink_flow_check(f->port, f, &staged->config, &staged->sched, tb,
					extack);
	if (err)
		goto out;
	fields = st2110_flow_ring_fields(staged->config.queue, &staged->sched);
	if (fields > f->ring_mask + 1) {
		ring = kcalloc(fields, sizeof(*ring), GFP_KERNEL_ACCOUNT);
		err = -ENOMEM;
		if (!ring)
			goto out;
	}
	sync = st2110_netlink_sync_get(genl_info_net(info), f, &staged->config, tb, extack);
	err = PTR_ERR_OR_ZERO(sync);
	if (err) {
		kfree(ring);
		goto out;
	}

	err = st2110_flow_keep_sdp(f, tb[ST2110_A_FLOW_SDP_EXTRA]);
	if (err) {
		st2110_sync_put(sync);
		kfree(ring);
		goto out;
	}
	spin_lock_bh(lock);
	/* Of a set of changes that waits, this alone does not. */
	swap(f->sync, sync);
	f->sync_reference = staged->config.sync_reference;
	f->sync_anew |= f->sync != sync;
	if (ring)
		old = st2110_port_regrow(f->port, f, ring, fields);
	swap(f->staged, staged);
	if (!tb[ST2110_A_FLOW_STAGE] && (tb[ST2110_A_FLOW_NOW] || !f->running))
		st2110_frame_apply(f, ktime_get_ns());
	spin_unlock_bh(lock);
	st2110_sync_put(sync);
	st2110_netlink_flow_clock(f);
	account(f->port);
	st2110_port_epoch_events(f->port);
	kfree(old);
out:
	kfree(staged);
	return err;
}

/* FLOW_SET */
int st2110_nl_flow_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = set(info);
	rtnl_unlock();
	return err;
}

static bool drained(struct st2110_flow *f)
{
	/* Root lock, or input lock. */
	spinlock_t *lock = f->legs ? &f->legs->lock : qdisc_lock(f->port->sch);
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
		return missing(info->extack, "device: missing; whose flows to delete");
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

static int mute(struct genl_info *info)
{
	struct st2110_flow *f = st2110_netlink_flow_of(info);
	struct nlattr **tb = info->attrs;
	bool now = tb[ST2110_A_FLOW_NOW], on;
	u32 leg;

	if (IS_ERR(f))
		return PTR_ERR(f);
	if (!tb[ST2110_A_FLOW_MUTE])
		return missing(info->extack, "mute: missing; 1 to mute, 0 to go on");
	on = nla_get_u32(tb[ST2110_A_FLOW_MUTE]);
	leg = get_u32(tb, ST2110_A_FLOW_MUTE_LEG, 0);
	if (leg > (f->legs ? f->legs->n : 1)) {
		NL_SET_ERR_MSG_ATTR(info->extack, tb[ST2110_A_FLOW_MUTE_LEG],
				    "leg: the flow has no such leg");
		return -EINVAL;
	}
	if (f->legs)
		st2110_legs_mute(f->legs, leg, on, now);
	else
		st2110_port_mute(f->port, f, on, now);
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
