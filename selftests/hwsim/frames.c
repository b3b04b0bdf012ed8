// SPDX-License-Identifier: GPL-2.0-only
/*
 * frames: sends numbered Ethernet frames of an experimental type through an AF_PACKET socket.
 *
 *	frames DEV COUNT LEN [GAP_NS [SNDBUF]]	COUNT 0: until killed
 *
 * Each carries its number, 32 bits in network order, after the Ethernet header. Blocks when the socket's buffer is full,
 * so that what is never completed is never passed; prints how many were sent. A device that goes away ends it with status 2.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ETHERTYPE_EXPERIMENT 0x88b5

static volatile sig_atomic_t stop;

static void on_signal(int sig)
{
	(void)sig;
	stop = 1;
}

int main(int argc, char **argv)
{
	static unsigned char frame[65536] = {
		0x02, 0, 0, 0, 0, 0x02, 0x02, 0, 0, 0, 0, 0x01, ETHERTYPE_EXPERIMENT >> 8, ETHERTYPE_EXPERIMENT & 0xff,
	};
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(ETHERTYPE_EXPERIMENT) };
	struct sigaction act = { .sa_handler = on_signal };
	unsigned long count, len, gap_ns, sent = 0;
	int fd, sndbuf, status = 0;
	uint32_t number;

	if (argc < 4 || argc > 6) {
		fprintf(stderr, "usage: frames DEV COUNT LEN [GAP_NS [SNDBUF]]\n");
		return 1;
	}
	count = strtoul(argv[2], NULL, 0);
	len = strtoul(argv[3], NULL, 0);
	gap_ns = argc > 4 ? strtoul(argv[4], NULL, 0) : 0;
	sndbuf = argc > 5 ? (int)strtoul(argv[5], NULL, 0) : 0;
	if (len < ETH_HLEN + sizeof(number) || len > sizeof(frame)) {
		fprintf(stderr, "frames: LEN %lu: 18 to %zu octets\n", len, sizeof(frame));
		return 1;
	}
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGALRM, &act, NULL);

	fd = socket(AF_PACKET, SOCK_RAW, 0);
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	if (fd < 0 || !to.sll_ifindex) {
		fprintf(stderr, "frames: DEV %s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	if (sndbuf && setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &sndbuf, sizeof(sndbuf))) {
		perror("frames: SNDBUF");
		return 2;
	}
	while (!stop && (!count || sent < count)) {
		number = htonl((uint32_t)sent);
		memcpy(frame + ETH_HLEN, &number, sizeof(number));
		if (sendto(fd, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0) {
			if (errno == EINTR)
				continue;
			if (errno == ENOBUFS || errno == ENETDOWN) {
				/* A full queue, or a device that is down for now. */
				usleep(100);
				continue;
			}
			fprintf(stderr, "frames: send: %s\n", strerror(errno));
			status = 2;
			break;
		}
		sent++;
		if (gap_ns) {
			struct timespec gap = {
				.tv_sec = (time_t)(gap_ns / 1000000000), .tv_nsec = (long)(gap_ns % 1000000000),
			};

			nanosleep(&gap, NULL);
		}
	}
	printf("%lu\n", sent);
	return status;
}
