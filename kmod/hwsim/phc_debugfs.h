/* SPDX-License-Identifier: GPL-2.0-only */
/* Errors and faults of the PHC, and the truth about it. */
#ifndef ST2110_HWSIM_PHC_DEBUGFS_H
#define ST2110_HWSIM_PHC_DEBUGFS_H

struct hwsim;

void hwsim_phc_debugfs_add(struct hwsim *hw);

#endif
