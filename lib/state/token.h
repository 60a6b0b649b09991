/* state/token.h - who we are: private/token.json
 *
 * A token lives in struct token, is handed to net/http.h, and is printed by
 * nobody at any verbosity.  token_wipe() ends every one.
 */
#ifndef STATE_TOKEN_H
#define STATE_TOKEN_H
#include "base/err.h"
#include "state/state.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	TOKEN_TEXT = 4096,
	TOKEN_ID = 32,
	TOKEN_NAME = 128,
	TOKEN_PRINT = 17		/* a fingerprint: 16 hex digits */
};

enum token_scheme {
	TOKEN_ACCESS,		/* personal access token: "Token" */
	TOKEN_BEARER		/* JWT of a login: "Bearer" */
};

struct token {
	enum token_scheme scheme;
	char text[TOKEN_TEXT];		/* the secret */
	char user[TOKEN_ID];		/* VRM's id of its user; "" unknown */
	char name[TOKEN_NAME];		/* of the user; "" unknown */
	char email[TOKEN_NAME];
	char id[TOKEN_ID];		/* idAccessToken; "" for a JWT */
	int64_t obtained_at;		/* Unix seconds; 0 unknown */
	int64_t expires_at;		/* 0: never, or nobody said */
};

/* Trims, checks the shape, tells the scheme (vrm-api.md 1.2), reads the exp of
 * a JWT.  -1, ERR_CONFIG: empty, too long, white space or control characters
 * inside. */
int token_of_text(struct token *, const char *text, struct err *);
void token_wipe(struct token *);

const char *token_scheme_name(enum token_scheme);	/* "Token", "Bearer" */
/* 64 lower-case hex digits, or a JWT; VRM has no other shapes, but may. */
bool token_is_usual(const struct token *);
/* "Token 0123...": the header's value; the caller wipes and frees it. */
char *token_header(const struct token *);
/* 64 of a token's hundreds of random bits: tells tokens apart, reveals none. */
void token_fingerprint(const struct token *, char print[TOKEN_PRINT]);

/* 0 loaded, 1 there is none, -1 refused (others can read it: ERR_PERMISSION,
 * with the chmod that helps) or unreadable. */
int token_load(const struct state *, struct token *, struct err *);
int token_save(const struct state *, const struct token *, struct err *);
int token_remove(const struct state *, struct err *);	/* missing is fine */
/* The lock for renewing it: a descriptor to close, or -1. */
int token_lock(const struct state *, struct err *);

/* A secret kept in a file of the user's own: its first line; the
 * caller ends it with mem_free_secret(). */
int token_read_secret(const char *path, char **out, struct err *);

#endif
