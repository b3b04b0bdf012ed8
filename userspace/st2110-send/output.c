// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ring, plain and UDP output. Design: output.h.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "output.h"

#define SLOT_VNET	TPACKET_ALIGN(sizeof(struct tpacket2_hdr))
#define SLOT_DATA	(SLOT_VNET + sizeof(struct virtio_net_hdr))
#define SLOT_OCTETS(n)	((u32)((n) + sizeof(struct virtio_net_hdr)))
#define SLOT_HEADERS	(RFC4175_RTP_OCTETS + 6)	/* from RTP on: what a flow is told by */
#define MMSG_MAX	256
#define GSO_OCTETS	65000
#define PACKET_TRUESIZE	1024		/* of an skb beside its data, at most */
#define PAUSE_NS	100000
#define TOO_LONG \
	"packets of %u octets, and --dev has an MTU of %d: say a smaller --payload, or ip link set %s mtu %u"

static void pause_ns(u64 ns)
{
	struct timespec t = {
		.tv_sec = (time_t)(ns / ST2110_NSEC_PER_SEC),
		.tv_nsec = (long)(ns % ST2110_NSEC_PER_SEC),
	};

	nanosleep(&t, NULL);
}

static int fail(const char **why, const char *what)
{
	static char text[160];
	int err = errno;

	snprintf(text, sizeof(text), "%s: %s", what, strerror(err));
	*why = text;
	errno = err;
	return -1;
}

static struct tpacket2_hdr *slot(const struct output *out, u32 i)
{
	return (struct tpacket2_hdr *)(out->ring + (size_t)i * out->slot_octets);
}

/* The kernel writes it too. */
static u32 slot_status(struct tpacket2_hdr *h)
{
	return __atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE);
}

static int set_sndbuf(int fd, u64 octets)
{
	int value = octets > INT32_MAX / 2 ? INT32_MAX / 2 : (int)octets;

	if (!setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &value, sizeof(value)))
		return 0;
	return setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, sizeof(value));
}

static int open_packet(const char *dev, const char **why)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET };
	int fd;

	ll.sll_ifindex = (int)if_nametoindex(dev);
	if (!ll.sll_ifindex)
		return fail(why, "--dev");
	/* Protocol 0: this socket receives nothing. */
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0)
		return fail(why, "AF_PACKET socket (needs CAP_NET_RAW)");
	if (bind(fd, (struct sockaddr *)&ll, sizeof(ll))) {
		fail(why, "bind to --dev");
		close(fd);
		return -1;
	}
	return fd;
}

/* Of a packet whose headers it is told the kernel does not check the length. */
static int check_mtu(const struct output *out, const struct output_config *config, const char **why)
{
	const struct frame *f = out->frame;
	static char text[160];
	struct ifreq ifr;
	u32 most = 0, j;

	memset(&ifr, 0, sizeof(ifr));
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", config->dev);
	if (ioctl(out->fd, SIOCGIFMTU, &ifr))
		return fail(why, "MTU of --dev");
	for (j = 0; j < f->layout.count; j++)
		if (f->lengths[j] > most)
			most = f->lengths[j];
	most -= f->udp - (config->to->dst.len == 4 ? 20 : 40);
	if (most <= (u32)ifr.ifr_mtu)
		return 0;
	snprintf(text, sizeof(text), TOO_LONG, most, ifr.ifr_mtu, config->dev, most);
	*why = text;
	errno = EMSGSIZE;
	return -1;
}

static int open_ring(struct output *out, const struct output_config *config, const char **why)
{
	const struct frame *f = out->frame;
	u32 page = (u32)sysconf(_SC_PAGESIZE), frames = config->ring_frames, i, j;
	struct tpacket_req req = { 0 };
	int version = TPACKET_V2, one = 1;

	for (out->slot_octets = 2048; out->slot_octets < SLOT_DATA + f->stride; )
		out->slot_octets *= 2;
	req.tp_frame_size = out->slot_octets;
	req.tp_block_size = out->slot_octets < page ? page : out->slot_octets;
	/* Slots fill whole blocks. */
	while ((u64)f->layout.count * frames % (req.tp_block_size / req.tp_frame_size))
		frames++;
	out->slots = f->layout.count * frames;
	req.tp_frame_nr = out->slots;
	req.tp_block_nr = out->slots / (req.tp_block_size / req.tp_frame_size);
	out->ring_octets = (size_t)req.tp_block_nr * req.tp_block_size;
	if (setsockopt(out->fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(out->fd, SOL_PACKET, PACKET_LOSS, &one, sizeof(one)) ||
	    setsockopt(out->fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)))
		return fail(why, "PACKET_VERSION");
	if (check_mtu(out, config, why))
		return -1;
	if (setsockopt(out->fd, SOL_PACKET, PACKET_TX_RING, &req, sizeof(req)))
		return fail(why, "PACKET_TX_RING (fewer --ring-frames need less memory)");
	out->ring = mmap(NULL, out->ring_octets, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_POPULATE | MAP_LOCKED, out->fd, 0);
	if (out->ring == MAP_FAILED) {
		out->ring = NULL;
		return fail(why, "mapping the ring");
	}
	for (i = 0, j = 0; i < out->slots; i++) {
		struct tpacket2_hdr *h = slot(out, i);
		struct virtio_net_hdr *v = (struct virtio_net_hdr *)((u8 *)h + SLOT_VNET);

		memset(v, 0, sizeof(*v));
		v->hdr_len = (u16)(f->rtp + SLOT_HEADERS);
		if (v->hdr_len > f->lengths[j])
			v->hdr_len = f->lengths[j];
		memcpy((u8 *)h + SLOT_DATA, f->octets + (size_t)j * f->stride, f->lengths[j]);
		h->tp_len = SLOT_OCTETS(f->lengths[j]);
		if (++j == f->layout.count)
			j = 0;
	}
	if (set_sndbuf(out->fd, config->sndbuf ? config->sndbuf :
		       (u64)out->slots * (f->stride + PACKET_TRUESIZE)))
		return fail(why, "SO_SNDBUF");
	return 0;
}

static int open_udp(struct output *out, const struct output_config *config, const char **why)
{
	const struct addressing *to = config->to;
	int tos = to->dscp << 2 | to->ecn, ttl = to->ttl, one = 1;
	int index = (int)if_nametoindex(config->dev);
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} src = { 0 }, dst = { 0 };
	struct ip_mreqn group = { .imr_ifindex = index };
	socklen_t size;
	int fd;

	if (!index)
		return fail(why, "--dev");
	fd = socket(to->dst.len == 4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
	if (fd < 0)
		return fail(why, "UDP socket");
	out->fd = fd;
	if (to->dst.len == 4) {
		size = sizeof(dst.v4);
		src.v4.sin_family = AF_INET;
		src.v4.sin_port = htons(to->src_port);
		dst.v4.sin_family = AF_INET;
		dst.v4.sin_port = htons(to->dst_port);
		memcpy(&dst.v4.sin_addr, to->dst.octets, 4);
		if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &group, sizeof(group)) ||
		    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof(ttl)) ||
		    setsockopt(fd, IPPROTO_IP, IP_TTL, &ttl, sizeof(ttl)) ||
		    setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof(tos)))
			return fail(why, "UDP socket options");
	} else {
		size = sizeof(dst.v6);
		src.v6.sin6_family = AF_INET6;
		src.v6.sin6_port = htons(to->src_port);
		dst.v6.sin6_family = AF_INET6;
		dst.v6.sin6_port = htons(to->dst_port);
		dst.v6.sin6_scope_id = (u32)index;
		memcpy(&dst.v6.sin6_addr, to->dst.octets, 16);
		if (setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof(index)) ||
		    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &ttl, sizeof(ttl)) ||
		    setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &ttl, sizeof(ttl)) ||
		    setsockopt(fd, IPPROTO_IPV6, IPV6_TCLASS, &tos, sizeof(tos)))
			return fail(why, "UDP socket options");
	}
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, config->dev, strlen(config->dev) + 1))
		return fail(why, "SO_BINDTODEVICE");
	if (to->checksum == CHECKSUM_NONE &&
	    setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &one, sizeof(one)))
		return fail(why, "SO_NO_CHECK");
	if (bind(fd, &src.any, size) || connect(fd, &dst.any, size))
		return fail(why, "UDP socket (is there a route or an address on --dev?)");
	return 0;
}

int output_open(struct output *out, const struct output_config *config, const struct frame *frame,
		const char **why)
{
	memset(out, 0, sizeof(*out));
	out->kind = config->kind;
	out->frame = frame;
	out->payload_type = config->to->payload_type;
	out->mmsg = config->mmsg > MMSG_MAX ? MMSG_MAX : config->mmsg;
	out->gso = config->gso > MMSG_MAX ? MMSG_MAX : config->gso;
	out->fd = -1;
	out->side_fd = -1;
	if (config->kind == OUTPUT_UDP) {
		if (open_udp(out, config, why))
			return -1;
	} else {
		out->fd = open_packet(config->dev, why);
		if (out->fd < 0)
			return -1;
	}
	if (config->kind == OUTPUT_RING) {
		out->side_fd = open_packet(config->dev, why);
		if (out->side_fd < 0)
			return -1;
		return open_ring(out, config, why);
	}
	if (config->sndbuf && set_sndbuf(out->fd, config->sndbuf))
		return fail(why, "SO_SNDBUF");
	return 0;
}

/* Is packet @j among those left out? *at walks the ascending list. */
static bool left_out(const struct frame_plan *plan, u32 j, u32 *at)
{
	while (*at < plan->left_out_count && plan->left_out[*at] < j)
		(*at)++;
	return *at < plan->left_out_count && plan->left_out[*at] == j;
}

/* Is packet @j of @field to be passed over? */
static bool not_sent(const struct frame_plan *plan, u32 field, u32 j, u32 *at)
{
	return plan->field_left_out[field] || j < plan->first[field] || j >= plan->end[field] ||
	       left_out(plan, j, at);
}

/* Have the kernel send every slot that is ready. */
static int kick(struct output *out, u32 last)
{
	struct tpacket2_hdr *h = slot(out, last);

	for (;;) {
		ssize_t n = send(out->fd, NULL, 0, MSG_DONTWAIT);

		/* A slot still ready: the socket buffer is full, or a qdisc has
		 * refused the packet (which the kernel then offers again).
		 */
		if (!(slot_status(h) & TP_STATUS_SEND_REQUEST))
			return 0;
		if (n < 0 && errno != EAGAIN && errno != ENOBUFS && errno != EINTR)
			return -1;
		out->retries++;
		pause_ns(PAUSE_NS);
	}
}

static void wait_for_slot(struct output *out, struct tpacket2_hdr *h)
{
	while (slot_status(h) != TP_STATUS_AVAILABLE) {
		if (slot_status(h) == TP_STATUS_WRONG_FORMAT) {
			h->tp_status = TP_STATUS_AVAILABLE;
			out->refused++;
			break;
		}
		out->full++;
		pause_ns(PAUSE_NS);
	}
}

/* All of a field's packets go, and nothing but the RTP header differs from frame to frame. */
static bool as_ever(const struct frame *f, const struct frame_plan *plan, u32 field)
{
	return !plan->left_out_count && !plan->field_left_out[field] && !f->sums &&
	       !f->count_mask && plan->first[field] <= (field ? f->layout.field_count : 0) &&
	       plan->end[field] >= (field ? f->layout.count : f->layout.field_count);
}

/* Packets [first, end) of such a field. Return: the first that has to wait for its slot. */
static u32 ring_run(struct output *out, const struct frame_plan *plan, u32 field, u32 first,
		    u32 end)
{
	const struct frame *f = out->frame;
	u32 sequence = plan->sequence[field] + first - (field ? f->layout.field_count : 0);
	u32 timestamp = __builtin_bswap32(plan->timestamp[field]), marker = plan->marker[field];
	u32 ssrc = __builtin_bswap32(plan->ssrc), slot_octets = out->slot_octets, j;
	struct tpacket2_hdr *h = slot(out, out->next + first);
	const u16 *lengths = f->lengths;
	u8 type = out->payload_type;
	bool extended = f->extended;
	u64 octets = 0;

	for (j = first; j < end && slot_status(h) == TP_STATUS_AVAILABLE; j++, sequence++) {
		u8 *rtp = (u8 *)h + SLOT_DATA + f->rtp;

		rtp[1] = j == marker ? type | 0x80 : type;
		*(u16 *)(rtp + 2) = __builtin_bswap16((u16)sequence);
		*(u32 *)(rtp + 4) = timestamp;
		*(u32 *)(rtp + 8) = ssrc;
		if (extended)
			*(u16 *)(rtp + 12) = __builtin_bswap16((u16)(sequence >> 16));
		h->tp_len = SLOT_OCTETS(lengths[j]);
		__atomic_store_n(&h->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
		octets += lengths[j];
		h = (struct tpacket2_hdr *)((u8 *)h + slot_octets);
	}
	out->sent += j - first;
	out->octets += octets;
	return j;
}

static int ring_packets(struct output *out, const struct frame_plan *plan, u32 first, u32 count)
{
	const struct frame *f = out->frame;
	u32 nf = f->layout.field_count, at = 0, end = first + count, j;

	for (j = first; j < end; j++) {
		u32 field = j >= nf, i;
		struct tpacket2_hdr *h;
		struct rtp_fields rtp;

		if (as_ever(f, plan, field)) {
			j = ring_run(out, plan, field, j, field || end < nf ? end : nf);
			if (j == end)
				break;
			field = j >= nf;
		}
		i = out->next + j;
		h = slot(out, i);
		if (slot_status(h) != TP_STATUS_AVAILABLE) {
			/* What is written so far must be under way first. */
			if (j > first && kick(out, i - 1))
				return -1;
			wait_for_slot(out, h);
		}
		if (not_sent(plan, field, j, &at)) {
			h->tp_len = 0;
		} else {
			rtp.sequence = plan->sequence[field] + (field ? j - nf : j);
			rtp.timestamp = plan->timestamp[field];
			rtp.ssrc = plan->ssrc;
			rtp.frame = plan->frame;
			rtp.type = (u8)(out->payload_type | (plan->marker[field] == j ? 0x80 : 0));
			frame_stamp(f, j, (u8 *)h + SLOT_DATA, &rtp);
			h->tp_len = SLOT_OCTETS(f->lengths[j]);
			out->sent++;
			out->octets += f->lengths[j];
		}
		__atomic_store_n(&h->tp_status, TP_STATUS_SEND_REQUEST, __ATOMIC_RELEASE);
	}
	return kick(out, out->next + end - 1);
}

static int send_some(struct output *out, struct mmsghdr *msgs, u32 count)
{
	u32 done = 0, i;

	while (done < count) {
		int n = out->mmsg == 1 ?
			(sendmsg(out->fd, &msgs[done].msg_hdr, 0) < 0 ? -1 : 1) :
			sendmmsg(out->fd, msgs + done, count - done, 0);

		if (n > 0) {
			for (i = 0; i < (u32)n; i++)
				out->octets += msgs[done + i].msg_hdr.msg_iov->iov_len;
			out->sent += (u32)n;
			done += (u32)n;
		} else if (n < 0 && errno == ENOBUFS) {
			/* Refused by a qdisc: gone, as for any sender. */
			out->refused++;
			done++;
		} else if (n < 0 && errno == EAGAIN) {
			out->retries++;
			pause_ns(PAUSE_NS);
		} else if (n < 0 && errno != EINTR) {
			return -1;
		}
	}
	return 0;
}

/* One message of @count datagrams, all of one length but perhaps the last. */
static int send_gso(struct output *out, struct iovec *iov, u32 count)
{
	union {
		struct cmsghdr header;
		char octets[CMSG_SPACE(sizeof(u16))];
	} control = { .octets = { 0 } };
	struct msghdr msg = { .msg_iov = iov, .msg_iovlen = count };
	struct cmsghdr *c;
	ssize_t n;

	if (count > 1) {
		msg.msg_control = control.octets;
		msg.msg_controllen = sizeof(control.octets);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_UDP;
		c->cmsg_type = UDP_SEGMENT;
		c->cmsg_len = CMSG_LEN(sizeof(u16));
		*(u16 *)CMSG_DATA(c) = (u16)iov[0].iov_len;
	}
	do {
		n = sendmsg(out->fd, &msg, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno != ENOBUFS)
		return -1;
	if (n < 0) {
		out->refused += count;
		return 0;
	}
	out->sent += count;
	out->octets += (u64)n;
	return 0;
}

/* Datagrams, run by run. */
static int send_runs(struct output *out, struct iovec *iov, u32 count)
{
	u32 first, n;

	for (first = 0; first < count; first += n) {
		size_t octets = iov[first].iov_len;

		for (n = 1; n < out->gso && first + n < count; n++) {
			size_t next = iov[first + n].iov_len;

			/* A shorter one may only be the last. */
			if (next > iov[first].iov_len || octets + next > GSO_OCTETS ||
			    iov[first + n - 1].iov_len < iov[first].iov_len)
				break;
			octets += next;
		}
		if (send_gso(out, iov + first, n))
			return -1;
	}
	return 0;
}

static int socket_packets(struct output *out, const struct frame_plan *plan, u32 first, u32 count)
{
	const struct frame *f = out->frame;
	u32 nf = f->layout.field_count, at = 0, used = 0, j;
	struct mmsghdr msgs[MMSG_MAX];
	struct iovec iov[MMSG_MAX];

	for (j = first; j < first + count; j++) {
		u32 field = j >= nf;
		u8 *octets = f->octets + (size_t)j * f->stride;
		struct rtp_fields rtp = {
			.sequence = plan->sequence[field] + (field ? j - nf : j),
			.timestamp = plan->timestamp[field],
			.ssrc = plan->ssrc,
			.frame = plan->frame,
			.type = (u8)(out->payload_type | (plan->marker[field] == j ? 0x80 : 0)),
		};

		if (not_sent(plan, field, j, &at))
			continue;
		frame_stamp(f, j, octets, &rtp);
		iov[used].iov_base = octets;
		iov[used].iov_len = f->lengths[j];
		memset(&msgs[used], 0, sizeof(msgs[used]));
		msgs[used].msg_hdr.msg_iov = &iov[used];
		msgs[used].msg_hdr.msg_iovlen = 1;
		if (++used == (out->gso > 1 ? out->gso : out->mmsg)) {
			if (out->gso > 1 ? send_runs(out, iov, used) :
			    send_some(out, msgs, used))
				return -1;
			used = 0;
		}
	}
	return out->gso > 1 ? send_runs(out, iov, used) : send_some(out, msgs, used);
}

int output_packets(struct output *out, const struct frame_plan *plan, u32 first, u32 count)
{
	if (!count)
		return 0;
	if (out->kind == OUTPUT_RING)
		return ring_packets(out, plan, first, count);
	return socket_packets(out, plan, first, count);
}

void output_frame_done(struct output *out)
{
	if (out->kind != OUTPUT_RING)
		return;
	out->next += out->frame->layout.count;
	if (out->next == out->slots)
		out->next = 0;
}

int output_other(struct output *out, const void *octets, u32 length)
{
	int fd = out->kind == OUTPUT_RING ? out->side_fd : out->fd;

	if (send(fd, octets, length, 0) < 0) {
		if (errno != ENOBUFS)
			return -1;
		out->refused++;
		return 0;
	}
	out->sent++;
	out->octets += length;
	return 0;
}

void output_drain(struct output *out, u64 timeout_ns)
{
	u64 waited;
	u32 i;

	if (out->kind != OUTPUT_RING) {
		pause_ns(timeout_ns < 200000000 ? timeout_ns : 200000000);
		return;
	}
	for (i = 0, waited = 0; i < out->slots && waited < timeout_ns; ) {
		if (slot_status(slot(out, i)) == TP_STATUS_AVAILABLE) {
			i++;
			continue;
		}
		pause_ns(1000000);
		waited += 1000000;
	}
}

void output_close(struct output *out)
{
	if (out->ring)
		munmap(out->ring, out->ring_octets);
	if (out->fd >= 0)
		close(out->fd);
	if (out->side_fd >= 0)
		close(out->side_fd);
}
