/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Essences: what each kind of content asks of a schedule.
 *
 * The machinery of frames, epochs and windows is one; an essence decides how a
 * shape becomes a schedule, and which models judge it. Uncompressed video
 * (ST 2110-20) is judged by both models of ST 2110-21; compressed video
 * (ST 2110-22) by the network compatibility model alone; ancillary data (ST
 * 2110-40) by its deadlines; for what has no frames see
 * audio.h and cbr.h.
 *
 * It also decides how packets become frames: by markers and timestamps; each
 * packet one; by count; or not at all, where packets leave as they come.
 *
 * Integers only; the tools compile this very file.
 */
#ifndef ST2110_ESSENCE_H
#define ST2110_ESSENCE_H

#include "audio.h"
#include "timing.h"

#define ST2110_MAX_BIT_RATE	1000000000000ULL

/* Where a payload format tells the fields apart: (octet & mask) == second. */
struct st2110_field_bits {
	u8 at;			/* octet of the RTP payload */
	u8 mask;
	u8 second;
};

void st2110_essence_field_bits(struct st2110_field_bits *bits, u8 essence, u8 codec);
u32 st2110_essence_headers(u8 essence);
int st2110_compressed_packets(const struct st2110_format *format, u64 bit_rate, u32 payload,
			      u32 *packets, struct st2110_refusal *no);
enum st2110_intake {
	ST2110_BY_MARKER,
	ST2110_BY_PACKET,
	ST2110_BY_COUNT,
	ST2110_AT_ONCE,
};

bool st2110_essence_pictures(u8 essence);
u8 st2110_essence_intake(u8 essence);
int st2110_essence_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			    struct st2110_refusal *no);

#endif /* ST2110_ESSENCE_H */
