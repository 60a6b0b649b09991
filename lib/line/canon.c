/* line/canon.c - see canon.h */
#include "line/canon.h"

#include "base/clock.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <string.h>

struct cursor {
	const char *s, *end;
};

static bool
skip(struct cursor *c, const char *text)
{
	size_t n = strlen(text);

	if ((size_t)(c->end - c->s) < n || memcmp(c->s, text, n) != 0)
		return false;
	c->s += n;
	return true;
}

/* A string that is not empty, size bytes with its NUL. */
static bool
read_text(struct cursor *c, char *out, size_t size)
{
	size_t n = 0;

	if (!skip(c, "\""))
		return false;
	while (c->s < c->end && *c->s >= ' ' && *c->s <= '~' &&
	    *c->s != '"' && *c->s != '\\' && n + 1 < size)
		out[n++] = *c->s++;
	out[n] = '\0';
	return n > 0 && skip(c, "\"");
}

static bool
read_time(struct cursor *c, int64_t now, int64_t *out)
{
	char text[CLOCK_TEXT];

	return read_text(c, text, sizeof(text)) && clock_parse(text, out) &&
	    *out >= CLOCK_OLDEST_S && *out <= now + CLOCK_AHEAD_S;
}

/* Digits, as long as *n stays below 16 of them. */
static void
read_digits(struct cursor *c, int64_t *v, int *n)
{
	for (; c->s < c->end && text_is_digit(*c->s) && *n < 16; c->s++) {
		*v = *v * 10 + (*c->s - '0');
		++*n;
	}
}

static bool
read_whole(struct cursor *c, int64_t max, int64_t *out)
{
	const char *first = c->s;
	int n = 0;

	*out = 0;
	read_digits(c, out, &n);
	return n > 0 && n < 16 && (*first != '0' || n == 1) && *out <= max;
}

/* A whole number below 2^53 and a power of ten up to 10^22 are exact, so their
 * quotient is the nearest double: what strtod gives. */
static bool
read_number(struct cursor *c, double max, double *out)
{
	static const double power[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
	    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	bool negative;
	const char *first;
	int64_t v = 0;
	int n = 0, whole;

	if (skip(c, "null"))
		return true;
	negative = skip(c, "-");
	first = c->s;
	read_digits(c, &v, &n);
	whole = n;
	if (n == 0 || (*first == '0' && n > 1))
		return false;
	if (skip(c, ".")) {
		read_digits(c, &v, &n);
		if (n == whole)
			return false;
		*out = (double)v / power[n - whole];
		*out = negative ? -*out : *out;
	} else {
		*out = (double)(negative ? -v : v);
	}
	return n < 16 && fabs(*out) <= max;
}

static bool
read_instance(struct cursor *c, int64_t *out)
{
	return skip(c, "null") || read_whole(c, INT32_MAX, out);
}

static bool
read_state(struct cursor *c, enum reading_state *out)
{
	char name[16];

	if (skip(c, "null"))
		return true;
	if (!read_text(c, name, sizeof(name)))
		return false;
	*out = reading_state_of_name(name);
	return *out != READING_UNKNOWN;
}

static bool
read_interval(struct cursor *c, int *out)
{
	int64_t v;

	if (!skip(c, ",\"interval\":"))
		return true;
	if (!read_whole(c, READING_MAX_INTERVAL, &v))
		return false;
	*out = (int)v;
	return true;
}

bool
canon_read(struct reading *r, const char *text, size_t len, int64_t now)
{
	struct cursor c = { text, text + len };

	if (FLT_EVAL_METHOD != 0)	/* quotients would be rounded twice */
		return false;
	reading_init(r, "", 0);
	if (!skip(&c, "{\"timestamp\":") || !read_time(&c, now, &r->at) ||
	    !skip(&c, ",\"installation_id\":") ||
	    !read_text(&c, r->site, sizeof(r->site)) ||
	    !skip(&c, ",\"battery\":") ||
	    !read_text(&c, r->battery, sizeof(r->battery)) ||
	    !skip(&c, ",\"instance\":") || !read_instance(&c, &r->instance) ||
	    !skip(&c, ",\"source\":") ||
	    !read_text(&c, r->source, sizeof(r->source)) ||
	    !skip(&c, ",\"soc\":") || !read_number(&c, 100, &r->soc) ||
	    !skip(&c, ",\"voltage\":") || !read_number(&c, 1e5, &r->voltage) ||
	    !skip(&c, ",\"current\":") || !read_number(&c, 1e5, &r->current) ||
	    !skip(&c, ",\"power\":") || !read_number(&c, 1e7, &r->power) ||
	    !skip(&c, ",\"state\":") || !read_state(&c, &r->state) ||
	    !skip(&c, ",\"temperature\":") ||
	    !read_number(&c, 1e4, &r->temperature))
		return false;
	r->history = skip(&c, ",\"origin\":\"history\"");
	return read_interval(&c, &r->interval) && skip(&c, "}") &&
	    c.s == c.end && !(r->soc < 0) &&
	    !(isnan(r->soc) && isnan(r->voltage));
}
