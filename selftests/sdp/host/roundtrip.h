/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A description read, written, read and written again: what is written twice is
 * the same octets, and what was read from it is the same flow.
 */
#ifndef SDP_ROUNDTRIP_H
#define SDP_ROUNDTRIP_H

#include "sdp_flow.h"

struct roundtrip {
	struct sdp_flow flow;		/* said and read */
	struct sdp_error no;		/* why it was not read, or not written */
	bool read;
	bool written;
	char text[8192];		/* written */
	const char *broken;		/* what did not hold, or NULL */
	char again[8192];
};

/**
 * roundtrip() - do it
 * @t: gets what came of it
 * @text: description
 * @len: octets
 * @stream: which, or NULL
 * @said: words besides
 */
void roundtrip(struct roundtrip *t, const char *text, size_t len, const char *stream,
	       const struct sdp_flow *said);

#endif /* SDP_ROUNDTRIP_H */
