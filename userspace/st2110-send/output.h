/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How packets reach the kernel.
 *
 * ring	AF_PACKET with a transmit ring. Slot i of the ring always holds packet
 *	i mod N of a frame, so that a frame costs one store of five words a packet
 *	and one system call; a packet that is left out becomes a slot of length 0,
 *	which the kernel passes over (PACKET_LOSS). Each slot says where its headers
 *	end (PACKET_VNET_HDR): the kernel copies those out of the ring at once, so that
 *	nobody on the way has to look for them in the ring's pages. What is not of the
 *	template (RTCP, surplus packets) goes through a second socket, at once and so
 *	in order.
 * plain	AF_PACKET, sendmmsg() of up to --mmsg packets; 1 is a sendmsg() each.
 * udp	a UDP socket, likewise; with --gso, runs of up to that many datagrams of one
 *	length as one message that the kernel (or we, in the qdisc) cuts up.
 *
 * PACKET_QDISC_BYPASS is never set: a paced flow lives in the qdisc.
 */
#ifndef ST2110_SEND_OUTPUT_H
#define ST2110_SEND_OUTPUT_H

#include "frame.h"

enum output_kind { OUTPUT_RING, OUTPUT_PLAIN, OUTPUT_UDP };

/* What is sent of one frame. */
struct frame_plan {
	u32 sequence[2];	/* of each field's packet 0 */
	u32 timestamp[2];
	u32 frame;		/* its number */
	u32 marker[2];		/* packet with the marker; UINT32_MAX: none */
	u32 ssrc;
	bool field_left_out[2];
	u32 first[2];		/* of each field; packets before are left out */
	u32 end[2];		/* and from here on */
	const u32 *left_out;	/* single packets, ascending */
	u32 left_out_count;
};

struct output {
	enum output_kind kind;
	const struct frame *frame;
	u8 payload_type;
	int fd;			/* the ring's, or the only one */
	int side_fd;
	u32 mmsg;
	u32 gso;
	/* ring */
	u8 *ring;
	size_t ring_octets;
	u32 slot_octets;
	u32 slots;
	u32 next;		/* slot of packet 0 of the frame in progress */
	/* counts */
	u64 sent;
	u64 octets;
	u64 refused;		/* NET_XMIT_DROP and the like, not sent again */
	u64 retries;		/* the kernel took a batch only in part */
	u64 full;		/* waits for a slot of the ring */
};

struct output_config {
	enum output_kind kind;
	const char *dev;
	const struct addressing *to;
	u32 ring_frames;
	u32 mmsg;
	u32 gso;		/* datagrams in a message, 0 or 1: no GSO */
	u32 sndbuf;		/* octets; 0: as much as the ring holds, or the default */
};

/* Return 0, or -1 with a sentence in @why (errno tells whether the kernel refused). */
int output_open(struct output *out, const struct output_config *config, const struct frame *frame,
		const char **why);
/* Send packets [first, first + count) of a frame; frames in order. 0 or -1 (errno). */
int output_packets(struct output *out, const struct frame_plan *plan, u32 first, u32 count);
/* The frame is complete: its slots are behind us. */
void output_frame_done(struct output *out);
/* One packet that is not of the template. */
int output_other(struct output *out, const void *octets, u32 length);
/* Wait until the kernel has let go of every packet, @timeout_ns at most. */
void output_drain(struct output *out, u64 timeout_ns);
void output_close(struct output *out);

#endif /* ST2110_SEND_OUTPUT_H */
