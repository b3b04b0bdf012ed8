// SPDX-License-Identifier: GPL-2.0-only
/* The standard's formulas as plain rationals. See oracle.h. */
#include "oracle.h"

#define LINES 78750		/* lcm(525, 625, 750, 1125) */
#define I ST2110_SCAN_INTERLACED
#define P ST2110_SCAN_PROGRESSIVE
#define S ST2110_SCAN_PSF

const struct raster rasters[] = {
	{ "1080p", 1920, 1080, P, true, 1080, 1125, 43, 1125 },
	{ "1080i", 1920, 1080, I, true, 1080, 1125, 22, 1125 },
	{ "1080psf", 1920, 1080, S, true, 1080, 1125, 22, 1125 },
	{ "2160p", 3840, 2160, P, true, 1080, 1125, 43, 1125 },
	{ "4320p", 7680, 4320, P, true, 1080, 1125, 43, 1125 },
	{ "720p", 1280, 720, P, true, 1080, 1125, 28, 750 },
	{ "480i", 720, 480, I, true, 480, 525, 20, 525 },
	{ "480psf", 720, 480, S, true, 480, 525, 20, 525 },
	{ "486i", 720, 486, I, true, 487, 525, 20, 525 },
	{ "486psf", 720, 486, S, true, 487, 525, 20, 525 },
	{ "576i", 720, 576, I, true, 576, 625, 26, 625 },
	{ "576psf", 720, 576, S, true, 576, 625, 26, 625 },
	{ "4096x2160p", 4096, 2160, P, false, 1080, 1125, 43, 1125 },
	{ "2048x1080p", 2048, 1080, P, false, 1080, 1125, 43, 1125 },
	{ "1920x1200p", 1920, 1200, P, false, 1080, 1125, 43, 1125 },
	{ "1024x768p", 1024, 768, P, false, 1080, 1125, 28, 750 },
};

const unsigned int raster_count = ARRAY_SIZE(rasters);

const struct rate rates[] = {
	{ "23.98", 24000, 1001 },
	{ "24", 24, 1 },
	{ "25", 25, 1 },
	{ "29.97", 30000, 1001 },
	{ "30", 30, 1 },
	{ "47.95", 48000, 1001 },
	{ "48", 48, 1 },
	{ "50", 50, 1 },
	{ "59.94", 60000, 1001 },
	{ "60", 60, 1 },
	{ "100", 100, 1 },
	{ "119.88", 120000, 1001 },
	{ "120", 120, 1 },
};

const unsigned int rate_count = ARRAY_SIZE(rates);

static u32 at_least(u32 least, wide value)
{
	return value > least ? (u32)value : least;
}

void oracle_init(struct oracle *o, const struct raster *raster, u32 rate_num, u32 rate_den,
		 u32 packets, u8 profile, bool troff_set, u32 troff_ns, u32 maxudp)
{
	wide n = packets;
	u32 active_num = raster->active_num;
	u32 active_den = raster->active_den;

	if (maxudp < 1500)
		maxudp = 1500;
	o->rate_num = rate_num;
	o->rate_den = rate_den;
	o->packets = packets;
	o->two = raster->scan != P;
	o->gapped = profile == ST2110_PROFILE_NARROW;
	if (!o->gapped) {
		active_num = 1;
		active_den = 1;
	}
	o->unit = (wide)rate_num * packets * 2 * LINES;
	o->frame = (wide)1000000000 * rate_den * (o->unit / rate_num);
	o->tro = o->frame / raster->tro_den * raster->tro_num;
	if (troff_set)
		o->tro = o->unit * troff_ns;
	o->trs = o->frame / packets / active_den * active_num;
	o->line = o->frame / raster->active_den;

	switch (profile) {
	case ST2110_PROFILE_NARROW:
		/* R_ACTIVE below the line turns up above it */
		o->c_max = at_least(4, n * rate_num * active_den /
				       ((wide)43200 * active_num * rate_den));
		break;
	case ST2110_PROFILE_NARROW_LINEAR:
		o->c_max = at_least(4, n * rate_num / ((wide)43200 * rate_den));
		break;
	default:
		o->c_max = at_least(16, n * rate_num / ((wide)21600 * rate_den));
		break;
	}
	if (profile == ST2110_PROFILE_WIDE)
		o->vrx_full = at_least(1500 * 720 / maxudp, n * rate_num / ((wide)300 * rate_den));
	else
		o->vrx_full = at_least(1500 * 8 / maxudp, n * rate_num / ((wide)27000 * rate_den));
}

wide oracle_tpr(const struct oracle *o, u64 k, u32 j)
{
	wide tvd = k * o->frame + o->tro;

	/* j < N/2, and (j - N/2) T_RS with a half if N is odd */
	if (!o->gapped || !o->two || 2 * (wide)j < o->packets)
		return tvd + j * o->trs;
	return tvd + o->frame / 2 + o->line / 2 + (2 * (wide)j - o->packets) * (o->trs / 2);
}

wide oracle_drains(const struct oracle *o, u64 tai_ns)
{
	/* T_DRAIN = T_FRAME / N / 1.1 */
	return (wide)tai_ns * o->rate_num * o->packets * 11 / ((wide)10000000000 * o->rate_den);
}

wide oracle_frames_to(const struct oracle *o, u64 k, u32 rate)
{
	return (wide)k * o->rate_den * rate / o->rate_num;
}

void oracle_shape(struct st2110_shape *shape, const struct raster *raster, const struct rate *rate,
		  u32 packets, u8 profile)
{
	memset(shape, 0, sizeof(*shape));
	shape->format.width = raster->width;
	shape->format.height = raster->height;
	shape->format.scan = raster->scan;
	shape->format.rate_num = rate->num;
	shape->format.rate_den = rate->den;
	shape->packets = packets;
	shape->profile = profile;
	shape->maxudp = ST2110_STD_UDP;
}
