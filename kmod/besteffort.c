// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything that is not media; see besteffort.h.
 */

#include "compat/compat.h"
#include "besteffort.h"
#include "large.h"

/* pfifo_fast counts per CPU and runs without the root lock: pfifo stands in. */
static const struct Qdisc_ops *child_ops(const struct Qdisc *sch)
{
	const struct Qdisc_ops *ops = default_qdisc_ops;

	if (ops == sch->ops || (ops->static_flags & TCQ_F_NOLOCK))
		return &pfifo_qdisc_ops;
	return ops;
}

/**
 * st2110_be_init() - create the child
 * @be: best effort
 * @sch: our qdisc
 * @extack: why not
 *
 * RTNL.
 *
 * Return: 0 or -ENOMEM.
 */
int st2110_be_init(struct st2110_best_effort *be, struct Qdisc *sch,
		   struct netlink_ext_ack *extack)
{
	__skb_queue_head_init(&be->slot);
	be->wait_ns = ST2110_BE_WAIT_DEFAULT_NS;
	be->child = qdisc_create_dflt(sch->dev_queue, child_ops(sch),
				      TC_H_MAKE(sch->handle, 1), extack);
	if (!be->child) {
		be->child = &noop_qdisc;
		NL_SET_ERR_MSG(extack, "st2110: no memory for the best-effort qdisc");
		return -ENOMEM;
	}
	qdisc_hash_add(be->child, true);
	return 0;
}

/**
 * st2110_be_destroy() - let go of the child
 * @be: best effort, possibly never initialised
 *
 * RTNL.
 */
void st2110_be_destroy(struct st2110_best_effort *be)
{
	if (be->child)
		qdisc_put(be->child);
}

/**
 * st2110_be_reset() - drop everything
 * @be: best effort
 */
void st2110_be_reset(struct st2110_best_effort *be)
{
	struct sk_buff *skb;

	while ((skb = __skb_dequeue(&be->slot)))
		rtnl_kfree_skbs(skb, skb);
	if (be->child)
		qdisc_reset(be->child);
}

/**
 * st2110_be_peek() - the next best-effort packet
 * @be: best effort
 * @sch: our qdisc
 * @now_ns: MONOTONIC
 *
 * Return: the packet, which stays in the slot, or NULL.
 */
struct sk_buff *st2110_be_peek(struct st2110_best_effort *be, struct Qdisc *sch, u64 now_ns)
{
	struct sk_buff *skb = skb_peek(&be->slot);

	if (skb) {
		if (!be->since_ns)
			be->since_ns = now_ns;
		return skb;
	}
	skb = be->child->dequeue(be->child);
	if (!skb)
		return NULL;
	be->since_ns = now_ns;
	be->split = false;
	__skb_queue_head(&be->slot, skb);
	return skb;
}

/**
 * st2110_be_split() - take the large packet at the head of the slot apart
 * @be: best effort
 * @sch: our qdisc, whose length grows
 *
 * By one step: what is at the head then may be large still.
 *
 * Return: false when it is not large or could not be split.
 */
bool st2110_be_split(struct st2110_best_effort *be, struct Qdisc *sch)
{
	struct sk_buff *skb = skb_peek(&be->slot), *part;
	unsigned int was, len = 0;
	struct sk_buff_head parts;

	if (!skb || !skb_is_gso(skb))
		return false;
	was = qdisc_pkt_len(skb);
	__skb_queue_head_init(&parts);
	__skb_unlink(skb, &be->slot);
	if (!st2110_large_split(skb, &parts)) {
		__skb_queue_head(&be->slot, skb);
		return false;
	}
	skb_queue_walk(&parts, part)
		len += qdisc_pkt_len(part);
	sch->q.qlen += skb_queue_len(&parts) - 1;
	sch->qstats.backlog += len - was;
	skb_queue_splice(&parts, &be->slot);
	be->segmented += !be->split;
	be->split = true;
	return true;
}
