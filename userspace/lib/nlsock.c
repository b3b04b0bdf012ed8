// SPDX-License-Identifier: GPL-2.0-only
/*
 * A netlink socket that keeps what the kernel said. Design: nlsock.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include <linux/genetlink.h>

#include "nlsock.h"

#define ANSWER_OCTETS	65536	/* the kernel fills at most 32 KiB of a dump at once */
#define DUMP_TRIES	8

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

/* Added to the uapi after Debian 12's user-space headers. */
#define EXTACK_MISS_TYPE	5	/* NLMSGERR_ATTR_MISS_TYPE */

static int nl_open(struct st2110_nl *nl, int bus)
{
	int one = 1;

	memset(nl, 0, offsetof(struct st2110_nl, buf));
	nl->sock = mnl_socket_open2(bus, SOCK_CLOEXEC);
	if (!nl->sock)
		return -errno;
	if (mnl_socket_bind(nl->sock, 0, MNL_SOCKET_AUTOPID) < 0) {
		int err = -errno;

		st2110_nl_close(nl);
		return err;
	}
	/* Kernels without these only say less. */
	mnl_socket_setsockopt(nl->sock, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(nl->sock, NETLINK_CAP_ACK, &one, sizeof(one));
	nl->portid = mnl_socket_get_portid(nl->sock);
	nl->seq = (unsigned int)time(NULL);
	return 0;
}

int st2110_nl_open_route(struct st2110_nl *nl)
{
	return nl_open(nl, NETLINK_ROUTE);
}

void st2110_nl_close(struct st2110_nl *nl)
{
	if (nl->sock)
		mnl_socket_close(nl->sock);
	nl->sock = NULL;
}

/* Which attribute of the request stands at @offset from its start. */
static u16 attr_at(const struct nlmsghdr *nlh, size_t hdrlen, u32 offset)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, hdrlen) {
		size_t start = (size_t)((const char *)attr - (const char *)nlh);

		if (offset >= start && offset < start + MNL_ALIGN(attr->nla_len))
			return mnl_attr_get_type(attr);
	}
	return 0;
}

static size_t request_header(const struct st2110_nl *nl)
{
	return nl->family ? sizeof(struct genlmsghdr) : 0;
}

static void extack(struct st2110_nl *nl, const void *tlvs, size_t len)
{
	const struct nlattr *attr;

	mnl_attr_for_each_payload(tlvs, len) {
		size_t size = mnl_attr_get_payload_len(attr);

		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			snprintf(nl->text, sizeof(nl->text), "%.*s", (int)size,
				 (const char *)mnl_attr_get_payload(attr));
			break;
		case NLMSGERR_ATTR_OFFS:
			if (size >= 4 && nl->family)
				nl->attr = attr_at(nl->nlh, request_header(nl),
						   mnl_attr_get_u32(attr));
			break;
		case EXTACK_MISS_TYPE:
			if (size >= 4) {
				nl->attr = (u16)mnl_attr_get_u32(attr);
				nl->attr_missing = true;
			}
			break;
		}
	}
}

/* NLMSG_ERROR: an errno, the request's header, then what extack says. */
static int on_error(const struct nlmsghdr *nlh, void *data)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	size_t len = mnl_nlmsg_get_payload_len(nlh);
	struct st2110_nl *nl = data;
	size_t skip = sizeof(*err);

	if (len < sizeof(*err)) {
		errno = EBADMSG;
		return MNL_CB_ERROR;
	}
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS) {
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			skip += MNL_ALIGN(err->msg.nlmsg_len) - MNL_NLMSG_HDRLEN;
		if (skip < len)
			extack(nl, (const char *)err + skip, len - skip);
	}
	if (!err->error)
		return MNL_CB_STOP;
	errno = err->error < 0 ? -err->error : err->error;
	return MNL_CB_ERROR;
}

/* NLMSG_DONE: a dump's own errno, then what extack says. */
static int on_done(const struct nlmsghdr *nlh, void *data)
{
	const int *err = mnl_nlmsg_get_payload(nlh);
	size_t len = mnl_nlmsg_get_payload_len(nlh);

	if (len < sizeof(*err))
		return MNL_CB_STOP;
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		extack(data, err + 1, len - sizeof(*err));
	if (*err >= 0)
		return MNL_CB_STOP;
	errno = -*err;
	return MNL_CB_ERROR;
}

/* mnl_nlmsg_ok() takes a length beyond 2^31 for a negative one. */
static bool message_ok(const struct nlmsghdr *nlh, int left)
{
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (u32)left;
}

/*
 * mnl_cb_run2() hands one datum to data and control callbacks alike, so that
 * answers are walked here.
 */
static int walk(struct st2110_nl *nl, const void *buf, size_t octets, mnl_cb_t cb, void *data)
{
	const struct nlmsghdr *nlh = buf;
	int len = (int)octets, ret = MNL_CB_OK;
	bool changed = false;

	for (; message_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != nl->seq ||
		    (nlh->nlmsg_pid && nlh->nlmsg_pid != nl->portid))
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			changed = true;
		if (nlh->nlmsg_type == NLMSG_ERROR)
			ret = on_error(nlh, nl);
		else if (nlh->nlmsg_type == NLMSG_DONE)
			ret = on_done(nlh, nl);
		else if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && cb)
			ret = cb(nlh, data);
		if (ret <= MNL_CB_STOP)
			break;
	}
	if (ret == MNL_CB_STOP && changed) {
		errno = EINTR;
		return MNL_CB_ERROR;
	}
	return ret;
}

int st2110_nl_talk(struct st2110_nl *nl, mnl_cb_t cb, void *data)
{
	bool changed = false;
	char *buf;
	int ret;

	nl->text[0] = '\0';
	nl->attr = 0;
	nl->attr_missing = false;
	nl->nlh->nlmsg_seq = ++nl->seq;
	if (mnl_socket_sendto(nl->sock, nl->nlh, nl->nlh->nlmsg_len) < 0)
		return -errno;
	buf = malloc(ANSWER_OCTETS);
	if (!buf)
		return -ENOMEM;
	for (;;) {
		ssize_t len = mnl_socket_recvfrom(nl->sock, buf, ANSWER_OCTETS);

		if (len < 0) {
			if (errno == EINTR)
				continue;
			ret = -errno;
			break;
		}
		ret = walk(nl, buf, (size_t)len, cb, data);
		if (ret == MNL_CB_ERROR && errno == EINTR) {
			changed = true;
			ret = MNL_CB_STOP;
		}
		if (ret <= MNL_CB_STOP) {
			ret = ret == MNL_CB_STOP ? 0 : -errno;
			break;
		}
	}
	free(buf);
	return ret ? ret : changed ? -EINTR : 0;
}

struct nlmsghdr *st2110_nl_begin_route(struct st2110_nl *nl, u16 type, u16 flags,
				       const void *body, size_t len)
{
	nl->nlh = mnl_nlmsg_put_header(nl->buf);
	nl->nlh->nlmsg_type = type;
	nl->nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	memcpy(mnl_nlmsg_put_extra_header(nl->nlh, len), body, len);
	return nl->nlh;
}

struct nlmsghdr *st2110_nl_begin(struct st2110_nl *nl, u8 cmd, u16 flags)
{
	struct genlmsghdr genl = { .cmd = cmd, .version = ST2110_GENL_VERSION };

	return st2110_nl_begin_route(nl, nl->family, flags, &genl, sizeof(genl));
}

static void family_groups(struct st2110_nl *nl, const struct nlattr *groups)
{
	const struct nlattr *group, *attr;

	mnl_attr_for_each_nested(group, groups) {
		const char *name = NULL;
		u32 id = 0;

		mnl_attr_for_each_nested(attr, group) {
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID &&
			    mnl_attr_get_payload_len(attr) >= 4)
				id = mnl_attr_get_u32(attr);
			if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME &&
			    !mnl_attr_validate(attr, MNL_TYPE_NUL_STRING))
				name = mnl_attr_get_str(attr);
		}
		if (name && !strcmp(name, ST2110_MCGRP_EVENTS))
			nl->events_group = id;
	}
}

static int on_family(const struct nlmsghdr *nlh, void *data)
{
	struct st2110_nl *nl = data;
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID &&
		    mnl_attr_get_payload_len(attr) >= 2)
			nl->family = mnl_attr_get_u16(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			family_groups(nl, attr);
	}
	return MNL_CB_OK;
}

int st2110_nl_open_family(struct st2110_nl *nl)
{
	struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 };
	struct nlmsghdr *nlh;
	int err;

	err = nl_open(nl, NETLINK_GENERIC);
	if (err)
		return err;
	nlh = st2110_nl_begin_route(nl, GENL_ID_CTRL, NLM_F_ACK, &genl, sizeof(genl));
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, ST2110_GENL_NAME);
	err = st2110_nl_talk(nl, on_family, nl);
	if (!err && !nl->family)
		err = -ENOENT;
	if (err)
		st2110_nl_close(nl);
	return err;
}

struct collect {
	const struct st2110_attr_set *set;
	json_object *array;
};

static int on_answer(const struct nlmsghdr *nlh, void *data)
{
	struct collect *c = data;
	const void *payload;
	size_t len = mnl_nlmsg_get_payload_len(nlh);

	if (len < sizeof(struct genlmsghdr))
		return MNL_CB_OK;
	payload = mnl_nlmsg_get_payload_offset(nlh, sizeof(struct genlmsghdr));
	json_object_array_add(c->array,
			      st2110_decode(c->set, payload, len - sizeof(struct genlmsghdr)));
	return MNL_CB_OK;
}

int st2110_nl_dump(struct st2110_nl *nl, const struct st2110_attr_set *set, json_object **replies)
{
	struct collect c = { .set = set };
	int tries = DUMP_TRIES, err;

	do {
		c.array = json_object_new_array();
		err = st2110_nl_talk(nl, on_answer, &c);
		if (!err) {
			*replies = c.array;
			return 0;
		}
		json_object_put(c.array);
	} while (err == -EINTR && --tries);
	return err;
}

int st2110_nl_get(struct st2110_nl *nl, const struct st2110_attr_set *set, json_object **reply)
{
	json_object *array;
	int err;

	/* The ACK ends the answer, whatever it holds. */
	nl->nlh->nlmsg_flags |= NLM_F_ACK;
	err = st2110_nl_dump(nl, set, &array);
	if (err)
		return err;
	if (json_object_array_length(array))
		*reply = json_object_get(json_object_array_get_idx(array, 0));
	else
		err = -ENODATA;
	json_object_put(array);
	return err;
}

int st2110_nl_list(struct st2110_nl *nl, const struct st2110_attr_set *set, json_object **list)
{
	json_object *one;
	int err;

	if ((nl->nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
		return st2110_nl_dump(nl, set, list);
	err = st2110_nl_get(nl, set, &one);
	if (err)
		return err;
	*list = json_object_new_array();
	json_object_array_add(*list, one);
	return 0;
}

int st2110_nl_subscribe(struct st2110_nl *nl)
{
	int size = 1 << 20;

	if (!nl->events_group)
		return -ENOENT;
	/* Room for a second of epoch events of many flows; best effort. */
	setsockopt(mnl_socket_get_fd(nl->sock), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (mnl_socket_setsockopt(nl->sock, NETLINK_ADD_MEMBERSHIP,
				  &nl->events_group, sizeof(nl->events_group)) < 0)
		return -errno;
	return 0;
}

int st2110_nl_events(struct st2110_nl *nl, void (*cb)(json_object *event, void *data), void *data)
{
	char buf[16384] __aligned(8);
	const struct nlmsghdr *nlh = (const void *)buf;
	ssize_t len;
	int left;

	len = mnl_socket_recvfrom(nl->sock, buf, sizeof(buf));
	if (len < 0)
		return -errno;
	for (left = (int)len; message_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
		json_object *event;

		if (nlh->nlmsg_type != nl->family ||
		    mnl_nlmsg_get_payload_len(nlh) < sizeof(*genl) || genl->cmd != ST2110_CMD_EVENT)
			continue;
		event = st2110_decode(&st2110_event_set, genl + 1,
				      mnl_nlmsg_get_payload_len(nlh) - sizeof(*genl));
		cb(event, data);
		json_object_put(event);
	}
	return 0;
}
