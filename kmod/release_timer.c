// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timer release: the qdisc watchdog, an hrtimer that schedules the qdisc.
 *
 * Its callback only raises the softirq, so it takes no lock. What it costs is the
 * interrupt and the softirq, a few microseconds of lateness that the guard knows.
 */

#include "release.h"

static void timer_init(struct st2110_alarm *r, struct Qdisc *sch)
{
	qdisc_watchdog_init(&r->watchdog, sch);
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
