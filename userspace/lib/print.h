/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values as text: what parse.h reads, written; and tables.
 *
 * A time is written in the unit in which it is shortest and is exact, so that it
 * can be typed in again. Functions write to a buffer of the caller's, of
 * ST2110_TEXT octets, and return it.
 */
#ifndef ST2110_PRINT_H
#define ST2110_PRINT_H

#include <stdio.h>

#include <json-c/json.h>

#include "parse.h"
#include "timing.h"

#define ST2110_TEXT	64

char *st2110_text_time(char *buf, s64 ns);		/* 637.674us */
char *st2110_text_ps(char *buf, u64 ps);		/* 3.707408us */
char *st2110_text_tai(char *buf, u64 tai_ns);		/* 2026-11-22 12:00:37.000000001 */
char *st2110_text_addr(char *buf, const struct st2110_addr *addr);	/* of ST2110_ADDR_TEXT */
char *st2110_text_bps(char *buf, u64 bps);		/* 2.769Gbit/s */
char *st2110_text_ppb(char *buf, s64 ppb);		/* +1.250ppm */
char *st2110_text_rate(char *buf, u32 num, u32 den);	/* 59.94, or 60000/1001 where no decimal */
char *st2110_text_format(char *buf, const struct st2110_format *format); /* 1080p59.94 */

/*
 * A table: cells are added row by row, the first row is the heading; columns
 * are as wide as their widest cell.
 */
#define ST2110_TABLE_COLUMNS	16

struct st2110_table {
	unsigned int columns;
	unsigned int cells;
	unsigned int room;
	char **cell;
};

void st2110_table_cell(struct st2110_table *t, const char *text);
void st2110_table_print(const struct st2110_table *t, FILE *out);
void st2110_table_free(struct st2110_table *t);

/* One JSON text and a line feed; @pretty spreads it over lines. */
void st2110_print_json(FILE *out, json_object *obj, bool pretty);

#endif /* ST2110_PRINT_H */
