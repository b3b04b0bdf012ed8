// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a description says of each essence: a=fmtp, b=AS. Design: sdp_flow.h. A
 * parameter becomes a word of the flow, or is kept in sdp-extra.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "print.h"
#include "sdp_essence.h"

static const char *said(const struct sdp_reading *r, const char *word)
{
	return sdp_flow_said(r->said, 0, word);
}

static int say(struct sdp_reading *r, const char *key, const char *value)
{
	return sdp_flow_say(r->f, 0, r->fmtp_line, key, "%s", value);
}

static int lacks(struct sdp_reading *r, const char *key, const char *remedy)
{
	bool any = r->fmtp_line != r->m_line;

	return sdp_refuse(r->no, r->fmtp_line, "%s %s=: add it, or say %s",
			  any ? "a=fmtp lacks" : "this stream has no a=fmtp with", key, remedy);
}

/* exactframerate: 25 or 60000/1001. */
static int read_rate(struct sdp_reading *r, u32 line, const char *text, u32 *num, u32 *den)
{
	const char *why = st2110_parse_rate(text, num, den);

	if (why)
		return sdp_refuse(r->no, line,
				  "exactframerate=%.40s: accepted are as 25 and 60000/1001", text);
	if (strchr(text, '.'))
		return sdp_refuse(r->no, line, "exactframerate=%.40s: write %u/%u", text, *num,
				  *den);
	return 0;
}

static int number_of(struct sdp_reading *r, const char *key, u32 min, u32 max, u32 *value)
{
	const char *text = sdp_value(r, key);
	u64 v;

	if (!sdp_number(text, max, &v) || v < min)
		return sdp_refuse(r->no, r->fmtp_line, "%s=%.40s: accepted are %u to %u", key, text,
				  min, max);
	*value = (u32)v;
	return 0;
}

/* Width, height, rate and scan; what lacks must be said as a format. */
static int read_format(struct sdp_reading *r, struct st2110_format *format)
{
	bool interlace = sdp_param(&r->fmtp, "interlace");
	bool segmented = sdp_param(&r->fmtp, "segmented");
	const struct sdp_line *framerate = NULL;
	struct st2110_format other = { 0 };
	struct st2110_refusal no = { .why = "means nothing" };
	bool width = sdp_value(r, "width"), height = sdp_value(r, "height"), rate;
	const char *why, *text = sdp_value(r, "exactframerate");
	char buf[ST2110_TEXT];
	int ret = 0;

	memset(format, 0, sizeof(*format));
	if (segmented && !interlace)
		return sdp_refuse(r->no, r->fmtp_line,
				  "segmented without interlace: PsF has both, add interlace");
	format->scan = segmented ? ST2110_SCAN_PSF :
		       interlace ? ST2110_SCAN_INTERLACED : ST2110_SCAN_PROGRESSIVE;
	if (width)
		ret = number_of(r, "width", 1, 32767, &format->width);
	if (!ret && height)
		ret = number_of(r, "height", 1, 32767, &format->height);
	if (!ret && text)
		ret = read_rate(r, r->fmtp_line, text, &format->rate_num, &format->rate_den);
	if (ret)
		return ret;
	if (!text && r->codec->essence == SDP_COMPRESSED) {
		ret = sdp_one(r->doc, r->section, "framerate", &framerate, r->no);
		if (!ret && framerate &&
		    st2110_parse_rate(sdp_attr_value(framerate), &format->rate_num,
				      &format->rate_den))
			ret = sdp_refuse(r->no, framerate->number,
					 "a=framerate:%.20s: accepted are as 25 and 59.94",
					 sdp_attr_value(framerate));
		if (ret)
			return ret;
	}
	rate = format->rate_num;
	if (width && height && rate) {
		if (st2110_format_check(format, &no))
			return sdp_refuse(r->no, r->fmtp_line, "%s: %s",
					  st2110_text_format(buf, format), no.why);
		if (st2110_parse_format(st2110_text_format(buf, format), &other) ||
		    other.rate_num != format->rate_num || other.rate_den != format->rate_den)
			return sdp_refuse(r->no, r->fmtp_line,
					  "interlace with %u/%u frames a second is no format of broadcast: exactframerate counts frames, as 25",
					  format->rate_num, format->rate_den);
		return say(r, "format", buf);
	}
	if (!said(r, "format"))
		return lacks(r, !width ? "width" : !height ? "height" : "exactframerate",
			     "format 1080p59.94 or another");
	why = st2110_parse_format(said(r, "format"), &other);
	if (why)
		return sdp_refuse(r->no, 0, "format \"%.40s\": %.200s", said(r, "format"), why);
	if ((width && other.width != format->width) || (height && other.height != format->height) ||
	    (rate && (other.rate_num != format->rate_num || other.rate_den != format->rate_den)) ||
	    (interlace && other.scan != format->scan))
		return sdp_refuse(r->no, r->fmtp_line,
				  "this is not format %s of the command: say one",
				  said(r, "format"));
	*format = other;
	return 0;
}

/* TROFF has whole microseconds; what is finer stands in ours. */
static int check_own_troff(struct sdp_reading *r, const char *own, const char *troff, u32 troff_us)
{
	u64 ns, off;

	if (!troff || st2110_parse_time(own, UINT32_MAX, &ns))
		return sdp_refuse(r->no, r->own_line,
				  "a=x-st2110: troff=%.20s: a time beside TROFF= is expected, as 637674ns",
				  own);
	off = ns > troff_us * 1000ULL ? ns - troff_us * 1000ULL : troff_us * 1000ULL - ns;
	if (off < 1000)
		return 0;
	return sdp_refuse(r->no, r->own_line,
			  "a=x-st2110: troff=%.20s, and line %u has TROFF=%u: say one", own,
			  r->fmtp_line, troff_us);
}

/* TP, TROFF, MAXUDP. */
static int read_shape(struct sdp_reading *r)
{
	static const struct st2110_word types[] = {
		{ "2110TPN", ST2110_PROFILE_NARROW }, { "2110TPNL", ST2110_PROFILE_NARROW_LINEAR },
		{ "2110TPW", ST2110_PROFILE_WIDE }, { NULL, 0 }
	};
	const char *tp = sdp_value(r, "TP"), *own, *troff = sdp_value(r, "TROFF");
	u32 v = 0;
	int ret;

	if (tp)
		ret = say(r, "profile", st2110_word_name(st2110_profile_words,
							 st2110_word_value(types, tp)));
	else
		ret = said(r, "profile") ? 0 : lacks(r, "TP", "profile narrow|narrow-linear|wide");
	if (!ret)
		ret = sdp_take_own(r, "troff", &own);
	if (ret)
		return ret;
	if (troff)
		ret = number_of(r, "TROFF", 0, 4294967, &v);
	if (!ret && own)
		ret = check_own_troff(r, own, troff, v);
	else if (!ret && troff)
		ret = sdp_flow_say(r->f, 0, r->fmtp_line, "troff", "%uus", v);
	if (!ret && sdp_value(r, "MAXUDP")) {
		ret = number_of(r, "MAXUDP", 1460, ST2110_EXT_UDP, &v);
		if (!ret && v > ST2110_STD_UDP)
			ret = sdp_flow_say(r->f, 0, r->fmtp_line, "maxudp", "%u", v);
	}
	return ret;
}

/* Packets of a frame, which no parameter of the standard has. */
static int read_packets(struct sdp_reading *r, bool needed, const char *also)
{
	const char *packets, *payload = NULL;
	int ret = sdp_take_own(r, "packets", &packets);

	if (!ret && r->codec->essence == SDP_VIDEO)
		ret = sdp_take_own(r, "payload", &payload);
	if (ret || !needed || packets || payload || said(r, "packets") ||
	    (r->codec->essence == SDP_VIDEO && said(r, "payload")))
		return ret;
	return sdp_refuse(r->no, r->m_line,
			  "SDP does not tell how many packets a frame has: say %spackets N or packets auto",
			  also);
}

static int check_picture(struct sdp_reading *r)
{
	const char *colorimetry = sdp_value(r, "colorimetry"), *tcs = sdp_value(r, "TCS");
	const char *range = sdp_value(r, "RANGE"), *par = sdp_value(r, "PAR");
	const char *ssn = sdp_value(r, "SSN"), *colon = par ? strchr(par, ':') : NULL;
	char left[12];
	u64 v;

	if (range && colorimetry && !strcmp(colorimetry, "BT2100") && !strcmp(range, "FULLPROTECT"))
		return sdp_refuse(r->no, r->fmtp_line,
				  "RANGE=FULLPROTECT: with colorimetry=BT2100 accepted are NARROW FULL");
	if (par) {
		snprintf(left, sizeof(left), "%.*s", colon ? (int)(colon - par) : 0, par);
		if (!colon || !sdp_number(left, 65535, &v) || !v ||
		    !sdp_number(colon + 1, 65535, &v) || !v)
			return sdp_refuse(r->no, r->fmtp_line, "PAR=%.20s: accepted is as 12:11",
					  par);
	}
	if (r->codec->essence == SDP_COMPRESSED) {
		if (ssn && strncmp(ssn, "ST2110-22:", 10))
			return sdp_refuse(r->no, r->fmtp_line,
					  "SSN=%.40s: %s is of ST2110-22:2019 or ST2110-22:2022",
					  ssn, r->codec->name);
		return 0;
	}
	if (ssn && strcmp(ssn, "ST2110-20:2017") && strcmp(ssn, "ST2110-20:2022"))
		return sdp_refuse(r->no, r->fmtp_line,
				  "SSN=%.40s: accepted are ST2110-20:2017 ST2110-20:2022", ssn);
	if (ssn && sdp_is_2022(colorimetry, tcs) && strcmp(ssn, "ST2110-20:2022"))
		return sdp_refuse(r->no, r->fmtp_line,
				  "SSN=%s has no colorimetry=ALPHA and no TCS=ST2115LOGS3: write SSN=ST2110-20:2022",
				  ssn);
	if (!colorimetry)
		return lacks(r, "colorimetry", "sdp-extra \"colorimetry=BT709\" or another");
	return 0;
}

/* With N known, whether the standard defines the schedule, and CMAX is its. */
static int check_schedule(struct sdp_reading *r, const struct st2110_format *format)
{
	struct st2110_shape shape = { .format = *format, .maxudp = ST2110_STD_UDP };
	struct st2110_pixels pixels = { .packing = ST2110_PACKING_GPM };
	const struct sdp_flow *from[] = { r->said, r->f };
	struct st2110_refusal no = { .why = "not defined" };
	struct st2110_schedule s;
	bool n = false, octets = false, profile = false;
	const char *text;
	u32 cmax = 0, v;
	int w;
	u64 ns;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(from); i++) {
		text = sdp_flow_said(from[i], 0, "packets");
		n = n || (text && !st2110_parse_u32(text, 1, ST2110_MAX_PACKETS, &shape.packets));
		text = sdp_flow_said(from[i], 0, "payload");
		octets = octets || (text && !st2110_parse_u32(text, 1, ST2110_MAX_PAYLOAD,
							      &pixels.payload));
		text = sdp_flow_said(from[i], 0, "packing");
		if (text && !st2110_parse_word(st2110_packing_words, text, &w))
			pixels.packing = (u8)w;
		text = sdp_flow_said(from[i], 0, "profile");
		if (text && !st2110_parse_word(st2110_profile_words, text, &w)) {
			shape.profile = (u8)w;
			profile = true;
		}
		text = sdp_flow_said(from[i], 0, "sampling");
		if (text && !st2110_parse_sampling(text, &v))
			pixels.sampling = (u8)v;
		text = sdp_flow_said(from[i], 0, "depth");
		if (text && !st2110_parse_depth(text, &v))
			pixels.depth = (u8)v;
		text = sdp_flow_said(from[i], 0, "maxudp");
		if (text)
			st2110_parse_u32(text, 1, ST2110_EXT_UDP, &shape.maxudp);
		text = sdp_flow_said(from[i], 0, "troff");
		if (text && !st2110_parse_time(text, UINT32_MAX, &ns)) {
			shape.troff_ns = (u32)ns;
			shape.troff_set = true;
		}
	}
	if (sdp_value(r, "CMAX") && number_of(r, "CMAX", 1, ST2110_MAX_PACKETS, &cmax))
		return -EINVAL;
	if (!profile)
		return 0;
	if (!n && (octets || pixels.packing == ST2110_PACKING_BPM)) {
		if (st2110_packets_per_frame(format, &pixels, &shape.packets, &no))
			return sdp_refuse(r->no, r->fmtp_line, "%.250s", no.why);
		n = true;
	}
	if (!n)
		return 0;
	if (st2110_schedule_init(&s, &shape, &no))
		return sdp_refuse(r->no, r->fmtp_line, "%.250s", no.why);
	if (cmax && cmax != s.c_max)
		return sdp_refuse(r->no, r->fmtp_line,
				  "CMAX=%u: this type's C_MAX is %u with %u packets a frame: write that, or leave it out",
				  cmax, s.c_max, s.packets);
	return 0;
}

static int read_video(struct sdp_reading *r)
{
	const char *sampling = sdp_value(r, "sampling"), *depth = sdp_value(r, "depth");
	const char *pm = sdp_value(r, "PM"), *own, *word;
	struct st2110_format format;
	int packing = ST2110_PACKING_GPM, ret;
	u32 v;

	ret = read_format(r, &format);
	if (!ret && sampling) {
		st2110_parse_sampling(sampling, &v);
		word = st2110_word_name(st2110_sampling_words, (int)v);
		ret = say(r, "sampling", word);
		if (!ret && strcmp(word, sampling))
			ret = sdp_extra_add(&r->extra, "sampling", sampling);
	} else if (!ret && !said(r, "sampling")) {
		ret = lacks(r, "sampling", "sampling YCbCr-4:2:2 or another");
	}
	if (!ret && depth) {
		ret = say(r, "depth", strcmp(depth, "16f") ? depth : "16");
		if (!ret && !strcmp(depth, "16f"))
			ret = sdp_extra_add(&r->extra, "depth", depth);
	} else if (!ret && !said(r, "depth")) {
		ret = lacks(r, "depth", "depth 10 or another");
	}
	if (!ret)
		ret = sdp_take_own(r, "packing", &own);
	if (!ret && own && (strcmp(own, "gpm-sl") || (pm && strcmp(pm, "2110GPM"))))
		ret = sdp_refuse(r->no, r->own_line,
				 "a=x-st2110: packing=%.20s: accepted is gpm-sl, with PM=2110GPM",
				 own);
	if (ret)
		return ret;
	if (said(r, "packing"))
		st2110_parse_word(st2110_packing_words, said(r, "packing"), &packing);
	if (pm && !strcmp(pm, "2110BPM"))
		ret = say(r, "packing", "bpm");
	else if (pm && !own && packing != ST2110_PACKING_GPM_SL)
		ret = say(r, "packing", "gpm");
	else if (!pm && !said(r, "packing"))
		ret = lacks(r, "PM", "packing gpm|gpm-sl|bpm");
	if (!ret)
		ret = read_shape(r);
	if (!ret)
		ret = check_picture(r);
	if (!ret)
		ret = read_packets(r, pm ? strcmp(pm, "2110BPM") : packing != ST2110_PACKING_BPM,
				   "payload 1200 (pixel octets of a packet), ");
	if (!ret)
		ret = check_schedule(r, &format);
	return ret;
}

/* b=AS: has kilobits a second. */
static int read_bit_rate(struct sdp_reading *r)
{
	const struct sdp_line *line = NULL;
	const char *own;
	u64 kbits = 0, bits;
	int ret = sdp_take_own(r, "bit-rate", &own);

	if (ret)
		return ret;
	while ((line = sdp_line(r->doc, r->section, 'b', line)))
		if (!strncmp(line->value, "AS:", 3))
			break;
	if (line && (!sdp_number(line->value + 3, 1000000000, &kbits) || !kbits))
		return sdp_refuse(r->no, line->number,
				  "b=%.40s: accepted are kilobits a second, as AS:116000",
				  line->value);
	if (own && (!line || !sdp_number(own, UINT64_MAX, &bits) || (bits + 999) / 1000 != kbits))
		return sdp_refuse(r->no, r->own_line,
				  "a=x-st2110: bit-rate=%.40s, and b=AS: has another: say one",
				  own);
	if (!line)
		return said(r, "bit-rate") ? 0 :
		       sdp_refuse(r->no, r->m_line,
				  "this stream has no b=AS: (ST 2110-22): add it, or say bit-rate BPS");
	if (own)
		return 0;
	return sdp_flow_say(r->f, 0, line->number, "bit-rate", "%llu",
			    (unsigned long long)kbits * 1000);
}

static int read_compressed(struct sdp_reading *r)
{
	struct st2110_format format;
	int ret = read_format(r, &format);

	if (!ret && !strcmp(r->codec->name, "jxsv") && !sdp_value(r, "packetmode"))
		ret = lacks(r, "packetmode", "sdp-extra \"packetmode=0\" or 1");
	if (!ret)
		ret = read_shape(r);
	if (!ret)
		ret = check_picture(r);
	if (!ret)
		ret = read_bit_rate(r);
	if (!ret)
		ret = read_packets(r, true, "");
	return ret;
}

static bool is_did_sdid(const char *v)
{
	unsigned int a, b;
	int end = 0;

	return sscanf(v, "{0x%2x,0x%2x}%n", &a, &b, &end) == 2 && end && !v[end];
}

static int read_anc(struct sdp_reading *r)
{
	const char *tm = sdp_value(r, "TM"), *ssn = sdp_value(r, "SSN");
	const char *rate = sdp_value(r, "exactframerate");
	const char *vpid = sdp_value(r, "VPID_Code"), *troff = sdp_value(r, "TROFF"), *own, *text;
	struct st2110_format format;
	u32 num, den, i, v;
	int ret;

	ret = sdp_take_own(r, "format", &own);
	if (ret)
		return ret;
	text = own ? own : said(r, "format");
	if (!text)
		return sdp_refuse(r->no, r->m_line,
				  "SDP of smpte291 does not tell the video's format: say format 1080i50 or another");
	if (st2110_parse_format(text, &format))
		return sdp_refuse(r->no, own ? r->own_line : 0, "format \"%.40s\": %.200s", text,
				  st2110_parse_format(text, &format));
	if (rate) {
		ret = read_rate(r, r->fmtp_line, rate, &num, &den);
		if (!ret && (num != format.rate_num || den != format.rate_den))
			ret = sdp_refuse(r->no, r->fmtp_line,
					 "exactframerate=%.20s, and format %.40s has %u/%u: say one",
					 rate, text, format.rate_num, format.rate_den);
	}
	if (!ret && vpid)
		ret = number_of(r, "VPID_Code", 0, 255, &v);
	for (i = 0; !ret && i < r->fmtp.params; i++)
		if (!strcmp(r->fmtp.param[i].key, "DID_SDID") &&
		    !is_did_sdid(r->fmtp.param[i].value))
			ret = sdp_refuse(r->no, r->fmtp_line,
					 "DID_SDID=%.40s: accepted is as {0x61,0x02}",
					 r->fmtp.param[i].value);
	if (!ret && ssn && strncmp(ssn, "ST2110-40:", 10))
		ret = sdp_refuse(r->no, r->fmtp_line,
				 "SSN=%.40s: accepted are ST2110-40:2018 ST2110-40:2021 ST2110-40:2023",
				 ssn);
	if (!ret && tm && ssn && !strcmp(ssn, "ST2110-40:2018"))
		ret = sdp_refuse(r->no, r->fmtp_line,
				 "SSN=ST2110-40:2018 has no TM=: write SSN=ST2110-40:2023");
	if (!ret && tm)
		ret = say(r, "anc-mode", strcmp(tm, "LLTM") ? "ctm" : "lltm");
	/* 2018 and 2023 follow from TM. */
	if (!ret && ssn && strcmp(ssn, "ST2110-40:2018") && strcmp(ssn, "ST2110-40:2023"))
		ret = sdp_extra_add(&r->extra, "SSN", ssn);
	if (!ret && troff) {
		ret = number_of(r, "TROFF", 0, 4294967, &v);
		if (!ret)
			ret = sdp_flow_say(r->f, 0, r->fmtp_line, "troff", "%uus", v);
	}
	return ret;
}

static int read_fastmeta(struct sdp_reading *r)
{
	const char *ssn = sdp_value(r, "SSN"), *dit = sdp_value(r, "DIT");

	if (ssn && strcmp(ssn, "ST2110-41:2024"))
		return sdp_refuse(r->no, r->fmtp_line, "SSN=%.40s: accepted is ST2110-41:2024",
				  ssn);
	if (dit && (strspn(dit, "0123456789ABCDEF,") != strlen(dit) || *dit == ',' ||
		    dit[strlen(dit) - 1] == ',' || strstr(dit, ",,")))
		return sdp_refuse(r->no, r->fmtp_line,
				  "DIT=%.40s: accepted are hexadecimal numbers in capitals, as 100000,100101",
				  dit);
	return 0;
}

static int read_ttml(struct sdp_reading *r)
{
	if (!sdp_value(r, "codecs"))
		return lacks(r, "codecs", "sdp-extra \"codecs=im2t\" or another (RFC 8759)");
	return 0;
}

/* The operator's TSMODE stays with rtp-ts keep; what we write is new. */
static int check_tsmode(struct sdp_reading *r)
{
	const char *mode = sdp_value(r, "TSMODE"), *delay = sdp_value(r, "TSDELAY");
	u32 v;

	if (delay && number_of(r, "TSDELAY", 0, UINT32_MAX, &v))
		return -EINVAL;
	if (sdp_keeps(r))
		return 0;
	if (mode && strcmp(mode, "NEW"))
		return sdp_refuse(r->no, r->fmtp_line,
				  "TSMODE=%s says that timestamps are not the sender's own, and they will be: say rtp-ts keep, or write TSMODE=NEW",
				  mode);
	if (delay)
		return sdp_refuse(r->no, r->fmtp_line,
				  "TSDELAY=%s is of timestamps that are kept: say rtp-ts keep, or take it out",
				  delay);
	return 0;
}

int sdp_read_fmtp(struct sdp_reading *r)
{
	static int (* const read[])(struct sdp_reading *r) = {
		[SDP_VIDEO] = read_video, [SDP_COMPRESSED] = read_compressed,
		[SDP_AUDIO] = sdp_read_audio, [SDP_ANC] = read_anc,
		[SDP_FASTMETA] = read_fastmeta, [SDP_TTML] = read_ttml,
	};
	int ret = sdp_check_lists(r);

	if (!ret)
		ret = check_tsmode(r);
	if (!ret)
		ret = read[r->codec->essence](r);
	if (!ret)
		ret = sdp_keep_rest(r);
	return ret;
}
