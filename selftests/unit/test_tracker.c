// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock's time line against a simulated world in which the truth is known:
 * how far off it is, whether its bound holds, and what it says of steps, slews,
 * silence and a clock that stands still.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tracker.h"
#include "tap.h"
#include "unit.h"
#include "world.h"

#define LOOKS 8			/* at the truth, between two rounds */
#define LOOKS_MAX 60000

/* A tracker in a world, fed ten times a second by a worker that comes late. */
struct run {
	struct world w;
	struct st2110_tracker tr;
	double next_round;
	bool unread;		/* reads fail */
	bool gone;
	u64 last_t;
	u32 backward;
	u32 states;		/* seen, as bits */
	u32 jumps;
	s64 jumped_ns;		/* sum */
	u32 steps;
	u32 expired;
	u32 looks;		/* since the last run_count() */
	u32 broken;		/* bounds, of these */
	double bounds;
	double errors[LOOKS_MAX];
};

static struct run the_run;	/* too large for a stack */

static struct run *run_init(enum noise noise, double mean, u64 holdover_ns)
{
	struct st2110_tracker_config config = {
		.resolution_ns = noise == NOISE_COARSE ? 40 : 1,
		.holdover_ns = holdover_ns,
	};
	struct run *r = &the_run;
	u64 raw;

	memset(r, 0, sizeof(*r));
	world_init(&r->w, noise, mean);
	r->next_round = r->w.raw;
	raw = (u64)r->w.raw;
	r->last_t = raw / 2;
	st2110_tracker_start(&r->tr, &config, raw, raw / 2, 0);
	return r;
}

static void run_look(struct run *r)
{
	const struct st2110_timeline *tl = &r->tr.line;
	u64 raw = (u64)r->w.raw, t = st2110_timeline_at(tl, raw);
	double error = fabs(world_error(&r->w, t + tl->offset_ns));
	u64 bound = st2110_timeline_bound_ns(tl, raw);

	if ((s64)(t - r->last_t) < 0 || llabs((s64)(st2110_timeline_raw(tl, t) - raw)) > 1)
		r->backward++;
	r->last_t = t;
	/* raw and T are whole nanoseconds */
	if (error > bound + 2)
		r->broken++;
	r->bounds += bound;
	if (r->looks < LOOKS_MAX)
		r->errors[r->looks] = error;
	r->looks++;
}

static void run_round(struct run *r)
{
	struct st2110_sample s[ST2110_ROUND_READS_MAX];
	u32 changes, i, reads = st2110_tracker_reads(&r->tr);

	for (i = 0; i < reads; i++)
		world_read(&r->w, &s[i]);
	world_to(&r->w, r->w.raw + 2000);
	if (r->gone)
		changes = st2110_tracker_miss(&r->tr, ST2110_MISS_GONE, (u64)r->w.raw);
	else if (r->unread)
		changes = st2110_tracker_miss(&r->tr, ST2110_MISS_READ, (u64)r->w.raw);
	else
		changes = st2110_tracker_round(&r->tr, s, reads, (u64)r->w.raw);
	r->states |= 1U << r->tr.line.state;
	if (changes & ST2110_TRACK_STEP)
		r->steps++;
	if (changes & ST2110_TRACK_JUMP) {
		r->jumps++;
		r->jumped_ns += r->tr.jump_ns;
	}
	if (changes & ST2110_TRACK_EXPIRED)
		r->expired++;
}

static void run_for(struct run *r, double seconds)
{
	double end = r->w.raw + seconds * 1e9;
	double look = (ST2110_ROUND_NS / LOOKS) * 1.0;

	while (r->w.raw < end) {
		double to = r->w.raw + look * 2 * rnd_uniform();

		if (to < r->next_round) {
			world_to(&r->w, to);
			run_look(r);
			continue;
		}
		world_to(&r->w, r->next_round);
		run_look(r);
		run_round(r);
		r->next_round += ST2110_ROUND_NS + 3e6 * rnd_uniform();
	}
}

static void run_count(struct run *r)
{
	r->looks = 0;
	r->broken = 0;
	r->bounds = 0;
	r->states = 0;
	r->jumps = 0;
	r->jumped_ns = 0;
	r->steps = 0;
	r->expired = 0;
}

static bool in(const struct run *r, u8 state)
{
	return r->tr.line.state == state;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double run_quantile(struct run *r, double q)
{
	u32 n = r->looks < LOOKS_MAX ? r->looks : LOOKS_MAX;

	qsort(r->errors, n, sizeof(r->errors[0]), by_size);
	return n ? r->errors[(u32)((n - 1) * q)] : INFINITY;
}

/* Ten minutes each: at most 100 ns off (p99.9) from 3 s on, the bound always right. */
static void test_accuracy(void)
{
	static const struct {
		const char *name;
		enum noise noise;
		double ppm;
		double spread_ppb;	/* of the servo */
		double wander_ppb;
		u32 wild;
		u32 preempted;
		u32 limit_ns;
		u32 bound_ns;		/* on average */
	} cases[] = {
		{ "free", NOISE_EVEN, 0, 0, 0, 0, 0, 100, 400 },
		{ "200 ppm fast, wandering", NOISE_EVEN, 200, 0, 3, 0, 0, 100, 400 },
		{ "200 ppm slow, reads preempted", NOISE_EVEN, -200, 0, 3, 0, 6, 100, 400 },
		{ "50 ppm fast, reads of 1 us", NOISE_ANYWHERE, 50, 0, 3, 0, 20, 100, 500 },
		{ "long tails, wrong reads", NOISE_TAIL, -120, 0, 3, 200, 20, 100, 500 },
		{ "value wrong by 1 us", NOISE_VALUE, 200, 0, 0, 0, 20, 100, 1000 },
		{ "value wrong by 1 us, wrong reads", NOISE_VALUE, -200, 0, 1, 100, 20, 100, 1000 },
		{ "steps of 40 ns", NOISE_COARSE, 13, 0, 3, 0, 20, 100, 500 },
		{ "servo in lock, 20 ppb", NOISE_EVEN, -80, 20, 3, 0, 20, 100, 400 },
		{ "servo in lock, 50 ppb, reads of 1 us", NOISE_ANYWHERE, 199, 50, 3, 500, 20, 100,
		  500 },
		{ "reads of 300 ns, always", NOISE_QUIET, 200, 20, 3, 0, 20, 150, 500 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct run *r = run_init(cases[i].noise, cases[i].ppm * 1e-6, 0);
		double q, bound;
		struct tally t;

		tally_begin(&t, "clock, ten minutes: %s", cases[i].name);
		r->w.spread = cases[i].spread_ppb * 1e-9;
		r->w.wander = cases[i].wander_ppb * 1e-9;
		r->w.wild = cases[i].wild;
		r->w.preempted = cases[i].preempted;
		run_for(r, 3);
		CHECK(&t, in(r, ST2110_CLOCK_STATE_LOCKED), "not locked after 3 s");
		run_count(r);
		run_for(r, 600);
		bound = r->bounds / r->looks;
		q = run_quantile(r, 0.999);
		printf("# %s: median %.1f, p99.9 %.1f, max %.1f ns off; bound %.0f ns on average\n",
		       cases[i].name, run_quantile(r, 0.5), q, run_quantile(r, 1), bound);
		CHECK(&t, q <= cases[i].limit_ns, "p99.9 %.1f ns", q);
		CHECK(&t, bound <= cases[i].bound_ns, "bound of %.0f ns on average", bound);
		CHECK(&t, !r->broken, "bound broken %u times of %u", r->broken, r->looks);
		CHECK(&t, r->states == 1U << ST2110_CLOCK_STATE_LOCKED && !r->jumps && !r->steps,
		      "states %x, %u jumps, %u steps", r->states, r->jumps, r->steps);
		CHECK(&t, !r->backward, "T runs backward %u times", r->backward);
		CHECK(&t, r->looks > 40000, "%u looks", r->looks);
		t.cases += r->looks;
		tally_end(&t);
	}
}

/* Locked for five seconds, and counting from there. */
static struct run *run_locked(enum noise noise, double ppm)
{
	struct run *r = run_init(noise, ppm * 1e-6, 0);

	r->w.spread = 20e-9;
	run_for(r, 5);
	run_count(r);
	return r;
}

static bool near(double a, double b, double by)
{
	return fabs(a - b) <= by;
}

/* What is true whatever happened: locked again, near the truth, T in order. */
static void check_well(struct tally *t, struct run *r)
{
	CHECK(t, in(r, ST2110_CLOCK_STATE_LOCKED) && !r->tr.line.expired, "state %u",
	      r->tr.line.state);
	CHECK(t, !r->backward, "T runs backward %u times", r->backward);
	run_count(r);
	run_for(r, 2);
	CHECK(t, run_quantile(r, 1) < 200 && !r->broken, "%.1f ns off, bound broken %u times",
	      run_quantile(r, 1), r->broken);
	CHECK(t, !r->jumps && !r->steps, "not at rest");
}

static void test_step(void)
{
	static const double sizes[] = { 1e9, -1e9, 37e9, -37e9, 100e6, -100e6, -99.9e6, 50e3,
					-50e3, 1.7e18, -1.7e18 };
	struct tally t;
	unsigned int i, j;

	tally_begin(&t, "clock stepped: told, with its size, and followed once");
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct run *r = run_locked(NOISE_EVEN, 100);

		world_step(&r->w, sizes[i]);
		run_for(r, 3);
		CHECK(&t, r->steps == 1 && near(r->tr.step_ns, sizes[i], 2000), "step %.0f: %u, %"
		      PRId64, sizes[i], r->steps, r->tr.step_ns);
		CHECK(&t, r->jumps == 1 && near(r->jumped_ns, sizes[i], 2000), "step %.0f: %u, %"
		      PRId64, sizes[i], r->jumps, r->jumped_ns);
		CHECK(&t, r->states == (1U << ST2110_CLOCK_STATE_LOCKED |
					1U << ST2110_CLOCK_STATE_STEPPED |
					1U << ST2110_CLOCK_STATE_ACQUIRING),
		      "step %.0f: states %x", sizes[i], r->states);
		check_well(&t, r);
	}
	tally_end(&t);

	tally_begin(&t, "clock stepped by less than is absorbed: T catches up");
	for (i = 0; i < 40; i++) {
		struct run *r = run_locked(NOISE_EVEN, -60);
		double size = (rnd_below(2) ? 1 : -1) * (double)(1000 + rnd_below(8000));

		for (j = 0; j < 3; j++) {
			world_step(&r->w, size);
			run_for(r, 3);
		}
		CHECK(&t, !r->steps && !r->jumps && r->states == 1U << ST2110_CLOCK_STATE_LOCKED,
		      "%.0f ns: %u steps, %u jumps, states %x", size, r->steps, r->jumps,
		      r->states);
		check_well(&t, r);
	}
	tally_end(&t);
}

static void test_slew(void)
{
	static const struct {
		double target_ns, limit, seconds;
	} cases[] = {
		{ 100e6, 0.0625, 40 }, { -100e6, 0.0625, 40 }, { 100e6, 500e-6, 300 },
		{ 3e6, 900e-6, 60 }, { -10e6, 0.1, 40 },
	};
	struct tally t;
	unsigned int i;

	tally_begin(&t, "clock slewed by ptp4l's servo: the rate is held, one resynchronisation");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct run *r = run_locked(NOISE_EVEN, 30);
		u64 raw, t0;

		raw = (u64)r->w.raw;
		t0 = st2110_timeline_at(&r->tr.line, raw);
		world_servo(&r->w, cases[i].target_ns, cases[i].limit);
		run_for(r, cases[i].seconds);
		CHECK(&t, r->states & 1U << ST2110_CLOCK_STATE_SLEWING && !r->steps,
		      "case %u: states %x, %u steps", i, r->states, r->steps);
		CHECK(&t, r->jumps == 1, "case %u: %u jumps", i, r->jumps);
		/* T itself ran on as before, up to the servo's tail. */
		CHECK(&t, near(st2110_timeline_at(&r->tr.line, (u64)r->w.raw) - t0,
			       ((u64)r->w.raw - raw) * (1 + 30e-6),
			       fabs(cases[i].target_ns) / 20 + 300e3),
		      "case %u: T was slewed, jump %" PRId64, i, r->jumped_ns);
		CHECK(&t, r->broken < r->looks / 20, "case %u: bound broken %u times of %u", i,
		      r->broken, r->looks);
		check_well(&t, r);
	}
	tally_end(&t);

	tally_begin(&t, "clock faster than 200 ppm: slewing, never locked");
	for (i = 0; i < 2; i++) {
		struct run *r = run_init(NOISE_EVEN, i ? 260e-6 : -260e-6, 0);

		run_for(r, 10);
		CHECK(&t, in(r, ST2110_CLOCK_STATE_SLEWING), "state %u", r->tr.line.state);
		CHECK(&t, near(r->tr.line.rate_ppb, i ? 260000 : -260000, 100), "%d ppb",
		      r->tr.line.rate_ppb);
	}
	tally_end(&t);
}

static void test_settle(void)
{
	static const double ppm[] = { 1, -3, 10, -30, 100, -150 };
	struct tally t;
	unsigned int i;

	tally_begin(&t, "clock whose servo settles: followed without a jump");
	for (i = 0; i < ARRAY_SIZE(ppm); i++) {
		struct run *r = run_locked(NOISE_EVEN, 0);
		double bound;

		/* 0.125 s of a time constant of 1.4 s */
		r->w.pull = 0.914;
		r->w.rate = r->w.mean + ppm[i] * 1e-6;
		run_for(r, 15);
		bound = r->bounds / r->looks;
		printf("# settling from %.0f ppm: median %.0f, max %.0f ns off; bound %.0f ns\n",
		       ppm[i], run_quantile(r, 0.5), run_quantile(r, 1), bound);
		CHECK(&t, !r->jumps || fabs(ppm[i]) > 50, "%.0f ppm: %u jumps", ppm[i], r->jumps);
		CHECK(&t, !r->steps, "%.0f ppm: %u steps", ppm[i], r->steps);
		/* A change of more than was ever seen cannot be foreseen for a round. */
		CHECK(&t, fabs(ppm[i]) <= 1 ? !r->broken : r->broken < r->looks / 50,
		      "%.0f ppm: bound broken %u times of %u", ppm[i], r->broken, r->looks);
		check_well(&t, r);
	}
	tally_end(&t);
}

static void test_silence(void)
{
	struct tally t;
	unsigned int i;
	struct run *r;

	tally_begin(&t, "clock unread: holdover on the last rate within the bound, and back");
	for (i = 0; i < 20; i++) {
		r = run_locked(NOISE_ANYWHERE, 150);
		r->w.wander = 10e-9;
		r->unread = true;
		run_for(r, 10);
		CHECK(&t, in(r, ST2110_CLOCK_STATE_HOLDOVER) && r->tr.miss == ST2110_MISS_READ,
		      "state %u", r->tr.line.state);
		CHECK(&t, !r->broken && !r->expired, "bound broken %u times", r->broken);
		CHECK(&t, st2110_timeline_bound_ns(&r->tr.line, (u64)r->w.raw) < 30000,
		      "bound of %" PRIu64 " ns",
		      st2110_timeline_bound_ns(&r->tr.line, (u64)r->w.raw));
		r->unread = false;
		run_for(r, 3);
		CHECK(&t, !r->steps && !r->jumps && !r->broken, "%u steps, %u jumps, broken %u",
		      r->steps, r->jumps, r->broken);
		check_well(&t, r);
	}
	tally_end(&t);

	tally_begin(&t, "clock unread for longer than stated: expired, and back");
	for (i = 0; i < 2; i++) {
		r = run_init(NOISE_EVEN, -70e-6, i ? 5000000000ULL : 0);
		run_for(r, 5);
		run_count(r);
		r->unread = true;
		run_for(r, i ? 4.5 : 29.5);
		CHECK(&t, !r->tr.line.expired && !r->expired, "expired early");
		run_for(r, 1);
		CHECK(&t, r->tr.line.expired && r->expired == 1 &&
		      in(r, ST2110_CLOCK_STATE_HOLDOVER), "not expired once, but %u times",
		      r->expired);
		run_for(r, 20);
		CHECK(&t, r->expired == 1 && !r->broken, "expired %u times", r->expired);
		r->unread = false;
		run_for(r, 3);
		check_well(&t, r);
	}
	tally_end(&t);

	tally_begin(&t, "clock frozen: noticed, and what it lost when it goes on");
	for (i = 0; i < 10; i++) {
		double lost;

		r = run_locked(NOISE_EVEN, 20);
		lost = r->w.raw;
		world_freeze(&r->w, true);
		run_for(r, 2 + i);
		CHECK(&t, in(r, ST2110_CLOCK_STATE_HOLDOVER) && r->tr.miss == ST2110_MISS_FROZEN,
		      "state %u, miss %u", r->tr.line.state, r->tr.miss);
		/* what it would have counted */
		lost = (r->w.raw - lost) * (1 + 20e-6);
		world_freeze(&r->w, false);
		run_for(r, 3);
		CHECK(&t, r->steps == 1 && near(r->tr.step_ns, -lost, 5000),
		      "%u steps, %" PRId64 ", lost %.0f", r->steps, r->tr.step_ns, lost);
		CHECK(&t, r->jumps == 1 && near(r->jumped_ns, -lost, 5000),
		      "%u jumps, %" PRId64 ", lost %.0f", r->jumps, r->jumped_ns, lost);
		check_well(&t, r);
	}
	tally_end(&t);

	tally_begin(&t, "clock gone: holdover, and another of the same time base");
	for (i = 0; i < 10; i++) {
		double other = i % 2 ? 1e6 * i : 500;

		r = run_locked(NOISE_EVEN, -20);
		r->gone = true;
		run_for(r, 6);
		CHECK(&t, in(r, ST2110_CLOCK_STATE_GONE) && !r->broken, "state %u, broken %u",
		      r->tr.line.state, r->broken);
		/* it comes back as another one, off by some */
		world_step(&r->w, other);
		r->w.mean += 40e-6;
		r->gone = false;
		st2110_tracker_restart(&r->tr);
		CHECK(&t, in(r, ST2110_CLOCK_STATE_ACQUIRING), "state %u", r->tr.line.state);
		run_for(r, 3);
		CHECK(&t, i % 2 ? r->jumps == 1 && near(r->jumped_ns, other, 100e3) : r->jumps <= 1,
		      "%u jumps, %" PRId64, r->jumps, r->jumped_ns);
		check_well(&t, r);
	}
	tally_end(&t);

	tally_begin(&t, "one round that is wrong: ignored");
	for (i = 0; i < 20; i++) {
		double size = (rnd_below(2) ? 1 : -1) * (double)(20000 + rnd_below(2000000000));

		r = run_locked(NOISE_EVEN, 20);
		world_to(&r->w, r->next_round);
		world_step(&r->w, size);
		run_round(r);
		world_step(&r->w, -size);
		r->next_round += ST2110_ROUND_NS;
		CHECK(&t, r->tr.suspected || r->tr.miss == ST2110_MISS_FROZEN, "not suspected");
		run_for(r, 3);
		CHECK(&t, !r->steps && !r->jumps && r->states == 1U << ST2110_CLOCK_STATE_LOCKED,
		      "%.0f ns: %u steps, %u jumps, states %x", size, r->steps, r->jumps,
		      r->states);
		check_well(&t, r);
	}
	tally_end(&t);
}

void test_tracker(void)
{
	test_accuracy();
	test_step();
	test_slew();
	test_settle();
	test_silence();
}
