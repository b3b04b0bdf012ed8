/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conformance levels of ST 2110-30: what a receiver must take.
 *
 *	level	48 kHz, 1 ms	48 kHz, 125 us	96 kHz, 1 ms	96 kHz, 125 us
 *	A	1-8
 *	B	1-8		1-8
 *	C	1-8		1-64
 *	AX	1-8				1-4
 *	BX	1-8		1-8		1-4		1-8
 *	CX	1-8		1-64		1-4		1-32
 *
 * Channels of L16 or L24. A stream is of the first level of this order that has
 * room for it: every receiver of that level takes it. 44.1 kHz, other packet times
 * and AM824 (ST 2110-31) are of none.
 *
 * The standard is not public. AMWA's BCP-004-01 has the whole row of a receiver of BX
 * (examples/receiver-audio-level-bx.json); what each level adds to those before it,
 * AX and CX among them, is as libpromeki quotes ST 2110-30:2025 clause 7, table 2
 * (AudioConformanceLevel: C 9 to 64 channels, CX 9 to 32).
 */
#ifndef ST2110_AUDIO_LEVEL_H
#define ST2110_AUDIO_LEVEL_H

#include "timing.h"

/**
 * st2110_audio_level() - the least level whose receivers take a stream
 * @sample_rate: Hz
 * @samples: of a packet
 * @channels: of a stream
 * @depth: bits of a sample: 16, 24; 32 is AM824
 *
 * Return: "A" to "CX", or NULL if no level has it.
 */
const char *st2110_audio_level(u32 sample_rate, u32 samples, u32 channels, u32 depth);

#endif /* ST2110_AUDIO_LEVEL_H */
