/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Large packets, and how they are taken apart.
 *
 * A packet of 64 KiB that the stack left to be segmented (GSO) is 50 packets on
 * the wire. To make them all at once takes as long as dozens of packets last on
 * the link, with the root lock held and softirqs off: nothing else leaves
 * meanwhile, however urgent. So it is done in two steps: the packet is cut into
 * chunks of ST2110_CHUNK packets each, which share its pages and are large
 * packets of their own, and a chunk is made into packets only when one of them
 * is about to leave.
 *
 * What a chunk must be, so that net/core or the NIC makes the same packets of it
 * as of the whole: its headers count for its own length, its checksum is left to
 * be completed, the IPv4 identification goes on from the chunk before as if that
 * had been segmented already, CWR stays on the first, FIN and PSH on the last.
 * net/core's own segmentation does all of it but the identification when it is
 * told to make packets of ST2110_CHUNK times the size, as it does for NICs that
 * can only do part of the work (GSO_PARTIAL). Not for tunnels, SCTP, fragments
 * and lists of fragments: those are made into packets in one go.
 *
 * No lock of ours; softirq or BH disabled.
 */
#ifndef ST2110_LARGE_H
#define ST2110_LARGE_H

#include <linux/skbuff.h>

#define ST2110_CHUNK	8	/* packets */

bool st2110_large_split(struct sk_buff *skb, struct sk_buff_head *parts);
bool st2110_large_by_hand(struct sk_buff *skb);

#endif /* ST2110_LARGE_H */
