// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams without pictures. Design: stream.h.
 */
#include <json-c/json.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include "options.h"
#include "parse_stream.h"
#include "stream.h"

#define EXIT_USAGE	1
#define EXIT_KERNEL	2
#define AT_A_TIME	256
#define BATCH_USUAL	1
#define SNDBUF		(64 << 20)
#define DRAIN_LOOKS	1000	/* a millisecond apart */

struct flow {
	u8 *octets;		/* one packet, headers and all */
	u32 ssrc;
};

struct stream {
	struct settings *s;
	const struct stream_config *c;
	struct st2110_schedule schedule;
	struct addressing to;
	struct flow *flow;
	u32 udp, length;	/* where UDP begins; octets of a packet */
	u32 payload;
	int fd;
	struct mmsghdr msg[AT_A_TIME];
	struct iovec iov[AT_A_TIME];
	u8 *copies;		/* of the packets under way */
	u32 used;
	u32 lost[256], lost_count;	/* packets of the frame at hand */
	u64 sent, refused, frames;
	u32 first_rtp, sequence;
};

const char *stream_check(struct stream_config *c)
{
	const char *why = NULL;

	if (c->essence == ST2110_ESSENCE_AUDIO) {
		if (!c->sample_rate)
			c->sample_rate = 48000;
		if (c->ptime)
			why = st2110_parse_ptime(c->ptime, c->sample_rate, &c->samples);
		else if (!c->samples)
			c->samples = c->sample_rate / 1000;
		if (!why && (!c->channels || !c->depth))
			why = "--essence audio: wants --channels and --depth";
		return why;
	}
	if (c->bps)
		why = st2110_packet_rate(c->bps, c->payload, &c->rate_num, &c->rate_den);
	if (!why && !c->rate_num)
		why = "--essence: wants --packet-rate or --bit-rate";
	if (c->no_rtp && c->essence != ST2110_ESSENCE_CBR)
		why = "--no-rtp: only of --essence cbr";
	return why;
}

static int fail(const char *what)
{
	perror(what);
	return -1;
}

/* What is sent, and when: the module's own arithmetic. */
static const char *make_schedule(struct stream *x)
{
	struct st2110_shape shape = { .essence = x->c->essence };
	struct st2110_sound sound = {
		.channels = x->c->channels, .depth = (u8)x->c->depth,
	};
	struct st2110_refusal no = { NULL, 0 };
	bool audio = shape.essence == ST2110_ESSENCE_AUDIO;

	shape.format.rate_num = audio ? x->c->sample_rate : x->c->rate_num;
	shape.format.rate_den = audio ? x->c->samples : x->c->rate_den;
	/* Of what is sporadic this is only the sender's own rhythm. */
	if (!audio)
		shape.essence = ST2110_ESSENCE_CBR;
	x->payload = x->c->payload;
	if (audio && st2110_audio_octets(&shape, &sound, &x->payload, &no))
		return no.why;
	if (st2110_essence_schedule(&x->schedule, &shape, &no))
		return no.why;
	return NULL;
}

/* A tone for audio, and what counts up for the rest. */
static void fill(const struct stream *x, u8 *payload, u32 flow)
{
	u32 octets = x->c->depth / 8, i, j, k;
	u8 *p = payload;

	if (x->c->essence != ST2110_ESSENCE_AUDIO) {
		for (i = 0; i < x->payload; i++)
			payload[i] = (u8)(i + flow);
		return;
	}
	for (i = 0; i < x->c->samples; i++)
		for (j = 0; j < x->c->channels; j++) {
			s32 at = (s32)(i * 4 * 1000 / x->c->sample_rate);
			u32 v = (u32)((at & 1 ? -0x100000 : 0x100000) * (s32)(j + 1)) << 4;

			for (k = 0; k < octets; k++)
				*p++ = (u8)(v >> (24 - 8 * k));
		}
}

/* Address @i behind the first. */
static void count_up(struct addressing *to, u32 i)
{
	u8 *last = to->dst.octets + to->dst.len - 2;
	u32 v = ((u32)last[0] << 8 | last[1]) + i;

	last[0] = (u8)(v >> 8);
	last[1] = (u8)v;
	if (to->dst_mac[0] & 1) {
		to->dst_mac[4] = last[0];
		to->dst_mac[5] = last[1];
	}
}

static int make_packets(struct stream *x)
{
	u32 below = frame_header_octets(&x->s->to), rtp = x->c->no_rtp ? 0 : ST2110_RTP_OCTETS, i;

	x->udp = below - 8;
	x->length = below + rtp + x->payload;
	x->flow = calloc(x->c->flows, sizeof(*x->flow));
	x->copies = calloc(AT_A_TIME, x->length);
	if (!x->flow || !x->copies)
		return fail("st2110-send");
	for (i = 0; i < x->c->flows; i++) {
		struct addressing to = x->s->to;
		struct flow *f = &x->flow[i];

		f->octets = calloc(1, x->length);
		if (!f->octets)
			return fail("st2110-send");
		f->ssrc = x->s->ssrc + i;
		count_up(&to, i);
		frame_headers(&to, f->octets, rtp + x->payload);
		fill(x, f->octets + below + rtp, i);
	}
	return 0;
}

static int open_socket(struct stream *x)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET };
	int octets = x->s->output.sndbuf ? (int)x->s->output.sndbuf : SNDBUF;

	ll.sll_ifindex = (int)if_nametoindex(x->s->output.dev);
	x->fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (x->fd < 0 || !ll.sll_ifindex || bind(x->fd, (struct sockaddr *)&ll, sizeof(ll)))
		return fail("st2110-send: AF_PACKET socket");
	if (setsockopt(x->fd, SOL_SOCKET, SO_SNDBUFFORCE, &octets, sizeof(octets)))
		setsockopt(x->fd, SOL_SOCKET, SO_SNDBUF, &octets, sizeof(octets));
	return 0;
}

static int flush(struct stream *x)
{
	u32 done = 0;

	while (done < x->used) {
		int n = sendmmsg(x->fd, x->msg + done, x->used - done, 0);

		if (n > 0) {
			done += (u32)n;
			x->sent += (u64)n;
		} else if (errno == ENOBUFS) {
			x->refused++;
			done++;
		} else if (errno != EINTR) {
			return fail("st2110-send: send");
		}
	}
	x->used = 0;
	return 0;
}

static void put32(u8 *p, u32 v)
{
	p[0] = (u8)(v >> 24);
	p[1] = (u8)(v >> 16);
	p[2] = (u8)(v >> 8);
	p[3] = (u8)v;
}

/* One packet of one flow. */
static int put(struct stream *x, u32 i, u32 sequence, u32 timestamp)
{
	u8 *at = x->copies + (size_t)x->used * x->length, *rtp = at + x->udp + 8;
	struct addressing to = x->s->to;

	memcpy(at, x->flow[i].octets, x->length);
	if (!x->c->no_rtp) {
		rtp[0] = 0x80;
		rtp[1] = x->s->to.payload_type;
		rtp[2] = (u8)(sequence >> 8);
		rtp[3] = (u8)sequence;
		put32(rtp + 4, timestamp);
		put32(rtp + 8, x->flow[i].ssrc);
	} else {
		/* So that a capture tells what is missing. */
		put32(rtp, sequence);
	}
	count_up(&to, i);
	frame_sum(&to, at + x->udp, x->length - x->udp);
	x->iov[x->used] = (struct iovec){ at, x->length };
	x->msg[x->used].msg_hdr.msg_iov = &x->iov[x->used];
	x->msg[x->used].msg_hdr.msg_iovlen = 1;
	return ++x->used == AT_A_TIME ? flush(x) : 0;
}

/* RTP timestamp of packet @j of frame @k. */
static u32 stamp(const struct stream *x, u64 k, u32 j)
{
	const struct st2110_schedule *s = &x->schedule;
	struct st2110_epoch e;

	st2110_epoch_at(&e, s, x->s->rtp_given ? k - x->s->pace.k0 : k);
	return x->s->rtp + e.rtp +
	       (u32)((u64)s->rtp_step * j / s->packets);
}

/* Is packet @n of the frame one of those that are lost on their way here? */
static bool is_lost(const struct stream *x, u32 n)
{
	u32 i;

	for (i = 0; i < x->lost_count; i++)
		if (x->lost[i] == n)
			return true;
	return false;
}

/* All flows' packets [j, j + count) of frame @i; what is lost has its number. */
static int hand_over(struct stream *x, u32 i, u32 j, u32 count)
{
	u64 k = x->s->pace.k0 + i;
	u32 n, flow;

	for (n = j; n < j + count; n++) {
		u32 sequence = x->sequence++;

		if (is_lost(x, n))
			continue;
		for (flow = 0; flow < x->c->flows; flow++)
			if (put(x, flow, sequence, stamp(x, k, n)))
				return -1;
	}
	return flush(x);
}

static int run(struct stream *x, const int *stop)
{
	u32 packets = x->schedule.packets, batch = x->s->pace.batch, i, j, count;
	bool audio = x->c->essence == ST2110_ESSENCE_AUDIO;
	u64 behind = 0;

	for (i = 0; (!x->s->frames || i < x->s->frames) &&
	     !__atomic_load_n(stop, __ATOMIC_RELAXED); i++) {
		u64 due = pace_frame_ns(&x->s->pace, i), after;
		const struct trouble *t = trouble_take(&x->s->troubles, TROUBLE_HICCUP, i);

		x->lost_count = trouble_packets(&x->s->troubles, i, x->lost, ARRAY_SIZE(x->lost));
		if (trouble_take(&x->s->troubles, TROUBLE_DROP_FRAME, i))
			continue;
		if (t)
			due += (u64)t->value;
		if (audio) {
			/* Those of a batch come with its last. */
			if (i % batch == 0)
				behind += !!pace_sleep(due + (batch - 1) * x->schedule.frame_ns);
			if (hand_over(x, i, 0, 1))
				return -1;
			x->frames++;
			continue;
		}
		for (j = 0; j < packets; j += count) {
			count = packets - j < batch ? packets - j : batch;
			after = x->schedule.frame_ns * j / packets;
			behind += !!pace_sleep(due + after);
			if (hand_over(x, i, j, count))
				return -1;
		}
		x->frames++;
	}
	return 0;
}

/*
 * Until what was handed over has left: a process that ends gives its memory back in
 * batches, tens of microseconds each with interrupts off, and its own last packet
 * would be late for it.
 */
static void drain(const struct stream *x, const int *stop)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };
	unsigned int looks;
	int octets;

	for (looks = 0; looks < DRAIN_LOOKS && !__atomic_load_n(stop, __ATOMIC_RELAXED); looks++) {
		if (ioctl(x->fd, SIOCOUTQ, &octets) || !octets)
			return;
		nanosleep(&pause, NULL);
	}
}

static void report(const struct stream *x)
{
	struct json_object *o;

	if (x->s->quiet)
		return;
	if (!x->s->json) {
		printf("%llu frames of %u packets, %u flows: %llu packets, refused %llu\n",
		       (unsigned long long)x->frames, x->schedule.packets, x->c->flows,
		       (unsigned long long)x->sent, (unsigned long long)x->refused);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "frames", json_object_new_int64((s64)x->frames));
	json_object_object_add(o, "packets_per_frame",
			       json_object_new_int64(x->schedule.packets));
	json_object_object_add(o, "flows", json_object_new_int64(x->c->flows));
	json_object_object_add(o, "packets", json_object_new_int64((s64)x->sent));
	json_object_object_add(o, "refused", json_object_new_int64((s64)x->refused));
	json_object_object_add(o, "payload_octets", json_object_new_int64(x->payload));
	json_object_object_add(o, "first_k", json_object_new_int64((s64)x->s->pace.k0));
	json_object_object_add(o, "first_rtp", json_object_new_int64(x->first_rtp));
	json_object_object_add(o, "first_sequence", json_object_new_int64(x->s->sequence));
	json_object_object_add(o, "last_sequence", json_object_new_int64(x->sequence - 1));
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY));
	json_object_put(o);
}

int stream_run(struct settings *s, const int *stop)
{
	static struct stream x;
	const char *why;

	x.s = s;
	x.c = &s->stream;
	x.sequence = s->sequence;
	why = make_schedule(&x);
	if (why) {
		fprintf(stderr, "st2110-send: %s\n", why);
		return EXIT_USAGE;
	}
	if (make_packets(&x) || open_socket(&x))
		return EXIT_KERNEL;
	if (s->rt_priority) {
		struct sched_param p = { .sched_priority = s->rt_priority };

		if (sched_setscheduler(0, SCHED_FIFO, &p)) {
			perror("st2110-send: --rt");
			return EXIT_KERNEL;
		}
	}
	mlockall(MCL_CURRENT | MCL_FUTURE);
	prctl(PR_SET_TIMERSLACK, 1);
	s->pace.format.rate_num = x.schedule.rate_num;
	s->pace.format.rate_den = x.schedule.rate_den;
	s->pace.schedule = &x.schedule;
	if (!s->pace.batch)
		s->pace.batch = BATCH_USUAL;
	if (!s->offset_given && s->stream.essence == ST2110_ESSENCE_AUDIO)
		s->pace.offset_ns = (s64)(x.schedule.frame_ns + !!x.schedule.frame_rem);
	pace_start(&s->pace, s->start_ns);
	x.first_rtp = stamp(&x, s->pace.k0, 0);
	if (run(&x, stop))
		return EXIT_KERNEL;
	drain(&x, stop);
	report(&x);
	return 0;
}
