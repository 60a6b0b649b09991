/* line/linetext.c - the half of line.h that prints */
#include "line/line.h"

#include "base/clock.h"
#include "base/js.h"
#include "base/mem.h"

#include <math.h>

static void
set_number(json_t *o, const char *name, double v)
{
	(void)json_object_set_new(o, name,
	    isnan(v) ? json_null() : json_real(v == 0 ? 0.0 : v));
}

static void
set_time(json_t *o, const char *name, int64_t at)
{
	char buf[CLOCK_TEXT];

	(void)json_object_set_new(o, name, at == 0 ? json_null() :
	    json_string(clock_format(buf, at)));
}

/* "" becomes null */
static void
set_text(json_t *o, const char *name, const char *text)
{
	(void)json_object_set_new(o, name, text == NULL || *text == '\0' ?
	    json_null() : json_string(text));
}

static char *
dump(json_t *o)
{
	char *text = js_dump(o);

	json_decref(o);
	return text != NULL ? text : xstrdup("{}");
}

static void
set_interval(json_t *o, const struct reading *r)
{
	if (r->history)
		set_text(o, "origin", "history");
	if (r->interval > 0)
		(void)json_object_set_new(o, "interval",
		    json_integer(r->interval));
}

static void
set_reading(json_t *o, const struct reading *r)
{
	set_time(o, "timestamp", r->at);
	set_text(o, "installation_id", r->site);
	set_text(o, "battery", r->battery);
	(void)json_object_set_new(o, "instance",
	    r->instance < 0 ? json_null() : json_integer(r->instance));
	set_text(o, "source", r->source);
	set_number(o, "soc", r->soc);
	set_number(o, "voltage", r->voltage);
	set_number(o, "current", r->current);
	set_number(o, "power", r->power);
	set_text(o, "state", reading_state_name(r->state));
	set_number(o, "temperature", r->temperature);
	set_interval(o, r);
}

char *
line_of_reading(const struct reading *r)
{
	json_t *o = json_object();

	set_reading(o, r);
	return dump(o);
}

char *
line_of_site(const struct site *s)
{
	json_t *o = json_object();

	set_text(o, "type", "site");
	set_text(o, "installation_id", s->id);
	set_text(o, "identifier", s->identifier);
	set_text(o, "name", s->name);
	set_text(o, "timezone", s->timezone);
	(void)json_object_set_new(o, "log_interval",
	    s->log_interval == 0 ? json_null() : json_integer(s->log_interval));
	set_time(o, "last_timestamp", s->last_timestamp);
	return dump(o);
}

char *
line_of_asked(const struct asked *a)
{
	json_t *o = json_object();

	set_text(o, "type", "asked");
	set_text(o, "installation_id", a->site);
	set_text(o, "battery", a->battery);
	set_time(o, "from", a->from);
	set_time(o, "to", a->to);
	set_time(o, "asked_at", a->asked_at);
	(void)json_object_set_new(o, "found", json_integer(a->found));
	return dump(o);
}

char *
line_of_gap(const struct gap *g)
{
	json_t *o = json_object();

	set_text(o, "type", "gap");
	set_text(o, "installation_id", g->site);
	set_text(o, "battery", g->battery);
	set_time(o, "from", g->from);
	set_time(o, "to", g->to);
	set_text(o, "state", g->state);
	return dump(o);
}

char *
line_of_horizon(const struct horizon *h)
{
	const struct reading *r = &h->edge;
	json_t *o = json_object();

	set_text(o, "type", "horizon");
	set_text(o, "installation_id", r->site);
	set_text(o, "battery", r->battery);
	set_text(o, "source", r->source);
	set_time(o, "horizon", h->at);
	if (r->at == INT64_MIN)
		return dump(o);
	set_time(o, "timestamp", r->at);
	set_number(o, "soc", r->soc);
	set_number(o, "voltage", r->voltage);
	set_number(o, "current", r->current);
	set_number(o, "power", r->power);
	set_number(o, "temperature", r->temperature);
	set_interval(o, r);
	return dump(o);
}

char *
line_of_latest(const struct latest *l)
{
	json_t *o = json_object();

	set_text(o, "type", "latest");
	set_reading(o, &l->row);
	(void)json_object_set_new(o, "reach", json_integer(l->reach));
	return dump(o);
}

char *
line_text(const struct line *l)
{
	switch (l->type) {
	case LINE_READING:
		return line_of_reading(&l->reading);
	case LINE_SITE:
		return line_of_site(l->site);
	case LINE_ASKED:
		return line_of_asked(&l->asked);
	case LINE_HORIZON:
		return line_of_horizon(&l->horizon);
	case LINE_HOUR:
		return bucket_text(l->bucket, ROLLUP_HOUR);
	case LINE_DAY:
		return bucket_text(l->bucket, ROLLUP_DAY);
	case LINE_LATEST:
		return line_of_latest(&l->latest);
	case LINE_GAP:
	case LINE_OTHER:
		break;
	}
	return xstrdup("");
}
