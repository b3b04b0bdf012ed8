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
 * What is done for each packet is in line.
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
void st2110_vrx_reset_peaks(struct st2110_vrx *v);

/*
 * Whole periods of num/den ns in @span_ns from @phase on; *phase is moved to its end.
 *
 * The reciprocal in Q64, rounded down, is short of that by less than one for any span below 2^64
 * ns; a phase carried in adds less than one more. What is left over,
 * phase + span * den - count * num, is therefore below 3 * num, and num is below
 * 2^61 (st2110_format_check() bounds the rate): it is right even though the
 * products wrap, and says how often to count on.
 */
static inline u64 st2110_count_periods(u64 span_ns, u64 inv_q64, u64 num, u64 den, u64 *phase)
{
	u64 count = mul_u64_u64_shr(span_ns, inv_q64, 64);
	u64 left = *phase + span_ns * den - count * num;

	while (left >= num) {
		left -= num;
		count++;
	}
	*phase = left;
	return count;
}

static inline u64 st2110_count_drains(const struct st2110_schedule *s, u64 span_ns, u64 *phase)
{
	return st2110_count_periods(span_ns, s->tdrain_inv_q64, s->tdrain_num, s->tdrain_den,
				    phase);
}

/**
 * st2110_bucket_level_phase() - C_INST at a time, before anything is added
 * @b: bucket
 * @s: schedule
 * @now_ns: time; taken as that of the last packet if before it
 * @phase: gets the time since the last drain then, 1 / tdrain_den ns
 *
 * A drain at exactly @now_ns has happened. Any context, caller serialises.
 *
 * Return: packets in the bucket.
 */
static inline u32 st2110_bucket_level_phase(const struct st2110_bucket *b,
					    const struct st2110_schedule *s, u64 now_ns,
					    u64 *phase)
{
	u64 drains;

	*phase = b->phase;
	if (now_ns <= b->last_ns)
		return b->fill;
	drains = st2110_count_drains(s, now_ns - b->last_ns, phase);
	return drains < b->fill ? b->fill - (u32)drains : 0;
}

/**
 * st2110_bucket_level() - likewise, without the phase
 * @b: bucket
 * @s: schedule
 * @now_ns: time
 *
 * Return: packets in the bucket.
 */
static inline u32 st2110_bucket_level(const struct st2110_bucket *b,
				      const struct st2110_schedule *s, u64 now_ns)
{
	u64 phase;

	return st2110_bucket_level_phase(b, s, now_ns, &phase);
}

/**
 * st2110_bucket_add() - a packet leaves the sender
 * @b: bucket
 * @s: schedule
 * @now_ns: when; taken as the time of the last packet if before it
 *
 * Any context, caller serialises.
 *
 * Return: C_INST with it.
 */
static inline u32 st2110_bucket_add(struct st2110_bucket *b, const struct st2110_schedule *s,
				    u64 now_ns)
{
	u64 drains;

	if (now_ns > b->last_ns) {
		drains = st2110_count_drains(s, now_ns - b->last_ns, &b->phase);
		b->fill = drains < b->fill ? b->fill - (u32)drains : 0;
		b->last_ns = now_ns;
	}
	b->fill++;
	if (b->fill > b->max)
		b->max = b->fill;
	return b->fill;
}

/**
 * st2110_bucket_run() - packets follow the last one, T_DRAIN apart or less
 * @b: bucket, to which one was added
 * @s: schedule
 * @n: packets, at least 1
 * @last_ns: when the last of them leaves
 *
 * Between two of them no more than one drains, so C_INST never falls: it is what
 * st2110_bucket_add() would return for the last of them, and for none is it more. Any
 * context, caller serialises.
 *
 * Return: C_INST with the last.
 */
static inline u32 st2110_bucket_run(struct st2110_bucket *b, const struct st2110_schedule *s,
				    u32 n, u64 last_ns)
{
	b->fill += n - 1;
	return st2110_bucket_add(b, s, last_ns);
}

/*
 * Reads of a field of @packets packets from @start_ns on: those before @now_ns,
 * and in *through those at it too.
 */
static inline u32 st2110_count_reads(const struct st2110_schedule *s, u64 start_ns, u32 packets,
				     u64 now_ns, u32 *through)
{
	u64 phase = 0;
	u64 reads;

	*through = 0;
	if (now_ns < start_ns)
		return 0;
	reads = st2110_count_periods(now_ns - start_ns, s->trs_inv_q64, s->trs_num, s->trs_den,
				     &phase);
	*through = packets;
	if (reads >= packets)
		return packets;
	*through = (u32)reads + 1;
	return phase ? *through : (u32)reads;
}

/**
 * st2110_vrx_add() - a packet of the field leaves the sender
 * @v: receiver buffer
 * @s: schedule
 * @j: its index within the field
 * @now_ns: when
 *
 * ST 2110-21 virtual receiver buffer. The window of packet j is closed at both
 * ends, [TPR_(j - VRX_FULL), TPR_j]: at the moment of a read the buffer is judged
 * for underflow with that read to come and for overflow with it done. Updates
 * now, min and max. No division; any context, caller serialises.
 *
 * Return: true while within [0, VRX_FULL].
 */
static inline bool st2110_vrx_add(struct st2110_vrx *v, const struct st2110_schedule *s, u32 j,
				  u64 now_ns)
{
	u32 before, through, prev_before, prev_through;
	s32 low, high;

	before = st2110_count_reads(s, v->start_ns, v->packets, now_ns, &through);
	prev_before = v->prev_packets;
	prev_through = v->prev_packets;
	if (now_ns < v->prev_done_ns) {
		prev_before = st2110_count_reads(s, v->prev_start_ns, v->prev_packets, now_ns,
						 &prev_through);
		if (prev_before == v->prev_packets)
			v->prev_done_ns = now_ns;
	}

	low = (s32)(j - before);
	if (low >= 0)
		low += v->prev_packets - prev_before;
	high = (s32)(j + 1 - through + v->prev_packets - prev_through);

	v->now = high;
	if (low < v->min)
		v->min = low;
	if (high > v->max)
		v->max = high;
	return low >= 0 && high <= (s32)s->vrx_full;
}

/**
 * st2110_vrx_run() - packets follow the last one, T_RS apart or less
 * @v: receiver buffer, to which the one before them was added, which fitted
 * @s: schedule
 * @j: index of the last of them, which are of one field and without gaps
 * @first_ns: when the one before them left
 * @last_ns: when the last of them leaves
 *
 * Between two of them no more than one is read, so the buffer never falls: what
 * st2110_vrx_add() says of the last it says of each, once it has said so of the one
 * before them. Any context, caller serialises.
 *
 * Return: as st2110_vrx_add() for the last; or -1 while the field before is being read
 * as well: then nothing has changed.
 */
static inline int st2110_vrx_run(struct st2110_vrx *v, const struct st2110_schedule *s, u32 j,
				 u64 first_ns, u64 last_ns)
{
	if (first_ns < v->prev_done_ns)
		return -1;
	return st2110_vrx_add(v, s, j, last_ns);
}

#endif /* ST2110_MODEL_H */
