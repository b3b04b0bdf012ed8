// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device's PTP hardware clock. Design: phc.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/ethtool.h>
#include <linux/ptp_clock.h>
#include <linux/sockios.h>

#include "netdev.h"
#include "phc.h"

int st2110_phc_index(const char *dev)
{
	struct ethtool_ts_info info = { .cmd = ETHTOOL_GET_TS_INFO };
	struct ifreq ifr = { .ifr_data = (void *)&info };
	int err;

	err = st2110_netdev_ioctl(dev, SIOCETHTOOL, &ifr);
	if (err)
		return err;
	return info.phc_index < 0 ? -EOPNOTSUPP : info.phc_index;
}

char *st2110_phc_path(char *buf, int index)
{
	snprintf(buf, ST2110_PHC_PATH, "/dev/ptp%d", index);
	return buf;
}

int st2110_phc_open(int index)
{
	char path[ST2110_PHC_PATH];
	int fd;

	fd = open(st2110_phc_path(path, index), O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static u64 to_ns(const struct ptp_clock_time *t)
{
	return (u64)t->sec * ST2110_NSEC_PER_SEC + t->nsec;
}

int st2110_phc_precise(int fd, struct st2110_phc_sample *sample)
{
	struct ptp_sys_offset_precise both = { 0 };

	if (ioctl(fd, PTP_SYS_OFFSET_PRECISE, &both))
		return -errno;
	sample->phc_ns = to_ns(&both.device);
	sample->raw_ns = to_ns(&both.sys_monoraw);
	return 0;
}
