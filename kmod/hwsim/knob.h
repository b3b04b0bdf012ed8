/* SPDX-License-Identifier: GPL-2.0-only */
/* What the knobs in debugfs share. */
#ifndef ST2110_HWSIM_KNOB_H
#define ST2110_HWSIM_KNOB_H

#include <linux/types.h>

struct hwsim;

int hwsim_knob_range(const struct hwsim *hw, const char *name, u64 val, u64 min,
		     u64 max);
int hwsim_knob_either(const struct hwsim *hw, const char *name, s64 val,
		      s64 max);
ssize_t hwsim_knob_read_word(char __user *buf, size_t count, loff_t *pos,
			     const char *word);
int hwsim_knob_write_word(const struct hwsim *hw, const char *name,
			  const char __user *buf, size_t count,
			  const char * const *words);

#endif
