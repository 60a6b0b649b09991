/* setting.c - what a test can change about a site while the simulator runs
 *
 *	name=TEXT  zone=Europe/Amsterdam|... (site.c)
 *	monitor=none|yes          has the GX a battery service at all
 *	instances=288,0,512       battery monitors; the first feeds the system
 *	feeds=N  stale=N|none  stale_since=T
 *	soc|voltage|current|temperature=ok|missing|null|invalid|dashes|old
 *	types=strings|numbers|mixed
 *	log_interval=S  latency=S  wobble=S  ahead=S  minute_days=N
 *	silent_since=T|never      no log after T
 *	backlog=FROM..TO:ARRIVES  logs in between become visible at ARRIVES
 *	lost=FROM..TO             those never do;  spans=none forgets all
 *	change_only|gsm|hidden=on|off  diagnostics=ok|forbidden  language=en|pt
 *
 * Times are RFC 3339 or Unix seconds.
 */
#include "site.h"

#include "base/clock.h"
#include "base/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum kind { K_NAME, K_INT, K_LONG, K_CHOICE, K_FLAG, K_TIME, K_INSTANCES,
	K_STALE, K_SPAN };

struct setting {
	const char *key;
	enum kind kind;
	size_t at;
	const char *words;	/* of a choice, in order from 0 */
};

#define AT(member) offsetof(struct site, member)
#define MODES "ok missing null invalid dashes old"
#define ONOFF "off on"
#define ZONES "Europe/Amsterdam Europe/Lisbon America/New_York Asia/Kolkata " \
    "Australia/Lord_Howe UTC Africa/Johannesburg"

static const struct setting settings[] = {
	{ "name", K_NAME, 0, NULL },
	{ "zone", K_CHOICE, AT(zone), ZONES },
	{ "monitor", K_FLAG, AT(no_monitor), "yes none" },
	{ "instances", K_INSTANCES, 0, NULL },
	{ "feeds", K_INT, AT(feeds), NULL },
	{ "stale", K_STALE, AT(stale), NULL },
	{ "stale_since", K_TIME, AT(stale_since), NULL },
	{ "soc", K_CHOICE, AT(mode[SITE_SOC]), MODES },
	{ "voltage", K_CHOICE, AT(mode[SITE_VOLTAGE]), MODES },
	{ "current", K_CHOICE, AT(mode[SITE_CURRENT]), MODES },
	{ "temperature", K_CHOICE, AT(mode[SITE_TEMPERATURE]), MODES },
	{ "types", K_CHOICE, AT(types), "strings numbers mixed" },
	{ "log_interval", K_INT, AT(log_interval), NULL },
	{ "latency", K_INT, AT(latency), NULL },
	{ "wobble", K_INT, AT(wobble), NULL },
	{ "ahead", K_LONG, AT(ahead), NULL },
	{ "minute_days", K_LONG, AT(minute_days), NULL },
	{ "silent_since", K_TIME, AT(silent_since), NULL },
	{ "backlog", K_SPAN, 0, NULL },
	{ "lost", K_SPAN, 0, NULL },
	{ "spans", K_SPAN, 0, NULL },
	{ "change_only", K_FLAG, AT(change_only), ONOFF },
	{ "gsm", K_FLAG, AT(gsm), ONOFF },
	{ "hidden", K_FLAG, AT(hidden), ONOFF },
	{ "diagnostics", K_FLAG, AT(no_diagnostics), "ok forbidden" },
	{ "language", K_FLAG, AT(portuguese), "en pt" },
};

/* The position of a word among words, or -1. */
static int
choice(const char *words, const char *value)
{
	size_t len = strlen(value);

	for (int i = 0; *words != '\0'; i++) {
		size_t n = strcspn(words, " ");

		if (n == len && strncmp(words, value, n) == 0)
			return i;
		words += n + (words[n] == ' ');
	}
	return -1;
}

static bool
parse_time(const char *text, int64_t *t)
{
	if (strcmp(text, "never") == 0) {
		*t = INT64_MAX;
		return true;
	}
	return text_to_int64(text, t) || clock_parse(text, t);
}

static bool
parse_int(const char *text, int *out)
{
	int64_t n;

	if (!text_to_int64(text, &n) || n < 0 || n > 1000000)
		return false;
	*out = (int)n;
	return true;
}

static bool
set_instances(struct site *s, const char *value)
{
	char list[128], *rest = list, *one;
	int n = 0;

	if (!text_copy(list, sizeof(list), value))
		return false;
	for (one = strtok_r(list, ",", &rest); one != NULL;
	    one = strtok_r(NULL, ",", &rest))
		if (n == SITE_DEVICES || !parse_int(one, &s->instance[n++]))
			return false;
	s->n_instances = n;
	s->feeds = n > 0 ? s->instance[0] : -1;
	return true;
}

/* "FROM..TO" or "FROM..TO:ARRIVES"; a colon inside a time is no separator. */
static bool
parse_span(struct site_span *span, const char *value, bool arrives)
{
	char text[128], *to, *at = NULL;

	if (!text_copy(text, sizeof(text), value))
		return false;
	to = strstr(text, "..");
	if (to == NULL)
		return false;
	*to = '\0';
	to += 2;
	span->arrives = INT64_MAX;
	if (arrives) {
		at = strchr(to, 'Z') != NULL ? strchr(to, 'Z') + 1 :
		    strchr(to, ':');
		if (at == NULL || *at != ':')
			return false;
		*at++ = '\0';
	}
	return parse_time(text, &span->from) && parse_time(to, &span->to) &&
	    (at == NULL || parse_time(at, &span->arrives));
}

static bool
set_span(struct site *s, const char *key, const char *value)
{
	if (strcmp(value, "none") == 0) {
		s->n_spans = 0;
		return true;
	}
	if (s->n_spans == SITE_SPANS || strcmp(key, "spans") == 0 ||
	    !parse_span(&s->span[s->n_spans], value, *key == 'b'))
		return false;
	s->n_spans++;
	return true;
}

/* The choices are stored through their own types: an enum is an int here, a
 * flag a bool. */
static bool
set_choice(const struct setting *k, char *at, const char *value)
{
	int i = choice(k->words, value);

	if (i == -1)
		return false;
	if (k->kind == K_FLAG)
		memcpy(at, &(bool){ i == 1 }, sizeof(bool));
	else
		memcpy(at, &i, sizeof(i));
	return true;
}

static bool
apply(const struct setting *k, struct site *s, const char *value)
{
	char *at = (char *)s + k->at;
	int64_t n;
	int i;

	switch (k->kind) {
	case K_NAME:
		return text_copy(s->name, sizeof(s->name), value);
	case K_INSTANCES:
		return set_instances(s, value);
	case K_SPAN:
		return set_span(s, k->key, value);
	case K_STALE:
		if (strcmp(value, "none") == 0) {
			s->stale = -1;
			return true;
		}
		return parse_int(value, &s->stale);
	case K_INT:
		if (!parse_int(value, &i))
			return false;
		memcpy(at, &i, sizeof(i));
		return true;
	case K_LONG:
	case K_TIME:
		if (!parse_time(value, &n))
			return false;
		memcpy(at, &n, sizeof(n));
		return true;
	default:
		return set_choice(k, at, value);
	}
}

bool
site_set(struct site *s, const char *key, const char *value)
{
	struct site next = *s;

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (strcmp(settings[i].key, key) == 0 &&
		    apply(&settings[i], &next, value) &&
		    next.log_interval >= 60) {
			*s = next;
			return true;
		}
	return false;
}
