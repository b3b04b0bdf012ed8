/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that are supported, 6.1 and up: headers that
 * moved and functions that changed their shape, under the names that upstream
 * gives them today. The only place with kernel-version conditions.
 */
#ifndef ST2110_COMPAT_H
#define ST2110_COMPAT_H

#include <linux/version.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

/* skb_gso_segment() moved out of netdevice.h in 6.5. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include <net/gso.h>
#endif

/* Attributes of a dump request; 6.7 moved them into a genl_info. */
#include <net/genetlink.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
#define genl_dump_attrs(cb) (genl_info_dump(cb)->attrs)
#else
#define genl_dump_attrs(cb) (genl_dumpit_info(cb)->attrs)
#endif

/* 6.11 gave get_ts_info() a type of the kernel's own. */
#include <linux/ethtool.h>
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0)
#define netdev_ts_info kernel_ethtool_ts_info
#else
#define netdev_ts_info ethtool_ts_info
#endif

/* Number of a device's PHC, or negative. RTNL. */
static inline int netdev_phc_index(struct net_device *dev)
{
	struct netdev_ts_info info = { .cmd = ETHTOOL_GET_TS_INFO, .phc_index = -1 };

	if (!dev->ethtool_ops->get_ts_info || dev->ethtool_ops->get_ts_info(dev, &info))
		return -1;
	return info.phc_index;
}

/* 6.5, and 6.1 from 6.1.36 on, annotate qdisc_sleeping with __rcu. */
static inline struct Qdisc *rtnl_qdisc_sleeping(const struct netdev_queue *txq)
{
	return rtnl_dereference(txq->qdisc_sleeping);
}

/* 6.15 makes the member private; what sets it came in 6.13 and is backported here and there. */
static inline void timer_function(struct hrtimer *timer,
				  enum hrtimer_restart (*function)(struct hrtimer *))
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_update_function(timer, function);
#else
	timer->function = function;
#endif
}

/* hrtimer_init() went in 6.15; what follows it came in 6.13. */
static inline void hrtimer_prepare(struct hrtimer *timer,
				   enum hrtimer_restart (*function)(struct hrtimer *),
				   clockid_t clock, enum hrtimer_mode mode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	hrtimer_setup(timer, function, clock, mode);
#else
	hrtimer_init(timer, clock, mode);
	timer->function = function;
#endif
}

/* 6.12 takes LLTX out of the features. */
static inline void netdev_set_lltx(struct net_device *dev)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/*
 * Softirqs that are pending run when this hard interrupt ends. Up to 6.4 they
 * all wait once ksoftirqd has been woken, except behind the urgent ones.
 */
static inline void softirqs_are_urgent(void)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
	or_softirq_pending(1UL << HI_SOFTIRQ);
#endif
}

/*
 * Does the scheduler put no other task on a CPU? isolcpus= is known to every kernel,
 * an isolated partition of cpusets from 6.7 on; nohz_full= alone does not do it.
 */
#include <linux/sched/isolation.h>
static inline bool cpu_left_alone(unsigned int cpu)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	if (cpuset_cpu_is_isolated(cpu))
		return true;
#endif
	return !housekeeping_cpu(cpu, HK_TYPE_DOMAIN);
}

#endif /* ST2110_COMPAT_H */
