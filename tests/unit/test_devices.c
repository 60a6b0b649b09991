/* tests/unit/test_devices.c: vrm-api.md 4 */
#include "quoted.h"
#include "vrm/devices.h"

TCase *tcase_devices(void);

#define GATEWAY "{'name':'Gateway','lastConnection':1784548763," \
	"'loggingInterval':60,'identifier':null}"
#define SHUNT "{'name':'Monitor de bateria','customName':'House'," \
	"'productName':'SmartShunt','firmwareVersion':'v3.11'," \
	"'lastConnection':1784548763,'instance':288,'idDeviceType':2}"

static const struct {
	const char *records;
	int n, interval;
	int64_t instance, last;
} device_case[] = {
	{ "{'devices':[" GATEWAY "," SHUNT "]}", 1, 60, 288, 1784548763 },
	{ "{'devices':{'0':" GATEWAY ",'4':" SHUNT "}}", 1, 60, 288,
	    1784548763 },
	{ "{'devices':[{'instance':0,'idDeviceType':2,"
	    "'lastConnection':'1784548763'}]}", 1, 0, 0, 1784548763 },
	{ "{'devices':[{'instance':'512','idDeviceType':'2',"
	    "'lastConnection':false,'customName':null}]}", 1, 0, 512, 0 },
	{ "{'devices':[{'instance':40,'idDeviceType':29}," SHUNT "]}", 1, 0,
	    288, 1784548763 },			/* a BMV as DC meter */
	{ "{'devices':[{'name':'Battery Monitor','instance':1}]}", 0, 0, 0,
	    0 },				/* names prove nothing */
	{ "{'devices':[{'idDeviceType':2}]}", 0, 0, 0, 0 },
	{ "{'devices':[{'loggingInterval':false},{'loggingInterval':'900'}]}",
	    0, 900, 0, 0 },
	{ "{'devices':[{'instance':288,'idDeviceType':2,"
	    "'lastConnection':1700000000,'productName':'old'}," SHUNT "]}",
	    1, 0, 288, 1784548763 },
	{ "{'devices':[" SHUNT ",{'instance':288,'idDeviceType':2,"
	    "'lastConnection':1700000000,'productName':'old'}]}",
	    1, 0, 288, 1784548763 },
	{ "{'devices':[],'unconfigured_devices':false}", 0, 0, 0, 0 },
	{ "{'devices':null}", 0, 0, 0, 0 }, { "[]", 0, 0, 0, 0 },
	{ "null", 0, 0, 0, 0 }, { "false", 0, 0, 0, 0 }
};

START_TEST(batteries_are_known_by_their_type_and_instance)
{
	json_t *v = quoted(device_case[_i].records);
	struct devices d;

	devices_read(v, &d);
	ck_assert_int_eq(d.n, device_case[_i].n);
	ck_assert_int_eq(d.log_interval, device_case[_i].interval);
	if (d.n > 0) {
		ck_assert_int_eq(d.battery[0].instance,
		    device_case[_i].instance);
		ck_assert_int_eq(d.battery[0].last_connection,
		    device_case[_i].last);
		ck_assert_str_ne(d.battery[0].product, "old");
	}
	json_decref(v);
}
END_TEST

static const struct { const char *records; int64_t only; } only_case[] = {
	{ "{'devices':[" SHUNT "]}", 288 },
	{ "{'devices':[" SHUNT ",{'instance':0,'idDeviceType':2,"
	    "'lastConnection':1784548000}]}", -1 },
	{ "{'devices':[{'instance':291,'idDeviceType':2,"
	    "'lastConnection':1780000000}," SHUNT "]}", 288 },
	{ "{'devices':[" GATEWAY "]}", -1 }
};

START_TEST(a_battery_is_the_only_one_beside_those_that_have_gone)
{
	json_t *v = quoted(only_case[_i].records);
	struct devices d;

	devices_read(v, &d);
	ck_assert_int_eq(devices_only(&d), only_case[_i].only);
	json_decref(v);
}
END_TEST

TCase *
tcase_devices(void)
{
	TCase *tc = tcase_create("devices");

	tcase_add_loop_test(tc, batteries_are_known_by_their_type_and_instance,
	    0, sizeof(device_case) / sizeof(device_case[0]));
	tcase_add_loop_test(tc,
	    a_battery_is_the_only_one_beside_those_that_have_gone, 0,
	    sizeof(only_case) / sizeof(only_case[0]));
	return tc;
}
