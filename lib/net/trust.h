/* net/trust.h - whose certificates we believe, found the fast way
 *
 * Reading the system's bundle of CAs costs more time than the rest of a request
 * together.  OpenSSL can look a CA up in a hashed directory instead; the bundle
 * is the fallback, where there is no such directory or it did not suffice.
 */
#ifndef NET_TRUST_H
#define NET_TRUST_H
#include "base/err.h"

#include <curl/curl.h>
#include <stdbool.h>

struct trust;

/* ca_file: trusted beside the system's CAs; NULL none.  -1: ERR_CONFIG, it
 * cannot be read. */
int trust_open(struct trust **, const char *ca_file, struct err *);
void trust_close(struct trust *);

void trust_apply(const struct trust *, CURL *);
/* After an unknown CA: the bundle too from now on.  False: that is all. */
bool trust_widen(struct trust *, CURL *);

/* What was wrong with the peer's certificate, and what helps. */
void trust_explain(CURL *, const char *peer, const char *why, struct err *);

#endif
