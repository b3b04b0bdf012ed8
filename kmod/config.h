/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is asked of a flow: address, content, how it is paced, where it goes. What
 * follows from it, N and the schedule, is worked out here and refused with a reason;
 * what it takes of a device is for others to say.
 */
#ifndef ST2110_CONFIG_H
#define ST2110_CONFIG_H

#include "essence.h"
#include "header.h"
#include "output.h"
#include "rtp.h"
#include "timing.h"

#define ST2110_FLOW_QUEUE_DEFAULT	3	/* frames */
#define ST2110_FLOW_QUEUE_MAX		16
#define ST2110_FLOW_PACKETS_MAX		126	/* held of a flow whose packets are frames */
#define ST2110_FLOW_LATENCY_MAX_NS	1000000
#define ST2110_LEGS		2	/* at most, of a flow */

/* What most flows do not ask for. */
struct st2110_besides {
	struct st2110_output to[ST2110_LEGS];	/* the first is that of a flow without legs */
	char sync[ST2110_NAME_MAX + 1];	/* group; empty: none */
	char clock[IFNAMSIZ];		/* media clock by name; empty: the default */
};

/* What was asked for. */
struct st2110_config {
	struct st2110_besides *besides;	/* NULL: nothing */
	u64 bit_rate;			/* of compressed video, bit/s; 0 unless stated */
	char name[ST2110_NAME_MAX + 1];
	struct st2110_key key;
	struct in6_addr src;

	struct st2110_shape shape;	/* shape.packets: as stated or computed */
	struct st2110_sound sound;
	struct st2110_pixels pixels;
	struct st2110_field_bits field_bits;
	u8 codec;			/* enum st2110_codec, of compressed video */
	u32 media_offset;		/* RTP timestamp of the epoch */
	u32 packets_stated;		/* 0 unless stated */
	u32 packets_learned;		/* of whole frames that differed; 0: none did */

	u32 lead_ns;
	u32 hold_ns;
	s32 loop_ns;
	u32 queue;			/* frames */
	u32 tx_latency_ns;
	u32 skew_ns;			/* sent so much later: of a leg */
	u32 frame_octets;		/* largest Ethernet frame, no FCS */
	u8 rtp_ts;
	u8 align;
	u8 late : 4;
	u8 slip : 4;
	u8 loop : 4;			/* enum st2110_loop_mode */
	u8 unlocked : 4;		/* enum st2110_unlocked */
	struct st2110_marks marks;
	bool marked;			/* @marks say anything */
	bool elsewhere;			/* the first output is another */
	bool src_set;
	bool ipv6;
	bool no_rtp : 1;		/* every datagram is media */
	bool packets_auto : 1;
	bool troff_auto : 1;		/* TR_OFFSET is chosen, not stated */
	bool troff_chosen : 1;		/* and that was done; unless troff_set it is the default */
	bool lead_set : 1;
	bool hold_set : 1;
	bool loop_set : 1;		/* to loop_ns, by hand */
	bool allow_untraceable : 1;
	bool epoch_events : 1;
	bool sync_reference : 1;
};

extern const struct st2110_besides st2110_besides_none;

static inline const struct st2110_besides *st2110_besides(const struct st2110_config *config)
{
	return config->besides ?: &st2110_besides_none;
}

bool st2110_config_besides(const struct st2110_config *config);
void st2110_config_copy(struct st2110_config *to, const struct st2110_config *config);

int st2110_config_resolve(struct st2110_config *config, struct st2110_schedule *s,
			  struct st2110_refusal *no);

#endif /* ST2110_CONFIG_H */
