// SPDX-License-Identifier: GPL-2.0-only
/*
 * ST 2110-21 schedules as exact integers: formats, packers, read schedules and
 * epochs. See timing.h for the terms.
 *
 * Everything starts from rationals. With T_FRAME = den/num s, every quantity is
 * a fraction of two integers below 2^63 for every format that
 * st2110_format_check() lets pass, so a schedule is worked out once by long
 * division and nothing drifts: an epoch is a whole number of nanoseconds and a
 * remainder in 1/num ns, a read time a multiple of T_RS in Q32.
 *
 * Lines. ST 2110-21 knows these grids, and so does this file:
 *
 *	progressive, from 1080 lines	R_ACTIVE 1080/1125	TRO_DEFAULT 43/1125
 *	progressive, below 1080 lines	R_ACTIVE 1080/1125	TRO_DEFAULT 28/750
 *	interlaced and PsF, 1080 lines	R_ACTIVE 1080/1125	TRO_DEFAULT 22/1125
 *	interlaced and PsF, 576 lines	R_ACTIVE 576/625	TRO_DEFAULT 26/625
 *	interlaced and PsF, 480 lines	R_ACTIVE 480/525	TRO_DEFAULT 20/525
 *	interlaced and PsF, 486 lines	R_ACTIVE 487/525	TRO_DEFAULT 20/525
 *
 * The 525-line raster is carried with 480 lines as well as with 486. Its active
 * part is HEIGHT/525 in the text; for 486 lines two analysers in use count 487
 * of 525, and so do we: the read schedule then ends 1/525 of a frame later, well
 * inside the window of who counts 486.
 */
#include "timing.h"

static bool is_progressive(const struct st2110_format *format)
{
	return format->scan == ST2110_SCAN_PROGRESSIVE;
}

/*
 * num / den < 1, den < 2^63: the first @bits binary places, rounded down; *left
 * gets the remainder. Long division, so that no 128-bit divide is needed.
 */
static u64 binary_places(u64 num, u64 den, unsigned int bits, u64 *left)
{
	u64 places = 0;

	while (bits--) {
		num <<= 1;
		places <<= 1;
		if (num >= den) {
			num -= den;
			places |= 1;
		}
	}
	*left = num;
	return places;
}

/* num / den in Q32, rounded down or up. */
static u64 ratio_q32(u64 num, u64 den, bool up)
{
	u64 whole, places, left;

	whole = div64_u64_rem(num, den, &left);
	places = binary_places(left, den, 32, &left);
	return (whole << 32) + places + (up && left);
}

/* num / den < 1 in Q64, rounded down. */
static u64 ratio_q64(u64 num, u64 den)
{
	u64 left;

	return binary_places(num, den, 64, &left);
}

/**
 * st2110_format_check() - is this a format that has a schedule
 * @format: format
 * @no: why not; may be NULL
 *
 * Interlaced and PsF exist for the rasters that ST 2110-21 gives a TRO_DEFAULT:
 * 480, 486, 576 and 1080 lines. Any progressive raster will do. Any context.
 *
 * Return: 0, -EINVAL, -ERANGE or -EOPNOTSUPP.
 */
int st2110_format_check(const struct st2110_format *format, struct st2110_refusal *no)
{
	u64 num = format->rate_num;
	u64 den = format->rate_den;

	if (!format->width || format->width > ST2110_MAX_WIDTH)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_WIDTH,
				     "width: 1 to 32768 pixels");
	if (!format->height || format->height > ST2110_MAX_LINES)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_HEIGHT,
				     "height: 1 to 32768 lines of a whole frame");
	if (!num || num > ST2110_MAX_RATE_NUM)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_RATE_NUM,
				     "rate: numerator 1 to 1000000, as in 60000/1001");
	if (!den || den > ST2110_MAX_RATE_DEN)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_RATE_DEN,
				     "rate: denominator 1 to 1001000, as in 60000/1001");
	if (num < den || num > den * ST2110_MAX_RATE_FPS)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_RATE_NUM,
				     "rate: 1 to 1000 frames (not fields) per second");
	switch (format->scan) {
	case ST2110_SCAN_PROGRESSIVE:
		return 0;
	case ST2110_SCAN_INTERLACED:
	case ST2110_SCAN_PSF:
		break;
	default:
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_SCAN,
				     "scan: progressive, interlaced or psf");
	}
	switch (format->height) {
	case 480:
	case 486:
	case 576:
	case 1080:
		return 0;
	}
	return st2110_refuse(no, -EOPNOTSUPP, ST2110_A_FLOW_SCAN,
			     "scan: interlaced and psf are defined for 480, 486, 576 and 1080 lines; progressive for any");
}

/**
 * st2110_format_total_lines() - lines of the grid that a format is timed on
 * @format: format that passed st2110_format_check()
 *
 * What the fractions of ST 2110-21 are fractions of: 525, 625 or 1125 for
 * interlaced and PsF; for progressive 1125 from 1080 lines up (2160p and 4320p
 * are multiples of it) and 750 below. Any context.
 *
 * Return: lines per frame, blanking included.
 */
u32 st2110_format_total_lines(const struct st2110_format *format)
{
	if (is_progressive(format))
		return format->height >= 1080 ? 1125 : 750;
	switch (format->height) {
	case 480:
	case 486:
		return 525;
	case 576:
		return 625;
	}
	return 1125;
}

/* TRO_DEFAULT in lines of st2110_format_total_lines(). */
static u32 tro_default_lines(const struct st2110_format *format)
{
	if (is_progressive(format))
		return format->height >= 1080 ? 43 : 28;
	switch (format->height) {
	case 480:
	case 486:
		return 20;
	case 576:
		return 26;
	}
	return 22;
}

/* R_ACTIVE of a gapped schedule. */
static void active_ratio(const struct st2110_format *format, u16 *num, u16 *den)
{
	*num = 1080;
	*den = 1125;
	if (is_progressive(format) || format->height == 1080)
		return;
	*den = st2110_format_total_lines(format);
	*num = format->height == 486 ? 487 : format->height;
}

/*
 * The rasters of BT.656 (720x480, 486, 576 interlaced), BT.1543 and BT.1847
 * (1280x720 progressive), BT.709 (1920x1080) and BT.2020 (3840x2160, 7680x4320).
 */
static bool has_gapped(const struct st2110_format *format)
{
	switch (format->height) {
	case 480:
	case 486:
	case 576:
		return format->width == 720 && !is_progressive(format);
	case 720:
		return format->width == 1280;
	case 1080:
		return format->width == 1920;
	case 2160:
		return format->width == 3840;
	case 4320:
		return format->width == 7680;
	}
	return false;
}

/*
 * ST 2110-20 pgroups by sampling and by depth 8, 10, 12, 16: octets and pixels.
 * A pgroup of 4:2:0 holds pixels of two lines, half of them each.
 */
static const struct {
	u8 octets;
	u8 pixels;
} pgroups[][4] = {
	[ST2110_SAMPLING_YCBCR_422] = { { 4, 2 }, { 5, 2 }, { 6, 2 }, { 8, 2 } },
	[ST2110_SAMPLING_YCBCR_444] = { { 3, 1 }, { 15, 4 }, { 9, 2 }, { 6, 1 } },
	[ST2110_SAMPLING_YCBCR_420] = { { 6, 4 }, { 15, 8 }, { 9, 4 }, { 12, 4 } },
	[ST2110_SAMPLING_RGB] = { { 3, 1 }, { 15, 4 }, { 9, 2 }, { 6, 1 } },
	[ST2110_SAMPLING_KEY] = { { 1, 1 }, { 5, 4 }, { 3, 2 }, { 2, 1 } },
};

/**
 * st2110_pgroup() - size of the pixel group of ST 2110-20
 * @sampling: enum st2110_sampling
 * @depth: 8, 10, 12 or 16
 * @octets: gets its octets
 * @pixels: gets its pixels, those of both lines for 4:2:0
 *
 * Any context.
 *
 * Return: 0, or -EINVAL for what has no pgroup.
 */
int st2110_pgroup(u8 sampling, u8 depth, u32 *octets, u32 *pixels)
{
	unsigned int column;

	switch (depth) {
	case 8:
		column = 0;
		break;
	case 10:
		column = 1;
		break;
	case 12:
		column = 2;
		break;
	case 16:
		column = 3;
		break;
	default:
		return -EINVAL;
	}
	if (sampling >= ARRAY_SIZE(pgroups))
		return -EINVAL;
	*octets = pgroups[sampling][column].octets;
	*pixels = pgroups[sampling][column].pixels;
	return 0;
}

/*
 * Packets of a field of @rows rows (lines, or pairs of lines for 4:2:0) of
 * @row_groups pgroups each, @packet_groups at most in a packet, which run on
 * from row to row. A packet of up to two rows touches three at most, as many as
 * it has row headers (SRDs); one that could hold more is cut short after the
 * third row.
 */
static u32 run_on_packets(u32 rows, u32 row_groups, u32 packet_groups)
{
	u32 packets = 0;
	u32 row = 0;
	u32 column = 0;

	if (packet_groups <= 2 * row_groups)
		return div_u64((u64)rows * row_groups + packet_groups - 1, packet_groups);
	/* Each packet finishes the row it began in and one more at least. */
	while (row < rows) {
		u32 room = ST2110_MAX_SRDS * row_groups - column;

		if (room > packet_groups)
			room = packet_groups;
		column += room;
		while (column >= row_groups) {
			column -= row_groups;
			row++;
		}
		packets++;
	}
	return packets;
}

/**
 * st2110_packets_per_frame() - N of a format, pixel layout and packing
 * @format: format
 * @pixels: pixel layout and packing
 * @packets: gets N, both fields together
 * @no: why not; may be NULL
 *
 * ST 2110-20: a packet holds whole pgroups and up to three SRDs; a field (PsF: a
 * segment) begins a packet; block mode packets hold 1260 octets each.
 * @pixels->payload counts pixel octets alone, so another SRD within a packet
 * does not lessen them. There are packers that fill a fixed datagram instead and
 * lose six octets to each further SRD; their N is a little larger and best stated
 * or learned. FFmpeg 5.1, whose pkt_size is payload + 20, makes of 1920x1080 at
 * 4:2:2 10 bit 4320 packets with 1220, as computed here; but 4271 with 1236 and
 * 3579 with 1472, where this says 4267 and 3576.
 *
 * May loop once for each packet that touches more than three lines; any context.
 *
 * Return: 0, -EINVAL, -ERANGE or -EOPNOTSUPP.
 */
int st2110_packets_per_frame(const struct st2110_format *format, const struct st2110_pixels *pixels,
			     u32 *packets, struct st2110_refusal *no)
{
	u32 fields = is_progressive(format) ? 1 : 2;
	u32 payload = pixels->payload;
	u32 row_lines = 1;
	u32 group_octets, group_pixels, group_width;
	u32 rows, row_groups, packet_groups;
	u64 count;
	int err;

	err = st2110_format_check(format, no);
	if (err)
		return err;
	if (pixels->sampling >= ARRAY_SIZE(pgroups))
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_SAMPLING,
				     "sampling: 4:2:2, 4:4:4, 4:2:0, RGB or key");
	if (st2110_pgroup(pixels->sampling, pixels->depth, &group_octets, &group_pixels))
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_DEPTH,
				     "depth: 8, 10, 12 or 16 bits");
	if (pixels->sampling == ST2110_SAMPLING_YCBCR_420)
		row_lines = 2;
	group_width = group_pixels / row_lines;
	if (format->width % group_width)
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_WIDTH,
				     "width: a whole number of pgroups (4:2:2 and 4:2:0: 2 pixels, 10 bit 4:4:4, RGB, 4:2:0 and key: 4 pixels, 12 bit: 2 pixels)");
	if (format->height % (row_lines * fields))
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_HEIGHT,
				     "height: an even number of lines for 4:2:0, in each field");

	switch (pixels->packing) {
	case ST2110_PACKING_GPM:
	case ST2110_PACKING_GPM_SL:
		if (payload < group_octets || payload > ST2110_MAX_PAYLOAD)
			return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_PAYLOAD,
					     "payload: pixel octets of a packet, from one pgroup (1 to 15 octets) to 8932");
		break;
	case ST2110_PACKING_BPM:
		if (payload && payload != ST2110_BPM_OCTETS)
			return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_PAYLOAD,
					     "payload: 1260 octets in block mode, or left out");
		if (ST2110_BPM_OCTETS % group_octets)
			return st2110_refuse(no, -EOPNOTSUPP, ST2110_A_FLOW_PACKING,
					     "packing: a block mode packet holds no whole number of 16 bit 4:2:2 pgroups; general mode does");
		payload = ST2110_BPM_OCTETS;
		break;
	default:
		return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_PACKING,
				     "packing: gpm, gpm-sl or bpm");
	}

	rows = format->height / (row_lines * fields);
	row_groups = format->width / group_width;
	packet_groups = payload / group_octets;
	if (pixels->packing == ST2110_PACKING_GPM_SL)
		count = (u64)rows * ((row_groups + packet_groups - 1) / packet_groups);
	else
		count = run_on_packets(rows, row_groups, packet_groups);
	count *= fields;
	if (count > ST2110_MAX_PACKETS)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_PAYLOAD,
				     "payload: makes more than 1048576 packets a frame; a larger one is accepted");
	*packets = (u32)count;
	return 0;
}

/* What ST 2110-21 demands of shape and profile beyond a good format. */
static int shape_check(const struct st2110_shape *shape, struct st2110_refusal *no)
{
	const struct st2110_format *format = &shape->format;
	u64 rate = (u64)shape->packets * format->rate_num;

	if (!shape->packets || shape->packets > ST2110_MAX_PACKETS)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_PACKETS,
				     "packets: 1 to 1048576 of a whole frame");
	if (!is_progressive(format) && shape->packets < 2)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_PACKETS,
				     "packets: two at least, one for each field");
	if (rate > (u64)ST2110_MAX_PPS * format->rate_den)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_PACKETS,
				     "packets: 200000000 a second at most");
	if (shape->maxudp > ST2110_EXT_UDP)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_MAXUDP,
				     "maxudp: up to 8960 octets; 1500 and less count as 1500");
	if (shape->troff_set &&
	    (u64)shape->troff_ns * format->rate_num >=
	    ST2110_NSEC_PER_SEC * format->rate_den)
		return st2110_refuse(no, -ERANGE, ST2110_A_FLOW_TROFF,
				     "troff: less than one frame period");

	switch (shape->profile) {
	case ST2110_PROFILE_NARROW:
		if (has_gapped(format))
			return 0;
		return st2110_refuse(no, -EOPNOTSUPP, ST2110_A_FLOW_PROFILE,
				     "profile: narrow is defined for 720x480i, 720x486i, 720x576i, 1280x720, 1920x1080, 3840x2160 and 7680x4320; narrow-linear or wide for any raster");
	case ST2110_PROFILE_NARROW_LINEAR:
		return 0;
	case ST2110_PROFILE_WIDE:
		if (rate < (u64)ST2110_WIDE_MAX_PPS * format->rate_den)
			return 0;
		return st2110_refuse(no, -EOPNOTSUPP, ST2110_A_FLOW_PROFILE,
				     "profile: wide ends below 900000 packets a second; narrow or narrow-linear");
	}
	return st2110_refuse(no, -EINVAL, ST2110_A_FLOW_PROFILE,
			     "profile: narrow, narrow-linear or wide");
}

/* max(least, floor(N / (divisor * R_ACTIVE * T_FRAME))), T_FRAME in seconds */
static u32 limit(const struct st2110_schedule *s, u32 least, u32 divisor)
{
	u64 packets = (u64)s->packets * s->rate_num * s->active_den;
	u64 count = div64_u64(packets, (u64)divisor * s->rate_den * s->active_num);

	return count > least ? (u32)count : least;
}

static void set_limits(struct st2110_schedule *s, u32 maxudp)
{
	/* VRX_FULL counts N over T_FRAME whole, whatever R_ACTIVE */
	u64 pps = (u64)s->packets * s->rate_num;
	u64 full, least;

	if (maxudp < ST2110_STD_UDP)
		maxudp = ST2110_STD_UDP;
	if (s->profile == ST2110_PROFILE_WIDE) {
		s->c_max = limit(s, 16, 21600);
		full = div64_u64(pps, 300ULL * s->rate_den);
		least = ST2110_STD_UDP * 720 / maxudp;
	} else {
		s->c_max = limit(s, 4, 43200);
		full = div64_u64(pps, 27000ULL * s->rate_den);
		least = ST2110_STD_UDP * 8 / maxudp;
	}
	s->vrx_full = (u32)(full > least ? full : least);
}

/* TR_OFFSET and the start of the second field, as floor and fraction. */
static void set_offsets(struct st2110_schedule *s, const struct st2110_shape *shape)
{
	u32 total = st2110_format_total_lines(&shape->format);
	u64 frame = ST2110_NSEC_PER_SEC * s->rate_den;	/* in 1 / rate_num ns */
	bool odd = s->fields == 2 && s->packets % 2;
	u64 half_ns, half_frac;
	u32 rem;

	/* halves of lines, and of T_RS where the second field needs one */
	s->frac_scale = 2 * total * (odd ? s->packets : 1);
	s->frac_unit = (u64)s->frac_scale * s->rate_num;

	if (shape->troff_set) {
		s->tro_ns = shape->troff_ns;
		s->tro_frac = 0;
	} else {
		s->tro_ns = div_u64_rem(frame * tro_default_lines(&shape->format),
					total * s->rate_num, &rem);
		s->tro_frac = (u64)rem * (s->frac_scale / total);
	}

	s->field2_ns = 0;
	s->field2_frac = 0;
	if (s->fields == 1)
		return;
	s->field2_ns = div_u64_rem(frame * (total + s->gapped), 2 * total * s->rate_num, &rem);
	s->field2_frac = (u64)rem * (s->frac_scale / (2 * total));
	if (!odd)
		return;
	half_ns = div64_u64_rem(s->trs_num, 2 * s->trs_den, &half_frac);
	/* trs_den = rate_num * active_den * N, and active_den divides total */
	s->field2_ns += half_ns;
	s->field2_frac += half_frac * (total / s->active_den);
	if (s->field2_frac >= s->frac_unit) {
		s->field2_frac -= s->frac_unit;
		s->field2_ns++;
	}
}

/**
 * st2110_most_srds() - sample row data headers of the packet that has most
 * @format: picture format
 * @pixels: sampling, depth and packing
 * @payload: pixel octets in a full packet
 *
 * One for each row that it touches (ST 2110-20 clause 6.1.5); six octets each.
 * Any context; divides.
 *
 * Return: 1 to 3, never too few.
 */
u32 st2110_most_srds(const struct st2110_format *format, const struct st2110_pixels *pixels,
		     u32 payload)
{
	u32 octets, count, row;

	if (pixels->packing == ST2110_PACKING_GPM_SL ||
	    st2110_pgroup(pixels->sampling, pixels->depth, &octets, &count) || payload < octets)
		return 1;
	row = format->width / count * octets << (pixels->sampling == ST2110_SAMPLING_YCBCR_420);
	payload -= payload % octets;
	if (!row || !(row % payload))
		return 1;
	return payload > row && payload != 2 * row ? ST2110_MAX_SRDS : 2;
}

/**
 * st2110_schedule_periods() - work out a schedule's periods
 * @s: schedule with rates, N and R_ACTIVE filled in
 *
 * T_FRAME in nanoseconds and in ticks of rtp_rate, T_RS and T_DRAIN. Divides; any
 * context.
 */
void st2110_schedule_periods(struct st2110_schedule *s)
{
	s->frame_ns = div_u64_rem(ST2110_NSEC_PER_SEC * s->rate_den, s->rate_num, &s->frame_rem);
	s->rtp_step = (u32)div_u64_rem((u64)s->rtp_rate * s->rate_den, s->rate_num, &s->rtp_rem);

	/* T_RS = T_FRAME * R_ACTIVE / N */
	s->trs_num = ST2110_NSEC_PER_SEC * s->rate_den * s->active_num;
	s->trs_den = (u64)s->rate_num * s->active_den * s->packets;
	s->trs_q32 = ratio_q32(s->trs_num, s->trs_den, true);
	s->trs_inv_q64 = ratio_q64(s->trs_den, s->trs_num);
	/* T_DRAIN = T_FRAME / N / 1.1 */
	s->tdrain_num = ST2110_NSEC_PER_SEC * 10 * s->rate_den;
	s->tdrain_den = (u64)s->packets * 11 * s->rate_num;
	s->tdrain_q32 = ratio_q32(s->tdrain_num, s->tdrain_den, false);
	s->tdrain_inv_q64 = ratio_q64(s->tdrain_den, s->tdrain_num);
	s->tdrain_den_inv_q64 = ratio_q64(1, s->tdrain_den);
}

/**
 * st2110_schedule_init() - resolve a shape into a schedule
 * @s: gets the schedule
 * @shape: what is asked for
 * @no: why not; may be NULL
 *
 * ST 2110-21:2022, read schedules and sender types. Divides; any context.
 *
 * Return: 0, -EINVAL, -ERANGE or -EOPNOTSUPP, *s untouched then.
 */
int st2110_schedule_init(struct st2110_schedule *s, const struct st2110_shape *shape,
			 struct st2110_refusal *no)
{
	const struct st2110_format *format = &shape->format;
	u64 window;
	u32 last;
	int err;

	err = st2110_format_check(format, no);
	if (!err)
		err = shape_check(shape, no);
	if (err)
		return err;

	memset(s, 0, sizeof(*s));
	s->rate_num = format->rate_num;
	s->rate_den = format->rate_den;
	s->packets = shape->packets;
	s->profile = shape->profile;
	s->gapped = shape->profile == ST2110_PROFILE_NARROW;
	s->buffered = true;
	s->fields = is_progressive(format) ? 1 : 2;
	s->field_packets = (s->packets + s->fields - 1) / s->fields;
	s->active_num = 1;
	s->active_den = 1;
	if (s->gapped)
		active_ratio(format, &s->active_num, &s->active_den);

	s->rtp_rate = ST2110_RTP_RATE_VIDEO;
	st2110_schedule_periods(s);
	if (format->scan == ST2110_SCAN_INTERLACED)
		s->rtp_field2 = s->rtp_step / 2;

	set_limits(s, shape->maxudp);
	set_offsets(s, shape);
	window = mul_u64_u32_shr(s->trs_q32, s->vrx_full, 32);
	s->window_ns = window > UINT_MAX ? UINT_MAX : (u32)window;
	last = s->packets - (s->fields - 1) * s->field_packets;
	/* trs_q32 was rounded up: take that back before rounding the sum up */
	s->active_ns = s->field2_ns + (s->field2_frac ? 1 : 0) +
		       ((last * s->trs_q32 - last + UINT_MAX) >> 32);
	return 0;
}

/**
 * st2110_epoch_at() - frame @k's place on the time line
 * @e: gets the epoch
 * @s: schedule
 * @k: frames since 1970-01-01 00:00:00 TAI
 *
 * ST 2110-10: start and timestamp are floored from the exact k * T_FRAME. Exact
 * for every k whose start is below 2^64 ns (the year 2554); beyond, start_ns
 * wraps. Divides; any context.
 */
void st2110_epoch_at(struct st2110_epoch *e, const struct st2110_schedule *s, u64 k)
{
	/* rate_num frames are rate_den whole seconds */
	u64 runs, ticks;
	u32 left;

	runs = div_u64_rem(k, s->rate_num, &left);
	e->k = k;
	e->start_ns = runs * (ST2110_NSEC_PER_SEC * s->rate_den) + left * s->frame_ns +
		      div_u64_rem((u64)left * s->frame_rem, s->rate_num, &e->start_rem);
	ticks = runs * ((u64)s->rtp_rate * s->rate_den) + (u64)left * s->rtp_step +
		div_u64_rem((u64)left * s->rtp_rem, s->rate_num, &e->rtp_rem);
	e->rtp = (u32)ticks;
	div_u64_rem(k, 10, &left);
	e->drain_tenths = left * (s->packets % 10) % 10;
}

/**
 * st2110_epoch_next() - step to the next frame
 * @e: epoch of the same schedule
 * @s: schedule
 *
 * The same as st2110_epoch_at() of @e->k + 1, in additions. Any context.
 */
void st2110_epoch_next(struct st2110_epoch *e, const struct st2110_schedule *s)
{
	e->k++;
	e->start_ns += s->frame_ns;
	e->start_rem += s->frame_rem;
	if (e->start_rem >= s->rate_num) {
		e->start_rem -= s->rate_num;
		e->start_ns++;
	}
	e->rtp += s->rtp_step;
	e->rtp_rem += s->rtp_rem;
	if (e->rtp_rem >= s->rate_num) {
		e->rtp_rem -= s->rate_num;
		e->rtp++;
	}
	e->drain_tenths += s->packets % 10;
	if (e->drain_tenths >= 10)
		e->drain_tenths -= 10;
}

/* floor(k * T_FRAME) for k <= rate_num */
static u64 start_in_run(const struct st2110_schedule *s, u64 k)
{
	return k * s->frame_ns + div_u64(k * s->frame_rem, s->rate_num);
}

/**
 * st2110_epoch_first() - first frame that starts at or after a time
 * @s: schedule
 * @tai_ns: nanoseconds since 1970 TAI
 *
 * Divides; any context.
 *
 * Return: the least k with k * T_FRAME >= @tai_ns, exactly.
 */
u64 st2110_epoch_first(const struct st2110_schedule *s, u64 tai_ns)
{
	u64 runs, left, k;

	runs = div64_u64_rem(tai_ns, ST2110_NSEC_PER_SEC * s->rate_den, &left);
	/*
	 * Whole frames, frame_ns being T_FRAME less a fraction: over a run those
	 * fractions add up to less than rate_num ns, which is less than a frame,
	 * so the frame before this one starts before @tai_ns. From there it is
	 * one frame, two at most. floor(k * T_FRAME) compares as k * T_FRAME
	 * does, @tai_ns being whole.
	 */
	k = div64_u64(left, s->frame_ns);
	while (start_in_run(s, k) < left)
		k++;
	return runs * s->rate_num + k;
}

/* floor(k * T_FRAME * rtp_rate), not wrapped */
static u64 stamp_of(const struct st2110_schedule *s, u64 k)
{
	u64 runs;
	u32 left;

	runs = div_u64_rem(k, s->rate_num, &left);
	return runs * ((u64)s->rtp_rate * s->rate_den) + (u64)left * s->rtp_step +
	       div_u64((u64)left * s->rtp_rem, s->rate_num);
}

/**
 * st2110_epoch_of_rtp() - which frame an application's timestamp means
 * @s: schedule
 * @rtp: timestamp of a frame (of its first field)
 * @tai_ns: about when it was made, ns since 1970 TAI
 * @off_ticks: gets @rtp minus the exact stamp of that frame; may be NULL
 *
 * @rtp is taken as the instant within half a wrap (2^31 ticks, 6 h 37 min) of
 * @tai_ns that it can name; of two frames equally near, the earlier. Divides;
 * any context.
 *
 * Return: k of the frame whose stamp is nearest.
 */
u64 st2110_epoch_of_rtp(const struct st2110_schedule *s, u32 rtp, u64 tai_ns, s32 *off_ticks)
{
	u64 run_ticks = (u64)s->rtp_rate * s->rate_den;
	u64 ticks, runs, left, k, before, after;
	u32 rem;
	s64 diff;

	ticks = div_u64_rem(tai_ns, ST2110_NSEC_PER_SEC, &rem) * s->rtp_rate;
	ticks += div_u64((u64)rem * s->rtp_rate, ST2110_NSEC_PER_SEC);
	diff = (s32)(rtp - (u32)ticks);
	if (diff < 0 && ticks < (u64)-diff)
		diff += 1LL << 32;	/* there is nothing before 1970 */
	ticks += diff;

	runs = div64_u64_rem(ticks, run_ticks, &left);
	k = runs * s->rate_num + div64_u64(left * s->rate_num, run_ticks);
	/* k * T_FRAME <= ticks < (k + 1) * T_FRAME */
	before = ticks - stamp_of(s, k);
	after = stamp_of(s, k + 1) - ticks;
	if (after < before) {
		if (off_ticks)
			*off_ticks = -(s32)after;
		return k + 1;
	}
	if (off_ticks)
		*off_ticks = (s32)before;
	return k;
}

/**
 * st2110_peak_rate_bps() - what a flow takes of the link while it is active
 * @s: schedule
 * @frame_octets: largest Ethernet frame, VLAN tags included, FCS not
 *
 * One frame and ST2110_WIRE_OVERHEAD octets each T_RS. Any context.
 *
 * Return: bit/s, rounded to the nearest.
 */
u64 st2110_peak_rate_bps(const struct st2110_schedule *s, u32 frame_octets)
{
	u64 bits = ((u64)frame_octets + ST2110_WIRE_OVERHEAD) * 8;

	return (mul_u64_u64_shr(s->trs_inv_q64, bits * ST2110_NSEC_PER_SEC, 48) + (1U << 15)) >> 16;
}

/**
 * st2110_wakeups_milli() - wake-ups per frame of a flow alone, times 1000
 * @s: schedule
 * @margin_ns: m
 *
 * One wake-up sends what the window less both margins holds, or what the bucket
 * takes. Any context; divides.
 *
 * Return: wake-ups per frame * 1000.
 */
u32 st2110_wakeups_milli(const struct st2110_schedule *s, u32 margin_ns)
{
	u32 span = s->window_ns > 2 * margin_ns ? s->window_ns - 2 * margin_ns : 0;
	u32 batch = 1 + (u32)mul_u64_u64_shr(span, s->trs_inv_q64, 64);

	if (batch > st2110_fill_limit(s))
		batch = st2110_fill_limit(s);
	return (u32)div_u64(1000ULL * s->packets + batch - 1, batch);
}
