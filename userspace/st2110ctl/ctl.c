// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the objects of st2110ctl share. Design: ctl.h.
 */
#include <net/if.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "ctl.h"

const char *ctl_take(struct ctl_words *words)
{
	if (!words->left)
		return NULL;
	words->left--;
	return *words->word++;
}

const char *ctl_peek(const struct ctl_words *words)
{
	return words->left ? *words->word : NULL;
}

static void complain(const char *fmt, va_list ap)
{
	fflush(stdout);
	fputs("st2110ctl: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int ctl_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	return CTL_USAGE;
}

int ctl_failed(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(fmt, ap);
	va_end(ap);
	return CTL_REFUSED;
}

int ctl_bad(const char *key, const char *word, const char *why)
{
	return ctl_usage("%s \"%s\": %s", key, word, why);
}

int ctl_end(const struct ctl_words *words)
{
	if (words->left)
		return ctl_usage("\"%s\": nothing more is expected here", *words->word);
	return CTL_OK;
}

int ctl_keyword(const struct st2110_word *keys, const char *word)
{
	char list[512];
	int value = st2110_word_value(keys, word);

	if (value == ST2110_WORD_UNKNOWN)
		ctl_usage("\"%s\" is not known here; accepted are %s", word,
			  st2110_word_list(keys, list, sizeof(list)));
	else if (value == ST2110_WORD_AMBIGUOUS)
		ctl_usage("\"%s\" may mean several; accepted are %s", word,
			  st2110_word_list(keys, list, sizeof(list)));
	return value;
}

int ctl_dispatch(struct ctl *ctl, struct ctl_words *words, const char *object,
		 const struct ctl_verb *verbs, const struct ctl_verb *bare)
{
	const struct ctl_verb *verb, *found = NULL, *first;
	const char *word = ctl_take(words);
	char list[256] = "";
	size_t used = 0;

	if (!word)
		return bare->run(ctl, words);
	if (!strcmp(word, "help") && bare->run != ctl_help) {
		char *topic = (char *)object;
		struct ctl_words help = { .word = &topic, .left = 1 };

		return ctl_help(ctl, &help);
	}
	for (verb = verbs; verb->name; verb++) {
		if (!strcmp(verb->name, word)) {
			found = verb;
			break;
		}
		if (strncmp(verb->name, word, strlen(word)))
			continue;
		if (found && found->run != verb->run) {
			found = NULL;
			break;
		}
		found = verb;
	}
	if (found)
		return found->run(ctl, words);
	for (verb = verbs; verb->name; verb++) {
		for (first = verbs; first->run != verb->run; first++)
			;
		if (first == verb && used < sizeof(list))
			used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s",
						 used ? "|" : "", verb->name);
	}
	return ctl_usage("%s \"%s\": accepted are %s; try \"st2110ctl help\"", object, word, list);
}

/* What to do about an errno for which the kernel gave no sentence. */
static const char *remedy(int err)
{
	switch (-err) {
	case EPERM:
	case EACCES:
		return "changing anything takes CAP_NET_ADMIN: try as root";
	case ENODEV:
		return "no such device in this network namespace";
	case ENOENT:
	case ENODATA:
		return "there is none of that name; \"flow show\" lists what is there";
	case EEXIST:
		return "it is there already; change it with set, or delete it first";
	case EINTR:
		return "what was read kept changing; try again";
	case EOPNOTSUPP:
		return "this version of the module does not know that; is it older than the tool?";
	default:
		return NULL;
	}
}

int ctl_refused(const struct st2110_nl *nl, const struct st2110_attr_set *set, int err,
		const char *what)
{
	const char *word = set && nl->attr ? st2110_attr_word(set, nl->attr) : "";
	const char *text = nl->text;

	if (*text) {
		/* Most sentences begin with the word that they are about. */
		if (!*word || !strncasecmp(text, word, strlen(word)))
			return ctl_failed("%s: %s", what, text);
		return ctl_failed("%s: %s: %s", what, word, text);
	}
	text = remedy(err);
	if (nl->attr_missing && *word)
		return ctl_failed("%s: %s is missing", what, word);
	return ctl_failed("%s: %s%s%s%s%s", what, *word ? word : "", *word ? ": " : "",
			  strerror(-err), text ? ": " : "", text ? text : "");
}

void ctl_warned(const struct st2110_nl *nl)
{
	if (nl->text[0]) {
		fflush(stdout);
		fprintf(stderr, "st2110ctl: warning: %s\n", nl->text);
	}
}

struct st2110_nl *ctl_family(struct ctl *ctl)
{
	int err;

	if (ctl->family_open)
		return &ctl->family;
	err = st2110_nl_open_family(&ctl->family);
	if (err == -ENOENT)
		ctl_failed("the module is not loaded: modprobe sch_st2110");
	else if (err)
		ctl_failed("generic netlink: %s", strerror(-err));
	ctl->family_open = !err;
	return err ? NULL : &ctl->family;
}

struct st2110_nl *ctl_route(struct ctl *ctl)
{
	int err;

	if (ctl->route_open)
		return &ctl->route;
	err = st2110_nl_open_route(&ctl->route);
	if (err)
		ctl_failed("rtnetlink: %s", strerror(-err));
	ctl->route_open = !err;
	return err ? NULL : &ctl->route;
}

int ctl_show(struct ctl *ctl, json_object *all,
	     void (*print)(struct ctl *ctl, json_object *one))
{
	size_t i;

	if (ctl->json)
		st2110_print_json(stdout, all, ctl->pretty);
	for (i = 0; !ctl->json && i < json_object_array_length(all); i++)
		print(ctl, json_object_array_get_idx(all, i));
	json_object_put(all);
	return CTL_OK;
}

unsigned int ctl_ifindex(const char *name)
{
	unsigned int ifindex = if_nametoindex(name);

	if (!ifindex)
		ctl_failed("dev \"%s\": no such device in this network namespace", name);
	return ifindex;
}
