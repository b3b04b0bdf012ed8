/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trouble on request: what a sender can do wrong, and how often it did.
 *
 * A list of items, each of a kind and about one frame (counted from 0). Frames
 * that are not sent consume neither sequence numbers nor RTCP turns: that is an
 * application without a picture. Single packets that are left out do consume
 * their number: that is a loss.
 */
#ifndef ST2110_SEND_TROUBLE_H
#define ST2110_SEND_TROUBLE_H

#include "portable.h"

enum trouble_kind {
	TROUBLE_HICCUP,		/* value: ns later */
	TROUBLE_DROP_PACKET,	/* value: index */
	TROUBLE_DROP_FRAME,
	TROUBLE_NO_MARKER,
	TROUBLE_DROP_FIELD,	/* value: 0 or 1 */
	TROUBLE_WRONG_N,	/* value: more or fewer packets */
	TROUBLE_SSRC_CHANGE,
	TROUBLE_KINDS,
};

extern const char *const trouble_words[TROUBLE_KINDS];

struct trouble {
	enum trouble_kind kind;
	u32 frame;
	s64 value;
};

#define TROUBLE_MAX	4096

struct troubles {
	struct trouble item[TROUBLE_MAX];
	u32 count;
	u64 done[TROUBLE_KINDS];	/* injected */
};

/* Parse FRAME, FRAME:VALUE or FRAME:TIME as the kind wants; NULL or a sentence. */
const char *trouble_add(struct troubles *t, enum trouble_kind kind, const char *word);

/* First item of a kind about a frame, or NULL; counts it as injected. */
const struct trouble *trouble_take(struct troubles *t, enum trouble_kind kind, u32 frame);

/* Indices of the packets to leave out of a frame, ascending; returns how many. */
u32 trouble_packets(struct troubles *t, u32 frame, u32 *indices, u32 room);

#endif /* ST2110_SEND_TROUBLE_H */
