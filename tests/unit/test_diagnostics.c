/* tests/unit/test_diagnostics.c: vrm-api.md 5 */
#include "quoted.h"
#include "vrm/diagnostics.h"

TCase *tcase_diagnostics(void);

#define ROW(code, instance, at, value) "{'code':'" code "','instance':" \
	instance ",'timestamp':" at ",'dbusServiceType':'battery'," \
	"'Device':'Monitor de bateria','rawValue':" value "}"
#define ABS(at, value) "{'code':'abs','idDataAttribute':263,'instance':0," \
	"'timestamp':" at ",'dbusServiceType':'system','rawValue':" value "}"
#define SHUNT ROW("SOC", "288", "1784548763", "'81.5'") "," \
	ROW("V", "288", "1784548763", "26.61")
#define BMS ROW("SOC", "'512'", "'1784548763'", "80")
#define GONE ROW("SOC", "291", "1700000000", "12")

static const struct {
	const char *rows;
	int64_t feed;
	int alive;
} feed_case[] = {
	{ "[" ABS("1784289563", "'com.victronenergy.battery/288'") "," SHUNT
	    "," BMS "]", 288, 2 },
	{ "[" BMS "," SHUNT "," ABS("'1784289563'",
	    "'com.victronenergy.battery/0'") "]", 0, 2 },
	{ "{'0':" BMS ",'9':" ABS("1",
	    "'com.victronenergy.battery.ttyO2/512'") "}", 512, 1 },
	{ "[" ABS("1784289563", "'com.victronenergy.vebus/257'") "," SHUNT "]",
	    -1, 1 },		/* a Multi feeds it: no monitor does */
	{ "[" ABS("1784289563", "''") "," SHUNT "]", -1, 1 },
	{ "[" ABS("1784289563", "null") "," SHUNT "]", -1, 1 },
	{ "[" ABS("1", "'com.victronenergy.battery/291'") ","
	    ABS("2", "'com.victronenergy.battery/290'") "]", 290, 0 },
	{ "[" ABS("2", "'com.victronenergy.battery/290'") ","
	    ABS("1", "'com.victronenergy.battery/291'") "]", 290, 0 },
	/* nothing is named: the only one alive, never a guess */
	{ "[" SHUNT "]", 288, 1 },
	{ "[" SHUNT "," BMS "]", -1, 2 },
	{ "[" GONE "," SHUNT "]", 288, 1 },
	{ "[" GONE "]", 291, 1 },	/* the whole site is silent */
	{ "[" ROW("V", "0", "5", "12.5") "]", 0, 1 },
	{ "[" ROW("V", "7", "5", "''") "]", -1, 0 },
	{ "[" ROW("VS", "7", "5", "12") "]", -1, 0 },
	{ "[]", -1, 0 }, { "{}", -1, 0 }, { "null", -1, 0 },
	{ "[null,[],'x',{'code':'SOC'}]", -1, 0 }
};

START_TEST(the_feed_is_what_vrm_names_or_the_only_one_alive)
{
	json_t *v = quoted(feed_case[_i].rows);
	struct diagnostics d = { .n = 0 };
	int alive = 0;

	diagnostics_read(v, &d);
	for (int i = 0; i < d.n; i++)
		alive += diagnostics_is_alive(&d, i);
	ck_assert_int_eq(alive, feed_case[_i].alive);
	ck_assert_int_eq(diagnostics_feed(&d), feed_case[_i].feed);
	json_decref(v);
}
END_TEST

START_TEST(pages_add_up)
{
	json_t *one = quoted("[{'code':'sl','rawValue':'60'}," BMS "]");
	json_t *two = quoted("[" SHUNT "]");
	struct diagnostics d = { .n = 0 };

	diagnostics_read(one, &d);
	diagnostics_read(two, &d);
	ck_assert_int_eq(d.rows, 4);
	ck_assert_int_eq(d.n, 2);
	ck_assert_int_eq(d.log_interval, 60);
	json_decref(one);
	json_decref(two);
}
END_TEST

static const struct { const char *service; int64_t want; } service_case[] = {
	{ "com.victronenergy.battery/288", 288 },
	{ "com.victronenergy.battery/0", 0 },
	{ "com.victronenergy.battery.ttyO2/512", 512 },
	{ "com.victronenergy.batteryx/1", -1 },
	{ "com.victronenergy.vebus/257", -1 },
	{ "com.victronenergy.battery/", -1 },
	{ "com.victronenergy.battery/x", -1 },
	{ "com.victronenergy.battery/-1", -1 },
	{ "com.victronenergy.battery", -1 },
	{ "default", -1 }, { "", -1 }
};

START_TEST(a_service_names_its_instance)
{
	ck_assert_int_eq(diagnostics_instance_of(service_case[_i].service),
	    service_case[_i].want);
}
END_TEST

#define LOOP(tc, test, table) \
	tcase_add_loop_test(tc, test, 0, sizeof(table) / sizeof((table)[0]))

TCase *
tcase_diagnostics(void)
{
	TCase *tc = tcase_create("diagnostics");

	LOOP(tc, the_feed_is_what_vrm_names_or_the_only_one_alive, feed_case);
	tcase_add_test(tc, pages_add_up);
	LOOP(tc, a_service_names_its_instance, service_case);
	return tc;
}
