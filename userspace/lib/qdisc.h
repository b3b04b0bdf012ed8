/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attaching the st2110 qdisc to a device and taking it off again.
 *
 * As root: handle 2110:, its best-effort child below class 2110:1. With mq: mq
 * as root with handle 2110:, an st2110 under each of its classes, handles from
 * 2111: on. Where st2110 already stands it is left alone, since replacing it
 * would drop its flows. Removing it lets the kernel put its default back.
 */
#ifndef ST2110_QDISC_H
#define ST2110_QDISC_H

#include <net/if.h>

#include "nlsock.h"

#define ST2110_QDISC_KIND	"st2110"
#define ST2110_QDISC_MAJOR	0x2110	/* handle of our root: "2110:" in tc's hexadecimal */
#define ST2110_QDISC_QUEUES	1024	/* transmit queues that we look at */

enum st2110_placement {
	ST2110_PLACE_ROOT,
	ST2110_PLACE_MQ,		/* under every queue's class */
	ST2110_PLACE_QUEUE,		/* under one */
};

struct st2110_attach {
	unsigned int ifindex;
	enum st2110_placement placement;
	unsigned int queue;		/* for ST2110_PLACE_QUEUE, from 0 */
	const char *best_effort;	/* kind of the child qdisc, NULL: the default */
};

/* What stands on a device. */
struct st2110_qdiscs {
	char root[IFNAMSIZ];		/* kind of the root, "" if none is shown */
	u32 root_handle;
	unsigned int under_mq;		/* how many st2110 under mq's classes */
	u32 queue_handle[ST2110_QDISC_QUEUES];	/* st2110 under mq, by queue; 0 none */
};

/**
 * st2110_qdisc_look() - find out what stands on a device
 * @nl: rtnetlink socket
 * @ifindex: device
 * @q: gets it
 *
 * Return: 0 or a negative errno.
 */
int st2110_qdisc_look(struct st2110_nl *nl, unsigned int ifindex, struct st2110_qdiscs *q);

/**
 * st2110_qdisc_attach() - put st2110 on a device
 * @nl: rtnetlink socket
 * @a: where and with what child
 * @queues: gets how many ports there are: 1, or the number of queues
 *
 * Return: 0 or a negative errno with @nl's text set.
 */
int st2110_qdisc_attach(struct st2110_nl *nl, const struct st2110_attach *a, unsigned int *queues);

/**
 * st2110_qdisc_detach() - take st2110 off a device
 * @nl: rtnetlink socket
 * @ifindex: device
 *
 * Return: 0, -ENOENT when there is none, or another negative errno.
 */
int st2110_qdisc_detach(struct st2110_nl *nl, unsigned int ifindex);

#endif /* ST2110_QDISC_H */
