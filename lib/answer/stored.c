/* answer/stored.c - see stored.h */
#include "answer/stored.h"

#include "answer/book.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>

enum {
	READINGS_PCT = 90,
	SLOW_MS = 1000,
	SILENT_S = 3600,
	UNHEALED_S = 3 * 3600	/* the healing runs every hour */
};

void
stored_database(struct check *c, const struct facts *f)
{
	if (f->database.kind == ERR_NONE) {
		check_grade(c, f, (double)f->latency_ms, SLOW_MS, NAN);
		check_say(c, "the database answers in %" PRId64 " ms",
		    f->latency_ms);
		if (c->verdict != CHECK_OK)
			check_advise(c, "see what keeps the database busy");
		return;
	}
	check_tell(c, f->database.kind == ERR_NO_READING ? CHECK_UNKNOWN :
	    CHECK_CRITICAL, "%s", f->database.msg);
	check_advise(c, "%s", err_advice(&f->database));
	c->blocks = true;
}

void
stored_spool(struct check *c, const struct facts *f)
{
	int64_t waited = check_since(f, f->spool_oldest);

	if (f->spool_err.kind != ERR_NONE) {
		check_tell(c, CHECK_UNKNOWN, "%s", f->spool_err.msg);
		return;
	}
	check_grade(c, f, (double)f->spool_lines, 0, NAN);
	if (f->spool_lines == 0)
		check_say(c, "no lines wait for their database");
	else {
		check_say(c, "%" PRId64 " line%s wait%s for %s database, the "
		    "oldest for %s", f->spool_lines,
		    f->spool_lines == 1 ? "" : "s",
		    f->spool_lines == 1 ? "s" : "",
		    f->spool_lines == 1 ? "its" : "their",
		    check_age(waited).text);
		c->since = f->spool_oldest;
	}
	if (f->spool_damaged > 0 && c->verdict == CHECK_OK)
		check_tell(c, CHECK_WARNING, "%" PRId64 " damaged segment%s of "
		    "the spool %s set aside", f->spool_damaged,
		    f->spool_damaged == 1 ? "" : "s",
		    f->spool_damaged == 1 ? "was" : "were");
	if (c->verdict != CHECK_OK)
		check_advise(c, f->spool_lines == 0 ? "look into spool/ of the "
		    "state directory, then remove what is set aside" :
		    "the next run of vrm-store stores them if the database "
		    "takes them; to see why not: vrm-store spool --drain");
}

void
stored_last(struct check *c, const struct facts *f)
{
	int64_t old = check_since(f, f->last_success);

	if (f->last_success == 0)
		check_tell(c, f->last_poll == 0 ? CHECK_UNKNOWN :
		    CHECK_CRITICAL, "nothing has been stored yet");
	else {
		check_grade(c, f, (double)old, NAN,
		    (double)check_patience(f));
		check_say(c, "readings were last stored %s ago",
		    check_age(old).text);
		c->since = f->last_success;
	}
	c->blocks = c->verdict == CHECK_CRITICAL;
	if (c->verdict != CHECK_OK)
		check_advise(c, "see what this prints: vrm-fetch battery | "
		    "vrm-store -v");
}

/* Without any site there is nothing to judge. */
static bool
has_sites(struct check *c, const struct facts *f)
{
	if (f->sites > 0)
		return true;
	check_tell(c, CHECK_UNKNOWN, f->database.kind == ERR_NONE ?
	    "no site has readings yet" :
	    "not known while the database does not answer");
	return false;
}

static void
say_unknown_site(struct check *c, const struct facts *f,
    enum check_verdict verdict)
{
	check_tell(c, verdict, "%s", f->sites_err.msg);
	check_advise(c, "%s", err_advice(&f->sites_err));
	c->since = 0;
}

static void
say_data_age(struct check *c, const struct facts *f)
{
	char title[BOOK_TITLE];
	const char *name = book_title(&f->worst, title);
	struct check_age age = check_age(f->worst_age_s);

	if (f->sites > 1 && f->stale > 0)
		check_say(c, "%" PRId64 " of %" PRId64 " sites %s stale; the "
		    "oldest data are those of %s: %s", f->stale, f->sites,
		    f->stale == 1 ? "is" : "are", name, age.text);
	else
		check_say(c, f->sites == 1 ? "the newest reading of %s is %s "
		    "old" : "of all sites %s has the oldest data: %s", name,
		    age.text);
	c->since = f->worst_at;
	if (c->verdict != CHECK_OK)
		check_advise(c, f->stale > 1 ? "vrm-query sites shows them "
		    "first: are their GX devices online?" : "is the site's GX "
		    "device online?  VRM shows when it last heard of it");
}

void
stored_data_age(struct check *c, const struct facts *f)
{
	int64_t silent = 4 * f->worst_stale_s > SILENT_S ?
	    4 * f->worst_stale_s : SILENT_S;

	if (!has_sites(c, f)) {
		if (f->sites_err.kind != ERR_NONE)
			say_unknown_site(c, f, CHECK_UNKNOWN);
		c->blocks = true;
		return;
	}
	check_grade(c, f, (double)f->worst_age_s, (double)f->worst_stale_s,
	    (double)silent);
	say_data_age(c, f);
	if (f->worst_at > f->now + CLOCK_AHEAD_S) {
		check_tell(c, CHECK_WARNING, "the newest reading of %s is "
		    "dated %s ahead of now", f->worst.name[0] != '\0' ?
		    f->worst.name : f->worst.id,
		    check_age(f->worst_at - f->now).text);
		check_advise(c, "compare this machine's clock and the site's");
	} else if (f->sites_err.kind != ERR_NONE && c->verdict == CHECK_OK)
		say_unknown_site(c, f, CHECK_WARNING);
	c->blocks = c->verdict != CHECK_OK;
}

void
stored_readings(struct check *c, const struct facts *f)
{
	if (!has_sites(c, f))
		return;
	if (f->expected > 0)
		check_grade(c, f, round(1000.0 * (double)f->readings /
		    (double)f->expected) / 10, READINGS_PCT, NAN);
	check_say(c, "%" PRId64 " reading%s in the last 24 hours, %" PRId64
	    " expected", f->readings, f->readings == 1 ? "" : "s",
	    f->expected);
	if (c->verdict != CHECK_OK)
		check_advise(c, "vrm-query history --hours 24 --format text "
		    "names the longest gap");
}

void
stored_gaps(struct check *c, const struct facts *f)
{
	if (!has_sites(c, f))
		return;
	check_grade(c, f, f->due_at == 0 ? 0 :
	    (double)check_since(f, f->due_at), UNHEALED_S, NAN);
	if (f->gaps == 0)
		check_say(c, "nothing is missing that VRM may have");
	else
		check_say(c, "%" PRId64 " gap%s, %s in all, may yet be filled",
		    f->gaps, f->gaps == 1 ? "" : "s",
		    check_age(f->gaps_s).text);
	if (c->verdict == CHECK_OK)
		return;
	check_tell(c, c->verdict, "%" PRId64 " gap%s, %s in all, and nobody "
	    "asked for %s", f->gaps, f->gaps == 1 ? "" : "s",
	    check_age(f->gaps_s).text,
	    check_age(check_since(f, f->due_at)).text);
	c->since = f->due_at;
	check_advise(c, "have cron run every hour: vrm-query gaps --due | "
	    "vrm-fetch fill | vrm-store");
}

/* Only the owner knows what is low: ours are no thresholds.  Who has set one
 * wants to hear when it cannot be watched. */
static void
say_no_soc(struct check *c, const struct check_limits *own)
{
	bool watched = !isnan(own->warning) || !isnan(own->critical);

	check_tell(c, watched ? CHECK_WARNING : CHECK_UNKNOWN,
	    "no state of charge is known that is not stale");
	if (watched)
		check_advise(c, "does the battery monitor send one to VRM?  "
		    "vrm-query current --all shows what there is");
}

void
stored_soc(struct check *c, const struct facts *f)
{
	char text[TEXT_NUMBER], title[BOOK_TITLE];

	if (!has_sites(c, f))
		return;
	if (!f->soc_known) {
		say_no_soc(c, &f->limits[CHECK_SOC]);
		return;
	}
	check_grade(c, f, f->soc, NAN, NAN);
	text_number(text, round(f->soc * 10) / 10);
	check_say(c, f->sites == 1 ? "%s is charged to %s %%" :
	    "of all sites %s has the least charge: %s %%",
	    book_title(&f->lowest, title), text);
	if (c->verdict != CHECK_OK)
		check_advise(c, "vrm-query current --site %s --format text "
		    "tells how long it lasts", f->lowest.id);
}
