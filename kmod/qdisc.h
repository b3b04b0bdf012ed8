/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The qdisc's registration; everything else of it is called by net/sched.
 */
#ifndef ST2110_QDISC_H
#define ST2110_QDISC_H

int st2110_qdisc_register(void);
void st2110_qdisc_unregister(void);

#endif /* ST2110_QDISC_H */
