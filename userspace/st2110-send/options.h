/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the command line asks for: one option, one setting, refused by name.
 */
#ifndef ST2110_SEND_OPTIONS_H
#define ST2110_SEND_OPTIONS_H

#include "output.h"
#include "pace.h"
#include "stream.h"
#include "trouble.h"

struct settings {
	struct st2110_format format;
	struct st2110_pixels pixels;
	struct addressing to;
	struct output_config output;
	struct troubles troubles;
	struct pace pace;
	struct content_settings content;
	u32 frames;		/* 0: until a signal */
	u32 sequence;
	u32 ssrc;
	u32 rtp;
	bool rtp_given;
	bool offset_given;
	struct stream_config stream;
	bool have_src, have_dst_mac;
	bool start_field2;
	bool json, quiet;
	u32 rtcp_every;
	bool rtcp_apart;	/* on the port after */
	int rt_priority;
	u64 start_ns;
};

/* Read the command line; 0, or -1 after saying what is wrong. --help exits. */
int options_parse(struct settings *s, int argc, char **argv);

#endif /* ST2110_SEND_OPTIONS_H */
