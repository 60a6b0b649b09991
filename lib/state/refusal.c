/* state/refusal.c - see refusal.h */
#include "state/refusal.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/js.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char FILE_NAME[] = "private/refusal.json";

static unsigned
mix(unsigned h, const char *s)
{
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619U;
	return h;
}

/* 16 bits of a hash: enough to see that a password was changed, not enough to
 * find one. */
static int
mark_of(const char *username, const char *password)
{
	unsigned h = mix(mix(mix(2166136261U, username), "\n"), password);

	return (int)((h ^ h >> 16) & 0xffff);
}

bool
refusal_recent(const struct state *s, const char *username,
    const char *password, int64_t now, struct err *e)
{
	struct err ignored = { .kind = ERR_NONE };
	char age[CLOCK_AGE];
	json_t *v = NULL;
	int64_t at = 0, mark = -1;
	bool recent;

	(void)state_load(s, FILE_NAME, &v, &ignored);
	(void)js_time(json_object_get(v, "at"), &at);
	(void)js_int(json_object_get(v, "mark"), &mark);
	recent = at <= now && now - at < REFUSAL_S &&
	    mark == mark_of(username, password);
	if (recent) {
		enum err_kind kind = err_of_slug(js_text(json_object_get(v,
		    "kind")));

		err_set(e, kind == ERR_NONE ? ERR_LOGIN_REFUSED : kind,
		    "%s; that was %s ago, and is not tried again within the "
		    "hour", js_text(json_object_get(v, "message")),
		    clock_format_age(age, now - at));
	}
	json_decref(v);
	return recent;
}

void
refusal_note(const struct state *s, const char *username,
    const char *password, int64_t now, const struct err *why)
{
	struct err ignored = { .kind = ERR_NONE };
	json_t *v = json_pack("{s:I, s:i, s:s, s:s}", "at",
	    (json_int_t)now, "mark", mark_of(username, password), "kind",
	    err_slug(why->kind), "message", why->msg);

	if (v != NULL)
		(void)state_save(s, FILE_NAME, v, &ignored);
	json_decref(v);
}

void
refusal_forget(const struct state *s)
{
	char *path = state_path(s, FILE_NAME);

	(void)unlink(path);
	free(path);
}

void
refusal_lift(const struct state *s)
{
	struct err ignored = { .kind = ERR_NONE };
	json_t *v = NULL;

	(void)state_load(s, FILE_NAME, &v, &ignored);
	if (err_of_slug(js_text(json_object_get(v, "kind"))) ==
	    ERR_TOKEN_REFUSED)
		refusal_forget(s);
	json_decref(v);
}
