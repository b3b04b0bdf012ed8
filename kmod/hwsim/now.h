/* SPDX-License-Identifier: GPL-2.0-only */
/* What the system's clocks show at one and the same instant. */
#ifndef ST2110_HWSIM_NOW_H
#define ST2110_HWSIM_NOW_H

#include <linux/ktime.h>
#include <linux/types.h>

/**
 * struct hwsim_now - one instant, by each clock
 * @raw_ns: CLOCK_MONOTONIC_RAW
 * @mono_ns: CLOCK_MONOTONIC
 * @tai_ns: CLOCK_TAI
 */
struct hwsim_now {
	u64	raw_ns;
	u64	mono_ns;
	u64	tai_ns;
};

void hwsim_now(struct hwsim_now *now);
ktime_t hwsim_expiry(u64 raw_ns);

#endif
