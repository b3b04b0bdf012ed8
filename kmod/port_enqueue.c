// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a port takes in, as against what it sends (port_dequeue.c): a packet goes to its
 * flow, to the PTP lane or to best effort; what belongs to another port's queue is
 * left there, and what others have left here is taken in when a run begins.
 */

#include "await.h"
#include "compat/compat.h"
#include "field.h"
#include "follow.h"
#include "frame.h"
#include "intake.h"
#include "large.h"
#include "leg.h"
#include "pace.h"
#include "port.h"
#include "sync.h"
#include "trace.h"

static void drop(struct st2110_port *port, struct st2110_flow *f, struct sk_buff *skb,
		 struct sk_buff **to_free, enum st2110_drop reason)
{
	if (f)
		st2110_tally(&f->stats.drops[reason]);
	port->stats.drops[reason]++;
	trace_st2110_drop(port->dev, f, reason);
	qdisc_drop(skb, port->sch, to_free);
}

/* Media that the port holds: a packet more, a packet less. */
static __always_inline void comes(struct st2110_port *port, const struct sk_buff *skb)
{
	qdisc_qstats_backlog_inc(port->sch, skb);
	port->sch->q.qlen++;
	port->backlog++;
}

static void goes(struct st2110_port *port, const struct sk_buff *skb)
{
	qdisc_qstats_backlog_dec(port->sch, skb);
	port->sch->q.qlen--;
	port->backlog--;
}

/* Another transmit queue for what is not media; a launch queue takes nothing else. */
static void keep_off_media(const struct st2110_port *port, struct sk_buff *skb)
{
	if (skb_get_queue_mapping(skb) >= port->be_txqs)
		skb_set_queue_mapping(skb, skb_get_queue_mapping(skb) % port->be_txqs);
}

static int enqueue_best_effort(struct st2110_port *port, struct sk_buff *skb,
			       struct sk_buff **to_free)
{
	unsigned int len = qdisc_pkt_len(skb);
	int ret = NET_XMIT_SUCCESS;

	if (port->spread)
		keep_off_media(port, skb);
	port->settled = false;
	if (!st2110_be_pass(&port->be, skb))
		ret = qdisc_enqueue(skb, port->be.child, to_free);
	if (likely(ret == NET_XMIT_SUCCESS)) {
		port->sch->qstats.backlog += len;
		port->sch->q.qlen++;
	} else if (net_xmit_drop_count(ret)) {
		port->stats.drops[ST2110_DROP_CHILD]++;
		qdisc_qstats_drop(port->sch);
	}
	return ret;
}

/* RTCP is never framed: it goes as best effort, its RTP time moved with ours. */
static int enqueue_rtcp(struct st2110_port *port, struct st2110_flow *f, struct sk_buff *skb,
			struct st2110_packet *p, struct sk_buff **to_free)
{
	enum st2110_drop reason;

	st2110_tally(&f->stats.rtcp);
	if (f->config.rtp_ts != ST2110_RTP_TS_KEEP &&
	    (!f->running || !st2110_rtcp_translate(skb, p, f->in.delta))) {
		drop(port, f, skb, to_free, ST2110_DROP_RTCP);
		return NET_XMIT_CN;
	}
	if (unlikely(!st2110_output_rtcp(f, skb, p, &reason))) {
		drop(port, f, skb, to_free, reason);
		return NET_XMIT_CN;
	}
	return enqueue_best_effort(port, skb, to_free);
}

/* CLOCK_TAI was set. */
static noinline void clock_set(struct st2110_port *port, const struct st2110_mapping *m,
			       s64 delta_ns)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_CLOCK,
		.cause = ST2110_CAUSE_CLOCK_STEP,
		.clock_state = m->state,
		.mono_ns = ktime_get_ns(),
		.delta_ns = delta_ns,
	};

	e.tai_ns = st2110_mono_to_media(m, e.mono_ns);
	port->map = *m;
	port->stats.clock_steps++;
	st2110_event_raise(&port->events, &e);
}

/* @m: a mapping of CLOCK_TAI; so is the port's */
static void clock_seen(struct st2110_port *port, const struct st2110_mapping *m)
{
	s64 delta_ns = st2110_mapping_ahead(m) - st2110_mapping_ahead(&port->map);

	if (unlikely(delta_ns))
		clock_set(port, m, delta_ns);
}

/* A first field is dropped because its second was lost. @last: what came just now. */
static void drop_recalled(struct st2110_port *port, struct st2110_flow *f,
			  const struct sk_buff *last, struct sk_buff **to_free)
{
	struct sk_buff *skb, *next;

	if (!f->head || f->head == last)
		st2110_order_leave(&port->order, f);
	skb_list_walk_safe(f->recalled, skb, next) {
		goes(port, skb);
		drop(port, f, skb, to_free, ST2110_DROP_HALF_FRAME);
	}
	f->recalled = NULL;
}

/* The first frame after a while: what is in the NIC by then nobody has reckoned with. */
static noinline void stirred(struct st2110_port *port, u64 now)
{
	st2110_wire_behind(&port->wire, port->sch, now);
	st2110_port_stir(port);
}

/* Does a port that has settled stay so, with a head that is due when the alarm rings, or later? */
static bool stays_settled(const struct st2110_port *port, const struct st2110_flow *f, u64 now)
{
	return port->settled && port->alarm.armed_ns && f->due_ns >= port->alarm.armed_ns &&
	       now < port->alarm.armed_ns && !port->spin.on && !port->launch.enabled;
}

/* The queue had run empty: its flow stands in the orders again. */
static noinline void refills(struct st2110_port *port, struct st2110_flow *f, u64 now)
{
	struct st2110_field *field = &f->ring[st2110_cb(f->head)->slot];

	/* Fields of which nothing more has come. */
	if (st2110_fields_held(f) > 1)
		st2110_pace_settle(f, now);
	st2110_order_wait(&port->order, f);
	if ((s64)(now - f->close_ns) > st2110_flow_margin_ns(f))
		field->starved = true;
	if (!stays_settled(port, f, now))
		st2110_port_stir(port);
}

static __always_inline void queued(struct st2110_port *port, struct st2110_flow *f,
				   struct sk_buff *skb, u64 now, bool begun)
{
	comes(port, skb);
	if (unlikely(port->quiet))
		stirred(port, now);
	if (begun) {
		if (f->guard_ns != port->guard_ns)
			st2110_pace_guard(f, port->guard_ns);
		if (now >= port->media_until_ns || st2110_flow_margin_ns(f) < port->be_ahead_ns)
			port->be_ahead_ns = st2110_flow_margin_ns(f);
		port->media_until_ns = max(port->media_until_ns,
					   now + 2 * st2110_flow_sched(f)->frame_ns);
		/* A PHC's steps are its own to tell. */
		if (!f->clock)
			clock_seen(port, &f->map);
	}
	if (f->where == ST2110_IDLE)
		refills(port, f, now);
	else if (now >= port->settled_until_ns)
		st2110_port_stir(port);
}

static __always_inline int take_in(struct st2110_port *port, struct st2110_flow *f,
				   struct sk_buff *skb, struct st2110_packet *p, u64 now,
				   struct sk_buff **to_free)
{
	u32 fields = f->fields_begun;
	enum st2110_drop reason;
	bool taken;

	taken = st2110_frame_input(f, skb, p, now, &reason);
	if (unlikely(f->recalled))
		drop_recalled(port, f, skb, to_free);
	if (!taken) {
		drop(port, f, skb, to_free, reason);
		st2110_pace_settle(f, now);
		return NET_XMIT_CN;
	}
	queued(port, f, skb, now, fields != f->fields_begun);
	return NET_XMIT_SUCCESS;
}

/* What has waited for a delta is taken in, or what has waited too long dropped. */
static noinline void await_look(struct st2110_port *port, struct st2110_flow *f, u64 now,
				struct sk_buff **to_free)
{
	struct st2110_packet p;
	struct sk_buff *skb;

	while ((skb = st2110_await_excess(f, now))) {
		goes(port, skb);
		drop(port, f, skb, to_free, ST2110_DROP_SYNC);
	}
	if (st2110_sync_awaited(f))
		return;
	f->member->await.over = true;
	while ((skb = st2110_await_take(f))) {
		goes(port, skb);
		if (st2110_classify(skb, &p) == ST2110_CLASS_UDP &&
		    st2110_rtp_parse(skb, &p) == ST2110_RTP_MEDIA)
			take_in(port, f, skb, &p, now, to_free);
		else
			drop(port, f, skb, to_free, ST2110_DROP_SYNC);
	}
	f->member->await.over = false;
}

/**
 * st2110_port_await() - look after all flows that wait for a delta
 * @port: port
 * @now: MONOTONIC
 *
 * Root lock, softirq or BH disabled.
 */
void st2110_port_await(struct st2110_port *port, u64 now)
{
	struct st2110_member *member, *next;
	struct sk_buff *to_free = NULL;
	u32 n = 0;

	list_for_each_entry_safe(member, next, &port->awaiting, await.list) {
		await_look(port, member->flow, now, &to_free);
		n++;
	}
	/* Thousands of them are looked after less often. */
	port->await_look_ns = now + max(ST2110_AWAIT_LOOK_NS, n * ST2110_AWAIT_EACH_NS);
	if (to_free)
		kfree_skb_list(to_free);
}

/* Does a packet of a sync group's member wait for the delta? */
static noinline bool awaits(struct st2110_port *port, struct st2110_flow *f, struct sk_buff *skb,
			    const struct st2110_packet *p, u64 now, struct sk_buff **to_free)
{
	if (likely(!st2110_sync_awaited(f))) {
		if (unlikely(st2110_flow_awaits(f)))
			await_look(port, f, now, to_free);
		return false;
	}
	if (!st2110_flow_awaits(f)) {
		if (list_empty(&port->awaiting))
			port->await_look_ns = now + ST2110_AWAIT_LOOK_NS;
		list_add_tail(&f->member->await.list, &port->awaiting);
		if (port->quiet)
			stirred(port, now);
		port->settled = false;
	}
	st2110_await_put(f, skb, p->ts, now);
	comes(port, skb);
	await_look(port, f, now, to_free);
	return true;
}

static int enqueue_media(struct st2110_port *port, struct st2110_flow *f, struct sk_buff *skb,
			 struct st2110_packet *p, struct sk_buff **to_free)
{
	u64 now = ktime_get_ns();

	if (unlikely(f->member) && awaits(port, f, skb, p, now, to_free))
		return NET_XMIT_SUCCESS;
	return take_in(port, f, skb, p, now, to_free);
}

/* A leg's copy, which was assigned where it came in. */
static noinline void enqueue_leg(struct st2110_port *port, struct sk_buff *skb,
				 struct sk_buff **to_free)
{
	struct st2110_place place = *st2110_place(skb);
	struct st2110_flow *f = place.leg;
	u32 fields = f->fields_begun;
	u64 now = ktime_get_ns();
	enum st2110_drop reason;

	if (place.begins) {
		/* What a queue that did not move has held back is of no use any more. */
		if (f->head && (s64)(now - f->close_ns) > (s64)st2110_flow_stale_ns(f))
			st2110_port_cut(port, f, ST2110_DROP_LATE, to_free);
		st2110_leg_view(f, now);
	}
	if (st2110_follow(f, skb, &place, now, &reason)) {
		queued(port, f, skb, now, fields != f->fields_begun);
		return;
	}
	drop(port, f, skb, to_free, reason);
	st2110_pace_settle(f, now);
}

static int enqueue_flow(struct st2110_port *port, struct st2110_flow *f, struct sk_buff *skb,
			struct st2110_packet *p, struct sk_buff **to_free)
{
	/* Not found again by its last packet, as RTP is. */
	if (unlikely(f->config.no_rtp)) {
		if (p->key.port != f->config.key.port || p->fragment)
			return enqueue_best_effort(port, skb, to_free);
		st2110_intake_bare(f, p);
		return enqueue_media(port, f, skb, p, to_free);
	}
	port->last = f;
	switch (st2110_rtp_parse(skb, p)) {
	case ST2110_RTP_MEDIA:
		if (likely(p->key.port == f->config.key.port))
			return enqueue_media(port, f, skb, p, to_free);
		fallthrough;
	case ST2110_RTP_NOT:
		st2110_tally(&f->stats.not_rtp);
		break;
	case ST2110_RTP_RTCP:
		return enqueue_rtcp(port, f, skb, p, to_free);
	}
	return enqueue_best_effort(port, skb, to_free);
}

/* Leave a packet with the port of the queue that its flow lives on. */
static int post(struct st2110_port *other, struct sk_buff *skb, struct st2110_port *port,
		struct sk_buff **to_free)
{
	st2110_place(skb)->leg = NULL;
	/* A queue that ethtool -L took away sends nothing. */
	if (st2110_txq_index(other->sch->dev_queue) >= READ_ONCE(port->dev->real_num_tx_queues) ||
	    !st2110_inbox_put(&other->inbox, skb)) {
		drop(port, NULL, skb, to_free, ST2110_DROP_INBOX_FULL);
		return NET_XMIT_CN;
	}
	if (!test_bit(__QDISC_STATE_DEACTIVATED, &other->sch->state))
		__netif_schedule(other->sch);
	return NET_XMIT_SUCCESS;
}

static int enqueue_segments(struct st2110_port *port, struct sk_buff *skb,
			    struct sk_buff **to_free)
{
	netdev_features_t features = netif_skb_features(skb);
	struct sk_buff *segs, *next;
	int ret = NET_XMIT_CN;

	segs = skb_gso_segment(skb, features & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs)) {
		drop(port, NULL, skb, to_free, ST2110_DROP_SEGMENT);
		return NET_XMIT_CN;
	}
	port->be.segmented++;
	skb_list_walk_safe(segs, segs, next) {
		skb_mark_not_on_list(segs);
		qdisc_skb_cb(segs)->pkt_len = segs->len;
		if (st2110_port_enqueue(port, segs, to_free) == NET_XMIT_SUCCESS)
			ret = NET_XMIT_SUCCESS;
	}
	consume_skb(skb);
	return ret;
}

/* @h: the RTP header, if it is plain to see that it is of the flow of the packet before */
static noinline int enqueue(struct st2110_port *port, struct sk_buff *skb, const u8 *h,
			    struct sk_buff **to_free)
{
	struct st2110_packet p __uninitialized;
	struct st2110_flow *f = port->last, *other;

	if (!h) {
		if (!st2110_flow_plain(port->dev, skb, &other))
			return enqueue_best_effort(port, skb, to_free);
		if (other && other->port == port && !other->config.no_rtp) {
			f = other;
			h = st2110_rtp_plain(skb, &f->config.key);
		}
	}
	if (h && st2110_rtp_expected(skb, h, &p)) {
		port->last = f;
		return enqueue_media(port, f, skb, &p, to_free);
	}
	switch (st2110_classify(skb, &p)) {
	case ST2110_CLASS_PTP:
		if (!st2110_ptp_admit(&port->ptp, ktime_get_ns())) {
			port->stats.ptp_excess++;
			break;
		}
		if (port->spread)
			keep_off_media(port, skb);
		qdisc_qstats_backlog_inc(port->sch, skb);
		port->sch->q.qlen++;
		__skb_queue_tail(&port->ptp.queue, skb);
		st2110_port_stir(port);
		return NET_XMIT_SUCCESS;
	case ST2110_CLASS_UDP:
		if (!f || !st2110_flow_exactly(f, &p))
			f = st2110_flow_find(port->dev, &p);
		if (!f)
			break;
		if (unlikely(skb_is_gso(skb)))
			return enqueue_segments(port, skb, to_free);
		if (unlikely(f->port != port))
			return post(f->port, skb, port, to_free);
		return enqueue_flow(port, f, skb, &p, to_free);
	default:
		break;
	}
	return enqueue_best_effort(port, skb, to_free);
}

/* Most media only goes on with its field. */
static __always_inline bool continues(struct st2110_port *port, struct st2110_flow *f,
				      struct sk_buff *skb, const u8 *h)
{
	if (!st2110_frame_continue(f, skb, h, port->wire.now_ns))
		return false;
	comes(port, skb);
	if (f->where == ST2110_IDLE)
		refills(port, f, ktime_get_ns());
	return true;
}

/**
 * st2110_port_enqueue() - take a packet in
 * @port: port
 * @skb: packet
 * @to_free: list of packets to free once the root lock is released
 *
 * Root lock, BH disabled, rcu_read_lock_bh().
 *
 * Return: NET_XMIT_SUCCESS; NET_XMIT_CN for what a flow drops, so that a retrying
 * sender does not send into a frame that has been given up; or what the
 * best-effort child says.
 */
int st2110_port_enqueue(struct st2110_port *port, struct sk_buff *skb, struct sk_buff **to_free)
{
	struct st2110_flow *f = port->last;
	const u8 *h = NULL;

	if (!f && st2110_flow_none(skb))
		return enqueue_best_effort(port, skb, to_free);
	if (f && likely(f->in.plain)) {
		h = st2110_rtp_plain(skb, &f->config.key);
		if (h && continues(port, f, skb, h))
			return NET_XMIT_SUCCESS;
	} else if (f && (f->in.open || f->intake) && !f->config.src_set &&
		   ipv6_addr_v4mapped(&f->config.key.dst)) {
		h = st2110_rtp_plain(skb, &f->config.key);
	}
	return enqueue(port, skb, h, to_free);
}

/**
 * st2110_port_take_inbox() - take in what others have left for the port
 * @port: port
 *
 * Root lock, softirq or BH disabled.
 */
void st2110_port_take_inbox(struct st2110_port *port)
{
	struct sk_buff *to_free = NULL, *skb;
	struct sk_buff_head list;

	__skb_queue_head_init(&list);
	st2110_inbox_take(&port->inbox, &list);
	while ((skb = __skb_dequeue(&list))) {
		/* All that leaves by one queue is sent under that queue's lock. */
		skb_set_queue_mapping(skb, st2110_txq_index(port->sch->dev_queue));
		port->stats.inbox_packets++;
		if (st2110_place(skb)->leg)
			enqueue_leg(port, skb, &to_free);
		else
			st2110_port_enqueue(port, skb, &to_free);
	}
	if (unlikely(to_free))
		kfree_skb_list(to_free);
}
