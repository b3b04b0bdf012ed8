/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the stack is asked for a membership, by the socket options of RFC 3678, and
 * how it stands with it on a device: link, address, version of the protocol. What
 * the stack would take although it cannot work is refused here.
 */
#ifndef ST2110_GROUP_STACK_H
#define ST2110_GROUP_STACK_H

#include "group.h"

int st2110_group_open(struct net *net, struct st2110_group *g);
void st2110_group_close(struct st2110_group *g);
int st2110_group_option(struct st2110_group *g, int option, const struct in6_addr *source);
int st2110_group_anew(struct net *net, struct st2110_group *g);
void st2110_group_explain(const struct st2110_group *g, unsigned int nsources, int err,
			  struct netlink_ext_ack *extack);
u8 st2110_group_look(struct net_device *dev, bool ipv6, bool *stale, bool *soon);
int st2110_group_device(struct net_device *dev, bool ipv6, struct netlink_ext_ack *extack);
unsigned int st2110_group_version(const struct st2110_group *g);

#endif /* ST2110_GROUP_STACK_H */
