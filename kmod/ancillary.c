// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ancillary data's schedule; see ancillary.h.
 */

#include "ancillary.h"

static u64 round_up_div(u64 num, u64 den)
{
	return div64_u64(num + den - 1, den);
}

/**
 * st2110_ancillary_schedule() - resolve a shape into a schedule of ST 2110-40
 * @s: gets the schedule
 * @shape: what is asked for; packets are the most of a field
 * @no: why not; may be NULL
 *
 * PsF is a frame, not two fields: the F bits of RFC 8331 know interlaced only.
 * Divides; any context.
 *
 * Return: 0, -EINVAL, -ERANGE or -EOPNOTSUPP, *s untouched then.
 */
int st2110_ancillary_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			      struct st2110_refusal *no)
{
	struct st2110_shape linear = *shape;
	u32 most = shape->packets, td;
	u64 count;
	int err;

	err = st2110_format_check(&shape->format, no);
	if (err)
		return err;
	if (!most || most > ST2110_ANC_PACKETS_MAX || shape->troff_set) {
		if (no) {
			no->why = shape->troff_set ? "troff: ancillary data has none" :
				  "packets: of ancillary data the most of a field, 1 to 1024";
			no->attr = shape->troff_set ? ST2110_A_FLOW_TROFF : ST2110_A_FLOW_PACKETS;
		}
		return -ERANGE;
	}
	/* T_FRAME / T_RS, T_RS = TD / (4 * most) */
	if (shape->anc_mode == ST2110_ANC_MODE_LLTM) {
		u32 lines = st2110_format_total_lines(&shape->format);

		td = (u32)div64_u64(ST2110_NSEC_PER_SEC * ST2110_ANC_LLTM_LINES *
				    shape->format.rate_den,
				    (u64)shape->format.rate_num * lines);
		count = round_up_div(4ULL * most * lines, ST2110_ANC_LLTM_LINES);
	} else {
		td = ST2110_ANC_CTM_NS;
		count = round_up_div(4ULL * most * ST2110_NSEC_PER_SEC * shape->format.rate_den,
				     (u64)ST2110_ANC_CTM_NS * shape->format.rate_num);
	}
	if (shape->format.scan == ST2110_SCAN_PSF)
		linear.format.scan = ST2110_SCAN_PROGRESSIVE;
	linear.packets = (u32)count + (count & 1);
	linear.profile = ST2110_PROFILE_NARROW_LINEAR;
	linear.maxudp = ST2110_STD_UDP;
	linear.troff_set = true;
	linear.troff_ns = td / 4;
	err = st2110_schedule_init(s, &linear, no);
	if (err)
		return err;
	s->buffered = false;
	s->deadline_ns = td;
	s->packets = most * s->fields;
	s->field_packets = most;
	s->window_ns = td / 4;
	/* Whole frames are handed over: nothing has to be held for one that is spread. */
	s->active_ns = s->frame_ns;
	return 0;
}
