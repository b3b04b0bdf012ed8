// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl stats: how the flows are doing.
 *
 * Bare, one line a flow with what an operator asks first: does it comply, if not
 * why and since when, and how near the edge is the sender. show has everything,
 * each value beside its limit. check is the summary with an exit code.
 */
#include "ctl.h"
#include "fields.h"
#include "flow_show.h"
#include "which.h"

/* Columns of the summary, all of the status. */
static const struct ctl_field columns[] = {
	{ "STATE", "state", CTL_WORD, NULL },
	{ "VERDICT", "verdict", CTL_WORD, NULL },
	{ "CAUSE", "cause", CTL_WORD, NULL },
	{ "SINCE (TAI)", "since_tai_ns", CTL_TAI, NULL },
	{ "MARGIN 1s", "margin_min_ns", CTL_TIME, NULL },
	{ "MARGIN 1%", "margin_1pc_ns", CTL_TIME, NULL },
	{ "DELAY", "standing_delay_ns", CTL_TIME, NULL },
	{ "DRIFT", "drift_ppb", CTL_PPB, NULL },
	{ "RESYNC (TAI)", "resync_tai_ns", CTL_TAI, NULL },
	{ "WHY", "resync_cause", CTL_WORD, NULL },
	{ NULL, NULL, 0, NULL }
};

#define SECONDS_CHARS	19	/* 2026-11-22 12:00:37 */

static void copy(json_object *to, json_object *from, const char *key)
{
	json_object *v;

	if (from && json_object_object_get_ex(from, key, &v))
		json_object_object_add(to, key, json_object_get(v));
}

static void print_summary_json(struct ctl *ctl, json_object *flows)
{
	json_object *lines = json_object_new_array();
	const struct ctl_field *column;
	size_t i;

	for (i = 0; i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i);
		json_object *line = json_object_new_object();

		copy(line, flow, "name");
		copy(line, flow, "ifname");
		for (column = columns; column->key; column++)
			copy(line, st2110_obj_nest(flow, "status"), column->key);
		json_object_array_add(lines, line);
	}
	st2110_print_json(stdout, lines, ctl->pretty);
	json_object_put(lines);
}

static void print_summary(json_object *flows)
{
	struct st2110_table t = { .columns = ARRAY_SIZE(columns) - 1 + 2 };
	const struct ctl_field *column;
	char text[ST2110_TEXT];
	size_t i;

	if (!json_object_array_length(flows))
		return;
	st2110_table_cell(&t, "FLOW");
	st2110_table_cell(&t, "DEV");
	for (column = columns; column->key; column++)
		st2110_table_cell(&t, column->label);
	for (i = 0; i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i);
		json_object *status = st2110_obj_nest(flow, "status");

		st2110_table_cell(&t, ctl_value(text, flow, "name", CTL_WORD));
		st2110_table_cell(&t, ctl_value(text, flow, "ifname", CTL_WORD));
		for (column = columns; column->key; column++) {
			ctl_value(text, status, column->key, column->style);
			if (column->style == CTL_TAI)
				text[SECONDS_CHARS] = '\0';
			st2110_table_cell(&t, text);
		}
	}
	st2110_table_print(&t, stdout);
	st2110_table_free(&t);
}

static int summary(struct ctl *ctl, struct ctl_words *words, bool check)
{
	struct which w;
	json_object *flows;
	size_t i;
	int ret;

	ret = which_take(ctl, words, ST2110_CMD_STATS_GET, &w, &flows);
	if (ret)
		return ret;
	if (ctl->json)
		print_summary_json(ctl, flows);
	else
		print_summary(flows);
	for (i = 0; check && i < json_object_array_length(flows); i++) {
		json_object *status =
			st2110_obj_nest(json_object_array_get_idx(flows, i), "status");
		const char *verdict = st2110_obj_string(status, "verdict");

		if (!verdict || strcmp(verdict, "compliant"))
			ret = CTL_VERDICT;
	}
	json_object_put(flows);
	return ret;
}

static int stats_bare(struct ctl *ctl, struct ctl_words *words)
{
	return summary(ctl, words, false);
}

static int stats_check(struct ctl *ctl, struct ctl_words *words)
{
	return summary(ctl, words, true);
}

static void print_flow(struct ctl *ctl, json_object *flow)
{
	char name[ST2110_TEXT], dev[ST2110_TEXT];

	(void)ctl;
	printf("%s  dev %s\n", ctl_value(name, flow, "name", CTL_WORD),
	       ctl_value(dev, flow, "ifname", CTL_WORD));
	flow_print_status(stdout, flow);
	flow_print_legs(stdout, flow);
	flow_print_stats(stdout, flow);
}

static int stats_show(struct ctl *ctl, struct ctl_words *words)
{
	struct which w;
	json_object *flows;
	int ret;

	ret = which_take(ctl, words, ST2110_CMD_STATS_GET, &w, &flows);
	return ret ? ret : ctl_show(ctl, flows, print_flow);
}

static int stats_reset(struct ctl *ctl, struct ctl_words *words)
{
	struct which w;
	int ret;

	ret = which_parse(&w, words, false);
	if (!ret && !w.name && !w.dev)
		ret = ctl_usage("stats reset: say whose: NAME or dev DEV");
	return ret ? ret : which_change(ctl, &w, ST2110_CMD_STATS_RESET, "stats reset");
}

int ctl_stats(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb verbs[] = {
		{ "show", stats_show },
		{ "list", stats_show },
		{ "ls", stats_show },
		{ "check", stats_check },
		{ "reset", stats_reset },
		{ NULL, NULL }
	};
	static const struct ctl_verb bare = { "", stats_bare };

	return ctl_dispatch(ctl, words, "stats", verbs, &bare);
}
