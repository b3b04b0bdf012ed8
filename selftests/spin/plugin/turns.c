// SPDX-License-Identifier: GPL-2.0-only
/*
 * turns: a plugin of QEMU's TCG that writes down which of two CPUs ran, and for how long.
 *
 *	-plugin libturns.so,out=FILE,from=ADDRESS,at=ADDRESS
 *
 * With -icount two CPUs take turns, and each instruction of either is a nanosecond of both. Once a function has been entered (from),
 * a record is written whenever it is the other's turn, and whenever the second CPU enters another function (at): two counts of 64 bits,
 * how many instructions each CPU has run so far, and a third, the CPU, or 2 for the function. The addresses are those of the guest's
 * /proc/kallsyms; with -icount and nokaslr they are the same from boot to boot.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/plugin.h"

#define CPUS		2
#define ENTERED		2

struct block {
	uint64_t addr;
	uint64_t insns;
};

static uint64_t from, at, ran_insns[CPUS];
static unsigned int running = CPUS;
static bool writing;
static FILE *out;

static void put(uint64_t what)
{
	fwrite(ran_insns, sizeof(ran_insns), 1, out);
	fwrite(&what, sizeof(what), 1, out);
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
	if (writing && cpu && b->addr == at)
		put(ENTERED);
	ran_insns[cpu] += b->insns;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	struct block *b = malloc(sizeof(*b));

	(void)id;
	if (!b)
		abort();
	b->addr = qemu_plugin_tb_vaddr(tb);
	b->insns = qemu_plugin_tb_n_insns(tb);
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
	const char *entry = plugin_argument(argc, argv, "at");

	(void)info;
	out = path ? fopen(path, "w") : NULL;
	if (!out || !began || !entry) {
		fprintf(stderr, "turns: out=FILE, from=ADDRESS or at=ADDRESS is missing\n");
		return 1;
	}
	from = strtoull(began, NULL, 16);
	at = strtoull(entry, NULL, 16);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
