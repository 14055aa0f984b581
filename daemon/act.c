/* act: the commands of followup that do something. */
#include "command.h"

#include "audience.h"
#include "author.h"
#include "brake.h"
#include "condition.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "gate.h"
#include "ledger.h"
#include "log.h"
#include "occasion.h"
#include "plain.h"
#include "progress.h"
#include "reach.h"
#include "schedule.h"
#include "template.h"
#include "verb.h"
#include "worker.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

/* ---- init ---- */

static int say_errno(const char *what, const char *path)
{
	fprintf(stderr, "followup: %s %s: %s\n", what, path, strerror(errno));
	return EX_CANTCREAT;
}

/* Copy a file that must not be there yet: nothing a person has written is overwritten. */
static int copy_file(const char *from, const char *to, mode_t mode)
{
	FILE *in = fopen(from, "rb");
	if (!in)
		return say_errno("can't read", from);
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0) {
		fclose(in);
		return say_errno("can't write", to);
	}
	FILE *out = fdopen(fd, "wb");
	char buffer[16384];
	size_t n;
	while ((n = fread(buffer, 1, sizeof buffer, in)) > 0)
		fwrite(buffer, 1, n, out);
	fclose(in);
	return fclose(out) == 0 ? 0 : say_errno("can't write", to);
}

static int copy_folder(const char *from, const char *to)
{
	if (mkdir(to, 0755) < 0)
		return say_errno("can't make", to);
	DIR *dir = opendir(from);
	if (!dir)
		return say_errno("can't read", from);
	int r = 0;
	for (struct dirent *e; r == 0 && (e = readdir(dir));) {
		if (e->d_name[0] == '.')
			continue;
		AUTO(xfree) char *a = xasprintf("%s/%s", from, e->d_name);
		AUTO(xfree) char *b = xasprintf("%s/%s", to, e->d_name);
		r = copy_file(a, b, 0644);
	}
	closedir(dir);
	return r;
}

static int make_folder(const char *dir, const char *name, mode_t mode)
{
	AUTO(xfree) char *path = xasprintf("%s/%s", dir, name);
	return mkdir(path, mode) < 0 ? say_errno("can't make", path) : 0;
}

static int copy_named(const char *data, const char *dir, const char *from, const char *to)
{
	AUTO(xfree) char *a = xasprintf("%s/%s", data, from);
	AUTO(xfree) char *b = xasprintf("%s/%s", dir, to);
	struct stat st;
	if (stat(a, &st) == 0 && S_ISDIR(st.st_mode))
		return copy_folder(a, b);
	return copy_file(a, b, 0644);
}

int command_init(struct command_context *ctx)
{
	static const char *const parts[][2] = {{"sample/followupd.conf", "followupd.conf"},
	        {"sample/customers.csv", "ledger/customers.csv"},
	        {"sample/purchases.csv", "ledger/purchases.csv"}, {"calendars", "calendars"},
	        {"templates", "templates"}};
	const char *dir = ctx->argv[0], *data = getenv("FOLLOWUP_DATA");
	if (!data)
		data = PKGDATADIR;
	if (mkdir(dir, 0755) < 0 && errno != EEXIST)
		return say_errno("can't make", dir);
	int r = make_folder(dir, "state", 0700);
	if (r == 0)
		r = make_folder(dir, "ledger", 0755);
	for (size_t i = 0; r == 0 && i < COUNT(parts); i++)
		r = copy_named(data, dir, parts[i][0], parts[i][1]);
	if (r == 0)
		r = make_folder(dir, "templates/drafts", 0755);
	if (r == 0)
		printf("A working start lies in %s: a sample business, its calendars and its "
		       "letters (all "
		       "drafts).\nNext:\n  1. change the marked lines of %s/followupd.conf\n"
		       "  2. followup -c %s/followupd.conf check\n"
		       "  3. followup -c %s/followupd.conf plan\n",
		        dir, dir, dir, dir);
	return r;
}

/* ---- check ---- */

struct checking {
	int errors;
	bool json;
};

static void complain(
        const char *file, int line, int column, const char *value, const char *text, void *arg)
{
	struct checking *c = arg;
	c->errors++;
	progress_done();
	AUTO(text_done) struct text place = TEXT_INIT;
	text_put_place(&place, file, line, column);
	printf("%s: error: %s", text_str(&place), text);
	if (!str_empty(value) && !strstr(text, value))
		printf(" (\"%s\")", value);
	putchar('\n');
}

/* A store of the moment, in which calendars and ledger are as they are now. */
static int scratch(struct command_context *ctx)
{
	AUTO(ledger_report_done) struct ledger_report report = {0};
	int r = db_open_memory(&ctx->db);
	if (r < 0 || (r = db_key(ctx->db, &ctx->key)) < 0)
		return r;
	ctx->house = (struct house){
	        .db = ctx->db, .conf = ctx->conf, .key = &ctx->key, .now = clock_now()};
	return ledger_import(ctx->db, ctx->conf, command_today(ctx), ctx->house.now, &report);
}

static int check_calendars(struct command_context *ctx, struct checking *c)
{
	int r = occasion_scan(ctx->db, ctx->conf->calendars, command_today(ctx));
	if (r < 0) {
		printf("%s: error: the calendars folder can't be read: %s\n", ctx->conf->calendars,
		        strerror(-r));
		c->errors++;
		return 0;
	}
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(ctx->db,
	        "SELECT file, coalesce(problem, ''), warnings FROM calendar ORDER BY file");
	while ((r = db_step(rows)) > 0) {
		if (!str_empty(db_col_text(rows, 1))) {
			printf("%s: error: %s\n", db_col_text(rows, 0), db_col_text(rows, 1));
			c->errors++;
		}
		AUTO(xfree) char *lines = xstrdup(db_col_text(rows, 2));
		for (char *save = NULL, *l = strtok_r(lines, "\n", &save); l;
		        l = strtok_r(NULL, "\n", &save))
			printf("%s: warning: %s\n", db_col_text(rows, 0), l);
	}
	AUTO(xfree) char *ending = occasion_ending(ctx->db, command_today(ctx));
	if (ending)
		printf("%s: warning: %s\n", ctx->conf->calendars, ending);
	return r;
}

enum { NAMED = 20 }; /* people; the rest is a number, unless all are asked for */

struct people {
	bool all;
	int named;
	struct text names;
};
static void people_done_auto(struct people *p)
{
	text_done(&p->names);
}

/* By their keys too, as `followup show` takes them. */
static void name_person(
        const char *key, const char *name, enum courtesy why, const char *detail, void *arg)
{
	struct people *p = arg;
	AUTO(xfree) char *person = xasprintf("%s (%s)", str_empty(name) ? "?" : name, key);
	if (!p->all && why == COURTESY_DUE && p->named < NAMED)
		text_printf(&p->names, "%s%s", p->named++ ? ", " : "", person);
	if (!p->all)
		return;
	AUTO(xfree)
	char *sentence =
	        why == COURTESY_DUE ? xstrdup("") : courtesy_sentence(courtesy_word(why), detail);
	progress_done();
	printf("    %s%s%s%s\n", why == COURTESY_DUE ? "" : "- ", person, *sentence ? ": " : "",
	        sentence);
}

/* Who would get it, who would not and why, what those read who lack a value. */
static void check_reach(struct command_context *ctx, const struct template *t)
{
	AUTO(reach_done) struct reach r = {0};
	AUTO(people_done) struct people p = {.all = ctx->people};
	AUTO(text_done) struct text words = TEXT_INIT;
	progress_tell("Looking whom %s reaches.", t->name);
	int looked = reach_look_each(
	        &ctx->house, t, p.all ? INT_MAX : REACH_LOOK_MOST, name_person, &p, &r);
	progress_done();
	if (looked < 0)
		return;
	if (p.named && r.would > p.named)
		text_printf(&p.names, " and %d more: followup check --people names them all",
		        r.would - p.named);
	plain_wrap(&words, text_str(&p.names), "", "", 76);
	reach_words(t, &r, author_language(ctx->conf, "."), &words);
	for (const char *s = text_str(&words); *s; s += strcspn(s, "\n") + 1)
		printf("    %.*s\n", (int)strcspn(s, "\n"), s);
}

static void check_schedule(
        struct command_context *ctx, const struct template *t, struct checking *c)
{
	AUTO(xfree) struct date *days = NULL;
	bool known = false;
	struct date today = command_today(ctx);
	int people = audience_count(&ctx->house, t);
	if (people < 0) {
		AUTO(xfree) char *why = NULL;
		condition_check(ctx->db, t->where, &why);
		printf("%s: error: its Where: can't be used: %s\n", t->name, why ? why : "");
		c->errors++;
		return;
	}
	printf("%s (%s): %d people", t->name,
	        t->waits ? "waits for its go" : template_status_name(t->status), people);
	int n = schedule_days(&ctx->house, t, today, date_add(today, 1200), &days, &known);
	for (int i = 0; i < n && i < 3; i++) {
		AUTO(xfree) char *day = date_format(days[i]);
		printf("%s%s", i ? ", " : "; next ", day);
	}
	if (n <= 0)
		printf("%s",
		        t->when_kind == TEMPLATE_WHEN_DATE || t->when_kind == TEMPLATE_WHEN_OWN_DAY
		                ? "; each on a date of their own"
		                : "; no coming date");
	putchar('\n');
	check_reach(ctx, t);
	AUTO(xfree) char *component = template_component(t);
	if (ctx->json)
		fputs(component, stdout);
}

static int check_folder(struct command_context *ctx, struct checking *c)
{
	int r = folder_scan(&ctx->house, 0);
	if (r < 0) {
		printf("%s: error: the templates folder can't be read: %s\n", ctx->conf->templates,
		        strerror(-r));
		c->errors++;
		return 0;
	}
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(ctx->db, "SELECT file FROM template ORDER BY file");
	while ((r = db_step(rows)) > 0) {
		AUTO(xfree)
		char *path = xasprintf("%s/%s", ctx->conf->templates, db_col_text(rows, 0));
		AUTO(text_done) struct text out = TEXT_INIT;
		AUTO(xfree) char *name = NULL;
		int errors = 0;
		if (folder_check_file(&ctx->house, path, &out, &errors, &name) < 0)
			errors = 1;
		fputs(text_str(&out), stdout);
		c->errors += errors;
	}
	AUTO(folder_names_free) char **names = folder_names(ctx->db);
	for (size_t i = 0; names[i]; i++) {
		AUTO(template_free) struct template *t = NULL;
		if (folder_newest(ctx->db, names[i], &t) == 0)
			check_schedule(ctx, t, c);
	}
	AUTO(xfree)
	char *unwritten = occasion_unwritten(ctx->db, names, command_today(ctx));
	if (unwritten)
		printf("%s: warning: %s\n", ctx->conf->calendars, unwritten);
	return r;
}

/* As the daemon would judge them, which takes a look at all there is. */
static int check_named(struct command_context *ctx, struct checking *c)
{
	int r = occasion_scan(ctx->db, ctx->conf->calendars, command_today(ctx));
	if (r >= 0 || r == -ENOENT)
		r = folder_scan(&ctx->house, 0);
	if (r < 0 && r != -ENOENT)
		return r;
	for (int i = 0; i < ctx->argc; i++) {
		AUTO(text_done) struct text out = TEXT_INIT;
		AUTO(xfree) char *name = NULL;
		AUTO(template_free) struct template *t = NULL;
		int errors = 0;
		r = folder_check_file(&ctx->house, ctx->argv[i], &out, &errors, &name);
		if (r < 0) {
			printf("%s: error: can't be read: %s\n", ctx->argv[i], strerror(-r));
			errors = 1;
		}
		fputs(text_str(&out), stdout);
		c->errors += errors;
		if (name && folder_newest(ctx->db, name, &t) == 0)
			check_schedule(ctx, t, c);
	}
	return 0;
}

/* The ledger may be as it should, and not as the daemon expects it. */
static void check_waiting(struct command_context *ctx, struct checking *c)
{
	AUTO(xfree) char *path = xasprintf("%s/followupd.db", ctx->conf->state), *why = NULL;
	AUTO(db_close) struct db *store = NULL;
	if (access(path, R_OK | W_OK) < 0 || db_open(path, &store, &why) < 0)
		return;
	AUTO(xfree) char *waiting = ledger_waiting(store, ctx->conf);
	if (waiting)
		complain(ctx->conf->ledger.customers, 0, 0, "", waiting, c);
}

int command_check(struct command_context *ctx)
{
	struct checking c = {.json = ctx->json, .errors = ctx->conf_errors};
	log_init("followup", LOG_LEVEL_ERROR); /* what it warns of is told below, in its place */
	int r = scratch(ctx);
	if (r == 0 && ctx->argc)
		r = check_named(ctx, &c);
	if (r == 0 && !ctx->argc) {
		r = ctx->conf->ledger.customers ? ledger_check(ctx->conf, complain, &c) : 0;
		check_waiting(ctx, &c);
		if (r >= 0)
			r = check_calendars(ctx, &c);
		if (r >= 0)
			r = check_folder(ctx, &c);
	}
	if (r < 0) {
		fprintf(stderr, "followup: the check could not be finished: %s\n", strerror(-r));
		return EX_IOERR;
	}
	if (c.errors == 0)
		puts("All is well.");
	else
		printf("%d thing%s to mend.\n", c.errors, c.errors == 1 ? "" : "s");
	return ctx->conf_errors ? EX_CONFIG : c.errors ? EX_DATAERR : 0;
}

/* ---- what a person decides: the verbs that a reply to a notice can say too ---- */

static int not_written(int r)
{
	fprintf(stderr, "followup: that could not be written to the store: %s\n", strerror(-r));
	return EX_IOERR;
}

/* Say the sentence and let the daemon look. */
static int said(struct command_context *ctx, int r, const char *sentence, int64_t act)
{
	if (r < 0)
		return not_written(r);
	printf("%s\n", sentence);
	if (r == 0 && act)
		printf("Taking it back: followup undo %lld\n", (long long)act);
	worker_ring_daemon(ctx->conf);
	return 0;
}

static int decide(struct command_context *ctx, struct verb_call call)
{
	AUTO(xfree) char *sentence = NULL;
	int64_t act = 0;
	call.who = "";
	call.language = "en";
	int r = db_begin(ctx->db);
	if (r < 0)
		return not_written(r);
	r = verb_do(&ctx->house, &call, &act, &sentence);
	int end = 0;
	if (r == 0)
		end = db_commit(ctx->db);
	else
		db_rollback(ctx->db);
	return said(ctx, end < 0 ? end : r, sentence, act);
}

int command_undo(struct command_context *ctx)
{
	AUTO(xfree) char *sentence = NULL;
	int r = db_begin(ctx->db);
	if (r < 0)
		return not_written(r);
	r = verb_undo(&ctx->house, strtoll(ctx->argv[0], NULL, 10), "", "en", &sentence);
	int end = 0;
	if (r == 0)
		end = db_commit(ctx->db);
	else
		db_rollback(ctx->db);
	return said(ctx, end < 0 ? end : r, sentence, 0);
}

static int about_customer(struct command_context *ctx, struct verb_call call, const char *named)
{
	AUTO(xfree) char *customer = command_customer(ctx, named);
	if (!customer)
		return EX_NOINPUT;
	call.customer = customer;
	return decide(ctx, call);
}

int command_optout(struct command_context *ctx)
{
	const char *named = ctx->argv[0];
	if (!strchr(named, '@'))
		return about_customer(ctx, (struct verb_call){.verb = VERB_OPTOUT}, named);
	AUTO(xfree) char *customer = NULL;
	ledger_customer_find(ctx->db, named, &customer);
	return decide(
	        ctx, (struct verb_call){.verb = VERB_OPTOUT, .customer = customer, .words = named});
}

int command_answered(struct command_context *ctx)
{
	return about_customer(ctx, (struct verb_call){.verb = VERB_ANSWERED}, ctx->argv[0]);
}

int command_give(struct command_context *ctx)
{
	return about_customer(
	        ctx, (struct verb_call){.verb = VERB_GIVE, .words = ctx->argv[1]}, ctx->argv[0]);
}

int command_log(struct command_context *ctx)
{
	return about_customer(
	        ctx, (struct verb_call){.verb = VERB_LOG, .words = ctx->argv[1]}, ctx->argv[0]);
}

int command_pause(struct command_context *ctx)
{
	struct date until = date_add(command_today(ctx), 365);
	if (ctx->until && !command_date(ctx->until, &until))
		return EX_USAGE;
	return about_customer(
	        ctx, (struct verb_call){.verb = VERB_PAUSE, .until = until}, ctx->argv[0]);
}

int command_happy(struct command_context *ctx)
{
	return about_customer(ctx, (struct verb_call){.verb = VERB_HAPPY}, ctx->argv[0]);
}

int command_resume(struct command_context *ctx)
{
	return about_customer(ctx, (struct verb_call){.verb = VERB_RESUME}, ctx->argv[0]);
}

/* The letter meant by its template and customer: the date of it that waits, or is queued. */
static char *letter_meant(struct command_context *ctx, const char *customer)
{
	return db_text(ctx->db,
	        "SELECT occurrence FROM (SELECT occurrence, day FROM decision WHERE"
	        " customer=:customer AND touchpoint=:touchpoint AND verdict='hold'"
	        " UNION ALL SELECT occurrence, day FROM outbox WHERE customer=:customer"
	        " AND touchpoint=:touchpoint AND (state='QUEUED' OR (state='WITHDRAWN'"
	        " AND reason GLOB 'A person *'))) ORDER BY day DESC LIMIT 1",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", ctx->argv[0]));
}

static int about_letter(struct command_context *ctx, enum verb verb)
{
	AUTO(xfree) char *customer = command_customer(ctx, ctx->argv[1]);
	if (!customer)
		return EX_NOINPUT;
	AUTO(xfree) char *occurrence = letter_meant(ctx, customer);
	if (!occurrence) {
		fprintf(stderr, "followup: no letter \"%s\" to %s waits to be decided\n",
		        ctx->argv[0], customer);
		return EX_NOINPUT;
	}
	return decide(ctx, (struct verb_call){.verb = verb,
	                           .customer = customer,
	                           .touchpoint = ctx->argv[0],
	                           .occurrence = occurrence,
	                           .words = ctx->argv[2]});
}

static int approve_catch_up(struct command_context *ctx)
{
	int r = gate_release(&ctx->house);
	if (r == GATE_NOT_SHUT) {
		puts("No letters rest; there is nothing to catch up with.");
		return 0;
	}
	if (r < 0) {
		fprintf(stderr, "followup: that could not be written to the store: %s\n",
		        strerror(-r));
		return EX_IOERR;
	}
	puts("Letters may go again: what is still valid goes in its next morning.");
	worker_ring_daemon(ctx->conf);
	return 0;
}

static int approve_ledger(struct command_context *ctx)
{
	int r = ledger_approve(ctx->db);
	if (r == 0 && (r = db_begin(ctx->db)) == 0 && (r = brake_plan_anew(&ctx->house)) == 0)
		r = db_commit(ctx->db);
	if (r < 0)
		return not_written(r);
	if (r == LEDGER_NOT_WAITING) {
		puts("No ledger waits.");
		return 0;
	}
	puts("The ledger is taken as it lies there; whoever is missing from it gets no more "
	     "letters.");
	worker_ring_daemon(ctx->conf);
	return 0;
}

static int approve_sending(struct command_context *ctx)
{
	int r = brake_release(&ctx->house);
	if (r < 0)
		return not_written(r);
	puts(r == BRAKE_NOT_ON ? "Sending has not stopped." : "Letters may go again.");
	worker_ring_daemon(ctx->conf);
	return 0;
}

int command_approve(struct command_context *ctx)
{
	if (ctx->argc == 1 && str_same(ctx->argv[0], "sending"))
		return approve_sending(ctx);
	if (ctx->argc == 1 && str_same(ctx->argv[0], "ledger"))
		return approve_ledger(ctx);
	if (ctx->argc == 1 && str_same(ctx->argv[0], "catch-up"))
		return approve_catch_up(ctx);
	if (ctx->argc == 1)
		return decide(ctx, (struct verb_call){.verb = VERB_GO,
		                           .touchpoint = ctx->argv[0],
		                           .words = ctx->argv[0]});
	return about_letter(ctx, VERB_APPROVE);
}

int command_hold(struct command_context *ctx)
{
	if (ctx->argc == 1)
		return decide(ctx, (struct verb_call){.verb = VERB_REST,
		                           .touchpoint = ctx->argv[0],
		                           .words = ctx->argv[0]});
	return about_letter(ctx, VERB_HOLD);
}

int command_personal(struct command_context *ctx)
{
	return about_letter(ctx, VERB_PERSONAL);
}

/* What an automatic reply told: "address", "left" or "back". */
static int about_suggestion(struct command_context *ctx, enum verb verb)
{
	AUTO(xfree) char *customer = command_customer(ctx, ctx->argv[0]);
	if (!customer)
		return EX_NOINPUT;
	return decide(ctx,
	        (struct verb_call){.verb = verb, .customer = customer, .occurrence = ctx->argv[1]});
}

int command_accept(struct command_context *ctx)
{
	return about_suggestion(ctx, VERB_ACCEPT);
}

int command_decline(struct command_context *ctx)
{
	return about_suggestion(ctx, VERB_DECLINE);
}

int command_settle(struct command_context *ctx)
{
	bool arrived = str_same(ctx->argv[2], "arrived");
	if (!arrived && !str_same(ctx->argv[2], "lost")) {
		fprintf(stderr,
		        "followup: did it arrive? Say \"arrived\" or \"lost\", not \"%s\"\n",
		        ctx->argv[2]);
		return EX_USAGE;
	}
	const struct conf_person *reader =
	        str_same(ctx->argv[0], "digest") ? conf_person(ctx->conf, ctx->argv[1]) : NULL;
	AUTO(xfree)
	char *customer =
	        reader ? xasprintf("staff:%s", reader->id) : command_customer(ctx, ctx->argv[1]);
	if (!customer)
		return EX_NOINPUT;
	int64_t letter = db_int(ctx->db, 0,
	        "SELECT id FROM outbox WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND state='UNSURE' ORDER BY day DESC LIMIT 1",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", ctx->argv[0]));
	if (!letter) {
		fprintf(stderr, "followup: no letter \"%s\" to %s is unsure\n", ctx->argv[0],
		        customer);
		return EX_NOINPUT;
	}
	return decide(ctx, (struct verb_call){.verb = arrived ? VERB_ARRIVED : VERB_LOST,
	                           .customer = customer,
	                           .touchpoint = ctx->argv[0],
	                           .subject = letter});
}
