/* fetch/listing.c - see listing.h */
#include "fetch/listing.h"

#include "base/mem.h"
#include "base/note.h"
#include "vrm/records.h"
#include "net/reply.h"
#include "net/url.h"

#include <stdlib.h>

struct reader {
	const struct listing *listing;
	struct records *records;
};

static int
read_record(void *arg, const json_t *record, struct err *e)
{
	const struct listing *l = arg;
	struct installations_site site;

	(void)e;
	if (installations_read(record, &site))
		l->each(l->arg, &site);
	else
		note_info("VRM listed a site without idSite");
	return 0;
}

static void
start(void *arg, int64_t date_s)
{
	struct reader *r = arg;

	(void)date_s;
	records_free(r->records);
	r->records = records_new(read_record,
	    (void *)(uintptr_t)r->listing);
	r->listing->start(r->listing->arg);
}

static int
write_bytes(void *arg, const char *data, size_t n, struct err *e)
{
	const struct reader *r = arg;

	return records_feed(r->records, data, n, e);
}

/* A body that broke off, or a proxy's page, is none. */
static int
end(void *arg, struct err *e)
{
	const struct reader *r = arg;
	json_t *frame = NULL;
	int rc = records_end(r->records, &frame, e);

	if (rc == 0)
		rc = reply_verdict(frame, e);
	if (rc == 0 && frame != NULL &&
	    json_object_get(frame, "records") == NULL &&
	    json_object_get(frame, "success") == NULL) {
		err_set(e, ERR_SHAPE, "the list of sites holds no records");
		rc = -1;
	}
	json_decref(frame);
	return rc;
}

static char *
path_of(const struct listing *l, const char *user)
{
	char *path = url_path("users", user, "installations", (char *)NULL);

	if (path != NULL && l->extended)
		url_add(&path, "extended", "1");
	if (path != NULL && l->site != NULL)
		url_add(&path, "idSite", l->site);
	return path;
}

int
listing_run(struct session *s, const struct listing *l, struct err *e)
{
	struct reader r = { .listing = l };
	struct http_sink sink = { start, write_bytes, end, &r };
	const char *user = session_user(s, e);
	char *path;
	int rc;

	if (user == NULL)
		return -1;
	path = path_of(l, user);
	if (path == NULL) {
		err_set(e, ERR_SHAPE, "VRM's id of our user is no id");
		return -1;
	}
	rc = session_get_stream(s, l->use, path, &sink, e);
	records_free(r.records);
	free(path);
	return rc;
}
