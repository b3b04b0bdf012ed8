// SPDX-License-Identifier: GPL-2.0-only
/*
 * A port's flows, all at once: how long before its instants each is handed over,
 * and what happens to the queued when they are cut off; see port.h.
 */

#include "frame.h"
#include "pace.h"
#include "port.h"

/**
 * st2110_port_lead() - how long before its instants a flow is handed over
 * @port: port
 * @f: flow of it, which stands nowhere
 *
 * Root lock.
 */
void st2110_port_lead(const struct st2110_port *port, struct st2110_flow *f)
{
	const struct st2110_launch *l = &port->launch;

	if (unlikely(port->spin.on)) {
		st2110_pace_ahead(f, ST2110_SPIN_AHEAD_NS, ST2110_SPIN_AHEAD_NS, true);
		return;
	}
	st2110_pace_ahead(f, l->on ? l->ahead_ns : 0,
			  l->enabled && port->clock ? l->ahead_ns : 0, false);
}

/**
 * st2110_port_ahead() - launching begins or ends, or may, or its lead time is another
 * @port: port
 *
 * All flows are handed over that long before their instants, or in windows, with
 * room for what the NIC still holds. Root lock.
 */
void st2110_port_ahead(struct st2110_port *port)
{
	struct st2110_flow *f;

	st2110_port_stir(port);
	list_for_each_entry(f, &port->flows, list) {
		bool stands = f->where != ST2110_IDLE;

		st2110_order_leave(&port->order, f);
		st2110_port_lead(port, f);
		st2110_pace_reserve(f, port->launch.left ?
				    st2110_pace_held(st2110_flow_sched(f),
						     port->launch.ahead_ns) : 0);
		if (stands)
			st2110_order_wait(&port->order, f);
	}
}

/**
 * st2110_port_launching() - st2110_launch_begin() said that launching begins or ends
 * @port: port
 *
 * Root lock.
 */
void st2110_port_launching(struct st2110_port *port)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_RELEASE,
		.cause = port->launch.on ? ST2110_CAUSE_NONE :
			 port->launch.stalled_until_ns ? ST2110_CAUSE_STALL :
			 ST2110_CAUSE_CLOCK_UNLOCKED,
		.clock_state = port->launch.map.state,
		.mono_ns = port->wire.now_ns,
		.tai_ns = ktime_get_clocktai_ns(),
	};

	st2110_port_ahead(port);
	st2110_event_raise(&port->events, &e);
}

/**
 * st2110_port_cut() - drop what a flow has queued
 * @port: port
 * @f: flow of it
 * @reason: why
 * @to_free: list that the packets are put on
 *
 * Root lock.
 */
void st2110_port_cut(struct st2110_port *port, struct st2110_flow *f, enum st2110_drop reason,
		     struct sk_buff **to_free)
{
	u32 bytes, n;

	st2110_order_leave(&port->order, f);
	st2110_wire_forget(&port->wire, f);
	port->going = NULL;
	st2110_txstamp_forget(&port->txstamp, f);
	st2110_port_spin_cut(port, f);
	n = st2110_pace_purge(f, to_free, &bytes);
	port->sch->q.qlen -= n;
	port->sch->qstats.backlog -= bytes;
	port->sch->qstats.drops += n;
	port->backlog -= n;
	st2110_port_stir(port);
	port->stats.drops[reason] += n;
	st2110_tally_add(&f->stats.drops[reason], n);
}

/**
 * st2110_port_reset() - drop all packets, keep the flows
 * @port: port
 *
 * A flow discards up to its next frame. Root lock.
 */
void st2110_port_reset(struct st2110_port *port)
{
	struct sk_buff *list = NULL, *skb;
	struct sk_buff_head posted;
	struct st2110_flow *f;
	u32 bytes, n;

	/* Media, PTP, best effort, and what net/sched took back. */
	port->stats.drops[ST2110_DROP_RESET] += port->sch->q.qlen;
	list_for_each_entry(f, &port->flows, list) {
		st2110_order_leave(&port->order, f);
		st2110_port_spin_cut(port, f);
		n = st2110_pace_purge(f, &list, &bytes);
		st2110_pace_reserve(f, 0);
		st2110_tally_add(&f->stats.drops[ST2110_DROP_RESET], n);
		st2110_frame_restart(f, ST2110_CAUSE_RESET);
	}
	while ((skb = list)) {
		list = skb->next;
		rtnl_kfree_skbs(skb, skb);
	}
	while ((skb = __skb_dequeue(&port->ptp.queue)))
		rtnl_kfree_skbs(skb, skb);
	__skb_queue_head_init(&posted);
	st2110_inbox_take(&port->inbox, &posted);
	while ((skb = __skb_dequeue(&posted))) {
		port->stats.drops[ST2110_DROP_RESET]++;
		if (st2110_place(skb)->leg)
			st2110_tally(&st2110_place(skb)->leg->stats.drops[ST2110_DROP_RESET]);
		rtnl_kfree_skbs(skb, skb);
	}
	port->backlog = 0;
	port->going = NULL;
	st2110_port_stir(port);
	st2110_be_reset(&port->be);
	if (port->alarm.ops)
		port->alarm.ops->disarm(&port->alarm);
	port->alarm.armed_ns = 0;
	st2110_wire_reset(&port->wire);
	st2110_launch_reset(&port->launch);
}
