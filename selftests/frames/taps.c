// SPDX-License-Identifier: GPL-2.0-only
/*
 * taps: packet sockets on a device, more and more of them, so that each packet takes longer and longer on its way to the driver.
 *
 *	taps DEV MILLISECONDS COUNT...
 *
 * All are opened at first; so many more are bound each time that the milliseconds have passed. Nobody reads them: after the first
 * packets they take nothing more, and cost the same for each. Ends after the last.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST	1000

int main(int argc, char **argv)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int fds[MOST], least = 1, total = 0, bound = 0, arg, i;

	for (arg = 3; arg < argc; arg++)
		total += atoi(argv[arg]);
	if (argc < 4 || total > MOST) {
		fputs("usage: taps DEV MILLISECONDS COUNT...\n", stderr);
		return 1;
	}
	at.sll_ifindex = (int)if_nametoindex(argv[1]);
	for (i = 0; i < total; i++) {
		fds[i] = socket(AF_PACKET, SOCK_RAW, 0);
		if (fds[i] < 0 || setsockopt(fds[i], SOL_SOCKET, SO_RCVBUF, &least, sizeof(least))) {
			perror("taps: socket");
			return 2;
		}
	}
	mlockall(MCL_CURRENT | MCL_FUTURE);
	puts("taps: all there");
	fflush(stdout);
	for (arg = 3; arg < argc; arg++) {
		usleep((useconds_t)atoi(argv[2]) * 1000);
		for (i = atoi(argv[arg]); i; i--) {
			if (bind(fds[bound++], (struct sockaddr *)&at, sizeof(at))) {
				perror("taps: bind");
				return 2;
			}
		}
	}
	usleep((useconds_t)atoi(argv[2]) * 1000);
	return 0;
}
