/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state machine over a fit (mapping.h), and what it publishes: a time line T
 * (timeline), the media clock made continuous. T never jumps and never runs
 * backward; media = T + offset, and the offset changes only with a
 * resynchronisation. All times of the data path are of T; Documentation/design.md,
 * "Clocks", says why.
 *
 * Integers only, no kernel calls: the unit tests compile this very file. What a
 * worker does ten times a second divides; what the data path does
 * (st2110_timeline_*()) multiplies and shifts.
 */
#ifndef ST2110_TRACKER_H
#define ST2110_TRACKER_H

#include "mapping.h"

#define ST2110_LIMIT_PPB	200000U	/* faster against RAW: slewing */
#define ST2110_ABSORB_NS	10000U	/* of a correction that T catches up */
#define ST2110_HOLDOVER_NS	30000000000ULL

/*
 * What readers need, published as a whole. T runs on @now up to later.raw0_ns, to
 * catch up a correction, and on @later from there.
 */
struct st2110_timeline {
	struct st2110_line now;
	struct st2110_line later;
	s64 offset_ns;		/* media - T */
	u64 bound_from_ns;	/* RAW */
	u64 bound_ns;		/* of the error of T + offset, then */
	u64 growth;		/* of the bound, a rate */
	u32 catch_ns;		/* on top of the bound before later.raw0_ns */
	s32 rate_ppb;		/* the PHC's against RAW, as last fitted */
	u8 state;		/* enum st2110_clock_state */
	bool expired;		/* without good rounds for longer than was stated */
};

struct st2110_tracker_config {
	u64 holdover_ns;	/* 0: ST2110_HOLDOVER_NS */
	u32 absorb_ns;		/* 0: ST2110_ABSORB_NS */
	u32 resolution_ns;	/* of the PHC's value, 0: 1 */
};

/* Why a round brought nothing. */
enum st2110_miss {
	ST2110_MISS_NONE,
	ST2110_MISS_READ,	/* the driver refused, or no read made sense */
	ST2110_MISS_FROZEN,	/* the PHC stands still */
	ST2110_MISS_GONE,	/* its device went */
};

/* What a round changed; the fields of struct st2110_tracker say how. */
#define ST2110_TRACK_STATE	1U	/* state, from was */
#define ST2110_TRACK_STEP	2U	/* the PHC was stepped, by step_ns */
#define ST2110_TRACK_JUMP	4U	/* the offset was changed, by jump_ns */
#define ST2110_TRACK_EXPIRED	8U	/* the holdover is over */

/* The state machine over a fit. */
struct st2110_tracker {
	struct st2110_fit fit;
	struct st2110_timeline line;
	struct st2110_tracker_config config;
	struct st2110_round last;	/* the last round, whatever came of it */
	struct st2110_round suspect;	/* one round off the prediction */
	bool suspected;
	bool seen;			/* there is a last round */
	u8 was;				/* state before the last change */
	u8 miss;			/* enum st2110_miss, of the last round */
	u64 good_raw_ns;		/* the last round that was believed */
	s64 step_ns;
	s64 jump_ns;
	u64 rounds;
	u64 misses;
	u64 suspects;
	u64 outliers;			/* single reads */
	u64 steps;
	u64 jumps;
};

/* What a clock seems to count. */
enum st2110_tai_guess {
	ST2110_TAI_PLAUSIBLE,	/* TAI */
	ST2110_TAI_UTC,		/* UTC: TAI - UTC was forgotten */
	ST2110_TAI_UNSET,	/* TAI as far as one can tell; the system's offset is 0 */
	ST2110_TAI_UNRELATED,	/* neither, or the system clock is wrong */
};

void st2110_tracker_start(struct st2110_tracker *tr, const struct st2110_tracker_config *config,
			  u64 raw_ns, u64 t_ns, s64 rate);
void st2110_tracker_restart(struct st2110_tracker *tr);
void st2110_tracker_go_on(struct st2110_tracker *tr, const struct st2110_tracker *before);
u32 st2110_tracker_reads(const struct st2110_tracker *tr);
u32 st2110_tracker_round(struct st2110_tracker *tr, const struct st2110_sample *s, u32 count,
			 u64 now_raw_ns);
u32 st2110_tracker_miss(struct st2110_tracker *tr, enum st2110_miss why, u64 now_raw_ns);

enum st2110_tai_guess st2110_tai_guess(s64 media_utc_ns, s32 tai_utc_s);

/**
 * st2110_timeline_at() - what time it is on T
 * @tl: time line
 * @raw_ns: CLOCK_MONOTONIC_RAW, not before the time line was published
 *
 * Any context.
 *
 * Return: T; add offset_ns for media time.
 */
static inline u64 st2110_timeline_at(const struct st2110_timeline *tl, u64 raw_ns)
{
	return st2110_line_at(raw_ns < tl->later.raw0_ns ? &tl->now : &tl->later, raw_ns);
}

/**
 * st2110_timeline_raw() - when T will be somewhere
 * @tl: time line
 * @t_ns: on T; take offset_ns off media time
 *
 * Any context.
 *
 * Return: CLOCK_MONOTONIC_RAW.
 */
static inline u64 st2110_timeline_raw(const struct st2110_timeline *tl, u64 t_ns)
{
	return st2110_line_raw((s64)(t_ns - tl->later.at0_ns) < 0 ? &tl->now : &tl->later, t_ns);
}

/**
 * st2110_timeline_bound_ns() - how far T + offset may be from the media clock
 * @tl: time line
 * @raw_ns: CLOCK_MONOTONIC_RAW, not before the time line was published
 *
 * Holds as long as the clock's rate moves no further than it did before, and at
 * least by 1 ppm. Any context.
 *
 * Return: nanoseconds.
 */
static inline u64 st2110_timeline_bound_ns(const struct st2110_timeline *tl, u64 raw_ns)
{
	u64 bound = tl->bound_ns;

	if (raw_ns > tl->bound_from_ns)
		bound += mul_u64_u64_shr(raw_ns - tl->bound_from_ns, tl->growth, ST2110_RATE_SHIFT);
	return raw_ns < tl->later.raw0_ns ? bound + tl->catch_ns : bound;
}

#endif /* ST2110_TRACKER_H */
