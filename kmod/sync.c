// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sync groups; see sync.h.
 */

#include "sync.h"

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
 * st2110_sync_delta() - what is added to an application's timestamp
 * @sync: group
 * @own: the application's timestamp
 * @now_ns: MONOTONIC
 * @delta: gets ticks of 90 kHz
 *
 * Root lock of any port.
 *
 * Return: false when there is none yet.
 */
bool st2110_sync_delta(const struct st2110_sync *sync, u32 own, u64 now_ns, u32 *delta)
{
	u32 generation;
	unsigned int seq;

	do {
		seq = read_seqcount_begin(&sync->seq);
		generation = sync->generation;
		*delta = sync->delta;
		if (generation > 1 && (s32)(own - sync->from) < 0 &&
		    now_ns - sync->from_ns < ST2110_SECOND_NS)
			*delta = sync->before;
	} while (read_seqcount_retry(&sync->seq, seq));
	return generation;
}

/**
 * st2110_sync_names() - may a flow's frames be named by its group's delta?
 * @f: flow of a group, or of none
 * @own: the frame's own timestamp
 * @now_ns: MONOTONIC
 * @delta: gets it
 *
 * The reference's too, once there is a delta, so that a frame that it loses leaves
 * an epoch empty; not while it is to have another. Root lock.
 */
bool st2110_sync_names(const struct st2110_flow *f, u32 own, u64 now_ns, u32 *delta)
{
	if (!f->sync || (f->sync_reference && (f->sync_anew || !f->running)))
		return false;
	return st2110_sync_delta(f->sync, own, now_ns, delta);
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
	f->stats.resyncs++;
	st2110_flow_event(f, &e);
}

/**
 * st2110_sync_assigned() - a frame of a flow of a group was given its epoch
 * @f: flow, f->in.epoch is the frame's
 * @own: its own timestamp
 * @now_ns: MONOTONIC
 *
 * f->in.sync_stamp becomes the timestamp to be written. Root lock.
 */
void st2110_sync_assigned(struct st2110_flow *f, u32 own, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	struct st2110_sync *sync = f->sync;
	s32 off, far = ST2110_SYNC_FRAMES * s->rtp_step + s->rtp_step / 2;
	u32 delta = 0;
	bool known;

	known = st2110_sync_delta(sync, own, now_ns, &delta);
	if (f->sync_reference) {
		off = (s32)(own + delta - f->in.epoch.rtp);
		if (known && !f->sync_anew && (off > far || off < -far)) {
			jumped(f, off);
			f->sync_anew = true;
		}
		if (!known || f->sync_anew) {
			delta = f->in.epoch.rtp - own;
			f->sync_anew = false;
			write_seqcount_begin(&sync->seq);
			if (!known || delta != sync->delta) {
				sync->before = sync->delta;
				sync->delta = delta;
				sync->from = own;
				sync->from_ns = now_ns;
				sync->generation++;
			}
			write_seqcount_end(&sync->seq);
		}
	}
	f->in.sync_stamp = own + delta;
}
