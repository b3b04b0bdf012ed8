// SPDX-License-Identifier: GPL-2.0-only
/*
 * The words of a flow, and sdp-extra. Design: sdp_flow.h, sdp_essence.h.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sdp_essence.h"

int sdp_flow_say(struct sdp_flow *f, u8 leg, u32 line, const char *key, const char *fmt, ...)
{
	char *value = f->pool + f->used;
	size_t room = sizeof(f->pool) - f->used;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(value, room, fmt, ap);
	va_end(ap);
	if (f->words == SDP_WORDS || len < 0 || (size_t)len >= room)
		return -E2BIG;
	f->used += (size_t)len + 1;
	f->word[f->words++] = (struct sdp_word){
		.key = key, .value = value, .line = line, .leg = leg,
	};
	if (leg > f->legs)
		f->legs = leg;
	return 0;
}

const struct sdp_word *sdp_flow_word(const struct sdp_flow *f, u8 leg, const char *key)
{
	u32 i;

	for (i = 0; i < f->words; i++)
		if (f->word[i].leg == leg && !strcmp(f->word[i].key, key))
			return &f->word[i];
	return NULL;
}

const char *sdp_flow_said(const struct sdp_flow *f, u8 leg, const char *key)
{
	const struct sdp_word *w = sdp_flow_word(f, leg, key);

	return w ? w->value : NULL;
}

/* What would end a parameter, a word in quotes, or a line. */
static bool plain(char c)
{
	return (unsigned char)c >= ' ' && c != 0x7f && c != ';' && c != '%' && c != '"';
}

int sdp_extra_add(struct sdp_extra *x, const char *key, const char *value)
{
	size_t len = x->used, i, end = value ? strlen(value) : 0;
	char *out = x->text;
	int head;

	head = snprintf(out + len, sizeof(x->text) - len, "%s%s%s", len ? "; " : "", key,
			value ? "=" : "");
	if (head < 0 || (size_t)head >= sizeof(x->text) - len)
		return -E2BIG;
	len += (size_t)head;
	for (i = 0; i < end; i++) {
		bool edge = value[i] == ' ' && (!i || i + 1 == end);

		if (len + 4 > sizeof(x->text)) {
			out[x->used] = '\0';
			return -E2BIG;
		}
		if (plain(value[i]) && !edge)
			out[len++] = value[i];
		else
			len += (size_t)sprintf(out + len, "%%%02X", (unsigned char)value[i]);
	}
	out[len] = '\0';
	x->used = len;
	return 0;
}

/* FNV-1a */
u32 sdp_hash(const char *s)
{
	u32 h = 2166136261U;

	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* In place. Nothing that would end a line comes out. */
static void decode(char *s)
{
	char *out = s;

	for (; *s; s++) {
		int c = (unsigned char)*s;

		if (*s == '%' && hex(s[1]) >= 0 && hex(s[2]) >= 0) {
			c = hex(s[1]) << 4 | hex(s[2]);
			s += 2;
		}
		if (c && c != '\r' && c != '\n')
			*out++ = (char)c;
	}
	*out = '\0';
}

int sdp_extra_read(struct sdp_params *p, const char *text, struct sdp_error *no)
{
	u32 i;
	int ret = sdp_params_read(p, text ? text : "", 0, no);

	for (i = 0; !ret && i < p->params; i++)
		if (p->param[i].value)
			decode(p->param[i].value);
	return ret;
}

const char *sdp_extra_value(const struct sdp_params *p, const char *key)
{
	const struct sdp_param *param = sdp_param(p, key);

	return param ? param->value : NULL;
}
