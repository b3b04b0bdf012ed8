// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer release: the qdisc watchdog, an hrtimer that schedules the qdisc.
 *
 * Its callback only raises the softirq, so it takes no lock. What it costs is the
 * interrupt and the softirq, a few microseconds of lateness that the guard knows.
 *
 * A softirq raised amid others does not run if a task is to run first: the rest
 * is left to ksoftirqd, which waits its turn behind all tasks for as long as that
 * takes, unless another interrupt comes along. So the alarm is its own: it
 * repeats itself until it has rung outside of softirqs.
 */

#include "compat/compat.h"
#include "release.h"

#define AGAIN_NS	20000

static enum hrtimer_restart timer_rings(struct hrtimer *timer)
{
	struct qdisc_watchdog *wd = container_of(timer, struct qdisc_watchdog, timer);

	rcu_read_lock();
	__netif_schedule(qdisc_root(wd->qdisc));
	rcu_read_unlock();
	softirqs_are_urgent();
	if (likely(!in_serving_softirq()))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, ns_to_ktime(AGAIN_NS));
	return HRTIMER_RESTART;
}

static void timer_init(struct st2110_alarm *r, struct Qdisc *sch)
{
	qdisc_watchdog_init(&r->watchdog, sch);
	timer_function(&r->watchdog.timer, timer_rings);
}

static void timer_arm(struct st2110_alarm *r, u64 ns)
{
	qdisc_watchdog_schedule_ns(&r->watchdog, ns);
}

static void timer_disarm(struct st2110_alarm *r)
{
	qdisc_watchdog_cancel(&r->watchdog);
}

const struct st2110_release_ops st2110_release_timer = {
	.id	= ST2110_RELEASE_TIMER,
	.init	= timer_init,
	.arm	= timer_arm,
	.disarm	= timer_disarm,
};
