// SPDX-License-Identifier: GPL-2.0-only
/*
 * Audio as people read it. Design: audio_show.h.
 */
#include <json-c/json.h>

#include "audio_level.h"
#include "audio_show.h"
#include "delay.h"
#include "fields.h"

static const struct ctl_field shift_fields[] = {
	{ "off samples since the epoch by", "shift_ticks", CTL_NUMBER, " ticks" },
	{ NULL, NULL, 0, NULL }
};

static json_object *audio_of(json_object *flow)
{
	json_object *stats = st2110_obj_nest(flow, "stats");

	return stats ? st2110_obj_nest(stats, "audio") : NULL;
}

/* The packet time, rounded up to a nanosecond. */
static s64 packet_time_ns(json_object *flow)
{
	json_object *plan = st2110_obj_nest(flow, "plan");
	u64 num, den;

	if (!plan || !st2110_obj_u64(plan, "period_num_ns", &num) ||
	    !st2110_obj_u64(plan, "period_den", &den) || !den)
		return 0;
	return (s64)((num + den - 1) / den);
}

static void say(json_object *audio, const char *key, const char *word)
{
	json_object_object_add(audio, key, json_object_new_string(word));
}

/* Of a flow, or of one of its legs. */
static void complete(json_object *audio, s64 time_ns)
{
	s64 low, mean, high;

	if (!audio)
		return;
	if (!st2110_obj_s64(audio, "delay_min_ns", &low) ||
	    !st2110_obj_s64(audio, "delay_avg_ns", &mean) ||
	    !st2110_obj_s64(audio, "delay_max_ns", &high)) {
		say(audio, "delay", "not from the epoch");
		return;
	}
	say(audio, "delay", low < 0 ? "before its time" :
			    mean > ST2110_DELAY_MEAN_NS ? "mean too long" :
			    high > ST2110_DELAY_MAX_TIMES * time_ns ? "too long" : "within limits");
}

/* Whose receivers take it (ST 2110-30). */
static void complete_level(json_object *flow)
{
	u64 rate, samples, channels, depth;
	const char *level;

	if (!st2110_obj_u64(flow, "sample_rate_hz", &rate) ||
	    !st2110_obj_u64(flow, "samples", &samples) ||
	    !st2110_obj_u64(flow, "channels", &channels) ||
	    !st2110_obj_u64(flow, "depth", &depth))
		return;
	level = st2110_audio_level((u32)rate, (u32)samples, (u32)channels, (u32)depth);
	json_object_object_add(flow, "level", level ? json_object_new_string(level) : NULL);
}

void audio_complete(json_object *flow)
{
	s64 time_ns = packet_time_ns(flow);
	json_object *legs;
	size_t i;

	complete_level(flow);
	complete(audio_of(flow), time_ns);
	if (!json_object_object_get_ex(flow, "legs", &legs))
		return;
	for (i = 0; i < json_object_array_length(legs); i++)
		complete(audio_of(json_object_array_get_idx(legs, i)), time_ns);
}

void audio_print_level(FILE *out, json_object *flow)
{
	const char *level = st2110_obj_string(flow, "level");

	if (json_object_object_get_ex(flow, "level", NULL))
		fprintf(out, "    level       %s%s\n", level ? level : "none",
			level ? " of ST 2110-30" :
				": 1 ms or 125 us at 48 or 96 kHz, L16 or L24, and no more channels than CX has");
}

bool audio_print(FILE *out, json_object *flow)
{
	char a[ST2110_TEXT], b[ST2110_TEXT], c[ST2110_TEXT], word[ST2110_TEXT];
	json_object *audio = audio_of(flow);
	s64 time_ns = packet_time_ns(flow);

	if (!audio)
		return false;
	ctl_value(a, audio, "delay_min_ns", CTL_TIME);
	ctl_value(b, audio, "delay_avg_ns", CTL_TIME);
	ctl_value(c, audio, "delay_max_ns", CTL_TIME);
	fprintf(out, "    delay       packet - sample time min %s of 0  avg %s of 2.5ms", a, b);
	fprintf(out, "  max %s of %s: %s\n", c,
		st2110_text_time(a, ST2110_DELAY_MAX_TIMES * time_ns),
		ctl_value(word, audio, "delay", CTL_WORD));
	ctl_value(a, audio, "factor_ns", CTL_TIME);
	ctl_value(b, audio, "factor_max_ns", CTL_TIME);
	fprintf(out, "    TS-DF       last %s  max %s of packet time %s: %s\n", a, b,
		st2110_text_time(c, time_ns), ctl_value(word, audio, "spread", CTL_WORD));
	ctl_line(out, "    timestamps  ", audio, shift_fields);
	return true;
}
