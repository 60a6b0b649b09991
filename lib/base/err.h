/* base/err.h - an error is a value: what failed, why, and what to do next
 *
 * The caller owns a struct err on its stack, zeroed.  The first failure fills
 * it, callers prepend context on the way up, and cli_end() prints it.  The
 * table in err.c is the one place that knows every layer that can fail, its
 * exit status (sysexits numbers) and what helps.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include <stddef.h>

enum err_kind {
	ERR_NONE,
	ERR_USAGE,		/* the command line is wrong */
	ERR_CONFIG,		/* a setting is wrong or missing */
	ERR_TOKEN_MISSING,	/* nothing to sign in with */
	ERR_TOKEN_REFUSED,	/* VRM answered 401 to a token */
	ERR_TOKEN_FOREIGN,	/* the token is another user's than before */
	ERR_LOGIN_REFUSED,	/* VRM answered 401 to a password */
	ERR_SECOND_FACTOR,	/* login wants a code */
	ERR_DNS,
	ERR_CONNECT,
	ERR_TLS,
	ERR_TIMEOUT,
	ERR_REDIRECT,
	ERR_HTTP,		/* 5xx and every status not named here */
	ERR_REJECTED,		/* 4xx or success:false: VRM refused */
	ERR_LIMITED,		/* 429: VRM wants us to wait */
	ERR_BUDGET,		/* our own requests an hour are spent */
	ERR_NOT_JSON,
	ERR_SHAPE,		/* JSON, but not what VRM sends */
	ERR_TOO_BIG,		/* the body exceeds its bound */
	ERR_FORBIDDEN,		/* 403: no right to this site */
	ERR_NO_SITE,
	ERR_NO_BATTERY,
	ERR_NO_READING,		/* nothing measured, or nothing stored yet */
	ERR_SOME_SITES,		/* some sites failed, the others did not */
	ERR_BAD_LINE,		/* lines of the input were rejected */
	ERR_DB_URL,		/* the database URL does not parse */
	ERR_DB_DOWN,		/* cannot connect, or the connection was lost */
	ERR_DB_REFUSED,		/* authentication or a missing right */
	ERR_DB_SCHEMA,		/* tables missing, or newer than this program */
	ERR_DB,			/* any other failure of the database */
	ERR_SPOOLED,		/* kept in the spool, to be stored later */
	ERR_SYSTEM,		/* the operating system refused */
	ERR_CREATE,		/* a file or directory cannot be made */
	ERR_WRITE,		/* output cannot be written */
	ERR_READER_GONE,	/* stdout's reader has left: a filter's end */
	ERR_PERMISSION,		/* the file system refused us */
	ERR_BUG,
	ERR_KINDS
};

struct err {
	enum err_kind kind;
	char msg[1024];		/* lower case, one line, remote text cleaned */
	char hint[512];		/* what to do next; empty: the table's hint */
	char allowed[512];	/* err_allow(): one a line, for programs */
};

void err_set(struct err *, enum err_kind, const char *, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds strerror(errno). */
void err_sys(struct err *, enum err_kind, const char *, ...)
    __attribute__((format(printf, 3, 4)));
/* Writing to it failed with errno: EPIPE is ERR_READER_GONE, else ERR_WRITE. */
void err_write(struct err *, const char *what);
/* Of several, the first is told. */
void err_first(struct err *first, const struct err *);
/* Prepends "x: ". */
void err_ctx(struct err *, const char *, ...)
    __attribute__((format(printf, 2, 3)));
void err_hint(struct err *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* What would have been right instead, once for each.  Where there are too many
 * the last are left out; said twice is said once. */
void err_allow(struct err *, const char *value, size_t len);
/* The same of "a|b|c". */
void err_allow_choices(struct err *, const char *choices);

int err_status(const struct err *);		/* exit status; ERR_NONE: 0 */
const char *err_meaning(int status);		/* in words; NULL: not ours */
const char *err_slug(enum err_kind);		/* "token_refused" */
enum err_kind err_of_slug(const char *);	/* ERR_NONE if unknown */
/* Its hint, else the table's; "" if neither. */
const char *err_advice(const struct err *);

#endif
