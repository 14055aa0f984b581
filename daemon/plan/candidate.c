#include "candidate.h"

#include "audience.h"
#include "db.h"
#include "rule.h"
#include "schedule.h"
#include "template.h"

#include <limits.h>

enum {
	PAGE = 250,        /* candidates decided upon in one transaction */
	LETTERS_MOST = 64, /* of one customer in one window */
};

struct walk {
	const struct candidate_question *q;
	struct candidate at[PAGE]; /* found, not decided upon yet */
	int n;
};

static void walk_empty(struct walk *w)
{
	for (; w->n > 0; w->n--) {
		xfree(w->at[w->n - 1].key);
		xfree(w->at[w->n - 1].occurrence);
	}
}

/* It rides: what a loss of power takes back is decided again, the same, and a letter leaves only
 * after its lease, a full commit, has taken it to the disk. */
static int decide(struct walk *w)
{
	struct db *db = w->q->h->db;
	int r = w->n ? db_begin_riding(db) : 0;
	if (r == 0 && w->n)
		r = w->q->begin(w->q->arg);
	for (int i = 0; i < w->n && r == 0; i++)
		r = w->q->decide(&w->at[i], w->q->arg);
	if (r == 0 && w->n)
		r = db_commit(db);
	else if (r < 0)
		db_rollback(db);
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

/* " present=1 AND …" */
static void put_who(struct ask *a, const struct candidate_question *q)
{
	audience_put(q->h, &a->sql, q->t);
}

static struct db_rows *page(
        const struct walk *w, const struct ask *a, struct date anchor, int64_t after)
{
	struct db_bind binds[4] = {DB_INT(":after", after), DB_INT(":limit", PAGE - w->n)},
	               *b = binds + 2;
	if (a->by_day)
		*b++ = DB_INT(":day", anchor.days);
	*b = DB_END;
	return db_query_(w->q->h->db, text_str(&a->sql), binds);
}

/* One letter's day, and whose it is. */
struct turn {
	struct schedule_date date;
	struct date anchor; /* DATE_NONE: everybody's */
	char *occurrence;
	int season; /* 0: not asked yet */
};

/* As many as there is room for: 1 there may be more, 0, -errno. */
static int read_page(struct walk *w, const struct ask *a, struct turn *t, int64_t *after)
{
	AUTO(db_rows_free) struct db_rows *rows = page(w, a, t->anchor, *after);
	int r, room = PAGE - w->n, n = 0;
	for (; (r = db_step(rows)) > 0; n++) {
		if (!t->season)
			t->season = schedule_season(w->q->h, w->q->t, t->anchor, t->date.base);
		if (t->season < 0)
			return t->season;
		*after = db_col_int(rows, 0);
		w->at[w->n++] = (struct candidate){.id = *after,
		        .key = xstrdup(db_col_text(rows, 1)),
		        .occurrence = xstrdup(t->occurrence),
		        .day = t->date.day,
		        .season = t->season};
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
		int r = w->n == PAGE ? decide(w) : 0;
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
	text_puts(&a.sql, "SELECT id, key FROM customer WHERE id>:after AND");
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
	text_puts(&d->ask.sql, "SELECT customer.id, customer.key FROM anchor a CROSS JOIN customer"
	                       " ON customer.id=a.customer WHERE a.field=");
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

/* Of the days on a list ("1,2,3") those that somebody has. */
static int existing(
        struct db *db, const char *field, const char *list, struct date **ret, size_t *ret_count)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT DISTINCT value FROM json_each('[' || :days || ']') WHERE EXISTS"
	        " (SELECT 1 FROM anchor WHERE field=:field AND day=value)",
	        DB_TEXT(":days", list), DB_TEXT(":field", field));
	int r;
	while ((r = db_step(rows)) > 0) {
		*ret = xrealloc(*ret, (*ret_count + 1) * sizeof **ret);
		(*ret)[(*ret_count)++] = (struct date){(int32_t)db_col_int(rows, 0)};
	}
	return r;
}

static void list_day(struct text *list, struct date day)
{
	text_printf(list, "%s%d", list->len ? "," : "", day.days);
}

static int take_list(struct walk *w, const struct dated *d, const struct text *list)
{
	AUTO(xfree) struct date *days = NULL;
	size_t n = 0;
	int r = list->len ? existing(w->q->h->db, d->field, list->s, &days, &n) : 0;
	for (size_t i = 0; i < n && r == 0; i++)
		r = take_anchor(w, d, days[i]);
	return r;
}

static int walk_once(struct walk *w, const struct dated *d)
{
	AUTO(text_done) struct text list = TEXT_INIT;
	struct schedule_date bases;
	schedule_bases(w->q->t, w->q->from, w->q->to, &bases);
	for (struct date day = bases.base; date_diff(bases.day, day) >= 0; day = date_add(day, 1))
		list_day(&list, day);
	return take_list(w, d, &list);
}

/* The year of the field's earliest date; INT_MAX when nobody has one. */
static int first_year(struct db *db, const char *field)
{
	int64_t day = db_int(db, INT64_MAX, "SELECT min(day) FROM anchor WHERE field=:field",
	        DB_TEXT(":field", field));
	int y, m, d;
	if (day == INT64_MAX)
		return INT_MAX;
	date_to_ymd((struct date){(int32_t)day}, &y, &m, &d);
	return y;
}

/* The anniversaries of a day: its day of the month in the years before. */
static void list_years(struct text *list, int first, int before, int m, int d)
{
	struct date day;
	for (int y = first; y < before; y++)
		if (date_from_ymd(y, m, d, &day) == 0)
			list_day(list, day);
}

static int walk_yearly(struct walk *w, const struct dated *d)
{
	AUTO(text_done) struct text list = TEXT_INIT;
	int first = first_year(w->q->h->db, d->field), y, m, day;
	struct schedule_date bases;
	schedule_bases(w->q->t, w->q->from, w->q->to, &bases);
	for (struct date b = bases.base; date_diff(bases.day, b) >= 0; b = date_add(b, 1)) {
		date_to_ymd(b, &y, &m, &day);
		list_years(&list, first, y, m, day);
		if ((m == 2 && day == 28) || (m == 3 && day == 1))
			list_years(&list, first, y, 2, 29); /* may be kept on this day */
	}
	return take_list(w, d, &list);
}

/* ---- rules that count from a ledger date ---- */

struct candidate_field {
	char *name;
	struct date *days; /* that somebody has, ascending */
	size_t count;
};

void candidate_memo_done(struct candidate_memo *m)
{
	for (size_t i = 0; i < m->count; i++) {
		xfree(m->fields[i].name);
		xfree(m->fields[i].days);
	}
	xfree(m->fields);
	*m = (struct candidate_memo){0};
}

/* From one to the next by the index: a million customers have some twenty thousand. */
static int read_field(struct db *db, const char *field, struct candidate_field *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "WITH RECURSIVE d(day) AS (SELECT min(day) FROM anchor WHERE field=:field"
	        " UNION ALL SELECT (SELECT min(day) FROM anchor WHERE field=:field"
	        " AND day>d.day) FROM d WHERE d.day IS NOT NULL)"
	        " SELECT day FROM d WHERE day IS NOT NULL",
	        DB_TEXT(":field", field));
	size_t room = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		if (ret->count == room) {
			room = room ? 2 * room : 256;
			ret->days = xrealloc(ret->days, room * sizeof *ret->days);
		}
		ret->days[ret->count++] = (struct date){(int32_t)db_col_int(rows, 0)};
	}
	return r;
}

static int field_days(struct walk *w, const char *field, const struct candidate_field **ret)
{
	struct candidate_memo *m = w->q->memo;
	for (size_t i = 0; i < m->count; i++)
		if (str_same(m->fields[i].name, field)) {
			*ret = &m->fields[i];
			return 0;
		}
	m->fields = xrealloc(m->fields, (m->count + 1) * sizeof *m->fields);
	struct candidate_field *f = &m->fields[m->count++];
	*f = (struct candidate_field){.name = xstrdup(field)};
	*ret = f;
	return read_field(w->q->h->db, field, f);
}

/* Each distinct date is worked out once for all who share it. */
static int walk_by_rule(struct walk *w, const struct dated *d)
{
	const struct candidate_field *f = NULL;
	int r = field_days(w, d->field, &f);
	for (size_t i = 0; i < f->count && r == 0; i++)
		r = take_anchor(w, d, f->days[i]);
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
