// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl clock: the time lines that flows count by.
 *
 * bind finds a device's PTP hardware clock, opens it, and hands the descriptor
 * to the kernel, which holds it: the right to read the clock is the tool's. feed
 * stays, and gives the kernel reads that are finer than its own, where the NIC
 * and the CPU can be read at one instant.
 */
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "clock_show.h"
#include "flow_args.h"
#include "parse.h"
#include "phc.h"
#include "ptp4l_watch.h"

#define ROUND_MS	1000		/* between lines of monitor */
#define FEED_NS		100000000ULL	/* between samples, as the kernel's own */

#define NO_PRECISE \
	"clock feed %s: this NIC cannot be read at one instant with the CPU's counter " \
	"(PTP_SYS_OFFSET_PRECISE); the kernel's own samples have to do"

static bool is_tai(const char *name)
{
	return !strcmp(name, "tai");
}

/* DEV, "dev DEV" or "tai", which may be left out when @verb is NULL. */
static int parse_name(struct ctl_words *words, const char *verb, const char **name)
{
	*name = ctl_take(words);
	if (*name && !strcmp(*name, "dev") && words->left)
		*name = ctl_take(words);
	if (!*name)
		return verb ? ctl_usage("clock %s: DEV or tai is missing", verb) : CTL_OK;
	return flow_check_dev(*name);
}

static void put_name(struct nlmsghdr *nlh, const char *name)
{
	mnl_attr_put_u32(nlh, ST2110_A_CLOCK_SOURCE,
			 is_tai(name) ? ST2110_CLOCK_SOURCE_TAI : ST2110_CLOCK_SOURCE_PHC);
	if (!is_tai(name))
		mnl_attr_put_strz(nlh, ST2110_A_CLOCK_IFNAME, name);
}

static int refused(const struct st2110_nl *nl, const char *verb, const char *name, int err)
{
	char what[64];

	snprintf(what, sizeof(what), "clock %s%s%s", verb, name ? " " : "", name ? name : "");
	return ctl_refused(nl, &st2110_clock_set, err, what);
}

/* One clock, or all (@name NULL), as an array that the caller puts. */
static int read_clocks(struct ctl *ctl, const char *name, json_object **clocks)
{
	struct st2110_nl *nl = ctl_family(ctl);
	struct nlmsghdr *nlh;
	int err;

	if (!nl)
		return CTL_REFUSED;
	nlh = st2110_nl_begin(nl, ST2110_CMD_CLOCK_GET, name ? 0 : NLM_F_DUMP);
	if (name)
		put_name(nlh, name);
	err = st2110_nl_list(nl, &st2110_clock_set, clocks);
	return err ? refused(nl, "show", name, err) : CTL_OK;
}

static int show(struct ctl *ctl, const char *name, const char *socket)
{
	struct ptp4l_set daemons;
	json_object *clocks;
	size_t i;
	int ret;

	ret = read_clocks(ctl, name, &clocks);
	if (ret)
		return ret;
	ptp4l_ask(&daemons, socket);
	for (i = 0; i < json_object_array_length(clocks); i++) {
		json_object *clock = json_object_array_get_idx(clocks, i);

		clock_complete(clock, &daemons);
		if (!ctl->json)
			clock_print(stdout, clock, &daemons, ctl->stats);
	}
	if (ctl->json)
		st2110_print_json(stdout, clocks, ctl->pretty);
	json_object_put(clocks);
	return CTL_OK;
}

static int clock_show(struct ctl *ctl, struct ctl_words *words)
{
	const char *name = NULL, *socket = NULL, *word;
	int ret = CTL_OK;

	while (!ret && (word = ctl_peek(words))) {
		if (!strcmp(word, "ptp4l") && !socket) {
			ctl_take(words);
			socket = ctl_take(words);
			if (!socket)
				ret = ctl_usage("ptp4l: its value, a socket, is missing");
		} else if (!name) {
			ret = parse_name(words, NULL, &name);
		} else {
			ret = ctl_end(words);
		}
	}
	return ret ? ret : show(ctl, name, socket);
}

/* A device's PHC, opened. Return: descriptor, or -1 after a complaint. */
static int open_phc(const char *name)
{
	char path[ST2110_PHC_PATH];
	int index, fd;

	if (!ctl_ifindex(name))
		return -1;
	index = st2110_phc_index(name);
	if (index == -EOPNOTSUPP) {
		ctl_failed("dev \"%s\": no PTP hardware clock; \"ethtool -T %s\" tells what it has",
			   name, name);
		return -1;
	}
	if (index < 0) {
		ctl_failed("dev \"%s\": its PTP hardware clock: %s", name, strerror(-index));
		return -1;
	}
	fd = st2110_phc_open(index);
	if (fd >= 0)
		return fd;
	st2110_phc_path(path, index);
	if (fd == -ENOENT)
		ctl_failed("%s, the clock of dev \"%s\", is not there: udev or a devtmpfs makes it",
			   path, name);
	else if (fd == -EACCES || fd == -EPERM)
		ctl_failed("%s: %s: try as root", path, strerror(-fd));
	else
		ctl_failed("%s: %s", path, strerror(-fd));
	return -1;
}

/* The kernel counts holdover in seconds. */
static const char *parse_holdover(const char *word, u32 *seconds)
{
	const char *why;
	u64 ns;

	why = st2110_parse_time(word, UINT32_MAX * ST2110_NSEC_PER_SEC, &ns);
	if (why)
		return why;
	if (ns % ST2110_NSEC_PER_SEC)
		return "accepted are whole seconds, as 30s";
	*seconds = (u32)(ns / ST2110_NSEC_PER_SEC);
	return NULL;
}

static int clock_bind(struct ctl *ctl, struct ctl_words *words)
{
	static const struct st2110_word keys[] = { { "holdover", 0 }, { NULL, 0 } };
	const char *name, *word, *why;
	bool holdover_set = false;
	struct nlmsghdr *nlh;
	struct st2110_nl *nl;
	int ret, fd = -1;
	u32 holdover = 0;

	ret = parse_name(words, "bind", &name);
	while (!ret && (word = ctl_take(words))) {
		if (ctl_keyword(keys, word) < 0)
			return CTL_USAGE;
		word = ctl_take(words);
		if (!word)
			return ctl_usage("holdover: its value is missing");
		why = parse_holdover(word, &holdover);
		if (why)
			return ctl_bad("holdover", word, why);
		holdover_set = true;
	}
	if (ret)
		return ret;
	if (!is_tai(name)) {
		fd = open_phc(name);
		if (fd < 0)
			return CTL_REFUSED;
	}
	nl = ctl_family(ctl);
	if (nl) {
		nlh = st2110_nl_begin(nl, ST2110_CMD_CLOCK_BIND, NLM_F_ACK);
		put_name(nlh, name);
		if (fd >= 0)
			mnl_attr_put_u32(nlh, ST2110_A_CLOCK_FD, (u32)fd);
		if (holdover_set)
			mnl_attr_put_u32(nlh, ST2110_A_CLOCK_HOLDOVER, holdover);
		ret = st2110_nl_talk(nl, NULL, NULL);
	}
	if (fd >= 0)
		close(fd);
	if (!nl)
		return CTL_REFUSED;
	if (ret)
		return refused(nl, "bind", name, ret);
	ctl_warned(nl);
	return show(ctl, name, NULL);
}

static int clock_unbind(struct ctl *ctl, struct ctl_words *words)
{
	struct st2110_nl *nl;
	const char *name;
	int ret;

	ret = parse_name(words, "unbind", &name);
	if (!ret)
		ret = ctl_end(words);
	if (ret)
		return ret;
	nl = ctl_family(ctl);
	if (!nl)
		return CTL_REFUSED;
	put_name(st2110_nl_begin(nl, ST2110_CMD_CLOCK_UNBIND, NLM_F_ACK), name);
	ret = st2110_nl_talk(nl, NULL, NULL);
	if (ret)
		return refused(nl, "unbind", name, ret);
	ctl_warned(nl);
	return CTL_OK;
}

static u64 now_ns(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (u64)t.tv_sec * ST2110_NSEC_PER_SEC + (u64)t.tv_nsec;
}

struct watch {
	struct ctl *ctl;
	const char *name;
};

/* Changes of state, between the lines. */
static void on_event(json_object *event, void *data)
{
	const char *type = st2110_obj_string(event, "event");
	const char *name = st2110_obj_string(event, "ifname");
	struct watch *w = data;

	if (!type || strcmp(type, "clock"))
		return;
	if (!w->name || !strcmp(w->name, name ? name : "tai"))
		ctl_event(w->ctl, event);
}

/* Likewise, of PTP: of the port that disciplines the clock. CLOCK_TAI has none of its own. */
static void on_ptp(json_object *event, void *data)
{
	const char *port = st2110_obj_string(event, "ifname");
	struct watch *w = data;

	if (!w->name || is_tai(w->name) || !port ||
	    ptp4l_on_clock(port, w->name, st2110_phc_index(w->name)))
		ctl_event(w->ctl, event);
}

/* A line for each clock. */
static int print_round(struct watch *w)
{
	char head[ST2110_TEXT + 8], text[ST2110_TEXT];
	json_object *clocks;
	size_t i;
	int ret;

	ret = read_clocks(w->ctl, w->name, &clocks);
	if (ret)
		return ret;
	snprintf(head, sizeof(head), "%s TAI  ", st2110_text_tai(text, now_ns(CLOCK_TAI)));
	for (i = 0; i < json_object_array_length(clocks); i++) {
		json_object *clock = json_object_array_get_idx(clocks, i);

		if (w->ctl->json)
			st2110_print_json(stdout, clock, false);
		else
			clock_print_line(stdout, head, clock);
	}
	json_object_put(clocks);
	if (fflush(stdout) || ferror(stdout))
		return ctl_failed("stdout: %s", strerror(errno));
	return CTL_OK;
}

/* Events until the next round. */
static int wait_round(struct watch *w, struct st2110_nl *events, u64 until_ns)
{
	struct pollfd fd = { .fd = mnl_socket_get_fd(events->sock), .events = POLLIN };

	for (;;) {
		u64 now = now_ns(CLOCK_MONOTONIC);
		int err;

		if (now >= until_ns)
			return CTL_OK;
		if (poll(&fd, 1, (int)((until_ns - now + 999999) / 1000000)) <= 0)
			continue;
		err = st2110_nl_events(events, on_event, w);
		if (err == -ENOBUFS)
			fputs("st2110ctl: events were lost: they came faster than they were read\n",
			      stderr);
		else if (err && err != -EINTR)
			return ctl_failed("clock monitor: %s", strerror(-err));
	}
}

static int clock_monitor(struct ctl *ctl, struct ctl_words *words)
{
	struct watch w = { .ctl = ctl };
	struct ptp4l_watch ptp = { .event = on_ptp, .data = &w };
	const char *word, *why;
	struct st2110_nl events;
	u64 rounds = UINT64_MAX, next;
	int ret = CTL_OK;

	while (!ret && (word = ctl_peek(words))) {
		if (!strcmp(word, "count") && rounds == UINT64_MAX) {
			ctl_take(words);
			word = ctl_take(words);
			if (!word)
				return ctl_usage("count: its value is missing");
			why = st2110_parse_number(word, 1, UINT32_MAX, &rounds);
			if (why)
				return ctl_bad("count", word, why);
		} else if (!w.name) {
			ret = parse_name(words, NULL, &w.name);
		} else {
			ret = ctl_end(words);
		}
	}
	if (ret || !ctl_family(ctl))
		return ret ? ret : CTL_REFUSED;
	/* Of its own: answers and events do not mix. */
	ret = st2110_nl_open_family(&events);
	if (ret)
		return ctl_failed("clock monitor: %s", strerror(-ret));
	ret = st2110_nl_subscribe(&events);
	if (ret)
		ret = ctl_failed("clock monitor: %s", strerror(-ret));
	next = now_ns(CLOCK_MONOTONIC);
	while (!ret && rounds--) {
		ptp4l_round(&ptp);
		ret = print_round(&w);
		next += ROUND_MS * 1000000ULL;
		if (!ret && rounds)
			ret = wait_round(&w, &events, next);
	}
	st2110_nl_close(&events);
	return ret;
}

/* One read, handed to the kernel: the instant is known, so the bracket is empty. */
static int feed_once(struct st2110_nl *nl, const char *name, int fd)
{
	struct st2110_phc_sample sample;
	struct nlmsghdr *nlh;
	int err;

	err = st2110_phc_precise(fd, &sample);
	if (err == -EOPNOTSUPP)
		return ctl_failed(NO_PRECISE, name);
	if (err)
		return ctl_failed("clock feed %s: %s", name, strerror(-err));
	nlh = st2110_nl_begin(nl, ST2110_CMD_CLOCK_SAMPLE, NLM_F_ACK);
	mnl_attr_put_strz(nlh, ST2110_A_CLOCK_IFNAME, name);
	mnl_attr_put_u64(nlh, ST2110_A_CLOCK_MEDIA, sample.phc_ns);
	mnl_attr_put_u64(nlh, ST2110_A_CLOCK_BEFORE, sample.raw_ns);
	mnl_attr_put_u64(nlh, ST2110_A_CLOCK_AFTER, sample.raw_ns);
	err = st2110_nl_talk(nl, NULL, NULL);
	/* -EALREADY: the kernel's own reads are as fine for now. */
	return err && err != -EALREADY ? refused(nl, "feed", name, err) : CTL_OK;
}

static int clock_feed(struct ctl *ctl, struct ctl_words *words)
{
	struct timespec next;
	struct st2110_nl *nl;
	const char *name;
	int ret, fd;

	ret = parse_name(words, "feed", &name);
	if (!ret && is_tai(name))
		ret = ctl_usage("clock feed: accepted is a device; CLOCK_TAI needs no samples");
	if (!ret)
		ret = ctl_end(words);
	if (ret)
		return ret;
	fd = open_phc(name);
	if (fd < 0)
		return CTL_REFUSED;
	nl = ctl_family(ctl);
	clock_gettime(CLOCK_MONOTONIC, &next);
	while (nl && !ret) {
		ret = feed_once(nl, name, fd);
		next.tv_nsec += FEED_NS;
		if (next.tv_nsec >= (long)ST2110_NSEC_PER_SEC) {
			next.tv_nsec -= ST2110_NSEC_PER_SEC;
			next.tv_sec++;
		}
		if (!ret)
			clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	close(fd);
	return nl ? ret : CTL_REFUSED;
}

int ctl_clock(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "bind", clock_bind },
		{ "unbind", clock_unbind },
		{ "show", clock_show },
		{ "list", clock_show },
		{ "ls", clock_show },
		{ "monitor", clock_monitor },
		{ "feed", clock_feed },
		{ NULL, NULL }
	};
	static const struct ctl_verb bare = { "show", clock_show };

	return ctl_dispatch(ctl, words, "clock", verbs, &bare);
}
