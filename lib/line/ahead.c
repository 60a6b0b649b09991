/* line/ahead.c - see ahead.h */
#include "line/ahead.h"

#include "base/lines.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LOADS = 2, PAUSE_MS = 100, BAD_BYTES = 256 * 1024 };

struct ahead {
	int fd;
	struct clock clock;
	struct lines *lines;	/* the thread's */
	size_t most;
	struct ahead_load load[LOADS];

	pthread_t thread;
	pthread_mutex_t lock;	/* of all below */
	pthread_cond_t change;
	unsigned filled;	/* loads that the thread has handed over, */
	unsigned taken;		/* and those that are done with */
	bool is_held;		/* the caller looks at one */
	bool ended, stopped;
	int failed;		/* errno */
};

/* ---- the thread ---- */

/* Whatever may wait for ever may be cancelled, and nothing else. */
static int
next(struct ahead *a, struct lines_item *item)
{
	int before, got;

	(void)pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &before);
	got = lines_next(a->lines, item);
	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
	return got;
}

/* Is more to read now, or within a moment?  The end of the stream counts. */
static bool
more_is_coming(const struct ahead *a)
{
	struct pollfd p = { .fd = a->fd, .events = POLLIN };

	return lines_ready(a->lines) || poll(&p, 1, PAUSE_MS) > 0;
}

static void
add_bad(struct ahead_load *l, const struct lines_item *item,
    const char *reason)
{
	struct ahead_bad *bad;

	if (l->n_bad == l->size_bad) {
		l->size_bad = l->size_bad == 0 ? 16 : l->size_bad * 2;
		l->bad = xrealloc(l->bad, l->size_bad, sizeof(*l->bad));
	}
	bad = &l->bad[l->n_bad++];
	*bad = (struct ahead_bad){ .number = item->number,
		.text = xmalloc(item->len + 1), .len = item->len,
		.too_long = item->too_long, .reason = xstrdup(reason) };
	memcpy(bad->text, item->text, item->len);
	bad->text[item->len] = '\0';
	l->bad_bytes += item->len + sizeof(*bad);
}

static void
add(struct ahead *a, struct ahead_load *l, const struct lines_item *item)
{
	struct err why = { .kind = ERR_NONE };
	struct line *line = &l->lines[l->n];

	l->read++;
	if (item->too_long)
		add_bad(l, item, "longer than 65536 bytes");
	else if (line_parse(line, item->text, item->len, clock_s(&a->clock),
	    &why) == -1)
		add_bad(l, item, why.msg);
	else if (line->type < LINE_GAP)
		l->numbers[l->n++] = item->number;
}

static void
empty(struct ahead_load *l)
{
	for (size_t i = 0; i < l->n_bad; i++) {
		free(l->bad[i].text);
		free(l->bad[i].reason);
	}
	for (size_t i = 0; i < l->n; i++)
		line_free(&l->lines[i]);
	l->n = l->n_bad = l->bad_bytes = 0;
	l->read = 0;
}

/* False: there is no more behind it. */
static bool
fill(struct ahead *a, struct ahead_load *l)
{
	struct lines_item item;
	int got;

	empty(l);
	do {
		got = next(a, &item);
		if (got != 1) {
			a->failed = got == -1 ? errno : 0;
			return false;
		}
		add(a, l, &item);
	} while (l->n < a->most && l->bad_bytes < BAD_BYTES &&
	    more_is_coming(a));
	return true;
}

static void *
run(void *arg)
{
	struct ahead *a = arg;
	bool more = true;
	int before;

	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
	(void)pthread_mutex_lock(&a->lock);
	while (more && !a->stopped) {
		struct ahead_load *l = &a->load[a->filled % LOADS];

		if (a->filled - a->taken == LOADS) {
			(void)pthread_cond_wait(&a->change, &a->lock);
			continue;
		}
		(void)pthread_mutex_unlock(&a->lock);
		more = fill(a, l);
		(void)pthread_mutex_lock(&a->lock);
		if (l->read > 0)
			a->filled++;
		a->ended = !more;
		(void)pthread_cond_signal(&a->change);
	}
	(void)pthread_mutex_unlock(&a->lock);
	return NULL;
}

/* ---- the caller ---- */

static void
release(struct ahead *a)
{
	for (int i = 0; i < LOADS; i++) {
		empty(&a->load[i]);
		free(a->load[i].lines);
		free(a->load[i].numbers);
		free(a->load[i].bad);
	}
	lines_free(a->lines);
	(void)pthread_cond_destroy(&a->change);
	(void)pthread_mutex_destroy(&a->lock);
	free(a);
}

int
ahead_open(struct ahead **out, int fd, const struct clock *clock, size_t most,
    struct err *e)
{
	struct ahead *a = xcalloc(1, sizeof(*a));

	a->fd = fd;
	a->clock = *clock;
	a->most = most;
	a->lines = lines_new(fd, LINE_MAX_BYTES);
	for (int i = 0; i < LOADS; i++) {
		a->load[i].lines = xmalloc(most * sizeof(struct line));
		a->load[i].numbers = xmalloc(most * sizeof(uint64_t));
	}
	(void)pthread_mutex_init(&a->lock, NULL);
	(void)pthread_cond_init(&a->change, NULL);
	errno = pthread_create(&a->thread, NULL, run, a);
	if (errno != 0) {
		err_sys(e, ERR_SYSTEM, "a thread to read lines");
		release(a);
		return -1;
	}
	*out = a;
	return 0;
}

void
ahead_close(struct ahead *a)
{
	if (a == NULL)
		return;
	(void)pthread_mutex_lock(&a->lock);
	a->stopped = true;
	(void)pthread_cond_signal(&a->change);
	(void)pthread_mutex_unlock(&a->lock);
	(void)pthread_cancel(a->thread);
	(void)pthread_join(a->thread, NULL);
	release(a);
}

int
ahead_next(struct ahead *a, const struct ahead_load **out, struct err *e)
{
	int rc = 1;

	(void)pthread_mutex_lock(&a->lock);
	a->taken += a->is_held;
	a->is_held = false;
	(void)pthread_cond_signal(&a->change);
	while (a->filled == a->taken && !a->ended)
		(void)pthread_cond_wait(&a->change, &a->lock);
	if (a->filled > a->taken) {
		*out = &a->load[a->taken % LOADS];
		a->is_held = true;
	} else if (a->failed != 0) {
		errno = a->failed;
		err_sys(e, ERR_SYSTEM, "reading lines");
		rc = -1;
	} else {
		rc = 0;
	}
	(void)pthread_mutex_unlock(&a->lock);
	return rc;
}
