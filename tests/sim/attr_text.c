/* attr_text.c - attributes as VRM words them; see attr.h */
#include "attr.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *const states[2][3] = {
	{ "Idle", "Charging", "Discharging" },
	{ "Inativo", "A carregar", "A descarregar" },
};
static const char *const alarms[2][3] = {
	{ "No alarm", "Warning", "Alarm" },
	{ "Sem alarme", "Aviso", "Alarme" },
};

const char *
attr_name(const struct attr *a, const struct site *s)
{
	return s->portuguese ? a->name_pt : a->name;
}

const char *
attr_enum(const struct attr *a, const struct site *s, int value)
{
	const char *const (*words)[3] = a->what == ATTR_STATE ? states : alarms;

	return words[s->portuguese][value];
}

const char *
attr_shown(char *buf, const struct attr *a, const struct site *s, struct dec d,
    bool with_unit)
{
	char number[DEC_TEXT], *comma;
	int more = a->places - d.places;

	if (a->places == -1)
		return attr_enum(a, s, (int)d.m);
	d = dec_round(d, a->places);
	for (; more > 0; more--)
		d = (struct dec){ d.m * 10, d.places + 1 };
	(void)dec_fixed(number, d);
	comma = strchr(number, '.');
	if (s->portuguese && comma != NULL)
		*comma = ',';
	(void)snprintf(buf, ATTR_TEXT, "%s%s", number,
	    with_unit ? a->unit : "");
	return buf;
}

const char *
attr_format(char *buf, const struct attr *a, bool with_unit)
{
	if (a->places == -1)
		(void)text_copy(buf, ATTR_TEXT, "%s");
	else
		(void)snprintf(buf, ATTR_TEXT, "%%.%dF%s%s", a->places,
		    with_unit ? a->unit : "",
		    with_unit && strchr(a->unit, '%') != NULL ? "%" : "");
	return buf;
}

json_t *
attr_enums(const struct attr *a, const struct site *s)
{
	json_t *list = json_array();

	for (int i = 0; i < 3; i++)
		json_array_append_new(list, json_pack("{s:s, s:i}",
		    "nameEnum", attr_enum(a, s, i), "valueEnum", i));
	return list;
}

const char *
attr_type(const struct attr *a)
{
	return a->places == -1 ? "enum" : "float";
}

json_t *
attr_json(const struct site *s, const struct attr *a, struct dec d)
{
	char text[DEC_TEXT];

	if (s->types == SITE_STRINGS ||
	    (s->types == SITE_MIXED && a->id % 2 == 0))
		return json_string(dec_text(text, d));
	return dec_json(d);
}
