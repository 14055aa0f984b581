/*
 * followupd: the daemon's options and its start order; no logic.
 */
#ifdef HAVE_CONFIG_H
#endif

#include "base.h"
#include "conf.h"
#include "db.h"
#include "lock.h"
#include "log.h"
#include "message.h"
#include "progress.h"
#include "supervisor.h"
#include "tenure.h"
#include "worker.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#ifndef PACKAGE_STRING
#define PACKAGE_STRING "followupd"
#endif

/* In the order of a single run: what came in may withdraw what is queued, what is planned is
 * sent in the same run. */
static const struct worker *const workers[] = {&listener, &planner, &sender};

struct options {
	const char *file;
	bool check, reload, once, verbose;
	const struct worker *only; /* --once=ROLE */
	const struct worker *role; /* --role=ROLE: we are the supervisor's child */
	const char *ends;          /* text to print instead of running: --help, --version */
};

/* ---- options ---- */

static const char usage[] =
        "Usage: followupd -c FILE [--check] [--reload] [--once[=planner|sender|listener]] "
        "[--now=TIME]\n"
        "                 [--verbose]\n"
        "\n"
        "Keeps a business's promises to its customers: plans letters, sends them, reads the\n"
        "replies. Runs in the foreground until SIGTERM; systemd is its usual keeper.\n"
        "\n"
        "  -c, --config=FILE  the configuration, see followupd.conf(5)\n"
        "      --check        say whether FILE is good, as FILE:LINE:COLUMN: error: TEXT; end\n"
        "      --reload       check FILE and have the followupd at work on its store take it anew\n"
        "      --once[=ROLE]  one pass of listener, planner and sender (or of ROLE), then end\n"
        "      --now=TIME     with --once: as if it were TIME (2026-12-24T09:00:00Z, in UTC)\n"
        "  -v, --verbose      log what is decided, not only what is done\n"
        "  -h, --help         this text\n"
        "  -V, --version      the version\n";

enum { OPT_CHECK = 256, OPT_RELOAD, OPT_ONCE, OPT_NOW, OPT_ROLE };

static const struct option long_options[] = {
        {"config", required_argument, NULL, 'c'},
        {"check", no_argument, NULL, OPT_CHECK},
        {"reload", no_argument, NULL, OPT_RELOAD},
        {"once", optional_argument, NULL, OPT_ONCE},
        {"now", required_argument, NULL, OPT_NOW},
        {"role", required_argument, NULL, OPT_ROLE},
        {"verbose", no_argument, NULL, 'v'},
        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'V'},
        {0},
};

static int wrong(const char *fmt, ...) PRINTF_LIKE(1, 2);
static int wrong(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fputs("followupd: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputs("\nfollowupd --help lists the options.\n", stderr);
	va_end(ap);
	return EX_USAGE;
}

static int take_role(const char *name, const struct worker **ret)
{
	for (size_t i = 0; i < COUNT(workers); i++) {
		if (!str_same(workers[i]->role, name))
			continue;
		*ret = workers[i];
		return 0;
	}
	return wrong("there is no role \"%s\"; the roles are planner, sender and listener.", name);
}

static int take_now(const char *word)
{
	int64_t at;
	if (clock_parse(word, &at) < 0)
		return wrong(
		        "--now=%s is no moment. Write it like 2026-12-24T09:00:00Z (UTC).", word);
	clock_set(at);
	return 0;
}

static int take_option(struct options *o, int option)
{
	switch (option) {
	case 'c':
		o->file = optarg;
		return 0;
	case 'v':
		o->verbose = true;
		return 0;
	case 'h':
		o->ends = usage;
		return 0;
	case 'V':
		o->ends = PACKAGE_STRING "\n";
		return 0;
	case OPT_CHECK:
		o->check = true;
		return 0;
	case OPT_RELOAD:
		o->reload = true;
		return 0;
	case OPT_ONCE:
		o->once = true;
		return optarg ? take_role(optarg, &o->only) : 0;
	case OPT_NOW:
		return take_now(optarg);
	case OPT_ROLE:
		return take_role(optarg, &o->role);
	default:
		fputs("followupd --help lists the options.\n", stderr); /* getopt said what */
		return EX_USAGE;
	}
}

static int take_together(const struct options *o, int argc, char **argv)
{
	if (o->ends)
		return 0;
	if (optind < argc)
		return wrong("\"%s\" is one word too many; the configuration is given with -c.",
		        argv[optind]);
	if (!o->file)
		return wrong("which configuration? Say -c FILE, often -c "
		             "/etc/followupd/followupd.conf.");
	if (o->check + o->reload + o->once > 1)
		return wrong(
		        "--check only reads the configuration, --reload has a running followupd "
		        "take it, and --once does the work; choose one.");
	if (clock_frozen() && !o->once)
		return wrong("--now stops the clock, and a daemon whose clock stands still waits "
		             "for ever. Add --once.");
	return 0;
}

static int take_options(struct options *o, int argc, char **argv)
{
	int option, code = 0;
	while (!code && (option = getopt_long(argc, argv, "c:vhV", long_options, NULL)) != -1)
		code = take_option(o, option);
	return code ? code : take_together(o, argc, argv);
}

/* ---- configuration ---- */

/* --check: the problems are what was asked for, so they stand alone on their lines. */
static void bare_line(enum log_level level, const char *line, void *arg)
{
	(void)level;
	fprintf(arg, "%s\n", line);
}

static int check(const char *file)
{
	AUTO(conf_free) struct conf *conf = NULL;
	log_hook_set(bare_line, stderr);
	int code = supervisor_read_conf(file, true, &conf);
	if (!code)
		printf("%s is good.\n", file);
	return code;
}

/* ---- running ---- */

static void start_log(const struct options *o, const char *role)
{
	log_init(role, o->verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
}

/* The store is made or brought up to date by one process, before three open it; and what is
 * wrong with it is said once, at the start, instead of by three workers for ever. */
static int prepare_store(const struct conf *conf)
{
	AUTO(db_close) struct db *db = NULL;
	AUTO(xfree) char *why = NULL;
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", conf->state);
	int r = db_upgrade(path, &why);
	if (r == 0)
		r = db_open(path, &db, &why);
	if (r == 0) {
		db_leave_landmark(path);
		return 0;
	}
	if (r == -EUCLEAN || r == -ENOENT) {
		log_event(LOG_EVENT_STORE_DAMAGED, "%s", why);
		return EX_DATAERR;
	}
	log_error("%s", why ? why : strerror(-r));
	return r == -EPROTO ? EX_CONFIG : EX_TEMPFAIL;
}

static int run_once(const struct options *o, const struct conf *conf)
{
	progress_on_terminal();
	int code = lock_hold(conf);
	if (!code)
		code = prepare_store(conf);
	for (size_t i = 0; i < COUNT(workers) && !code; i++) {
		if (o->only && o->only != workers[i])
			continue;
		start_log(o, workers[i]->role);
		code = worker_run(workers[i], conf, true);
	}
	return code;
}

static int run_daemon(const struct options *o, const struct conf *conf)
{
	signal(SIGHUP, SIG_IGN); /* a reload before the supervisor listens must not be the end */
	int code = lock_hold(conf);
	if (!code)
		code = prepare_store(conf);
	if (code)
		return code;
	char name[] = "followupd", c[] = "-c", verbose[] = "--verbose";
	char *argv[] = {name, c, conf->path, o->verbose ? verbose : NULL, NULL};
	return supervisor_run(conf, argv);
}

static int run(const struct options *o)
{
	AUTO(conf_free) struct conf *conf = NULL;
	start_log(o, o->role ? o->role->role : "followupd");
	/* the supervisor has said the warnings; three workers need not */
	int code = supervisor_read_conf(o->file, !o->role, &conf);
	if (code)
		return code;
	tenure_in_cluster(conf->cluster);
	if (o->role)
		return worker_run(o->role, conf, false);
	if (o->reload)
		return lock_reload(conf);
	return o->once ? run_once(o, conf) : run_daemon(o, conf);
}

int main(int argc, char **argv)
{
	struct options o = {0};
	int code = take_options(&o, argc, argv);
	if (code)
		return code;
	if (o.ends) {
		fputs(o.ends, stdout);
		return EX_OK;
	}
	signal(SIGPIPE, SIG_IGN); /* a peer that goes away is an errno, not our end */
	const char *crash_at = getenv("FOLLOWUPD_CRASH_AT");
	if (crash_at)
		db_crash_at(atoi(crash_at));
	const char *full_at = getenv("FOLLOWUPD_FULL_AT");
	if (full_at)
		db_full_at(atoi(full_at));
	message_dies_of(getenv("FOLLOWUPD_DIES_OF"));
	return o.check ? check(o.file) : run(&o);
}
