// SPDX-License-Identifier: GPL-2.0-only
/*
 * The orders of a port's flows, by random operations, against looking at all flows.
 */
#include "order/tree.h"
#include "../../kmod/order.c"

#include "tap.h"
#include "unit.h"

#define FLOWS	40
#define STEPS	400000

static struct st2110_flow flows[FLOWS];
static struct st2110_order order;
static u64 now;

/* Few different times, so that many are the same. */
static void plan(struct st2110_flow *f, u64 far)
{
	f->head = f;
	f->next_open_ns = now + rnd_below(far);
	f->next_due_ns = f->next_open_ns + (rnd_below(2) ? rnd_below(8) : 0);
	f->next_close_ns = f->next_due_ns + (rnd_below(3) ? 0 : rnd_below(8));
}

static bool is_open(const struct st2110_flow *f)
{
	return f->where == ST2110_READY || (f->where == ST2110_WAITING && f->open_ns <= now);
}

/* What was placed last is a place to look from only as long as it stands there. */
static bool ends(const struct st2110_queue *q)
{
	const struct rb_node *at;

	for (at = q->tree.rb_leftmost; at && at != q->placed; at = rb_next(at))
		;
	return q->end == rb_last(&q->tree.rb_root) && at == q->placed;
}

/* First by each order, all flows looked at. */
static bool right(void)
{
	u64 due = UINT64_MAX, opens = KTIME_MAX, closes = UINT64_MAX, ready = UINT64_MAX;
	const struct st2110_flow *f = st2110_order_due(&order), *r = st2110_order_ready(&order);
	const struct st2110_flow *first = st2110_order_first(&order, now), *at;
	unsigned int i, waiting = 0, among_ready = 0;

	for (i = 0; i < FLOWS; i++) {
		at = &flows[i];
		if (at->where == ST2110_WAITING) {
			due = min(due, at->due_ns);
			opens = min(opens, at->open_ns);
			waiting++;
		}
		if (at->where == ST2110_READY) {
			ready = min(ready, at->close_ns);
			among_ready++;
		}
		if (is_open(at))
			closes = min(closes, at->close_ns);
	}
	if (!ends(&order.ready) || !ends(&order.closing) || !ends(&order.opening))
		return false;
	if ((f ? f->due_ns : UINT64_MAX) != due || (r ? r->close_ns : UINT64_MAX) != ready)
		return false;
	if (st2110_order_opens(&order) != opens || st2110_order_many(&order) != (waiting > 1))
		return false;
	if (first && (!is_open(first) || first->close_ns != closes))
		return false;
	for (i = 0; i < FLOWS; i++)
		if (flows[i].where == ST2110_READY &&
		    st2110_order_alone(&order, &flows[i]) != (among_ready == 1 && !waiting))
			return false;
	for (at = r, i = 0; at; at = st2110_order_after(at), i++)
		if (st2110_order_after(at) && st2110_order_after(at)->close_ns < at->close_ns)
			return false;
	return i == among_ready;
}

static bool step(void)
{
	struct st2110_flow *f = &flows[rnd_below(FLOWS)];
	unsigned int i;

	switch (rnd_below(6)) {
	case 0:
	case 1:
		plan(f, rnd_below(2) ? 4 : 64);
		st2110_order_wait(&order, f);
		return f->where == ST2110_WAITING && f->due_ns == f->next_due_ns;
	case 2:
		st2110_order_leave(&order, f);
		return f->where == ST2110_IDLE;
	case 3:
		st2110_order_open(&order, now);
		for (i = 0; i < FLOWS; i++)
			if (flows[i].where == ST2110_WAITING && flows[i].open_ns <= now)
				return false;
		return true;
	case 4:
		now += rnd_below(4);
		return true;
	default:
		/* The one that leaves next has another behind it, or has not. */
		f = st2110_order_first(&order, now);
		if (!f)
			return true;
		plan(f, 16);
		if (rnd_below(3) == 0)
			f->head = NULL;
		st2110_order_next(&order, f, now);
		return f->head ? f->where != ST2110_IDLE : f->where == ST2110_IDLE;
	}
}

void test_order(void)
{
	struct tally tally;
	unsigned int i;

	tally_begin(&tally, "orders of flows, as found by looking at all");
	st2110_order_init(&order);
	now = 1000;
	for (i = 0; i < FLOWS; i++)
		RB_CLEAR_NODE(&flows[i].by_open);
	for (i = 0; i < STEPS && !tally.failed; i++)
		CHECK(&tally, step() && right(), "step %u", i);
	tally_end(&tally);
}
