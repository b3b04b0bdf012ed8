/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Flows and their session descriptions: "flow add NAME dev DEV sdp FILE" and
 * "flow show NAME sdp".
 *
 * A description is read into words of the command (sdp_flow.h), which are parsed
 * as if they had been typed: what the tool knows of flows it knows of their
 * descriptions. Words that were typed beside it may add, and may say the same;
 * what they would override is refused, by word and line.
 */
#ifndef ST2110CTL_FLOW_SDP_H
#define ST2110CTL_FLOW_SDP_H

#include "ctl.h"
#include "flow_args.h"

/**
 * flow_sdp_parse() - flow_parse(), and the description that the words name
 * @r: request, added to; its strings stay until the next call
 * @words: cursor, at the first keyword
 * @set: the flow is there, so that no description may be named
 *
 * Complains by itself.
 *
 * Return: exit code.
 */
int flow_sdp_parse(struct flow_request *r, struct ctl_words *words, bool set);

/**
 * flow_sdp_refclk() - is the clock that the description names the flow's?
 * @r: request that flow_sdp_parse() made
 * @flow: the flow as it is now; gets "sdp_clock" where one is named
 *
 * It may well be another: that of the sender which the description was made of.
 * Receivers that go by it would be led astray, so it is said, on stderr.
 */
void flow_sdp_refclk(const struct flow_request *r, struct json_object *flow);

/* Take "sdp" off the end of the words of "flow show". Return: whether it was there. */
bool flow_sdp_wanted(struct ctl_words *words);

/* Print the descriptions of flows. Return: exit code. */
int flow_sdp_show(struct ctl *ctl, struct json_object *flows);

#endif /* ST2110CTL_FLOW_SDP_H */
