// SPDX-License-Identifier: GPL-2.0-only
/*
 * The net device: hand-over of packets, open and stop, counters. Packets take
 * the way xmit → ring → wire → (log, peer's rx); nothing on it allocates unless
 * frames are delivered to a peer or segmented here.
 *
 * TSO is off by default. Switched on, a packet is segmented at hand-over, each
 * segment is a frame on the wire, and the packet completes when its last frame
 * has left.
 */

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/slab.h>
#include <net/pkt_sched.h>

#include "../compat/hwsim_compat.h"
#include "dice.h"
#include "ethtool.h"
#include "netdev.h"

/* What takes memory or other locks comes before the wire's lock is taken. */
static void hwsim_prepare_frames(struct hwsim *hw, struct sk_buff *skb)
{
	struct hwsim *peer = NULL;

	if (READ_ONCE(hw->deliver_peer))
		peer = rcu_dereference_bh(hw->peer);
	for (; skb; skb = skb->next) {
		struct hwsim_frame *frame = hwsim_frame(skb);

		frame->rx = peer ? hwsim_rx_copy(&peer->rx, skb) : NULL;
		frame->stamp = NULL;
		if (unlikely(skb_shinfo(skb)->tx_flags & SKBTX_HW_TSTAMP))
			frame->stamp = hwsim_stamp_ask(hw, skb);
		skb_tx_timestamp(skb);
	}
}

static netdev_tx_t hwsim_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);
	struct hwsim_ring *ring = &hw->rings[skb_get_queue_mapping(skb)];
	bool more = netdev_xmit_more();
	u32 bytes = skb->len;

	if (unlikely(hwsim_ring_full(ring))) {
		/* Only who ignores a closed queue comes here. */
		netif_tx_stop_queue(ring->txq);
		goto busy;
	}
	/* As drivers that find no descriptor, no mapping or no lock. */
	if (unlikely(READ_ONCE(hw->busy)) && hwsim_dice(&hw->dice, 100) < READ_ONCE(hw->busy))
		goto busy;
	if (unlikely(!netif_carrier_ok(dev))) {
		atomic64_inc(&hw->carrier_errors);
		goto drop;
	}

	if (unlikely(skb_is_gso(skb))) {
		struct sk_buff *segs;

		segs = skb_gso_segment(skb, dev->features & ~NETIF_F_GSO_MASK);
		if (IS_ERR_OR_NULL(segs)) {
			atomic64_inc(&hw->tx_dropped);
			goto drop;
		}
		/* The last segment has taken over the charge to the socket. */
		consume_skb(skb);
		skb = segs;
	}
	hwsim_prepare_frames(hw, skb);
	hwsim_ring_push(ring, skb, bytes, more);
	return NETDEV_TX_OK;

drop:
	dev_kfree_skb_any(skb);
	if (!more)
		hwsim_ring_doorbell(ring);
	return NETDEV_TX_OK;

busy:
	atomic64_inc(&hw->tx_busy);
	hwsim_ring_doorbell(ring);
	return NETDEV_TX_BUSY;
}

static void hwsim_tx_start(struct hwsim *hw)
{
	unsigned int i;

	for (i = 0; i < hw->dev->num_tx_queues; i++)
		hwsim_ring_start(&hw->rings[i]);
	hwsim_launch_start(hw);
}

static void hwsim_tx_stop(struct hwsim *hw)
{
	unsigned int i;

	for (i = 0; i < hw->dev->num_tx_queues; i++)
		hwsim_ring_stop(&hw->rings[i]);
	netif_tx_disable(hw->dev);
	hwsim_launch_stop(hw);
	for (i = 0; i < hw->dev->num_tx_queues; i++)
		hwsim_ring_purge(&hw->rings[i]);
	hwsim_stamp_purge(hw);
}

static int hwsim_open(struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);

	hwsim_rx_open(&hw->rx);
	hwsim_tx_start(hw);
	netif_tx_start_all_queues(dev);
	return 0;
}

static int hwsim_stop(struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);

	hwsim_tx_stop(hw);
	hwsim_rx_stop(&hw->rx);
	return 0;
}

/**
 * hwsim_resize - change the number of descriptors of all queues
 * @hw: the NIC
 * @size: descriptors a queue, HWSIM_RING_MIN to HWSIM_RING_MAX
 *
 * Packets in the rings are dropped, as NICs do. Context: RTNL. Return: 0 or
 * -ENOMEM, with rings of the old size where there was no memory for new ones.
 */
int hwsim_resize(struct hwsim *hw, u32 size)
{
	bool running = netif_running(hw->dev);
	unsigned int i;
	int err = 0;

	if (running)
		hwsim_tx_stop(hw);
	for (i = 0; i < hw->dev->num_tx_queues && !err; i++)
		err = hwsim_ring_alloc(&hw->rings[i], size);
	if (!err)
		hw->ring_size = size;
	if (running) {
		hwsim_tx_start(hw);
		netif_tx_wake_all_queues(hw->dev);
	}
	return err;
}

static void hwsim_free_rings(struct hwsim *hw)
{
	unsigned int i;

	for (i = 0; i < hw->dev->num_tx_queues; i++)
		hwsim_ring_free(&hw->rings[i]);
	kvfree(hw->rings);
	hw->rings = NULL;
}

static int hwsim_init(struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);
	unsigned int i;
	int err;

	hw->rings = kvcalloc(dev->num_tx_queues, sizeof(*hw->rings), GFP_KERNEL);
	if (!hw->rings)
		return -ENOMEM;
	for (i = 0; i < dev->num_tx_queues; i++)
		hwsim_ring_init(&hw->rings[i], hw, i);
	err = hwsim_resize(hw, hw->ring_size);
	if (err)
		goto err_rings;
	err = hwsim_phc_register(&hw->phc);
	if (err)
		goto err_rings;
	return 0;

err_rings:
	hwsim_free_rings(hw);
	return err;
}

static void hwsim_uninit(struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);
	struct hwsim *peer = rtnl_dereference(hw->peer);

	if (peer) {
		RCU_INIT_POINTER(hw->peer, NULL);
		RCU_INIT_POINTER(peer->peer, NULL);
		peer->plugged = false;
		cancel_delayed_work_sync(&peer->link_up);
		netif_carrier_off(peer->dev);
	}
	cancel_delayed_work_sync(&hw->link_up);
	hwsim_phc_unregister(&hw->phc);
}

static void hwsim_destructor(struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);

	hwsim_free_rings(hw);
	hwsim_stamp_free(hw);
	hwsim_wirelog_free(&hw->log);
}

static void hwsim_get_stats64(struct net_device *dev,
			      struct rtnl_link_stats64 *stats)
{
	struct hwsim *hw = netdev_priv(dev);
	struct hwsim_ring_stats ring;
	unsigned int i, start;

	for (i = 0; i < dev->num_tx_queues; i++) {
		hwsim_ring_get_stats(&hw->rings[i], &ring);
		stats->tx_packets += ring.packets;
		stats->tx_bytes += ring.bytes;
	}
	stats->tx_carrier_errors = atomic64_read(&hw->carrier_errors);
	stats->tx_errors = stats->tx_carrier_errors;
	stats->tx_dropped = atomic64_read(&hw->tx_dropped);
	do {
		start = u64_stats_fetch_begin(&hw->rx.syncp);
		stats->rx_packets = u64_stats_read(&hw->rx.packets);
		stats->rx_bytes = u64_stats_read(&hw->rx.bytes);
	} while (u64_stats_fetch_retry(&hw->rx.syncp, start));
	stats->rx_missed_errors = atomic64_read(&hw->rx.missed);
}

static int hwsim_setup_tc(struct net_device *dev, enum tc_setup_type type,
			  void *data)
{
	const struct tc_etf_qopt_offload *etf = data;

	if (type != TC_SETUP_QDISC_ETF)
		return -EOPNOTSUPP;
	return hwsim_launch_set(netdev_priv(dev), etf->queue, etf->enable);
}

static const struct net_device_ops hwsim_netdev_ops = {
	.ndo_init		= hwsim_init,
	.ndo_uninit		= hwsim_uninit,
	.ndo_open		= hwsim_open,
	.ndo_stop		= hwsim_stop,
	.ndo_start_xmit		= hwsim_start_xmit,
	.ndo_get_stats64	= hwsim_get_stats64,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_setup_tc		= hwsim_setup_tc,
	HWSIM_HWTSTAMP_OPS,
};

/**
 * hwsim_is - is a device one of ours
 * @dev: any device
 *
 * Return: true if so.
 */
bool hwsim_is(const struct net_device *dev)
{
	return dev->netdev_ops == &hwsim_netdev_ops;
}

static void hwsim_link_up(struct work_struct *work)
{
	struct hwsim *hw = container_of(to_delayed_work(work), struct hwsim,
					link_up);

	if (READ_ONCE(hw->plugged))
		netif_carrier_on(hw->dev);
}

/**
 * hwsim_setup - make a net device a NIC of ours; alloc_netdev()'s callback
 * @dev: the device, zeroed
 */
void hwsim_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &hwsim_netdev_ops;
	dev->ethtool_ops = &hwsim_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = hwsim_destructor;
	dev->max_mtu = HWSIM_MTU_MAX;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE | IFF_DISABLE_NETPOLL;
	dev->features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_HIGHDMA |
			NETIF_F_HW_VLAN_CTAG_TX;
	dev->hw_features = dev->features | NETIF_F_TSO | NETIF_F_TSO6;
	dev->vlan_features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_HIGHDMA |
			     NETIF_F_TSO | NETIF_F_TSO6;
	eth_hw_addr_random(dev);
}

static void hwsim_phc_bent(struct hwsim_phc *phc)
{
	hwsim_launch_retime(container_of(phc, struct hwsim, phc));
}

/**
 * hwsim_set_defaults - settings of a new NIC
 * @dev: from alloc_netdev() with hwsim_setup(), not yet registered
 * @mbps: speed of the link, Mb/s, 0 unknown
 */
void hwsim_set_defaults(struct net_device *dev, u32 mbps)
{
	static atomic_t last_id = ATOMIC_INIT(0);
	struct hwsim *hw = netdev_priv(dev);

	hw->dev = dev;
	hw->id = atomic_inc_return(&last_id);
	hw->deliver_peer = true;
	hw->tx_frames = 8;
	hw->tx_usecs = 100;
	hw->ring_size = HWSIM_RING_DEFAULT;
	hw->mbps = mbps;
	hw->plugged = true;
	hwsim_wire_init(&hw->wire, mbps ?: HWSIM_WIRE_DEFAULT_MBPS);
	hwsim_wirelog_init(&hw->log);
	hwsim_rx_init(&hw->rx, dev);
	hwsim_phc_init(&hw->phc, hwsim_phc_bent);
	hwsim_stamp_init(hw);
	hwsim_launch_init(hw);
	INIT_DELAYED_WORK(&hw->link_up, hwsim_link_up);
}
