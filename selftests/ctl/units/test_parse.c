// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing: each accepted form has its value, each refused one is refused, and
 * what is printed is read back as what it was.
 */
#include <inttypes.h>

#include "parse.h"
#include "print.h"
#include "units.h"
#include "words.h"

void test_times(void)
{
	static const struct {
		const char *word;
		u64 ns;
	} good[] = {
		{ "0", 0 }, { "0us", 0 }, { "1ns", 1 }, { "1us", 1000 }, { "12.5us", 12500 },
		{ "637.674us", 637674 }, { "4ms", 4000000 }, { "1.000000ms", 1000000 },
		{ "0.000001ms", 1 }, { "1s", 1000000000 }, { "4.294967295s", 4294967295 },
		{ ".5us", 500 }, { "1.us", 1000 }, { "250NS", 250 }, { "1.000ns", 1 },
	};
	static const char * const bad[] = {
		"", "1", "us", "1.5ns", "1.0001us", "-1us", "+1us", "1 us", "1h", "1usx", "1..5us",
		"4.294967296s", "99999999999999999999s", "0x10us", "1e3us", ".", "1,5us", "1uss",
	};
	char text[ST2110_TEXT];
	struct tally t;
	unsigned int i;
	u64 ns, back;

	tally_begin(&t, "times are read to the nanosecond, or refused");
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		const char *why = st2110_parse_time(good[i].word, UINT32_MAX, &ns);

		CHECK(&t, !why && ns == good[i].ns, "\"%s\": %s", good[i].word, why ? why : "");
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(&t, st2110_parse_time(bad[i], UINT32_MAX, &ns), "\"%s\" passes", bad[i]);
	tally_end(&t);

	tally_begin(&t, "times that are printed are read back the same");
	for (i = 0; i < 100000; i++) {
		ns = rnd() >> rnd_below(64) >> 1;
		if (i < 5000)
			ns = i;
		st2110_text_time(text, (s64)ns);
		back = ns + 1;
		CHECK(&t, !st2110_parse_time(text, UINT64_MAX, &back) && back == ns,
		      "%" PRIu64 " is printed as %s", ns, text);
	}
	tally_end(&t);
}

void test_rates(void)
{
	static const struct {
		const char *word;
		u32 num, den;
	} good[] = {
		{ "23.98", 24000, 1001 }, { "23.976", 24000, 1001 }, { "23.9760", 24000, 1001 },
		{ "29.97", 30000, 1001 }, { "47.95", 48000, 1001 }, { "47.952", 48000, 1001 },
		{ "59.94", 60000, 1001 }, { "59.9401", 60000, 1001 }, { "119.88", 120000, 1001 },
		{ "25", 25, 1 }, { "25.0", 25, 1 }, { "120", 120, 1 },
		{ "60000/1001", 60000, 1001 },
		{ "60/1.001", 60000, 1001 }, { "50/2", 25, 1 }, { "24000/1001", 24000, 1001 },
		{ "95.904", 96000, 1001 },
	};
	static const char * const bad[] = {
		"", "0", "59.95", "29.9", "23.9", "60/", "/1", "60/0", "59.94/1", "59.94x", "-25",
		"1e3", "60/1001/2", "59.93", "1/1000000000", "4294967296", "25.5",
	};
	struct tally t;
	unsigned int i;
	u32 num, den;

	tally_begin(&t, "rates are exact rationals, or refused");
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		const char *why = st2110_parse_rate(good[i].word, &num, &den);

		CHECK(&t, !why && num == good[i].num && den == good[i].den, "\"%s\": %s",
		      good[i].word, why ? why : "another rate");
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(&t, st2110_parse_rate(bad[i], &num, &den), "\"%s\" is accepted", bad[i]);
	tally_end(&t);
}

static bool same_format(const struct st2110_format *a, const struct st2110_format *b)
{
	return a->width == b->width && a->height == b->height && a->scan == b->scan &&
	       a->rate_num == b->rate_num && a->rate_den == b->rate_den;
}

void test_formats(void)
{
	static const struct {
		const char *word;
		struct st2110_format format;
		const char *printed;
	} good[] = {
		{ "1080p59.94", { 1920, 1080, 60000, 1001, ST2110_SCAN_PROGRESSIVE },
		  "1080p59.94" },
		{ "1080i50", { 1920, 1080, 25, 1, ST2110_SCAN_INTERLACED }, "1080i50" },
		{ "1080i25", { 1920, 1080, 25, 1, ST2110_SCAN_INTERLACED }, "1080i50" },
		{ "1080i59.94", { 1920, 1080, 30000, 1001, ST2110_SCAN_INTERLACED },
		  "1080i59.94" },
		{ "1080i29.97", { 1920, 1080, 30000, 1001, ST2110_SCAN_INTERLACED },
		  "1080i59.94" },
		{ "1080i60", { 1920, 1080, 30, 1, ST2110_SCAN_INTERLACED }, "1080i60" },
		{ "1080psf25", { 1920, 1080, 25, 1, ST2110_SCAN_PSF }, "1080psf25" },
		{ "1080PsF23.98", { 1920, 1080, 24000, 1001, ST2110_SCAN_PSF }, "1080psf23.98" },
		{ "2160p59.94", { 3840, 2160, 60000, 1001, ST2110_SCAN_PROGRESSIVE },
		  "2160p59.94" },
		{ "4320p60", { 7680, 4320, 60, 1, ST2110_SCAN_PROGRESSIVE }, "4320p60" },
		{ "720p50", { 1280, 720, 50, 1, ST2110_SCAN_PROGRESSIVE }, "720p50" },
		{ "576i", { 720, 576, 25, 1, ST2110_SCAN_INTERLACED }, "576i50" },
		{ "576i50", { 720, 576, 25, 1, ST2110_SCAN_INTERLACED }, "576i50" },
		{ "480i59.94", { 720, 480, 30000, 1001, ST2110_SCAN_INTERLACED }, "480i59.94" },
		{ "486i", { 720, 486, 30000, 1001, ST2110_SCAN_INTERLACED }, "486i59.94" },
		{ "4096x2160p24", { 4096, 2160, 24, 1, ST2110_SCAN_PROGRESSIVE }, "4096x2160p24" },
		{ "1920x1080p60000/1001", { 1920, 1080, 60000, 1001, ST2110_SCAN_PROGRESSIVE },
		  "1080p59.94" },
		{ "640x480p15/2", { 640, 480, 15, 2, ST2110_SCAN_PROGRESSIVE }, "640x480p15/2" },
	};
	static const char * const bad[] = {
		"", "1080", "1080p", "4320p", "p50", "1080x50", "1080q50", "x1080p50", "0p50",
		"1080p0", "1080p59.95", "99999p50", "1920x0p50", "1080 p50", "1000p50", "1080i",
	};
	struct st2110_format f, back;
	char text[ST2110_TEXT];
	struct tally t;
	unsigned int i;

	tally_begin(&t, "formats are read, printed and read back, or refused");
	for (i = 0; i < ARRAY_SIZE(good); i++) {
		const char *why = st2110_parse_format(good[i].word, &f);

		CHECK(&t, !why && same_format(&f, &good[i].format), "\"%s\": %s", good[i].word,
		      why ? why : "another format");
		if (why)
			continue;
		st2110_text_format(text, &f);
		CHECK(&t, !strcmp(text, good[i].printed), "\"%s\" is printed as %s", good[i].word,
		      text);
		CHECK(&t, !st2110_parse_format(text, &back) && same_format(&f, &back),
		      "\"%s\" is not read back", text);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(&t, st2110_parse_format(bad[i], &f), "\"%s\" is accepted", bad[i]);
	tally_end(&t);
}

void test_addresses(void)
{
	static const char * const bad[] = {
		"", "239.1.1.1", ":5004", "239.1.1.1:", "239.1.1.1:65536", "239.1.1.1:0",
		"239.1.1:5004", "ff3e::1:5004", "[ff3e::1]", "[239.1.1.1]:5004", "[ff3e::1:5004",
		"ff3e::1]:5004", "239.1.1.1:50x", "[]:5004", "name:5004", "239.1.1.1: 5004",
		"[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]:1",
	};
	struct st2110_addr a;
	struct tally t;
	unsigned int i;
	u32 mbits;
	u16 port;

	tally_begin(&t, "addresses, ports and speeds are read, or refused");
	CHECK(&t, !st2110_parse_addr_port("239.1.2.3:5004", &a, &port) && a.len == 4 &&
	      !memcmp(a.octets, "\357\1\2\3", 4) && port == 5004, "IPv4");
	CHECK(&t, !st2110_parse_addr_port("[ff3e::1]:65535", &a, &port) && a.len == 16 &&
	      a.octets[0] == 0xff && a.octets[15] == 1 && port == 65535, "IPv6");
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(&t, st2110_parse_addr_port(bad[i], &a, &port), "\"%s\" passes", bad[i]);
	CHECK(&t, !st2110_parse_speed("10gbit", &mbits) && mbits == 10000, "10gbit");
	CHECK(&t, !st2110_parse_speed("2.5g", &mbits) && mbits == 2500, "2.5g");
	CHECK(&t, !st2110_parse_speed("25000", &mbits) && mbits == 25000, "25000");
	CHECK(&t, !st2110_parse_speed("0", &mbits) && mbits == 0, "0");
	CHECK(&t, !st2110_parse_speed("100mbit", &mbits) && mbits == 100, "100mbit");
	CHECK(&t, st2110_parse_speed("1.5", &mbits), "1.5 Mbit/s is accepted");
	CHECK(&t, st2110_parse_speed("10kbit", &mbits), "10kbit is accepted");
	CHECK(&t, st2110_parse_speed("-1", &mbits), "-1 is accepted");
	CHECK(&t, st2110_parse_speed("99999999999", &mbits), "99999999999 is accepted");
	tally_end(&t);
}

void test_words(void)
{
	static const struct st2110_word * const tables[] = {
		st2110_scan_words, st2110_sampling_words, st2110_packing_words,
		st2110_profile_words, st2110_rtp_ts_words, st2110_align_words, st2110_late_words,
		st2110_slip_words, st2110_release_words, st2110_state_words, st2110_verdict_words,
		st2110_cause_words, st2110_clock_state_words, st2110_event_words,
		st2110_drop_words, st2110_packets_source_words,
	};
	const struct st2110_word *w;
	struct tally t;
	unsigned int i;
	int value;

	tally_begin(&t, "every word has its number, every number one word, in order");
	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		for (w = tables[i]; w->word; w++)
			CHECK(&t, st2110_word_value(tables[i], w->word) == w->value, "%s", w->word);
		for (value = 0; st2110_word_name(tables[i], value); value++)
			CHECK(&t, value == st2110_word_value(tables[i],
							     st2110_word_name(tables[i], value)),
			      "table %u, %d", i, value);
		/* Numbers have no gap, so a table that lost one is found here. */
		for (w = tables[i]; w->word; w++)
			CHECK(&t, w->value < value, "table %u: %s", i, w->word);
	}
	CHECK(&t, !st2110_word_name(st2110_drop_words, ST2110_DROP_MAX + 1), "drop words");
	CHECK(&t, st2110_word_name(st2110_drop_words, ST2110_DROP_MAX), "drop words");
	CHECK(&t, st2110_word_name(st2110_cause_words, ST2110_CAUSE_DOORBELL), "cause words");
	CHECK(&t, st2110_word_name(st2110_event_words, ST2110_EVENT_TYPE_MAX), "event words");
	CHECK(&t, st2110_word_value(st2110_profile_words, "NARROW-L") ==
	      ST2110_PROFILE_NARROW_LINEAR, "a prefix of one");
	CHECK(&t, st2110_word_value(st2110_late_words, "s") == ST2110_WORD_AMBIGUOUS, "of several");
	CHECK(&t, st2110_word_value(st2110_late_words, "") == ST2110_WORD_UNKNOWN, "of all");
	CHECK(&t, st2110_word_value(st2110_profile_words, "n") == ST2110_PROFILE_NARROW, "whole");
	tally_end(&t);
}
