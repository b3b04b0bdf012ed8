// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which flows a command means. Design: which.h.
 */
#include "flow_args.h"
#include "flow_show.h"
#include "which.h"

int which_parse(struct which *w, struct ctl_words *words, bool now_allowed)
{
	static const struct st2110_word keys[] = { { "dev", 0 }, { "now", 1 }, { NULL, 0 } };
	const char *word;

	*w = (struct which){ 0 };
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

static void put(struct nlmsghdr *nlh, const struct which *w)
{
	if (w->name)
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_NAME, w->name);
	if (w->dev)
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_IFNAME, w->dev);
	if (w->now)
		mnl_attr_put(nlh, ST2110_A_FLOW_NOW, 0, NULL);
	if (w->mute)
		mnl_attr_put_u32(nlh, ST2110_A_FLOW_MUTE, w->mute - 1U);
	if (w->leg)
		mnl_attr_put_u32(nlh, ST2110_A_FLOW_MUTE_LEG, w->leg);
	if (w->set)
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_STAGE, w->set);
}

/* "flow del cam1 dev eth1: why" */
static int refused(const struct st2110_nl *nl, const struct which *w, int err, const char *verb)
{
	char what[128];

	snprintf(what, sizeof(what), "%s%s%s%s%s", verb, w->name ? " " : "",
		 w->name ? w->name : "", w->dev ? " dev " : "", w->dev ? w->dev : "");
	return ctl_refused(nl, &st2110_flow_set, err, what);
}

int which_read(struct ctl *ctl, const struct which *w, u8 cmd, json_object **flows)
{
	struct st2110_nl *nl = ctl_family(ctl);
	size_t i;
	int err;

	if (!nl)
		return CTL_REFUSED;
	put(st2110_nl_begin(nl, cmd, w->name ? 0 : NLM_F_DUMP), w);
	err = st2110_nl_list(nl, &st2110_flow_set, flows);
	if (err)
		return refused(nl, w, err, cmd == ST2110_CMD_STATS_GET ? "stats" : "flow");
	for (i = 0; i < json_object_array_length(*flows); i++)
		flow_complete(json_object_array_get_idx(*flows, i));
	return CTL_OK;
}

int which_take(struct ctl *ctl, struct ctl_words *words, u8 cmd, struct which *w,
	       json_object **flows)
{
	int ret = which_parse(w, words, false);

	return ret ? ret : which_read(ctl, w, cmd, flows);
}

int which_change(struct ctl *ctl, const struct which *w, u8 cmd, const char *what)
{
	struct st2110_nl *nl = ctl_family(ctl);
	int err;

	if (!nl)
		return CTL_REFUSED;
	put(st2110_nl_begin(nl, cmd, NLM_F_ACK), w);
	err = st2110_nl_talk(nl, NULL, NULL);
	if (err)
		return refused(nl, w, err, what);
	ctl_warned(nl);
	return CTL_OK;
}
