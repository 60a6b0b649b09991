/* vrm/installations.h - one site of users/{id}/installations (vrm-api.md 3)
 *
 * With extended=1 it carries what the GX itself shows of the battery.
 */
#ifndef VRM_INSTALLATIONS_H
#define VRM_INSTALLATIONS_H
#include "line/line.h"
#include "vrm/sample.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { INSTALLATIONS_MONITORS = 16 };

struct installations_site {
	struct site site;
	int64_t access_level;		/* -1 not told */
	bool owner, admin;
	bool diagnostics;		/* we may read the site's diagnostics */
	struct sample battery;		/* empty without extended=1 */
	int64_t monitors[INSTALLATIONS_MONITORS];	/* instances seen */
	int n_monitors;
};

/* False if the record is no site: it has no id. */
bool installations_read(const json_t *record, struct installations_site *);

/* A person's word for a site: its id, its portal id, or, ignoring ASCII case,
 * its whole name or a part of it. */
enum installations_match {
	INSTALLATIONS_NO,
	INSTALLATIONS_PART,	/* of the name: others may match too */
	INSTALLATIONS_NAME,
	INSTALLATIONS_ID
};
enum installations_match installations_match(const struct site *,
    const char *word);

#endif
