/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Headers of a packet, rewritten: VLAN tag, IPv4 or IPv6, UDP.
 *
 * Checksums follow what changes: that of an IPv4 header, incrementally (RFC
 * 1624). What is wrong before is wrong after, so that nobody is told that a
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
int st2110_header_mark(struct sk_buff *skb, const struct st2110_packet *p,
		       const struct st2110_marks *marks);

#endif /* ST2110_HEADER_H */
