// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text from objects. Design: fields.h.
 */
#include <inttypes.h>

#include "fields.h"

static void number(char *buf, u64 v, enum ctl_style style)
{
	switch (style) {
	case CTL_HEX:
		snprintf(buf, ST2110_TEXT, "0x%08" PRIx64, v);
		break;
	case CTL_PS:
		st2110_text_ps(buf, v);
		break;
	case CTL_TAI:
		if (v)
			st2110_text_tai(buf, v);
		else
			snprintf(buf, ST2110_TEXT, "-");
		break;
	case CTL_BPS:
		st2110_text_bps(buf, v);
		break;
	case CTL_MILLI:
		snprintf(buf, ST2110_TEXT, "%" PRIu64 ".%03" PRIu64, v / 1000, v % 1000);
		break;
	case CTL_MBITS:
		if (v)
			snprintf(buf, ST2110_TEXT, "%" PRIu64 "Mbit/s", v);
		else
			snprintf(buf, ST2110_TEXT, "unknown");
		break;
	default:
		snprintf(buf, ST2110_TEXT, "%" PRIu64, v);
		break;
	}
}

static void list(char *buf, json_object *obj, const char *key)
{
	size_t i, used = 0;
	json_object *words;

	if (!json_object_object_get_ex(obj, key, &words) ||
	    !json_object_is_type(words, json_type_array))
		return;
	for (i = 0; i < json_object_array_length(words) && used < ST2110_TEXT; i++)
		used += (size_t)snprintf(buf + used, ST2110_TEXT - used, "%s%s", i ? "," : "",
					 json_object_get_string(json_object_array_get_idx(words,
											  i)));
}

char *ctl_value(char *buf, json_object *obj, const char *key, enum ctl_style style)
{
	const char *word;
	s64 s;
	u64 v;

	snprintf(buf, ST2110_TEXT, "-");
	switch (style) {
	case CTL_WORD:
	case CTL_NAME:
		word = st2110_obj_string(obj, key);
		if (word)
			snprintf(buf, ST2110_TEXT, "%s", word);
		break;
	case CTL_TIME:
	case CTL_BOUND:
		if (st2110_obj_s64(obj, key, &s))
			st2110_text_time(buf, s);
		break;
	case CTL_PPB:
		if (st2110_obj_s64(obj, key, &s))
			st2110_text_ppb(buf, s);
		break;
	case CTL_NUMBER:
	case CTL_NONZERO:
		/* Negative ones are below 2^63 by type. */
		if (st2110_obj_s64(obj, key, &s) && s < 0)
			snprintf(buf, ST2110_TEXT, "%" PRId64, s);
		else if (st2110_obj_u64(obj, key, &v))
			number(buf, v, style);
		break;
	case CTL_FLAG:
		buf[0] = '\0';
		break;
	case CTL_LIST:
		list(buf, obj, key);
		break;
	default:
		if (st2110_obj_u64(obj, key, &v))
			number(buf, v, style);
		break;
	}
	return buf;
}

bool ctl_has(json_object *obj, const struct ctl_field *field)
{
	json_object *flag;
	const char *name;
	u64 v;

	if (field->style == CTL_FLAG && json_object_object_get_ex(obj, field->key, &flag) &&
	    json_object_is_type(flag, json_type_boolean))
		return json_object_get_boolean(flag);
	if (field->style == CTL_NONZERO)
		return st2110_obj_u64(obj, field->key, &v) && v;
	if (field->style == CTL_BOUND)
		return st2110_obj_u64(obj, field->key, &v) && v < UINT32_MAX;
	if (field->style == CTL_NAME) {
		name = st2110_obj_string(obj, field->key);
		return name && *name;
	}
	return json_object_object_get_ex(obj, field->key, NULL);
}

bool ctl_line(FILE *out, const char *head, json_object *obj, const struct ctl_field *fields)
{
	bool begun = false;
	char text[ST2110_TEXT];

	if (!obj)
		return false;
	for (; fields->key; fields++) {
		if (!ctl_has(obj, fields))
			continue;
		fprintf(out, "%s%s", begun ? "  " : head ? head : "    ", fields->label);
		begun = true;
		ctl_value(text, obj, fields->key, fields->style);
		if (*text)
			fprintf(out, "%s%s", *fields->label ? " " : "", text);
		if (fields->after && strcmp(text, "-"))
			fprintf(out, "%s", fields->after);
	}
	if (begun)
		fputc('\n', out);
	return begun;
}

void ctl_counts(FILE *out, const char *head, json_object *obj, const char *key)
{
	json_object *counts = st2110_obj_nest(obj, key);
	const char *between = ": ";
	u64 total = 0;

	if (!counts)
		return;
	{
		json_object_object_foreach(counts, unused, value) {
			(void)unused;
			total += json_object_get_uint64(value);
		}
	}
	fprintf(out, "%s%" PRIu64, head, total);
	{
		json_object_object_foreach(counts, name, value) {
			if (!json_object_get_uint64(value))
				continue;
			fprintf(out, "%s%s %" PRIu64, between, name, json_object_get_uint64(value));
			between = ", ";
		}
	}
	fputc('\n', out);
}
