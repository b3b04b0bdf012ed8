/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of the PTP daemons of this host, as events: another grandmaster, domain or
 * port state, a daemon that comes or goes.
 *
 * They are asked again and again, for not every linuxptp tells by itself what changes. A
 * round is seven datagrams to each daemon, and over in milliseconds. A socket that does not
 * answer costs three quarters of a second at most, and is then left alone for a while.
 */
#ifndef ST2110CTL_PTP4L_WATCH_H
#define ST2110CTL_PTP4L_WATCH_H

#include "ptp4l.h"

#define PTP4L_ROUND_MS	1000	/* between rounds */
#define PTP4L_REST	10	/* rounds that who does not answer is left alone */

struct ptp4l_seen {
	struct ptp4l daemon;
	bool there;		/* it answered, and is no other's second socket */
	bool silent;		/* it did not, once */
	bool left;		/* its socket is not there any more */
	u8 rest;		/* rounds until it is asked again */
};

struct ptp4l_watch {
	void (*event)(json_object *event, void *data);	/* does not own @event */
	void *data;
	const char *path;	/* the only socket, or NULL: where they usually are */
	s64 due_ms;		/* MONOTONIC: the next round */
	bool begun;		/* a round is over: what comes now is news */
	bool denied;		/* one may not be asked by this user */
	unsigned int count;
	struct ptp4l_seen of[2 * PTP4L_MAX];
};

/**
 * ptp4l_round() - ask all that are due
 * @w: event and data are set, the rest 0 at first
 *
 * The first round tells nothing. An event has "event" ("ptp"), "tai_ns", "socket", "ifname" of
 * the port where it is told, "port_state", "grandmaster_id", "domain"; beside what changed
 * what it was ("port_state_was", ...); "sdp_changes": descriptions of flows that count by
 * this clock do; "ptp4l", "answers" or "gone", when that is what happened.
 */
void ptp4l_round(struct ptp4l_watch *w);

/* How long until the next round is due; 0: it is. */
int ptp4l_due_ms(const struct ptp4l_watch *w);

#endif /* ST2110CTL_PTP4L_WATCH_H */
