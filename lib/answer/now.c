/* answer/now.c - see now.h */
#include "answer/now.h"

#include "answer/range.h"
#include "answer/sheet.h"
#include "answer/spoken.h"
#include "base/clock.h"
#include "base/text.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

int64_t
now_stale_after(const struct site *s, const struct reading *r,
    int64_t setting_s)
{
	int64_t interval = s->log_interval > 0 ? s->log_interval : r->interval;

	return 3 * interval > setting_s ? 3 * interval : setting_s;
}

static struct value
name(const void *row)
{
	return value_text(((const struct now *)row)->site->name);
}

static struct value
age(const void *row)
{
	return value_age(((const struct now *)row)->age_s);
}

static struct value
stale(const void *row)
{
	return value_bool(((const struct now *)row)->stale);
}

static struct value
moment(int64_t at)
{
	return at == INT64_MIN ? value_text(NULL) : value_time(at);
}

static struct value
from_now(const struct now *c, int64_t at)
{
	return at == INT64_MIN ? value_text(NULL) :
	    value_age(at > c->now ? at - c->now : 0);
}

static struct value
state_since(const void *row)
{
	return moment(((const struct now *)row)->trend.since);
}

/* For people: how long. */
static struct value
state_for(const void *row)
{
	const struct now *c = row;

	return c->trend.since == INT64_MIN ? value_text(NULL) :
	    value_age(c->reading.at - c->trend.since);
}

static struct value
time_to_full(const void *row)
{
	const struct now *c = row;

	return from_now(c, c->trend.full_at);
}

static struct value
time_to_empty(const void *row)
{
	const struct now *c = row;

	return from_now(c, c->trend.empty_at);
}

enum { NAME, AGE, STALE, SINCE, FOR, TO_FULL, TO_EMPTY };

static const struct column own[] = {
	[NAME] = { "site_name", "NAME", NULL, 0, -4, name },
	[AGE] = { "age_s", "AGE", NULL, 0, 3, age },
	[STALE] = { "stale", "STALE", NULL, 0, -5, stale },
	[SINCE] = { "state_since", "SINCE", "UTC", 0, -19, state_since },
	[FOR] = { "state_for_s", "FOR", NULL, 0, 3, state_for },
	[TO_FULL] = { "time_to_full_s", "FULL IN", NULL, 0, 7, time_to_full },
	[TO_EMPTY] = { "time_to_empty_s", "EMPTY IN", NULL, 0, 8,
	    time_to_empty }
};

const struct column *const now_data_columns[] = {
	&column_reading[COLUMN_TIMESTAMP], &column_reading[COLUMN_SITE],
	&column_reading[COLUMN_BATTERY], &column_reading[COLUMN_INSTANCE],
	&column_reading[COLUMN_SOURCE], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &own[NAME], &own[AGE],
	&own[STALE], &own[SINCE], &own[TO_FULL], &own[TO_EMPTY], NULL
};

const struct column *const now_table_columns[] = {
	&column_reading[COLUMN_SITE], &own[NAME],
	&column_reading[COLUMN_BATTERY],
	&column_reading[COLUMN_SOURCE], &column_reading[COLUMN_SOC],
	&column_reading[COLUMN_VOLTAGE], &column_reading[COLUMN_CURRENT],
	&column_reading[COLUMN_POWER], &column_reading[COLUMN_STATE],
	&column_reading[COLUMN_TEMPERATURE], &own[FOR], &own[TO_FULL],
	&own[TO_EMPTY], &own[AGE], &own[STALE], NULL
};

static void
emit_moment(struct emit *m, const char *key, int64_t at)
{
	if (at == INT64_MIN)
		emit_null(m, key);
	else
		emit_time(m, key, at);
}

static int64_t
window(const struct now *c)
{
	return c->covered_to - c->covered_from;
}

static int64_t
missing_s(const struct now *c)
{
	int64_t s = window(c) - c->cover.observed_s - c->cover.filled_s;

	return s > 0 ? s : 0;
}

static double
percent(const struct now *c, int64_t part)
{
	return window(c) <= 0 ? 0 :
	    round(1000.0 * (double)part / (double)window(c)) / 10;
}

/* How the estimate was made, or why there is none. */
static void
write_estimate(struct emit *m, const struct trend *t)
{
	static const char *const before[] = {
		[TREND_OTHER_STATE] = "another state",
		[TREND_NO_READINGS] = "no readings",
		[TREND_LOOK_BACK] = "not looked at"
	};
	bool known = t->since != INT64_MIN;

	emit_text(m, "before_state", known ? before[t->before] : NULL);
	emit_open(m, "estimate", '{');
	emit_moment(m, "full_at", t->full_at);
	emit_moment(m, "empty_at", t->empty_at);
	emit_real(m, "soc_per_hour", round(t->rate * 100) / 100);
	if (isnan(t->rate))
		emit_null(m, "measured_over_s");
	else
		emit_whole(m, "measured_over_s", t->rate_s);
	emit_text(m, "assumes", t->why == TREND_FINE ? "the state of charge "
	    "goes on as it did while soc_per_hour was measured; full is "
	    "100 %, empty 0 %" : NULL);
	emit_text(m, "none_because", trend_reason(t->why));
	emit_close(m, '}');
}

void
now_more(struct emit *m, const void *row)
{
	const struct now *c = row;

	emit_whole(m, "stale_after_s", c->stale_after_s);
	write_estimate(m, &c->trend);
	sheet_units(m, now_data_columns);
	emit_open(m, "coverage", '{');
	emit_whole(m, "window_s", window(c));
	emit_real(m, "observed_pct", percent(c, c->cover.observed_s));
	emit_real(m, "filled_pct", percent(c, c->cover.filled_s));
	emit_real(m, "missing_pct", percent(c, missing_s(c)));
	emit_whole(m, "readings", c->cover.count);
	emit_close(m, '}');
}

bool
now_is_stale(const void *row)
{
	return ((const struct now *)row)->stale;
}

/* At most this many decimals, and none for nothing: 67, 81.5 */
static void
say_number(FILE *fp, const char *before, double v, int decimals,
    const char *unit)
{
	double scale = pow(10, decimals);
	char text[TEXT_NUMBER];

	text_number(text, round(v * scale) / scale);
	(void)fprintf(fp, "%s%s %s", before, text, unit);
}

static void
say_name(FILE *fp, const struct now *c, bool begins)
{
	char title[BOOK_TITLE];

	if (strcmp(c->reading.battery, "system") == 0)
		(void)fprintf(fp, "%s battery of %s", begins ? "The" : "the",
		    book_title(c->site, title));
	else
		(void)fprintf(fp, "%s %s of %s", begins ? "Battery" : "battery",
		    c->reading.battery, book_title(c->site, title));
	if (strcmp(c->reading.source, "victron") != 0)
		(void)fprintf(fp, ", according to %s,", c->reading.source);
}

static void
say_activity(FILE *fp, const struct reading *r)
{
	const char *lead = " (";

	if (r->state != READING_UNKNOWN)
		(void)fprintf(fp, " and %s", reading_state_name(r->state));
	if (r->state != READING_IDLE && !isnan(r->power))
		say_number(fp, " with ", fabs(r->power), 0, "W");
	if (!isnan(r->voltage)) {
		say_number(fp, lead, r->voltage, 2, "V");
		lead = ", ";
	}
	if (!isnan(r->current)) {
		say_number(fp, lead, r->current, 1, "A");
		lead = ", ";
	}
	if (*lead == ',')
		(void)putc(')', fp);
	if (!isnan(r->temperature))
		say_number(fp, ", ", r->temperature, 1, "degrees C");
}

/* Since when, and until when. */
static void
say_trend(FILE *fp, const struct now *c)
{
	const struct trend *t = &c->trend;
	char words[CLOCK_AGE];

	if (t->since != INT64_MIN && c->reading.at > t->since)
		(void)fprintf(fp, "  It has been %s for %s%s.",
		    reading_state_name(c->reading.state),
		    t->before == TREND_OTHER_STATE ? "" : "at least ",
		    clock_format_age(words, c->reading.at - t->since));
	if (t->why != TREND_FINE)
		return;
	(void)fprintf(fp, "  If that goes on as in the last %s",
	    clock_format_age(words, t->rate_s));
	(void)fprintf(fp, ", it will be %s in %s.", t->rate > 0 ? "full" :
	    "empty", clock_format_age(words, (t->rate > 0 ? t->full_at :
	    t->empty_at) - c->now));
}

void
now_say(FILE *fp, const struct now *c)
{
	const struct reading *r = &c->reading;
	double missing = percent(c, missing_s(c));
	char age[CLOCK_AGE], at[SPOKEN_TIME];

	(void)clock_format_age(age, c->age_s);
	(void)spoken_time(at, c->site->timezone, r->at, c->now);
	if (c->stale) {
		(void)fputs("This is old news: ", fp);
		say_name(fp, c, false);
		(void)fprintf(fp, " was last measured %s ago, %s; then it",
		    age, at);
	} else
		say_name(fp, c, true);
	(void)fputs(c->stale ? " was" : " is", fp);
	if (isnan(r->soc))
		(void)fputs(" charged to an unknown level", fp);
	else
		say_number(fp, " ", r->soc, 1, "% full");
	say_activity(fp, r);
	if (!c->stale)
		(void)fprintf(fp, ", measured %s ago", age);
	(void)putc('.', fp);
	if (!c->stale)
		say_trend(fp, c);
	if (!c->stale && missing >= 10)
		say_number(fp, "  Readings cover only ", 100 - missing, 0,
		    "% of the last 24 hours.");
	(void)putc('\n', fp);
}
