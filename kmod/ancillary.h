/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ancillary data: when the packets of ST 2110-40 are due.
 *
 * A packet is due by T_FST + T_EPO(j) + TD: the start of its frame or field, the
 * time of the line that its data is of from there, and a delay. TD is 1 ms in the
 * compatible timing mode (CTM), 8 / (frame rate * total lines), eight lines, in the
 * low latency mode (LLTM). T_EPO is never below 0, so what has left by T_FST + TD is
 * in time whatever it holds; that is what we keep, and what we judge by.
 *
 * T_EPO is not worked out, though packets say their lines. The public accounts of the
 * clause give the sum, not from where lines are counted (line 1 of the interface or
 * the first active one) nor whether the companion video's TR_OFFSET, default or by
 * TROFF, moves T_FST, and a verdict by a guess could call late data in time. Taking 0
 * errs on one side only: it may call late what the standard allows, by T_EPO at most,
 * some 0.6 ms for data in the lines before the picture of 1080i59.94 and 1080p59.94.
 *
 * How many packets a field has differs from field to field. So they are spaced for
 * the most that were stated, and leave within the first half of TD:
 *
 *	TPR_j = T_FST + TD/4 + j * TD/(4 * most)
 *
 * with a window of TD/4 before it; more packets than that go on at the same
 * spacing. T_RS being T_FRAME over a whole number, a schedule of linear video with
 * so many packets is what serves. There is no receiver buffer and no C_MAX.
 *
 * Integers only; the tools compile this very file.
 */
#ifndef ST2110_ANCILLARY_H
#define ST2110_ANCILLARY_H

#include "timing.h"

#define ST2110_ANC_PACKETS	8	/* of a field at most, unless stated */
#define ST2110_ANC_PACKETS_MAX	1024
#define ST2110_ANC_CTM_NS	1000000
#define ST2110_ANC_LLTM_LINES	8

int st2110_ancillary_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			      struct st2110_refusal *no);

#endif /* ST2110_ANCILLARY_H */
