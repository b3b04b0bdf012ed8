// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer release: the qdisc watchdog, an hrtimer that schedules the qdisc.
 *
 * Its callback only raises the softirq, so it takes no lock. What it costs is the
 * interrupt and the softirq, a few microseconds of lateness that the guard knows.
 *
 * A softirq raised amid others does not run if a task is to run first: the rest
 * is left to ksoftirqd, which waits its turn behind all tasks for as long as that
 * takes, unless another interrupt comes along. So what rang amid softirqs rings
 * again, until it has rung outside of them. That takes a timer of its own: the
 * port may arm the first one on another CPU while that rings here, and neither may
 * take the other's time away.
 */

#include "compat/compat.h"
#include "release.h"

#define AGAIN_NS	20000

static enum hrtimer_restart ring(struct st2110_alarm *r)
{
	WRITE_ONCE(r->rang, true);
	rcu_read_lock();
	__netif_schedule(qdisc_root(r->watchdog.qdisc));
	rcu_read_unlock();
	softirqs_are_urgent();
	if (unlikely(in_serving_softirq()))
		hrtimer_start(&r->again, ns_to_ktime(AGAIN_NS), HRTIMER_MODE_REL_PINNED);
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart timer_rings(struct hrtimer *timer)
{
	return ring(container_of(timer, struct st2110_alarm, watchdog.timer));
}

static enum hrtimer_restart timer_rings_again(struct hrtimer *timer)
{
	return ring(container_of(timer, struct st2110_alarm, again));
}

static void timer_init(struct st2110_alarm *r, struct Qdisc *sch)
{
	qdisc_watchdog_init(&r->watchdog, sch);
	timer_function(&r->watchdog.timer, timer_rings);
	hrtimer_prepare(&r->again, timer_rings_again, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED);
}

static void timer_arm(struct st2110_alarm *r, u64 ns)
{
	qdisc_watchdog_schedule_ns(&r->watchdog, ns);
}

static void timer_disarm(struct st2110_alarm *r)
{
	qdisc_watchdog_cancel(&r->watchdog);
	hrtimer_cancel(&r->again);
}

const struct st2110_release_ops st2110_release_timer = {
	.id	= ST2110_RELEASE_TIMER,
	.init	= timer_init,
	.arm	= timer_arm,
	.disarm	= timer_disarm,
};
