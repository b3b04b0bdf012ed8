// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state machine of a media clock's time line; see tracker.h.
 */
#include "timing.h"
#include "tracker.h"

#define CATCH_SHIFT	27		/* corrections are caught up in 2^27 ns */
#define NOISY_NS	100		/* noise that is worth more reads */
#define VARIES_NS	50		/* differing delays that are worth more reads */
#define SILENCE_NS	350000000ULL	/* three rounds without a result */

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
	u64 media = now + st2110_fit_at(f, now);
	s64 off = st2110_diff(media, st2110_timeline_at(tl, now) + tl->offset_ns);
	u32 changes = 0;

	if (off > (s64)tr->config.absorb_ns || off < -(s64)tr->config.absorb_ns) {
		tl->offset_ns = st2110_sum(tl->offset_ns, off);
		tr->jump_ns = off;
		tr->jumps++;
		changes = ST2110_TRACK_JUMP;
		off = 0;
	}
	bend(tl, now, f->rate, off);
	tl->bound_from_ns = f->raw_ns;
	/* st2110_fit_at(), the estimate and both lines are rounded to whole ns */
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
	u64 media = now + st2110_fit_at(f, now);
	s64 rate = (s64)(tl->later.mult - ST2110_RATE_ONE);

	tl->bound_from_ns = now;
	tl->bound_ns = st2110_fit_bound_ns(f, now) +
		       st2110_distance(media, st2110_timeline_at(tl, now) + tl->offset_ns);
	tl->growth = f->growth + st2110_distance(f->rate, rate);
	tl->rate_ppb = st2110_rate_to_ppb(f->rate);
}

/* A round while there is nothing to judge it by. */
static u32 regain(struct st2110_tracker *tr, const struct st2110_round *r, u64 now)
{
	u32 changes = 0;

	if (!tr->good_raw_ns) {
		/* The first look: the clock as it is, at the rate that T has. */
		tr->line.offset_ns = st2110_diff(r->raw_ns + st2110_middle(r->lo_ns, r->hi_ns),
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
	s64 off0 = st2110_diff(st2110_middle(first->lo_ns, first->hi_ns),
			       st2110_fit_at(f, first->raw_ns));
	s64 off1 = st2110_diff(st2110_middle(r->lo_ns, r->hi_ns), st2110_fit_at(f, r->raw_ns));
	u64 run = r->raw_ns - first->raw_ns;
	s64 drift = st2110_diff(off1, off0);
	u64 size = st2110_distance(off1, 0);
	bool stepped = size > tr->config.absorb_ns && st2110_distance(drift, 0) < size / 4;
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

	if (run && run <= ST2110_FIT_WINDOW_NS && st2110_distance(drift, 0) < run / 4)
		change = st2110_rate_of(drift, run);
	else
		change = st2110_rate_from_ppb(drift < 0 ? -ST2110_RATE_UNKNOWN_PPB :
							  ST2110_RATE_UNKNOWN_PPB);
	st2110_fit_wanders(f, change);
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
	u64 off = st2110_distance(st2110_middle(r->lo_ns, r->hi_ns), st2110_fit_at(f, r->raw_ns));
	u64 run = r->raw_ns - tr->good_raw_ns;

	tr->line.bound_from_ns = r->raw_ns;
	tr->line.bound_ns = off + st2110_fit_bound_ns(f, r->raw_ns) +
			    st2110_distance(r->lo_ns, r->hi_ns);
	if (off < run / 4 && run <= ST2110_FIT_WINDOW_NS)
		tr->line.growth = f->growth + st2110_rate_of(off, run);
}

/* A round while the clock is known. */
static u32 judge(struct st2110_tracker *tr, const struct st2110_round *r, u64 now)
{
	u32 changes;

	if (!st2110_fit_expects(&tr->fit, r)) {
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

/**
 * st2110_tracker_go_on() - a PHC takes the place of another
 * @tr: tracker that has just been started
 * @before: the other's, with a line that counts
 *
 * T and media go on as they were until the PHC locks, whatever time it shows. The
 * state is acquiring.
 */
void st2110_tracker_go_on(struct st2110_tracker *tr, const struct st2110_tracker *before)
{
	tr->line = before->line;
	tr->line.state = ST2110_CLOCK_STATE_ACQUIRING;
	tr->good_raw_ns = before->good_raw_ns;
}

static bool frozen(const struct st2110_round *last, const struct st2110_round *r)
{
	u64 span = r->raw_ns - last->raw_ns, moved = r->phc_ns - last->phc_ns;

	return st2110_diff(r->raw_ns, last->raw_ns) > 0 && moved < span / 2;
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
	    st2110_diff(tr->last.hi_ns, tr->last.lo_ns) + VARIES_NS < (s64)tr->last.bracket_ns)
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
