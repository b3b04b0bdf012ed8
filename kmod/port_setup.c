// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done to a port, as against what it does (port.c): it is made and taken
 * apart, flows come and go, the link's speed, its transmit queues, clocks and how
 * packets leave are chosen.
 *
 * All of it in process context under RTNL, which orders changes. What the data
 * path reads is changed under the root lock, and that is held for no longer:
 * nothing is allocated or freed under it, no driver is called.
 */

#include <linux/ethtool.h>

#include "compat/compat.h"
#include "frame.h"
#include "leg.h"
#include "pace.h"
#include "port.h"
#include "stagger.h"
#include "staged.h"
#include "sync.h"

/**
 * st2110_port_speed() - link speed that the port counts with
 * @port: port
 *
 * Return: Mbit/s, 0 unknown.
 */
u32 st2110_port_speed(const struct st2110_port *port)
{
	return port->speed_stated ?: port->speed_link;
}

/* Whether there is launching to be ready for may have changed. RTNL. */
static void may_launch(struct st2110_port *port)
{
	spin_lock_bh(qdisc_lock(port->sch));
	st2110_port_ahead(port);
	spin_unlock_bh(qdisc_lock(port->sch));
}

/* What is launched leaves as planned; what follows does by the timer. RTNL. */
static void stop_launching(struct st2110_port *port)
{
	if (!port->launch.enabled)
		return;
	spin_lock_bh(qdisc_lock(port->sch));
	port->launch.enabled = false;
	if (st2110_launch_begin(&port->launch, port->dev, NULL))
		st2110_port_launching(port);
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_launch_disable(&port->launch, port->dev);
}

/*
 * Launched packets stay in the NIC until their time: room for as much as the link
 * carries meanwhile, or where that is short for what the flows can have due in it, to
 * the packet. Of a flow that is about to change, the larger of both.
 */
static u32 launch_room(struct st2110_port *port)
{
	u32 ahead_ns = port->launch.ahead_ns;
	const struct st2110_flow *f;
	u64 octets = 0, least = U64_MAX;

	if (ahead_ns >= ST2110_LAUNCH_AHEAD_SHORT_NS)
		return min_t(u64, div_u64((u64)st2110_port_speed(port) * ahead_ns, 8000),
			     S32_MAX);
	spin_lock_bh(qdisc_lock(port->sch));
	list_for_each_entry(f, &port->flows, list) {
		u32 held = st2110_pace_held(st2110_flow_sched(f), ahead_ns);
		u32 largest = f->config.frame_octets;

		if (f->staged) {
			held = max(held, st2110_pace_held(&f->staged->sched, ahead_ns));
			largest = max(largest, f->staged->config.frame_octets);
		}
		octets += (u64)held * largest;
		least = min_t(u64, least, largest);
	}
	spin_unlock_bh(qdisc_lock(port->sch));
	/* BQL takes one more, and closes a queue with more in it than its limit. */
	return clamp_t(u64, octets - least, 1, S32_MAX);
}

/**
 * st2110_port_exposed() - which flow would burst most if the NIC's clock were set
 * @port: port that launches
 * @held: packets of it that the NIC may hold at once
 * @c_max: how many may come at once
 *
 * RTNL.
 *
 * Return: false without flows.
 */
bool st2110_port_exposed(const struct st2110_port *port, u32 *held, u32 *c_max)
{
	const struct st2110_flow *f;
	s64 most = S64_MIN;

	list_for_each_entry(f, &port->flows, list) {
		const struct st2110_schedule *s = st2110_flow_sched(f);
		u32 n = st2110_pace_held(s, port->launch.ahead_ns);

		if ((s64)n - s->c_max <= most)
			continue;
		most = (s64)n - s->c_max;
		*held = n;
		*c_max = s->c_max;
	}
	return port->nflows;
}

/**
 * st2110_port_room() - see to room in the queues that media leaves by
 * @port: port
 *
 * While there are flows; again when one has changed. RTNL; takes the root lock.
 */
void st2110_port_room(struct st2110_port *port)
{
	struct netdev_queue *txq = port->sch->dev_queue;

	if (port->sch->parent == TC_H_ROOT)
		txq = netdev_get_tx_queue(port->dev, port->media_txq);
	if (port->nflows)
		st2110_bql_raise(&port->bql, txq,
				 st2110_port_speed(port) * (ST2110_BQL_NS / 8000), false);
	else
		st2110_bql_restore(&port->bql);
	if (port->nflows && port->launch.enabled)
		st2110_bql_raise(&port->launch.bql,
				 netdev_get_tx_queue(port->dev, port->launch.txq),
				 launch_room(port), port->launch.ahead_ns <
				 ST2110_LAUNCH_AHEAD_SHORT_NS);
	else
		st2110_bql_restore(&port->launch.bql);
}

/**
 * st2110_port_refresh() - read the link speed again
 * @port: port
 *
 * RTNL; takes the root lock.
 *
 * Return: whether the flows still fit.
 */
bool st2110_port_refresh(struct st2110_port *port)
{
	struct ethtool_link_ksettings ks;
	u32 speed = 0;

	ASSERT_RTNL();
	if (!__ethtool_get_link_ksettings(port->dev, &ks) && ks.base.speed &&
	    ks.base.speed != (u32)SPEED_UNKNOWN)
		speed = ks.base.speed;

	spin_lock_bh(qdisc_lock(port->sch));
	port->speed_link = speed;
	speed = st2110_port_speed(port);
	st2110_wire_speed(&port->wire, speed);
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_port_room(port);
	return !speed || port->reserved_bps <= speed * 1000000ULL;
}

/**
 * st2110_port_queues() - choose the transmit queue that media takes
 * @port: port
 * @n: transmit queues that the device has, or is about to have
 *
 * The last queue, where there is one to spare. RTNL; takes the root lock.
 */
void st2110_port_queues(struct st2110_port *port, unsigned int n)
{
	if (port->launch.enabled && port->launch.txq >= n) {
		stop_launching(port);
		may_launch(port);
		port->release_why =
			"the launch queue was taken away; dev set release chooses anew";
	}
	spin_lock_bh(qdisc_lock(port->sch));
	/* mq marks its children (TCQ_F_ONETXQUEUE) only once they are made. */
	port->spread = port->sch->parent == TC_H_ROOT && n > 1;
	/* Media that is not launched, and best effort, stay off the launch queue. */
	if (port->launch.enabled)
		n = port->launch.txq;
	port->media_txq = port->spread ? n - 1 : 0;
	port->be_txqs = port->media_txq ?: 1;
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_port_room(port);
}

/* Why packets are not launched, for a person to read; NULL: they are. RTNL. */
static const char *launch_refused(struct st2110_port *port)
{
	if (port->sch->parent != TC_H_ROOT)
		return "under mq best effort shares the queue; st2110 as root could launch";
	switch (st2110_launch_enable(&port->launch, port->dev)) {
	case 0:
		return NULL;
	case -ENODEV:
		return "a launch queue carries nothing else, and the device has one queue";
	default:
		return "the driver has no launch time (TC_SETUP_QDISC_ETF)";
	}
}

/* Why no thread sends, for a person to read; NULL: it does, or might. RTNL. */
static const char *spin_refused(const struct st2110_port *port)
{
	if (port->cpu < 0)
		return "cpu: missing; release spin takes an isolated CPU of its own, as cpu 3";
	return st2110_spin_refused(&port->spin, port->cpu);
}

/**
 * st2110_port_release() - choose how packets leave
 * @port: port
 * @release: enum st2110_release
 * @extack: why not
 *
 * auto launches where the device's clock is bound and its driver can; else it spins
 * where a CPU was given; else it is the timer. RTNL; takes the root lock.
 *
 * Return: 0, or -EOPNOTSUPP when launch or spin was asked for and is not to be had.
 */
int st2110_port_release(struct st2110_port *port, u8 release, struct netlink_ext_ack *extack)
{
	bool launch = release == ST2110_RELEASE_LAUNCH ||
		      (release == ST2110_RELEASE_AUTO && port->clock);
	const char *why = NULL;
	bool spin;

	if (launch)
		why = launch_refused(port);
	else if (release == ST2110_RELEASE_SPIN)
		why = spin_refused(port);
	if (why && release != ST2110_RELEASE_AUTO && extack) {
		extack->_msg = why;
		return -EOPNOTSUPP;
	}
	if (!launch)
		stop_launching(port);
	spin = release == ST2110_RELEASE_SPIN ||
	       (release == ST2110_RELEASE_AUTO && port->cpu >= 0 && !port->launch.enabled);
	if (spin)
		why = st2110_spin_start(&port->spin, &st2110_port_spin_ops, port->cpu,
					port->dev->name);
	else
		st2110_spin_stop(&port->spin);
	port->release = release;
	if (release == ST2110_RELEASE_TIMER)
		why = "asked for";
	else if (!spin && !port->clock)
		why = "launch time needs the device's clock; st2110ctl clock bind";
	port->release_why = why;
	may_launch(port);
	st2110_port_queues(port, port->dev->real_num_tx_queues);
	return 0;
}

static int provide_stamped(struct st2110_port *port, struct st2110_flow *f)
{
	struct st2110_parts parts;
	int err;

	err = st2110_flow_provide(f, &f->config, st2110_flow_sched(f), ST2110_PART_STAMPED,
				  &parts);
	if (err)
		return err;
	spin_lock_bh(qdisc_lock(port->sch));
	st2110_port_equip(port, f, &parts);
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_parts_free(&parts);
	return 0;
}

/**
 * st2110_port_stamps() - have the NIC stamp samples of what leaves
 * @port: port
 * @every: one packet in so many, 0 none
 * @cap: a second at most, 1 to ST2110_STAMPS_CAP_MAX
 * @slots: packets that the NIC can stamp at a time: 1, or 0 for more
 *
 * RTNL; takes the root lock.
 *
 * Flows keep what they are given for it. Return: 0, or a negative errno when there is
 * no socket or no memory to be had.
 */
int st2110_port_stamps(struct st2110_port *port, u32 every, u32 cap, u32 slots)
{
	struct st2110_stamping *stamping = NULL;
	struct st2110_flow *f;
	int err;

	list_for_each_entry(f, &port->flows, list) {
		err = every ? provide_stamped(port, f) : 0;
		if (err)
			return err;
	}
	if (every && !port->txstamp.on) {
		stamping = st2110_stamping_create();
		if (IS_ERR(stamping))
			return PTR_ERR(stamping);
	}
	spin_lock_bh(qdisc_lock(port->sch));
	if (!every) {
		st2110_wire_unstamp(&port->wire);
		port->spin.hand.stamp = NULL;
	}
	stamping = st2110_txstamp_set(&port->txstamp, stamping, every, cap, slots);
	list_for_each_entry(f, &port->flows, list)
		if (f->stamped)
			f->stamped->in = 0;
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_stamping_destroy(stamping);
	return 0;
}

/**
 * st2110_port_collect() - take the stamps that have come, before they are shown
 * @port: port
 *
 * Root lock.
 */
void st2110_port_collect(struct st2110_port *port)
{
	if (port->txstamp.on)
		st2110_txstamp_collect(&port->txstamp, port->clock, ktime_get_ns());
}

/**
 * st2110_port_lead_time() - hand packets to a NIC that launches them so long before
 * @port: port
 * @ahead_ns: ST2110_LAUNCH_AHEAD_MIN_NS to _MAX_NS
 *
 * RTNL; takes the root lock.
 */
void st2110_port_lead_time(struct st2110_port *port, u32 ahead_ns)
{
	spin_lock_bh(qdisc_lock(port->sch));
	if (port->launch.ahead_ns != ahead_ns) {
		st2110_launch_lead(&port->launch, ahead_ns);
		st2110_port_ahead(port);
	}
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_port_room(port);
}

/* Put another clock, or NULL, where one is that the data path reads. */
static void exchange_clock(struct st2110_port *port, struct st2110_clock **at,
			   struct st2110_clock *clock)
{
	struct st2110_clock *was = *at;

	if (clock)
		st2110_clock_hold(clock);
	spin_lock_bh(qdisc_lock(port->sch));
	*at = clock;
	spin_unlock_bh(qdisc_lock(port->sch));
	if (was)
		st2110_clock_put(was);
}

/**
 * st2110_port_follow() - have a flow count by a clock from its next frame on
 * @port: port
 * @f: flow of it
 * @clock: clock, NULL for CLOCK_TAI
 *
 * RTNL; takes the root lock.
 */
void st2110_port_follow(struct st2110_port *port, struct st2110_flow *f,
			struct st2110_clock *clock)
{
	if (clock != f->clock)
		exchange_clock(port, &f->clock, clock);
}

/**
 * st2110_port_clock() - the device's own clock is bound, or is no more
 * @port: port
 * @clock: clock or NULL
 *
 * RTNL; takes the root lock.
 */
void st2110_port_clock(struct st2110_port *port, struct st2110_clock *clock)
{
	if (clock == port->clock)
		return;
	exchange_clock(port, &port->clock, clock);
	if (port->release == ST2110_RELEASE_AUTO)
		st2110_port_release(port, ST2110_RELEASE_AUTO, NULL);
	else if (port->release == ST2110_RELEASE_LAUNCH)
		port->release_why = clock ? NULL : "the device's clock is not bound";
	may_launch(port);
}

/* Run dequeue soon; not of a qdisc that is down or on its way out. RTNL. */
static void kick(struct st2110_port *port)
{
	if (rtnl_dereference(port->sch->dev_queue->qdisc) == port->sch)
		__netif_schedule(port->sch);
}

/**
 * st2110_port_epoch_events() - flows began or ceased to want epoch events
 * @port: port
 *
 * RTNL; takes the root lock.
 */
void st2110_port_epoch_events(struct st2110_port *port)
{
	struct st2110_flow *f;
	u32 n = 0;

	spin_lock_bh(qdisc_lock(port->sch));
	list_for_each_entry(f, &port->flows, list)
		n += f->config.epoch_events;
	port->epoch_flows = n;
	port->epoch_event_ns = 0;
	st2110_port_stir(port);
	spin_unlock_bh(qdisc_lock(port->sch));
	if (n)
		kick(port);
}

/* Flows that have no frames take their changes here; the others do by themselves. */
static void staged_work(struct work_struct *work)
{
	struct st2110_port *port = container_of(to_delayed_work(work), struct st2110_port, staged);
	u64 now, wait, next = U64_MAX;
	struct st2110_flow *f;

	spin_lock_bh(qdisc_lock(port->sch));
	now = ktime_get_ns();
	list_for_each_entry(f, &port->flows, list) {
		wait = st2110_staged_wait(f, now);
		if (!wait && f->staged && f->staged->committed)
			st2110_staged_apply(f, now);
		if (f->staged && f->staged->committed)
			next = min(next, wait);
	}
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_staged_again(&port->staged, next);
}

/**
 * st2110_port_staged() - changes of the port's flows were committed
 * @port: port
 *
 * Process context.
 */
void st2110_port_staged(struct st2110_port *port)
{
	mod_delayed_work(system_wq, &port->staged, 0);
}

/**
 * st2110_port_add() - give the port a flow
 * @port: port
 * @f: flow
 *
 * RTNL; takes the root lock.
 */
void st2110_port_add(struct st2110_port *port, struct st2110_flow *f)
{
	/* Not in init: whom it replaces is taken apart after it, launch queue and all. */
	if (!port->nflows)
		st2110_port_release(port, port->release, NULL);
	f->port = port;
	f->dev = port->dev;
	f->events = &port->events;
	spin_lock_bh(qdisc_lock(port->sch));
	list_add_tail(&f->list, &port->flows);
	if (!port->nflows++)
		port->probes = ST2110_PROBES;
	st2110_port_stir(port);
	port->last = NULL;
	f->guard_ns = port->guard_ns;
	st2110_port_lead(port, f);
	spin_unlock_bh(qdisc_lock(port->sch));
	port->reserved_bps += st2110_port_reserved(port, f);
	st2110_port_room(port);
	if (!f->leg)
		st2110_flow_publish(f);
	kick(port);
	if (f->config.epoch_events)
		st2110_port_epoch_events(port);
}

/**
 * st2110_port_equip() - give a flow what it lacked
 * @port: port
 * @f: flow of it
 * @parts: as of st2110_flow_equip()
 *
 * What has been dequeued and is not accounted for yet follows into a larger ring. Root
 * lock; RTNL.
 */
void st2110_port_equip(struct st2110_port *port, struct st2110_flow *f,
		       struct st2110_parts *parts)
{
	if (parts->ring) {
		st2110_wire_renumber(&port->wire, f);
		port->going = NULL;
		if (port->spin.hand.flow == f)
			port->spin.hand.slot = st2110_ring_minus(f, port->spin.hand.slot,
								 f->ring_tail);
	}
	st2110_flow_equip(f, parts);
}

/**
 * st2110_port_reserve() - add up what the flows may take of the link
 * @port: port
 *
 * Of a flow that is about to change, the larger of both. What comes and goes is added
 * and taken off; all are added up when any has changed. RTNL; takes the root lock.
 */
void st2110_port_reserve(struct st2110_port *port)
{
	u32 plans = st2110_flow_plans();
	struct st2110_flow *f;
	u64 sum = 0;

	if (port->reserved_at == plans)
		return;
	list_for_each_entry(f, &port->flows, list)
		sum += st2110_port_reserved(port, f);
	port->reserved_bps = sum;
	port->reserved_at = plans;
}

/**
 * st2110_port_reserved() - what a flow may take of the link
 * @port: port
 * @f: flow
 *
 * RTNL; takes the root lock.
 *
 * Return: bits a second.
 */
u64 st2110_port_reserved(struct st2110_port *port, const struct st2110_flow *f)
{
	u64 bps;

	spin_lock_bh(qdisc_lock(port->sch));
	bps = st2110_peak_rate_bps(st2110_flow_sched(f), f->config.frame_octets);
	if (f->staged)
		bps = max(bps, st2110_peak_rate_bps(&f->staged->sched,
						    f->staged->config.frame_octets));
	spin_unlock_bh(qdisc_lock(port->sch));
	return bps;
}

/**
 * st2110_port_beside() - who is there already, of the flows that count by a clock
 * @port: port
 * @self: not this one; may be NULL
 * @clock: name of a media clock
 * @st: is told
 *
 * By another clock a flow passes by all the others' places. RTNL; takes the root lock.
 */
void st2110_port_beside(struct st2110_port *port, const struct st2110_flow *self,
			const char *clock, struct st2110_stagger *st)
{
	const struct st2110_flow *f;

	spin_lock_bh(qdisc_lock(port->sch));
	list_for_each_entry(f, &port->flows, list) {
		if (f == self || strcmp(st2110_besides(&f->config)->clock, clock))
			continue;
		st2110_stagger_beside(st, f->staged ? &f->staged->sched : st2110_flow_sched(f));
	}
	spin_unlock_bh(qdisc_lock(port->sch));
}

/**
 * st2110_port_detach() - take a flow off the port
 * @port: port
 * @f: flow that no packet finds any more
 *
 * Packets still queued are dropped and counted. RTNL; takes the root lock.
 */
void st2110_port_detach(struct st2110_port *port, struct st2110_flow *f)
{
	struct sk_buff *list = NULL;
	u32 n;

	port->reserved_bps -= st2110_port_reserved(port, f);
	spin_lock_bh(qdisc_lock(port->sch));
	f->removed = true;
	if (port->last == f)
		port->last = NULL;
	st2110_port_cut(port, f, ST2110_DROP_REMOVED, &list);
	list_del_init(&f->list);
	port->nflows--;
	if (f->leg) {
		n = st2110_inbox_forget(&port->inbox, f);
		st2110_tally_add(&f->stats.drops[ST2110_DROP_REMOVED], n);
		port->stats.drops[ST2110_DROP_REMOVED] += n;
	}
	spin_unlock_bh(qdisc_lock(port->sch));
	st2110_port_room(port);
	kfree_skb_list(list);
}

/**
 * st2110_port_mute() - stop sending a flow, or go on
 * @port: port
 * @f: flow of it
 * @mute: stop
 * @now: what is queued is dropped; else whole frames leave
 *
 * RTNL; takes the root lock.
 */
void st2110_port_mute(struct st2110_port *port, struct st2110_flow *f, bool mute, bool now)
{
	struct sk_buff *list = NULL;

	spin_lock_bh(qdisc_lock(port->sch));
	f->muted = mute;
	if (mute && now) {
		st2110_port_cut(port, f, ST2110_DROP_MUTED, &list);
		st2110_frame_mute(f);
	}
	spin_unlock_bh(qdisc_lock(port->sch));
	kfree_skb_list(list);
}

/**
 * st2110_port_remove() - take a flow off the port and free it
 * @port: port
 * @f: flow
 * @gone: say so in an event
 *
 * Packets still queued are dropped and counted. RTNL; takes the root lock.
 */
void st2110_port_remove(struct st2110_port *port, struct st2110_flow *f, bool gone)
{
	struct st2110_event e = { .type = ST2110_EVENT_TYPE_FLOW_GONE };
	bool epochs = f->config.epoch_events;

	st2110_flow_unpublish(f);
	st2110_port_detach(port, f);
	if (gone)
		st2110_flow_event(f, &e);
	if (f->clock)
		st2110_clock_put(f->clock);
	st2110_sync_put(f->sync);
	st2110_flow_free(f);
	if (epochs)
		st2110_port_epoch_events(port);
}

/**
 * st2110_port_init() - prepare a port
 * @port: zeroed
 * @sch: its qdisc
 * @deliver: takes its events to user space
 * @extack: why not
 *
 * RTNL.
 *
 * Return: 0 or a negative errno; st2110_port_destroy() is due in either case.
 */
int st2110_port_init(struct st2110_port *port, struct Qdisc *sch, st2110_event_deliver_t deliver,
		     struct netlink_ext_ack *extack)
{
	port->sch = sch;
	port->dev = qdisc_dev(sch);
	st2110_order_init(&port->order);
	port->guard_ns = ST2110_GUARD_MIN_NS;
	INIT_LIST_HEAD(&port->flows);
	INIT_LIST_HEAD(&port->awaiting);
	st2110_inbox_init(&port->inbox);
	st2110_ptp_init(&port->ptp);
	st2110_txstamp_init(&port->txstamp);
	INIT_DELAYED_WORK(&port->staged, staged_work);
	st2110_output_init(port);
	st2110_events_init(&port->events, port->dev, deliver);
	port->alarm.ops = &st2110_release_timer;
	port->alarm.ops->init(&port->alarm, sch);
	st2110_clock_read(NULL, &port->map);
	st2110_launch_lead(&port->launch, ST2110_LAUNCH_AHEAD_NS);
	port->clock = st2110_clock_of(port->dev);
	if (port->clock)
		st2110_clock_hold(port->clock);
	port->cpu = -1;
	port->release_why = "no flow yet";
	st2110_port_queues(port, port->dev->real_num_tx_queues);
	st2110_port_refresh(port);
	st2110_leg_look();
	return st2110_be_init(&port->be, sch, extack);
}

/**
 * st2110_port_destroy() - take a port apart
 * @port: port, possibly half built; its qdisc runs no more
 *
 * RTNL.
 */
void st2110_port_destroy(struct st2110_port *port)
{
	struct st2110_event e = { .type = ST2110_EVENT_TYPE_DEVICE_GONE };
	struct st2110_flow *f, *next;

	if (!port->sch)
		return;
	st2110_spin_stop(&port->spin);
	if (port->nflows) {
		e.mono_ns = ktime_get_ns();
		e.tai_ns = st2110_mono_to_media(&port->map, e.mono_ns);
		e.frames = port->nflows;
		st2110_event_raise(&port->events, &e);
	}
	list_for_each_entry_safe(f, next, &port->flows, list) {
		if (!f->leg) {
			st2110_port_remove(port, f, true);
			continue;
		}
		st2110_port_detach(port, f);
		st2110_leg_lost(f);
	}
	cancel_delayed_work_sync(&port->staged);
	cancel_delayed_work_sync(&port->asking);
	st2110_inbox_close(&port->inbox);
	port->alarm.ops->disarm(&port->alarm);
	stop_launching(port);
	st2110_stamping_destroy(port->txstamp.on);
	if (port->clock)
		st2110_clock_put(port->clock);
	st2110_events_destroy(&port->events);
	st2110_be_destroy(&port->be);
}

/**
 * st2110_port_find() - the port of a device
 * @dev: device
 * @txq: transmit queue under mq, or -1 for the root or the first that has a port
 *
 * RTNL.
 *
 * Return: the port, or NULL.
 */
struct st2110_port *st2110_port_find(struct net_device *dev, int txq)
{
	struct Qdisc *root = rtnl_dereference(dev->qdisc);
	unsigned int i;

	if (root && root->ops == &st2110_qdisc_ops)
		return txq <= 0 ? st2110_port_of(root) : NULL;
	for (i = 0; i < dev->num_tx_queues; i++) {
		struct Qdisc *sch = rtnl_qdisc_sleeping(netdev_get_tx_queue(dev, i));

		if (sch && sch->ops == &st2110_qdisc_ops && (txq < 0 || txq == (int)i))
			return st2110_port_of(sch);
	}
	return NULL;
}
