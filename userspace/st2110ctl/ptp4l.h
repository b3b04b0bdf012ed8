/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The PTP daemons of this host, and which of them disciplines a hardware clock:
 * the one that has a port on a device of that clock.
 *
 * Their sockets are looked for where linuxptp's packages put them, or where the
 * user says. An answer takes milliseconds; a socket that nobody answers costs
 * half a second.
 */
#ifndef ST2110CTL_PTP4L_H
#define ST2110CTL_PTP4L_H

#include <json-c/json.h>
#include <sys/un.h>

#include "ptp_management.h"

#define PTP4L_USUAL	"/var/run/ptp4l"
#define PTP4L_MAX	8
#define PTP4L_TIMEOUT_MS 250

struct ptp4l {
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	struct ptp_instance instance;
};

struct ptp4l_set {
	unsigned int count;
	struct ptp4l of[PTP4L_MAX];
	const char *asked;	/* where nobody answered, for the user */
	bool denied;		/* one may not be asked by this user */
};

/**
 * ptp4l_ask() - ask all of them
 * @set: gets those that answer
 * @path: the only socket to ask, or NULL
 */
void ptp4l_ask(struct ptp4l_set *set, const char *path);

/**
 * ptp4l_find() - the daemon that disciplines a clock
 * @set: what answered
 * @ifname: device
 * @phc: its PHC
 * @port: gets the daemon's port there, NULL when it tells none by name
 *
 * Return: the daemon, or NULL.
 */
const struct ptp4l *ptp4l_find(const struct ptp4l_set *set, const char *ifname, int phc,
			       const struct ptp_port **port);

/**
 * ptp4l_names() - does a daemon know a grandmaster that a description may name?
 * @p: what it told
 * @port: the port that is meant, or NULL: any
 * @settled: it is in step with it, not only about to be
 *
 * One that has found nobody yet names itself, too: that does not count.
 */
bool ptp4l_names(const struct ptp_instance *p, const struct ptp_port *port, bool settled);

/**
 * ptp4l_sockets() - what lies where daemons have their sockets
 * @each: called with each path
 * @data: for @each
 */
void ptp4l_sockets(void (*each)(const char *path, void *data), void *data);

/* Is a port on a device, or on another with the same PHC (-1: none)? */
bool ptp4l_on_clock(const char *port, const char *ifname, int phc);

/* As an object. Return: it, which the caller puts. */
json_object *ptp4l_object(const struct ptp4l *daemon, const struct ptp_port *port);

#endif /* ST2110CTL_PTP4L_H */
