/* answer/range.c - see range.h */
#include "answer/range.h"

#include "base/clock.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HOUR_S = 3600, DAY_S = 86400, DEFAULT_HOURS = 24 };

static int64_t
midnight(int64_t t)
{
	return t - (t % DAY_S + DAY_S) % DAY_S;
}

/* RFC 3339, or cut short: the zone, the seconds or the time left out. */
static bool
parse_absolute(const char *s, int64_t *at)
{
	static const char *const rest[] = { "", "Z", ":00Z", "T00:00:00Z" };
	char whole[64];

	if (strlen(s) > 40)
		return false;
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		(void)snprintf(whole, sizeof(whole), "%s%s", s, rest[i]);
		if (clock_parse(whole, at))
			return true;
	}
	return false;
}

static bool
parse_point(const char *s, int64_t now, int64_t *at)
{
	int64_t span;

	if (strcmp(s, "now") == 0)
		*at = now;
	else if (strcmp(s, "today") == 0)
		*at = midnight(now);
	else if (strcmp(s, "yesterday") == 0)
		*at = midnight(now) - DAY_S;
	else if (*s == '-' && clock_parse_span(s + 1, &span))
		*at = now - span;
	else
		return parse_absolute(s, at);
	return true;
}

static int
parse_option(const char *option, const char *s, int64_t now, int64_t *at,
    struct err *e)
{
	if (parse_point(s, now, at))
		return 0;
	err_set(e, ERR_USAGE, "%s: not a time: %s", option, s);
	err_hint(e, "examples: 2025-12-10, 2025-12-10T12:00:00Z, -7d, -90m, "
	    "now, today, yesterday");
	return -1;
}

int
range_parse(struct range *r, const struct range_words *w, int64_t now,
    struct err *e)
{
	int64_t hours = w->hours >= 0 ? w->hours : DEFAULT_HOURS;
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	*r = (struct range){ .to = now, .to_now = w->until == NULL };
	if (hours < 1 || hours > INT32_MAX) {
		err_set(e, ERR_USAGE, "--hours: %" PRId64 ": not a number of "
		    "hours to look back", hours);
		return -1;
	}
	if (w->hours >= 0 && w->since != NULL && w->until != NULL) {
		err_set(e, ERR_USAGE, "--hours, --since and --until together "
		    "say too much");
		err_hint(e, "leave one of them out");
		return -1;
	}
	if (w->until != NULL &&
	    parse_option("--until", w->until, now, &r->to, e) == -1)
		return -1;
	r->from = r->to - hours * HOUR_S;
	if (w->since != NULL &&
	    parse_option("--since", w->since, now, &r->from, e) == -1)
		return -1;
	if (w->since != NULL && w->hours >= 0) {
		r->to = r->from + hours * HOUR_S;
		r->to_now = false;
	}
	if (r->from < r->to)
		return 0;
	err_set(e, ERR_USAGE, "the range is empty: from %s to %s",
	    clock_format(from, r->from), clock_format(to, r->to));
	err_hint(e, "the end is not part of the range, and a date is its first "
	    "moment: --since 2025-12-10 --until 2025-12-11 is one day");
	return -1;
}
