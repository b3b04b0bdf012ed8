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
 * each frame. One multiplication per packet each, no division.
 */
#ifndef ST2110_MODEL_H
#define ST2110_MODEL_H

#include "timing.h"

struct st2110_bucket {
	u64 anchor_ns;		/* start of the frame in progress */
	u64 phase_q64;		/* fraction of a drain passed at the anchor */
	u64 drained;		/* drains from the anchor to the last packet */
	u32 fill;		/* C_INST after the last packet */
	u32 max;		/* highest C_INST since reset */
};

/* Move the anchor to frame @e, which starts at @start_ns; keeps the fill. */
void st2110_bucket_anchor(struct st2110_bucket *b, const struct st2110_schedule *s,
			  const struct st2110_epoch *e, u64 start_ns);
/* The fill at @now_ns, before anything is added. */
u32 st2110_bucket_level(const struct st2110_bucket *b, const struct st2110_schedule *s, u64 now_ns);
/* Add one packet at @now_ns. Return: C_INST after it. */
u32 st2110_bucket_add(struct st2110_bucket *b, const struct st2110_schedule *s, u64 now_ns);
/* Earliest time at which the fill is @level or less (never before the last packet). */
u64 st2110_bucket_when(const struct st2110_bucket *b, const struct st2110_schedule *s, u32 level);

struct st2110_vrx {
	u64 start_ns;		/* TPR_0 of the field in progress */
	u64 prev_start_ns;
	u64 prev_end_ns;	/* when the field before has been read whole */
	u32 packets;		/* of the field in progress */
	u32 prev_packets;
	s32 now;		/* after the last packet */
	s32 min;		/* lowest before a packet entered; < 0 is underflow */
	s32 max;		/* highest after a packet entered */
};

/* Begin a field of @packets whose TPR_0 is @start_ns. */
void st2110_vrx_field(struct st2110_vrx *v, u64 start_ns, u32 packets);
/*
 * Packet @j of the field enters at @now_ns. A packet sent exactly at TPR_j is in
 * time. Updates now, min, max. Return: true while within [0, VRX_FULL].
 */
bool st2110_vrx_add(struct st2110_vrx *v, const struct st2110_schedule *s, u32 j, u64 now_ns);

void st2110_bucket_reset_peaks(struct st2110_bucket *b);
void st2110_vrx_reset_peaks(struct st2110_vrx *v);

#endif /* ST2110_MODEL_H */
