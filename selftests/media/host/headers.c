// SPDX-License-Identifier: GPL-2.0-only
/*
 * Payload headers of compressed video, held against octets worked out by hand from the
 * bit diagrams of RFC 9134 (clause 4.3), RFC 8450 (clause 4) and RFC 5371 (clause 4); the
 * counts of frames and pictures that a stamp writes, their checksum, and what the module
 * reads as a second field. Host test, TAP.
 */
#include <stdio.h>

#include "content.h"
#include "essence.h"
#include "frame.h"

static unsigned int lines, failures;

static void result(bool good, const char *what, u32 a, u32 b)
{
	printf("%sok %u - headers: %s (%u, %u)\n", good ? "" : "not ", ++lines, what, a, b);
	failures += !good;
}

struct vector {
	u8 codec, scan;
	u32 packets;		/* of a whole frame */
	u32 j;			/* packet of the frame */
	u32 frame;		/* number of the frame */
	u8 octets;		/* compared */
	u8 want[20];
	const char *what;
};

#define P	ST2110_SCAN_PROGRESSIVE
#define I	ST2110_SCAN_INTERLACED

static const struct vector vectors[] = {
	/* T 1 K 0 L I F=00000 | SEP | P: 1 0 0 00 00000 00000000000 00000000000 */
	{ ST2110_CODEC_JXSV, P, 10, 0, 0, 4, { 0x80, 0, 0, 0 }, "JPEG XS, first" },
	/* 1 0 1 00 00000 ... 9 */
	{ ST2110_CODEC_JXSV, P, 10, 9, 32, 4, { 0xa0, 0, 0, 9 }, "JPEG XS, last, frame 32" },
	/* F 10101: 1 0 0 00 101 | 01 ... */
	{ ST2110_CODEC_JXSV, P, 10, 3, 21, 4, { 0x85, 0x40, 0, 3 }, "JPEG XS, frame 21" },
	/* packet 2050: SEP 1, P 2: 01 at bits 11-21, 10 at 0-10 */
	{ ST2110_CODEC_JXSV, P, 3000, 2050, 31, 4, { 0x87, 0xc0, 0x08, 0x02 }, "JPEG XS, P wraps" },
	{ ST2110_CODEC_JXSV, I, 10, 0, 1, 4, { 0x90, 0x40, 0, 0 }, "JPEG XS, first field" },
	{ ST2110_CODEC_JXSV, I, 10, 9, 1, 4, { 0xb8, 0x40, 0, 4 }, "JPEG XS, second, last" },
	/* no. of slices 0: transform parameters, 100 - 16 octets */
	{ ST2110_CODEC_VC2, P, 10, 0, 7, 16,
	  { 0, 0, 0, 0xec, 0, 0, 0, 7, 0, 0, 0, 1, 0, 84, 0, 0 }, "VC-2, parameters" },
	{ ST2110_CODEC_VC2, P, 10, 3, 0x12345678, 20,
	  { 0, 0, 0, 0xec, 0x12, 0x34, 0x56, 0x78, 0, 0, 0, 1, 0, 80, 0, 1, 0, 2, 0, 0 },
	  "VC-2, a slice" },
	{ ST2110_CODEC_VC2, I, 10, 4, 7, 20,
	  { 0, 0, 2, 0xec, 0, 0, 0, 14, 0, 0, 0, 1, 0, 80, 0, 1, 0, 3, 0, 0 }, "VC-2, first field" },
	{ ST2110_CODEC_VC2, I, 10, 6, 7, 20,
	  { 0, 0, 3, 0xec, 0, 0, 0, 15, 0, 0, 0, 1, 0, 80, 0, 1, 0, 0, 0, 0 }, "VC-2, second field" },
	/* tp 00 MHF 11 mh_id 000 T 0 | 255 | tile | 0 | offset */
	{ ST2110_CODEC_JPEG2000, P, 10, 0, 7, 8, { 0x30, 255, 0, 0, 0, 0, 0, 0 }, "JPEG 2000, first" },
	{ ST2110_CODEC_JPEG2000, P, 2000, 1000, 7, 8, { 0, 255, 0, 0, 0, 0x01, 0x67, 0x60 },
	  "JPEG 2000, offset 92000" },
	{ ST2110_CODEC_JPEG2000, I, 10, 0, 7, 8, { 0x70, 255, 0, 0, 0, 0, 0, 0 },
	  "JPEG 2000, odd field" },
	{ ST2110_CODEC_JPEG2000, I, 10, 6, 7, 8, { 0x80, 255, 0, 0, 0, 0, 0, 92 },
	  "JPEG 2000, even field" },
};

static u32 sum(const u8 *p, u32 octets, u32 begin)
{
	u32 i;

	for (i = 0; i < octets; i++)
		begin += i & 1 ? p[i] : (u32)p[i] << 8;
	while (begin >> 16)
		begin = (begin & 0xffff) + (begin >> 16);
	return begin;
}

static void check(const struct vector *v)
{
	struct content_settings settings = {
		.essence = ST2110_ESSENCE_COMPRESSED, .codec = v->codec, .packets = v->packets,
	};
	struct st2110_format format = { 1920, 1080, 25, 1, v->scan };
	struct st2110_pixels pixels = { .payload = 100 };
	struct addressing to = { .src = { .len = 4, .octets = { 10, 0, 0, 1 } },
				 .dst = { .len = 4, .octets = { 239, 1, 1, 1 } },
				 .dst_port = 5004, .vlan = -1, .checksum = CHECKSUM_UDP };
	struct rtp_fields rtp = { .sequence = 77, .timestamp = 1234567, .ssrc = 89,
				  .type = 96, .frame = v->frame };
	struct st2110_field_bits bits;
	const char *why = NULL;
	struct content content;
	struct frame frame;
	u32 octets, pseudo;
	u8 *at, *payload;

	if (content_init(&content, &settings, &format, &pixels, &why) ||
	    frame_init(&frame, &content, &to, false, &why)) {
		result(false, why, 0, 0);
		return;
	}
	at = frame.octets + (size_t)v->j * frame.stride;
	payload = at + frame.rtp + 12;
	/* Twice: a copy that a frame before has stamped is stamped again. */
	rtp.frame ^= 0x2a;
	frame_stamp(&frame, v->j, at, &rtp);
	rtp.frame = v->frame;
	frame_stamp(&frame, v->j, at, &rtp);
	result(!memcmp(payload, v->want, v->octets), v->what, v->j, v->frame);
	octets = frame.lengths[v->j] - frame.udp;
	pseudo = sum(to.src.octets, 4, sum(to.dst.octets, 4, 17 + octets));
	result(sum(at + frame.udp, octets, pseudo) == 0xffff, "its checksum", octets, pseudo);
	st2110_essence_field_bits(&bits, ST2110_ESSENCE_COMPRESSED, v->codec);
	result(((payload[bits.at] & bits.mask) == bits.second) ==
	       (v->scan == I && v->j >= content.layout.field_count), "and its field", v->j,
	       v->scan);
	content_free(&content);
	frame_free(&frame);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vectors); i++)
		check(&vectors[i]);
	printf("1..%u\n", lines);
	return failures ? 1 : 0;
}
