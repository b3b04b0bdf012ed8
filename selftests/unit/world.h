/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A simulated PHC, of which the truth is known: it drifts, is steered by a servo,
 * stepped or frozen, and is read with random delays.
 */
#ifndef UNIT_WORLD_H
#define UNIT_WORLD_H

#include "tracker.h"

enum noise {
	NOISE_EVEN,		/* delays of 0 to 500 ns before and after */
	NOISE_TAIL,		/* 100 ns and an exponential 300 ns on either side */
	NOISE_ANYWHERE,		/* brackets of 1 us, the read anywhere in it */
	NOISE_VALUE,		/* brackets of 100 ns, the value up to 1 us wrong */
	NOISE_COARSE,		/* as even, the value in steps of 40 ns */
	NOISE_QUIET,		/* 150 ns on either side, always */
};

struct world {
	enum noise noise;
	double mean;		/* rate against RAW that the servo aims at */
	double pull;		/* what it leaves of a difference each 125 ms */
	double spread;		/* and what it adds at random */
	double wander;		/* of the mean, in a second */
	bool pi;		/* the servo is a PI controller of the distance to target */
	double target;		/* ns on top of the mean rate */
	double integral;
	double limit;		/* of its correction */
	double rate;
	double raw;		/* now */
	double off;		/* PHC - RAW - base now */
	double next_servo;
	u64 base;
	bool frozen;
	u64 froze_at;
	u32 wild;		/* one read in this many is wrong by 100 us */
	u32 preempted;		/* one read in this many takes up to 100 us longer */
};

void world_init(struct world *w, enum noise reads, double mean);
void world_to(struct world *w, double raw);
void world_servo(struct world *w, double target, double limit);
void world_step(struct world *w, double ns);
void world_freeze(struct world *w, bool on);
void world_read(struct world *w, struct st2110_sample *s);
/* How far @media_ns is off the PHC, now. */
double world_error(const struct world *w, u64 media_ns);

double rnd_uniform(void);
double rnd_normal(void);

#endif /* UNIT_WORLD_H */
