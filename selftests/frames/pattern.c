// SPDX-License-Identifier: GPL-2.0-only
/*
 * pattern: interlaced frames by a pattern, all with one timestamp, so that nothing but numbers and the F bit tells them apart.
 *
 *	pattern ADDR PORT PACKETS WORD...
 *
 * A WORD is a frame of 25 a second, handed over 5 ms after its epoch begins, or, with a plus before it, at once. Its two letters
 * are its fields, of PACKETS/2 packets each: 0 and 1 are sent, x is lost on the way, . never was. Prints what st2110-send -j does,
 * as far as the judge reads it.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/clock.h"

#define FRAME_NS	40000000ULL
#define LINES		288	/* of a field of 576i */

static uint16_t sequence;
static uint64_t sent, lost;

/* ST 2110-20: RTP, extended sequence number, one SRD, a few pixels. */
static int send_field(int fd, const struct sockaddr_in *to, unsigned int packets, unsigned int field)
{
	unsigned int i;

	for (i = 0; i < packets; i++) {
		unsigned int row = i * LINES / packets;
		uint8_t p[60] = {
			[0] = 0x80, [1] = (uint8_t)(i + 1 == packets ? 0xe0 : 0x60),
			[2] = (uint8_t)(sequence >> 8), [3] = (uint8_t)sequence,
			[8] = 0x21, [9] = 0x10, [11] = 0x20,
			[15] = sizeof(p) - 20, [16] = (uint8_t)(field << 7 | row >> 8), [17] = (uint8_t)row,
		};

		sequence++;
		if (sendto(fd, p, sizeof(p), 0, (const struct sockaddr *)to, sizeof(*to)) != sizeof(p)) {
			perror("pattern: sendto");
			return -1;
		}
		sent++;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	unsigned int packets, field;
	uint64_t k0, k;
	int fd, i;

	if (argc < 5 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
		fputs("usage: pattern ADDR PORT PACKETS WORD...\n", stderr);
		return 1;
	}
	to.sin_port = htons((uint16_t)atoi(argv[2]));
	packets = (unsigned int)atoi(argv[3]) / 2;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0) {
		perror("pattern: socket");
		return 2;
	}
	k0 = clock_ns(CLOCK_TAI) / FRAME_NS + 3;
	for (i = 4, k = k0; i < argc; i++, k++) {
		const char *word = argv[i];

		if (*word == '+') {
			word++;
			k--;
		}
		sleep_until(CLOCK_TAI, k * FRAME_NS + 5000000);
		for (field = 0; field < 2; field++) {
			if (word[field] == 'x') {
				sequence += packets;
				lost += packets;
			} else if (word[field] != '.' && send_field(fd, &to, packets, field)) {
				return 2;
			}
		}
	}
	printf("{ \"first_k\": %llu, \"packets\": %llu, \"injected\": { \"packets_dropped\": %llu, \"rtcp\": 0 } }\n",
	       (unsigned long long)k0, (unsigned long long)sent, (unsigned long long)lost);
	return 0;
}
