/* tests/unit/test_book.c: four sites, one of them with three series */
#include "answer/book.h"

#include <check.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

TCase *tcase_book(void);

static struct site sites[] = {
	{ .id = "1", .identifier = "c0ffee000001", .name = "Boathouse" },
	{ .id = "2", .identifier = "c0ffee000002", .name = "Boat" },
	{ .id = "3", .identifier = "c0ffee000003", .name = "Caf\xc3\xa9 1" },
	{ .id = "4" }
};

static struct reading latest[] = {
	{ .site = "1", .battery = "system", .source = "victron" },
	{ .site = "2", .battery = "0", .source = "victron" },
	{ .site = "2", .battery = "288", .source = "victron" },
	{ .site = "2", .battery = "system", .source = "solark" },
	{ .site = "3", .battery = "288", .source = "solark" },
	{ .site = "3", .battery = "system", .source = "solark" }
};

static struct book book = { sites, 4, latest, 6, 0 };

static const struct {
	const char *name, *configured;
	const char *id;			/* NULL: an error */
	enum err_kind kind;
} site_case[] = {
	{ "1", NULL, "1", ERR_NONE },
	{ "4", NULL, "4", ERR_NONE },
	{ "C0FFEE000002", NULL, "2", ERR_NONE },
	{ "boat", NULL, "2", ERR_NONE },	/* a whole name comes first */
	{ "boath", NULL, "1", ERR_NONE },
	{ "HOUSE", NULL, "1", ERR_NONE },
	{ "boa", NULL, NULL, ERR_USAGE },
	{ "caf\xc3\xa9", NULL, "3", ERR_NONE },
	{ "c0ffee", NULL, NULL, ERR_NO_SITE },	/* half a portal id is none */
	{ "5", NULL, NULL, ERR_NO_SITE },
	{ "", NULL, NULL, ERR_NO_SITE },
	{ NULL, NULL, NULL, ERR_USAGE },
	{ NULL, "3", "3", ERR_NONE },
	{ NULL, "3,1", NULL, ERR_USAGE },
	{ NULL, "7", NULL, ERR_NO_SITE }
};

START_TEST(a_site_is_found_by_whatever_names_it_alone)
{
	struct err e = { .kind = ERR_NONE };
	const struct site *s = book_site(&book, site_case[_i].name,
	    site_case[_i].configured, &e);

	ck_assert_int_eq(e.kind, site_case[_i].kind);
	ck_assert((s == NULL) == (site_case[_i].id == NULL));
	if (s != NULL)
		ck_assert_str_eq(s->id, site_case[_i].id);
	else
		ck_assert_str_eq(e.hint, strstr(e.msg, "called so") != NULL ?
		    "they are: 1 (Boathouse), 2 (Boat)" :
		    "known sites: 1 (Boathouse), 2 (Boat), "
		    "3 (Caf\xc3\xa9 1), 4");
}
END_TEST

START_TEST(the_only_site_needs_no_name_and_none_is_no_reading)
{
	struct err e = { .kind = ERR_NONE };
	struct book one = { sites, 1, latest, 1, 0 };
	struct book none = { NULL, 0, NULL, 0, 0 };

	ck_assert_ptr_eq(book_site(&one, NULL, "7", &e), &sites[0]);
	ck_assert_ptr_null(book_site(&none, NULL, NULL, &e));
	ck_assert_int_eq(e.kind, ERR_NO_READING);
}
END_TEST

static const struct {
	int site;
	const char *battery, *source;
	int found;			/* index into latest, or -1 */
	enum err_kind kind;
} series_case[] = {
	{ 0, NULL, NULL, 0, ERR_NONE },
	{ 0, "system", "victron", 0, ERR_NONE },
	{ 0, "288", NULL, -1, ERR_NO_BATTERY },
	{ 0, NULL, "solark", -1, ERR_NO_BATTERY },
	{ 1, NULL, NULL, -1, ERR_USAGE },	/* victron has two monitors */
	{ 1, "288", NULL, 2, ERR_NONE },
	{ 1, NULL, "solark", 3, ERR_NONE },
	{ 1, "system", NULL, 3, ERR_NONE },
	{ 2, NULL, NULL, 5, ERR_NONE },		/* no victron, but a system */
	{ 2, "288", NULL, 4, ERR_NONE },
	{ 3, NULL, NULL, -1, ERR_NO_READING }
};

START_TEST(a_battery_is_the_only_one_or_system_or_to_be_named)
{
	struct err e = { .kind = ERR_NONE };
	const struct reading *r = book_series(&book,
	    &sites[series_case[_i].site], series_case[_i].battery,
	    series_case[_i].source, &e);

	ck_assert_int_eq(e.kind, series_case[_i].kind);
	if (series_case[_i].found == -1)
		ck_assert_ptr_null(r);
	else
		ck_assert_ptr_eq(r, &latest[series_case[_i].found]);
}
END_TEST

static const struct {
	struct book_names names;
	int site;			/* index into sites, or -1 */
	enum err_kind kind;
} several_case[] = {
	{ { NULL, NULL, NULL }, -1, ERR_NONE },
	{ { "boat", NULL, NULL }, 1, ERR_NONE },
	{ { NULL, "288", "solark" }, -1, ERR_NONE },
	{ { "2", "288", "solark" }, 1, ERR_NO_BATTERY },
	{ { NULL, "7", NULL }, -1, ERR_NO_BATTERY },
	{ { "4", NULL, NULL }, 3, ERR_NO_READING },
	{ { "nowhere", NULL, NULL }, -1, ERR_NO_SITE },
	{ { "boa", NULL, NULL }, -1, ERR_USAGE }
};

START_TEST(of_several_there_is_at_least_one)
{
	struct err e = { .kind = ERR_NONE };
	struct book_some some = { .site = &sites[0] };
	int rc = book_several(&book, &several_case[_i].names, &some, &e);

	ck_assert_int_eq(e.kind, several_case[_i].kind);
	ck_assert_int_eq(rc, e.kind == ERR_NONE ? 0 : -1);
	ck_assert_ptr_eq(some.site, several_case[_i].site == -1 ? NULL :
	    &sites[several_case[_i].site]);
}
END_TEST

START_TEST(a_fleet_is_named_in_part_and_counted)
{
	struct err e = { .kind = ERR_NONE };
	struct book fleet = { .sites = calloc(100, sizeof(struct site)),
	    .n_sites = 100 };

	for (int i = 0; i < 100; i++)
		(void)snprintf(fleet.sites[i].id, READING_ID, "%d", i);
	ck_assert_ptr_null(book_site(&fleet, NULL, NULL, &e));
	ck_assert_str_eq(e.hint,
	    "known sites: 0, 1, 2, 3, 4, 5, 6, 7 and 92 more");
	book_free(&fleet);
}
END_TEST

START_TEST(each_reading_has_its_site_whatever_was_asked_before)
{
	static const int order[] = { 0, 1, 2, 3, 4, 5, 0, 5, 3, 1, 0 };
	struct reading other = { .site = "9" };

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		ck_assert_str_eq(book_site_of(&book, &latest[order[i]])->id,
		    latest[order[i]].site);
	ck_assert_ptr_null(book_site_of(&book, &other));
}
END_TEST

TCase *
tcase_book(void)
{
	TCase *tc = tcase_create("book");

	tcase_add_loop_test(tc, a_site_is_found_by_whatever_names_it_alone, 0,
	    sizeof(site_case) / sizeof(site_case[0]));
	tcase_add_test(tc, the_only_site_needs_no_name_and_none_is_no_reading);
	tcase_add_loop_test(tc,
	    a_battery_is_the_only_one_or_system_or_to_be_named, 0,
	    sizeof(series_case) / sizeof(series_case[0]));
	tcase_add_loop_test(tc, of_several_there_is_at_least_one, 0,
	    sizeof(several_case) / sizeof(several_case[0]));
	tcase_add_test(tc, each_reading_has_its_site_whatever_was_asked_before);
	tcase_add_test(tc, a_fleet_is_named_in_part_and_counted);
	return tc;
}
