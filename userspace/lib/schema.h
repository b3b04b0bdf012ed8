/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The family's attributes as a table, and decoding by it.
 *
 * For each attribute of Documentation/netlink/specs/st2110.yaml the table has
 * its type, the key it gets in JSON (with the unit in its name), and what the
 * command line calls it (for errors). A message becomes one JSON object, in the
 * table's order whatever the message's; text output is made from the same
 * object, so the two cannot differ.
 *
 * Attributes that a newer kernel adds are skipped, as are ones that are shorter
 * than their type; what an older kernel leaves out is absent.
 */
#ifndef ST2110_SCHEMA_H
#define ST2110_SCHEMA_H

#include <json-c/json.h>

#include "timing.h"
#include "words.h"

struct nlattr;

enum st2110_attr_kind {
	ST2110_KIND_NONE,	/* padding, unknown */
	ST2110_KIND_U16,
	ST2110_KIND_BE16,
	ST2110_KIND_U32,
	ST2110_KIND_S32,
	ST2110_KIND_U64,
	ST2110_KIND_S64,
	ST2110_KIND_STRING,
	ST2110_KIND_FLAG,
	ST2110_KIND_ADDR,	/* 4 or 16 octets */
	ST2110_KIND_WORD,	/* u32 of an enumeration */
	ST2110_KIND_BITS,	/* u32 with a bit for each word: an array */
	ST2110_KIND_NEST,
	ST2110_KIND_NESTS,	/* as many as there are: an array of objects */
	ST2110_KIND_LIST,	/* one u64 each: an array */
	ST2110_KIND_COUNTS,	/* one u64 each: an object with words as keys */
};

struct st2110_attr_set;

struct st2110_attr {
	const char *key;	/* in JSON */
	const char *word;	/* on the command line; NULL: not settable */
	u8 kind;		/* enum st2110_attr_kind */
	const struct st2110_word *words;
	const struct st2110_attr_set *nest;
};

struct st2110_attr_set {
	const struct st2110_attr *attrs;	/* indexed by attribute number */
	u16 max;				/* highest attribute number */
};

extern const struct st2110_attr_set st2110_dev_set;
extern const struct st2110_attr_set st2110_dev_stats_set;
extern const struct st2110_attr_set st2110_flow_set;
extern const struct st2110_attr_set st2110_plan_set;
extern const struct st2110_attr_set st2110_status_set;
extern const struct st2110_attr_set st2110_stats_set;
extern const struct st2110_attr_set st2110_stamps_set;
extern const struct st2110_attr_set st2110_leg_set;
extern const struct st2110_attr_set st2110_clock_set;
extern const struct st2110_attr_set st2110_stage_set;
extern const struct st2110_attr_set st2110_event_set;
extern const struct st2110_attr_set st2110_group_set;

/**
 * st2110_decode() - attributes to an object
 * @set: what they are
 * @payload: first attribute
 * @len: octets
 *
 * Return: the object, which the caller puts.
 */
json_object *st2110_decode(const struct st2110_attr_set *set, const void *payload, size_t len);

/* What the command line calls an attribute, or its JSON key, or "". */
const char *st2110_attr_word(const struct st2110_attr_set *set, u16 attr);

/* Reading objects: false (or NULL) when the key is absent. */
bool st2110_obj_u64(json_object *obj, const char *key, u64 *value);
bool st2110_obj_s64(json_object *obj, const char *key, s64 *value);
const char *st2110_obj_string(json_object *obj, const char *key);
json_object *st2110_obj_nest(json_object *obj, const char *key);

#endif /* ST2110_SCHEMA_H */
