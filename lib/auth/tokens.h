/* auth/tokens.h - the account's access tokens, and forgetting ours */
#ifndef AUTH_TOKENS_H
#define AUTH_TOKENS_H
#include "auth/auth.h"

/* Name, id, made, last used, expiry; never a token. */
int tokens_list(struct auth *, bool json, FILE *, struct err *);

/* id NULL: the one in use, which is then forgotten here too. */
int tokens_revoke(struct auth *, const char *id, struct err *);

/* Ends a saved login at VRM and forgets the token and its user.  An access
 * token lives on at VRM; said so. */
int tokens_logout(struct auth *, struct err *);

#endif
