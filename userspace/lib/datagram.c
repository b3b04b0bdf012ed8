// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading captured frames. Design: datagram.h.
 */
#include "datagram.h"

static u32 get16(const u8 *p)
{
	return (u32)p[0] << 8 | p[1];
}

static u32 get32(const u8 *p)
{
	return get16(p) << 16 | get16(p + 2);
}

static u64 add16(u64 sum, const u8 *p, u32 octets)
{
	u32 i;

	for (i = 0; i + 1 < octets; i += 2)
		sum += get16(p + i);
	if (octets & 1)
		sum += (u32)p[octets - 1] << 8;
	return sum;
}

static enum datagram_sum check_sum(const struct datagram *d, const u8 *udp, const u8 *end)
{
	u32 octets = get16(udp + 4);
	u64 sum;

	if (!get16(udp + 6))
		return DATAGRAM_SUM_NONE;
	if (udp + octets > end)
		return DATAGRAM_SUM_UNCHECKED;
	sum = add16(17 + octets, d->src.octets, d->src.len);
	sum = add16(sum, d->dst.octets, d->dst.len);
	sum = add16(sum, udp, octets);
	return sum % 0xffff ? DATAGRAM_SUM_BAD : DATAGRAM_SUM_VALID;
}

/* Find UDP; NULL if there is none. */
static const u8 *read_ip(struct datagram *d, const u8 *p, const u8 *end)
{
	u32 type = get16(p + 12), protocol;

	p += 14;
	while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
		if (p + 4 > end)
			return NULL;
		d->vlan = (int)(get16(p) & 0xfff);
		type = get16(p + 2);
		p += 4;
	}
	if (type == 0x0800 && p + 20 <= end && p[0] >> 4 == 4) {
		d->src.len = 4;
		d->dst.len = 4;
		memcpy(d->src.octets, p + 12, 4);
		memcpy(d->dst.octets, p + 16, 4);
		d->dscp = p[1] >> 2;
		d->ttl = p[8];
		if (p[9] != 17 || get16(p + 6) & 0x3fff)
			return NULL;
		p += (p[0] & 15) * 4;
	} else if (type == 0x86dd && p + 40 <= end && p[0] >> 4 == 6) {
		d->src.len = 16;
		d->dst.len = 16;
		memcpy(d->src.octets, p + 8, 16);
		memcpy(d->dst.octets, p + 24, 16);
		d->dscp = (u8)(get16(p) >> 6 & 0x3f);
		d->ttl = p[7];
		protocol = p[6];
		p += 40;
		while ((protocol == 0 || protocol == 43 || protocol == 60) && p + 8 <= end) {
			protocol = p[0];
			p += 8 + p[1] * 8;
		}
		if (protocol != 17)
			return NULL;
	} else {
		return NULL;
	}
	return p + 8 <= end ? p : NULL;
}

void datagram_read(struct datagram *d, const u8 *octets, u32 caplen)
{
	const u8 *end = octets + caplen, *udp, *rtp, *p;
	u32 udp_octets;

	memset(d, 0, sizeof(*d));
	d->vlan = -1;
	if (caplen < 14)
		return;
	udp = read_ip(d, octets, end);
	if (!udp)
		return;
	d->kind = DATAGRAM_UDP;
	d->src_port = (u16)get16(udp);
	d->dst_port = (u16)get16(udp + 2);
	udp_octets = get16(udp + 4);
	rtp = udp + 8;
	if (rtp + 12 > end || rtp[0] >> 6 != 2)
		return;
	d->kind = DATAGRAM_RTP;
	d->sum = check_sum(d, udp, end);
	d->marker = rtp[1] >> 7;
	d->payload_type = rtp[1] & 0x7f;
	if (d->payload_type >= 64 && d->payload_type < 96) {
		d->kind = DATAGRAM_RTCP;
		return;
	}
	d->sequence = (u16)get16(rtp + 2);
	d->timestamp = get32(rtp + 4);
	d->ssrc = get32(rtp + 8);
	p = rtp + 12 + (rtp[0] & 15) * 4;
	if (rtp[0] & 16) {
		if (p + 4 > end) {
			d->kind = DATAGRAM_UDP;
			return;
		}
		p += 4 + get16(p + 2) * 4;
	}
	if (udp_octets > (u32)(p - udp))
		d->rtp_payload_octets = udp_octets - (u32)(p - udp);
	if (p < end) {
		d->head_octets = sizeof(d->head);
		if (end - p < (int)sizeof(d->head))
			d->head_octets = (u8)(end - p);
		memcpy(d->head, p, d->head_octets);
	}
	if (p + 2 <= end) {
		d->has_extended = true;
		d->extended = (u16)get16(p);
	}
	if (p + 8 <= end) {
		d->has_srd = true;
		d->srd_octets = (u16)get16(p + 2);
		d->srd_field = p[4] >> 7;
		d->srd_row = get16(p + 4) & 0x7fff;
		d->srd_more = p[6] >> 7;
		d->srd_offset = get16(p + 6) & 0x7fff;
	}
}
