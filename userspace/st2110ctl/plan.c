// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a flow would be granted. Design: plan.h.
 */
#include <libmnl/libmnl.h>
#include <linux/if_ether.h>

#include "ancillary.h"
#include "essence.h"
#include "plan.h"

/* As in kmod/flow.c: defaults of what a flow-add leaves out, and headers. */
#define DEFAULT_PAYLOAD		1200
#define BPM_PAYLOAD		1260
#define DEFAULT_DEPTH		10
#define STD_UDP_LIMIT		1460		/* ST 2110-10 standard UDP size limit */

/*
 * What the kernel charges to a socket for a packet (as in kmod/netlink_flow.c):
 * its buffer from a slab of a power of two, with room for headers in front and
 * the shared info behind, and the struct sk_buff.
 */
#define SKB_ROOM		512
#define SKB_STRUCT		256

#define TOO_LONG \
	"flow plan: payload %u: with RTP headers it exceeds %s of %u octets (ST 2110-10); at most %u"

static u32 said(const struct flow_request *r, unsigned int attr, u32 otherwise)
{
	return flow_given(r, attr) ? r->value[attr] : otherwise;
}

static u32 truesize(u32 frame_octets)
{
	u32 slab = 512;

	while (slab < frame_octets + SKB_ROOM)
		slab *= 2;
	return slab + SKB_STRUCT;
}

static int refused(const struct flow_request *r, const struct st2110_refusal *no)
{
	const char *word = st2110_attr_word(&st2110_flow_set, (u16)no->attr);
	size_t len = strlen(word);
	char said[ST2110_TEXT] = "";

	if (flow_given(r, ST2110_A_FLOW_HEIGHT) && !strcmp(word, "format"))
		st2110_text_format(said, &r->format);
	if (!strncmp(no->why, word, len))
		return ctl_usage("flow plan: %s", no->why);
	return ctl_usage("flow plan: %s%s%s: %s", word, *said ? " " : "", said, no->why);
}

static void put_u32(struct nlmsghdr *nlh, u16 attr, u32 value)
{
	mnl_attr_put_u32(nlh, attr, value);
}

static void put_plan(struct nlmsghdr *nlh, const struct st2110_schedule *s,
		     const struct flow_request *r, u32 frame_octets, u32 source)
{
	u64 sndbuf = (u64)s->packets * truesize(frame_octets), hold;
	u32 margin = s->window_ns / 4;
	struct nlattr *nest;

	hold = s->frame_ns > s->active_ns ? s->frame_ns - s->active_ns : 0;
	hold = said(r, ST2110_A_FLOW_HOLD, (u32)hold) + margin;

	nest = mnl_attr_nest_start(nlh, ST2110_A_FLOW_PLAN);
	put_u32(nlh, ST2110_A_PLAN_PACKETS, s->packets);
	put_u32(nlh, ST2110_A_PLAN_PACKETS_SOURCE, source);
	mnl_attr_put_u64(nlh, ST2110_A_PLAN_PERIOD_NUM, s->rate_den * ST2110_NSEC_PER_SEC);
	mnl_attr_put_u64(nlh, ST2110_A_PLAN_PERIOD_DEN, s->rate_num);
	mnl_attr_put_u64(nlh, ST2110_A_PLAN_T_RS_PS, mul_u64_u64_shr(s->trs_q32, 1000, 32));
	mnl_attr_put_u64(nlh, ST2110_A_PLAN_T_DRAIN_PS, mul_u64_u64_shr(s->tdrain_q32, 1000, 32));
	if (s->deadline_ns) {
		put_u32(nlh, ST2110_A_PLAN_DEADLINE, s->deadline_ns);
	} else {
		put_u32(nlh, ST2110_A_PLAN_TR_OFFSET, (u32)s->tro_ns);
		if (s->c_max != ST2110_BOUNDLESS)
			put_u32(nlh, ST2110_A_PLAN_C_MAX, s->c_max);
	}
	if (s->buffered && s->vrx_full != ST2110_BOUNDLESS)
		put_u32(nlh, ST2110_A_PLAN_VRX_FULL, s->vrx_full);
	put_u32(nlh, ST2110_A_PLAN_WINDOW, s->window_ns);
	put_u32(nlh, ST2110_A_PLAN_MARGIN, margin);
	put_u32(nlh, ST2110_A_PLAN_LEAD, said(r, ST2110_A_FLOW_LEAD, (u32)s->tro_ns));
	put_u32(nlh, ST2110_A_PLAN_FRAME_OCTETS, frame_octets);
	mnl_attr_put_u64(nlh, ST2110_A_PLAN_PEAK_BPS, st2110_peak_rate_bps(s, frame_octets));
	put_u32(nlh, ST2110_A_PLAN_WAKEUPS_MILLI, st2110_wakeups_milli(s, margin));
	put_u32(nlh, ST2110_A_PLAN_SNDBUF, sndbuf < UINT32_MAX ? (u32)sndbuf : UINT32_MAX);
	put_u32(nlh, ST2110_A_PLAN_LATENCY, (u32)hold);
	mnl_attr_nest_end(nlh, nest);
}

/* Checks of kmod/flow.c that need no port. */
static int check(const struct flow_request *r, const struct st2110_schedule *s,
		 const struct st2110_pixels *pixels, u32 headers, u32 maxudp)
{
	u32 room = maxudp > ST2110_STD_UDP ? maxudp : STD_UDP_LIMIT, octets, count;
	u32 payload = pixels->payload, whole = payload;

	if (said(r, ST2110_A_FLOW_ESSENCE, ST2110_ESSENCE_VIDEO) == ST2110_ESSENCE_VIDEO &&
	    !st2110_pgroup(pixels->sampling, pixels->depth, &octets, &count))
		whole -= payload % octets;
	if (whole + headers > room)
		return ctl_usage(TOO_LONG, payload, room == STD_UDP_LIMIT ?
				 "the standard UDP size limit" : "maxudp", room,
				 room - headers);
	if (flow_given(r, ST2110_A_FLOW_LEAD) && r->value[ST2110_A_FLOW_LEAD] > s->tro_ns)
		return ctl_usage("flow plan: lead: longer than TR_OFFSET; at most %llu ns",
				 (unsigned long long)s->tro_ns);
	if (flow_given(r, ST2110_A_FLOW_HOLD) && r->value[ST2110_A_FLOW_HOLD] > s->frame_ns)
		return ctl_usage("flow plan: hold: longer than a frame; at most %llu ns",
				 (unsigned long long)s->frame_ns);
	return CTL_OK;
}

/* What the module insists on, too. */
static int need(const struct flow_request *r)
{
	u32 essence = said(r, ST2110_A_FLOW_ESSENCE, ST2110_ESSENCE_VIDEO);
	bool video = essence == ST2110_ESSENCE_VIDEO;
	bool bpm = said(r, ST2110_A_FLOW_PACKING, ST2110_PACKING_GPM) == ST2110_PACKING_BPM;
	bool pixels = flow_given(r, ST2110_A_FLOW_SAMPLING) && flow_given(r, ST2110_A_FLOW_DEPTH) &&
		      (flow_given(r, ST2110_A_FLOW_PAYLOAD) || bpm);

	if (!flow_given(r, ST2110_A_FLOW_HEIGHT))
		return ctl_usage("flow plan: format is missing: say format 1080p59.94 or another");
	if (essence == ST2110_ESSENCE_ANC && flow_given(r, ST2110_A_FLOW_PROFILE))
		return ctl_usage("flow plan: profile: ancillary data has none; anc-mode ctm or lltm says when it is due");
	if (essence == ST2110_ESSENCE_ANC)
		return CTL_OK;
	if (!video && (flow_given(r, ST2110_A_FLOW_PACKETS) ||
		       (flow_given(r, ST2110_A_FLOW_BIT_RATE) &&
			flow_given(r, ST2110_A_FLOW_PAYLOAD))))
		return CTL_OK;
	if (!video)
		return ctl_usage("flow plan: packets is missing: say packets N of a frame, or bit-rate and payload");
	if (!flow_given(r, ST2110_A_FLOW_PROFILE))
		return ctl_usage("flow plan: profile is missing: say profile n, nl or w");
	if (flow_given(r, ST2110_A_FLOW_PACKETS) || pixels)
		return CTL_OK;
	return ctl_usage("flow plan: N is not known: say sampling, depth, payload or packets N");
}

/* Of what has no pictures; as kmod/netlink_essence.c and resolve_stream() of kmod/flow.c. */
static int plan_stream(const struct flow_request *r, json_object **flow)
{
	struct st2110_shape shape = {
		.essence = (u8)r->value[ST2110_A_FLOW_ESSENCE],
		.format.rate_num = said(r, ST2110_A_FLOW_RATE_NUM, 0),
		.format.rate_den = said(r, ST2110_A_FLOW_RATE_DEN, 1),
		.troff_set = flow_given(r, ST2110_A_FLOW_TROFF),
		.troff_ns = r->value[ST2110_A_FLOW_TROFF],
		.force = flow_given(r, ST2110_A_FLOW_FORCE),
	};
	struct st2110_sound sound = {
		.channels = r->value[ST2110_A_FLOW_CHANNELS],
		.depth = (u8)r->value[ST2110_A_FLOW_DEPTH],
	};
	u32 payload = said(r, ST2110_A_FLOW_PAYLOAD, DEFAULT_PAYLOAD), frame_octets;
	char buf[2048] __attribute__((aligned(8)));
	struct st2110_refusal no = { .why = "cannot be planned" };
	struct st2110_schedule s;
	struct nlmsghdr *nlh;

	if (shape.essence == ST2110_ESSENCE_AUDIO) {
		if (!sound.channels || !sound.depth)
			return ctl_usage("flow plan: channels or depth is missing: say channels 2 depth L24");
		shape.format.rate_num = said(r, ST2110_A_FLOW_SAMPLE_RATE, 48000);
		shape.format.rate_den = said(r, ST2110_A_FLOW_SAMPLES,
					     shape.format.rate_num % 1000 ? 0 :
					     shape.format.rate_num / 1000);
		if (st2110_audio_octets(&shape, &sound, &payload, &no))
			return refused(r, &no);
	} else if (shape.essence == ST2110_ESSENCE_CBR &&
		   (!shape.format.rate_num || !flow_given(r, ST2110_A_FLOW_PAYLOAD))) {
		return ctl_usage("flow plan: packet-rate or payload is missing: say packet-rate 2500 payload 1316");
	}
	if (st2110_essence_schedule(&s, &shape, &no))
		return refused(r, &no);
	frame_octets = ETH_HLEN + (r->vlan ? 4 : 0) + (r->dst.len == 16 ? 40 : 20) + 8 +
		       (flow_given(r, ST2110_A_FLOW_NO_RTP) ? 0 : ST2110_RTP_OCTETS) + payload;
	nlh = mnl_nlmsg_put_header(buf);
	flow_encode(r, nlh);
	put_plan(nlh, &s, r, frame_octets, 0);
	*flow = st2110_decode(&st2110_flow_set, mnl_nlmsg_get_payload(nlh),
			      mnl_nlmsg_get_payload_len(nlh));
	return CTL_OK;
}

int plan_make(const struct flow_request *r, json_object **flow)
{
	struct st2110_shape shape = {
		.essence = (u8)said(r, ST2110_A_FLOW_ESSENCE, ST2110_ESSENCE_VIDEO),
		.anc_mode = (u8)said(r, ST2110_A_FLOW_ANC_MODE, ST2110_ANC_MODE_CTM),
		.format = r->format,
		.profile = (u8)said(r, ST2110_A_FLOW_PROFILE, ST2110_PROFILE_NARROW_LINEAR),
		.troff_set = flow_given(r, ST2110_A_FLOW_TROFF),
		.troff_ns = r->value[ST2110_A_FLOW_TROFF],
		.maxudp = said(r, ST2110_A_FLOW_MAXUDP, ST2110_STD_UDP),
	};
	struct st2110_pixels pixels = {
		.sampling = (u8)said(r, ST2110_A_FLOW_SAMPLING, ST2110_SAMPLING_YCBCR_422),
		.depth = (u8)said(r, ST2110_A_FLOW_DEPTH, DEFAULT_DEPTH),
		.packing = (u8)said(r, ST2110_A_FLOW_PACKING, ST2110_PACKING_GPM),
	};
	bool video = shape.essence == ST2110_ESSENCE_VIDEO;
	bool bpm = video && pixels.packing == ST2110_PACKING_BPM;
	char buf[2048] __attribute__((aligned(8)));
	struct flow_request shown = *r;
	struct st2110_refusal no = { .why = "cannot be planned" };
	struct st2110_schedule s;
	struct nlmsghdr *nlh;
	u32 frame_octets, headers, source = 0;
	int ret;

	if (flow_given(r, ST2110_A_FLOW_TROFF_AUTO) &&
	    (!flow_of_pictures(r) || shape.essence == ST2110_ESSENCE_ANC))
		return ctl_usage("flow plan: troff auto is of video and compressed video");
	if (flow_given(r, ST2110_A_FLOW_TROFF_AUTO) && flow_given(r, ST2110_A_FLOW_PACKETS_AUTO))
		return ctl_usage("flow plan: troff auto goes by the distance of packets, which is not known with packets auto");
	if (!flow_of_pictures(r))
		return plan_stream(r, flow);
	ret = need(r);
	if (ret)
		return ret;
	if (st2110_format_check(&shape.format, &no))
		return refused(r, &no);
	pixels.payload = said(r, ST2110_A_FLOW_PAYLOAD, bpm ? BPM_PAYLOAD : DEFAULT_PAYLOAD);
	shape.packets = r->value[ST2110_A_FLOW_PACKETS];
	if (flow_given(r, ST2110_A_FLOW_PACKETS))
		source = 1;
	else if (shape.essence == ST2110_ESSENCE_ANC)
		shape.packets = ST2110_ANC_PACKETS;
	else if (video ? st2110_packets_per_frame(&shape.format, &pixels, &shape.packets, &no) :
		 st2110_compressed_packets(&shape.format, r->bit_rate, pixels.payload,
					   &shape.packets, &no))
		return refused(r, &no);
	if (st2110_essence_schedule(&s, &shape, &no))
		return refused(r, &no);
	headers = st2110_essence_headers(shape.essence);
	if (video)
		headers += ST2110_SRD_HEADER *
			   (st2110_most_srds(&shape.format, &pixels, pixels.payload) - 1);
	ret = check(r, &s, &pixels, headers, shape.maxudp);
	if (ret)
		return ret;
	frame_octets = ETH_HLEN + (r->vlan ? 4 : 0) + (r->dst.len == 16 ? 40 : 20) +
		       headers + pixels.payload;

	/* Encoded and decoded as the kernel's answer is, so that both look alike. */
	shown.value[ST2110_A_FLOW_SAMPLING] = pixels.sampling;
	shown.value[ST2110_A_FLOW_DEPTH] = pixels.depth;
	shown.value[ST2110_A_FLOW_PACKING] = pixels.packing;
	shown.value[ST2110_A_FLOW_PAYLOAD] = pixels.payload;
	shown.value[ST2110_A_FLOW_PROFILE] = shape.profile;
	if (video) {
		flow_give(&shown, ST2110_A_FLOW_SAMPLING);
		flow_give(&shown, ST2110_A_FLOW_DEPTH);
		flow_give(&shown, ST2110_A_FLOW_PACKING);
	}
	flow_give(&shown, ST2110_A_FLOW_PAYLOAD);
	if (!s.deadline_ns)
		flow_give(&shown, ST2110_A_FLOW_PROFILE);
	nlh = mnl_nlmsg_put_header(buf);
	flow_encode(&shown, nlh);
	put_plan(nlh, &s, r, frame_octets, source);
	*flow = st2110_decode(&st2110_flow_set, mnl_nlmsg_get_payload(nlh),
			      mnl_nlmsg_get_payload_len(nlh));
	return CTL_OK;
}
