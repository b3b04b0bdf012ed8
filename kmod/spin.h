/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The spin release: a thread on a CPU of its own that sends each packet at its
 * instant.
 *
 * The CPU is isolated: the scheduler puts no other task there. So the thread is an
 * ordinary one (SCHED_NORMAL, nice -20), which nothing throttles and which lets
 * per-CPU kernel threads have their turn. It looks at the clock until the next
 * instant comes, and sleeps where that is SLEEP_NS off or more.
 *
 * When the CPU goes offline the thread ends, and its owner is told to do without;
 * when it comes back so does the thread. A CPU serves one owner.
 *
 * start and stop: RTNL. A CPU comes and goes without it, under the CPUs' own lock.
 */
#ifndef ST2110_SPIN_H
#define ST2110_SPIN_H

#include <linux/netdevice.h>
#include <linux/sched.h>

#include "flow.h"

/* A packet is made ready so long before its instant. */
#define ST2110_SPIN_AHEAD_NS	8000

struct st2110_spin;

/**
 * struct st2110_spin_ops - whom a thread works for
 * @run: send what is due, then set until_ns; process context on the CPU
 * @stands: the thread begins to send, or sends no more; process context, never two at
 *	once; that it is what it was is no news
 */
struct st2110_spin_ops {
	void (*run)(struct st2110_spin *spin);
	void (*stands)(struct st2110_spin *spin, bool on, bool asked);
};

/* The packet that the thread has taken and not told of yet. */
struct st2110_hand {
	struct sk_buff *skb;		/* NULL: none */
	struct st2110_flow *flow;	/* NULL: it is gone */
	struct st2110_stamp *stamp;	/* NULL: not sampled */
	u64 at_ns;			/* when it is to be handed over */
	u64 wire_ns;			/* time that it takes on the link */
	u32 index;
	u32 len;
	u8 slot;
	bool cut;			/* its flow was emptied meanwhile */
};

struct st2110_spin {
	/* Root lock, but for until_ns, which the thread reads without. */
	bool on;			/* the thread sends the media */
	u64 until_ns;			/* MONOTONIC: it looks again then; KTIME_MAX: when woken */
	u64 stuck_ns;			/* since when the queue takes nothing; 0: it does */
	struct st2110_hand hand;
	const struct sk_buff *shown;	/* taken back after the taps saw it */
	u64 slept_ns;			/* when the last sleep was to end; 0: it is told of */
	u64 woke_ns;			/* and when it did */

	/* The thread. */
	u64 early_ns;			/* so long before its instant a sleep ends */

	/* RTNL and the CPUs' lock. */
	bool enabled;
	unsigned int cpu;
	const char *name;
	struct task_struct *thread;
	const struct st2110_spin_ops *ops;
	struct hlist_node node;
};

int st2110_spin_register(void);
void st2110_spin_unregister(void);
const char *st2110_spin_refused(const struct st2110_spin *spin, unsigned int cpu);
const char *st2110_spin_start(struct st2110_spin *spin, const struct st2110_spin_ops *ops,
			      unsigned int cpu, const char *name);
void st2110_spin_stop(struct st2110_spin *spin);
void st2110_spin_wake(struct st2110_spin *spin, u64 ns);

#endif /* ST2110_SPIN_H */
