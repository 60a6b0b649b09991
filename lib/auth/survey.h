/* auth/survey.h - the account's sites and what their batteries show, all of it
 * from one request; ~1 KiB a site */
#ifndef AUTH_SURVEY_H
#define AUTH_SURVEY_H
#include "base/err.h"
#include "line/line.h"
#include "vrm/sample.h"
#include "net/session.h"

#include <stddef.h>
#include <stdint.h>

struct survey_site {
	struct site site;
	struct sample battery;
};

struct survey {			/* zero is empty; survey_free() ends it */
	struct survey_site *all;
	size_t n, size;
};

int survey_run(struct survey *, struct session *, struct err *);
void survey_free(struct survey *);

/* The one site that a person's word means.  NULL: ERR_NO_SITE, or ERR_CONFIG
 * where it means several. */
const struct survey_site *survey_find(const struct survey *, const char *word,
    struct err *);

/* Is there a reading of it that is neither older than this nor from the future,
 * at this time of VRM?  Then it is told in the words of a person.  -1:
 * ERR_NO_BATTERY or ERR_NO_READING. */
enum { SURVEY_WORDS = 512 };
int survey_battery(const struct survey_site *, int64_t now, int64_t max_age_s,
    char words[SURVEY_WORDS], struct err *);

#endif
