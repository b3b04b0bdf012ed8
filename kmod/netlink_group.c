// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: multicast groups (group.h).
 *
 * What can be said of a request without looking at its device is said here, where
 * attributes can be named; the rest group.c says. No request holds RTNL while it
 * has the stack join or leave.
 */

#include <linux/in.h>
#include <linux/inet.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "compat/compat.h"
#include "group_stack.h"
#include "netlink.h"

static __be32 ipv4_of(const struct in6_addr *addr)
{
	return addr->s6_addr32[3];
}

/* A group that routers and switches have to be told of. */
static int check_group(const struct st2110_group_request *r, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	unsigned int scope = r->addr.s6_addr[1] & 0xf;

	if (r->ipv6 ? !ipv6_addr_is_multicast(&r->addr) : !ipv4_is_multicast(ipv4_of(&r->addr))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "group: not a multicast address; those are 224.0.1.0 to 239.255.255.255, and ff03::/16 and above");
		return -EINVAL;
	}
	if (!r->ipv6 && ipv4_is_local_multicast(ipv4_of(&r->addr))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "group: 224.0.0.0/24 never leaves its link and is not joined; one of 239.0.0.0/8, or another above it");
		return -EINVAL;
	}
	if (r->ipv6 && (scope <= 2 || scope == 0xf)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "group: scopes 0 to 2 (ff01::/16 the host, ff02::/16 the link) go through no router and f is reserved; one of scope 3 to e, as ff05::/16 or ff3e::/32");
		return -EINVAL;
	}
	return 0;
}

static int check_source(const struct st2110_group_request *r, const struct in6_addr *source,
			bool ipv6, const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	unsigned int i;

	if (ipv6 != r->ipv6) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "source: an address of the same family as the group");
		return -EINVAL;
	}
	if (ipv6 ? ipv6_addr_is_multicast(source) : ipv4_is_multicast(ipv4_of(source))) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "source: itself a multicast address; the sender's own address is meant");
		return -EINVAL;
	}
	if (ipv6 ? ipv6_addr_any(source) || ipv6_addr_v4mapped(source) :
		   ipv4_is_zeronet(ipv4_of(source)) || ipv4_is_lbcast(ipv4_of(source))) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "source: no host has this address; the sender's own is meant");
		return -EINVAL;
	}
	for (i = 0; i < r->nsources; i++) {
		if (!ipv6_addr_equal(&r->sources[i], source))
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr, "source: named twice; once is enough");
		return -EINVAL;
	}
	if (r->nsources == ST2110_GROUP_SOURCES) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "source: a group may have 64 here");
		return -ENOSPC;
	}
	return 0;
}

static int parse_sources(struct st2110_group_request *r, struct genl_info *info)
{
	struct nlattr *tb[ST2110_A_GROUP_SOURCE_MAX + 1];
	struct in6_addr source;
	struct nlattr *attr;
	int err, rem;
	bool ipv6;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr), genlmsg_len(info->genlhdr), rem) {
		if (nla_type(attr) != ST2110_A_GROUP_SOURCE)
			continue;
		err = nla_parse_nested(tb, ST2110_A_GROUP_SOURCE_REFS, attr,
				       st2110_group_source_nl_policy, info->extack);
		if (err)
			return err;
		if (st2110_netlink_addr(tb[ST2110_A_GROUP_SOURCE_ADDR], &source, &ipv6)) {
			NL_SET_ERR_MSG_ATTR(info->extack, attr,
					    "source: its address is missing; 4 octets for IPv4 or 16 for IPv6");
			return -EINVAL;
		}
		err = check_source(r, &source, ipv6, attr, info->extack);
		if (err)
			return err;
		r->sources[r->nsources++] = source;
	}
	return 0;
}

/* The device that a request means, 0 if it need not mean one; or an errno. */
static int ifindex_of(struct net *net, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	struct net_device *dev;
	int ret;

	rtnl_lock();
	dev = st2110_netlink_dev(net, tb[ST2110_A_GROUP_IFINDEX], tb[ST2110_A_GROUP_IFNAME],
				 extack);
	ret = IS_ERR(dev) ? PTR_ERR(dev) : dev->ifindex;
	rtnl_unlock();
	return ret;
}

static int parse(struct st2110_group_request *r, struct genl_info *info)
{
	struct nlattr *addr = info->attrs[ST2110_A_GROUP_ADDR];
	int ret;

	r->net = genl_info_net(info);
	if (!addr) {
		NL_SET_ERR_MSG(info->extack, "group: missing; its IPv4 or IPv6 address");
		return -EINVAL;
	}
	if (st2110_netlink_addr(addr, &r->addr, &r->ipv6)) {
		NL_SET_ERR_MSG_ATTR(info->extack, addr, "group: 4 octets for IPv4 or 16 for IPv6");
		return -EINVAL;
	}
	ret = check_group(r, addr, info->extack) ?: parse_sources(r, info);
	if (ret)
		return ret;
	ret = ifindex_of(r->net, info->attrs, info->extack);
	if (ret < 0)
		return ret;
	r->ifindex = ret;
	return 0;
}

static int request(struct genl_info *info,
		   int (*change)(const struct st2110_group_request *r,
				 struct netlink_ext_ack *extack))
{
	struct st2110_group_request *r = kzalloc(sizeof(*r), GFP_KERNEL);
	int err;

	if (!r)
		return -ENOMEM;
	err = parse(r, info) ?: change(r, info->extack);
	kfree(r);
	return err;
}

/* GROUP_JOIN */
int st2110_nl_group_join_doit(struct sk_buff *skb, struct genl_info *info)
{
	return request(info, st2110_group_join);
}

/* GROUP_LEAVE */
int st2110_nl_group_leave_doit(struct sk_buff *skb, struct genl_info *info)
{
	return request(info, st2110_group_leave);
}

/* GROUP_FLUSH */
int st2110_nl_group_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **tb = info->attrs;
	int ifindex = 0;

	if (tb[ST2110_A_GROUP_IFINDEX] || tb[ST2110_A_GROUP_IFNAME]) {
		ifindex = ifindex_of(genl_info_net(info), tb, info->extack);
		if (ifindex < 0)
			return ifindex;
	}
	st2110_group_flush(genl_info_net(info), ifindex);
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, ST2110_A_GROUP_PAD);
}

static int put_sources(struct sk_buff *skb, const struct st2110_group *g)
{
	struct nlattr *nest;
	unsigned int i;

	for (i = 0; i < g->nsources; i++) {
		nest = nla_nest_start(skb, ST2110_A_GROUP_SOURCE);
		if (!nest ||
		    st2110_nl_put_addr(skb, ST2110_A_GROUP_SOURCE_ADDR, &g->sources[i].addr,
				       g->ipv6) ||
		    nla_put_u32(skb, ST2110_A_GROUP_SOURCE_REFS, g->sources[i].refs))
			return -EMSGSIZE;
		nla_nest_end(skb, nest);
	}
	return 0;
}

static int put_group(struct sk_buff *skb, const struct st2110_group *g, u32 portid, u32 seq,
		     int flags, struct netlink_callback *cb)
{
	void *hdr = genlmsg_put(skb, portid, seq, &st2110_genl, flags, ST2110_CMD_GROUP_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (st2110_nl_put_addr(skb, ST2110_A_GROUP_ADDR, &g->addr, g->ipv6) ||
	    nla_put_u32(skb, ST2110_A_GROUP_IFINDEX, g->ifindex) ||
	    nla_put_string(skb, ST2110_A_GROUP_IFNAME, g->dev->name) ||
	    put_sources(skb, g) ||
	    nla_put_u32(skb, ST2110_A_GROUP_STATE, g->state) ||
	    (g->refs && nla_put_u32(skb, ST2110_A_GROUP_REFS, g->refs)) ||
	    put_u64(skb, ST2110_A_GROUP_SINCE_TAI, g->since_tai_ns) ||
	    put_u64(skb, ST2110_A_GROUP_LOST, g->lost) ||
	    put_u64(skb, ST2110_A_GROUP_REJOINED, g->rejoined) ||
	    put_u64(skb, ST2110_A_GROUP_REPORTED, g->reported) ||
	    nla_put_u32(skb, ST2110_A_GROUP_VERSION, st2110_group_version(g)) ||
	    nla_put_u32(skb, ST2110_A_GROUP_GENERATION,
			st2110_group_generation(dev_net(g->dev)))) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int put_one(struct sk_buff *msg, struct genl_info *info)
{
	struct nlattr **tb = info->attrs;
	struct net_device *dev;
	struct st2110_group *g;
	struct in6_addr addr;
	bool ipv6;

	if (st2110_netlink_addr(tb[ST2110_A_GROUP_ADDR], &addr, &ipv6)) {
		NL_SET_ERR_MSG(info->extack, "group: missing; its IPv4 or IPv6 address");
		return -EINVAL;
	}
	dev = st2110_netlink_dev(genl_info_net(info), tb[ST2110_A_GROUP_IFINDEX],
				 tb[ST2110_A_GROUP_IFNAME], info->extack);
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	list_for_each_entry(g, st2110_group_list(genl_info_net(info)), list)
		if (st2110_group_held(g) && g->dev == dev && g->ipv6 == ipv6 &&
		    ipv6_addr_equal(&g->addr, &addr))
			return put_group(msg, g, info->snd_portid, info->snd_seq, 0, NULL);
	NL_SET_ERR_MSG(info->extack, "group: not held on this device; st2110ctl group join");
	return -ENOENT;
}

/* GROUP_GET: one membership. */
int st2110_nl_group_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_reply(info, put_one);
}

/* Which a dump is about: all, those of a device (@only), of a group. */
struct choice {
	struct net_device *only;
	struct in6_addr addr;
	bool by_addr;
	bool ipv6;
};

static int choose(struct choice *c, struct net *net, struct nlattr **tb)
{
	*c = (struct choice){ .only = NULL };
	if (!tb)
		return 0;
	if (tb[ST2110_A_GROUP_ADDR]) {
		if (st2110_netlink_addr(tb[ST2110_A_GROUP_ADDR], &c->addr, &c->ipv6))
			return -EINVAL;
		c->by_addr = true;
	}
	if (!tb[ST2110_A_GROUP_IFINDEX] && !tb[ST2110_A_GROUP_IFNAME])
		return 0;
	c->only = st2110_netlink_dev(net, tb[ST2110_A_GROUP_IFINDEX], tb[ST2110_A_GROUP_IFNAME],
				     NULL);
	return PTR_ERR_OR_ZERO(c->only);
}

static bool chosen(const struct choice *c, const struct st2110_group *g)
{
	return st2110_group_held(g) && (!c->only || g->dev == c->only) &&
	       (!c->by_addr || (g->ipv6 == c->ipv6 && ipv6_addr_equal(&g->addr, &c->addr)));
}

/* GROUP_GET: all, resumed by how many have been put. */
int st2110_nl_group_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(skb->sk);
	const struct st2110_group *g;
	struct choice c;
	long at = 0;
	int err;

	rtnl_lock();
	cb->seq = st2110_group_generation(net);
	err = choose(&c, net, genl_dump_attrs(cb));
	if (err) {
		rtnl_unlock();
		return err;
	}
	list_for_each_entry(g, st2110_group_list(net), list) {
		if (!chosen(&c, g) || at++ < cb->args[0])
			continue;
		if (put_group(skb, g, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, NLM_F_MULTI,
			      cb)) {
			at--;
			break;
		}
	}
	cb->args[0] = at;
	rtnl_unlock();
	return skb->len;
}
