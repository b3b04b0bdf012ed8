// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guessing a stream's format. Design: guess.h.
 */
#include "guess.h"

static void tally(struct guess_tally *t, u32 value)
{
	u32 i;

	for (i = 0; i < GUESS_COUNTS; i++) {
		if (!t[i].times || t[i].value == value) {
			t[i].value = value;
			t[i].times++;
			return;
		}
	}
}

static u32 commonest(const struct guess_tally *t)
{
	u32 best = 0, i;

	for (i = 1; i < GUESS_COUNTS; i++)
		if (t[i].times > t[best].times)
			best = i;
	return t[best].value;
}

static bool same(const struct st2110_addr *a, const struct st2110_addr *b)
{
	return a->len == b->len && !memcmp(a->octets, b->octets, a->len);
}

static struct guess_flow *flow_of(struct guess *g, const struct datagram *d)
{
	u32 i;

	for (i = 0; i < g->flows; i++)
		if (g->flow[i].port == d->dst_port && same(&g->flow[i].dst, &d->dst))
			return &g->flow[i];
	if (g->flows == GUESS_FLOWS)
		return NULL;
	g->flow[g->flows].dst = d->dst;
	g->flow[g->flows].port = d->dst_port;
	return &g->flow[g->flows++];
}

static void field_ends(struct guess_flow *f)
{
	if (f->whole)
		tally(f->counts, f->field_packets);
	f->field_packets = 0;
	f->fields++;
}

void guess_packet(struct guess *g, const struct datagram *d)
{
	struct guess_flow *f;

	if (d->kind != DATAGRAM_RTP)
		return;
	f = flow_of(g, d);
	if (!f)
		return;
	f->packets++;
	f->extended |= d->has_extended;
	/* Packers in use (FFmpeg's) leave the extended number at 0 for ever. */
	if (f->any && d->sequence < 0x4000 && f->sequence >= 0xc000 && d->extended == f->high)
		f->high_stays = true;
	f->sequence = d->sequence;
	f->high = d->extended;
	if (f->any && d->timestamp != f->timestamp) {
		tally(f->steps, d->timestamp - f->timestamp);
		if (f->field_packets) {
			/* no marker: the count may be of a cut field */
			f->field_packets = 0;
			f->whole = false;
		}
	}
	if (d->has_srd && f->any && d->srd_field != f->last_field) {
		f->second_seen = true;
		f->same_stamp |= d->timestamp == f->timestamp;
	}
	if (d->has_srd) {
		u32 row = d->srd_row;

		f->rows = row + 1 > f->rows ? row + 1 : f->rows;
		f->odd_rows += row & 1;
		f->last_field = d->srd_field;
	}
	f->timestamp = d->timestamp;
	f->any = true;
	f->field_packets++;
	if (d->marker) {
		field_ends(f);
		f->whole = true;
	}
}

const struct guess_flow *guess_find(const struct guess *g, const struct st2110_addr *dst, u16 port)
{
	const struct guess_flow *best = NULL;
	u32 i;

	for (i = 0; i < g->flows; i++) {
		const struct guess_flow *f = &g->flow[i];

		if (dst && (f->port != port || !same(&f->dst, dst)))
			continue;
		if (!best || f->packets > best->packets)
			best = f;
	}
	return best;
}

static void guess_rate(u32 ticks, u32 *num, u32 *den)
{
	static const u32 rates[][2] = {
		{ 24000, 1001 }, { 24, 1 }, { 25, 1 }, { 30000, 1001 }, { 30, 1 },
		{ 48000, 1001 }, { 48, 1 }, { 50, 1 }, { 60000, 1001 }, { 60, 1 },
		{ 100, 1 }, { 120000, 1001 }, { 120, 1 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rates); i++) {
		u32 down = 90000ULL * rates[i][1] / rates[i][0];
		bool exact = down * (u64)rates[i][0] == 90000ULL * rates[i][1];

		if (ticks == down || (!exact && ticks == down + 1)) {
			*num = rates[i][0];
			*den = rates[i][1];
			/* 750 ticks are 120 as well as, now and then, 119.88 */
			if (exact)
				return;
		}
	}
}

void guess_conclude(const struct guess_flow *f, struct guess_format *out)
{
	static const struct {
		u32 height, width;
	} rasters[] = {
		{ 480, 720 }, { 486, 720 }, { 576, 720 }, { 720, 1280 }, { 1080, 1920 },
		{ 2160, 3840 }, { 4320, 7680 },
	};
	u32 fields = f->second_seen ? 2 : 1, ticks = commonest(f->steps), rows, i;

	memset(out, 0, sizeof(*out));
	out->seq16 = !f->extended || f->high_stays;
	out->field_packets = commonest(f->counts);
	out->packets = out->field_packets * fields;
	out->format.scan = !f->second_seen ? ST2110_SCAN_PROGRESSIVE :
			   f->same_stamp ? ST2110_SCAN_PSF : ST2110_SCAN_INTERLACED;
	if (out->format.scan == ST2110_SCAN_INTERLACED) {
		/* The two halves of an odd frame time differ by a tick. */
		static const u32 halves[][4] = {
			{ 1501, 1502, 30000, 1001 }, { 1500, 1500, 30, 1 },
			{ 1800, 1800, 25, 1 }, { 1876, 1877, 24000, 1001 },
			{ 1875, 1875, 24, 1 },
		};

		for (i = 0; i < ARRAY_SIZE(halves); i++) {
			if (ticks >= halves[i][0] && ticks <= halves[i][1]) {
				out->format.rate_num = halves[i][2];
				out->format.rate_den = halves[i][3];
			}
		}
	} else {
		guess_rate(ticks, &out->format.rate_num, &out->format.rate_den);
	}
	/* 4:2:0 numbers only even rows */
	rows = (f->rows + (f->rows > 2 && !f->odd_rows)) * fields;
	for (i = 0; i < ARRAY_SIZE(rasters); i++) {
		if (rows <= rasters[i].height) {
			out->format.height = rasters[i].height;
			out->format.width = rasters[i].width;
			break;
		}
	}
}
