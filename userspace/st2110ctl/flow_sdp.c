// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows and their session descriptions. Design: flow_sdp.h.
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <inttypes.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "flow_sdp.h"
#include "flow_show.h"
#include "netdev.h"
#include "phc.h"
#include "ptp4l.h"

#define OTHER \
	"st2110ctl: warning: flow %s: sdp %s: line %u names grandmaster %s, and ptp4l at %s follows %s: " \
	"who receives by that description expects another clock; \"flow show %s sdp\" says what is so\n"
#define UNTOLD \
	"st2110ctl: note: flow %s: sdp %s: line %u names grandmaster %s, and no ptp4l tells which one the flow's clock follows\n"
#define EUI_DOMAIN	28	/* 00-11-22-FF-FE-33-44-55:127 */
#define LOCAL \
	"st2110ctl: note: flow %s: %s: the description says localmac, mediaclk:sender\n"

static int complain(const char *file, const struct sdp_error *no)
{
	if (no->line)
		return ctl_usage("sdp %s: line %u: %s", file, no->line, no->text);
	return ctl_usage("sdp %s: %s", file, no->text);
}

static int read_file(const char *name, char *text, size_t size, size_t *len)
{
	FILE *in = strcmp(name, "-") ? fopen(name, "re") : stdin;
	int err;

	if (!in)
		return ctl_usage("sdp %s: %s", name, strerror(errno));
	*len = fread(text, 1, size, in);
	err = ferror(in) ? errno : 0;
	if (in != stdin)
		fclose(in);
	return err ? ctl_usage("sdp %s: %s", name, strerror(err)) : CTL_OK;
}

static bool same_addr(const struct st2110_addr *a, const struct st2110_addr *b)
{
	return a->len == b->len && !memcmp(a->octets, b->octets, a->len);
}

/* Attributes with the value of one word that SDP and the command may both say. */
static bool same(const struct flow_request *a, const struct flow_request *b, unsigned int attr)
{
	switch (attr) {
	case ST2110_A_FLOW_DST:
		return same_addr(&a->dst, &b->dst);
	case ST2110_A_FLOW_DST_PORT:
		return a->dst_port == b->dst_port;
	case ST2110_A_FLOW_SRC:
		return same_addr(&a->src, &b->src);
	case ST2110_A_FLOW_BIT_RATE:
		return a->bit_rate == b->bit_rate;
	default:
		return a->value[attr] == b->value[attr];
	}
}

static void copy(struct flow_request *r, const struct flow_request *from, unsigned int attr)
{
	switch (attr) {
	case ST2110_A_FLOW_DST:
		r->dst = from->dst;
		break;
	case ST2110_A_FLOW_DST_PORT:
		r->dst_port = from->dst_port;
		break;
	case ST2110_A_FLOW_SRC:
		r->src = from->src;
		break;
	case ST2110_A_FLOW_SDP_EXTRA:
		r->sdp_extra = from->sdp_extra;
		break;
	case ST2110_A_FLOW_BIT_RATE:
		r->bit_rate = from->bit_rate;
		break;
	case ST2110_A_FLOW_HEIGHT:
		r->format = from->format;
		break;
	}
	r->value[attr] = from->value[attr];
	flow_give(r, attr);
}

/* One word of the description, into the request. */
static int take_word(struct flow_request *r, const struct sdp_word *w)
{
	char *word[2] = { (char *)w->key, (char *)w->value };
	struct ctl_words words = { .word = word, .left = 2 };
	struct flow_request from = { 0 };
	const char *typed = sdp_flow_said(r->said, 0, w->key);
	unsigned int attr;

	if (!flow_has_word(w->key))
		return ctl_usage("sdp %s: line %u: %s %s: this version does not know %s", r->sdp,
				 w->line, w->key, w->value, w->key);
	if (!strcmp(w->key, "essence") &&
	    st2110_word_value(st2110_essence_words, w->value) == ST2110_WORD_UNKNOWN)
		return ctl_usage("sdp %s: line %u: this kernel module does not know essence %s yet",
				 r->sdp, w->line, w->value);
	if (flow_parse(&from, &words))
		return ctl_usage("sdp %s: line %u: its %s is not accepted", r->sdp, w->line,
				 w->key);
	for (attr = 1; attr <= ST2110_A_FLOW_MAX; attr++) {
		if (!flow_given(&from, attr))
			continue;
		if (attr != ST2110_A_FLOW_SDP_EXTRA && flow_given(r, attr) && !same(r, &from, attr))
			return ctl_usage("sdp %s: line %u: %s is %s there, and %s in the command: say one",
					 r->sdp, w->line, w->key, w->value,
					 typed ? typed : "another");
		copy(r, &from, attr);
	}
	if (flow_given(r, ST2110_A_FLOW_TROFF) && flow_given(r, ST2110_A_FLOW_TROFF_AUTO))
		return ctl_usage("sdp %s: line %u: troff is %s there, and auto in the command: say one",
				 r->sdp, w->line, w->value);
	if (flow_given(r, ST2110_A_FLOW_PACKETS) && flow_given(r, ST2110_A_FLOW_PACKETS_AUTO))
		return ctl_usage("sdp %s: line %u: packets is %s there, and %s in the command: say one",
				 r->sdp, w->line, w->value, typed ? typed : "another");
	return CTL_OK;
}

/* What the description says of the second leg: where it goes. */
static int take_leg(struct flow_request *r, const struct sdp_word *w)
{
	struct st2110_addr a = { .len = 0 };
	u16 port = 0;
	u32 ttl;

	if (!strcmp(w->key, "dst") && !st2110_parse_addr_port(w->value, &a, &port)) {
		if (r->leg.dst.len && (!same_addr(&r->leg.dst, &a) || r->leg.dst_port != port))
			goto otherwise;
		r->leg.dst = a;
		r->leg.dst_port = port;
	} else if (!strcmp(w->key, "src") && !st2110_parse_addr(w->value, &a)) {
		if (r->leg.src_given && !same_addr(&r->leg.src, &a))
			goto otherwise;
		r->leg.src = a;
		r->leg.src_given = true;
	} else if (!strcmp(w->key, "ttl") && !st2110_parse_u32(w->value, 1, 255, &ttl)) {
		if (flow_given(r, ST2110_A_FLOW_TTL) && r->value[ST2110_A_FLOW_TTL] != ttl)
			return ctl_usage("sdp %s: line %u: ttl is %s of leg 2, and %u of leg 1: a flow has one, write the same",
					 r->sdp, w->line, w->value, r->value[ST2110_A_FLOW_TTL]);
	}
	return CTL_OK;
otherwise:
	return ctl_usage("sdp %s: line %u: %s of leg 2 is %s there, and another in the command: say one",
			 r->sdp, w->line, w->key, w->value);
}

/* Where two legs go the description may say; which devices they take, the command must. */
static int check_legs(const struct flow_request *r, const struct sdp_flow *read)
{
	const char *extra = sdp_flow_said(read, 0, "sdp-extra");
	const char *mid = extra ? strstr(extra, "mid=") : NULL;
	const char *comma = mid ? strchr(mid, ',') : NULL;

	if (read->legs < 2)
		return !r->leg.given || r->leg.dst.len ? CTL_OK :
		       ctl_usage("sdp %s: says nothing of leg 2: say its dst ADDR:PORT", r->sdp);
	if (r->leg.given && r->input)
		return CTL_OK;
	if (!comma)
		return ctl_usage("sdp %s: two sources, so two legs: say input DEV and leg 2 dev DEV, or leave one",
				 r->sdp);
	return ctl_usage("sdp %s: a DUP group: say input DEV and leg 2 dev DEV, or choose one with stream %.*s or stream %.*s",
			 r->sdp, (int)(comma - mid - 4), mid + 4, (int)strcspn(comma + 1, ";"),
			 comma + 1);
}

static int take_words(struct flow_request *r, const struct sdp_flow *read)
{
	int ret = check_legs(r, read);
	u32 i;

	for (i = 0; !ret && i < read->words; i++)
		ret = read->word[i].leg > 1 ? take_leg(r, &read->word[i]) :
					      take_word(r, &read->word[i]);
	return ret;
}

int flow_sdp_parse(struct flow_request *r, struct ctl_words *words, bool set)
{
	static char text[SDP_OCTETS + 1];
	static struct sdp_flow said, read;
	static struct sdp_doc doc;
	struct sdp_error no;
	size_t len = 0;
	int ret;

	memset(&said, 0, sizeof(said));
	r->said = &said;
	ret = flow_parse(r, words);
	if (ret)
		return ret;
	if (!r->sdp)
		return r->stream ? ctl_usage("stream: of which description? say sdp FILE") : CTL_OK;
	if (set)
		return ctl_usage("sdp: a flow that is there is not made of one; delete it and add it, or say what changes");
	if (r->name)
		sdp_flow_say(&said, 0, 0, "name", "%s", r->name);
	ret = read_file(r->sdp, text, sizeof(text), &len);
	if (ret)
		return ret;
	ret = sdp_read(&doc, text, len, &no);
	if (!ret)
		ret = sdp_flow_read(&read, &doc, r->stream, &said, &no);
	sdp_free(&doc);
	r->read = &read;
	return ret ? complain(r->sdp, &no) : take_words(r, &read);
}

bool flow_sdp_wanted(struct ctl_words *words)
{
	int n = words->left;

	if (!n || strcmp(words->word[n - 1], "sdp") ||
	    (n > 1 && !strcmp(words->word[n - 2], "dev")))
		return false;
	words->left--;
	return true;
}

/* JSON key of what the command line calls by a word; NULL where it is not known. */
static const char *key_of(const char *word)
{
	const struct st2110_attr *a;
	u16 i;

	for (i = 1; i <= st2110_flow_set.max; i++) {
		a = &st2110_flow_set.attrs[i];
		if (a->word && !strcmp(a->word, word) && a->kind != ST2110_KIND_FLAG)
			return a->key;
	}
	return NULL;
}

static void say_word(struct sdp_flow *f, json_object *flow, const char *word)
{
	const char *key = key_of(word);
	json_object *v;

	if (key && json_object_object_get_ex(flow, key, &v))
		sdp_flow_say(f, 0, 0, word, "%s", json_object_get_string(v));
}

/* The device's first address of a family. */
static bool own_address(const char *ifname, bool v6, char *buf, socklen_t size)
{
	struct ifaddrs *all, *a;
	bool found = false;
	const void *addr;

	if (getifaddrs(&all))
		return false;
	for (a = all; a && !found; a = a->ifa_next) {
		if (!a->ifa_addr || strcmp(a->ifa_name, ifname) ||
		    a->ifa_addr->sa_family != (v6 ? AF_INET6 : AF_INET))
			continue;
		addr = v6 ? (const void *)&((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr :
			    (const void *)&((struct sockaddr_in *)a->ifa_addr)->sin_addr;
		found = inet_ntop(a->ifa_addr->sa_family, addr, buf, size);
	}
	freeifaddrs(all);
	return found;
}

static void own_mac(const char *ifname, u8 *mac)
{
	struct ifreq ifr;

	if (!st2110_netdev_ioctl(ifname, SIOCGIFHWADDR, &ifr))
		memcpy(mac, ifr.ifr_hwaddr.sa_data, 6);
}

static json_object *second_leg(json_object *flow)
{
	json_object *legs;

	if (!json_object_object_get_ex(flow, "legs", &legs) || json_object_array_length(legs) < 2)
		return NULL;
	return json_object_array_get_idx(legs, 1);
}

/* Where a leg goes, and from where. */
static void say_way(struct sdp_flow *f, u8 leg, json_object *of)
{
	bool elsewhere = json_object_object_get_ex(of, "to", NULL);
	const char *src = st2110_obj_string(of, "to_src") ?: st2110_obj_string(of, "src");
	char text[ST2110_TEXT];

	if (flow_text_address(text, of, elsewhere ? "to" : "dst"))
		sdp_flow_say(f, leg, 0, "dst", "%s", text);
	if (src)
		sdp_flow_say(f, leg, 0, "src", "%s", src);
}

/* A flow's object as words. */
static void words_of(struct sdp_flow *f, json_object *flow)
{
	static const char * const same_words[] = {
		"essence", "sampling", "depth", "packing", "maxudp", "profile", "rtp-ts", "packets",
		"codec", "bit-rate", "anc-mode", "sample-rate", "samples", "channels", "ttl",
		"sdp-extra",
	};
	const char *src = st2110_obj_string(flow, "to_src") ?: st2110_obj_string(flow, "src");
	const char *dst = st2110_obj_string(flow, "dst");
	const char *dev = st2110_obj_string(flow, "ifname");
	const char *format = st2110_obj_string(flow, "format");
	json_object *status = st2110_obj_nest(flow, "status");
	json_object *plan = st2110_obj_nest(flow, "plan");
	char text[ST2110_TEXT], origin[INET6_ADDRSTRLEN];
	bool v6 = dst && strchr(dst, ':');
	size_t i;
	u64 v;

	memset(f, 0, sizeof(*f));
	sdp_flow_say(f, 0, 0, "name", "%s", st2110_obj_string(flow, "name") ?: "-");
	say_way(f, 1, flow);
	if (second_leg(flow))
		say_way(f, 2, second_leg(flow));
	for (i = 0; i < ARRAY_SIZE(same_words); i++)
		say_word(f, flow, same_words[i]);
	if (format)
		sdp_flow_say(f, 0, 0, "format", "%s", format);
	if (st2110_obj_u64(flow, "payload_octets", &v) && v)
		sdp_flow_say(f, 0, 0, "payload", "%" PRIu64, v);
	if (json_object_object_get_ex(flow, "packets_auto", NULL))
		sdp_flow_say(f, 0, 0, "packets", "auto");
	if (st2110_obj_u64(flow, "troff_ns", &v))
		sdp_flow_say(f, 0, 0, "troff", "%s", st2110_text_time(text, (s64)v));
	if (plan && st2110_obj_u64(plan, "c_max", &v))
		sdp_flow_say(f, 0, 0, "c-max", "%" PRIu64, v);
	if (status && st2110_obj_u64(status, "payload_type", &v) && v)
		sdp_flow_say(f, 0, 0, "payload-type", "%" PRIu64, v);
	if (!src && dev && own_address(dev, v6, origin, sizeof(origin)))
		sdp_flow_say(f, 0, 0, "origin", "%s", origin);
}

/*
 * The daemon whose time a flow counts by, where it leads or follows somebody; settled: and
 * is in step with it, not only about to be.
 */
static const struct ptp4l *follows(const struct ptp4l_set *daemons, const char *clock,
				   bool settled)
{
	const struct ptp4l *daemon;
	const struct ptp_port *port = NULL;

	if (!strcmp(clock, "tai"))
		daemon = daemons->count == 1 ? &daemons->of[0] : NULL;
	else
		daemon = ptp4l_find(daemons, clock, st2110_phc_index(clock), &port);
	return daemon && ptp4l_names(&daemon->instance, port, settled) ? daemon : NULL;
}

static void eui_domain(char *buf, const u8 *id, u8 domain)
{
	snprintf(buf, EUI_DOMAIN, "%02X-%02X-%02X-%02X-%02X-%02X-%02X-%02X:%u", id[0], id[1],
		 id[2], id[3], id[4], id[5], id[6], id[7], domain);
}

static json_object *grandmaster(const u8 *id, u8 domain)
{
	json_object *o = json_object_new_object();
	char text[PTP_IDENTITY_TEXT];

	json_object_object_add(o, "grandmaster_id",
			       json_object_new_string(ptp_identity_text(text, id)));
	json_object_object_add(o, "domain", json_object_new_int(domain));
	return o;
}

void flow_sdp_refclk(const struct flow_request *r, json_object *flow)
{
	json_object *status = st2110_obj_nest(flow, "status"), *o, *follow = NULL;
	const char *clock = status ? st2110_obj_string(status, "clock") : NULL;
	const struct sdp_refclk *c = r->read ? r->read->refclk : NULL;
	char named[EUI_DOMAIN], followed[EUI_DOMAIN];
	const struct ptp4l *daemon = NULL;
	const struct ptp_instance *p;
	struct ptp4l_set daemons;
	bool same = false;
	u32 i;

	if (!c || !r->read->refclks)
		return;
	o = grandmaster(c->gm, c->domain);
	json_object_object_add(o, "line", json_object_new_int64(c->line));
	ptp4l_ask(&daemons, NULL);
	if (clock)
		daemon = follows(&daemons, clock, false);
	eui_domain(named, c->gm, c->domain);
	if (daemon) {
		p = &daemon->instance;
		for (i = 0; i < r->read->refclks; i++)
			same |= c[i].domain == p->domain &&
				!memcmp(c[i].gm, p->gm_id, sizeof(c->gm));
		follow = grandmaster(p->gm_id, p->domain);
		json_object_object_add(follow, "socket", json_object_new_string(daemon->path));
		eui_domain(followed, p->gm_id, p->domain);
		if (!same)
			fprintf(stderr, OTHER, r->name, r->sdp, c->line, named, daemon->path,
				followed, r->name);
	} else {
		fprintf(stderr, UNTOLD, r->name, r->sdp, c->line, named);
	}
	json_object_object_add(o, "ptp4l", follow);
	json_object_object_add(o, "same", daemon ? json_object_new_boolean(same) : NULL);
	json_object_object_add(flow, "sdp_clock", o);
}

/* What the flow's timestamps refer to now, and why if to nothing. */
static const char *clock_of(struct sdp_clock *c, json_object *flow, const struct ptp4l_set *daemons)
{
	json_object *status = st2110_obj_nest(flow, "status");
	const char *state = status ? st2110_obj_string(status, "clock_state") : NULL;
	const char *name = status ? st2110_obj_string(status, "clock") : NULL;
	const char *dev = st2110_obj_string(flow, "ifname"), *rate_key = key_of("sample-rate");
	const struct ptp4l *daemon;
	u64 rate = 90000;
	s64 ticks;

	memset(c, 0, sizeof(*c));
	if (dev)
		own_mac(dev, c->mac[0]);
	if (second_leg(flow))
		own_mac(st2110_obj_string(second_leg(flow), "ifname") ?: "", c->mac[1]);
	if (rate_key)
		st2110_obj_u64(flow, rate_key, &rate);
	if (status && rate && st2110_obj_s64(status, "rtp_offset_ticks", &ticks)) {
		c->offset_known = true;
		c->offset_ns = ticks * 1000000000LL / (s64)rate;
	}
	if (!name || !state || strcmp(state, "locked"))
		return "its media clock is not locked";
	daemon = follows(daemons, name, true);
	if (!daemon)
		return "no ptp4l tells the grandmaster of its media clock";
	c->locked = true;
	c->domain = daemon->instance.domain;
	memcpy(c->gm, daemon->instance.gm_id, sizeof(c->gm));
	return NULL;
}

int flow_sdp_show(struct ctl *ctl, json_object *flows)
{
	json_object *all = json_object_new_array(), *one;
	static char text[8192];
	static struct sdp_flow f;
	struct ptp4l_set daemons;
	struct sdp_clock clock;
	struct sdp_error no;
	const char *name, *why;
	int ret = CTL_OK;
	size_t i;

	ptp4l_ask(&daemons, NULL);
	for (i = 0; i < json_object_array_length(flows); i++) {
		json_object *flow = json_object_array_get_idx(flows, i);

		name = st2110_obj_string(flow, "name") ?: "-";
		words_of(&f, flow);
		why = clock_of(&clock, flow, &daemons);
		if (sdp_flow_write(text, sizeof(text), &f, &clock, &no)) {
			ret = ctl_failed("flow show %s sdp: %s", name, no.text);
			continue;
		}
		if (why)
			fprintf(stderr, LOCAL, name, why);
		one = json_object_new_object();
		json_object_object_add(one, "name", json_object_new_string(name));
		json_object_object_add(one, "sdp", json_object_new_string(text));
		json_object_array_add(all, one);
		if (!ctl->json)
			fputs(text, stdout);
	}
	if (ctl->json)
		st2110_print_json(stdout, all, ctl->pretty);
	json_object_put(all);
	return ret;
}
