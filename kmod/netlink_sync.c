// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: which flow is of which sync group; see netlink.h, sync.h.
 *
 * A group is its flows, those of a network namespace that name it; so it is found
 * by looking through them. RTNL, all of it.
 */

#include "netlink.h"
#include "sync.h"

static struct st2110_sync *among(const struct list_head *flows, const char *name,
				 const struct st2110_flow **reference)
{
	struct st2110_sync *sync = NULL;
	const struct st2110_flow *f;

	list_for_each_entry(f, flows, list) {
		if (!f->sync || strcmp(f->sync->name, name))
			continue;
		sync = f->sync;
		if (f->sync_reference)
			*reference = f;
	}
	return sync;
}

/* The group of that name, or NULL; *reference gets the flow that leads it. */
static struct st2110_sync *find(struct net *net, const char *name,
				const struct st2110_flow **reference)
{
	struct st2110_cursor c = { .net = net };
	struct st2110_sync *sync = NULL;
	struct st2110_port *port;
	struct st2110_vdev *v;

	*reference = NULL;
	while ((port = st2110_netlink_next_port(&c)))
		sync = among(&port->flows, name, reference) ?: sync;
	c.dev = NULL;
	while ((v = st2110_netlink_next_vdev(&c)))
		sync = among(&v->flows, name, reference) ?: sync;
	return sync;
}

/**
 * st2110_netlink_sync_get() - the group that a configuration names
 * @net: network namespace
 * @self: flow that it is of, NULL for a new one
 * @c: configuration
 * @tb: the request, for what is to be blamed
 * @extack: why not
 *
 * Return: group, held for the flow, NULL for none, or an error pointer.
 */
struct st2110_sync *st2110_netlink_sync_get(struct net *net, const struct st2110_flow *self,
					    const struct st2110_config *c, struct nlattr **tb,
					    struct netlink_ext_ack *extack)
{
	const char *name = st2110_besides(c)->sync;
	const struct st2110_flow *reference;
	struct st2110_sync *sync;

	if (tb[ST2110_A_FLOW_STAGE] && (tb[ST2110_A_FLOW_SYNC] ||
					tb[ST2110_A_FLOW_SYNC_REFERENCE])) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_STAGE],
				    "stage: a flow joins and leaves a sync group at once; without stage");
		return ERR_PTR(-EINVAL);
	}
	if (!*name) {
		if (!c->sync_reference)
			return NULL;
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_SYNC_REFERENCE],
				    "sync-reference: of which group; give sync NAME");
		return ERR_PTR(-EINVAL);
	}
	if (c->rtp_ts == ST2110_RTP_TS_KEEP) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_RTP_TS] ?: tb[ST2110_A_FLOW_SYNC],
				    "sync: a group's timestamps are written; rtp-ts epoch, of audio sample, or sync none");
		return ERR_PTR(-EINVAL);
	}
	if (c->sync_reference && c->shape.essence != ST2110_ESSENCE_VIDEO &&
	    c->shape.essence != ST2110_ESSENCE_COMPRESSED) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_SYNC_REFERENCE],
				    "sync-reference: video or compressed video");
		return ERR_PTR(-EINVAL);
	}
	sync = find(net, name, &reference);
	if (c->sync_reference && reference && reference != self) {
		NL_SET_ERR_MSG_ATTR(extack, tb[ST2110_A_FLOW_SYNC_REFERENCE],
				    "sync-reference: the group has one; sync-reference off for that flow first");
		return ERR_PTR(-EBUSY);
	}
	if (sync)
		refcount_inc(&sync->flows);
	else
		sync = st2110_sync_create(name);
	return sync ?: ERR_PTR(-ENOMEM);
}
