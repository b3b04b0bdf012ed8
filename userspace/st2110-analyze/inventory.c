// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flows of a capture. Design: inventory.h.
 */
#include "inventory.h"

static u32 get16(const u8 *p)
{
	return (u32)p[0] << 8 | p[1];
}

static struct inventory_flow *flow_of(struct inventory *v, const struct datagram *d)
{
	struct inventory_flow *f;
	u32 i;

	for (i = 0; i < v->flows; i++) {
		f = &v->flow[i];
		if (f->port == d->dst_port && f->payload_type == d->payload_type &&
		    f->dst.len == d->dst.len && !memcmp(f->dst.octets, d->dst.octets, d->dst.len))
			return f;
	}
	if (v->flows == INVENTORY_FLOWS)
		return NULL;
	f = &v->flow[v->flows++];
	f->dst = d->dst;
	f->port = d->dst_port;
	f->payload_type = d->payload_type;
	return f;
}

/* RFC 8331 clause 2.1 */
static bool is_anc(const struct datagram *d)
{
	const u8 *h = d->head;

	return d->head_octets >= 8 && !(h[5] & 0x3f) && !h[6] && !h[7] &&
	       get16(h + 2) + 8 == d->rtp_payload_octets && !h[4] == !get16(h + 2);
}

/* RFC 9134 clause 4.3: P goes on by one within a field. */
static bool is_jxsv(struct inventory_flow *f, const struct datagram *d, bool same_stamp)
{
	u16 counter = get16(d->head + 2) & 0x7ff, before = f->counter;

	f->counter = counter;
	f->second_jxsv |= (d->head[0] & 0x18) == 0x18;
	return same_stamp ? counter == ((before + 1) & 0x7ff) : !counter;
}

/* RFC 5371 clause 4.1: offsets of a frame's codestream follow each other. */
static bool is_jpeg2000(struct inventory_flow *f, const struct datagram *d, bool same_stamp)
{
	u32 offset = (u32)d->head[5] << 16 | get16(d->head + 6), expected = f->next_offset;

	f->next_offset = (offset + d->rtp_payload_octets - 8) & 0xffffff;
	f->second_jpeg2000 |= d->head[0] >> 6 == 2;
	return same_stamp ? offset == expected : !offset;
}

/* RFC 8450 clause 4.1: a fragment of a picture */
static bool is_vc2(struct inventory_flow *f, const struct datagram *d)
{
	f->second_vc2 |= (d->head[2] & 3) == 3;
	return d->head[3] == 0xec && !(d->head[2] & 0xfc);
}

void inventory_packet(struct inventory *v, const struct datagram *d, u64 tai_ns)
{
	struct inventory_flow *f;
	bool same_stamp;

	if (d->kind != DATAGRAM_RTP)
		return;
	f = flow_of(v, d);
	if (!f) {
		v->left_out++;
		return;
	}
	same_stamp = f->packets && d->timestamp == f->timestamp;
	if (!f->packets) {
		f->first_ns = tai_ns;
		f->octets_each = d->rtp_payload_octets;
	} else {
		u32 step = d->timestamp - f->timestamp;

		/* a packet late or twice goes back */
		if (step < 1U << 31)
			f->ticks += step;
		if (!f->step)
			f->step = step;
		f->steady += step && step == f->step && d->rtp_payload_octets == f->octets_each;
	}
	f->anc += is_anc(d);
	if (d->head_octets >= 8 && d->rtp_payload_octets > 8) {
		f->jxsv += is_jxsv(f, d, same_stamp);
		f->jpeg2000 += is_jpeg2000(f, d, same_stamp);
		f->vc2 += is_vc2(f, d);
		f->video += d->has_srd && d->srd_octets &&
			    d->srd_octets + 8U <= d->rtp_payload_octets;
	}
	f->timestamp = d->timestamp;
	f->last_ns = tai_ns;
	f->octets += d->rtp_payload_octets;
	f->packets++;
}

/* Timestamps a second by the capture's times, within 1 in 128; 0: no rate of audio. */
static u32 audio_rate(const struct inventory_flow *f)
{
	static const u32 rates[] = { 44100, 48000, 96000 };
	u64 span_ns = f->last_ns - f->first_ns, rate;
	u32 i;

	if (f->last_ns <= f->first_ns)
		return 0;
	rate = (u64)((unsigned __int128)f->ticks * ST2110_NSEC_PER_SEC / span_ns);
	for (i = 0; i < ARRAY_SIZE(rates); i++)
		if (rate >= rates[i] - rates[i] / 128 && rate <= rates[i] + rates[i] / 128)
			return rates[i];
	return 0;
}

static bool most(const struct inventory_flow *f, u64 agree)
{
	return agree * 4 >= f->packets * 3;
}

static void conclude_audio(struct inventory_flow *f)
{
	f->sample_rate = audio_rate(f);
	if (!f->sample_rate || f->step > ST2110_NSEC_PER_SEC)
		return;
	f->essence = ST2110_ESSENCE_AUDIO;
	f->samples = f->step;
	f->depth = f->octets_each % (3 * f->samples) ? 16 : 24;
	f->channels = f->octets_each / (f->depth / 8 * f->samples);
}

static void conclude_compressed(struct inventory_flow *f, u8 codec, bool second)
{
	f->essence = ST2110_ESSENCE_COMPRESSED;
	f->codec = codec;
	f->second = second;
}

void inventory_conclude(struct inventory *v)
{
	u32 i;

	for (i = 0; i < v->flows; i++) {
		struct inventory_flow *f = &v->flow[i];

		f->essence = INVENTORY_UNKNOWN;
		if (f->packets < INVENTORY_LEAST)
			continue;
		if (most(f, f->anc))
			f->essence = ST2110_ESSENCE_ANC;
		else if (f->step && most(f, f->steady + 1))
			conclude_audio(f);
		else if (most(f, f->vc2))
			conclude_compressed(f, ST2110_CODEC_VC2, f->second_vc2);
		else if (most(f, f->jxsv))
			conclude_compressed(f, ST2110_CODEC_JXSV, f->second_jxsv);
		else if (most(f, f->jpeg2000))
			conclude_compressed(f, ST2110_CODEC_JPEG2000, f->second_jpeg2000);
		else if (most(f, f->video))
			f->essence = ST2110_ESSENCE_VIDEO;
	}
}
