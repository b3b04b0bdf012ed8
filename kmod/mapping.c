// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fit and state machine of a media clock's time line; see mapping.h.
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

#define CATCH_SHIFT	27		/* corrections are caught up in 2^27 ns */
#define NEAR_NS		100000		/* reads that belong together */
#define WINDOW_NS	0xffffffffULL	/* keeps products below 2^63 */
#define RISE_MAX_NS	0x40000000	/* likewise: 25 % of a window */
#define STEER_PPB	30
#define WANDER_PPB	1000
#define WANDER_MAX_PPB	1000000
#define BRACKET_MAX_NS	1000000
#define FEW_ROUNDS	4
#define WIDE_NS		1000
#define NOISE_MAX_NS	20000		/* reads of a round that differ by more are no clock's */
#define NOISY_NS	100		/* noise that is worth more reads */
#define VARIES_NS	50		/* differing delays that are worth more reads */
#define SILENCE_NS	350000000ULL	/* three rounds without a result */
#define UNKNOWN_PPB	500000		/* a rate before the second round */

static s64 diff(u64 a, u64 b)
{
	return (s64)(a - b);
}

static u64 distance(s64 a, s64 b)
{
	return a > b ? (u64)a - (u64)b : (u64)b - (u64)a;
}

static s64 add(s64 a, s64 b)
{
	return (s64)((u64)a + (u64)b);
}

static s64 middle(s64 lo, s64 hi)
{
	return add(lo, distance(lo, hi) / 2);
}

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
static s64 ratio(s64 num, u64 den)
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
	l->mult = (1ULL << ST2110_RATE_SHIFT) + rate;
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
	s64 gain = diff(at1_ns - at0_ns, span);

	if (!span || span > WINDOW_NS || gain > (s64)(span / 4) || gain < -(s64)(span / 4))
		return false;
	st2110_line_set(l, raw1_ns, at1_ns, ratio(gain, span));
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
	return diff(s->after_raw_ns, s->before_raw_ns) >= 0 &&
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
			sum += distance(rd[i].lo_ns, rd[of].hi_ns);
		else if (rd[i].hi_ns < rd[of].lo_ns)
			sum += distance(rd[i].hi_ns, rd[of].lo_ns);
	}
	return sum;
}

static u64 contradiction(const struct reading *rd, u32 count, u32 without, u32 *highest,
			 u32 *lowest)
{
	intersect(rd, count, without, highest, lowest);
	if (rd[*highest].lo_ns <= rd[*lowest].hi_ns)
		return 0;
	return distance(rd[*highest].lo_ns, rd[*lowest].hi_ns);
}

/* The PHC's value has turned out noisier: all that is held is worth less. */
static void noisier(struct st2110_fit *f, u32 noise_ns)
{
	u32 more = noise_ns - f->noise_ns, i;

	for (i = 0; i < f->held; i++) {
		f->rounds[i].lo_ns = add(f->rounds[i].lo_ns, -(s64)more);
		f->rounds[i].hi_ns = add(f->rounds[i].hi_ns, more);
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
		s64 away = diff(at, r->raw_ns), gain;

		if (!sane(&s[i]) || away > NEAR_NS || away < -NEAR_NS ||
		    s[i].after_raw_ns - s[i].before_raw_ns > wide)
			continue;
		gain = away < 0 ? -st2110_rate_times(f->rate, -away) :
				  st2110_rate_times(f->rate, away);
		/* RAW is read in whole ns too, hence 1 more on either side */
		rd[n].raw_ns = at;
		rd[n].lo_ns = add(diff(s[i].phc_ns, s[i].after_raw_ns), -gain - 1);
		rd[n].hi_ns = add(diff(s[i].phc_ns, s[i].before_raw_ns), resolution_ns - gain + 1);
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
		r->lo_ns = add(rd[highest].lo_ns, -(s64)f->noise_ns);
		r->hi_ns = add(rd[lowest].hi_ns, f->noise_ns);
		return true;
	}
	noisier(f, noise);
	/* Which of them was the wrong one cannot be said yet. */
	r->lo_ns = add(rd[lowest].hi_ns, -(s64)f->noise_ns);
	r->hi_ns = add(rd[highest].lo_ns, f->noise_ns);
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
		s64 run = age[k] - age[i], up = diff(hi[i], lo[k]), down = diff(lo[i], hi[k]);

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
		if (age[k] > WINDOW_NS)
			break;
		slack = st2110_rate_times(rate, age[k]);
		lo[k] = add(r->lo_ns, -slack);
		hi[k] = add(r->hi_ns, slack);
		if (!narrow(&with, age, lo, hi, k))
			break;
		*b = with;
		b->used = k + 1;
	}
}

/* Where a limit is at the latest round, and its rate. */
static s64 limit_now(const struct limit *l, s64 *rate)
{
	*rate = ratio(l->rise_ns, l->run_ns);
	return add(l->at_ns, st2110_rate_times(*rate, l->age_ns));
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
	f->offset_ns = middle(r->lo_ns, r->hi_ns);
	f->bound_ns = distance(r->lo_ns, r->hi_ns) / 2 + 1;
	if (fresh)
		f->growth = st2110_rate_from_ppb(UNKNOWN_PPB);
}

static void wanders(struct st2110_fit *f, s64 by)
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

	if (f->held && diff(r->raw_ns, f->raw_ns) <= 0)
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
	f->offset_ns = middle(down, up);
	rate = (up_rate + down_rate) / 2;
	/* Whose rate has just changed may change it again, and back. */
	if (f->used < f->held)
		wanders(f, rate - f->rate);
	f->rate = rate;

	/* The promise, with the larger allowance, as seen from the estimate. */
	bundle_of(&b, f, f->wander_ppb, most);
	if (b.used >= 2) {
		up = limit_now(&b.steep, &up_rate);
		down = limit_now(&b.flat, &down_rate);
	}
	up = diff(up, f->offset_ns);
	down = diff(f->offset_ns, down);
	f->bound_ns = 1 + (up > down ? up : down);
	up_rate -= rate;
	down_rate = rate - down_rate;
	f->growth = (up_rate > down_rate ? up_rate : down_rate) +
		    st2110_rate_from_ppb(f->wander_ppb);
}

/* PHC - RAW as the fit has it. */
static s64 predicted(const struct st2110_fit *f, u64 raw_ns)
{
	return add(f->offset_ns, st2110_rate_times(f->rate, raw_ns - f->raw_ns));
}

static u64 fit_bound(const struct st2110_fit *f, u64 raw_ns)
{
	return f->bound_ns + mul_u64_u64_shr(raw_ns - f->raw_ns, f->growth, ST2110_RATE_SHIFT);
}

/* Does a round lie where the fit says that it may? */
static bool expected(const struct st2110_fit *f, const struct st2110_round *r)
{
	s64 p = predicted(f, r->raw_ns);
	u64 bound = fit_bound(f, r->raw_ns);

	return !(diff(r->lo_ns, p) > (s64)bound || diff(p, r->hi_ns) > (s64)bound);
}

static bool too_fast(s64 rate)
{
	/* 5 % for what a fit of eight rounds does not know */
	s64 limit = st2110_rate_from_ppb(ST2110_LIMIT_PPB + ST2110_LIMIT_PPB / 20);

	return rate > limit || rate < -limit;
}

static u32 set_state(struct st2110_tracker *tr, u8 state)
{
	if (tr->line.state == state)
		return 0;
	tr->was = tr->line.state;
	tr->line.state = state;
	return ST2110_TRACK_STATE;
}

/* T goes on at another rate, and catches up @catch_ns on top. */
static void bend(struct st2110_timeline *tl, u64 raw_ns, s64 rate, s64 catch_ns)
{
	u64 t = st2110_timeline_at(tl, raw_ns);
	u64 end = raw_ns + (1ULL << CATCH_SHIFT);

	st2110_line_set(&tl->now, raw_ns, t,
			rate + catch_ns * (1LL << (ST2110_RATE_SHIFT - CATCH_SHIFT)));
	st2110_line_set(&tl->later, end, st2110_line_at(&tl->now, end), rate);
	tl->catch_ns = catch_ns < 0 ? -catch_ns : catch_ns;
}

/* Follow the fit from @now on: by the rate if it is near, by the offset if not. */
static u32 follow(struct st2110_tracker *tr, u64 now)
{
	struct st2110_timeline *tl = &tr->line;
	const struct st2110_fit *f = &tr->fit;
	u64 media = now + predicted(f, now);
	s64 off = diff(media, st2110_timeline_at(tl, now) + tl->offset_ns);
	u32 changes = 0;

	if (off > (s64)tr->config.absorb_ns || off < -(s64)tr->config.absorb_ns) {
		tl->offset_ns = add(tl->offset_ns, off);
		tr->jump_ns = off;
		tr->jumps++;
		changes = ST2110_TRACK_JUMP;
		off = 0;
	}
	bend(tl, now, f->rate, off);
	tl->bound_from_ns = f->raw_ns;
	/* predicted(), the estimate and both lines are rounded to whole ns */
	tl->bound_ns = f->bound_ns + 4;
	tl->growth = f->growth;
	tl->rate_ppb = st2110_rate_to_ppb(f->rate);
	return changes;
}

/* T is not following: say how far off it is by now, and how fast that grows. */
static void stay(struct st2110_tracker *tr, u64 now)
{
	struct st2110_timeline *tl = &tr->line;
	const struct st2110_fit *f = &tr->fit;
	u64 media = now + predicted(f, now);
	s64 rate = (s64)(tl->later.mult - (1ULL << ST2110_RATE_SHIFT));

	tl->bound_from_ns = now;
	tl->bound_ns = fit_bound(f, now) +
		       distance(media, st2110_timeline_at(tl, now) + tl->offset_ns);
	tl->growth = f->growth + distance(f->rate, rate);
	tl->rate_ppb = st2110_rate_to_ppb(f->rate);
}

/* A round while there is nothing to judge it by. */
static u32 regain(struct st2110_tracker *tr, const struct st2110_round *r, u64 now)
{
	u32 changes = 0;

	if (!tr->good_raw_ns) {
		/* The first look: the clock as it is, at the rate that T has. */
		tr->line.offset_ns = diff(r->raw_ns + middle(r->lo_ns, r->hi_ns),
					  st2110_timeline_at(&tr->line, r->raw_ns));
		changes = ST2110_TRACK_JUMP;
		tr->jump_ns = tr->line.offset_ns;
	}
	st2110_fit_add(&tr->fit, r);
	tr->good_raw_ns = r->raw_ns;
	if (tr->line.state == ST2110_CLOCK_STATE_STEPPED)
		changes |= set_state(tr, ST2110_CLOCK_STATE_ACQUIRING);
	if (tr->fit.used < ST2110_LOCK_ROUNDS) {
		stay(tr, now);
		return changes;
	}
	if (too_fast(tr->fit.rate)) {
		stay(tr, now);
		return changes | set_state(tr, ST2110_CLOCK_STATE_SLEWING);
	}
	tr->line.expired = false;
	return changes | follow(tr, now) | set_state(tr, ST2110_CLOCK_STATE_LOCKED);
}

/*
 * The second round in a row that is not where it may be. After a step both are off
 * by the same; after a change of rate, which was not before the last round that was
 * believed, the second is off by at least twice as much as the first.
 */
static u32 confirmed(struct st2110_tracker *tr, const struct st2110_round *r, u64 now)
{
	struct st2110_fit *f = &tr->fit;
	const struct st2110_round *first = &tr->suspect;
	s64 off0 = diff(middle(first->lo_ns, first->hi_ns), predicted(f, first->raw_ns));
	s64 off1 = diff(middle(r->lo_ns, r->hi_ns), predicted(f, r->raw_ns));
	u64 run = r->raw_ns - first->raw_ns;
	s64 drift = diff(off1, off0);
	u64 size = distance(off1, 0);
	bool stepped = size > tr->config.absorb_ns && distance(drift, 0) < size / 4;
	s64 change;

	tr->suspected = false;
	st2110_fit_reset(f);
	if (stepped) {
		tr->step_ns = off1;
		tr->steps++;
		st2110_fit_add(f, first);
		st2110_fit_add(f, r);
		tr->good_raw_ns = r->raw_ns;
		stay(tr, now);
		return ST2110_TRACK_STEP | set_state(tr, ST2110_CLOCK_STATE_STEPPED);
	}

	if (run && run <= WINDOW_NS && distance(drift, 0) < run / 4)
		change = ratio(drift, run);
	else
		change = st2110_rate_from_ppb(drift < 0 ? -UNKNOWN_PPB : UNKNOWN_PPB);
	wanders(f, change);
	change += f->rate;
	st2110_fit_add(f, first);
	st2110_fit_add(f, r);
	tr->good_raw_ns = r->raw_ns;
	if (too_fast(change)) {
		stay(tr, now);
		return set_state(tr, ST2110_CLOCK_STATE_SLEWING);
	}
	tr->line.expired = false;
	return follow(tr, now) | set_state(tr, ST2110_CLOCK_STATE_LOCKED);
}

/*
 * One round is not where it may be: either it is wrong or the clock is elsewhere.
 * Until the next one tells, the promise covers both.
 */
static void doubt(struct st2110_tracker *tr, const struct st2110_round *r)
{
	const struct st2110_fit *f = &tr->fit;
	u64 off = distance(middle(r->lo_ns, r->hi_ns), predicted(f, r->raw_ns));
	u64 run = r->raw_ns - tr->good_raw_ns;

	tr->line.bound_from_ns = r->raw_ns;
	tr->line.bound_ns = off + fit_bound(f, r->raw_ns) + distance(r->lo_ns, r->hi_ns);
	if (off < run / 4 && run <= WINDOW_NS)
		tr->line.growth = f->growth + ratio(off, run);
}

/* A round while the clock is known. */
static u32 judge(struct st2110_tracker *tr, const struct st2110_round *r, u64 now)
{
	u32 changes;

	if (!expected(&tr->fit, r)) {
		if (tr->suspected)
			return confirmed(tr, r, now);
		tr->suspect = *r;
		tr->suspected = true;
		tr->suspects++;
		doubt(tr, r);
		return 0;
	}
	tr->suspected = false;
	st2110_fit_add(&tr->fit, r);
	tr->good_raw_ns = r->raw_ns;
	if (tr->fit.used >= ST2110_LOCK_ROUNDS && too_fast(tr->fit.rate)) {
		stay(tr, now);
		return set_state(tr, ST2110_CLOCK_STATE_SLEWING);
	}
	tr->line.expired = false;
	changes = follow(tr, now);
	return changes | set_state(tr, ST2110_CLOCK_STATE_LOCKED);
}

/**
 * st2110_tracker_start() - begin a time line
 * @tr: tracker
 * @config: or NULL
 * @raw_ns: CLOCK_MONOTONIC_RAW
 * @t_ns: where T is then: where the time line before it was, or CLOCK_MONOTONIC
 * @rate: of T until the clock locks, in 2^-44
 *
 * The state is acquiring.
 */
void st2110_tracker_start(struct st2110_tracker *tr, const struct st2110_tracker_config *config,
			  u64 raw_ns, u64 t_ns, s64 rate)
{
	memset(tr, 0, sizeof(*tr));
	if (config)
		tr->config = *config;
	if (!tr->config.holdover_ns)
		tr->config.holdover_ns = ST2110_HOLDOVER_NS;
	if (!tr->config.absorb_ns)
		tr->config.absorb_ns = ST2110_ABSORB_NS;
	if (!tr->config.resolution_ns)
		tr->config.resolution_ns = 1;
	tr->fit.rate = rate;
	st2110_line_set(&tr->line.now, raw_ns, t_ns, rate);
	tr->line.later = tr->line.now;
	tr->line.bound_from_ns = raw_ns;
	tr->line.bound_ns = ~0ULL >> 1;
	tr->line.state = ST2110_CLOCK_STATE_ACQUIRING;
	tr->was = ST2110_CLOCK_STATE_UNBOUND;
}

/**
 * st2110_tracker_restart() - another PHC, of the same time base
 * @tr: tracker
 *
 * For a device that came back, or that takes over. T and media go on as they were
 * until the PHC locks. The state is acquiring.
 */
void st2110_tracker_restart(struct st2110_tracker *tr)
{
	st2110_fit_reset(&tr->fit);
	tr->fit.noise_ns = 0;
	tr->suspected = false;
	tr->seen = false;
	set_state(tr, ST2110_CLOCK_STATE_ACQUIRING);
}

static bool frozen(const struct st2110_round *last, const struct st2110_round *r)
{
	u64 span = r->raw_ns - last->raw_ns, moved = r->phc_ns - last->phc_ns;

	return diff(r->raw_ns, last->raw_ns) > 0 && moved < span / 2;
}

/**
 * st2110_tracker_reads() - how many reads the next round wants
 * @tr: tracker
 *
 * More where they help: against a noise of the PHC's own value, and against delays
 * that vary, which shows in that a round leaves less than its narrowest
 * bracket. Delays that are always the same are not averaged away.
 *
 * Return: ST2110_ROUND_READS or ST2110_ROUND_READS_MAX.
 */
u32 st2110_tracker_reads(const struct st2110_tracker *tr)
{
	if (tr->fit.noise_ns > NOISY_NS)
		return ST2110_ROUND_READS_MAX;
	if (tr->seen &&
	    diff(tr->last.hi_ns, tr->last.lo_ns) + VARIES_NS < (s64)tr->last.bracket_ns)
		return ST2110_ROUND_READS_MAX;
	return ST2110_ROUND_READS;
}

/**
 * st2110_tracker_round() - what the clock looks like now
 * @tr: tracker
 * @s: reads, a few microseconds apart
 * @count: how many, ST2110_ROUND_READS_MAX at most
 * @now_raw_ns: CLOCK_MONOTONIC_RAW when the result will be published
 *
 * Process context, caller serialises. Divides.
 *
 * Return: what changed, ST2110_TRACK_*; tr->line is to be published in any case.
 */
u32 st2110_tracker_round(struct st2110_tracker *tr, const struct st2110_sample *s, u32 count,
			 u64 now_raw_ns)
{
	struct st2110_round r;
	bool stands;

	if (!st2110_round_of(&r, s, count, tr->config.resolution_ns, &tr->fit))
		return st2110_tracker_miss(tr, ST2110_MISS_READ, now_raw_ns);
	tr->outliers += r.outliers;
	stands = tr->seen && frozen(&tr->last, &r);
	tr->last = r;
	tr->seen = true;
	if (stands)
		return st2110_tracker_miss(tr, ST2110_MISS_FROZEN, now_raw_ns);
	tr->rounds++;
	tr->miss = ST2110_MISS_NONE;
	if (now_raw_ns < r.raw_ns)
		now_raw_ns = r.raw_ns;
	switch (tr->line.state) {
	case ST2110_CLOCK_STATE_LOCKED:
	case ST2110_CLOCK_STATE_HOLDOVER:
	case ST2110_CLOCK_STATE_GONE:
		return judge(tr, &r, now_raw_ns);
	default:
		return regain(tr, &r, now_raw_ns);
	}
}

/**
 * st2110_tracker_miss() - a round brought nothing
 * @tr: tracker
 * @why: what happened
 * @now_raw_ns: CLOCK_MONOTONIC_RAW
 *
 * T goes on at its last rate. Process context, caller serialises.
 *
 * Return: what changed, ST2110_TRACK_*; tr->line is to be published in any case.
 */
u32 st2110_tracker_miss(struct st2110_tracker *tr, enum st2110_miss why, u64 now_raw_ns)
{
	u32 changes = 0;

	tr->misses++;
	tr->miss = why;
	tr->suspected = false;
	if (why == ST2110_MISS_GONE)
		changes = set_state(tr, ST2110_CLOCK_STATE_GONE);
	else if (tr->line.state == ST2110_CLOCK_STATE_LOCKED &&
		 now_raw_ns - tr->good_raw_ns > SILENCE_NS)
		changes = set_state(tr, ST2110_CLOCK_STATE_HOLDOVER);
	if (!tr->line.expired && tr->good_raw_ns &&
	    now_raw_ns - tr->good_raw_ns > tr->config.holdover_ns) {
		tr->line.expired = true;
		changes |= ST2110_TRACK_EXPIRED;
	}
	return changes;
}

/**
 * st2110_tai_guess() - does a clock count TAI?
 * @media_utc_ns: the clock - CLOCK_REALTIME
 * @tai_utc_s: TAI - UTC as the kernel has it (CLOCK_TAI - CLOCK_REALTIME), 0 if
 *	nobody set it
 *
 * A PHC that counts UTC is the commonest mistake: phc2sys or ptp4l without the
 * offset, 37 s since 2017. A difference up to a second is laid to the system
 * clock. Any context.
 *
 * Return: the guess.
 */
enum st2110_tai_guess st2110_tai_guess(s64 media_utc_ns, s32 tai_utc_s)
{
	const s64 sec = ST2110_NSEC_PER_SEC;

	if (media_utc_ns >= -sec && media_utc_ns <= sec)
		return ST2110_TAI_UTC;
	if (!tai_utc_s)
		/* 37 s now; leap seconds may add a few in the life of this code */
		return media_utc_ns >= 36 * sec && media_utc_ns <= 45 * sec ?
		       ST2110_TAI_UNSET : ST2110_TAI_UNRELATED;
	if (media_utc_ns >= (tai_utc_s - 1) * sec && media_utc_ns <= (tai_utc_s + 1) * sec)
		return ST2110_TAI_PLAUSIBLE;
	return ST2110_TAI_UNRELATED;
}
