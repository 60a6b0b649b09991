/* tests/fuzz/fuzz_line.c - no input line breaks the reader of lines, and what
 * it accepts survives being printed and read again */
#include "base/text.h"
#include "line/line.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { NOW = 1765368600 };

static char *
print(const struct line *l)
{
	if (l->type == LINE_OTHER)
		return NULL;
	return l->type == LINE_GAP ? line_of_gap(&l->gap) : line_text(l);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .kind = ERR_NONE };
	struct line first, second;
	char *once, *twice;

	if (line_parse(&first, (const char *)data, size, NOW, &e) == -1) {
		if (e.kind != ERR_BAD_LINE || text_has_control(e.msg))
			abort();
		return 0;
	}
	once = print(&first);
	line_free(&first);
	if (once == NULL)
		return 0;
	if (line_parse(&second, once, strlen(once), NOW, &e) == -1)
		abort();
	twice = print(&second);
	line_free(&second);
	if (strcmp(once, twice) != 0)
		abort();
	free(once);
	free(twice);
	return 0;
}
