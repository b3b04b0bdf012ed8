/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Captured frames, from a file or a device, with times in TAI nanoseconds.
 *
 * What a time is worth is part of a capture: a file with microseconds, or stamps
 * that software made after the fact, prove nothing about the wire, and whoever
 * prints figures must say so.
 */
#ifndef ST2110_CAPTURE_H
#define ST2110_CAPTURE_H

#include <pcap/pcap.h>

#include "parse.h"

enum capture_stamps {
	CAPTURE_FILE,		/* as whoever wrote the file made them */
	CAPTURE_SOFTWARE,
	CAPTURE_HARDWARE,
};

struct capture {
	pcap_t *pcap;
	enum capture_stamps stamps;
	u32 resolution_ns;	/* 1 or 1000 */
	s64 offset_ns;		/* added to every time */
	int member_fd;		/* holds the group's membership, or -1 */
	u64 frames;
};

struct capture_frame {
	const u8 *octets;
	u32 caplen, len;
	u64 tai_ns;
};

/* Open; NULL or a sentence. @offset_ns is TAI minus the file's time. */
const char *capture_open_file(struct capture *c, const char *file, s64 offset_ns);

/**
 * capture_open_live() - capture from a device
 * @c: capture
 * @dev: its name
 * @group: multicast group to join, or NULL
 * @port: UDP port that is of interest, 0 for any
 *
 * Hardware stamps where the device gives them, else software's, moved to TAI by
 * the kernel's TAI offset.
 *
 * Return: NULL or a sentence.
 */
const char *capture_open_live(struct capture *c, const char *dev, const struct st2110_addr *group,
			      u16 port);

/* Next frame: 1, 0 when a live capture had none for a while, -1 at the end. */
int capture_next(struct capture *c, struct capture_frame *f);
/* Frames that a live capture lost. */
u64 capture_lost(struct capture *c);
void capture_close(struct capture *c);

#endif /* ST2110_CAPTURE_H */
