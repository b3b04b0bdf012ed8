// SPDX-License-Identifier: GPL-2.0-only
/*
 * Launch time; see launch.h.
 */

#include <linux/delay.h>
#include <net/pkt_sched.h>

#include "launch.h"

#define MERGE_NS	256		/* no packet fits into a gap as short as this */

static int setup(struct net_device *dev, u16 txq, bool enable)
{
	struct tc_etf_qopt_offload qopt = { .enable = enable, .queue = txq };

	return dev->netdev_ops->ndo_setup_tc(dev, TC_SETUP_QDISC_ETF, &qopt);
}

/**
 * st2110_launch_enable() - have the driver time one transmit queue
 * @l: launch
 * @dev: device
 *
 * The last queue that the driver takes; never the first, which the rest needs.
 * Some drivers reset the NIC for it. RTNL.
 *
 * Return: 0; -ENODEV for a device of one queue; -EOPNOTSUPP when the driver has no
 * launch time, or what it says.
 */
int st2110_launch_enable(struct st2110_launch *l, struct net_device *dev)
{
	unsigned int txq;
	int err = -ENODEV;

	ASSERT_RTNL();
	if (l->enabled)
		return 0;
	if (!dev->netdev_ops->ndo_setup_tc)
		return -EOPNOTSUPP;
	for (txq = dev->real_num_tx_queues - 1; txq; txq--) {
		err = setup(dev, txq, true);
		if (!err) {
			l->txq = txq;
			l->enabled = true;
			l->mark_ns = 0;
			l->stalled_until_ns = 0;
			return 0;
		}
	}
	return err;
}

/**
 * st2110_launch_disable() - have the driver time it no more
 * @l: launch, enabled no more, whose last packet has been booked
 * @dev: device
 *
 * Drivers send what waits in the queue at once: not before it has left by itself.
 * RTNL; sleeps for up to ahead_ns.
 */
void st2110_launch_disable(const struct st2110_launch *l, struct net_device *dev)
{
	s64 left = l->free_ns - ktime_get_ns();

	if (left > 0)
		fsleep(min_t(u64, left, 2 * ST2110_LAUNCH_AHEAD_MAX_NS) / NSEC_PER_USEC + 1);
	setup(dev, l->txq, false);
}

/**
 * st2110_launch_lead() - how long before their instants packets are handed over
 * @l: launch
 * @ahead_ns: ST2110_LAUNCH_AHEAD_MIN_NS to _MAX_NS
 *
 * Root lock, or in init.
 */
void st2110_launch_lead(struct st2110_launch *l, u32 ahead_ns)
{
	l->ahead_ns = ahead_ns;
	l->ready_ns = min_t(u64, ST2110_LAUNCH_READY_NS,
			    (u64)ahead_ns * ST2110_LAUNCH_READY_TENTHS / 10);
}

/**
 * st2110_launch_begin() - a run begins: may packets be timed?
 * @l: launch
 * @dev: device
 * @clock: the device's own clock, or NULL
 *
 * Not in holdover: a clock that stands still launches nothing. Nor for a while after
 * a stall, and until the NIC has sent what it was given.
 *
 * Return: whether that has changed.
 */
bool st2110_launch_begin(struct st2110_launch *l, const struct net_device *dev,
			 const struct st2110_clock *clock)
{
	bool on = false;

	if (l->enabled && clock) {
		st2110_clock_read(clock, &l->map);
		if (unlikely(l->stalled_until_ns) &&
		    (s64)(ktime_get_ns() - l->stalled_until_ns) >= 0 &&
		    !st2110_bql_busy(netdev_get_tx_queue(dev, l->txq)))
			l->stalled_until_ns = 0;
		on = l->map.state == ST2110_CLOCK_STATE_LOCKED && !l->stalled_until_ns;
	}
	if (on == l->on)
		return false;
	l->on = on;
	l->mark_ns = 0;
	l->astray_until_ns = 0;
	l->left = false;
	if (!on && clock && (l->stalled_until_ns || l->map.state != ST2110_CLOCK_STATE_LOCKED))
		l->astray_until_ns = ktime_get_ns() + ST2110_LAUNCH_ASTRAY_NS;
	return true;
}

/**
 * st2110_launch_leaves() - is what was launched in the NIC still?
 * @l: launch, on no more
 * @dev: device
 * @wire_ns: when the next packet would be on the wire
 *
 * The NIC goes by its clock, whatever becomes of that. One that runs slow, or was
 * set back, by no more than a servo does until it is noticed, lets packets leave
 * milliseconds after their instants, and the queue's byte count tells when. A clock
 * that is further off is not waited for; left says that something was.
 *
 * Return: 0, or when to ask again.
 */
u64 st2110_launch_leaves(struct st2110_launch *l, const struct net_device *dev, u64 wire_ns)
{
	if ((s64)(l->free_ns - wire_ns) > 0)
		return l->free_ns;
	if (likely(!l->astray_until_ns))
		return 0;
	l->left = st2110_bql_busy(netdev_get_tx_queue(dev, l->txq));
	if ((s64)(l->astray_until_ns - wire_ns) > 0 && l->left)
		return wire_ns + min(ST2110_LAUNCH_ASK_NS, l->ahead_ns / 4);
	l->astray_until_ns = 0;
	return 0;
}

/**
 * st2110_launch_left() - it is in the NIC still, the timer works: has it left now?
 * @l: launch with packets left
 * @dev: device
 *
 * Return: whether it has.
 */
bool st2110_launch_left(struct st2110_launch *l, const struct net_device *dev)
{
	if (st2110_bql_busy(netdev_get_tx_queue(dev, l->txq)))
		return false;
	l->left = false;
	return true;
}

/**
 * st2110_launch_reset() - nothing is under way any more
 * @l: launch
 */
void st2110_launch_reset(struct st2110_launch *l)
{
	l->head = 0;
	l->tail = 0;
	l->free_ns = 0;
	l->mark_ns = 0;
	l->stalled_until_ns = 0;
	l->astray_until_ns = 0;
	l->left = false;
}

/**
 * st2110_launch_watch() - does the NIC launch when it was told to?
 * @l: launch, on; all that was booked has been handed over
 * @dev: device
 * @now_ns: MONOTONIC
 *
 * One whose clock runs away, or was set forward, sends what it is given at once, in
 * bursts of as much as a wake-up hands over: it has nothing left of what was to
 * take a while yet. One whose clock runs slow, stands still or was set back takes
 * packets until its ring is full; then the stack waits for that, with all that the
 * other queues could send: something is overdue. Either way it launches nothing
 * more, long before the clock's next rounds tell why.
 */
void st2110_launch_watch(struct st2110_launch *l, const struct net_device *dev, u64 now_ns)
{
	const struct netdev_queue *txq = netdev_get_tx_queue(dev, l->txq);
	bool stalled = (s64)(l->free_ns - now_ns) > ST2110_LAUNCH_EARLY_NS && st2110_bql_idle(txq);

	if (l->mark_ns && (s64)(now_ns - l->mark_ns) >= 0) {
		stalled |= st2110_bql_behind(txq, l->mark_queued);
		l->mark_ns = 0;
	}
	if (unlikely(stalled))
		l->stalled_until_ns = now_ns + ST2110_LAUNCH_REST_NS;
}

/**
 * st2110_launch_book() - write the instant on a packet
 * @l: launch, on
 * @skb: packet
 * @at_ns: when its first bit is to be on the wire; not before free_ns
 * @launch_ns: what to tell the NIC, in its clock's time
 * @wire_ns: time that it takes on the link
 */
void st2110_launch_book(struct st2110_launch *l, struct sk_buff *skb, u64 at_ns, u64 launch_ns,
			u64 wire_ns)
{
	unsigned int last = (l->head - 1) & (ST2110_LAUNCH_BOOKINGS - 1);
	unsigned int next = (l->head + 1) & (ST2110_LAUNCH_BOOKINGS - 1);

	skb_set_delivery_time(skb, ns_to_ktime(launch_ns), 0);
	l->free_ns = at_ns + wire_ns;
	if (l->head != l->tail && (at_ns - l->booked[last].end_ns < MERGE_NS || next == l->tail)) {
		l->booked[last].end_ns = l->free_ns;
		return;
	}
	l->booked[l->head].begin_ns = at_ns;
	l->booked[l->head].end_ns = l->free_ns;
	l->head = next;
}

/**
 * st2110_launch_gap() - would another queue's packet be in the way?
 * @l: launch
 * @from_ns: when it would be on the wire; does not go back
 * @wire_ns: time that it takes there
 *
 * Return: 0 when it fits before the next booking; else when to ask again.
 */
u64 st2110_launch_gap(struct st2110_launch *l, u64 from_ns, u64 wire_ns)
{
	while (l->tail != l->head && (s64)(l->booked[l->tail].end_ns - from_ns) <= 0)
		l->tail = (l->tail + 1) & (ST2110_LAUNCH_BOOKINGS - 1);
	if (l->tail == l->head || (s64)(l->booked[l->tail].begin_ns - from_ns - wire_ns) >= 0)
		return 0;
	return l->booked[l->tail].end_ns;
}
