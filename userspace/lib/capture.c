// SPDX-License-Identifier: GPL-2.0-only
/*
 * Captured frames. Design: capture.h.
 */
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>

#include "capture.h"

#define SNAP_OCTETS	128	/* headers, VLAN tags and SRDs; not the picture */
#define BUFFER_OCTETS	(256 << 20)
#define READ_MS		100

static char text[PCAP_ERRBUF_SIZE + 80];

static const char *say(const char *what, const char *why)
{
	snprintf(text, sizeof(text), "%s: %s", what, why);
	return text;
}

const char *capture_open_file(struct capture *c, const char *file, s64 offset_ns)
{
	char why[PCAP_ERRBUF_SIZE];
	u8 magic[4] = { 0 };
	FILE *f;

	memset(c, 0, sizeof(*c));
	c->member_fd = -1;
	c->offset_ns = offset_ns;
	/* libpcap scales to nanoseconds; what the file holds it does not tell. */
	c->resolution_ns = 1;
	f = fopen(file, "rb");
	if (!f)
		return say(file, strerror(errno));
	if (fread(magic, 1, 4, f) == 4 &&
	    (!memcmp(magic, "\xd4\xc3\xb2\xa1", 4) || !memcmp(magic, "\xa1\xb2\xc3\xd4", 4)))
		c->resolution_ns = 1000;
	fclose(f);
	c->pcap = pcap_open_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why);
	if (!c->pcap)
		return say(file, why);
	if (pcap_datalink(c->pcap) != DLT_EN10MB)
		return say(file, "link type is not Ethernet");
	return NULL;
}

static const char *join(struct capture *c, const char *dev, const struct st2110_addr *group)
{
	struct group_req req = { .gr_interface = if_nametoindex(dev) };
	bool v4 = group->len == 4;

	if (v4 ? group->octets[0] >> 4 != 14 : group->octets[0] != 0xff)
		return NULL;
	c->member_fd = socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0);
	if (c->member_fd < 0)
		return say("socket", strerror(errno));
	if (v4) {
		struct sockaddr_in *to = (struct sockaddr_in *)&req.gr_group;

		to->sin_family = AF_INET;
		memcpy(&to->sin_addr, group->octets, 4);
	} else {
		struct sockaddr_in6 *to = (struct sockaddr_in6 *)&req.gr_group;

		to->sin6_family = AF_INET6;
		memcpy(&to->sin6_addr, group->octets, 16);
	}
	if (setsockopt(c->member_fd, v4 ? IPPROTO_IP : IPPROTO_IPV6, MCAST_JOIN_GROUP, &req,
		       sizeof(req)))
		return say("joining the group", strerror(errno));
	return NULL;
}

/* Hardware stamps: the PHC's own time, which PTP keeps on TAI. */
static bool wants_hardware(pcap_t *pcap)
{
	int *types, count, i;
	bool found = false;

	count = pcap_list_tstamp_types(pcap, &types);
	for (i = 0; i < count; i++)
		found |= types[i] == PCAP_TSTAMP_ADAPTER_UNSYNCED;
	if (count > 0)
		pcap_free_tstamp_types(types);
	return found && !pcap_set_tstamp_type(pcap, PCAP_TSTAMP_ADAPTER_UNSYNCED);
}

const char *capture_open_live(struct capture *c, const char *dev, const struct st2110_addr *group,
			      u16 port)
{
	char why[PCAP_ERRBUF_SIZE], filter[40];
	struct timex clock = { 0 };
	struct bpf_program program;
	const char *no;

	memset(c, 0, sizeof(*c));
	c->member_fd = -1;
	c->resolution_ns = 1;
	c->pcap = pcap_create(dev, why);
	if (!c->pcap)
		return say("--dev", why);
	pcap_set_snaplen(c->pcap, SNAP_OCTETS);
	pcap_set_promisc(c->pcap, 1);
	pcap_set_timeout(c->pcap, READ_MS);
	pcap_set_buffer_size(c->pcap, BUFFER_OCTETS);
	c->stamps = wants_hardware(c->pcap) ? CAPTURE_HARDWARE : CAPTURE_SOFTWARE;
	if (pcap_set_tstamp_precision(c->pcap, PCAP_TSTAMP_PRECISION_NANO))
		c->resolution_ns = 1000;
	if (pcap_activate(c->pcap) < 0)
		return say("--dev", pcap_geterr(c->pcap));
	if (pcap_datalink(c->pcap) != DLT_EN10MB)
		return say("--dev", "not an Ethernet device");
	snprintf(filter, sizeof(filter), port ? "udp dst port %u or vlan" : "udp or vlan", port);
	if (pcap_compile(c->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) ||
	    pcap_setfilter(c->pcap, &program))
		return say("--dev", pcap_geterr(c->pcap));
	pcap_freecode(&program);
	if (c->stamps == CAPTURE_SOFTWARE && adjtimex(&clock) >= 0)
		c->offset_ns = (s64)clock.tai * 1000000000;
	no = group ? join(c, dev, group) : NULL;
	return no;
}

int capture_next(struct capture *c, struct capture_frame *f)
{
	struct pcap_pkthdr *h;
	const u8 *octets;
	int got;

	got = pcap_next_ex(c->pcap, &h, &octets);
	if (got <= 0)
		return got ? -1 : 0;
	f->octets = octets;
	f->caplen = h->caplen;
	f->len = h->len;
	/* With nanosecond precision tv_usec holds nanoseconds. */
	f->tai_ns = (u64)h->ts.tv_sec * 1000000000 +
		    (u64)h->ts.tv_usec * (c->stamps != CAPTURE_FILE ? c->resolution_ns : 1) +
		    (u64)c->offset_ns;
	c->frames++;
	return 1;
}

u64 capture_lost(struct capture *c)
{
	struct pcap_stat stat;

	if (c->stamps == CAPTURE_FILE || pcap_stats(c->pcap, &stat))
		return 0;
	return (u64)stat.ps_drop + stat.ps_ifdrop;
}

void capture_close(struct capture *c)
{
	if (c->pcap)
		pcap_close(c->pcap);
	if (c->member_fd >= 0)
		close(c->member_fd);
}
