// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a port sends: a run of net/sched finds out what has happened since the last,
 * PTP, media and best effort leave as the windows and the wire allow, and when
 * nothing may, the alarm is set for the next that will; see port.h.
 */

#include "assign.h"
#include "large.h"
#include "leg.h"
#include "pace.h"
#include "port.h"
#include "sync.h"

#define GUARD_MAX_NS	1000000
#define GUARD_UP_NS	2048
#define GUARD_DOWN	16	/* wake-ups for a ns */
#define PROBE_NS	20000
#define BE_YIELD_NS	1000000		/* best effort gives way to a stuck flow for so long */
#define PTP_SEEN_NS	(16 * NSEC_PER_SEC)	/* PTP counts as present for so long */
#define PTP_LOOK_NS	10000		/* PTP behind a stopped queue looks after it so often */
#define READY_TRIES	8		/* flows looked at behind a stopped queue */
#define HURRY_NS	20000		/* a window so short that its packet waits for no other's */

static bool queue_open(struct st2110_port *port, const struct sk_buff *skb)
{
	if (likely(st2110_wire_takes(&port->wire, skb_get_tx_queue(port->dev, skb), skb)))
		return true;
	port->stats.queue_stopped++;
	return false;
}

/* What a wake-up released was so late, or it was so late itself and released nothing. */
static void guard_learns(struct st2110_port *port, u64 late_ns)
{
	if (unlikely(port->probes))
		port->probes--;
	/* An eighth to spare, or the latest of them would be too late. */
	if (late_ns + late_ns / 8 > port->guard_ns)
		port->guard_ns = min(port->guard_ns + GUARD_UP_NS, GUARD_MAX_NS);
	else if (!(port->stats.wakeups % GUARD_DOWN) && port->guard_ns > ST2110_GUARD_MIN_NS)
		port->guard_ns--;
}

static noinline void woken(struct st2110_port *port, u64 now_ns)
{
	u32 late_ns = min_t(u64, now_ns - port->alarm.armed_ns, U32_MAX);

	port->woken_for_ns = port->alarm.armed_ns;
	port->alarm.armed_ns = 0;
	port->woke = true;
	port->served = false;
	port->stats.wakeups++;
	port->stats.late_hist[min_t(unsigned int, fls(late_ns >> 10), ST2110_HIST - 1)]++;
	port->stats.late_max_ns = max(port->stats.late_max_ns, late_ns);
	port->late_avg_ns += ((s32)min_t(u32, late_ns, S32_MAX) - (s32)port->late_avg_ns) / 16;
	if (unlikely(port->probes))
		guard_learns(port, late_ns);
}

/* The stack took packets back: their time on the wire is not what we noted. */
static void requeued(struct st2110_port *port)
{
	struct st2110_flow *f;

	port->requeues = port->sch->qstats.requeues;
	if (port->spin.on)
		return;
	list_for_each_entry(f, &port->flows, list)
		if (f->begun)
			f->ring[f->begun - 1].unverified = ST2110_CAUSE_REQUEUED;
	st2110_txstamp_doubt(&port->txstamp);
}

/* What is the same for whoever takes a flow's head off. */
static __always_inline struct sk_buff *take(struct st2110_port *port, struct st2110_flow *f)
{
	struct sk_buff *skb = st2110_pace_take(f);

	port->backlog--;
	port->stats.media_packets++;
	port->stats.media_bytes += skb->len;
	return skb;
}

/**
 * st2110_port_take() - take a flow's head off, to be sent
 * @port: port
 * @f: flow of it with a head
 *
 * Root lock.
 *
 * Return: the packet; st2110_pace_sent() is due for it.
 */
struct sk_buff *st2110_port_take(struct st2110_port *port, struct st2110_flow *f)
{
	struct sk_buff *skb = take(port, f);

	if (unlikely(f->sync))
		st2110_sync_leaves(f, skb);
	else if (unlikely(f->leg))
		st2110_leg_leaves(f, skb);
	port->served = true;
	return skb;
}

static bool hurries(const struct st2110_flow *f)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);

	return s->prompt && s->window_ns < HURRY_NS;
}

static __always_inline struct sk_buff *send_media(struct st2110_port *port, struct st2110_flow *f)
{
	struct sk_buff *skb;

	port->hurried = hurries(f);
	st2110_wire_note(&port->wire, f);
	skb = st2110_port_take(port, f);
	if (port->txstamp.on)
		skb = st2110_txstamp_sample(&port->txstamp, f, skb, port->wire.now_ns,
					    st2110_wire_stamp(&port->wire));
	if (!f->head || f->where != ST2110_READY || st2110_order_after(f))
		st2110_order_next(&port->order, f, st2110_wire_next(&port->wire));
	port->going = st2110_order_alone(&port->order, f) && skb_queue_empty(&port->ptp.queue) ?
		      f : NULL;
	return skb;
}

static __always_inline bool may_send(const struct st2110_port *port, struct st2110_flow *f,
				     u64 wire_ns)
{
	return wire_ns + f->latency_ns >= f->full_until_ns &&
	       st2110_pace_may_send(f, wire_ns + f->latency_ns);
}

/*
 * Of many flows it is mostly plain which one leaves next. To make all that are open
 * ready for that would cost more than all the rest.
 */
static struct sk_buff *dequeue_first(struct st2110_port *port, u64 wire_ns)
{
	struct st2110_flow *f = st2110_order_first(&port->order, wire_ns);

	if (!f || unlikely(port->hurried && port->wire.n))
		return NULL;
	if (port->spread)
		skb_set_queue_mapping(f->head, port->media_txq);
	if (!st2110_wire_takes(&port->wire, skb_get_tx_queue(port->dev, f->head), f->head) ||
	    !may_send(port, f, wire_ns))
		return NULL;
	return send_media(port, f);
}

/* Sets *again when a flow may have more to send once the doorbell has rung. */
static struct sk_buff *dequeue_media(struct st2110_port *port, bool *again)
{
	struct st2110_flow *f, *next;
	struct sk_buff *skb;
	u64 wire_ns = st2110_wire_next(&port->wire);
	unsigned int tries = 0;

	if (unlikely(st2110_wire_full(&port->wire))) {
		*again = true;
		return NULL;
	}
	/* What was launched is still in the NIC: nothing overtakes it. */
	if (unlikely((s64)(port->launch.free_ns - wire_ns) > 0 || port->launch.astray_until_ns)) {
		port->held_until_ns = st2110_launch_leaves(&port->launch, port->dev, wire_ns);
		if (port->held_until_ns)
			return NULL;
		if (port->launch.left)
			st2110_port_ahead(port);
	}
	if ((s64)(st2110_order_opens(&port->order) - wire_ns) <= 0) {
		skb = st2110_order_many(&port->order) ? dequeue_first(port, wire_ns) : NULL;
		if (skb)
			return skb;
		st2110_order_open(&port->order, wire_ns);
	}
	for (f = st2110_order_ready(&port->order); f && tries < READY_TRIES; f = next) {
		/* Not before: the device may have other queues by now. */
		if (port->spread)
			skb_set_queue_mapping(f->head, port->media_txq);
		if (!queue_open(port, f->head)) {
			next = st2110_order_after(f);
			tries++;
			continue;
		}
		/* The doorbell rings for packets of 125 us of audio before others join them. */
		if (unlikely(port->hurried) && port->wire.n && !hurries(f)) {
			*again = true;
			return NULL;
		}
		if (may_send(port, f, wire_ns))
			return send_media(port, f);
		next = st2110_order_after(f);
		/* Where it goes next is known when the models know of the bulk. */
		if (f->taken) {
			*again = true;
			continue;
		}
		st2110_order_wait(&port->order, f);
	}
	return NULL;
}

/*
 * What to tell the NIC. A flow that counts by the NIC's own clock is as exact as
 * its epoch: how good the mapping is does not matter. But a frame that was
 * assigned before that clock was set leaves as planned, whatever it is called now.
 */
static u64 launch_time(const struct st2110_port *port, const struct st2110_flow *f,
		       const struct st2110_field *field, u64 at_ns)
{
	u64 exact = field->media_ns + (at_ns - field->start_ns);
	u64 mapped = st2110_mono_to_media(&port->launch.map, at_ns);

	if (f->clock == port->clock &&
	    abs((s64)(exact - mapped)) <= f->sched[field->sched]->window_ns / 4)
		return exact;
	return mapped;
}

/* The NIC does the timing: give every packet that is near enough its instant. */
static noinline struct sk_buff *launch_media(struct st2110_port *port)
{
	u64 now = port->wire.now_ns, first = now + port->launch.ready_ns;
	struct st2110_launch *l = &port->launch;
	struct st2110_flow *f;

	/* Behind what is in the NIC already, launched or not. */
	first = max3(first, l->free_ns, st2110_wire_next(&port->wire));
	if ((s64)(st2110_order_opens(&port->order) - now) <= 0)
		st2110_order_open(&port->order, now);
	while ((f = st2110_order_ready(&port->order))) {
		s32 latency = f->latency_ns;
		u64 at = st2110_pace_instant(f, first + latency);
		struct st2110_cb cb = *st2110_cb(f->head);
		struct st2110_stamp *stamp = NULL;
		struct sk_buff *skb;

		if ((s64)(at - latency - now - l->ahead_ns) > 0) {
			st2110_order_wait(&port->order, f);
			continue;
		}
		skb_set_queue_mapping(f->head, l->txq);
		if (!l->mark_ns && l->free_ns) {
			l->mark_ns = max(l->free_ns, now) + ST2110_LAUNCH_SLACK_NS;
			l->mark_queued = st2110_wire_queued(netdev_get_tx_queue(port->dev, l->txq));
		}
		/* A NIC that launches nothing more does not open it either. */
		if (!queue_open(port, f->head)) {
			port->held_until_ns = l->mark_ns;
			return NULL;
		}
		skb = st2110_port_take(port, f);
		port->stats.launched++;
		port->stats.launched_late += at == first + latency;
		if (port->txstamp.on)
			skb = st2110_txstamp_sample(&port->txstamp, f, skb, now, &stamp);
		st2110_launch_book(l, skb, at,
				   launch_time(port, f, &f->ring[cb.slot], at - latency),
				   st2110_wire_time(&port->wire, skb));
		st2110_stamp_told(stamp, at, latency);
		st2110_pace_sent(f, cb.slot, cb.index, at, 0);
		st2110_pace_settle(f, now);
		st2110_order_next(&port->order, f, now);
		return skb;
	}
	return NULL;
}

static struct sk_buff *dequeue_ptp(struct st2110_port *port)
{
	struct sk_buff *skb = skb_peek(&port->ptp.queue);

	if (likely(!skb) || !queue_open(port, skb) ||
	    st2110_txstamp_yield(&port->txstamp, skb, port->wire.now_ns))
		return NULL;
	__skb_unlink(skb, &port->ptp.queue);
	st2110_txstamp_passes(&port->txstamp, skb, port->wire.now_ns);
	port->stats.ptp_packets++;
	port->ptp_until_ns = port->wire.now_ns + PTP_SEEN_NS;
	/* The doorbell rings for it before anything else is made ready. */
	st2110_wire_close(&port->wire);
	return skb;
}

/* How far best effort may run on into a flow's time; not where that is an instant. */
static u32 runs_on(const struct st2110_port *port, const struct st2110_flow *f)
{
	return unlikely(port->spin.on) ? 0 : st2110_flow_margin_ns(f) / 2;
}

/*
 * Until when the link is free for best effort. A packet may run on into half of
 * the margin that the flow keeps, or the gaps would go unused by half a packet
 * each. A flow that is ready but whose queue is stopped counts as due, unless it
 * has been stuck for long.
 */
static u64 link_free_until(const struct st2110_port *port)
{
	const struct st2110_flow *due = st2110_order_due(&port->order);
	const struct st2110_flow *ready = st2110_order_ready(&port->order);
	u64 now = port->wire.now_ns, until = U64_MAX;

	/* What is launched is booked before best effort could be in its way. */
	if (port->launch.on)
		return U64_MAX;

	if (ready && now - ready->close_ns + BE_YIELD_NS < 2 * BE_YIELD_NS)
		until = ready->close_ns + runs_on(port, ready);
	if (due)
		until = min(until, due->due_ns + runs_on(port, due));
	if (unlikely(port->spin.hand.skb) && (s64)(port->spin.hand.at_ns - now) > 0)
		until = min(until, port->spin.hand.at_ns);
	else if (until == U64_MAX && now < port->media_until_ns)
		until = now + port->be_ahead_ns;
	return until;
}

/*
 * Must a large packet not leave as a whole? PTP would wait behind all of it; and
 * net/core, had it to segment it for the device, would take longer than a wake-up
 * may be late, and take back what the device's queue has no room for.
 */
static bool goes_apart(const struct st2110_port *port, struct sk_buff *skb)
{
	u64 now = port->wire.now_ns;

	return now < port->media_until_ns &&
	       (now < port->ptp_until_ns || st2110_large_by_hand(skb));
}

/*
 * Best effort enters the NIC as far as it will have left before media is due. Sets
 * *split when a large packet was taken apart, which took its time.
 */
static noinline struct sk_buff *dequeue_best_effort(struct st2110_port *port, bool *split)
{
	u64 wire_ns = st2110_wire_next(&port->wire), now = port->wire.now_ns, until, again = 0;
	bool fits, between = !st2110_order_due(&port->order);
	struct sk_buff *skb;

	port->be_fits_ns = 0;
	skb = st2110_be_peek(&port->be, port->sch, now);
	if (!skb || !queue_open(port, skb) || st2110_txstamp_yield(&port->txstamp, skb, now))
		return NULL;
	until = port->wire.octet_q20 ? link_free_until(port) : U64_MAX;
	if (port->launch.on)
		again = st2110_launch_gap(&port->launch, wire_ns,
					  st2110_wire_time(&port->wire, skb));
	wire_ns += st2110_wire_time(&port->wire, skb);
	fits = !again && (until == U64_MAX || (s64)(until - wire_ns) >= 0);
	if (skb_is_gso(skb) && (!fits || goes_apart(port, skb))) {
		/* What is in the bulk would wait for it. */
		if (!st2110_wire_rung(&port->wire))
			return NULL;
		*split = st2110_be_split(&port->be, port->sch);
		if (*split)
			return NULL;
	}
	/* Between frames an idle link takes any packet. */
	if (!fits && (again || !between || st2110_wire_next(&port->wire) != now)) {
		if (!st2110_be_overdue(&port->be, now)) {
			port->be_fits_ns = again;
			if (between && !again)
				port->be_fits_ns = wire_ns - port->be_ahead_ns;
			return NULL;
		}
		port->be.forced++;
	}
	/* The thread does not wait for the lock of a queue that both use for long. */
	if (unlikely(port->spin.on) && !port->spread)
		st2110_wire_close(&port->wire);
	skb = st2110_be_take(&port->be, now);
	if (port->txstamp.slots)
		st2110_txstamp_passes(&port->txstamp, skb, now);
	port->stats.be_packets++;
	port->stats.be_bytes += skb->len;
	return skb;
}

static noinline void epoch_events(struct st2110_port *port, u64 now_ns)
{
	struct st2110_flow *f;
	u64 first = U64_MAX;

	list_for_each_entry(f, &port->flows, list) {
		struct st2110_event e = { .type = ST2110_EVENT_TYPE_EPOCH };
		struct st2110_detour *d;
		struct st2110_handover h;

		if (!f->config.epoch_events)
			continue;
		d = st2110_flow_detour(f);
		st2110_assign_handover(f, now_ns, &h);
		if ((s64)(now_ns - d->epoch_event_ns) >= 0) {
			e.k = h.epoch.k;
			e.rtp = h.epoch.rtp;
			e.deadline_tai_ns = h.deadline_tai_ns;
			e.deadline_mono_ns = h.deadline_mono_ns;
			st2110_flow_event(f, &e);
			d->epoch_event_ns = h.next_begin_ns;
		}
		first = min(first, d->epoch_event_ns);
	}
	port->epoch_event_ns = first;
}

static void arm(struct st2110_port *port)
{
	struct st2110_flow *due = st2110_order_due(&port->order);
	u64 next = due ? due->due_ns : U64_MAX;

	if (unlikely(port->spin.on))
		next = st2110_port_spin_arm(port);
	/* A closing that passes meanwhile is no late wake-up. */
	if (unlikely(port->held_until_ns)) {
		next = max(port->held_until_ns, port->wire.now_ns + 1);
		port->held_until_ns = 0;
	}
	if (port->epoch_flows)
		next = min(next, port->epoch_event_ns);
	if (port->be_fits_ns)
		next = min(next, max(port->be_fits_ns, port->wire.now_ns + 1));
	/* The softirq that opens a stopped queue may be put off; not while PTP waits for it. */
	if (unlikely(!skb_queue_empty(&port->ptp.queue)) &&
	    (s64)(port->wire.free_ns - port->wire.now_ns) > 0)
		next = min(next, port->wire.now_ns + PTP_LOOK_NS);
	if (unlikely(port->probes))
		next = min(next, port->wire.now_ns + PROBE_NS);
	if (unlikely(!list_empty(&port->awaiting)))
		next = min(next, port->await_look_ns);
	if (unlikely(port->txstamp.waiting)) {
		port->txstamp.waiting = false;
		next = min(next, port->wire.now_ns + ST2110_STAMP_RECHECK_NS);
	}
	if (next == U64_MAX)
		return;
	/* A later wish does not move an earlier alarm: it will be set then. */
	if (port->alarm.armed_ns && port->alarm.armed_ns <= next)
		return;
	port->alarm.armed_ns = next;
	port->alarm.ops->arm(&port->alarm, next);
}

static bool media_due(const struct st2110_port *port)
{
	return st2110_order_ready(&port->order) ||
	       (s64)(st2110_order_opens(&port->order) - port->wire.now_ns) <= 0;
}

/* A run of net/sched begins: what has happened since the last. */
static void run_begins(struct st2110_port *port)
{
	u64 now;

	/* Before the clock is read: what rings from now on is for the next run. */
	WRITE_ONCE(port->alarm.rang, false);
	now = ktime_get_ns();

	/* The first doorbell of a wake-up: it has taken from the alarm to here. */
	if (port->woke && port->wire.n) {
		port->woke = false;
		guard_learns(port, now - port->woken_for_ns);
	}
	st2110_wire_begin(&port->wire, now);
	if (port->txstamp.on)
		st2110_txstamp_collect(&port->txstamp, port->clock, now);
	if (port->alarm.armed_ns && now >= port->alarm.armed_ns)
		woken(port, now);
	if (port->launch.on)
		st2110_launch_watch(&port->launch, port->dev, now);
	if (unlikely(port->launch.enabled || port->launch.on) && port->backlog &&
	    st2110_launch_begin(&port->launch, port->dev, port->clock))
		st2110_port_launching(port);
	if (unlikely(port->launch.left) && !port->launch.astray_until_ns &&
	    st2110_launch_left(&port->launch, port->dev)) {
		struct st2110_flow *f;

		list_for_each_entry(f, &port->flows, list)
			st2110_pace_came(f, now);
		st2110_port_ahead(port);
	}
	/* What is due goes first: to take in what is not takes its time. */
	if (unlikely(!st2110_inbox_empty(&port->inbox)) && !media_due(port))
		st2110_port_take_inbox(port);
	if (unlikely(!list_empty(&port->awaiting)) && now >= port->await_look_ns)
		st2110_port_await(port, now);
	if (unlikely(port->requeues != port->sch->qstats.requeues))
		requeued(port);
	if (unlikely(port->epoch_flows) && now >= port->epoch_event_ns)
		epoch_events(port, now);
}

/*
 * Nothing could leave, and the alarm is set. Media that queues up behind a head
 * that waits changes nothing of that, and net/sched asks at each packet.
 */
static void settle(struct st2110_port *port)
{
	if (port->sch->q.qlen != port->backlog || st2110_order_ready(&port->order) ||
	    port->wire.closed || port->wire.bulk_ns || port->launch.on)
		return;
	port->settled = true;
	port->settled_until_ns = port->alarm.armed_ns ?: KTIME_MAX;
	port->quiet = !port->sch->q.qlen && !port->alarm.armed_ns &&
		      port->wire.now_ns >= port->media_until_ns &&
		      !port->launch.enabled && !port->txstamp.on;
}

static struct sk_buff *leaves(struct st2110_port *port, struct sk_buff *skb, bool launched)
{
	qdisc_qstats_backlog_dec(port->sch, skb);
	port->sch->q.qlen--;
	st2110_wire_add(&port->wire, port->sch, skb, launched);
	return skb;
}

/*
 * A packet of the only flow there is goes with the bulk: how many may follow it is
 * found out once, not for each. Not where a packet means more than its place.
 */
static void run_on(struct st2110_port *port, const struct sk_buff *skb)
{
	struct st2110_flow *f = port->going;
	s32 n = -1;

	if (likely(!port->txstamp.on && !f->leg && !f->sync))
		n = st2110_pace_run(f, st2110_wire_next(&port->wire) + f->latency_ns,
				    &port->run.full_ns);
	port->run.sent = st2110_wire_run(&port->wire, skb);
	port->run.len = qdisc_pkt_len(skb);
	port->run.next = port->run.sent->index + 1;
	port->run.slot = port->run.sent->slot;
	port->run.left = clamp(n, 0, ST2110_BULK_MAX - port->wire.n);
	if (port->run.left != n)
		port->run.full_ns = 0;
	port->run.octets = qdisc_avail_bulklimit(netdev_get_tx_queue(port->dev, port->wire.txq));
}

/* Is the head one of those that may follow, for the same transmit queue? */
static __always_inline bool runs(const struct st2110_port *port, const struct sk_buff *skb)
{
	const struct st2110_cb *cb = st2110_cb(skb);

	return port->run.left && cb->slot == port->run.slot && cb->index == port->run.next &&
	       qdisc_pkt_len(skb) == port->run.len && port->wire.octets < port->run.octets &&
	       skb->next &&
	       (port->spread || skb_get_queue_mapping(skb) == port->wire.txq);
}

/* It is taken, and leaves one behind. */
static __always_inline struct sk_buff *run_next(struct st2110_port *port, struct st2110_flow *f)
{
	struct sk_buff *skb = take(port, f);

	port->run.left--;
	port->run.next++;
	if (port->spread)
		skb_set_queue_mapping(skb, port->media_txq);
	qdisc_qstats_backlog_dec(port->sch, skb);
	port->sch->q.qlen--;
	st2110_wire_more(&port->wire, port->run.sent, skb);
	return skb;
}

/* Has the bucket no room for another? */
static __always_inline bool run_over(struct st2110_port *port, struct st2110_flow *f)
{
	/* Of another field the schedule may be another. */
	if (!port->run.left && st2110_cb(f->head)->slot == port->run.slot)
		f->full_until_ns = port->run.full_ns;
	return st2110_wire_next(&port->wire) + f->latency_ns < f->full_until_ns;
}

/* The root lock has been held since the packet before: only the flow itself is to be asked. */
static noinline struct sk_buff *bulk_next(struct st2110_port *port)
{
	struct st2110_flow *f = port->going;
	struct sk_buff *skb;

	if (st2110_wire_full(&port->wire) ||
	    !st2110_pace_may_send(f, st2110_wire_next(&port->wire) + f->latency_ns)) {
		port->wire.room = 0;
		return NULL;
	}
	skb = leaves(port, send_media(port, f), false);
	if (port->going)
		run_on(port, skb);
	return skb;
}

/* May the bulk of one flow go on, as far as its transmit queue is concerned? */
static bool bulk_goes_on(struct st2110_port *port, struct st2110_flow *f)
{
	if (port->spread)
		skb_set_queue_mapping(f->head, port->media_txq);
	return st2110_wire_takes(&port->wire, skb_get_tx_queue(port->dev, f->head), f->head);
}

/* Whatever is to leave now, of all there is. */
static noinline struct sk_buff *dequeue_any(struct st2110_port *port)
{
	bool again, split, launched, taken = false;
	struct sk_buff *skb;

	port->going = NULL;
more:
	do {
		if (st2110_wire_rung(&port->wire))
			run_begins(port);
		again = false;
		split = false;
		launched = false;
		skb = NULL;
		if (unlikely(port->wire.closed))
			break;
		skb = dequeue_ptp(port);
		if (!skb && port->backlog && likely(!port->spin.on && !port->spin.hand.skb)) {
			launched = port->launch.on;
			skb = launched ? launch_media(port) : dequeue_media(port, &again);
		}
		if (!skb && !again && port->sch->q.qlen > port->backlog) {
			skb = dequeue_best_effort(port, &split);
			launched = false;
		}
	} while (unlikely(split));
	if (skb) {
		leaves(port, skb, launched);
		if (port->going)
			run_on(port, skb);
		return skb;
	}

	port->wire.room = 0;
	/* After the doorbell net/sched asks once more. */
	if (port->wire.n)
		return NULL;
	/* What is due and cannot leave does not keep the rest out. */
	if (unlikely(!taken && !st2110_inbox_empty(&port->inbox))) {
		st2110_port_take_inbox(port);
		taken = true;
		goto more;
	}
	if (port->woke) {
		port->woke = false;
		if (!port->served)
			port->stats.wakeups_idle++;
	}
	arm(port);
	settle(port);
	return NULL;
}

/**
 * st2110_port_dequeue() - the packet that is to leave now
 * @port: port
 *
 * PTP, then media that is eligible, then best effort that fits; without any, the
 * release is armed for the next closing. Not of a port that is settled. Root lock,
 * softirq or BH disabled.
 *
 * Return: a packet, or NULL.
 */
struct sk_buff *st2110_port_dequeue(struct st2110_port *port)
{
	struct st2110_flow *f = port->going;

	/* Is a bulk in progress, of one flow and nothing else? */
	if (f && !st2110_wire_rung(&port->wire)) {
		if (runs(port, f->head))
			return run_next(port, f);
		/* After the doorbell net/sched asks once more. */
		if (run_over(port, f)) {
			port->wire.room = 0;
			return NULL;
		}
		if (bulk_goes_on(port, f))
			return bulk_next(port);
	}
	return dequeue_any(port);
}

/**
 * st2110_port_dequeue_bare() - likewise, of a port that is bare
 * @port: port, see st2110_port_bare()
 *
 * Root lock, softirq or BH disabled.
 *
 * Return: a packet, or NULL.
 */
struct sk_buff *st2110_port_dequeue_bare(struct st2110_port *port)
{
	struct sk_buff *skb;

	port->wire.room = 0;
	skb = skb_peek(&port->be.slot) ?: st2110_be_peek(&port->be, port->sch, 0);
	if (!skb || !queue_open(port, skb))
		return NULL;
	st2110_be_take(&port->be, 0);
	port->stats.be_packets++;
	port->stats.be_bytes += skb->len;
	qdisc_qstats_backlog_dec(port->sch, skb);
	port->settled = !--port->sch->q.qlen;
	return skb;
}
