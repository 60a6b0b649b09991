/* store/forget.c - see forget.h */
#include "store/forget.h"

#include "store/backend.h"

#include <string.h>

/* What VRM was asked is of the batteries that VRM knows; a site's own line is
 * of all its batteries. */
static int
erase_all(const struct backend *be, void *db, const struct forget *what,
    struct forget_count *gone, struct err *e)
{
	const struct backend_names series = { what->site, what->battery,
		what->source };
	const struct backend_names asked = { what->site, what->battery, NULL };
	const struct backend_names site = { what->site, NULL, NULL };
	bool all = what->battery == NULL && what->source == NULL;
	bool of_vrm = what->source == NULL ||
	    strcmp(what->source, "victron") == 0;
	int64_t other;

	*gone = (struct forget_count){ .readings = 0 };
	if (be->erase(db, "battery_readings", &series, &gone->readings,
	    e) == -1 ||
	    be->erase(db, "battery_hourly", &series, &gone->hours, e) == -1 ||
	    be->erase(db, "battery_daily", &series, &gone->days, e) == -1 ||
	    be->erase(db, "battery_latest", &series, &gone->batteries,
	    e) == -1 ||
	    be->erase(db, "battery_horizon", &series, &other, e) == -1 ||
	    (of_vrm && be->erase(db, "asked", &asked, &other, e) == -1))
		return -1;
	return all ? be->erase(db, "sites", &site, &gone->sites, e) : 0;
}

int
forget_run(const struct backend *be, void *db, const struct forget *what,
    struct forget_count *gone, struct err *e)
{
	int rc;

	if (be->begin(db, true, NULL, e) == -1)
		return -1;
	rc = erase_all(be, db, what, gone, e);
	if (rc == 0 && what->really)
		rc = be->commit(db, e);
	if (rc == -1 || !what->really)
		be->rollback(db);
	return rc;
}
