/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a session description means for a flow, and the reverse.
 *
 * A flow is a list of words, those of "st2110ctl flow add": dst, format,
 * sampling, profile ..., each with the line it was read from. So whatever knows
 * those words knows SDP, and a word of the command that says something else can
 * be named beside the line that it contradicts. What a true description needs and
 * a flow does not carry (TCS, colorimetry, session name, payload type) is one more
 * word, sdp-extra: a list "key=value; key" that the kernel keeps and does not
 * read.
 *
 * Reading honours what is said, asks for what is lacking by its name and by the
 * word that would say it, and refuses what contradicts with the line. Writing
 * states what is so: the clock is that of the moment, timing parameters are the
 * flow's; a grandmaster that is read is kept beside the words, to be compared with the
 * one that this host follows. What is written is read back as the same flow, and
 * written from that is the same octets: the session's id is a hash of the flow's
 * name, or that of the description it was made from; its version is a hash of all
 * other lines, so that it changes with any of them.
 *
 * What a receiver has no use for and the same flow needs stands in one attribute
 * of ours, a=x-st2110: pixel octets of a packet, packets of a frame.
 *
 * Documents: RFC 8866, RFC 4570 (source-filter), RFC 7104 and RFC 5888 (groups),
 * RFC 7273 (clocks), ST 2110-10, -20, -21, -22, -30, -31, -40, -41, -43,
 * RFC 4175, RFC 9134, RFC 8450, RFC 5371, RFC 3190, RFC 8331, RFC 8759.
 */
#ifndef ST2110_SDP_FLOW_H
#define ST2110_SDP_FLOW_H

#include "parse.h"
#include "sdp.h"

#define SDP_WORDS	48
#define SDP_POOL	4096
#define SDP_EXTRA	511	/* octets of sdp-extra */
#define SDP_LEGS	2
#define SDP_REFCLKS	4	/* that are kept */

/* One word and its value; leg 1 or 2 for addresses, 0 for all else. */
struct sdp_word {
	const char *key;
	const char *value;
	u32 line;		/* 0: of no line */
	u8 leg;
};

/* A grandmaster that a description names. */
struct sdp_refclk {
	u32 line;
	u8 gm[8];
	u8 domain;
};

struct sdp_flow {
	struct sdp_word word[SDP_WORDS];
	u32 words;
	u32 legs;
	struct sdp_refclk refclk[SDP_REFCLKS];	/* read; several mean that they are the same */
	u32 refclks;
	size_t used;
	char pool[SDP_POOL];
};

/* What timestamps refer to, as it is now. */
struct sdp_clock {
	bool locked;		/* to a grandmaster that is known */
	u8 gm[8];
	u8 domain;
	u8 mac[SDP_LEGS][6];	/* of the legs' devices */
	bool offset_known;	/* of kept timestamps from the epoch's */
	s64 offset_ns;
};

/**
 * sdp_flow_say() - add a word
 * @f: flow; zeroed before its first
 * @leg: 1 or 2, 0 for what is of all legs
 * @line: line it was read from, 0 none
 * @key: word; stays the caller's
 * @fmt: value
 *
 * Return: 0, or -E2BIG.
 */
int sdp_flow_say(struct sdp_flow *f, u8 leg, u32 line, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* A word of a flow, or NULL. */
const struct sdp_word *sdp_flow_word(const struct sdp_flow *f, u8 leg, const char *key);
/* Its value, or NULL. */
const char *sdp_flow_said(const struct sdp_flow *f, u8 leg, const char *key);

/**
 * sdp_flow_read() - what a description means
 * @f: gets the words
 * @doc: description
 * @stream: which of several, as "2", "primary" or "primary+secondary"; NULL
 *	where there is one, or one DUP pair
 * @said: words that were said besides; what they say is not asked for. Name,
 *	format, packing, payload, packets, profile, rtp-ts, src, ttl and sdp-extra
 *	matter
 * @no: why it was refused
 *
 * Return: 0 or a negative errno.
 */
int sdp_flow_read(struct sdp_flow *f, const struct sdp_doc *doc, const char *stream,
		  const struct sdp_flow *said, struct sdp_error *no);

/**
 * sdp_flow_write() - describe a flow
 * @buf: gets the description, terminated, with CRLF at the ends of lines
 * @size: octets in @buf; 8192 are enough for any flow
 * @f: flow. Beside the words of a command: name, c-max (C_MAX in force),
 *	payload-type (that the sender uses, where one does), origin (address of
 *	this host, where src is not said)
 * @clock: as it is now
 * @no: why it was refused: what is required and not known, by name
 *
 * Return: 0 or a negative errno.
 */
int sdp_flow_write(char *buf, size_t size, const struct sdp_flow *f,
		   const struct sdp_clock *clock, struct sdp_error *no);

#endif /* ST2110_SDP_FLOW_H */
