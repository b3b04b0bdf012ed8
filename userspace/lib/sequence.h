/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequence numbers: gaps, losses, reordering, duplicates, discontinuities.
 *
 * Numbers are 32 bits (RFC 4175 extended, or unwrapped from 16). One ahead of
 * the expected opens a gap, and those between are missing until they come late;
 * one behind that was not missing is a duplicate; one SEQUENCE_JUMP or more away
 * is another stream. Missing numbers are remembered that far back.
 */
#ifndef ST2110_SEQUENCE_H
#define ST2110_SEQUENCE_H

#include "portable.h"

#define SEQUENCE_JUMP	(1U << 20)

struct sequence {
	bool known;
	u32 expected;
	u64 gaps, lost, reordered, duplicates, discontinuities;
	u64 *missing;		/* SEQUENCE_JUMP bits */
};

enum sequence_place { SEQUENCE_NEXT, SEQUENCE_LATE, SEQUENCE_ANEW };

int sequence_init(struct sequence *s);
void sequence_free(struct sequence *s);
/* The next number belongs to another stream. */
void sequence_restart(struct sequence *s);
enum sequence_place sequence_add(struct sequence *s, u32 number);

#endif /* ST2110_SEQUENCE_H */
