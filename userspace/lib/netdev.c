// SPDX-License-Identifier: GPL-2.0-only
/*
 * A network device by its name. Design: netdev.h.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netdev.h"

int st2110_netdev_ioctl(const char *dev, unsigned long request, struct ifreq *ifr)
{
	size_t len = strlen(dev);
	int fd, err;

	if (len >= sizeof(ifr->ifr_name))
		return -ENODEV;
	memcpy(ifr->ifr_name, dev, len + 1);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	err = ioctl(fd, request, ifr) ? -errno : 0;
	close(fd);
	return err;
}
