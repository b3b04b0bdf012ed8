/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A netlink socket that keeps what the kernel said.
 *
 * One request at a time: begin it, add attributes (libmnl's mnl_attr_put*),
 * send it and wait for the answer. When the kernel refuses, its own sentence
 * (extack) and the attribute it was about are kept for the caller to print;
 * so is a warning that came with a success. The same socket type serves the
 * st2110 family and rtnetlink.
 */
#ifndef ST2110_NLSOCK_H
#define ST2110_NLSOCK_H

#include <json-c/json.h>
#include <libmnl/libmnl.h>

#include "schema.h"

#ifndef __aligned
#define __aligned(x) __attribute__((aligned(x)))
#endif

#define ST2110_NL_REQUEST	8192	/* octets; the longest request has about 400 */

struct st2110_nl {
	struct mnl_socket *sock;
	unsigned int portid;
	unsigned int seq;
	u16 family;		/* id of the st2110 family, 0 on rtnetlink */
	u32 events_group;
	struct nlmsghdr *nlh;	/* the request, in buf */
	char text[256];		/* what the kernel said last, or "" */
	u16 attr;		/* attribute it was about, 0 none */
	bool attr_missing;	/* it was about its absence */
	char buf[ST2110_NL_REQUEST] __aligned(8);
};

/**
 * st2110_nl_open_route() - open an rtnetlink socket
 * @nl: gets it
 *
 * Return: 0 or a negative errno.
 */
int st2110_nl_open_route(struct st2110_nl *nl);

/**
 * st2110_nl_open_family() - open a socket to the st2110 family
 * @nl: gets it; asking for the family makes the kernel load the module, where
 *	it can
 *
 * Return: 0, -ENOENT when the kernel has no such family, a negative errno.
 */
int st2110_nl_open_family(struct st2110_nl *nl);
void st2110_nl_close(struct st2110_nl *nl);

/**
 * st2110_nl_begin() - begin a request to the st2110 family
 * @nl: socket
 * @cmd: ST2110_CMD_*
 * @flags: NLM_F_* besides NLM_F_REQUEST
 *
 * Return: the message, to add attributes to.
 */
struct nlmsghdr *st2110_nl_begin(struct st2110_nl *nl, u8 cmd, u16 flags);

/**
 * st2110_nl_begin_route() - begin an rtnetlink request
 * @nl: socket
 * @type: RTM_*
 * @flags: NLM_F_* besides NLM_F_REQUEST
 * @body: family header that follows the message header
 * @len: octets of @body
 *
 * Return: the message, to add attributes to.
 */
struct nlmsghdr *st2110_nl_begin_route(struct st2110_nl *nl, u16 type, u16 flags,
				       const void *body, size_t len);

/**
 * st2110_nl_talk() - send the request and run @cb on each message of the answer
 * @nl: socket with a request begun
 * @cb: called for each message that is neither error nor end; may be NULL
 * @data: for @cb
 *
 * Return: 0 or a negative errno, with @nl's text and attr set; -EINTR when what
 * was dumped changed meanwhile.
 */
int st2110_nl_talk(struct st2110_nl *nl, mnl_cb_t cb, void *data);

/**
 * st2110_nl_get() - send the request, decode the one answer
 * @nl: socket with a request begun
 * @set: attribute set of the answer
 * @reply: gets the object; the caller puts it
 *
 * Return: 0 or a negative errno.
 */
int st2110_nl_get(struct st2110_nl *nl, const struct st2110_attr_set *set, json_object **reply);

/**
 * st2110_nl_dump() - send the request (begun with NLM_F_DUMP), decode all answers
 * @nl: socket with a request begun; sent again when the answer was inconsistent
 * @set: attribute set of the answers
 * @replies: gets an array of objects; the caller puts it
 *
 * Return: 0 or a negative errno.
 */
int st2110_nl_dump(struct st2110_nl *nl, const struct st2110_attr_set *set, json_object **replies);

/**
 * st2110_nl_list() - send the request, decode one answer or all
 * @nl: socket with a request begun, with NLM_F_DUMP when all are wanted
 * @set: attribute set of the answers
 * @list: gets an array of objects; the caller puts it
 *
 * Return: 0 or a negative errno.
 */
int st2110_nl_list(struct st2110_nl *nl, const struct st2110_attr_set *set, json_object **list);

/* Join the events group. Return: 0 or a negative errno. */
int st2110_nl_subscribe(struct st2110_nl *nl);

/**
 * st2110_nl_events() - receive once, decode each event
 * @nl: subscribed socket
 * @cb: called with each event's object, which it does not own
 * @data: for @cb
 *
 * Return: 0, -ENOBUFS when events were lost, or another negative errno.
 */
int st2110_nl_events(struct st2110_nl *nl, void (*cb)(json_object *event, void *data), void *data);

#endif /* ST2110_NLSOCK_H */
