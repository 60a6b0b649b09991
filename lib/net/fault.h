/* net/fault.h - why a transfer failed, as a rung of the ladder (base/err.h) */
#ifndef NET_FAULT_H
#define NET_FAULT_H
#include "base/err.h"

#include <curl/curl.h>
#include <stddef.h>

/* "vrmapi.victronenergy.com:443", for messages. */
enum { FAULT_PEER = 300 };
void fault_peer(char *buf, size_t, const char *url);

/* why: libcurl's own words, or "". */
void fault_explain(CURL *, CURLcode, const char *url, const char *why,
    struct err *);

#endif
