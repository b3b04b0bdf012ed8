// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl stage: changes of several flows that take effect together.
 *
 * "flow set NAME ... stage SET" puts a change into a set; here sets are shown,
 * committed for an instant of TAI or at once, and cancelled. When the kernel
 * refuses a whole set, each of its flows is asked again for the name of the one
 * that is to blame.
 */
#include <time.h>

#include "ctl.h"
#include "flow_args.h"
#include "flow_show.h"
#include "parse.h"
#include "which.h"

/* SEC:NS as AMWA IS-05 writes it, or +TIME from now by CLOCK_TAI. */
static const char *parse_at(const char *word, u64 *at_ns)
{
	static const char accepted[] =
		"accepted are SEC:NS since 1970 TAI, +TIME from now, and now";
	struct timespec now;
	u64 sec, ns;
	char text[32];
	const char *colon = strchr(word, ':');

	if (*word == '+') {
		if (st2110_parse_time(word + 1, 86400ULL * 1000000000, &ns) || !ns)
			return "accepted after + is a time up to a day, as 2s or 500ms";
		clock_gettime(CLOCK_TAI, &now);
		*at_ns = (u64)now.tv_sec * 1000000000 + (u64)now.tv_nsec + ns;
		return NULL;
	}
	if (!colon || colon == word || (size_t)(colon - word) >= sizeof(text))
		return accepted;
	memcpy(text, word, (size_t)(colon - word));
	text[colon - word] = '\0';
	if (st2110_parse_number(text, 1, UINT64_MAX / 1000000000 - 1, &sec) ||
	    st2110_parse_number(colon + 1, 0, 999999999, &ns))
		return accepted;
	*at_ns = sec * 1000000000 + ns;
	return NULL;
}

static int take_set(struct ctl_words *words, const char *verb, const char **set)
{
	*set = ctl_take(words);
	if (!*set)
		return ctl_usage("stage %s: SET is missing", verb);
	if (!**set || strlen(*set) > ST2110_NAME_MAX)
		return ctl_bad("SET", *set, "a set's name has 1 to 31 octets");
	return CTL_OK;
}

/* What waits, in all sets or one. */
static int read_sets(struct ctl *ctl, const char *set, json_object **flows)
{
	struct which all = { 0 };
	json_object *read;
	size_t i;
	int ret;

	ret = which_read(ctl, &all, ST2110_CMD_STAGE_GET, &read);
	if (ret)
		return ret;
	*flows = json_object_new_array();
	for (i = 0; i < json_object_array_length(read); i++) {
		json_object *flow = json_object_array_get_idx(read, i);
		const char *in = st2110_obj_string(flow, "stage");

		if (in && (!set || !strcmp(in, set)))
			json_object_array_add(*flows, json_object_get(flow));
	}
	json_object_put(read);
	return CTL_OK;
}

/* Ask for every flow of a set whether its change still holds; the kernel says why not. */
static void blame(struct ctl *ctl, struct st2110_nl *nl, const char *set)
{
	json_object *flows;
	char what[96];
	size_t i;
	int err;

	if (read_sets(ctl, set, &flows))
		return;
	for (i = 0; i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i);
		const char *name = st2110_obj_string(flow, "name");
		const char *dev = st2110_obj_string(flow, "ifname");
		struct nlmsghdr *nlh;

		if (!name || !dev)
			continue;
		nlh = st2110_nl_begin(nl, ST2110_CMD_FLOW_SET, NLM_F_ACK);
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_NAME, name);
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_IFNAME, dev);
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_STAGE, set);
		err = st2110_nl_talk(nl, NULL, NULL);
		snprintf(what, sizeof(what), "flow %s dev %s", name, dev);
		if (err)
			ctl_refused(nl, &st2110_flow_set, err, what);
	}
	json_object_put(flows);
}

static int stage_commit(struct ctl *ctl, struct ctl_words *words)
{
	static const struct st2110_word keys[] = { { "at", 0 }, { "now", 1 }, { NULL, 0 } };
	const char *set, *word, *why;
	struct st2110_nl *nl;
	struct nlmsghdr *nlh;
	bool said = false;
	char what[64];
	u64 at_ns = 0;
	int ret;

	ret = take_set(words, "commit", &set);
	if (ret)
		return ret;
	while ((word = ctl_take(words))) {
		int key = ctl_keyword(keys, word);

		if (key < 0)
			return CTL_USAGE;
		if (said)
			return ctl_usage("stage commit: say one of at TIME and now");
		said = true;
		if (key == 1)
			continue;
		word = ctl_take(words);
		if (!word)
			return ctl_usage("at: its value is missing");
		why = parse_at(word, &at_ns);
		if (why)
			return ctl_bad("at", word, why);
	}
	nl = ctl_family(ctl);
	if (!nl)
		return CTL_REFUSED;
	nlh = st2110_nl_begin(nl, ST2110_CMD_STAGE_COMMIT, NLM_F_ACK);
	mnl_attr_put_strz(nlh, ST2110_A_STAGE_NAME, set);
	if (at_ns)
		mnl_attr_put_u64(nlh, ST2110_A_STAGE_AT, at_ns);
	ret = st2110_nl_talk(nl, NULL, NULL);
	if (!ret) {
		ctl_warned(nl);
		return CTL_OK;
	}
	snprintf(what, sizeof(what), "stage commit %s", set);
	ctl_refused(nl, &st2110_stage_set, ret, what);
	/* An instant that has passed is nobody's fault but its own. */
	if (ret != -ERANGE && ret != -ENOENT && ret != -EBUSY && ret != -EPERM)
		blame(ctl, nl, set);
	return CTL_REFUSED;
}

static int stage_cancel(struct ctl *ctl, struct ctl_words *words)
{
	struct st2110_nl *nl;
	const char *set;
	char what[64];
	int ret;

	ret = take_set(words, "cancel", &set);
	if (!ret)
		ret = ctl_end(words);
	if (ret)
		return ret;
	nl = ctl_family(ctl);
	if (!nl)
		return CTL_REFUSED;
	mnl_attr_put_strz(st2110_nl_begin(nl, ST2110_CMD_STAGE_CANCEL, NLM_F_ACK),
			  ST2110_A_STAGE_NAME, set);
	ret = st2110_nl_talk(nl, NULL, NULL);
	if (!ret)
		return CTL_OK;
	snprintf(what, sizeof(what), "stage cancel %s", set);
	return ctl_refused(nl, &st2110_stage_set, ret, what);
}

/* The flow as it is, of those that there are. */
static json_object *as_it_is(json_object *flows, json_object *staged)
{
	const char *name = st2110_obj_string(staged, "name"), *other;
	u64 ifindex = 0, other_ifindex;
	size_t i;

	st2110_obj_u64(staged, "ifindex", &ifindex);
	for (i = 0; i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i);

		other = st2110_obj_string(flow, "name");
		if (name && other && !strcmp(name, other) &&
		    st2110_obj_u64(flow, "ifindex", &other_ifindex) && ifindex == other_ifindex)
			return flow;
	}
	return NULL;
}

static void print_waiting(json_object *staged, json_object *flow)
{
	char text[ST2110_TEXT];
	u64 at;

	printf("%s  flow %s  dev %s  ", st2110_obj_string(staged, "stage"),
	       st2110_obj_string(staged, "name"), st2110_obj_string(staged, "ifname"));
	if (!st2110_obj_u64(staged, "stage_at_tai_ns", &at))
		puts("not committed");
	else if (at)
		printf("committed for %s TAI\n", st2110_text_tai(text, at));
	else
		puts("committed for its next frame");
	flow_print_changes(stdout, flow, staged);
}

static int stage_show(struct ctl *ctl, struct ctl_words *words)
{
	struct which all = { 0 };
	json_object *staged, *flows;
	const char *set = ctl_take(words);
	size_t i;
	int ret;

	ret = ctl_end(words);
	if (!ret)
		ret = read_sets(ctl, set, &staged);
	if (ret)
		return ret;
	if (ctl->json) {
		st2110_print_json(stdout, staged, ctl->pretty);
		json_object_put(staged);
		return CTL_OK;
	}
	ret = which_read(ctl, &all, ST2110_CMD_FLOW_GET, &flows);
	if (!ret) {
		for (i = 0; i < json_object_array_length(staged); i++) {
			json_object *waiting = json_object_array_get_idx(staged, i);

			print_waiting(waiting, as_it_is(flows, waiting));
		}
		json_object_put(flows);
	}
	json_object_put(staged);
	return ret;
}

int ctl_stage(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "show", stage_show },
		{ "list", stage_show },
		{ "commit", stage_commit },
		{ "cancel", stage_cancel },
		{ NULL, NULL }
	};
	static const struct ctl_verb show = { "show", stage_show };

	return ctl_dispatch(ctl, words, "stage", verbs, &show);
}
