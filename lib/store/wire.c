/* store/wire.c - see wire.h */
#include "store/wire.h"

#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char wire_copy_head[WIRE_COPY_HEAD] = "PGCOPY\n\377\r\n";

/* ---- parameters ---- */

/* Room for so many bytes at the end, to be filled. */
static char *
grow(struct wire_param *p, size_t bytes)
{
	if (p->len + bytes > p->size) {
		p->size = 2 * (p->len + bytes) + 64;
		p->buf = xrealloc(p->buf, p->size, 1);
	}
	p->len += bytes;
	return p->buf + p->len - bytes;
}

static void
put_int(char *to, uint64_t v, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		to[i] = (char)(v >> (8 * (bytes - 1 - i)));
}

static void
append_int(struct wire_param *p, uint64_t v, size_t bytes)
{
	put_int(grow(p, bytes), v, bytes);
}

static int64_t
microseconds(int64_t unix_s)
{
	const int64_t most = INT64_MAX / 1000000;

	if (unix_s >= most)
		return INT64_MAX;	/* infinity */
	if (unix_s <= -most + WIRE_EPOCH_S)
		return INT64_MIN;	/* -infinity */
	return (unix_s - WIRE_EPOCH_S) * 1000000;
}

void
wire_text(struct wire *p, const char *text)
{
	struct wire_param *param = &p->param[p->n++];

	if (text == NULL)
		return;
	param->buf = xstrdup(text);	/* "" is not NULL */
	param->len = strlen(text);
}

void
wire_whole(struct wire *p, int64_t v)
{
	append_int(&p->param[p->n++], (uint64_t)v, 8);
}

void
wire_time(struct wire *p, int64_t unix_s)
{
	wire_whole(p, microseconds(unix_s));
}

/* An array: dimensions, has nulls, element type, size, lower bound; then each
 * element's length (-1 is NULL) and bytes.  The size is filled in last. */
enum { SIZE_AT = 12 };

void
wire_arrays(struct wire *p, const enum wire_type *types, int n)
{
	for (int i = 0; i < n; i++) {
		struct wire_param *param = &p->param[p->n++];

		append_int(param, 1, 4);
		append_int(param, 1, 4);
		append_int(param, (uint64_t)types[i], 4);
		append_int(param, 0, 4);
		append_int(param, 1, 4);
	}
}

void
wire_add_null(struct wire *p, int i)
{
	append_int(&p->param[i], UINT32_MAX, 4);
	p->param[i].n++;
}

static void
add_8_bytes(struct wire *p, int i, uint64_t v)
{
	char *to = grow(&p->param[i], 4 + 8);

	put_int(to, 8, 4);
	put_int(to + 4, v, 8);
	p->param[i].n++;
}

void
wire_add_text(struct wire *p, int i, const char *text)
{
	size_t len;
	char *to;

	if (text == NULL) {
		wire_add_null(p, i);
		return;
	}
	len = strlen(text);
	to = grow(&p->param[i], 4 + len);
	put_int(to, len, 4);
	memcpy(to + 4, text, len);
	p->param[i].n++;
}

void
wire_add_whole(struct wire *p, int i, int64_t v, int64_t unknown)
{
	if (v == unknown)
		wire_add_null(p, i);
	else
		add_8_bytes(p, i, (uint64_t)v);
}

void
wire_add_int(struct wire *p, int i, int v)
{
	append_int(&p->param[i], 4, 4);
	append_int(&p->param[i], (uint32_t)v, 4);
	p->param[i].n++;
}

void
wire_add_number(struct wire *p, int i, double v)
{
	uint64_t bits;

	if (isnan(v)) {
		wire_add_null(p, i);
		return;
	}
	memcpy(&bits, &v, sizeof(bits));
	add_8_bytes(p, i, bits);
}

void
wire_add_time(struct wire *p, int i, int64_t unix_s)
{
	add_8_bytes(p, i, (uint64_t)microseconds(unix_s));
}

void
wire_add_series(struct wire *p, const struct reading *r)
{
	wire_add_text(p, 0, r->site);
	wire_add_text(p, 1, r->battery);
	wire_add_text(p, 2, r->source);
}

/* Column i goes to parameter i * stride. */
static void
add_reading(struct wire *p, const struct reading *r, int stride)
{
	wire_add_text(p, 0, r->site);
	wire_add_text(p, 1 * stride, r->battery);
	wire_add_text(p, 2 * stride, r->source);
	wire_add_time(p, 3 * stride, r->at);
	wire_add_whole(p, 4 * stride, r->instance, -1);
	wire_add_number(p, 5 * stride, r->soc);
	wire_add_number(p, 6 * stride, r->voltage);
	wire_add_number(p, 7 * stride, r->current);
	wire_add_number(p, 8 * stride, r->power);
	wire_add_text(p, 9 * stride, reading_state_name(r->state));
	wire_add_number(p, 10 * stride, r->temperature);
	wire_add_text(p, 11 * stride, r->history ? "history" : "live");
	if (r->interval == 0)
		wire_add_null(p, 12 * stride);
	else
		wire_add_int(p, 12 * stride, r->interval);
}

void
wire_add_reading(struct wire *p, const struct reading *r)
{
	add_reading(p, r, 1);
}

void
wire_copy_begin(struct wire *p)
{
	p->n = 1;
	memcpy(grow(&p->param[0], WIRE_COPY_HEAD), wire_copy_head,
	    WIRE_COPY_HEAD);
}

void
wire_copy_reading(struct wire *p, const struct reading *r)
{
	append_int(&p->param[0], WIRE_READING_COLUMNS, 2);
	add_reading(p, r, 0);
}

void
wire_copy_end(struct wire *p)
{
	append_int(&p->param[0], UINT16_MAX, 2);
}

void
wire_free(struct wire *p)
{
	for (int i = 0; i < p->n; i++)
		free(p->param[i].buf);
	*p = (struct wire){ .n = 0 };
}

void
wire_seal(struct wire *p, struct wire_values *v)
{
	for (int i = 0; i < p->n; i++) {
		struct wire_param *a = &p->param[i];

		for (int k = 0; a->n > 0 && k < 4; k++)
			a->buf[SIZE_AT + k] = (char)((uint32_t)a->n >>
			    (24 - 8 * k));
		v->values[i] = a->buf;
		v->lengths[i] = (int)a->len;
		v->formats[i] = 1;
	}
}

/* ---- results ---- */

const char *
wire_get_text(const PGresult *res, int row, int col)
{
	return PQgetvalue(res, row, col);	/* NUL follows; "" for NULL */
}

int64_t
wire_get_whole(const PGresult *res, int row, int col, int64_t unknown)
{
	const unsigned char *v =
	    (const unsigned char *)PQgetvalue(res, row, col);
	int len = PQgetlength(res, row, col);
	uint64_t bits = 0;

	if (PQgetisnull(res, row, col))
		return unknown;
	for (int i = 0; i < len; i++)
		bits = bits << 8 | v[i];
	return len == 4 ? (int32_t)(uint32_t)bits : (int64_t)bits;
}

double
wire_get_number(const PGresult *res, int row, int col)
{
	uint64_t bits = (uint64_t)wire_get_whole(res, row, col, 0);
	double v;

	if (PQgetisnull(res, row, col))
		return NAN;
	memcpy(&v, &bits, sizeof(v));
	return v;
}

int64_t
wire_get_time(const PGresult *res, int row, int col)
{
	if (PQgetisnull(res, row, col))
		return 0;
	return wire_get_whole(res, row, col, 0) / 1000000 + WIRE_EPOCH_S;
}

void
wire_get_reading(const PGresult *res, int row, struct reading *r)
{
	reading_init(r, wire_get_text(res, row, 0), wire_get_time(res, row, 3));
	(void)text_copy(r->battery, sizeof(r->battery),
	    wire_get_text(res, row, 1));
	(void)text_copy(r->source, sizeof(r->source),
	    wire_get_text(res, row, 2));
	r->instance = wire_get_whole(res, row, 4, -1);
	r->soc = wire_get_number(res, row, 5);
	r->voltage = wire_get_number(res, row, 6);
	r->current = wire_get_number(res, row, 7);
	r->power = wire_get_number(res, row, 8);
	r->state = reading_state_of_name(wire_get_text(res, row, 9));
	r->temperature = wire_get_number(res, row, 10);
	r->history = strcmp(wire_get_text(res, row, 11), "history") == 0;
	r->interval = (int)wire_get_whole(res, row, 12, 0);
}
