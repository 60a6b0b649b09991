/* answer/scrape.c - see scrape.h */
#include "answer/scrape.h"

#include "answer/metrics.h"

static const struct {
	const char *name, *unit;
	double scale;		/* to the base unit */
	const char *help;
} metrics[CHECK_COUNT] = {
	[CHECK_TOKEN] = { "vrm_token_remaining_seconds", "seconds", 1,
	    "Until the token expires." },
	[CHECK_REQUESTS] = { "vrm_requests_last_hour", "", 1,
	    "Requests to VRM in the last hour." },
	[CHECK_CLOCK] = { "vrm_clock_skew_seconds", "seconds", 1,
	    "VRM's clock minus this machine's." },
	[CHECK_POLLER] = { "vrm_poller_age_seconds", "seconds", 1,
	    "Since the last poll that nobody made by hand." },
	[CHECK_LAST_POLL] = { "vrm_poll_age_seconds", "seconds", 1,
	    "Since the last poll." },
	[CHECK_FAILURES] = { "vrm_poll_failures_ratio", "ratio", 0.01,
	    "Failed polls of those of the last hour." },
	[CHECK_SUCCESS] = { "vrm_poll_success_ratio", "ratio", 0.01,
	    "Good polls of those of the last 24 hours." },
	[CHECK_DATABASE] = { "vrm_database_latency_seconds", "seconds", 0.001,
	    "To connect to the database and be answered." },
	[CHECK_SPOOL] = { "vrm_spool_lines", "", 1,
	    "Lines that wait for their database." },
	[CHECK_LAST_SUCCESS] = { "vrm_store_age_seconds", "seconds", 1,
	    "Since readings were last stored." },
	[CHECK_DATA_AGE] = { "vrm_data_age_seconds", "seconds", 1,
	    "Of the oldest among the sites' newest readings." },
	[CHECK_READINGS] = { "vrm_readings_ratio", "ratio", 0.01,
	    "Readings of the last 24 hours, of those expected." },
	[CHECK_GAPS] = { "vrm_gaps_overdue_seconds", "seconds", 1,
	    "Since VRM was to be asked for what is missing." },
	[CHECK_SOC] = { "vrm_lowest_state_of_charge_ratio", "ratio", 0.01,
	    "The least charge of the sites, where it is fresh." }
};

static void
write_metric(FILE *fp, const char *name, const char *unit, const char *help,
    double v)
{
	metrics_family(fp, name, unit, help);
	metrics_sample(fp, name, NULL, 0, v);
}

static void
write_verdicts(FILE *fp, const char *name, const struct health *h, int check)
{
	struct metrics_label labels[2] = { { "check", NULL } };
	size_t n = check == -1 ? 0 : 1;
	enum check_verdict is = h->verdict;

	if (check != -1) {
		labels[0].text = check_name((enum check_name)check);
		is = h->check[check].verdict;
	}
	for (int v = CHECK_OK; v <= CHECK_UNKNOWN; v++) {
		labels[n] = (struct metrics_label){ "verdict",
			check_verdict_name((enum check_verdict)v) };
		metrics_sample(fp, name, labels, n + 1, (int)is == v);
	}
}

void
scrape_write(FILE *fp, const struct health *h, const struct facts *f)
{
	static const char all[] = "vrm_health_verdict";
	static const char each[] = "vrm_health_check_verdict";

	metrics_family(fp, all, "", "The verdict: one of these is 1.");
	write_verdicts(fp, all, h, -1);
	metrics_family(fp, each, "", "Of each check one verdict is 1.");
	for (int i = 0; i < CHECK_COUNT; i++)
		write_verdicts(fp, each, h, i);
	for (int i = 0; i < CHECK_COUNT; i++)
		if (h->check[i].known)
			write_metric(fp, metrics[i].name, metrics[i].unit,
			    metrics[i].help, h->check[i].value *
			    metrics[i].scale);
	if (f->requests_err.kind == ERR_NONE) {
		write_metric(fp, "vrm_requests_today", "",
		    "Requests to VRM since midnight UTC.",
		    (double)f->requests.today);
		write_metric(fp, "vrm_requests_remaining", "",
		    "Requests that a poll may still make now.",
		    f->requests.remaining);
	}
	metrics_end(fp);
}
