// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trouble on request. Design: trouble.h.
 */
#include <stdio.h>
#include <stdlib.h>

#include "parse.h"
#include "trouble.h"

const char *const trouble_words[TROUBLE_KINDS] = {
	[TROUBLE_HICCUP] = "hiccups",
	[TROUBLE_DROP_PACKET] = "packets_dropped",
	[TROUBLE_DROP_FRAME] = "frames_dropped",
	[TROUBLE_NO_MARKER] = "markers_left_out",
	[TROUBLE_DROP_FIELD] = "fields_dropped",
	[TROUBLE_WRONG_N] = "wrong_counts",
	[TROUBLE_SSRC_CHANGE] = "ssrc_changes",
};

const char *trouble_add(struct troubles *t, enum trouble_kind kind, const char *word)
{
	bool alone = kind == TROUBLE_DROP_FRAME || kind == TROUBLE_NO_MARKER ||
		     kind == TROUBLE_SSRC_CHANGE;
	struct trouble item = { .kind = kind };
	const char *colon = strchr(word, ':'), *why;
	char frame[24];
	u64 value;

	if (t->count == TROUBLE_MAX)
		return "too many troubles (4096 at most)";
	if (alone != !colon)
		return alone ? "want a frame number" : "want FRAME:VALUE";
	snprintf(frame, sizeof(frame), "%.*s", colon ? (int)(colon - word) : 23, word);
	why = st2110_parse_number(frame, 0, UINT32_MAX, &value);
	if (why)
		return why;
	item.frame = (u32)value;
	if (kind == TROUBLE_HICCUP) {
		why = st2110_parse_time(colon + 1, 3600 * 1000000000ULL, &value);
		item.value = (s64)value;
	} else if (kind == TROUBLE_WRONG_N) {
		bool minus = colon[1] == '-';

		why = st2110_parse_number(colon + 1 + (minus || colon[1] == '+'), 1, 4096, &value);
		item.value = minus ? -(s64)value : (s64)value;
	} else if (!alone) {
		why = st2110_parse_number(colon + 1, 0, kind == TROUBLE_DROP_FIELD ? 1 : UINT32_MAX,
					  &value);
		item.value = (s64)value;
	}
	if (why)
		return why;
	t->item[t->count++] = item;
	return NULL;
}

const struct trouble *trouble_take(struct troubles *t, enum trouble_kind kind, u32 frame)
{
	u32 i;

	for (i = 0; i < t->count; i++) {
		if (t->item[i].kind == kind && t->item[i].frame == frame) {
			t->done[kind]++;
			return &t->item[i];
		}
	}
	return NULL;
}

u32 trouble_packets(struct troubles *t, u32 frame, u32 *indices, u32 room)
{
	u32 n = 0, i, j;

	for (i = 0; i < t->count && n < room; i++) {
		if (t->item[i].kind != TROUBLE_DROP_PACKET || t->item[i].frame != frame)
			continue;
		for (j = n++; j && indices[j - 1] > (u32)t->item[i].value; j--)
			indices[j] = indices[j - 1];
		indices[j] = (u32)t->item[i].value;
	}
	t->done[TROUBLE_DROP_PACKET] += n;
	return n;
}
