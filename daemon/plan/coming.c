#include "coming.h"

#include "audience.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "page.h"
#include "phrase.h"
#include "plan.h"
#include "rule.h"
#include "section.h"
#include "simulate.h"
#include "template.h"
#include "zone.h"

#include <errno.h>

enum {
	AHEAD = 7,              /* days */
	NAMES = 3,              /* named; the others are counted */
	SIMULATED_MOST = 10000, /* customers, whose days ahead are lived through letter by letter */
	LIFETIME = 110,         /* years */
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
	return r < 0 ? r : c.lines;
}

/* ---- in a large house: how many it may be, without writing a letter ---- */

#define OWN                                                                                        \
	" AND (:all OR EXISTS (SELECT 1 FROM customer c WHERE c.id=a.customer"                     \
	" AND c.manager=:manager))"

/* Whose date is this day, or its anniversary. */
static int64_t dates_on(const struct section *s, const char *field, struct date day, bool yearly)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	text_puts(&sql, "SELECT count(*) FROM anchor a WHERE field=:field" OWN " AND day IN (");
	struct date then;
	const char *comma = "";
	for (int year = yearly ? y - LIFETIME : y; year <= y - yearly; year++)
		if (date_from_ymd(year, m, d, &then) == 0) {
			text_printf(&sql, "%s%d", comma, then.days);
			comma = ", ";
		}
	text_puts(&sql, ")");
	return db_int(s->h->db, 0, text_str(&sql), DB_TEXT(":field", field),
	        DB_INT(":all", s->scope.all), DB_TEXT(":manager", s->scope.manager));
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

static bool falls_on(const struct section *s, const struct template *t, struct date day)
{
	AUTO(xfree) struct date *days = NULL;
	bool known;
	return plan_days(s->h, t, day, day, &days, &known) > 0;
}

static int64_t expected(const struct section *s, const struct template *t, struct date day)
{
	struct date base = rule_span_add(
	        day, (struct rule_span){-t->after.years, -t->after.months, -t->after.days});
	if (t->when_kind == TEMPLATE_WHEN_OWN_DAY)
		return dates_on(s, "own_day", base, true);
	if (t->when_kind == TEMPLATE_WHEN_DATE)
		return dates_on(s, t->when, base, t->repeat == TEMPLATE_YEARLY);
	return falls_on(s, t, day) ? audience_of(s, t) : 0;
}

static int expect_one(struct section *s, const struct template *t, struct date today)
{
	int lines = 0;
	for (int i = 0; i < AHEAD; i++) {
		struct date day = date_add(today, i);
		int64_t n = expected(s, t, day);
		if (n <= 0)
			continue;
		AUTO(xfree) char *words = phrase_day(s->reader->language, day);
		AUTO(xfree) char *count = phrase_number(s->reader->language, n);
		page_item(s->page, SAID(s, "%s: \"%s\", up to %s letters"), words, t->name, count);
		lines++;
	}
	return lines;
}

static int tell_expected(struct section *s, struct date today)
{
	AUTO(folder_names_free) char **names = folder_names(s->h->db);
	int lines = 0;
	page_heading(s->page, "%s", SAID(s, "Coming up"));
	for (size_t i = 0; names[i]; i++) {
		AUTO(template_free) struct template *t = NULL;
		int r = folder_load(s->h->db, names[i], &t);
		if (r < 0 && r != -ENOENT)
			return r;
		if (r == 0 && t->status == TEMPLATE_LIVE)
			lines += expect_one(s, t, today);
	}
	if (lines)
		page_para(s->page, "%s",
		        SAID(s, "Counted by date alone; who rests, waits or had a letter lately is "
		                "left "
		                "out on the day. \"followup plan\" tells each."));
	return lines;
}

int coming_tell(struct section *s)
{
	struct date today = zone_date(zone_find(s->reader->timezone), s->h->now);
	bool large = db_int(s->h->db, 0,
	                     "SELECT count(*) FROM (SELECT 1 FROM customer WHERE present=1"
	                     " LIMIT :most)",
	                     DB_INT(":most", SIMULATED_MOST)) == SIMULATED_MOST;
	int lines = large ? tell_expected(s, today) : tell_letters(s, today);
	if (lines == 0) {
		if (!large)
			page_heading(s->page, "%s", SAID(s, "Coming up"));
		page_para(s->page, "%s", SAID(s, "No letter is due within the next seven days."));
	}
	return lines < 0 ? lines : 0;
}
