// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing what people type. Design: parse.h.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "parse.h"

#define FORMAT_ACCEPTED \
	"accepted are HEIGHT or WIDTHxHEIGHT, then p, i or psf, then the rate, as in 1080p59.94, 1080i50, 1080psf25, 4096x2160p24"
#define RATE_ACCEPTED \
	"accepted are whole numbers, 23.98 29.97 47.95 59.94 119.88 (and 23.976 and so on), and rationals as 60000/1001"
#define NO_WIDTH \
	"the width that goes with %u lines is not known: say WIDTHx%s; a bare height may be 480, 486, 576, 720, 1080, 2160 or 4320"

__attribute__((format(printf, 1, 2)))
static const char *say(const char *fmt, ...)
{
	static char buf[320];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	return buf;
}

/* Decimal digits, with at most @places after a point: digits * 10^-*scale. */
static const char *decimal(const char *s, unsigned int places, u64 *digits, unsigned int *scale)
{
	bool point = false, any = false;
	u64 value = 0;

	*scale = 0;
	for (; isdigit((unsigned char)*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		any = true;
		/* Zeros past the last place change nothing. */
		if (point && *scale == places) {
			if (*s != '0')
				return NULL;
			continue;
		}
		if (value > (UINT64_MAX - 9) / 10)
			return NULL;
		value = value * 10 + (u64)(*s - '0');
		if (point)
			(*scale)++;
	}
	*digits = value;
	return any ? s : NULL;
}

static u64 power10(unsigned int n)
{
	u64 v = 1;

	while (n--)
		v *= 10;
	return v;
}

const char *st2110_parse_number(const char *word, u64 min, u64 max, u64 *value)
{
	char *end;
	u64 v;

	errno = 0;
	v = strtoull(word, &end, 0);
	if (!isdigit((unsigned char)*word) || *end || errno || v < min || v > max)
		return say("accepted is a whole number from %llu to %llu",
			   (unsigned long long)min, (unsigned long long)max);
	*value = v;
	return NULL;
}

const char *st2110_parse_u32(const char *word, u32 min, u32 max, u32 *value)
{
	const char *why;
	u64 v;

	why = st2110_parse_number(word, min, max, &v);
	if (!why)
		*value = (u32)v;
	return why;
}

const char *st2110_parse_word(const struct st2110_word *words, const char *word, int *value)
{
	int v = st2110_word_value(words, word);
	char list[192];

	if (v < 0)
		return say("%s; accepted are %s",
			   v == ST2110_WORD_AMBIGUOUS ? "may mean several" : "not known",
			   st2110_word_list(words, list, sizeof(list)));
	*value = v;
	return NULL;
}

const char *st2110_parse_time(const char *word, u64 max_ns, u64 *ns)
{
	static const struct {
		const char *unit;
		unsigned int places;
	} units[] = { { "ns", 0 }, { "us", 3 }, { "ms", 6 }, { "s", 9 } };
	unsigned int scale, i;
	const char *end;
	u64 digits, v;

	end = decimal(word, 9, &digits, &scale);
	if (!end)
		return "accepted is a time with its unit, as 250ns, 12.5us, 4ms or 1s";
	if (!*end) {
		if (digits)
			return say("a time needs its unit: say %sns, %sus, %sms or %ss",
				   word, word, word, word);
		*ns = 0;
		return NULL;
	}
	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcasecmp(end, units[i].unit))
			break;
	if (i == ARRAY_SIZE(units))
		return say("\"%s\" is no unit of time; accepted are ns, us, ms and s", end);
	while (scale > units[i].places && digits % 10 == 0) {
		digits /= 10;
		scale--;
	}
	if (scale > units[i].places)
		return "finer than a nanosecond";
	v = power10(units[i].places - scale);
	if (digits > UINT64_MAX / v || digits * v > max_ns)
		return say("accepted is at most %llu ns", (unsigned long long)max_ns);
	*ns = digits * v;
	return NULL;
}

/* The 1001 rate that rounds to @digits * 10^-@scale, times 1000; 0 if none. */
static u32 rate_of_decimal(u64 digits, unsigned int scale)
{
	static const u16 whole[] = { 24, 30, 48, 60, 96, 120 };
	unsigned int i;

	if (scale < 2)
		return 0;
	for (i = 0; i < ARRAY_SIZE(whole); i++) {
		u64 x = whole[i] * 1000ULL * power10(scale);

		if ((x + 500) / 1001 == digits)
			return whole[i] * 1000U;
	}
	return 0;
}

const char *st2110_parse_rate(const char *word, u32 *num, u32 *den)
{
	unsigned int scale, den_scale = 0;
	u64 n, d = 1, g;
	const char *end;

	end = decimal(word, 9, &n, &scale);
	if (!end || !n)
		return RATE_ACCEPTED;
	if (*end == '/') {
		end = decimal(end + 1, 3, &d, &den_scale);
		if (!end || !d || scale)
			return RATE_ACCEPTED;
		if (n > UINT32_MAX)
			return RATE_ACCEPTED;
		n *= power10(den_scale);
	} else {
		while (scale && n % 10 == 0) {
			n /= 10;
			scale--;
		}
		/* 59.940 and 23.9760 mean what 59.94 and 23.976 mean. */
		if (scale) {
			n = rate_of_decimal(n, scale);
			d = 1001;
		}
	}
	if (*end || !n)
		return RATE_ACCEPTED;
	g = st2110_common_divisor(n, d);
	n /= g;
	d /= g;
	if (n > ST2110_MAX_RATE_NUM || d > ST2110_MAX_RATE_DEN)
		return RATE_ACCEPTED;
	*num = (u32)n;
	*den = (u32)d;
	return NULL;
}

static u32 usual_width(u32 height)
{
	switch (height) {
	case 480:
	case 486:
	case 576:
		return 720;
	case 720:
		return 1280;
	case 1080:
		return 1920;
	case 2160:
		return 3840;
	case 4320:
		return 7680;
	default:
		return 0;
	}
}

/* The formats of BT.601 have one rate each. */
static bool own_rate(struct st2110_format *f)
{
	if (f->scan != ST2110_SCAN_INTERLACED)
		return false;
	if (f->height == 576) {
		f->rate_num = 25;
		f->rate_den = 1;
		return true;
	}
	f->rate_num = 30000;
	f->rate_den = 1001;
	return f->height == 480 || f->height == 486;
}

/* Digits of a dimension; 0 when there are none or it is absurd. */
static u32 dimension(const char **s)
{
	u32 v = 0;

	for (; isdigit((unsigned char)**s); (*s)++) {
		v = v * 10 + (u32)(**s - '0');
		if (v > 65535)
			return 0;
	}
	return v;
}

const char *st2110_parse_format(const char *word, struct st2110_format *format)
{
	struct st2110_format f = { 0 };
	const char *s = word, *why;

	f.height = dimension(&s);
	if (f.height && (*s == 'x' || *s == 'X')) {
		s++;
		f.width = f.height;
		f.height = dimension(&s);
	}
	if (!f.height)
		return FORMAT_ACCEPTED;
	if (!f.width) {
		f.width = usual_width(f.height);
		if (!f.width)
			return say(NO_WIDTH, f.height, word);
	}

	if (!strncasecmp(s, "psf", 3)) {
		f.scan = ST2110_SCAN_PSF;
		s += 3;
	} else if (*s == 'p' || *s == 'P') {
		f.scan = ST2110_SCAN_PROGRESSIVE;
		s++;
	} else if (*s == 'i' || *s == 'I') {
		f.scan = ST2110_SCAN_INTERLACED;
		s++;
	} else {
		return FORMAT_ACCEPTED;
	}

	if (!*s && !own_rate(&f))
		return say("the rate is missing: say %s50, %s59.94 or another", word, word);
	why = *s ? st2110_parse_rate(s, &f.rate_num, &f.rate_den) : NULL;
	if (why)
		return say("rate \"%s\": %s", s, why);
	/* i50 counts fields, i25 frames: no format has 12.5 frames. */
	if (f.scan == ST2110_SCAN_INTERLACED && f.rate_num > 30 * f.rate_den) {
		if (f.rate_num % 2 == 0)
			f.rate_num /= 2;
		else
			f.rate_den *= 2;
	}
	*format = f;
	return NULL;
}

const char *st2110_parse_addr(const char *word, struct st2110_addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	if (inet_pton(AF_INET, word, addr->octets) == 1)
		addr->len = 4;
	else if (inet_pton(AF_INET6, word, addr->octets) == 1)
		addr->len = 16;
	else
		return "accepted is an IPv4 or IPv6 address, as 239.1.1.1 or ff3e::1";
	return NULL;
}

const char *st2110_parse_addr_port(const char *word, struct st2110_addr *addr, u16 *port)
{
	const char *colon = strrchr(word, ':');
	char host[ST2110_ADDR_TEXT + 2];
	const char *why;
	size_t len;
	u64 v;

	if (!colon)
		return "the port is missing: accepted is ADDR:PORT, as 239.1.1.1:5004";
	len = (size_t)(colon - word);
	if (len >= sizeof(host))
		return "accepted is ADDR:PORT, as 239.1.1.1:5004 or [ff3e::1]:5004";
	memcpy(host, word, len);
	host[len] = '\0';
	if (host[0] == '[' && len > 1 && host[len - 1] == ']') {
		host[len - 1] = '\0';
		memmove(host, host + 1, len - 1);
		if (!strchr(host, ':'))
			return "brackets go around an IPv6 address only";
	} else if (strchr(host, ':')) {
		return "put an IPv6 address in brackets: [ff3e::1]:5004";
	}
	why = st2110_parse_addr(host, addr);
	if (why)
		return why;
	if (st2110_parse_number(colon + 1, 1, 65535, &v))
		return say("port \"%s\": accepted is a number from 1 to 65535", colon + 1);
	*port = (u16)v;
	return NULL;
}

const char *st2110_parse_speed(const char *word, u32 *mbits)
{
	static const char accepted[] =
		"accepted are Mbit/s as a plain number, or with a unit as 10gbit or 2500mbit";
	unsigned int scale;
	const char *end;
	u64 digits;

	end = decimal(word, 3, &digits, &scale);
	if (!end || digits > 100000000)
		return accepted;
	digits *= power10(3 - scale);
	if (!*end || !strcasecmp(end, "mbit") || !strcasecmp(end, "m"))
		digits = digits % 1000 ? UINT64_MAX : digits / 1000;
	else if (strcasecmp(end, "gbit") && strcasecmp(end, "g"))
		return accepted;
	if (digits > 10000000)
		return "accepted is a whole number of Mbit/s up to 10000000";
	*mbits = (u32)digits;
	return NULL;
}

const char *st2110_parse_bit_rate(const char *word, u64 *bps)
{
	static const struct {
		const char *unit;
		unsigned int places;
	} units[] = { { "", 0 }, { "bit", 0 }, { "kbit", 3 }, { "mbit", 6 }, { "gbit", 9 } };
	unsigned int scale, i;
	const char *end;
	u64 digits;

	end = decimal(word, 9, &digits, &scale);
	for (i = 0; end && i < ARRAY_SIZE(units); i++)
		if (!strcasecmp(end, units[i].unit))
			break;
	if (!end || i == ARRAY_SIZE(units) || scale > units[i].places)
		return "accepted are whole bit/s, as 622080000, or with a unit as 250.5mbit";
	if (!digits || digits > 1000000000000ULL / power10(units[i].places - scale))
		return "accepted is 1 bit/s to 1 Tbit/s";
	*bps = digits * power10(units[i].places - scale);
	return NULL;
}

const char *st2110_parse_sampling(const char *word, u32 *sampling)
{
	int v = st2110_word_value(st2110_sampling_words, word);

	if (v < 0)
		return "accepted are 422, 444, 420, rgb, key, and SDP's words, as YCbCr-4:2:2";
	*sampling = (u32)v;
	return NULL;
}

const char *st2110_parse_depth(const char *word, u32 *depth)
{
	static const u8 known[] = { 8, 10, 12, 16 };
	unsigned int i;
	u64 v;

	if (!strcasecmp(word, "16f"))
		word = "16";
	if (!st2110_parse_number(word, 1, 64, &v))
		for (i = 0; i < ARRAY_SIZE(known); i++)
			if (known[i] == v) {
				*depth = known[i];
				return NULL;
			}
	return "accepted are 8, 10, 12, 16 and 16f bits";
}
