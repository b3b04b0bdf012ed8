// SPDX-License-Identifier: GPL-2.0-only
/*
 * netlink: random messages to the family "st2110". link: -lmnl
 *
 *	netlink DEV MESSAGES [SEED]
 *
 * A message begins as a plausible request about DEV and flows named fuzz0 to fuzz15, and is then spoiled: attributes of the
 * wrong length or type, twice, nested, cut short, alien; header fields at random. It never means another device or flow, so
 * that what else runs must not notice. The kernel's answers are read; prints messages, accepted, refused, and refused
 * without a reason in words (where the refusal was the family's, not the core's of netlink). Repeats with its seed.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/family.h"

static uint64_t state;

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

/* A request that would be understood. */
static void plausible(struct nlmsghdr *nlh, const char *dev, uint8_t cmd)
{
	char name[8];

	snprintf(name, sizeof(name), "fuzz%u", any(16));
	if (cmd == ST2110_CMD_DEV_GET || cmd == ST2110_CMD_DEV_SET) {
		mnl_attr_put_strz(nlh, ST2110_A_DEV_IFNAME, dev);
		if (cmd == ST2110_CMD_DEV_SET)
			mnl_attr_put_u32(nlh, any(2) ? ST2110_A_DEV_SPEED : ST2110_A_DEV_BEST_EFFORT_WAIT, odd_u32());
		return;
	}
	mnl_attr_put_strz(nlh, ST2110_A_FLOW_IFNAME, dev);
	if (cmd != ST2110_CMD_FLOW_FLUSH)
		mnl_attr_put_strz(nlh, ST2110_A_FLOW_NAME, name);
	if (cmd == ST2110_CMD_FLOW_ADD) {
		uint16_t port = (uint16_t)any(0x10000);
		uint32_t height = any(8) ? 1080 : odd_u32(), rate = any(8) ? 25 : odd_u32(), profile = any(3);

		family_flow(nlh, port, height, rate, profile, any(8) ? 40 + any(4000) : odd_u32());
	}
	if (cmd == ST2110_CMD_FLOW_ADD || cmd == ST2110_CMD_FLOW_SET) {
		unsigned int n = any(4);

		while (n--)
			mnl_attr_put_u32(nlh, (uint16_t)(ST2110_A_FLOW_WIDTH + any(ST2110_A_FLOW_TX_LATENCY + 1 -
									     ST2110_A_FLOW_WIDTH)), odd_u32());
		if (!any(4))
			mnl_attr_put(nlh, ST2110_A_FLOW_NOW, 0, NULL);
	}
}

/* Attributes that nothing asked for. Those that choose a device or a flow are left out: others' must not be meant. */
static void strange(struct nlmsghdr *nlh)
{
	static const uint16_t choosers[] = { ST2110_A_FLOW_NAME, ST2110_A_FLOW_IFINDEX, ST2110_A_FLOW_IFNAME };
	uint8_t junk[300];
	uint16_t type, len = (uint16_t)any(any(8) ? 12 : sizeof(junk));
	unsigned int i;

	for (i = 0; i < len; i++)
		junk[i] = (uint8_t)any(256);
	type = (uint16_t)(4 + any(any(8) ? 45 : 0x3ffc));
	for (i = 0; i < sizeof(choosers) / sizeof(choosers[0]); i++)
		if (type == choosers[i])
			return;
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

int main(int argc, char **argv)
{
	static char buf[65536], in[65536];
	unsigned long messages, i, accepted = 0, refused = 0, wordless = 0, answers = 0;
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

	for (i = 0; i < messages; i++) {
		uint8_t cmd = (uint8_t)(1 + any(9)), known = 1;
		uint16_t flags = NLM_F_ACK | (any(8) ? 0 : NLM_F_DUMP);
		struct nlmsghdr *nlh = family_request(buf, id, cmd, (uint8_t)(any(8) ? 1 : any(256)));
		struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
		ssize_t n;

		nlh->nlmsg_flags |= flags;
		nlh->nlmsg_seq = (uint32_t)i;
		plausible(nlh, argv[1], cmd);
		while (!any(2) && nlh->nlmsg_len < 32768)
			strange(nlh);
		if (!any(3))
			spoil(nlh);
		if (!any(32)) {
			genl->cmd = (uint8_t)(16 + any(240));
			known = 0;
		}
		if (!any(64))
			nlh->nlmsg_flags |= (uint16_t)(any(0x10000) & 0xff00);
		if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(*genl))
			known = 0;

		if (send(mnl_socket_get_fd(nl), nlh, nlh->nlmsg_len, 0) < 0) {
			perror("netlink: send");
			return 2;
		}
		/* Answers, up to the acknowledgement or the end of a dump. */
		for (int more = 1; more && (n = recv(mnl_socket_get_fd(nl), in, sizeof(in), 0)) > 0;) {
			struct nlmsghdr *a = (struct nlmsghdr *)in;
			int left = (int)n;

			for (; more && mnl_nlmsg_ok(a, left); a = mnl_nlmsg_next(a, &left)) {
				const struct nlmsgerr *err = mnl_nlmsg_get_payload(a);
				const int *status = mnl_nlmsg_get_payload(a);

				answers++;
				if (a->nlmsg_type == NLMSG_DONE) {
					more = 0;
					*status < 0 ? refused++ : accepted++;
				} else if (a->nlmsg_type == NLMSG_ERROR) {
					more = 0;
					if (!err->error) {
						accepted++;
						continue;
					}
					refused++;
					/* The core itself says EOPNOTSUPP: an unknown command, a dump of what has none. */
					if (known && err->error != -EOPNOTSUPP && err->error != -ENOMEM && !has_words(a)) {
						if (wordless++ < 10)
							fprintf(stderr, "netlink: message %lu, command %u, flags %x: %s, no words\n",
								i, cmd, nlh->nlmsg_flags, strerror(-err->error));
					}
				}
			}
		}
	}
	printf("{\"messages\":%lu,\"accepted\":%lu,\"refused\":%lu,\"wordless\":%lu,\"answers\":%lu}\n", messages, accepted, refused,
	       wordless, answers);
	mnl_socket_close(nl);
	return 0;
}
