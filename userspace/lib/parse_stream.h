/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What people say of streams without pictures: packet times, sample sizes, packet
 * and bit rates. As parse.h: each function returns NULL or what is wrong.
 */
#ifndef ST2110_PARSE_STREAM_H
#define ST2110_PARSE_STREAM_H

#include "parse.h"

/**
 * st2110_parse_ptime() - a packet time: 1ms, 125us, SDP's 1, 0.125, 0.12, 0.08
 * @word: what was typed; without unit milliseconds, as a=ptime: has them, whose
 *	0.12 means 125 us and 0.08 means 83 1/3 us (ST 2110-31, AES67)
 * @sample_rate: Hz
 * @samples: gets those of a packet
 *
 * Return: NULL or what is wrong; the packet time must be whole samples.
 */
const char *st2110_parse_ptime(const char *word, u32 sample_rate, u32 *samples);

/**
 * st2110_parse_sample() - size of a sample: 16, 24, L16, L24, AM824 (32)
 * @word: what was typed
 * @depth: gets it, bits
 */
const char *st2110_parse_sample(const char *word, u32 *depth);

/**
 * st2110_parse_packet_rate() - packets a second: 2500, 22591/2
 * @word: what was typed
 * @num: gets the numerator
 * @den: gets the denominator
 */
const char *st2110_parse_packet_rate(const char *word, u32 *num, u32 *den);

/**
 * st2110_packet_rate() - packets a second that a bit rate makes
 * @bps: bit/s of payload
 * @payload: octets of a packet
 * @num: gets the numerator, lowest terms
 * @den: gets the denominator
 */
const char *st2110_packet_rate(u64 bps, u32 payload, u32 *num, u32 *den);

#endif /* ST2110_PARSE_STREAM_H */
