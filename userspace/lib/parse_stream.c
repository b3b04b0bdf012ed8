// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words about streams without pictures. Design: parse_stream.h.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "parse_stream.h"
#include "timing.h"

#define PTIME_MAX_NS	1000000000ULL

/* Packet times whose usual words are not what they mean, seconds as 1 / per_second. */
static const struct {
	u64 from_ns, to_ns;
	u32 per_second;
} rounded[] = {
	{ 120000, 125000, 8000 },
	{ 80000, 84000, 12000 },
	{ 330000, 334000, 3000 },
};

/* Digits with at most @places after the point, times 10^@places; NULL: none. */
static const char *fixed(const char *s, unsigned int places, u64 *value)
{
	bool any = false, point = false;
	u64 v = 0;

	for (; isdigit((unsigned char)*s) || (*s == '.' && !point); s++) {
		if (*s == '.') {
			point = true;
			continue;
		}
		if (point && !places--)
			return NULL;
		if (v > UINT64_MAX / 100)
			return NULL;
		v = v * 10 + (u64)(*s - '0');
		any = true;
	}
	while (places--) {
		if (v > UINT64_MAX / 100)
			return NULL;
		v *= 10;
	}
	*value = v;
	return any ? s : NULL;
}

const char *st2110_parse_ptime(const char *word, u32 sample_rate, u32 *samples)
{
	static char why[160];
	u64 ns, num, den = ST2110_NSEC_PER_SEC;
	const char *end, *bad;
	unsigned int i;

	end = fixed(word, 6, &ns);	/* milliseconds, as SDP has them */
	if (!end || *end) {
		bad = st2110_parse_time(word, PTIME_MAX_NS, &ns);
		if (bad)
			return "accepted is a packet time, as 1ms, 125us, or SDP's 1, 0.12, 0.08";
	}
	if (ns > PTIME_MAX_NS)
		return "accepted is a packet time of up to 20 ms";
	num = ns * sample_rate;
	for (i = 0; i < ARRAY_SIZE(rounded); i++)
		if (ns >= rounded[i].from_ns && ns <= rounded[i].to_ns) {
			num = sample_rate;
			den = rounded[i].per_second;
		}
	if (num % den || !num) {
		snprintf(why, sizeof(why),
			 "no whole number of samples at %u Hz; say samples instead, as samples 48",
			 sample_rate);
		return why;
	}
	*samples = (u32)(num / den);
	return NULL;
}

const char *st2110_parse_sample(const char *word, u32 *depth)
{
	static const struct st2110_word words[] = {
		{ "16", 16 }, { "24", 24 }, { "32", 32 },
		{ "L16", 16 }, { "L24", 24 }, { "AM824", 32 },
		{ NULL, 0 }
	};
	const struct st2110_word *w;

	for (w = words; w->word; w++)
		if (!strcasecmp(w->word, word)) {
			*depth = (u32)w->value;
			return NULL;
		}
	return "accepted are 16, 24, L16, L24 and AM824";
}

const char *st2110_parse_packet_rate(const char *word, u32 *num, u32 *den)
{
	const char *slash = strchr(word, '/');
	char first[32];

	*den = 1;
	snprintf(first, sizeof(first), "%.*s", slash ? (int)(slash - word) : 31, word);
	if (!st2110_parse_u32(first, 1, UINT32_MAX, num) &&
	    (!slash || !st2110_parse_u32(slash + 1, 1, UINT32_MAX, den)))
		return NULL;
	return "accepted are packets a second, as 2500 or 22591/2";
}

const char *st2110_packet_rate(u64 bps, u32 payload, u32 *num, u32 *den)
{
	u64 bits = 8ULL * payload, common;

	if (!payload)
		return "needs payload, octets of a packet";
	common = st2110_common_divisor(bps, bits);
	if (bps / common > INT32_MAX)
		return "makes no packet rate of 31 bits with this payload; say packet-rate";
	*num = (u32)(bps / common);
	*den = (u32)(bits / common);
	return NULL;
}
