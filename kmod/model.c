// SPDX-License-Identifier: GPL-2.0-only
/*
 * The leaky bucket and the receiver buffer of ST 2110-21. See model.h.
 *
 * Both count how many periods of num/den ns fit into a span. The reciprocal in
 * Q64, rounded down, is short of that by less than one for any span below 2^64
 * ns; a phase carried in adds less than one more. What is left over,
 * phase + span * den - count * num, is therefore below 3 * num, and num is below
 * 2^61 (st2110_format_check() bounds the rate): it is right even though the
 * products wrap, and says how often to count on.
 */
#include "model.h"

/* Whole periods in @span_ns from @phase on; *phase is moved to its end. */
static u64 count_periods(u64 span_ns, u64 inv_q64, u64 num, u64 den, u64 *phase)
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

static u64 count_drains(const struct st2110_schedule *s, u64 span_ns, u64 *phase)
{
	return count_periods(span_ns, s->tdrain_inv_q64, s->tdrain_num, s->tdrain_den, phase);
}

/**
 * st2110_bucket_anchor() - lay the drain's grid by a frame
 * @b: bucket
 * @s: schedule
 * @e: the frame
 * @start_ns: where @e->start_ns is on the bucket's time line
 *
 * ST 2110-21 network compatibility model: a drain falls on every k * T_DRAIN
 * since the epoch, so k * N * 11/10 of them have passed when frame k begins. The
 * fill is kept, and so is the grid, unless the time line moved against TAI. To be
 * called before the first packet of a frame is added, in any order to packets of
 * frames before. No division; any context, caller serialises.
 */
void st2110_bucket_anchor(struct st2110_bucket *b, const struct st2110_schedule *s,
			  const struct st2110_epoch *e, u64 start_ns)
{
	u64 tenth = ST2110_NSEC_PER_SEC * s->rate_den;	/* of T_DRAIN */
	/* start_ns is short of k * T_FRAME by start_rem / rate_num ns, and
	 * tdrain_den is 11 N rate_num
	 */
	u64 short_of = (u64)e->start_rem * 11 * s->packets;
	u64 phase = e->drain_tenths * tenth;
	u64 back = 0;

	if (phase < short_of)
		phase += s->tdrain_num;
	phase -= short_of;

	if (b->last_ns >= start_ns) {
		count_drains(s, b->last_ns - start_ns, &phase);
		b->phase = phase;
		return;
	}
	count_drains(s, start_ns - b->last_ns, &back);
	b->phase = phase >= back ? phase - back : phase + s->tdrain_num - back;
}

/**
 * st2110_bucket_level() - C_INST at a time, before anything is added
 * @b: bucket
 * @s: schedule
 * @now_ns: time; taken as that of the last packet if before it
 *
 * A drain at exactly @now_ns has happened. Any context, caller serialises.
 *
 * Return: packets in the bucket.
 */
u32 st2110_bucket_level(const struct st2110_bucket *b, const struct st2110_schedule *s, u64 now_ns)
{
	u64 phase = b->phase;
	u64 drains;

	if (now_ns <= b->last_ns)
		return b->fill;
	drains = count_drains(s, now_ns - b->last_ns, &phase);
	return drains < b->fill ? b->fill - (u32)drains : 0;
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
u32 st2110_bucket_add(struct st2110_bucket *b, const struct st2110_schedule *s, u64 now_ns)
{
	u64 drains;

	if (now_ns > b->last_ns) {
		drains = count_drains(s, now_ns - b->last_ns, &b->phase);
		b->fill = drains < b->fill ? b->fill - (u32)drains : 0;
		b->last_ns = now_ns;
	}
	b->fill++;
	if (b->fill > b->max)
		b->max = b->fill;
	return b->fill;
}

/**
 * st2110_bucket_when() - when the fill will be down to a level
 * @b: bucket
 * @s: schedule
 * @level: packets
 *
 * No division; any context, caller serialises.
 *
 * Return: the first nanosecond at which st2110_bucket_level() is @level or less,
 * never before the last packet.
 */
u64 st2110_bucket_when(const struct st2110_bucket *b, const struct st2110_schedule *s, u32 level)
{
	u64 wait, passed;
	u32 drains;
	s64 over;

	if (b->fill <= level)
		return b->last_ns;
	/*
	 * The least wait with phase + wait * den >= drains * num. The estimate
	 * is at most that, and short of it by less than 4 ns.
	 */
	drains = b->fill - level;
	wait = mul_u64_u32_shr(s->tdrain_q32, drains, 32);
	passed = mul_u64_u64_shr(b->phase, s->tdrain_den_inv_q64, 64) + 1;
	wait = wait > passed ? wait - passed : 0;
	over = (s64)(b->phase + wait * s->tdrain_den - drains * s->tdrain_num);
	while (over < 0) {
		over += s->tdrain_den;
		wait++;
	}
	return b->last_ns + wait;
}

/**
 * st2110_bucket_reset_peaks() - begin a new maximum
 * @b: bucket
 *
 * Any context, caller serialises.
 */
void st2110_bucket_reset_peaks(struct st2110_bucket *b)
{
	b->max = b->fill;
}

/**
 * st2110_vrx_field() - begin a field
 * @v: receiver buffer
 * @start_ns: its TPR_0
 * @packets: its packets
 *
 * The field before goes on being read; any before that counts as read, which
 * holds for a sender that begins no frame before k * T_FRAME. Any context, caller
 * serialises.
 */
void st2110_vrx_field(struct st2110_vrx *v, u64 start_ns, u32 packets)
{
	v->prev_start_ns = v->start_ns;
	v->prev_packets = v->packets;
	v->prev_done_ns = (u64)-1;
	v->start_ns = start_ns;
	v->packets = packets;
}

/*
 * Reads of a field of @packets packets from @start_ns on: those before @now_ns,
 * and in *through those at it too.
 */
static u32 count_reads(const struct st2110_schedule *s, u64 start_ns, u32 packets, u64 now_ns,
		       u32 *through)
{
	u64 phase = 0;
	u64 reads;

	*through = 0;
	if (now_ns < start_ns)
		return 0;
	reads = count_periods(now_ns - start_ns, s->trs_inv_q64, s->trs_num, s->trs_den, &phase);
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
bool st2110_vrx_add(struct st2110_vrx *v, const struct st2110_schedule *s, u32 j, u64 now_ns)
{
	u32 before, through, prev_before, prev_through;
	s32 low, high;

	before = count_reads(s, v->start_ns, v->packets, now_ns, &through);
	prev_before = v->prev_packets;
	prev_through = v->prev_packets;
	if (now_ns < v->prev_done_ns) {
		prev_before = count_reads(s, v->prev_start_ns, v->prev_packets, now_ns,
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
 * st2110_vrx_reset_peaks() - begin a new minimum and maximum
 * @v: receiver buffer
 *
 * Any context, caller serialises.
 */
void st2110_vrx_reset_peaks(struct st2110_vrx *v)
{
	v->min = v->now;
	v->max = v->now;
}
