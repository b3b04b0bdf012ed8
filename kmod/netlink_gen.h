/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/st2110.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_ST2110_GEN_H
#define _LINUX_ST2110_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/st2110.h>

/* Common nested types */
extern const struct nla_policy st2110_group_source_nl_policy[ST2110_A_GROUP_SOURCE_REFS + 1];
extern const struct nla_policy st2110_leg_nl_policy[ST2110_A_LEG_TO_SRC + 1];

extern const struct nla_policy st2110_dev_get_nl_policy[ST2110_A_DEV_TXQ + 1];

extern const struct nla_policy st2110_dev_set_nl_policy[ST2110_A_DEV_CPU + 1];

extern const struct nla_policy st2110_flow_add_nl_policy[ST2110_A_FLOW_TROFF_AUTO + 1];

extern const struct nla_policy st2110_flow_set_nl_policy[ST2110_A_FLOW_TROFF_AUTO + 1];

extern const struct nla_policy st2110_flow_del_nl_policy[ST2110_A_FLOW_NOW + 1];

extern const struct nla_policy st2110_flow_get_nl_policy[ST2110_A_FLOW_IFNAME + 1];

extern const struct nla_policy st2110_flow_flush_nl_policy[ST2110_A_FLOW_NOW + 1];

extern const struct nla_policy st2110_stats_get_nl_policy[ST2110_A_FLOW_IFNAME + 1];

extern const struct nla_policy st2110_stats_reset_nl_policy[ST2110_A_FLOW_IFNAME + 1];

extern const struct nla_policy st2110_clock_bind_nl_policy[ST2110_A_CLOCK_HOLDOVER + 1];

extern const struct nla_policy st2110_clock_unbind_nl_policy[ST2110_A_CLOCK_SOURCE + 1];

extern const struct nla_policy st2110_clock_get_nl_policy[ST2110_A_CLOCK_SOURCE + 1];

extern const struct nla_policy st2110_clock_sample_nl_policy[ST2110_A_CLOCK_AFTER + 1];

extern const struct nla_policy st2110_stage_commit_nl_policy[ST2110_A_STAGE_AT + 1];

extern const struct nla_policy st2110_stage_get_nl_policy[ST2110_A_FLOW_IFNAME + 1];

extern const struct nla_policy st2110_stage_cancel_nl_policy[ST2110_A_STAGE_NAME + 1];

extern const struct nla_policy st2110_group_join_nl_policy[ST2110_A_GROUP_SOURCE + 1];

extern const struct nla_policy st2110_group_leave_nl_policy[ST2110_A_GROUP_SOURCE + 1];

extern const struct nla_policy st2110_group_flush_nl_policy[ST2110_A_GROUP_IFNAME + 1];

extern const struct nla_policy st2110_group_get_nl_policy[ST2110_A_GROUP_IFNAME + 1];

extern const struct nla_policy st2110_flow_mute_nl_policy[ST2110_A_FLOW_MUTE_LEG + 1];

/* Ops table for st2110 */
extern const struct genl_ops st2110_nl_ops[21];

int st2110_nl_dev_get_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_dev_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int st2110_nl_dev_set_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_flow_add_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_flow_set_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_flow_del_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_flow_get_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_flow_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb);
int st2110_nl_flow_flush_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_stats_get_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_stats_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int st2110_nl_stats_reset_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_clock_bind_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_clock_unbind_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_clock_get_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_clock_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int st2110_nl_clock_sample_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_stage_commit_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_stage_get_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_stage_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int st2110_nl_stage_cancel_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_group_join_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_group_leave_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_group_flush_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_group_get_doit(struct sk_buff *skb, struct genl_info *info);
int st2110_nl_group_get_dumpit(struct sk_buff *skb,
			       struct netlink_callback *cb);
int st2110_nl_flow_mute_doit(struct sk_buff *skb, struct genl_info *info);

enum {
	ST2110_NLGRP_EVENTS,
};

#endif /* _LINUX_ST2110_GEN_H */
