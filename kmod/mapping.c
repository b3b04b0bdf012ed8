// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fit of a media clock; see mapping.h.
 *
 * Bundle of lines. Round i says that the offset PHC - RAW was in [lo_i, hi_i] at
 * x_i. A line through all rounds rises from i to j, i before j, by no more than
 * hi_j - lo_i and no less than lo_j - hi_i: the least of the first ratios is the
 * steepest line, the greatest of the second the flattest. As x lies after all
 * rounds, no line is above the steepest one and none below the flattest. The
 * window is as long as there are such lines, at most 32 rounds: what came before
 * a change of rate drops out by itself.
 *
 * A PHC that is steered follows no line, so an interval is widened by its age
 * times an allowance. With 30 ppb the estimate follows a servo in lock and loses
 * little where there is none; the bound takes 1,000 ppb, more after larger
 * changes were seen, and so holds while the rate moves no further than that.
 *
 * Ten minutes each of the unit tests' simulation, in which T + offset is compared
 * with the truth; rates of -200 to 200 ppm that wander by 3 ppb a second, a worker
 * up to 3 ms late, one read in twenty preempted for up to 100 us:
 *
 *						p99.9	maximum	bound (mean)
 *	delays of 0-500 ns before and after	 19 ns	 28 ns	168 ns
 *	brackets of 1 us, a read anywhere	 29 ns	 41 ns	196 ns
 *	a value that is up to 1 us wrong	 78 ns	 98 ns	395 ns
 *	a servo that moves the rate by 20 ppb	 26 ns	 33 ns	175 ns
 *	by 50 ppb, brackets of 1 us		 37 ns	 47 ns	197 ns
 *
 * With eight reads a round, whatever the delays, it were 42 and 61 ns in the first
 * two lines; least squares over the same intervals make 46 and 90 ns of them, over
 * the narrowest brackets 78 and 305 ns, and promise nothing. What no fit can know is
 * a read that takes longer before the PHC is looked at than after, or the reverse:
 * half that difference is in the estimate, always, and within the bound.
 *
 * A PHC whose value has a noise of its own contradicts itself within a round. What
 * that takes is kept as noise and widens every interval; it fades within
 * minutes. Two reads of eight may be plain wrong and are left out.
 */
#include "mapping.h"
#include "timing.h"

#define NEAR_NS		100000		/* reads that belong together */
#define RISE_MAX_NS	0x40000000	/* likewise: 25 % of ST2110_FIT_WINDOW_NS */
#define STEER_PPB	30
#define WANDER_PPB	1000
#define WANDER_MAX_PPB	1000000
#define BRACKET_MAX_NS	1000000
#define FEW_ROUNDS	4
#define WIDE_NS		1000
#define NOISE_MAX_NS	20000		/* reads of a round that differ by more are no clock's */

/**
 * st2110_rate_from_ppb() - a rate from parts per billion
 * @ppb: up to 25 %
 *
 * Any context; divides.
 *
 * Return: 2^-44, rounded towards 0.
 */
s64 st2110_rate_from_ppb(s64 ppb)
{
	u64 abs = ppb < 0 ? -(u64)ppb : (u64)ppb;
	/* 2^44 / 10^9 = 2^35 / 5^9, and 2^28 * 2^35 < 2^64 */
	u64 rate = div_u64(abs << 35, 1953125);

	return ppb < 0 ? -(s64)rate : (s64)rate;
}

/**
 * st2110_rate_to_ppb() - a rate in parts per billion
 * @rate: 2^-44
 *
 * Any context.
 *
 * Return: ppb, rounded towards 0.
 */
s32 st2110_rate_to_ppb(s64 rate)
{
	return st2110_rate_times(rate, ST2110_NSEC_PER_SEC);
}

/* 2^44 * @num / @den for |@num| < 2^31 and 0 < @den < 2^32. */
/**
 * st2110_rate_of() - how fast something moves
 * @num: by this much, ns; at most a quarter of @den
 * @den: within this, ns; 1 to ST2110_FIT_WINDOW_NS
 *
 * Any context; divides.
 *
 * Return: a rate.
 */
s64 st2110_rate_of(s64 num, u64 den)
{
	u64 rem, high = div64_u64_rem((num < 0 ? -(u64)num : (u64)num) << 32, den, &rem);
	u64 q = (high << 12) + div64_u64(rem << 12, den);

	return num < 0 ? -(s64)q : (s64)q;
}

/* 2^88 / @mult, by long division: mult is about 2^44. */
static u64 invert(u64 mult)
{
	u64 rem = 0, q = 0;
	int bit;

	for (bit = 88; bit >= 0; bit--) {
		rem = rem << 1 | (bit == 88);
		q <<= 1;
		if (rem >= mult) {
			rem -= mult;
			q |= 1;
		}
	}
	return q;
}

/**
 * st2110_line_set() - lay a line through a point
 * @l: line
 * @raw0_ns: CLOCK_MONOTONIC_RAW
 * @at0_ns: where the line is then
 * @rate: its rate against RAW, in 2^-44, within 25 %
 *
 * Any context.
 */
void st2110_line_set(struct st2110_line *l, u64 raw0_ns, u64 at0_ns, s64 rate)
{
	l->raw0_ns = raw0_ns;
	l->at0_ns = at0_ns;
	l->mult = ST2110_RATE_ONE + rate;
	l->inverse = invert(l->mult);
}

/**
 * st2110_line_through() - lay a line through two points
 * @l: line
 * @raw0_ns: CLOCK_MONOTONIC_RAW
 * @at0_ns: where the line was then
 * @raw1_ns: later, by less than 4.2 s
 * @at1_ns: where it was then; the line is anchored here
 *
 * For CLOCK_MONOTONIC over RAW. Any context; divides.
 *
 * Return: false, and the line is as it was, if that is no line of a clock.
 */
bool st2110_line_through(struct st2110_line *l, u64 raw0_ns, u64 at0_ns, u64 raw1_ns, u64 at1_ns)
{
	u64 span = raw1_ns - raw0_ns;
	s64 gain = st2110_diff(at1_ns - at0_ns, span);

	if (!span || span > ST2110_FIT_WINDOW_NS || st2110_distance(gain, 0) > span / 4)
		return false;
	st2110_line_set(l, raw1_ns, at1_ns, st2110_rate_of(gain, span));
	return true;
}

/* One read as an interval of PHC - RAW at the time of the round. */
struct reading {
	u64 raw_ns;
	s64 lo_ns;
	s64 hi_ns;
};

static bool sane(const struct st2110_sample *s)
{
	return st2110_diff(s->after_raw_ns, s->before_raw_ns) >= 0 &&
	       s->after_raw_ns - s->before_raw_ns <= BRACKET_MAX_NS;
}

static const struct st2110_sample *narrowest(const struct st2110_sample *s, u32 count)
{
	const struct st2110_sample *best = NULL;
	u32 i;

	for (i = 0; i < count; i++)
		if (sane(&s[i]) && (!best || s[i].after_raw_ns - s[i].before_raw_ns <
				    best->after_raw_ns - best->before_raw_ns))
			best = &s[i];
	return best;
}

/* The intersection of readings; empty where lo > hi. */
static void intersect(const struct reading *rd, u32 count, u32 without, u32 *highest, u32 *lowest)
{
	bool first = true;
	u32 i;

	for (i = 0; i < count; i++) {
		if (without & 1U << i)
			continue;
		if (first || rd[i].lo_ns > rd[*highest].lo_ns)
			*highest = i;
		if (first || rd[i].hi_ns < rd[*lowest].hi_ns)
			*lowest = i;
		first = false;
	}
}

/* How far reading @of is from those that count, in all; overlapping ones are near. */
static u64 apart(const struct reading *rd, u32 count, u32 without, u32 of)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		if (without & 1U << i)
			continue;
		if (rd[i].lo_ns > rd[of].hi_ns)
			sum += st2110_distance(rd[i].lo_ns, rd[of].hi_ns);
		else if (rd[i].hi_ns < rd[of].lo_ns)
			sum += st2110_distance(rd[i].hi_ns, rd[of].lo_ns);
	}
	return sum;
}

static u64 contradiction(const struct reading *rd, u32 count, u32 without, u32 *highest,
			 u32 *lowest)
{
	intersect(rd, count, without, highest, lowest);
	if (rd[*highest].lo_ns <= rd[*lowest].hi_ns)
		return 0;
	return st2110_distance(rd[*highest].lo_ns, rd[*lowest].hi_ns);
}

/* The PHC's value has turned out noisier: all that is held is worth less. */
static void noisier(struct st2110_fit *f, u32 noise_ns)
{
	u32 more = noise_ns - f->noise_ns, i;

	for (i = 0; i < f->held; i++) {
		f->rounds[i].lo_ns = st2110_sum(f->rounds[i].lo_ns, -(s64)more);
		f->rounds[i].hi_ns = st2110_sum(f->rounds[i].hi_ns, more);
	}
	f->noise_ns = noise_ns;
}

/**
 * st2110_round_of() - make the reads of a round one interval
 * @r: filled in
 * @s: reads
 * @count: how many, ST2110_ROUND_READS_MAX at most
 * @resolution_ns: of the PHC's value
 * @f: its noise is used and learned, its rate taken off between the reads
 *
 * Any context, caller serialises @f; no division.
 *
 * Return: false if no read makes sense.
 */
bool st2110_round_of(struct st2110_round *r, const struct st2110_sample *s, u32 count,
		     u32 resolution_ns, struct st2110_fit *f)
{
	const struct st2110_sample *best = narrowest(s, count);
	u32 i, n = 0, without = 0, wrong = 0, highest = 0, lowest = 0;
	struct reading rd[ST2110_ROUND_READS_MAX];
	u64 left, less, noise, wide;

	if (!best)
		return false;
	r->raw_ns = best->before_raw_ns + (best->after_raw_ns - best->before_raw_ns) / 2;
	r->phc_ns = best->phc_ns;
	r->bracket_ns = best->after_raw_ns - best->before_raw_ns;
	r->outliers = 0;
	/* What was interrupted says little, and may hide that it is wrong. */
	wide = 4 * (best->after_raw_ns - best->before_raw_ns) + WIDE_NS;
	for (i = 0; i < count && n < ARRAY_SIZE(rd); i++) {
		u64 at = s[i].before_raw_ns + (s[i].after_raw_ns - s[i].before_raw_ns) / 2;
		s64 away = st2110_diff(at, r->raw_ns), gain;

		if (!sane(&s[i]) || away > NEAR_NS || away < -NEAR_NS ||
		    s[i].after_raw_ns - s[i].before_raw_ns > wide)
			continue;
		gain = away < 0 ? -st2110_rate_times(f->rate, -away) :
				  st2110_rate_times(f->rate, away);
		/* RAW is read in whole ns too, hence 1 more on either side */
		rd[n].raw_ns = at;
		rd[n].lo_ns = st2110_sum(st2110_diff(s[i].phc_ns, s[i].after_raw_ns), -gain - 1);
		rd[n].hi_ns = st2110_sum(st2110_diff(s[i].phc_ns, s[i].before_raw_ns),
					 resolution_ns - gain + 1);
		n++;
	}

	left = contradiction(rd, n, 0, &highest, &lowest);
	/* Wrong reads stand out: without them the rest agrees far better. */
	for (less = left, i = 1; less && i <= n / 4; i++) {
		without |= 1U << (apart(rd, n, without, highest) > apart(rd, n, without, lowest) ?
				  highest : lowest);
		less = contradiction(rd, n, without, &highest, &lowest);
		if (less > left / 8)
			continue;
		left = less;
		wrong = without;
		r->outliers = i;
	}
	contradiction(rd, n, wrong, &highest, &lowest);
	if (left > NOISE_MAX_NS)
		return false;
	/* An eighth more than was seen: a few reads seldom show all there is. */
	f->noise_ns -= f->noise_ns / 512;
	noise = left - left / 2 + left / 16;
	if (noise <= f->noise_ns) {
		r->lo_ns = st2110_sum(rd[highest].lo_ns, -(s64)f->noise_ns);
		r->hi_ns = st2110_sum(rd[lowest].hi_ns, f->noise_ns);
		return true;
	}
	noisier(f, noise);
	/* Which of them was the wrong one cannot be said yet. */
	r->lo_ns = st2110_sum(rd[lowest].hi_ns, -(s64)f->noise_ns);
	r->hi_ns = st2110_sum(rd[highest].lo_ns, f->noise_ns);
	return true;
}

/* The @back-th latest round, 0 being the latest. */
static const struct st2110_round *round_back(const struct st2110_fit *f, u32 back)
{
	return &f->rounds[(f->next + 2 * ST2110_FIT_ROUNDS - 1 - back) % ST2110_FIT_ROUNDS];
}

/* A limit of a bundle: a rise over a run, through a point before the latest round. */
struct limit {
	s64 rise_ns;
	s64 run_ns;
	s64 at_ns;
	u64 age_ns;
};

struct bundle {
	struct limit steep;
	struct limit flat;
	u32 used;
};

static bool steeper(s64 rise, s64 run, const struct limit *than)
{
	return rise * than->run_ns > than->rise_ns * run;
}

/* Bring in round @k; false if no line passes then, or that cannot be said. */
static bool narrow(struct bundle *b, const u64 *age, const s64 *lo, const s64 *hi, u32 k)
{
	u32 i;

	for (i = 0; i < k; i++) {
		s64 run = age[k] - age[i];
		s64 up = st2110_diff(hi[i], lo[k]), down = st2110_diff(lo[i], hi[k]);

		if (up > RISE_MAX_NS || up < -RISE_MAX_NS || down > RISE_MAX_NS ||
		    down < -RISE_MAX_NS)
			return false;
		if (!b->steep.run_ns || steeper(b->steep.rise_ns, b->steep.run_ns,
						&(struct limit){ up, run, 0, 0 }))
			b->steep = (struct limit){ up, run, hi[i], age[i] };
		if (!b->flat.run_ns || steeper(down, run, &b->flat))
			b->flat = (struct limit){ down, run, lo[i], age[i] };
	}
	return !k || !steeper(b->flat.rise_ns, b->flat.run_ns, &b->steep);
}

static void bundle_of(struct bundle *b, const struct st2110_fit *f, u32 allow_ppb, u32 most)
{
	u64 age[ST2110_FIT_ROUNDS], rate = st2110_rate_from_ppb(allow_ppb);
	s64 lo[ST2110_FIT_ROUNDS], hi[ST2110_FIT_ROUNDS];
	u32 k;

	memset(b, 0, sizeof(*b));
	for (k = 0; k < most; k++) {
		const struct st2110_round *r = round_back(f, k);
		struct bundle with = *b;
		s64 slack;

		age[k] = f->raw_ns - r->raw_ns;
		if (age[k] > ST2110_FIT_WINDOW_NS)
			break;
		slack = st2110_rate_times(rate, age[k]);
		lo[k] = st2110_sum(r->lo_ns, -slack);
		hi[k] = st2110_sum(r->hi_ns, slack);
		if (!narrow(&with, age, lo, hi, k))
			break;
		*b = with;
		b->used = k + 1;
	}
}

/* Where a limit is at the latest round, and its rate. */
static s64 limit_now(const struct limit *l, s64 *rate)
{
	*rate = st2110_rate_of(l->rise_ns, l->run_ns);
	return st2110_sum(l->at_ns, st2110_rate_times(*rate, l->age_ns));
}

/**
 * st2110_fit_reset() - forget the rounds
 * @f: fit
 *
 * The rate stays, as the best guess there is, and so does the noise.
 */
void st2110_fit_reset(struct st2110_fit *f)
{
	f->held = 0;
	f->used = 0;
}

static void fit_alone(struct st2110_fit *f, const struct st2110_round *r, bool fresh)
{
	f->offset_ns = st2110_middle(r->lo_ns, r->hi_ns);
	f->bound_ns = st2110_distance(r->lo_ns, r->hi_ns) / 2 + 1;
	if (fresh)
		f->growth = st2110_rate_from_ppb(ST2110_RATE_UNKNOWN_PPB);
}

/**
 * st2110_fit_wanders() - the clock's rate was seen to change
 * @f: fit
 * @by: by this much, a rate
 *
 * The bound allows for as much from now on.
 */
void st2110_fit_wanders(struct st2110_fit *f, s64 by)
{
	s64 ppb = st2110_rate_to_ppb(2 * by);

	ppb = ppb < 0 ? -ppb : ppb;
	if (ppb > WANDER_MAX_PPB)
		ppb = WANDER_MAX_PPB;
	if (ppb > f->wander_ppb)
		f->wander_ppb = ppb;
}

/**
 * st2110_fit_add() - take a round in
 * @f: fit
 * @r: round, later than all before
 *
 * Compares each pair of the rounds held, at most 496. Any context; divides;
 * caller serialises.
 */
void st2110_fit_add(struct st2110_fit *f, const struct st2110_round *r)
{
	s64 up, down, up_rate, down_rate, rate;
	bool fresh = !f->held;
	struct bundle b;
	u32 most;

	if (f->held && st2110_diff(r->raw_ns, f->raw_ns) <= 0)
		return;
	f->rounds[f->next] = *r;
	f->next = (f->next + 1) % ST2110_FIT_ROUNDS;
	if (f->held < ST2110_FIT_ROUNDS)
		f->held++;
	f->raw_ns = r->raw_ns;
	most = f->held;
	if (f->wander_ppb < WANDER_PPB)
		f->wander_ppb = WANDER_PPB;
	else
		f->wander_ppb -= (f->wander_ppb - WANDER_PPB + 15) / 16;

	bundle_of(&b, f, STEER_PPB, f->held);
	f->used = b.used;
	/*
	 * Older rounds disagree, so the rate is changing, if slowly: what just fits
	 * is bent. Half as long it is bent a quarter as much.
	 */
	if (b.used < f->held && b.used > 2 * FEW_ROUNDS) {
		most = b.used / 2;
		bundle_of(&b, f, STEER_PPB, most);
	}
	if (b.used < 2) {
		fit_alone(f, r, fresh);
		return;
	}
	up = limit_now(&b.steep, &up_rate);
	down = limit_now(&b.flat, &down_rate);
	f->offset_ns = st2110_middle(down, up);
	rate = (up_rate + down_rate) / 2;
	/* Whose rate has just changed may change it again, and back. */
	if (f->used < f->held)
		st2110_fit_wanders(f, rate - f->rate);
	f->rate = rate;

	/* The promise, with the larger allowance, as seen from the estimate. */
	bundle_of(&b, f, f->wander_ppb, most);
	if (b.used >= 2) {
		up = limit_now(&b.steep, &up_rate);
		down = limit_now(&b.flat, &down_rate);
	}
	up = st2110_diff(up, f->offset_ns);
	down = st2110_diff(f->offset_ns, down);
	f->bound_ns = 1 + (up > down ? up : down);
	up_rate -= rate;
	down_rate = rate - down_rate;
	f->growth = (up_rate > down_rate ? up_rate : down_rate) +
		    st2110_rate_from_ppb(f->wander_ppb);
}

/**
 * st2110_fit_at() - PHC - RAW as the fit has it
 * @f: fit of one round at least
 * @raw_ns: CLOCK_MONOTONIC_RAW, not before the latest round
 *
 * Return: ns.
 */
s64 st2110_fit_at(const struct st2110_fit *f, u64 raw_ns)
{
	return st2110_sum(f->offset_ns, st2110_rate_times(f->rate, raw_ns - f->raw_ns));
}

/**
 * st2110_fit_bound_ns() - how far the fit may be from the clock
 * @f: fit of one round at least
 * @raw_ns: CLOCK_MONOTONIC_RAW, not before the latest round
 *
 * Return: ns.
 */
u64 st2110_fit_bound_ns(const struct st2110_fit *f, u64 raw_ns)
{
	return f->bound_ns + mul_u64_u64_shr(raw_ns - f->raw_ns, f->growth, ST2110_RATE_SHIFT);
}

/**
 * st2110_fit_expects() - does a round lie where the fit says that it may?
 * @f: fit of one round at least
 * @r: round after the latest
 */
bool st2110_fit_expects(const struct st2110_fit *f, const struct st2110_round *r)
{
	s64 p = st2110_fit_at(f, r->raw_ns);
	u64 bound = st2110_fit_bound_ns(f, r->raw_ns);

	return !(st2110_diff(r->lo_ns, p) > (s64)bound || st2110_diff(p, r->hi_ns) > (s64)bound);
}
