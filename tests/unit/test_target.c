/* tests/unit/test_target.c */
#include "store/target.h"

#include <check.h>
#include <string.h>

TCase *tcase_target(void);

static const struct {
	const char *url;
	enum target_kind kind;
	const char *place, *shown;
} good[] = {
	{ "sqlite:vrm.db", TARGET_SQLITE, "vrm.db", "sqlite:vrm.db" },
	{ "sqlite:/var/lib/vrm.db", TARGET_SQLITE, "/var/lib/vrm.db",
	    "sqlite:/var/lib/vrm.db" },
	{ "sqlite:///var/lib/vrm.db", TARGET_SQLITE, "/var/lib/vrm.db",
	    "sqlite:/var/lib/vrm.db" },
	{ "sqlite::memory:", TARGET_SQLITE, ":memory:", "sqlite::memory:" },
	{ "postgresql://vrm@db:5433/home", TARGET_POSTGRESQL,
	    "postgresql://vrm@db:5433/home", "postgresql://vrm@db:5433/home" },
	{ "postgres://vrm:s3cret@db/home", TARGET_POSTGRESQL,
	    "postgres://vrm:s3cret@db/home", "postgresql://vrm@db/home" },
	{ "postgresql:///home?user=vrm&password=s3cret&sslpassword=s3cret",
	    TARGET_POSTGRESQL,
	    "postgresql:///home?user=vrm&password=s3cret&sslpassword=s3cret",
	    "postgresql://vrm@/home" },
	{ "postgresql://?service=vrm", TARGET_POSTGRESQL,
	    "postgresql://?service=vrm", "postgresql:///?service=vrm" },
};

static const char *const bad[] = {
	"", "vrm.db", "mysql://vrm@db/home", "sqlite:", "sqlite://host/vrm.db",
	"sqlite:/var/lib/", "postgresql:vrm:s3cret@db",
	"host=db password=s3cret",
	"postgres://vrm:s3cret@[::1/home", "postgres://vrm:s3cret%zz@db/home",
	"postgres://db/home?s3cret=1"
};

START_TEST(a_url_names_an_engine_and_a_place)
{
	struct target t;
	struct err e = { 0 };

	ck_assert_int_eq(target_parse(&t, good[_i].url, &e), 0);
	ck_assert_int_eq(t.kind, good[_i].kind);
	ck_assert_str_eq(t.place, good[_i].place);
	ck_assert_str_eq(t.shown, good[_i].shown);
	target_free(&t);
}
END_TEST

START_TEST(what_is_no_database_url_is_refused_without_telling_the_password)
{
	struct target t;
	struct err e = { 0 };

	ck_assert_int_eq(target_parse(&t, bad[_i], &e), -1);
	ck_assert_int_eq(err_status(&e), 78);
	ck_assert_ptr_null(strstr(e.msg, "s3cret"));
	ck_assert_str_ne(err_advice(&e), "");
}
END_TEST

TCase *
tcase_target(void)
{
	TCase *tc = tcase_create("target");

	tcase_add_loop_test(tc, a_url_names_an_engine_and_a_place, 0,
	    sizeof(good) / sizeof(good[0]));
	tcase_add_loop_test(tc,
	    what_is_no_database_url_is_refused_without_telling_the_password,
	    0, sizeof(bad) / sizeof(bad[0]));
	return tc;
}
