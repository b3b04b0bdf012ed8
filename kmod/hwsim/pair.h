/* SPDX-License-Identifier: GPL-2.0-only */
/* A pair of NICs and the cable between them. */
#ifndef ST2110_HWSIM_PAIR_H
#define ST2110_HWSIM_PAIR_H

#include <linux/types.h>

struct hwsim;
struct net;

int hwsim_pair_create(struct net *net, unsigned int queues, u32 mbps);
void hwsim_pair_set_speed(struct hwsim *hw, u32 mbps);
void hwsim_pair_set_carrier(struct hwsim *hw, bool plugged);
int hwsim_pair_init(unsigned int queues, u32 mbps);
void hwsim_pair_exit(void);

#endif
