/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A leg: one of the ways that a flow is sent (SMPTE ST 2022-7).
 *
 * It is a flow on the port of its device, with models, verdict and statistics of
 * its own, but nothing finds it: its packets are left in the port's inbox with a
 * note of what was decided where they came in (legs.h). Its times are those of the
 * same epochs by the clock of its own device, where that is bound and tells the
 * time that the flow counts by.
 *
 * Of a member of a sync group whose delta has changed, a queued frame gets the new one
 * when it leaves (sync.h). Legs leave at different times, but their RTP octets are the
 * same: a change holds from the first frame on that had left by no leg when one of them
 * saw it.
 *
 * When its port goes, the leg stays with its flow, and work under RTNL gives it to
 * the next port of a device of that name.
 */
#ifndef ST2110_LEG_H
#define ST2110_LEG_H

#include "sync.h"

#define ST2110_LEG_APART_NS	10000	/* clocks that differ by more are reported */
#define ST2110_LEG_RING_MAX	127	/* fields that a leg may have queued */
#define ST2110_FIRSTS		64	/* frames that one leg may be behind the other */
#define ST2110_MOVES		4	/* changes of a delta that legs may be apart */

/* What was asked for. */
struct st2110_leg_config {
	char dev[IFNAMSIZ];
	struct in6_addr dst;
	struct in6_addr src;
	__be16 port;
	u16 vlan;
	u32 skew_ns;
	bool src_set;
};

struct st2110_leg {
	struct st2110_legs *legs;
	struct st2110_leg_config config;
	struct st2110_flow *flow;	/* that sends it */
	struct st2110_port __rcu *port;	/* NULL: gone. Written under RTNL */
	u8 number;			/* from 1 */

	/* Input lock. */
	u8 skip;			/* enum st2110_drop: why the frame is not sent */
	bool sends;			/* it is */
	u8 state;			/* enum st2110_leg_state, as told last */
	bool resolved;			/* @mac, of @at, is known */
	struct in6_addr at;
	u8 mac[ETH_ALEN];
	u64 drops[ST2110_DROPS];	/* before the port saw them */

	/* The port's root lock; when the first packets of some frames were on the wire. */
	struct {
		u64 k;
		u64 wire_ns;
	} firsts[ST2110_FIRSTS];
	u64 apart_k;			/* the frame that @apart_ns is of */
	s64 apart_ns, apart_min_ns, apart_max_ns;	/* of the second leg from the first */
	u32 run;			/* field in progress, of those that came in */
	u8 changes;			/* configurations that were in force */
	struct st2110_clock *base;	/* the flow's media clock */
	s64 clock_delta_ns;		/* the leg's own clock less that */
	bool clock_apart;
};

/* Of a member of a sync group: changes of the delta. Fields by number since the flow began. */
struct st2110_moves {
	spinlock_t lock;		/* BH; nothing is called under it */
	const struct st2110_sync *sync;	/* NULL: no member */
	struct st2110_sync_view view;
	u32 seen;			/* generation of the delta; 0: none yet */
	u32 left;			/* newest field that left by any leg */
	u32 newest;			/* newest field that the legs were given */
	u32 n;				/* changes so far */
	struct {
		u32 after;		/* it holds for what comes after this field */
		u32 until;		/* as far as this one: the rest was queued with it */
		u32 from;		/* own timestamp that begins it */
		u32 ticks;
	} change[ST2110_MOVES];
};

struct st2110_legs {
	spinlock_t lock;		/* input lock; BH */
	struct st2110_flow *flow;	/* what comes in */
	struct hrtimer timer;		/* gives back what an ideal receiver has read */
	bool armed;			/* @timer is, or its function runs; input lock */
	struct list_head list;		/* in st2110_leg_all; RTNL */
	u64 asked_ns;			/* when neighbours were asked for; input lock */
	struct delayed_work staged;	/* for a committed change without a sender */
	u8 n;
	u8 changes;			/* configurations put in force; input lock */
	struct st2110_moves moves;
	struct st2110_leg leg[ST2110_LEGS];
};

extern struct list_head st2110_leg_all;		/* all that have legs; RTNL */
extern struct work_struct st2110_leg_work;	/* looks for ports of those that have none */

/**
 * st2110_leg_skew_frames() - how many frames more wait on a leg for its skew
 * @c: leg
 * @s: schedule
 *
 * Any context; divides.
 */
static inline u32 st2110_leg_skew_frames(const struct st2110_leg_config *c,
					 const struct st2110_schedule *s)
{
	return div64_u64(c->skew_ns + s->frame_ns - 1, s->frame_ns);
}

void st2110_leg_first(struct st2110_flow *f, u64 k, u64 wire_ns);
void st2110_leg_view(struct st2110_flow *f, u64 now_ns);
void st2110_leg_reset_stats(struct st2110_leg *leg);
void st2110_leg_sync(struct st2110_legs *legs);
void st2110_leg_given(struct st2110_legs *legs);
void st2110_leg_leaves(struct st2110_flow *f, struct sk_buff *skb);
void st2110_leg_lost(struct st2110_flow *f);
void st2110_leg_look(void);

#endif /* ST2110_LEG_H */
