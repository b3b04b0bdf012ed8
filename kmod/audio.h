/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Audio streams (ST 2110-30, ST 2110-31, AES67) as schedules.
 *
 * A packet is a frame of one packet: T_FRAME is the packet time, samples / sample
 * rate, and packet k of the time line carries the samples from k * samples since
 * 1970 on, so that its RTP timestamp is k * samples, exactly, at any rate.
 *
 * It leaves an offset after that instant: one packet time unless stated, since
 * its last sample must exist; and within a tenth of a packet time from then on,
 * or 12.5 us where that is longer. TPR_0 of the schedule is the end of that:
 *
 *	opens at   k * T_FRAME + offset
 *	TPR_0      a tenth of T_FRAME after that
 *
 * pace.h keeps a quarter of a window from either end; a window of 4/3 of the tenth
 * makes the opening what it is here. Nothing is gained by waiting within it, and
 * hundreds of streams have the same instants, so packets are due when it opens.
 * Neither model of ST 2110-21 binds.
 *
 * Integers only; the tools compile this very file.
 */
#ifndef ST2110_AUDIO_H
#define ST2110_AUDIO_H

#include "timing.h"

#define ST2110_AUDIO_SAMPLES_MAX	1920	/* 20 ms at 96 kHz */
#define ST2110_AUDIO_TIME_MIN_NS	60000	/* 83 1/3 us is the shortest in use */
#define ST2110_AUDIO_TIME_MAX_NS	20000000
#define ST2110_AUDIO_WINDOW_MIN_NS	12500
#define ST2110_AUDIO_OFFSET_MAX_NS	100000000
#define ST2110_AUDIO_QUEUE_NS		4000000	/* queued by default */
#define ST2110_AUDIO_QUEUE_MIN		4	/* packets */
#define ST2110_UDP_LIMIT		1460	/* standard UDP size limit, ST 2110-10 */
#define ST2110_RTP_OCTETS		12

/* What is in an audio packet. */
struct st2110_sound {
	u32 channels;		/* of AM824: subframes of a frame */
	u8 depth;		/* 16, 24; 32: AM824 */
};

int st2110_audio_octets(const struct st2110_shape *shape, const struct st2110_sound *sound,
			u32 *octets, struct st2110_refusal *no);
int st2110_audio_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			  struct st2110_refusal *no);
u32 st2110_audio_queue(const struct st2110_shape *shape);
u32 st2110_audio_window_ns(const struct st2110_schedule *s);

#endif /* ST2110_AUDIO_H */
