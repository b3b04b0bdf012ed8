// SPDX-License-Identifier: GPL-2.0-only
/*
 * clockuse: how far a bound clock is off, and what no tool would ask of it. link: -lmnl
 *
 *	clockuse follow DEV SECONDS	compare it with the simulated NIC's own clock ten times a second, and print
 *					looks, the error's median, p99.9 and maximum, the bound's mean and maximum, how often
 *					the bound was broken, and the states seen
 *	clockuse bind DEV FILE		open FILE and have it bound as DEV's clock
 *	clockuse bindfd DEV NUMBER	bind a descriptor of that number, whatever it is
 *	clockuse socket DEV		bind a socket
 *	clockuse pipe DEV		bind a pipe
 *	clockuse path DEV FILE		bind a descriptor that cannot be read (O_PATH)
 *	clockuse sample DEV MEDIA BEFORE AFTER	hand in a read
 *	clockuse fresh DEV WIDTH	hand in a true read of the simulated NIC's clock whose bracket is that wide
 *
 * Status 0, 1 for wrong usage, 2 with the kernel's reason where it refuses.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/family.h"

#define LOOKS_MAX 40000

static struct mnl_socket *nl;
static uint16_t family;

/* What a reply says of a clock. */
struct clock_look {
	uint64_t media;
	uint64_t raw;
	uint32_t bound;
	uint32_t state;
	bool known;
};

static void refused(const char *what)
{
	fprintf(stderr, "clockuse: %s: %s\n", what, strerror(errno));
	exit(2);
}

static int take(const struct nlmsghdr *nlh, struct clock_look *look)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(attr)) {
		case ST2110_A_CLOCK_MEDIA:
			look->media = mnl_attr_get_u64(attr);
			break;
		case ST2110_A_CLOCK_RAW:
			look->raw = mnl_attr_get_u64(attr);
			break;
		case ST2110_A_CLOCK_STATE:
			look->state = mnl_attr_get_u32(attr);
			break;
		case ST2110_A_CLOCK_BOUND:
			look->bound = mnl_attr_get_u32(attr);
			look->known = true;
			break;
		}
	}
	return 0;
}

/* The kernel's sentence, of an acknowledgement. */
static void say(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	size_t skip = sizeof(*err);

	fprintf(stderr, "clockuse: %s", strerror(-err->error));
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS) {
		if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
			skip += err->msg.nlmsg_len - sizeof(struct nlmsghdr);
		mnl_attr_for_each(attr, nlh, skip)
			if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
				fprintf(stderr, ": %s", mnl_attr_get_str(attr));
	}
	fprintf(stderr, "\n");
}

static int ask(struct nlmsghdr *nlh, struct clock_look *look)
{
	static char in[16384];
	ssize_t n;

	nlh->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0)
		refused("send");
	while ((n = mnl_socket_recvfrom(nl, in, sizeof(in))) > 0) {
		struct nlmsghdr *a = (struct nlmsghdr *)in;
		int left = (int)n;

		for (; mnl_nlmsg_ok(a, left); a = mnl_nlmsg_next(a, &left)) {
			if (a->nlmsg_type == family && look)
				take(a, look);
			if (a->nlmsg_type != NLMSG_ERROR)
				continue;
			if (!((struct nlmsgerr *)mnl_nlmsg_get_payload(a))->error)
				return 0;
			say(a);
			return 2;
		}
	}
	refused("receive");
	return 2;
}

static struct nlmsghdr *request(uint8_t cmd, const char *dev)
{
	static char buf[4096];
	struct nlmsghdr *nlh = family_request(buf, family, cmd, 1);

	mnl_attr_put_strz(nlh, ST2110_A_CLOCK_IFNAME, dev);
	return nlh;
}

static int bind_fd(const char *dev, int fd)
{
	struct nlmsghdr *nlh = request(ST2110_CMD_CLOCK_BIND, dev);

	mnl_attr_put_u32(nlh, ST2110_A_CLOCK_FD, (uint32_t)fd);
	return ask(nlh, NULL);
}

static int bind_path(const char *dev, const char *path, int flags)
{
	int fd = open(path, flags);

	if (fd < 0)
		refused(path);
	return bind_fd(dev, fd);
}

static int sample(const char *dev, uint64_t media, uint64_t before, uint64_t after)
{
	struct nlmsghdr *nlh = request(ST2110_CMD_CLOCK_SAMPLE, dev);

	mnl_attr_put_u64(nlh, ST2110_A_CLOCK_MEDIA, media);
	mnl_attr_put_u64(nlh, ST2110_A_CLOCK_BEFORE, before);
	mnl_attr_put_u64(nlh, ST2110_A_CLOCK_AFTER, after);
	return ask(nlh, NULL);
}

/* CLOCK_MONOTONIC_RAW and the NIC's clock at one instant, of which only the simulation knows. */
static void truth(const char *dev, uint64_t *raw, int64_t *phc)
{
	static int fd = -1;
	char text[128];
	ssize_t n;

	if (fd < 0) {
		snprintf(text, sizeof(text), "/sys/kernel/debug/st2110_hwsim/%s/phc_truth", dev);
		fd = open(text, O_RDONLY);
	}
	n = fd < 0 ? -1 : pread(fd, text, sizeof(text) - 1, 0);
	if (n <= 0)
		refused("phc_truth");
	text[n] = 0;
	if (sscanf(text, "%" SCNu64 " %*u %*u %" SCNd64, raw, phc) != 2)
		refused("phc_truth");
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int follow(const char *dev, unsigned int seconds)
{
	static int64_t errors[LOOKS_MAX];
	uint64_t raw0, raw1, end, bounds = 0, bound_max = 0;
	unsigned int looks = 0, broken = 0, states = 0;
	uint32_t chance = 2110;
	int64_t phc0, phc1;

	truth(dev, &end, &phc0);
	end += seconds * 1000000000ULL;
	do {
		struct timespec pause = { 0 };
		struct clock_look look = { 0 };
		__int128_t due;

		chance = chance * 1664525 + 1013904223;
		pause.tv_nsec = 30000000 + (chance >> 8) % 130000000;
		nanosleep(&pause, NULL);
		truth(dev, &raw0, &phc0);
		if (ask(request(ST2110_CMD_CLOCK_GET, dev), &look))
			return 2;
		truth(dev, &raw1, &phc1);
		states |= 1U << look.state;
		if (!look.known || looks == LOOKS_MAX)
			continue;
		/* Between two truths microseconds apart the clock is as good as straight. */
		due = (__int128_t)(phc1 - phc0) * (int64_t)(look.raw - raw0) / (int64_t)(raw1 - raw0) + phc0;
		errors[looks] = llabs((int64_t)(look.media - (uint64_t)(int64_t)due));
		/* both are whole nanoseconds */
		if ((uint64_t)errors[looks] > look.bound + 2ULL)
			broken++;
		bounds += look.bound;
		if (look.bound > bound_max)
			bound_max = look.bound;
		looks++;
	} while (raw1 < end);
	if (!looks) {
		fprintf(stderr, "clockuse: %s was never known\n", dev);
		return 2;
	}
	qsort(errors, looks, sizeof(errors[0]), by_size);
	printf("{\"looks\":%u,\"median_ns\":%" PRId64 ",\"p999_ns\":%" PRId64 ",\"max_ns\":%" PRId64
	       ",\"bound_mean_ns\":%" PRIu64 ",\"bound_max_ns\":%" PRIu64 ",\"broken\":%u,\"states\":%u}\n",
	       looks, errors[looks / 2], errors[(looks - 1) * 999ULL / 1000], errors[looks - 1], bounds / looks, bound_max,
	       broken, states);
	return 0;
}

static int fresh(const char *dev, uint64_t width)
{
	uint64_t raw;
	int64_t phc;

	truth(dev, &raw, &phc);
	return sample(dev, (uint64_t)phc, raw - width, raw);
}

int main(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[1] : "";
	int one = 1, fds[2];

	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0)
		refused("netlink");
	mnl_socket_setsockopt(nl, NETLINK_EXT_ACK, &one, sizeof(one));
	family = family_find(nl);
	if (!family) {
		fprintf(stderr, "clockuse: the module is not loaded\n");
		return 2;
	}
	if (argc == 4 && !strcmp(what, "follow"))
		return follow(argv[2], (unsigned int)atoi(argv[3]));
	if (argc == 4 && !strcmp(what, "bind"))
		return bind_path(argv[2], argv[3], O_RDONLY);
	if (argc == 4 && !strcmp(what, "path"))
		return bind_path(argv[2], argv[3], O_PATH);
	if (argc == 4 && !strcmp(what, "bindfd"))
		return bind_fd(argv[2], atoi(argv[3]));
	if (argc == 3 && !strcmp(what, "socket"))
		return bind_fd(argv[2], mnl_socket_get_fd(nl));
	if (argc == 3 && !strcmp(what, "pipe"))
		return pipe(fds) ? 1 : bind_fd(argv[2], fds[0]);
	if (argc == 4 && !strcmp(what, "fresh"))
		return fresh(argv[2], strtoull(argv[3], NULL, 0));
	if (argc == 6 && !strcmp(what, "sample"))
		return sample(argv[2], strtoull(argv[3], NULL, 0), strtoull(argv[4], NULL, 0), strtoull(argv[5], NULL, 0));
	fprintf(stderr, "usage: clockuse follow|bind|path|bindfd|socket|pipe|fresh|sample DEV ...\n");
	return 1;
}
