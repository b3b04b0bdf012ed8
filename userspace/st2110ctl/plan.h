/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a flow would be granted, worked out without the kernel.
 *
 * The arithmetic is the module's own (kmod/timing.c); the defaults of what is
 * not said are the module's too. What only a running port knows (the guard
 * against late wake-ups, the link) is taken at its best.
 */
#ifndef ST2110CTL_PLAN_H
#define ST2110CTL_PLAN_H

#include "flow_args.h"

/**
 * plan_make() - plan a flow
 * @r: what was said of it; a format at least
 * @flow: gets an object like the one that flow-get gives, with its plan
 *
 * Complains by itself.
 *
 * Return: exit code.
 */
int plan_make(const struct flow_request *r, struct json_object **flow);

#endif /* ST2110CTL_PLAN_H */
