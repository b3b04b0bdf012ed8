// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sequence numbers. Design: sequence.h.
 */
#include <stdlib.h>

#include "sequence.h"

static u64 *word(struct sequence *s, u32 number)
{
	return &s->missing[number % SEQUENCE_JUMP / 64];
}

static u64 bit(u32 number)
{
	return 1ULL << number % 64;
}

int sequence_init(struct sequence *s)
{
	memset(s, 0, sizeof(*s));
	s->missing = calloc(SEQUENCE_JUMP / 64, sizeof(*s->missing));
	return s->missing ? 0 : -ENOMEM;
}

void sequence_free(struct sequence *s)
{
	free(s->missing);
}

void sequence_restart(struct sequence *s)
{
	s->known = false;
	memset(s->missing, 0, SEQUENCE_JUMP / 8);
}

enum sequence_place sequence_add(struct sequence *s, u32 number)
{
	s32 away = (s32)(number - s->expected);

	if (!s->known) {
		s->known = true;
		s->expected = number + 1;
		return SEQUENCE_NEXT;
	}
	if (away >= (s32)SEQUENCE_JUMP || away <= -(s32)SEQUENCE_JUMP) {
		sequence_restart(s);
		s->known = true;
		s->discontinuities++;
		s->expected = number + 1;
		return SEQUENCE_ANEW;
	}
	if (away >= 0) {
		s->gaps += away > 0;
		s->lost += (u32)away;
		for (; s->expected != number; s->expected++)
			*word(s, s->expected) |= bit(s->expected);
		*word(s, number) &= ~bit(number);
		s->expected++;
		return SEQUENCE_NEXT;
	}
	if (*word(s, number) & bit(number)) {
		*word(s, number) &= ~bit(number);
		s->lost--;
		s->reordered++;
	} else {
		s->duplicates++;
	}
	return SEQUENCE_LATE;
}
