/* SPDX-License-Identifier: GPL-2.0-only */
/* What the knobs in debugfs share. */
#ifndef ST2110_HWSIM_KNOB_H
#define ST2110_HWSIM_KNOB_H

#include <linux/compiler.h>
#include <linux/debugfs.h>
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

/**
 * HWSIM_KNOB() - a knob that is a field of the NIC: NAME_fops
 * @__name: of the knob
 * @__field: what of hw, which others read without a lock
 * @__min: the least it takes
 * @__max: the most it takes
 */
#define HWSIM_KNOB(__name, __field, __min, __max)				\
static int __name##_knob(struct hwsim *hw, u64 *get, u64 set)			\
{										\
	typeof(__field) *field = &(__field);					\
	int err;								\
										\
	if (get) {								\
		*get = READ_ONCE(*field);					\
		return 0;							\
	}									\
	err = hwsim_knob_range(hw, #__name, set, __min, __max);			\
	if (!err)								\
		WRITE_ONCE(*field, set);					\
	return err;								\
}										\
static int __name##_get(void *data, u64 *val)					\
{										\
	return __name##_knob(data, val, 0);					\
}										\
static int __name##_set(void *data, u64 val)					\
{										\
	return __name##_knob(data, NULL, val);					\
}										\
DEFINE_DEBUGFS_ATTRIBUTE(__name##_fops, __name##_get, __name##_set, "%llu\n")

#endif
