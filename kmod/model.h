/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two models that ST 2110-21 judges a sender by, as running state.
 *
 * The bucket (network compatibility model): a packet enters when it leaves the
 * sender, one leaves at every multiple of T_DRAIN since the epoch; its fill
 * C_INST must not exceed C_MAX. The drain's phase is taken from the epoch index
 * (k * N * 11/10 drains since 1970), so that the grid is the standard's own.
 *
 * The receiver buffer (VRX): packet j enters when sent and leaves at TPR_j;
 * neither below 0 nor above VRX_FULL. Reads of the field before are still
 * counted while a linear sender's next frame has begun.
 *
 * Both take times of one monotonic line; the caller anchors them to that line at
 * each frame. Few multiplications per packet each, no division, and exact: the
 * count of drains or reads is estimated with the reciprocal in Q64 and put right
 * by its remainder, so that it equals the rational arithmetic to the nanosecond.
 */
#ifndef ST2110_MODEL_H
#define ST2110_MODEL_H

#include "timing.h"

/* All zero is an empty bucket; anchor it before the first packet. */
struct st2110_bucket {
	u64 last_ns;		/* when the last packet entered */
	u64 phase;		/* since the last drain then, 1 / tdrain_den ns */
	u32 fill;		/* C_INST after the last packet */
	u32 max;		/* highest C_INST since reset */
};

void st2110_bucket_anchor(struct st2110_bucket *b, const struct st2110_schedule *s,
			  const struct st2110_epoch *e, u64 start_ns);
u32 st2110_bucket_level(const struct st2110_bucket *b, const struct st2110_schedule *s, u64 now_ns);
u32 st2110_bucket_add(struct st2110_bucket *b, const struct st2110_schedule *s, u64 now_ns);
u64 st2110_bucket_when(const struct st2110_bucket *b, const struct st2110_schedule *s, u32 level);
void st2110_bucket_reset_peaks(struct st2110_bucket *b);

struct st2110_vrx {
	u64 start_ns;		/* TPR_0 of the field in progress */
	u64 prev_start_ns;
	u64 prev_done_ns;	/* the field before has been read by then, as far as known */
	u32 packets;		/* of the field in progress */
	u32 prev_packets;
	s32 now;		/* after the last packet */
	s32 min;		/* lowest before a packet entered; < 0 is underflow */
	s32 max;		/* highest after a packet entered */
};

void st2110_vrx_field(struct st2110_vrx *v, u64 start_ns, u32 packets);
bool st2110_vrx_add(struct st2110_vrx *v, const struct st2110_schedule *s, u32 j, u64 now_ns);
void st2110_vrx_reset_peaks(struct st2110_vrx *v);

#endif /* ST2110_MODEL_H */
