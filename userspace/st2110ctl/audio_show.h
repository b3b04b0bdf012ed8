/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Audio in its own terms: packet time minus sample time and TS-DF, each beside the
 * limit that certification holds it against, and in words whether it is met.
 */
#ifndef ST2110CTL_AUDIO_SHOW_H
#define ST2110CTL_AUDIO_SHOW_H

#include <stdbool.h>
#include <stdio.h>

struct json_object;

/* Add level and words to a flow's statistics, if it is audio. */
void audio_complete(struct json_object *flow);
/* Print the level of ST 2110-30 that takes it, if it is audio. */
void audio_print_level(FILE *out, struct json_object *flow);
/* Print the words; false if it is no audio. */
bool audio_print(FILE *out, struct json_object *flow);

#endif /* ST2110CTL_AUDIO_SHOW_H */
