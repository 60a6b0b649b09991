/* net/http.c - see http.h */
#include "net/http.h"

#include "base/mem.h"
#include "base/text.h"
#include "net/fault.h"
#include "net/trust.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	STREAM_MS = 160000,		/* longest streamed answer */
	STREAM_SILENCE_S = HTTP_TIMEOUT_MS / 1000
};

struct http {
	CURL *curl;
	struct trust *trust;
	const struct clock *clock;
	int ip_version;
};

/* One exchange under way; what the write callback needs. */
struct transfer {
	CURL *curl;
	const struct http_request *request;
	struct http_reply *reply;
	size_t size;			/* of the body's buffer */
	bool started;			/* the sink was told */
	bool asked;			/* the request was written */
	struct err *own_err;		/* we ended it */
};

int
http_open(struct http **out, const struct http_options *o,
    const struct clock *clock, struct err *e)
{
	struct http *h = xcalloc(1, sizeof(*h));

	h->clock = clock;
	h->ip_version = o->ip_version;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		h->curl = curl_easy_init();
	if (h->curl == NULL) {
		err_set(e, ERR_SYSTEM, "libcurl does not start");
		http_close(h);
		return -1;
	}
	if (trust_open(&h->trust, o->ca_file, e) == -1) {
		http_close(h);
		return -1;
	}
	*out = h;
	return 0;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	trust_close(h->trust);
	free(h);
}

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
start_sink(struct transfer *t)
{
	if (!t->started)
		t->request->sink->start(t->request->sink->arg,
		    date_of(t->curl));
	t->started = true;
}

static bool
keep(struct transfer *t, const char *data, size_t len)
{
	struct http_reply *r = t->reply;
	char peer[FAULT_PEER];

	if (len > HTTP_BODY_MAX - r->len) {
		fault_peer(peer, sizeof(peer), t->request->url);
		err_set(t->own_err, ERR_TOO_BIG, "%s: the answer exceeds %d "
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
	struct transfer *t = arg;
	const struct http_sink *sink = t->request->sink;

	(void)one;
	if (sink == NULL || !is_success(t->curl))
		return keep(t, data, len) ? len : 0;
	start_sink(t);
	return sink->write(sink->arg, data, len, t->own_err) == 0 ? len : 0;
}

/* libcurl asks again by itself where a kept connection turns out dead; that
 * would be a request which nobody counts. */
static int
on_request(void *arg, char *ip, char *own_ip, int port, int own_port)
{
	struct transfer *t = arg;
	char peer[FAULT_PEER];

	(void)ip;
	(void)own_ip;
	(void)port;
	(void)own_port;
	if (t->asked) {
		fault_peer(peer, sizeof(peer), t->request->url);
		err_set(t->own_err, ERR_CONNECT, "%s: the connection was "
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
set_rules(const struct http *h, const struct http_request *q,
    struct transfer *t, char *why)
{
	CURL *c = h->curl;
	long ip = h->ip_version == 4 ? CURL_IPRESOLVE_V4 :
	    h->ip_version == 6 ? CURL_IPRESOLVE_V6 : CURL_IPRESOLVE_WHATEVER;

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
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_data);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(c, CURLOPT_PREREQFUNCTION, on_request);
	(void)curl_easy_setopt(c, CURLOPT_PREREQDATA, t);
	/* on a connection that was kept alive it would try again by itself */
	(void)curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, q->once ? 1L : 0L);
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
read_head(const struct http *h, struct http_reply *r)
{
	long status = 0, sent = 0, proxy = 0;

	(void)curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(h->curl, CURLINFO_REQUEST_SIZE, &sent);
	(void)curl_easy_getinfo(h->curl, CURLINFO_HTTP_CONNECTCODE, &proxy);
	r->status = (int)status;
	/* what a proxy refuses to connect never came to VRM */
	r->written = sent > 0 && (proxy == 0 || (proxy >= 200 && proxy < 300));
	r->date_s = date_of(h->curl);
	r->retry_after_ms = http_retry_after_ms(header(h->curl, "Retry-After"),
	    r->date_s != -1 ? r->date_s : clock_s(h->clock));
	(void)text_copy(r->type, sizeof(r->type),
	    header(h->curl, "Content-Type"));
}

/* With the quick trust first; where that fails, with all there is: nothing was
 * sent yet. */
static CURLcode
perform(struct http *h)
{
	CURLcode code;

	trust_apply(h->trust, h->curl);
	code = curl_easy_perform(h->curl);
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
	    trust_widen(h->trust, h->curl)) {
		trust_apply(h->trust, h->curl);
		code = curl_easy_perform(h->curl);
	}
	return code;
}

int
http_do(struct http *h, const struct http_request *q, struct http_reply *r,
    struct err *e)
{
	char why[CURL_ERROR_SIZE] = "";
	struct err own_err = { .kind = ERR_NONE };
	struct transfer t = { .curl = h->curl, .request = q, .reply = r,
	    .own_err = &own_err };
	struct curl_slist *headers;
	CURLcode code;

	*r = (struct http_reply){ .date_s = -1, .retry_after_ms = -1 };
	set_rules(h, q, &t, why);
	headers = set_headers(h->curl, q);
	code = perform(h);
	read_head(h, r);
	free_headers(headers);
	if (own_err.kind != ERR_NONE) {
		*e = own_err;
		return -1;
	}
	if (code != CURLE_OK) {
		fault_explain(h->curl, code, q->url, why, e);
		return -1;
	}
	if (r->status >= 300 && r->status < 400) {
		fault_peer(why, sizeof(why), q->url);
		err_set(e, ERR_REDIRECT, "%s: wants to send us elsewhere (%d)",
		    why, r->status);
		return -1;
	}
	if (q->sink != NULL && is_success(h->curl))
		start_sink(&t);
	return 0;
}

static bool
took_time(CURL *c, CURLINFO what)
{
	curl_off_t us = 0;

	(void)curl_easy_getinfo(c, what, &us);
	return us > 0;
}

int
http_connect(struct http *h, const char *url, struct http_route *r,
    struct err *e)
{
	char why[CURL_ERROR_SIZE] = "";
	const struct http_request q = { .method = HTTP_GET, .url = url };
	struct transfer t = { .curl = h->curl, .request = &q };
	CURLcode code;
	char *ip = NULL;

	*r = (struct http_route){ .port = 0 };
	set_rules(h, &q, &t, why);
	(void)curl_easy_setopt(h->curl, CURLOPT_CONNECT_ONLY, 1L);
	code = perform(h);
	r->named = took_time(h->curl, CURLINFO_NAMELOOKUP_TIME_T);
	r->connected = took_time(h->curl, CURLINFO_CONNECT_TIME_T);
	if (curl_easy_getinfo(h->curl, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK &&
	    ip != NULL)
		(void)text_copy(r->ip, sizeof(r->ip), ip);
	(void)curl_easy_getinfo(h->curl, CURLINFO_PRIMARY_PORT, &r->port);
	if (code != CURLE_OK)
		fault_explain(h->curl, code, url, why, e);
	return code == CURLE_OK ? 0 : -1;
}
