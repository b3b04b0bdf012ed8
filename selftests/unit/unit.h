/* SPDX-License-Identifier: GPL-2.0-only */
/* The groups of unit tests, one for each file test_*.c. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

void test_schedule(void);
void test_epoch(void);
void test_packets(void);
void test_bucket(void);
void test_vrx(void);
void test_loop(void);
void test_refusals(void);
void test_line(void);
void test_tracker(void);
void test_audio(void);
void test_order(void);
void test_stagger(void);
/* @path: what vectors.py wrote */
void test_vectors(const char *path);

#endif /* UNIT_UNIT_H */
