// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values as text, and tables. Design: print.h.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "print.h"

/* @value / 10^@places without trailing zeros. */
static int fixed(char *buf, size_t size, u64 value, unsigned int places)
{
	u64 unit = 1;
	unsigned int i;
	int len;

	for (i = 0; i < places; i++)
		unit *= 10;
	len = snprintf(buf, size, "%" PRIu64, value / unit);
	value %= unit;
	if (!value)
		return len;
	while (value % 10 == 0) {
		value /= 10;
		places--;
	}
	return len + snprintf(buf + len, size - (size_t)len, ".%0*" PRIu64, (int)places, value);
}

char *st2110_text_time(char *buf, s64 ns)
{
	u64 v = ns < 0 ? -(u64)ns : (u64)ns;
	unsigned int places;
	const char *unit;
	int len = 0;

	if (v < 1000) {
		places = 0;
		unit = "ns";
	} else if (v < 1000000) {
		places = 3;
		unit = "us";
	} else if (v < 1000000000) {
		places = 6;
		unit = "ms";
	} else {
		places = 9;
		unit = "s";
	}
	if (ns < 0)
		buf[len++] = '-';
	len += fixed(buf + len, ST2110_TEXT - (size_t)len, v, places);
	snprintf(buf + len, ST2110_TEXT - (size_t)len, "%s", unit);
	return buf;
}

char *st2110_text_ps(char *buf, u64 ps)
{
	bool us = ps >= 1000000;
	int len = fixed(buf, ST2110_TEXT, ps, us ? 6 : 3);

	snprintf(buf + len, ST2110_TEXT - (size_t)len, us ? "us" : "ns");
	return buf;
}

/* The TAI time line has no leap seconds, so that the calendar is plain. */
char *st2110_text_tai(char *buf, u64 tai_ns)
{
	time_t s = (time_t)(tai_ns / ST2110_NSEC_PER_SEC);
	struct tm tm;
	size_t len;

	gmtime_r(&s, &tm);
	len = strftime(buf, ST2110_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(buf + len, ST2110_TEXT - len, ".%09llu", tai_ns % ST2110_NSEC_PER_SEC);
	return buf;
}

char *st2110_text_addr(char *buf, const struct st2110_addr *addr)
{
	inet_ntop(addr->len == 4 ? AF_INET : AF_INET6, addr->octets, buf, ST2110_ADDR_TEXT);
	return buf;
}

char *st2110_text_bps(char *buf, u64 bps)
{
	if (bps >= 1000000000)
		snprintf(buf, ST2110_TEXT, "%" PRIu64 ".%03" PRIu64 "Gbit/s",
			 bps / 1000000000, bps / 1000000 % 1000);
	else
		snprintf(buf, ST2110_TEXT, "%" PRIu64 ".%03" PRIu64 "Mbit/s",
			 bps / 1000000, bps / 1000 % 1000);
	return buf;
}

char *st2110_text_ppb(char *buf, s64 ppb)
{
	u64 v = ppb < 0 ? -(u64)ppb : (u64)ppb;

	snprintf(buf, ST2110_TEXT, "%c%" PRIu64 ".%03" PRIu64 "ppm",
		 ppb < 0 ? '-' : '+', v / 1000, v % 1000);
	return buf;
}

/* 24000/1001 is known as 23.98, 60000/1001 as 59.94 and so on. */
char *st2110_text_rate(char *buf, u32 num, u32 den)
{
	u64 hundredths;

	if (den == 1) {
		snprintf(buf, ST2110_TEXT, "%u", num);
	} else if (den == 1001 && num % 1000 == 0) {
		hundredths = ((u64)num * 100 + den / 2) / den;
		snprintf(buf, ST2110_TEXT, "%" PRIu64 ".%02" PRIu64,
			 hundredths / 100, hundredths % 100);
	} else {
		snprintf(buf, ST2110_TEXT, "%u/%u", num, den);
	}
	return buf;
}

static bool is_usual_width(u32 width, u32 height)
{
	static const u16 usual[][2] = {
		{ 480, 720 }, { 486, 720 }, { 576, 720 }, { 720, 1280 },
		{ 1080, 1920 }, { 2160, 3840 }, { 4320, 7680 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(usual); i++)
		if (usual[i][0] == height)
			return usual[i][1] == width;
	return false;
}

char *st2110_text_format(char *buf, const struct st2110_format *format)
{
	static const char * const scans[] = { "p", "i", "psf" };
	u32 num = format->rate_num, den = format->rate_den;
	char rate[ST2110_TEXT];
	int len = 0;

	/* Broadcast usage counts an interlaced format's fields. */
	if (format->scan == ST2110_SCAN_INTERLACED) {
		if (den % 2 == 0)
			den /= 2;
		else
			num *= 2;
	}
	if (!is_usual_width(format->width, format->height))
		len = snprintf(buf, ST2110_TEXT, "%ux", format->width);
	snprintf(buf + len, ST2110_TEXT - (size_t)len, "%u%s%s", format->height,
		 format->scan < ARRAY_SIZE(scans) ? scans[format->scan] : "?",
		 st2110_text_rate(rate, num, den));
	return buf;
}

void st2110_table_cell(struct st2110_table *t, const char *text)
{
	if (t->cells == t->room) {
		unsigned int room = t->room ? t->room * 2 : 64;
		char **cell = realloc(t->cell, room * sizeof(*cell));

		if (!cell)
			return;
		t->cell = cell;
		t->room = room;
	}
	t->cell[t->cells] = strdup(text);
	if (t->cell[t->cells])
		t->cells++;
}

void st2110_table_print(const struct st2110_table *t, FILE *out)
{
	unsigned int width[ST2110_TABLE_COLUMNS] = { 0 };
	unsigned int i, column;

	if (!t->columns || t->columns > ST2110_TABLE_COLUMNS)
		return;
	for (i = 0; i < t->cells; i++) {
		unsigned int len = (unsigned int)strlen(t->cell[i]);

		if (len > width[i % t->columns])
			width[i % t->columns] = len;
	}
	for (i = 0; i < t->cells; i++) {
		column = i % t->columns;
		if (column + 1 == t->columns)
			fprintf(out, "%s\n", t->cell[i]);
		else
			fprintf(out, "%-*s  ", (int)width[column], t->cell[i]);
	}
}

void st2110_table_free(struct st2110_table *t)
{
	while (t->cells)
		free(t->cell[--t->cells]);
	free(t->cell);
	t->cell = NULL;
	t->room = 0;
}

void st2110_print_json(FILE *out, json_object *obj, bool pretty)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;

	flags |= pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED :
			  JSON_C_TO_STRING_PLAIN;
	fprintf(out, "%s\n", json_object_to_json_string_ext(obj, flags));
}
