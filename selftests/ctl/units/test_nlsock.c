// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers of the kernel: the refusal's sentence and its attribute are found,
 * whether the request came back with it or not, and no octets do harm. The
 * source is included, for what it keeps to itself.
 */
#include "../../../userspace/lib/nlsock.c"

#include "units.h"

struct answer {
	char buf[4096] __attribute__((aligned(8)));
	size_t len;
};

static struct nlmsghdr *begin(struct answer *a, u16 type, u16 flags)
{
	struct nlmsghdr *nlh;

	memset(a, 0, sizeof(*a));
	nlh = mnl_nlmsg_put_header(a->buf);
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = 7;
	nlh->nlmsg_pid = 99;
	return nlh;
}

static void request(struct st2110_nl *nl)
{
	memset(nl, 0, sizeof(*nl));
	nl->family = 30;
	nl->seq = 7;
	nl->portid = 99;
	st2110_nl_begin(nl, ST2110_CMD_FLOW_ADD, NLM_F_ACK);
	mnl_attr_put_strz(nl->nlh, ST2110_A_FLOW_NAME, "cam1");
	mnl_attr_put_u32(nl->nlh, ST2110_A_FLOW_PAYLOAD, 9000);
	nl->nlh->nlmsg_seq = 7;
}

/* A walk over a copy that is just as long, so that ASan sees what reads past it. */
static int walked(struct st2110_nl *nl, const void *buf, size_t len)
{
	void *copy = malloc(len ? len : 1);
	int ret;

	memcpy(copy, buf, len);
	ret = walk(nl, copy, len, NULL, NULL);
	free(copy);
	return ret;
}

static size_t refusal(struct answer *a, const struct st2110_nl *nl, bool capped, u32 offset)
{
	struct nlmsghdr *nlh = begin(a, NLMSG_ERROR,
				     NLM_F_ACK_TLVS | (capped ? NLM_F_CAPPED : 0));
	struct nlmsgerr *err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));

	err->error = -ERANGE;
	err->msg = *nl->nlh;
	if (!capped)
		memcpy(mnl_nlmsg_put_extra_header(nlh, nl->nlh->nlmsg_len - MNL_NLMSG_HDRLEN),
		       (const char *)nl->nlh + MNL_NLMSG_HDRLEN,
		       nl->nlh->nlmsg_len - MNL_NLMSG_HDRLEN);
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "payload: too long");
	mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, offset);
	return nlh->nlmsg_len;
}

void test_answers(void)
{
	struct st2110_nl nl;
	struct answer a;
	struct tally t;
	unsigned int capped;
	size_t len, cut;
	u32 offset;

	tally_begin(&t, "a refusal tells its sentence and its attribute");
	for (capped = 0; capped < 2; capped++) {
		request(&nl);
		/* The second attribute: after headers and "cam1" with its own. */
		offset = MNL_NLMSG_HDRLEN + sizeof(struct genlmsghdr) + 12;
		len = refusal(&a, &nl, capped, offset);
		CHECK(&t, walked(&nl, a.buf, len) == MNL_CB_ERROR && errno == ERANGE, "errno");
		CHECK(&t, !strcmp(nl.text, "payload: too long"), "\"%s\"", nl.text);
		CHECK(&t, nl.attr == ST2110_A_FLOW_PAYLOAD, "attribute %u", nl.attr);
		CHECK(&t, !strcmp(st2110_attr_word(&st2110_flow_set, nl.attr), "payload"), "word");
		for (cut = 0; cut < len; cut++) {
			request(&nl);
			refusal(&a, &nl, capped, (u32)rnd());
			((struct nlmsghdr *)a.buf)->nlmsg_len = (u32)cut;
			walked(&nl, a.buf, cut);
			CHECK(&t, strlen(nl.text) < sizeof(nl.text), "cut at %zu", cut);
		}
	}
	request(&nl);
	len = refusal(&a, &nl, true, 0);
	((struct nlmsghdr *)a.buf)->nlmsg_seq = 8;
	CHECK(&t, walked(&nl, a.buf, len) == MNL_CB_OK && !nl.text[0], "of another request");
	tally_end(&t);
}

void test_answer_noise(void)
{
	struct st2110_nl nl;
	struct answer a;
	struct tally t;
	unsigned int i, flips;
	size_t len, at;

	tally_begin(&t, "no answer does harm: 100,000 damaged ones");
	for (i = 0; i < 100000; i++) {
		request(&nl);
		len = refusal(&a, &nl, i & 1, (u32)rnd_below(128));
		if (i & 2)
			((struct nlmsghdr *)a.buf)->nlmsg_type = NLMSG_DONE;
		for (flips = 1 + (unsigned int)rnd_below(6); flips; flips--) {
			at = rnd_below(len);
			/* Sequence and port stay, or it would be passed over. */
			if (at < 8 || at >= MNL_NLMSG_HDRLEN)
				a.buf[at] = (char)rnd();
		}
		walked(&nl, a.buf, len);
		CHECK(&t, strlen(nl.text) < sizeof(nl.text), "answer %u", i);
	}
	tally_end(&t);
}
