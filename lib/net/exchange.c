/* net/exchange.c - see exchange.h */
#include "net/exchange.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/note.h"
#include "state/budget.h"
#include "net/reply.h"
#include "net/retry.h"
#include "net/url.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LEAST_MS = 500 };	/* less time is not worth a request */

struct exchange {
	char *base;		/* "https://host" */
	struct clock *clock;
	struct budget *budget;
	struct peer *peer;
	int64_t opened_ms;
	bool hurry;		/* extras too end with the poll */
	int64_t skew_s;
	int status;
};

int
exchange_open(struct exchange **out, const struct cfg *cfg,
    const struct state *state, struct clock *clock, struct err *e)
{
	const char *ip = cfg_get(cfg, CFG_IP_VERSION);
	struct peer_options o = { .ca_file = cfg_get(cfg, CFG_CA_FILE),
	    .ip_version = strcmp(ip, "ipv4") == 0 ? 4 :
	    strcmp(ip, "ipv6") == 0 ? 6 : 0 };
	struct rate_limits limits = budget_limits(cfg);
	struct exchange *x = xcalloc(1, sizeof(*x));

	x->clock = clock;
	x->opened_ms = clock_ms(clock);
	if (url_base(&x->base, cfg_get(cfg, CFG_API_URL), e) == -1) {
		err_ctx(e, "%s", cfg_name(CFG_API_URL));
		goto bad;
	}
	if (peer_open(&x->peer, &o, clock, e) == -1)
		goto bad;
	x->budget = budget_open(state, &limits, clock);
	*out = x;
	return 0;
bad:
	exchange_close(x);
	return -1;
}

void
exchange_close(struct exchange *x)
{
	if (x == NULL)
		return;
	peer_close(x->peer);
	budget_close(x->budget);
	free(x->base);
	free(x);
}

/* For the jitter of retries: two programs that failed together differ. */
static uint32_t
any_number(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return ((uint32_t)ts.tv_nsec ^ (uint32_t)getpid() << 16) *
	    UINT32_C(2654435761) >> 8;
}

/* A poll must end before the next one comes; other work may go on for long, but
 * not one request of it. */
static int64_t
deadline(const struct exchange *x, enum rate_use use)
{
	return RETRY_DEADLINE_MS +
	    (use == RATE_POLL || x->hurry ? x->opened_ms :
	    clock_ms(x->clock));
}

static void
look_at(struct exchange *x, struct http_reply *r)
{
	x->status = r->status;
	if (r->date_s < CLOCK_OLDEST_S) {
		note_info("VRM did not say what time it is: our clock serves");
		r->date_s = clock_s(x->clock);
	} else {
		x->skew_s = r->date_s - clock_s(x->clock);
	}
	if (r->status == 429 && r->retry_after_ms > 0)
		budget_hold(x->budget, r->retry_after_ms);
}

/* Sends it once, budget taken; gives that back if it never left. */
static int
send_once(struct exchange *x, const struct exchange_request *q,
    enum rate_use use, int64_t left_ms, struct http_reply *r, struct err *e)
{
	char *url = xasprintf("%s/v2%s", x->base, q->path);
	char *body = q->body == NULL ? NULL : js_dump(q->body);
	struct http_request hq = {
		.method = q->method, .url = url, .body = body,
		.authorization = q->authorization, .sink = q->sink,
		.timeout_ms = left_ms
	};
	int rc = peer_do(x->peer, &hq, r, e);

	if (!r->written)
		budget_refund(x->budget, use);
	if (r->status != 0)
		look_at(x, r);
	if (rc == 0)
		rc = reply_check(r, e);
	if (rc == 0 && q->sink != NULL)
		rc = q->sink->end(q->sink->arg, e);
	if (rc == 0 && q->json != NULL)
		rc = reply_json(r, q->json, e);
	mem_free_secret(body);
	free(url);
	return rc;
}

/* "... (after 4 tries)", and where a retry was not allowed, why. */
static void
fold(struct err *e, int tries, const struct err *refused)
{
	size_t len = strlen(e->msg);

	if (refused->kind != ERR_NONE)
		(void)snprintf(e->msg + len, sizeof(e->msg) - len,
		    "; not tried again: %s", refused->msg);
	else if (tries > 1)
		(void)snprintf(e->msg + len, sizeof(e->msg) - len,
		    " (after %d tries)", tries);
}

/* What comes first in the next run is its own matter. */
static void
say_late(struct err *e)
{
	err_set(e, ERR_BUDGET, "the %d s that a poll may take are over",
	    RETRY_DEADLINE_MS / 1000);
	err_hint(e, "the next poll goes on; fewer sites a poll, or --via "
	    "overview, take less time");
}

/* Nothing is changed twice at VRM because its answer could not be read: what
 * is read may be read again, and a login, which alone is not signed, too.  A
 * 429 is a promise that nothing was done. */
static bool
may_again(const struct exchange_request *q, const struct http_reply *r,
    const struct err *failed, struct err *refused)
{
	bool is_harmless = q->method == HTTP_GET || q->authorization == NULL;

	if (!retry_may(failed->kind) &&
	    (failed->kind != ERR_NOT_JSON || !is_harmless))
		return false;
	if (!q->once || !r->written || r->status == 429)
		return true;
	err_set(refused, failed->kind, "VRM may have done it all the same");
	return false;
}

int
exchange_run(struct exchange *x, const struct exchange_request *q,
    struct http_reply *r, struct err *e)
{
	int64_t until = deadline(x, q->use);
	enum rate_use use = q->use;
	struct err failed = { .kind = ERR_NONE };
	struct err refused = { .kind = ERR_NONE };
	int64_t left, wait;
	int tries;

	*r = (struct http_reply){ .date_s = -1, .retry_after_ms = -1 };
	x->status = 0;
	if (q->json != NULL)
		*q->json = NULL;
	for (tries = 1;; tries++, use = RATE_EXTRA) {
		left = until - clock_ms(x->clock);
		if (tries == 1 && left < LEAST_MS) {
			say_late(&refused);
			break;
		}
		if (budget_take(x->budget, use, left > 0 ? left : 0,
		    &refused) == -1)
			break;
		http_reply_free(r);
		left = until - clock_ms(x->clock);
		if (send_once(x, q, use, left > 1 ? left : 1, r, &failed) == 0)
			return 0;
		left = until - clock_ms(x->clock);
		wait = may_again(q, r, &failed, &refused) ?
		    retry_wait(tries, r->retry_after_ms, left, any_number()) :
		    -1;
		if (wait == -1)
			break;
		note_info("%s; trying again in %.1f s", failed.msg,
		    (double)wait / 1000);
		clock_sleep_ms(x->clock, wait);
	}
	if (failed.kind == ERR_NONE) {
		*e = refused;
		return -1;
	}
	fold(&failed, tries, &refused);
	*e = failed;
	return -1;
}

/* ---- many ---- */

enum {
	IN_A_ROW = 8,		/* failures; then we ask more slowly */
	SLOWER_MS = 1000, SLOWEST = 4
};

struct crowd {
	struct exchange *x;
	const struct exchange_many *ask;
	size_t i;		/* the next one */
	char *path;		/* its path, once that is known */
	bool is_over;
	int failures;		/* in a row */
	int64_t pause_ms;	/* nothing leaves before */
};

struct ticket {
	size_t i;
	char *url;
};

/* A VRM that is not well is not to be stormed: one by one, ever more slowly. */
static void
slow_down(struct crowd *c)
{
	int more = c->failures - IN_A_ROW;

	if (more >= 0)
		c->pause_ms = clock_ms(c->x->clock) + ((int64_t)SLOWER_MS <<
		    (more < SLOWEST ? more : SLOWEST));
}

static bool
find_next(struct crowd *c)
{
	while (!c->is_over && c->path == NULL && c->i < c->ask->n) {
		c->path = c->ask->path(c->ask->arg, c->i);
		if (c->path == NULL)
			c->i++;
	}
	return !c->is_over && c->path != NULL;
}

static int
next(void *arg, struct http_request *q, int64_t *wait)
{
	struct crowd *c = arg;
	struct exchange *x = c->x;
	struct err refused = { .kind = ERR_NONE };
	int64_t now = clock_ms(x->clock);
	int64_t left = deadline(x, RATE_POLL) - now;
	struct ticket *t;

	if (!find_next(c) || left < LEAST_MS)
		return -1;
	*wait = c->pause_ms > now ? c->pause_ms - now :
	    budget_try(x->budget, RATE_POLL, &refused);
	if (*wait != 0)
		return *wait < 0 || *wait > left ? -1 : 0;
	t = xcalloc(1, sizeof(*t));
	*t = (struct ticket){ c->i++, xasprintf("%s/v2%s", x->base, c->path) };
	free(c->path);
	c->path = NULL;
	q->url = t->url;
	q->authorization = c->ask->authorization;
	q->timeout_ms = left;
	q->tag = t;
	slow_down(c);
	return 1;
}


static void
done(void *arg, const struct http_request *q, int rc, struct http_reply *r,
    struct err *e)
{
	struct crowd *c = arg;
	struct ticket *t = q->tag;
	json_t *v = NULL;

	if (!r->written)
		budget_refund(c->x->budget, RATE_POLL);
	if (r->status != 0)
		look_at(c->x, r);
	if (rc == 0 && reply_check(r, e) == 0)
		(void)reply_json(r, &v, e);
	c->failures = retry_may(e->kind) ? c->failures + 1 : 0;
	slow_down(c);
	if (!c->ask->done(c->ask->arg, t->i, v, r->date_s, e))
		c->is_over = true;
	json_decref(v);
	free(t->url);
	free(t);
}

void
exchange_many(struct exchange *x, const struct exchange_many *ask)
{
	struct crowd c = { .x = x, .ask = ask };
	const struct peer_many many = { next, done, &c };
	struct err e = { .kind = ERR_NONE };

	if (peer_many(x->peer, &many, &e) == -1)
		note_info("%s", e.msg);
	free(c.path);
}

void
exchange_hurry(struct exchange *x)
{
	x->hurry = true;
}

int
exchange_connect(struct exchange *x, struct peer_route *r, struct err *e)
{
	return peer_connect(x->peer, x->base, r, e);
}

int
exchange_status(const struct exchange *x)
{
	return x->status;
}

int64_t
exchange_skew_s(const struct exchange *x)
{
	return x->skew_s;
}

bool
exchange_trouble(const struct exchange *x, struct err *e)
{
	return budget_trouble(x->budget, e);
}
