/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a capture holds: RTP flows by destination, port and payload type, and what
 * each seems to carry.
 *
 * Payload formats give themselves away over a number of packets, in this order:
 *
 *	anc		RFC 8331: a length that is the packet's, reserved bits that are 0
 *	compressed	a counter or an offset that goes on from packet to packet: P of
 *			RFC 9134, the fragment offset of RFC 5371; the parse code of RFC 8450
 *	video		RFC 4175: a row of pixels that fits the packet
 *	audio		a new timestamp in each packet, always by the same step, and 44.1, 48
 *			or 96 thousand ticks a second by the capture's own times
 *
 * Three quarters of a flow's packets have to agree. What is found is a guess, and
 * whoever prints it must call it one.
 */
#ifndef ST2110_ANALYZE_INVENTORY_H
#define ST2110_ANALYZE_INVENTORY_H

#include "datagram.h"
#include "timing.h"

#define INVENTORY_FLOWS		256
#define INVENTORY_UNKNOWN	(-1)
#define INVENTORY_LEAST		16	/* packets that a guess needs */

struct inventory_flow {
	struct st2110_addr dst;
	u16 port;
	u8 payload_type;
	u64 packets, octets;	/* octets of RTP payload */
	u64 first_ns, last_ns;
	/* evidence: packets that agree with each format */
	u64 anc, jxsv, vc2, jpeg2000, video, steady;
	u64 ticks;		/* of the timestamp, from the first packet to the last */
	u32 timestamp, step, octets_each;
	u32 next_offset;	/* of RFC 5371 */
	u16 counter;		/* P of RFC 9134 */
	bool second;		/* a second field, by the bits of the codec that it is */
	bool second_jxsv, second_vc2, second_jpeg2000;
	/* what was concluded */
	int essence;		/* enum st2110_essence, or INVENTORY_UNKNOWN */
	u8 codec;
	u32 sample_rate, samples, channels, depth;
};

struct inventory {
	struct inventory_flow flow[INVENTORY_FLOWS];
	u32 flows;
	u64 left_out;		/* packets of more flows than that */
};

void inventory_packet(struct inventory *v, const struct datagram *d, u64 tai_ns);
/* The capture ends: what is each flow? */
void inventory_conclude(struct inventory *v);

#endif /* ST2110_ANALYZE_INVENTORY_H */
