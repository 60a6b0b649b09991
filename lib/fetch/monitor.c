/* fetch/monitor.c - see monitor.h */
#include "fetch/monitor.h"

#include "base/js.h"
#include "base/note.h"
#include "net/url.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAGE_ROWS = 1000, PAGES = 20 };

/* records of GET /installations/{site}/{what}; *all owns them. */
static int
get(struct session *s, const char *site, const char *what, int page,
    json_t **all, struct err *e)
{
	char *path = url_path("installations", site, what, (char *)NULL);
	char number[16];
	int rc = -1;

	*all = NULL;
	if (path == NULL) {
		err_set(e, ERR_NO_SITE, "%s is no site id", site);
		return -1;
	}
	if (page > 0) {
		(void)snprintf(number, sizeof(number), "%d", PAGE_ROWS);
		url_add(&path, "count", number);
	}
	if (page > 1) {
		(void)snprintf(number, sizeof(number), "%d", page);
		url_add(&path, "page", number);
	}
	rc = session_get_json(s, RATE_EXTRA, path, all, NULL, e);
	free(path);
	return rc;
}

int
monitor_devices(struct session *s, const char *site, struct devices *d,
    struct err *e)
{
	json_t *all;
	int rc = get(s, site, "system-overview", 0, &all, e);

	devices_read(json_object_get(all, "records"), d);
	json_decref(all);
	return rc;
}

int
monitor_diagnostics(struct session *s, const char *site,
    struct diagnostics *d, struct err *e)
{
	int64_t total, before;
	json_t *all;

	*d = (struct diagnostics){ .n = 0 };
	for (int page = 1; page <= PAGES; page++) {
		if (get(s, site, "diagnostics", page, &all, e) == -1)
			return -1;
		before = d->rows;
		diagnostics_read(json_object_get(all, "records"), d);
		if (!js_int(json_object_get(all, "num_records"), &total))
			total = 0;
		json_decref(all);
		if (d->rows >= total || d->rows == before)
			break;
	}
	return 0;
}

bool
monitor_is_due(const struct sites_entry *s, int64_t now)
{
	int64_t wait = s->feed == -1 ? MONITOR_AGAIN_S : MONITOR_CHECK_S;

	return s->discovered_at == 0 || s->discovered_at > now ||
	    now - s->discovered_at >= wait;
}

static void
note_diagnostics(const struct diagnostics *d, struct sites_entry *out)
{
	out->feed = diagnostics_feed(d);
	out->n_monitors = 0;
	for (int i = 0; i < d->n && out->n_monitors < SITES_MONITORS; i++)
		if (diagnostics_is_alive(d, i))
			out->monitors[out->n_monitors++] =
			    d->monitor[i].instance;
	if (d->log_interval != 0)
		out->site.log_interval = d->log_interval;
}

static void
note_devices(const struct devices *d, struct sites_entry *out)
{
	out->n_monitors = 0;
	for (int i = 0; i < d->n && out->n_monitors < SITES_MONITORS; i++)
		if (devices_is_alive(d, i))
			out->monitors[out->n_monitors++] =
			    d->battery[i].instance;
	out->feed = devices_only(d);
	if (d->log_interval != 0)
		out->site.log_interval = d->log_interval;
}

bool
monitor_is_answer(enum err_kind k)
{
	return k == ERR_FORBIDDEN || k == ERR_REJECTED || k == ERR_NOT_JSON ||
	    k == ERR_SHAPE || k == ERR_TOO_BIG;
}

int
monitor_discover(struct session *s, int64_t now, struct sites_entry *out,
    struct err *e)
{
	struct diagnostics diagnostics;
	struct devices devices;

	out->forbidden = false;
	if (monitor_diagnostics(s, out->site.id, &diagnostics, e) == 0 &&
	    diagnostics.rows > 0) {
		note_diagnostics(&diagnostics, out);
	} else if (e->kind == ERR_NONE || monitor_is_answer(e->kind)) {
		*e = (struct err){ .kind = ERR_NONE };
		if (monitor_devices(s, out->site.id, &devices, e) == 0)
			note_devices(&devices, out);
		out->forbidden = e->kind == ERR_FORBIDDEN;
	}
	if (e->kind == ERR_NONE || monitor_is_answer(e->kind))
		out->discovered_at = now;
	else if (e->kind != ERR_BUDGET)
		out->discovered_at = now - MONITOR_AGAIN_S + MONITOR_RETRY_S;
	if (e->kind != ERR_NONE) {
		err_ctx(e, "site %s: looking for its battery monitor",
		    out->site.id);
		note_info("%s", e->msg);
		return -1;
	}
	if (out->feed != -1)
		note_info("site %s: monitor %" PRId64 " feeds its battery",
		    out->site.id, out->feed);
	return 0;
}
