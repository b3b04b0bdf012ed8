/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The device that flows with legs take their packets on: "ip link add NAME type
 * st2110".
 *
 * It has no wire, so it is up as long as somebody wants it to be, has a carrier
 * always, and neither a queue nor a lock: what is sent on it is given to its flow at
 * once (legs.h), what belongs to none is dropped and counted. It lives and dies by
 * itself: legs that lost their devices wait for others, and what is sent on the
 * devices does not know of it.
 */
#ifndef ST2110_VDEV_H
#define ST2110_VDEV_H

#include "legs.h"

struct st2110_vdev {
	struct net_device *dev;
	struct list_head flows;		/* with legs; RTNL */
	u32 nflows;
	struct st2110_events events;
	atomic64_t no_flow, not_rtp, rtcp;	/* why packets were dropped */
};

bool st2110_is_vdev(const struct net_device *dev);
int st2110_vdev_register(st2110_event_deliver_t deliver);
void st2110_vdev_unregister(void);
void st2110_vdev_add(struct st2110_vdev *v, struct st2110_flow *f);
void st2110_vdev_remove(struct st2110_vdev *v, struct st2110_flow *f, bool gone);

static inline struct st2110_vdev *st2110_vdev_of(const struct net_device *dev)
{
	return netdev_priv(dev);
}

#endif /* ST2110_VDEV_H */
