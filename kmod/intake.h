/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Intake: how packets become frames where no marker says so.
 *
 * By packet (audio): each is a frame. Its place is one after the last, and as many
 * more as sequence numbers are missing, so that a packet that the sender lost
 * costs its own time and no more. With align rtp its timestamp says the place: the
 * sender's count is anchored when the stream begins, on the epoch if that is
 * within reach, else on when the packet came, and anew when a late packet slips or
 * one is dropped because the sender is too fast.
 *
 * By count (cbr): blocks of N. Of RTP the sequence number says which packet it is,
 * so that a gap keeps its place; of anything else every datagram counts.
 *
 * At once (fast metadata, timed text): a packet leaves when it has come.
 *
 * A leg is told where samples begin; all else was decided where its packets came in.
 *
 * frame.c calls these where it would look at markers. All functions: root lock,
 * softirq or BH disabled.
 */
#ifndef ST2110_INTAKE_H
#define ST2110_INTAKE_H

#include "flow.h"

struct st2110_place;

void st2110_intake_bare(const struct st2110_flow *f, struct st2110_packet *p);
void st2110_intake_packet(struct st2110_flow *f, struct st2110_packet *p);
void st2110_intake_begins(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns);
bool st2110_intake_assign(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns,
			  struct st2110_epoch *e, enum st2110_drop *reason);
void st2110_intake_dropped(struct st2110_flow *f, enum st2110_drop reason);
void st2110_intake_follow(struct st2110_flow *f, const struct st2110_place *place);
void st2110_intake_left(struct st2110_flow *f, const struct st2110_field *field, u64 wire_ns);

#endif /* ST2110_INTAKE_H */
