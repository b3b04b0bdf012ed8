// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl sync: groups of flows whose timestamps keep their distances.
 *
 * A group is its flows; each says which group it is of and whether it leads it
 * (flow set NAME sync GROUP sync-reference on). These commands say it of several.
 */
#include "ctl.h"
#include "flow_args.h"
#include "print.h"
#include "which.h"

static int take_group(struct ctl_words *words, const char *verb, const char **group)
{
	*group = ctl_take(words);
	if (!*group)
		return ctl_usage("sync %s: GROUP is missing", verb);
	if (!**group || strlen(*group) > ST2110_NAME_MAX)
		return ctl_bad("GROUP", *group, "a group's name has 1 to 31 octets");
	return CTL_OK;
}

/* Put one flow into @group, or with "" out of any. */
static int join(struct ctl *ctl, const char *name, const char *dev, const char *group,
		bool reference, const char *verb)
{
	struct flow_request r = { .name = name, .dev = dev, .sync = group };
	struct st2110_nl *nl = ctl_family(ctl);
	char what[96];
	int ret;

	if (!nl)
		return CTL_REFUSED;
	flow_give(&r, ST2110_A_FLOW_NAME);
	flow_give(&r, ST2110_A_FLOW_SYNC);
	if (dev)
		flow_give(&r, ST2110_A_FLOW_IFNAME);
	if (reference) {
		r.value[ST2110_A_FLOW_SYNC_REFERENCE] = 1;
		flow_give(&r, ST2110_A_FLOW_SYNC_REFERENCE);
	}
	flow_encode(&r, st2110_nl_begin(nl, ST2110_CMD_FLOW_SET, NLM_F_ACK));
	ret = st2110_nl_talk(nl, NULL, NULL);
	if (!ret)
		return CTL_OK;
	snprintf(what, sizeof(what), "sync %s %s", verb, name);
	return ctl_refused(nl, &st2110_flow_set, ret, what);
}

static int sync_add(struct ctl *ctl, struct ctl_words *words)
{
	const char *group, *word, *name;
	int ret;

	ret = take_group(words, "add", &group);
	if (ret)
		return ret;
	word = ctl_take(words);
	if (!word || strcmp(word, "reference"))
		return ctl_usage("sync add %s: reference is missing: say reference FLOW", group);
	name = ctl_take(words);
	if (!name)
		return ctl_usage("sync add %s: reference: its flow is missing", group);
	ret = flow_check_name(name);
	if (!ret)
		ret = ctl_end(words);
	return ret ? ret : join(ctl, name, NULL, group, true, "add");
}

static int sync_member(struct ctl *ctl, struct ctl_words *words)
{
	const char *group, *name;
	int ret;

	ret = take_group(words, "member", &group);
	if (!ret && !words->left)
		ret = ctl_usage("sync member %s: FLOW is missing", group);
	while (!ret && words->left) {
		name = ctl_take(words);
		ret = flow_check_name(name);
		if (!ret)
			ret = join(ctl, name, NULL, group, false, "member");
	}
	return ret;
}

/* Flows of a group, or of all groups, with their state. */
static int read_groups(struct ctl *ctl, const char *group, json_object **flows)
{
	struct which all = { 0 };
	json_object *read;
	size_t i;
	int ret;

	ret = which_read(ctl, &all, ST2110_CMD_FLOW_GET, &read);
	if (ret)
		return ret;
	*flows = json_object_new_array();
	for (i = 0; i < json_object_array_length(read); i++) {
		json_object *flow = json_object_array_get_idx(read, i);
		const char *of = st2110_obj_string(flow, "sync");

		if (of && *of && (!group || !strcmp(group, of)))
			json_object_array_add(*flows, json_object_get(flow));
	}
	json_object_put(read);
	return CTL_OK;
}

static int sync_del(struct ctl *ctl, struct ctl_words *words)
{
	json_object *flows;
	const char *group;
	size_t i;
	int ret;

	ret = take_group(words, "del", &group);
	if (!ret)
		ret = ctl_end(words);
	if (!ret)
		ret = read_groups(ctl, group, &flows);
	if (ret)
		return ret;
	if (!json_object_array_length(flows))
		ret = ctl_failed("sync del %s: no such group", group);
	for (i = 0; !ret && i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i);

		ret = join(ctl, st2110_obj_string(flow, "name"),
			   st2110_obj_string(flow, "ifname"), "", false, "del");
	}
	json_object_put(flows);
	return ret;
}

static void print_flow(struct ctl *ctl, json_object *flow)
{
	json_object *status = st2110_obj_nest(flow, "status");
	u64 reference = 0, generation = 0;
	s64 delta = 0;

	(void)ctl;
	st2110_obj_u64(flow, "sync_reference", &reference);
	if (status) {
		st2110_obj_s64(status, "sync_delta_ticks", &delta);
		st2110_obj_u64(status, "sync_generation", &generation);
	}
	printf("%s  %s %s  dev %s  ", st2110_obj_string(flow, "sync"),
	       reference ? "reference" : "member", st2110_obj_string(flow, "name"),
	       st2110_obj_string(flow, "ifname"));
	if (generation)
		printf("delta %lld ticks, set %llu times\n", (long long)delta,
		       (unsigned long long)generation);
	else
		puts("waits for the reference's first frame");
}

static int sync_show(struct ctl *ctl, struct ctl_words *words)
{
	const char *group = ctl_take(words);
	json_object *flows;
	int ret;

	ret = ctl_end(words);
	if (!ret)
		ret = read_groups(ctl, group, &flows);
	return ret ? ret : ctl_show(ctl, flows, print_flow);
}

int ctl_sync(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "show", sync_show },
		{ "list", sync_show },
		{ "add", sync_add },
		{ "member", sync_member },
		{ "del", sync_del },
		{ "delete", sync_del },
		{ NULL, NULL }
	};
	static const struct ctl_verb show = { "show", sync_show };

	return ctl_dispatch(ctl, words, "sync", verbs, &show);
}
