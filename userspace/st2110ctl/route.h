/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * By which device the stack would send a multicast group.
 *
 * A flow stands on a device, a UDP socket follows the routes: where the two differ
 * its packets never meet the flow. Senders on AF_PACKET choose the device by
 * themselves, and UDP senders may with IP_MULTICAST_IF, so this is worth a note and
 * no refusal.
 */
#ifndef ST2110CTL_ROUTE_H
#define ST2110CTL_ROUTE_H

#include "ctl.h"
#include "parse.h"

/**
 * route_note() - say on stderr if the stack would send a group elsewhere
 * @ctl: context
 * @addr: destination; nothing is said unless it is multicast
 * @dev: the flow's device; what stands on it (a VLAN) or has it (a bond) is as good
 */
void route_note(struct ctl *ctl, const struct st2110_addr *addr, const char *dev);

#endif /* ST2110CTL_ROUTE_H */
