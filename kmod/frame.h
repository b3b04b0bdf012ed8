/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames: what the sender hands over.
 *
 * A frame ends at its marker or where the timestamp changes; a packet's index
 * comes from its sequence number, so that a gap keeps every later packet's
 * place. Everything that is decided for a frame is decided when its first packet
 * arrives, once: whether it is taken, and its epoch (assign.h). After that its
 * packets are only stamped and queued.
 *
 * What was decided goes with each packet to the legs, which follow it (follow.h).
 *
 * Interlaced: the F bit says which field; frames are whole, first field first.
 */
#ifndef ST2110_FRAME_H
#define ST2110_FRAME_H

#include "flow.h"
#include "inbox.h"

bool st2110_frame_input(struct st2110_flow *f, struct sk_buff *skb, struct st2110_packet *p,
			u64 now_ns, enum st2110_drop *reason);
bool st2110_frame_continue(struct st2110_flow *f, struct sk_buff *skb, const u8 *h, u64 ran_ns);
void st2110_frame_place(const struct st2110_flow *f, const struct sk_buff *skb,
			const struct st2110_packet *p, struct st2110_place *place);
void st2110_frame_mute(struct st2110_flow *f);
void st2110_frame_restart(struct st2110_flow *f, enum st2110_cause cause);

#endif /* ST2110_FRAME_H */
