/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The link as a port reckons with it.
 *
 * What is handed to the NIC leaves when the link falls free, which is reckoned
 * from link speed and lengths: free_ns is when that will be, and what goes next
 * is on the wire then.
 *
 * Packets that net/sched dequeues in one bulk reach the NIC together, when its
 * doorbell rings after the last. So time stands still during a bulk: what may
 * leave is decided by when it began, and the models are told when it is over,
 * with the time at which the next one begins. The bulk is what has been dequeued
 * and not yet rung for.
 *
 * Root lock throughout. Times are MONOTONIC.
 */
#ifndef ST2110_WIRE_H
#define ST2110_WIRE_H

#include "flow.h"

#define ST2110_BULK_MAX		16	/* packets; more wait for the doorbell */
#define ST2110_BULK_SLOW	8	/* what net/sched adds to a first packet */

/* A packet of the bulk, or a run: packets of a field, of one length, one after the other. */
struct st2110_sent {
	struct st2110_flow *flow;
	struct st2110_stamp *stamp;	/* NULL: not sampled; of a run none is */
	u32 index;			/* of the first */
	u32 after_ns;			/* it is on the link after the bulk's begin */
	u32 each_ns;			/* of a run: so long each is */
	u8 slot;
	u8 packets;
};

struct st2110_wire {
	u64 now_ns;			/* when the bulk began */
	u64 free_ns;			/* when the link falls free without it */
	u64 bulk_ns;			/* time it takes on the link */
	u32 octet_q20;			/* ns an octet takes, Q20; 0 unknown speed */
	s32 room;			/* packets or octets until net/sched rings; 0: rung */
	s32 octets;			/* for BQL */
	const struct netdev_queue *one;	/* where bulks are as long as BQL allows */
	u32 queued;			/* octets that it had queued when the bulk began */
	u16 txq;
	u8 n;				/* media packets */
	u8 runs;			/* that they are */
	bool closed;			/* nothing goes behind what is in the bulk */
	struct st2110_sent sent[ST2110_BULK_MAX];
};

void st2110_wire_speed(struct st2110_wire *wire, u32 mbit);
void st2110_wire_reset(struct st2110_wire *wire);
void st2110_wire_begin(struct st2110_wire *wire, u64 now_ns);
void st2110_wire_add(struct st2110_wire *wire, const struct Qdisc *sch, const struct sk_buff *skb,
		     bool launched);
void st2110_wire_behind(struct st2110_wire *wire, const struct Qdisc *sch, u64 now_ns);
bool st2110_wire_takes(const struct st2110_wire *wire, const struct netdev_queue *txq,
		       const struct sk_buff *skb);
void st2110_wire_forget(struct st2110_wire *wire, const struct st2110_flow *f);
void st2110_wire_unstamp(struct st2110_wire *wire);
void st2110_wire_renumber(struct st2110_wire *wire, const struct st2110_flow *f);

/**
 * st2110_wire_time() - how long a packet, or all segments of a large one, takes
 * @wire: link
 * @skb: packet
 *
 * Return: ns on the link, with preamble, FCS and gap; 0 at unknown speed.
 */
static inline u64 st2110_wire_time(const struct st2110_wire *wire, const struct sk_buff *skb)
{
	unsigned int packets = skb_is_gso(skb) ? skb_shinfo(skb)->gso_segs ?: 1 : 1;

	return (u64)(qdisc_pkt_len(skb) + packets * ST2110_WIRE_OVERHEAD) * wire->octet_q20 >> 20;
}

/**
 * st2110_wire_next() - when the next packet of the bulk would be on the wire
 * @wire: link
 */
static inline u64 st2110_wire_next(const struct st2110_wire *wire)
{
	return wire->free_ns + wire->bulk_ns;
}

/* Octets that a transmit queue has been given, ever; BQL's count. */
static inline u32 st2110_wire_queued(const struct netdev_queue *txq)
{
#ifdef CONFIG_BQL
	return txq->dql.num_queued;
#else
	return 0;	/* nor are there bulks */
#endif
}

/* Octets of them that it has not given back yet. */
static inline u32 st2110_wire_held(const struct netdev_queue *txq)
{
#ifdef CONFIG_BQL
	return READ_ONCE(txq->dql.num_queued) - READ_ONCE(txq->dql.num_completed);
#else
	return 0;
#endif
}

/**
 * st2110_wire_rung() - has the doorbell rung for all that was dequeued?
 * @wire: link
 *
 * net/sched may ring earlier than there was room for: when BQL's limit has sunk
 * meanwhile, or its share of packets was spent.
 */
static inline bool st2110_wire_rung(const struct st2110_wire *wire)
{
	return wire->room <= 0 ||
	       (wire->one && st2110_wire_queued(wire->one) != wire->queued);
}

/**
 * st2110_wire_close() - let the doorbell ring for what is in the bulk
 * @wire: link, of which a bulk has begun
 *
 * What is urgent must not wait for what could be put behind it.
 */
static inline void st2110_wire_close(struct st2110_wire *wire)
{
	wire->closed = true;
}

/**
 * st2110_wire_full() - does the bulk hold as many media packets as it can?
 * @wire: link
 */
static inline bool st2110_wire_full(const struct st2110_wire *wire)
{
	return wire->n == ST2110_BULK_MAX;
}

/**
 * st2110_wire_stamp() - where the sample of the packet just noted is kept
 * @wire: link
 */
static inline struct st2110_stamp **st2110_wire_stamp(struct st2110_wire *wire)
{
	return &wire->sent[wire->runs - 1].stamp;
}

/**
 * st2110_wire_note() - a flow's head goes with the bulk
 * @wire: link, not full
 * @f: flow whose head is about to be taken
 *
 * st2110_pace_sent() is told when the doorbell has rung.
 */
static inline void st2110_wire_note(struct st2110_wire *wire, struct st2110_flow *f)
{
	const struct st2110_cb *cb = st2110_cb(f->head);
	struct st2110_sent *sent = &wire->sent[wire->runs++];

	wire->n++;
	sent->flow = f;
	sent->index = cb->index;
	sent->slot = cb->slot;
	sent->packets = 1;
	sent->after_ns = wire->bulk_ns;
	sent->stamp = NULL;
}

/**
 * st2110_wire_run() - the packet just added may be a run's first
 * @wire: link
 * @skb: packet, not GSO, noted before it was added
 *
 * Return: where the run is noted.
 */
static inline struct st2110_sent *st2110_wire_run(struct st2110_wire *wire,
						  const struct sk_buff *skb)
{
	struct st2110_sent *sent = &wire->sent[wire->runs - 1];

	sent->each_ns = st2110_wire_time(wire, skb);
	return sent;
}

/**
 * st2110_wire_more() - a packet goes on with a run
 * @wire: link, of which a bulk goes on
 * @sent: run, the last thing noted
 * @skb: packet, as long as the run's first, for the bulk's transmit queue
 *
 * What st2110_wire_note() and st2110_wire_add() do with such a packet.
 */
static inline void st2110_wire_more(struct st2110_wire *wire, struct st2110_sent *sent,
				    const struct sk_buff *skb)
{
	sent->packets++;
	wire->n++;
	wire->bulk_ns += sent->each_ns;
	wire->octets += skb->len;
	wire->room -= wire->one ? skb->len : 1;
}

#endif /* ST2110_WIRE_H */
