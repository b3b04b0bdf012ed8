// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: sets of changes, as a node needs them that activates several
 * senders at once (AMWA IS-05).
 *
 * A change that names a set is checked like any other, keeps its share of the link
 * and waits at its flow. Committing checks all of a set again, for a link, a clock
 * or a neighbour may have changed since, and then marks all or none with the
 * instant. From then on each flow sees to itself: its first frame that begins at
 * the instant or later takes the change, with an event that tells when (frame.c).
 * A flow without a sender has no frames; the port's work does it for that one.
 *
 * A set is nothing but its name at the flows; it is gone when they are.
 */

#include <linux/rtnetlink.h>

#include "frame.h"
#include "netlink.h"

/* The next flow of the namespace whose change waits in a set. */
static struct st2110_flow *next_member(struct st2110_cursor *c, struct st2110_port **port,
				       struct st2110_flow *f, const char *set)
{
	bool mine;

	for (;;) {
		if (f)
			f = list_next_entry(f, list);
		else if (*port)
			f = list_first_entry(&(*port)->flows, struct st2110_flow, list);
		if (!*port || list_entry_is_head(f, &(*port)->flows, list)) {
			*port = st2110_netlink_next_port(c);
			if (!*port)
				return NULL;
			f = NULL;
			continue;
		}
		spin_lock_bh(qdisc_lock((*port)->sch));
		mine = f->staged && !strcmp(f->staged->set, set);
		spin_unlock_bh(qdisc_lock((*port)->sch));
		if (mine)
			return f;
	}
}

/* Does what waits for a flow still hold? */
static int check_member(struct st2110_flow *f, u64 at_ns, struct genl_info *info)
{
	struct nlattr *attrs[ST2110_A_FLOW_MAX + 1] = { NULL };
	struct st2110_mapping m;
	struct st2110_staged *copy;
	bool committed;
	int err;

	copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	spin_lock_bh(qdisc_lock(f->port->sch));
	/* What is committed may just have come into force. */
	committed = !f->staged || f->staged->committed;
	if (!committed)
		*copy = *f->staged;
	spin_unlock_bh(qdisc_lock(f->port->sch));

	err = -EBUSY;
	if (committed) {
		NL_SET_ERR_MSG(info->extack, "stage: the set is committed already; cancel it to stage anew");
		goto out;
	}
	st2110_clock_read(f->clock, &m);
	err = -ERANGE;
	if (at_ns && at_ns <= st2110_mono_to_media(&m, ktime_get_ns())) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[ST2110_A_STAGE_AT],
				    "at: has passed on the media clock of a flow of the set; a later TAI time, or now");
		goto out;
	}
	err = st2110_netlink_flow_check(f->port, f, &copy->config, &copy->sched, attrs,
					info->extack);
out:
	kfree(copy);
	return err;
}

static void commit_member(struct st2110_flow *f, u64 at_ns)
{
	spin_lock_bh(qdisc_lock(f->port->sch));
	f->staged->at_ns = at_ns;
	f->staged->committed = true;
	spin_unlock_bh(qdisc_lock(f->port->sch));
	st2110_port_staged(f->port);
}

static int commit(struct genl_info *info)
{
	struct nlattr *name = info->attrs[ST2110_A_STAGE_NAME];
	struct nlattr *at = info->attrs[ST2110_A_STAGE_AT];
	struct st2110_cursor c = { .net = genl_info_net(info) };
	u64 at_ns = at ? nla_get_u64(at) : 0;
	unsigned int members = 0;
	struct st2110_port *port = NULL;
	struct st2110_flow *f = NULL;
	int err;

	if (!name || !*(char *)nla_data(name)) {
		NL_SET_ERR_MSG(info->extack, "name: missing; a set's name");
		return -EINVAL;
	}
	while ((f = next_member(&c, &port, f, nla_data(name)))) {
		err = check_member(f, at_ns, info);
		if (err)
			return err;
		members++;
	}
	if (!members) {
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "name: no change waits in such a set; st2110ctl flow set NAME ... stage SET");
		return -ENOENT;
	}
	c = (struct st2110_cursor){ .net = genl_info_net(info) };
	port = NULL;
	while ((f = next_member(&c, &port, f, nla_data(name))))
		commit_member(f, at_ns);
	st2110_generation++;
	return 0;
}

/* STAGE_COMMIT */
int st2110_nl_stage_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = commit(info);
	rtnl_unlock();
	return err;
}

static int cancel(struct genl_info *info)
{
	struct nlattr *name = info->attrs[ST2110_A_STAGE_NAME];
	struct st2110_cursor c = { .net = genl_info_net(info) };
	struct st2110_staged *dropped;
	unsigned int members = 0;
	struct st2110_port *port = NULL;
	struct st2110_flow *f = NULL;

	if (!name || !*(char *)nla_data(name)) {
		NL_SET_ERR_MSG(info->extack, "name: missing; a set's name");
		return -EINVAL;
	}
	while ((f = next_member(&c, &port, f, nla_data(name)))) {
		spin_lock_bh(qdisc_lock(port->sch));
		/* It may have come into force since it was looked up. */
		dropped = f->staged;
		f->staged = NULL;
		spin_unlock_bh(qdisc_lock(port->sch));
		members += !!dropped;
		kfree(dropped);
	}
	if (!members) {
		NL_SET_ERR_MSG_ATTR(info->extack, name,
				    "name: no change waits in such a set, or all of it is in force");
		return -ENOENT;
	}
	st2110_generation++;
	return 0;
}

/* STAGE_CANCEL */
int st2110_nl_stage_cancel_doit(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	rtnl_lock();
	err = cancel(info);
	rtnl_unlock();
	return err;
}

static int put_one(struct sk_buff *msg, struct genl_info *info)
{
	struct st2110_flow *f = st2110_netlink_flow_of(info);
	unsigned int empty = msg->len;
	int err;

	if (IS_ERR(f))
		return PTR_ERR(f);
	err = st2110_netlink_flow(msg, f, info->snd_portid, info->snd_seq, 0,
				  ST2110_CMD_STAGE_GET, NULL);
	if (!err && msg->len == empty) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[ST2110_A_FLOW_NAME],
				    "name: no change of this flow waits in a set");
		err = -ENOENT;
	}
	return err;
}

/* STAGE_GET: of one flow. */
int st2110_nl_stage_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_reply(info, put_one);
}

/* STAGE_GET: all. */
int st2110_nl_stage_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return st2110_netlink_flows(skb, cb, ST2110_CMD_STAGE_GET);
}
