// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a port sends by a thread of its own (spin.h): media, each packet at its
 * instant, half a window before TPR_j. The rest is net/sched's: best effort, PTP, what
 * is taken in; on other transmit queues where the device has several. With one both
 * share that queue and its lock, and best effort goes packet by packet.
 *
 * A packet is taken under the root lock, ST2110_SPIN_AHEAD_NS before its instant,
 * shown to the taps, and handed to the driver when that comes; then the models are
 * told. Meanwhile it is in the thread's hand: who empties, removes or renumbers its
 * flow says so there. All this is one RCU section with BH disabled, which is what
 * dev_deactivate() and a change of the number of queues wait for.
 *
 * Nobody asks byte queue limits for the thread, and a driver may drop what it is given
 * without carrier. So both are looked at first, and a packet that cannot leave
 * stays in its flow; the thread looks again after RETRY_NS, and after STUCK_NS only when
 * it has slept or was woken. A driver that is busy all the same gives the packet back to
 * its flow; the taps see it once.
 */

#include <net/pkt_sched.h>

#include "compat/compat.h"
#include "pace.h"
#include "port.h"
#include "sync.h"

#define RETRY_NS	20000
#define STUCK_NS	1000000
#define GAP_NS		1000	/* best effort looks so long after an instant */

static struct st2110_port *port_of(struct st2110_spin *spin)
{
	return container_of(spin, struct st2110_port, spin);
}

static u16 txq_of(const struct st2110_port *port)
{
	return port->sch->parent == TC_H_ROOT ? port->media_txq :
						st2110_txq_index(port->sch->dev_queue);
}

static void slept(struct st2110_port *port)
{
	struct st2110_spin *spin = &port->spin;
	u32 late_ns;

	if (likely(!spin->slept_ns))
		return;
	late_ns = min_t(u64, spin->woke_ns - min(spin->slept_ns, spin->woke_ns), U32_MAX);
	spin->slept_ns = 0;
	port->stats.wakeups++;
	port->stats.late_hist[min_t(unsigned int, fls(late_ns >> 10), ST2110_HIST - 1)]++;
	port->stats.late_max_ns = max(port->stats.late_max_ns, late_ns);
}

/* Can the device take media now? If not, when to look again is set. */
static bool takes(struct st2110_port *port, const struct sk_buff *skb, u16 txq, u64 now)
{
	struct st2110_spin *spin = &port->spin;

	if (likely(netif_carrier_ok(port->dev) &&
		   st2110_wire_takes(&port->wire, netdev_get_tx_queue(port->dev, txq), skb))) {
		spin->stuck_ns = 0;
		return true;
	}
	if (!spin->stuck_ns) {
		spin->stuck_ns = now;
		port->stats.queue_stopped++;
	}
	spin->until_ns = now + RETRY_NS;
	if (now - spin->stuck_ns >= STUCK_NS)
		spin->until_ns = now + STUCK_NS;
	return false;
}

static void take(struct st2110_port *port, struct st2110_flow *f, u64 at_ns, u64 now)
{
	struct st2110_hand *hand = &port->spin.hand;
	struct st2110_cb cb = *st2110_cb(f->head);
	struct sk_buff *skb = st2110_port_take(port, f);

	hand->flow = f;
	hand->index = cb.index;
	hand->slot = cb.slot;
	hand->len = qdisc_pkt_len(skb);
	hand->at_ns = at_ns;
	hand->wire_ns = st2110_wire_time(&port->wire, skb);
	hand->stamp = NULL;
	hand->cut = false;
	qdisc_qstats_backlog_dec(port->sch, skb);
	port->sch->q.qlen--;
	if (port->txstamp.on)
		skb = st2110_txstamp_sample(&port->txstamp, f, skb, now, &hand->stamp);
	hand->skb = skb;
	port->spin.until_ns = 0;
	if (f->head)
		st2110_order_wait(&port->order, f);
	else
		st2110_order_leave(&port->order, f);
}

/* Take what is next into the hand, or say when there will be something. Root lock. */
static void pull(struct st2110_port *port)
{
	struct st2110_spin *spin = &port->spin;
	u64 now = ktime_get_ns(), first;
	u16 txq = txq_of(port);
	struct st2110_flow *f;

	WRITE_ONCE(spin->until_ns, KTIME_MAX);
	slept(port);
	if (unlikely(!spin->on || test_bit(__QDISC_STATE_DEACTIVATED, &port->sch->state)))
		return;
	/* What net/sched has taken leaves before. */
	if (unlikely(port->wire.n)) {
		spin->until_ns = now + RETRY_NS;
		return;
	}
	if (port->txstamp.on)
		st2110_txstamp_collect(&port->txstamp, port->clock, now);
	first = now;
	if (port->wire.octet_q20)
		first = max(first, st2110_wire_next(&port->wire));
	st2110_order_open(&port->order, now);
	while ((f = st2110_order_ready(&port->order))) {
		u64 at = st2110_pace_instant(f, first + f->latency_ns) - f->latency_ns;

		/* Behind what is in the link's way, or in the bucket's. */
		if ((s64)(at - now) > ST2110_SPIN_AHEAD_NS) {
			st2110_order_wait(&port->order, f);
			spin->until_ns = min(spin->until_ns, at - ST2110_SPIN_AHEAD_NS);
			continue;
		}
		skb_set_queue_mapping(f->head, txq);
		if (takes(port, f->head, txq, now))
			take(port, f, at, now);
		return;
	}
	first = st2110_order_opens(&port->order);
	if ((s64)(first - now) > 0)
		spin->until_ns = min(spin->until_ns, first);
}

/* What was in the hand has left, and did so between these times. Root lock. */
static void told(struct st2110_port *port, u64 went_ns, u64 left_ns)
{
	const struct st2110_hand *hand = &port->spin.hand;
	struct st2110_wire *wire = &port->wire;
	struct st2110_flow *f = hand->flow;
	u64 base = wire->octet_q20 ? max(left_ns, wire->free_ns) : left_ns;

	wire->free_ns = base + hand->wire_ns;
	if (unlikely(!f || hand->cut))
		return;
	st2110_stamp_told(hand->stamp, base + f->latency_ns, f->latency_ns);
	st2110_pace_sent(f, hand->slot, hand->index, base + f->latency_ns, left_ns - went_ns);
	st2110_pace_settle(f, left_ns);
}

/* The driver dropped it, or its flow was emptied while the driver had no room. Root lock. */
static void dropped(struct st2110_port *port, u64 now)
{
	struct st2110_flow *f = port->spin.hand.flow;

	port->stats.drops[ST2110_DROP_RESET]++;
	qdisc_qstats_drop(port->sch);
	if (f) {
		f->stats.packets_out--;
		f->stats.bytes_out -= port->spin.hand.len;
		st2110_tally(&f->stats.drops[ST2110_DROP_RESET]);
	}
	told(port, now, now);
}

/* The driver had no room: it is its flow's head again. Root lock. */
static void give_back(struct st2110_port *port, struct sk_buff *skb)
{
	const struct st2110_hand *hand = &port->spin.hand;
	struct st2110_flow *f = hand->flow;

	st2110_cb(skb)->index = hand->index;
	st2110_cb(skb)->slot = hand->slot;
	qdisc_skb_cb(skb)->pkt_len = hand->len;
	st2110_order_leave(&port->order, f);
	st2110_pace_give_back(f, skb);
	st2110_order_wait(&port->order, f);
	port->backlog++;
	port->stats.media_packets--;
	port->stats.media_bytes -= skb->len;
	qdisc_qstats_backlog_inc(port->sch, skb);
	port->sch->q.qlen++;
	port->stats.queue_stopped++;
	port->spin.shown = skb;
	port->spin.until_ns = ktime_get_ns() + RETRY_NS;
	st2110_port_stir(port);
}

/*
 * What __dev_direct_xmit() does before the driver sees the packet, which is some
 * hundreds of instructions, and need not be done when the instant is there. The device
 * has no use for the packet: true, and it is gone.
 */
static bool unfit(struct net_device *dev, struct sk_buff *skb)
{
	bool again = false;
	struct sk_buff *fit = validate_xmit_skb_list(skb, dev, &again);

	if (likely(fit == skb))
		return false;
	kfree_skb_list(fit);
	return true;
}

static int hand_over(struct net_device *dev, struct sk_buff *skb)
{
	struct netdev_queue *txq = skb_get_tx_queue(dev, skb);
	int ret = NETDEV_TX_BUSY;

	HARD_TX_LOCK(dev, txq, smp_processor_id());
	if (likely(!netif_xmit_frozen_or_drv_stopped(txq)))
		ret = netdev_start_xmit(skb, dev, txq, false);
	HARD_TX_UNLOCK(dev, txq);
	return ret;
}

/* Hand over what is in the hand when its instant comes. RCU, BH disabled; no lock. */
static void send(struct st2110_port *port)
{
	struct st2110_spin *spin = &port->spin;
	struct st2110_hand *hand = &spin->hand;
	u64 at = hand->at_ns, went, left;
	struct sk_buff *skb = hand->skb;
	int ret = NET_XMIT_DROP;
	bool mine = false, gone;

	if (dev_nit_active(port->dev) && skb != spin->shown)
		dev_queue_xmit_nit(skb, port->dev);
	gone = unfit(port->dev, skb);
	while ((s64)(at - (went = ktime_get_ns())) > 0)
		cpu_relax();
	if (likely(!gone))
		ret = hand_over(port->dev, skb);
	left = ktime_get_ns();

	spin_lock(qdisc_lock(port->sch));
	if (skb == spin->shown)
		spin->shown = NULL;
	if (likely(ret == NETDEV_TX_OK)) {
		_bstats_update(&port->sch->bstats, hand->len, 1);
		told(port, went, left);
	} else if (dev_xmit_complete(ret)) {
		dropped(port, left);
	} else if (hand->flow && !hand->cut) {
		give_back(port, skb);
	} else {
		dropped(port, left);
		mine = true;
	}
	hand->skb = NULL;
	hand->flow = NULL;
	/* net/sched has waited for this one. */
	if (unlikely(!spin->on))
		__netif_schedule(port->sch);
	spin_unlock(qdisc_lock(port->sch));
	if (unlikely(mine))
		kfree_skb(skb);
}

static void run(struct st2110_spin *spin)
{
	struct st2110_port *port = port_of(spin);

	rcu_read_lock_bh();
	spin_lock(qdisc_lock(port->sch));
	pull(port);
	spin_unlock(qdisc_lock(port->sch));
	if (spin->hand.skb)
		send(port);
	rcu_read_unlock_bh();
}

/* The thread begins to send, or ceases: then the timer does it. */
static void stands(struct st2110_spin *spin, bool on, bool asked)
{
	struct st2110_port *port = port_of(spin);
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_RELEASE,
		.cause = on ? ST2110_CAUSE_NONE : ST2110_CAUSE_CPU_OFFLINE,
		.mono_ns = ktime_get_ns(),
		.tai_ns = ktime_get_clocktai_ns(),
	};

	spin_lock_bh(qdisc_lock(port->sch));
	if (spin->on == on) {
		spin_unlock_bh(qdisc_lock(port->sch));
		return;
	}
	spin->on = on;
	spin->until_ns = 0;
	spin->stuck_ns = 0;
	e.clock_state = port->map.state;
	st2110_port_ahead(port);
	spin_unlock_bh(qdisc_lock(port->sch));
	if (!asked)
		st2110_event_raise(&port->events, &e);
	/* Whoever sends from now on is told what there is. */
	local_bh_disable();
	if (!test_bit(__QDISC_STATE_DEACTIVATED, &port->sch->state))
		__netif_schedule(port->sch);
	local_bh_enable();
}

const struct st2110_spin_ops st2110_port_spin_ops = {
	.run	= run,
	.stands	= stands,
};

/**
 * st2110_port_spin_arm() - net/sched has nothing to send: tell the thread what there is
 * @port: port that spins
 *
 * Root lock.
 *
 * Return: when net/sched is to look again, for best effort that media is in the way of;
 * U64_MAX: when something comes.
 */
u64 st2110_port_spin_arm(struct st2110_port *port)
{
	const struct st2110_flow *due = st2110_order_due(&port->order);
	u64 first = st2110_order_opens(&port->order), next;

	if (st2110_order_ready(&port->order) && !port->spin.stuck_ns)
		first = 0;
	st2110_spin_wake(&port->spin, first);
	if (port->sch->q.qlen <= port->backlog)
		return U64_MAX;
	if (port->spin.hand.skb)
		next = port->spin.hand.at_ns;
	else if (due)
		next = due->due_ns;
	else
		return U64_MAX;
	return max(next, port->wire.now_ns) + GAP_NS;
}

/**
 * st2110_port_spin_cut() - a flow is emptied: what is in the hand of it is no part of it
 * @port: port
 * @f: flow, which is about to go when it is removed
 *
 * Root lock.
 */
void st2110_port_spin_cut(struct st2110_port *port, const struct st2110_flow *f)
{
	struct st2110_hand *hand = &port->spin.hand;

	port->spin.shown = NULL;
	if (likely(hand->flow != f))
		return;
	hand->cut = true;
	hand->stamp = NULL;
	if (f->removed)
		hand->flow = NULL;
}
