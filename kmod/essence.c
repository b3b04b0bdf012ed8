// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each kind of content asks of a schedule; see essence.h.
 */

#include "essence.h"

/**
 * st2110_essence_schedule() - resolve a shape into the schedule of its essence
 * @s: gets the schedule
 * @shape: what is asked for
 * @no: why not; may be NULL
 *
 * Divides; any context.
 *
 * Return: 0, -EINVAL, -ERANGE or -EOPNOTSUPP, *s untouched then.
 */
int st2110_essence_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			    struct st2110_refusal *no)
{
	int err = st2110_schedule_init(s, shape, no);

	if (!err && shape->essence == ST2110_ESSENCE_COMPRESSED)
		s->buffered = false;
	return err;
}
