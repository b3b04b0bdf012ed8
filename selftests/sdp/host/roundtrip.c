// SPDX-License-Identifier: GPL-2.0-only
/*
 * Descriptions there and back. Design: roundtrip.h.
 */
#include <string.h>

#include "roundtrip.h"

static const struct sdp_clock locked = {
	.locked = true,
	.gm = { 0x39, 0xa7, 0x94, 0xff, 0xfe, 0x07, 0xcb, 0xd0 },
	.domain = 127,
	.offset_known = true,
};

/* Words of the command come first, then what the description added. */
static bool join(struct sdp_flow *all, const struct sdp_flow *said, const struct sdp_flow *read)
{
	const struct sdp_word *w;
	u32 i;

	memset(all, 0, sizeof(*all));
	for (i = 0; i < said->words; i++) {
		w = &said->word[i];
		if (!sdp_flow_word(read, w->leg, w->key) &&
		    sdp_flow_say(all, w->leg, 0, w->key, "%s", w->value))
			return false;
	}
	for (i = 0; i < read->words; i++) {
		w = &read->word[i];
		if (sdp_flow_say(all, w->leg, w->line, w->key, "%s", w->value))
			return false;
	}
	return true;
}

/* Each word of @a is one of @b, but for those that were typed, perhaps in other words. */
static const char *differs(const struct sdp_flow *a, const struct sdp_flow *b)
{
	const struct sdp_word *w, *other;
	u32 i;

	for (i = 0; i < a->words; i++) {
		w = &a->word[i];
		other = sdp_flow_word(b, w->leg, w->key);
		if (!other)
			other = sdp_flow_word(b, 0, w->key);
		if (!other || (other->line && strcmp(other->value, w->value)))
			return w->key;
	}
	return NULL;
}

static bool read_text(struct sdp_flow *f, const char *text, size_t len, const char *stream,
		      const struct sdp_flow *said, struct sdp_error *no)
{
	struct sdp_doc doc;
	int ret = sdp_read(&doc, text, len, no);

	if (!ret)
		ret = sdp_flow_read(f, &doc, stream, said, no);
	sdp_free(&doc);
	return !ret;
}

void roundtrip(struct roundtrip *t, const char *text, size_t len, const char *stream,
	       const struct sdp_flow *said)
{
	static const char * const kept[] = { "name", "rtp-ts" };
	struct sdp_flow read, second, few = { .words = 0 };
	struct sdp_error no;
	size_t i;

	memset(t, 0, sizeof(*t));
	t->read = read_text(&read, text, len, stream, said, &t->no);
	if (!t->read)
		return;
	if (!join(&t->flow, said, &read)) {
		t->broken = "too many words";
		return;
	}
	t->written = !sdp_flow_write(t->text, sizeof(t->text), &t->flow, &locked, &t->no);
	if (!t->written)
		return;
	/* Only what no description tells is said again. */
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (sdp_flow_said(&t->flow, 0, kept[i]))
			sdp_flow_say(&few, 0, 0, kept[i], "%s", sdp_flow_said(&t->flow, 0, kept[i]));
	if (!read_text(&read, t->text, strlen(t->text), NULL, &few, &no)) {
		t->no = no;
		t->broken = "what was written is not read";
		return;
	}
	if (!join(&second, &few, &read) ||
	    sdp_flow_write(t->again, sizeof(t->again), &second, &locked, &no))
		t->broken = "what was read again is not written";
	else if (strcmp(t->text, t->again))
		t->broken = "written twice, it differs";
	else
		t->broken = differs(&read, &t->flow);
}
