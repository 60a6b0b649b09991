/* tests/unit/test_token.c - shapes of tokens, and the file they live in */
#include "state/token.h"

#include "base/file.h"
#include "base/note.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TCase *tcase_token(void);

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
/* {"alg":"none"} . {"exp":1784548800} . anything */
#define JWT "eyJhbGciOiJub25lIn0.eyJleHAiOjE3ODQ1NDg4MDB9.c2ln"

static char dir[64];
static struct state *st;
static struct err e;

static void
set_up(void)
{
	note_level(NOTE_QUIET);
	(void)strcpy(dir, "/tmp/vrm-token-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	e = (struct err){ .kind = ERR_NONE };
	st = state_open(dir);
}

static void
tear_down(void)
{
	char command[128];

	state_close(st);
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(system(command), 0);
}

static const struct {
	const char *text;
	enum token_scheme scheme;
	bool usual;
	int64_t expires;
} good[] = {
	{ HEX, TOKEN_ACCESS, true, 0 },
	{ "  " HEX "\r\n", TOKEN_ACCESS, true, 0 },
	{ "0123456789ABCDEF", TOKEN_ACCESS, false, 0 },
	{ "a.b", TOKEN_ACCESS, false, 0 },
	{ "a.b.c.d", TOKEN_ACCESS, false, 0 },
	{ "a..c", TOKEN_ACCESS, false, 0 },
	{ "a.b/.c", TOKEN_ACCESS, false, 0 },
	{ JWT, TOKEN_BEARER, true, 1784548800 },
	{ JWT "\n", TOKEN_BEARER, true, 1784548800 },
	/* payload: not JSON; {"exp":"soon"}; {} */
	{ "aaaa.bm9wZQ.cccc", TOKEN_BEARER, true, 0 },
	{ "aaaa.eyJleHAiOiJzb29uIn0.cccc", TOKEN_BEARER, true, 0 },
	{ "aaaa.e30.cccc", TOKEN_BEARER, true, 0 },
};
START_TEST(a_tokens_shape_tells_its_scheme)
{
	struct token t;

	ck_assert_int_eq(token_of_text(&t, good[_i].text, &e), 0);
	ck_assert_int_eq(t.scheme, good[_i].scheme);
	ck_assert_int_eq(token_is_usual(&t), good[_i].usual);
	ck_assert_int_eq(t.expires_at, good[_i].expires);
}
END_TEST

static const char *const bad[] = {
	"", "  \n", "two words", (HEX "\n" HEX), "tab\tinside", "bell\a",
	("X-Evil: 1\r\nX-Authorization: Token " HEX), "na\xc3\xafve", "del\x7f",
};
START_TEST(what_would_break_a_header_is_no_token)
{
	struct token t;

	ck_assert_int_eq(token_of_text(&t, bad[_i], &e), -1);
	ck_assert_int_eq(e.kind, ERR_CONFIG);
	ck_assert_int_eq(t.text[0], '\0');
}
END_TEST

START_TEST(an_endless_token_is_refused)
{
	char text[TOKEN_TEXT + 1];
	struct token t;

	memset(text, 'a', TOKEN_TEXT);
	text[TOKEN_TEXT] = '\0';
	ck_assert_int_eq(token_of_text(&t, text, &e), -1);
}
END_TEST

static void
save_sample(void)
{
	struct token t;

	ck_assert_int_eq(token_of_text(&t, JWT, &e), 0);
	(void)strcpy(t.user, "90001");
	(void)strcpy(t.name, "Sample Owner");
	t.obtained_at = 1784500000;
	ck_assert_int_eq(token_save(st, &t, &e), 0);
}

START_TEST(a_saved_token_comes_back_and_belongs_to_us_alone)
{
	char *path = state_path(st, "private/token.json");
	char *private = state_path(st, "private");
	struct token t;
	struct stat s;

	ck_assert_int_eq(token_load(st, &t, &e), 1);
	save_sample();
	ck_assert_int_eq(stat(path, &s), 0);
	ck_assert_int_eq(s.st_mode & 07777, 0600);
	ck_assert_int_eq(stat(private, &s), 0);
	ck_assert_int_eq(s.st_mode & 07777, 0700);
	ck_assert_int_eq(token_load(st, &t, &e), 0);
	ck_assert_str_eq(t.text, JWT);
	ck_assert_int_eq(t.scheme, TOKEN_BEARER);
	ck_assert_str_eq(t.user, "90001");
	ck_assert_str_eq(t.name, "Sample Owner");
	ck_assert_int_eq(t.obtained_at, 1784500000);
	ck_assert_int_eq(token_remove(st, &e), 0);
	ck_assert_int_eq(token_remove(st, &e), 0);
	ck_assert_int_eq(token_load(st, &t, &e), 1);
	free(path);
	free(private);
}
END_TEST

START_TEST(a_token_file_that_others_can_read_is_refused)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0601, 0644 };
	char *path = state_path(st, "private/token.json");
	struct token t;

	save_sample();
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		ck_assert_int_eq(chmod(path, modes[i]), 0);
		ck_assert_int_eq(token_load(st, &t, &e), -1);
		ck_assert_int_eq(e.kind, ERR_PERMISSION);
		ck_assert_ptr_nonnull(strstr(e.hint, "chmod 600"));
	}
	free(path);
}
END_TEST

START_TEST(a_token_file_that_is_a_link_is_refused)
{
	char *path = state_path(st, "private/token.json");
	char *other = state_path(st, "other");
	struct token t;

	save_sample();
	ck_assert_int_eq(rename(path, other), 0);
	ck_assert_int_eq(symlink(other, path), 0);
	ck_assert_int_eq(token_load(st, &t, &e), -1);
	free(path);
	free(other);
}
END_TEST

START_TEST(a_damaged_token_file_is_set_aside)
{
	static const char *const texts[] = { "", "{", "[]", "{}",
	    "{\"token\":7}", "{\"token\":\"two words\"}" };
	char *path = state_path(st, "private/token.json");
	struct token t;

	save_sample();
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_int_eq(file_replace(path, 0600, texts[i],
		    strlen(texts[i]), &e), 0);
		ck_assert_int_eq(token_load(st, &t, &e), 1);
		ck_assert_int_eq(access(path, F_OK), -1);
	}
	free(path);
}
END_TEST

START_TEST(a_fingerprint_tells_tokens_apart)
{
	char one[TOKEN_PRINT], two[TOKEN_PRINT];
	struct token t;

	ck_assert_int_eq(token_of_text(&t, HEX, &e), 0);
	token_fingerprint(&t, one);
	t.text[63] = '0';
	token_fingerprint(&t, two);
	ck_assert_str_ne(one, two);
	ck_assert_int_eq(strlen(one), 16);
	ck_assert_ptr_null(strstr(HEX, one));
}
END_TEST

START_TEST(a_secret_file_gives_its_first_line)
{
	char *path = state_path(st, "password"), *secret = NULL;

	ck_assert_int_eq(token_read_secret(path, &secret, &e), -1);
	ck_assert_int_eq(file_replace(path, 0600, " p\"w \r\nmore\n", 12, &e),
	    0);
	ck_assert_int_eq(token_read_secret(path, &secret, &e), 0);
	ck_assert_str_eq(secret, " p\"w ");
	free(secret);
	secret = NULL;
	ck_assert_int_eq(file_replace(path, 0600, "\nx", 2, &e), 0);
	ck_assert_int_eq(token_read_secret(path, &secret, &e), -1);
	ck_assert_ptr_null(secret);
	free(path);
}
END_TEST

TCase *
tcase_token(void)
{
	TCase *t = tcase_create("token");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, a_tokens_shape_tells_its_scheme, 0,
	    (int)(sizeof(good) / sizeof(good[0])));
	tcase_add_loop_test(t, what_would_break_a_header_is_no_token, 0,
	    (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(t, an_endless_token_is_refused);
	tcase_add_test(t,
	    a_saved_token_comes_back_and_belongs_to_us_alone);
	tcase_add_test(t, a_token_file_that_others_can_read_is_refused);
	tcase_add_test(t, a_token_file_that_is_a_link_is_refused);
	tcase_add_test(t, a_damaged_token_file_is_set_aside);
	tcase_add_test(t, a_fingerprint_tells_tokens_apart);
	tcase_add_test(t, a_secret_file_gives_its_first_line);
	return t;
}
