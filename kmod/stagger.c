// SPDX-License-Identifier: GPL-2.0-only
/*
 * Staggering; see stagger.h.
 */
#include "stagger.h"

#define USEC	1000

/* Where in T_RS a time after, or before, the schedule's own TR_OFFSET is; Q32. */
static u64 phase_of(const struct st2110_schedule *s, s64 ns)
{
	u64 phase;

	div64_u64_rem((u64)(ns < 0 ? -ns : ns) << 32, s->trs_q32, &phase);
	return ns < 0 && phase ? s->trs_q32 - phase : phase;
}

/**
 * st2110_stagger_begin() - begin to choose
 * @st: filled in
 * @s: the flow's schedule by its format's own TR_OFFSET; to stay until the choice
 * @packet_ns: what its largest packet takes on the link; 0 unknown
 *
 * Where T_RS is longer than TR_OFFSET may be moved, places are in its first part.
 * Divides; any context.
 */
void st2110_stagger_begin(struct st2110_stagger *st, const struct st2110_schedule *s,
			  u32 packet_ns)
{
	u64 span = s->trs_q32, most = ST2110_STAGGER_US / 2 * (u64)USEC << 32, n;

	memset(st, 0, sizeof(*st));
	if (span > most)
		span = most;
	n = packet_ns ? div64_u64(span, (u64)packet_ns << 32) : ST2110_STAGGER_PLACES;
	st->places = n > ST2110_STAGGER_PLACES ? ST2110_STAGGER_PLACES : n ? (u32)n : 1;
	st->place_q32 = div_u64(span, st->places);
	st->s = s;
}

/**
 * st2110_stagger_beside() - a flow that is there
 * @st: begun
 * @other: its schedule
 *
 * Only one of the same packets at the same times takes a place: all others pass by all
 * of them. Divides; any context.
 */
void st2110_stagger_beside(struct st2110_stagger *st, const struct st2110_schedule *other)
{
	const struct st2110_schedule *s = st->s;
	u64 phase, place;

	if (other->trs_q32 != s->trs_q32 || other->packets != s->packets ||
	    other->frame_ns != s->frame_ns || other->fields != s->fields)
		return;
	phase = phase_of(s, (s64)(other->tro_ns - s->tro_ns));
	place = div64_u64(phase + st->place_q32 / 2, st->place_q32);
	if (s->trs_q32 - phase <= st->place_q32 / 2)
		place = 0;
	if (place < st->places)
		st->taken[place]++;
}

/* How far a place is from the nearest that more flows have than @least. */
static u32 room_at(const struct st2110_stagger *st, u32 place, u32 least)
{
	u32 i, apart, room = st->places;

	for (i = 0; i < st->places; i++) {
		if (st->taken[i] <= least)
			continue;
		apart = i > place ? i - place : place - i;
		if (st->places - apart < apart)
			apart = st->places - apart;
		if (apart < room)
			room = apart;
	}
	return room;
}

static u32 best_place(const struct st2110_stagger *st)
{
	u32 i, room, best = 0, most = 0, least = st->taken[0];

	for (i = 1; i < st->places; i++)
		if (st->taken[i] < least)
			least = st->taken[i];
	for (i = 0; i < st->places; i++) {
		if (st->taken[i] > least)
			continue;
		room = room_at(st, i, least);
		if (room > most) {
			most = room;
			best = i;
		}
	}
	return best;
}

/**
 * st2110_stagger_choose() - the place with fewest flows, farthest from the others
 * @st: all flows that are there were told
 *
 * Divides; any context.
 *
 * Return: TR_OFFSET in ns, whole microseconds; 0: the format's own, which is best or
 * which none of these betters.
 */
u32 st2110_stagger_choose(const struct st2110_stagger *st)
{
	const struct st2110_schedule *s = st->s;
	u64 place = best_place(st) * st->place_q32, off, least = st->place_q32 / 2;
	u32 i, ns = (u32)div_u64(s->tro_ns, USEC) * USEC, best = 0;

	if (!place)
		return 0;
	for (i = 0; i < ST2110_STAGGER_US; i++) {
		u64 phase;

		ns += USEC;
		phase = phase_of(s, (s64)(ns - s->tro_ns));
		off = phase > place ? phase - place : place - phase;
		if (s->trs_q32 - off < off)
			off = s->trs_q32 - off;
		if (off < least) {
			least = off;
			best = ns;
		}
	}
	return best;
}
