// SPDX-License-Identifier: GPL-2.0-only
/*
 * Staged changes; see staged.h.
 */

#include "assign.h"
#include "leg.h"
#include "staged.h"

#define LOOK_NS		(3600 * NSEC_PER_SEC)	/* a jiffies count is not forever */

/* Is it time for a set's change? The next frame tells, by the epoch that it gets. */
static bool due(const struct st2110_flow *f, u64 now_ns, struct st2110_event *e)
{
	struct st2110_handover h;

	if (*f->staged->set && !f->staged->committed)
		return false;
	st2110_assign_handover(f, now_ns, &h);
	e->k = h.epoch.k;
	e->tai_ns = h.epoch.start_ns;
	return h.epoch.start_ns >= f->staged->at_ns;
}

static bool same_output(const struct st2110_output *a, const struct st2110_output *b)
{
	return a->port == b->port && (!a->port || (ipv6_addr_equal(&a->dst, &b->dst) &&
		a->src_set == b->src_set && (!a->src_set || ipv6_addr_equal(&a->src, &b->src))));
}

static bool same_timing(const struct st2110_config *a, const struct st2110_config *b)
{
	return a->shape.profile == b->shape.profile && a->shape.troff_set == b->shape.troff_set &&
	       a->shape.troff_ns == b->shape.troff_ns && a->shape.force == b->shape.force &&
	       a->shape.anc_mode == b->shape.anc_mode && a->lead_set == b->lead_set &&
	       a->lead_ns == b->lead_ns && a->hold_set == b->hold_set &&
	       a->hold_ns == b->hold_ns && a->tx_latency_ns == b->tx_latency_ns &&
	       a->loop == b->loop && !b->loop_set;
}

static bool same_format(const struct st2110_config *a, const struct st2110_config *b)
{
	return !memcmp(&a->shape.format, &b->shape.format, sizeof(a->shape.format)) &&
	       !memcmp(&a->pixels, &b->pixels, sizeof(a->pixels)) &&
	       !memcmp(&a->sound, &b->sound, sizeof(a->sound)) && a->codec == b->codec &&
	       a->bit_rate == b->bit_rate && a->shape.maxudp == b->shape.maxudp &&
	       a->packets_stated == b->packets_stated && a->packets_auto == b->packets_auto;
}

static bool same_policy(const struct st2110_config *a, const struct st2110_config *b)
{
	return a->rtp_ts == b->rtp_ts && a->align == b->align && a->late == b->late &&
	       a->slip == b->slip && a->queue == b->queue && a->unlocked == b->unlocked &&
	       a->media_offset == b->media_offset && a->allow_untraceable == b->allow_untraceable;
}

static bool mutes(const struct st2110_flow *f, const struct st2110_staged *staged)
{
	unsigned int i;

	if (!f->legs)
		return staged->mute[0] && f->muted != (staged->mute[0] == ST2110_MUTE_ON);
	for (i = 0; i < f->legs->n; i++) {
		bool on = staged->mute[i] == ST2110_MUTE_ON;

		if (staged->mute[i] && READ_ONCE(f->legs->leg[i].flow->muted) != on)
			return true;
	}
	return false;
}

/**
 * st2110_staged_new() - room for a change
 *
 * Process context.
 *
 * Return: a change that says nothing, to be freed by kfree(), or NULL.
 */
struct st2110_staged *st2110_staged_new(void)
{
	struct st2110_staged *staged = kzalloc(sizeof(*staged), GFP_KERNEL);

	if (staged)
		staged->config.besides = &staged->besides;
	return staged;
}

/**
 * st2110_staged_copy() - a change like another one
 * @to: from st2110_staged_new()
 * @staged: the other
 */
void st2110_staged_copy(struct st2110_staged *to, const struct st2110_staged *staged)
{
	*to = *staged;
	to->config.besides = &to->besides;
}

/**
 * st2110_staged_changes() - what a change is about
 * @f: flow
 * @staged: what it is to be
 *
 * Root lock.
 *
 * Return: a bit for each enum st2110_change.
 */
u32 st2110_staged_changes(const struct st2110_flow *f, const struct st2110_staged *staged)
{
	const struct st2110_config *a = &f->config, *b = &staged->config;
	const struct st2110_besides *was = st2110_besides(a), *is = &staged->besides;
	u32 changes = 0;

	if (!same_format(a, b))
		changes |= BIT(ST2110_CHANGE_FORMAT);
	if (!same_timing(a, b))
		changes |= BIT(ST2110_CHANGE_TIMING);
	if (!same_policy(a, b))
		changes |= BIT(ST2110_CHANGE_POLICY);
	if (strcmp(was->clock, is->clock))
		changes |= BIT(ST2110_CHANGE_CLOCK);
	if (memcmp(&a->marks, &b->marks, sizeof(a->marks)))
		changes |= BIT(ST2110_CHANGE_MARKS);
	if (!same_output(&was->to[0], &is->to[0]) || !same_output(&was->to[1], &is->to[1]))
		changes |= BIT(ST2110_CHANGE_TO);
	if (strcmp(was->sync, is->sync) || a->sync_reference != b->sync_reference)
		changes |= BIT(ST2110_CHANGE_SYNC);
	if (mutes(f, staged))
		changes |= BIT(ST2110_CHANGE_MUTE);
	return changes;
}

/* What was learned since it was staged holds, unless the format is another. */
static void keep_learned(const struct st2110_flow *f, struct st2110_staged *staged)
{
	struct st2110_config *c = &staged->config;
	struct st2110_schedule next;
	struct st2110_refusal no;
	u32 was = c->shape.packets;

	if (c->packets_learned != staged->learned ||
	    c->packets_learned == f->config.packets_learned || !same_format(&f->config, c))
		return;
	c->shape.packets = f->config.shape.packets;
	if (st2110_essence_schedule(&next, &c->shape, &no)) {
		c->shape.packets = was;
		return;
	}
	c->packets_learned = f->config.packets_learned;
	staged->sched = next;
}

/* Tell of what is in force now; @e has when. */
static void in_force(struct st2110_flow *f, u32 changes, struct st2110_event *e)
{
	e->type = *f->staged->set ? ST2110_EVENT_TYPE_STAGED : ST2110_EVENT_TYPE_CHANGED;
	e->cause = ST2110_CAUSE_CHANGED;
	e->changes = changes;
	if (*f->staged->set && f->staged->at_ns)
		e->delta_ns = e->tai_ns - f->staged->at_ns;
	/* A leg changes with its flow. */
	if (!f->leg && (changes || *f->staged->set))
		st2110_flow_event(f, e);
}

/**
 * st2110_staged_apply() - put a staged change in force
 * @f: flow, between frames or cut
 * @now_ns: MONOTONIC
 *
 * One of a set waits for its instant. It stays staged while a queued field needs
 * the schedule that it would replace. Root lock.
 */
void st2110_staged_apply(struct st2110_flow *f, u64 now_ns)
{
	struct st2110_event e = { };
	struct st2110_output was;
	u32 changes;

	if (likely(!f->staged) || !due(f, now_ns, &e))
		return;
	keep_learned(f, f->staged);
	changes = st2110_staged_changes(f, f->staged);
	was = st2110_besides(&f->config)->to[0];
	if (!st2110_flow_change(f, &f->staged->config, &f->staged->sched))
		return;
	if (!f->legs && f->staged->mute[0])
		WRITE_ONCE(f->muted, f->staged->mute[0] == ST2110_MUTE_ON);
	if (changes & BIT(ST2110_CHANGE_TO))
		st2110_output_begins(f, &was);
	in_force(f, changes, &e);
	if (f->config.packets_learned)
		f->packets_source = f->config.packets_auto ? 4 : 3;
	else
		f->packets_source = f->config.packets_stated ? 1 : f->config.packets_auto ? 2 : 0;
	f->packets_same = 0;
	f->adopt = 0;
	kfree(f->staged);
	f->staged = NULL;
	st2110_flow_planned();
}

/**
 * st2110_staged_wait() - when a flow without a sender takes its committed change
 * @f: flow
 * @now_ns: MONOTONIC
 *
 * Root lock.
 *
 * Return: so many ns from now; 0: now, or there is none.
 */
u64 st2110_staged_wait(const struct st2110_flow *f, u64 now_ns)
{
	struct st2110_mapping m;
	u64 media, silent;

	if (!f->staged || !f->staged->committed)
		return 0;
	st2110_clock_read(f->clock, &m);
	media = st2110_mono_to_media(&m, now_ns);
	silent = f->running ? ST2110_SILENT_NS -
			      min_t(u64, ST2110_SILENT_NS, now_ns - f->in.last_ns) : 0;
	return max(silent, f->staged->at_ns - min(f->staged->at_ns, media));
}

/**
 * st2110_staged_again() - have work look after flows without a sender again
 * @work: work
 * @wait_ns: the least that st2110_staged_wait() said; U64_MAX: never
 *
 * What could not be done looks again after a frame or so.
 */
void st2110_staged_again(struct delayed_work *work, u64 wait_ns)
{
	if (wait_ns != U64_MAX)
		schedule_delayed_work(work, nsecs_to_jiffies(clamp_t(u64, wait_ns,
								     ST2110_SILENT_NS / 4,
								     LOOK_NS)) + 1);
}

/**
 * st2110_staged_told() - tell of a change that took effect at once
 * @f: flow
 * @changes: a bit for each enum st2110_change
 *
 * Root lock.
 */
void st2110_staged_told(struct st2110_flow *f, u32 changes)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_CHANGED,
		.cause = ST2110_CAUSE_CHANGED,
		.changes = changes,
	};

	st2110_flow_event(f, &e);
}
