// SPDX-License-Identifier: GPL-2.0-only
/*
 * A queue switched to launch time (TC_SETUP_QDISC_ETF) holds what is handed over
 * until the NIC's clock reaches the packet's skb->tstamp, first in, first out:
 * a packet that waits holds up those behind it. Then it starts on the wire, at
 * that very instant if the wire is free, and else before any frame that has no
 * place yet: at each free instant of the wire the packet whose time has come goes
 * first. What other queues have already handed over is not overtaken. Between a
 * launch and its first bit MACs take a time of their own, which is always the same.
 *
 * Hardware compares few bits. The i210 has the nanoseconds of the second: its
 * horizon is a second, half of it ahead and half of it past, and a time further
 * off is taken for the one with the same nanoseconds. igc counts from the start
 * of a cycle, by default of a second: what is before it leaves at once, what
 * belongs in a later cycle than the next leaves in the next. A packet without a
 * time has the time 0, as it would have there.
 *
 * When a packet is due is kept in the wire's time. It is reckoned at hand-over,
 * and again for all that wait whenever the clock is set, steps or bends.
 */

#include <linux/bitops.h>
#include <linux/math64.h>
#include <linux/skbuff.h>
#include <linux/timekeeping.h>

#include "launch.h"
#include "netdev.h"
#include "now.h"

static struct hwsim_desc *launch_head(const struct hwsim_ring *ring)
{
	if (ring->rung == ring->fetched)
		return NULL;
	return &ring->desc[ring->rung & ring->mask];
}

/* @ns less what remains of it by @unit, which is never negative. */
static s64 launch_floor(s64 ns, s64 unit)
{
	s64 whole = div64_s64(ns, unit) * unit;

	return whole > ns ? whole - unit : whole;
}

/* How long a packet waits: PHC time from @now_ns, 0 or less to leave at once. */
static s64 launch_wait(const struct hwsim_launch *launch, s64 at_ns, s64 now_ns)
{
	s64 horizon_ns = READ_ONCE(launch->horizon_ns);
	s64 start_ns, wait_ns;

	if (READ_ONCE(launch->like) == HWSIM_LAUNCH_I210) {
		wait_ns = at_ns - now_ns;
		return wait_ns - launch_floor(wait_ns + horizon_ns / 2,
					      horizon_ns);
	}

	start_ns = launch_floor(now_ns, horizon_ns);
	if (at_ns <= start_ns)
		return 0;
	wait_ns = at_ns - start_ns;
	wait_ns -= launch_floor(wait_ns, horizon_ns);
	if (at_ns >= start_ns + horizon_ns)
		wait_ns += horizon_ns;
	return start_ns + wait_ns - now_ns;
}

/* When a packet is due. Under the wire's lock. */
static u64 launch_due(struct hwsim *hw, const struct hwsim_desc *desc,
		      u64 now_ns)
{
	s64 phc_ns = hwsim_phc_at(&hw->phc, now_ns);
	s64 wait_ns = launch_wait(&hw->launch, desc->launch_ns, phc_ns);
	u64 due_ns = now_ns;

	if (wait_ns > 0)
		due_ns = hwsim_phc_when(&hw->phc, phc_ns + wait_ns);
	return max(due_ns, desc->earliest_ns);
}

/* Find what comes first and see to it that it will. Under the wire's lock. */
static void launch_arm(struct hwsim *hw)
{
	struct hwsim_launch *launch = &hw->launch;
	const struct hwsim_desc *desc;
	u64 next_ns = U64_MAX;
	u64 rings;

	for (rings = launch->rings; rings; rings &= rings - 1) {
		desc = launch_head(&hw->rings[__ffs64(rings)]);
		if (desc && desc->end_ns < next_ns)
			next_ns = desc->end_ns;
	}
	launch->next_ns = next_ns;
	if (next_ns < launch->expires_ns && launch->up) {
		launch->expires_ns = next_ns;
		hrtimer_start(&launch->timer, hwsim_expiry(next_ns),
			      HRTIMER_MODE_ABS_PINNED_SOFT);
	}
}

static enum hrtimer_restart launch_timer(struct hrtimer *timer)
{
	struct hwsim *hw = container_of(timer, struct hwsim, launch.timer);
	u64 now_ns, rings;

	spin_lock(&hw->wire.lock);
	hw->launch.expires_ns = U64_MAX;
	now_ns = ktime_get_raw_ns();
	rings = hwsim_launch_run(hw, now_ns, now_ns);
	spin_unlock(&hw->wire.lock);
	hwsim_ring_ask(hw, rings, now_ns);
	return HRTIMER_NORESTART;
}

/**
 * hwsim_launch_init - no queue launches
 * @hw: the NIC, zeroed
 */
void hwsim_launch_init(struct hwsim *hw)
{
	struct hwsim_launch *launch = &hw->launch;

	launch->resolution_ns = 1;
	launch->horizon_ns = NSEC_PER_SEC;
	launch->queues = HWSIM_QUEUES_MAX;
	launch->next_ns = U64_MAX;
	launch->expires_ns = U64_MAX;
	hrtimer_init(&launch->timer, CLOCK_MONOTONIC,
		     HRTIMER_MODE_ABS_PINNED_SOFT);
	launch->timer.function = launch_timer;
}

/**
 * hwsim_launch_start - let packets wait
 * @hw: the NIC
 *
 * Context: RTNL, the netdev queues are still closed.
 */
void hwsim_launch_start(struct hwsim *hw)
{
	spin_lock_bh(&hw->wire.lock);
	hw->launch.up = true;
	spin_unlock_bh(&hw->wire.lock);
}

/**
 * hwsim_launch_stop - launch nothing from now on
 * @hw: the NIC, its netdev queues closed
 *
 * Packets that wait are left to hwsim_ring_purge(). Context: RTNL, may sleep.
 */
void hwsim_launch_stop(struct hwsim *hw)
{
	struct hwsim_launch *launch = &hw->launch;

	spin_lock_bh(&hw->wire.lock);
	launch->up = false;
	spin_unlock_bh(&hw->wire.lock);
	hrtimer_cancel(&launch->timer);
	spin_lock_bh(&hw->wire.lock);
	launch->next_ns = U64_MAX;
	launch->expires_ns = U64_MAX;
	spin_unlock_bh(&hw->wire.lock);
}

/* All that waits in a ring is due. Under the wire's lock. */
static void launch_flush(struct hwsim_ring *ring, u64 now_ns)
{
	u32 i;

	for (i = ring->rung; i != ring->fetched; i++)
		ring->desc[i & ring->mask].end_ns = now_ns;
}

/**
 * hwsim_launch_set - switch a queue to launch time, or back
 * @hw: the NIC
 * @queue: number of the queue, as the caller has it
 * @on: which
 *
 * Packets that wait leave at once. Context: RTNL. Return: 0; -EOPNOTSUPP where
 * the NIC cannot, -EINVAL where the queue cannot.
 */
int hwsim_launch_set(struct hwsim *hw, int queue, bool on)
{
	struct hwsim_ring *ring;
	u64 now_ns, rings;

	if (on && (hw->launch.refuse || !hw->phc.clock))
		return -EOPNOTSUPP;
	if (queue < 0 || queue >= hw->dev->num_tx_queues ||
	    (on && queue >= hw->launch.queues))
		return -EINVAL;

	ring = &hw->rings[queue];
	__netif_tx_lock_bh(ring->txq);
	rcu_read_lock_bh();
	hwsim_ring_doorbell(ring);
	spin_lock(&hw->wire.lock);
	now_ns = ktime_get_raw_ns();
	launch_flush(ring, now_ns);
	rings = hwsim_launch_run(hw, now_ns, now_ns);
	if (on)
		hw->launch.rings |= BIT_ULL(queue);
	else
		hw->launch.rings &= ~BIT_ULL(queue);
	ring->launch = on;
	spin_unlock(&hw->wire.lock);
	hwsim_ring_ask(hw, rings, now_ns);
	rcu_read_unlock_bh();
	__netif_tx_unlock_bh(ring->txq);
	return 0;
}

/**
 * hwsim_launch_fetch - take over what a launch queue has handed over
 * @ring: the ring, its netdev queue's lock and the wire's held
 * @now_ns: CLOCK_MONOTONIC_RAW
 * @earliest_ns: likewise, no bit may leave before
 *
 * Follow with hwsim_launch_run().
 */
void hwsim_launch_fetch(struct hwsim_ring *ring, u64 now_ns, u64 earliest_ns)
{
	struct hwsim *hw = ring->hw;
	struct hwsim_launch_stats *stats = &hw->launch.stats;
	u32 resolution_ns = READ_ONCE(hw->launch.resolution_ns);
	s64 phc_ns = hwsim_phc_at(&hw->phc, now_ns);

	for (; ring->fetched != ring->head; ring->fetched++) {
		struct hwsim_desc *desc;
		s64 ahead_ns, wait_ns;

		desc = &ring->desc[ring->fetched & ring->mask];
		if (resolution_ns > 1)
			desc->launch_ns = -launch_floor(-desc->launch_ns,
							resolution_ns);
		desc->earliest_ns = earliest_ns;
		desc->end_ns = launch_due(hw, desc, now_ns);

		ahead_ns = desc->launch_ns - phc_ns;
		wait_ns = launch_wait(&hw->launch, desc->launch_ns, phc_ns);
		stats->packets++;
		if (ahead_ns <= 0)
			stats->late++;
		if (ahead_ns > 0 ? wait_ns != ahead_ns : wait_ns > 0)
			stats->far++;
	}
}

/**
 * hwsim_launch_run - put on the wire what is due
 * @hw: the NIC, its wire's lock held
 * @now_ns: CLOCK_MONOTONIC_RAW
 * @by_ns: likewise; what is due by then goes, each before what is due
 *	later
 *
 * Context: BH off. Return: bit mask of the rings that had any, for
 * hwsim_ring_ask().
 */
u64 hwsim_launch_run(struct hwsim *hw, u64 now_ns, u64 by_ns)
{
	struct hwsim *peer = rcu_dereference_bh(hw->peer);
	u32 delay_ns = READ_ONCE(hw->launch.delay_ns);
	u64 touched = 0;

	for (;;) {
		struct hwsim_ring *first = NULL;
		struct hwsim_desc *desc;
		u64 due_ns = U64_MAX;
		u64 rings;

		for (rings = hw->launch.rings; rings; rings &= rings - 1) {
			struct hwsim_ring *ring = &hw->rings[__ffs64(rings)];

			desc = launch_head(ring);
			if (desc && desc->end_ns <= by_ns &&
			    desc->end_ns < due_ns) {
				first = ring;
				due_ns = desc->end_ns;
			}
		}
		if (!first)
			break;
		due_ns += delay_ns;
		if (hw->wire.free_ns > due_ns)
			hw->launch.stats.waited++;
		hwsim_ring_launch(first, peer, now_ns, due_ns);
		touched |= BIT_ULL(first->index);
	}
	launch_arm(hw);
	return touched;
}

/**
 * hwsim_launch_retime - the clock was set, stepped or bent
 * @hw: the NIC
 *
 * Context: process.
 */
void hwsim_launch_retime(struct hwsim *hw)
{
	u64 rings, now_ns;
	u32 n;

	spin_lock_bh(&hw->wire.lock);
	rings = hw->launch.up ? hw->launch.rings : 0;
	now_ns = ktime_get_raw_ns();
	for (; rings; rings &= rings - 1) {
		struct hwsim_ring *ring = &hw->rings[__ffs64(rings)];

		for (n = ring->rung; n != ring->fetched; n++) {
			struct hwsim_desc *desc = &ring->desc[n & ring->mask];

			desc->end_ns = launch_due(hw, desc, now_ns);
		}
	}
	launch_arm(hw);
	spin_unlock_bh(&hw->wire.lock);
}

/**
 * hwsim_launch_get_stats - read the counters
 * @hw: the NIC
 * @stats: filled in
 */
void hwsim_launch_get_stats(struct hwsim *hw, struct hwsim_launch_stats *stats)
{
	spin_lock_bh(&hw->wire.lock);
	*stats = hw->launch.stats;
	spin_unlock_bh(&hw->wire.lock);
}
