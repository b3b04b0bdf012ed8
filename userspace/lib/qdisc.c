// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaching the st2110 qdisc. Design: qdisc.h.
 */
#include <net/if.h>
#include <stdio.h>

#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>

#include "netdev.h"
#include "qdisc.h"

#define HANDLE(major, minor)	((u32)(major) << 16 | (u32)(minor))

static const char *attr_string(const struct nlattr *attr)
{
	return mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) < 0 ? "" : mnl_attr_get_str(attr);
}

struct look {
	unsigned int ifindex;
	struct st2110_qdiscs *q;
};

static int on_qdisc(const struct nlmsghdr *nlh, void *data)
{
	const struct tcmsg *tcm = mnl_nlmsg_get_payload(nlh);
	struct look *look = data;
	struct st2110_qdiscs *q = look->q;
	const struct nlattr *attr;
	const char *kind = "";
	u32 queue;

	if (nlh->nlmsg_type != RTM_NEWQDISC ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*tcm) ||
	    tcm->tcm_ifindex != (int)look->ifindex)
		return MNL_CB_OK;
	mnl_attr_for_each(attr, nlh, sizeof(*tcm))
		if (mnl_attr_get_type(attr) == TCA_KIND)
			kind = attr_string(attr);

	if (tcm->tcm_parent == TC_H_ROOT) {
		snprintf(q->root, sizeof(q->root), "%s", kind);
		q->root_handle = tcm->tcm_handle;
		return MNL_CB_OK;
	}
	/* mq's classes count queues from 1. */
	queue = TC_H_MIN(tcm->tcm_parent);
	if (!strcmp(kind, ST2110_QDISC_KIND) && queue && queue <= ST2110_QDISC_QUEUES) {
		q->queue_handle[queue - 1] = tcm->tcm_handle;
		q->under_mq++;
	}
	return MNL_CB_OK;
}

int st2110_qdisc_look(struct st2110_nl *nl, unsigned int ifindex, struct st2110_qdiscs *q)
{
	struct tcmsg tcm = { .tcm_family = AF_UNSPEC, .tcm_ifindex = (int)ifindex };
	struct look look = { .ifindex = ifindex, .q = q };
	int err, tries = 8;

	do {
		memset(q, 0, sizeof(*q));
		st2110_nl_begin_route(nl, RTM_GETQDISC, NLM_F_DUMP, &tcm, sizeof(tcm));
		err = st2110_nl_talk(nl, on_qdisc, &look);
	} while (err == -EINTR && --tries);
	return err;
}

static int qdisc_put(struct st2110_nl *nl, unsigned int ifindex, u32 parent, u32 handle,
		     u16 flags, const char *kind)
{
	struct tcmsg tcm = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
		.tcm_parent = parent,
		.tcm_handle = handle,
	};
	struct nlmsghdr *nlh;

	nlh = st2110_nl_begin_route(nl, RTM_NEWQDISC, NLM_F_ACK | NLM_F_CREATE | flags,
				    &tcm, sizeof(tcm));
	mnl_attr_put_strz(nlh, TCA_KIND, kind);
	return st2110_nl_talk(nl, NULL, NULL);
}

static int qdisc_del(struct st2110_nl *nl, unsigned int ifindex, u32 parent, u32 handle)
{
	struct tcmsg tcm = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
		.tcm_parent = parent,
		.tcm_handle = handle,
	};

	st2110_nl_begin_route(nl, RTM_DELQDISC, NLM_F_ACK, &tcm, sizeof(tcm));
	return st2110_nl_talk(nl, NULL, NULL);
}

static int on_link(const struct nlmsghdr *nlh, void *data)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_NUM_TX_QUEUES &&
		    mnl_attr_get_payload_len(attr) >= 4)
			*(unsigned int *)data = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

/* Transmit queues in use: the driver's channels, else all that the device has. */
static unsigned int tx_queues(struct st2110_nl *nl, unsigned int ifindex)
{
	struct ethtool_channels channels = { .cmd = ETHTOOL_GCHANNELS };
	struct ifinfomsg ifi = { .ifi_index = (int)ifindex };
	struct ifreq ifr = { .ifr_data = (void *)&channels };
	unsigned int all = 0, used;
	char dev[IF_NAMESIZE];

	st2110_nl_begin_route(nl, RTM_GETLINK, NLM_F_ACK, &ifi, sizeof(ifi));
	if (st2110_nl_talk(nl, on_link, &all) || !all)
		return 0;
	if (if_indextoname(ifindex, dev) && !st2110_netdev_ioctl(dev, SIOCETHTOOL, &ifr)) {
		used = channels.combined_count + channels.tx_count;
		if (used && used < all)
			all = used;
	}
	return all < ST2110_QDISC_QUEUES ? all : ST2110_QDISC_QUEUES;
}

/* The child below class 1 of the st2110 with @handle. */
static int attach_child(struct st2110_nl *nl, const struct st2110_attach *a, u32 handle)
{
	if (!a->best_effort)
		return 0;
	return qdisc_put(nl, a->ifindex, HANDLE(TC_H_MAJ(handle) >> 16, 1), 0,
			 NLM_F_REPLACE, a->best_effort);
}

static int attach_root(struct st2110_nl *nl, const struct st2110_attach *a,
		       const struct st2110_qdiscs *q)
{
	u32 handle = HANDLE(ST2110_QDISC_MAJOR, 0);
	int err;

	if (!strcmp(q->root, ST2110_QDISC_KIND)) {
		handle = q->root_handle;
	} else {
		/* Another kind cannot take a handle over. */
		if (q->root_handle == handle)
			qdisc_del(nl, a->ifindex, TC_H_ROOT, 0);
		err = qdisc_put(nl, a->ifindex, TC_H_ROOT, handle, NLM_F_REPLACE,
				ST2110_QDISC_KIND);
		if (err)
			return err;
	}
	return attach_child(nl, a, handle);
}

/* An mq that was made for nothing goes, and what the kernel said stays. */
static int undo_mq(struct st2110_nl *nl, const struct st2110_attach *a, bool made, int err)
{
	char text[sizeof(nl->text)];

	if (!made)
		return err;
	memcpy(text, nl->text, sizeof(text));
	qdisc_del(nl, a->ifindex, TC_H_ROOT, 0);
	memcpy(nl->text, text, sizeof(text));
	return err;
}

static int attach_mq(struct st2110_nl *nl, const struct st2110_attach *a,
		     const struct st2110_qdiscs *q, unsigned int *queues)
{
	unsigned int count = tx_queues(nl, a->ifindex), first = 0, last, i;
	u32 root = q->root_handle, handle;
	bool made = false;
	int err;

	if (a->placement == ST2110_PLACE_QUEUE) {
		if (a->queue >= count) {
			snprintf(nl->text, sizeof(nl->text),
				 "queue: the device uses %u transmit queues; accepted are 0 to %u",
				 count, count ? count - 1 : 0);
			return -ERANGE;
		}
		first = a->queue;
		count = 1;
	}
	last = first + count;
	/* The mq that the kernel made has handle 0 and takes no children. */
	if (strcmp(q->root, "mq") || !root) {
		root = HANDLE(ST2110_QDISC_MAJOR, 0);
		err = qdisc_put(nl, a->ifindex, TC_H_ROOT, root, NLM_F_REPLACE, "mq");
		if (err)
			return err;
		made = true;
	}
	for (i = first; i < last; i++) {
		handle = q->queue_handle[i];
		if (!handle) {
			handle = HANDLE(ST2110_QDISC_MAJOR + 1 + i, 0);
			err = qdisc_put(nl, a->ifindex, root | (i + 1), handle,
					NLM_F_REPLACE, ST2110_QDISC_KIND);
			if (err)
				return undo_mq(nl, a, made && i == first, err);
		}
		err = attach_child(nl, a, handle);
		if (err)
			return err;
	}
	*queues = count;
	return 0;
}

int st2110_qdisc_attach(struct st2110_nl *nl, const struct st2110_attach *a, unsigned int *queues)
{
	struct st2110_qdiscs q;
	int err;

	err = st2110_qdisc_look(nl, a->ifindex, &q);
	if (err)
		return err;
	*queues = 1;
	if (a->placement == ST2110_PLACE_ROOT && !q.under_mq)
		return attach_root(nl, a, &q);
	if (a->placement == ST2110_PLACE_ROOT) {
		snprintf(nl->text, sizeof(nl->text),
			 "st2110 already stands under mq here; say mq or queue N, or \"dev del\" first");
		return -EEXIST;
	}
	if (!strcmp(q.root, ST2110_QDISC_KIND)) {
		snprintf(nl->text, sizeof(nl->text),
			 "st2110 already stands as root here; leave mq and queue out, or \"dev del\" first");
		return -EEXIST;
	}
	return attach_mq(nl, a, &q, queues);
}

int st2110_qdisc_detach(struct st2110_nl *nl, unsigned int ifindex)
{
	struct st2110_qdiscs q;
	unsigned int i;
	int err;

	err = st2110_qdisc_look(nl, ifindex, &q);
	if (err)
		return err;
	if (!strcmp(q.root, ST2110_QDISC_KIND) || q.root_handle == HANDLE(ST2110_QDISC_MAJOR, 0))
		return qdisc_del(nl, ifindex, TC_H_ROOT, 0);
	if (!q.under_mq) {
		snprintf(nl->text, sizeof(nl->text), "no st2110 on this device; its root is %s",
			 q.root[0] ? q.root : "the kernel's default");
		return -ENOENT;
	}
	/* Somebody else's mq stays; its classes get their default back. */
	for (i = 0; i < ST2110_QDISC_QUEUES; i++) {
		if (!q.queue_handle[i])
			continue;
		err = qdisc_del(nl, ifindex, q.root_handle | (i + 1), q.queue_handle[i]);
		if (err)
			return err;
	}
	return 0;
}
