/* answer/sheet.c - see sheet.h */
#include "answer/sheet.h"

#include "base/clock.h"
#include "base/text.h"
#include "line/zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	CELL = 320,		/* bytes: a site's name fits */
	LOCAL_TIME = 25		/* characters */
};

static const char BOLD[] = "\033[1m", YELLOW[] = "\033[33m",
    PLAIN[] = "\033[0m";

static void
write_member(struct emit *m, const char *key, struct value v)
{
	switch (v.kind) {
	case VALUE_NONE:
		emit_null(m, key);
		break;
	case VALUE_TEXT:
		emit_text(m, key, v.text);
		break;
	case VALUE_TIME:
		emit_time(m, key, v.whole);
		break;
	case VALUE_AGE:
	case VALUE_WHOLE:
		emit_whole(m, key, v.whole);
		break;
	case VALUE_REAL:
		emit_real(m, key, v.real);
		break;
	case VALUE_BOOL:
		emit_bool(m, key, v.yes);
		break;
	}
}

void
sheet_object(struct sheet *s, const char *key, const void *row)
{
	emit_open(&s->out, key, '{');
	for (const struct column *const *c = s->columns; *c != NULL; c++)
		write_member(&s->out, (*c)->name, (*c)->get(row));
	if (s->more != NULL)
		s->more(&s->out, row);
	emit_close(&s->out, '}');
}

/* RFC 4180: quoted where it holds a comma, a quote or a line's end. */
static void
write_csv_text(FILE *fp, const char *s)
{
	if (s[strcspn(s, ",\"\r\n")] == '\0') {
		(void)fputs(s, fp);
		return;
	}
	(void)putc('"', fp);
	for (; *s != '\0'; s++) {
		if (*s == '"')
			(void)putc('"', fp);
		(void)putc(*s, fp);
	}
	(void)putc('"', fp);
}

static void
write_csv(FILE *fp, struct value v)
{
	char text[TEXT_NUMBER], at[CLOCK_TEXT];

	switch (v.kind) {
	case VALUE_NONE:
		break;
	case VALUE_TEXT:
		write_csv_text(fp, v.text);
		break;
	case VALUE_TIME:
		(void)fputs(clock_format(at, v.whole), fp);
		break;
	case VALUE_AGE:
	case VALUE_WHOLE:
		text_whole(text, v.whole);
		(void)fputs(text, fp);
		break;
	case VALUE_REAL:
		text_number(text, v.real);
		(void)fputs(text, fp);
		break;
	case VALUE_BOOL:
		(void)fputs(v.yes ? "true" : "false", fp);
		break;
	}
}

static void
write_csv_row(const struct sheet *s, const void *row)
{
	FILE *fp = s->out.fp;

	for (const struct column *const *c = s->columns; *c != NULL; c++) {
		if (c != s->columns)
			(void)putc(',', fp);
		if (row == NULL)
			(void)fputs((*c)->name, fp);
		else
			write_csv(fp, (*c)->get(row));
	}
	(void)fputs("\r\n", fp);
}

/* "-0.0" is nothing but confusing. */
static void
format_real(char *buf, double v, int decimals)
{
	(void)snprintf(buf, CELL, "%.*f", decimals, v);
	if (*buf == '-' && buf[strspn(buf, "-0.")] == '\0')
		memmove(buf, buf + 1, strlen(buf));
}

/* "2025-10-26 02:30:00 CEST": such an hour may come twice. */
static void
format_local(char *buf, const char *zone, int64_t at)
{
	struct err ignored = { .kind = ERR_NONE };
	struct tm tm;

	if (zone == NULL || zone_clock(zone, at, &tm, &ignored) == -1) {
		(void)clock_format(buf, at);
		buf[strcspn(buf, "T")] = ' ';
		buf[strcspn(buf, "Z")] = '\0';
	} else if (strftime(buf, CELL, "%Y-%m-%d %H:%M:%S %Z", &tm) == 0)
		(void)text_copy(buf, CELL, "-");
}

static void
format_cell(char *buf, const struct sheet *s, const struct column *c,
    struct value v)
{
	char words[CLOCK_AGE];

	switch (v.kind) {
	case VALUE_NONE:
		(void)text_copy(buf, CELL, "-");
		break;
	case VALUE_TEXT:
		(void)text_copy(buf, CELL, v.text);
		text_clean(buf);
		break;
	case VALUE_TIME:
		format_local(buf, s->zone, v.whole);
		break;
	case VALUE_AGE:
		(void)text_copy(buf, CELL, clock_format_age(words, v.whole));
		break;
	case VALUE_WHOLE:
		text_whole(buf, v.whole);
		break;
	case VALUE_REAL:
		format_real(buf, v.real, c->decimals);
		break;
	case VALUE_BOOL:
		(void)text_copy(buf, CELL, v.yes ? "yes" : "no");
		break;
	}
}

/* Characters, not bytes: all but UTF-8's continuation bytes. */
static int
count_characters(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

void
sheet_fit(struct sheet *s, const void *row)
{
	char cell[CELL];

	if (s->format != FORMAT_TABLE)
		return;
	for (int i = 0; i < SHEET_COLUMNS && s->columns[i] != NULL; i++) {
		int width;

		format_cell(cell, s, s->columns[i], s->columns[i]->get(row));
		width = count_characters(cell);
		if (width > s->width[i])
			s->width[i] = width;
	}
}

static bool
is_local(const struct sheet *s, const struct column *c)
{
	return s->zone != NULL && c->unit != NULL &&
	    strcmp(c->unit, "UTC") == 0;
}

static void
format_heading(char *buf, const struct sheet *s, const struct column *c)
{
	const char *unit = is_local(s, c) ? s->zone :
	    c->unit == NULL ? "" : c->unit;

	(void)snprintf(buf, CELL, "%s%s%s", c->heading, *unit == '\0' ? "" :
	    " ", unit);
}

/* What is flush left is padded only once something follows it. */
static void
write_table_row(const struct sheet *s, const void *row)
{
	char cell[CELL];
	int pad = 0;

	for (int i = 0; i < SHEET_COLUMNS && s->columns[i] != NULL; i++) {
		const struct column *c = s->columns[i];
		int width = abs(c->width), room;

		if (row != NULL)
			format_cell(cell, s, c, c->get(row));
		else
			format_heading(cell, s, c);
		room = (width > s->width[i] ? width : s->width[i]) -
		    count_characters(cell);
		if (room < 0)
			room = 0;
		(void)fprintf(s->out.fp, "%*s%s", pad + (c->width > 0 ? room :
		    0), "", cell);
		pad = 2 + (c->width > 0 ? 0 : room);
	}
}

static void
write_table_line(const struct sheet *s, const void *row)
{
	const char *colour = !s->colour ? NULL : row == NULL ? BOLD :
	    s->worrying != NULL && s->worrying(row) ? YELLOW : NULL;

	if (colour != NULL)
		(void)fputs(colour, s->out.fp);
	write_table_row(s, row);
	if (colour != NULL)
		(void)fputs(PLAIN, s->out.fp);
	(void)putc('\n', s->out.fp);
}

/* Columns of local times are as wide as their heading and the longest of the
 * times, whose zone may be spelt +1030. */
static void
fit_times(struct sheet *s)
{
	char heading[CELL];

	for (int i = 0; i < SHEET_COLUMNS && s->columns[i] != NULL; i++) {
		if (!is_local(s, s->columns[i]))
			continue;
		format_heading(heading, s, s->columns[i]);
		s->width[i] = count_characters(heading);
		if (s->width[i] < LOCAL_TIME)
			s->width[i] = LOCAL_TIME;
	}
}

void
sheet_head(struct sheet *s)
{
	if (s->format == FORMAT_CSV) {
		write_csv_row(s, NULL);
	} else if (s->format == FORMAT_TABLE) {
		fit_times(s);
		write_table_line(s, NULL);
	}
}

int
sheet_row(struct sheet *s, const void *row, struct err *e)
{
	switch (s->format) {
	case FORMAT_CSV:
		write_csv_row(s, row);
		break;
	case FORMAT_TABLE:
		write_table_line(s, row);
		break;
	case FORMAT_JSON:
		sheet_object(s, NULL, row);
		break;
	case FORMAT_NDJSON:
	case FORMAT_TEXT:
	case FORMAT_METRICS:
		s->out.comma = false;
		sheet_object(s, NULL, row);
		(void)putc('\n', s->out.fp);
		break;
	}
	return format_check(s->out.fp, e);
}

void
sheet_units(struct emit *m, const struct column *const *columns)
{
	emit_open(m, "units", '{');
	for (; *columns != NULL; columns++)
		if ((*columns)->unit != NULL &&
		    strcmp((*columns)->unit, "UTC") != 0)
			emit_text(m, (*columns)->name, (*columns)->unit);
	emit_close(m, '}');
}
