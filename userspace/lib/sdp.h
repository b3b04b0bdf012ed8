/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session description (RFC 8866) as a document: lines with their numbers, the
 * session's section and one for each m= line.
 *
 * What the lines mean is not known here; that is sdp_flow.h. Everything is
 * bounded: octets, lines, streams, parameters. Line ends may be CRLF or LF. The
 * order of lines within a section is not insisted on, since deployed senders
 * write b= behind a=; v= comes first and sections begin at m=.
 *
 * Whoever refuses something names the line: sdp_refuse().
 */
#ifndef ST2110_SDP_H
#define ST2110_SDP_H

#include <stddef.h>
#include <stdint.h>

#include "timing.h"

#define SDP_OCTETS	65536
#define SDP_LINES	1024
#define SDP_MEDIA	64	/* m= lines */
#define SDP_PARAMS	48	/* parameters of one a=fmtp */

struct sdp_line {
	u32 number;		/* from 1 */
	char type;		/* v, o, s, ... */
	char *value;		/* behind "=" */
};

/* Lines from first on; the session's section is number 0, streams follow. */
struct sdp_section {
	u32 first;
	u32 lines;
};

struct sdp_doc {
	char *text;		/* the lines' values point into it */
	struct sdp_line line[SDP_LINES];
	u32 lines;
	struct sdp_section section[1 + SDP_MEDIA];
	u32 media;		/* streams */
};

/* Why something was refused: a sentence, and the line it is about (0: none). */
struct sdp_error {
	u32 line;
	char text[320];
};

/* One "key=value" of a list; a flag has no value. */
struct sdp_param {
	char *key;
	char *value;		/* NULL: a flag */
};

struct sdp_params {
	char *text;		/* keys and values point into it */
	struct sdp_param param[SDP_PARAMS];
	u32 params;
};

/**
 * sdp_refuse() - say what is wrong, with a remedy
 * @no: gets it; what cannot be printed becomes "?"
 * @line: line it is about, 0 none
 * @fmt: sentence
 *
 * Return: -EINVAL.
 */
int sdp_refuse(struct sdp_error *no, u32 line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * sdp_read() - take a document apart
 * @doc: gets it; sdp_free() afterwards, also after a refusal
 * @text: octets, not terminated
 * @len: how many
 * @no: why it was refused
 *
 * Return: 0 or a negative errno.
 */
int sdp_read(struct sdp_doc *doc, const char *text, size_t len, struct sdp_error *no);
void sdp_free(struct sdp_doc *doc);

/**
 * sdp_line() - find a line of a type
 * @doc: document
 * @section: 0 the session's, 1 the first stream's
 * @type: letter
 * @after: line to begin behind, NULL from the section's beginning
 *
 * Return: the line or NULL.
 */
const struct sdp_line *sdp_line(const struct sdp_doc *doc, u32 section, char type,
				const struct sdp_line *after);

/**
 * sdp_attr() - find an attribute: a=NAME or a=NAME:VALUE
 * @doc: document
 * @section: 0 the session's, 1 the first stream's
 * @name: its name
 * @after: line to begin behind, NULL from the section's beginning
 *
 * Return: the line or NULL.
 */
const struct sdp_line *sdp_attr(const struct sdp_doc *doc, u32 section, const char *name,
				const struct sdp_line *after);

/* The value of an attribute's line, "" when it has none; leading blanks are gone. */
const char *sdp_attr_value(const struct sdp_line *line);

/**
 * sdp_one() - find an attribute that may be said once
 * @doc: document
 * @section: the stream's; where it lacks it, the session's counts
 * @name: its name
 * @line: gets the line or NULL
 * @no: why it was refused
 *
 * Return: 0, or -EINVAL when it is said twice in one section.
 */
int sdp_one(const struct sdp_doc *doc, u32 section, const char *name,
	    const struct sdp_line **line, struct sdp_error *no);

/**
 * sdp_params_read() - take a list of parameters apart: a=1; b; c=2;
 * @p: gets it; sdp_params_free() afterwards, also after a refusal
 * @text: list
 * @line: line it stands in, for refusals
 * @no: why it was refused
 *
 * Return: 0 or a negative errno.
 */
int sdp_params_read(struct sdp_params *p, const char *text, u32 line, struct sdp_error *no);
void sdp_params_free(struct sdp_params *p);

/* The parameter of a key, or NULL. */
const struct sdp_param *sdp_param(const struct sdp_params *p, const char *key);

#endif /* ST2110_SDP_H */
