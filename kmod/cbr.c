// SPDX-License-Identifier: GPL-2.0-only
/*
 * Schedules of a packet rate; see cbr.h.
 */

#include "cbr.h"

/* The schedule of @packets evenly in packets / (num / den) seconds. */
static void even(struct st2110_schedule *s, u32 num, u32 den, u32 packets)
{
	u64 frame = (u64)den * packets, common = st2110_common_divisor(frame, num);

	memset(s, 0, sizeof(*s));
	s->rate_num = (u32)div64_u64(num, common);
	s->rate_den = (u32)div64_u64(frame, common);
	s->packets = packets;
	s->field_packets = packets;
	s->fields = 1;
	s->profile = ST2110_PROFILE_NARROW_LINEAR;
	s->active_num = 1;
	s->active_den = 1;
	s->rtp_rate = ST2110_RTP_RATE_VIDEO;
	st2110_schedule_periods(s);
	s->active_ns = s->frame_ns;
	s->frac_scale = 1;
	s->frac_unit = s->rate_num;
}

static int check(u32 num, u32 den, struct st2110_refusal *no)
{
	/* Two remainders of an epoch are added in 32 bits. */
	if (num >= den && num <= (u64)den * ST2110_CBR_RATE_MAX && den &&
	    den <= ST2110_MAX_RATE_DEN && num <= INT_MAX)
		return 0;
	return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_RATE_NUM,
			     "packet-rate: packets a second, 1 to 20000000, a rational of a numerator below 2^31 and a denominator of at most 1001000");
}

/* max(4, floor(rate / 43200)) */
static u32 burst_limit(u32 num, u32 den)
{
	u64 packets = div64_u64(num, 43200ULL * den);

	return packets > 4 ? (u32)packets : 4;
}

/**
 * st2110_cbr_schedule() - the schedule of a constant packet rate
 * @s: gets the schedule
 * @shape: essence cbr: packets a second as rate of the format
 * @no: why not; may be NULL
 *
 * Divides; any context.
 *
 * Return: 0 or -ERANGE, *s untouched then.
 */
int st2110_cbr_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			struct st2110_refusal *no)
{
	u32 num = shape->format.rate_num, den = shape->format.rate_den;
	int err = check(num, den, no);
	u64 packets, window;

	if (err)
		return err;
	packets = div64_u64(num, (u64)den * ST2110_CBR_BLOCKS);
	if (!packets)
		packets = 1;
	if (packets > ST2110_CBR_BLOCK_MAX)
		packets = ST2110_CBR_BLOCK_MAX;
	even(s, num, den, (u32)packets);
	s->c_max = burst_limit(num, den);
	window = s->trs_q32 >> 32;
	s->vrx_full = 1;
	while (window < ST2110_CBR_WINDOW_NS) {
		s->vrx_full++;
		window = mul_u64_u32_shr(s->trs_q32, s->vrx_full, 32);
	}
	s->window_ns = (u32)window;
	s->tro_ns = s->window_ns;
	return 0;
}

/**
 * st2110_sporadic_schedule() - what packets that come when they come pass
 * @s: gets the schedule
 * @shape: essence fastmeta or ttml; R as rate of the format, 0 unknown
 * @no: why not; may be NULL
 *
 * ST 2110-41 (bucket), ST 2110-43 (none). Divides; any context.
 *
 * Return: 0 or -ERANGE, *s untouched then.
 */
int st2110_sporadic_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			     struct st2110_refusal *no)
{
	u32 num = shape->format.rate_num, den = shape->format.rate_den;
	int err = num ? check(num, den, no) : 0;
	u32 limit;

	if (err)
		return err;
	limit = num ? burst_limit(num, den) : 4;
	/* 1.1 R is below 800 */
	if (!num || (u64)num * 11 < (u64)den * 8000) {
		num = 8000;
		den = 11;
	}
	even(s, num, den, 1);
	s->c_max = shape->essence == ST2110_ESSENCE_TTML ? ST2110_BOUNDLESS : limit;
	s->vrx_full = 1;
	/* Whatever the instant, its window is open. */
	s->window_ns = (u32)(2 * s->frame_ns);
	s->prompt = true;
	return 0;
}
