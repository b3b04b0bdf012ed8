/* SPDX-License-Identifier: GPL-2.0-only */
/* A transmit queue: descriptors from hand-over to completion. */
#ifndef ST2110_HWSIM_RING_H
#define ST2110_HWSIM_RING_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/u64_stats_sync.h>

#define HWSIM_RING_DEFAULT	256U
#define HWSIM_RING_MIN		8U
#define HWSIM_RING_MAX		4096U

struct hwsim;

struct hwsim_stamp_req;

/**
 * struct hwsim_desc - one descriptor
 * @skb: the packet; a list when it was segmented here
 * @end_ns: CLOCK_MONOTONIC_RAW instant at which all of it has left the wire;
 *	at which it is due while it waits for its launch
 * @earliest_ns: while it waits: no bit may leave before, likewise
 * @launch_ns: PHC time at which it is to leave, on launch queues
 * @bytes: what BQL was told
 */
struct hwsim_desc {
	struct sk_buff	*skb;
	u64		end_ns;
	u64		earliest_ns;
	s64		launch_ns;
	u32		bytes;
};

/**
 * struct hwsim_ring - a transmit queue
 *
 * Indices count for ever; descriptor i is @desc[i & @mask]. The producer,
 * under the netdev queue's lock, owns @head and @fetched; who holds the wire's
 * lock owns @rung; the consumer, under @lock, owns @tail.
 * tail <= rung <= fetched <= head. Where nothing waits for its launch, rung and
 * fetched are the same.
 *
 * @hw: the device
 * @txq: the netdev queue
 * @index: number of the queue
 * @desc: descriptors, a power of two of them
 * @mask: their number - 1
 * @size: descriptors that may be in use, ethtool -G tx
 * @head: next to fill
 * @fetched: first that was not handed over (xmit_more)
 * @rung: first without a place on the wire
 * @tail: first not completed
 * @lock: consumer's; the producer only tries it, so that what a socket's
 *	destructor takes never waits for a transmitter
 * @launch: packets wait for their launch; changed under both producers' locks
 * @up: the device is open (under @lock)
 * @armed: @timer is pending, or its handler will look again
 * @expires_ns: when @timer fires, CLOCK_MONOTONIC_RAW
 * @timer: the completion interrupt
 * @wire_syncp: guards the counters of who holds the wire's lock
 * @packets: frames put on the wire
 * @bytes: octets of those, as skb->len
 * @tx_syncp: guards the producer's counters
 * @stops: times the ring was full
 * @bql_stops: times BQL closed the queue
 * @done_syncp: guards the consumer's counters
 * @completions: packets completed
 * @rounds: times that any were completed
 * @interrupts: times the timer fired
 */
struct hwsim_ring {
	struct hwsim		*hw;
	struct netdev_queue	*txq;
	unsigned int		index;
	struct hwsim_desc	*desc;
	u32			mask;
	u32			size;
	bool			uncounted;

	u32			head ____cacheline_aligned_in_smp;
	u32			fetched;
	u32			rung;
	bool			launch;
	struct u64_stats_sync	wire_syncp;
	u64_stats_t		packets;
	u64_stats_t		bytes;
	struct u64_stats_sync	tx_syncp;
	u64_stats_t		stops;
	u64_stats_t		bql_stops;

	spinlock_t		lock ____cacheline_aligned_in_smp;
	u32			tail;
	bool			up;
	int			armed;
	u64			expires_ns;
	struct hrtimer		timer;
	struct u64_stats_sync	done_syncp;
	u64_stats_t		completions;
	u64_stats_t		rounds;
	u64_stats_t		interrupts;
};

/**
 * struct hwsim_ring_stats - counters of a ring, as of one moment
 * @packets: see &struct hwsim_ring
 * @bytes: likewise
 * @stops: likewise
 * @bql_stops: likewise
 * @completions: likewise
 * @rounds: likewise
 * @interrupts: likewise
 */
struct hwsim_ring_stats {
	u64	packets;
	u64	bytes;
	u64	stops;
	u64	bql_stops;
	u64	completions;
	u64	rounds;
	u64	interrupts;
};

void hwsim_ring_init(struct hwsim_ring *ring, struct hwsim *hw,
		     unsigned int index);
int hwsim_ring_alloc(struct hwsim_ring *ring, u32 size);
void hwsim_ring_free(struct hwsim_ring *ring);
void hwsim_ring_start(struct hwsim_ring *ring);
void hwsim_ring_stop(struct hwsim_ring *ring);
void hwsim_ring_purge(struct hwsim_ring *ring);
void hwsim_ring_kick(struct hwsim_ring *ring);
bool hwsim_ring_full(const struct hwsim_ring *ring);
void hwsim_ring_push(struct hwsim_ring *ring, struct sk_buff *skb, u32 bytes,
		     bool more);
void hwsim_ring_doorbell(struct hwsim_ring *ring);
void hwsim_ring_launch(struct hwsim_ring *ring, struct hwsim *peer, u64 now_ns,
		       u64 earliest_ns);
void hwsim_ring_ask(struct hwsim *hw, u64 rings, u64 now_ns);
void hwsim_ring_get_stats(const struct hwsim_ring *ring,
			  struct hwsim_ring_stats *stats);

/**
 * struct hwsim_frame - what a frame in a ring keeps in its control block
 * @rx: its copy for the peer
 * @stamp: its request for a stamp
 */
struct hwsim_frame {
	struct sk_buff		*rx;
	struct hwsim_stamp_req	*stamp;
};

/**
 * hwsim_frame - what a frame in a ring keeps
 * @skb: the frame, owned by the device
 *
 * Return: the place, in the frame's control block.
 */
static inline struct hwsim_frame *hwsim_frame(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct hwsim_frame) >
		     sizeof_field(struct sk_buff, cb));
	return (struct hwsim_frame *)skb->cb;
}

#endif
