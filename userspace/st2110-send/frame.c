// SPDX-License-Identifier: GPL-2.0-only
/*
 * The frame template. Design: frame.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "frame.h"

static void put16(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static u32 sum16(const u8 *p, u32 octets)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i + 1 < octets; i += 2)
		sum += (u32)p[i] << 8 | p[i + 1];
	if (octets & 1)
		sum += (u32)p[octets - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (u32)sum;
}

u32 frame_header_octets(const struct addressing *to)
{
	return 14U + (to->vlan >= 0 ? 4 : 0) + (to->dst.len == 4 ? 20 : 40) + 8;
}

u32 frame_headers(const struct addressing *to, u8 *p, u32 udp_payload)
{
	u32 at = 12, udp_octets = udp_payload + 8;

	memcpy(p, to->dst_mac, 6);
	memcpy(p + 6, to->src_mac, 6);
	if (to->vlan >= 0) {
		put16(p + at, 0x8100);
		put16(p + at + 2, (u32)to->vlan);
		at += 4;
	}
	if (to->dst.len == 4) {
		u8 *ip = p + at + 2;

		put16(p + at, 0x0800);
		memset(ip, 0, 20);
		ip[0] = 0x45;
		ip[1] = (u8)(to->dscp << 2 | to->ecn);
		put16(ip + 2, 20 + udp_octets);
		put16(ip + 6, 0x4000);		/* never fragmented: ST 2110-10 */
		ip[8] = to->ttl;
		ip[9] = 17;
		memcpy(ip + 12, to->src.octets, 4);
		memcpy(ip + 16, to->dst.octets, 4);
		put16(ip + 10, ~sum16(ip, 20) & 0xffff);
		at += 22;
	} else {
		u8 *ip = p + at + 2;

		put16(p + at, 0x86dd);
		memset(ip, 0, 40);
		put16(ip, 0x6000 | (u32)to->dscp << 6 | (u32)to->ecn << 4);
		put16(ip + 4, udp_octets);
		ip[6] = 17;
		ip[7] = to->ttl;
		memcpy(ip + 8, to->src.octets, 16);
		memcpy(ip + 24, to->dst.octets, 16);
		at += 42;
	}
	put16(p + at, to->src_port);
	put16(p + at + 2, to->dst_port);
	put16(p + at + 4, udp_octets);
	put16(p + at + 6, 0);
	return at;
}

static u32 pseudo_sum(const struct addressing *to, u32 udp_octets)
{
	return sum16(to->src.octets, to->src.len) + sum16(to->dst.octets, to->dst.len) + 17 +
	       udp_octets;
}

int frame_init(struct frame *frame, const struct content *content, const struct addressing *to,
	       bool datagrams, const char **why)
{
	u32 most = 0, j, octets;

	memset(frame, 0, sizeof(*frame));
	frame->layout = content->layout;
	frame->extended = content->extended;
	frame->count_at = content->count_at;
	frame->count_mask = content->count_mask;
	frame->count_fields = content->count_fields;
	for (j = 0; j < frame->layout.count; j++) {
		octets = RFC4175_RTP_OCTETS + content_octets(content, j);
		if (octets > most)
			most = octets;
	}
	frame->rtp = datagrams ? 0 : frame_header_octets(to);
	frame->udp = frame->rtp - 8;
	frame->stride = (frame->rtp + most + 63) & ~63U;
	frame->bad_sum = to->checksum == CHECKSUM_BAD;
	frame->octets = calloc(frame->layout.count, frame->stride);
	frame->lengths = calloc(frame->layout.count, sizeof(*frame->lengths));
	if (!datagrams && to->checksum != CHECKSUM_NONE)
		frame->sums = calloc(frame->layout.count, sizeof(*frame->sums));
	if (!frame->octets || !frame->lengths ||
	    (!datagrams && to->checksum != CHECKSUM_NONE && !frame->sums)) {
		*why = "out of memory";
		return -1;
	}
	for (j = 0; j < frame->layout.count; j++) {
		u8 *at = frame->octets + (size_t)j * frame->stride;

		octets = RFC4175_RTP_OCTETS + content_octets(content, j);
		if (!datagrams)
			frame_headers(to, at, octets);
		frame->lengths[j] = (u16)(frame->rtp + octets);
		content_write(content, j, at + frame->rtp + RFC4175_RTP_OCTETS);
		/* Type, sequence, timestamp and SSRC are still 0: what is summed
		 * here is exactly what frame_stamp() does not add.
		 */
		if (frame->sums)
			frame->sums[j] = pseudo_sum(to, octets + 8) +
					 sum16(at + frame->udp, octets + 8);
		at[frame->rtp] = 0x80;
	}
	return 0;
}

void frame_free(struct frame *frame)
{
	rfc4175_layout_free(&frame->layout);
	free(frame->octets);
	free(frame->lengths);
	free(frame->sums);
}

void frame_sum(const struct addressing *to, u8 *udp, u32 octets)
{
	u32 sum;

	if (to->checksum == CHECKSUM_NONE && to->dst.len == 4)
		return;
	put16(udp + 6, 0);
	sum = pseudo_sum(to, octets) + sum16(udp, octets);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = ~((sum & 0xffff) + (sum >> 16)) & 0xffff;
	put16(udp + 6, sum ? sum : 0xffff);
}

u32 frame_rtcp(const struct addressing *to, bool datagrams, const struct rtp_fields *rtp, u8 *at,
	       u32 room)
{
	u32 below = datagrams ? 0 : frame_header_octets(to), udp;
	u8 *r = at + below;

	if (room < below + 28)
		return 0;
	memset(at, 0, below + 28);
	r[0] = 0x80;
	r[1] = 200;			/* SR */
	put16(r + 2, 6);		/* 32-bit words less one */
	put16(r + 4, rtp->ssrc >> 16);
	put16(r + 6, rtp->ssrc);
	put16(r + 16, rtp->timestamp >> 16);
	put16(r + 18, rtp->timestamp);
	if (!datagrams) {
		udp = frame_headers(to, at, 28);
		frame_sum(to, at + udp, 36);
	}
	return below + 28;
}
