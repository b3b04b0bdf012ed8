// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines, bundles of lines and the guess at TAI, against exact arithmetic.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tracker.h"
#include "tap.h"
#include "timing.h"
#include "unit.h"

typedef __int128_t big;
typedef long double real;

static big big_abs(big x)
{
	return x < 0 ? -x : x;
}

static const big one = (big)1 << ST2110_RATE_SHIFT;

static void test_lines(void)
{
	struct tally at, back, through;
	unsigned int i, j;

	tally_begin(&at, "lines are within half a nanosecond of the rational, 10 s either way");
	tally_begin(&back, "lines there and back agree to the nanosecond");
	tally_begin(&through, "lines through two points");
	for (i = 0; i < 20000; i++) {
		s64 ppb = i % 3 ? (s64)rnd_below(1000001) - 500000 :
				  (s64)rnd_below(200000001) - 100000000;
		s64 rate = st2110_rate_from_ppb(ppb);
		struct st2110_line l, m;
		u64 raw0 = 20000000000ULL + rnd_below(1ULL << 50);
		u64 at0 = rnd_below(1ULL << 61) + (1ULL << 40);
		u64 span = 1000000 + rnd_below(4000000000U), end;

		CHECK(&at, big_abs((big)rate * 1000000000 - (big)ppb * one) < 1000000000 &&
		      llabs(st2110_rate_to_ppb(rate) - ppb) <= 1, "%" PRId64 " ppb", ppb);
		st2110_line_set(&l, raw0, at0, rate);
		for (j = 0; j < 20; j++) {
			s64 d = (s64)rnd_below(20000000001ULL) - 10000000000LL;
			u64 raw = raw0 + d, got = st2110_line_at(&l, raw);
			/* twice the distance from the rational, in 2^-44 ns */
			big off = ((big)(s64)(got - at0) * one - (big)d * (one + rate)) * 2;
			s64 again = (s64)(st2110_line_raw(&l, got) - raw);
			u64 to = at0 + d, there = st2110_line_raw(&l, to);
			s64 same = (s64)(st2110_line_at(&l, there) - to);

			CHECK(&at, big_abs(off) <= one + 2, "%" PRId64 " ppb, %" PRId64 " ns away",
			      ppb, d);
			CHECK(&back, llabs(again) <= 1 && llabs(same) <= 1,
			      "%" PRId64 " ppb, %" PRId64 " ns away: %" PRId64 ", %" PRId64, ppb,
			      d, again, same);
		}
		end = st2110_line_at(&l, raw0 + span);
		CHECK(&through, st2110_line_through(&m, raw0, at0, raw0 + span, end), "refused");
		/* The points are whole ns: the rate is not known any better. */
		CHECK(&through,
		      llabs((s64)(m.mult - l.mult)) <= (s64)((one / 2 + one / 1000) / span) + 2,
		      "%" PRId64 " ppb: rate off", ppb);
		CHECK(&through,
		      !st2110_line_through(&m, raw0, at0, raw0, at0) &&
		      !st2110_line_through(&m, raw0, at0, raw0 + span, at0) &&
		      !st2110_line_through(&m, raw0, at0, raw0 + span, at0 + 2 * span),
		      "what is no clock was accepted");
	}
	tally_end(&at);
	tally_end(&back);
	tally_end(&through);
}

/*
 * All lines within intervals, by brute force: every line through two ends that
 * keeps within all intervals is a corner of the set.
 */
struct corners {
	bool any;
	real high0, low0;	/* at the last round */
	real high1, low1;	/* 1 s later */
};

static void corners_of(struct corners *c, const struct st2110_round *r, u32 n, u32 allow_ppb)
{
	real x[ST2110_FIT_ROUNDS], lo[ST2110_FIT_ROUNDS], hi[ST2110_FIT_ROUNDS];
	u32 i, j, k, ends;

	c->any = false;
	for (i = 0; i < n; i++) {
		real slack;

		x[i] = (real)(s64)(r[i].raw_ns - r[n - 1].raw_ns);
		/* in whole nanoseconds, or a short window makes much of the rest */
		slack = ((big)(r[n - 1].raw_ns - r[i].raw_ns) *
			 st2110_rate_from_ppb(allow_ppb)) >> ST2110_RATE_SHIFT;
		lo[i] = (real)(r[i].lo_ns - r[n - 1].lo_ns) - slack;
		hi[i] = (real)(r[i].hi_ns - r[n - 1].lo_ns) + slack;
	}
	for (i = 0; i < n; i++) {
		for (j = i + 1; j < n; j++) {
			for (ends = 0; ends < 4; ends++) {
				real a = ends & 1 ? hi[i] : lo[i];
				real b = ends & 2 ? hi[j] : lo[j];
				real slope = (b - a) / (x[j] - x[i]);
				real y0 = a - slope * x[i], y1 = y0 + slope * 1e9L;

				for (k = 0; k < n; k++) {
					real y = y0 + slope * x[k];

					if (y < lo[k] - 1e-3L || y > hi[k] + 1e-3L)
						break;
				}
				if (k < n)
					continue;
				if (!c->any || y0 > c->high0)
					c->high0 = y0;
				if (!c->any || y0 < c->low0)
					c->low0 = y0;
				if (!c->any || y1 > c->high1)
					c->high1 = y1;
				if (!c->any || y1 < c->low1)
					c->low1 = y1;
				c->any = true;
			}
		}
	}
}

static real apart(real a, real b)
{
	return a > b ? a - b : b - a;
}

static void check_bundle(struct tally *t, const struct st2110_fit *f, const struct st2110_round *r,
			 u32 n)
{
	real y0 = f->offset_ns - r[n - 1].lo_ns;
	real y1 = y0 + st2110_rate_times(f->rate, 1000000000);
	real growth = st2110_rate_times(f->growth, 1000000000);
	real want0, want1;
	struct corners c;
	/* after a change of rate, of what has more than eight rounds the later half */
	u32 used = f->used < n && f->used > 8 ? f->used / 2 : f->used;

	corners_of(&c, r + n - used, used, 30);
	CHECK(t, c.any && apart(y0, (c.high0 + c.low0) / 2) < 2.5L &&
	      apart(y1, (c.high1 + c.low1) / 2) < 3,
	      "%u rounds: %.1Lf and %.1Lf, not %.1Lf and %.1Lf", f->used, y0, y1,
	      (c.high0 + c.low0) / 2, (c.high1 + c.low1) / 2);
	if (f->used < n) {
		corners_of(&c, r + n - f->used - 1, f->used + 1, 30);
		CHECK(t, !c.any, "a line passes through more than %u of %u rounds", f->used, n);
		return;
	}
	/* The promise encloses all lines of the larger allowance, and little more. */
	corners_of(&c, r, n, 1000);
	want0 = c.high0 - y0 > y0 - c.low0 ? c.high0 - y0 : y0 - c.low0;
	want1 = c.high1 - y1 > y1 - c.low1 ? c.high1 - y1 : y1 - c.low1;
	CHECK(t, f->bound_ns + 2 > want0 && f->bound_ns < want0 + 4,
	      "%u rounds: bound %" PRIu64 ", lines up to %.1Lf away", n, f->bound_ns, want0);
	CHECK(t, f->bound_ns + growth - 1000 + 3 > want1,
	      "%u rounds: bound of %.1Lf a second later, lines up to %.1Lf away", n,
	      f->bound_ns + growth - 1000, want1);
}

static void test_bundles(void)
{
	struct tally t, cut;
	unsigned int i;

	tally_begin(&t, "bundles of lines through rounds are all lines there are");
	tally_begin(&cut, "bundles begin after a change of rate");
	for (i = 0; i < 400; i++) {
		struct st2110_round rounds[ST2110_FIT_ROUNDS];
		bool change = i % 2;
		u32 n = 2 + rnd_below(ST2110_FIT_ROUNDS - 1), k;
		s64 base = (s64)rnd_below(1ULL << 61), rate = (s64)rnd_below(400001) - 200000;
		s64 other = rate + (change ? (rnd_below(2) ? 1 : -1) *
					     (s64)(20000 + rnd_below(20000)) : 0);
		u64 raw = rnd_below(1ULL << 50) + 1;
		u64 wide = 1 + rnd_below(1000);
		real off = 0;
		struct st2110_fit f = { 0 };

		for (k = 0; k < n; k++) {
			u64 step = 90000000 + rnd_below(30000000);

			raw += step;
			off += (real)step * (k < n / 2 ? rate : other) * 1e-9L;
			rounds[k] = (struct st2110_round){ .raw_ns = raw };
			rounds[k].lo_ns = base + (s64)off - (s64)rnd_below(wide) - 1;
			rounds[k].hi_ns = base + (s64)off + (s64)rnd_below(wide) + 2;
			st2110_fit_add(&f, &rounds[k]);
			CHECK(change ? &cut : &t, f.used <= k + 1 && (change || f.used == k + 1),
			      "%u of %u rounds used", f.used, k + 1);
		}
		check_bundle(change ? &cut : &t, &f, rounds, n);
	}
	tally_end(&t);
	tally_end(&cut);
}

static void test_guess(void)
{
	static const struct {
		s64 media_utc_ms;
		s32 tai_utc_s;
		enum st2110_tai_guess guess;
	} cases[] = {
		{ 37000, 37, ST2110_TAI_PLAUSIBLE },	{ 37900, 37, ST2110_TAI_PLAUSIBLE },
		{ 36100, 37, ST2110_TAI_PLAUSIBLE },	{ 0, 37, ST2110_TAI_UTC },
		{ -900, 37, ST2110_TAI_UTC },		{ 900, 0, ST2110_TAI_UTC },
		{ 37000, 0, ST2110_TAI_UNSET },		{ 38000, 0, ST2110_TAI_UNSET },
		{ 5000, 0, ST2110_TAI_UNRELATED },	{ 74000, 37, ST2110_TAI_UNRELATED },
		{ -37000, 37, ST2110_TAI_UNRELATED },	{ -37000, 0, ST2110_TAI_UNRELATED },
		{ 19000, 37, ST2110_TAI_UNRELATED },	{ 42000, 37, ST2110_TAI_UNRELATED },
		{ -1792000000000LL, 37, ST2110_TAI_UNRELATED },
	};
	struct tally t;
	unsigned int i;

	tally_begin(&t, "TAI, UTC, no offset set, or something else");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		enum st2110_tai_guess guess = st2110_tai_guess(cases[i].media_utc_ms * 1000000,
							       cases[i].tai_utc_s);

		CHECK(&t, guess == cases[i].guess, "%" PRId64 " ms from UTC, TAI - UTC %d: %d",
		      cases[i].media_utc_ms, cases[i].tai_utc_s, guess);
	}
	tally_end(&t);
}

void test_line(void)
{
	test_lines();
	test_bundles();
	test_guess();
}
