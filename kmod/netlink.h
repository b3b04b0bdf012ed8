/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generic netlink family "st2110": dev and events (netlink.c), clocks
 * (netlink_clock.c), multicast groups (netlink_group.c), requests about flows
 * (netlink_flow.c, with legs netlink_legs.c) and about sets of changes
 * (netlink_stage.c), what may be asked of a flow (netlink_config.c,
 * netlink_essence.c, netlink_sync.c, netlink_output.c), what is said of it (netlink_report.c)
 * and of what it counted (netlink_stats.c).
 *
 * Every request resolves its device and flow anew under RTNL, which orders all
 * changes; there is no registry. What is asked is parsed and checked whole before
 * anything is touched, so a refusal changes nothing.
 */
#ifndef ST2110_NETLINK_H
#define ST2110_NETLINK_H

#include <linux/netlink.h>
#include <net/sock.h>
#include <net/genetlink.h>

#include "netlink_gen.h"
#include "port.h"
#include "vdev.h"

#define ST2110_FLOWS_MAX	16384	/* of a device */

extern struct genl_family st2110_genl;
extern u32 st2110_generation;	/* of the flows; RTNL */

/* Of a least or a most, of which there may be none yet. */
static inline s64 st2110_netlink_known(s64 value)
{
	return value == S64_MAX || value == S64_MIN ? 0 : value;
}

/* Over all ports of a namespace, or of one device; zeroed but for net and only. */
struct st2110_cursor {
	struct net *net;
	struct net_device *only;
	struct net_device *dev;
	unsigned int txq;
};

int st2110_netlink_register(void);
void st2110_netlink_unregister(void);
void st2110_netlink_event(struct net_device *dev, const struct st2110_event *e);
int st2110_netlink_port(struct sk_buff *skb, struct st2110_port *port, bool all);
int st2110_netlink_port_stats(struct sk_buff *skb, struct st2110_port *port, bool flat);
int st2110_netlink_stats(struct sk_buff *skb, int attr, const struct st2110_flow *f);
int st2110_netlink_stamps(struct sk_buff *skb, int attr, const struct st2110_coverage *c);
int st2110_netlink_refuse(struct netlink_ext_ack *extack, struct nlattr **tb,
			  const struct st2110_refusal *no, int err);
int st2110_netlink_addr(const struct nlattr *attr, struct in6_addr *addr, bool *ipv6);
void st2110_netlink_config_new(struct st2110_config *c);
int st2110_netlink_config(struct st2110_config *c, struct nlattr **tb, bool fresh,
			  struct netlink_ext_ack *extack);
int st2110_netlink_legs_add(struct genl_info *info, struct st2110_port *port,
			    struct st2110_config *c);
int st2110_netlink_legs_set(struct genl_info *info, struct st2110_flow *f, bool wait,
			    bool probe);
int st2110_netlink_legs_check(struct st2110_flow *f, struct st2110_staged *staged,
			      struct nlattr **tb, bool wait, struct netlink_ext_ack *extack);
int st2110_netlink_stage_outputs(struct st2110_flow *f, struct st2110_staged *staged, bool wait,
				 struct netlink_ext_ack *extack);
int st2110_netlink_flow_check(struct st2110_port *port, const struct st2110_flow *self,
			      struct st2110_config *c, struct st2110_schedule *s,
			      struct nlattr **tb, struct netlink_ext_ack *extack);
int st2110_netlink_output(struct st2110_config *c, unsigned int leg, const struct nlattr *to,
			  const struct nlattr *to_port, const struct nlattr *to_src,
			  struct netlink_ext_ack *extack);
int st2110_netlink_output_free(struct net_device *dev, const struct st2110_flow *self,
			       const struct st2110_config *c, unsigned int leg,
			       const struct st2110_leg_config *own, const char *set,
			       const struct nlattr *attr, struct netlink_ext_ack *extack);
int st2110_netlink_unanswered(bool wait, struct netlink_ext_ack *extack);
bool st2110_netlink_output_look(const struct st2110_flow *f, struct st2110_config *c);
int st2110_netlink_mute(const struct st2110_flow *f, struct st2110_staged *staged,
			struct nlattr **tb, struct netlink_ext_ack *extack);
int st2110_netlink_patiently(struct genl_info *info,
			     int (*change)(struct genl_info *info, bool wait));
bool st2110_netlink_stage_begin(const struct st2110_flow *f, struct st2110_staged *staged);
int st2110_netlink_stage_parse(struct st2110_staged *staged, bool waits, struct nlattr **tb,
			       struct netlink_ext_ack *extack);
struct st2110_flow *st2110_netlink_flow_of(struct genl_info *info);
int st2110_netlink_flows(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd);
int st2110_netlink_flow(struct sk_buff *skb, struct st2110_flow *f, u32 portid, u32 seq,
			int flags, u8 cmd, struct netlink_callback *cb);
struct st2110_sync *st2110_netlink_sync_get(struct net *net, const struct st2110_flow *self,
					    const struct st2110_config *c, struct nlattr **tb,
					    struct netlink_ext_ack *extack);
void st2110_netlink_flow_clock(struct st2110_flow *f);
void st2110_netlink_clock_changed(struct net *net);
struct st2110_vdev *st2110_netlink_next_vdev(struct st2110_cursor *c);
struct st2110_port *st2110_netlink_next_port(struct st2110_cursor *c);
int st2110_netlink_reply(struct genl_info *info,
			 int (*put)(struct sk_buff *msg, struct genl_info *info));
struct net_device *st2110_netlink_dev(struct net *net, struct nlattr *index, struct nlattr *name,
				      struct netlink_ext_ack *extack);

int st2110_netlink_strangers(const struct st2110_config *c, struct nlattr **tb,
			     struct netlink_ext_ack *extack);
int st2110_netlink_stream(struct st2110_config *c, struct nlattr **tb, bool fresh,
			  struct netlink_ext_ack *extack);
int st2110_netlink_stamps_fit(const struct st2110_config *c, struct nlattr **tb,
			      struct netlink_ext_ack *extack);

/* What a flow is changed under: root lock, or input lock of one with legs. */
static inline spinlock_t *st2110_nl_lock(const struct st2110_flow *f)
{
	return f->legs ? &f->legs->lock : qdisc_lock(f->port->sch);
}

/* An attribute's number, or what stands without it. */
static inline u32 st2110_nl_u32(struct nlattr **tb, int attr, u32 otherwise)
{
	return tb[attr] ? nla_get_u32(tb[attr]) : otherwise;
}

/* An address of either family; IPv4 as ::ffff:a.b.c.d. */
static inline int st2110_nl_put_addr(struct sk_buff *skb, int attr, const struct in6_addr *addr,
				     bool ipv6)
{
	return ipv6 ? nla_put_in6_addr(skb, attr, addr) :
		      nla_put_in_addr(skb, attr, addr->s6_addr32[3]);
}

/* Refuse a request for what it does not say. */
static inline int st2110_nl_missing(struct netlink_ext_ack *extack, const char *why)
{
	if (extack)
		extack->_msg = why;
	return -EINVAL;
}

#endif /* ST2110_NETLINK_H */
