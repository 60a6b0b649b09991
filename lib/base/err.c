/* base/err.c - see err.h; the table is the fault ladder of every program */
#include "base/err.h"

#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *slug;
	int status;		/* sysexits(3) */
	const char *advice;
} ladder[ERR_KINDS] = {
	[ERR_NONE] = { "ok", 0, "" },
	[ERR_USAGE] = { "usage", 64, "" },
	[ERR_CONFIG] = { "config", 78,
	    "--show-config prints every setting and where it came from" },
	[ERR_TOKEN_MISSING] = { "token_missing", 78,
	    "make an access token at "
	    "https://vrm.victronenergy.com/access-tokens and save it with: "
	    "vrm-auth token set" },
	[ERR_TOKEN_REFUSED] = { "token_refused", 77,
	    "make a new access token at "
	    "https://vrm.victronenergy.com/access-tokens and save it with: "
	    "vrm-auth token set (a setting goes before a saved one; VRM "
	    "retires login tokens since June 2026)" },
	[ERR_TOKEN_FOREIGN] = { "token_foreign", 77,
	    "use one state directory for each VRM account, or start over with: "
	    "vrm-auth logout" },
	[ERR_LOGIN_REFUSED] = { "login_refused", 77,
	    "check the e-mail address and the password; an access token "
	    "(vrm-auth token set) needs neither" },
	[ERR_SECOND_FACTOR] = { "second_factor", 77,
	    "log in again with the code: vrm-auth login --sms-code CODE" },
	[ERR_DNS] = { "dns", 69, "check the network and VICTRON_API_URL" },
	[ERR_CONNECT] = { "connect", 69,
	    "check the network, the proxy and VICTRON_API_URL" },
	[ERR_TLS] = { "tls", 69,
	    "check the system's date and its CA certificates; VRM_CA_FILE "
	    "names the CA of a private endpoint" },
	[ERR_TIMEOUT] = { "timeout", 69, "try again; VRM may be busy" },
	[ERR_REDIRECT] = { "redirect", 76,
	    "VICTRON_API_URL does not name the API itself" },
	[ERR_HTTP] = { "http", 69, "try again; VRM may be having an outage" },
	[ERR_REJECTED] = { "rejected", 77,
	    "VRM's words tell why; vrm-auth doctor tells what works and what "
	    "does not" },
	[ERR_LIMITED] = { "rate_limited", 75,
	    "wait; every program here holds back until then" },
	[ERR_BUDGET] = { "budget_spent", 75,
	    "wait, or raise VRM_RATE_LIMIT in vrm.conf, for the polls too" },
	[ERR_NOT_JSON] = { "not_json", 76,
	    "is VICTRON_API_URL the VRM API, and no captive portal between?" },
	[ERR_SHAPE] = { "unexpected_body", 76,
	    "VRM may have changed; try a newer version of this program" },
	[ERR_TOO_BIG] = { "too_big", 76,
	    "is VICTRON_API_URL the VRM API? none of its answers is so big" },
	[ERR_FORBIDDEN] = { "forbidden", 77,
	    "ask the site's owner for access, or check the site id" },
	[ERR_NO_SITE] = { "no_such_site", 66,
	    "vrm-fetch installations lists the sites of this account" },
	[ERR_NO_BATTERY] = { "no_battery", 66,
	    "vrm-fetch devices --site ID lists the site's batteries" },
	[ERR_NO_READING] = { "no_reading", 66, "" },
	[ERR_SOME_SITES] = { "some_sites", 69, "" },
	[ERR_BAD_LINE] = { "bad_line", 65,
	    "the rejected lines are kept with their reasons in "
	    "rejected.ndjson of the state directory" },
	[ERR_DB_URL] = { "database_url", 78,
	    "VRM_DATABASE_URL is sqlite:PATH or "
	    "postgresql://USER@HOST/DATABASE" },
	[ERR_DB_DOWN] = { "database_down", 69,
	    "is the database server running and reachable?" },
	[ERR_DB_REFUSED] = { "database_refused", 77,
	    "check the database's name, the role, its password "
	    "(~/.pgpass) and its rights" },
	[ERR_DB_SCHEMA] = { "database_schema", 69, "run: vrm-store migrate" },
	[ERR_DB] = { "database", 69, "" },
	[ERR_SPOOLED] = { "spooled", 75,
	    "the next vrm-store stores them first" },
	[ERR_SYSTEM] = { "system", 71, "" },
	[ERR_CREATE] = { "cannot_create", 73,
	    "VRM_STATE_DIR and VRM_DATABASE_URL tell where files are made" },
	[ERR_WRITE] = { "cannot_write", 74,
	    "is the disk full, or out of order?" },
	[ERR_READER_GONE] = { "reader_gone", 74, "" },
	[ERR_PERMISSION] = { "permission", 77,
	    "run this as the user who owns it, or give VRM_STATE_DIR a "
	    "directory of your own" },
	[ERR_BUG] = { "bug", 70, "please report this" },
};

/* vrm(7) tells more. */
static const struct {
	int status;
	const char *meaning;
} statuses[] = {
	{ 0, "done" },
	{ 64, "the command line is wrong" },
	{ 65, "lines of the input were refused" },
	{ 66, "no such site, no battery, no reading" },
	{ 69, "VRM or the database cannot be reached, or fails" },
	{ 70, "a bug" },
	{ 71, "the operating system refused" },
	{ 73, "a file or directory cannot be made" },
	{ 74, "output cannot be written" },
	{ 75, "try again later" },
	{ 76, "VRM answered what we cannot read" },
	{ 77, "VRM, the database or the system refused us" },
	{ 78, "a setting is wrong or missing" }
};

static void __attribute__((format(printf, 3, 0)))
fill(struct err *e, enum err_kind kind, const char *fmt, va_list ap)
{
	e->kind = kind;
	e->hint[0] = '\0';
	e->allowed[0] = '\0';
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	text_clean(e->msg);
}

void
err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, kind, fmt, ap);
	va_end(ap);
}

void
err_sys(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	int saved = errno;
	size_t len;
	va_list ap;

	va_start(ap, fmt);
	fill(e, kind, fmt, ap);
	va_end(ap);
	len = strlen(e->msg);
	(void)snprintf(e->msg + len, sizeof(e->msg) - len, ": %s",
	    strerror(saved));
	errno = saved;
}

void
err_write(struct err *e, const char *what)
{
	if (errno == EPIPE)
		err_set(e, ERR_READER_GONE, "%s: its reader has gone", what);
	else
		err_sys(e, ERR_WRITE, "%s", what);
}

void
err_first(struct err *first, const struct err *e)
{
	if (first->kind == ERR_NONE)
		*first = *e;
}

void
err_ctx(struct err *e, const char *fmt, ...)
{
	char inner[sizeof(e->msg)];
	size_t len;
	va_list ap;

	memcpy(inner, e->msg, sizeof(inner));
	va_start(ap, fmt);
	(void)vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	len = strlen(e->msg);
	(void)snprintf(e->msg + len, sizeof(e->msg) - len, ": %s", inner);
	text_clean(e->msg);
}

void
err_hint(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(e->hint, sizeof(e->hint), fmt, ap);
	va_end(ap);
	text_clean(e->hint);
}

static bool
is_allowed(const struct err *e, const char *value, size_t len)
{
	for (const char *at = e->allowed; *at != '\0';
	    at += strcspn(at, "\n") + 1)
		if (strcspn(at, "\n") == len && strncmp(at, value, len) == 0)
			return true;
	return false;
}

void
err_allow(struct err *e, const char *value, size_t len)
{
	size_t used = strlen(e->allowed);

	if (len == 0 || memchr(value, '\n', len) != NULL ||
	    is_allowed(e, value, len) || used + len + 2 > sizeof(e->allowed))
		return;
	(void)snprintf(e->allowed + used, sizeof(e->allowed) - used, "%.*s\n",
	    (int)len, value);
}

void
err_allow_choices(struct err *e, const char *choices)
{
	while (*choices != '\0') {
		size_t len = strcspn(choices, "|");

		err_allow(e, choices, len);
		choices += len + (choices[len] == '|');
	}
}

int
err_status(const struct err *e)
{
	return ladder[e->kind].status;
}

const char *
err_meaning(int status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return statuses[i].meaning;
	return NULL;
}

const char *
err_slug(enum err_kind kind)
{
	return ladder[kind].slug;
}

enum err_kind
err_of_slug(const char *slug)
{
	for (int k = ERR_NONE + 1; k < ERR_KINDS; k++)
		if (strcmp(ladder[k].slug, slug) == 0)
			return (enum err_kind)k;
	return ERR_NONE;
}

const char *
err_advice(const struct err *e)
{
	return e->hint[0] != '\0' ? e->hint : ladder[e->kind].advice;
}
