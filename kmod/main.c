// SPDX-License-Identifier: GPL-2.0-only
/*
 * sch_st2110: SMPTE ST 2110-21 senders at the qdisc layer.
 */

#include <linux/module.h>
#include <net/rtnetlink.h>

#include "flow.h"
#include "group.h"
#include "netlink.h"
#include "qdisc.h"
#include "spin.h"
#include "vdev.h"

static int __init st2110_init(void)
{
	int err;

	err = st2110_flow_register();
	if (err)
		return err;
	err = st2110_clock_register(st2110_netlink_event);
	if (err)
		goto flow;
	err = st2110_group_register(st2110_netlink_event);
	if (err)
		goto clock;
	err = st2110_netlink_register();
	if (err)
		goto group;
	err = st2110_spin_register();
	if (err)
		goto netlink;
	err = st2110_qdisc_register();
	if (err)
		goto spin;
	err = st2110_vdev_register(st2110_netlink_event);
	if (err)
		goto qdisc;
	return 0;

qdisc:
	st2110_qdisc_unregister();
spin:
	st2110_spin_unregister();
netlink:
	st2110_netlink_unregister();
group:
	st2110_group_unregister();
clock:
	st2110_clock_unregister();
flow:
	st2110_flow_unregister();
	return err;
}

static void __exit st2110_exit(void)
{
	st2110_netlink_unregister();
	st2110_vdev_unregister();
	st2110_group_unregister();
	/* Before its notifier goes, which is told then that every device goes. */
	st2110_clock_unregister();
	st2110_qdisc_unregister();
	st2110_spin_unregister();
	st2110_flow_unregister();
}

module_init(st2110_init);
module_exit(st2110_exit);

MODULE_DESCRIPTION("SMPTE ST 2110-21 traffic shaping and RTP timestamping");
MODULE_AUTHOR("The st2110 authors");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
MODULE_ALIAS("st2110");
/* What tc asks for since 6.8; before, it is the name of the module. */
MODULE_ALIAS("net-sch-st2110");
MODULE_ALIAS_RTNL_LINK("st2110");
MODULE_ALIAS_GENL_FAMILY(ST2110_GENL_NAME);
