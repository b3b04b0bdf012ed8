/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PTP goes first, up to a cap.
 *
 * Clock messages are rare and hate to wait, so they pass before media. But
 * anybody may send to port 319: the lane holds two packets and lets 1,000 a
 * second in; the excess is ordinary traffic. Root lock.
 */
#ifndef ST2110_PTP_H
#define ST2110_PTP_H

#include <linux/skbuff.h>
#include <linux/time64.h>

#define ST2110_PTP_QUEUE	2
#define ST2110_PTP_BURST	32
#define ST2110_PTP_GAP_NS	(NSEC_PER_SEC / 1000)

struct st2110_ptp {
	struct sk_buff_head queue;
	u64 full_ns;		/* when the bucket of tokens will be full again */
};

static inline void st2110_ptp_init(struct st2110_ptp *ptp)
{
	__skb_queue_head_init(&ptp->queue);
	ptp->full_ns = 0;
}

/**
 * st2110_ptp_admit() - may a PTP packet use the lane?
 * @ptp: lane
 * @now_ns: MONOTONIC
 *
 * Return: true, and the packet is to be queued; or false, it is best effort.
 */
static inline bool st2110_ptp_admit(struct st2110_ptp *ptp, u64 now_ns)
{
	if (skb_queue_len(&ptp->queue) >= ST2110_PTP_QUEUE)
		return false;
	if (ptp->full_ns < now_ns)
		ptp->full_ns = now_ns;
	if (ptp->full_ns - now_ns >= ST2110_PTP_BURST * ST2110_PTP_GAP_NS)
		return false;
	ptp->full_ns += ST2110_PTP_GAP_NS;
	return true;
}

#endif /* ST2110_PTP_H */
