#include "ledger.h"

#include "amend.h"
#include "book.h"
#include "conf.h"
#include "db.h"
#include "seal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Facts kept in table meta between two looks. */
#define META_SOURCE "ledger.source"           /* stamps of the files taken last */
#define META_FINGERPRINT "ledger.fingerprint" /* of their bytes and of our settings */
#define META_DAY "ledger.day"                 /* the day stages and sums were made for */
#define META_WAITING "ledger.waiting"         /* fingerprint of files that lost too many people */
#define META_WAITING_SOURCE "ledger.waiting.source"
#define META_WAITING_WHY "ledger.waiting.why"
#define META_APPROVED "ledger.approved" /* the one a person said yes to */

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
	put_columns(&t, conf->ledger.columns, conf->ledger.columns_count);
	put_columns(&t, conf->ledger.purchase_columns, conf->ledger.purchase_columns_count);
	text_printf(&t, "%s;%s;%d;%d;%d;%s", conf->business.name, conf->business.language,
	        conf->stages.new_days, conf->stages.short_years, conf->stages.integral_percent,
	        conf->stages.integral_tag ? conf->stages.integral_tag : "");
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

/* The stamps of the files as they lie there; "" when one can't be looked at. Owned. */
static char *source_now(const struct conf *conf)
{
	struct source_stamp customers = {0}, purchases = {0};
	if (source_stamp(conf->ledger.customers, &customers) < 0)
		return xstrdup("");
	if (conf->ledger.purchases && source_stamp(conf->ledger.purchases, &purchases) < 0)
		return xstrdup("");
	return source_text(conf, &customers, &purchases);
}

static bool meta_is(struct db *db, const char *key, const char *value)
{
	AUTO(xfree) char *kept = db_meta(db, key);
	return kept && *value && !strcmp(kept, value);
}

static bool day_is(struct db *db, struct date today)
{
	AUTO(xfree) char *day = date_format(today);
	return meta_is(db, META_DAY, day);
}

static void report_counts(struct db *db, struct ledger_report *r)
{
	r->customers = (int)db_int(db, 0, "SELECT count(*) FROM customer WHERE present=1");
	r->refused = (int)db_int(db, 0, "SELECT count(*) FROM refused");
}

/* What the store holds, beside what the book says. */
struct change {
	struct kept {                 /* per customer of the book */
		int64_t id;           /* 0: new */
		uint64_t fingerprint; /* as it was; 0: gone, or never there */
		bool other;           /* the id was another person's */
	} * kept;
	int64_t *gone; /* whom the book lacks */
	int gone_count, gone_cap;
	struct refused_as_new { /* whose id belonged to another person */
		const struct book_customer *c;
		char *reason;
	} * reused;
	size_t reused_count;
};

static void change_done_auto(struct change *c)
{
	for (size_t i = 0; i < c->reused_count; i++)
		xfree(c->reused[i].reason);
	xfree(c->reused);
	xfree(c->kept);
	xfree(c->gone);
}

/* ---- refused rows ---- */

static uint64_t complaint_hash(const char *file, const char *value, const char *reason)
{
	AUTO(xfree) char *all = xasprintf("%s\n%s\n%s", file, value, reason);
	return seal_fingerprint(all, strlen(all));
}

struct old_complaint {
	uint64_t hash;
	int64_t first_at;
};

static int load_complaints(struct db *db, struct old_complaint **ret, size_t *ret_n)
{
	AUTO(xfree) struct old_complaint *old = NULL;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db, "SELECT file, value, reason, first_at FROM refused");
	size_t n = 0, cap = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		if (n == cap) {
			cap = cap ? cap * 2 : 64;
			old = xrealloc(old, cap * sizeof *old);
		}
		old[n++] =
		        (struct old_complaint){complaint_hash(db_col_text(rows, 0),
		                                       db_col_text(rows, 1), db_col_text(rows, 2)),
		                db_col_int(rows, 3)};
	}
	if (r < 0)
		return r;
	*ret = old;
	*ret_n = n;
	old = NULL;
	return 0;
}

/* A complaint is as old as when it was first made, also when its row moved to another line. */
static int64_t first_made(
        const struct old_complaint *old, size_t n, const struct book_refusal *f, int64_t now)
{
	uint64_t hash = complaint_hash(book_base_name(f->path), f->value, f->reason);
	int64_t at = now;
	for (size_t i = 0; i < n; i++)
		if (old[i].hash == hash && old[i].first_at < at)
			at = old[i].first_at;
	return at;
}

static int put_refusal(struct db *db, const struct book_refusal *f, int64_t first_at)
{
	return db_run(db,
	        "INSERT OR IGNORE INTO refused (file, line, column, value, reason, first_at)"
	        " VALUES (:file, :line, :column, :value, :reason, :at)",
	        DB_TEXT(":file", book_base_name(f->path)), DB_INT(":line", f->line),
	        DB_INT(":column", f->column), DB_TEXT(":value", f->value),
	        DB_TEXT(":reason", f->reason), DB_INT(":at", first_at));
}

static int put_refused(struct db *db, const char *customers, const struct book *book,
        const struct change *change, int64_t now)
{
	AUTO(xfree) struct old_complaint *old = NULL;
	size_t n = 0;
	int r = load_complaints(db, &old, &n);
	if (r < 0)
		return r;
	r = db_run(db, "DELETE FROM refused");
	for (size_t i = 0; i < book->refusals_count && r >= 0; i++) {
		const struct book_refusal *f = &book->refusals[i];
		r = put_refusal(db, f, first_made(old, n, f, now));
	}
	for (size_t i = 0; i < change->reused_count && r >= 0 && i < BOOK_MOST_REFUSALS; i++) {
		const struct book_customer *c = change->reused[i].c;
		struct book_refusal f = {.path = customers,
		        .line = c->line,
		        .value = xstrdup(c->key),
		        .reason = change->reused[i].reason};
		r = put_refusal(db, &f, first_made(old, n, &f, now));
		xfree(f.value);
	}
	return r < 0 ? r : 0;
}

/* ---- customers ---- */

static struct db_bind day_bind(const char *name, struct date d)
{
	return date_is_none(d) ? DB_NULL(name) : DB_INT(name, d.days);
}

/* Twice the usual time without a purchase. */
static struct date quiet_day(const struct book_customer *c)
{
	return c->usual_days ? date_add(c->last_purchase, 2 * c->usual_days) : DATE_NONE;
}

/* "A day of their own": one day a year, derived from the customer's key, the same every year. The
 * year says nothing but that 29 February is no one's. */
static struct date own_day(const char *key)
{
	struct date first;
	date_from_ymd(2001, 1, 1, &first);
	return date_add(first, (int32_t)(seal_fingerprint(key, strlen(key)) % 365));
}

/* All dates of a customer, the purchases' too, in order of their names. Owned. */
static struct book_anchor *anchors_of(const struct book_customer *c, size_t *ret_n)
{
	struct book_anchor *a = xcalloc(c->anchors_count + 3, sizeof *a);
	size_t n = 0;
	for (size_t i = 0; i < c->anchors_count; i++)
		a[n++] = c->anchors[i];
	if (!date_is_none(c->first_purchase)) {
		a[n++] = (struct book_anchor){"first_purchase", c->first_purchase};
		a[n++] = (struct book_anchor){"last_purchase", c->last_purchase};
	}
	a[n++] = (struct book_anchor){"own_day", own_day(c->key)};
	*ret_n = n;
	return a;
}

static char *dates_json(const struct book_anchor *a, size_t n)
{
	struct text t = TEXT_INIT;
	for (size_t i = 0; i < n; i++)
		text_printf(&t, "%s\"%s\":%d", i ? "," : "{", a[i].field, a[i].day.days);
	text_putc(&t, '}');
	return text_steal(&t);
}

static int put_customer(
        struct db *db, const struct book_customer *c, const char *dates, uint64_t fingerprint)
{
	const char *const *t = c->text;
	return db_run(db,
	        "INSERT INTO customer (key, email, name, first_name, last_name, salutation, "
	        "company,"
	        " language, country, timezone, manager, status, birthday_ok, consent, consent_day,"
	        " tags, celebrates, mood, pause_until_day, personal_line, extra, dates, stage, "
	        "usual_days,"
	        " quiet_day, present, fingerprint)"
	        " VALUES (:key, :email, :name, :first_name, :last_name, :salutation, :company,"
	        " :language, :country, :timezone, :manager, :status, :birthday_ok, :consent,"
	        " :consent_day, :tags, :celebrates, :mood, :pause_until_day, :personal_line, "
	        ":extra,"
	        " :dates, :stage, :usual_days, :quiet_day, 1, :fingerprint)"
	        " ON CONFLICT (key) DO UPDATE SET (email, name, first_name, last_name, salutation,"
	        " company, language, country, timezone, manager, status, birthday_ok, consent,"
	        " consent_day, tags, celebrates, mood, pause_until_day, personal_line, extra, "
	        "dates, stage,"
	        " usual_days, quiet_day, present, fingerprint) = (excluded.email, excluded.name, "
	        "excluded.first_name,"
	        " excluded.last_name, excluded.salutation, excluded.company, excluded.language,"
	        " excluded.country, excluded.timezone, excluded.manager, excluded.status,"
	        " excluded.birthday_ok, excluded.consent, excluded.consent_day, excluded.tags,"
	        " excluded.celebrates, excluded.mood, excluded.pause_until_day,"
	        " excluded.personal_line, excluded.extra, excluded.dates, excluded.stage,"
	        " excluded.usual_days, excluded.quiet_day, 1, excluded.fingerprint)",
	        DB_TEXT(":key", c->key), DB_TEXT(":email", t[BOOK_EMAIL]),
	        DB_TEXT(":name", t[BOOK_NAME]), DB_TEXT(":first_name", t[BOOK_FIRST_NAME]),
	        DB_TEXT(":last_name", t[BOOK_LAST_NAME]),
	        DB_TEXT(":salutation", t[BOOK_SALUTATION]), DB_TEXT(":company", t[BOOK_COMPANY]),
	        DB_TEXT(":language", t[BOOK_LANGUAGE]), DB_TEXT(":country", t[BOOK_COUNTRY]),
	        DB_TEXT(":timezone", t[BOOK_TIMEZONE]), DB_TEXT(":manager", t[BOOK_MANAGER]),
	        DB_TEXT(":status", t[BOOK_STATUS]), DB_INT(":birthday_ok", c->birthday_ok),
	        DB_TEXT(":consent", t[BOOK_CONSENT]), day_bind(":consent_day", c->consent_day),
	        DB_TEXT(":tags", t[BOOK_TAGS]), DB_TEXT(":celebrates", t[BOOK_CELEBRATES]),
	        DB_TEXT(":mood", t[BOOK_MOOD]), day_bind(":pause_until_day", c->pause_until),
	        DB_TEXT(":personal_line", t[BOOK_PERSONAL_LINE]), DB_TEXT(":extra", c->extra),
	        DB_TEXT(":dates", dates), DB_TEXT(":stage", stage_name(c->stage)),
	        c->usual_days ? DB_INT(":usual_days", c->usual_days) : DB_NULL(":usual_days"),
	        day_bind(":quiet_day", quiet_day(c)), DB_INT(":fingerprint", (int64_t)fingerprint));
}

static int put_anchors(struct db *db, int64_t id, const struct book_anchor *a, size_t n)
{
	int r = 0;
	for (size_t i = 0; i < n && r >= 0; i++)
		r = db_run(db,
		        "INSERT OR IGNORE INTO anchor (field, day, customer)"
		        " VALUES (:field, :day, :id)",
		        DB_TEXT(":field", a[i].field), DB_INT(":day", a[i].day.days),
		        DB_INT(":id", id));
	return r < 0 ? r : 0;
}

static int drop_anchors(struct db *db, int64_t id)
{
	int r = db_run(db,
	        "DELETE FROM anchor WHERE (field, day, customer) IN (SELECT j.key, j.value, c.id"
	        " FROM customer c, json_each(c.dates) j WHERE c.id=:id)",
	        DB_INT(":id", id));
	return r < 0 ? r : 0;
}

static int put_total(struct db *db, int64_t id, const struct book_total *t)
{
	return db_run(db,
	        "INSERT INTO purchase_total (customer, currency, first_day, last_day, count,"
	        " spent_cents, spent_12_cents, spent_prior_12_cents, months)"
	        " VALUES (:id, :currency, :first, :last, :count, :spent, :spent_12, :prior, "
	        ":months)"
	        " ON CONFLICT (customer, currency) DO UPDATE SET (first_day, last_day, count,"
	        " spent_cents, spent_12_cents, spent_prior_12_cents, months) = (excluded.first_day,"
	        " excluded.last_day, excluded.count, excluded.spent_cents, excluded.spent_12_cents,"
	        " excluded.spent_prior_12_cents, excluded.months)"
	        " WHERE (first_day, last_day, count, spent_cents, spent_12_cents,"
	        " spent_prior_12_cents, months) IS NOT (excluded.first_day, excluded.last_day,"
	        " excluded.count, excluded.spent_cents, excluded.spent_12_cents,"
	        " excluded.spent_prior_12_cents, excluded.months)",
	        DB_INT(":id", id), DB_TEXT(":currency", t->currency),
	        DB_INT(":first", t->first.days), DB_INT(":last", t->last.days),
	        DB_INT(":count", t->count), DB_INT(":spent", t->cents),
	        DB_INT(":spent_12", t->cents_12), DB_INT(":prior", t->cents_prior_12),
	        DB_INT(":months", t->months));
}

static int put_totals(struct db *db, int64_t id, bool known, const struct book_customer *c)
{
	/* One currency is the rule; others are few enough to be written anew. */
	const char *only = c->totals && !c->totals->next ? c->totals->currency : NULL;
	int r = known ? db_run(db,
	                        "DELETE FROM purchase_total WHERE customer=:id"
	                        " AND currency IS NOT :only",
	                        DB_INT(":id", id), DB_TEXT(":only", only))
	              : 0;
	for (const struct book_total *t = c->totals; t && r >= 0; t = t->next)
		r = put_total(db, id, t);
	return r < 0 ? r : 0;
}

/* Of everything that is written for a customer; never 0, which stands for unknown. */
static uint64_t customer_fingerprint(const struct book_customer *c, struct text *scratch)
{
	text_cut(scratch, 0);
	for (size_t i = 0; i < BOOK_FIELDS; i++)
		text_put(scratch, c->text[i], strlen(c->text[i]) + 1);
	text_puts(scratch, c->extra);
	text_put(scratch, (const char *)&c->stage, sizeof c->stage);
	text_put(scratch, (const char *)&c->usual_days, sizeof c->usual_days);
	for (size_t i = 0; i < c->anchors_count; i++) {
		text_put(scratch, c->anchors[i].field, strlen(c->anchors[i].field) + 1);
		text_put(scratch, (const char *)&c->anchors[i].day, sizeof c->anchors[i].day);
	}
	for (const struct book_total *t = c->totals; t; t = t->next) {
		const int64_t sums[] = {t->first.days, t->last.days, t->count, t->cents,
		        t->cents_12, t->cents_prior_12, t->months};
		text_put(scratch, t->currency, strlen(t->currency) + 1);
		text_put(scratch, (const char *)sums, sizeof sums);
	}
	uint64_t fingerprint = seal_fingerprint(scratch->s, scratch->len);
	return fingerprint ? fingerprint : 1;
}

static void put_gone_id(struct change *c, int64_t id)
{
	if (c->gone_count == c->gone_cap) {
		c->gone_cap = c->gone_cap ? c->gone_cap * 2 : 64;
		c->gone = xrealloc(c->gone, (size_t)c->gone_cap * sizeof *c->gone);
	}
	c->gone[c->gone_count++] = id;
}

static bool both_and_differ(const char *was, const char *is)
{
	return *was && *is && !str_same_nocase(was, is);
}

/*
 * An id that meets with another address AND another name belongs to another person: a program has
 * given it out anew, or the rows' numbers were exported in the place of ids. To take the row would
 * hand one person's history, and their opt-out, to somebody else. A new address alone is a person
 * who moved; a new name alone one who married.
 */
static bool reused(struct db_rows *rows, const struct book_customer *c)
{
	return both_and_differ(db_col_text(rows, 4), c->text[BOOK_EMAIL]) &&
	       both_and_differ(db_col_text(rows, 5), c->text[BOOK_NAME]);
}

static void put_reused(struct change *change, struct db_rows *rows, const struct book_customer *c)
{
	size_t n = change->reused_count++;
	change->reused = xrealloc(change->reused, change->reused_count * sizeof *change->reused);
	change->reused[n].c = c;
	change->reused[n].reason = xasprintf(
	        "this id was %s <%s>, and now name and address are both others, so it seems to be "
	        "another person; nobody gets a letter under this id. Give a new person a new id; "
	        "if it is the same person, change the address first, and the name a day later",
	        db_col_text(rows, 5), db_col_text(rows, 4));
}

static int compare(struct db *db, const struct book *book, struct change *c)
{
	c->kept = xcalloc(book->customers_count, sizeof *c->kept);
	AUTO(db_rows_free)
	struct db_rows *rows =
	        db_query(db, "SELECT id, key, present, fingerprint, email, name FROM customer");
	int r;
	while ((r = db_step(rows)) > 0) {
		const struct book_customer *found = book_find(book, db_col_text(rows, 1));
		bool present = db_col_int(rows, 2);
		bool other = found && reused(rows, found);
		if (other) {
			put_reused(c, rows, found);
			c->kept[found - book->customers].other = true;
		}
		if (found && !other)
			c->kept[found - book->customers] = (struct kept){.id = db_col_int(rows, 0),
			        .fingerprint = present ? (uint64_t)db_col_int(rows, 3) : 0};
		else if (present)
			put_gone_id(c, db_col_int(rows, 0));
	}
	return r;
}

static int put_changed(
        struct db *db, const struct book_customer *c, int64_t id, uint64_t fingerprint)
{
	size_t n;
	AUTO(xfree) struct book_anchor *anchors = anchors_of(c, &n);
	AUTO(xfree) char *dates = dates_json(anchors, n);
	bool known = id != 0;
	int r = known ? drop_anchors(db, id) : 0;
	if (r == 0)
		r = put_customer(db, c, dates, fingerprint);
	if (r < 0)
		return r;
	id = known ? id : db_last_id(db);
	r = put_anchors(db, id, anchors, n);
	return r < 0 ? r : put_totals(db, id, known, c);
}

static int put_customers(struct db *db, const struct book *book, const struct change *change)
{
	AUTO(text_done) struct text scratch = TEXT_INIT;
	int r = 0;
	for (size_t i = 0; i < book->customers_count && r == 0; i++) {
		const struct book_customer *c = &book->customers[i];
		const struct kept *kept = &change->kept[i];
		uint64_t fingerprint = customer_fingerprint(c, &scratch);
		if (kept->other || fingerprint == kept->fingerprint)
			continue;
		r = put_changed(db, c, kept->id, fingerprint);
	}
	return r;
}

/* Their history stays; nothing is due to them. */
static int put_gone(struct db *db, const struct change *change)
{
	int r = 0;
	for (int i = 0; i < change->gone_count && r >= 0; i++) {
		struct db_bind id = DB_INT(":id", change->gone[i]);
		r = drop_anchors(db, change->gone[i]);
		if (r >= 0)
			r = db_run(db, "UPDATE customer SET present=0 WHERE id=:id", id);
	}
	return r < 0 ? r : 0;
}

/* ---- the import ---- */

static int put_meta(struct db *db, const char *const pairs[][2], size_t n)
{
	int r = 0;
	for (size_t i = 0; i < n && r >= 0; i++)
		r = db_meta_set(db, pairs[i][0], pairs[i][1]);
	return r < 0 ? r : 0;
}

struct reading { /* what a look at the files found */
	struct book *book;
	char *source, *fingerprint;
	const char *customers, *business, *language;
	struct date today;
	int64_t now;
};

static void reading_done_auto(struct reading *r)
{
	book_free(r->book);
	xfree(r->source);
	xfree(r->fingerprint);
}

static int put_facts(struct db *db, const struct reading *look)
{
	AUTO(xfree) char *day = date_format(look->today);
	AUTO(text_done) struct text names = TEXT_INIT;
	for (char **f = look->book->extra_fields; *f; f++)
		text_printf(&names, "%s\n", *f);
	const char *const pairs[][2] = {
	        {META_SOURCE, look->source},
	        {META_FINGERPRINT, look->fingerprint},
	        {META_DAY, day},
	        {BOOK_META_FIELDS, text_str(&names)},
	        {BOOK_META_BUSINESS, look->business},
	        {BOOK_META_LANGUAGE, look->language},
	        {META_WAITING, ""},
	        {META_WAITING_SOURCE, ""},
	        {META_WAITING_WHY, ""},
	        {META_APPROVED, ""},
	};
	return put_meta(db, pairs, COUNT(pairs));
}

static int apply(struct db *db, const struct reading *look, const struct change *change)
{
	int r = db_bulk(db, true);
	if (r == 0)
		r = db_begin(db);
	if (r == 0)
		r = put_refused(db, look->customers, look->book, change, look->now);
	if (r == 0)
		r = put_customers(db, look->book, change);
	if (r == 0)
		r = put_gone(db, change);
	if (r == 0)
		r = put_facts(db, look);
	if (r == 0)
		r = amend_apply(db);
	if (r == 0)
		r = db_commit(db);
	if (r < 0)
		db_rollback(db);
	db_bulk(db, false);
	return r;
}

static char *lost_too_many(const struct conf *conf, int gone, int64_t before)
{
	return xasprintf("%s has lost %d of %lld customers, more than the %d %% that "
	                 "ledger.shrink_percent allows; nothing was taken from it and nobody was "
	                 "removed: put the whole file back, or if this is right say "
	                 "`followup approve ledger`",
	        conf->ledger.customers, gone, (long long)before, conf->ledger.shrink_percent);
}

static char *doubled(const struct conf *conf, int64_t now, int64_t before)
{
	return xasprintf("%s holds %lld customers where there were %lld; nothing was taken from "
	                 "it, so that nobody is written to by mistake: put the right file back, "
	                 "or if this is right say `followup approve ledger`",
	        conf->ledger.customers, (long long)now, (long long)before);
}

/* Too many people are missing, or came at once: remember which files those were, and wait for a
 * person. Takes `why`. */
static int wait_for_person(
        struct db *db, const struct reading *look, char *why, struct ledger_report *ret)
{
	ret->waiting = true;
	ret->problem = why;
	const char *const pairs[][2] = {{META_WAITING, look->fingerprint},
	        {META_WAITING_SOURCE, look->source}, {META_WAITING_WHY, ret->problem}};
	int r = db_begin(db);
	if (r == 0)
		r = put_meta(db, pairs, COUNT(pairs));
	if (r == 0)
		r = db_commit(db);
	if (r < 0)
		db_rollback(db);
	return r;
}

/* 1 when there is nothing to read: unchanged, or still waiting. */
static bool nothing_new(
        struct db *db, const char *source, struct date today, struct ledger_report *ret)
{
	if (meta_is(db, META_SOURCE, source) && day_is(db, today)) {
		ret->unchanged = true;
		return true;
	}
	AUTO(xfree) char *waiting = db_meta(db, META_WAITING);
	if (!meta_is(db, META_WAITING_SOURCE, source) || !waiting ||
	        meta_is(db, META_APPROVED, waiting))
		return false;
	ret->unchanged = ret->waiting = true;
	ret->problem = db_meta(db, META_WAITING_WHY);
	return true;
}

/* Same bytes, other stamps (a file was copied over itself): only the stamps are kept. */
static int touched(struct db *db, const struct reading *look, struct ledger_report *ret)
{
	ret->unchanged = true;
	int r = db_begin(db);
	if (r == 0)
		r = db_meta_set(db, META_SOURCE, look->source);
	if (r >= 0)
		r = db_commit(db);
	if (r < 0)
		db_rollback(db);
	return r;
}

static int take(struct db *db, const struct conf *conf, const struct reading *look,
        struct ledger_report *ret)
{
	if (meta_is(db, META_FINGERPRINT, look->fingerprint) && day_is(db, look->today))
		return touched(db, look, ret);
	AUTO(change_done) struct change change = {0};
	int64_t before = db_int(db, 0, "SELECT count(*) FROM customer WHERE present=1");
	int r = compare(db, look->book, &change);
	if (r < 0)
		return r;
	if (change.reused_count == look->book->customers_count) {
		ret->problem = xasprintf(
		        "%s gives every customer the id of another one, so its ids are no ids; "
		        "nothing was taken from it: what we know of the customers stays as it was",
		        conf->ledger.customers);
		return 0;
	}
	int n = change.gone_count;
	int64_t now = (int64_t)look->book->customers_count;
	bool approved = meta_is(db, META_APPROVED, look->fingerprint);
	if (!approved && (int64_t)n * 100 > before * conf->ledger.shrink_percent)
		return wait_for_person(db, look, lost_too_many(conf, n, before), ret);
	if (!approved && before >= FEW && now >= 2 * before)
		return wait_for_person(db, look, doubled(conf, now, before), ret);
	r = apply(db, look, &change);
	if (r < 0)
		return r;
	ret->purchases = (int)look->book->purchases;
	return 0;
}

static int look_and_take(struct db *db, const struct conf *conf, struct date today, int64_t now,
        struct ledger_report *ret)
{
	AUTO(xfree) char *source = source_now(conf);
	if (nothing_new(db, source, today, ret))
		return 0;
	AUTO(reading_done)
	struct reading look = {.customers = conf->ledger.customers,
	        .business = conf->business.name,
	        .language = conf->business.language,
	        .today = today,
	        .now = now};
	look.book = book_read(conf, today);
	if (look.book->problem) {
		ret->problem = xstrdup(look.book->problem);
		return 0;
	}
	look.source = source_text(conf, &look.book->customers_stamp, &look.book->purchases_stamp);
	look.fingerprint =
	        xasprintf("%016llx%016llx", (unsigned long long)settings_fingerprint(conf),
	                (unsigned long long)look.book->fingerprint);
	return take(db, conf, &look, ret);
}

int ledger_import(struct db *db, const struct conf *conf, struct date today, int64_t now,
        struct ledger_report *ret)
{
	struct ledger_report report = {0};
	int r = look_and_take(db, conf, today, now, &report);
	if (r < 0) {
		ledger_report_done(&report);
		return r;
	}
	report_counts(db, &report);
	*ret = report;
	return 0;
}

int ledger_approve(struct db *db)
{
	AUTO(xfree) char *waiting = db_meta(db, META_WAITING);
	if (str_empty(waiting))
		return LEDGER_NOT_WAITING;
	int r = db_begin(db);
	if (r == 0)
		r = db_meta_set(db, META_APPROVED, waiting);
	if (r >= 0)
		r = db_commit(db);
	if (r < 0)
		db_rollback(db);
	return r;
}

/* ---- check ---- */

static void check_managers(
        const struct conf *conf, const struct book *book, ledger_complaint *each, void *arg)
{
	for (size_t i = 0; i < book->customers_count; i++) {
		const char *id = book->customers[i].text[BOOK_MANAGER];
		if (!*id || conf_person(conf, id))
			continue;
		const struct conf_person *other = conf_default_person(conf);
		AUTO(xfree)
		char *text = xasprintf("no person of the configuration has this id, so %s "
		                       "looks after this customer; correct the id, or add "
		                       "the person to the configuration",
		        other ? other->name : "nobody");
		each(conf->ledger.customers, book->customers[i].line, 0, id, text, arg);
	}
}

int ledger_check(const struct conf *conf, ledger_complaint *each, void *arg)
{
	struct date today = {(int32_t)(clock_now() / 86400)};
	AUTO(book_free) struct book *book = book_read(conf, today);
	for (size_t i = 0; i < book->refusals_count; i++) {
		const struct book_refusal *f = &book->refusals[i];
		each(f->path, f->line, f->column, f->value, f->reason, arg);
	}
	if (book->problem)
		each(conf->ledger.customers, 0, 0, "", book->problem, arg);
	else
		check_managers(conf, book, each, arg);
	return 0;
}
