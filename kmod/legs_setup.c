// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done to a flow with legs, as against what it does (legs.c): it is made and
 * taken apart, its legs get ports and clocks, and it is changed.
 *
 * All of it in process context under RTNL, as with a port (port_setup.c).
 */

#include <linux/rtnetlink.h>

#include "compat/compat.h"
#include "frame.h"
#include "legs.h"
#include "pace.h"
#include "staged.h"
#include "sync.h"

/* What a leg's flow is asked for: what its flow is, on another address. */
static void leg_config(struct st2110_config *to, const struct st2110_config *config,
		       const struct st2110_schedule *s, const struct st2110_leg_config *c)
{
	st2110_config_copy(to, config);
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
	/* Timestamps are written where its packets come in. */
	*to->besides->sync = 0;
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
		st2110_legs_apply(legs, now);
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
	const struct st2110_output *to;
	struct st2110_besides besides;
	struct st2110_config config = { .besides = &besides };
	unsigned int i;

	if (!legs)
		return NULL;
	spin_lock_init(&legs->lock);
	spin_lock_init(&legs->moves.lock);
	INIT_DELAYED_WORK(&legs->staged, staged_work);
	hrtimer_prepare(&legs->timer, st2110_legs_rings, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	legs->flow = f;
	legs->n = n;
	for (i = 0; i < n; i++) {
		struct st2110_leg *leg = &legs->leg[i];

		leg->legs = legs;
		leg->config = c[i];
		leg->number = i + 1;
		to = &st2110_besides(&f->config)->to[i];
		leg->at = to->port ? to->dst : c[i].dst;
		leg->resolved = st2110_output_group(&leg->at, leg->mac);
		leg->state = ST2110_LEG_STATE_GONE;
		leg_config(&config, &f->config, s, &c[i]);
		leg->flow = st2110_flow_create(&config, s,
					       ST2110_PART_SPARE | ST2110_PART_STAMPED);
		if (!leg->flow) {
			free_legs(legs);
			return NULL;
		}
		leg->flow->leg = leg;
		leg->flow->removed = true;
		st2110_leg_reset_stats(leg);
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
	st2110_tally_add(&f->stats.drops[ST2110_DROP_REMOVED], st2110_pace_purge(f, &list, &bytes));
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
	if (*st2110_besides(&f->config)->clock || !own)
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
		    struct st2110_parts *parts)
{
	struct st2110_port *port = rtnl_dereference(leg->port);
	struct st2110_flow *f = leg->flow;

	if (!port) {
		st2110_flow_equip(f, parts);
		swap(f->staged, *staged);
		st2110_flow_planned();
		return;
	}
	spin_lock_bh(qdisc_lock(port->sch));
	st2110_port_equip(port, f, parts);
	swap(f->staged, *staged);
	st2110_flow_planned();
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
	struct st2110_parts parts[ST2110_LEGS + 1] = { };
	struct st2110_flow *f = legs->flow;
	unsigned int i;
	int err = 0;
	u8 turn;

	for (i = 0; i <= legs->n; i++) {
		struct st2110_flow *of = i < legs->n ? legs->leg[i].flow : f;

		staged[i] = st2110_staged_new();
		if (!staged[i]) {
			err = -ENOMEM;
			goto out;
		}
		if (of == f)
			st2110_staged_copy(staged[i], to);
		else
			leg_config(&staged[i]->config, &to->config, &to->sched,
				   &legs->leg[i].config);
		staged[i]->sched = to->sched;
		err = st2110_flow_provide(of, &staged[i]->config, &to->sched, ST2110_PART_SPARE,
					  &parts[i]);
		if (err)
			goto out;
	}
	spin_lock_bh(&legs->lock);
	was = f->staged;
	f->staged = NULL;
	turn = legs->changes + 1;
	spin_unlock_bh(&legs->lock);
	kfree(was);
	for (i = 0; i < legs->n; i++) {
		staged[i]->turn = turn;
		restage(&legs->leg[i], &staged[i], &parts[i]);
	}
	spin_lock_bh(&legs->lock);
	st2110_flow_equip(f, &parts[i]);
	swap(f->staged, staged[i]);
	if (!*to->set && (now || !f->running))
		st2110_legs_apply(legs, ktime_get_ns());
	spin_unlock_bh(&legs->lock);
out:
	for (i = 0; i <= legs->n; i++) {
		kfree(staged[i]);
		st2110_parts_free(&parts[i]);
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
		struct st2110_parts parts = { };

		restage(&legs->leg[i], &none, &parts);
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
			st2110_leg_reset_stats(&legs->leg[i]);
			continue;
		}
		spin_lock_bh(qdisc_lock(port->sch));
		st2110_leg_reset_stats(&legs->leg[i]);
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
