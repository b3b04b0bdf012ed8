/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command says of a flow: from words to a request, from a request to
 * netlink attributes.
 *
 * Only what was said is sent; the kernel has the defaults. Checks made here are
 * those of the words themselves, since what the kernel refuses it explains.
 */
#ifndef ST2110CTL_FLOW_ARGS_H
#define ST2110CTL_FLOW_ARGS_H

#include "ctl.h"
#include "parse.h"
#include "sdp_flow.h"

/* Where packets go instead of where they are sent. */
struct flow_output {
	bool given, src_given;
	struct st2110_addr dst;	/* of no octets: none */
	struct st2110_addr src;
	u16 port;		/* host byte order */
};

struct flow_request {
	bool given[ST2110_A_FLOW_MAX + 1];	/* said: ST2110_A_FLOW_* */
	const char *name;
	const char *dev;
	const char *clock;
	const char *stage;	/* set of changes */
	u64 bit_rate;
	const char *sdp_extra;
	const char *sdp;	/* file, "-" for standard input */
	const char *stream;	/* which of its streams */
	const struct sdp_flow *read;	/* what the description says */
	struct sdp_flow *said;	/* gets the words as they were typed, where wanted */
	const char *sync;	/* group; empty: none */
	struct st2110_addr dst;
	u16 dst_port;		/* host byte order */
	struct st2110_addr src;
	u16 vlan;
	struct flow_output to;
	const char *input;
	struct {
		bool given, src_given, vlan_given;
		const char *dev;
		struct st2110_addr dst, src;
		u16 dst_port;
		u16 vlan;
		u32 skew_ns;
		struct flow_output to;
	} leg;			/* the second */
	struct st2110_format format;
	const char *ptime;	/* as said */
	u32 value[ST2110_A_FLOW_MAX + 1];	/* of the attributes that are u32 */
};

static inline bool flow_given(const struct flow_request *r, unsigned int attr)
{
	return r->given[attr];
}

static inline void flow_give(struct flow_request *r, unsigned int attr)
{
	r->given[attr] = true;
}

/**
 * flow_parse() - read what is left of a command as properties of a flow
 * @r: request, added to
 * @words: cursor, at the first keyword
 *
 * Complains by itself.
 *
 * Return: exit code.
 */
int flow_parse(struct flow_request *r, struct ctl_words *words);

/* Whether a word, whole, is one of a flow's properties. */
bool flow_has_word(const char *word);

/* Whether it is said of an essence with pictures. */
bool flow_of_pictures(const struct flow_request *r);

/* Whether a word begins a property; else it may be a name. */
bool flow_is_keyword(const char *word);

/* Check the length of a flow's or a device's name. Return: exit code. */
int flow_check_name(const char *name);
int flow_check_dev(const char *dev);

/* Add the request's attributes to a message. */
void flow_encode(const struct flow_request *r, struct nlmsghdr *nlh);

#endif /* ST2110CTL_FLOW_ARGS_H */
