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

static int resolution_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = hw->launch.resolution_ns;
	return 0;
}

static int resolution_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "launch_resolution_ns", val, 1,
				   HWSIM_LAUNCH_RESOLUTION_MAX);

	if (!err)
		WRITE_ONCE(hw->launch.resolution_ns, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(resolution_fops, resolution_get, resolution_set, "%llu\n");

static int delay_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = hw->launch.delay_ns;
	return 0;
}

static int delay_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "launch_delay_ns", val, 0,
				   HWSIM_LAUNCH_DELAY_MAX);

	if (!err)
		WRITE_ONCE(hw->launch.delay_ns, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(delay_fops, delay_get, delay_set, "%llu\n");

static int horizon_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = hw->launch.horizon_ns;
	return 0;
}

static int horizon_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "launch_horizon_ns", val, HWSIM_LAUNCH_HORIZON_MIN,
				   HWSIM_LAUNCH_HORIZON_MAX);

	if (!err)
		WRITE_ONCE(hw->launch.horizon_ns, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(horizon_fops, horizon_get, horizon_set, "%llu\n");

static int queues_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = hw->launch.queues;
	return 0;
}

static int queues_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "launch_queues", val, 0,
				   HWSIM_QUEUES_MAX);

	if (!err)
		WRITE_ONCE(hw->launch.queues, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(queues_fops, queues_get, queues_set, "%llu\n");

static int refuse_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = hw->launch.refuse;
	return 0;
}

static int refuse_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "launch_refuse", val, 0, 1);

	if (!err)
		WRITE_ONCE(hw->launch.refuse, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(refuse_fops, refuse_get, refuse_set, "%llu\n");

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
				   &resolution_fops);
	debugfs_create_file_unsafe("launch_delay_ns", 0600, hw->dir, hw,
				   &delay_fops);
	debugfs_create_file_unsafe("launch_horizon_ns", 0600, hw->dir, hw,
				   &horizon_fops);
	debugfs_create_file_unsafe("launch_queues", 0600, hw->dir, hw,
				   &queues_fops);
	debugfs_create_file_unsafe("launch_refuse", 0600, hw->dir, hw,
				   &refuse_fops);
}
