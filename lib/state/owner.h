/* state/owner.h - the VRM user whose data this state directory holds
 *
 * owner.json: VRM's id of the user, and fingerprints of the tokens known to be
 * that user's.  It saves asking VRM who we are in every poll, and keeps two
 * accounts from being mixed.
 */
#ifndef STATE_OWNER_H
#define STATE_OWNER_H
#include "base/err.h"
#include "state/state.h"
#include "state/token.h"

#include <stdbool.h>

/* Is this token known?  Then its user, in TOKEN_ID bytes. */
bool owner_knows(const struct state *, const struct token *, char *user);

/* The token is this user's.  -1: ERR_TOKEN_FOREIGN, the directory is another
 * user's. */
int owner_check(const struct state *, const char *user, struct err *);
/* The same, and remember it. */
int owner_remember(const struct state *, const struct token *,
    const char *user, struct err *);
int owner_forget(const struct state *, struct err *);

#endif
