/* auth/auth.h - what every command of vrm-auth works with */
#ifndef AUTH_AUTH_H
#define AUTH_AUTH_H
#include "base/clock.h"
#include "base/err.h"
#include "conf/cfg.h"
#include "state/state.h"
#include "state/token.h"
#include "net/credentials.h"
#include "net/session.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

struct auth {
	const struct cfg *cfg;		/* these two borrowed */
	struct clock *clock;
	struct state *state;
	struct session *session;	/* not signed in yet */
};

int auth_open(struct auth *, const struct cfg *, struct clock *, struct err *);
void auth_close(struct auth *);

/* The token that the other programs would use, and where it came from; -1:
 * ERR_TOKEN_MISSING if none.  Wipe it. */
int auth_token(const struct auth *, struct token *,
    char from[CREDENTIALS_FROM], bool *saved, struct err *);

/* The same, signed in with it and verified: its user, name and id are VRM's. */
int auth_sign_in(struct auth *, struct token *, char from[CREDENTIALS_FROM],
    bool *saved, struct err *);

/* "Sample Owner <owner@example.invalid>", or what of it is known. */
enum { AUTH_WHO = 300 };
const char *auth_who(const struct token *, char buf[AUTH_WHO]);

/* RFC 3339 for JSON; null for 0, which is unknown or never. */
json_t *auth_json_time(int64_t unix_s);

/* Prints the document, with the schema of answer/format.h, and frees it.  NULL
 * is one that could not be made: -1, ERR_BUG. */
int auth_print_json(FILE *, json_t *, struct err *);

#endif
