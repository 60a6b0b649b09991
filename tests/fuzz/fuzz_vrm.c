/* tests/fuzz/fuzz_vrm.c - no body breaks the readers of VRM's answers
 *
 * The first byte says how large the pieces are in which the rest arrives.  The
 * splitter must take what jansson takes and see the same records; every reader
 * must survive every value, and what it tells must be fit to be printed.
 */
#include "base/js.h"
#include "base/text.h"
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
read_archive(const json_t *v)
{
	static const struct series_battery all[] = { { "1", -1 }, { "1", 0 } };
	struct reading *r;
	size_t n;

	for (size_t i = 0; i < 2; i++) {
		n = graph_read(v, &all[i], i == 0, &r);
		archive_must_be_printable(r, n);
		n = stats_read(v, &all[i], STATS_QUARTER_S, &r);
		archive_must_be_printable(r, n);
	}
}

static void
read_all(json_t *v)
{
	static struct diagnostics diagnostics;
	static struct devices devices;
	struct installations_site site;
	struct sample sample;

	if (summary_read(v, NOW, &sample))
		must_be_printable(&sample);
	if (installations_read(v, &site)) {
		must(!text_has_control(site.site.name));
		must(!text_has_control(site.site.id));
		must_be_printable(&site.battery);
	}
	read_archive(v);
	diagnostics = (struct diagnostics){ .n = 0 };
	diagnostics_read(v, &diagnostics);
	must(diagnostics_feed(&diagnostics) >= -1);
	devices_read(v, &devices);
	must(devices.n >= 0 && devices.n <= DEVICES_MAX);
	for (int i = 0; i < devices.n; i++)
		must(!text_has_control(devices.battery[i].name));
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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data + 1;
	struct err e = { .kind = ERR_NONE };
	json_t *seen, *frame = NULL, *whole;
	struct records *r;
	int rc;

	if (size == 0)
		return 0;
	whole = js_parse(s, --size, NULL);
	seen = json_array();
	r = records_new(collect, seen);
	rc = feed(r, s, size, data[0] == 0 ? 1 : (size_t)data[0] * 16, &e);
	if (rc == 0)
		rc = records_end(r, &frame, &e);
	must(rc == 0 || e.kind != ERR_NONE);
	if (json_is_object(whole)) {
		must(rc == 0);
		compare(s, size, seen);
	}
	if (whole == NULL)
		whole = js_parse_answer(s, size, NULL);
	if (whole != NULL) {
		read_all(whole);
		read_all(json_object_get(whole, "records"));
	}
	records_free(r);
	json_decref(frame);
	json_decref(whole);
	json_decref(seen);
	return 0;
}
