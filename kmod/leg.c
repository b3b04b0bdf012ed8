// SPDX-License-Identifier: GPL-2.0-only
/*
 * A leg; see leg.h.
 */

#include "leg.h"
#include "now.h"
#include "phc.h"

#define FOREIGN_NS	1000000		/* a clock that is so far off is another time */

LIST_HEAD(st2110_leg_all);
struct work_struct st2110_leg_work;

/**
 * st2110_leg_look() - a port came or went: see who has none
 *
 * RTNL.
 */
void st2110_leg_look(void)
{
	if (!list_empty(&st2110_leg_all))
		schedule_work(&st2110_leg_work);
}

/**
 * st2110_leg_lost() - the port of a leg is going
 * @f: flow of the leg, off the port
 *
 * RTNL.
 */
void st2110_leg_lost(struct st2110_flow *f)
{
	struct st2110_leg *leg = f->leg;

	RCU_INIT_POINTER(leg->port, NULL);
	if (f->clock)
		st2110_clock_put(f->clock);
	if (leg->base)
		st2110_clock_put(leg->base);
	f->clock = NULL;
	leg->base = NULL;
	f->port = NULL;
	f->dev = NULL;
	st2110_leg_look();
}

/**
 * st2110_leg_first() - a frame's first packet is on the wire
 * @f: flow of a leg
 * @k: epoch
 * @wire_ns: when
 *
 * Held against the other leg's, without skew: whichever is later does. Root lock.
 */
void st2110_leg_first(struct st2110_flow *f, u64 k, u64 wire_ns)
{
	struct st2110_leg *leg = f->leg;
	struct st2110_legs *legs = leg->legs;
	unsigned int at = k % ST2110_FIRSTS, i;

	/* Of what leaves as it comes, several may be of one epoch. */
	if (f->intake == ST2110_AT_ONCE)
		return;

	wire_ns -= f->config.skew_ns;
	/* Read under the other leg's lock. */
	WRITE_ONCE(leg->firsts[at].k, 0);
	smp_wmb();	/* no time is taken for another frame's */
	WRITE_ONCE(leg->firsts[at].wire_ns, wire_ns);
	smp_store_release(&leg->firsts[at].k, k);	/* pairs with the acquire below */
	for (i = 0; i < legs->n; i++) {
		struct st2110_leg *other = &legs->leg[i];
		s64 apart;

		if (other == leg)
			continue;
		if (smp_load_acquire(&other->firsts[at].k) != k)	/* its time is there */
			continue;
		apart = (s64)(wire_ns - READ_ONCE(other->firsts[at].wire_ns));
		if (leg->number < other->number)
			apart = -apart;
		leg->apart_k = k;
		leg->apart_ns = apart;
		leg->apart_min_ns = min(leg->apart_min_ns, apart);
		leg->apart_max_ns = max(leg->apart_max_ns, apart);
	}
}

/**
 * st2110_leg_reset_stats() - begin to count anew
 * @leg: leg
 *
 * Root lock, if it has a port.
 */
void st2110_leg_reset_stats(struct st2110_leg *leg)
{
	st2110_flow_reset_stats(leg->flow);
	leg->apart_min_ns = S64_MAX;
	leg->apart_max_ns = S64_MIN;
}

/**
 * st2110_leg_sync() - a flow with legs is of another group, or has another part in it
 * @legs: its legs
 *
 * RTNL, and input lock or nobody else knows the flow.
 */
void st2110_leg_sync(struct st2110_legs *legs)
{
	const struct st2110_flow *f = legs->flow;
	struct st2110_moves *m = &legs->moves;

	spin_lock_bh(&m->lock);
	WRITE_ONCE(m->sync, st2110_sync_member(f) ? f->sync : NULL);
	m->seen = 0;
	m->n = 0;
	spin_unlock_bh(&m->lock);
}

/**
 * st2110_leg_given() - a frame of a member of a sync group is about to be given to its legs
 * @legs: legs of the flow
 *
 * Input lock.
 */
void st2110_leg_given(struct st2110_legs *legs)
{
	const struct st2110_flow *f = legs->flow;
	struct st2110_moves *m = &legs->moves;
	u32 queued = f->member->view.generation, *until;

	spin_lock(&m->lock);
	m->view = f->member->view;
	m->newest = f->fields_begun;
	if (!m->seen)
		m->seen = queued;
	if (m->n) {
		until = &m->change[(m->n - 1) % ST2110_MOVES].until;
		if (queued != m->seen)
			*until = m->newest;
		else if (m->newest - *until > U16_MAX)
			m->n = 0;
	}
	spin_unlock(&m->lock);
}

/* By what is a field's frame moved, that is about to leave? The same on all legs. */
static u32 moved_by(struct st2110_flow *f, const struct st2110_field *field)
{
	struct st2110_moves *m = &f->leg->legs->moves;
	/* Both fields of a frame alike. */
	u32 run = field->run - field->index, by = 0, i;

	spin_lock(&m->lock);
	if (!m->sync || !m->seen)
		goto out;
	st2110_sync_look(&m->view, m->sync, st2110_flow_sched(f)->rtp_rate);
	if (m->view.generation != m->seen) {
		i = m->n++ % ST2110_MOVES;
		m->change[i].after = m->left;
		m->change[i].until = m->newest;
		m->change[i].from = m->view.from;
		m->change[i].ticks = m->view.ticks;
		m->seen = m->view.generation;
	}
	for (i = m->n; i && m->n - i < ST2110_MOVES; i--) {
		typeof(m->change[0]) *c = &m->change[(i - 1) % ST2110_MOVES];

		if ((s32)(run - c->after) <= 0 || (s32)(run - c->until) > 0 ||
		    (s32)(field->own - c->from) < 0)
			continue;
		by = c->ticks - field->delta;
		break;
	}
	if ((s32)(run - m->left) > 0)
		m->left = run;
out:
	spin_unlock(&m->lock);
	return by;
}

/**
 * st2110_leg_leaves() - a packet leaves by a leg
 * @f: flow of the leg
 * @skb: packet of it, just taken off its queue
 *
 * Root lock, softirq or BH disabled.
 */
void st2110_leg_leaves(struct st2110_flow *f, struct sk_buff *skb)
{
	struct st2110_field *field = &f->ring[st2110_cb(skb)->slot];

	if (likely(!READ_ONCE(f->leg->legs->moves.sync)))
		return;
	if (!field->leaves) {
		field->leaves = true;
		field->delta = moved_by(f, field);
	}
	st2110_sync_move(f, skb, field->delta);
}

/* How far a clock may be from what its mapping says. */
static u64 bound_ns(const struct st2110_clock *clock)
{
	struct st2110_phc_times times;
	u64 raw, mono;

	if (!clock)
		return 0;
	st2110_phc_read(st2110_clock_phc(clock), &times);
	st2110_now(&raw, &mono, NULL);
	return times.valid ? st2110_timeline_bound_ns(&times.line, raw) : 0;
}

/**
 * st2110_leg_view() - by which mapping the next frame of a leg is sent
 * @f: flow of a leg on a port
 * @now_ns: MONOTONIC
 *
 * Its own clock's, unless that is not good or tells another time altogether. Two that
 * differ by more than ST2110_LEG_APART_NS and both bounds are reported. Root lock.
 */
void st2110_leg_view(struct st2110_flow *f, u64 now_ns)
{
	struct st2110_leg *leg = f->leg;
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_LEG,
		.leg = leg->number,
		.cause = ST2110_CAUSE_CLOCK_STEP,
	};
	struct st2110_mapping base;
	bool apart = false;

	st2110_clock_read(f->clock, &f->map);
	if (f->clock == leg->base) {
		leg->clock_delta_ns = 0;
	} else {
		st2110_clock_read(leg->base, &base);
		leg->clock_delta_ns = st2110_mapping_delta(&base, &f->map, now_ns);
		/* What is known of both comes and goes: not so what has been told. */
		apart = abs(leg->clock_delta_ns) > ST2110_LEG_APART_NS &&
			(leg->clock_apart || abs(leg->clock_delta_ns) > ST2110_LEG_APART_NS +
			 bound_ns(f->clock) + bound_ns(leg->base));
		if (!st2110_clock_good(&f->map) || abs(leg->clock_delta_ns) > FOREIGN_NS)
			f->map = base;
	}
	if (apart == leg->clock_apart)
		return;
	leg->clock_apart = apart;
	e.leg_state = apart ? ST2110_LEG_STATE_CLOCK_APART : ST2110_LEG_STATE_RUNNING;
	e.delta_ns = leg->clock_delta_ns;
	st2110_flow_event(f, &e);
}
