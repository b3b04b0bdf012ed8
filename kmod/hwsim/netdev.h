/* SPDX-License-Identifier: GPL-2.0-only */
/* The simulated NIC. */
#ifndef ST2110_HWSIM_NETDEV_H
#define ST2110_HWSIM_NETDEV_H

#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "launch.h"
#include "phc.h"
#include "ring.h"
#include "rx.h"
#include "stamp.h"
#include "wire.h"
#include "wirelog.h"

#define HWSIM_QUEUES_DEFAULT	4U
#define HWSIM_QUEUES_MAX	64U
#define HWSIM_MTU_MAX		9600

/**
 * struct hwsim - a simulated NIC
 * @dev: the net device
 * @peer: the NIC at the other end; RCU, changed under RTNL
 * @rings: one for each of dev->num_tx_queues
 * @deliver_peer: frames reach @peer, else only the log
 * @latency_ns: from the doorbell to the first bit
 * @uncounted: as a driver that knows no byte queue limits, from the next open on
 * @tx_frames: ethtool -C tx-frames, 0 never
 * @tx_usecs: ethtool -C tx-usecs
 * @stall: bit mask of rings that complete nothing
 * @busy: per cent of packets that the driver refuses though their queue is open
 * @dice: chance for that
 * @tx_busy: packets that it had no room for, or refused
 * @carrier_errors: packets handed over while the link was down
 * @tx_dropped: packets that could not be segmented
 * @wire: what this NIC transmits on
 * @log: of that wire
 * @rx: what it receives
 * @phc: its clock
 * @stamp: what stamps with it
 * @launch: what launches by it
 * @ring_size: ethtool -G tx
 * @mbps: speed of the link as told, 0 unknown; RTNL
 * @plugged: the link has its cable; RTNL
 * @combined: ethtool -L last spoke of combined channels; RTNL
 * @renegotiate_ms: how long the link is down when the speed changes
 * @link_up: raises the carrier after that
 * @dir: in debugfs
 * @id: unique in the module, for the name of @dir where names clash
 */
struct hwsim {
	struct net_device	*dev;
	struct hwsim __rcu	*peer;
	struct hwsim_ring	*rings;
	bool			deliver_peer;
	u32			latency_ns;
	bool			uncounted;
	u32			tx_frames;
	u32			tx_usecs;
	u64			stall;
	u32			busy;
	atomic64_t		dice;
	atomic64_t		tx_busy;
	atomic64_t		carrier_errors;
	atomic64_t		tx_dropped;

	struct hwsim_wire	wire ____cacheline_aligned_in_smp;
	struct hwsim_wirelog	log;
	struct hwsim_rx		rx ____cacheline_aligned_in_smp;
	struct hwsim_phc	phc ____cacheline_aligned_in_smp;
	struct hwsim_stamp	stamp;
	struct hwsim_launch	launch;

	u32			ring_size;
	u32			mbps;
	bool			plugged;
	bool			combined;
	u32			renegotiate_ms;
	struct delayed_work	link_up;
	struct dentry		*dir;
	unsigned int		id;
};

void hwsim_setup(struct net_device *dev);
void hwsim_set_defaults(struct net_device *dev, u32 mbps);
bool hwsim_is(const struct net_device *dev);
int hwsim_resize(struct hwsim *hw, u32 size);

#endif
