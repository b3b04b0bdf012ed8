// SPDX-License-Identifier: GPL-2.0-only
/*
 * Staggering: as many flows of a format as the link carries have phases within T_RS
 * that lie apart by what packets take, as far as whole microseconds of TROFF allow;
 * others do not count; what is chosen is whole and not far.
 */
#include <inttypes.h>

#include "stagger.h"
#include "tap.h"
#include "unit.h"

#define MOST	80

static const struct {
	u32 lines, num, den, packets, packet_ns;
	u8 profile;
	u32 close_ns;	/* may be so much closer than even, for microseconds are whole */
} cases[] = {
	{ 1080, 25, 1, 4320, 1061, ST2110_PROFILE_NARROW, 120 },
	{ 1080, 30000, 1001, 4320, 1061, ST2110_PROFILE_NARROW, 120 },
	{ 1080, 60000, 1001, 4320, 1061, ST2110_PROFILE_NARROW, 120 },
	{ 1080, 50, 1, 4320, 425, ST2110_PROFILE_NARROW_LINEAR, 120 },
	{ 2160, 60000, 1001, 17280, 106, ST2110_PROFILE_NARROW, 60 },
	{ 720, 50, 1, 1920, 1061, ST2110_PROFILE_WIDE, 120 },
	/* few packets: places are in the first part of T_RS */
	{ 1080, 25, 1, 60, 1061, ST2110_PROFILE_NARROW_LINEAR, 600 },
};

static bool schedule_of(struct st2110_schedule *s, unsigned int i, u32 troff_ns)
{
	struct st2110_shape shape = {
		.format = { cases[i].lines / 9 * 16, cases[i].lines, cases[i].num, cases[i].den, 0 },
		.packets = cases[i].packets,
		.profile = cases[i].profile,
		.maxudp = ST2110_STD_UDP,
		.troff_set = troff_ns,
		.troff_ns = troff_ns,
	};

	return !st2110_schedule_init(s, &shape, NULL);
}

/* T_RS in ns, and how far two TR_OFFSETs are apart within it. */
static double apart(const struct st2110_schedule *a, const struct st2110_schedule *b)
{
	double trs = (double)a->trs_num / a->trs_den, off;

	off = (double)a->tro_ns + (double)a->tro_frac / a->frac_unit - b->tro_ns -
	      (double)b->tro_frac / b->frac_unit;
	if (off < 0)
		off = -off;
	off -= (u64)(off / trs) * trs;
	return trs - off < off ? trs - off : off;
}

static u32 choose(unsigned int i, const struct st2110_schedule *s, u32 n)
{
	struct st2110_schedule own;
	struct st2110_stagger st;
	u32 j;

	schedule_of(&own, i, 0);
	st2110_stagger_begin(&st, &own, cases[i].packet_ns);
	for (j = 0; j < n; j++)
		st2110_stagger_beside(&st, &s[j]);
	return st2110_stagger_choose(&st);
}

static void fill(struct tally *t, unsigned int i)
{
	static struct st2110_schedule s[MOST];
	struct st2110_stagger st;
	double nearest = 1e9, far;
	u32 n, j, ns, places;

	CHECK(t, schedule_of(&s[0], i, 0), "case %u", i);
	st2110_stagger_begin(&st, &s[0], cases[i].packet_ns);
	places = st.places;
	for (n = 0; n < places && n < MOST; n++) {
		ns = choose(i, s, n);
		CHECK(t, !n == !ns, "case %u: flow %u gets %u", i, n, ns);
		CHECK(t, schedule_of(&s[n], i, ns), "case %u: %u", i, ns);
		CHECK(t, !ns || (!(ns % 1000) && ns > s[0].tro_ns &&
				 ns - s[0].tro_ns <= ST2110_STAGGER_US * 1000),
		      "case %u: flow %u gets %u", i, n, ns);
		for (j = 0; j < n; j++) {
			far = apart(&s[j], &s[n]);
			if (far < nearest)
				nearest = far;
		}
	}
	far = (double)st.place_q32 / 4294967296.0;
	CHECK(t, places < 2 || nearest > far - cases[i].close_ns,
	      "case %u: %u flows are %.0f ns apart, even is %.0f", i, places, nearest, far);
	/* all places taken: the one after them begins again; without the 2nd, that is free */
	CHECK(t, places == 1 || !choose(i, s, places), "case %u: full", i);
	if (places > 2) {
		ns = (u32)s[1].tro_ns;
		s[1] = s[0];
		CHECK(t, choose(i, s, places) == ns, "case %u: the free place", i);
	}
}

void test_stagger(void)
{
	struct st2110_schedule other;
	struct st2110_stagger st;
	struct tally t;
	unsigned int i;

	tally_begin(&t, "stagger: the phases of flows of one format");
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct st2110_schedule s;

		fill(&t, i);
		/* one of another format takes no place */
		schedule_of(&other, (i + 1) % ARRAY_SIZE(cases), 0);
		CHECK(&t, !choose(i, &other, 1), "case %u: a stranger counts", i);
		/* unknown speed, or a packet that fills T_RS */
		schedule_of(&s, i, 0);
		st2110_stagger_begin(&st, &s, 0);
		CHECK(&t, st.places == ST2110_STAGGER_PLACES, "case %u: %u", i, st.places);
		st2110_stagger_begin(&st, &s, UINT_MAX);
		st2110_stagger_beside(&st, &s);
		CHECK(&t, st.places == 1 && !st2110_stagger_choose(&st), "case %u: one place", i);
	}
	tally_end(&t);
}
