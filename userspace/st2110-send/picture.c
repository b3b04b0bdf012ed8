// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bars and picture files. Design: picture.h.
 *
 * Bars are 75 % colour bars of BT.709 in narrow range, held as 8-bit values and
 * shifted up to the depth. A pgroup's components are packed most significant
 * bit first, in the order of ST 2110-20: Cb Y Cr Y; Cb Y Cr; R G B; and for
 * 4:2:0 the luma of both lines, then Cb, Cr, for each pair of pixels.
 */
#include <stdio.h>
#include <stdlib.h>

#include "picture.h"

struct colour {
	u8 y, cb, cr;
	u8 r, g, b;
};

static const struct colour bars[] = {
	{ 180, 128, 128, 180, 180, 180 },	/* white */
	{ 168,  44, 136, 180, 180,  16 },	/* yellow */
	{ 145, 147,  44,  16, 180, 180 },	/* cyan */
	{ 133,  63,  52,  16, 180,  16 },	/* green */
	{  63, 193, 204, 180,  16, 180 },	/* magenta */
	{  51, 109, 212, 180,  16,  16 },	/* red */
	{  28, 212, 120,  16,  16, 180 },	/* blue */
	{  16, 128, 128,  16,  16,  16 },	/* black */
};

/* Bits, most significant first, into octets that are 0. */
struct bits {
	u8 *at;
	u32 used;
};

static void put(struct bits *b, u8 value, u32 depth)
{
	u32 v = (u32)value << (depth - 8), i;

	for (i = depth; i-- > 0; b->used++)
		if (v >> i & 1)
			b->at[b->used >> 3] |= (u8)(0x80 >> (b->used & 7));
}

static void write_group(struct bits *b, const struct colour *c, u8 sampling, u32 depth, u32 pixels)
{
	u32 i;

	switch (sampling) {
	case ST2110_SAMPLING_YCBCR_422:
		for (i = 0; i < pixels; i += 2) {
			put(b, c->cb, depth);
			put(b, c->y, depth);
			put(b, c->cr, depth);
			put(b, c->y, depth);
		}
		break;
	case ST2110_SAMPLING_YCBCR_420:
		for (i = 0; i < pixels; i += 2) {
			put(b, c->y, depth);
			put(b, c->y, depth);
			put(b, c->y, depth);
			put(b, c->y, depth);
			put(b, c->cb, depth);
			put(b, c->cr, depth);
		}
		break;
	case ST2110_SAMPLING_YCBCR_444:
		for (i = 0; i < pixels; i++) {
			put(b, c->cb, depth);
			put(b, c->y, depth);
			put(b, c->cr, depth);
		}
		break;
	case ST2110_SAMPLING_RGB:
		for (i = 0; i < pixels; i++) {
			put(b, c->r, depth);
			put(b, c->g, depth);
			put(b, c->b, depth);
		}
		break;
	default:
		for (i = 0; i < pixels; i++)
			put(b, c->y, depth);
	}
}

static void draw_bars(const struct rfc4175_layout *l, const struct st2110_pixels *pixels, u8 *image)
{
	u32 groups = l->line_octets / l->group_octets, rows = l->rows * l->fields, i;

	for (i = 0; i < groups; i++) {
		struct bits b = { image + (size_t)i * l->group_octets, 0 };

		write_group(&b, &bars[i * ARRAY_SIZE(bars) / groups], pixels->sampling,
			    pixels->depth, l->group_pixels);
	}
	for (i = 1; i < rows; i++)
		memcpy(image + (size_t)i * l->line_octets, image, l->line_octets);
}

u8 *picture_make(const struct rfc4175_layout *layout, const struct st2110_format *format,
		 const struct st2110_pixels *pixels, const char *file, const char **why)
{
	size_t octets = (size_t)layout->rows * layout->fields * layout->line_octets;
	static char text[160];
	u8 *image = calloc(1, octets);
	FILE *f;

	if (!image) {
		*why = "out of memory";
		return NULL;
	}
	if (!file) {
		draw_bars(layout, pixels, image);
		return image;
	}
	f = fopen(file, "rb");
	if (f && fread(image, 1, octets, f) == octets) {
		fclose(f);
		return image;
	}
	snprintf(text, sizeof(text), f ?
		 "--picture: shorter than the %zu octets of pgroups that a frame of %ux%u has" :
		 "--picture: cannot be read (a frame of %zu octets, %ux%u, is wanted)",
		 octets, format->width, format->height);
	*why = text;
	if (f)
		fclose(f);
	free(image);
	return NULL;
}
