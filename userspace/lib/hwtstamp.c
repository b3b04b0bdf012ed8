// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware transmit stamps of a NIC. Design: hwtstamp.h.
 */
#include <errno.h>
#include <net/if.h>

#include <linux/net_tstamp.h>
#include <linux/sockios.h>

#include "hwtstamp.h"
#include "netdev.h"

int st2110_hwtstamp_tx(const char *dev)
{
	struct hwtstamp_config config = { 0 };
	struct ifreq ifr = { .ifr_data = (void *)&config };
	int err;

	/* A driver that cannot tell has what it began with: nothing. */
	err = st2110_netdev_ioctl(dev, SIOCGHWTSTAMP, &ifr);
	if (err && err != -EOPNOTSUPP && err != -EINVAL)
		return err;
	/* One-step messages are stamped on the way; those that ask get theirs as well. */
	if (config.tx_type != HWTSTAMP_TX_OFF)
		return 0;
	config.tx_type = HWTSTAMP_TX_ON;
	err = st2110_netdev_ioctl(dev, SIOCSHWTSTAMP, &ifr);
	if (err)
		return err == -ENOTTY || err == -EINVAL ? -EOPNOTSUPP : err;
	return config.tx_type == HWTSTAMP_TX_OFF ? -EOPNOTSUPP : 0;
}
