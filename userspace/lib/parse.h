/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parsing what people type: times, rates, picture formats, addresses, speeds.
 *
 * Every function returns NULL when it has understood, else a sentence that says
 * what is wrong and what would be accepted; the caller puts the word it was
 * about in front. Nothing is guessed: a time without a unit is refused, and so
 * is a rate that is no exact rational. All arithmetic is in integers.
 *
 * The sentence is static or lives in a buffer that the next refusal overwrites.
 */
#ifndef ST2110_PARSE_H
#define ST2110_PARSE_H

#include <netinet/in.h>

#include "timing.h"
#include "words.h"

/* An IPv4 or IPv6 address in network byte order. */
struct st2110_addr {
	u8 octets[16];
	u8 len;			/* 4 or 16 */
};

#define ST2110_ADDR_TEXT	(INET6_ADDRSTRLEN)

/**
 * st2110_parse_number() - a whole number, decimal or 0x...
 * @word: what was typed
 * @min: smallest accepted
 * @max: largest accepted
 * @value: gets the number
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_number(const char *word, u64 min, u64 max, u64 *value);

/**
 * st2110_parse_u32() - the same, where 32 bits are enough
 * @word: what was typed
 * @min: smallest accepted
 * @max: largest accepted
 * @value: gets the number, or stays as it is
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_u32(const char *word, u32 min, u32 max, u32 *value);

/**
 * st2110_parse_word() - a word of a table
 * @words: table
 * @word: what was typed, perhaps a prefix
 * @value: gets the word's number, or stays as it is
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_word(const struct st2110_word *words, const char *word, int *value);

/**
 * st2110_parse_time() - a time with its unit: 250ns, 12.5us, 4ms, 1s
 * @word: what was typed; 0 needs no unit
 * @max_ns: largest accepted, ns
 * @ns: gets the time, ns
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_time(const char *word, u64 max_ns, u64 *ns);

/**
 * st2110_parse_rate() - a rate: 25, 59.94, 60000/1001, 60/1.001
 * @word: what was typed; decimals mean the 1001 rate that rounds to them
 * @num: gets the numerator, lowest terms
 * @den: gets the denominator
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_rate(const char *word, u32 *num, u32 *den);

/**
 * st2110_parse_format() - a picture format: 1080p59.94, 1080i50, 1920x1080p25
 * @word: what was typed; HEIGHT or WIDTHxHEIGHT, then p, i or psf, then a rate.
 *	Broadcast usage: for i, a number above 30 counts fields (i50 is 25 frames
 *	of 50 fields), one up to 30 counts frames (EBU's i25); for psf, frames.
 *	480i, 486i and 576i need no rate.
 * @format: gets it; the rate in frames per second
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_format(const char *word, struct st2110_format *format);

/**
 * st2110_parse_addr() - an IPv4 or IPv6 address
 * @word: what was typed; names are not resolved
 * @addr: gets it
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_addr(const char *word, struct st2110_addr *addr);

/**
 * st2110_parse_addr_port() - address and port: 239.1.1.1:5004, [ff3e::1]:5004
 * @word: what was typed
 * @addr: gets the address
 * @port: gets the port, host byte order
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_addr_port(const char *word, struct st2110_addr *addr, u16 *port);

/**
 * st2110_parse_bit_rate() - bit/s, with a unit or without: 622080000, 250.5mbit
 * @word: what was typed
 * @bps: gets bit/s, 1 to 10^12
 *
 * Return: NULL or what is accepted.
 */
const char *st2110_parse_bit_rate(const char *word, u64 *bps);

/**
 * st2110_parse_speed() - a link speed: 10000, 10000mbit, 10gbit, 25g
 * @word: what was typed; a plain number is Mbit/s; 0 takes a stated speed back
 * @mbits: gets it, Mbit/s
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_speed(const char *word, u32 *mbits);

/**
 * st2110_parse_sampling() - ST 2110-20 sampling: 422, 4:2:2, YCbCr-4:2:2, RGB
 * @word: what was typed
 * @sampling: gets enum st2110_sampling
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_sampling(const char *word, u32 *sampling);

/**
 * st2110_parse_depth() - bits a component: 8, 10, 12, 16, 16f
 * @word: what was typed
 * @depth: gets it, bits
 *
 * Return: NULL or what is wrong.
 */
const char *st2110_parse_depth(const char *word, u32 *depth);

#endif /* ST2110_PARSE_H */
