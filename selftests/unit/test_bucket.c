// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bucket against a bucket that is emptied drain by drain on the exact grid of
 * k * T_DRAIN since 1970: the same C_INST for every packet of random senders.
 */
#include <inttypes.h>
#include <stdio.h>

#include "model.h"
#include "oracle.h"
#include "tap.h"
#include "unit.h"

#define SENDERS 2000
#define PACKETS 4000		/* of each */

/* The model of the model: TAI time, one drain at a time. */
struct plain {
	wide period;		/* T_DRAIN in units of 1 / grid ns */
	wide grid;
	wide next;		/* drains up to and with the last packet, + 1 */
	u64 last_tai;
	u32 fill;
	u32 max;
};

static void plain_start(struct plain *p, const struct rate *rate, u32 packets, u64 tai_ns)
{
	p->period = (wide)10000000000 * rate->den;
	p->grid = (wide)11 * packets * rate->num;
	p->next = tai_ns * p->grid / p->period + 1;
	p->last_tai = tai_ns;
	p->fill = 0;
	p->max = 0;
}

static void plain_drain(struct plain *p, u64 tai_ns)
{
	while (p->fill && p->next * p->period <= tai_ns * p->grid) {
		p->fill--;
		p->next++;
	}
	/* drains of an empty bucket need no watching */
	if (!p->fill)
		p->next = tai_ns * p->grid / p->period + 1;
	if (tai_ns > p->last_tai)
		p->last_tai = tai_ns;
}

static void plain_add(struct plain *p, u64 tai_ns)
{
	plain_drain(p, tai_ns);
	p->fill++;
	if (p->fill > p->max)
		p->max = p->fill;
}

/* The fill at a later time, without waiting for it. */
static u32 plain_level(const struct plain *p, u64 tai_ns)
{
	wide drains = tai_ns * p->grid / p->period - (p->next - 1);

	return drains < p->fill ? p->fill - (u32)drains : 0;
}

/* First ns at which that is @level or less, never before the last packet. */
static u64 plain_when(const struct plain *p, u32 level)
{
	wide drain = p->next - 1 + p->fill - level;

	if (p->fill <= level)
		return p->last_tai;
	return (u64)((drain * p->period + p->grid - 1) / p->grid);
}

/* A gap to the next packet: how real and unreal senders space them. */
static u64 gap(unsigned int kind, u64 trs)
{
	switch (kind) {
	case 0:			/* evenly */
		return trs;
	case 1:			/* jitter */
		return rnd_below(2 * trs + 1);
	case 2:			/* in bursts of about 8 */
		return rnd_below(8) ? 0 : 8 * trs;
	case 3:			/* all at once, then silence */
		return rnd_below(500) ? 0 : 500 * trs;
	case 4:			/* at T_DRAIN, a little off */
		return trs * 10 / 11 + rnd_below(3);
	case 5:			/* on a coarse clock: many equal times */
		return rnd_below(4) ? 0 : 4000;
	default:		/* anything, sometimes seconds */
		return rnd_below(1000) ? rnd_below(40 * trs + 1) : rnd_below(5000000000ULL);
	}
}

/* Besides the usual: T_DRAIN of whole ns, and of a large denominator. */
static const struct rate more_rates[] = {
	{ "24.98", 25000, 1001 },
	{ "49.95", 50000, 1001 },
	{ "odd", 999983, 16661 },
	{ "1000", 1000, 1 },
	{ "1", 1, 1 },
};

static const u32 round_counts[] = { 2, 4, 100, 910, 1820, 3640, 4000, 4320, 5200, 9100, 18200 };

static const struct rate *some_rate(void)
{
	u64 i = rnd_below(rate_count + ARRAY_SIZE(more_rates));

	return i < rate_count ? &rates[i] : &more_rates[i - rate_count];
}

struct sender {
	struct st2110_schedule s;
	struct st2110_bucket b;
	struct plain p;
	const struct rate *rate;
	u64 shift;		/* TAI - time line of the bucket */
};

static void anchor(struct sender *x, u64 k)
{
	struct st2110_epoch e;

	st2110_epoch_at(&e, &x->s, k);
	st2110_bucket_anchor(&x->b, &x->s, &e, e.start_ns - x->shift);
}

static void check_level(struct tally *t, struct sender *x, u64 tai)
{
	u32 level = st2110_bucket_level(&x->b, &x->s, tai - x->shift);

	CHECK(t, level == plain_level(&x->p, tai), "N %u: level %u, not %u", x->s.packets, level,
	      plain_level(&x->p, tai));
}

static void check_when(struct tally *t, struct sender *x, u32 level)
{
	u64 when = st2110_bucket_when(&x->b, &x->s, level);

	CHECK(t, when + x->shift == plain_when(&x->p, level),
	      "N %u: %u down to %u at %" PRIu64 ", not %" PRIu64, x->s.packets, x->p.fill, level,
	      when + x->shift, plain_when(&x->p, level));
	CHECK(t, st2110_bucket_level(&x->b, &x->s, when) <= level &&
	      (when == x->b.last_ns || st2110_bucket_level(&x->b, &x->s, when - 1) > level),
	      "N %u: when and level disagree", x->s.packets);
}

static bool sender_start(struct sender *x, const struct rate *rate, u64 *tai, u64 *k)
{
	const struct raster *raster = &rasters[rnd_below(raster_count)];
	u32 packets = rnd_below(4) ? 2 + rnd_below(20000) : 2 + rnd_below(300000);
	struct st2110_shape shape;
	struct st2110_epoch e;

	if (rnd_below(3) == 0)
		packets = round_counts[rnd_below(ARRAY_SIZE(round_counts))];
	if (rate->num / rate->den >= 500 && packets > 100000)
		packets = 100000;
	oracle_shape(&shape, raster, rate, packets,
		     raster->gapped ? ST2110_PROFILE_NARROW : ST2110_PROFILE_NARROW_LINEAR);
	if (st2110_schedule_init(&x->s, &shape, NULL))
		return false;
	x->rate = rate;
	x->b = (struct st2110_bucket){ 0 };
	*k = rnd_below(36525ULL * 86400 * rate->num / rate->den);
	st2110_epoch_at(&e, &x->s, *k);
	*tai = e.start_ns + rnd_below(x->s.frame_ns);
	/* MONOTONIC began at some time before, or is TAI */
	x->shift = rnd_below(4) ? rnd_below(e.start_ns + 1) : 0;
	plain_start(&x->p, rate, packets, *tai);
	return true;
}

static void run_sender(struct tally *packets, struct tally *others, const struct rate *rate)
{
	struct sender x;
	unsigned int kind = rnd_below(7);
	unsigned int i;
	u64 tai, k, phase;

	if (!sender_start(&x, rate, &tai, &k)) {
		CHECK(packets, false, "refused");
		return;
	}
	anchor(&x, k);
	for (i = 0; i < PACKETS; i++) {
		u64 trs = x.s.trs_num / x.s.trs_den;
		u32 fill;

		if (rnd_below(200) == 0)
			kind = rnd_below(7);
		/* a new frame: this one, the one before, later, more than once */
		if (rnd_below(50) == 0) {
			k = st2110_epoch_first(&x.s, tai) + rnd_below(4);
			k -= k >= 2 ? 2 : k;
			phase = x.b.phase;
			anchor(&x, k);
			/* on the grid already: the kernel leaves it at that */
			CHECK(packets, x.b.phase == phase, "%s N %u packet %u: phase", rate->name,
			      x.s.packets, i);
		}
		if (rnd_below(500) == 0) {
			st2110_bucket_reset_peaks(&x.b);
			x.p.max = x.p.fill;
		}
		plain_add(&x.p, tai);
		fill = st2110_bucket_add(&x.b, &x.s, tai - x.shift);
		CHECK(packets, fill == x.p.fill && x.b.fill == fill && x.b.max == x.p.max,
		      "%s N %u packet %u: C_INST %u, not %u", rate->name, x.s.packets, i, fill,
		      x.p.fill);
		if (i % 8 == 0) {
			check_level(others, &x, tai + rnd_below(20 * trs));
			check_when(others, &x, rnd_below(fill + 2));
			check_when(others, &x, fill - 1);
		}
		if (i % 512 == 0)
			check_when(others, &x, 0);
		tai += gap(kind, trs);
		/* a drain to the ns: one before, at it, one after */
		if (rnd_below(16) == 0)
			tai = plain_when(&x.p, x.p.fill - 1) + rnd_below(3) - 1;
		if (tai < x.p.last_tai)
			tai = x.p.last_tai;
	}
}

/* A time line that moves against TAI between frames: the fill stays. */
static void test_moved(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "bucket when the time line moves against TAI");
	for (i = 0; i < 3000; i++) {
		struct sender x;
		u64 tai, k, now;
		u32 fill, n;
		s64 move = (s64)rnd_below(2000001) - 1000000;

		if (!sender_start(&x, some_rate(), &tai, &k)) {
			CHECK(&t, false, "refused");
			continue;
		}
		x.shift = tai / 2;
		anchor(&x, k);
		for (n = rnd_below(40) + 1; n; n--) {
			plain_add(&x.p, tai);
			st2110_bucket_add(&x.b, &x.s, tai - x.shift);
			tai += rnd_below(2000);
		}
		now = x.b.last_ns;
		fill = x.b.fill;
		/* the bucket's clock now stands for another TAI */
		x.shift += move;
		x.p.last_tai += move;
		x.p.next = x.p.last_tai * x.p.grid / x.p.period + 1;
		anchor(&x, k + 1);
		CHECK(&t, x.b.fill == fill && x.b.last_ns == now &&
		      st2110_bucket_level(&x.b, &x.s, now) == fill, "fill changed");
		for (n = 0; n < 40; n++)
			check_level(&t, &x, x.p.last_tai + rnd_below(100000));
		check_when(&t, &x, 0);
	}
	tally_end(&t);
}

/* Runs: what adding each packet by itself makes of them, and so for all that comes after. */
static void test_runs(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "bucket: runs of packets T_DRAIN apart or less");
	for (i = 0; i < 3000; i++) {
		struct sender x;
		struct st2110_bucket each;
		unsigned int run;
		u64 tai, k, at;

		if (!sender_start(&x, some_rate(), &tai, &k)) {
			CHECK(&t, false, "refused");
			continue;
		}
		anchor(&x, k);
		each = x.b;
		at = tai - x.shift;
		for (run = 0; run < 40; run++) {
			u64 tdrain = x.s.tdrain_q32 >> 32;
			u64 apart = rnd_below(3) ? rnd_below(tdrain + 1) : tdrain - tdrain / 64;
			u32 n = 1 + rnd_below(15), j, fill;

			at += rnd_below(20 * tdrain + 1);
			fill = st2110_bucket_add(&x.b, &x.s, at);
			CHECK(&t, st2110_bucket_add(&each, &x.s, at) == fill, "before a run");
			for (j = 1; j <= n; j++)
				fill = st2110_bucket_add(&each, &x.s, at + j * apart);
			at += n * apart;
			CHECK(&t, st2110_bucket_run(&x.b, &x.s, n, at) == fill &&
			      x.b.fill == each.fill && x.b.max == each.max &&
			      x.b.phase == each.phase && x.b.last_ns == each.last_ns,
			      "N %u, %u packets: %u of %u at most, not %u of %u", x.s.packets, n,
			      x.b.fill, x.b.max, each.fill, each.max);
		}
	}
	tally_end(&t);
}

/* The phase is the grid's own: N * 11/10 drains a frame, counted from 1970. */
static void test_phase(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "drain grid at the start of a frame");
	for (i = 0; i < 20000; i++) {
		const struct rate *rate = &rates[i % rate_count];
		struct st2110_schedule s;
		struct st2110_shape shape;
		struct st2110_bucket b = { 0 };
		struct st2110_epoch e;
		wide at;

		oracle_shape(&shape, &rasters[0], rate, 1 + rnd_below(100000),
			     ST2110_PROFILE_NARROW_LINEAR);
		if (st2110_schedule_init(&s, &shape, NULL)) {
			CHECK(&t, false, "refused");
			continue;
		}
		st2110_epoch_at(&e, &s, rnd_below(36525ULL * 86400 * rate->num / rate->den));
		b.last_ns = e.start_ns;
		st2110_bucket_anchor(&b, &s, &e, e.start_ns);
		at = (wide)e.start_ns * 11 * s.packets * rate->num;
		CHECK(&t, (wide)b.phase * 11 * s.packets * rate->num ==
		      at % ((wide)10000000000 * rate->den) * s.tdrain_den,
		      "%s k %" PRIu64, rate->name, e.k);
	}
	tally_end(&t);
}

/*
 * The reciprocal is rounded down: a span that ends one unit after a drain can be
 * counted one short for that, and one more for a phase just before a drain. Such
 * a span is the inverse of T_DRAIN's numerator.
 */
static void test_rounding(void)
{
	const struct rate rate = { "1.001", 1001, 1000 };
	const wide period = 10000000000000;	/* T_DRAIN = period / 11011 ns */
	struct st2110_schedule s;
	struct st2110_shape shape;
	struct tally t;
	wide inverse = 1;
	u64 unit, phase, drains;

	tally_begin(&t, "bucket: the count of drains is put right");
	oracle_shape(&shape, &rasters[0], &rate, 1, ST2110_PROFILE_NARROW_LINEAR);
	CHECK(&t, !st2110_schedule_init(&s, &shape, NULL) && s.tdrain_num == period &&
	      s.tdrain_den == 11011, "schedule");
	/* the least multiple of period that 11011 divides but for 1 */
	while ((period * inverse + 1) % 11011)
		inverse++;
	inverse = (period * inverse + 1) / 11011;
	for (unit = 1; unit < 500; unit++) {
		u64 span = (u64)(inverse * unit % period);

		for (phase = (u64)period - 2 * unit; phase < period; phase++) {
			struct st2110_bucket b = { .last_ns = 5, .phase = phase, .fill = 100000 };

			drains = (u64)((span * (wide)11011 + phase) / period);
			CHECK(&t, st2110_bucket_level(&b, &s, 5 + span) == 100000 - drains,
			      "span %" PRIu64, span);
			st2110_bucket_add(&b, &s, 5 + span);
			CHECK(&t, b.phase == (span * (wide)11011 + phase) % period,
			      "phase after %" PRIu64, span);
		}
	}
	tally_end(&t);
}

/* Evenly at T_RS a bucket never holds more than two; a late burst fills it. */
static void test_shapes(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "bucket of known senders");
	for (i = 0; i < rate_count; i++) {
		struct st2110_schedule s;
		struct st2110_shape shape;
		struct st2110_bucket b = { 0 };
		struct st2110_epoch e;
		u32 j, frame, fill = 0;

		oracle_shape(&shape, &rasters[0], &rates[i], 4320, ST2110_PROFILE_NARROW);
		CHECK(&t, !st2110_schedule_init(&s, &shape, NULL), "refused");
		st2110_epoch_at(&e, &s, 1800000000ULL * rates[i].num / rates[i].den);
		for (frame = 0; frame < 3; frame++) {
			u64 field_ns = e.start_ns + st2110_field_offset_ns(&s, &e, 0);

			st2110_bucket_anchor(&b, &s, &e, e.start_ns);
			for (j = 0; j < s.packets; j++) {
				fill = st2110_bucket_add(&b, &s, st2110_tpr_ns(&s, field_ns, j));
				CHECK(&t, fill == 1 || fill == 2, "%s j %u: %u", rates[i].name, j,
				      fill);
			}
			st2110_epoch_next(&e, &s);
		}
		for (j = 0; j < 50; j++) {
			fill = st2110_bucket_add(&b, &s, e.start_ns);
			CHECK(&t, fill == j + 1, "%s burst of %u: %u", rates[i].name, j + 1, fill);
		}
		CHECK(&t, b.max == 50, "max %u", b.max);
		st2110_bucket_reset_peaks(&b);
		CHECK(&t, b.max == fill, "reset max %u", b.max);
		/* a time before the last packet counts as that packet's */
		CHECK(&t, st2110_bucket_level(&b, &s, e.start_ns - 5) == 50 &&
		      st2110_bucket_add(&b, &s, e.start_ns - 5) == 51 &&
		      b.last_ns == e.start_ns, "back in time");
	}
	tally_end(&t);
}

void test_bucket(void)
{
	struct tally packets, others;
	unsigned int i;

	test_shapes();
	test_phase();
	test_rounding();
	test_moved();
	test_runs();
	tally_begin(&packets, "bucket: C_INST of random senders");
	tally_begin(&others, "bucket: level and when of random senders");
	for (i = 0; i < SENDERS; i++)
		run_sender(&packets, &others, some_rate());
	tally_end(&packets);
	tally_end(&others);
}
