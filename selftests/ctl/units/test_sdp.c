// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a description states of the moment: the clock, timestamps that are kept,
 * a sender's payload type, limits in force; its version; what is asked for by
 * name. selftests/sdp/run reads descriptions.
 */
#include <stdio.h>
#include <string.h>

#include "sdp_flow.h"
#include "units.h"

static const char * const video[][2] = {
	{ "name", "cam1" }, { "essence", "video" }, { "format", "1080p50" }, { "sampling", "YCbCr-4:2:2" },
	{ "depth", "10" }, { "packing", "gpm" }, { "payload", "1200" }, { "profile", "narrow" },
	{ "rtp-ts", "epoch" }, { "maxudp", "1500" }, { "c-max", "5" },
	{ "sdp-extra", "pt=96; TCS=SDR; colorimetry=BT709; ttl=32" },
};

static const struct sdp_clock locked = {
	.locked = true,
	.gm = { 0x00, 0x11, 0x22, 0xff, 0xfe, 0x33, 0x44, 0x55 },
	.domain = 127,
	.mac = { { 0x7c, 0xe9, 0xd3, 0x1b, 0x9a, 0xaf } },
};

static struct sdp_flow flow;
static char text[8192];
static struct sdp_error no;

/* The video flow with one word changed, added, or (NULL) left out. */
static bool write_with(const struct sdp_clock *clock, const char *key, const char *value)
{
	bool there = false;
	size_t i;

	memset(&flow, 0, sizeof(flow));
	memset(&no, 0, sizeof(no));
	sdp_flow_say(&flow, 1, 0, "dst", "239.1.1.1:5004");
	for (i = 0; i < ARRAY_SIZE(video); i++) {
		bool it = !strcmp(video[i][0], key);

		there = there || it;
		if (!it || value)
			sdp_flow_say(&flow, 0, 0, video[i][0], "%s", it ? value : video[i][1]);
	}
	if (!there && value)
		sdp_flow_say(&flow, 0, 0, key, "%s", value);
	text[0] = '\0';
	return !sdp_flow_write(text, sizeof(text), &flow, clock, &no);
}

static bool has(const char *what)
{
	return strstr(text, what);
}

static void test_states(void)
{
	struct sdp_clock clock = locked;
	struct tally t;

	tally_begin(&t, "a description states the clock");
	CHECK(&t, write_with(&clock, "", NULL), "%s", no.text);
	CHECK(&t, has("\r\na=ts-refclk:ptp=IEEE1588-2008:00-11-22-FF-FE-33-44-55:127\r\na=mediaclk:direct=0\r\n"), "%s", text);
	CHECK(&t, has("TP=2110TPN; TSMODE=NEW\r\n"), "%s", text);
	clock.locked = false;
	CHECK(&t, write_with(&clock, "", NULL) &&
	      has("\r\na=ts-refclk:localmac=7C-E9-D3-1B-9A-AF\r\na=mediaclk:sender\r\n"), "%s", text);
	tally_end(&t);

	tally_begin(&t, "kept timestamps are direct=0 only within a frame of the epoch's");
	clock = locked;
	CHECK(&t, write_with(&clock, "rtp-ts", "keep") && has("a=mediaclk:sender"), "unknown: %s", text);
	CHECK(&t, !has("TSMODE"), "%s", text);
	clock.offset_known = true;
	CHECK(&t, write_with(&clock, "rtp-ts", "keep") && has("a=mediaclk:direct=0"), "0: %s", text);
	clock.offset_ns = 20000000;
	CHECK(&t, write_with(&clock, "rtp-ts", "keep") && has("a=mediaclk:direct=0"), "a frame: %s", text);
	clock.offset_ns = 20000001;
	CHECK(&t, write_with(&clock, "rtp-ts", "keep") && has("a=mediaclk:sender"), "more: %s", text);
	clock.offset_ns = -20000001;
	CHECK(&t, write_with(&clock, "rtp-ts", "keep") && has("a=mediaclk:sender"), "less: %s", text);
	CHECK(&t, has("a=ts-refclk:ptp="), "the clock is locked: %s", text);
	CHECK(&t, write_with(&clock, "rtp-ts", "epoch") && has("a=mediaclk:direct=0"), "epoch: %s", text);
	tally_end(&t);

	tally_begin(&t, "what is in force is stated");
	clock = locked;
	CHECK(&t, write_with(&clock, "payload-type", "112") && has("RTP/AVP 112\r\n") && has("a=fmtp:112 "), "%s", text);
	CHECK(&t, write_with(&clock, "troff", "637.674us") && has("TROFF=638;") && has("troff=637.674us"), "%s", text);
	CHECK(&t, write_with(&clock, "troff", "800us") && has("TROFF=800;") && !has("troff="), "%s", text);
	CHECK(&t, write_with(&clock, "troff", "0") && !has("TROFF"), "%s", text);
	CHECK(&t, write_with(&clock, "maxudp", "8960") && has("MAXUDP=8960;"), "%s", text);
	CHECK(&t, write_with(&clock, "sdp-extra", "pt=96; ttl=1; colorimetry=BT709; CMAX=9") && has("CMAX=5;"), "%s", text);
	CHECK(&t, write_with(&clock, "sdp-extra", "pt=96; ttl=1; colorimetry=ALPHA") && has("SSN=ST2110-20:2022"), "%s", text);
	CHECK(&t, write_with(&clock, "sdp-extra", "pt=96; ttl=1; colorimetry=BT709; s=a%3Bb%0Ac") && has("\r\ns=a;bc\r\n"), "%s", text);
	CHECK(&t, write_with(&clock, "origin", "192.0.2.7") && has(" IN IP4 192.0.2.7\r\ns=cam1\r\n"), "%s", text);
	tally_end(&t);
}

static void test_asks(void)
{
	static const struct { const char *key, *value, *asks; } cases[] = {
		{ "sdp-extra", NULL, "sdp-extra \"pt=96" },
		{ "sdp-extra", "pt=96; ttl=32", "colorimetry" },
		{ "sdp-extra", "pt=96; colorimetry=BT709", "ttl=32" },
		{ "sdp-extra", "pt=33; ttl=32; colorimetry=BT709", "96 to 127" },
		{ "sdp-extra", "pt=96; ttl=32; colorimetry=BT709; TP=2110TPW", "has TP, which follows" },
		{ "sdp-extra", "pt=96; ttl=32; colorimetry=BT709; TCS=A%3BB", "TCS has a \";\"" },
		{ "profile", NULL, "the profile" },
		{ "sampling", NULL, "the sampling" },
		{ "format", NULL, "format" },
		{ "essence", "cbr", "cbr has no session description" },
		{ "essence", "compressed", "codec jxsv" },
		{ "essence", "audio", "audio of this depth" },
		{ "essence", "ttml", "codecs=im2t" },
	};
	struct tally t;
	size_t i;

	tally_begin(&t, "what a description needs and nobody said is asked for");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool written = write_with(&locked, cases[i].key, cases[i].value);

		CHECK(&t, !written && strstr(no.text, cases[i].asks), "%s: %s", cases[i].asks, no.text);
	}
	CHECK(&t, sdp_flow_write(text, 100, &flow, &locked, &no), "fits into 100 octets");
	tally_end(&t);
}

static void version(unsigned int *id, unsigned int *number)
{
	*id = 0;
	*number = 0;
	sscanf(text, "v=0\r\no=- %u %u", id, number);
}

static void test_version(void)
{
	static const char * const changes[][2] = {
		{ "format", "1080p25" }, { "depth", "8" }, { "payload", "1100" }, { "profile", "wide" },
		{ "rtp-ts", "keep" }, { "troff", "1ms" }, { "payload-type", "97" },
		{ "sdp-extra", "pt=96; TCS=PQ; colorimetry=BT709; ttl=32" },
	};
	struct sdp_clock other = locked;
	unsigned int id, id2, v, v2;
	struct tally t;
	size_t i;

	tally_begin(&t, "the version changes with any content, the id stays");
	CHECK(&t, write_with(&locked, "", NULL), "%s", no.text);
	version(&id, &v);
	CHECK(&t, write_with(&locked, "", NULL), "%s", no.text);
	version(&id2, &v2);
	CHECK(&t, id && v && id == id2 && v == v2, "%u %u, then %u %u", id, v, id2, v2);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		CHECK(&t, write_with(&locked, changes[i][0], changes[i][1]), "%s", no.text);
		version(&id2, &v2);
		CHECK(&t, id == id2 && v != v2, "%s: %u %u", changes[i][0], id2, v2);
	}
	other.gm[7]++;
	CHECK(&t, write_with(&other, "", NULL), "%s", no.text);
	version(&id2, &v2);
	CHECK(&t, id == id2 && v != v2, "another grandmaster: %u %u", id2, v2);
	tally_end(&t);
}

void test_sdp(void)
{
	test_states();
	test_asks();
	test_version();
}
