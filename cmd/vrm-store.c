/* vrm-store - lines from stdin into a database (vrm-store(1)) */
#include "base/mem.h"
#include "base/note.h"
#include "base/text.h"
#include "cli/cli.h"
#include "state/polls.h"
#include "state/spool.h"
#include "store/intake.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

struct args {
	bool drain, dry_run, no_rollups, rebuild, status, plan;
	const char *site, *battery, *source;
};

enum { MIGRATE, MAINTAIN, SPOOL, FORGET, STORE };

static const struct opt_command commands[] = {
	{ "migrate", "[-d URL] [--status | --plan]",
	    "bring the database to this version's tables", 0 },
	{ "maintain", "[-d URL] [--rebuild]",
	    "let raw readings go that are older than VRM_RETENTION", 0 },
	{ "spool", "[-d URL] [--drain]",
	    "list the lines that wait for their database", 0 },
	{ "forget", "--site ID [--battery NAME] [--source NAME] [-d URL] "
	    "[--dry-run]", "erase all that is stored of a site or a battery",
	    0 },
	{ NULL, "[-d URL] [--dry-run] [--no-rollups] < lines",
	    "store the lines of stdin", 0 },
	{ NULL, NULL, NULL, 0 }
};

static const struct opt options[] = {
	{ 'd', "database", "URL", OPT_SETTING, CFG_DATABASE_URL, 0,
	    "sqlite:PATH or postgresql://USER@HOST/DATABASE" },
	{ 0, "drain", NULL, OPT_FLAG, offsetof(struct args, drain),
	    OPT_IN(SPOOL), "store those of this database now" },
	{ 's', "site", "ID", OPT_TEXT, offsetof(struct args, site),
	    OPT_IN(FORGET), "this one: its number, not its name" },
	{ 'b', "battery", "NAME", OPT_TEXT, offsetof(struct args, battery),
	    OPT_IN(FORGET), "of the site only this battery" },
	{ 0, "source", "NAME", OPT_TEXT, offsetof(struct args, source),
	    OPT_IN(FORGET), "only what came from this source" },
	{ 'n', "dry-run", NULL, OPT_FLAG, offsetof(struct args, dry_run),
	    OPT_IN(STORE) | OPT_IN(FORGET),
	    "say what would be done, and change nothing" },
	{ 0, "no-rollups", NULL, OPT_FLAG, offsetof(struct args, no_rollups),
	    OPT_IN(STORE), "leave hours and days as they are: rebuild later" },
	{ 0, "rebuild", NULL, OPT_FLAG, offsetof(struct args, rebuild),
	    OPT_IN(MAINTAIN), "compute hours and days from the raw readings" },
	{ 0, "status", NULL, OPT_FLAG, offsetof(struct args, status),
	    OPT_IN(MIGRATE), "list the migrations, and change nothing" },
	{ 0, "plan", NULL, OPT_FLAG, offsetof(struct args, plan),
	    OPT_IN(MIGRATE), "print the SQL that is missing, and run nothing" },
	{ 0, NULL, NULL, OPT_FLAG, 0, 0, NULL }
};

static const char *const examples[] = {
	"vrm-fetch battery | vrm-store",
	"vrm-store -d postgresql://vrm@db/home < readings.ndjson",
	"vrm-store migrate --plan",
	"vrm-store forget --site 123456 --dry-run",
	NULL
};

static const struct opt_program program = {
	.name = "vrm-store",
	.about = "store battery readings, one JSON object a line",
	.commands = commands,
	.default_command = STORE,
	.options = options,
	.examples = examples
};

static void
print_name(const struct store_migration *m)
{
	if (m->version > 0)
		(void)printf("%03d ", m->version);
	(void)fputs(m->name, stdout);
}

static void
print_status(void *arg, const struct store_migration *m)
{
	(void)arg;
	print_name(m);
	(void)puts(m->is_applied ? " applied" : " missing");
}

static void
print_plan(void *arg, const struct store_migration *m)
{
	(void)arg;
	if (m->is_applied)
		return;
	(void)fputs("-- ", stdout);
	print_name(m);
	(void)printf("\n%s\n", m->sql);
}

static int
migrate(const struct cli *cli, const char *url, unsigned mode,
    const struct args *args, struct err *e)
{
	int from, to;

	if (args->status && args->plan) {
		err_set(e, ERR_USAGE, "--plan: not with --status");
		return -1;
	}
	if (args->status || args->plan)
		return store_migrations(url, args->plan ? print_plan :
		    print_status, NULL, e);
	if (store_migrate(url, mode, cfg_seconds(cli->cfg, CFG_RETENTION),
	    &from, &to, e) == -1)
		return -1;
	note_info("schema %d, was %d", to, from);
	return 0;
}

/* The retention first: it seals the hours and days whose readings TimescaleDB's
 * own job may have dropped meanwhile, and a rebuild lets those be. */
static int
maintain(const struct cli *cli, const char *url, unsigned mode, bool rebuild,
    struct err *e)
{
	struct store *st;
	int rc = -1;

	if (store_open(&st, url, STORE_WRITE, mode, e) == -1)
		return -1;
	if (store_maintain(st, clock_s(&cli->clock),
	    cfg_seconds(cli->cfg, CFG_RETENTION), e) == 0)
		rc = rebuild ? store_rebuild(st, e) : 0;
	store_close(st);
	if (rc == 0)
		note_info("done, with VRM_RETENTION=%s%s",
		    cfg_get(cli->cfg, CFG_RETENTION), rebuild ?
		    "; hours and days are computed anew" : "");
	return rc;
}

static void
tell_forgot(const struct forget *what, const struct forget_count *n)
{
	char *text = xasprintf("%s %" PRId64 " batter%s with %" PRId64
	    " readings, %" PRId64 " hours and %" PRId64 " days",
	    what->really ? "forgot" : "would forget", n->batteries,
	    n->batteries == 1 ? "y" : "ies", n->readings, n->hours, n->days);

	if (what->really)
		note_info("%s", text);
	else
		(void)printf("%s\n", text);
	free(text);
}

static int
forget(const char *url, unsigned mode, const struct args *args, struct err *e)
{
	struct forget what = { args->site, args->battery, args->source,
		!args->dry_run };
	struct forget_count n;
	struct store *st;
	int rc;

	if (what.site == NULL) {
		err_set(e, ERR_USAGE, "which site?  name one with --site");
		err_hint(e, "vrm-query sites lists them with their numbers");
		return -1;
	}
	if (store_open(&st, url, STORE_WRITE, mode, e) == -1)
		return -1;
	rc = store_forget(st, &what, &n, e);
	store_close(st);
	if (rc == 0 && n.sites + n.batteries + n.readings == 0) {
		err_set(e, ERR_NO_SITE, "site %s: nothing of that is stored",
		    what.site);
		err_hint(e, "vrm-query sites and current --all list what is");
		return -1;
	}
	if (rc == 0)
		tell_forgot(&what, &n);
	return rc;
}

/* The run that vrm-health will ask for; a run without readings is none. */
static int
log_run(const struct cli *cli, const struct state *state,
    const struct intake_sum *sum, const struct err *how, struct err *e)
{
	const struct tally *t = &sum->kept.read;
	const struct store_count *c = &t->readings;
	uint64_t stored = c->stored + c->repeated + c->superseded +
	    c->too_late;
	struct poll p = { .at = clock_s(&cli->clock), .program = "vrm-store",
		.command = "store", .kind = how->kind,
		.by_hand = isatty(STDERR_FILENO) == 1,
		.readings = (int64_t)(stored + sum->kept.spooled +
		    t->rejected),
		.stored = (int64_t)stored,
		.rejected = (int64_t)t->rejected };

	if (stored == 0 && how->kind == ERR_NONE)
		return 0;
	(void)text_copy(p.message, sizeof(p.message), how->msg);
	return polls_log(state, &p, e);
}

/* What became of the lines is told and logged. */
static int
end_run(const struct cli *cli, const struct intake *in,
    const struct intake_sum *sum, int rc, struct err *e)
{
	struct err log_err = { .kind = ERR_NONE };
	char *text = intake_text(sum);

	if (in->how.dry_run)
		(void)printf("%s\n", text);
	else if (sum->lines + sum->kept.segments > 0)
		note_info("%s", text);
	free(text);
	if (in->how.dry_run ||
	    log_run(cli, in->state, sum, e, &log_err) == 0)
		return rc;
	note_warn("%s", log_err.msg);
	if (rc == 0)
		*e = log_err;
	return -1;
}

static void
print_spool(void *arg, const char *shown, const struct spool_depth *d)
{
	const struct cli *cli = arg;
	int64_t now = clock_s(&cli->clock);
	char age[CLOCK_AGE];

	(void)printf("%s: %" PRIu64 " segment%s, %" PRIu64 " line%s, %" PRIu64
	    " bytes", shown, d->segments, d->segments == 1 ? "" : "s",
	    d->lines, d->lines == 1 ? "" : "s", d->bytes);
	if (d->segments > 0)
		(void)printf(", the oldest %s old", clock_format_age(age,
		    now > d->oldest ? now - d->oldest : 0));
	if (d->set_aside > 0)
		(void)printf(", %" PRIu64 " set aside", d->set_aside);
	(void)putchar('\n');
}

static int
run(struct cli *cli, const struct args *args, struct err *e)
{
	const char *url = cfg_get(cli->cfg, CFG_DATABASE_URL);
	struct state *state = state_open(cfg_get(cli->cfg, CFG_STATE_DIR));
	struct intake in = { .state = state, .clock = &cli->clock,
		.how = { url, state_mode(state), args->dry_run,
		    args->no_rollups, cfg_seconds(cli->cfg, CFG_RETENTION) } };
	struct intake_sum sum;
	int rc;

	if (cli->opt.command == MIGRATE)
		rc = migrate(cli, url, state_mode(state), args, e);
	else if (cli->opt.command == MAINTAIN)
		rc = maintain(cli, url, state_mode(state), args->rebuild, e);
	else if (cli->opt.command == FORGET)
		rc = forget(url, state_mode(state), args, e);
	else if (cli->opt.command == SPOOL && !args->drain)
		rc = spool_each(state, print_spool, cli, e);
	else if (cli->opt.command == SPOOL)
		rc = end_run(cli, &in, &sum, intake_drain(&in, &sum, e), e);
	else
		rc = end_run(cli, &in, &sum,
		    intake_run(&in, STDIN_FILENO, &sum, e), e);
	state_close(state);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct args args = { .dry_run = false };
	struct cli cli;
	struct err e = { 0 };

	if (cli_start(&cli, &program, argc, argv, &args, &e) == CLI_GO)
		(void)run(&cli, &args, &e);
	return cli_end(&cli, &e);
}
