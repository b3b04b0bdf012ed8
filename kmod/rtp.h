/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RTP in an skb: find it, check it, stamp it.
 *
 * A packet may be shared, cloned or mapped from user memory (PACKET_TX_RING,
 * MSG_ZEROCOPY), where its sender can change it while we look. So the headers
 * are pulled into the linear, private part first and parsed after that, and
 * nothing is read twice. skb->protocol is what an AF_PACKET sender says it is;
 * only the octets count.
 */
#ifndef ST2110_RTP_H
#define ST2110_RTP_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/skbuff.h>
#include <linux/udp.h>

#define ST2110_RTP_HEADER	12
#define ST2110_RTP_FIRST	0x8000	/* its first two octets, without marker and payload type */
#define ST2110_PLAIN_UDP	(ETH_HLEN + sizeof(struct iphdr))	/* of st2110_rtp_plain() */
#define ST2110_PTP_EVENT_PORT	319
#define ST2110_PTP_GENERAL_PORT	320
#define ST2110_VLAN_NONE	0	/* priority-tagged counts as untagged */

/* What classification sees of a packet. */
enum st2110_class {
	ST2110_CLASS_OTHER,
	ST2110_CLASS_PTP,		/* 0x88f7, UDP 319 and 320 */
	ST2110_CLASS_UDP,		/* whole UDP datagram, key is filled in */
};

struct st2110_key {
	struct in6_addr dst;		/* IPv4 as ::ffff:a.b.c.d */
	__be16 port;
	u16 vlan;			/* innermost VLAN ID, 0 untagged */
};

struct st2110_packet {
	struct st2110_key key;
	struct in6_addr src;
	u16 l3;				/* offsets from skb->data */
	u16 udp;
	u16 rtp;			/* UDP payload */
	u16 payload;			/* RTP payload */
	u16 end;			/* end of the UDP datagram */
	bool fragment;			/* first fragment: never RTP to us */
	/* after st2110_rtp_parse() */
	bool marker;
	u8 pt;
	u16 seq;
	u32 ts;
	u32 ssrc;
};

/* Of the accelerated tag. */
static inline u16 st2110_vlan_of(const struct sk_buff *skb)
{
	return skb_vlan_tag_present(skb) ? skb_vlan_tag_get_id(skb) : ST2110_VLAN_NONE;
}

/**
 * st2110_plain_port() - UDP destination of a packet that is plain to see
 * @skb: packet at the qdisc, skb->data at its Ethernet header
 *
 * Without VLAN tag in band or IP options, headers in linear memory. Of a later
 * fragment it is two octets of its payload.
 *
 * Return: the port; 0 when only st2110_classify() can tell.
 */
static inline __be16 st2110_plain_port(const struct sk_buff *skb)
{
	const u8 *ip = skb->data + ETH_HLEN;

	if (skb_headlen(skb) < ETH_HLEN + sizeof(struct iphdr) + sizeof(struct udphdr) ||
	    ((const struct ethhdr *)skb->data)->h_proto != htons(ETH_P_IP) ||
	    ip[0] != 0x45 || ip[offsetof(struct iphdr, protocol)] != IPPROTO_UDP)
		return 0;
	return ((const struct udphdr *)(ip + sizeof(struct iphdr)))->dest;
}

enum st2110_class st2110_classify(struct sk_buff *skb, struct st2110_packet *p);

enum st2110_rtp_kind {
	ST2110_RTP_NOT,			/* no RTP version 2, or cut short */
	ST2110_RTP_MEDIA,
	ST2110_RTP_RTCP,
};

const u8 *st2110_rtp_plain(struct sk_buff *skb, const struct st2110_key *key);
bool st2110_rtp_expected(const struct sk_buff *skb, const u8 *h, struct st2110_packet *p);
enum st2110_rtp_kind st2110_rtp_parse(struct sk_buff *skb, struct st2110_packet *p);
bool st2110_rtp_stamp(struct sk_buff *skb, unsigned int udp, u32 ts);
bool st2110_rtcp_translate(struct sk_buff *skb, const struct st2110_packet *p, u32 delta);

/**
 * st2110_rtp_writable() - make the headers up to the RTP header ours alone
 * @skb: packet
 * @p: parsed packet
 *
 * Softirq. May allocate, with GFP_ATOMIC, for a clone.
 *
 * Return: 0 or -ENOMEM.
 */
static inline int st2110_rtp_writable(struct sk_buff *skb, const struct st2110_packet *p)
{
	unsigned int len = p->rtp + ST2110_RTP_HEADER;

	if (likely(len <= skb_headlen(skb) && !skb_cloned(skb)))
		return 0;
	return skb_ensure_writable(skb, len);
}

/**
 * st2110_rtp_stamp_plain() - likewise, where the headers are plain
 * @skb: packet, not cloned
 * @h: what st2110_rtp_plain() returned
 * @ts: timestamp
 *
 * Return: true when a UDP checksum was adjusted.
 */
static __always_inline bool st2110_rtp_stamp_plain(struct sk_buff *skb, const u8 *h, u32 ts)
{
	const struct udphdr *uh = (const struct udphdr *)(h - sizeof(*uh));

	/* Mostly there is no checksum yet, or none at all. */
	if (uh->check && skb->ip_summed != CHECKSUM_PARTIAL)
		return st2110_rtp_stamp(skb, ST2110_PLAIN_UDP, ts);
	put_unaligned_be32(ts, (u8 *)h + 4);
	return false;
}

#endif /* ST2110_RTP_H */
