// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device that flows with legs take their packets on; see vdev.h.
 */

#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "vdev.h"

static st2110_event_deliver_t deliver_event;
static struct rtnl_link_ops link_ops;

/* What becomes of a packet: given to its flow, or counted under a reason. */
static bool take(struct st2110_vdev *v, struct sk_buff *skb)
{
	struct st2110_packet p;
	struct st2110_flow *f;

	if (st2110_classify(skb, &p) != ST2110_CLASS_UDP) {
		atomic64_inc(&v->no_flow);
		return false;
	}
	f = st2110_flow_find(v->dev, &p);
	if (!f) {
		atomic64_inc(&v->no_flow);
		return false;
	}
	if (f->config.no_rtp) {
		if (p.key.port != f->config.key.port || p.fragment)
			goto not_rtp;
		st2110_legs_input(f->legs, skb, &p);
		return true;
	}
	switch (st2110_rtp_parse(skb, &p)) {
	case ST2110_RTP_MEDIA:
		if (p.key.port != f->config.key.port)
			break;
		st2110_legs_input(f->legs, skb, &p);
		return true;
	case ST2110_RTP_RTCP:
		if (st2110_legs_rtcp(f->legs, skb, &p)) {
			consume_skb(skb);
			return true;
		}
		atomic64_inc(&v->rtcp);
		return false;
	default:
		break;
	}
not_rtp:
	atomic64_inc(&v->not_rtp);
	return false;
}

static netdev_tx_t xmit(struct sk_buff *skb, struct net_device *dev)
{
	unsigned int len = skb->len;

	rcu_read_lock_bh();
	if (take(st2110_vdev_of(dev), skb)) {
		dev_sw_netstats_tx_add(dev, 1, len);
	} else {
		DEV_STATS_INC(dev, tx_dropped);
		kfree_skb(skb);
	}
	rcu_read_unlock_bh();
	return NETDEV_TX_OK;
}

static int init(struct net_device *dev)
{
	struct st2110_vdev *v = st2110_vdev_of(dev);

	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		return -ENOMEM;
	v->dev = dev;
	INIT_LIST_HEAD(&v->flows);
	st2110_events_init(&v->events, dev, deliver_event);
	return 0;
}

static void drop_flows(struct st2110_vdev *v)
{
	struct st2110_flow *f, *next;

	list_for_each_entry_safe(f, next, &v->flows, list)
		st2110_vdev_remove(v, f, true);
}

static void uninit(struct net_device *dev)
{
	struct st2110_vdev *v = st2110_vdev_of(dev);

	drop_flows(v);
	st2110_events_destroy(&v->events);
	free_percpu(dev->tstats);
	dev->tstats = NULL;
}

static void get_stats(struct net_device *dev, struct rtnl_link_stats64 *s)
{
	netdev_stats_to_stats64(s, &dev->stats);
	dev_fetch_sw_netstats(s, dev->tstats);
}

static const struct net_device_ops netdev_ops = {
	.ndo_init		= init,
	.ndo_uninit		= uninit,
	.ndo_start_xmit		= xmit,
	.ndo_validate_addr	= eth_validate_addr,
	.ndo_set_mac_address	= eth_mac_addr,
	.ndo_get_stats64	= get_stats,
};

static const char stat_names[][ETH_GSTRING_LEN] = {
	"tx_drop_no_flow", "tx_drop_not_rtp", "tx_drop_rtcp",
};

static int get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ARRAY_SIZE(stat_names) : -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 set, u8 *to)
{
	if (set == ETH_SS_STATS)
		memcpy(to, stat_names, sizeof(stat_names));
}

static void get_ethtool_stats(struct net_device *dev, struct ethtool_stats *stats, u64 *to)
{
	struct st2110_vdev *v = st2110_vdev_of(dev);

	to[0] = atomic64_read(&v->no_flow);
	to[1] = atomic64_read(&v->not_rtp);
	to[2] = atomic64_read(&v->rtcp);
}

static const struct ethtool_ops ethtool_ops = {
	.get_link		= ethtool_op_get_link,
	.get_sset_count		= get_sset_count,
	.get_strings		= get_strings,
	.get_ethtool_stats	= get_ethtool_stats,
};

static void setup(struct net_device *dev)
{
	ether_setup(dev);
	eth_hw_addr_random(dev);
	dev->netdev_ops = &netdev_ops;
	dev->ethtool_ops = &ethtool_ops;
	dev->needs_free_netdev = true;
	/* Addresses are the legs' to find. */
	dev->flags |= IFF_NOARP;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_LIVE_ADDR_CHANGE;
	dev->features = NETIF_F_SG | NETIF_F_HW_CSUM | NETIF_F_HIGHDMA | NETIF_F_HW_VLAN_CTAG_TX;
	dev->hw_features = dev->features;
	dev->max_mtu = ETH_MAX_MTU;
	netdev_set_lltx(dev);
}

static struct rtnl_link_ops link_ops __read_mostly = {
	.kind		= "st2110",
	.priv_size	= sizeof(struct st2110_vdev),
	.setup		= setup,
};

/* In another namespace its legs' devices are others: flows do not move. */
static int netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (event == NETDEV_UNREGISTER && st2110_is_vdev(dev))
		drop_flows(st2110_vdev_of(dev));
	return NOTIFY_DONE;
}

static struct notifier_block notifier = { .notifier_call = netdev_event };

/**
 * st2110_is_vdev() - is it a device of ours?
 * @dev: device
 */
bool st2110_is_vdev(const struct net_device *dev)
{
	return dev->netdev_ops == &netdev_ops;
}

/**
 * st2110_vdev_add() - have a flow take its packets on the device
 * @v: device
 * @f: flow with legs
 *
 * RTNL.
 */
void st2110_vdev_add(struct st2110_vdev *v, struct st2110_flow *f)
{
	f->dev = v->dev;
	f->events = &v->events;
	list_add_tail(&f->list, &v->flows);
	v->nflows++;
	st2110_legs_attach(f->legs);
	st2110_flow_publish(f);
}

/**
 * st2110_vdev_remove() - the reverse; frees the flow
 * @v: device
 * @f: flow
 * @gone: say so in an event
 *
 * RTNL; sleeps.
 */
void st2110_vdev_remove(struct st2110_vdev *v, struct st2110_flow *f, bool gone)
{
	struct st2110_event e = { .type = ST2110_EVENT_TYPE_FLOW_GONE };

	st2110_flow_unpublish(f);
	list_del(&f->list);
	v->nflows--;
	if (gone) {
		spin_lock_bh(&f->legs->lock);
		st2110_flow_event(f, &e);
		spin_unlock_bh(&f->legs->lock);
	}
	st2110_legs_destroy(f->legs);
}

/**
 * st2110_vdev_register() - devices may be made from now on
 * @deliver: takes their events to user space
 *
 * Return: 0 or a negative errno.
 */
int __init st2110_vdev_register(st2110_event_deliver_t deliver)
{
	int err;

	deliver_event = deliver;
	st2110_legs_init();
	err = register_netdevice_notifier(&notifier);
	if (err)
		return err;
	err = rtnl_link_register(&link_ops);
	if (err)
		unregister_netdevice_notifier(&notifier);
	return err;
}

/**
 * st2110_vdev_unregister() - the reverse; devices and their flows go
 */
void st2110_vdev_unregister(void)
{
	rtnl_link_unregister(&link_ops);
	unregister_netdevice_notifier(&notifier);
	st2110_legs_stop();
}
