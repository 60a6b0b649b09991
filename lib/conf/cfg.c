/* conf/cfg.c - see cfg.h */
#include "conf/cfg.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "conf/keyvalue.h"
#include "conf/mask.h"
#include "conf/places.h"
#include "conf/value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char SYSTEM_FILE[] = "/etc/vrm/vrm.conf";

static const struct {
	const char *name;
	enum value_kind kind;
	const char *fallback;	/* NULL: none, or made in derive() */
} keys[CFG_KEYS] = {
	[CFG_TOKEN] = { "VICTRON_VRM_TOKEN", VALUE_SECRET, NULL },
	[CFG_TOKEN_FILE] = { "VICTRON_VRM_TOKEN_FILE", VALUE_TEXT, NULL },
	[CFG_TOKEN_COMMAND] = { "VICTRON_VRM_TOKEN_COMMAND", VALUE_COMMAND,
	    NULL },
	[CFG_USERNAME] = { "VICTRON_VRM_USERNAME", VALUE_TEXT, NULL },
	[CFG_PASSWORD] = { "VICTRON_VRM_PASSWORD", VALUE_SECRET, NULL },
	[CFG_PASSWORD_FILE] = { "VICTRON_VRM_PASSWORD_FILE", VALUE_TEXT, NULL },
	[CFG_PASSWORD_COMMAND] = { "VICTRON_VRM_PASSWORD_COMMAND",
	    VALUE_COMMAND, NULL },
	[CFG_SITES] = { "VICTRON_INSTALLATION_ID", VALUE_TEXT, NULL },
	[CFG_API_URL] = { "VICTRON_API_URL", VALUE_TEXT,
	    "https://vrmapi.victronenergy.com" },
	[CFG_POLL_INTERVAL] = { "VICTRON_POLL_INTERVAL", VALUE_SPAN, "180" },
	[CFG_DATABASE_URL] = { "VRM_DATABASE_URL", VALUE_TEXT, NULL },
	[CFG_STATE_DIR] = { "VRM_STATE_DIR", VALUE_TEXT, NULL },
	[CFG_RATE_LIMIT] = { "VRM_RATE_LIMIT", VALUE_RATE, "50/h" },
	[CFG_RETENTION] = { "VRM_RETENTION", VALUE_SPAN_OR_FOREVER, "72h" },
	[CFG_STALE_AFTER] = { "VRM_STALE_AFTER", VALUE_SPAN, "300" },
	[CFG_HEALTH_WARNING] = { "VRM_HEALTH_WARNING", VALUE_TEXT, NULL },
	[CFG_HEALTH_CRITICAL] = { "VRM_HEALTH_CRITICAL", VALUE_TEXT, NULL },
	[CFG_CA_FILE] = { "VRM_CA_FILE", VALUE_TEXT, NULL },
	[CFG_IP_VERSION] = { "VRM_IP_VERSION", VALUE_IP, "any" }
};

enum place { OPTION, ENVIRONMENT, CREDENTIAL, OWN_FILE, SYSTEM, DEFAULT };

struct cfg {
	struct {
		char *value;	/* NULL: not set here */
		char *from;
		enum place place;
	} at[CFG_KEYS];
	enum place reading;	/* where the next values come from */
};

/* Takes the value unless one of higher precedence is there. */
static int
offer(struct cfg *c, enum cfg_key key, const char *value, const char *from,
    struct err *e)
{
	const char *why;

	if (c->at[key].value != NULL || *value == '\0')
		return 0;
	why = value_complaint(keys[key].kind, value);
	if (why != NULL) {
		err_set(e, ERR_CONFIG, "%s: %s: %s (from %s)", keys[key].name,
		    value, why, from);
		return -1;
	}
	c->at[key].value = xstrdup(value);
	c->at[key].from = xstrdup(from);
	c->at[key].place = c->reading;
	return 0;
}

static void
drop(struct cfg *c, enum cfg_key key)
{
	mem_free_secret(c->at[key].value);
	free(c->at[key].from);
	c->at[key].value = NULL;
	c->at[key].from = NULL;
}

/* Did this value come from that file? */
static bool
came_from(const struct cfg *c, enum cfg_key key, const char *path)
{
	size_t len = strlen(path);

	return c->at[key].from != NULL &&
	    strncmp(c->at[key].from, path, len) == 0 &&
	    c->at[key].from[len] == ':';
}

static int
find_key(const char *name)
{
	for (int k = 0; k < CFG_KEYS; k++)
		if (strcmp(keys[k].name, name) == 0)
			return k;
	return -1;
}

struct source {			/* the file that is being read */
	struct cfg *cfg;
	const char *path;
};

static int
read_setting(void *arg, const char *name, const char *value, int line,
    struct err *e)
{
	struct source *s = arg;
	const char *blank = strrchr(name, ' ');	/* "export VRM_..." is none */
	const char *last = blank == NULL ? name : blank + 1;
	int key = find_key(name);
	char *from;
	int rc;

	if (key == -1) {
		if (strncmp(last, "VRM_", 4) == 0 ||
		    strncmp(last, "VICTRON_", 8) == 0)
			note_warn("%s: line %d: %s: no such setting", s->path,
			    line, name);
		return 0;	/* the file may serve other programs too */
	}
	if (came_from(s->cfg, (enum cfg_key)key, s->path))
		drop(s->cfg, (enum cfg_key)key);	/* the last counts */
	from = xasprintf("%s:%d", s->path, line);
	rc = offer(s->cfg, (enum cfg_key)key, value, from, e);
	free(from);
	return rc;
}

static bool
is_secret(const struct cfg *c, enum cfg_key key)
{
	return keys[key].kind == VALUE_SECRET || mask_hides(c->at[key].value);
}

/* A file that the whole machine can read must not hold a secret, and one that
 * it can write must not hold a command. */
static int
check_secrecy(const struct cfg *c, const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) == -1 || (st.st_mode & (S_IROTH | S_IWOTH)) == 0)
		return 0;
	for (int k = 0; k < CFG_KEYS; k++) {
		const char *can = NULL;

		if (!came_from(c, (enum cfg_key)k, path))
			continue;
		if (keys[k].kind == VALUE_COMMAND && (st.st_mode & S_IWOTH))
			can = "written";
		else if (is_secret(c, (enum cfg_key)k) &&
		    (st.st_mode & S_IROTH))
			can = "read";
		if (can == NULL)
			continue;
		err_set(e, ERR_CONFIG, "%s: holds %s and can be %s by "
		    "everybody", path, keys[k].name, can);
		err_hint(e, "chmod o-rwx %s", path);
		return -1;
	}
	return 0;
}

static int
read_file(struct cfg *c, const char *path, bool must_exist, struct err *e)
{
	struct source source = { c, path };
	struct stat st;
	int rc = keyvalue_read(path, read_setting, &source, e);

	if (rc == 1 && must_exist) {
		err_set(e, ERR_CONFIG, "%s: no such file", path);
		return -1;
	}
	if (rc == -1 && access(path, R_OK) == -1 && errno == EACCES &&
	    stat(path, &st) == 0 && (st.st_mode & S_IRGRP) != 0)
		err_hint(e, "the members of the file's group may read it: have "
		    "root add you to that, and log in again");
	return rc == 0 ? check_secrecy(c, path, e) : rc == 1 ? 0 : -1;
}

static int
read_environment(struct cfg *c, struct err *e)
{
	c->reading = ENVIRONMENT;
	for (int k = 0; k < CFG_KEYS; k++)
		if (offer(c, (enum cfg_key)k, places_env(keys[k].name),
		    "environment", e) == -1)
			return -1;
	return 0;
}

static int
read_credential(struct cfg *c, enum cfg_key key, struct err *e)
{
	char *text, *path;
	int rc = places_credential(keys[key].name, &text, &path, e);

	if (rc == 0)
		rc = offer(c, key, text, path, e);
	mem_free_secret(text);
	free(path);
	return rc == -1 ? -1 : 0;
}

static int
read_credentials(struct cfg *c, struct err *e)
{
	c->reading = CREDENTIAL;
	for (int k = 0; k < CFG_KEYS; k++)
		if (read_credential(c, (enum cfg_key)k, e) == -1)
			return -1;
	return 0;
}

static int
read_files(struct cfg *c, const char *path, struct err *e)
{
	char *own = NULL;
	int rc = 0;

	c->reading = OWN_FILE;
	if (path == NULL && *places_env("VRM_CONFIG") != '\0')
		path = places_env("VRM_CONFIG");
	if (path == NULL)
		own = places_config();
	if (path != NULL || own != NULL)
		rc = read_file(c, path != NULL ? path : own, path != NULL, e);
	free(own);
	c->reading = SYSTEM;
	return rc == 0 ? read_file(c, SYSTEM_FILE, false, e) : -1;
}

/* Defaults that hang on other settings. */
static void
derive(struct cfg *c)
{
	struct err ignored = { .kind = ERR_NONE };
	char *dir = places_state(), *url;

	c->reading = DEFAULT;
	(void)offer(c, CFG_STATE_DIR, dir, "default", &ignored);
	url = xasprintf("sqlite:%s/vrm.db", cfg_get(c, CFG_STATE_DIR));
	(void)offer(c, CFG_DATABASE_URL, url, "default", &ignored);
	for (int k = 0; k < CFG_KEYS; k++)
		if (keys[k].fallback != NULL)
			(void)offer(c, (enum cfg_key)k, keys[k].fallback,
			    "default", &ignored);
	free(url);
	free(dir);
}

int
cfg_load(struct cfg **out, const char *path, struct err *e)
{
	struct cfg *c = xcalloc(1, sizeof(*c));

	if (read_environment(c, e) == -1 || read_credentials(c, e) == -1 ||
	    read_files(c, path, e) == -1) {
		cfg_free(c);
		return -1;
	}
	derive(c);
	*out = c;
	return 0;
}

void
cfg_free(struct cfg *c)
{
	if (c == NULL)
		return;
	for (int k = 0; k < CFG_KEYS; k++)
		drop(c, (enum cfg_key)k);
	free(c);
}

int
cfg_set(struct cfg *c, enum cfg_key key, const char *value, struct err *e)
{
	bool follows = key == CFG_STATE_DIR &&
	    c->at[CFG_DATABASE_URL].place == DEFAULT;

	if (*value == '\0') {
		err_set(e, ERR_USAGE, "%s: empty (from option)",
		    keys[key].name);
		return -1;
	}
	drop(c, key);
	c->reading = OPTION;
	if (offer(c, key, value, "option", e) == -1) {
		e->kind = ERR_USAGE;
		return -1;
	}
	if (follows) {
		drop(c, CFG_DATABASE_URL);
		derive(c);
	}
	return 0;
}

const char *
cfg_get(const struct cfg *c, enum cfg_key key)
{
	return c->at[key].value;
}

const char *
cfg_from(const struct cfg *c, enum cfg_key key)
{
	return c->at[key].from;
}

const char *
cfg_name(enum cfg_key key)
{
	return keys[key].name;
}

enum cfg_key
cfg_nearest(const struct cfg *c, const enum cfg_key *which)
{
	enum cfg_key best = CFG_KEYS;

	for (; *which != CFG_KEYS; which++)
		if (c->at[*which].value != NULL && (best == CFG_KEYS ||
		    c->at[*which].place < c->at[best].place))
			best = *which;
	return best;
}

int64_t
cfg_seconds(const struct cfg *c, enum cfg_key key)
{
	int64_t s = INT64_MAX;

	if (strcmp(cfg_get(c, key), "forever") != 0)
		(void)clock_parse_span(cfg_get(c, key), &s);
	return s;
}

int
cfg_rate_per_hour(const struct cfg *c)
{
	int64_t n = 0;

	(void)value_rate(cfg_get(c, CFG_RATE_LIMIT), &n);
	return (int)n;
}

void
cfg_show(const struct cfg *c, FILE *fp)
{
	for (int k = 0; k < CFG_KEYS; k++) {
		const char *value = c->at[k].value;

		if (value == NULL) {
			(void)fprintf(fp, "# %s is not set\n", keys[k].name);
			continue;
		}
		(void)fprintf(fp, "%s=", keys[k].name);
		if (keys[k].kind == VALUE_SECRET)
			(void)fputs("********", fp);
		else
			mask_print(fp, value);
		(void)fprintf(fp, "  # %s\n", c->at[k].from);
	}
}
