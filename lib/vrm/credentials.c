/* vrm/credentials.c - see credentials.h */
#include "vrm/credentials.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>

static void
name_source(char from[CREDENTIALS_FROM], const struct cfg *cfg,
    enum cfg_key key)
{
	(void)snprintf(from, CREDENTIALS_FROM, "%s (%s)", cfg_name(key),
	    cfg_from(cfg, key));
}

static int
token_of_file(const char *path, struct token *t, struct err *e)
{
	char *text;
	int rc;

	if (token_read_secret(path, &text, e) == -1)
		return -1;
	rc = token_of_text(t, text, e);
	mem_free_secret(text);
	return rc;
}

int
credentials_token(const struct cfg *cfg, const struct state *state,
    struct token *t, char from[CREDENTIALS_FROM], bool *saved,
    struct err *e)
{
	const char *text = cfg_get(cfg, CFG_TOKEN);
	const char *path = cfg_get(cfg, CFG_TOKEN_FILE);
	int rc;

	*saved = false;
	if (text != NULL) {
		name_source(from, cfg, CFG_TOKEN);
		rc = token_of_text(t, text, e);
	} else if (path != NULL) {
		name_source(from, cfg, CFG_TOKEN_FILE);
		rc = token_of_file(path, t, e);
	} else {
		*saved = true;
		(void)snprintf(from, CREDENTIALS_FROM,
		    "saved in the state directory");
		return token_load(state, t, e);
	}
	if (rc == -1)
		err_ctx(e, "%s", from);
	return rc;
}

bool
credentials_can_login(const struct cfg *cfg)
{
	return cfg_get(cfg, CFG_USERNAME) != NULL &&
	    (cfg_get(cfg, CFG_PASSWORD) != NULL ||
	    cfg_get(cfg, CFG_PASSWORD_FILE) != NULL);
}

int
credentials_password(const struct cfg *cfg, char **out, struct err *e)
{
	const char *text = cfg_get(cfg, CFG_PASSWORD);
	const char *from = cfg_from(cfg, CFG_PASSWORD_FILE);
	bool file_by_option = from != NULL && strcmp(from, "option") == 0;

	if (text != NULL && !file_by_option) {
		*out = xstrdup(text);
		return 0;
	}
	if (token_read_secret(cfg_get(cfg, CFG_PASSWORD_FILE), out, e) == 0)
		return 0;
	err_ctx(e, "%s", cfg_name(CFG_PASSWORD_FILE));
	return -1;
}
