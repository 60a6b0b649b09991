/* fetch/catalog.c - see catalog.h */
#include "fetch/catalog.h"

#include "base/clock.h"
#include "base/js.h"
#include "base/note.h"
#include "fetch/listing.h"
#include "fetch/monitor.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

struct printer {
	round_emit_fn *emit;
	void *arg;
	int64_t n, skip;	/* printed; to be passed over after a retry */
	struct err failed;
};

static json_t *
text_or_null(const char *s)
{
	return s == NULL || *s == '\0' ? json_null() : json_string(s);
}

static json_t *
time_or_null(int64_t at)
{
	char buf[CLOCK_TEXT];

	return at == 0 ? json_null() : json_string(clock_format(buf, at));
}

static json_t *
number_or_null(double v)
{
	return isnan(v) ? json_null() : json_real(v);
}

/* Takes o. */
static int
print(struct printer *p, json_t *o, struct err *e)
{
	char *line = js_dump(o);
	int rc = -1;

	if (line == NULL)
		err_set(e, ERR_BUG, "a line cannot be written as JSON");
	else
		rc = p->emit(p->arg, line, e);
	free(line);
	json_decref(o);
	return rc;
}

static json_t *
battery_of(const struct installations_site *s)
{
	struct reading r;

	reading_init(&r, s->site.id, 0);
	if (!sample_reading(&s->battery, &r))
		return json_null();
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",
	    "timestamp", time_or_null(r.at), "soc", number_or_null(r.soc),
	    "voltage", number_or_null(r.voltage),
	    "current", number_or_null(r.current),
	    "power", number_or_null(r.power),
	    "state", text_or_null(reading_state_name(r.state)));
}

static json_t *
access_of(const struct installations_site *s)
{
	return json_pack("{s:o, s:b, s:b, s:b}", "level",
	    s->access_level == -1 ? json_null() :
	    json_integer(s->access_level), "owner", (int)s->owner, "admin",
	    (int)s->admin, "diagnostics", (int)s->diagnostics);
}

static json_t *
monitors_of(const struct installations_site *s)
{
	json_t *all = json_array();

	for (int i = 0; i < s->n_monitors; i++)
		(void)json_array_append_new(all, json_integer(s->monitors[i]));
	return all;
}

static void
start(void *arg)
{
	struct printer *p = arg;

	p->skip = p->n;
}

static void
print_site(void *arg, const struct installations_site *s)
{
	struct printer *p = arg;

	if (p->skip > 0) {		/* printed before it broke off */
		p->skip--;
		return;
	}
	if (p->failed.kind != ERR_NONE)
		return;
	if (print(p, json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "type", "installation", "installation_id", s->site.id,
	    "identifier", text_or_null(s->site.identifier),
	    "name", text_or_null(s->site.name),
	    "timezone", text_or_null(s->site.timezone),
	    "last_timestamp", time_or_null(s->site.last_timestamp),
	    "access", access_of(s), "battery", battery_of(s),
	    "monitors", monitors_of(s)),
	    &p->failed) == 0)
		p->n++;
}

int
catalog_installations(struct session *s, round_emit_fn *emit, void *arg,
    int64_t *n, struct err *e)
{
	struct printer p = { .emit = emit, .arg = arg };
	struct listing l = { .use = RATE_EXTRA, .extended = true,
	    .start = start, .each = print_site, .arg = &p };
	int rc = listing_run(s, &l, e);

	*n = p.n;
	if (p.failed.kind != ERR_NONE) {
		*e = p.failed;
		return -1;
	}
	if (rc == 0 && p.n == 0)
		note_info("the account has no sites");
	return rc;
}

/* Which one feeds the system: -1 none of them, -2 nobody tells. */
enum { FEED_NONE = -1, FEED_UNKNOWN = -2 };

static int64_t
find_feed(struct session *s, const char *site, const struct devices *d)
{
	struct diagnostics x;
	struct err e = { .kind = ERR_NONE };
	int64_t feed;

	if (monitor_diagnostics(s, site, &x, &e) == 0) {
		feed = diagnostics_feed(&x);
		return feed == -1 && !x.has_feed ? FEED_UNKNOWN : feed;
	}
	note_info("site %s: its diagnostics: %s", site, e.msg);
	feed = devices_only(d);
	return feed == -1 ? FEED_UNKNOWN : feed;
}

static json_t *
device(const char *site, const struct devices_battery *b, int64_t feed)
{
	return json_pack("{s:s, s:s, s:I, s:o, s:o, s:o, s:o, s:o}",
	    "type", "device", "installation_id", site,
	    "instance", (json_int_t)b->instance,
	    "product", text_or_null(b->product),
	    "name", text_or_null(b->name),
	    "firmware", text_or_null(b->firmware),
	    "last_connection", time_or_null(b->last_connection),
	    "feeds_system", feed == FEED_UNKNOWN ? json_null() :
	    json_boolean(feed == b->instance));
}

static int
print_devices(struct session *s, const char *site, struct printer *p,
    struct err *e)
{
	struct devices d;
	int64_t feed;

	if (monitor_devices(s, site, &d, e) == -1) {
		err_ctx(e, "site %s", site);
		return -1;
	}
	if (d.n == 0) {
		err_set(e, ERR_NO_BATTERY, "site %s: no battery monitor is "
		    "connected to its GX", site);
		err_hint(e, "vrm-fetch battery --via overview reads what the "
		    "GX shows without one");
		return -1;
	}
	feed = find_feed(s, site, &d);
	for (int i = 0; i < d.n; i++)
		if (print(p, device(site, &d.battery[i], feed), e) == -1)
			return -1;
	return 0;
}

static void
count_failure(void *arg, const struct err *e)
{
	struct round *r = arg;

	r->asked++;
	round_fail(r, e);
}

int
catalog_devices(struct session *s, struct sites *sites,
    const char *const *words, size_t n_words, round_emit_fn *emit, void *arg,
    int64_t *n, struct err *e)
{
	struct printer p = { .emit = emit, .arg = arg };
	struct round round = { .sites = sites };
	struct choice choice = { .n = 0 };
	struct choice_ask ask = { s, sites, words, n_words, count_failure,
	    &round };
	int rc = -1;

	if (n_words == 0) {
		err_set(e, ERR_USAGE, "devices of which site?");
		err_hint(e, "--site ID, or VICTRON_INSTALLATION_ID");
		goto out;
	}
	if (choice_make(&choice, &ask, e) == -1)
		goto out;
	for (size_t i = 0; i < choice.n; i++) {
		struct err why = { .kind = ERR_NONE };

		round.asked++;
		if (print_devices(s, choice.id[i], &p, &why) == -1)
			round_fail(&round, &why);
		if (why.kind == ERR_WRITE || why.kind == ERR_READER_GONE)
			break;
	}
	rc = round_verdict(&round, e);
out:
	*n = round.asked;
	choice_free(&choice);
	return rc;
}
