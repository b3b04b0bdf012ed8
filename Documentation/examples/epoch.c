// SPDX-License-Identifier: GPL-2.0-only
/*
 * An application that asks when its next frame is due.
 *
 *	cc -o epoch epoch.c -lmnl	(with linux/st2110.h in the include path)
 *	./epoch cam1 10
 *
 * A sender needs none of this: what it hands over leaves in the next epoch that
 * can be met. One that wants to know beforehand (to render for a certain k, to
 * wake up at the right moment, to keep two machines at the same frame) asks the
 * flow once with flow-get, and then either counts by itself, since the period
 * is an exact rational, or follows the epoch events
 * ("st2110ctl flow set cam1 epoch-events on"). This does both and compares.
 *
 * The deadline is for a frame's first packet: handed over to send() by then, the
 * frame leaves in epoch k. CLOCK_MONOTONIC is what to sleep on.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/st2110.h>

/* What is known of the flow's time line. */
struct line {
	uint64_t k;
	uint64_t deadline_tai_ns;
	uint64_t deadline_mono_ns;
	uint64_t period_num_ns;		/* a frame lasts period_num_ns / period_den */
	uint64_t period_den;
};

struct family {
	uint16_t id;
	uint32_t events;		/* multicast group */
};

static uint64_t mono_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Attributes by number; what a newer kernel adds is skipped. */
static void index_attrs(const struct nlattr **tb, unsigned int max, const void *payload,
			size_t len)
{
	const struct nlattr *attr;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	mnl_attr_for_each_payload(payload, len)
		if (mnl_attr_get_type(attr) <= max)
			tb[mnl_attr_get_type(attr)] = attr;
}

static void index_nest(const struct nlattr **tb, unsigned int max, const struct nlattr *nest)
{
	index_attrs(tb, max, nest ? mnl_attr_get_payload(nest) : NULL,
		    nest ? mnl_attr_get_payload_len(nest) : 0);
}

static uint64_t u64_of(const struct nlattr *attr)
{
	return attr && mnl_attr_get_payload_len(attr) >= 8 ? mnl_attr_get_u64(attr) : 0;
}

static void groups(const struct nlattr *all, struct family *family)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1], *group;

	mnl_attr_for_each_nested(group, all) {
		index_nest(tb, CTRL_ATTR_MCAST_GRP_MAX, group);
		if (tb[CTRL_ATTR_MCAST_GRP_NAME] && tb[CTRL_ATTR_MCAST_GRP_ID] &&
		    !strcmp(mnl_attr_get_str(tb[CTRL_ATTR_MCAST_GRP_NAME]), ST2110_MCGRP_EVENTS))
			family->events = mnl_attr_get_u32(tb[CTRL_ATTR_MCAST_GRP_ID]);
	}
}

static int on_family(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[CTRL_ATTR_MCAST_GROUPS + 1];
	struct family *family = data;

	index_attrs(tb, CTRL_ATTR_MCAST_GROUPS,
		    mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr)),
		    mnl_nlmsg_get_payload_len(nlh) - sizeof(struct genlmsghdr));
	if (tb[CTRL_ATTR_FAMILY_ID])
		family->id = mnl_attr_get_u16(tb[CTRL_ATTR_FAMILY_ID]);
	if (tb[CTRL_ATTR_MCAST_GROUPS])
		groups(tb[CTRL_ATTR_MCAST_GROUPS], family);
	return MNL_CB_OK;
}

static int on_flow(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *flow[ST2110_A_FLOW_MAX + 1];
	const struct nlattr *plan[ST2110_A_PLAN_MAX + 1];
	const struct nlattr *status[ST2110_A_STATUS_MAX + 1];
	struct line *line = data;

	index_attrs(flow, ST2110_A_FLOW_MAX,
		    mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr)),
		    mnl_nlmsg_get_payload_len(nlh) - sizeof(struct genlmsghdr));
	index_nest(plan, ST2110_A_PLAN_MAX, flow[ST2110_A_FLOW_PLAN]);
	index_nest(status, ST2110_A_STATUS_MAX, flow[ST2110_A_FLOW_STATUS]);
	line->k = u64_of(status[ST2110_A_STATUS_NEXT_K]);
	line->deadline_tai_ns = u64_of(status[ST2110_A_STATUS_DEADLINE_TAI]);
	line->deadline_mono_ns = u64_of(status[ST2110_A_STATUS_DEADLINE_MONO]);
	line->period_num_ns = u64_of(plan[ST2110_A_PLAN_PERIOD_NUM]);
	line->period_den = u64_of(plan[ST2110_A_PLAN_PERIOD_DEN]);
	return MNL_CB_OK;
}

/* One request, with a string in it, and its answer. Return: 0, or -1 with errno. */
static int ask(struct mnl_socket *sock, uint16_t type, uint8_t cmd, uint16_t attr,
	       const char *string, mnl_cb_t cb, void *data)
{
	char buf[16384] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	ssize_t len;
	int ret;

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	nlh->nlmsg_seq = 1;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = 1;
	mnl_attr_put_strz(nlh, attr, string);
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return -1;
	do {
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		ret = len < 0 ? -1 : mnl_cb_run(buf, (size_t)len, 1,
						mnl_socket_get_portid(sock), cb, data);
	} while (ret > 0);
	return ret;
}

struct follow {
	const char *flow;
	struct line line;
	uint64_t left;
};

/* The deadline of any later k follows without asking again. */
static uint64_t deadline_of(const struct line *line, uint64_t k)
{
	uint64_t frames = k - line->k;

	/* Whole seconds' worth first, so that nothing overflows in a century. */
	return line->deadline_mono_ns +
	       frames / line->period_den * line->period_num_ns +
	       frames % line->period_den * line->period_num_ns / line->period_den;
}

static int on_event(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *tb[ST2110_A_EVENT_MAX + 1];
	struct follow *f = data;
	uint64_t k, deadline;

	index_attrs(tb, ST2110_A_EVENT_MAX,
		    mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr)),
		    mnl_nlmsg_get_payload_len(nlh) - sizeof(struct genlmsghdr));
	if (!f->left || !tb[ST2110_A_EVENT_TYPE] || !tb[ST2110_A_EVENT_FLOW] ||
	    mnl_attr_get_u32(tb[ST2110_A_EVENT_TYPE]) != ST2110_EVENT_TYPE_EPOCH ||
	    strcmp(mnl_attr_get_str(tb[ST2110_A_EVENT_FLOW]), f->flow))
		return MNL_CB_OK;
	k = u64_of(tb[ST2110_A_EVENT_K]);
	deadline = u64_of(tb[ST2110_A_EVENT_DEADLINE_MONO]);
	if (k < f->line.k)
		return MNL_CB_OK;
	f->left--;
	printf("k %" PRIu64 "  deadline in %" PRId64 " us  counted %+" PRId64 " ns\n", k,
	       (int64_t)(deadline - mono_now_ns()) / 1000,
	       (int64_t)(deadline_of(&f->line, k) - deadline));
	fflush(stdout);
	return MNL_CB_OK;
}

int main(int argc, char **argv)
{
	char buf[16384] __attribute__((aligned(8)));
	struct family family = { 0 };
	struct follow f = { 0 };
	struct mnl_socket *sock;
	ssize_t len;

	if (argc < 2) {
		fprintf(stderr, "usage: epoch FLOW [COUNT]\n");
		return 1;
	}
	f.flow = argv[1];
	f.left = argc > 2 ? strtoull(argv[2], NULL, 0) : UINT64_MAX;
	sock = mnl_socket_open(NETLINK_GENERIC);
	if (!sock || mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    ask(sock, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_NAME, ST2110_GENL_NAME,
		on_family, &family)) {
		perror("epoch: family st2110 (modprobe sch_st2110)");
		return 2;
	}
	if (ask(sock, family.id, ST2110_CMD_FLOW_GET, ST2110_A_FLOW_NAME, f.flow, on_flow,
		&f.line) || !f.line.period_den) {
		perror("epoch: flow");
		return 2;
	}
	printf("next k %" PRIu64 "  deadline TAI %" PRIu64 " ns  MONOTONIC %" PRIu64
	       " ns  period %" PRIu64 "/%" PRIu64 " ns\n", f.line.k, f.line.deadline_tai_ns,
	       f.line.deadline_mono_ns, f.line.period_num_ns, f.line.period_den);

	if (mnl_socket_setsockopt(sock, NETLINK_ADD_MEMBERSHIP, &family.events,
				  sizeof(family.events)) < 0) {
		perror("epoch: events");
		return 2;
	}
	while (f.left) {
		len = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		if (len < 0 && errno != ENOBUFS) {
			perror("epoch: events");
			return 2;
		}
		if (len > 0)
			mnl_cb_run(buf, (size_t)len, 0, 0, on_event, &f);
	}
	mnl_socket_close(sock);
	return 0;
}
