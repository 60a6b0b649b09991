/* sim.c - see sim.h */
#include "sim.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sim *
sim_new(uint64_t seed, int n_sites, const char *samples)
{
	struct sim *s = xcalloc(1, sizeof(*s));

	s->seed = seed;
	s->n_sites = n_sites;
	s->sites = xcalloc((size_t)n_sites + 1, sizeof(*s->sites));
	for (int i = 0; i < n_sites; i++)
		site_init(&s->sites[i], seed, i);
	site_init(&s->sites[n_sites], seed, -1);
	account_init(&s->account, seed);
	seen_init(&s->seen);
	s->script.samples = samples;
	s->script.seed = seed;
	(void)text_copy(s->retry_after, sizeof(s->retry_after), "auto");
	(void)pthread_mutex_init(&s->lock, NULL);
	atomic_init(&s->stopping, false);
	return s;
}

void
sim_free(struct sim *s)
{
	if (s == NULL)
		return;
	script_close(&s->script);
	seen_close(&s->seen);
	account_close(&s->account);
	free(s->sites);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}

int64_t
sim_now_ms(const struct sim *s)
{
	return clock_ms(&s->clock) + s->skew_ms;
}

struct site *
sim_site(struct sim *s, int64_t id)
{
	if (id >= SITE_FIRST_ID && id < SITE_FIRST_ID + s->n_sites)
		return &s->sites[id - SITE_FIRST_ID];
	return id == SITE_FOREIGN_ID ? &s->sites[s->n_sites] : NULL;
}

/* False, and a 429, when VRM's window is full. */
static bool
pass_limiter(struct sim *s, struct answer *out)
{
	int64_t wait_ms;
	char text[24];

	if (!s->limiter_on)
		return true;
	wait_ms = limiter_take(&s->limiter, clock_ms(&s->clock));
	if (wait_ms == 0)
		return true;
	answer_error(out, 429, "rate_limited", "Too many requests");
	(void)snprintf(text, sizeof(text), "%d", (int)((wait_ms + 999) / 1000));
	if (strcmp(s->retry_after, "auto") == 0)
		answer_header(out, "Retry-After", text);
	else if (strcmp(s->retry_after, "omit") != 0)
		answer_header(out, "Retry-After", s->retry_after);
	return false;
}

static void
answer_v2(struct sim *s, const struct ask *q, struct answer *out)
{
	const struct script_rule *rule = script_match(&s->script, q);

	if ((rule == NULL || !script_replaces(rule)) && pass_limiter(s, out))
		route_v2(s, q, out);
	if (rule != NULL)
		script_apply(rule, out);
	seen_add(&s->seen, q, sim_now_ms(s), out->status);
}

static void
note(struct sim *s, const struct ask *q, const struct answer *out)
{
	if (s->log == NULL)
		return;
	fprintf(s->log, "%s %s%s%s %d%s\n", q->method, q->path,
	    *q->query == '\0' ? "" : "?", q->query, out->status,
	    out->is_scripted ? " scripted" : "");
	(void)fflush(s->log);
}

void
sim_answer(struct sim *s, struct ask *q, struct answer *out)
{
	(void)pthread_mutex_lock(&s->lock);
	answer_start(out, sim_now_ms(s));
	if (strncmp(q->path, "/sim/", 5) == 0)
		control_answer(s, q, out);
	else
		answer_v2(s, q, out);
	note(s, q, out);
	(void)pthread_mutex_unlock(&s->lock);
}
