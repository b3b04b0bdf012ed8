// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/st2110_hwsim/<netdev>/tx_stamp*: NICs differ in how many
 * transmit stamps they can have under way, and lose some.
 */

#include <linux/debugfs.h>
#include <linux/fs.h>

#include "knob.h"
#include "netdev.h"
#include "stamp_debugfs.h"

HWSIM_KNOB(tx_stamp_loss, hw->stamp.loss, 0, 100);
HWSIM_KNOB(tx_stamp_delay_ns, hw->stamp.delay_ns, 0, HWSIM_STAMP_DELAY_MAX);

static const char * const kind_words[] = {
	[HWSIM_STAMP_EVERY]	= "every",
	[HWSIM_STAMP_SLOT]	= "slot",
	[HWSIM_STAMP_LOSSY]	= "lossy",
	[HWSIM_STAMP_LATE]	= "late",
	NULL,
};

static ssize_t kind_read(struct file *file, char __user *buf, size_t count,
			 loff_t *pos)
{
	struct hwsim *hw = file->private_data;

	return hwsim_knob_read_word(buf, count, pos,
				    kind_words[READ_ONCE(hw->stamp.kind)]);
}

static ssize_t kind_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *pos)
{
	struct hwsim *hw = file->private_data;
	int word = hwsim_knob_write_word(hw, "tx_stamps", buf, count,
					 kind_words);

	if (word < 0)
		return word;
	WRITE_ONCE(hw->stamp.kind, word);
	return count;
}

static const struct file_operations kind_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.read	= kind_read,
	.write	= kind_write,
};

/**
 * hwsim_stamp_debugfs_add - add the stamps' knobs to a NIC's folder
 * @hw: the NIC
 *
 * Context: RTNL.
 */
void hwsim_stamp_debugfs_add(struct hwsim *hw)
{
	debugfs_create_file("tx_stamps", 0600, hw->dir, hw, &kind_fops);
	debugfs_create_file_unsafe("tx_stamp_loss", 0600, hw->dir, hw,
				   &tx_stamp_loss_fops);
	debugfs_create_file_unsafe("tx_stamp_delay_ns", 0600, hw->dir, hw,
				   &tx_stamp_delay_ns_fops);
}
