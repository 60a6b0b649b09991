/* line/line.c - see line.h */
#include "line/line.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"
#include "line/canon.h"
#include "line/member.h"
#include "line/zone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
read_state(const json_t *o, struct reading *r, struct err *e)
{
	const json_t *v = json_object_get(o, "state");

	if (v == NULL || json_is_null(v))
		return 0;
	r->state = reading_state_of_name(js_text(v));
	if (r->state == READING_UNKNOWN)
		return member_bad(e, "state",
		    "not charging, discharging or idle");
	return 0;
}

static int
read_origin(const json_t *o, struct reading *r, struct err *e)
{
	const json_t *v = json_object_get(o, "origin");
	int64_t interval = 0;

	if (v != NULL && !json_is_null(v)) {
		r->history = strcmp(js_text(v), "history") == 0;
		if (!r->history && strcmp(js_text(v), "live") != 0)
			return member_bad(e, "origin", "not live or history");
	}
	if (member_whole(o, "interval", READING_MAX_INTERVAL, &interval,
	    e) == -1)
		return -1;
	r->interval = (int)interval;
	return 0;
}

/* What a line can say again: else it were another when it comes back from the
 * spool, or from another database. */
static void
round_number(double *v)
{
	char text[TEXT_NUMBER];
	double rounded;

	text_number(text, *v);
	if (text_to_double(text, &rounded) && rounded != *v)
		*v = rounded;
}

static int
read_numbers(const json_t *o, struct reading *r, struct err *e)
{
	static const double max_v = 1e5, max_a = 1e5, max_c = 1e4;

	if (member_number(o, "soc", 1e9, &r->soc, e) == -1 ||
	    member_number(o, "voltage", max_v, &r->voltage, e) == -1 ||
	    member_number(o, "current", max_a, &r->current, e) == -1 ||
	    member_number(o, "power", READING_MAX_W, &r->power, e) == -1 ||
	    member_number(o, "temperature", max_c, &r->temperature, e) == -1)
		return -1;
	round_number(&r->soc);
	round_number(&r->voltage);
	round_number(&r->current);
	round_number(&r->power);
	round_number(&r->temperature);
	if (r->soc < 0 || r->soc > 100)
		return member_bad(e, "soc", "outside 0 to 100");
	return 0;
}

static int
read_values(const json_t *o, struct reading *r, struct err *e)
{
	if (read_numbers(o, r, e) == -1)
		return -1;
	if (isnan(r->soc) && isnan(r->voltage))
		return member_bad(e, "soc and voltage", "both missing");
	return 0;
}

static int
parse_reading(const json_t *o, int64_t now, struct reading *r, struct err *e)
{
	reading_init(r, "", 0);
	if (member_time(o, "timestamp", now, &r->at, e) == -1 ||
	    member_id(o, "installation_id", r->site, e) == -1 ||
	    member_text(o, "battery", false, r->battery, READING_ID, e) == -1 ||
	    member_text(o, "source", false, r->source, READING_ID, e) == -1 ||
	    member_whole(o, "instance", INT32_MAX, &r->instance, e) == -1 ||
	    read_values(o, r, e) == -1 || read_state(o, r, e) == -1 ||
	    read_origin(o, r, e) == -1)
		return -1;
	if (r->battery[0] == '\0' || r->source[0] == '\0')
		return member_bad(e, "battery and source", "empty");
	return 0;
}

static int
parse_site(const json_t *o, int64_t now, struct site *s, struct err *e)
{
	int64_t interval = 0;
	const json_t *last = json_object_get(o, "last_timestamp");

	*s = (struct site){ .log_interval = 0 };
	if (member_id(o, "installation_id", s->id, e) == -1 ||
	    member_text(o, "identifier", false, s->identifier, READING_ID, e) ==
	    -1 || member_text(o, "name", false, s->name, LINE_NAME, e) == -1 ||
	    member_text(o, "timezone", false, s->timezone, LINE_ZONE, e) ==
	    -1 ||
	    member_whole(o, "log_interval", INT32_MAX, &interval, e) == -1)
		return -1;
	s->log_interval = (int)interval;
	if (s->timezone[0] != '\0' && !zone_exists(s->timezone))
		return member_bad(e, "timezone", "no such time zone");
	if (last != NULL && !json_is_null(last))
		return member_time(o, "last_timestamp", now, &s->last_timestamp,
		    e);
	return 0;
}

static int
parse_asked(const json_t *o, int64_t now, struct asked *a, struct err *e)
{
	*a = (struct asked){ .battery = "system" };
	if (member_id(o, "installation_id", a->site, e) == -1 ||
	    member_text(o, "battery", false, a->battery, READING_ID, e) == -1 ||
	    member_time(o, "from", now, &a->from, e) == -1 ||
	    member_time(o, "to", now, &a->to, e) == -1 ||
	    member_time(o, "asked_at", now, &a->asked_at, e) == -1 ||
	    member_whole(o, "found", INT64_MAX, &a->found, e) == -1)
		return -1;
	if (a->battery[0] == '\0')
		return member_bad(e, "battery", "empty");
	return a->from < a->to ? 0 : member_bad(e, "to", "not after from");
}

static int
parse_gap(const json_t *o, int64_t now, struct gap *g, struct err *e)
{
	*g = (struct gap){ .battery = "system" };
	if (member_id(o, "installation_id", g->site, e) == -1 ||
	    member_text(o, "battery", false, g->battery, READING_ID, e) == -1 ||
	    member_time(o, "from", now, &g->from, e) == -1 ||
	    member_time(o, "to", now, &g->to, e) == -1 ||
	    member_text(o, "state", false, g->state, LINE_STATE, e) == -1)
		return -1;
	if (g->battery[0] == '\0')
		return member_bad(e, "battery", "empty");
	return g->from < g->to ? 0 : member_bad(e, "to", "not after from");
}

/* The key of a battery, by name. */
static int
read_series(const json_t *o, struct reading *r, struct err *e)
{
	reading_init(r, "", INT64_MIN);
	return member_id(o, "installation_id", r->site, e) == -1 ||
	    member_text(o, "battery", true, r->battery, READING_ID, e) == -1 ||
	    member_text(o, "source", true, r->source, READING_ID, e) == -1 ?
	    -1 : 0;
}

static int
parse_horizon(const json_t *o, int64_t now, struct horizon *h, struct err *e)
{
	const json_t *at = json_object_get(o, "timestamp");

	if (read_series(o, &h->edge, e) == -1 ||
	    member_time(o, "horizon", now, &h->at, e) == -1)
		return -1;
	if (at == NULL || json_is_null(at))
		return 0;
	if (member_time(o, "timestamp", now, &h->edge.at, e) == -1 ||
	    read_numbers(o, &h->edge, e) == -1 ||
	    read_origin(o, &h->edge, e) == -1)
		return -1;
	return h->edge.at < h->at ? 0 :
	    member_bad(e, "timestamp", "not before the horizon");
}

static int
parse_latest(const json_t *o, int64_t now, struct latest *l, struct err *e)
{
	int64_t reach = 0;

	if (parse_reading(o, now, &l->row, e) == -1 || member_whole(o,
	    "reach", READING_MAX_INTERVAL, &reach, e) == -1)
		return -1;
	l->reach = (int)reach;
	return 0;
}

static int
parse_bucket(const json_t *o, int64_t now, struct line *l,
    enum rollup_grain grain, struct err *e)
{
	l->bucket = xmalloc(sizeof(*l->bucket));
	return bucket_parse(l->bucket, grain, o, now, e);
}

static int
parse_kept(const char *type, const json_t *o, int64_t now, struct line *l,
    struct err *e)
{
	if (strcmp(type, "horizon") == 0) {
		l->type = LINE_HORIZON;
		return parse_horizon(o, now, &l->horizon, e);
	}
	if (strcmp(type, "hour") == 0) {
		l->type = LINE_HOUR;
		return parse_bucket(o, now, l, ROLLUP_HOUR, e);
	}
	if (strcmp(type, "day") == 0) {
		l->type = LINE_DAY;
		return parse_bucket(o, now, l, ROLLUP_DAY, e);
	}
	if (strcmp(type, "latest") == 0) {
		l->type = LINE_LATEST;
		return parse_latest(o, now, &l->latest, e);
	}
	l->type = LINE_OTHER;
	return 0;
}

static int
parse_object(const json_t *o, int64_t now, struct line *l, struct err *e)
{
	const json_t *type = json_object_get(o, "type");

	if (type == NULL || json_is_null(type)) {
		l->type = LINE_READING;
		return parse_reading(o, now, &l->reading, e);
	}
	if (!json_is_string(type))
		return member_bad(e, "type", "not a string");
	if (strcmp(js_text(type), "site") == 0) {
		l->type = LINE_SITE;
		l->site = xmalloc(sizeof(*l->site));
		return parse_site(o, now, l->site, e);
	}
	if (strcmp(js_text(type), "asked") == 0) {
		l->type = LINE_ASKED;
		return parse_asked(o, now, &l->asked, e);
	}
	if (strcmp(js_text(type), "gap") == 0) {
		l->type = LINE_GAP;
		return parse_gap(o, now, &l->gap, e);
	}
	return parse_kept(js_text(type), o, now, l, e);
}

int
line_parse(struct line *l, const char *text, size_t len, int64_t now,
    struct err *e)
{
	char why[JSON_ERROR_TEXT_LENGTH];
	json_t *o;
	int rc;

	l->type = LINE_READING;
	if (canon_read(&l->reading, text, len, now))
		return 0;
	o = js_parse(text, len, why);
	if (o == NULL)
		rc = member_bad(e, "not JSON", why);
	else if (!json_is_object(o))
		rc = member_bad(e, "line", "not a JSON object");
	else
		rc = parse_object(o, now, l, e);
	json_decref(o);
	if (rc == -1)
		line_free(l);
	return rc;
}

void
line_free(struct line *l)
{
	if (l->type == LINE_SITE)
		free(l->site);
	else if (l->type == LINE_HOUR || l->type == LINE_DAY)
		free(l->bucket);
	l->type = LINE_OTHER;
}
