/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Headers of a packet, rewritten: Ethernet, VLAN tag, IPv4 or IPv6, UDP.
 *
 * Checksums follow what changes, that of an IPv4 header and UDP's, incrementally
 * (RFC 1624). What is wrong before is wrong after, so that nobody is told that a
 * broken packet was whole.
 *
 * Offsets are those of a classified packet (rtp.h).
 */
#ifndef ST2110_HEADER_H
#define ST2110_HEADER_H

#include "rtp.h"

/* What routers and switches go by; ST2110_MARK_KEEP: the sender's own. */
struct st2110_marks {
	u16 dscp;	/* 0 to 63 (RFC 2474); ECN is left alone */
	u16 ttl;	/* 1 to 255; hop limit */
	u16 pcp;	/* 0 to 7 (IEEE 802.1Q), of packets that have a tag */
};

bool st2110_header_marked(const struct st2110_marks *marks);

/* Where a packet goes, and what it says it comes from. */
struct st2110_address {
	struct in6_addr dst;
	struct in6_addr src;
	bool src_set;		/* else the sender's own stays */
	__be16 port;
	u16 vlan;		/* 0: none */
	u16 pcp;		/* 0 to 7, or ST2110_MARK_KEEP */
	bool tags_stay;		/* as they are: @vlan and @pcp say nothing */
	const u8 *dst_mac;
	const u8 *src_mac;	/* NULL: the sender's own stays */
};

int st2110_header_mark(struct sk_buff *skb, const struct st2110_packet *p,
		       const struct st2110_marks *marks);
void st2110_header_address(struct sk_buff *skb, const struct st2110_packet *p,
			   const struct st2110_address *a);

#endif /* ST2110_HEADER_H */
