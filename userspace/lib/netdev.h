/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A network device by its name, as the ioctls of sockets have it.
 */
#ifndef ST2110_NETDEV_H
#define ST2110_NETDEV_H

struct ifreq;

/**
 * st2110_netdev_ioctl() - ask a device, or tell it, by a socket that lasts so long
 * @dev: device, in this network namespace
 * @request: SIOC...
 * @ifr: what the request takes and gives; its name is filled in here
 *
 * Return: 0, or a negative errno: -ENODEV when there is no such device.
 */
int st2110_netdev_ioctl(const char *dev, unsigned long request, struct ifreq *ifr);

#endif /* ST2110_NETDEV_H */
