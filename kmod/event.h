/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events on their way to user space.
 *
 * The data path notes an event in a small ring and leaves; work in process
 * context delivers it. A full ring counts what it could not take: the next event
 * that finds room tells how many were lost before it, the port's statistics how
 * many ever were. Nothing here allocates, sleeps or takes another lock under the
 * ring's own.
 */
#ifndef ST2110_EVENT_H
#define ST2110_EVENT_H

#include <linux/in6.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include <uapi/linux/st2110.h>

#define ST2110_EVENT_RING	64
#define ST2110_EVENT_TYPES	(ST2110_EVENT_TYPE_MAX + 1)

struct st2110_event {
	char flow[ST2110_NAME_MAX + 1];	/* empty: of the device */
	u64 tai_ns;
	u64 mono_ns;
	u64 k;
	u64 deadline_tai_ns;		/* epoch events only */
	u64 deadline_mono_ns;
	s64 delta_ns;
	u32 frames;
	u32 expected;
	u32 seen;
	u32 rtp;
	u32 suppressed;
	u32 lost;			/* of any kind, before this one */
	u32 groups;			/* multicast groups it is about */
	u32 changes;			/* a bit for each enum st2110_change */
	struct in6_addr group;		/* the one that it is about; IPv4 mapped */
	u8 group_octets;		/* 4, 16, or 0 without one */
	u8 type;			/* enum st2110_event_type */
	u8 cause;			/* enum st2110_cause */
	u8 clock_state;
	u8 leg;				/* its number; 0: of none */
	u8 leg_state;			/* enum st2110_leg_state */
};

struct st2110_events;
typedef void (*st2110_event_deliver_t)(struct net_device *dev, const struct st2110_event *e);

struct st2110_events {
	spinlock_t lock;		/* ring, head, tail, lost, lost_total; BH */
	unsigned int head;
	unsigned int tail;
	u32 lost;			/* since the last that found room */
	u64 lost_total;
	struct net_device *dev;
	st2110_event_deliver_t deliver;
	struct work_struct work;
	struct st2110_event ring[ST2110_EVENT_RING];
};

void st2110_events_init(struct st2110_events *ev, struct net_device *dev,
			st2110_event_deliver_t deliver);
void st2110_events_destroy(struct st2110_events *ev);
void st2110_events_flush(struct st2110_events *ev);
void st2110_event_raise(struct st2110_events *ev, const struct st2110_event *e);

#endif /* ST2110_EVENT_H */
