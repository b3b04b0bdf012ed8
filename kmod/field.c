// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields; see field.h.
 */

#include "assign.h"
#include "field.h"

/* When a field of the frame in progress is read, and the earliest that it may leave. */
static void set_times(const struct st2110_flow *f, struct st2110_field *field)
{
	const struct st2110_schedule *s = f->sched[field->sched];
	u32 lead = f->config.lead_set ? f->config.lead_ns : s->tro_ns;
	const struct st2110_epoch *e = &f->in.epoch;
	u64 begin_ns = st2110_media_to_mono(&f->map, e->start_ns) + f->config.skew_ns;
	u64 offset_ns = st2110_field_offset_ns(s, e, field->index);

	field->media_ns = e->start_ns + offset_ns + f->config.skew_ns;
	field->start_ns = begin_ns + offset_ns;
	field->earliest_ns = begin_ns;
	if (!field->index)
		field->earliest_ns = field->start_ns - min_t(u64, lead, s->tro_ns);
}

/**
 * st2110_field_new() - a ring entry for a field of the frame in progress
 * @f: flow, whose ring has room
 * @index: 0, or 1 for the second field
 *
 * Softirq or BH disabled.
 */
void st2110_field_new(struct st2110_flow *f, u8 index)
{
	struct st2110_field *field = &f->ring[f->ring_head];

	f->ring_head = st2110_ring_next(f, f->ring_head);
	f->fields_begun++;
	memset(field, 0, sizeof(*field));
	field->k = f->in.epoch.k;
	field->start_rem = f->in.epoch.start_rem;
	field->drain_tenths = f->in.epoch.drain_tenths;
	field->index = index;
	field->sched = f->cur;
	field->off = f->rhythm ? f->rhythm->off : 0;
	field->before = f->tail;
	set_times(f, field);
	if (unlikely(f->config.besides))
		st2110_output_follow(f, field->earliest_ns);
}

/**
 * st2110_field_adopt() - plan with the N that was seen, from the next frame on
 * @f: flow; its adopt is that N
 *
 * When it cannot be planned with, all stays as it is. Divides.
 */
void st2110_field_adopt(struct st2110_flow *f)
{
	struct st2110_config *c = &f->config;
	struct st2110_refusal no;
	struct st2110_schedule next;
	u32 was = c->shape.packets;

	c->shape.packets = f->adopt;
	f->adopt = 0;
	if (st2110_essence_schedule(&next, &c->shape, &no) || !st2110_flow_change(f, c, &next)) {
		c->shape.packets = was;
		return;
	}
	c->packets_learned = c->shape.packets;
	f->packets_source = c->packets_auto ? 4 : 3;
}

/**
 * st2110_field_adopt_early() - the frame that taught its N leaves by it
 * @f: flow; its adopt is that N
 *
 * If it is queued whole: none of its packets was taken off the queue. Divides.
 */
void st2110_field_adopt_early(struct st2110_flow *f)
{
	u8 fields = st2110_flow_sched(f)->fields, i, was = f->cur;
	u32 came = 0;

	if (f->staged || st2110_fields_held(f) < fields)
		return;
	for (i = 1; i <= fields; i++) {
		const struct st2110_field *field = st2110_field_newest(f, i);

		if (field->k != f->in.epoch.k)
			return;
		came += field->came;
	}
	if (f->qlen < came)
		return;
	st2110_field_adopt(f);
	if (f->cur == was)
		return;
	for (i = 1; i <= fields; i++) {
		st2110_field_newest(f, i)->sched = f->cur;
		set_times(f, st2110_field_newest(f, i));
	}
}

/**
 * st2110_field_recall() - take the newest field back, which has not begun to leave
 * @f: flow; none of the field's packets was taken off the queue
 *
 * They are in f->recalled then, to be dropped and counted.
 */
void st2110_field_recall(struct st2110_flow *f)
{
	struct st2110_field *field = st2110_field_newest(f, 1);

	if (f->qlen == field->came) {
		f->recalled = f->head;
		f->head = NULL;
		f->tail = NULL;
	} else {
		f->recalled = field->before->next;
		field->before->next = NULL;
		f->tail = field->before;
	}
	f->qlen -= field->came;
	f->ring_head = st2110_ring_minus(f, f->ring_head, 1);
	st2110_tally(&f->stats.frames_dropped);
	st2110_assign_revoke(f, field->sched);
}
