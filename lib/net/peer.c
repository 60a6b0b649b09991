/* net/peer.c - see peer.h */
#include "net/peer.h"

#include "base/mem.h"
#include "base/text.h"
#include "net/fault.h"
#include "net/trust.h"

#include <stdlib.h>

enum {
	AT_ONCE = 8,		/* requests under way */
	CONNECTIONS = 4,	/* where one carries one request at a time */
	LOOK_MS = 1000
};

struct peer {
	CURL *curl;
	struct trust *trust;
	struct clock *clock;
	int ip_version;
};

int
peer_open(struct peer **out, const struct peer_options *o, struct clock *clock,
    struct err *e)
{
	struct peer *p = xcalloc(1, sizeof(*p));

	p->clock = clock;
	p->ip_version = o->ip_version;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		p->curl = curl_easy_init();
	if (p->curl == NULL) {
		err_set(e, ERR_SYSTEM, "libcurl does not start");
		peer_close(p);
		return -1;
	}
	if (trust_open(&p->trust, o->ca_file, e) == -1) {
		peer_close(p);
		return -1;
	}
	*out = p;
	return 0;
}

void
peer_close(struct peer *p)
{
	if (p == NULL)
		return;
	curl_easy_cleanup(p->curl);
	trust_close(p->trust);
	free(p);
}

/* With the quick trust first; where that fails, with all there is: nothing was
 * sent yet. */
static CURLcode
perform(struct peer *p)
{
	CURLcode code;

	trust_apply(p->trust, p->curl);
	code = curl_easy_perform(p->curl);
	if (code == CURLE_PEER_FAILED_VERIFICATION &&
	    trust_widen(p->trust, p->curl)) {
		trust_apply(p->trust, p->curl);
		code = curl_easy_perform(p->curl);
	}
	return code;
}

int
peer_do(struct peer *p, const struct http_request *q, struct http_reply *r,
    struct err *e)
{
	struct http_transfer t;
	int rc;

	http_begin(&t, p->curl, q, p->ip_version);
	rc = http_end(&t, perform(p), clock_s(p->clock), e);
	*r = t.reply;
	return rc;
}

/* ---- several at a time ---- */

struct many {
	struct peer *peer;
	const struct peer_many *ask;
	CURLM *multi;
	struct http_transfer slot[AT_ONCE];	/* free where curl is NULL */
	int under_way, at_once;
	bool is_last;				/* there are no more */
};

static struct http_transfer *
free_slot(struct many *m)
{
	int i = 0;

	while (m->slot[i].curl != NULL)
		i++;
	return &m->slot[i];
}

/* What waits for a connection to be free would run out of its own time. */
static bool
carries_several(CURL *curl)
{
	long version = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_HTTP_VERSION, &version);
	return version >= CURL_HTTP_VERSION_2_0;
}

static void
land(struct many *m, CURL *curl, CURLcode code)
{
	struct err e = { .kind = ERR_NONE };
	char *own = NULL;
	struct http_transfer *t;
	int rc;

	(void)curl_easy_getinfo(curl, CURLINFO_PRIVATE, &own);
	t = (struct http_transfer *)(void *)own;
	m->at_once = carries_several(curl) ? AT_ONCE : CONNECTIONS;
	rc = http_end(t, code, clock_s(m->peer->clock), &e);
	(void)curl_multi_remove_handle(m->multi, curl);
	curl_easy_cleanup(curl);
	t->curl = NULL;
	m->under_way--;
	m->ask->done(m->ask->arg, &t->request, rc, &t->reply, &e);
	http_reply_free(&t->reply);
}

static void
launch(struct many *m, CURL *curl, const struct http_request *q)
{
	struct http_transfer *t = free_slot(m);

	http_begin(t, curl, q, m->peer->ip_version);
	trust_apply(m->peer->trust, curl);
	(void)curl_easy_setopt(curl, CURLOPT_PIPEWAIT, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_PRIVATE, t);
	m->under_way++;
	if (curl_multi_add_handle(m->multi, curl) != CURLM_OK)
		land(m, curl, CURLE_OUT_OF_MEMORY);
}

/* ms until the next one may leave; 0: none waits for that. */
static int64_t
launch_all(struct many *m)
{
	struct http_request q;
	int64_t wait = 0;
	CURL *curl;

	while (!m->is_last && m->under_way < m->at_once) {
		q = (struct http_request){ .method = HTTP_GET };
		switch (m->ask->next(m->ask->arg, &q, &wait)) {
		case 0:
			return wait;
		case 1:
			curl = curl_easy_init();
			if (curl != NULL) {
				launch(m, curl, &q);
				break;
			}
			/* FALLTHROUGH */
		default:
			m->is_last = true;
		}
	}
	return 0;
}

static void
land_all(struct many *m)
{
	struct CURLMsg *msg;
	int left;

	(void)curl_multi_perform(m->multi, &left);
	while ((msg = curl_multi_info_read(m->multi, &left)) != NULL)
		if (msg->msg == CURLMSG_DONE)
			land(m, msg->easy_handle, msg->data.result);
}

int
peer_many(struct peer *p, const struct peer_many *ask, struct err *e)
{
	struct many m = { .peer = p, .ask = ask, .multi = curl_multi_init(),
	    .at_once = 1 };
	int64_t wait;

	if (m.multi == NULL) {
		err_set(e, ERR_SYSTEM, "libcurl does not start");
		return -1;
	}
	(void)curl_multi_setopt(m.multi, CURLMOPT_MAX_HOST_CONNECTIONS,
	    (long)CONNECTIONS);
	(void)curl_multi_setopt(m.multi, CURLMOPT_MAXCONNECTS,
	    (long)AT_ONCE);
	while (wait = launch_all(&m), m.under_way > 0 || !m.is_last) {
		if (m.under_way == 0) {
			clock_sleep_ms(p->clock, wait);
			continue;
		}
		land_all(&m);
		if (m.under_way > 0)
			(void)curl_multi_poll(m.multi, NULL, 0, wait > 0 &&
			    wait < LOOK_MS ? (int)wait : LOOK_MS, NULL);
	}
	(void)curl_multi_cleanup(m.multi);
	return 0;
}

/* ---- the way there ---- */

static bool
took_time(CURL *c, CURLINFO what)
{
	curl_off_t us = 0;

	(void)curl_easy_getinfo(c, what, &us);
	return us > 0;
}

int
peer_connect(struct peer *p, const char *url, struct peer_route *r,
    struct err *e)
{
	const struct http_request q = { .method = HTTP_GET, .url = url };
	struct http_transfer t;
	CURLcode code;
	char *ip = NULL;

	*r = (struct peer_route){ .port = 0 };
	http_begin(&t, p->curl, &q, p->ip_version);
	(void)curl_easy_setopt(p->curl, CURLOPT_CONNECT_ONLY, 1L);
	code = perform(p);
	r->named = took_time(p->curl, CURLINFO_NAMELOOKUP_TIME_T);
	r->connected = took_time(p->curl, CURLINFO_CONNECT_TIME_T);
	if (curl_easy_getinfo(p->curl, CURLINFO_PRIMARY_IP, &ip) == CURLE_OK &&
	    ip != NULL)
		(void)text_copy(r->ip, sizeof(r->ip), ip);
	(void)curl_easy_getinfo(p->curl, CURLINFO_PRIMARY_PORT, &r->port);
	return http_end(&t, code, clock_s(p->clock), e);
}
