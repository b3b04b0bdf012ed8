// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows: their table, their birth and their changes; see flow.h.
 */

#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/ipv6.h>
#include <net/netlink.h>

#include "flow.h"
#include "shared.h"

#define TABLE_BITS		12
#define PORT_SLOTS		256
#define LOOP_STEP_NS		5000		/* of the latency, within a gap between fields */
#define EVENT_GAP		(HZ / 10)	/* of one kind and flow */

static DEFINE_HASHTABLE(flow_table, TABLE_BITS);
static DEFINE_HASHTABLE(name_table, TABLE_BITS);	/* RTNL */
static u32 flow_seed __ro_after_init;
static struct kmem_cache *flow_cache __ro_after_init;

/*
 * How many flows there are with such a port, or the next: most packets that belong
 * to none are known by that. Written under RTNL.
 */
static u32 port_flows[PORT_SLOTS];

/*
 * RTCP on the odd port lands in the bucket of its flow's even port. All namespaces
 * share the table, and who has made a namespace of its own may add flows there: a
 * seed, and every bit of the address, keep anybody from filling one bucket, which
 * everybody's packets would have to pass.
 */
static __always_inline u32 hash_words(const struct net_device *dev, __be32 dst, u16 vlan,
				      __be16 port, u32 value)
{
	return jhash_3words((__force u32)dst, (u32)vlan << 16 | (ntohs(port) & ~1),
			    (u32)(unsigned long)dev, value);
}

static u32 hash(const struct net_device *dev, const struct st2110_key *key)
{
	const u32 *dst = (__force const u32 *)key->dst.s6_addr32;
	u32 value = flow_seed;

	if (!ipv6_addr_v4mapped(&key->dst))
		value = jhash_3words(dst[0], dst[1], dst[2], value);
	return hash_words(dev, key->dst.s6_addr32[3], key->vlan, key->port, value);
}

static u32 name_hash(const char *name)
{
	return jhash(name, strlen(name), flow_seed);
}

static u32 *flows_of(__be16 port)
{
	return &port_flows[ntohs(port) / 2 % PORT_SLOTS];
}

static bool same_host(const struct st2110_key *a, const struct st2110_key *b)
{
	return a->vlan == b->vlan && ipv6_addr_equal(&a->dst, &b->dst);
}

/**
 * st2110_flow_register() - before there is a flow
 *
 * Process context.
 *
 * Return: 0 or -ENOMEM.
 */
int __init st2110_flow_register(void)
{
	get_random_bytes(&flow_seed, sizeof(flow_seed));
	/* Not at cache lines: of 1,920 octets, one CPU's slabs would be 16 KiB, for eight. */
	flow_cache = KMEM_CACHE(st2110_flow, 0);
	return flow_cache ? 0 : -ENOMEM;
}

/**
 * st2110_flow_unregister() - no flow is there any more
 *
 * Process context; waits for those that were freed.
 */
void st2110_flow_unregister(void)
{
	rcu_barrier();
	kmem_cache_destroy(flow_cache);
}

/**
 * st2110_flow_none() - is it plain to see that a packet is neither media nor PTP?
 * @skb: packet at the qdisc
 *
 * Any context.
 */
bool st2110_flow_none(const struct sk_buff *skb)
{
	__be16 port = st2110_plain_port(skb);

	return port && port != htons(ST2110_PTP_EVENT_PORT) &&
	       port != htons(ST2110_PTP_GENERAL_PORT) && !READ_ONCE(*flows_of(port));
}

/**
 * st2110_flow_find() - the flow that a packet belongs to
 * @dev: device it leaves by
 * @p: classified packet
 *
 * Also finds the flow whose RTCP port (its own, odd, plus one) this is; the
 * caller tells by comparing ports. Under rcu_read_lock_bh().
 *
 * Return: the flow, or NULL.
 */
struct st2110_flow *st2110_flow_find(const struct net_device *dev, const struct st2110_packet *p)
{
	u16 port = ntohs(p->key.port);
	struct st2110_flow *f;

	if (!READ_ONCE(*flows_of(p->key.port)))
		return NULL;
	hash_for_each_possible_rcu(flow_table, f, node, hash(dev, &p->key),
				   lockdep_rtnl_is_held() || rcu_read_lock_bh_held()) {
		u16 own = ntohs(f->config.key.port);

		if (f->dev != dev || !same_host(&f->config.key, &p->key))
			continue;
		if (own != port && ((own & 1) || own + 1 != port))
			continue;
		if (f->config.src_set && !ipv6_addr_equal(&f->config.src, &p->src))
			continue;
		return f;
	}
	return NULL;
}

/**
 * st2110_flow_plain() - likewise, as far as it is plain to see
 * @dev: device it leaves by
 * @skb: packet at the qdisc
 * @flow: set to the flow that it is of, to its own port, if st2110_rtp_plain() says so
 *	with its key; NULL: st2110_classify() has to tell
 *
 * No two flows catch the same packets. Under rcu_read_lock_bh().
 *
 * Return: false when it is neither media nor PTP, as st2110_flow_none().
 */
bool st2110_flow_plain(const struct net_device *dev, const struct sk_buff *skb,
		       struct st2110_flow **flow)
{
	const struct iphdr *ip = (const struct iphdr *)(skb->data + ETH_HLEN);
	__be16 port = st2110_plain_port(skb);
	struct st2110_flow *f;
	u32 bucket;

	*flow = NULL;
	if (!port || port == htons(ST2110_PTP_EVENT_PORT) ||
	    port == htons(ST2110_PTP_GENERAL_PORT))
		return true;
	if (!READ_ONCE(*flows_of(port)))
		return false;
	bucket = hash_words(dev, ip->daddr, st2110_vlan_of(skb), port, flow_seed);
	hash_for_each_possible_rcu(flow_table, f, node, bucket,
				   lockdep_rtnl_is_held() || rcu_read_lock_bh_held()) {
		const struct st2110_config *c = &f->config;

		if (c->key.dst.s6_addr32[3] != ip->daddr || c->key.port != port || f->dev != dev ||
		    !ipv6_addr_v4mapped(&c->key.dst) ||
		    (c->src_set && c->src.s6_addr32[3] != ip->saddr))
			continue;
		*flow = f;
		break;
	}
	return true;
}

/**
 * st2110_flow_twin() - a flow that would catch the same packets
 * @dev: device
 * @config: what another flow is to catch
 *
 * Under RTNL.
 *
 * Return: the flow, or NULL.
 */
struct st2110_flow *st2110_flow_twin(const struct net_device *dev,
				     const struct st2110_config *config)
{
	struct st2110_flow *f;

	ASSERT_RTNL();
	hash_for_each_possible(flow_table, f, node, hash(dev, &config->key)) {
		if (f->dev != dev || !same_host(&f->config.key, &config->key) ||
		    f->config.key.port != config->key.port)
			continue;
		if (f->config.src_set && config->src_set &&
		    !ipv6_addr_equal(&f->config.src, &config->src))
			continue;
		return f;
	}
	return NULL;
}

/**
 * st2110_flow_named() - the flow of a port, or of a device of kind st2110, that has a name
 * @dev: device
 * @port: port of it; NULL: of a device of kind st2110
 * @name: name
 *
 * Under RTNL.
 *
 * Return: the flow, or NULL.
 */
struct st2110_flow *st2110_flow_named(const struct net_device *dev, const struct st2110_port *port,
				      const char *name)
{
	struct st2110_flow *f;

	ASSERT_RTNL();
	hash_for_each_possible(name_table, f, by_name, name_hash(name))
		if (f->dev == dev && f->port == port && !strcmp(f->config.name, name))
			return f;
	return NULL;
}

/* How often what a flow may take of its link has changed, of any port. */
static atomic_t plans = ATOMIC_INIT(0);

/**
 * st2110_flow_plans() - how often flows were given other schedules, or are to be
 *
 * Any context.
 */
u32 st2110_flow_plans(void)
{
	return atomic_read(&plans);
}

/**
 * st2110_flow_planned() - some flow has another schedule, or is to have one
 *
 * Any context.
 */
void st2110_flow_planned(void)
{
	atomic_inc(&plans);
}

/**
 * st2110_flow_margins() - work out what is kept from the ends of each window
 * @f: flow with its schedules and guard_ns set
 *
 * A quarter of the window or the guard, whichever is longer, at most half a
 * window. A wide sender's frame need not be there a quarter of its window before
 * it begins, for nothing leaves before k * T_FRAME anyway: a quarter of TR_OFFSET
 * or the guard will do. What is due when it opens does not open later for a guard.
 * What may be launched is always asked for as early as launching needs it, so that
 * no frame slips when launching begins, with the first packet or at a clock's lock.
 * Root lock.
 */
void st2110_flow_margins(struct st2110_flow *f)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);
	u32 early = s->tro_ns / 4;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(f->sched) && f->sched[i]; i++) {
		u32 window = f->sched[i]->window_ns;

		f->margins[i] = min(max(f->guard_ns, window / 4), window / 2);
		if (f->sched[i]->prompt)
			f->margins[i] = window / 4;
	}
	f->cannot_hold = f->guard_ns > (f->ahead_ns ?: (u32)s->window_ns) / 2;
	if (s->prompt && !f->ahead_ns)
		f->cannot_hold = f->guard_ns > (u32)s->window_ns - st2110_flow_margin_ns(f);
	if (f->exact)
		f->cannot_hold = false;
	f->ready_ns = min(st2110_flow_margin_ns(f), max(f->guard_ns, early));
	if (f->may_ahead_ns)
		f->ready_ns = f->sched[f->cur]->window_ns / 2 + f->may_ahead_ns;
	st2110_flow_hold_update(f);
}

/**
 * st2110_flow_initial_hold() - hold before anything is measured
 * @f: flow
 *
 * What a sender needs that spreads a frame evenly over T_FRAME: the part of the
 * frame in which the receiver does not read, plus the margin.
 *
 * Return: nanoseconds.
 */
u64 st2110_flow_initial_hold(const struct st2110_flow *f)
{
	const struct st2110_schedule *s = st2110_flow_sched(f);

	return s->frame_ns - min(s->active_ns, s->frame_ns) + f->ready_ns;
}

/**
 * st2110_flow_hold_update() - put the hold that is stated or measured in force
 * @f: flow
 *
 * Measured need is trusted up to twice the initial hold: a sender that is slower
 * than that cannot be told from one that our own queue holds back. Root lock.
 */
void st2110_flow_hold_update(struct st2110_flow *f)
{
	u64 most;

	if (f->config.hold_set) {
		f->hold_ns = f->config.hold_ns + f->ready_ns;
		return;
	}
	most = 2 * st2110_flow_initial_hold(f) + st2110_flow_sched(f)->frame_ns / 16;
	f->hold_ns = min(f->span_need_ns, most) + f->ready_ns;
}

/**
 * st2110_flow_ring_fields() - ring entries that a queue needs
 * @queue: frames
 * @s: schedule
 *
 * Every field of the frames that may wait, the one in progress among them, and a
 * frame to spare. Any context.
 */
u32 st2110_flow_ring_fields(u32 queue, const struct st2110_schedule *s)
{
	return (queue + 1) * s->fields;
}

/* The loop as the configuration wants it from now on. */
static void loop_changed(struct st2110_flow *f, u8 was)
{
	struct st2110_config *c = &f->config;
	struct st2110_loop *loop;

	f->latency_ns = c->tx_latency_ns + st2110_flow_loop_ns(f);
	if (!f->stamped)
		return;
	loop = &f->stamped->loop;
	if (c->loop_set)
		st2110_loop_set(loop, c->loop_ns);
	else if (c->loop == ST2110_LOOP_MODE_OFF)
		st2110_loop_set(loop, 0);
	else if (c->loop == ST2110_LOOP_MODE_FROZEN && was != c->loop)
		st2110_loop_set(loop, loop->now_ns);
	else if (was != c->loop)
		loop->windows = 0;
	c->loop_set = false;
	c->loop_ns = loop->estimate_ns;
}

/**
 * st2110_flow_latency() - put in force what the loop has learned
 * @f: flow that is or was stamped
 * @s: schedule of the field that has just left
 *
 * Between two fields, and by a step that the bucket cannot notice: within a gap
 * anything does, without one half a T_DRAIN. Never by more than packets may be
 * early, or a wrong clock would have frames begin before their time. Root lock.
 */
void st2110_flow_latency(struct st2110_flow *f, const struct st2110_schedule *s)
{
	u32 lead = f->config.lead_set ? f->config.lead_ns : min_t(u64, s->tro_ns, U32_MAX);
	u32 step = s->gapped ? LOOP_STEP_NS : max_t(u32, s->tdrain_q32 >> 33, 1);

	st2110_loop_step(&f->stamped->loop, step, lead);
	f->latency_ns = f->config.tx_latency_ns + f->stamped->loop.now_ns;
}

static void free_now(struct rcu_head *rcu)
{
	struct st2110_flow *f = container_of(rcu, struct st2110_flow, rcu);

	kfree(f->staged);
	kfree(f->sdp_extra);
	kfree(f->rhythm);
	kfree(f->due);
	if (f->owns)
		kfree(f->sched[0]);
	else
		st2110_shared_put(f->sched[0]);
	kfree(f->sched[1]);
	kfree(st2110_flow_detour(f));
	kfree(f->member);
	kfree(f->stamped);
	if (f->ring != f->few)
		kfree(f->ring);
	kmem_cache_free(flow_cache, f);
}

static int part(void *part, bool there, bool wanted, size_t size)
{
	void **at = part;

	if (there || !wanted)
		return 0;
	*at = kzalloc(size, GFP_KERNEL_ACCOUNT);
	return *at ? 0 : -ENOMEM;
}

/**
 * st2110_flow_provide() - allocate what a flow lacks for a configuration
 * @f: flow
 * @config: configuration, resolved
 * @s: its schedule
 * @also: ST2110_PART_*, what else is needed
 * @parts: filled in
 *
 * Process context; under RTNL, unless nobody else knows the flow.
 *
 * Return: 0 or -ENOMEM, with @parts empty.
 */
int st2110_flow_provide(const struct st2110_flow *f, const struct st2110_config *config,
			const struct st2110_schedule *s, u8 also, struct st2110_parts *parts)
{
	u32 fields = st2110_flow_ring_fields(config->queue, s);
	bool own = also & ST2110_PART_SPARE;
	int err;

	*parts = (struct st2110_parts){ .fields = fields };
	err = part(&parts->ring, fields <= f->ring_size, true,
		   array_size(fields, sizeof(*parts->ring))) ?:
	      part(&parts->own[0], f->owns, own, sizeof(*s)) ?:
	      part(&parts->own[1], f->owns, own, sizeof(*s)) ?:
	      part(&parts->detour, f->config.besides, st2110_config_besides(config),
		   sizeof(*parts->detour)) ?:
	      part(&parts->member, f->member, *st2110_besides(config)->sync,
		   sizeof(*parts->member)) ?:
	      part(&parts->stamped, f->stamped, config->loop_set || also & ST2110_PART_STAMPED,
		   sizeof(*parts->stamped));
	if (err)
		st2110_parts_free(parts);
	return err;
}

/* Queued packets are told their entries' new places. */
static struct st2110_field *regrow(struct st2110_flow *f, struct st2110_field *ring, u32 fields)
{
	struct st2110_field *old = f->ring;
	struct sk_buff *skb;
	u32 n = 0, i;

	for (i = f->ring_tail; i != f->ring_head; i = st2110_ring_next(f, i))
		ring[n++] = old[i];
	for (skb = f->head; skb; skb = skb->next)
		st2110_cb(skb)->slot = st2110_ring_minus(f, st2110_cb(skb)->slot, f->ring_tail);
	if (f->begun)
		f->begun = 1 + st2110_ring_minus(f, f->begun - 1, f->ring_tail);
	f->ring = ring;
	f->ring_size = fields;
	f->ring_tail = 0;
	f->ring_head = n;
	return old == f->few ? NULL : old;
}

/**
 * st2110_flow_equip() - give a flow what it lacked
 * @f: flow
 * @parts: what st2110_flow_provide() allocated; what is left in it is to be freed
 *
 * Root lock, unless nobody else knows the flow. RTNL.
 */
void st2110_flow_equip(struct st2110_flow *f, struct st2110_parts *parts)
{
	if (parts->ring)
		parts->ring = regrow(f, parts->ring, parts->fields);
	if (parts->own[0]) {
		memcpy(parts->own[0], f->sched[0], sizeof(*f->sched[0]));
		parts->shared = f->sched[0];
		f->sched[0] = parts->own[0];
		parts->own[0] = NULL;
		swap(f->sched[1], parts->own[1]);
		f->owns = true;
	}
	if (parts->detour) {
		f->config.besides = &parts->detour->besides;
		parts->detour = NULL;
	}
	if (parts->member) {
		parts->member->flow = f;
		INIT_LIST_HEAD(&parts->member->await.list);
		swap(f->member, parts->member);
	}
	if (parts->stamped) {
		st2110_coverage_reset(&parts->stamped->seen);
		swap(f->stamped, parts->stamped);
	}
}

/**
 * st2110_parts_free() - free what was not taken, or what it replaced
 * @parts: parts
 */
void st2110_parts_free(struct st2110_parts *parts)
{
	kfree(parts->ring);
	kfree(parts->own[0]);
	kfree(parts->own[1]);
	st2110_shared_put(parts->shared);
	kfree(parts->detour);
	kfree(parts->member);
	kfree(parts->stamped);
	*parts = (struct st2110_parts){ };
}

/**
 * st2110_flow_create() - allocate a flow
 * @config: what was asked, resolved
 * @s: its schedule
 * @also: ST2110_PART_*, what it needs besides
 *
 * A flow that may learn its N, or where its samples begin, changes its schedule itself.
 * Process context.
 *
 * Return: the flow, in no table, or NULL.
 */
struct st2110_flow *st2110_flow_create(const struct st2110_config *config,
				       const struct st2110_schedule *s, u8 also)
{
	struct st2110_parts parts;
	struct st2110_flow *f;

	f = kmem_cache_zalloc(flow_cache, GFP_KERNEL_ACCOUNT);
	if (!f)
		return NULL;
	f->ring_size = ARRAY_SIZE(f->few);
	f->ring = f->few;
	f->sched[0] = st2110_shared_get(s);
	f->intake = st2110_essence_intake(config->shape.essence);
	if (f->intake || !config->packets_stated)
		also |= ST2110_PART_SPARE;
	if (!f->sched[0] || part(&f->rhythm, false, f->intake, sizeof(*f->rhythm)) ||
	    part(&f->due, false, s->deadline_ns, sizeof(*f->due)) ||
	    st2110_flow_provide(f, config, s, also, &parts)) {
		free_now(&f->rcu);
		return NULL;
	}
	st2110_flow_equip(f, &parts);
	st2110_parts_free(&parts);
	st2110_config_copy(&f->config, config);
	loop_changed(f, config->loop);
	st2110_line_set(&f->drain, 0, 0, 0);
	f->packets_source = config->packets_stated ? 1 : config->packets_auto ? 2 : 0;
	f->span_need_ns = s->frame_ns - min(s->active_ns, s->frame_ns);
	f->resync_cause = ST2110_CAUSE_START;
	RB_CLEAR_NODE(&f->by_open);
	RB_CLEAR_NODE(&f->by_close);
	INIT_LIST_HEAD(&f->list);
	st2110_flow_margins(f);
	st2110_flow_reset_stats(f);
	return f;
}

/**
 * st2110_flow_publish() - let packets find a flow
 * @f: flow with dev and port set
 *
 * Under RTNL.
 */
void st2110_flow_publish(struct st2110_flow *f)
{
	u32 *flows = flows_of(f->config.key.port);

	ASSERT_RTNL();
	WRITE_ONCE(*flows, *flows + 1);
	hash_add_rcu(flow_table, &f->node, hash(f->dev, &f->config.key));
	hash_add(name_table, &f->by_name, name_hash(f->config.name));
}

/**
 * st2110_flow_unpublish() - no packet finds a flow any more
 * @f: published flow
 *
 * A packet that found it before may still reach it; the port refuses that one
 * once @f->removed is set under its root lock. Under RTNL.
 */
void st2110_flow_unpublish(struct st2110_flow *f)
{
	u32 *flows = flows_of(f->config.key.port);

	ASSERT_RTNL();
	hash_del_rcu(&f->node);
	hash_del(&f->by_name);
	WRITE_ONCE(*flows, *flows - 1);
}

/**
 * st2110_flow_keep_sdp() - keep what user space needs for a session description
 * @f: flow
 * @attr: string; empty: no more; NULL: nothing changes
 *
 * At once, since nothing here depends on it. Under RTNL.
 *
 * Return: 0 or -ENOMEM.
 */
int st2110_flow_keep_sdp(struct st2110_flow *f, const struct nlattr *attr)
{
	char *text = NULL;

	if (!attr)
		return 0;
	if (*(const char *)nla_data(attr)) {
		text = nla_strdup(attr, GFP_KERNEL_ACCOUNT);
		if (!text)
			return -ENOMEM;
	}
	kfree(f->sdp_extra);
	f->sdp_extra = text;
	return 0;
}

/**
 * st2110_flow_free() - free after every reader is gone
 * @f: unpublished flow without packets
 *
 * Process context. Not kfree_rcu(), which rcu_barrier() does not wait for on 6.1.
 */
void st2110_flow_free(struct st2110_flow *f)
{
	call_rcu(&f->rcu, free_now);
}

static void change_config(struct st2110_flow *f, const struct st2110_config *config)
{
	u8 was = f->config.loop;

	st2110_flow_planned();
	st2110_config_copy(&f->config, config);
	loop_changed(f, was);
}

/* A schedule follows from the shape; of audio, its phase from the offset too. */
static bool same_schedule(const struct st2110_config *a, const struct st2110_config *b)
{
	return !memcmp(&a->shape, &b->shape, sizeof(a->shape)) &&
	       a->media_offset == b->media_offset;
}

/**
 * st2110_flow_change() - begin to use another configuration
 * @f: flow
 * @config: configuration, resolved; same key
 * @s: its schedule
 *
 * Only between frames: new frames take the new schedule, queued ones keep theirs. Where
 * the schedule stays, where its samples begin does too. Root lock.
 *
 * Return: false when a queued field still needs the schedule that would be
 * overwritten, so that the change has to wait.
 */
bool st2110_flow_change(struct st2110_flow *f, const struct st2110_config *config,
			const struct st2110_schedule *s)
{
	const struct st2110_schedule *was = st2110_flow_sched(f);
	u8 other = !f->cur;
	unsigned int i;

	if (config != &f->config && same_schedule(config, &f->config)) {
		change_config(f, config);
		st2110_flow_margins(f);
		return true;
	}
	if (WARN_ON_ONCE(!f->owns))
		return false;
	for (i = f->ring_tail; i != f->ring_head; i = st2110_ring_next(f, i))
		if (f->ring[i].sched == other)
			return false;

	/* k counts frames of one rate; another rate counts from its own epoch. */
	if (s->rate_num != was->rate_num || s->rate_den != was->rate_den ||
	    s->fields != was->fields) {
		f->running = false;
		f->resync_cause = ST2110_CAUSE_CHANGED;
		f->in.pair = false;
		f->drift_frames = 0;
	}
	*f->sched[other] = *s;
	f->cur = other;
	st2110_flow_planned();
	if (f->vrx_sched == other)
		f->vrx_sched = ST2110_SCHED_NONE;
	if (config != &f->config) {
		change_config(f, config);
		/* The new schedule knows nothing of where samples begin. */
		if (f->rhythm && f->rhythm->phase) {
			f->rhythm->phase = 0;
			f->running = false;
			f->resync_cause = ST2110_CAUSE_CHANGED;
		}
	}
	st2110_flow_margins(f);
	return true;
}

/**
 * st2110_flow_reset_stats() - begin to count anew
 * @f: flow
 *
 * Root lock, unless nobody else knows the flow.
 */
void st2110_flow_reset_stats(struct st2110_flow *f)
{
	struct st2110_flow_stats *st = &f->stats;

	memset(st, 0, sizeof(*st));
	st->error_min_ns = S64_MAX;
	st->error_max_ns = S64_MIN;
	st->fpt_min_ns = S64_MAX;
	st->fpt_max_ns = S64_MIN;
	st->since_tai_ns = ktime_get_clocktai_ns();
	if (f->due)
		*f->due = (struct st2110_due){ .min_ns = S64_MAX, .max_ns = S64_MIN };
	if (f->rhythm)
		st2110_delay_reset(&f->rhythm->delay);
	if (f->stamped)
		st2110_coverage_reset(&f->stamped->seen);
	st2110_bucket_reset_peaks(&f->bucket);
	st2110_vrx_reset_peaks(&f->vrx);
	f->margin_min_ns = S64_MAX;
	f->margin_min_prev_ns = S64_MAX;
	f->drift_frames = 0;
}

/* Where events of a kind are held back, from 1; 0: they are always told. */
static const u8 event_kinds[ST2110_EVENT_TYPES] = {
	[ST2110_EVENT_TYPE_LATE] = 1,
	[ST2110_EVENT_TYPE_UNDERRUN] = 2,
	[ST2110_EVENT_TYPE_SLIP] = 3,
	[ST2110_EVENT_TYPE_REPAID] = 4,
	[ST2110_EVENT_TYPE_COMPLIANCE_LOST] = 5,
	[ST2110_EVENT_TYPE_COMPLIANCE_REGAINED] = 6,
	[ST2110_EVENT_TYPE_PACKET_COUNT] = 7,
	[ST2110_EVENT_TYPE_RESYNC] = 8,
	[ST2110_EVENT_TYPE_SKIP] = 9,
	[ST2110_EVENT_TYPE_LEG] = ST2110_EVENTS_HELD,
};

/**
 * st2110_flow_event() - raise an event of a flow, not too often
 * @f: flow
 * @e: event with type and its own facts; name, times and suppressed are filled in,
 *	tai_ns if it is 0
 *
 * One of a kind and flow every 100 ms; the rest is counted. Epochs, and what was asked
 * for, are always told. Root lock.
 */
void st2110_flow_event(struct st2110_flow *f, struct st2110_event *e)
{
	u32 now = (u32)jiffies, kind = event_kinds[e->type];

	if (kind--) {
		if (f->event_at[kind] && now - f->event_at[kind] < EVENT_GAP) {
			if (f->event_held[kind] < U16_MAX)
				f->event_held[kind]++;
			return;
		}
		f->event_at[kind] = now ?: 1;
		e->suppressed = f->event_held[kind];
		f->event_held[kind] = 0;
	}
	strscpy(e->flow, f->config.name, sizeof(e->flow));
	e->mono_ns = ktime_get_ns();
	if (!e->tai_ns)
		e->tai_ns = f->running ? st2110_mono_to_media(&f->map, e->mono_ns) :
					 ktime_get_clocktai_ns();
	st2110_event_raise(f->events, e);
}
