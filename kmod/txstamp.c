// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sampled hardware transmit stamps; see txstamp.h.
 */

#include <linux/errqueue.h>
#include <linux/math64.h>
#include <linux/net_tstamp.h>
#include <linux/ptp_classify.h>
#include <linux/slab.h>
#include <net/sock.h>

#include "flow.h"
#include "trace.h"
#include "txstamp.h"

#define TABLE		64			/* samples under way, a power of two */
#define LOST_NS		(50 * NSEC_PER_MSEC)
#define BURST		32			/* of the cap */
#define HELD_MAX	(512 * 1024)		/* octets of copies that drivers hold */
#define CLEAR_NS	(10 * NSEC_PER_MSEC)	/* kept around what wants the one slot */
#define YIELD_NS	NSEC_PER_MSEC
#define STOPPED_NS	(16 * NSEC_PER_SEC)	/* drivers give up after 15 s */
#define WILD_NS		NSEC_PER_SEC		/* an error of this size is another time line */
#define EVENT_TYPES	4			/* PTP event messages: 0 to 3 */

enum {
	FREE,
	ASKED,
	CAME,
};

/* What there is while stamps are on. */
struct st2110_stamping {
	struct socket *sock;
	u32 head;			/* key of the next sample */
	u32 tail;			/* oldest that is not free */
	u32 random;
	u64 full_ns;			/* when the bucket of tokens will be full again */
	u32 gap_ns;			/* a token */
	u64 stopped_ns;			/* no sample until then */
	u32 stopped_key;		/* whose stamp was lost */
	u64 wanted_ns;			/* somebody else took the slot last */
	struct {
		u64 last_ns;
		u64 gap_ns;		/* between the last two; 0: not known */
	} event[EVENT_TYPES];
	struct st2110_stamp table[TABLE];
};

static struct st2110_stamp *entry(struct st2110_stamping *on, u32 key)
{
	return &on->table[key % TABLE];
}

/**
 * st2110_coverage_reset() - begin to count anew
 * @c: coverage; what is outstanding stays
 */
void st2110_coverage_reset(struct st2110_coverage *c)
{
	u32 outstanding = c->outstanding;

	memset(c, 0, sizeof(*c));
	c->outstanding = outstanding;
	c->asked = outstanding;
	c->error_min_ns = S64_MAX;
	c->error_max_ns = S64_MIN;
	c->fpt_min_ns = S64_MAX;
	c->fpt_max_ns = S64_MIN;
}

/**
 * st2110_txstamp_init() - stamps of a port, off
 * @ts: stamps
 */
void st2110_txstamp_init(struct st2110_txstamp *ts)
{
	memset(ts, 0, sizeof(*ts));
	ts->cap = ST2110_STAMPS_CAP;
	st2110_coverage_reset(&ts->seen);
}

/**
 * st2110_stamping_create() - what it takes to have stamps on
 *
 * Process context.
 *
 * Return: for st2110_txstamp_set(), or an error pointer.
 */
struct st2110_stamping *st2110_stamping_create(void)
{
	int flags = SOF_TIMESTAMPING_TX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE |
		    SOF_TIMESTAMPING_OPT_ID | SOF_TIMESTAMPING_OPT_TSONLY;
	struct st2110_stamping *on = kzalloc(sizeof(*on), GFP_KERNEL_ACCOUNT);
	int err;

	if (!on)
		return ERR_PTR(-ENOMEM);
	err = sock_create_kern(&init_net, PF_INET, SOCK_DGRAM, IPPROTO_UDP, &on->sock);
	if (err)
		goto no_socket;
	err = sock_setsockopt(on->sock, SOL_SOCKET, SO_TIMESTAMPING_NEW, KERNEL_SOCKPTR(&flags),
			      sizeof(flags));
	if (err)
		goto no_flags;
	/* Room for every stamp under way, whatever rmem_default says. */
	WRITE_ONCE(on->sock->sk->sk_rcvbuf, TABLE * PAGE_SIZE);
	on->random = 2110;
	return on;

no_flags:
	sock_release(on->sock);
no_socket:
	kfree(on);
	return ERR_PTR(err);
}

/**
 * st2110_stamping_destroy() - let go of it
 * @on: what st2110_txstamp_set() returned, or NULL
 *
 * The socket itself goes when the last packet that it owns does. Process context.
 */
void st2110_stamping_destroy(struct st2110_stamping *on)
{
	if (!on)
		return;
	sock_release(on->sock);
	kfree(on);
}

static void lost(struct st2110_txstamp *ts, struct st2110_stamp *e)
{
	ts->seen.lost++;
	ts->seen.outstanding--;
	if (e->flow) {
		e->flow->stamped->seen.lost++;
		e->flow->stamped->seen.outstanding--;
	}
	e->state = FREE;
}

/**
 * st2110_txstamp_set() - switch stamps on or off, or sample otherwise
 * @ts: stamps
 * @fresh: taken over when they are off and to be on; else NULL
 * @every: one packet in so many, 0 off
 * @cap: samples a second at most, 1 to ST2110_STAMPS_CAP_MAX
 * @slots: packets that the NIC can stamp at a time: 1, or 0 for more
 *
 * Once they are off, pointers to samples are void.
 *
 * Return: what is to be destroyed when the root lock is released, or NULL.
 */
struct st2110_stamping *st2110_txstamp_set(struct st2110_txstamp *ts, struct st2110_stamping *fresh,
					   u32 every, u32 cap, u32 slots)
{
	struct st2110_stamping *old = NULL;
	unsigned int i;

	if (!every && ts->on) {
		old = ts->on;
		for (i = 0; i < TABLE; i++)
			if (old->table[i].state == ASKED)
				lost(ts, &old->table[i]);
		ts->on = NULL;
	}
	if (fresh)
		ts->on = fresh;
	ts->every = every;
	ts->cap = cap;
	ts->slots = slots;
	ts->since_ns = 0;
	if (ts->on)
		ts->on->gap_ns = NSEC_PER_SEC / cap;
	return old;
}

/* Spaced at random, or the pattern of wake-ups would show in what is measured. */
static u32 next_gap(struct st2110_txstamp *ts)
{
	struct st2110_stamping *on = ts->on;

	on->random = on->random * 1664525 + 1013904223;
	return 1 + (u32)((u64)on->random * (2ULL * ts->every - 1) >> 32);
}

static bool wants_stamp(const struct sk_buff *skb)
{
	return skb_shinfo(skb)->tx_flags & SKBTX_HW_TSTAMP;
}

/* Does somebody wait for the one slot, will want it soon, or has just taken it? */
static bool slot_wanted(struct st2110_txstamp *ts, u64 now_ns)
{
	const struct st2110_stamping *on = ts->on;
	unsigned int i;

	/* Who waited may have been dropped since. */
	if (ts->since_ns && now_ns - ts->since_ns >= CLEAR_NS)
		ts->since_ns = 0;
	if (ts->since_ns)
		return true;
	if (on->wanted_ns && now_ns - on->wanted_ns < CLEAR_NS)
		return true;
	for (i = 0; i < EVENT_TYPES; i++) {
		u64 next = on->event[i].last_ns + on->event[i].gap_ns;

		if (on->event[i].gap_ns && now_ns - next + CLEAR_NS < 2 * CLEAR_NS)
			return true;
	}
	return false;
}

static bool capped(struct st2110_txstamp *ts, u64 now_ns, bool first)
{
	struct st2110_stamping *on = ts->on;
	u32 burst = min_t(u32, BURST, ts->cap);

	if (on->head - on->tail >= (ts->slots ? 1 : TABLE) ||
	    sk_wmem_alloc_get(on->sock->sk) > HELD_MAX)
		return true;
	if (on->full_ns < now_ns)
		on->full_ns = now_ns;
	/* The last quarter is for first packets: they are few and say the most. */
	if (!first)
		burst -= burst / 4;
	if (on->full_ns - now_ns >= (u64)burst * on->gap_ns)
		return true;
	on->full_ns += on->gap_ns;
	return false;
}

/* Is a packet not to be sampled that would be its turn? Counts why. */
static bool refused(struct st2110_txstamp *ts, struct st2110_flow *f, const struct sk_buff *skb,
		    u64 now_ns, bool first)
{
	struct st2110_stamping *on = ts->on;

	if (skb_shinfo(skb)->tx_flags & SKBTX_ANY_TSTAMP) {
		ts->seen.own++;
		f->stamped->seen.own++;
		return true;
	}
	if (ts->slots && slot_wanted(ts, now_ns)) {
		ts->seen.ptp++;
		f->stamped->seen.ptp++;
		return true;
	}
	if ((on->stopped_ns && now_ns < on->stopped_ns) || capped(ts, now_ns, first)) {
		ts->seen.capped++;
		f->stamped->seen.capped++;
		return true;
	}
	return false;
}

/**
 * st2110_txstamp_sample() - ask for a packet's stamp, if it is one to be sampled
 * @ts: stamps
 * @f: its flow
 * @skb: packet that leaves now, just taken off its flow
 * @now_ns: MONOTONIC
 * @stamp: the sample, NULL for none; st2110_stamp_told() is due for it
 *
 * Return: the packet to send: @skb, or a copy in its place.
 */
struct sk_buff *st2110_txstamp_sample(struct st2110_txstamp *ts, struct st2110_flow *f,
				      struct sk_buff *skb, u64 now_ns, struct st2110_stamp **stamp)
{
	struct st2110_stamping *on = ts->on;
	const struct st2110_field *field = &f->ring[st2110_cb(skb)->slot];
	/* Where each packet is a frame, first ones are not few. */
	bool first = !st2110_cb(skb)->index && !field->index && !f->sched[field->sched]->prompt;
	struct st2110_stamp *e;
	struct sk_buff *copy;

	*stamp = NULL;
	if (ts->slots)
		st2110_txstamp_passes(ts, skb, now_ns);
	if (f->stamped->in && --f->stamped->in) {
		if (!first)
			return skb;
	} else {
		f->stamped->in = next_gap(ts);
	}
	if (refused(ts, f, skb, now_ns, first))
		return skb;
	copy = skb_copy(skb, GFP_ATOMIC | __GFP_NOWARN);
	if (!copy) {
		ts->seen.memory++;
		f->stamped->seen.memory++;
		return skb;
	}

	e = entry(on, on->head);
	memset(e, 0, sizeof(*e));
	e->flow = f;
	e->asked_ns = now_ns;
	e->begin_ns = field->start_ns -
		      st2110_field_offset(f->sched[field->sched], field, field->index);
	e->k = field->k;
	e->index = st2110_cb(skb)->index;
	e->first = first;
	e->key = on->head++;
	e->state = ASKED;
	*stamp = e;
	ts->seen.asked++;
	ts->seen.outstanding++;
	f->stamped->seen.asked++;
	f->stamped->seen.outstanding++;

	skb_set_owner_w(copy, on->sock->sk);
	skb_shinfo(copy)->tx_flags |= SKBTX_HW_TSTAMP;
	skb_shinfo(copy)->tskey = e->key;
	consume_skb(skb);
	return copy;
}

static unsigned int hist_slot(s64 ns)
{
	unsigned int size = min(fls64(abs(ns) >> 8), ST2110_STAMP_HIST / 2 - 1);

	return ns < 0 ? ST2110_STAMP_HIST / 2 - 1 - size : ST2110_STAMP_HIST / 2 + size;
}

static void compared(struct st2110_coverage *c, const struct st2110_stamp *e, s64 error, s64 fpt)
{
	c->errors++;
	c->error_min_ns = min(c->error_min_ns, error);
	c->error_max_ns = max(c->error_max_ns, error);
	c->error_sum_ns += error;
	c->error_hist[hist_slot(error)]++;
	if (!e->first)
		return;
	c->firsts++;
	c->fpt_min_ns = min(c->fpt_min_ns, fpt);
	c->fpt_max_ns = max(c->fpt_max_ns, fpt);
	c->fpt_sum_ns += fpt;
}

/* Both are known: when the packet left, and when it was thought to. */
static void compare(struct st2110_txstamp *ts, struct st2110_stamp *e,
		    const struct st2110_mapping *m, u64 now_ns)
{
	struct st2110_flow *f = e->flow;
	s64 error;
	u64 mono;

	e->state = FREE;
	mono = m ? st2110_media_to_mono(m, e->stamp_ns) : 0;
	error = mono - e->wire_ns;
	if (!m || !st2110_clock_good(m) || e->doubtful || !e->stamp_ns || abs(error) > WILD_NS) {
		ts->seen.unusable++;
		if (f)
			f->stamped->seen.unusable++;
		return;
	}
	compared(&ts->seen, e, error, mono - e->begin_ns);
	if (!f)
		return;
	compared(&f->stamped->seen, e, error, mono - e->begin_ns);
	if (f->config.loop == ST2110_LOOP_MODE_AUTO && m->state == ST2110_CLOCK_STATE_LOCKED)
		st2110_loop_sample(&f->stamped->loop, error + e->latency_ns, now_ns);
	trace_st2110_stamp(f, e, mono, error);
}

static void came(struct st2110_txstamp *ts, u32 key, u64 stamp_ns)
{
	struct st2110_stamping *on = ts->on;
	struct st2110_stamp *e = entry(on, key);

	if (e->key != key || e->state != ASKED) {
		ts->seen.late++;
		if (on->stopped_ns && key == on->stopped_key)
			on->stopped_ns = 0;
		return;
	}
	ts->seen.got++;
	ts->seen.outstanding--;
	if (e->flow) {
		e->flow->stamped->seen.got++;
		e->flow->stamped->seen.outstanding--;
	}
	e->stamp_ns = stamp_ns;
	e->state = CAME;
}

static void overdue(struct st2110_txstamp *ts, struct st2110_stamp *e, u64 now_ns)
{
	struct st2110_stamping *on = ts->on;

	if (e->state == CAME) {
		compare(ts, e, NULL, now_ns);	/* the plan was never told */
		return;
	}
	lost(ts, e);
	if (ts->slots) {
		on->stopped_ns = now_ns + STOPPED_NS;
		on->stopped_key = e->key;
	}
}

/**
 * st2110_txstamp_collect() - take the stamps that have come, give up on others
 * @ts: stamps
 * @clock: the device's own, or NULL
 * @now_ns: MONOTONIC
 *
 * The models have been told of what left before.
 */
void st2110_txstamp_collect(struct st2110_txstamp *ts, const struct st2110_clock *clock,
			    u64 now_ns)
{
	struct st2110_stamping *on = ts->on;
	struct sk_buff_head *queue = &on->sock->sk->sk_error_queue;
	unsigned int budget = 2 * TABLE;
	struct st2110_mapping m;
	bool mapped = false;
	struct sk_buff *skb;
	u32 key;

	if (likely(skb_queue_empty_lockless(queue) &&
		   (on->head == on->tail || now_ns - entry(on, on->tail)->asked_ns < LOST_NS)))
		return;
	while (budget-- && (skb = skb_dequeue(queue))) {
		came(ts, SKB_EXT_ERR(skb)->ee.ee_data,
		     ktime_to_ns(skb_hwtstamps(skb)->hwtstamp));
		consume_skb(skb);
	}
	for (key = on->tail; key != on->head; key++) {
		struct st2110_stamp *e = entry(on, key);

		if (e->state == CAME && e->wire_ns) {
			if (!mapped && clock)
				st2110_clock_read(clock, &m);
			mapped = true;
			compare(ts, e, clock ? &m : NULL, now_ns);
		} else if (e->state != FREE && now_ns - e->asked_ns >= LOST_NS) {
			overdue(ts, e, now_ns);
		}
	}
	while (on->tail != on->head && entry(on, on->tail)->state == FREE)
		on->tail++;
}

/**
 * st2110_txstamp_forget() - a flow goes away
 * @ts: stamps
 * @f: flow
 */
void st2110_txstamp_forget(struct st2110_txstamp *ts, const struct st2110_flow *f)
{
	unsigned int i;

	if (!ts->on)
		return;
	for (i = 0; i < TABLE; i++)
		if (ts->on->table[i].flow == f)
			ts->on->table[i].flow = NULL;
}

/**
 * st2110_txstamp_doubt() - the stack took packets back
 * @ts: stamps
 *
 * What is under way may leave later than the models were told.
 */
void st2110_txstamp_doubt(struct st2110_txstamp *ts)
{
	unsigned int i;

	if (!ts->on)
		return;
	for (i = 0; i < TABLE; i++)
		ts->on->table[i].doubtful = true;
}

static bool slot_busy(const struct st2110_txstamp *ts)
{
	return ts->on && ts->slots && ts->seen.outstanding;
}

/**
 * st2110_txstamp_yield() - is a packet to wait for our stamp to come back?
 * @ts: stamps
 * @skb: PTP or best effort at the head of its queue
 * @now_ns: MONOTONIC
 *
 * Only where the NIC has one slot, ours is in it and the packet wants it; 1 ms at
 * most. Ask again after ST2110_STAMP_RECHECK_NS.
 */
bool st2110_txstamp_yield(struct st2110_txstamp *ts, const struct sk_buff *skb, u64 now_ns)
{
	if (likely(!slot_busy(ts)) || !wants_stamp(skb))
		return false;
	if (!ts->since_ns)
		ts->since_ns = now_ns;
	if (now_ns - ts->since_ns >= YIELD_NS)
		return false;
	ts->waiting = true;
	return true;
}

/* When will the next message of its kind come? */
static void event_seen(struct st2110_stamping *on, struct sk_buff *skb, u64 now_ns)
{
	unsigned int class = ptp_classify_raw(skb);
	struct ptp_header *hdr;
	u8 type;

	if (class == PTP_CLASS_NONE)
		return;
	hdr = ptp_parse_header(skb, class);
	if (!hdr)
		return;
	type = ptp_get_msgtype(hdr, class);
	if (type >= EVENT_TYPES)
		return;
	on->event[type].gap_ns = on->event[type].last_ns ? now_ns - on->event[type].last_ns : 0;
	on->event[type].last_ns = now_ns;
}

/**
 * st2110_txstamp_passes() - a packet leaves that is not ours
 * @ts: stamps
 * @skb: packet
 * @now_ns: MONOTONIC
 *
 * Where the NIC has one slot: notes whether the packet takes it.
 */
void st2110_txstamp_passes(struct st2110_txstamp *ts, struct sk_buff *skb, u64 now_ns)
{
	struct st2110_stamping *on = ts->on;

	if (!on || !ts->slots || !wants_stamp(skb))
		return;
	if (slot_busy(ts))
		ts->seen.collisions++;
	ts->since_ns = 0;
	on->wanted_ns = now_ns;
	event_seen(on, skb, now_ns);
}
