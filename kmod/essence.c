// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each kind of content asks of a schedule; see essence.h.
 */

#include "ancillary.h"
#include "cbr.h"
#include "essence.h"

/**
 * st2110_essence_field_bits() - where packets say which field they are of
 * @bits: gets it
 * @essence: enum st2110_essence
 * @codec: enum st2110_codec, of compressed video
 *
 * ST 2110-20 clause 6.1.5 (F), RFC 9134 clause 4.3 (I: 10 first, 11 second), RFC
 * 8450 clause 4.1 (I and F), RFC 5371 clause 4 (tp: 1 first, 2 second), RFC 8331
 * clause 2.1 (F: 10 first, 11 second). Any context.
 */
void st2110_essence_field_bits(struct st2110_field_bits *bits, u8 essence, u8 codec)
{
	static const struct st2110_field_bits video = { 4, 0x80, 0x80 };
	static const struct st2110_field_bits compressed[] = {
		[ST2110_CODEC_JXSV] = { 0, 0x18, 0x18 },
		[ST2110_CODEC_VC2] = { 2, 0x03, 0x03 },
		[ST2110_CODEC_JPEG2000] = { 0, 0xc0, 0x80 },
	};

	static const struct st2110_field_bits ancillary = { 5, 0xc0, 0xc0 };

	*bits = video;
	if (essence == ST2110_ESSENCE_ANC)
		*bits = ancillary;
	if (essence == ST2110_ESSENCE_COMPRESSED && codec < ARRAY_SIZE(compressed))
		*bits = compressed[codec];
}

/**
 * st2110_essence_headers() - what a UDP datagram has before the payload it states
 * @essence: enum st2110_essence
 *
 * UDP and RTP; of uncompressed video, whose payload is counted in pixels, the
 * extended sequence number and one row header too. Any context.
 *
 * Return: octets.
 */
u32 st2110_essence_headers(u8 essence)
{
	return essence == ST2110_ESSENCE_VIDEO ? 8 + 12 + 2 + ST2110_SRD_HEADER : 8 + 12;
}

/**
 * st2110_compressed_packets() - N of compressed video
 * @format: picture format
 * @bit_rate: of all RTP payloads, bit/s
 * @payload: octets of a full one
 * @packets: gets N of a whole frame
 * @no: why not; may be NULL
 *
 * ST 2110-22: a constant number of octets and packets each frame; of interlaced
 * video, each field. Divides; any context.
 *
 * Return: 0 or -ERANGE.
 */
int st2110_compressed_packets(const struct st2110_format *format, u64 bit_rate, u32 payload,
			      u32 *packets, struct st2110_refusal *no)
{
	u32 fields = format->scan == ST2110_SCAN_PROGRESSIVE ? 1 : 2;
	u64 each = 8ULL * payload * format->rate_num * fields, count;

	if (no)
		no->attr = ST2110_A_FLOW_BIT_RATE;
	if (!each || !bit_rate || bit_rate > ST2110_MAX_BIT_RATE) {
		if (no)
			no->why = "bit-rate: of RTP payloads, 1 bit/s to 1 Tbit/s, with payload";
		return -ERANGE;
	}
	count = fields * div64_u64(bit_rate * format->rate_den + each - 1, each);
	if (count > ST2110_MAX_PACKETS) {
		if (no)
			no->why = "bit-rate: makes more than 1048576 packets a frame";
		return -ERANGE;
	}
	*packets = (u32)count;
	return 0;
}

/**
 * st2110_essence_pictures() - has it a format, and frames that markers end?
 * @essence: enum st2110_essence
 *
 * Any context.
 */
bool st2110_essence_pictures(u8 essence)
{
	return st2110_essence_intake(essence) == ST2110_BY_MARKER;
}

/**
 * st2110_essence_intake() - how packets become frames
 * @essence: enum st2110_essence
 *
 * Any context.
 *
 * Return: enum st2110_intake.
 */
u8 st2110_essence_intake(u8 essence)
{
	switch (essence) {
	case ST2110_ESSENCE_AUDIO:
		return ST2110_BY_PACKET;
	case ST2110_ESSENCE_CBR:
		return ST2110_BY_COUNT;
	case ST2110_ESSENCE_FASTMETA:
	case ST2110_ESSENCE_TTML:
		return ST2110_AT_ONCE;
	default:
		return ST2110_BY_MARKER;
	}
}

/**
 * st2110_essence_schedule() - resolve a shape into the schedule of its essence
 * @s: gets the schedule
 * @shape: what is asked for
 * @no: why not; may be NULL
 *
 * Divides; any context.
 *
 * Return: 0, -EINVAL, -ERANGE or -EOPNOTSUPP, *s untouched then.
 */
int st2110_essence_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			    struct st2110_refusal *no)
{
	int err;

	switch (shape->essence) {
	case ST2110_ESSENCE_AUDIO:
		return st2110_audio_schedule(s, shape, no);
	case ST2110_ESSENCE_ANC:
		return st2110_ancillary_schedule(s, shape, no);
	case ST2110_ESSENCE_CBR:
		return st2110_cbr_schedule(s, shape, no);
	case ST2110_ESSENCE_FASTMETA:
	case ST2110_ESSENCE_TTML:
		return st2110_sporadic_schedule(s, shape, no);
	}
	err = st2110_schedule_init(s, shape, no);
	if (!err && shape->essence == ST2110_ESSENCE_COMPRESSED)
		s->buffered = false;
	return err;
}
