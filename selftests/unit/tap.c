// SPDX-License-Identifier: GPL-2.0-only
/* TAP output and random numbers of the unit tests. See tap.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "tap.h"

static unsigned int tests;
static unsigned int tests_failed;
static u64 all_cases;
static u64 state = 1;

void tally_begin(struct tally *t, const char *format, ...)
{
	va_list args;

	memset(t, 0, sizeof(*t));
	va_start(args, format);
	vsnprintf(t->name, sizeof(t->name), format, args);
	va_end(args);
}

void tally_tell(struct tally *t, const char *format, ...)
{
	va_list args;

	if (t->failed++ >= TALLY_TOLD)
		return;
	printf("# %s: ", t->name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

void tally_end(struct tally *t)
{
	bool good = t->cases && !t->failed;

	tests++;
	tests_failed += !good;
	all_cases += t->cases;
	printf("%sok %u - %s (%" PRIu64 " cases", good ? "" : "not ", tests, t->name, t->cases);
	if (t->failed)
		printf(", %" PRIu64 " failed", t->failed);
	printf(")\n");
	fflush(stdout);
}

u64 tap_cases(void)
{
	return all_cases;
}

int tap_end(void)
{
	printf("1..%u\n", tests);
	return tests && !tests_failed ? 0 : 1;
}

void rnd_seed(u64 seed)
{
	state = seed ? seed : 1;
}

/* xorshift64* */
u64 rnd(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dULL;
}

u64 rnd_below(u64 n)
{
	return (u64)(((__uint128_t)rnd() * n) >> 64);
}
