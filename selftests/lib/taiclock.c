// SPDX-License-Identifier: GPL-2.0-only
/*
 * taiclock: what the tests do to the guest's clock, in one static program.
 *
 *	taiclock			print TAI-UTC and the frequency in use
 *	taiclock now			print CLOCK_TAI in ns
 *	taiclock tai SECONDS		set TAI-UTC
 *	taiclock step SECONDS|NUMBERns	step the clock by so much, either way
 *	taiclock freq PPB		run that many parts in 10^9 fast (up to +-500000)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

#define NS_PER_S 1000000000LL

static int refused(const char *what)
{
	fprintf(stderr, "taiclock: %s: %s\n", what, strerror(errno));
	return 2;
}

static int number(const char *text, long long *value, const char **rest)
{
	char *end;

	errno = 0;
	*value = strtoll(text, &end, 10);
	if (rest)
		*rest = end;
	return errno || end == text || (!rest && *end);
}

int main(int argc, char **argv)
{
	struct timex tx = { 0 };
	struct timespec ts;
	const char *unit;
	long long v;

	if (argc == 1) {
		if (adjtimex(&tx) < 0)
			return refused("adjtimex");
		printf("tai %d freq_ppb %lld\n", tx.tai, (long long)tx.freq * 1000 / 65536);
		return 0;
	}
	if (argc == 2 && !strcmp(argv[1], "now")) {
		clock_gettime(CLOCK_TAI, &ts);
		printf("%lld\n", ts.tv_sec * NS_PER_S + ts.tv_nsec);
		return 0;
	}
	if (argc == 3 && !strcmp(argv[1], "tai") && !number(argv[2], &v, NULL)) {
		tx.modes = ADJ_TAI;
		tx.constant = v;
		return adjtimex(&tx) < 0 ? refused("set TAI offset") : 0;
	}
	if (argc == 3 && !strcmp(argv[1], "step") && !number(argv[2], &v, &unit) &&
	    (!*unit || !strcmp(unit, "ns"))) {
		if (!*unit)
			v *= NS_PER_S;
		tx.modes = ADJ_SETOFFSET | ADJ_NANO;
		tx.time.tv_sec = v / NS_PER_S - (v % NS_PER_S < 0);
		tx.time.tv_usec = v - tx.time.tv_sec * NS_PER_S;
		return adjtimex(&tx) < 0 ? refused("step") : 0;
	}
	if (argc == 3 && !strcmp(argv[1], "freq") && !number(argv[2], &v, NULL)) {
		tx.modes = ADJ_FREQUENCY;
		tx.freq = v * 65536 / 1000;
		return adjtimex(&tx) < 0 ? refused("set frequency") : 0;
	}
	fprintf(stderr, "usage: taiclock [now | tai SECONDS | step SECONDS|NUMBERns | freq PPB]\n");
	return 1;
}
