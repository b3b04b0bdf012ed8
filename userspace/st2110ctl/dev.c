// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl dev: devices that pace.
 *
 * add puts the qdisc on through rtnetlink, which makes the kernel load the
 * module, and then sets what was said through the family. Where the qdisc
 * already stands its flows stay, and only what was said changes.
 */
#include <unistd.h>

#include <inttypes.h>

#include "ctl.h"
#include "fields.h"
#include "flow_args.h"
#include "hwtstamp.h"
#include "parse.h"
#include "qdisc.h"
#include "stamps_show.h"

static const struct ctl_field dev_fields[] = {
	{ "release", "release_now", CTL_WORD, NULL },
	{ "asked", "release", CTL_WORD, NULL },
	{ "cpu", "cpu", CTL_NUMBER, NULL },
	{ "because", "release_why", CTL_WORD, NULL },
	{ "lead-time", "lead_time_ns", CTL_TIME, NULL },
	{ "launch queue", "launch_txq", CTL_NUMBER, NULL },
	{ "NIC holds up to", "launch_held", CTL_NUMBER, " packets of a flow" },
	{ "C_MAX", "launch_c_max", CTL_NUMBER, NULL },
	{ "clock", "clock_state", CTL_WORD, NULL },
	{ "TAI-UTC", "tai_offset_s", CTL_NUMBER, "s" },
	{ "guard", "guard_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field stamp_fields[] = {
	{ "one in", "stamps", CTL_NUMBER, NULL },
	{ "at most", "stamps_cap", CTL_NUMBER, " a second" },
	{ "slots", "stamp_slots", CTL_NONZERO, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field link_fields[] = {
	{ "link", "link_speed_mbits", CTL_MBITS, NULL },
	{ "stated", "speed_mbits", CTL_MBITS, NULL },
	{ "counts as", "speed_now_mbits", CTL_MBITS, NULL },
	{ "flows", "flows", CTL_NUMBER, NULL },
	{ "reserved", "reserved_bps", CTL_BPS, NULL },
	{ "best effort", "best_effort", CTL_WORD, NULL },
	{ "waits at most", "best_effort_wait_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field traffic_fields[] = {
	{ "media", "media_packets", CTL_NUMBER, " packets" },
	{ "", "media_bytes", CTL_NUMBER, " octets" },
	{ "best effort", "best_effort_packets", CTL_NUMBER, " packets" },
	{ "", "best_effort_bytes", CTL_NUMBER, " octets" },
	{ "forced", "best_effort_forced", CTL_NUMBER, NULL },
	{ "PTP", "ptp_packets", CTL_NUMBER, NULL },
	{ "above its cap", "ptp_excess", CTL_NUMBER, NULL },
	{ "launched", "launched", CTL_NUMBER, NULL },
	{ "of them late", "launched_late", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field wakeup_fields[] = {
	{ "", "wakeups", CTL_NUMBER, NULL },
	{ "idle", "wakeups_idle", CTL_NUMBER, NULL },
	{ "late avg", "lateness_avg_ns", CTL_TIME, NULL },
	{ "max", "lateness_max_ns", CTL_TIME, NULL },
	{ NULL, NULL, 0, NULL }
};

static const struct ctl_field trouble_fields[] = {
	{ "queue stopped", "queue_stopped", CTL_NUMBER, NULL },
	{ "requeues", "requeues", CTL_NUMBER, NULL },
	{ "GSO split", "segmented", CTL_NUMBER, NULL },
	{ "inbox", "inbox_packets", CTL_NUMBER, NULL },
	{ "clock steps", "clock_steps", CTL_NUMBER, NULL },
	{ "events lost", "events_lost", CTL_NUMBER, NULL },
	{ NULL, NULL, 0, NULL }
};

static void print_dev(struct ctl *ctl, json_object *dev)
{
	const char *name = st2110_obj_string(dev, "ifname");
	json_object *stats = st2110_obj_nest(dev, "stats");
	char head[ST2110_TEXT];
	u64 txq, stamps;

	if (st2110_obj_u64(dev, "txq", &txq))
		snprintf(head, sizeof(head), "%s queue %" PRIu64 "  ", name ? name : "?", txq);
	else
		snprintf(head, sizeof(head), "%s  ", name ? name : "?");
	ctl_line(stdout, head, dev, dev_fields);
	ctl_line(stdout, NULL, dev, link_fields);
	if (st2110_obj_u64(dev, "stamps", &stamps) && stamps)
		ctl_line(stdout, "    stamps ", dev, stamp_fields);
	if (!ctl->stats || !stats)
		return;
	ctl_line(stdout, "    sent        ", stats, traffic_fields);
	ctl_line(stdout, "    wake-ups    ", stats, wakeup_fields);
	ctl_line(stdout, "    trouble     ", stats, trouble_fields);
	stamps_print(stdout, stats);
	ctl_counts(stdout, "    drops       ", stats, "drops");
}

struct dev_request {
	const char *name;
	unsigned int ifindex;
	struct st2110_attach attach;
	bool placed;
	bool release_set, speed_set, wait_set, ahead_set, stamps_set, cap_set, slots_set,
	     cpu_set;
	u32 release, speed_mbits, wait_ns, ahead_ns, stamps, stamps_cap, stamp_slots, cpu;
};

enum {
	D_RELEASE, D_BEST_EFFORT, D_SPEED, D_QUEUE, D_MQ, D_WAIT, D_AHEAD, D_STAMPS, D_CAP, D_SLOTS,
	D_CPU
};

static const struct st2110_word dev_keys[] = {
	{ "release", D_RELEASE },
	{ "best-effort", D_BEST_EFFORT },
	{ "speed", D_SPEED },
	{ "queue", D_QUEUE },
	{ "mq", D_MQ },
	{ "best-effort-wait", D_WAIT },
	{ "lead-time", D_AHEAD },
	{ "stamps", D_STAMPS },
	{ "stamps-cap", D_CAP },
	{ "stamp-slots", D_SLOTS },
	{ "cpu", D_CPU },
	{ NULL, 0 }
};

static int parse_value(struct dev_request *r, int key, const char *word)
{
	const char *why = NULL;
	int value = 0;
	u64 v = 0;

	switch (key) {
	case D_RELEASE:
		why = st2110_parse_word(st2110_release_words, word, &value);
		r->release = (u32)value;
		r->release_set = true;
		break;
	case D_BEST_EFFORT:
		if (strlen(word) >= IFNAMSIZ || !strcmp(word, ST2110_QDISC_KIND))
			why = "accepted is a kind, as fq_codel; options by \"tc qdisc replace\"";
		r->attach.best_effort = word;
		break;
	case D_SPEED:
		why = st2110_parse_speed(word, &r->speed_mbits);
		r->speed_set = true;
		break;
	case D_QUEUE:
		why = st2110_parse_number(word, 0, ST2110_QDISC_QUEUES - 1, &v);
		r->attach.placement = ST2110_PLACE_QUEUE;
		r->attach.queue = (unsigned int)v;
		break;
	case D_WAIT:
		why = st2110_parse_time(word, UINT32_MAX, &v);
		r->wait_ns = (u32)v;
		r->wait_set = true;
		break;
	case D_AHEAD:
		why = st2110_parse_time(word, UINT32_MAX, &v);
		r->ahead_ns = (u32)v;
		r->ahead_set = true;
		break;
	case D_STAMPS:
		if (strcmp(word, "off"))
			why = st2110_parse_u32(word, 0, UINT32_MAX / 2, &r->stamps);
		r->stamps_set = true;
		break;
	case D_CAP:
		why = st2110_parse_u32(word, 1, 100000, &r->stamps_cap);
		r->cap_set = true;
		break;
	case D_SLOTS:
		why = st2110_parse_u32(word, 0, 1, &r->stamp_slots);
		r->slots_set = true;
		break;
	case D_CPU:
		why = st2110_parse_u32(word, 0, INT32_MAX, &r->cpu);
		r->cpu_set = true;
		break;
	}
	return why ? ctl_bad(st2110_word_name(dev_keys, key), word, why) : CTL_OK;
}

static int parse_dev(struct dev_request *r, struct ctl_words *words, const char *verb, bool place)
{
	const char *word;
	int ret;

	r->name = ctl_take(words);
	/* "dev add dev eth1" is what a finger used to ip types. */
	if (r->name && !strcmp(r->name, "dev") && words->left)
		r->name = ctl_take(words);
	if (!r->name)
		return ctl_usage("dev %s: DEV is missing", verb);
	ret = flow_check_dev(r->name);
	while (!ret && (word = ctl_take(words))) {
		int key = ctl_keyword(dev_keys, word);

		if (key < 0)
			return CTL_USAGE;
		if (key == D_MQ || key == D_QUEUE) {
			if (!place && key == D_MQ)
				return ctl_usage("mq belongs to \"dev add\"");
			if (r->placed)
				return ctl_usage("mq and queue exclude each other");
			r->placed = true;
			r->attach.placement = ST2110_PLACE_MQ;
		}
		if (key == D_MQ)
			continue;
		if (!words->left)
			return ctl_usage("%s: its value is missing",
					 st2110_word_name(dev_keys, key));
		ret = parse_value(r, key, ctl_take(words));
	}
	return ret;
}

static bool anything_set(const struct dev_request *r)
{
	return r->release_set || r->speed_set || r->wait_set || r->ahead_set || r->stamps_set ||
	       r->cap_set || r->slots_set || r->cpu_set;
}

/* The NIC stamps nothing unless it is told to, which no module can. */
static int stamps_on(const struct dev_request *r)
{
	int err;

	if (!r->stamps_set || !r->stamps)
		return CTL_OK;
	err = st2110_hwtstamp_tx(r->name);
	if (err == -EOPNOTSUPP)
		return ctl_failed("dev %s: stamps: the NIC makes no hardware transmit stamps; \"ethtool -T %s\" says what it can",
				  r->name, r->name);
	return err ? ctl_failed("dev %s: stamps: hardware transmit stamps could not be switched on: %s",
				r->name, strerror(-err)) : CTL_OK;
}

/* One port's settings. @txq < 0: the root, or what the kernel makes of it. */
static int set_port(struct ctl *ctl, const struct dev_request *r, int txq)
{
	struct st2110_nl *nl = ctl_family(ctl);
	struct nlmsghdr *nlh;
	char what[64];
	int err;

	if (!nl)
		return CTL_REFUSED;
	nlh = st2110_nl_begin(nl, ST2110_CMD_DEV_SET, NLM_F_ACK);
	mnl_attr_put_u32(nlh, ST2110_A_DEV_IFINDEX, r->ifindex);
	if (txq >= 0)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_TXQ, (u32)txq);
	if (r->release_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_RELEASE, r->release);
	if (r->speed_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_SPEED, r->speed_mbits);
	if (r->wait_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_BEST_EFFORT_WAIT, r->wait_ns);
	if (r->ahead_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_LEAD_TIME, r->ahead_ns);
	if (r->stamps_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_STAMPS, r->stamps);
	if (r->cap_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_STAMPS_CAP, r->stamps_cap);
	if (r->slots_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_STAMP_SLOTS, r->stamp_slots);
	if (r->cpu_set)
		mnl_attr_put_u32(nlh, ST2110_A_DEV_CPU, r->cpu);
	err = st2110_nl_talk(nl, NULL, NULL);
	if (err) {
		snprintf(what, sizeof(what), "dev %s", r->name);
		return ctl_refused(nl, &st2110_dev_set, err, what);
	}
	ctl_warned(nl);
	return CTL_OK;
}

static int set_ports(struct ctl *ctl, const struct dev_request *r, unsigned int queues)
{
	unsigned int i;
	int ret = CTL_OK;

	if (!anything_set(r))
		return CTL_OK;
	ret = stamps_on(r);
	if (ret)
		return ret;
	if (r->attach.placement == ST2110_PLACE_ROOT)
		return set_port(ctl, r, -1);
	if (r->attach.placement == ST2110_PLACE_QUEUE)
		return set_port(ctl, r, (int)r->attach.queue);
	for (i = 0; i < queues && !ret; i++)
		ret = set_port(ctl, r, (int)i);
	return ret;
}

static int read_devs(struct ctl *ctl, const char *name, json_object **devs)
{
	struct st2110_nl *nl = ctl_family(ctl);
	json_object *all;
	size_t i;
	int err;

	if (!nl)
		return CTL_REFUSED;
	/* A device may have a port for every queue: dump and pick. */
	st2110_nl_begin(nl, ST2110_CMD_DEV_GET, NLM_F_DUMP);
	err = st2110_nl_dump(nl, &st2110_dev_set, &all);
	if (err)
		return ctl_refused(nl, &st2110_dev_set, err, "dev show");
	if (!name) {
		*devs = all;
		return CTL_OK;
	}
	*devs = json_object_new_array();
	for (i = 0; i < json_object_array_length(all); i++) {
		json_object *dev = json_object_array_get_idx(all, i);
		const char *ifname = st2110_obj_string(dev, "ifname");

		if (ifname && !strcmp(ifname, name))
			json_object_array_add(*devs, json_object_get(dev));
	}
	json_object_put(all);
	if (json_object_array_length(*devs))
		return CTL_OK;
	json_object_put(*devs);
	return ctl_failed("dev \"%s\": no st2110 on it; \"st2110ctl dev add %s\" puts it there",
			  name, name);
}

static int show_devs(struct ctl *ctl, const char *name)
{
	json_object *devs;
	int ret;

	ret = read_devs(ctl, name, &devs);
	return ret ? ret : ctl_show(ctl, devs, print_dev);
}

/* rtnetlink says ENOENT for an unknown kind; extack then names no remedy. */
static int attach_refused(const struct st2110_nl *nl, const struct dev_request *r, int err)
{
	char what[64];

	snprintf(what, sizeof(what), "dev add %s", r->name);
	if (err == -ENOENT && access("/sys/module/sch_st2110", F_OK))
		return ctl_failed("%s: the kernel could not load the module: modprobe sch_st2110",
				  what);
	if (err == -ENOENT && r->attach.best_effort)
		return ctl_failed("%s: best-effort \"%s\": %s; try modprobe sch_%s", what,
				  r->attach.best_effort, *nl->text ? nl->text : strerror(-err),
				  r->attach.best_effort);
	return ctl_refused(nl, NULL, err, what);
}

static int dev_add(struct ctl *ctl, struct ctl_words *words)
{
	struct dev_request r = { 0 };
	unsigned int queues = 1;
	struct st2110_nl *nl;
	int ret;

	ret = parse_dev(&r, words, "add", true);
	if (ret)
		return ret;
	r.ifindex = ctl_ifindex(r.name);
	nl = r.ifindex ? ctl_route(ctl) : NULL;
	if (!nl)
		return CTL_REFUSED;
	r.attach.ifindex = r.ifindex;
	ret = st2110_qdisc_attach(nl, &r.attach, &queues);
	if (ret)
		return attach_refused(nl, &r, ret);
	ctl_warned(nl);
	ret = set_ports(ctl, &r, queues);
	if (ret)
		return ret;
	return show_devs(ctl, r.name);
}

/* Settings alone: every port of the device, or one queue's. */
static int dev_set(struct ctl *ctl, struct ctl_words *words)
{
	struct dev_request r = { 0 };
	json_object *devs;
	size_t i;
	int ret;

	ret = parse_dev(&r, words, "set", false);
	if (ret)
		return ret;
	if (r.attach.best_effort)
		return ctl_usage("best-effort belongs to \"dev add\", which keeps the flows");
	if (!anything_set(&r))
		return ctl_usage("dev set: say what: release, cpu, speed, lead-time, best-effort-wait, stamps, stamps-cap or stamp-slots");
	r.ifindex = ctl_ifindex(r.name);
	if (!r.ifindex)
		return CTL_REFUSED;
	ret = stamps_on(&r);
	if (ret)
		return ret;
	if (r.placed)
		return set_port(ctl, &r, (int)r.attach.queue);
	ret = read_devs(ctl, r.name, &devs);
	if (ret)
		return ret;
	for (i = 0; i < json_object_array_length(devs) && !ret; i++) {
		u64 txq;
		bool child = st2110_obj_u64(json_object_array_get_idx(devs, i), "txq", &txq);

		ret = set_port(ctl, &r, child ? (int)txq : -1);
	}
	json_object_put(devs);
	return ret;
}

static int dev_del(struct ctl *ctl, struct ctl_words *words)
{
	const char *name = ctl_take(words);
	unsigned int ifindex;
	struct st2110_nl *nl;
	char what[64];
	int ret;

	if (name && !strcmp(name, "dev") && words->left)
		name = ctl_take(words);
	if (!name)
		return ctl_usage("dev del: DEV is missing");
	ret = flow_check_dev(name);
	if (!ret)
		ret = ctl_end(words);
	if (ret)
		return ret;
	ifindex = ctl_ifindex(name);
	nl = ifindex ? ctl_route(ctl) : NULL;
	if (!nl)
		return CTL_REFUSED;
	ret = st2110_qdisc_detach(nl, ifindex);
	if (!ret)
		return CTL_OK;
	snprintf(what, sizeof(what), "dev del %s", name);
	return ctl_refused(nl, NULL, ret, what);
}

static int dev_show(struct ctl *ctl, struct ctl_words *words)
{
	const char *name = ctl_take(words);
	int ret = CTL_OK;

	if (name && !strcmp(name, "dev") && words->left)
		name = ctl_take(words);
	if (name)
		ret = flow_check_dev(name);
	if (!ret)
		ret = ctl_end(words);
	return ret ? ret : show_devs(ctl, name);
}

int ctl_dev(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "add", dev_add },
		{ "set", dev_set },
		{ "del", dev_del },
		{ "delete", dev_del },
		{ "show", dev_show },
		{ "list", dev_show },
		{ "ls", dev_show },
		{ NULL, NULL }
	};
	static const struct ctl_verb show = { "show", dev_show };

	return ctl_dispatch(ctl, words, "dev", verbs, &show);
}
