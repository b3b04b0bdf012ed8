// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words: tables and look-up. Design: words.h.
 */
#include <string.h>
#include <strings.h>

#include <linux/st2110.h>

#include "words.h"

const struct st2110_word st2110_scan_words[] = {
	{ "progressive", ST2110_SCAN_PROGRESSIVE },
	{ "interlaced", ST2110_SCAN_INTERLACED },
	{ "psf", ST2110_SCAN_PSF },
	{ "p", ST2110_SCAN_PROGRESSIVE },
	{ "i", ST2110_SCAN_INTERLACED },
	{ "segmented", ST2110_SCAN_PSF },
	{ NULL, 0 }
};

/*
 * ST 2110-20:2022 7.4.1. CLYCbCr and ICtCp have the pgroups of YCbCr, and XYZ
 * has those of RGB, so that they are the same to a schedule.
 */
const struct st2110_word st2110_sampling_words[] = {
	{ "YCbCr-4:2:2", ST2110_SAMPLING_YCBCR_422 },
	{ "YCbCr-4:4:4", ST2110_SAMPLING_YCBCR_444 },
	{ "YCbCr-4:2:0", ST2110_SAMPLING_YCBCR_420 },
	{ "RGB", ST2110_SAMPLING_RGB },
	{ "KEY", ST2110_SAMPLING_KEY },
	{ "422", ST2110_SAMPLING_YCBCR_422 },
	{ "444", ST2110_SAMPLING_YCBCR_444 },
	{ "420", ST2110_SAMPLING_YCBCR_420 },
	{ "4:2:2", ST2110_SAMPLING_YCBCR_422 },
	{ "4:4:4", ST2110_SAMPLING_YCBCR_444 },
	{ "4:2:0", ST2110_SAMPLING_YCBCR_420 },
	{ "ycbcr-422", ST2110_SAMPLING_YCBCR_422 },
	{ "ycbcr-444", ST2110_SAMPLING_YCBCR_444 },
	{ "ycbcr-420", ST2110_SAMPLING_YCBCR_420 },
	{ "CLYCbCr-4:2:2", ST2110_SAMPLING_YCBCR_422 },
	{ "CLYCbCr-4:4:4", ST2110_SAMPLING_YCBCR_444 },
	{ "CLYCbCr-4:2:0", ST2110_SAMPLING_YCBCR_420 },
	{ "ICtCp-4:2:2", ST2110_SAMPLING_YCBCR_422 },
	{ "ICtCp-4:4:4", ST2110_SAMPLING_YCBCR_444 },
	{ "ICtCp-4:2:0", ST2110_SAMPLING_YCBCR_420 },
	{ "XYZ", ST2110_SAMPLING_RGB },
	{ NULL, 0 }
};

const struct st2110_word st2110_packing_words[] = {
	{ "gpm", ST2110_PACKING_GPM },
	{ "gpm-sl", ST2110_PACKING_GPM_SL },
	{ "bpm", ST2110_PACKING_BPM },
	{ "2110GPM", ST2110_PACKING_GPM },
	{ "2110BPM", ST2110_PACKING_BPM },
	{ NULL, 0 }
};

const struct st2110_word st2110_profile_words[] = {
	{ "narrow", ST2110_PROFILE_NARROW },
	{ "narrow-linear", ST2110_PROFILE_NARROW_LINEAR },
	{ "wide", ST2110_PROFILE_WIDE },
	{ "n", ST2110_PROFILE_NARROW },
	{ "nl", ST2110_PROFILE_NARROW_LINEAR },
	{ "w", ST2110_PROFILE_WIDE },
	{ "2110TPN", ST2110_PROFILE_NARROW },
	{ "2110TPNL", ST2110_PROFILE_NARROW_LINEAR },
	{ "2110TPW", ST2110_PROFILE_WIDE },
	{ "TPN", ST2110_PROFILE_NARROW },
	{ "TPNL", ST2110_PROFILE_NARROW_LINEAR },
	{ "TPW", ST2110_PROFILE_WIDE },
	{ NULL, 0 }
};

const struct st2110_word st2110_rtp_ts_words[] = {
	{ "keep", ST2110_RTP_TS_KEEP },
	{ "epoch", ST2110_RTP_TS_EPOCH },
	{ "sample", ST2110_RTP_TS_SAMPLE },
	{ NULL, 0 }
};

const struct st2110_word st2110_align_words[] = {
	{ "next", ST2110_ALIGN_NEXT },
	{ "rtp", ST2110_ALIGN_RTP },
	{ NULL, 0 }
};

const struct st2110_word st2110_late_words[] = {
	{ "slip", ST2110_LATE_SLIP },
	{ "skip", ST2110_LATE_SKIP },
	{ "send", ST2110_LATE_SEND },
	{ NULL, 0 }
};

const struct st2110_word st2110_slip_words[] = {
	{ "repay", ST2110_SLIP_REPAY },
	{ "hold", ST2110_SLIP_HOLD },
	{ NULL, 0 }
};

const struct st2110_word st2110_essence_words[] = {
	{ "video", ST2110_ESSENCE_VIDEO },
	{ "compressed", ST2110_ESSENCE_COMPRESSED },
	{ "anc", ST2110_ESSENCE_ANC },
	{ "audio", ST2110_ESSENCE_AUDIO },
	{ "cbr", ST2110_ESSENCE_CBR },
	{ "fastmeta", ST2110_ESSENCE_FASTMETA },
	{ "ttml", ST2110_ESSENCE_TTML },
	{ NULL, 0 }
};

const struct st2110_word st2110_anc_mode_words[] = {
	{ "ctm", ST2110_ANC_MODE_CTM },
	{ "lltm", ST2110_ANC_MODE_LLTM },
	{ NULL, 0 }
};

const struct st2110_word st2110_codec_words[] = {
	{ "jxsv", ST2110_CODEC_JXSV },
	{ "vc2", ST2110_CODEC_VC2 },
	{ "jpeg2000", ST2110_CODEC_JPEG2000 },
	{ "jpeg-xs", ST2110_CODEC_JXSV },
	{ "vc-2", ST2110_CODEC_VC2 },
	{ "jpeg-2000", ST2110_CODEC_JPEG2000 },
	{ NULL, 0 }
};

const struct st2110_word st2110_loop_words[] = {
	{ "auto", ST2110_LOOP_MODE_AUTO },
	{ "frozen", ST2110_LOOP_MODE_FROZEN },
	{ "off", ST2110_LOOP_MODE_OFF },
	{ NULL, 0 }
};

const struct st2110_word st2110_spread_words[] = {
	{ "none", ST2110_SPREAD_NONE },
	{ "narrow", ST2110_SPREAD_NARROW },
	{ "wide", ST2110_SPREAD_WIDE },
	{ "beyond", ST2110_SPREAD_BEYOND },
	{ NULL, 0 }
};

const struct st2110_word st2110_release_words[] = {
	{ "auto", ST2110_RELEASE_AUTO },
	{ "timer", ST2110_RELEASE_TIMER },
	{ "spin", ST2110_RELEASE_SPIN },
	{ "launch", ST2110_RELEASE_LAUNCH },
	{ NULL, 0 }
};

const struct st2110_word st2110_state_words[] = {
	{ "pending", ST2110_STATE_PENDING },
	{ "waiting", ST2110_STATE_WAITING },
	{ "learning", ST2110_STATE_LEARNING },
	{ "starting", ST2110_STATE_STARTING },
	{ "running", ST2110_STATE_RUNNING },
	{ "starved", ST2110_STATE_STARVED },
	{ "discarding", ST2110_STATE_DISCARDING },
	{ "unlocked", ST2110_STATE_UNLOCKED },
	{ "stopping", ST2110_STATE_STOPPING },
	{ "unresolved", ST2110_STATE_UNRESOLVED },
	{ NULL, 0 }
};

const struct st2110_word st2110_verdict_words[] = {
	{ "none", ST2110_VERDICT_NONE },
	{ "compliant", ST2110_VERDICT_COMPLIANT },
	{ "not-compliant", ST2110_VERDICT_NOT_COMPLIANT },
	{ "unverified", ST2110_VERDICT_UNVERIFIED },
	{ "cannot-hold", ST2110_VERDICT_CANNOT_HOLD },
	{ NULL, 0 }
};

const struct st2110_word st2110_leg_state_words[] = {
	{ "running", ST2110_LEG_STATE_RUNNING },
	{ "waiting", ST2110_LEG_STATE_WAITING },
	{ "down", ST2110_LEG_STATE_DOWN },
	{ "gone", ST2110_LEG_STATE_GONE },
	{ "stalled", ST2110_LEG_STATE_STALLED },
	{ "muted", ST2110_LEG_STATE_MUTED },
	{ "unresolved", ST2110_LEG_STATE_UNRESOLVED },
	{ "clock-apart", ST2110_LEG_STATE_CLOCK_APART },
	{ NULL, 0 }
};

const struct st2110_word st2110_cause_words[] = {
	{ "none", ST2110_CAUSE_NONE },
	{ "start", ST2110_CAUSE_START },
	{ "late-frame", ST2110_CAUSE_LATE_FRAME },
	{ "underrun", ST2110_CAUSE_UNDERRUN },
	{ "overflow", ST2110_CAUSE_OVERFLOW },
	{ "burst", ST2110_CAUSE_BURST },
	{ "packet-count", ST2110_CAUSE_PACKET_COUNT },
	{ "missing-packets", ST2110_CAUSE_MISSING_PACKETS },
	{ "requeued", ST2110_CAUSE_REQUEUED },
	{ "stall", ST2110_CAUSE_STALL },
	{ "clock-step", ST2110_CAUSE_CLOCK_STEP },
	{ "clock-unlocked", ST2110_CAUSE_CLOCK_UNLOCKED },
	{ "link", ST2110_CAUSE_LINK },
	{ "reset", ST2110_CAUSE_RESET },
	{ "guard", ST2110_CAUSE_GUARD },
	{ "changed", ST2110_CAUSE_CHANGED },
	{ "source-change", ST2110_CAUSE_SOURCE_CHANGE },
	{ "pause", ST2110_CAUSE_PAUSE },
	{ "timestamp", ST2110_CAUSE_TIMESTAMP },
	{ "doorbell", ST2110_CAUSE_DOORBELL },
	{ "address", ST2110_CAUSE_ADDRESS },
	{ "device", ST2110_CAUSE_DEVICE },
	{ "disabled", ST2110_CAUSE_DISABLED },
	{ "deadline", ST2110_CAUSE_DEADLINE },
	{ "cpu-offline", ST2110_CAUSE_CPU_OFFLINE },
	{ NULL, 0 }
};

const struct st2110_word st2110_clock_state_words[] = {
	{ "unbound", ST2110_CLOCK_STATE_UNBOUND },
	{ "acquiring", ST2110_CLOCK_STATE_ACQUIRING },
	{ "locked", ST2110_CLOCK_STATE_LOCKED },
	{ "slewing", ST2110_CLOCK_STATE_SLEWING },
	{ "holdover", ST2110_CLOCK_STATE_HOLDOVER },
	{ "stepped", ST2110_CLOCK_STATE_STEPPED },
	{ "gone", ST2110_CLOCK_STATE_GONE },
	{ "untraceable", ST2110_CLOCK_STATE_UNTRACEABLE },
	{ NULL, 0 }
};

const struct st2110_word st2110_clock_source_words[] = {
	{ "tai", ST2110_CLOCK_SOURCE_TAI },
	{ "phc", ST2110_CLOCK_SOURCE_PHC },
	{ NULL, 0 }
};

const struct st2110_word st2110_scale_words[] = {
	{ "unknown", ST2110_SCALE_UNKNOWN },
	{ "tai", ST2110_SCALE_TAI },
	{ "utc", ST2110_SCALE_UTC },
	{ "other", ST2110_SCALE_OTHER },
	{ "no-offset", ST2110_SCALE_NO_OFFSET },
	{ NULL, 0 }
};

const struct st2110_word st2110_unlocked_words[] = {
	{ "run", ST2110_UNLOCKED_RUN },
	{ "wait", ST2110_UNLOCKED_WAIT },
	{ "stop", ST2110_UNLOCKED_STOP },
	{ NULL, 0 }
};

const struct st2110_word st2110_event_words[] = {
	{ "late", ST2110_EVENT_TYPE_LATE },
	{ "underrun", ST2110_EVENT_TYPE_UNDERRUN },
	{ "slip", ST2110_EVENT_TYPE_SLIP },
	{ "repaid", ST2110_EVENT_TYPE_REPAID },
	{ "compliance-lost", ST2110_EVENT_TYPE_COMPLIANCE_LOST },
	{ "compliance-regained", ST2110_EVENT_TYPE_COMPLIANCE_REGAINED },
	{ "packet-count", ST2110_EVENT_TYPE_PACKET_COUNT },
	{ "clock", ST2110_EVENT_TYPE_CLOCK },
	{ "device-gone", ST2110_EVENT_TYPE_DEVICE_GONE },
	{ "flow-gone", ST2110_EVENT_TYPE_FLOW_GONE },
	{ "resync", ST2110_EVENT_TYPE_RESYNC },
	{ "epoch", ST2110_EVENT_TYPE_EPOCH },
	{ "link", ST2110_EVENT_TYPE_LINK },
	{ "skip", ST2110_EVENT_TYPE_SKIP },
	{ "release", ST2110_EVENT_TYPE_RELEASE },
	{ "staged", ST2110_EVENT_TYPE_STAGED },
	{ "group-join", ST2110_EVENT_TYPE_GROUP_JOIN },
	{ "group-leave", ST2110_EVENT_TYPE_GROUP_LEAVE },
	{ "group-lost", ST2110_EVENT_TYPE_GROUP_LOST },
	{ "group-rejoined", ST2110_EVENT_TYPE_GROUP_REJOINED },
	{ "leg", ST2110_EVENT_TYPE_LEG },
	{ "changed", ST2110_EVENT_TYPE_CHANGED },
	{ NULL, 0 }
};

const struct st2110_word st2110_change_words[] = {
	{ "format", ST2110_CHANGE_FORMAT },
	{ "timing", ST2110_CHANGE_TIMING },
	{ "policy", ST2110_CHANGE_POLICY },
	{ "clock", ST2110_CHANGE_CLOCK },
	{ "marks", ST2110_CHANGE_MARKS },
	{ "to", ST2110_CHANGE_TO },
	{ "sync", ST2110_CHANGE_SYNC },
	{ "mute", ST2110_CHANGE_MUTE },
	{ "sdp-extra", ST2110_CHANGE_SDP_EXTRA },
	{ NULL, 0 }
};

const struct st2110_word st2110_group_state_words[] = {
	{ "joined", ST2110_GROUP_STATE_JOINED },
	{ "no-link", ST2110_GROUP_STATE_NO_LINK },
	{ "no-address", ST2110_GROUP_STATE_NO_ADDRESS },
	{ "disabled", ST2110_GROUP_STATE_DISABLED },
	{ NULL, 0 }
};

const struct st2110_word st2110_drop_words[] = {
	{ "queue_full", ST2110_DROP_QUEUE_FULL },
	{ "late", ST2110_DROP_LATE },
	{ "learning", ST2110_DROP_LEARNING },
	{ "repay", ST2110_DROP_REPAY },
	{ "discard", ST2110_DROP_DISCARD },
	{ "ssrc", ST2110_DROP_SSRC },
	{ "ext_field", ST2110_DROP_EXT_FIELD },
	{ "half_frame", ST2110_DROP_HALF_FRAME },
	{ "rtcp", ST2110_DROP_RTCP },
	{ "segment", ST2110_DROP_SEGMENT },
	{ "memory", ST2110_DROP_MEMORY },
	{ "removed", ST2110_DROP_REMOVED },
	{ "reset", ST2110_DROP_RESET },
	{ "inbox_full", ST2110_DROP_INBOX_FULL },
	{ "child", ST2110_DROP_CHILD },
	{ "unlocked", ST2110_DROP_UNLOCKED },
	{ "sync", ST2110_DROP_SYNC },
	{ "muted", ST2110_DROP_MUTED },
	{ "leg_down", ST2110_DROP_LEG_DOWN },
	{ "unresolved", ST2110_DROP_UNRESOLVED },
	{ NULL, 0 }
};

/* Plan attribute packets-source, which is a plain number in the uapi. */
const struct st2110_word st2110_packets_source_words[] = {
	{ "computed", 0 },
	{ "stated", 1 },
	{ "learned", 2 },
	{ "adopted", 3 },
	{ NULL, 0 }
};

int st2110_word_value(const struct st2110_word *words, const char *word)
{
	size_t len = strlen(word);
	int found = ST2110_WORD_UNKNOWN;

	if (!len)
		return ST2110_WORD_UNKNOWN;
	for (; words->word; words++) {
		if (!strcasecmp(words->word, word))
			return words->value;
		if (strncasecmp(words->word, word, len))
			continue;
		if (found == ST2110_WORD_UNKNOWN)
			found = words->value;
		else if (found != words->value)
			found = ST2110_WORD_AMBIGUOUS;
	}
	return found;
}

const char *st2110_word_name(const struct st2110_word *words, int value)
{
	for (; words->word; words++)
		if (words->value == value)
			return words->word;
	return NULL;
}

char *st2110_word_list(const struct st2110_word *words, char *buf, size_t size)
{
	const struct st2110_word *w, *first;
	size_t used = 0;

	buf[0] = '\0';
	for (w = words; w->word; w++) {
		size_t len = strlen(w->word);

		for (first = words; first->value != w->value; first++)
			;
		if (first != w)
			continue;
		if (used + len + 2 > size)
			break;
		if (used)
			buf[used++] = '|';
		memcpy(buf + used, w->word, len + 1);
		used += len;
	}
	return buf;
}
