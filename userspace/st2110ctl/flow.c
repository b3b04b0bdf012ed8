// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl flow: streams and what is promised to them.
 *
 * add and set print what the kernel granted, in the form that plan prints what
 * it would grant; save prints the commands that make the flows again, since they
 * die with the qdisc that they stand on.
 */
#include "audio_show.h"
#include "ctl.h"
#include "flow_args.h"
#include "flow_sdp.h"
#include "flow_show.h"
#include "group_mac.h"
#include "plan.h"
#include "route.h"
#include "which.h"

/* What was granted: one object, or text. */
static int show_granted(struct ctl *ctl, const struct which *w, const struct flow_request *r)
{
	json_object *flows, *flow;
	int ret;

	ret = which_read(ctl, w, ST2110_CMD_FLOW_GET, &flows);
	if (ret)
		return ret;
	flow = json_object_array_get_idx(flows, 0);
	flow_sdp_refclk(r, flow);
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
		ret = flow_sdp_parse(&r, words, cmd == ST2110_CMD_FLOW_SET);
	if (!ret && cmd == ST2110_CMD_FLOW_ADD) {
		ret = need(&r, ST2110_A_FLOW_IFNAME, "dev DEV");
		if (!ret)
			ret = need(&r, ST2110_A_FLOW_DST, "dst ADDR:PORT");
		if (!ret && flow_of_pictures(&r))
			ret = need(&r, ST2110_A_FLOW_HEIGHT, "format 1080p59.94 or another");
	}
	if (ret)
		return ret;
	flow_give(&r, ST2110_A_FLOW_NAME);

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
	if (cmd == ST2110_CMD_FLOW_ADD) {
		group_mac_note(&r.dst);
		route_note(ctl, &r.dst, r.dev);
	}
	/* No route matters to these. */
	if (r.to.dst.len)
		group_mac_note(&r.to.dst);
	if (r.leg.to.dst.len)
		group_mac_note(&r.leg.to.dst);
	w.name = r.name;
	w.dev = r.dev;
	return show_granted(ctl, &w, &r);
}

static int flow_add(struct ctl *ctl, struct ctl_words *words)
{
	return change(ctl, words, ST2110_CMD_FLOW_ADD, "add");
}

static int flow_set(struct ctl *ctl, struct ctl_words *words)
{
	return change(ctl, words, ST2110_CMD_FLOW_SET, "set");
}

static int flow_del(struct ctl *ctl, struct ctl_words *words)
{
	struct which w;
	int ret;

	ret = which_parse(&w, words, true);
	if (!ret && !w.name)
		ret = ctl_usage("flow del: NAME is missing; \"flow flush dev DEV\" deletes all");
	return ret ? ret : which_change(ctl, &w, ST2110_CMD_FLOW_DEL, "flow del");
}

static int flow_flush(struct ctl *ctl, struct ctl_words *words)
{
	struct which w;
	int ret;

	ret = which_parse(&w, words, true);
	if (!ret && (w.name || !w.dev))
		ret = ctl_usage("flow flush: say whose flows: dev DEV");
	return ret ? ret : which_change(ctl, &w, ST2110_CMD_FLOW_FLUSH, "flow flush");
}

/* stats-get gives the measurements; they join the flow that flow-get gave. */
static void join_stats(json_object *flows, json_object *measured)
{
	static const char * const parts[] = { "status", "stats", "legs" };
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
		audio_complete(flow);
	}
}

static void print_flow(struct ctl *ctl, json_object *flow)
{
	flow_print(stdout, flow);
	if (!ctl->stats)
		return;
	flow_print_status(stdout, flow);
	flow_print_stats(stdout, flow);
}

static int flow_show(struct ctl *ctl, struct ctl_words *words)
{
	bool sdp = flow_sdp_wanted(words);
	json_object *flows, *measured;
	struct which w;
	int ret;

	ret = which_take(ctl, words, ST2110_CMD_FLOW_GET, &w, &flows);
	if (ret)
		return ret;
	if (sdp) {
		ret = flow_sdp_show(ctl, flows);
		json_object_put(flows);
		return ret;
	}
	if (ctl->stats) {
		ret = which_read(ctl, &w, ST2110_CMD_STATS_GET, &measured);
		if (ret) {
			json_object_put(flows);
			return ret;
		}
		join_stats(flows, measured);
		json_object_put(measured);
	}
	return ctl_show(ctl, flows, print_flow);
}

static void print_command(struct ctl *ctl, json_object *flow)
{
	(void)ctl;
	flow_print_command(stdout, flow);
}

static int flow_save(struct ctl *ctl, struct ctl_words *words)
{
	struct which w;
	json_object *flows;
	int ret;

	ret = which_take(ctl, words, ST2110_CMD_FLOW_GET, &w, &flows);
	return ret ? ret : ctl_show(ctl, flows, print_command);
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
		flow_give(&r, ST2110_A_FLOW_NAME);
	}
	ret = flow_sdp_parse(&r, words, false);
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

/* NAME [ leg N ] [ dev DEV ] [ now | stage SET ] */
static int mute(struct ctl *ctl, struct ctl_words *words, bool on)
{
	const char *name = ctl_take(words), *what = on ? "flow mute" : "flow unmute", *why;
	const char *set = NULL;
	struct which w;
	u32 leg = 0;
	int ret;

	if (!name)
		return ctl_usage("%s: NAME is missing", what);
	ret = flow_check_name(name);
	if (ret)
		return ret;
	if (words->left && !strcmp(ctl_peek(words), "leg")) {
		ctl_take(words);
		if (!words->left)
			return ctl_usage("leg: its value is missing");
		why = st2110_parse_u32(ctl_peek(words), 1, 2, &leg);
		if (why)
			return ctl_bad("leg", ctl_peek(words), why);
		ctl_take(words);
	}
	if (words->left > 1 && !strcmp(words->word[words->left - 2], "stage")) {
		set = words->word[words->left - 1];
		if (!*set || strlen(set) > ST2110_NAME_MAX)
			return ctl_bad("stage", set, "a set's name has 1 to 31 octets");
		words->left -= 2;
	}
	ret = which_parse(&w, words, !set);
	if (!ret && w.name)
		ret = ctl_usage("\"%s\": accepted are leg N, dev DEV, and now or stage SET",
				w.name);
	if (ret)
		return ret;
	w.name = name;
	w.leg = leg;
	w.mute = on ? 2 : 1;
	w.set = set;
	return which_change(ctl, &w, set ? ST2110_CMD_FLOW_SET : ST2110_CMD_FLOW_MUTE, what);
}

static int flow_mute(struct ctl *ctl, struct ctl_words *words)
{
	return mute(ctl, words, true);
}

static int flow_unmute(struct ctl *ctl, struct ctl_words *words)
{
	return mute(ctl, words, false);
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
		{ "mute", flow_mute },
		{ "unmute", flow_unmute },
		{ NULL, NULL }
	};
	static const struct ctl_verb show = { "show", flow_show };

	return ctl_dispatch(ctl, words, "flow", verbs, &show);
}
