/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flows: one stream of packets to one address, its schedule and its queue.
 *
 * A flow is found through a module-wide RCU hash by device, destination and
 * VLAN, belongs to one port, and is otherwise only touched under that port's
 * root lock (data path) or under RTNL and the root lock (netlink). It dies with
 * its port.
 *
 * What has been asked (config) is kept apart from what follows from it
 * (schedule). A change waits in @staged until a frame begins; two schedules
 * exist so that queued fields keep the one they were assigned under.
 *
 * Queued packets hang in one list in order; the fields they belong to stand in a
 * ring, oldest first. A packet's index within its field is in its control
 * block. Fields of the structure are grouped by who writes them.
 */
#ifndef ST2110_FLOW_H
#define ST2110_FLOW_H

#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <net/ipv6.h>
#include <net/pkt_sched.h>

#include "clock.h"
#include "config.h"
#include "delay.h"
#include "essence.h"
#include "event.h"
#include "header.h"
#include "loop.h"
#include "model.h"
#include "output.h"
#include "rtp.h"
#include "tally.h"
#include "timing.h"
#include "txstamp.h"

#define ST2110_FLOW_SILENCE_NS	(50 * NSEC_PER_MSEC)	/* no pause where packets are frames */
#define ST2110_DROPS			(ST2110_DROP_MAX + 1)
#define ST2110_SCHED_NONE		2	/* neither of a flow's two */
#define ST2110_SECOND_NS		NSEC_PER_SEC
#define ST2110_EVENTS_HELD	10	/* kinds that may come too often */

struct st2110_leg;
struct st2110_legs;
struct st2110_port;
struct st2110_sync;

/* Of a change: is sending to stop, or to go on? */
enum st2110_mute {
	ST2110_MUTE_AS_IT_IS,
	ST2110_MUTE_OFF,
	ST2110_MUTE_ON,
};

/*
 * What is wanted from the next frame on; or, in a set with others, from the first
 * frame on at an instant, once the set is committed.
 */
struct st2110_staged {
	struct st2110_config config;	/* with @besides */
	struct st2110_besides besides;
	struct st2110_schedule sched;
	u8 mute[ST2110_LEGS];		/* enum st2110_mute; the first without legs */
	u32 learned;			/* N, when it was staged first */
	u8 turn;			/* of a leg: changes that its flow has had by then */
	char set[ST2110_NAME_MAX + 1];	/* empty: by itself */
	bool committed;
	u64 at_ns;			/* TAI on the media clock; 0: at once */
};

/* One field (or progressive frame) between its first packet and its last. */
struct st2110_field {
	u64 k;				/* its epoch */
	u64 media_ns;			/* its TPR_0 on the media clock */
	u64 start_ns;			/* its TPR_0, MONOTONIC */
	u64 earliest_ns;		/* nothing leaves before */
	union {
		struct sk_buff *before;	/* queued last before it; it may have left */
		u32 run;		/* of a leg: number of the field since the flow began */
	};
	u32 start_rem;			/* as of the epoch */
	u32 sent;
	u32 seen;			/* highest index + 1 */
	u32 came;			/* packets that were handed over */
	s32 off;			/* audio: its timestamp less the epoch's */
	u32 own;			/* in a sync group: the sender's own timestamp */
	u32 delta;			/* likewise: what was added to it; once it leaves, is */
	u8 drain_tenths;		/* as of the epoch */
	u8 cause;			/* why not compliant, enum st2110_cause */
	u8 unverified;			/* why not sure, likewise */
	u8 index : 1;			/* 0, or 1 for the second field */
	u8 sched : 1;			/* which of the flow's schedules */
	bool leaves : 1;		/* of a sync group: its first packet does, or did */
	bool closed : 1;		/* no more packets will come */
	bool starved : 1;		/* the queue was empty when a packet was due */
	bool marked : 1;		/* closed by its marker */
};

struct st2110_flow_stats {
	u64 packets_in, bytes_in, packets_out, bytes_out;
	u64 since_tai_ns;
	s64 error_min_ns, error_max_ns;
	s64 fpt_min_ns, fpt_max_ns, fpt_sum_ns;
	struct st2110_histogram error_hist;
	struct st2110_histogram margin_hist;
	struct st2110_tally fpt_count;
	struct st2110_tally frames_in, frames_out;
	struct st2110_tally frames_compliant, frames_not_compliant, frames_unverified;
	struct st2110_tally frames_late, frames_dropped, slips, repaid, resyncs, epochs_empty;
	struct st2110_tally underruns, late_packets;
	struct st2110_tally seq_gaps, seq_back, ssrc_changes, pt_changes;
	struct st2110_tally markers_missing, fields_lost, count_mismatch;
	struct st2110_tally rtcp, not_rtp, checksums, wrong_mac;
	struct st2110_tally drops[ST2110_DROPS];
};

/* What the sender is doing: written by enqueue. */
struct st2110_input {
	bool known;			/* ssrc and next_seq are valid */
	bool open;			/* a field is in progress */
	bool pair;			/* a first field waits for its second */
	bool clean;			/* no packet of the frame is missing */
	bool discard;			/* until the next frame begins */
	bool plain;			/* what only goes on is stamped and queued, no more */
	u8 discard_as;			/* enum st2110_drop */
	u8 pt;
	u8 field;			/* of the field in progress */
	u16 next_seq;
	u16 base_seq;			/* sequence number of index 0 */
	u32 last_index;
	u32 first_packets;		/* of the frame's first field */
	u32 ts;				/* the sender's own timestamp */
	u32 ssrc;
	u32 stamp;			/* the timestamp being written */
	u32 delta;			/* it less the sender's own; survives what is dropped */
	struct st2110_epoch epoch;	/* of the frame in progress, unless discarded */
	u64 first_ns;			/* hand-over of the frame's first packet */
	u64 last_ns;			/* hand-over of the last packet */
};

/* What makes frames where no marker does, and how fast they come (intake.h): of those alone. */
struct st2110_rhythm {
	u16 base_seq;			/* sequence number of index 0 of the block */
	u32 block;			/* as a timestamp */
	u32 skip;			/* frames that the packet at hand leaves out */
	u32 shift;			/* what the sender's timestamps count from */
	u32 phase;			/* of it, how far into a packet time, ticks */
	bool beside;			/* of a sync group: it is not what it ought to be yet */
	s32 off;			/* timestamp less the epoch's, of the packet at hand */
	s32 off_ticks;			/* likewise of the last that left */
	s64 off_ns;
	/* how late packets come by the sender's count */
	u64 since_ns;
	u64 ideal_ns;
	u32 ideal_rem;
	s64 late_ns;			/* the last */
	s64 low_ns;			/* least of the second in progress */
	u64 second_ns;
	s64 first_low_ns;		/* and of the second that it is compared with */
	u64 first_ns;
	struct st2110_delay delay;	/* of audio */
};

/* A sync group's delta, in the flow's own clock rate (sync.h). */
struct st2110_sync_view {
	u32 generation;			/* of the group's delta; 0: none */
	u32 rate;			/* 0: to be worked out */
	u32 ticks;
	u32 before;
	u32 from;			/* own timestamp that begins it */
	u32 wraps;			/* of 90 kHz that the group's delta leaves out */
	s64 delta;			/* the group's */
	u64 from_ns;
};

/* What waits for a sync group's first delta (await.h). */
struct st2110_await {
	struct list_head list;		/* the port's flows that wait */
	struct sk_buff *head;
	struct sk_buff *tail;
	u32 packets;
	u32 frames;			/* runs of one timestamp */
	bool over;			/* it goes on now */
};

/* Of a flow that is or was of a sync group: from when it joined its first. */
struct st2110_member {
	struct st2110_flow *flow;
	struct st2110_sync_view view;
	struct st2110_await await;
	u32 stamp;			/* of the frame in progress */
	u32 own;			/* likewise, the sender's own */
	u32 delta;			/* likewise, what was added to it */
	u64 step_ns;			/* MONOTONIC when its clock was seen to be set; 0: not */
	u64 left_k;			/* the frame that left last, and by what it was moved */
	u32 left_by;
};

/* Of a flow whose NIC stamps or did, or whose loop was set by hand. */
struct st2110_stamped {
	struct st2110_coverage seen;
	struct st2110_loop loop;
	u32 in;				/* packets until the next is sampled */
};

/* Of ancillary data: what left, how long before its deadline. */
struct st2110_due {
	s64 min_ns, max_ns, sum_ns;
	u64 count, missed;
};

/* Of a flow that asks for more than most, or did. */
struct st2110_detour {
	struct st2110_besides besides;	/* of its configuration */
	struct st2110_output was_to;	/* where RTCP goes until @to_from_ns */
	u64 to_from_ns;			/* U64_MAX: with the next frame that begins */
	u64 asked_ns;			/* for the neighbour; RTNL */
	u64 epoch_event_ns;
};

/*
 * What a flow may lack for what is asked of it: there before the change is, so that
 * nothing is allocated when it takes effect. It stays with the flow.
 */
struct st2110_parts {
	struct st2110_field *ring;	/* larger than what there is, of @fields entries */
	u32 fields;
	struct st2110_schedule *own[2];
	struct st2110_schedule *shared;	/* that they replaced */
	struct st2110_detour *detour;
	struct st2110_member *member;
	struct st2110_stamped *stamped;
};

#define ST2110_PART_SPARE	BIT(0)	/* its schedule may change */
#define ST2110_PART_STAMPED	BIT(1)	/* its NIC stamps */

struct st2110_flow {
	/* Read by everyone, written by netlink. */
	struct hlist_node node;		/* RCU hash */
	struct net_device *dev;
	struct st2110_port *port;
	struct st2110_events *events;
	struct st2110_clock *clock;	/* media clock; NULL: CLOCK_TAI */
	struct st2110_sync *sync;	/* group; NULL: none */
	struct st2110_member *member;	/* what goes with that; NULL: it never was of one */
	struct st2110_legs *legs;	/* its packets come in on a device of ours (leg.h) */
	struct st2110_leg *leg;		/* it sends one of these; in no hash */
	struct list_head list;		/* the port's flows, by age */
	union {
		struct hlist_node by_name;	/* likewise of all ports; RTNL */
		struct rcu_head rcu;	/* when it is in no table any more */
	};
	struct st2110_config config;
	struct st2110_staged *staged;	/* takes effect when a frame begins */
	char *sdp_extra;		/* user space's, NULL none; RTNL */
	struct st2110_schedule *sched[2];	/* the second for a change, or NULL */
	struct st2110_rhythm *rhythm;	/* NULL: markers make its frames */
	struct st2110_due *due;		/* NULL: it has no deadlines */
	struct st2110_stamped *stamped;	/* NULL: its NIC never stamped */
	struct st2110_field *ring;	/* @few, unless these are too few */
	u8 ring_size;
	u8 cur;				/* schedule that new frames take */
	u8 intake;			/* enum st2110_intake, for its life */
	u8 packets_source;		/* as ST2110_A_PLAN_PACKETS_SOURCE */
	bool stopping;
	bool muted;
	bool removed;			/* out of the hash; accepts nothing */
	bool owns : 1;			/* both schedules; else the first is shared (shared.h) */
	bool sync_reference : 1;	/* of its group */
	bool sync_anew : 1;		/* the next frame sets its delta */

	/* Enqueue. */
	struct st2110_input in;
	struct st2110_epoch next;	/* the epoch after the last assigned */
	struct st2110_mapping map;	/* as of the last assignment */
	u64 hold_ns;
	u64 span_need_ns;		/* decayed maximum of what hold must cover */
	u64 end_ns;			/* MONOTONIC end of the last assigned frame */
	u64 last_ns;			/* and its TPR_0 */
	struct sk_buff *recalled;	/* packets of a first field, to be dropped */
	u64 debt_until_ns;		/* 0: the watch begins with the next frame */
	s64 debt_need_ns;		/* margin at which a frame waits a frame too long */
	s64 debt_min_ns;		/* smallest margin of the watch */
	s64 debt_max_ns;		/* largest */
	s64 skipped_ns;			/* how late the frame before was that was skipped */
	u64 resync_tai_ns;
	u32 packets_seen;		/* N of the last whole frame */
	u32 adopt;			/* N to plan with from the next frame on */
	u32 fields_begun;
	u32 debt;
	u32 sender_sndbuf;
	u8 packets_same;		/* whole frames running with that N */
	u8 resync_cause;		/* pending: the next frame resynchronises */
	u8 resynced_because;
	u8 ring_head;			/* next free entry */
	u8 ring_tail;			/* oldest */
	bool running;			/* @next is valid */
	bool repay;			/* drop the next frame */

	/* Dequeue. */
	u8 where;			/* enum st2110_where, the port's */
	u8 verdict;
	u8 verdict_cause;
	u8 frame_cause;			/* of the frame whose first field is over */
	u8 frame_unverified;		/* likewise, why it is not sure */
	struct rb_node by_open;
	struct rb_node by_close;	/* in closing, or in ready */
	u64 open_ns;
	u64 close_ns;
	u64 due_ns;			/* when to wake up for it: at its closing, or before */
	struct sk_buff *head;
	struct sk_buff *tail;
	u64 level_until_ns;		/* it does not drain before, on the wire */
	u64 full_until_ns;		/* nothing may leave before, for what has left */
	u32 level;			/* of the bucket while they were, without them */
	u32 qlen;
	u32 taken;			/* taken off, not yet noted as sent */
	u32 margins[2];			/* m of each schedule, kept from both ends of the window */
	u32 ready_ns;			/* a frame is handed over so long before it begins */
	u32 guard_ns;			/* lateness to be expected of a wake-up */
	s32 latency_ns;			/* stated and learned, sent that much earlier */
	u32 ahead_ns;			/* launched, and handed over so long before; 0: not */
	u32 may_ahead_ns;		/* likewise, as soon as the NIC's clock is good for it */
	u32 reserve;			/* packets that the NIC has kept and may send at any time */
	u8 vrx_sched;			/* of the field that the buffer saw last, unless replaced */
	u8 begun;			/* ring entry anchored in the models, + 1 */
	bool exact;			/* with ahead_ns: closes at its instant, nobody is woken */
	bool cannot_hold : 1;		/* the guard eats the window */
	bool half : 1;			/* a first field is over, its second is not */
	struct st2110_line drain;	/* media time, in which the bucket drains, over MONOTONIC */
	struct st2110_bucket bucket;
	struct st2110_vrx vrx;

	/* What was seen: once a frame. */
	u64 verdict_tai_ns;
	u64 bad_ns;			/* MONOTONIC of the last bad frame */
	s64 margin_last_ns;
	s64 margin_min_ns;		/* of the second in progress */
	s64 margin_min_prev_ns;		/* of the second before */
	s64 margin_sum_ns;
	s64 margin_avg_ns;
	u64 second_ns;			/* when the second in progress began */
	u64 drift_first_ns;		/* hand-over of the first frame of the measurement */
	u64 drift_last_ns;		/* of the last */
	u32 drift_frames;
	s32 drift_ppb;
	u32 margin_count;
	u32 event_at[ST2110_EVENTS_HELD];	/* jiffies of the last of a kind */
	u16 event_held[ST2110_EVENTS_HELD];
	struct st2110_flow_stats stats;

	struct st2110_field few[ST2110_FLOW_QUEUE_DEFAULT + 1];
};

/* From the start of a field's frame to TPR_0, of the second field with @index 1. */
static inline u64 st2110_field_offset(const struct st2110_schedule *s,
				      const struct st2110_field *field, unsigned int index)
{
	const struct st2110_epoch e = { .start_rem = field->start_rem };

	return st2110_field_offset_ns(s, &e, index);
}

/* A queued packet's place. */
struct st2110_cb {
	u32 index;			/* within its field */
	u8 slot;			/* ring entry */
};

static inline struct st2110_cb *st2110_cb(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct st2110_cb) > QDISC_CB_PRIV_LEN);
	return (struct st2110_cb *)qdisc_skb_cb(skb)->data;
}

/* Packets linked by next, from head to tail: one more, and the first of at least one off. */
static __always_inline void st2110_chain_put(struct sk_buff **head, struct sk_buff **tail,
					     struct sk_buff *skb)
{
	skb->next = NULL;
	if (*tail)
		(*tail)->next = skb;
	else
		*head = skb;
	*tail = skb;
}

static __always_inline struct sk_buff *st2110_chain_take(struct sk_buff **head,
							 struct sk_buff **tail)
{
	struct sk_buff *skb = *head;

	*head = skb->next;
	if (!*head)
		*tail = NULL;
	skb_mark_not_on_list(skb);
	return skb;
}

/* Does anything wait for a sync group's delta? */
static inline bool st2110_flow_awaits(const struct st2110_flow *f)
{
	return f->member && f->member->await.head;
}

/* NULL: it never asked for more than most. */
static inline struct st2110_detour *st2110_flow_detour(const struct st2110_flow *f)
{
	return f->config.besides ? container_of(f->config.besides, struct st2110_detour, besides) :
				   NULL;
}

/* What the loop has put in force. */
static inline s32 st2110_flow_loop_ns(const struct st2110_flow *f)
{
	return f->stamped ? f->stamped->loop.now_ns : 0;
}

static inline const struct st2110_schedule *st2110_flow_sched(const struct st2110_flow *f)
{
	return f->sched[f->cur];
}

/* m of the schedule that new frames take. */
static inline u32 st2110_flow_margin_ns(const struct st2110_flow *f)
{
	return f->margins[f->cur];
}

/* How long may a sender be silent without having paused? */
static inline u64 st2110_flow_silence_ns(const struct st2110_flow *f)
{
	u64 ns = 2 * st2110_flow_sched(f)->frame_ns;

	return likely(!f->intake) ? ns : max_t(u64, ns, ST2110_FLOW_SILENCE_NS);
}

/* From when on is what is queued late beyond use? A packet that is a frame has others' time. */
static inline u64 st2110_flow_stale_ns(const struct st2110_flow *f)
{
	u64 ns = st2110_flow_sched(f)->frame_ns;

	return likely(!f->intake) ? ns : ns * f->config.queue;
}

/* In the ring: the entry after one, and one so many before another. */
static inline u8 st2110_ring_next(const struct st2110_flow *f, u8 entry)
{
	return entry + 1 == f->ring_size ? 0 : entry + 1;
}

static inline u8 st2110_ring_minus(const struct st2110_flow *f, u8 entry, u8 n)
{
	return entry >= n ? entry - n : entry + f->ring_size - n;
}

static inline struct st2110_field *st2110_flow_oldest(struct st2110_flow *f)
{
	return &f->ring[f->ring_tail];
}

/* Is a classified packet to the flow's own port, as against that of its RTCP? */
static inline bool st2110_flow_exactly(const struct st2110_flow *f, const struct st2110_packet *p)
{
	const struct st2110_key *key = &f->config.key;

	return p->key.port == key->port && p->key.vlan == key->vlan &&
	       ipv6_addr_equal(&p->key.dst, &key->dst) &&
	       (!f->config.src_set || ipv6_addr_equal(&p->src, &f->config.src));
}

int st2110_flow_register(void);
void st2110_flow_unregister(void);
bool st2110_flow_none(const struct sk_buff *skb);
struct st2110_flow *st2110_flow_find(const struct net_device *dev, const struct st2110_packet *p);
bool st2110_flow_plain(const struct net_device *dev, const struct sk_buff *skb,
		       struct st2110_flow **flow);
struct st2110_flow *st2110_flow_twin(const struct net_device *dev,
				     const struct st2110_config *config);
struct st2110_flow *st2110_flow_create(const struct st2110_config *config,
				       const struct st2110_schedule *s, u8 also);
struct st2110_flow *st2110_flow_named(const struct net_device *dev, const struct st2110_port *port,
				      const char *name);
u32 st2110_flow_plans(void);
void st2110_flow_planned(void);
void st2110_flow_publish(struct st2110_flow *f);
void st2110_flow_unpublish(struct st2110_flow *f);
int st2110_flow_keep_sdp(struct st2110_flow *f, const struct nlattr *attr);
void st2110_flow_free(struct st2110_flow *f);
u32 st2110_flow_ring_fields(u32 queue, const struct st2110_schedule *s);
int st2110_flow_provide(const struct st2110_flow *f, const struct st2110_config *config,
			const struct st2110_schedule *s, u8 also, struct st2110_parts *parts);
void st2110_flow_equip(struct st2110_flow *f, struct st2110_parts *parts);
void st2110_parts_free(struct st2110_parts *parts);
bool st2110_flow_change(struct st2110_flow *f, const struct st2110_config *config,
			const struct st2110_schedule *s);
void st2110_flow_reset_stats(struct st2110_flow *f);
void st2110_flow_event(struct st2110_flow *f, struct st2110_event *e);
void st2110_flow_margins(struct st2110_flow *f);
u64 st2110_flow_initial_hold(const struct st2110_flow *f);
void st2110_flow_hold_update(struct st2110_flow *f);
void st2110_flow_latency(struct st2110_flow *f, const struct st2110_schedule *s);

#endif /* ST2110_FLOW_H */
