/* state/sites.c - see sites.h */
#include "state/sites.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/text.h"
#include "state/roll.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORGET_S = 30 * 86400 };

static const char FILE_NAME[] = "sites.json";

/* {"listed_at": T, "only": "1",
 *  "sites": {"1": {..., "last": {"system": [T, exact]}}}} */
struct sites {
	const struct state *state;
	struct roll *roll;
	json_t *news;		/* puts since it was read, as in "sites" */
	int lock;		/* descriptor, -1 none */
	bool changed;
};

static int
load(struct sites *s, struct err *e)
{
	roll_free(s->roll);
	return roll_load(&s->roll, s->state, FILE_NAME, "sites", e);
}

int
sites_open(struct sites **out, const struct state *state, struct err *e)
{
	struct sites *s = xcalloc(1, sizeof(*s));

	s->state = state;
	s->news = json_object();
	s->lock = -1;
	*out = s;
	return load(s, e);
}

void
sites_close(struct sites *s)
{
	if (s == NULL)
		return;
	if (s->lock != -1)
		(void)close(s->lock);
	roll_free(s->roll);
	json_decref(s->news);
	free(s);
}

static int64_t
whole(const json_t *o, const char *name, int64_t otherwise)
{
	int64_t v = otherwise;

	(void)js_int(json_object_get(o, name), &v);
	return v;
}

/* 0 is never. */
static int64_t
moment(const json_t *o, const char *name)
{
	int64_t at = 0;

	(void)js_time(json_object_get(o, name), &at);
	return at;
}

static void
text(const json_t *o, const char *name, char *out, size_t size)
{
	(void)text_copy(out, size, js_text(json_object_get(o, name)));
	text_clean(out);
}

static void
decode(const json_t *o, struct sites_entry *out)
{
	struct js_walk w = { .all = json_object_get(o, "monitors") };
	const json_t *v;

	text(o, "identifier", out->site.identifier,
	    sizeof(out->site.identifier));
	text(o, "name", out->site.name, sizeof(out->site.name));
	text(o, "timezone", out->site.timezone, sizeof(out->site.timezone));
	out->site.log_interval = (int)whole(o, "log_interval", 0);
	out->printed_at = moment(o, "printed_at");
	out->discovered_at = moment(o, "discovered_at");
	out->feed = whole(o, "feed", -1);
	out->forbidden = json_is_true(json_object_get(o, "forbidden"));
	while ((v = js_next(&w)) != NULL && out->n_monitors < SITES_MONITORS)
		if (js_int(v, &out->monitors[out->n_monitors]))
			out->n_monitors++;
}

/* Of no object: a new one of this id. */
static void
read_entry(const json_t *o, const char *id, struct sites_entry *out)
{
	*out = (struct sites_entry){ .feed = -1 };
	(void)text_copy(out->site.id, sizeof(out->site.id), id);
	if (json_is_object(o))
		decode(o, out);
}

bool
sites_get(const struct sites *s, const char *id, struct sites_entry *out)
{
	json_t *o = roll_get(s->roll, id);

	read_entry(o, id, out);
	return json_is_object(o);
}

/* The member of o that is an object; made if it is not there. */
static json_t *
object_in(json_t *o, const char *name)
{
	json_t *v = json_object_get(o, name);

	if (json_is_object(v))
		return v;
	v = json_object();
	(void)json_object_set_new(o, name, v);
	return v;
}

/* What is not known takes no room: a fleet has thousands of entries. */
static void
set_whole(json_t *o, const char *name, int64_t v, int64_t unknown)
{
	if (v != unknown)
		(void)json_object_set_new(o, name, json_integer(v));
}

static void
set_text(json_t *o, const char *name, const char *v)
{
	if (*v != '\0')
		(void)json_object_set_new(o, name, json_string(v));
}

static json_t *
encode(const struct sites_entry *in)
{
	json_t *o = json_object(), *monitors = json_array();

	for (int i = 0; i < in->n_monitors; i++)
		(void)json_array_append_new(monitors,
		    json_integer(in->monitors[i]));
	set_text(o, "identifier", in->site.identifier);
	set_text(o, "name", in->site.name);
	set_text(o, "timezone", in->site.timezone);
	set_whole(o, "log_interval", in->site.log_interval, 0);
	set_whole(o, "printed_at", in->printed_at, 0);
	set_whole(o, "discovered_at", in->discovered_at, 0);
	set_whole(o, "feed", in->feed, -1);
	if (in->n_monitors > 0)
		(void)json_object_set(o, "monitors", monitors);
	if (in->forbidden)
		(void)json_object_set_new(o, "forbidden", json_true());
	json_decref(monitors);
	return o;
}

/* All of an entry but its samples, which only sites_sample_time() changes. */
static void
replace(struct sites *s, const char *id, json_t *o)
{
	json_t *last = json_object_get(roll_get(s->roll, id), "last");

	if (last != NULL)
		(void)json_object_set(o, "last", last);
	roll_set(s->roll, id, o);
	s->changed = true;
}

void
sites_put(struct sites *s, const struct sites_entry *in)
{
	json_t *o = encode(in);

	if (s->lock == -1)
		(void)json_object_set(s->news, in->site.id, o);
	replace(s, in->site.id, o);
	json_decref(o);
}

struct walk {
	const struct sites *sites;
	bool (*each)(void *, const struct sites_entry *);
	void *arg;
	int64_t before;
};

static bool
show(void *arg, const char *id, json_t *o)
{
	const struct walk *w = arg;
	struct sites_entry entry;

	read_entry(o, id, &entry);
	return !json_is_object(o) || w->each(w->arg, &entry);
}

void
sites_each(const struct sites *s,
    bool (*each)(void *, const struct sites_entry *), void *arg)
{
	struct walk w = { .each = each, .arg = arg };

	roll_each(s->roll, show, &w);
}

static bool
forget(void *arg, const char *id, json_t *o)
{
	const struct walk *w = arg;

	if (moment(o, "printed_at") < w->before)
		roll_set(w->sites->roll, id, NULL);
	return true;
}

void
sites_listed(struct sites *s, const char *only, int64_t now)
{
	struct walk w = { .sites = s, .before = now - FORGET_S };
	json_t *head = roll_head(s->roll);

	roll_each(s->roll, forget, &w);
	(void)json_object_set_new(head, "listed_at", json_integer(now));
	(void)json_object_set_new(head, "only",
	    only == NULL ? json_null() : json_string(only));
	s->changed = true;
}

const char *
sites_only(const struct sites *s, int64_t age_s, int64_t now)
{
	int64_t at = moment(roll_head(s->roll), "listed_at");

	return at > now || at < now - age_s ? "" :
	    js_text(json_object_get(roll_head(s->roll), "only"));
}

/* To be changed; made if it is not there. */
static json_t *
entry_of(struct sites *s, const char *id)
{
	json_t *o = roll_get(s->roll, id);

	if (json_is_object(o))
		return o;
	o = json_object();
	roll_set(s->roll, id, o);
	json_decref(o);
	return o;		/* the roll's own now */
}

int64_t
sites_sample_time(struct sites *s, const char *id, const char *battery,
    int64_t at, bool exact)
{
	json_t *last = object_in(entry_of(s, id), "last");
	const json_t *old = json_object_get(last, battery);
	bool old_exact = json_is_true(json_array_get(old, 1));
	int64_t old_at;

	if (js_time(json_array_get(old, 0), &old_at) &&
	    (old_at == at || ((!exact || !old_exact) &&
	    at - old_at <= SITES_WOBBLE_S && old_at - at <= SITES_WOBBLE_S)))
		return old_at;
	(void)json_object_set_new(last, battery, json_pack("[I, b]",
	    (json_int_t)at, (int)exact));
	s->changed = true;
	return at;
}

int64_t
sites_sampled_at(const struct sites *s, const char *id, const char *battery)
{
	const json_t *last = json_object_get(roll_get(s->roll, id),
	    "last");
	int64_t at = 0;

	(void)js_time(json_array_get(json_object_get(last, battery), 0), &at);
	return at;
}

int
sites_lock(struct sites *s, struct err *e)
{
	const char *id;
	json_t *o;

	s->lock = state_lock(s->state, FILE_NAME, e);
	if (s->lock == -1)
		return -1;
	if (load(s, e) == -1) {
		(void)close(s->lock);
		s->lock = -1;
		return -1;
	}
	json_object_foreach(s->news, id, o) {
		(void)json_object_del(o, "last");
		replace(s, id, o);
	}
	(void)json_object_clear(s->news);
	return 0;
}

int
sites_commit(struct sites *s, struct err *e)
{
	int rc = 0;

	if (s->changed && s->lock != -1)
		rc = roll_save(s->roll, e);
	s->changed = false;
	if (s->lock != -1)
		(void)close(s->lock);
	s->lock = -1;
	return rc;
}
