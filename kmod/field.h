/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields that a flow holds: the ring that they stand in, when each is to leave,
 * and the packets that are queued for it. Likewise the N that they are planned with,
 * where it is learned from them.
 *
 * Whoever calls has the flow's lock: root lock, or input lock.
 */
#ifndef ST2110_FIELD_H
#define ST2110_FIELD_H

#include "flow.h"
#include "trace.h"

void st2110_field_new(struct st2110_flow *f, u8 index);
void st2110_field_recall(struct st2110_flow *f);
void st2110_field_adopt(struct st2110_flow *f);
void st2110_field_adopt_early(struct st2110_flow *f);

/* The newest entry of the ring (1), or the one before it (2). */
static inline struct st2110_field *st2110_field_newest(struct st2110_flow *f, u8 back)
{
	return &f->ring[st2110_ring_minus(f, f->ring_head, back)];
}

static inline u32 st2110_fields_held(const struct st2110_flow *f)
{
	return st2110_ring_minus(f, f->ring_head, f->ring_tail);
}

static inline u32 st2110_frames_held(const struct st2110_flow *f)
{
	u32 fields = st2110_fields_held(f);

	return st2110_flow_sched(f)->fields == 2 ? (fields + 1) / 2 : fields;
}

/* Is there room for so many fields more? */
static inline bool st2110_field_room(const struct st2110_flow *f, u32 fields)
{
	return st2110_fields_held(f) + fields < f->ring_size;
}

/* Queue a packet of the newest field that is as it is to leave. */
static __always_inline void st2110_field_queue(struct st2110_flow *f, struct sk_buff *skb,
					       u32 index, u16 seq)
{
	u8 slot = st2110_ring_minus(f, f->ring_head, 1);
	struct st2110_field *field = &f->ring[slot];

	st2110_cb(skb)->index = index;
	st2110_cb(skb)->slot = slot;
	field->came++;
	st2110_chain_put(&f->head, &f->tail, skb);
	f->qlen++;
	trace_st2110_enqueue(f, field->k, index, seq);
}

#endif /* ST2110_FIELD_H */
