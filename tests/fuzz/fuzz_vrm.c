/* tests/fuzz/fuzz_vrm.c - no body breaks the readers of VRM's answers
 *
 * The first byte says which reader gets the rest, and how large the pieces are
 * in which that arrives.  The splitter must take what jansson takes and see the
 * same records; every reader must survive every value, and what it tells must
 * be fit to be printed.
 */
#include "base/js.h"
#include "base/text.h"
#include "net/reply.h"
#include "vrm/devices.h"
#include "vrm/diagnostics.h"
#include "vrm/graph.h"
#include "vrm/installations.h"
#include "vrm/records.h"
#include "vrm/stats.h"
#include "vrm/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { NOW = 1784548800 };

static void
must(bool good)
{
	if (!good)
		abort();
}

static void
reading_must_be_printable(const struct reading *r)
{
	struct line back;
	struct err e = { .kind = ERR_NONE };
	char *text;

	must(!isnan(r->soc) || !isnan(r->voltage));
	if (r->at > NOW || r->at < 946684800)
		return;		/* vrm-fetch refuses the one, vrm-store both */
	text = line_of_reading(r);
	must(line_parse(&back, text, strlen(text), NOW, &e) == 0);
	free(text);
}

static void
must_be_printable(const struct sample *s)
{
	struct reading r;

	reading_init(&r, "1", 0);
	if (sample_reading(s, &r))
		reading_must_be_printable(&r);
}

/* In time order, and each fit to be printed. */
static void
archive_must_be_printable(struct reading *r, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		must(i == 0 || r[i - 1].at < r[i].at);
		must(r[i].interval > 0);
		reading_must_be_printable(&r[i]);
	}
	free(r);
}

static void
graph(json_t *v)
{
	static const struct series_battery all[] = { { "1", -1 }, { "1", 0 } };
	struct reading *r;
	size_t n;

	for (size_t i = 0; i < 2; i++) {
		n = graph_read(v, &all[i], i == 0, &r);
		archive_must_be_printable(r, n);
	}
}

static void
stats(json_t *v)
{
	static const struct series_battery all[] = { { "1", -1 }, { "1", 0 } };
	struct reading *r;
	size_t n;

	for (size_t i = 0; i < 2; i++) {
		n = stats_read(v, &all[i], STATS_QUARTER_S, &r);
		archive_must_be_printable(r, n);
	}
}

static void
summary(json_t *v)
{
	struct sample sample;

	if (summary_read(v, NOW, &sample))
		must_be_printable(&sample);
}

static void
installations(json_t *v)
{
	struct js_walk w = { .all = json_object_get(v, "records") };
	struct installations_site site;

	while ((v = js_next(&w)) != NULL) {
		if (!installations_read(v, &site))
			continue;
		must(!text_has_control(site.site.name));
		must(!text_has_control(site.site.id));
		must_be_printable(&site.battery);
	}
}

static void
diagnostics(json_t *v)
{
	static struct diagnostics d;

	d = (struct diagnostics){ .n = 0 };
	diagnostics_read(v, &d);
	must(diagnostics_feed(&d) >= -1);
}

static void
devices(json_t *v)
{
	static struct devices d;

	devices_read(v, &d);
	must(d.n >= 0 && d.n <= DEVICES_MAX);
	for (int i = 0; i < d.n; i++)
		must(!text_has_control(d.battery[i].name));
}

static void
refusal(json_t *v)
{
	struct err e = { .kind = ERR_NONE };

	if (reply_verdict(v, &e) == -1)
		must(e.kind != ERR_NONE && !text_has_control(e.msg));
}

static int
collect(void *arg, const json_t *record, struct err *e)
{
	json_t *list = arg;

	(void)e;
	must(json_array_append_new(list, json_deep_copy(record)) == 0);
	return 0;
}

static int
feed(struct records *r, const char *s, size_t n, size_t piece, struct err *e)
{
	for (size_t at = 0; at < n; at += piece)
		if (records_feed(r, s + at, n - at < piece ? n - at : piece,
		    e) == -1)
			return -1;
	return 0;
}

/* The records as the whole answer holds them; of a member that comes twice the
 * splitter tells both. */
static void
compare(const char *s, size_t size, const json_t *seen)
{
	json_t *whole = json_loadb(s, size, JSON_REJECT_DUPLICATES |
	    JSON_ALLOW_NUL, NULL);
	struct js_walk w = { .all = json_object_get(whole, "records") };
	size_t i = 0;
	json_t *v;

	while ((v = js_next(&w)) != NULL)
		if (json_is_object(v) || json_is_array(v))
			must(json_equal(v, json_array_get(seen, i++)));
	must(whole == NULL || i == json_array_size(seen));
	json_decref(whole);
}

/* The answer in pieces. */
static void
split(const char *s, size_t size, size_t piece)
{
	struct err e = { .kind = ERR_NONE };
	json_t *seen = json_array(), *frame = NULL, *whole;
	struct records *r = records_new(collect, seen);
	int rc = feed(r, s, size, piece, &e);

	if (rc == 0)
		rc = records_end(r, &frame, &e);
	must(rc == 0 || e.kind != ERR_NONE);
	whole = js_parse(s, size, NULL);
	if (json_is_object(whole)) {
		must(rc == 0);
		compare(s, size, seen);
	}
	records_free(r);
	json_decref(frame);
	json_decref(whole);
	json_decref(seen);
}

static void (*const reader[])(json_t *) = {
	NULL, summary, installations, graph, stats, diagnostics, devices,
	refusal
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data + 1;
	json_t *whole;

	if (size == 0)
		return 0;
	size--;
	if (data[0] % 8 == 0) {
		split(s, size, data[0] < 8 ? 1 : (size_t)data[0] * 2);
		return 0;
	}
	whole = js_parse_answer(s, size, NULL);
	if (whole != NULL)
		reader[data[0] % 8](whole);
	json_decref(whole);
	return 0;
}
