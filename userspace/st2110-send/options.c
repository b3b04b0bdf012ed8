// SPDX-License-Identifier: GPL-2.0-only
/*
 * Options of st2110-send. Design: options.h.
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "command_line.h"
#include "netdev.h"
#include "options.h"
#include "parse_stream.h"

static const char usage_text[] =
"Usage: st2110-send --dst ADDR:PORT --dev DEV --format FORMAT [OPTION]...\n"
"Send a stream of ST 2110-20 (RFC 4175), -22 or -40 as ordinary software does.\n"
"\n"
"  --dst ADDR:PORT --dev DEV [--src ADDR[:PORT]] [--dst-mac MAC] [--vlan ID] [--ttl N] [--dscp N] [--ecn N]\n"
"  --format 1080p29.97 [--sampling 422] [--depth 10] [--payload 1200] [--packing gpm|gpm-sl|bpm]\n"
"  --essence video|compressed|anc|audio|cbr|fastmeta|ttml   (default video)\n"
"  --codec jxsv|vc2|jpeg2000 --packets N   of a frame of compressed video\n"
"  --anc-packets 3,0,1   ANC packets of one field (or frame) after the other; 0: keep-alive\n"
"    audio: [--sample-rate 48000] [--ptime 1ms | --samples N] --channels N --depth 16|24|AM824\n"
"    the others: --packet-rate N[/D] | --bit-rate 270mbit, --payload OCTETS [--no-rtp]\n"
"    [--flows N]         addresses and SSRCs counting up; --frames are packets, of cbr blocks\n"
"  --picture FILE        one frame of pgroups instead of colour bars\n"
"  --frames N            (default: until interrupted)\n"
"  --ring | --plain | --udp   how (default --ring); --ring-frames N, --mmsg N, --gso N, --sndbuf OCTETS\n"
"  --mode burst|spread|line|late   --late-fraction 0.9   --batch PACKETS\n"
"  --offset TIME         hand-over, after the epoch (may be negative)\n"
"  --start TIME          first frame this long from now (default 200ms)\n"
"  --rate-ppm N          too fast (above 0) or too slow\n"
"  --seq N  --ssrc N  --pt N  --rtp epoch|+N|N  --checksum none|udp|bad\n"
"  --hiccup FRAME:TIME  --drop-packet FRAME:INDEX  --drop-frame FRAME  --no-marker FRAME\n"
"  --start-field2  --drop-field FRAME:FIELD  --wrong-n FRAME:DELTA  --ssrc-change FRAME\n"
"  --rtcp EVERY          a sender report on the port before every EVERYth frame;\n"
"  --rtcp-apart          on the port after it instead; not with --udp\n"
"  --rt PRIORITY         SCHED_FIFO\n"
"  -j, --json  -q, --quiet  -V, --version  -h, --help\n";

enum option_id {
	OPT_DST = 256, OPT_DEV, OPT_SRC, OPT_DST_MAC, OPT_VLAN, OPT_TTL, OPT_DSCP, OPT_FORMAT,
	OPT_SAMPLING, OPT_DEPTH, OPT_PAYLOAD, OPT_PACKING, OPT_PICTURE, OPT_FRAMES, OPT_RING,
	OPT_PLAIN, OPT_UDP, OPT_RING_FRAMES, OPT_MMSG, OPT_SNDBUF, OPT_MODE, OPT_LATE_FRACTION,
	OPT_BATCH, OPT_OFFSET, OPT_START, OPT_RATE_PPM, OPT_SEQ, OPT_SSRC, OPT_PT, OPT_RTP,
	OPT_CHECKSUM, OPT_START_FIELD2, OPT_RTCP, OPT_RTCP_APART, OPT_RT, OPT_GSO, OPT_ECN,
	OPT_ESSENCE, OPT_CODEC, OPT_PACKETS, OPT_ANC_PACKETS,
	OPT_SAMPLE_RATE, OPT_PTIME, OPT_SAMPLES, OPT_CHANNELS, OPT_PACKET_RATE, OPT_BIT_RATE,
	OPT_NO_RTP, OPT_FLOWS,
	OPT_TROUBLE,		/* + enum trouble_kind */
};

static const struct option options[] = {
	{ "dst", 1, NULL, OPT_DST }, { "dev", 1, NULL, OPT_DEV }, { "src", 1, NULL, OPT_SRC },
	{ "dst-mac", 1, NULL, OPT_DST_MAC }, { "vlan", 1, NULL, OPT_VLAN },
	{ "ttl", 1, NULL, OPT_TTL }, { "dscp", 1, NULL, OPT_DSCP },
	{ "ecn", 1, NULL, OPT_ECN },
	{ "format", 1, NULL, OPT_FORMAT }, { "sampling", 1, NULL, OPT_SAMPLING },
	{ "depth", 1, NULL, OPT_DEPTH }, { "payload", 1, NULL, OPT_PAYLOAD },
	{ "packing", 1, NULL, OPT_PACKING }, { "picture", 1, NULL, OPT_PICTURE },
	{ "frames", 1, NULL, OPT_FRAMES }, { "ring", 0, NULL, OPT_RING },
	{ "plain", 0, NULL, OPT_PLAIN }, { "udp", 0, NULL, OPT_UDP },
	{ "ring-frames", 1, NULL, OPT_RING_FRAMES }, { "mmsg", 1, NULL, OPT_MMSG },
	{ "gso", 1, NULL, OPT_GSO }, { "sndbuf", 1, NULL, OPT_SNDBUF },
	{ "mode", 1, NULL, OPT_MODE },
	{ "late-fraction", 1, NULL, OPT_LATE_FRACTION }, { "batch", 1, NULL, OPT_BATCH },
	{ "offset", 1, NULL, OPT_OFFSET }, { "start", 1, NULL, OPT_START },
	{ "rate-ppm", 1, NULL, OPT_RATE_PPM }, { "seq", 1, NULL, OPT_SEQ },
	{ "ssrc", 1, NULL, OPT_SSRC }, { "pt", 1, NULL, OPT_PT }, { "rtp", 1, NULL, OPT_RTP },
	{ "checksum", 1, NULL, OPT_CHECKSUM }, { "start-field2", 0, NULL, OPT_START_FIELD2 },
	{ "essence", 1, NULL, OPT_ESSENCE }, { "codec", 1, NULL, OPT_CODEC },
	{ "packets", 1, NULL, OPT_PACKETS }, { "anc-packets", 1, NULL, OPT_ANC_PACKETS },
	{ "rtcp", 1, NULL, OPT_RTCP }, { "rtcp-apart", 0, NULL, OPT_RTCP_APART },
	{ "rt", 1, NULL, OPT_RT },
	{ "sample-rate", 1, NULL, OPT_SAMPLE_RATE },
	{ "ptime", 1, NULL, OPT_PTIME }, { "samples", 1, NULL, OPT_SAMPLES },
	{ "channels", 1, NULL, OPT_CHANNELS }, { "packet-rate", 1, NULL, OPT_PACKET_RATE },
	{ "bit-rate", 1, NULL, OPT_BIT_RATE }, { "no-rtp", 0, NULL, OPT_NO_RTP },
	{ "flows", 1, NULL, OPT_FLOWS },
	{ "hiccup", 1, NULL, OPT_TROUBLE + TROUBLE_HICCUP },
	{ "drop-packet", 1, NULL, OPT_TROUBLE + TROUBLE_DROP_PACKET },
	{ "drop-frame", 1, NULL, OPT_TROUBLE + TROUBLE_DROP_FRAME },
	{ "no-marker", 1, NULL, OPT_TROUBLE + TROUBLE_NO_MARKER },
	{ "drop-field", 1, NULL, OPT_TROUBLE + TROUBLE_DROP_FIELD },
	{ "wrong-n", 1, NULL, OPT_TROUBLE + TROUBLE_WRONG_N },
	{ "ssrc-change", 1, NULL, OPT_TROUBLE + TROUBLE_SSRC_CHANGE },
	{ "json", 0, NULL, 'j' }, { "quiet", 0, NULL, 'q' }, { "version", 0, NULL, 'V' },
	{ "help", 0, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static const struct st2110_word mode_words[] = {
	{ "burst", PACE_BURST }, { "spread", PACE_SPREAD }, { "line", PACE_LINE },
	{ "late", PACE_LATE }, { NULL, 0 },
};

static const struct st2110_word checksum_words[] = {
	{ "none", CHECKSUM_NONE }, { "udp", CHECKSUM_UDP }, { "bad", CHECKSUM_BAD }, { NULL, 0 },
};

static const char *parse_signed_time(const char *word, s64 *ns)
{
	bool minus = *word == '-';
	const char *why;
	u64 value;

	why = st2110_parse_time(word + minus, 3600 * ST2110_NSEC_PER_SEC, &value);
	*ns = minus ? -(s64)value : (s64)value;
	return why;
}

/* 0.9 into millionths. */
static const char *parse_fraction(const char *word, u32 *ppm)
{
	char *end;
	double v = strtod(word, &end);

	if (end == word || *end || v < 0 || v > 100)
		return "want a fraction of T_FRAME such as 0.9";
	*ppm = (u32)(v * 1000000 + 0.5);
	return NULL;
}

static const char *parse_mac(const char *word, u8 *mac)
{
	unsigned int v[6], i;
	char tail;

	if (sscanf(word, "%x:%x:%x:%x:%x:%x%c", &v[0], &v[1], &v[2], &v[3], &v[4], &v[5],
		   &tail) != 6)
		return "want six octets, 02:00:00:00:00:01";
	for (i = 0; i < 6; i++)
		mac[i] = (u8)v[i];
	return NULL;
}

static const char *parse_src(const char *word, struct settings *s)
{
	s->have_src = true;
	if (*word == '[' || (strchr(word, ':') && strchr(word, '.')))
		return st2110_parse_addr_port(word, &s->to.src, &s->to.src_port);
	return st2110_parse_addr(word, &s->to.src);
}

/* 3,0,1 */
static const char *parse_counts(const char *word, struct content_settings *c)
{
	char *end;

	for (c->count = 0; c->count < CONTENT_COUNTS; word = end + 1) {
		unsigned long v = strtoul(word, &end, 10);

		if (end == word || v > 4096)
			break;
		c->counts[c->count++] = (u32)v;
		if (!*end)
			return NULL;
		if (*end != ',')
			break;
	}
	return "want up to 64 numbers of packets, 0 to 4096: 3,0,1";
}

/* One option; NULL or what is wrong with its word. */
static const char *take_option(void *settings, int id, const char *word)
{
	struct settings *s = settings;
	const char *why = NULL;
	u32 n = 0;
	int v = 0;

	if (id >= OPT_TROUBLE)
		return trouble_add(&s->troubles, (enum trouble_kind)(id - OPT_TROUBLE), word);
	switch (id) {
	case 'j':
		s->json = true;
		return NULL;
	case 'q':
		s->quiet = true;
		return NULL;
	case OPT_DST:
		return st2110_parse_addr_port(word, &s->to.dst, &s->to.dst_port);
	case OPT_DEV:
		s->output.dev = word;
		return NULL;
	case OPT_SRC:
		return parse_src(word, s);
	case OPT_DST_MAC:
		s->have_dst_mac = true;
		return parse_mac(word, s->to.dst_mac);
	case OPT_VLAN:
		why = st2110_parse_u32(word, 0, 4094, &n);
		s->to.vlan = (int)n;
		return why;
	case OPT_TTL:
		why = st2110_parse_u32(word, 1, 255, &n);
		s->to.ttl = (u8)n;
		return why;
	case OPT_DSCP:
		why = st2110_parse_u32(word, 0, 63, &n);
		s->to.dscp = (u8)n;
		return why;
	case OPT_ECN:
		why = st2110_parse_u32(word, 0, 3, &n);
		s->to.ecn = (u8)n;
		return why;
	case OPT_FORMAT:
		return st2110_parse_format(word, &s->format);
	case OPT_SAMPLING:
		return command_line_pixels(&s->pixels, PIXELS_SAMPLING, word);
	case OPT_DEPTH:
		/* Of samples, or of pictures. */
		if (!st2110_parse_sample(word, &s->stream.depth) && s->stream.depth != 16)
			return NULL;
		return command_line_pixels(&s->pixels, PIXELS_DEPTH, word);
	case OPT_PAYLOAD:
		why = command_line_pixels(&s->pixels, PIXELS_PAYLOAD, word);
		s->stream.payload = s->pixels.payload;
		return why;
	case OPT_PACKING:
		return command_line_pixels(&s->pixels, PIXELS_PACKING, word);
	case OPT_PICTURE:
		s->content.picture = word;
		return NULL;
	case OPT_FRAMES:
		return st2110_parse_u32(word, 1, UINT32_MAX, &s->frames);
	case OPT_RING:
		s->output.kind = OUTPUT_RING;
		return NULL;
	case OPT_PLAIN:
		s->output.kind = OUTPUT_PLAIN;
		return NULL;
	case OPT_UDP:
		s->output.kind = OUTPUT_UDP;
		return NULL;
	case OPT_RING_FRAMES:
		return st2110_parse_u32(word, 1, 64, &s->output.ring_frames);
	case OPT_MMSG:
		return st2110_parse_u32(word, 1, 256, &s->output.mmsg);
	case OPT_GSO:
		return st2110_parse_u32(word, 1, 64, &s->output.gso);
	case OPT_SNDBUF:
		return st2110_parse_u32(word, 1, 1U << 30, &s->output.sndbuf);
	case OPT_MODE:
		why = st2110_parse_word(mode_words, word, &v);
		s->pace.mode = (enum pace_mode)v;
		return why;
	case OPT_LATE_FRACTION:
		return parse_fraction(word, &s->pace.late_ppm);
	case OPT_BATCH:
		return st2110_parse_u32(word, 1, 1U << 20, &s->pace.batch);
	case OPT_OFFSET:
		s->offset_given = true;
		return parse_signed_time(word, &s->pace.offset_ns);
	case OPT_START:
		return st2110_parse_time(word, 3600 * ST2110_NSEC_PER_SEC, &s->start_ns);
	case OPT_RATE_PPM:
		why = st2110_parse_u32(word + (*word == '-' || *word == '+'), 0, 500000, &n);
		s->pace.rate_ppm = *word == '-' ? -(s32)n : (s32)n;
		return why;
	case OPT_SEQ:
		return st2110_parse_u32(word, 0, UINT32_MAX, &s->sequence);
	case OPT_SSRC:
		return st2110_parse_u32(word, 0, UINT32_MAX, &s->ssrc);
	case OPT_PT:
		why = st2110_parse_u32(word, 0, 127, &n);
		s->to.payload_type = (u8)n;
		return why;
	case OPT_RTP:
		s->rtp_given = strcmp(word, "epoch") && *word != '+';
		if (!s->rtp_given && *word != '+')
			return NULL;
		return st2110_parse_u32(word + (*word == '+'), 0, UINT32_MAX, &s->rtp);
	case OPT_CHECKSUM:
		why = st2110_parse_word(checksum_words, word, &v);
		s->to.checksum = (enum checksum_mode)v;
		return why;
	case OPT_START_FIELD2:
		s->start_field2 = true;
		return NULL;
	case OPT_SAMPLE_RATE:
		return st2110_parse_u32(word, 1, UINT32_MAX, &s->stream.sample_rate);
	case OPT_PTIME:
		s->stream.ptime = word;
		return NULL;
	case OPT_SAMPLES:
		return st2110_parse_u32(word, 1, ST2110_AUDIO_SAMPLES_MAX, &s->stream.samples);
	case OPT_CHANNELS:
		return st2110_parse_u32(word, 1, ST2110_UDP_LIMIT, &s->stream.channels);
	case OPT_PACKET_RATE:
		return st2110_parse_packet_rate(word, &s->stream.rate_num, &s->stream.rate_den);
	case OPT_BIT_RATE:
		return st2110_parse_bit_rate(word, &s->stream.bps);
	case OPT_NO_RTP:
		s->stream.no_rtp = true;
		return NULL;
	case OPT_FLOWS:
		return st2110_parse_u32(word, 1, 16384, &s->stream.flows);
	case OPT_RTCP:
		return st2110_parse_u32(word, 1, UINT32_MAX, &s->rtcp_every);
	case OPT_RTCP_APART:
		s->rtcp_apart = true;
		return NULL;
	case OPT_ESSENCE:
		why = st2110_parse_word(st2110_essence_words, word, &v);
		s->content.essence = (u8)v;
		s->stream.essence = (u8)v;
		return why;
	case OPT_CODEC:
		why = st2110_parse_word(st2110_codec_words, word, &v);
		s->content.codec = (u8)v;
		return why;
	case OPT_PACKETS:
		return st2110_parse_u32(word, 1, ST2110_MAX_PACKETS, &s->content.packets);
	case OPT_ANC_PACKETS:
		return parse_counts(word, &s->content);
	case OPT_RT:
		why = st2110_parse_u32(word, 1, 99, &n);
		s->rt_priority = (int)n;
		return why;
	}
	return "unknown option";
}

/* Source address of the device, and the MAC addresses. */
static const char *find_addresses(struct settings *s)
{
	struct addressing *to = &s->to;
	struct ifaddrs *list = NULL, *i;
	struct ifreq ifr = { 0 };

	if (!s->have_src && !getifaddrs(&list)) {
		for (i = list; i && !s->have_src; i = i->ifa_next) {
			int family = to->dst.len == 4 ? AF_INET : AF_INET6;

			if (!i->ifa_addr || i->ifa_addr->sa_family != family ||
			    strcmp(i->ifa_name, s->output.dev))
				continue;
			to->src.len = to->dst.len;
			memcpy(to->src.octets, family == AF_INET ?
			       (void *)&((struct sockaddr_in *)i->ifa_addr)->sin_addr :
			       (void *)&((struct sockaddr_in6 *)i->ifa_addr)->sin6_addr,
			       to->src.len);
			s->have_src = true;
		}
		freeifaddrs(list);
	}
	if (!s->have_src && s->output.kind != OUTPUT_UDP)
		return "--src: the device has no address of this family; state one";
	if (s->have_src && to->src.len != to->dst.len)
		return "--src: of another family than --dst";
	to->src.len = to->dst.len;
	if (s->output.kind == OUTPUT_UDP)
		return NULL;

	if (st2110_netdev_ioctl(s->output.dev, SIOCGIFHWADDR, &ifr))
		return "--dev: no such device";
	memcpy(to->src_mac, ifr.ifr_hwaddr.sa_data, 6);
	if (s->have_dst_mac)
		return NULL;
	if (to->dst.len == 4 && to->dst.octets[0] >> 4 == 14) {
		memcpy(to->dst_mac, "\x01\x00\x5e", 3);
		memcpy(to->dst_mac + 3, to->dst.octets + 1, 3);
		to->dst_mac[3] &= 0x7f;
	} else if (to->dst.len == 16 && to->dst.octets[0] == 0xff) {
		memcpy(to->dst_mac, "\x33\x33", 2);
		memcpy(to->dst_mac + 2, to->dst.octets + 12, 4);
	} else {
		return "--dst-mac: wanted, as --dst is no multicast group (or use --udp)";
	}
	return NULL;
}

static void settings_default(struct settings *s)
{
	memset(s, 0, sizeof(*s));
	s->pixels = command_line_usual_pixels;
	s->to.vlan = -1;
	s->to.ttl = 64;
	s->to.dscp = 34;
	s->to.payload_type = 96;
	s->to.src_port = 5004;
	s->output.ring_frames = 2;
	s->output.mmsg = 32;
	s->stream.flows = 1;
	s->stream.payload = s->pixels.payload;
	s->pace.late_ppm = 900000;
	s->content.counts[0] = 1;
	s->content.count = 1;
	s->ssrc = 0x21100020;
	s->start_ns = 200000000;
}

int options_parse(struct settings *s, int argc, char **argv)
{
	static const struct command_line line = {
		.program = "st2110-send",
		.usage = usage_text,
		.options = options,
		.take = take_option,
	};
	const char *why = NULL;
	bool pictures;
	int rest;

	settings_default(s);
	rest = command_line_read(&line, s, argc, argv);
	pictures = st2110_essence_pictures(s->stream.essence);
	if (pictures && !s->pace.batch)
		s->pace.batch = 8;
	if (rest < 0)
		return -1;
	if (rest < argc)
		why = "surplus words; options begin with --";
	else if (!s->to.dst.len || !s->output.dev || (!s->format.height && pictures))
		why = "--dst, --dev and --format are needed; see --help";
	else if (!pictures && (s->format.height || s->output.kind == OUTPUT_UDP))
		why = "--essence: goes without --format and --udp";
	else if (!pictures && stream_check(&s->stream))
		why = stream_check(&s->stream);
	else if (s->rtcp_apart && s->output.kind == OUTPUT_UDP)
		why = "--rtcp-apart: with --ring or --plain; a socket has one port";
	else if (s->output.gso > 1 && s->output.kind != OUTPUT_UDP)
		why = "--gso: only with --udp";
	else if (s->start_field2 && s->format.scan == ST2110_SCAN_PROGRESSIVE)
		why = "--start-field2: a progressive frame has one field";
	else if (s->pace.mode == PACE_LINE && s->content.essence != ST2110_ESSENCE_VIDEO)
		why = "--mode line: only of uncompressed video";
	else
		why = find_addresses(s);
	if (why)
		return command_line_refuse(&line, why);
	/* Not optional in IPv6, and the kernel cuts no message up without. */
	if ((s->to.dst.len == 16 || s->output.gso > 1) && s->to.checksum == CHECKSUM_NONE)
		s->to.checksum = CHECKSUM_UDP;
	s->output.to = &s->to;
	return 0;
}
