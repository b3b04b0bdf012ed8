// SPDX-License-Identifier: GPL-2.0-only
/*
 * The family's attributes as a table, and decoding by it. Design: schema.h.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include <libmnl/libmnl.h>

#include "schema.h"

/* ATTR(SET, NAME, KIND, key, .member = ...) */
#define ATTR(set, NAME, k, ...) \
	[ST2110_A_##set##_##NAME] = { .kind = ST2110_KIND_##k, .key = __VA_ARGS__ }
static const struct st2110_attr stamps_attrs[] = {
	ATTR(STAMPS, ASKED, U64, "asked"),
	ATTR(STAMPS, GOT, U64, "got"),
	ATTR(STAMPS, LOST, U64, "lost"),
	ATTR(STAMPS, OUTSTANDING, U32, "outstanding"),
	ATTR(STAMPS, OWN, U64, "own"),
	ATTR(STAMPS, PTP, U64, "ptp"),
	ATTR(STAMPS, CAPPED, U64, "capped"),
	ATTR(STAMPS, MEMORY, U64, "memory"),
	ATTR(STAMPS, UNUSABLE, U64, "unusable"),
	ATTR(STAMPS, LATE, U64, "late"),
	ATTR(STAMPS, COLLISIONS, U64, "collisions"),
	ATTR(STAMPS, ERRORS, U64, "compared"),
	ATTR(STAMPS, ERROR_MIN, S64, "error_min_ns"),
	ATTR(STAMPS, ERROR_AVG, S64, "error_avg_ns"),
	ATTR(STAMPS, ERROR_MAX, S64, "error_max_ns"),
	ATTR(STAMPS, ERROR_HIST, LIST, "error_hist"),
	ATTR(STAMPS, FPT_MIN, S64, "fpt_min_ns"),
	ATTR(STAMPS, FPT_AVG, S64, "fpt_avg_ns"),
	ATTR(STAMPS, FPT_MAX, S64, "fpt_max_ns"),
	ATTR(STAMPS, FIRSTS, U64, "first_packets"),
};

const struct st2110_attr_set st2110_stamps_set = { stamps_attrs, ARRAY_SIZE(stamps_attrs) - 1 };

static const struct st2110_attr dev_stats_attrs[] = {
	ATTR(DEV_STATS, MEDIA_PACKETS, U64, "media_packets"),
	ATTR(DEV_STATS, MEDIA_BYTES, U64, "media_bytes"),
	ATTR(DEV_STATS, BEST_EFFORT_PACKETS, U64, "best_effort_packets"),
	ATTR(DEV_STATS, BEST_EFFORT_BYTES, U64, "best_effort_bytes"),
	ATTR(DEV_STATS, BEST_EFFORT_FORCED, U64, "best_effort_forced"),
	ATTR(DEV_STATS, PTP_PACKETS, U64, "ptp_packets"),
	ATTR(DEV_STATS, PTP_EXCESS, U64, "ptp_excess"),
	ATTR(DEV_STATS, WAKEUPS, U64, "wakeups"),
	ATTR(DEV_STATS, WAKEUPS_IDLE, U64, "wakeups_idle"),
	ATTR(DEV_STATS, LATENESS_AVG, U32, "lateness_avg_ns"),
	ATTR(DEV_STATS, LATENESS_MAX, U32, "lateness_max_ns"),
	ATTR(DEV_STATS, QUEUE_STOPPED, U64, "queue_stopped"),
	ATTR(DEV_STATS, REQUEUES, U64, "requeues"),
	ATTR(DEV_STATS, SEGMENTED, U64, "segmented"),
	ATTR(DEV_STATS, CLOCK_STEPS, U64, "clock_steps"),
	ATTR(DEV_STATS, INBOX_PACKETS, U64, "inbox_packets"),
	ATTR(DEV_STATS, DROPS, COUNTS, "drops", .words = st2110_drop_words),
	ATTR(DEV_STATS, EVENTS_LOST, U64, "events_lost"),
	ATTR(DEV_STATS, LAUNCHED, U64, "launched"),
	ATTR(DEV_STATS, LAUNCHED_LATE, U64, "launched_late"),
	ATTR(DEV_STATS, LATENESS_HIST, LIST, "lateness_hist"),
	ATTR(DEV_STATS, STAMPS, NEST, "stamps", .nest = &st2110_stamps_set),
};

const struct st2110_attr_set st2110_dev_stats_set = {
	dev_stats_attrs, ARRAY_SIZE(dev_stats_attrs) - 1
};

static const struct st2110_attr dev_attrs[] = {
	ATTR(DEV, IFINDEX, U32, "ifindex", .word = "dev"),
	ATTR(DEV, IFNAME, STRING, "ifname", .word = "dev"),
	ATTR(DEV, TXQ, U32, "txq", .word = "queue"),
	ATTR(DEV, RELEASE, WORD, "release", .word = "release", .words = st2110_release_words),
	ATTR(DEV, RELEASE_NOW, WORD, "release_now", .words = st2110_release_words),
	ATTR(DEV, RELEASE_WHY, STRING, "release_why"),
	ATTR(DEV, SPEED, U32, "speed_mbits", .word = "speed"),
	ATTR(DEV, LINK_SPEED, U32, "link_speed_mbits"),
	ATTR(DEV, SPEED_NOW, U32, "speed_now_mbits"),
	ATTR(DEV, FLOWS, U32, "flows"),
	ATTR(DEV, RESERVED_BPS, U64, "reserved_bps"),
	ATTR(DEV, BEST_EFFORT, STRING, "best_effort", .word = "best-effort"),
	ATTR(DEV, CLOCK_STATE, WORD, "clock_state", .words = st2110_clock_state_words),
	ATTR(DEV, TAI_OFFSET, S32, "tai_offset_s"),
	ATTR(DEV, GUARD, U32, "guard_ns"),
	ATTR(DEV, BEST_EFFORT_WAIT, U32, "best_effort_wait_ns", .word = "best-effort-wait"),
	ATTR(DEV, LEAD_TIME, U32, "lead_time_ns", .word = "lead-time"),
	ATTR(DEV, LAUNCH_TXQ, U32, "launch_txq"),
	ATTR(DEV, STAMPS, U32, "stamps", .word = "stamps"),
	ATTR(DEV, STAMPS_CAP, U32, "stamps_cap", .word = "stamps-cap"),
	ATTR(DEV, STAMP_SLOTS, U32, "stamp_slots", .word = "stamp-slots"),
	ATTR(DEV, LAUNCH_HELD, U32, "launch_held"),
	ATTR(DEV, LAUNCH_C_MAX, U32, "launch_c_max"),
	ATTR(DEV, CPU, U32, "cpu", .word = "cpu"),
	ATTR(DEV, STATS, NEST, "stats", .nest = &st2110_dev_stats_set),
};

const struct st2110_attr_set st2110_dev_set = { dev_attrs, ARRAY_SIZE(dev_attrs) - 1 };

static const struct st2110_attr plan_attrs[] = {
	ATTR(PLAN, PACKETS, U32, "packets"),
	ATTR(PLAN, PACKETS_SOURCE, WORD, "packets_source", .words = st2110_packets_source_words),
	ATTR(PLAN, PERIOD_NUM, U64, "period_num_ns"),
	ATTR(PLAN, PERIOD_DEN, U64, "period_den"),
	ATTR(PLAN, T_RS_PS, U64, "t_rs_ps"),
	ATTR(PLAN, T_DRAIN_PS, U64, "t_drain_ps"),
	ATTR(PLAN, TR_OFFSET, U32, "tr_offset_ns"),
	ATTR(PLAN, C_MAX, U32, "c_max"),
	ATTR(PLAN, VRX_FULL, U32, "vrx_full"),
	ATTR(PLAN, WINDOW, U32, "window_ns"),
	ATTR(PLAN, MARGIN, U32, "margin_ns"),
	ATTR(PLAN, LEAD, U32, "lead_ns"),
	ATTR(PLAN, FRAME_OCTETS, U32, "frame_octets"),
	ATTR(PLAN, PEAK_BPS, U64, "peak_bps"),
	ATTR(PLAN, WAKEUPS_MILLI, U32, "wakeups_per_frame_milli"),
	ATTR(PLAN, SNDBUF, U32, "sndbuf_octets"),
	ATTR(PLAN, LATENCY, U32, "latency_ns"),
	ATTR(PLAN, DEADLINE, U32, "deadline_ns"),
};

const struct st2110_attr_set st2110_plan_set = { plan_attrs, ARRAY_SIZE(plan_attrs) - 1 };

static const struct st2110_attr status_attrs[] = {
	ATTR(STATUS, STATE, WORD, "state", .words = st2110_state_words),
	ATTR(STATUS, VERDICT, WORD, "verdict", .words = st2110_verdict_words),
	ATTR(STATUS, CAUSE, WORD, "cause", .words = st2110_cause_words),
	ATTR(STATUS, SINCE_TAI, U64, "since_tai_ns"),
	ATTR(STATUS, NEXT_K, U64, "next_k"),
	ATTR(STATUS, NEXT_RTP, U32, "next_rtp"),
	ATTR(STATUS, DEADLINE_TAI, U64, "deadline_tai_ns"),
	ATTR(STATUS, DEADLINE_MONO, U64, "deadline_mono_ns"),
	ATTR(STATUS, HOLD, U32, "hold_ns"),
	ATTR(STATUS, GUARD, U32, "guard_ns"),
	ATTR(STATUS, QUEUED_FRAMES, U32, "queued_frames"),
	ATTR(STATUS, QUEUED_PACKETS, U32, "queued_packets"),
	ATTR(STATUS, PACKETS_SEEN, U32, "packets_seen"),
	ATTR(STATUS, SSRC, U32, "ssrc"),
	ATTR(STATUS, PAYLOAD_TYPE, U32, "payload_type"),
	ATTR(STATUS, SENDER_SNDBUF, U32, "sender_sndbuf_octets"),
	ATTR(STATUS, MARGIN_NOW, S64, "margin_now_ns"),
	ATTR(STATUS, MARGIN_MIN, S64, "margin_min_ns"),
	ATTR(STATUS, MARGIN_1PC, S64, "margin_1pc_ns"),
	ATTR(STATUS, STANDING_DELAY, S64, "standing_delay_ns"),
	ATTR(STATUS, DRIFT_PPB, S32, "drift_ppb"),
	ATTR(STATUS, DEBT, U32, "debt_frames"),
	ATTR(STATUS, RESYNC_TAI, U64, "resync_tai_ns"),
	ATTR(STATUS, RESYNC_CAUSE, WORD, "resync_cause", .words = st2110_cause_words),
	ATTR(STATUS, CLOCK_STATE, WORD, "clock_state", .words = st2110_clock_state_words),
	ATTR(STATUS, RECOVERY, U32, "recovery_ns"),
	ATTR(STATUS, LATENCY, S32, "latency_ns"),
	ATTR(STATUS, LOOP, S32, "loop_ns"),
	ATTR(STATUS, LOOP_ESTIMATE, S32, "loop_estimate_ns"),
	ATTR(STATUS, RTP_OFFSET, S32, "rtp_offset_ticks"),
	ATTR(STATUS, SYNC_DELTA, S32, "sync_delta_ticks"),
	ATTR(STATUS, SYNC_GENERATION, U32, "sync_generation"),
	ATTR(STATUS, CLOCK, STRING, "clock"),
};

const struct st2110_attr_set st2110_status_set = { status_attrs, ARRAY_SIZE(status_attrs) - 1 };

static const struct st2110_attr audio_attrs[] = {
	ATTR(AUDIO, PACKETS, U64, "packets"),
	ATTR(AUDIO, DELAY_MIN, S64, "delay_min_ns"),
	ATTR(AUDIO, DELAY_AVG, S64, "delay_avg_ns"),
	ATTR(AUDIO, DELAY_MAX, S64, "delay_max_ns"),
	ATTR(AUDIO, FACTOR, U32, "factor_ns"),
	ATTR(AUDIO, FACTOR_MAX, U32, "factor_max_ns"),
	ATTR(AUDIO, WINDOWS, U64, "windows"),
	ATTR(AUDIO, SPREAD, WORD, "spread", .words = st2110_spread_words),
	ATTR(AUDIO, SHIFT, S32, "shift_ticks"),
};

static const struct st2110_attr_set st2110_audio_set = {
	audio_attrs, ARRAY_SIZE(audio_attrs) - 1
};

static const struct st2110_attr stats_attrs[] = {
	ATTR(STATS, PACKETS_IN, U64, "packets_in"),
	ATTR(STATS, BYTES_IN, U64, "bytes_in"),
	ATTR(STATS, PACKETS_OUT, U64, "packets_out"),
	ATTR(STATS, BYTES_OUT, U64, "bytes_out"),
	ATTR(STATS, FRAMES_IN, U64, "frames_in"),
	ATTR(STATS, FRAMES_OUT, U64, "frames_out"),
	ATTR(STATS, FRAMES_COMPLIANT, U64, "frames_compliant"),
	ATTR(STATS, FRAMES_NOT_COMPLIANT, U64, "frames_not_compliant"),
	ATTR(STATS, FRAMES_UNVERIFIED, U64, "frames_unverified"),
	ATTR(STATS, FRAMES_LATE, U64, "frames_late"),
	ATTR(STATS, FRAMES_DROPPED, U64, "frames_dropped"),
	ATTR(STATS, SLIPS, U64, "slips"),
	ATTR(STATS, REPAID, U64, "repaid"),
	ATTR(STATS, RESYNCS, U64, "resyncs"),
	ATTR(STATS, EPOCHS_EMPTY, U64, "epochs_empty"),
	ATTR(STATS, UNDERRUNS, U64, "underruns"),
	ATTR(STATS, LATE_PACKETS, U64, "late_packets"),
	ATTR(STATS, SEQ_GAPS, U64, "seq_gaps"),
	ATTR(STATS, SEQ_BACK, U64, "seq_back"),
	ATTR(STATS, SSRC_CHANGES, U64, "ssrc_changes"),
	ATTR(STATS, PT_CHANGES, U64, "pt_changes"),
	ATTR(STATS, MARKERS_MISSING, U64, "markers_missing"),
	ATTR(STATS, FIELDS_LOST, U64, "fields_lost"),
	ATTR(STATS, COUNT_MISMATCH, U64, "count_mismatch"),
	ATTR(STATS, DROPS, COUNTS, "drops", .words = st2110_drop_words),
	ATTR(STATS, RTCP, U64, "rtcp"),
	ATTR(STATS, C_INST, U32, "c_inst"),
	ATTR(STATS, C_INST_MAX, U32, "c_inst_max"),
	ATTR(STATS, VRX, S32, "vrx"),
	ATTR(STATS, VRX_MIN, S32, "vrx_min"),
	ATTR(STATS, VRX_MAX, S32, "vrx_max"),
	ATTR(STATS, FPT_MIN, S64, "fpt_min_ns"),
	ATTR(STATS, FPT_AVG, S64, "fpt_avg_ns"),
	ATTR(STATS, FPT_MAX, S64, "fpt_max_ns"),
	ATTR(STATS, ERROR_MIN, S64, "error_min_ns"),
	ATTR(STATS, ERROR_MAX, S64, "error_max_ns"),
	ATTR(STATS, ERROR_HIST, LIST, "error_hist"),
	ATTR(STATS, NOT_RTP, U64, "not_rtp"),
	ATTR(STATS, SINCE_TAI, U64, "since_tai_ns"),
	ATTR(STATS, CHECKSUMS, U64, "checksums"),
	ATTR(STATS, DEADLINE_MIN, S64, "deadline_min_ns"),
	ATTR(STATS, DEADLINE_AVG, S64, "deadline_avg_ns"),
	ATTR(STATS, DEADLINE_MAX, S64, "deadline_max_ns"),
	ATTR(STATS, DEADLINE_MISSED, U64, "deadline_missed"),
	ATTR(STATS, WRONG_MAC, U64, "wrong_mac"),
	ATTR(STATS, STAMPS, NEST, "stamps", .nest = &st2110_stamps_set),
	ATTR(STATS, AUDIO, NEST, "audio", .nest = &st2110_audio_set),
};

const struct st2110_attr_set st2110_stats_set = { stats_attrs, ARRAY_SIZE(stats_attrs) - 1 };

static const struct st2110_attr leg_attrs[] = {
	ATTR(LEG_REPORT, NUMBER, U32, "leg"),
	ATTR(LEG_REPORT, IFNAME, STRING, "ifname"),
	ATTR(LEG_REPORT, DST, ADDR, "dst"),
	ATTR(LEG_REPORT, DST_PORT, BE16, "dst_port"),
	ATTR(LEG_REPORT, SRC, ADDR, "src"),
	ATTR(LEG_REPORT, VLAN, U16, "vlan"),
	ATTR(LEG_REPORT, SKEW, U32, "skew_ns"),
	ATTR(LEG_REPORT, STATE, WORD, "state", .words = st2110_leg_state_words),
	ATTR(LEG_REPORT, VERDICT, WORD, "verdict", .words = st2110_verdict_words),
	ATTR(LEG_REPORT, CLOCK, STRING, "clock"),
	ATTR(LEG_REPORT, CLOCK_DELTA, S64, "clock_delta_ns"),
	ATTR(LEG_REPORT, SENT, U64, "sent_packets"),
	ATTR(LEG_REPORT, MISSING, U64, "missing_packets"),
	ATTR(LEG_REPORT, APART, S64, "apart_ns"),
	ATTR(LEG_REPORT, APART_MIN, S64, "apart_min_ns"),
	ATTR(LEG_REPORT, APART_MAX, S64, "apart_max_ns"),
	ATTR(LEG_REPORT, DROPS, COUNTS, "drops", .words = st2110_drop_words),
	ATTR(LEG_REPORT, STATS, NEST, "stats", .nest = &st2110_stats_set),
	ATTR(LEG_REPORT, TO, ADDR, "to"),
	ATTR(LEG_REPORT, TO_PORT, BE16, "to_port"),
	ATTR(LEG_REPORT, TO_SRC, ADDR, "to_src"),
	ATTR(LEG_REPORT, MUTE, U32, "mute"),
};

const struct st2110_attr_set st2110_leg_set = { leg_attrs, ARRAY_SIZE(leg_attrs) - 1 };

static const struct st2110_attr flow_attrs[] = {
	ATTR(FLOW, NAME, STRING, "name", .word = "NAME"),
	ATTR(FLOW, IFINDEX, U32, "ifindex", .word = "dev"),
	ATTR(FLOW, IFNAME, STRING, "ifname", .word = "dev"),
	ATTR(FLOW, TXQ, U32, "txq", .word = "txq"),
	ATTR(FLOW, DST, ADDR, "dst", .word = "dst"),
	ATTR(FLOW, DST_PORT, BE16, "dst_port", .word = "dst"),
	ATTR(FLOW, SRC, ADDR, "src", .word = "src"),
	ATTR(FLOW, VLAN, U16, "vlan", .word = "vlan"),
	ATTR(FLOW, WIDTH, U32, "width", .word = "format"),
	ATTR(FLOW, HEIGHT, U32, "height", .word = "format"),
	ATTR(FLOW, RATE_NUM, U32, "rate_num", .word = "format"),
	ATTR(FLOW, RATE_DEN, U32, "rate_den", .word = "format"),
	ATTR(FLOW, SCAN, WORD, "scan", .word = "format", .words = st2110_scan_words),
	ATTR(FLOW, SAMPLING, WORD, "sampling", .word = "sampling", .words = st2110_sampling_words),
	ATTR(FLOW, DEPTH, U32, "depth", .word = "depth"),
	ATTR(FLOW, PACKING, WORD, "packing", .word = "packing", .words = st2110_packing_words),
	ATTR(FLOW, PAYLOAD, U32, "payload_octets", .word = "payload"),
	ATTR(FLOW, PACKETS, U32, "packets", .word = "packets"),
	ATTR(FLOW, PACKETS_AUTO, FLAG, "packets_auto", .word = "packets"),
	ATTR(FLOW, MAXUDP, U32, "maxudp_octets", .word = "maxudp"),
	ATTR(FLOW, PROFILE, WORD, "profile", .word = "profile", .words = st2110_profile_words),
	ATTR(FLOW, TROFF, U32, "troff_ns", .word = "troff"),
	ATTR(FLOW, TROFF_AUTO, FLAG, "troff_auto", .word = "troff"),
	ATTR(FLOW, LEAD, U32, "lead_ns", .word = "lead"),
	ATTR(FLOW, HOLD, U32, "hold_ns", .word = "hold"),
	ATTR(FLOW, RTP_TS, WORD, "rtp_ts", .word = "rtp-ts", .words = st2110_rtp_ts_words),
	ATTR(FLOW, ALIGN, WORD, "align", .word = "align", .words = st2110_align_words),
	ATTR(FLOW, LATE, WORD, "late", .word = "late", .words = st2110_late_words),
	ATTR(FLOW, SLIP, WORD, "slip", .word = "slip", .words = st2110_slip_words),
	ATTR(FLOW, QUEUE, U32, "queue_frames", .word = "queue"),
	ATTR(FLOW, TX_LATENCY, U32, "tx_latency_ns", .word = "tx-latency"),
	ATTR(FLOW, LOOP, WORD, "loop", .word = "loop", .words = st2110_loop_words),
	ATTR(FLOW, LOOP_NS, S32, "loop_ns", .word = "loop-ns"),
	ATTR(FLOW, ESSENCE, WORD, "essence", .word = "essence", .words = st2110_essence_words),
	ATTR(FLOW, CODEC, WORD, "codec", .word = "codec", .words = st2110_codec_words),
	ATTR(FLOW, BIT_RATE, U64, "bit_rate_bps", .word = "bit-rate"),
	ATTR(FLOW, SYNC, STRING, "sync", .word = "sync"),
	ATTR(FLOW, SYNC_REFERENCE, U32, "sync_reference", .word = "sync-reference"),
	ATTR(FLOW, ANC_MODE, WORD, "anc_mode", .word = "anc-mode", .words = st2110_anc_mode_words),
	ATTR(FLOW, SAMPLE_RATE, U32, "sample_rate_hz", .word = "sample-rate"),
	ATTR(FLOW, SAMPLES, U32, "samples", .word = "samples"),
	ATTR(FLOW, CHANNELS, U32, "channels", .word = "channels"),
	ATTR(FLOW, MEDIA_OFFSET, U32, "media_offset_ticks", .word = "media-offset"),
	ATTR(FLOW, FORCE, FLAG, "force", .word = "force"),
	ATTR(FLOW, NO_RTP, FLAG, "no_rtp", .word = "no-rtp"),
	ATTR(FLOW, ALLOW_UNTRACEABLE, FLAG, "allow_untraceable", .word = "allow-untraceable"),
	ATTR(FLOW, EPOCH_EVENTS, U32, "epoch_events", .word = "epoch-events"),
	ATTR(FLOW, NOW, FLAG, "now", .word = "now"),
	ATTR(FLOW, AUTO_HOLD, FLAG, "auto_hold", .word = "hold"),
	ATTR(FLOW, CLOCK, STRING, "clock", .word = "clock"),
	ATTR(FLOW, UNLOCKED, WORD, "unlocked", .word = "unlocked", .words = st2110_unlocked_words),
	ATTR(FLOW, STAGE, STRING, "stage", .word = "stage"),
	ATTR(FLOW, STAGE_AT, U64, "stage_at_tai_ns"),
	ATTR(FLOW, DSCP, U32, "dscp", .word = "dscp"),
	ATTR(FLOW, TTL, U32, "ttl", .word = "ttl"),
	ATTR(FLOW, PCP, U32, "pcp", .word = "pcp"),
	ATTR(FLOW, SDP_EXTRA, STRING, "sdp_extra", .word = "sdp-extra"),
	ATTR(FLOW, INPUT, STRING, "input", .word = "input"),
	ATTR(FLOW, LEG, NEST, "leg", .word = "leg", .nest = &st2110_leg_set),
	ATTR(FLOW, MUTE, U32, "mute", .word = "mute"),
	ATTR(FLOW, MUTE_LEG, U32, "mute_leg", .word = "leg"),
	ATTR(FLOW, LEGS, NESTS, "legs", .nest = &st2110_leg_set),
	ATTR(FLOW, TO, ADDR, "to", .word = "to"),
	ATTR(FLOW, TO_PORT, BE16, "to_port", .word = "to"),
	ATTR(FLOW, TO_SRC, ADDR, "to_src", .word = "to-src"),
	ATTR(FLOW, GENERATION, U32, "generation"),
	ATTR(FLOW, PLAN, NEST, "plan", .nest = &st2110_plan_set),
	ATTR(FLOW, STATUS, NEST, "status", .nest = &st2110_status_set),
	ATTR(FLOW, STATS, NEST, "stats", .nest = &st2110_stats_set),
};

const struct st2110_attr_set st2110_flow_set = { flow_attrs, ARRAY_SIZE(flow_attrs) - 1 };

static const struct st2110_attr stage_attrs[] = {
	ATTR(STAGE, NAME, STRING, "name", .word = "SET"),
	ATTR(STAGE, AT, U64, "at_tai_ns", .word = "at"),
};

const struct st2110_attr_set st2110_stage_set = { stage_attrs, ARRAY_SIZE(stage_attrs) - 1 };

static const struct st2110_attr clock_attrs[] = {
	ATTR(CLOCK, IFINDEX, U32, "ifindex", .word = "dev"),
	ATTR(CLOCK, IFNAME, STRING, "ifname", .word = "dev"),
	ATTR(CLOCK, SOURCE, WORD, "source", .word = "source", .words = st2110_clock_source_words),
	ATTR(CLOCK, FD, U32, "fd", .word = "fd"),
	ATTR(CLOCK, PHC, U32, "phc"),
	ATTR(CLOCK, STATE, WORD, "state", .words = st2110_clock_state_words),
	ATTR(CLOCK, SINCE_MONO, U64, "since_mono_ns"),
	ATTR(CLOCK, RATE_PPB, S32, "rate_ppb"),
	ATTR(CLOCK, BOUND, U32, "bound_ns"),
	ATTR(CLOCK, AGE, U64, "age_ns"),
	ATTR(CLOCK, BRACKET, U32, "bracket_ns"),
	ATTR(CLOCK, OFFSET_TAI, S64, "offset_tai_ns"),
	ATTR(CLOCK, TAI_OFFSET, S32, "tai_offset_s"),
	ATTR(CLOCK, SCALE, WORD, "scale", .words = st2110_scale_words),
	ATTR(CLOCK, HOLDOVER, U32, "holdover_s", .word = "holdover"),
	ATTR(CLOCK, ROUNDS, U64, "rounds"),
	ATTR(CLOCK, REJECTED, U64, "rejected"),
	ATTR(CLOCK, STEPS, U64, "steps"),
	ATTR(CLOCK, LAST_STEP, S64, "last_step_ns"),
	ATTR(CLOCK, FLOWS, U32, "flows"),
	ATTR(CLOCK, DEFAULT, FLAG, "default"),
	ATTR(CLOCK, MEDIA, U64, "media_ns"),
	ATTR(CLOCK, RAW, U64, "raw_ns"),
	ATTR(CLOCK, MONO, U64, "mono_ns"),
	ATTR(CLOCK, BEFORE, U64, "before_ns"),
	ATTR(CLOCK, AFTER, U64, "after_ns"),
};

const struct st2110_attr_set st2110_clock_set = { clock_attrs, ARRAY_SIZE(clock_attrs) - 1 };

static const struct st2110_attr event_attrs[] = {
	ATTR(EVENT, TYPE, WORD, "event", .words = st2110_event_words),
	ATTR(EVENT, IFINDEX, U32, "ifindex"),
	ATTR(EVENT, IFNAME, STRING, "ifname"),
	ATTR(EVENT, FLOW, STRING, "flow"),
	ATTR(EVENT, TAI, U64, "tai_ns"),
	ATTR(EVENT, MONO, U64, "mono_ns"),
	ATTR(EVENT, K, U64, "k"),
	ATTR(EVENT, CAUSE, WORD, "cause", .words = st2110_cause_words),
	ATTR(EVENT, FRAMES, U32, "frames"),
	ATTR(EVENT, EXPECTED, U32, "expected_packets"),
	ATTR(EVENT, SEEN, U32, "seen_packets"),
	ATTR(EVENT, DELTA, S64, "delta_ns"),
	ATTR(EVENT, CLOCK_STATE, WORD, "clock_state", .words = st2110_clock_state_words),
	ATTR(EVENT, SUPPRESSED, U32, "suppressed"),
	ATTR(EVENT, LEG, U32, "leg"),
	ATTR(EVENT, LEG_STATE, WORD, "leg_state", .words = st2110_leg_state_words),
	ATTR(EVENT, CHANGED, BITS, "changed", .words = st2110_change_words),
	ATTR(EVENT, LOST, U32, "lost"),
	ATTR(EVENT, GROUP, ADDR, "group"),
	ATTR(EVENT, GROUPS, U32, "groups"),
	ATTR(EVENT, RTP, U32, "rtp"),
	ATTR(EVENT, DEADLINE_TAI, U64, "deadline_tai_ns"),
	ATTR(EVENT, DEADLINE_MONO, U64, "deadline_mono_ns"),
};

const struct st2110_attr_set st2110_event_set = { event_attrs, ARRAY_SIZE(event_attrs) - 1 };

static const struct st2110_attr group_source_attrs[] = {
	ATTR(GROUP_SOURCE, ADDR, ADDR, "addr"),
	ATTR(GROUP_SOURCE, REFS, U32, "refs"),
};

static const struct st2110_attr_set group_source_set = {
	group_source_attrs, ARRAY_SIZE(group_source_attrs) - 1
};

static const struct st2110_attr group_attrs[] = {
	ATTR(GROUP, ADDR, ADDR, "group", .word = "group"),
	ATTR(GROUP, IFINDEX, U32, "ifindex", .word = "dev"),
	ATTR(GROUP, IFNAME, STRING, "ifname", .word = "dev"),
	ATTR(GROUP, STATE, WORD, "state", .words = st2110_group_state_words),
	ATTR(GROUP, SOURCE, NESTS, "sources", .word = "source", .nest = &group_source_set),
	ATTR(GROUP, REFS, U32, "refs"),
	ATTR(GROUP, SINCE_TAI, U64, "since_tai_ns"),
	ATTR(GROUP, LOST, U64, "lost"),
	ATTR(GROUP, REJOINED, U64, "rejoined"),
	ATTR(GROUP, REPORTED, U64, "reported"),
	ATTR(GROUP, VERSION, U32, "version"),
	ATTR(GROUP, GENERATION, U32, "generation"),
};

const struct st2110_attr_set st2110_group_set = { group_attrs, ARRAY_SIZE(group_attrs) - 1 };

/* The highest attribute number of any set. */
#define SCHEMA_MAX	96
_Static_assert(ARRAY_SIZE(stats_attrs) <= SCHEMA_MAX, "SCHEMA_MAX");
_Static_assert(ARRAY_SIZE(flow_attrs) <= SCHEMA_MAX, "SCHEMA_MAX");

static size_t kind_len(u8 kind)
{
	switch (kind) {
	case ST2110_KIND_U16:
	case ST2110_KIND_BE16:
		return 2;
	case ST2110_KIND_U32:
	case ST2110_KIND_S32:
	case ST2110_KIND_WORD:
	case ST2110_KIND_BITS:
	case ST2110_KIND_ADDR:
		return 4;
	case ST2110_KIND_U64:
	case ST2110_KIND_S64:
	case ST2110_KIND_LIST:
	case ST2110_KIND_COUNTS:
		return 8;
	default:
		return 0;
	}
}

static json_object *decode_string(const struct nlattr *nla)
{
	const char *s = mnl_attr_get_payload(nla);
	size_t len = mnl_attr_get_payload_len(nla);

	return json_object_new_string_len(s, (int)strnlen(s, len));
}

static json_object *decode_addr(const struct nlattr *nla)
{
	size_t len = mnl_attr_get_payload_len(nla);
	char text[INET6_ADDRSTRLEN];

	if (len != 4 && len != 16)
		return NULL;
	inet_ntop(len == 4 ? AF_INET : AF_INET6, mnl_attr_get_payload(nla), text, sizeof(text));
	return json_object_new_string(text);
}

/* A number that only a newer kernel has a word for is shown as that. */
static json_object *decode_word(const struct st2110_word *words, u32 value)
{
	const char *word = value <= INT32_MAX ? st2110_word_name(words, (int)value) : NULL;
	char text[32];

	if (word)
		return json_object_new_string(word);
	snprintf(text, sizeof(text), "unknown-%u", value);
	return json_object_new_string(text);
}

static json_object *decode_bits(const struct st2110_word *words, u32 bits)
{
	json_object *obj = json_object_new_array();
	u32 i;

	for (i = 0; i < 32; i++)
		if (bits & 1U << i)
			json_object_array_add(obj, decode_word(words, i));
	return obj;
}

/* Every occurrence of an attribute, in order. */
static json_object *decode_many(const struct st2110_attr *entry, u16 type,
				const void *payload, size_t len)
{
	bool list = entry->kind == ST2110_KIND_LIST || entry->kind == ST2110_KIND_NESTS;
	json_object *obj = list ? json_object_new_array() : json_object_new_object();
	const struct nlattr *attr;
	int i = 0;

	mnl_attr_for_each_payload(payload, len) {
		json_object *count;
		const char *word;
		char key[32];

		if (mnl_attr_get_type(attr) != type)
			continue;
		if (entry->kind == ST2110_KIND_NESTS) {
			json_object_array_add(obj, st2110_decode(entry->nest,
								 mnl_attr_get_payload(attr),
								 mnl_attr_get_payload_len(attr)));
			continue;
		}
		if (mnl_attr_get_payload_len(attr) < 8)
			continue;
		count = json_object_new_uint64(mnl_attr_get_u64(attr));
		if (list) {
			json_object_array_add(obj, count);
			continue;
		}
		word = st2110_word_name(entry->words, i);
		snprintf(key, sizeof(key), "unknown_%d", i);
		json_object_object_add(obj, word ? word : key, count);
		i++;
	}
	return obj;
}

static json_object *decode_one(const struct st2110_attr *entry, const struct nlattr *attr)
{
	switch (entry->kind) {
	case ST2110_KIND_U16:
		return json_object_new_int(mnl_attr_get_u16(attr));
	case ST2110_KIND_BE16:
		return json_object_new_int(ntohs(mnl_attr_get_u16(attr)));
	case ST2110_KIND_U32:
		return json_object_new_int64(mnl_attr_get_u32(attr));
	case ST2110_KIND_S32:
		return json_object_new_int64((s32)mnl_attr_get_u32(attr));
	case ST2110_KIND_U64:
		return json_object_new_uint64(mnl_attr_get_u64(attr));
	case ST2110_KIND_S64:
		return json_object_new_int64((s64)mnl_attr_get_u64(attr));
	case ST2110_KIND_STRING:
		return decode_string(attr);
	case ST2110_KIND_FLAG:
		return json_object_new_boolean(1);
	case ST2110_KIND_ADDR:
		return decode_addr(attr);
	case ST2110_KIND_WORD:
		return decode_word(entry->words, mnl_attr_get_u32(attr));
	case ST2110_KIND_BITS:
		return decode_bits(entry->words, mnl_attr_get_u32(attr));
	case ST2110_KIND_NEST:
		return st2110_decode(entry->nest, mnl_attr_get_payload(attr),
				     mnl_attr_get_payload_len(attr));
	default:
		return NULL;
	}
}

json_object *st2110_decode(const struct st2110_attr_set *set, const void *payload, size_t len)
{
	const struct nlattr *seen[SCHEMA_MAX] = { 0 };
	json_object *obj = json_object_new_object();
	const struct nlattr *attr;
	u16 type;

	mnl_attr_for_each_payload(payload, len) {
		type = mnl_attr_get_type(attr);
		if (type <= set->max &&
		    mnl_attr_get_payload_len(attr) >= kind_len(set->attrs[type].kind))
			seen[type] = attr;
	}
	for (type = 0; type <= set->max; type++) {
		const struct st2110_attr *entry = &set->attrs[type];
		json_object *value;

		if (!seen[type])
			continue;
		if (entry->kind == ST2110_KIND_LIST || entry->kind == ST2110_KIND_COUNTS ||
		    entry->kind == ST2110_KIND_NESTS)
			value = decode_many(entry, type, payload, len);
		else
			value = decode_one(entry, seen[type]);
		if (value)
			json_object_object_add(obj, entry->key, value);
	}
	return obj;
}

const char *st2110_attr_word(const struct st2110_attr_set *set, u16 attr)
{
	const struct st2110_attr *entry;

	if (attr > set->max)
		return "";
	entry = &set->attrs[attr];
	if (entry->word)
		return entry->word;
	return entry->key ? entry->key : "";
}

bool st2110_obj_u64(json_object *obj, const char *key, u64 *value)
{
	json_object *v;

	if (!json_object_object_get_ex(obj, key, &v) || !json_object_is_type(v, json_type_int))
		return false;
	*value = json_object_get_uint64(v);
	return true;
}

bool st2110_obj_s64(json_object *obj, const char *key, s64 *value)
{
	json_object *v;

	if (!json_object_object_get_ex(obj, key, &v) || !json_object_is_type(v, json_type_int))
		return false;
	*value = json_object_get_int64(v);
	return true;
}

const char *st2110_obj_string(json_object *obj, const char *key)
{
	json_object *v;

	if (!json_object_object_get_ex(obj, key, &v) || !json_object_is_type(v, json_type_string))
		return NULL;
	return json_object_get_string(v);
}

json_object *st2110_obj_nest(json_object *obj, const char *key)
{
	json_object *v;

	if (!json_object_object_get_ex(obj, key, &v) || !json_object_is_type(v, json_type_object))
		return NULL;
	return v;
}
