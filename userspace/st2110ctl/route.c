// SPDX-License-Identifier: GPL-2.0-only
/*
 * By which device the stack would send a multicast group. Design: route.h.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "group_mac.h"
#include "route.h"

struct link {
	u32 lower;	/* ifindex of what it stands on, 0 none */
	u32 master;	/* ifindex of what has it, 0 none */
};

static int on_route(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;
	u32 *ifindex = data;

	if (nlh->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(struct rtmsg))
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(struct rtmsg))
		if (mnl_attr_get_type(attr) == RTA_OIF && mnl_attr_get_payload_len(attr) >= 4)
			*ifindex = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int on_link(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;
	struct link *link = data;

	if (nlh->nlmsg_type != RTM_NEWLINK ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(struct ifinfomsg))
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg)) {
		if (mnl_attr_get_payload_len(attr) < 4)
			continue;
		if (mnl_attr_get_type(attr) == IFLA_LINK)
			link->lower = mnl_attr_get_u32(attr);
		else if (mnl_attr_get_type(attr) == IFLA_MASTER)
			link->master = mnl_attr_get_u32(attr);
	}
	return MNL_CB_OK;
}

static struct link read_link(struct st2110_nl *nl, u32 ifindex)
{
	struct ifinfomsg info = { .ifi_family = AF_UNSPEC, .ifi_index = (int)ifindex };
	struct link link = { 0 };

	st2110_nl_begin_route(nl, RTM_GETLINK, NLM_F_ACK, &info, sizeof(info));
	st2110_nl_talk(nl, on_link, &link);
	return link;
}

/* Return: 0 or a negative errno, and the device's index. */
static int look_up(struct st2110_nl *nl, const struct st2110_addr *addr, u32 *ifindex)
{
	struct rtmsg rt = {
		.rtm_family = addr->len == 4 ? AF_INET : AF_INET6,
		.rtm_dst_len = (unsigned char)(8 * addr->len),
	};

	*ifindex = 0;
	mnl_attr_put(st2110_nl_begin_route(nl, RTM_GETROUTE, NLM_F_ACK, &rt, sizeof(rt)),
		     RTA_DST, addr->len, addr->octets);
	return st2110_nl_talk(nl, on_route, ifindex);
}

void route_note(struct ctl *ctl, const struct st2110_addr *addr, const char *dev)
{
	char text[ST2110_ADDR_TEXT], name[IF_NAMESIZE];
	struct st2110_nl *nl;
	u32 wanted, ifindex;
	int err;

	if (!group_mac_is_multicast(addr))
		return;
	wanted = if_nametoindex(dev);
	nl = wanted ? ctl_route(ctl) : NULL;
	if (!nl)
		return;
	err = look_up(nl, addr, &ifindex);
	if (!err && (!ifindex || ifindex == wanted || read_link(nl, ifindex).lower == wanted ||
		     read_link(nl, wanted).master == ifindex))
		return;
	st2110_text_addr(text, addr);
	fflush(stdout);
	if (!err && if_indextoname(ifindex, name))
		fprintf(stderr,
			"st2110ctl: note: the stack would send %s by %s, not %s; senders on AF_PACKET do not mind, for others: ip route add %s dev %s%s\n",
			text, name, dev, text, dev, addr->len == 4 ? "" : " table local");
	else if (err == -ENETUNREACH || err == -EHOSTUNREACH)
		fprintf(stderr,
			"st2110ctl: note: the stack has no route to %s; senders on AF_PACKET do not mind, for others: ip route add %s dev %s%s\n",
			text, text, dev, addr->len == 4 ? "" : " table local");
}
