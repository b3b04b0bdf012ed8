/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RFC 4175 and ST 2110-20: which octets of a picture go into which packet.
 *
 * A layout is the list of a frame's packets, in the order sent: for each its
 * sample row data headers (SRD) and where its pixel octets begin in the picture.
 * A picture is its pgroups line after line; an interlaced or PsF frame is sent
 * as two fields, whose lines are every other one of the picture. 4:2:0 groups
 * span two lines, which then count as one.
 *
 * Packing is as ST 2110-20 has it: GPM runs on from line to line, with at most
 * three SRDs in a packet; GPM per line starts a packet with every line; BPM cuts
 * 1260 octets (seven blocks of 180) and pads the last packet.
 */
#ifndef ST2110_RFC4175_H
#define ST2110_RFC4175_H

#include "timing.h"

#define RFC4175_RTP_OCTETS	12
#define RFC4175_SRD_OCTETS	6
#define RFC4175_MAX_SRDS	3
#define RFC4175_BPM_OCTETS	1260

struct rfc4175_srd {
	u16 octets;
	u16 row;		/* within its field */
	u16 offset;		/* pixels */
};

struct rfc4175_packet {
	struct rfc4175_srd srd[RFC4175_MAX_SRDS];
	u8 srds;
	u8 field;		/* F: 0, or 1 in a second field or segment */
	bool marker;		/* last of its frame or field */
	u16 pixel_octets;	/* sum over the SRDs */
	u16 pad_octets;		/* BPM's last packet */
};

struct rfc4175_layout {
	struct rfc4175_packet *packets;
	u32 count;		/* N, both fields */
	u32 field_count;	/* N, or half of it */
	u32 line_octets;	/* of a row (two lines in 4:2:0) */
	u32 group_octets;
	u32 group_pixels;	/* along a line */
	u32 rows;		/* of a field */
	u8 fields;
	u8 lines_per_row;	/* 1, or 2 in 4:2:0 */
};

/**
 * rfc4175_layout_init() - lay a format's frame out in packets
 * @layout: gets it; rfc4175_layout_free() gives its memory back
 * @format: raster and scan
 * @pixels: sampling, depth, packing, payload
 * @no: on refusal, what is wrong
 *
 * Return: 0, or -EINVAL or -ENOMEM.
 */
int rfc4175_layout_init(struct rfc4175_layout *layout, const struct st2110_format *format,
			const struct st2110_pixels *pixels, struct st2110_refusal *no);
void rfc4175_layout_free(struct rfc4175_layout *layout);

/**
 * rfc4175_header_octets() - RTP header, extended sequence number and SRDs
 * @packet: of a layout
 *
 * Return: octets before the pixels.
 */
static inline u32 rfc4175_header_octets(const struct rfc4175_packet *packet)
{
	return RFC4175_RTP_OCTETS + 2 + RFC4175_SRD_OCTETS * packet->srds;
}

/**
 * rfc4175_write_headers() - extended sequence number (0) and SRDs
 * @packet: of a layout
 * @at: octets behind the RTP header
 */
void rfc4175_write_headers(const struct rfc4175_packet *packet, u8 *at);

/**
 * rfc4175_copy_pixels() - a packet's pixel octets from a picture
 * @layout: the frame's
 * @packet: one of its packets
 * @picture: layout->rows * layout->fields rows of layout->line_octets
 * @at: where they go
 */
void rfc4175_copy_pixels(const struct rfc4175_layout *layout, const struct rfc4175_packet *packet,
			 const u8 *picture, u8 *at);

#endif /* ST2110_RFC4175_H */
