/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hardware transmit stamps of a NIC, switched on.
 *
 * No interface in the kernel does this for a module. Whoever runs PTP has its own
 * wishes about the rest of the setting, above all the receive filter, so what
 * stands is read first and only tx_type is changed.
 */
#ifndef ST2110_HWTSTAMP_H
#define ST2110_HWTSTAMP_H

/**
 * st2110_hwtstamp_tx() - have a NIC stamp what asks for it
 * @dev: device, in this network namespace
 *
 * Return: 0, or a negative errno: -EOPNOTSUPP when it stamps nothing.
 */
int st2110_hwtstamp_tx(const char *dev);

#endif /* ST2110_HWTSTAMP_H */
