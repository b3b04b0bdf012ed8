// SPDX-License-Identifier: GPL-2.0-only
/*
 * framesource: the cheapest sender there can be, so that what is measured is what
 * comes after it.
 *
 * A thread makes RTP packets as RFC 4175 has them and hands
 * them to dev_queue_xmit() frame by frame. The picture is one page that all share,
 * and the hash is known, as it is of a socket's. Of each flow a frame goes when its
 * epoch begins, flow i of F by i/F of a frame later; sleeping is in steps of
 * tick_ns, so that many flows do not cost a wake-up each. Destinations count up
 * from 239.16.0.0:5004. With stamp each packet says when it is to leave, as SO_TXTIME
 * has it: evenly over the frame that follows. It begins with the module and ends with
 * it, or with the frame in which parameter stop is set.
 */

#include <linux/debugfs.h>
#include <linux/etherdevice.h>
#include <linux/hash.h>
#include <linux/hrtimer.h>
#include <linux/ip.h>
#include <linux/kthread.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/timekeeping.h>
#include <linux/udp.h>
#include <linux/vmalloc.h>
#include <net/ip.h>
#include <net/net_namespace.h>

#define DST_FIRST	0xef100000
#define START_NS	(20 * NSEC_PER_MSEC)

static char *dev = "hwsim0";
module_param(dev, charp, 0444);
MODULE_PARM_DESC(dev, "device");

static uint flows = 1;
module_param(flows, uint, 0444);
MODULE_PARM_DESC(flows, "how many");

static uint packets = 4320;
module_param(packets, uint, 0444);
MODULE_PARM_DESC(packets, "of a frame");

static uint rate = 25;
module_param(rate, uint, 0444);
MODULE_PARM_DESC(rate, "frames in rate_in seconds");

static uint rate_in = 1;
module_param(rate_in, uint, 0444);
MODULE_PARM_DESC(rate_in, "seconds of rate frames");

static uint tick_ns = NSEC_PER_MSEC;
module_param(tick_ns, uint, 0444);
MODULE_PARM_DESC(tick_ns, "shortest sleep");

static uint ticks = 1501;
module_param(ticks, uint, 0444);
MODULE_PARM_DESC(ticks, "of the RTP timestamp, from a frame to the next");

static uint octets = 1240;
module_param(octets, uint, 0444);
MODULE_PARM_DESC(octets, "of a packet behind its first 62");

static bool apart = true;
module_param(apart, bool, 0444);
MODULE_PARM_DESC(apart, "flows' frames are spread over a frame, not together");

static int stamp = -1;
module_param(stamp, int, 0444);
MODULE_PARM_DESC(stamp, "packets say when they are to leave by this clock, CLOCK_MONOTONIC or CLOCK_TAI");

static bool stop;
module_param(stop, bool, 0644);
MODULE_PARM_DESC(stop, "send nothing more; may be set while it runs");

static u64 sent, refused;

struct packet_head {
	struct ethhdr eth;
	struct iphdr ip;
	struct udphdr udp;
	u8 type, marker;
	__be16 sequence;
	__be32 timestamp, ssrc;
	__be16 sequence_high, octets, row, offset;
} __packed;

static struct packet_head head;
static struct net_device *netdev;
static struct task_struct *thread;
static struct page *picture;
static struct dentry *dir;
static u32 *sequence;	/* the next, of each flow */

/* When frame @k begins, CLOCK_TAI. */
static u64 begin_ns(u64 k)
{
	u64 rest, seconds = div64_u64_rem(k * rate_in, rate, &rest);

	return seconds * NSEC_PER_SEC + div_u64(rest * NSEC_PER_SEC, rate);
}

static int send_packet(u32 flow, u32 timestamp, bool marker, u64 leaves_ns)
{
	struct packet_head *h;
	struct sk_buff *skb = alloc_skb(LL_RESERVED_SPACE(netdev) + sizeof(*h), GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	skb_reserve(skb, LL_RESERVED_SPACE(netdev));
	skb_reset_mac_header(skb);
	h = skb_put(skb, sizeof(*h));
	*h = head;
	skb_set_network_header(skb, ETH_HLEN);
	skb_set_transport_header(skb, ETH_HLEN + sizeof(struct iphdr));
	h->ip.daddr = htonl(DST_FIRST + flow);
	ip_send_check(&h->ip);
	ip_eth_mc_map(h->ip.daddr, h->eth.h_dest);
	h->marker |= marker ? 0x80 : 0;
	h->sequence = htons(sequence[flow]);
	h->sequence_high = htons(sequence[flow] >> 16);
	h->timestamp = htonl(timestamp);
	sequence[flow]++;
	get_page(picture);
	skb_add_rx_frag(skb, 0, picture, 0, octets, octets);
	skb_set_hash(skb, (flow + 1) * GOLDEN_RATIO_32, PKT_HASH_TYPE_L4);
	skb->tstamp = ns_to_ktime(leaves_ns);
	skb->dev = netdev;
	skb->protocol = htons(ETH_P_IP);
	return dev_queue_xmit(skb);
}

static void send_frame(u32 flow, u64 k)
{
	u64 leaves_ns = 0, each_ns = 0;
	u32 timestamp = (u32)k * ticks, i;

	if (stamp >= 0) {
		leaves_ns = begin_ns(k + 1);
		each_ns = div64_u64((u64)rate_in * NSEC_PER_SEC, (u64)rate * packets);
		if (stamp == CLOCK_MONOTONIC)
			leaves_ns -= ktime_get_clocktai_ns() - ktime_get_ns();
	}
	for (i = 0; i < packets; i++) {
		if (send_packet(flow, timestamp, i + 1 == packets, leaves_ns))
			refused++;
		else
			sent++;
		leaves_ns += each_ns;
	}
}

static void sleep_until(u64 tai_ns)
{
	ktime_t at = ns_to_ktime(ktime_get_ns() + tai_ns - ktime_get_clocktai_ns());

	set_current_state(TASK_INTERRUPTIBLE);
	if (!kthread_should_stop())
		schedule_hrtimeout(&at, HRTIMER_MODE_ABS);
	__set_current_state(TASK_RUNNING);
}

static int run(void *unused)
{
	u64 now = ktime_get_clocktai_ns(), due, k;
	u32 flow = 0, step;

	k = div_u64(div_u64(now, NSEC_PER_SEC) * rate, rate_in);
	while (begin_ns(k) < now + START_NS)
		k++;
	step = div_u64((u64)rate_in * NSEC_PER_SEC, rate) / flows;
	due = begin_ns(k);
	while (!kthread_should_stop()) {
		now = ktime_get_clocktai_ns();
		if (READ_ONCE(stop)) {
			sleep_until(now + NSEC_PER_SEC);
			continue;
		}
		if ((s64)(due - now) > 0) {
			sleep_until(max(due, now + tick_ns));
			continue;
		}
		send_frame(flow, k);
		cond_resched();
		if (++flow == flows) {
			flow = 0;
			k++;
		}
		due = begin_ns(k) + (apart ? (u64)flow * step : 0);
	}
	return 0;
}

static void make_head(void)
{
	eth_zero_addr(head.eth.h_dest);
	ether_addr_copy(head.eth.h_source, netdev->dev_addr);
	head.eth.h_proto = htons(ETH_P_IP);
	head.ip.version = 4;
	head.ip.ihl = 5;
	head.ip.tot_len = htons(sizeof(head) + octets - ETH_HLEN);
	head.ip.ttl = 64;
	head.ip.protocol = IPPROTO_UDP;
	head.ip.frag_off = htons(IP_DF);
	head.ip.saddr = htonl(0xc0000201);
	head.udp.source = htons(5004);
	head.udp.dest = htons(5004);
	head.udp.len = htons(sizeof(head) + octets - ETH_HLEN - sizeof(struct iphdr));
	head.type = 0x80;
	head.marker = 96;
	head.ssrc = htonl(0x2110);
	head.octets = htons(octets);
}

static int __init framesource_init(void)
{
	int err = -ENOMEM;

	if (!flows || !packets || !rate || !rate_in || octets > PAGE_SIZE ||
	    (stamp >= 0 && stamp != CLOCK_MONOTONIC && stamp != CLOCK_TAI))
		return -EINVAL;
	sequence = vzalloc(array_size(flows, sizeof(*sequence)));
	if (!sequence)
		return -ENOMEM;
	picture = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!picture)
		goto err_sequence;
	err = -ENODEV;
	netdev = dev_get_by_name(&init_net, dev);
	if (!netdev)
		goto err_picture;
	make_head();
	thread = kthread_run(run, NULL, "framesource");
	err = PTR_ERR_OR_ZERO(thread);
	if (err)
		goto err_dev;
	dir = debugfs_create_dir("framesource", NULL);
	debugfs_create_u64("sent", 0444, dir, &sent);
	debugfs_create_u64("refused", 0444, dir, &refused);
	return 0;

err_dev:
	dev_put(netdev);
err_picture:
	put_page(picture);
err_sequence:
	vfree(sequence);
	return err;
}

static void __exit framesource_exit(void)
{
	debugfs_remove_recursive(dir);
	kthread_stop(thread);
	dev_put(netdev);
	put_page(picture);
	vfree(sequence);
}

module_init(framesource_init);
module_exit(framesource_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("cheapest sender of RTP frames, for measuring");
