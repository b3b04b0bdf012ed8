// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames out of packets. Design: analysis.h.
 */
#include "analysis.h"

const char *const analysis_cause_words[ANALYSIS_CAUSES] = {
	[ANALYSIS_CINST] = "cinst",
	[ANALYSIS_VRX_UNDERFLOW] = "vrx_underflow",
	[ANALYSIS_VRX_OVERFLOW] = "vrx_overflow",
	[ANALYSIS_PACKETS] = "packets",
	[ANALYSIS_ORDER] = "order",
	[ANALYSIS_FIELD] = "field",
	[ANALYSIS_MARKER] = "marker",
	[ANALYSIS_DEADLINE] = "deadline",
};

static void merge(struct judgement_figures *to, const struct judgement_figures *f)
{
	to->c_inst = to->c_inst > f->c_inst ? to->c_inst : f->c_inst;
	to->c_inst_first1 = to->c_inst_first1 > f->c_inst_first1 ?
			    to->c_inst_first1 : f->c_inst_first1;
	to->c_inst_first0 = to->c_inst_first0 > f->c_inst_first0 ?
			    to->c_inst_first0 : f->c_inst_first0;
	to->vrx_min = to->vrx_min < f->vrx_min ? to->vrx_min : f->vrx_min;
	to->vrx_max = to->vrx_max > f->vrx_max ? to->vrx_max : f->vrx_max;
	to->vrx_half_min = to->vrx_half_min < f->vrx_half_min ? to->vrx_half_min : f->vrx_half_min;
	to->vrx_half_max = to->vrx_half_max > f->vrx_half_max ? to->vrx_half_max : f->vrx_half_max;
}

int analysis_init(struct analysis *a, const struct st2110_shape *shapes, u32 count, u8 codec,
		  struct st2110_refusal *no)
{
	u32 i;
	int err;

	memset(a, 0, sizeof(*a));
	for (i = 0; i < count && i < ANALYSIS_PROFILES; i++) {
		struct judgement_figures *f = &a->totals[i].figures;

		err = judgement_init(&a->judgement[i], &shapes[i], no);
		if (err)
			return err;
		f->vrx_min = INT_MAX;
		f->vrx_half_min = INT_MAX;
		f->vrx_max = INT_MIN;
		f->vrx_half_max = INT_MIN;
	}
	a->profiles = i;
	a->scan = shapes[0].format.scan;
	a->essence = shapes[0].essence;
	st2110_essence_field_bits(&a->field_bits, a->essence, codec);
	/* RFC 9134 and RFC 5371 have no extended sequence number. */
	a->seq16 = a->essence == ST2110_ESSENCE_COMPRESSED && codec != ST2110_CODEC_VC2;
	a->fpt_min = INT64_MAX;
	a->fpt_max = INT64_MIN;
	a->rtp_min = INT_MAX;
	a->rtp_max = INT_MIN;
	a->due_min = INT64_MAX;
	a->due_max = INT64_MIN;
	return sequence_init(&a->sequence);
}

void analysis_free(struct analysis *a)
{
	sequence_free(&a->sequence);
}

static const struct st2110_schedule *schedule(const struct analysis *a)
{
	return &a->judgement[0].schedule;
}

static u32 fields(const struct analysis *a)
{
	return schedule(a)->fields;
}

/* Does N differ from frame to frame, and a deadline judge? */
static bool varies(const struct analysis *a)
{
	return schedule(a)->deadline_ns;
}

/* What is wrong with a frame, whatever its sender type. */
static u32 causes_of_all(const struct analysis *a, const struct analysis_frame *f)
{
	u32 why = 0;

	if (!f->whole || (f->packets != schedule(a)->packets && !varies(a)))
		why |= 1U << ANALYSIS_PACKETS;
	if (varies(a) && f->due_min < 0)
		why |= 1U << ANALYSIS_DEADLINE;
	if (f->late)
		why |= 1U << ANALYSIS_ORDER;
	if (fields(a) == 2 && (f->fields != 2 || f->orphan))
		why |= 1U << ANALYSIS_FIELD;
	if (f->markers != fields(a))
		why |= 1U << ANALYSIS_MARKER;
	return why;
}

static u32 causes_of(const struct analysis *a, const struct analysis_frame *f, u32 i)
{
	const struct st2110_schedule *s = &a->judgement[i].schedule;
	u32 why = causes_of_all(a, f);

	if (varies(a))
		return why;
	if (f->figures[i].c_inst > s->c_max)
		why |= 1U << ANALYSIS_CINST;
	if (!s->buffered)
		return why;
	if (f->figures[i].vrx_min < 0)
		why |= 1U << ANALYSIS_VRX_UNDERFLOW;
	if (f->figures[i].vrx_max > (s32)s->vrx_full)
		why |= 1U << ANALYSIS_VRX_OVERFLOW;
	return why;
}

static void judge(struct analysis *a, struct analysis_frame *f)
{
	u32 i, c;

	if (a->skipped < a->skip_frames) {
		a->skipped++;
		return;
	}
	for (i = 0; i < a->profiles; i++) {
		struct analysis_totals *t = &a->totals[i];

		f->causes[i] = causes_of(a, f, i);
		merge(&t->figures, &f->figures[i]);
		t->compliant += !f->causes[i];
		t->not_compliant += !!f->causes[i];
		for (c = 0; c < ANALYSIS_CAUSES; c++)
			t->causes[c] += f->causes[i] >> c & 1;
	}
	if (!a->judged)
		a->first_k = f->k;
	else if (f->k == a->last_k)
		a->twice++;
	else if (f->k > a->last_k)
		a->empty += f->k - a->last_k - 1;
	a->last_k = f->k;
	a->judged++;
	if (f->fpt_ns != INT64_MIN) {
		a->fpt_min = f->fpt_ns < a->fpt_min ? f->fpt_ns : a->fpt_min;
		a->fpt_max = f->fpt_ns > a->fpt_max ? f->fpt_ns : a->fpt_max;
		a->fpt_sum += f->fpt_ns;
		a->fpt_count++;
	}
	for (i = 0; i < f->fields; i++) {
		s32 off = f->rtp_offset[i];

		a->rtp_min = off < a->rtp_min ? off : a->rtp_min;
		a->rtp_max = off > a->rtp_max ? off : a->rtp_max;
		a->rtp_zero += !off;
		a->rtp_fields++;
	}
	a->markers_missing += (s64)fields(a) - f->markers;
	if (a->on_frame)
		a->on_frame(a->opaque, f);
}

/* The frame before the one just closed can no longer change. */
static void settle(struct analysis *a, bool last)
{
	struct analysis_frame *f = &a->before;
	u32 edge = 1U << ANALYSIS_FIELD | 1U << ANALYSIS_MARKER;
	u32 why;

	if (!a->have_before)
		return;
	a->have_before = false;
	why = causes_of_all(a, f);
	if ((last && a->seen && why & edge) ||
	    (!a->seen && !f->clean_start && why & (edge | 1U << ANALYSIS_PACKETS)))
		a->cut++;
	else
		judge(a, f);
	a->seen++;
}

static void close_frame(struct analysis *a)
{
	u32 i;

	if (!a->frame_open)
		return;
	for (i = 0; i < a->profiles; i++)
		judgement_read(&a->judgement[i], &a->frame.figures[i]);
	settle(a, false);
	a->before = a->frame;
	a->have_before = true;
	a->frame_open = false;
}

static void close_field(struct analysis *a, bool marker)
{
	struct analysis_frame *f = &a->frame;

	if (!a->field_open)
		return;
	f->markers += marker;
	if (a->first_index || a->field_packets != a->last_index + 1 ||
	    (a->field_packets != schedule(a)->field_packets && !varies(a)))
		f->whole = false;
	a->field_open = false;
	a->closed_any = true;
	a->closed_marker = marker;
	a->closed_of_current = true;
	a->next_base = a->base + a->last_index + 1;
	a->prev_base = a->base;
	a->have_base = true;
}

/* Number of packet 0 of a field whose first packet seen has @number. */
static u32 base_of(const struct analysis *a, u32 number)
{
	u32 nf = schedule(a)->field_packets, base;
	s32 ahead;

	if (a->jumped || !a->have_base)
		return number;
	if (varies(a))
		return a->after_marker ? a->next_base : number;
	base = a->after_marker ? a->next_base : a->prev_base + nf;
	ahead = (s32)(number - base);
	return ahead >= 0 ? number - (u32)ahead % nf : number;
}

/* First k whose frame has begun at @tai_ns. */
static u64 epoch_at(const struct analysis *a, u64 tai_ns, struct st2110_epoch *e)
{
	u64 k = st2110_epoch_first(schedule(a), tai_ns);

	st2110_epoch_at(e, schedule(a), k);
	if (e->start_ns != tai_ns || e->start_rem)
		st2110_epoch_at(e, schedule(a), --k);
	return k;
}

static bool is_second(const struct analysis *a, const struct datagram *d, u64 tai_ns)
{
	struct st2110_epoch e;

	if (fields(a) == 1)
		return false;
	if (a->essence == ST2110_ESSENCE_VIDEO ? d->has_srd : d->head_octets > a->field_bits.at)
		return (d->head[a->field_bits.at] & a->field_bits.mask) == a->field_bits.second;
	epoch_at(a, tai_ns, &e);
	return (tai_ns - e.start_ns) * 2 >= schedule(a)->frame_ns;
}

static void open_field(struct analysis *a, const struct datagram *d, u32 number, u64 tai_ns)
{
	bool second = is_second(a, d, tai_ns);
	struct analysis_frame *f = &a->frame;
	u32 want, i;

	a->base = base_of(a, number);
	a->first_index = number - a->base;
	a->field_packets = 0;
	a->timestamp = d->timestamp;
	if (!a->frame_open || !second || f->second) {
		close_frame(a);
		memset(f, 0, sizeof(*f));
		f->k = epoch_at(a, second ? tai_ns - (schedule(a)->frame_ns + 1) / 2 : tai_ns,
				&a->at);
		f->fpt_ns = INT64_MIN;
		f->whole = true;
		f->orphan = second;
		f->due_min = INT64_MAX;
		f->clean_start = a->after_marker && !a->first_index;
		if (!a->first_index && !second)
			f->fpt_ns = (s64)(tai_ns - a->at.start_ns) - !!a->at.start_rem;
		a->frame_open = true;
		a->closed_of_current = false;
		for (i = 0; i < a->profiles; i++)
			judgement_frame(&a->judgement[i], &a->at);
	}
	want = a->at.rtp + (second ? schedule(a)->rtp_field2 : 0);
	f->rtp_offset[f->fields & 1] = (s32)(d->timestamp - want);
	f->fields++;
	f->second = second;
	for (i = 0; i < a->profiles; i++)
		judgement_field(&a->judgement[i], &a->at, second);
	a->field_open = true;
	a->after_marker = false;
	a->jumped = false;
}

/* A late packet counts against the frame of its field. */
static void late_packet(struct analysis *a, const struct datagram *d, u64 tai_ns)
{
	bool here = !a->field_open || a->timestamp == d->timestamp || !a->closed_any ||
		    a->closed_of_current;
	u32 i;

	if (here || !a->have_before)
		a->frame.late++;
	else
		a->before.late++;
	for (i = 0; i < a->profiles; i++)
		judgement_packet(&a->judgement[i], 0, tai_ns, true);
}

/* Ancillary data is due by T_FST + TD, wherever its line (T_EPO) is. */
static void count_deadline(struct analysis *a, u64 tai_ns)
{
	const struct st2110_schedule *s = schedule(a);
	u64 fst = a->at.start_ns + st2110_field_offset_ns(s, &a->at, a->frame.second) - s->tro_ns;
	s64 margin = (s64)(fst + s->deadline_ns - tai_ns);

	if (margin < a->frame.due_min)
		a->frame.due_min = margin;
	a->due_min = margin < a->due_min ? margin : a->due_min;
	a->due_max = margin > a->due_max ? margin : a->due_max;
	a->due_sum += margin;
	a->due_count++;
	a->due_missed += margin < 0;
}

static void count_ssrc(struct analysis *a, u32 ssrc)
{
	u32 i;

	for (i = 0; i < a->ssrcs; i++)
		if (a->ssrc_seen[i] == ssrc)
			return;
	if (a->ssrcs < ARRAY_SIZE(a->ssrc_seen))
		a->ssrc_seen[a->ssrcs++] = ssrc;
}

static void count_packet(struct analysis *a, const struct datagram *d, u64 tai_ns)
{
	a->packets++;
	a->ttl[d->ttl]++;
	a->dscp[d->dscp]++;
	a->sums[d->sum]++;
	if (a->any && tai_ns < a->last_ns)
		a->backward++;
	a->last_ns = tai_ns;
}

void analysis_packet(struct analysis *a, const struct datagram *d, u64 tai_ns)
{
	bool anew = false;
	u32 number, i;

	if (d->kind == DATAGRAM_RTCP) {
		a->rtcp++;
		return;
	}
	if (d->kind != DATAGRAM_RTP) {
		a->malformed++;
		return;
	}
	count_packet(a, d, tai_ns);
	if (!a->any || d->ssrc != a->ssrc) {
		if (a->any) {
			a->sequence.discontinuities++;
			anew = true;
		}
		count_ssrc(a, d->ssrc);
		a->ssrc = d->ssrc;
		sequence_restart(&a->sequence);
	}
	a->any = true;
	if (a->seq16) {
		number = a->high + (u32)(s32)(int16_t)(d->sequence - (u16)a->high);
		if ((s32)(number - a->high) > 0)
			a->high = number;
	} else {
		number = (u32)d->extended << 16 | d->sequence;
	}
	switch (sequence_add(&a->sequence, number)) {
	case SEQUENCE_LATE:
		late_packet(a, d, tai_ns);
		return;
	case SEQUENCE_ANEW:
		anew = true;
		break;
	case SEQUENCE_NEXT:
		break;
	}
	if (a->field_open && (d->timestamp != a->timestamp || anew))
		close_field(a, false);
	if (anew)
		a->jumped = true;
	if (!a->field_open)
		open_field(a, d, number, tai_ns);
	a->last_index = number - a->base;
	a->field_packets++;
	a->frame.packets++;
	if (varies(a))
		count_deadline(a, tai_ns);
	for (i = 0; i < a->profiles; i++)
		judgement_packet(&a->judgement[i], a->last_index, tai_ns, false);
	if (d->marker) {
		close_field(a, true);
		a->after_marker = true;
	}
}

void analysis_finish(struct analysis *a)
{
	close_field(a, false);
	close_frame(a);
	settle(a, true);
}
