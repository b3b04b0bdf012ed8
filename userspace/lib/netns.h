/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Entering a network namespace by the name that ip-netns(8) gave it.
 */
#ifndef ST2110_NETNS_H
#define ST2110_NETNS_H

/**
 * st2110_netns_enter() - move this thread to a named network namespace
 * @name: as in "ip netns add NAME", or a path with a slash
 *
 * Return: 0 or a negative errno; -ENOENT when there is none of that name.
 */
int st2110_netns_enter(const char *name);

#endif /* ST2110_NETNS_H */
