// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink: random messages to the family "st2110". link: -lmnl
 *
 *	netlink DEV MESSAGES [SEED]
 *
 * A message begins as a plausible request about DEV and flows named fuzz0 to fuzz15, and is then spoiled: attributes of the
 * wrong length or type, twice, nested, cut short, alien; header fields at random. It never means another device or flow, so
 * that what else runs must not notice. Before these, each command is asked with nothing, with a device, with a device and
 * a name, and each of these with every attribute alone in several lengths: what a handler takes for given, it misses here.
 * The kernel's answers are read; prints messages (random ones), accepted, refused, and refused without a reason in words
 * (where the refusal was the family's, not the core's of netlink). Repeats with its seed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/family.h"

#define LENGTHS	6

static uint64_t state;

/* The attributes of each command that choose what it is about, and the last it knows. */
static const struct {
	uint16_t dev, name, last;
} chooser[ST2110_CMD_MAX + 1] = {
	[ST2110_CMD_DEV_GET] = { ST2110_A_DEV_IFNAME, 0, ST2110_A_DEV_MAX },
	[ST2110_CMD_DEV_SET] = { ST2110_A_DEV_IFNAME, 0, ST2110_A_DEV_MAX },
	[ST2110_CMD_FLOW_ADD] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_FLOW_SET] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_FLOW_DEL] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_FLOW_GET] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_FLOW_FLUSH] = { ST2110_A_FLOW_IFNAME, 0, ST2110_A_FLOW_MAX },
	[ST2110_CMD_FLOW_MUTE] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_STATS_GET] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_STATS_RESET] = { ST2110_A_FLOW_IFNAME, ST2110_A_FLOW_NAME, ST2110_A_FLOW_MAX },
	[ST2110_CMD_CLOCK_BIND] = { ST2110_A_CLOCK_IFNAME, 0, ST2110_A_CLOCK_MAX },
	[ST2110_CMD_CLOCK_UNBIND] = { ST2110_A_CLOCK_IFNAME, 0, ST2110_A_CLOCK_MAX },
	[ST2110_CMD_CLOCK_GET] = { ST2110_A_CLOCK_IFNAME, 0, ST2110_A_CLOCK_MAX },
	[ST2110_CMD_CLOCK_SAMPLE] = { ST2110_A_CLOCK_IFNAME, 0, ST2110_A_CLOCK_MAX },
	[ST2110_CMD_STAGE_COMMIT] = { 0, ST2110_A_STAGE_NAME, ST2110_A_STAGE_MAX },
	[ST2110_CMD_STAGE_GET] = { 0, ST2110_A_STAGE_NAME, ST2110_A_STAGE_MAX },
	[ST2110_CMD_STAGE_CANCEL] = { 0, ST2110_A_STAGE_NAME, ST2110_A_STAGE_MAX },
	[ST2110_CMD_GROUP_JOIN] = { ST2110_A_GROUP_IFNAME, 0, ST2110_A_GROUP_MAX },
	[ST2110_CMD_GROUP_LEAVE] = { ST2110_A_GROUP_IFNAME, 0, ST2110_A_GROUP_MAX },
	[ST2110_CMD_GROUP_FLUSH] = { ST2110_A_GROUP_IFNAME, 0, ST2110_A_GROUP_MAX },
	[ST2110_CMD_GROUP_GET] = { ST2110_A_GROUP_IFNAME, 0, ST2110_A_GROUP_MAX },
};

/* xorshift64* */
static uint32_t any(uint32_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (uint32_t)((state * 0x2545f4914f6cdd1dULL) >> 33) % below;
}

static uint32_t odd_u32(void)
{
	static const uint32_t odd[] = { 0, 1, 2, 3, 4, 7, 8, 10, 12, 16, 17, 25, 100, 576, 720, 1080, 1200, 1260, 1432, 1460, 1500,
		1920, 8960, 0x7fff, 0xffff, 0x10000, 30000, 60000, 1001, 1000000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff };

	return any(4) ? odd[any(sizeof(odd) / sizeof(odd[0]))] : any(0xffffffff);
}

/* What a command is about; the device is the first attribute, where there is one. */
static void choose(struct nlmsghdr *nlh, const char *dev, const char *name, uint8_t cmd)
{
	if (dev && chooser[cmd].dev)
		mnl_attr_put_strz(nlh, chooser[cmd].dev, dev);
	if (name && chooser[cmd].name)
		mnl_attr_put_strz(nlh, chooser[cmd].name, name);
}

/* A nest of few attributes, any of them missing. */
static void nest(struct nlmsghdr *nlh, uint16_t type, uint16_t attrs, const char *dev, uint16_t dev_attr)
{
	struct nlattr *start = mnl_attr_nest_start(nlh, type);

	for (uint16_t attr = 1; attr <= attrs; attr++) {
		if (any(4) && attr == dev_attr)
			mnl_attr_put_strz(nlh, attr, dev);
		else if (any(4))
			mnl_attr_put_u32(nlh, attr, odd_u32());
	}
	mnl_attr_nest_end(nlh, start);
}

/* A request that would be understood. */
static void plausible(struct nlmsghdr *nlh, const char *dev, uint8_t cmd)
{
	char name[8];

	snprintf(name, sizeof(name), "fuzz%u", any(16));
	choose(nlh, dev, name, cmd);
	switch (cmd) {
	case ST2110_CMD_DEV_SET:
		mnl_attr_put_u32(nlh, any(2) ? ST2110_A_DEV_SPEED : ST2110_A_DEV_BEST_EFFORT_WAIT, odd_u32());
		break;
	case ST2110_CMD_FLOW_ADD:
		family_flow(nlh, (uint16_t)any(0x10000), any(8) ? 1080 : odd_u32(), any(8) ? 25 : odd_u32(), any(3),
			    any(8) ? 40 + any(4000) : odd_u32());
		/* fallthrough */
	case ST2110_CMD_FLOW_SET:
		for (unsigned int n = any(4); n; n--)
			mnl_attr_put_u32(nlh, (uint16_t)(ST2110_A_FLOW_WIDTH + any(ST2110_A_FLOW_TX_LATENCY + 1 -
									     ST2110_A_FLOW_WIDTH)), odd_u32());
		if (!any(4))
			mnl_attr_put(nlh, ST2110_A_FLOW_NOW, 0, NULL);
		if (!any(8))
			nest(nlh, ST2110_A_FLOW_LEG, ST2110_A_LEG_MAX, dev, ST2110_A_LEG_IFNAME);
		break;
	case ST2110_CMD_GROUP_JOIN:
	case ST2110_CMD_GROUP_LEAVE:
	case ST2110_CMD_GROUP_GET:
		mnl_attr_put_u32(nlh, ST2110_A_GROUP_ADDR, htonl(0xef010100 + any(16)));
		if (!any(3))
			nest(nlh, ST2110_A_GROUP_SOURCE, ST2110_A_GROUP_SOURCE_MAX, dev, 0);
		break;
	}
}

/*
 * Attributes that nothing asked for. Those that choose a device or a flow, the
 * first three, are left out: others' must not be meant.
 */
static void strange(struct nlmsghdr *nlh)
{
	uint8_t junk[300];
	uint16_t type, len = (uint16_t)any(any(8) ? 12 : sizeof(junk));
	unsigned int i;

	for (i = 0; i < len; i++)
		junk[i] = (uint8_t)any(256);
	type = (uint16_t)(4 + any(any(8) ? ST2110_A_FLOW_MAX : 0x3ffc));
	if (!any(8))
		type |= NLA_F_NESTED;
	if (!any(8))
		type |= NLA_F_NET_BYTEORDER;
	mnl_attr_put(nlh, type, len, junk);
}

/* Whoever wants a longer attribute than there is gets it cut or refused. */
static void spoil(struct nlmsghdr *nlh)
{
	struct nlattr *attr;
	unsigned int n = 0, at;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))
		n++;
	/* The first names the device. */
	if (n < 2)
		return;
	at = 1 + any(n - 1);
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (at--)
			continue;
		switch (any(4)) {
		case 0:
			attr->nla_len = (uint16_t)any(attr->nla_len + 3);
			break;
		case 1:
			attr->nla_len = (uint16_t)any(0x10000);
			break;
		case 2:
			attr->nla_type |= NLA_F_NESTED;
			break;
		default:
			nlh->nlmsg_len -= any(attr->nla_len + 1U);
			if (nlh->nlmsg_len < NLMSG_HDRLEN)
				nlh->nlmsg_len = NLMSG_HDRLEN;
		}
		return;
	}
}

/* Does a refusal say why? */
static int has_words(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	unsigned int skip = sizeof(*err);
	const struct nlattr *attr;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return 0;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += MNL_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
	mnl_attr_for_each(attr, nlh, skip)
		if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG && mnl_attr_get_payload_len(attr) > 1)
			return 1;
	return 0;
}

static struct {
	unsigned long accepted, refused, wordless, answers;
} counted;

/*
 * Sends a message and reads its answers, up to the acknowledgement or the end of
 * a dump. @known: the family is to refuse it in words.
 */
static int ask(struct mnl_socket *nl, const struct nlmsghdr *nlh, unsigned long i, int known)
{
	static char in[65536];
	ssize_t n;

	if (send(mnl_socket_get_fd(nl), nlh, nlh->nlmsg_len, 0) < 0) {
		perror("netlink: send");
		return -1;
	}
	while ((n = recv(mnl_socket_get_fd(nl), in, sizeof(in), 0)) > 0) {
		struct nlmsghdr *a = (struct nlmsghdr *)in;
		int left = (int)n;

		for (; mnl_nlmsg_ok(a, left); a = mnl_nlmsg_next(a, &left)) {
			const struct nlmsgerr *err = mnl_nlmsg_get_payload(a);
			const int *status = mnl_nlmsg_get_payload(a);

			counted.answers++;
			if (a->nlmsg_type == NLMSG_DONE) {
				*status < 0 ? counted.refused++ : counted.accepted++;
				return 0;
			}
			if (a->nlmsg_type != NLMSG_ERROR)
				continue;
			if (!err->error) {
				counted.accepted++;
				return 0;
			}
			counted.refused++;
			/* The core itself says EOPNOTSUPP: an unknown command, a dump of what has none. */
			if (known && err->error != -EOPNOTSUPP && err->error != -ENOMEM && !has_words(a)) {
				const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

				if (counted.wordless++ < 10)
					fprintf(stderr, "netlink: message %lu, command %u, flags %x, %u octets: %s, no words\n",
						i, genl->cmd, nlh->nlmsg_flags, nlh->nlmsg_len, strerror(-err->error));
			}
			return 0;
		}
	}
	return 0;
}

/*
 * Every command with nothing but what it is about, or not even that, and one
 * attribute, in as many lengths as @lengths.
 */
static int sweep(struct mnl_socket *nl, uint16_t id, const char *dev, unsigned int lengths)
{
	static const uint8_t zeros[16];
	static const uint16_t len[LENGTHS] = { 4, 0, 1, 2, 8, 16 };
	unsigned int cmd, about, type, l;
	char buf[512];

	for (cmd = 1; cmd <= ST2110_CMD_MAX; cmd++) {
		/* Without a device these mean all there are, others' too. */
		int wide = cmd == ST2110_CMD_FLOW_FLUSH || cmd == ST2110_CMD_STATS_RESET || cmd == ST2110_CMD_GROUP_FLUSH;

		for (about = wide; about < 3; about++) {
			for (type = 0; type <= chooser[cmd].last + 1U; type++) {
				for (l = 0; l < lengths; l++) {
					struct nlmsghdr *nlh = family_request(buf, id, (uint8_t)cmd, 1);

					nlh->nlmsg_flags |= NLM_F_ACK;
					choose(nlh, about ? dev : NULL, about == 2 ? "fuzz0" : NULL, (uint8_t)cmd);
					if (type)
						mnl_attr_put(nlh, (uint16_t)type, len[l], zeros);
					if (ask(nl, nlh, 0, 1))
						return -1;
					if (!type)
						break;
				}
			}
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	static char buf[65536];
	unsigned long messages, i, swept;
	struct mnl_socket *nl;
	uint16_t id;
	int on = 1;

	if (argc < 3) {
		fprintf(stderr, "usage: netlink DEV MESSAGES [SEED]\n");
		return 1;
	}
	messages = strtoul(argv[2], NULL, 0);
	state = argc > 3 ? strtoul(argv[3], NULL, 0) : 2110;
	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0 || !(id = family_find(nl))) {
		perror("netlink: family st2110");
		return 2;
	}
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &on, sizeof(on));

	/* A short run is for a slow kernel. */
	if (sweep(nl, id, argv[1], messages < 1000 ? 1 : LENGTHS))
		return 2;
	swept = counted.accepted + counted.refused;
	counted.accepted = counted.refused = 0;
	for (i = 0; i < messages; i++) {
		uint8_t cmd = (uint8_t)(1 + any(ST2110_CMD_MAX));
		int known = 1;
		struct nlmsghdr *nlh = family_request(buf, id, cmd, (uint8_t)(any(8) ? 1 : any(256)));
		struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);

		nlh->nlmsg_flags |= NLM_F_ACK | (any(8) ? 0 : NLM_F_DUMP);
		nlh->nlmsg_seq = (uint32_t)i;
		plausible(nlh, argv[1], cmd);
		while (!any(2) && nlh->nlmsg_len < 32768)
			strange(nlh);
		if (!any(3))
			spoil(nlh);
		if (!any(32)) {
			genl->cmd = (uint8_t)(ST2110_CMD_MAX + 1 + any(255 - ST2110_CMD_MAX));
			known = 0;
		}
		if (!any(64))
			nlh->nlmsg_flags |= (uint16_t)(any(0x10000) & 0xff00);
		if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(*genl))
			known = 0;
		if (ask(nl, nlh, i, known))
			return 2;
	}
	printf("{\"swept\":%lu,\"messages\":%lu,\"accepted\":%lu,\"refused\":%lu,\"wordless\":%lu,\"answers\":%lu}\n", swept,
	       messages, counted.accepted, counted.refused, counted.wordless, counted.answers);
	mnl_socket_close(nl);
	return 0;
}
