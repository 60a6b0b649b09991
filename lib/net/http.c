/* net/http.c - see http.h */
#include "net/http.h"

#include "base/mem.h"
#include "base/text.h"
#include "net/fault.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	STREAM_MS = 160000,		/* longest streamed answer */
	STREAM_SILENCE_S = HTTP_TIMEOUT_MS / 1000
};

void
http_reply_free(struct http_reply *r)
{
	if (r->body != NULL)
		mem_wipe(r->body, r->len);	/* a login's holds the token */
	free(r->body);
	r->body = NULL;
	r->len = 0;
}

static bool
is_success(CURL *curl)
{
	long status = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status < 300;
}

/* A header's value; "" without.  Borrowed until the next transfer. */
static const char *
header(CURL *curl, const char *name)
{
	struct curl_header *h;

	return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &h) ==
	    CURLHE_OK ? h->value : "";
}

static int64_t
date_of(CURL *curl)
{
	return (int64_t)curl_getdate(header(curl, "Date"), NULL);
}

static void
start_sink(struct http_transfer *t)
{
	if (!t->started)
		t->request.sink->start(t->request.sink->arg,
		    date_of(t->curl));
	t->started = true;
}

static bool
keep(struct http_transfer *t, const char *data, size_t len)
{
	struct http_reply *r = &t->reply;
	char peer[FAULT_PEER];

	if (len > HTTP_BODY_MAX - r->len) {
		fault_peer(peer, sizeof(peer), t->request.url);
		err_set(&t->own, ERR_TOO_BIG, "%s: the answer exceeds %d "
		    "MiB", peer, HTTP_BODY_MAX >> 20);
		return false;
	}
	if (r->len + len + 1 > t->size) {
		t->size = 2 * (r->len + len) + 1;
		r->body = xrealloc(r->body, t->size, 1);
	}
	memcpy(r->body + r->len, data, len);
	r->len += len;
	r->body[r->len] = '\0';
	return true;
}

static size_t
on_data(char *data, size_t one, size_t len, void *arg)
{
	struct http_transfer *t = arg;
	const struct http_sink *sink = t->request.sink;

	(void)one;
	if (sink == NULL || !is_success(t->curl))
		return keep(t, data, len) ? len : 0;
	start_sink(t);
	return sink->write(sink->arg, data, len, &t->own) == 0 ? len : 0;
}

/* libcurl asks again by itself where a kept connection turns out dead; that
 * would be a request which nobody counts. */
static int
on_request(void *arg, char *ip, char *own_ip, int port, int own_port)
{
	struct http_transfer *t = arg;
	char peer[FAULT_PEER];

	(void)ip;
	(void)own_ip;
	(void)port;
	(void)own_port;
	if (t->asked) {
		fault_peer(peer, sizeof(peer), t->request.url);
		err_set(&t->own, ERR_CONNECT, "%s: the connection was "
		    "closed instead of an answer", peer);
		return CURL_PREREQFUNC_ABORT;
	}
	t->asked = true;
	return CURL_PREREQFUNC_OK;
}

static void
set_method(CURL *c, const struct http_request *q)
{
	static const char *const names[] = { "GET", "POST", "DELETE" };

	if (q->body != NULL) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)strlen(q->body));
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body);
	} else if (q->method == HTTP_POST) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, 0L);
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, "");
	}
	(void)curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, names[q->method]);
}

/* An ordinary answer within the timeout; a streamed one may take long, but not
 * stand still. */
static void
set_patience(CURL *c, const struct http_request *q)
{
	long ms = q->sink == NULL ? HTTP_TIMEOUT_MS : STREAM_MS;

	if (q->timeout_ms > 0 && q->timeout_ms < ms)
		ms = (long)q->timeout_ms;
	(void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
	    ms < HTTP_TIMEOUT_MS ? ms : (long)HTTP_TIMEOUT_MS);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ms);
	if (q->sink == NULL)
		return;
	(void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	(void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME,
	    (long)STREAM_SILENCE_S);
}

static struct curl_slist *
set_headers(CURL *c, const struct http_request *q)
{
	struct curl_slist *list = curl_slist_append(NULL,
	    "Accept: application/json");
	char *line;

	if (q->method == HTTP_POST)
		list = curl_slist_append(list,
		    "Content-Type: application/json");
	if (q->authorization != NULL) {
		line = xasprintf("X-Authorization: %s", q->authorization);
		list = curl_slist_append(list, line);
		mem_free_secret(line);
	}
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, list);
	return list;
}

/* The list's own copies hold the token. */
static void
free_headers(struct curl_slist *list)
{
	for (struct curl_slist *l = list; l != NULL; l = l->next)
		mem_wipe(l->data, strlen(l->data));
	curl_slist_free_all(list);
}

static void
set_rules(struct http_transfer *t, int ip_version)
{
	const struct http_request *q = &t->request;
	CURL *c = t->curl;
	long ip = ip_version == 4 ? CURL_IPRESOLVE_V4 :
	    ip_version == 6 ? CURL_IPRESOLVE_V6 : CURL_IPRESOLVE_WHATEVER;

	curl_easy_reset(c);		/* keeps the connection */
	(void)curl_easy_setopt(c, CURLOPT_URL, q->url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http");
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	(void)curl_easy_setopt(c, CURLOPT_ACCEPT_ENCODING, "");
	(void)curl_easy_setopt(c, CURLOPT_IPRESOLVE, ip);
	if (strncasecmp(q->url, "http:", 5) == 0)	/* loopback: no proxy */
		(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_USERAGENT,
	    "vrm-tools/" VRM_VERSION);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, t->why);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_request);
	(void)curl_easy_setopt(c, CURLOPT_PREREQDATA, t);
	set_method(c, q);
	set_patience(c, q);
}

int64_t
http_retry_after_ms(const char *value, int64_t server_now)
{
	int64_t s;

	if (text_to_int64(value, &s))
		return s < 0 ? -1 : s > INT64_MAX / 1000 ? INT64_MAX : s * 1000;
	if (*value < 'A')		/* curl_getdate() takes too much */
		return -1;
	s = (int64_t)curl_getdate(value, NULL);
	if (s == -1)
		return -1;
	return s > server_now ? (s - server_now) * 1000 : 0;
}

static void
read_head(struct http_transfer *t, int64_t now_s)
{
	struct http_reply *r = &t->reply;
	long status = 0, sent = 0, proxy = 0;

	(void)curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(t->curl, CURLINFO_REQUEST_SIZE, &sent);
	(void)curl_easy_getinfo(t->curl, CURLINFO_HTTP_CONNECTCODE, &proxy);
	r->status = (int)status;
	/* what a proxy refuses to connect never came to VRM */
	r->written = sent > 0 && (proxy == 0 || (proxy >= 200 && proxy < 300));
	r->date_s = date_of(t->curl);
	r->retry_after_ms = http_retry_after_ms(header(t->curl, "Retry-After"),
	    r->date_s != -1 ? r->date_s : now_s);
	(void)text_copy(r->type, sizeof(r->type),
	    header(t->curl, "Content-Type"));
}

void
http_begin(struct http_transfer *t, CURL *curl, const struct http_request *q,
    int ip_version)
{
	*t = (struct http_transfer){ .curl = curl, .request = *q,
	    .reply = { .date_s = -1, .retry_after_ms = -1 } };
	set_rules(t, ip_version);
	t->headers = set_headers(curl, q);
}

int
http_end(struct http_transfer *t, CURLcode code, int64_t now_s, struct err *e)
{
	char peer[FAULT_PEER];

	read_head(t, now_s);
	free_headers(t->headers);
	(void)curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, NULL);
	if (t->own.kind != ERR_NONE) {
		*e = t->own;
		return -1;
	}
	if (code != CURLE_OK) {
		fault_explain(t->curl, code, t->request.url, t->why, e);
		return -1;
	}
	if (t->reply.status >= 300 && t->reply.status < 400) {
		fault_peer(peer, sizeof(peer), t->request.url);
		err_set(e, ERR_REDIRECT, "%s: wants to send us elsewhere (%d)",
		    peer, t->reply.status);
		return -1;
	}
	if (t->request.sink != NULL && is_success(t->curl))
		start_sink(t);
	return 0;
}
