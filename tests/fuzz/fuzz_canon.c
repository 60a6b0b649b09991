/* tests/fuzz/fuzz_canon.c - what the fast reader of lines reads, jansson reads,
 * and the same to the bit
 *
 * The input is a line; or, after a letter, the value of that member of a good
 * line.
 */
#include "../unit/same.h"
#include "line/canon.h"
#include "line/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { NOW = 1765368600, LONGEST = 4096 };

static const char *const members[][2] = {
	{ "timestamp", "\"2025-12-10T12:00:00Z\"" },
	{ "installation_id", "\"123456\"" },
	{ "battery", "\"system\"" },
	{ "instance", "288" },
	{ "source", "\"victron\"" },
	{ "soc", "67.0" },
	{ "voltage", "26.4" },
	{ "current", "-12.5" },
	{ "power", "-330.0" },
	{ "state", "\"discharging\"" },
	{ "temperature", "23.5" },
	{ "origin", "\"history\"" },
	{ "interval", "900" }
};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static void
append(char *line, size_t *len, const void *data, size_t n)
{
	memcpy(line + *len, data, n);
	*len += n;
}

/* A good line but for the value of one member. */
static size_t
compose(char *line, int which, const uint8_t *value, size_t size)
{
	size_t len = 0;

	for (int i = 0; i < MEMBERS; i++) {
		char name[32];
		int n = snprintf(name, sizeof(name), "%c\"%s\":",
		    i == 0 ? '{' : ',', members[i][0]);

		append(line, &len, name, (size_t)n);
		if (i == which)
			append(line, &len, value, size);
		else
			append(line, &len, members[i][1],
			    strlen(members[i][1]));
	}
	append(line, &len, "}", 1);
	return len;
}

/* A space before it is nothing to jansson, and not for the fast reader. */
static void
compare(char *spaced, size_t len)
{
	struct err e = { .kind = ERR_NONE };
	struct reading fast;
	struct line slow;

	spaced[0] = ' ';
	if (!canon_read(&fast, spaced + 1, len, NOW))
		return;
	if (line_parse(&slow, spaced, len + 1, NOW, &e) == -1 ||
	    slow.type != LINE_READING || !same_reading(&fast, &slow.reading))
		abort();
	line_free(&slow);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int which = size == 0 ? -1 : data[0] - 'a';
	char *line;
	size_t len;

	if (size > LONGEST)
		return 0;
	line = malloc(1 + size + 1024);
	if (line == NULL)
		return 0;
	if (which >= 0 && which < MEMBERS) {
		len = compose(line + 1, which, data + 1, size - 1);
	} else {
		memcpy(line + 1, data, size);
		len = size;
	}
	compare(line, len);
	free(line);
	return 0;
}
