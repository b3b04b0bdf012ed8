// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large packets; see large.h.
 */

#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/ip.h>
#include <net/pkt_sched.h>

#include "compat/compat.h"
#include "large.h"

/* What decides how a packet is segmented, and what goes with it. */
#define CHUNK_KINDS	(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4)
#define CHUNK_MARKS	(SKB_GSO_TCP_ECN | SKB_GSO_TCP_FIXEDID | SKB_GSO_DODGY)

/* How many packets go into a chunk; 0: it is not to be cut into chunks. */
static unsigned int chunk_packets(const struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int segs = shinfo->gso_segs, n;

	if (!(shinfo->gso_type & CHUNK_KINDS) ||
	    shinfo->gso_type & ~(CHUNK_KINDS | CHUNK_MARKS) || skb->encapsulation ||
	    skb->ip_summed != CHECKSUM_PARTIAL || skb_has_frag_list(skb) || !shinfo->gso_size)
		return 0;
	/* Of an untrusted source nobody has counted yet. */
	if (!segs || shinfo->gso_type & SKB_GSO_DODGY)
		segs = DIV_ROUND_UP(skb->len, shinfo->gso_size);
	n = min_t(unsigned int, ST2110_CHUNK, (GSO_BY_FRAGS - 1) / shinfo->gso_size);
	return n > 1 && segs > n ? n : 0;
}

/* Make a packet of several segments, cut off by its size, a large packet. */
static void make_large(struct sk_buff *skb, unsigned int size, unsigned int type)
{
	struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int headers = skb_transport_offset(skb);

	headers += type & SKB_GSO_UDP_L4 ? sizeof(struct udphdr) : tcp_hdrlen(skb);
	if (skb->len - headers <= size)
		return;
	shinfo->gso_size = size;
	shinfo->gso_segs = DIV_ROUND_UP(skb->len - headers, size);
	shinfo->gso_type = type;
	qdisc_skb_cb(skb)->pkt_len += (shinfo->gso_segs - 1) * headers;
}

/* Cut off chunks of @n packets. */
static struct sk_buff *make_chunks(struct sk_buff *skb, unsigned int n)
{
	unsigned int size = skb_shinfo(skb)->gso_size, type, id = 0;
	struct sk_buff *chunks, *chunk;
	bool ipv4;

	/* TCP keeps a clone, which looks at the size too. */
	if (skb_unclone(skb, GFP_ATOMIC))
		return NULL;
	skb_shinfo(skb)->gso_size = size * n;
	chunks = skb_gso_segment(skb, NETIF_F_SG | NETIF_F_HW_CSUM);
	skb_shinfo(skb)->gso_size = size;
	if (IS_ERR_OR_NULL(chunks))
		return NULL;

	/* Headers have been checked by now. */
	type = skb_shinfo(skb)->gso_type & ~SKB_GSO_DODGY;
	ipv4 = vlan_get_protocol(skb) == htons(ETH_P_IP) && !(type & SKB_GSO_TCP_FIXEDID);
	for (chunk = chunks; chunk; chunk = chunk->next) {
		qdisc_skb_cb(chunk)->pkt_len = chunk->len;
		make_large(chunk, size, type);
		/* CWR is on the first packet only. */
		type &= ~SKB_GSO_TCP_ECN;
		if (ipv4) {
			ip_hdr(chunk)->id = htons(ntohs(ip_hdr(chunk)->id) + id);
			ip_send_check(ip_hdr(chunk));
			id += n - 1;
		}
	}
	return chunks;
}

static struct sk_buff *make_packets(struct sk_buff *skb)
{
	netdev_features_t features = netif_skb_features(skb);
	struct sk_buff *segs, *seg;

	segs = skb_gso_segment(skb, features & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs))
		return NULL;
	for (seg = segs; seg; seg = seg->next)
		qdisc_skb_cb(seg)->pkt_len = seg->len;
	return segs;
}

/**
 * st2110_large_split() - take a large packet apart by one step
 * @skb: large packet
 * @parts: list that gets its parts, in order
 *
 * Into chunks, which are large packets themselves, or into packets. The parts
 * have their length in qdisc_skb_cb(). The socket is charged for the parts from
 * now on. Allocates.
 *
 * Return: false when it could not be; @skb is the caller's still, else consumed.
 */
bool st2110_large_split(struct sk_buff *skb, struct sk_buff_head *parts)
{
	unsigned int n = chunk_packets(skb);
	struct sk_buff *list = NULL, *next;

	if (n)
		list = make_chunks(skb, n);
	if (!list)
		list = make_packets(skb);
	if (!list)
		return false;
	skb_list_walk_safe(list, list, next) {
		skb_mark_not_on_list(list);
		__skb_queue_tail(parts, list);
	}
	consume_skb(skb);
	return true;
}

/**
 * st2110_large_by_hand() - would net/core have to segment it for the device?
 * @skb: packet
 *
 * Return: whether it is large and the device cannot do it.
 */
bool st2110_large_by_hand(struct sk_buff *skb)
{
	return skb_is_gso(skb) && netif_needs_gso(skb, netif_skb_features(skb));
}
