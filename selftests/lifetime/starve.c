// SPDX-License-Identifier: GPL-2.0-only
/*
 * starve: attaches and deletes the qdisc, and adds, asks for and deletes a flow, while memory runs out. link: -lmnl
 *
 *	starve DEV TIMES
 *
 * Asks the kernel's fault injection for failures of this task's allocations, after its own start. Prints how many requests
 * succeeded and how many failed for want of memory; anything else that fails is said on stderr.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../lib/family.h"

static unsigned long good, starved;

/* Sends a request and reads its acknowledgement. */
static void ask(struct mnl_socket *nl, struct nlmsghdr *nlh)
{
	static char in[32768];
	ssize_t n;

	nlh->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0) {
		starved++;
		return;
	}
	while ((n = recv(mnl_socket_get_fd(nl), in, sizeof(in), 0)) > 0 || errno == ENOBUFS || errno == ENOMEM) {
		struct nlmsghdr *a = (struct nlmsghdr *)in;
		int left = (int)n;

		/* The acknowledgement itself was lost. */
		if (n < 0) {
			starved++;
			return;
		}
		for (; mnl_nlmsg_ok(a, left); a = mnl_nlmsg_next(a, &left))
			if (a->nlmsg_type == NLMSG_ERROR) {
				int error = -((struct nlmsgerr *)mnl_nlmsg_get_payload(a))->error;

				if (error == ENOMEM || error == ENOBUFS)
					starved++;
				else if (!error)
					good++;
				return;
			}
	}
}

static struct nlmsghdr *qdisc(char *buf, int type, const char *dev, unsigned int handle)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct tcmsg *tcm = mnl_nlmsg_put_extra_header(nlh, sizeof(*tcm));

	nlh->nlmsg_type = (uint16_t)type;
	nlh->nlmsg_flags = type == RTM_NEWQDISC ? NLM_F_CREATE | NLM_F_REPLACE : 0;
	tcm->tcm_ifindex = (int)if_nametoindex(dev);
	tcm->tcm_parent = TC_H_ROOT;
	tcm->tcm_handle = type == RTM_NEWQDISC ? handle << 16 : 0;
	if (type == RTM_NEWQDISC)
		mnl_attr_put_strz(nlh, TCA_KIND, "st2110");
	return nlh;
}

static struct nlmsghdr *flow(char *buf, uint16_t family, uint8_t cmd, const char *dev)
{
	struct nlmsghdr *nlh = family_request(buf, family, cmd, 1);

	mnl_attr_put_strz(nlh, ST2110_A_FLOW_IFNAME, dev);
	mnl_attr_put_strz(nlh, ST2110_A_FLOW_NAME, "cam1");
	if (cmd == ST2110_CMD_FLOW_SET)
		mnl_attr_put_u32(nlh, ST2110_A_FLOW_QUEUE, 16);
	if (cmd == ST2110_CMD_FLOW_ADD)
		family_flow(nlh, 0x8c13, 1080, 25, 1, 40);
	return nlh;
}

int main(int argc, char **argv)
{
	static const uint8_t cmds[] = { ST2110_CMD_FLOW_ADD, ST2110_CMD_FLOW_GET, ST2110_CMD_FLOW_SET, ST2110_CMD_STATS_GET,
					ST2110_CMD_FLOW_DEL };
	struct timeval patience = { .tv_sec = 2 };
	struct mnl_socket *rt, *genl;
	unsigned long times, i;
	unsigned int j;
	char buf[8192];
	uint16_t id;
	int fail;

	if (argc != 3) {
		fprintf(stderr, "usage: starve DEV TIMES\n");
		return 1;
	}
	times = strtoul(argv[2], NULL, 0);
	rt = mnl_socket_open(NETLINK_ROUTE);
	genl = mnl_socket_open(NETLINK_GENERIC);
	fail = open("/proc/self/make-it-fail", O_WRONLY);
	if (!rt || !genl || fail < 0 || mnl_socket_bind(rt, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_bind(genl, 0, MNL_SOCKET_AUTOPID) < 0 || !(id = family_find(genl))) {
		perror("starve");
		return 2;
	}
	setsockopt(mnl_socket_get_fd(rt), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(mnl_socket_get_fd(genl), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (write(fail, "1", 1) != 1) {
		perror("starve: make-it-fail");
		return 2;
	}
	for (i = 0; i < times; i++) {
		ask(rt, qdisc(buf, RTM_NEWQDISC, argv[1], 0x2110 + (unsigned int)(i & 1)));
		for (j = 0; j < sizeof(cmds); j++)
			ask(genl, flow(buf, id, cmds[j], argv[1]));
		if (i % 4 == 3)
			ask(rt, qdisc(buf, RTM_DELQDISC, argv[1], 0));
	}
	printf("{\"good\":%lu,\"starved\":%lu}\n", good, starved);
	return 0;
}
