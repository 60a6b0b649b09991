/* tests/unit/test_cfg.c */
#include "conf/cfg.h"
#include "conf/mask.h"

#include <check.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TCase *tcase_cfg(void);

static char dir[] = "/tmp/vrm-cfg-XXXXXX";
static char file[64];

static void
set_up(void)
{
	strcpy(dir, "/tmp/vrm-cfg-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	(void)snprintf(file, sizeof(file), "%s/vrm.conf", dir);
	for (int k = 0; k < CFG_KEYS; k++)
		(void)unsetenv(cfg_name((enum cfg_key)k));
	(void)unsetenv("STATE_DIRECTORY");
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	(void)unsetenv("XDG_STATE_HOME");
	(void)unsetenv("XDG_CONFIG_HOME");
	(void)unsetenv("VRM_CONFIG");
	(void)setenv("HOME", dir, 1);
}

static void
tear_down(void)
{
	(void)unlink(file);
	(void)rmdir(dir);
}

static void
write_conf(const char *text, mode_t mode)
{
	FILE *fp = fopen(file, "w");

	ck_assert_ptr_nonnull(fp);
	(void)fputs(text, fp);
	(void)fclose(fp);
	ck_assert_int_eq(chmod(file, mode), 0);
}

START_TEST(without_any_setting_the_defaults_stand)
{
	struct cfg *c = NULL;
	struct err e = { 0 };
	char want[128];

	ck_assert_int_eq(cfg_load(&c, NULL, &e), 0);
	ck_assert_str_eq(cfg_get(c, CFG_API_URL),
	    "https://vrmapi.victronenergy.com");
	ck_assert_ptr_null(cfg_get(c, CFG_TOKEN));
	ck_assert_int_eq(cfg_seconds(c, CFG_POLL_INTERVAL), 180);
	ck_assert_int_eq(cfg_seconds(c, CFG_RETENTION), 72 * 3600);
	ck_assert_int_eq(cfg_rate_per_hour(c), 50);
	(void)snprintf(want, sizeof(want), "sqlite:%s/.local/state/vrm/vrm.db",
	    dir);
	ck_assert_str_eq(cfg_get(c, CFG_DATABASE_URL), want);
	cfg_free(c);
}
END_TEST

START_TEST(option_beats_environment_beats_file_beats_default)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	write_conf("VICTRON_POLL_INTERVAL=60\nVRM_STALE_AFTER = 10m\n"
	    "# comment\n\nVRM_RATE_LIMIT=\"200/h\"\nPGHOST=elsewhere\n", 0600);
	(void)setenv("VRM_STALE_AFTER", "7m", 1);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	ck_assert_int_eq(cfg_seconds(c, CFG_POLL_INTERVAL), 60);
	ck_assert_int_eq(cfg_seconds(c, CFG_STALE_AFTER), 420);
	ck_assert_int_eq(cfg_rate_per_hour(c), 200);
	ck_assert_str_eq(cfg_from(c, CFG_STALE_AFTER), "environment");
	ck_assert_int_eq(cfg_set(c, CFG_STALE_AFTER, "1h", &e), 0);
	ck_assert_int_eq(cfg_seconds(c, CFG_STALE_AFTER), 3600);
	cfg_free(c);
	(void)unsetenv("VRM_STALE_AFTER");
}
END_TEST

START_TEST(a_credential_stands_between_environment_and_file)
{
	char path[128];
	struct cfg *c = NULL;
	struct err e = { 0 };
	FILE *fp;

	(void)snprintf(path, sizeof(path), "%s/VICTRON_VRM_TOKEN", dir);
	fp = fopen(path, "w");
	ck_assert_ptr_nonnull(fp);
	(void)fputs("of-systemd\r\nmore\n", fp);
	(void)fclose(fp);
	write_conf("VICTRON_VRM_TOKEN=of-file\n", 0600);
	(void)setenv("CREDENTIALS_DIRECTORY", dir, 1);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	ck_assert_str_eq(cfg_get(c, CFG_TOKEN), "of-systemd");
	ck_assert_str_eq(cfg_from(c, CFG_TOKEN), path);
	cfg_free(c);
	(void)setenv("VICTRON_VRM_TOKEN", "of-environment", 1);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	ck_assert_str_eq(cfg_get(c, CFG_TOKEN), "of-environment");
	cfg_free(c);
	(void)unlink(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	(void)unsetenv("VICTRON_VRM_TOKEN");
	ck_assert_int_eq(cfg_load(&c, file, &e), -1);
	ck_assert_int_eq(e.kind, ERR_CONFIG);
	(void)rmdir(path);
	(void)unsetenv("CREDENTIALS_DIRECTORY");
}
END_TEST

START_TEST(of_several_ways_to_a_secret_the_nearest_counts)
{
	static const enum cfg_key ways[] = { CFG_PASSWORD, CFG_PASSWORD_FILE,
		CFG_PASSWORD_COMMAND, CFG_KEYS };
	struct cfg *c = NULL;
	struct err e = { 0 };

	write_conf("", 0600);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	ck_assert_int_eq(cfg_nearest(c, ways), CFG_KEYS);
	cfg_free(c);
	write_conf("VICTRON_VRM_PASSWORD_FILE=b\nVICTRON_VRM_PASSWORD=a\n",
	    0600);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	ck_assert_int_eq(cfg_nearest(c, ways), CFG_PASSWORD);
	cfg_free(c);
	(void)setenv("VICTRON_VRM_PASSWORD_COMMAND", "c", 1);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	ck_assert_int_eq(cfg_nearest(c, ways), CFG_PASSWORD_COMMAND);
	ck_assert_int_eq(cfg_set(c, CFG_PASSWORD_FILE, "d", &e), 0);
	ck_assert_int_eq(cfg_nearest(c, ways), CFG_PASSWORD_FILE);
	cfg_free(c);
	(void)unsetenv("VICTRON_VRM_PASSWORD_COMMAND");
}
END_TEST

START_TEST(the_default_database_follows_the_state_directory)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	ck_assert_int_eq(cfg_load(&c, NULL, &e), 0);
	ck_assert_int_eq(cfg_set(c, CFG_STATE_DIR, "/srv/vrm", &e), 0);
	ck_assert_str_eq(cfg_get(c, CFG_DATABASE_URL),
	    "sqlite:/srv/vrm/vrm.db");
	cfg_free(c);
}
END_TEST

START_TEST(an_option_without_a_value_is_a_usage_error)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	ck_assert_int_eq(cfg_load(&c, NULL, &e), 0);
	ck_assert_int_eq(cfg_set(c, CFG_STATE_DIR, "", &e), -1);
	ck_assert_int_eq(err_status(&e), 64);
	ck_assert_ptr_nonnull(cfg_get(c, CFG_STATE_DIR));
	cfg_free(c);
}
END_TEST

static const struct { const char *conf, *want; } bad_case[] = {
	{ "VICTRON_POLL_INTERVAL=soon\n", "not a length of time" },
	{ "VICTRON_POLL_INTERVAL=0\n", "not a length of time" },
	{ "VRM_RETENTION=30\n", "would be seconds; 30 days are 30d" },
	{ "VRM_RATE_LIMIT=50 per hour\n", "not a rate" },
	{ "VRM_RATE_LIMIT=0/h\n", "not a rate" },
	{ "VRM_IP_VERSION=5\n", "not any, ipv4 or ipv6" },
	{ "just words\n", "line 1: not KEY=VALUE" }
};

START_TEST(a_bad_setting_is_named_with_its_place)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	write_conf(bad_case[_i].conf, 0600);
	ck_assert_int_eq(cfg_load(&c, file, &e), -1);
	ck_assert_int_eq(err_status(&e), 78);
	ck_assert_msg(strstr(e.msg, bad_case[_i].want) != NULL, "%s", e.msg);
	ck_assert_msg(strstr(e.msg, file) != NULL, "%s", e.msg);
}
END_TEST

START_TEST(a_named_file_must_exist)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	ck_assert_int_eq(cfg_load(&c, "/nonexistent/vrm.conf", &e), -1);
	ck_assert_int_eq(err_status(&e), 78);
}
END_TEST

START_TEST(a_secret_in_a_file_for_everybody_is_refused)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	write_conf("VICTRON_VRM_TOKEN=abcdef\n", 0644);
	ck_assert_int_eq(cfg_load(&c, file, &e), -1);
	ck_assert_int_eq(err_status(&e), 78);
	ck_assert_ptr_null(strstr(e.msg, "abcdef"));
	write_conf("VICTRON_VRM_TOKEN=abcdef\n", 0640);
	ck_assert_int_eq(cfg_load(&c, file, &e), 0);
	cfg_free(c);
}
END_TEST

static const struct { const char *conf; mode_t mode; int want; } open_case[] = {
	{ "VRM_DATABASE_URL=postgresql://me:abcdef@db/x\n", 0644, -1 },
	{ "VRM_DATABASE_URL=postgresql://me:abcdef@db/x\n", 0640, 0 },
	{ "VRM_DATABASE_URL=postgresql://me@db/x\n", 0644, 0 },
	{ "VICTRON_VRM_TOKEN_COMMAND=pass vrm\n", 0644, 0 },
	{ "VICTRON_VRM_TOKEN_COMMAND=pass vrm\n", 0646, -1 },
	{ "VRM_RATE_LIMIT=50/h\n", 0666, 0 }
};

START_TEST(a_password_in_a_url_is_a_secret_and_a_command_needs_its_owner)
{
	struct cfg *c = NULL;
	struct err e = { 0 };

	write_conf(open_case[_i].conf, open_case[_i].mode);
	ck_assert_int_eq(cfg_load(&c, file, &e), open_case[_i].want);
	ck_assert_int_eq(err_status(&e), open_case[_i].want == 0 ? 0 : 78);
	ck_assert_ptr_null(strstr(e.msg, "abcdef"));
	cfg_free(c);
}
END_TEST

START_TEST(without_home_the_user_has_one_still)
{
	const struct passwd *me = getpwuid(geteuid());
	char want[256];
	struct cfg *c = NULL;
	struct err e = { 0 };

	(void)unsetenv("HOME");
	(void)setenv("XDG_CONFIG_HOME", dir, 1);
	(void)snprintf(want, sizeof(want), "%s/.local/state/vrm", me->pw_dir);
	ck_assert_int_eq(cfg_load(&c, NULL, &e), 0);
	ck_assert_str_eq(cfg_get(c, CFG_STATE_DIR), want);
	cfg_free(c);
}
END_TEST

START_TEST(a_file_that_is_no_text_is_refused)
{
	FILE *fp = fopen(file, "w");
	struct cfg *c = NULL;
	struct err e = { 0 };

	ck_assert_ptr_nonnull(fp);
	(void)fwrite("VRM_RATE_LIMIT=7/h\n\0\n", 1, 22, fp);
	(void)fclose(fp);
	ck_assert_int_eq(cfg_load(&c, file, &e), -1);
	ck_assert_int_eq(err_status(&e), 78);
}
END_TEST

START_TEST(secrets_are_never_shown)
{
	static const char *const urls[] = {
		"postgresql://vrm:hunter2@db.example/vrm",
		"postgresql://vrm@db.example/vrm?password=hunter2&x=1",
		"postgresql://vrm:hunter2@db.example/vrm?sslpassword=hunter2"
		    "&password=hunter2",
		"postgresql://vrm:un/hunter2@db.example/vrm",
		"postgresql://vrm@db.example/vrm:1?password=a@hunter2",
		"host=db.example/vrm password=hunter2"
	};
	struct cfg *c = NULL;
	struct err e = { 0 };
	char *text = NULL;
	char argument[128];
	size_t len = 0;
	FILE *fp = open_memstream(&text, &len);

	(void)snprintf(argument, sizeof(argument), "%s", urls[_i]);
	mask_blank(argument);
	ck_assert_ptr_null(strstr(argument, "hunter2"));
	ck_assert_uint_eq(strlen(argument), strlen(urls[_i]));
	(void)setenv("VICTRON_VRM_TOKEN", "hunter2", 1);
	(void)setenv("VICTRON_VRM_PASSWORD", "hunter2", 1);
	(void)setenv("VRM_DATABASE_URL", urls[_i], 1);
	ck_assert_int_eq(cfg_load(&c, NULL, &e), 0);
	cfg_show(c, fp);
	(void)fclose(fp);
	ck_assert_ptr_null(strstr(text, "hunter2"));
	ck_assert_ptr_nonnull(strstr(text, "VICTRON_VRM_TOKEN=********"));
	ck_assert_ptr_nonnull(strstr(text, "db.example/vrm"));
	free(text);
	cfg_free(c);
	(void)unsetenv("VICTRON_VRM_TOKEN");
	(void)unsetenv("VICTRON_VRM_PASSWORD");
	(void)unsetenv("VRM_DATABASE_URL");
}
END_TEST

TCase *
tcase_cfg(void)
{
	TCase *t = tcase_create("cfg");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, without_any_setting_the_defaults_stand);
	tcase_add_test(t, option_beats_environment_beats_file_beats_default);
	tcase_add_test(t, a_credential_stands_between_environment_and_file);
	tcase_add_test(t, of_several_ways_to_a_secret_the_nearest_counts);
	tcase_add_test(t, the_default_database_follows_the_state_directory);
	tcase_add_test(t, an_option_without_a_value_is_a_usage_error);
	tcase_add_loop_test(t, a_bad_setting_is_named_with_its_place, 0, 5);
	tcase_add_test(t, a_named_file_must_exist);
	tcase_add_test(t, a_secret_in_a_file_for_everybody_is_refused);
	tcase_add_loop_test(t,
	    a_password_in_a_url_is_a_secret_and_a_command_needs_its_owner, 0,
	    sizeof(open_case) / sizeof(open_case[0]));
	tcase_add_test(t, without_home_the_user_has_one_still);
	tcase_add_test(t, a_file_that_is_no_text_is_refused);
	tcase_add_loop_test(t, secrets_are_never_shown, 0, 6);
	return t;
}
