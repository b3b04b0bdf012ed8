// SPDX-License-Identifier: GPL-2.0-only
/*
 * Entering a network namespace by name. Design: netns.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "netns.h"

#define NETNS_RUN_DIR	"/run/netns"	/* ip-netns(8): NAME is a mount point here */

int st2110_netns_enter(const char *name)
{
	char path[PATH_MAX];
	int fd, err = 0;

	if (!*name)
		return -ENOENT;
	if (strchr(name, '/'))
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), NETNS_RUN_DIR "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (setns(fd, CLONE_NEWNET))
		err = -errno;
	close(fd);
	return err;
}
