/* tests/unit/place.c - see place.h */
#include "place.h"

#include "base/mem.h"
#include "store/libpq.h"

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *
place_server(void)
{
	const char *url = getenv("VRM_TEST_POSTGRES_URL");

	return url == NULL ? "" : url;
}

static PGconn *
connect_to(const char *url)
{
	const char *names[] = { "dbname", NULL }, *values[] = { url, NULL };
	struct err e = { 0 };

	ck_assert_int_eq(libpq_load(&e), 0);
	return PQconnectdbParams(names, values, 1);
}

void
place_tamper(const struct place *p, const char *url, const char *sql)
{
	sqlite3 *db;
	PGconn *c;
	PGresult *res;

	if (p->engine == PLACE_SQLITE) {
		ck_assert_int_eq(sqlite3_open(url + strlen("sqlite:"), &db),
		    SQLITE_OK);
		ck_assert_int_eq(sqlite3_exec(db, sql, NULL, NULL, NULL),
		    SQLITE_OK);
		ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
		return;
	}
	c = connect_to(url);
	PQclear(PQexec(c, "SET search_path = victron"));
	res = PQexec(c, sql);
	ck_assert_msg(PQresultStatus(res) == PGRES_COMMAND_OK, "%s: %s", sql,
	    PQerrorMessage(c));
	PQclear(res);
	PQfinish(c);
}

/* Every database of the tests has the extensions of ours that its server has
 * loaded, each made by the first command of its session. */
static void
extend(const struct place *p)
{
	PGconn *c = connect_to(place_server());
	PGresult *res = PQexec(c, "SELECT 'CREATE EXTENSION IF NOT EXISTS ' || "
	    "name FROM pg_available_extensions "
	    "WHERE name IN ('citus', 'timescaledb') AND position(name IN "
	    "current_setting('shared_preload_libraries')) > 0");

	ck_assert_int_eq(PQresultStatus(res), PGRES_TUPLES_OK);
	for (int i = 0; i < PQntuples(res); i++) {
		PGconn *in = connect_to(p->url);
		PGresult *made = PQexec(in, PQgetvalue(res, i, 0));

		ck_assert_msg(PQresultStatus(made) == PGRES_COMMAND_OK, "%s",
		    PQerrorMessage(in));
		PQclear(made);
		PQfinish(in);
	}
	PQclear(res);
	PQfinish(c);
}

struct place
place_new(int engine)
{
	static int n;
	struct place p = { .engine = engine, .dir = "/tmp/vrm-unit.XXXXXX" };
	char *sql;

	if (engine == PLACE_SQLITE) {
		ck_assert_ptr_nonnull(mkdtemp(p.dir));
		p.url = xasprintf("sqlite:%s/vrm.db", p.dir);
		return p;
	}
	(void)snprintf(p.name, sizeof(p.name), "vrm_%ld_%d", (long)getpid(),
	    n++);
	sql = xasprintf("CREATE DATABASE %s", p.name);
	place_tamper(&p, place_server(), sql);
	free(sql);
	p.url = xasprintf("%s%cdbname=%s", place_server(),
	    strchr(place_server(), '?') == NULL ? '?' : '&', p.name);
	extend(&p);
	return p;
}

void
place_free(struct place *p)
{
	char *text;

	if (p->engine == PLACE_SQLITE) {
		text = xasprintf("rm -rf '%s'", p->dir);
		ck_assert_int_eq(system(text), 0);
	} else {
		text = xasprintf("DROP DATABASE %s WITH (FORCE)", p->name);
		place_tamper(p, place_server(), text);
	}
	free(text);
	free(p->url);
}

struct store *
place_open(const struct place *p, enum store_mode mode)
{
	struct store *st = NULL;
	struct err e = { 0 };

	ck_assert_msg(store_open(&st, p->url, mode, 0600, &e) == 0, "%s",
	    e.msg);
	return st;
}
