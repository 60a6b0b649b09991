/* net/account.h - the account's access tokens, and leaving (vrm-auth alone)
 *
 * The session must have been given its token (session_sign_in).  VRM has two
 * generations of these paths; what answers 404 or 405 is asked the other way.
 */
#ifndef NET_ACCOUNT_H
#define NET_ACCOUNT_H
#include "base/err.h"
#include "state/token.h"
#include "net/session.h"

#include <stddef.h>
#include <stdint.h>

struct account_token {			/* VRM never tells the token itself */
	char id[TOKEN_ID];
	char name[TOKEN_NAME];
	int64_t created_at, used_at, expires_at;	/* Unix s; 0 none */
};

/* A new access token; name must be new to the user, expires_at 0 is never. */
int account_create(struct session *, const char *user, const char *name,
    int64_t expires_at, struct token *, struct err *);

/* *out is the caller's to free. */
int account_list(struct session *, const char *user,
    struct account_token **out, size_t *n, struct err *);

/* The one with this id, a number: never "*", which would mean all. */
int account_revoke(struct session *, const char *user, const char *id,
    struct err *);

int account_demo(struct session *, int64_t now, struct token *, struct err *);
int account_logout(struct session *, struct err *);	/* ends a login */

#endif
