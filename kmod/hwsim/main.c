// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110_hwsim: pairs of simulated NICs joined by a wire with exact
 * serialisation times, for the tests and for trying st2110 without hardware.
 * Here is only ordered init and unwind; see Documentation/hwsim.rst.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/net_namespace.h>

#include "debugfs.h"
#include "netdev.h"
#include "pair.h"

#define HWSIM_PAIRS_MAX	64U

static unsigned int pairs = 1;
module_param(pairs, uint, 0444);
MODULE_PARM_DESC(pairs, "pairs made at load, 0 to 64 (default 1)");

static unsigned int queues = HWSIM_QUEUES_DEFAULT;
module_param(queues, uint, 0444);
MODULE_PARM_DESC(queues, "transmit queues a device, 1 to 64 (default 4)");

static unsigned int speed = HWSIM_WIRE_DEFAULT_MBPS;
module_param(speed, uint, 0444);
MODULE_PARM_DESC(speed, "link speed in Mb/s, up to 800000, 0 unknown (default 10000)");

static int hwsim_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (!hwsim_is(dev))
		return NOTIFY_DONE;
	switch (event) {
	case NETDEV_REGISTER:
		hwsim_debugfs_add(netdev_priv(dev));
		break;
	case NETDEV_CHANGENAME:
		hwsim_debugfs_rename(netdev_priv(dev));
		break;
	case NETDEV_UNREGISTER:
		hwsim_debugfs_del(netdev_priv(dev));
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block hwsim_notifier = {
	.notifier_call = hwsim_event,
};

static int __init hwsim_make_pairs(void)
{
	unsigned int i;
	int err = 0;

	rtnl_lock();
	for (i = 0; i < pairs && !err; i++)
		err = hwsim_pair_create(&init_net, queues, speed);
	rtnl_unlock();
	return err;
}

static int __init hwsim_module_init(void)
{
	int err;

	if (pairs > HWSIM_PAIRS_MAX) {
		pr_err("pairs=%u: 0 to %u\n", pairs, HWSIM_PAIRS_MAX);
		return -EINVAL;
	}
	if (!queues || queues > HWSIM_QUEUES_MAX) {
		pr_err("queues=%u: 1 to %u\n", queues, HWSIM_QUEUES_MAX);
		return -EINVAL;
	}
	if (speed > HWSIM_WIRE_MAX_MBPS) {
		pr_err("speed=%u: 1 to %u Mb/s, or 0 for unknown\n", speed,
		       HWSIM_WIRE_MAX_MBPS);
		return -EINVAL;
	}

	hwsim_debugfs_init();
	err = register_netdevice_notifier(&hwsim_notifier);
	if (err)
		goto err_debugfs;
	err = hwsim_pair_init(queues, speed);
	if (err)
		goto err_notifier;
	err = hwsim_make_pairs();
	if (err)
		goto err_pair;
	return 0;

err_pair:
	hwsim_pair_exit();
err_notifier:
	unregister_netdevice_notifier(&hwsim_notifier);
err_debugfs:
	hwsim_debugfs_exit();
	return err;
}

static void __exit hwsim_module_exit(void)
{
	hwsim_pair_exit();
	unregister_netdevice_notifier(&hwsim_notifier);
	hwsim_debugfs_exit();
}

module_init(hwsim_module_init);
module_exit(hwsim_module_exit);

MODULE_DESCRIPTION("Simulated NIC pairs with an exact wire, for ST 2110");
MODULE_LICENSE("GPL");
