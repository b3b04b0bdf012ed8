// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holding a sender type against a stream. Design: judgement.h.
 */
#include "judgement.h"

int judgement_init(struct judgement *j, const struct st2110_shape *shape,
		   struct st2110_refusal *no)
{
	memset(j, 0, sizeof(*j));
	return st2110_essence_schedule(&j->schedule, shape, no);
}

void judgement_frame(struct judgement *j, const struct st2110_epoch *e)
{
	st2110_bucket_anchor(&j->epoch, &j->schedule, e, e->start_ns);
	j->epoch.max = 0;
	j->first1.max = 0;
	j->first0.max = 0;
	j->vrx.min = INT_MAX;
	j->vrx.max = INT_MIN;
	j->vrx_half.min = INT_MAX;
	j->vrx_half.max = INT_MIN;
}

void judgement_field(struct judgement *j, const struct st2110_epoch *e, u8 field)
{
	const struct st2110_schedule *s = &j->schedule;
	u64 start = e->start_ns + st2110_field_offset_ns(s, e, field);
	u64 half = start;

	if (field && s->gapped)
		half = e->start_ns + st2110_field_offset_ns(s, e, 0) + s->frame_ns / 2;
	st2110_vrx_field(&j->vrx, start, s->field_packets);
	st2110_vrx_field(&j->vrx_half, half, s->field_packets);
}

void judgement_packet(struct judgement *j, u32 index, u64 tai_ns, bool late)
{
	const struct st2110_schedule *s = &j->schedule;

	st2110_bucket_add(&j->epoch, s, tai_ns);
	if (!j->started) {
		j->started = true;
		j->first1.last_ns = tai_ns;
		j->first0.last_ns = tai_ns;
		st2110_bucket_add(&j->first1, s, tai_ns);
	} else {
		st2110_bucket_add(&j->first1, s, tai_ns);
		st2110_bucket_add(&j->first0, s, tai_ns);
	}
	if (late)
		return;
	st2110_vrx_add(&j->vrx, s, index, tai_ns);
	st2110_vrx_add(&j->vrx_half, s, index, tai_ns);
}

void judgement_read(const struct judgement *j, struct judgement_figures *out)
{
	out->c_inst = j->epoch.max;
	out->c_inst_first1 = j->first1.max;
	out->c_inst_first0 = j->first0.max;
	out->vrx_min = j->vrx.min;
	out->vrx_max = j->vrx.max;
	out->vrx_half_min = j->vrx_half.min;
	out->vrx_half_max = j->vrx_half.max;
}
