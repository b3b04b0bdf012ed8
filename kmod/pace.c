// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pacing one flow; see pace.h.
 */

#include "await.h"
#include "intake.h"
#include "leg.h"
#include "pace.h"
#include "trace.h"
#include "wire.h"

/* Fill we let a flow reach, less what the NIC may add to it at any time. */
static u32 room_in(const struct st2110_flow *f, const struct st2110_schedule *s)
{
	u32 limit = st2110_fill_limit(s);

	return limit > f->reserve ? limit - f->reserve : 1;
}

/*
 * The bucket's times are those of the flow's media clock, so that T_DRAIN is as long
 * as the network has it. MONOTONIC may be steered by hundreds of ppm, and a flow that
 * catches up a packet each T_DRAIN would have one too many soon.
 */
static u32 level_at(const struct st2110_flow *f, const struct st2110_schedule *s, u64 ns)
{
	return st2110_bucket_level(&f->bucket, s, st2110_line_at(&f->drain, ns));
}

/* MONOTONIC; not before the level is reached, whatever is rounded. */
static u64 level_when(const struct st2110_flow *f, const struct st2110_schedule *s, u32 level)
{
	u64 when = st2110_bucket_when(&f->bucket, s, level);
	u64 ns = st2110_line_raw(&f->drain, when);

	return ns + ((s64)(st2110_line_at(&f->drain, ns) - when) < 0);
}

/* Is it plain that the bucket is empty by then, whatever its phase? */
static bool empty_by(const struct st2110_flow *f, const struct st2110_schedule *s, u64 ns)
{
	u64 at = f->bucket.last_ns + mul_u64_u32_shr(s->tdrain_q32, f->bucket.fill, 32) + 2;

	return (s64)(st2110_line_at(&f->drain, ns) - at) >= 0;
}

/* The level at a time, and until when it is that for sure. */
static void level_now(struct st2110_flow *f, const struct st2110_schedule *s, u64 ns)
{
	u64 phase, stays_ns;

	f->level = st2110_bucket_level_phase(&f->bucket, s, st2110_line_at(&f->drain, ns), &phase);
	/* MONOTONIC is less than 1 in 256 off, and a nanosecond is rounded twice. */
	stays_ns = mul_u64_u64_shr(s->tdrain_num - phase, s->tdrain_den_inv_q64, 64);
	f->level_until_ns = ns + stays_ns - min(stays_ns, stays_ns / 256 + 2);
}

static u32 add_at(struct st2110_flow *f, const struct st2110_schedule *s, u64 ns)
{
	return st2110_bucket_add(&f->bucket, s, st2110_line_at(&f->drain, ns));
}

static struct st2110_field *field_of(struct st2110_flow *f, const struct sk_buff *skb)
{
	return &f->ring[st2110_cb(skb)->slot];
}

/**
 * st2110_pace_guard() - take over the guard that the port keeps
 * @f: flow
 * @guard_ns: lateness to be expected of a wake-up
 */
void st2110_pace_guard(struct st2110_flow *f, u32 guard_ns)
{
	f->guard_ns = guard_ns;
	st2110_flow_margins(f);
}

/*
 * When the batch is due that the head of a leg belongs to. The window leaves it to
 * chance when a packet leaves; legs would differ by what their wake-ups differ by, and
 * by whole batches. So for them it is the same few packets at the same times, which
 * the schedule alone decides: as many as the window less a quarter from both ends
 * holds, in the middle of where all of them may leave. And one less than the bucket
 * takes: it drains at instants of its own, and if one of them were between the legs'
 * wake-ups, the last of a batch would wait for it on one leg alone.
 */
static u64 batch_ns(const struct st2110_field *field, const struct st2110_schedule *s, u32 index)
{
	u32 span = s->window_ns / 2, n = 1 + mul_u64_u64_shr(span, s->trs_inv_q64, 64);
	u32 slack;

	/* What is due when it opens is due at an instant as it is. */
	if (s->prompt)
		return st2110_tpr_ns(s, field->start_ns, index) - s->window_ns +
		       s->window_ns / 4;
	n = min(n, max(st2110_fill_limit(s), 2U) - 1);
	slack = span - min_t(u64, mul_u64_u32_shr(s->trs_q32, n - 1, 32), span);
	return st2110_tpr_ns(s, field->start_ns, index - index % n) - s->window_ns / 4 - slack / 2;
}

/* So much earlier a second field closes, T_LINE/2: not all analysers add that. */
static u32 early_ns(const struct st2110_field *field, const struct st2110_schedule *s, u32 margin)
{
	if (likely(!field->index) || !s->gapped)
		return 0;
	return min_t(u64, s->field2_ns - s->frame_ns / 2,
		     s->window_ns - min(s->window_ns, 2 * margin));
}

/**
 * st2110_pace_place() - work out when the head opens, is due, and closes
 * @f: flow with a head
 *
 * All three are for handing over to the NIC: the stated latency of driver and NIC
 * is taken off.
 */
void st2110_pace_place(struct st2110_flow *f)
{
	const struct st2110_field *field = field_of(f, f->head);
	const struct st2110_schedule *s = f->sched[field->sched];
	u64 tpr = st2110_tpr_ns(s, field->start_ns, st2110_cb(f->head)->index);
	u32 limit = room_in(f, s), room = max(1U, limit / 2), margin = f->margins[field->sched];
	u64 open = max(tpr - s->window_ns + margin, field->earliest_ns);
	u32 early = early_ns(field, s, margin);

	if (f->ahead_ns) {
		u64 at = st2110_pace_instant(f, 0) - f->latency_ns;

		f->open_ns = at - f->ahead_ns;
		f->close_ns = f->exact ? at : at - f->ahead_ns / 2;
		f->due_ns = f->close_ns;
		return;
	}
	if (f->bucket.fill > limit - room) {
		u64 fits = level_when(f, s, limit - room);

		/* Room for several is waited for as long as the head has time. */
		if (fits + f->guard_ns > tpr)
			fits = level_when(f, s, limit - 1);
		open = max(open, fits);
	}
	if (unlikely(f->leg)) {
		u64 batch = batch_ns(field, s, st2110_cb(f->head)->index);

		f->open_ns = max(open, batch) - f->latency_ns;
		f->close_ns = max(tpr - early - margin - f->latency_ns, f->open_ns);
		f->due_ns = f->open_ns;
		return;
	}
	open -= f->latency_ns;
	f->open_ns = open;
	f->close_ns = max(tpr - early - margin - f->latency_ns, open);
	f->due_ns = s->prompt ? open : f->close_ns;
	/* Where the bucket allows no more, nothing is gained by waiting for longer. */
	if (f->qlen >= limit) {
		u64 whole = st2110_tpr_ns(s, tpr, limit - 1) - s->window_ns + margin;

		if (!empty_by(f, s, whole))
			whole = max(whole, level_when(f, s, 0));
		f->due_ns = clamp(whole - f->latency_ns, open, f->close_ns);
	}
}

/**
 * st2110_pace_instant() - when the head is to be on the wire, to the nanosecond
 * @f: flow with a head, of a port that launches
 * @earliest_ns: not before
 *
 * The middle of the receiver's buffer; for one that is late, as soon as the
 * bucket allows, which is T_DRAIN after the one before.
 */
u64 st2110_pace_instant(struct st2110_flow *f, u64 earliest_ns)
{
	const struct st2110_field *field = field_of(f, f->head);
	const struct st2110_schedule *s = f->sched[field->sched];
	u64 tpr = st2110_tpr_ns(s, field->start_ns, st2110_cb(f->head)->index);
	u64 at = max3(tpr - s->window_ns / 2, field->earliest_ns, earliest_ns);

	if (level_at(f, s, at) >= st2110_fill_limit(s))
		at = max(at, level_when(f, s, st2110_fill_limit(s) - 1));
	return at;
}

/**
 * st2110_pace_ahead() - begin or cease to launch
 * @f: flow, which stands nowhere
 * @ahead_ns: packets are handed over so long before; 0: windows
 * @may_ahead_ns: likewise, once the NIC's clock is good for it; 0: never
 * @exact: it is not the NIC that waits for the instant but who hands over, awake all
 *	the while: no wake-up can be late, and a packet closes at its instant
 */
void st2110_pace_ahead(struct st2110_flow *f, u32 ahead_ns, u32 may_ahead_ns, bool exact)
{
	f->ahead_ns = ahead_ns;
	f->may_ahead_ns = may_ahead_ns;
	f->exact = exact;
	st2110_pace_guard(f, f->guard_ns);
}

/**
 * st2110_pace_held() - how many packets of a flow a NIC that launches may hold
 * @s: schedule
 * @ahead_ns: packets are handed over so long before their instants
 *
 * Any context.
 *
 * Return: instants within @ahead_ns at the closest, which is what is late.
 */
u32 st2110_pace_held(const struct st2110_schedule *s, u32 ahead_ns)
{
	return mul_u64_u64_shr(ahead_ns, s->tdrain_inv_q64, 64) + 1;
}

/**
 * st2110_pace_reserve() - the NIC holds packets that may leave at any time, or no more
 * @f: flow, which stands nowhere
 * @packets: of it at the most; 0: none
 *
 * A bucket that two streams fill is no fuller than with one of them, and all of the
 * other on top. So what may come is kept room for, where C_MAX has it.
 */
void st2110_pace_reserve(struct st2110_flow *f, u32 packets)
{
	f->full_until_ns = 0;
	f->reserve = packets < st2110_flow_sched(f)->c_max ? packets : 0;
}

/**
 * st2110_pace_came() - what the NIC held has left, beside what was sent meanwhile
 * @f: flow
 * @now_ns: MONOTONIC
 */
void st2110_pace_came(struct st2110_flow *f, u64 now_ns)
{
	while (f->reserve) {
		f->reserve--;
		add_at(f, st2110_flow_sched(f), now_ns);
	}
}

/**
 * st2110_pace_may_send() - may the head leave now?
 * @f: flow with a head
 * @wire_ns: when its first bit would be on the wire
 *
 * What has been taken but not noted as sent counts as in the bucket.
 */
bool st2110_pace_may_send(struct st2110_flow *f, u64 wire_ns)
{
	const struct st2110_field *field = field_of(f, f->head);
	const struct st2110_schedule *s = f->sched[field->sched];
	u64 tpr = st2110_tpr_ns(s, field->start_ns, st2110_cb(f->head)->index);
	u32 room = room_in(f, s);

	if (wire_ns < tpr - s->window_ns + f->margins[field->sched] || wire_ns < field->earliest_ns)
		return false;
	if (unlikely(f->leg) && wire_ns < batch_ns(field, s, st2110_cb(f->head)->index))
		return false;
	/* It drains, if anything: how much matters to those behind only. */
	if (!f->taken && !f->head->next && f->bucket.fill < room) {
		f->level = f->bucket.fill;
		f->level_until_ns = wire_ns;
		return true;
	}
	/* While a bulk is taken the bucket drains, if anything: what had room has room. */
	if (f->taken && f->level + f->taken < room)
		return true;
	level_now(f, s, wire_ns);
	return f->level + f->taken < room;
}

/**
 * st2110_pace_run() - how many more may leave with a packet that was just taken?
 * @f: flow with a head, not of a leg
 * @wire_ns: when the packet's first bit would be on the wire
 * @full_ns: gets when no other may leave before, once they have been taken
 *
 * What it answers st2110_pace_may_send() would answer for each of them, as long as
 * they are of the head's field and without gaps: time goes on, and the level is what it
 * was.
 *
 * Return: that; negative: each is to be asked for.
 */
s32 st2110_pace_run(const struct st2110_flow *f, u64 wire_ns, u64 *full_ns)
{
	const struct st2110_cb *cb = st2110_cb(f->head);
	const struct st2110_field *field = &f->ring[cb->slot];
	const struct st2110_schedule *s = f->sched[field->sched];
	u32 room = room_in(f, s), used = f->level + f->taken, last;

	*full_ns = f->level_until_ns;
	if (used >= room)
		return 0;
	last = cb->index + (room - used) - 1;
	if (wire_ns < st2110_tpr_ns(s, field->start_ns, last) - s->window_ns +
		      f->margins[field->sched] || wire_ns < field->earliest_ns)
		return -1;
	return room - used;
}

/**
 * st2110_pace_give_back() - what was taken does not leave yet: it is the head again
 * @f: flow, nothing of which was cut meanwhile
 * @skb: packet, as taken
 *
 * st2110_pace_sent() is not due for it any more.
 */
void st2110_pace_give_back(struct st2110_flow *f, struct sk_buff *skb)
{
	skb->next = f->head;
	if (!f->head)
		f->tail = skb;
	else if (st2110_cb(f->head)->slot != st2110_cb(skb)->slot)
		field_of(f, f->head)->before = skb;
	f->head = skb;
	f->qlen++;
	f->taken--;
	f->stats.packets_out--;
	f->stats.bytes_out -= skb->len;
}

/*
 * Is the bucket on a frame's grid? It is since a frame before, by the same schedule, as
 * long as the time line only goes on: drains are counted to the fraction.
 */
static bool on_grid(const struct st2110_flow *f, const struct st2110_field *field)
{
	return f->drain.mult == ST2110_RATE_ONE && f->map.line.mult == ST2110_RATE_ONE &&
	       f->drain.at0_ns - f->drain.raw0_ns == field->media_ns - field->start_ns &&
	       f->vrx_sched == field->sched;
}

/* The bucket goes on in the time line by which a frame was assigned, on its grid. */
static void anchor_bucket(struct st2110_flow *f, const struct st2110_schedule *s,
			  const struct st2110_field *field)
{
	const struct st2110_epoch e = {
		.start_rem = field->start_rem,
		.drain_tenths = field->drain_tenths,
	};
	u64 last_ns = st2110_line_raw(&f->drain, f->bucket.last_ns);

	f->drain = f->map.line;
	f->drain.raw0_ns = field->start_ns;
	f->drain.at0_ns = field->media_ns;
	f->bucket.last_ns = st2110_line_at(&f->drain, last_ns);
	st2110_bucket_anchor(&f->bucket, s, &e, field->media_ns - st2110_field_offset(s, field, 0));
}

/* The models take a field as their own when its first packet leaves. */
static void begin_field(struct st2110_flow *f, u8 slot)
{
	const struct st2110_field *field = &f->ring[slot];
	const struct st2110_schedule *s = f->sched[field->sched];

	f->begun = slot + 1;
	f->full_until_ns = 0;
	if (!field->index && !on_grid(f, field))
		anchor_bucket(f, s, field);
	/* Reads are counted by one schedule: under another, what is before is read. */
	if (f->vrx_sched != field->sched)
		f->vrx.packets = 0;
	f->vrx_sched = field->sched;
	st2110_vrx_field(&f->vrx, field->start_ns,
			 field->index ? s->packets - s->field_packets : s->field_packets);
}

static unsigned int hist_slot(s64 ns)
{
	return ns <= 0 ? 0 : min_t(unsigned int, 1 + fls64(ns >> 10), ST2110_HIST - 1);
}

static void first_packet(struct st2110_flow *f, const struct st2110_schedule *s,
			 const struct st2110_field *field, u64 wire_ns)
{
	struct st2110_flow_stats *st = &f->stats;
	s64 fpt = wire_ns - (field->start_ns - st2110_field_offset(s, field, 0));

	st->fpt_min_ns = min(st->fpt_min_ns, fpt);
	st->fpt_max_ns = max(st->fpt_max_ns, fpt);
	st->fpt_sum_ns += fpt;
	st2110_tally(&st->fpt_count);
	if (unlikely(f->leg))
		st2110_leg_first(f, field->k, wire_ns);
}

static void blame(struct st2110_field *field, enum st2110_cause cause)
{
	if (!field->cause)
		field->cause = cause;
}

/* Of ancillary data: how long before T_FST + TD. */
static void deadline(struct st2110_flow *f, const struct st2110_schedule *s,
		     struct st2110_field *field, u64 wire_ns, u32 doubt_ns)
{
	struct st2110_due *due = f->due;
	s64 margin = field->start_ns - s->tro_ns + s->deadline_ns - wire_ns;

	due->min_ns = min(due->min_ns, margin);
	due->max_ns = max(due->max_ns, margin);
	due->sum_ns += margin;
	due->count++;
	if (likely(margin >= 0))
		return;
	if (margin + doubt_ns >= 0) {
		if (!field->unverified)
			field->unverified = ST2110_CAUSE_DOORBELL;
		return;
	}
	due->missed++;
	st2110_tally(&f->stats.late_packets);
	blame(field, ST2110_CAUSE_DEADLINE);
}

/* What the receiver's buffer cannot bear; late only if it left at the latest is not sure. */
static noinline void misfits(struct st2110_flow *f, struct st2110_field *field, s64 late_ns,
			     u32 doubt_ns)
{
	if (late_ns <= 0) {
		blame(field, ST2110_CAUSE_OVERFLOW);
	} else if (late_ns - doubt_ns <= 0) {
		if (!field->unverified)
			field->unverified = ST2110_CAUSE_DOORBELL;
	} else {
		st2110_tally(&f->stats.late_packets);
		blame(field, field->starved ? ST2110_CAUSE_UNDERRUN : ST2110_CAUSE_STALL);
	}
}

/* A packet has left: did the receiver's buffer bear it? */
static __always_inline bool packet_left(struct st2110_flow *f, const struct st2110_schedule *s,
					struct st2110_field *field, u32 index, u64 wire_ns,
					u32 doubt_ns)
{
	s64 late_ns = wire_ns - st2110_tpr_ns(s, field->start_ns, index);
	s64 error_ns = late_ns + s->window_ns / 2;
	u32 c_inst = add_at(f, s, wire_ns);
	bool fits;

	if (unlikely(s->deadline_ns))
		deadline(f, s, field, wire_ns, doubt_ns);
	else if (unlikely(c_inst > s->c_max))
		blame(field, ST2110_CAUSE_BURST);
	fits = st2110_vrx_add(&f->vrx, s, index, wire_ns);
	if (unlikely(!fits) && s->buffered)
		misfits(f, field, late_ns, doubt_ns);
	if (unlikely(s->prompt))
		st2110_intake_left(f, field, wire_ns);
	st2110_histogram_count(&f->stats.error_hist,
			       hist_slot(late_ns + f->margins[field->sched]));
	f->stats.error_min_ns = min(f->stats.error_min_ns, error_ns);
	f->stats.error_max_ns = max(f->stats.error_max_ns, error_ns);
	field->sent++;
	trace_st2110_release(f, field->k, index, wire_ns, late_ns);
	return fits;
}

/*
 * The rest of a run has left, whose first packet did at @wire_ns and fitted. Where the
 * packets are no longer than what drains and reads are apart, each is earlier against its
 * read time than the one before, and neither bucket nor buffer falls: it is enough to look
 * at the last. Not where something else is asked of each.
 */
static bool rest_left(struct st2110_flow *f, const struct st2110_schedule *s,
		      struct st2110_field *field, const struct st2110_sent *run, u64 wire_ns)
{
	u64 each_ns = run->each_ns, last_ns = wire_ns + (run->packets - 1) * each_ns;
	u32 n = run->packets - 1, last = run->index + n;
	s64 error_ns;
	int fits;

	if (unlikely(s->deadline_ns || s->prompt || trace_st2110_release_enabled()) ||
	    each_ns + each_ns / 256 >= s->tdrain_q32 >> 32 || each_ns > s->trs_q32 >> 32 ||
	    wire_ns + each_ns + f->margins[field->sched] >
	    st2110_tpr_ns(s, field->start_ns, run->index + 1))
		return false;
	fits = st2110_vrx_run(&f->vrx, s, last, wire_ns, last_ns);
	if (unlikely(fits < 0))
		return false;
	error_ns = last_ns - st2110_tpr_ns(s, field->start_ns, last) + s->window_ns / 2;
	if (unlikely(st2110_bucket_run(&f->bucket, s, n, st2110_line_at(&f->drain, last_ns)) >
		     s->c_max))
		blame(field, ST2110_CAUSE_BURST);
	if (unlikely(!fits) && s->buffered)
		blame(field, ST2110_CAUSE_OVERFLOW);
	f->stats.error_min_ns = min(f->stats.error_min_ns, error_ns);
	st2110_histogram_add(&f->stats.error_hist, 0, n);
	field->sent += n;
	return true;
}

static noinline void each_left(struct st2110_flow *f, const struct st2110_schedule *s,
			       struct st2110_field *field, const struct st2110_sent *run,
			       u64 wire_ns, u32 doubt_ns)
{
	u32 i;

	for (i = 1; i < run->packets; i++)
		packet_left(f, s, field, run->index + i, wire_ns + i * (u64)run->each_ns,
			    doubt_ns);
}

/**
 * st2110_pace_left() - account for packets that were taken
 * @sent: the first run of them
 * @end: behind the last of the bulk
 * @base_ns: when the bulk's first bit was on the wire at the latest, by the port's estimate
 * @doubt_ns: how much earlier it may have been
 *
 * What is late only if it left at the latest makes its field unverified.
 *
 * Return: how many runs; those that follow are of another flow or field.
 */
unsigned int st2110_pace_left(const struct st2110_sent *sent, const struct st2110_sent *end,
			      u64 base_ns, u32 doubt_ns)
{
	const struct st2110_sent *first = sent;
	struct st2110_flow *f = sent->flow;
	struct st2110_field *field = &f->ring[sent->slot];
	const struct st2110_schedule *s = f->sched[field->sched];
	s32 latency_ns = f->latency_ns;

	/* Or they are worked out anew for each of their members. */
	OPTIMIZER_HIDE_VAR(s);
	OPTIMIZER_HIDE_VAR(field);
	base_ns += latency_ns;
	if (unlikely(f->begun != sent->slot + 1))
		begin_field(f, sent->slot);
	if (unlikely(!field->sent) && !field->index)
		first_packet(f, s, field, base_ns + sent->after_ns);
	do {
		u64 wire_ns = base_ns + sent->after_ns;
		bool fits;

		st2110_stamp_told(sent->stamp, wire_ns, latency_ns);
		fits = packet_left(f, s, field, sent->index, wire_ns, doubt_ns);
		if (sent->packets > 1 && !(fits && rest_left(f, s, field, sent, wire_ns)))
			each_left(f, s, field, sent, wire_ns, doubt_ns);
		f->taken -= sent->packets;
		sent++;
	} while (sent < end && sent->flow == f && sent->slot == first->slot);
	return sent - first;
}

/**
 * st2110_pace_sent() - account for a packet that was taken
 * @f: flow
 * @slot: ring entry of its field
 * @index: within the field
 * @wire_ns: when its first bit is on the wire at the latest, by the port's estimate
 * @doubt_ns: how much earlier it may have been
 */
void st2110_pace_sent(struct st2110_flow *f, u8 slot, u32 index, u64 wire_ns,
		      u32 doubt_ns)
{
	const struct st2110_sent sent = {
		.flow = f,
		.index = index,
		.slot = slot,
		.packets = 1,
	};

	st2110_pace_left(&sent, &sent + 1, wire_ns - f->latency_ns, doubt_ns);
}

static noinline void verdict_changes(struct st2110_flow *f, u8 verdict, u8 cause, u64 now_ns,
				     u64 k)
{
	struct st2110_event e = { .cause = cause, .k = k };
	u8 was = f->verdict;

	f->verdict = verdict;
	f->verdict_tai_ns = st2110_mono_to_media(&f->map, now_ns);
	if (verdict == ST2110_VERDICT_COMPLIANT && was != ST2110_VERDICT_NONE)
		e.type = ST2110_EVENT_TYPE_COMPLIANCE_REGAINED;
	else if (was == ST2110_VERDICT_COMPLIANT)
		e.type = ST2110_EVENT_TYPE_COMPLIANCE_LOST;
	else
		return;
	st2110_flow_event(f, &e);
}

static void set_verdict(struct st2110_flow *f, u8 verdict, u8 cause, u64 now_ns, u64 k)
{
	f->verdict_cause = cause;
	if (unlikely(verdict != f->verdict))
		verdict_changes(f, verdict, cause, now_ns, k);
}

static void judge_frame(struct st2110_flow *f, u64 now_ns, u64 k)
{
	st2110_tally(&f->stats.frames_out);
	if (f->frame_cause) {
		st2110_tally(&f->stats.frames_not_compliant);
		f->bad_ns = now_ns;
		set_verdict(f, ST2110_VERDICT_NOT_COMPLIANT, f->frame_cause, now_ns, k);
	} else if (f->frame_unverified) {
		st2110_tally(&f->stats.frames_unverified);
		f->bad_ns = now_ns;
		set_verdict(f, ST2110_VERDICT_UNVERIFIED, f->frame_unverified, now_ns, k);
	} else {
		st2110_tally(&f->stats.frames_compliant);
		if (f->cannot_hold)
			set_verdict(f, ST2110_VERDICT_CANNOT_HOLD, ST2110_CAUSE_GUARD, now_ns, k);
		else if (!f->bad_ns || now_ns - f->bad_ns >= ST2110_SECOND_NS)
			set_verdict(f, ST2110_VERDICT_COMPLIANT, ST2110_CAUSE_NONE, now_ns, k);
	}
	f->frame_cause = ST2110_CAUSE_NONE;
	f->frame_unverified = ST2110_CAUSE_NONE;
}

static noinline void ran_dry(struct st2110_flow *f, const struct st2110_field *field)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_UNDERRUN,
		.cause = ST2110_CAUSE_UNDERRUN,
		.k = field->k,
	};

	st2110_tally(&f->stats.underruns);
	st2110_flow_event(f, &e);
}

static void finish_field(struct st2110_flow *f, struct st2110_field *field, u64 now_ns)
{
	const struct st2110_schedule *s = f->sched[field->sched];
	u32 planned = field->index ? s->packets - s->field_packets : s->field_packets;

	if (unlikely(field->starved))
		ran_dry(f, field);
	if (!field->marked || field->came != field->seen)
		blame(field, ST2110_CAUSE_MISSING_PACKETS);
	else if (field->seen != planned && !s->deadline_ns)
		blame(field, ST2110_CAUSE_PACKET_COUNT);
	if (!f->frame_cause)
		f->frame_cause = field->cause;
	if (!f->frame_unverified)
		f->frame_unverified = field->unverified;
	if (f->begun == field - f->ring + 1)
		f->begun = 0;
	if (unlikely(f->stamped))
		st2110_flow_latency(f, s);
	f->half = s->fields == 2 && !field->index;
	if (!f->half)
		judge_frame(f, now_ns, field->k);
}

/**
 * st2110_pace_settle() - judge the fields that have left whole
 * @f: flow
 * @now_ns: MONOTONIC
 */
void st2110_pace_settle(struct st2110_flow *f, u64 now_ns)
{
	while (f->ring_tail != f->ring_head) {
		struct st2110_field *field = st2110_flow_oldest(f);

		if (!field->closed || field->sent != field->came)
			return;
		/* A first field whose second never came is a frame all the same. */
		if (!field->index && f->half) {
			if (!f->frame_cause)
				f->frame_cause = ST2110_CAUSE_MISSING_PACKETS;
			judge_frame(f, now_ns, field->k);
		}
		finish_field(f, field, now_ns);
		f->ring_tail = st2110_ring_next(f, f->ring_tail);
	}
}

static void put_out(struct sk_buff *skb, struct sk_buff **list, u32 *bytes)
{
	*bytes += qdisc_pkt_len(skb);
	skb->next = *list;
	*list = skb;
}

/**
 * st2110_pace_purge() - take all packets off
 * @f: flow
 * @list: they are put in front of this list
 * @bytes: how many octets they had
 *
 * Return: how many packets.
 */
u32 st2110_pace_purge(struct st2110_flow *f, struct sk_buff **list, u32 *bytes)
{
	u32 n = f->qlen;
	struct sk_buff *skb;

	*bytes = 0;
	while ((skb = f->head)) {
		f->head = skb->next;
		put_out(skb, list, bytes);
	}
	while ((skb = st2110_await_take(f))) {
		put_out(skb, list, bytes);
		n++;
	}
	f->tail = NULL;
	f->qlen = 0;
	f->ring_tail = f->ring_head;
	f->begun = 0;
	f->taken = 0;
	f->full_until_ns = 0;
	f->frame_cause = ST2110_CAUSE_NONE;
	f->frame_unverified = ST2110_CAUSE_NONE;
	f->half = false;
	return n;
}
