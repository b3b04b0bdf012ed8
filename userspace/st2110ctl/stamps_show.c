// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text of what hardware transmit stamps say. Design: stamps_show.h.
 */
#include <inttypes.h>

#include "fields.h"
#include "stamps_show.h"

static const struct ctl_field coverage_fields[] = {
	{ "asked", "asked", CTL_NUMBER, NULL },
	{ "got", "got", CTL_NUMBER, NULL },
	{ "lost", "lost", CTL_NUMBER, NULL },
	{ "outstanding", "outstanding", CTL_NUMBER, NULL },
	{ "unusable", "unusable", CTL_NONZERO, NULL },
	{ "late", "late", CTL_NONZERO, NULL },
	{ "collisions", "collisions", CTL_NONZERO, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field skipped_fields[] = {
	{ "own", "own", CTL_NONZERO, NULL },
	{ "PTP", "ptp", CTL_NONZERO, NULL },
	{ "cap", "capped", CTL_NONZERO, NULL },
	{ "memory", "memory", CTL_NONZERO, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field error_fields[] = {
	{ "min", "error_min_ns", CTL_TIME, NULL },
	{ "avg", "error_avg_ns", CTL_TIME, NULL },
	{ "max", "error_max_ns", CTL_TIME, NULL },
	{ "of", "compared", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field fpt_fields[] = {
	{ "min", "fpt_min_ns", CTL_TIME, NULL },
	{ "avg", "fpt_avg_ns", CTL_TIME, NULL },
	{ "max", "fpt_max_ns", CTL_TIME, NULL },
	{ "of", "first_packets", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

#define SIDE	8	/* slots on either side of 0; the outermost have no limit */

/* Slot SIDE + n is below 2^n * 256 ns, slot SIDE - 1 - n above minus that. */
static void print_hist(FILE *out, json_object *stamps)
{
	json_object *hist;
	size_t i;

	if (!json_object_object_get_ex(stamps, "error_hist", &hist) ||
	    !json_object_is_type(hist, json_type_array) ||
	    json_object_array_length(hist) != 2 * SIDE)
		return;
	fputs("                by size:", out);
	for (i = 0; i < 2 * SIDE; i++) {
		u64 v = json_object_get_uint64(json_object_array_get_idx(hist, i));
		unsigned int size = (unsigned int)(i < SIDE ? SIDE - 1 - i : i - SIDE);
		bool open = size == SIDE - 1;
		char text[ST2110_TEXT];

		if (!v)
			continue;
		st2110_text_time(text, 256LL << (open ? size - 1 : size));
		fprintf(out, "  %s%s%s %" PRIu64, (i < SIDE) == open ? "<" : ">",
			i < SIDE ? "-" : "", text, v);
	}
	fputc('\n', out);
}

void stamps_print(FILE *out, struct json_object *stats)
{
	json_object *stamps = st2110_obj_nest(stats, "stamps");
	u64 compared, firsts;

	if (!stamps)
		return;
	if (!ctl_line(out, "    not stamped ", stamps, skipped_fields)) {
		u64 asked;

		if (!st2110_obj_u64(stamps, "asked", &asked) || !asked)
			return;
	}
	ctl_line(out, "    stamps      ", stamps, coverage_fields);
	if (!st2110_obj_u64(stamps, "compared", &compared) || !compared)
		return;
	ctl_line(out, "    wire error  ", stamps, error_fields);
	print_hist(out, stamps);
	if (st2110_obj_u64(stamps, "first_packets", &firsts) && firsts)
		ctl_line(out, "    FPT on wire ", stamps, fpt_fields);
}
