/* SPDX-License-Identifier: GPL-2.0-only */
/* The NIC's own clock, known to the PTP subsystem. */
#ifndef ST2110_HWSIM_PHC_H
#define ST2110_HWSIM_PHC_H

#include <linux/atomic.h>
#include <linux/ptp_clock_kernel.h>
#include <linux/seqlock.h>
#include <linux/types.h>

/* Of each of the two rates that add up, parts in 10^9. */
#define HWSIM_PHC_PPB_MAX	100000000
/* Of a reading. */
#define HWSIM_PHC_NOISE_MAX	100000U

/**
 * struct hwsim_line - PHC time as a linear function of CLOCK_MONOTONIC_RAW
 * @raw_ns: where it starts
 * @ns: PHC time there, whole ns
 * @frac: the rest of it, in 1/HWSIM_PHC_UNIT ns
 * @rate: advance a ns, in 1/HWSIM_PHC_UNIT ns; 0 is a clock that stands still
 */
struct hwsim_line {
	u64	raw_ns;
	s64	ns;
	u64	frac;
	u64	rate;
};

/**
 * struct hwsim_phc - a PTP hardware clock
 * @lock: guards all up to @stepped_ns; readers may be in hardirq
 * @line: what the clock shows
 * @rate_ppb: error of the oscillator, which adjfine() knows nothing of
 * @scaled_ppm: set by adjfine(), in 2^-16 ppm
 * @frozen: the clock stands still
 * @stepped_ns: sum of the steps that nobody set
 * @noise_ns: most that a reading may take before and after its sample
 * @dice: for that
 * @info: for the PTP subsystem
 * @bent: called after each change of @line, in process context
 * @clock: from the PTP subsystem, NULL while there is none; RTNL
 */
struct hwsim_phc {
	seqlock_t		lock;
	struct hwsim_line	line;
	s32			rate_ppb;
	long			scaled_ppm;
	bool			frozen;
	s64			stepped_ns;
	u32			noise_ns;
	atomic64_t		dice;
	struct ptp_clock_info	info;
	void			(*bent)(struct hwsim_phc *phc);
	struct ptp_clock	*clock;
};

void hwsim_phc_init(struct hwsim_phc *phc,
		    void (*bent)(struct hwsim_phc *phc));
int hwsim_phc_register(struct hwsim_phc *phc);
void hwsim_phc_unregister(struct hwsim_phc *phc);
int hwsim_phc_index(const struct hwsim_phc *phc);
s64 hwsim_phc_at(struct hwsim_phc *phc, u64 raw_ns);
u64 hwsim_phc_when(struct hwsim_phc *phc, s64 phc_ns);
void hwsim_phc_set_rate(struct hwsim_phc *phc, s32 ppb);
void hwsim_phc_step(struct hwsim_phc *phc, s64 delta_ns);
void hwsim_phc_freeze(struct hwsim_phc *phc, bool frozen);

#endif
