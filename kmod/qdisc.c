// SPDX-License-Identifier: GPL-2.0-only
/*
 * The qdisc: what net/sched calls, handed on to the port.
 *
 * Root or child of mq only. One class, 2110:1, is the best-effort child, which
 * any ordinary qdisc can replace.
 */

#include <net/pkt_sched.h>
#include <net/rtnetlink.h>

#include "compat/compat.h"
#include "netlink.h"
#include "port.h"
#include "qdisc.h"

static int enqueue(struct sk_buff *skb, struct Qdisc *sch, struct sk_buff **to_free)
{
	return st2110_port_enqueue(st2110_port_of(sch), skb, to_free);
}

static struct sk_buff *dequeue(struct Qdisc *sch)
{
	struct st2110_port *port = st2110_port_of(sch);
	struct sk_buff *skb;

	if (st2110_port_settled(port))
		return NULL;
	skb = st2110_port_bare(port) ? st2110_port_dequeue_bare(port) : st2110_port_dequeue(port);
	if (skb)
		qdisc_bstats_update(sch, skb);
	return skb;
}

/* Under another qdisc our times would be somebody else's to keep. */
static int check_parent(struct Qdisc *sch, struct netlink_ext_ack *extack)
{
	const struct Qdisc *root;

	if (sch->parent == TC_H_ROOT)
		return 0;
	root = rtnl_dereference(qdisc_dev(sch)->qdisc);
	if (root && !strcmp(root->ops->id, "mq") && TC_H_MAJ(sch->parent) == root->handle)
		return 0;
	NL_SET_ERR_MSG(extack, "st2110: goes at the root or under mq; accepted: root, parent MQ:QUEUE");
	return -EOPNOTSUPP;
}

static int init(struct Qdisc *sch, struct nlattr *opt, struct netlink_ext_ack *extack)
{
	struct st2110_port *port = st2110_port_of(sch);
	int err;

	if (opt) {
		NL_SET_ERR_MSG(extack, "st2110: takes no tc options; set them with st2110ctl dev");
		return -EINVAL;
	}
	err = check_parent(sch, extack);
	if (err)
		return err;
	sch->flags &= ~TCQ_F_CAN_BYPASS;
	return st2110_port_init(port, sch, st2110_netlink_event, extack);
}

static void reset(struct Qdisc *sch)
{
	struct st2110_port *port = st2110_port_of(sch);

	if (port->sch)
		st2110_port_reset(port);
}

static void destroy(struct Qdisc *sch)
{
	st2110_port_destroy(st2110_port_of(sch));
}

static int dump(struct Qdisc *sch, struct sk_buff *skb)
{
	struct nlattr *nest = nla_nest_start(skb, TCA_OPTIONS);

	if (!nest)
		return -EMSGSIZE;
	if (st2110_netlink_port(skb, st2110_port_of(sch), false)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	return nla_nest_end(skb, nest);
}

static int dump_stats(struct Qdisc *sch, struct gnet_dump *d)
{
	struct sk_buff *skb = nlmsg_new(NLMSG_DEFAULT_SIZE / 2, GFP_ATOMIC);
	int err = 0;

	/* Statistics travel as a block; ours are attributes in it. */
	if (!skb)
		return 0;
	if (!st2110_netlink_port_stats(skb, st2110_port_of(sch), true))
		err = gnet_stats_copy_app(d, skb->data, skb->len);
	kfree_skb(skb);
	return err;
}

static void change_real_num_tx(struct Qdisc *sch, unsigned int n)
{
	/* Told before the device's own count changes. */
	st2110_port_queues(st2110_port_of(sch), n);
}

static int graft(struct Qdisc *sch, unsigned long arg, struct Qdisc *new, struct Qdisc **old,
		 struct netlink_ext_ack *extack)
{
	struct st2110_port *port = st2110_port_of(sch);

	if (!new)
		new = &noop_qdisc;
	if (new->flags & TCQ_F_NOLOCK || new->ops == &st2110_qdisc_ops) {
		NL_SET_ERR_MSG(extack, "st2110: this qdisc runs without the root lock or is st2110 itself; accepted: fq_codel, pfifo, fq, prio and the like");
		return -EOPNOTSUPP;
	}
	*old = qdisc_replace(sch, new, &port->be.child);
	return 0;
}

static struct Qdisc *leaf(struct Qdisc *sch, unsigned long arg)
{
	return st2110_port_of(sch)->be.child;
}

static unsigned long find(struct Qdisc *sch, u32 classid)
{
	return TC_H_MIN(classid) == 1 ? 1 : 0;
}

static int dump_class(struct Qdisc *sch, unsigned long cl, struct sk_buff *skb, struct tcmsg *tcm)
{
	tcm->tcm_handle |= TC_H_MIN(1);
	tcm->tcm_info = st2110_port_of(sch)->be.child->handle;
	return 0;
}

static void walk(struct Qdisc *sch, struct qdisc_walker *w)
{
	if (w->stop)
		return;
	if (w->count >= w->skip && w->fn(sch, 1, w) < 0) {
		w->stop = 1;
		return;
	}
	w->count++;
}

static const struct Qdisc_class_ops class_ops = {
	.graft	= graft,
	.leaf	= leaf,
	.find	= find,
	.walk	= walk,
	.dump	= dump_class,
};

struct Qdisc_ops st2110_qdisc_ops __read_mostly = {
	.id			= "st2110",
	.priv_size		= sizeof(struct st2110_port),
	.cl_ops			= &class_ops,
	.enqueue		= enqueue,
	.dequeue		= dequeue,
	.peek			= qdisc_peek_dequeued,
	.init			= init,
	.reset			= reset,
	.destroy		= destroy,
	.change_real_num_tx	= change_real_num_tx,
	.dump			= dump,
	.dump_stats		= dump_stats,
	.owner			= THIS_MODULE,
};

/* A link that changed its speed may not carry what was admitted. */
static void link_changed(struct net_device *dev, struct st2110_port *port)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_LINK,
		.cause = ST2110_CAUSE_LINK,
		.mono_ns = ktime_get_ns(),
		.tai_ns = ktime_get_clocktai_ns(),
	};
	u32 was = st2110_port_speed(port);
	bool fits = st2110_port_refresh(port);

	if (was == st2110_port_speed(port))
		return;
	e.expected = div_u64(port->reserved_bps + 999999, 1000000);
	e.seen = st2110_port_speed(port);
	e.frames = fits ? 0 : port->nflows;
	st2110_event_raise(&port->events, &e);
}

/* The PHC goes with its device; whoever counts by it goes on without. */
static void clock_gone(struct net_device *dev)
{
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_CLOCK,
		.cause = ST2110_CAUSE_LINK,
		.clock_state = ST2110_CLOCK_STATE_GONE,
		.mono_ns = ktime_get_ns(),
		.tai_ns = ktime_get_clocktai_ns(),
	};
	struct st2110_clock *clock = st2110_clock_of(dev);

	if (!clock)
		return;
	st2110_netlink_event(dev, &e);
	st2110_clock_unbind(clock);
	st2110_netlink_clock_changed(dev_net(dev));
}

static int netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct st2110_port *port;
	unsigned int i;

	if (event == NETDEV_UNREGISTER)
		clock_gone(dev);
	if (event != NETDEV_CHANGE && event != NETDEV_UP)
		return NOTIFY_DONE;
	for (i = 0; i < dev->num_tx_queues; i++) {
		port = st2110_port_find(dev, i);
		if (port)
			link_changed(dev, port);
	}
	return NOTIFY_DONE;
}

static struct notifier_block netdev_notifier = { .notifier_call = netdev_event };

/**
 * st2110_qdisc_register() - let tc find the qdisc
 *
 * Return: 0 or a negative errno.
 */
int st2110_qdisc_register(void)
{
	int err = register_netdevice_notifier(&netdev_notifier);

	if (err)
		return err;
	err = register_qdisc(&st2110_qdisc_ops);
	if (err)
		unregister_netdevice_notifier(&netdev_notifier);
	return err;
}

/**
 * st2110_qdisc_unregister() - the reverse; no qdisc of ours exists any more
 */
void st2110_qdisc_unregister(void)
{
	unregister_netdevice_notifier(&netdev_notifier);
	unregister_qdisc(&st2110_qdisc_ops);
}
