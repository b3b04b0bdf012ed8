// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: what a request says of content without pictures, and which
 * attributes go with which essence; see netlink.h.
 */

#include "netlink.h"

#define AUDIO		BIT(ST2110_ESSENCE_AUDIO)
#define CBR		BIT(ST2110_ESSENCE_CBR)
#define SPORADIC	(BIT(ST2110_ESSENCE_FASTMETA) | BIT(ST2110_ESSENCE_TTML))
#define STREAMS		(AUDIO | CBR | SPORADIC)
#define ALL_BUT(of)	((u32)~(of))

#define REFUSE_EPOCH \
	"rtp-ts: epoch is of pictures; of audio sample counts samples since the epoch, or keep"

/* Attributes that not every essence has. */
static const struct {
	u16 attr;
	u32 not_of;
	const char *why;
} strangers[] = {
	{ ST2110_A_FLOW_WIDTH, STREAMS, "format: of pictures; this essence has none" },
	{ ST2110_A_FLOW_HEIGHT, STREAMS, "format: of pictures; this essence has none" },
	{ ST2110_A_FLOW_SCAN, STREAMS, "format: of pictures; this essence has none" },
	{ ST2110_A_FLOW_SAMPLING, STREAMS, "sampling: of pictures; this essence has none" },
	{ ST2110_A_FLOW_PACKING, STREAMS, "packing: of pictures; this essence has none" },
	{ ST2110_A_FLOW_PACKETS, STREAMS, "packets: of pictures; this essence has none" },
	{ ST2110_A_FLOW_PACKETS_AUTO, STREAMS, "packets: of pictures; this essence has none" },
	{ ST2110_A_FLOW_PROFILE, STREAMS, "profile: of pictures; this essence has none" },
	{ ST2110_A_FLOW_CODEC, STREAMS, "codec: of compressed video" },
	{ ST2110_A_FLOW_ANC_MODE, STREAMS, "anc-mode: of ancillary data" },
	{ ST2110_A_FLOW_BIT_RATE, STREAMS, "bit-rate: of pictures; packet-rate" },
	{ ST2110_A_FLOW_LEAD, STREAMS, "lead: of pictures; audio has an offset" },
	{ ST2110_A_FLOW_TROFF, CBR | SPORADIC, "troff: of pictures, and of audio its offset" },
	{ ST2110_A_FLOW_TROFF_AUTO, STREAMS, "troff: auto is of pictures; of audio its offset" },
	{ ST2110_A_FLOW_DEPTH, CBR | SPORADIC, "depth: of pictures and of audio" },
	{ ST2110_A_FLOW_PAYLOAD, AUDIO, "payload: of audio channels and depth make it" },
	{ ST2110_A_FLOW_MAXUDP, AUDIO, "maxudp: audio keeps to the standard UDP size limit" },
	{ ST2110_A_FLOW_RATE_NUM, AUDIO, "rate: of audio it follows from sample-rate and samples" },
	{ ST2110_A_FLOW_RATE_DEN, AUDIO, "rate: of audio it follows from sample-rate and samples" },
	{ ST2110_A_FLOW_SAMPLE_RATE, ALL_BUT(AUDIO), "sample-rate: of essence audio" },
	{ ST2110_A_FLOW_SAMPLES, ALL_BUT(AUDIO), "samples: of essence audio" },
	{ ST2110_A_FLOW_CHANNELS, ALL_BUT(AUDIO), "channels: of essence audio" },
	{ ST2110_A_FLOW_MEDIA_OFFSET, ALL_BUT(AUDIO), "media-offset: of essence audio" },
	{ ST2110_A_FLOW_FORCE, ALL_BUT(AUDIO), "force: of essence audio, for its offset" },
	{ ST2110_A_FLOW_NO_RTP, ALL_BUT(CBR), "no-rtp: of essence cbr" },
};

/**
 * st2110_netlink_strangers() - refuse attributes that the essence does not have
 * @c: configuration, its essence filled in
 * @tb: request
 * @extack: why not
 *
 * Return: 0 or -EINVAL.
 */
int st2110_netlink_strangers(const struct st2110_config *c, struct nlattr **tb,
			     struct netlink_ext_ack *extack)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(strangers); i++) {
		struct nlattr *attr = tb[strangers[i].attr];

		if (!attr || !(strangers[i].not_of & BIT(c->shape.essence)))
			continue;
		if (extack) {
			extack->_msg = strangers[i].why;
			extack->bad_attr = attr;
		}
		return -EINVAL;
	}
	return 0;
}

static int parse_audio(struct st2110_config *c, struct nlattr **tb, bool fresh,
		       struct netlink_ext_ack *extack)
{
	struct st2110_format *fmt = &c->shape.format;

	if (fresh && (!tb[ST2110_A_FLOW_CHANNELS] || !tb[ST2110_A_FLOW_DEPTH]))
		return st2110_nl_missing(extack, "channels: missing; channels and depth (16, 24, or 32 for AM824) make the size of packets");
	if (fresh && tb[ST2110_A_FLOW_SAMPLE_RATE] && !tb[ST2110_A_FLOW_SAMPLES] &&
	    nla_get_u32(tb[ST2110_A_FLOW_SAMPLE_RATE]) % 1000)
		return st2110_nl_missing(extack, "samples: missing; 1 ms is no whole number of them; 48 at 44.1 kHz");
	fmt->rate_num = st2110_nl_u32(tb, ST2110_A_FLOW_SAMPLE_RATE, fresh ? 48000 : fmt->rate_num);
	fmt->rate_den = st2110_nl_u32(tb, ST2110_A_FLOW_SAMPLES,
				      fresh ? fmt->rate_num / 1000 : fmt->rate_den);
	fmt->rate_den = min_t(u32, fmt->rate_den, ST2110_AUDIO_SAMPLES_MAX + 1);
	c->sound.channels = st2110_nl_u32(tb, ST2110_A_FLOW_CHANNELS, c->sound.channels);
	c->sound.depth = min_t(u32, st2110_nl_u32(tb, ST2110_A_FLOW_DEPTH, c->sound.depth), U8_MAX);
	c->media_offset = st2110_nl_u32(tb, ST2110_A_FLOW_MEDIA_OFFSET, c->media_offset);
	if (tb[ST2110_A_FLOW_TROFF])
		c->shape.force = tb[ST2110_A_FLOW_FORCE];
	else
		c->shape.force |= !!tb[ST2110_A_FLOW_FORCE];
	return 0;
}

static int parse_rate(struct st2110_config *c, struct nlattr **tb, bool fresh,
		      struct netlink_ext_ack *extack)
{
	struct st2110_format *fmt = &c->shape.format;

	if (fresh && c->shape.essence == ST2110_ESSENCE_CBR &&
	    (!tb[ST2110_A_FLOW_RATE_NUM] || !tb[ST2110_A_FLOW_PAYLOAD]))
		return st2110_nl_missing(extack, "packet-rate: missing; packets a second and their payload, or a bit-rate and payload");
	fmt->rate_den = st2110_nl_u32(tb, ST2110_A_FLOW_RATE_DEN,
				      tb[ST2110_A_FLOW_RATE_NUM] ? 1 : fmt->rate_den);
	fmt->rate_num = st2110_nl_u32(tb, ST2110_A_FLOW_RATE_NUM, fmt->rate_num);
	c->pixels.payload = st2110_nl_u32(tb, ST2110_A_FLOW_PAYLOAD, c->pixels.payload);
	if (!fresh && tb[ST2110_A_FLOW_NO_RTP])
		return st2110_nl_missing(extack, "no-rtp: fixed for a flow's life; delete it and add another");
	c->no_rtp |= !!tb[ST2110_A_FLOW_NO_RTP];
	c->shape.maxudp = st2110_nl_u32(tb, ST2110_A_FLOW_MAXUDP, c->shape.maxudp);
	if (c->shape.maxudp >= ST2110_STD_UDP && c->shape.maxudp <= ST2110_EXT_UDP &&
	    c->pixels.payload <= ST2110_EXT_UDP)
		return 0;
	return st2110_nl_missing(extack, "maxudp: accepted 1500 (the standard limit) to 8960");
}

/**
 * st2110_netlink_stream() - read what a request says of an essence without pictures
 * @c: configuration, its essence filled in; added to
 * @tb: request
 * @fresh: of a flow that is added
 * @extack: why not
 *
 * Return: 0 or -EINVAL.
 */
int st2110_netlink_stream(struct st2110_config *c, struct nlattr **tb, bool fresh,
			  struct netlink_ext_ack *extack)
{
	bool audio = c->shape.essence == ST2110_ESSENCE_AUDIO;
	int err;

	err = audio ? parse_audio(c, tb, fresh, extack) : parse_rate(c, tb, fresh, extack);
	if (err || !fresh)
		return err;
	/* What others may do without hurting is a click or a lost block here. */
	c->slip = ST2110_SLIP_HOLD;
	c->rtp_ts = audio ? ST2110_RTP_TS_SAMPLE : ST2110_RTP_TS_KEEP;
	if (audio)
		c->queue = min_t(u32, st2110_audio_queue(&c->shape), ST2110_FLOW_PACKETS_MAX);
	else if (c->shape.essence != ST2110_ESSENCE_CBR)
		c->queue = ST2110_FLOW_PACKETS_MAX / 2;
	return 0;
}

/**
 * st2110_netlink_stamps_fit() - do timestamps and places go with the essence?
 * @c: configuration, whole
 * @tb: request
 * @extack: why not
 *
 * Return: 0 or -EINVAL.
 */
int st2110_netlink_stamps_fit(const struct st2110_config *c, struct nlattr **tb,
			      struct netlink_ext_ack *extack)
{
	u32 of = BIT(c->shape.essence);
	const char *why = NULL;

	if (of & AUDIO && c->rtp_ts == ST2110_RTP_TS_EPOCH)
		why = REFUSE_EPOCH;
	else if (of & (CBR | SPORADIC) && c->rtp_ts != ST2110_RTP_TS_KEEP)
		why = "rtp-ts: of this essence timestamps are the sender's; keep";
	else if (!(of & STREAMS) && c->rtp_ts == ST2110_RTP_TS_SAMPLE)
		why = "rtp-ts: sample is of audio; epoch or keep";
	if (why) {
		if (extack) {
			extack->_msg = why;
			extack->bad_attr = tb[ST2110_A_FLOW_RTP_TS];
		}
		return -EINVAL;
	}
	if (of & (CBR | SPORADIC) && c->align == ST2110_ALIGN_RTP) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_ALIGN],
				    "align: of this essence timestamps name no place; next");
		return -EINVAL;
	}
	return 0;
}
