// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: what a flow's models and counters saw, and what came of its
 * hardware stamps.
 */

#include "netlink.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, ST2110_A_STATS_PAD);
}

#define TALLY(attr, field) { ST2110_A_STATS_##attr, offsetof(struct st2110_flow_stats, field) }

static const struct {
	u16 attr;
	u16 offset;
} tally_table[] = {
	TALLY(FRAMES_IN, frames_in),
	TALLY(FRAMES_OUT, frames_out),
	TALLY(FRAMES_COMPLIANT, frames_compliant),
	TALLY(FRAMES_NOT_COMPLIANT, frames_not_compliant),
	TALLY(FRAMES_UNVERIFIED, frames_unverified),
	TALLY(FRAMES_LATE, frames_late),
	TALLY(FRAMES_DROPPED, frames_dropped),
	TALLY(SLIPS, slips),
	TALLY(REPAID, repaid),
	TALLY(RESYNCS, resyncs),
	TALLY(EPOCHS_EMPTY, epochs_empty),
	TALLY(UNDERRUNS, underruns),
	TALLY(LATE_PACKETS, late_packets),
	TALLY(SEQ_GAPS, seq_gaps),
	TALLY(SEQ_BACK, seq_back),
	TALLY(SSRC_CHANGES, ssrc_changes),
	TALLY(PT_CHANGES, pt_changes),
	TALLY(MARKERS_MISSING, markers_missing),
	TALLY(FIELDS_LOST, fields_lost),
	TALLY(COUNT_MISMATCH, count_mismatch),
	TALLY(RTCP, rtcp),
	TALLY(NOT_RTP, not_rtp),
	TALLY(CHECKSUMS, checksums),
	TALLY(WRONG_MAC, wrong_mac),
};

static int put_models(struct sk_buff *skb, const struct st2110_flow *f)
{
	const struct st2110_flow_stats *st = &f->stats;
	u64 n = st2110_tallied(&st->fpt_count);
	s64 avg = n ? div64_s64(st->fpt_sum_ns, n) : 0;
	unsigned int i;

	for (i = 0; i < ST2110_DROPS; i++)
		if (put_u64(skb, ST2110_A_STATS_DROPS, st2110_tallied(&st->drops[i])))
			return -EMSGSIZE;
	for (i = 0; i < ST2110_HIST; i++)
		if (put_u64(skb, ST2110_A_STATS_ERROR_HIST,
			    st2110_histogram_slot(&st->error_hist, i)))
			return -EMSGSIZE;
	if ((!st2110_flow_sched(f)->deadline_ns &&
	     (nla_put_u32(skb, ST2110_A_STATS_C_INST, f->bucket.fill) ||
	      nla_put_u32(skb, ST2110_A_STATS_C_INST_MAX, f->bucket.max))) ||
	    (st2110_flow_sched(f)->buffered &&
	     (nla_put_s32(skb, ST2110_A_STATS_VRX, f->vrx.now) ||
	      nla_put_s32(skb, ST2110_A_STATS_VRX_MIN, f->vrx.min) ||
	      nla_put_s32(skb, ST2110_A_STATS_VRX_MAX, f->vrx.max))) ||
	    nla_put_s64(skb, ST2110_A_STATS_FPT_MIN, st2110_netlink_known(st->fpt_min_ns),
			ST2110_A_STATS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATS_FPT_AVG, avg, ST2110_A_STATS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATS_FPT_MAX, st2110_netlink_known(st->fpt_max_ns),
			ST2110_A_STATS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATS_ERROR_MIN, st2110_netlink_known(st->error_min_ns),
			ST2110_A_STATS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATS_ERROR_MAX, st2110_netlink_known(st->error_max_ns),
			ST2110_A_STATS_PAD))
		return -EMSGSIZE;
	return 0;
}

static int put_deadlines(struct sk_buff *skb, const struct st2110_due *due)
{
	s64 avg = due->count ? div64_s64(due->sum_ns, due->count) : 0;

	if (nla_put_s64(skb, ST2110_A_STATS_DEADLINE_MIN, st2110_netlink_known(due->min_ns),
			ST2110_A_STATS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATS_DEADLINE_AVG, avg, ST2110_A_STATS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATS_DEADLINE_MAX, st2110_netlink_known(due->max_ns),
			ST2110_A_STATS_PAD) ||
	    put_u64(skb, ST2110_A_STATS_DEADLINE_MISSED, due->missed))
		return -EMSGSIZE;
	return 0;
}

static int put_error(struct sk_buff *skb, const struct st2110_coverage *c)
{
	s64 error = c->errors ? div64_s64(c->error_sum_ns, c->errors) : 0;
	s64 fpt = c->firsts ? div64_s64(c->fpt_sum_ns, c->firsts) : 0;
	unsigned int i;

	for (i = 0; i < ST2110_STAMP_HIST; i++)
		if (put_u64(skb, ST2110_A_STAMPS_ERROR_HIST, c->error_hist[i]))
			return -EMSGSIZE;
	if (put_u64(skb, ST2110_A_STAMPS_ERRORS, c->errors) ||
	    put_u64(skb, ST2110_A_STAMPS_FIRSTS, c->firsts) ||
	    nla_put_s64(skb, ST2110_A_STAMPS_ERROR_MIN, st2110_netlink_known(c->error_min_ns),
			ST2110_A_STAMPS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STAMPS_ERROR_AVG, error, ST2110_A_STAMPS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STAMPS_ERROR_MAX, st2110_netlink_known(c->error_max_ns),
			ST2110_A_STAMPS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STAMPS_FPT_MIN, st2110_netlink_known(c->fpt_min_ns),
			ST2110_A_STAMPS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STAMPS_FPT_AVG, fpt, ST2110_A_STAMPS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STAMPS_FPT_MAX, st2110_netlink_known(c->fpt_max_ns),
			ST2110_A_STAMPS_PAD))
		return -EMSGSIZE;
	return 0;
}

/**
 * st2110_netlink_stamps() - put what came of hardware stamps
 * @skb: message
 * @attr: nest to put it in
 * @c: coverage
 *
 * Return: 0 or -EMSGSIZE.
 */
int st2110_netlink_stamps(struct sk_buff *skb, int attr, const struct st2110_coverage *c)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest)
		return -EMSGSIZE;
	if (put_u64(skb, ST2110_A_STAMPS_ASKED, c->asked) ||
	    put_u64(skb, ST2110_A_STAMPS_GOT, c->got) ||
	    put_u64(skb, ST2110_A_STAMPS_LOST, c->lost) ||
	    nla_put_u32(skb, ST2110_A_STAMPS_OUTSTANDING, c->outstanding) ||
	    put_u64(skb, ST2110_A_STAMPS_OWN, c->own) ||
	    put_u64(skb, ST2110_A_STAMPS_PTP, c->ptp) ||
	    put_u64(skb, ST2110_A_STAMPS_CAPPED, c->capped) ||
	    put_u64(skb, ST2110_A_STAMPS_MEMORY, c->memory) ||
	    put_u64(skb, ST2110_A_STAMPS_UNUSABLE, c->unusable) ||
	    put_u64(skb, ST2110_A_STAMPS_LATE, c->late) ||
	    put_u64(skb, ST2110_A_STAMPS_COLLISIONS, c->collisions) ||
	    put_error(skb, c)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static u32 spread_of(const struct st2110_delay *d, u64 time_ns)
{
	if (!d->windows)
		return ST2110_SPREAD_NONE;
	if (d->factor_max_ns <= time_ns)
		return ST2110_SPREAD_NARROW;
	return d->factor_max_ns <= ST2110_DELAY_WIDE_TIMES * time_ns ? ST2110_SPREAD_WIDE :
								      ST2110_SPREAD_BEYOND;
}

/* Audio in its own terms; times only where timestamps count from the epoch. */
static int put_audio(struct sk_buff *skb, const struct st2110_flow *f)
{
	const struct st2110_delay *d;
	struct nlattr *nest;
	bool from_epoch;

	if (f->intake != ST2110_BY_PACKET || f->legs)
		return 0;
	d = &f->rhythm->delay;
	nest = nla_nest_start(skb, ST2110_A_STATS_AUDIO);
	if (!nest)
		return -EMSGSIZE;
	from_epoch = d->count && d->min_ns > -NSEC_PER_SEC && d->max_ns < NSEC_PER_SEC;
	if (put_u64(skb, ST2110_A_AUDIO_PACKETS, d->count) ||
	    (from_epoch &&
	     (nla_put_s64(skb, ST2110_A_AUDIO_DELAY_MIN, d->min_ns, ST2110_A_AUDIO_PAD) ||
	      nla_put_s64(skb, ST2110_A_AUDIO_DELAY_AVG, div64_s64(d->sum_ns, d->count),
			  ST2110_A_AUDIO_PAD) ||
	      nla_put_s64(skb, ST2110_A_AUDIO_DELAY_MAX, d->max_ns, ST2110_A_AUDIO_PAD))) ||
	    nla_put_u32(skb, ST2110_A_AUDIO_FACTOR, d->factor_ns) ||
	    nla_put_u32(skb, ST2110_A_AUDIO_FACTOR_MAX, d->factor_max_ns) ||
	    put_u64(skb, ST2110_A_AUDIO_WINDOWS, d->windows) ||
	    nla_put_u32(skb, ST2110_A_AUDIO_SPREAD,
			spread_of(d, st2110_flow_sched(f)->frame_ns + 1)) ||
	    nla_put_s32(skb, ST2110_A_AUDIO_SHIFT, f->rhythm->off)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * st2110_netlink_stats() - put what a flow's models and counters saw
 * @skb: message
 * @attr: nest to put it in
 * @f: flow
 *
 * The lock that its packets take (st2110_nl_lock()); of a leg without a port, RTNL.
 *
 * Return: 0 or -EMSGSIZE.
 */
int st2110_netlink_stats(struct sk_buff *skb, int attr, const struct st2110_flow *f)
{
	static const struct st2110_coverage never;
	struct nlattr *nest = nla_nest_start(skb, attr);
	const struct st2110_flow_stats *st = &f->stats;
	unsigned int i;

	if (!nest)
		return -EMSGSIZE;
	if (put_u64(skb, ST2110_A_STATS_PACKETS_IN, st->packets_in) ||
	    put_u64(skb, ST2110_A_STATS_BYTES_IN, st->bytes_in) ||
	    put_u64(skb, ST2110_A_STATS_PACKETS_OUT, st->packets_out) ||
	    put_u64(skb, ST2110_A_STATS_BYTES_OUT, st->bytes_out) ||
	    put_u64(skb, ST2110_A_STATS_SINCE_TAI, st->since_tai_ns))
		goto full;
	for (i = 0; i < ARRAY_SIZE(tally_table); i++) {
		const void *at = (const char *)st + tally_table[i].offset;

		if (put_u64(skb, tally_table[i].attr, st2110_tallied(at)))
			goto full;
	}
	if (f->due && !f->legs && put_deadlines(skb, f->due))
		goto full;
	if (put_models(skb, f) || put_audio(skb, f) ||
	    (!f->legs && st2110_netlink_stamps(skb, ST2110_A_STATS_STAMPS,
					       f->stamped ? &f->stamped->seen : &never)))
		goto full;
	nla_nest_end(skb, nest);
	return 0;
full:
	nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}
