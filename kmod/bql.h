/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Room for media in a transmit queue that has byte queue limits.
 *
 * BQL opens a queue with room for one packet, grows it by how often the wire
 * starved behind a full queue, and shrinks it again. That bounds what piles up in
 * the NIC, which a paced stream does not do; but the wire must starve before BQL
 * learns, and a wire that starves for one completion interrupt makes the first
 * frame of a narrow stream late. So while a port has flows, the queue that media
 * takes has room for ST2110_BQL_NS of the link from the first packet on: what one
 * wake-up sends, behind what completions that late have left in the NIC.
 *
 * It is limit_min of sysfs that is raised. What an administrator sets there stays,
 * limit_max goes first, and it is given back with the last flow. Where the NIC is to
 * hold no more than so much (launch.h), limit_max is set to the same.
 */
#ifndef ST2110_BQL_H
#define ST2110_BQL_H

#include <linux/netdevice.h>

#define ST2110_BQL_NS	40000

struct st2110_bql {
	struct netdev_queue *txq;	/* whose limit is raised; NULL: none */
	u32 found, set;			/* its limit_min before, and as we left it */
	u32 found_max, set_max;		/* and limit_max */
};

void st2110_bql_raise(struct st2110_bql *bql, struct netdev_queue *txq, u32 octets, bool bound);
void st2110_bql_restore(struct st2110_bql *bql);
bool st2110_bql_busy(const struct netdev_queue *txq);
bool st2110_bql_idle(const struct netdev_queue *txq);
bool st2110_bql_behind(const struct netdev_queue *txq, u32 queued);

#endif /* ST2110_BQL_H */
