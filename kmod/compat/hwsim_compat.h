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

#endif
