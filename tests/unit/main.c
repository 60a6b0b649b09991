/* tests/unit/main.c - runs every case of tests/unit, prints TAP
 *
 * With arguments, only the cases of these names.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#define CASE(name) TCase *tcase_##name(void);
#include "unit_cases.h"
#undef CASE

static const struct {
	const char *name;
	TCase *(*make)(void);
} cases[] = {
#define CASE(name) { #name, tcase_##name },
#include "unit_cases.h"
#undef CASE
};

static int
is_wanted(const char *name, int argc, char *argv[])
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc == 1;
}

int
main(int argc, char *argv[])
{
	Suite *suite = suite_create("unit");
	SRunner *runner;
	int failed;

	/* a sanitized test on a busy machine takes its time */
	(void)setenv("CK_DEFAULT_TIMEOUT", "60", 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (is_wanted(cases[i].name, argc, argv))
			suite_add_tcase(suite, cases[i].make());
	runner = srunner_create(suite);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
