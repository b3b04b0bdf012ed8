/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What sdp_flow.h is made of: sdp_choose.c finds the stream that is meant, sdp_read.c
 * reads what all streams have, sdp_fmtp.c what an essence has (its a=fmtp, b=),
 * sdp_audio.c that of audio, sdp_known.c knows which parameters there are,
 * sdp_write.c writes, sdp_words.c keeps words and sdp-extra.
 */
#ifndef ST2110_SDP_ESSENCE_H
#define ST2110_SDP_ESSENCE_H

#include "sdp_flow.h"

enum sdp_essence {
	SDP_VIDEO,		/* ST 2110-20 */
	SDP_COMPRESSED,		/* ST 2110-22 */
	SDP_AUDIO,		/* ST 2110-30, -31 */
	SDP_ANC,		/* ST 2110-40 */
	SDP_FASTMETA,		/* ST 2110-41 */
	SDP_TTML,		/* ST 2110-43 */
};

/* An encoding of a=rtpmap. */
struct sdp_codec {
	const char *name;
	const char *media;		/* of m= */
	enum sdp_essence essence;
	const char *word;		/* the essence as a word */
	u32 rate;			/* 0: that of the audio */
	u32 depth;			/* audio */
};

extern const struct sdp_codec sdp_codecs[];

const struct sdp_codec *sdp_codec(const char *name);

/* sdp-extra as it is written. */
struct sdp_extra {
	char text[SDP_EXTRA + 1];
	size_t used;
};

/* Add a parameter, NULL @value for a flag. Return: 0, or -E2BIG. */
int sdp_extra_add(struct sdp_extra *x, const char *key, const char *value);
/* Take sdp-extra apart; sdp_params_free() afterwards. Return: 0 or a negative errno. */
int sdp_extra_read(struct sdp_params *p, const char *text, struct sdp_error *no);
const char *sdp_extra_value(const struct sdp_params *p, const char *key);

/* A stream while it is read. */
struct sdp_reading {
	const struct sdp_doc *doc;
	const struct sdp_flow *said;
	struct sdp_flow *f;
	struct sdp_error *no;
	u32 section;
	bool alone;		/* the description has no other stream */
	bool pair;		/* it has the other leg in another stream */
	u8 leg;
	u32 m_line;
	u32 fmtp_line;		/* m= where there is no a=fmtp */
	u32 rtpmap_line;
	const struct sdp_codec *codec;
	u32 rate;
	u32 channels;
	struct sdp_params fmtp;
	struct sdp_params own;	/* a=x-st2110 */
	u32 own_line;
	struct sdp_params wanted;	/* sdp-extra of the command */
	struct sdp_extra extra;
};

/* Read what the essence has: adds words and sdp-extra. Return: 0 or a negative errno. */
int sdp_read_fmtp(struct sdp_reading *r);

/* The same for audio. */
int sdp_read_audio(struct sdp_reading *r);
/* A parameter of a=fmtp, or of sdp-extra that the command adds; NULL: none. */
const char *sdp_value(const struct sdp_reading *r, const char *key);

/* Check all parameters by what is known of them. Return: 0 or a negative errno. */
int sdp_check_lists(struct sdp_reading *r);
/* Keep in sdp-extra what is neither a word nor worked out. Return: 0 or -E2BIG. */
int sdp_keep_rest(struct sdp_reading *r);
/* Take a word of a=x-st2110; @value gets it, or NULL. Return: 0 or -E2BIG. */
int sdp_take_own(struct sdp_reading *r, const char *key, const char **value);
/* Whether RTP timestamps stay as they are. */
bool sdp_keeps(const struct sdp_reading *r);

/* Whether a=fmtp's key is one that writing works out by itself. */
bool sdp_fmtp_own(enum sdp_essence essence, const char *key);

/* SSN of an essence that has one unless another is kept; NULL: it depends. */
const char *sdp_ssn(enum sdp_essence essence);

/* Whether colorimetry and TCS are what ST 2110-20:2022 brought. */
bool sdp_is_2022(const char *colorimetry, const char *tcs);

/* ptime as written for @samples at @rate; AM824 has two decimals. Return: @buf of 32. */
char *sdp_ptime_text(char *buf, u32 samples, u32 rate, bool am824);

/* A stream, or both of a DUP group. */
struct sdp_chosen {
	u32 section[SDP_LEGS];
	u32 count;
	char mids[128];		/* to keep, "" none */
};

/* Find it by what the command calls it, or NULL. Return: 0, or -EINVAL and what to say. */
int sdp_choose(const struct sdp_doc *doc, const char *stream, struct sdp_chosen *c,
	       struct sdp_error *no);
/* m= of a stream, and its a=mid or NULL. */
const struct sdp_line *sdp_media_line(const struct sdp_doc *doc, u32 section);
const char *sdp_mid(const struct sdp_doc *doc, u32 section);
/* The next word of a line, copied; @at moves behind it. Return: whether there was one that fits. */
bool sdp_token(const char **at, char *buf, size_t size);

/* Identifies a session by its flow's name, and a version by its content. */
u32 sdp_hash(const char *s);

/* A number of digits alone. Return: whether @text is one of at most @max. */
bool sdp_number(const char *text, u64 max, u64 *value);

#endif /* ST2110_SDP_ESSENCE_H */
