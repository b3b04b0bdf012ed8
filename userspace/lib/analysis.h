/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A captured stream, judged frame by frame.
 *
 * Packets in the order captured become fields (up to a marker, or to a change of
 * timestamp or a discontinuity), fields become frames (F=0, then F=1 where there
 * are two), and a frame's epoch is the one in which its first packet was sent.
 * Late packets (reordered, duplicates) open nothing; they are counted against
 * the frame they belong to and weigh in the buckets when they come. Up to three
 * sender types are judged side by side.
 *
 * What is counted and how is what selftests/referee/referee.py says at its head;
 * the two must agree on every figure.
 */
#ifndef ST2110_ANALYSIS_H
#define ST2110_ANALYSIS_H

#include "datagram.h"
#include "judgement.h"
#include "sequence.h"

#define ANALYSIS_PROFILES	3

enum analysis_cause {
	ANALYSIS_CINST,
	ANALYSIS_VRX_UNDERFLOW,
	ANALYSIS_VRX_OVERFLOW,
	ANALYSIS_PACKETS,
	ANALYSIS_ORDER,
	ANALYSIS_FIELD,
	ANALYSIS_MARKER,
	ANALYSIS_DEADLINE,	/* of ancillary data */
	ANALYSIS_CAUSES,
};

extern const char *const analysis_cause_words[ANALYSIS_CAUSES];

struct analysis_frame {
	u64 k;
	s64 fpt_ns;		/* INT64_MIN: first packet missing */
	s32 rtp_offset[2];
	u32 packets, late, markers, fields;
	bool second;		/* the latest field is a second one */
	bool orphan;		/* it began with a second field */
	bool whole;		/* every field has packets 0 to the last */
	bool clean_start;	/* its begin was seen */
	s64 due_min;		/* of ancillary data: least time before T_FST + TD */
	struct judgement_figures figures[ANALYSIS_PROFILES];
	u32 causes[ANALYSIS_PROFILES];		/* bits of enum analysis_cause */
};

/* Of the frames judged, for one sender type. */
struct analysis_totals {
	struct judgement_figures figures;
	u64 compliant, not_compliant;
	u64 causes[ANALYSIS_CAUSES];
};

struct analysis {
	struct judgement judgement[ANALYSIS_PROFILES];
	u32 profiles;
	u8 scan, essence;
	struct st2110_field_bits field_bits;
	bool seq16;
	u32 skip_frames;
	/* the stream */
	struct sequence sequence;
	u64 packets, rtcp, malformed, backward;
	u64 ttl[256], dscp[64], sums[DATAGRAM_SUMS];
	u32 ssrcs;
	u32 ssrc_seen[64];
	u32 high;		/* unwrapping of 16-bit numbers */
	u64 last_ns;
	bool any;
	/* the field in progress, and what is known of the one before */
	bool field_open, after_marker, jumped;
	u32 timestamp, ssrc;
	u32 first_index, field_packets, last_index, base;
	bool have_base, closed_any, closed_marker, closed_of_current;
	u32 next_base, prev_base;
	/* frames */
	struct analysis_frame frame, before;
	struct st2110_epoch at;
	bool frame_open, have_before;
	/* totals */
	struct analysis_totals totals[ANALYSIS_PROFILES];
	u64 seen, judged, cut, skipped;
	s64 fpt_min, fpt_max;
	__int128 fpt_sum;
	u64 fpt_count;
	s32 rtp_min, rtp_max;
	u64 rtp_zero, rtp_fields;
	u64 first_k, last_k, empty, twice;
	s64 markers_missing;
	/* of ancillary data: before T_FST + TD */
	s64 due_min, due_max;
	__int128 due_sum;
	u64 due_count, due_missed;
	/* every frame judged, if wanted */
	void (*on_frame)(void *opaque, const struct analysis_frame *frame);
	void *opaque;
};

/**
 * analysis_init() - begin
 * @a: analysis
 * @shapes: the format with each sender type to be judged
 * @count: how many
 * @codec: enum st2110_codec, of compressed video
 * @no: on refusal, what is wrong
 *
 * Return: 0 or a negative errno.
 */
int analysis_init(struct analysis *a, const struct st2110_shape *shapes, u32 count, u8 codec,
		  struct st2110_refusal *no);
void analysis_free(struct analysis *a);
/* A datagram of the flow, sent at @tai_ns. */
void analysis_packet(struct analysis *a, const struct datagram *d, u64 tai_ns);
/* The capture ends: judge what is whole. */
void analysis_finish(struct analysis *a);

#endif /* ST2110_ANALYSIS_H */
