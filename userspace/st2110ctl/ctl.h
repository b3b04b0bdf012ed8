/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the objects of st2110ctl share: options, sockets, a cursor over the words
 * of a command, and errors.
 *
 * A command is a list of words. An object (dev, flow, ...) takes the cursor,
 * reads its verb and what follows, and returns an exit code. Every complaint
 * goes to stderr through ctl_usage() or ctl_refused(), which return that code.
 */
#ifndef ST2110CTL_H
#define ST2110CTL_H

#include <stdio.h>

#include "nlsock.h"
#include "print.h"
#include "words.h"

enum {
	CTL_OK = 0,
	CTL_USAGE = 1,		/* not understood */
	CTL_REFUSED = 2,	/* the kernel, or the system, said no */
	CTL_VERDICT = 3,	/* a flow does not comply */
};

struct ctl {
	bool json;
	bool pretty;
	bool stats;
	bool route_open;
	bool family_open;
	struct st2110_nl route;
	struct st2110_nl family;
};

/* Words that are left. */
struct ctl_words {
	char **word;
	int left;
};

struct ctl_verb {
	const char *name;
	int (*run)(struct ctl *ctl, struct ctl_words *words);
};

/* The next word, taken; NULL when there is none. */
const char *ctl_take(struct ctl_words *words);
/* The next word, not taken. */
const char *ctl_peek(const struct ctl_words *words);

/**
 * ctl_keyword() - look a word up among keywords
 * @keys: table
 * @word: what was typed, perhaps a prefix
 *
 * Complains by itself.
 *
 * Return: the value, or a negative one when it is none or several.
 */
int ctl_keyword(const struct st2110_word *keys, const char *word);

/**
 * ctl_dispatch() - run the verb that comes next
 * @ctl: context
 * @words: cursor
 * @object: what the verbs belong to, for complaints
 * @verbs: table that ends with a NULL name; prefixes of one verb are accepted
 * @bare: what a bare object means
 *
 * Return: exit code.
 */
int ctl_dispatch(struct ctl *ctl, struct ctl_words *words, const char *object,
		 const struct ctl_verb *verbs, const struct ctl_verb *bare);

/* Complain when words are left. Return: exit code. */
int ctl_end(const struct ctl_words *words);

/* Print "st2110ctl: ..." to stderr. Return: CTL_USAGE. */
int ctl_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* "KEY "WORD": why". Return: CTL_USAGE. */
int ctl_bad(const char *key, const char *word, const char *why);
/* Print "st2110ctl: ..." to stderr. Return: CTL_REFUSED. */
int ctl_failed(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * ctl_refused() - say why the kernel refused
 * @nl: socket it was on
 * @set: attribute set of the request, NULL on rtnetlink
 * @err: negative errno
 * @what: what was tried: "flow add cam1"
 *
 * Return: CTL_REFUSED.
 */
int ctl_refused(const struct st2110_nl *nl, const struct st2110_attr_set *set, int err,
		const char *what);

/* Print what the kernel warned of while it complied. */
void ctl_warned(const struct st2110_nl *nl);

/* Open a socket once. Return: the socket, or NULL after a complaint. */
struct st2110_nl *ctl_family(struct ctl *ctl);
struct st2110_nl *ctl_route(struct ctl *ctl);

/**
 * ctl_show() - print what the kernel told of: all of it as JSON, or one after the other
 * @ctl: context
 * @all: array; it is given away
 * @print: prints one of it as people read it
 *
 * Return: CTL_OK.
 */
int ctl_show(struct ctl *ctl, struct json_object *all,
	     void (*print)(struct ctl *ctl, struct json_object *one));

/* Print an event in a line, and let it out at once. */
void ctl_event(struct ctl *ctl, struct json_object *event);

/* Name of a device. Return: index, or 0 after a complaint. */
unsigned int ctl_ifindex(const char *name);

int ctl_dev(struct ctl *ctl, struct ctl_words *words);
int ctl_flow(struct ctl *ctl, struct ctl_words *words);
int ctl_group(struct ctl *ctl, struct ctl_words *words);
int ctl_clock(struct ctl *ctl, struct ctl_words *words);
int ctl_sync(struct ctl *ctl, struct ctl_words *words);
int ctl_stage(struct ctl *ctl, struct ctl_words *words);
int ctl_stats(struct ctl *ctl, struct ctl_words *words);
int ctl_monitor(struct ctl *ctl, struct ctl_words *words);
int ctl_help(struct ctl *ctl, struct ctl_words *words);

#endif /* ST2110CTL_H */
