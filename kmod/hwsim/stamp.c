// SPDX-License-Identifier: GPL-2.0-only
/*
 * A stamp is the instant at which the first bit of the frame (of its preamble)
 * passes, converted by the NIC's clock when the wire gives the frame its place:
 * the same number that the wire log holds with its clock set to "phc", for the
 * frames that leave and, by the peer's clock, for those that arrive.
 *
 * A packet that asks for a transmit stamp (SKBTX_HW_TSTAMP) when one can be had
 * is told so (SKBTX_IN_PROGRESS) and held until the stamp is told, or for 15 s
 * when it never comes, as igb and igc do; its socket is charged that long.
 * Where none can be had the packet is skipped and goes without.
 */

#include <linux/net_tstamp.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "dice.h"
#include "netdev.h"
#include "now.h"
#include "stamp.h"

/* Packets that may wait for a stamp at a time, but for HWSIM_STAMP_SLOT. */
#define STAMP_REQS		1024U
/* IGB_PTP_TX_TIMEOUT and its like. */
#define STAMP_TIMEOUT_NS	(15ULL * NSEC_PER_SEC)

static struct hwsim_stamp_req *stamp_first(struct list_head *list)
{
	return list_first_entry_or_null(list, struct hwsim_stamp_req, list);
}

/* Under the lock. */
static void stamp_arm(struct hwsim_stamp *stamp, u64 due_ns)
{
	stamp->expires_ns = due_ns;
	hrtimer_start(&stamp->timer, hwsim_expiry(due_ns),
		      HRTIMER_MODE_ABS_PINNED_SOFT);
}

/* Under the lock: the packet of a request, which is free from now on. */
static struct sk_buff *stamp_release(struct hwsim_stamp *stamp,
				     struct hwsim_stamp_req *req)
{
	struct sk_buff *skb = req->skb;

	req->skb = NULL;
	list_move(&req->list, &stamp->free);
	stamp->busy--;
	return skb;
}

/* The next that is due; NULL when there is none, the timer being set. */
static struct sk_buff *stamp_next(struct hwsim_stamp *stamp, u64 now_ns,
				  bool *lost, s64 *phc_ns)
{
	struct hwsim_stamp_req *req, *first;
	struct sk_buff *skb = NULL;

	spin_lock(&stamp->lock);
	first = stamp_first(&stamp->pending);
	req = stamp_first(&stamp->lost);
	if (!req || (first && first->due_ns <= req->due_ns))
		req = first;
	if (!req) {
		stamp->expires_ns = U64_MAX;
	} else if (req->due_ns > now_ns) {
		stamp_arm(stamp, req->due_ns);
	} else {
		*lost = req->lost;
		*phc_ns = req->phc_ns;
		if (req->lost)
			stamp->stats.timeouts++;
		else
			stamp->stats.given++;
		skb = stamp_release(stamp, req);
	}
	spin_unlock(&stamp->lock);
	return skb;
}

static enum hrtimer_restart stamp_timer(struct hrtimer *timer)
{
	struct hwsim_stamp *stamp = container_of(timer, struct hwsim_stamp,
						 timer);
	u64 now_ns = ktime_get_raw_ns();
	struct sk_buff *skb;
	bool lost;
	s64 phc_ns;

	while ((skb = stamp_next(stamp, now_ns, &lost, &phc_ns))) {
		if (!lost) {
			struct skb_shared_hwtstamps stamps = {
				.hwtstamp = ns_to_ktime(phc_ns),
			};

			skb_tstamp_tx(skb, &stamps);
		}
		dev_consume_skb_any(skb);
	}
	return HRTIMER_NORESTART;
}

/**
 * hwsim_stamp_init - stamps that are off
 * @hw: the NIC, zeroed
 */
void hwsim_stamp_init(struct hwsim *hw)
{
	struct hwsim_stamp *stamp = &hw->stamp;

	stamp->tx_type = HWTSTAMP_TX_OFF;
	stamp->rx_filter = HWTSTAMP_FILTER_NONE;
	stamp->kind = HWSIM_STAMP_EVERY;
	stamp->delay_ns = HWSIM_STAMP_DELAY_DEFAULT;
	atomic64_set(&stamp->dice, get_random_u64());
	spin_lock_init(&stamp->lock);
	INIT_LIST_HEAD(&stamp->free);
	INIT_LIST_HEAD(&stamp->pending);
	INIT_LIST_HEAD(&stamp->lost);
	hrtimer_init(&stamp->timer, CLOCK_MONOTONIC,
		     HRTIMER_MODE_ABS_PINNED_SOFT);
	stamp->timer.function = stamp_timer;
	stamp->expires_ns = U64_MAX;
}

/**
 * hwsim_stamp_free - release what switching stamps on has allocated
 * @hw: the NIC, down for good
 */
void hwsim_stamp_free(struct hwsim *hw)
{
	kvfree(hw->stamp.reqs);
	hw->stamp.reqs = NULL;
}

static int stamp_alloc(struct hwsim_stamp *stamp)
{
	struct hwsim_stamp_req *reqs;
	unsigned int i;

	if (stamp->reqs)
		return 0;
	reqs = kvcalloc(STAMP_REQS, sizeof(*reqs), GFP_KERNEL);
	if (!reqs)
		return -ENOMEM;
	spin_lock_bh(&stamp->lock);
	stamp->reqs = reqs;
	for (i = 0; i < STAMP_REQS; i++)
		list_add_tail(&reqs[i].list, &stamp->free);
	spin_unlock_bh(&stamp->lock);
	return 0;
}

/**
 * hwsim_stamp_get_config - SIOCGHWTSTAMP
 * @dev: the device
 * @config: filled in
 *
 * Context: RTNL. Return: 0.
 */
int hwsim_stamp_get_config(struct net_device *dev,
			   struct kernel_hwtstamp_config *config)
{
	struct hwsim *hw = netdev_priv(dev);

	config->flags = 0;
	config->tx_type = hw->stamp.tx_type;
	config->rx_filter = hw->stamp.rx_filter;
	return 0;
}

/**
 * hwsim_stamp_set_config - SIOCSHWTSTAMP
 * @dev: the device
 * @config: what is wanted; holds what was set afterwards. Any filter but none
 *	is widened to all
 * @extack: says what is wrong
 *
 * Context: RTNL. Return: 0; -EOPNOTSUPP without a clock, -ERANGE for a type
 * that there is not, -ENOMEM.
 */
int hwsim_stamp_set_config(struct net_device *dev,
			   struct kernel_hwtstamp_config *config,
			   struct netlink_ext_ack *extack)
{
	struct hwsim *hw = netdev_priv(dev);
	int err;

	if (!hw->phc.clock) {
		NL_SET_ERR_MSG(extack, "no clock to stamp with");
		return -EOPNOTSUPP;
	}
	if (config->tx_type != HWTSTAMP_TX_OFF &&
	    config->tx_type != HWTSTAMP_TX_ON) {
		NL_SET_ERR_MSG(extack, "tx_type: only off and on");
		return -ERANGE;
	}
	if (config->tx_type == HWTSTAMP_TX_ON) {
		err = stamp_alloc(&hw->stamp);
		if (err)
			return err;
	}
	if (config->rx_filter != HWTSTAMP_FILTER_NONE)
		config->rx_filter = HWTSTAMP_FILTER_ALL;
	config->flags = 0;
	WRITE_ONCE(hw->stamp.tx_type, config->tx_type);
	WRITE_ONCE(hw->stamp.rx_filter, config->rx_filter);
	return 0;
}

/**
 * hwsim_stamp_ask - a packet wants a transmit stamp
 * @hw: the NIC, up
 * @skb: the packet, with SKBTX_HW_TSTAMP, not GSO
 *
 * Follow with hwsim_stamp_take() once it has its place on the wire, unless the
 * device goes down before. Context: BH off. Return: the request, or NULL where
 * the packet goes without.
 */
struct hwsim_stamp_req *hwsim_stamp_ask(struct hwsim *hw, struct sk_buff *skb)
{
	struct hwsim_stamp *stamp = &hw->stamp;
	struct hwsim_stamp_req *req;
	int kind;

	if (READ_ONCE(stamp->tx_type) != HWTSTAMP_TX_ON ||
	    !READ_ONCE(hw->phc.clock))
		return NULL;

	kind = READ_ONCE(stamp->kind);
	spin_lock(&stamp->lock);
	stamp->stats.asked++;
	req = stamp_first(&stamp->free);
	if (!req || (kind == HWSIM_STAMP_SLOT && stamp->busy)) {
		stamp->stats.skipped++;
		spin_unlock(&stamp->lock);
		return NULL;
	}
	list_del_init(&req->list);
	stamp->busy++;
	req->skb = skb_get(skb);
	req->lost = kind != HWSIM_STAMP_EVERY &&
		    hwsim_dice(&stamp->dice, 100) < READ_ONCE(stamp->loss);
	spin_unlock(&stamp->lock);

	skb_shinfo(skb)->tx_flags |= SKBTX_IN_PROGRESS;
	return req;
}

/**
 * hwsim_stamp_take - a packet that asked for a stamp has its place on the wire
 * @hw: the NIC
 * @req: from hwsim_stamp_ask()
 * @start_ns: its first bit, CLOCK_MONOTONIC_RAW
 *
 * Context: BH off, the wire's lock held.
 */
void hwsim_stamp_take(struct hwsim *hw, struct hwsim_stamp_req *req,
		      u64 start_ns)
{
	struct hwsim_stamp *stamp = &hw->stamp;
	int kind = READ_ONCE(stamp->kind);

	req->phc_ns = hwsim_phc_at(&hw->phc, start_ns);
	req->due_ns = start_ns;
	if (req->lost)
		req->due_ns += STAMP_TIMEOUT_NS;
	else if (kind == HWSIM_STAMP_SLOT || kind == HWSIM_STAMP_LATE)
		req->due_ns += READ_ONCE(stamp->delay_ns);

	spin_lock(&stamp->lock);
	list_add_tail(&req->list, req->lost ? &stamp->lost : &stamp->pending);
	if (req->due_ns < stamp->expires_ns)
		stamp_arm(stamp, req->due_ns);
	spin_unlock(&stamp->lock);
}

/**
 * hwsim_stamp_rx - stamp a packet that is on its way to a NIC
 * @hw: the NIC
 * @skb: what it will receive
 * @start_ns: when the first bit arrives, CLOCK_MONOTONIC_RAW
 *
 * Context: BH off, the sending wire's lock held.
 */
void hwsim_stamp_rx(struct hwsim *hw, struct sk_buff *skb, u64 start_ns)
{
	if (!READ_ONCE(hw->phc.clock))
		return;
	skb_hwtstamps(skb)->hwtstamp =
		ns_to_ktime(hwsim_phc_at(&hw->phc, start_ns));
	WRITE_ONCE(hw->stamp.stats.rx, hw->stamp.stats.rx + 1);
}

/**
 * hwsim_stamp_purge - forget all that waits for a stamp
 * @hw: the NIC, which hands nothing to the wire any more
 *
 * Context: RTNL, may sleep.
 */
void hwsim_stamp_purge(struct hwsim *hw)
{
	struct hwsim_stamp *stamp = &hw->stamp;
	struct sk_buff *skb;
	unsigned int i;

	hrtimer_cancel(&stamp->timer);
	for (i = 0; stamp->reqs && i < STAMP_REQS; i++) {
		skb = NULL;
		spin_lock_bh(&stamp->lock);
		if (stamp->reqs[i].skb) {
			skb = stamp_release(stamp, &stamp->reqs[i]);
			stamp->stats.dropped++;
		}
		spin_unlock_bh(&stamp->lock);
		kfree_skb(skb);
	}
	stamp->expires_ns = U64_MAX;
}

/**
 * hwsim_stamp_get_stats - read the counters
 * @hw: the NIC
 * @stats: filled in
 */
void hwsim_stamp_get_stats(struct hwsim *hw, struct hwsim_stamp_stats *stats)
{
	spin_lock_bh(&hw->stamp.lock);
	*stats = hw->stamp.stats;
	spin_unlock_bh(&hw->stamp.lock);
}
