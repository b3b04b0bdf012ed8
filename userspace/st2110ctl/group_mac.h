/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Ethernet address of a multicast group (RFC 1112, 6.4; RFC 2464, 7), and
 * what is wrong with some: switches and NICs know a group by it alone, and 32
 * groups of IPv4 share one.
 */
#ifndef ST2110CTL_GROUP_MAC_H
#define ST2110CTL_GROUP_MAC_H

#include "parse.h"

#define GROUP_MAC_TEXT	18

/* Whether an address is a multicast group. */
bool group_mac_is_multicast(const struct st2110_addr *addr);

/* Whether switches flood a group, since its address is one of 224.0.0.0/24's. */
bool group_mac_flooded(const struct st2110_addr *addr);

/* 01:00:5e:01:01:01. Return: @buf, of GROUP_MAC_TEXT octets. */
char *group_mac_text(char *buf, const struct st2110_addr *addr);

/* Say on stderr what is wrong with a group's Ethernet address, if anything is. */
void group_mac_note(const struct st2110_addr *addr);

#endif /* ST2110CTL_GROUP_MAC_H */
