// SPDX-License-Identifier: GPL-2.0-only
/*
 * judge: does what flows hold while nothing but their senders runs? link: -lmnl
 *
 *	judge MILLISECONDS SETTLE	prints NOT-COMPLIANT DROPPED SLIPS EMPTY UNDERRUNS UNVERIFIED COMPLIANT BUSY_NS WALL_NS
 *
 * Frames that left not compliant or were dropped, slips, epochs left empty, underruns, frames that cannot be said to comply, and
 * those that do, in that time, of all flows together. SETTLE milliseconds before it begins are not counted.
 *
 * To look is to disturb: to start a program, to end it, or to read /proc/timer_list, are hundreds of microseconds in which the kernel
 * lets nobody else run, and a flow's counters are read under the lock that its packets take. Audio of 125 us has 12.5. So one
 * process, locked in memory, does it; between setting the counters to zero and its sender's end it only sleeps, and it reads them when
 * the sender (kmod/framesource.c) has stopped.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "../lib/clock.h"
#include "../lib/family.h"
#include "procfs.h"

#define STOP		"/sys/module/framesource/parameters/stop"
#define DRAIN_NS	100000000	/* until what was sent last has left */

/* By attribute: the sum over all flows. */
struct counters {
	uint64_t of[ST2110_A_STATS_MAX + 1];
};

static struct mnl_socket *nl;
static uint16_t family;

static void fail(const char *what)
{
	fprintf(stderr, "judge: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int count(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *nest, *attr;
	struct counters *c = data;

	mnl_attr_for_each(nest, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(nest) != ST2110_A_FLOW_STATS)
			continue;
		mnl_attr_for_each_nested(attr, nest) {
			unsigned int type = mnl_attr_get_type(attr);

			if (type <= ST2110_A_STATS_MAX && !mnl_attr_validate(attr, MNL_TYPE_U64))
				c->of[type] += mnl_attr_get_u64(attr);
		}
	}
	return MNL_CB_OK;
}

static void read_counters(struct counters *c)
{
	static char buf[32768] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = family_request(buf, family, ST2110_CMD_STATS_GET, 1);
	static unsigned int seq;
	int n, more;

	memset(c, 0, sizeof(*c));
	nlh->nlmsg_flags |= NLM_F_DUMP;
	nlh->nlmsg_seq = ++seq;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		fail("asking for the counters");
	do {
		n = (int)mnl_socket_recvfrom(nl, buf, sizeof(buf));
		more = n < 0 ? -1 : mnl_cb_run(buf, (size_t)n, seq, mnl_socket_get_portid(nl), count, c);
	} while (more > 0);
	if (more < 0)
		fail("reading the counters");
}

/* Of every flow. */
static void zero_counters(void)
{
	static char buf[32768] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = family_request(buf, family, ST2110_CMD_STATS_RESET, 1);
	int n;

	nlh->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		fail("setting the counters to zero");
	n = (int)mnl_socket_recvfrom(nl, buf, sizeof(buf));
	if (n < 0 || mnl_cb_run(buf, (size_t)n, 0, mnl_socket_get_portid(nl), NULL, NULL) < 0)
		fail("setting the counters to zero");
}

int main(int argc, char **argv)
{
	static const uint16_t shown[] = {
		ST2110_A_STATS_FRAMES_NOT_COMPLIANT, ST2110_A_STATS_FRAMES_DROPPED, ST2110_A_STATS_SLIPS, ST2110_A_STATS_EPOCHS_EMPTY,
		ST2110_A_STATS_UNDERRUNS, ST2110_A_STATS_FRAMES_UNVERIFIED, ST2110_A_STATS_FRAMES_COMPLIANT,
	};
	struct counters c;
	uint64_t busy, wall;
	unsigned int i;
	int stop;

	if (argc != 3) {
		fprintf(stderr, "usage: judge MILLISECONDS SETTLE\n");
		return 1;
	}
	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		fail("netlink");
	family = family_find(nl);
	if (!family)
		fail("the family st2110");
	mlockall(MCL_CURRENT | MCL_FUTURE);
	prctl(PR_SET_TIMERSLACK, 1);
	stop = open(STOP, O_WRONLY);
	if (stop < 0)
		fail(STOP);
	/* Once for whatever is done the first time. */
	idle_ns();
	busy = idle_ns();
	wall = clock_ns(CLOCK_MONOTONIC);
	sleep_until(CLOCK_MONOTONIC, wall + strtoull(argv[2], NULL, 10) * 1000000);
	zero_counters();
	sleep_until(CLOCK_MONOTONIC, clock_ns(CLOCK_MONOTONIC) + strtoull(argv[1], NULL, 10) * 1000000);
	if (write(stop, "1", 1) != 1)
		fail(STOP);
	wall = clock_ns(CLOCK_MONOTONIC) - wall;
	busy = wall - (idle_ns() - busy);
	sleep_until(CLOCK_MONOTONIC, clock_ns(CLOCK_MONOTONIC) + DRAIN_NS);
	read_counters(&c);
	for (i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		printf("%llu ", (unsigned long long)c.of[shown[i]]);
	printf("%llu %llu\n", (unsigned long long)busy, (unsigned long long)wall);
	return 0;
}
