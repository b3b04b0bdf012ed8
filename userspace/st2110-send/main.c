// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110-send: the reference sender.
 *
 * It is an application as ST 2110 software commonly is: it makes a frame,
 * writes its RTP headers and hands it to a socket, knowing nothing of pacing.
 * main.c drives the frames: what was asked is in options.c, a frame's packets in
 * frame.c, when they are handed over in pace.c, how in output.c, what goes wrong
 * on purpose in trouble.c.
 */
#include <json-c/json.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#include "options.h"

#define EXIT_USAGE	1
#define EXIT_KERNEL	2
#define LEFT_OUT_MAX	4096

struct report {
	u32 frames;
	u64 rtcp, extra_packets, first_field_left_out;
	u64 behind, behind_max_ns;
	u64 busy_ns;		/* in stamping and send() */
	u32 first_rtp, first_sequence, last_sequence;
};

static int stop;		/* set by a signal handler */

static void on_signal(int sig)
{
	(void)sig;
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

/* An N-packet schedule is needed only for its epochs; type NL fits any raster. */
static const char *make_schedule(const struct settings *s, u32 packets, struct st2110_schedule *out)
{
	struct st2110_shape shape = {
		.format = s->format,
		.packets = packets,
		.profile = ST2110_PROFILE_NARROW_LINEAR,
		.maxudp = ST2110_STD_UDP,
	};
	struct st2110_refusal no = { NULL, 0 };

	if (st2110_schedule_init(out, &shape, &no))
		return no.why ? no.why : "format: no schedule";
	return NULL;
}

/* RTP timestamp of frame @i, and of its second field. */
static void timestamps(const struct settings *s, const struct st2110_schedule *schedule, u32 i,
		       u32 stamp[2])
{
	struct st2110_epoch e;

	if (s->rtp_given) {
		st2110_epoch_at(&e, schedule, i);
		stamp[0] = s->rtp + e.rtp;
	} else {
		st2110_epoch_at(&e, schedule, s->pace.k0 + i);
		stamp[0] = s->rtp + e.rtp;
	}
	stamp[1] = stamp[0];
	if (s->format.scan == ST2110_SCAN_INTERLACED)
		stamp[1] += schedule->rtp_field2;
}

/* Surplus packets behind a frame: its last again, numbers running on. */
static int send_extra(struct output *out, const struct frame *f, const struct frame_plan *plan,
		      u32 count, u8 payload_type)
{
	u32 last = f->layout.count - 1, field = f->layout.fields - 1, i;
	u8 *copy = f->octets + (size_t)last * f->stride;

	for (i = 1; i <= count; i++) {
		struct rtp_fields rtp = {
			.sequence = plan->sequence[field] + last + i -
				    field * f->layout.field_count,
			.timestamp = plan->timestamp[field],
			.ssrc = plan->ssrc,
			.frame = plan->frame,
			.type = (u8)(payload_type | (i == count ? 0x80 : 0)),
		};

		frame_stamp(f, last, copy, &rtp);
		if (output_other(out, copy, f->lengths[last]))
			return -1;
	}
	return 0;
}

static int send_rtcp(const struct settings *s, struct output *out, const struct frame_plan *plan)
{
	struct rtp_fields rtp = { .timestamp = plan->timestamp[0], .ssrc = plan->ssrc };
	struct addressing to = s->to;
	u8 packet[160];
	u32 octets;

	to.dst_port += s->rtcp_apart;
	octets = frame_rtcp(&to, s->output.kind == OUTPUT_UDP, &rtp, packet, sizeof(packet));

	return output_other(out, packet, octets);
}

/* How many ancillary packets this field has; none is a keep-alive packet. */
static void plan_ancillary(const struct settings *s, const struct frame *f, u32 i, u32 field,
			   struct frame_plan *plan)
{
	u32 base = field * f->layout.field_count, fields = f->layout.fields;
	u32 count = s->content.counts[(i * fields + field) % s->content.count];

	plan->first[field] = base + (count ? 0 : content_keep_alive(&f->layout));
	plan->end[field] = plan->first[field] + (count ? count : 1);
	plan->marker[field] = plan->end[field] - 1;
}

/*
 * Decide what of frame @i is sent. Returns the surplus packets; *sequence moves on
 * by what the frame consumes.
 */
static u32 plan_frame(struct settings *s, const struct frame *f,
		      const struct st2110_schedule *schedule, u32 i, struct frame_plan *plan,
		      u32 *sequence, u32 *left_out)
{
	u32 n = f->layout.count, nf = f->layout.field_count, extra = 0, field;
	const struct trouble *t;

	memset(plan, 0, sizeof(*plan));
	plan->end[0] = nf;
	plan->end[1] = n;
	plan->first[1] = nf;
	plan->ssrc = s->ssrc;
	plan->frame = i;
	timestamps(s, schedule, i, plan->timestamp);
	plan->marker[0] = nf - 1;
	plan->marker[1] = n - 1;
	if (i == 0 && s->start_field2)
		plan->field_left_out[0] = true;
	t = trouble_take(&s->troubles, TROUBLE_DROP_FIELD, i);
	if (t)
		plan->field_left_out[t->value && f->layout.fields == 2] = true;
	t = trouble_take(&s->troubles, TROUBLE_WRONG_N, i);
	if (t && t->value < 0 && (u64)-t->value < nf) {
		plan->end[f->layout.fields - 1] -= (u32)-t->value;
		plan->marker[f->layout.fields - 1] -= (u32)-t->value;
	} else if (t && t->value > 0) {
		extra = (u32)t->value;
		plan->marker[f->layout.fields - 1] = UINT32_MAX;
	}
	if (trouble_take(&s->troubles, TROUBLE_NO_MARKER, i))
		plan->marker[f->layout.fields - 1] = UINT32_MAX;
	plan->left_out = left_out;
	plan->left_out_count = trouble_packets(&s->troubles, i, left_out, LEFT_OUT_MAX);
	for (field = 0; field < f->layout.fields; field++) {
		if (s->content.essence == ST2110_ESSENCE_ANC)
			plan_ancillary(s, f, i, field, plan);
		/* The template's packet 0 has it, sent or not. */
		plan->sequence[field] = *sequence - (plan->first[field] - field * nf);
		if (!plan->field_left_out[field])
			*sequence += plan->end[field] - plan->first[field];
	}
	*sequence += extra;
	return extra;
}

static int run(struct settings *s, struct output *out, const struct frame *f,
	       const struct st2110_schedule *schedule, struct report *r)
{
	u32 sequence = s->sequence, n = f->layout.count, i, j, count;
	static u32 left_out[LEFT_OUT_MAX];
	struct frame_plan plan;

	r->first_sequence = sequence;
	for (i = 0; !s->frames || i < s->frames; i++) {
		u64 due = pace_frame_ns(&s->pace, i), after, late, began;
		const struct trouble *t;
		u32 extra;

		if (__atomic_load_n(&stop, __ATOMIC_RELAXED))
			break;
		if (trouble_take(&s->troubles, TROUBLE_DROP_FRAME, i))
			continue;
		if (trouble_take(&s->troubles, TROUBLE_SSRC_CHANGE, i))
			s->ssrc += 0x1000;
		extra = plan_frame(s, f, schedule, i, &plan, &sequence, left_out);
		if (!r->frames)
			r->first_rtp = plan.timestamp[plan.field_left_out[0]];
		t = trouble_take(&s->troubles, TROUBLE_HICCUP, i);
		if (t)
			due += (u64)t->value;
		for (j = 0; j < n; j += count) {
			count = pace_batch(&s->pace, j, &after);
			late = pace_sleep(due + after);
			if (late) {
				r->behind++;
				if (late > r->behind_max_ns)
					r->behind_max_ns = late;
			}
			began = pace_now(CLOCK_MONOTONIC);
			if (!j && s->rtcp_every && i % s->rtcp_every == 0) {
				if (send_rtcp(s, out, &plan))
					return -1;
				r->rtcp++;
			}
			if (output_packets(out, &plan, j, count))
				return -1;
			r->busy_ns += pace_now(CLOCK_MONOTONIC) - began;
		}
		if (extra && send_extra(out, f, &plan, extra, s->to.payload_type))
			return -1;
		r->extra_packets += extra;
		output_frame_done(out);
		r->frames++;
	}
	r->last_sequence = sequence - 1;
	return 0;
}

static void print_report(const struct settings *s, const struct output *out, const struct frame *f,
			 const struct report *r)
{
	struct json_object *o, *injected;
	u64 busy;
	u32 i;

	if (s->quiet)
		return;
	if (!s->json) {
		printf("%u frames of %u packets: %llu packets, %llu octets; ",
		       r->frames, f->layout.count, (unsigned long long)out->sent,
		       (unsigned long long)out->octets);
		printf("behind %llu times, %llu ns at most; %llu ns a packet\n",
		       (unsigned long long)r->behind,
		       (unsigned long long)r->behind_max_ns,
		       (unsigned long long)(out->sent ? r->busy_ns / out->sent : 0));
		for (i = 0; i < TROUBLE_KINDS; i++)
			if (s->troubles.done[i])
				printf("  injected %s: %llu\n", trouble_words[i],
				       (unsigned long long)s->troubles.done[i]);
		if (out->refused || out->retries || out->full)
			printf("  refused %llu, retries %llu, ring full %llu\n",
			       (unsigned long long)out->refused, (unsigned long long)out->retries,
			       (unsigned long long)out->full);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "frames", json_object_new_int64(r->frames));
	json_object_object_add(o, "packets_per_frame", json_object_new_int64(f->layout.count));
	json_object_object_add(o, "packets", json_object_new_int64((s64)out->sent));
	json_object_object_add(o, "octets", json_object_new_int64((s64)out->octets));
	json_object_object_add(o, "first_k", json_object_new_int64((s64)s->pace.k0));
	json_object_object_add(o, "first_rtp", json_object_new_int64(r->first_rtp));
	json_object_object_add(o, "first_sequence", json_object_new_int64(r->first_sequence));
	json_object_object_add(o, "last_sequence", json_object_new_int64(r->last_sequence));
	injected = json_object_new_object();
	for (i = 0; i < TROUBLE_KINDS; i++)
		json_object_object_add(injected, trouble_words[i],
				       json_object_new_int64((s64)s->troubles.done[i]));
	json_object_object_add(injected, "extra_packets",
			       json_object_new_int64((s64)r->extra_packets));
	json_object_object_add(injected, "rtcp", json_object_new_int64((s64)r->rtcp));
	json_object_object_add(o, "injected", injected);
	json_object_object_add(o, "refused", json_object_new_int64((s64)out->refused));
	json_object_object_add(o, "retries", json_object_new_int64((s64)out->retries));
	json_object_object_add(o, "ring_full", json_object_new_int64((s64)out->full));
	json_object_object_add(o, "behind", json_object_new_int64((s64)r->behind));
	json_object_object_add(o, "behind_max_ns",
			       json_object_new_int64((s64)r->behind_max_ns));
	busy = out->sent ? r->busy_ns / out->sent : 0;
	json_object_object_add(o, "busy_ns_per_packet", json_object_new_int64((s64)busy));
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY));
	json_object_put(o);
}

int main(int argc, char **argv)
{
	static struct settings s;
	struct st2110_schedule schedule;
	struct report report = { 0 };
	struct content content;
	struct frame frame;
	struct output out;
	const char *why;
	int err;

	if (options_parse(&s, argc, argv))
		return EXIT_USAGE;
	if (!st2110_essence_pictures(s.stream.essence)) {
		signal(SIGINT, on_signal);
		signal(SIGTERM, on_signal);
		return stream_run(&s, &stop);
	}
	if (content_init(&content, &s.content, &s.format, &s.pixels, &why) ||
	    frame_init(&frame, &content, &s.to, s.output.kind == OUTPUT_UDP, &why)) {
		fprintf(stderr, "st2110-send: %s\n", why);
		return EXIT_USAGE;
	}
	content_free(&content);
	why = make_schedule(&s, frame.layout.count, &schedule);
	if (why) {
		fprintf(stderr, "st2110-send: %s\n", why);
		return EXIT_USAGE;
	}
	if (output_open(&out, &s.output, &frame, &why)) {
		fprintf(stderr, "st2110-send: %s\n", why);
		return EXIT_KERNEL;
	}
	if (s.rt_priority) {
		struct sched_param p = { .sched_priority = s.rt_priority };

		if (sched_setscheduler(0, SCHED_FIFO, &p)) {
			perror("st2110-send: --rt");
			return EXIT_KERNEL;
		}
	}
	/* A page fault or a coarse timer in mid-stream would look like a stall. */
	mlockall(MCL_CURRENT | MCL_FUTURE);
	prctl(PR_SET_TIMERSLACK, 1);
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);

	s.pace.format = s.format;
	s.pace.layout = &frame.layout;
	s.pace.schedule = &schedule;
	pace_start(&s.pace, s.start_ns);
	err = run(&s, &out, &frame, &schedule, &report);
	if (err)
		perror("st2110-send: send");
	else
		output_drain(&out, ST2110_NSEC_PER_SEC);
	print_report(&s, &out, &frame, &report);
	output_close(&out);
	frame_free(&frame);
	return err ? EXIT_KERNEL : 0;
}
