/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From reads of a PHC to a time line: the arithmetic of a media clock.
 *
 * A read says: at some moment between two reads of CLOCK_MONOTONIC_RAW the PHC
 * stood at phc_ns. So the difference PHC - RAW lies in an interval, whatever the
 * delays were. The reads of a round are microseconds apart and intersect in a much
 * smaller interval; the rounds of the last three seconds leave a narrow bundle of
 * lines that pass through them all (fit). One of these lines is the steepest and
 * one the flattest. They enclose the truth at every later moment, so the line
 * half-way between them has the smallest error that can be promised, and half
 * their distance is that promise (the bound).
 *
 * The fit is watched by a state machine (tracker.h).
 *
 * Integers only, no kernel calls: the unit tests compile this very file. What a
 * worker does ten times a second divides; what the data path does
 * (st2110_line_*()) multiplies and shifts.
 */
#ifndef ST2110_MAPPING_H
#define ST2110_MAPPING_H

#include "portable.h"
#include <linux/st2110.h>

#define ST2110_ROUND_READS	8	/* of the PHC, in a round */
#define ST2110_ROUND_READS_MAX	32	/* where more of them help */
#define ST2110_ROUND_NS		100000000U	/* from round to round */
#define ST2110_FIT_ROUNDS	32	/* the longest window */
#define ST2110_FIT_WINDOW_NS	0xffffffffULL	/* keeps products below 2^63 */
#define ST2110_RATE_UNKNOWN_PPB	500000	/* how far it may be off before a second round */
#define ST2110_LOCK_ROUNDS	8	/* that have to agree for a lock */

/* A rate is a difference from 1 in units of 2^-44 (0.00006 ppb). */
#define ST2110_RATE_SHIFT	44
#define ST2110_RATE_ONE		((u64)1 << ST2110_RATE_SHIFT)	/* as CLOCK_TAI's over MONOTONIC */

/* One read of a PHC, between two reads of CLOCK_MONOTONIC_RAW. */
struct st2110_sample {
	u64 before_raw_ns;
	u64 phc_ns;
	u64 after_raw_ns;
};

/*
 * A straight line over RAW and its inverse, for rates within 25 % of RAW's. Each
 * direction rounds to the nearest nanosecond; the slopes are right to 2^-43, so
 * that ten seconds away from raw0_ns nothing is lost, and there and back again is
 * the same to 1 ns.
 */
struct st2110_line {
	u64 raw0_ns;
	u64 at0_ns;
	u64 mult;		/* 1 + rate, in 2^-44 */
	u64 inverse;		/* 1 / (1 + rate), in 2^-44 */
};

/* What the reads of a round leave: PHC - RAW was within [lo, hi] at raw_ns. */
struct st2110_round {
	u64 raw_ns;
	u64 phc_ns;		/* a read of it, as it came */
	s64 lo_ns;
	s64 hi_ns;
	u32 bracket_ns;		/* of the narrowest read */
	u32 outliers;		/* reads that contradicted the others */
};

/* The bundle of lines through the last rounds. */
struct st2110_fit {
	struct st2110_round rounds[ST2110_FIT_ROUNDS];
	u32 next;		/* where the next round goes */
	u32 held;		/* rounds there are */
	u32 used;		/* of these, the latest, through which a line passes */
	u32 noise_ns;		/* of the PHC's own value, beyond the brackets */
	u32 wander_ppb;		/* how far its rate may move within the window */
	u64 raw_ns;		/* of the latest round */
	s64 offset_ns;		/* PHC - RAW then, half-way */
	s64 rate;		/* half-way between the steepest and the flattest */
	u64 growth;		/* of the bound, a rate */
	u64 bound_ns;		/* at raw_ns; grows from there on */
};

s64 st2110_rate_from_ppb(s64 ppb);
s32 st2110_rate_to_ppb(s64 rate);
s64 st2110_rate_of(s64 num, u64 den);

void st2110_line_set(struct st2110_line *l, u64 raw0_ns, u64 at0_ns, s64 rate);
bool st2110_line_through(struct st2110_line *l, u64 raw0_ns, u64 at0_ns, u64 raw1_ns, u64 at1_ns);

bool st2110_round_of(struct st2110_round *r, const struct st2110_sample *s, u32 count,
		     u32 resolution_ns, struct st2110_fit *f);
void st2110_fit_reset(struct st2110_fit *f);
void st2110_fit_add(struct st2110_fit *f, const struct st2110_round *r);
void st2110_fit_wanders(struct st2110_fit *f, s64 by);
s64 st2110_fit_at(const struct st2110_fit *f, u64 raw_ns);
u64 st2110_fit_bound_ns(const struct st2110_fit *f, u64 raw_ns);
bool st2110_fit_expects(const struct st2110_fit *f, const struct st2110_round *r);

/* Differences of readings, which may wrap. */
static inline s64 st2110_diff(u64 a, u64 b)
{
	return (s64)(a - b);
}

static inline u64 st2110_distance(s64 a, s64 b)
{
	return a > b ? (u64)a - (u64)b : (u64)b - (u64)a;
}

static inline s64 st2110_sum(s64 a, s64 b)
{
	return (s64)((u64)a + (u64)b);
}

static inline s64 st2110_middle(s64 lo, s64 hi)
{
	return st2110_sum(lo, st2110_distance(lo, hi) / 2);
}

/**
 * st2110_rate_times() - how much a rate makes of a span
 * @rate: in 2^-44
 * @ns: span
 *
 * Any context.
 *
 * Return: @rate * @ns, rounded towards 0.
 */
static inline s64 st2110_rate_times(s64 rate, u64 ns)
{
	if (rate < 0)
		return -(s64)mul_u64_u64_shr(ns, -(u64)rate, ST2110_RATE_SHIFT);
	return mul_u64_u64_shr(ns, rate, ST2110_RATE_SHIFT);
}

/* @ns * @mult, to the nearest ns. */
static inline u64 st2110_scale(u64 ns, u64 mult)
{
	return (mul_u64_u64_shr(ns, mult, ST2110_RATE_SHIFT - 1) + 1) >> 1;
}

/**
 * st2110_line_at() - where a line is
 * @l: line
 * @raw_ns: CLOCK_MONOTONIC_RAW, before or after raw0_ns
 *
 * Any context.
 *
 * Return: nanoseconds on the line.
 */
static inline u64 st2110_line_at(const struct st2110_line *l, u64 raw_ns)
{
	if (likely(l->mult == ST2110_RATE_ONE))
		return l->at0_ns + (raw_ns - l->raw0_ns);
	if (raw_ns >= l->raw0_ns)
		return l->at0_ns + st2110_scale(raw_ns - l->raw0_ns, l->mult);
	return l->at0_ns - st2110_scale(l->raw0_ns - raw_ns, l->mult);
}

/**
 * st2110_line_raw() - when a line is somewhere
 * @l: line
 * @at_ns: nanoseconds on the line
 *
 * The inverse of st2110_line_at(), to 1 ns. Any context.
 *
 * Return: CLOCK_MONOTONIC_RAW.
 */
static inline u64 st2110_line_raw(const struct st2110_line *l, u64 at_ns)
{
	if (likely(l->inverse == ST2110_RATE_ONE))
		return l->raw0_ns + (at_ns - l->at0_ns);
	if ((s64)(at_ns - l->at0_ns) >= 0)
		return l->raw0_ns + st2110_scale(at_ns - l->at0_ns, l->inverse);
	return l->raw0_ns - st2110_scale(l->at0_ns - at_ns, l->inverse);
}

#endif /* ST2110_MAPPING_H */
