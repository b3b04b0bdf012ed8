/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Payload formats: what the scheduler wants to know of the octets behind an RTP
 * header. Which field a packet is of, and whether a picture begins with it; the
 * rest of them is none of its business.
 *
 *	ST 2110-20	extended sequence number, then {length, F and row, C and offset}
 *	RFC 9134	JPEG XS: T, K, L, I (2 bits), F counter (5), SEP counter (11),
 *			P counter (11)
 *	RFC 8450	VC-2: extended sequence number, six bits, I, F, parse code
 *	RFC 8331	ancillary data: extended sequence number, length, ANC_Count,
 *			F (2 bits); what begins a frame is not told
 *	RFC 5371	JPEG 2000: tp (2 bits) ... fragment offset (24 bits at 5)
 *
 * Softirq, all of it. What a packet is too short for is the first field's, and a
 * beginning.
 */
#ifndef ST2110_PAYLOAD_H
#define ST2110_PAYLOAD_H

#include "essence.h"
#include "rtp.h"

bool st2110_payload_begins(const struct sk_buff *skb, const struct st2110_packet *p, u8 essence,
			   u8 codec);

/**
 * st2110_payload_second() - is a packet of the second field or segment?
 * @skb: packet
 * @p: parsed packet
 * @bits: where its payload format says so
 *
 * Return: true when it is; false when cut short.
 */
static inline bool st2110_payload_second(const struct sk_buff *skb, const struct st2110_packet *p,
					 const struct st2110_field_bits *bits)
{
	u8 buf, *octet;

	if (p->payload + bits->at >= p->end)
		return false;
	octet = skb_header_pointer(skb, p->payload + bits->at, 1, &buf);
	return octet && (*octet & bits->mask) == bits->second;
}

#endif /* ST2110_PAYLOAD_H */
