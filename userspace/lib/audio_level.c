// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conformance levels. Design: audio_level.h.
 */
#include "audio_level.h"

const char *st2110_audio_level(u32 sample_rate, u32 samples, u32 channels, u32 depth)
{
	static const struct {
		const char *name;
		u32 channels[4];	/* at 48 kHz 1 ms, 125 us; at 96 kHz */
	} levels[] = {
		{ "A", { 8, 0, 0, 0 } },
		{ "B", { 8, 8, 0, 0 } },
		{ "C", { 8, 64, 0, 0 } },
		{ "AX", { 8, 0, 4, 0 } },
		{ "BX", { 8, 8, 4, 8 } },
		{ "CX", { 8, 64, 4, 32 } },
	};
	u32 which, i;

	if ((sample_rate != 48000 && sample_rate != 96000) || (depth != 16 && depth != 24))
		return NULL;
	which = sample_rate == 96000 ? 2 : 0;
	if (samples == sample_rate / 8000)
		which++;
	else if (samples != sample_rate / 1000)
		return NULL;
	for (i = 0; i < ARRAY_SIZE(levels); i++)
		if (channels && channels <= levels[i].channels[which])
			return levels[i].name;
	return NULL;
}
