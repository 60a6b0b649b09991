/* auth/ladder.c - see ladder.h */
#include "auth/ladder.h"

#include "auth/auth.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdlib.h>

enum { NAME_WIDTH = 13 };

static const char *const names[LADDER_RUNGS] = {
	[LADDER_SETTINGS] = "settings",
	[LADDER_STATE] = "state",
	[LADDER_CLOCK] = "clock",
	[LADDER_CREDENTIALS] = "credentials",
	[LADDER_BUDGET] = "budget",
	[LADDER_DNS] = "dns",
	[LADDER_CONNECT] = "connect",
	[LADDER_TLS] = "tls",
	[LADDER_HTTP] = "http",
	[LADDER_TOKEN] = "token",
	[LADDER_SKEW] = "skew",
	[LADDER_SITES] = "sites",
	[LADDER_CHOICE] = "choice",
	[LADDER_BATTERY] = "battery"
};

struct ladder
ladder_start(FILE *fp, int json)
{
	return (struct ladder){ .fp = fp, .told = json ? json_array() : NULL };
}

static json_t *
text_or_null(const char *s)
{
	return *s == '\0' ? json_null() : json_string(s);
}

static void
tell(struct ladder *l, enum ladder_rung rung, const char *result,
    const char *detail)
{
	if ((int)rung >= l->next)
		l->next = (int)rung + 1;
	if (l->told == NULL)
		(void)fprintf(l->fp, "%-8s %-*s%s\n", result,
		    *detail == '\0' ? 0 : NAME_WIDTH, names[rung], detail);
	else
		(void)json_array_append_new(l->told, json_pack(
		    "{s:s, s:s, s:o}", "rung", names[rung], "result", result,
		    "detail", text_or_null(detail)));
}

void
ladder_ok(struct ladder *l, enum ladder_rung rung, const char *fmt, ...)
{
	char detail[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(detail, sizeof(detail), fmt, ap);
	va_end(ap);
	text_clean(detail);
	tell(l, rung, "ok", detail);
}

void
ladder_skip(struct ladder *l, enum ladder_rung rung, const char *why)
{
	tell(l, rung, "skipped", why);
}

int
ladder_fail(struct ladder *l, enum ladder_rung rung, const struct err *e)
{
	const char *fix = err_advice(e);

	if (l->broken.kind == ERR_NONE)
		l->broken = *e;
	tell(l, rung, l->told == NULL ? "FAILED" : "failed", e->msg);
	if (l->told == NULL && *fix != '\0')
		(void)fprintf(l->fp, "%-8s %-*sfix: %s\n", "",
		    NAME_WIDTH, "", fix);
	return -1;
}

static json_t *
json_of(const struct ladder *l)
{
	const struct err *e = &l->broken;

	if (e->kind == ERR_NONE)
		return json_pack("{s:s, s:{s:O}}", "status", "success",
		    "data", "rungs", l->told);
	return json_pack("{s:s, s:{s:s, s:s, s:o}, s:{s:O}}",
	    "status", "error", "error", "code", err_slug(e->kind),
	    "message", e->msg, "hint", text_or_null(err_advice(e)),
	    "data", "rungs", l->told);
}

int
ladder_end(struct ladder *l, struct err *e)
{
	for (int rung = l->next; rung < LADDER_RUNGS; rung++)
		tell(l, (enum ladder_rung)rung, "skipped", "");
	if (l->told == NULL)
		return 0;
	(void)auth_print_json(l->fp, json_of(l), e);
	json_decref(l->told);
	l->told = NULL;
	return e->kind == ERR_NONE ? 0 : -1;
}
