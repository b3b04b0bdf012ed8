// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the stack is asked for a membership, and how it stands with it; see
 * group_stack.h.
 */

#include <linux/in.h>
#include <linux/inetdevice.h>
#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/sock.h>

#include "group_stack.h"

/**
 * st2110_group_open() - give a membership its socket
 * @net: namespace; a kernel socket holds no reference on it (6.1 and later)
 * @g: membership without one
 *
 * Process context.
 *
 * Return: 0 or a negative errno.
 */
int st2110_group_open(struct net *net, struct st2110_group *g)
{
	return sock_create_kern(net, g->ipv6 ? AF_INET6 : AF_INET, SOCK_DGRAM, IPPROTO_UDP,
				&g->sock);
}

/**
 * st2110_group_close() - close a membership's socket, if it has one
 * @g: membership; the stack drops all that it holds
 *
 * Process context, not under RTNL.
 */
void st2110_group_close(struct st2110_group *g)
{
	if (g->sock)
		sock_release(g->sock);
	g->sock = NULL;
}

static void put_address(struct __kernel_sockaddr_storage *ss, const struct in6_addr *addr,
			bool ipv6)
{
	struct sockaddr_in6 *sin6 = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *sin = (struct sockaddr_in *)ss;

	if (ipv6) {
		sin6->sin6_family = AF_INET6;
		sin6->sin6_addr = *addr;
	} else {
		sin->sin_family = AF_INET;
		sin->sin_addr.s_addr = addr->s6_addr32[3];
	}
}

/* One option of a group's socket, MCAST_JOIN_GROUP and its like (RFC 3678). */
struct change {
	struct work_struct work;
	struct st2110_group *g;
	const struct in6_addr *source;	/* NULL where the option takes none */
	int option;
	int err;
};

static void change(struct work_struct *work)
{
	struct change *c = container_of(work, struct change, work);
	const struct st2110_group *g = c->g;
	union {
		struct group_source_req source;
		struct group_req group;
	} req = { 0 };
	size_t octets;

	if (c->source) {
		req.source.gsr_interface = g->ifindex;
		put_address(&req.source.gsr_group, &g->addr, g->ipv6);
		put_address(&req.source.gsr_source, c->source, g->ipv6);
		octets = sizeof(req.source);
	} else {
		req.group.gr_interface = g->ifindex;
		put_address(&req.group.gr_group, &g->addr, g->ipv6);
		octets = sizeof(req.group);
	}
	c->err = g->sock->ops->setsockopt(g->sock, g->ipv6 ? SOL_IPV6 : SOL_IP, c->option,
					  KERNEL_SOCKPTR(&req), octets);
}

/**
 * st2110_group_option() - set an option of a membership's socket
 * @g: membership with a socket
 * @option: MCAST_JOIN_GROUP, MCAST_JOIN_SOURCE_GROUP, MCAST_LEAVE_SOURCE_GROUP
 * @source: NULL where the option takes none
 *
 * By a worker, since the stack reads the option as the program laid it out that
 * makes the system call, and that may be one of 32 bits. Process context, not under
 * RTNL.
 *
 * Return: 0 or a negative errno.
 */
int st2110_group_option(struct st2110_group *g, int option, const struct in6_addr *source)
{
	struct change c = { .g = g, .option = option, .source = source };

	INIT_WORK_ONSTACK(&c.work, change);
	queue_work(system_unbound_wq, &c.work);
	flush_work(&c.work);
	destroy_work_on_stack(&c.work);
	return c.err;
}

/**
 * st2110_group_anew() - join all that a membership holds on a fresh socket
 * @net: namespace
 * @g: membership
 *
 * Process context, not under RTNL.
 *
 * Return: 0 or a negative errno.
 */
int st2110_group_anew(struct net *net, struct st2110_group *g)
{
	unsigned int i;
	int err;

	st2110_group_close(g);
	err = st2110_group_open(net, g);
	if (err)
		return err;
	if (!g->nsources)
		return st2110_group_option(g, MCAST_JOIN_GROUP, NULL);
	for (i = 0; !err && i < g->nsources; i++)
		err = st2110_group_option(g, MCAST_JOIN_SOURCE_GROUP, &g->sources[i].addr);
	return err;
}

/* Is there an address that MLD can report from, RFC 3810 5.2.13? @soon: there will be. */
static bool has_link_local(struct inet6_dev *idev, bool *soon)
{
	struct inet6_ifaddr *ifa;
	bool found = false;

	*soon = false;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifa, &idev->addr_list, if_list) {
		if (ifa->scope != IFA_LINK || ifa->flags & IFA_F_DADFAILED)
			continue;
		if (!(ifa->flags & IFA_F_TENTATIVE))
			found = true;
		else
			*soon = true;
	}
	read_unlock_bh(&idev->lock);
	return found;
}

/**
 * st2110_group_look() - how it stands with groups on a device
 * @dev: device
 * @ipv6: which family
 * @stale: set when the stack has forgotten all of them; else left alone
 * @soon: whether an address is being checked (DAD), and will do soon
 *
 * RTNL.
 *
 * Return: enum st2110_group_state.
 */
u8 st2110_group_look(struct net_device *dev, bool ipv6, bool *stale, bool *soon)
{
	struct in_device *in_dev = __in_dev_get_rtnl(dev);
	struct inet6_dev *idev = __in6_dev_get(dev);
	bool addressed;

	*soon = false;
	if (ipv6 ? !idev : !in_dev) {
		*stale = true;
		return ST2110_GROUP_STATE_DISABLED;
	}
	if (ipv6 && idev->cnf.disable_ipv6)
		return ST2110_GROUP_STATE_DISABLED;
	if (!netif_running(dev) || !netif_carrier_ok(dev))
		return ST2110_GROUP_STATE_NO_LINK;
	addressed = ipv6 ? has_link_local(idev, soon) : !!rtnl_dereference(in_dev->ifa_list);
	return addressed ? ST2110_GROUP_STATE_JOINED : ST2110_GROUP_STATE_NO_ADDRESS;
}

/**
 * st2110_group_device() - may groups be joined on a device?
 * @dev: device
 * @ipv6: which family
 * @extack: why not
 *
 * RTNL.
 *
 * Return: 0 or a negative errno.
 */
int st2110_group_device(struct net_device *dev, bool ipv6, struct netlink_ext_ack *extack)
{
	bool stale, soon;
	u8 state;

	if (!(dev->flags & IFF_MULTICAST)) {
		NL_SET_ERR_MSG(extack, "dev: does not do multicast; ip link set DEV multicast on, where its driver can");
		return -EOPNOTSUPP;
	}
	if (ipv6 && !IS_ENABLED(CONFIG_IPV6)) {
		NL_SET_ERR_MSG(extack, "group: this kernel has no IPv6");
		return -EAFNOSUPPORT;
	}
	state = st2110_group_look(dev, ipv6, &stale, &soon);
	if (state == ST2110_GROUP_STATE_DISABLED) {
		if (!ipv6)
			NL_SET_ERR_MSG(extack, "dev: IPv4 is off on it, its MTU is below 68; raise it");
		else if (__in6_dev_get(dev))
			NL_SET_ERR_MSG(extack, "dev: IPv6 is disabled on it; sysctl net.ipv6.conf.DEV.disable_ipv6=0");
		else
			NL_SET_ERR_MSG(extack, "dev: IPv6 is off on it: its MTU is below 1280, or the kernel runs without IPv6");
		return -ENONET;
	}
	if (!ipv6 && !rtnl_dereference(__in_dev_get_rtnl(dev)->ifa_list)) {
		NL_SET_ERR_MSG(extack, "dev: has no IPv4 address to report from, and switches ignore reports from 0.0.0.0; ip address add ADDR/LEN dev DEV");
		return -EADDRNOTAVAIL;
	}
	if (state == ST2110_GROUP_STATE_NO_ADDRESS && !soon) {
		NL_SET_ERR_MSG(extack, "dev: has no IPv6 link-local address to report from; ip link set DEV addrgenmode eui64, or ip address add fe80::N/64 dev DEV");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

/**
 * st2110_group_explain() - why the stack did not join; sysctls as they are now
 * @g: membership with a socket
 * @nsources: how many sources it had joined when it refused
 * @err: what it said
 * @extack: gets the sentence
 */
void st2110_group_explain(const struct st2110_group *g, unsigned int nsources, int err,
			  struct netlink_ext_ack *extack)
{
	const struct net *net = sock_net(g->sock->sk);

	if (err == -ENODEV) {
		NL_SET_ERR_MSG(extack, "dev: went away meanwhile");
	} else if (err != -ENOBUFS && err != -ENOMEM) {
		NL_SET_ERR_MSG(extack, "group: the stack refused to join it");
	} else if (g->ipv6) {
		if (nsources)
			NL_SET_ERR_MSG(extack, "source: more of a group than net.ipv6.mld_max_msf allows, or more memory than net.core.optmem_max does; raise them by sysctl");
		else
			NL_SET_ERR_MSG(extack, "group: needs more memory than net.core.optmem_max allows a socket; raise it by sysctl");
	} else if (READ_ONCE(net->ipv4.sysctl_igmp_max_memberships) < 1) {
		NL_SET_ERR_MSG(extack, "group: net.ipv4.igmp_max_memberships allows none; raise it by sysctl");
	} else if (nsources && nsources >= READ_ONCE(net->ipv4.sysctl_igmp_max_msf)) {
		NL_SET_ERR_MSG(extack, "source: more of a group than net.ipv4.igmp_max_msf allows; raise it by sysctl");
	} else {
		NL_SET_ERR_MSG(extack, "group: needs more memory than net.core.optmem_max allows a socket; raise it by sysctl");
	}
}

/**
 * st2110_group_version() - which version of its protocol a membership is reported in
 * @g: membership that is held
 *
 * An older querier on the link, or a sysctl, takes the newest away. RTNL.
 *
 * Return: 1 to 3 of IGMP, 1 or 2 of MLD; 0 while IP is off.
 */
unsigned int st2110_group_version(const struct st2110_group *g)
{
	struct in_device *in_dev = __in_dev_get_rtnl(g->dev);
	const struct inet6_dev *idev = __in6_dev_get(g->dev);
	unsigned int forced;

	if (g->ipv6) {
		if (!idev)
			return 0;
		forced = dev_net(g->dev)->ipv6.devconf_all->force_mld_version ?:
			 idev->cnf.force_mld_version;
		if (forced)
			return forced;
		return idev->mc_v1_seen && time_before(jiffies, idev->mc_v1_seen) ? 1 : 2;
	}
	if (!in_dev)
		return 0;
	forced = IPV4_DEVCONF_ALL(dev_net(g->dev), FORCE_IGMP_VERSION) ?:
		 IN_DEV_CONF_GET(in_dev, FORCE_IGMP_VERSION);
	if (forced)
		return forced;
	if (in_dev->mr_v1_seen && time_before(jiffies, in_dev->mr_v1_seen))
		return 1;
	return in_dev->mr_v2_seen && time_before(jiffies, in_dev->mr_v2_seen) ? 2 : 3;
}
