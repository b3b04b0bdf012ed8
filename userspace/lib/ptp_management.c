// SPDX-License-Identifier: GPL-2.0-only
/*
 * PTP management messages. Design: ptp_management.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "ptp_management.h"

/* Common header (13.3) and the fields of a management message (15.4.1). */
#define AT_TYPE		0	/* transportSpecific, messageType */
#define AT_VERSION	1
#define AT_LENGTH	2
#define AT_DOMAIN	4
#define AT_SOURCE	20	/* sourcePortIdentity */
#define AT_SEQUENCE	30
#define AT_CONTROL	32
#define AT_INTERVAL	33
#define AT_TARGET	34	/* targetPortIdentity */
#define AT_ACTION	46
#define AT_TLV		48	/* tlvType, lengthField, managementId */
#define AT_DATA		54

#define TYPE_MANAGEMENT	0x0d
#define CONTROL_MANAGEMENT 0x04
#define ACTION_RESPONSE	2
#define TLV_MANAGEMENT	1
#define TLV_ERROR	2	/* MANAGEMENT_ERROR_STATUS */
#define IDENTITY	8	/* octets of a clockIdentity; a port number follows */

#define DOMAINS		256

static const u8 our_identity[IDENTITY] = { 0x02, 's', 't', '2', '1', '1', '0', 0 };

static const enum ptp_management_id sets[] = {
	PTP_DEFAULT_DATA_SET, PTP_CURRENT_DATA_SET, PTP_PARENT_DATA_SET,
	PTP_TIME_PROPERTIES_DATA_SET, PTP_PORT_DATA_SET, PTP_TIME_STATUS_NP,
	PTP_PORT_PROPERTIES_NP,
};

static u32 bit_of(u16 id)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		if (sets[i] == id)
			return 1U << i;
	return 0;
}

bool ptp_told(const struct ptp_instance *p, enum ptp_management_id id)
{
	return p->told & bit_of((u16)id);
}

static void put16(u8 *p, u16 v)
{
	p[0] = (u8)(v >> 8);
	p[1] = (u8)v;
}

static u16 get16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static u64 get64(const u8 *p)
{
	u64 v = 0;
	int i;

	for (i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

/* TimeInterval (5.3.2): ns * 2^16, to the nearest. */
static s64 get_interval(const u8 *p)
{
	s64 v = (s64)get64(p);

	return (v >> 16) + (v >> 15 & 1);
}

void ptp_management_get(u8 *buf, u8 domain, u16 source, u16 sequence, enum ptp_management_id id)
{
	memset(buf, 0, PTP_REQUEST_OCTETS);
	buf[AT_TYPE] = TYPE_MANAGEMENT;
	buf[AT_VERSION] = 2;
	put16(buf + AT_LENGTH, PTP_REQUEST_OCTETS);
	buf[AT_DOMAIN] = domain;
	memcpy(buf + AT_SOURCE, our_identity, IDENTITY);
	put16(buf + AT_SOURCE + IDENTITY, source);
	put16(buf + AT_SEQUENCE, sequence);
	buf[AT_CONTROL] = CONTROL_MANAGEMENT;
	buf[AT_INTERVAL] = 0x7f;
	/* All clocks, all ports; hops and action (GET) are 0. */
	memset(buf + AT_TARGET, 0xff, IDENTITY + 2);
	put16(buf + AT_TLV, TLV_MANAGEMENT);
	put16(buf + AT_TLV + 2, 2);
	put16(buf + AT_TLV + 4, (u16)id);
}

static struct ptp_port *port_of(struct ptp_instance *p, u16 number)
{
	unsigned int i;

	for (i = 0; i < p->ports; i++)
		if (p->port[i].number == number)
			return &p->port[i];
	if (p->ports == PTP_PORTS)
		return NULL;
	p->port[p->ports].number = number;
	return &p->port[p->ports++];
}

/* PTPText: a length and that many octets. */
static void read_name(struct ptp_port *port, const u8 *text, size_t room)
{
	size_t len = room ? text[0] : 0;

	if (len && len < room && len < sizeof(port->ifname)) {
		memcpy(port->ifname, text + 1, len);
		port->ifname[len] = '\0';
	}
}

/* Octets that the members read below take. */
static size_t shortest(u16 id)
{
	switch (id) {
	case PTP_DEFAULT_DATA_SET:
		return 20;
	case PTP_CURRENT_DATA_SET:
		return 18;
	case PTP_PARENT_DATA_SET:
		return 32;
	case PTP_TIME_PROPERTIES_DATA_SET:
		return 4;
	case PTP_PORT_DATA_SET:
		return 26;
	case PTP_TIME_STATUS_NP:
		return 50;
	default:
		return 13;
	}
}

/* Clause 15.5.3; the last two as ptp4l lays them out. */
static void read_set(u16 id, const u8 *d, size_t len, struct ptp_instance *p)
{
	struct ptp_port *port;

	switch (id) {
	case PTP_DEFAULT_DATA_SET:
		p->slave_only = d[0] & 2;
		p->port_count = get16(d + 2);
		memcpy(p->clock_id, d + 10, IDENTITY);
		p->domain = d[18];
		break;
	case PTP_CURRENT_DATA_SET:
		p->steps_removed = get16(d);
		p->offset_ns = get_interval(d + 2);
		p->path_delay_ns = get_interval(d + 10);
		break;
	case PTP_PARENT_DATA_SET:
		p->gm_class = d[19];
		memcpy(p->gm_id, d + 24, IDENTITY);
		break;
	case PTP_TIME_PROPERTIES_DATA_SET:
		p->utc_offset_s = (s32)(get16(d) ^ 0x8000) - 0x8000;
		p->utc_offset_valid = d[2] & 0x04;
		p->ptp_timescale = d[2] & 0x08;
		p->time_traceable = d[2] & 0x10;
		break;
	case PTP_TIME_STATUS_NP:
		p->master_offset_ns = (s64)get64(d);
		p->gm_present = get16(d + 38) || get16(d + 40);
		break;
	case PTP_PORT_DATA_SET:
		port = port_of(p, get16(d + IDENTITY));
		if (port)
			port->state = d[10];
		break;
	case PTP_PORT_PROPERTIES_NP:
		port = port_of(p, get16(d + IDENTITY));
		if (port)
			read_name(port, d + 12, len - 12);
		break;
	}
}

int ptp_management_read(const u8 *buf, size_t len, u16 source, struct ptp_instance *p)
{
	size_t whole, tlv, data;
	u16 type, id;

	if (len < AT_DATA || (buf[AT_TYPE] & 0x0f) != TYPE_MANAGEMENT ||
	    (buf[AT_VERSION] & 0x0f) != 2)
		return -EBADMSG;
	whole = get16(buf + AT_LENGTH);
	tlv = get16(buf + AT_TLV + 2);
	if (whole > len || tlv < 2 || AT_TLV + 4 + tlv > whole)
		return -EBADMSG;
	if ((buf[AT_ACTION] & 0x0f) != ACTION_RESPONSE ||
	    memcmp(buf + AT_TARGET, our_identity, IDENTITY) ||
	    get16(buf + AT_TARGET + IDENTITY) != source)
		return 0;
	type = get16(buf + AT_TLV);
	id = get16(buf + AT_TLV + 4);
	data = tlv - 2;
	/* An error names its reason first, then the set (15.5.4). */
	if (type == TLV_ERROR && data >= 2) {
		id = get16(buf + AT_DATA);
		p->refused |= bit_of(id);
		return bit_of(id) ? id : 0;
	}
	if (type != TLV_MANAGEMENT || !bit_of(id))
		return 0;
	if (data < shortest(id))
		return -EBADMSG;
	read_set(id, buf + AT_DATA, data, p);
	p->told |= bit_of(id);
	return id;
}

static s64 now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (s64)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A conversation with one daemon. */
struct talk {
	int fd;
	u16 source;
	u16 sequence;
	struct ptp_instance *p;
};

/*
 * The answer comes to the address that asked: one of the abstract kind leaves no
 * file behind, and takes no right to make one.
 */
static int talk_open(struct talk *t, const char *path)
{
	struct sockaddr_un daemon = { .sun_family = AF_UNIX };
	struct sockaddr_un us = { .sun_family = AF_UNIX };
	int err;

	if (strlen(path) >= sizeof(daemon.sun_path))
		return -ENAMETOOLONG;
	memcpy(daemon.sun_path, path, strlen(path) + 1);
	t->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (t->fd < 0)
		return -errno;
	if (!bind(t->fd, (struct sockaddr *)&us, sizeof(us.sun_family)) &&
	    !connect(t->fd, (struct sockaddr *)&daemon, sizeof(daemon)))
		return 0;
	err = -errno;
	close(t->fd);
	return err;
}

/* Send, waiting for room until @deadline. */
static int talk_send(struct talk *t, u8 domain, enum ptp_management_id id, s64 deadline)
{
	struct pollfd room = { .fd = t->fd, .events = POLLOUT };
	u8 buf[PTP_REQUEST_OCTETS];

	ptp_management_get(buf, domain, t->source, t->sequence++, id);
	while (send(t->fd, buf, sizeof(buf), MSG_NOSIGNAL) < 0) {
		s64 left = deadline - now_ms();

		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		if (left <= 0)
			return -ETIMEDOUT;
		poll(&room, 1, (int)left);
	}
	return 0;
}

/* Everything that was asked for, of every port that there is. */
static bool complete(const struct ptp_instance *p)
{
	unsigned int i, want = p->port_count < PTP_PORTS ? p->port_count : PTP_PORTS;
	u32 each = bit_of(PTP_PORT_DATA_SET), name = bit_of(PTP_PORT_PROPERTIES_NP);

	if ((p->told | p->refused) != (1U << ARRAY_SIZE(sets)) - 1 || p->ports < want)
		return false;
	for (i = 0; i < p->ports; i++)
		if ((!p->port[i].state && !(p->refused & each)) ||
		    (!p->port[i].ifname[0] && !(p->refused & name)))
			return false;
	return true;
}

/* Take answers in until a set is told, all are (@id 0), or @deadline is past. */
static int talk_hear(struct talk *t, u16 id, s64 deadline)
{
	struct pollfd answer = { .fd = t->fd, .events = POLLIN };
	u8 buf[1500];
	ssize_t len;

	for (;;) {
		s64 left = deadline - now_ms();

		if (id ? ptp_told(t->p, (enum ptp_management_id)id) : complete(t->p))
			return 0;
		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&answer, 1, (int)left) <= 0)
			continue;
		len = recv(t->fd, buf, sizeof(buf), 0);
		if (len >= 0)
			ptp_management_read(buf, (size_t)len, t->source, t->p);
		else if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
}

/* Whose domain is it? Only the daemon's own is answered. @domain: likely, or none (-1). */
static int find_domain(struct talk *t, int timeout_ms, int domain)
{
	static const u8 usual[] = { 127, 0 };
	s64 deadline = now_ms() + timeout_ms;
	unsigned int i;
	int err = 0;

	if (domain >= 0) {
		err = talk_send(t, (u8)domain, PTP_DEFAULT_DATA_SET, deadline);
		if (!err)
			err = talk_hear(t, PTP_DEFAULT_DATA_SET, deadline);
		if (err != -ETIMEDOUT)
			return err;
		deadline = now_ms() + timeout_ms;
		err = 0;
	}
	for (i = 0; i < ARRAY_SIZE(usual) && !err; i++)
		err = talk_send(t, usual[i], PTP_DEFAULT_DATA_SET, deadline);
	if (!err)
		err = talk_hear(t, PTP_DEFAULT_DATA_SET, deadline);
	if (err != -ETIMEDOUT)
		return err;
	deadline = now_ms() + timeout_ms;
	for (i = 0, err = 0; i < DOMAINS && !err; i++)
		err = talk_send(t, (u8)i, PTP_DEFAULT_DATA_SET, deadline);
	return err ? err : talk_hear(t, PTP_DEFAULT_DATA_SET, deadline);
}

int ptp_management_ask(const char *path, int timeout_ms, int domain, struct ptp_instance *p)
{
	struct talk t = { .source = (u16)getpid(), .p = p };
	unsigned int i;
	s64 deadline;
	int err;

	memset(p, 0, sizeof(*p));
	err = talk_open(&t, path);
	if (err)
		return err;
	err = find_domain(&t, timeout_ms, domain);
	deadline = now_ms() + timeout_ms;
	for (i = 1; i < ARRAY_SIZE(sets) && !err; i++)
		err = talk_send(&t, p->domain, sets[i], deadline);
	if (!err)
		err = talk_hear(&t, 0, deadline);
	close(t.fd);
	/* An older daemon leaves sets out: what it told counts. */
	return err == -ETIMEDOUT && ptp_told(p, PTP_DEFAULT_DATA_SET) ? 0 : err;
}

char *ptp_identity_text(char *buf, const u8 *id)
{
	snprintf(buf, PTP_IDENTITY_TEXT, "%02x%02x%02x.%02x%02x.%02x%02x%02x", id[0], id[1], id[2],
		 id[3], id[4], id[5], id[6], id[7]);
	return buf;
}

const char *ptp_port_state(u8 state)
{
	static const char * const words[] = {
		"unknown", "initializing", "faulty", "disabled", "listening", "pre-master",
		"master", "passive", "uncalibrated", "slave",
	};

	return state < ARRAY_SIZE(words) ? words[state] : words[0];
}
