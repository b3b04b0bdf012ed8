// SPDX-License-Identifier: GPL-2.0-only
/*
 * lateirq: timer interrupts of User-mode Linux in time travel that come late.
 *
 * With an infinitely fast CPU every timer fires when due. While this module is
 * loaded, virtual time passes between the moment at which the timer interrupt is
 * due and its handler: at random up to late_ns, evenly distributed, each interrupt
 * for itself; and once every stall_every_ns, stall_ns on top. It stands in for the
 * interrupt controller (the flow handler of the one timer interrupt), so that no
 * code under test knows of it, and every timer is hit: the release's as well as
 * the completions of the simulated NIC and the tick.
 *
 * The same seed gives the same sequence. debugfs lateirq/stalls lists them (begin
 * and end, CLOCK_TAI in nanoseconds, one a line), lateirq/delays what was spent:
 * how many, sum, longest without stalls.
 */

#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/irq.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#define STALLS_MAX	4096

static ulong seed = 2110;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "of the random sequence");

static uint late_ns;
module_param(late_ns, uint, 0444);
MODULE_PARM_DESC(late_ns, "lateness of an interrupt, at most");

static uint stall_ns;
module_param(stall_ns, uint, 0444);
MODULE_PARM_DESC(stall_ns, "length of a stall, 0 none");

static ulong stall_every_ns = NSEC_PER_SEC;
module_param(stall_every_ns, ulong, 0444);
MODULE_PARM_DESC(stall_every_ns, "from one stall to the next; the first comes after half of it");

static u64 state;
static u64 next_stall_ns;
static u64 delays, delay_sum_ns, delay_max_ns;
static unsigned int nstalls;
static struct {
	u64 begin_tai_ns, end_tai_ns;
} stalls[STALLS_MAX];
static struct dentry *dir;

/* Knuth's multiplier; the upper half is random enough. */
static u32 draw(u32 below)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (state >> 32) * below >> 32;
}

/* Interrupts are off and the timer is not set: nothing else happens meanwhile. */
static void late_timer_irq(struct irq_desc *desc)
{
	u64 now = ktime_get_ns();
	u32 late = draw(late_ns + 1);

	delays++;
	delay_sum_ns += late;
	delay_max_ns = max_t(u64, delay_max_ns, late);
	if (stall_ns && now >= next_stall_ns && nstalls < STALLS_MAX) {
		next_stall_ns += stall_every_ns;
		stalls[nstalls].begin_tai_ns = ktime_get_clocktai_ns();
		time_travel_ndelay(stall_ns + late);
		stalls[nstalls++].end_tai_ns = ktime_get_clocktai_ns();
	} else if (late) {
		time_travel_ndelay(late);
	}
	handle_edge_irq(desc);
}

static int stalls_show(struct seq_file *m, void *unused)
{
	unsigned int i;

	for (i = 0; i < nstalls; i++)
		seq_printf(m, "%llu %llu\n", stalls[i].begin_tai_ns, stalls[i].end_tai_ns);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(stalls);

static int delays_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%llu %llu %llu\n", delays, delay_sum_ns, delay_max_ns);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(delays);

static int __init lateirq_init(void)
{
	if (time_travel_mode != TT_MODE_INFCPU)
		return -ENODEV;
	state = seed;
	next_stall_ns = ktime_get_ns() + stall_every_ns / 2;
	dir = debugfs_create_dir("lateirq", NULL);
	debugfs_create_file("stalls", 0444, dir, NULL, &stalls_fops);
	debugfs_create_file("delays", 0444, dir, NULL, &delays_fops);
	irq_set_handler(TIMER_IRQ, late_timer_irq);
	return 0;
}
module_init(lateirq_init);

static void __exit lateirq_exit(void)
{
	irq_set_handler(TIMER_IRQ, handle_edge_irq);
	debugfs_remove_recursive(dir);
}
module_exit(lateirq_exit);

MODULE_DESCRIPTION("Late timer interrupts in virtual time");
MODULE_LICENSE("GPL");
