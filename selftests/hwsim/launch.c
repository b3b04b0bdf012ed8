// SPDX-License-Identifier: GPL-2.0-only
/*
 * launch: sends numbered frames that are to leave at stated times (SO_TXTIME).
 *
 *	launch DEV COUNT LEN LEAD_NS GAP_NS
 *
 * The first is to leave LEAD_NS from now by CLOCK_TAI, each of the others GAP_NS after the one before; all are handed over
 * at once. Their EtherType is 0x88b6. Prints "NUMBER NS" for each. Status 0, 1 for wrong usage, 2 where the kernel refuses.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define ETHERTYPE_LAUNCHED 0x88b6

static int refused(const char *what)
{
	fprintf(stderr, "launch: %s: %s\n", what, strerror(errno));
	return 2;
}

int main(int argc, char **argv)
{
	static unsigned char frame[65536] = {
		0x02, 0, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 0x01, ETHERTYPE_LAUNCHED >> 8, ETHERTYPE_LAUNCHED & 0xff,
	};
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(ETHERTYPE_LAUNCHED) };
	struct sock_txtime txtime = { .clockid = CLOCK_TAI };
	unsigned char control[CMSG_SPACE(sizeof(uint64_t))] = { 0 };
	struct iovec iov = { .iov_base = frame };
	struct msghdr msg = {
		.msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	unsigned long i, count, gap;
	struct timespec now;
	int fd, size = 16000000;
	uint32_t number;
	uint64_t at;

	if (argc != 6) {
		fprintf(stderr, "usage: launch DEV COUNT LEN LEAD_NS GAP_NS\n");
		return 1;
	}
	count = strtoul(argv[2], NULL, 0);
	iov.iov_len = strtoul(argv[3], NULL, 0);
	gap = strtoul(argv[5], NULL, 0);
	if (iov.iov_len < ETH_HLEN + sizeof(number) || iov.iov_len > sizeof(frame)) {
		fprintf(stderr, "launch: LEN 18 to %zu\n", sizeof(frame));
		return 1;
	}
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	if (fd < 0 || !to.sll_ifindex || setsockopt(fd, SOL_SOCKET, SO_TXTIME, &txtime, sizeof(txtime)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		return refused(argv[1]);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_TXTIME;
	cmsg->cmsg_len = CMSG_LEN(sizeof(at));
	clock_gettime(CLOCK_TAI, &now);
	at = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + strtoul(argv[4], NULL, 0);
	for (i = 0; i < count; i++, at += gap) {
		number = htonl((uint32_t)i);
		memcpy(frame + ETH_HLEN, &number, sizeof(number));
		memcpy(CMSG_DATA(cmsg), &at, sizeof(at));
		if (sendmsg(fd, &msg, 0) < 0)
			return refused("send");
		printf("%lu %" PRIu64 "\n", i, at);
	}
	return 0;
}
