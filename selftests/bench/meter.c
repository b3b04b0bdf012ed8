// SPDX-License-Identifier: GPL-2.0-only
/*
 * meter: what a CPU does for a while, in virtual time.
 *
 *	meter PHASE MILLISECONDS [DEV]		prints BUSY_NS PACKETS WALL_NS TIMER_INTERRUPTS; PHASE is for selftests/bench/plugin/where.c
 *	meter PHASE COMMAND ARGUMENT...		the same of a command
 *
 * Busy is the time that went by less idle_sleeptime of /proc/timer_list, which unlike /proc/uptime has nanoseconds. What
 * reading it takes is measured before, and taken off: the least of several, some milliseconds apart, or what a sender does
 * with a frame at that moment would be taken off as well. PACKETS are those that DEV transmitted.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../lib/clock.h"
#include "procfs.h"

#define READINGS	5
#define APART_NS	7000000ULL
#define MARK		0x21100000u
#define MARK_PHASES	0xfffffu

struct reading {
	uint64_t now_ns, idle_ns, packets, timers;
};

static void mark(uint32_t phase)
{
	/* nopl MARK|PHASE(%rax,%rax,1); ret */
	uint8_t code[] = { 0x0f, 0x1f, 0x84, 0x00, 0, 0, 0, 0, 0xc3 };
	static void *page;

	phase |= MARK;
	memcpy(code + 4, &phase, sizeof(phase));
	if (!page)
		page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return;
	memcpy(page, code, sizeof(code));
	((void (*)(void))page)();
}

static void read_all(struct reading *r, const char *dev)
{
	char path[128];

	r->packets = 0;
	if (dev) {
		snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/tx_packets", dev);
		r->packets = number_in(path, NULL);
	}
	r->timers = number_in("/proc/interrupts", "LOC:");
	r->idle_ns = idle_ns();
	r->now_ns = clock_ns(CLOCK_MONOTONIC);
}

int main(int argc, char **argv)
{
	struct reading zero, a, b;
	const char *dev;
	uint32_t phase;
	uint64_t own = UINT64_MAX, ms;
	char *end;
	int status = 0, i;

	if (argc < 3) {
		fprintf(stderr, "usage: meter PHASE MILLISECONDS [DEV] | PHASE COMMAND ARGUMENT...\n");
		return 1;
	}
	phase = (uint32_t)strtoul(argv[1], NULL, 0) & MARK_PHASES;
	ms = strtoull(argv[2], &end, 10);
	dev = !*end && argc > 3 ? argv[3] : NULL;
	for (i = 0; i < READINGS; i++) {
		uint64_t took;

		sleep_until(CLOCK_MONOTONIC, clock_ns(CLOCK_MONOTONIC) + APART_NS);
		read_all(&zero, dev);
		read_all(&a, dev);
		took = a.now_ns - zero.now_ns - (a.idle_ns - zero.idle_ns);
		if (took < own)
			own = took;
	}
	mark(phase);
	if (!*end) {
		sleep_until(CLOCK_MONOTONIC, a.now_ns + ms * 1000000);
	} else {
		pid_t pid = fork();

		if (!pid) {
			execvp(argv[2], argv + 2);
			_exit(127);
		}
		waitpid(pid, &status, 0);
	}
	mark(0);
	read_all(&b, dev);
	b.now_ns -= a.now_ns;
	b.idle_ns -= a.idle_ns;
	printf("%llu %llu %llu %llu\n", (unsigned long long)(b.now_ns - b.idle_ns - own), (unsigned long long)(b.packets - a.packets),
	       (unsigned long long)b.now_ns, (unsigned long long)(b.timers - a.timers));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
