// SPDX-License-Identifier: GPL-2.0-only
/*
 * A libFuzzer target: descriptions there and back. The first octet says what the
 * command says besides; the way back must hold for whatever is accepted.
 */
#include <stdio.h>
#include <stdlib.h>

#include "roundtrip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct roundtrip t;
	struct sdp_flow said = { .words = 0 };
	const char *stream = NULL;
	u8 with;

	if (!size)
		return 0;
	with = *data;
	sdp_flow_say(&said, 0, 0, "name", "cam1");
	if (with & 1)
		sdp_flow_say(&said, 0, 0, "payload", "1200");
	if (with & 2)
		sdp_flow_say(&said, 0, 0, "packets", "auto");
	if (with & 4)
		sdp_flow_say(&said, 0, 0, "rtp-ts", "keep");
	if (with & 8)
		sdp_flow_say(&said, 0, 0, "format", "1080i50");
	if (with & 16)
		stream = with & 32 ? "2" : "1";
	if (with & 128)
		sdp_flow_say(&said, 0, 0, "sdp-extra", "colorimetry=BT709; RANGE=FULL; %s=%s", "x", "1");
	roundtrip(&t, (const char *)data + 1, size - 1, stream, &said);
	if (t.broken) {
		fprintf(stderr, "broken: %s: %s\n%s\n%s\n", t.broken, t.no.text, t.text, t.again);
		abort();
	}
	return 0;
}
