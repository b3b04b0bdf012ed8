/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plain netlink for programs that try what the tools would never send: the
 * family's number, a request to it, and a flow that would be granted.
 */
#ifndef SELFTESTS_FAMILY_H
#define SELFTESTS_FAMILY_H

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdint.h>
#include <string.h>

#include <linux/st2110.h>

/* A request to a generic netlink family, without attributes. */
static inline struct nlmsghdr *family_request(char *buf, uint16_t family, uint8_t cmd, uint8_t version)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	memset(genl, 0, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

/* The number of the family "st2110", 0 where there is none. */
static inline uint16_t family_find(struct mnl_socket *nl)
{
	char buf[8192];
	struct nlmsghdr *nlh = family_request(buf, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);
	const struct nlattr *attr;

	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, ST2110_GENL_NAME);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0 || mnl_socket_recvfrom(nl, buf, sizeof(buf)) < 0)
		return 0;
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			return mnl_attr_get_u16(attr);
	return 0;
}

/* What a flow needs beside its name and device. */
static inline void family_flow(struct nlmsghdr *nlh, uint16_t port, uint32_t height, uint32_t rate, uint32_t profile,
			       uint32_t packets)
{
	const uint32_t dst = 0x010101ef;

	mnl_attr_put(nlh, ST2110_A_FLOW_DST, sizeof(dst), &dst);
	mnl_attr_put_u16(nlh, ST2110_A_FLOW_DST_PORT, port);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_WIDTH, 1920);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_HEIGHT, height);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_RATE_NUM, rate);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_PROFILE, profile);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_PACKETS, packets);
}

#endif /* SELFTESTS_FAMILY_H */
