// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session description as a document. Design: sdp.h.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sdp.h"

static const char types[] = "vosiuepcbtrzkam";

int sdp_refuse(struct sdp_error *no, u32 line, const char *fmt, ...)
{
	va_list ap;
	char *c;

	no->line = line;
	va_start(ap, fmt);
	vsnprintf(no->text, sizeof(no->text), fmt, ap);
	va_end(ap);
	for (c = no->text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	return -EINVAL;
}

static int take_line(struct sdp_doc *doc, char *text, u32 number, struct sdp_error *no)
{
	struct sdp_section *section = &doc->section[doc->media];
	const char *c;

	if (!text[0] || text[1] != '=' || !strchr(types, text[0]))
		return sdp_refuse(no, number,
				  "\"%.40s\" is no line of SDP: a letter, \"=\" and a value", text);
	for (c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return sdp_refuse(no, number,
					  "has a control character, of value %u: take it out", *c);
	if (!doc->lines && text[0] != 'v')
		return sdp_refuse(no, number, "a description begins with v=0");
	if (doc->lines && text[0] == 'v')
		return sdp_refuse(no, number, "v= again: one description a file");
	if (doc->lines == SDP_LINES)
		return sdp_refuse(no, number, "more than %d lines", SDP_LINES);
	if (text[0] == 'm') {
		if (doc->media == SDP_MEDIA)
			return sdp_refuse(no, number, "more than %d streams: split the file",
					  SDP_MEDIA);
		section = &doc->section[++doc->media];
		section->first = doc->lines;
	}
	doc->line[doc->lines++] = (struct sdp_line){
		.number = number, .type = text[0], .value = text + 2,
	};
	section->lines++;
	return 0;
}

int sdp_read(struct sdp_doc *doc, const char *text, size_t len, struct sdp_error *no)
{
	u32 number = 0, blank = 0;
	char *at, *end;
	int ret;

	memset(doc, 0, sizeof(*doc));
	if (len > SDP_OCTETS)
		return sdp_refuse(no, 0, "longer than %d octets: is it SDP?", SDP_OCTETS);
	if (memchr(text, 0, len))
		return sdp_refuse(no, 0, "has octets of value 0: is it SDP?");
	doc->text = malloc(len + 1);
	if (!doc->text) {
		sdp_refuse(no, 0, "no memory");
		return -ENOMEM;
	}
	memcpy(doc->text, text, len);
	doc->text[len] = '\0';

	for (at = doc->text; *at; at = end) {
		number++;
		end = at + strcspn(at, "\n");
		if (*end)
			*end++ = '\0';
		at[strcspn(at, "\r")] = '\0';
		/* Empty lines are none of RFC 8866; at the end editors leave them. */
		if (!*at) {
			blank = blank ? blank : number;
			continue;
		}
		if (blank)
			return sdp_refuse(no, blank, "an empty line: take it out");
		ret = take_line(doc, at, number, no);
		if (ret)
			return ret;
	}
	if (!doc->lines)
		return sdp_refuse(no, 0, "is empty");
	if (strcmp(doc->line[0].value, "0"))
		return sdp_refuse(no, 1, "v=%.20s: accepted is v=0", doc->line[0].value);
	return 0;
}

void sdp_free(struct sdp_doc *doc)
{
	free(doc->text);
	doc->text = NULL;
}

const struct sdp_line *sdp_line(const struct sdp_doc *doc, u32 section, char type,
				const struct sdp_line *after)
{
	const struct sdp_section *s = &doc->section[section];
	const struct sdp_line *end = &doc->line[s->first + s->lines];
	const struct sdp_line *line = after ? after + 1 : &doc->line[s->first];

	for (; line < end; line++)
		if (line->type == type)
			return line;
	return NULL;
}

const struct sdp_line *sdp_attr(const struct sdp_doc *doc, u32 section, const char *name,
				const struct sdp_line *after)
{
	size_t len = strlen(name);

	while ((after = sdp_line(doc, section, 'a', after)))
		if (!strncmp(after->value, name, len) &&
		    (!after->value[len] || after->value[len] == ':'))
			return after;
	return NULL;
}

const char *sdp_attr_value(const struct sdp_line *line)
{
	const char *colon = strchr(line->value, ':');

	if (!colon)
		return "";
	return colon + 1 + strspn(colon + 1, " ");
}

int sdp_one(const struct sdp_doc *doc, u32 section, const char *name,
	    const struct sdp_line **line, struct sdp_error *no)
{
	const struct sdp_line *again;

	*line = sdp_attr(doc, section, name, NULL);
	if (!*line && section) {
		section = 0;
		*line = sdp_attr(doc, section, name, NULL);
	}
	if (!*line)
		return 0;
	again = sdp_attr(doc, section, name, *line);
	if (again)
		return sdp_refuse(no, again->number, "a=%s again: line %u has it, leave one", name,
				  (*line)->number);
	return 0;
}

static char *trim(char *s)
{
	char *end;

	s += strspn(s, " \t");
	end = s + strlen(s);
	while (end > s && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = '\0';
	return s;
}

int sdp_params_read(struct sdp_params *p, const char *text, u32 line, struct sdp_error *no)
{
	const struct sdp_param *other;
	char *at, *end, *value;
	u32 i;

	memset(p, 0, sizeof(*p));
	p->text = strdup(text);
	if (!p->text) {
		sdp_refuse(no, line, "no memory");
		return -ENOMEM;
	}
	for (at = p->text; at; at = end) {
		end = strchr(at, ';');
		if (end)
			*end++ = '\0';
		at = trim(at);
		if (!*at)
			continue;
		value = strchr(at, '=');
		if (value)
			*value++ = '\0';
		at = trim(at);
		if (!*at)
			return sdp_refuse(no, line, "\"=%.40s\": the parameter's name is missing",
					  value);
		if (strpbrk(at, " \t"))
			return sdp_refuse(no, line,
					  "\"%.40s\": a \";\" between parameters is missing", at);
		if (p->params == SDP_PARAMS)
			return sdp_refuse(no, line, "more than %d parameters", SDP_PARAMS);
		for (i = 0; i < p->params; i++) {
			other = &p->param[i];
			/* RFC 8331 repeats this one. */
			if (!strcmp(other->key, at) && strcmp(at, "DID_SDID"))
				return sdp_refuse(no, line, "%.40s= is said twice: leave one", at);
		}
		p->param[p->params++] = (struct sdp_param){
			.key = at, .value = value ? trim(value) : NULL,
		};
	}
	return 0;
}

void sdp_params_free(struct sdp_params *p)
{
	free(p->text);
	p->text = NULL;
}

const struct sdp_param *sdp_param(const struct sdp_params *p, const char *key)
{
	u32 i;

	for (i = 0; i < p->params; i++)
		if (!strcmp(p->param[i].key, key))
			return &p->param[i];
	return NULL;
}
