// SPDX-License-Identifier: GPL-2.0-only
/* A simulated PHC; see world.h. */
#include <math.h>

#include "tap.h"
#include "world.h"

double rnd_uniform(void)
{
	return (double)(rnd() >> 11) / 9007199254740992.0;
}

double rnd_normal(void)
{
	return sqrt(-2 * log(rnd_uniform() + 1e-18)) * cos(2 * M_PI * rnd_uniform());
}

void world_init(struct world *w, enum noise reads, double mean)
{
	memset(w, 0, sizeof(*w));
	w->noise = reads;
	w->mean = mean;
	w->rate = mean;
	w->raw = 100e9;
	w->base = 1792000000000000000ULL + rnd_below(1000000000000ULL);
	w->next_servo = w->raw + 125e6 * rnd_uniform();
}

static void pass(struct world *w, double raw)
{
	w->off += w->rate * (raw - w->raw);
	w->raw = raw;
}

static double clamp(double x, double limit)
{
	return x > limit ? limit : x < -limit ? -limit : x;
}

/* Steer as ptp4l does, with its constants for eight messages a second. */
static double steered(struct world *w)
{
	double error = (w->target - (w->off - w->mean * (w->raw - 100e9))) * 1e-9;

	w->integral = clamp(w->integral + 0.3 * 0.125 * error, w->limit);
	return w->mean + clamp(0.7 * error + w->integral, w->limit);
}

/* From now on PHC - RAW shall become what the mean makes of it, and @target. */
void world_servo(struct world *w, double target, double limit)
{
	w->pi = true;
	w->target = w->off - w->mean * (w->raw - 100e9) + target;
	w->limit = limit;
}

void world_to(struct world *w, double raw)
{
	while (w->next_servo < raw) {
		pass(w, w->next_servo);
		w->next_servo += 125e6;
		w->mean += w->wander * sqrt(0.125) * rnd_normal();
		w->rate = w->pi ? steered(w) : w->mean + w->pull * (w->rate - w->mean);
		w->rate += w->spread * rnd_normal();
	}
	if (raw > w->raw)
		pass(w, raw);
}

void world_step(struct world *w, double ns)
{
	/* base has the precision for all of it */
	w->base += (s64)ns;
}

/* It goes on where it stood. */
void world_freeze(struct world *w, bool on)
{
	u64 value = w->base + (s64)floor(w->raw + w->off);

	if (on && !w->frozen)
		w->froze_at = value;
	if (!on && w->frozen)
		w->base -= value - w->froze_at;
	w->frozen = on;
}

void world_read(struct world *w, struct st2110_sample *s)
{
	double before = 150, after = 150, value;

	switch (w->noise) {
	case NOISE_EVEN:
	case NOISE_COARSE:
		before = 500 * rnd_uniform();
		after = 500 * rnd_uniform();
		break;
	case NOISE_TAIL:
		before = 100 - 300 * log(rnd_uniform() + 1e-9);
		after = 100 - 300 * log(rnd_uniform() + 1e-9);
		break;
	case NOISE_ANYWHERE:
		before = 1000 * rnd_uniform();
		after = 1000 - before;
		break;
	case NOISE_VALUE:
		before = 50;
		after = 50;
		break;
	case NOISE_QUIET:
		break;
	}
	if (w->preempted && !rnd_below(w->preempted)) {
		if (rnd_below(2))
			before += 100e3 * rnd_uniform();
		else
			after += 100e3 * rnd_uniform();
	}
	s->before_raw_ns = (u64)w->raw;
	world_to(w, w->raw + before);
	value = w->raw + w->off;
	if (w->noise == NOISE_VALUE)
		value += 2000 * rnd_uniform() - 1000;
	if (w->wild && !rnd_below(w->wild))
		value += rnd_below(2) ? 100e3 : -100e3;
	s->phc_ns = w->frozen ? w->froze_at : w->base + (s64)floor(value);
	if (w->noise == NOISE_COARSE)
		s->phc_ns -= s->phc_ns % 40;
	world_to(w, w->raw + after);
	s->after_raw_ns = (u64)w->raw;
	world_to(w, w->raw + 40);
}

double world_error(const struct world *w, u64 media_ns)
{
	return (double)(s64)(media_ns - w->base - (u64)w->raw) - (w->raw - floor(w->raw)) - w->off;
}
