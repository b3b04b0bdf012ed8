// SPDX-License-Identifier: GPL-2.0-only
/*
 * The receiver buffer against counting reads one by one by exact rationals, and
 * the edges of the window of each packet to the nanosecond.
 */
#include <inttypes.h>
#include <stdio.h>

#include "model.h"
#include "oracle.h"
#include "tap.h"
#include "unit.h"

#define SENDERS 1000
#define PACKETS 6000		/* of each, about */

/* A field being read: how many of its packets have gone. */
struct reading {
	u64 start_ns;
	u32 packets;
	u32 before;		/* TPR < now */
	u32 with;		/* TPR <= now */
};

/* Walk to @now_ns, forwards or backwards. T_RS = num / den ns. */
static void walk(struct reading *r, wide num, wide den, u64 now_ns)
{
	wide now;

	if (now_ns < r->start_ns) {
		r->before = 0;
		r->with = 0;
		return;
	}
	now = (now_ns - r->start_ns) * den;
	while (r->before < r->packets && r->before * num < now)
		r->before++;
	while (r->before && (r->before - 1) * num >= now)
		r->before--;
	while (r->with < r->packets && r->with * num <= now)
		r->with++;
	while (r->with && (r->with - 1) * num > now)
		r->with--;
}

/* When this sender sends packet @j. */
static u64 send_time(const struct st2110_schedule *s, unsigned int kind, u64 field_ns, u32 j)
{
	u64 close = st2110_tpr_ns(s, field_ns, j);
	u64 trs = (s->trs_q32 >> 32) + 1;

	switch (kind) {
	case 0:			/* on time, exactly */
		return close;
	case 1:			/* anywhere in the window */
		return close - rnd_below(s->window_ns + 1ULL);
	case 2:			/* around its edges */
		return close - (rnd_below(2) ? s->window_ns : 0) + rnd_below(7) - 3;
	case 3:			/* in a batch */
		return st2110_tpr_ns(s, field_ns, j / 8 * 8) - rnd_below(trs);
	case 4:			/* all at once */
		return field_ns - trs;
	default:		/* late or far too early */
		return close + rnd_below(6 * s->window_ns + 1ULL) - 3ULL * s->window_ns;
	}
}

static void run_sender(struct tally *t, const struct rate *rate)
{
	const struct raster *raster = &rasters[rnd_below(raster_count)];
	u8 profile = raster->gapped ? rnd_below(3) : ST2110_PROFILE_NARROW_LINEAR;
	u32 packets = 2 + rnd_below(rnd_below(3) ? 5000 : 60);
	struct reading now = { 0 }, prev = { 0 };
	struct st2110_vrx v = { 0 };
	struct st2110_schedule s;
	struct st2110_shape shape;
	struct st2110_epoch e;
	s32 min = 0, max = 0;
	u32 sent = 0;

	oracle_shape(&shape, raster, rate, packets, profile);
	if (st2110_schedule_init(&s, &shape, NULL)) {
		CHECK(t, false, "refused");
		return;
	}
	st2110_epoch_at(&e, &s, rnd_below(36525ULL * 86400 * rate->num / rate->den) + 1000);
	while (sent < PACKETS) {
		unsigned int field;

		for (field = 0; field < s.fields; field++) {
			/* now and then a clock steps, and a field begins early */
			u64 step = rnd_below(10) ? 0 : rnd_below(s.frame_ns);
			u64 field_ns = e.start_ns + st2110_field_offset_ns(&s, &e, field) - step;
			u32 count = field ? s.packets - s.field_packets : s.field_packets;
			unsigned int kind = rnd_below(6);
			u32 j;

			prev = now;
			now = (struct reading){ .start_ns = field_ns, .packets = count };
			st2110_vrx_field(&v, field_ns, count);
			for (j = 0; j < count; j++) {
				u64 at = send_time(&s, kind, field_ns, j);
				s32 low, high;
				bool good;

				if (rnd_below(300) == 0)
					kind = rnd_below(6);
				good = st2110_vrx_add(&v, &s, j, at);
				walk(&now, s.trs_num, s.trs_den, at);
				walk(&prev, s.trs_num, s.trs_den, at);
				low = (s32)j - (s32)now.before;
				if (low >= 0)
					low += prev.packets - prev.before;
				high = (s32)j + 1 - (s32)now.with;
				high += prev.packets - prev.with;
				min = low < min ? low : min;
				max = high > max ? high : max;
				CHECK(t, v.now == high && v.min == min && v.max == max &&
				      good == (low >= 0 && high <= (s32)s.vrx_full),
				      "%s %s profile %u N %u j %u: %d [%d, %d], not %d [%d, %d]",
				      raster->name, rate->name, profile, packets, j, v.now, v.min,
				      v.max, high, min, max);
				sent++;
			}
			if (rnd_below(8) == 0) {
				st2110_vrx_reset_peaks(&v);
				min = v.now;
				max = v.now;
			}
		}
		st2110_epoch_next(&e, &s);
	}
}

/* A run behind packet @j: what adding each by itself makes of it. Was it added at once? */
static bool one_run(struct tally *t, const struct st2110_schedule *s, struct st2110_vrx *v, u32 j,
		    u32 n, u64 at)
{
	u64 trs = s->trs_q32 >> 32;
	u64 apart = rnd_below(3) ? rnd_below(trs / 4 + 1) : trs - rnd_below(2);
	struct st2110_vrx each = *v;
	bool good = true;
	int fits;
	u32 i;

	for (i = 1; i <= n; i++)
		good &= st2110_vrx_add(&each, s, j + i, at + i * apart);
	fits = st2110_vrx_run(v, s, j + n, at, at + n * apart);
	if (fits < 0) {
		*v = each;
		return false;
	}
	CHECK(t, fits == good && v->now == each.now && v->min == each.min && v->max == each.max &&
	      v->prev_done_ns == each.prev_done_ns,
	      "j %u, %u packets: %d [%d, %d], not %d [%d, %d]", j, n, v->now, v->min, v->max,
	      each.now, each.min, each.max);
	return true;
}

static void test_runs(void)
{
	u32 whole = 0, i;
	struct tally t;

	tally_begin(&t, "receiver buffer: runs of packets T_RS apart or less");
	for (i = 0; i < 600; i++) {
		const struct raster *raster = &rasters[i % raster_count];
		u8 profile = raster->gapped ? i % 2 : ST2110_PROFILE_NARROW_LINEAR;
		const struct rate *rate = &rates[i % rate_count];
		struct st2110_vrx v = { 0 };
		struct st2110_schedule s;
		struct st2110_shape shape;
		struct st2110_epoch e;
		u32 frame;

		oracle_shape(&shape, raster, rate, 40 + rnd_below(5000), profile);
		if (st2110_schedule_init(&s, &shape, NULL)) {
			CHECK(&t, false, "refused");
			continue;
		}
		st2110_epoch_at(&e, &s, rnd_below(36525ULL * 86400 * rate->num / rate->den) + 1000);
		for (frame = 0; frame < 4; frame++) {
			u64 step = rnd_below(4) ? 0 : rnd_below(s.frame_ns);
			u64 field_ns = e.start_ns + st2110_field_offset_ns(&s, &e, 0) - step;
			u32 j = 0, n;

			st2110_vrx_field(&v, field_ns, s.field_packets);
			for (; j + 16 < s.field_packets && j < 800; j += n + 1) {
				u64 at = st2110_tpr_ns(&s, field_ns, j) + s.window_ns / 16 -
					 rnd_below(s.window_ns + s.window_ns / 8);

				n = 0;
				if (!st2110_vrx_add(&v, &s, j, at))
					continue;
				n = 1 + rnd_below(15);
				whole += one_run(&t, &s, &v, j, n, at);
			}
			st2110_epoch_next(&e, &s);
		}
	}
	CHECK(&t, whole > 10000, "runs at once: %u", whole);
	tally_end(&t);
}

/* [TPR_(j - VRX_FULL), TPR_j] is closed, and nothing beyond it is in it. */
static void test_edges(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "window of a packet, to the ns");
	for (i = 0; i < 100000; i++) {
		const struct raster *raster = &rasters[rnd_below(raster_count)];
		const struct rate *rate = &rates[rnd_below(rate_count)];
		struct st2110_schedule s;
		struct st2110_shape shape;
		struct st2110_vrx v = { 0 };
		u64 start = 1000000000000000000ULL + rnd_below(1000000000);
		u64 close, open;
		u32 j;

		oracle_shape(&shape, raster, rate, 2000 + rnd_below(4000),
			     raster->gapped ? rnd_below(3) : ST2110_PROFILE_WIDE);
		if (st2110_schedule_init(&s, &shape, NULL)) {
			CHECK(&t, false, "refused");
			continue;
		}
		j = rnd_below(s.field_packets);
		close = start + (u64)((wide)j * s.trs_num / s.trs_den);
		st2110_vrx_field(&v, start, s.field_packets);
		CHECK(&t, st2110_vrx_add(&v, &s, j, close) && v.min >= 0, "in time");
		CHECK(&t, !st2110_vrx_add(&v, &s, j, close + 1) && v.min < 0, "1 ns late");
		CHECK(&t, st2110_tpr_ns(&s, start, j) == close ||
		      st2110_tpr_ns(&s, start, j) == close + 1, "read time");
		if (j < s.vrx_full)
			continue;
		v.min = 0;
		v.max = 0;
		open = start + (u64)(((wide)(j - s.vrx_full) * s.trs_num + s.trs_den - 1) /
				     s.trs_den);
		CHECK(&t, st2110_vrx_add(&v, &s, j, open) && v.max == (s32)s.vrx_full,
		      "at the opening: %d of %u", v.max, s.vrx_full);
		CHECK(&t, !st2110_vrx_add(&v, &s, j, open - 1) && v.max == (s32)s.vrx_full + 1,
		      "1 ns before: %d of %u", v.max, s.vrx_full);
	}
	tally_end(&t);
}

void test_vrx(void)
{
	struct tally t;
	unsigned int i;

	test_edges();
	test_runs();
	tally_begin(&t, "receiver buffer of random senders");
	for (i = 0; i < SENDERS; i++)
		run_sender(&t, &rates[i % rate_count]);
	tally_end(&t);
}
