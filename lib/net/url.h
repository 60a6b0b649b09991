/* net/url.h - addresses of VRM, every part of them encoded */
#ifndef NET_URL_H
#define NET_URL_H
#include "base/err.h"

#include <stdint.h>

/* The API's address, without trailing slashes and /v2, from what a person
 * wrote.  https, or http to a loopback address; no user, query or fragment.
 * The caller frees *out.  -1: ERR_CONFIG. */
int url_base(char **out, const char *text, struct err *);

/* Segments up to a NULL, each encoded: url_path("users", "90001",
 * "installations", (char *)NULL) is "/users/90001/installations".  An empty
 * segment or "." or ".." would be another path: NULL then, else malloc'ed. */
char *url_path(const char *segment, ...);

/* Append "?key=value", or "&key=value" where there is a query already; both
 * encoded ("attributeCodes[]" needs it).  *path is reallocated. */
void url_add(char **path, const char *key, const char *value);
void url_add_whole(char **path, const char *key, int64_t value);

#endif
