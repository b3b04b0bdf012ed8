/* SPDX-License-Identifier: GPL-2.0-only */
/* Hardware timestamps, in the time of the NIC's clock. */
#ifndef ST2110_HWSIM_STAMP_H
#define ST2110_HWSIM_STAMP_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "../compat/hwsim_compat.h"

#define HWSIM_STAMP_DELAY_DEFAULT	1000000U
/* Below what drivers, and we, wait for a stamp. */
#define HWSIM_STAMP_DELAY_MAX		10000000000ULL

/**
 * enum hwsim_stamp_kind - how a NIC gives transmit stamps
 * @HWSIM_STAMP_EVERY: to every packet, when its first bit leaves
 * @HWSIM_STAMP_SLOT: one at a time, read after a delay; igb
 * @HWSIM_STAMP_LOSSY: some are lost
 * @HWSIM_STAMP_LATE: after a delay
 */
enum hwsim_stamp_kind {
	HWSIM_STAMP_EVERY,
	HWSIM_STAMP_SLOT,
	HWSIM_STAMP_LOSSY,
	HWSIM_STAMP_LATE,
};

/**
 * struct hwsim_stamp_req - a packet that waits for its stamp
 * @list: free, pending or lost
 * @skb: the packet, NULL where this is free
 * @phc_ns: when its first bit leaves, PHC time
 * @due_ns: when the stamp is told, or given up; CLOCK_MONOTONIC_RAW
 * @lost: the stamp never comes
 */
struct hwsim_stamp_req {
	struct list_head	list;
	struct sk_buff		*skb;
	s64			phc_ns;
	u64			due_ns;
	bool			lost;
};

/**
 * struct hwsim_stamp_stats - counters of stamps
 * @asked: packets that wanted a transmit stamp while they were on
 * @given: transmit stamps told
 * @skipped: wanted when there was no slot
 * @timeouts: waited for in vain
 * @dropped: waited for when the device went down
 * @rx: packets received with a stamp
 */
struct hwsim_stamp_stats {
	u64	asked;
	u64	given;
	u64	skipped;
	u64	timeouts;
	u64	dropped;
	u64	rx;
};

/**
 * struct hwsim_stamp - the timestamping unit of a NIC
 * @tx_type: HWTSTAMP_TX_*; written under RTNL
 * @rx_filter: HWTSTAMP_FILTER_NONE or _ALL; written under RTNL
 * @kind: enum hwsim_stamp_kind
 * @loss: stamps lost, per cent; not where @kind gives every one
 * @delay_ns: from the first bit to the stamp, slot and late
 * @dice: for that
 * @lock: guards all below; inside the wire's lock; nothing is freed or told
 *	under it
 * @reqs: all there are, allocated when stamps are first switched on
 * @free: of @reqs
 * @pending: of @reqs, by the time they are due
 * @lost: of @reqs, by the time they are given up
 * @busy: of @reqs, not free; some may still wait for the wire
 * @timer: tells what is due
 * @expires_ns: when, U64_MAX when it is not set
 * @stats: counters; @rx of them is guarded by the sending wire's lock
 */
struct hwsim_stamp {
	int			tx_type;
	int			rx_filter;
	int			kind;
	u32			loss;
	u64			delay_ns;
	atomic64_t		dice;

	spinlock_t		lock;	/* inside the wire lock */
	struct hwsim_stamp_req	*reqs;
	struct list_head	free;
	struct list_head	pending;
	struct list_head	lost;
	unsigned int		busy;
	struct hrtimer		timer;
	u64			expires_ns;
	struct hwsim_stamp_stats stats;
};

struct hwsim;

void hwsim_stamp_init(struct hwsim *hw);
void hwsim_stamp_free(struct hwsim *hw);
int hwsim_stamp_get_config(struct net_device *dev,
			   struct kernel_hwtstamp_config *config);
int hwsim_stamp_set_config(struct net_device *dev,
			   struct kernel_hwtstamp_config *config,
			   struct netlink_ext_ack *extack);
struct hwsim_stamp_req *hwsim_stamp_ask(struct hwsim *hw, struct sk_buff *skb);
void hwsim_stamp_take(struct hwsim *hw, struct hwsim_stamp_req *req,
		      u64 start_ns);
void hwsim_stamp_rx(struct hwsim *hw, struct sk_buff *skb, u64 start_ns);
void hwsim_stamp_purge(struct hwsim *hw);
void hwsim_stamp_get_stats(struct hwsim *hw, struct hwsim_stamp_stats *stats);

#endif
