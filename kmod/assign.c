// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which epoch a frame gets; see assign.h.
 */

#include "assign.h"
#include "sync.h"
#include "trace.h"

#define PAUSE_FRAMES	8		/* longer than this is a pause, not a slip */
#define ROUND_NS	2		/* two floors of 1 ns each */
#define SOUND_NS	(100 * NSEC_PER_MSEC)	/* a member's sound may be so late */

static void margin_seen(struct st2110_flow *f, s64 margin_ns, u64 now_ns)
{
	unsigned int us = margin_ns > 0 ? min_t(u64, margin_ns >> 10, U32_MAX) : 0;

	if (now_ns - f->second_ns >= ST2110_SECOND_NS) {
		if (f->margin_count) {
			f->margin_avg_ns = div_s64(f->margin_sum_ns, f->margin_count);
			f->margin_min_prev_ns = f->margin_min_ns;
		}
		f->second_ns = now_ns;
		f->margin_min_ns = S64_MAX;
		f->margin_sum_ns = 0;
		f->margin_count = 0;
	}
	f->margin_last_ns = margin_ns;
	f->margin_min_ns = min(f->margin_min_ns, margin_ns);
	f->margin_sum_ns += margin_ns;
	f->margin_count++;
	st2110_histogram_count(&f->stats.margin_hist,
			       min_t(unsigned int, fls(us), ST2110_HIST - 1));
}

/* The first epoch that can be met and does not overlap what is assigned. */
static void first_met(const struct st2110_flow *f, const struct st2110_schedule *s,
		      const struct st2110_mapping *m, u64 need_ns, struct st2110_epoch *e,
		      struct st2110_times *at)
{
	u64 begin = need_ns - s->tro_ns;

	if (f->end_ns && (s64)(f->end_ns - ROUND_NS - begin) > 0)
		begin = f->end_ns - ROUND_NS;
	st2110_epoch_at(e, s, st2110_epoch_first(s, st2110_mono_to_media(m, begin)));
	st2110_assign_times(s, m, e, at);
}

/*
 * Does the epoch after the last still hold? A clock that was set moves it. A
 * quarter of the window is followed, as a PHC's mapping moves by nanoseconds from
 * frame to frame; and what is in time for it and as far as frames are apart
 * anyway, a quarter of the window more, as long as no other epoch fits in between.
 * Fills in *margin_ns, and when it is.
 */
static bool still_holds(const struct st2110_flow *f, const struct st2110_schedule *s,
			const struct st2110_mapping *m, const struct st2110_epoch *e, u64 need_ns,
			s64 *margin_ns, struct st2110_times *at)
{
	s64 far = (s64)(f->config.queue + 2) * s->frame_ns;
	s64 apart = s->frame_ns - min(s->active_ns, s->frame_ns) + s->window_ns / 4 + ROUND_NS;

	st2110_assign_times(s, m, e, at);
	*margin_ns = (s64)(at->tpr0_ns - need_ns);
	if (abs(st2110_mapping_delta(&f->map, m, need_ns)) <= s->window_ns / 4)
		return true;
	return *margin_ns >= 0 && *margin_ns <= far && (s64)(f->end_ns - at->begin_ns) <= apart &&
	       (s64)(at->begin_ns - f->end_ns) < (s64)s->frame_ns - ROUND_NS;
}

/**
 * st2110_assign_handover() - which epoch the next frame gets, and by when
 * @f: flow
 * @now_ns: MONOTONIC
 * @h: filled in
 *
 * Divides. Root lock.
 */
void st2110_assign_handover(const struct st2110_flow *f, u64 now_ns, struct st2110_handover *h)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	struct st2110_mapping m;
	struct st2110_epoch e;
	struct st2110_times at;
	s64 margin;

	st2110_clock_look(f->clock, now_ns, &m);
	/* A late frame that is sent all the same has the epoch that it is late for. */
	if (f->running && still_holds(f, s, &m, &f->next, now_ns + f->hold_ns, &margin, &at) &&
	    (margin >= 0 || (f->config.late == ST2110_LATE_SEND &&
			     margin >= -PAUSE_FRAMES * (s64)s->frame_ns)))
		h->epoch = f->next;
	else
		first_met(f, s, &m, now_ns + f->hold_ns, &h->epoch, &at);
	h->deadline_mono_ns = at.tpr0_ns - f->hold_ns;
	h->deadline_tai_ns = st2110_mono_to_media(&m, h->deadline_mono_ns);

	st2110_epoch_at(&e, s, st2110_epoch_first(s, st2110_mono_to_media(&m, now_ns + 1)));
	h->next_begin_ns = st2110_media_to_mono(&m, e.start_ns);
}

/**
 * st2110_assign_forget() - nothing is owed any more
 * @f: flow
 */
void st2110_assign_forget(struct st2110_flow *f)
{
	f->debt = 0;
	f->repay = false;
}

/* @frames may be too many: watch whether the next ones wait a frame too long. */
static void debt_incur(struct st2110_flow *f, u32 frames)
{
	s64 before = min(f->margin_min_ns, f->margin_min_prev_ns);
	s64 frame_ns = st2110_flow_sched(f)->frame_ns;

	if (f->config.slip != ST2110_SLIP_REPAY)
		return;
	f->debt += frames;
	f->debt_need_ns = frame_ns + clamp(before / 2, 0LL, frame_ns / 16);
	f->debt_until_ns = 0;
	f->repay = false;
}

static void resynchronise(struct st2110_flow *f, enum st2110_cause cause, s64 delta_ns,
			  const struct st2110_epoch *e, const struct st2110_mapping *m)
{
	struct st2110_event ev = {
		.type = ST2110_EVENT_TYPE_RESYNC,
		.cause = cause,
		.k = e->k,
		.delta_ns = delta_ns,
	};

	f->sync_anew = true;
	f->resynced_because = cause;
	f->resync_tai_ns = st2110_mono_to_media(m, ktime_get_ns());
	f->resync_cause = ST2110_CAUSE_NONE;
	st2110_assign_forget(f);
	if (cause == ST2110_CAUSE_START)
		return;
	st2110_tally(&f->stats.resyncs);
	st2110_flow_event(f, &ev);
}

static void slipped(struct st2110_flow *f, u32 frames, s64 late_ns, u64 k)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_SLIP,
		.cause = ST2110_CAUSE_LATE_FRAME,
		.k = k,
		.frames = frames,
		.delta_ns = late_ns,
	};

	st2110_tally(&f->stats.slips);
	st2110_tally_add(&f->stats.epochs_empty, frames);
	debt_incur(f, frames);
	st2110_flow_event(f, &e);
}

/*
 * For a second after a slip: was a frame of delay of no use to anyone? A second
 * in which some frames needed it, as while a sender catches up or hiccups again,
 * is followed by another; one in which no frame waited too long ends the watch:
 * the sender is that late now.
 */
static void debt_watch(struct st2110_flow *f, s64 margin_ns, u64 now_ns)
{
	if (!f->debt)
		return;
	if (!f->debt_until_ns) {
		f->debt_until_ns = now_ns + ST2110_SECOND_NS;
		f->debt_min_ns = margin_ns;
		f->debt_max_ns = margin_ns;
		return;
	}
	f->debt_min_ns = min(f->debt_min_ns, margin_ns);
	f->debt_max_ns = max(f->debt_max_ns, margin_ns);
	if (now_ns < f->debt_until_ns)
		return;
	if (f->debt_min_ns >= f->debt_need_ns)
		f->repay = true;
	else if (f->debt_max_ns >= f->debt_need_ns)
		f->debt_until_ns = 0;
	else
		st2110_assign_forget(f);
}

static noinline void repaid(struct st2110_flow *f)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_REPAID,
		.cause = ST2110_CAUSE_LATE_FRAME,
		.k = f->next.k,
		.frames = 1,
	};

	f->repay = false;
	f->debt--;
	f->debt_until_ns = 0;
	st2110_tally(&f->stats.repaid);
	st2110_flow_event(f, &e);
}

/**
 * st2110_assign_repays() - is the frame that begins to be dropped for a debt?
 * @f: flow
 *
 * Return: true when it is; the debt is a frame less then.
 */
bool st2110_assign_repays(struct st2110_flow *f)
{
	if (likely(!f->repay))
		return false;
	repaid(f);
	return true;
}

/*
 * A late frame is skipped, and its epoch stays empty. The next one is skipped as
 * well while the sender catches up; a sender that stays as late as it is gets the
 * next epoch that it can meet, or nothing of it would ever leave again.
 */
static bool skip(struct st2110_flow *f, const struct st2110_schedule *s,
		 const struct st2110_epoch *e, s64 late_ns)
{
	struct st2110_event ev = {
		.type = ST2110_EVENT_TYPE_SKIP,
		.cause = ST2110_CAUSE_LATE_FRAME,
		.k = e->k,
		.frames = 1,
		.delta_ns = late_ns,
	};

	if (f->skipped_ns && late_ns + (s64)s->frame_ns / 16 > f->skipped_ns)
		return false;
	f->skipped_ns = late_ns;
	f->next = *e;
	st2110_epoch_next(&f->next, s);
	st2110_tally(&f->stats.epochs_empty);
	st2110_flow_event(f, &ev);
	return true;
}

static void late(struct st2110_flow *f, const struct st2110_epoch *e, s64 late_ns)
{
	struct st2110_event ev = {
		.type = ST2110_EVENT_TYPE_LATE,
		.cause = ST2110_CAUSE_LATE_FRAME,
		.k = e->k,
		.frames = 1,
		.delta_ns = late_ns,
	};

	st2110_tally(&f->stats.frames_late);
	st2110_flow_event(f, &ev);
	trace_st2110_late(f, e->k, late_ns);
}

/* Which epoch a frame would get if it were in time; true if its timestamp says so. */
static bool wanted(struct st2110_flow *f, const struct st2110_schedule *s,
		   const struct st2110_packet *p, u64 media_ns, u64 now_ns, struct st2110_epoch *e)
{
	u32 delta = 0;
	u64 k;

	if (f->running)
		*e = f->next;
	if (!st2110_sync_names(f, p->ts, now_ns, &delta) &&
	    (f->sync || f->config.align != ST2110_ALIGN_RTP))
		return false;
	if (f->rhythm)
		delta -= f->rhythm->shift;
	k = st2110_epoch_of_rtp(s, p->ts + delta, media_ns, NULL);
	if (f->running && k <= f->next.k)
		return false;
	st2110_epoch_at(e, s, k);
	return true;
}

/*
 * Are a member's frames to be named anew? By another delta they are. A clock that was
 * set will have the reference set one; until then, for a second, everything goes on by
 * the clock as it was, for what is queued is stamped by the delta of when it leaves.
 */
static bool renamed(struct st2110_flow *f, const struct st2110_packet *p,
		    struct st2110_mapping *m, s64 step_ns, u64 now_ns)
{
	bool moved = st2110_sync_moved(f, p->ts, now_ns);

	if (abs(step_ns) <= st2110_flow_sched(f)->window_ns / 4) {
		f->member->step_ns = 0;
	} else if (!moved) {
		if (!f->member->step_ns)
			f->member->step_ns = now_ns;
		moved = now_ns - f->member->step_ns >= ST2110_SECOND_NS;
		if (!moved)
			*m = f->map;
	}
	if (moved) {
		f->running = false;
		f->member->step_ns = 0;
	}
	return moved;
}

/*
 * Is what is queued in the way of a member's frame? Sound is of no bulk: the time line
 * that it follows may be set back by part of a packet.
 */
static bool in_the_way(const struct st2110_flow *f, const struct st2110_schedule *s, u64 tpr0_ns)
{
	s64 least = f->intake == ST2110_BY_PACKET ? 0 : s->frame_ns - ROUND_NS;

	return f->last_ns && (s64)(tpr0_ns - f->last_ns) < least;
}

/**
 * st2110_assign_serves() - may a flow send, as its clock is?
 * @f: flow
 * @m: mapping of its clock
 *
 * Any context.
 */
bool st2110_assign_serves(const struct st2110_flow *f, const struct st2110_mapping *m)
{
	switch (f->config.unlocked) {
	case ST2110_UNLOCKED_RUN:
		return true;
	case ST2110_UNLOCKED_WAIT:
		return st2110_clock_good(m);
	default:
		return m->state == ST2110_CLOCK_STATE_LOCKED;
	}
}

/*
 * Most frames take the epoch after the last and are in time for it, by a clock that goes
 * on as it did.
 */
static __always_inline bool goes_on(const struct st2110_flow *f, const struct st2110_schedule *s,
				    u64 need_ns, u64 far_ns, struct st2110_times *at)
{
	if (!f->running || f->sync || f->config.align == ST2110_ALIGN_RTP ||
	    !st2110_clock_goes_on(f->clock, &f->map) || !st2110_assign_serves(f, &f->map))
		return false;
	st2110_assign_times(s, &f->map, &f->next, at);
	return at->tpr0_ns - need_ns <= far_ns;
}

/* A frame has the epoch @e: what is known for the next. @watch: it came in time for it. */
static __always_inline void assigned(struct st2110_flow *f, const struct st2110_schedule *s,
				     const struct st2110_epoch *e, const struct st2110_times *at,
				     u64 need_ns, u64 now_ns, bool watch)
{
	s64 margin_ns = at->tpr0_ns - need_ns;

	f->end_ns = at->begin_ns + s->frame_ns;
	f->last_ns = at->tpr0_ns;
	f->next = *e;
	st2110_epoch_next(&f->next, s);
	f->running = true;
	f->skipped_ns = 0;
	margin_seen(f, margin_ns, now_ns);
	if (watch)
		debt_watch(f, margin_ns, now_ns);
}

/* The epoch of a frame of which not everything is as it was with the last. */
static noinline bool find(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns,
			  struct st2110_epoch *e, enum st2110_drop *reason)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	s64 far = (s64)(f->config.queue + 2) * s->frame_ns;
	u64 need = now_ns + f->hold_ns, from;
	enum st2110_cause cause = f->resync_cause;
	bool named, holds, watch = true;
	s64 pause = PAUSE_FRAMES * (s64)s->frame_ns;
	struct st2110_mapping m;
	s64 margin, delta;
	struct st2110_times at;

	if (unlikely(f->sync && f->intake == ST2110_BY_PACKET))
		pause = max_t(s64, pause, SOUND_NS);
	st2110_clock_look(f->clock, now_ns, &m);
	if (unlikely(!st2110_assign_serves(f, &m))) {
		f->running = false;
		f->resync_cause = ST2110_CAUSE_CLOCK_UNLOCKED;
		*reason = ST2110_DROP_UNLOCKED;
		return false;
	}
	delta = f->running ? st2110_mapping_delta(&f->map, &m, now_ns) : 0;
	if (unlikely(st2110_sync_member(f) && f->running && renamed(f, p, &m, delta, now_ns)))
		cause = delta ? ST2110_CAUSE_CLOCK_STEP : ST2110_CAUSE_TIMESTAMP;
	named = wanted(f, s, p, st2110_mono_to_media(&m, now_ns), now_ns, e);
	if (!f->running && !named && !st2110_sync_member(f))
		goto resync;
	if (unlikely(!f->running && !named)) {
		*reason = ST2110_DROP_SYNC;
		return false;
	}

	holds = still_holds(f, s, &m, e, need, &margin, &at);
	if (f->running && !holds) {
		cause = ST2110_CAUSE_CLOCK_STEP;
		goto resync;
	}
	if (unlikely(st2110_sync_member(f) &&
		     (margin > far || margin < -pause ||
		      (margin < 0 && !f->running && f->member->await.over)))) {
		f->running = false;
		f->resync_cause = ST2110_CAUSE_TIMESTAMP;
		*reason = ST2110_DROP_SYNC;
		return false;
	}
	if (margin > far || (named && margin < -pause)) {
		cause = ST2110_CAUSE_TIMESTAMP;
		delta = margin;
		goto resync;
	}
	if (margin < -pause) {
		cause = ST2110_CAUSE_PAUSE;
		delta = margin;
		goto resync;
	}
	if (!f->running) {
		/* Started by its own timestamp, within reach. */
		resynchronise(f, cause, 0, e, &m);
		if (margin < 0) {
			first_met(f, s, &m, need, e, &at);
		} else if (st2110_sync_member(f) && in_the_way(f, s, at.tpr0_ns)) {
			from = e->k;
			first_met(f, s, &m, need, e, &at);
			debt_incur(f, e->k - from);
		}
		goto met;
	}
	if (margin >= 0) {
		if (named)
			st2110_tally_add(&f->stats.epochs_empty, e->k - f->next.k);
		goto met;
	}

	late(f, e, -margin);
	if (f->config.late == ST2110_LATE_SEND)
		goto met;
	if (f->config.late == ST2110_LATE_SKIP && skip(f, s, e, -margin)) {
		*reason = ST2110_DROP_LATE;
		return false;
	}
	from = f->next.k;
	first_met(f, s, &m, need, e, &at);
	slipped(f, e->k - from, -margin, e->k);
	watch = false;
	goto met;

resync:
	first_met(f, s, &m, need, e, &at);
	resynchronise(f, cause, delta, e, &m);
	/* What is queued may have pushed it further than the sender needs. */
	if (f->running && (s64)(at.tpr0_ns - need) >= (s64)s->frame_ns)
		debt_incur(f, div64_u64(at.tpr0_ns - need, s->frame_ns));
met:
	f->map = m;
	assigned(f, s, e, &at, need, now_ns, watch);
	return true;
}

/**
 * st2110_assign() - give the frame that begins an epoch
 * @f: flow
 * @p: its first packet that came
 * @now_ns: MONOTONIC
 * @e: the epoch
 * @reason: why it is to be dropped
 *
 * Return: false when the frame is to be dropped whole.
 */
bool st2110_assign(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns,
		   struct st2110_epoch *e, enum st2110_drop *reason)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	u64 need = now_ns + f->hold_ns;
	struct st2110_times at;

	if (unlikely(!goes_on(f, s, need, (f->config.queue + 2) * s->frame_ns, &at)))
		return find(f, p, now_ns, e, reason);
	*e = f->next;
	assigned(f, s, e, &at, need, now_ns, true);
	return true;
}

/**
 * st2110_assign_revoke() - the frame that was assigned last is not sent
 * @f: flow
 * @sched: which of its schedules
 *
 * The next frame may have its epoch, as if this one had never come.
 */
void st2110_assign_revoke(struct st2110_flow *f, u8 sched)
{
	const struct st2110_schedule *s = f->sched[sched];
	struct st2110_times at;

	if (!f->running)
		return;
	st2110_assign_times(s, &f->map, &f->in.epoch, &at);
	f->next = f->in.epoch;
	f->end_ns = at.begin_ns;
	f->last_ns = at.tpr0_ns - s->frame_ns;
}
