#include "plan.h"

#include "again.h"
#include "audience.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "health.h"
#include "letter.h"
#include "occasion.h"
#include "rival.h"
#include "rule.h"
#include "season.h"
#include "zone.h"

#include <errno.h>
#include <limits.h>

enum {
	PAGE = 250,      /* candidates looked at in one transaction */
	MONTH_SLACK = 4, /* days by which month ends may shift a span */
};

/* ---- the days ---- */

static struct date today(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now);
}

static struct date lead_day(const struct house *h)
{
	return zone_date(zone_find(h->conf->business.timezone), h->now + PLAN_LEAD_S);
}

int64_t plan_next_at(const struct house *h)
{
	return zone_moment(zone_find(h->conf->business.timezone), date_add(today(h), 1), 0);
}

static struct rule_span negative(struct rule_span s)
{
	return (struct rule_span){.years = -s.years, .months = -s.months, .days = -s.days};
}

/* The days an occasion or rule itself falls on, before After: and Before:. */
static int occasion_or_rule_days(const struct house *h, const struct template *t, struct date from,
        struct date to, struct date **ret, bool *ret_known)
{
	if (t->when_kind == TEMPLATE_WHEN_OCCASION)
		return occasion_days(h->db, t->when, from, to, ret, ret_known);
	if (t->when_kind == TEMPLATE_WHEN_NONE)
		return occasion_touchpoint_days(h->db, t->name, from, to, ret, ret_known);
	*ret_known = t->when_kind == TEMPLATE_WHEN_RULE;
	if (!*ret_known)
		return 0;
	size_t count = 0;
	AUTO(xfree) char *why = NULL;
	int r = rule_expand(t->when, template_rule_start(), from, to, ret, &count, &why);
	return r < 0 ? r : (int)count;
}

/* One date of an occasion and the day its letter goes out. */
struct due {
	struct date base, day;
};

static int due_days(const struct house *h, const struct template *t, struct date from,
        struct date to, struct due **ret, bool *ret_known)
{
	AUTO(xfree) struct date *days = NULL;
	struct rule_span back = negative(t->after);
	int n = occasion_or_rule_days(h, t, date_add(rule_span_add(from, back), -MONTH_SLACK),
	        date_add(rule_span_add(to, back), MONTH_SLACK), &days, ret_known);
	if (n <= 0)
		return n;
	*ret = xcalloc((size_t)n, sizeof **ret);
	int kept = 0;
	for (int i = 0; i < n; i++) {
		struct date day = rule_span_add(days[i], t->after);
		if (date_diff(day, from) >= 0 && date_diff(to, day) >= 0)
			(*ret)[kept++] = (struct due){.base = days[i], .day = day};
	}
	return kept;
}

int plan_days(const struct house *h, const struct template *t, struct date from, struct date to,
        struct date **ret_days, bool *ret_known)
{
	AUTO(xfree) struct due *due = NULL;
	int n = due_days(h, t, from, to, &due, ret_known);
	if (n <= 0)
		return n;
	*ret_days = xcalloc((size_t)n, sizeof **ret_days);
	for (int i = 0; i < n; i++)
		(*ret_days)[i] = due[i].day;
	return n;
}

/* ---- one candidate ---- */

struct pass {
	const struct house *h;
	const struct template *t;
	const struct rivals *rivals;
	struct plan_counts *counts;
	int season;               /* so near to a candidate's day there is only this one occasion */
	struct plan_ahead *ahead; /* NULL: the store is looked at as if for the first time */
	bool moved;               /* only whose stage changed */
};

/* What a look at the days ahead knows from one pass to the next. */
struct plan_ahead {
	struct again again;
	struct date seen;  /* the last day that was looked at; DATE_NONE: none yet */
	struct text moved; /* ids, commas between them */
};

/* It may come out otherwise on another day. */
static void note_again(const struct pass *p, const char *customer, const char *occurrence,
        struct date day, enum courtesy why, const char *detail)
{
	struct date on = courtesy_again(p->h, why, detail);
	if (p->ahead && !date_is_none(on) && date_diff(on, date_add(day, p->t->valid_days)) <= 0)
		again_put(&p->ahead->again, &(const struct again_item){.touchpoint = p->t->name,
		                                    .customer = (char *)customer,
		                                    .occurrence = (char *)occurrence,
		                                    .day = day,
		                                    .on = on,
		                                    .season = p->season});
}

static int decide_not(const struct pass *p, const char *customer, const char *occurrence,
        struct date day, enum courtesy why, const char *detail)
{
	bool hold = courtesy_holds(why);
	note_again(p, customer, occurrence, day, why, detail);
	*(hold ? &p->counts->held : &p->counts->skipped) += 1;
	int r = db_run(p->h->db,
	        "INSERT INTO decision (customer, touchpoint, occurrence, verdict, reason, detail, "
	        "day,"
	        " decided_at) VALUES (:customer, :touchpoint, :occurrence, :verdict, :reason, "
	        ":detail,"
	        " :day, :now) ON CONFLICT (customer, touchpoint, occurrence) DO UPDATE SET"
	        " verdict=:verdict, reason=:reason, detail=:detail, day=:day, decided_at=:now"
	        " WHERE reason<>:reason OR detail<>:detail OR day<>:day",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", p->t->name),
	        DB_TEXT(":occurrence", occurrence), DB_TEXT(":verdict", hold ? "hold" : "skip"),
	        DB_TEXT(":reason", courtesy_word(why)), DB_TEXT(":detail", detail),
	        DB_INT(":day", day.days), DB_INT(":now", p->h->now));
	return r < 0 ? r : 0;
}

static int put(const struct pass *p, const char *customer, const char *occurrence,
        const struct outbox_item *item)
{
	int r = outbox_put(p->h->db, item, p->h->now);
	if (r != 0)
		return r < 0 ? r : 0; /* put before: nothing is sent twice */
	p->counts->put++;
	r = db_run(p->h->db,
	        "DELETE FROM decision WHERE customer=:customer AND touchpoint=:touchpoint"
	        " AND occurrence=:occurrence",
	        DB_TEXT(":customer", customer), DB_TEXT(":touchpoint", p->t->name),
	        DB_TEXT(":occurrence", occurrence));
	return r < 0 ? r : 0;
}

static int consider(
        const struct pass *p, const char *customer, const char *occurrence, struct date day)
{
	const struct house *h = p->h;
	if (outbox_exists(h->db, customer, p->t->name, occurrence))
		return 0;
	AUTO(xfree) char *detail = NULL;
	enum courtesy c = courtesy_ask(h, p->t, customer, occurrence, day, &detail);
	if (c != COURTESY_DUE)
		return decide_not(p, customer, occurrence, day, c, detail);
	AUTO(xfree)
	char *had = season_letter(h->db, customer, p->t->name, occurrence, day, p->season);
	if (had)
		return decide_not(p, customer, occurrence, day, COURTESY_SKIP_SEASON, had);
	struct date now = today(h), felt = date_diff(now, day) > 0 ? now : day;
	AUTO(xfree) char *rival = rival_of(h, p->rivals, p->t, customer, felt);
	if (rival)
		return decide_not(p, customer, occurrence, day, COURTESY_SKIP_PRIORITY, rival);
	AUTO(outbox_item_done) struct outbox_item item = {0};
	AUTO(xfree) char *missing = NULL;
	int r = letter_make(h, p->t, customer, day, occurrence, &item, NULL, &c, &missing);
	if (r < 0)
		return r;
	return r == 0 ? put(p, customer, occurrence, &item)
	              : decide_not(p, customer, occurrence, day, c, missing);
}

/* ---- pages of candidates ---- */

struct candidate {
	char *key;
	struct date anchor;
};

/* Which customers: "SELECT id, key, day … WHERE id>:after … LIMIT :limit". The text is the same on
 * every day, as statements are kept; the days are bound. */
struct ask {
	struct text sql;
	struct text days;  /* for :days, commas between them; empty: the text does not ask */
	const char *moved; /* for :moved, likewise; NULL: the text does not ask */
};
static void ask_done_auto(struct ask *a)
{
	text_done(&a->sql);
	text_done(&a->days);
}

/* Read one page of candidates; the count, or -errno. */
static int page(struct db *db, const struct ask *a, int64_t *after, struct candidate *ret)
{
	struct db_bind binds[5] = {DB_INT(":after", *after), DB_INT(":limit", PAGE)},
	               *b = binds + 2;
	if (a->days.len)
		*b++ = DB_TEXT(":days", a->days.s);
	if (a->moved)
		*b++ = DB_TEXT(":moved", a->moved);
	*b = DB_END;
	AUTO(db_rows_free) struct db_rows *rows = db_query_(db, text_str(&a->sql), binds);
	int n = 0, r;
	while ((r = db_step(rows)) > 0) {
		*after = db_col_int(rows, 0);
		ret[n++] = (struct candidate){.key = xstrdup(db_col_text(rows, 1)),
		        .anchor = {(int32_t)db_col_int(rows, 2)}};
	}
	while (r < 0 && n > 0)
		xfree(ret[--n].key);
	return r < 0 ? r : n;
}

/* Occurrence and day for a candidate with its anchor; false: none of his. */
typedef bool occurrence_of(
        struct date anchor, const void *arg, struct date *ret_day, char **ret_occurrence);

static int consider_page(
        const struct pass *p, const struct candidate *c, int n, occurrence_of *of, const void *arg)
{
	int r = db_begin(p->h->db);
	for (int i = 0; i < n && r == 0; i++) {
		struct date day;
		AUTO(xfree) char *occurrence = NULL;
		if (of(c[i].anchor, arg, &day, &occurrence))
			r = consider(p, c[i].key, occurrence, day);
	}
	if (r < 0) {
		db_rollback(p->h->db);
		return r;
	}
	return db_commit(p->h->db);
}

static int each_candidate(
        const struct pass *p, const struct ask *a, occurrence_of *of, const void *arg)
{
	int64_t after = 0;
	for (;;) {
		struct candidate c[PAGE];
		int n = page(p->h->db, a, &after, c);
		int r = n > 0 ? consider_page(p, c, n, of, arg) : n;
		for (int i = 0; i < n; i++)
			xfree(c[i].key);
		if (r < 0 || n < PAGE)
			return r;
	}
}

/* " present=1 AND …" */
static void put_who(struct ask *a, const struct pass *p)
{
	audience_put(&a->sql, p->t);
	if (!p->moved)
		return;
	a->moved = text_str(&p->ahead->moved);
	text_puts(
	        &a->sql, " AND customer.id IN (SELECT value FROM json_each('[' || :moved || ']'))");
}

/* ---- occasions and rules: everybody in the audience ---- */

static bool on_this_day(
        struct date anchor, const void *arg, struct date *ret_day, char **ret_occurrence)
{
	(void)anchor;
	const struct due *due = arg;
	*ret_day = due->day;
	*ret_occurrence = date_format(due->base);
	return true;
}

/* How near another day of the same occasion may be. */
static int season_of(const struct pass *p, struct date base)
{
	AUTO(xfree) struct date *days = NULL;
	bool known = false;
	int n = occasion_or_rule_days(p->h, p->t, date_add(base, -2 * SEASON_MOST),
	        date_add(base, 2 * SEASON_MOST), &days, &known);
	return n < 0 ? n : season_length(days, (size_t)n, base);
}

static int pass_day(const struct pass *p, const struct ask *all, const struct due *due)
{
	struct pass of_day = *p;
	of_day.season = season_of(p, due->base);
	return of_day.season < 0 ? of_day.season : each_candidate(&of_day, all, on_this_day, due);
}

static int pass_days(const struct pass *p, struct date from, struct date to)
{
	AUTO(xfree) struct due *due = NULL;
	bool known = false;
	int n = due_days(p->h, p->t, from, to, &due, &known), r = n < 0 ? n : 0;
	AUTO(ask_done) struct ask all = {0};
	text_puts(&all.sql, "SELECT id, key, 0 FROM customer WHERE id>:after AND");
	put_who(&all, p);
	text_puts(&all.sql, " ORDER BY id LIMIT :limit");
	for (int i = 0; i < n && r == 0; i++)
		r = pass_day(p, &all, &due[i]);
	return r;
}

/* ---- ledger dates: whose anchor falls so ---- */

struct window {
	const struct template *t;
	struct date from, to;
	struct date base; /* yearly: the anniversary being looked at */
	struct rule_stride stride;
};

/* The audience's customers whose anchor is one of :days. */
static void put_anchored(struct ask *a, const struct pass *p, const char *field)
{
	text_puts(&a->sql, "SELECT customer.id, customer.key, a.day FROM anchor a JOIN customer"
	                   " ON customer.id=a.customer WHERE customer.id>:after AND a.field=");
	audience_quote(&a->sql, field);
	text_puts(&a->sql, " AND");
	put_who(a, p);
	text_puts(&a->sql, " AND a.day IN (SELECT value FROM json_each('[' || :days || ']'))"
	                   " ORDER BY customer.id LIMIT :limit");
}

static void ask_day(struct ask *a, struct date day)
{
	text_printf(&a->days, "%s%d", a->days.len ? "," : "", day.days);
}

static bool once(struct date anchor, const void *arg, struct date *ret_day, char **ret_occurrence)
{
	const struct window *w = arg;
	*ret_day = rule_span_add(anchor, w->t->after);
	*ret_occurrence = xstrdup("once");
	return date_diff(*ret_day, w->from) >= 0 && date_diff(w->to, *ret_day) >= 0;
}

static int pass_once(const struct pass *p, const char *field, struct window *w)
{
	struct rule_span back = negative(p->t->after);
	struct date last = date_add(rule_span_add(w->to, back), MONTH_SLACK);
	AUTO(ask_done) struct ask a = {0};
	put_anchored(&a, p, field);
	for (struct date day = date_add(rule_span_add(w->from, back), -MONTH_SLACK);
	        date_diff(last, day) >= 0; day = date_add(day, 1))
		ask_day(&a, day);
	return each_candidate(p, &a, once, w);
}

static bool yearly(struct date anchor, const void *arg, struct date *ret_day, char **ret_occurrence)
{
	const struct window *w = arg;
	int year, year0, m, d;
	date_to_ymd(w->base, &year, &m, &d);
	date_to_ymd(anchor, &year0, &m, &d);
	if (year <= year0)
		return false; /* the day itself is no anniversary */
	*ret_day = rule_span_add(w->base, w->t->after);
	/* the year, not the date: a corrected birthday is the same birthday */
	*ret_occurrence = xasprintf("%04d", year);
	return true;
}

/* What falls on this day of the month in the years before. */
static void ask_years(struct ask *a, int first, int before, int m, int d)
{
	struct date day;
	for (int y = first; y < before; y++)
		if (date_from_ymd(y, m, d, &day) == 0)
			ask_day(a, day);
}

/* The anchors that are celebrated on this day: 29 February by configuration. */
static void ask_anniversaries(struct ask *a, const struct house *h, int first, struct date base)
{
	int y, m, d;
	date_to_ymd(base, &y, &m, &d);
	bool leap = date_month_days(y, 2) == 29;
	bool also =
	        !leap && ((h->conf->courtesy.leap == CONF_LEAP_FEB28 && m == 2 && d == 28) ||
	                         (h->conf->courtesy.leap == CONF_LEAP_MAR1 && m == 3 && d == 1));
	text_cut(&a->days, 0);
	ask_years(a, first, y, m, d);
	if (also)
		ask_years(a, first, y, 2, 29);
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

static int pass_yearly(const struct pass *p, const char *field, struct window *w)
{
	struct rule_span back = negative(p->t->after);
	struct date first = date_add(rule_span_add(w->from, back), -MONTH_SLACK);
	struct date last = date_add(rule_span_add(w->to, back), MONTH_SLACK);
	int r = 0, year = first_year(p->h->db, field);
	AUTO(ask_done) struct ask a = {0};
	put_anchored(&a, p, field);
	for (w->base = first; r == 0 && date_diff(last, w->base) >= 0;
	        w->base = date_add(w->base, 1)) {
		struct date day = rule_span_add(w->base, p->t->after);
		if (date_diff(day, w->from) < 0 || date_diff(w->to, day) < 0)
			continue;
		ask_anniversaries(&a, p->h, year, w->base);
		if (a.days.len)
			r = each_candidate(p, &a, yearly, w);
	}
	return r;
}

static bool by_rule(
        struct date anchor, const void *arg, struct date *ret_day, char **ret_occurrence)
{
	const struct window *w = arg;
	(void)anchor;
	*ret_day = rule_span_add(w->base, w->t->after);
	*ret_occurrence = date_format(w->base);
	return date_diff(*ret_day, w->from) >= 0 && date_diff(w->to, *ret_day) >= 0;
}

int plan_anchored_days(const struct house *h, const struct template *t, struct date anchor,
        struct date from, struct date to, struct date **ret_days, size_t *ret_count)
{
	static const enum rule_end ends[] = {[CONF_LEAP_FEB28] = RULE_END_LAST,
	        [CONF_LEAP_MAR1] = RULE_END_NEXT,
	        [CONF_LEAP_ONLY] = RULE_END_NONE};
	AUTO(xfree) char *why = NULL;
	const char *rule = t->repeat == TEMPLATE_REPEAT_RULE ? t->repeat_rule : "FREQ=YEARLY";
	int r = rule_expand_from(
	        rule, anchor, ends[h->conf->courtesy.leap], from, to, ret_days, ret_count, &why);
	return r < 0 ? r : 0;
}

static int anchor_season(const struct pass *p, struct date anchor, struct date base)
{
	AUTO(xfree) struct date *days = NULL;
	size_t n = 0;
	int r = plan_anchored_days(p->h, p->t, anchor, date_add(base, -2 * SEASON_MOST),
	        date_add(base, 2 * SEASON_MOST), &days, &n);
	return r < 0 ? r : season_length(days, n, base);
}

/* One distinct anchor date: the rule is worked out once for all who share it. */
static int pass_anchor_rule(
        const struct pass *p, const char *field, struct window *w, struct date anchor)
{
	AUTO(xfree) struct date *days = NULL;
	size_t n = 0;
	struct rule_span back = negative(p->t->after);
	struct date from = date_add(rule_span_add(w->from, back), -MONTH_SLACK);
	struct date to = date_add(rule_span_add(w->to, back), MONTH_SLACK);
	struct pass of_day = *p;
	if (!rule_stride_may(w->stride, anchor, from, to))
		return 0;
	int r = plan_anchored_days(p->h, p->t, anchor, from, to, &days, &n);
	AUTO(ask_done)
	struct ask a = {0};
	if (n > 0) {
		put_anchored(&a, p, field);
		ask_day(&a, anchor);
	}
	for (size_t i = 0; i < n && r == 0; i++) {
		w->base = days[i];
		if (date_diff(days[i], anchor) <= 0)
			continue;
		of_day.season = anchor_season(p, anchor, days[i]);
		r = of_day.season < 0 ? of_day.season : each_candidate(&of_day, &a, by_rule, w);
	}
	return r;
}

static int pass_anchored_rule(const struct pass *p, const char *field, struct window *w)
{
	int64_t last = INT32_MIN;
	w->stride = rule_stride(p->t->repeat_rule);
	for (;;) {
		int64_t day = db_int(p->h->db, INT64_MAX,
		        "SELECT min(day) FROM anchor WHERE field=:field AND day>:last",
		        DB_TEXT(":field", field), DB_INT(":last", last));
		if (day == INT64_MAX)
			return 0;
		int r = pass_anchor_rule(p, field, w, (struct date){(int32_t)day});
		if (r < 0)
			return r;
		last = day;
	}
}

static int pass_dates(const struct pass *p, struct date from, struct date to)
{
	struct window w = {.t = p->t, .from = from, .to = to};
	if (p->t->when_kind == TEMPLATE_WHEN_OWN_DAY)
		return pass_yearly(p, "own_day", &w);
	switch (p->t->repeat) {
	case TEMPLATE_YEARLY:
		return pass_yearly(p, p->t->when, &w);
	case TEMPLATE_REPEAT_RULE:
		return pass_anchored_rule(p, p->t->when, &w);
	default:
		return pass_once(p, p->t->when, &w);
	}
}

/* ---- the pass ---- */

/* The row of table health that tells of this template's Where:. Owned. */
static char *trouble_name(const char *template)
{
	return xasprintf("template %s", template);
}

static int where_is_bad(const struct house *h, const struct template *t, const char *why)
{
	AUTO(xfree) char *what = trouble_name(t->name);
	AUTO(xfree)
	char *sentence = xasprintf(
	        "its Where: can't be used (%s); nobody gets it until that is mended.", why);
	return health_problem(h->db, what, sentence, h->now);
}

/* No trouble with this template's Where: (any more). */
static int where_is_well(const struct house *h, const char *template)
{
	AUTO(xfree) char *what = trouble_name(template);
	return db_int(h->db, 0, "SELECT 1 FROM health WHERE what=:what AND problem IS NOT NULL",
	               DB_TEXT(":what", what))
	               ? health_ok(h->db, what, h->now)
	               : 0;
}

/* Troubles of templates that are gone go with them. */
static int forget_old_troubles(const struct house *h)
{
	for (;;) {
		AUTO(xfree)
		char *what = db_text(h->db,
		        "SELECT what FROM health WHERE problem IS NOT NULL AND what GLOB 'template "
		        "*'"
		        " AND NOT EXISTS (SELECT 1 FROM template WHERE what='template ' || name"
		        " AND size>=0 AND good IS NOT NULL) LIMIT 1");
		int r = what ? health_ok(h->db, what, h->now) : 0;
		if (!what || r < 0)
			return r;
	}
}

static int pass_between(const struct pass *p, struct date from, struct date to)
{
	const struct template *t = p->t;
	if (t->when_kind == TEMPLATE_WHEN_DATE || t->when_kind == TEMPLATE_WHEN_OWN_DAY)
		return pass_dates(p, from, to);
	return pass_days(p, from, to);
}

static int pass_again(const struct pass *p)
{
	const struct again_item *due;
	size_t n = again_due(&p->ahead->again, p->t->name, &due);
	int r = n ? db_begin(p->h->db) : 0;
	for (size_t i = 0; i < n && r == 0; i++) {
		struct pass of_day = *p;
		of_day.season = due[i].season;
		r = consider(&of_day, due[i].customer, due[i].occurrence, due[i].day);
	}
	if (r < 0) {
		db_rollback(p->h->db);
		return r;
	}
	return n ? db_commit(p->h->db) : 0;
}

/* Only time went by: what is newly due, for whom it is new, and what is to be asked again. */
static int pass_ahead(const struct pass *p, struct date from, struct date to)
{
	struct pass moved = *p;
	bool by_stage = (p->t->to & TEMPLATE_TO_ALL) != TEMPLATE_TO_ALL || p->t->where;
	moved.moved = p->ahead->moved.len && by_stage;
	int r = moved.moved ? pass_between(&moved, from, p->ahead->seen) : 0;
	if (r == 0)
		r = pass_again(p);
	struct date next = date_add(p->ahead->seen, 1);
	return r < 0 || date_diff(to, next) < 0 ? r : pass_between(p, next, to);
}

static int pass_live(const struct pass *p)
{
	struct date from = date_add(today(p->h), -p->t->valid_days), to = lead_day(p->h);
	if (!p->ahead || date_is_none(p->ahead->seen))
		return pass_between(p, from, to);
	return pass_ahead(p, from, to);
}

/* A Where: in trouble is told, and the other templates go on. */
static int pass_template(const struct pass *p)
{
	const struct house *h = p->h;
	const struct template *t = p->t;
	AUTO(xfree) char *why = NULL;
	if (t->status != TEMPLATE_LIVE)
		return where_is_well(h, t->name);
	if (t->where && db_check_condition(h->db, t->where, &why) != 0)
		return where_is_bad(h, t, why);
	int r = pass_live(p);
	if (r == -EINVAL && t->where)
		return where_is_bad(h, t, "it stumbles over a value of some customer");
	return r < 0 ? r : where_is_well(h, t->name);
}

/* All letters with their coming days, the ones that matter most first. */
static void collect(const struct house *h, struct rivals *rivals)
{
	AUTO(folder_names_free) char **names = folder_names(h->db);
	struct date from = date_add(today(h), -1),
	            to = date_add(lead_day(h), h->conf->courtesy.gap_days);
	for (size_t i = 0; names[i]; i++) {
		const struct template *t = folder_stock_get(h->stock, h->db, names[i]);
		struct date *days = NULL;
		bool known = false;
		if (!t)
			continue;
		int n = t->status == TEMPLATE_LIVE ? plan_days(h, t, from, to, &days, &known) : 0;
		rivals_add(rivals, t, days, n > 0 ? n : 0);
	}
	rivals_sort(rivals);
}

static int pass_all(const struct house *h, struct plan_ahead *ahead, struct plan_counts *ret)
{
	struct plan_counts counts = {0};
	AUTO(rivals_done) struct rivals rivals = {.in_audience = audience_has};
	int r = forget_old_troubles(h);
	collect(h, &rivals);
	for (size_t i = 0; i < rivals.count && r == 0; i++) {
		const struct pass p = {.h = h,
		        .t = rivals.at[i].t,
		        .rivals = &rivals,
		        .counts = &counts,
		        .ahead = ahead,
		        .season = SEASON_MOST};
		r = pass_template(&p);
	}
	if (r < 0)
		return r;
	*ret = counts;
	return 0;
}

int plan_pass(const struct house *h, struct plan_counts *ret)
{
	AUTO(folder_stock_done) struct folder_stock stock = {0};
	struct house with = *h;
	with.stock = &stock;
	return pass_all(&with, NULL, ret);
}

/* ---- the days ahead ---- */

struct plan_ahead *plan_ahead_new(void)
{
	struct plan_ahead *a = xcalloc(1, sizeof *a);
	a->seen = DATE_NONE;
	return a;
}

void plan_ahead_free(struct plan_ahead *a)
{
	if (!a)
		return;
	again_done(&a->again);
	text_done(&a->moved);
	xfree(a);
}

int plan_pass_ahead(const struct house *h, struct plan_ahead *a, const int64_t *moved,
        size_t moved_count, struct plan_counts *ret)
{
	text_cut(&a->moved, 0);
	for (size_t i = 0; i < moved_count; i++)
		text_printf(&a->moved, "%s%lld", i ? "," : "", (long long)moved[i]);
	again_turn(&a->again, today(h));
	int r = pass_all(h, a, ret);
	a->seen = lead_day(h);
	return r;
}
