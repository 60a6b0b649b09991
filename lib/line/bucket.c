/* line/bucket.c - see bucket.h */
#include "line/bucket.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "line/member.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HOUR_S = 3600, SHORTEST_DAY_S = 22 * HOUR_S, LONGEST_DAY_S = 26 * HOUR_S,
	LONGEST_LINE = 4096 };

static const double ABSURD = 1e12;

/* The real members of a bucket by their names, which are those of columns. */
static const struct {
	const char *name;
	size_t at;
} reals[] = {
#define REAL(name, place) { name, offsetof(struct rollup, place) }
#define STATS(name, v) REAL(name "_min", value[v].min), \
	REAL(name "_max", value[v].max), REAL(name "_mean", value[v].mean)
	STATS("soc", ROLLUP_SOC), STATS("voltage", ROLLUP_VOLTAGE),
	STATS("current", ROLLUP_CURRENT), STATS("power", ROLLUP_POWER),
	STATS("temperature", ROLLUP_TEMPERATURE),
	REAL("soc_first", soc_first), REAL("soc_last", soc_last),
	REAL("charged_wh", charged_wh), REAL("discharged_wh", discharged_wh)
};
enum { REALS = sizeof(reals) / sizeof(reals[0]) };

static int
read_length(const struct rollup *r, enum rollup_grain grain, struct err *e)
{
	int64_t length = r->end - r->start;

	if (grain == ROLLUP_HOUR)
		return length == HOUR_S && r->start % HOUR_S == 0 ? 0 :
		    member_bad(e, "from and to", "not an hour of UTC");
	return length >= SHORTEST_DAY_S && length <= LONGEST_DAY_S ? 0 :
	    member_bad(e, "from and to", "not a day");
}

int
bucket_parse(struct bucket *b, enum rollup_grain grain, const json_t *o,
    int64_t now, struct err *e)
{
	struct rollup *r = &b->r;

	*b = (struct bucket){ .battery = "system", .source = "victron" };
	if (member_id(o, "installation_id", b->site, e) == -1 ||
	    member_text(o, "battery", true, b->battery, READING_ID, e) == -1 ||
	    member_text(o, "source", true, b->source, READING_ID, e) == -1 ||
	    member_time(o, "from", now, &r->start, e) == -1 ||
	    member_time(o, "to", now + LONGEST_DAY_S, &r->end, e) == -1 ||
	    read_length(r, grain, e) == -1 ||
	    member_whole(o, "count", INT32_MAX, &r->count, e) == -1 ||
	    member_whole(o, "observed_s", r->end - r->start, &r->observed_s,
	    e) == -1 ||
	    member_whole(o, "filled_s", r->end - r->start - r->observed_s,
	    &r->filled_s, e) == -1)
		return -1;
	for (size_t i = 0; i < REALS; i++) {
		double v = NAN;

		if (member_number(o, reals[i].name, ABSURD, &v, e) == -1)
			return -1;
		memcpy((char *)r + reals[i].at, &v, sizeof(v));
	}
	return rollup_is_empty(r) ? member_bad(e, "count", "nothing in it") :
	    0;
}

static void
put_text(FILE *fp, const char *name, const char *text)
{
	json_t *v = json_string(text);
	char *quoted = json_dumps(v, JSON_ENCODE_ANY);

	(void)fprintf(fp, ",\"%s\":%s", name, quoted == NULL ? "\"\"" : quoted);
	free(quoted);
	json_decref(v);
}

static void
put_time(FILE *fp, const char *name, int64_t at)
{
	char text[CLOCK_TEXT];

	(void)fprintf(fp, ",\"%s\":\"%s\"", name, clock_format(text, at));
}

/* -0 is 0: SQLite keeps no sign of it. */
static void
put_real(FILE *fp, const char *name, double v)
{
	char text[TEXT_NUMBER];

	(void)fprintf(fp, ",\"%s\":", name);
	if (isnan(v)) {
		(void)fputs("null", fp);
		return;
	}
	text_exact(text, v + 0);
	(void)fprintf(fp, "%s%s", text,
	    text[strcspn(text, ".e")] == '\0' ? ".0" : "");
}

char *
bucket_text(const struct bucket *b, enum rollup_grain grain)
{
	char *text = xmalloc(LONGEST_LINE);
	FILE *fp = fmemopen(text, LONGEST_LINE, "w");

	*text = '\0';
	if (fp == NULL)
		return text;
	(void)fprintf(fp, "{\"type\":\"%s\"", grain == ROLLUP_HOUR ? "hour" :
	    "day");
	put_text(fp, "installation_id", b->site);
	put_text(fp, "battery", b->battery);
	put_text(fp, "source", b->source);
	put_time(fp, "from", b->r.start);
	put_time(fp, "to", b->r.end);
	(void)fprintf(fp, ",\"count\":%" PRId64, b->r.count);
	for (size_t i = 0; i < REALS; i++) {
		double v;

		memcpy(&v, (const char *)&b->r + reals[i].at, sizeof(v));
		put_real(fp, reals[i].name, v);
	}
	(void)fprintf(fp, ",\"observed_s\":%" PRId64 ",\"filled_s\":%" PRId64
	    "}", b->r.observed_s, b->r.filled_s);
	(void)fclose(fp);
	return text;
}
