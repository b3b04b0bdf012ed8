/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of what hardware transmit stamps say, of a flow or a device. */
#ifndef ST2110CTL_STAMPS_SHOW_H
#define ST2110CTL_STAMPS_SHOW_H

#include <stdio.h>

#include <json-c/json.h>

/* From an object's nest "stamps"; nothing when none was ever asked for or passed over. */
void stamps_print(FILE *out, struct json_object *stats);

#endif /* ST2110CTL_STAMPS_SHOW_H */
