/* auth/survey.c - see survey.h */
#include "auth/survey.h"

#include "base/clock.h"
#include "base/mem.h"
#include "fetch/listing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
start(void *arg)
{
	struct survey *v = arg;

	v->n = 0;
}

static void
each(void *arg, const struct installations_site *s)
{
	struct survey *v = arg;

	if (v->n == v->size) {
		v->size = v->size * 2 + 8;
		v->all = xrealloc(v->all, v->size, sizeof(v->all[0]));
	}
	v->all[v->n++] = (struct survey_site){ s->site, s->battery };
}

int
survey_run(struct survey *v, struct session *s, struct err *e)
{
	struct listing l = { .use = RATE_EXTRA, .extended = true,
	    .start = start, .each = each, .arg = v };

	return listing_run(s, &l, e);
}

void
survey_free(struct survey *v)
{
	free(v->all);
	*v = (struct survey){ .n = 0 };
}

const struct survey_site *
survey_find(const struct survey *v, const char *word, struct err *e)
{
	enum installations_match best = INSTALLATIONS_NO, m;
	const struct survey_site *found = NULL;
	bool several = false;

	for (size_t i = 0; i < v->n; i++) {
		m = installations_match(&v->all[i].site, word);
		if (m < best || m == INSTALLATIONS_NO)
			continue;
		several = m == best;
		best = m;
		found = &v->all[i];
	}
	if (found == NULL) {
		err_set(e, ERR_NO_SITE, "%s: no site of this account has this "
		    "id, portal id or name", word);
	} else if (several) {
		err_set(e, ERR_CONFIG, "%s: several sites match", word);
		err_hint(e, "name the site by its id: vrm-fetch installations "
		    "lists them");
	}
	return e->kind == ERR_NONE ? found : NULL;
}

static void
add_value(char words[SURVEY_WORDS], double value, const char *unit)
{
	size_t len = strlen(words);

	if (!isnan(value))
		(void)snprintf(words + len, SURVEY_WORDS - len, " %.6g %s,",
		    value, unit);
}

int
survey_battery(const struct survey_site *s, int64_t now, int64_t max_age,
    char words[SURVEY_WORDS], struct err *e)
{
	char at[CLOCK_TEXT], age[CLOCK_AGE];
	struct reading r;
	size_t len;

	reading_init(&r, s->site.id, 0);
	if (!sample_reading(&s->battery, &r)) {
		err_set(e, ERR_NO_BATTERY, "site %s (%s): VRM has no battery "
		    "values", s->site.id, s->site.name);
		err_hint(e, "vrm-fetch devices --site %s lists the site's "
		    "batteries", s->site.id);
		return -1;
	}
	(void)clock_format(at, r.at);
	(void)clock_format_age(age, llabs(now - r.at));
	if (now - r.at > max_age) {
		err_set(e, ERR_NO_READING, "site %s (%s): its battery has been "
		    "silent since %s, %s", s->site.id, s->site.name, at, age);
		err_hint(e, "look at the site's GX device and its way to the "
		    "internet: VRM itself has nothing newer");
		return -1;
	}
	if (r.at - now > CLOCK_AHEAD_S) {
		err_set(e, ERR_NO_READING, "site %s (%s): its battery was "
		    "measured at %s, %s in the future", s->site.id,
		    s->site.name, at, age);
		err_hint(e, "set the clock of the site's GX device");
		return -1;
	}
	(void)snprintf(words, SURVEY_WORDS, "site %s (%s):", s->site.id,
	    s->site.name);
	add_value(words, r.soc, "%");
	add_value(words, r.voltage, "V");
	add_value(words, r.current, "A");
	len = strlen(words);
	(void)snprintf(words + len, SURVEY_WORDS - len, " measured %s ago",
	    r.at > now ? "0 seconds" : age);
	return 0;
}
