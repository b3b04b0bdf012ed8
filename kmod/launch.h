/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Launch time: the NIC itself sends a packet at the instant written on it.
 *
 * Drivers take it per transmit queue (TC_SETUP_QDISC_ETF) and read skb->tstamp in
 * the time of their own PHC, so it needs that clock bound and locked. Then there
 * are no windows: a packet is given the exact instant in the middle of the
 * receiver's buffer and handed over up to ahead_ns before. That is far less than
 * any NIC's horizon, and enough for a wake-up every half of it.
 *
 * The queue carries nothing else: a packet without a time would be launched at 0.
 * What has been handed over is booked, so that best effort, on the other queues,
 * enters the NIC only where it leaves the wire before the next instant.
 *
 * What the NIC holds nobody can take back. Where its clock is set forward that leaves
 * at once, a burst; where the clock stands still or is set back it leaves when that
 * goes on, beside what the timer sends meanwhile. ahead_ns bounds the one. Below
 * ST2110_LAUNCH_AHEAD_SHORT_NS the other too: byte queue limits let no more into the
 * NIC than can be due in that time, however long it keeps that, and while it does the
 * timer leaves as much room in each flow's bucket.
 *
 * Root lock, but for what says RTNL. Times are MONOTONIC.
 */
#ifndef ST2110_LAUNCH_H
#define ST2110_LAUNCH_H

#include <linux/skbuff.h>

#include "bql.h"
#include "clock.h"

#define ST2110_LAUNCH_AHEAD_NS		500000
#define ST2110_LAUNCH_AHEAD_MIN_NS	20000
#define ST2110_LAUNCH_AHEAD_SHORT_NS	100000	/* below: the NIC holds no more than is due */
#define ST2110_LAUNCH_AHEAD_MAX_NS	100000000	/* i210 counts 1 s modulo */
#define ST2110_LAUNCH_READY_NS		30000	/* from hand-over to the wire at the least: */
#define ST2110_LAUNCH_READY_TENTHS	3	/* that, or of ahead_ns */
#define ST2110_LAUNCH_ASTRAY_NS		20000000	/* 6 % slow, for three rounds */
#define ST2110_LAUNCH_ASK_NS		50000U
#define ST2110_LAUNCH_SLACK_NS		2000000	/* late as that, or not completed: stalled */
#define ST2110_LAUNCH_EARLY_NS		150000	/* early as that: too */
#define ST2110_LAUNCH_REST_NS		500000000	/* in which rounds have told why */
#define ST2110_LAUNCH_BOOKINGS		256	/* a power of two */

struct st2110_launch {
	bool enabled;		/* the driver times packets on txq; RTNL */
	bool on;		/* and the clock is good for it: packets are timed */
	u16 txq;
	bool left;		/* packets have been in the NIC for long, and still are */
	u32 ahead_ns;
	u32 ready_ns;
	struct st2110_bql bql;	/* of that queue; RTNL */
	u64 free_ns;		/* the last instant given, and its packet's time */
	u64 mark_ns;		/* all of mark_queued is to be completed by then; 0: no mark */
	u32 mark_queued;	/* BQL's count */
	u64 stalled_until_ns;	/* it was not, or was too early; 0: the NIC launches */
	u64 astray_until_ns;	/* packets may leave later than that; 0: they do not */
	struct st2110_mapping map;	/* of the device's own clock, as of this run */
	unsigned int head;
	unsigned int tail;
	struct {
		u64 begin_ns;
		u64 end_ns;
	} booked[ST2110_LAUNCH_BOOKINGS];
};

int st2110_launch_enable(struct st2110_launch *l, struct net_device *dev);
void st2110_launch_disable(const struct st2110_launch *l, struct net_device *dev);
void st2110_launch_lead(struct st2110_launch *l, u32 ahead_ns);
bool st2110_launch_begin(struct st2110_launch *l, const struct net_device *dev,
			 const struct st2110_clock *clock);
void st2110_launch_reset(struct st2110_launch *l);
u64 st2110_launch_leaves(struct st2110_launch *l, const struct net_device *dev, u64 wire_ns);
bool st2110_launch_left(struct st2110_launch *l, const struct net_device *dev);
void st2110_launch_watch(struct st2110_launch *l, const struct net_device *dev, u64 now_ns);
void st2110_launch_book(struct st2110_launch *l, struct sk_buff *skb, u64 at_ns, u64 launch_ns,
			u64 wire_ns);
u64 st2110_launch_gap(struct st2110_launch *l, u64 from_ns, u64 wire_ns);

#endif /* ST2110_LAUNCH_H */
