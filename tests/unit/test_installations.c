/* tests/unit/test_installations.c: vrm-api.md 3 */
#include "quoted.h"
#include "vrm/installations.h"

#include <math.h>

TCase *tcase_installations(void);

enum { T = 1784548763 };

#define BS "{'code':'bs','idDataAttribute':144,'idDeviceType':6," \
	"'dbusServiceType':'system','instance':0,'timestamp':1784548763," \
	"'rawValue':81.5}"
#define BV "{'code':'bv','idDeviceType':6,'timestamp':1784548763," \
	"'rawValue':26.61}"
#define BC "{'code':'bc','dbusServiceType':'system'," \
	"'timestamp':1784548763,'rawValue':-9}"
#define BST "{'code':'bst','idDeviceType':6,'timestamp':1784548763," \
	"'rawValue':2,'formattedValue':'A descarregar'}"

/* A site with this "extended"; its reading. */
static bool
read_with(const char *extended, struct reading *r)
{
	char *text = xasprintf("{'idSite':1,'last_timestamp':%d,'extended':%s}",
	    T, extended);
	json_t *v = quoted(text);
	struct installations_site s;
	bool found;

	ck_assert(installations_read(v, &s));
	reading_init(r, s.site.id, 0);
	found = sample_reading(&s.battery, r);
	json_decref(v);
	free(text);
	return found;
}

static bool
same(double a, double b)
{
	return isnan(a) ? isnan(b) : a == b;
}

/* NAN in soc and voltage: no reading. */
static const struct {
	const char *extended;
	double soc, voltage, current;
	enum reading_state state;
	int64_t at;
} item_case[] = {
	{ "[" BS "," BV "," BC "," BST "]", 81.5, 26.61, -9,
	    READING_DISCHARGING, T },
	{ "[" BST "," BC "," BV "," BS "]", 81.5, 26.61, -9,	/* any order */
	    READING_DISCHARGING, T },
	{ "{'3':" BS ",'9':" BV "}", 81.5, 26.61, NAN,	/* PHP's object */
	    READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':'6','timestamp':'1784548763',"
	    "'rawValue':'81.5'}," BV "]", 81.5, 26.61, NAN, READING_UNKNOWN,
	    T },						/* strings */
	{ "[" BV "," BC "]", NAN, 26.61, -9, READING_DISCHARGING, T },
	{ "[" BV ",{'code':'soc_status','rawValue':75}]", NAN, 26.61, NAN,
	    READING_UNKNOWN, T },		/* a coarse icon is no SOC */
	{ "[{'code':'bs','idDeviceType':6,'timestamp':1784548763,"
	    "'rawValue':0}]", 0, NAN, NAN, READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':6,'timestamp':null,'rawValue':null},"
	    BV "]", NAN, 26.61, NAN, READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':6,'timestamp':null,'rawValue':0},"
	    BV "]", NAN, 26.61, NAN, READING_UNKNOWN, T }, /* never */
	{ "[{'code':'bs','idDeviceType':6,'rawValue':55}]", 55, NAN, NAN,
	    READING_UNKNOWN, T },		/* no time: the site's last */
	{ "[{'code':'bs','idDeviceType':6,'timestamp':1784548763,"
	    "'rawValue':''}," BV "]", NAN, 26.61, NAN, READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':6,'timestamp':1784548763,"
	    "'formattedValue':'81.5 %'}," BV "]", NAN, 26.61, NAN,
	    READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':2,'dbusServiceType':'battery',"
	    "'timestamp':1784548763,'rawValue':12}," BV "]", NAN, 26.61, NAN,
	    READING_UNKNOWN, T },		/* not the system's */
	{ "[{'code':'bs','idDeviceType':6,'instances':{'0':{'rawValue':44,"
	    "'timestamp':1784548700}}}]", 44, NAN, NAN, READING_UNKNOWN,
	    1784548700 },
	{ "[{'code':'bs','idDeviceType':6,'instances':[{'rawValue':'44',"
	    "'timestamp':'1784548700'}]}]", 44, NAN, NAN, READING_UNKNOWN,
	    1784548700 },
	{ "[{'code':'bs','idDeviceType':6,'instances':{'5':{'rawValue':44,"
	    "'timestamp':1784548700}}}]", 44, NAN, NAN, READING_UNKNOWN,
	    1784548700 },
	{ "[{'idDataAttribute':'144','idDeviceType':6,'rawValue':33,"
	    "'timestamp':1784548763}]", 33, NAN, NAN, READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':6,'timestamp':1700000000,"
	    "'rawValue':12}," BS "]", 81.5, NAN, NAN, READING_UNKNOWN, T },
	{ "[" BS ",{'code':'bs','idDeviceType':6,'timestamp':1700000000,"
	    "'rawValue':12}]", 81.5, NAN, NAN, READING_UNKNOWN, T },
	{ "[{'code':'bs','idDeviceType':6,'timestamp':1700000000,"
	    "'rawValue':12}," BV "]", NAN, 26.61, NAN, READING_UNKNOWN, T },
	{ "[{'code':'tsT','idDataAttribute':450,'rawValue':4,"
	    "'timestamp':1784548763},{'code':'bt','idDeviceType':6,"
	    "'rawValue':17,'timestamp':1784548763}," BV "]", NAN, 26.61, NAN,
	    READING_UNKNOWN, T },
	{ "[" BC "]", NAN, NAN, NAN, READING_UNKNOWN, 0 },
	{ "[]", NAN, NAN, NAN, READING_UNKNOWN, 0 },
	{ "{}", NAN, NAN, NAN, READING_UNKNOWN, 0 },
	{ "null", NAN, NAN, NAN, READING_UNKNOWN, 0 },
	{ "false", NAN, NAN, NAN, READING_UNKNOWN, 0 },
	{ "''", NAN, NAN, NAN, READING_UNKNOWN, 0 },
	{ "[null,1,'x',[],{}]", NAN, NAN, NAN, READING_UNKNOWN, 0 }
};

START_TEST(battery_items_are_found_by_code_whatever_their_form)
{
	struct reading r;
	bool wanted = !isnan(item_case[_i].soc) ||
	    !isnan(item_case[_i].voltage);

	ck_assert_int_eq(read_with(item_case[_i].extended, &r), wanted);
	ck_assert_int_eq(r.at, item_case[_i].at);
	ck_assert(same(r.soc, item_case[_i].soc));
	ck_assert(same(r.voltage, item_case[_i].voltage));
	ck_assert(same(r.current, item_case[_i].current));
	ck_assert(isnan(r.temperature));
	ck_assert_int_eq(r.state, item_case[_i].state);
}
END_TEST

START_TEST(a_site_is_read_with_what_it_has)
{
	json_t *v = quoted("{'idSite':410001,'name':'Boat\\u001bhouse',"
	    "'identifier':'0a1b2c3d4e5f','timezone':'Europe/Amsterdam',"
	    "'accessLevel':1,'owner':true,'is_admin':1,'unheard_of':[{}],"
	    "'view_permissions':{'diagnostics':true},"
	    "'last_timestamp':'1784548763'}");
	struct installations_site s;

	ck_assert(installations_read(v, &s));
	ck_assert_str_eq(s.site.id, "410001");
	ck_assert_str_eq(s.site.name, "Boat?house");
	ck_assert_str_eq(s.site.identifier, "0a1b2c3d4e5f");
	ck_assert_str_eq(s.site.timezone, "Europe/Amsterdam");
	ck_assert_int_eq(s.site.last_timestamp, T);
	ck_assert_int_eq(s.access_level, 1);
	ck_assert(s.owner && s.admin && s.diagnostics);
	json_decref(v);
}
END_TEST

static const struct { const char *record, *id; } id_case[] = {
	{ "{'idSite':'410001','view_permissions':[],'last_timestamp':false,"
	    "'name':null}", "410001" },
	{ "{'idSite':7}", "7" }, { "{'idSite':null}", NULL },
	{ "{'idSite':''}", NULL }, { "{'identifier':'0a1b2c3d4e5f'}", NULL },
	{ "[]", NULL }
};

START_TEST(a_record_without_an_id_is_no_site)
{
	json_t *v = quoted(id_case[_i].record);
	struct installations_site s;

	ck_assert_int_eq(installations_read(v, &s), id_case[_i].id != NULL);
	if (id_case[_i].id != NULL)
		ck_assert_str_eq(s.site.id, id_case[_i].id);
	json_decref(v);
}
END_TEST

static const struct { const char *item; int n; int64_t first; } asoc_case[] = {
	{ "{'code':'ASoc','instances':{'288':{},'512':{}}}", 2, 288 },
	{ "{'code':'ASoc','instances':[{},{}]}", 2, 0 },
	{ "{'code':'ASoc','instance':0}", 1, 0 },
	{ "{'code':'ASoc','instances':[]}", 0, 0 },
	{ "{'code':'ASoc','instances':[],'instance':288}", 1, 288 },
	{ "{'code':'ASoc','instances':null,'instance':'512'}", 1, 512 },
	{ "{'code':'asoc','instance':3}", 0, 0 }
};

START_TEST(the_low_soc_alarm_names_the_monitors)
{
	char *text = xasprintf("{'idSite':1,'extended':[%s]}",
	    asoc_case[_i].item);
	json_t *v = quoted(text);
	struct installations_site s;

	ck_assert(installations_read(v, &s));
	ck_assert_int_eq(s.n_monitors, asoc_case[_i].n);
	if (s.n_monitors > 0)
		ck_assert_int_eq(s.monitors[0], asoc_case[_i].first);
	json_decref(v);
	free(text);
}
END_TEST

static const struct {
	const char *word;
	enum installations_match want;
} word_case[] = {
	{ "410001", INSTALLATIONS_ID },
	{ "0a1b2c3d4e5f", INSTALLATIONS_ID },
	{ "0A1B2C3D4E5F", INSTALLATIONS_ID },
	{ "boathouse north", INSTALLATIONS_NAME },
	{ "HOUSE", INSTALLATIONS_PART },
	{ "north", INSTALLATIONS_PART },
	{ "south", INSTALLATIONS_NO },
	{ "41000", INSTALLATIONS_NO },
	{ "0a1b2c3d4e5", INSTALLATIONS_NO },
	{ "", INSTALLATIONS_NO }
};

START_TEST(a_site_answers_to_its_id_portal_id_and_name)
{
	struct site s = { .id = "410001", .identifier = "0a1b2c3d4e5f",
	    .name = "Boathouse North" };

	ck_assert_int_eq(installations_match(&s, word_case[_i].word),
	    word_case[_i].want);
}
END_TEST

#define LOOP(tc, test, table) \
	tcase_add_loop_test(tc, test, 0, sizeof(table) / sizeof((table)[0]))

TCase *
tcase_installations(void)
{
	TCase *tc = tcase_create("installations");

	LOOP(tc, battery_items_are_found_by_code_whatever_their_form,
	    item_case);
	tcase_add_test(tc, a_site_is_read_with_what_it_has);
	LOOP(tc, a_record_without_an_id_is_no_site, id_case);
	LOOP(tc, the_low_soc_alarm_names_the_monitors, asoc_case);
	LOOP(tc, a_site_answers_to_its_id_portal_id_and_name, word_case);
	return tc;
}
