// SPDX-License-Identifier: GPL-2.0-only
/*
 * Audio streams; see audio.h.
 */

#include "audio.h"

static int check(const struct st2110_shape *shape, struct st2110_refusal *no)
{
	u32 rate = shape->format.rate_num, samples = shape->format.rate_den;
	u64 time_ns;

	switch (rate) {
	case 44100:
	case 48000:
	case 96000:
		break;
	default:
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_SAMPLE_RATE,
				     "sample-rate: accepted are 44100, 48000 and 96000 Hz (ST 2110-30, AES67)");
	}
	time_ns = div_u64((u64)samples * ST2110_NSEC_PER_SEC, rate);
	if (!samples || samples > ST2110_AUDIO_SAMPLES_MAX ||
	    time_ns < ST2110_AUDIO_TIME_MIN_NS || time_ns > ST2110_AUDIO_TIME_MAX_NS)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_SAMPLES,
				     "samples: of a packet, a packet time of 60 us to 20 ms; 48 are 1 ms at 48 kHz, 6 are 125 us");
	if (shape->troff_set && shape->troff_ns > ST2110_AUDIO_OFFSET_MAX_NS)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_TROFF,
				     "troff: of audio its offset, 100 ms at most");
	if (shape->troff_set && !shape->force && shape->troff_ns < time_ns)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_TROFF,
				     "troff: of audio its offset, one packet time at least, for a packet's last sample must exist when it leaves; less with force");
	return 0;
}

/**
 * st2110_audio_octets() - size of a packet
 * @shape: essence audio: sample rate and samples as rate of the format
 * @sound: what is in it
 * @octets: gets those behind the RTP header
 * @no: why not; may be NULL
 *
 * ST 2110-10 standard UDP size limit, which ST 2110-30 and -31 keep to. Any
 * context; divides.
 *
 * Return: 0, -EINVAL, -ERANGE or -EMSGSIZE.
 */
int st2110_audio_octets(const struct st2110_shape *shape, const struct st2110_sound *sound,
			u32 *octets, struct st2110_refusal *no)
{
	u32 samples = shape->format.rate_den, room = ST2110_UDP_LIMIT - 8 - ST2110_RTP_OCTETS;
	int err = check(shape, no);

	if (err)
		return err;
	switch (sound->depth) {
	case 16:
	case 24:
	case 32:
		break;
	default:
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_DEPTH,
				     "depth: of audio 16 (L16), 24 (L24) or 32 (AM824)");
	}
	if (!sound->channels || sound->channels > room)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_CHANNELS,
				     "channels: 1 to as many as fit a packet of 1440 octets");
	*octets = samples * sound->channels * (sound->depth / 8);
	if (*octets > room)
		return st2110_refuse(no, -EMSGSIZE, ST2110_A_FLOW_CHANNELS,
				     "channels: with these samples a packet exceeds 1440 octets (standard UDP size limit, ST 2110-10); at most 1440 / (samples * octets of a sample), or fewer samples");
	return 0;
}

/**
 * st2110_audio_window_ns() - how long after its instant a packet may leave
 * @s: schedule of audio
 *
 * Any context.
 *
 * Return: nanoseconds.
 */
u32 st2110_audio_window_ns(const struct st2110_schedule *s)
{
	u32 tenth = (u32)div_u64(s->frame_ns, 10);

	return tenth > ST2110_AUDIO_WINDOW_MIN_NS ? tenth : ST2110_AUDIO_WINDOW_MIN_NS;
}

/**
 * st2110_audio_schedule() - the schedule of a stream of samples
 * @s: gets the schedule
 * @shape: essence audio: sample rate and samples as rate of the format
 * @no: why not; may be NULL
 *
 * ST 2110-30, AES67 clause 7 (packet time). Divides; any context.
 *
 * Return: 0, -EINVAL or -ERANGE, *s untouched then.
 */
int st2110_audio_schedule(struct st2110_schedule *s, const struct st2110_shape *shape,
			  struct st2110_refusal *no)
{
	u32 window;
	int err = check(shape, no);

	if (err)
		return err;
	memset(s, 0, sizeof(*s));
	s->rate_num = shape->format.rate_num;
	s->rate_den = shape->format.rate_den;
	s->packets = 1;
	s->field_packets = 1;
	s->fields = 1;
	s->profile = ST2110_PROFILE_NARROW_LINEAR;
	s->active_num = 1;
	s->active_den = 1;
	s->buffered = true;
	s->prompt = true;
	s->rtp_rate = s->rate_num;
	st2110_schedule_periods(s);
	s->c_max = ST2110_BOUNDLESS;
	s->vrx_full = ST2110_BOUNDLESS;
	s->frac_scale = 1;
	s->frac_unit = s->rate_num;
	window = st2110_audio_window_ns(s);
	s->window_ns = window + window / 3;
	s->tro_ns = (shape->troff_set ? shape->troff_ns : s->frame_ns) + window;
	s->tro_frac = shape->troff_set ? 0 : s->frame_rem;
	s->active_ns = s->frame_ns;
	return 0;
}

/**
 * st2110_audio_queue() - packets held by default
 * @shape: essence audio
 *
 * Any context; divides.
 *
 * Return: those of 4 ms, and four at least.
 */
u32 st2110_audio_queue(const struct st2110_shape *shape)
{
	u64 unit = ST2110_NSEC_PER_SEC * (shape->format.rate_den ? shape->format.rate_den : 1);
	u32 packets = (u32)div64_u64((u64)ST2110_AUDIO_QUEUE_NS * shape->format.rate_num + unit - 1,
				     unit);

	return packets > ST2110_AUDIO_QUEUE_MIN ? packets : ST2110_AUDIO_QUEUE_MIN;
}
