// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contents. Design: content.h.
 */
#include <stdlib.h>

#include "content.h"
#include "picture.h"

#define VC2_FRAGMENT		0xec
#define VC2_OCTETS		20	/* headers of a fragment with slices */
#define J2K_OCTETS		8
#define VC2_PARAMETERS		16	/* of one with transform parameters */
#define VC2_PICTURE		4	/* where the picture number is */
#define JXS_OCTETS		4
#define JXS_FRAME		0x07c00000
#define ANC_HEADER		8
#define ANC_LINE		11
#define ANC_DID			0x61	/* CEA-708 captions */
#define ANC_SDID		0x01
#define ANC_WORDS_MAX		255

static void put16(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

/* Ten bits after ten bits, most significant first. */
struct words {
	u8 *at;
	u32 bits;
	u32 sum;		/* of bits 0 to 8, ST 291-1 */
};

static void put_bits(struct words *w, u32 value, u32 count)
{
	while (count--) {
		if (value >> count & 1)
			w->at[w->bits >> 3] |= (u8)(0x80 >> (w->bits & 7));
		w->bits++;
	}
}

/* Eight bits, their parity and its opposite. */
static void put_word(struct words *w, u8 value)
{
	u32 parity = (u32)__builtin_parity(value), word = value | parity << 8 | !parity << 9;

	w->sum += word & 0x1ff;
	put_bits(w, word, 10);
}

static u32 anc_words(const struct content *c)
{
	u32 room = c->payload > ANC_HEADER + 8 ? (c->payload - ANC_HEADER - 4) * 8 / 10 : 5;

	/* DID, SDID, count and checksum */
	return room - 4 < ANC_WORDS_MAX ? room - 4 : ANC_WORDS_MAX;
}

static u32 anc_octets(const struct content *c)
{
	u32 bits = 32 + (4 + anc_words(c)) * 10;

	return (bits + 31) / 32 * 4;
}

static void anc_write(const struct content *c, u32 j, u8 *at)
{
	const struct rfc4175_layout *l = &c->layout;
	u32 field = j >= l->field_count, count = anc_words(c), i;
	bool empty = j - field * l->field_count == content_keep_alive(l);
	struct words w = { .at = at + ANC_HEADER };

	put16(at + 2, empty ? 0 : anc_octets(c));
	at[4] = !empty;
	if (c->scan == ST2110_SCAN_INTERLACED)
		at[5] = field ? 0xc0 : 0x80;
	if (empty)
		return;
	put_bits(&w, ANC_LINE, 12);	/* luma */
	put_bits(&w, 0, 12);
	put_bits(&w, 0, 8);
	put_word(&w, ANC_DID);
	put_word(&w, ANC_SDID);
	put_word(&w, (u8)count);
	for (i = 0; i < count; i++)
		put_word(&w, (u8)(j + i));
	put_bits(&w, (w.sum & 0x1ff) | (~w.sum & 0x100) << 1, 10);
}

/*
 * RFC 9134 clause 4.3, codestream mode: T, K, L, I, five bits of frame number, eleven each of SEP
 * and P, the one counting how often the other has wrapped. RFC 8450 clause 4: I and F, parse code,
 * picture number, prefix, scaler, length, slices, and x and y of the first, where there are
 * slices; a picture's first fragment has parameters instead. RFC 5371 clause 4: tp, MHF, mh_id, T,
 * priority (255: none), tile, an octet of 0, fragment offset. FFmpeg's packers of the first two
 * (rtpenc_jpegxs.c, rtpenc_vc2hq.c) and GStreamer's of the third (rtpj2kpay) write the same bits.
 */
static void compressed_write(const struct content *c, u32 j, u8 *at)
{
	const struct rfc4175_layout *l = &c->layout;
	u32 field = j >= l->field_count, i = j - field * l->field_count, n, offset;
	u32 last = (field ? l->count - l->field_count : l->field_count) - 1;
	bool interlaced = c->scan == ST2110_SCAN_INTERLACED;

	for (n = 0; n < c->payload; n++)
		at[n] = (u8)((j + n) * 2654435761U >> 24);
	switch (c->codec) {
	case ST2110_CODEC_JXSV:
		/* T, L, I; both counters run on over the field's codestream */
		at[0] = (u8)(0x80 | (i == last ? 0x20 : 0) |
			     (interlaced ? field ? 0x18 : 0x10 : 0));
		n = i / 2048 << 11 | i % 2048;
		at[1] = (u8)(n >> 16);
		put16(at + 2, n);
		break;
	case ST2110_CODEC_VC2:
		put16(at, 0);
		at[2] = (u8)(interlaced ? 2 | field : 0);
		at[3] = VC2_FRAGMENT;
		memset(at + 4, 0, 4);
		put16(at + 8, 0);
		put16(at + 10, 1);
		put16(at + 12, c->payload - (i ? VC2_OCTETS : VC2_PARAMETERS));
		put16(at + 14, !!i);
		if (i) {
			put16(at + 16, i - 1);
			put16(at + 18, 0);
		}
		break;
	default:
		offset = i * (c->payload - J2K_OCTETS);
		at[0] = (u8)((interlaced ? field ? 0x80 : 0x40 : 0) | (i ? 0 : 0x30));
		at[1] = 255;
		put16(at + 2, 0);
		at[4] = 0;
		at[5] = (u8)(offset >> 16);
		put16(at + 6, offset);
	}
}

static int content_anc(struct content *c, const struct content_settings *settings,
		       const char **why)
{
	u32 most = 1, i;

	for (i = 0; i < settings->count; i++)
		most = settings->counts[i] > most ? settings->counts[i] : most;
	c->extended = true;
	c->layout.field_count = most + 1;
	if (c->payload >= ANC_HEADER + 12 && c->payload <= 1440)
		return 0;
	*why = "--payload: of ancillary data, 20 to 1440 octets";
	return -1;
}

static int content_compressed(struct content *c, const struct content_settings *settings,
			      const char **why)
{
	c->extended = c->codec == ST2110_CODEC_VC2;
	if (c->codec == ST2110_CODEC_JXSV)
		c->count_mask = JXS_FRAME;
	if (c->codec == ST2110_CODEC_VC2) {
		c->count_at = VC2_PICTURE;
		c->count_mask = UINT32_MAX;
		c->count_fields = true;
	}
	c->layout.field_count = (settings->packets + c->layout.fields - 1) / c->layout.fields;
	if (settings->packets < c->layout.fields) {
		*why = "--packets: of a frame of compressed video, are needed";
		return -1;
	}
	if (c->payload <= VC2_OCTETS) {
		*why = "--payload: of compressed video, from 21 octets";
		return -1;
	}
	return 0;
}

int content_init(struct content *c, const struct content_settings *settings,
		 const struct st2110_format *format, const struct st2110_pixels *pixels,
		 const char **why)
{
	struct st2110_refusal no = { NULL, 0 };

	memset(c, 0, sizeof(*c));
	c->essence = settings->essence;
	c->codec = settings->codec;
	c->scan = format->scan;
	c->payload = pixels->payload;
	if (c->essence == ST2110_ESSENCE_VIDEO) {
		c->extended = true;
		if (rfc4175_layout_init(&c->layout, format, pixels, &no)) {
			*why = no.why ? no.why : "out of memory";
			return -1;
		}
		c->image = picture_make(&c->layout, format, pixels, settings->picture, why);
		return c->image ? 0 : -1;
	}
	if (st2110_format_check(format, &no)) {
		*why = no.why;
		return -1;
	}
	c->layout.fields = format->scan == ST2110_SCAN_PROGRESSIVE ? 1 : 2;
	if (c->essence == ST2110_ESSENCE_COMPRESSED) {
		c->layout.count = settings->packets;
		return content_compressed(c, settings, why);
	}
	if (content_anc(c, settings, why))
		return -1;
	c->layout.count = c->layout.field_count * c->layout.fields;
	return 0;
}

void content_free(struct content *c)
{
	free(c->image);
	c->image = NULL;
}

u32 content_octets(const struct content *c, u32 j)
{
	const struct rfc4175_packet *p;

	if (c->essence == ST2110_ESSENCE_COMPRESSED)
		return c->payload;
	if (c->essence != ST2110_ESSENCE_VIDEO)
		return j % c->layout.field_count == content_keep_alive(&c->layout) ?
		       ANC_HEADER : ANC_HEADER + anc_octets(c);
	p = &c->layout.packets[j];
	return rfc4175_header_octets(p) - RFC4175_RTP_OCTETS + p->pixel_octets + p->pad_octets;
}

void content_write(const struct content *c, u32 j, u8 *at)
{
	const struct rfc4175_packet *p;

	if (c->essence == ST2110_ESSENCE_COMPRESSED) {
		compressed_write(c, j, at);
		return;
	}
	if (c->essence != ST2110_ESSENCE_VIDEO) {
		anc_write(c, j, at);
		return;
	}
	p = &c->layout.packets[j];
	rfc4175_write_headers(p, at);
	rfc4175_copy_pixels(&c->layout, p, c->image,
			    at + rfc4175_header_octets(p) - RFC4175_RTP_OCTETS);
}
