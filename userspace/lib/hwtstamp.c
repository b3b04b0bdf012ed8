// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hardware transmit stamps of a NIC. Design: hwtstamp.h.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/net_tstamp.h>
#include <linux/sockios.h>

#include "hwtstamp.h"

static int set_tx(int fd, struct ifreq *ifr)
{
	struct hwtstamp_config config = { 0 };

	ifr->ifr_data = (void *)&config;
	/* A driver that cannot tell has what it began with: nothing. */
	if (ioctl(fd, SIOCGHWTSTAMP, ifr) && errno != EOPNOTSUPP && errno != EINVAL)
		return -errno;
	/* One-step messages are stamped on the way; those that ask get theirs as well. */
	if (config.tx_type != HWTSTAMP_TX_OFF)
		return 0;
	config.tx_type = HWTSTAMP_TX_ON;
	if (ioctl(fd, SIOCSHWTSTAMP, ifr))
		return errno == ENOTTY || errno == EINVAL ? -EOPNOTSUPP : -errno;
	return config.tx_type == HWTSTAMP_TX_OFF ? -EOPNOTSUPP : 0;
}

int st2110_hwtstamp_tx(const char *dev)
{
	struct ifreq ifr = { 0 };
	int fd, err;

	if (strlen(dev) >= sizeof(ifr.ifr_name))
		return -ENODEV;
	memcpy(ifr.ifr_name, dev, strlen(dev) + 1);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	err = set_tx(fd, &ifr);
	close(fd);
	return err;
}
