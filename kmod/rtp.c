// SPDX-License-Identifier: GPL-2.0-only
/*
 * RTP in an skb; see rtp.h.
 */

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <net/checksum.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "compat/compat.h"
#include "rtp.h"

#define RTP_HEADER		ST2110_RTP_HEADER
#define RTP_VERSION		2
#define RTCP_SR			200
/* RTP header, extended sequence number and first SRD of ST 2110-20 */
#define RTP_PULL		(RTP_HEADER + 2 + 6)
/* what of them is behind the Ethernet header, with plain IPv4 */
#define PULL_RTP		(sizeof(struct iphdr) + sizeof(struct udphdr) + RTP_PULL)
#define MAX_TAGS		2
#define MAX_EXTENSIONS		4	/* IPv6 extension headers walked */

/*
 * What __pskb_pull_tail() does, for the packets of a PACKET_TX_RING: all but the
 * Ethernet header is in pages, of which the first has the rest of the headers.
 */
static noinline bool pull(struct sk_buff *skb, unsigned int len)
{
	unsigned int delta = len - skb_headlen(skb);
	skb_frag_t *frag = &skb_shinfo(skb)->frags[0];
	const void *data;

	if (len > skb->len)
		return false;
	if (skb_cloned(skb) || !skb_shinfo(skb)->nr_frags || skb_frag_size(frag) <= delta ||
	    skb->end - skb->tail < (int)delta)
		return pskb_may_pull(skb, len);
	data = skb_frag_address_safe(frag);
	if (unlikely(!data))
		return pskb_may_pull(skb, len);
	if (likely(delta == PULL_RTP))
		memcpy(skb_tail_pointer(skb), data, PULL_RTP);	/* in line */
	else
		memcpy(skb_tail_pointer(skb), data, delta);
	skb_frag_off_add(frag, delta);
	skb_frag_size_sub(frag, delta);
	skb->tail += delta;
	skb->data_len -= delta;
	return true;
}

/*
 * Octets of @skb up to @len in linear memory. Pulling copies into the tail room
 * that every AF_PACKET skb has, and allocates only when there is none.
 */
static __always_inline bool have(struct sk_buff *skb, unsigned int len)
{
	return likely(len <= skb_headlen(skb)) || pull(skb, len);
}

/* Likewise, and if it has to pull, up to @wish at once, as far as there is so much. */
static __always_inline bool have_more(struct sk_buff *skb, unsigned int len, unsigned int wish)
{
	return likely(len <= skb_headlen(skb)) ||
	       (len <= skb->len && pull(skb, min(wish, skb->len)));
}

static __always_inline enum st2110_class classify_udp(struct sk_buff *skb,
						      struct st2110_packet *p,
						      unsigned int l4, unsigned int end)
{
	const struct udphdr *uh;
	unsigned int ulen;

	if (!have(skb, min_t(unsigned int, skb->len, l4 + sizeof(*uh) + RTP_PULL)) ||
	    l4 + sizeof(*uh) > skb_headlen(skb))
		return ST2110_CLASS_OTHER;

	uh = (const struct udphdr *)(skb->data + l4);
	if (uh->dest == htons(ST2110_PTP_EVENT_PORT) || uh->dest == htons(ST2110_PTP_GENERAL_PORT))
		return ST2110_CLASS_PTP;

	ulen = ntohs(uh->len);
	p->udp = l4;
	p->rtp = l4 + sizeof(*uh);
	p->key.port = uh->dest;
	/* A GSO packet states the length of its first segment or of all. */
	p->end = skb_is_gso(skb) ? min_t(unsigned int, end, U16_MAX) :
				   min(end, l4 + ulen);
	return ST2110_CLASS_UDP;
}

static __always_inline enum st2110_class classify_ipv4(struct sk_buff *skb, struct st2110_packet *p)
{
	const struct iphdr *ip;
	unsigned int end;

	if (!have_more(skb, p->l3 + sizeof(*ip),
		       p->l3 + sizeof(*ip) + sizeof(struct udphdr) + RTP_PULL))
		return ST2110_CLASS_OTHER;
	ip = (const struct iphdr *)(skb->data + p->l3);
	if (ip->version != 4 || ip->ihl < 5 || ip->protocol != IPPROTO_UDP ||
	    (ip->frag_off & htons(IP_OFFSET)))
		return ST2110_CLASS_OTHER;
	p->fragment = ip->frag_off & htons(IP_MF);
	ipv6_addr_set_v4mapped(ip->daddr, &p->key.dst);
	ipv6_addr_set_v4mapped(ip->saddr, &p->src);
	end = p->l3 + ntohs(ip->tot_len);
	if (skb_is_gso(skb) || end > skb->len)
		end = skb->len;
	return classify_udp(skb, p, p->l3 + ip->ihl * 4, end);
}

static noinline enum st2110_class classify_ipv6(struct sk_buff *skb, struct st2110_packet *p)
{
	const struct ipv6hdr *ip6;
	unsigned int l4, end, i;
	u8 next;

	if (!have_more(skb, p->l3 + sizeof(*ip6),
		       p->l3 + sizeof(*ip6) + sizeof(struct udphdr) + RTP_PULL))
		return ST2110_CLASS_OTHER;
	ip6 = (const struct ipv6hdr *)(skb->data + p->l3);
	if (ip6->version != 6)
		return ST2110_CLASS_OTHER;
	p->key.dst = ip6->daddr;
	p->src = ip6->saddr;
	next = ip6->nexthdr;
	end = p->l3 + sizeof(*ip6) + ntohs(ip6->payload_len);
	if (skb_is_gso(skb) || end > skb->len)
		end = skb->len;
	l4 = p->l3 + sizeof(*ip6);

	for (i = 0; i < MAX_EXTENSIONS && next != IPPROTO_UDP; i++) {
		const struct ipv6_opt_hdr *opt;

		if (next != NEXTHDR_HOP && next != NEXTHDR_DEST && next != NEXTHDR_ROUTING)
			return ST2110_CLASS_OTHER;
		if (!have(skb, l4 + sizeof(*opt)))
			return ST2110_CLASS_OTHER;
		opt = (const struct ipv6_opt_hdr *)(skb->data + l4);
		next = opt->nexthdr;
		l4 += ipv6_optlen(opt);
	}
	if (next != IPPROTO_UDP || l4 > U16_MAX / 2)
		return ST2110_CLASS_OTHER;
	return classify_udp(skb, p, l4, end);
}

/**
 * st2110_classify() - what kind of packet this is and, for UDP, where it goes
 * @skb: packet at the qdisc, skb->data at its Ethernet header
 * @p: filled in for ST2110_CLASS_UDP
 *
 * Walks up to two in-band VLAN tags after an accelerated one. Later fragments
 * have no ports and are %ST2110_CLASS_OTHER. Softirq or process context with BH
 * disabled; may move headers into skb's linear part, so pointers into skb go
 * stale.
 *
 * Return: the class.
 */
enum st2110_class st2110_classify(struct sk_buff *skb, struct st2110_packet *p)
{
	unsigned int tags = 0;
	__be16 proto;

	p->fragment = false;
	p->key.vlan = st2110_vlan_of(skb);
	if (!have(skb, ETH_HLEN))
		return ST2110_CLASS_OTHER;
	proto = ((const struct ethhdr *)skb->data)->h_proto;
	p->l3 = ETH_HLEN;

	while (eth_type_vlan(proto)) {
		const struct vlan_hdr *tag;

		if (tags++ == MAX_TAGS || !have(skb, p->l3 + VLAN_HLEN))
			return ST2110_CLASS_OTHER;
		tag = (const struct vlan_hdr *)(skb->data + p->l3);
		p->key.vlan = ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK;
		proto = tag->h_vlan_encapsulated_proto;
		p->l3 += VLAN_HLEN;
	}

	switch (proto) {
	case htons(ETH_P_IP):
		return classify_ipv4(skb, p);
	case htons(ETH_P_IPV6):
		return classify_ipv6(skb, p);
	case htons(ETH_P_1588):
		return ST2110_CLASS_PTP;
	default:
		return ST2110_CLASS_OTHER;
	}
}

/**
 * st2110_rtp_plain() - the RTP header of another packet of a stream
 * @skb: packet at the qdisc, skb->data at its Ethernet header
 * @key: stream to an IPv4 address, of which a packet was %ST2110_CLASS_UDP
 *
 * Answers for the plainest of headers, those of nearly all media: no VLAN tag in
 * band, no IP options or fragments, room for an RTP header. What it finds is what
 * st2110_classify() would find. Context as its.
 *
 * Return: the header, in linear memory; NULL when it is not, or for
 * st2110_classify() to find out.
 */
const u8 *st2110_rtp_plain(struct sk_buff *skb, const struct st2110_key *key)
{
	const unsigned int l3 = ETH_HLEN, l4 = ST2110_PLAIN_UDP;
	const unsigned int rtp = l4 + sizeof(struct udphdr), payload = rtp + RTP_HEADER;
	const struct udphdr *uh;
	const struct iphdr *ip;

	if (skb_headlen(skb) < ETH_HLEN ||
	    ((const struct ethhdr *)skb->data)->h_proto != htons(ETH_P_IP) ||
	    st2110_vlan_of(skb) != key->vlan || !have_more(skb, payload, rtp + RTP_PULL))
		return NULL;
	ip = (const struct iphdr *)(skb->data + l3);
	uh = (const struct udphdr *)(skb->data + l4);
	if (uh->dest != key->port || ip->daddr != key->dst.s6_addr32[3] ||
	    *(const u8 *)ip != 0x45 || ip->protocol != IPPROTO_UDP ||
	    ip->frag_off & htons(IP_MF | IP_OFFSET) || skb_is_gso(skb) ||
	    ntohs(ip->tot_len) < payload - l3 || ntohs(uh->len) < payload - l4)
		return NULL;
	return skb->data + rtp;
}

/**
 * st2110_rtp_expected() - is it another packet of its media?
 * @skb: packet
 * @h: what st2110_rtp_plain() returned
 * @p: filled in, but for the source, when it is
 *
 * Of RTP headers too only the plainest: neither CSRC nor extension. What it finds
 * is what st2110_classify() and st2110_rtp_parse() would find. Context as theirs.
 *
 * Return: false when it is not, or for those two to find out.
 */
bool st2110_rtp_expected(const struct sk_buff *skb, const u8 *h, struct st2110_packet *p)
{
	const struct udphdr *uh;
	const struct iphdr *ip;
	unsigned int end;

	if (h[0] != RTP_VERSION << 6)
		return false;
	p->pt = h[1] & 0x7f;
	if (p->pt >= 64 && p->pt <= 95)
		return false;
	p->l3 = ETH_HLEN;
	p->udp = ST2110_PLAIN_UDP;
	p->rtp = p->udp + sizeof(*uh);
	p->payload = p->rtp + RTP_HEADER;
	ip = (const struct iphdr *)(skb->data + p->l3);
	uh = (const struct udphdr *)(skb->data + p->udp);
	end = min(p->l3 + ntohs(ip->tot_len), skb->len);
	p->end = min(end, p->udp + ntohs(uh->len));
	p->key.port = uh->dest;
	p->marker = h[1] & 0x80;
	p->seq = get_unaligned_be16(h + 2);
	p->ts = get_unaligned_be32(h + 4);
	p->ssrc = get_unaligned_be32(h + 8);
	return true;
}

/**
 * st2110_rtp_parse() - read the RTP header of a classified packet
 * @skb: packet
 * @p: as st2110_classify() left it; sequence, timestamp and the rest are added
 *
 * RFC 3550 clause 5.1, RFC 5761 clause 4 for telling RTCP (payload types 64 to
 * 95 with the marker taken for their top bit). Softirq.
 *
 * Return: whether it is media, RTCP, or neither.
 */
enum st2110_rtp_kind st2110_rtp_parse(struct sk_buff *skb, struct st2110_packet *p)
{
	unsigned int payload = p->rtp + RTP_HEADER;
	const u8 *h;

	if (p->fragment || p->end < p->rtp + 8 || !have(skb, p->rtp + 8))
		return ST2110_RTP_NOT;
	h = skb->data + p->rtp;
	if (h[0] >> 6 != RTP_VERSION)
		return ST2110_RTP_NOT;
	p->marker = h[1] & 0x80;
	p->pt = h[1] & 0x7f;
	if (p->pt >= 64 && p->pt <= 95)
		return ST2110_RTP_RTCP;

	payload += (h[0] & 0x0f) * 4;
	if (payload > p->end || !have(skb, payload))
		return ST2110_RTP_NOT;
	h = skb->data + p->rtp;
	if (h[0] & 0x10) {
		if (payload + 4 > p->end || !have(skb, payload + 4))
			return ST2110_RTP_NOT;
		payload += 4 + get_unaligned_be16(skb->data + payload + 2) * 4;
		if (payload > p->end)
			return ST2110_RTP_NOT;
		h = skb->data + p->rtp;
	}
	p->payload = payload;
	p->seq = get_unaligned_be16(h + 2);
	p->ts = get_unaligned_be32(h + 4);
	p->ssrc = get_unaligned_be32(h + 8);
	return ST2110_RTP_MEDIA;
}

/*
 * Replace four octets at @at and mend the UDP checksum: a partial one is
 * finished by whoever finishes it, an absent one (IPv4) stays absent, any other
 * is updated (RFC 1624) and never becomes 0, which would mean absent.
 */
static bool replace32(struct sk_buff *skb, unsigned int udp, unsigned int at, u32 val)
{
	struct udphdr *uh = (struct udphdr *)(skb->data + udp);
	__be32 from = get_unaligned((__be32 *)(skb->data + at));
	__be32 to = cpu_to_be32(val);

	if (from == to)
		return false;
	put_unaligned(to, (__be32 *)(skb->data + at));
	if (skb->ip_summed == CHECKSUM_PARTIAL || !uh->check)
		return false;
	inet_proto_csum_replace4(&uh->check, skb, from, to, false);
	if (!uh->check)
		uh->check = CSUM_MANGLED_0;
	return true;
}

/**
 * st2110_rtp_stamp() - write the RTP timestamp
 * @skb: packet whose headers st2110_rtp_writable() made ours
 * @udp: offset of its UDP header
 * @ts: timestamp
 *
 * Softirq.
 *
 * Return: true when a UDP checksum was adjusted.
 */
bool st2110_rtp_stamp(struct sk_buff *skb, unsigned int udp, u32 ts)
{
	return replace32(skb, udp, udp + sizeof(struct udphdr) + 4, ts);
}

/**
 * st2110_rtcp_translate() - move the RTP timestamp of a sender report
 * @skb: packet that st2110_rtp_parse() found to be RTCP
 * @p: parsed packet
 * @delta: written timestamp minus the sender's own, modulo 2^32
 *
 * RFC 3550 clause 6.4.1. Reports other than SR carry no RTP timestamp and are
 * left alone. Softirq.
 *
 * Return: false when the packet could not be changed and must not leave.
 */
bool st2110_rtcp_translate(struct sk_buff *skb, const struct st2110_packet *p, u32 delta)
{
	unsigned int at = p->rtp + 16;

	if (!have(skb, p->rtp + 2) || skb->data[p->rtp + 1] != RTCP_SR)
		return true;
	if (at + 4 > p->end || skb_ensure_writable(skb, at + 4))
		return false;
	replace32(skb, p->udp, at, get_unaligned_be32(skb->data + at) + delta);
	return true;
}
