// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sender's side makes a copy of each frame, as DMA into another host's
 * memory would, so that neither its socket nor its memory is held by the
 * receiver. The copy waits in order of arrival. One timer fires rx-usecs after
 * the first of them has arrived and schedules NAPI, which delivers all that
 * have arrived by then.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/timekeeping.h>
#include <net/checksum.h>

#include "now.h"
#include "rx.h"
#include "wire.h"

struct rx_cb {
	u64	arrival_ns;
};

static struct rx_cb *rx_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct rx_cb) > sizeof_field(struct sk_buff, cb));
	return (struct rx_cb *)skb->cb;
}

/* Under rx->lock. */
static void rx_arm(struct hwsim_rx *rx, struct sk_buff *first)
{
	u64 at = rx_cb(first)->arrival_ns +
		 (u64)READ_ONCE(rx->usecs) * NSEC_PER_USEC;

	hrtimer_start(&rx->timer, hwsim_expiry(at), HRTIMER_MODE_ABS_PINNED);
}

static enum hrtimer_restart rx_timer(struct hrtimer *timer)
{
	struct hwsim_rx *rx = container_of(timer, struct hwsim_rx, timer);

	napi_schedule(&rx->napi);
	return HRTIMER_NORESTART;
}

static struct sk_buff *rx_pop(struct hwsim_rx *rx, u64 now_ns)
{
	struct sk_buff *skb;

	spin_lock(&rx->lock);
	skb = skb_peek(&rx->frames);
	if (skb && rx_cb(skb)->arrival_ns <= now_ns)
		__skb_unlink(skb, &rx->frames);
	else
		skb = NULL;
	spin_unlock(&rx->lock);
	return skb;
}

static int rx_poll(struct napi_struct *napi, int budget)
{
	struct hwsim_rx *rx = container_of(napi, struct hwsim_rx, napi);
	u64 now_ns = ktime_get_raw_ns();
	struct sk_buff *skb;
	u64 bytes = 0;
	int done = 0;

	while (done < budget) {
		skb = rx_pop(rx, now_ns);
		if (!skb)
			break;
		memset(rx_cb(skb), 0, sizeof(struct rx_cb));
		bytes += skb->len;
		done++;
		skb->protocol = eth_type_trans(skb, napi->dev);
		napi_gro_receive(napi, skb);
	}
	if (done) {
		u64_stats_update_begin(&rx->syncp);
		u64_stats_add(&rx->packets, done);
		u64_stats_add(&rx->bytes, bytes);
		u64_stats_update_end(&rx->syncp);
	}
	if (done < budget && napi_complete_done(napi, done)) {
		spin_lock(&rx->lock);
		skb = skb_peek(&rx->frames);
		rx->armed = rx->up && skb;
		if (rx->armed)
			rx_arm(rx, skb);
		spin_unlock(&rx->lock);
	}
	return done;
}

/**
 * hwsim_rx_init - a receiving side that is down
 * @rx: the receiving side, zeroed
 * @dev: its device, not yet registered
 */
void hwsim_rx_init(struct hwsim_rx *rx, struct net_device *dev)
{
	spin_lock_init(&rx->lock);
	__skb_queue_head_init(&rx->frames);
	u64_stats_init(&rx->syncp);
	hrtimer_init(&rx->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED);
	rx->timer.function = rx_timer;
	rx->usecs = 20;
	netif_napi_add(dev, &rx->napi, rx_poll);
}

/**
 * hwsim_rx_open - accept frames
 * @rx: the receiving side
 *
 * Context: RTNL.
 */
void hwsim_rx_open(struct hwsim_rx *rx)
{
	napi_enable(&rx->napi);
	spin_lock_bh(&rx->lock);
	rx->armed = false;
	rx->up = true;
	spin_unlock_bh(&rx->lock);
}

/**
 * hwsim_rx_stop - accept no more frames, forget those under way
 * @rx: the receiving side
 *
 * Context: RTNL, may sleep.
 */
void hwsim_rx_stop(struct hwsim_rx *rx)
{
	spin_lock_bh(&rx->lock);
	rx->up = false;
	spin_unlock_bh(&rx->lock);
	/* Whoever armed the timer did so under the lock and saw up. */
	hrtimer_cancel(&rx->timer);
	napi_disable(&rx->napi);
	hrtimer_cancel(&rx->timer);
	__skb_queue_purge(&rx->frames);
}

/**
 * hwsim_rx_copy - what a frame will be when it arrives
 * @rx: the receiving side of the peer
 * @skb: the frame, not GSO, which is not changed
 *
 * Context: BH off, RCU read lock. Return: the copy with tag in-band, checksum
 * and padding filled in, or NULL (peer down or no memory, which is counted).
 */
struct sk_buff *hwsim_rx_copy(struct hwsim_rx *rx, const struct sk_buff *skb)
{
	u32 len = hwsim_wire_len(skb);
	struct sk_buff *copy;
	u8 *data;
	u32 end;

	if (!READ_ONCE(rx->up))
		return NULL;
	copy = netdev_alloc_skb_ip_align(rx->napi.dev, len);
	if (!copy) {
		atomic64_inc(&rx->missed);
		return NULL;
	}

	data = skb_put(copy, len);
	if (skb_vlan_tag_present(skb)) {
		struct vlan_ethhdr *veth = (struct vlan_ethhdr *)data;

		skb_copy_bits(skb, 0, data, 2 * ETH_ALEN);
		veth->h_vlan_proto = skb->vlan_proto;
		veth->h_vlan_TCI = htons(skb_vlan_tag_get(skb));
		skb_copy_bits(skb, 2 * ETH_ALEN,
			      data + 2 * ETH_ALEN + VLAN_HLEN,
			      skb->len - 2 * ETH_ALEN);
		end = skb->len + VLAN_HLEN;
	} else {
		skb_copy_bits(skb, 0, data, skb->len);
		end = skb->len;
	}
	if (end < len)
		memset(data + end, 0, len - end);

	if (skb->ip_summed == CHECKSUM_PARTIAL) {
		u32 start = skb_checksum_start_offset(skb) + end - skb->len;
		__sum16 sum;

		sum = csum_fold(csum_partial(data + start, end - start, 0));
		if (!sum)
			sum = CSUM_MANGLED_0;
		memcpy(data + start + skb->csum_offset, &sum, sizeof(sum));
	}
	return copy;
}

/**
 * hwsim_rx_push - a frame is on its way
 * @rx: the receiving side of the peer
 * @skb: from hwsim_rx_copy(), consumed
 * @arrival_ns: CLOCK_MONOTONIC_RAW, not before that of the frame pushed last
 *
 * Context: BH off, RCU read lock, the sending wire's lock held.
 */
void hwsim_rx_push(struct hwsim_rx *rx, struct sk_buff *skb, u64 arrival_ns)
{
	spin_lock(&rx->lock);
	if (!rx->up || skb_queue_len(&rx->frames) >= HWSIM_RX_FRAMES) {
		spin_unlock(&rx->lock);
		atomic64_inc(&rx->missed);
		kfree_skb(skb);
		return;
	}
	rx_cb(skb)->arrival_ns = arrival_ns;
	__skb_queue_tail(&rx->frames, skb);
	if (!rx->armed) {
		rx->armed = true;
		rx_arm(rx, skb);
	}
	spin_unlock(&rx->lock);
}
