/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which streams a capture holds, and what their format seems to be.
 *
 * The first frames of each flow tell: timestamps the rate, the F bit the scan,
 * row numbers the raster, packets between markers N. It is a guess (a rate of
 * 59.94 and one of 60 differ by one tick in a thousand, a raster may be cropped),
 * and whoever prints it must call it one.
 */
#ifndef ST2110_ANALYZE_GUESS_H
#define ST2110_ANALYZE_GUESS_H

#include "datagram.h"

#define GUESS_FLOWS	64
#define GUESS_COUNTS	16
#define GUESS_FIELDS	60	/* fields looked at before a guess is ready */

struct guess_tally {
	u32 value;
	u32 times;
};

struct guess_flow {
	struct st2110_addr dst;
	u16 port;
	u64 packets;
	/* tallies of what changed from field to field */
	struct guess_tally steps[GUESS_COUNTS];		/* timestamp ticks */
	struct guess_tally counts[GUESS_COUNTS];	/* packets of a field */
	u32 timestamp, field_packets, fields;
	bool any, whole, extended, second_seen, same_stamp;
	bool high_stays;	/* the extended number, where the RTP number wraps */
	u16 sequence, high;
	u8 last_field;
	u32 rows, odd_rows;	/* highest row + 1; rows with an odd number seen */
};

struct guess {
	struct guess_flow flow[GUESS_FLOWS];
	u32 flows;
};

/* What was concluded; 0 where nothing could be. */
struct guess_format {
	struct st2110_format format;
	u32 packets;
	u32 field_packets;
	bool seq16;
};

void guess_packet(struct guess *g, const struct datagram *d);
/* The flow with this address and port (or, with NULL, that of most packets). */
const struct guess_flow *guess_find(const struct guess *g, const struct st2110_addr *dst, u16 port);
void guess_conclude(const struct guess_flow *f, struct guess_format *out);

#endif /* ST2110_ANALYZE_GUESS_H */
