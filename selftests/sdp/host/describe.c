// SPDX-License-Identifier: GPL-2.0-only
/*
 * describe FILE [stream WHICH] [WORD VALUE]...: what a description means for a
 * flow, as the words of a command, then the description that is written of it.
 *
 * Exit status: 0 read, written, and the same again; 1 not read; 2 read and not
 * written; 3 the way there and back does not hold.
 */
#include <stdio.h>
#include <string.h>

#include "roundtrip.h"

int main(int argc, char **argv)
{
	static char text[2 * SDP_OCTETS];
	static struct roundtrip t;
	struct sdp_flow said = { .words = 0 };
	const char *stream = NULL;
	size_t len;
	FILE *in;
	u32 k;
	int i;

	if (argc < 2 || argc % 2)
		return fprintf(stderr, "usage: describe FILE [stream WHICH] [WORD VALUE]...\n"), 4;
	in = fopen(argv[1], "r");
	if (!in)
		return perror(argv[1]), 4;
	len = fread(text, 1, sizeof(text), in);
	fclose(in);
	for (i = 2; i < argc; i += 2) {
		if (!strcmp(argv[i], "stream"))
			stream = argv[i + 1];
		else
			sdp_flow_say(&said, 0, 0, argv[i], "%s", argv[i + 1]);
	}
	roundtrip(&t, text, len, stream, &said);
	for (k = 0; t.read && k < t.flow.words; k++) {
		if (t.flow.word[k].leg > 1)
			printf("leg %u ", t.flow.word[k].leg);
		printf("%s %s ", t.flow.word[k].key, t.flow.word[k].value);
	}
	if (t.read)
		putchar('\n');
	if (t.broken)
		printf("broken: %s\n%s\n%s\n%s\n", t.broken, t.no.text, t.text, t.again);
	else if (t.written)
		fputs(t.text, stdout);
	else if (t.no.line)
		printf("line %u: %s\n", t.no.line, t.no.text);
	else
		printf("%s\n", t.no.text);
	return t.broken ? 3 : t.written ? 0 : t.read ? 2 : 1;
}
