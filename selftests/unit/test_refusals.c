// SPDX-License-Identifier: GPL-2.0-only
/*
 * Refusals: each bad field is refused with its own attribute, error and a
 * sentence that begins with its name; what stands beside the bound is accepted.
 */
#include <stdio.h>

#include "oracle.h"
#include "tap.h"
#include "unit.h"

#define GOOD_SHAPE {						\
	.format = { 1920, 1080, 60000, 1001, ST2110_SCAN_PROGRESSIVE },	\
	.packets = 4320,					\
	.profile = ST2110_PROFILE_NARROW,			\
	.maxudp = ST2110_STD_UDP,				\
}

static const char *field_name(u32 attr)
{
	switch (attr) {
	case ST2110_A_FLOW_WIDTH:
		return "width:";
	case ST2110_A_FLOW_HEIGHT:
		return "height:";
	case ST2110_A_FLOW_RATE_NUM:
	case ST2110_A_FLOW_RATE_DEN:
		return "rate:";
	case ST2110_A_FLOW_SCAN:
		return "scan:";
	case ST2110_A_FLOW_SAMPLING:
		return "sampling:";
	case ST2110_A_FLOW_DEPTH:
		return "depth:";
	case ST2110_A_FLOW_PACKING:
		return "packing:";
	case ST2110_A_FLOW_PAYLOAD:
		return "payload:";
	case ST2110_A_FLOW_PACKETS:
		return "packets:";
	case ST2110_A_FLOW_MAXUDP:
		return "maxudp:";
	case ST2110_A_FLOW_PROFILE:
		return "profile:";
	case ST2110_A_FLOW_TROFF:
		return "troff:";
	}
	return "(unknown)";
}

static void check_refusal(struct tally *t, unsigned int line, int err, int want_err,
			  const struct st2110_refusal *no, u32 attr)
{
	if (!want_err) {
		CHECK(t, !err, "line %u: refused: %s", line, no->why ? no->why : "");
		return;
	}
	CHECK(t, err == want_err && no->attr == attr, "line %u: %d, attribute %u: %s", line, err,
	      no->attr, no->why ? no->why : "");
	CHECK(t, no->why && !strncmp(no->why, field_name(attr), strlen(field_name(attr))),
	      "line %u: does not name the field: %s", line, no->why ? no->why : "");
}

static void shape_as(struct tally *t, unsigned int line, const struct st2110_shape *shape,
		     int want_err, u32 attr)
{
	struct st2110_refusal no = { NULL, 0 };
	struct st2110_schedule s;
	int err;

	memset(&s, 0x5a, sizeof(s));
	err = st2110_schedule_init(&s, shape, &no);
	check_refusal(t, line, err, want_err, &no, attr);
	/* a refusal may go untold, and leaves the schedule alone */
	if (err) {
		CHECK(t, ((u8 *)&s)[0] == 0x5a && ((u8 *)&s)[sizeof(s) - 1] == 0x5a,
		      "line %u: schedule touched", line);
		CHECK(t, st2110_schedule_init(&s, shape, NULL) == err, "line %u: no refusal", line);
	}
	/* a bad format is bad wherever it is given */
	if (err && (attr == ST2110_A_FLOW_WIDTH || attr == ST2110_A_FLOW_HEIGHT ||
		    attr == ST2110_A_FLOW_RATE_NUM || attr == ST2110_A_FLOW_RATE_DEN ||
		    attr == ST2110_A_FLOW_SCAN)) {
		struct st2110_pixels pixels = { 0, 10, 0, 1200 };
		u32 packets;

		err = st2110_format_check(&shape->format, &no);
		check_refusal(t, line, err, want_err, &no, attr);
		err = st2110_packets_per_frame(&shape->format, &pixels, &packets, &no);
		check_refusal(t, line, err, want_err, &no, attr);
	}
}

/* A good shape, with something changed. */
#define SHAPE(change, want_err, attr)						\
	do {									\
		struct st2110_shape shape = GOOD_SHAPE;				\
										\
		change;								\
		shape_as(&t, __LINE__, &shape, want_err, attr);			\
	} while (0)

#define FORMAT(w, h, n, d, s) (shape.format = (struct st2110_format){ w, h, n, d, s })
#define NL (shape.profile = ST2110_PROFILE_NARROW_LINEAR)
#define W (shape.profile = ST2110_PROFILE_WIDE)

static void test_format(void)
{
	struct tally t;
	unsigned int height;

	tally_begin(&t, "refusals: format");
	SHAPE((void)0, 0, 0);
	SHAPE(shape.format.width = 0, -ERANGE, ST2110_A_FLOW_WIDTH);
	SHAPE((NL, shape.format.width = 32768), 0, 0);
	SHAPE((NL, shape.format.width = 32769), -ERANGE, ST2110_A_FLOW_WIDTH);
	SHAPE(shape.format.width = UINT32_MAX, -ERANGE, ST2110_A_FLOW_WIDTH);
	SHAPE(shape.format.height = 0, -ERANGE, ST2110_A_FLOW_HEIGHT);
	SHAPE((NL, shape.format.height = 32768), 0, 0);
	SHAPE((NL, shape.format.height = 32769), -ERANGE, ST2110_A_FLOW_HEIGHT);
	SHAPE(shape.format.rate_num = 0, -ERANGE, ST2110_A_FLOW_RATE_NUM);
	SHAPE(shape.format.rate_num = 1000001, -ERANGE, ST2110_A_FLOW_RATE_NUM);
	SHAPE(shape.format.rate_num = UINT32_MAX, -ERANGE, ST2110_A_FLOW_RATE_NUM);
	SHAPE(shape.format.rate_den = 0, -ERANGE, ST2110_A_FLOW_RATE_DEN);
	SHAPE(shape.format.rate_den = 1001001, -ERANGE, ST2110_A_FLOW_RATE_DEN);
	SHAPE(FORMAT(1920, 1080, 1, 1, 0), 0, 0);
	SHAPE(FORMAT(1920, 1080, 1000, 1001, 0), -ERANGE, ST2110_A_FLOW_RATE_NUM);
	SHAPE(FORMAT(1920, 1080, 1000, 1, 0), 0, 0);
	SHAPE(FORMAT(1920, 1080, 1001, 1, 0), -ERANGE, ST2110_A_FLOW_RATE_NUM);
	SHAPE(FORMAT(1920, 1080, 1000000, 1000, 0), 0, 0);
	SHAPE(FORMAT(1920, 1080, 1000000, 999, 0), -ERANGE, ST2110_A_FLOW_RATE_NUM);
	SHAPE(shape.format.scan = 3, -EINVAL, ST2110_A_FLOW_SCAN);
	SHAPE(shape.format.scan = 255, -EINVAL, ST2110_A_FLOW_SCAN);
	for (height = 1; height <= 4320; height++) {
		bool defined = height == 480 || height == 486 || height == 576 || height == 1080;

		SHAPE((NL, FORMAT(720, height, 25, 1, ST2110_SCAN_INTERLACED)),
		      defined ? 0 : -EOPNOTSUPP, ST2110_A_FLOW_SCAN);
		SHAPE((NL, FORMAT(720, height, 25, 1, ST2110_SCAN_PSF)),
		      defined ? 0 : -EOPNOTSUPP, ST2110_A_FLOW_SCAN);
		SHAPE((NL, FORMAT(720, height, 25, 1, ST2110_SCAN_PROGRESSIVE)), 0, 0);
	}
	tally_end(&t);
}

static void test_shape(void)
{
	struct tally t;

	tally_begin(&t, "refusals: packets, MAXUDP, TROFF");
	SHAPE(shape.packets = 0, -ERANGE, ST2110_A_FLOW_PACKETS);
	SHAPE(shape.packets = 1, 0, 0);
	SHAPE(shape.packets = 1048576, 0, 0);
	SHAPE(shape.packets = 1048577, -ERANGE, ST2110_A_FLOW_PACKETS);
	SHAPE((FORMAT(1920, 1080, 25, 1, 1), shape.packets = 1), -ERANGE, ST2110_A_FLOW_PACKETS);
	SHAPE((FORMAT(1920, 1080, 25, 1, 2), shape.packets = 1), -ERANGE, ST2110_A_FLOW_PACKETS);
	SHAPE((FORMAT(1920, 1080, 25, 1, 1), shape.packets = 2), 0, 0);
	SHAPE((FORMAT(1920, 1080, 1000, 1, 0), shape.packets = 200000), 0, 0);
	SHAPE((FORMAT(1920, 1080, 1000, 1, 0), shape.packets = 200001), -ERANGE,
	      ST2110_A_FLOW_PACKETS);
	SHAPE(shape.maxudp = 0, 0, 0);
	SHAPE(shape.maxudp = 8960, 0, 0);
	SHAPE(shape.maxudp = 8961, -ERANGE, ST2110_A_FLOW_MAXUDP);
	SHAPE((shape.troff_set = true, shape.troff_ns = 0), 0, 0);
	SHAPE((shape.troff_set = true, shape.troff_ns = 16683333), 0, 0);
	SHAPE((shape.troff_set = true, shape.troff_ns = 16683334), -ERANGE, ST2110_A_FLOW_TROFF);
	SHAPE((shape.troff_set = true, shape.troff_ns = UINT32_MAX), -ERANGE, ST2110_A_FLOW_TROFF);
	SHAPE((shape.troff_set = false, shape.troff_ns = UINT32_MAX), 0, 0);
	SHAPE((FORMAT(1920, 1080, 50, 1, 0), shape.troff_set = true, shape.troff_ns = 19999999),
	      0, 0);
	SHAPE((FORMAT(1920, 1080, 50, 1, 0), shape.troff_set = true, shape.troff_ns = 20000000),
	      -ERANGE, ST2110_A_FLOW_TROFF);
	tally_end(&t);
}

static void test_profile(void)
{
	static const struct {
		u32 width, height;
		u8 scan;
	} gapped[] = {
		{ 720, 480, 1 }, { 720, 480, 2 }, { 720, 486, 1 }, { 720, 486, 2 },
		{ 720, 576, 1 }, { 720, 576, 2 }, { 1280, 720, 0 }, { 1920, 1080, 0 },
		{ 1920, 1080, 1 }, { 1920, 1080, 2 }, { 3840, 2160, 0 }, { 7680, 4320, 0 },
	}, linear[] = {
		{ 720, 480, 0 }, { 720, 576, 0 }, { 704, 480, 1 }, { 960, 720, 0 },
		{ 1440, 1080, 1 }, { 1920, 1081, 0 }, { 1920, 1200, 0 }, { 2048, 1080, 0 },
		{ 4096, 2160, 0 }, { 3840, 1080, 0 }, { 8192, 4320, 0 }, { 1024, 768, 0 },
	};
	struct tally t;
	unsigned int i;

	tally_begin(&t, "refusals: profile against raster and rate");
	SHAPE(shape.profile = 3, -EINVAL, ST2110_A_FLOW_PROFILE);
	SHAPE(shape.profile = 255, -EINVAL, ST2110_A_FLOW_PROFILE);
	for (i = 0; i < ARRAY_SIZE(gapped); i++) {
		SHAPE(FORMAT(gapped[i].width, gapped[i].height, 25, 1, gapped[i].scan), 0, 0);
		SHAPE((NL, FORMAT(gapped[i].width, gapped[i].height, 25, 1, gapped[i].scan)), 0, 0);
		SHAPE((W, FORMAT(gapped[i].width, gapped[i].height, 25, 1, gapped[i].scan)), 0, 0);
	}
	for (i = 0; i < ARRAY_SIZE(linear); i++) {
		SHAPE(FORMAT(linear[i].width, linear[i].height, 25, 1, linear[i].scan),
		      -EOPNOTSUPP, ST2110_A_FLOW_PROFILE);
		SHAPE((NL, FORMAT(linear[i].width, linear[i].height, 25, 1, linear[i].scan)), 0, 0);
		SHAPE((W, FORMAT(linear[i].width, linear[i].height, 25, 1, linear[i].scan)), 0, 0);
	}
	/* 900000 packets a second exactly, and one packet less */
	SHAPE((W, FORMAT(1920, 1080, 50, 1, 0), shape.packets = 17999), 0, 0);
	SHAPE((W, FORMAT(1920, 1080, 50, 1, 0), shape.packets = 18000), -EOPNOTSUPP,
	      ST2110_A_FLOW_PROFILE);
	SHAPE((W, shape.packets = 15014), 0, 0);
	SHAPE((W, shape.packets = 15015), -EOPNOTSUPP, ST2110_A_FLOW_PROFILE);
	SHAPE((NL, shape.packets = 15015), 0, 0);
	tally_end(&t);
}

static void pixels_as(struct tally *t, unsigned int line, u32 width, u32 height, u8 scan,
		      struct st2110_pixels pixels, int want_err, u32 attr)
{
	struct st2110_format format = { width, height, 25, 1, scan };
	struct st2110_refusal no = { NULL, 0 };
	u32 packets = 12345;
	int err = st2110_packets_per_frame(&format, &pixels, &packets, &no);

	check_refusal(t, line, err, want_err, &no, attr);
	if (err) {
		CHECK(t, packets == 12345, "line %u: packets touched", line);
		CHECK(t, st2110_packets_per_frame(&format, &pixels, &packets, NULL) == err,
		      "line %u: no refusal", line);
	}
}

#define PIXELS(w, h, scan, sampling, depth, packing, payload, want_err, attr)		\
	pixels_as(&t, __LINE__, w, h, scan,						\
		  (struct st2110_pixels){ sampling, depth, packing, payload }, want_err, attr)

static void test_pixels(void)
{
	const u8 c422 = ST2110_SAMPLING_YCBCR_422;
	const u8 c444 = ST2110_SAMPLING_YCBCR_444;
	const u8 c420 = ST2110_SAMPLING_YCBCR_420;
	struct tally t;
	unsigned int depth;

	tally_begin(&t, "refusals: sampling, depth, packing, payload");
	PIXELS(1920, 1080, 0, c422, 10, 0, 1200, 0, 0);
	PIXELS(1920, 1080, 0, 5, 10, 0, 1200, -EINVAL, ST2110_A_FLOW_SAMPLING);
	PIXELS(1920, 1080, 0, 255, 10, 0, 1200, -EINVAL, ST2110_A_FLOW_SAMPLING);
	for (depth = 0; depth < 256; depth++) {
		bool defined = depth == 8 || depth == 10 || depth == 12 || depth == 16;

		PIXELS(1920, 1080, 0, c422, depth, 0, 1200, defined ? 0 : -EINVAL,
		       ST2110_A_FLOW_DEPTH);
	}
	PIXELS(1920, 1080, 0, c422, 10, 3, 1200, -EINVAL, ST2110_A_FLOW_PACKING);
	PIXELS(1920, 1080, 0, c422, 10, 0, 0, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(1920, 1080, 0, c422, 10, 0, 4, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(1920, 1080, 0, c422, 10, 0, 5, 0, 0);
	PIXELS(1920, 1080, 0, c444, 10, 1, 14, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(1920, 1080, 0, c422, 10, 0, 8932, 0, 0);
	PIXELS(1920, 1080, 0, c422, 10, 0, 8933, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(1920, 1080, 0, c422, 10, 0, UINT32_MAX, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(7680, 4320, 0, c444, 16, 0, 180, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(7680, 4320, 0, c444, 16, 0, 192, 0, 0);
	PIXELS(1920, 1080, 0, c422, 10, 2, 0, 0, 0);
	PIXELS(1920, 1080, 0, c422, 10, 2, 1260, 0, 0);
	PIXELS(1920, 1080, 0, c422, 10, 2, 1200, -ERANGE, ST2110_A_FLOW_PAYLOAD);
	PIXELS(1920, 1080, 0, c422, 16, 2, 0, -EOPNOTSUPP, ST2110_A_FLOW_PACKING);
	PIXELS(1921, 1080, 0, c422, 10, 0, 1200, -EINVAL, ST2110_A_FLOW_WIDTH);
	PIXELS(1922, 1080, 0, c422, 10, 0, 1200, 0, 0);
	PIXELS(1922, 1080, 0, c444, 10, 0, 1200, -EINVAL, ST2110_A_FLOW_WIDTH);
	PIXELS(1921, 1080, 0, c444, 8, 0, 1200, 0, 0);
	PIXELS(1921, 1080, 0, ST2110_SAMPLING_KEY, 12, 0, 1200, -EINVAL, ST2110_A_FLOW_WIDTH);
	PIXELS(1922, 1080, 0, c420, 10, 0, 1200, -EINVAL, ST2110_A_FLOW_WIDTH);
	PIXELS(1920, 1081, 0, c420, 8, 0, 1200, -EINVAL, ST2110_A_FLOW_HEIGHT);
	PIXELS(720, 486, 1, c420, 8, 0, 1200, -EINVAL, ST2110_A_FLOW_HEIGHT);
	PIXELS(720, 480, 1, c420, 8, 0, 1200, 0, 0);
	tally_end(&t);
}

/* Anything at all: a clear answer, no overflow, no endless loop. */
static void test_random(void)
{
	static const u8 depths[] = { 8, 9, 10, 12, 16 };
	struct tally t;
	unsigned int i;

	tally_begin(&t, "refusals: random shapes and pixels");
	for (i = 0; i < 300000; i++) {
		struct st2110_shape shape = {
			.format = { rnd() >> rnd_below(64), rnd() >> rnd_below(64),
				    rnd() >> rnd_below(64), rnd() >> rnd_below(64), rnd_below(4) },
			.packets = rnd() >> rnd_below(64),
			.profile = rnd_below(4),
			.troff_set = rnd_below(2),
			.troff_ns = rnd() >> rnd_below(64),
			.maxudp = rnd_below(9500),
		};
		struct st2110_pixels pixels = {
			rnd_below(6), depths[rnd_below(ARRAY_SIZE(depths))], rnd_below(4),
			rnd() >> rnd_below(64),
		};
		struct st2110_refusal no = { NULL, 0 };
		struct st2110_schedule s;
		u32 packets;
		int err;

		if (i % 2)
			shape.format.rate_num = rnd_below(1000) + 1;
		if (i % 4 == 1)
			shape.format.rate_den = 1 + rnd_below(40);
		err = st2110_schedule_init(&s, &shape, &no);
		CHECK(&t, !err == !no.why, "shape: %d", err);
		CHECK(&t, !err || err == -EINVAL || err == -ERANGE || err == -EOPNOTSUPP,
		      "shape: %d", err);
		CHECK(&t, err || (s.trs_q32 && s.trs_inv_q64 && s.tdrain_q32 && s.tdrain_inv_q64 &&
				  s.c_max >= 4 && s.vrx_full && s.frame_ns), "empty schedule");
		no.why = NULL;
		err = st2110_packets_per_frame(&shape.format, &pixels, &packets, &no);
		CHECK(&t, !err == !no.why, "pixels: %d", err);
		CHECK(&t, err || (packets && packets <= ST2110_MAX_PACKETS), "N %u", packets);
	}
	tally_end(&t);
}

void test_refusals(void)
{
	test_format();
	test_shape();
	test_profile();
	test_pixels();
	test_random();
}
