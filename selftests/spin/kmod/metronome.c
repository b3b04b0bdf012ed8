// SPDX-License-Identifier: GPL-2.0-only
/*
 * metronome: has the emulator look after its CPUs every so many nanoseconds.
 *
 * In virtual time QEMU runs one CPU after the other, each until it waits (HLT, PAUSE) or a timer of a
 * device is due; after that it begins with the first again. A CPU that watches the clock so
 * sees it only when the other's turn is over, tens of microseconds later. A timer that is due
 * every 100 ns ends that turn: the first CPU, which has precedence, looks at the clock as often
 * as a real one beside another would, to 100 ns. It is the third timer of the HPET, whose
 * interrupt goes to a pin of the IO-APIC that nobody has opened: the guest spends no
 * instruction on it.
 */

#include <linux/io.h>
#include <linux/module.h>

#define HPET_AT		0xfed00000
#define HPET_SIZE	0x400
#define HPET_TICK_NS	10		/* QEMU's */
#define COUNTER		0x0f0
#define CONFIG		0x140		/* of timer 2 */
#define COMPARATOR	0x148
#define ENABLE		(1 << 2)
#define PERIODIC	(1 << 3)
#define SET_VALUE	(1 << 6)
#define BITS_32		(1 << 8)
#define PIN		(20 << 9)

static unsigned int period_ns = 100;
module_param(period_ns, uint, 0444);
MODULE_PARM_DESC(period_ns, "a multiple of 10");

static void __iomem *hpet;

static int __init metronome_init(void)
{
	u32 ticks = period_ns / HPET_TICK_NS;

	if (!ticks)
		return -EINVAL;
	hpet = ioremap(HPET_AT, HPET_SIZE);
	if (!hpet)
		return -ENOMEM;
	/* Femtoseconds a tick: that it is this HPET. */
	if (readl(hpet + 4) != HPET_TICK_NS * 1000000) {
		iounmap(hpet);
		return -ENODEV;
	}
	writel(ENABLE | PERIODIC | SET_VALUE | BITS_32 | PIN, hpet + CONFIG);
	writel(readl(hpet + COUNTER) + 1000, hpet + COMPARATOR);
	writel(ticks, hpet + COMPARATOR);
	return 0;
}

static void __exit metronome_exit(void)
{
	writel(0, hpet + CONFIG);
	iounmap(hpet);
}

module_init(metronome_init);
module_exit(metronome_exit);

MODULE_DESCRIPTION("Has QEMU switch CPUs often in virtual time");
MODULE_LICENSE("GPL");
