/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrival: frames on their way to a device, and its receive path. */
#ifndef ST2110_HWSIM_RX_H
#define ST2110_HWSIM_RX_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/u64_stats_sync.h>

/* Frames that have arrived or are on their way; more are missed. */
#define HWSIM_RX_FRAMES		8192

/**
 * struct hwsim_rx - the receiving side of a device
 * @lock: guards @up, @armed and @frames; taken inside the sender's wire lock
 * @up: the device is open
 * @armed: @timer or @napi will look at @frames
 * @frames: in order of arrival, which is kept in their control block
 * @timer: fires when the first has arrived and coalescing is over
 * @usecs: coalescing, ethtool -C rx-usecs
 * @napi: the receive path
 * @syncp: guards @packets and @bytes
 * @packets: delivered
 * @bytes: delivered
 * @missed: no room in @frames or no memory
 */
struct hwsim_rx {
	spinlock_t		lock;	/* inside the sender's wire lock */
	bool			up;
	bool			armed;
	struct sk_buff_head	frames;
	struct hrtimer		timer;
	u32			usecs;
	struct napi_struct	napi;
	struct u64_stats_sync	syncp;
	u64_stats_t		packets;
	u64_stats_t		bytes;
	atomic64_t		missed;
};

void hwsim_rx_init(struct hwsim_rx *rx, struct net_device *dev);
void hwsim_rx_open(struct hwsim_rx *rx);
void hwsim_rx_stop(struct hwsim_rx *rx);
struct sk_buff *hwsim_rx_copy(struct hwsim_rx *rx, const struct sk_buff *skb);
void hwsim_rx_push(struct hwsim_rx *rx, struct sk_buff *skb, u64 arrival_ns);

#endif
