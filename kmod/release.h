/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How packets leave at their time: a back-end of a port.
 *
 * The port decides order and time; a release makes the port run at a time. timer
 * does it with the qdisc's watchdog.
 */
#ifndef ST2110_RELEASE_H
#define ST2110_RELEASE_H

#include <net/pkt_sched.h>

#include <uapi/linux/st2110.h>

struct st2110_alarm {
	struct qdisc_watchdog watchdog;
	struct hrtimer again;	/* rings once more what rang amid softirqs */
	const struct st2110_release_ops *ops;
	u64 armed_ns;		/* 0: not armed */
	bool rang;		/* since the port ran; written without a lock */
};

/**
 * struct st2110_release_ops - a way for packets to leave at their time
 * @id: enum st2110_release
 * @init: prepare; process context, RTNL
 * @arm: run the port's dequeue at a MONOTONIC time, once; replaces what was armed;
 *	root lock
 * @disarm: do not run it; root lock
 */
struct st2110_release_ops {
	u8 id;
	void (*init)(struct st2110_alarm *r, struct Qdisc *sch);
	void (*arm)(struct st2110_alarm *r, u64 ns);
	void (*disarm)(struct st2110_alarm *r);
};

extern const struct st2110_release_ops st2110_release_timer;

#endif /* ST2110_RELEASE_H */
