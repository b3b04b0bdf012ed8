// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output; see output.h.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/ipv6_stubs.h>
#include <net/neighbour.h>
#include <net/route.h>

#include "compat/compat.h"
#include "port.h"

#define ASK_NS		NSEC_PER_SEC	/* a neighbour that is known is asked for so often */

/**
 * st2110_output_group() - the MAC address of an IP multicast group
 * @dst: address, IPv4 mapped
 * @mac: filled in
 *
 * Return: false when it is none.
 */
bool st2110_output_group(const struct in6_addr *dst, u8 *mac)
{
	u32 low;
	u16 high;

	if (!st2110_output_words(dst, &high, &low))
		return false;
	put_unaligned_be16(high, mac);
	put_unaligned_be32(low, mac + 2);
	return true;
}

static struct dst_entry *route(const struct net_device *dev, const struct in6_addr *to)
{
	struct net *net = dev_net(dev);
	struct flowi6 fl6 = {
		.daddr = *to,
		.flowi6_oif = dev->ifindex,
		.flowi6_proto = IPPROTO_UDP,
	};
	struct flowi4 fl4 = {
		.daddr = to->s6_addr32[3],
		.flowi4_oif = dev->ifindex,
		.flowi4_proto = IPPROTO_UDP,
	};
	struct dst_entry *dst;
	struct rtable *rt;

	if (ipv6_addr_v4mapped(to)) {
		rt = ip_route_output_flow(net, &fl4, NULL);
		return IS_ERR(rt) ? NULL : &rt->dst;
	}
	dst = ipv6_stub->ipv6_dst_lookup_flow(net, NULL, &fl6, NULL);
	return IS_ERR(dst) ? NULL : dst;
}

/**
 * st2110_output_ask() - ask for the neighbour that packets go to
 * @dev: device that they leave by
 * @dst: unicast address, IPv4 mapped
 * @vlan: ID of their tag, 0 none: the VLAN's device has the neighbour, where there is one
 * @mac: gets its address, MAX_ADDR_LEN octets
 *
 * Has it confirmed, as sending would. BH disabled, under RCU, no lock of ours.
 *
 * Return: is it known?
 */
bool st2110_output_ask(struct net_device *dev, const struct in6_addr *dst, u16 vlan, u8 *mac)
{
	const void *addr = ipv6_addr_v4mapped(dst) ? (const void *)&dst->s6_addr32[3] :
						     (const void *)dst;
	struct dst_entry *entry;
	struct neighbour *n;
	bool known = false;

	if (vlan)
		dev = __vlan_find_dev_deep_rcu(dev, htons(ETH_P_8021Q), vlan) ?: dev;
	entry = route(dev, dst);
	if (!entry)
		return false;
	n = entry->dev == dev ? dst_neigh_lookup(entry, addr) : NULL;
	if (n) {
		known = !neigh_event_send(n, NULL) && n->nud_state & NUD_VALID;
		if (known)
			neigh_ha_snapshot(mac, n, dev);
		neigh_release(n);
	}
	dst_release(entry);
	return known;
}

/**
 * st2110_output_look() - find the MAC address of an output
 * @dev: device
 * @out: output; known and mac are filled in
 * @vlan: ID of the packets' tag, 0 none
 *
 * Process context.
 */
void st2110_output_look(struct net_device *dev, struct st2110_output *out, u16 vlan)
{
	u8 mac[MAX_ADDR_LEN];

	rcu_read_lock_bh();
	out->known = st2110_output_group(&out->dst, mac) ||
		     st2110_output_ask(dev, &out->dst, vlan, mac);
	rcu_read_unlock_bh();
	if (out->known)
		ether_addr_copy(out->mac, mac);
}

static bool asks(const struct st2110_output *out)
{
	u8 mac[ETH_ALEN];

	return out->port && !st2110_output_group(&out->dst, mac);
}

/* Tell what was found out to all that go there. Root lock. */
static void tell(struct st2110_flow *f, const struct st2110_output *found)
{
	struct st2110_detour *d = st2110_flow_detour(f);
	struct st2110_output *of[] = {
		&d->besides.to[0], &d->was_to,
		f->staged ? &f->staged->besides.to[0] : NULL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of); i++) {
		if (!of[i] || !of[i]->port || !ipv6_addr_equal(&of[i]->dst, &found->dst))
			continue;
		of[i]->known = found->known;
		ether_addr_copy(of[i]->mac, found->mac);
	}
}

/* One flow's neighbour, if it has one and it is time. RTNL. */
static void ask_for(struct st2110_port *port, struct st2110_flow *f)
{
	spinlock_t *lock = qdisc_lock(port->sch);
	struct st2110_detour *d = st2110_flow_detour(f);
	struct st2110_output out;
	u64 now = ktime_get_ns();
	bool due;

	if (!d)
		return;
	spin_lock_bh(lock);
	out = d->besides.to[0];
	due = !f->leg && asks(&out) && (!out.known || now - d->asked_ns >= ASK_NS / 2);
	spin_unlock_bh(lock);
	if (!due)
		return;
	st2110_output_look(port->dev, &out, f->config.key.vlan);
	spin_lock_bh(lock);
	d->asked_ns = now;
	tell(f, &out);
	spin_unlock_bh(lock);
}

/* Who takes a port apart waits for this under RTNL. */
static void work(struct work_struct *work)
{
	struct st2110_port *port = container_of(to_delayed_work(work), struct st2110_port, asking);
	struct st2110_flow *f;

	if (!rtnl_trylock()) {
		schedule_delayed_work(&port->asking, 1);
		return;
	}
	list_for_each_entry(f, &port->flows, list)
		ask_for(port, f);
	rtnl_unlock();
}

/**
 * st2110_output_ready() - can a frame that begins be addressed?
 * @f: flow without legs
 * @now_ns: MONOTONIC
 *
 * Has its neighbour asked for where it is time. Root lock.
 */
bool st2110_output_ready(struct st2110_flow *f, u64 now_ns)
{
	const struct st2110_detour *d = st2110_flow_detour(f);
	const struct st2110_output *out;

	if (!d || !d->besides.to[0].port)
		return true;
	out = &d->besides.to[0];
	if (asks(out) && (!out->known || now_ns - d->asked_ns >= ASK_NS))
		schedule_delayed_work(&f->port->asking, 0);
	return out->known;
}

/**
 * st2110_output_begins() - from the next frame on packets go elsewhere
 * @f: flow that asks for more than most, or did
 * @was: where they went
 *
 * Root lock.
 */
void st2110_output_begins(struct st2110_flow *f, const struct st2110_output *was)
{
	struct st2110_detour *d = st2110_flow_detour(f);

	d->was_to = *was;
	d->to_from_ns = f->running ? U64_MAX : 0;
}

/**
 * st2110_output_follow() - a field begins: RTCP may follow it
 * @f: flow that asks for more than most
 * @from_ns: when it leaves at the earliest, MONOTONIC
 *
 * Root lock.
 */
void st2110_output_follow(struct st2110_flow *f, u64 from_ns)
{
	struct st2110_detour *d = st2110_flow_detour(f);

	if (unlikely(d->to_from_ns == U64_MAX))
		d->to_from_ns = from_ns;
}

static void redirect(struct sk_buff *skb, const struct st2110_packet *p,
		     const struct st2110_output *out, unsigned int after)
{
	const struct st2110_address a = {
		.dst = out->dst,
		.src = out->src,
		.src_set = out->src_set,
		.port = htons(ntohs(out->port) + after),
		.tags_stay = true,
		.dst_mac = out->mac,
		.src_mac = NULL,
	};

	st2110_header_address(skb, p, &a);
}

/**
 * st2110_output_rtp() - have a media packet go where its flow does
 * @f: flow that goes elsewhere, and is ready
 * @skb: packet
 * @p: parsed packet
 *
 * Softirq or BH disabled; may allocate for a clone. Root lock.
 *
 * Return: 0 or -ENOMEM.
 */
int st2110_output_rtp(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_packet *p)
{
	if (unlikely(st2110_rtp_writable(skb, p)))
		return -ENOMEM;
	redirect(skb, p, &st2110_besides(&f->config)->to[0], 0);
	return 0;
}

/**
 * st2110_output_rtcp() - likewise a packet of its RTCP
 * @f: flow
 * @skb: packet
 * @p: parsed packet, to the flow's port or the one after
 * @reason: why not, when it must not leave
 *
 * Root lock, softirq or BH disabled.
 *
 * Return: false when it must not.
 */
bool st2110_output_rtcp(struct st2110_flow *f, struct sk_buff *skb, const struct st2110_packet *p,
			enum st2110_drop *reason)
{
	const struct st2110_detour *d = st2110_flow_detour(f);
	const struct st2110_output *out;

	if (likely(!d))
		return true;
	out = ktime_get_ns() < d->to_from_ns ? &d->was_to : &d->besides.to[0];
	if (!out->port)
		return true;
	*reason = ST2110_DROP_UNRESOLVED;
	if (!out->known)
		return false;
	*reason = ST2110_DROP_MEMORY;
	if (skb_ensure_writable(skb, p->rtp))
		return false;
	redirect(skb, p, out, p->key.port != f->config.key.port);
	return true;
}

/**
 * st2110_output_init() - prepare a port's asking for neighbours
 * @port: port
 */
void st2110_output_init(struct st2110_port *port)
{
	INIT_DELAYED_WORK(&port->asking, work);
}
