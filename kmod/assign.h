/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assignment: which epoch a frame gets.
 *
 * It is fixed when the frame's first packet comes: the epoch after the last, if
 * its deadline (TPR_0 - hold) is still ahead; else the late policy says what
 * happens. A clock that was set, a pause or a timestamp that jumps makes the flow
 * take the first epoch that can be met: a resynchronisation, once.
 *
 * A slip is a debt: when, for a second after it, every frame came in time for the
 * epoch before the one it got, one frame is dropped and the delay is gone.
 *
 * All functions: root lock, softirq or BH disabled; they divide, once a frame.
 */
#ifndef ST2110_ASSIGN_H
#define ST2110_ASSIGN_H

#include "flow.h"

/* What an application needs to know to hand its next frame over in time. */
struct st2110_handover {
	struct st2110_epoch epoch;	/* the next frame's */
	u64 deadline_tai_ns;		/* of its first packet */
	u64 deadline_mono_ns;
	u64 next_begin_ns;		/* MONOTONIC: the next k * T_FRAME */
};

/* When a frame is due, MONOTONIC. */
struct st2110_times {
	u64 begin_ns;			/* k * T_FRAME */
	u64 tpr0_ns;			/* TPR_0: its first packet is read */
};

/**
 * st2110_assign_times() - when an epoch begins and its first packet is read
 * @s: schedule
 * @m: mapping of the media clock
 * @e: epoch
 * @at: filled in
 *
 * Any context.
 */
static inline void st2110_assign_times(const struct st2110_schedule *s,
				       const struct st2110_mapping *m,
				       const struct st2110_epoch *e, struct st2110_times *at)
{
	at->begin_ns = st2110_media_to_mono(m, e->start_ns);
	at->tpr0_ns = at->begin_ns + st2110_field_offset_ns(s, e, 0);
}

void st2110_assign_handover(const struct st2110_flow *f, u64 now_ns, struct st2110_handover *h);
void st2110_assign_revoke(struct st2110_flow *f, u8 sched);
bool st2110_assign_serves(const struct st2110_flow *f, const struct st2110_mapping *m);
bool st2110_assign_repays(struct st2110_flow *f);
void st2110_assign_forget(struct st2110_flow *f);
bool st2110_assign(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns,
		   struct st2110_epoch *e, enum st2110_drop *reason);

#endif /* ST2110_ASSIGN_H */
