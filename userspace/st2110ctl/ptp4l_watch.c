// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of the PTP daemons. Design: ptp4l_watch.h.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ptp4l_watch.h"

/* The same of both instances; either may be NULL. */
static bool told_both(const struct ptp_instance *was, const struct ptp_instance *now,
		      enum ptp_management_id id)
{
	return was && now && ptp_told(was, id) && ptp_told(now, id);
}

static void add_word(json_object *o, const char *key, const char *value)
{
	json_object_object_add(o, key, json_object_new_string(value));
}

static const struct ptp_port *same_port(const struct ptp_instance *p, const struct ptp_port *port)
{
	unsigned int i;

	for (i = 0; p && port && i < p->ports; i++)
		if (p->port[i].number == port->number)
			return &p->port[i];
	return NULL;
}

/* What a description would name: nothing, or a grandmaster in a domain. */
static bool named_alike(const struct ptp_instance *was, const struct ptp_port *port_was,
			const struct ptp_instance *now, const struct ptp_port *port_now)
{
	bool before = was && ptp4l_names(was, port_was, true);
	bool after = now && ptp4l_names(now, port_now, true);

	return before == after &&
	       (!after || (was->domain == now->domain &&
			   !memcmp(was->gm_id, now->gm_id, sizeof(now->gm_id))));
}

/* Add what changed of one port, and of all. Return: whether anything did. */
static bool compare(json_object *o, const struct ptp_instance *was, const struct ptp_port *port_was,
		    const struct ptp_instance *now, const struct ptp_port *port_now)
{
	const struct ptp_instance *p = now ?: was;
	char id[PTP_IDENTITY_TEXT];
	bool changed = !was || !now;

	if (port_now || (!now && port_was))
		add_word(o, "port_state", ptp_port_state(now ? port_now->state : port_was->state));
	if (port_was && port_now && port_was->state != port_now->state) {
		add_word(o, "port_state_was", ptp_port_state(port_was->state));
		changed = true;
	}
	if (ptp_told(p, PTP_PARENT_DATA_SET))
		add_word(o, "grandmaster_id", ptp_identity_text(id, p->gm_id));
	if (told_both(was, now, PTP_PARENT_DATA_SET) &&
	    memcmp(was->gm_id, now->gm_id, sizeof(was->gm_id))) {
		add_word(o, "grandmaster_was", ptp_identity_text(id, was->gm_id));
		changed = true;
	}
	json_object_object_add(o, "domain", json_object_new_int(p->domain));
	if (was && now && was->domain != now->domain) {
		json_object_object_add(o, "domain_was", json_object_new_int(was->domain));
		changed = true;
	}
	json_object_object_add(o, "sdp_changes",
			       json_object_new_boolean(!named_alike(was, port_was, now, port_now)));
	return changed;
}

static void tell_port(struct ptp4l_watch *w, const char *path, const struct ptp_instance *was,
		      const struct ptp_instance *now, const struct ptp_port *port)
{
	json_object *o = json_object_new_object();
	struct timespec t;

	clock_gettime(CLOCK_TAI, &t);
	add_word(o, "event", "ptp");
	json_object_object_add(o, "tai_ns", json_object_new_int64((s64)t.tv_sec * 1000000000 +
								  t.tv_nsec));
	if (port && port->ifname[0])
		add_word(o, "ifname", port->ifname);
	add_word(o, "socket", path);
	if (!was || !now)
		add_word(o, "ptp4l", now ? "answers" : "gone");
	if (compare(o, was, same_port(was, port), now, same_port(now, port)))
		w->event(o, w->data);
	json_object_put(o);
}

/* An event of each port, for each may be another clock's. */
static void tell(struct ptp4l_watch *w, const char *path, const struct ptp_instance *was,
		 const struct ptp_instance *now)
{
	const struct ptp_instance *p = now ?: was;
	unsigned int i;

	if (!w->begun)
		return;
	for (i = 0; i < p->ports; i++)
		tell_port(w, path, was, now, &p->port[i]);
	if (!p->ports)
		tell_port(w, path, was, now, NULL);
}

/* Another socket of a daemon that is known. */
static bool second(const struct ptp4l_watch *w, const struct ptp4l_seen *seen,
		   const struct ptp_instance *p)
{
	unsigned int i;

	for (i = 0; i < w->count; i++)
		if (&w->of[i] != seen && w->of[i].there &&
		    w->of[i].daemon.instance.domain == p->domain &&
		    !memcmp(w->of[i].daemon.instance.clock_id, p->clock_id, sizeof(p->clock_id)))
			return true;
	return false;
}

static void lost(struct ptp4l_watch *w, struct ptp4l_seen *seen)
{
	if (seen->there)
		tell(w, seen->daemon.path, &seen->daemon.instance, NULL);
	seen->there = false;
}

static void look(struct ptp4l_watch *w, struct ptp4l_seen *seen)
{
	struct ptp_instance *was = &seen->daemon.instance, now;
	int err;

	err = ptp_management_ask(seen->daemon.path, PTP4L_TIMEOUT_MS,
				 seen->there ? was->domain : -1, &now);
	/* An answer that was lost is not to be taken for a change. */
	if (!err && seen->there && was->told & ~(now.told | now.refused))
		err = -ETIMEDOUT;
	if (err == -ETIMEDOUT && seen->there && !seen->silent) {
		seen->silent = true;
		return;
	}
	if (err) {
		w->denied |= err == -EACCES || err == -EPERM;
		seen->left = err == -ENOENT;
		seen->rest = err == -ETIMEDOUT ? PTP4L_REST : 0;
		lost(w, seen);
		return;
	}
	seen->silent = false;
	if (!seen->there && second(w, seen, &now)) {
		seen->rest = PTP4L_REST;
		return;
	}
	tell(w, seen->daemon.path, seen->there ? was : NULL, &now);
	seen->there = true;
	*was = now;
}

static void found(const char *path, void *data)
{
	struct ptp4l_watch *w = data;
	struct ptp4l_seen *seen = &w->of[w->count];
	unsigned int i;

	for (i = 0; i < w->count; i++)
		if (!strcmp(w->of[i].daemon.path, path))
			return;
	if (w->count == ARRAY_SIZE(w->of) || strlen(path) >= sizeof(seen->daemon.path))
		return;
	memset(seen, 0, sizeof(*seen));
	memcpy(seen->daemon.path, path, strlen(path) + 1);
	w->count++;
}

static s64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (s64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int ptp4l_due_ms(const struct ptp4l_watch *w)
{
	s64 left = w->due_ms - now_ms();

	return left > 0 ? (int)left : 0;
}

/* Somebody who reads but may not ask is told so once. */
static void complain(const struct ptp4l_watch *w)
{
	unsigned int i;

	for (i = 0; i < w->count; i++)
		if (w->of[i].there)
			return;
	if (w->denied)
		fputs("st2110ctl: note: ptp4l is not for this user to ask: another grandmaster is not told\n",
		      stderr);
}

void ptp4l_round(struct ptp4l_watch *w)
{
	unsigned int i, kept = 0;

	if (w->path)
		found(w->path, w);
	else
		ptp4l_sockets(found, w);
	for (i = 0; i < w->count; i++) {
		if (w->of[i].rest)
			w->of[i].rest--;
		else
			look(w, &w->of[i]);
	}
	for (i = 0; i < w->count; i++) {
		if (w->of[i].left)
			continue;
		if (kept != i)
			w->of[kept] = w->of[i];
		kept++;
	}
	w->count = kept;
	if (!w->begun)
		complain(w);
	w->begun = true;
	/* Whatever a round takes, there is a pause before the next. */
	w->due_ms = now_ms() + PTP4L_ROUND_MS;
}
