/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Staged: a change that waits for a flow's next frame, or with others for an
 * instant.
 *
 * The first frame that begins at the instant or later takes it, none before: the
 * epoch that the next frame will get is known before it comes (assign.h). A flow
 * that has no frames takes it when somebody looks after it (the port's work, that of
 * legs), and an event tells when it was and what it changed.
 */
#ifndef ST2110_STAGED_H
#define ST2110_STAGED_H

#include "flow.h"

#define ST2110_SILENT_NS	(100 * NSEC_PER_MSEC)	/* no frame is that long */

struct st2110_staged *st2110_staged_new(void);
void st2110_staged_copy(struct st2110_staged *to, const struct st2110_staged *staged);
u32 st2110_staged_changes(const struct st2110_flow *f, const struct st2110_staged *staged);
void st2110_staged_apply(struct st2110_flow *f, u64 now_ns);
u64 st2110_staged_wait(const struct st2110_flow *f, u64 now_ns);
void st2110_staged_again(struct delayed_work *work, u64 wait_ns);
void st2110_staged_told(struct st2110_flow *f, u32 changes);

#endif /* ST2110_STAGED_H */
