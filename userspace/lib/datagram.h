/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A captured Ethernet frame, read down to RTP and RFC 4175.
 *
 * Any number of VLAN tags, IPv4 with options, IPv6 with hop-by-hop, routing and
 * destination headers. Fragments are no datagrams. Captures may be truncated:
 * what is not there is said to be absent.
 */
#ifndef ST2110_DATAGRAM_H
#define ST2110_DATAGRAM_H

#include "parse.h"

enum datagram_kind {
	DATAGRAM_OTHER,		/* no UDP */
	DATAGRAM_UDP,		/* UDP, no RTP */
	DATAGRAM_RTP,
	DATAGRAM_RTCP,		/* RTP version, payload types 64 to 95 */
};

enum datagram_sum { DATAGRAM_SUM_NONE, DATAGRAM_SUM_UNCHECKED, DATAGRAM_SUM_VALID,
		    DATAGRAM_SUM_BAD, DATAGRAM_SUMS };

struct datagram {
	enum datagram_kind kind;
	enum datagram_sum sum;
	struct st2110_addr src, dst;
	u16 src_port, dst_port;
	int vlan;		/* innermost, -1: none */
	u8 ttl, dscp;
	/* RTP */
	u8 payload_type;
	bool marker;
	u16 sequence;
	u32 timestamp;
	u32 ssrc;
	u32 rtp_payload_octets;	/* as the UDP length has it */
	u8 head[16];		/* of the RTP payload, as far as it was captured */
	u8 head_octets;
	/* RFC 4175, where the capture reaches as far */
	bool has_extended, has_srd;
	u16 extended;
	u16 srd_octets;
	u16 srd_row;
	u8 srd_field;
	u16 srd_offset;
	bool srd_more;
};

/**
 * datagram_read() - read a captured frame
 * @d: gets what was found
 * @octets: from the Ethernet header on
 * @caplen: how many there are
 */
void datagram_read(struct datagram *d, const u8 *octets, u32 caplen);

#endif /* ST2110_DATAGRAM_H */
