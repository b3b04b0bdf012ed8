// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet is filled into a descriptor at hand-over; the doorbell, rung when
 * no more follow at once (xmit_more), puts all new frames on the wire, which
 * gives each its time. A packet is held, its socket charged, until it has left
 * the wire and is completed.
 *
 * Completion follows ethtool -C: an interrupt is due when tx-frames packets
 * have left, or tx-usecs after the first of them has; tx-frames 1 completes
 * each packet as it leaves. When the queue is closed, by BQL or by a full
 * ring, its last packet asks for one too, as drivers do. What is due is also
 * completed at hand-over, so under a steady load the timer, which is the
 * interrupt, rarely has anything to do: it is only set while packets wait, is
 * never cancelled, and sets itself again from what it finds.
 *
 * Producer and consumer share no lock. Two pairs of full barriers keep them
 * from missing each other: rung/armed (a packet always has a timer coming) and
 * head/tail with the queue's stop bit (a closed queue always has a waker).
 */

#include <linux/bitops.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "netdev.h"
#include "now.h"
#include "ring.h"

static bool ring_stalled(const struct hwsim_ring *ring)
{
	return READ_ONCE(ring->hw->stall) & BIT_ULL(ring->index);
}

/* When completion of tail … rung - 1, of which there is one, is due. */
static u64 ring_due(const struct hwsim_ring *ring, u32 tail, u32 rung)
{
	u32 frames = READ_ONCE(ring->hw->tx_frames);
	u32 mask = ring->mask;
	u64 due, at;

	due = ring->desc[tail & mask].end_ns +
	      (u64)READ_ONCE(ring->hw->tx_usecs) * NSEC_PER_USEC;
	if (frames && rung - tail >= frames) {
		at = ring->desc[(tail + frames - 1) & mask].end_ns;
		due = min(due, at);
	}
	if (unlikely(netif_xmit_stopped(ring->txq))) {
		at = ring->desc[(rung - 1) & mask].end_ns;
		due = min(due, at);
	}
	return due;
}

static u32 ring_rung(const struct hwsim_ring *ring)
{
	/* Pairs with the releases of hwsim_ring_doorbell() and _launch(). */
	return smp_load_acquire(&ring->rung);
}

static void ring_set_timer(struct hwsim_ring *ring, u64 at)
{
	WRITE_ONCE(ring->expires_ns, at);
	hrtimer_start(&ring->timer, hwsim_expiry(at),
		      HRTIMER_MODE_ABS_PINNED_SOFT);
}

static void ring_free_list(struct sk_buff *skb)
{
	while (skb) {
		struct sk_buff *next = skb->next;

		skb_mark_not_on_list(skb);
		kfree_skb(hwsim_frame(skb)->rx);
		kfree_skb(skb);
		skb = next;
	}
}

/* Complete what has left by now. Under ring->lock, BH off. */
static void ring_reclaim(struct hwsim_ring *ring, u64 now_ns)
{
	u32 rung = ring_rung(ring);
	u32 tail = ring->tail;
	u32 bytes = 0, done;

	if (unlikely(ring_stalled(ring)))
		return;

	while (tail != rung) {
		struct hwsim_desc *desc = &ring->desc[tail & ring->mask];
		struct sk_buff *skb = desc->skb;

		if (desc->end_ns > now_ns)
			break;
		bytes += desc->bytes;
		tail++;
		while (unlikely(skb->next)) {
			struct sk_buff *next = skb->next;

			skb_mark_not_on_list(skb);
			consume_skb(skb);
			skb = next;
		}
		napi_consume_skb(skb, 1);
	}
	done = tail - ring->tail;
	if (!done)
		return;
	/* The producer may now use these descriptors. */
	smp_store_release(&ring->tail, tail);

	u64_stats_update_begin(&ring->done_syncp);
	u64_stats_add(&ring->completions, done);
	u64_stats_inc(&ring->rounds);
	u64_stats_update_end(&ring->done_syncp);

	if (likely(!ring->uncounted))
		netdev_tx_completed_queue(ring->txq, done, bytes);

	/* Pairs with the barrier in hwsim_ring_push(). */
	smp_mb();
	if (unlikely(netif_tx_queue_stopped(ring->txq)) && ring->up &&
	    READ_ONCE(ring->head) - tail <= ring->size - ring->size / 4)
		netif_tx_wake_queue(ring->txq);
}

/* The completion interrupt; in softirq. */
static enum hrtimer_restart ring_timer(struct hrtimer *timer)
{
	struct hwsim_ring *ring = container_of(timer, struct hwsim_ring, timer);
	u64 now_ns = ktime_get_raw_ns();
	u32 rung;

	spin_lock(&ring->lock);
	u64_stats_update_begin(&ring->done_syncp);
	u64_stats_inc(&ring->interrupts);
	u64_stats_update_end(&ring->done_syncp);

	rung = ring_rung(ring);
	if (rung != ring->tail && ring_due(ring, ring->tail, rung) <= now_ns)
		ring_reclaim(ring, now_ns);

	for (;;) {
		if (!ring->up || ring_stalled(ring)) {
			WRITE_ONCE(ring->armed, 0);
			break;
		}
		rung = ring_rung(ring);
		if (rung != ring->tail) {
			ring_set_timer(ring, ring_due(ring, ring->tail, rung));
			break;
		}
		/* Pairs with the barrier in ring_ask(). */
		smp_store_mb(ring->armed, 0);
		if (ring_rung(ring) == ring->tail ||
		    cmpxchg(&ring->armed, 0, 1))
			break;
	}
	spin_unlock(&ring->lock);
	return HRTIMER_NORESTART;
}

/* Complete what is due, or see to it that a timer will. */
static void ring_ask(struct hwsim_ring *ring, u64 now_ns)
{
	u32 rung = ring_rung(ring);
	u32 tail, frames;
	u64 due;

	/* Pairs with the store of armed in ring_timer(). */
	smp_mb();
	tail = READ_ONCE(ring->tail);
	frames = READ_ONCE(ring->hw->tx_frames);
	if (READ_ONCE(ring->armed) && (!frames || rung - tail < frames) &&
	    !netif_xmit_stopped(ring->txq))
		return;
	if (unlikely(tail == rung || ring_stalled(ring)))
		return;

	due = ring_due(ring, tail, rung);
	if (due <= now_ns) {
		if (spin_trylock(&ring->lock)) {
			ring_reclaim(ring, now_ns);
			spin_unlock(&ring->lock);
		}
		tail = READ_ONCE(ring->tail);
		if (tail == rung)
			return;
		due = ring_due(ring, tail, rung);
	}
	if (!cmpxchg(&ring->armed, 0, 1) || due < READ_ONCE(ring->expires_ns))
		ring_set_timer(ring, due);
}

/**
 * hwsim_ring_init - prepare a ring without descriptors
 * @ring: the ring, zeroed
 * @hw: its device
 * @index: its number
 */
void hwsim_ring_init(struct hwsim_ring *ring, struct hwsim *hw,
		     unsigned int index)
{
	ring->hw = hw;
	ring->txq = netdev_get_tx_queue(hw->dev, index);
	ring->index = index;
	spin_lock_init(&ring->lock);
	u64_stats_init(&ring->wire_syncp);
	u64_stats_init(&ring->tx_syncp);
	u64_stats_init(&ring->done_syncp);
	hrtimer_init(&ring->timer, CLOCK_MONOTONIC,
		     HRTIMER_MODE_ABS_PINNED_SOFT);
	ring->timer.function = ring_timer;
}

/**
 * hwsim_ring_alloc - give a stopped ring its descriptors
 * @ring: the ring, empty
 * @size: descriptors, HWSIM_RING_MIN to HWSIM_RING_MAX
 *
 * Return: 0, or -ENOMEM with the ring unchanged.
 */
int hwsim_ring_alloc(struct hwsim_ring *ring, u32 size)
{
	u32 slots = roundup_pow_of_two(size);
	struct hwsim_desc *desc;

	desc = kvcalloc(slots, sizeof(*desc), GFP_KERNEL);
	if (!desc)
		return -ENOMEM;
	kvfree(ring->desc);
	ring->desc = desc;
	ring->mask = slots - 1;
	ring->size = size;
	return 0;
}

/**
 * hwsim_ring_free - release the descriptors of a stopped, empty ring
 * @ring: the ring
 */
void hwsim_ring_free(struct hwsim_ring *ring)
{
	kvfree(ring->desc);
	ring->desc = NULL;
}

/**
 * hwsim_ring_start - let packets be completed
 * @ring: the ring, empty, with descriptors
 *
 * Context: RTNL; the netdev queue is still closed.
 */
void hwsim_ring_start(struct hwsim_ring *ring)
{
	ring->uncounted = READ_ONCE(ring->hw->uncounted);
	netdev_tx_reset_queue(ring->txq);
	spin_lock_bh(&ring->lock);
	ring->armed = 0;
	ring->up = true;
	spin_unlock_bh(&ring->lock);
}

/**
 * hwsim_ring_stop - never open the netdev queue from now on
 * @ring: the ring
 *
 * Follow with netif_tx_disable() and hwsim_ring_purge(). Context: RTNL.
 */
void hwsim_ring_stop(struct hwsim_ring *ring)
{
	spin_lock_bh(&ring->lock);
	ring->up = false;
	spin_unlock_bh(&ring->lock);
}

/**
 * hwsim_ring_purge - drop all packets of a ring that is stopped
 * @ring: the ring, its netdev queue closed
 *
 * Context: RTNL, may sleep.
 */
void hwsim_ring_purge(struct hwsim_ring *ring)
{
	spinlock_t *wire_lock = &ring->hw->wire.lock;

	hrtimer_cancel(&ring->timer);
	/* Nothing waits any more for who looks at what waits. */
	spin_lock_bh(wire_lock);
	ring->rung = ring->fetched;
	spin_unlock_bh(wire_lock);
	for (; ring->tail != ring->head; ring->tail++)
		ring_free_list(ring->desc[ring->tail & ring->mask].skb);
	spin_lock_bh(wire_lock);
	ring->head = 0;
	ring->fetched = 0;
	ring->rung = 0;
	ring->tail = 0;
	spin_unlock_bh(wire_lock);
	netdev_tx_reset_queue(ring->txq);
}

/**
 * hwsim_ring_kick - look for completions now, after a stall
 * @ring: the ring
 *
 * Context: process, BH on.
 */
void hwsim_ring_kick(struct hwsim_ring *ring)
{
	spin_lock_bh(&ring->lock);
	if (ring->up) {
		WRITE_ONCE(ring->armed, 1);
		ring_set_timer(ring, ktime_get_raw_ns());
	}
	spin_unlock_bh(&ring->lock);
}

/**
 * hwsim_ring_full - is there no room for another packet
 * @ring: the ring, its netdev queue's lock held
 *
 * Return: true if so.
 */
bool hwsim_ring_full(const struct hwsim_ring *ring)
{
	return ring->head - READ_ONCE(ring->tail) >= ring->size;
}

/**
 * hwsim_ring_push - take a packet, which there is room for
 * @ring: the ring, its netdev queue's lock held
 * @skb: the packet, or a list of frames it was segmented into
 * @bytes: what BQL is to be told
 * @more: another packet follows at once
 *
 * Context: BH off, RCU read lock.
 */
void hwsim_ring_push(struct hwsim_ring *ring, struct sk_buff *skb, u32 bytes,
		     bool more)
{
	struct hwsim_desc *desc = &ring->desc[ring->head & ring->mask];
	bool bell;

	desc->skb = skb;
	desc->bytes = bytes;
	if (unlikely(ring->launch)) {
		desc->launch_ns = ktime_to_ns(skb->tstamp);
		skb->tstamp = 0;
	}
	WRITE_ONCE(ring->head, ring->head + 1);

	if (unlikely(hwsim_ring_full(ring))) {
		netif_tx_stop_queue(ring->txq);
		u64_stats_update_begin(&ring->tx_syncp);
		u64_stats_inc(&ring->stops);
		u64_stats_update_end(&ring->tx_syncp);
		/* Pairs with the barrier in ring_reclaim(). */
		smp_mb();
		if (!hwsim_ring_full(ring))
			netif_tx_start_queue(ring->txq);
	}
	if (likely(!ring->uncounted))
		bell = __netdev_tx_sent_queue(ring->txq, bytes, more);
	else
		bell = !more || netif_tx_queue_stopped(ring->txq);
	if (bell)
		hwsim_ring_doorbell(ring);
}

/* A frame has its place: see to all that can be known from now on. */
static __always_inline void ring_placed(struct hwsim *hw, struct hwsim *peer,
					struct sk_buff *skb,
					const struct hwsim_slot *slot,
					u64 now_ns)
{
	struct hwsim_frame *frame = hwsim_frame(skb);

	if (hw->log.on)
		hwsim_wirelog_add(&hw->log, skb, &hw->phc, slot->start_ns,
				  now_ns);
	if (unlikely(frame->stamp)) {
		hwsim_stamp_take(hw, frame->stamp, slot->start_ns);
		frame->stamp = NULL;
	}
	if (!frame->rx)
		return;
	if (peer) {
		if (READ_ONCE(peer->stamp.rx_filter) != HWTSTAMP_FILTER_NONE)
			hwsim_stamp_rx(peer, frame->rx, slot->start_ns);
		hwsim_rx_push(&peer->rx, frame->rx, slot->end_ns);
	} else {
		kfree_skb(frame->rx);
	}
	frame->rx = NULL;
}

/* One packet; returns octets. Inlined, for it is what most packets cost. */
static __always_inline u32 ring_place(struct hwsim *hw, struct hwsim_desc *desc,
				      struct hwsim *peer, u64 now_ns,
				      u64 earliest_ns, u32 *frames)
{
	struct hwsim_slot slot;
	struct sk_buff *skb;
	u32 bytes = 0;

	for (skb = desc->skb; skb; skb = skb->next) {
		hwsim_wire_place(&hw->wire, earliest_ns, hwsim_wire_len(skb),
				 &slot);
		ring_placed(hw, peer, skb, &slot, now_ns);
		bytes += skb->len;
		++*frames;
	}
	desc->end_ns = slot.end_ns;
	return bytes;
}

static void ring_count(struct hwsim_ring *ring, u32 frames, u32 bytes)
{
	u64_stats_update_begin(&ring->wire_syncp);
	u64_stats_add(&ring->packets, frames);
	u64_stats_add(&ring->bytes, bytes);
	u64_stats_update_end(&ring->wire_syncp);
}

/**
 * hwsim_ring_launch - put the first packet that waits on the wire
 * @ring: its ring
 * @peer: where its frames arrive, NULL without one
 * @now_ns: CLOCK_MONOTONIC_RAW
 * @earliest_ns: likewise, no bit may leave before
 *
 * Context: BH off, RCU read lock, the wire's lock held.
 */
void hwsim_ring_launch(struct hwsim_ring *ring, struct hwsim *peer, u64 now_ns,
		       u64 earliest_ns)
{
	struct hwsim_desc *desc = &ring->desc[ring->rung & ring->mask];
	u32 frames = 0;
	u32 bytes;

	bytes = ring_place(ring->hw, desc, peer, now_ns, earliest_ns, &frames);
	ring_count(ring, frames, bytes);
	/* The consumer may now see the descriptor. */
	smp_store_release(&ring->rung, ring->rung + 1);
}

/**
 * hwsim_ring_ask - complete what is due, or see to it that timers will
 * @hw: the NIC
 * @rings: bit mask of the rings that have put packets on the wire
 * @now_ns: CLOCK_MONOTONIC_RAW
 *
 * Context: BH off.
 */
void hwsim_ring_ask(struct hwsim *hw, u64 rings, u64 now_ns)
{
	for (; rings; rings &= rings - 1)
		ring_ask(&hw->rings[__ffs64(rings)], now_ns);
}

/**
 * hwsim_ring_doorbell - put all new frames on the wire
 * @ring: the ring, its netdev queue's lock held
 *
 * On a launch queue they wait for their time instead. Context: BH off, RCU read
 * lock.
 */
void hwsim_ring_doorbell(struct hwsim_ring *ring)
{
	struct hwsim *hw = ring->hw;
	u64 now_ns, earliest_ns;
	struct hwsim *peer;
	u32 frames = 0, bytes = 0;
	u64 launched = 0;
	u64 free_ns;
	u32 i;

	if (ring->fetched == ring->head)
		return;

	peer = rcu_dereference_bh(hw->peer);

	spin_lock(&hw->wire.lock);
	now_ns = ktime_get_raw_ns();
	earliest_ns = now_ns + READ_ONCE(hw->latency_ns);
	if (unlikely(ring->launch)) {
		hwsim_launch_fetch(ring, now_ns, earliest_ns);
		launched = hwsim_launch_run(hw, now_ns, now_ns);
	} else {
		for (i = ring->fetched; i != ring->head; i++) {
			free_ns = max(earliest_ns, hw->wire.free_ns);
			if (unlikely(hw->launch.next_ns <= free_ns))
				launched |= hwsim_launch_run(hw, now_ns,
							     free_ns);
			bytes += ring_place(hw, &ring->desc[i & ring->mask],
					    peer, now_ns, earliest_ns, &frames);
		}
		ring_count(ring, frames, bytes);
		ring->fetched = ring->head;
		/* The consumer may now see these descriptors. */
		smp_store_release(&ring->rung, ring->head);
	}
	spin_unlock(&hw->wire.lock);

	if (unlikely(test_bit(__QUEUE_STATE_STACK_XOFF, &ring->txq->state))) {
		u64_stats_update_begin(&ring->tx_syncp);
		u64_stats_inc(&ring->bql_stops);
		u64_stats_update_end(&ring->tx_syncp);
	}
	if (likely(!ring->launch))
		ring_ask(ring, now_ns);
	if (unlikely(launched))
		hwsim_ring_ask(hw, launched, now_ns);
}

/**
 * hwsim_ring_get_stats - read a ring's counters
 * @ring: the ring
 * @stats: filled in
 */
void hwsim_ring_get_stats(const struct hwsim_ring *ring,
			  struct hwsim_ring_stats *stats)
{
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&ring->wire_syncp);
		stats->packets = u64_stats_read(&ring->packets);
		stats->bytes = u64_stats_read(&ring->bytes);
	} while (u64_stats_fetch_retry(&ring->wire_syncp, start));
	do {
		start = u64_stats_fetch_begin(&ring->tx_syncp);
		stats->stops = u64_stats_read(&ring->stops);
		stats->bql_stops = u64_stats_read(&ring->bql_stops);
	} while (u64_stats_fetch_retry(&ring->tx_syncp, start));
	do {
		start = u64_stats_fetch_begin(&ring->done_syncp);
		stats->completions = u64_stats_read(&ring->completions);
		stats->rounds = u64_stats_read(&ring->rounds);
		stats->interrupts = u64_stats_read(&ring->interrupts);
	} while (u64_stats_fetch_retry(&ring->done_syncp, start));
}
