/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output: where packets go instead of where their sender sent them.
 *
 * A sender may know one address for good; where its flow goes is decided here, and
 * changes with a frame (staged.h). A flow is still known by what is sent. Addresses,
 * ports and checksums are rewritten as the frame's packets are taken in (header.h);
 * the Ethernet address is that of the multicast group, or of the neighbour.
 *
 * Nothing of a neighbour or a route is held, so nothing pins a device: the port's
 * work asks for it, a second after it was asked for last while frames come, and at
 * once while it is not known. Frames are dropped until then, as those of a socket are.
 *
 * RTCP goes to the port after. It follows when the first frame does, not when that
 * frame is handed over.
 */
#ifndef ST2110_OUTPUT_H
#define ST2110_OUTPUT_H

#include <linux/in.h>
#include <net/ipv6.h>
#include <uapi/linux/st2110.h>

#include "header.h"

struct st2110_flow;
struct st2110_port;

/* As asked for; the MAC address follows from it. */
struct st2110_output {
	struct in6_addr dst;
	struct in6_addr src;
	__be16 port;			/* 0: as sent */
	bool src_set;			/* else the sender's own stays */
	bool known;			/* @mac is */
	u8 mac[ETH_ALEN];
};

/**
 * st2110_output_words() - the MAC address of an IP multicast group, in two words
 * @dst: address, IPv4 mapped
 * @high: gets its first 16 bits (RFC 1112, 6.4; RFC 2464, 7)
 * @low: gets the rest
 *
 * Any context.
 *
 * Return: false when it is none.
 */
static inline bool st2110_output_words(const struct in6_addr *dst, u16 *high, u32 *low)
{
	*low = ntohl(dst->s6_addr32[3]);
	if (likely(ipv6_addr_v4mapped(dst))) {
		*high = 0x0100;
		*low = 0x5e000000 | (*low & 0x7fffff);
		return ipv4_is_multicast(dst->s6_addr32[3]);
	}
	*high = 0x3333;
	return ipv6_addr_is_multicast(dst);
}

bool st2110_output_group(const struct in6_addr *dst, u8 *mac);
bool st2110_output_ask(struct net_device *dev, const struct in6_addr *dst, u16 vlan, u8 *mac);
void st2110_output_look(struct net_device *dev, struct st2110_output *out, u16 vlan);
bool st2110_output_ready(struct st2110_flow *f, u64 now_ns);
void st2110_output_begins(struct st2110_flow *f, const struct st2110_output *was);
void st2110_output_follow(struct st2110_flow *f, u64 from_ns);
int st2110_output_rtp(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_packet *p);
bool st2110_output_rtcp(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_packet *p,
			enum st2110_drop *reason);
void st2110_output_init(struct st2110_port *port);

#endif /* ST2110_OUTPUT_H */
