// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/st2110_hwsim/<netdev>/: one file a knob. Removal happens
 * under RTNL and waits for whoever is inside a file, so no handler waits for
 * RTNL: it tries, and restarts the system call.
 */

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "debugfs.h"
#include "knob.h"
#include "launch_debugfs.h"
#include "netdev.h"
#include "pair.h"
#include "phc_debugfs.h"
#include "stamp_debugfs.h"

static struct dentry *hwsim_root;

HWSIM_KNOB(latency_ns, hw->latency_ns, 0, NSEC_PER_SEC);

static int bql_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = !hw->uncounted;
	return 0;
}

static int bql_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "bql", val, 0, 1);

	if (!err)
		WRITE_ONCE(hw->uncounted, !val);
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(bql_fops, bql_get, bql_set, "%llu\n");

HWSIM_KNOB(renegotiate_ms, hw->renegotiate_ms, 0, 60 * MSEC_PER_SEC);
HWSIM_KNOB(log_snap, hw->log.want_snap, HWSIM_LOG_SNAP_MIN, HWSIM_LOG_SNAP_MAX);
HWSIM_KNOB(log_bytes, hw->log.want_bytes, HWSIM_LOG_BYTES_MIN, HWSIM_LOG_BYTES_MAX);

static int log_lost_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	spin_lock_bh(&hw->wire.lock);
	*val = hw->log.lost;
	spin_unlock_bh(&hw->wire.lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(log_lost_fops, log_lost_get, NULL, "%llu\n");

static int log_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = READ_ONCE(hw->log.on);
	return 0;
}

static int log_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "log", val, 0, 1);

	if (err)
		return err;
	if (val)
		return hwsim_wirelog_start(&hw->log, &hw->wire.lock);
	hwsim_wirelog_stop(&hw->log, &hw->wire.lock);
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(log_fops, log_get, log_set, "%llu\n");

static int stall_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = hw->stall;
	return 0;
}

static int stall_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	unsigned int i;

	if (!rtnl_trylock())
		return restart_syscall();
	WRITE_ONCE(hw->stall, val);
	for (i = 0; i < hw->dev->num_tx_queues; i++)
		hwsim_ring_kick(&hw->rings[i]);
	rtnl_unlock();
	return 0;
}
DEFINE_DEBUGFS_ATTRIBUTE(stall_fops, stall_get, stall_set, "0x%llx\n");

HWSIM_KNOB(busy, hw->busy, 0, 100);

static int carrier_get(void *data, u64 *val)
{
	struct hwsim *hw = data;

	*val = netif_carrier_ok(hw->dev);
	return 0;
}

static int carrier_set(void *data, u64 val)
{
	struct hwsim *hw = data;
	int err = hwsim_knob_range(hw, "carrier", val, 0, 1);

	if (err)
		return err;
	if (!rtnl_trylock())
		return restart_syscall();
	if (rtnl_dereference(hw->peer))
		hwsim_pair_set_carrier(hw, val);
	else
		err = -ENOLINK;
	rtnl_unlock();
	return err;
}
DEFINE_DEBUGFS_ATTRIBUTE(carrier_fops, carrier_get, carrier_set, "%llu\n");

static const char * const deliver_words[] = { "log", "peer", NULL };

static ssize_t deliver_read(struct file *file, char __user *buf, size_t count,
			    loff_t *pos)
{
	struct hwsim *hw = file->private_data;

	return hwsim_knob_read_word(buf, count, pos, deliver_words[hw->deliver_peer]);
}

static ssize_t deliver_write(struct file *file, const char __user *buf,
			     size_t count, loff_t *pos)
{
	struct hwsim *hw = file->private_data;
	int word = hwsim_knob_write_word(hw, "deliver", buf, count, deliver_words);

	if (word < 0)
		return word;
	WRITE_ONCE(hw->deliver_peer, word);
	return count;
}

static const struct file_operations deliver_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.read	= deliver_read,
	.write	= deliver_write,
};

static const char * const log_clock_words[] = {
	[HWSIM_LOG_MONO]	= "mono",
	[HWSIM_LOG_TAI]		= "tai",
	[HWSIM_LOG_RAW]		= "raw",
	[HWSIM_LOG_PHC]		= "phc",
	NULL,
};

static ssize_t log_clock_read(struct file *file, char __user *buf,
			      size_t count, loff_t *pos)
{
	struct hwsim *hw = file->private_data;

	return hwsim_knob_read_word(buf, count, pos, log_clock_words[hw->log.clock]);
}

static ssize_t log_clock_write(struct file *file, const char __user *buf,
			       size_t count, loff_t *pos)
{
	struct hwsim *hw = file->private_data;
	int word = hwsim_knob_write_word(hw, "log_clock", buf, count, log_clock_words);

	if (word < 0)
		return word;
	spin_lock_bh(&hw->wire.lock);
	hw->log.clock = word;
	spin_unlock_bh(&hw->wire.lock);
	return count;
}

static const struct file_operations log_clock_fops = {
	.owner	= THIS_MODULE,
	.open	= simple_open,
	.read	= log_clock_read,
	.write	= log_clock_write,
};

/* An open wire.pcap: which log, and which of its lives. */
struct pcap_reader {
	struct hwsim_wirelog	*log;
	u32			generation;
};

static int pcap_open(struct inode *inode, struct file *file)
{
	struct hwsim *hw = inode->i_private;
	struct pcap_reader *reader;

	reader = kmalloc(sizeof(*reader), GFP_KERNEL);
	if (!reader)
		return -ENOMEM;
	reader->log = &hw->log;
	reader->generation = READ_ONCE(hw->log.generation);
	file->private_data = reader;
	return 0;
}

static int pcap_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static ssize_t pcap_read(struct file *file, char __user *buf, size_t count,
			 loff_t *pos)
{
	struct pcap_reader *reader = file->private_data;

	return hwsim_wirelog_read(reader->log, reader->generation, buf, count,
				  pos);
}

static const struct file_operations pcap_fops = {
	.owner		= THIS_MODULE,
	.open		= pcap_open,
	.release	= pcap_release,
	.read		= pcap_read,
	.llseek		= default_llseek,
};

/* Names are unique in a namespace only. */
static void debugfs_name(const struct hwsim *hw, char *name, size_t size)
{
	struct dentry *taken = debugfs_lookup(netdev_name(hw->dev), hwsim_root);

	strscpy(name, netdev_name(hw->dev), size);
	if (taken) {
		dput(taken);
		snprintf(name, size, "%s.%u", netdev_name(hw->dev), hw->id);
	}
}

/**
 * hwsim_debugfs_add - make a NIC's folder
 * @hw: the NIC
 *
 * Context: RTNL.
 */
void hwsim_debugfs_add(struct hwsim *hw)
{
	char name[IFNAMSIZ + 12];

	debugfs_name(hw, name, sizeof(name));
	hw->dir = debugfs_create_dir(name, hwsim_root);
	debugfs_create_file("deliver", 0600, hw->dir, hw, &deliver_fops);
	debugfs_create_file_unsafe("latency_ns", 0600, hw->dir, hw,
				   &latency_ns_fops);
	debugfs_create_file_unsafe("bql", 0600, hw->dir, hw, &bql_fops);
	debugfs_create_file_unsafe("stall", 0600, hw->dir, hw, &stall_fops);
	debugfs_create_file_unsafe("busy", 0600, hw->dir, hw,
				   &busy_fops);
	debugfs_create_file_unsafe("carrier", 0600, hw->dir, hw, &carrier_fops);
	debugfs_create_file_unsafe("renegotiate_ms", 0600, hw->dir, hw,
				   &renegotiate_ms_fops);
	debugfs_create_file_unsafe("log", 0600, hw->dir, hw, &log_fops);
	debugfs_create_file_unsafe("log_snap", 0600, hw->dir, hw,
				   &log_snap_fops);
	debugfs_create_file_unsafe("log_bytes", 0600, hw->dir, hw,
				   &log_bytes_fops);
	debugfs_create_file_unsafe("log_lost", 0400, hw->dir, hw,
				   &log_lost_fops);
	debugfs_create_file("log_clock", 0600, hw->dir, hw, &log_clock_fops);
	debugfs_create_file("wire.pcap", 0400, hw->dir, hw, &pcap_fops);
	hwsim_phc_debugfs_add(hw);
	hwsim_stamp_debugfs_add(hw);
	hwsim_launch_debugfs_add(hw);
}

/**
 * hwsim_debugfs_del - remove a NIC's folder, once nobody is inside a file
 * @hw: the NIC
 *
 * Context: RTNL.
 */
void hwsim_debugfs_del(struct hwsim *hw)
{
	debugfs_remove(hw->dir);
	hw->dir = NULL;
}

/**
 * hwsim_debugfs_rename - give a NIC's folder the NIC's new name
 * @hw: the NIC
 *
 * Context: RTNL.
 */
void hwsim_debugfs_rename(struct hwsim *hw)
{
	char name[IFNAMSIZ + 12];

	if (IS_ERR_OR_NULL(hw->dir))
		return;
	debugfs_name(hw, name, sizeof(name));
	debugfs_rename(hwsim_root, hw->dir, hwsim_root, name);
}

/**
 * hwsim_debugfs_init - make the module's folder
 */
void hwsim_debugfs_init(void)
{
	hwsim_root = debugfs_create_dir(KBUILD_MODNAME, NULL);
}

/**
 * hwsim_debugfs_exit - remove the module's folder
 */
void hwsim_debugfs_exit(void)
{
	debugfs_remove(hwsim_root);
}
