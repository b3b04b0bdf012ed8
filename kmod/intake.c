// SPDX-License-Identifier: GPL-2.0-only
/*
 * How packets become frames where no marker says so; see intake.h.
 */

#include "assign.h"
#include "inbox.h"
#include "intake.h"
#include "sync.h"

#define REACH_NS	(100 * NSEC_PER_MSEC)	/* a timestamp this far off names no instant */
#define MISORDER	100			/* packets back that are stragglers */
#define RHYTHM_LOST_NS	(100 * NSEC_PER_MSEC)	/* a pause, or a burst after one */
#define RHYTHM_MAX_NS	(64 * NSEC_PER_SEC)	/* after which drift is measured anew */

/* The block that a packet belongs to, as its timestamp, and its end, as a marker. */
static void count(struct st2110_flow *f, struct st2110_packet *p)
{
	u32 n = st2110_flow_sched(f)->packets, blocks;
	struct st2110_rhythm *r = f->rhythm;
	struct st2110_input *in = &f->in;
	s16 gap = 0, at;

	if (!in->known) {
		r->base_seq = p->seq;
		r->block++;
	} else {
		gap = (s16)(p->seq - in->next_seq);
		/* A sender that began its numbers anew goes on where it was. */
		if (gap < -MISORDER)
			r->base_seq += gap;
	}
	at = (s16)(p->seq - r->base_seq);
	if (at >= (s32)n) {
		blocks = at / n;
		r->base_seq += blocks * n;
		r->block += blocks;
		r->skip = blocks - 1;
		at -= blocks * n;
	}
	p->ts = at < 0 ? r->block - 1 : r->block;
	p->marker = at == (s32)n - 1;
}

/**
 * st2110_intake_bare() - what an RTP header would say of a datagram without
 * @f: flow of such
 * @p: classified packet
 */
void st2110_intake_bare(const struct st2110_flow *f, struct st2110_packet *p)
{
	p->payload = p->rtp;
	p->marker = false;
	p->pt = 0;
	p->seq = f->in.next_seq;
	p->ts = 0;
	p->ssrc = 0;
}

/**
 * st2110_intake_packet() - say of a packet what a marker would
 * @f: flow whose frames do not end by markers
 * @p: parsed packet; its marker is set, and for blocks its timestamp, unless that
 *	is the stream's
 */
void st2110_intake_packet(struct st2110_flow *f, struct st2110_packet *p)
{
	const struct st2110_input *in = &f->in;

	f->rhythm->skip = 0;
	if (f->intake == ST2110_BY_COUNT) {
		count(f, p);
		return;
	}
	p->marker = true;
	if (in->known && (s16)(p->seq - in->next_seq) > 0)
		f->rhythm->skip = (u16)(p->seq - in->next_seq);
}

/*
 * How fast the sender is: how late each packet came by its own count, the least of
 * a second, for bursts and delays only ever add to it, against that of seconds
 * before.
 */
static void rhythm_seen(struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	struct st2110_rhythm *r = f->rhythm;
	u64 rem = r->ideal_rem + (u64)(r->skip + 1) * s->frame_rem;
	s64 late;

	r->ideal_ns += (u64)(r->skip + 1) * s->frame_ns;
	if (unlikely(r->skip)) {
		r->ideal_ns += div_u64_rem(rem, s->rate_num, &r->ideal_rem);
	} else {
		r->ideal_ns += rem >= s->rate_num;
		r->ideal_rem = rem >= s->rate_num ? rem - s->rate_num : rem;
	}
	late = now_ns - r->since_ns - r->ideal_ns;
	if (!r->since_ns || abs(late - r->late_ns) > RHYTHM_LOST_NS) {
		r->since_ns = now_ns;
		r->ideal_ns = 0;
		r->ideal_rem = 0;
		r->late_ns = 0;
		r->low_ns = 0;
		r->second_ns = now_ns;
		r->first_ns = 0;
		return;
	}
	r->late_ns = late;
	r->low_ns = min(r->low_ns, late);
	if (now_ns - r->second_ns < ST2110_SECOND_NS)
		return;
	if (r->first_ns)
		f->drift_ppb = div64_s64((r->first_low_ns - r->low_ns) * NSEC_PER_SEC,
					 now_ns - r->first_ns);
	if (!r->first_ns || now_ns - r->first_ns > RHYTHM_MAX_NS) {
		r->first_ns = now_ns;
		r->first_low_ns = r->low_ns;
	}
	r->second_ns = now_ns;
	r->low_ns = S64_MAX;
}

/* Frames that the sender lost keep their time. */
static void leave_out(struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	s64 far = (s64)(f->config.queue + 2) * s->frame_ns;
	struct st2110_times at;
	struct st2110_epoch e;

	st2110_epoch_at(&e, s, f->next.k + f->rhythm->skip);
	st2110_assign_times(s, &f->map, &e, &at);
	/* Numbers that jump, and time that does not, are no loss. */
	if ((s64)(at.tpr0_ns - now_ns - f->hold_ns) > far)
		return;
	st2110_tally_add(&f->stats.epochs_empty, f->rhythm->skip);
	f->next = e;
	f->end_ns = at.begin_ns;
}

/*
 * Samples may begin anywhere between two packets of the time line. False when what is
 * queued still needs both schedules.
 */
static bool set_phase(struct st2110_flow *f, u32 ticks)
{
	struct st2110_schedule next;
	struct st2110_refusal no;

	if (ticks == f->rhythm->phase ||
	    st2110_essence_schedule(&next, &f->config.shape, &no))
		return true;
	next.tro_ns += div_u64((u64)ticks * NSEC_PER_SEC, next.rtp_rate);
	if (!st2110_flow_change(f, &f->config, &next))
		return false;
	f->rhythm->phase = ticks;
	return true;
}

/* What the sender's timestamps count from. */
static void anchor(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	struct st2110_rhythm *r = f->rhythm;
	struct st2110_mapping m;
	struct st2110_epoch e;
	u64 media, k;
	s32 off;

	st2110_clock_look(f->clock, now_ns, &m);
	media = st2110_mono_to_media(&m, now_ns);
	r->shift = f->config.media_offset;
	k = st2110_epoch_of_rtp(s, p->ts - r->shift, media, &off);
	st2110_epoch_at(&e, s, k);
	if (abs((s64)(e.start_ns - media)) <= REACH_NS + (s64)s->tro_ns) {
		off = off < 0 ? off + (s32)s->rate_den : off;
		set_phase(f, off);
		r->shift += r->phase;
		return;
	}
	set_phase(f, 0);
	s = st2110_flow_sched(f);
	st2110_epoch_at(&e, s, st2110_epoch_first(s, media + f->hold_ns - s->tro_ns));
	r->shift = p->ts - e.rtp;
}

/*
 * Likewise, of a member of a sync group: what its own timestamps and the delta say.
 * Divides, when they have moved.
 */
static void follow(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns)
{
	struct st2110_rhythm *r = f->rhythm;
	struct st2110_mapping m;
	u64 media;
	u32 delta;
	s32 off;

	if (f->running && !r->beside && !st2110_sync_moved(f, p->ts, now_ns))
		return;
	st2110_clock_look(f->clock, now_ns, &m);
	media = st2110_mono_to_media(&m, now_ns);
	st2110_sync_reach(f, p->ts, media);
	if (!st2110_sync_delta(f, p->ts, now_ns, &delta))
		return;
	st2110_epoch_of_rtp(st2110_flow_sched(f), p->ts + delta, media, &off);
	if (off < 0)
		off += st2110_flow_sched(f)->rate_den;
	r->beside = !set_phase(f, off);
	r->shift = r->phase;
}

/**
 * st2110_intake_begins() - a frame begins
 * @f: flow whose frames do not end by markers
 * @p: its packet
 * @now_ns: MONOTONIC
 *
 * What is known of the sender, whatever becomes of the frame.
 */
void st2110_intake_begins(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns)
{
	bool named = f->config.align == ST2110_ALIGN_RTP || f->sync;

	if (f->intake == ST2110_AT_ONCE)
		return;
	rhythm_seen(f, now_ns);
	if (f->running)
		return;
	/* What a timestamp names is met or not; else a rhythm not known yet gets some room. */
	f->span_need_ns = named ? 0 : st2110_flow_sched(f)->frame_ns / 4;
	st2110_flow_hold_update(f);
	if (named && !f->sync)
		anchor(f, p, now_ns);
}

/* The time that has just begun is as good as any: nothing is waited for. */
static bool at_once(struct st2110_flow *f, u64 now_ns, struct st2110_epoch *e)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	u64 k;

	st2110_clock_look(f->clock, now_ns, &f->map);
	k = st2110_epoch_first(s, st2110_mono_to_media(&f->map, now_ns));
	st2110_epoch_at(e, s, k ? k - 1 : 0);
	f->next = *e;
	st2110_epoch_next(&f->next, s);
	f->running = true;
	return true;
}

/**
 * st2110_intake_assign() - give the frame that begins an epoch
 * @f: flow whose frames do not end by markers
 * @p: its packet
 * @now_ns: MONOTONIC
 * @e: the epoch
 * @reason: why it is to be dropped
 *
 * Return: false when the frame is to be dropped whole.
 */
bool st2110_intake_assign(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns,
			  struct st2110_epoch *e, enum st2110_drop *reason)
{
	struct st2110_rhythm *r = f->rhythm;

	if (f->intake == ST2110_AT_ONCE)
		return at_once(f, now_ns, e);
	if (unlikely(r->skip) && f->running)
		leave_out(f, now_ns);
	/* A block whose first packets are missing began when they were due. */
	if (f->intake == ST2110_BY_COUNT)
		now_ns -= st2110_tpr_ns(st2110_flow_sched(f), 0, (u16)(p->seq - r->base_seq));
	if (unlikely(f->sync))
		follow(f, p, now_ns);
	if (!st2110_assign(f, p, now_ns, e, reason))
		return false;
	if (f->intake != ST2110_BY_PACKET)
		return true;
	if (unlikely(f->sync)) {
		u32 delta = 0;

		st2110_sync_delta(f, p->ts, now_ns, &delta);
		r->off = p->ts + delta - e->rtp;
		return true;
	}
	if (f->config.align == ST2110_ALIGN_RTP)
		r->shift = p->ts - e->rtp;
	r->off = f->config.rtp_ts == ST2110_RTP_TS_KEEP ?
		 (s32)(p->ts - f->config.media_offset - e->rtp) : 0;
	return true;
}

/**
 * st2110_intake_dropped() - the frame that begins is dropped
 * @f: flow whose frames do not end by markers
 * @reason: why
 *
 * Of a sender that is too fast the next packet takes its place, or the queue would
 * stay full.
 */
void st2110_intake_dropped(struct st2110_flow *f, enum st2110_drop reason)
{
	if (reason == ST2110_DROP_QUEUE_FULL && f->intake == ST2110_BY_PACKET && !f->sync)
		f->rhythm->shift += st2110_flow_sched(f)->rate_den;
}

/**
 * st2110_intake_follow() - a leg takes over what is known of the sender
 * @f: flow of a leg, whose frames do not end by markers
 * @place: of the frame that begins
 */
void st2110_intake_follow(struct st2110_flow *f, const struct st2110_place *place)
{
	if (unlikely(place->phase != f->rhythm->phase))
		set_phase(f, place->phase);
	f->rhythm->off = place->off;
}

/**
 * st2110_intake_left() - a packet has left
 * @f: flow that its schedule makes prompt
 * @field: the packet's
 * @wire_ns: MONOTONIC, when its first bit was on the wire
 *
 * Divides when timestamps have shifted.
 */
void st2110_intake_left(struct st2110_flow *f, const struct st2110_field *field, u64 wire_ns)
{
	const struct st2110_schedule *s = f->sched[field->sched];
	struct st2110_rhythm *r = f->rhythm;
	u64 begin;

	if (f->intake != ST2110_BY_PACKET)
		return;
	if (unlikely(field->off != r->off_ticks)) {
		r->off_ticks = field->off;
		r->off_ns = div_s64((s64)field->off * (s64)NSEC_PER_SEC, s->rtp_rate);
	}
	begin = field->start_ns - st2110_field_offset(s, field, 0) - f->config.skew_ns;
	st2110_delay_add(&r->delay, wire_ns, (s64)(wire_ns - begin) - r->off_ns);
}
