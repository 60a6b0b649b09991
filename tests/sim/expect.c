/* expect.c - see expect.h */
#include "expect.h"

#include "attr.h"
#include "truth.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { SUMMARY, OVERVIEW, GRAPH };
enum { SYSTEM = -1, LINES_A_PIECE = 64, DAY_S = 86400, BUCKET_S = 60 };

struct expect {			/* a walk over sites and their logs */
	const struct site *sites;
	int n, i;
	enum kind kind;
	int battery;		/* SYSTEM or an instance */
	int64_t from, to, now, at;
	bool newest_only;
};

struct member {
	bool has;
	struct dec value;
	int64_t at;
};

struct line {
	struct member soc, voltage, current, power, state, temperature;
};

/* The site's system battery read as a monitor is that of its feeding one. */
static int
instance_of(const struct expect *x, const struct site *s)
{
	if (x->battery != SYSTEM)
		return x->battery;
	return x->kind == SUMMARY ? s->feeds : TRUTH_SYSTEM;
}

static struct member
read_one(const struct expect *x, const struct site *s, enum attr_what what,
    int64_t log)
{
	int instance = instance_of(x, s);
	bool is_system = instance == TRUTH_SYSTEM;
	const struct attr *list = is_system ? attr_system : attr_monitor;
	int n = is_system ? ATTR_SYSTEM_COUNT : ATTR_MONITOR_COUNT;
	struct attr_sample v;

	for (int i = 0; i < n; i++) {
		if (list[i].what != what)
			continue;
		attr_read(&v, s, &list[i], instance, log);
		return (struct member){ v.mode == SITE_OK &&
		    (x->kind != GRAPH || v.at == log), v.value, v.at };
	}
	return (struct member){ .has = false };
}

/* V*I where VRM gives no power, the GX's rule where it gives no state. */
static void
derive(struct line *l)
{
	int64_t mw = l->voltage.value.m * l->current.value.m;

	if (!l->power.has && l->voltage.has && l->current.has)
		l->power = (struct member){ true,
		    dec_round((struct dec){ mw, 3 }, 1), l->current.at };
	if (!l->state.has && l->power.has)
		l->state = (struct member){ true, { mw > 30000 ?
		    TRUTH_CHARGING : mw < -30000 ? TRUTH_DISCHARGING :
		    TRUTH_IDLE, 0 }, l->power.at };
}

static struct line
read_line(const struct expect *x, const struct site *s, int64_t log)
{
	struct line l = {
		.soc = read_one(x, s, ATTR_SOC, log),
		.voltage = read_one(x, s, ATTR_VOLTAGE, log),
		.current = read_one(x, s, ATTR_CURRENT, log),
		.state = read_one(x, s, ATTR_STATE, log)
	};

	if (x->kind != OVERVIEW)
		l.temperature = read_one(x, s, ATTR_TEMPERATURE, log);
	if (x->kind == GRAPH)
		l.power = read_one(x, s, ATTR_POWER, log);
	derive(&l);
	return l;
}

/* A whole number as jansson prints a real one: 67.0. */
static void
put(struct answer_buf *b, const char *name, const struct member *m)
{
	char text[DEC_TEXT], pair[64];
	const char *value = m->has ? dec_text(text, m->value) : "null";

	(void)snprintf(pair, sizeof(pair), ",\"%s\":%s%s", name, value,
	    m->has && strchr(value, '.') == NULL ? ".0" : "");
	answer_put(b, pair, strlen(pair));
}

static void
put_state(struct answer_buf *b, const struct member *m)
{
	static const char *const names[] = { ",\"state\":\"idle\"",
	    ",\"state\":\"charging\"", ",\"state\":\"discharging\"" };
	const char *text = m->has ? names[m->value.m] : ",\"state\":null";

	answer_put(b, text, strlen(text));
}

/* When the line says it was measured: the youngest of its three values, or
 * the start of a graph's bucket. */
static int64_t
measured_at(const struct expect *x, const struct line *l, int64_t log)
{
	const struct member *all[] = { &l->soc, &l->voltage, &l->current };
	int64_t at = 0;

	if (x->kind == GRAPH)
		return log - log % BUCKET_S;
	for (int i = 0; i < 3; i++)
		if (all[i]->has && all[i]->at > at)
			at = all[i]->at;
	return at;
}

static void
put_line(struct answer_buf *b, const struct expect *x, const struct site *s,
    int64_t log)
{
	struct line l = read_line(x, s, log);
	char head[256], time[CLOCK_TEXT], battery[16] = "system";
	char instance[16] = "null";

	if (!l.soc.has && !l.voltage.has)
		return;
	if (x->battery != SYSTEM)
		(void)snprintf(battery, sizeof(battery), "%d", x->battery);
	if (instance_of(x, s) != TRUTH_SYSTEM)
		(void)snprintf(instance, sizeof(instance), "%d",
		    instance_of(x, s));
	(void)snprintf(head, sizeof(head), "{\"timestamp\":\"%s\","
	    "\"installation_id\":\"%" PRId64 "\",\"battery\":\"%s\","
	    "\"instance\":%s,\"source\":\"victron\"",
	    clock_format(time, measured_at(x, &l, log)), s->id, battery,
	    instance);
	answer_put(b, head, strlen(head));
	put(b, "soc", &l.soc);
	put(b, "voltage", &l.voltage);
	put(b, "current", &l.current);
	put(b, "power", &l.power);
	put_state(b, &l.state);
	put(b, "temperature", &l.temperature);
	if (x->kind == GRAPH)
		answer_put(b, ",\"origin\":\"history\",\"interval\":60", 33);
	answer_put(b, "}\n", 2);
}

/* Has this site such a battery at all, read this way? */
static bool
has_battery(const struct expect *x, const struct site *s)
{
	int instance = instance_of(x, s);

	if (s->hidden)
		return false;
	return instance == TRUTH_SYSTEM || (site_has_instance(s, instance) &&
	    (instance != s->stale || x->newest_only));
}

/* The next log; a graph forgets its minutes after a while. */
static int64_t
next_log(const struct expect *x, const struct site *s)
{
	int64_t forgotten = x->now - s->minute_days * DAY_S;

	return site_next(s, x->kind == GRAPH && x->at < forgotten ? forgotten :
	    x->at, x->now);
}

/* The next log of the walk, in site order; false at the end. */
static bool
advance(struct expect *x, const struct site **s, int64_t *log)
{
	for (; x->i < x->n; x->i++, x->at = x->from) {
		*s = &x->sites[x->i];
		if (!has_battery(x, *s) || x->at == SITE_NEVER)
			continue;
		if (x->newest_only) {
			*log = site_newest_of(*s, instance_of(x, *s), x->now);
			x->at = SITE_NEVER;
		} else {
			*log = next_log(x, *s);
			x->at = *log + 1;
		}
		if (*log != SITE_NEVER && *log <= x->to)
			return true;
	}
	return false;
}

static bool
next(void *arg, struct answer_buf *b)
{
	struct expect *x = arg;
	const struct site *s;
	int64_t log;

	for (int i = 0; i < LINES_A_PIECE; i++) {
		if (!advance(x, &s, &log))
			return i > 0;
		put_line(b, x, s, log);
	}
	return true;
}

static int64_t
time_arg(const struct ask *q, const char *key, int64_t otherwise)
{
	const char *text = ask_arg(q, key);
	int64_t t;

	return text != NULL && (text_to_int64(text, &t) ||
	    clock_parse(text, &t)) ? t : otherwise;
}

void
expect_answer(struct answer *out, const struct ask *q,
    const struct site *sites, int n_sites, int64_t now)
{
	struct expect *x = xcalloc(1, sizeof(*x));
	const char *kind = ask_arg(q, "kind");
	int64_t site = ask_int(q, "site", 0) - SITE_FIRST_ID;

	*x = (struct expect){
		.sites = sites, .n = n_sites, .now = now,
		.battery = (int)ask_int(q, "battery", SYSTEM),
		.from = time_arg(q, "from", 0),
		.to = time_arg(q, "to", INT64_MAX),
		.newest_only = ask_arg(q, "from") == NULL &&
		    ask_arg(q, "to") == NULL
	};
	if (kind != NULL && strcmp(kind, "overview") == 0)
		x->kind = OVERVIEW;
	if (kind != NULL && strcmp(kind, "graph") == 0)
		x->kind = GRAPH;
	if (site >= 0 && site < n_sites) {
		x->sites += site;
		x->n = 1;
	}
	x->at = x->from;
	answer_body(out, 200, "application/x-ndjson", "", 0);
	out->stream = (struct answer_stream){ next, free, x };
}
