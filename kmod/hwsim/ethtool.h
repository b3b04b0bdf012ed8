/* SPDX-License-Identifier: GPL-2.0-only */
/* The knobs that ethtool has. */
#ifndef ST2110_HWSIM_ETHTOOL_H
#define ST2110_HWSIM_ETHTOOL_H

#include <linux/ethtool.h>

extern const struct ethtool_ops hwsim_ethtool_ops;

#endif
