// SPDX-License-Identifier: GPL-2.0-only
/* Groups: their Ethernet addresses, and how their sources are decoded. */
#include <string.h>

#include <libmnl/libmnl.h>

#include "group_mac.h"
#include "schema.h"
#include "units.h"

static void put_source(struct nlmsghdr *nlh, u8 last, u32 refs)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, ST2110_A_GROUP_SOURCE);
	u8 addr[4] = { 192, 0, 2, last };

	mnl_attr_put(nlh, ST2110_A_GROUP_SOURCE_ADDR, sizeof(addr), addr);
	mnl_attr_put_u32(nlh, ST2110_A_GROUP_SOURCE_REFS, refs);
	mnl_attr_nest_end(nlh, nest);
}

static void test_sources(void)
{
	static const char expected[] =
		"{\"group\":\"232.1.1.1\",\"sources\":[{\"addr\":\"192.0.2.9\",\"refs\":1},{\"addr\":\"192.0.2.10\",\"refs\":7}],\"state\":\"no-link\"}";
	char buf[1024] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	u8 addr[4] = { 232, 1, 1, 1 };
	struct tally t;
	json_object *obj;
	const char *got;

	put_source(nlh, 9, 1);
	mnl_attr_put(nlh, ST2110_A_GROUP_ADDR, sizeof(addr), addr);
	mnl_attr_put_u32(nlh, ST2110_A_GROUP_STATE, ST2110_GROUP_STATE_NO_LINK);
	put_source(nlh, 10, 7);
	obj = st2110_decode(&st2110_group_set, mnl_nlmsg_get_payload(nlh),
			    mnl_nlmsg_get_payload_len(nlh));
	got = json_object_to_json_string_ext(obj, JSON_C_TO_STRING_PLAIN);
	tally_begin(&t, "every source of a group is decoded, in order");
	CHECK(&t, !strcmp(got, expected), "%s", got);
	tally_end(&t);
	json_object_put(obj);
}

void test_group_mac(void)
{
	/* RFC 1112, 6.4: the low 23 bits; RFC 2464, 7: the low 32. */
	static const struct {
		const char *addr, *mac;
		bool multicast, flooded;
	} cases[] = {
		{ "239.1.1.1", "01:00:5e:01:01:01", true, false },
		{ "239.129.1.1", "01:00:5e:01:01:01", true, false },
		{ "239.255.255.255", "01:00:5e:7f:ff:ff", true, false },
		{ "224.0.1.129", "01:00:5e:00:01:81", true, false },
		{ "239.0.0.1", "01:00:5e:00:00:01", true, true },
		{ "232.128.0.251", "01:00:5e:00:00:fb", true, true },
		{ "239.128.1.1", "01:00:5e:00:01:01", true, false },
		{ "ff3e::8000:1", "33:33:80:00:00:01", true, false },
		{ "ff05::1", "33:33:00:00:00:01", true, false },
		{ "223.255.255.255", "01:00:5e:7f:ff:ff", false, false },
		{ "240.0.0.1", "01:00:5e:00:00:01", false, false },
		{ "fe80::1", "33:33:00:00:00:01", false, false },
	};
	char mac[GROUP_MAC_TEXT];
	struct st2110_addr addr;
	struct tally t;
	size_t i;

	tally_begin(&t, "Ethernet addresses of groups, and which are flooded");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		CHECK(&t, !st2110_parse_addr(cases[i].addr, &addr), "%s", cases[i].addr);
		CHECK(&t, group_mac_is_multicast(&addr) == cases[i].multicast, "%s",
		      cases[i].addr);
		CHECK(&t, group_mac_flooded(&addr) == cases[i].flooded, "%s", cases[i].addr);
		CHECK(&t, !strcmp(group_mac_text(mac, &addr), cases[i].mac), "%s: %s",
		      cases[i].addr, mac);
	}
	tally_end(&t);
	test_sources();
}
