// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events on their way to user space; see event.h.
 */

#include "event.h"

static bool take(struct st2110_events *ev, struct st2110_event *e)
{
	bool any;

	spin_lock_bh(&ev->lock);
	any = ev->tail != ev->head;
	if (any)
		*e = ev->ring[ev->tail++ % ST2110_EVENT_RING];
	spin_unlock_bh(&ev->lock);
	return any;
}

static void deliver(struct work_struct *work)
{
	struct st2110_events *ev = container_of(work, struct st2110_events, work);
	struct st2110_event e;

	while (take(ev, &e)) {
		ev->deliver(ev->dev, &e);
		cond_resched();
	}
}

/**
 * st2110_events_init() - prepare a ring
 * @ev: ring
 * @dev: device the events are of; outlives the ring
 * @deliver_fn: called from process context, without locks, once for each event
 *
 * Process context.
 */
void st2110_events_init(struct st2110_events *ev, struct net_device *dev,
			st2110_event_deliver_t deliver_fn)
{
	spin_lock_init(&ev->lock);
	ev->head = 0;
	ev->tail = 0;
	ev->lost = 0;
	ev->lost_total = 0;
	ev->dev = dev;
	ev->deliver = deliver_fn;
	INIT_WORK(&ev->work, deliver);
}

/**
 * st2110_events_destroy() - deliver what is pending and stop
 * @ev: ring; nobody raises events any more
 *
 * Process context. Delivery takes no RTNL, so holding it is fine.
 */
void st2110_events_destroy(struct st2110_events *ev)
{
	flush_work(&ev->work);
}

/**
 * st2110_events_flush() - have what was raised so far told before anything else is
 * @ev: ring
 *
 * One request after the other cannot fill it then. Process context; sleeps. Delivery takes
 * no RTNL, so holding it is fine.
 */
void st2110_events_flush(struct st2110_events *ev)
{
	flush_work(&ev->work);
}

/**
 * st2110_event_raise() - note an event
 * @ev: ring
 * @e: event, copied
 *
 * Softirq, or process context; the root lock may be held.
 */
void st2110_event_raise(struct st2110_events *ev, const struct st2110_event *e)
{
	spin_lock_bh(&ev->lock);
	if (ev->head - ev->tail < ST2110_EVENT_RING) {
		struct st2110_event *entry = &ev->ring[ev->head++ % ST2110_EVENT_RING];

		*entry = *e;
		entry->lost = ev->lost;
		ev->lost = 0;
	} else {
		ev->lost++;
		ev->lost_total++;
	}
	spin_unlock_bh(&ev->lock);
	schedule_work(&ev->work);
}
