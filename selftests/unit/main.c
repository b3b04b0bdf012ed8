// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unit tests of kmod/timing.c, model.c and loop.c in user space, against exact
 * rationals. Usage: unit VECTORS [SEED]
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tap.h"
#include "unit.h"

int main(int argc, char **argv)
{
	u64 seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 2110;
	int status;

	if (argc < 2) {
		fprintf(stderr, "usage: %s VECTORS [SEED]\n", argv[0]);
		return 2;
	}
	printf("TAP version 13\n# seed %" PRIu64 "\n", seed);
	rnd_seed(seed);
	test_schedule();
	test_epoch();
	test_packets();
	test_bucket();
	test_vrx();
	test_loop();
	test_refusals();
	test_line();
	test_tracker();
	test_audio();
	test_order();
	test_stagger();
	test_vectors(argv[1]);
	status = tap_end();
	printf("# %" PRIu64 " cases\n", tap_cases());
	return status;
}
