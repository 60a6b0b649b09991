/* conf/cfg.h - settings: option, environment, credential, file, default
 * (vrm.conf(5))
 *
 * The keys are one table; every program prints it with --show-config.
 */
#ifndef CONF_CFG_H
#define CONF_CFG_H
#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

enum cfg_key {
	CFG_TOKEN,
	CFG_TOKEN_FILE,
	CFG_TOKEN_COMMAND,
	CFG_USERNAME,
	CFG_PASSWORD,
	CFG_PASSWORD_FILE,
	CFG_PASSWORD_COMMAND,
	CFG_SITES,		/* comma separated */
	CFG_API_URL,		/* without /v2 and trailing slash */
	CFG_POLL_INTERVAL,
	CFG_DATABASE_URL,
	CFG_STATE_DIR,
	CFG_RATE_LIMIT,
	CFG_RETENTION,
	CFG_STALE_AFTER,
	CFG_HEALTH_WARNING,	/* data_age=10m,success=95 */
	CFG_HEALTH_CRITICAL,
	CFG_CA_FILE,
	CFG_IP_VERSION,		/* any, ipv4, ipv6 */
	CFG_KEYS
};

struct cfg;

/* path: --config's file, or NULL for $VRM_CONFIG or the user's file, and then
 * /etc/vrm/vrm.conf behind it.  A named file must exist; the others may not. */
int cfg_load(struct cfg **, const char *path, struct err *);
void cfg_free(struct cfg *);

/* A value from the command line; it beats all others.  -1 if it is no value
 * for this key (ERR_USAGE). */
int cfg_set(struct cfg *, enum cfg_key, const char *value, struct err *);

/* The effective value, NULL if unset and without default.  Borrowed.
 * Values were checked when they were read. */
const char *cfg_get(const struct cfg *, enum cfg_key);
const char *cfg_from(const struct cfg *, enum cfg_key);	/* "environment", ... */
const char *cfg_name(enum cfg_key);		/* "VICTRON_VRM_TOKEN" */

/* Of keys that say the same in different ways, up to a CFG_KEYS: the one that
 * was set in the first place of that order, of one place the first key;
 * CFG_KEYS if none is set. */
enum cfg_key cfg_nearest(const struct cfg *, const enum cfg_key *);

int64_t cfg_seconds(const struct cfg *, enum cfg_key);	/* INT64_MAX: forever */
int cfg_rate_per_hour(const struct cfg *);		/* 50 for "50/h" */

void cfg_show(const struct cfg *, FILE *);		/* secrets masked */

#endif
