/* SPDX-License-Identifier: GPL-2.0-only */
/* What st2110_hwsim needs to know about kernel versions. */
#ifndef ST2110_HWSIM_COMPAT_H
#define ST2110_HWSIM_COMPAT_H

#include <linux/version.h>

/* Segmentation has a header of its own since 6.5. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include <net/gso.h>
#else
#include <linux/netdevice.h>
#endif

/* What a NIC's clock can do had no structure of the kernel's own before 6.11. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 11, 0)
#define kernel_ethtool_ts_info ethtool_ts_info
#endif

/* Hardware timestamps are set by operations of their own since 6.6. */
#include <linux/net_tstamp.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
#define HWSIM_HWTSTAMP_OPS \
	.ndo_hwtstamp_get	= hwsim_stamp_get_config, \
	.ndo_hwtstamp_set	= hwsim_stamp_set_config
#else
#include <linux/sockios.h>
#include <linux/uaccess.h>

struct kernel_hwtstamp_config {
	int	flags;
	int	tx_type;
	int	rx_filter;
};

int hwsim_stamp_get_config(struct net_device *dev,
			   struct kernel_hwtstamp_config *config);
int hwsim_stamp_set_config(struct net_device *dev,
			   struct kernel_hwtstamp_config *config,
			   struct netlink_ext_ack *extack);

static inline int hwsim_eth_ioctl(struct net_device *dev, struct ifreq *ifr,
				  int cmd)
{
	struct kernel_hwtstamp_config config;
	struct hwtstamp_config user;
	int err;

	switch (cmd) {
	case SIOCGHWTSTAMP:
		err = hwsim_stamp_get_config(dev, &config);
		break;
	case SIOCSHWTSTAMP:
		if (copy_from_user(&user, ifr->ifr_data, sizeof(user)))
			return -EFAULT;
		config.flags = user.flags;
		config.tx_type = user.tx_type;
		config.rx_filter = user.rx_filter;
		err = hwsim_stamp_set_config(dev, &config, NULL);
		break;
	default:
		return -EOPNOTSUPP;
	}
	if (err)
		return err;
	user.flags = config.flags;
	user.tx_type = config.tx_type;
	user.rx_filter = config.rx_filter;
	return copy_to_user(ifr->ifr_data, &user, sizeof(user)) ? -EFAULT : 0;
}

#define HWSIM_HWTSTAMP_OPS \
	.ndo_eth_ioctl		= hwsim_eth_ioctl
#endif

#endif
