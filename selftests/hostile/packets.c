// SPDX-License-Identifier: GPL-2.0-only
/*
 * packets: what a flow must survive, sent at it on purpose.
 *
 *	packets DEV KIND [COUNT]
 *
 * KIND: wellformed; shapes (every length, lengths that lie, IP options and fragments, RTP headers, RTCP, VLAN stacks, IPv6
 * extension headers); ssrc, wrap, random (COUNT packets); gso (COUNT sends of 10 segments), zerocopy; ring (COUNT packets,
 * whose memory is rewritten while they wait); ptp (COUNT to port 319, for which nobody needs a privilege). All but the last go
 * to a flow at 239.1.1.9:5010 or [ff15::9]:5010.
 *
 * Prints, as JSON, how many packets were sent, and how many of them are for the flow's RTP, are RTP of the flow's but not RTP,
 * are RTCP, or none of its business, reckoned here from how each was made.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif
#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#define PORT 5010
#define PAYLOAD 100
#define SSRC 0x2110
#define RING_SSRC 0x2111	/* by which packets.judge knows them */

static struct {
	unsigned long sent, media, not_rtp, rtcp, other;
} count;

static int fd = -1;
static struct sockaddr_ll to = { .sll_family = AF_PACKET };
static uint16_t seq;
static uint32_t ts = 1000, ssrc = SSRC;

static void die(const char *what)
{
	fprintf(stderr, "packets: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void send_frame(const uint8_t *frame, unsigned int len, unsigned long *as)
{
	if (sendto(fd, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		die("send");
	count.sent++;
	(*as)++;
}

static void put16(uint8_t *at, unsigned int v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

static void put32(uint8_t *at, uint32_t v)
{
	put16(at, v >> 16);
	put16(at + 2, v & 0xffff);
}

static void ip_checksum(uint8_t *ip)
{
	unsigned int len = (ip[0] & 15) * 4, i;
	uint32_t sum = 0;

	put16(ip + 10, 0);
	for (i = 0; i < len; i += 2)
		sum += (uint32_t)ip[i] << 8 | ip[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum & 0xffff);
}

/* An RTP packet with @csrcs, and @ext words of extension (-1: none). Returns its length. */
static unsigned int rtp(uint8_t *at, unsigned int csrcs, int ext)
{
	unsigned int n = 12;

	memset(at, 0, 12 + 60 + 4 + 1024 + PAYLOAD);
	at[0] = (uint8_t)(0x80 | csrcs | (ext >= 0 ? 0x10 : 0));
	at[1] = 96;
	put16(at + 2, seq++);
	put32(at + 4, ts);
	put32(at + 8, ssrc);
	n += csrcs * 4;
	if (ext >= 0) {
		put16(at + n, 0xbede);
		put16(at + n + 2, (unsigned int)ext);
		n += 4 + (unsigned int)ext * 4;
	}
	put16(at + n + 2, PAYLOAD - 8);
	return n + PAYLOAD;
}

/* Ethernet and @tags VLAN tags of VID 0 (outermost 802.1ad). Returns where the network header goes. */
static unsigned int ethernet(uint8_t *f, unsigned int tags, unsigned int vid, unsigned int proto)
{
	static const uint8_t head[12] = { 1, 0, 0x5e, 1, 1, 9, 2, 0, 0, 0, 0, 1 };
	unsigned int at = 12, i;

	memcpy(f, head, sizeof(head));
	for (i = 0; i < tags; i++, at += 4) {
		put16(f + at, tags > 1 && !i ? 0x88a8 : ETH_P_8021Q);
		put16(f + at + 2, i + 1 == tags ? vid : 0);
	}
	put16(f + at, proto);
	return at + 2;
}

static void udp(uint8_t *at, unsigned int len)
{
	put16(at, 40000);
	put16(at + 2, PORT);
	put16(at + 4, len + 8);
	put16(at + 6, 0);
}

static void ipv4(uint8_t *ip, unsigned int ihl, unsigned int len)
{
	static const uint8_t from[4] = { 192, 0, 2, 1 }, dst[4] = { 239, 1, 1, 9 };

	memset(ip, 0, ihl * 4);
	ip[0] = (uint8_t)(0x40 | ihl);
	put16(ip + 2, ihl * 4 + len);
	ip[8] = 16;
	ip[9] = IPPROTO_UDP;
	memcpy(ip + 12, from, 4);
	memcpy(ip + 16, dst, 4);
	if (ihl > 5)
		memset(ip + 20, 1, (ihl - 5) * 4);
	ip_checksum(ip);
}

/* A whole frame as it should be. */
static unsigned int whole(uint8_t *f, unsigned int tags, unsigned int vid, unsigned int ihl, unsigned int csrcs, int ext)
{
	unsigned int l3 = ethernet(f, tags, vid, ETH_P_IP), l4 = l3 + ihl * 4, len = rtp(f + l4 + 8, csrcs, ext);

	udp(f + l4, len);
	ipv4(f + l3, ihl, len + 8);
	return l4 + 8 + len;
}

static void shorts(uint8_t *f)
{
	unsigned int len = whole(f, 0, 0, 5, 0, -1), n;

	for (n = ETH_HLEN; n < len; n++) {
		put16(f + 44, seq++);
		send_frame(f, n, n < 42 ? &count.other : n < 54 ? &count.not_rtp : &count.media);
	}
}

static void lengths(uint8_t *f)
{
	static const unsigned int lies[] = { 0, 1, 7, 8, 9, 15, 16, 19, 20, 21, 60, 107, 108, 119, 121, 1000, 32768, 65535 };
	unsigned int i, len;

	for (i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		len = whole(f, 0, 0, 5, 0, -1);
		put16(f + 38, lies[i]);
		send_frame(f, len, lies[i] < 20 ? &count.not_rtp : &count.media);
		len = whole(f, 0, 0, 5, 0, -1);
		put16(f + 16, lies[i]);
		ip_checksum(f + 14);
		send_frame(f, len, lies[i] < 40 ? &count.not_rtp : &count.media);
	}
}

static void options(uint8_t *f)
{
	unsigned int ihl, len;

	for (ihl = 5; ihl < 16; ihl++)
		send_frame(f, whole(f, 0, 0, ihl, 0, -1), &count.media);
	for (ihl = 0; ihl < 5; ihl++) {
		len = whole(f, 0, 0, 5, 0, -1);
		f[14] = (uint8_t)(0x40 | ihl);
		send_frame(f, len, &count.other);
	}
	for (ihl = 0; ihl < 16; ihl++) {
		len = whole(f, 0, 0, 5, 0, -1);
		f[14] = (uint8_t)(ihl << 4 | 5);
		send_frame(f, len, ihl == 4 ? &count.media : &count.other);
	}
	/* Options announced that are not there: what follows is no UDP header of the flow's. */
	len = whole(f, 0, 0, 5, 0, -1);
	f[14] = 0x4f;
	send_frame(f, len, &count.other);
	len = whole(f, 0, 0, 5, 0, -1);
	f[14] = 0x4f;
	send_frame(f, 14 + 60, &count.other);
}

static void fragments(uint8_t *f)
{
	unsigned int len = whole(f, 0, 0, 5, 0, -1);

	put16(f + 20, 0x2000);
	ip_checksum(f + 14);
	send_frame(f, len, &count.not_rtp);
	put16(f + 20, 0x2001);
	ip_checksum(f + 14);
	send_frame(f, len, &count.other);
	put16(f + 20, 0x0020);
	ip_checksum(f + 14);
	send_frame(f, len, &count.other);
	put16(f + 20, 0x4000);
	ip_checksum(f + 14);
	send_frame(f, len, &count.media);
}

static void headers(uint8_t *f)
{
	unsigned int i, len;

	for (i = 0; i < 4; i++) {
		len = whole(f, 0, 0, 5, 0, -1);
		f[42] = (uint8_t)(i << 6);
		send_frame(f, len, i == 2 ? &count.media : &count.not_rtp);
	}
	for (i = 0; i < 16; i++)
		send_frame(f, whole(f, 0, 0, 5, i, -1), &count.media);
	for (i = 0; i < 256; i += 51)
		send_frame(f, whole(f, 0, 0, 5, i % 16, (int)i), &count.media);
	/* Announced, but not there. */
	len = whole(f, 0, 0, 5, 0, -1);
	f[42] |= 15;
	send_frame(f, 42 + 12 + 59, &count.not_rtp);
	send_frame(f, 42 + 12 + 60, &count.media);
	len = whole(f, 0, 0, 5, 0, 4);
	put16(f + 42 + 14, 0xffff);
	send_frame(f, len, &count.not_rtp);
	send_frame(f, 42 + 12 + 3, &count.not_rtp);
	/* Padding, with all lengths of it. */
	for (i = 0; i < 256; i += 15) {
		len = whole(f, 0, 0, 5, 0, -1);
		f[42] |= 0x20;
		f[len - 1] = (uint8_t)i;
		send_frame(f, len, &count.media);
	}
	/* Every payload type; 64 to 95 are RTCP's. */
	for (i = 0; i < 256; i++) {
		len = whole(f, 0, 0, 5, 0, -1);
		f[43] = (uint8_t)i;
		send_frame(f, len, (i & 0x7f) >= 64 && (i & 0x7f) <= 95 ? &count.rtcp : &count.media);
	}
}

static void rtcp(uint8_t *f)
{
	unsigned int type, n, len = 0;

	for (type = 192; type < 224; type++)
		for (n = 0; n < 40; n += 4) {
			len = whole(f, 0, 0, 5, 0, -1);
			f[43] = (uint8_t)type;
			put16(f + 38, 8 + n);
			send_frame(f, 42 + n, n < 8 ? &count.not_rtp : &count.rtcp);
		}
	/* The odd port above the flow's own is for RTCP; media has no business there. */
	len = whole(f, 0, 0, 5, 0, -1);
	put16(f + 36, PORT + 1);
	send_frame(f, len, &count.not_rtp);
	f[43] = 200;
	send_frame(f, len, &count.rtcp);
}

static void vlan(uint8_t *f)
{
	unsigned int tags, len, n;

	for (tags = 0; tags < 8; tags++)
		send_frame(f, whole(f, tags, 0, 5, 0, -1), tags <= 2 ? &count.media : &count.other);
	send_frame(f, whole(f, 1, 7, 5, 0, -1), &count.other);
	send_frame(f, whole(f, 2, 7, 5, 0, -1), &count.other);
	send_frame(f, whole(f, 1, 0xe000, 5, 0, -1), &count.media);
	/* Cut within the tags. */
	len = whole(f, 2, 0, 5, 0, -1);
	for (n = 14; n < 22; n++)
		send_frame(f, n < len ? n : len, &count.other);
}

static void ipv6(uint8_t *f)
{
	static const uint8_t kinds[3] = { 0, 60, 43 };
	unsigned int exts, i, l3, l4, len, n;

	for (exts = 0; exts < 8; exts++) {
		l3 = ethernet(f, 0, 0, ETH_P_IPV6);
		memset(f + l3, 0, 40);
		f[l3] = 0x60;
		f[l3 + 6] = exts ? kinds[0] : IPPROTO_UDP;
		f[l3 + 7] = 16;
		f[l3 + 8] = 0xfe;
		f[l3 + 9] = 0x80;
		f[l3 + 24] = 0xff;
		f[l3 + 25] = 0x15;
		f[l3 + 39] = 9;
		l4 = l3 + 40;
		for (i = 0; i < exts; l4 += 8 * (1 + i++ % 3)) {
			memset(f + l4, 0, 24);
			f[l4] = i + 1 < exts ? kinds[(i + 1) % 3] : IPPROTO_UDP;
			f[l4 + 1] = (uint8_t)(i % 3);
		}
		len = rtp(f + l4 + 8, 0, -1);
		udp(f + l4, len);
		put16(f + l3 + 4, l4 - l3 - 40 + 8 + len);
		send_frame(f, l4 + 8 + len, exts <= 4 ? &count.media : &count.other);
		if (exts != 3)
			continue;
		/* Cut at every octet of the headers. */
		for (n = l3; n < l4 + 8; n++)
			send_frame(f, n, &count.other);
		/* The last extension says that it is as long as can be. */
		f[l4 - 23] = 255;
		send_frame(f, l4 + 8 + len, &count.other);
		/* A fragment header. */
		f[l3 + 6] = 44;
		send_frame(f, l4 + 8 + len, &count.other);
	}
}

static void foreign(uint8_t *f, unsigned long n)
{
	/* The flow has heard nobody for long, or SSRC of old: this one is its own. */
	send_frame(f, whole(f, 0, 0, 5, 0, -1), &count.media);
	while (n--) {
		ssrc = SSRC + 1 + (uint32_t)n;
		send_frame(f, whole(f, 0, 0, 5, 0, -1), &count.media);
	}
}

static void wrap(uint8_t *f)
{
	unsigned int i, j;

	seq = 65500;
	ts = 0xffffe000;
	for (i = 0; i < 8; i++, ts += 3600)
		for (j = 0; j < 10; j++) {
			unsigned int len = whole(f, 0, 0, 5, 0, -1);

			if (j == 9)
				f[43] |= 0x80;
			send_frame(f, len, &count.media);
			if (j == 9)
				usleep(40000);
		}
}

static void randomly(uint8_t *f, unsigned long n)
{
	uint32_t r = 2110;

	while (n--) {
		unsigned int len = whole(f, 0, 0, 5, 0, -1), i;

		for (i = 0; i < 1 + n % 7; i++) {
			r = r * 1664525 + 1013904223;
			f[12 + (r >> 8) % 60] = (uint8_t)(r >> 24);
		}
		r = r * 1664525 + 1013904223;
		send_frame(f, r >> 31 ? len : ETH_HLEN + (r >> 8) % (len - ETH_HLEN), &count.other);
		if (n % 100 == 0)
			usleep(1000);
	}
}

static void segmented(const char *dev, unsigned long n, int zerocopy)
{
	static uint8_t buf[10 * (12 + PAYLOAD) + 2048];
	struct sockaddr_in dst = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct ip_mreqn via = { .imr_ifindex = (int)if_nametoindex(dev) };
	int s = socket(AF_INET, SOCK_DGRAM, 0), size = 12 + PAYLOAD, on = 1;
	unsigned long i, j, done = 0;
	struct msghdr msg;
	char control[256];

	inet_pton(AF_INET, "239.1.1.9", &dst.sin_addr);
	if (s < 0 || setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &via, sizeof(via)) ||
	    (!zerocopy && setsockopt(s, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size))) ||
	    (zerocopy && setsockopt(s, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof(on))))
		die("socket");
	for (i = 0; i < n; i++) {
		unsigned int each = zerocopy ? 1 : 10;

		for (j = 0; j < each; j++) {
			rtp(buf + j * (12 + PAYLOAD), 0, -1);
			if (j + 1 == each)
				buf[j * (12 + PAYLOAD) + 1] |= 0x80;
		}
		ts += 3600;
		if (sendto(s, buf, each * (12 + PAYLOAD), zerocopy ? MSG_ZEROCOPY : 0, (struct sockaddr *)&dst,
			   sizeof(dst)) < 0)
			die("send");
		count.sent += each;
		count.media += each;
		usleep(40000);
	}
	if (!zerocopy)
		return;
	/* Every buffer must come back. */
	while (done < n) {
		struct pollfd p = { .fd = s };
		struct cmsghdr *c;

		msg = (struct msghdr){ .msg_control = control, .msg_controllen = sizeof(control) };
		if (poll(&p, 1, 5000) <= 0 || recvmsg(s, &msg, MSG_ERRQUEUE) < 0) {
			errno = ETIMEDOUT;
			die("zerocopy notification");
		}
		for (c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
			struct sock_extended_err *e = (void *)CMSG_DATA(c);

			if (e->ee_origin == SO_EE_ORIGIN_ZEROCOPY)
				done += e->ee_data - e->ee_info + 1;
		}
	}
}

/* A transmit ring whose sender writes over it as soon as the kernel has looked. */
static void ring(unsigned long n)
{
	struct tpacket_req req = { .tp_block_size = 65536, .tp_block_nr = 4, .tp_frame_size = 2048, .tp_frame_nr = 128 };
	const unsigned int data = TPACKET2_HDRLEN - sizeof(struct sockaddr_ll);
	int version = TPACKET_V2;
	unsigned long i, j;
	uint8_t *map;

	if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_TX_RING, &req, sizeof(req)) ||
	    bind(fd, (struct sockaddr *)&to, sizeof(to)))
		die("ring");
	map = mmap(NULL, (size_t)req.tp_block_size * req.tp_block_nr, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		die("mmap");
	ssrc = RING_SSRC;
	for (i = 0; i < n; i += 40, ts += 3600) {
		for (j = 0; j < 40; j++) {
			struct tpacket2_hdr *h = (void *)(map + (i + j) % req.tp_frame_nr * req.tp_frame_size);
			uint8_t *f = (uint8_t *)h + data;

			while (*(volatile uint32_t *)&h->tp_status != TP_STATUS_AVAILABLE)
				usleep(1000);
			h->tp_len = whole(f, 0, 0, 5, 0, -1);
			if (j == 39)
				f[43] |= 0x80;
			h->tp_status = TP_STATUS_SEND_REQUEST;
		}
		if (sendto(fd, NULL, 0, MSG_DONTWAIT, NULL, 0) < 0)
			die("send");
		count.sent += 40;
		count.media += 40;
		for (j = 0; j < 40; j++)
			memset(map + (i + j) % req.tp_frame_nr * req.tp_frame_size + data, (int)(0x55 + j), 162);
		usleep(60000);
	}
}

static void ptp(const char *dev, unsigned long n)
{
	struct sockaddr_in dst = { .sin_family = AF_INET, .sin_port = htons(319) };
	struct ip_mreqn via = { .imr_ifindex = (int)if_nametoindex(dev) };
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	uint8_t message[44] = { 0, 2 };

	inet_pton(AF_INET, "224.0.1.129", &dst.sin_addr);
	if (s < 0 || setsockopt(s, IPPROTO_IP, IP_MULTICAST_IF, &via, sizeof(via)))
		die("socket");
	while (n--) {
		if (sendto(s, message, sizeof(message), 0, (struct sockaddr *)&dst, sizeof(dst)) > 0)
			count.sent++;
	}
}

typedef void (*shape_t)(uint8_t *f);

static const shape_t shapes[] = { shorts, lengths, options, fragments, headers, rtcp, vlan, ipv6 };

int main(int argc, char **argv)
{
	static uint8_t f[65536];
	unsigned long n = argc > 3 ? strtoul(argv[3], NULL, 0) : 100;
	const char *kind = argc > 2 ? argv[2] : "";
	unsigned int i;

	if (argc < 3) {
		fprintf(stderr, "usage: packets DEV KIND [COUNT]\n");
		return 1;
	}
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	if (strcmp(kind, "ptp") && strcmp(kind, "gso") && strcmp(kind, "zerocopy")) {
		fd = socket(AF_PACKET, SOCK_RAW, 0);
		if (fd < 0 || !to.sll_ifindex)
			die(argv[1]);
	}
	if (!strcmp(kind, "wellformed"))
		while (n--)
			send_frame(f, whole(f, 0, 0, 5, 0, -1), &count.media);
	else if (!strcmp(kind, "shapes"))
		for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
			shapes[i](f);
	else if (!strcmp(kind, "ssrc"))
		foreign(f, n);
	else if (!strcmp(kind, "wrap"))
		wrap(f);
	else if (!strcmp(kind, "random"))
		randomly(f, n);
	else if (!strcmp(kind, "gso"))
		segmented(argv[1], n, 0);
	else if (!strcmp(kind, "zerocopy"))
		segmented(argv[1], n, 1);
	else if (!strcmp(kind, "ring"))
		ring(n);
	else if (!strcmp(kind, "ptp"))
		ptp(argv[1], n);
	else {
		fprintf(stderr, "packets: KIND %s: see the head of packets.c\n", kind);
		return 1;
	}
	printf("{\"sent\":%lu,\"media\":%lu,\"not_rtp\":%lu,\"rtcp\":%lu,\"other\":%lu}\n", count.sent, count.media, count.not_rtp,
	       count.rtcp, count.other);
	return 0;
}
