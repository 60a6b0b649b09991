/* cmd/vrm-query.c - the database answers */
#include "answer/current.h"
#include "answer/daily.h"
#include "answer/dump.h"
#include "answer/format.h"
#include "answer/gaps.h"
#include "answer/history.h"
#include "answer/range.h"
#include "answer/sheet.h"
#include "answer/sites.h"
#include "cli/cli.h"
#include "cli/describe.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

struct args {
	const char *site, *battery, *source, *format;
	struct range_words range;
	int64_t limit, days;
	bool all, due;
};

enum command { CURRENT, HISTORY, GAPS, COVERAGE, SITES, DUMP, DESCRIBE };
enum { DAYS = 7 };

static const struct opt_command commands[] = {
	[CURRENT] = { "current", "[--site SITE] [--battery NAME | --all] "
	    "[--source NAME] [--format FORMAT]",
	    "the newest reading, its age, and whether to trust it", 0 },
	[HISTORY] = { "history", "[--site SITE] [--battery NAME] "
	    "[--source NAME] [--hours N] [--since TIME] [--until TIME] "
	    "[--limit N] [--format FORMAT]",
	    "what was measured, in time order", 0 },
	[GAPS] = { "gaps", "[--due] [--site SITE] [--battery NAME] "
	    "[--since TIME] [--until TIME] [--format FORMAT]",
	    "what is missing, and what is done about it", 0 },
	[COVERAGE] = { "coverage", "[--site SITE] [--battery NAME] "
	    "[--days N | --since TIME --until TIME] [--format FORMAT]",
	    "how much of each day is known", 0 },
	[SITES] = { "sites", "[--site SITE] [--format FORMAT]",
	    "every site in a line, those to worry about first", 0 },
	[DUMP] = { "dump", "[--site SITE]",
	    "everything, as lines for vrm-store", 0 },
	[DESCRIBE] = { "describe", "",
	    "commands and options as JSON, for programs and agents", 0 },
	{ NULL, NULL, NULL, 0 }
};

#define PLACE(member) offsetof(struct args, member)
static const struct opt options[] = {
	{ 's', "site", "SITE", OPT_TEXT, PLACE(site), 0,
	    "site: its id, portal id, name or part of its name" },
	{ 'b', "battery", "NAME", OPT_TEXT, PLACE(battery),
	    OPT_IN(CURRENT) | OPT_IN(HISTORY) | OPT_IN(GAPS) |
	    OPT_IN(COVERAGE),
	    "battery: system, or a monitor's instance" },
	{ 0, "source", "NAME", OPT_TEXT, PLACE(source),
	    OPT_IN(CURRENT) | OPT_IN(HISTORY),
	    "who measured (victron unless another is the only one)" },
	{ 'a', "all", NULL, OPT_FLAG, PLACE(all), OPT_IN(CURRENT),
	    "all batteries, as a list" },
	{ 0, "due", NULL, OPT_FLAG, PLACE(due), OPT_IN(GAPS),
	    "only what VRM is to be asked for now, for vrm-fetch fill" },
	{ 0, "days", "N", OPT_COUNT, PLACE(days), OPT_IN(COVERAGE),
	    "the last N days, today included (7)" },
	{ 0, "hours", "N", OPT_COUNT, PLACE(range.hours), OPT_IN(HISTORY),
	    "the last N hours (24)" },
	{ 0, "since", "TIME", OPT_TEXT, PLACE(range.since),
	    OPT_IN(HISTORY) | OPT_IN(GAPS) | OPT_IN(COVERAGE),
	    "from TIME on: 2025-12-10, 2025-12-10T12:00:00Z, -7d, yesterday" },
	{ 0, "until", "TIME", OPT_TEXT, PLACE(range.until),
	    OPT_IN(HISTORY) | OPT_IN(GAPS) | OPT_IN(COVERAGE),
	    "before TIME (now)" },
	{ 'n', "limit", "N", OPT_COUNT, PLACE(limit), OPT_IN(HISTORY),
	    "only the newest N readings (100); 0: all" },
	{ 'f', "format", FORMAT_NAMES, OPT_CHOICE, PLACE(format),
	    OPT_IN(CURRENT) | OPT_IN(HISTORY) | OPT_IN(GAPS) |
	    OPT_IN(COVERAGE) | OPT_IN(SITES),
	    "form of the answer (table on a terminal, else json)" },
	{ 'd', "database", "URL", OPT_SETTING, CFG_DATABASE_URL, 0,
	    "read from this database" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-query current",
	"vrm-query current --site boathouse --format text",
	"vrm-query history --hours 24 --limit 0 --format csv",
	"vrm-query history --since yesterday --until today | jq .data",
	"vrm-query gaps --due | vrm-fetch fill | vrm-store",
	"vrm-query coverage --days 30 --format csv",
	"vrm-query sites",
	"vrm-query dump | vrm-store -d postgresql://vrm@db/home",
	"vrm-query describe",
	NULL
};

static void
write_units(struct emit *m)
{
	const struct column *columns[COLUMN_READING_END + 1] = { NULL };

	for (int i = 0; i < COLUMN_READING_END; i++)
		columns[i] = &column_reading[i];
	sheet_units(m, columns);
}

static const struct opt_program program = {
	.name = "vrm-query",
	.about = "what the database knows about batteries",
	.commands = commands,
	.default_command = -1,
	.options = options,
	.examples = examples,
	.units = write_units
};

/* The healing list is for a program to read. */
static enum format
choose_format(const struct args *a)
{
	return a->due && a->format == NULL && !isatty(STDOUT_FILENO) ?
	    FORMAT_NDJSON : format_choose(a->format, stdout);
}

/* Before a database is asked for. */
static int
check_range(const struct args *a, struct err *e)
{
	bool given = a->range.since != NULL || a->range.until != NULL;

	if (a->days >= 0 && given) {
		err_set(e, ERR_USAGE, "--days: not with --since or --until");
		return -1;
	}
	if (a->days == 0 || a->days > INT16_MAX) {
		err_set(e, ERR_USAGE, "--days: %" PRId64 ": not a number of "
		    "days to look back", a->days);
		return -1;
	}
	return range_check(&a->range, e);
}

static int
answer(const struct cli *cli, const struct args *a, struct store *st,
    struct err *e)
{
	/* gaps and days are told of all times, and of the last days */
	const struct range_words *given = a->range.since == NULL &&
	    a->range.until == NULL ? NULL : &a->range;
	int64_t poll_interval = cfg_seconds(cli->cfg, CFG_POLL_INTERVAL);
	const char *configured = cfg_get(cli->cfg, CFG_SITES);
	int64_t stale_after = cfg_seconds(cli->cfg, CFG_STALE_AFTER);
	int64_t now = clock_s(&cli->clock);
	enum format format = choose_format(a);

	switch (cli->opt.command) {
	case CURRENT:
		return current_answer(stdout, st, &(struct current_ask){
		    a->site, a->battery, a->source, configured, a->all,
		    stale_after, now, format }, e);
	case HISTORY:
		return history_answer(stdout, st, &(struct history_ask){
		    a->site, a->battery, a->source, configured,
		    a->range, a->limit, now, format }, e);
	case DUMP:
		return dump_answer(stdout, st, a->site, e);
	case GAPS:
		return gaps_answer(stdout, st, &(struct gaps_ask){
		    a->site, a->battery, given, a->due,
		    poll_interval, now, format }, e);
	case COVERAGE:
		return daily_answer(stdout, st, &(struct daily_ask){
		    a->site, a->battery, given, a->days > 0 ? a->days :
		    DAYS, poll_interval, now, format }, e);
	default:
		return sites_answer(stdout, st, &(struct sites_ask){
		    a->site, stale_after, now, format }, e);
	}
}

static int
run(const struct cli *cli, const struct args *a, struct err *e)
{
	struct store *st = NULL;
	int rc = -1;

	if (check_range(a, e) == 0 &&
	    store_open(&st, cfg_get(cli->cfg, CFG_DATABASE_URL), STORE_READ, 0,
	    e) == 0)
		rc = answer(cli, a, st, e);
	if (e->kind == ERR_NO_READING && *err_advice(e) == '\0')
		err_hint(e, "vrm-fetch battery | vrm-store");
	store_close(st);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct args args = { .range.hours = -1, .limit = 100, .days = -1 };
	struct cli cli;
	struct err e = { .kind = ERR_NONE };

	if (cli_start(&cli, &program, argc, argv, &args, &e) != CLI_GO)
		;
	else if (cli.opt.command == DESCRIBE)
		describe(&program, stdout);
	else
		(void)run(&cli, &args, &e);
	if (e.kind != ERR_NONE && e.kind != ERR_READER_GONE &&
	    cli.opt.command != DUMP && choose_format(&args) == FORMAT_JSON)
		format_error(stdout, &e);
	return cli_end(&cli, &e);
}
