/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One frame as octets ready to send.
 *
 * Every packet of a frame is written once, headers and content; from frame to
 * frame only the sequence number, timestamp, marker and SSRC change, and the UDP
 * checksum with them. A packet of the template holds @octets, of which the RTP
 * header begins at @rtp; sums[] has the one's complement sum of what never
 * changes, so that a new checksum costs five additions.
 */
#ifndef ST2110_SEND_FRAME_H
#define ST2110_SEND_FRAME_H

#include "content.h"
#include "parse.h"

enum checksum_mode { CHECKSUM_NONE, CHECKSUM_UDP, CHECKSUM_BAD };

/* What stands in the headers below RTP. */
struct addressing {
	struct st2110_addr src, dst;
	u16 src_port, dst_port;
	u8 src_mac[6], dst_mac[6];
	int vlan;		/* -1: none */
	u8 ttl, dscp, ecn, payload_type;
	enum checksum_mode checksum;
};

struct frame {
	struct rfc4175_layout layout;
	u8 *octets;		/* layout.count packets, @stride apart */
	u32 stride;
	u16 *lengths;		/* octets of each packet */
	u32 *sums;		/* NULL without checksums */
	u32 rtp;		/* where RTP begins within a packet */
	u32 udp;
	bool bad_sum;
	bool extended;		/* there is an extended sequence number to be stamped */
	u32 count_at, count_mask;	/* of struct content */
	bool count_fields;
};

/* What changes from packet to packet. */
struct rtp_fields {
	u32 sequence;		/* extended */
	u32 timestamp;
	u32 ssrc;
	u8 type;		/* payload type and marker */
	u32 frame;		/* number of the frame */
};

/* The word of packet @j that counts frames or pictures. */
static inline u32 frame_count(const struct frame *frame, u32 j, u32 number)
{
	if (frame->count_fields)
		number = number * frame->layout.fields + (j >= frame->layout.field_count);
	return number * (frame->count_mask & -frame->count_mask) & frame->count_mask;
}

/**
 * frame_init() - write a frame's packets
 * @frame: gets them
 * @content: what they hold; its layout becomes the frame's
 * @to: addresses; with @datagrams only ports and checksums do not matter
 * @datagrams: begin at the RTP header (a UDP socket adds the rest)
 * @why: on error, a sentence
 *
 * Return: 0 or -1.
 */
int frame_init(struct frame *frame, const struct content *content, const struct addressing *to,
	       bool datagrams, const char **why);
void frame_free(struct frame *frame);

/**
 * frame_stamp() - write what changes into a copy of packet @j
 * @frame: template
 * @j: packet of the frame
 * @at: the copy's first octet
 * @rtp: values
 */
static inline void frame_stamp(const struct frame *frame, u32 j, u8 *at,
			       const struct rtp_fields *rtp)
{
	u8 *h = at + frame->rtp;
	u16 low = (u16)rtp->sequence, high = frame->extended ? (u16)(rtp->sequence >> 16) : 0;
	u32 sum, count = 0;
	u8 *word = h + 12 + frame->count_at;

	h[1] = rtp->type;
	if (frame->count_mask) {
		count = frame_count(frame, j, rtp->frame);
		*(u32 *)word = __builtin_bswap32((__builtin_bswap32(*(u32 *)word) &
						  ~frame->count_mask) | count);
	}
	*(u16 *)(h + 2) = __builtin_bswap16(low);
	*(u32 *)(h + 4) = __builtin_bswap32(rtp->timestamp);
	*(u32 *)(h + 8) = __builtin_bswap32(rtp->ssrc);
	if (frame->extended)
		*(u16 *)(h + 12) = __builtin_bswap16(high);
	if (!frame->sums)
		return;
	sum = frame->sums[j] + (0x8000 | rtp->type) + low + high + (rtp->timestamp >> 16) +
	      (u16)rtp->timestamp + (rtp->ssrc >> 16) + (u16)rtp->ssrc + (count >> 16) +
	      (u16)count;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (u16)~((sum & 0xffff) + (sum >> 16));
	if (!sum)
		sum = 0xffff;
	if (frame->bad_sum)
		sum ^= 0x5a5a;
	*(u16 *)(at + frame->udp + 6) = __builtin_bswap16((u16)sum);
}

/* Octets below RTP: Ethernet, VLAN, IP, UDP. */
u32 frame_header_octets(const struct addressing *to);
/* Write them for @udp_payload octets behind UDP; returns where UDP begins. */
u32 frame_headers(const struct addressing *to, u8 *p, u32 udp_payload);
/* The UDP checksum of @octets from the UDP header on, if one is wanted. */
void frame_sum(const struct addressing *to, u8 *udp, u32 octets);

/* A receiver-facing RTCP sender report on the same addresses; returns octets. */
u32 frame_rtcp(const struct addressing *to, bool datagrams, const struct rtp_fields *rtp, u8 *at,
	       u32 room);

#endif /* ST2110_SEND_FRAME_H */
