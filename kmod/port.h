/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A port: one qdisc instance and its schedule of flows.
 *
 * Interval stabbing. Every flow's head packet has a window in which it may leave
 * (pace.h), and the flows stand in order of opening and closing (order.h). One
 * wake-up is set at the earliest closing, or before (pace.h); when it comes,
 * every flow whose head has opened is ready, and all that is eligible leaves,
 * the earliest closing first, one packet at a time. So a wake-up serves as many
 * packets as the windows allow, across all flows, and flows that wake together
 * share the link.
 *
 * The wire is a resource (wire.h). Windows are judged by when the link falls
 * free, and best effort is let into a gap only as far as it will have left before
 * the next closing; while flows run but none has a packet queued, only as far as
 * the next one to come could bear.
 *
 * The guard follows the time from when a wake-up is due to the first doorbell that
 * it leads to, and an eighth to spare: up by GUARD_UP_NS when that is longer, down
 * by 1 ns in GUARD_DOWN wake-ups, which settles where one in 32,768 is longer. A
 * frame has a thousand of them, and what befalls one in each spoils them all; what
 * the stack takes from wake-up to wire is as late as the wake-up itself. One stall
 * hardly moves it. When a port gets its first flow, ST2110_PROBES wake-ups with
 * nothing to do find the guard, so that the first frame does not have to.
 *
 * net/sched asks after each packet that comes in. A port where all heads wait and
 * the alarm is set has settled, and is not bothered until one of these changes.
 * Where no flow has sent for two frames nothing waits, no alarm is set: the port is
 * quiet, and best effort passes without the time being asked for. What of it the NIC
 * holds is looked up when a frame begins again.
 *
 * Root lock throughout, but for the inbox (inbox.h) and for what is done to a port
 * (port_setup.c), which is under RTNL.
 */
#ifndef ST2110_PORT_H
#define ST2110_PORT_H

#include "besteffort.h"
#include "bql.h"
#include "flow.h"
#include "inbox.h"
#include "order.h"
#include "ptp.h"
#include "launch.h"
#include "release.h"
#include "spin.h"
#include "wire.h"

#define ST2110_GUARD_MIN_NS	1000
#define ST2110_PROBES		64	/* wake-ups before the first flow's first frame */

struct st2110_stagger;

struct st2110_port_stats {
	u64 media_packets, media_bytes;
	u64 be_packets, be_bytes;
	u64 ptp_packets, ptp_excess;
	u64 wakeups, wakeups_idle;
	u64 late_hist[ST2110_HIST];
	u32 late_max_ns;
	u64 queue_stopped;
	u64 clock_steps;
	u64 inbox_packets;
	u64 launched, launched_late;
	u64 drops[ST2110_DROPS];
};

struct st2110_port {
	/* Every packet. */
	struct st2110_order order;
	struct st2110_flow *last;	/* that a packet came for */
	struct st2110_wire wire;
	u32 backlog;			/* media packets queued */
	struct st2110_flow *going;	/* the bulk is of; no other stands anywhere; NULL: not so */
	struct {
		struct st2110_sent *sent;	/* where it is noted */
		u32 len;		/* of each of its packets */
		u32 next;		/* index of the next */
		s32 octets;		/* they are put behind less than so many */
		u64 full_ns;		/* when they have been taken, no other may leave before */
		u8 slot;		/* their field's */
		u8 left;		/* packets of it that may leave without more ado */
	} run;
	bool settled;			/* nothing to do until the alarm rings or something comes */
	bool quiet;			/* nor will there be but for best effort, for all we know */
	bool hurried;			/* the bulk has a packet that waits for no other stream */
	u64 settled_until_ns;		/* a packet that comes later may find another one open */
	u64 media_until_ns;		/* while then flows are expected to send */
	u64 ptp_until_ns;		/* PTP counts as present */
	u64 held_until_ns;		/* media waits for what was launched; 0: it does not */
	u64 be_fits_ns;			/* best effort waits for the link; 0: it does not */
	u32 be_ahead_ns;		/* how far it may fill the link between frames */
	u16 media_txq;
	u16 be_txqs;			/* best effort takes the first so many */
	bool spread;			/* media and best effort use different queues */
	struct Qdisc *sch;
	struct net_device *dev;

	/* Every wake-up. */
	struct st2110_alarm alarm;
	u32 guard_ns;
	u32 probes;			/* wake-ups yet to come that only set the guard */
	u32 late_avg_ns;
	u32 requeues;			/* of the qdisc when we last looked */
	u64 woken_for_ns;		/* when the wake-up was due */
	bool woke;			/* this run began with it, and no doorbell has rung since */
	bool served;

	struct st2110_launch launch;
	struct st2110_spin spin;
	struct st2110_txstamp txstamp;
	struct st2110_best_effort be;
	struct st2110_ptp ptp;
	struct st2110_inbox inbox;

	/* Configuration; RTNL and root lock. */
	struct list_head flows;
	struct list_head awaiting;	/* those with packets that wait for a delta */
	u64 await_look_ns;		/* when they are looked after next */
	u32 nflows;
	u32 epoch_flows;		/* with an event for each epoch */
	u64 epoch_event_ns;		/* the earliest of them */
	u64 reserved_bps;
	u32 reserved_at;		/* st2110_flow_plans() that it holds for */
	struct st2110_bql bql;
	u32 speed_stated;		/* Mbit/s */
	u32 speed_link;
	u8 release;			/* as asked: enum st2110_release */
	s32 cpu;			/* to spin on; negative: none was given */
	const char *release_why;	/* why what is in force is */
	struct st2110_clock *clock;	/* of the device's own PHC; NULL: not bound */
	struct st2110_mapping map;	/* last seen, to notice steps */

	struct delayed_work staged;	/* for committed changes of flows without a sender */
	struct delayed_work asking;	/* for neighbours (output.h) */

	struct st2110_port_stats stats;
	struct st2110_events events;
};

extern struct Qdisc_ops st2110_qdisc_ops;

static inline struct st2110_port *st2110_port_of(struct Qdisc *sch)
{
	return qdisc_priv(sch);
}

/* Transmit queue that a port under mq is of. */
static inline u32 st2110_txq_index(const struct netdev_queue *txq)
{
	return txq - txq->dev->_tx;
}

/**
 * st2110_port_settled() - is it as it was when the port settled?
 * @port: port
 *
 * Then there is nothing to dequeue. Root lock.
 */
static inline bool st2110_port_settled(struct st2110_port *port)
{
	if (!port->settled)
		return false;
	port->settled = !READ_ONCE(port->alarm.rang) && st2110_inbox_empty(&port->inbox);
	return port->settled;
}

/**
 * st2110_port_bare() - is there nothing but best effort, and no flow that sends?
 * @port: port
 *
 * Then the link is nobody's to reckon with. Root lock.
 */
static inline bool st2110_port_bare(const struct st2110_port *port)
{
	return port->quiet && st2110_inbox_empty(&port->inbox);
}

/**
 * st2110_port_stir() - there is something to do, and not only for best effort
 * @port: port
 *
 * Root lock.
 */
static inline void st2110_port_stir(struct st2110_port *port)
{
	port->settled = false;
	port->quiet = false;
}

/* Its flows, all at once: port.c. */
void st2110_port_lead(const struct st2110_port *port, struct st2110_flow *f);
void st2110_port_ahead(struct st2110_port *port);
void st2110_port_launching(struct st2110_port *port);
void st2110_port_cut(struct st2110_port *port, struct st2110_flow *f, enum st2110_drop reason,
		     struct sk_buff **to_free);
void st2110_port_reset(struct st2110_port *port);

/* What it takes in: port_enqueue.c. */
int st2110_port_enqueue(struct st2110_port *port, struct sk_buff *skb, struct sk_buff **to_free);
void st2110_port_take_inbox(struct st2110_port *port);
void st2110_port_await(struct st2110_port *port, u64 now);

/* What it sends: port_dequeue.c. */
struct sk_buff *st2110_port_dequeue(struct st2110_port *port);
struct sk_buff *st2110_port_dequeue_bare(struct st2110_port *port);
struct sk_buff *st2110_port_take(struct st2110_port *port, struct st2110_flow *f);

/* What its thread sends: port_spin.c. */
extern const struct st2110_spin_ops st2110_port_spin_ops;
u64 st2110_port_spin_arm(struct st2110_port *port);
void st2110_port_spin_cut(struct st2110_port *port, const struct st2110_flow *f);

/* What is done to it: port_setup.c. */
int st2110_port_init(struct st2110_port *port, struct Qdisc *sch, st2110_event_deliver_t deliver,
		     struct netlink_ext_ack *extack);
void st2110_port_destroy(struct st2110_port *port);
void st2110_port_add(struct st2110_port *port, struct st2110_flow *f);
void st2110_port_equip(struct st2110_port *port, struct st2110_flow *f,
		       struct st2110_parts *parts);
void st2110_port_reserve(struct st2110_port *port);
u64 st2110_port_reserved(struct st2110_port *port, const struct st2110_flow *f);
void st2110_port_beside(struct st2110_port *port, const struct st2110_flow *self,
			const char *clock, struct st2110_stagger *st);
void st2110_port_detach(struct st2110_port *port, struct st2110_flow *f);
void st2110_port_remove(struct st2110_port *port, struct st2110_flow *f, bool gone);
void st2110_port_mute(struct st2110_port *port, struct st2110_flow *f, bool mute, bool now);
bool st2110_port_refresh(struct st2110_port *port);
void st2110_port_room(struct st2110_port *port);
bool st2110_port_exposed(const struct st2110_port *port, u32 *held, u32 *c_max);
int st2110_port_release(struct st2110_port *port, u8 release, struct netlink_ext_ack *extack);
void st2110_port_lead_time(struct st2110_port *port, u32 ahead_ns);
void st2110_port_follow(struct st2110_port *port, struct st2110_flow *f,
			struct st2110_clock *clock);
void st2110_port_clock(struct st2110_port *port, struct st2110_clock *clock);
int st2110_port_stamps(struct st2110_port *port, u32 every, u32 cap, u32 slots);
void st2110_port_collect(struct st2110_port *port);
u32 st2110_port_speed(const struct st2110_port *port);
void st2110_port_queues(struct st2110_port *port, unsigned int n);
void st2110_port_epoch_events(struct st2110_port *port);
void st2110_port_staged(struct st2110_port *port);

struct st2110_port *st2110_port_find(struct net_device *dev, int txq);

#endif /* ST2110_PORT_H */
