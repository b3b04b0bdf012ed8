/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device's PTP hardware clock (PHC): which one it is, and opening it.
 */
#ifndef ST2110_PHC_H
#define ST2110_PHC_H

#include "timing.h"

#define ST2110_PHC_PATH	32	/* "/dev/ptp" and a number */

/**
 * st2110_phc_index() - which PHC a device has
 * @dev: name of a device in this network namespace
 *
 * Return: N of /dev/ptpN, -EOPNOTSUPP when the device has none, -ENODEV when
 * there is no such device, another negative errno.
 */
int st2110_phc_index(const char *dev);

/* "/dev/ptpN". Return: @buf, of ST2110_PHC_PATH. */
char *st2110_phc_path(char *buf, int index);

/**
 * st2110_phc_open() - open a PHC to read it
 * @index: N of /dev/ptpN
 *
 * Return: descriptor, or a negative errno; -ENOENT when there is no such file,
 * though there may be the clock.
 */
int st2110_phc_open(int index);

/* A PHC and CLOCK_MONOTONIC_RAW at one instant, by the hardware's own means. */
struct st2110_phc_sample {
	u64 phc_ns;
	u64 raw_ns;
};

/**
 * st2110_phc_precise() - read PHC and CLOCK_MONOTONIC_RAW at once
 * @fd: PHC
 * @sample: gets both
 *
 * PTP_SYS_OFFSET_PRECISE: PCIe PTM, or a counter that NIC and CPU share.
 *
 * Return: 0, -EOPNOTSUPP when the NIC or its driver cannot, another negative
 * errno.
 */
int st2110_phc_precise(int fd, struct st2110_phc_sample *sample);

#endif /* ST2110_PHC_H */
