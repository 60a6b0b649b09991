/* fetch/ahead.h - the summaries of many sites, fetched ahead of their turn
 *
 * A fleet read by summary is one request a site: several are under way at a
 * time, as fast as VRM takes them and as far as the budget reaches.  What comes
 * of each is kept until its site's turn; what failed is tried again then.
 */
#ifndef FETCH_AHEAD_H
#define FETCH_AHEAD_H
#include "fetch/choice.h"
#include "net/session.h"
#include "state/sites.h"
#include "vrm/sample.h"

#include <stdbool.h>
#include <stdint.h>

struct ahead;

/* The monitors that feed these sites, in this order; sites whose monitor is
 * not known wait for their turn. */
struct ahead *ahead_fetch(struct session *, const struct sites *,
    const struct choice *);
void ahead_free(struct ahead *);

enum ahead_got {
	AHEAD_NOTHING,		/* it was not asked */
	AHEAD_FAILED,		/* it was, and may be asked again */
	AHEAD_ANSWER
};

/* All take NULL: nothing was fetched.  An answer is told once; *rc is 1 with
 * the sample, 0 where the monitor has no values, -1 with the error. */
enum ahead_got ahead_take(struct ahead *, const char *site, int64_t instance,
    struct sample *, int *rc, struct err *);
bool ahead_has(struct ahead *, const char *site, int64_t instance);

#endif
