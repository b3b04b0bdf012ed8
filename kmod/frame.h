/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames and epochs: what the sender hands over, and which epoch it gets.
 *
 * A frame ends at its marker or where the timestamp changes; a packet's index
 * comes from its sequence number, so that a gap keeps every later packet's
 * place. The frame's epoch k is fixed when its first packet arrives: the one
 * after the last, if its deadline (TPR_0 - hold) is still ahead; else the late
 * policy says what happens. Everything that is decided for a frame is decided
 * here and then, once; after that its packets are only stamped and queued.
 *
 * A slip is a debt: when, for a second after it, every frame came in time for
 * the epoch before the one it got, one frame is dropped and the delay is gone.
 *
 * Interlaced: the F bit says which field; frames are whole, first field first.
 */
#ifndef ST2110_FRAME_H
#define ST2110_FRAME_H

#include "flow.h"

/* What an application needs to know to hand its next frame over in time. */
struct st2110_handover {
	struct st2110_epoch epoch;	/* the next frame's */
	u64 deadline_tai_ns;		/* of its first packet */
	u64 deadline_mono_ns;
	u64 next_begin_ns;		/* MONOTONIC: the next k * T_FRAME */
};

void st2110_frame_handover(const struct st2110_flow *f, u64 now_ns, struct st2110_handover *h);
bool st2110_frame_input(struct st2110_flow *f, struct sk_buff *skb, struct st2110_packet *p,
			u64 now_ns, enum st2110_drop *reason);
void st2110_frame_apply(struct st2110_flow *f);
void st2110_frame_restart(struct st2110_flow *f, enum st2110_cause cause);

#endif /* ST2110_FRAME_H */
