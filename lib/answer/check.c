/* answer/check.c - see check.h */
#include "answer/check.h"

#include "base/text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
	PATIENCE_S = 600,	/* the founding request: alert after 10 min */
	ITEM = 64		/* bytes of "data_age=10m" */
};

static const struct {
	const char *name, *unit;
	enum check_sense sense;
} checks[CHECK_COUNT] = {
	[CHECK_STATE] = { "state", "", CHECK_ABOVE },
	[CHECK_TOKEN] = { "token", "s", CHECK_BELOW },
	[CHECK_REQUESTS] = { "requests", "", CHECK_FROM },
	[CHECK_CLOCK] = { "clock", "s", CHECK_APART },
	[CHECK_POLLER] = { "poller", "s", CHECK_ABOVE },
	[CHECK_LAST_POLL] = { "last_poll", "s", CHECK_ABOVE },
	[CHECK_FAILURES] = { "failures", "%", CHECK_ABOVE },
	[CHECK_SUCCESS] = { "success", "%", CHECK_BELOW },
	[CHECK_DATABASE] = { "database", "ms", CHECK_ABOVE },
	[CHECK_SPOOL] = { "spool", "", CHECK_ABOVE },
	[CHECK_LAST_SUCCESS] = { "last_success", "s", CHECK_ABOVE },
	[CHECK_DATA_AGE] = { "data_age", "s", CHECK_ABOVE },
	[CHECK_READINGS] = { "readings", "%", CHECK_BELOW },
	[CHECK_GAPS] = { "gaps", "s", CHECK_ABOVE },
	[CHECK_SOC] = { "soc", "%", CHECK_BELOW }
};

static bool
is_beyond(enum check_sense sense, double value, double threshold)
{
	if (isnan(threshold))
		return false;
	switch (sense) {
	case CHECK_ABOVE:
		return value > threshold;
	case CHECK_FROM:
		return value >= threshold;
	case CHECK_BELOW:
		return value < threshold;
	case CHECK_APART:
		return fabs(value) >= threshold;
	}
	return false;
}

void
check_grade(struct check *c, const struct facts *f, double value,
    double warning, double critical)
{
	const struct check_limits *own = &f->limits[c->name];
	enum check_sense sense = checks[c->name].sense;

	c->known = true;
	c->value = value;
	c->warning = isnan(own->warning) ? warning : own->warning;
	c->critical = isnan(own->critical) ? critical : own->critical;
	c->verdict = is_beyond(sense, value, c->critical) ? CHECK_CRITICAL :
	    is_beyond(sense, value, c->warning) ? CHECK_WARNING : CHECK_OK;
}

static void __attribute__((format(printf, 3, 0)))
print(char *text, size_t size, const char *fmt, va_list ap)
{
	(void)vsnprintf(text, size, fmt, ap);
	text_clean(text);
}

void
check_say(struct check *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(c->message, sizeof(c->message), fmt, ap);
	va_end(ap);
}

void
check_tell(struct check *c, enum check_verdict v, const char *fmt, ...)
{
	va_list ap;

	c->verdict = v;
	va_start(ap, fmt);
	print(c->message, sizeof(c->message), fmt, ap);
	va_end(ap);
}

void
check_advise(struct check *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print(c->advice, sizeof(c->advice), fmt, ap);
	va_end(ap);
}

struct check_age
check_age(int64_t seconds)
{
	struct check_age a;

	(void)clock_format_age(a.text, seconds < 0 ? 0 : seconds);
	return a;
}

int64_t
check_since(const struct facts *f, int64_t at)
{
	return f->now > at ? f->now - at : 0;
}

int64_t
check_patience(const struct facts *f)
{
	return 3 * f->poll_interval_s > PATIENCE_S ? 3 * f->poll_interval_s :
	    PATIENCE_S;
}

static int
find_name(const char *name)
{
	for (int i = 0; i < CHECK_COUNT; i++)
		if (strcmp(checks[i].name, name) == 0)
			return i;
	return -1;
}

static void
hint_names(struct err *e)
{
	char list[256] = "";

	for (int i = 0; i < CHECK_COUNT; i++) {
		size_t len = strlen(list);

		(void)snprintf(list + len, sizeof(list) - len, "%s%s",
		    i == 0 ? "" : ", ", checks[i].name);
		err_allow(e, checks[i].name, strlen(checks[i].name));
	}
	err_hint(e, "the checks are %s", list);
}

static int
parse_item(struct check_limits *limits, char *item, bool critical,
    struct err *e)
{
	char *value = strchr(item, '=');
	double v;
	int64_t span;
	int i;

	if (value != NULL)
		*value++ = '\0';
	i = find_name(item);
	if (value == NULL || i == -1) {
		err_set(e, ERR_USAGE, value == NULL ? "threshold %s: not "
		    "CHECK=VALUE" : "threshold %s: no such check", item);
		hint_names(e);
		return -1;
	}
	if (strcmp(checks[i].unit, "s") == 0 && clock_parse_span(value, &span))
		v = (double)span;
	else if (!text_to_double(value, &v) || v < 0) {
		err_set(e, ERR_USAGE, "threshold %s=%s: not a number%s", item,
		    value, strcmp(checks[i].unit, "s") == 0 ? " of seconds, "
		    "nor a length of time such as 10m" : "");
		return -1;
	}
	if (critical)
		limits[i].critical = v;
	else
		limits[i].warning = v;
	return 0;
}

void
check_limits_init(struct check_limits limits[CHECK_COUNT])
{
	for (int i = 0; i < CHECK_COUNT; i++)
		limits[i] = (struct check_limits){ NAN, NAN };
}

int
check_limits_parse(struct check_limits limits[CHECK_COUNT], const char *list,
    bool critical, struct err *e)
{
	while (*list != '\0') {
		size_t len = strcspn(list, ",");
		char item[ITEM];

		if (len >= sizeof(item)) {
			err_set(e, ERR_USAGE, "threshold %.40s: too long",
			    list);
			return -1;
		}
		memcpy(item, list, len);
		item[len] = '\0';
		text_trim(item);
		if (*item != '\0' && parse_item(limits, item, critical, e) ==
		    -1)
			return -1;
		list += len + (list[len] == ',');
	}
	return 0;
}

const char *
check_name(enum check_name n)
{
	return checks[n].name;
}

const char *
check_unit(enum check_name n)
{
	return checks[n].unit;
}

enum check_sense
check_sense(enum check_name n)
{
	return checks[n].sense;
}

const char *
check_verdict_name(enum check_verdict v)
{
	static const char *const names[] = { "ok", "warning", "critical",
	    "unknown" };

	return names[v];
}

const char *
check_verdict_capitals(enum check_verdict v)
{
	static const char *const names[] = { "OK", "WARNING", "CRITICAL",
	    "UNKNOWN" };

	return names[v];
}
