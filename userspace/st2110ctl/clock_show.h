/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A media clock as people read it: where it stands, who disciplines it, and what
 * is wrong with it, in words.
 */
#ifndef ST2110CTL_CLOCK_SHOW_H
#define ST2110CTL_CLOCK_SHOW_H

#include "ctl.h"
#include "ptp4l.h"

/* What a clock is called: its device, or "tai". */
const char *clock_name(struct json_object *clock);

/**
 * clock_complete() - add who disciplines it, and what is wrong with it
 * @clock: object; gets "ptp4l", which may be null, and "warnings", words
 * @daemons: those that answered
 */
void clock_complete(struct json_object *clock, const struct ptp4l_set *daemons);

/**
 * clock_print() - everything about a completed clock
 * @out: where to
 * @clock: object
 * @daemons: those that answered
 * @all: counters too
 */
void clock_print(FILE *out, struct json_object *clock, const struct ptp4l_set *daemons, bool all);

/* One line: state, offset, rate, bound, age, after @head. */
void clock_print_line(FILE *out, const char *head, struct json_object *clock);

#endif /* ST2110CTL_CLOCK_SHOW_H */
