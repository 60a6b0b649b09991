/* answer/course.c - see course.h */
#include "answer/course.h"

#include "answer/format.h"
#include "answer/pace.h"
#include "answer/spoken.h"
#include "base/clock.h"
#include "base/text.h"
#include "line/coverage.h"

#include <inttypes.h>
#include <math.h>

struct summary {		/* of a range, for people */
	struct coverage coverage;
	struct reading first, last, lowest, highest;	/* with SOC */
	bool some;
};

static int
summarize(void *arg, const struct reading *r, struct err *e)
{
	struct summary *s = arg;

	(void)e;
	coverage_add(&s->coverage, r);
	if (isnan(r->soc) || r->at < s->coverage.from ||
	    (r->at >= s->coverage.to && !s->coverage.to_now))
		return 0;
	if (!s->some)
		s->first = s->lowest = s->highest = *r;
	s->some = true;
	s->last = *r;
	if (r->soc < s->lowest.soc)
		s->lowest = *r;
	if (r->soc > s->highest.soc)
		s->highest = *r;
	return 0;
}

/* Times by the clocks of the site. */
static const char *
say_when(char *buf, const struct course_ask *ask, int64_t at)
{
	const struct site *site = ask->series->site;

	return spoken_time(buf, site == NULL ? "" : site->timezone, at,
	    ask->now);
}

static void
say_whose(FILE *fp, const struct course_ask *ask)
{
	char title[BOOK_TITLE];

	if (ask->series->site == NULL)
		return;
	(void)fputs(" of ", fp);
	if (ask->series->latest != NULL)
		series_say(ask->series, fp);
	else
		(void)fputs(book_title(ask->series->site, title), fp);
}

static void
say_soc(FILE *fp, const struct course_ask *ask, const char *before,
    const struct reading *r)
{
	char number[TEXT_NUMBER], at[SPOKEN_TIME];

	text_number(number, round(r->soc * 10) / 10);
	(void)fprintf(fp, "%s%s %% (%s)", before, number,
	    say_when(at, ask, r->at));
}

static void
say_course(FILE *fp, const struct course_ask *ask, const struct summary *s)
{
	say_soc(fp, ask, s->first.at == s->last.at ? "  The battery was at " :
	    "  The battery went from ", &s->first);
	if (s->first.at != s->last.at) {
		say_soc(fp, ask, " to ", &s->last);
		say_soc(fp, ask, "; it was lowest at ", &s->lowest);
		say_soc(fp, ask, " and highest at ", &s->highest);
	}
	(void)putc('.', fp);
}

static void
say(FILE *fp, const struct course_ask *ask, const struct summary *s)
{
	char from[SPOKEN_TIME], to[SPOKEN_TIME];
	char age[CLOCK_AGE], percent[TEXT_NUMBER];
	const struct coverage *c = &s->coverage;

	(void)fprintf(fp, "From %s to %s ", say_when(from, ask, c->from),
	    say_when(to, ask, c->to));
	if (c->count == 0)
		(void)fputs("there are no readings", fp);
	else
		(void)fprintf(fp, "there %s %" PRId64 " reading%s",
		    c->count == 1 ? "is" : "are", c->count,
		    c->count == 1 ? "" : "s");
	say_whose(fp, ask);
	(void)putc('.', fp);
	if (s->some)
		say_course(fp, ask, s);
	if (c->count > 0 && c->missing > 0) {
		text_number(percent, coverage_percent(c, c->observed +
		    c->filled));
		(void)fprintf(fp, "  Readings cover %s %% of the time; the "
		    "longest gap lasted %s.", percent,
		    clock_format_age(age, c->longest_gap));
	}
	(void)putc('\n', fp);
}

int
course_tell(FILE *fp, struct store *st, const struct course_ask *ask,
    struct err *e)
{
	const struct series *series = ask->series;
	struct summary s = { .coverage = { .from = series->range.from,
	    .to = series->range.to, .to_now = series->range.to_now } };

	if (series->latest != NULL) {
		struct store_range range = series_range(series);
		int64_t reach;

		if (pace_of(&s.coverage.log_interval, st, series->site,
		    series->latest, e) == -1)
			return -1;
		reach = coverage_reach_of(s.coverage.log_interval,
		    series->latest->interval, COVERAGE_MEAN_S);
		range.from -= reach;
		range.to += range.to == INT64_MAX ? 0 : reach;
		if (store_readings(st, &range, summarize, &s, e) == -1)
			return -1;
	}
	coverage_end(&s.coverage);
	say(fp, ask, &s);
	return format_check(fp, e);
}
