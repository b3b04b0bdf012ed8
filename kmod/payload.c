// SPDX-License-Identifier: GPL-2.0-only
/*
 * Payload formats; see payload.h.
 */

#include "compat/compat.h"
#include "payload.h"

#define VC2_SEQUENCE_HEADER	0x00	/* parse codes of ST 2042-1 and RFC 8450 */
#define VC2_PICTURE_FRAGMENT	0xec

/* Octets @from to @from + @len of the payload, or NULL when there are fewer. */
static const u8 *octets(const struct sk_buff *skb, const struct st2110_packet *p, unsigned int from,
			unsigned int len, u8 *buf)
{
	if (p->payload + from + len > p->end)
		return NULL;
	return skb_header_pointer(skb, p->payload + from, len, buf);
}

/* RFC 8450 clause 4.2: the transform parameters come first, in a fragment without slices. */
static bool vc2_begins(const struct sk_buff *skb, const struct st2110_packet *p)
{
	u8 buf[2];
	const u8 *h = octets(skb, p, 3, 1, buf);

	if (!h || *h == VC2_SEQUENCE_HEADER)
		return true;
	if (*h != VC2_PICTURE_FRAGMENT)
		return false;
	h = octets(skb, p, 14, 2, buf);
	return !h || !get_unaligned_be16(h);
}

/**
 * st2110_payload_begins() - may a picture begin with this packet?
 * @skb: packet
 * @p: parsed packet
 * @essence: enum st2110_essence
 * @codec: enum st2110_codec
 *
 * ST 2110-20 clause 6.1.5: first row, first pixel. RFC 9134 clause 4.3: both
 * counters begin with 0. RFC 5371 clause 4: fragment offset 0.
 *
 * Return: true when it may; other formats do not tell.
 */
bool st2110_payload_begins(const struct sk_buff *skb, const struct st2110_packet *p, u8 essence,
			   u8 codec)
{
	const u8 *h;
	u8 buf[4];

	switch (essence) {
	case ST2110_ESSENCE_VIDEO:
		h = octets(skb, p, 4, 4, buf);
		return !h || !(get_unaligned_be32(h) & 0x7fff7fff);
	case ST2110_ESSENCE_COMPRESSED:
		break;
	default:
		return true;
	}
	switch (codec) {
	case ST2110_CODEC_JXSV:
		h = octets(skb, p, 0, 4, buf);
		return !h || !(get_unaligned_be32(h) & 0x003fffff);
	case ST2110_CODEC_VC2:
		return vc2_begins(skb, p);
	default:
		h = octets(skb, p, 4, 4, buf);
		return !h || !(get_unaligned_be32(h) & 0x00ffffff);
	}
}
