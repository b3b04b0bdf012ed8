// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a command says of a flow. Design: flow_args.h.
 */
#include <arpa/inet.h>
#include <net/if.h>

#include "essence.h"
#include "flow_args.h"
#include "parse_stream.h"

/* Times are u32 nanoseconds in the uapi. */
#define TIME_MAX_NS	UINT32_MAX
#define USUAL_SAMPLE_RATE	48000	/* as in kmod/netlink_essence.c */

enum key_kind {
	KEY_DEV,
	KEY_DST,
	KEY_SRC,
	KEY_VLAN,
	KEY_FORMAT,
	KEY_SAMPLING,
	KEY_DEPTH,
	KEY_PACKETS,
	KEY_TIME_AUTO,
	KEY_NUMBER,
	KEY_TIME,
	KEY_EITHER_WAY,		/* a time, below 0 too */
	KEY_WORD,
	KEY_SWITCH,		/* on | off */
	KEY_CLOCK,		/* a device's name, tai, or auto */
	KEY_NAME,		/* of a set of changes */
	KEY_FLAG,		/* takes no value */
	KEY_MARK,		/* a number, or keep */
	KEY_BIT_RATE,
	KEY_SYNC,		/* a group's name, or none */
	KEY_PTIME,		/* samples, once the rate is known */
	KEY_PACKET_RATE,
	KEY_INPUT,
	KEY_LEG,		/* what follows of dev, dst, src, vlan, skew is the leg's */
	KEY_SKEW,
	KEY_TO,			/* an address, or none */
	KEY_TO_SRC,
	KEY_LOCK,		/* neither: says "unlocked wait" */
	KEY_SDP_EXTRA,
	KEY_SDP,		/* no attribute: a file that says the rest */
	KEY_STREAM,
};

struct key {
	enum key_kind kind;
	u16 attr;
	const struct st2110_word *words;	/* KEY_WORD */
	u32 min;				/* KEY_NUMBER, KEY_MARK */
	u32 max;			/* KEY_TIME_AUTO: the attribute that says auto */
};

/* Positions in keys[], which the words of keywords[] stand for. */
enum {
	K_DEV, K_DST, K_SRC, K_VLAN, K_FORMAT, K_SAMPLING, K_DEPTH, K_PACKING, K_PAYLOAD,
	K_PACKETS, K_MAXUDP, K_PROFILE, K_TROFF, K_LEAD, K_HOLD, K_RTP_TS, K_ALIGN, K_LATE,
	K_SLIP, K_QUEUE, K_TX_LATENCY, K_TXQ, K_UNTRACEABLE, K_EPOCH_EVENTS, K_NOW,
	K_CLOCK, K_UNLOCKED, K_REQUIRE_LOCK, K_LOOP, K_LOOP_NS, K_ESSENCE,
	K_STAGE, K_DSCP, K_TTL, K_PCP,
	K_CODEC, K_BIT_RATE,
	K_ANC_MODE,
	K_SDP_EXTRA, K_SDP, K_STREAM,
	K_SYNC, K_SYNC_REFERENCE,
	K_SAMPLE_RATE, K_SAMPLES, K_PTIME, K_CHANNELS, K_MEDIA_OFFSET, K_FORCE, K_PACKET_RATE,
	K_NO_RTP,
	K_INPUT, K_LEG, K_SKEW,
	K_TO, K_TO_SRC, K_MUTE,
};

static const struct key keys[] = {
	[K_DEV] = { KEY_DEV, ST2110_A_FLOW_IFNAME, NULL, 0, 0 },
	[K_DST] = { KEY_DST, ST2110_A_FLOW_DST, NULL, 0, 0 },
	[K_SRC] = { KEY_SRC, ST2110_A_FLOW_SRC, NULL, 0, 0 },
	[K_VLAN] = { KEY_VLAN, ST2110_A_FLOW_VLAN, NULL, 0, 4094 },
	[K_FORMAT] = { KEY_FORMAT, ST2110_A_FLOW_HEIGHT, NULL, 0, 0 },
	[K_SAMPLING] = { KEY_SAMPLING, ST2110_A_FLOW_SAMPLING, NULL, 0, 0 },
	[K_DEPTH] = { KEY_DEPTH, ST2110_A_FLOW_DEPTH, NULL, 0, 0 },
	[K_PACKING] = { KEY_WORD, ST2110_A_FLOW_PACKING, st2110_packing_words, 0, 0 },
	[K_PAYLOAD] = { KEY_NUMBER, ST2110_A_FLOW_PAYLOAD, NULL, 1, 8960 },
	[K_PACKETS] = { KEY_PACKETS, ST2110_A_FLOW_PACKETS, NULL, 1, ST2110_MAX_PACKETS },
	[K_MAXUDP] = { KEY_NUMBER, ST2110_A_FLOW_MAXUDP, NULL, 1, 65535 },
	[K_PROFILE] = { KEY_WORD, ST2110_A_FLOW_PROFILE, st2110_profile_words, 0, 0 },
	[K_TROFF] = { KEY_TIME_AUTO, ST2110_A_FLOW_TROFF, NULL, 0, ST2110_A_FLOW_TROFF_AUTO },
	[K_LEAD] = { KEY_TIME, ST2110_A_FLOW_LEAD, NULL, 0, 0 },
	[K_HOLD] = { KEY_TIME_AUTO, ST2110_A_FLOW_HOLD, NULL, 0, ST2110_A_FLOW_AUTO_HOLD },
	[K_RTP_TS] = { KEY_WORD, ST2110_A_FLOW_RTP_TS, st2110_rtp_ts_words, 0, 0 },
	[K_ALIGN] = { KEY_WORD, ST2110_A_FLOW_ALIGN, st2110_align_words, 0, 0 },
	[K_LATE] = { KEY_WORD, ST2110_A_FLOW_LATE, st2110_late_words, 0, 0 },
	[K_SLIP] = { KEY_WORD, ST2110_A_FLOW_SLIP, st2110_slip_words, 0, 0 },
	[K_QUEUE] = { KEY_NUMBER, ST2110_A_FLOW_QUEUE, NULL, 1, 65535 },
	[K_TX_LATENCY] = { KEY_TIME, ST2110_A_FLOW_TX_LATENCY, NULL, 0, 0 },
	[K_TXQ] = { KEY_NUMBER, ST2110_A_FLOW_TXQ, NULL, 0, 65535 },
	[K_UNTRACEABLE] = { KEY_FLAG, ST2110_A_FLOW_ALLOW_UNTRACEABLE, NULL, 0, 0 },
	[K_EPOCH_EVENTS] = { KEY_SWITCH, ST2110_A_FLOW_EPOCH_EVENTS, NULL, 0, 0 },
	[K_NOW] = { KEY_FLAG, ST2110_A_FLOW_NOW, NULL, 0, 0 },
	[K_CLOCK] = { KEY_CLOCK, ST2110_A_FLOW_CLOCK, NULL, 0, 0 },
	[K_UNLOCKED] = { KEY_WORD, ST2110_A_FLOW_UNLOCKED, st2110_unlocked_words, 0, 0 },
	[K_LOOP] = { KEY_WORD, ST2110_A_FLOW_LOOP, st2110_loop_words, 0, 0 },
	[K_LOOP_NS] = { KEY_EITHER_WAY, ST2110_A_FLOW_LOOP_NS, NULL, 0, 0 },
	[K_ESSENCE] = { KEY_WORD, ST2110_A_FLOW_ESSENCE, st2110_essence_words, 0, 0 },
	[K_STAGE] = { KEY_NAME, ST2110_A_FLOW_STAGE, NULL, 0, 0 },
	[K_DSCP] = { KEY_MARK, ST2110_A_FLOW_DSCP, NULL, 0, 63 },
	[K_TTL] = { KEY_MARK, ST2110_A_FLOW_TTL, NULL, 1, 255 },
	[K_PCP] = { KEY_MARK, ST2110_A_FLOW_PCP, NULL, 0, 7 },
	[K_CODEC] = { KEY_WORD, ST2110_A_FLOW_CODEC, st2110_codec_words, 0, 0 },
	[K_BIT_RATE] = { KEY_BIT_RATE, ST2110_A_FLOW_BIT_RATE, NULL, 0, 0 },
	[K_ANC_MODE] = { KEY_WORD, ST2110_A_FLOW_ANC_MODE, st2110_anc_mode_words, 0, 0 },
	[K_SDP_EXTRA] = { KEY_SDP_EXTRA, ST2110_A_FLOW_SDP_EXTRA, NULL, 0, 0 },
	[K_SDP] = { KEY_SDP, 0, NULL, 0, 0 },
	[K_STREAM] = { KEY_STREAM, 0, NULL, 0, 0 },
	[K_SYNC] = { KEY_SYNC, ST2110_A_FLOW_SYNC, NULL, 0, 0 },
	[K_SYNC_REFERENCE] = { KEY_SWITCH, ST2110_A_FLOW_SYNC_REFERENCE, NULL, 0, 0 },
	[K_SAMPLE_RATE] = { KEY_NUMBER, ST2110_A_FLOW_SAMPLE_RATE, NULL, 1, UINT32_MAX },
	[K_SAMPLES] = { KEY_NUMBER, ST2110_A_FLOW_SAMPLES, NULL, 1, UINT32_MAX },
	[K_PTIME] = { KEY_PTIME, ST2110_A_FLOW_SAMPLES, NULL, 0, 0 },
	[K_CHANNELS] = { KEY_NUMBER, ST2110_A_FLOW_CHANNELS, NULL, 1, UINT32_MAX },
	[K_MEDIA_OFFSET] = { KEY_NUMBER, ST2110_A_FLOW_MEDIA_OFFSET, NULL, 0, UINT32_MAX },
	[K_FORCE] = { KEY_FLAG, ST2110_A_FLOW_FORCE, NULL, 0, 0 },
	[K_PACKET_RATE] = { KEY_PACKET_RATE, ST2110_A_FLOW_RATE_NUM, NULL, 0, 0 },
	[K_NO_RTP] = { KEY_FLAG, ST2110_A_FLOW_NO_RTP, NULL, 0, 0 },
	[K_INPUT] = { KEY_INPUT, ST2110_A_FLOW_INPUT, NULL, 0, 0 },
	[K_LEG] = { KEY_LEG, ST2110_A_FLOW_LEG, NULL, 0, 0 },
	[K_SKEW] = { KEY_SKEW, ST2110_A_FLOW_LEG, NULL, 0, 0 },
	[K_TO] = { KEY_TO, ST2110_A_FLOW_TO, NULL, 0, 0 },
	[K_TO_SRC] = { KEY_TO_SRC, ST2110_A_FLOW_TO_SRC, NULL, 0, 0 },
	[K_MUTE] = { KEY_SWITCH, ST2110_A_FLOW_MUTE, NULL, 0, 0 },
	[K_REQUIRE_LOCK] = { KEY_LOCK, ST2110_A_FLOW_UNLOCKED, NULL, 0, 0 },
};

static const struct st2110_word keywords[] = {
	{ "dev", K_DEV },
	{ "dst", K_DST },
	{ "src", K_SRC },
	{ "vlan", K_VLAN },
	{ "format", K_FORMAT },
	{ "sampling", K_SAMPLING },
	{ "depth", K_DEPTH },
	{ "packing", K_PACKING },
	{ "payload", K_PAYLOAD },
	{ "packets", K_PACKETS },
	{ "maxudp", K_MAXUDP },
	{ "profile", K_PROFILE },
	{ "troff", K_TROFF },
	{ "lead", K_LEAD },
	{ "hold", K_HOLD },
	{ "rtp-ts", K_RTP_TS },
	{ "align", K_ALIGN },
	{ "late", K_LATE },
	{ "slip", K_SLIP },
	{ "queue", K_QUEUE },
	{ "tx-latency", K_TX_LATENCY },
	{ "txq", K_TXQ },
	{ "allow-untraceable", K_UNTRACEABLE },
	{ "epoch-events", K_EPOCH_EVENTS },
	{ "now", K_NOW },
	{ "clock", K_CLOCK },
	{ "unlocked", K_UNLOCKED },
	{ "require-lock", K_REQUIRE_LOCK },
	{ "loop", K_LOOP },
	{ "loop-ns", K_LOOP_NS },
	{ "essence", K_ESSENCE },
	{ "stage", K_STAGE },
	{ "dscp", K_DSCP },
	{ "ttl", K_TTL },
	{ "pcp", K_PCP },
	{ "codec", K_CODEC },
	{ "bit-rate", K_BIT_RATE },
	{ "anc-mode", K_ANC_MODE },
	{ "sdp-extra", K_SDP_EXTRA },
	{ "sdp", K_SDP },
	{ "stream", K_STREAM },
	{ "sync", K_SYNC },
	{ "sync-reference", K_SYNC_REFERENCE },
	{ "sample-rate", K_SAMPLE_RATE },
	{ "samples", K_SAMPLES },
	{ "ptime", K_PTIME },
	{ "channels", K_CHANNELS },
	{ "media-offset", K_MEDIA_OFFSET },
	{ "force", K_FORCE },
	{ "packet-rate", K_PACKET_RATE },
	{ "no-rtp", K_NO_RTP },
	{ "offset", K_TROFF },
	{ "input", K_INPUT },
	{ "leg", K_LEG },
	{ "skew", K_SKEW },
	{ "to", K_TO },
	{ "to-src", K_TO_SRC },
	{ "mute", K_MUTE },
	{ "type", K_PROFILE },
	{ NULL, 0 }
};

static const struct st2110_word switch_words[] = {
	{ "off", 0 },
	{ "on", 1 },
	{ NULL, 0 }
};

static u32 *value_of(struct flow_request *r, u16 attr)
{
	return &r->value[attr];
}

static const char *parse_time(struct flow_request *r, const struct key *key, const char *word)
{
	const char *why;
	u64 ns;

	why = st2110_parse_time(word, TIME_MAX_NS, &ns);
	if (!why)
		*value_of(r, key->attr) = (u32)ns;
	return why;
}

/* A time that may be below zero. */
static const char *parse_either_way(struct flow_request *r, const struct key *key, const char *word)
{
	bool negative = *word == '-';
	const char *why;
	u64 ns;

	why = st2110_parse_time(word + negative, INT32_MAX, &ns);
	if (!why)
		*value_of(r, key->attr) = negative ? -(u32)ns : (u32)ns;
	return why;
}

static const char *parse_word(struct flow_request *r, u16 attr, const struct st2110_word *words,
			      const char *word)
{
	int value = 0;
	const char *why = st2110_parse_word(words, word, &value);

	*value_of(r, attr) = (u32)value;
	return why;
}

static const char *parse_vlan(struct flow_request *r, const struct key *key, const char *word)
{
	const char *why;
	u32 v = 0;

	why = st2110_parse_u32(word, key->min, key->max, &v);
	r->vlan = (u16)v;
	return why;
}

static const char *parse_dst(struct flow_request *r, const char *word)
{
	const char *why = st2110_parse_addr_port(word, &r->dst, &r->dst_port);

	if (!why)
		flow_give(r, ST2110_A_FLOW_DST_PORT);
	return why;
}

/* Of the flow, or of a leg. */
static const char *parse_to(struct flow_output *to, const char *word)
{
	to->given = true;
	if (!strcmp(word, "none"))
		return NULL;
	if (st2110_parse_addr_port(word, &to->dst, &to->port))
		return "accepted are ADDR:PORT and none";
	return NULL;
}

static const char *parse_to_src(struct flow_output *to, const char *word)
{
	to->src_given = true;
	return st2110_parse_addr(word, &to->src);
}

static const char *parse_format(struct flow_request *r, const char *word)
{
	const char *why = st2110_parse_format(word, &r->format);

	if (why)
		return why;
	r->value[ST2110_A_FLOW_WIDTH] = r->format.width;
	r->value[ST2110_A_FLOW_HEIGHT] = r->format.height;
	r->value[ST2110_A_FLOW_RATE_NUM] = r->format.rate_num;
	r->value[ST2110_A_FLOW_RATE_DEN] = r->format.rate_den;
	r->value[ST2110_A_FLOW_SCAN] = r->format.scan;
	flow_give(r, ST2110_A_FLOW_WIDTH);
	flow_give(r, ST2110_A_FLOW_RATE_NUM);
	flow_give(r, ST2110_A_FLOW_RATE_DEN);
	flow_give(r, ST2110_A_FLOW_SCAN);
	return NULL;
}

/* Of pictures, or of samples. */
static const char *parse_depth(struct flow_request *r, const struct key *key, const char *word)
{
	if (!st2110_parse_depth(word, value_of(r, key->attr)) ||
	    !st2110_parse_sample(word, value_of(r, key->attr)))
		return NULL;
	return "accepted are 8, 10, 12, 16 and 16f bits, of audio L16, L24 and AM824";
}

static const char *parse_packet_rate(struct flow_request *r, const char *word)
{
	flow_give(r, ST2110_A_FLOW_RATE_DEN);
	return st2110_parse_packet_rate(word, value_of(r, ST2110_A_FLOW_RATE_NUM),
					value_of(r, ST2110_A_FLOW_RATE_DEN));
}

static const char *parse_value(struct flow_request *r, const struct key *key, const char *word,
			       u16 *attr)
{
	switch (key->kind) {
	case KEY_DEV:
		r->dev = word;
		return strlen(word) < IFNAMSIZ ? NULL : "a device's name has at most 15 octets";
	case KEY_DST:
		return parse_dst(r, word);
	case KEY_SRC:
		return st2110_parse_addr(word, &r->src);
	case KEY_VLAN:
		return parse_vlan(r, key, word);
	case KEY_FORMAT:
		return parse_format(r, word);
	case KEY_SAMPLING:
		return st2110_parse_sampling(word, value_of(r, key->attr));
	case KEY_DEPTH:
		return parse_depth(r, key, word);
	case KEY_PACKETS:
		if (!strcmp(word, "auto")) {
			*attr = ST2110_A_FLOW_PACKETS_AUTO;
			return NULL;
		}
		if (st2110_parse_u32(word, key->min, key->max, value_of(r, key->attr)))
			return "accepted are the packets of a whole frame, 1 to 1048576, and auto";
		return NULL;
	case KEY_TIME_AUTO:
		if (strcmp(word, "auto"))
			return parse_time(r, key, word);
		*attr = (u16)key->max;
		return NULL;
	case KEY_NUMBER:
		return st2110_parse_u32(word, key->min, key->max, value_of(r, key->attr));
	case KEY_MARK:
		if (strcmp(word, "keep"))
			return st2110_parse_u32(word, key->min, key->max, value_of(r, key->attr));
		*value_of(r, key->attr) = ST2110_MARK_KEEP;
		return NULL;
	case KEY_TIME:
		return parse_time(r, key, word);
	case KEY_EITHER_WAY:
		return parse_either_way(r, key, word);
	case KEY_WORD:
		return parse_word(r, key->attr, key->words, word);
	case KEY_SWITCH:
		return parse_word(r, key->attr, switch_words, word);
	case KEY_SYNC:
		r->sync = strcmp(word, "none") ? word : "";
		return strlen(word) <= ST2110_NAME_MAX ? NULL :
		       "a group's name has at most 31 octets; none leaves it";
	case KEY_BIT_RATE:
		return st2110_parse_bit_rate(word, &r->bit_rate);
	case KEY_CLOCK:
		/* An empty name lets the kernel choose. */
		r->clock = strcmp(word, "auto") ? word : "";
		return strlen(word) < IFNAMSIZ ? NULL : "accepted are a device, tai and auto";
	case KEY_NAME:
		r->stage = word;
		return *word && strlen(word) <= ST2110_NAME_MAX ? NULL :
		       "a set's name has 1 to 31 octets";
	case KEY_SDP_EXTRA:
		r->sdp_extra = word;
		return strlen(word) <= SDP_EXTRA ? NULL : "accepted are up to 511 octets";
	case KEY_SDP:
		r->sdp = word;
		break;
	case KEY_STREAM:
		r->stream = word;
		break;
	case KEY_PTIME:
		r->ptime = word;
		return NULL;
	case KEY_PACKET_RATE:
		return parse_packet_rate(r, word);
	case KEY_INPUT:
		r->input = word;
		return strlen(word) < IFNAMSIZ ? NULL : "a device's name has at most 15 octets";
	case KEY_LEG:
		r->leg.given = true;
		return strcmp(word, "2") ? "what comes before is leg 1; accepted is 2" : NULL;
	case KEY_TO:
		if (strcmp(word, "none"))
			flow_give(r, ST2110_A_FLOW_TO_PORT);
		return parse_to(&r->to, word);
	case KEY_TO_SRC:
		return parse_to_src(&r->to, word);
	case KEY_SKEW:
		return "belongs to leg 2, after \"leg 2\"";
	case KEY_FLAG:
	case KEY_LOCK:
		break;
	}
	return NULL;
}

bool flow_of_pictures(const struct flow_request *r)
{
	return !flow_given(r, ST2110_A_FLOW_ESSENCE) ||
	       st2110_essence_pictures((u8)r->value[ST2110_A_FLOW_ESSENCE]);
}

/* What takes two words to know. */
static int finish(struct flow_request *r)
{
	u32 rate = flow_given(r, ST2110_A_FLOW_SAMPLE_RATE) ?
		   r->value[ST2110_A_FLOW_SAMPLE_RATE] : USUAL_SAMPLE_RATE;
	const char *why;

	if (r->ptime) {
		why = st2110_parse_ptime(r->ptime, rate, value_of(r, ST2110_A_FLOW_SAMPLES));
		if (why)
			return ctl_bad("ptime", r->ptime, why);
	}
	/* Of a stream it is another word for a packet rate. */
	if (flow_given(r, ST2110_A_FLOW_BIT_RATE) && !flow_of_pictures(r)) {
		why = st2110_packet_rate(r->bit_rate, r->value[ST2110_A_FLOW_PAYLOAD],
					 value_of(r, ST2110_A_FLOW_RATE_NUM),
					 value_of(r, ST2110_A_FLOW_RATE_DEN));
		if (why)
			return ctl_usage("bit-rate: %s", why);
		r->given[ST2110_A_FLOW_BIT_RATE] = false;
		flow_give(r, ST2110_A_FLOW_RATE_NUM);
		flow_give(r, ST2110_A_FLOW_RATE_DEN);
	}
	/* A description may say where it goes. */
	if (r->leg.given && !r->leg.to.given && (!r->leg.dev || (!r->leg.dst.len && !r->sdp)))
		return ctl_usage("leg 2: say dev DEV and dst ADDR:PORT, of one that is there to ADDR:PORT");
	return CTL_OK;
}

/* After "leg 2". */
static const char *parse_leg(struct flow_request *r, const struct key *key, const char *word)
{
	const char *why = NULL;
	u64 ns = 0;
	u32 v = 0;

	switch (key->kind) {
	case KEY_DEV:
		r->leg.dev = word;
		return strlen(word) < IFNAMSIZ ? NULL : "a device's name has at most 15 octets";
	case KEY_DST:
		return st2110_parse_addr_port(word, &r->leg.dst, &r->leg.dst_port);
	case KEY_SRC:
		r->leg.src_given = true;
		return st2110_parse_addr(word, &r->leg.src);
	case KEY_VLAN:
		why = st2110_parse_u32(word, key->min, key->max, &v);
		r->leg.vlan_given = true;
		r->leg.vlan = (u16)v;
		return why;
	case KEY_TO:
		return parse_to(&r->leg.to, word);
	case KEY_TO_SRC:
		return parse_to_src(&r->leg.to, word);
	case KEY_SKEW:
		why = st2110_parse_time(word, ST2110_SKEW_MAX, &ns);
		r->leg.skew_ns = (u32)ns;
		return why;
	default:
		return NULL;
	}
}

/* What the legs have each for itself. */
static bool of_leg(const struct key *key)
{
	return key->kind <= KEY_VLAN || key->kind == KEY_SKEW || key->kind == KEY_TO ||
	       key->kind == KEY_TO_SRC;
}

int flow_parse(struct flow_request *r, struct ctl_words *words)
{
	bool seen[ARRAY_SIZE(keys)] = { false }, seen_leg[ARRAY_SIZE(keys)] = { false }, *of;

	while (words->left) {
		const char *word = ctl_take(words), *why, *value = NULL;
		const struct key *key;
		int k = ctl_keyword(keywords, word);
		u16 attr;

		if (k < 0)
			return CTL_USAGE;
		key = &keys[k];
		of = r->leg.given && of_leg(key) ? seen_leg : seen;
		if (of[k])
			return ctl_usage("%s is said twice", st2110_word_name(keywords, k));
		of[k] = true;
		attr = key->attr;
		if (key->kind == KEY_LOCK) {
			r->value[attr] = ST2110_UNLOCKED_WAIT;
		} else if (key->kind != KEY_FLAG) {
			value = ctl_take(words);
			if (!value)
				return ctl_usage("%s: its value is missing",
						 st2110_word_name(keywords, k));
			why = of == seen_leg ? parse_leg(r, key, value) :
						parse_value(r, key, value, &attr);
			if (why)
				return ctl_bad(st2110_word_name(keywords, k), value, why);
			if (of == seen_leg)
				continue;
		}
		if (r->said && value)
			sdp_flow_say(r->said, 0, 0, st2110_word_name(keywords, k), "%s", value);
		if (key->kind == KEY_SDP || key->kind == KEY_STREAM)
			continue;
		/* Of two words for one thing. */
		if (flow_given(r, attr))
			return ctl_usage("%s is said twice, as %s too",
					 st2110_attr_word(&st2110_flow_set, attr), word);
		flow_give(r, attr);
	}
	return finish(r);
}

bool flow_has_word(const char *word)
{
	const struct st2110_word *w;

	for (w = keywords; w->word; w++)
		if (!strcmp(w->word, word))
			return true;
	return false;
}

static void encode_leg(const struct flow_request *r, struct nlmsghdr *nlh)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, ST2110_A_FLOW_LEG);

	mnl_attr_put_u32(nlh, ST2110_A_LEG_NUMBER, 2);
	if (r->leg.dev)
		mnl_attr_put_strz(nlh, ST2110_A_LEG_IFNAME, r->leg.dev);
	if (r->leg.dst.len) {
		mnl_attr_put(nlh, ST2110_A_LEG_DST, r->leg.dst.len, r->leg.dst.octets);
		mnl_attr_put_u16(nlh, ST2110_A_LEG_DST_PORT, htons(r->leg.dst_port));
	}
	if (r->leg.src_given)
		mnl_attr_put(nlh, ST2110_A_LEG_SRC, r->leg.src.len, r->leg.src.octets);
	if (r->leg.vlan_given)
		mnl_attr_put_u16(nlh, ST2110_A_LEG_VLAN, r->leg.vlan);
	if (r->leg.skew_ns)
		mnl_attr_put_u32(nlh, ST2110_A_LEG_SKEW, r->leg.skew_ns);
	if (r->leg.to.given)
		mnl_attr_put(nlh, ST2110_A_LEG_TO, r->leg.to.dst.len, r->leg.to.dst.octets);
	if (r->leg.to.dst.len)
		mnl_attr_put_u16(nlh, ST2110_A_LEG_TO_PORT, htons(r->leg.to.port));
	if (r->leg.to.src_given)
		mnl_attr_put(nlh, ST2110_A_LEG_TO_SRC, r->leg.to.src.len,
			     r->leg.to.src.octets);
	mnl_attr_nest_end(nlh, nest);
}

bool flow_is_keyword(const char *word)
{
	return st2110_word_value(keywords, word) != ST2110_WORD_UNKNOWN;
}

int flow_check_name(const char *name)
{
	if (!*name || strlen(name) > ST2110_NAME_MAX)
		return ctl_bad("NAME", name, "a flow's name has 1 to 31 octets");
	return CTL_OK;
}

int flow_check_dev(const char *dev)
{
	if (!*dev || strlen(dev) >= IFNAMSIZ)
		return ctl_bad("dev", dev, "a device's name has 1 to 15 octets");
	return CTL_OK;
}

void flow_encode(const struct flow_request *r, struct nlmsghdr *nlh)
{
	unsigned int attr;

	for (attr = 1; attr <= ST2110_A_FLOW_MAX; attr++) {
		if (!flow_given(r, attr))
			continue;
		switch (attr) {
		case ST2110_A_FLOW_NAME:
			mnl_attr_put_strz(nlh, attr, r->name);
			break;
		case ST2110_A_FLOW_IFNAME:
			mnl_attr_put_strz(nlh, attr, r->dev);
			break;
		case ST2110_A_FLOW_STAGE:
			mnl_attr_put_strz(nlh, attr, r->stage);
			break;
		case ST2110_A_FLOW_SDP_EXTRA:
			mnl_attr_put_strz(nlh, attr, r->sdp_extra);
			break;
		case ST2110_A_FLOW_INPUT:
			mnl_attr_put_strz(nlh, attr, r->input);
			break;
		case ST2110_A_FLOW_LEG:
			encode_leg(r, nlh);
			break;
		case ST2110_A_FLOW_CLOCK:
			mnl_attr_put_strz(nlh, attr, r->clock);
			break;
		case ST2110_A_FLOW_DST:
			mnl_attr_put(nlh, attr, r->dst.len, r->dst.octets);
			break;
		case ST2110_A_FLOW_DST_PORT:
			mnl_attr_put_u16(nlh, attr, htons(r->dst_port));
			break;
		case ST2110_A_FLOW_SRC:
			mnl_attr_put(nlh, attr, r->src.len, r->src.octets);
			break;
		case ST2110_A_FLOW_TO:
			mnl_attr_put(nlh, attr, r->to.dst.len, r->to.dst.octets);
			break;
		case ST2110_A_FLOW_TO_PORT:
			mnl_attr_put_u16(nlh, attr, htons(r->to.port));
			break;
		case ST2110_A_FLOW_TO_SRC:
			mnl_attr_put(nlh, attr, r->to.src.len, r->to.src.octets);
			break;
		case ST2110_A_FLOW_SYNC:
			mnl_attr_put_strz(nlh, attr, r->sync);
			break;
		case ST2110_A_FLOW_BIT_RATE:
			mnl_attr_put_u64(nlh, attr, r->bit_rate);
			break;
		case ST2110_A_FLOW_VLAN:
			mnl_attr_put_u16(nlh, attr, r->vlan);
			break;
		case ST2110_A_FLOW_PACKETS_AUTO:
		case ST2110_A_FLOW_ALLOW_UNTRACEABLE:
		case ST2110_A_FLOW_NOW:
		case ST2110_A_FLOW_FORCE:
		case ST2110_A_FLOW_NO_RTP:
		case ST2110_A_FLOW_AUTO_HOLD:
		case ST2110_A_FLOW_TROFF_AUTO:
			mnl_attr_put(nlh, attr, 0, NULL);
			break;
		default:
			mnl_attr_put_u32(nlh, attr, r->value[attr]);
			break;
		}
	}
}
