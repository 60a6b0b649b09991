/* answer/range.c - see range.h */
#include "answer/range.h"

#include "base/clock.h"
#include "line/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { HOUR_S = 3600, DEFAULT_HOURS = 24 };

struct here {			/* where and when a point is said */
	const char *zone;
	int64_t now;
};

/* Without a zone: whole, or cut short.  *date: no time of the day is said. */
static bool
parse_local(const char *s, int64_t *local, bool *date)
{
	static const char *const rest[] = { "Z", ":00Z", "T12:00:00Z",
	    "-01T12:00:00Z", "-01-01T12:00:00Z" };
	char whole[64];

	if (strlen(s) > 40 || strpbrk(s, "Zz+") != NULL)
		return false;
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		(void)snprintf(whole, sizeof(whole), "%s%s", s, rest[i]);
		if (clock_parse(whole, local)) {
			*date = i >= 2;
			return true;
		}
	}
	return false;
}

/* With a zone; the seconds may be left out: "2025-12-10T18:00Z". */
static bool
parse_moment(const char *s, int64_t *at)
{
	const size_t minute = sizeof("2025-12-10T18:00") - 1;
	char whole[64];

	if (clock_parse(s, at))
		return true;
	if (strlen(s) <= minute || strlen(s) > 40)
		return false;
	(void)snprintf(whole, sizeof(whole), "%.*s:00%s", (int)minute, s,
	    s + minute);
	return clock_parse(whole, at);
}

/* The first moment of the day so many days before the one that holds at. */
static int
day_of(const struct here *h, int64_t at, int days_before, int64_t *start,
    struct err *e)
{
	int64_t end;

	if (zone_day(h->zone, at, start, &end, e) == -1)
		return -1;
	return days_before == 0 ? 0 :
	    day_of(h, *start - 1, days_before - 1, start, e);
}

static int
parse_point(const char *option, const char *s, const struct here *h,
    int64_t *at, struct err *e)
{
	int64_t span;
	bool date;

	if (strcmp(s, "now") == 0) {
		*at = h->now;
	} else if (strcmp(s, "today") == 0) {
		return day_of(h, h->now, 0, at, e);
	} else if (strcmp(s, "yesterday") == 0) {
		return day_of(h, h->now, 1, at, e);
	} else if (*s == '-' && clock_parse_span(s + 1, &span)) {
		*at = h->now - span;
	} else if (parse_local(s, at, &date)) {
		if (zone_moment(h->zone, *at, at, e) == -1)
			return -1;
		return date ? day_of(h, *at, 0, at, e) : 0;
	} else if (!parse_moment(s, at)) {
		err_set(e, ERR_USAGE, "%s: not a time: %s", option, s);
		err_hint(e, "examples: 2025-12-10, 2025-12-10T12:00:00Z, -7d, "
		    "-90m, now, today, yesterday");
		return -1;
	}
	return 0;
}

static int
parse_hours(const struct range_words *w, int64_t *hours, struct err *e)
{
	*hours = w->hours >= 0 ? w->hours : DEFAULT_HOURS;
	if (*hours < 1 || *hours > INT32_MAX) {
		err_set(e, ERR_USAGE, "--hours: %" PRId64 ": not a number of "
		    "hours to look back", *hours);
		return -1;
	}
	if (w->hours >= 0 && w->since != NULL && w->until != NULL) {
		err_set(e, ERR_USAGE, "--hours, --since and --until together "
		    "say too much");
		err_hint(e, "leave one of them out");
		return -1;
	}
	return 0;
}

static int
find_ends(struct range *r, const struct range_words *w, const struct here *h,
    struct err *e)
{
	int64_t hours;

	*r = (struct range){ .to = h->now, .to_now = w->until == NULL };
	if (parse_hours(w, &hours, e) == -1)
		return -1;
	if (w->until != NULL &&
	    parse_point("--until", w->until, h, &r->to, e) == -1)
		return -1;
	r->from = r->to - hours * HOUR_S;
	if (w->since != NULL &&
	    parse_point("--since", w->since, h, &r->from, e) == -1)
		return -1;
	if (w->since != NULL && w->hours >= 0) {
		r->to = r->from + hours * HOUR_S;
		r->to_now = false;
	}
	return 0;
}

int
range_parse(struct range *r, const struct range_words *w, const char *zone,
    int64_t now, struct err *e)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];

	if (find_ends(r, w, &(struct here){ zone, now }, e) == -1)
		return -1;
	if (r->from < r->to)
		return 0;
	err_set(e, ERR_USAGE, "the range is empty: from %s to %s",
	    clock_format(from, r->from), clock_format(to, r->to));
	err_hint(e, "the end is not part of the range, and a date is its first "
	    "moment: --since 2025-12-10 --until 2025-12-11 is one day");
	return -1;
}

bool
range_zone_known(const struct site *s)
{
	return s != NULL && *s->timezone != '\0';
}

const char *
range_zone(const struct site *s)
{
	return range_zone_known(s) ? s->timezone : "UTC";
}

const char *
range_zone_here(const struct site *s)
{
	return range_zone_known(s) && strcmp(s->timezone, "UTC") != 0 &&
	    zone_is_here(s->timezone) ? s->timezone : NULL;
}

int
range_of_site(struct range *r, const struct range_words *w,
    const struct site *s, int64_t now, struct err *e)
{
	*r = (struct range){ .from = INT64_MIN, .to = INT64_MAX };
	if (w == NULL || range_parse(r, w, range_zone(s), now, e) == 0)
		return 0;
	if (e->kind == ERR_SYSTEM && s != NULL)
		err_ctx(e, "site %s", s->id);
	return -1;
}

int
range_check(const struct range_words *w, struct err *e)
{
	struct range r;

	return find_ends(&r, w, &(struct here){ "UTC", 0 }, e);
}
