/* One look at a ledger as the planner has it, timed:
 * import STORE CUSTOMERS [PURCHASES|-] [TODAY]. For tests/bench/run ledger. */
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "conf.h"
#include "db.h"
#include "ledger.h"
#include "log.h"

static double seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: import STORE CUSTOMERS [PURCHASES|-] [TODAY]\n");
		return 2;
	}
	AUTO(conf_free) struct conf *conf = conf_new("/bench.conf");
	conf_set(&conf->business.name, "Bench");
	conf_set(&conf->business.language, "en");
	AUTO(db_close) struct db *db = NULL;
	AUTO(xfree) char *why = NULL;
	AUTO(ledger_report_done) struct ledger_report report = {0};
	struct date today;
	conf_set(&conf->ledger.customers, argv[2]);
	if (argc > 3 && strcmp(argv[3], "-") != 0)
		conf_set(&conf->ledger.purchases, argv[3]);
	conf_set(&conf->business.timezone, "Europe/Berlin");
	if (date_parse(argc > 4 ? argv[4] : "2026-11-22", &today) < 0 ||
	        db_open(argv[1], &db, &why) < 0) {
		fprintf(stderr, "%s\n", why ? why : "no such day");
		return 1;
	}
	int64_t begin = clock_monotonic_ms();
	int r = ledger_import(db, conf, today, 1000, &report);
	int64_t end = clock_monotonic_ms();
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	printf("%.3f s wall, %.3f s cpu, %.1f MB; %d customers, %d purchases, %d refused%s%s%s\n",
	        (double)(end - begin) / 1e3, seconds(&used.ru_utime) + seconds(&used.ru_stime),
	        (double)used.ru_maxrss / 1024, report.customers, report.purchases, report.refused,
	        report.unchanged ? ", unchanged" : "", report.problem ? ": " : "",
	        report.problem ? report.problem : "");
	return r < 0 || report.problem;
}
