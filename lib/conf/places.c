/* conf/places.c - see places.h */
#include "conf/places.h"

#include "base/file.h"
#include "base/mem.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_CREDENTIAL = 64 << 10 };	/* bytes */

const char *
places_env(const char *name)
{
	const char *v = getenv(name);

	return v == NULL ? "" : v;
}

/* Services and containers may have no $HOME. */
static const char *
home(void)
{
	const struct passwd *me;

	if (*places_env("HOME") != '\0')
		return places_env("HOME");
	me = getpwuid(geteuid());
	return me == NULL ? "" : me->pw_dir;
}

/* $XDG_x/vrm, else ~/fallback/vrm */
static char *
user_dir(const char *xdg, const char *fallback)
{
	if (*places_env(xdg) == '/')
		return xasprintf("%s/vrm", places_env(xdg));
	return xasprintf("%s/%s/vrm", home(), fallback);
}

char *
places_config(void)
{
	char *dir = user_dir("XDG_CONFIG_HOME", ".config");
	char *file = access(dir, X_OK) == 0 || errno != EACCES ?
	    xasprintf("%s/vrm.conf", dir) : NULL;

	free(dir);
	return file;
}

char *
places_state(void)
{
	return *places_env("STATE_DIRECTORY") != '\0' ?
	    xstrdup(places_env("STATE_DIRECTORY")) :
	    user_dir("XDG_STATE_HOME", ".local/state");
}

int
places_credential(const char *name, char **text, char **path, struct err *e)
{
	const char *dir = places_env("CREDENTIALS_DIRECTORY");
	size_t len, first;
	int rc;

	*text = NULL;
	*path = NULL;
	if (*dir != '/')
		return 1;
	*path = xasprintf("%s/%s", dir, name);
	rc = file_read(*path, MAX_CREDENTIAL, text, &len, e);
	if (rc == 0) {
		first = strcspn(*text, "\r\n");
		mem_wipe(*text + first, len - first);
	}
	if (rc == -1)
		e->kind = ERR_CONFIG;
	return rc;
}
