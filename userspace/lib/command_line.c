// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of a program of long options. Design: command_line.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "command_line.h"
#include "parse.h"
#include "words.h"

#define PAYLOAD_MAX	8932	/* of MAXUDP 8960, less the headers of ST 2110-20 */

const struct st2110_pixels command_line_usual_pixels = {
	.sampling = ST2110_SAMPLING_YCBCR_422,
	.depth = 10,
	.packing = ST2110_PACKING_GPM,
	.payload = 1200,
};

int command_line_refuse(const struct command_line *line, const char *why)
{
	fprintf(stderr, "%s: %s\n", line->program, why);
	return -1;
}

/* The long option that @id is of, whichever form was typed. */
static const char *long_name(const struct command_line *line, int id)
{
	const struct option *o;

	for (o = line->options; o->name; o++)
		if (o->val == id)
			return o->name;
	return "?";
}

int command_line_read(const struct command_line *line, void *settings, int argc, char **argv)
{
	const struct option *o;
	char letters[32] = "";
	size_t used = 0;
	int id;

	for (o = line->options; o->name && used + 1 < sizeof(letters); o++)
		if (o->val < 256)
			letters[used++] = (char)o->val;
	while ((id = getopt_long(argc, argv, letters, line->options, NULL)) != -1) {
		const char *why;

		switch (id) {
		case 'V':
			printf("%s %s\n", line->program, ST2110_VERSION);
			exit(0);
		case 'h':
			fputs(line->usage, stdout);
			exit(0);
		case '?':
			return -1;
		}
		why = line->take(settings, id, optarg);
		if (why) {
			fprintf(stderr, "%s: --%s \"%s\": %s\n", line->program,
				long_name(line, id), optarg ? optarg : "", why);
			return -1;
		}
	}
	return optind;
}

const char *command_line_pixels(struct st2110_pixels *pixels, enum pixel_option what,
				const char *word)
{
	const char *why = NULL;
	u32 n = 0;
	int v = 0;

	switch (what) {
	case PIXELS_SAMPLING:
		why = st2110_parse_sampling(word, &n);
		pixels->sampling = (u8)n;
		break;
	case PIXELS_DEPTH:
		why = st2110_parse_depth(word, &n);
		pixels->depth = (u8)n;
		break;
	case PIXELS_PAYLOAD:
		return st2110_parse_u32(word, 1, PAYLOAD_MAX, &pixels->payload);
	case PIXELS_PACKING:
		why = st2110_parse_word(st2110_packing_words, word, &v);
		pixels->packing = (u8)v;
		break;
	}
	return why;
}
