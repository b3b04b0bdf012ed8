// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames; see frame.h.
 */

#include <linux/if_arp.h>
#include <net/sock.h>

#include "assign.h"
#include "compat/compat.h"
#include "field.h"
#include "frame.h"
#include "intake.h"
#include "payload.h"
#include "staged.h"
#include "sync.h"
#include "trace.h"

#define SAME_FRAMES	2		/* whole frames that must agree on N */
#define MISORDER	100		/* packets back that are stragglers, not a restart */
#define DRIFT_MIN	16		/* frames that tell a drift */
#define DRIFT_MAX	8192		/* after which a measurement begins anew */

static bool second_field(const struct st2110_flow *f, const struct sk_buff *skb,
			 const struct st2110_packet *p)
{
	return st2110_payload_second(skb, p, &f->config.field_bits);
}

static noinline void count_differs(struct st2110_flow *f, u32 seen)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_PACKET_COUNT,
		.cause = ST2110_CAUSE_PACKET_COUNT,
		.expected = st2110_flow_sched(f)->packets,
		.seen = seen,
		.k = f->in.discard ? f->next.k : f->in.epoch.k,
	};

	st2110_tally(&f->stats.count_mismatch);
	st2110_flow_event(f, &e);
}

/*
 * N of a whole frame has been seen: check it, learn it, adopt it. The first whole
 * frame is enough to know better than what was computed; a plan that has been
 * seen to hold, or is learned, takes two that agree.
 */
static void packets_counted(struct st2110_flow *f, u32 seen)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	bool first = !f->packets_same && f->packets_source != 2;

	if (seen == f->packets_seen) {
		if (f->packets_same < U8_MAX)
			f->packets_same++;
	} else {
		f->packets_seen = seen;
		f->packets_same = 1;
	}
	if (seen == s->packets && f->packets_source != 2)
		return;
	if (f->packets_source != 2)
		count_differs(f, seen);
	if ((first || f->packets_same >= SAME_FRAMES) && f->packets_source != 1)
		f->adopt = seen;
}

/*
 * A first field waits for a second that does not come. It is dropped with it, if
 * it is not too late for that; else it is a frame with packets missing.
 */
static void second_lost(struct st2110_flow *f)
{
	struct st2110_input *in = &f->in;

	in->pair = false;
	in->first_packets = 0;
	st2110_tally(&f->stats.fields_lost);
	/* Legs have it already. */
	if (!in->discard && !f->legs && st2110_fields_held(f) &&
	    f->qlen >= st2110_field_newest(f, 1)->came)
		st2110_field_recall(f);
}

/*
 * Is a second field of the same frame as the first that came before? What lies
 * between them can be a part of a frame, not a whole one: neither by the sender's
 * numbers nor by its timestamps (half a frame apart, or none). @ticks: between
 * their timestamps; @gap: packets missing between them.
 */
static bool same_frame(const struct st2110_flow *f, u32 ticks, bool marked, s16 gap)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);

	if (gap > 0 && gap >= (s32)(marked ? s->packets - s->packets / 4 : s->packets))
		return false;
	return ticks < s->rtp_step - s->rtp_step / 4;
}

/*
 * One SSRC at a time; another one takes over when the first has been silent for
 * two frames, or longer where these are short.
 */
static bool source_accepted(struct st2110_flow *f, const struct st2110_packet *p, u64 now_ns)
{
	struct st2110_input *in = &f->in;

	if (likely(in->known && in->ssrc == p->ssrc))
		return true;
	if (in->known) {
		if (now_ns - in->last_ns < st2110_flow_silence_ns(f))
			return false;
		st2110_tally(&f->stats.ssrc_changes);
		if (in->pair)
			second_lost(f);
		st2110_frame_restart(f, ST2110_CAUSE_SOURCE_CHANGE);
	}
	in->ssrc = p->ssrc;
	in->pt = p->pt;
	in->next_seq = p->seq;
	return true;
}

/* The field in progress has ended. */
static void close_field(struct st2110_flow *f, bool marked)
{
	struct st2110_input *in = &f->in;
	u8 fields = st2110_flow_sched(f)->fields;
	u32 packets = in->last_index + 1;
	struct st2110_field *field;

	in->open = false;
	in->plain = false;
	if (!marked) {
		st2110_tally(&f->stats.markers_missing);
		in->clean = false;
	}
	if (fields == 2 && !in->field)
		in->first_packets = packets;
	else if (in->clean && (fields == 1 || in->first_packets) &&
		 !st2110_flow_sched(f)->deadline_ns)
		packets_counted(f, packets + (fields == 2 ? in->first_packets : 0));

	if (in->discard)
		return;
	field = st2110_field_newest(f, 1);
	field->closed = true;
	field->marked = marked;
	field->seen = packets;
	if (unlikely(in->field && !field->came)) {
		/* No packet of it could be taken: that is as good as lost. */
		f->ring_head = st2110_ring_minus(f, f->ring_head, 1);
		second_lost(f);
	} else if (unlikely(f->adopt)) {
		st2110_field_adopt_early(f);
	}
}

/* What hold must cover: how much later than the read schedule a frame ended. */
static void measure_span(struct st2110_flow *f, const struct sk_buff *skb, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	const struct st2110_input *in = &f->in;
	u64 span = now_ns - in->first_ns, read, need;
	struct sock *sk = skb->sk;

	/* A sender that waits for its socket buffer is paced by us. */
	if (sk && sk_fullsock(sk) && refcount_read(&sk->sk_wmem_alloc) > sk->sk_sndbuf / 2)
		return;
	read = st2110_tpr_ns(s, in->field ? s->field2_ns : 0, in->last_index);
	need = f->span_need_ns - (f->span_need_ns >> 6);
	if (span > read && span - read > need)
		need = span - read;
	if (need == f->span_need_ns)
		return;
	f->span_need_ns = need;
	st2110_flow_hold_update(f);
}

/*
 * How fast the sender's frames come, whatever becomes of them. A frame that is
 * missing, or half a frame early or late, is no drift.
 */
static void drift_seen(struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	u64 gap = now_ns - f->drift_last_ns, ideal;
	s64 off;

	f->drift_last_ns = now_ns;
	if (!f->drift_frames || f->drift_frames > DRIFT_MAX || gap < s->frame_ns / 2 ||
	    gap > s->frame_ns + s->frame_ns / 2) {
		f->drift_first_ns = now_ns;
		f->drift_frames = 1;
		return;
	}
	if (f->drift_frames >= DRIFT_MIN && !(f->drift_frames % DRIFT_MIN)) {
		ideal = f->drift_frames * s->frame_ns +
			div_u64((u64)f->drift_frames * s->frame_rem, s->rate_num);
		off = (s64)(ideal - (now_ns - f->drift_first_ns));
		f->drift_ppb = div64_s64(off * 1000, div_u64(ideal, 1000000) ?: 1);
	}
	f->drift_frames++;
}

static void write_stamp(struct st2110_flow *f, u8 index)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	struct st2110_input *in = &f->in;

	in->stamp = in->epoch.rtp + f->config.media_offset;
	if (unlikely(f->sync)) {
		in->stamp = f->member->stamp;
		st2110_field_newest(f, 1)->own = f->member->own;
		st2110_field_newest(f, 1)->delta = f->member->delta;
	}
	if (index && f->config.shape.format.scan == ST2110_SCAN_INTERLACED)
		in->stamp += s->rtp_field2;
	in->delta = in->stamp - in->ts;
}

/* Which index does the first packet that came of a field have? */
static void set_base(struct st2110_flow *f, const struct st2110_packet *p, bool marked, s16 gap)
{
	struct st2110_input *in = &f->in;
	u32 per_field = st2110_flow_sched(f)->field_packets;
	u16 nominal = in->base_seq + per_field;

	if (gap > 0 && marked && gap < per_field)
		in->base_seq = in->next_seq;
	else if (!marked && (s16)(p->seq - nominal) >= 0 &&
		 (s16)(nominal - in->next_seq) >= 0 && (u16)(p->seq - nominal) < per_field)
		in->base_seq = nominal;
	else
		in->base_seq = p->seq;
	if (unlikely(f->intake == ST2110_BY_COUNT))
		in->base_seq = f->rhythm->base_seq;
	in->last_index = 0;
}

/*
 * Does a packet to a multicast group carry another Ethernet address than the
 * group's (RFC 1112, 6.4; RFC 2464, 7)? Senders on AF_PACKET write it themselves.
 */
static bool wrong_mac(const struct st2110_flow *f, const struct sk_buff *skb)
{
	u32 low;
	u16 high;

	if (f->dev->type != ARPHRD_ETHER || !st2110_output_words(&f->config.key.dst, &high, &low))
		return false;
	/* Up to its RTP header it is linear. */
	return get_unaligned_be16(skb->data) != high || get_unaligned_be32(skb->data + 2) != low;
}

static void frame_boundary(struct st2110_flow *f, u64 now_ns)
{
	if (unlikely(f->staged))
		st2110_staged_apply(f, now_ns);
	if (unlikely(f->adopt))
		st2110_field_adopt(f);
}

/* A frame begins; true when its packets are to be queued. */
static bool frame_begins(struct st2110_flow *f, struct sk_buff *skb, struct st2110_packet *p,
			 u64 now_ns, enum st2110_drop *reason)
{
	struct st2110_input *in = &f->in;

	frame_boundary(f, now_ns);
	in->first_ns = now_ns;
	if (likely(!f->intake))
		drift_seen(f, now_ns);
	else
		st2110_intake_begins(f, p, now_ns);
	in->clean = true;
	in->first_packets = 0;
	st2110_tally(&f->stats.frames_in);
	if (unlikely(wrong_mac(f, skb)))
		st2110_tally(&f->stats.wrong_mac);
	if (skb->sk && sk_fullsock(skb->sk))
		f->sender_sndbuf = skb->sk->sk_sndbuf;

	if (f->stopping) {
		*reason = ST2110_DROP_REMOVED;
		return false;
	}
	if (f->muted) {
		*reason = ST2110_DROP_MUTED;
		return false;
	}
	if (unlikely(f->config.elsewhere) && !f->legs && !st2110_output_ready(f, now_ns)) {
		*reason = ST2110_DROP_UNRESOLVED;
		return false;
	}
	if (f->packets_source == 2) {
		*reason = ST2110_DROP_LEARNING;
		return false;
	}
	if (st2110_frames_held(f) >= f->config.queue ||
	    !st2110_field_room(f, st2110_flow_sched(f)->fields)) {
		/* A sender that is too fast; its timestamps may be, too. */
		f->sync_anew = true;
		*reason = ST2110_DROP_QUEUE_FULL;
		return false;
	}
	if (st2110_assign_repays(f)) {
		*reason = ST2110_DROP_REPAY;
		return false;
	}
	if (!(likely(!f->intake) ? st2110_assign(f, p, now_ns, &in->epoch, reason) :
				      st2110_intake_assign(f, p, now_ns, &in->epoch, reason)))
		return false;

	st2110_field_new(f, 0);
	if (f->sync)
		st2110_sync_assigned(f, p->ts, now_ns);
	write_stamp(f, 0);
	trace_st2110_assign(f, &in->epoch, f->margin_last_ns);
	return true;
}

/* A run of packets begins: a frame, or its second field. */
static void run_begins(struct st2110_flow *f, struct sk_buff *skb, struct st2110_packet *p,
		       u64 now_ns, bool marked, s16 gap)
{
	struct st2110_input *in = &f->in;
	u8 index = st2110_flow_sched(f)->fields == 2 && second_field(f, skb, p);
	enum st2110_drop reason = in->discard_as;
	bool fresh = !in->known;
	u32 ticks = p->ts - in->ts;

	set_base(f, p, marked || fresh, gap);
	in->open = true;
	in->field = index;
	in->ts = p->ts;
	in->known = true;

	if (index) {
		bool pair = in->pair && same_frame(f, ticks, marked, gap);

		if (in->pair && !pair)
			second_lost(f);
		in->pair = false;
		if (!pair) {
			st2110_tally(&f->stats.fields_lost);
			in->first_packets = 0;
			in->discard = true;
			in->discard_as = ST2110_DROP_EXT_FIELD;
		} else if (!in->discard) {
			st2110_field_new(f, 1);
			write_stamp(f, 1);
		}
		return;
	}

	if (in->pair)
		second_lost(f);
	if (fresh && !f->intake &&
	    !st2110_payload_begins(skb, p, f->config.shape.essence, f->config.codec)) {
		in->discard = true;
		in->discard_as = ST2110_DROP_DISCARD;
		in->clean = false;
		return;
	}
	in->discard = !frame_begins(f, skb, p, now_ns, &reason);
	in->discard_as = reason;
	if (in->discard && reason != ST2110_DROP_LEARNING)
		st2110_tally(&f->stats.frames_dropped);
	if (unlikely(f->intake) && in->discard)
		st2110_intake_dropped(f, reason);
	in->pair = st2110_flow_sched(f)->fields == 2;
}

/* A packet came: which one of its field is it? There may be more of them than numbers. */
static void count_index(struct st2110_input *in, u16 seq)
{
	s16 ahead = seq - (u16)(in->base_seq + in->last_index);

	if (ahead > 0)
		in->last_index += ahead;
}

/* Does a packet only go on with its field? Marker, timestamp and source say so, and its number. */
static bool goes_on(const struct st2110_input *in, const u8 *h)
{
	return get_unaligned_be16(h) == (ST2110_RTP_FIRST | in->pt) &&
	       get_unaligned_be16(h + 2) == in->next_seq &&
	       get_unaligned_be32(h + 4) == in->ts && get_unaligned_be32(h + 8) == in->ssrc;
}

/**
 * st2110_frame_continue() - take a media packet in that only goes on with its field
 * @f: flow, whose input is plain
 * @skb: packet, not GSO
 * @h: what st2110_rtp_plain() returned
 * @ran_ns: MONOTONIC, when the port ran last
 *
 * All but the first and the last packet of a frame, where nothing is amiss: what
 * st2110_frame_input() would do with them, without what it would find out. Root
 * lock, softirq or BH disabled.
 *
 * Return: true when queued; false when it is for st2110_frame_input().
 */
bool st2110_frame_continue(struct st2110_flow *f, struct sk_buff *skb, const u8 *h, u64 ran_ns)
{
	struct st2110_input *in = &f->in;
	u16 seq = in->next_seq;

	if (!goes_on(in, h) || skb_cloned(skb))
		return false;
	f->stats.packets_in++;
	f->stats.bytes_in += skb->len;
	in->next_seq = seq + 1;
	in->last_ns = ran_ns;
	in->last_index++;
	if (f->config.rtp_ts != ST2110_RTP_TS_KEEP &&
	    st2110_rtp_stamp_plain(skb, h, in->stamp))
		st2110_tally(&f->stats.checksums);
	st2110_field_queue(f, skb, in->last_index, seq);
	return true;
}

/**
 * st2110_frame_input() - take a media packet into its flow
 * @f: flow
 * @skb: packet, not GSO
 * @p: parsed packet
 * @now_ns: MONOTONIC
 * @reason: why not, when refused
 *
 * ST 2110-10 clause 7.5 (timestamps), ST 2110-20 clause 6 (marker, fields). Root
 * lock, softirq or BH disabled.
 *
 * Return: true when queued; false when the caller is to drop and count it.
 */
bool st2110_frame_input(struct st2110_flow *f, struct sk_buff *skb, struct st2110_packet *p,
			u64 now_ns, enum st2110_drop *reason)
{
	struct st2110_input *in = &f->in;
	bool marked, begins;
	s16 gap = 0;

	f->stats.packets_in++;
	f->stats.bytes_in += skb->len;
	if (unlikely(f->removed)) {
		*reason = ST2110_DROP_REMOVED;
		return false;
	}
	if (!source_accepted(f, p, now_ns)) {
		*reason = ST2110_DROP_SSRC;
		return false;
	}
	if (unlikely(f->intake))
		st2110_intake_packet(f, p);
	if (unlikely(p->pt != in->pt)) {
		st2110_tally(&f->stats.pt_changes);
		in->pt = p->pt;
	}
	if (in->known) {
		gap = (s16)(p->seq - in->next_seq);
		if (unlikely(gap > 0)) {
			st2110_tally_add(&f->stats.seq_gaps, gap);
			in->clean = false;
		} else if (unlikely(gap < 0)) {
			st2110_tally(&f->stats.seq_back);
		}
	}
	in->last_ns = now_ns;

	marked = !in->open;
	begins = !in->open || p->ts != in->ts;
	if (!begins && st2110_flow_sched(f)->fields == 2 &&
	    second_field(f, skb, p) != in->field)
		begins = true;
	if (unlikely(gap < 0)) {
		/* What is older than what came before begins no frame. */
		if (begins && gap >= -MISORDER) {
			*reason = ST2110_DROP_DISCARD;
			return false;
		}
		/* A sender that began its numbers anew is followed. */
		if (!begins && gap < -MISORDER) {
			in->base_seq = p->seq - in->last_index - 1;
			in->clean = false;
		}
	}
	if (begins) {
		if (in->open)
			close_field(f, false);
		run_begins(f, skb, p, now_ns, marked, gap);
		if (gap > 0)
			in->clean = false;
	}

	count_index(in, p->seq);
	if (gap >= 0 || gap < -MISORDER)
		in->next_seq = p->seq + 1;

	if (in->discard) {
		*reason = in->discard_as;
		if (p->marker)
			close_field(f, true);
		return false;
	}

	if (f->config.rtp_ts != ST2110_RTP_TS_KEEP) {
		if (unlikely(st2110_rtp_writable(skb, p))) {
			*reason = ST2110_DROP_MEMORY;
			return false;
		}
		if (st2110_rtp_stamp(skb, p->udp, in->stamp))
			st2110_tally(&f->stats.checksums);
	}
	if (unlikely(f->config.marked) && st2110_header_mark(skb, p, &f->config.marks)) {
		*reason = ST2110_DROP_MEMORY;
		return false;
	}

	if (unlikely(f->config.elsewhere) && !f->legs && st2110_output_rtp(f, skb, p)) {
		*reason = ST2110_DROP_MEMORY;
		return false;
	}

	st2110_field_queue(f, skb, in->last_index, p->seq);
	in->plain = st2110_flow_sched(f)->fields == 1 && !f->intake && !f->sync &&
		    !f->config.marked && !f->config.elsewhere && !f->config.src_set &&
		    ipv6_addr_v4mapped(&f->config.key.dst);
	if (p->marker) {
		measure_span(f, skb, now_ns);
		close_field(f, true);
	}
	return true;
}

/**
 * st2110_frame_place() - what was decided about a packet, for the legs
 * @f: flow
 * @skb: its newest packet, that st2110_frame_input() has just queued
 * @p: parsed packet
 * @place: filled in, but for leg, changes and begins
 *
 * Input lock.
 */
void st2110_frame_place(const struct st2110_flow *f, const struct sk_buff *skb,
			const struct st2110_packet *p, struct st2110_place *place)
{
	const struct st2110_cb *cb = st2110_cb(skb);
	const struct st2110_field *field = &f->ring[cb->slot];

	place->k = field->k;
	place->index = cb->index;
	place->packets = f->sched[field->sched]->packets;
	place->run = f->fields_begun;
	place->off = field->off;
	place->phase = f->rhythm ? f->rhythm->phase : 0;
	place->field = field->index;
	place->marker = p->marker;
}

/**
 * st2110_frame_mute() - the frame in progress ends here
 * @f: flow without packets
 *
 * Root lock or input lock.
 */
void st2110_frame_mute(struct st2110_flow *f)
{
	struct st2110_input *in = &f->in;

	if (!in->open && !in->pair)
		return;
	in->plain = false;
	in->discard = true;
	in->discard_as = ST2110_DROP_MUTED;
}

/**
 * st2110_frame_restart() - forget what the sender was doing
 * @f: flow
 * @cause: why
 *
 * The next frame that begins takes the first epoch that can be met; packets up
 * to there are discarded. Queued fields stay. Root lock.
 */
void st2110_frame_restart(struct st2110_flow *f, enum st2110_cause cause)
{
	struct st2110_input *in = &f->in;

	if (in->open && !in->discard && st2110_fields_held(f))
		st2110_field_newest(f, 1)->closed = true;
	memset(in, 0, sizeof(*in));
	if (f->member)
		f->member->delta = 0;
	f->running = false;
	f->resync_cause = cause;
	f->packets_same = 0;
	st2110_assign_forget(f);
}
