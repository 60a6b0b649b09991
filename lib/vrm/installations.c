/* vrm/installations.c - see installations.h */
#include "vrm/installations.h"

#include "base/js.h"
#include "base/text.h"
#include "vrm/attr.h"

#include <string.h>
#include <strings.h>

static void
read_text(const json_t *record, const char *name, char *out, size_t size)
{
	(void)text_copy(out, size, js_text(json_object_get(record, name)));
	text_clean(out);
}

/* "system" in either of two places; an item that names neither is taken by its
 * code, which no other service uses. */
static bool
is_of_system(const json_t *item)
{
	const char *service = js_text(json_object_get(item, "dbusServiceType"));
	int64_t type;
	bool has_type = js_int(json_object_get(item, "idDeviceType"), &type);

	if (*service == '\0' && !has_type)
		return true;
	return strcmp(service, "system") == 0 || (has_type && type == 6);
}

/* Where value and time are: in the item, or, when it has no value of its own,
 * in its element for instance 0 or the only one. */
static const json_t *
value_place(const json_t *item)
{
	json_t *instances = json_object_get(item, "instances");
	const json_t *place;
	double n;

	if (attr_number(item, &n))
		return item;
	place = js_at(instances, 0);
	if (place == NULL && json_object_size(instances) == 1)
		place = json_object_iter_value(json_object_iter(instances));
	return place != NULL ? place : item;
}

/* A value with the time null was never measured; one that says nothing about
 * time came with the site's last data. */
static void
read_item(const json_t *item, int64_t last_timestamp, struct sample *s)
{
	static const struct {
		const char *code;
		enum attr_id id;
		enum sample_member member;
	} wanted[] = {
		{ "bs", ATTR_BS, SAMPLE_SOC },
		{ "bv", ATTR_BV, SAMPLE_VOLTAGE },
		{ "bc", ATTR_BC, SAMPLE_CURRENT },
		{ "bst", ATTR_BST, SAMPLE_STATE }
	};
	const json_t *place = value_place(item);
	const json_t *time = json_object_get(place, "timestamp");
	int64_t at = last_timestamp;
	double value;

	if (!attr_number(place, &value) ||
	    (time != NULL && !attr_time(time, &at)) || at == 0)
		return;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (attr_is(item, wanted[i].code, wanted[i].id) &&
		    is_of_system(item))
			sample_take(s, wanted[i].member, value, at);
}

static void
add_monitor(struct installations_site *out, int64_t instance)
{
	for (int i = 0; i < out->n_monitors; i++)
		if (out->monitors[i] == instance)
			return;
	if (instance >= 0 && out->n_monitors < INSTALLATIONS_MONITORS)
		out->monitors[out->n_monitors++] = instance;
}

/* The low-SOC alarm is an attribute of every battery monitor, and names them:
 * keys of an object, or places in a list. */
static void
read_monitors(json_t *item, struct installations_site *out)
{
	json_t *instances = json_object_get(item, "instances"), *v;
	const char *key;
	size_t i;
	int64_t n;

	if (strcmp(js_text(json_object_get(item, "code")), "ASoc") != 0)
		return;
	json_object_foreach(instances, key, v)
		if (text_to_int64(key, &n))
			add_monitor(out, n);
	json_array_foreach(instances, i, v)
		add_monitor(out, (int64_t)i);
	if (json_object_size(instances) + json_array_size(instances) == 0)
		add_monitor(out, attr_instance(item));
}

static void
read_extended(json_t *items, struct installations_site *out)
{
	struct js_walk w = { .all = items };
	json_t *item;

	while ((item = js_next(&w)) != NULL) {
		read_item(item, out->site.last_timestamp, &out->battery);
		read_monitors(item, out);
	}
}

bool
installations_read(const json_t *record, struct installations_site *out)
{
	json_t *rights = json_object_get(record, "view_permissions");

	*out = (struct installations_site){ .access_level = -1 };
	if (!js_id(json_object_get(record, "idSite"), out->site.id,
	    sizeof(out->site.id)))
		return false;
	text_clean(out->site.id);
	read_text(record, "identifier", out->site.identifier,
	    sizeof(out->site.identifier));
	read_text(record, "name", out->site.name, sizeof(out->site.name));
	read_text(record, "timezone", out->site.timezone,
	    sizeof(out->site.timezone));
	(void)attr_time(json_object_get(record, "last_timestamp"),
	    &out->site.last_timestamp);
	(void)js_int(json_object_get(record, "accessLevel"),
	    &out->access_level);
	out->owner = js_true(json_object_get(record, "owner"));
	out->admin = js_true(json_object_get(record, "is_admin"));
	out->diagnostics = js_true(json_object_get(rights, "diagnostics"));
	read_extended(json_object_get(record, "extended"), out);
	return true;
}

static bool
has_part(const char *name, const char *part)
{
	size_t len = strlen(part);

	for (; *name != '\0'; name++)
		if (strncasecmp(name, part, len) == 0)
			return true;
	return false;
}

enum installations_match
installations_match(const struct site *s, const char *word)
{
	if (strcmp(s->id, word) == 0 ||
	    (s->identifier[0] != '\0' &&
	    strcasecmp(s->identifier, word) == 0))
		return INSTALLATIONS_ID;
	if (strcasecmp(s->name, word) == 0)
		return INSTALLATIONS_NAME;
	return *word != '\0' && has_part(s->name, word) ? INSTALLATIONS_PART :
	    INSTALLATIONS_NO;
}
