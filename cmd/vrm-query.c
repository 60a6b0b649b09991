/* cmd/vrm-query.c - the database answers */
#include "answer/bound.h"
#include "answer/capacity.h"
#include "answer/compare.h"
#include "answer/current.h"
#include "answer/daily.h"
#include "answer/dump.h"
#include "answer/format.h"
#include "answer/gaps.h"
#include "answer/history.h"
#include "answer/range.h"
#include "answer/sheet.h"
#include "answer/sites.h"
#include "answer/stats.h"
#include "cli/cli.h"
#include "cli/describe.h"
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include <wchar.h>

struct args {
	const char *site, *battery, *source, *format;
	const char *bucket, *by, *capacity, *sources;
	struct range_words range;
	int64_t limit, days, max_bytes;
	bool all, due;
};

enum command { CURRENT, HISTORY, STATS, COMPARE, GAPS, COVERAGE, SITES, DUMP,
	DESCRIBE };
enum { DAYS = 7, LIMIT = 100 };

static const struct opt_command commands[] = {
	[CURRENT] = { "current", "[--site SITE] [--battery NAME | --all] "
	    "[--source NAME] [--format FORMAT]",
	    "the newest reading, its age, and whether to trust it", 0 },
	[HISTORY] = { "history", "[--site SITE] [--battery NAME | --all] "
	    "[--source NAME] [--hours N] [--since TIME] [--until TIME] "
	    "[--bucket SIZE] [--limit N] [--format FORMAT]",
	    "what was measured, in time order; as text when it was lowest", 0 },
	[STATS] = { "stats", "[--by PERIOD] [--capacity SIZE] [--site SITE] "
	    "[--battery NAME | --all] [--source NAME] [--since TIME] "
	    "[--until TIME] [--limit N] [--format FORMAT]",
	    "lowest, mean and highest values and energy, day by day", 0 },
	[COMPARE] = { "compare", "--sources A,B [--bucket SIZE] [--site SITE] "
	    "[--battery NAME] [--hours N] [--since TIME] [--until TIME] "
	    "[--format FORMAT]",
	    "two sources of one battery side by side", 0 },
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
	{ 's', "site", "SITE", OPT_TEXT, PLACE(site), ~OPT_IN(DESCRIBE),
	    "site: its id, portal id, name or part of its name" },
	{ 'b', "battery", "NAME", OPT_TEXT, PLACE(battery),
	    OPT_IN(CURRENT) | OPT_IN(HISTORY) | OPT_IN(STATS) |
	    OPT_IN(COMPARE) | OPT_IN(GAPS) | OPT_IN(COVERAGE),
	    "battery: system, or a monitor's instance" },
	{ 0, "source", "NAME", OPT_TEXT, PLACE(source),
	    OPT_IN(CURRENT) | OPT_IN(HISTORY) | OPT_IN(STATS),
	    "who measured (victron unless another is the only one)" },
	{ 0, "sources", "A,B", OPT_TEXT, PLACE(sources), OPT_IN(COMPARE),
	    "the two sources, such as victron,solark" },
	{ 'a', "all", NULL, OPT_FLAG, PLACE(all),
	    OPT_IN(CURRENT) | OPT_IN(HISTORY) | OPT_IN(STATS),
	    "all batteries, as a list" },
	{ 0, "due", NULL, OPT_FLAG, PLACE(due), OPT_IN(GAPS),
	    "only what VRM is to be asked for now, for vrm-fetch fill" },
	{ 0, "days", "N", OPT_COUNT, PLACE(days), OPT_IN(COVERAGE),
	    "the last N days, today included (7)" },
	{ 0, "hours", "N", OPT_COUNT, PLACE(range.hours),
	    OPT_IN(HISTORY) | OPT_IN(COMPARE),
	    "the last N hours (24)" },
	{ 0, "since", "TIME", OPT_TEXT, PLACE(range.since),
	    OPT_IN(HISTORY) | OPT_IN(STATS) | OPT_IN(COMPARE) | OPT_IN(GAPS) |
	    OPT_IN(COVERAGE),
	    "from TIME on: 2025-12-10, 2025-12-10T12:00:00Z, -7d, yesterday" },
	{ 0, "until", "TIME", OPT_TEXT, PLACE(range.until),
	    OPT_IN(HISTORY) | OPT_IN(STATS) | OPT_IN(COMPARE) | OPT_IN(GAPS) |
	    OPT_IN(COVERAGE),
	    "before TIME (now)" },
	{ 0, "bucket", "5m|15m|1h|1d", OPT_CHOICE, PLACE(bucket),
	    OPT_IN(HISTORY) | OPT_IN(COMPARE),
	    "means over so long instead of single readings" },
	{ 0, "by", "hour|day|week|month", OPT_CHOICE, PLACE(by),
	    OPT_IN(STATS), "a row for each of these (day)" },
	{ 0, "capacity", "SIZE", OPT_TEXT, PLACE(capacity), OPT_IN(STATS),
	    "of the battery, to count its cycles: 10kWh, 200Ah" },
	{ 'n', "limit", "N", OPT_COUNT, PLACE(limit),
	    OPT_IN(HISTORY) | OPT_IN(STATS),
	    "of each battery the newest N rows (history: 100), 0: all" },
	{ 'f', "format", FORMAT_NAMES, OPT_CHOICE, PLACE(format),
	    ~(OPT_IN(DUMP) | OPT_IN(DESCRIBE)),
	    "form of the answer; openmetrics: of current and sites" },
	{ 0, "max-bytes", "N", OPT_COUNT, PLACE(max_bytes),
	    ~(OPT_IN(DUMP) | OPT_IN(DESCRIBE)),
	    "fewer rows, so that no more is written (from 1024 on)" },
	{ 'd', "database", "URL", OPT_SETTING, CFG_DATABASE_URL, 0,
	    "read from this database" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-query current",
	"vrm-query current --site boathouse --format text",
	"vrm-query history --hours 24 --limit 0 --format csv",
	"vrm-query history --since yesterday --until today --format text",
	"vrm-query history --hours 24 --bucket 15m --format csv",
	"vrm-query history --all --since yesterday --limit 0 --format csv",
	"vrm-query stats --by month --capacity 10kWh",
	"vrm-query stats --all --by month --format csv",
	"vrm-query compare --sources victron,solark --since yesterday",
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

static int
check_days(const struct args *a, bool range_given, struct err *e)
{
	if (a->days >= 0 && range_given) {
		err_set(e, ERR_USAGE, "--days: not with --since or --until");
		return -1;
	}
	if (a->days == 0 || a->days > INT16_MAX) {
		err_set(e, ERR_USAGE, "--days: %" PRId64 ": not a number of "
		    "days to look back", a->days);
		return -1;
	}
	return 0;
}

/* Before a database is asked for. */
static int
check(const struct args *a, enum command command, struct err *e)
{
	struct capacity c;

	if (check_days(a, a->range.since != NULL || a->range.until != NULL,
	    e) == -1)
		return -1;
	if (a->capacity != NULL && !capacity_parse(a->capacity, &c)) {
		err_set(e, ERR_USAGE, "--capacity: %s: not a size of a "
		    "battery", a->capacity);
		err_hint(e, "a number and its unit: 10kWh, 9600Wh, 200Ah");
		return -1;
	}
	if (command == COMPARE && a->sources == NULL) {
		err_set(e, ERR_USAGE, "which two sources?  name them with "
		    "--sources");
		err_hint(e, "for example --sources victron,solark");
		return -1;
	}
	return range_check(&a->range, e);
}

/* How far back where nothing says so. */
static const char *
usual_since(enum period_grain grain)
{
	return grain == PERIOD_HOUR ? "-24h" : grain == PERIOD_DAY ? "-29d" :
	    grain == PERIOD_WEEK ? "-12w" : "-335d";
}

static int
answer_stats(FILE *fp, struct store *st, const struct args *a,
    const struct series_ask *series, enum format format, struct err *e)
{
	struct stats_ask ask = { .series = *series, .all = a->all,
	    .grain = period_grain_of(a->by == NULL ? "day" : a->by),
	    .limit = a->limit > 0 ? a->limit : 0, .max_bytes = a->max_bytes,
	    .format = format };

	if (a->range.since == NULL && a->range.until == NULL)
		ask.series.words.since = usual_since(ask.grain);
	if (a->capacity != NULL)
		(void)capacity_parse(a->capacity, &ask.capacity);
	return stats_answer(fp, st, &ask, e);
}

static int
answer_history(FILE *fp, struct store *st, const struct args *a,
    const struct series_ask *series, enum format format, struct err *e)
{
	if (a->bucket != NULL)
		return stats_answer(fp, st, &(struct stats_ask){
		    .series = *series, .all = a->all,
		    .grain = period_grain_of(a->bucket), .brief = true,
		    .limit = a->limit > 0 ? a->limit : 0,
		    .max_bytes = a->max_bytes, .format = format }, e);
	return history_answer(fp, st, &(struct history_ask){ *series, a->all,
	    a->limit < 0 ? LIMIT : a->limit, a->max_bytes, format }, e);
}

static int
check_form(const struct args *a, int command, struct err *e)
{
	if (a->max_bytes >= 0 && a->max_bytes < BOUND_LEAST) {
		err_set(e, ERR_USAGE, "--max-bytes: %" PRId64 ": at least %d",
		    a->max_bytes, BOUND_LEAST);
		return -1;
	}
	if (choose_format(a) != FORMAT_METRICS || command == CURRENT ||
	    command == SITES)
		return 0;
	err_set(e, ERR_USAGE, "--format: openmetrics: not of vrm-query %s, "
	    "which has %s", commands[command].name, FORMAT_ROWS);
	err_allow_choices(e, FORMAT_ROWS);
	return -1;
}

static int
answer(const struct cli *cli, const struct args *a, FILE *fp, struct store *st,
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
	struct series_ask series = { a->site, a->battery, a->source,
	    configured, a->range, now };

	switch (cli->opt.command) {
	case CURRENT:
		return current_answer(fp, st, &(struct current_ask){
		    a->site, a->battery, a->source, configured, a->all,
		    stale_after, now, format }, e);
	case HISTORY:
		return answer_history(fp, st, a, &series, format, e);
	case STATS:
		return answer_stats(fp, st, a, &series, format, e);
	case COMPARE:
		return compare_answer(fp, st, &(struct compare_ask){
		    series, a->sources, period_grain_of(a->bucket == NULL ?
		    "1h" : a->bucket), format }, e);
	case DUMP:
		return dump_answer(fp, st, a->site, e);
	case GAPS:
		return gaps_answer(fp, st, &(struct gaps_ask){
		    a->site, a->battery, given, a->due,
		    poll_interval, now, format }, e);
	case COVERAGE:
		return daily_answer(fp, st, &(struct daily_ask){
		    a->site, a->battery, given, a->days > 0 ? a->days :
		    DAYS, poll_interval, now, format }, e);
	default:
		return sites_answer(fp, st, &(struct sites_ask){
		    a->site, stale_after, now, format }, e);
	}
}

static int
run(const struct cli *cli, const struct args *a, struct err *e)
{
	struct bound bound = { .max = a->max_bytes,
		.format = choose_format(a),
		.newest = !a->all && (cli->opt.command == HISTORY ||
		cli->opt.command == STATS || cli->opt.command == COMPARE) };
	struct args args = *a;
	struct store *st = NULL;
	int rc = -1;

	if (!a->all)
		args.limit = bound_limit(&bound, a->limit);
	if (check_form(a, cli->opt.command, e) == 0 &&
	    check(a, cli->opt.command, e) == 0 &&
	    store_open(&st, cfg_get(cli->cfg, CFG_DATABASE_URL), STORE_READ, 0,
	    e) == 0)
		rc = bound_close(&bound, answer(cli, &args, bound_open(&bound,
		    stdout), st, e), e);
	if (e->kind == ERR_NO_READING && *err_advice(e) == '\0')
		err_hint(e, "vrm-fetch battery | vrm-store");
	store_close(st);
	return rc;
}

/* Rows come by the million: as many at a time as a pipe holds. */
static void
buffer_rows(void)
{
	static char buf[65536];		/* stdout's until the very end */

	if (!isatty(STDOUT_FILENO))
		(void)setvbuf(stdout, buf, _IOFBF, sizeof(buf));
}

/* Behind half an answer an error would be a part of neither.  A stream without
 * orientation is one that nothing was written to. */
static bool
has_begun(FILE *fp)
{
	return fwide(fp, 0) != 0;
}

int
main(int argc, char *argv[])
{
	struct args args = { .range.hours = -1, .limit = -1, .days = -1,
		.max_bytes = -1 };
	struct cli cli;
	struct err e = { .kind = ERR_NONE };

	if (cli_start(&cli, &program, argc, argv, &args, &e) != CLI_GO)
		;
	else if (cli.opt.command == DESCRIBE)
		describe(&program, stdout);
	else {
		buffer_rows();
		(void)run(&cli, &args, &e);
	}
	if (e.kind != ERR_NONE && e.kind != ERR_READER_GONE &&
	    cli.opt.command != DUMP && choose_format(&args) == FORMAT_JSON &&
	    !has_begun(stdout))
		format_error(stdout, &e);
	return cli_end(&cli, &e);
}
