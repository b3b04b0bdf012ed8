// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flow with legs; see legs.h.
 */

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "await.h"
#include "compat/compat.h"
#include "frame.h"
#include "header.h"
#include "intake.h"
#include "legs.h"
#include "pace.h"
#include "staged.h"
#include "sync.h"
#include "trace.h"

#define GIVE_BACK_NS	250000		/* what was read is given back so often at most */
#define RESOLVE_NS	10000000	/* and neighbours are asked for */

/* Is the qdisc of a port in force? Not while its device is down or has no carrier. */
static bool port_up(const struct st2110_port *port)
{
	return !test_bit(__QDISC_STATE_DEACTIVATED, &port->sch->state) &&
	       netif_running(port->dev) && netif_carrier_ok(port->dev);
}

static bool stalled(const struct st2110_flow *f, u64 now_ns)
{
	return READ_ONCE(f->qlen) &&
	       (s64)(now_ns - READ_ONCE(f->close_ns)) > (s64)st2110_flow_stale_ns(f);
}

/**
 * st2110_leg_state() - what a leg is doing
 * @leg: leg
 *
 * Under RCU (BH) or RTNL. A look from outside, without the root lock.
 *
 * Return: enum st2110_leg_state.
 */
u8 st2110_leg_state(const struct st2110_leg *leg)
{
	const struct st2110_port *port = rcu_dereference_bh_check(leg->port,
								  lockdep_rtnl_is_held());

	if (!port)
		return ST2110_LEG_STATE_GONE;
	if (!port_up(port))
		return ST2110_LEG_STATE_DOWN;
	if (READ_ONCE(leg->flow->muted))
		return ST2110_LEG_STATE_MUTED;
	if (!READ_ONCE(leg->resolved))
		return ST2110_LEG_STATE_UNRESOLVED;
	if (stalled(leg->flow, ktime_get_ns()))
		return ST2110_LEG_STATE_STALLED;
	if (READ_ONCE(leg->clock_apart))
		return ST2110_LEG_STATE_CLOCK_APART;
	return READ_ONCE(leg->flow->stats.packets_out) ? ST2110_LEG_STATE_RUNNING :
							 ST2110_LEG_STATE_WAITING;
}

/* Tell of a leg that is not what it was. Input lock. */
static void watch(struct st2110_legs *legs, struct st2110_leg *leg)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_LEG,
		.cause = ST2110_CAUSE_LINK,
		.leg = leg->number,
		.leg_state = st2110_leg_state(leg),
	};

	/* The leg tells of its clock itself. */
	if (e.leg_state == ST2110_LEG_STATE_CLOCK_APART ||
	    e.leg_state == ST2110_LEG_STATE_WAITING)
		e.leg_state = ST2110_LEG_STATE_RUNNING;
	if (e.leg_state == leg->state)
		return;
	leg->state = e.leg_state;
	if (e.leg_state == ST2110_LEG_STATE_STALLED)
		e.cause = ST2110_CAUSE_STALL;
	else if (e.leg_state == ST2110_LEG_STATE_MUTED)
		e.cause = ST2110_CAUSE_CHANGED;
	st2110_flow_event(legs->flow, &e);
}

static const struct st2110_output *leg_to(const struct st2110_leg *leg)
{
	return &st2110_besides(&leg->legs->flow->config)->to[leg->number - 1];
}

/* Where a leg goes: where it was told to go last, or where it began. */
static const struct in6_addr *leg_dst(const struct st2110_leg *leg)
{
	const struct st2110_output *to = leg_to(leg);

	return to->port ? &to->dst : &leg->config.dst;
}

/* The flow has another configuration. Input lock. */
static void in_force(struct st2110_legs *legs, const u8 *mute)
{
	unsigned int i;

	legs->changes++;
	for (i = 0; i < legs->n; i++) {
		const struct st2110_output *to = leg_to(&legs->leg[i]);
		struct st2110_leg *leg = &legs->leg[i];

		if (!ipv6_addr_equal(&leg->at, leg_dst(leg))) {
			leg->at = *leg_dst(leg);
			ether_addr_copy(leg->mac, to->mac);
			WRITE_ONCE(leg->resolved, to->known ||
				   st2110_output_group(&leg->at, leg->mac));
		}
		if (mute[i])
			WRITE_ONCE(leg->flow->muted, mute[i] == ST2110_MUTE_ON);
	}
}

/**
 * st2110_legs_apply() - put what is staged in force, if it is time
 * @legs: legs
 * @now_ns: MONOTONIC
 *
 * Input lock.
 */
void st2110_legs_apply(struct st2110_legs *legs, u64 now_ns)
{
	struct st2110_flow *f = legs->flow;
	u8 mute[ST2110_LEGS];

	if (!f->staged)
		return;
	memcpy(mute, f->staged->mute, sizeof(mute));
	st2110_staged_apply(f, now_ns);
	if (!f->staged)
		in_force(legs, mute);
}

/* Once a frame, but not more often than does any good. BH disabled, under RCU. */
static void resolve(struct st2110_legs *legs)
{
	struct st2110_port *port;
	u8 mac[MAX_ADDR_LEN];
	struct in6_addr at;
	unsigned int i;
	bool known;

	for (i = 0; i < legs->n; i++) {
		struct st2110_leg *leg = &legs->leg[i];

		port = rcu_dereference_bh(leg->port);
		spin_lock(&legs->lock);
		at = leg->at;
		spin_unlock(&legs->lock);
		if (!port || st2110_output_group(&at, mac))
			continue;
		known = port_up(port) && st2110_output_ask(port->dev, &at, leg->config.vlan, mac);
		spin_lock(&legs->lock);
		if (!ipv6_addr_equal(&at, &leg->at)) {
			spin_unlock(&legs->lock);
			continue;
		}
		WRITE_ONCE(leg->resolved, known);
		if (known)
			ether_addr_copy(leg->mac, mac);
		spin_unlock(&legs->lock);
	}
}

/* May this leg have the frame that begins? */
static bool leg_takes(struct st2110_leg *leg, const struct st2110_port *port)
{
	leg->skip = ST2110_DROP_LEG_DOWN;
	if (!port || !port_up(port))
		return false;
	leg->skip = ST2110_DROP_MUTED;
	if (READ_ONCE(leg->flow->muted))
		return false;
	leg->skip = ST2110_DROP_UNRESOLVED;
	return leg->resolved;
}

static void address(struct sk_buff *skb, const struct st2110_packet *p,
		    const struct st2110_leg *leg, const struct st2110_port *port, u16 pcp)
{
	const struct st2110_output *to = leg_to(leg);
	/* Media, or RTCP on the next port. */
	u16 beyond = ntohs(p->key.port) - ntohs(leg->legs->flow->config.key.port);
	struct st2110_address a = {
		.dst = leg->at,
		.src = to->src_set ? to->src : leg->config.src,
		.src_set = to->src_set || leg->config.src_set,
		.port = htons(ntohs(to->port ?: leg->config.port) + beyond),
		.vlan = leg->config.vlan,
		.pcp = pcp,
		.dst_mac = leg->mac,
		.src_mac = port->dev->dev_addr,
	};

	skb->dev = port->dev;
	skb_dst_drop(skb);
	nf_reset_ct(skb);
	skb_clear_tstamp(skb);
	skb_reset_mac_header(skb);
	skb_set_network_header(skb, p->l3);
	skb_set_transport_header(skb, p->udp);
	skb->mac_len = ETH_HLEN;
	skb->protocol = ipv6_addr_v4mapped(&a.dst) ? htons(ETH_P_IP) : htons(ETH_P_IPV6);
	st2110_header_address(skb, p, &a);
	qdisc_skb_cb(skb)->pkt_len = skb->len;
}

/*
 * Make a leg its copy, NULL: it has none. What cannot be left with it ends the frame
 * for this leg alone.
 * @from: what to copy; gets the first copy, so that all are the same even where the
 * sender changes its memory meanwhile.
 */
static struct sk_buff *copy_for(struct st2110_legs *legs, struct st2110_leg *leg,
				struct sk_buff **from, const struct st2110_packet *p,
				const struct st2110_place *place)
{
	struct st2110_port *port = rcu_dereference_bh(leg->port);
	struct sk_buff *skb;

	if (place->begins) {
		leg->sends = leg_takes(leg, port);
		watch(legs, leg);
	}
	if (leg->sends && (!port || !port_up(port))) {
		leg->sends = false;
		leg->skip = ST2110_DROP_LEG_DOWN;
	}
	if (!leg->sends)
		goto drop;
	leg->skip = ST2110_DROP_MEMORY;
	skb = skb_copy(*from, GFP_ATOMIC);
	if (unlikely(!skb))
		goto stop;
	*st2110_place(skb) = *place;
	st2110_place(skb)->leg = leg->flow;
	*from = skb;
	return skb;
stop:
	leg->sends = false;
drop:
	leg->drops[leg->skip]++;
	return NULL;
}

/* Leave it with the leg's port, which may have sent and freed it when this returns. */
static void post(struct st2110_leg *leg, struct sk_buff *skb, const struct st2110_packet *p)
{
	struct st2110_port *port = rcu_dereference_bh(leg->port);

	leg->skip = ST2110_DROP_LEG_DOWN;
	if (likely(port)) {
		address(skb, p, leg, port, leg->legs->flow->config.marks.pcp);
		leg->skip = ST2110_DROP_INBOX_FULL;
		if (likely(st2110_inbox_put(&port->inbox, skb))) {
			__netif_schedule(port->sch);
			return;
		}
	}
	kfree_skb(skb);
	leg->sends = false;
	leg->drops[leg->skip]++;
}

/* Take off what an ideal receiver has read by now. Input lock. */
static struct sk_buff *read_by(struct st2110_flow *f, u64 now_ns)
{
	struct sk_buff *list = NULL, *skb;
	struct st2110_field *field;

	while (f->head) {
		struct st2110_cb *cb = st2110_cb(f->head);

		field = &f->ring[cb->slot];
		if ((s64)(st2110_tpr_ns(f->sched[field->sched], field->start_ns, cb->index) -
			  now_ns) > 0)
			break;
		skb = st2110_pace_take(f);
		f->taken--;
		field->sent++;
		skb->next = list;
		list = skb;
	}
	while (f->ring_tail != f->ring_head) {
		field = st2110_flow_oldest(f);
		if (!field->closed || field->sent != field->came)
			break;
		if (field->index || st2110_flow_sched(f)->fields == 1)
			st2110_tally(&f->stats.frames_out);
		f->ring_tail = st2110_ring_next(f, f->ring_tail);
	}
	return list;
}

/* When there is something to give back; 0: never. Input lock. */
static u64 next_read(const struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_field *field;

	if (!f->head)
		return 0;
	field = &f->ring[st2110_cb(f->head)->slot];
	return max(st2110_tpr_ns(f->sched[field->sched], field->start_ns,
				 st2110_cb(f->head)->index), now_ns + GIVE_BACK_NS);
}

static void give_back(struct sk_buff *list)
{
	while (list) {
		struct sk_buff *skb = list;

		list = skb->next;
		skb_mark_not_on_list(skb);
		consume_skb(skb);
	}
}

static struct sk_buff *take_in(struct st2110_legs *legs, struct sk_buff *skb,
			       struct st2110_packet *p, u64 now, bool *look);

static struct sk_buff *drop(struct st2110_flow *f, struct sk_buff *skb, enum st2110_drop reason)
{
	st2110_tally(&f->stats.drops[reason]);
	trace_st2110_drop(f->dev, f, reason);
	skb->next = NULL;
	return skb;
}

/*
 * What has waited for a sync group's delta is taken in, or what has waited too long
 * dropped (await.h). Input lock.
 *
 * Return: list of what is to be freed.
 */
static noinline struct sk_buff *await_look(struct st2110_legs *legs, u64 now, bool *look)
{
	struct sk_buff *dropped = NULL, *skb, *one;
	struct st2110_flow *f = legs->flow;
	struct st2110_packet p;

	while ((skb = st2110_await_excess(f, now))) {
		one = drop(f, skb, ST2110_DROP_SYNC);
		one->next = dropped;
		dropped = one;
	}
	if (st2110_sync_awaited(f))
		return dropped;
	f->member->await.over = true;
	while ((skb = st2110_await_take(f))) {
		if (st2110_classify(skb, &p) == ST2110_CLASS_UDP &&
		    st2110_rtp_parse(skb, &p) == ST2110_RTP_MEDIA)
			one = take_in(legs, skb, &p, now, look);
		else
			one = drop(f, skb, ST2110_DROP_SYNC);
		if (one) {
			one->next = dropped;
			dropped = one;
		}
	}
	f->member->await.over = false;
	return dropped;
}

/* When the timer is to ring next; 0: not. Input lock. */
static u64 next_ring(const struct st2110_flow *f, u64 now_ns)
{
	u64 next = next_read(f, now_ns), look = now_ns + ST2110_AWAIT_LOOK_NS;

	return st2110_flow_awaits(f) && (!next || next > look) ? look : next;
}

/**
 * st2110_legs_rings() - give back what has been read, and look after what waits
 * @timer: of the legs
 *
 * Softirq.
 *
 * Return: HRTIMER_RESTART while something is left.
 */
enum hrtimer_restart st2110_legs_rings(struct hrtimer *timer)
{
	struct st2110_legs *legs = container_of(timer, struct st2110_legs, timer);
	struct sk_buff *list, *dropped = NULL;
	u64 next, now = ktime_get_ns();
	bool look = false;

	rcu_read_lock_bh();
	spin_lock(&legs->lock);
	list = read_by(legs->flow, now);
	if (unlikely(st2110_flow_awaits(legs->flow)))
		dropped = await_look(legs, now, &look);
	next = next_ring(legs->flow, now);
	/* Armed, nobody else touches it. */
	if (next)
		hrtimer_set_expires(timer, ns_to_ktime(next));
	legs->armed = next;
	spin_unlock(&legs->lock);
	give_back(list);
	if (unlikely(dropped))
		kfree_skb_list(dropped);
	if (unlikely(look))
		resolve(legs);
	rcu_read_unlock_bh();
	return next ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

/* The margins are those of the slowest leg. */
static u32 guard_of(const struct st2110_legs *legs)
{
	u32 guard = ST2110_GUARD_MIN_NS;
	unsigned int i;

	for (i = 0; i < legs->n; i++) {
		const struct st2110_port *port = rcu_dereference_bh(legs->leg[i].port);

		if (port)
			guard = max(guard, READ_ONCE(port->guard_ns));
	}
	return guard;
}

/*
 * Give a media packet its place, and the legs their copies. Input lock.
 *
 * Return: the packet, when it is dropped.
 */
static struct sk_buff *take_in(struct st2110_legs *legs, struct sk_buff *skb,
			       struct st2110_packet *p, u64 now, bool *look)
{
	struct sk_buff *from = skb, *copy[ST2110_LEGS];
	struct st2110_flow *f = legs->flow;
	struct st2110_place place = { };
	u8 mute[ST2110_LEGS] = { };
	enum st2110_drop reason;
	bool begun, taken, staged;
	unsigned int i;
	u32 fields;

	fields = f->fields_begun;
	staged = f->staged;
	if (unlikely(staged))
		memcpy(mute, f->staged->mute, sizeof(mute));
	taken = st2110_frame_input(f, skb, p, now, &reason);
	if (unlikely(staged && !f->staged))
		in_force(legs, mute);
	if (!taken)
		return drop(f, skb, reason);
	begun = fields != f->fields_begun;
	st2110_frame_place(f, skb, p, &place);
	place.changes = legs->changes;
	place.begins = begun && !place.field;
	if (begun)
		st2110_pace_guard(f, guard_of(legs));
	if (unlikely(st2110_sync_member(f))) {
		place.delta = f->member->delta;
		if (begun)
			st2110_leg_given(legs);
	}
	for (i = 0; i < legs->n; i++)
		copy[i] = copy_for(legs, &legs->leg[i], &from, p, &place);
	/*
	 * No sooner than all have theirs, as it came in: each is a copy of the
	 * one before, and a leg without a source of its own keeps the sender's.
	 */
	for (i = 0; i < legs->n; i++)
		if (copy[i])
			post(&legs->leg[i], copy[i], p);
	if (begun && now - legs->asked_ns >= RESOLVE_NS) {
		legs->asked_ns = now;
		*look = true;
	}
	return NULL;
}

/**
 * st2110_legs_input() - take a media packet in and give it to the legs
 * @legs: legs of its flow
 * @skb: packet, not GSO; consumed
 * @p: parsed packet; of a flow without RTP, classified
 *
 * A member of a sync group waits for the group's first delta. BH disabled, under RCU,
 * no lock held.
 */
void st2110_legs_input(struct st2110_legs *legs, struct sk_buff *skb, struct st2110_packet *p)
{
	struct sk_buff *list = NULL, *dropped = NULL;
	struct st2110_flow *f = legs->flow;
	bool look = false;
	u64 now;

	spin_lock(&legs->lock);
	now = ktime_get_ns();
	/* Where each packet is a frame, the timer would come too seldom. */
	if (f->intake)
		list = read_by(f, now);
	if (unlikely(f->config.no_rtp))
		st2110_intake_bare(f, p);
	if (unlikely(st2110_flow_awaits(f) || st2110_sync_awaited(f))) {
		/* Behind what waits already, if anything does. */
		st2110_await_put(f, skb, p->ts, now);
		dropped = await_look(legs, now, &look);
	} else {
		dropped = take_in(legs, skb, p, now, &look);
	}
	if (!legs->armed && (f->head || st2110_flow_awaits(f))) {
		legs->armed = true;
		hrtimer_start(&legs->timer, ns_to_ktime(next_ring(f, now)), HRTIMER_MODE_ABS_SOFT);
	}
	spin_unlock(&legs->lock);
	give_back(list);
	if (unlikely(dropped))
		kfree_skb_list(dropped);
	if (look)
		resolve(legs);
}

/**
 * st2110_legs_rtcp() - send RTCP of a flow on its legs, as best effort
 * @legs: legs of the flow
 * @skb: packet
 * @p: parsed packet
 *
 * To the port beside each leg's, as it came beside the flow's. What a leg cannot
 * have now is not sent again. BH disabled, under RCU, no lock held.
 *
 * Return: how many legs have it.
 */
unsigned int st2110_legs_rtcp(struct st2110_legs *legs, struct sk_buff *skb,
			      const struct st2110_packet *p)
{
	struct st2110_flow *f = legs->flow;
	struct st2110_port *port;
	unsigned int i, n = 0;
	struct sk_buff *copy;
	bool moved;

	spin_lock(&legs->lock);
	st2110_tally(&f->stats.rtcp);
	moved = f->config.rtp_ts == ST2110_RTP_TS_KEEP ||
		(f->running && st2110_rtcp_translate(skb, p, f->in.delta));
	for (i = 0; moved && i < legs->n; i++) {
		struct st2110_leg *leg = &legs->leg[i];

		port = rcu_dereference_bh(leg->port);
		if (!port || !port_up(port) || READ_ONCE(leg->flow->muted) || !leg->resolved)
			continue;
		copy = skb_copy(skb, GFP_ATOMIC);
		if (!copy)
			continue;
		address(copy, p, leg, port, f->config.marks.pcp);
		st2110_place(copy)->leg = NULL;
		if (st2110_inbox_put(&port->inbox, copy)) {
			__netif_schedule(port->sch);
			n++;
		} else {
			kfree_skb(copy);
		}
	}
	if (!n)
		st2110_tally(&f->stats.drops[ST2110_DROP_RTCP]);
	spin_unlock(&legs->lock);
	return n;
}
