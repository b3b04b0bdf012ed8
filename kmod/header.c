// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers; see header.h.
 */

#include <linux/if_vlan.h>
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
