/* state/refusal.h - a login that VRM refused, or whose token it refused at
 * once, is not repeated by every poll
 *
 * private/refusal.json.  480 wrong passwords a day lock an account, and each
 * try sends a message where a second factor is wanted.
 */
#ifndef STATE_REFUSAL_H
#define STATE_REFUSAL_H
#include "base/err.h"
#include "state/state.h"

#include <stdbool.h>
#include <stdint.h>

enum { REFUSAL_S = 3600 };	/* so long these credentials rest */

/* Were these refused less than that ago?  Then e says how, as it did then. */
bool refusal_recent(const struct state *, const char *username,
    const char *password, int64_t now, struct err *e);

/* Remember how; a directory that cannot be written costs only the memory. */
void refusal_note(const struct state *, const char *username,
    const char *password, int64_t now, const struct err *why);
void refusal_forget(const struct state *);
/* A login's token works: one that was refused at once was a passing fault.  A
 * login that was refused itself stays so. */
void refusal_lift(const struct state *);

#endif
