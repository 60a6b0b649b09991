/* state/budget.c - see budget.h */
#include "state/budget.h"

#include "base/js.h"
#include "base/mem.h"
#include "base/note.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char FILE_NAME[] = "rate.json";

/* Wall and steady time may drift apart this far without a jump: slewing. */
enum { SLEW_MS = 2000 };

struct budget {
	const struct state *state;
	struct rate_limits limits;
	struct clock *clock;
	struct rate rate;	/* as last read or, in memory, the truth */
	bool in_memory;		/* not written to disk: trouble says why */
	bool warned;		/* in this run */
	struct err trouble;
};

struct rate_limits
budget_limits(const struct cfg *cfg)
{
	return (struct rate_limits){
		.per_hour = cfg_rate_per_hour(cfg),
		.poll_interval_s = cfg_seconds(cfg, CFG_POLL_INTERVAL)
	};
}

struct budget *
budget_open(const struct state *state, const struct rate_limits *limits,
    struct clock *clock)
{
	struct budget *b = xcalloc(1, sizeof(*b));

	b->state = state;
	b->limits = *limits;
	b->clock = clock;
	return b;
}

void
budget_close(struct budget *b)
{
	if (b == NULL)
		return;
	rate_free(&b->rate);
	free(b);
}

static void
read_sent(struct rate *r, const json_t *list, enum rate_use use)
{
	size_t i;
	json_t *v;
	int64_t at;

	json_array_foreach(list, i, v)
		if (r->n < RATE_MAX && js_time(v, &at))
			rate_spend(r, use, at);
}

static int
by_time(const void *a, const void *b)
{
	int64_t x = ((const struct rate_entry *)a)->at_ms;
	int64_t y = ((const struct rate_entry *)b)->at_ms;

	return (x > y) - (x < y);
}

/* How far the wall clock jumped since the file was written: it moved, but the
 * steady clock of the same boot tells how much time really passed. */
static int64_t
jump_since(const json_t *seen, const struct clock *clock)
{
	char boot[CLOCK_BOOT];
	int64_t wall, then, now, jump;

	if (!clock_steady(clock, boot, &now) ||
	    strcmp(js_text(json_object_get(seen, "boot")), boot) != 0 ||
	    !js_time(json_object_get(seen, "wall_ms"), &wall) ||
	    !js_time(json_object_get(seen, "steady_ms"), &then))
		return 0;
	jump = clock_ms(clock) - wall - (now - then);
	return jump > SLEW_MS || jump < -SLEW_MS ? jump : 0;
}

static void
rate_of_json(struct rate *r, const json_t *v, const struct clock *clock)
{
	rate_free(r);
	read_sent(r, json_object_get(v, "poll"), RATE_POLL);
	read_sent(r, json_object_get(v, "extra"), RATE_EXTRA);
	if (r->n > 0)
		qsort(r->sent, (size_t)r->n, sizeof(*r->sent), by_time);
	if (!js_time(json_object_get(v, "hold_ms"), &r->hold_ms))
		r->hold_ms = 0;
	if (!js_time(json_object_get(v, "warned_ms"), &r->warned_ms))
		r->warned_ms = 0;
	if (!js_time(json_object_get(v, "day"), &r->day) ||
	    !js_time(json_object_get(v, "today"), &r->today))
		r->today = 0;
	rate_shift(r, jump_since(json_object_get(v, "seen"), clock));
}

static json_t *
sent_json(const struct rate *r, enum rate_use use)
{
	json_t *list = json_array();

	for (int i = 0; i < r->n; i++)
		if (r->sent[i].use == use)
			(void)json_array_append_new(list,
			    json_integer(r->sent[i].at_ms));
	return list;
}

static json_t *
json_of_rate(const struct rate *r, const struct clock *clock)
{
	json_t *v = json_pack("{s:o, s:o, s:I, s:I, s:I, s:I}",
	    "poll", sent_json(r, RATE_POLL),
	    "extra", sent_json(r, RATE_EXTRA),
	    "hold_ms", (json_int_t)r->hold_ms,
	    "warned_ms", (json_int_t)r->warned_ms,
	    "day", (json_int_t)r->day, "today", (json_int_t)r->today);
	char boot[CLOCK_BOOT];
	int64_t steady;

	if (clock_steady(clock, boot, &steady))
		(void)json_object_set_new(v, "seen",
		    json_pack("{s:I, s:I, s:s}", "wall_ms",
		    (json_int_t)clock_ms(clock), "steady_ms",
		    (json_int_t)steady, "boot", boot));
	return v;
}

static void
go_on_in_memory(struct budget *b, const struct err *why)
{
	if (b->in_memory)
		return;
	b->in_memory = true;
	b->trouble = *why;
	note_warn("%s; requests are counted for this run alone", why->msg);
}

/* Lock and read.  The descriptor is the lock's, -1 without. */
static int
begin(struct budget *b)
{
	struct err e = { .kind = ERR_NONE };
	json_t *v = NULL;
	int lock;

	if (b->in_memory) {
		rate_settle(&b->rate, clock_ms(b->clock));
		return -1;
	}
	lock = state_lock(b->state, FILE_NAME, &e);
	if (lock == -1)
		go_on_in_memory(b, &e);
	if (state_load(b->state, FILE_NAME, &v, &e) == -1)
		go_on_in_memory(b, &e);
	rate_of_json(&b->rate, v, b->clock);
	json_decref(v);
	rate_settle(&b->rate, clock_ms(b->clock));
	return lock;
}

static void
end(struct budget *b, int lock)
{
	struct err e = { .kind = ERR_NONE };
	json_t *v;

	if (!b->in_memory) {
		v = json_of_rate(&b->rate, b->clock);
		if (state_save(b->state, FILE_NAME, v, &e) == -1)
			go_on_in_memory(b, &e);
		json_decref(v);
	}
	if (lock != -1)
		(void)close(lock);
}

static const char *
when(char *buf, size_t size, int64_t now_ms, int64_t wait_ms)
{
	char at[CLOCK_TEXT], age[CLOCK_AGE];
	int64_t wait_s = (wait_ms + 999) / 1000;

	(void)snprintf(buf, size, "again at %s, in %s",
	    clock_format(at, (now_ms + wait_ms + 999) / 1000),
	    clock_format_age(age, wait_s));
	return buf;
}

static void
refuse(const struct budget *b, enum rate_use use, int64_t now, int64_t wait,
    struct err *e)
{
	const struct rate_limits *l = &b->limits;
	char text[96];

	(void)when(text, sizeof(text), now, wait);
	if (use == RATE_EXTRA && rate_used(&b->rate) < rate_refusal(l))
		err_set(e, ERR_BUDGET, "%d requests beside the poll were made "
		    "within the hour; the rest of %d/h is kept for the poll: "
		    "%s", rate_used_by(&b->rate, RATE_EXTRA), l->per_hour,
		    text);
	else
		err_set(e, ERR_BUDGET, "%d requests were made within the hour, "
		    "of %d/h (none from %d on): %s", rate_used(&b->rate),
		    l->per_hour, rate_refusal(l), text);
}

/* True when people should hear that the budget runs low: on a terminal or with
 * -v in every run, else once an hour, for cron sends mail. */
static bool
warning_due(struct budget *b, int64_t now)
{
	if (rate_used(&b->rate) < rate_warning(&b->limits) || b->warned ||
	    (!note_wanted() && now - b->rate.warned_ms < RATE_HOUR_MS))
		return false;
	b->warned = true;
	b->rate.warned_ms = now;
	return true;
}

/* 0 taken, else ms to wait first, or -1 refused. */
static int64_t
try_take(struct budget *b, enum rate_use use, bool *held, struct err *e)
{
	int lock = begin(b);
	int64_t now = clock_ms(b->clock);
	int64_t refused = rate_wait(&b->rate, &b->limits, use, now);
	int64_t wait = rate_held(&b->rate, now);
	bool warn = false;

	*held = wait > 0;
	if (wait == 0)
		wait = rate_pace(&b->rate, now);
	if (refused == 0 && wait == 0) {
		rate_spend(&b->rate, use, now);
		warn = warning_due(b, now);
	}
	/* Saved in any case: what lay in the future must age from now. */
	end(b, lock);
	if (refused > 0) {
		refuse(b, use, now, refused, e);
		return -1;
	}
	if (warn)
		note_warn("%d of %d requests of this hour are used",
		    rate_used(&b->rate), b->limits.per_hour);
	return wait;
}

int64_t
budget_try(struct budget *b, enum rate_use use, struct err *e)
{
	bool held;

	return try_take(b, use, &held, e);
}

int
budget_take(struct budget *b, enum rate_use use, int64_t patience,
    struct err *e)
{
	bool held = false;
	int64_t wait;
	char text[96];

	for (;;) {
		wait = try_take(b, use, &held, e);
		if (wait <= 0)
			return (int)wait;
		if (wait > patience)
			break;
		clock_sleep_ms(b->clock, wait);
		patience -= wait;
	}
	err_set(e, ERR_LIMITED, "%s: %s", held ? "VRM asked us to wait" :
	    "as many requests as VRM takes (3 a second) are under way",
	    when(text, sizeof(text), clock_ms(b->clock), wait));
	return -1;
}

void
budget_refund(struct budget *b, enum rate_use use)
{
	int lock = begin(b);

	rate_refund(&b->rate, use);
	end(b, lock);
}

void
budget_hold(struct budget *b, int64_t wait)
{
	int lock = begin(b);

	rate_hold(&b->rate, wait, clock_ms(b->clock));
	end(b, lock);
}

bool
budget_trouble(const struct budget *b, struct err *e)
{
	if (b->in_memory)
		*e = b->trouble;
	return b->in_memory;
}

int
budget_read(struct budget_info *info, const struct state *state,
    const struct rate_limits *l, const struct clock *clock, struct err *e)
{
	int64_t now = clock_ms(clock);
	int64_t wait, held;
	struct rate r = { .n = 0 };
	json_t *v;

	if (state_load(state, FILE_NAME, &v, e) == -1)
		return -1;
	rate_of_json(&r, v, clock);
	json_decref(v);
	rate_settle(&r, now);
	wait = rate_wait(&r, l, RATE_POLL, now);
	held = rate_held(&r, now);
	*info = (struct budget_info){
		.used = rate_used(&r),
		.extra = rate_used_by(&r, RATE_EXTRA),
		.limit = l->per_hour,
		.refusal = rate_refusal(l),
		.today = r.today,
		.hold_until = held > 0 ? (r.hold_ms + 999) / 1000 : 0
	};
	if (info->used < info->refusal)
		info->remaining = info->refusal - info->used;
	if (held > wait)
		wait = held;
	if (wait > 0)
		info->next = (now + wait + 999) / 1000;
	rate_free(&r);
	return 0;
}
