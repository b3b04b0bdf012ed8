/* SPDX-License-Identifier: GPL-2.0-only */
/* The wire: when each frame's first and last bit pass, exactly. */
#ifndef ST2110_HWSIM_WIRE_H
#define ST2110_HWSIM_WIRE_H

#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/minmax.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>

/* Preamble and SFD 8, FCS 4, inter-frame gap 12. */
#define HWSIM_WIRE_OVERHEAD	24
#define HWSIM_WIRE_DEFAULT_MBPS	10000U
#define HWSIM_WIRE_MAX_MBPS	800000U

/**
 * struct hwsim_wire - one direction of a link
 * @lock: guards everything here and the wire log; short, taken with BH off
 * @mbps: rate the wire runs at, Mb/s, never 0
 * @free_ns: CLOCK_MONOTONIC_RAW instant at which the wire falls free, whole ns
 * @free_frac: the rest of that instant, in 1/@mbps ns, below @mbps
 */
struct hwsim_wire {
	spinlock_t	lock;	/* innermost but for the rx lock */
	u32		mbps;
	u64		free_ns;
	u32		free_frac;
};

/**
 * struct hwsim_slot - a frame's place on the wire, CLOCK_MONOTONIC_RAW
 * @start_ns: first bit, rounded down
 * @end_ns: end of the inter-frame gap, rounded up: the frame has left
 */
struct hwsim_slot {
	u64	start_ns;
	u64	end_ns;
};

void hwsim_wire_init(struct hwsim_wire *wire, u32 mbps);
void hwsim_wire_set_rate(struct hwsim_wire *wire, u32 mbps);
void hwsim_wire_place(struct hwsim_wire *wire, u64 earliest_ns, u32 len,
		      struct hwsim_slot *slot);

/**
 * hwsim_wire_len - length of a frame on the wire, without FCS
 * @skb: the frame, not GSO
 *
 * Return: octets, tag of an accelerated VLAN and padding included.
 */
static inline u32 hwsim_wire_len(const struct sk_buff *skb)
{
	u32 len = skb->len;

	if (skb_vlan_tag_present(skb))
		len += VLAN_HLEN;
	return max_t(u32, len, ETH_ZLEN);
}

#endif
