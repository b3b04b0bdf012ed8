// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decoding: every attribute of the uapi has a key, values arrive as they were
 * sent, unknown and truncated ones are skipped, and no octets do harm. Buffers
 * are allocated to size, so that ASan sees a read past the end.
 */
#include <stdlib.h>

#include <dlfcn.h>
#include <libmnl/libmnl.h>

#include "schema.h"
#include "units.h"

static const struct st2110_attr_set * const sets[] = {
	&st2110_dev_set, &st2110_dev_stats_set, &st2110_flow_set, &st2110_plan_set,
	&st2110_status_set, &st2110_stats_set, &st2110_event_set, &st2110_clock_set,
	&st2110_group_set,
};

static const unsigned int set_max[] = {
	ST2110_A_DEV_MAX, ST2110_A_DEV_STATS_MAX, ST2110_A_FLOW_MAX, ST2110_A_PLAN_MAX,
	ST2110_A_STATUS_MAX, ST2110_A_STATS_MAX, ST2110_A_EVENT_MAX, ST2110_A_CLOCK_MAX,
	ST2110_A_GROUP_MAX,
};

static const unsigned int set_pad[] = {
	ST2110_A_DEV_PAD, ST2110_A_DEV_STATS_PAD, ST2110_A_FLOW_PAD, ST2110_A_PLAN_PAD,
	ST2110_A_STATUS_PAD, ST2110_A_STATS_PAD, ST2110_A_EVENT_PAD, ST2110_A_CLOCK_PAD,
	ST2110_A_GROUP_PAD,
};

static json_object *decode(const struct st2110_attr_set *set, const struct nlmsghdr *nlh)
{
	size_t len = mnl_nlmsg_get_payload_len(nlh);
	void *copy = malloc(len ? len : 1);
	json_object *obj;

	memcpy(copy, mnl_nlmsg_get_payload(nlh), len);
	obj = st2110_decode(set, copy, len);
	free(copy);
	return obj;
}

static bool known(const struct st2110_attr_set *set, unsigned int attr)
{
	return attr <= set->max && set->attrs[attr].key &&
	       set->attrs[attr].kind != ST2110_KIND_NONE;
}

void test_decode(void)
{
	static const char expected[] = {
		"{\"name\":\"cam1\",\"ifindex\":7,\"dst\":\"239.1.1.1\",\"dst_port\":5004,\"packets_auto\":true,\"profile\":\"wide\",\"late\":\"unknown-99\",\"plan\":{\"packets\":4320,\"t_rs_ps\":3707407},\"stats\":{\"drops\":{\"queue_full\":1,\"late\":18446744073709551615},\"vrx_min\":-3,\"fpt_min_ns\":-5,\"error_hist\":[10,20]}}"
	};
	char buf[4096] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlattr *nest;
	struct tally t;
	unsigned int i, a;
	json_object *obj;
	const char *got;

	tally_begin(&t, "the table has every attribute of the uapi");
	for (i = 0; i < ARRAY_SIZE(sets); i++)
		for (a = 1; a <= set_max[i]; a++)
			CHECK(&t, a == set_pad[i] || known(sets[i], a), "set %u: %u", i, a);
	tally_end(&t);

	/* Out of order, with an unknown one, one too short and one without its end. */
	nest = mnl_attr_nest_start(nlh, ST2110_A_FLOW_STATS);
	mnl_attr_put_u64(nlh, ST2110_A_STATS_ERROR_HIST, 10);
	mnl_attr_put_u64(nlh, ST2110_A_STATS_FPT_MIN, (u64)-5);
	mnl_attr_put_u64(nlh, ST2110_A_STATS_DROPS, 1);
	mnl_attr_put_u32(nlh, ST2110_A_STATS_VRX_MIN, (u32)-3);
	mnl_attr_put_u64(nlh, ST2110_A_STATS_DROPS, UINT64_MAX);
	mnl_attr_put_u64(nlh, ST2110_A_STATS_ERROR_HIST, 20);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put_u64(nlh, 60000, 1);
	mnl_attr_put_u16(nlh, ST2110_A_FLOW_HEIGHT, 1080);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_LATE, 99);
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_PROFILE, ST2110_PROFILE_WIDE);
	nest = mnl_attr_nest_start(nlh, ST2110_A_FLOW_PLAN);
	mnl_attr_put_u64(nlh, ST2110_A_PLAN_T_RS_PS, 3707407);
	mnl_attr_put_u32(nlh, ST2110_A_PLAN_PACKETS, 4320);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_put(nlh, ST2110_A_FLOW_PACKETS_AUTO, 0, NULL);
	mnl_attr_put_strz(nlh, ST2110_A_FLOW_NAME, "old");
	mnl_attr_put_u32(nlh, ST2110_A_FLOW_IFINDEX, 7);
	mnl_attr_put(nlh, ST2110_A_FLOW_NAME, 4, "cam1");
	mnl_attr_put(nlh, ST2110_A_FLOW_DST, 4, "\357\1\1\1");
	mnl_attr_put(nlh, ST2110_A_FLOW_SRC, 5, "12345");
	mnl_attr_put_u16(nlh, ST2110_A_FLOW_DST_PORT, 0x8c13);

	tally_begin(&t, "values arrive as sent, in the table's order");
	obj = decode(&st2110_flow_set, nlh);
	got = json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PLAIN);
	CHECK(&t, !strcmp(got, expected), "%s", got);
	json_object_put(obj);
	tally_end(&t);

	tally_begin(&t, "a message cut anywhere is read as far as it goes");
	for (i = (unsigned int)nlh->nlmsg_len; i >= MNL_NLMSG_HDRLEN; i--) {
		nlh->nlmsg_len = i;
		obj = decode(&st2110_flow_set, nlh);
		CHECK(&t, obj, "%u octets", i);
		json_object_put(obj);
	}
	tally_end(&t);
}

/* Attributes of right numbers and random lengths and contents, nests in nests. */
static void noise(struct nlmsghdr *nlh, size_t room, unsigned int depth)
{
	while (nlh->nlmsg_len + 128 < room && rnd_below(24)) {
		u8 octets[64];
		u16 type = (u16)rnd_below(68);
		size_t i, len = rnd_below(sizeof(octets) + 1);

		if (depth < 3 && !rnd_below(6)) {
			struct nlattr *nest = mnl_attr_nest_start(nlh, type);

			noise(nlh, room, depth + 1);
			mnl_attr_nest_end(nlh, nest);
			continue;
		}
		for (i = 0; i < len; i++)
			octets[i] = (u8)rnd();
		mnl_attr_put(nlh, type, len, octets);
	}
}

void test_decode_noise(void)
{
	char buf[8192] __attribute__((aligned(8)));
	struct nlmsghdr *nlh;
	unsigned int i, flips;
	struct tally t;
	size_t at;

	tally_begin(&t, "no octets do harm: 100,000 random messages");
	for (i = 0; i < 100000; i++) {
		const struct st2110_attr_set *set = sets[i % ARRAY_SIZE(sets)];
		json_object *obj;

		memset(buf, 0, sizeof(struct nlmsghdr));
		nlh = mnl_nlmsg_put_header(buf);
		noise(nlh, sizeof(buf), 0);
		for (flips = (unsigned int)rnd_below(8); flips; flips--) {
			if (nlh->nlmsg_len == MNL_NLMSG_HDRLEN)
				break;
			at = MNL_NLMSG_HDRLEN + rnd_below(nlh->nlmsg_len - MNL_NLMSG_HDRLEN);
			buf[at] = (char)rnd();
		}
		obj = decode(set, nlh);
		CHECK(&t, obj && json_object_to_json_string(obj), "message %u", i);
		json_object_put(obj);
	}
	tally_end(&t);
}

/* As in userspace/tc/q_st2110.c. */
struct qdisc_util {
	struct qdisc_util *next;
	const char *id;
	void *parse_qopt;
	int (*print_qopt)(const struct qdisc_util *util, FILE *out, const void *opt);
	int (*print_xstats)(const struct qdisc_util *util, FILE *out, const void *xstats);
};

void test_plugin(const char *path)
{
	/* The line feed is compared as a bar. */
	static const char expected[] = {
		"release timer speed 10000Mbit flows 2 reserved 2774Mbit guard 12000ns best-effort fq_codel |  media 5pkt  6b  ptp 1pkt |  wakeups 9 dropped_late 3 "
	};
	char buf[4096] __attribute__((aligned(8))), *text = NULL;
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	void *lib = dlopen(path, RTLD_NOW);
	struct qdisc_util *util = lib ? dlsym(lib, "st2110_qdisc_util") : NULL;
	struct nlattr *opt, *stats;
	struct tally t;
	unsigned int i;
	size_t size;
	FILE *out;

	tally_begin(&t, "the plug-in prints what the qdisc dumps");
	CHECK(&t, util && !strcmp(util->id, "st2110"), "%s", lib ? "no symbol" : dlerror());
	if (!util) {
		tally_end(&t);
		return;
	}
	opt = mnl_attr_nest_start(nlh, 2);
	mnl_attr_put_u32(nlh, ST2110_A_DEV_RELEASE_NOW, ST2110_RELEASE_TIMER);
	mnl_attr_put_u32(nlh, ST2110_A_DEV_SPEED_NOW, 10000);
	mnl_attr_put_u32(nlh, ST2110_A_DEV_FLOWS, 2);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_RESERVED_BPS, 2774000000);
	mnl_attr_put_strz(nlh, ST2110_A_DEV_BEST_EFFORT, "fq_codel");
	mnl_attr_put_u32(nlh, ST2110_A_DEV_GUARD, 12000);
	mnl_attr_put_u32(nlh, 999, 1);
	mnl_attr_nest_end(nlh, opt);
	stats = mnl_attr_nest_start(nlh, 4);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_STATS_MEDIA_PACKETS, 5);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_STATS_MEDIA_BYTES, 6);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_STATS_PTP_PACKETS, 1);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_STATS_WAKEUPS, 9);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_STATS_DROPS, 0);
	mnl_attr_put_u64(nlh, ST2110_A_DEV_STATS_DROPS, 3);
	mnl_attr_nest_end(nlh, stats);
	out = open_memstream(&text, &size);
	util->print_qopt(util, out, opt);
	fputc('|', out);
	util->print_xstats(util, out, stats);
	fclose(out);
	if (strchr(text, '\n'))
		*strchr(text, '\n') = '|';
	CHECK(&t, !strcmp(text, expected), "\"%s\"", text);
	free(text);
	CHECK(&t, !util->print_qopt(util, stdout, NULL), "no options");
	CHECK(&t, !util->print_xstats(util, stdout, NULL), "no statistics");
	tally_end(&t);

	tally_begin(&t, "no octets do the plug-in harm: 20,000 random messages");
	for (i = 0; i < 20000; i++) {
		memset(buf, 0, sizeof(struct nlmsghdr));
		nlh = mnl_nlmsg_put_header(buf);
		opt = mnl_attr_nest_start(nlh, 2);
		noise(nlh, sizeof(buf), 1);
		mnl_attr_nest_end(nlh, opt);
		out = open_memstream(&text, &size);
		CHECK(&t, !util->print_qopt(util, out, opt) && !util->print_xstats(util, out, opt),
		      "message %u", i);
		fclose(out);
		free(text);
	}
	tally_end(&t);
	dlclose(lib);
}
