// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/st2110_hwsim/<netdev>/phc_*: what no user of a PHC could do
 * to it, and "phc_truth", what none could know: all clocks at one instant.
 */

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/rtnetlink.h>

#include "knob.h"
#include "netdev.h"
#include "now.h"
#include "phc_debugfs.h"

/* Beyond a century nobody steps; the sum of steps stays far from its limit. */
#define PHC_STEP_MAX	(100LL * 366 * 86400 * NSEC_PER_SEC)

static int rate_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = READ_ONCE(hw->phc.rate_ppb);
	return 0;
}

static int rate_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_either(hw, "phc_rate_ppb", val, HWSIM_PHC_PPB_MAX);

	if (!err)
		hwsim_phc_set_rate(&hw->phc, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(rate_fops, rate_get, rate_set, "%lld\n");

static int step_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = READ_ONCE(hw->phc.stepped_ns);
	return 0;
}

static int step_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_either(hw, "phc_step_ns", val, PHC_STEP_MAX);

	if (!err)
		hwsim_phc_step(&hw->phc, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(step_fops, step_get, step_set, "%lld\n");

HWSIM_KNOB(phc_noise_ns, hw->phc.noise_ns, 0, HWSIM_PHC_NOISE_MAX);

static int freeze_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = READ_ONCE(hw->phc.frozen);
	return 0;
}

static int freeze_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "phc_freeze", val, 0, 1);

	if (!err)
		hwsim_phc_freeze(&hw->phc, val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(freeze_fops, freeze_get, freeze_set, "%llu\n");

static int remove_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = !READ_ONCE(hw->phc.clock);
	return 0;
}

static int remove_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "phc_remove", val, 0, 1);

	if (err)
		return err;
	if (!rtnl_trylock())
		return restart_syscall();
	if (val)
		hwsim_phc_unregister(&hw->phc);
	else if (!hw->phc.clock)
		err = hwsim_phc_register(&hw->phc);
	rtnl_unlock();
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_fops, remove_get, remove_set, "%llu\n");

static ssize_t truth_read(struct file *file, char __user *buf, size_t count,
			  loff_t *pos)
{
	struct hwsim *hw = file->private_data;
	struct hwsim_now now;
	char text[96];
	int len;

	if (*pos)
		return 0;
	hwsim_now(&now);
	len = scnprintf(text, sizeof(text), "%llu %llu %llu %lld\n", now.raw_ns,
			now.mono_ns, now.tai_ns,
			hwsim_phc_at(&hw->phc, now.raw_ns));
	return simple_read_from_buffer(buf, count, pos, text, len);
}

static const struct file_operations truth_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.read	= truth_read,
};

/**
 * hwsim_phc_debugfs_add - add the PHC's knobs to a NIC's folder
 * @hw: the NIC
 *
 * Context: RTNL.
 */
void hwsim_phc_debugfs_add(struct hwsim *hw)
{
	debugfs_create_file_unsafe("phc_rate_ppb", 0600, hw->dir, hw,
				   &rate_fops);
	debugfs_create_file_unsafe("phc_step_ns", 0600, hw->dir, hw,
				   &step_fops);
	debugfs_create_file_unsafe("phc_noise_ns", 0600, hw->dir, hw,
				   &phc_noise_ns_fops);
	debugfs_create_file_unsafe("phc_freeze", 0600, hw->dir, hw,
				   &freeze_fops);
	debugfs_create_file_unsafe("phc_remove", 0600, hw->dir, hw,
				   &remove_fops);
	debugfs_create_file("phc_truth", 0400, hw->dir, hw, &truth_fops);
}
