// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: where flows go instead of where they are sent; see netlink.h
 * and output.h.
 *
 * On a device no two flows go to one address. What counts of the flows of a set is
 * where they will go, so that two of them can change places: their outputs are held
 * against each other when the set is committed, and not before.
 */

#include <linux/rtnetlink.h>

#include "netlink.h"

#define REFUSE_TO \
	"to: another flow of this device goes to this address and port; another address, or stage both and commit them together"
#define REFUSE_DST \
	"dst: another flow of this device goes to this address and port (to); see st2110ctl flow show"

/* Whether any flow ever went elsewhere: most never do, and pay nothing. RTNL. */
static bool in_use;

static int refuse(struct netlink_ext_ack *extack, const struct nlattr *attr, const char *why)
{
	if (extack) {
		extack->_msg = why;
		extack->bad_attr = attr;
	}
	return -EINVAL;
}

static bool ptp(__be16 port)
{
	return port == htons(ST2110_PTP_EVENT_PORT) || port == htons(ST2110_PTP_GENERAL_PORT);
}

/* RTCP of a flow with an even port goes to the port after. */
static bool has_rtcp(const struct st2110_config *c)
{
	return !c->no_rtp && !(ntohs(c->key.port) & 1);
}

/**
 * st2110_netlink_output() - take where a flow is to go into its configuration
 * @c: configuration with its key
 * @leg: which of its outputs, from 0
 * @to: address, of no octets for none, or NULL: as it stands
 * @to_port: UDP port, or NULL
 * @to_src: source address, or NULL: the sender's own
 * @extack: gets the reason
 *
 * Return: 0 or a negative errno.
 */
int st2110_netlink_output(struct st2110_config *c, unsigned int leg, const struct nlattr *to,
			  const struct nlattr *to_port, const struct nlattr *to_src,
			  struct netlink_ext_ack *extack)
{
	struct st2110_output *out = &c->besides->to[leg], was = *out;
	bool ipv6;

	if (!to && (to_port || to_src))
		return refuse(extack, to_port ?: to_src, "to-src: of which output; give to ADDR:PORT with it");
	if (!to)
		return 0;
	memset(out, 0, sizeof(*out));
	c->elsewhere = c->besides->to[0].port;
	if (!nla_len(to)) {
		if (to_port || to_src)
			return refuse(extack, to_port ?: to_src, "to: none has no port and no source");
		return 0;
	}
	if (st2110_netlink_addr(to, &out->dst, &ipv6) || ipv6 != c->ipv6)
		return refuse(extack, to, "to: an address of the same family as dst; another family is another flow");
	if (ipv6 ? ipv6_addr_any(&out->dst) || ipv6_addr_loopback(&out->dst) :
		   ipv4_is_zeronet(out->dst.s6_addr32[3]) ||
		   ipv4_is_loopback(out->dst.s6_addr32[3]) ||
		   ipv4_is_lbcast(out->dst.s6_addr32[3]))
		return refuse(extack, to, "to: a multicast or unicast address");
	if (!to_port || !nla_get_be16(to_port))
		return refuse(extack, to, "to: its port is missing; ADDR:PORT, 1 to 65535");
	out->port = nla_get_be16(to_port);
	if (ptp(out->port))
		return refuse(extack, to_port, "to: 319 and 320 are PTP's ports; another port");
	if (has_rtcp(c) && (out->port == htons(65535) || ptp(htons(ntohs(out->port) + 1))))
		return refuse(extack, to_port, "to: RTCP goes to the port after, which is PTP's or none; another port");
	if (to_src) {
		if (st2110_netlink_addr(to_src, &out->src, &ipv6) || ipv6 != c->ipv6)
			return refuse(extack, to_src, "to-src: an address of the same family as to");
		if (ipv6 ? ipv6_addr_is_multicast(&out->src) || ipv6_addr_any(&out->src) :
			   ipv4_is_multicast(out->src.s6_addr32[3]) ||
			   ipv4_is_zeronet(out->src.s6_addr32[3]))
			return refuse(extack, to_src, "to-src: a unicast address");
		out->src_set = true;
	}
	if (ipv6_addr_equal(&out->dst, &was.dst)) {
		out->known = was.known;
		memcpy(out->mac, was.mac, sizeof(out->mac));
	} else {
		out->known = st2110_output_group(&out->dst, out->mac);
	}
	c->elsewhere = c->besides->to[0].port;
	in_use = true;
	return 0;
}

/* Where a flow's packets are seen on a device. */
struct seen {
	struct in6_addr dst, src;
	__be16 port;
	bool src_set;
};

static void see(struct seen *s, const struct st2110_config *c, unsigned int leg,
		const struct st2110_leg_config *own)
{
	const struct st2110_output *out = &st2110_besides(c)->to[leg];

	s->dst = own ? own->dst : c->key.dst;
	s->port = own ? own->port : c->key.port;
	s->src = own ? own->src : c->src;
	s->src_set = own ? own->src_set : c->src_set;
	if (!out->port)
		return;
	s->dst = out->dst;
	s->port = out->port;
	if (!out->src_set)
		return;
	s->src = out->src;
	s->src_set = true;
}

static bool meet(const struct seen *a, const struct seen *b)
{
	return a->port == b->port && ipv6_addr_equal(&a->dst, &b->dst) &&
	       !(a->src_set && b->src_set && !ipv6_addr_equal(&a->src, &b->src));
}

/* Does a flow go there, or will it? @set: of which changes count before they are committed. */
static bool goes(struct st2110_flow *f, const struct seen *there, const char *set)
{
	struct st2110_flow *owner = f->leg ? f->leg->legs->flow : f;
	const struct st2110_leg_config *own = f->leg ? &f->leg->config : NULL;
	spinlock_t *lock = st2110_nl_lock(owner);
	unsigned int leg = f->leg ? f->leg->number - 1 : 0;
	const struct st2110_staged *staged;
	bool mine, does;
	struct seen s;

	spin_lock_bh(lock);
	staged = owner->staged;
	mine = staged && *set && !strcmp(staged->set, set);
	see(&s, &owner->config, leg, own);
	does = !mine && meet(&s, there);
	if (!does && staged && (mine || !*staged->set || staged->committed)) {
		see(&s, &staged->config, leg, own);
		does = meet(&s, there);
	}
	spin_unlock_bh(lock);
	return does;
}

/**
 * st2110_netlink_output_free() - does no other flow of a device go where this one is to?
 * @dev: device
 * @self: flow that is to change, or NULL
 * @c: its configuration, with the tag that it has on this device
 * @leg: which of its outputs is meant, from 0
 * @own: the leg, of a flow that has legs
 * @set: set that the change is of; empty: none
 * @attr: attribute to blame
 * @extack: gets the reason
 *
 * RTNL; takes root and input locks, one after the other.
 *
 * Return: 0 or -EADDRINUSE.
 */
int st2110_netlink_output_free(struct net_device *dev, const struct st2110_flow *self,
			       const struct st2110_config *c, unsigned int leg,
			       const struct st2110_leg_config *own, const char *set,
			       const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct st2110_cursor cursor = { .net = dev_net(dev), .only = dev };
	u16 vlan = own ? own->vlan : c->key.vlan;
	struct st2110_port *port;
	struct st2110_flow *f;
	struct seen there;

	if (!in_use)
		return 0;
	see(&there, c, leg, own);
	while ((port = st2110_netlink_next_port(&cursor))) {
		list_for_each_entry(f, &port->flows, list) {
			if (f == self || (f->leg && f->leg->legs->flow == self) ||
			    f->config.key.vlan != vlan || !goes(f, &there, set))
				continue;
			refuse(extack, attr, c->besides->to[leg].port ? REFUSE_TO : REFUSE_DST);
			return -EADDRINUSE;
		}
	}
	return 0;
}

/**
 * st2110_netlink_output_look() - find the neighbours of a configuration's outputs
 * @f: flow without legs
 * @c: configuration of it
 *
 * RTNL.
 *
 * Return: are they known?
 */
bool st2110_netlink_output_look(const struct st2110_flow *f, struct st2110_config *c)
{
	struct st2110_output *out = &c->besides->to[0];

	if (out->port)
		st2110_output_look(f->dev, out, c->key.vlan);
	return !out->port || out->known;
}

/**
 * st2110_netlink_unanswered() - refuse an output whose neighbour is not known
 * @wait: it may still answer
 * @extack: gets the reason
 *
 * Return: -EINPROGRESS while it may, else -EHOSTUNREACH.
 */
int st2110_netlink_unanswered(bool wait, struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG(extack, "to: its neighbour does not answer on this device; see ip neigh, or go to another address");
	return wait ? -EINPROGRESS : -EHOSTUNREACH;
}
