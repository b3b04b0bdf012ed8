// SPDX-License-Identifier: GPL-2.0-only
/*
 * The link as a port reckons with it; see wire.h.
 */

#include "pace.h"
#include "wire.h"

/**
 * st2110_wire_speed() - the link has this speed now
 * @wire: link
 * @mbit: Mbit/s, 0 unknown
 */
void st2110_wire_speed(struct st2110_wire *wire, u32 mbit)
{
	wire->octet_q20 = mbit ? min_t(u64, div_u64(8000ULL << 20, mbit), U32_MAX) : 0;
}

/**
 * st2110_wire_reset() - nothing is under way any more
 * @wire: link, whose speed stays
 */
void st2110_wire_reset(struct st2110_wire *wire)
{
	u32 octet_q20 = wire->octet_q20;

	memset(wire, 0, sizeof(*wire));
	wire->octet_q20 = octet_q20;
}

/**
 * st2110_wire_begin() - the doorbell of the last bulk has rung: begin anew
 * @wire: link
 * @now_ns: now
 *
 * Tells the models what left, and when.
 */
void st2110_wire_begin(struct st2110_wire *wire, u64 now_ns)
{
	u64 base = wire->free_ns;
	struct st2110_sent *sent = wire->sent, *end = sent + wire->runs;

	if (wire->bulk_ns || wire->n) {
		/* The link was free, or fell free before the doorbell: they left just now. */
		if ((s64)(base - now_ns) < 0)
			base = now_ns;
		while (sent < end) {
			struct st2110_flow *f = sent->flow;

			sent += st2110_pace_left(sent, end, base, base - wire->free_ns);
			if (sent == end || f != sent->flow)
				st2110_pace_settle(f, now_ns);
		}
		wire->free_ns = base + wire->bulk_ns;
		wire->bulk_ns = 0;
		wire->n = 0;
		wire->runs = 0;
	}
	wire->closed = false;
	wire->now_ns = now_ns;
	if ((s64)(wire->free_ns - now_ns) < 0 || !wire->octet_q20)
		wire->free_ns = now_ns;
}

/**
 * st2110_wire_add() - a packet is dequeued
 * @wire: link
 * @sch: the qdisc that it leaves by
 * @skb: packet
 * @launched: it waits in the NIC for its instant and does not take the link now
 *
 * Mirrors dequeue_skb() of net/sched: does it ask for more before it rings?
 */
void st2110_wire_add(struct st2110_wire *wire, const struct Qdisc *sch, const struct sk_buff *skb,
		     bool launched)
{
	u16 txq = skb_get_queue_mapping(skb);

	if (!launched)
		wire->bulk_ns += st2110_wire_time(wire, skb);
	if (st2110_wire_rung(wire)) {
		wire->txq = txq;
		wire->octets = skb->len;
		wire->room = ST2110_BULK_SLOW;
		wire->one = NULL;
		if (sch->flags & TCQ_F_ONETXQUEUE) {
			wire->room = qdisc_avail_bulklimit(sch->dev_queue) - (int)skb->len;
			wire->one = sch->dev_queue;
			wire->queued = st2110_wire_queued(wire->one);
		}
		return;
	}
	wire->octets += skb->len;
	wire->room -= wire->one ? skb->len : 1;
	if (txq != wire->txq)
		wire->room = 0;
}

/**
 * st2110_wire_behind() - the link falls free behind what the NIC holds now
 * @wire: link, of which no bulk has begun
 * @sch: the qdisc that it leaves by
 * @now_ns: now
 *
 * As BQL counts it, in all queues that the qdisc sends by.
 */
void st2110_wire_behind(struct st2110_wire *wire, const struct Qdisc *sch, u64 now_ns)
{
	struct net_device *dev = qdisc_dev(sch);
	u64 octets = 0;
	unsigned int i;

	if (sch->flags & TCQ_F_ONETXQUEUE) {
		octets = st2110_wire_held(sch->dev_queue);
	} else {
		for (i = 0; i < dev->real_num_tx_queues; i++)
			octets += st2110_wire_held(netdev_get_tx_queue(dev, i));
	}
	wire->free_ns = now_ns + (octets * wire->octet_q20 >> 20);
}

/**
 * st2110_wire_takes() - may a packet go to its transmit queue?
 * @wire: link
 * @txq: the packet's transmit queue
 * @skb: packet
 *
 * net/sched does not ask this on a device of several queues.
 *
 * Return: whether the queue runs, with BQL room for the packet behind what the
 * bulk has taken.
 */
bool st2110_wire_takes(const struct st2110_wire *wire, const struct netdev_queue *txq,
		       const struct sk_buff *skb)
{
	return !netif_xmit_frozen_or_stopped(txq) &&
	       (st2110_wire_rung(wire) || wire->txq != skb_get_queue_mapping(skb) ||
		wire->octets < qdisc_avail_bulklimit(txq));
}

/**
 * st2110_wire_forget() - a flow goes away
 * @wire: link
 * @f: flow
 */
void st2110_wire_forget(struct st2110_wire *wire, const struct st2110_flow *f)
{
	unsigned int i, runs = 0;

	for (i = 0; i < wire->runs; i++) {
		if (wire->sent[i].flow != f)
			wire->sent[runs++] = wire->sent[i];
		else
			wire->n -= wire->sent[i].packets;
	}
	wire->runs = runs;
}

/**
 * st2110_wire_renumber() - a flow is about to take a larger ring
 * @wire: link
 * @f: flow, before st2110_flow_equip()
 *
 * The entries of what has been dequeued move as those of the queue do.
 */
void st2110_wire_renumber(struct st2110_wire *wire, const struct st2110_flow *f)
{
	unsigned int i;

	for (i = 0; i < wire->runs; i++)
		if (wire->sent[i].flow == f)
			wire->sent[i].slot = st2110_ring_minus(f, wire->sent[i].slot, f->ring_tail);
}

/**
 * st2110_wire_unstamp() - samples under way are void
 * @wire: link
 */
void st2110_wire_unstamp(struct st2110_wire *wire)
{
	unsigned int i;

	for (i = 0; i < wire->runs; i++)
		wire->sent[i].stamp = NULL;
}
