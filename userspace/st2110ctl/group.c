// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl group: multicast memberships that the kernel holds for receivers.
 *
 * They outlive the tool. save prints the commands that make them again, as often
 * as each was joined.
 */
#include <inttypes.h>

#include "ctl.h"
#include "fields.h"
#include "flow_args.h"
#include "group_mac.h"
#include "parse.h"

#define SOURCES_MAX	64	/* as the kernel's */

struct group_request {
	const char *group;
	const char *dev;
	struct st2110_addr addr;
	unsigned int sources;
	struct st2110_addr source[SOURCES_MAX];
};

static int parse_source(struct group_request *r, const char *word)
{
	const char *why;

	if (r->sources == SOURCES_MAX)
		return ctl_usage("source \"%s\": a group may have %d", word, SOURCES_MAX);
	why = st2110_parse_addr(word, &r->source[r->sources]);
	if (why)
		return ctl_bad("source", word, why);
	r->sources++;
	return CTL_OK;
}

static int parse_group(struct group_request *r, const char *word)
{
	const char *why;

	if (r->group)
		return ctl_usage("\"%s\": accepted are one ADDR, dev DEV and source ADDR", word);
	why = st2110_parse_addr(word, &r->addr);
	if (why)
		return ctl_bad("group", word, why);
	r->group = word;
	return CTL_OK;
}

/* [ ADDR ] [ dev DEV ] [ source ADDR ]... */
static int parse(struct group_request *r, struct ctl_words *words, bool sources)
{
	static const struct st2110_word keys[] = { { "dev", 0 }, { "source", 1 }, { NULL, 0 } };
	const char *word, *value;
	int ret = CTL_OK;

	while (!ret && (word = ctl_take(words))) {
		int key = st2110_word_value(keys, word);

		if (key < 0) {
			ret = parse_group(r, word);
			continue;
		}
		if (key == 1 && !sources)
			return ctl_usage("\"%s\": accepted are ADDR and dev DEV", word);
		value = ctl_take(words);
		if (!value)
			return ctl_usage("%s: its value is missing", st2110_word_name(keys, key));
		if (key == 1) {
			ret = parse_source(r, value);
		} else if (r->dev) {
			ret = ctl_usage("dev is said twice");
		} else {
			r->dev = value;
			ret = flow_check_dev(value);
		}
	}
	return ret;
}

static void put(struct nlmsghdr *nlh, const struct group_request *r)
{
	unsigned int i;

	if (r->group)
		mnl_attr_put(nlh, ST2110_A_GROUP_ADDR, r->addr.len, r->addr.octets);
	if (r->dev)
		mnl_attr_put_strz(nlh, ST2110_A_GROUP_IFNAME, r->dev);
	for (i = 0; i < r->sources; i++) {
		struct nlattr *nest = mnl_attr_nest_start(nlh, ST2110_A_GROUP_SOURCE);

		mnl_attr_put(nlh, ST2110_A_GROUP_SOURCE_ADDR, r->source[i].len,
			     r->source[i].octets);
		mnl_attr_nest_end(nlh, nest);
	}
}

static int refused(const struct st2110_nl *nl, const struct group_request *r, int err,
		   const char *verb)
{
	char what[128];

	snprintf(what, sizeof(what), "group %s%s%s%s%s", verb, r->group ? " " : "",
		 r->group ? r->group : "", r->dev ? " dev " : "", r->dev ? r->dev : "");
	return ctl_refused(nl, &st2110_group_set, err, what);
}

static int change(struct ctl *ctl, const struct group_request *r, u8 cmd, const char *verb)
{
	struct st2110_nl *nl = ctl_family(ctl);
	int err;

	if (!nl)
		return CTL_REFUSED;
	put(st2110_nl_begin(nl, cmd, NLM_F_ACK), r);
	err = st2110_nl_talk(nl, NULL, NULL);
	if (err)
		return refused(nl, r, err, verb);
	ctl_warned(nl);
	return CTL_OK;
}

static int need(const struct group_request *r, const char *verb)
{
	if (!r->group)
		return ctl_usage("group %s: ADDR is missing: the group's, as 239.1.1.1", verb);
	if (!r->dev)
		return ctl_usage("group %s %s: dev is missing: say dev DEV", verb, r->group);
	return CTL_OK;
}

static int group_join(struct ctl *ctl, struct ctl_words *words)
{
	struct group_request r = { 0 };
	int ret;

	ret = parse(&r, words, true);
	if (!ret)
		ret = need(&r, "join");
	if (!ret)
		ret = change(ctl, &r, ST2110_CMD_GROUP_JOIN, "join");
	if (!ret)
		group_mac_note(&r.addr);
	return ret;
}

static int group_leave(struct ctl *ctl, struct ctl_words *words)
{
	struct group_request r = { 0 };
	int ret;

	ret = parse(&r, words, true);
	if (!ret)
		ret = need(&r, "leave");
	return ret ? ret : change(ctl, &r, ST2110_CMD_GROUP_LEAVE, "leave");
}

static int group_flush(struct ctl *ctl, struct ctl_words *words)
{
	struct group_request r = { 0 };
	int ret;

	ret = parse(&r, words, false);
	if (!ret && r.group)
		ret = ctl_usage("group flush leaves all of a device; \"group leave %s dev DEV\" leaves one",
				r.group);
	return ret ? ret : change(ctl, &r, ST2110_CMD_GROUP_FLUSH, "flush");
}

/* The groups that a command means, as an array that the caller puts. */
static int read_groups(struct ctl *ctl, struct ctl_words *words, json_object **groups)
{
	struct group_request r = { 0 };
	struct st2110_addr addr;
	struct st2110_nl *nl;
	size_t i;
	int ret;

	ret = parse(&r, words, false);
	if (ret)
		return ret;
	nl = ctl_family(ctl);
	if (!nl)
		return CTL_REFUSED;
	put(st2110_nl_begin(nl, ST2110_CMD_GROUP_GET, NLM_F_DUMP), &r);
	ret = st2110_nl_list(nl, &st2110_group_set, groups);
	if (ret)
		return refused(nl, &r, ret, "show");
	for (i = 0; i < json_object_array_length(*groups); i++) {
		json_object *group = json_object_array_get_idx(*groups, i);
		const char *text = st2110_obj_string(group, "group");
		char mac[GROUP_MAC_TEXT];

		if (text && !st2110_parse_addr(text, &addr))
			json_object_object_add(group, "mac",
					       json_object_new_string(group_mac_text(mac, &addr)));
	}
	return CTL_OK;
}

static json_object *sources_of(json_object *group)
{
	json_object *sources;

	if (!json_object_object_get_ex(group, "sources", &sources))
		return NULL;
	return sources;
}

static void print_group(struct ctl *ctl, json_object *group)
{
	static const struct ctl_field counters[] = {
		{ "since", "since_tai_ns", CTL_TAI, " TAI" },
		{ "lost", "lost", CTL_NUMBER, NULL },
		{ "rejoined", "rejoined", CTL_NUMBER, NULL },
		{ "reported", "reported", CTL_NUMBER, NULL },
		{ NULL, NULL, 0, NULL }
	};
	const char *addr = st2110_obj_string(group, "group");
	const char *dev = st2110_obj_string(group, "ifname");
	const char *state = st2110_obj_string(group, "state");
	const char *mac = st2110_obj_string(group, "mac");
	json_object *sources = sources_of(group);
	u64 refs = 0, version = 0;
	size_t i;

	st2110_obj_u64(group, "refs", &refs);
	st2110_obj_u64(group, "version", &version);
	printf("%s dev %s  %s", addr ? addr : "-", dev ? dev : "-", state ? state : "-");
	if (version)
		printf("  %sv%" PRIu64, addr && strchr(addr, ':') ? "MLD" : "IGMP", version);
	printf("  mac %s", mac ? mac : "-");
	if (!sources)
		printf("  joined %" PRIu64 "x", refs);
	putchar('\n');
	for (i = 0; sources && i < json_object_array_length(sources); i++) {
		json_object *source = json_object_array_get_idx(sources, i);

		addr = st2110_obj_string(source, "addr");
		refs = 0;
		st2110_obj_u64(source, "refs", &refs);
		printf("    source %s  joined %" PRIu64 "x\n", addr ? addr : "-", refs);
	}
	if (ctl->stats)
		ctl_line(stdout, NULL, group, counters);
}

static int group_show(struct ctl *ctl, struct ctl_words *words)
{
	json_object *groups;
	int ret;

	ret = read_groups(ctl, words, &groups);
	return ret ? ret : ctl_show(ctl, groups, print_group);
}

/*
 * The commands that make a group again: each line joins all that were joined so
 * often at the least. Sources that the kernel's order puts last do no harm.
 */
static void print_commands(struct ctl *ctl, json_object *group)
{
	const char *addr = st2110_obj_string(group, "group");
	const char *dev = st2110_obj_string(group, "ifname");
	json_object *sources = sources_of(group);
	u64 refs = 0, most = 0, round;
	size_t i;

	(void)ctl;
	if (!addr || !dev)
		return;
	st2110_obj_u64(group, "refs", &most);
	for (i = 0; sources && i < json_object_array_length(sources); i++) {
		st2110_obj_u64(json_object_array_get_idx(sources, i), "refs", &refs);
		if (refs > most)
			most = refs;
	}
	for (round = 0; round < most; round++) {
		printf("group join %s dev %s", addr, dev);
		for (i = 0; sources && i < json_object_array_length(sources); i++) {
			json_object *source = json_object_array_get_idx(sources, i);
			const char *from = st2110_obj_string(source, "addr");

			if (from && st2110_obj_u64(source, "refs", &refs) && refs > round)
				printf(" source %s", from);
		}
		putchar('\n');
	}
}

static int group_save(struct ctl *ctl, struct ctl_words *words)
{
	json_object *groups;
	int ret;

	ret = read_groups(ctl, words, &groups);
	return ret ? ret : ctl_show(ctl, groups, print_commands);
}

int ctl_group(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "join", group_join },
		{ "add", group_join },
		{ "leave", group_leave },
		{ "del", group_leave },
		{ "delete", group_leave },
		{ "show", group_show },
		{ "list", group_show },
		{ "ls", group_show },
		{ "flush", group_flush },
		{ "save", group_save },
		{ NULL, NULL }
	};
	static const struct ctl_verb show = { "show", group_show };

	return ctl_dispatch(ctl, words, "group", verbs, &show);
}
