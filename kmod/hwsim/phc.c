// SPDX-License-Identifier: GPL-2.0-only
/*
 * A PHC is a line over CLOCK_MONOTONIC_RAW, which nobody steers. Its slope is
 * one plus the error of its oscillator (whole ppb) plus what adjfine() asked for
 * (2^-16 ppm). Both are whole multiples of 1/PHC_UNIT:
 *
 *	PHC_UNIT = lcm(10^9, 10^6 * 2^16) = 2^22 * 5^9
 *
 * so a line is evaluated exactly, at any distance, and a change of slope or a
 * step starts a new line from the exact value of the old one: nothing is ever
 * lost to rounding. Of d = 10^9 s + n ns the clock advances
 *
 *	s * rate / 2^13 + n * rate / PHC_UNIT
 *
 * which splits into terms of less than 64 bits whose divisors are constants.
 *
 * Faults (a step that nobody set, an oscillator that drifts or stops, a clock
 * that goes away) are asked for in debugfs.
 */

#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/processor.h>
#include <linux/random.h>
#include <linux/timekeeping.h>

#include "dice.h"
#include "now.h"
#include "phc.h"

#define UNIT_SHIFT	22
#define UNIT_ODD	1953125U		/* 5^9 */
#define PHC_UNIT	((u64)UNIT_ODD << UNIT_SHIFT)
/* PHC_UNIT / 10^9 and PHC_UNIT / (10^6 * 2^16). */
#define UNITS_PER_PPB	8192
#define UNITS_PER_SCALED_PPM	125
/* 2^64 ns are no more than 28 powers of five. */
#define WHEN_TURNS	30

/* What a line gains in @delta_ns: returns whole ns, leaves the rest in @frac. */
static u64 line_gain(u64 rate, u64 delta_ns, u64 *frac)
{
	u64 gain, rest, quot;
	u32 sec_part, n, rem;
	u64 sec;

	sec = div_u64_rem(delta_ns, NSEC_PER_SEC, &n);
	sec_part = rate & (UNITS_PER_PPB - 1);
	gain = sec * (rate >> 13);
	rest = sec * sec_part;
	gain += rest >> 13;
	*frac += (rest & (UNITS_PER_PPB - 1)) * NSEC_PER_SEC;

	quot = div_u64_rem(n * (rate >> UNIT_SHIFT), UNIT_ODD, &rem);
	gain += quot;
	*frac += (u64)rem << UNIT_SHIFT;
	*frac += n * (rate & ((1U << UNIT_SHIFT) - 1));

	quot = div_u64(*frac >> UNIT_SHIFT, UNIT_ODD);
	*frac -= quot * PHC_UNIT;
	return gain + quot;
}

static s64 line_at(const struct hwsim_line *line, u64 raw_ns, u64 *frac)
{
	u64 back = 0;
	s64 ns;

	*frac = line->frac;
	if (likely(raw_ns >= line->raw_ns))
		return line->ns + line_gain(line->rate, raw_ns - line->raw_ns,
					    frac);

	/* A frame that left before the line began. */
	ns = line->ns - line_gain(line->rate, line->raw_ns - raw_ns, &back);
	if (*frac < back) {
		*frac += PHC_UNIT;
		ns--;
	}
	*frac -= back;
	return ns;
}

static struct hwsim_phc *to_phc(struct ptp_clock_info *info)
{
	return container_of(info, struct hwsim_phc, info);
}

/* Go on from here with the slope that is wanted now. Under the lock. */
static void phc_bend(struct hwsim_phc *phc)
{
	struct hwsim_line *line = &phc->line;
	u64 raw_ns = ktime_get_raw_ns();
	u64 frac;

	line->ns = line_at(line, raw_ns, &frac);
	line->frac = frac;
	line->raw_ns = raw_ns;
	line->rate = phc->frozen ? 0 :
		     PHC_UNIT + (s64)phc->rate_ppb * UNITS_PER_PPB +
		     (s64)phc->scaled_ppm * UNITS_PER_SCALED_PPM;
}

/**
 * hwsim_phc_at - what the clock shows at an instant
 * @phc: the clock
 * @raw_ns: CLOCK_MONOTONIC_RAW; before the last change, the present line is
 *	drawn backwards
 *
 * Context: any but NMI. Return: PHC time in ns, rounded down.
 */
s64 hwsim_phc_at(struct hwsim_phc *phc, u64 raw_ns)
{
	unsigned int seq;
	u64 frac;
	s64 ns;

	do {
		seq = read_seqbegin(&phc->lock);
		ns = line_at(&phc->line, raw_ns, &frac);
	} while (read_seqretry(&phc->lock, seq));
	return ns;
}

/**
 * hwsim_phc_when - when the clock shows a time
 * @phc: the clock
 * @phc_ns: PHC time
 *
 * Context: any but NMI. Return: the first ns of CLOCK_MONOTONIC_RAW at which the
 * clock, as it goes now, shows @phc_ns or more; U64_MAX where it stands still.
 */
u64 hwsim_phc_when(struct hwsim_phc *phc, s64 phc_ns)
{
	struct hwsim_line line;
	unsigned int seq;
	u64 raw_ns, frac;
	s64 off_ns;
	int i;

	do {
		seq = read_seqbegin(&phc->lock);
		line = phc->line;
	} while (read_seqretry(&phc->lock, seq));
	if (!line.rate)
		return U64_MAX;

	/* Each turn leaves a fifth of the distance at most. */
	raw_ns = line.raw_ns;
	for (i = 0; i < WHEN_TURNS; i++) {
		off_ns = phc_ns - line_at(&line, raw_ns, &frac);
		if (off_ns >= -1 && off_ns <= 1)
			break;
		raw_ns += off_ns;
	}
	while (line_at(&line, raw_ns, &frac) < phc_ns)
		raw_ns++;
	while (line_at(&line, raw_ns - 1, &frac) >= phc_ns)
		raw_ns--;
	return raw_ns;
}

/**
 * hwsim_phc_set_rate - change the oscillator's error
 * @phc: the clock
 * @ppb: parts in 10^9, up to HWSIM_PHC_PPB_MAX either way
 */
void hwsim_phc_set_rate(struct hwsim_phc *phc, s32 ppb)
{
	unsigned long flags;

	write_seqlock_irqsave(&phc->lock, flags);
	phc->rate_ppb = ppb;
	phc_bend(phc);
	write_sequnlock_irqrestore(&phc->lock, flags);
	phc->bent(phc);
}

static void phc_shift(struct hwsim_phc *phc, s64 delta_ns, bool fault)
{
	unsigned long flags;

	write_seqlock_irqsave(&phc->lock, flags);
	phc_bend(phc);
	phc->line.ns += delta_ns;
	if (fault)
		phc->stepped_ns += delta_ns;
	write_sequnlock_irqrestore(&phc->lock, flags);
	phc->bent(phc);
}

/**
 * hwsim_phc_step - the clock steps though nobody set it
 * @phc: the clock
 * @delta_ns: by how much
 */
void hwsim_phc_step(struct hwsim_phc *phc, s64 delta_ns)
{
	phc_shift(phc, delta_ns, true);
}

/**
 * hwsim_phc_freeze - the clock stands still, or goes on from where it stood
 * @phc: the clock
 * @frozen: which
 */
void hwsim_phc_freeze(struct hwsim_phc *phc, bool frozen)
{
	unsigned long flags;

	write_seqlock_irqsave(&phc->lock, flags);
	phc->frozen = frozen;
	phc_bend(phc);
	write_sequnlock_irqrestore(&phc->lock, flags);
	phc->bent(phc);
}

static int phc_adjfine(struct ptp_clock_info *info, long scaled_ppm)
{
	struct hwsim_phc *phc = to_phc(info);
	unsigned long flags;

	write_seqlock_irqsave(&phc->lock, flags);
	phc->scaled_ppm = scaled_ppm;
	phc_bend(phc);
	write_sequnlock_irqrestore(&phc->lock, flags);
	phc->bent(phc);
	return 0;
}

static int phc_adjtime(struct ptp_clock_info *info, s64 delta_ns)
{
	phc_shift(to_phc(info), delta_ns, false);
	return 0;
}

static int phc_settime64(struct ptp_clock_info *info,
			 const struct timespec64 *ts)
{
	struct hwsim_phc *phc = to_phc(info);
	unsigned long flags;

	write_seqlock_irqsave(&phc->lock, flags);
	phc_bend(phc);
	phc->line.ns = timespec64_to_ns(ts);
	phc->line.frac = 0;
	write_sequnlock_irqrestore(&phc->lock, flags);
	phc->bent(phc);
	return 0;
}

/* A bus that is slow to answer, by a time that nobody knows. */
static void phc_dawdle(struct hwsim_phc *phc)
{
	u32 noise_ns = READ_ONCE(phc->noise_ns);
	u64 until;

	if (!noise_ns)
		return;
	until = ktime_get_raw_ns() + hwsim_dice(&phc->dice, noise_ns + 1);
	while (ktime_get_raw_ns() < until)
		cpu_relax();
}

static int phc_gettimex64(struct ptp_clock_info *info, struct timespec64 *ts,
			  struct ptp_system_timestamp *sts)
{
	struct hwsim_phc *phc = to_phc(info);
	u64 raw_ns;
	s64 asked;

	ptp_read_system_prets(sts);
	/*
	 * A bus takes as long to ask as to answer, and so the clock is looked at
	 * half-way. Here all the work is in the answer, so do it twice.
	 */
	asked = hwsim_phc_at(phc, ktime_get_raw_ns());
	OPTIMIZER_HIDE_VAR(asked);
	phc_dawdle(phc);
	raw_ns = ktime_get_raw_ns();
	phc_dawdle(phc);
	ptp_read_system_postts(sts);
	*ts = ns_to_timespec64(hwsim_phc_at(phc, raw_ns));
	return 0;
}

/* The very function that the simulation runs on, so the pair is exact. */
static int phc_getcrosststamp(struct ptp_clock_info *info,
			      struct system_device_crosststamp *cts)
{
	struct system_time_snapshot snap;

	ktime_get_snapshot(&snap);
	cts->device = ns_to_ktime(hwsim_phc_at(to_phc(info),
					       ktime_to_ns(snap.raw)));
	cts->sys_realtime = snap.real;
	cts->sys_monoraw = snap.raw;
	return 0;
}

static const struct ptp_clock_info phc_info = {
	.owner		= THIS_MODULE,
	.name		= KBUILD_MODNAME,
	.max_adj	= HWSIM_PHC_PPB_MAX,
	.adjfine	= phc_adjfine,
	.adjtime	= phc_adjtime,
	.gettimex64	= phc_gettimex64,
	.getcrosststamp	= phc_getcrosststamp,
	.settime64	= phc_settime64,
};

/**
 * hwsim_phc_init - a clock that nobody knows of yet
 * @phc: the clock, zeroed
 * @bent: called after each change of the clock, in process context
 */
void hwsim_phc_init(struct hwsim_phc *phc,
		    void (*bent)(struct hwsim_phc *phc))
{
	phc->bent = bent;
	seqlock_init(&phc->lock);
	atomic64_set(&phc->dice, get_random_u64());
	phc->line.rate = PHC_UNIT;
}

/**
 * hwsim_phc_register - hand the clock to the PTP subsystem
 * @phc: the clock
 *
 * It starts as a driver starts one: at CLOCK_TAI, with nothing adjusted. The
 * oscillator's error stays. Context: RTNL, may sleep. Return: 0, also where the
 * kernel has no PTP subsystem, or a negative error.
 */
int hwsim_phc_register(struct hwsim_phc *phc)
{
	struct ptp_clock *clock;
	struct hwsim_now now;

	write_seqlock_irq(&phc->lock);
	phc->scaled_ppm = 0;
	phc->frozen = false;
	phc->stepped_ns = 0;
	phc_bend(phc);
	hwsim_now(&now);
	phc->line.raw_ns = now.raw_ns;
	phc->line.ns = now.tai_ns;
	phc->line.frac = 0;
	write_sequnlock_irq(&phc->lock);
	phc->bent(phc);

	phc->info = phc_info;
	clock = ptp_clock_register(&phc->info, NULL);
	if (IS_ERR(clock))
		return PTR_ERR(clock);
	WRITE_ONCE(phc->clock, clock);
	return 0;
}

/**
 * hwsim_phc_unregister - take the clock from the PTP subsystem
 * @phc: the clock
 *
 * Whoever has it open gets ENODEV from then on. Context: RTNL, may sleep.
 */
void hwsim_phc_unregister(struct hwsim_phc *phc)
{
	struct ptp_clock *clock = phc->clock;

	if (!clock)
		return;
	WRITE_ONCE(phc->clock, NULL);
	ptp_clock_unregister(clock);
}

/**
 * hwsim_phc_index - number of the clock's device
 * @phc: the clock
 *
 * Context: RTNL. Return: n of /dev/ptp<n>, or -1 where there is none.
 */
int hwsim_phc_index(const struct hwsim_phc *phc)
{
	return phc->clock ? ptp_clock_index(phc->clock) : -1;
}
