/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tests of the tools' library: what is parsed, printed, decoded.
 */
#ifndef CTL_UNITS_H
#define CTL_UNITS_H

#include "tap.h"

void test_times(void);
void test_rates(void);
void test_formats(void);
void test_addresses(void);
void test_words(void);
void test_decode(void);
void test_decode_noise(void);
void test_answers(void);
void test_answer_noise(void);
void test_clock(void);
void test_group_mac(void);
void test_ptp_codec(void);
void test_ptp_talk(void);
void test_ptp_watch(void);
void test_sdp(void);
void test_plugin(const char *path);

#endif /* CTL_UNITS_H */
