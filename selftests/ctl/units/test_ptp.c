// SPDX-License-Identifier: GPL-2.0-only
/*
 * PTP management: the request is what IEEE 1588-2008 clauses 13.3 and 15.4 say,
 * answers with its data sets (15.5.3) arrive as they were sent, no octets do
 * harm, and the conversation finds the domain and ends in time.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "ptp4l_watch.h"
#include "units.h"

#define SOURCE	0x1234

static const u8 ids[][2] = {
	{ 0x20, 0x00 }, { 0x20, 0x01 }, { 0x20, 0x02 }, { 0x20, 0x03 }, { 0x20, 0x04 },
	{ 0xc0, 0x00 }, { 0xc0, 0x04 },
};

/* Data of each set, octet by octet in the standard's order. */
static const u8 default_ds[] = {
	0x03, 0x00,			/* two-step, slave only */
	0x00, 0x02,			/* numberPorts */
	0x80, 0xff, 0xfe, 0xff, 0xff, 0x81, /* priority1, clockQuality, priority2 */
	0x00, 0x1b, 0x21, 0xff, 0xfe, 0x01, 0x02, 0x03,	/* clockIdentity */
	0x2a, 0x00,			/* domainNumber */
};

static const u8 current_ds[] = {
	0x00, 0x03,			/* stepsRemoved */
	0xff, 0xff, 0xff, 0xff, 0xff, 0xf3, 0x80, 0x00,	/* offset: -12.5 ns */
	0x00, 0x00, 0x00, 0x00, 0x04, 0xd2, 0x7f, 0xff,	/* path delay: 1234.49999 ns */
};

static const u8 parent_ds[] = {
	0x00, 0x1b, 0x21, 0xff, 0xfe, 0x0a, 0x0b, 0x0c, 0x00, 0x01, /* parent */
	0x00, 0x00, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff,	/* statistics */
	0x80, 0x06, 0x21, 0x4e, 0x5d, 0x80,	/* priority1, quality, priority2 */
	0x08, 0x00, 0x11, 0xff, 0xfe, 0x21, 0xe1, 0xb0,	/* grandmaster */
};

static const u8 time_ds[] = { 0x00, 0x25, 0x1c, 0x20 };	/* 37, valid, PTP, traceable */

static const u8 port_ds[] = {
	0x00, 0x1b, 0x21, 0xff, 0xfe, 0x01, 0x02, 0x03, 0x00, 0x02, /* port 2 */
	0x09, 0xfd,			/* slave, logMinDelayReqInterval */
	0, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0x03, 0xfd, 0x01, 0x00, 0x02,
};

static const u8 status_np[] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xd6,	/* offset: -42 ns */
	0x17, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,	/* lastGmPhaseChange */
	0x00, 0x00, 0x00, 0x01,			/* gmPresent */
	0x08, 0x00, 0x11, 0xff, 0xfe, 0x21, 0xe1, 0xb0,
};

static const u8 properties_np[] = {
	0x00, 0x1b, 0x21, 0xff, 0xfe, 0x01, 0x02, 0x03, 0x00, 0x02, /* port 2 */
	0x09, 0x01, 0x04, 'e', 't', 'h', '1', 0x00,	/* slave, hardware, name, padding */
};

#define SET(d) { d, sizeof(d) }
static const struct {
	const u8 *data;
	size_t len;
} data_sets[] = {
	SET(default_ds), SET(current_ds), SET(parent_ds), SET(time_ds), SET(port_ds),
	SET(status_np), SET(properties_np),
};

/* An answer to the request @to; an error of the set when there are no data. */
static size_t answer(u8 *m, const u8 *to, const u8 *data, size_t len)
{
	size_t tlv = 2 + (data ? len : 8), whole = 48 + 4 + tlv;

	memset(m, 0, whole);
	m[0] = 0x0d;
	m[1] = 0x02;
	m[2] = (u8)(whole >> 8);
	m[3] = (u8)whole;
	m[4] = to[4];
	memcpy(m + 20, default_ds + 10, 8);
	memcpy(m + 30, to + 30, 2);
	m[32] = 0x04;
	m[33] = 0x7f;
	memcpy(m + 34, to + 20, 10);
	m[46] = 2;
	m[49] = data ? 1 : 2;
	m[51] = (u8)tlv;
	if (data) {
		memcpy(m + 52, to + 52, 2);
		memcpy(m + 54, data, len);
	} else {
		m[53] = 6;		/* NOT_SUPPORTED */
		memcpy(m + 54, to + 52, 2);
	}
	return whole;
}

/* Through a copy of that length, so that ASan sees what reads past it. */
static int taken(const u8 *m, size_t len, struct ptp_instance *p)
{
	u8 *copy = malloc(len ? len : 1);
	int ret;

	memcpy(copy, m, len);
	ret = ptp_management_read(copy, len, SOURCE, p);
	free(copy);
	return ret;
}

void test_ptp_codec(void)
{
	static const u8 request[PTP_REQUEST_OCTETS] = {
		0x0d, 0x02, 0x00, 0x36, 0x7f, 0x00, 0x00, 0x00,	/* management, v2, 54, 127 */
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,		/* correction, reserved */
		0x02, 's', 't', '2', '1', '1', '0', 0x00, 0x12, 0x34,	/* source */
		0xbe, 0xef, 0x04, 0x7f,				/* sequence, control, interval */
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0x00, 0x00, 0x00, 0x00,				/* hops, GET */
		0x00, 0x01, 0x00, 0x02, 0xc0, 0x00,		/* MANAGEMENT, TIME_STATUS_NP */
	};
	u8 to[PTP_REQUEST_OCTETS], m[256];
	char gm[PTP_IDENTITY_TEXT];
	struct ptp_instance p = { 0 };
	unsigned int i, flips;
	size_t len, cut;
	struct tally t;
	int ret, want;

	tally_begin(&t, "a PTP management request is what the standard says");
	ptp_management_get(to, 127, SOURCE, 0xbeef, PTP_TIME_STATUS_NP);
	for (i = 0; i < sizeof(request); i++)
		CHECK(&t, to[i] == request[i], "octet %u: %02x", i, to[i]);
	tally_end(&t);

	tally_begin(&t, "PTP data sets arrive as they were sent");
	for (i = 0; i < ARRAY_SIZE(data_sets); i++) {
		want = ids[i][0] << 8 | ids[i][1];
		ptp_management_get(to, 42, SOURCE, 7, (enum ptp_management_id)want);
		len = answer(m, to, data_sets[i].data, data_sets[i].len);
		for (cut = 0; cut < len; cut++) {
			struct ptp_instance other = { 0 };

			CHECK(&t, taken(m, cut, &other) == -EBADMSG && !other.told,
			      "set %x, %zu octets", want, cut);
		}
		ret = taken(m, len, &p);
		CHECK(&t, ret == want && ptp_told(&p, (enum ptp_management_id)want),
		      "set %x: %d", want, ret);
		m[43] ^= 1;
		CHECK(&t, !taken(m, len, &p), "set %x: for somebody else", want);
		m[43] ^= 1;
		m[46] = 0;
		CHECK(&t, !taken(m, len, &p), "set %x: a request", want);
		m[46] = 2;
		/* A set that is cut short within a whole message. */
		m[51] = (u8)(m[51] - (i == 6 ? 6 : 2));
		CHECK(&t, taken(m, len, &p) == -EBADMSG, "set %x: short", want);
		len = answer(m, to, NULL, 0);
		CHECK(&t, taken(m, len, &p) == want && p.refused & 1U << i, "error of %x", want);
	}
	CHECK(&t, p.slave_only && p.port_count == 2 && p.domain == 42, "default");
	CHECK(&t, p.steps_removed == 3 && p.offset_ns == -12 && p.path_delay_ns == 1234,
	      "current: %lld %lld", (long long)p.offset_ns, (long long)p.path_delay_ns);
	CHECK(&t, p.gm_class == 6 &&
	      !strcmp(ptp_identity_text(gm, p.gm_id), "080011.fffe.21e1b0"), "parent: %s", gm);
	CHECK(&t, p.utc_offset_s == 37 && p.utc_offset_valid && p.ptp_timescale &&
	      p.time_traceable, "time properties");
	CHECK(&t, p.master_offset_ns == -42 && p.gm_present, "time status");
	CHECK(&t, p.ports == 1 && p.port[0].number == 2 &&
	      !strcmp(ptp_port_state(p.port[0].state), "slave") &&
	      !strcmp(p.port[0].ifname, "eth1"), "port %s", p.port[0].ifname);
	CHECK(&t, !strcmp(ptp_port_state(200), "unknown"), "unknown state");
	tally_end(&t);

	tally_begin(&t, "no PTP answer does harm: 200,000 damaged ones");
	for (i = 0; i < 200000; i++) {
		unsigned int set = (unsigned int)rnd_below(ARRAY_SIZE(data_sets));

		ptp_management_get(to, 42, SOURCE, 7,
				   (enum ptp_management_id)(ids[set][0] << 8 | ids[set][1]));
		len = answer(m, to, data_sets[set].data, data_sets[set].len);
		for (flips = (unsigned int)rnd_below(4); flips; flips--)
			m[rnd_below(len)] = (u8)rnd();
		m[42 + rnd_below(len - 42)] = (u8)rnd();
		taken(m, len - rnd_below(4), &p);
		CHECK(&t, p.ports <= PTP_PORTS &&
		      strnlen(p.port[0].ifname, IFNAMSIZ) < IFNAMSIZ, "answer %u", i);
	}
	tally_end(&t);
}

/* A daemon of domain 42 with two ports, of which it names none when it is old. */
struct daemon {
	int fd;
	bool old, mute;
	u8 domain;		/* 0: 42 */
	u8 master, state;	/* last octet of the grandmaster, state of its ports; 0: as they are */
	unsigned int asked[256];
};

static void *serve(void *data)
{
	struct daemon *d = data;

	for (;;) {
		struct sockaddr_un from;
		socklen_t len = sizeof(from);
		unsigned int i, port;
		u8 to[256], m[256];
		size_t octets;

		if (recvfrom(d->fd, to, sizeof(to), 0, (struct sockaddr *)&from, &len) !=
		    PTP_REQUEST_OCTETS)
			return NULL;
		d->asked[to[4]]++;
		if (d->mute || to[4] != (d->domain ?: 42))
			continue;
		for (i = 0; memcmp(ids[i], to + 52, 2); i++)
			;
		for (port = 1; port <= (i == 4 || i == 6 ? 2 : 1); port++) {
			octets = answer(m, to, d->old && i > 4 ? NULL : data_sets[i].data,
					data_sets[i].len);
			if (port == 1 && (i == 4 || i == 6) && !(d->old && i > 4))
				m[63] = 1;
			if (i == 0 && d->domain)
				m[54 + 18] = d->domain;
			if (i == 2 && d->master)
				m[54 + 31] = d->master;
			if (i == 4 && d->state)
				m[54 + 10] = d->state;
			sendto(d->fd, m, octets, 0, (struct sockaddr *)&from, len);
		}
	}
}

static s64 ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (s64)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Ask a daemon. The time it took, ms. */
static s64 converse(struct daemon *d, struct ptp_instance *p, int timeout_ms, int *ret)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char dir[] = "/tmp/ptp-XXXXXX";
	pthread_t thread;
	s64 began;

	if (!mkdtemp(dir))
		return -1;
	snprintf(at.sun_path, sizeof(at.sun_path), "%s/ptp4l", dir);
	d->fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	*ret = -EIO;
	if (bind(d->fd, (struct sockaddr *)&at, sizeof(at)) ||
	    pthread_create(&thread, NULL, serve, d))
		return -1;
	began = ms();
	*ret = ptp_management_ask(at.sun_path, timeout_ms, -1, p);
	began = ms() - began;
	shutdown(d->fd, SHUT_RD);
	pthread_join(thread, NULL);
	close(d->fd);
	unlink(at.sun_path);
	rmdir(dir);
	return began;
}

void test_ptp_talk(void)
{
	struct daemon d = { 0 };
	struct ptp_instance p;
	struct tally t;
	s64 took;
	int ret;

	tally_begin(&t, "a PTP daemon is asked in its domain, and waits are bounded");
	converse(&d, &p, 1000, &ret);
	CHECK(&t, !ret && p.domain == 42 && p.told == 0x7f, "%d, told %x", ret, p.told);
	CHECK(&t, d.asked[127] == 2 && d.asked[0] == 2, "the usual domains come first");
	CHECK(&t, d.asked[42] == 7, "%u questions", d.asked[42]);
	CHECK(&t, p.ports == 2 && p.port[0].number == 1 && p.port[1].number == 2 &&
	      !strcmp(p.port[1].ifname, "eth1"), "%u ports", p.ports);

	d = (struct daemon){ .old = true };
	took = converse(&d, &p, 20000, &ret);
	CHECK(&t, !ret && p.told == 0x1f && p.refused == 0x60, "old: %d, told %x", ret, p.told);
	CHECK(&t, took < 41000, "old: what it refuses is not waited for: %lld ms",
	      (long long)took);

	d = (struct daemon){ .mute = true };
	took = converse(&d, &p, 50, &ret);
	CHECK(&t, ret == -ETIMEDOUT && !p.told && took >= 100, "mute: %d after %lld ms", ret,
	      (long long)took);
	CHECK(&t, d.asked[255] == 1 && d.asked[1] == 1, "mute: every domain was tried");

	ret = ptp_management_ask("/tmp/no-such-folder/ptp4l", 1000, -1, &p);
	CHECK(&t, ret == -ENOENT, "nobody: %d", ret);
	tally_end(&t);
}

/* What was told, one line each. */
static void note(json_object *event, void *data)
{
	char *text = data;
	size_t used = strlen(text);

	json_object_object_del(event, "tai_ns");
	json_object_object_del(event, "socket");
	snprintf(text + used, 4096 - used, "%s\n",
		 json_object_to_json_string_ext(event, JSON_C_TO_STRING_PLAIN));
}

static bool serve_at(struct daemon *d, const char *path, pthread_t *thread)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	d->fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	return !bind(d->fd, (struct sockaddr *)&at, sizeof(at)) &&
	       !pthread_create(thread, NULL, serve, d);
}

static void serve_end(struct daemon *d, const char *path, pthread_t thread)
{
	shutdown(d->fd, SHUT_RD);
	pthread_join(thread, NULL);
	close(d->fd);
	unlink(path);
}

void test_ptp_watch(void)
{
	static const char master[] =
		"{\"event\":\"ptp\",\"port_state\":\"slave\",\"grandmaster_id\":\"080011.fffe.21e177\","
		"\"grandmaster_was\":\"080011.fffe.21e1b0\",\"domain\":42,\"sdp_changes\":true}\n";
	static const char state[] =
		"\"port_state\":\"uncalibrated\",\"port_state_was\":\"slave\",\"grandmaster_id\":"
		"\"080011.fffe.21e177\",\"domain\":42,\"sdp_changes\":true}\n";
	static const char domain[] = "\"domain\":43,\"domain_was\":42,\"sdp_changes\":false}\n";
	static char text[4096];
	char dir[] = "/tmp/ptp-XXXXXX", path[64];
	struct ptp4l_watch w = { .event = note, .data = text, .path = path };
	struct daemon d = { 0 };
	pthread_t thread;
	struct tally t;
	s64 took;

	tally_begin(&t, "a PTP daemon is watched: what changes is told, with what it was");
	if (!mkdtemp(dir))
		return;
	snprintf(path, sizeof(path), "%s/ptp4l", dir);
	ptp4l_round(&w);
	CHECK(&t, !*text && !w.count, "nobody: %s", text);
	if (!serve_at(&d, path, &thread))
		return;
	ptp4l_round(&w);
	CHECK(&t, strstr(text, "\"ptp4l\":\"answers\"") && strstr(text, "080011.fffe.21e1b0"),
	      "it comes: %s", text);
	*text = '\0';
	ptp4l_round(&w);
	CHECK(&t, !*text, "nothing changed: %s", text);
	CHECK(&t, d.asked[127] == 2 && d.asked[42] == 14, "its domain is known: asked %u",
	      d.asked[42]);
	d.master = 0x77;
	ptp4l_round(&w);
	CHECK(&t, strstr(text, "\"grandmaster_was\"") && strstr(text, "\"ifname\":\"eth1\""),
	      "another grandmaster: %s", text);
	/* Of two ports. */
	CHECK(&t, strstr(text, master + 16) && strchr(text, '\n') != strrchr(text, '\n'),
	      "in full: %s", text);
	*text = '\0';
	d.state = 8;
	ptp4l_round(&w);
	CHECK(&t, strstr(text, state), "another state: %s", text);
	*text = '\0';
	d.domain = 43;
	ptp4l_round(&w);
	CHECK(&t, strstr(text, domain), "another domain: %s", text);
	*text = '\0';
	d.mute = true;
	took = ms();
	ptp4l_round(&w);
	CHECK(&t, !*text, "an answer that is missing: %s", text);
	ptp4l_round(&w);
	CHECK(&t, strstr(text, "\"ptp4l\":\"gone\"") && strstr(text, "\"domain\":43"),
	      "two: %s", text);
	took = ms() - took;
	CHECK(&t, took < 2 * 4 * PTP4L_TIMEOUT_MS, "which takes %lld ms", (long long)took);
	took = ms();
	ptp4l_round(&w);
	CHECK(&t, ms() - took < PTP4L_TIMEOUT_MS, "then it is left alone");
	d.mute = false;
	w.of[0].rest = 0;
	*text = '\0';
	ptp4l_round(&w);
	CHECK(&t, strstr(text, "\"ptp4l\":\"answers\""), "it is back: %s", text);
	*text = '\0';
	serve_end(&d, path, thread);
	ptp4l_round(&w);
	CHECK(&t, strstr(text, "\"ptp4l\":\"gone\"") && !w.count, "it is gone: %s", text);
	rmdir(dir);
	tally_end(&t);
}
