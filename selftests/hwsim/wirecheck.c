// SPDX-License-Identifier: GPL-2.0-only
/*
 * wirecheck: is a wire log what a wire of that speed can have carried?
 *
 *	wirecheck FILE MBPS
 *
 * A frame of len octets occupies (len + 24) * 8 bit times. Within a run of frames without a pause the k-th starts at the
 * run's start + floor(octets before it * 8000 / MBPS) ns: a frame that starts just then continues the run, a later one
 * begins another (on a whole ns), an earlier one overlaps, which no wire can do. Prints JSON: frames, those that continue
 * a run, overlaps, the longest run; frames of type 0x88b5 and those out of order among them; tagged frames; IPv4 UDP and TCP
 * checksums looked at and wrong; span of time and octets.
 * link: -lpcap
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVERHEAD 24

static uint16_t be16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t sum16(uint32_t sum, const unsigned char *p, size_t len)
{
	for (; len > 1; p += 2, len -= 2)
		sum += be16(p);
	return len ? sum + (uint32_t)(p[0] << 8) : sum;
}

/* -1: not to be judged, 0: right, 1: wrong */
static int checksum(const unsigned char *ip, size_t len)
{
	size_t head, total;
	uint32_t sum;

	if (len < 20 || ip[0] >> 4 != 4 || (ip[9] != IPPROTO_UDP && ip[9] != IPPROTO_TCP))
		return -1;
	head = (size_t)(ip[0] & 15) * 4;
	total = be16(ip + 2);
	if (total > len || head + 8 > total)
		return -1;
	if (ip[9] == IPPROTO_UDP && !be16(ip + head + 6))
		return -1;
	sum = sum16(0, ip + 12, 8) + ip[9] + (uint32_t)(total - head);
	sum = sum16(sum, ip + head, total - head);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum != 0xffff;
}

int main(int argc, char **argv)
{
	uint64_t frames = 0, continued = 0, overlaps = 0, run = 0, longest = 0, octets = 0;
	uint64_t numbered = 0, disorder = 0, tagged = 0, sums = 0, bad_sums = 0, caplen = 0;
	int64_t start = 0, first = 0, last = 0;
	char error[PCAP_ERRBUF_SIZE];
	uint64_t before = 0, mbps;
	struct pcap_pkthdr *head;
	const unsigned char *p;
	pcap_t *pcap;
	int rc;

	if (argc != 3 || !(mbps = strtoull(argv[2], NULL, 0))) {
		fprintf(stderr, "usage: wirecheck FILE MBPS\n");
		return 1;
	}
	pcap = pcap_open_offline_with_tstamp_precision(argv[1], PCAP_TSTAMP_PRECISION_NANO, error);
	if (!pcap) {
		fprintf(stderr, "wirecheck: %s\n", error);
		return 2;
	}
	while ((rc = pcap_next_ex(pcap, &head, &p)) == 1) {
		int64_t now = (int64_t)head->ts.tv_sec * 1000000000 + head->ts.tv_usec;
		int64_t expected = start + (int64_t)(before * 8000 / mbps);
		size_t at = 12;

		if (!frames) {
			first = now;
			start = now;
		} else if (now == expected) {
			continued++;
			run++;
		} else {
			overlaps += now < expected;
			start = now;
			before = 0;
			run = 0;
		}
		if (run > longest)
			longest = run;
		frames++;
		last = now;
		octets += head->len;
		before += head->len + OVERHEAD;
		if (head->caplen > caplen)
			caplen = head->caplen;

		if (head->caplen < 18)
			continue;
		if (be16(p + at) == 0x8100) {
			tagged++;
			at += 4;
		}
		if (be16(p + at) == 0x88b5) {
			uint32_t number;

			memcpy(&number, p + at + 2, sizeof(number));
			disorder += ntohl(number) != numbered;
			numbered++;
		} else if (be16(p + at) == 0x0800) {
			rc = checksum(p + at + 2, head->caplen - at - 2);
			sums += rc >= 0;
			bad_sums += rc == 1;
		}
	}
	if (rc == PCAP_ERROR) {
		fprintf(stderr, "wirecheck: %s: %s\n", argv[1], pcap_geterr(pcap));
		return 2;
	}
	printf("{\"frames\":%" PRIu64 ",\"continued\":%" PRIu64 ",\"overlaps\":%" PRIu64 ",\"longest\":%" PRIu64
	       ",\"numbered\":%" PRIu64 ",\"disorder\":%" PRIu64 ",\"tagged\":%" PRIu64 ",\"sums\":%" PRIu64
	       ",\"bad_sums\":%" PRIu64 ",\"first_ns\":%" PRId64 ",\"last_ns\":%" PRId64 ",\"octets\":%" PRIu64
	       ",\"caplen\":%" PRIu64 "}\n", frames, continued, overlaps, longest, numbered, disorder, tagged, sums, bad_sums,
	       first, last, octets, caplen);
	pcap_close(pcap);
	return 0;
}
