// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/st2110.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink_gen.h"

#include <uapi/linux/st2110.h>

/* Common nested types */
const struct nla_policy st2110_group_source_nl_policy[ST2110_A_GROUP_SOURCE_REFS + 1] = {
	[ST2110_A_GROUP_SOURCE_ADDR] = { .type = NLA_BINARY, },
	[ST2110_A_GROUP_SOURCE_REFS] = { .type = NLA_U32, },
};

const struct nla_policy st2110_leg_nl_policy[ST2110_A_LEG_TO_SRC + 1] = {
	[ST2110_A_LEG_NUMBER] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_LEG_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_LEG_DST] = { .type = NLA_BINARY, },
	[ST2110_A_LEG_DST_PORT] = { .type = NLA_U16, },
	[ST2110_A_LEG_SRC] = { .type = NLA_BINARY, },
	[ST2110_A_LEG_VLAN] = NLA_POLICY_MAX(NLA_U16, 4094),
	[ST2110_A_LEG_SKEW] = { .type = NLA_U32, },
	[ST2110_A_LEG_TO] = { .type = NLA_BINARY, },
	[ST2110_A_LEG_TO_PORT] = { .type = NLA_U16, },
	[ST2110_A_LEG_TO_SRC] = { .type = NLA_BINARY, },
};

/* ST2110_CMD_DEV_GET - do */
const struct nla_policy st2110_dev_get_nl_policy[ST2110_A_DEV_TXQ + 1] = {
	[ST2110_A_DEV_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_DEV_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_DEV_TXQ] = { .type = NLA_U32, },
};

/* ST2110_CMD_DEV_SET - do */
const struct nla_policy st2110_dev_set_nl_policy[ST2110_A_DEV_CPU + 1] = {
	[ST2110_A_DEV_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_DEV_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_DEV_TXQ] = { .type = NLA_U32, },
	[ST2110_A_DEV_RELEASE] = NLA_POLICY_MAX(NLA_U32, 3),
	[ST2110_A_DEV_SPEED] = { .type = NLA_U32, },
	[ST2110_A_DEV_BEST_EFFORT_WAIT] = { .type = NLA_U32, },
	[ST2110_A_DEV_LEAD_TIME] = { .type = NLA_U32, },
	[ST2110_A_DEV_STAMPS] = { .type = NLA_U32, },
	[ST2110_A_DEV_STAMPS_CAP] = { .type = NLA_U32, },
	[ST2110_A_DEV_STAMP_SLOTS] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_DEV_CPU] = { .type = NLA_U32, },
};

/* ST2110_CMD_FLOW_ADD - do */
const struct nla_policy st2110_flow_add_nl_policy[ST2110_A_FLOW_TROFF_AUTO + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_TXQ] = { .type = NLA_U32, },
	[ST2110_A_FLOW_DST] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_DST_PORT] = { .type = NLA_U16, },
	[ST2110_A_FLOW_SRC] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_VLAN] = NLA_POLICY_MAX(NLA_U16, 4094),
	[ST2110_A_FLOW_WIDTH] = { .type = NLA_U32, },
	[ST2110_A_FLOW_HEIGHT] = { .type = NLA_U32, },
	[ST2110_A_FLOW_RATE_NUM] = { .type = NLA_U32, },
	[ST2110_A_FLOW_RATE_DEN] = { .type = NLA_U32, },
	[ST2110_A_FLOW_SCAN] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_SAMPLING] = NLA_POLICY_MAX(NLA_U32, 4),
	[ST2110_A_FLOW_DEPTH] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PACKING] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_PAYLOAD] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PACKETS] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PACKETS_AUTO] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_MAXUDP] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PROFILE] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_TROFF] = { .type = NLA_U32, },
	[ST2110_A_FLOW_LEAD] = { .type = NLA_U32, },
	[ST2110_A_FLOW_HOLD] = { .type = NLA_U32, },
	[ST2110_A_FLOW_RTP_TS] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_ALIGN] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_LATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_SLIP] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_QUEUE] = { .type = NLA_U32, },
	[ST2110_A_FLOW_TX_LATENCY] = { .type = NLA_U32, },
	[ST2110_A_FLOW_ALLOW_UNTRACEABLE] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_EPOCH_EVENTS] = { .type = NLA_U32, },
	[ST2110_A_FLOW_NOW] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_AUTO_HOLD] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_CLOCK] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_UNLOCKED] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_LOOP] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_LOOP_NS] = { .type = NLA_S32, },
	[ST2110_A_FLOW_ESSENCE] = NLA_POLICY_MAX(NLA_U32, 6),
	[ST2110_A_FLOW_STAGE] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_DSCP] = NLA_POLICY_MAX(NLA_U32, ST2110_MARK_KEEP),
	[ST2110_A_FLOW_TTL] = NLA_POLICY_MAX(NLA_U32, ST2110_MARK_KEEP),
	[ST2110_A_FLOW_PCP] = NLA_POLICY_MAX(NLA_U32, ST2110_MARK_KEEP),
	[ST2110_A_FLOW_CODEC] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_BIT_RATE] = { .type = NLA_U64, },
	[ST2110_A_FLOW_ANC_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_SDP_EXTRA] = { .type = NLA_NUL_STRING, .len = 511, },
	[ST2110_A_FLOW_SYNC] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_SYNC_REFERENCE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_SAMPLE_RATE] = { .type = NLA_U32, },
	[ST2110_A_FLOW_SAMPLES] = { .type = NLA_U32, },
	[ST2110_A_FLOW_CHANNELS] = { .type = NLA_U32, },
	[ST2110_A_FLOW_MEDIA_OFFSET] = { .type = NLA_U32, },
	[ST2110_A_FLOW_FORCE] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_NO_RTP] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_LEG] = NLA_POLICY_NESTED(st2110_leg_nl_policy),
	[ST2110_A_FLOW_MUTE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_MUTE_LEG] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_TO] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_TO_PORT] = { .type = NLA_U16, },
	[ST2110_A_FLOW_TO_SRC] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_TROFF_AUTO] = { .type = NLA_FLAG, },
};

/* ST2110_CMD_FLOW_SET - do */
const struct nla_policy st2110_flow_set_nl_policy[ST2110_A_FLOW_TROFF_AUTO + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_TXQ] = { .type = NLA_U32, },
	[ST2110_A_FLOW_DST] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_DST_PORT] = { .type = NLA_U16, },
	[ST2110_A_FLOW_SRC] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_VLAN] = NLA_POLICY_MAX(NLA_U16, 4094),
	[ST2110_A_FLOW_WIDTH] = { .type = NLA_U32, },
	[ST2110_A_FLOW_HEIGHT] = { .type = NLA_U32, },
	[ST2110_A_FLOW_RATE_NUM] = { .type = NLA_U32, },
	[ST2110_A_FLOW_RATE_DEN] = { .type = NLA_U32, },
	[ST2110_A_FLOW_SCAN] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_SAMPLING] = NLA_POLICY_MAX(NLA_U32, 4),
	[ST2110_A_FLOW_DEPTH] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PACKING] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_PAYLOAD] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PACKETS] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PACKETS_AUTO] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_MAXUDP] = { .type = NLA_U32, },
	[ST2110_A_FLOW_PROFILE] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_TROFF] = { .type = NLA_U32, },
	[ST2110_A_FLOW_LEAD] = { .type = NLA_U32, },
	[ST2110_A_FLOW_HOLD] = { .type = NLA_U32, },
	[ST2110_A_FLOW_RTP_TS] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_ALIGN] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_LATE] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_SLIP] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_QUEUE] = { .type = NLA_U32, },
	[ST2110_A_FLOW_TX_LATENCY] = { .type = NLA_U32, },
	[ST2110_A_FLOW_ALLOW_UNTRACEABLE] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_EPOCH_EVENTS] = { .type = NLA_U32, },
	[ST2110_A_FLOW_NOW] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_AUTO_HOLD] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_CLOCK] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_UNLOCKED] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_LOOP] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_LOOP_NS] = { .type = NLA_S32, },
	[ST2110_A_FLOW_ESSENCE] = NLA_POLICY_MAX(NLA_U32, 6),
	[ST2110_A_FLOW_STAGE] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_DSCP] = NLA_POLICY_MAX(NLA_U32, ST2110_MARK_KEEP),
	[ST2110_A_FLOW_TTL] = NLA_POLICY_MAX(NLA_U32, ST2110_MARK_KEEP),
	[ST2110_A_FLOW_PCP] = NLA_POLICY_MAX(NLA_U32, ST2110_MARK_KEEP),
	[ST2110_A_FLOW_CODEC] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_BIT_RATE] = { .type = NLA_U64, },
	[ST2110_A_FLOW_ANC_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_SDP_EXTRA] = { .type = NLA_NUL_STRING, .len = 511, },
	[ST2110_A_FLOW_SYNC] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_SYNC_REFERENCE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_SAMPLE_RATE] = { .type = NLA_U32, },
	[ST2110_A_FLOW_SAMPLES] = { .type = NLA_U32, },
	[ST2110_A_FLOW_CHANNELS] = { .type = NLA_U32, },
	[ST2110_A_FLOW_MEDIA_OFFSET] = { .type = NLA_U32, },
	[ST2110_A_FLOW_FORCE] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_NO_RTP] = { .type = NLA_FLAG, },
	[ST2110_A_FLOW_INPUT] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_LEG] = NLA_POLICY_NESTED(st2110_leg_nl_policy),
	[ST2110_A_FLOW_MUTE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_MUTE_LEG] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_TO] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_TO_PORT] = { .type = NLA_U16, },
	[ST2110_A_FLOW_TO_SRC] = { .type = NLA_BINARY, },
	[ST2110_A_FLOW_TROFF_AUTO] = { .type = NLA_FLAG, },
};

/* ST2110_CMD_FLOW_DEL - do */
const struct nla_policy st2110_flow_del_nl_policy[ST2110_A_FLOW_NOW + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_NOW] = { .type = NLA_FLAG, },
};

/* ST2110_CMD_FLOW_GET - do */
const struct nla_policy st2110_flow_get_nl_policy[ST2110_A_FLOW_IFNAME + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* ST2110_CMD_FLOW_FLUSH - do */
const struct nla_policy st2110_flow_flush_nl_policy[ST2110_A_FLOW_NOW + 1] = {
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_NOW] = { .type = NLA_FLAG, },
};

/* ST2110_CMD_STATS_GET - do */
const struct nla_policy st2110_stats_get_nl_policy[ST2110_A_FLOW_IFNAME + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* ST2110_CMD_STATS_RESET - do */
const struct nla_policy st2110_stats_reset_nl_policy[ST2110_A_FLOW_IFNAME + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* ST2110_CMD_CLOCK_BIND - do */
const struct nla_policy st2110_clock_bind_nl_policy[ST2110_A_CLOCK_HOLDOVER + 1] = {
	[ST2110_A_CLOCK_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_CLOCK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_CLOCK_SOURCE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_CLOCK_FD] = { .type = NLA_U32, },
	[ST2110_A_CLOCK_HOLDOVER] = { .type = NLA_U32, },
};

/* ST2110_CMD_CLOCK_UNBIND - do */
const struct nla_policy st2110_clock_unbind_nl_policy[ST2110_A_CLOCK_SOURCE + 1] = {
	[ST2110_A_CLOCK_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_CLOCK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_CLOCK_SOURCE] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* ST2110_CMD_CLOCK_GET - do */
const struct nla_policy st2110_clock_get_nl_policy[ST2110_A_CLOCK_SOURCE + 1] = {
	[ST2110_A_CLOCK_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_CLOCK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_CLOCK_SOURCE] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* ST2110_CMD_CLOCK_SAMPLE - do */
const struct nla_policy st2110_clock_sample_nl_policy[ST2110_A_CLOCK_AFTER + 1] = {
	[ST2110_A_CLOCK_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_CLOCK_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_CLOCK_MEDIA] = { .type = NLA_U64, },
	[ST2110_A_CLOCK_BEFORE] = { .type = NLA_U64, },
	[ST2110_A_CLOCK_AFTER] = { .type = NLA_U64, },
};

/* ST2110_CMD_STAGE_COMMIT - do */
const struct nla_policy st2110_stage_commit_nl_policy[ST2110_A_STAGE_AT + 1] = {
	[ST2110_A_STAGE_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_STAGE_AT] = { .type = NLA_U64, },
};

/* ST2110_CMD_STAGE_GET - do */
const struct nla_policy st2110_stage_get_nl_policy[ST2110_A_FLOW_IFNAME + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* ST2110_CMD_STAGE_CANCEL - do */
const struct nla_policy st2110_stage_cancel_nl_policy[ST2110_A_STAGE_NAME + 1] = {
	[ST2110_A_STAGE_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
};

/* ST2110_CMD_GROUP_JOIN - do */
const struct nla_policy st2110_group_join_nl_policy[ST2110_A_GROUP_SOURCE + 1] = {
	[ST2110_A_GROUP_ADDR] = { .type = NLA_BINARY, },
	[ST2110_A_GROUP_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_GROUP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_GROUP_SOURCE] = NLA_POLICY_NESTED(st2110_group_source_nl_policy),
};

/* ST2110_CMD_GROUP_LEAVE - do */
const struct nla_policy st2110_group_leave_nl_policy[ST2110_A_GROUP_SOURCE + 1] = {
	[ST2110_A_GROUP_ADDR] = { .type = NLA_BINARY, },
	[ST2110_A_GROUP_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_GROUP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_GROUP_SOURCE] = NLA_POLICY_NESTED(st2110_group_source_nl_policy),
};

/* ST2110_CMD_GROUP_FLUSH - do */
const struct nla_policy st2110_group_flush_nl_policy[ST2110_A_GROUP_IFNAME + 1] = {
	[ST2110_A_GROUP_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_GROUP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* ST2110_CMD_GROUP_GET - do */
const struct nla_policy st2110_group_get_nl_policy[ST2110_A_GROUP_IFNAME + 1] = {
	[ST2110_A_GROUP_ADDR] = { .type = NLA_BINARY, },
	[ST2110_A_GROUP_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_GROUP_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
};

/* ST2110_CMD_FLOW_MUTE - do */
const struct nla_policy st2110_flow_mute_nl_policy[ST2110_A_FLOW_MUTE_LEG + 1] = {
	[ST2110_A_FLOW_NAME] = { .type = NLA_NUL_STRING, .len = ST2110_NAME_MAX, },
	[ST2110_A_FLOW_IFINDEX] = { .type = NLA_U32, },
	[ST2110_A_FLOW_IFNAME] = { .type = NLA_NUL_STRING, .len = 15, },
	[ST2110_A_FLOW_MUTE] = NLA_POLICY_MAX(NLA_U32, 1),
	[ST2110_A_FLOW_MUTE_LEG] = NLA_POLICY_MAX(NLA_U32, 2),
	[ST2110_A_FLOW_NOW] = { .type = NLA_FLAG, },
};

/* Ops table for st2110 */
const struct genl_ops st2110_nl_ops[21] = {
	{
		.cmd		= ST2110_CMD_DEV_GET,
		.doit		= st2110_nl_dev_get_doit,
		.dumpit		= st2110_nl_dev_get_dumpit,
		.policy		= st2110_dev_get_nl_policy,
		.maxattr	= ST2110_A_DEV_TXQ,
	},
	{
		.cmd		= ST2110_CMD_DEV_SET,
		.doit		= st2110_nl_dev_set_doit,
		.policy		= st2110_dev_set_nl_policy,
		.maxattr	= ST2110_A_DEV_CPU,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_FLOW_ADD,
		.doit		= st2110_nl_flow_add_doit,
		.policy		= st2110_flow_add_nl_policy,
		.maxattr	= ST2110_A_FLOW_TROFF_AUTO,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_FLOW_SET,
		.doit		= st2110_nl_flow_set_doit,
		.policy		= st2110_flow_set_nl_policy,
		.maxattr	= ST2110_A_FLOW_TROFF_AUTO,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_FLOW_DEL,
		.doit		= st2110_nl_flow_del_doit,
		.policy		= st2110_flow_del_nl_policy,
		.maxattr	= ST2110_A_FLOW_NOW,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_FLOW_GET,
		.doit		= st2110_nl_flow_get_doit,
		.dumpit		= st2110_nl_flow_get_dumpit,
		.policy		= st2110_flow_get_nl_policy,
		.maxattr	= ST2110_A_FLOW_IFNAME,
	},
	{
		.cmd		= ST2110_CMD_FLOW_FLUSH,
		.doit		= st2110_nl_flow_flush_doit,
		.policy		= st2110_flow_flush_nl_policy,
		.maxattr	= ST2110_A_FLOW_NOW,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_STATS_GET,
		.doit		= st2110_nl_stats_get_doit,
		.dumpit		= st2110_nl_stats_get_dumpit,
		.policy		= st2110_stats_get_nl_policy,
		.maxattr	= ST2110_A_FLOW_IFNAME,
	},
	{
		.cmd		= ST2110_CMD_STATS_RESET,
		.doit		= st2110_nl_stats_reset_doit,
		.policy		= st2110_stats_reset_nl_policy,
		.maxattr	= ST2110_A_FLOW_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_CLOCK_BIND,
		.doit		= st2110_nl_clock_bind_doit,
		.policy		= st2110_clock_bind_nl_policy,
		.maxattr	= ST2110_A_CLOCK_HOLDOVER,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_CLOCK_UNBIND,
		.doit		= st2110_nl_clock_unbind_doit,
		.policy		= st2110_clock_unbind_nl_policy,
		.maxattr	= ST2110_A_CLOCK_SOURCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_CLOCK_GET,
		.doit		= st2110_nl_clock_get_doit,
		.dumpit		= st2110_nl_clock_get_dumpit,
		.policy		= st2110_clock_get_nl_policy,
		.maxattr	= ST2110_A_CLOCK_SOURCE,
	},
	{
		.cmd		= ST2110_CMD_CLOCK_SAMPLE,
		.doit		= st2110_nl_clock_sample_doit,
		.policy		= st2110_clock_sample_nl_policy,
		.maxattr	= ST2110_A_CLOCK_AFTER,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_STAGE_COMMIT,
		.doit		= st2110_nl_stage_commit_doit,
		.policy		= st2110_stage_commit_nl_policy,
		.maxattr	= ST2110_A_STAGE_AT,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_STAGE_GET,
		.doit		= st2110_nl_stage_get_doit,
		.dumpit		= st2110_nl_stage_get_dumpit,
		.policy		= st2110_stage_get_nl_policy,
		.maxattr	= ST2110_A_FLOW_IFNAME,
	},
	{
		.cmd		= ST2110_CMD_STAGE_CANCEL,
		.doit		= st2110_nl_stage_cancel_doit,
		.policy		= st2110_stage_cancel_nl_policy,
		.maxattr	= ST2110_A_STAGE_NAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_GROUP_JOIN,
		.doit		= st2110_nl_group_join_doit,
		.policy		= st2110_group_join_nl_policy,
		.maxattr	= ST2110_A_GROUP_SOURCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_GROUP_LEAVE,
		.doit		= st2110_nl_group_leave_doit,
		.policy		= st2110_group_leave_nl_policy,
		.maxattr	= ST2110_A_GROUP_SOURCE,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_GROUP_FLUSH,
		.doit		= st2110_nl_group_flush_doit,
		.policy		= st2110_group_flush_nl_policy,
		.maxattr	= ST2110_A_GROUP_IFNAME,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
	{
		.cmd		= ST2110_CMD_GROUP_GET,
		.doit		= st2110_nl_group_get_doit,
		.dumpit		= st2110_nl_group_get_dumpit,
		.policy		= st2110_group_get_nl_policy,
		.maxattr	= ST2110_A_GROUP_IFNAME,
	},
	{
		.cmd		= ST2110_CMD_FLOW_MUTE,
		.doit		= st2110_nl_flow_mute_doit,
		.policy		= st2110_flow_mute_nl_policy,
		.maxattr	= ST2110_A_FLOW_MUTE_LEG,
		.flags		= GENL_UNS_ADMIN_PERM,
	},
};

static const struct genl_multicast_group st2110_nl_mcgrps[] = {
	[ST2110_NLGRP_EVENTS] = { "events", },
};
