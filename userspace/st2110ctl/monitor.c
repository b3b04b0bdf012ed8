// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl monitor: what happens, as it happens, one line each.
 *
 * Needs no privilege, but ptp4l may want to be asked by root alone. Lines are flushed
 * one by one, so that a pipe sees them at once; what the socket could not hold is said
 * to be lost.
 */
#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "ctl.h"
#include "fields.h"
#include "flow_args.h"
#include "parse.h"
#include "ptp4l_watch.h"

/* An event of ours, beside enum st2110_event_type. */
#define TYPE_PTP	31

static const struct ctl_field event_fields[] = {
	{ "cause", "cause", CTL_WORD, NULL },
	{ "k", "k", CTL_NUMBER, NULL },
	{ "RTP", "rtp", CTL_NUMBER, NULL },
	{ "frames", "frames", CTL_NUMBER, NULL },
	{ "N planned", "expected_packets", CTL_NUMBER, NULL },
	{ "N seen", "seen_packets", CTL_NUMBER, NULL },
	{ "by", "delta_ns", CTL_TIME, NULL },
	{ "clock", "clock_state", CTL_WORD, NULL },
	{ "ptp4l", "ptp4l", CTL_WORD, NULL },
	{ "port", "port_state", CTL_WORD, NULL },
	{ "was", "port_state_was", CTL_WORD, NULL },
	{ "grandmaster", "grandmaster_id", CTL_WORD, NULL },
	{ "was", "grandmaster_was", CTL_WORD, NULL },
	{ "domain", "domain", CTL_NUMBER, NULL },
	{ "was", "domain_was", CTL_NUMBER, NULL },
	{ "descriptions change", "sdp_changes", CTL_FLAG, NULL },
	{ "leg", "leg", CTL_NUMBER, NULL },
	{ "is", "leg_state", CTL_WORD, NULL },
	{ "what", "changed", CTL_LIST, NULL },
	{ "deadline", "deadline_tai_ns", CTL_TAI, NULL },
	{ "group", "group", CTL_WORD, NULL },
	{ "groups", "groups", CTL_NUMBER, NULL },
	{ "not shown before", "suppressed", CTL_NUMBER, NULL },
	{ "lost before", "lost", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

struct monitor {
	struct ctl *ctl;
	const char *dev;
	const char *flow;
	u32 types;		/* a bit for each enum st2110_event_type, and TYPE_PTP; 0: all */
	u64 count;		/* events left to print; 0: no end */
	bool counting;
};

/* Names of events: the kernel's and ours. */
static const struct st2110_word *type_words(void)
{
	static struct st2110_word words[TYPE_PTP + 2];
	unsigned int i;

	for (i = 0; i < TYPE_PTP && st2110_event_words[i].word; i++)
		words[i] = st2110_event_words[i];
	words[i] = (struct st2110_word){ "ptp", TYPE_PTP };
	return words;
}

static bool same(json_object *event, const char *key, const char *wanted)
{
	const char *is = st2110_obj_string(event, key);

	return !wanted || (is && !strcmp(is, wanted));
}

static bool wanted(const struct monitor *m, json_object *event)
{
	const char *type = st2110_obj_string(event, "event");
	int value = type ? st2110_word_value(type_words(), type) : -1;

	if (m->types && (value < 0 || !(m->types & 1U << value)))
		return false;
	return same(event, "ifname", m->dev) && same(event, "flow", m->flow);
}

void ctl_event(struct ctl *ctl, json_object *event)
{
	char time[ST2110_TEXT], type[ST2110_TEXT], name[ST2110_TEXT], head[320];
	size_t used;

	if (ctl->json) {
		st2110_print_json(stdout, event, false);
		fflush(stdout);
		return;
	}
	used = (size_t)snprintf(head, sizeof(head), "%s TAI  ",
				ctl_value(time, event, "tai_ns", CTL_TAI));
	if (st2110_obj_string(event, "ifname"))
		used += (size_t)snprintf(head + used, sizeof(head) - used, "dev %s  ",
					 ctl_value(name, event, "ifname", CTL_WORD));
	if (st2110_obj_string(event, "flow"))
		used += (size_t)snprintf(head + used, sizeof(head) - used, "flow %s  ",
					 ctl_value(name, event, "flow", CTL_WORD));
	snprintf(head + used, sizeof(head) - used, "%s  ",
		 ctl_value(type, event, "event", CTL_WORD));
	if (!ctl_line(stdout, head, event, event_fields))
		puts(head);
	fflush(stdout);
}

static void on_event(json_object *event, void *data)
{
	struct monitor *m = data;

	if (!wanted(m, event) || (m->counting && !m->count))
		return;
	if (m->counting)
		m->count--;
	ctl_event(m->ctl, event);
}

enum { M_DEV, M_FLOW, M_TYPE, M_COUNT };

static int parse(struct monitor *m, struct ctl_words *words)
{
	static const struct st2110_word keys[] = {
		{ "dev", M_DEV }, { "flow", M_FLOW }, { "type", M_TYPE }, { "count", M_COUNT },
		{ NULL, 0 }
	};
	const char *word, *value, *why;

	while ((word = ctl_take(words))) {
		int key = ctl_keyword(keys, word), type;

		if (key < 0)
			return CTL_USAGE;
		value = ctl_take(words);
		if (!value)
			return ctl_usage("%s: its value is missing", st2110_word_name(keys, key));
		switch (key) {
		case M_DEV:
			m->dev = value;
			if (flow_check_dev(value))
				return CTL_USAGE;
			break;
		case M_FLOW:
			m->flow = value;
			if (flow_check_name(value))
				return CTL_USAGE;
			break;
		case M_TYPE:
			type = ctl_keyword(type_words(), value);
			if (type < 0)
				return CTL_USAGE;
			m->types |= 1U << type;
			break;
		case M_COUNT:
			why = st2110_parse_number(value, 1, UINT32_MAX, &m->count);
			if (why)
				return ctl_bad("count", value, why);
			m->counting = true;
			break;
		}
	}
	return CTL_OK;
}

/* Until there is something to read, or time for a round. Return: whether there is. */
static bool wait_event(struct st2110_nl *nl, struct ptp4l_watch *ptp)
{
	struct pollfd fd = { .fd = mnl_socket_get_fd(nl->sock), .events = POLLIN };

	if (!ptp)
		return true;
	if (poll(&fd, 1, ptp4l_due_ms(ptp)) > 0)
		return true;
	if (!ptp4l_due_ms(ptp))
		ptp4l_round(ptp);
	return false;
}

int ctl_monitor(struct ctl *ctl, struct ctl_words *words)
{
	struct monitor m = { .ctl = ctl };
	struct ptp4l_watch watch = { .event = on_event, .data = &m }, *ptp = NULL;
	struct st2110_nl *nl;
	int ret;

	ret = parse(&m, words);
	if (ret)
		return ret;
	nl = ctl_family(ctl);
	if (!nl)
		return CTL_REFUSED;
	ret = st2110_nl_subscribe(nl);
	if (ret)
		return ctl_failed("monitor: %s", strerror(-ret));
	if (!m.flow && (!m.types || m.types & 1U << TYPE_PTP))
		ptp = &watch;
	if (ptp)
		ptp4l_round(ptp);
	while (!m.counting || m.count) {
		if (ferror(stdout))
			return ctl_failed("stdout: %s", strerror(errno));
		if (!wait_event(nl, ptp))
			continue;
		ret = st2110_nl_events(nl, on_event, &m);
		if (ret == -ENOBUFS)
			fputs("st2110ctl: events were lost: they came faster than they were read\n",
			      stderr);
		else if (ret && ret != -EINTR)
			return ctl_failed("monitor: %s", strerror(-ret));
	}
	return CTL_OK;
}
