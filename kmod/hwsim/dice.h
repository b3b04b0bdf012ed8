/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Chance for faults and noise. The kernel's generator costs microseconds a call
 * before it is seeded, which is most of a small machine's life, and nothing here
 * is secret.
 */
#ifndef ST2110_HWSIM_DICE_H
#define ST2110_HWSIM_DICE_H

#include <linux/atomic.h>
#include <linux/math.h>
#include <linux/types.h>

/**
 * hwsim_dice - a number by chance: splitmix64
 * @dice: state, seeded with anything
 * @sides: how many numbers there are
 *
 * Context: any. Return: 0 to @sides - 1.
 */
static inline u32 hwsim_dice(atomic64_t *dice, u32 sides)
{
	u64 x = atomic64_add_return(0x9e3779b97f4a7c15ULL, dice);

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return reciprocal_scale(x >> 32, sides);
}

#endif
