/* SPDX-License-Identifier: GPL-2.0-only */
/* How good a NIC's transmit stamps are. */
#ifndef ST2110_HWSIM_STAMP_DEBUGFS_H
#define ST2110_HWSIM_STAMP_DEBUGFS_H

struct hwsim;

void hwsim_stamp_debugfs_add(struct hwsim *hw);

#endif
