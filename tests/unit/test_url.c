/* tests/unit/test_url.c - which addresses are taken, and how paths are built */
#include "net/url.h"

#include "base/mem.h"

#include <check.h>
#include <stdlib.h>

TCase *tcase_url(void);

static const struct { const char *text, *base; } good[] = {
	{ "https://vrmapi.victronenergy.com",
	    "https://vrmapi.victronenergy.com" },
	{ "https://vrmapi.victronenergy.com/v2",
	    "https://vrmapi.victronenergy.com" },
	{ " https://vrmapi.victronenergy.com/v2/ \n",
	    "https://vrmapi.victronenergy.com" },
	{ "https://host.example//", "https://host.example" },
	{ "https://host.example/proxy/vrm/v2",
	    "https://host.example/proxy/vrm" },
	{ "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
	{ "http://127.3.2.1", "http://127.3.2.1" },
	{ "http://[::1]:8080/v2", "http://[::1]:8080" },
	{ "http://localhost:1", "http://localhost:1" },
};
START_TEST(an_address_loses_v2_and_slashes)
{
	struct err e = { .kind = ERR_NONE };
	char *base = NULL;

	ck_assert_int_eq(url_base(&base, good[_i].text, &e), 0);
	ck_assert_str_eq(base, good[_i].base);
	free(base);
}
END_TEST

static const char *const bad[] = {
	"", "vrmapi.victronenergy.com", "ftp://127.0.0.1", "file:///etc/passwd",
	"http://vrmapi.victronenergy.com", "http://127.0.0.1.evil.example",
	"http://localhost.evil.example", "http://10.0.0.1",
	"https://user:secret@host.example", "https://host.example/?a=b",
	"https://host.example/#x", "https://", "https://host.example\nX: y",
	"https://host.example:99999",
};
START_TEST(an_address_that_would_leak_or_mislead_is_refused)
{
	struct err e = { .kind = ERR_NONE };
	char *base = NULL;

	ck_assert_int_eq(url_base(&base, bad[_i], &e), -1);
	ck_assert_int_eq(e.kind, ERR_CONFIG);
	ck_assert_ptr_null(base);
}
END_TEST

START_TEST(paths_are_encoded_and_never_climb)
{
	char *p = url_path("users", "90001", "installations", (char *)NULL);

	ck_assert_str_eq(p, "/users/90001/installations");
	url_add(&p, "extended", "1");
	url_add(&p, "attributeCodes[]", "bs&x=y");
	ck_assert_str_eq(p, "/users/90001/installations?extended=1"
	    "&attributeCodes%5B%5D=bs%26x%3Dy");
	free(p);
	p = url_path("installations", "1/../2", (char *)NULL);
	ck_assert_str_eq(p, "/installations/1%2F..%2F2");
	free(p);
	ck_assert_ptr_null(url_path("installations", "..", (char *)NULL));
	ck_assert_ptr_null(url_path("installations", "", (char *)NULL));
}
END_TEST

TCase *
tcase_url(void)
{
	TCase *t = tcase_create("url");

	tcase_add_loop_test(t, an_address_loses_v2_and_slashes, 0,
	    (int)(sizeof(good) / sizeof(good[0])));
	tcase_add_loop_test(t,
	    an_address_that_would_leak_or_mislead_is_refused, 0,
	    (int)(sizeof(bad) / sizeof(bad[0])));
	tcase_add_test(t, paths_are_encoded_and_never_climb);
	return t;
}
