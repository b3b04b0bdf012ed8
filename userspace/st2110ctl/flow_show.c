// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flow as people read it. Design: flow_show.h.
 */
#include <inttypes.h>

#include "audio_show.h"
#include "fields.h"
#include "flow_show.h"
#include "stamps_show.h"

#define SNDBUF_HINT \
	"    a sender of whole frames sets SO_SNDBUF to %" PRIu64 \
	" (the kernel doubles it; net.core.wmem_max bounds it)\n"

/* Properties in the order and the words in which they are said. */
static const struct ctl_field property_fields[] = {
	{ "src", "src", CTL_WORD, NULL },
	{ "to-src", "to_src", CTL_WORD, NULL },
	{ "vlan", "vlan", CTL_NONZERO, NULL },
	{ "txq", "txq", CTL_NUMBER, NULL },
	{ "essence", "essence", CTL_WORD, NULL },
	{ "codec", "codec", CTL_WORD, NULL },
	{ "bit-rate", "bit_rate_bps", CTL_NONZERO, NULL },
	{ "anc-mode", "anc_mode", CTL_WORD, NULL },
	{ "format", "format", CTL_WORD, NULL },
	{ "sample-rate", "sample_rate_hz", CTL_NUMBER, NULL },
	{ "samples", "samples", CTL_NUMBER, NULL },
	{ "channels", "channels", CTL_NUMBER, NULL },
	{ "packet-rate", "packet_rate", CTL_WORD, NULL },
	{ "no-rtp", "no_rtp", CTL_FLAG, NULL },
	{ "sampling", "sampling", CTL_WORD, NULL },
	{ "depth", "depth", CTL_NUMBER, NULL },
	{ "packing", "packing", CTL_WORD, NULL },
	{ "payload", "payload_octets", CTL_NONZERO, NULL },
	{ "packets", "packets", CTL_NONZERO, NULL },
	{ "packets auto", "packets_auto", CTL_FLAG, NULL },
	{ "maxudp", "maxudp_octets", CTL_NUMBER, NULL },
	{ "profile", "profile", CTL_WORD, NULL },
	{ "troff", "troff_ns", CTL_TIME, NULL },
	{ "troff auto", "troff_auto", CTL_FLAG, NULL },
	{ "force", "force", CTL_FLAG, NULL },
	{ "media-offset", "media_offset_ticks", CTL_NUMBER, NULL },
	{ "lead", "lead_ns", CTL_TIME, NULL },
	{ "hold", "hold_ns", CTL_TIME, NULL },
	{ "rtp-ts", "rtp_ts", CTL_WORD, NULL },
	{ "align", "align", CTL_WORD, NULL },
	{ "late", "late", CTL_WORD, NULL },
	{ "slip", "slip", CTL_WORD, NULL },
	{ "queue", "queue_frames", CTL_NUMBER, NULL },
	{ "tx-latency", "tx_latency_ns", CTL_TIME, NULL },
	{ "loop", "loop", CTL_WORD, NULL },
	{ "loop-ns", "loop_ns", CTL_TIME, NULL },
	{ "allow-untraceable", "allow_untraceable", CTL_FLAG, NULL },
	{ "clock", "clock", CTL_NAME, NULL },
	{ "unlocked", "unlocked", CTL_WORD, NULL },
	{ "input", "input", CTL_NAME, NULL },
	{ "dscp", "dscp", CTL_NUMBER, NULL },
	{ "ttl", "ttl", CTL_NUMBER, NULL },
	{ "pcp", "pcp", CTL_NUMBER, NULL },
	{ "sync", "sync", CTL_NAME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field plan_timing[] = {
	{ "T_RS", "t_rs_ps", CTL_PS, NULL },
	{ "T_DRAIN", "t_drain_ps", CTL_PS, NULL },
	{ "TR_OFFSET", "tr_offset_ns", CTL_TIME, NULL },
	{ "TD", "deadline_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field plan_limits[] = {
	{ "C_MAX", "c_max", CTL_NUMBER, NULL },
	{ "VRX_FULL", "vrx_full", CTL_NUMBER, NULL },
	{ "window", "window_ns", CTL_TIME, NULL },
	{ "margin", "margin_ns", CTL_TIME, NULL },
	{ "lead", "lead_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field plan_cost[] = {
	{ "peak wire rate", "peak_bps", CTL_BPS, NULL },
	{ "frame", "frame_octets", CTL_NUMBER, " octets" },
	{ "wake-ups", "wakeups_per_frame_milli", CTL_MILLI, " a frame" },
	{ "SO_SNDBUF", "sndbuf_octets", CTL_NUMBER, " octets" },
	{ "latency from", "latency_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field state_fields[] = {
	{ "state", "state", CTL_WORD, NULL },
	{ "verdict", "verdict", CTL_WORD, NULL },
	{ "cause", "cause", CTL_WORD, NULL },
	{ "since", "since_tai_ns", CTL_TAI, " TAI" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field next_fields[] = {
	{ "k", "next_k", CTL_NUMBER, NULL },
	{ "RTP", "next_rtp", CTL_NUMBER, NULL },
	{ "deadline", "deadline_tai_ns", CTL_TAI, " TAI" },
	{ "MONOTONIC", "deadline_mono_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field handover_fields[] = {
	{ "margin now", "margin_now_ns", CTL_TIME, NULL },
	{ "min of 1s", "margin_min_ns", CTL_TIME, NULL },
	{ "1%", "margin_1pc_ns", CTL_TIME, NULL },
	{ "standing delay", "standing_delay_ns", CTL_TIME, NULL },
	{ "drift", "drift_ppb", CTL_PPB, NULL },
	{ "hold", "hold_ns", CTL_TIME, NULL },
	{ "guard", "guard_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field sender_fields[] = {
	{ "SSRC", "ssrc", CTL_HEX, NULL },
	{ "payload type", "payload_type", CTL_NUMBER, NULL },
	{ "N seen", "packets_seen", CTL_NUMBER, NULL },
	{ "queued", "queued_frames", CTL_NUMBER, " frames" },
	{ "", "queued_packets", CTL_NUMBER, " packets" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field resync_fields[] = {
	{ "last", "resync_tai_ns", CTL_TAI, " TAI" },
	{ "because of", "resync_cause", CTL_WORD, NULL },
	{ "slips not repaid", "debt_frames", CTL_NUMBER, NULL },
	{ "clock", "clock_state", CTL_WORD, NULL },
	{ "of", "clock", CTL_NAME, NULL },
	{ "on plan again in", "recovery_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field sync_fields[] = {
	{ "delta", "sync_delta_ticks", CTL_NUMBER, " ticks" },
	{ "set", "sync_generation", CTL_NUMBER, " times" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field rtp_fields_kept[] = {
	{ "off the epoch's", "rtp_offset_ticks", CTL_NUMBER, " ticks" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field latency_fields[] = {
	{ "in force", "latency_ns", CTL_TIME, NULL },
	{ "of it the loop's", "loop_ns", CTL_TIME, NULL },
	{ "heading for", "loop_estimate_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field deadline_fields[] = {
	{ "min", "deadline_min_ns", CTL_TIME, NULL },
	{ "avg", "deadline_avg_ns", CTL_TIME, NULL },
	{ "max", "deadline_max_ns", CTL_TIME, NULL },
	{ "missed", "deadline_missed", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field frame_fields[] = {
	{ "in", "frames_in", CTL_NUMBER, NULL },
	{ "out", "frames_out", CTL_NUMBER, NULL },
	{ "compliant", "frames_compliant", CTL_NUMBER, NULL },
	{ "not-compliant", "frames_not_compliant", CTL_NUMBER, NULL },
	{ "unverified", "frames_unverified", CTL_NUMBER, NULL },
	{ "late", "frames_late", CTL_NUMBER, NULL },
	{ "dropped", "frames_dropped", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field packet_fields[] = {
	{ "in", "packets_in", CTL_NUMBER, NULL },
	{ "octets in", "bytes_in", CTL_NUMBER, NULL },
	{ "out", "packets_out", CTL_NUMBER, NULL },
	{ "octets out", "bytes_out", CTL_NUMBER, NULL },
	{ "late", "late_packets", CTL_NUMBER, NULL },
	{ "RTCP", "rtcp", CTL_NUMBER, NULL },
	{ "not RTP", "not_rtp", CTL_NUMBER, NULL },
	{ "checksums adjusted", "checksums", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field epoch_fields[] = {
	{ "slips", "slips", CTL_NUMBER, NULL },
	{ "repaid", "repaid", CTL_NUMBER, NULL },
	{ "resyncs", "resyncs", CTL_NUMBER, NULL },
	{ "empty", "epochs_empty", CTL_NUMBER, NULL },
	{ "underruns", "underruns", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field rtp_fields[] = {
	{ "gaps", "seq_gaps", CTL_NUMBER, NULL },
	{ "back", "seq_back", CTL_NUMBER, NULL },
	{ "SSRC changes", "ssrc_changes", CTL_NUMBER, NULL },
	{ "payload type changes", "pt_changes", CTL_NUMBER, NULL },
	{ "markers missing", "markers_missing", CTL_NUMBER, NULL },
	{ "fields lost", "fields_lost", CTL_NUMBER, NULL },
	{ "other N", "count_mismatch", CTL_NUMBER, NULL },
	{ "not to the group's MAC", "wrong_mac", CTL_NONZERO, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field bucket_fields[] = {
	{ "now", "c_inst", CTL_NUMBER, NULL },
	{ "max", "c_inst_max", CTL_NUMBER, NULL },
	{ "of C_MAX", "c_max", CTL_NUMBER, " packets" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field vrx_fields[] = {
	{ "now", "vrx", CTL_NUMBER, NULL },
	{ "min", "vrx_min", CTL_NUMBER, " of 0" },
	{ "max", "vrx_max", CTL_NUMBER, NULL },
	{ "of VRX_FULL", "vrx_full", CTL_NUMBER, " packets" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field fpt_fields[] = {
	{ "min", "fpt_min_ns", CTL_TIME, NULL },
	{ "avg", "fpt_avg_ns", CTL_TIME, NULL },
	{ "max", "fpt_max_ns", CTL_TIME, NULL },
	{ "of TR_OFFSET", "tr_offset_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field error_fields[] = {
	{ "min", "error_min_ns", CTL_TIME, NULL },
	{ "max", "error_max_ns", CTL_TIME, NULL },
	{ "of +-half a window of", "window_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field leg_fields[] = {
	{ "src", "src", CTL_WORD, NULL },
	{ "to-src", "to_src", CTL_WORD, NULL },
	{ "vlan", "vlan", CTL_NONZERO, NULL },
	{ "skew", "skew_ns", CTL_TIME, NULL },
	{ "state", "state", CTL_WORD, NULL },
	{ "verdict", "verdict", CTL_WORD, NULL },
	{ "sent", "sent_packets", CTL_NUMBER, " packets" },
	{ "missing", "missing_packets", CTL_NUMBER, NULL },
	{ "clock", "clock", CTL_NAME, NULL },
	{ "off by", "clock_delta_ns", CTL_TIME, NULL },
	{ "from leg 1", "apart_ns", CTL_TIME, NULL },
	{ "min", "apart_min_ns", CTL_TIME, NULL },
	{ "max", "apart_max_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static bool read_format(json_object *flow, struct st2110_format *format)
{
	const char *scan = st2110_obj_string(flow, "scan");
	u64 width, height, num, den;
	int value;

	if (!scan || !st2110_obj_u64(flow, "width", &width) ||
	    !st2110_obj_u64(flow, "height", &height) || !st2110_obj_u64(flow, "rate_num", &num) ||
	    !st2110_obj_u64(flow, "rate_den", &den) || !den)
		return false;
	value = st2110_word_value(st2110_scan_words, scan);
	if (value < 0)
		return false;
	*format = (struct st2110_format){
		.width = (u32)width, .height = (u32)height,
		.rate_num = (u32)num, .rate_den = (u32)den, .scan = (u8)value,
	};
	return true;
}

void flow_complete(json_object *flow)
{
	struct st2110_format format;
	char text[ST2110_TEXT];
	u64 num, den;

	if (read_format(flow, &format)) {
		json_object_object_add(flow, "format",
				       json_object_new_string(st2110_text_format(text, &format)));
		snprintf(text, sizeof(text), "%u/%u", format.rate_num, format.rate_den);
		json_object_object_add(flow, "rate", json_object_new_string(text));
	} else if (st2110_obj_u64(flow, "rate_num", &num) &&
		   st2110_obj_u64(flow, "rate_den", &den)) {
		snprintf(text, sizeof(text), "%" PRIu64 "/%" PRIu64, num, den);
		json_object_object_add(flow, "packet_rate", json_object_new_string(text));
	}
	audio_complete(flow);
}

const char *flow_text_address(char *buf, json_object *flow, const char *which)
{
	const char *addr = flow ? st2110_obj_string(flow, which) : NULL;
	char key[16];
	u64 port;

	snprintf(key, sizeof(key), "%s_port", which);
	if (!addr || !st2110_obj_u64(flow, key, &port))
		return NULL;
	snprintf(buf, ST2110_TEXT, strchr(addr, ':') ? "[%s]:%" PRIu64 : "%s:%" PRIu64, addr,
		 port);
	return buf;
}

static bool muted(json_object *flow)
{
	u64 v;

	return st2110_obj_u64(flow, "mute", &v) && v;
}

/* "NAME  dev DEV  dst ADDR:PORT  to ADDR:PORT  muted"; each part may be absent. */
static void print_head(FILE *out, json_object *flow)
{
	const char *name = st2110_obj_string(flow, "name");
	const char *dev = st2110_obj_string(flow, "ifname");
	const char *between = "";
	char text[ST2110_TEXT];

	if (name) {
		fputs(name, out);
		between = "  ";
	}
	if (dev) {
		fprintf(out, "%sdev %s", between, dev);
		between = "  ";
	}
	if (flow_text_address(text, flow, "dst")) {
		fprintf(out, "%sdst %s", between, text);
		between = "  ";
	}
	if (flow_text_address(text, flow, "to"))
		fprintf(out, "  to %s", text);
	if (muted(flow))
		fputs("  muted", out);
	if (*between)
		fputc('\n', out);
}

/* A period that is no whole number of nanoseconds: 16.683333ms+1/3ns. */
static char *text_period(char *buf, u64 num, u64 den)
{
	u64 rest = num % den, a = rest, b = den;
	size_t len;

	st2110_text_time(buf, (s64)(num / den));
	if (!rest)
		return buf;
	while (b) {
		u64 t = a % b;

		a = b;
		b = t;
	}
	len = strlen(buf);
	snprintf(buf + len, ST2110_TEXT - len, "+%" PRIu64 "/%" PRIu64 "ns", rest / a, den / a);
	return buf;
}

static void print_plan(FILE *out, json_object *plan)
{
	char head[4 * ST2110_TEXT] = "    ", frame[ST2110_TEXT];
	const char *source;
	size_t used = 4;
	u64 n, den;

	if (!plan)
		return;
	if (st2110_obj_u64(plan, "packets", &n)) {
		source = st2110_obj_string(plan, "packets_source");
		used += (size_t)snprintf(head + used, sizeof(head) - used, "N %" PRIu64 "%s%s%s  ",
					 n, source ? " (" : "", source ? source : "",
					 source ? ")" : "");
	}
	if (st2110_obj_u64(plan, "period_num_ns", &n) &&
	    st2110_obj_u64(plan, "period_den", &den) && den)
		snprintf(head + used, sizeof(head) - used, "T_FRAME %s  ",
			 text_period(frame, n, den));
	ctl_line(out, head, plan, plan_timing);
	ctl_line(out, NULL, plan, plan_limits);
	ctl_line(out, NULL, plan, plan_cost);
	if (st2110_obj_u64(plan, "sndbuf_octets", &n))
		fprintf(out, SNDBUF_HINT, (n + 1) / 2);
}

/* Which models of ST 2110-21 bind, where it is not both. */
static void print_models(FILE *out, json_object *flow)
{
	const char *essence = st2110_obj_string(flow, "essence");

	if (essence && !strcmp(essence, "compressed"))
		fputs("    judged by the network compatibility model (C_INST) alone; ST 2110-22 knows no VRX\n",
		      out);
	if (essence && !strcmp(essence, "anc"))
		fputs("    judged by the deadline, T_FST + TD; ancillary data knows neither C_INST nor VRX\n",
		      out);
}

/* In quotes, as a word of a command; what would end it is written as %XX. */
static bool print_sdp_extra(FILE *out, const char *head, json_object *flow)
{
	const char *text = st2110_obj_string(flow, "sdp_extra");

	if (!text)
		return false;
	fprintf(out, "%ssdp-extra \"", head);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		fprintf(out, c < ' ' || c == '"' || c == 0x7f ? "%%%02X" : "%c", c);
	}
	fputc('"', out);
	return true;
}

static size_t legs_of(json_object *flow, json_object **legs)
{
	if (!json_object_object_get_ex(flow, "legs", legs) ||
	    !json_object_is_type(*legs, json_type_array))
		return 0;
	return json_object_array_length(*legs);
}

void flow_print_legs(FILE *out, json_object *flow)
{
	char head[3 * ST2110_TEXT], dev[ST2110_TEXT], dst[ST2110_TEXT], to[ST2110_TEXT];
	json_object *legs;
	size_t i, n = legs_of(flow, &legs);

	for (i = 0; i < n; i++) {
		json_object *leg = json_object_array_get_idx(legs, i);

		ctl_value(dev, leg, "ifname", CTL_WORD);
		snprintf(head, sizeof(head), "    leg %zu  dev %.15s  dst %.60s%s%.60s  ", i + 1,
			 dev, flow_text_address(dst, leg, "dst") ?: "-",
			 flow_text_address(to, leg, "to") ? "  to " : "",
			 flow_text_address(to, leg, "to") ?: "");
		ctl_line(out, head, leg, leg_fields);
		if (st2110_obj_nest(leg, "drops"))
			ctl_counts(out, "           drops ", leg, "drops");
	}
}

void flow_print(FILE *out, json_object *flow)
{
	print_head(out, flow);
	ctl_line(out, NULL, flow, property_fields);
	audio_print_level(out, flow);
	if (print_sdp_extra(out, "    ", flow))
		fputc('\n', out);
	flow_print_legs(out, flow);
	print_plan(out, st2110_obj_nest(flow, "plan"));
	print_models(out, flow);
}

/* What the sender's socket has, against what it needs. */
static void print_sndbuf(FILE *out, json_object *flow)
{
	json_object *plan = st2110_obj_nest(flow, "plan");
	json_object *status = st2110_obj_nest(flow, "status");
	u64 has, needs;

	if (!status || !st2110_obj_u64(status, "sender_sndbuf_octets", &has) || !has)
		return;
	if (!plan || !st2110_obj_u64(plan, "sndbuf_octets", &needs))
		fprintf(out, "    SO_SNDBUF   %" PRIu64 " octets\n", has);
	else if (has < needs)
		fprintf(out, "    SO_SNDBUF   %" PRIu64 " octets, a frame needs %" PRIu64 "\n",
			has, needs);
	else
		fprintf(out, "    SO_SNDBUF   %" PRIu64 " octets of %" PRIu64 "\n", has, needs);
}

void flow_print_status(FILE *out, json_object *flow)
{
	json_object *status = st2110_obj_nest(flow, "status");

	ctl_line(out, "    status      ", status, state_fields);
	ctl_line(out, "    next        ", status, next_fields);
	ctl_line(out, "    hand-over   ", status, handover_fields);
	ctl_line(out, "    sender      ", status, sender_fields);
	print_sndbuf(out, flow);
	ctl_line(out, "    resync      ", status, resync_fields);
	ctl_line(out, "    latency     ", status, latency_fields);
	ctl_line(out, "    timestamps  ", status, rtp_fields_kept);
	ctl_line(out, "    sync        ", status, sync_fields);
}

/* Slot 0 is in time; slot i > 0 is less than 2^(i-1) us after the closing edge. */
static void print_hist(FILE *out, json_object *stats)
{
	json_object *hist;
	size_t i, n;

	if (!json_object_object_get_ex(stats, "error_hist", &hist) ||
	    !json_object_is_type(hist, json_type_array))
		return;
	n = json_object_array_length(hist);
	if (!n)
		return;
	fputs("    release     past the closing edge less margin:", out);
	for (i = 0; i < n; i++) {
		u64 v = json_object_get_uint64(json_object_array_get_idx(hist, i));

		if (!v)
			continue;
		if (!i)
			fputs("  in time ", out);
		else if (i + 1 == n)
			fprintf(out, "  >=%lluus ", 1ULL << (i - 2));
		else
			fprintf(out, "  <%lluus ", 1ULL << (i - 1));
		fprintf(out, "%" PRIu64, v);
	}
	fputc('\n', out);
}

/* Values and the limits that they are held against, in one object. */
static json_object *with_limits(json_object *stats, json_object *plan)
{
	static const char * const limits[] = { "c_max", "vrx_full", "tr_offset_ns", "window_ns" };
	json_object *all = json_object_new_object(), *v;
	size_t i;

	json_object_object_foreach(stats, key, value)
		json_object_object_add(all, key, json_object_get(value));
	for (i = 0; plan && i < ARRAY_SIZE(limits); i++)
		if (json_object_object_get_ex(plan, limits[i], &v))
			json_object_object_add(all, limits[i], json_object_get(v));
	return all;
}

void flow_print_stats(FILE *out, json_object *flow)
{
	json_object *stats = st2110_obj_nest(flow, "stats"), *all;
	char text[ST2110_TEXT];
	u64 since;

	if (!stats)
		return;
	all = with_limits(stats, st2110_obj_nest(flow, "plan"));
	if (!audio_print(out, flow)) {
		ctl_line(out, "    C_INST      ", all, bucket_fields);
		ctl_line(out, "    VRX         ", all, vrx_fields);
		ctl_line(out, "    to deadline ", all, deadline_fields);
		ctl_line(out, "    FPT         ", all, fpt_fields);
	}
	ctl_line(out, "    error       ", all, error_fields);
	print_hist(out, stats);
	stamps_print(out, stats);
	ctl_line(out, "    frames      ", stats, frame_fields);
	ctl_line(out, "    packets     ", stats, packet_fields);
	ctl_line(out, "    epochs      ", stats, epoch_fields);
	ctl_line(out, "    RTP         ", stats, rtp_fields);
	ctl_counts(out, "    drops       ", stats, "drops");
	if (st2110_obj_u64(stats, "since_tai_ns", &since) && since)
		fprintf(out, "    counted since %s TAI\n", st2110_text_tai(text, since));
	json_object_put(all);
}

static bool print_change(FILE *out, const char *head, const char *what, const char *was,
			 const char *is)
{
	if (!strcmp(was, is))
		return false;
	fprintf(out, "    %s%s  %s -> %s\n", head, what, was, is);
	return true;
}

/* Where a flow or a leg goes. */
static bool print_elsewhere(FILE *out, const char *head, json_object *flow, json_object *staged)
{
	char was[ST2110_TEXT], is[ST2110_TEXT];

	return print_change(out, head, "to", flow_text_address(was, flow, "to") ?: "none",
			    flow_text_address(is, staged, "to") ?: "none");
}

/* Of a leg it is said only where it is to change. */
static bool print_legs_changes(FILE *out, json_object *flow, json_object *staged)
{
	json_object *legs, *to_be;
	bool any = false;
	size_t i, n;
	char head[32];

	if (!flow || legs_of(flow, &legs) != legs_of(staged, &to_be))
		return false;
	n = legs_of(flow, &legs);
	for (i = 0; i < n; i++) {
		json_object *was = json_object_array_get_idx(legs, i);
		json_object *is = json_object_array_get_idx(to_be, i);
		const char *state = st2110_obj_string(was, "state");

		snprintf(head, sizeof(head), "leg %zu ", i + 1);
		any |= print_elsewhere(out, head, was, is);
		if (json_object_object_get_ex(is, "mute", NULL))
			any |= print_change(out, head, "mute",
					    state && !strcmp(state, "muted") ? "on" : "off",
					    muted(is) ? "on" : "off");
	}
	return any;
}

void flow_print_changes(FILE *out, json_object *flow, json_object *staged)
{
	char was[ST2110_TEXT], is[ST2110_TEXT];
	const struct ctl_field *field;
	bool any = false;

	if (!json_object_object_get_ex(staged, "legs", NULL))
		any |= print_elsewhere(out, "", flow, staged);
	any |= print_change(out, "", "mute", flow && muted(flow) ? "on" : "off",
			    muted(staged) ? "on" : "off");
	any |= print_legs_changes(out, flow, staged);
	for (field = property_fields; field->key; field++) {
		ctl_value(was, flow, field->key, field->style);
		ctl_value(is, staged, field->key, field->style);
		any |= print_change(out, "", field->label, was, is);
	}
	if (!any)
		fputs("    nothing differs from what is in force\n", out);
}

static void print_leg_command(FILE *out, json_object *leg)
{
	static const struct ctl_field fields[] = {
		{ "src", "src", CTL_WORD, NULL },
		{ "to-src", "to_src", CTL_WORD, NULL },
		{ "vlan", "vlan", CTL_NONZERO, NULL },
		{ "skew", "skew_ns", CTL_TIME, NULL },
		{ NULL, NULL, 0, NULL }
	};
	const struct ctl_field *field;
	char text[ST2110_TEXT];

	fprintf(out, " leg 2 dev %s", ctl_value(text, leg, "ifname", CTL_WORD));
	if (flow_text_address(text, leg, "dst"))
		fprintf(out, " dst %s", text);
	if (flow_text_address(text, leg, "to"))
		fprintf(out, " to %s", text);
	for (field = fields; field->key; field++)
		if (ctl_has(leg, field))
			fprintf(out, " %s %s", field->label,
				ctl_value(text, leg, field->key, field->style));
}

void flow_print_command(FILE *out, json_object *flow)
{
	const char *name = st2110_obj_string(flow, "name");
	const char *dev = st2110_obj_string(flow, "ifname");
	const struct ctl_field *field;
	struct st2110_format format;
	char text[ST2110_TEXT];
	json_object *legs;
	u64 v;

	if (!name || !dev)
		return;
	fprintf(out, "flow add \"%s\" dev %s", name, dev);
	if (flow_text_address(text, flow, "dst"))
		fprintf(out, " dst %s", text);
	if (flow_text_address(text, flow, "to"))
		fprintf(out, " to %s", text);
	for (field = property_fields; field->key; field++) {
		/* Receivers know the number that was chosen: made again, it has the same. */
		if (!ctl_has(flow, field) || !strcmp(field->key, "troff_auto"))
			continue;
		fprintf(out, " %s", field->label);
		if (!strcmp(field->key, "format") && read_format(flow, &format))
			snprintf(text, sizeof(text), "%s", st2110_obj_string(flow, "format"));
		else
			ctl_value(text, flow, field->key, field->style);
		if (*text)
			fprintf(out, " %s", text);
	}
	if (st2110_obj_u64(flow, "sync_reference", &v) && v)
		fputs(" sync-reference on", out);
	if (st2110_obj_u64(flow, "epoch_events", &v) && v)
		fputs(" epoch-events on", out);
	if (muted(flow))
		fputs(" mute on", out);
	print_sdp_extra(out, " ", flow);
	if (legs_of(flow, &legs) > 1)
		print_leg_command(out, json_object_array_get_idx(legs, 1));
	fputc('\n', out);
}
