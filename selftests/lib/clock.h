/* SPDX-License-Identifier: GPL-2.0-only */
/* Clocks of the guest in nanoseconds, for programs of the tests. */
#ifndef SELFTESTS_CLOCK_H
#define SELFTESTS_CLOCK_H

#include <errno.h>
#include <stdint.h>
#include <time.h>

#define SECOND_NS	1000000000ULL

static inline uint64_t clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * SECOND_NS + (uint64_t)t.tv_nsec;
}

static inline void sleep_until(clockid_t clock, uint64_t ns)
{
	struct timespec t = { .tv_sec = (time_t)(ns / SECOND_NS), .tv_nsec = (long)(ns % SECOND_NS) };

	while (clock_nanosleep(clock, TIMER_ABSTIME, &t, NULL) == EINTR)
		;
}

#endif
