// SPDX-License-Identifier: GPL-2.0-only
/*
 * What vectors.py worked out with fractions, line by line: rates that no table
 * has, up to the bounds. The lines are described there.
 */
#include <inttypes.h>
#include <stdio.h>

#include "oracle.h"
#include "tap.h"
#include "unit.h"

static bool read_schedule(struct tally *t, const char *line, struct st2110_schedule *s)
{
	struct st2110_refusal no = { NULL, 0 };
	struct st2110_shape shape = { .packets = 0 };
	u32 scan, profile, c_max, vrx_full;
	u64 trs, tdrain, tro, field2;
	s64 troff;
	int err;

	if (sscanf(line, "S %u %u %u %u %u %u %u %" SCNd64 " %u %u %u %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64, &shape.format.width, &shape.format.height, &scan,
		   &shape.format.rate_num, &shape.format.rate_den, &shape.packets, &profile,
		   &troff, &shape.maxudp, &c_max, &vrx_full, &trs, &tdrain, &tro, &field2) != 15) {
		CHECK(t, false, "cannot read: %s", line);
		return false;
	}
	shape.format.scan = scan;
	shape.profile = profile;
	shape.troff_set = troff >= 0;
	shape.troff_ns = shape.troff_set ? (u32)troff : 0;
	err = st2110_schedule_init(s, &shape, &no);
	CHECK(t, !err, "%s: %s", line, no.why ? no.why : "");
	if (err)
		return false;
	CHECK(t, s->c_max == c_max && s->vrx_full == vrx_full, "C_MAX %u VRX_FULL %u: %s",
	      s->c_max, s->vrx_full, line);
	CHECK(t, s->trs_q32 == trs && s->tdrain_q32 == tdrain, "T_RS, T_DRAIN: %s", line);
	CHECK(t, s->tro_ns == tro && s->field2_ns == field2, "TRO, second field: %s", line);
	return true;
}

static void read_epoch(struct tally *t, const char *line, const struct st2110_schedule *s)
{
	struct st2110_epoch e;
	u64 k, start;
	u32 rtp, field2, tenths;

	if (sscanf(line, "E %" SCNu64 " %" SCNu64 " %u %u %u", &k, &start, &rtp, &field2,
		   &tenths) != 5) {
		CHECK(t, false, "cannot read: %s", line);
		return;
	}
	st2110_epoch_at(&e, s, k);
	CHECK(t, e.start_ns == start && e.rtp == rtp && e.drain_tenths == tenths &&
	      s->rtp_field2 == field2, "%" PRIu64 " %u %u %u: %s", e.start_ns, e.rtp,
	      s->rtp_field2, e.drain_tenths, line);
}

static void read_tpr(struct tally *t, const char *line, const struct st2110_schedule *s)
{
	struct st2110_epoch e;
	u64 k, want, tpr;
	u32 j, field, within;

	if (sscanf(line, "R %" SCNu64 " %u %" SCNu64 " %u %u", &k, &j, &want, &field,
		   &within) != 5) {
		CHECK(t, false, "cannot read: %s", line);
		return;
	}
	st2110_epoch_at(&e, s, k);
	tpr = st2110_tpr_ns(s, e.start_ns + st2110_field_offset_ns(s, &e, field), within);
	CHECK(t, (field ? s->field_packets : 0) + within == j && tpr - want <= 1,
	      "%" PRIu64 ": %s", tpr, line);
}

static void read_first(struct tally *t, const char *line, const struct st2110_schedule *s)
{
	u64 tai, k;

	if (sscanf(line, "F %" SCNu64 " %" SCNu64, &tai, &k) != 2) {
		CHECK(t, false, "cannot read: %s", line);
		return;
	}
	CHECK(t, st2110_epoch_first(s, tai) == k, "%" PRIu64 ": %s", st2110_epoch_first(s, tai),
	      line);
}

static void read_rtp(struct tally *t, const char *line, const struct st2110_schedule *s)
{
	u64 tai, k, got;
	u32 rtp;
	s32 off, got_off;

	if (sscanf(line, "T %u %" SCNu64 " %" SCNu64 " %d", &rtp, &tai, &k, &off) != 4) {
		CHECK(t, false, "cannot read: %s", line);
		return;
	}
	got = st2110_epoch_of_rtp(s, rtp, tai, &got_off);
	CHECK(t, got == k && got_off == off, "%" PRIu64 " %d: %s", got, got_off, line);
}

void test_vectors(const char *path)
{
	FILE *file = fopen(path, "r");
	struct st2110_schedule s;
	struct tally t;
	bool have = false;
	char line[400];

	tally_begin(&t, "vectors by fractions");
	if (!file) {
		CHECK(&t, false, "cannot open %s", path);
		tally_end(&t);
		return;
	}
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] == 'S')
			have = read_schedule(&t, line, &s);
		if (!have)
			continue;
		if (line[0] == 'E')
			read_epoch(&t, line, &s);
		else if (line[0] == 'R')
			read_tpr(&t, line, &s);
		else if (line[0] == 'F')
			read_first(&t, line, &s);
		else if (line[0] == 'T')
			read_rtp(&t, line, &s);
	}
	fclose(file);
	tally_end(&t);
}
