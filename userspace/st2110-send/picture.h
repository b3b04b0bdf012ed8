/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The picture that is sent: colour bars, or a file of pgroups.
 *
 * A file holds one frame as ST 2110-20 sends it, pgroup after pgroup and line
 * after line (4:2:2 10 bit: what FFmpeg writes with -c:v bitpacked -f rawvideo).
 */
#ifndef ST2110_SEND_PICTURE_H
#define ST2110_SEND_PICTURE_H

#include "rfc4175.h"

/* Octets of a frame, to be freed; NULL with a sentence in @why. */
u8 *picture_make(const struct rfc4175_layout *layout, const struct st2110_format *format,
		 const struct st2110_pixels *pixels, const char *file, const char **why);

#endif /* ST2110_SEND_PICTURE_H */
