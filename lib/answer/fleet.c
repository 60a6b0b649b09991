/* answer/fleet.c - see fleet.h */
#include "answer/fleet.h"

#include "line/zone.h"

bool
fleet_next(struct series *s, const struct series_ask *ask)
{
	struct err none = { .kind = ERR_NONE };

	s->latest = book_next(&s->book, &s->some, s->latest);
	if (s->latest == NULL)
		return false;
	s->site = book_site_of(&s->book, s->latest);
	if (range_of_site(&s->range, &ask->words, s->site, ask->now,
	    &none) == -1)
		s->range = (struct range){ 0, 0, false };
	return true;
}

/* Before anything is told of the first: what would be wrong with the last? */
static int
check(struct series *s, const struct series_ask *ask, struct err *e)
{
	bool some = false;
	struct tm tm;

	while (fleet_next(s, ask)) {
		if (zone_clock(range_zone(s->site), ask->now, &tm, e) == -1) {
			err_ctx(e, "site %s", s->site->id);
			return -1;
		}
		some |= s->range.from < s->range.to;
	}
	return some ? 0 :
	    range_of_site(&s->range, &ask->words, s->site, ask->now, e);
}

int
fleet_load(struct series *s, struct store *st, const struct series_ask *ask,
    struct err *e)
{
	struct err none = { .kind = ERR_NONE };

	*s = (struct series){ .site = NULL };
	if (store_snapshot(st, e) == -1 ||
	    book_load(&s->book, st, ask->site, e) == -1)
		return -1;
	if (book_several(&s->book, &(struct book_names){ ask->site,
	    ask->battery, ask->source }, &s->some, &none) == -1 &&
	    none.kind != ERR_NO_READING) {
		*e = none;
		return -1;
	}
	s->site = s->some.site;
	return check(s, ask, e);
}
