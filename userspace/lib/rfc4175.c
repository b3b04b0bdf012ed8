// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC 4175 layouts. Design: rfc4175.h.
 */
#include <stdlib.h>

#include "rfc4175.h"

static void put16(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static int refuse(struct st2110_refusal *no, u32 attr, const char *why)
{
	if (no) {
		no->why = why;
		no->attr = attr;
	}
	return -EINVAL;
}

/* Where packing stands within a field. */
struct cursor {
	u32 row;
	u32 octet;		/* of the row */
};

/* Fill one packet with at most @room octets; @one_row ends it with its row. */
static void cut(const struct rfc4175_layout *l, struct rfc4175_packet *p, struct cursor *c,
		u32 room, bool one_row)
{
	while (room >= l->group_octets && c->row < l->rows && p->srds < RFC4175_MAX_SRDS) {
		struct rfc4175_srd *srd = &p->srd[p->srds++];
		u32 take = l->line_octets - c->octet;

		if (take > room)
			take = room - room % l->group_octets;
		srd->octets = (u16)take;
		srd->row = (u16)(c->row * l->lines_per_row);
		srd->offset = (u16)(c->octet / l->group_octets * l->group_pixels);
		p->pixel_octets += (u16)take;
		room -= take;
		c->octet += take;
		if (c->octet < l->line_octets)
			return;
		c->octet = 0;
		c->row++;
		if (one_row)
			return;
	}
}

int rfc4175_layout_init(struct rfc4175_layout *layout, const struct st2110_format *format,
			const struct st2110_pixels *pixels, struct st2110_refusal *no)
{
	u32 octets, group_pixels, room, most, field;
	struct cursor c;
	int err;

	memset(layout, 0, sizeof(*layout));
	err = st2110_pgroup(pixels->sampling, pixels->depth, &octets, &group_pixels);
	if (err)
		return refuse(no, ST2110_A_FLOW_DEPTH,
			      "depth: no pgroup for this sampling and depth");
	layout->lines_per_row = pixels->sampling == ST2110_SAMPLING_YCBCR_420 ? 2 : 1;
	layout->fields = format->scan == ST2110_SCAN_PROGRESSIVE ? 1 : 2;
	layout->group_octets = octets;
	layout->group_pixels = group_pixels / layout->lines_per_row;
	if (format->width % layout->group_pixels)
		return refuse(no, ST2110_A_FLOW_WIDTH, "width: not a whole number of pgroups");
	if (format->height % (layout->fields * layout->lines_per_row))
		return refuse(no, ST2110_A_FLOW_HEIGHT,
			      "height: not a whole number of lines a field");
	layout->line_octets = format->width / layout->group_pixels * octets;
	layout->rows = format->height / layout->fields / layout->lines_per_row;
	room = pixels->packing == ST2110_PACKING_BPM ? RFC4175_BPM_OCTETS : pixels->payload;
	room -= room % octets;
	if (!room || room > 65000)
		return refuse(no, ST2110_A_FLOW_PAYLOAD,
			      "payload: want one pgroup to 65000 octets");

	/* A packet holds @room or three rows, and ends early at most once a row. */
	most = layout->rows * (layout->line_octets / room + 2);
	layout->packets = calloc((size_t)most * layout->fields, sizeof(*layout->packets));
	if (!layout->packets)
		return -ENOMEM;
	for (field = 0; field < layout->fields; field++) {
		memset(&c, 0, sizeof(c));
		while (c.row < layout->rows) {
			struct rfc4175_packet *p = &layout->packets[layout->count++];

			p->field = (u8)field;
			cut(layout, p, &c, room, pixels->packing == ST2110_PACKING_GPM_SL);
			if (pixels->packing == ST2110_PACKING_BPM)
				p->pad_octets = (u16)(room - p->pixel_octets);
			p->marker = c.row == layout->rows;
		}
		if (!field)
			layout->field_count = layout->count;
	}
	return 0;
}

void rfc4175_layout_free(struct rfc4175_layout *layout)
{
	free(layout->packets);
	memset(layout, 0, sizeof(*layout));
}

void rfc4175_write_headers(const struct rfc4175_packet *packet, u8 *at)
{
	unsigned int i;

	put16(at, 0);
	for (i = 0; i < packet->srds; i++) {
		const struct rfc4175_srd *srd = &packet->srd[i];
		u8 *p = at + 2 + RFC4175_SRD_OCTETS * i;
		bool more = i + 1U < packet->srds;

		put16(p, srd->octets);
		put16(p + 2, (u32)packet->field << 15 | srd->row);
		put16(p + 4, (u32)more << 15 | srd->offset);
	}
}

void rfc4175_copy_pixels(const struct rfc4175_layout *layout, const struct rfc4175_packet *packet,
			 const u8 *picture, u8 *at)
{
	unsigned int i;

	for (i = 0; i < packet->srds; i++) {
		const struct rfc4175_srd *srd = &packet->srd[i];
		size_t row = (size_t)srd->row / layout->lines_per_row;

		row = row * layout->fields + packet->field;
		memcpy(at, picture + row * layout->line_octets +
		       srd->offset / layout->group_pixels * layout->group_octets, srd->octets);
		at += srd->octets;
	}
	memset(at, 0, packet->pad_octets);
}
