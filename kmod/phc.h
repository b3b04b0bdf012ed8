/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A PTP hardware clock as a source of time: reads it, follows it, says how well.
 *
 * A worker reads the clock in rounds between reads of CLOCK_MONOTONIC_RAW and
 * feeds a tracker (tracker.h); readers of any context get its time line, and the
 * rate of CLOCK_MONOTONIC, from a latch.
 */
#ifndef ST2110_PHC_H
#define ST2110_PHC_H

#include <linux/netdevice.h>

#include <uapi/linux/st2110.h>

#include "tracker.h"

struct file;
struct st2110_phc;

/* One consistent look at a PHC. */
struct st2110_phc_times {
	struct st2110_timeline line;	/* T over MONOTONIC_RAW; media = T + offset_ns */
	struct st2110_line mono;	/* CLOCK_MONOTONIC over MONOTONIC_RAW */
	bool valid;			/* it has been locked once; else only line.state counts */
};

/* What there is to say about it. Times are MONOTONIC. */
struct st2110_phc_look {
	u64 since_mono_ns;		/* when the state became what it is */
	u64 age_ns;			/* of the last round that was believed */
	u64 bound_ns;
	u64 rounds, rejected, steps;
	s64 last_step_ns;
	u32 bracket_ns;			/* narrowest read of the last round */
	u32 holdover_s;
	int index;			/* of /dev/ptpN */
	u8 scale;			/* enum st2110_scale */
};

/* Process context; once a change of state, a step or a jump. Not under RTNL. */
typedef void (*st2110_phc_notify_t)(void *arg, u8 was, u8 state, s64 step_ns);

struct st2110_phc *st2110_phc_open(struct net_device *dev, struct file *file, u32 holdover_s,
				   struct st2110_phc *before, st2110_phc_notify_t notify, void *arg,
				   struct netlink_ext_ack *extack);
int st2110_phc_reopen(struct st2110_phc *phc, struct net_device *dev, struct file *file,
		      u32 holdover_s, struct netlink_ext_ack *extack);
void st2110_phc_gone(struct st2110_phc *phc);
void st2110_phc_close(struct st2110_phc *phc);
int st2110_phc_sample(struct st2110_phc *phc, const struct st2110_sample *s,
		      struct netlink_ext_ack *extack);
void st2110_phc_read(const struct st2110_phc *phc, struct st2110_phc_times *times);
void st2110_phc_look(struct st2110_phc *phc, struct st2110_phc_look *look);

#endif /* ST2110_PHC_H */
