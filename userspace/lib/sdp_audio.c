// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a description says of audio (ST 2110-30, AES67, ST 2110-31): samples of a
 * packet, channels and their order. Design: sdp_flow.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "sdp_essence.h"

/* Samples of a packet that the standards have: in two decimals they are known again. */
static const u32 usual[] = { 4, 6, 8, 12, 16, 24, 32, 48, 96, 192, 384 };

static bool is_usual(u32 samples)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(usual); i++)
		if (usual[i] == samples)
			return true;
	return false;
}

char *sdp_ptime_text(char *buf, u32 samples, u32 rate, bool am824)
{
	u64 ns = (samples * 1000000000ULL + rate / 2) / rate;
	size_t end;

	/* Two decimals where a microsecond is not enough, a half going down: 0.125 is 0.12. */
	if (is_usual(samples) && (am824 || samples * 1000000ULL % rate)) {
		ns = (samples * 200000ULL + rate - 1) / (2ULL * rate) * 10000;
		if (!ns)
			ns = 10000;
	}
	end = (size_t)sprintf(buf, "%llu.%06llu", (unsigned long long)ns / 1000000,
			      (unsigned long long)ns % 1000000);
	while (buf[end - 1] == '0')
		buf[--end] = '\0';
	if (buf[end - 1] == '.')
		buf[--end] = '\0';
	return buf;
}

/* Milliseconds with decimals, as ns. Return: how many decimals, or -1. */
static int decimal_ms(const char *text, u64 *ns)
{
	u64 v = 0, unit = 1000000;
	int places = -1;

	for (; *text; text++) {
		if (*text == '.' && places < 0) {
			places = 0;
			continue;
		}
		if (*text < '0' || *text > '9' || v > 1000000000000ULL || places == 6)
			return -1;
		v = v * 10 + (u64)(*text - '0');
		if (places >= 0) {
			places++;
			unit /= 10;
		}
	}
	*ns = v * unit;
	return !v ? -1 : places < 0 ? 0 : places;
}

static bool rounds_to(u64 ns, u32 samples, u32 rate, u64 half_ns)
{
	u64 exact = (samples * 1000000000ULL + rate / 2) / rate;

	/* Some cut off what others round. */
	return (exact > ns ? exact - ns : ns - exact) <= (half_ns ?: 1);
}

/*
 * Samples of a packet. What is written with two decimals or more may be rounded:
 * 0.12 is 125 us, 0.08 is 83 1/3 us, 1.09 is 48 samples at 44.1 kHz; then it must
 * be one of the numbers that the standards have, or four decimals leave no doubt.
 */
static u32 samples_of(u64 ns, int places, u32 rate)
{
	u64 half = 500000, nearest = (ns * rate + 500000000) / 1000000000;
	size_t i;
	int p;

	if (!(ns * rate % 1000000000))
		return nearest <= 8192 ? (u32)nearest : 0;
	for (p = 0; p < places; p++)
		half /= 10;
	for (i = 0; places >= 2 && i < ARRAY_SIZE(usual); i++)
		if (rounds_to(ns, usual[i], rate, half))
			return usual[i];
	if (places >= 4 && nearest <= 8192 && rounds_to(ns, (u32)nearest, rate, half))
		return (u32)nearest;
	return 0;
}

static int read_ptime(struct sdp_reading *r)
{
	const struct sdp_line *line, *other;
	u64 ns, more, count;
	int places, ret;
	char buf[32];
	u32 samples;

	ret = sdp_one(r->doc, r->section, "ptime", &line, r->no);
	if (ret)
		return ret;
	if (!line)
		return sdp_flow_said(r->said, 0, "samples") ? 0 :
		       sdp_refuse(r->no, r->m_line,
				  "this stream has no a=ptime: add it, or say samples 48 (of a packet)");
	places = decimal_ms(sdp_attr_value(line), &ns);
	if (places < 0 || ns > 100000000)
		return sdp_refuse(r->no, line->number,
				  "a=ptime:%.20s: accepted are milliseconds, as 1 and 0.125",
				  sdp_attr_value(line));
	samples = samples_of(ns, places, r->rate);
	if (!samples)
		return sdp_refuse(r->no, line->number,
				  "a=ptime:%.20s is no whole number of samples at %u Hz: 48 samples are %s",
				  sdp_attr_value(line), r->rate,
				  sdp_ptime_text(buf, 48, r->rate, false));
	ret = sdp_one(r->doc, r->section, "framecount", &other, r->no);
	if (!ret && other && (!sdp_number(sdp_attr_value(other), 8192, &count) || count != samples))
		ret = sdp_refuse(r->no, other->number,
				 "a=framecount:%.20s, and a=ptime in line %u has %u samples: write the same",
				 sdp_attr_value(other), line->number, samples);
	if (!ret)
		ret = sdp_one(r->doc, r->section, "maxptime", &other, r->no);
	if (!ret && other && (decimal_ms(sdp_attr_value(other), &more) < 0 || more < ns))
		ret = sdp_refuse(r->no, other->number,
				 "a=maxptime:%.20s is less than a=ptime in line %u",
				 sdp_attr_value(other), line->number);
	if (!ret)
		ret = sdp_flow_say(r->f, 0, line->number, "samples", "%u", samples);
	return ret;
}

/* SMPTE2110.(51,ST): groups of channels, no more than there are. */
static int check_channels(struct sdp_reading *r)
{
	static const struct { const char *symbol; u32 channels; } groups[] = {
		{ "M", 1 }, { "DM", 2 }, { "ST", 2 }, { "LtRt", 2 }, { "51", 6 }, { "71", 8 },
		{ "222", 24 }, { "SGRP", 4 }, { "AES3", 2 },
	};
	const char *order = sdp_value(r, "channel-order"), *at;
	u32 sum = 0;
	size_t i, len;

	if (!order || strncmp(order, "SMPTE2110.", 10))
		return 0;
	at = order + 10;
	if (*at != '(')
		return sdp_refuse(r->no, r->fmtp_line,
				  "channel-order=%.40s: accepted is as SMPTE2110.(51,ST)", order);
	do {
		len = strcspn(++at, ",)");
		for (i = 0; i < ARRAY_SIZE(groups); i++)
			if (strlen(groups[i].symbol) == len && !strncmp(groups[i].symbol, at, len))
				break;
		if (i < ARRAY_SIZE(groups))
			sum += groups[i].channels;
		else if (len == 3 && *at == 'U' && at[1] >= '0' && at[1] <= '6' && at[2] >= '0' &&
			 at[2] <= '9')
			sum += (u32)(at[1] - '0') * 10 + (u32)(at[2] - '0');
		else
			return sdp_refuse(r->no, r->fmtp_line,
					  "channel-order: \"%.*s\": accepted are M DM ST LtRt 51 71 222 SGRP U01 to U64, AES3",
					  (int)(len < 20 ? len : 20), at);
		at += len;
	} while (*at == ',');
	if (strcmp(at, ")"))
		return sdp_refuse(r->no, r->fmtp_line, "channel-order=%.40s: \")\" is missing",
				  order);
	if (sum > r->channels)
		return sdp_refuse(r->no, r->fmtp_line,
				  "channel-order=%.40s has %u channels, and a=rtpmap in line %u %u",
				  order, sum, r->rtpmap_line, r->channels);
	return 0;
}

int sdp_read_audio(struct sdp_reading *r)
{
	u32 line = r->rtpmap_line;
	int ret;

	if (r->rate != 44100 && r->rate != 48000 && r->rate != 96000)
		return sdp_refuse(r->no, line,
				  "a=rtpmap: %u Hz: ST 2110-30 and AES67 have 44100, 48000 and 96000",
				  r->rate);
	ret = sdp_flow_say(r->f, 0, line, "sample-rate", "%u", r->rate);
	if (!ret)
		ret = sdp_flow_say(r->f, 0, line, "channels", "%u", r->channels);
	if (!ret)
		ret = sdp_flow_say(r->f, 0, line, "depth", "%u", r->codec->depth);
	if (!ret)
		ret = read_ptime(r);
	if (!ret)
		ret = check_channels(r);
	return ret;
}
