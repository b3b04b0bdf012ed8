// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets that wait for a sync group's delta; see await.h.
 */

#include "await.h"

/* A packet that waits. */
struct await_cb {
	u64 came_ns;
	u32 ts;			/* the sender's own */
};

static struct await_cb *cb_of(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct await_cb) > QDISC_CB_PRIV_LEN);
	return (struct await_cb *)qdisc_skb_cb(skb)->data;
}

/**
 * st2110_await_put() - a packet waits
 * @f: flow
 * @skb: its packet, not GSO
 * @ts: the packet's timestamp
 * @now_ns: MONOTONIC
 */
void st2110_await_put(struct st2110_flow *f, struct sk_buff *skb, u32 ts, u64 now_ns)
{
	struct st2110_await *a = &f->member->await;

	if (!a->tail || cb_of(a->tail)->ts != ts)
		a->frames++;
	cb_of(skb)->ts = ts;
	cb_of(skb)->came_ns = now_ns;
	st2110_chain_put(&a->head, &a->tail, skb);
	a->packets++;
}

/**
 * st2110_await_take() - the packet that has waited longest
 * @f: flow
 *
 * With the last the flow waits no more.
 *
 * Return: the packet, or NULL.
 */
struct sk_buff *st2110_await_take(struct st2110_flow *f)
{
	struct st2110_await *a;
	struct sk_buff *skb;

	if (!st2110_flow_awaits(f))
		return NULL;
	a = &f->member->await;
	skb = st2110_chain_take(&a->head, &a->tail);
	a->packets--;
	if (!a->head) {
		a->frames = 0;
		list_del_init(&a->list);
	} else if (cb_of(a->head)->ts != cb_of(skb)->ts) {
		a->frames--;
	}
	return skb;
}

/**
 * st2110_await_excess() - a packet that may wait no longer
 * @f: flow
 * @now_ns: MONOTONIC
 *
 * Of the oldest frame, when there are too many of them, or packets of one without
 * end, or it has waited too long.
 *
 * Return: the packet, taken off, or NULL.
 */
struct sk_buff *st2110_await_excess(struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	const struct st2110_await *a = &f->member->await;

	if (a->head && (a->frames > f->config.queue * s->fields ||
			a->packets > (f->config.queue + 1) * s->packets ||
			now_ns - cb_of(a->head)->came_ns > ST2110_AWAIT_NS))
		return st2110_await_take(f);
	return NULL;
}
