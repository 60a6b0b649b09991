/* store/tuple.c - see tuple.h */
#include "store/tuple.h"

#include "store/wire.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const uint32_t NULL_LENGTH = UINT32_MAX;

struct cursor {
	const unsigned char *at;
	size_t left;
	bool broken;
};

/* So many bytes; NULL: there are fewer. */
static const unsigned char *
take(struct cursor *c, size_t len)
{
	const unsigned char *at = c->at;

	if (c->broken || len > c->left) {
		c->broken = true;
		return NULL;
	}
	c->at += len;
	c->left -= len;
	return at;
}

static uint32_t
take_4(struct cursor *c)
{
	const unsigned char *b = take(c, 4);

	return b == NULL ? 0 : (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	    (uint32_t)b[2] << 8 | b[3];
}

/* A column of 4 or 8 bytes; false: it is NULL. */
static bool
take_column(struct cursor *c, size_t bytes, uint64_t *v)
{
	uint32_t len = take_4(c);

	if (len == NULL_LENGTH)
		return false;
	c->broken = c->broken || len != bytes;
	*v = take_4(c);
	if (bytes == 8)
		*v = *v << 32 | take_4(c);
	return !c->broken;
}

static double
take_number(struct cursor *c)
{
	uint64_t bits;
	double v = NAN;

	if (take_column(c, sizeof(v), &bits))
		memcpy(&v, &bits, sizeof(v));
	return v;
}

/* A name of ours; "" for NULL, and for what is longer than any. */
static const char *
take_name(struct cursor *c, char *buf, size_t size)
{
	uint32_t len = take_4(c);
	const unsigned char *at = len == NULL_LENGTH ? NULL : take(c, len);

	*buf = '\0';
	if (at != NULL && len < size) {
		memcpy(buf, at, len);
		buf[len] = '\0';
	}
	return buf;
}

static void
take_reading(struct cursor *c, struct reading *r)
{
	char name[16];
	uint64_t v;

	c->broken = c->broken || !take_column(c, 8, &v);
	if (c->broken)
		return;
	r->at = (int64_t)v / 1000000 + WIRE_EPOCH_S;
	r->instance = take_column(c, 8, &v) ? (int64_t)v : -1;
	r->soc = take_number(c);
	r->voltage = take_number(c);
	r->current = take_number(c);
	r->power = take_number(c);
	r->state = reading_state_of_name(take_name(c, name, sizeof(name)));
	r->temperature = take_number(c);
	r->history = strcmp(take_name(c, name, sizeof(name)), "history") == 0;
	r->interval = take_column(c, 4, &v) ? (int)(int32_t)v : 0;
}

enum tuple
tuple_measured(struct reading *r, const void *data, size_t len, bool first)
{
	struct cursor c = { .at = data, .left = len };
	const unsigned char *columns, *head;
	static const unsigned char end[] = { 0xff, 0xff };

	if (first) {
		head = take(&c, WIRE_COPY_HEAD);

		if (head == NULL ||
		    memcmp(head, wire_copy_head, WIRE_COPY_HEAD) != 0)
			return TUPLE_BROKEN;
	}
	columns = take(&c, 2);
	if (columns != NULL && memcmp(columns, end, sizeof(end)) == 0)
		return c.left == 0 ? TUPLE_END : TUPLE_BROKEN;
	c.broken = c.broken || columns[0] != 0 ||
	    columns[1] != WIRE_MEASURED_COLUMNS;
	take_reading(&c, r);
	return c.broken || c.left > 0 ? TUPLE_BROKEN : TUPLE_ROW;
}
