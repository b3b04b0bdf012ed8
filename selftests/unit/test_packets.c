// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets of a frame: the formulas against packing a picture, pgroup by pgroup
 * for small pictures and row by row for real ones.
 */
#include <stdio.h>

#include "oracle.h"
#include "tap.h"
#include "unit.h"

/* ST 2110-20 tables: octets, pixels across, lines */
struct group {
	u8 sampling;
	u8 depth;
	u32 octets;
	u32 across;
	u32 lines;
};

static const struct group groups[] = {
	{ ST2110_SAMPLING_YCBCR_422, 8, 4, 2, 1 },
	{ ST2110_SAMPLING_YCBCR_422, 10, 5, 2, 1 },
	{ ST2110_SAMPLING_YCBCR_422, 12, 6, 2, 1 },
	{ ST2110_SAMPLING_YCBCR_422, 16, 8, 2, 1 },
	{ ST2110_SAMPLING_YCBCR_444, 8, 3, 1, 1 },
	{ ST2110_SAMPLING_YCBCR_444, 10, 15, 4, 1 },
	{ ST2110_SAMPLING_YCBCR_444, 12, 9, 2, 1 },
	{ ST2110_SAMPLING_YCBCR_444, 16, 6, 1, 1 },
	{ ST2110_SAMPLING_YCBCR_420, 8, 6, 2, 2 },
	{ ST2110_SAMPLING_YCBCR_420, 10, 15, 4, 2 },
	{ ST2110_SAMPLING_YCBCR_420, 12, 9, 2, 2 },
	{ ST2110_SAMPLING_YCBCR_420, 16, 12, 2, 2 },
	{ ST2110_SAMPLING_RGB, 8, 3, 1, 1 },
	{ ST2110_SAMPLING_RGB, 10, 15, 4, 1 },
	{ ST2110_SAMPLING_RGB, 12, 9, 2, 1 },
	{ ST2110_SAMPLING_RGB, 16, 6, 1, 1 },
	{ ST2110_SAMPLING_KEY, 8, 1, 1, 1 },
	{ ST2110_SAMPLING_KEY, 10, 5, 4, 1 },
	{ ST2110_SAMPLING_KEY, 12, 3, 2, 1 },
	{ ST2110_SAMPLING_KEY, 16, 2, 1, 1 },
};

/* A picture packed pgroup by pgroup, as a sender would. */
static u32 pack_groups(const struct group *group, u32 width, u32 lines, u32 payload, bool by_line)
{
	u32 packets = 0, octets = 0, srds = 0;
	u32 line, x;

	for (line = 0; line < lines; line += group->lines) {
		bool fresh = true;	/* no SRD of this row in the packet yet */

		for (x = 0; x < width; x += group->across) {
			bool open = packets && octets + group->octets <= payload;

			if (open && fresh && (by_line || srds == 3))
				open = false;
			if (!open) {
				packets++;
				octets = 0;
				srds = 0;
				fresh = true;
			}
			if (fresh)
				srds++;
			fresh = false;
			octets += group->octets;
		}
	}
	return packets;
}

/* The same by whole row segments. */
static u32 pack_rows(const struct group *group, u32 width, u32 lines, u32 payload, bool by_line)
{
	u32 row_groups = width / group->across;
	u32 rows = lines / group->lines;
	u32 packets = 0, free = 0, srds = 0;
	u32 row, left;

	for (row = 0; row < rows; row++) {
		if (by_line)
			free = 0;
		for (left = row_groups; left;) {
			u32 part;

			if (!free || srds == 3) {
				packets++;
				free = payload / group->octets;
				srds = 0;
			}
			part = left < free ? left : free;
			left -= part;
			free -= part;
			srds++;
		}
	}
	return packets;
}

static void one(struct tally *t, const struct st2110_format *format, const struct group *group,
		u8 packing, u32 payload, bool small)
{
	struct st2110_pixels pixels = {
		.sampling = group->sampling,
		.depth = group->depth,
		.packing = packing,
		.payload = packing == ST2110_PACKING_BPM ? 0 : payload,
	};
	struct st2110_refusal no = { NULL, 0 };
	u32 fields = format->scan == ST2110_SCAN_PROGRESSIVE ? 1 : 2;
	u32 lines = format->height / fields;
	bool by_line = packing == ST2110_PACKING_GPM_SL;
	u32 packets = 0;
	u32 want;
	int err;

	if (packing == ST2110_PACKING_BPM)
		payload = 1260;
	err = st2110_packets_per_frame(format, &pixels, &packets, &no);
	if (format->width % group->across || format->height % (fields * group->lines) ||
	    payload < group->octets || (packing == ST2110_PACKING_BPM && 1260 % group->octets)) {
		CHECK(t, err && no.why, "%ux%u: not refused", format->width, format->height);
		return;
	}
	want = small ? pack_groups(group, format->width, lines, payload, by_line) :
	       pack_rows(group, format->width, lines, payload, by_line);
	want *= fields;
	CHECK(t, want > ST2110_MAX_PACKETS ? err == -ERANGE : !err && packets == want,
	      "%ux%u scan %u sampling %u depth %u packing %u payload %u: %d %u, not %u",
	      format->width, format->height, format->scan, group->sampling, group->depth, packing,
	      payload, err, packets, want);
}

static void test_small(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "packers, pgroup by pgroup");
	for (i = 0; i < 20000; i++) {
		struct st2110_format format = {
			.width = 1 + rnd_below(i % 4 ? 64 : 400),
			.height = 1 + rnd_below(24),
			.rate_num = 25,
			.rate_den = 1,
			.scan = ST2110_SCAN_PROGRESSIVE,
		};
		const struct group *group = &groups[rnd_below(ARRAY_SIZE(groups))];

		if (i % 3)
			format.width = (format.width + 3) / 4 * 4;
		if (i % 5)
			format.height = (format.height + 1) / 2 * 2;
		one(&t, &format, group, rnd_below(3), 1 + rnd_below(i % 2 ? 300 : 1500), true);
	}
	tally_end(&t);
}

static void test_real(void)
{
	static const u32 payloads[] = {
		180, 720, 960, 1000, 1080, 1199, 1200, 1201, 1215, 1260, 1320, 1400, 1428, 1440,
		1452, 3000, 4800, 5760, 7200, 8100, 8500, 8912, 8932,
	};
	unsigned int r, g, p, k;

	for (r = 0; r < raster_count; r++) {
		struct st2110_format format = {
			.width = rasters[r].width,
			.height = rasters[r].height,
			.rate_num = 25,
			.rate_den = 1,
			.scan = rasters[r].scan,
		};
		struct tally t;

		tally_begin(&t, "packers, %s", rasters[r].name);
		for (g = 0; g < ARRAY_SIZE(groups); g++) {
			for (k = 0; k < 3; k++) {
				for (p = 0; p < ARRAY_SIZE(payloads); p++)
					one(&t, &format, &groups[g], k, payloads[p], false);
			}
		}
		tally_end(&t);
	}
}

static void test_known(void)
{
	static const struct {
		u32 width, height;
		u8 scan, sampling, depth, packing;
		u32 payload, packets;
	} known[] = {
		{ 1920, 1080, 0, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_GPM, 1200, 4320 },
		{ 1920, 1080, 1, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_GPM, 1200, 4320 },
		{ 3840, 2160, 0, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_GPM, 1200, 17280 },
		{ 1280, 720, 0, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_GPM, 1200, 1920 },
		{ 1920, 1080, 0, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_BPM, 0, 4115 },
		{ 1920, 1080, 1, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_BPM, 1260, 4116 },
		{ 1920, 1080, 0, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_GPM_SL, 1260, 4320 },
		{ 1920, 1080, 0, ST2110_SAMPLING_YCBCR_420, 8, ST2110_PACKING_GPM, 1200, 2592 },
		{ 1920, 1080, 0, ST2110_SAMPLING_RGB, 8, ST2110_PACKING_GPM, 1200, 5184 },
		{ 720, 576, 1, ST2110_SAMPLING_YCBCR_422, 10, ST2110_PACKING_GPM, 1200, 864 },
	};
	struct tally t;
	unsigned int i;

	tally_begin(&t, "packers, known figures");
	for (i = 0; i < ARRAY_SIZE(known); i++) {
		struct st2110_format format = {
			.width = known[i].width,
			.height = known[i].height,
			.rate_num = 25,
			.rate_den = 1,
			.scan = known[i].scan,
		};
		struct st2110_pixels pixels = {
			.sampling = known[i].sampling,
			.depth = known[i].depth,
			.packing = known[i].packing,
			.payload = known[i].payload,
		};
		u32 packets = 0;
		int err = st2110_packets_per_frame(&format, &pixels, &packets, NULL);

		CHECK(&t, !err && packets == known[i].packets, "%u: %d %u", i, err, packets);
	}
	tally_end(&t);
}

static void test_pgroups(void)
{
	struct tally t;
	unsigned int i, sampling, depth, defined = 0;
	u32 octets, pixels;

	tally_begin(&t, "pgroups");
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		const struct group *g = &groups[i];

		CHECK(&t, !st2110_pgroup(g->sampling, g->depth, &octets, &pixels) &&
		      octets == g->octets && pixels == g->across * g->lines, "%u", i);
		/* samples of a pgroup fill its octets exactly */
		CHECK(&t, octets * 8 == g->depth * pixels *
		      (g->sampling == ST2110_SAMPLING_KEY ? 2 :
		       g->sampling == ST2110_SAMPLING_YCBCR_420 ? 3 :
		       g->sampling == ST2110_SAMPLING_YCBCR_422 ? 4 : 6) / 2, "%u: bits", i);
	}
	for (sampling = 0; sampling < 256; sampling++) {
		for (depth = 0; depth < 256; depth++)
			defined += !st2110_pgroup(sampling, depth, &octets, &pixels);
	}
	CHECK(&t, defined == ARRAY_SIZE(groups), "%u defined", defined);
	tally_end(&t);
}

/* Rows that the fullest of a field's packets touches, packed row by row. */
static u32 most_rows(const struct group *group, u32 width, u32 rows, u32 payload)
{
	u32 line = width / group->across * group->octets, most = 1, row = 0, at = 0;

	payload -= payload % group->octets;
	while (row < rows) {
		u32 room = payload, touched = 0;

		while (room && row < rows && touched < ST2110_MAX_SRDS) {
			u32 take = line - at < room ? line - at : room;

			touched++;
			room -= take;
			at += take;
			if (at == line) {
				at = 0;
				row++;
			}
		}
		most = touched > most ? touched : most;
	}
	return most;
}

static void test_srds(void)
{
	static const u32 payloads[] = { 800, 1200, 1260, 1425, 2400, 4800, 5000, 8900, 8930 };
	struct tally t;
	unsigned int r, g, p;

	tally_begin(&t, "row headers of the fullest packet");
	for (r = 0; r < raster_count; r++) {
		struct st2110_format format = { .width = rasters[r].width, .height = 1080 };

		for (g = 0; g < ARRAY_SIZE(groups); g++) {
			struct st2110_pixels pixels = {
				.sampling = groups[g].sampling,
				.depth = groups[g].depth,
			};

			for (p = 0; p < ARRAY_SIZE(payloads); p++) {
				u32 is = most_rows(&groups[g], format.width, 1080, payloads[p]);
				u32 said;

				pixels.packing = ST2110_PACKING_GPM;
				said = st2110_most_srds(&format, &pixels, payloads[p]);
				/* Where packet and row have much in common, one too many. */
				CHECK(&t, said == is || (said == 3 && is == 2),
				      "%s %u %u: %u, is %u", rasters[r].name, g, payloads[p],
				      said, is);
				pixels.packing = ST2110_PACKING_GPM_SL;
				said = st2110_most_srds(&format, &pixels, payloads[p]);
				CHECK(&t, said == 1, "%s %u by line", rasters[r].name, g);
			}
		}
	}
	tally_end(&t);
}

void test_packets(void)
{
	test_srds();
	test_pgroups();
	test_known();
	test_small();
	test_real();
}
