/* state/roll.h - a state file of many entries, of which a run needs few
 *
 *	{"listed_at":1, ... "sites":{
 *	"410001":{...},
 *	"410002":{...}
 *	}}
 *
 * is one JSON object whose last member has an entry a line, sorted by their
 * bytes: what nobody asks for is neither parsed nor formatted.  Any other
 * layout of the same object is understood too, and costs more.
 */
#ifndef STATE_ROLL_H
#define STATE_ROLL_H
#include "base/err.h"
#include "state/state.h"

#include <jansson.h>
#include <stdbool.h>

struct roll;

/* name and member ("sites.json", "sites") are borrowed, as is the state.
 * Missing, truncated or foreign files as in state_load(): an empty roll.  -1:
 * the same, for it cannot be read. */
int roll_load(struct roll **, const struct state *, const char *name,
    const char *member, struct err *);
int roll_save(struct roll *, struct err *);
void roll_free(struct roll *);

json_t *roll_head(struct roll *);	/* the other members; to be changed */

/* An entry, to be changed in place; NULL if there is none.  Borrowed until
 * roll_set() or roll_free(). */
json_t *roll_get(struct roll *, const char *id);
void roll_set(struct roll *, const char *id, json_t *);	/* NULL: no more */

/* Every entry, in any order.  each returns false to stop, and may roll_set()
 * the entry it was given to NULL. */
void roll_each(struct roll *,
    bool (*each)(void *arg, const char *id, json_t *entry), void *arg);

#endif
