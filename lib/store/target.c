/* store/target.c - see target.h */
#include "store/target.h"

#include "base/mem.h"
#include "store/libpq.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool
starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

/* The file, wherever we stand. */
static char *
identify_file(const char *path)
{
	char *here = *path == '/' ? NULL : getcwd(NULL, 0);
	char *identity = xasprintf("sqlite:%s%s%s", here == NULL ? "" : here,
	    here == NULL ? "" : "/", path);

	free(here);
	return identity;
}

static int
parse_sqlite(struct target *t, const char *path, struct err *e)
{
	if (starts(path, "//") && path[2] != '/') {
		err_set(e, ERR_DB_URL,
		    "database URL: sqlite:// names no host");
		err_hint(e, "write sqlite:PATH or sqlite:///ABSOLUTE/PATH");
		return -1;
	}
	if (starts(path, "//"))
		path += 2;
	if (*path == '\0' || path[strlen(path) - 1] == '/') {
		err_set(e, ERR_DB_URL, "database URL: sqlite: names no file");
		return -1;
	}
	t->kind = TARGET_SQLITE;
	t->place = xstrdup(path);
	t->shown = xasprintf("sqlite:%s", path);
	t->identity = identify_file(path);
	return 0;
}

static const char *
option(const PQconninfoOption *o, const char *name)
{
	for (; o->keyword != NULL; o++)
		if (strcmp(o->keyword, name) == 0)
			return o->val;
	return NULL;
}

/* What names the database, and nothing else of the URL: passwords can stand in
 * more than one place. */
static char *
show_postgresql(const PQconninfoOption *o)
{
	const char *user = option(o, "user"), *host = option(o, "host");
	const char *port = option(o, "port"), *name = option(o, "dbname");
	const char *service = option(o, "service");

	if (host == NULL)
		host = option(o, "hostaddr");
	return xasprintf("postgresql://%s%s%s%s%s/%s%s%s",
	    user == NULL ? "" : user, user == NULL ? "" : "@",
	    host == NULL ? "" : host, port == NULL ? "" : ":",
	    port == NULL ? "" : port, name == NULL ? "" : name,
	    service == NULL ? "" : "?service=",
	    service == NULL ? "" : service);
}

/* The database, whoever signs in, as the URL and libpq's own settings say.  A
 * service is what its file says: its name must do. */
static char *
identify_postgresql(const PQconninfoOption *url)
{
	static const char *const names[] = { "service", "host", "hostaddr",
		"port", "dbname", "user" };
	const char *v[sizeof(names) / sizeof(names[0])];
	PQconninfoOption *ours = option(url, "service") != NULL ? NULL :
	    PQconndefaults();
	char *identity;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		v[i] = option(url, names[i]);
		if (v[i] == NULL && ours != NULL)
			v[i] = option(ours, names[i]);
		if (v[i] == NULL)
			v[i] = "";
	}
	identity = xasprintf("postgresql:%s %s %s %s %s", v[0], v[1], v[2],
	    v[3], *v[4] != '\0' ? v[4] : v[5]);
	PQconninfoFree(ours);
	return identity;
}

static int
parse_postgresql(struct target *t, const char *url, struct err *e)
{
	char *why = NULL;
	PQconninfoOption *o;

	if (libpq_load(e) == -1)
		return -1;
	o = PQconninfoParse(url, &why);
	PQfreemem(why);		/* may quote the URL, password and all */
	if (o == NULL) {
		err_set(e, ERR_DB_URL,
		    "database URL: not a valid PostgreSQL URL");
		err_hint(e, "postgresql://USER@HOST:PORT/DATABASE; special "
		    "characters are written as %%40 and alike, the password "
		    "belongs in ~/.pgpass");
		return -1;
	}
	t->kind = TARGET_POSTGRESQL;
	t->place = xstrdup(url);
	t->shown = show_postgresql(o);
	t->identity = identify_postgresql(o);
	PQconninfoFree(o);
	return 0;
}

int
target_parse(struct target *t, const char *url, struct err *e)
{
	*t = (struct target){ 0 };
	if (starts(url, "sqlite:"))
		return parse_sqlite(t, url + strlen("sqlite:"), e);
	if (starts(url, "postgresql://") || starts(url, "postgres://"))
		return parse_postgresql(t, url, e);
	err_set(e, ERR_DB_URL,
	    "database URL: neither sqlite: nor postgresql://");
	return -1;
}

void
target_free(struct target *t)
{
	mem_free_secret(t->place);
	free(t->shown);
	free(t->identity);
	*t = (struct target){ 0 };
}
