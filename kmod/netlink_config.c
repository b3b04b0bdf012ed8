// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: a flow's configuration, from the attributes of a request to
 * what can be kept; see netlink.h.
 *
 * Attributes are laid over what there is (the defaults of a new flow, what stands of
 * one that changes), and the whole is then held against link, MTU and clock.
 */

#include <net/ipv6.h>

#include "compat/compat.h"
#include "netlink.h"
#include "stagger.h"

/* As many as a request to add or set a flow may have; others come after them. */
#define FLOW_ATTRS	ARRAY_SIZE(st2110_flow_set_nl_policy)

/**
 * st2110_netlink_refuse() - hand a refusal on to the extack
 * @extack: gets the sentence and the attribute
 * @tb: attributes of the request
 * @no: why not
 * @err: negative errno
 *
 * Return: @err.
 */
int st2110_netlink_refuse(struct netlink_ext_ack *extack, struct nlattr **tb,
			  const struct st2110_refusal *no, int err)
{
	if (extack) {
		extack->_msg = no->why;
		if (no->attr < FLOW_ATTRS)
			extack->bad_attr = tb[no->attr];
	}
	return err;
}

/**
 * st2110_netlink_addr() - an address of either family
 * @attr: 4 or 16 octets; NULL is refused
 * @addr: filled in, IPv4 as ::ffff:a.b.c.d
 * @ipv6: filled in
 *
 * Return: 0, or -EINVAL when it is missing or of another length.
 */
int st2110_netlink_addr(const struct nlattr *attr, struct in6_addr *addr, bool *ipv6)
{
	switch (attr ? nla_len(attr) : 0) {
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
		NL_SET_ERR_MSG(extack, "dst, src, vlan: a flow is known by them, for its life; to ADDR:PORT sends it elsewhere, or delete it and add another");
		return -EOPNOTSUPP;
	}
	if (!fresh)
		return 0;
	if (!tb[ST2110_A_FLOW_DST])
		return st2110_nl_missing(extack, "dst: missing; an IPv4 or IPv6 address");
	if (st2110_netlink_addr(tb[ST2110_A_FLOW_DST], &c->key.dst, &c->ipv6)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DST],
				    "dst: 4 octets for IPv4 or 16 for IPv6");
		return -EINVAL;
	}
	if (!tb[ST2110_A_FLOW_DST_PORT] || !nla_get_be16(tb[ST2110_A_FLOW_DST_PORT]))
		return st2110_nl_missing(extack, "dst-port: missing; a UDP port from 1 to 65535");
	c->key.port = nla_get_be16(tb[ST2110_A_FLOW_DST_PORT]);
	if (c->key.port == htons(319) || c->key.port == htons(320)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DST_PORT],
				    "dst-port: 319 and 320 are PTP's; another port");
		return -EINVAL;
	}
	if (tb[ST2110_A_FLOW_SRC]) {
		if (st2110_netlink_addr(tb[ST2110_A_FLOW_SRC], &c->src, &ipv6) || ipv6 != c->ipv6) {
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
	c->shape.essence = st2110_nl_u32(tb, ST2110_A_FLOW_ESSENCE, c->shape.essence);
	if (st2110_netlink_strangers(c, tb, extack))
		return -EINVAL;
	if (!st2110_essence_pictures(c->shape.essence))
		return st2110_netlink_stream(c, tb, fresh, extack);
	if (fresh && (!tb[ST2110_A_FLOW_HEIGHT] || !tb[ST2110_A_FLOW_WIDTH] ||
		      !tb[ST2110_A_FLOW_RATE_NUM]))
		return st2110_nl_missing(extack, "format: width, height and rate-num are needed");
	fmt->width = st2110_nl_u32(tb, ST2110_A_FLOW_WIDTH, fmt->width);
	fmt->height = st2110_nl_u32(tb, ST2110_A_FLOW_HEIGHT, fmt->height);
	fmt->rate_num = st2110_nl_u32(tb, ST2110_A_FLOW_RATE_NUM, fmt->rate_num);
	fmt->rate_den = st2110_nl_u32(tb, ST2110_A_FLOW_RATE_DEN,
				      tb[ST2110_A_FLOW_RATE_NUM] ? 1 : fmt->rate_den);
	fmt->scan = st2110_nl_u32(tb, ST2110_A_FLOW_SCAN, fmt->scan);

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
	c->shape.anc_mode = st2110_nl_u32(tb, ST2110_A_FLOW_ANC_MODE, c->shape.anc_mode);
	c->codec = st2110_nl_u32(tb, ST2110_A_FLOW_CODEC, c->codec);
	if (tb[ST2110_A_FLOW_BIT_RATE])
		c->bit_rate = nla_get_u64(tb[ST2110_A_FLOW_BIT_RATE]);
	c->pixels.sampling = st2110_nl_u32(tb, ST2110_A_FLOW_SAMPLING, c->pixels.sampling);
	if (st2110_nl_u32(tb, ST2110_A_FLOW_DEPTH, 0) > 16) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_DEPTH],
				    "depth: bits a sample; accepted 8, 10, 12, 16");
		return -EINVAL;
	}
	c->pixels.depth = st2110_nl_u32(tb, ST2110_A_FLOW_DEPTH, c->pixels.depth);
	c->pixels.packing = st2110_nl_u32(tb, ST2110_A_FLOW_PACKING, c->pixels.packing);
	c->pixels.payload = st2110_nl_u32(tb, ST2110_A_FLOW_PAYLOAD, c->pixels.payload);
	c->shape.maxudp = st2110_nl_u32(tb, ST2110_A_FLOW_MAXUDP, c->shape.maxudp);
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
		return st2110_nl_missing(extack, "packets: missing; packets N of a frame, packets auto, or bit-rate and payload");
	if (fresh && !c->packets_stated && !c->packets_auto &&
	    c->shape.essence == ST2110_ESSENCE_VIDEO &&
	    (!tb[ST2110_A_FLOW_SAMPLING] || !tb[ST2110_A_FLOW_DEPTH] ||
	     (!tb[ST2110_A_FLOW_PAYLOAD] && c->pixels.packing != ST2110_PACKING_BPM)))
		return st2110_nl_missing(extack, "packets: not known; give sampling, depth and payload, or packets N, or packets auto");
	return 0;
}

static int parse_marks(struct st2110_config *c, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	struct st2110_marks *m = &c->marks;

	m->dscp = st2110_nl_u32(tb, ST2110_A_FLOW_DSCP, m->dscp);
	m->ttl = st2110_nl_u32(tb, ST2110_A_FLOW_TTL, m->ttl);
	m->pcp = st2110_nl_u32(tb, ST2110_A_FLOW_PCP, m->pcp);
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
		return st2110_nl_missing(extack, "profile: missing; narrow, narrow-linear or wide");
	if (c->shape.essence == ST2110_ESSENCE_ANC && tb[ST2110_A_FLOW_PROFILE]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PROFILE],
				    "profile: ancillary data has none; anc-mode ctm or lltm says when it is due");
		return -EINVAL;
	}
	c->shape.profile = st2110_nl_u32(tb, ST2110_A_FLOW_PROFILE,
					 fresh ? ST2110_PROFILE_NARROW_LINEAR : c->shape.profile);
	if (tb[ST2110_A_FLOW_TROFF] && tb[ST2110_A_FLOW_TROFF_AUTO]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_TROFF],
				    "troff: stated and auto exclude each other");
		return -EINVAL;
	}
	if (tb[ST2110_A_FLOW_TROFF]) {
		c->shape.troff_ns = nla_get_u32(tb[ST2110_A_FLOW_TROFF]);
		c->shape.troff_set = true;
		c->troff_auto = false;
	}
	if (tb[ST2110_A_FLOW_TROFF_AUTO]) {
		if (c->shape.essence == ST2110_ESSENCE_ANC) {
			NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_TROFF_AUTO],
					    "troff: ancillary data has none");
			return -EINVAL;
		}
		/* What was chosen stays chosen. */
		c->troff_chosen &= c->troff_auto;
		c->troff_auto = true;
	}
	if (c->troff_auto && c->packets_auto) {
		struct nlattr *packets = tb[ST2110_A_FLOW_PACKETS_AUTO];

		NL_SET_ERR_MSG_ATTR(extack, packets ?: tb[ST2110_A_FLOW_TROFF_AUTO],
				    "troff: auto goes by the distance of packets, which is not known with packets auto; state packets, or troff");
		return -EINVAL;
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
	c->rtp_ts = st2110_nl_u32(tb, ST2110_A_FLOW_RTP_TS, c->rtp_ts);
	c->align = st2110_nl_u32(tb, ST2110_A_FLOW_ALIGN,
				 fresh && c->rtp_ts == ST2110_RTP_TS_KEEP &&
			   st2110_essence_intake(c->shape.essence) < ST2110_BY_COUNT ?
			   ST2110_ALIGN_RTP : c->align);
	c->late = st2110_nl_u32(tb, ST2110_A_FLOW_LATE, c->late);
	c->slip = st2110_nl_u32(tb, ST2110_A_FLOW_SLIP, c->slip);
	c->queue = st2110_nl_u32(tb, ST2110_A_FLOW_QUEUE, c->queue);
	c->tx_latency_ns = st2110_nl_u32(tb, ST2110_A_FLOW_TX_LATENCY, c->tx_latency_ns);
	c->epoch_events = st2110_nl_u32(tb, ST2110_A_FLOW_EPOCH_EVENTS, c->epoch_events);
	c->allow_untraceable |= !!tb[ST2110_A_FLOW_ALLOW_UNTRACEABLE];
	c->loop = st2110_nl_u32(tb, ST2110_A_FLOW_LOOP, c->loop);
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
		nla_strscpy(c->besides->sync, tb[ST2110_A_FLOW_SYNC], sizeof(c->besides->sync));
		c->sync_reference = false;
	}
	c->sync_reference = st2110_nl_u32(tb, ST2110_A_FLOW_SYNC_REFERENCE, c->sync_reference);
	c->unlocked = st2110_nl_u32(tb, ST2110_A_FLOW_UNLOCKED, c->unlocked);
	if (tb[ST2110_A_FLOW_CLOCK])
		nla_strscpy(c->besides->clock, tb[ST2110_A_FLOW_CLOCK],
			    sizeof(c->besides->clock));
	return st2110_netlink_stamps_fit(c, tb, extack);
}

/**
 * st2110_netlink_config_new() - what a new flow has that says nothing
 * @c: filled in; zeroed, but for its besides
 */
void st2110_netlink_config_new(struct st2110_config *c)
{
	c->shape.maxudp = ST2110_STD_UDP;
	c->shape.format.rate_den = 1;
	c->pixels.depth = 10;
	c->queue = ST2110_FLOW_QUEUE_DEFAULT;
	c->rtp_ts = ST2110_RTP_TS_EPOCH;
	c->marks.dscp = ST2110_MARK_KEEP;
	c->marks.ttl = ST2110_MARK_KEEP;
	c->marks.pcp = ST2110_MARK_KEEP;
}

/* What a TR_OFFSET was chosen for. */
struct spacing {
	struct st2110_format format;
	struct st2110_pixels pixels;
	u64 bit_rate;
	u32 packets;
	u32 profile;
};

static void spacing_of(const struct st2110_config *c, struct spacing *to)
{
	memset(to, 0, sizeof(*to));
	to->format = c->shape.format;
	to->pixels = c->pixels;
	to->bit_rate = c->bit_rate;
	to->packets = c->packets_stated;
	to->profile = c->shape.profile;
}

/**
 * st2110_netlink_config() - take a request's attributes into a configuration
 * @c: configuration: of a new flow, or as it stands
 * @tb: attributes
 * @fresh: a new flow, which has to say more
 * @extack: gets the reason
 *
 * Return: 0 or a negative errno.
 */
int st2110_netlink_config(struct st2110_config *c, struct nlattr **tb, bool fresh,
			  struct netlink_ext_ack *extack)
{
	struct spacing was, is;
	int err;

	spacing_of(c, &was);
	err = parse_address(c, tb, fresh, extack) ?:
	      parse_format(c, tb, fresh, extack) ?:
	      parse_marks(c, tb, extack) ?:
	      parse_policy(c, tb, fresh, extack) ?:
	      st2110_netlink_output(c, 0, tb[ST2110_A_FLOW_TO], tb[ST2110_A_FLOW_TO_PORT],
				    tb[ST2110_A_FLOW_TO_SRC], extack);
	spacing_of(c, &is);
	if (memcmp(&was, &is, sizeof(was)))
		c->troff_chosen = false;
	if (c->troff_auto && !c->troff_chosen)
		c->shape.troff_set = false;
	return err;
}

/*
 * Choose TR_OFFSET where that is asked for and not done yet; resolves anew. Of legs the
 * first one's device decides. RTNL.
 */
static int choose_troff(struct st2110_port *port, const struct st2110_flow *self,
			struct st2110_config *c, struct st2110_schedule *s,
			struct st2110_refusal *no)
{
	u32 speed = st2110_port_speed(port), octets = c->frame_octets + ST2110_WIRE_OVERHEAD;
	struct st2110_stagger *st;
	int err = 0;

	if (!c->troff_auto || c->troff_chosen)
		return 0;
	st = kmalloc(sizeof(*st), GFP_KERNEL);
	if (!st)
		return -ENOMEM;
	st2110_stagger_begin(st, s, speed ? DIV_ROUND_UP(octets * 8000, speed) : 0);
	st2110_port_beside(port, self, c->besides->clock, st);
	c->shape.troff_ns = st2110_stagger_choose(st);
	c->shape.troff_set = c->shape.troff_ns;
	c->troff_chosen = true;
	if (c->shape.troff_set)
		err = st2110_config_resolve(c, s, no);
	kfree(st);
	return err;
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

	err = st2110_config_resolve(c, s, &no) ?: choose_troff(port, self, c, s, &no);
	if (err)
		return st2110_netlink_refuse(extack, tb, &no, err);

	if (c->frame_octets - ETH_HLEN - (c->key.vlan ? 4 : 0) > READ_ONCE(port->dev->mtu)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_PAYLOAD],
				    "payload: a packet with its headers exceeds the device's MTU; at most MTU - 48 (IPv4) or MTU - 68 (IPv6)");
		return -EMSGSIZE;
	}
	if (!st2110_clock_find(port->dev, c->besides->clock, &clock)) {
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
