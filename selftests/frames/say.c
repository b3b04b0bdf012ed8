// SPDX-License-Identifier: GPL-2.0-only
/*
 * say: one datagram of what comes on stdin.
 *
 *	say ADDR PORT < FILE
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	char octets[1400];
	ssize_t n;
	int fd;

	if (argc != 3 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fputs("usage: say ADDR PORT < FILE\n", stderr);
		return 1;
	}
	to.sin_port = htons((uint16_t)atoi(argv[2]));
	n = read(0, octets, sizeof(octets));
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (n < 0 || fd < 0 ||
	    sendto(fd, octets, (size_t)n, 0, (struct sockaddr *)&to, sizeof(to)) != n) {
		perror("say");
		return 2;
	}
	return 0;
}
