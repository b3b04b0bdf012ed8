/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memberships through the changes of their devices: link, addresses, removal.
 * Notifiers observe under RTNL; what needs sockets or time is left to a namespace's
 * review, a work.
 */
#ifndef ST2110_GROUP_WATCH_H
#define ST2110_GROUP_WATCH_H

#include "group_list.h"

int st2110_group_watch_start(void);
void st2110_group_watch_stop(void);

void st2110_group_observe(struct st2110_groups *gs, struct net_device *dev);
void st2110_group_review(struct work_struct *work);

#endif /* ST2110_GROUP_WATCH_H */
