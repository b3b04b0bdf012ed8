// SPDX-License-Identifier: GPL-2.0-only
/*
 * The closed loop against senders of known latency: what it removes, how fast, and
 * that jitter, outliers and rhythms of any period do not make it swing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "loop.h"
#include "oracle.h"
#include "tap.h"
#include "unit.h"

#define SECOND 1000000000ULL

static const struct {
	u32 num, den;
} frame_rates[] = {
	{ 24000, 1001 }, { 25, 1 }, { 30000, 1001 }, { 50, 1 }, { 60000, 1001 }, { 120, 1 },
};

/* What a flow of this packet rate would take as a step, T_DRAIN / 2. */
static u32 step_of(u32 packets, u64 frame_ns)
{
	return (u32)(frame_ns * 10 / 11 / packets / 2);
}

/* A uniform draw from -@ns to @ns. */
static s64 around_zero(u64 ns)
{
	return (s64)rnd_below(2 * ns + 1) - (s64)ns;
}

/* A constant latency, one sample a frame, from cold: 95 % within 5 s. */
static void test_constant(void)
{
	static const s32 latencies[] = { 500, 700, 1000, 3300, 10000, 20000, -500, -4000 };
	struct tally t;
	unsigned int i, j, packets;

	tally_begin(&t, "loop: 95 %% of a constant latency within 5 s");
	for (i = 0; i < ARRAY_SIZE(latencies); i++)
		for (j = 0; j < ARRAY_SIZE(frame_rates); j++)
			for (packets = 500; packets <= 80000; packets *= 4) {
				struct st2110_loop l = { 0 };
				u64 frame = SECOND * frame_rates[j].den / frame_rates[j].num;
				s32 want = latencies[i];
				u64 at;

				for (at = 7; at < 7 + 5 * SECOND; at += frame) {
					st2110_loop_sample(&l, want + around_zero(20), at);
					st2110_loop_step(&l, step_of(packets, frame),
							 ST2110_LOOP_MAX_NS);
				}
				CHECK(&t, abs(l.now_ns - want) * 20 <= abs(want),
				      "%d ns, %u/%u, N %u: %d ns", want, frame_rates[j].num,
				      frame_rates[j].den, packets, l.now_ns);
			}
	tally_end(&t);
}

/* A latency that changes is followed as far, as fast. */
static void test_change(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "loop: a change of latency within 5 s");
	for (i = 0; i < 2000; i++) {
		struct st2110_loop l = { 0 };
		s32 was = (s32)rnd_below(20000), want = was + (s32)around_zero(20000);
		u64 gap = SECOND / (24 + rnd_below(1000)), at, until;
		u64 jitter = rnd_below(200);

		for (at = 0; at < 6 * SECOND; at += gap) {
			st2110_loop_sample(&l, was + around_zero(jitter), at);
			st2110_loop_step(&l, 1000, ST2110_LOOP_MAX_NS);
		}
		for (until = at + 5 * SECOND; at < until; at += gap) {
			st2110_loop_sample(&l, want + around_zero(jitter), at);
			st2110_loop_step(&l, 1000, ST2110_LOOP_MAX_NS);
		}
		CHECK(&t, abs(l.now_ns - want) <= abs(want - was) / 20 + (s32)jitter + 8,
		      "%d to %d, jitter %" PRIu64 ": %d", was, want, jitter, l.now_ns);
	}
	tally_end(&t);
}

/* 5 us either way at random: the loop settles and stays. */
static void test_jitter(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "loop: jitter of 5 us moves it by less than 2.5 us");
	for (i = 0; i < 60; i++) {
		struct st2110_loop l = { 0 };
		s32 want = (s32)rnd_below(20000);
		u64 gap = SECOND / (24 + rnd_below(1000)), at;
		s32 low = INT32_MAX, high = INT32_MIN;

		for (at = 0; at < 300 * SECOND; at += gap) {
			st2110_loop_sample(&l, want + around_zero(5000), at);
			st2110_loop_step(&l, 1000, ST2110_LOOP_MAX_NS);
			if (at < 10 * SECOND)
				continue;
			low = l.now_ns < low ? l.now_ns : low;
			high = l.now_ns > high ? l.now_ns : high;
		}
		CHECK(&t, low > want - 2500 && high < want + 2500, "%d: %d to %d", want, low,
		      high);
	}
	tally_end(&t);
}

/*
 * Jitter with a rhythm, of the window's own period too: what is in force never
 * leaves the span of the samples, from cold as well, and swings less than they do.
 */
static void test_rhythm(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "loop: no rhythm makes it swing further");
	for (i = 0; i < 3000; i++) {
		struct st2110_loop l = { 0 };
		s32 want = (s32)rnd_below(20000);
		u64 gap = SECOND / (24 + rnd_below(500)), at;
		u64 period = rnd_below(2) ? 1 + rnd_below(3 * SECOND) :
				    ST2110_LOOP_WINDOW_NS + rnd_below(2 * gap);
		s32 low = INT32_MAX, high = INT32_MIN;

		/* spaced at random, or the samples alone could make a slower rhythm of it */
		for (at = 0; at < 30 * SECOND; at += gap / 2 + rnd_below(gap)) {
			s32 sample = want + (at / period % 2 ? 5000 : -5000);

			st2110_loop_sample(&l, sample, at);
			st2110_loop_step(&l, 1 + rnd_below(2000), ST2110_LOOP_MAX_NS);
			CHECK(&t, l.now_ns <= want + 5000 &&
			      l.now_ns >= (want - 5000 < 0 ? want - 5000 : 0),
			      "%d: %d", want, l.now_ns);
			if (at < 20 * SECOND)
				continue;
			low = l.now_ns < low ? l.now_ns : low;
			high = l.now_ns > high ? l.now_ns : high;
		}
		if (period < SECOND)
			CHECK(&t, high - low <= 9000, "%d, period %" PRIu64 ": %d to %d", want,
			      period, low, high);
	}
	tally_end(&t);
}

/* What befalls a minority of the packets, however badly, is not systematic. */
static void test_outliers(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "loop: one packet in sixteen wildly off");
	for (i = 0; i < 1000; i++) {
		struct st2110_loop l = { 0 };
		s32 want = (s32)rnd_below(20000);
		u64 gap = SECOND / (60 + rnd_below(1000)), at;
		u32 n = 0;

		for (at = 0; at < 20 * SECOND; at += gap, n++) {
			s64 sample = want + around_zero(100);

			if (n % 16 == 3)
				sample += (s64)rnd_below(1ULL << 40) - (1LL << 38);
			st2110_loop_sample(&l, sample, at);
			st2110_loop_step(&l, 1000, ST2110_LOOP_MAX_NS);
		}
		CHECK(&t, abs(l.now_ns - want) <= 110, "%d: %d", want, l.now_ns);
	}
	tally_end(&t);
}

/* Bounds, steps, figures set by hand, samples that are too few. */
static void test_bounds(void)
{
	struct st2110_loop l = { 0 };
	struct tally t;
	unsigned int i;
	u64 at = 0;

	tally_begin(&t, "loop: bounds, steps and what is set by hand");
	for (i = 0; i < 1000; i++) {
		s32 was = l.now_ns;

		at += SECOND / 50;
		st2110_loop_sample(&l, i < 500 ? INT64_MAX : INT64_MIN, at);
		CHECK(&t, st2110_loop_step(&l, 777, 30000) == (l.now_ns != was), "moved or not");
		CHECK(&t, abs(l.now_ns - was) <= 777, "step of %d", l.now_ns - was);
		CHECK(&t, abs(l.now_ns) <= 30000, "%d is out of bounds", l.now_ns);
		if (i == 499)
			CHECK(&t, l.now_ns == 30000, "upper bound not reached: %d", l.now_ns);
	}
	CHECK(&t, l.now_ns == -30000, "lower bound not reached: %d", l.now_ns);
	while (st2110_loop_step(&l, UINT32_MAX, UINT32_MAX))
		;
	CHECK(&t, l.now_ns == -ST2110_LOOP_MAX_NS, "never beyond: %d", l.now_ns);
	while (st2110_loop_step(&l, 100, 0))
		;
	CHECK(&t, !l.now_ns, "a bound of nothing: %d", l.now_ns);

	st2110_loop_set(&l, 7000);
	while (st2110_loop_step(&l, 100, ST2110_LOOP_MAX_NS))
		;
	CHECK(&t, l.now_ns == 7000 && l.estimate_ns == 7000, "by hand: %d", l.now_ns);
	/* three samples a second are too few for a window, seven in it as well */
	for (i = 0; i < 100; i++) {
		at += SECOND / 3;
		CHECK(&t, !st2110_loop_sample(&l, 100, at), "too few");
	}
	CHECK(&t, l.estimate_ns == 7000, "moved by too few: %d", l.estimate_ns);
	st2110_loop_set(&l, INT32_MIN);
	CHECK(&t, l.estimate_ns == -ST2110_LOOP_MAX_NS, "by hand, too much: %d", l.estimate_ns);
	tally_end(&t);
}

void test_loop(void)
{
	test_constant();
	test_change();
	test_jitter();
	test_rhythm();
	test_outliers();
	test_bounds();
}
