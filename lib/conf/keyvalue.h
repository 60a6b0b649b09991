/* conf/keyvalue.h - KEY=VALUE files, as systemd's EnvironmentFile reads them
 *
 * Blank lines and lines that begin with # or ; are passed over, one pair of
 * quotes around a value goes, nothing is expanded.
 */
#ifndef CONF_KEYVALUE_H
#define CONF_KEYVALUE_H
#include "base/err.h"

/* key and value are valid during the call; -1 with err filled ends it. */
typedef int keyvalue_fn(void *arg, const char *key, const char *value,
    int line, struct err *);

/* 0 read to the end, 1 there is no such file, -1 error (ERR_CONFIG). */
int keyvalue_read(const char *path, keyvalue_fn *, void *arg, struct err *);

#endif
