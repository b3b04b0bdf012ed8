// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110-analyze: is a stream what ST 2110-21 asks for?
 *
 * A capture is gone through twice (a live one listens first): once to find the
 * flow and guess what was not stated, once to judge. Judging is lib/analysis.c
 * over the arithmetic and the models that the module itself uses.
 *
 * Where no flow is named, a file is gone through once more before, for what flows
 * it holds (inventory.h), and each is judged by itself, by what it seems to carry.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "ancillary.h"
#include "command_line.h"
#include "inventory.h"
#include "parse_stream.h"
#include "print.h"
#include "report.h"
#include "stream.h"
#include "words.h"

#define EXIT_USAGE	1
#define EXIT_KERNEL	2
#define EXIT_VERDICT	3
#define LISTEN_NS	3000000000ULL
#define DURATION_NS	5000000000ULL
#define DETAILS_MAX	100000

struct settings {
	const char *file, *dev;
	struct st2110_addr dst;
	u16 port;
	int payload_type;	/* -1: any */
	struct st2110_format format;
	bool format_guessed;
	struct st2110_pixels pixels;
	bool pixels_given;
	u32 packets;
	int essence, codec, anc_mode;
	int profile;		/* -1: all */
	u64 troff_ns, maxudp;
	bool troff_set;
	u64 tai_offset_ns, duration_ns;
	u32 frames, skip_frames;
	bool seq16, json, details;
	bool all, described;	/* every flow is wanted; what is said is of one */
	struct stream_wish stream;
	u64 bps;
};

static int stop;

static void on_signal(int sig)
{
	(void)sig;
	__atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
}

static const char usage_text[] =
"Usage: st2110-analyze FILE [OPTION]...\n"
"       st2110-analyze --dev DEV [--dst GROUP:PORT] [OPTION]...\n"
"Judge a captured or live stream of ST 2110-20 or -22 by ST 2110-21, of -40 by its deadlines.\n"
"\n"
"  --dst ADDR:PORT       the flow (default: of a file all, by what they seem to carry; of a\n"
"                        device, or where a flow is described, the one of most packets)\n"
"  --all                 all, as a list even if there is but one\n"
"  --essence video|compressed|anc   (default video) --codec jxsv|vc2|jpeg2000\n"
"  --anc-mode ctm|lltm   when ancillary data is due (default ctm): exit status 3 when it is late\n"
"  --format 1080p59.94   (default: guessed from a stream of video)\n"
"  --packets N           of a whole frame, or what makes them:\n"
"  --sampling 422 --depth 10 --payload 1200 --packing gpm|gpm-sl|bpm\n"
"  --profile n|nl|w      expected sender type: exit status 3 when it is not met\n"
"  --troff TIME  --maxudp OCTETS\n"
"  --tai-offset TIME     add to a file's times (37s if they are UTC)\n"
"  --duration TIME  --frames N   end of a live analysis (default 5s)\n"
"  --skip-frames N       leave out the first N whole frames\n"
"  --essence audio       [--sample-rate 48000] [--ptime 1ms | --samples N] [--offset TIME]\n"
"                        [--media-offset TICKS] [--depth L16|L24|AM824];\n"
"                        --profile n, w: TS-DF narrow, wide\n"
"  --essence cbr         --packet-rate N[/D] | --bit-rate RATE --payload N [--no-rtp]\n"
"  --seq16               no RFC 4175 extended sequence number\n"
"  --details             every frame, in the JSON\n"
"  -j, --json  -V, --version  -h, --help\n";

enum option_id {
	OPT_DEV = 256, OPT_DST, OPT_FORMAT, OPT_PACKETS, OPT_PROFILE, OPT_TROFF, OPT_MAXUDP,
	OPT_TAI_OFFSET, OPT_DURATION, OPT_FRAMES, OPT_SKIP_FRAMES, OPT_SEQ16, OPT_DETAILS,
	OPT_ESSENCE, OPT_CODEC, OPT_ANC_MODE,
	OPT_SAMPLE_RATE, OPT_PTIME, OPT_SAMPLES, OPT_OFFSET, OPT_MEDIA_OFFSET,
	OPT_PACKET_RATE, OPT_BIT_RATE, OPT_NO_RTP, OPT_ALL,
	OPT_PIXELS,		/* + enum pixel_option */
};

static const struct option options[] = {
	{ "dev", 1, NULL, OPT_DEV }, { "dst", 1, NULL, OPT_DST },
	{ "format", 1, NULL, OPT_FORMAT }, { "packets", 1, NULL, OPT_PACKETS },
	{ "sampling", 1, NULL, OPT_PIXELS + PIXELS_SAMPLING },
	{ "depth", 1, NULL, OPT_PIXELS + PIXELS_DEPTH },
	{ "payload", 1, NULL, OPT_PIXELS + PIXELS_PAYLOAD },
	{ "packing", 1, NULL, OPT_PIXELS + PIXELS_PACKING },
	{ "profile", 1, NULL, OPT_PROFILE }, { "troff", 1, NULL, OPT_TROFF },
	{ "maxudp", 1, NULL, OPT_MAXUDP }, { "tai-offset", 1, NULL, OPT_TAI_OFFSET },
	{ "duration", 1, NULL, OPT_DURATION }, { "frames", 1, NULL, OPT_FRAMES },
	{ "skip-frames", 1, NULL, OPT_SKIP_FRAMES }, { "seq16", 0, NULL, OPT_SEQ16 },
	{ "essence", 1, NULL, OPT_ESSENCE }, { "codec", 1, NULL, OPT_CODEC },
	{ "anc-mode", 1, NULL, OPT_ANC_MODE },
	{ "details", 0, NULL, OPT_DETAILS }, { "json", 0, NULL, 'j' },
	{ "sample-rate", 1, NULL, OPT_SAMPLE_RATE },
	{ "ptime", 1, NULL, OPT_PTIME }, { "samples", 1, NULL, OPT_SAMPLES },
	{ "offset", 1, NULL, OPT_OFFSET }, { "media-offset", 1, NULL, OPT_MEDIA_OFFSET },
	{ "packet-rate", 1, NULL, OPT_PACKET_RATE }, { "bit-rate", 1, NULL, OPT_BIT_RATE },
	{ "no-rtp", 0, NULL, OPT_NO_RTP },
	{ "all", 0, NULL, OPT_ALL },
	{ "version", 0, NULL, 'V' }, { "help", 0, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const char *take_option(void *settings, int id, const char *word)
{
	struct settings *s = settings;
	const char *why;

	switch (id) {
	case 'j':
		s->json = true;
		return NULL;
	case OPT_ALL:
		s->all = true;
		return NULL;
	case OPT_DEV:
		s->dev = word;
		return NULL;
	case OPT_TAI_OFFSET:
		return st2110_parse_time(word, 3600 * ST2110_NSEC_PER_SEC, &s->tai_offset_ns);
	case OPT_DURATION:
		return st2110_parse_time(word, 86400 * ST2110_NSEC_PER_SEC, &s->duration_ns);
	case OPT_FRAMES:
		return st2110_parse_u32(word, 1, UINT32_MAX, &s->frames);
	case OPT_SKIP_FRAMES:
		return st2110_parse_u32(word, 0, UINT32_MAX, &s->skip_frames);
	case OPT_PROFILE:
		return st2110_parse_word(st2110_profile_words, word, &s->profile);
	case OPT_DETAILS:
		s->details = true;
		return NULL;
	}
	s->described = true;
	switch (id) {
	case OPT_DST:
		return st2110_parse_addr_port(word, &s->dst, &s->port);
	case OPT_FORMAT:
		return st2110_parse_format(word, &s->format);
	case OPT_PACKETS:
		return st2110_parse_u32(word, 1, ST2110_MAX_PACKETS, &s->packets);
	case OPT_ESSENCE:
		why = st2110_parse_word(st2110_essence_words, word, &s->essence);
		s->stream.essence = (u8)s->essence;
		return why;
	case OPT_CODEC:
		return st2110_parse_word(st2110_codec_words, word, &s->codec);
	case OPT_ANC_MODE:
		return st2110_parse_word(st2110_anc_mode_words, word, &s->anc_mode);
	case OPT_TROFF:
		s->troff_set = true;
		return st2110_parse_time(word, 1000000000, &s->troff_ns);
	case OPT_MAXUDP:
		return st2110_parse_number(word, 1, 65535, &s->maxudp);
	case OPT_SEQ16:
		s->seq16 = true;
		return NULL;
	case OPT_SAMPLE_RATE:
		return st2110_parse_u32(word, 1, UINT32_MAX, &s->stream.sample_rate);
	case OPT_PTIME:
		s->stream.ptime = word;
		return NULL;
	case OPT_SAMPLES:
		return st2110_parse_u32(word, 1, ST2110_AUDIO_SAMPLES_MAX, &s->stream.samples);
	case OPT_OFFSET:
		s->stream.offset_set = true;
		return st2110_parse_time(word, ST2110_NSEC_PER_SEC, &s->stream.offset_ns);
	case OPT_MEDIA_OFFSET:
		return st2110_parse_u32(word, 0, UINT32_MAX, &s->stream.media_offset);
	case OPT_PACKET_RATE:
		return st2110_parse_packet_rate(word, &s->stream.rate_num, &s->stream.rate_den);
	case OPT_BIT_RATE:
		return st2110_parse_bit_rate(word, &s->bps);
	case OPT_NO_RTP:
		s->stream.no_rtp = true;
		return NULL;
	case OPT_PIXELS + PIXELS_DEPTH:
		/* Of samples, or of pictures. */
		if (!st2110_parse_sample(word, &s->stream.depth) && s->stream.depth != 16)
			return NULL;
		break;
	}
	s->pixels_given = true;
	return command_line_pixels(&s->pixels, (enum pixel_option)(id - OPT_PIXELS), word);
}

static int parse_options(struct settings *s, int argc, char **argv)
{
	static const struct command_line line = {
		.program = "st2110-analyze",
		.usage = usage_text,
		.options = options,
		.take = take_option,
	};
	const char *why = NULL;
	int rest;

	memset(s, 0, sizeof(*s));
	s->profile = -1;
	s->payload_type = -1;
	s->pixels = command_line_usual_pixels;
	s->maxudp = ST2110_STD_UDP;
	s->duration_ns = DURATION_NS;
	rest = command_line_read(&line, s, argc, argv);
	if (rest < 0)
		return -1;
	if (rest < argc)
		s->file = argv[rest++];
	if (rest < argc)
		why = "one FILE at a time";
	else if (!s->file == !s->dev)
		why = "want a capture FILE or --dev DEV; see --help";
	else if (s->all && (s->dev || s->described))
		why = "--all: of a FILE, and without what describes one flow; see --help";
	else if (s->essence && st2110_essence_pictures((u8)s->essence) && !s->format.height)
		why = "--format: wanted; only a stream of video tells its raster";
	else if (s->essence == ST2110_ESSENCE_ANC && s->profile >= 0)
		why = "--profile: ancillary data has none";
	if (s->pixels.packing == ST2110_PACKING_BPM)
		s->pixels.payload = 0;
	if (!why && s->bps)
		why = st2110_packet_rate(s->bps, s->pixels.payload, &s->stream.rate_num,
					 &s->stream.rate_den);
	if (!why && s->stream.no_rtp && !s->dst.len)
		why = "--no-rtp: wants --dst";
	return why ? command_line_refuse(&line, why) : 0;
}

static u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * ST2110_NSEC_PER_SEC + (u64)t.tv_nsec;
}

static const char *open_capture(const struct settings *s, struct capture *c)
{
	if (s->dev)
		return capture_open_live(c, s->dev, s->dst.len ? &s->dst : NULL, s->port);
	return capture_open_file(c, s->file, (s64)s->tai_offset_ns);
}

static bool is_flow(const struct settings *s, const struct datagram *d,
		    const struct st2110_addr *dst, u16 port)
{
	return d->dst_port == port && d->dst.len == dst->len && d->kind != DATAGRAM_OTHER &&
	       !memcmp(d->dst.octets, dst->octets, dst->len) &&
	       (s->payload_type < 0 || d->kind != DATAGRAM_RTP ||
		d->payload_type == s->payload_type);
}

/* First pass: what is there? */
static const struct guess_flow *listen_first(const struct settings *s, struct capture *c,
					     struct guess *g)
{
	const struct st2110_addr *dst = s->dst.len ? &s->dst : NULL;
	u64 end = now_ns() + LISTEN_NS;
	const struct guess_flow *f = NULL;
	struct capture_frame frame;
	struct datagram d;
	int got;

	memset(g, 0, sizeof(*g));
	while ((got = capture_next(c, &frame)) >= 0) {
		if (__atomic_load_n(&stop, __ATOMIC_RELAXED) || (s->dev && now_ns() > end))
			break;
		if (!got)
			continue;
		datagram_read(&d, frame.octets, frame.caplen);
		if (dst && !is_flow(s, &d, dst, s->port))
			continue;
		guess_packet(g, &d);
		if (d.kind != DATAGRAM_RTP || !d.marker)
			continue;
		f = guess_find(g, dst, s->port);
		if (f && f->fields >= GUESS_FIELDS)
			break;
	}
	return guess_find(g, dst, s->port);
}

/* The format with each sender type to be judged; how many, or -1. */
static int make_shapes(const struct settings *s, const struct guess_format *guessed,
		       struct st2110_shape *shapes, struct report *r)
{
	struct st2110_format format = s->format.height ? s->format : guessed->format;
	struct st2110_refusal no = { NULL, 0 };
	struct st2110_schedule schedule;
	u32 packets = s->packets, n = 0;
	int profile;

	r->packets_guessed = false;
	if (!packets && s->pixels_given && !s->essence &&
	    st2110_packets_per_frame(&format, &s->pixels, &packets, &no)) {
		fprintf(stderr, "st2110-analyze: %s\n", no.why);
		return -1;
	}
	if (!packets && s->essence == ST2110_ESSENCE_ANC)
		packets = ST2110_ANC_PACKETS;
	if (!packets) {
		packets = guessed->packets;
		if (s->essence)
			packets = guessed->field_packets *
				  (format.scan == ST2110_SCAN_PROGRESSIVE ? 1 : 2);
		r->packets_guessed = true;
	}
	if (!format.rate_num || !format.height || !packets) {
		fprintf(stderr, "st2110-analyze: the stream does not tell its %s; state --%s\n",
			packets ? "format" : "packets a frame", packets ? "format" : "packets");
		return -1;
	}
	for (profile = ST2110_PROFILE_NARROW; profile <= ST2110_PROFILE_WIDE; profile++) {
		struct st2110_shape shape = {
			.essence = (u8)s->essence,
			.anc_mode = (u8)s->anc_mode,
			.format = format,
			.packets = packets,
			.profile = (u8)profile,
			.troff_set = s->troff_set,
			.troff_ns = (u32)s->troff_ns,
			.maxudp = (u32)s->maxudp,
		};

		if (s->profile >= 0 && s->profile != profile)
			continue;
		/* Ancillary data has but one type. */
		if (s->essence == ST2110_ESSENCE_ANC && profile != ST2110_PROFILE_NARROW_LINEAR)
			continue;
		if (!st2110_essence_schedule(&schedule, &shape, &no))
			shapes[n++] = shape;
		else
			r->left_out = no.why;
	}
	if (!n)
		fprintf(stderr, "st2110-analyze: %s\n", no.why ? no.why : "no schedule");
	return n ? (int)n : -1;
}

struct details {
	const struct analysis *analysis;
	struct json_object *list;
};

static void keep_frame(void *opaque, const struct analysis_frame *f)
{
	struct details *d = opaque;

	if (json_object_array_length(d->list) < DETAILS_MAX)
		json_object_array_add(d->list, report_frame(d->analysis, f));
}

static void analyze(const struct settings *s, struct capture *c, const struct guess_flow *flow,
		    struct analysis *a)
{
	u64 end = now_ns() + s->duration_ns;
	struct capture_frame frame;
	struct datagram d;
	int got;

	while ((got = capture_next(c, &frame)) >= 0) {
		if (__atomic_load_n(&stop, __ATOMIC_RELAXED))
			break;
		if (s->frames && a->judged >= s->frames)
			break;
		if (s->dev && !s->frames && now_ns() > end)
			break;
		if (!got)
			continue;
		datagram_read(&d, frame.octets, frame.caplen);
		if (is_flow(s, &d, &flow->dst, flow->port))
			analysis_packet(a, &d, frame.tai_ns);
	}
	analysis_finish(a);
}

/* What has no pictures is judged as it passes. */
static int judge_stream(struct settings *s, struct json_object **json)
{
	static struct stream_judge judge;
	static struct guess guess;
	struct st2110_addr dst = s->dst;
	struct capture_frame frame;
	struct capture capture;
	const char *why;
	u16 port = s->port;
	struct datagram d;
	u64 end;
	int got;

	s->stream.profile = s->profile;
	why = stream_init(&judge, &s->stream);
	if (!why && !dst.len) {
		const struct guess_flow *f;

		why = open_capture(s, &capture);
		f = why ? NULL : listen_first(s, &capture, &guess);
		if (f) {
			dst = f->dst;
			port = f->port;
		}
		if (!why)
			capture_close(&capture);
	}
	if (!why && dst.len)
		why = open_capture(s, &capture);
	if (why || !dst.len) {
		fprintf(stderr, "st2110-analyze: %s\n", why ? why : "no RTP stream found");
		return why ? EXIT_USAGE : EXIT_VERDICT;
	}
	end = now_ns() + s->duration_ns;
	while ((got = capture_next(&capture, &frame)) >= 0) {
		if (__atomic_load_n(&stop, __ATOMIC_RELAXED) || (s->dev && now_ns() > end))
			break;
		if (!got)
			continue;
		datagram_read(&d, frame.octets, frame.caplen);
		if (is_flow(s, &d, &dst, port))
			stream_packet(&judge, &d, frame.tai_ns);
	}
	capture_close(&capture);
	if (s->json)
		*json = stream_json(&judge, &dst, port);
	else
		stream_text(&judge, &dst, port);
	return stream_meets(&judge) ? 0 : EXIT_VERDICT;
}

static int judge_frames(const struct settings *s, struct report *r, struct capture *capture,
			const struct guess_format *guessed, int count, struct json_object **json)
{
	static struct analysis analysis;
	struct st2110_refusal no = { NULL, 0 };
	struct details details;
	bool met;

	if (analysis_init(&analysis, r->shapes, (u32)count, (u8)s->codec, &no)) {
		fprintf(stderr, "st2110-analyze: %s\n", no.why ? no.why : "out of memory");
		return EXIT_USAGE;
	}
	if (s->essence == ST2110_ESSENCE_VIDEO)
		analysis.seq16 = s->seq16 || guessed->seq16;
	analysis.skip_frames = s->skip_frames;
	if (s->details) {
		details.analysis = &analysis;
		details.list = json_object_new_array();
		analysis.on_frame = keep_frame;
		analysis.opaque = &details;
		r->details = details.list;
	}
	analyze(s, capture, r->flow, &analysis);
	r->analysis = &analysis;
	r->capture = capture;
	r->wanted = s->profile;
	r->capture_lost = capture_lost(capture);
	if (s->json)
		*json = report_json(r);
	else
		report_text(r);
	met = report_meets(r, 0);
	if (r->details)
		json_object_put(r->details);
	analysis_free(&analysis);
	return (s->profile >= 0 || s->essence == ST2110_ESSENCE_ANC) && !met ? EXIT_VERDICT : 0;
}

/* What has pictures: the format is known, or guessed, before a frame is judged. */
static int judge_pictures(const struct settings *s, struct json_object **json)
{
	struct st2110_shape shapes[ANALYSIS_PROFILES];
	struct report r = { .shapes = shapes };
	static struct guess guess;
	struct guess_format guessed;
	struct capture capture;
	const char *why;
	int count, status;

	why = open_capture(s, &capture);
	if (why) {
		fprintf(stderr, "st2110-analyze: %s\n", why);
		return s->dev ? EXIT_KERNEL : EXIT_USAGE;
	}
	r.flow = listen_first(s, &capture, &guess);
	if (!r.flow) {
		fprintf(stderr, "st2110-analyze: no RTP stream found%s\n",
			s->dst.len ? " at --dst" : "");
		capture_close(&capture);
		return EXIT_VERDICT;
	}
	guess_conclude(r.flow, &guessed);
	count = make_shapes(s, &guessed, shapes, &r);
	if (count < 0) {
		capture_close(&capture);
		return EXIT_USAGE;
	}
	r.format_guessed = s->format_guessed || !s->format.height;
	if (!s->dev) {
		capture_close(&capture);
		why = open_capture(s, &capture);
		if (why) {
			fprintf(stderr, "st2110-analyze: %s\n", why);
			return EXIT_USAGE;
		}
	}
	status = judge_frames(s, &r, &capture, &guessed, count, json);
	capture_close(&capture);
	return status;
}

static int judge(struct settings *s, struct json_object **json)
{
	return st2110_essence_pictures(s->stream.essence) ? judge_pictures(s, json) :
							    judge_stream(s, json);
}

static const char *take_inventory(const struct settings *s, struct inventory *v)
{
	struct capture_frame frame;
	struct capture capture;
	struct datagram d;
	const char *why;

	memset(v, 0, sizeof(*v));
	why = open_capture(s, &capture);
	if (why)
		return why;
	while (capture_next(&capture, &frame) > 0) {
		if (__atomic_load_n(&stop, __ATOMIC_RELAXED))
			break;
		datagram_read(&d, frame.octets, frame.caplen);
		inventory_packet(v, &d, frame.tai_ns);
	}
	capture_close(&capture);
	inventory_conclude(v);
	return NULL;
}

static void settle_on(struct settings *of, const struct settings *s,
		      const struct inventory_flow *f)
{
	*of = *s;
	of->dst = f->dst;
	of->port = f->port;
	of->payload_type = f->payload_type;
	of->essence = f->essence;
	of->stream.essence = (u8)f->essence;
}

/* The guess of a flow's own packets; of the raster, only if it is video. */
static void guess_of(const struct settings *s, struct guess_format *guessed)
{
	static struct guess guess;
	const struct guess_flow *found = NULL;
	struct capture capture;

	memset(guessed, 0, sizeof(*guessed));
	if (open_capture(s, &capture))
		return;
	found = listen_first(s, &capture, &guess);
	if (found)
		guess_conclude(found, guessed);
	capture_close(&capture);
}

/* The raster of a flow of video; the capture is gone through for it once. */
static const struct st2110_format *raster_of(const struct settings *s, const struct inventory *v,
					     u32 i)
{
	static struct guess_format of[INVENTORY_FLOWS];
	static bool known[INVENTORY_FLOWS];
	struct settings video;

	if (!known[i]) {
		settle_on(&video, s, &v->flow[i]);
		guess_of(&video, &of[i]);
		known[i] = true;
	}
	return &of[i].format;
}

/*
 * What the flow's own packets do not tell: of ancillary data the raster, which is
 * that of the capture's video of the same rate. Compressed video is judged by C_INST,
 * for which the rate is enough: 1080 lines stand for any number.
 */
static const char *complete(struct settings *of, const struct settings *s,
			    const struct inventory *v, const struct inventory_flow *f)
{
	struct guess_format own;
	u32 i;

	switch (f->essence) {
	case INVENTORY_UNKNOWN:
		return "it does not tell what it carries: name it by --dst with --essence";
	case ST2110_ESSENCE_AUDIO:
		of->stream.sample_rate = f->sample_rate;
		of->stream.samples = f->samples;
		of->stream.depth = f->depth;
		return NULL;
	case ST2110_ESSENCE_VIDEO:
		return NULL;
	}
	guess_of(of, &own);
	of->format_guessed = true;
	if (f->essence == ST2110_ESSENCE_COMPRESSED) {
		of->codec = f->codec;
		of->format = own.format;
		of->format.width = 1920;
		of->format.height = 1080;
		of->format.scan = f->second ? ST2110_SCAN_INTERLACED : ST2110_SCAN_PROGRESSIVE;
		if (f->second)
			of->format.rate_den *= 2;
		return own.format.rate_num ? NULL :
		       "it does not tell its rate: name it by --dst, with --essence and --format";
	}
	of->profile = -1;
	for (i = 0; i < v->flows; i++) {
		const struct st2110_format *format;
		u32 fields;

		if (v->flow[i].essence != ST2110_ESSENCE_VIDEO)
			continue;
		format = raster_of(s, v, i);
		fields = format->scan == ST2110_SCAN_INTERLACED ? 2 : 1;
		of->format = *format;
		if (format->height && (u64)format->rate_num * fields * own.format.rate_den ==
				      (u64)own.format.rate_num * format->rate_den)
			return NULL;
	}
	return "no video of its rate is in the capture: say --dst, --essence anc and --format";
}

static struct json_object *entry_json(const struct inventory_flow *f, const char *why, int status,
				      struct json_object *report)
{
	struct json_object *o = json_object_new_object();
	char addr[ST2110_ADDR_TEXT];

	json_object_object_add(o, "dst", json_object_new_string(st2110_text_addr(addr, &f->dst)));
	json_object_object_add(o, "port", json_object_new_int(f->port));
	json_object_object_add(o, "payload_type", json_object_new_int(f->payload_type));
	json_object_object_add(o, "packets", json_object_new_int64((s64)f->packets));
	json_object_object_add(o, "octets", json_object_new_int64((s64)f->octets));
	json_object_object_add(o, "essence", f->essence == INVENTORY_UNKNOWN ? NULL :
			       json_object_new_string(st2110_word_name(st2110_essence_words,
								       f->essence)));
	json_object_object_add(o, "judged", json_object_new_boolean(!!report));
	json_object_object_add(o, "why_not", why ? json_object_new_string(why) : NULL);
	json_object_object_add(o, "met", report ? json_object_new_boolean(!status) : NULL);
	json_object_object_add(o, "report", report);
	return o;
}

static void list_text(const struct inventory *v)
{
	struct st2110_table t = { .columns = 6 };
	char text[ST2110_ADDR_TEXT + 8];
	u32 i;

	st2110_table_cell(&t, "destination");
	st2110_table_cell(&t, "port");
	st2110_table_cell(&t, "type");
	st2110_table_cell(&t, "seems to be");
	st2110_table_cell(&t, "packets");
	st2110_table_cell(&t, "octets");
	for (i = 0; i < v->flows; i++) {
		const struct inventory_flow *f = &v->flow[i];

		st2110_table_cell(&t, st2110_text_addr(text, &f->dst));
		snprintf(text, sizeof(text), "%u", f->port);
		st2110_table_cell(&t, text);
		snprintf(text, sizeof(text), "%u", f->payload_type);
		st2110_table_cell(&t, text);
		st2110_table_cell(&t, f->essence == INVENTORY_UNKNOWN ? "unknown" :
				  st2110_word_name(st2110_essence_words, f->essence));
		snprintf(text, sizeof(text), "%llu", (unsigned long long)f->packets);
		st2110_table_cell(&t, text);
		snprintf(text, sizeof(text), "%llu", (unsigned long long)f->octets);
		st2110_table_cell(&t, text);
	}
	st2110_table_print(&t, stdout);
	st2110_table_free(&t);
}

/* Each flow by itself; the worst status is that of all. */
static int judge_all(const struct settings *s, const struct inventory *v)
{
	struct json_object *list = json_object_new_array(), *all, *json;
	int status, worst = 0;
	struct settings of;
	const char *why;
	u32 i;

	if (!s->json)
		list_text(v);
	for (i = 0; i < v->flows && !__atomic_load_n(&stop, __ATOMIC_RELAXED); i++) {
		settle_on(&of, s, &v->flow[i]);
		why = complete(&of, s, v, &v->flow[i]);
		json = NULL;
		status = 0;
		if (!s->json)
			printf("\n");
		if (!why) {
			status = judge(&of, &json);
			if (status == EXIT_USAGE)
				why = "it does not tell enough: name it by --dst and describe it";
		}
		if (why && !s->json)
			printf("Flow %u of the list is not judged: %s\n", i + 1, why);
		worst = status == EXIT_VERDICT ? EXIT_VERDICT : worst;
		json_object_array_add(list, entry_json(&v->flow[i], why, status, json));
	}
	if (v->left_out)
		fprintf(stderr, "st2110-analyze: more than %u flows; %llu packets of others are left out\n",
			INVENTORY_FLOWS, (unsigned long long)v->left_out);
	if (s->json) {
		all = json_object_new_object();
		json_object_object_add(all, "flows", list);
		st2110_print_json(stdout, all, true);
		json_object_put(all);
	} else {
		json_object_put(list);
	}
	return worst;
}

int main(int argc, char **argv)
{
	static struct inventory inventory;
	struct json_object *json = NULL;
	struct settings s, of;
	const char *why;
	int status;

	if (parse_options(&s, argc, argv))
		return EXIT_USAGE;
	signal(SIGINT, on_signal);
	signal(SIGTERM, on_signal);
	if (s.file && !s.described) {
		why = take_inventory(&s, &inventory);
		if (why) {
			fprintf(stderr, "st2110-analyze: %s\n", why);
			return EXIT_USAGE;
		}
		if (s.all || inventory.flows > 1)
			return judge_all(&s, &inventory);
		/* One flow, and it tells what it is */
		if (inventory.flows && inventory.flow[0].essence != INVENTORY_UNKNOWN) {
			settle_on(&of, &s, &inventory.flow[0]);
			of.payload_type = -1;
			if (!complete(&of, &s, &inventory, &inventory.flow[0]))
				s = of;
		}
	}
	status = judge(&s, &json);
	if (json) {
		st2110_print_json(stdout, json, true);
		json_object_put(json);
	}
	return status;
}
