/* SPDX-License-Identifier: GPL-2.0-only */
/* How well a NIC launches, and whether it does. */
#ifndef ST2110_HWSIM_LAUNCH_DEBUGFS_H
#define ST2110_HWSIM_LAUNCH_DEBUGFS_H

struct hwsim;

void hwsim_launch_debugfs_add(struct hwsim *hw);

#endif
