// SPDX-License-Identifier: GPL-2.0-only
/*
 * large: sends packets that are left to be segmented, with octets that say where they belong.
 *
 *	large udp DST PORT SEGMENTS SIZE COUNT	UDP_SEGMENT; each segment begins with packet, segment and segments, 16 bits each
 *	large tcp DST PORT OCTETS		a TCP stream
 *	large take PORT OCTETS			accept one such stream, look at every octet, tell what came
 *	large raw DEV DST SEGMENTS SIZE COUNT LINEAR
 *						TCP packets by AF_PACKET with a virtio header, as a virtual machine's would come: CWR, PSH
 *						and FIN are set; LINEAR octets of them in one piece
 *
 * DST is an IPv4 or IPv6 address. Octet n of a stream, or of a packet's segments less their heads, is n modulo 251.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PERIOD 251
#define RAW_PORT 7400

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

static unsigned char data[1 << 17];

static int die(const char *what)
{
	perror(what);
	return 2;
}

static void pattern(unsigned char *to, size_t from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)((from + i) % PERIOD);
}

static int resolve(const char *dst, const char *port, struct sockaddr_storage *to, socklen_t *len)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_DGRAM }, *res;

	if (getaddrinfo(dst, port, &hints, &res)) {
		fprintf(stderr, "large: %s port %s: say a numeric address and port\n", dst, port);
		return -1;
	}
	memcpy(to, res->ai_addr, res->ai_addrlen);
	*len = res->ai_addrlen;
	freeaddrinfo(res);
	return 0;
}

static int udp(char **argv)
{
	unsigned int segments = (unsigned int)atoi(argv[2]), count = (unsigned int)atoi(argv[4]), i, s;
	size_t size = (size_t)atoi(argv[3]), length = (segments - 1) * size + size / 3;
	struct sockaddr_storage to;
	int fd, gso = (int)size;
	socklen_t len;

	if (resolve(argv[0], argv[1], &to, &len))
		return 1;
	fd = socket(to.ss_family, SOCK_DGRAM, 0);
	if (fd < 0 || setsockopt(fd, SOL_UDP, UDP_SEGMENT, &gso, sizeof(gso)))
		return die("large: UDP_SEGMENT");
	for (i = 0; i < count; i++) {
		for (s = 0; s < segments; s++) {
			uint16_t head[3] = { htons((uint16_t)i), htons((uint16_t)s), htons((uint16_t)segments) };
			size_t room = (s + 1 < segments ? size : size / 3) - sizeof(head);

			memcpy(data + s * size, head, sizeof(head));
			pattern(data + s * size + sizeof(head), s * (size - sizeof(head)), room);
		}
		if (sendto(fd, data, length, 0, (struct sockaddr *)&to, len) != (ssize_t)length)
			return die("large: sendto");
	}
	return 0;
}

static int tcp(char **argv)
{
	size_t octets = strtoull(argv[2], NULL, 0), sent = 0;
	struct sockaddr_storage to;
	socklen_t len;
	char byte;
	int fd;

	if (resolve(argv[0], argv[1], &to, &len))
		return 1;
	fd = socket(to.ss_family, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, len))
		return die("large: connect");
	while (sent < octets) {
		size_t n = octets - sent < sizeof(data) ? octets - sent : sizeof(data);

		pattern(data, sent, n);
		for (size_t at = 0; at < n;) {
			ssize_t done = write(fd, data + at, n - at);

			if (done < 0)
				return die("large: write");
			at += (size_t)done;
		}
		sent += n;
	}
	shutdown(fd, SHUT_WR);
	return read(fd, &byte, 1) ? die("large: the other side does not close") : 0;
}

static int take(char **argv)
{
	size_t octets = strtoull(argv[1], NULL, 0), got = 0, bad = 0;
	struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)atoi(argv[0])) };
	int one = 1, fd = socket(AF_INET6, SOCK_STREAM, 0), from;
	ssize_t n;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 1))
		return die("large: listen");
	from = accept(fd, NULL, NULL);
	if (from < 0)
		return die("large: accept");
	while ((n = read(from, data, sizeof(data))) > 0)
		for (ssize_t i = 0; i < n; i++)
			bad += data[i] != got++ % PERIOD;
	printf("%zu of %zu octets, %zu of them wrong\n", got, octets, bad);
	return n < 0 || bad || got != octets ? 3 : 0;
}

static uint32_t sum(const void *p, size_t n)
{
	const unsigned char *c = p;
	uint32_t s = 0;

	for (size_t i = 0; i + 1 < n; i += 2)
		s += (uint32_t)(c[i] << 8 | c[i + 1]);
	return s;
}

static uint16_t fold(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint16_t)s;
}

static int raw(char **argv)
{
	unsigned int segments = (unsigned int)atoi(argv[2]), count = (unsigned int)atoi(argv[4]), i;
	size_t size = (size_t)atoi(argv[3]), linear = (size_t)atoi(argv[5]), l4, all;
	size_t payload = (segments - 1) * size + size / 3;
	unsigned char *frame = data + sizeof(struct virtio_net_hdr);
	struct virtio_net_hdr *vnet = (void *)data;
	struct sockaddr_ll link = { .sll_family = AF_PACKET };
	struct ethhdr *eth = (void *)frame;
	struct sockaddr_storage to;
	struct tcphdr *th;
	uint32_t pseudo;
	socklen_t len;
	int fd, on = 1;

	if (resolve(argv[1], "0", &to, &len))
		return 1;
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	link.sll_ifindex = (int)if_nametoindex(argv[0]);
	if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)) || !link.sll_ifindex)
		return die("large: PACKET_VNET_HDR");

	/* To a station that is not there. */
	memcpy(eth->h_dest, "\x02\0\0\0\0\x09", ETH_ALEN);
	memcpy(eth->h_source, "\x02\0\0\0\0\x01", ETH_ALEN);
	if (to.ss_family == AF_INET) {
		struct sockaddr_in *in = (void *)&to;
		struct iphdr *ip = (void *)(eth + 1);

		eth->h_proto = htons(ETH_P_IP);
		ip->version = 4;
		ip->ihl = 5;
		ip->ttl = 64;
		ip->protocol = IPPROTO_TCP;
		ip->frag_off = htons(IP_DF);
		ip->saddr = htonl(0xc0000201);
		ip->daddr = in->sin_addr.s_addr;
		ip->tot_len = htons((uint16_t)(sizeof(*ip) + sizeof(*th) + payload));
		l4 = sizeof(*eth) + sizeof(*ip);
		pseudo = sum(&ip->saddr, 8);
		vnet->gso_type = VIRTIO_NET_HDR_GSO_TCPV4 | VIRTIO_NET_HDR_GSO_ECN;
	} else {
		struct sockaddr_in6 *in6 = (void *)&to;
		struct ip6_hdr *ip6 = (void *)(eth + 1);

		eth->h_proto = htons(ETH_P_IPV6);
		ip6->ip6_flow = htonl(0x60000000);
		ip6->ip6_nxt = IPPROTO_TCP;
		ip6->ip6_hlim = 64;
		ip6->ip6_src.s6_addr[15] = 1;
		ip6->ip6_dst = in6->sin6_addr;
		ip6->ip6_plen = htons((uint16_t)(sizeof(*th) + payload));
		l4 = sizeof(*eth) + sizeof(*ip6);
		pseudo = sum(&ip6->ip6_src, 32);
		vnet->gso_type = VIRTIO_NET_HDR_GSO_TCPV6 | VIRTIO_NET_HDR_GSO_ECN;
	}
	link.sll_protocol = eth->h_proto;
	th = (void *)(frame + l4);
	all = l4 + sizeof(*th) + payload;
	th->source = htons(RAW_PORT);
	th->dest = htons(RAW_PORT);
	th->doff = sizeof(*th) / 4;
	th->ack = 1;
	th->psh = 1;
	th->fin = 1;
	th->res2 = 2;			/* CWR */
	th->window = htons(1000);
	vnet->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vnet->gso_size = (uint16_t)size;
	vnet->csum_start = (uint16_t)l4;
	vnet->csum_offset = 16;
	vnet->hdr_len = (uint16_t)(linear ? linear : l4 + sizeof(*th));
	for (i = 0; i < count; i++) {
		th->seq = htonl((uint32_t)(i * payload));
		th->check = htons(fold(pseudo + IPPROTO_TCP + (uint32_t)(sizeof(*th) + payload)));
		if (to.ss_family == AF_INET) {
			struct iphdr *ip = (void *)(eth + 1);

			/* So that a packet's identifications also run over the end. */
			ip->id = htons((uint16_t)(65500 + 1000 * i));
			ip->check = 0;
			ip->check = htons((uint16_t)~fold(sum(ip, sizeof(*ip))));
		}
		pattern(frame + l4 + sizeof(*th), i * payload, payload);
		if (sendto(fd, data, sizeof(*vnet) + all, 0, (struct sockaddr *)&link, sizeof(link)) < 0)
			return die("large: sendto");
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 7 && !strcmp(argv[1], "udp"))
		return udp(argv + 2);
	if (argc == 5 && !strcmp(argv[1], "tcp"))
		return tcp(argv + 2);
	if (argc == 4 && !strcmp(argv[1], "take"))
		return take(argv + 2);
	if (argc == 8 && !strcmp(argv[1], "raw"))
		return raw(argv + 2);
	fprintf(stderr, "usage: large udp DST PORT SEGMENTS SIZE COUNT | tcp DST PORT OCTETS | take PORT OCTETS |\n"
			"             raw DEV DST SEGMENTS SIZE COUNT LINEAR\n");
	return 1;
}
