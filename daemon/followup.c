/*
 * followup: the command people type. Options, the store, and the table of commands; what they do
 * stands in tell.c and act.c.
 */
#include "command.h"

#include "conf.h"
#include "db.h"
#include "folder.h"
#include "ledger.h"
#include "log.h"
#include "occasion.h"
#include "progress.h"
#include "tenure.h"
#include "zone.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static const char default_conf[] = "/etc/followupd/followupd.conf";

static const struct command commands[] = {
        {"init", "DIR", "a working start: configuration, sample ledger, calendars, letters",
                command_init, COMMAND_NOTHING, 1, 1},
        {"check", "[--people] [FILE...]", "check configuration, ledger, calendars and templates",
                command_check, COMMAND_CONF, 0, 1000},
        {"doctor", "[--mail]", "the live set-up: servers, rights, disk, what stands still",
                command_doctor, COMMAND_CONF, 0, 0},
        {"export", "CUSTOMER", "all that is known about a customer, as JSON", command_export,
                COMMAND_STORE, 1, 1},
        {"forget", "CUSTOMER", "erase a customer; the opt-out stays as a keyed hash",
                command_forget, COMMAND_STORE, 1, 1},
        {"backup", "FILE", "a copy of the store, while the daemon works", command_backup,
                COMMAND_STORE, 1, 1},
        {"adopt", "", "send from this machine a store that came from another", command_adopt,
                COMMAND_STORE, 0, 0},
        {"plan", "[--from D] [--to D] [--ics]", "the days ahead: every letter and every skip",
                command_plan, COMMAND_FRESH, 0, 0},
        {"preview", "TEMPLATE [--customer C] [--html|--eml]", "exactly what would be sent",
                command_preview, COMMAND_FRESH, 1, 1},
        {"why", "CUSTOMER [DATE|TOUCHPOINT]", "why a letter did or did not go", command_why,
                COMMAND_STORE, 1, 2},
        {"show", "CUSTOMER | PERSON | TOUCHPOINT",
                "the whole history of a customer with us; of a person, of a letter", command_show,
                COMMAND_STORE, 1, 1},
        {"waiting", "", "who is waiting for an answer, and how long", command_waiting,
                COMMAND_STORE, 0, 0},
        {"status", "[--prometheus]", "queue, workers, servers, what is due next", command_status,
                COMMAND_STORE, 0, 0},
        {"digest", "[PERSON] [--week W] [--html|--send]", "the digest, shown or sent",
                command_digest, COMMAND_STORE, 0, 1},
        {"calendar", "[--manager M]", "the coming letters as an iCalendar feed", command_calendar,
                COMMAND_FRESH, 0, 0},
        {"classify", "MAIL...", "what followupd makes of a mail", command_classify, COMMAND_NOTHING,
                1, 1000000},
        {"optout", "CUSTOMER|ADDRESS", "no more letters to this customer", command_optout,
                COMMAND_STORE, 1, 1},
        {"answered", "CUSTOMER", "the customer was answered elsewhere", command_answered,
                COMMAND_STORE, 1, 1},
        {"log", "CUSTOMER TEXT", "a call, a visit, a promise made elsewhere", command_log,
                COMMAND_STORE, 2, 2},
        {"pause", "CUSTOMER [--until D]", "rest all letters to this customer", command_pause,
                COMMAND_STORE, 1, 1},
        {"resume", "CUSTOMER", "end the rest", command_resume, COMMAND_STORE, 1, 1},
        {"approve", "TOUCHPOINT [CUSTOMER] | catch-up | ledger | sending",
                "say yes to what waits for you", command_approve, COMMAND_STORE, 1, 2},
        {"hold", "TOUCHPOINT [CUSTOMER]", "say no to a letter that waits or is queued",
                command_hold, COMMAND_STORE, 1, 2},
        {"personal", "TOUCHPOINT CUSTOMER TEXT", "a sentence for a letter that waits for one",
                command_personal, COMMAND_STORE, 3, 3},
        {"settle", "TOUCHPOINT CUSTOMER arrived|lost", "whether an unsure letter arrived",
                command_settle, COMMAND_STORE, 3, 3},
        {"give", "CUSTOMER PERSON", "another person answers who waits", command_give, COMMAND_STORE,
                2, 2},
        {"happy", "CUSTOMER", "the customer is delighted with us", command_happy, COMMAND_STORE, 1,
                1},
        {"accept", "CUSTOMER address|left|back", "what an automatic reply told is so",
                command_accept, COMMAND_STORE, 2, 2},
        {"decline", "CUSTOMER address|left|back", "nothing shall be done about it", command_decline,
                COMMAND_STORE, 2, 2},
        {"undo", "NUMBER", "take a decision back; show names the number", command_undo,
                COMMAND_STORE, 1, 1},
};

static int usage(FILE *out)
{
	fputs("Usage: followup [-c FILE] [--json] COMMAND ...\n\n", out);
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(out, "  %-9s %-38s  %s\n", commands[i].name, commands[i].usage,
		        commands[i].purpose);
	fprintf(out,
	        "\n-c FILE   configuration, default %s\n--now T   as if it were this moment (UTC)\n"
	        "See followup(1).\n",
	        default_conf);
	return out == stdout ? 0 : EX_USAGE;
}

static const struct command *find(const char *name)
{
	const char *names[COUNT(commands) + 1] = {NULL};
	for (size_t i = 0; i < COUNT(commands); i++) {
		names[i] = commands[i].name;
		if (str_same(commands[i].name, name))
			return &commands[i];
	}
	const char *near = str_nearest(name, names);
	fprintf(stderr, "followup: there is no command \"%s\"%s%s%s\n", name,
	        near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return NULL;
}

/* ---- helpers of the commands ---- */

char *command_customer(struct command_context *ctx, const char *named)
{
	char *key = NULL;
	if (ledger_customer_find(ctx->db, named, &key) == 0)
		return key;
	AUTO(xfree) char *business = ledger_fact(ctx->db, LEDGER_FACT_BUSINESS);
	fprintf(stderr,
	        business ? "followup: the ledger knows no customer \"%s\". Give the ledger's id or "
	                   "the e-mail address.\n"
	                 : "followup: no ledger was read yet, so nobody can tell who \"%s\" is. "
	                   "Start followupd, or say `followupd --once=planner`, and ask again.\n",
	        named);
	return NULL;
}

bool command_date(const char *words, struct date *ret)
{
	if (date_parse(words, ret) == 0)
		return true;
	fprintf(stderr, "followup: \"%s\" is no date. Write it like 2026-12-31.\n", words);
	return false;
}

int command_json(struct command_context *ctx, const char *sql, const char *customer)
{
	AUTO(xfree)
	char *array = customer ? db_text(ctx->db, sql, DB_TEXT(":customer", customer))
	                       : db_text(ctx->db, sql);
	puts(array ? array : "[]");
	return 0;
}

char *command_moment(struct command_context *ctx, int64_t at)
{
	const struct zone *z = zone_find(ctx->conf->business.timezone);
	AUTO(xfree) char *day = date_format(zone_date(z, at));
	int minute = zone_minute(z, at);
	return xasprintf("%s %02d:%02d", day, minute / 60, minute % 60);
}

struct date command_today(struct command_context *ctx)
{
	return zone_date(zone_find(ctx->conf->business.timezone), ctx->house.now);
}

/* ---- start ---- */

/* `look`: with a bad one too there is something to work with, if it could be read at all. */
static int load_conf(struct command_context *ctx, bool look, struct conf **ret)
{
	AUTO(conf_problems_done) struct conf_problems problems = {0};
	int r = look ? conf_load_to_look(ctx->conf_path, ret, &problems)
	             : conf_load(ctx->conf_path, ret, &problems);
	for (size_t i = 0; i < problems.count; i++) {
		const struct conf_problem *p = &problems.at[i];
		ctx->conf_errors += !p->warning;
		if (r == 0 && !p->warning)
			continue;
		AUTO(text_done) struct text place = TEXT_INIT;
		text_put_place(&place, p->file ? p->file : ctx->conf_path, p->line, p->column);
		fprintf(stderr, "%s: %s: %s\n", text_str(&place), p->warning ? "warning" : "error",
		        p->text);
	}
	return r == 0 || (look && *ret) ? 0 : EX_CONFIG;
}

static int refresh(struct command_context *ctx)
{
	AUTO(ledger_report_done) struct ledger_report report = {0};
	struct date today = command_today(ctx);
	int r = ledger_import(ctx->db, ctx->conf, today, ctx->house.now, &report);
	if (report.problem)
		fprintf(stderr, "followup: ledger: %s\n", report.problem);
	if (r == 0)
		r = occasion_scan(ctx->db, ctx->conf->calendars, today);
	if (r >= 0 || r == -ENOENT)
		r = folder_scan(&ctx->house, 0);
	return r < 0 && r != -ENOENT ? EX_IOERR : 0;
}

static int open_store(struct command_context *ctx, bool fresh)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", ctx->conf->state), *why = NULL;
	struct db **store = fresh ? &ctx->store : &ctx->db;
	bool there = access(path, F_OK) == 0;
	int r = 0;
	if (there || !fresh)
		r = db_open(path, store, &why);
	if (r == 0 && fresh)
		r = there ? db_open_scratch(*store, &ctx->db, &why) : db_open_memory(&ctx->db);
	if (r < 0) {
		fprintf(stderr, "followup: %s\n", why ? why : strerror(-r));
		return EX_NOPERM;
	}
	if (db_key(ctx->db, &ctx->key) < 0)
		return EX_DATAERR;
	ctx->house = (struct house){
	        .db = ctx->db, .conf = ctx->conf, .key = &ctx->key, .now = clock_now()};
	return fresh ? refresh(ctx) : 0;
}

static bool barred(const char *path)
{
	return access(path, R_OK) < 0 && errno == EACCES;
}

/* The configuration or the store is not for this user's eyes. */
static bool shut_out(struct command_context *ctx)
{
	if (barred(ctx->conf_path))
		return true;
	AUTO(conf_problems_done) struct conf_problems problems = {0};
	AUTO(conf_free) struct conf *conf = NULL;
	if (conf_load(ctx->conf_path, &conf, &problems) != 0)
		return false;
	AUTO(xfree) char *store = xasprintf("%s/followupd.db", conf->state);
	return barred(store);
}

static int run(const struct command *c, struct command_context *ctx)
{
	if (c->run == command_status && shut_out(ctx))
		return command_status_board(ctx);
	AUTO(conf_free) struct conf *conf = NULL;
	int r = c->needs == COMMAND_NOTHING ? 0 : load_conf(ctx, c->run == command_check, &conf);
	ctx->conf = conf;
	tenure_in_cluster(conf ? conf->cluster : NULL);
	if (r == 0 && c->needs >= COMMAND_STORE)
		r = open_store(ctx, c->needs == COMMAND_FRESH);
	if (r == 0)
		r = c->run(ctx);
	db_close(ctx->db);
	db_close(ctx->store);
	return r;
}

enum {
	OPT_JSON = 256,
	OPT_HTML,
	OPT_SEND,
	OPT_ICS,
	OPT_EML,
	OPT_FROM,
	OPT_TO,
	OPT_CUSTOMER,
	OPT_WEEK,
	OPT_MANAGER,
	OPT_UNTIL,
	OPT_OUTPUT,
	OPT_MAIL,
	OPT_PROMETHEUS,
	OPT_PEOPLE,
	OPT_NOW,
	OPT_HELP,
	OPT_VERSION
};

static const struct option options[] = {
        {"json", no_argument, NULL, OPT_JSON},
        {"html", no_argument, NULL, OPT_HTML},
        {"send", no_argument, NULL, OPT_SEND},
        {"ics", no_argument, NULL, OPT_ICS},
        {"eml", no_argument, NULL, OPT_EML},
        {"from", required_argument, NULL, OPT_FROM},
        {"to", required_argument, NULL, OPT_TO},
        {"customer", required_argument, NULL, OPT_CUSTOMER},
        {"week", required_argument, NULL, OPT_WEEK},
        {"manager", required_argument, NULL, OPT_MANAGER},
        {"until", required_argument, NULL, OPT_UNTIL},
        {"output", required_argument, NULL, OPT_OUTPUT},
        {"mail", no_argument, NULL, OPT_MAIL},
        {"prometheus", no_argument, NULL, OPT_PROMETHEUS},
        {"people", no_argument, NULL, OPT_PEOPLE},
        {"now", required_argument, NULL, OPT_NOW},
        {"help", no_argument, NULL, OPT_HELP},
        {"version", no_argument, NULL, OPT_VERSION},
        {NULL, 0, NULL, 0},
};

static bool set_now(const char *words)
{
	int64_t at;
	if (clock_parse(words, &at) == 0) {
		clock_set(at);
		return true;
	}
	fprintf(stderr, "followup: --now: \"%s\" is no moment. Write it like 2026-12-31T09:00.\n",
	        words);
	return false;
}

/* One option: -1 go on, else the exit code. */
static int option(int o, struct command_context *ctx)
{
	switch (o) {
	case 'c':
		ctx->conf_path = optarg;
		return -1;
	case OPT_JSON:
		ctx->json = true;
		return -1;
	case OPT_HTML:
		ctx->html = true;
		return -1;
	case OPT_SEND:
		ctx->send = true;
		return -1;
	case OPT_ICS:
		ctx->ics = true;
		return -1;
	case OPT_EML:
		ctx->eml = true;
		return -1;
	case OPT_FROM:
		ctx->from = optarg;
		return -1;
	case OPT_TO:
		ctx->to = optarg;
		return -1;
	case OPT_CUSTOMER:
		ctx->customer = optarg;
		return -1;
	case OPT_WEEK:
		ctx->week = optarg;
		return -1;
	case OPT_MANAGER:
		ctx->manager = optarg;
		return -1;
	case OPT_UNTIL:
		ctx->until = optarg;
		return -1;
	case OPT_OUTPUT:
		ctx->output = optarg;
		return -1;
	case OPT_MAIL:
		ctx->mail = true;
		return -1;
	case OPT_PROMETHEUS:
		ctx->prometheus = true;
		return -1;
	case OPT_PEOPLE:
		ctx->people = true;
		return -1;
	case OPT_NOW:
		return set_now(optarg) ? -1 : EX_USAGE;
	case OPT_VERSION:
		puts("followup " PACKAGE_VERSION);
		return 0;
	case OPT_HELP:
		return usage(stdout);
	default:
		return usage(stderr);
	}
}

int main(int argc, char **argv)
{
	struct command_context ctx = {.conf_path = default_conf};
	log_init("followup", LOG_LEVEL_WARNING);
	progress_on_terminal();
	int o;
	while ((o = getopt_long(argc, argv, "c:h", options, NULL)) != -1) {
		int code = option(o == 'h' ? OPT_HELP : o, &ctx);
		if (code >= 0)
			return code;
	}
	if (optind == argc)
		return usage(stderr);
	const struct command *c = find(argv[optind]);
	if (!c)
		return EX_USAGE;
	ctx.argc = argc - optind - 1;
	ctx.argv = argv + optind + 1;
	if (ctx.argc < c->least || ctx.argc > c->most) {
		fprintf(stderr, "Usage: followup %s %s\n", c->name, c->usage);
		return EX_USAGE;
	}
	return run(c, &ctx);
}
