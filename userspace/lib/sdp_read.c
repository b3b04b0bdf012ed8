// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a session description to a flow: which stream is meant, where it goes,
 * what it refers to. Design: sdp_flow.h; what an essence adds is in sdp_fmtp.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sdp_essence.h"

#define MC_TTL	"c=%.60s: an IPv4 group has its TTL behind it: write %.40s/32, or say ttl 32"

const struct sdp_codec sdp_codecs[] = {
	{ "raw", "video", SDP_VIDEO, "video", 90000, 0 },
	{ "jxsv", "video", SDP_COMPRESSED, "compressed", 90000, 0 },
	{ "vc2", "video", SDP_COMPRESSED, "compressed", 90000, 0 },
	{ "jpeg2000", "video", SDP_COMPRESSED, "compressed", 90000, 0 },
	{ "L16", "audio", SDP_AUDIO, "audio", 0, 16 },
	{ "L24", "audio", SDP_AUDIO, "audio", 0, 24 },
	{ "AM824", "audio", SDP_AUDIO, "audio", 0, 32 },
	{ "smpte291", "video", SDP_ANC, "anc", 90000, 0 },
	{ "ST2110-41", "application", SDP_FASTMETA, "fastmeta", 90000, 0 },
	{ "ttml+xml", "application", SDP_TTML, "ttml", 90000, 0 },
	{ NULL, NULL, 0, NULL, 0, 0 }
};

const struct sdp_codec *sdp_codec(const char *name)
{
	const struct sdp_codec *c;

	for (c = sdp_codecs; c->name; c++)
		if (!strcasecmp(c->name, name))
			return c;
	return NULL;
}

bool sdp_number(const char *text, u64 max, u64 *value)
{
	u64 v = 0;

	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || v > (max - (u64)(*text - '0')) / 10)
			return false;
		v = v * 10 + (u64)(*text - '0');
	}
	*value = v;
	return v <= max;
}

static int read_media(struct sdp_reading *r, u32 *port, u32 *pt)
{
	const struct sdp_line *line = sdp_media_line(r->doc, r->section);
	char media[16], ports[24], proto[24], type[8], more[2];
	const char *at = line->value;
	u64 v;

	r->m_line = line->number;
	r->fmtp_line = line->number;
	if (!sdp_token(&at, media, sizeof(media)) || !sdp_token(&at, ports, sizeof(ports)) ||
	    !sdp_token(&at, proto, sizeof(proto)) || !sdp_token(&at, type, sizeof(type)))
		return sdp_refuse(r->no, line->number,
				  "m=%.60s: accepted is as \"m=video 5004 RTP/AVP 96\"",
				  line->value);
	if (strcmp(proto, "RTP/AVP"))
		return sdp_refuse(r->no, line->number, "m=: %s: ST 2110-10 has RTP/AVP", proto);
	if (strchr(ports, '/'))
		return sdp_refuse(r->no, line->number, "m=: port %s: one port a stream", ports);
	if (!sdp_number(ports, 65535, &v) || !v)
		return sdp_refuse(r->no, line->number, "m=: port %s: accepted are 1 to 65535",
				  ports);
	*port = (u32)v;
	if (!sdp_number(type, 127, &v) || v < 96)
		return sdp_refuse(r->no, line->number,
				  "m=: payload type %s: ST 2110-10 has 96 to 127", type);
	*pt = (u32)v;
	if (sdp_token(&at, more, sizeof(more)) || *at)
		return sdp_refuse(r->no, line->number, "m=: one payload type a stream: leave %u",
				  *pt);
	line = sdp_attr(r->doc, r->section, "inactive", NULL);
	if (line)
		return sdp_refuse(r->no, line->number,
				  "a=inactive says that this is not sent: take it out to send it");
	return 0;
}

static bool is_multicast(const struct st2110_addr *a)
{
	return a->len == 4 ? (a->octets[0] & 0xf0) == 0xe0 : a->octets[0] == 0xff;
}

static int check_group(struct sdp_reading *r, u32 line, const struct st2110_addr *a)
{
	const u8 *o = a->octets;

	if (a->len == 4 && o[0] == 224 && !o[1] && o[2] <= 1)
		return sdp_refuse(r->no, line,
				  "c=: 224.0.%u.%u: 224.0.0/24 and 224.0.1/24 are not for media (ST 2110-10): take another group",
				  o[2], o[3]);
	return 0;
}

/* "IN IP4 239.1.1.1/32" */
static int read_connection(struct sdp_reading *r, struct st2110_addr *dst, u32 port)
{
	const struct sdp_line *line = sdp_line(r->doc, r->section, 'c', NULL), *again;
	char net[4], type[4], addr[80], *slash;
	const char *at, *ttl = NULL, *said;
	u64 v = 0;

	if (line) {
		again = sdp_line(r->doc, r->section, 'c', line);
		if (again)
			return sdp_refuse(r->no, again->number,
					  "c= again: line %u has it, one a stream", line->number);
	} else {
		line = sdp_line(r->doc, 0, 'c', NULL);
	}
	if (!line)
		return sdp_refuse(r->no, r->m_line,
				  "this stream has no c=: add as \"c=IN IP4 239.1.1.1/32\"");
	at = line->value;
	if (!sdp_token(&at, net, sizeof(net)) || strcmp(net, "IN") ||
	    !sdp_token(&at, type, sizeof(type)) || (strcmp(type, "IP4") && strcmp(type, "IP6")) ||
	    !sdp_token(&at, addr, sizeof(addr)) || *at)
		return sdp_refuse(r->no, line->number,
				  "c=%.60s: accepted is as \"IN IP4 239.1.1.1/32\" or \"IN IP6 ff3e::1\"",
				  line->value);
	slash = strchr(addr, '/');
	if (slash) {
		*slash = '\0';
		ttl = slash + 1;
	}
	if (st2110_parse_addr(addr, dst) || strcmp(type, dst->len == 4 ? "IP4" : "IP6"))
		return sdp_refuse(r->no, line->number,
				  "c=: \"%.60s\" is no address of %s: names are not resolved", addr,
				  type);
	if (check_group(r, line->number, dst))
		return -EINVAL;
	if (ttl && dst->len == 16)
		return sdp_refuse(r->no, line->number,
				  "c=: IPv6 has no TTL here, and one address a stream: write %s",
				  addr);
	if (ttl && strchr(ttl, '/'))
		return sdp_refuse(r->no, line->number, "c=: one address a stream: write %s/32",
				  addr);
	if (ttl && !is_multicast(dst))
		return sdp_refuse(r->no, line->number,
				  "c=: %s is no group, and has no TTL: write %s", addr, addr);
	if (ttl && (!sdp_number(ttl, 255, &v) || !v))
		return sdp_refuse(r->no, line->number, "c=: TTL %.20s: accepted are 1 to 255", ttl);
	said = sdp_flow_said(r->said, r->leg, "ttl");
	said = said ? said : sdp_flow_said(r->said, 0, "ttl");
	if (!ttl && dst->len == 4 && is_multicast(dst) && !said)
		return sdp_refuse(r->no, line->number, MC_TTL, line->value, addr);
	if (sdp_flow_say(r->f, r->leg, line->number, "dst", dst->len == 16 ? "[%s]:%u" : "%s:%u",
			 addr, port) ||
	    (ttl && sdp_flow_say(r->f, r->leg, line->number, "ttl", "%u", (unsigned int)v)))
		return -E2BIG;
	return 0;
}

static bool source(const char *text, const char *type, const struct st2110_addr *dst)
{
	struct st2110_addr a;

	return !st2110_parse_addr(text, &a) && a.len == dst->len && !is_multicast(&a) &&
	       !strcmp(type, a.len == 4 ? "IP4" : "IP6");
}

/* A second source is a second leg, to the same address (RFC 7104, 4.1). */
static int read_second(struct sdp_reading *r, u32 line, const char *text)
{
	const char *ttl = sdp_flow_said(r->f, r->leg, "ttl");

	if (r->pair)
		return sdp_refuse(r->no, line,
				  "a=source-filter has several sources: in a DUP group leave the one of this leg");
	if (!strcmp(text, sdp_flow_said(r->f, r->leg, "src")))
		return sdp_refuse(r->no, line,
				  "a=source-filter: %s twice: leave it once, or write the second leg's source",
				  text);
	if (sdp_flow_say(r->f, 2, line, "dst", "%s", sdp_flow_said(r->f, r->leg, "dst")) ||
	    (ttl && sdp_flow_say(r->f, 2, line, "ttl", "%s", ttl)) ||
	    sdp_flow_say(r->f, 2, line, "src", "%s", text))
		return -E2BIG;
	return 0;
}

/* "incl IN IP4 239.1.1.1 192.0.2.1", RFC 4570. */
static int read_source(struct sdp_reading *r, const struct st2110_addr *dst)
{
	char mode[8], net[4], type[4], group[64], first[64], second[64] = "", more[2];
	const struct sdp_line *line;
	struct st2110_addr a;
	const char *at;
	int ret = sdp_one(r->doc, r->section, "source-filter", &line, r->no);

	if (ret || !line)
		return ret;
	at = sdp_attr_value(line);
	if (!sdp_token(&at, mode, sizeof(mode)) || !sdp_token(&at, net, sizeof(net)) ||
	    strcmp(net, "IN") || !sdp_token(&at, type, sizeof(type)) ||
	    !sdp_token(&at, group, sizeof(group)) ||
	    !sdp_token(&at, first, sizeof(first)))
		return sdp_refuse(r->no, line->number,
				  "a=source-filter: accepted is as \"incl IN IP4 239.1.1.1 192.0.2.1\"");
	if (strcmp(mode, "incl"))
		return sdp_refuse(r->no, line->number,
				  "a=source-filter: %s names who does not send it: accepted is incl",
				  mode);
	if (strcmp(group, "*") &&
	    (st2110_parse_addr(group, &a) || a.len != dst->len ||
	     memcmp(a.octets, dst->octets, a.len)))
		return sdp_refuse(r->no, line->number,
				  "a=source-filter is of %s, and c= has another address: write the same",
				  group);
	sdp_token(&at, second, sizeof(second));
	if (!source(first, type, dst) || (*second && !source(second, type, dst)))
		return sdp_refuse(r->no, line->number,
				  "a=source-filter: \"%s\": accepted is an address of this host, of the family of c=",
				  source(first, type, dst) ? second : first);
	if (sdp_token(&at, more, sizeof(more)) || *at)
		return sdp_refuse(r->no, line->number,
				  "a=source-filter has more than two sources: leave that of this sender, or those of its two legs");
	ret = sdp_flow_say(r->f, r->leg, line->number, "src", "%s", first);
	return ret || !*second ? ret : read_second(r, line->number, second);
}

/* Of a hexadecimal digit. */
static u8 hex(char c)
{
	return (u8)(c <= '9' ? c - '0' : (c & 7) + 9);
}

/* A hexadecimal octet after octet with "-" (or blanks) between; @id gets them, or is NULL. */
static bool octets(const char *s, unsigned int count, u8 *id, const char **end)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (i && *s != '-' && *s != ' ' && *s != ':')
			return false;
		s += !!i;
		if (strspn(s, "0123456789abcdefABCDEF") < 2)
			return false;
		if (id)
			id[i] = hex(s[0]) << 4 | hex(s[1]);
		s += 2;
	}
	*end = s;
	return true;
}

static void keep_refclk(struct sdp_flow *f, const struct sdp_refclk *c)
{
	if (f->refclks < SDP_REFCLKS)
		f->refclk[f->refclks++] = *c;
}

/* The clock is stated anew when a flow is described; what says nonsense is refused. */
static int read_refclk(struct sdp_reading *r)
{
	const struct sdp_line *line = NULL;
	const char *v, *end;
	u32 section = r->section;
	struct sdp_refclk c;
	u64 domain;

	if (!sdp_attr(r->doc, section, "ts-refclk", NULL))
		section = 0;
	/* RFC 7273 4.8: several mean that they are the same. */
	while ((line = sdp_attr(r->doc, section, "ts-refclk", line))) {
		v = sdp_attr_value(line);
		if (!strncmp(v, "localmac=", 9)) {
			if (!octets(v + 9, 6, NULL, &end) || *end)
				return sdp_refuse(r->no, line->number,
						  "a=ts-refclk: localmac= has six octets: as 00-11-22-33-44-55");
			continue;
		}
		if (strncmp(v, "ptp=", 4))
			return sdp_refuse(r->no, line->number,
					  "a=ts-refclk:%.40s: ST 2110-10 has ptp= and localmac=",
					  v);
		if (!strcmp(v + 4, "IEEE1588-2008:traceable"))
			continue;
		if (strncmp(v + 4, "IEEE1588-2008:", 14))
			return sdp_refuse(r->no, line->number,
					  "a=ts-refclk:%.40s: accepted is ptp=IEEE1588-2008:GRANDMASTER:DOMAIN",
					  v);
		if (!octets(v + 18, 8, c.gm, &end))
			return sdp_refuse(r->no, line->number,
					  "a=ts-refclk: a grandmaster has eight octets: as 00-11-22-FF-FE-33-44-55");
		if (!*end)
			return sdp_refuse(r->no, line->number,
					  "a=ts-refclk: the domain is missing behind the grandmaster: as \":127\"");
		if (*end != ':' || !sdp_number(end + 1, 127, &domain))
			return sdp_refuse(r->no, line->number,
					  "a=ts-refclk: domain \"%.20s\": accepted are 0 to 127",
					  end);
		c.line = line->number;
		c.domain = (u8)domain;
		keep_refclk(r->f, &c);
	}
	return 0;
}

static int read_mediaclk(struct sdp_reading *r)
{
	const struct sdp_line *line;
	const char *v, *rate;
	char offset[24];
	u64 n;
	int ret = sdp_one(r->doc, r->section, "mediaclk", &line, r->no);

	if (ret || !line)
		return ret;
	v = sdp_attr_value(line);
	if (!strcmp(v, "sender"))
		return 0;
	if (strncmp(v, "direct=", 7))
		return sdp_refuse(r->no, line->number,
				  "a=mediaclk:%.40s: ST 2110-10 has direct=0 and sender", v);
	v += 7;
	if (!sdp_token(&v, offset, sizeof(offset)) || !sdp_number(offset, UINT32_MAX, &n))
		return sdp_refuse(r->no, line->number,
				  "a=mediaclk:direct=%.20s: accepted is direct=0", v);
	if (n)
		return sdp_refuse(r->no, line->number,
				  "a=mediaclk:direct=%s: the RTP clock has no offset from the epoch (ST 2110-10 8.3): write direct=0, or mediaclk:sender with rtp-ts keep",
				  offset);
	rate = v + strspn(v, " ");
	if (!strncmp(rate, "rate=", 5) && (!sdp_number(rate + 5, UINT32_MAX, &n) || n != r->rate))
		return sdp_refuse(r->no, line->number,
				  "a=mediaclk: %.20s, and line %u has %u: write the same", rate,
				  r->rtpmap_line, r->rate);
	return 0;
}

/* "96 L24/48000/2" */
static int read_rtpmap(struct sdp_reading *r, u32 pt)
{
	const struct sdp_line *line;
	char type[8], what[64], *rate, *channels;
	const char *at;
	u64 n;
	int ret = sdp_one(r->doc, r->section, "rtpmap", &line, r->no);

	if (ret)
		return ret;
	if (!line)
		return sdp_refuse(r->no, r->m_line,
				  "this stream has no a=rtpmap: add as \"a=rtpmap:%u raw/90000\"",
				  pt);
	r->rtpmap_line = line->number;
	at = sdp_attr_value(line);
	if (!sdp_token(&at, type, sizeof(type)) || !sdp_token(&at, what, sizeof(what)) ||
	    at[strspn(at, " ")])
		return sdp_refuse(r->no, line->number, "a=rtpmap: accepted is as \"%u raw/90000\"",
				  pt);
	if (!sdp_number(type, 127, &n) || n != pt)
		return sdp_refuse(r->no, line->number,
				  "a=rtpmap is of payload type %s, and m= in line %u has %u: write the same",
				  type, r->m_line, pt);
	rate = strchr(what, '/');
	if (rate)
		*rate++ = '\0';
	channels = rate ? strchr(rate, '/') : NULL;
	if (channels)
		*channels++ = '\0';
	if (!strcasecmp(what, "SMPTE2022-6") || !strcasecmp(what, "MP2T"))
		return sdp_refuse(r->no, line->number,
				  "a=rtpmap: %s is a stream of constant rate: add it by words, essence cbr",
				  what);
	r->codec = sdp_codec(what);
	if (!r->codec)
		return sdp_refuse(r->no, line->number,
				  "a=rtpmap: encoding \"%s\" is not known: accepted are raw, jxsv, vc2, jpeg2000, L16, L24, AM824, smpte291, ST2110-41, ttml+xml",
				  what);
	if (!rate || !sdp_number(rate, 1000000, &n) || !n)
		return sdp_refuse(r->no, line->number,
				  "a=rtpmap: the clock rate is missing: as %s/%u", what,
				  r->codec->rate ? r->codec->rate : 48000);
	r->rate = (u32)n;
	if (r->codec->rate && r->rate != r->codec->rate)
		return sdp_refuse(r->no, line->number, "a=rtpmap: %s has a clock of %u Hz, not %u",
				  what, r->codec->rate, r->rate);
	if (channels && r->codec->essence != SDP_AUDIO)
		return sdp_refuse(r->no, line->number, "a=rtpmap: %s has no channels: write %s/%u",
				  what, what, r->rate);
	r->channels = 1;
	if (channels && (!sdp_number(channels, 1024, &n) || !n))
		return sdp_refuse(r->no, line->number,
				  "a=rtpmap: channels \"%.20s\": accepted are 1 and more",
				  channels);
	if (channels)
		r->channels = (u32)n;
	at = sdp_media_line(r->doc, r->section)->value;
	if (strncmp(at, r->codec->media, strlen(r->codec->media)) ||
	    at[strlen(r->codec->media)] != ' ')
		return sdp_refuse(r->no, r->m_line, "m=%.20s: %s is of m=%s", at, r->codec->name,
				  r->codec->media);
	return 0;
}

static int read_lists(struct sdp_reading *r, u32 pt)
{
	const struct sdp_line *line;
	const char *at;
	char type[8];
	u64 n;
	int ret = sdp_one(r->doc, r->section, "fmtp", &line, r->no);

	if (ret)
		return ret;
	if (line) {
		r->fmtp_line = line->number;
		at = sdp_attr_value(line);
		if (!sdp_token(&at, type, sizeof(type)) || !sdp_number(type, 127, &n) || n != pt)
			return sdp_refuse(r->no, line->number,
					  "a=fmtp is of another payload type than m= in line %u, %u: write the same",
					  r->m_line, pt);
		ret = sdp_params_read(&r->fmtp, at, line->number, r->no);
		if (ret)
			return ret;
	}
	ret = sdp_one(r->doc, r->section, "x-st2110", &line, r->no);
	if (!ret && line) {
		r->own_line = line->number;
		ret = sdp_params_read(&r->own, sdp_attr_value(line), line->number, r->no);
	}
	if (!ret)
		ret = sdp_extra_read(&r->wanted, sdp_flow_said(r->said, 0, "sdp-extra"), r->no);
	return ret;
}

/* The session's id, where it is this stream's alone and does not follow from the flow's name. */
static int keep_id(struct sdp_reading *r)
{
	const struct sdp_line *o = sdp_line(r->doc, 0, 'o', NULL);
	const char *name = sdp_flow_said(r->said, 0, "name"), *at = o->value;
	char user[64], id[24];
	u64 n;

	if (!r->alone || !sdp_token(&at, user, sizeof(user)) || !sdp_token(&at, id, sizeof(id)) ||
	    !sdp_number(id, UINT64_MAX, &n) || n == sdp_hash(name ? name : "-"))
		return 0;
	return sdp_extra_add(&r->extra, "o", id);
}

/* s=, i= and what identifies the streams; a name that is the flow's is not kept. */
static int keep_session(struct sdp_reading *r, u32 pt, const char *mids)
{
	const struct sdp_line *s = sdp_line(r->doc, 0, 's', NULL);
	const struct sdp_line *i = sdp_line(r->doc, 0, 'i', NULL);
	const char *name = sdp_flow_said(r->said, 0, "name");
	bool named = s && *s->value && strcmp(s->value, "-") && strcmp(s->value, " ");
	char type[8];

	snprintf(type, sizeof(type), "%u", pt);
	if (named && name && !strcmp(name, s->value))
		named = false;
	if (keep_id(r) || (named && sdp_extra_add(&r->extra, "s", s->value)) ||
	    (i && sdp_extra_add(&r->extra, "i", i->value)) ||
	    sdp_extra_add(&r->extra, "pt", type) ||
	    (mids && sdp_extra_add(&r->extra, "mid", mids)))
		return sdp_refuse(r->no, s ? s->number : 0,
				  "session name and parameters do not fit into %d octets: shorten s= and i=",
				  SDP_EXTRA);
	return 0;
}

static int read_stream(struct sdp_reading *r, const char *mids)
{
	struct st2110_addr dst;
	u32 port = 0, pt = 0;
	int ret;

	ret = read_media(r, &port, &pt);
	if (!ret)
		ret = read_connection(r, &dst, port);
	if (!ret)
		ret = read_source(r, &dst);
	if (!ret)
		ret = read_rtpmap(r, pt);
	if (!ret)
		ret = read_refclk(r);
	if (!ret)
		ret = read_mediaclk(r);
	if (!ret)
		ret = read_lists(r, pt);
	if (!ret)
		ret = keep_session(r, pt, mids);
	if (!ret)
		ret = sdp_flow_say(r->f, 0, r->rtpmap_line, "essence", "%s", r->codec->word);
	if (!ret && r->codec->essence == SDP_COMPRESSED)
		ret = sdp_flow_say(r->f, 0, r->rtpmap_line, "codec", "%s", r->codec->name);
	if (!ret)
		ret = sdp_read_fmtp(r);
	if (!ret && r->extra.used)
		ret = sdp_flow_say(r->f, 0, r->fmtp_line, "sdp-extra", "%s", r->extra.text);
	if (ret == -E2BIG)
		sdp_refuse(r->no, r->fmtp_line,
			   "more parameters than the %d octets of sdp-extra hold: take some out",
			   SDP_EXTRA);
	sdp_params_free(&r->fmtp);
	sdp_params_free(&r->own);
	sdp_params_free(&r->wanted);
	return ret;
}

/* Both legs carry the same packets: all but where they go is the same. */
static int check_legs(const struct sdp_flow *a, const struct sdp_flow *b, u32 m_line,
		      struct sdp_error *no)
{
	const struct sdp_word *w, *other;
	u32 i;

	for (i = 0; i < b->words; i++) {
		w = &b->word[i];
		other = w->leg ? NULL : sdp_flow_word(a, 0, w->key);
		if (w->leg || (other && !strcmp(other->value, w->value)))
			continue;
		return sdp_refuse(no, w->line,
				  "%s is %.60s, and %.60s in line %u: both legs of a DUP group carry the same packets",
				  w->key, w->value, other ? other->value : "not said",
				  other ? other->line : 0);
	}
	for (i = 0; i < a->words; i++)
		if (!a->word[i].leg && !sdp_flow_word(b, 0, a->word[i].key))
			return sdp_refuse(no, m_line,
					  "lacks %s of line %u: both legs of a DUP group carry the same packets",
					  a->word[i].key, a->word[i].line);
	w = sdp_flow_word(a, 1, "dst");
	other = sdp_flow_word(b, 2, "dst");
	if (w && other && !strcmp(w->value, other->value)) {
		w = sdp_flow_word(a, 1, "src");
		other = sdp_flow_word(b, 2, "src");
		if (!w || !other || !strcmp(w->value, other->value))
			return sdp_refuse(no, m_line,
					  "both legs have the same source and destination: ST 2022-7 wants different ones, change c= or a=source-filter");
	}
	return 0;
}

static int check_session(const struct sdp_doc *doc, struct sdp_error *no)
{
	static const char * const needed[] = {
		"o=- 1 1 IN IP4 192.0.2.1", "s=NAME", "t=0 0",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(needed); i++)
		if (!sdp_line(doc, 0, needed[i][0], NULL))
			return sdp_refuse(no, 1, "%c= is missing: add as \"%s\"", needed[i][0],
					  needed[i]);
	if (!doc->media)
		return sdp_refuse(no, doc->line[doc->lines - 1].number, "has no stream: add m=");
	return 0;
}

int sdp_flow_read(struct sdp_flow *f, const struct sdp_doc *doc, const char *stream,
		  const struct sdp_flow *said, struct sdp_error *no)
{
	struct sdp_flow second = { .words = 0 };
	struct sdp_chosen c;
	u32 i, leg;
	int ret;

	memset(f, 0, sizeof(*f));
	ret = check_session(doc, no);
	if (!ret)
		ret = sdp_choose(doc, stream, &c, no);
	for (leg = 1; !ret && leg <= c.count; leg++) {
		struct sdp_reading r = {
			.doc = doc, .said = said, .f = leg == 1 ? f : &second, .no = no,
			.section = c.section[leg - 1], .leg = (u8)leg,
			.alone = c.count == doc->media, .pair = c.count > 1,
		};

		ret = read_stream(&r, *c.mids ? c.mids : NULL);
	}
	if (ret || c.count == 1)
		return ret;
	ret = check_legs(f, &second, sdp_media_line(doc, c.section[1])->number, no);
	for (i = 0; !ret && i < second.words; i++)
		if (second.word[i].leg)
			ret = sdp_flow_say(f, second.word[i].leg, second.word[i].line,
					   second.word[i].key, "%s", second.word[i].value);
	return ret;
}
