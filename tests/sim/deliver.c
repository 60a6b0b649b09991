/* deliver.c - see deliver.h */
#include "deliver.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { BLOCK = 64 << 10, TICK_MS = 10, HANG_MS = 600000, HTTP_DATE = 32 };

/* A list of installations that goes on and on in its first name. */
static const char endless[] =
    "{\"success\":true,\"records\":[{\"idSite\":410001,\"name\":\"";

struct flow {			/* a body on its way out */
	struct sim *sim;
	struct answer answer;
	struct answer_buf buf;	/* of a stream: what is not sent yet */
	size_t sent;		/* of buf */
};

static void
flow_free(void *arg)
{
	struct flow *f = arg;

	answer_free(&f->answer);
	free(f->buf.data);
	free(f);
}

static void
wait_ms(struct sim *sim, int64_t ms)
{
	struct timespec tick = { 0, TICK_MS * 1000000L };

	for (; ms > 0 && !atomic_load(&sim->stopping); ms -= TICK_MS)
		(void)nanosleep(&tick, NULL);
}

static bool
made(struct sim *sim, int64_t requests)
{
	bool enough;

	(void)pthread_mutex_lock(&sim->lock);
	enough = sim->seen.total >= requests;
	(void)pthread_mutex_unlock(&sim->lock);
	return enough;
}

/* Returns in time, whatever the others do. */
static void
hold(struct sim *sim, int64_t requests)
{
	for (int ms = 0; ms < HANG_MS && !atomic_load(&sim->stopping) &&
	    !made(sim, requests); ms += TICK_MS)
		wait_ms(sim, TICK_MS);
}

static ssize_t
read_padding(uint64_t at, char *buf, size_t max)
{
	for (size_t i = 0; i < max; i++)
		buf[i] = at + i < sizeof(endless) - 1 ? endless[at + i] : 'x';
	return (ssize_t)max;
}

static ssize_t
read_stream(struct flow *f, char *buf, size_t max)
{
	struct answer_stream *s = &f->answer.stream;
	bool more = true;
	size_t n;

	if (f->sent == f->buf.len) {
		f->sent = f->buf.len = 0;
		(void)pthread_mutex_lock(&f->sim->lock);
		while (more && f->buf.len < BLOCK)
			more = s->next(s->arg, &f->buf);
		(void)pthread_mutex_unlock(&f->sim->lock);
	}
	n = f->buf.len - f->sent < max ? f->buf.len - f->sent : max;
	if (n == 0)
		return MHD_CONTENT_READER_END_OF_STREAM;
	memcpy(buf, f->buf.data + f->sent, n);
	f->sent += n;
	return (ssize_t)n;
}

static ssize_t
flow_read(void *arg, uint64_t at, char *buf, size_t max)
{
	struct flow *f = arg;
	const struct answer *a = &f->answer;

	if (a->truncate >= 0) {
		if (at >= (uint64_t)a->truncate) {
			wait_ms(f->sim, a->hang ? HANG_MS : 0);
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
		if (max > (uint64_t)a->truncate - at)
			max = (size_t)((uint64_t)a->truncate - at);
	}
	if (a->oversize > 0)
		return read_padding(at, buf, max);
	if (a->stream.arg != NULL)
		return read_stream(f, buf, max);
	if (max > a->len - at)
		max = a->len - (size_t)at;
	memcpy(buf, a->body + at, max);
	return (ssize_t)max;
}

static void
add_date(struct answer *a)
{
	time_t t = (time_t)(a->now_ms / 1000);
	char text[HTTP_DATE];
	struct tm tm;

	if (json_object_get(a->headers, "Date") == NULL &&
	    gmtime_r(&t, &tm) != NULL && strftime(text, sizeof(text),
	    "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
		answer_header(a, "Date", text);
}

/* The size of a stream is not known: it goes out in chunks. */
static struct MHD_Response *
respond(struct sim *sim, struct answer *a)
{
	struct flow *f = xcalloc(1, sizeof(*f));
	uint64_t size = a->oversize > 0 ? (uint64_t)a->oversize : a->len;
	struct MHD_Response *r;

	if (a->stream.arg != NULL && a->oversize == 0)
		size = MHD_SIZE_UNKNOWN;
	f->sim = sim;
	f->answer = *a;
	r = MHD_create_response_from_callback(size, BLOCK, flow_read, f,
	    flow_free);
	if (r == NULL)
		flow_free(f);
	return r;
}

enum MHD_Result
deliver(struct sim *sim, struct MHD_Connection *connection, struct answer *a)
{
	unsigned status = (unsigned)a->status;
	bool hangs = a->hang && a->truncate == ANSWER_WHOLE;
	struct MHD_Response *r;
	enum MHD_Result rc;
	const char *name;
	json_t *value;

	wait_ms(sim, hangs ? HANG_MS : 0);
	hold(sim, a->hold);
	if (hangs || a->close) {
		answer_free(a);
		return MHD_NO;
	}
	add_date(a);
	r = respond(sim, a);
	if (r == NULL)
		return MHD_NO;
	json_object_foreach(a->headers, name, value)
		if (json_is_string(value))
			(void)MHD_add_response_header(r, name,
			    json_string_value(value));
	rc = MHD_queue_response(connection, status, r);
	MHD_destroy_response(r);
	return rc;
}
