/* state/state.h - the directory where the programs remember things
 *
 * private/token.json  who we are                 state/token.h
 * rate.json           requests of the hour       state/budget.h
 * polls.ndjson        attempts and their ends    state/polls.h
 * sites.json          what was discovered        state/sites.h
 * rejected.ndjson     lines vrm-store refused    state/rejects.h
 * spool/              lines that wait            state/spool.h
 * vrm.db              the default database
 *
 * The token, the rejects, the spool and the database are safe from a power cut
 * before anybody is told so.  Of the others it may bring back the one before,
 * whole: they save requests, and VRM counts those too.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H
#include "base/err.h"

#include <jansson.h>
#include <stdbool.h>
#include <sys/types.h>

struct state;

/* Opens, and makes if missing (mode 0700), the directory.  It may be read-only
 * or somebody else's: then reading works and each write fails by itself.  Where
 * it cannot even be made, nothing is found in it and each lock and write fails
 * with the reason. */
struct state *state_open(const char *dir);
void state_close(struct state *);

int state_usable(const struct state *, struct err *);	/* -1: not even made */
const char *state_dir(const struct state *);
/* The caller frees it. */
char *state_path(const struct state *, const char *name);

/* 0640 in a directory that its group may read, else 0600. */
mode_t state_mode(const struct state *);

/* The lock "NAME.lock" for changing NAME: a descriptor to close, or -1.  Its
 * owner's alone: whoever may open it may hold it. */
int state_lock(const struct state *, const char *name, struct err *);

/* A JSON object kept in NAME, with the version of its form as a member.
 * Missing: 1 and *out NULL.  Truncated, foreign or of another version: it is
 * set aside with a warning, then as missing.  -1: cannot be read. */
int state_load(const struct state *, const char *name, json_t **out,
    struct err *);
int state_save(const struct state *, const char *name, json_t *,
    struct err *);

/* For what is not parsed whole (state/roll.h): the bytes, and the version.
 * What is no plain file, or far too large, is set aside, then as missing. */
int state_load_text(const struct state *, const char *name, char **out,
    size_t *len, struct err *);
int state_save_text(const struct state *, const char *name, const char *,
    size_t len, struct err *);
bool state_is_ours(const json_t *);
void state_make_ours(json_t *);

/* Missing is fine. */
int state_remove(const struct state *, const char *name, struct err *);

#endif
