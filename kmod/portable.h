/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the shared arithmetic needs from its surroundings.
 *
 * timing.c and model.c are compiled into the module and into the user-space
 * tools. They use fixed-width types and a few wide-integer helpers and nothing
 * else; this header takes those from the kernel, or builds them for user space.
 */
#ifndef ST2110_PORTABLE_H
#define ST2110_PORTABLE_H

#ifdef __KERNEL__

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/string.h>
#include <linux/types.h>

#else

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define likely(x) __builtin_expect(!!(x), 1)

static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return (u64)(((__uint128_t)a * mul) >> shift);
}

static inline u64 mul_u64_u64_shr(u64 a, u64 b, unsigned int shift)
{
	return (u64)(((__uint128_t)a * b) >> shift);
}

static inline u64 div_u64_rem(u64 dividend, u32 divisor, u32 *remainder)
{
	*remainder = (u32)(dividend % divisor);
	return dividend / divisor;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

static inline u64 div64_u64_rem(u64 dividend, u64 divisor, u64 *remainder)
{
	*remainder = dividend % divisor;
	return dividend / divisor;
}

#endif /* __KERNEL__ */

/* linux/gcd.h is of unsigned long, which may be too short. */
static inline u64 st2110_common_divisor(u64 a, u64 b)
{
	u64 left;

	while (b) {
		div64_u64_rem(a, b, &left);
		a = b;
		b = left;
	}
	return a;
}

#endif /* ST2110_PORTABLE_H */
