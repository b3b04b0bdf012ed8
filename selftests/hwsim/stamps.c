// SPDX-License-Identifier: GPL-2.0-only
/*
 * stamps: asks for hardware timestamps as applications do. link: -lpcap
 *
 *	stamps config DEV TX_TYPE RX_FILTER	SIOCSHWTSTAMP; prints what was set
 *	stamps send DEV COUNT LEN GAP_NS WAIT_MS	sends numbered frames, asking for a stamp to each, in hardware and else in
 *				software; prints "hw NUMBER NS AGE_NS" or "sw NUMBER" for each that is told, until none came
 *				for WAIT_MS. AGE_NS is from before the send to the stamp's arrival here
 *	stamps receive DEV COUNT WAIT_MS	prints "NUMBER NS" for each numbered frame, 0 where it has no hardware stamp
 *	stamps log FILE [TYPE]	prints "NUMBER NS" for each numbered frame (of that EtherType) in a wire log
 *
 * Status 0, 1 for wrong usage, 2 with a reason where the kernel refuses.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/errqueue.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS 1000000000LL
#define ETHERTYPE_EXPERIMENT 0x88b5
#define FRAMES_MAX 100000

static int64_t sent_at[FRAMES_MAX];

static int refused(const char *what)
{
	fprintf(stderr, "stamps: %s: %s\n", what, strerror(errno));
	return 2;
}

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS + ts.tv_nsec;
}

static int64_t to_ns(const struct timespec *ts)
{
	return ts->tv_sec * NS + ts->tv_nsec;
}

static int config(char **v)
{
	struct hwtstamp_config cfg = { .tx_type = atoi(v[1]), .rx_filter = atoi(v[2]) };
	struct ifreq ifr = { .ifr_data = (char *)&cfg };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", v[0]);
	if (fd < 0 || ioctl(fd, SIOCSHWTSTAMP, &ifr))
		return refused("SIOCSHWTSTAMP");
	memset(&cfg, 0xff, sizeof(cfg));
	if (ioctl(fd, SIOCGHWTSTAMP, &ifr))
		return refused("SIOCGHWTSTAMP");
	printf("flags %d tx_type %d rx_filter %d\n", cfg.flags, cfg.tx_type, cfg.rx_filter);
	return 0;
}

static int open_socket(const char *dev, int protocol, int flags, struct sockaddr_ll *to)
{
	int fd = socket(AF_PACKET, SOCK_RAW, htons(protocol)), size = 16000000;

	to->sll_family = AF_PACKET;
	to->sll_protocol = htons(ETHERTYPE_EXPERIMENT);
	to->sll_ifindex = (int)if_nametoindex(dev);
	if (fd < 0 || !to->sll_ifindex || setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPING, &flags, sizeof(flags)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) ||
	    (protocol && bind(fd, (struct sockaddr *)to, sizeof(*to))))
		exit(refused(dev));
	return fd;
}

/* What came with a message: its hardware and software stamps, and which packet it is about. */
static void look(struct msghdr *msg, int64_t *hw, int64_t *sw, uint32_t *key)
{
	struct cmsghdr *c;

	*hw = *sw = 0;
	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPING) {
			const struct scm_timestamping *stamp = (const void *)CMSG_DATA(c);

			*sw = to_ns(&stamp->ts[0]);
			*hw = to_ns(&stamp->ts[2]);
		} else if (c->cmsg_level == SOL_PACKET && c->cmsg_type == PACKET_TX_TIMESTAMP) {
			*key = ((const struct sock_extended_err *)CMSG_DATA(c))->ee_data;
		}
	}
}

/* Returns 1 when a stamp was taken, 0 when there is none now. */
static int take(int fd)
{
	char control[512], data[64];
	struct iovec iov = { data, sizeof(data) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	int64_t hw, sw, now;
	uint32_t key = 0;

	if (recvmsg(fd, &msg, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
		return 0;
	now = now_ns();
	look(&msg, &hw, &sw, &key);
	if (hw && key < FRAMES_MAX)
		printf("hw %u %" PRId64 " %" PRId64 "\n", key, hw, now - sent_at[key]);
	else if (sw)
		printf("sw %u\n", key);
	else
		printf("odd %u\n", key);
	return 1;
}

static int send_frames(char **v)
{
	static unsigned char frame[65536] = {
		0x02, 0, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 0x01, ETHERTYPE_EXPERIMENT >> 8, ETHERTYPE_EXPERIMENT & 0xff,
	};
	unsigned long count = strtoul(v[1], NULL, 0), len = strtoul(v[2], NULL, 0), gap = strtoul(v[3], NULL, 0);
	struct sockaddr_ll to = { 0 };
	int fd = open_socket(v[0], 0, SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_TX_SOFTWARE |
			     SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RAW_HARDWARE | SOF_TIMESTAMPING_OPT_ID |
			     SOF_TIMESTAMPING_OPT_TSONLY, &to);
	int64_t until, wait = strtoll(v[4], NULL, 0) * 1000000;
	unsigned long i;
	uint32_t number;

	if (count > FRAMES_MAX || len < ETH_HLEN + sizeof(number) || len > sizeof(frame)) {
		fprintf(stderr, "stamps: COUNT up to %d, LEN 18 to %zu\n", FRAMES_MAX, sizeof(frame));
		return 1;
	}
	for (i = 0; i < count; i++) {
		number = htonl((uint32_t)i);
		memcpy(frame + ETH_HLEN, &number, sizeof(number));
		sent_at[i] = now_ns();
		if (sendto(fd, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
			return refused("send");
		if (gap) {
			struct timespec ts = { (time_t)(gap / NS), (long)(gap % NS) };

			nanosleep(&ts, NULL);
			while (take(fd))
				;
		}
	}
	for (until = now_ns() + wait; now_ns() < until;) {
		if (take(fd)) {
			until = now_ns() + wait;
		} else {
			struct pollfd pfd = { .fd = fd };

			poll(&pfd, 1, (int)((until - now_ns()) / 1000000 + 1));
		}
	}
	return 0;
}

static int receive(char **v)
{
	unsigned long count = strtoul(v[1], NULL, 0);
	struct sockaddr_ll to = { 0 };
	int fd = open_socket(v[0], ETHERTYPE_EXPERIMENT, SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE, &to);
	struct pollfd pfd = { .fd = fd, .events = POLLIN };

	fputs("ready\n", stderr);
	while (count-- && poll(&pfd, 1, atoi(v[2])) > 0) {
		unsigned char control[512], data[64];
		struct iovec iov = { data, sizeof(data) };
		struct msghdr msg = {
			.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control),
		};
		uint32_t number, key;
		int64_t hw, sw;

		if (recvmsg(fd, &msg, 0) < ETH_HLEN + (int)sizeof(number))
			return refused("receive");
		look(&msg, &hw, &sw, &key);
		memcpy(&number, data + ETH_HLEN, sizeof(number));
		printf("%u %" PRId64 "\n", ntohl(number), hw);
	}
	return 0;
}

static int wire_log(char **v)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(v[0], PCAP_TSTAMP_PRECISION_NANO, why);
	struct pcap_pkthdr *head;
	const unsigned char *data;
	unsigned long type = v[1] ? strtoul(v[1], NULL, 0) : ETHERTYPE_EXPERIMENT;
	uint32_t number;

	if (!pcap) {
		fprintf(stderr, "stamps: %s\n", why);
		return 2;
	}
	while (pcap_next_ex(pcap, &head, &data) == 1) {
		if (head->caplen < ETH_HLEN + sizeof(number) || (unsigned int)(data[12] << 8 | data[13]) != type)
			continue;
		memcpy(&number, data + ETH_HLEN, sizeof(number));
		printf("%u %lld\n", ntohl(number), head->ts.tv_sec * NS + head->ts.tv_usec);
	}
	return 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";

	if (!strcmp(verb, "config") && argc == 5)
		return config(argv + 2);
	if (!strcmp(verb, "send") && argc == 7)
		return send_frames(argv + 2);
	if (!strcmp(verb, "receive") && argc == 5)
		return receive(argv + 2);
	if (!strcmp(verb, "log") && (argc == 3 || argc == 4))
		return wire_log(argv + 2);
	fprintf(stderr, "usage: stamps config DEV TX_TYPE RX_FILTER | send DEV COUNT LEN GAP_NS WAIT_MS |\n"
		"       receive DEV COUNT WAIT_MS | log FILE [TYPE]\n");
	return 1;
}
