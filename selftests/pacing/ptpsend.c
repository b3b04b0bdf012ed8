// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptpsend: sends PTP-like frames (0x88f7) that carry the time at which they were handed over.
 *
 *	ptpsend DEV COUNT GAP_NS
 *
 * After the Ethernet header: a number, 32 bits, and CLOCK_TAI in ns, 64 bits, network order; 86 octets in all, as a Sync
 * message with a profile's TLV would have. What the wire log saw minus that is what a message waited.
 */
#include <arpa/inet.h>
#include <endian.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LENGTH 86

int main(int argc, char **argv)
{
	static unsigned char frame[LENGTH] = {
		0x01, 0x1b, 0x19, 0, 0, 0, 0x02, 0, 0, 0, 0, 0x01, ETH_P_1588 >> 8, ETH_P_1588 & 0xff,
	};
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_1588) };
	struct timespec gap, now;
	uint32_t number, count;
	uint64_t ns;
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: ptpsend DEV COUNT GAP_NS\n");
		return 1;
	}
	count = (uint32_t)strtoul(argv[2], NULL, 0);
	ns = strtoull(argv[3], NULL, 0);
	gap.tv_sec = (time_t)(ns / 1000000000);
	gap.tv_nsec = (long)(ns % 1000000000);
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0 || !to.sll_ifindex) {
		perror("ptpsend");
		return 2;
	}
	mlockall(MCL_CURRENT | MCL_FUTURE);
	prctl(PR_SET_TIMERSLACK, 1);
	for (number = 0; number < count; number++) {
		uint32_t n = htonl(number);
		uint64_t at;

		nanosleep(&gap, NULL);
		clock_gettime(CLOCK_TAI, &now);
		at = htobe64((uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec);
		memcpy(frame + ETH_HLEN, &n, sizeof(n));
		memcpy(frame + ETH_HLEN + 4, &at, sizeof(at));
		if (sendto(fd, frame, LENGTH, 0, (struct sockaddr *)&to, sizeof(to)) != LENGTH) {
			perror("ptpsend: sendto");
			return 2;
		}
	}
	/* To end takes the kernel a while; no clock daemon does it with a message on its way. */
	nanosleep(&gap, NULL);
	printf("%u\n", count);
	return 0;
}
