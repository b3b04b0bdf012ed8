/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was found, for people and for programs.
 *
 * Every figure stands beside its limit, names the origin it was counted from,
 * and is followed by what the capture's own clock allows it to prove.
 */
#ifndef ST2110_ANALYZE_REPORT_H
#define ST2110_ANALYZE_REPORT_H

#include <json-c/json.h>

#include "analysis.h"
#include "capture.h"
#include "guess.h"

struct report {
	const struct analysis *analysis;
	const struct capture *capture;
	const struct guess_flow *flow;
	const struct st2110_shape *shapes;
	bool format_guessed, packets_guessed;
	int wanted;		/* profile asked for, or -1 */
	const char *left_out;	/* why a sender type was not judged, or NULL */
	u64 capture_lost;
	struct json_object *details;	/* or NULL */
};

/* Does the stream meet the sender type of shapes[i]? */
bool report_meets(const struct report *r, u32 i);
void report_text(const struct report *r);
struct json_object *report_json(const struct report *r);
/* One frame as an object, for report.details. */
struct json_object *report_frame(const struct analysis *a, const struct analysis_frame *f);

#endif /* ST2110_ANALYZE_REPORT_H */
