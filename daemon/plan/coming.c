#include "coming.h"

#include "audience.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "page.h"
#include "phrase.h"
#include "rule.h"
#include "schedule.h"
#include "section.h"
#include "simulate.h"
#include "template.h"
#include "zone.h"

#include <errno.h>

enum {
	AHEAD = 7,              /* days */
	NAMES = 3,              /* named; the others are counted */
	SIMULATED_MOST = 10000, /* customers, whose days ahead are lived through letter by letter */
};

/* Letters of one day and touchpoint, while the simulation tells them in order. */
struct coming {
	struct section *s;
	struct date day;
	char *touchpoint;
	int letters;
	struct text names;
	int lines;
};

static void coming_flush(struct coming *c)
{
	if (!c->letters)
		return;
	AUTO(xfree) char *day = phrase_day(c->s->reader->language, c->day);
	if (!c->lines++)
		page_heading(c->s->page, "%s", SAID(c->s, "Coming up"));
	if (c->letters > NAMES)
		page_item(c->s->page, SAID(c->s, "%s: \"%s\", %d letters"), day, c->touchpoint,
		        c->letters);
	else
		page_item(c->s->page, SAID(c->s, "%s: \"%s\" to %s"), day, c->touchpoint,
		        text_str(&c->names));
	c->letters = 0;
	text_cut(&c->names, 0);
}

static bool mine(const struct section *s, const char *customer)
{
	return s->scope.all ||
	       db_int(s->h->db, 0, "SELECT 1 FROM customer WHERE key=:key AND manager=:manager",
	               DB_TEXT(":key", customer), DB_TEXT(":manager", s->scope.manager));
}

static void coming_each(const struct simulate_entry *e, void *arg)
{
	struct coming *c = arg;
	if (!e->letter || e->at < c->s->h->now || !mine(c->s, e->customer))
		return;
	if (c->letters && (date_diff(e->day, c->day) || !str_same(e->touchpoint, c->touchpoint)))
		coming_flush(c);
	if (!c->letters) {
		xfree(c->touchpoint);
		c->touchpoint = xstrdup(e->touchpoint);
		c->day = e->day;
	}
	if (c->letters++)
		text_puts(&c->names, ", ");
	text_puts(&c->names, e->name);
}

static int tell_letters(struct section *s, struct date today)
{
	struct coming c = {.s = s};
	int r = simulate(s->h, today, date_add(today, AHEAD - 1), coming_each, &c);
	coming_flush(&c);
	xfree(c.touchpoint);
	text_done(&c.names);
	return r;
}

/* ---- in a large house: how many it may be, without writing a letter ---- */

#define OWN                                                                                        \
	" AND (:all OR EXISTS (SELECT 1 FROM customer c WHERE c.id=a.customer"                     \
	" AND c.manager=:manager))"

/* Letters of one template on each of the days. */
struct expected {
	struct date today;
	int64_t letters[AHEAD];
};

static void expect(struct expected *e, struct date day, int64_t letters)
{
	int ahead = date_diff(day, e->today);
	if (ahead >= 0 && ahead < AHEAD)
		e->letters[ahead] += letters;
}

/* So many have this date. */
static void expect_anchor(const struct template *t, const struct rule_series *series,
        struct date anchor, int64_t count, struct expected *e)
{
	struct schedule_date dates[AHEAD];
	size_t n = schedule_of_anchor(
	        t, series, anchor, e->today, date_add(e->today, AHEAD - 1), dates, COUNT(dates));
	for (size_t i = 0; i < n; i++)
		expect(e, dates[i].day, count);
}

/* Dates are worked out once for all who share them. */
static int expect_dates(
        const struct section *s, const struct template *t, const char *field, struct expected *e)
{
	AUTO(rule_series_free) struct rule_series *series = schedule_series(s->h, t);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h->db,
	        "SELECT day, count(*) FROM anchor a WHERE field=:field" OWN " GROUP BY day",
	        DB_TEXT(":field", field), DB_INT(":all", s->scope.all),
	        DB_TEXT(":manager", s->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0)
		expect_anchor(t, series, (struct date){(int32_t)db_col_int(rows, 0)},
		        db_col_int(rows, 1), e);
	return r;
}

/* Everybody in the audience; a manager's are no more than their own customers. */
static int64_t audience_of(const struct section *s, const struct template *t)
{
	int64_t n = audience_count(s->h, t);
	int64_t own = s->scope.all ? n
	                           : db_int(s->h->db, 0,
	                                     "SELECT count(*) FROM customer WHERE present=1"
	                                     " AND manager=:manager",
	                                     DB_TEXT(":manager", s->scope.manager));
	return n < own ? n : own;
}

static int expect_days(const struct section *s, const struct template *t, struct expected *e)
{
	AUTO(xfree) struct date *days = NULL;
	bool known;
	int n = schedule_days(s->h, t, e->today, date_add(e->today, AHEAD - 1), &days, &known);
	int64_t audience = n > 0 ? audience_of(s, t) : 0;
	for (int i = 0; i < n && audience > 0; i++)
		expect(e, days[i], audience);
	return n < 0 ? n : 0;
}

static int expect_one(struct section *s, const struct template *t, struct date today, int *lines)
{
	struct expected e = {.today = today};
	int r = t->when_kind == TEMPLATE_WHEN_OWN_DAY ? expect_dates(s, t, "own_day", &e)
	        : t->when_kind == TEMPLATE_WHEN_DATE  ? expect_dates(s, t, t->when, &e)
	                                              : expect_days(s, t, &e);
	for (int i = 0; i < AHEAD && r == 0; i++) {
		if (!e.letters[i])
			continue;
		AUTO(xfree) char *day = phrase_day(s->reader->language, date_add(today, i));
		AUTO(xfree) char *count = phrase_number(s->reader->language, e.letters[i]);
		if (!(*lines)++)
			page_heading(s->page, "%s", SAID(s, "Coming up"));
		if (e.letters[i] == 1)
			page_item(s->page, SAID(s, "%s: \"%s\", at most 1 letter"), day, t->name);
		else
			page_item(s->page, SAID(s, "%s: \"%s\", up to %s letters"), day, t->name,
			        count);
	}
	return r;
}

static int tell_expected(struct section *s, struct date today)
{
	AUTO(folder_names_free) char **names = folder_names(s->h->db);
	int lines = 0;
	for (size_t i = 0; names[i]; i++) {
		AUTO(template_free) struct template *t = NULL;
		int r = folder_load(s->h->db, names[i], &t);
		if (r == 0 && t->status == TEMPLATE_LIVE)
			r = expect_one(s, t, today, &lines);
		if (r < 0 && r != -ENOENT)
			return r;
	}
	if (lines)
		page_para(s->page, "%s",
		        SAID(s, "Counted by date alone; who rests, waits or had a letter lately is "
		                "left "
		                "out on the day. \"followup plan\" tells each."));
	return 0;
}

int coming_tell(struct section *s)
{
	struct date today = zone_date(zone_find(s->reader->timezone), s->h->now);
	bool large = db_int(s->h->db, 0,
	                     "SELECT count(*) FROM (SELECT 1 FROM customer WHERE present=1"
	                     " LIMIT :most)",
	                     DB_INT(":most", SIMULATED_MOST)) == SIMULATED_MOST;
	return large ? tell_expected(s, today) : tell_letters(s, today);
}
