/* net/http.h - one exchange over HTTPS: what is sent, and what came back
 *
 * libcurl with our rules: certificates always verified, TLS 1.2 or newer, plain
 * http only to a loopback address (net/url.h), redirects refused, bodies
 * bounded.  One request is written once: no retry, no budget, no opinion on the
 * status, see net/exchange.h.  Connections are net/peer.h's.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H
#include "base/err.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_TIMEOUT_MS = 10000,	/* connecting and transfer */
	HTTP_BODY_MAX = 64 << 20,	/* bytes kept in memory */
	HTTP_TYPE = 64
};

enum http_method { HTTP_GET, HTTP_POST, HTTP_DELETE };

/* Takes a 2xx body as it arrives; other bodies go to memory. */
struct http_sink {
	/* An answer begins; whatever an earlier try gave is void.  date_s as in
	 * struct http_reply. */
	void (*start)(void *arg, int64_t date_s);
	/* -1 with err filled ends the transfer. */
	int (*write)(void *arg, const char *, size_t, struct err *);
	/* The answer came whole: -1 if it is not one. */
	int (*end)(void *arg, struct err *);
	void *arg;
};

struct http_request {
	enum http_method method;
	const char *url;
	const char *authorization;	/* X-Authorization's value; NULL none */
	const char *body;		/* JSON; NULL none */
	const struct http_sink *sink;	/* NULL: into memory */
	int64_t timeout_ms;		/* at most; 0: the usual one */
	void *tag;			/* the caller's own */
};

struct http_reply {
	int status;		/* 0 if no answer came */
	int64_t date_s;		/* the Date header, Unix seconds; -1 none */
	int64_t retry_after_ms;	/* from now; -1 none */
	char type[HTTP_TYPE];	/* content type; "" none */
	char *body;		/* NUL after the last byte; NULL if none */
	size_t len;
	bool written;		/* the request reached a connection */
};

void http_reply_free(struct http_reply *);

/* One exchange, on a handle of the caller's: begin prepares it, the caller has
 * it performed, and end says what came of it.  What the request points to is
 * borrowed until then. */
struct http_transfer {
	CURL *curl;
	struct http_request request;
	struct http_reply reply;	/* the caller's after the end */
	size_t size;			/* of the body's buffer */
	bool started;			/* the sink was told */
	bool asked;			/* the request was written */
	struct err own;			/* why we ended it */
	char why[CURL_ERROR_SIZE];	/* libcurl's words */
	struct curl_slist *headers;
};
/* ip_version: 4, 6, or 0 for both. */
void http_begin(struct http_transfer *, CURL *, const struct http_request *,
    int ip_version);
/* 0: an answer came, whatever its status (a 3xx is ERR_REDIRECT).  -1: none or
 * not a whole one; reply tells what there was.  now_s dates a Retry-After where
 * VRM does not. */
int http_end(struct http_transfer *, CURLcode, int64_t now_s, struct err *);

/* Retry-After as seconds or as an HTTP date; -1 if it is neither. */
int64_t http_retry_after_ms(const char *value, int64_t server_now_s);

#endif
