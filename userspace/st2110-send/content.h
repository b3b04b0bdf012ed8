/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a frame's packets hold behind their RTP headers.
 *
 * video	ST 2110-20: the picture, laid out by lib/rfc4175.c
 * compressed	ST 2110-22: N packets of one length with the headers of RFC 9134, 8450
 *		or 5371, filled with octets that stand for a codestream. Where these
 *		count frames (F of RFC 9134) or pictures (the picture number of RFC
 *		8450), frame_stamp() does, in the word @count_at
 * anc		ST 2110-40 (RFC 8331): as many packets a field as --anc-packets says,
 *		each with one ANC packet (CEA-708 captions, ST 334-1); where it says 0, a
 *		keep-alive packet. A field's template ends with that one.
 */
#ifndef ST2110_SEND_CONTENT_H
#define ST2110_SEND_CONTENT_H

#include "rfc4175.h"

#define CONTENT_COUNTS	64

struct content_settings {
	u8 essence;		/* enum st2110_essence */
	u8 codec;		/* enum st2110_codec */
	u32 packets;		/* N of compressed video */
	u32 counts[CONTENT_COUNTS];	/* ANC packets of one field after the other */
	u32 count;		/* how many of these */
	const char *picture;
};

struct content {
	struct rfc4175_layout layout;	/* without packets[] unless video */
	bool extended;		/* begins with an extended sequence number */
	u8 essence, codec;
	u8 scan;
	u32 payload;
	u32 count_at;		/* word behind the RTP header that holds a count */
	u32 count_mask;		/* where in it; 0: none */
	bool count_fields;	/* each field is a picture */
	u8 *image;		/* of video */
};

/* Return: 0, or -1 with a sentence in @why. */
int content_init(struct content *c, const struct content_settings *settings,
		 const struct st2110_format *format, const struct st2110_pixels *pixels,
		 const char **why);
/* The layout stays. */
void content_free(struct content *c);
/* Octets of packet @j behind its RTP header. */
u32 content_octets(const struct content *c, u32 j);
/* Write them. */
void content_write(const struct content *c, u32 j, u8 *at);

/* Of a field's packets, the keep-alive one. */
static inline u32 content_keep_alive(const struct rfc4175_layout *layout)
{
	return layout->field_count - 1;
}

#endif /* ST2110_SEND_CONTENT_H */
