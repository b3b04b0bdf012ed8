// SPDX-License-Identifier: GPL-2.0-only
/*
 * outbox: copies standard input into the memory that the virtual machine
 * shares with its host (ivshmem-plain, BAR 2).
 *
 * No driver, no interrupt and no device model is involved, so it works on any
 * kernel, costs one copy, and while the tests run there is nothing that could
 * disturb their timing. Layout: "st2110ob", 8 octets length (host order), and
 * from offset 4096 the contents. The name is written last.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEVICES		"/sys/bus/pci/devices"
/* As the first four octets of configuration space hold them. */
#define VENDOR_DEVICE	0x11101af4u
#define DATA		4096

static int open_bar(void)
{
	char path[512];
	struct dirent *e;
	uint32_t id;
	DIR *d;
	int fd;

	d = opendir(DEVICES);
	while (d && (e = readdir(d))) {
		snprintf(path, sizeof(path), DEVICES "/%s/config", e->d_name);
		fd = open(path, O_RDONLY);
		if (fd < 0)
			continue;
		id = 0;
		if (read(fd, &id, sizeof(id)) != sizeof(id))
			id = 0;
		close(fd);
		if (id != VENDOR_DEVICE)
			continue;
		/* Memory decoding is off until somebody enables the device. */
		snprintf(path, sizeof(path), DEVICES "/%s/enable", e->d_name);
		fd = open(path, O_WRONLY);
		if (fd >= 0) {
			if (write(fd, "1", 1) != 1)
				perror(path);
			close(fd);
		}
		snprintf(path, sizeof(path), DEVICES "/%s/resource2", e->d_name);
		closedir(d);
		return open(path, O_RDWR);
	}
	if (d)
		closedir(d);
	errno = ENODEV;
	return -1;
}

int main(void)
{
	uint64_t length = 0;
	struct stat st;
	uint8_t *bar;
	ssize_t n;
	int fd;

	fd = open_bar();
	if (fd < 0 || fstat(fd, &st)) {
		perror("outbox: no shared memory");
		return 2;
	}
	bar = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (bar == MAP_FAILED) {
		perror("outbox: mmap");
		return 2;
	}
	for (;;) {
		if (DATA + length == (uint64_t)st.st_size) {
			fprintf(stderr, "outbox: over %lld octets: run with a larger --out-mb\n",
				(long long)st.st_size - DATA);
			return 2;
		}
		n = read(0, bar + DATA + length, st.st_size - DATA - length);
		if (n < 0) {
			perror("outbox: read");
			return 2;
		}
		if (!n)
			break;
		length += n;
	}
	memcpy(bar + 8, &length, sizeof(length));
	memcpy(bar, "st2110ob", 8);
	return 0;
}
