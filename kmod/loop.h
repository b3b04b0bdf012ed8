/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The closed loop: what lies between our hand-over and the wire.
 *
 * Driver, DMA and MAC take a while that no table states. Hardware transmit
 * stamps measure it: a sample is the stamped time less the time at which the
 * port reckoned to hand the packet over, so it does not depend on the correction
 * in force. The loop is therefore a filter and no regulator: it cannot oscillate,
 * what it says lies between the smallest and the largest sample that it believed.
 *
 * Samples are gathered over a window of half a second. The mean of its middle
 * quarter moves the estimate: the first one sets it, later ones move it half way
 * while the estimate lies outside the middle of the samples, and by an eighth
 * while it lies within, where the difference is jitter more likely than not. A
 * latency that changed is followed within a few seconds, 5 us of jitter moves it
 * by a fraction of that, and what befalls one packet in ten does not move it.
 *
 * The estimate is not put in force at once: between two fields it moves by a
 * step that the network's bucket cannot notice, and never beyond a bound.
 *
 * Pure arithmetic; the unit tests compile this very file. The caller serialises.
 */
#ifndef ST2110_LOOP_H
#define ST2110_LOOP_H

#include "portable.h"

#define ST2110_LOOP_SAMPLES	32
#define ST2110_LOOP_ENOUGH	8		/* samples that a window needs */
#define ST2110_LOOP_WINDOW_NS	500000000U
#define ST2110_LOOP_STALE_NS	2000000000U	/* a window without enough is begun anew */
#define ST2110_LOOP_MAX_NS	50000		/* either way */

/* All zero is a loop that has seen nothing. */
struct st2110_loop {
	s32 samples[ST2110_LOOP_SAMPLES];	/* of the window in progress */
	u32 count;				/* that came in it */
	u32 random;
	u64 begin_ns;				/* of the window */
	s32 estimate_ns;
	s32 now_ns;				/* in force */
	u32 windows;				/* that counted */
};

bool st2110_loop_sample(struct st2110_loop *l, s64 latency_ns, u64 at_ns);
bool st2110_loop_step(struct st2110_loop *l, u32 step_ns, u32 bound_ns);
void st2110_loop_set(struct st2110_loop *l, s32 ns);

#endif /* ST2110_LOOP_H */
