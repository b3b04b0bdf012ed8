/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One sender type held against a stream: the models, fed packet by packet.
 *
 * The bucket runs three times: on the drain grid of the epoch (the standard's),
 * and on a grid that begins at the first packet seen, that packet counted as 1 or
 * as 0, as analysers in use do. The receiver buffer runs twice: as the standard
 * has it, and without the T_LINE/2 before a second field.
 */
#ifndef ST2110_JUDGEMENT_H
#define ST2110_JUDGEMENT_H

#include "essence.h"
#include "model.h"

struct judgement_figures {
	u32 c_inst, c_inst_first1, c_inst_first0;
	s32 vrx_min, vrx_max;
	s32 vrx_half_min, vrx_half_max;
};

struct judgement {
	struct st2110_schedule schedule;
	struct st2110_bucket epoch, first1, first0;
	struct st2110_vrx vrx, vrx_half;
	bool started;
};

int judgement_init(struct judgement *j, const struct st2110_shape *shape,
		   struct st2110_refusal *no);
/* A frame begins: peaks begin anew. */
void judgement_frame(struct judgement *j, const struct st2110_epoch *e);
/* A field of that frame begins. */
void judgement_field(struct judgement *j, const struct st2110_epoch *e, u8 field);
/* A packet was sent: index within its field, or in the buckets alone (@late). */
void judgement_packet(struct judgement *j, u32 index, u64 tai_ns, bool late);
/* Peaks of the frame so far. */
void judgement_read(const struct judgement *j, struct judgement_figures *out);

#endif /* ST2110_JUDGEMENT_H */
