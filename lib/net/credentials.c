/* net/credentials.c - see credentials.h */
#include "net/credentials.h"

#include "base/helper.h"
#include "base/mem.h"

#include <stdio.h>

enum cfg_key
credentials_token_key(const struct cfg *cfg)
{
	static const enum cfg_key keys[] = { CFG_TOKEN, CFG_TOKEN_FILE,
		CFG_TOKEN_COMMAND, CFG_KEYS };

	return cfg_nearest(cfg, keys);
}

enum cfg_key
credentials_password_key(const struct cfg *cfg)
{
	static const enum cfg_key keys[] = { CFG_PASSWORD, CFG_PASSWORD_FILE,
		CFG_PASSWORD_COMMAND, CFG_KEYS };

	return cfg_nearest(cfg, keys);
}

/* The secret that a setting holds or leads to. */
static int
read_secret(const struct cfg *cfg, enum cfg_key key, char **out,
    struct err *e)
{
	const char *value = cfg_get(cfg, key);

	switch (key) {
	case CFG_TOKEN_FILE:
	case CFG_PASSWORD_FILE:
		return token_read_secret(value, out, e);
	case CFG_TOKEN_COMMAND:
	case CFG_PASSWORD_COMMAND:
		return helper_line(value, HELPER_MS, out, e);
	default:
		*out = xstrdup(value);
		return 0;
	}
}

int
credentials_token(const struct cfg *cfg, const struct state *state,
    struct token *t, char from[CREDENTIALS_FROM], bool *saved,
    struct err *e)
{
	enum cfg_key key = credentials_token_key(cfg);
	char *text = NULL;
	int rc;

	*saved = key == CFG_KEYS;
	if (*saved) {
		(void)snprintf(from, CREDENTIALS_FROM,
		    "saved in the state directory");
		return token_load(state, t, e);
	}
	(void)snprintf(from, CREDENTIALS_FROM, "%s (%s)", cfg_name(key),
	    cfg_from(cfg, key));
	rc = read_secret(cfg, key, &text, e);
	if (rc == 0)
		rc = token_of_text(t, text, e);
	if (rc == -1)
		err_ctx(e, "%s", from);
	mem_free_secret(text);
	return rc;
}

bool
credentials_can_login(const struct cfg *cfg)
{
	return cfg_get(cfg, CFG_USERNAME) != NULL &&
	    credentials_password_key(cfg) != CFG_KEYS;
}

int
credentials_password(const struct cfg *cfg, char **out, struct err *e)
{
	enum cfg_key key = credentials_password_key(cfg);

	if (read_secret(cfg, key, out, e) == 0)
		return 0;
	err_ctx(e, "%s", cfg_name(key));
	return -1;
}
