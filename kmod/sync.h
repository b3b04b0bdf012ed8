/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sync groups: flows whose timestamps keep the distances that their application
 * gave them.
 *
 * A group has one delta: what is added to the application's own timestamps. The
 * reference, a video flow, sets it with its first frame - the timestamp of the epoch
 * that it was assigned, less the application's - and again when it resynchronises,
 * at no other time. A slip sends the reference's frames an epoch later than their
 * stamps say until it is repaid; the stamps go on.
 *
 * A member's frame gets the epoch that its own timestamp and the delta name, however
 * early or late it comes (assign.c): pairs are made by the application's timestamps,
 * never by arrival. What comes before there is a delta waits for it (await.h). What
 * cannot be named, because the reference has not been assigned anew since the clocks
 * or the timestamps jumped, is dropped whole and counted (drop sync).
 *
 * When the delta changes, frames that the application made before the frame that
 * changed it keep the one before, for a second. Those of a member that it made with
 * that frame or after it, and that came before it, are queued with the delta of then:
 * they leave as planned, and are given the new one when their first packet leaves; of
 * a flow with legs, on the first leg that it leaves by (leg.h).
 *
 * The delta is a time, in ticks of 90 kHz, and not wrapped. Of audio it is converted
 * to the stream's own clock rate, once for each delta, from the whole of it: it is
 * less than a sample off the exact value, all of a rate have the same, and nothing
 * adds up. But of the first delta only 32 bits are known, while the application may
 * count from anywhere: how many wraps of 90 kHz, 13 h 15 min, it leaves out is not.
 * Another number of them puts the samples of a 48 kHz stream 1 h 39 min elsewhere, so
 * it is the number that puts its first packet nearest to now.
 *
 * The delta is written under the root lock of the reference's port, and read under
 * those of the members', which may be others: under a seqcount, no second lock is
 * taken. A group is counted by its flows and goes with the last; there is no list of
 * groups. Which flow is of which group changes under RTNL and the flow's root lock.
 */
#ifndef ST2110_SYNC_H
#define ST2110_SYNC_H

#include <linux/refcount.h>
#include <linux/seqlock.h>

#include "flow.h"

#define ST2110_SYNC_FRAMES	2	/* stamps may be so far from their epochs */

struct st2110_sync {
	refcount_t flows;
	seqcount_t seq;
	u32 generation;		/* how often the delta was set; 0: not yet */
	s64 delta;		/* ticks of 90 kHz */
	s64 before;		/* the delta before it */
	u32 from;		/* own timestamp that began it */
	u64 from_media_ns;	/* the epoch that it was given */
	u64 from_ns;		/* MONOTONIC when it was set */
	char name[ST2110_NAME_MAX + 1];
};

struct st2110_sync *st2110_sync_create(const char *name);
void st2110_sync_put(struct st2110_sync *sync);
void st2110_sync_join(struct st2110_flow *f, struct st2110_sync *sync, bool reference);
u32 st2110_sync_ticks(const struct st2110_sync *sync);
void st2110_sync_look(struct st2110_sync_view *v, const struct st2110_sync *sync, u32 rate);
void st2110_sync_move(struct st2110_flow *f, struct sk_buff *skb, u32 by);
bool st2110_sync_delta(struct st2110_flow *f, u32 own, u64 now_ns, u32 *delta);
bool st2110_sync_moved(struct st2110_flow *f, u32 own, u64 now_ns);
void st2110_sync_reach(struct st2110_flow *f, u32 own, u64 media_ns);
void st2110_sync_assigned(struct st2110_flow *f, u32 own, u64 now_ns);
bool st2110_sync_names(struct st2110_flow *f, u32 own, u64 now_ns, u32 *delta);
void st2110_sync_leaves(struct st2110_flow *f, struct sk_buff *skb);

/* Is a flow's frame to be named by its group? */
static inline bool st2110_sync_member(const struct st2110_flow *f)
{
	return f->sync && !f->sync_reference;
}

/* Has a member to wait for its group's first delta? */
static inline bool st2110_sync_awaited(const struct st2110_flow *f)
{
	return st2110_sync_member(f) && !READ_ONCE(f->sync->generation) &&
	       !f->removed && !f->stopping && !f->muted;
}

#endif /* ST2110_SYNC_H */
