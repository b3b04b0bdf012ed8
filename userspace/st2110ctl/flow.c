// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl flow: streams and what is promised to them.
 *
 * add and set print what the kernel granted, in the form that plan prints what
 * it would grant; save prints the commands that make the flows again, since they
 * die with the qdisc that they stand on.
 */
#include "ctl.h"
#include "flow_args.h"
#include "flow_show.h"
#include "plan.h"

/* [NAME] [dev DEV] */
struct which {
	const char *name;
	const char *dev;
	bool now;
};

static int parse_which(struct which *w, struct ctl_words *words, bool now_allowed)
{
	static const struct st2110_word keys[] = { { "dev", 0 }, { "now", 1 }, { NULL, 0 } };
	const char *word;

	while ((word = ctl_take(words))) {
		int key = st2110_word_value(keys, word);

		if (key == 0 && words->left && !w->dev) {
			w->dev = ctl_take(words);
			if (flow_check_dev(w->dev))
				return CTL_USAGE;
		} else if (key == 1 && now_allowed && !w->now) {
			w->now = true;
		} else if (key == 0 && !words->left) {
			return ctl_usage("dev: its value is missing");
		} else if (!w->name) {
			w->name = word;
			if (flow_check_name(word))
				return CTL_USAGE;
		} else {
			return ctl_usage("\"%s\": accepted are NAME and dev DEV%s", word,
					 now_allowed ? " and now" : "");
		}
	}
	return CTL_OK;
}

static void put_which(struct nlmsghdr *nlh, const struct which *w)
{
	if (w->name)
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_NAME, w->name);
	if (w->dev)
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_IFNAME, w->dev);
	if (w->now)
		mnl_attr_put(nlh, ST2110_A_FLOW_NOW, 0, NULL);
}

/* Flows of one command: one by name, or a dump. */
static int read_flows(struct ctl *ctl, u8 cmd, const struct which *w, json_object **flows)
{
	struct st2110_nl *nl = ctl_family(ctl);
	json_object *one;
	char what[128];
	size_t i;
	int err;

	if (!nl)
		return CTL_REFUSED;
	put_which(st2110_nl_begin(nl, cmd, w->name ? 0 : NLM_F_DUMP), w);
	if (w->name) {
		err = st2110_nl_get(nl, &st2110_flow_set, &one);
		if (!err) {
			*flows = json_object_new_array();
			json_object_array_add(*flows, one);
		}
	} else {
		err = st2110_nl_dump(nl, &st2110_flow_set, flows);
	}
	if (err) {
		snprintf(what, sizeof(what), "flow%s%s%s%s", w->name ? " " : "",
			 w->name ? w->name : "", w->dev ? " dev " : "", w->dev ? w->dev : "");
		return ctl_refused(nl, &st2110_flow_set, err, what);
	}
	for (i = 0; i < json_object_array_length(*flows); i++)
		flow_complete(json_object_array_get_idx(*flows, i));
	return CTL_OK;
}

/* What was granted: one object, or text. */
static int show_granted(struct ctl *ctl, const struct which *w)
{
	json_object *flows, *flow;
	int ret;

	ret = read_flows(ctl, ST2110_CMD_FLOW_GET, w, &flows);
	if (ret)
		return ret;
	flow = json_object_array_get_idx(flows, 0);
	if (ctl->json)
		st2110_print_json(stdout, flow, ctl->pretty);
	else
		flow_print(stdout, flow);
	json_object_put(flows);
	return CTL_OK;
}

static int need(const struct flow_request *r, unsigned int attr, const char *say)
{
	if (flow_given(r, attr))
		return CTL_OK;
	return ctl_usage("flow add %s: %s is missing: say %s", r->name,
			 st2110_attr_word(&st2110_flow_set, (u16)attr), say);
}

static int change(struct ctl *ctl, struct ctl_words *words, u8 cmd, const char *verb)
{
	struct flow_request r = { 0 };
	struct st2110_nl *nl;
	struct which w = { 0 };
	char what[64];
	int ret;

	r.name = ctl_take(words);
	if (!r.name)
		return ctl_usage("flow %s: NAME is missing", verb);
	ret = flow_check_name(r.name);
	if (!ret)
		ret = flow_parse(&r, words);
	if (!ret && cmd == ST2110_CMD_FLOW_ADD) {
		ret = need(&r, ST2110_A_FLOW_IFNAME, "dev DEV");
		if (!ret)
			ret = need(&r, ST2110_A_FLOW_DST, "dst ADDR:PORT");
		if (!ret)
			ret = need(&r, ST2110_A_FLOW_HEIGHT, "format 1080p59.94 or another");
	}
	if (ret)
		return ret;
	r.given |= FLOW_BIT(NAME);

	nl = ctl_family(ctl);
	if (!nl)
		return CTL_REFUSED;
	flow_encode(&r, st2110_nl_begin(nl, cmd, NLM_F_ACK));
	ret = st2110_nl_talk(nl, NULL, NULL);
	if (ret) {
		snprintf(what, sizeof(what), "flow %s %s", verb, r.name);
		return ctl_refused(nl, &st2110_flow_set, ret, what);
	}
	ctl_warned(nl);
	w.name = r.name;
	w.dev = r.dev;
	return show_granted(ctl, &w);
}

static int flow_add(struct ctl *ctl, struct ctl_words *words)
{
	return change(ctl, words, ST2110_CMD_FLOW_ADD, "add");
}

static int flow_set(struct ctl *ctl, struct ctl_words *words)
{
	return change(ctl, words, ST2110_CMD_FLOW_SET, "set");
}

static int remove_flows(struct ctl *ctl, const struct which *w, u8 cmd, const char *what)
{
	struct st2110_nl *nl = ctl_family(ctl);
	int err;

	if (!nl)
		return CTL_REFUSED;
	put_which(st2110_nl_begin(nl, cmd, NLM_F_ACK), w);
	err = st2110_nl_talk(nl, NULL, NULL);
	if (err)
		return ctl_refused(nl, &st2110_flow_set, err, what);
	ctl_warned(nl);
	return CTL_OK;
}

static int flow_del(struct ctl *ctl, struct ctl_words *words)
{
	struct which w = { 0 };
	char what[64];
	int ret;

	ret = parse_which(&w, words, true);
	if (ret)
		return ret;
	if (!w.name)
		return ctl_usage("flow del: NAME is missing; \"flow flush dev DEV\" deletes all");
	snprintf(what, sizeof(what), "flow del %s", w.name);
	return remove_flows(ctl, &w, ST2110_CMD_FLOW_DEL, what);
}

static int flow_flush(struct ctl *ctl, struct ctl_words *words)
{
	struct which w = { 0 };
	char what[64];
	int ret;

	ret = parse_which(&w, words, true);
	if (ret)
		return ret;
	if (w.name || !w.dev)
		return ctl_usage("flow flush: say whose flows: dev DEV");
	snprintf(what, sizeof(what), "flow flush dev %s", w.dev);
	return remove_flows(ctl, &w, ST2110_CMD_FLOW_FLUSH, what);
}

/* stats-get gives the measurements; they join the flow that flow-get gave. */
static void join_stats(json_object *flows, json_object *measured)
{
	static const char * const parts[] = { "status", "stats" };
	size_t i, j, part;

	for (i = 0; i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i), *from, *v;
		const char *name = st2110_obj_string(flow, "name"), *other;
		u64 ifindex, other_ifindex;

		if (!name || !st2110_obj_u64(flow, "ifindex", &ifindex))
			continue;
		for (j = 0; j < json_object_array_length(measured); j++) {
			from = json_object_array_get_idx(measured, j);
			other = st2110_obj_string(from, "name");
			if (!other || strcmp(name, other) ||
			    !st2110_obj_u64(from, "ifindex", &other_ifindex) ||
			    ifindex != other_ifindex)
				continue;
			for (part = 0; part < ARRAY_SIZE(parts); part++)
				if (json_object_object_get_ex(from, parts[part], &v))
					json_object_object_add(flow, parts[part],
							       json_object_get(v));
		}
	}
}

static int flow_show(struct ctl *ctl, struct ctl_words *words)
{
	json_object *flows, *measured;
	struct which w = { 0 };
	size_t i;
	int ret;

	ret = parse_which(&w, words, false);
	if (!ret)
		ret = read_flows(ctl, ST2110_CMD_FLOW_GET, &w, &flows);
	if (ret)
		return ret;
	if (ctl->stats) {
		ret = read_flows(ctl, ST2110_CMD_STATS_GET, &w, &measured);
		if (ret) {
			json_object_put(flows);
			return ret;
		}
		join_stats(flows, measured);
		json_object_put(measured);
	}
	if (ctl->json) {
		st2110_print_json(stdout, flows, ctl->pretty);
	} else {
		for (i = 0; i < json_object_array_length(flows); i++) {
			json_object *flow = json_object_array_get_idx(flows, i);

			flow_print(stdout, flow);
			if (ctl->stats) {
				flow_print_status(stdout, flow);
				flow_print_stats(stdout, flow);
			}
		}
	}
	json_object_put(flows);
	return CTL_OK;
}

static int flow_save(struct ctl *ctl, struct ctl_words *words)
{
	struct which w = { 0 };
	json_object *flows;
	size_t i;
	int ret;

	ret = parse_which(&w, words, false);
	if (!ret)
		ret = read_flows(ctl, ST2110_CMD_FLOW_GET, &w, &flows);
	if (ret)
		return ret;
	if (ctl->json)
		st2110_print_json(stdout, flows, ctl->pretty);
	for (i = 0; !ctl->json && i < json_object_array_length(flows); i++)
		flow_print_command(stdout, json_object_array_get_idx(flows, i));
	json_object_put(flows);
	return CTL_OK;
}

static int flow_plan(struct ctl *ctl, struct ctl_words *words)
{
	struct flow_request r = { 0 };
	json_object *flow;
	int ret;

	if (words->left && !flow_is_keyword(ctl_peek(words))) {
		r.name = ctl_take(words);
		ret = flow_check_name(r.name);
		if (ret)
			return ret;
		r.given |= FLOW_BIT(NAME);
	}
	ret = flow_parse(&r, words);
	if (!ret)
		ret = plan_make(&r, &flow);
	if (ret)
		return ret;
	flow_complete(flow);
	if (ctl->json)
		st2110_print_json(stdout, flow, ctl->pretty);
	else
		flow_print(stdout, flow);
	json_object_put(flow);
	return CTL_OK;
}

int ctl_flow(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "add", flow_add },
		{ "set", flow_set },
		{ "change", flow_set },
		{ "del", flow_del },
		{ "delete", flow_del },
		{ "show", flow_show },
		{ "list", flow_show },
		{ "ls", flow_show },
		{ "plan", flow_plan },
		{ "flush", flow_flush },
		{ "save", flow_save },
		{ NULL, NULL }
	};
	static const struct ctl_verb show = { "show", flow_show };

	return ctl_dispatch(ctl, words, "flow", verbs, &show);
}
