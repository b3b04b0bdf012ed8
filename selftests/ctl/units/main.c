// SPDX-License-Identifier: GPL-2.0-only
/* units PLUGIN [SEED]: runs the tests. */
#include <stdio.h>
#include <stdlib.h>

#include "units.h"

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: units q_st2110.so [SEED]\n");
		return 1;
	}
	rnd_seed(argc > 2 ? strtoull(argv[2], NULL, 0) : 2110);
	test_times();
	test_rates();
	test_formats();
	test_addresses();
	test_words();
	test_decode();
	test_decode_noise();
	test_answers();
	test_answer_noise();
	test_clock();
	test_group_mac();
	test_ptp_codec();
	test_ptp_talk();
	test_ptp_watch();
	test_sdp();
	test_plugin(argv[1]);
	return tap_end();
}
