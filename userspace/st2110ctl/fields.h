/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text from objects: lines of "label value", described by a table.
 *
 * The object is the one that -j prints. What it lacks is left out of the line,
 * and a line that has nothing is not printed.
 */
#ifndef ST2110CTL_FIELDS_H
#define ST2110CTL_FIELDS_H

#include <stdio.h>

#include "print.h"
#include "schema.h"

enum ctl_style {
	CTL_NUMBER,
	CTL_NONZERO,		/* number, left out when 0 */
	CTL_HEX,
	CTL_TIME,		/* ns */
	CTL_BOUND,		/* ns, left out where it fills 32 bits: no bound */
	CTL_PS,
	CTL_TAI,
	CTL_BPS,
	CTL_PPB,
	CTL_MILLI,		/* thousandths */
	CTL_MBITS,
	CTL_WORD,
	CTL_NAME,		/* word, left out when empty */
	CTL_FLAG,		/* the label alone, left out when false */
	CTL_LIST,		/* words of an array */
};

struct ctl_field {
	const char *label;
	const char *key;
	enum ctl_style style;
	const char *after;	/* unit or remark, or NULL */
};

/* The value as text, "-" when absent. Return: @buf. */
char *ctl_value(char *buf, json_object *obj, const char *key, enum ctl_style style);

/* Whether an object has what a field shows. */
bool ctl_has(json_object *obj, const struct ctl_field *field);

/**
 * ctl_line() - print one line
 * @out: where to
 * @head: begins the line; NULL for an indent of four
 * @obj: object, may be NULL
 * @fields: table that ends with a NULL key
 *
 * Return: whether anything was printed.
 */
bool ctl_line(FILE *out, const char *head, json_object *obj, const struct ctl_field *fields);

/* One line of a nest of counts: their sum, then each that is not 0. */
void ctl_counts(FILE *out, const char *head, json_object *obj, const char *key);

#endif /* ST2110CTL_FIELDS_H */
