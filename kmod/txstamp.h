/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sampled hardware transmit stamps of a port: what the NIC itself says of when a
 * packet was on the wire.
 *
 * A sampled packet leaves as a copy that belongs to a socket of ours and asks for
 * its stamp; the original is consumed at once. Drivers hold on to a packet until
 * its stamp has come or they give up, which some do after 15 s: a sender never
 * waits for that. Packets that ask for stamps of their own are left alone, so an
 * application gets exactly its own. What drivers hold of ours is bounded.
 *
 * Stamps come back on the socket's error queue, from whatever context the driver
 * is in. The port looks there when it runs, so no code of ours is called by a
 * driver, and nothing of ours is left behind when a packet outlives the port: the
 * socket goes when its last packet does. It lives in init_net and pins nothing.
 *
 * Sampled are one packet in every, spaced at random, and the first of each frame,
 * at most cap a second. A stamp that is not back after 50 ms is lost; nobody waits
 * for it, so there is nothing to tune, and NICs that stamp at all need less than
 * one. At any time asked = got + lost + outstanding.
 *
 * The stamp is a time of the device's PHC. With that clock bound and good it
 * becomes CLOCK_MONOTONIC and is compared with the time that the models were told:
 * the wire error. What is systematic in it goes back into the flow's latency
 * (loop.h).
 *
 * Some NICs (igb, older igc) stamp one packet at a time and forget what comes
 * meanwhile. slots says so, as no interface tells. Then one sample at most is
 * under way; none is taken within 10 ms of a packet that wants the slot for
 * itself, nor of when the next PTP event message is expected by the spacing of the
 * last two; such a packet waits for ours for up to 1 ms, and what it meets
 * afterwards is a collision. A lost stamp stops sampling for 16 s, for the driver
 * may keep the slot for 15, or until it comes after all.
 *
 * Root lock, unless stated.
 */
#ifndef ST2110_TXSTAMP_H
#define ST2110_TXSTAMP_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>

#define ST2110_STAMP_HIST	16
#define ST2110_STAMPS_CAP	1000		/* a second, unless stated */
#define ST2110_STAMPS_CAP_MAX	100000
#define ST2110_STAMP_RECHECK_NS	50000		/* how often who waits for the slot looks */

struct st2110_clock;
struct st2110_flow;
struct st2110_stamping;

/* What came of it, of a flow or of a device. */
struct st2110_coverage {
	u64 asked, got, lost;
	u64 own;			/* not sampled: asks for a stamp itself */
	u64 ptp;			/* ... a PTP event is near */
	u64 capped;			/* ... too many a second, or under way */
	u64 memory;			/* ... no memory for the copy */
	u64 unusable;			/* got, but the clock is not good or the plan moved */
	u64 late;			/* came after it was counted as lost */
	u64 collisions;			/* a stamp that somebody wanted met ours */
	u64 errors;			/* stamps that were compared */
	s64 error_min_ns, error_max_ns, error_sum_ns;
	u64 error_hist[ST2110_STAMP_HIST];
	u64 firsts;			/* first packets of frames among them */
	s64 fpt_min_ns, fpt_max_ns, fpt_sum_ns;
	u32 outstanding;
};

/* A sample under way. */
struct st2110_stamp {
	struct st2110_flow *flow;	/* NULL: it is gone */
	u64 asked_ns;			/* handed over, MONOTONIC */
	u64 stamp_ns;			/* PHC */
	u64 wire_ns;			/* what the models were told; 0: nothing yet */
	u64 begin_ns;			/* k * T_FRAME on the same line */
	u64 k;
	u32 index;
	s32 latency_ns;			/* that wire_ns counts with */
	u32 key;
	u8 state;
	bool first;			/* of its frame */
	bool doubtful;			/* the stack took packets back meanwhile */
};

struct st2110_txstamp {
	struct st2110_stamping *on;	/* NULL: off */
	u32 every;			/* one in so many; 0: off */
	u32 cap;			/* a second */
	u32 slots;			/* 1: the NIC stamps one packet at a time; 0: many */
	bool waiting;			/* somebody waits for the one slot: look again soon */
	u64 since_ns;			/* since then; 0: nobody */
	struct st2110_coverage seen;
};

struct st2110_stamping *st2110_stamping_create(void);
void st2110_stamping_destroy(struct st2110_stamping *on);

void st2110_txstamp_init(struct st2110_txstamp *ts);
struct st2110_stamping *st2110_txstamp_set(struct st2110_txstamp *ts, struct st2110_stamping *fresh,
					   u32 every, u32 cap, u32 slots);
struct sk_buff *st2110_txstamp_sample(struct st2110_txstamp *ts, struct st2110_flow *f,
				      struct sk_buff *skb, u64 now_ns,
				      struct st2110_stamp **stamp);
void st2110_txstamp_collect(struct st2110_txstamp *ts, const struct st2110_clock *clock,
			    u64 now_ns);
void st2110_txstamp_forget(struct st2110_txstamp *ts, const struct st2110_flow *f);
void st2110_txstamp_doubt(struct st2110_txstamp *ts);
bool st2110_txstamp_yield(struct st2110_txstamp *ts, const struct sk_buff *skb, u64 now_ns);
void st2110_txstamp_passes(struct st2110_txstamp *ts, struct sk_buff *skb, u64 now_ns);
void st2110_coverage_reset(struct st2110_coverage *c);

/**
 * st2110_stamp_told() - the models were told when a sampled packet was on the wire
 * @stamp: sample, or NULL
 * @wire_ns: that time
 * @latency_ns: what of it is the flow's latency
 */
static inline void st2110_stamp_told(struct st2110_stamp *stamp, u64 wire_ns, s32 latency_ns)
{
	if (likely(!stamp))
		return;
	stamp->wire_ns = wire_ns;
	stamp->latency_ns = latency_ns;
}

#endif /* ST2110_TXSTAMP_H */
