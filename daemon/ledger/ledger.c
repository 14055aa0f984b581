#include "ledger.h"

#include "amend.h"
#include "book.h"
#include "census.h"
#include "complaint.h"
#include "conf.h"
#include "db.h"
#include "entry.h"
#include "progress.h"
#include "seal.h"
#include "zone.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Facts kept between two looks. */
#define FACT_SOURCE "source"           /* stamps of the files taken last */
#define FACT_FINGERPRINT "fingerprint" /* of their bytes and of our settings */
#define FACT_DAY "day"                 /* the day stages and sums were made for */
#define FACT_WAITING "waiting"         /* fingerprint of files that lost too many people */
#define FACT_WAITING_SOURCE "waiting.source"
#define FACT_WAITING_WHY "waiting.why"
#define FACT_APPROVED "approved" /* the one a person said yes to */

enum { FEW = 50 }; /* customers: a smaller business may well double overnight */

void ledger_report_done(struct ledger_report *r)
{
	xfree(r->problem);
	*r = (struct ledger_report){0};
}

/* ---- did anything change? ---- */

static void put_columns(struct text *t, const struct conf_column *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_printf(t, "%s=%s;", columns[i].field, columns[i].header);
}

/* Of everything in the configuration that makes the same files mean something else. */
static uint64_t settings_fingerprint(const struct conf *conf)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	text_printf(&t, "1;%s;%s;%d;%s;%d;%d;", conf->ledger.customers,
	        conf->ledger.purchases ? conf->ledger.purchases : "", conf->ledger.delimiter,
	        conf->ledger.encoding ? conf->ledger.encoding : "", (int)conf->ledger.dates,
	        conf->ledger.decimal);
	text_printf(&t, "%s;%s;", conf->ledger.customers_query ? conf->ledger.customers_query : "",
	        conf->ledger.purchases_query ? conf->ledger.purchases_query : "");
	put_columns(&t, conf->ledger.columns, conf->ledger.columns_count);
	put_columns(&t, conf->ledger.purchase_columns, conf->ledger.purchase_columns_count);
	text_printf(&t, "%s;%s;%d;%d;%d;%s", conf->business.name, conf->business.language,
	        conf->stages.new_days, conf->stages.short_years, conf->stages.integral_percent,
	        conf->stages.integral_tag ? conf->stages.integral_tag : "");
	return seal_fingerprint(text_str(&t), t.len);
}

/* Of what makes the same row of the customers mean something else. */
static uint64_t row_settings(const struct conf *conf)
{
	AUTO(text_done) struct text t = TEXT_INIT;
	text_printf(&t, "1;%d;%d;", conf->ledger.delimiter, (int)conf->ledger.dates);
	put_columns(&t, conf->ledger.columns, conf->ledger.columns_count);
	return seal_fingerprint(text_str(&t), t.len);
}

static char *source_text(const struct conf *conf, const struct source_stamp *customers,
        const struct source_stamp *purchases)
{
	return xasprintf("%016llx %lld %lld %llu %lld %lld %llu",
	        (unsigned long long)settings_fingerprint(conf), (long long)customers->size,
	        (long long)customers->mtime_ns, (unsigned long long)customers->inode,
	        (long long)purchases->size, (long long)purchases->mtime_ns,
	        (unsigned long long)purchases->inode);
}

/* What may not be read any more is not as it was, whatever its stamp. */
static int stamp_now(const char *path, struct source_stamp *ret)
{
	int r = source_stamp(path, ret);
	return r == 0 && access(path, R_OK) < 0 ? -errno : r;
}

/* The stamps of the files as they lie there; "" when one can't be looked at. Owned. */
static char *source_now(const struct conf *conf)
{
	struct source_stamp customers = {0}, purchases = {0};
	if (stamp_now(conf->ledger.customers, &customers) < 0)
		return xstrdup("");
	if (conf->ledger.purchases && stamp_now(conf->ledger.purchases, &purchases) < 0)
		return xstrdup("");
	return source_text(conf, &customers, &purchases);
}

char *ledger_fact(struct db *db, const char *key)
{
	return db_text(db, "SELECT value FROM ledger_fact WHERE key=:key", DB_TEXT(":key", key));
}

static bool fact_is(struct db *db, const char *key, const char *value)
{
	AUTO(xfree) char *kept = ledger_fact(db, key);
	return kept && *value && !strcmp(kept, value);
}

static bool day_is(struct db *db, struct date today)
{
	AUTO(xfree) char *day = date_format(today);
	return fact_is(db, FACT_DAY, day);
}

static void report_counts(struct db *db, struct ledger_report *r)
{
	r->customers = (int)db_int(db, 0, "SELECT " LEDGER_CUSTOMERS);
	r->refused = (int)db_int(db, 0, "SELECT count(*) FROM refused");
}

/* ---- the import ---- */

static int put_facts(struct db *db, const char *const pairs[][2], size_t n)
{
	int r = 0;
	for (size_t i = 0; i < n && r >= 0; i++)
		r = db_run(db,
		        "INSERT OR REPLACE INTO ledger_fact (key, value) VALUES (:key, :value)",
		        DB_TEXT(":key", pairs[i][0]), DB_TEXT(":value", pairs[i][1]));
	return r < 0 ? r : 0;
}

/* The same in a transaction of its own. */
static int keep_facts(struct db *db, const char *const pairs[][2], size_t n)
{
	int r = db_begin_ledger(db);
	if (r == 0)
		r = put_facts(db, pairs, n);
	if (r == 0)
		r = db_commit(db);
	if (r < 0)
		db_rollback(db);
	return r;
}

struct look { /* at the files */
	const struct conf *conf;
	struct db *db;
	struct book *book;
	struct census *census;
	char *source, *fingerprint;
	int64_t now;
	struct ledger_report *report;
};

static void look_done_auto(struct look *l)
{
	census_free(l->census);
	book_free(l->book);
	xfree(l->source);
	xfree(l->fingerprint);
}

static int put_what_was_read(const struct look *l)
{
	AUTO(xfree) char *day = date_format(l->book->today);
	AUTO(text_done) struct text names = TEXT_INIT;
	for (char **f = l->book->extra_fields; *f; f++)
		text_printf(&names, "%s\n", *f);
	const char *const pairs[][2] = {
	        {FACT_SOURCE, l->source},
	        {FACT_FINGERPRINT, l->fingerprint},
	        {FACT_DAY, day},
	        {LEDGER_FACT_FIELDS, text_str(&names)},
	        {LEDGER_FACT_BUSINESS, l->conf->business.name},
	        {LEDGER_FACT_LANGUAGE, l->conf->business.language},
	        {FACT_WAITING, ""},
	        {FACT_WAITING_SOURCE, ""},
	        {FACT_WAITING_WHY, ""},
	        {FACT_APPROVED, ""},
	};
	return put_facts(l->db, pairs, COUNT(pairs));
}

/* Why a person has to look at this first: too many people are missing, or came at once. Owned; NULL
 * when all is as usual, or when somebody said yes. */
static char *doubt(const struct look *l)
{
	int64_t before = census_before(l->census), gone = census_gone(l->book);
	int64_t now = (int64_t)l->book->customers;
	const char *file = l->conf->ledger.customers;
	if (fact_is(l->db, FACT_APPROVED, l->fingerprint))
		return NULL;
	if (gone * 100 > before * l->conf->ledger.shrink_percent)
		return xasprintf(
		        "%s has lost %lld of %lld customers, more than the %d %% that "
		        "ledger.shrink_percent allows; nothing was taken from it and nobody was "
		        "removed: put the whole file back, or if this is right say "
		        "`followup approve ledger`",
		        file, (long long)gone, (long long)before, l->conf->ledger.shrink_percent);
	if (before >= FEW && now >= 2 * before)
		return xasprintf(
		        "%s holds %lld customers where there were %lld; nothing was taken from "
		        "it, so that nobody is written to by mistake: put the right file back, "
		        "or if this is right say `followup approve ledger`",
		        file, (long long)now, (long long)before);
	return NULL;
}

/* Remember which files those were, and wait for a person. Takes `why`. */
static int wait_for_person(const struct look *l, char *why)
{
	l->report->waiting = true;
	l->report->problem = why;
	const char *const pairs[][2] = {{FACT_WAITING, l->fingerprint},
	        {FACT_WAITING_SOURCE, l->source}, {FACT_WAITING_WHY, why}};
	db_rollback(l->db);
	return keep_facts(l->db, pairs, COUNT(pairs));
}

/* 1 when there is nothing to read: unchanged, or still waiting. */
static bool nothing_new(
        struct db *db, const char *source, struct date today, struct ledger_report *ret)
{
	if (fact_is(db, FACT_SOURCE, source) && day_is(db, today)) {
		ret->unchanged = true;
		return true;
	}
	AUTO(xfree) char *waiting = ledger_fact(db, FACT_WAITING);
	if (!fact_is(db, FACT_WAITING_SOURCE, source) || !waiting ||
	        fact_is(db, FACT_APPROVED, waiting))
		return false;
	ret->unchanged = ret->waiting = true;
	ret->problem = ledger_fact(db, FACT_WAITING_WHY);
	return true;
}

/* Same bytes, other stamps (a file was copied over itself): only the stamps are kept. */
static int touched(const struct look *l)
{
	const char *const pairs[][2] = {{FACT_SOURCE, l->source}};
	l->report->unchanged = true;
	db_rollback(l->db);
	return keep_facts(l->db, pairs, COUNT(pairs));
}

static int finish(const struct look *l)
{
	l->report->purchases = (int)l->book->bought.purchases;
	int r = census_finish(l->census, l->book);
	if (r == 0)
		r = complaint_put(l->db, l->book, l->now);
	if (r == 0)
		r = put_what_was_read(l);
	if (r == 0)
		r = amend_apply(l->db);
	if (r == 0)
		r = db_commit(l->db);
	return r == 0 ? amend_settle(l->db) : r;
}

static bool usable(const struct look *l)
{
	if (!l->book->problem && l->book->customers == 0)
		l->report->problem = xasprintf(
		        "%s gives every customer the id of another one, so its ids are no ids; "
		        "nothing was taken from it: what we know of the customers stays as it was",
		        l->conf->ledger.customers);
	else
		l->report->problem = xstrdup(l->book->problem);
	return !l->report->problem;
}

/* The census begins a transaction when it writes; it is over when the answer is 0. */
static int take(struct look *l, uint64_t settings)
{
	int r = census_open(l->db, l->conf, l->book, &l->census);
	if (r == 0)
		r = book_read(l->book, census_take, l->census);
	int written = l->census ? census_rest(l->census) : 0;
	if (r < 0 || written < 0)
		return r < 0 ? r : written;
	if (!usable(l)) {
		db_rollback(l->db);
		return 0;
	}
	l->source = source_text(l->conf, &l->book->customers_stamp, &l->book->purchases_stamp);
	l->fingerprint = xasprintf("%016llx%016llx", (unsigned long long)settings,
	        (unsigned long long)l->book->fingerprint);
	if (fact_is(l->db, FACT_FINGERPRINT, l->fingerprint) && day_is(l->db, l->book->today))
		return touched(l);
	char *why = doubt(l);
	return why ? wait_for_person(l, why) : finish(l);
}

/* One that others can't guess, so that nobody can choose an address that meets with another's; the
 * store's own, so that it is the same tomorrow. */
static int row_seed(struct db *store, uint64_t *ret)
{
	struct seal_key key;
	int r = db_key(store, &key);
	if (r == 0)
		memcpy(ret, key.bytes, sizeof *ret);
	return r;
}

static int look_and_take(struct db *store, const struct conf *conf, struct date today, int64_t now,
        struct ledger_report *ret)
{
	AUTO(xfree) char *source = source_now(conf);
	AUTO(look_done)
	struct look l = {.conf = conf, .db = store, .now = now, .report = ret};
	if (nothing_new(l.db, source, today, ret))
		return 0;
	uint64_t settings = settings_fingerprint(conf);
	l.book = book_new(conf, today, row_settings(conf));
	int r = row_seed(store, &l.book->roll.seed);
	if (r == 0)
		r = db_bulk(l.db, true);
	if (r == 0)
		r = take(&l, settings);
	if (r < 0)
		db_rollback(l.db);
	db_bulk(l.db, false);
	return r;
}

int ledger_import(struct db *db, const struct conf *conf, struct date today, int64_t now,
        struct ledger_report *ret)
{
	struct ledger_report report = {0};
	int r = amend_settle(db);
	if (r == 0)
		r = look_and_take(db, conf, today, now, &report);
	progress_done();
	if (r < 0) {
		ledger_report_done(&report);
		return r;
	}
	report_counts(db, &report);
	*ret = report;
	return 0;
}

bool ledger_lost(struct db *db)
{
	return db_int(db, 0,
	        "SELECT EXISTS (SELECT 1 FROM health WHERE what='ledger' AND ok_at IS NOT NULL)"
	        " AND NOT EXISTS (SELECT 1 FROM ledger_fact WHERE key='" FACT_DAY "')");
}

char *ledger_waiting(struct db *db, const struct conf *conf)
{
	AUTO(xfree) char *source = source_now(conf), *waiting = ledger_fact(db, FACT_WAITING);
	if (!fact_is(db, FACT_WAITING_SOURCE, source) || str_empty(waiting) ||
	        fact_is(db, FACT_APPROVED, waiting))
		return NULL;
	return ledger_fact(db, FACT_WAITING_WHY);
}

int ledger_approve(struct db *db)
{
	AUTO(xfree) char *waiting = ledger_fact(db, FACT_WAITING);
	if (str_empty(waiting))
		return LEDGER_NOT_WAITING;
	const char *const pairs[][2] = {{FACT_APPROVED, waiting}};
	return keep_facts(db, pairs, COUNT(pairs));
}

/* ---- check ---- */

struct check {
	const struct conf *conf;
	ledger_complaint *each;
	void *arg;
};

static int check_manager(void *arg, const struct entry *e, struct roll_person *p, char **ret_why)
{
	(void)p;
	(void)ret_why;
	const struct check *c = arg;
	const char *id = e->text[ENTRY_MANAGER];
	if (!*id || conf_person(c->conf, id))
		return 0;
	const struct conf_person *other = conf_default_person(c->conf);
	AUTO(xfree)
	char *text = xasprintf("no person of the configuration has this id, so %s looks after this "
	                       "customer; correct the id, or add the person to the configuration",
	        other ? other->name : "nobody");
	c->each(c->conf->ledger.customers, e->line, 0, id, text, c->arg);
	return 0;
}

/* "customers.csv:1:3: the name…" tells its place itself. */
static void complain_whole(
        const struct conf *conf, const char *problem, ledger_complaint *each, void *arg)
{
	const char *files[] = {conf->ledger.customers, conf->ledger.purchases};
	for (size_t i = 0; i < COUNT(files); i++) {
		int line = 0, column = 0, n = 0;
		size_t name = files[i] ? strlen(files[i]) : 0;
		if (!name || strncmp(problem, files[i], name) != 0)
			continue;
		if (sscanf(problem + name, ":%d:%d: %n", &line, &column, &n) < 2 || !n)
			column = n = 0;
		if (!n && (sscanf(problem + name, ":%d: %n", &line, &n) < 1 || !n))
			line = n = 0;
		each(files[i], line, column, "", n ? problem + name + n : problem, arg);
		return;
	}
	each(conf->ledger.customers, 0, 0, "", problem, arg);
}

int ledger_check(const struct conf *conf, ledger_complaint *each, void *arg)
{
	struct date today = zone_date(zone_find(conf->business.timezone), clock_now());
	struct check c = {.conf = conf, .each = each, .arg = arg};
	AUTO(book_free) struct book *book = book_new(conf, today, 0);
	int r = book_read(book, check_manager, &c);
	progress_done();
	for (size_t i = 0; i < book->refusals_count; i++) {
		const struct book_refusal *f = &book->refusals[i];
		each(f->path, f->line, f->column, f->value, f->reason, arg);
	}
	if (book->problem)
		complain_whole(conf, book->problem, each, arg);
	return r;
}
