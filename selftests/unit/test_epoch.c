// SPDX-License-Identifier: GPL-2.0-only
/*
 * Epochs: starts, RTP timestamps and the drain's phase over a century and beyond,
 * stepping against jumping, and the ways back from a time or a timestamp to k.
 */
#include <inttypes.h>
#include <stdio.h>

#include "oracle.h"
#include "tap.h"
#include "unit.h"

#define CENTURY_S	(36525ULL * 86400)
#define NSEC		1000000000ULL
#define JUMPS		50000
#define STEPS		600000
#define WAYS_BACK	20000

/* Rates that are in no table, up to the bounds. */
static const struct rate odd_rates[] = {
	{ "1", 1, 1 },
	{ "1000", 1000, 1 },
	{ "12.5", 25, 2 },
	{ "59.94 unreduced", 120000, 2002 },
	{ "59.94 decimal", 599400, 10000 },
	{ "prime", 999983, 16661 },
	{ "largest terms", 1000000, 999983 },
	{ "largest denominator", 1000000, 1000000 },
};

static void schedule_for(struct st2110_schedule *s, const struct rate *rate, u32 packets)
{
	struct st2110_shape shape;
	struct st2110_refusal no = { NULL, 0 };

	oracle_shape(&shape, &rasters[0], rate, packets, ST2110_PROFILE_NARROW_LINEAR);
	if (st2110_schedule_init(s, &shape, &no))
		printf("# %s N %u refused: %s\n", rate->name, packets, no.why);
}

/* Largest k whose start is below 2^64 ns. */
static u64 last_k(const struct rate *rate)
{
	return (u64)((((wide)1 << 64) - 1) * rate->num / ((wide)NSEC * rate->den));
}

static bool epoch_right(const struct st2110_epoch *e, const struct rate *rate, u32 packets, u64 k)
{
	wide ns = (wide)k * NSEC * rate->den;
	wide ticks = (wide)k * 90000 * rate->den;

	return e->k == k && e->start_ns == (u64)(ns / rate->num) &&
	       e->start_rem == ns % rate->num &&
	       e->rtp == (u32)(ticks / rate->num) && e->rtp_rem == ticks % rate->num &&
	       e->drain_tenths == (wide)k * packets * 11 % 10;
}

static bool same(const struct st2110_epoch *a, const struct st2110_epoch *b)
{
	return a->k == b->k && a->start_ns == b->start_ns && a->start_rem == b->start_rem &&
	       a->rtp == b->rtp && a->rtp_rem == b->rtp_rem && a->drain_tenths == b->drain_tenths;
}

static void check_jump(struct tally *t, const struct st2110_schedule *s, const struct rate *rate,
		       u64 k)
{
	struct st2110_epoch e;

	st2110_epoch_at(&e, s, k);
	CHECK(t, epoch_right(&e, rate, s->packets, k), "k %" PRIu64 ": %" PRIu64 " rem %u rtp %u",
	      k, e.start_ns, e.start_rem, e.rtp);
}

/* Around every place where something turns over. */
static void check_edges(struct tally *t, const struct st2110_schedule *s, const struct rate *rate)
{
	u64 last = last_k(rate);
	unsigned int i;
	int d;

	for (d = -3; d <= 3; d++) {
		for (i = 0; i < 64; i++) {
			u64 wrap = (u64)(((wide)i << 32) * rate->num / ((wide)90000 * rate->den));
			u64 run = (u64)rate->num * (rnd_below(last / rate->num) + 1);

			if (i || d >= 0) {
				check_jump(t, s, rate, wrap + d);	/* RTP wraps */
				if (i < 41 && (1ULL << i) >= 3)
					check_jump(t, s, rate, (1ULL << i) + d);
			}
			if (run + d <= last)
				check_jump(t, s, rate, run + d);	/* whole seconds */
		}
		if (d <= 0)
			check_jump(t, s, rate, last + d);
	}
}

static void test_jumps(const struct rate *rate)
{
	static const u32 counts[] = { 1, 4320, 4507, 3579, 99999 };
	struct tally t;
	unsigned int n, i;

	tally_begin(&t, "epoch at %s: a century, edges and 2^40", rate->name);
	for (n = 0; n < ARRAY_SIZE(counts); n++) {
		struct st2110_schedule s;

		schedule_for(&s, rate, counts[n]);
		for (i = 0; i < JUMPS / ARRAY_SIZE(counts); i++) {
			check_jump(&t, &s, rate, rnd_below(CENTURY_S * rate->num / rate->den));
			check_jump(&t, &s, rate, rnd_below(last_k(rate)));
			check_jump(&t, &s, rate, rnd_below((1ULL << 40) + 1));
		}
		check_edges(&t, &s, rate);
	}
	tally_end(&t);
}

static void test_steps(const struct rate *rate)
{
	struct st2110_schedule s;
	struct tally t;
	unsigned int part, i;

	tally_begin(&t, "epoch next at %s is epoch at", rate->name);
	for (part = 0; part < 3; part++) {
		u64 ten_years = 56 * CENTURY_S / 100 * rate->num / rate->den;
		u64 wrap = (((u64)1 << 32) / 90000 - 1) * rate->num / rate->den;
		u64 k = part == 0 ? 0 : part == 1 ? ten_years : wrap;
		struct st2110_epoch e, at;

		schedule_for(&s, rate, 1 + rnd_below(100000));
		st2110_epoch_at(&e, &s, k);
		for (i = 0; i < STEPS / 3; i++) {
			st2110_epoch_next(&e, &s);
			st2110_epoch_at(&at, &s, ++k);
			CHECK(&t, same(&e, &at), "k %" PRIu64, k);
		}
		CHECK(&t, epoch_right(&e, rate, s.packets, k), "k %" PRIu64 " after steps", k);
	}
	tally_end(&t);
}

/* k is the first with k T_FRAME >= tai, tai being whole ns. */
static bool is_first(const struct rate *rate, u64 k, u64 tai_ns)
{
	wide unit = (wide)NSEC * rate->den;
	wide tai = (wide)tai_ns * rate->num;

	return k * unit >= tai && (k == 0 || (k - 1) * unit < tai);
}

static void check_first(struct tally *t, const struct st2110_schedule *s, const struct rate *rate,
			u64 tai_ns)
{
	u64 k = st2110_epoch_first(s, tai_ns);

	CHECK(t, is_first(rate, k, tai_ns), "%" PRIu64 " ns: k %" PRIu64, tai_ns, k);
}

static void test_first(const struct rate *rate)
{
	struct st2110_schedule s;
	struct tally t;
	unsigned int i;
	u64 edge;

	tally_begin(&t, "epoch first at %s", rate->name);
	schedule_for(&s, rate, 4320);
	for (edge = 0; edge < 200; edge++)
		check_first(&t, &s, rate, edge);
	for (i = 0; i < WAYS_BACK; i++) {
		u64 k = rnd_below(i % 2 ? last_k(rate) : CENTURY_S * rate->num / rate->den);
		struct st2110_epoch e;

		if (i % 8 == 0)
			k = k / rate->num * rate->num;
		st2110_epoch_at(&e, &s, k);
		/* there and back, and one ns to either side */
		CHECK(&t, st2110_epoch_first(&s, e.start_ns + 1) == k + 1, "after k %" PRIu64, k);
		CHECK(&t, st2110_epoch_first(&s, e.start_ns) == k, "at k %" PRIu64, k);
		check_first(&t, &s, rate, e.start_ns);
		if (e.start_ns)
			check_first(&t, &s, rate, e.start_ns - 1);
		check_first(&t, &s, rate, e.start_ns + 1);
		check_first(&t, &s, rate, rnd());
		check_first(&t, &s, rate, rnd_below(CENTURY_S * NSEC));
	}
	for (edge = 0; edge < 200; edge++)
		check_first(&t, &s, rate, UINT64_MAX - edge);
	tally_end(&t);
}

/* All k near the instant that @rtp names, one by one. */
static u64 nearest(const struct rate *rate, u32 rtp, u64 tai_ns, s64 *off)
{
	__int128 now = (wide)tai_ns * 90000 / NSEC;
	__int128 tick = now - (u32)now + rtp;
	__int128 best = -1;
	u64 k, best_k = 0;

	while (tick - now >= 1LL << 31)
		tick -= 1LL << 32;
	while (tick - now < -(1LL << 31))
		tick += 1LL << 32;
	if (tick < 0)
		tick += 1LL << 32;
	k = (u64)((wide)tick * rate->num / ((wide)90000 * rate->den));
	for (k = k > 3 ? k - 3 : 0; ; k++) {
		__int128 away = tick - (__int128)((wide)k * 90000 * rate->den / rate->num);
		__int128 distance = away < 0 ? -away : away;

		if (best >= 0 && distance > best)
			return best_k;
		if (best < 0 || distance < best) {
			best = distance;
			best_k = k;
			*off = (s64)away;
		}
	}
}

static void check_of_rtp(struct tally *t, const struct st2110_schedule *s, const struct rate *rate,
			 u32 rtp, u64 tai_ns)
{
	s32 off;
	s64 want_off;
	u64 k = st2110_epoch_of_rtp(s, rtp, tai_ns, &off);
	u64 want = nearest(rate, rtp, tai_ns, &want_off);

	CHECK(t, k == want && off == want_off,
	      "rtp %u at %" PRIu64 ": k %" PRIu64 " off %d, not %" PRIu64 " off %" PRId64,
	      rtp, tai_ns, k, off, want, want_off);
}

static void test_of_rtp(const struct rate *rate)
{
	struct st2110_schedule s;
	struct tally t;
	unsigned int i;

	tally_begin(&t, "epoch of RTP at %s", rate->name);
	schedule_for(&s, rate, 4320);
	for (i = 0; i < WAYS_BACK; i++) {
		u64 k = rnd_below(CENTURY_S * rate->num / rate->den);
		u64 half = (1ULL << 31) * 100000 / 9;	/* ns of half a wrap */
		struct st2110_epoch e;
		u64 tai;
		s32 off;

		if (i % 16 == 0)	/* RTP about to wrap */
			k = (u64)(((wide)1 << 32) * (1 + rnd_below(60000)) * rate->num /
				  ((wide)90000 * rate->den));
		if (i % 16 == 1)
			k = rnd_below(100);
		st2110_epoch_at(&e, &s, k);
		/* its own stamp, told as far off as half a wrap */
		tai = e.start_ns + rnd_below(half - 200000);
		if (i % 2)
			tai = e.start_ns > half ? e.start_ns - rnd_below(half - 200000) :
			      rnd_below(e.start_ns + 1);
		CHECK(&t, st2110_epoch_of_rtp(&s, e.rtp, tai, &off) == k && off == 0,
		      "k %" PRIu64 " told at %" PRIu64, k, tai);
		CHECK(&t, st2110_epoch_of_rtp(&s, e.rtp, tai, NULL) == k, "without off");
		/* a stamp that is a little, half a frame, or anything off */
		check_of_rtp(&t, &s, rate, e.rtp + (u32)rnd_below(7) - 3, tai);
		check_of_rtp(&t, &s, rate, e.rtp + s.rtp_step / 2 + (u32)rnd_below(5) - 2, tai);
		check_of_rtp(&t, &s, rate, (u32)rnd(), tai);
		check_of_rtp(&t, &s, rate, (u32)rnd(), rnd_below(CENTURY_S * NSEC));
		/* exactly half a wrap off, to a tick */
		check_of_rtp(&t, &s, rate, e.rtp + (1U << 31) + (u32)rnd_below(5) - 2, e.start_ns);
	}
	for (i = 0; i < 2000; i++)	/* near 1970: there is no frame before */
		check_of_rtp(&t, &s, rate, (u32)rnd_below(2000) - 1000, rnd_below(100000000));
	tally_end(&t);
}

/* At 59.94 the steps alternate; a field is half a frame, floored; PsF has none. */
static void test_stamps(void)
{
	struct st2110_shape shape;
	struct st2110_schedule s;
	struct st2110_epoch e;
	struct tally t;
	u32 before;
	unsigned int i;

	tally_begin(&t, "RTP timestamps");
	schedule_for(&s, &rates[8], 4320);
	st2110_epoch_at(&e, &s, 0);
	for (i = 0; i < 1000; i++) {
		before = e.rtp;
		st2110_epoch_next(&e, &s);
		CHECK(&t, e.rtp - before == 1501 + i % 2, "step %u: %u", i, e.rtp - before);
	}
	for (i = 0; i < rate_count; i++) {
		u32 half = (u32)(90000ULL * rates[i].den / (2 * rates[i].num));

		oracle_shape(&shape, &rasters[1], &rates[i], 4320, ST2110_PROFILE_NARROW);
		CHECK(&t, !st2110_schedule_init(&s, &shape, NULL) && s.rtp_field2 == half,
		      "%s: field at %u", rates[i].name, s.rtp_field2);
		oracle_shape(&shape, &rasters[2], &rates[i], 4320, ST2110_PROFILE_NARROW);
		CHECK(&t, !st2110_schedule_init(&s, &shape, NULL) && s.rtp_field2 == 0,
		      "%s: segment at %u", rates[i].name, s.rtp_field2);
	}
	tally_end(&t);
}

void test_epoch(void)
{
	unsigned int i;

	test_stamps();
	for (i = 0; i < rate_count + ARRAY_SIZE(odd_rates); i++) {
		const struct rate *rate = i < rate_count ? &rates[i] : &odd_rates[i - rate_count];

		test_jumps(rate);
		test_steps(rate);
		test_first(rate);
		test_of_rtp(rate);
	}
}
