/* net/reply.h - what an answer of VRM means
 *
 * Good is only a 2xx whose body is a JSON object with a success that is not
 * false (vrm-api.md 1.3); everything else is an error of its layer, with VRM's
 * own words.
 */
#ifndef NET_REPLY_H
#define NET_REPLY_H
#include "base/err.h"
#include "net/http.h"

#include <jansson.h>
#include <stddef.h>

/* 0: the status is 2xx. */
int reply_check(const struct http_reply *, struct err *);

/* The object in a 2xx answer; *out is NULL for an empty one.  A success of
 * false is ERR_REJECTED. */
int reply_json(const struct http_reply *, json_t **out, struct err *);

/* The same verdict on an answer that was parsed elsewhere; NULL is empty. */
int reply_verdict(json_t *, struct err *);

#endif
