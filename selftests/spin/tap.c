// SPDX-License-Identifier: GPL-2.0-only
/*
 * tap: what a tap sees leave. Counts RTP packets to a UDP port that the device sends, until it is told to end (SIGTERM), and
 * says how many there were, how many came twice, and how many were not the next of their stream.
 *
 *	tap DEV PORT		prints "SEEN TWICE ASTRAY"
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

static volatile sig_atomic_t over;

static void on_end(int sig)
{
	(void)sig;
	over = 1;
}

int main(int argc, char **argv)
{
	int fd = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)), room = 64 << 20, last = -1;
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	struct timeval wait = { .tv_usec = 100000 };
	unsigned long seen = 0, twice = 0, astray = 0;
	unsigned char p[96];

	if (argc != 3 || fd < 0)
		return 1;
	ll.sll_ifindex = (int)if_nametoindex(argv[1]);
	if (bind(fd, (struct sockaddr *)&ll, sizeof(ll)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)))
		return 1;
	signal(SIGTERM, on_end);
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		struct sockaddr_ll from;
		socklen_t len = sizeof(from);
		ssize_t n = recvfrom(fd, p, sizeof(p), 0, (struct sockaddr *)&from, &len);
		int seq;

		if (n < 0) {
			if (over)
				break;
			continue;
		}
		if (n < 54 || from.sll_pkttype != PACKET_OUTGOING || p[12] != 8 || p[13] || p[23] != 17 ||
		    (p[36] << 8 | p[37]) != atoi(argv[2]))
			continue;
		seq = p[44] << 8 | p[45];
		seen++;
		twice += seq == last;
		astray += last >= 0 && seq != last && seq != ((last + 1) & 0xffff);
		last = seq;
	}
	printf("%lu %lu %lu\n", seen, twice, astray);
	return 0;
}
