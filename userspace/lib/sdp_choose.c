// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which stream of a session description is meant: the only one, one that is named
 * by its number or its a=mid, or both of a DUP group (RFC 7104). Design: sdp_essence.h.
 */
#include <stdio.h>
#include <string.h>

#include "sdp_essence.h"

bool sdp_token(const char **at, char *buf, size_t size)
{
	size_t len;

	*at += strspn(*at, " ");
	len = strcspn(*at, " ");
	if (!len || len >= size)
		return false;
	memcpy(buf, *at, len);
	buf[len] = '\0';
	*at += len;
	return true;
}

const struct sdp_line *sdp_media_line(const struct sdp_doc *doc, u32 section)
{
	return &doc->line[doc->section[section].first];
}

const char *sdp_mid(const struct sdp_doc *doc, u32 section)
{
	const struct sdp_line *line = sdp_attr(doc, section, "mid", NULL);

	return line ? sdp_attr_value(line) : NULL;
}

static u32 by_mid(const struct sdp_doc *doc, const char *mid)
{
	const char *other;
	u32 i;

	for (i = 1; i <= doc->media; i++) {
		other = sdp_mid(doc, i);
		if (other && !strcmp(other, mid))
			return i;
	}
	return 0;
}

/* The next DUP group behind @line, checked. Return: 1, 0 none is left, or -EINVAL. */
static int next_pair(const struct sdp_doc *doc, const struct sdp_line **line, u32 *pair,
		     struct sdp_error *no)
{
	char what[16], mid[64];
	const char *at;
	u32 n = 0;

	while ((*line = sdp_attr(doc, 0, "group", *line))) {
		at = sdp_attr_value(*line);
		if (!sdp_token(&at, what, sizeof(what)) || strcmp(what, "DUP"))
			continue;
		while (at[strspn(at, " ")]) {
			if (!sdp_token(&at, mid, sizeof(mid)))
				return sdp_refuse(no, (*line)->number,
						  "a=group:DUP: a name is longer than 63 octets");
			if (n == SDP_LEGS)
				return sdp_refuse(no, (*line)->number,
						  "a=group:DUP has more than two streams: ST 2022-7 is built for two, leave two");
			pair[n] = by_mid(doc, mid);
			if (!pair[n])
				return sdp_refuse(no, (*line)->number,
						  "a=group:DUP: no stream has a=mid:%s: add it",
						  mid);
			n++;
		}
		if (n != SDP_LEGS || pair[0] == pair[1])
			return sdp_refuse(no, (*line)->number,
					  "a=group:DUP: two streams by their a=mid are expected");
		return 1;
	}
	return 0;
}

static int check_mids(const struct sdp_doc *doc, struct sdp_error *no)
{
	const struct sdp_line *line;
	u32 i, other;

	for (i = 1; i <= doc->media; i++) {
		line = sdp_attr(doc, i, "mid", NULL);
		if (!line)
			continue;
		other = by_mid(doc, sdp_attr_value(line));
		if (!*sdp_attr_value(line) || strchr(sdp_attr_value(line), ','))
			return sdp_refuse(no, line->number,
					  "a=mid: a name is expected, without \",\"");
		if (other != i)
			return sdp_refuse(no, line->number,
					  "a=mid:%.40s again: line %u has it, streams have different ones",
					  sdp_attr_value(line),
					  sdp_attr(doc, other, "mid", NULL)->number);
	}
	for (i = 1; i <= doc->media; i++) {
		line = sdp_attr(doc, i, "ssrc-group", NULL);
		if (line && !strncmp(sdp_attr_value(line), "DUP", 3))
			return sdp_refuse(no, line->number,
					  "a=ssrc-group:DUP has two SSRCs, ST 2022-7 sends identical RTP: write two streams and a=group:DUP");
	}
	return 0;
}

/* "1 (video primary), 2 (audio)" */
static int ask_stream(const struct sdp_doc *doc, struct sdp_error *no, const char *why)
{
	char list[200] = "";
	size_t used = 0;
	const char *mid, *media;
	u32 i;

	for (i = 1; i <= doc->media && used < sizeof(list); i++) {
		mid = sdp_mid(doc, i);
		media = sdp_media_line(doc, i)->value;
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%u (%.*s%s%.20s)",
					 i > 1 ? ", " : "", i, (int)strcspn(media, " "), media,
					 mid ? " " : "", mid ? mid : "");
	}
	return sdp_refuse(no, sdp_media_line(doc, doc->media > 1 ? 2 : 1)->number,
			  "%s: say which: stream %s", why, list);
}

static u32 find_stream(const struct sdp_doc *doc, const char *name, size_t len)
{
	char text[64];
	u64 n;

	if (!len || len >= sizeof(text))
		return 0;
	memcpy(text, name, len);
	text[len] = '\0';
	if (by_mid(doc, text))
		return by_mid(doc, text);
	return sdp_number(text, doc->media, &n) ? (u32)n : 0;
}

static int choose_named(const struct sdp_doc *doc, const char *stream, struct sdp_chosen *c,
			struct sdp_error *no)
{
	const char *plus = strchr(stream, '+');
	const struct sdp_line *line = NULL;
	u32 pair[SDP_LEGS], first, second;
	char why[120];

	/* A mid may have "+". */
	first = find_stream(doc, stream, strlen(stream));
	if (first) {
		c->section[0] = first;
		c->count = 1;
		return 0;
	}
	first = plus ? find_stream(doc, stream, (size_t)(plus - stream)) : 0;
	second = plus ? find_stream(doc, plus + 1, strlen(plus + 1)) : 0;
	while (first && second && next_pair(doc, &line, pair, no) > 0) {
		if ((pair[0] != first || pair[1] != second) &&
		    (pair[0] != second || pair[1] != first))
			continue;
		memcpy(c->section, pair, sizeof(pair));
		c->count = SDP_LEGS;
		return 0;
	}
	if (first && second)
		return sdp_refuse(no, 0,
				  "stream %.40s: these are no DUP group: \"a=group:DUP\" names none of both",
				  stream);
	snprintf(why, sizeof(why), "stream \"%.40s\" is not there", stream);
	return ask_stream(doc, no, why);
}

int sdp_choose(const struct sdp_doc *doc, const char *stream, struct sdp_chosen *c,
	       struct sdp_error *no)
{
	const struct sdp_line *line = NULL;
	u32 pair[SDP_LEGS], i;
	const char *mid;
	int ret, used = 0;

	memset(c, 0, sizeof(*c));
	ret = check_mids(doc, no);
	if (ret)
		return ret;
	if (stream) {
		ret = choose_named(doc, stream, c, no);
		if (ret)
			return ret;
	} else if (doc->media == 1) {
		c->section[0] = 1;
		c->count = 1;
	} else {
		ret = next_pair(doc, &line, pair, no);
		if (ret < 0)
			return ret;
		if (!ret || doc->media > SDP_LEGS)
			return ask_stream(doc, no, "several streams");
		memcpy(c->section, pair, sizeof(pair));
		c->count = SDP_LEGS;
	}
	for (i = 0; i < c->count; i++) {
		mid = sdp_mid(doc, c->section[i]);
		if (mid)
			used += snprintf(c->mids + used, sizeof(c->mids) - used, "%.60s%s", mid,
					 c->count > 1 && !i ? "," : "");
	}
	return 0;
}
