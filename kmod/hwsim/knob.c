// SPDX-License-Identifier: GPL-2.0-only
/*
 * A knob that is given nonsense says in the kernel log what it takes, for a
 * write to a file can only fail with a number.
 */

#include <linux/fs.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "knob.h"
#include "netdev.h"

/**
 * hwsim_knob_range - is a value in range
 * @hw: the NIC
 * @name: of the knob
 * @val: what was written
 * @min: the least it takes
 * @max: the most it takes
 *
 * Return: 0 or -EINVAL, which was explained.
 */
int hwsim_knob_range(const struct hwsim *hw, const char *name, u64 val, u64 min,
		     u64 max)
{
	if (val >= min && val <= max)
		return 0;
	netdev_info(hw->dev, "%s: %llu is outside %llu to %llu\n", name, val,
		    min, max);
	return -EINVAL;
}

/**
 * hwsim_knob_either - is a value of either sign in range
 * @hw: the NIC
 * @name: of the knob
 * @val: what was written
 * @max: the most it takes, and the least negated
 *
 * Return: 0 or -EINVAL, which was explained.
 */
int hwsim_knob_either(const struct hwsim *hw, const char *name, s64 val,
		      s64 max)
{
	if (val >= -max && val <= max)
		return 0;
	netdev_info(hw->dev, "%s: %lld is outside %lld to %lld\n", name, val,
		    -max, max);
	return -EINVAL;
}

/**
 * hwsim_knob_read_word - read a knob that is a word
 * @buf: where to
 * @count: octets wanted
 * @pos: offset in the file, advanced
 * @word: the knob's value
 *
 * Return: octets read or a negative error.
 */
ssize_t hwsim_knob_read_word(char __user *buf, size_t count, loff_t *pos,
			     const char *word)
{
	char text[16];
	int len = scnprintf(text, sizeof(text), "%s\n", word);

	return simple_read_from_buffer(buf, count, pos, text, len);
}

/**
 * hwsim_knob_write_word - which word was written to a knob
 * @hw: the NIC
 * @name: of the knob
 * @buf: what was written
 * @count: octets of it
 * @words: what the knob takes, NULL after the last
 *
 * Return: index in @words, or -EINVAL, which was explained.
 */
int hwsim_knob_write_word(const struct hwsim *hw, const char *name,
			  const char __user *buf, size_t count,
			  const char * const *words)
{
	char text[16] = {};
	int i;

	if (count >= sizeof(text) || copy_from_user(text, buf, count))
		return -EINVAL;
	for (i = 0; words[i]; i++)
		if (sysfs_streq(text, words[i]))
			return i;
	for (i = 0; words[i]; i++)
		netdev_info(hw->dev, "%s: may be \"%s\"\n", name, words[i]);
	return -EINVAL;
}
