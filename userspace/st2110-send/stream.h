/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams without pictures, as ordinary software sends them.
 *
 * Audio: each packet time one packet of each flow, or with --batch so many at a
 * time, as an application does whose audio comes in larger pieces; handed over when
 * its last sample exists. A constant rate: batches evenly over each block. Fast
 * metadata and timed text: a packet now and then, as the packet rate says.
 *
 * Many flows are one process: their addresses and SSRCs count up. All packets of a
 * moment are one sendmmsg() on an AF_PACKET socket.
 */
#ifndef ST2110_SEND_STREAM_H
#define ST2110_SEND_STREAM_H

#include "essence.h"

struct settings;

struct stream_config {
	u8 essence;
	u32 sample_rate, samples;
	const char *ptime;
	u32 channels, depth;
	u32 rate_num, rate_den;		/* packets a second */
	u64 bps;
	u32 payload;
	bool no_rtp;
	u32 flows;
};

/* Complete and check what was said; NULL or what is wrong. */
const char *stream_check(struct stream_config *c);
/* Send until the end; the exit status. */
int stream_run(struct settings *s, const int *stop);

#endif /* ST2110_SEND_STREAM_H */
