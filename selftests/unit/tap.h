/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TAP for tests of many cases: a tally counts the cases behind one line, tells
 * the first few that fail, and becomes "ok" only if it had cases and none failed.
 */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

#include "portable.h"

#define TALLY_TOLD 5

struct tally {
	char name[120];
	u64 cases;
	u64 failed;
};

void tally_begin(struct tally *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tally_tell(struct tally *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void tally_end(struct tally *t);

/* Prints the plan. Return: exit status. */
int tap_end(void);
u64 tap_cases(void);

/* One case. The arguments that describe it are worked out only if it fails. */
#define CHECK(tally, condition, ...)				\
	do {							\
		(tally)->cases++;				\
		if (!(condition))				\
			tally_tell(tally, __VA_ARGS__);		\
	} while (0)

/* Repeatable random numbers. */
u64 rnd(void);
u64 rnd_below(u64 n);		/* n > 0 */
void rnd_seed(u64 seed);

#endif /* UNIT_TAP_H */
