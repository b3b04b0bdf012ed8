// SPDX-License-Identifier: GPL-2.0-only
/*
 * The PTP daemons of this host. Design: ptp4l.h.
 */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "phc.h"
#include "ptp4l.h"

static const char * const places[] = { PTP4L_USUAL "*", PTP4L_USUAL "/*", "/var/run/ptp/ptp4l*" };

/* A daemon may have a second socket, for those who only read. */
static bool known(const struct ptp4l_set *set, const struct ptp_instance *p)
{
	unsigned int i;

	for (i = 0; i < set->count; i++)
		if (!memcmp(set->of[i].instance.clock_id, p->clock_id, sizeof(p->clock_id)) &&
		    set->of[i].instance.domain == p->domain)
			return true;
	return false;
}

static void ask_one(const char *path, void *data)
{
	struct ptp4l_set *set = data;
	struct ptp4l *daemon = &set->of[set->count];
	int err;

	if (set->count == PTP4L_MAX || strlen(path) >= sizeof(daemon->path))
		return;
	err = ptp_management_ask(path, PTP4L_TIMEOUT_MS, -1, &daemon->instance);
	if (err == -EACCES || err == -EPERM)
		set->denied = true;
	if (err || known(set, &daemon->instance))
		return;
	memcpy(daemon->path, path, strlen(path) + 1);
	set->count++;
}

void ptp4l_sockets(void (*each)(const char *path, void *data), void *data)
{
	glob_t found;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		if (glob(places[i], 0, NULL, &found))
			continue;
		for (j = 0; j < found.gl_pathc; j++)
			each(found.gl_pathv[j], data);
		globfree(&found);
	}
}

void ptp4l_ask(struct ptp4l_set *set, const char *path)
{
	memset(set, 0, sizeof(*set));
	set->asked = path ? path : PTP4L_USUAL;
	if (path)
		ask_one(path, set);
	else
		ptp4l_sockets(ask_one, set);
}

/* Ports of one NIC may share a PHC. */
bool ptp4l_on_clock(const char *port, const char *ifname, int phc)
{
	return !strcmp(port, ifname) || (phc >= 0 && port[0] && st2110_phc_index(port) == phc);
}

const struct ptp4l *ptp4l_find(const struct ptp4l_set *set, const char *ifname, int phc,
			       const struct ptp_port **port)
{
	const struct ptp4l *daemon, *unnamed = NULL;
	unsigned int i, j;

	for (i = 0; i < set->count; i++) {
		daemon = &set->of[i];
		for (j = 0; j < daemon->instance.ports; j++) {
			*port = &daemon->instance.port[j];
			if (ptp4l_on_clock((*port)->ifname, ifname, phc))
				return daemon;
		}
		if (!ptp_told(&daemon->instance, PTP_PORT_PROPERTIES_NP))
			unnamed = daemon;
	}
	*port = NULL;
	/* One alone that does not name its ports is taken at its word. */
	return set->count == 1 ? unnamed : NULL;
}

bool ptp4l_names(const struct ptp_instance *p, const struct ptp_port *port, bool settled)
{
	bool leads = !memcmp(p->gm_id, p->clock_id, sizeof(p->gm_id));
	const char *state;
	unsigned int i;

	if (!ptp_told(p, PTP_PARENT_DATA_SET))
		return false;
	for (i = 0; i < p->ports; i++) {
		if (port && port != &p->port[i])
			continue;
		state = ptp_port_state(p->port[i].state);
		if (!strcmp(state, leads ? "master" : "slave"))
			return true;
		if (!leads && !settled && !strcmp(state, "uncalibrated"))
			return true;
	}
	return false;
}

static void add_number(json_object *o, const char *key, s64 value)
{
	json_object_object_add(o, key, json_object_new_int64(value));
}

static void add_flag(json_object *o, const char *key, bool value)
{
	json_object_object_add(o, key, json_object_new_boolean(value));
}

static void add_word(json_object *o, const char *key, const char *value)
{
	json_object_object_add(o, key, json_object_new_string(value));
}

json_object *ptp4l_object(const struct ptp4l *daemon, const struct ptp_port *port)
{
	const struct ptp_instance *p = &daemon->instance;
	json_object *o = json_object_new_object();
	char id[PTP_IDENTITY_TEXT];

	add_word(o, "socket", daemon->path);
	add_number(o, "domain", p->domain);
	add_word(o, "clock_id", ptp_identity_text(id, p->clock_id));
	if (port) {
		add_word(o, "port", port->ifname);
		add_word(o, "port_state", ptp_port_state(port->state));
	} else if (p->ports) {
		add_word(o, "port_state", ptp_port_state(p->port[0].state));
	}
	if (ptp_told(p, PTP_PARENT_DATA_SET)) {
		add_word(o, "grandmaster_id", ptp_identity_text(id, p->gm_id));
		add_number(o, "grandmaster_class", p->gm_class);
		add_flag(o, "grandmaster_self", !memcmp(p->gm_id, p->clock_id, sizeof(p->gm_id)));
	}
	if (ptp_told(p, PTP_TIME_STATUS_NP)) {
		add_flag(o, "grandmaster_present", p->gm_present);
		add_number(o, "offset_ns", p->master_offset_ns);
	} else if (ptp_told(p, PTP_CURRENT_DATA_SET)) {
		add_number(o, "offset_ns", p->offset_ns);
	}
	if (ptp_told(p, PTP_CURRENT_DATA_SET)) {
		add_number(o, "path_delay_ns", p->path_delay_ns);
		add_number(o, "steps_removed", p->steps_removed);
	}
	if (ptp_told(p, PTP_TIME_PROPERTIES_DATA_SET)) {
		add_flag(o, "ptp_timescale", p->ptp_timescale);
		add_flag(o, "time_traceable", p->time_traceable);
		add_number(o, "utc_offset_s", p->utc_offset_s);
		add_flag(o, "utc_offset_valid", p->utc_offset_valid);
	}
	return o;
}
