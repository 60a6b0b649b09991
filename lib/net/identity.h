/* net/identity.h - the token we speak with, kept good
 *
 * Found in the settings or saved, or got by logging in; renewed when a login
 * grows old or is refused, under a lock, so that of two processes one logs in
 * and the other takes what that saved.  At most one login in a run.
 */
#ifndef NET_IDENTITY_H
#define NET_IDENTITY_H
#include "base/clock.h"
#include "base/err.h"
#include "conf/cfg.h"
#include "state/state.h"
#include "state/token.h"
#include "net/exchange.h"

#include <stdbool.h>

struct identity;

/* All is borrowed until identity_free(). */
struct identity *identity_new(const struct cfg *, const struct state *,
    const struct clock *, struct exchange *);
void identity_free(struct identity *);

/* Look into the settings; no request yet.  -1: nothing to sign in with. */
int identity_find(struct identity *, struct err *);
/* VRM has taken the token for a request. */
void identity_worked(const struct identity *);
void identity_set(struct identity *, const struct token *);	/* copied */

/* Borrowed; NULL before there is one.  Its user is known once ready. */
const struct token *identity_token(const struct identity *);
const char *identity_from(const struct identity *);	/* where it came from */

/* Have a token that is not about to end, and know that it is the owner's. */
int identity_ready(struct identity *, struct err *);

/* After VRM answered 401 for this path, e says how.  0: try again with the
 * token there is now.  -1: it is final, and e says why. */
int identity_recover(struct identity *, const char *path, struct err *);

/* Why the state directory could not be written; false if it could. */
bool identity_trouble(const struct identity *, struct err *);

#endif
