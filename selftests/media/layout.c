// SPDX-License-Identifier: GPL-2.0-only
/*
 * RFC 4175 layouts: packets as many as the arithmetic says, every pixel octet in
 * exactly one packet and in order, markers where a field ends. Host test, TAP.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rfc4175.h"

static unsigned int lines, failures;

static void result(bool good, const char *what, u64 cases)
{
	printf("%sok %u - layout: %s (%llu cases)\n", good && cases ? "" : "not ", ++lines, what,
	       (unsigned long long)cases);
	failures += !good || !cases;
}

/* Octets of the picture, each with a value of its own place, come out once. */
static bool covers(const struct rfc4175_layout *l, u32 height_rows)
{
	size_t octets = (size_t)height_rows * l->line_octets, at = 0, i;
	u8 *picture = malloc(octets), *seen = calloc(1, octets), packet[9200];
	u32 j, field = 0, row = 0, offset = 0;
	bool good = true;

	for (i = 0; i < octets; i++)
		picture[i] = (u8)(i * 31 + (i >> 8) * 7);
	for (j = 0; j < l->count && good; j++) {
		const struct rfc4175_packet *p = &l->packets[j];
		u32 s, in_packet = 0;

		if (p->field != field) {
			good &= row == l->rows && !offset;
			field = p->field;
			row = 0;
		}
		rfc4175_copy_pixels(l, p, picture, packet);
		for (s = 0; s < p->srds; s++) {
			const struct rfc4175_srd *srd = &p->srd[s];
			size_t from;

			good &= srd->row == row * l->lines_per_row && srd->octets &&
				!(srd->octets % l->group_octets) &&
				srd->offset == offset / l->group_octets * l->group_pixels;
			from = ((size_t)row * l->fields + field) * l->line_octets + offset;
			good &= offset + srd->octets <= l->line_octets;
			if (!good)
				break;
			good &= !memcmp(packet + in_packet, picture + from, srd->octets) &&
				!memchr(seen + from, 1, srd->octets);
			memset(seen + from, 1, srd->octets);
			in_packet += srd->octets;
			offset += srd->octets;
			at += srd->octets;
			if (offset == l->line_octets) {
				offset = 0;
				row++;
			}
		}
		good &= in_packet == p->pixel_octets;
		good &= p->marker == (row == l->rows);
	}
	good &= at == octets;
	free(picture);
	free(seen);
	return good;
}

int main(void)
{
	static const struct st2110_format formats[] = {
		{ 1920, 1080, 25, 1, ST2110_SCAN_PROGRESSIVE },
		{ 1920, 1080, 25, 1, ST2110_SCAN_INTERLACED },
		{ 1920, 1080, 25, 1, ST2110_SCAN_PSF },
		{ 1280, 720, 50, 1, ST2110_SCAN_PROGRESSIVE },
		{ 720, 576, 25, 1, ST2110_SCAN_INTERLACED },
		{ 720, 480, 30000, 1001, ST2110_SCAN_INTERLACED },
	};
	static const u8 depths[] = { 8, 10, 12, 16 };
	static const u32 payloads[] = { 400, 1000, 1200, 1260, 1400, 1437, 8920 };
	u64 counted = 0, covered = 0, refused = 0;
	bool counts = true, coverage = true;
	u32 f, d, s, p, packing;

	for (f = 0; f < ARRAY_SIZE(formats); f++)
	for (s = ST2110_SAMPLING_YCBCR_422; s <= ST2110_SAMPLING_KEY; s++)
	for (d = 0; d < ARRAY_SIZE(depths); d++)
	for (p = 0; p < ARRAY_SIZE(payloads); p++)
	for (packing = ST2110_PACKING_GPM; packing <= ST2110_PACKING_BPM; packing++) {
		struct st2110_pixels pixels = { s, depths[d], packing, payloads[p] };
		struct rfc4175_layout l;
		u32 packets = 0;
		int err;

		if (packing == ST2110_PACKING_BPM) {
			if (p)
				continue;
			pixels.payload = 0;
		}
		if (st2110_packets_per_frame(&formats[f], &pixels, &packets, NULL)) {
			refused++;
			continue;
		}
		err = rfc4175_layout_init(&l, &formats[f], &pixels, NULL);
		if (err || l.count != packets) {
			printf("# %ux%u scan %u sampling %u depth %u payload %u packing %u: %u, not %u\n",
			       formats[f].width, formats[f].height, formats[f].scan, s, depths[d],
			       pixels.payload, packing, l.count, packets);
			counts = false;
		}
		counted++;
		if (err)
			continue;
		if (p % 3 == 2 || packing == ST2110_PACKING_BPM) {
			covered++;
			coverage &= covers(&l, l.rows * l.fields);
		}
		rfc4175_layout_free(&l);
	}
	result(counts, "packets a frame as the arithmetic has them", counted);
	result(coverage, "every octet once and in order", covered);
	return failures ? 1 : 0;
}
