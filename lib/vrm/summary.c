/* vrm/summary.c - see summary.h */
#include "vrm/summary.h"

#include "base/js.h"
#include "net/url.h"
#include "vrm/attr.h"

#include <string.h>

static const struct {
	const char *code;
	enum attr_id id;
	const char *flat;		/* its name in the imagined body */
	enum sample_member member;
} wanted[] = {
	{ "SOC", ATTR_SOC, "soc", SAMPLE_SOC },
	{ "V", ATTR_V, "voltage", SAMPLE_VOLTAGE },
	{ "I", ATTR_I, "current", SAMPLE_CURRENT },
	{ "BT", ATTR_BT, "temperature", SAMPLE_TEMPERATURE }
};

enum { WANTED = sizeof(wanted) / sizeof(wanted[0]) };

/* By the key "51", else, in a list or under other keys, by code or id. */
static const json_t *
find(json_t *data, int i)
{
	json_t *a = js_at(data, wanted[i].id);
	struct js_walk w = { .all = data };

	if (json_is_object(a) && attr_is(a, wanted[i].code, wanted[i].id))
		return a;
	if (json_is_object(data) && json_is_object(a) &&
	    *js_text(json_object_get(a, "code")) == '\0')
		return a;	/* its key is all it has */
	do
		a = js_next(&w);
	while (a != NULL && !attr_is(a, wanted[i].code, wanted[i].id));
	return a;
}

/* Its own age; else that of the whole; else now.  False if it is called old
 * and nothing says how old. */
static bool
time_of(const json_t *a, const json_t *data, int64_t now, int64_t *at)
{
	if (attr_age(json_object_get(a, "secondsAgo"), now, at))
		return true;
	*at = now;
	(void)attr_age(json_object_get(data, "secondsAgo"), now, at);
	return *at < now || (!js_true(json_object_get(a, "hasOldData")) &&
	    !js_true(json_object_get(data, "hasOldData")));
}

static void
read_data(json_t *data, int64_t now, struct sample *s)
{
	for (int i = 0; i < WANTED; i++) {
		const json_t *a = find(data, i);
		double value;
		int64_t at;

		if (!attr_number(a, &value) || !time_of(a, data, now, &at))
			continue;
		sample_take(s, wanted[i].member, value, at);
		if (s->interval == 0)
			s->interval = attr_interval(json_object_get(a,
			    "secondsToNextLog"));
	}
}

static void
read_flat(const json_t *records, int64_t now, struct sample *s)
{
	const char *state = js_text(json_object_get(records, "state"));
	double v;

	for (int i = 0; i < WANTED; i++)
		if (js_number(json_object_get(records, wanted[i].flat), &v))
			sample_take(s, wanted[i].member, v, now);
	if (js_number(json_object_get(records, "power"), &v))
		sample_take(s, SAMPLE_POWER, v, now);
	for (int i = 0; i <= 2; i++)
		if (strcmp(reading_state_name(attr_state(i)), state) == 0)
			sample_take(s, SAMPLE_STATE, i, now);
}

char *
summary_path(const char *site, int64_t instance)
{
	char *path = url_path("installations", site, "widgets",
	    "BatterySummary", (char *)NULL);

	if (path != NULL)
		url_add_whole(&path, "instance", instance);
	return path;
}

bool
summary_read(const json_t *body, int64_t date_s, struct sample *s)
{
	json_t *records = json_object_get(body, "records");
	json_t *data = json_object_get(records, "data");

	*s = (struct sample){ .interval = 0 };
	if (data != NULL)
		read_data(data, date_s, s);
	else
		read_flat(records, date_s, s);
	return s->member[SAMPLE_SOC].known || s->member[SAMPLE_VOLTAGE].known;
}
