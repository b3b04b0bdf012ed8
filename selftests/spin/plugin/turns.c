// SPDX-License-Identifier: GPL-2.0-only
/*
 * turns: a plugin of QEMU's TCG that writes down which of two CPUs ran, and what the second did.
 *
 *	-plugin libturns.so,out=FILE,from=ADDRESS,ready=ADDRESS,sent=ADDRESS,waits=FIRST-LAST
 *
 * With -icount two CPUs take turns, and each instruction of either is a nanosecond of both. Once a function has been entered (from),
 * a record is written whenever it is the other's turn, whenever the second CPU enters one of two other functions (sent, ready), and
 * whenever it begins to wait: four counts of 64 bits, how many instructions each CPU has run so far, how many of the second's were
 * waiting, and what it is: the CPU whose turn it is, 2 for sent, 3 for ready, or the address of the PAUSE that it waits with.
 *
 * Waiting is what lies between a PAUSE within waits and the next time it comes to the same one, if that is no more than LOOK_MAX
 * instructions: one look at the clock. Where it is more, something has come between; that is work, and another wait begins.
 *
 * The addresses are those of the guest's /proc/kallsyms; with -icount and nokaslr they are the same from boot to boot.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/plugin.h"

#define CPUS		2
#define SENT		2
#define READY		3
#define LOOK_MAX	100

struct block {
	uint64_t addr;
	uint64_t insns;
	bool pause;		/* ends with one that waits */
};

static uint64_t from, ready, sent, first, last, ran_insns[CPUS];
static uint64_t waited, looked, waits_at;
static unsigned int running = CPUS;
static bool writing;
static FILE *out;

static void put(uint64_t what)
{
	fwrite(ran_insns, sizeof(ran_insns), 1, out);
	fwrite(&waited, sizeof(waited), 1, out);
	fwrite(&what, sizeof(what), 1, out);
}

static void waits(uint64_t addr)
{
	uint64_t took = ran_insns[1] - looked;

	looked = ran_insns[1];
	if (addr == waits_at && took <= LOOK_MAX) {
		waited += took;
		return;
	}
	waits_at = addr;
	put(addr);
}

static void ran(unsigned int cpu, void *data)
{
	const struct block *b = data;

	if (cpu >= CPUS)
		return;
	writing |= b->addr == from;
	if (writing && cpu != running) {
		running = cpu;
		put(cpu);
	}
	if (writing && cpu && b->addr == sent)
		put(SENT);
	if (writing && cpu && b->addr == ready)
		put(READY);
	if (writing && cpu && b->pause)
		waits(b->addr);
	ran_insns[cpu] += b->insns;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	static const uint8_t pause[] = { 0xf3, 0x90 };
	size_t n = qemu_plugin_tb_n_insns(tb);
	struct qemu_plugin_insn *insn = n ? qemu_plugin_tb_get_insn(tb, n - 1) : NULL;
	struct block *b = calloc(1, sizeof(*b));

	(void)id;
	if (!b)
		abort();
	b->addr = qemu_plugin_tb_vaddr(tb);
	b->insns = n;
	if (insn && b->addr >= first && b->addr <= last && qemu_plugin_insn_size(insn) == sizeof(pause))
		b->pause = !memcmp(qemu_plugin_insn_data(insn), pause, sizeof(pause));
	qemu_plugin_register_vcpu_tb_exec_cb(tb, ran, CB_NO_REGS, b);
}

static void ended(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	fclose(out);
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
	const char *path = plugin_argument(argc, argv, "out"), *began = plugin_argument(argc, argv, "from");
	const char *taken = plugin_argument(argc, argv, "ready"), *left = plugin_argument(argc, argv, "sent");
	const char *range = plugin_argument(argc, argv, "waits");

	(void)info;
	out = path ? fopen(path, "w") : NULL;
	if (!out || !began || !taken || !left || !range || sscanf(range, "%" SCNx64 "-%" SCNx64, &first, &last) != 2) {
		fprintf(stderr, "turns: out=FILE, from=, ready= or sent=ADDRESS or waits=FIRST-LAST is missing\n");
		return 1;
	}
	from = strtoull(began, NULL, 16);
	ready = strtoull(taken, NULL, 16);
	sent = strtoull(left, NULL, 16);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
