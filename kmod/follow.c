// SPDX-License-Identifier: GPL-2.0-only
/*
 * Legs follow; see follow.h.
 */

#include "assign.h"
#include "field.h"
#include "follow.h"
#include "intake.h"
#include "leg.h"
#include "staged.h"
#include "sync.h"

/* A leg plans with the N that the flow plans with. */
static void follow_packets(struct st2110_flow *f, u32 packets)
{
	f->adopt = packets != st2110_flow_sched(f)->packets ? packets : 0;
}

static void follow_ends(struct st2110_flow *f, bool marked)
{
	struct st2110_input *in = &f->in;
	struct st2110_field *field;

	in->open = false;
	if (in->discard)
		return;
	field = st2110_field_newest(f, 1);
	field->closed = true;
	field->marked = marked;
	field->seen = in->last_index + 1;
}

/* A frame begins; true when this leg sends it. */
static bool follow_begins(struct st2110_flow *f, const struct st2110_place *place, u64 now_ns,
			  enum st2110_drop *reason)
{
	const struct st2110_schedule *s;
	struct st2110_times at;
	s64 wait;

	if (place->changes != f->leg->changes && f->staged &&
	    (s8)(place->changes - f->staged->turn) >= 0)
		st2110_staged_apply(f, now_ns);
	if (!f->staged)
		f->leg->changes = place->changes;
	follow_packets(f, place->packets);
	if (f->adopt)
		st2110_field_adopt(f);
	if (unlikely(f->intake))
		st2110_intake_follow(f, place);
	s = st2110_flow_sched(f);
	f->in.first_ns = now_ns;
	st2110_tally(&f->stats.frames_in);

	*reason = ST2110_DROP_DISCARD;
	if (!place->begins)
		return false;
	*reason = ST2110_DROP_MUTED;
	if (f->muted)
		return false;
	*reason = ST2110_DROP_QUEUE_FULL;
	if (st2110_frames_held(f) >= f->config.queue || !st2110_field_room(f, s->fields))
		return false;
	st2110_epoch_at(&f->in.epoch, s, place->k);
	st2110_assign_times(s, &f->map, &f->in.epoch, &at);
	wait = (s64)(at.tpr0_ns + f->config.skew_ns - now_ns);
	*reason = ST2110_DROP_LATE;
	if (wait < -(s64)st2110_flow_stale_ns(f) ||
	    wait > (s64)((f->config.queue + 2) * s->frame_ns))
		return false;
	f->running = true;
	f->next = f->in.epoch;
	st2110_epoch_next(&f->next, s);
	st2110_field_new(f, 0);
	trace_st2110_assign(f, &f->in.epoch, wait);
	return true;
}

/* The field that begins, as legs of a sync group's member compare it (leg.h). */
static void follow_own(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_place *place)
{
	struct st2110_field *field = st2110_field_newest(f, 1);
	struct st2110_packet p;

	field->run = place->run;
	if (likely(!READ_ONCE(f->leg->legs->moves.sync)) ||
	    st2110_classify(skb, &p) != ST2110_CLASS_UDP ||
	    st2110_rtp_parse(skb, &p) != ST2110_RTP_MEDIA)
		return;
	field->delta = place->delta;
	field->own = p.ts - place->delta - f->config.media_offset;
	if (place->field && f->config.shape.format.scan == ST2110_SCAN_INTERLACED)
		field->own -= st2110_flow_sched(f)->rtp_field2;
}

static void follow_run(struct st2110_flow *f, struct sk_buff *skb,
		       const struct st2110_place *place, u64 now_ns)
{
	enum st2110_drop reason = ST2110_DROP_EXT_FIELD;
	struct st2110_input *in = &f->in;
	bool goes_on = in->known && !in->discard && in->pair && in->epoch.k == place->k;

	if (in->open)
		follow_ends(f, false);
	f->leg->run = place->run;
	in->known = true;
	in->open = true;
	in->field = place->field;
	in->last_index = 0;
	in->pair = !place->field && st2110_flow_sched(f)->fields == 2;
	if (place->field && goes_on) {
		st2110_field_new(f, 1);
		follow_own(f, skb, place);
		return;
	}
	if (place->field && in->discard)
		return;
	in->discard = place->field || !follow_begins(f, place, now_ns, &reason);
	in->discard_as = reason;
	if (in->discard)
		st2110_tally(&f->stats.frames_dropped);
	else
		follow_own(f, skb, place);
}

/**
 * st2110_follow() - take a packet into a leg, as it was decided
 * @f: flow of the leg
 * @skb: packet, addressed
 * @place: where it belongs
 * @now_ns: MONOTONIC
 * @reason: why not, when refused
 *
 * A frame that does not fit is refused whole. Its epoch is the flow's, its times are
 * by the leg's own mapping. Root lock, softirq or BH disabled.
 *
 * Return: true when queued; false when the caller is to drop and count it.
 */
bool st2110_follow(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_place *place,
		   u64 now_ns, enum st2110_drop *reason)
{
	struct st2110_input *in = &f->in;

	f->stats.packets_in++;
	f->stats.bytes_in += skb->len;
	if (!in->known || place->run != f->leg->run)
		follow_run(f, skb, place, now_ns);
	in->last_ns = now_ns;
	in->last_index = max(in->last_index, place->index);
	if (in->discard) {
		*reason = in->discard_as;
		if (place->marker)
			follow_ends(f, true);
		return false;
	}
	st2110_field_queue(f, skb, place->index, 0);
	if (place->marker) {
		follow_ends(f, true);
		/* It may have taught its N. */
		follow_packets(f, place->packets);
		if (f->adopt)
			st2110_field_adopt_early(f);
	}
	return true;
}
