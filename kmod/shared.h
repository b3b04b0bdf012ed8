/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Schedules that flows share: many flows of a device are planned alike, and a schedule
 * that never changes is there once for all of them.
 */
#ifndef ST2110_SHARED_H
#define ST2110_SHARED_H

#include "timing.h"

struct st2110_schedule *st2110_shared_get(const struct st2110_schedule *s);
void st2110_shared_put(struct st2110_schedule *s);

#endif /* ST2110_SHARED_H */
