/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams without pictures, judged: audio by packet time minus sample time, TS-DF
 * and inter-packet mean; a constant rate by its spacing and C_INST.
 *
 * What is counted and how is what selftests/referee/audio.py and cbr.py say at
 * their heads; they must agree on every figure.
 */
#ifndef ST2110_ANALYZE_STREAM_H
#define ST2110_ANALYZE_STREAM_H

#include "capture.h"
#include "datagram.h"
#include "delay.h"
#include "essence.h"
#include "model.h"

struct json_object;

struct stream_wish {
	u8 essence;
	u32 sample_rate, samples;
	const char *ptime;
	u32 rate_num, rate_den;
	u32 media_offset;
	u64 offset_ns;
	bool offset_set;
	bool no_rtp;
	int profile;		/* TS-DF or bucket that is expected, or -1 */
	u32 depth;		/* of audio, bits; 0: not known */
};

struct stream_judge {
	const struct stream_wish *wish;
	struct st2110_schedule schedule;
	u64 packets, gaps, lost, back, odd_steps, outside, markers;
	bool any;
	u16 sequence;
	u32 timestamp;
	u64 place;		/* of the last packet, since the first */
	u64 first_ns, last_ns;
	u32 octets;		/* of a packet's payload; 0: they differ */
	struct st2110_delay delay;
	struct st2110_bucket epoch, first1;
	__int128 early, late;	/* spacing, 1 / rate_num ns */
};

/* Complete and check what was said; NULL or what is wrong. */
const char *stream_init(struct stream_judge *j, struct stream_wish *wish);
/* A datagram of the flow, sent at @tai_ns. */
void stream_packet(struct stream_judge *j, const struct datagram *d, u64 tai_ns);
/* What was found. */
void stream_text(const struct stream_judge *j, const struct st2110_addr *dst, u16 port);
struct json_object *stream_json(const struct stream_judge *j, const struct st2110_addr *dst,
				u16 port);
/* Is it what was expected? */
bool stream_meets(const struct stream_judge *j);

#endif /* ST2110_ANALYZE_STREAM_H */
