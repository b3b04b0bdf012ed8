// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams without pictures. Design: stream.h.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "audio_level.h"
#include "parse_stream.h"
#include "print.h"
#include "stream.h"
#include "words.h"

const char *stream_init(struct stream_judge *j, struct stream_wish *wish)
{
	struct st2110_shape shape = { .essence = wish->essence };
	struct st2110_refusal no = { NULL, 0 };
	const char *why;

	memset(j, 0, sizeof(*j));
	j->wish = wish;
	if (wish->essence == ST2110_ESSENCE_AUDIO) {
		if (!wish->sample_rate)
			wish->sample_rate = 48000;
		if (wish->ptime) {
			why = st2110_parse_ptime(wish->ptime, wish->sample_rate, &wish->samples);
			if (why)
				return why;
		} else if (!wish->samples) {
			wish->samples = wish->sample_rate / 1000;
		}
		shape.format.rate_num = wish->sample_rate;
		shape.format.rate_den = wish->samples;
	} else if (wish->essence == ST2110_ESSENCE_CBR) {
		if (!wish->rate_num)
			return "--essence cbr: wants --packet-rate, or --bit-rate and --payload";
		shape.format.rate_num = wish->rate_num;
		shape.format.rate_den = wish->rate_den;
	} else {
		return "--essence: audio or cbr; the others have no timing to be judged by";
	}
	if (st2110_essence_schedule(&j->schedule, &shape, &no))
		return no.why;
	return NULL;
}

/* Packet time minus sample time: the latter is the nearest that the stamp may name. */
static void audio_packet(struct stream_judge *j, u32 timestamp, u64 tai_ns)
{
	u32 rate = j->wish->sample_rate;
	__int128 ticks = (__int128)tai_ns * rate / ST2110_NSEC_PER_SEC, late, offset, window;

	ticks += (s32)(timestamp - j->wish->media_offset - (u32)ticks);
	/* in 1 / rate ns */
	late = (__int128)tai_ns * rate - ticks * (s64)ST2110_NSEC_PER_SEC;
	offset = j->wish->offset_set ? (__int128)j->wish->offset_ns * rate :
		 (__int128)j->wish->samples * ST2110_NSEC_PER_SEC;
	window = (__int128)j->wish->samples * (ST2110_NSEC_PER_SEC / 10);
	if (window < (__int128)ST2110_AUDIO_WINDOW_MIN_NS * rate)
		window = (__int128)ST2110_AUDIO_WINDOW_MIN_NS * rate;
	if (late < offset || late > offset + window)
		j->outside++;
	/* floor */
	st2110_delay_add(&j->delay, tai_ns,
			 (s64)(late >= 0 ? late / rate : -((-late + rate - 1) / rate)));
}

static void cbr_packet(struct stream_judge *j, u64 tai_ns)
{
	const struct st2110_schedule *s = &j->schedule;
	struct st2110_epoch e;
	__int128 off;

	if (!j->packets) {
		st2110_epoch_at(&e, s, st2110_epoch_first(s, tai_ns));
		st2110_bucket_anchor(&j->epoch, s, &e, e.start_ns);
		j->first1.last_ns = tai_ns;
	}
	st2110_bucket_add(&j->epoch, s, tai_ns);
	st2110_bucket_add(&j->first1, s, tai_ns);
	off = (__int128)(tai_ns - j->first_ns) * j->wish->rate_num -
	      (__int128)j->place * j->wish->rate_den * (s64)ST2110_NSEC_PER_SEC;
	if (!j->packets || off < j->early)
		j->early = off;
	if (!j->packets || off > j->late)
		j->late = off;
}

void stream_packet(struct stream_judge *j, const struct datagram *d, u64 tai_ns)
{
	bool rtp = !j->wish->no_rtp, audio = j->wish->essence == ST2110_ESSENCE_AUDIO;
	u16 gap = 1;

	if (rtp ? d->kind != DATAGRAM_RTP : d->kind == DATAGRAM_OTHER)
		return;
	if (rtp && j->any) {
		gap = d->sequence - j->sequence;
		if (!gap || gap > INT16_MAX) {
			j->back++;
			return;
		}
		j->gaps += gap > 1;
		j->lost += gap - 1;
		j->odd_steps += audio &&
				d->timestamp - j->timestamp != (u32)gap * j->wish->samples;
	}
	if (j->any)
		j->place += gap;
	else
		j->first_ns = tai_ns;
	j->any = true;
	j->last_ns = tai_ns;
	j->sequence = d->sequence;
	j->timestamp = d->timestamp;
	j->markers += rtp && d->marker;
	if (!j->packets)
		j->octets = d->rtp_payload_octets;
	else if (j->octets != d->rtp_payload_octets)
		j->octets = 0;
	if (audio)
		audio_packet(j, d->timestamp, tai_ns);
	else
		cbr_packet(j, tai_ns);
	j->packets++;
}

static u32 spread_of(const struct stream_judge *j)
{
	u64 time = j->schedule.frame_ns + !!j->schedule.frame_rem;

	if (!j->delay.windows)
		return ST2110_SPREAD_NONE;
	if (j->delay.factor_max_ns <= time)
		return ST2110_SPREAD_NARROW;
	return j->delay.factor_max_ns <= ST2110_DELAY_WIDE_TIMES * time ? ST2110_SPREAD_WIDE :
									   ST2110_SPREAD_BEYOND;
}

static s64 mean_delay(const struct stream_judge *j)
{
	return j->delay.count ? j->delay.sum_ns / (s64)j->delay.count : 0;
}

static bool delay_fine(const struct stream_judge *j)
{
	u64 time = j->schedule.frame_ns + !!j->schedule.frame_rem;

	return j->delay.count && j->delay.min_ns >= 0 && mean_delay(j) <= ST2110_DELAY_MEAN_NS &&
	       j->delay.max_ns <= (s64)(ST2110_DELAY_MAX_TIMES * time);
}

/* Mean distance of packets in millionths of the packet time. */
static u64 mean_ppm(const struct stream_judge *j)
{
	unsigned __int128 span = (unsigned __int128)(j->last_ns - j->first_ns) * 1000000;

	if (!j->place)
		return 0;
	span *= j->wish->sample_rate;
	return (u64)(span / ((unsigned __int128)j->place * j->wish->samples *
			     ST2110_NSEC_PER_SEC));
}

static bool mean_fine(const struct stream_judge *j)
{
	u64 mean = mean_ppm(j);

	return mean >= 990000 && mean <= 1010000;
}

static s64 spacing_ns(const struct stream_judge *j)
{
	return (s64)((j->late - j->early) / j->wish->rate_num);
}

static bool bucket_fine(const struct stream_judge *j)
{
	return j->epoch.max <= j->schedule.c_max && j->first1.max <= j->schedule.c_max;
}

static void add(struct json_object *o, const char *name, s64 value)
{
	json_object_object_add(o, name, json_object_new_int64(value));
}

static void say(struct json_object *o, const char *name, const char *word)
{
	json_object_object_add(o, name, json_object_new_string(word));
}

/* Channels, where packets are all of one size and it is whole samples; else 0. */
static u32 channels_of(const struct stream_judge *j)
{
	u32 each = j->wish->samples * (j->wish->depth / 8);

	return each && j->octets % each == 0 ? j->octets / each : 0;
}

static const char *level_of(const struct stream_judge *j)
{
	return st2110_audio_level(j->wish->sample_rate, j->wish->samples, channels_of(j),
				  j->wish->depth);
}

static void audio_json(const struct stream_judge *j, struct json_object *o)
{
	add(o, "sample_rate", j->wish->sample_rate);
	add(o, "samples", j->wish->samples);
	add(o, "depth", j->wish->depth);
	add(o, "channels", channels_of(j));
	json_object_object_add(o, "level",
			       level_of(j) ? json_object_new_string(level_of(j)) : NULL);
	add(o, "odd_steps", (s64)j->odd_steps);
	add(o, "outside", (s64)j->outside);
	add(o, "markers", (s64)j->markers);
	add(o, "delay_min_ns", j->delay.min_ns);
	add(o, "delay_avg_ns", mean_delay(j));
	add(o, "delay_max_ns", j->delay.max_ns);
	add(o, "factor_max_ns", j->delay.factor_max_ns);
	add(o, "windows", (s64)j->delay.windows);
	add(o, "mean_ptime_ppm", (s64)mean_ppm(j));
	say(o, "spread", st2110_word_name(st2110_spread_words, (int)spread_of(j)));
	json_object_object_add(o, "delay_fine", json_object_new_boolean(delay_fine(j)));
	json_object_object_add(o, "mean_fine", json_object_new_boolean(mean_fine(j)));
}

static void cbr_json(const struct stream_judge *j, struct json_object *o)
{
	struct json_object *c = json_object_new_object();

	json_object_object_add(o, "c_inst", c);
	add(c, "epoch", j->epoch.max);
	add(c, "first1", j->first1.max);
	add(o, "c_max", j->schedule.c_max);
	add(o, "spacing_ns", spacing_ns(j));
	json_object_object_add(o, "compliant", json_object_new_boolean(bucket_fine(j)));
}

static void audio_text(const struct stream_judge *j)
{
	char a[ST2110_TEXT], b[ST2110_TEXT], c[ST2110_TEXT];
	u64 mean = mean_ppm(j), time = j->schedule.frame_ns + !!j->schedule.frame_rem;

	printf("  samples               %u Hz, %u a packet", j->wish->sample_rate,
	       j->wish->samples);
	if (channels_of(j))
		printf(", %u channels of %s: %s%s", channels_of(j),
		       j->wish->depth == 32 ? "AM824" : j->wish->depth == 24 ? "L24" : "L16",
		       level_of(j) ? "level " : "no level of ST 2110-30",
		       level_of(j) ? level_of(j) : "");
	printf("\n  packet - sample time  min %s of 0, avg %s of 2.5ms, max %s of %u packet times: %s\n",
	       st2110_text_time(a, j->delay.min_ns), st2110_text_time(b, mean_delay(j)),
	       st2110_text_time(c, j->delay.max_ns), ST2110_DELAY_MAX_TIMES,
	       delay_fine(j) ? "within limits" : "NOT within limits");
	printf("  TS-DF max             %s in %llu windows of 200ms, packet time %s: %s\n",
	       st2110_text_time(a, j->delay.factor_max_ns), (unsigned long long)j->delay.windows,
	       st2110_text_time(b, (s64)time),
	       st2110_word_name(st2110_spread_words, (int)spread_of(j)));
	printf("  inter-packet mean     %llu.%06llu packet times of 0.99 to 1.01: %s\n",
	       (unsigned long long)mean / 1000000, (unsigned long long)mean % 1000000,
	       mean_fine(j) ? "within limits" : "NOT within limits");
	printf("  timestamps            %llu steps other than samples, %llu markers\n",
	       (unsigned long long)j->odd_steps, (unsigned long long)j->markers);
	printf("  off their instants    %llu packets by more than a tenth of a packet time\n",
	       (unsigned long long)j->outside);
}

struct json_object *stream_json(const struct stream_judge *j, const struct st2110_addr *dst,
				u16 port)
{
	struct json_object *o = json_object_new_object();
	char addr[ST2110_ADDR_TEXT];

	say(o, "dst", st2110_text_addr(addr, dst));
	add(o, "port", port);
	say(o, "essence", st2110_word_name(st2110_essence_words, j->wish->essence));
	add(o, "packets", (s64)j->packets);
	add(o, "gaps", (s64)j->gaps);
	add(o, "lost", (s64)j->lost);
	add(o, "back", (s64)j->back);
	if (j->wish->essence == ST2110_ESSENCE_AUDIO)
		audio_json(j, o);
	else
		cbr_json(j, o);
	return o;
}

void stream_text(const struct stream_judge *j, const struct st2110_addr *dst, u16 port)
{
	char addr[ST2110_ADDR_TEXT], text[ST2110_TEXT];

	printf("Flow %s:%u, %s\n", st2110_text_addr(addr, dst), port,
	       st2110_word_name(st2110_essence_words, j->wish->essence));
	printf("  packets               %llu, lost %llu in %llu gaps, %llu late or twice\n",
	       (unsigned long long)j->packets, (unsigned long long)j->lost,
	       (unsigned long long)j->gaps, (unsigned long long)j->back);
	if (j->wish->essence == ST2110_ESSENCE_AUDIO)
		audio_text(j);
	else
		printf("  C_INST max            %u of C_MAX %u, drain from the first packet %u\n"
		       "  even spacing within   %s\n", j->epoch.max, j->schedule.c_max,
		       j->first1.max, st2110_text_time(text, spacing_ns(j)));
}

bool stream_meets(const struct stream_judge *j)
{
	if (j->wish->profile < 0)
		return true;
	if (j->wish->essence != ST2110_ESSENCE_AUDIO)
		return j->packets && bucket_fine(j);
	if (!delay_fine(j) || !mean_fine(j))
		return false;
	return spread_of(j) == ST2110_SPREAD_NARROW ||
	       (j->wish->profile == ST2110_PROFILE_WIDE && spread_of(j) == ST2110_SPREAD_WIDE);
}
