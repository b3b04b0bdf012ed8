// SPDX-License-Identifier: GPL-2.0-only
/*
 * A media clock as people read it. Design: clock_show.h.
 */
#include <inttypes.h>
#include <time.h>

#include "clock_show.h"
#include "fields.h"

#define USUAL_TAI_OFFSET_S	37	/* since 2017 */

#define UTC_REMEDY \
	"%s keeps UTC, ptp4l and phc2sys would have it keep TAI: timestamps are %lld s off. " \
	"Where phc2sys sets it from the system's clock, say -O %lld; else let the grandmaster announce the PTP time scale\n"

static const struct ctl_field measured_fields[] = {
	{ "less CLOCK_TAI", "offset_tai_ns", CTL_TIME, NULL },
	{ "rate", "rate_ppb", CTL_PPB, NULL },
	{ "error at most", "bound_ns", CTL_BOUND, NULL },
	{ "sampled", "age_ns", CTL_TIME, " ago" },
	{ "flows", "flows", CTL_NUMBER, NULL },
	{ "default", "default", CTL_FLAG, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field system_fields[] = {
	{ "TAI-UTC", "tai_offset_s", CTL_NUMBER, "s" },
	{ "error at most", "bound_ns", CTL_BOUND, NULL },
	{ "flows", "flows", CTL_NUMBER, NULL },
	{ "default", "default", CTL_FLAG, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field counted_fields[] = {
	{ "rounds", "rounds", CTL_NUMBER, NULL },
	{ "rejected", "rejected", CTL_NUMBER, NULL },
	{ "bracket", "bracket_ns", CTL_TIME, NULL },
	{ "steps", "steps", CTL_NUMBER, NULL },
	{ "last by", "last_step_ns", CTL_TIME, NULL },
	{ "holdover", "holdover_s", CTL_NUMBER, "s" },
	{ "TAI-UTC", "tai_offset_s", CTL_NUMBER, "s" },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field ptp4l_fields[] = {
	{ "port", "port", CTL_WORD, NULL },
	{ "", "port_state", CTL_WORD, NULL },
	{ "domain", "domain", CTL_NUMBER, NULL },
	{ "grandmaster", "grandmaster_id", CTL_WORD, NULL },
	{ "offset", "offset_ns", CTL_TIME, NULL },
	{ "path delay", "path_delay_ns", CTL_TIME, NULL },
	{ "at", "socket", CTL_WORD, NULL },
	{ NULL, NULL, 0, NULL }
};

/* What may be wrong: the word of it in JSON. */
enum warning {
	WARN_UTC,
	WARN_NO_OFFSET,
	WARN_OTHER_SCALE,
	WARN_NO_PTP4L,
	WARN_NOT_DISCIPLINED,
	WARN_ARBITRARY_SCALE,
	WARNINGS,
};

static const char * const warning_words[WARNINGS] = {
	[WARN_UTC] = "utc",
	[WARN_NO_OFFSET] = "no-tai-offset",
	[WARN_OTHER_SCALE] = "other-time",
	[WARN_NO_PTP4L] = "no-ptp4l",
	[WARN_NOT_DISCIPLINED] = "not-disciplined",
	[WARN_ARBITRARY_SCALE] = "arbitrary-timescale",
};

static bool is(json_object *obj, const char *key, const char *wanted)
{
	const char *word = obj ? st2110_obj_string(obj, key) : NULL;

	return word && !strcmp(word, wanted);
}

static bool flag(json_object *obj, const char *key)
{
	json_object *v;

	return json_object_object_get_ex(obj, key, &v) && json_object_get_boolean(v);
}

static bool is_tai(json_object *clock)
{
	return is(clock, "source", "tai");
}

const char *clock_name(json_object *clock)
{
	const char *name = st2110_obj_string(clock, "ifname");

	if (is_tai(clock))
		return "tai";
	return name ? name : "?";
}

static bool applies(json_object *clock, enum warning w)
{
	json_object *ptp4l = st2110_obj_nest(clock, "ptp4l");
	s64 offset;

	switch (w) {
	case WARN_UTC:
		return is(clock, "scale", "utc");
	case WARN_NO_OFFSET:
		return is(clock, "scale", "no-offset") ||
		       (is_tai(clock) && st2110_obj_s64(clock, "tai_offset_s", &offset) && !offset);
	case WARN_OTHER_SCALE:
		return is(clock, "scale", "other");
	case WARN_NO_PTP4L:
		return !is_tai(clock) && !ptp4l;
	case WARN_NOT_DISCIPLINED:
		return ptp4l && !is(ptp4l, "port_state", "slave") &&
		       !is(ptp4l, "port_state", "uncalibrated") &&
		       !is(ptp4l, "port_state", "master");
	case WARN_ARBITRARY_SCALE:
		return ptp4l && (is(ptp4l, "port_state", "slave") ||
				 is(ptp4l, "port_state", "uncalibrated")) &&
		       json_object_object_get_ex(ptp4l, "ptp_timescale", NULL) &&
		       !flag(ptp4l, "ptp_timescale");
	default:
		return false;
	}
}

void clock_complete(json_object *clock, const struct ptp4l_set *daemons)
{
	json_object *warnings = json_object_new_array(), *ptp4l = NULL;
	const struct ptp4l *daemon = NULL;
	const struct ptp_port *port;
	enum warning w;
	u64 phc;

	if (!is_tai(clock)) {
		bool has = st2110_obj_u64(clock, "phc", &phc);

		daemon = ptp4l_find(daemons, clock_name(clock), has ? (int)phc : -1, &port);
	}
	if (daemon)
		ptp4l = ptp4l_object(daemon, port);
	json_object_object_add(clock, "ptp4l", ptp4l);
	for (w = 0; w < WARNINGS; w++)
		if (applies(clock, w))
			json_object_array_add(warnings, json_object_new_string(warning_words[w]));
	json_object_object_add(clock, "warnings", warnings);
}

static void warn(FILE *out, json_object *clock, enum warning w, const struct ptp4l_set *daemons)
{
	json_object *ptp4l = st2110_obj_nest(clock, "ptp4l");
	char phc[ST2110_TEXT], text[ST2110_TEXT];
	long long seconds = USUAL_TAI_OFFSET_S;
	s64 offset;

	if (st2110_obj_s64(clock, "tai_offset_s", &offset) && offset)
		seconds = offset;
	snprintf(phc, sizeof(phc), "ptp%s", ctl_value(text, clock, "phc", CTL_NUMBER));
	fputs("    warning: ", out);
	switch (w) {
	case WARN_UTC:
		fprintf(out, UTC_REMEDY, phc, seconds, seconds);
		break;
	case WARN_NO_OFFSET:
		if (is_tai(clock))
			fputs("CLOCK_TAI has no offset from UTC, timestamps are 37 s off: ", out);
		else
			fprintf(out, "CLOCK_TAI has no offset from UTC to hold %s against: ", phc);
		fputs("phc2sys -a or -w sets it from ptp4l, chronyd from leapsectz\n", out);
		break;
	case WARN_OTHER_SCALE:
		fprintf(out, "%s is %s from CLOCK_TAI: one of the two is not set right\n", phc,
			ctl_value(text, clock, "offset_tai_ns", CTL_TIME));
		break;
	case WARN_NO_PTP4L:
		if (daemons->denied)
			fprintf(out, "ptp4l at %s is not for this user to ask: try as root\n",
				daemons->asked);
		else
			fprintf(out, "no ptp4l answers at %s for %s: is the PHC disciplined?\n",
				daemons->asked, phc);
		break;
	case WARN_NOT_DISCIPLINED:
		fprintf(out, "ptp4l's port is %s: nobody disciplines %s\n",
			ctl_value(text, ptp4l, "port_state", CTL_WORD), phc);
		break;
	default:
		fprintf(out, "the grandmaster has no PTP time scale: %s keeps a time of its own\n",
			phc);
		break;
	}
}

/* "locked for 12s" */
static void print_state(FILE *out, json_object *clock)
{
	struct timespec t;
	char text[ST2110_TEXT];
	u64 since, now;

	fprintf(out, "%s", ctl_value(text, clock, "state", CTL_WORD));
	clock_gettime(CLOCK_MONOTONIC, &t);
	now = (u64)t.tv_sec * ST2110_NSEC_PER_SEC + (u64)t.tv_nsec;
	if (st2110_obj_u64(clock, "since_mono_ns", &since) && since && since <= now)
		fprintf(out, " for %" PRIu64 "s", (u64)((now - since) / ST2110_NSEC_PER_SEC));
}

void clock_print_line(FILE *out, const char *head, json_object *clock)
{
	char phc[ST2110_TEXT];

	fprintf(out, "%s%s", head, clock_name(clock));
	if (!is_tai(clock))
		fprintf(out, " ptp%s", ctl_value(phc, clock, "phc", CTL_NUMBER));
	fputs("  ", out);
	print_state(out, clock);
	if (!ctl_line(out, "  ", clock, is_tai(clock) ? system_fields : measured_fields))
		fputc('\n', out);
}

void clock_print(FILE *out, json_object *clock, const struct ptp4l_set *daemons, bool all)
{
	enum warning w;

	clock_print_line(out, "", clock);
	if (all && !is_tai(clock))
		ctl_line(out, "    measured    ", clock, counted_fields);
	ctl_line(out, "    ptp4l       ", st2110_obj_nest(clock, "ptp4l"), ptp4l_fields);
	for (w = 0; w < WARNINGS; w++)
		if (applies(clock, w))
			warn(out, clock, w, daemons);
}
