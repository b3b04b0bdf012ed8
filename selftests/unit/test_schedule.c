// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read schedules and limits: every raster, rate and profile, over N, against the
 * oracle; and the table of known figures.
 */
#include <inttypes.h>
#include <stdio.h>

#include "oracle.h"
#include "tap.h"
#include "unit.h"

static const u32 counts[] = {
	1, 2, 3, 4, 5, 7, 9, 10, 11, 16, 77, 97, 100, 143, 180, 359, 720, 999, 1000, 1001,
	1080, 1125, 1921, 2160, 3576, 3579, 4115, 4271, 4320, 4507, 8640, 8641, 17280, 17281,
	34560, 69120, 69121, 103680, 165888, 207360, 262143, 524287, 1048575, 1048576,
};

#define RANDOM_COUNTS 60
#define EPOCHS 2		/* of each schedule */

static const u32 maxudps[] = { 0, 1460, 1500, 4000, 8960 };

/* num / den in Q@bits, as a wide that cannot overflow here */
static wide q(wide num, wide den, unsigned int bits)
{
	return (num / den << bits) + (num % den << bits) / den;
}

static void check_constants(struct tally *t, const struct st2110_schedule *s,
			    const struct oracle *o)
{
	wide up = q(o->trs, o->unit, 32);

	up += ((o->trs % o->unit) << 32) % o->unit ? 1 : 0;
	CHECK(t, s->trs_q32 == up, "N %u: trs_q32 %" PRIu64, o->packets, s->trs_q32);
	CHECK(t, (wide)s->trs_num * o->unit == o->trs * s->trs_den, "N %u: T_RS", o->packets);
	/* 2^64 / T_RS, floored: inv * T_RS <= 2^64 < (inv + 1) * T_RS */
	CHECK(t, (wide)s->trs_inv_q64 * s->trs_num <= (wide)s->trs_den << 64 &&
	      ((wide)s->trs_inv_q64 + 1) * s->trs_num > (wide)s->trs_den << 64,
	      "N %u: trs_inv_q64", o->packets);
	/* T_DRAIN * N * 1.1 = T_FRAME */
	CHECK(t, (wide)s->tdrain_num * 11 * o->packets * o->rate_num ==
	      (wide)10000000000 * o->rate_den * s->tdrain_den, "N %u: T_DRAIN", o->packets);
	CHECK(t, s->tdrain_q32 == q(s->tdrain_num, s->tdrain_den, 32), "N %u: tdrain_q32",
	      o->packets);
	CHECK(t, (wide)s->tdrain_inv_q64 * s->tdrain_num <= (wide)s->tdrain_den << 64 &&
	      ((wide)s->tdrain_inv_q64 + 1) * s->tdrain_num > (wide)s->tdrain_den << 64,
	      "N %u: tdrain_inv_q64", o->packets);
	CHECK(t, s->c_max == o->c_max, "N %u: C_MAX %u, not %u", o->packets, s->c_max, o->c_max);
	CHECK(t, s->vrx_full == o->vrx_full, "N %u: VRX_FULL %u, not %u", o->packets, s->vrx_full,
	      o->vrx_full);
	CHECK(t, s->tro_ns == o->tro / o->unit &&
	      (wide)s->tro_frac * o->unit == o->tro % o->unit * s->frac_unit,
	      "N %u: TR_OFFSET %" PRIu64, o->packets, s->tro_ns);
	CHECK(t, s->fields == (o->two ? 2 : 1) && s->packets == o->packets &&
	      s->field_packets == (o->two ? (o->packets + 1) / 2 : o->packets),
	      "N %u: field of %u", o->packets, s->field_packets);
	CHECK(t, s->window_ns == (s->vrx_full * o->trs / o->unit > UINT32_MAX ? UINT32_MAX :
				  s->vrx_full * o->trs / o->unit), "N %u: window", o->packets);
}

/* The second field's first read is packet field_packets of the standard's count. */
static void check_field2(struct tally *t, const struct st2110_schedule *s, const struct oracle *o)
{
	wide start = oracle_tpr(o, 0, 0);
	wide last = oracle_tpr(o, 0, o->packets - 1) + o->trs;
	wide second;

	CHECK(t, s->active_ns * o->unit + o->unit / 1024 >= last - start &&
	      s->active_ns * o->unit < last - start + (s->field2_frac ? 2 : 1) * o->unit,
	      "N %u: active %" PRIu64, o->packets, s->active_ns);
	if (!o->two) {
		CHECK(t, !s->field2_ns && !s->field2_frac && !s->rtp_field2, "N %u: a second field",
		      o->packets);
		return;
	}
	second = oracle_tpr(o, 0, s->field_packets) - start;
	CHECK(t, s->field2_ns == second / o->unit &&
	      (wide)s->field2_frac * o->unit == second % o->unit * s->frac_unit,
	      "N %u: second field at %" PRIu64, o->packets, s->field2_ns);
	if (!o->gapped && o->packets % 2 == 0)
		CHECK(t, (wide)s->field2_ns * 2 * o->unit <= o->frame &&
		      ((wide)s->field2_ns + 1) * 2 * o->unit > o->frame,
		      "N %u: linear second field not at T_FRAME/2", o->packets);
}

/* Read times of some packets of some frames of a century, to the nanosecond. */
static void check_reads(struct tally *t, const struct st2110_schedule *s, const struct oracle *o)
{
	u64 century = (u64)o->rate_num * 36525 * 86400 / o->rate_den;
	unsigned int i;

	for (i = 0; i < EPOCHS; i++) {
		u64 k = rnd_below(century);
		struct st2110_epoch e;
		unsigned int n;

		st2110_epoch_at(&e, s, k);
		for (n = 0; n < 8; n++) {
			u32 j = n == 0 ? 0 : n == 1 ? o->packets - 1 :
				n == 2 ? o->packets / 2 : (u32)rnd_below(o->packets);
			unsigned int field = j >= s->field_packets;
			u64 field_ns = e.start_ns + st2110_field_offset_ns(s, &e, field);
			u32 within = j - (field ? s->field_packets : 0);
			wide tpr = (wide)st2110_tpr_ns(s, field_ns, within) * o->unit;
			wide exact = oracle_tpr(o, k, j);
			wide first = oracle_tpr(o, k, field ? s->field_packets : 0);

			CHECK(t, field_ns * o->unit - first < o->unit,
			      "N %u k %" PRIu64 " field %u starts %" PRIu64, o->packets, k, field,
			      field_ns);
			CHECK(t, tpr + o->unit >= exact && tpr <= exact + o->unit,
			      "N %u k %" PRIu64 " j %u: more than 1 ns away", o->packets, k, j);
			/* against the start it was given: never 1 ns early */
			first = field_ns * o->unit + within * o->trs;
			CHECK(t, tpr + o->unit > first && tpr <= first + o->unit / 4096,
			      "N %u j %u: read time", o->packets, j);
		}
	}
}

static void one_schedule(struct tally *t, const struct raster *raster, const struct rate *rate,
			 u8 profile, u32 packets)
{
	struct st2110_refusal no = { NULL, 0 };
	struct st2110_schedule s;
	struct st2110_shape shape;
	struct oracle o;
	bool defined;
	int err;

	oracle_shape(&shape, raster, rate, packets, profile);
	shape.maxudp = maxudps[rnd_below(ARRAY_SIZE(maxudps))];
	shape.troff_set = rnd_below(4) == 0;
	if (shape.troff_set)
		shape.troff_ns = rnd_below((u64)1000000 * rate->den / rate->num) * 1000;
	defined = packets >= (raster->scan == ST2110_SCAN_PROGRESSIVE ? 1 : 2);
	if ((u64)packets * rate->num > (u64)200000000 * rate->den)
		defined = false;
	if (profile == ST2110_PROFILE_NARROW && !raster->gapped)
		defined = false;
	if (profile == ST2110_PROFILE_WIDE && (u64)packets * rate->num >= (u64)900000 * rate->den)
		defined = false;

	err = st2110_schedule_init(&s, &shape, &no);
	CHECK(t, !err == defined, "N %u: %d %s", packets, err, no.why ? no.why : "");
	if (err)
		return;
	oracle_init(&o, raster, rate->num, rate->den, packets, profile, shape.troff_set,
		    shape.troff_ns, shape.maxudp);
	check_constants(t, &s, &o);
	check_field2(t, &s, &o);
	check_reads(t, &s, &o);
}

static u64 tenths_of_ns(const struct st2110_schedule *s)
{
	return (s->trs_q32 * 10 + (1ULL << 31)) >> 32;
}

/* 4:2:2 10 bit, 1200 octets: figures known from elsewhere. */
static void test_table(void)
{
	static const struct {
		struct st2110_format format;
		u32 packets;
		u32 tro_ns;
		u32 gapped_tenths;	/* T_RS in 0.1 ns */
		u32 linear_tenths;
		u32 vrx_full, wide_vrx_full;
		u32 c_max, linear_c_max, wide_c_max;
	} table[] = {
		{ { 1920, 1080, 60000, 1001, ST2110_SCAN_PROGRESSIVE }, 4320, 637674, 37074, 38619,
		  9, 863, 6, 5, 16 },
		{ { 1920, 1080, 50, 1, ST2110_SCAN_PROGRESSIVE }, 4320, 764444, 44444, 46296,
		  8, 720, 5, 5, 16 },
		{ { 1280, 720, 60000, 1001, ST2110_SCAN_PROGRESSIVE }, 1920, 622844, 83417, 86892,
		  8, 720, 4, 4, 16 },
		{ { 3840, 2160, 60000, 1001, ST2110_SCAN_PROGRESSIVE }, 17280, 637674, 9269, 9655,
		  38, 3452, 24, 23, 0 },
		{ { 1920, 1080, 25, 1, ST2110_SCAN_INTERLACED }, 4320, 782222, 88889, 92593,
		  8, 720, 4, 4, 16 },
	};
	struct st2110_pixels pixels = {
		.sampling = ST2110_SAMPLING_YCBCR_422,
		.depth = 10,
		.packing = ST2110_PACKING_GPM,
		.payload = 1200,
	};
	struct tally t;
	unsigned int i;

	tally_begin(&t, "table of known figures");
	for (i = 0; i < ARRAY_SIZE(table); i++) {
		struct st2110_shape shape = {
			.format = table[i].format,
			.maxudp = ST2110_STD_UDP,
		};
		struct st2110_schedule s;
		int err;

		err = st2110_packets_per_frame(&shape.format, &pixels, &shape.packets, NULL);
		CHECK(&t, !err && shape.packets == table[i].packets, "%u: N %u", i, shape.packets);

		shape.profile = ST2110_PROFILE_NARROW;
		err = st2110_schedule_init(&s, &shape, NULL);
		CHECK(&t, !err && s.tro_ns == table[i].tro_ns, "%u: TRO %" PRIu64, i, s.tro_ns);
		CHECK(&t, tenths_of_ns(&s) == table[i].gapped_tenths, "%u: T_RS gapped", i);
		CHECK(&t, s.vrx_full == table[i].vrx_full && s.c_max == table[i].c_max,
		      "%u: N: VRX_FULL %u C_MAX %u", i, s.vrx_full, s.c_max);

		shape.profile = ST2110_PROFILE_NARROW_LINEAR;
		err = st2110_schedule_init(&s, &shape, NULL);
		CHECK(&t, tenths_of_ns(&s) == table[i].linear_tenths, "%u: T_RS linear", i);
		CHECK(&t, !err && s.vrx_full == table[i].vrx_full &&
		      s.c_max == table[i].linear_c_max,
		      "%u: NL: VRX_FULL %u C_MAX %u", i, s.vrx_full, s.c_max);

		shape.profile = ST2110_PROFILE_WIDE;
		err = st2110_schedule_init(&s, &shape, NULL);
		if (table[i].wide_c_max)
			CHECK(&t, !err && s.vrx_full == table[i].wide_vrx_full &&
			      s.c_max == table[i].wide_c_max,
			      "%u: W: VRX_FULL %u C_MAX %u", i, s.vrx_full, s.c_max);
		else
			CHECK(&t, err == -EOPNOTSUPP, "%u: W: %d", i, err);
	}
	tally_end(&t);
}

static void test_peak_rate(void)
{
	struct tally t;
	unsigned int i;

	tally_begin(&t, "peak rate on the wire");
	for (i = 0; i < 20000; i++) {
		const struct raster *raster = &rasters[rnd_below(raster_count)];
		const struct rate *rate = &rates[rnd_below(rate_count)];
		u32 packets = 2 + rnd_below(200000);
		u32 octets = 64 + rnd_below(9000);
		u8 profile = raster->gapped ? ST2110_PROFILE_NARROW : ST2110_PROFILE_NARROW_LINEAR;
		struct st2110_schedule s;
		struct st2110_shape shape;
		struct oracle o;
		wide bits, bps;

		oracle_shape(&shape, raster, rate, packets, profile);
		if (st2110_schedule_init(&s, &shape, NULL)) {
			CHECK(&t, false, "refused");
			continue;
		}
		oracle_init(&o, raster, rate->num, rate->den, packets, profile, false, 0, 1500);
		bits = (wide)(octets + 24) * 8 * 1000000000 * o.unit;
		bps = st2110_peak_rate_bps(&s, octets);
		/* the nearest, or one of two about as near */
		CHECK(&t, bps * o.trs <= bits + o.trs * 9 / 16 &&
		      bits <= bps * o.trs + o.trs * 9 / 16,
		      "N %u, %u octets: %" PRIu64, packets, octets, (u64)bps);
	}
	tally_end(&t);
}

void test_schedule(void)
{
	unsigned int r, f, p, i;

	test_table();
	for (r = 0; r < raster_count; r++) {
		struct tally t;

		tally_begin(&t, "schedule %s: all rates and profiles over N", rasters[r].name);
		for (f = 0; f < rate_count; f++) {
			for (p = 0; p < 3; p++) {
				for (i = 0; i < ARRAY_SIZE(counts); i++)
					one_schedule(&t, &rasters[r], &rates[f], p, counts[i]);
				for (i = 0; i < RANDOM_COUNTS; i++)
					one_schedule(&t, &rasters[r], &rates[f], p,
						     1 + rnd_below(20000));
			}
		}
		tally_end(&t);
	}
	test_peak_rate();
}
