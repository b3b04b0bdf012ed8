// SPDX-License-Identifier: GPL-2.0-only
/*
 * st2110ctl: see and change what the st2110 module does.
 *
 * main reads the options, enters the network namespace, and runs one command or
 * a batch of them. A command is an object and what is to be done with it; the
 * objects stand in one table below, one file each. Options may stand anywhere.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"
#include "netns.h"

#ifndef ST2110_VERSION
#define ST2110_VERSION "unknown"
#endif

#define ACCEPTED \
	"-j[son], -p[retty], -s[tatistics], -n[etns] NAME, -b[atch] FILE, -force, -V[ersion], -h[elp]"
#define BATCH_WORDS	192	/* words of a batch line */

static const struct ctl_verb objects[] = {
	{ "dev", ctl_dev },
	{ "flow", ctl_flow },
	{ "stage", ctl_stage },
	{ "clock", ctl_clock },
	{ "group", ctl_group },
	{ "sync", ctl_sync },
	{ "stats", ctl_stats },
	{ "monitor", ctl_monitor },
	{ "help", ctl_help },
	{ NULL, NULL }
};

struct options {
	const char *batch;
	const char *netns;
	bool force;
	bool version;
	bool help;
};

static int run(struct ctl *ctl, struct ctl_words *words)
{
	static const struct ctl_verb help = { "help", ctl_help };

	return ctl_dispatch(ctl, words, "object", objects, &help);
}

/* Long names as ip(8) has them: one dash or two, any prefix. */
static bool is_option(const char *word, char letter, const char *name)
{
	word++;
	if (*word == letter && !word[1])
		return true;
	if (*word == '-')
		word++;
	return strlen(word) > 1 && !strncmp(name, word, strlen(word));
}

/* Take the options out of the words; what is left moves up. */
static int take_options(struct ctl *ctl, struct options *o, int *count, char **word)
{
	int in, out = 0;

	for (in = 0; in < *count; in++) {
		char *w = word[in];
		const char **value = NULL;

		/* A value below zero is none. */
		if (w[0] != '-' || !w[1] || (w[1] >= '0' && w[1] <= '9')) {
			word[out++] = w;
			continue;
		}
		if (!strcmp(w, "--")) {
			while (++in < *count)
				word[out++] = word[in];
			break;
		}
		if (is_option(w, 'j', "json"))
			ctl->json = true;
		else if (is_option(w, 'p', "pretty"))
			ctl->pretty = true;
		else if (is_option(w, 's', "statistics") || is_option(w, 's', "stats"))
			ctl->stats = true;
		else if (is_option(w, 'V', "Version") || is_option(w, 'V', "version"))
			o->version = true;
		else if (is_option(w, 'h', "help"))
			o->help = true;
		else if (is_option(w, 'f', "force"))
			o->force = true;
		else if (is_option(w, 'n', "netns"))
			value = &o->netns;
		else if (is_option(w, 'b', "batch"))
			value = &o->batch;
		else
			return ctl_usage("option \"%s\": accepted are %s", w, ACCEPTED);
		if (value && ++in == *count)
			return ctl_usage("option \"%s\": its value is missing", w);
		if (value)
			*value = word[in];
	}
	*count = out;
	return CTL_OK;
}

/*
 * Split a line into words in place: blanks separate, quotes hold together, "#"
 * begins a comment. Return: how many, or -1 when there are too many.
 */
static int split(char *line, char **word, int room)
{
	char *s = line, *end;
	int count = 0;

	for (;;) {
		while (isspace((unsigned char)*s))
			s++;
		if (!*s || *s == '#')
			return count;
		if (count == room)
			return -1;
		if (*s == '"' || *s == '\'') {
			end = strchr(s + 1, *s);
			word[count++] = s + 1;
			if (!end)
				return count;
		} else {
			word[count++] = s;
			end = s;
			while (*end && !isspace((unsigned char)*end))
				end++;
		}
		if (!*end)
			return count;
		*end = '\0';
		s = end + 1;
	}
}

/* A line and those that a backslash at its end joins to it. */
static bool read_line(FILE *in, char **line, size_t *room, int *number)
{
	char *more = NULL;
	size_t more_room = 0;
	ssize_t len, add;

	len = getline(line, room, in);
	if (len < 0)
		return false;
	(*number)++;
	for (;;) {
		while (len && ((*line)[len - 1] == '\n' || (*line)[len - 1] == '\r'))
			(*line)[--len] = '\0';
		if (!len || (*line)[len - 1] != '\\')
			break;
		(*line)[--len] = '\0';
		add = getline(&more, &more_room, in);
		if (add < 0)
			break;
		(*number)++;
		if ((size_t)(len + add) + 1 > *room) {
			char *grown = realloc(*line, (size_t)(len + add) + 1);

			if (!grown)
				break;
			*line = grown;
			*room = (size_t)(len + add) + 1;
		}
		memcpy(*line + len, more, (size_t)add + 1);
		len += add;
	}
	free(more);
	return true;
}

static int run_line(struct ctl *ctl, char *line)
{
	struct options o = { 0 };
	char *word[BATCH_WORDS];
	struct ctl_words words;
	bool json = ctl->json, stats = ctl->stats;
	int count, ret;

	count = split(line, word, BATCH_WORDS);
	if (count < 0)
		return ctl_usage("more than %d words in a line", BATCH_WORDS);
	if (!count)
		return CTL_OK;
	ret = take_options(ctl, &o, &count, word);
	if (!ret && (o.netns || o.batch))
		ret = ctl_usage("-n and -b stand on the command line, not in a batch");
	words = (struct ctl_words){ .word = word, .left = count };
	if (!ret)
		ret = run(ctl, &words);
	ctl->json = json;
	ctl->stats = stats;
	return ret;
}

/* As "ip -batch": stop at the first failure, unless forced on. */
static int run_batch(struct ctl *ctl, const char *name, bool force)
{
	FILE *in = stdin;
	char *line = NULL;
	size_t room = 0;
	int number = 0, first, ret, worst = CTL_OK;

	if (strcmp(name, "-")) {
		in = fopen(name, "re");
		if (!in)
			return ctl_usage("batch \"%s\": %s", name, strerror(errno));
	}
	first = 1;
	while (read_line(in, &line, &room, &number)) {
		ret = run_line(ctl, line);
		if (ret) {
			fflush(stdout);
			fprintf(stderr, "st2110ctl: command failed %s:%d\n", name, first);
			if (ret == CTL_USAGE || !worst || worst == CTL_VERDICT)
				worst = ret;
			if (!force)
				break;
		}
		first = number + 1;
	}
	free(line);
	if (in != stdin)
		fclose(in);
	return worst;
}

int main(int argc, char **argv)
{
	static struct ctl ctl;
	struct options o = { 0 };
	struct ctl_words words;
	int count = argc - 1, ret;

	ret = take_options(&ctl, &o, &count, argv + 1);
	if (ret)
		return ret;
	words = (struct ctl_words){ .word = argv + 1, .left = count };
	if (o.version) {
		printf("st2110ctl " ST2110_VERSION "\n");
		return CTL_OK;
	}
	if (o.netns) {
		ret = st2110_netns_enter(o.netns);
		if (ret)
			return ctl_failed("netns \"%s\": %s; \"ip netns\" lists those there are",
					  o.netns, strerror(-ret));
	}
	if (o.help)
		ret = ctl_help(&ctl, &words);
	else if (o.batch && words.left)
		ret = ctl_usage("\"%s\": a batch has its commands in the file", *words.word);
	else if (o.batch)
		ret = run_batch(&ctl, o.batch, o.force);
	else
		ret = run(&ctl, &words);

	if (ctl.family_open)
		st2110_nl_close(&ctl.family);
	if (ctl.route_open)
		st2110_nl_close(&ctl.route);
	if (fflush(stdout) || ferror(stdout))
		return ctl_failed("stdout: %s", strerror(errno));
	return ret;
}
