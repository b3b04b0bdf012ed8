// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which parameters a description may have: of a=fmtp, of a=x-st2110, of sdp-extra;
 * what their values may be, and which of them are kept. Design: sdp_flow.h.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "sdp_essence.h"

#define MASK(e)		(1U << SDP_##e)
#define PICTURE		(MASK(VIDEO) | MASK(COMPRESSED))
#define ALL		0x3fU

#define SAMPLINGS \
	" YCbCr-4:4:4 YCbCr-4:2:2 YCbCr-4:2:0 CLYCbCr-4:4:4 CLYCbCr-4:2:2 CLYCbCr-4:2:0" \
	" ICtCp-4:4:4 ICtCp-4:2:2 ICtCp-4:2:0 RGB XYZ KEY "
#define SYSTEMS \
	" SDR PQ HLG LINEAR BT2100LINPQ BT2100LINHLG ST2065-1 ST428-1 DENSITY ST2115LOGS3" \
	" UNSPECIFIED "

/* Parameters that are known, and whether writing works them out by itself. */
static const struct {
	const char *key;
	unsigned int known;	/* essences */
	unsigned int own;
	bool flag;
} keys[] = {
	{ "sampling", PICTURE, MASK(VIDEO), false },
	{ "width", PICTURE, PICTURE, false },
	{ "height", PICTURE, PICTURE, false },
	{ "exactframerate", PICTURE | MASK(ANC), PICTURE | MASK(ANC), false },
	{ "depth", PICTURE, MASK(VIDEO), false },
	{ "interlace", PICTURE, PICTURE, true },
	{ "segmented", PICTURE, PICTURE, true },
	{ "TCS", PICTURE, 0, false },
	{ "colorimetry", PICTURE, 0, false },
	{ "RANGE", PICTURE, 0, false },
	{ "PAR", PICTURE, 0, false },
	{ "PM", PICTURE, MASK(VIDEO), false },
	{ "SSN", ALL, MASK(VIDEO), false },
	{ "TP", PICTURE, PICTURE, false },
	{ "TROFF", PICTURE | MASK(ANC), PICTURE | MASK(ANC), false },
	{ "CMAX", PICTURE, 0, false },
	{ "MAXUDP", ALL, PICTURE, false },
	{ "TSMODE", ALL, 0, false },
	{ "TSDELAY", ALL, 0, false },
	{ "TM", MASK(ANC), MASK(ANC), false },
	{ "DID_SDID", MASK(ANC), 0, false },
	{ "VPID_Code", MASK(ANC), 0, false },
	{ "channel-order", MASK(AUDIO), 0, false },
	{ "packetmode", MASK(COMPRESSED), 0, false },
	{ "transmode", MASK(COMPRESSED), 0, false },
	{ "profile", MASK(COMPRESSED), 0, false },
	{ "level", MASK(COMPRESSED), 0, false },
	{ "sublevel", MASK(COMPRESSED), 0, false },
	{ "DIT", MASK(FASTMETA), 0, false },
	{ "codecs", MASK(TTML), 0, false },
	{ "charset", MASK(TTML), 0, false },
};

/* Values that the standards define; a key that is not here may have any. */
static const struct {
	const char *key;
	const char *accepted;	/* between blanks */
} values[] = {
	{ "sampling", SAMPLINGS },
	{ "depth", " 8 10 12 16 16f " },
	{ "TCS", SYSTEMS },
	{ "colorimetry", " BT601 BT709 BT2020 BT2100 ST2065-1 ST2065-3 XYZ ALPHA UNSPECIFIED " },
	{ "RANGE", " NARROW FULLPROTECT FULL " },
	{ "PM", " 2110GPM 2110BPM " },
	{ "TP", " 2110TPN 2110TPNL 2110TPW " },
	{ "TSMODE", " SAMP NEW PRES " },
	{ "TM", " CTM LLTM " },
};

/* Parameters of ours, in a=x-st2110: words of the command. */
static const struct {
	const char *key;
	unsigned int essences;
} own_keys[] = {
	{ "payload", MASK(VIDEO) },
	{ "packets", PICTURE },
	{ "packing", MASK(VIDEO) },
	{ "troff", PICTURE | MASK(ANC) },
	{ "format", MASK(ANC) },
	{ "bit-rate", MASK(COMPRESSED) },
};

bool sdp_fmtp_own(enum sdp_essence essence, const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].key, key))
			return keys[i].own & 1U << essence;
	return false;
}

const char *sdp_ssn(enum sdp_essence essence)
{
	return essence == SDP_COMPRESSED ? "ST2110-22:2019" :
	       essence == SDP_FASTMETA ? "ST2110-41:2024" : NULL;
}

bool sdp_is_2022(const char *colorimetry, const char *tcs)
{
	return (colorimetry && !strcmp(colorimetry, "ALPHA")) ||
	       (tcs && !strcmp(tcs, "ST2115LOGS3"));
}

static bool among(const char *accepted, const char *value)
{
	size_t len = strlen(value);
	const char *at = accepted;

	if (!len || strchr(value, ' '))
		return false;
	while ((at = strstr(at, value))) {
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
		at++;
	}
	return false;
}

const char *sdp_value(const struct sdp_reading *r, const char *key)
{
	const struct sdp_param *p = sdp_param(&r->fmtp, key);

	if (!p)
		p = sdp_param(&r->wanted, key);
	return p ? p->value : NULL;
}

bool sdp_keeps(const struct sdp_reading *r)
{
	const char *rtp_ts = sdp_flow_said(r->said, 0, "rtp-ts");

	return rtp_ts && !strncasecmp("keep", rtp_ts, strlen(rtp_ts));
}

static int check_param(struct sdp_reading *r, const struct sdp_param *p)
{
	unsigned int essence = 1U << r->codec->essence;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcasecmp(keys[i].key, p->key) || !(keys[i].known & essence))
			continue;
		if (strcmp(keys[i].key, p->key))
			return sdp_refuse(r->no, r->fmtp_line,
					  "%s: write %s, parameters have the standard's case",
					  p->key, keys[i].key);
		if (keys[i].flag && p->value)
			return sdp_refuse(r->no, r->fmtp_line,
					  "%s=%.20s: %s has no value: leave its name alone", p->key,
					  p->value, p->key);
		if (!keys[i].flag && (!p->value || !*p->value))
			return sdp_refuse(r->no, r->fmtp_line, "%s: its value is missing", p->key);
	}
	if (r->codec->essence == SDP_FASTMETA && !strcmp(p->key, "MAXUDP"))
		return sdp_refuse(r->no, r->fmtp_line,
				  "MAXUDP: ST 2110-41 keeps to the standard UDP size limit: take it out");
	for (i = 0; p->value && i < ARRAY_SIZE(values); i++) {
		if (strcmp(values[i].key, p->key) || among(values[i].accepted, p->value))
			continue;
		/* Compressed video may have other depths and samplings. */
		if (r->codec->essence == SDP_COMPRESSED &&
		    (!strcmp(p->key, "depth") || !strcmp(p->key, "sampling")))
			continue;
		return sdp_refuse(r->no, r->fmtp_line, "%s=%.40s: accepted are%.200s", p->key,
				  p->value, values[i].accepted);
	}
	return 0;
}

static int check_own(struct sdp_reading *r)
{
	unsigned int essence = 1U << r->codec->essence;
	const struct sdp_param *p;
	size_t k;
	u64 v;
	u32 i;

	for (i = 0; i < r->own.params; i++) {
		p = &r->own.param[i];
		for (k = 0; k < ARRAY_SIZE(own_keys); k++)
			if (!strcmp(own_keys[k].key, p->key) && own_keys[k].essences & essence)
				break;
		if (k == ARRAY_SIZE(own_keys))
			return sdp_refuse(r->no, r->own_line,
					  "a=x-st2110: %.40s is no word of %s here: take it out",
					  p->key, r->codec->word);
		if (!p->value || !*p->value)
			return sdp_refuse(r->no, r->own_line,
					  "a=x-st2110: %s: its value is missing", own_keys[k].key);
		if ((!strcmp(p->key, "payload") &&
		     (!sdp_number(p->value, ST2110_MAX_PAYLOAD, &v) || !v)) ||
		    (!strcmp(p->key, "packets") && strcmp(p->value, "auto") &&
		     (!sdp_number(p->value, ST2110_MAX_PACKETS, &v) || !v)))
			return sdp_refuse(r->no, r->own_line,
					  "a=x-st2110: %s=%.40s: a number of %s is expected",
					  own_keys[k].key, p->value,
					  p->key[2] == 'y' ? "octets" : "packets");
	}
	return 0;
}

int sdp_take_own(struct sdp_reading *r, const char *key, const char **value)
{
	const struct sdp_param *p = sdp_param(&r->own, key);
	size_t i;

	*value = p ? p->value : NULL;
	if (!p)
		return 0;
	for (i = 0; i < ARRAY_SIZE(own_keys); i++)
		if (!strcmp(own_keys[i].key, key))
			return sdp_flow_say(r->f, 0, r->own_line, own_keys[i].key, "%s", p->value);
	return 0;
}

/* Whether a parameter of a=fmtp is kept, and with those that are written last. */
static bool is_kept(const struct sdp_reading *r, const struct sdp_param *p, bool *last)
{
	enum sdp_essence essence = r->codec->essence;
	bool mode = !strcmp(p->key, "TSMODE") || !strcmp(p->key, "TSDELAY");
	bool ssn = !strcmp(p->key, "SSN") && essence != SDP_AUDIO && essence != SDP_TTML;

	*last = mode || ssn || (1U << essence & PICTURE && !strcmp(p->key, "CMAX"));
	if (sdp_fmtp_own(essence, p->key) || (essence == SDP_ANC && ssn) || (mode && !sdp_keeps(r)))
		return false;
	return !ssn || !sdp_ssn(essence) || strcmp(p->value, sdp_ssn(essence));
}

/* Parameters of one list that are written at the place of @pass: NULL, where none has its own. */
static int keep_list(struct sdp_reading *r, const struct sdp_params *list, const char *pass)
{
	const struct sdp_param *p;
	bool last;
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < list->params; i++) {
		p = &list->param[i];
		if (list == &r->wanted && sdp_param(&r->fmtp, p->key))
			continue;
		if (is_kept(r, p, &last) && last == !!pass && (!pass || !strcmp(p->key, pass)))
			ret = sdp_extra_add(&r->extra, p->key, p->value);
	}
	return ret;
}

/* What is neither a word nor worked out is kept as it is, in the order in which it is written. */
int sdp_keep_rest(struct sdp_reading *r)
{
	static const char * const passes[] = { NULL, "SSN", "CMAX", "TSMODE", "TSDELAY" };
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < ARRAY_SIZE(passes); i++) {
		ret = keep_list(r, &r->fmtp, passes[i]);
		if (!ret)
			ret = keep_list(r, &r->wanted, passes[i]);
	}
	return ret;
}

/* What sdp-extra of the command adds must be neither the flow's nor said already. */
static int check_wanted(struct sdp_reading *r, const struct sdp_param *p)
{
	const struct sdp_param *said = sdp_param(&r->fmtp, p->key);

	if (sdp_fmtp_own(r->codec->essence, p->key))
		return sdp_refuse(r->no, 0, "sdp-extra: %.40s follows from the flow: take it out",
				  p->key);
	if (!said || (!said->value == !p->value && (!p->value || !strcmp(said->value, p->value))))
		return 0;
	return sdp_refuse(r->no, r->fmtp_line, "%.40s=%.40s, and sdp-extra says %.40s: say one",
			  p->key, said->value ? said->value : "",
			  p->value ? p->value : "it without a value");
}

/* Keys of sdp-extra that are no parameters of a=fmtp. */
static int check_word(struct sdp_reading *r, const struct sdp_param *p, u32 line)
{
	static const char * const words[] = {
		"o", "s", "i", "pt", "mid", "ttl", "bit-rate",
	};
	size_t k;

	for (k = 0; k < ARRAY_SIZE(words); k++)
		if (!strcmp(words[k], p->key))
			return line ? sdp_refuse(r->no, line,
						 "%s: no standard has this parameter: take it out",
						 p->key) :
				      sdp_refuse(r->no, 0,
						 "sdp-extra: %s: leave that to the description",
						 p->key);
	return 0;
}

int sdp_check_lists(struct sdp_reading *r)
{
	int ret = 0;
	u32 i;

	for (i = 0; !ret && i < r->fmtp.params; i++) {
		ret = check_param(r, &r->fmtp.param[i]);
		if (!ret)
			ret = check_word(r, &r->fmtp.param[i], r->fmtp_line);
	}
	for (i = 0; !ret && i < r->wanted.params; i++) {
		ret = check_wanted(r, &r->wanted.param[i]);
		if (!ret)
			ret = check_word(r, &r->wanted.param[i], 0);
		if (!ret)
			ret = check_param(r, &r->wanted.param[i]);
	}
	return ret ? ret : check_own(r);
}
