// SPDX-License-Identifier: GPL-2.0-only
/*
 * q_st2110.so: makes "tc -s qdisc show" read well.
 *
 * tc loads q_KIND.so and looks for KIND_qdisc_util, whose layout has been the
 * same from iproute2 4.16 to 6.12 and is described here, as Debian ships no
 * header for it. Text is printed to the stream that tc hands over; under
 * "tc -j" the same values go through tc's own JSON writer, found in the program
 * that loaded us (weak: without it there is only text).
 *
 * TCA_OPTIONS holds attributes of the family's set dev, the block of extra
 * statistics those of dev-stats, with the same numbers as in generic netlink.
 * Settings are st2110ctl's; here there are none.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <libmnl/libmnl.h>
#include <linux/st2110.h>

#include "words.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct rtattr;

/* tc/tc_util.h of iproute2; "const" in newer ones is no part of the layout. */
struct qdisc_util {
	struct qdisc_util *next;
	const char *id;
	int (*parse_qopt)(const struct qdisc_util *util, int argc, char **argv,
			  struct nlmsghdr *nlh, const char *dev);
	int (*print_qopt)(const struct qdisc_util *util, FILE *out, struct rtattr *opt);
	int (*print_xstats)(const struct qdisc_util *util, FILE *out, struct rtattr *xstats);
	int (*parse_copt)(const struct qdisc_util *util, int argc, char **argv,
			  struct nlmsghdr *nlh, const char *dev);
	int (*print_copt)(const struct qdisc_util *util, FILE *out, struct rtattr *opt);
	int (*has_block)(const struct qdisc_util *util, struct rtattr *opt, uint32_t block,
			 bool *has);
};

/* json_print.h of iproute2; the colour is not used in JSON. */
#define PRINT_JSON	2
extern bool is_json_context(void) __attribute__((weak));
extern int print_color_u64(int type, int colour, const char *key, const char *fmt,
			   uint64_t value) __attribute__((weak));
extern int print_color_string(int type, int colour, const char *key, const char *fmt,
			      const char *value) __attribute__((weak));

static bool is_json(void)
{
	return is_json_context && print_color_u64 && print_color_string && is_json_context();
}

static void put_number(FILE *out, const char *label, const char *key, uint64_t value,
		       const char *unit)
{
	if (is_json())
		print_color_u64(PRINT_JSON, 0, key, NULL, value);
	else
		fprintf(out, "%s %" PRIu64 "%s ", label, value, unit);
}

static void put_string(FILE *out, const char *label, const char *key, const char *value)
{
	if (is_json())
		print_color_string(PRINT_JSON, 0, key, NULL, value);
	else
		fprintf(out, "%s %s ", label, value);
}

static uint64_t number(const struct nlattr *attr)
{
	return mnl_attr_get_payload_len(attr) >= 8 ? mnl_attr_get_u64(attr) :
	       mnl_attr_get_payload_len(attr) >= 4 ? mnl_attr_get_u32(attr) : 0;
}

static void put_options(FILE *out, const struct nlattr * const *tb)
{
	const struct nlattr *attr = tb[ST2110_A_DEV_RELEASE_NOW];
	const char *word;

	word = attr ? st2110_word_name(st2110_release_words, (int)number(attr)) : NULL;
	if (word)
		put_string(out, "release", "release", word);
	attr = tb[ST2110_A_DEV_SPEED_NOW];
	if (attr && number(attr))
		put_number(out, "speed", "speed_mbits", number(attr), "Mbit");
	else if (attr)
		put_string(out, "speed", "speed", "unknown");
	attr = tb[ST2110_A_DEV_FLOWS];
	if (attr)
		put_number(out, "flows", "flows", number(attr), "");
	attr = tb[ST2110_A_DEV_RESERVED_BPS];
	if (attr && is_json())
		put_number(out, "reserved", "reserved_bps", number(attr), "");
	else if (attr)
		put_number(out, "reserved", "reserved_bps", number(attr) / 1000000, "Mbit");
	attr = tb[ST2110_A_DEV_GUARD];
	if (attr)
		put_number(out, "guard", "guard_ns", number(attr), "ns");
	attr = tb[ST2110_A_DEV_BEST_EFFORT];
	if (attr && mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		put_string(out, "best-effort", "best_effort", mnl_attr_get_str(attr));
}

static int print_qopt(const struct qdisc_util *util, FILE *out, struct rtattr *opt)
{
	const struct nlattr *tb[ST2110_A_DEV_MAX + 1] = { NULL };
	const struct nlattr *attr;

	(void)util;
	if (!opt)
		return 0;
	mnl_attr_for_each_nested(attr, (const struct nlattr *)opt)
		if (mnl_attr_get_type(attr) <= ST2110_A_DEV_MAX)
			tb[mnl_attr_get_type(attr)] = attr;
	put_options(out, tb);
	return 0;
}

static const struct {
	uint16_t attr;
	const char *label;
	const char *key;
	const char *unit;
	bool ends_line;
} counters[] = {
	{ ST2110_A_DEV_STATS_MEDIA_PACKETS, "media", "media_packets", "pkt", false },
	{ ST2110_A_DEV_STATS_MEDIA_BYTES, "", "media_bytes", "b", false },
	{ ST2110_A_DEV_STATS_BEST_EFFORT_PACKETS, " best-effort", "best_effort_packets", "pkt",
	  false },
	{ ST2110_A_DEV_STATS_BEST_EFFORT_BYTES, "", "best_effort_bytes", "b", false },
	{ ST2110_A_DEV_STATS_BEST_EFFORT_FORCED, "forced", "best_effort_forced", "", false },
	{ ST2110_A_DEV_STATS_PTP_PACKETS, " ptp", "ptp_packets", "pkt", false },
	{ ST2110_A_DEV_STATS_PTP_EXCESS, "excess", "ptp_excess", "", true },
	{ ST2110_A_DEV_STATS_WAKEUPS, "wakeups", "wakeups", "", false },
	{ ST2110_A_DEV_STATS_WAKEUPS_IDLE, "idle", "wakeups_idle", "", false },
	{ ST2110_A_DEV_STATS_LATENESS_AVG, "late-avg", "lateness_avg_ns", "ns", false },
	{ ST2110_A_DEV_STATS_LATENESS_MAX, "late-max", "lateness_max_ns", "ns", false },
	{ ST2110_A_DEV_STATS_QUEUE_STOPPED, "stopped", "queue_stopped", "", false },
	{ ST2110_A_DEV_STATS_SEGMENTED, "gso-split", "segmented", "", false },
	{ ST2110_A_DEV_STATS_INBOX_PACKETS, "inbox", "inbox_packets", "", false },
	{ ST2110_A_DEV_STATS_CLOCK_STEPS, "clock-steps", "clock_steps", "", true },
};

static void put_counters(FILE *out, const struct nlattr * const *tb)
{
	bool begun = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		const struct nlattr *attr = tb[counters[i].attr];

		if (attr && !begun && !is_json())
			fputs("  ", out);
		begun |= !!attr;
		if (attr)
			put_number(out, counters[i].label, counters[i].key, number(attr),
				   counters[i].unit);
		if (counters[i].ends_line && begun) {
			if (!is_json() && i + 1 < ARRAY_SIZE(counters))
				fputc('\n', out);
			begun = false;
		}
	}
}

/* Reasons that have occurred; each occurrence of the attribute is the next one. */
static void put_drops(FILE *out, const struct nlattr *xstats)
{
	const struct nlattr *attr;
	const char *word;
	char key[48];
	int i = 0;

	mnl_attr_for_each_nested(attr, xstats) {
		if (mnl_attr_get_type(attr) != ST2110_A_DEV_STATS_DROPS)
			continue;
		word = st2110_word_name(st2110_drop_words, i++);
		if (!word || !number(attr))
			continue;
		snprintf(key, sizeof(key), "dropped_%s", word);
		put_number(out, key, key, number(attr), "");
	}
}

static int print_xstats(const struct qdisc_util *util, FILE *out, struct rtattr *xstats)
{
	const struct nlattr *tb[ST2110_A_DEV_STATS_MAX + 1] = { NULL };
	const struct nlattr *attr;

	(void)util;
	if (!xstats)
		return 0;
	mnl_attr_for_each_nested(attr, (const struct nlattr *)xstats)
		if (mnl_attr_get_type(attr) <= ST2110_A_DEV_STATS_MAX)
			tb[mnl_attr_get_type(attr)] = attr;
	put_counters(out, tb);
	put_drops(out, (const struct nlattr *)xstats);
	return 0;
}

static int parse_qopt(const struct qdisc_util *util, int argc, char **argv, struct nlmsghdr *nlh,
		      const char *dev)
{
	(void)util;
	(void)nlh;
	if (!argc)
		return 0;
	fprintf(stderr, "st2110 takes no option here (\"%s\"): see \"st2110ctl dev set %s\"\n",
		*argv, dev ? dev : "DEV");
	return -1;
}

static int parse_copt(const struct qdisc_util *util, int argc, char **argv, struct nlmsghdr *nlh,
		      const char *dev)
{
	(void)util;
	(void)argc;
	(void)argv;
	(void)nlh;
	(void)dev;
	fprintf(stderr, "st2110 has one class, 1, for best effort; nothing can be set on it\n");
	return -1;
}

static int print_copt(const struct qdisc_util *util, FILE *out, struct rtattr *opt)
{
	(void)util;
	(void)out;
	(void)opt;
	return 0;
}

struct qdisc_util st2110_qdisc_util = {
	.id = "st2110",
	.parse_qopt = parse_qopt,
	.print_qopt = print_qopt,
	.print_xstats = print_xstats,
	.parse_copt = parse_copt,
	.print_copt = print_copt,
};
