// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a flow to a session description that is true. Design: sdp_flow.h.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "print.h"
#include "sdp_essence.h"

#define BODY	8192

/* A description while it is written. */
struct writing {
	const struct sdp_flow *f;
	const struct sdp_clock *clock;
	struct sdp_params extra;
	struct sdp_error *no;
	const struct sdp_codec *codec;
	struct st2110_format format;
	u32 rate;		/* of the RTP clock */
	u32 pt;
	char *out;
	size_t size;
	size_t used;
	const char *between;	/* next parameter of a=fmtp */
	bool one;		/* stream, with the sources of both legs */
	bool full;
};

__attribute__((format(printf, 2, 3)))
static void put(struct writing *w, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(w->out + w->used, w->size - w->used, fmt, ap);
	va_end(ap);
	if (len < 0 || (size_t)len >= w->size - w->used)
		w->full = true;
	else
		w->used += (size_t)len;
}

static void end(struct writing *w)
{
	put(w, "\r\n");
}

/* One more parameter; NULL @value for a flag. */
static void put_param(struct writing *w, const char *key, const char *value)
{
	put(w, "%s%s%s%s", w->between, key, value ? "=" : "", value ? value : "");
	w->between = "; ";
}

static const char *said(const struct writing *w, const char *key)
{
	return sdp_flow_said(w->f, 0, key);
}

/* A word, or sdp-extra's where the flow carries none. */
static const char *either(const struct writing *w, const char *key)
{
	const char *v = said(w, key);

	return v ? v : sdp_extra_value(&w->extra, key);
}

static int lacks(struct writing *w, const char *what, const char *remedy)
{
	return sdp_refuse(w->no, 0, "%s is not known, and the description needs it: say %s", what,
			  remedy);
}

static int number(struct writing *w, const char *key, u32 max, u32 *value)
{
	const char *text = either(w, key);
	u64 v;

	if (!text)
		return sdp_refuse(w->no, 0, "%s of the flow is not known", key);
	if (!sdp_number(text, max, &v))
		return sdp_refuse(w->no, 0, "%s \"%.40s\": a number up to %u is expected", key,
				  text, max);
	*value = (u32)v;
	return 0;
}

/* What the flow keeps for the description must not end a line or a parameter. */
static int check_extra(struct writing *w)
{
	const struct sdp_param *p;
	u32 i;

	for (i = 0; i < w->extra.params; i++) {
		p = &w->extra.param[i];
		if (strpbrk(p->key, "\r\n") || (p->value && strpbrk(p->value, "\r\n")))
			return sdp_refuse(w->no, 0, "sdp-extra: %.40s has a line end: take it out",
					  p->key);
		if (strcmp(p->key, "s") && strcmp(p->key, "i") && p->value && strchr(p->value, ';'))
			return sdp_refuse(w->no, 0, "sdp-extra: %.40s has a \";\": take it out",
					  p->key);
	}
	return 0;
}

static int find_codec(struct writing *w)
{
	const char *essence = said(w, "essence"), *codec = said(w, "codec");
	u32 depth = 0, v;
	const struct sdp_codec *c;
	int ret;

	if (!essence)
		essence = "video";
	if (!strcmp(essence, "cbr"))
		return sdp_refuse(w->no, 0, "essence cbr has no session description");
	if (!strcmp(essence, "audio")) {
		ret = number(w, "depth", 64, &depth);
		if (ret)
			return ret;
	}
	for (c = sdp_codecs; c->name; c++) {
		if (strcmp(c->word, essence) || (depth && depth != c->depth))
			continue;
		if (c->essence == SDP_COMPRESSED && (!codec || strcmp(codec, c->name)))
			continue;
		w->codec = c;
		break;
	}
	if (!w->codec && !strcmp(essence, "compressed"))
		return lacks(w, "the codec", "codec jxsv, vc2 or jpeg2000");
	if (!w->codec)
		return sdp_refuse(w->no, 0, "essence %s%s has no session description", essence,
				  depth ? " of this depth" : "");
	w->rate = w->codec->rate;
	ret = w->codec->essence == SDP_AUDIO ? number(w, "sample-rate", 1000000, &w->rate) : 0;
	if (ret)
		return ret;
	/* What a sender uses is the truth; before it runs, what was said. */
	if (said(w, "payload-type"))
		ret = number(w, "payload-type", 127, &v);
	else if (sdp_extra_value(&w->extra, "pt"))
		ret = number(w, "pt", 127, &v);
	else
		ret = lacks(w, "the payload type, before a sender runs",
			    "flow set NAME sdp-extra \"pt=96; ...\"");
	if (ret)
		return ret;
	if (v < 96)
		return sdp_refuse(w->no, 0,
				  "payload type %u: ST 2110-10 has 96 to 127: let the sender use one",
				  v);
	w->pt = v;
	return 0;
}

/* Parameters that are kept, but for those that have places of their own. */
static void put_kept(struct writing *w)
{
	static const struct {
		const char *key;
		unsigned int essences;
	} placed[] = {
		{ "o", ~0U }, { "s", ~0U }, { "i", ~0U },
		{ "pt", ~0U }, { "mid", ~0U },
		{ "ttl", ~0U }, { "bit-rate", ~0U }, { "TSMODE", ~0U }, { "TSDELAY", ~0U },
		{ "sampling", 1U << SDP_VIDEO }, { "depth", 1U << SDP_VIDEO },
		{ "CMAX", 1U << SDP_VIDEO | 1U << SDP_COMPRESSED },
		{ "SSN", 1U << SDP_COMPRESSED | 1U << SDP_ANC | 1U << SDP_FASTMETA },
	};
	const struct sdp_param *p;
	size_t k;
	u32 i;

	for (i = 0; i < w->extra.params; i++) {
		p = &w->extra.param[i];
		for (k = 0; k < ARRAY_SIZE(placed); k++)
			if (!strcmp(placed[k].key, p->key) &&
			    placed[k].essences & 1U << w->codec->essence)
				break;
		if (k == ARRAY_SIZE(placed))
			put_param(w, p->key, p->value);
	}
}

static int check_own(struct writing *w)
{
	u32 i;

	for (i = 0; i < w->extra.params; i++)
		if (sdp_fmtp_own(w->codec->essence, w->extra.param[i].key) &&
		    strcmp(w->extra.param[i].key, "sampling") &&
		    strcmp(w->extra.param[i].key, "depth"))
			return sdp_refuse(w->no, 0,
					  "sdp-extra has %.40s, which follows from the flow: take it out",
					  w->extra.param[i].key);
	return 0;
}

static int take_format(struct writing *w)
{
	const char *text = said(w, "format"), *why;

	if (!text)
		return sdp_refuse(w->no, 0, "the format is not known");
	why = st2110_parse_format(text, &w->format);
	return why ? sdp_refuse(w->no, 0, "format \"%.40s\": %.200s", text, why) : 0;
}

static void put_rate(struct writing *w)
{
	char text[32];

	snprintf(text, sizeof(text), w->format.rate_den > 1 ? "%u/%u" : "%u", w->format.rate_num,
		 w->format.rate_den);
	put_param(w, "exactframerate", text);
}

static void put_u32(struct writing *w, const char *key, u32 value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	put_param(w, key, text);
}

static void put_scan(struct writing *w)
{
	if (w->format.scan != ST2110_SCAN_PROGRESSIVE)
		put_param(w, "interlace", NULL);
	if (w->format.scan == ST2110_SCAN_PSF)
		put_param(w, "segmented", NULL);
}

/* TROFF has whole microseconds, and 0 is never written. */
static int put_troff(struct writing *w)
{
	const char *troff = said(w, "troff");
	u64 ns;

	if (!troff)
		return 0;
	if (st2110_parse_time(troff, UINT32_MAX, &ns))
		return sdp_refuse(w->no, 0, "troff \"%.40s\" is no time", troff);
	if (ns >= 500)
		put_u32(w, "TROFF", (u32)((ns + 500) / 1000));
	return 0;
}

static int put_shape(struct writing *w)
{
	static const char * const types[] = {
		[ST2110_PROFILE_NARROW] = "2110TPN", [ST2110_PROFILE_NARROW_LINEAR] = "2110TPNL",
		[ST2110_PROFILE_WIDE] = "2110TPW",
	};
	const char *profile = said(w, "profile"), *maxudp = said(w, "maxudp"), *cmax;
	int type;
	u64 v;

	if (!profile || st2110_parse_word(st2110_profile_words, profile, &type) ||
	    type >= (int)ARRAY_SIZE(types))
		return lacks(w, "the profile", "profile narrow, narrow-linear or wide");
	put_param(w, "TP", types[type]);
	if (put_troff(w))
		return -EINVAL;
	cmax = said(w, "c-max");
	if (sdp_extra_value(&w->extra, "CMAX"))
		put_param(w, "CMAX", cmax ? cmax : sdp_extra_value(&w->extra, "CMAX"));
	if (maxudp && sdp_number(maxudp, ST2110_EXT_UDP, &v) && v > ST2110_STD_UDP)
		put_param(w, "MAXUDP", maxudp);
	return 0;
}

/* A synonym that the flow does not tell apart, as long as it still means the same. */
static const char *synonym(struct writing *w, const char *key, const char *word)
{
	const char *other = sdp_extra_value(&w->extra, key);
	u32 a, b;

	if (!other)
		return word;
	if (!strcmp(key, "depth"))
		return !st2110_parse_depth(other, &a) && !st2110_parse_depth(word, &b) && a == b ?
		       other : word;
	return !st2110_parse_sampling(other, &a) && !st2110_parse_sampling(word, &b) && a == b ?
	       other : word;
}

static int put_video(struct writing *w)
{
	const char *sampling = said(w, "sampling"), *depth = said(w, "depth");
	const char *packing = said(w, "packing");
	const char *colorimetry = sdp_extra_value(&w->extra, "colorimetry");
	int mode = ST2110_PACKING_GPM;
	u32 v;

	if (take_format(w))
		return -EINVAL;
	if (!sampling || st2110_parse_sampling(sampling, &v))
		return lacks(w, "the sampling", "flow set NAME sampling 422 or another");
	if (!depth)
		return lacks(w, "the depth", "flow set NAME depth 10 or another");
	if (!colorimetry)
		return lacks(w, "the colorimetry",
			     "flow set NAME sdp-extra \"colorimetry=BT709; TCS=SDR; ...\"");
	if (packing)
		st2110_parse_word(st2110_packing_words, packing, &mode);
	put_param(w, "sampling", synonym(w, "sampling",
					 st2110_word_name(st2110_sampling_words, (int)v)));
	put_u32(w, "width", w->format.width);
	put_u32(w, "height", w->format.height);
	put_rate(w);
	put_param(w, "depth", synonym(w, "depth", depth));
	put_kept(w);
	put_param(w, "PM", mode == ST2110_PACKING_BPM ? "2110BPM" : "2110GPM");
	put_param(w, "SSN", sdp_is_2022(colorimetry, sdp_extra_value(&w->extra, "TCS")) ?
		  "ST2110-20:2022" : "ST2110-20:2017");
	put_scan(w);
	return put_shape(w);
}

static int put_compressed(struct writing *w)
{
	const char *ssn = sdp_extra_value(&w->extra, "SSN");

	if (take_format(w))
		return -EINVAL;
	put_u32(w, "width", w->format.width);
	put_u32(w, "height", w->format.height);
	put_rate(w);
	put_kept(w);
	put_param(w, "SSN", ssn ? ssn : sdp_ssn(SDP_COMPRESSED));
	put_scan(w);
	return put_shape(w);
}

static int put_anc(struct writing *w)
{
	const char *mode = said(w, "anc-mode"), *ssn = sdp_extra_value(&w->extra, "SSN");

	if (take_format(w))
		return -EINVAL;
	put_kept(w);
	put_rate(w);
	if (mode)
		put_param(w, "TM", strcmp(mode, "lltm") ? "CTM" : "LLTM");
	put_param(w, "SSN", ssn ? ssn : mode ? "ST2110-40:2023" : "ST2110-40:2018");
	return put_troff(w);
}

static int put_fastmeta(struct writing *w)
{
	const char *ssn = sdp_extra_value(&w->extra, "SSN");

	put_param(w, "SSN", ssn ? ssn : sdp_ssn(SDP_FASTMETA));
	put_kept(w);
	return 0;
}

static int put_ttml(struct writing *w)
{
	if (!sdp_extra_value(&w->extra, "codecs"))
		return lacks(w, "codecs",
			     "flow set NAME sdp-extra \"codecs=im2t; ...\" (RFC 8759)");
	put_kept(w);
	return 0;
}

static int put_audio(struct writing *w)
{
	put_kept(w);
	return 0;
}

static bool rewritten(const struct writing *w)
{
	const char *rtp_ts = said(w, "rtp-ts");

	return !rtp_ts || strcmp(rtp_ts, "keep");
}

/* ST 2110-10: what was written is new; what is kept is what the operator says it is. */
static void put_tsmode(struct writing *w)
{
	const char *mode = sdp_extra_value(&w->extra, "TSMODE");
	const char *delay = sdp_extra_value(&w->extra, "TSDELAY");

	if (rewritten(w)) {
		put_param(w, "TSMODE", "NEW");
		return;
	}
	if (mode)
		put_param(w, "TSMODE", mode);
	if (delay)
		put_param(w, "TSDELAY", delay);
}

static int put_fmtp(struct writing *w)
{
	static int (* const essence[])(struct writing *w) = {
		[SDP_VIDEO] = put_video, [SDP_COMPRESSED] = put_compressed,
		[SDP_AUDIO] = put_audio, [SDP_ANC] = put_anc,
		[SDP_FASTMETA] = put_fastmeta, [SDP_TTML] = put_ttml,
	};
	size_t begin = w->used, bare;
	int ret;

	put(w, "a=fmtp:%u ", w->pt);
	bare = w->used;
	w->between = "";
	ret = essence[w->codec->essence](w);
	if (ret)
		return ret;
	put_tsmode(w);
	if (w->used == bare)
		w->used = begin;
	else
		end(w);
	w->out[w->used] = '\0';
	return 0;
}

/* What the same flow needs and no parameter of the standards has. */
static void put_own(struct writing *w)
{
	const char *packing = said(w, "packing"), *troff = said(w, "troff"), *v;
	enum sdp_essence essence = w->codec->essence;
	size_t begin = w->used, bare;
	u64 n;

	put(w, "a=x-st2110:");
	bare = w->used;
	w->between = "";
	if (essence == SDP_ANC)
		put_param(w, "format", said(w, "format"));
	if (essence == SDP_VIDEO && packing && !strcmp(packing, "gpm-sl"))
		put_param(w, "packing", packing);
	v = said(w, "payload");
	if (essence == SDP_VIDEO && v && !(packing && !strcmp(packing, "bpm")))
		put_param(w, "payload", v);
	v = said(w, "packets");
	if ((essence == SDP_VIDEO || essence == SDP_COMPRESSED) && v)
		put_param(w, "packets", v);
	if ((essence == SDP_VIDEO || essence == SDP_COMPRESSED) && troff &&
	    !st2110_parse_time(troff, UINT32_MAX, &n) && n >= 500 && n % 1000)
		put_param(w, "troff", troff);
	v = either(w, "bit-rate");
	if (essence == SDP_COMPRESSED && v && sdp_number(v, UINT64_MAX, &n) && n % 1000)
		put_param(w, "bit-rate", v);
	if (w->used == bare)
		w->used = begin;
	else
		end(w);
	w->out[w->used] = '\0';
}

static void put_eui(struct writing *w, const u8 *id, unsigned int octets)
{
	unsigned int i;

	for (i = 0; i < octets; i++)
		put(w, "%s%02X", i ? "-" : "", id[i]);
}

/* T_FRAME in ns; of what has no frames, that of 25 a second. */
static s64 frame_ns(const struct writing *w)
{
	return w->format.rate_num ?
	       (s64)(ST2110_NSEC_PER_SEC * w->format.rate_den / w->format.rate_num) : 40000000;
}

/* ST 2110-10 8.2, 8.3: what timestamps refer to. */
static void put_clock(struct writing *w, unsigned int leg)
{
	const struct sdp_clock *c = w->clock;
	bool direct = c->locked;

	if (!rewritten(w))
		direct = direct && c->offset_known && c->offset_ns <= frame_ns(w) &&
			 c->offset_ns >= -frame_ns(w);
	put(w, "a=ts-refclk:");
	if (c->locked) {
		put(w, "ptp=IEEE1588-2008:");
		put_eui(w, c->gm, sizeof(c->gm));
		put(w, ":%u", c->domain);
	} else {
		put(w, "localmac=");
		put_eui(w, c->mac[leg - 1], sizeof(c->mac[0]));
	}
	end(w);
	put(w, direct ? "a=mediaclk:direct=0" : "a=mediaclk:sender");
	end(w);
}

/* The first or the second name of "primary,secondary". */
static bool put_mid(struct writing *w, unsigned int leg)
{
	const char *mids = sdp_extra_value(&w->extra, "mid");
	const char *comma = mids ? strchr(mids, ',') : NULL;

	if ((w->f->legs < SDP_LEGS || w->one) && !mids)
		return false;
	if (w->f->legs < SDP_LEGS || w->one || comma) {
		if (leg == 2)
			put(w, "%s", comma + 1);
		else
			put(w, "%.*s", comma ? (int)(comma - mids) : (int)strlen(mids), mids);
		return true;
	}
	put(w, leg == 1 ? "primary" : "secondary");
	return true;
}

static int put_transport(struct writing *w, u8 leg)
{
	const char *dst = sdp_flow_said(w->f, leg, "dst"), *src = sdp_flow_said(w->f, leg, "src");
	const char *ttl = sdp_flow_said(w->f, leg, "ttl"), *bits;
	char addr[ST2110_ADDR_TEXT + 2];
	struct st2110_addr a;
	bool v6, group;
	u16 port;
	u64 v;

	if (!dst || st2110_parse_addr_port(dst, &a, &port))
		return sdp_refuse(w->no, 0, "dst of leg %u is not known", leg);
	v6 = a.len == 16;
	group = v6 ? a.octets[0] == 0xff : (a.octets[0] & 0xf0) == 0xe0;
	snprintf(addr, sizeof(addr), "%.*s", (int)(strrchr(dst, ':') - dst) - 2 * v6, dst + v6);
	ttl = ttl ? ttl : either(w, "ttl");
	put(w, "m=%s %u RTP/AVP %u\r\n", w->codec->media, port, w->pt);
	put(w, "c=IN %s %s", v6 ? "IP6" : "IP4", addr);
	if (group && !v6) {
		if (!ttl || !sdp_number(ttl, 255, &v) || !v)
			return lacks(w, "the TTL",
				     "flow set NAME sdp-extra \"ttl=32; ...\", as the sender sets it");
		put(w, "/%s", ttl);
	}
	end(w);
	if (w->codec->essence == SDP_COMPRESSED) {
		bits = either(w, "bit-rate");
		if (!bits || !sdp_number(bits, 1000000000000ULL, &v) || !v)
			return lacks(w, "the bit rate",
				     "flow set NAME sdp-extra \"bit-rate=BPS; ...\"");
		put(w, "b=AS:%llu\r\n", (unsigned long long)(v + 999) / 1000);
	}
	if (src)
		put(w, "a=source-filter: incl IN %s %s %s%s%s\r\n", v6 ? "IP6" : "IP4", addr, src,
		    w->one ? " " : "", w->one ? sdp_flow_said(w->f, 2, "src") : "");
	return 0;
}

static int put_stream(struct writing *w, u8 leg)
{
	size_t begin;
	u32 channels = 0, samples = 0;
	char ptime[32];

	if (put_transport(w, leg))
		return -EINVAL;
	put(w, "a=rtpmap:%u %s/%u", w->pt, w->codec->name, w->rate);
	if (w->codec->essence == SDP_AUDIO) {
		if (number(w, "channels", 1024, &channels) || number(w, "samples", 8192, &samples))
			return -EINVAL;
		put(w, "/%u", channels);
	}
	end(w);
	if (put_fmtp(w))
		return -EINVAL;
	if (w->codec->essence == SDP_AUDIO)
		put(w, "a=ptime:%s\r\n", sdp_ptime_text(ptime, samples, w->rate,
							w->codec->depth == 32));
	put_clock(w, leg);
	put_own(w);
	begin = w->used;
	put(w, "a=mid:");
	if (put_mid(w, leg))
		end(w);
	else
		w->used = begin;
	w->out[w->used] = '\0';
	return 0;
}

/* Legs that differ by their source alone are one stream (RFC 7104, 4.1), unless they were two. */
static bool one_stream(const struct writing *w)
{
	const char *a = sdp_flow_said(w->f, 1, "dst"), *b = sdp_flow_said(w->f, 2, "dst");
	const char *mids = sdp_extra_value(&w->extra, "mid");

	return w->f->legs > 1 && a && b && !strcmp(a, b) && sdp_flow_said(w->f, 1, "src") &&
	       sdp_flow_said(w->f, 2, "src") && !(mids && strchr(mids, ','));
}

/* Everything behind o=. */
static int put_body(struct writing *w)
{
	const char *name = sdp_extra_value(&w->extra, "s"), *info = sdp_extra_value(&w->extra, "i");
	u8 leg;
	int ret = 0;

	name = name ? name : said(w, "name");
	put(w, "s=%s\r\n", name && *name ? name : "-");
	if (info && *info)
		put(w, "i=%s\r\n", info);
	put(w, "t=0 0\r\n");
	w->one = one_stream(w);
	if (w->f->legs > 1 && !w->one) {
		put(w, "a=group:DUP ");
		put_mid(w, 1);
		put(w, " ");
		put_mid(w, 2);
		end(w);
	}
	for (leg = 1; !ret && leg <= (w->one ? 1 : w->f->legs); leg++)
		ret = put_stream(w, leg);
	return ret;
}

int sdp_flow_write(char *buf, size_t size, const struct sdp_flow *f,
		   const struct sdp_clock *clock, struct sdp_error *no)
{
	const char *src = sdp_flow_said(f, 1, "src"), *dst = sdp_flow_said(f, 1, "dst");
	char body[BODY] = "", id[24];
	struct writing w = {
		.f = f, .clock = clock, .no = no, .out = body, .size = sizeof(body), .between = "",
	};
	int ret, len;

	if (!f->legs || !dst)
		return sdp_refuse(no, 0, "dst is not known");
	ret = sdp_extra_read(&w.extra, said(&w, "sdp-extra"), no);
	if (!ret)
		ret = check_extra(&w);
	if (!ret)
		ret = find_codec(&w);
	if (!ret)
		ret = check_own(&w);
	if (!ret)
		ret = put_body(&w);
	/* The session's id is that of the description it came from, or of its name. */
	if (!ret && sdp_extra_value(&w.extra, "o"))
		snprintf(id, sizeof(id), "%.20s", sdp_extra_value(&w.extra, "o"));
	else
		snprintf(id, sizeof(id), "%u", sdp_hash(said(&w, "name") ?: "-"));
	sdp_params_free(&w.extra);
	if (ret)
		return ret;
	src = src ? src : said(&w, "origin");
	if (!src)
		src = *dst == '[' ? "::" : "0.0.0.0";
	len = snprintf(buf, size, "v=0\r\no=- %s %u IN %s %s\r\n%s", id, sdp_hash(body),
		       strchr(src, ':') ? "IP6" : "IP4", src, body);
	if (w.full || len < 0 || (size_t)len >= size)
		return sdp_refuse(no, 0, "the description is longer than %zu octets", size);
	return 0;
}
