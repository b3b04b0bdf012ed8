// SPDX-License-Identifier: GPL-2.0-only
/*
 * The leaky bucket and the receiver buffer of ST 2110-21. See model.h.
 */
#include "model.h"

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
		st2110_count_drains(s, b->last_ns - start_ns, &phase);
		b->phase = phase;
		return;
	}
	st2110_count_drains(s, start_ns - b->last_ns, &back);
	b->phase = phase >= back ? phase - back : phase + s->tdrain_num - back;
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
