// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flow with legs; see legs.h.
 */

#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

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

/* Where a leg goes: where it was told to go last, or where it began. */
static const struct in6_addr *leg_dst(const struct st2110_leg *leg)
{
	const struct st2110_output *to = &leg->legs->flow->config.to[leg->number - 1];

	return to->port ? &to->dst : &leg->config.dst;
}

/* The flow has another configuration. Input lock. */
static void in_force(struct st2110_legs *legs, const u8 *mute)
{
	unsigned int i;

	legs->changes++;
	for (i = 0; i < legs->n; i++) {
		const struct st2110_output *to = &legs->flow->config.to[i];
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

/* Put what is staged in force, if it is time. Input lock. */
static void apply(struct st2110_legs *legs, u64 now_ns)
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
	const struct st2110_output *to = &leg->legs->flow->config.to[leg->number - 1];
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
		if ((s64)(st2110_tpr_ns(&f->sched[field->sched], field->start_ns, cb->index) -
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
		f->stats.frames_out += field->index || st2110_flow_sched(f)->fields == 1;
		f->ring_tail = (f->ring_tail + 1) & f->ring_mask;
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
	return max(st2110_tpr_ns(&f->sched[field->sched], field->start_ns,
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

static enum hrtimer_restart rings(struct hrtimer *timer)
{
	struct st2110_legs *legs = container_of(timer, struct st2110_legs, timer);
	struct sk_buff *list;
	u64 next, now = ktime_get_ns();

	spin_lock(&legs->lock);
	list = read_by(legs->flow, now);
	next = next_read(legs->flow, now);
	/* Armed, nobody else touches it. */
	if (next)
		hrtimer_set_expires(timer, ns_to_ktime(next));
	legs->armed = next;
	spin_unlock(&legs->lock);
	give_back(list);
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

/**
 * st2110_legs_input() - take a media packet in and give it to the legs
 * @legs: legs of its flow
 * @skb: packet, not GSO; consumed
 * @p: parsed packet; of a flow without RTP, classified
 *
 * BH disabled, under RCU, no lock held.
 */
void st2110_legs_input(struct st2110_legs *legs, struct sk_buff *skb, struct st2110_packet *p)
{
	struct st2110_flow *f = legs->flow;
	struct sk_buff *from = skb, *list = NULL, *copy[ST2110_LEGS];
	struct st2110_place place = { };
	enum st2110_drop reason;
	bool begun, taken, staged, look = false;
	u8 mute[ST2110_LEGS] = { };
	unsigned int i;
	u32 fields;
	u64 now;

	spin_lock(&legs->lock);
	now = ktime_get_ns();
	/* Where each packet is a frame, the timer would come too seldom. */
	if (f->rhythm.by)
		list = read_by(f, now);
	if (unlikely(f->config.no_rtp))
		st2110_intake_bare(f, p);
	fields = f->fields_begun;
	staged = f->staged;
	if (unlikely(staged))
		memcpy(mute, f->staged->mute, sizeof(mute));
	taken = st2110_frame_input(f, skb, p, now, &reason);
	if (unlikely(staged && !f->staged))
		in_force(legs, mute);
	begun = taken && fields != f->fields_begun;
	if (taken) {
		st2110_frame_place(f, skb, p, &place);
		place.changes = legs->changes;
		place.begins = begun && !place.field;
		if (begun)
			st2110_pace_guard(f, guard_of(legs));
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
			look = true;
		}
		if (!legs->armed) {
			legs->armed = true;
			hrtimer_start(&legs->timer, ns_to_ktime(next_read(f, now)),
				      HRTIMER_MODE_ABS_SOFT);
		}
	} else {
		f->stats.drops[reason]++;
	}
	spin_unlock(&legs->lock);
	give_back(list);
	if (!taken) {
		trace_st2110_drop(f->dev, f, reason);
		kfree_skb(skb);
	}
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
	f->stats.rtcp++;
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
	f->stats.drops[ST2110_DROP_RTCP] += !n;
	spin_unlock(&legs->lock);
	return n;
}

/* What a leg's flow is asked for: what its flow is, on another address. */
static void leg_config(struct st2110_config *to, const struct st2110_config *config,
		       const struct st2110_schedule *s, const struct st2110_leg_config *c)
{
	*to = *config;
	to->key.dst = c->dst;
	to->key.port = c->port;
	to->key.vlan = c->vlan;
	to->src = c->src;
	to->src_set = c->src_set;
	to->skew_ns = c->skew_ns;
	/* What is skewed waits for so much longer. */
	to->queue += st2110_leg_skew_frames(c, s);
	to->hold_set = false;
	to->epoch_events = false;
	to->marked = false;
	if (c->vlan && !config->key.vlan)
		to->frame_octets += 4;
}

/* A flow without a sender takes its change here. */
static void staged_work(struct work_struct *work)
{
	struct st2110_legs *legs = container_of(to_delayed_work(work), struct st2110_legs, staged);
	u64 now, next = U64_MAX;
	struct st2110_flow *f = legs->flow;

	spin_lock_bh(&legs->lock);
	now = ktime_get_ns();
	if (f->staged && f->staged->committed && !st2110_staged_wait(f, now))
		apply(legs, now);
	if (f->staged && f->staged->committed)
		next = st2110_staged_wait(f, now);
	spin_unlock_bh(&legs->lock);
	st2110_staged_again(&legs->staged, next);
}

/**
 * st2110_legs_staged() - a change of the flow was committed
 * @legs: legs
 *
 * RTNL.
 */
void st2110_legs_staged(struct st2110_legs *legs)
{
	mod_delayed_work(system_wq, &legs->staged, 0);
}

static void free_legs(struct st2110_legs *legs)
{
	unsigned int i;

	for (i = 0; i < legs->n; i++)
		if (legs->leg[i].flow)
			st2110_flow_free(legs->leg[i].flow);
	kfree(legs);
}

/**
 * st2110_legs_create() - make the legs of a flow
 * @f: flow, in no table
 * @s: its schedule
 * @c: legs
 * @n: how many
 *
 * RTNL.
 *
 * Return: the legs, without ports; NULL without memory.
 */
struct st2110_legs *st2110_legs_create(struct st2110_flow *f, const struct st2110_schedule *s,
				       const struct st2110_leg_config *c, u8 n)
{
	struct st2110_legs *legs = kzalloc(sizeof(*legs), GFP_KERNEL_ACCOUNT);
	struct st2110_config config;
	unsigned int i;

	if (!legs)
		return NULL;
	spin_lock_init(&legs->lock);
	INIT_DELAYED_WORK(&legs->staged, staged_work);
	hrtimer_prepare(&legs->timer, rings, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	legs->flow = f;
	legs->n = n;
	for (i = 0; i < n; i++) {
		struct st2110_leg *leg = &legs->leg[i];

		leg->legs = legs;
		leg->config = c[i];
		leg->number = i + 1;
		leg->at = f->config.to[i].port ? f->config.to[i].dst : c[i].dst;
		leg->resolved = st2110_output_group(&leg->at, leg->mac);
		leg->state = ST2110_LEG_STATE_GONE;
		leg_config(&config, &f->config, s, &c[i]);
		leg->flow = st2110_flow_create(&config, s);
		if (!leg->flow) {
			free_legs(legs);
			return NULL;
		}
		leg->flow->leg = leg;
		leg->flow->removed = true;
	}
	f->legs = legs;
	list_add_tail(&legs->list, &st2110_leg_all);
	return legs;
}

/**
 * st2110_legs_destroy() - take the legs and their flow apart
 * @legs: legs; no packet comes in any more
 *
 * Frees the flow too. RTNL; sleeps.
 */
void st2110_legs_destroy(struct st2110_legs *legs)
{
	struct st2110_flow *f = legs->flow;
	struct st2110_port *port[ST2110_LEGS];
	struct sk_buff *list = NULL;
	unsigned int i;
	u32 bytes;

	list_del(&legs->list);
	spin_lock_bh(&legs->lock);
	f->removed = true;
	spin_unlock_bh(&legs->lock);
	for (i = 0; i < legs->n; i++) {
		port[i] = rtnl_dereference(legs->leg[i].port);
		RCU_INIT_POINTER(legs->leg[i].port, NULL);
	}
	/* Nobody gives to them any more. */
	synchronize_net();
	cancel_delayed_work_sync(&legs->staged);
	hrtimer_cancel(&legs->timer);
	for (i = 0; i < legs->n; i++) {
		if (!port[i])
			continue;
		st2110_port_detach(port[i], legs->leg[i].flow);
		st2110_port_reserve(port[i]);
		st2110_leg_lost(legs->leg[i].flow);
	}
	f->stats.drops[ST2110_DROP_REMOVED] += st2110_pace_purge(f, &list, &bytes);
	kfree_skb_list(list);
	if (f->clock)
		st2110_clock_put(f->clock);
	st2110_sync_put(f->sync);
	st2110_flow_free(f);
	free_legs(legs);
}

/* The clock that a leg is paced by, and the flow's. RTNL; takes the root lock. */
static void leg_clock(struct st2110_leg *leg, struct st2110_port *port)
{
	struct st2110_flow *f = leg->legs->flow;
	struct st2110_clock *own = st2110_clock_of(port->dev), *was;

	/* One that was named is meant for all of them. */
	if (*f->config.clock || !own)
		own = f->clock;
	if (f->clock)
		st2110_clock_hold(f->clock);
	spin_lock_bh(qdisc_lock(port->sch));
	was = leg->base;
	leg->base = f->clock;
	spin_unlock_bh(qdisc_lock(port->sch));
	if (was)
		st2110_clock_put(was);
	st2110_port_follow(port, leg->flow, own);
}

/**
 * st2110_legs_follow() - have a flow and its legs count by a clock
 * @legs: legs
 * @clock: clock, NULL for CLOCK_TAI
 *
 * RTNL.
 */
void st2110_legs_follow(struct st2110_legs *legs, struct st2110_clock *clock)
{
	struct st2110_flow *f = legs->flow;
	struct st2110_clock *was = f->clock;
	struct st2110_port *port;
	unsigned int i;

	if (clock != was) {
		if (clock)
			st2110_clock_hold(clock);
		spin_lock_bh(&legs->lock);
		f->clock = clock;
		spin_unlock_bh(&legs->lock);
		if (was)
			st2110_clock_put(was);
	}
	for (i = 0; i < legs->n; i++) {
		port = rtnl_dereference(legs->leg[i].port);
		if (port)
			leg_clock(&legs->leg[i], port);
	}
}

/**
 * st2110_legs_dev() - the first leg's device, or the next one's that is there
 * @legs: legs
 *
 * RTNL.
 *
 * Return: device; that of the input when no leg has one.
 */
struct net_device *st2110_legs_dev(const struct st2110_legs *legs)
{
	unsigned int i;

	for (i = 0; i < legs->n; i++) {
		struct st2110_port *port = rtnl_dereference(legs->leg[i].port);

		if (port)
			return port->dev;
	}
	return legs->flow->dev;
}

static void attach(struct st2110_leg *leg, struct st2110_port *port)
{
	struct st2110_flow *f = leg->flow;
	u32 speed = st2110_port_speed(port);

	/* As when a flow is added: what the link cannot carry is not begun. */
	st2110_port_reserve(port);
	if (speed && port->reserved_bps +
	    st2110_peak_rate_bps(st2110_flow_sched(f), f->config.frame_octets) > speed * 1000000ULL)
		return;
	st2110_frame_restart(f, ST2110_CAUSE_LINK);
	f->removed = false;
	st2110_port_add(port, f);
	leg_clock(leg, port);
	st2110_port_reserve(port);
	rcu_assign_pointer(leg->port, port);
}

/**
 * st2110_legs_attach() - give legs that have no port one of their device
 * @legs: legs
 *
 * RTNL.
 */
void st2110_legs_attach(struct st2110_legs *legs)
{
	struct net *net = dev_net(legs->flow->dev);
	struct st2110_port *port;
	struct net_device *dev;
	unsigned int i;

	for (i = 0; i < legs->n; i++) {
		struct st2110_leg *leg = &legs->leg[i];

		if (rtnl_dereference(leg->port))
			continue;
		dev = __dev_get_by_name(net, leg->config.dev);
		port = dev && dev->reg_state == NETREG_REGISTERED ? st2110_port_find(dev, -1) :
								    NULL;
		if (port)
			attach(leg, port);
	}
}

static void look(struct work_struct *work)
{
	struct st2110_legs *legs;

	rtnl_lock();
	list_for_each_entry(legs, &st2110_leg_all, list)
		st2110_legs_attach(legs);
	rtnl_unlock();
}

/* Exchange what waits for a leg. RTNL; takes the root lock. */
static void restage(struct st2110_leg *leg, struct st2110_staged **staged,
		    struct st2110_field **ring, u32 fields)
{
	struct st2110_port *port = rtnl_dereference(leg->port);
	struct st2110_flow *f = leg->flow;

	if (!port) {
		if (*ring)
			*ring = st2110_flow_regrow(f, *ring, fields);
		swap(f->staged, *staged);
		return;
	}
	spin_lock_bh(qdisc_lock(port->sch));
	if (*ring)
		*ring = st2110_port_regrow(port, f, *ring, fields);
	swap(f->staged, *staged);
	spin_unlock_bh(qdisc_lock(port->sch));
}

/**
 * st2110_legs_change() - stage a change of a flow and its legs
 * @legs: legs
 * @to: what it is to be, resolved
 * @now: do not wait for a frame to begin
 *
 * The legs begin with it when the flow says that it has. Until they all have it, the
 * flow has nothing staged. RTNL.
 *
 * Return: 0 or -ENOMEM, with nothing changed.
 */
int st2110_legs_change(struct st2110_legs *legs, const struct st2110_staged *to, bool now)
{
	struct st2110_staged *staged[ST2110_LEGS + 1] = { }, *was;
	struct st2110_field *ring[ST2110_LEGS + 1] = { };
	u32 fields[ST2110_LEGS + 1];
	struct st2110_flow *f = legs->flow;
	unsigned int i;
	int err = 0;
	u8 turn;

	for (i = 0; i <= legs->n; i++) {
		struct st2110_flow *of = i < legs->n ? legs->leg[i].flow : f;

		staged[i] = kzalloc(sizeof(**staged), GFP_KERNEL);
		if (!staged[i]) {
			err = -ENOMEM;
			goto out;
		}
		if (of == f)
			*staged[i] = *to;
		else
			leg_config(&staged[i]->config, &to->config, &to->sched,
				   &legs->leg[i].config);
		staged[i]->sched = to->sched;
		fields[i] = st2110_flow_ring_fields(staged[i]->config.queue, &to->sched);
		if (fields[i] <= of->ring_mask + 1)
			continue;
		ring[i] = kcalloc(fields[i], sizeof(**ring), GFP_KERNEL_ACCOUNT);
		if (!ring[i]) {
			err = -ENOMEM;
			goto out;
		}
	}
	spin_lock_bh(&legs->lock);
	was = f->staged;
	f->staged = NULL;
	turn = legs->changes + 1;
	spin_unlock_bh(&legs->lock);
	kfree(was);
	for (i = 0; i < legs->n; i++) {
		staged[i]->turn = turn;
		restage(&legs->leg[i], &staged[i], &ring[i], fields[i]);
	}
	spin_lock_bh(&legs->lock);
	if (ring[i])
		ring[i] = st2110_flow_regrow(f, ring[i], fields[i]);
	swap(f->staged, staged[i]);
	if (!*to->set && (now || !f->running))
		apply(legs, ktime_get_ns());
	spin_unlock_bh(&legs->lock);
out:
	for (i = 0; i <= legs->n; i++) {
		kfree(staged[i]);
		kfree(ring[i]);
	}
	return err;
}

/**
 * st2110_legs_unstage() - what waited for a flow does no more
 * @legs: legs
 *
 * RTNL; takes root locks, one after the other.
 */
void st2110_legs_unstage(struct st2110_legs *legs)
{
	unsigned int i;

	for (i = 0; i < legs->n; i++) {
		struct st2110_staged *none = NULL;
		struct st2110_field *ring = NULL;

		restage(&legs->leg[i], &none, &ring, 0);
		kfree(none);
	}
}

/**
 * st2110_legs_mute() - stop sending legs, or go on
 * @legs: legs
 * @number: which, 0 for all
 * @mute: stop
 * @now: do not wait for a frame to end
 *
 * RTNL; takes root locks, one after the other.
 */
void st2110_legs_mute(struct st2110_legs *legs, unsigned int number, bool mute, bool now)
{
	unsigned int i;

	for (i = 0; i < legs->n; i++) {
		struct st2110_leg *leg = &legs->leg[i];
		struct st2110_port *port = rtnl_dereference(leg->port);

		if (number && number != leg->number)
			continue;
		if (port)
			st2110_port_mute(port, leg->flow, mute, now);
		else
			leg->flow->muted = mute;
	}
}

/**
 * st2110_legs_reset_stats() - begin to count anew
 * @legs: legs
 *
 * RTNL; takes root locks, one after the other.
 */
void st2110_legs_reset_stats(struct st2110_legs *legs)
{
	unsigned int i;

	spin_lock_bh(&legs->lock);
	st2110_flow_reset_stats(legs->flow);
	for (i = 0; i < legs->n; i++)
		memset(legs->leg[i].drops, 0, sizeof(legs->leg[i].drops));
	spin_unlock_bh(&legs->lock);
	for (i = 0; i < legs->n; i++) {
		struct st2110_port *port = rtnl_dereference(legs->leg[i].port);

		if (!port) {
			st2110_flow_reset_stats(legs->leg[i].flow);
			continue;
		}
		spin_lock_bh(qdisc_lock(port->sch));
		st2110_flow_reset_stats(legs->leg[i].flow);
		spin_unlock_bh(qdisc_lock(port->sch));
	}
}

/**
 * st2110_legs_init() - before there is a flow
 */
void __init st2110_legs_init(void)
{
	INIT_WORK(&st2110_leg_work, look);
}

/**
 * st2110_legs_stop() - no flow and no port is there any more
 */
void st2110_legs_stop(void)
{
	cancel_work_sync(&st2110_leg_work);
}
