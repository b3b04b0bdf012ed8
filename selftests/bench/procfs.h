/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that the kernel tells in files. */
#ifndef SELFTESTS_PROCFS_H
#define SELFTESTS_PROCFS_H

#include <ctype.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The first number behind a word, which is read no further than its line; NULL: of the file. 0 where there is none. */
static inline uint64_t number_in(const char *path, const char *word)
{
	static char text[1 << 16];
	const char *at = text;
	int fd = open(path, O_RDONLY);
	size_t have = 0;
	ssize_t n;

	if (fd < 0)
		return 0;
	while (have < sizeof(text) - 1 && (n = read(fd, text + have, sizeof(text) - 1 - have)) > 0) {
		have += (size_t)n;
		text[have] = 0;
		if (word && strstr(text, word) && strchr(strstr(text, word), '\n'))
			break;
	}
	close(fd);
	text[have] = 0;
	if (word) {
		at = strstr(text, word);
		if (!at)
			return 0;
		at += strlen(word);
	}
	while (*at && !isdigit((unsigned char)*at))
		at++;
	return strtoull(at, NULL, 10);
}

/* How long the first CPU has slept. */
static inline uint64_t idle_ns(void)
{
	return number_in("/proc/timer_list", ".idle_sleeptime");
}

#endif
