// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sync groups; see sync.h.
 */

#include <linux/gcd.h>

#include "sync.h"

#define VIDEO		ST2110_RTP_RATE_VIDEO

/**
 * st2110_sync_create() - a group without a delta
 * @name: its name
 *
 * Process context.
 *
 * Return: group, held once, or NULL.
 */
struct st2110_sync *st2110_sync_create(const char *name)
{
	struct st2110_sync *sync = kzalloc(sizeof(*sync), GFP_KERNEL_ACCOUNT);

	if (!sync)
		return NULL;
	refcount_set(&sync->flows, 1);
	seqcount_init(&sync->seq);
	strscpy(sync->name, name, sizeof(sync->name));
	return sync;
}

/**
 * st2110_sync_put() - a flow leaves its group
 * @sync: group that no data path finds through that flow any more, or NULL
 *
 * Process context.
 */
void st2110_sync_put(struct st2110_sync *sync)
{
	if (sync && refcount_dec_and_test(&sync->flows))
		kfree(sync);
}

/**
 * st2110_sync_join() - a flow is of another group
 * @f: flow
 * @sync: group, held for the flow, which has the part for it, or NULL; the one before
 *	is the caller's
 * @reference: it sets the delta
 *
 * RTNL and root lock, or nobody else knows the flow.
 */
void st2110_sync_join(struct st2110_flow *f, struct st2110_sync *sync, bool reference)
{
	f->sync_anew |= f->sync != sync;
	if (f->sync != sync && f->member)
		memset(&f->member->view, 0, sizeof(f->member->view));
	f->sync = sync;
	f->sync_reference = reference;
}

/* A delta in ticks of another clock, to the nearest. */
static u32 convert(s64 delta, u32 rate)
{
	s64 ticks;
	s32 rem;

	ticks = div_s64_rem(delta * rate + VIDEO / 2, VIDEO, &rem);
	return ticks - (rem < 0);
}

static u32 ticks_at(u64 media_ns, u32 rate)
{
	u64 seconds;
	u32 rem;

	seconds = div_u64_rem(media_ns, NSEC_PER_SEC, &rem);
	return seconds * rate + div_u64((u64)rem * rate, NSEC_PER_SEC);
}

/**
 * st2110_sync_look() - the delta as a flow's own clock has it, worked out when it is another
 * @v: what is known
 * @sync: group
 * @rate: clock rate, Hz
 *
 * Whoever calls guards @v.
 */
void st2110_sync_look(struct st2110_sync_view *v, const struct st2110_sync *sync, u32 rate)
{
	s64 delta, before, wraps;
	unsigned int seq;
	u64 media_ns;

	if (likely(v->generation == READ_ONCE(sync->generation) && v->rate == rate))
		return;
	do {
		seq = read_seqcount_begin(&sync->seq);
		v->generation = sync->generation;
		delta = sync->delta;
		before = sync->before;
		v->from = sync->from;
		v->from_ns = sync->from_ns;
		media_ns = sync->from_media_ns;
	} while (read_seqcount_retry(&sync->seq, seq));
	v->rate = rate;
	v->delta = delta;
	v->ticks = delta;
	v->before = before;
	if (rate == VIDEO)
		return;
	wraps = (s64)v->wraps << 32;
	v->ticks = convert(delta + wraps, rate);
	v->before = convert(before + wraps, rate);
	v->from = ticks_at(media_ns, rate) - v->ticks;
}

static void look(struct st2110_flow *f)
{
	st2110_sync_look(&f->member->view, f->sync, st2110_flow_sched(f)->rtp_rate);
}

/**
 * st2110_sync_reach() - how many wraps does the delta leave out?
 * @f: flow of a group, whose frames have no places yet, or are to get others
 * @own: a frame's own timestamp
 * @media_ns: now, on the media clock
 *
 * As many as put that frame nearest to now. Divides, a hundred times at most; root
 * lock.
 */
void st2110_sync_reach(struct st2110_flow *f, u32 own, u64 media_ns)
{
	u32 rate = st2110_flow_sched(f)->rtp_rate, target, i, n, best = 0, best_off = U32_MAX;
	struct st2110_sync_view *v = &f->member->view;

	look(f);
	if (rate == VIDEO || !v->generation)
		return;
	/* After so many it is where it was, in 32 bits. */
	n = VIDEO / gcd(VIDEO, rate);
	target = ticks_at(media_ns, rate) - own;
	if (abs((s32)(v->ticks - target)) <= U32_MAX / n / 2)
		return;
	for (i = 0; i < n; i++) {
		u32 off = abs((s32)(convert(v->delta + ((s64)i << 32), rate) - target));

		if (off >= best_off)
			continue;
		best_off = off;
		best = i;
	}
	v->wraps = best;
	v->rate = 0;
	look(f);
}

/**
 * st2110_sync_ticks() - a group's delta
 * @sync: group
 *
 * Any context.
 *
 * Return: ticks of 90 kHz; 0 while there is none.
 */
u32 st2110_sync_ticks(const struct st2110_sync *sync)
{
	unsigned int seq;
	u32 ticks;

	do {
		seq = read_seqcount_begin(&sync->seq);
		ticks = sync->delta;
	} while (read_seqcount_retry(&sync->seq, seq));
	return ticks;
}

/**
 * st2110_sync_delta() - what is added to an application's timestamp
 * @f: flow of a group
 * @own: the application's timestamp
 * @now_ns: MONOTONIC
 * @delta: gets ticks of the flow's own clock rate
 *
 * Root lock.
 *
 * Return: false when there is none yet.
 */
bool st2110_sync_delta(struct st2110_flow *f, u32 own, u64 now_ns, u32 *delta)
{
	const struct st2110_sync_view *v = &f->member->view;

	look(f);
	*delta = v->ticks;
	if (v->generation > 1 && (s32)(own - v->from) < 0 &&
	    now_ns - v->from_ns < ST2110_SECOND_NS)
		*delta = v->before;
	return v->generation;
}

/**
 * st2110_sync_moved() - has the delta changed since a flow's last frame?
 * @f: flow of a group
 * @own: the next frame's own timestamp
 * @now_ns: MONOTONIC
 *
 * Root lock.
 */
bool st2110_sync_moved(struct st2110_flow *f, u32 own, u64 now_ns)
{
	u32 delta;

	return st2110_sync_delta(f, own, now_ns, &delta) && delta != f->member->delta;
}

/**
 * st2110_sync_names() - may a flow's frames be named by its group's delta?
 * @f: flow of a group, or of none
 * @own: the frame's own timestamp
 * @now_ns: MONOTONIC
 * @delta: gets it, in ticks of the flow's own clock rate
 *
 * The reference's too, once there is a delta, so that a frame that it loses leaves
 * an epoch empty; not while it is to have another. Root lock.
 */
bool st2110_sync_names(struct st2110_flow *f, u32 own, u64 now_ns, u32 *delta)
{
	if (!f->sync || (f->sync_reference && (f->sync_anew || !f->running)))
		return false;
	return st2110_sync_delta(f, own, now_ns, delta);
}

/* The reference's stamps are too far from their epochs to go on. */
static void jumped(struct st2110_flow *f, s32 off)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_RESYNC,
		.cause = ST2110_CAUSE_TIMESTAMP,
		.k = f->in.epoch.k,
		.delta_ns = div_s64((s64)off * 100000, 9),
	};

	f->resynced_because = ST2110_CAUSE_TIMESTAMP;
	st2110_tally(&f->stats.resyncs);
	st2110_flow_event(f, &e);
}

/* The reference's frame sets the delta. */
static void set_delta(struct st2110_flow *f, u32 own, u64 now_ns)
{
	u32 delta = f->in.epoch.rtp - own;
	struct st2110_sync *sync = f->sync;

	f->sync_anew = false;
	if (sync->generation && delta == (u32)sync->delta)
		return;
	write_seqcount_begin(&sync->seq);
	sync->before = sync->delta;
	sync->delta += (s32)(delta - (u32)sync->delta);
	sync->from = own;
	sync->from_media_ns = f->in.epoch.start_ns;
	sync->from_ns = now_ns;
	WRITE_ONCE(sync->generation, sync->generation + 1);
	write_seqcount_end(&sync->seq);
}

/**
 * st2110_sync_assigned() - a frame of a flow of a group was given its epoch
 * @f: flow, f->in.epoch is the frame's
 * @own: its own timestamp
 * @now_ns: MONOTONIC
 *
 * f->member->stamp becomes the timestamp to be written. Root lock.
 */
void st2110_sync_assigned(struct st2110_flow *f, u32 own, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	s32 off, far = ST2110_SYNC_FRAMES * s->rtp_step + s->rtp_step / 2;
	struct st2110_input *in = &f->in;
	u32 delta;
	bool known;

	known = st2110_sync_delta(f, own, now_ns, &delta);
	if (f->sync_reference) {
		off = (s32)(own + delta - in->epoch.rtp);
		if (known && !f->sync_anew && (off > far || off < -far)) {
			jumped(f, off);
			f->sync_anew = true;
		}
		if (!known || f->sync_anew) {
			set_delta(f, own, now_ns);
			st2110_sync_delta(f, own, now_ns, &delta);
		}
	}
	f->member->own = own;
	f->member->delta = delta;
	f->member->stamp = own + delta + f->config.media_offset;
}

/* What a field's timestamps are to be moved by, which was queued with another delta. */
static u32 moved_by(struct st2110_flow *f, const struct st2110_field *field)
{
	const struct st2110_sync_view *v = &f->member->view;

	/* Both fields of a frame alike. */
	if (field->index && f->member->left_k == field->k)
		return f->member->left_by;
	look(f);
	f->member->left_k = field->k;
	f->member->left_by = 0;
	if (v->generation > 1 && (s32)(field->own - v->from) >= 0)
		f->member->left_by = v->ticks - field->delta;
	return f->member->left_by;
}

/**
 * st2110_sync_move() - add to the timestamp of a packet that leaves
 * @f: flow
 * @skb: packet of it
 * @by: ticks; 0: nothing is done
 *
 * Root lock, softirq or BH disabled.
 */
void st2110_sync_move(struct st2110_flow *f, struct sk_buff *skb, u32 by)
{
	struct st2110_packet p;

	if (likely(!by) || st2110_classify(skb, &p) != ST2110_CLASS_UDP ||
	    st2110_rtp_parse(skb, &p) != ST2110_RTP_MEDIA || st2110_rtp_writable(skb, &p))
		return;
	if (st2110_rtp_stamp(skb, p.udp, p.ts + by))
		st2110_tally(&f->stats.checksums);
}

/**
 * st2110_sync_leaves() - a packet of a flow of a group leaves
 * @f: flow
 * @skb: packet of it, just taken off its queue
 *
 * When the delta has changed since it was stamped, and holds for it, it gets the new
 * one. Root lock, softirq or BH disabled.
 */
void st2110_sync_leaves(struct st2110_flow *f, struct sk_buff *skb)
{
	struct st2110_field *field = &f->ring[st2110_cb(skb)->slot];

	if (f->sync_reference)
		return;
	if (!field->leaves) {
		field->leaves = true;
		field->delta = moved_by(f, field);
	}
	st2110_sync_move(f, skb, field->delta);
}
