/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flow with legs: one input, several ways out (SMPTE ST 2022-7).
 *
 * Carrier loss takes a device's qdisc out of the way of its senders, so such a flow
 * takes its packets on a device of ours that is always up (vdev.h). There, under an
 * input lock of its own, a frame gets its epoch and its timestamp as any other does
 * (frame.h), once. Each leg (leg.h) gets a copy with headers of its own, left in the
 * inbox of its device's port. RTP octets are the same.
 *
 * What came in is kept until an ideal receiver would have read it, charged to its
 * socket: a sender that blocks is slowed by the plan, not by a leg, and no leg that
 * stalls can hold the others up. Copies are bounded by the queue of their leg, which
 * drops whole frames.
 *
 * Neighbours of unicast legs are asked for when a frame begins, without the lock:
 * nothing of a neighbour or a route is held, so nothing pins a device.
 *
 * RTCP of the sender goes to the legs as best effort: nothing of it is paced.
 *
 * The input lock is taken with no other held but RTNL, and no root lock under it: an
 * inbox has a lock of its own. Ports are found under RCU. A leg's flow is freed with
 * its flow, when no packet can be under way to it.
 */
#ifndef ST2110_LEGS_H
#define ST2110_LEGS_H

#include "leg.h"
#include "port.h"

/* What a flow with legs does: legs.c. */
void st2110_legs_input(struct st2110_legs *legs, struct sk_buff *skb, struct st2110_packet *p);
unsigned int st2110_legs_rtcp(struct st2110_legs *legs, struct sk_buff *skb,
			      const struct st2110_packet *p);
void st2110_legs_apply(struct st2110_legs *legs, u64 now_ns);
enum hrtimer_restart st2110_legs_rings(struct hrtimer *timer);
u8 st2110_leg_state(const struct st2110_leg *leg);

/* What is done to it: legs_setup.c. */
void st2110_legs_init(void);
void st2110_legs_stop(void);
struct st2110_legs *st2110_legs_create(struct st2110_flow *f, const struct st2110_schedule *s,
				       const struct st2110_leg_config *c, u8 n);
void st2110_legs_destroy(struct st2110_legs *legs);
void st2110_legs_attach(struct st2110_legs *legs);
int st2110_legs_change(struct st2110_legs *legs, const struct st2110_staged *to, bool now);
void st2110_legs_staged(struct st2110_legs *legs);
void st2110_legs_unstage(struct st2110_legs *legs);
void st2110_legs_follow(struct st2110_legs *legs, struct st2110_clock *clock);
void st2110_legs_mute(struct st2110_legs *legs, unsigned int number, bool mute, bool now);
void st2110_legs_reset_stats(struct st2110_legs *legs);
struct net_device *st2110_legs_dev(const struct st2110_legs *legs);

#endif /* ST2110_LEGS_H */
