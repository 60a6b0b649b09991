/* answer/days.h - how much of each local day of a battery is known
 *
 * From max(first reading, horizon) to two polls before now; gaps that may yet
 * be filled are pending, those given up are empty.
 */
#ifndef ANSWER_DAYS_H
#define ANSWER_DAYS_H
#include "answer/missing.h"
#include "answer/range.h"
#include "store/store.h"

struct day {
	const struct site *site;	/* borrowed, as is battery */
	const char *battery;
	char date[16];			/* "2025-12-10" */
	int64_t begin, end;		/* Unix seconds */
	int64_t observed, filled, pending, empty;	/* seconds */
};

struct days {				/* zero is none */
	struct day *v;
	size_t n, size;
};
void days_free(struct days *);

struct days_ask {
	struct range range;	/* all days that it touches */
	int64_t count;		/* 0: see range; else so many, up to today */
	struct missing_time time;	/* since is not looked at */
};

/* Appends the days of one battery, oldest first, in the zone of its site, else
 * in UTC.  latest: as store_latest() gives it.  -1: the database; ERR_SYSTEM:
 * this machine does not know the zone. */
int days_load(struct days *, struct store *, const struct site *,
    const struct reading *latest, const struct days_ask *, struct err *);

int64_t days_sum(const struct day *);	/* what is accounted for, seconds */

#endif
