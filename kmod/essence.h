/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Essences: what each kind of content asks of a schedule.
 *
 * The machinery of frames, epochs and windows is one; an essence decides how a
 * shape becomes a schedule, and which models judge it. Uncompressed video
 * (ST 2110-20) is judged by both models of ST 2110-21; compressed video
 * (ST 2110-22) by the network compatibility model alone.
 *
 * Integers only; the tools compile this very file.
 */
#ifndef ST2110_ESSENCE_H
#define ST2110_ESSENCE_H

#include "timing.h"

int st2110_essence_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			    struct st2110_refusal *no);

#endif /* ST2110_ESSENCE_H */
