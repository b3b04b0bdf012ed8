/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which flows a command means: [ NAME ] [ dev DEV ], and asking the kernel about
 * them. Without a name all are meant, with a device those of that device.
 */
#ifndef ST2110CTL_WHICH_H
#define ST2110CTL_WHICH_H

#include "ctl.h"

struct which {
	const char *name;
	const char *dev;
	bool now;		/* do not wait for a frame boundary */
	u32 leg;		/* to mute; 0: all */
	u8 mute;		/* 1: go on, 2: mute; 0: neither */
	const char *set;	/* of changes, that this one waits in */
};

/**
 * which_parse() - read what is left of a command as a choice of flows
 * @w: choice, cleared
 * @words: cursor
 * @now_allowed: whether "now" is a word of the command
 *
 * Complains by itself.
 *
 * Return: exit code.
 */
int which_parse(struct which *w, struct ctl_words *words, bool now_allowed);

/**
 * which_read() - get the flows
 * @ctl: context
 * @w: choice: one by name, or a dump
 * @cmd: ST2110_CMD_FLOW_GET or ST2110_CMD_STATS_GET
 * @flows: gets an array of completed objects; the caller puts it
 *
 * Complains by itself.
 *
 * Return: exit code.
 */
int which_read(struct ctl *ctl, const struct which *w, u8 cmd, struct json_object **flows);

/* which_parse() and which_read() in one. Return: exit code. */
int which_take(struct ctl *ctl, struct ctl_words *words, u8 cmd, struct which *w,
	       struct json_object **flows);

/**
 * which_change() - have the kernel do something to the flows
 * @ctl: context
 * @w: choice
 * @cmd: ST2110_CMD_*
 * @what: what was tried: "flow del"
 *
 * Complains by itself.
 *
 * Return: exit code.
 */
int which_change(struct ctl *ctl, const struct which *w, u8 cmd, const char *what);

#endif /* ST2110CTL_WHICH_H */
