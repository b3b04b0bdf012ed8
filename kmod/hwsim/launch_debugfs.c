// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/st2110_hwsim/<netdev>/launch_*: what NICs that launch differ
 * in. A change counts for packets handed over after it.
 */

#include <linux/debugfs.h>
#include <linux/fs.h>

#include "knob.h"
#include "launch_debugfs.h"
#include "netdev.h"

HWSIM_KNOB(launch_resolution_ns, hw->launch.resolution_ns, 1, HWSIM_LAUNCH_RESOLUTION_MAX);
HWSIM_KNOB(launch_delay_ns, hw->launch.delay_ns, 0, HWSIM_LAUNCH_DELAY_MAX);
HWSIM_KNOB(launch_horizon_ns, hw->launch.horizon_ns, HWSIM_LAUNCH_HORIZON_MIN,
	   HWSIM_LAUNCH_HORIZON_MAX);
HWSIM_KNOB(launch_queues, hw->launch.queues, 0, HWSIM_QUEUES_MAX);
HWSIM_KNOB(launch_refuse, hw->launch.refuse, 0, 1);

static const char * const like_words[] = {
	[HWSIM_LAUNCH_I210]	= "i210",
	[HWSIM_LAUNCH_IGC]	= "igc",
	NULL,
};

static ssize_t like_read(struct file *file, char __user *buf, size_t count,
			 loff_t *pos)
{
	struct hwsim *hw = file->private_data;

	return hwsim_knob_read_word(buf, count, pos,
				    like_words[READ_ONCE(hw->launch.like)]);
}

static ssize_t like_write(struct file *file, const char __user *buf,
			  size_t count, loff_t *pos)
{
	struct hwsim *hw = file->private_data;
	int word = hwsim_knob_write_word(hw, "launch_like", buf, count,
					 like_words);

	if (word < 0)
		return word;
	WRITE_ONCE(hw->launch.like, word);
	return count;
}

static const struct file_operations like_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.read	= like_read,
	.write	= like_write,
};

/**
 * hwsim_launch_debugfs_add - add the knobs of launches to a NIC's folder
 * @hw: the NIC
 *
 * Context: RTNL.
 */
void hwsim_launch_debugfs_add(struct hwsim *hw)
{
	debugfs_create_file("launch_like", 0600, hw->dir, hw, &like_fops);
	debugfs_create_file_unsafe("launch_resolution_ns", 0600, hw->dir, hw,
				   &launch_resolution_ns_fops);
	debugfs_create_file_unsafe("launch_delay_ns", 0600, hw->dir, hw,
				   &launch_delay_ns_fops);
	debugfs_create_file_unsafe("launch_horizon_ns", 0600, hw->dir, hw,
				   &launch_horizon_ns_fops);
	debugfs_create_file_unsafe("launch_queues", 0600, hw->dir, hw,
				   &launch_queues_fops);
	debugfs_create_file_unsafe("launch_refuse", 0600, hw->dir, hw,
				   &launch_refuse_fops);
}
