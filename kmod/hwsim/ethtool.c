// SPDX-License-Identifier: GPL-2.0-only
/*
 * ethtool: link speed (-s), rings (-G), coalescing (-C), channels (-L), counters
 * (-S). All under RTNL. The core has checked what can be checked generically.
 */

#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/netdevice.h>

#include "../compat/hwsim_compat.h"
#include "ethtool.h"
#include "netdev.h"
#include "pair.h"

static const char hwsim_queue_stat[][ETH_GSTRING_LEN - 8] = {
	"packets", "bytes", "stops", "bql_stops", "completions", "rounds",
	"interrupts",
};

static const char hwsim_stat[][ETH_GSTRING_LEN] = {
	"rx_packets", "rx_bytes", "rx_missed", "tx_carrier_errors",
	"tx_dropped", "tx_busy", "tx_hwtstamp_asked", "tx_hwtstamp_given",
	"tx_hwtstamp_skipped", "tx_hwtstamp_timeouts", "tx_hwtstamp_dropped",
	"rx_hwtstamps", "tx_launch_packets", "tx_launch_late", "tx_launch_far",
	"tx_launch_waited",
};

static void hwsim_get_drvinfo(struct net_device *dev,
			      struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
}

static int hwsim_get_link_ksettings(struct net_device *dev,
				    struct ethtool_link_ksettings *cmd)
{
	struct hwsim *hw = netdev_priv(dev);
	bool up = netif_carrier_ok(dev);

	cmd->base.speed = up && hw->mbps ? hw->mbps : (u32)SPEED_UNKNOWN;
	cmd->base.duplex = up ? DUPLEX_FULL : DUPLEX_UNKNOWN;
	cmd->base.autoneg = AUTONEG_DISABLE;
	cmd->base.port = PORT_OTHER;
	return 0;
}

static int hwsim_set_link_ksettings(struct net_device *dev,
				    const struct ethtool_link_ksettings *cmd)
{
	struct hwsim *hw = netdev_priv(dev);
	u32 mbps = cmd->base.speed;

	if (mbps == (u32)SPEED_UNKNOWN)
		mbps = 0;
	if (mbps > HWSIM_WIRE_MAX_MBPS) {
		netdev_info(dev, "speed %u: at most %u Mb/s, 0 for unknown\n",
			    mbps, HWSIM_WIRE_MAX_MBPS);
		return -EINVAL;
	}
	if (cmd->base.duplex == DUPLEX_HALF) {
		netdev_info(dev, "duplex half: only full\n");
		return -EINVAL;
	}
	if (cmd->base.autoneg != AUTONEG_DISABLE) {
		netdev_info(dev, "autoneg on: only off\n");
		return -EINVAL;
	}
	if (mbps != hw->mbps)
		hwsim_pair_set_speed(hw, mbps);
	return 0;
}

static void hwsim_get_ringparam(struct net_device *dev,
				struct ethtool_ringparam *ring,
				struct kernel_ethtool_ringparam *kernel_ring,
				struct netlink_ext_ack *extack)
{
	struct hwsim *hw = netdev_priv(dev);

	ring->tx_max_pending = HWSIM_RING_MAX;
	ring->tx_pending = hw->ring_size;
}

static int hwsim_set_ringparam(struct net_device *dev,
			       struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kernel_ring,
			       struct netlink_ext_ack *extack)
{
	if (ring->tx_pending < HWSIM_RING_MIN) {
		NL_SET_ERR_MSG(extack, "tx: at least 8 descriptors");
		return -EINVAL;
	}
	return hwsim_resize(netdev_priv(dev), ring->tx_pending);
}

static int hwsim_get_coalesce(struct net_device *dev,
			      struct ethtool_coalesce *coal,
			      struct kernel_ethtool_coalesce *kernel_coal,
			      struct netlink_ext_ack *extack)
{
	struct hwsim *hw = netdev_priv(dev);

	coal->tx_max_coalesced_frames = hw->tx_frames;
	coal->tx_coalesce_usecs = hw->tx_usecs;
	coal->rx_coalesce_usecs = hw->rx.usecs;
	return 0;
}

static int hwsim_set_coalesce(struct net_device *dev,
			      struct ethtool_coalesce *coal,
			      struct kernel_ethtool_coalesce *kernel_coal,
			      struct netlink_ext_ack *extack)
{
	struct hwsim *hw = netdev_priv(dev);

	if (coal->tx_coalesce_usecs > USEC_PER_SEC) {
		NL_SET_ERR_MSG(extack, "tx-usecs: at most 1000000");
		return -EINVAL;
	}
	if (coal->rx_coalesce_usecs > USEC_PER_SEC) {
		NL_SET_ERR_MSG(extack, "rx-usecs: at most 1000000");
		return -EINVAL;
	}
	if (coal->tx_max_coalesced_frames > HWSIM_RING_MAX) {
		NL_SET_ERR_MSG(extack, "tx-frames: at most 4096, 0 for never");
		return -EINVAL;
	}
	WRITE_ONCE(hw->tx_frames, coal->tx_max_coalesced_frames);
	WRITE_ONCE(hw->tx_usecs, coal->tx_coalesce_usecs);
	WRITE_ONCE(hw->rx.usecs, coal->rx_coalesce_usecs);
	return 0;
}

static void hwsim_get_channels(struct net_device *dev,
			       struct ethtool_channels *ch)
{
	struct hwsim *hw = netdev_priv(dev);

	ch->max_rx = 1;
	ch->max_tx = dev->num_tx_queues;
	ch->max_combined = dev->num_tx_queues;
	if (hw->combined) {
		ch->combined_count = dev->real_num_tx_queues;
	} else {
		ch->rx_count = 1;
		ch->tx_count = dev->real_num_tx_queues;
	}
}

/*
 * There is one receive queue whatever is said. "tx N" and "combined N" both set
 * the number of transmit queues; whichever changes is meant.
 */
static int hwsim_set_channels(struct net_device *dev,
			      struct ethtool_channels *ch)
{
	struct hwsim *hw = netdev_priv(dev);
	struct ethtool_channels now = {};
	bool combined = hw->combined;
	unsigned int count;
	int err;

	hwsim_get_channels(dev, &now);
	if (ch->combined_count != now.combined_count)
		combined = ch->combined_count;
	else if (ch->tx_count != now.tx_count)
		combined = !ch->tx_count;
	count = combined ? ch->combined_count : ch->tx_count;
	if (!count) {
		netdev_info(dev, "channels: tx or combined must be 1 or more\n");
		return -EINVAL;
	}
	err = netif_set_real_num_tx_queues(dev, count);
	if (!err)
		hw->combined = combined;
	return err;
}

static int hwsim_get_sset_count(struct net_device *dev, int sset)
{
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return ARRAY_SIZE(hwsim_stat) +
	       ARRAY_SIZE(hwsim_queue_stat) * dev->num_tx_queues;
}

static void hwsim_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	unsigned int i, q;

	if (sset != ETH_SS_STATS)
		return;
	memcpy(data, hwsim_stat, sizeof(hwsim_stat));
	data += sizeof(hwsim_stat);
	for (q = 0; q < dev->num_tx_queues; q++)
		for (i = 0; i < ARRAY_SIZE(hwsim_queue_stat); i++)
			ethtool_sprintf(&data, "tx%u_%s", q,
					hwsim_queue_stat[i]);
}

static void hwsim_get_ethtool_stats(struct net_device *dev,
				    struct ethtool_stats *stats, u64 *data)
{
	struct hwsim *hw = netdev_priv(dev);
	struct hwsim_launch_stats launches;
	struct hwsim_stamp_stats stamps;
	struct rtnl_link_stats64 link;
	struct hwsim_ring_stats ring;
	unsigned int q;

	dev_get_stats(dev, &link);
	*data++ = link.rx_packets;
	*data++ = link.rx_bytes;
	*data++ = link.rx_missed_errors;
	*data++ = link.tx_carrier_errors;
	*data++ = atomic64_read(&hw->tx_dropped);
	*data++ = atomic64_read(&hw->tx_busy);
	hwsim_stamp_get_stats(hw, &stamps);
	*data++ = stamps.asked;
	*data++ = stamps.given;
	*data++ = stamps.skipped;
	*data++ = stamps.timeouts;
	*data++ = stamps.dropped;
	*data++ = stamps.rx;
	hwsim_launch_get_stats(hw, &launches);
	*data++ = launches.packets;
	*data++ = launches.late;
	*data++ = launches.far;
	*data++ = launches.waited;
	for (q = 0; q < dev->num_tx_queues; q++) {
		hwsim_ring_get_stats(&hw->rings[q], &ring);
		*data++ = ring.packets;
		*data++ = ring.bytes;
		*data++ = ring.stops;
		*data++ = ring.bql_stops;
		*data++ = ring.completions;
		*data++ = ring.rounds;
		*data++ = ring.interrupts;
	}
}

static int hwsim_get_ts_info(struct net_device *dev,
			     struct kernel_ethtool_ts_info *info)
{
	struct hwsim *hw = netdev_priv(dev);
	int err = ethtool_op_get_ts_info(dev, info);

	info->phc_index = hwsim_phc_index(&hw->phc);
	if (err || info->phc_index < 0)
		return err;
	info->so_timestamping |= SOF_TIMESTAMPING_TX_HARDWARE |
				 SOF_TIMESTAMPING_RX_HARDWARE |
				 SOF_TIMESTAMPING_RAW_HARDWARE;
	info->tx_types = BIT(HWTSTAMP_TX_OFF) | BIT(HWTSTAMP_TX_ON);
	info->rx_filters = BIT(HWTSTAMP_FILTER_NONE) | BIT(HWTSTAMP_FILTER_ALL);
	return 0;
}

const struct ethtool_ops hwsim_ethtool_ops = {
	.supported_coalesce_params = ETHTOOL_COALESCE_TX_USECS |
				     ETHTOOL_COALESCE_TX_MAX_FRAMES |
				     ETHTOOL_COALESCE_RX_USECS,
	.get_drvinfo		= hwsim_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_link_ksettings	= hwsim_get_link_ksettings,
	.set_link_ksettings	= hwsim_set_link_ksettings,
	.get_ringparam		= hwsim_get_ringparam,
	.set_ringparam		= hwsim_set_ringparam,
	.get_coalesce		= hwsim_get_coalesce,
	.set_coalesce		= hwsim_set_coalesce,
	.get_channels		= hwsim_get_channels,
	.set_channels		= hwsim_set_channels,
	.get_sset_count		= hwsim_get_sset_count,
	.get_strings		= hwsim_get_strings,
	.get_ethtool_stats	= hwsim_get_ethtool_stats,
	.get_ts_info		= hwsim_get_ts_info,
};
