/* tests/fuzz/fuzz_text.c - cleaned text is printable UTF-8, cleaning it again
 * changes nothing, and times, spans and numbers are read without harm */
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
must_be_clean(char *s)
{
	char *again;
	json_t *v;

	text_clean(s);
	v = json_string(s);	/* jansson refuses what is not UTF-8 */
	if (v == NULL || text_has_control(s))
		abort();
	json_decref(v);
	again = xstrdup(s);
	text_clean(again);
	if (strcmp(s, again) != 0)
		abort();
	free(again);
}

static void
times_read_back(const char *s)
{
	char text[CLOCK_TEXT];
	int64_t at, back;

	if (!clock_parse(s, &at) || strcmp(clock_format(text, at), "-") == 0)
		return;
	if (!clock_parse(text, &back) || back != at)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = xstrndup((const char *)data, size);
	int64_t whole;
	double number;

	times_read_back(s);
	(void)clock_parse_span(s, &whole);
	(void)text_to_double(s, &number);
	text_trim(s);
	must_be_clean(s);
	free(s);
	return 0;
}
