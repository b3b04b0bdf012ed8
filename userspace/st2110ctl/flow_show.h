/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A flow as people read it: its properties, its plan, its state, what was
 * measured; and as the command that would make it again.
 */
#ifndef ST2110CTL_FLOW_SHOW_H
#define ST2110CTL_FLOW_SHOW_H

#include "ctl.h"

/* Add what follows from a flow's attributes (format, rate) to its object. */
void flow_complete(struct json_object *flow);

/* "ADDR:PORT" of where a flow or a leg is sent ("dst") or goes ("to"), of ST2110_TEXT; or NULL. */
const char *flow_text_address(char *buf, json_object *flow, const char *which);

void flow_print(FILE *out, struct json_object *flow);
void flow_print_legs(FILE *out, json_object *flow);
void flow_print_status(FILE *out, struct json_object *flow);
void flow_print_stats(FILE *out, struct json_object *flow);

/* A line for each property that differs: as it is (may be NULL), as it will be. */
void flow_print_changes(FILE *out, struct json_object *flow, struct json_object *staged);

/* "flow add NAME ..." as a batch line. */
void flow_print_command(FILE *out, struct json_object *flow);

#endif /* ST2110CTL_FLOW_SHOW_H */
