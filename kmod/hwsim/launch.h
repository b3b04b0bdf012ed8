/* SPDX-License-Identifier: GPL-2.0-only */
/* Launch time: frames that leave when the NIC's clock says so. */
#ifndef ST2110_HWSIM_LAUNCH_H
#define ST2110_HWSIM_LAUNCH_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/types.h>

#define HWSIM_LAUNCH_RESOLUTION_MAX	1000000U
#define HWSIM_LAUNCH_HORIZON_MIN	1000ULL
#define HWSIM_LAUNCH_HORIZON_MAX	100000000000ULL
#define HWSIM_LAUNCH_DELAY_MAX		1000000U

struct hwsim;
struct hwsim_ring;

/**
 * enum hwsim_launch_like - what a launch time out of reach is taken for
 * @HWSIM_LAUNCH_I210: only its place in the horizon is compared; what is not
 *	less than half a horizon ahead is past
 * @HWSIM_LAUNCH_IGC: what is past leaves at once, what is further off than the
 *	next cycle of a horizon leaves in the next
 */
enum hwsim_launch_like {
	HWSIM_LAUNCH_I210,
	HWSIM_LAUNCH_IGC,
};

/**
 * struct hwsim_launch_stats - counters of launches
 * @packets: handed over to launch queues
 * @late: their time was past at hand-over
 * @far: their time was out of reach and taken for another
 * @waited: their time came when the wire was busy or a packet before them waited
 */
struct hwsim_launch_stats {
	u64	packets;
	u64	late;
	u64	far;
	u64	waited;
};

/**
 * struct hwsim_launch - what launches a NIC's packets
 * @resolution_ns: launch times are rounded up to this
 * @delay_ns: from the launch to the first bit
 * @horizon_ns: what launch times are reckoned in
 * @like: enum hwsim_launch_like
 * @queues: the first that may launch
 * @refuse: none may
 * @up: the device is open; this and all below are guarded by the wire's lock
 * @rings: bit mask of those that launch
 * @next_ns: when the first packet that waits is due, CLOCK_MONOTONIC_RAW,
 *	U64_MAX when none waits
 * @expires_ns: when @timer fires, likewise
 * @timer: puts on the wire what is due
 * @stats: counters
 */
struct hwsim_launch {
	u32			resolution_ns;
	u32			delay_ns;
	u64			horizon_ns;
	int			like;
	u32			queues;
	bool			refuse;

	bool			up;
	u64			rings;
	u64			next_ns;
	u64			expires_ns;
	struct hrtimer		timer;
	struct hwsim_launch_stats stats;
};

void hwsim_launch_init(struct hwsim *hw);
void hwsim_launch_start(struct hwsim *hw);
void hwsim_launch_stop(struct hwsim *hw);
int hwsim_launch_set(struct hwsim *hw, int queue, bool on);
void hwsim_launch_fetch(struct hwsim_ring *ring, u64 now_ns, u64 earliest_ns);
u64 hwsim_launch_run(struct hwsim *hw, u64 now_ns, u64 by_ns);
void hwsim_launch_retime(struct hwsim *hw);
void hwsim_launch_get_stats(struct hwsim *hw, struct hwsim_launch_stats *stats);

#endif
