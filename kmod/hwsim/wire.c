// SPDX-License-Identifier: GPL-2.0-only
/*
 * A frame of len octets occupies (len + 24) * 8 bit times. At m Mb/s an octet
 * lasts 8000/m ns, which is not whole for most m, so the instant at which the
 * wire falls free is kept as whole ns and a remainder in units of 1/m ns.
 * Back-to-back frames are therefore spaced exactly, for ever, at any rate, and
 * the only division is one of 32 bits.
 *
 * The wire runs on CLOCK_MONOTONIC_RAW, as the oscillator of a NIC does: nobody
 * steers it, and the NIC's clock is an exact function of it.
 *
 * Queues share the wire in the order in which frames are handed over.
 */

#include "wire.h"

/* One octet takes OCTET_UNITS / mbps ns. */
#define OCTET_UNITS	8000U

/**
 * hwsim_wire_init - an idle wire
 * @wire: the wire
 * @mbps: rate in Mb/s, 1 to HWSIM_WIRE_MAX_MBPS
 */
void hwsim_wire_init(struct hwsim_wire *wire, u32 mbps)
{
	spin_lock_init(&wire->lock);
	wire->mbps = mbps;
	wire->free_ns = 0;
	wire->free_frac = 0;
}

/**
 * hwsim_wire_set_rate - change the rate of frames placed from now on
 * @wire: the wire
 * @mbps: rate in Mb/s, 1 to HWSIM_WIRE_MAX_MBPS
 *
 * Frames placed before keep their times. Context: any with interrupts on;
 * takes the wire's lock.
 */
void hwsim_wire_set_rate(struct hwsim_wire *wire, u32 mbps)
{
	spin_lock_bh(&wire->lock);
	if (wire->free_frac) {
		wire->free_frac = 0;
		wire->free_ns++;
	}
	wire->mbps = mbps;
	spin_unlock_bh(&wire->lock);
}

/**
 * hwsim_wire_place - give a frame the next free place
 * @wire: the wire, its lock held
 * @earliest_ns: CLOCK_MONOTONIC_RAW, no bit may leave before
 * @len: hwsim_wire_len() of the frame, below 2^19 octets
 * @slot: the place
 */
void hwsim_wire_place(struct hwsim_wire *wire, u64 earliest_ns, u32 len,
		      struct hwsim_slot *slot)
{
	u32 frac, whole;

	if (earliest_ns > wire->free_ns) {
		wire->free_ns = earliest_ns;
		wire->free_frac = 0;
	}
	slot->start_ns = wire->free_ns;

	frac = wire->free_frac + (len + HWSIM_WIRE_OVERHEAD) * OCTET_UNITS;
	whole = frac / wire->mbps;
	wire->free_frac = frac - whole * wire->mbps;
	wire->free_ns += whole;
	slot->end_ns = wire->free_ns + !!wire->free_frac;
}
