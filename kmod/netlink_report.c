// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: what is said of a flow - its configuration, the plan that
 * follows from it, its state. What was counted is in netlink_stats.c.
 */

#include "assign.h"
#include "compat/compat.h"
#include "netlink.h"
#include "pace.h"
#include "sync.h"

#define SKB_OVERHEAD	512		/* sk_buff, shared info and headroom, about */

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, ST2110_A_STATUS_PAD);
}

static int put_identity(struct sk_buff *skb, const struct st2110_flow *f)
{
	const struct Qdisc *sch = f->legs ? NULL : f->port->sch;

	if (nla_put_string(skb, ST2110_A_FLOW_NAME, f->config.name) ||
	    nla_put_u32(skb, ST2110_A_FLOW_IFINDEX, f->dev->ifindex) ||
	    nla_put_string(skb, ST2110_A_FLOW_IFNAME,
			   sch ? f->dev->name : f->legs->leg[0].config.dev) ||
	    (!sch && nla_put_string(skb, ST2110_A_FLOW_INPUT, f->dev->name)) ||
	    (sch && sch->parent != TC_H_ROOT &&
	     nla_put_u32(skb, ST2110_A_FLOW_TXQ, st2110_txq_index(sch->dev_queue))) ||
	    nla_put_u32(skb, ST2110_A_FLOW_GENERATION, st2110_generation))
		return -EMSGSIZE;
	return 0;
}

static int put_mark(struct sk_buff *skb, int attr, u16 mark)
{
	return mark == ST2110_MARK_KEEP ? 0 : nla_put_u32(skb, attr, mark);
}

static int put_pictures(struct sk_buff *skb, const struct st2110_config *c)
{
	const struct st2110_format *fmt = &c->shape.format;

	if (nla_put_u32(skb, ST2110_A_FLOW_WIDTH, fmt->width) ||
	    nla_put_u32(skb, ST2110_A_FLOW_HEIGHT, fmt->height) ||
	    nla_put_u32(skb, ST2110_A_FLOW_RATE_NUM, fmt->rate_num) ||
	    nla_put_u32(skb, ST2110_A_FLOW_RATE_DEN, fmt->rate_den) ||
	    nla_put_u32(skb, ST2110_A_FLOW_SCAN, fmt->scan) ||
	    (c->shape.essence == ST2110_ESSENCE_VIDEO &&
	     (nla_put_u32(skb, ST2110_A_FLOW_SAMPLING, c->pixels.sampling) ||
	      nla_put_u32(skb, ST2110_A_FLOW_DEPTH, c->pixels.depth) ||
	      nla_put_u32(skb, ST2110_A_FLOW_PACKING, c->pixels.packing))) ||
	    nla_put_u32(skb, ST2110_A_FLOW_PAYLOAD, c->pixels.payload) ||
	    (c->packets_stated &&
	     nla_put_u32(skb, ST2110_A_FLOW_PACKETS, c->packets_stated)) ||
	    (c->packets_auto && nla_put_flag(skb, ST2110_A_FLOW_PACKETS_AUTO)) ||
	    (c->shape.essence == ST2110_ESSENCE_COMPRESSED &&
	     nla_put_u32(skb, ST2110_A_FLOW_CODEC, c->codec)) ||
	    (c->shape.essence == ST2110_ESSENCE_ANC &&
	     nla_put_u32(skb, ST2110_A_FLOW_ANC_MODE, c->shape.anc_mode)) ||
	    (c->bit_rate && nla_put_u64_64bit(skb, ST2110_A_FLOW_BIT_RATE, c->bit_rate,
					      ST2110_A_FLOW_PAD)) ||
	    nla_put_u32(skb, ST2110_A_FLOW_MAXUDP, c->shape.maxudp) ||
	    (c->shape.essence != ST2110_ESSENCE_ANC &&
	     nla_put_u32(skb, ST2110_A_FLOW_PROFILE, c->shape.profile)))
		return -EMSGSIZE;
	return 0;
}

static int put_stream(struct sk_buff *skb, const struct st2110_config *c)
{
	const struct st2110_format *fmt = &c->shape.format;

	if (c->shape.essence == ST2110_ESSENCE_AUDIO) {
		if (nla_put_u32(skb, ST2110_A_FLOW_SAMPLE_RATE, fmt->rate_num) ||
		    nla_put_u32(skb, ST2110_A_FLOW_SAMPLES, fmt->rate_den) ||
		    nla_put_u32(skb, ST2110_A_FLOW_CHANNELS, c->sound.channels) ||
		    nla_put_u32(skb, ST2110_A_FLOW_DEPTH, c->sound.depth) ||
		    (c->media_offset &&
		     nla_put_u32(skb, ST2110_A_FLOW_MEDIA_OFFSET, c->media_offset)) ||
		    (c->shape.force && nla_put_flag(skb, ST2110_A_FLOW_FORCE)))
			return -EMSGSIZE;
		return 0;
	}
	if ((fmt->rate_num && (nla_put_u32(skb, ST2110_A_FLOW_RATE_NUM, fmt->rate_num) ||
			       nla_put_u32(skb, ST2110_A_FLOW_RATE_DEN, fmt->rate_den))) ||
	    (c->pixels.payload &&
	     nla_put_u32(skb, ST2110_A_FLOW_PAYLOAD, c->pixels.payload)) ||
	    nla_put_u32(skb, ST2110_A_FLOW_MAXUDP, c->shape.maxudp) ||
	    (c->no_rtp && nla_put_flag(skb, ST2110_A_FLOW_NO_RTP)))
		return -EMSGSIZE;
	return 0;
}

/* Where packets go, by these attributes. */
static int put_output(struct sk_buff *skb, const struct st2110_output *out, bool ipv6, int to,
		      int to_port, int to_src)
{
	if (!out->port)
		return 0;
	if (st2110_nl_put_addr(skb, to, &out->dst, ipv6) ||
	    nla_put_be16(skb, to_port, out->port) ||
	    (out->src_set && st2110_nl_put_addr(skb, to_src, &out->src, ipv6)))
		return -EMSGSIZE;
	return 0;
}

static int put_config(struct sk_buff *skb, const struct st2110_config *c)
{
	const struct st2110_besides *b = st2110_besides(c);

	if (st2110_nl_put_addr(skb, ST2110_A_FLOW_DST, &c->key.dst, c->ipv6) ||
	    nla_put_be16(skb, ST2110_A_FLOW_DST_PORT, c->key.port) ||
	    (c->src_set && st2110_nl_put_addr(skb, ST2110_A_FLOW_SRC, &c->src, c->ipv6)) ||
	    (c->key.vlan && nla_put_u16(skb, ST2110_A_FLOW_VLAN, c->key.vlan)) ||
	    nla_put_u32(skb, ST2110_A_FLOW_ESSENCE, c->shape.essence) ||
	    (st2110_essence_pictures(c->shape.essence) ? put_pictures(skb, c) :
							 put_stream(skb, c)) ||
	    (c->shape.troff_set && nla_put_u32(skb, ST2110_A_FLOW_TROFF, c->shape.troff_ns)) ||
	    (c->troff_auto && nla_put_flag(skb, ST2110_A_FLOW_TROFF_AUTO)) ||
	    (c->lead_set && nla_put_u32(skb, ST2110_A_FLOW_LEAD, c->lead_ns)) ||
	    (c->hold_set && nla_put_u32(skb, ST2110_A_FLOW_HOLD, c->hold_ns)) ||
	    nla_put_u32(skb, ST2110_A_FLOW_RTP_TS, c->rtp_ts) ||
	    nla_put_u32(skb, ST2110_A_FLOW_ALIGN, c->align) ||
	    nla_put_u32(skb, ST2110_A_FLOW_LATE, c->late) ||
	    nla_put_u32(skb, ST2110_A_FLOW_SLIP, c->slip) ||
	    nla_put_u32(skb, ST2110_A_FLOW_QUEUE, c->queue) ||
	    nla_put_u32(skb, ST2110_A_FLOW_TX_LATENCY, c->tx_latency_ns) ||
	    nla_put_u32(skb, ST2110_A_FLOW_LOOP, c->loop) ||
	    (c->loop == ST2110_LOOP_MODE_FROZEN &&
	     nla_put_s32(skb, ST2110_A_FLOW_LOOP_NS, c->loop_ns)) ||
	    (*b->sync && (nla_put_string(skb, ST2110_A_FLOW_SYNC, b->sync) ||
			  nla_put_u32(skb, ST2110_A_FLOW_SYNC_REFERENCE, c->sync_reference))) ||
	    (*b->clock && nla_put_string(skb, ST2110_A_FLOW_CLOCK, b->clock)) ||
	    nla_put_u32(skb, ST2110_A_FLOW_UNLOCKED, c->unlocked) ||
	    (c->allow_untraceable && nla_put_flag(skb, ST2110_A_FLOW_ALLOW_UNTRACEABLE)) ||
	    nla_put_u32(skb, ST2110_A_FLOW_EPOCH_EVENTS, c->epoch_events) ||
	    put_mark(skb, ST2110_A_FLOW_DSCP, c->marks.dscp) ||
	    put_mark(skb, ST2110_A_FLOW_TTL, c->marks.ttl) ||
	    put_mark(skb, ST2110_A_FLOW_PCP, c->marks.pcp) ||
	    put_output(skb, &b->to[0], c->ipv6, ST2110_A_FLOW_TO, ST2110_A_FLOW_TO_PORT,
		       ST2110_A_FLOW_TO_SRC))
		return -EMSGSIZE;
	return 0;
}

static int put_stage(struct sk_buff *skb, const struct st2110_staged *staged)
{
	if (nla_put_string(skb, ST2110_A_FLOW_STAGE, staged->set) ||
	    (staged->committed && put_u64(skb, ST2110_A_FLOW_STAGE_AT, staged->at_ns)))
		return -EMSGSIZE;
	return 0;
}

static int put_mute(struct sk_buff *skb, const struct st2110_flow *f,
		    const struct st2110_staged *staged)
{
	bool muted = f->muted;

	if (staged && staged->mute[0] && !f->legs)
		muted = staged->mute[0] == ST2110_MUTE_ON;
	return muted ? nla_put_u32(skb, ST2110_A_FLOW_MUTE, 1) : 0;
}

/* What a flow with legs was told of its first. */
static int put_first_leg(struct sk_buff *skb, const struct st2110_flow *f)
{
	const struct st2110_leg_config *c = &f->legs->leg[0].config;

	if ((c->src_set && st2110_nl_put_addr(skb, ST2110_A_FLOW_SRC, &c->src, f->config.ipv6)) ||
	    (c->vlan && nla_put_u16(skb, ST2110_A_FLOW_VLAN, c->vlan)))
		return -EMSGSIZE;
	return 0;
}

/* A flow with legs complies as the worst of those that send. */
static u32 verdict_of(const struct st2110_flow *f)
{
	static const u8 badness[] = {
		[ST2110_VERDICT_COMPLIANT] = 1,
		[ST2110_VERDICT_CANNOT_HOLD] = 2,
		[ST2110_VERDICT_UNVERIFIED] = 3,
		[ST2110_VERDICT_NOT_COMPLIANT] = 4,
	};
	u8 verdict = ST2110_VERDICT_NONE, is;
	unsigned int i;

	if (!f->legs)
		return f->verdict;
	for (i = 0; i < f->legs->n; i++) {
		const struct st2110_leg *leg = &f->legs->leg[i];

		is = READ_ONCE(leg->flow->verdict);
		if (st2110_leg_state(leg) == ST2110_LEG_STATE_RUNNING &&
		    badness[is] > badness[verdict])
			verdict = is;
	}
	return verdict;
}

static u64 in_ps(u64 ns_q32)
{
	return mul_u64_u32_shr(ns_q32, 1000, 32);
}

/* The plan in force, or with @staged the one that the next frame begins. */
static int put_plan(struct sk_buff *skb, const struct st2110_flow *f,
		    const struct st2110_staged *staged)
{
	const struct st2110_schedule *s = staged ? &staged->sched : st2110_flow_sched(f);
	const struct st2110_config *c = staged ? &staged->config : &f->config;
	u32 truesize = roundup_pow_of_two(c->frame_octets + SKB_OVERHEAD) + 256;
	u64 sndbuf = (u64)truesize * s->packets;
	struct nlattr *nest = nla_nest_start(skb, ST2110_A_FLOW_PLAN);
	u32 source = min_t(u32, f->packets_source, 3);
	u32 margin = st2110_flow_margin_ns(f);

	if (f->packets_source == 4)
		source = 2;
	if (staged) {
		margin = min(max(f->guard_ns, s->window_ns / 4), s->window_ns / 2);
		source = c->packets_stated ? 1 : c->packets_auto ? 2 : 0;
	}
	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, ST2110_A_PLAN_PACKETS, s->packets) ||
	    nla_put_u32(skb, ST2110_A_PLAN_PACKETS_SOURCE, source) ||
	    put_u64(skb, ST2110_A_PLAN_PERIOD_NUM, (u64)s->rate_den * NSEC_PER_SEC) ||
	    put_u64(skb, ST2110_A_PLAN_PERIOD_DEN, s->rate_num) ||
	    put_u64(skb, ST2110_A_PLAN_T_RS_PS, in_ps(s->trs_q32)) ||
	    put_u64(skb, ST2110_A_PLAN_T_DRAIN_PS, in_ps(s->tdrain_q32)) ||
	    (s->deadline_ns ? nla_put_u32(skb, ST2110_A_PLAN_DEADLINE, s->deadline_ns) :
	     (nla_put_u32(skb, ST2110_A_PLAN_TR_OFFSET, s->tro_ns) ||
	      (s->c_max != ST2110_BOUNDLESS &&
	       nla_put_u32(skb, ST2110_A_PLAN_C_MAX, s->c_max)))) ||
	    (s->buffered && s->vrx_full != ST2110_BOUNDLESS &&
	     nla_put_u32(skb, ST2110_A_PLAN_VRX_FULL, s->vrx_full)) ||
	    nla_put_u32(skb, ST2110_A_PLAN_WINDOW, s->window_ns) ||
	    nla_put_u32(skb, ST2110_A_PLAN_MARGIN, margin) ||
	    nla_put_u32(skb, ST2110_A_PLAN_LEAD, c->lead_set ? c->lead_ns : s->tro_ns) ||
	    nla_put_u32(skb, ST2110_A_PLAN_FRAME_OCTETS, c->frame_octets) ||
	    put_u64(skb, ST2110_A_PLAN_PEAK_BPS, st2110_peak_rate_bps(s, c->frame_octets)) ||
	    nla_put_u32(skb, ST2110_A_PLAN_WAKEUPS_MILLI,
			st2110_wakeups_milli(s, margin)) ||
	    nla_put_u32(skb, ST2110_A_PLAN_SNDBUF, min_t(u64, sndbuf, U32_MAX)) ||
	    nla_put_u32(skb, ST2110_A_PLAN_LATENCY, min_t(u64, f->hold_ns, U32_MAX))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static u32 state_of(const struct st2110_flow *f, u64 now_ns)
{
	struct st2110_mapping m;

	st2110_clock_read(f->clock, &m);
	if (f->stopping)
		return ST2110_STATE_STOPPING;
	if (f->port && !st2110_port_speed(f->port))
		return ST2110_STATE_PENDING;
	if (!f->in.known || st2110_flow_awaits(f))
		return ST2110_STATE_WAITING;
	if (f->packets_source == 2)
		return ST2110_STATE_LEARNING;
	if (now_ns - f->in.last_ns > st2110_flow_silence_ns(f))
		return ST2110_STATE_STARVED;
	if (f->in.discard && f->in.discard_as == ST2110_DROP_DISCARD)
		return ST2110_STATE_DISCARDING;
	if (f->in.discard && f->in.discard_as == ST2110_DROP_SYNC)
		return ST2110_STATE_WAITING;
	if (f->in.discard && f->in.discard_as == ST2110_DROP_UNRESOLVED)
		return ST2110_STATE_UNRESOLVED;
	if (!st2110_assign_serves(f, &m) ||
	    (f->config.rtp_ts != ST2110_RTP_TS_KEEP && !st2110_clock_good(&m)))
		return ST2110_STATE_UNLOCKED;
	return st2110_tallied(&f->stats.frames_out) ? ST2110_STATE_RUNNING : ST2110_STATE_STARTING;
}

/* The margin that all but one frame in a hundred had, from the histogram. */
static s64 margin_1pc(const struct st2110_flow_stats *st)
{
	u64 all = 0, below = 0;
	unsigned int i;

	for (i = 0; i < ST2110_HIST; i++)
		all += st2110_histogram_slot(&st->margin_hist, i);
	for (i = 0; i < ST2110_HIST; i++) {
		below += st2110_histogram_slot(&st->margin_hist, i);
		if (below * 100 > all)
			break;
	}
	return i && i < ST2110_HIST ? 1024LL << (i - 1) : 0;
}

/*
 * How long a flow that is late needs at T_DRAIN until it is on plan again: within
 * a field it gains what T_DRAIN is shorter than T_RS, between fields what they are
 * apart, so in a whole frame an eleventh of it.
 */
static u32 recovery(const struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_schedule *s;
	const struct st2110_field *field;
	u64 gain_ps, left, apart, late, wait;
	u32 index, packets;

	if (!f->head)
		return 0;
	field = &f->ring[st2110_cb(f->head)->slot];
	s = f->sched[field->sched];
	index = st2110_cb(f->head)->index;
	late = now_ns - st2110_tpr_ns(s, field->start_ns, index);
	gain_ps = in_ps(s->trs_q32) - in_ps(s->tdrain_q32);
	if ((s64)late <= 0 || s->trs_q32 <= s->tdrain_q32 || late > U32_MAX)
		return 0;

	wait = div64_u64(late * in_ps(s->trs_q32), gain_ps);
	packets = field->index ? s->packets - s->field_packets : s->field_packets;
	left = packets - min(index, packets);
	if (wait * 1000 <= left * in_ps(s->trs_q32))
		return min_t(u64, wait, U32_MAX);
	late -= min(late, div_u64(left * gain_ps, 1000));
	wait = div_u64(left * in_ps(s->trs_q32), 1000);
	apart = div_u64(s->frame_ns, s->fields) -
		div_u64((u64)packets * in_ps(s->trs_q32), 1000);
	if ((s64)apart > 0) {
		wait += apart;
		late -= min(late, apart);
	}
	return min_t(u64, wait + late * 11, U32_MAX);
}

static int put_status(struct sk_buff *skb, const struct st2110_flow *f)
{
	struct nlattr *nest = nla_nest_start(skb, ST2110_A_FLOW_STATUS);
	u64 now = ktime_get_ns();
	struct st2110_handover h;
	struct st2110_mapping m;
	u32 fields, sync_delta = 0;
	bool silent;

	if (!nest)
		return -EMSGSIZE;
	st2110_clock_read(f->clock, &m);
	st2110_assign_handover(f, now, &h);
	if (f->sync)
		sync_delta = st2110_sync_ticks(f->sync);
	silent = !f->in.known || now - f->in.last_ns > ST2110_SECOND_NS;
	fields = st2110_ring_minus(f, f->ring_head, f->ring_tail);
	if (nla_put_u32(skb, ST2110_A_STATUS_STATE, state_of(f, now)) ||
	    nla_put_u32(skb, ST2110_A_STATUS_VERDICT,
			silent ? ST2110_VERDICT_NONE : verdict_of(f)) ||
	    nla_put_u32(skb, ST2110_A_STATUS_CAUSE, silent ? ST2110_CAUSE_NONE :
							     f->verdict_cause) ||
	    put_u64(skb, ST2110_A_STATUS_SINCE_TAI, f->verdict_tai_ns) ||
	    put_u64(skb, ST2110_A_STATUS_NEXT_K, h.epoch.k) ||
	    nla_put_u32(skb, ST2110_A_STATUS_NEXT_RTP, h.epoch.rtp) ||
	    put_u64(skb, ST2110_A_STATUS_DEADLINE_TAI, h.deadline_tai_ns) ||
	    put_u64(skb, ST2110_A_STATUS_DEADLINE_MONO, h.deadline_mono_ns) ||
	    nla_put_u32(skb, ST2110_A_STATUS_HOLD, f->hold_ns) ||
	    nla_put_u32(skb, ST2110_A_STATUS_GUARD,
			f->port ? f->port->guard_ns : f->guard_ns) ||
	    nla_put_u32(skb, ST2110_A_STATUS_QUEUED_FRAMES,
			DIV_ROUND_UP(fields, st2110_flow_sched(f)->fields)) ||
	    nla_put_u32(skb, ST2110_A_STATUS_QUEUED_PACKETS, f->qlen) ||
	    nla_put_u32(skb, ST2110_A_STATUS_PACKETS_SEEN, f->packets_seen) ||
	    nla_put_u32(skb, ST2110_A_STATUS_SSRC, f->in.ssrc) ||
	    nla_put_u32(skb, ST2110_A_STATUS_PAYLOAD_TYPE, f->in.pt) ||
	    nla_put_u32(skb, ST2110_A_STATUS_SENDER_SNDBUF, f->sender_sndbuf) ||
	    nla_put_s64(skb, ST2110_A_STATUS_MARGIN_NOW, f->margin_last_ns, ST2110_A_STATUS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATUS_MARGIN_MIN,
			st2110_netlink_known(min(f->margin_min_ns, f->margin_min_prev_ns)),
			ST2110_A_STATUS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATUS_MARGIN_1PC, margin_1pc(&f->stats),
			ST2110_A_STATUS_PAD) ||
	    nla_put_s64(skb, ST2110_A_STATUS_STANDING_DELAY, f->margin_avg_ns,
			ST2110_A_STATUS_PAD) ||
	    nla_put_s32(skb, ST2110_A_STATUS_DRIFT_PPB, f->drift_ppb) ||
	    nla_put_u32(skb, ST2110_A_STATUS_DEBT, f->debt) ||
	    put_u64(skb, ST2110_A_STATUS_RESYNC_TAI, f->resync_tai_ns) ||
	    nla_put_u32(skb, ST2110_A_STATUS_RESYNC_CAUSE, f->resynced_because) ||
	    nla_put_u32(skb, ST2110_A_STATUS_CLOCK_STATE, m.state) ||
	    (f->config.rtp_ts == ST2110_RTP_TS_KEEP && !silent && f->running &&
	     nla_put_s32(skb, ST2110_A_STATUS_RTP_OFFSET, -(s32)f->in.delta)) ||
	    nla_put_string(skb, ST2110_A_STATUS_CLOCK, st2110_clock_name(f->clock)) ||
	    (f->sync && (nla_put_s32(skb, ST2110_A_STATUS_SYNC_DELTA, (s32)sync_delta) ||
			 nla_put_u32(skb, ST2110_A_STATUS_SYNC_GENERATION,
				     READ_ONCE(f->sync->generation)))) ||
	    nla_put_s32(skb, ST2110_A_STATUS_LATENCY, f->latency_ns) ||
	    nla_put_s32(skb, ST2110_A_STATUS_LOOP, st2110_flow_loop_ns(f)) ||
	    nla_put_s32(skb, ST2110_A_STATUS_LOOP_ESTIMATE,
			f->stamped ? f->stamped->loop.estimate_ns : 0) ||
	    nla_put_u32(skb, ST2110_A_STATUS_RECOVERY, recovery(f, now))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* Of a flow with legs, what its legs are told. */
struct as_staged {
	struct st2110_output to[ST2110_LEGS];
	u8 mute[ST2110_LEGS];
};

static u64 missing(const struct st2110_leg *leg)
{
	u64 n = 0;
	unsigned int i;

	for (i = 0; i < ST2110_DROPS; i++)
		n += leg->drops[i] + st2110_tallied(&leg->flow->stats.drops[i]);
	return n;
}

/* The difference is with the leg that was later. */
static int put_apart(struct sk_buff *skb, const struct st2110_legs *legs)
{
	s64 min_ns = S64_MAX, max_ns = S64_MIN, last = 0;
	unsigned int i;
	u64 k = 0;

	for (i = 0; i < legs->n; i++) {
		const struct st2110_leg *leg = &legs->leg[i];

		min_ns = min(min_ns, leg->apart_min_ns);
		max_ns = max(max_ns, leg->apart_max_ns);
		if (leg->apart_k >= k)
			last = leg->apart_ns;
		k = max(k, leg->apart_k);
	}
	if (!k)
		return 0;
	if (nla_put_s64(skb, ST2110_A_LEG_REPORT_APART, last, ST2110_A_LEG_REPORT_PAD) ||
	    nla_put_s64(skb, ST2110_A_LEG_REPORT_APART_MIN, st2110_netlink_known(min_ns),
			ST2110_A_LEG_REPORT_PAD) ||
	    nla_put_s64(skb, ST2110_A_LEG_REPORT_APART_MAX, st2110_netlink_known(max_ns),
			ST2110_A_LEG_REPORT_PAD))
		return -EMSGSIZE;
	return 0;
}

static int put_leg(struct sk_buff *skb, struct st2110_leg *leg, const struct as_staged *as,
		   bool stats)
{
	const struct st2110_leg_config *c = &leg->config;
	bool ipv6 = !ipv6_addr_v4mapped(&c->dst);
	struct st2110_flow *f = leg->flow;
	unsigned int i;

	if (nla_put_u32(skb, ST2110_A_LEG_REPORT_NUMBER, leg->number) ||
	    nla_put_string(skb, ST2110_A_LEG_REPORT_IFNAME, c->dev) ||
	    st2110_nl_put_addr(skb, ST2110_A_LEG_REPORT_DST, &c->dst, ipv6) ||
	    nla_put_be16(skb, ST2110_A_LEG_REPORT_DST_PORT, c->port) ||
	    (c->src_set && st2110_nl_put_addr(skb, ST2110_A_LEG_REPORT_SRC, &c->src, ipv6)) ||
	    (c->vlan && nla_put_u16(skb, ST2110_A_LEG_REPORT_VLAN, c->vlan)) ||
	    (c->skew_ns && nla_put_u32(skb, ST2110_A_LEG_REPORT_SKEW, c->skew_ns)) ||
	    put_output(skb, &as->to[leg->number - 1], ipv6, ST2110_A_LEG_REPORT_TO,
		       ST2110_A_LEG_REPORT_TO_PORT, ST2110_A_LEG_REPORT_TO_SRC) ||
	    (as->mute[leg->number - 1] &&
	     nla_put_u32(skb, ST2110_A_LEG_REPORT_MUTE,
			 as->mute[leg->number - 1] == ST2110_MUTE_ON)) ||
	    nla_put_u32(skb, ST2110_A_LEG_REPORT_STATE, st2110_leg_state(leg)) ||
	    nla_put_u32(skb, ST2110_A_LEG_REPORT_VERDICT,
			ktime_get_ns() - f->in.last_ns > ST2110_SECOND_NS ?
			ST2110_VERDICT_NONE : f->verdict) ||
	    put_u64(skb, ST2110_A_LEG_REPORT_SENT, f->stats.packets_out) ||
	    put_u64(skb, ST2110_A_LEG_REPORT_MISSING, missing(leg)) ||
	    (f->port && nla_put_string(skb, ST2110_A_LEG_REPORT_CLOCK,
				       st2110_clock_name(f->clock))) ||
	    (f->clock != leg->base &&
	     nla_put_s64(skb, ST2110_A_LEG_REPORT_CLOCK_DELTA, leg->clock_delta_ns,
			 ST2110_A_LEG_REPORT_PAD)))
		return -EMSGSIZE;
	if (leg->number > 1 && put_apart(skb, leg->legs))
		return -EMSGSIZE;
	for (i = 0; stats && i < ST2110_DROPS; i++)
		if (put_u64(skb, ST2110_A_LEG_REPORT_DROPS,
			    leg->drops[i] + st2110_tallied(&f->stats.drops[i])))
			return -EMSGSIZE;
	return stats ? st2110_netlink_stats(skb, ST2110_A_LEG_REPORT_STATS, f) : 0;
}

static int put_legs(struct sk_buff *skb, struct st2110_legs *legs, const struct as_staged *as,
		    bool stats)
{
	unsigned int i;
	int err;

	for (i = 0; i < legs->n; i++) {
		struct st2110_leg *leg = &legs->leg[i];
		struct st2110_port *port = rtnl_dereference(leg->port);
		struct nlattr *nest = nla_nest_start(skb, ST2110_A_FLOW_LEGS);

		if (!nest)
			return -EMSGSIZE;
		if (port) {
			spin_lock_bh(qdisc_lock(port->sch));
			err = put_leg(skb, leg, as, stats);
			spin_unlock_bh(qdisc_lock(port->sch));
		} else {
			err = put_leg(skb, leg, as, stats);
		}
		if (err) {
			nla_nest_cancel(skb, nest);
			return err;
		}
		nla_nest_end(skb, nest);
	}
	return 0;
}

/**
 * st2110_netlink_flow() - put a whole message about a flow
 * @skb: message buffer
 * @f: flow
 * @portid: receiver
 * @seq: of the request
 * @flags: netlink flags
 * @cmd: FLOW_GET for configuration, STAGE_GET for the one that waits in a set (nothing
 *	is put if there is none), STATS_GET for statistics; plan and status in all
 * @cb: dump that this is part of, or NULL
 *
 * Values are read under the root lock, so they belong together; those of legs, each
 * under its own. RTNL.
 *
 * Return: 0 or -EMSGSIZE.
 */
int st2110_netlink_flow(struct sk_buff *skb, struct st2110_flow *f, u32 portid, u32 seq,
			int flags, u8 cmd, struct netlink_callback *cb)
{
	const struct st2110_staged *staged = NULL;
	spinlock_t *lock = st2110_nl_lock(f);
	struct as_staged as = { };
	bool waits;
	int err;
	void *hdr = genlmsg_put(skb, portid, seq, &st2110_genl, flags, cmd);

	if (!hdr)
		return -EMSGSIZE;
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	if (cmd == ST2110_CMD_FLOW_GET && f->sdp_extra &&
	    nla_put_string(skb, ST2110_A_FLOW_SDP_EXTRA, f->sdp_extra)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	spin_lock_bh(lock);
	if (f->port)
		st2110_port_collect(f->port);
	/* What waits in a set is not promised yet. */
	waits = f->staged && *f->staged->set;
	if (cmd == ST2110_CMD_STAGE_GET && !waits) {
		spin_unlock_bh(lock);
		genlmsg_cancel(skb, hdr);
		return 0;
	}
	if (cmd == ST2110_CMD_STAGE_GET || (cmd == ST2110_CMD_FLOW_GET && !waits))
		staged = f->staged;
	err = put_identity(skb, f) ?:
	      (cmd != ST2110_CMD_STATS_GET ?
	       put_config(skb, staged ? &staged->config : &f->config) : 0) ?:
	      (cmd == ST2110_CMD_FLOW_GET && f->legs ? put_first_leg(skb, f) : 0) ?:
	      (waits ? put_stage(skb, f->staged) : 0) ?:
	      put_plan(skb, f, staged) ?:
	      put_status(skb, f) ?:
	      (cmd == ST2110_CMD_STATS_GET ?
	       st2110_netlink_stats(skb, ST2110_A_FLOW_STATS, f) : 0) ?:
	      put_mute(skb, f, staged);
	memcpy(as.to, st2110_besides(staged ? &staged->config : &f->config)->to, sizeof(as.to));
	if (staged)
		memcpy(as.mute, staged->mute, sizeof(as.mute));
	spin_unlock_bh(lock);
	if (!err && f->legs)
		err = put_legs(skb, f->legs, &as, cmd == ST2110_CMD_STATS_GET);
	if (err) {
		genlmsg_cancel(skb, hdr);
		return err;
	}
	genlmsg_end(skb, hdr);
	return 0;
}
