// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams without pictures: audio's epochs, timestamps and windows at every sample
 * rate against exact rationals, over a century; packet sizes; blocks and limits of
 * packet rates; delays and their spread against all packets of a window; conformance
 * levels.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audio_level.h"
#include "cbr.h"
#include "delay.h"
#include "essence.h"
#include "oracle.h"
#include "tap.h"
#include "unit.h"

#define NSEC		1000000000ULL
#define CENTURY_S	(36525ULL * 86400)
#define PACKETS		40000
#define STEPS		700000	/* 44.1 kHz: ten minutes and more */

static const struct {
	u32 rate, samples;
} shapes[] = {
	{ 44100, 48 }, { 44100, 6 }, { 44100, 441 }, { 48000, 48 }, { 48000, 6 }, { 48000, 4 },
	{ 48000, 16 }, { 48000, 192 }, { 96000, 96 }, { 96000, 12 }, { 96000, 8 }, { 96000, 48 },
};

static void schedule_for(struct st2110_schedule *s, u32 rate, u32 samples, struct tally *t)
{
	struct st2110_shape shape = {
		.essence = ST2110_ESSENCE_AUDIO,
		.format = { .rate_num = rate, .rate_den = samples },
	};
	struct st2110_refusal no = { NULL, 0 };

	CHECK(t, !st2110_essence_schedule(s, &shape, &no), "%u/%u: %s", rate, samples, no.why);
}

/* Packet @k: begins at k * samples / rate, its stamp is k * samples. */
static void check_place(struct tally *t, const struct st2110_schedule *s, u32 rate, u32 samples,
			u64 k)
{
	wide ns = (wide)k * samples * NSEC, window = (wide)samples * NSEC / 10;
	wide tpr = ns + (wide)samples * NSEC;	/* one packet time later, in 1 / rate ns */
	struct st2110_epoch e;
	u64 at, open;
	s32 off;

	if (window < (wide)12500 * rate)
		window = (wide)12500 * rate;
	st2110_epoch_at(&e, s, k);
	CHECK(t, e.start_ns == (u64)(ns / rate) && e.start_rem == ns % rate,
	      "k %" PRIu64 ": %" PRIu64, k, e.start_ns);
	CHECK(t, e.rtp == (u32)((wide)k * samples), "k %" PRIu64 ": rtp %u", k, e.rtp);
	CHECK(t, st2110_epoch_of_rtp(s, e.rtp, e.start_ns + rnd_below(20 * NSEC), &off) == k && !off,
	      "k %" PRIu64 " by its stamp", k);
	/* TPR_0 is the end of the window, to the nanosecond and less than 2 */
	at = e.start_ns + st2110_field_offset_ns(s, &e, 0);
	CHECK(t, (wide)at * rate + 2 * rate >= tpr + window && (wide)at * rate <= tpr + window + 2 * rate,
	      "k %" PRIu64 ": TPR_0 %" PRIu64, k, at);
	/* with a quarter of the window kept it opens when the last sample is there */
	open = at - s->window_ns + s->window_ns / 4;
	CHECK(t, (wide)(open + 3) * rate >= tpr && (wide)open * rate <= tpr + 3 * rate,
	      "k %" PRIu64 ": opens %" PRIu64, k, open);
}

static void test_places(u32 rate, u32 samples)
{
	struct st2110_schedule s;
	struct st2110_epoch e, at;
	struct tally t;
	u64 k, last = CENTURY_S * rate / samples;
	u32 i;

	tally_begin(&t, "audio at %u Hz, %u samples: places and stamps", rate, samples);
	schedule_for(&s, rate, samples, &t);
	CHECK(&t, s.rtp_step == samples && !s.rtp_rem && s.packets == 1 && s.prompt, "shape");
	for (i = 0; i < PACKETS; i++)
		check_place(&t, &s, rate, samples, rnd_below(last));
	for (i = 0; i < 200; i++)	/* where stamps wrap */
		check_place(&t, &s, rate, samples,
			    ((u64)(1 + i) << 32) / samples + rnd_below(5) - 2);
	k = rnd_below(last);
	st2110_epoch_at(&e, &s, k);
	for (i = 0; i < STEPS; i++)
		st2110_epoch_next(&e, &s);
	st2110_epoch_at(&at, &s, k + STEPS);
	CHECK(&t, e.k == at.k && e.start_ns == at.start_ns && e.start_rem == at.start_rem &&
	      e.rtp == at.rtp && e.rtp == (u32)((wide)(k + STEPS) * samples), "after %u steps", i);
	tally_end(&t);
}

static bool refused(struct st2110_shape *shape, u32 attr)
{
	struct st2110_refusal no = { NULL, 0 };
	struct st2110_schedule s;

	return st2110_essence_schedule(&s, shape, &no) && no.attr == attr && no.why;
}

static void test_sizes(void)
{
	struct st2110_shape shape = {
		.essence = ST2110_ESSENCE_AUDIO,
		.format = { .rate_num = 48000, .rate_den = 48 },
	};
	struct st2110_refusal no = { NULL, 0 };
	u32 channels, depth, samples, octets;
	struct tally t;

	tally_begin(&t, "audio: sizes of packets, offsets, refusals");
	for (samples = 4; samples <= 96; samples += 4)
		for (depth = 8; depth <= 40; depth += 8)
			for (channels = 0; channels <= 200; channels++) {
				struct st2110_sound sound = { channels, (u8)depth };
				u32 want = samples * channels * depth / 8;
				bool fine = channels && want <= 1440 && depth >= 16 && depth <= 32;
				int err;

				shape.format.rate_den = samples;
				err = st2110_audio_octets(&shape, &sound, &octets, &no);
				CHECK(&t, fine ? !err && octets == want : err && no.why,
				      "%u samples, %u channels, %u bits: %d", samples, channels,
				      depth, err);
			}
	shape.format.rate_den = 48;
	shape.format.rate_num = 192000;
	CHECK(&t, refused(&shape, ST2110_A_FLOW_SAMPLE_RATE), "192 kHz");
	shape.format.rate_num = 48000;
	shape.format.rate_den = 0;
	CHECK(&t, refused(&shape, ST2110_A_FLOW_SAMPLES), "no samples");
	shape.format.rate_den = 2;
	CHECK(&t, refused(&shape, ST2110_A_FLOW_SAMPLES), "42 us");
	shape.format.rate_den = 1000;
	CHECK(&t, refused(&shape, ST2110_A_FLOW_SAMPLES), "20.8 ms");
	shape.format.rate_den = 48;
	shape.troff_set = true;
	shape.troff_ns = 999999;
	CHECK(&t, refused(&shape, ST2110_A_FLOW_TROFF), "less than a packet time");
	shape.force = true;
	CHECK(&t, !refused(&shape, ST2110_A_FLOW_TROFF), "forced");
	shape.troff_ns = 200000000;
	CHECK(&t, refused(&shape, ST2110_A_FLOW_TROFF), "200 ms");
	tally_end(&t);
}

static void check_rate(struct tally *t, u32 num, u32 den)
{
	struct st2110_shape shape = {
		.essence = ST2110_ESSENCE_CBR,
		.format = { .rate_num = num, .rate_den = den },
	};
	struct st2110_schedule s;
	struct st2110_refusal no = { NULL, 0 };
	struct st2110_epoch e, next;
	u64 pps = num / den, c_max = (u64)num / (43200ULL * den), k;
	wide begin;

	if (st2110_essence_schedule(&s, &shape, &no)) {
		CHECK(t, num < den || pps > 20000000 || num > (u64)den * 20000000 || den > 1001000 ||
		      num > INT32_MAX,
		      "%u/%u: %s", num, den, no.why);
		return;
	}
	/* a block is N packets, 4 ms and less than one packet more or less */
	CHECK(t, (wide)s.packets * den * s.rate_num == (wide)num * s.rate_den,
	      "%u/%u: N %u in %u/%u", num, den, s.packets, s.rate_den, s.rate_num);
	CHECK(t, s.packets == 1 || (s.frame_ns <= 4000000 && s.frame_ns >= 2000000) ||
	      s.packets == ST2110_CBR_BLOCK_MAX, "%u/%u: %" PRIu64 " ns", num, den, s.frame_ns);
	CHECK(t, s.c_max == (c_max > 4 ? c_max : 4) && !s.buffered, "%u/%u: C_MAX %u", num, den,
	      s.c_max);
	CHECK(t, (wide)s.trs_num * num == (wide)s.trs_den * den * NSEC, "%u/%u: T_RS", num, den);
	CHECK(t, (wide)s.tdrain_num * 11 * num == (wide)s.tdrain_den * 10 * den * NSEC,
	      "%u/%u: T_DRAIN", num, den);
	CHECK(t, s.window_ns >= ST2110_CBR_WINDOW_NS && s.tro_ns == s.window_ns, "window");
	k = rnd_below(CENTURY_S * 250);
	st2110_epoch_at(&e, &s, k);
	begin = (wide)k * s.packets * den * NSEC;
	CHECK(t, e.start_ns == (u64)(begin / num), "%u/%u: k %" PRIu64, num, den, k);
	st2110_epoch_at(&next, &s, k + 1);
	st2110_epoch_next(&e, &s);
	CHECK(t, e.start_ns == next.start_ns && e.start_rem == next.start_rem &&
	      e.drain_tenths == next.drain_tenths, "%u/%u: next", num, den);
	CHECK(t, next.drain_tenths == (wide)next.k * s.packets * 11 % 10, "drain's phase");
}

static void test_rates(void)
{
	static const u32 known[][2] = {
		{ 1, 1 }, { 250, 1 }, { 249, 1 }, { 2500, 1 }, { 135000, 1 }, { 1485000000, 11008 },
		{ 19392658, 10528 }, { 20000000, 1 }, { 4294967295U, 1001000 }, { 4294967295U, 215 },
		{ 30000000, 1 }, { 1, 2 },
	};
	struct st2110_shape shape = { .essence = ST2110_ESSENCE_FASTMETA };
	struct st2110_schedule s;
	struct tally t;
	u32 i;

	tally_begin(&t, "packet rates: blocks, limits, places");
	for (i = 0; i < ARRAY_SIZE(known); i++)
		check_rate(&t, known[i][0], known[i][1]);
	for (i = 0; i < PACKETS; i++)
		check_rate(&t, (u32)rnd() >> rnd_below(31), 1 + (u32)rnd_below(i % 2 ? 1001000 : 1001));
	/* ST 2110-41: T_DRAIN = 1 / max(800, 1.1 R), C_MAX = max(4, R / 43200) */
	for (i = 0; i < PACKETS; i++) {
		u64 rate = i ? 1 + rnd_below(200000) : 0;
		wide drains = rate * 11 > 8000 ? rate * 11 : 8000;	/* tenths a second */
		u64 limit = rate / 43200 > 4 ? rate / 43200 : 4;

		shape.format.rate_num = (u32)rate;
		shape.format.rate_den = 1;
		CHECK(&t, !st2110_essence_schedule(&s, &shape, NULL), "%" PRIu64, rate);
		CHECK(&t, s.tdrain_num * drains == (wide)s.tdrain_den * 10 * NSEC,
		      "R %" PRIu64 ": T_DRAIN", rate);
		CHECK(&t, s.c_max == limit && !s.buffered, "R %" PRIu64 ": C_MAX %u", rate, s.c_max);
	}
	tally_end(&t);
}

/* All delays of a window are kept and looked through. */
static void test_delays(void)
{
	static s64 kept[100000];
	struct st2110_delay d;
	struct tally t;
	u32 run, i;

	tally_begin(&t, "packet time - sample time, and TS-DF");
	for (run = 0; run < 40; run++) {
		u64 at = rnd_below(1ULL << 60), begin = at, step = 10000 + rnd_below(3000000);
		s64 low = 0, high = 0, sum = 0, base = (s64)rnd_below(1 << 30) - (1 << 29);
		u64 factor = 0, factor_max = 0, windows = 0;
		u32 n = 0, j, packets = 1000 + (u32)rnd_below(20000);

		st2110_delay_reset(&d);
		for (i = 0; i < packets; i++) {
			s64 delay = base + (s64)rnd_below(1 << rnd_below(22));

			if (n && at - begin >= 200000000) {
				s64 min = kept[0], max = kept[0];

				for (j = 1; j < n; j++) {
					min = kept[j] < min ? kept[j] : min;
					max = kept[j] > max ? kept[j] : max;
				}
				if (n > 1) {
					factor = (u64)(max - min);
					factor_max = factor > factor_max ? factor : factor_max;
					windows++;
				}
				n = 0;
				begin = at;
			}
			kept[n++] = delay;
			low = !i || delay < low ? delay : low;
			high = !i || delay > high ? delay : high;
			sum += delay;
			st2110_delay_add(&d, at, delay);
			at += rnd_below(2 * step);
		}
		CHECK(&t, d.count == packets && d.min_ns == low && d.max_ns == high && d.sum_ns == sum,
		      "run %u: %" PRId64 " %" PRId64, run, d.min_ns, d.max_ns);
		CHECK(&t, d.windows == windows && d.factor_ns == factor && d.factor_max_ns == factor_max,
		      "run %u: TS-DF %u, not %" PRIu64, run, d.factor_max_ns, factor_max);
	}
	tally_end(&t);
}

/* The rows of audio_level.h that say something new, as senders' levels are published. */
static void test_levels(void)
{
	static const struct {
		const char *name;
		u32 rate, samples, channels;
	} rows[] = {
		{ "A", 48000, 48, 8 }, { "B", 48000, 6, 8 }, { "C", 48000, 6, 64 },
		{ "AX", 96000, 96, 4 }, { "BX", 96000, 12, 8 }, { "CX", 96000, 12, 32 },
	};
	static const u32 depths[] = { 16, 20, 24, 32 };
	u32 i, row, n, depth, rate, samples;
	const char *want, *is;
	struct tally t;

	tally_begin(&t, "audio: conformance levels");
	for (i = 0; i < ARRAY_SIZE(shapes) * ARRAY_SIZE(depths) * 81; i++) {
		n = i % 81;
		depth = depths[i / 81 % ARRAY_SIZE(depths)];
		rate = shapes[i / 81 / ARRAY_SIZE(depths)].rate;
		samples = shapes[i / 81 / ARRAY_SIZE(depths)].samples;
		want = NULL;
		for (row = 0; row < ARRAY_SIZE(rows) && !want; row++)
			if (n && n <= rows[row].channels && rate == rows[row].rate &&
			    samples == rows[row].samples && (depth == 16 || depth == 24))
				want = rows[row].name;
		is = st2110_audio_level(rate, samples, n, depth);
		CHECK(&t, !strcmp(is ?: "none", want ?: "none"),
		      "%u Hz, %u samples, %u channels of %u bits: %s, not %s", rate, samples, n,
		      depth, is ?: "none", want ?: "none");
	}
	tally_end(&t);
}

void test_audio(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		test_places(shapes[i].rate, shapes[i].samples);
	test_sizes();
	test_rates();
	test_delays();
	test_levels();
}
