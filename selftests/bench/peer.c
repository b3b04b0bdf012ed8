// SPDX-License-Identifier: GPL-2.0-only
/*
 * peer: the same video stream, sent in each of the ways that there are.
 *
 *	peer WAY ADDR:PORT RATE RATE_IN PACKETS FRAMES [DELTA_NS]
 *
 * RATE frames in RATE_IN seconds, narrow as ST 2110-21 has it (1080 lines, progressive): packet j is due at TPR_j. Who paces by
 * itself aims at TPR_j less half of the receiver's buffer, so that early and late have the same room. All ways send the same
 * 1,302 octets (RFC 4175) by a connected UDP socket; a way is
 *
 *	burst	whole frames when their epoch begins
 *	first	whole frames when their first packet is due: for a queue that has a rate
 *	rate	so, and SO_MAX_PACING_RATE says the rate
 *	fq	whole frames when their epoch begins, SO_TXTIME by CLOCK_MONOTONIC
 *	etf	so, by CLOCK_TAI; DELTA_NS, which etf takes off, is added
 *	sleep	one send() a packet, asleep until it is due (SCHED_FIFO, no timer slack)
 *	spin	so, awake; not under SCHED_FIFO, or nothing else would run
 *
 * Prints how often it was behind by more than a frame. Time is CLOCK_TAI, but for fq.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "../lib/clock.h"

#define UDP_OCTETS	1260
#define FRAME_OCTETS	1302
#define BATCH		64
#define CLOCK_HZ	90000
#define SNDBUF		64000000

static uint64_t rate, rate_in, packets;

struct packet {
	uint8_t octets[UDP_OCTETS];
};

union control {
	char octets[CMSG_SPACE(sizeof(uint64_t))];
	struct cmsghdr align;
};

static struct packet pool[BATCH];
static struct mmsghdr messages[BATCH];
static struct iovec parts[BATCH];
static union control controls[BATCH];

/* When packet @j of frame @k is aimed at: k T + 43/1125 T + (j - ahead) 24/25 T / N. */
static uint64_t due_ns(uint64_t k, uint64_t j)
{
	unsigned __int128 full = packets * rate / rate_in / 27000, part;

	if (full < 8)
		full = 8;
	/* in 1/(1125 * 2 N) of a frame */
	part = (unsigned __int128)k * 2250 * packets + 86 * packets + 2160 * j - 1080 * full;
	return (uint64_t)(part * rate_in * SECOND_NS / ((unsigned __int128)rate * 2250 * packets));
}

static uint64_t begin_ns(uint64_t k)
{
	return (uint64_t)((unsigned __int128)k * rate_in * SECOND_NS / rate);
}

static void fail(const char *what)
{
	fprintf(stderr, "peer: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int open_socket(const char *where)
{
	struct sockaddr_in to = { .sin_family = AF_INET }, from = { .sin_family = AF_INET, .sin_port = htons(5002) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), size = SNDBUF;
	char addr[64];

	snprintf(addr, sizeof(addr), "%.*s", (int)strcspn(where, ":"), where);
	to.sin_port = htons((uint16_t)atoi(where + strcspn(where, ":") + 1));
	if (fd < 0 || inet_pton(AF_INET, addr, &to.sin_addr) != 1 || bind(fd, (struct sockaddr *)&from, sizeof(from)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		fail(where);
	return fd;
}

static void make_packet(struct packet *p, uint32_t sequence, uint32_t timestamp, bool marker)
{
	uint32_t words[3] = {
		htonl(0x80600000U | (marker ? 0x800000U : 0) | (sequence & 0xffff)), htonl(timestamp), htonl(0x2110),
	};
	uint16_t high = htons((uint16_t)(sequence >> 16)), octets = htons(UDP_OCTETS - 20);

	memcpy(p->octets, words, sizeof(words));
	memcpy(p->octets + 12, &high, sizeof(high));
	memcpy(p->octets + 14, &octets, sizeof(octets));
}

static void prepare(bool timed)
{
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		struct cmsghdr *c = &controls[i].align;

		parts[i].iov_base = &pool[i];
		parts[i].iov_len = sizeof(pool[i]);
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
		if (!timed)
			continue;
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_TXTIME;
		c->cmsg_len = CMSG_LEN(sizeof(uint64_t));
		messages[i].msg_hdr.msg_control = &controls[i];
		messages[i].msg_hdr.msg_controllen = sizeof(controls[i]);
	}
}

/* A whole frame; @lead_ns comes on top of each packet's time, where it has one. */
static void send_frame(int fd, uint64_t k, uint32_t *sequence, uint32_t timestamp, bool timed, int64_t lead_ns)
{
	uint64_t j = 0, at;
	unsigned int n, i;
	int done;

	while (j < packets) {
		for (n = 0; n < BATCH && j < packets; n++, j++) {
			make_packet(&pool[n], (*sequence)++, timestamp, j + 1 == packets);
			if (timed) {
				at = due_ns(k, j) + (uint64_t)lead_ns;
				memcpy(CMSG_DATA(&controls[n].align), &at, sizeof(at));
			}
		}
		for (i = 0; i < n; i += (unsigned int)done) {
			done = sendmmsg(fd, messages + i, n - i, 0);
			if (done < 0 && errno != ENOBUFS)
				fail("sendmmsg");
			/* Refused by the queue: lost, as it would be. */
			if (done < 1)
				done = 1;
		}
	}
}

static void send_apart(int fd, uint64_t k, uint32_t *sequence, uint32_t timestamp, bool spin)
{
	uint64_t j, at;

	for (j = 0; j < packets; j++) {
		make_packet(&pool[0], (*sequence)++, timestamp, j + 1 == packets);
		at = due_ns(k, j);
		if (spin) {
			while (clock_ns(CLOCK_TAI) < at)
				;
		} else if (clock_ns(CLOCK_TAI) < at) {
			sleep_until(CLOCK_TAI, at);
		}
		if (send(fd, &pool[0], sizeof(pool[0]), 0) < 0 && errno != ENOBUFS)
			fail("send");
	}
}

int main(int argc, char **argv)
{
	struct sched_param fifo = { .sched_priority = 50 };
	uint64_t k, k0, frames, behind = 0, hand_over;
	struct sock_txtime txtime = { 0 };
	uint32_t sequence = 0, timestamp;
	bool timed, apart;
	const char *way;
	int64_t lead_ns;
	int fd;

	if (argc < 7) {
		fprintf(stderr, "usage: peer WAY ADDR:PORT RATE RATE_IN PACKETS FRAMES [DELTA_NS]\n");
		return 1;
	}
	way = argv[1];
	rate = strtoull(argv[3], NULL, 10);
	rate_in = strtoull(argv[4], NULL, 10);
	packets = strtoull(argv[5], NULL, 10);
	frames = strtoull(argv[6], NULL, 10);
	lead_ns = argc > 7 ? strtoll(argv[7], NULL, 10) : 0;
	fd = open_socket(argv[2]);
	mlockall(MCL_CURRENT | MCL_FUTURE);
	prctl(PR_SET_TIMERSLACK, 1);
	timed = !strcmp(way, "fq") || !strcmp(way, "etf");
	apart = !strcmp(way, "sleep") || !strcmp(way, "spin");
	if (!strcmp(way, "sleep") && sched_setscheduler(0, SCHED_FIFO, &fifo))
		fail("SCHED_FIFO");
	if (timed) {
		txtime.clockid = *way == 'f' ? CLOCK_MONOTONIC : CLOCK_TAI;
		if (setsockopt(fd, SOL_SOCKET, SO_TXTIME, &txtime, sizeof(txtime)))
			fail("SO_TXTIME");
		if (*way == 'f')
			lead_ns += (int64_t)(clock_ns(CLOCK_MONOTONIC) - clock_ns(CLOCK_TAI));
	}
	if (!strcmp(way, "rate")) {
		/* octets a second while a frame is sent */
		uint64_t octets = FRAME_OCTETS * packets * rate * 25 / (24 * rate_in);

		if (setsockopt(fd, SOL_SOCKET, SO_MAX_PACING_RATE, &octets, sizeof(octets)))
			fail("SO_MAX_PACING_RATE");
	}
	prepare(timed);

	k0 = (uint64_t)((unsigned __int128)clock_ns(CLOCK_TAI) * rate / rate_in / SECOND_NS) + 3;
	for (k = k0; k < k0 + frames; k++) {
		timestamp = (uint32_t)((unsigned __int128)k * rate_in * CLOCK_HZ / rate);
		if (apart) {
			send_apart(fd, k, &sequence, timestamp, !strcmp(way, "spin"));
			behind += clock_ns(CLOCK_TAI) > begin_ns(k + 2);
			continue;
		}
		/* Those with a time of their own in time, those of a rate when it is to begin. */
		hand_over = timed ? begin_ns(k) - begin_ns(1) / 8 : !strcmp(way, "burst") ? begin_ns(k) : due_ns(k, 0);
		behind += clock_ns(CLOCK_TAI) > hand_over + begin_ns(1);
		sleep_until(CLOCK_TAI, hand_over);
		send_frame(fd, k, &sequence, timestamp, timed, lead_ns);
	}
	printf("%llu\n", (unsigned long long)behind);
	return 0;
}
