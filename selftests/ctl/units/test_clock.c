// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clocks as people read them: the line, who disciplines it, and each warning
 * where it belongs and nowhere else.
 */
#include <stdio.h>
#include <stdlib.h>

#include "clock_show.h"
#include "units.h"

/* A PHC that ptp4l has well in hand; every case below spoils it. */
static const char good[] =
	"{\"ifindex\":3,\"ifname\":\"eth1\",\"source\":\"phc\",\"phc\":5,\"state\":\"locked\","
	"\"rate_ppb\":-12500,\"bound_ns\":45,\"age_ns\":96000000,\"bracket_ns\":30,"
	"\"offset_tai_ns\":-250,\"tai_offset_s\":37,\"scale\":\"tai\",\"holdover_s\":30,"
	"\"rounds\":100,\"rejected\":1,\"steps\":0,\"flows\":2,\"default\":true}";

static void discipline(struct ptp4l_set *set)
{
	struct ptp_instance *p = &set->of[0].instance;

	memset(set, 0, sizeof(*set));
	set->asked = PTP4L_USUAL;
	set->count = 1;
	strcpy(set->of[0].path, PTP4L_USUAL);
	p->told = 0x7f;
	p->domain = 127;
	p->gm_id[0] = 8;
	p->gm_present = true;
	p->master_offset_ns = -42;
	p->path_delay_ns = 1234;
	p->ptp_timescale = true;
	p->utc_offset_s = 37;
	p->ports = 1;
	p->port[0].number = 1;
	p->port[0].state = 9;
	strcpy(p->port[0].ifname, "eth1");
}

/* What is printed of a clock, and its warnings as one JSON text. */
static char *shown(const char *text, const struct ptp4l_set *set, char *warnings, size_t room)
{
	json_object *clock = json_tokener_parse(text), *w;
	char *out_text = NULL;
	size_t size;
	FILE *out;

	clock_complete(clock, set);
	json_object_object_get_ex(clock, "warnings", &w);
	snprintf(warnings, room, "%s", json_object_to_json_string_ext(w, 0));
	out = open_memstream(&out_text, &size);
	clock_print(out, clock, set, true);
	fclose(out);
	json_object_put(clock);
	return out_text;
}

/* @from in the good clock becomes @to. */
static const char *spoilt(const char *from, const char *to)
{
	static char text[1024];
	const char *at = strstr(good, from);

	if (!at)
		return "{}";
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
	return text;
}

void test_clock(void)
{
	static const char expected[] =
		"eth1 ptp5  locked  less CLOCK_TAI -250ns  rate -12.500ppm  error at most 45ns"
		"  sampled 96ms ago  flows 2  default\n"
		"    measured    rounds 100  rejected 1  bracket 30ns  steps 0  holdover 30s"
		"  TAI-UTC 37s\n"
		"    ptp4l       port eth1  slave  domain 127  grandmaster 080000.0000.000000"
		"  offset -42ns  path delay 1.234us  at /var/run/ptp4l\n";
	static const struct {
		const char *from, *to, *warnings, *says;
	} scales[] = {
		{ "\"bound_ns\":45", "\"bound_ns\":4294967295", "[]", "-12.500ppm  sampled" },
		{ "\"scale\":\"tai\"", "\"scale\":\"utc\"", "[\"utc\"]", "37 s off" },
		{ "\"scale\":\"tai\"", "\"scale\":\"utc\"", "[\"utc\"]", "-O 37" },
		{ "\"scale\":\"tai\"", "\"scale\":\"other\"", "[\"other-time\"]", "is -250ns from" },
		{ "\"scale\":\"tai\"", "\"scale\":\"no-offset\"", "[\"no-tai-offset\"]",
		  "to hold ptp5 against: phc2sys" },
		{ "\"scale\":\"tai\"", "\"scale\":\"unknown\"", "[]", "locked" },
		{ "\"source\":\"phc\"", "\"source\":\"tai\"", "[]", "tai  locked  TAI-UTC 37s" },
	};
	char warnings[256], *text;
	struct ptp4l_set set;
	struct tally t;
	unsigned int i;

	tally_begin(&t, "a clock is shown with who disciplines it and what is wrong");
	discipline(&set);
	text = shown(good, &set, warnings, sizeof(warnings));
	CHECK(&t, !strcmp(text, expected) && !strcmp(warnings, "[]"), "%s: %s", warnings, text);
	free(text);
	for (i = 0; i < ARRAY_SIZE(scales); i++) {
		text = shown(spoilt(scales[i].from, scales[i].to), &set, warnings,
			     sizeof(warnings));
		CHECK(&t, !strcmp(warnings, scales[i].warnings) && strstr(text, scales[i].says),
		      "%s: %s: %s", scales[i].to, warnings, text);
		free(text);
	}
	text = shown("{\"source\":\"tai\",\"state\":\"untraceable\",\"tai_offset_s\":0}", &set,
		     warnings, sizeof(warnings));
	CHECK(&t, !strcmp(warnings, "[\"no-tai-offset\"]") && strstr(text, "37 s off"), "tai: %s",
	      text);
	free(text);

	set.of[0].instance.ptp_timescale = false;
	text = shown(good, &set, warnings, sizeof(warnings));
	CHECK(&t, !strcmp(warnings, "[\"arbitrary-timescale\"]"), "%s", warnings);
	free(text);
	set.of[0].instance.port[0].state = 4;
	text = shown(good, &set, warnings, sizeof(warnings));
	CHECK(&t, !strcmp(warnings, "[\"not-disciplined\"]") && strstr(text, "listening"), "%s",
	      warnings);
	free(text);
	set.of[0].instance.port[0].state = 6;
	text = shown(good, &set, warnings, sizeof(warnings));
	CHECK(&t, !strcmp(warnings, "[]"), "a master disciplines: %s", warnings);
	free(text);
	strcpy(set.of[0].instance.port[0].ifname, "nosuch0");
	text = shown(good, &set, warnings, sizeof(warnings));
	CHECK(&t, !strcmp(warnings, "[\"no-ptp4l\"]") && strstr(text, "is the PHC disciplined?"),
	      "another's daemon: %s", text);
	free(text);
	set.count = 0;
	set.denied = true;
	text = shown(good, &set, warnings, sizeof(warnings));
	CHECK(&t, !strcmp(warnings, "[\"no-ptp4l\"]") && strstr(text, "try as root"), "denied: %s",
	      text);
	free(text);
	tally_end(&t);
}
