/* state/rate.c - see rate.h */
#include "state/rate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* VRM's limiter: a window of 200, a slot freed every 0.33 s (vrm-api.md 1.4).
 * Requests may reach it closer together than they left here: keep clear. */
enum {
	WINDOW = 190,
	SLOT_MS = 340,
	DAY_MS = 86400000
};

int
rate_warning(const struct rate_limits *l)
{
	return l->per_hour * 8 / 10;
}

int
rate_refusal(const struct rate_limits *l)
{
	int line = l->per_hour * 9 / 10;

	return line > 0 ? line : 1;
}

int
rate_extra(const struct rate_limits *l)
{
	int refusal = rate_refusal(l);
	int64_t polls = l->poll_interval_s > 0 ?
	    (3600 + l->poll_interval_s - 1) / l->poll_interval_s : 0;
	int least = refusal >= 5 ? refusal / 5 : 1;

	return polls > refusal - least ? least : refusal - (int)polls;
}

void
rate_free(struct rate *r)
{
	free(r->sent);
	*r = (struct rate){ .n = 0 };
}

void
rate_settle(struct rate *r, int64_t now)
{
	int64_t day = now / DAY_MS;
	int gone = 0;

	for (int i = r->n - 1; i >= 0 && r->sent[i].at_ms > now; i--)
		r->sent[i].at_ms = now;
	while (gone < r->n && r->sent[gone].at_ms <= now - RATE_HOUR_MS)
		gone++;
	r->n -= gone;
	if (gone > 0)
		memmove(r->sent, r->sent + gone,
		    (size_t)r->n * sizeof(*r->sent));
	if (r->hold_ms > now + RATE_HOLD_MAX_MS)
		r->hold_ms = now + RATE_HOLD_MAX_MS;
	if (r->hold_ms <= now)
		r->hold_ms = 0;
	if (r->warned_ms > now)
		r->warned_ms = now;
	if (r->day != day) {
		r->day = day;
		r->today = 0;
	}
}

void
rate_shift(struct rate *r, int64_t by)
{
	for (int i = 0; i < r->n; i++)
		r->sent[i].at_ms += by;
	if (r->hold_ms != 0)
		r->hold_ms += by;
	r->warned_ms += by;
}

int
rate_used(const struct rate *r)
{
	return r->n;
}

int
rate_used_by(const struct rate *r, enum rate_use use)
{
	int n = 0;

	for (int i = 0; i < r->n; i++)
		n += r->sent[i].use == use;
	return n;
}

/* ms until fewer than line of the used requests are within the hour, counting
 * all of them or one use (-1: all). */
static int64_t
until_below(const struct rate *r, int line, int use, int64_t now)
{
	int used = use == -1 ? r->n : rate_used_by(r, (enum rate_use)use);
	int must_go = used - line + 1;

	if (must_go <= 0)
		return 0;
	for (int i = 0; i < r->n; i++) {
		if (use != -1 && r->sent[i].use != (enum rate_use)use)
			continue;
		if (--must_go == 0)
			return r->sent[i].at_ms + RATE_HOUR_MS - now;
	}
	return RATE_HOUR_MS;
}

int64_t
rate_wait(const struct rate *r, const struct rate_limits *l,
    enum rate_use use, int64_t now)
{
	int64_t wait = until_below(r, rate_refusal(l), -1, now);
	int64_t extra;

	if (use != RATE_EXTRA)
		return wait;
	extra = until_below(r, rate_extra(l), RATE_EXTRA, now);
	return extra > wait ? extra : wait;
}

int64_t
rate_pace(const struct rate *r, int64_t now)
{
	int64_t debt = 0;	/* ms until the window is empty again */
	int64_t last = now;

	for (int i = 0; i < r->n; i++) {
		int64_t at = r->sent[i].at_ms;

		if (i > 0)
			debt -= at - last;
		if (debt < 0)
			debt = 0;
		debt += SLOT_MS;
		last = at;
	}
	debt -= now - last;
	debt -= (WINDOW - 1) * SLOT_MS;
	return debt > 0 ? debt : 0;
}

int64_t
rate_held(const struct rate *r, int64_t now)
{
	return r->hold_ms > now ? r->hold_ms - now : 0;
}

void
rate_spend(struct rate *r, enum rate_use use, int64_t now)
{
	if (r->n == RATE_MAX)
		memmove(r->sent, r->sent + 1,
		    (size_t)--r->n * sizeof(*r->sent));
	r->sent = xrealloc(r->sent, (size_t)r->n + 1, sizeof(*r->sent));
	r->sent[r->n++] = (struct rate_entry){ now, use };
	r->today++;
}

void
rate_refund(struct rate *r, enum rate_use use)
{
	int i = r->n - 1;

	while (i >= 0 && r->sent[i].use != use)
		i--;
	if (i < 0)
		return;
	r->n--;
	memmove(r->sent + i, r->sent + i + 1,
	    (size_t)(r->n - i) * sizeof(*r->sent));
	if (r->today > 0)
		r->today--;
}

void
rate_hold(struct rate *r, int64_t wait, int64_t now)
{
	if (wait > RATE_HOLD_MAX_MS)
		wait = RATE_HOLD_MAX_MS;
	if (now + wait > r->hold_ms)
		r->hold_ms = now + wait;
}
