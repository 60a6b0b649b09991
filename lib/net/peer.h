/* net/peer.h - the connections to VRM, kept alive from request to request */
#ifndef NET_PEER_H
#define NET_PEER_H
#include "base/clock.h"
#include "base/err.h"
#include "net/http.h"

#include <stdbool.h>
#include <stdint.h>

struct peer;

struct peer_options {
	const char *ca_file;	/* trusted beside the system's; NULL none */
	int ip_version;		/* 4, 6, or 0 for both */
};

/* The clock is borrowed: it dates a Retry-After when VRM does not, and waits.
 */
int peer_open(struct peer **, const struct peer_options *, struct clock *,
    struct err *);
void peer_close(struct peer *);

/* As http_end().  Free the reply in both cases. */
int peer_do(struct peer *, const struct http_request *, struct http_reply *,
    struct err *);

/* Several at a time: over one connection where the server speaks HTTP/2, else
 * over a few that are kept alive; the first one goes alone.  Nothing is tried
 * again. */
struct peer_many {
	/* 1: *q may leave now, and what it points to lives until it is done;
	 * 0: not before *wait_ms have passed; -1: there are no more. */
	int (*next)(void *arg, struct http_request *q, int64_t *wait_ms);
	/* It ended, as http_end() says; its tag tells which one it was. */
	void (*done)(void *arg, const struct http_request *q, int rc,
	    struct http_reply *, struct err *);
	void *arg;
};
int peer_many(struct peer *, const struct peer_many *, struct err *);

struct peer_route {		/* how far a connection came */
	char ip[64];		/* of VRM, or of the proxy; "" unknown */
	long port;
	bool named, connected;	/* a name was resolved; TCP stood */
};

/* Connects, TLS included, and sends no request; a single try. */
int peer_connect(struct peer *, const char *url, struct peer_route *,
    struct err *);

#endif
