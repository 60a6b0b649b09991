/* tests/unit/place.h - a new database for each test, on either engine */
#ifndef PLACE_H
#define PLACE_H
#include "store/store.h"

enum { PLACE_SQLITE, PLACE_POSTGRESQL };

struct place {
	int engine;
	char dir[64];			/* SQLite: holds vrm.db */
	char name[64];			/* PostgreSQL: the database */
	char *url;
};

/* The server of the tests where databases may be made; "" if there is none. */
const char *place_server(void);

struct place place_new(int engine);
void place_free(struct place *);
struct store *place_open(const struct place *, enum store_mode);
/* SQL behind the store's back. */
void place_tamper(const struct place *, const char *url, const char *sql);

#endif
