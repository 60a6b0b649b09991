/* fetch/archive.c - see archive.h */
#include "fetch/archive.h"

#include "base/mem.h"
#include "vrm/graph.h"
#include "vrm/stats.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* VRM keeps minutes for about six months (vrm-api.md 7).  After five a silence
 * may be their end; when a month more has passed it is. */
enum {
	MAY_BE_GONE_S = 150 * 86400,
	ARE_GONE_S = 190 * 86400
};

void
archive_free(struct archive *a)
{
	free(a->readings);
	*a = (struct archive){ .n = 0 };
}

/* path is freed; NULL is a site that is none. */
static int
ask(struct session *s, char *path, json_t **body, struct err *e)
{
	int rc = -1;

	if (path == NULL)
		err_set(e, ERR_NO_SITE, "this is no site id");
	else
		rc = session_get_json(s, RATE_EXTRA, path, body, NULL, e);
	free(path);
	return rc;
}

static int
ask_graph(struct session *s, const struct series_battery *b,
    const struct archive_window *w, bool is_old, struct archive *out,
    struct err *e)
{
	json_t *body = NULL;

	if (ask(s, graph_path(b, w->from, w->to), &body, e) == -1) {
		if (session_found_nothing(s, e))
			err_set(e, ERR_NO_BATTERY, "VRM knows no such site, "
			    "or no such battery of it");
		return -1;
	}
	out->n = graph_read(body, b, is_old, &out->readings);
	out->to = w->to;
	json_decref(body);
	return 0;
}

/* Quarters, or hours where VRM has no quarters either. */
static int
ask_stats(struct session *s, const struct series_battery *b, int64_t from,
    int64_t to, struct archive *out, struct err *e)
{
	static const int widths[] = { STATS_QUARTER_S, STATS_HOUR_S };

	for (size_t i = 0; i < 2 && out->n == 0; i++) {
		json_t *body = NULL;

		if (ask(s, stats_path(b, widths[i], from, to), &body, e) ==
		    -1 && !session_found_nothing(s, e))
			return -1;
		*e = (struct err){ .kind = ERR_NONE };
		out->n = stats_read(body, b, widths[i], &out->readings);
		json_decref(body);
	}
	return 0;
}

/* Means in front, as far as the minutes do not reach. */
static void
put_before(struct archive *out, struct archive *means, int64_t to)
{
	while (means->n > 0 && means->readings[means->n - 1].at >= to)
		means->n--;
	if (means->n == 0)
		return;
	means->readings = xrealloc(means->readings, means->n + out->n,
	    sizeof(means->readings[0]));
	if (out->n > 0)
		memcpy(means->readings + means->n, out->readings,
		    out->n * sizeof(out->readings[0]));
	free(out->readings);
	out->readings = means->readings;
	out->n += means->n;
	*means = (struct archive){ .n = 0 };
}

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Where Graph had nothing: how far stats are to tell. */
static int64_t
end_of_means(const struct archive_window *w, int64_t now)
{
	int64_t gone = now - ARE_GONE_S;
	int64_t to = least(least(w->until, w->from + STATS_MAX_S),
	    gone - gone % STATS_HOUR_S);

	return to > w->to ? to : w->to;
}

int
archive_ask(struct session *s, const struct series_battery *b,
    const struct archive_window *w, int64_t now, struct archive *out,
    struct err *e)
{
	bool is_old = w->from < now - MAY_BE_GONE_S;
	struct archive means = { .n = 0 };
	int64_t to;
	int rc;

	*out = (struct archive){ .n = 0 };
	if (ask_graph(s, b, w, is_old, out, e) == -1)
		return -1;
	to = out->n > 0 ? out->readings[0].at : end_of_means(w, now);
	if (!is_old || to - w->from < STATS_QUARTER_S)
		return 0;
	rc = ask_stats(s, b, w->from, to, &means, e);
	if (rc == 0 && to > out->to)
		out->to = to;
	if (rc == 0)
		put_before(out, &means, to);
	else
		archive_free(out);
	archive_free(&means);
	return rc;
}
