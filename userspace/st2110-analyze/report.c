// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reports. Design: report.h.
 */
#include <stdio.h>

#include "print.h"
#include "report.h"
#include "words.h"

static const char *const sum_words[DATAGRAM_SUMS] = {
	[DATAGRAM_SUM_NONE] = "none",
	[DATAGRAM_SUM_UNCHECKED] = "unchecked",
	[DATAGRAM_SUM_VALID] = "valid",
	[DATAGRAM_SUM_BAD] = "bad",
};

static const char *const stamp_words[] = {
	[CAPTURE_FILE] = "file",
	[CAPTURE_SOFTWARE] = "software",
	[CAPTURE_HARDWARE] = "hardware",
};

static const char *profile_short(u8 profile)
{
	return profile == ST2110_PROFILE_NARROW ? "n" :
	       profile == ST2110_PROFILE_NARROW_LINEAR ? "nl" : "w";
}

static const char *profile_long(u8 profile)
{
	return profile == ST2110_PROFILE_NARROW ? "N (narrow, 2110TPN)" :
	       profile == ST2110_PROFILE_NARROW_LINEAR ? "NL (narrow linear, 2110TPNL)" :
	       "W (wide, 2110TPW)";
}

static const char *scan_short(u8 scan)
{
	return scan == ST2110_SCAN_PROGRESSIVE ? "p" : scan == ST2110_SCAN_INTERLACED ? "i" : "psf";
}

/* Best worth of the capture's times, in words; NULL if they are the wire's. */
static const char *doubt(const struct report *r)
{
	if (r->capture->stamps == CAPTURE_SOFTWARE)
		return "times are software's: measured in software; not proof of the wire";
	if (r->capture->resolution_ns > 1)
		return "times have only microseconds: a packet may be 1 us early or late";
	return NULL;
}

bool report_meets(const struct report *r, u32 i)
{
	return r->analysis->judged && !r->analysis->totals[i].not_compliant;
}

static u64 t_rs_ps(const struct st2110_schedule *s)
{
	return (u64)((unsigned __int128)s->trs_num * 1000 / s->trs_den);
}

static void text_counts(const char *name, const u64 *count, u32 size)
{
	u32 i;

	printf("  %s", name);
	for (i = 0; i < size; i++)
		if (count[i])
			printf(" %u (%llu packets)", i, (unsigned long long)count[i]);
	printf("\n");
}

static void text_deadlines(const struct report *r, const struct st2110_schedule *s)
{
	const struct analysis *a = r->analysis;
	char buf[4][ST2110_TEXT];

	printf("\nAncillary data, due within %s of its line\n",
	       st2110_text_time(buf[0], s->deadline_ns));
	if (!a->judged)
		return;
	printf("  to the deadline  min %s, avg %s, max %s; missed %llu\n",
	       st2110_text_time(buf[1], a->due_min),
	       st2110_text_time(buf[2], (s64)(a->due_sum / (s64)a->due_count)),
	       st2110_text_time(buf[3], a->due_max), (unsigned long long)a->due_missed);
	printf("  frames           %llu compliant, %llu not\n",
	       (unsigned long long)a->totals[0].compliant,
	       (unsigned long long)a->totals[0].not_compliant);
}

static void text_type(const struct report *r, u32 i)
{
	const struct analysis_totals *t = &r->analysis->totals[i];
	const struct st2110_schedule *s = &r->analysis->judgement[i].schedule;
	const struct judgement_figures *f = &t->figures;
	char buf[ST2110_TEXT], buf2[ST2110_TEXT];
	const char *mark = ":";
	u32 c;

	if (s->deadline_ns) {
		text_deadlines(r, s);
		return;
	}
	printf("\nType %s: T_RS %s, TR_OFFSET %s\n", profile_long(s->profile),
	       st2110_text_ps(buf, t_rs_ps(s)), st2110_text_time(buf2, (s64)s->tro_ns));
	if (!r->analysis->judged)
		return;
	printf("  C_INST max       %u of C_MAX %u (drain grid of the epoch)\n", f->c_inst,
	       s->c_max);
	printf("                   %u / %u (drain from the first packet, counted as 1 / as 0)\n",
	       f->c_inst_first1, f->c_inst_first0);
	if (s->buffered)
		printf("  VRX              %d to %d of 0 to VRX_FULL %u\n", f->vrx_min, f->vrx_max,
		       s->vrx_full);
	else
		printf("  VRX              not judged: ST 2110-22 knows none\n");
	if (s->buffered && s->fields == 2 && s->gapped)
		printf("                   %d to %d read per field, without T_LINE/2\n",
		       f->vrx_half_min, f->vrx_half_max);
	printf("  frames           %llu compliant, %llu not", (unsigned long long)t->compliant,
	       (unsigned long long)t->not_compliant);
	for (c = 0; c < ANALYSIS_CAUSES; c++) {
		if (!t->causes[c])
			continue;
		printf("%s %s %llu", mark, analysis_cause_words[c],
		       (unsigned long long)t->causes[c]);
		mark = ",";
	}
	printf("\n  verdict          %s\n", report_meets(r, i) ? "compliant" : "NOT compliant");
}

static void text_verdict(const struct report *r)
{
	const char *why = doubt(r);
	u32 i, met = 0;

	printf("\n");
	if (!r->analysis->judged) {
		printf("No whole frame to judge.\n");
		return;
	}
	if (r->shapes[0].essence == ST2110_ESSENCE_ANC)
		printf("Every packet was %s.\n", report_meets(r, 0) ? "in time" : "NOT in time");
	for (i = 0; i < r->analysis->profiles; i++) {
		if (!report_meets(r, i) || r->shapes[0].essence == ST2110_ESSENCE_ANC)
			continue;
		printf("%s type %s", met++ ? ", and" : "The stream meets",
		       profile_long(r->shapes[i].profile));
	}
	if (met)
		printf(".\n");
	else if (r->shapes[0].essence != ST2110_ESSENCE_ANC && r->wanted >= 0)
		printf("The stream does not meet type %s.\n", profile_long((u8)r->wanted));
	else if (r->shapes[0].essence != ST2110_ESSENCE_ANC)
		printf("The stream meets no ST 2110-21 sender type.\n");
	if (why)
		printf("Mind: %s.\n", why);
	if (r->capture_lost)
		printf("Mind: the capture itself lost %llu frames.\n",
		       (unsigned long long)r->capture_lost);
}

void report_text(const struct report *r)
{
	const struct analysis *a = r->analysis;
	const struct sequence *q = &a->sequence;
	char addr[ST2110_ADDR_TEXT], buf[3][ST2110_TEXT];
	u32 i;

	printf("Flow %s:%u, %s, %u packets a frame%s\n", st2110_text_addr(addr, &r->flow->dst),
	       r->flow->port, st2110_text_format(buf[0], &r->shapes[0].format),
	       r->shapes[0].packets,
	       r->format_guessed ? " (format and count are a guess from the stream)" :
	       r->packets_guessed ? " (count as seen in the stream)" : "");
	printf("  packets          %llu, RTCP %llu, malformed %llu\n",
	       (unsigned long long)a->packets, (unsigned long long)a->rtcp,
	       (unsigned long long)a->malformed);
	printf("  frames           %llu judged, %llu cut by the capture, %llu skipped\n",
	       (unsigned long long)a->judged, (unsigned long long)a->cut,
	       (unsigned long long)a->skipped);
	printf("  sequence         lost %llu in %llu gaps, reordered %llu, duplicates %llu, ",
	       (unsigned long long)q->lost, (unsigned long long)q->gaps,
	       (unsigned long long)q->reordered, (unsigned long long)q->duplicates);
	printf("discontinuities %llu, SSRCs %u%s\n", (unsigned long long)q->discontinuities,
	       a->ssrcs,
	       a->seq16 ? " (RTP's 16-bit numbers: the stream has no extended ones)" : "");
	printf("  markers missing  %lld\n", (long long)a->markers_missing);
	if (a->judged)
		printf("  epochs           %llu empty, %llu taken twice\n",
		       (unsigned long long)a->empty, (unsigned long long)a->twice);
	if (a->fpt_count)
		printf("  FPT              min %s, avg %s, max %s (first packet after k*T_FRAME)\n",
		       st2110_text_time(buf[0], a->fpt_min),
		       st2110_text_time(buf[1], (s64)(a->fpt_sum / (s64)a->fpt_count)),
		       st2110_text_time(buf[2], a->fpt_max));
	if (a->rtp_fields)
		printf("  RTP offset       %d to %d ticks (0 on %llu of %llu)\n", a->rtp_min,
		       a->rtp_max, (unsigned long long)a->rtp_zero,
		       (unsigned long long)a->rtp_fields);
	text_counts("TTL             ", a->ttl, 256);
	text_counts("DSCP            ", a->dscp, 64);
	printf("  UDP checksum    ");
	for (i = 0; i < DATAGRAM_SUMS; i++)
		if (a->sums[i])
			printf(" %s %llu", sum_words[i], (unsigned long long)a->sums[i]);
	printf("\n");
	if (a->backward)
		printf("  times running backward %llu\n", (unsigned long long)a->backward);
	for (i = 0; i < a->profiles; i++)
		text_type(r, i);
	if (r->left_out)
		printf("\nNot every sender type is defined for it: %s\n", r->left_out);
	text_verdict(r);
}

static void add(struct json_object *o, const char *name, s64 value)
{
	json_object_object_add(o, name, json_object_new_int64(value));
}

static void add_known(struct json_object *o, const char *name, s64 value, bool known)
{
	json_object_object_add(o, name, known ? json_object_new_int64(value) : NULL);
}

static void add_text(struct json_object *o, const char *name, const char *value)
{
	json_object_object_add(o, name, json_object_new_string(value));
}

static struct json_object *object(struct json_object *in, const char *name)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(in, name, o);
	return o;
}

static void add_counts(struct json_object *in, const char *name, const u64 *count, u32 size)
{
	struct json_object *o = object(in, name);
	char key[12];
	u32 i;

	for (i = 0; i < size; i++) {
		if (!count[i])
			continue;
		snprintf(key, sizeof(key), "%u", i);
		add(o, key, (s64)count[i]);
	}
}

static void add_figures(struct json_object *o, const struct judgement_figures *f, bool known,
			bool buffered)
{
	struct json_object *c = object(o, "c_inst"), *v, *h;

	add_known(c, "epoch", f->c_inst, known);
	add_known(c, "first1", f->c_inst_first1, known);
	add_known(c, "first0", f->c_inst_first0, known);
	if (!buffered)
		return;
	v = object(o, "vrx");
	h = object(o, "vrx_half");
	add_known(v, "min", f->vrx_min, known);
	add_known(v, "max", f->vrx_max, known);
	add_known(h, "min", f->vrx_half_min, known);
	add_known(h, "max", f->vrx_half_max, known);
}

static struct json_object *deadline_json(const struct report *r, const struct st2110_schedule *s,
					 struct json_object *o)
{
	const struct analysis *a = r->analysis;
	struct json_object *d = object(o, "deadline"), *frames = object(o, "frames");
	bool known = a->due_count;

	add(d, "td_ns", s->deadline_ns);
	add_known(d, "min_ns", a->due_min, known);
	add_known(d, "avg_ns", known ? (s64)(a->due_sum / (s64)a->due_count) : 0, known);
	add_known(d, "max_ns", a->due_max, known);
	add(d, "missed", (s64)a->due_missed);
	add(frames, "compliant", (s64)a->totals[0].compliant);
	add(frames, "not_compliant", (s64)a->totals[0].not_compliant);
	json_object_object_add(o, "compliant", json_object_new_boolean(report_meets(r, 0)));
	return o;
}

static struct json_object *type_json(const struct report *r, u32 i)
{
	const struct analysis_totals *t = &r->analysis->totals[i];
	const struct st2110_schedule *s = &r->analysis->judgement[i].schedule;
	struct json_object *o = json_object_new_object(), *limits, *frames, *causes;
	u32 c;

	if (s->deadline_ns)
		return deadline_json(r, s, o);
	add_text(o, "profile", profile_short(s->profile));
	add(o, "t_rs_ps", (s64)t_rs_ps(s));
	add(o, "tr_offset_ns", (s64)s->tro_ns);
	limits = object(o, "limits");
	add(limits, "c_max", s->c_max);
	if (s->buffered)
		add(limits, "vrx_full", s->vrx_full);
	add_figures(o, &t->figures, r->analysis->judged, s->buffered);
	frames = object(o, "frames");
	add(frames, "compliant", (s64)t->compliant);
	add(frames, "not_compliant", (s64)t->not_compliant);
	causes = object(o, "causes");
	for (c = 0; c < ANALYSIS_CAUSES; c++)
		if (t->causes[c])
			add(causes, analysis_cause_words[c], (s64)t->causes[c]);
	json_object_object_add(o, "compliant", json_object_new_boolean(report_meets(r, i)));
	return o;
}

struct json_object *report_frame(const struct analysis *a, const struct analysis_frame *f)
{
	struct json_object *o = json_object_new_object(), *types = json_object_new_array();
	u32 i, c;

	add(o, "k", (s64)f->k);
	add(o, "packets", f->packets);
	add_known(o, "fpt_ns", f->fpt_ns, f->fpt_ns != INT64_MIN);
	add(o, "rtp_offset", f->rtp_offset[0]);
	for (i = 0; i < a->profiles; i++) {
		struct json_object *t = json_object_new_object(), *why = json_object_new_array();

		add_text(t, "profile", profile_short(a->judgement[i].schedule.profile));
		add_figures(t, &f->figures[i], true, a->judgement[i].schedule.buffered);
		for (c = 0; c < ANALYSIS_CAUSES; c++) {
			const char *word = analysis_cause_words[c];

			if (f->causes[i] >> c & 1)
				json_object_array_add(why, json_object_new_string(word));
		}
		json_object_object_add(t, "causes", why);
		json_object_array_add(types, t);
	}
	json_object_object_add(o, "types", types);
	return o;
}

struct json_object *report_json(const struct report *r)
{
	const struct analysis *a = r->analysis;
	const struct st2110_format *format = &r->shapes[0].format;
	struct json_object *o = json_object_new_object(), *p, *types;
	char text[ST2110_ADDR_TEXT + 16];
	u32 i;

	p = object(o, "flow");
	add_text(p, "dst", st2110_text_addr(text, &r->flow->dst));
	add(p, "port", r->flow->port);
	snprintf(text, sizeof(text), format->rate_den == 1 ? "%u" : "%u/%u", format->rate_num,
		 format->rate_den);
	add_text(o, "rate", text);
	add_text(o, "essence", st2110_word_name(st2110_essence_words, r->shapes[0].essence));
	add(o, "height", format->height);
	add_text(o, "scan", scan_short(format->scan));
	add(o, "packets_per_frame", r->shapes[0].packets);
	json_object_object_add(o, "format_guessed", json_object_new_boolean(r->format_guessed));
	json_object_object_add(o, "packets_guessed", json_object_new_boolean(r->packets_guessed));
	p = object(o, "clock");
	add_text(p, "stamps", stamp_words[r->capture->stamps]);
	add(p, "resolution_ns", r->capture->resolution_ns);
	json_object_object_add(p, "doubt", doubt(r) ? json_object_new_string(doubt(r)) : NULL);
	add_text(o, "sequence_numbers", a->seq16 ? "rtp" : "extended");
	add(o, "packets", (s64)a->packets);
	add(o, "rtcp", (s64)a->rtcp);
	add(o, "malformed", (s64)a->malformed);
	add(o, "backward", (s64)a->backward);
	add(o, "capture_lost", (s64)r->capture_lost);
	p = object(o, "frames");
	add(p, "judged", (s64)a->judged);
	add(p, "cut", (s64)a->cut);
	add(p, "skipped", (s64)a->skipped);
	p = object(o, "fpt_ns");
	add_known(p, "min", a->fpt_min, a->fpt_count);
	add_known(p, "avg", a->fpt_count ? (s64)(a->fpt_sum / (s64)a->fpt_count) : 0, a->fpt_count);
	add_known(p, "max", a->fpt_max, a->fpt_count);
	p = object(o, "rtp_offset");
	add_known(p, "min", a->rtp_min, a->rtp_fields);
	add_known(p, "max", a->rtp_max, a->rtp_fields);
	add(p, "zero", (s64)a->rtp_zero);
	add(p, "fields", (s64)a->rtp_fields);
	p = object(o, "epochs");
	add_known(p, "first", (s64)a->first_k, a->judged);
	add_known(p, "last", (s64)a->last_k, a->judged);
	add(p, "empty", (s64)a->empty);
	add(p, "double", (s64)a->twice);
	p = object(o, "sequence");
	add(p, "gaps", (s64)a->sequence.gaps);
	add(p, "lost", (s64)a->sequence.lost);
	add(p, "reordered", (s64)a->sequence.reordered);
	add(p, "duplicates", (s64)a->sequence.duplicates);
	add(p, "discontinuities", (s64)a->sequence.discontinuities);
	add(p, "ssrcs", a->ssrcs);
	add(o, "markers_missing", a->markers_missing);
	add_counts(o, "ttl", a->ttl, 256);
	add_counts(o, "dscp", a->dscp, 64);
	p = object(o, "checksum");
	for (i = 0; i < DATAGRAM_SUMS; i++)
		if (a->sums[i])
			add(p, sum_words[i], (s64)a->sums[i]);
	types = json_object_new_array();
	for (i = 0; i < a->profiles; i++)
		json_object_array_add(types, type_json(r, i));
	json_object_object_add(o, "types", types);
	if (r->details)
		json_object_object_add(o, "details", json_object_get(r->details));
	return o;
}
