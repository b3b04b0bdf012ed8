/* SPDX-License-Identifier: GPL-2.0-only */
/* The knobs that no standard tool has, and the wire log. */
#ifndef ST2110_HWSIM_DEBUGFS_H
#define ST2110_HWSIM_DEBUGFS_H

struct hwsim;

void hwsim_debugfs_init(void);
void hwsim_debugfs_exit(void);
void hwsim_debugfs_add(struct hwsim *hw);
void hwsim_debugfs_del(struct hwsim *hw);
void hwsim_debugfs_rename(struct hwsim *hw);

#endif
