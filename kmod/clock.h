/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The media clock: the time line on which epochs are counted.
 *
 * A clock maps its media time (nanoseconds since 1970 TAI) to CLOCK_MONOTONIC,
 * on which every schedule is kept. Schedules do not move when the clock is set:
 * what has been assigned leaves as planned, and the next frame is assigned by
 * the new mapping.
 *
 * CLOCK_TAI is always there. It differs from CLOCK_MONOTONIC by an offset that
 * changes only when somebody sets the clock; both are slewed together, so the
 * offset is exact however phc2sys or chrony steer. The PTP hardware clock (PHC)
 * of a device becomes a clock when it is bound; phc.h follows it. A flow counts
 * by the clock that it names, else by its device's own if that is bound, else by
 * CLOCK_TAI. Until a PHC is locked, CLOCK_TAI stands in for it.
 *
 * A bound clock is found through its device, under RTNL. Flows hold references:
 * one that is unbound, or whose device goes away, is read no more, and runs on at
 * its last rate (holdover) for those that named it.
 */
#ifndef ST2110_CLOCK_H
#define ST2110_CLOCK_H

#include <linux/netdevice.h>

#include <uapi/linux/st2110.h>

#include "event.h"
#include "tracker.h"

struct file;
struct st2110_clock;
struct st2110_phc;

/* One consistent look at a clock. */
struct st2110_mapping {
	struct st2110_line line;	/* media time over CLOCK_MONOTONIC */
	u64 raw_ns;			/* MONOTONIC_RAW at the line's origin */
	s32 tai_utc_s;			/* TAI - UTC as the system has it; 0: nobody set it */
	u8 state;			/* enum st2110_clock_state */
	bool expired;			/* holdover, and longer than was stated */
};

int st2110_clock_register(st2110_event_deliver_t deliver_fn);
void st2110_clock_unregister(void);

struct st2110_clock *st2110_clock_bind(struct net_device *dev, struct file *file, u32 holdover_s,
				       const struct st2110_clock *before,
				       struct netlink_ext_ack *extack);
void st2110_clock_unbind(struct st2110_clock *clock);
struct st2110_clock *st2110_clock_of(const struct net_device *dev);
bool st2110_clock_find(const struct net_device *dev, const char *name, struct st2110_clock **clock);
void st2110_clock_hold(struct st2110_clock *clock);
void st2110_clock_put(struct st2110_clock *clock);
void st2110_clock_prefer_tai(struct net *net, bool yes);
bool st2110_clock_prefers_tai(struct net *net);
struct st2110_phc *st2110_clock_phc(const struct st2110_clock *clock);
const char *st2110_clock_name(const struct st2110_clock *clock);
void st2110_clock_read(const struct st2110_clock *clock, struct st2110_mapping *m);
void st2110_clock_look(const struct st2110_clock *clock, u64 now_ns, struct st2110_mapping *m);
bool st2110_clock_goes_on(const struct st2110_clock *clock, const struct st2110_mapping *m);

static inline u64 st2110_media_to_mono(const struct st2110_mapping *m, u64 media_ns)
{
	return st2110_line_raw(&m->line, media_ns);
}

static inline u64 st2110_mono_to_media(const struct st2110_mapping *m, u64 mono_ns)
{
	return st2110_line_at(&m->line, mono_ns);
}

/**
 * st2110_clock_good() - is it the time of the network, or close to it still?
 * @m: mapping
 */
static inline bool st2110_clock_good(const struct st2110_mapping *m)
{
	switch (m->state) {
	case ST2110_CLOCK_STATE_LOCKED:
		return true;
	case ST2110_CLOCK_STATE_HOLDOVER:
	case ST2110_CLOCK_STATE_GONE:
		return !m->expired;
	default:
		return false;
	}
}

/* How much ahead of MONOTONIC the line begins; CLOCK_TAI goes on so. */
static inline s64 st2110_mapping_ahead(const struct st2110_mapping *m)
{
	return m->line.at0_ns - m->line.raw0_ns;
}

/* How much later @b says it is than @a does, at a time. */
static inline s64 st2110_mapping_delta(const struct st2110_mapping *a,
				       const struct st2110_mapping *b, u64 mono_ns)
{
	if (likely(a->line.mult == ST2110_RATE_ONE && b->line.mult == a->line.mult))
		return st2110_mapping_ahead(b) - st2110_mapping_ahead(a);
	return st2110_mono_to_media(b, mono_ns) - st2110_mono_to_media(a, mono_ns);
}

#endif /* ST2110_CLOCK_H */
