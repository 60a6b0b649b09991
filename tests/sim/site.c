/* site.c - see site.h; the settings are in setting.c */
#include "site.h"

#include "truth.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Several hundred days of data before any test's time. */
enum { CREATED = 1643115186, GONE = 1651400000, OWNER = 90001, NEIGHBOUR =
	90002 };

enum { H_IDENTIFIER = 100, H_OFFSET, H_LATENCY };

static const char *const zones[SITE_ZONES] = {
	"Europe/Amsterdam", "Europe/Lisbon", "America/New_York", "Asia/Kolkata",
	"Australia/Lord_Howe", "UTC", "Africa/Johannesburg",
};

/* Names as people give them: accents, quotes, and one that attacks the
 * terminal of whoever lists it. */
static const char *const names[] = {
	"Boathouse", "Caba\303\261a \"Norte\"", "Farm \\ barn 'old'",
	"H\xc3\xbctte am See \xe2\x98\x80",
	"Evil \x1b[31mred\x07 site\r\n2nd line",
	"Villa; DROP TABLE sites", "\xe8\x88\xb9 Ship",
};

static const struct {
	int instance[3], n, feeds, stale;
} banks[] = {
	{ { 288 }, 1, 288, -1 },
	{ { 512 }, 1, 512, -1 },
	{ { 0 }, 1, 0, -1 },
	{ { 288, 0, 1 }, 3, 288, -1 },
	{ { 258 }, 1, 258, 279 },
	{ { 0, 1 }, 2, 1, -1 },
	{ { 291, 512 }, 2, 512, -1 },
};

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

const char *
site_zone(int i)
{
	return zones[i];
}

static uint64_t
trait(const struct site *s, int what)
{
	return truth_hash(s->seed, (uint64_t)s->index, (uint64_t)what, 0);
}

static void
name_it(struct site *s)
{
	(void)snprintf(s->identifier, sizeof(s->identifier), "%012" PRIx64,
	    trait(s, H_IDENTIFIER) & UINT64_C(0xffffffffffff));
	if (s->index < COUNT(names))
		(void)text_copy(s->name, sizeof(s->name), names[s->index]);
	else
		(void)snprintf(s->name, sizeof(s->name), "Site %" PRId64,
		    s->id);
	s->zone = s->index % SITE_ZONES;
}

void
site_init(struct site *s, uint64_t seed, int index)
{
	int bank = index < 0 ? 0 : index % COUNT(banks);

	*s = (struct site){
		.id = index < 0 ? SITE_FOREIGN_ID : SITE_FIRST_ID + index,
		.seed = seed, .index = index < 0 ? 1000000 : index,
		.owner = index < 0 ? NEIGHBOUR : OWNER,
		.created = CREATED, .n_instances = banks[bank].n,
		.feeds = banks[bank].feeds, .stale = banks[bank].stale,
		.stale_since = GONE, .types = (enum site_types)(bank % 3),
		.log_interval = 60, .silent_since = INT64_MAX,
		.minute_days = 180
	};
	memcpy(s->instance, banks[bank].instance, sizeof(banks[bank].instance));
	s->log_offset = (int)(trait(s, H_OFFSET) % 86400);
	s->latency = (int)(trait(s, H_LATENCY) % 21);
	name_it(s);
}

/* The last log time at or before t. */
static int64_t
grid(const struct site *s, int64_t t)
{
	int64_t offset = s->log_offset % s->log_interval;

	return t - ((t - offset) % s->log_interval + s->log_interval) %
	    s->log_interval;
}

/* The span that hides the log of time t from a reader at now, or NULL. */
static const struct site_span *
hidden_by(const struct site *s, int64_t t, int64_t now)
{
	for (int i = 0; i < s->n_spans; i++) {
		const struct site_span *p = &s->span[i];

		if (t >= p->from && t <= p->to && now < p->arrives)
			return p;
	}
	return NULL;
}

/* The newest log time that upload and silence allow, hidden or not. */
static int64_t
horizon(const struct site *s, int64_t now)
{
	int64_t t = now + s->ahead - s->latency;

	return grid(s, t < s->silent_since ? t : s->silent_since);
}

int64_t
site_newest(const struct site *s, int64_t now)
{
	const struct site_span *p;
	int64_t t = horizon(s, now);

	for (p = hidden_by(s, t, now); p != NULL; p = hidden_by(s, t, now))
		t = grid(s, p->from - 1);
	return t < s->created ? SITE_NEVER : t;
}

int64_t
site_next(const struct site *s, int64_t t, int64_t now)
{
	const struct site_span *p;
	int64_t last = horizon(s, now);

	if (t < s->created)
		t = s->created;
	t = grid(s, t + s->log_interval - 1);
	for (p = hidden_by(s, t, now); p != NULL; p = hidden_by(s, t, now)) {
		if (p->to > last)
			return SITE_NEVER;
		t = grid(s, p->to + s->log_interval);
	}
	return t > last ? SITE_NEVER : t;
}

int64_t
site_newest_of(const struct site *s, int instance, int64_t now)
{
	return instance >= 0 && instance == s->stale ?
	    grid(s, s->stale_since) : site_newest(s, now);
}

bool
site_has_instance(const struct site *s, int instance)
{
	for (int i = 0; i < s->n_instances; i++)
		if (s->instance[i] == instance)
			return !s->no_monitor;
	return instance == s->stale && s->stale >= 0 && !s->no_monitor;
}
