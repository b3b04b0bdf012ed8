// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers; see header.h.
 */

#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <net/checksum.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>
#include <uapi/linux/st2110.h>

#include "header.h"

/**
 * st2110_header_marked() - is there anything to mark?
 * @marks: marks
 */
bool st2110_header_marked(const struct st2110_marks *marks)
{
	return marks->dscp != ST2110_MARK_KEEP || marks->ttl != ST2110_MARK_KEEP ||
	       marks->pcp != ST2110_MARK_KEEP;
}

static void mark_tags(struct sk_buff *skb, const struct st2110_packet *p, u16 pcp)
{
	u16 prio = pcp << VLAN_PRIO_SHIFT;
	unsigned int at;

	if (skb_vlan_tag_present(skb))
		skb->vlan_tci = (skb->vlan_tci & ~VLAN_PRIO_MASK) | prio;
	for (at = ETH_HLEN; at < p->l3; at += VLAN_HLEN) {
		struct vlan_hdr *tag = (struct vlan_hdr *)(skb->data + at);

		tag->h_vlan_TCI = (tag->h_vlan_TCI & ~htons(VLAN_PRIO_MASK)) | htons(prio);
	}
}

static void mark_ipv4(struct iphdr *ip, const struct st2110_marks *marks)
{
	__be16 *word = (__be16 *)&ip->ttl, was;	/* TTL and protocol share one */

	if (marks->dscp != ST2110_MARK_KEEP)
		ipv4_change_dsfield(ip, INET_ECN_MASK, marks->dscp << 2);
	if (marks->ttl != ST2110_MARK_KEEP && marks->ttl != ip->ttl) {
		was = *word;
		ip->ttl = marks->ttl;
		csum_replace2(&ip->check, was, *word);
	}
}

static void mark_ipv6(struct ipv6hdr *ip6, const struct st2110_marks *marks)
{
	if (marks->dscp != ST2110_MARK_KEEP)
		ipv6_change_dsfield(ip6, INET_ECN_MASK, marks->dscp << 2);
	if (marks->ttl != ST2110_MARK_KEEP)
		ip6->hop_limit = marks->ttl;
}

/**
 * st2110_header_mark() - write what routers and switches go by
 * @skb: packet
 * @p: parsed packet
 * @marks: what to write
 *
 * A UDP checksum covers none of it. Every tag that the packet has gets the
 * priority. Softirq or BH disabled; may allocate for a clone.
 *
 * Return: 0 or -ENOMEM.
 */
int st2110_header_mark(struct sk_buff *skb, const struct st2110_packet *p,
		       const struct st2110_marks *marks)
{
	void *ip;

	if (unlikely(st2110_rtp_writable(skb, p)))
		return -ENOMEM;
	if (marks->pcp != ST2110_MARK_KEEP)
		mark_tags(skb, p, marks->pcp);
	ip = skb->data + p->l3;
	if (*(const u8 *)ip >> 4 == 4)
		mark_ipv4(ip, marks);
	else
		mark_ipv6(ip, marks);
	return 0;
}

static void address4(struct sk_buff *skb, struct iphdr *ip, struct udphdr *uh, bool sum,
		     const struct st2110_address *a)
{
	__be32 dst = a->dst.s6_addr32[3], src = a->src_set ? a->src.s6_addr32[3] : ip->saddr;

	if (sum) {
		inet_proto_csum_replace4(&uh->check, skb, ip->daddr, dst, true);
		inet_proto_csum_replace4(&uh->check, skb, ip->saddr, src, true);
	}
	csum_replace4(&ip->check, ip->daddr, dst);
	csum_replace4(&ip->check, ip->saddr, src);
	ip->daddr = dst;
	ip->saddr = src;
}

static void address6(struct sk_buff *skb, struct ipv6hdr *ip6, struct udphdr *uh, bool sum,
		     const struct st2110_address *a)
{
	struct in6_addr src = a->src_set ? a->src : ip6->saddr;

	if (sum) {
		inet_proto_csum_replace16(&uh->check, skb, ip6->daddr.s6_addr32,
					  a->dst.s6_addr32, true);
		inet_proto_csum_replace16(&uh->check, skb, ip6->saddr.s6_addr32,
					  src.s6_addr32, true);
	}
	ip6->daddr = a->dst;
	ip6->saddr = src;
}

/**
 * st2110_header_address() - send a packet elsewhere
 * @skb: packet whose headers are ours alone and in linear memory
 * @p: parsed packet
 * @a: where to; of the same IP version
 *
 * Any accelerated tag makes way for the one that is stated, unless tags stay. Softirq or
 * BH disabled.
 */
void st2110_header_address(struct sk_buff *skb, const struct st2110_packet *p,
			   const struct st2110_address *a)
{
	struct udphdr *uh = (struct udphdr *)(skb->data + p->udp);
	struct ethhdr *eth = (struct ethhdr *)skb->data;
	void *ip = skb->data + p->l3;
	bool whole = skb->ip_summed != CHECKSUM_PARTIAL, sum = !whole || uh->check;
	u16 prio = skb_vlan_tag_present(skb) ? skb_vlan_tag_get_prio(skb) : 0;

	if (*(const u8 *)ip >> 4 == 4)
		address4(skb, ip, uh, sum, a);
	else
		address6(skb, ip, uh, sum, a);
	if (whole && sum)
		inet_proto_csum_replace2(&uh->check, skb, uh->dest, a->port, false);
	uh->dest = a->port;
	if (whole && sum && !uh->check)
		uh->check = CSUM_MANGLED_0;

	ether_addr_copy(eth->h_dest, a->dst_mac);
	if (a->src_mac)
		ether_addr_copy(eth->h_source, a->src_mac);
	if (a->tags_stay)
		return;
	__vlan_hwaccel_clear_tag(skb);
	if (a->pcp != ST2110_MARK_KEEP)
		prio = a->pcp;
	if (a->vlan)
		__vlan_hwaccel_put_tag(skb, htons(ETH_P_8021Q), a->vlan | prio << VLAN_PRIO_SHIFT);
}
