// SPDX-License-Identifier: GPL-2.0-only
/*
 * The closed loop; see loop.h.
 */

#include "loop.h"

static s32 clip(s64 ns, s32 bound)
{
	return ns > bound ? bound : ns < -bound ? -bound : (s32)ns;
}

static void sort(s32 *v, u32 n)
{
	u32 i, j;

	for (i = 1; i < n; i++) {
		s32 x = v[i];

		for (j = i; j && v[j - 1] > x; j--)
			v[j] = v[j - 1];
		v[j] = x;
	}
}

static void window_ends(struct st2110_loop *l)
{
	u32 n = l->count < ST2110_LOOP_SAMPLES ? l->count : ST2110_LOOP_SAMPLES;
	u32 trim = 3 * n / 8, i;
	s32 middle = 0, was = l->estimate_ns;

	sort(l->samples, n);
	for (i = trim; i < n - trim; i++)
		middle += l->samples[i];
	middle /= (s32)(n - 2 * trim);
	if (!l->windows)
		l->estimate_ns = middle;
	else if (was < l->samples[n / 8] || was > l->samples[n - 1 - n / 8])
		l->estimate_ns += (middle - was) / 2;
	else
		l->estimate_ns += (middle - was) / 8;
	if (l->windows < ~0U)
		l->windows++;
}

/* Each sample of the window is kept with the same chance, whatever rhythm they have. */
static void keep(struct st2110_loop *l, s64 latency_ns)
{
	u32 at = l->count++;

	if (at >= ST2110_LOOP_SAMPLES) {
		l->random = l->random * 1664525 + 1013904223;
		at = (u64)l->random * l->count >> 32;
	}
	if (at < ST2110_LOOP_SAMPLES)
		l->samples[at] = clip(latency_ns, 4 * ST2110_LOOP_MAX_NS);
}

/**
 * st2110_loop_sample() - a packet's latency was measured
 * @l: loop
 * @latency_ns: stamped time less reckoned hand-over; what exceeds the bound
 *	several times over counts as that much
 * @at_ns: when, on any clock that does not go back
 *
 * Return: whether the estimate is a new one.
 */
bool st2110_loop_sample(struct st2110_loop *l, s64 latency_ns, u64 at_ns)
{
	bool fresh = false;

	if (!l->count) {
		l->begin_ns = at_ns;
	} else if (at_ns - l->begin_ns >= ST2110_LOOP_WINDOW_NS) {
		fresh = l->count >= ST2110_LOOP_ENOUGH;
		if (fresh)
			window_ends(l);
		if (fresh || at_ns - l->begin_ns >= ST2110_LOOP_STALE_NS) {
			l->begin_ns = at_ns;
			l->count = 0;
		}
	}
	keep(l, latency_ns);
	return fresh;
}

/**
 * st2110_loop_step() - move what is in force towards the estimate
 * @l: loop
 * @step_ns: by this much at most
 * @bound_ns: at most this much either way, and never more than 50 us
 *
 * Between two fields.
 *
 * Return: whether it moved.
 */
bool st2110_loop_step(struct st2110_loop *l, u32 step_ns, u32 bound_ns)
{
	s32 bound = bound_ns < ST2110_LOOP_MAX_NS ? (s32)bound_ns : ST2110_LOOP_MAX_NS;
	s32 step = step_ns < ST2110_LOOP_MAX_NS ? (s32)step_ns : ST2110_LOOP_MAX_NS;
	s32 by = clip(clip(l->estimate_ns, bound) - (s64)l->now_ns, step);

	l->now_ns += by;
	return by;
}

/**
 * st2110_loop_set() - begin anew from a figure set by hand
 * @l: loop
 * @ns: latency, within 50 us either way
 *
 * Samples move it on from there.
 */
void st2110_loop_set(struct st2110_loop *l, s32 ns)
{
	l->estimate_ns = clip(ns, ST2110_LOOP_MAX_NS);
	l->count = 0;
	l->windows = 1;
}
