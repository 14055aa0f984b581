#include "candidate.h"

#include "audience.h"
#include "db.h"
#include "rule.h"
#include "schedule.h"
#include "template.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	MOST = 16384,      /* candidates decided upon together: some 3 MB */
	LETTERS_MOST = 64, /* of one customer in one window */
};

struct walk {
	const struct candidate_question *q;
	struct candidate *at; /* found, not decided upon yet */
	size_t n;
	int64_t seen; /* db_version() before the first of them was found */
};

static void walk_empty(struct walk *w)
{
	for (; w->n > 0; w->n--) {
		xfree(w->at[w->n - 1].key);
		xfree(w->at[w->n - 1].occurrence);
	}
	xfree(w->at);
	w->at = NULL;
}

static int decide(struct walk *w)
{
	int r = w->n ? w->q->decide(w->at, w->n, w->seen, w->q->arg) : 0;
	walk_empty(w);
	return r;
}

/* ---- who has this day ---- */

/* Customers in the order of their ids: "SELECT id, key … id>:after … LIMIT :limit". The text is
 * the same on every day, as statements are kept; what changes is bound. */
struct ask {
	struct text sql;
	bool by_day; /* it has a :day */
};
static void ask_done_auto(struct ask *a)
{
	text_done(&a->sql);
}

/* Whose it is, and what became of this letter before: enum in candidate.h. */
#define WHO                                                                                        \
	"SELECT customer.id, customer.key, coalesce((SELECT 2 + (state='WITHDRAWN') FROM outbox o" \
	" WHERE o.customer=customer.key AND o.touchpoint=:touchpoint"                              \
	" AND o.occurrence=:occurrence), EXISTS (SELECT 1 FROM decision d WHERE"                   \
	" d.customer=customer.key AND d.touchpoint=:touchpoint AND d.occurrence=:occurrence))"

/* " present=1 AND …" */
static void put_who(struct ask *a, const struct candidate_question *q)
{
	audience_put(q->h, &a->sql, q->t);
}

/* One letter's day, and whose it is. */
struct turn {
	struct schedule_date date;
	struct date anchor; /* DATE_NONE: everybody's */
	char *occurrence;
	int season; /* 0: not asked yet */
};

static struct db_rows *page(
        const struct walk *w, const struct ask *a, const struct turn *t, int64_t after)
{
	struct db_bind binds[6] = {DB_TEXT(":occurrence", t->occurrence),
	        DB_TEXT(":touchpoint", w->q->t->name), DB_INT(":after", after),
	        DB_INT(":limit", (int64_t)(MOST - w->n))},
	               *b = binds + 4;
	if (a->by_day)
		*b++ = DB_INT(":day", t->anchor.days);
	*b = DB_END;
	return db_query_(w->q->h->db, text_str(&a->sql), binds);
}

/* As many as there is room for: 1 there may be more, 0, -errno. */
static int read_page(struct walk *w, const struct ask *a, struct turn *t, int64_t *after)
{
	if (!w->n)
		w->seen = db_version(w->q->h->db);
	AUTO(db_rows_free) struct db_rows *rows = page(w, a, t, *after);
	size_t room = MOST - w->n, n = 0;
	int r;
	for (; (r = db_step(rows)) > 0; n++) {
		if (!t->season)
			t->season = schedule_season(w->q->h, w->q->t, t->anchor, t->date.base);
		if (t->season < 0)
			return t->season;
		*after = db_col_int(rows, 0);
		w->at = xgrow(w->at, w->n, sizeof *w->at);
		w->at[w->n++] = (struct candidate){.id = *after,
		        .key = xstrdup(db_col_text(rows, 1)),
		        .occurrence = xstrdup(t->occurrence),
		        .day = t->date.day,
		        .season = t->season,
		        .before = (int)db_col_int(rows, 2)};
	}
	return r < 0 ? r : n == room;
}

/* Nothing is read while something is written: another's commit in between would be in the way. */
static int take_turn(
        struct walk *w, const struct ask *a, struct schedule_date date, struct date anchor)
{
	AUTO(xfree) char *occurrence = schedule_occurrence(w->q->t, date.base);
	struct turn t = {.date = date, .anchor = anchor, .occurrence = occurrence};
	int64_t after = INT64_MIN;
	int more = 1;
	while (more > 0) {
		int r = w->n == MOST ? decide(w) : 0;
		if (r < 0)
			return r;
		more = read_page(w, a, &t, &after);
	}
	return more;
}

/* ---- occasions and rules: everybody in the audience ---- */

static int walk_days(struct walk *w)
{
	const struct candidate_question *q = w->q;
	AUTO(xfree) struct schedule_date *dates = NULL;
	bool known = false;
	int n = schedule_dates(q->h, q->t, q->from, q->to, &dates, &known), r = n < 0 ? n : 0;
	AUTO(ask_done) struct ask a = {0};
	text_puts(&a.sql, WHO " FROM customer WHERE id>:after AND");
	put_who(&a, q);
	text_puts(&a.sql, " ORDER BY id LIMIT :limit");
	for (int i = 0; i < n && r == 0; i++)
		r = take_turn(w, &a, dates[i], DATE_NONE);
	return r;
}

/* ---- ledger dates: whose anchor falls so ---- */

struct dated {
	const char *field;
	struct rule_series *series;
	struct ask ask; /* whose anchor is :day */
};
static void dated_done_auto(struct dated *d)
{
	rule_series_free(d->series);
	text_done(&d->ask.sql);
}

static void put_anchored(struct dated *d, const struct candidate_question *q)
{
	text_puts(&d->ask.sql,
	        WHO " FROM anchor a CROSS JOIN customer ON customer.id=a.customer WHERE a.field=");
	audience_quote(&d->ask.sql, d->field);
	text_puts(&d->ask.sql, " AND a.day=:day AND a.customer>:after AND");
	put_who(&d->ask, q);
	text_puts(&d->ask.sql, " ORDER BY a.customer LIMIT :limit");
	d->ask.by_day = true;
}

/* All that who has this anchor gets in the window. */
static int take_anchor(struct walk *w, const struct dated *d, struct date anchor)
{
	const struct candidate_question *q = w->q;
	struct schedule_date dates[LETTERS_MOST];
	size_t n = schedule_of_anchor(q->t, d->series, anchor, q->from, q->to, dates, COUNT(dates));
	int r = 0;
	for (size_t i = 0; i < n && r == 0; i++)
		r = take_turn(w, &d->ask, dates[i], anchor);
	return r;
}

/* The first day of this field, of those in [from, to], that somebody has. 1, 0 nobody has one,
 * -errno.
 */
static int next_day(struct db *db, const char *field, int64_t from, int64_t to, struct date *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT min(day) FROM anchor WHERE field=:field AND day BETWEEN :from AND :to",
	        DB_TEXT(":field", field), DB_INT(":from", from), DB_INT(":to", to));
	int r = db_step(rows);
	if (r <= 0 || db_col_null(rows, 0))
		return r < 0 ? r : 0;
	*ret = (struct date){(int32_t)db_col_int(rows, 0)};
	return 1;
}

/* Days that somebody has, ascending. */
struct days {
	struct date *at;
	size_t count;
};
static void days_done_auto(struct days *d)
{
	xfree(d->at);
}

/* Those in [from, to] as well, by the index from one to the next: a million customers have some
 * twenty thousand. */
static int find_days(struct db *db, const char *field, int64_t from, int64_t to, struct days *found)
{
	struct date day;
	int r;
	for (; (r = next_day(db, field, from, to, &day)) > 0; from = day.days + (int64_t)1) {
		found->at = xgrow(found->at, found->count, sizeof *found->at);
		found->at[found->count++] = day;
	}
	return r;
}

static int by_date(const void *x, const void *y)
{
	const struct date *a = x, *b = y;
	return (a->days > b->days) - (a->days < b->days);
}

/* If it is among them; once. */
static int take_found(struct walk *w, const struct dated *d, struct days *found, struct date day)
{
	struct date *at =
	        found->count ? bsearch(&day, found->at, found->count, sizeof day, by_date) : NULL;
	if (!at)
		return 0;
	memmove(at, at + 1, (size_t)(found->at + --found->count - at) * sizeof *at);
	return take_anchor(w, d, day);
}

static int walk_once(struct walk *w, const struct dated *d)
{
	AUTO(days_done) struct days found = {0};
	struct schedule_date bases;
	schedule_bases(w->q->t, w->q->from, w->q->to, &bases);
	int r = find_days(w->q->h->db, d->field, bases.base.days, bases.day.days, &found);
	for (size_t i = 0; i < found.count && r == 0; i++)
		r = take_anchor(w, d, found.at[i]);
	return r;
}

/* The year of the field's earliest date; INT_MAX: nobody has one. 0 or -errno. */
static int first_year(struct db *db, const char *field, int *ret)
{
	struct date day;
	int m, d, r = next_day(db, field, INT32_MIN, INT32_MAX, &day);
	*ret = INT_MAX;
	if (r > 0)
		date_to_ymd(day, ret, &m, &d);
	return r < 0 ? r : 0;
}

/* So many years before this day, or the day before where that is no leap year. */
static struct date years_before(struct date day, int years)
{
	struct date then;
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	while (date_from_ymd(y - years, m, d, &then) != 0)
		d--;
	return then;
}

/* Whatever day of the years since `first` may have its anniversary in the window, and a few more.
 */
static int find_anniversaries(const struct candidate_question *q, const char *field,
        const struct schedule_date *bases, int first, struct days *found)
{
	int y, m, d, r = 0;
	int64_t from = INT32_MIN;
	date_to_ymd(bases->day, &y, &m, &d);
	for (int years = first < y ? y - first : 0; years > 0 && r == 0; years--) {
		int64_t start = years_before(bases->base, years).days - 1;
		int64_t end = years_before(bases->day, years).days + 1;
		r = find_days(q->h->db, field, start > from ? start : from, end, found);
		from = end + 1;
	}
	return r;
}

/* The anniversaries of a day: its day of the month in the years before. */
static int take_years(struct walk *w, const struct dated *d, struct days *found, int first,
        int before, int m, int day)
{
	struct date anchor;
	int r = 0;
	for (int y = first; y < before && r == 0; y++)
		if (date_from_ymd(y, m, day, &anchor) == 0)
			r = take_found(w, d, found, anchor);
	return r;
}

static int walk_yearly(struct walk *w, const struct dated *d)
{
	AUTO(days_done) struct days found = {0};
	struct schedule_date bases;
	int first, y, m, day, r = first_year(w->q->h->db, d->field, &first);
	schedule_bases(w->q->t, w->q->from, w->q->to, &bases);
	if (r == 0)
		r = find_anniversaries(w->q, d->field, &bases, first, &found);
	for (struct date b = bases.base; r == 0 && date_diff(bases.day, b) >= 0;
	        b = date_add(b, 1)) {
		date_to_ymd(b, &y, &m, &day);
		r = take_years(w, d, &found, first, y, m, day);
		if (r == 0 && ((m == 2 && day == 28) || (m == 3 && day == 1)))
			r = take_years(w, d, &found, first, y, 2, 29); /* may be kept then */
	}
	return r;
}

/* ---- rules that count from a ledger date ---- */

struct candidate_field {
	char *name;
	struct days days;
};

void candidate_memo_done(struct candidate_memo *m)
{
	for (size_t i = 0; i < m->count; i++) {
		xfree(m->fields[i].name);
		xfree(m->fields[i].days.at);
	}
	xfree(m->fields);
	*m = (struct candidate_memo){0};
}

static int field_days(struct walk *w, const char *field, const struct days **ret)
{
	struct candidate_memo *m = w->q->memo;
	for (size_t i = 0; i < m->count; i++)
		if (str_same(m->fields[i].name, field)) {
			*ret = &m->fields[i].days;
			return 0;
		}
	m->fields = xrealloc(m->fields, (m->count + 1) * sizeof *m->fields);
	struct candidate_field *f = &m->fields[m->count++];
	*f = (struct candidate_field){.name = xstrdup(field)};
	*ret = &f->days;
	return find_days(w->q->h->db, field, INT32_MIN, INT32_MAX, &f->days);
}

/* Each distinct date is worked out once for all who share it. */
static int walk_by_rule(struct walk *w, const struct dated *d)
{
	const struct days *days = NULL;
	int r = field_days(w, d->field, &days);
	for (size_t i = 0; i < days->count && r == 0; i++)
		r = take_anchor(w, d, days->at[i]);
	return r;
}

/* ---- the whole ---- */

static int walk_dates(struct walk *w)
{
	const struct template *t = w->q->t;
	bool own = t->when_kind == TEMPLATE_WHEN_OWN_DAY;
	AUTO(dated_done)
	struct dated d = {
	        .field = own ? "own_day" : t->when, .series = schedule_series(w->q->h, t)};
	put_anchored(&d, w->q);
	if (own || t->repeat == TEMPLATE_YEARLY)
		return walk_yearly(w, &d);
	return t->repeat == TEMPLATE_ONCE ? walk_once(w, &d) : walk_by_rule(w, &d);
}

int candidate_each(const struct candidate_question *q)
{
	const enum template_when kind = q->t->when_kind;
	bool dates = kind == TEMPLATE_WHEN_DATE || kind == TEMPLATE_WHEN_OWN_DAY;
	struct walk w = {.q = q};
	int r = dates ? walk_dates(&w) : walk_days(&w);
	if (r == 0)
		r = decide(&w);
	walk_empty(&w);
	return r;
}
