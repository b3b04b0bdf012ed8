// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is asked of a flow; see config.h.
 */

#include "ancillary.h"
#include "compat/compat.h"
#include "config.h"

#define STREAM_PAYLOAD		1200		/* of what says nothing of it */
#define TROFF_ROOM_NS		20000		/* guard that a TROFF must leave room for */

#define REFUSE_STANDARD_UDP \
	"payload: exceeds the standard UDP size limit (ST 2110-10); at most 1432, 6 less for each further line that a packet touches, or give maxudp"
#define REFUSE_MAXUDP \
	"payload: with RTP headers it exceeds maxudp; at most maxudp - 28, 6 less for each further line that a packet touches"
#define REFUSE_UDP \
	"payload: with UDP and RTP headers it exceeds 1460 octets (ST 2110-10) or maxudp; at most 20 less"
#define REFUSE_STREAM \
	"payload: with its headers it exceeds maxudp; at most maxudp - 20, without RTP maxudp - 8"
#define REFUSE_QUEUE \
	"queue: frames held at most; accepted 1 to 16, where each packet is one 1 to 126"
#define REFUSE_TROFF \
	"troff: leaves no room for the guard before the first packet; accepted from 20 us"
#define REFUSE_LEAD \
	"lead: packets would leave before k * T_FRAME; at most TR_OFFSET"

const struct st2110_besides st2110_besides_none;

/**
 * st2110_config_besides() - is anything asked for that most flows do not?
 * @config: configuration
 */
bool st2110_config_besides(const struct st2110_config *config)
{
	const struct st2110_besides *b = st2110_besides(config);

	return b->to[0].port || b->to[1].port || *b->sync || *b->clock ||
	       config->epoch_events;
}

/**
 * st2110_config_copy() - a configuration like another one
 * @to: its besides stays where it is: there, if the other asks for any
 * @config: the other
 */
void st2110_config_copy(struct st2110_config *to, const struct st2110_config *config)
{
	struct st2110_besides *besides = to->besides;

	*to = *config;
	to->besides = besides;
	if (besides)
		*besides = *st2110_besides(config);
}

/* N, or what it may be until it is learned. */
static int resolve_packets(struct st2110_config *config, struct st2110_refusal *no)
{
	const struct st2110_format *format = &config->shape.format;
	u32 payload = config->pixels.payload;
	bool video = config->shape.essence == ST2110_ESSENCE_VIDEO;
	u64 octets = (u64)format->width * format->height;

	if (config->packets_stated) {
		config->shape.packets = config->packets_stated;
		return 0;
	}
	if (config->packets_learned) {
		config->shape.packets = config->packets_learned;
		return 0;
	}
	if (config->shape.essence == ST2110_ESSENCE_ANC) {
		config->shape.packets = ST2110_ANC_PACKETS;
		return 0;
	}
	if (!video && config->bit_rate && (payload || !config->packets_auto))
		return st2110_compressed_packets(format, config->bit_rate, payload,
						 &config->shape.packets, no);
	if (video && (!config->packets_auto || payload))
		return st2110_packets_per_frame(format, &config->pixels, &config->shape.packets,
						no);
	/* 1200 octets of 4:2:2 10 bit in each packet, or of four bits a pixel. */
	octets = video ? octets * 5 / 2 : octets / 2;
	config->shape.packets = clamp_t(u64, div_u64(octets + 1199, 1200), 1, ST2110_MAX_PACKETS);
	return 0;
}

/* The largest packet. */
static int resolve_octets(struct st2110_config *config, struct st2110_refusal *no)
{
	const struct st2110_pixels *pixels = &config->pixels;
	bool video = config->shape.essence == ST2110_ESSENCE_VIDEO;
	u32 headers = st2110_essence_headers(config->shape.essence);
	u32 payload = pixels->payload, whole, room, octets, count;

	if (video && pixels->packing == ST2110_PACKING_BPM)
		payload = 1260;
	else if (!payload)
		payload = 1200;
	whole = payload;
	if (video) {
		headers += ST2110_SRD_HEADER *
			   (st2110_most_srds(&config->shape.format, pixels, payload) - 1);
		if (!st2110_pgroup(pixels->sampling, pixels->depth, &octets, &count))
			whole -= payload % octets;
	}
	room = config->shape.maxudp > ST2110_STD_UDP ? config->shape.maxudp : 1460;
	if (payload > ST2110_EXT_UDP || whole + headers > room) {
		no->attr = ST2110_A_FLOW_PAYLOAD;
		no->why = !video ? REFUSE_UDP : room == 1460 ? REFUSE_STANDARD_UDP : REFUSE_MAXUDP;
		return -EMSGSIZE;
	}
	config->frame_octets = ETH_HLEN + (config->key.vlan ? 4 : 0) +
			       (config->ipv6 ? 40 : 20) + headers + payload;
	return 0;
}

/* Sizes of what has no pictures. */
static int resolve_stream(struct st2110_config *config, struct st2110_refusal *no)
{
	u32 headers = 8 + (config->no_rtp ? 0 : ST2110_RTP_OCTETS);
	u32 payload = config->pixels.payload;
	int err;

	if (config->shape.essence == ST2110_ESSENCE_AUDIO) {
		err = st2110_audio_octets(&config->shape, &config->sound, &payload, no);
		if (err)
			return err;
	} else if (!payload) {
		payload = STREAM_PAYLOAD;
	}
	if (payload + headers > max_t(u32, config->shape.maxudp, ST2110_STD_UDP)) {
		no->attr = ST2110_A_FLOW_PAYLOAD;
		no->why = REFUSE_STREAM;
		return -EMSGSIZE;
	}
	config->frame_octets = ETH_HLEN + (config->key.vlan ? 4 : 0) +
			       (config->ipv6 ? 40 : 20) + headers + payload;
	return 0;
}

/* N and sizes of what has pictures. */
static int resolve_pictures(struct st2110_config *config, struct st2110_refusal *no)
{
	int err;

	st2110_essence_field_bits(&config->field_bits, config->shape.essence, config->codec);
	err = st2110_format_check(&config->shape.format, no);
	if (!err)
		err = resolve_packets(config, no);
	if (!err)
		err = resolve_octets(config, no);
	return err;
}

static int check_pictures(const struct st2110_config *config, const struct st2110_schedule *s,
			  struct st2110_refusal *no)
{
	u32 room = min_t(u32, s->window_ns / 4, TROFF_ROOM_NS);

	if (s->tro_ns < room) {
		no->attr = ST2110_A_FLOW_TROFF;
		no->why = REFUSE_TROFF;
		return -ERANGE;
	}
	if (config->lead_set && config->lead_ns > s->tro_ns) {
		no->attr = ST2110_A_FLOW_LEAD;
		no->why = REFUSE_LEAD;
		return -ERANGE;
	}
	if (config->lead_set && config->lead_ns < room) {
		no->attr = ST2110_A_FLOW_LEAD;
		no->why = "lead: shorter than the guard against late wake-ups; accepted from 20 us";
		return -ERANGE;
	}
	return 0;
}

/**
 * st2110_config_resolve() - work out N and the schedule of what was asked
 * @config: as asked; shape.packets and frame_octets are filled in
 * @s: schedule, filled in
 * @no: why not
 *
 * Process context.
 *
 * Return: 0 or a negative errno with @no filled in.
 */
int st2110_config_resolve(struct st2110_config *config, struct st2110_schedule *s,
			  struct st2110_refusal *no)
{
	bool pictures = st2110_essence_pictures(config->shape.essence);
	u32 most = config->shape.essence == ST2110_ESSENCE_CBR || pictures ?
		   ST2110_FLOW_QUEUE_MAX : ST2110_FLOW_PACKETS_MAX;
	int err;

	err = pictures ? resolve_pictures(config, no) : resolve_stream(config, no);
	if (err)
		return err;
	err = st2110_essence_schedule(s, &config->shape, no);
	if (err)
		return err;

	err = pictures ? check_pictures(config, s, no) : 0;
	if (err)
		return err;
	if (config->hold_set && config->hold_ns > s->frame_ns) {
		no->attr = ST2110_A_FLOW_HOLD;
		no->why = "hold: longer than a frame; at most T_FRAME";
		return -ERANGE;
	}
	if (!config->queue || config->queue > most) {
		no->attr = ST2110_A_FLOW_QUEUE;
		no->why = REFUSE_QUEUE;
		return -ERANGE;
	}
	if (config->tx_latency_ns > ST2110_FLOW_LATENCY_MAX_NS) {
		no->attr = ST2110_A_FLOW_TX_LATENCY;
		no->why = "tx-latency: at most 1 ms";
		return -ERANGE;
	}
	return 0;
}
