// SPDX-License-Identifier: GPL-2.0-only
/*
 * The netlink family: sets of changes, as a node needs them that activates several
 * senders at once (AMWA IS-05).
 *
 * A change that names a set is checked like any other, keeps its share of the link
 * and waits at its flow. Committing checks all of a set again, for a link, a clock
 * or a neighbour may have changed since, and then marks all or none with the
 * instant. From then on each flow sees to itself: its first frame that begins at
 * the instant or later takes the change, with an event that tells when (staged.c).
 * A flow without a sender has no frames; the port's work does it for that one, or
 * that of its legs.
 *
 * A set is nothing but its name at the flows; it is gone when they are.
 */

#include <linux/rtnetlink.h>

#include "netlink.h"
#include "staged.h"

#define SOON_NS		(50 * NSEC_PER_MSEC)	/* no time is left to wait for an answer */

/* Over the flows of a namespace whose changes wait in a set. */
struct members {
	struct st2110_cursor c;
	const char *set;
	struct list_head *flows;	/* of a port, then of a device of ours */
	struct st2110_flow *f;
	bool legs;			/* all ports are done */
};

static struct list_head *next_flows(struct members *m)
{
	struct st2110_port *port = m->legs ? NULL : st2110_netlink_next_port(&m->c);
	struct st2110_vdev *v;

	if (port)
		return &port->flows;
	if (!m->legs)
		m->c.dev = NULL;
	m->legs = true;
	v = st2110_netlink_next_vdev(&m->c);
	return v ? &v->flows : NULL;
}

static struct st2110_flow *next_member(struct members *m)
{
	bool mine;

	for (;;) {
		if (m->f)
			m->f = list_next_entry(m->f, list);
		else if (m->flows)
			m->f = list_first_entry(m->flows, struct st2110_flow, list);
		if (!m->flows || list_entry_is_head(m->f, m->flows, list)) {
			m->f = NULL;
			m->flows = next_flows(m);
			if (!m->flows)
				return NULL;
			continue;
		}
		/* A leg changes with its flow. */
		if (m->f->leg)
			continue;
		spin_lock_bh(st2110_nl_lock(m->f));
		mine = m->f->staged && !strcmp(m->f->staged->set, m->set);
		spin_unlock_bh(st2110_nl_lock(m->f));
		if (mine)
			return m->f;
	}
}

static struct members members_of(struct genl_info *info, const char *set)
{
	return (struct members){ .c.net = genl_info_net(info), .set = set };
}

static int name_of(struct genl_info *info, const char **name)
{
	struct nlattr *attr = info->attrs[ST2110_A_STAGE_NAME];

	if (!attr || !*(char *)nla_data(attr))
		return st2110_nl_missing(info->extack, "name: missing; a set's name");
	*name = nla_data(attr);
	return 0;
}

/**
 * st2110_netlink_stage_outputs() - can a flow go where a change would have it go?
 * @f: flow without legs
 * @staged: change; its outputs' neighbours are filled in
 * @wait: a neighbour may still answer
 * @extack: gets the reason
 *
 * RTNL.
 *
 * Return: 0; -EINPROGRESS while it may still answer, or another negative errno.
 */
int st2110_netlink_stage_outputs(struct st2110_flow *f, struct st2110_staged *staged, bool wait,
				 struct netlink_ext_ack *extack)
{
	int err;

	err = st2110_netlink_output_free(f->dev, f, &staged->config, 0, NULL, staged->set, NULL,
					 extack);
	if (err || st2110_netlink_output_look(f, &staged->config))
		return err;
	return st2110_netlink_unanswered(wait, extack);
}

/* Does what waits for a flow still hold? */
static int check_member(struct st2110_flow *f, u64 at_ns, bool wait, struct genl_info *info)
{
	struct nlattr *attrs[ST2110_A_FLOW_MAX + 1] = { NULL };
	struct st2110_mapping m;
	struct st2110_staged *copy;
	bool committed;
	u64 now;
	int err;

	copy = st2110_staged_new();
	if (!copy)
		return -ENOMEM;
	spin_lock_bh(st2110_nl_lock(f));
	/* What is committed may just have come into force. */
	committed = !f->staged || f->staged->committed;
	if (!committed)
		st2110_staged_copy(copy, f->staged);
	spin_unlock_bh(st2110_nl_lock(f));

	err = -EBUSY;
	if (committed) {
		NL_SET_ERR_MSG(info->extack, "stage: the set is committed already; cancel it to stage anew");
		goto out;
	}
	st2110_clock_read(f->clock, &m);
	now = st2110_mono_to_media(&m, ktime_get_ns());
	err = -ERANGE;
	if (at_ns && at_ns <= now) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[ST2110_A_STAGE_AT],
				    "at: has passed on the media clock of a flow of the set; a later TAI time, or now");
		goto out;
	}
	if (at_ns && at_ns <= now + SOON_NS)
		wait = false;
	if (f->legs)
		err = st2110_netlink_legs_check(f, copy, attrs, wait, info->extack);
	else
		err = st2110_netlink_flow_check(f->port, f, &copy->config, &copy->sched, attrs,
						info->extack) ?:
		      st2110_netlink_stage_outputs(f, copy, wait, info->extack);
	if (err)
		goto out;
	spin_lock_bh(st2110_nl_lock(f));
	if (f->staged)
		memcpy(f->staged->besides.to, copy->besides.to, sizeof(copy->besides.to));
	spin_unlock_bh(st2110_nl_lock(f));
out:
	kfree(copy);
	return err;
}

static void commit_member(struct st2110_flow *f, u64 at_ns)
{
	spin_lock_bh(st2110_nl_lock(f));
	f->staged->at_ns = at_ns;
	f->staged->committed = true;
	spin_unlock_bh(st2110_nl_lock(f));
	if (f->legs)
		st2110_legs_staged(f->legs);
	else
		st2110_port_staged(f->port);
}

static int commit(struct genl_info *info, bool wait)
{
	struct nlattr *at = info->attrs[ST2110_A_STAGE_AT];
	u64 at_ns = at ? nla_get_u64(at) : 0;
	unsigned int n = 0;
	struct st2110_flow *f;
	struct members m;
	const char *name;
	int err, asked = 0;

	err = name_of(info, &name);
	if (err)
		return err;
	m = members_of(info, name);
	while ((f = next_member(&m))) {
		err = check_member(f, at_ns, wait, info);
		/* All neighbours are asked for at a time. */
		if (err && err != -EINPROGRESS)
			return err;
		asked = asked ?: err;
		n++;
	}
	if (asked)
		return asked;
	if (!n) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[ST2110_A_STAGE_NAME],
				    "name: no change waits in such a set; st2110ctl flow set NAME ... stage SET");
		return -ENOENT;
	}
	m = members_of(info, name);
	while ((f = next_member(&m)))
		commit_member(f, at_ns);
	st2110_generation++;
	return 0;
}

/**
 * st2110_netlink_stage_begin() - a change of a flow, from what waits or what stands
 * @f: flow
 * @staged: zeroed, filled in
 *
 * Root lock or input lock.
 *
 * Return: does a change wait?
 */
bool st2110_netlink_stage_begin(const struct st2110_flow *f, struct st2110_staged *staged)
{
	if (f->staged) {
		st2110_staged_copy(staged, f->staged);
		return true;
	}
	st2110_config_copy(&staged->config, &f->config);
	staged->learned = f->config.packets_learned;
	return false;
}

/**
 * st2110_netlink_stage_parse() - which set a change goes to
 * @staged: as what waits for the flow, if it @waits; gets the set's name
 * @waits: a change does
 * @tb: attributes of the request
 * @extack: gets the reason
 *
 * Return: 0 or a negative errno.
 */
int st2110_netlink_stage_parse(struct st2110_staged *staged, bool waits, struct nlattr **tb,
			       struct netlink_ext_ack *extack)
{
	struct nlattr *set = tb[ST2110_A_FLOW_STAGE];

	if (staged->committed) {
		NL_SET_ERR_MSG(extack, "stage: the set that holds a change of this flow is committed; st2110ctl stage cancel it first");
		return -EBUSY;
	}
	if (!set) {
		if (!*staged->set)
			return 0;
		NL_SET_ERR_MSG(extack, "stage: a set holds a change of this flow; name it with stage, commit or cancel it");
		return -EBUSY;
	}
	if (!*(char *)nla_data(set)) {
		NL_SET_ERR_MSG_ATTR(extack, set, "stage: empty; a set's name has 1 to 31 octets");
		return -EINVAL;
	}
	if (waits && !*staged->set) {
		NL_SET_ERR_MSG_ATTR(extack, set, "stage: a change waits for the flow's next frame; stage this one after it");
		return -EBUSY;
	}
	if (waits && strcmp(staged->set, nla_data(set))) {
		NL_SET_ERR_MSG_ATTR(extack, set, "stage: another set holds a change of this flow; commit or cancel that one, see st2110ctl stage show");
		return -EBUSY;
	}
	nla_strscpy(staged->set, set, sizeof(staged->set));
	return 0;
}

/* STAGE_COMMIT */
int st2110_nl_stage_commit_doit(struct sk_buff *skb, struct genl_info *info)
{
	return st2110_netlink_patiently(info, commit);
}

static int cancel(struct genl_info *info)
{
	struct st2110_staged *dropped;
	unsigned int n = 0;
	struct st2110_flow *f;
	struct members m;
	const char *name;
	int err;

	err = name_of(info, &name);
	if (err)
		return err;
	m = members_of(info, name);
	while ((f = next_member(&m))) {
		spin_lock_bh(st2110_nl_lock(f));
		/* It may have come into force since it was looked up. */
		dropped = f->staged;
		f->staged = NULL;
		st2110_flow_planned();
		spin_unlock_bh(st2110_nl_lock(f));
		if (dropped && f->legs)
			st2110_legs_unstage(f->legs);
		n += !!dropped;
		kfree(dropped);
	}
	if (!n) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[ST2110_A_STAGE_NAME],
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
