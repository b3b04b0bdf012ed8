// SPDX-License-Identifier: GPL-2.0-only
/*
 * rtp: a trickle of RTP frames from an ordinary UDP socket.
 *
 *	rtp DEV PORT PACKETS [FRAMES [FPS [SPORT]]]	to 239.1.1.1:PORT; FRAMES 0: until SIGTERM
 *
 * A frame's packets are sent at once, frames at an even rate (FPS 0: as fast as the socket lets). What is lost by the way is
 * no concern of it: while a device is down or without an address it tries again with the next frame. Prints how many
 * packets the socket took.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define SECOND_NS 1000000000ULL
#define CLOCK_HZ 90000

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

static int open_socket(const char *dev, unsigned long sport)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_port = htons((uint16_t)sport) };
	struct ip_mreqn via = { .imr_ifindex = (int)if_nametoindex(dev) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	if (fd < 0 || !via.imr_ifindex || bind(fd, (struct sockaddr *)&from, sizeof(from)) ||
	    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &via, sizeof(via))) {
		fprintf(stderr, "rtp: DEV %s: %s\n", dev, strerror(errno));
		exit(2);
	}
	return fd;
}

static void sleep_until(struct timespec *at, unsigned long long ns)
{
	ns += (unsigned long long)at->tv_nsec;
	at->tv_sec += (time_t)(ns / SECOND_NS);
	at->tv_nsec = (long)(ns % SECOND_NS);
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, at, NULL);
}

int main(int argc, char **argv)
{
	/* RTP; extended sequence number; one row of 1100 octets: length, row, offset. */
	static uint8_t packet[12 + 2 + 6 + 1100] = { 0x80, 96 };
	struct sockaddr_in to = { .sin_family = AF_INET };
	unsigned long packets, frames, fps, sent = 0, f, i;
	struct sigaction act = { .sa_handler = on_signal };
	struct timespec at;
	uint16_t seq = 0;
	int fd;

	if (argc < 4 || argc > 7) {
		fprintf(stderr, "usage: rtp DEV PORT PACKETS [FRAMES [FPS [SPORT]]]\n");
		return 1;
	}
	packets = strtoul(argv[3], NULL, 0);
	frames = argc > 4 ? strtoul(argv[4], NULL, 0) : 0;
	fps = argc > 5 ? strtoul(argv[5], NULL, 0) : 25;
	fd = open_socket(argv[1], argc > 6 ? strtoul(argv[6], NULL, 0) : 0);
	to.sin_port = htons((uint16_t)strtoul(argv[2], NULL, 0));
	inet_pton(AF_INET, "239.1.1.1", &to.sin_addr);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGALRM, &act, NULL);
	packet[8] = 0x21;
	packet[14] = 1100 >> 8;
	packet[15] = 1100 & 0xff;

	clock_gettime(CLOCK_MONOTONIC, &at);
	for (f = 0; !stop && (!frames || f < frames); f++) {
		uint32_t ts = htonl((uint32_t)(f * (CLOCK_HZ / (fps ? fps : 25))));

		memcpy(packet + 4, &ts, sizeof(ts));
		for (i = 0; i < packets && !stop; i++, seq++) {
			packet[1] = (uint8_t)(96 | (i + 1 == packets) << 7);
			packet[2] = (uint8_t)(seq >> 8);
			packet[3] = (uint8_t)seq;
			packet[16] = (uint8_t)(i >> 8 & 0x7f);
			packet[17] = (uint8_t)i;
			if (sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&to, sizeof(to)) > 0)
				sent++;
		}
		if (fps)
			sleep_until(&at, SECOND_NS / fps);
	}
	printf("%lu\n", sent);
	return 0;
}
