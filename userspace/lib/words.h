/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words: the names that people and programs use for numbers.
 *
 * A table of words has the uapi's own word for each number first (that is what
 * is printed), and after it every other word that means the same (those are
 * accepted too: the standards' spellings, abbreviations). Looking a word up
 * takes it whole or by a prefix that only one number has, as ip(8) does for
 * keywords.
 */
#ifndef ST2110_WORDS_H
#define ST2110_WORDS_H

#include <stddef.h>

struct st2110_word {
	const char *word;
	int value;
};

/* Tables for the uapi's enumerations; each ends with a NULL word. */
extern const struct st2110_word st2110_scan_words[];
extern const struct st2110_word st2110_sampling_words[];
extern const struct st2110_word st2110_packing_words[];
extern const struct st2110_word st2110_profile_words[];
extern const struct st2110_word st2110_rtp_ts_words[];
extern const struct st2110_word st2110_align_words[];
extern const struct st2110_word st2110_late_words[];
extern const struct st2110_word st2110_slip_words[];
extern const struct st2110_word st2110_release_words[];
extern const struct st2110_word st2110_state_words[];
extern const struct st2110_word st2110_verdict_words[];
extern const struct st2110_word st2110_leg_state_words[];
extern const struct st2110_word st2110_cause_words[];
extern const struct st2110_word st2110_clock_state_words[];
extern const struct st2110_word st2110_clock_source_words[];
extern const struct st2110_word st2110_scale_words[];
extern const struct st2110_word st2110_unlocked_words[];
extern const struct st2110_word st2110_loop_words[];
extern const struct st2110_word st2110_essence_words[];
extern const struct st2110_word st2110_codec_words[];
extern const struct st2110_word st2110_anc_mode_words[];
extern const struct st2110_word st2110_spread_words[];
extern const struct st2110_word st2110_event_words[];
extern const struct st2110_word st2110_change_words[];
extern const struct st2110_word st2110_group_state_words[];
extern const struct st2110_word st2110_drop_words[];
extern const struct st2110_word st2110_packets_source_words[];

enum {
	ST2110_WORD_UNKNOWN = -1,
	ST2110_WORD_AMBIGUOUS = -2,
};

/**
 * st2110_word_value() - number that a word means
 * @words: table
 * @word: a word of it in any case, or a prefix that only one number has
 *
 * Return: the number (none is negative), or ST2110_WORD_UNKNOWN or _AMBIGUOUS.
 */
int st2110_word_value(const struct st2110_word *words, const char *word);

/**
 * st2110_word_name() - word printed for a number
 * @words: table
 * @value: number, perhaps one that a newer kernel knows
 *
 * Return: the first word with that number, or NULL.
 */
const char *st2110_word_name(const struct st2110_word *words, int value);

/**
 * st2110_word_list() - what would be accepted, for an error message
 * @words: table
 * @buf: gets the first word of each number, separated by "|"
 * @size: octets in @buf
 *
 * Return: @buf.
 */
char *st2110_word_list(const struct st2110_word *words, char *buf, size_t size);

#endif /* ST2110_WORDS_H */
