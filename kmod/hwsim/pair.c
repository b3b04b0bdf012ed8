// SPDX-License-Identifier: GPL-2.0-only
/*
 * NICs exist in pairs. The module makes some when loaded (hwsim0 and hwsim1,
 * hwsim2 and hwsim3, …); rtnetlink makes more: "ip link add NAME type
 * st2110_hwsim" makes NAME and a peer called hwsim<n>, and as with veth,
 * deleting one deletes both, wherever they live by then.
 *
 * A cable has one speed and is plugged at both ends or at neither, so both are
 * changed for both NICs.
 */

#include <linux/capability.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <net/rtnetlink.h>

#include "netdev.h"
#include "pair.h"

static unsigned int hwsim_default_queues;
static u32 hwsim_default_mbps;
static struct rtnl_link_ops hwsim_link_ops;

static void pair_join(struct net_device *a, struct net_device *b)
{
	struct hwsim *x = netdev_priv(a), *y = netdev_priv(b);

	rcu_assign_pointer(x->peer, y);
	rcu_assign_pointer(y->peer, x);
}

static struct net_device *pair_register(struct net *net, unsigned int queues,
					u32 mbps)
{
	struct net_device *dev;
	int err;

	dev = alloc_netdev_mqs(sizeof(struct hwsim), "hwsim%d", NET_NAME_ENUM,
			       hwsim_setup, queues, 1);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev_net_set(dev, net);
	dev->rtnl_link_ops = &hwsim_link_ops;
	hwsim_set_defaults(dev, mbps);
	err = register_netdevice(dev);
	if (err) {
		free_netdev(dev);
		return ERR_PTR(err);
	}
	return dev;
}

/**
 * hwsim_pair_create - make hwsim<n> and hwsim<n+1>
 * @net: where
 * @queues: transmit queues of each, 1 to HWSIM_QUEUES_MAX
 * @mbps: speed of the link, 0 unknown
 *
 * Context: RTNL. Return: 0 or a negative error, nothing having been made.
 */
int hwsim_pair_create(struct net *net, unsigned int queues, u32 mbps)
{
	struct net_device *a, *b;

	a = pair_register(net, queues, mbps);
	if (IS_ERR(a))
		return PTR_ERR(a);
	b = pair_register(net, queues, mbps);
	if (IS_ERR(b)) {
		unregister_netdevice(a);
		return PTR_ERR(b);
	}
	pair_join(a, b);
	return 0;
}

static void pair_end_set_speed(struct hwsim *hw, u32 mbps)
{
	cancel_delayed_work_sync(&hw->link_up);
	netif_carrier_off(hw->dev);
	hw->mbps = mbps;
	hwsim_wire_set_rate(&hw->wire, mbps ?: HWSIM_WIRE_DEFAULT_MBPS);
	if (!hw->plugged)
		return;
	if (hw->renegotiate_ms) {
		schedule_delayed_work(&hw->link_up,
				      msecs_to_jiffies(hw->renegotiate_ms));
		return;
	}
	netif_carrier_on(hw->dev);
	/* The link watch may take a second to tell. */
	netdev_state_change(hw->dev);
}

/**
 * hwsim_pair_set_speed - renegotiate the link
 * @hw: one end of it
 * @mbps: speed in Mb/s, up to HWSIM_WIRE_MAX_MBPS, 0 unknown
 *
 * The link goes down and, after the end's renegotiate_ms, up again. Frames
 * handed over before keep their times. Context: RTNL.
 */
void hwsim_pair_set_speed(struct hwsim *hw, u32 mbps)
{
	struct hwsim *peer = rtnl_dereference(hw->peer);

	pair_end_set_speed(hw, mbps);
	if (peer)
		pair_end_set_speed(peer, mbps);
}

static void pair_end_set_carrier(struct hwsim *hw, bool plugged)
{
	WRITE_ONCE(hw->plugged, plugged);
	cancel_delayed_work_sync(&hw->link_up);
	if (plugged)
		netif_carrier_on(hw->dev);
	else
		netif_carrier_off(hw->dev);
}

/**
 * hwsim_pair_set_carrier - plug or pull the cable
 * @hw: one end of it
 * @plugged: which
 *
 * Context: RTNL.
 */
void hwsim_pair_set_carrier(struct hwsim *hw, bool plugged)
{
	struct hwsim *peer = rtnl_dereference(hw->peer);

	pair_end_set_carrier(hw, plugged);
	if (peer)
		pair_end_set_carrier(peer, plugged);
}

static unsigned int pair_default_tx_queues(void)
{
	return hwsim_default_queues;
}

static unsigned int pair_default_rx_queues(void)
{
	return 1;
}

static int pair_newlink(struct net *src_net, struct net_device *dev,
			struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	struct net_device *peer;
	int err;

	if (!capable(CAP_NET_ADMIN)) {
		NL_SET_ERR_MSG(extack,
			       "needs CAP_NET_ADMIN in the initial user namespace");
		return -EPERM;
	}
	if (dev->num_tx_queues > HWSIM_QUEUES_MAX) {
		NL_SET_ERR_MSG(extack, "numtxqueues: at most 64");
		return -EINVAL;
	}
	if (dev->num_rx_queues > 1) {
		NL_SET_ERR_MSG(extack, "numrxqueues: only 1");
		return -EINVAL;
	}

	hwsim_set_defaults(dev, hwsim_default_mbps);
	if (tb[IFLA_ADDRESS])
		dev->addr_assign_type = NET_ADDR_SET;
	err = register_netdevice(dev);
	if (err)
		return err;
	peer = pair_register(dev_net(dev), dev->num_tx_queues,
			     hwsim_default_mbps);
	if (IS_ERR(peer)) {
		NL_SET_ERR_MSG(extack, "cannot make the peer device");
		unregister_netdevice(dev);
		return PTR_ERR(peer);
	}
	pair_join(dev, peer);
	return 0;
}

static void pair_dellink(struct net_device *dev, struct list_head *head)
{
	struct hwsim *hw = netdev_priv(dev);
	struct hwsim *peer = rtnl_dereference(hw->peer);

	unregister_netdevice_queue(dev, head);
	if (peer)
		unregister_netdevice_queue(peer->dev, head);
}

static struct net *pair_link_net(const struct net_device *dev)
{
	struct hwsim *hw = netdev_priv(dev);
	struct hwsim *peer = rtnl_dereference(hw->peer);

	return dev_net(peer ? peer->dev : dev);
}

static struct rtnl_link_ops hwsim_link_ops = {
	.kind			= "st2110_hwsim",
	.priv_size		= sizeof(struct hwsim),
	.setup			= hwsim_setup,
	.newlink		= pair_newlink,
	.dellink		= pair_dellink,
	.get_link_net		= pair_link_net,
	.get_num_tx_queues	= pair_default_tx_queues,
	.get_num_rx_queues	= pair_default_rx_queues,
};

/**
 * hwsim_pair_init - offer the rtnetlink kind
 * @queues: transmit queues of NICs made without "numtxqueues"
 * @mbps: speed of their links
 *
 * Return: 0 or a negative error.
 */
int hwsim_pair_init(unsigned int queues, u32 mbps)
{
	hwsim_default_queues = queues;
	hwsim_default_mbps = mbps;
	return rtnl_link_register(&hwsim_link_ops);
}

/**
 * hwsim_pair_exit - delete all NICs in all namespaces
 */
void hwsim_pair_exit(void)
{
	rtnl_link_unregister(&hwsim_link_ops);
}

MODULE_ALIAS_RTNL_LINK("st2110_hwsim");
