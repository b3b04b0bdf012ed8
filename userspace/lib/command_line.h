/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of a program of long options: one table, one function that
 * takes an option, and what is refused is refused by the option's name.
 *
 * Options whose value is below 256 have that letter as short form. --help and
 * --version print and end the program; all others are the program's.
 */
#ifndef ST2110_COMMAND_LINE_H
#define ST2110_COMMAND_LINE_H

#include <getopt.h>

#include "timing.h"

struct command_line {
	const char *program;		/* begins every complaint */
	const char *usage;
	const struct option *options;	/* ends with a NULL name */
	/* Takes one option with its word. Return: NULL or what is wrong with it. */
	const char *(*take)(void *settings, int id, const char *word);
};

/**
 * command_line_read() - take all options
 * @line: what there are
 * @settings: for @line's take()
 * @argc: words
 * @argv: words, reordered: those that are no options come last
 *
 * Return: index of the first word that is no option, or -1 after a complaint.
 */
int command_line_read(const struct command_line *line, void *settings, int argc, char **argv);

/* Complain in the program's name. Return: -1. */
int command_line_refuse(const struct command_line *line, const char *why);

enum pixel_option { PIXELS_SAMPLING, PIXELS_DEPTH, PIXELS_PAYLOAD, PIXELS_PACKING };

/**
 * command_line_pixels() - take an option that says how pixels become packets
 * @pixels: changed
 * @what: which of its members
 * @word: what was typed
 *
 * Return: NULL or what is wrong.
 */
const char *command_line_pixels(struct st2110_pixels *pixels, enum pixel_option what,
				const char *word);

/* 4:2:2, 10 bits, general packing, 1200 octets: what most software sends. */
extern const struct st2110_pixels command_line_usual_pixels;

#endif /* ST2110_COMMAND_LINE_H */
