// SPDX-License-Identifier: GPL-2.0-only
/*
 * where: a plugin of QEMU's TCG that counts the guest's instructions, by address and by what they were for.
 *
 *	-plugin libwhere.so,out=FILE[,regions=FILE]
 *
 * Counting begins and ends with marks of the guest: the instruction "nopl MARK|PHASE(%rax,%rax,1)", of which selftests/bench/meter
 * makes one; phase 0 is none. What a phase took is written when it ends:
 *
 *	phase P
 *	region NAME INSTRUCTIONS ENTRIES	with all that was called from it and is not of another region
 *	at ADDRESS INSTRUCTIONS			for each block of code that ran
 *
 * The regions file has lines "NAME KIND ADDRESS", several of a name where there are: KIND call is a function, left where its caller
 * goes on; irq is the entry of an interrupt or exception, left by IRET; top is where nothing is left of any other region (the idle
 * loop, a task that was switched to; so is whatever runs in user space). What is of no region is of "rest". The addresses are the guest's /proc/kallsyms; with
 * -icount and nokaslr they are the same from boot to boot.
 *
 * One CPU only.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/plugin.h"

#define MARK		0x21100000u
#define MARK_PHASES	0xfffffu
#define KERNEL_FROM	0x8000000000000000ULL
#define REGIONS_MAX	32
#define ENTRIES_MAX	8192
#define DEPTH_MAX	256
#define HASH_BITS	16

enum kind { KIND_NONE, KIND_CALL, KIND_IRQ, KIND_TOP };

static struct region {
	char name[32];
	uint64_t insns, entries;
} regions[REGIONS_MAX] = { { .name = "rest" } };
static unsigned int nregions = 1;

static struct entry {
	uint64_t addr;
	enum kind kind;
	unsigned int region;
} entries[ENTRIES_MAX];
static unsigned int nentries;

struct block {
	struct block *next;
	uint64_t addr, end, count, insns;
	enum kind kind;
	unsigned int region;
	bool call, iret;	/* how it ends */
};

static struct block *table[1 << HASH_BITS];
static struct block *last;	/* that ran */
static bool returns[1 << HASH_BITS];	/* may a call go on here? */

/*
 * Where each call goes on, and which region the caller is of. A function that is jumped to returns to where the one that jumps would
 * have; so a region lasts until the innermost call returns. What an interrupt broke into is noted with address 0.
 */
static struct frame {
	uint64_t back;
	unsigned int region;
} stack[DEPTH_MAX];
static unsigned int depth, region, phase;
static FILE *out;

static unsigned int hash(uint64_t addr)
{
	return (addr ^ addr >> HASH_BITS) & ((1 << HASH_BITS) - 1);
}

static void push(uint64_t back)
{
	/* Deeper than any stack of the kernel: something was never left. */
	if (depth == DEPTH_MAX)
		depth = 0;
	stack[depth].back = back;
	stack[depth++].region = region;
}

static void leave_interrupt(void)
{
	unsigned int at = depth;

	while (at && stack[at - 1].back)
		at--;
	if (at) {
		depth = at - 1;
		region = stack[depth].region;
	}
}

/* A return, if it goes to where one of the calls goes on that are open within this interrupt. */
static void leave_call(uint64_t addr)
{
	unsigned int at = depth;

	while (at && stack[at - 1].back && stack[at - 1].back != addr)
		at--;
	if (at && stack[at - 1].back) {
		depth = at - 1;
		region = stack[depth].region;
	}
}

static void ran(unsigned int cpu, void *data)
{
	struct block *b = data;

	(void)cpu;
	if (!phase)
		return;
	if (b->addr < KERNEL_FROM || b->kind == KIND_TOP) {
		depth = 0;
		region = b->region;
	} else if (last && last->call && b->addr != last->end) {
		push(last->end);
	} else {
		if (last && last->iret)
			leave_interrupt();
		/* Also behind an interrupt that came between a function's last instruction and where it returns to. */
		if (returns[hash(b->addr)])
			leave_call(b->addr);
	}
	if (b->kind == KIND_IRQ)
		push(0);
	if (b->kind == KIND_CALL || b->kind == KIND_IRQ) {
		region = b->region;
		regions[region].entries++;
	}
	b->insns += b->count;
	regions[region].insns += b->count;
	last = b;
}

static void flush(void)
{
	unsigned int i;
	struct block *b;

	if (phase)
		fprintf(out, "phase %u\n", phase);
	for (i = 0; i < nregions; i++) {
		if (phase && regions[i].insns)
			fprintf(out, "region %s %" PRIu64 " %" PRIu64 "\n", regions[i].name, regions[i].insns, regions[i].entries);
		regions[i].insns = regions[i].entries = 0;
	}
	for (i = 0; i < 1 << HASH_BITS; i++) {
		for (b = table[i]; b; b = b->next) {
			if (phase && b->insns)
				fprintf(out, "at %" PRIx64 " %" PRIu64 "\n", b->addr, b->insns);
			b->insns = 0;
		}
	}
	fflush(out);
}

static void marked(unsigned int cpu, void *data)
{
	(void)cpu;
	flush();
	phase = (unsigned int)(uintptr_t)data;
	depth = 0;
	region = 0;
	last = NULL;
}

static bool is_call(const uint8_t *insn, size_t octets)
{
	size_t i = 0;

	/* prefixes: CS and DS as alternatives leave them, REX */
	while (i + 1 < octets && (insn[i] == 0x2e || insn[i] == 0x3e || (insn[i] & 0xf0) == 0x40))
		i++;
	return insn[i] == 0xe8 || (insn[i] == 0xff && i + 1 < octets && (insn[i + 1] & 0x38) == 0x10);
}

static struct block *block_new(uint64_t addr, uint64_t count)
{
	struct block **at = &table[hash(addr)], *b;
	unsigned int i;

	for (b = *at; b; b = b->next)
		if (b->addr == addr && b->count == count)
			return b;
	b = calloc(1, sizeof(*b));
	if (!b)
		abort();
	b->addr = addr;
	b->count = count;
	for (i = 0; i < nentries; i++) {
		if (entries[i].addr == addr) {
			b->kind = entries[i].kind;
			b->region = entries[i].region;
		}
	}
	b->next = *at;
	*at = b;
	return b;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	static const uint8_t nopl[] = { 0x0f, 0x1f, 0x84, 0x00 }, iret[] = { 0x48, 0xcf };
	size_t n = qemu_plugin_tb_n_insns(tb), i;
	struct qemu_plugin_insn *insn = NULL;
	struct block *b;
	uint32_t value;

	(void)id;
	b = block_new(qemu_plugin_tb_vaddr(tb), n);
	qemu_plugin_register_vcpu_tb_exec_cb(tb, ran, CB_NO_REGS, b);
	for (i = 0; i < n; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		if (qemu_plugin_insn_size(insn) != 8 || memcmp(qemu_plugin_insn_data(insn), nopl, sizeof(nopl)))
			continue;
		memcpy(&value, (const uint8_t *)qemu_plugin_insn_data(insn) + sizeof(nopl), sizeof(value));
		if ((value & ~MARK_PHASES) == MARK)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, marked, CB_NO_REGS, (void *)(uintptr_t)(value & MARK_PHASES));
	}
	if (insn) {
		b->end = qemu_plugin_insn_vaddr(insn) + qemu_plugin_insn_size(insn);
		b->call = is_call(qemu_plugin_insn_data(insn), qemu_plugin_insn_size(insn));
		if (b->call)
			returns[hash(b->end)] = true;
		b->iret = qemu_plugin_insn_size(insn) == sizeof(iret) && !memcmp(qemu_plugin_insn_data(insn), iret, sizeof(iret));
	}
}

static void ended(qemu_plugin_id_t id, void *data)
{
	(void)id;
	(void)data;
	flush();
	fclose(out);
}

static unsigned int region_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < nregions; i++)
		if (!strcmp(regions[i].name, name))
			return i;
	if (nregions == REGIONS_MAX)
		return 0;
	snprintf(regions[nregions].name, sizeof(regions[0].name), "%s", name);
	return nregions++;
}

static int read_regions(const char *path)
{
	FILE *f = fopen(path, "r");
	char name[32], kind[8];
	uint64_t addr;

	if (!f) {
		fprintf(stderr, "where: %s cannot be read\n", path);
		return -1;
	}
	while (nentries < ENTRIES_MAX && fscanf(f, "%31s %7s %" SCNx64, name, kind, &addr) == 3) {
		struct entry *e = &entries[nentries++];

		e->addr = addr;
		e->kind = !strcmp(kind, "irq") ? KIND_IRQ : !strcmp(kind, "top") ? KIND_TOP : KIND_CALL;
		e->region = region_of(name);
	}
	fclose(f);
	return 0;
}

int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info *info, int argc, char **argv)
{
	const char *path = plugin_argument(argc, argv, "out"), *list = plugin_argument(argc, argv, "regions");

	(void)info;
	if (list && read_regions(list))
		return -1;
	out = path ? fopen(path, "w") : NULL;
	if (!out) {
		fprintf(stderr, "where: out=FILE is missing, or cannot be written\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
