// SPDX-License-Identifier: GPL-2.0-only
/*
 * The media clock; see clock.h.
 */

#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "clock.h"
#include "now.h"
#include "phc.h"

#define PER_SECOND_Q64	(U64_MAX / NSEC_PER_SEC + 1)

struct st2110_clock {
	struct list_head list;		/* bound clocks; RTNL */
	struct mutex lock;		/* dev, while an event of it is told */
	struct net_device *dev;		/* RTNL and lock to write; NULL: gone */
	struct st2110_phc *phc;
	refcount_t refs;
	char name[IFNAMSIZ];
};

/* What flows of a namespace count by that name no clock. */
struct st2110_clock_net {
	bool prefer_tai;		/* RTNL */
};

static LIST_HEAD(clocks);		/* RTNL */
static st2110_event_deliver_t deliver;
static unsigned int clock_net_id;

static struct pernet_operations clock_net_ops = {
	.id	= &clock_net_id,
	.size	= sizeof(struct st2110_clock_net),
};

/**
 * st2110_clock_register() - clocks may be bound from now on
 * @deliver_fn: takes their events to user space, in process context
 *
 * Return: 0 or a negative errno.
 */
int st2110_clock_register(st2110_event_deliver_t deliver_fn)
{
	deliver = deliver_fn;
	return register_pernet_subsys(&clock_net_ops);
}

/**
 * st2110_clock_unregister() - forget all clocks
 *
 * No flow and no port exists any more, nobody can bind another.
 */
void st2110_clock_unregister(void)
{
	struct st2110_clock *clock, *next;

	rtnl_lock();
	list_for_each_entry_safe(clock, next, &clocks, list)
		st2110_clock_unbind(clock);
	rtnl_unlock();
	unregister_pernet_subsys(&clock_net_ops);
}

/**
 * st2110_clock_hold() - take a reference
 * @clock: clock
 *
 * Any context.
 */
void st2110_clock_hold(struct st2110_clock *clock)
{
	refcount_inc(&clock->refs);
}

/**
 * st2110_clock_put() - drop a reference
 * @clock: clock
 *
 * The last one closes it. Process context.
 */
void st2110_clock_put(struct st2110_clock *clock)
{
	if (!refcount_dec_and_test(&clock->refs))
		return;
	st2110_phc_close(clock->phc);
	kfree(clock);
}

/**
 * st2110_clock_of() - the clock of a device
 * @dev: device
 *
 * RTNL; no reference is taken.
 *
 * Return: clock, or NULL when none is bound.
 */
struct st2110_clock *st2110_clock_of(const struct net_device *dev)
{
	struct st2110_clock *clock;

	ASSERT_RTNL();
	list_for_each_entry(clock, &clocks, list)
		if (clock->dev == dev)
			return clock;
	return NULL;
}

/* The PHC's worker saw something. */
static void changed(void *arg, u8 was, u8 state, s64 step_ns)
{
	struct st2110_clock *clock = arg;
	struct st2110_event e = {
		.type = ST2110_EVENT_TYPE_CLOCK,
		.cause = step_ns ? ST2110_CAUSE_CLOCK_STEP : ST2110_CAUSE_NONE,
		.clock_state = state,
		.delta_ns = step_ns,
		.mono_ns = ktime_get_ns(),
		.tai_ns = ktime_get_clocktai_ns(),
	};

	if (state != ST2110_CLOCK_STATE_LOCKED && !step_ns)
		e.cause = ST2110_CAUSE_CLOCK_UNLOCKED;
	mutex_lock(&clock->lock);
	if (clock->dev)
		deliver(clock->dev, &e);
	mutex_unlock(&clock->lock);
}

/**
 * st2110_clock_bind() - make a device's PHC a clock
 * @dev: device
 * @file: its /dev/ptpN; held
 * @holdover_s: how long the last rate is trusted without samples; 0: the default
 * @before: by which those count that are about to count by this one: its time goes on
 *	until this one is locked; NULL: CLOCK_TAI
 * @extack: why not
 *
 * A clock that is bound already and whose PHC went, as when its driver resets the
 * NIC, goes on with the new one; who counts by it notices nothing. RTNL, process
 * context.
 *
 * Return: the clock, in state acquiring, or an error pointer.
 */
struct st2110_clock *st2110_clock_bind(struct net_device *dev, struct file *file, u32 holdover_s,
				       const struct st2110_clock *before,
				       struct netlink_ext_ack *extack)
{
	struct st2110_clock *clock = st2110_clock_of(dev);
	int err;

	if (clock) {
		err = st2110_phc_reopen(clock->phc, dev, file, holdover_s, extack);
		return err ? ERR_PTR(err) : clock;
	}
	clock = kzalloc(sizeof(*clock), GFP_KERNEL_ACCOUNT);
	if (!clock)
		return ERR_PTR(-ENOMEM);
	mutex_init(&clock->lock);
	clock->phc = st2110_phc_open(dev, file, holdover_s, before ? before->phc : NULL, changed,
				     clock, extack);
	if (IS_ERR(clock->phc)) {
		err = PTR_ERR(clock->phc);
		kfree(clock);
		return ERR_PTR(err);
	}
	clock->dev = dev;
	strscpy(clock->name, dev->name, sizeof(clock->name));
	refcount_set(&clock->refs, 1);
	list_add_tail(&clock->list, &clocks);
	return clock;
}

/**
 * st2110_clock_unbind() - its device goes away, or somebody wishes so
 * @clock: bound clock
 *
 * It is read no more, and goes on at its last rate for flows that still count by
 * it. RTNL, process context.
 */
void st2110_clock_unbind(struct st2110_clock *clock)
{
	list_del(&clock->list);
	mutex_lock(&clock->lock);
	clock->dev = NULL;
	mutex_unlock(&clock->lock);
	st2110_phc_gone(clock->phc);
	st2110_clock_put(clock);
}

/**
 * st2110_clock_find() - the clock that a flow is to count by
 * @dev: the flow's device
 * @name: of the device whose clock it is, "tai", or empty for the default
 * @clock: the clock, NULL for CLOCK_TAI; no reference is taken
 *
 * By default the device's own clock if it is bound, unless CLOCK_TAI was bound
 * for the namespace. RTNL.
 *
 * Return: false when the clock that was named is not bound.
 */
bool st2110_clock_find(const struct net_device *dev, const char *name, struct st2110_clock **clock)
{
	const struct st2110_clock_net *cn = net_generic(dev_net(dev), clock_net_id);
	const struct net_device *other;

	*clock = NULL;
	if (!strcmp(name, "tai"))
		return true;
	if (!*name) {
		if (!cn->prefer_tai)
			*clock = st2110_clock_of(dev);
		return true;
	}
	other = __dev_get_by_name(dev_net(dev), name);
	if (other)
		*clock = st2110_clock_of(other);
	return *clock;
}

/**
 * st2110_clock_prefer_tai() - what flows count by that name no clock
 * @net: namespace
 * @yes: CLOCK_TAI, or their device's own clock
 *
 * RTNL.
 */
void st2110_clock_prefer_tai(struct net *net, bool yes)
{
	struct st2110_clock_net *cn = net_generic(net, clock_net_id);

	cn->prefer_tai = yes;
}

/**
 * st2110_clock_prefers_tai() - what flows count by that name no clock
 * @net: namespace
 *
 * RTNL.
 */
bool st2110_clock_prefers_tai(struct net *net)
{
	const struct st2110_clock_net *cn = net_generic(net, clock_net_id);

	return cn->prefer_tai;
}

/**
 * st2110_clock_phc() - what a clock follows
 * @clock: clock
 *
 * Return: its PHC.
 */
struct st2110_phc *st2110_clock_phc(const struct st2110_clock *clock)
{
	return clock->phc;
}

/**
 * st2110_clock_name() - what to call a clock
 * @clock: clock, NULL for CLOCK_TAI
 *
 * Return: the device's name as it was when the clock was bound, or "tai".
 */
const char *st2110_clock_name(const struct st2110_clock *clock)
{
	return clock ? clock->name : "tai";
}

static void set_tai(struct st2110_mapping *m, u64 mono_ns, const struct st2110_ahead *ahead)
{
	/* Whole seconds, and the kernel takes none below 0: no need to divide once a frame. */
	m->tai_utc_s = mul_u64_u64_shr(ahead->tai_ns - ahead->real_ns, PER_SECOND_Q64, 64);
	/* ST 2110-10 clause 7 wants a common reference; without its offset TAI is 37 s off. */
	m->state = m->tai_utc_s ? ST2110_CLOCK_STATE_LOCKED : ST2110_CLOCK_STATE_UNTRACEABLE;
	m->expired = false;
	m->line.raw0_ns = mono_ns;
	m->line.at0_ns = mono_ns + ahead->tai_ns;
	m->line.mult = ST2110_RATE_ONE;
	m->line.inverse = ST2110_RATE_ONE;
}

/**
 * st2110_clock_look() - likewise, without what MONOTONIC_RAW says
 * @clock: clock, NULL for CLOCK_TAI
 * @now_ns: MONOTONIC, about now: the origin of the line of CLOCK_TAI
 * @m: filled in, but for raw_ns of CLOCK_TAI
 *
 * CLOCK_TAI is an offset, which is read in a tenth of the time. Any context but NMI.
 */
void st2110_clock_look(const struct st2110_clock *clock, u64 now_ns, struct st2110_mapping *m)
{
	struct st2110_ahead ahead;

	if (unlikely(clock)) {
		st2110_clock_read(clock, m);
		return;
	}
	st2110_ahead(&ahead);
	set_tai(m, now_ns, &ahead);
	m->raw_ns = 0;
}

/**
 * st2110_clock_goes_on() - would st2110_clock_look() find what it found before?
 * @clock: clock, NULL for CLOCK_TAI
 * @m: what it found, of any clock; the line may begin elsewhere
 *
 * TAI - UTC cannot be set without it, and at a leap second it is CLOCK_REALTIME that is.
 * Any context but NMI.
 *
 * Return: true when CLOCK_TAI was not set since; false of every PHC, which always moves.
 */
bool st2110_clock_goes_on(const struct st2110_clock *clock, const struct st2110_mapping *m)
{
	return likely(!clock) && m->line.mult == ST2110_RATE_ONE && !m->expired &&
	       st2110_mapping_ahead(m) == ktime_to_ns(ktime_mono_to_any(0, TK_OFFS_TAI));
}

/**
 * st2110_clock_read() - read a mapping
 * @clock: clock, NULL for CLOCK_TAI
 * @m: filled in
 *
 * The mapping of a PHC is put together from its own over MONOTONIC_RAW and the
 * rate of CLOCK_MONOTONIC at this moment. Any context but NMI; a microsecond, so
 * once a frame rather than once a packet.
 */
void st2110_clock_read(const struct st2110_clock *clock, struct st2110_mapping *m)
{
	struct st2110_phc_times times;
	const struct st2110_line *t;
	struct st2110_ahead ahead;
	u64 raw, mono;

	st2110_now(&raw, &mono, &ahead);
	set_tai(m, mono, &ahead);
	m->raw_ns = raw;
	if (!clock)
		return;

	st2110_phc_read(clock->phc, &times);
	m->state = times.line.state;
	m->expired = times.line.expired;
	/* Never locked yet: CLOCK_TAI stands in. */
	if (!times.valid)
		return;
	t = raw < times.line.later.raw0_ns ? &times.line.now : &times.line.later;
	m->line.at0_ns = st2110_line_at(t, raw) + times.line.offset_ns;
	m->line.mult = mul_u64_u64_shr(t->mult, times.mono.inverse, ST2110_RATE_SHIFT);
	m->line.inverse = mul_u64_u64_shr(t->inverse, times.mono.mult, ST2110_RATE_SHIFT);
}
