/* net/exchange.h - one request to VRM until it is answered or hopeless
 *
 * Takes from the budget before sending, honours holds, tries again what
 * deserves it (net/retry.h), and folds all tries into one error.  Knows nothing
 * of tokens but the header it is given.
 */
#ifndef NET_EXCHANGE_H
#define NET_EXCHANGE_H
#include "base/clock.h"
#include "base/err.h"
#include "conf/cfg.h"
#include "state/rate.h"
#include "state/state.h"
#include "net/peer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct exchange;

/* All is borrowed until exchange_close(). */
int exchange_open(struct exchange **, const struct cfg *, const struct state *,
    struct clock *, struct err *);
void exchange_close(struct exchange *);

struct exchange_request {
	enum http_method method;
	enum rate_use use;		/* of the first try */
	const char *path;		/* below /v2, "/users/me" */
	const json_t *body;		/* NULL none */
	const char *authorization;	/* NULL none */
	const struct http_sink *sink;	/* NULL: into memory */
	json_t **json;			/* the answer's; NULL: as it is */
	bool once;		/* it makes something: not sent twice */
};

/* 0: a 2xx answer, date_s filled; with json (or a sink that says so) one that
 * is JSON: what is none, a proxy's page or half an answer, is asked for again.
 * *json is the caller's, NULL for an empty answer.  -1: anything else;
 * reply->status tells if there was an answer.  Free the reply in both cases. */
int exchange_run(struct exchange *, const struct exchange_request *,
    struct http_reply *, struct err *);

/* Many GETs of a poll, several under way at a time, each tried once.  It ends
 * before its time when the budget, or the time of the poll, does. */
struct exchange_many {
	const char *authorization;
	size_t n;
	/* The path of the i-th, to be freed; NULL passes it over. */
	char *(*path)(void *arg, size_t i);
	/* It ended as with exchange_run(); what VRM's clock said is in date_s.
	 * False: no more of them are to leave. */
	bool (*done)(void *arg, size_t i, const json_t *, int64_t date_s,
	    const struct err *);
	void *arg;
};
void exchange_many(struct exchange *, const struct exchange_many *);

/* From now on nothing of this run goes on for longer than a poll may. */
void exchange_hurry(struct exchange *);

/* To VRM, without a request: it costs nothing of the budget. */
int exchange_connect(struct exchange *, struct peer_route *, struct err *);

int exchange_status(const struct exchange *);	/* of the last; 0 none */
int64_t exchange_skew_s(const struct exchange *);
/* Why the budget could not be written down; false if it could. */
bool exchange_trouble(const struct exchange *, struct err *);

#endif
