// SPDX-License-Identifier: GPL-2.0-only
/*
 * phcuse: does to a PTP hardware clock what its users do, by the interfaces that they have.
 *
 *	phcuse DEV index	number of the clock, -1 without one
 *	phcuse DEV get		time of the clock
 *	phcuse DEV set NS	clock_settime
 *	phcuse DEV adj NS	clock_adjtime, an offset
 *	phcuse DEV freq N [TIMES]	clock_adjtime, a frequency in 2^-16 ppm, that many times over
 *	phcuse DEV max		the largest frequency it takes, parts in 10^9
 *	phcuse DEV precise	PTP_SYS_OFFSET_PRECISE: clock, CLOCK_REALTIME, CLOCK_MONOTONIC_RAW
 *	phcuse DEV extended N	PTP_SYS_OFFSET_EXTENDED: N times CLOCK_REALTIME before, clock, CLOCK_REALTIME after
 *	phcuse DEV hold		opens the clock, says "open", waits for a line, then reads the clock
 *	phcuse line RAW PHC RAW PHC PPB N	by how many ns the second pair is off the line through the first whose slope
 *				is 1 + PPB / 10^9 + N / (10^6 * 2^16)
 *
 * All times in ns. Status 0, 1 for wrong usage, 2 with a reason where the kernel refuses.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/ethtool.h>
#include <linux/ptp_clock.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#define NS 1000000000LL
#define FD_TO_CLOCKID(fd) ((~(clockid_t)(fd) << 3) | 3)

static int refused(const char *what)
{
	fprintf(stderr, "phcuse: %s: %s\n", what, strerror(errno));
	return 2;
}

static int phc_index(const char *dev)
{
	struct ethtool_ts_info info = { .cmd = ETHTOOL_GET_TS_INFO };
	struct ifreq ifr = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	strncpy(ifr.ifr_name, dev, IFNAMSIZ - 1);
	ifr.ifr_data = (char *)&info;
	if (fd < 0 || ioctl(fd, SIOCETHTOOL, &ifr))
		exit(refused(dev));
	close(fd);
	return info.phc_index;
}

static int64_t stamp(const struct ptp_clock_time *t)
{
	return t->sec * NS + t->nsec;
}

/* Frequencies are given negative too, so offsets are split with nanoseconds that are never negative. */
static int adjust(clockid_t clock, unsigned int modes, int64_t value)
{
	struct timex tx = { .modes = modes };

	if (modes & ADJ_FREQUENCY) {
		tx.freq = value;
	} else {
		tx.time.tv_sec = value / NS - (value % NS < 0);
		tx.time.tv_usec = value - tx.time.tv_sec * NS;
	}
	return clock_adjtime(clock, &tx) < 0 ? -1 : 0;
}

static int line(char **v)
{
	__int128 unit = (__int128)1 << 22, at;
	int64_t arg[6];
	int i;

	unit *= 1953125;
	for (i = 0; i < 6; i++)
		arg[i] = strtoll(v[i], NULL, 10);
	at = (__int128)(arg[2] - arg[0]) * (unit + (__int128)arg[4] * 8192 + (__int128)arg[5] * 125) / unit;
	printf("%" PRId64 "\n", (int64_t)(arg[3] - arg[1] - at));
	return 0;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 2 ? argv[2] : "";
	int64_t value = argc > 3 ? strtoll(argv[3], NULL, 10) : 0;
	long times = argc > 4 ? atol(argv[4]) : 1;
	struct timespec ts;
	clockid_t clock;
	char path[32];
	int fd, index;

	if (argc == 8 && !strcmp(argv[1], "line"))
		return line(argv + 2);
	if (argc < 3 || argc > 5) {
		fprintf(stderr, "usage: phcuse DEV index|get|set|adj|freq|max|precise|extended|hold [N [TIMES]]\n");
		return 1;
	}
	index = phc_index(argv[1]);
	if (!strcmp(verb, "index")) {
		printf("%d\n", index);
		return 0;
	}
	if (index < 0) {
		fprintf(stderr, "phcuse: %s has no clock\n", argv[1]);
		return 2;
	}
	snprintf(path, sizeof(path), "/dev/ptp%d", index);
	fd = open(path, O_RDWR);
	if (fd < 0)
		return refused(path);
	clock = FD_TO_CLOCKID(fd);

	if (!strcmp(verb, "set")) {
		ts.tv_sec = value / NS;
		ts.tv_nsec = value % NS;
		return clock_settime(clock, &ts) ? refused("clock_settime") : 0;
	}
	if (!strcmp(verb, "adj"))
		return adjust(clock, ADJ_SETOFFSET | ADJ_NANO, value) ? refused("clock_adjtime") : 0;
	if (!strcmp(verb, "freq")) {
		while (times--)
			if (adjust(clock, ADJ_FREQUENCY, value))
				return refused("clock_adjtime");
		return 0;
	}
	if (!strcmp(verb, "max")) {
		struct ptp_clock_caps caps;

		if (ioctl(fd, PTP_CLOCK_GETCAPS, &caps))
			return refused("PTP_CLOCK_GETCAPS");
		printf("%d\n", caps.max_adj);
		return 0;
	}
	if (!strcmp(verb, "precise")) {
		struct ptp_sys_offset_precise precise = { 0 };

		if (ioctl(fd, PTP_SYS_OFFSET_PRECISE, &precise))
			return refused("PTP_SYS_OFFSET_PRECISE");
		printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", stamp(&precise.device), stamp(&precise.sys_realtime),
		       stamp(&precise.sys_monoraw));
		return 0;
	}
	if (!strcmp(verb, "extended")) {
		struct ptp_sys_offset_extended extended = { .n_samples = (unsigned int)value };
		unsigned int i;

		if (ioctl(fd, PTP_SYS_OFFSET_EXTENDED, &extended))
			return refused("PTP_SYS_OFFSET_EXTENDED");
		for (i = 0; i < extended.n_samples; i++)
			printf("%" PRId64 " %" PRId64 " %" PRId64 "\n", stamp(&extended.ts[i][0]),
			       stamp(&extended.ts[i][1]), stamp(&extended.ts[i][2]));
		return 0;
	}
	if (!strcmp(verb, "hold")) {
		puts("open");
		fflush(stdout);
		getchar();
	} else if (strcmp(verb, "get")) {
		fprintf(stderr, "phcuse: %s: no such verb\n", verb);
		return 1;
	}
	if (clock_gettime(clock, &ts))
		return refused("clock_gettime");
	printf("%lld\n", ts.tv_sec * NS + ts.tv_nsec);
	return 0;
}
