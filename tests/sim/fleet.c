/* fleet.c - the list of installations, streamed: 5,000 sites are 110 MB */
#include "sim.h"

#include "shape.h"

#include "base/js.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DEMO_SITES = 7 };

struct fleet {
	struct sim *sim;
	int user, i, printed;
	int64_t now, only;		/* only: one idSite, or 0 */
	bool extended;
	int zone_offset[SITE_ZONES];
	bool is_done;
};

bool
fleet_may_see(const struct sim *sim, int user, const struct site *s)
{
	if (s->hidden)
		return false;
	if (user == ACCOUNT_DEMO)
		return s->index < DEMO_SITES && s->index < sim->n_sites;
	return s->owner == user;
}

/* Seconds east of UTC.  The caller holds the lock: TZ is the process's. */
static int
offset_of(const char *zone, int64_t now)
{
	time_t t = (time_t)now;
	struct tm tm;

	(void)setenv("TZ", zone, 1);
	tzset();
	return localtime_r(&t, &tm) == NULL ? 0 : (int)tm.tm_gmtoff;
}

static void
put_site(struct fleet *f, const struct site *s, struct answer_buf *b)
{
	json_t *o = shape_site(s, f->now, f->extended, s->owner == f->user,
	    f->zone_offset[s->zone]);
	char *text = js_dump(o);

	if (f->printed++ > 0)
		answer_put(b, ",", 1);
	answer_put(b, text, strlen(text));
	free(text);
	json_decref(o);
}

static bool
next(void *arg, struct answer_buf *b)
{
	static const char head[] = "{\"success\":true,\"records\":[";
	struct fleet *f = arg;

	if (f->is_done)
		return false;
	if (f->i == 0)
		answer_put(b, head, sizeof(head) - 1);
	while (f->i <= f->sim->n_sites) {
		const struct site *s = &f->sim->sites[f->i++];

		if (fleet_may_see(f->sim, f->user, s) &&
		    (f->only == 0 || f->only == s->id)) {
			put_site(f, s, b);
			return true;
		}
	}
	answer_put(b, "]}", 2);
	f->is_done = true;
	return true;
}

void
fleet_answer(struct sim *sim, const struct ask *q, int user,
    struct answer *out)
{
	struct fleet *f = xcalloc(1, sizeof(*f));

	*f = (struct fleet){ .sim = sim, .user = user,
	    .now = sim_now_ms(sim) / 1000, .only = ask_int(q, "idSite", 0),
	    .extended = ask_int(q, "extended", 0) != 0 };
	for (int i = 0; f->extended && i < SITE_ZONES; i++)
		f->zone_offset[i] = offset_of(site_zone(i), f->now);
	answer_body(out, 200, "application/json", "", 0);
	out->stream = (struct answer_stream){ next, free, f };
}
