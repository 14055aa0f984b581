#include "digest.h"

#include "chores.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "figures.h"
#include "notice.h"
#include "page.h"
#include "phrase.h"
#include "simulate.h"
#include "standing.h"
#include "verb.h"
#include "zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	EXCERPT = 110, /* bytes of what a customer wrote */
	NAMES = 3,     /* named; the others are counted */
	AHEAD = 7,     /* days of "coming up" */
	DECIDE_DAYS = 60,
};

struct work {
	const struct house *h;
	const struct conf_person *reader;
	struct figures_scope scope;
	struct page *page;
	struct date monday; /* of the week it is about */
	struct figures now, before;
	struct standing standing;
	struct notice_list list; /* what stands under the numbers */
	int decisions;
};

void digest_done(struct digest *d)
{
	xfree(d->subject);
	xfree(d->text);
	xfree(d->html);
	xfree(d->week);
	notice_list_done(&d->list);
	*d = (struct digest){0};
}

/* ---- words ---- */

static const char *const long_weekdays[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/* A sentence in the reader's language. */
#define P(w, english) phrase((w)->reader->language, english)

static char *day_words(const struct work *w, struct date day)
{
	return phrase_day(w->reader->language, day);
}

static char *number(const struct work *w, int64_t n)
{
	return phrase_number(w->reader->language, n);
}

/* Enough of what they wrote to know what it is about; cut at a blank where there is one. */
static char *opening(const char *s)
{
	size_t n = strnlen(s, EXCERPT);
	if (!s[n])
		return xasprintf("\"%s\"", s);
	size_t blank = n;
	while (blank && s[blank] != ' ' && s[blank] != '\n')
		blank--;
	while (!blank && n && ((unsigned char)s[n] & 0xc0) == 0x80)
		n--;
	return xasprintf("\"%.*s…\"", (int)(blank ? blank : n), s);
}

static const char *manager_name(const struct work *w, const char *id)
{
	const struct conf_person *p = conf_person(w->h->conf, id);
	return p ? p->name : NULL;
}

static const char *manager_zone(const struct work *w, const char *id)
{
	const struct conf_person *p = conf_person(w->h->conf, id);
	return p ? p->timezone : w->h->conf->business.timezone;
}

/* ---- faults: the first line ---- */

static int faults(struct work *w)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT what, problem, problem_since_at FROM health WHERE problem IS NOT NULL"
	        " AND what IN ('smtp', 'imap', 'ledger') ORDER BY problem_since_at");
	int r;
	while ((r = db_step(rows)) > 0) {
		AUTO(xfree)
		char *since = day_words(
		        w, zone_date(zone_find(w->reader->timezone), db_col_int(rows, 2)));
		const char *what = db_col_text(rows, 0);
		const char *means = str_same(what, "smtp")   ? P(w, "No letters go out")
		                    : str_same(what, "imap") ? P(w, "Replies are not being read")
		                                             : P(w, "The ledger is not being read");
		page_alarm(w->page, P(w, "%s since %s: %s"), means, since, db_col_text(rows, 1));
	}
	return r;
}

/* ---- waiting ---- */

/* What stands under this number, for who replies. */
static int list(struct work *w, const char *kind, const char *customer, const char *touchpoint,
        const char *occurrence, int64_t subject)
{
	int n = page_numbers(w->page);
	notice_list_add(&w->list, n, kind, customer, touchpoint, occurrence, subject);
	return n;
}

static void waiting_keeper(struct work *w, const char *manager, int64_t nudged)
{
	const char *keeper = manager_name(w, manager);
	if (!keeper)
		page_under(w->page, "%s",
		        P(w, "Nobody is named in the ledger to look after this customer."));
	else if (nudged > 1)
		page_under(w->page, P(w, "%s looks after this customer and was reminded twice."),
		        keeper);
	else if (nudged > 0)
		page_under(w->page, P(w, "%s looks after this customer and was reminded."), keeper);
	else
		page_under(w->page, P(w, "%s looks after this customer."), keeper);
}

static void waiting_one(struct work *w, struct db_rows *rows)
{
	const char *company = db_col_text(rows, 2), *manager = db_col_text(rows, 4);
	AUTO(xfree)
	char *span = notice_span_words(w->reader->language,
	        notice_working_s(manager_zone(w, manager), db_col_int(rows, 3), w->h->now));
	AUTO(xfree) char *words = opening(db_col_text(rows, 5));
	AUTO(xfree)
	char *name =
	        xasprintf("%s%s%s", db_col_text(rows, 1), str_empty(company) ? "" : ", ", company);
	page_number(w->page, P(w, "%s — waiting %s"), name, span);
	int n = list(w, "waiting", db_col_text(rows, 0), NULL, NULL, db_col_int(rows, 8));
	page_under(w->page, "%s", words);
	waiting_keeper(w, manager, db_col_int(rows, 7));
	page_under(w->page,
	        P(w, "Answer: %s. Answered otherwise? Reply: done %d. A colleague should? "
	             "Reply: give %d NAME"),
	        db_col_text(rows, 6), n, n);
}

static int waiting(struct work *w)
{
	int64_t n = w->now.waiting;
	if (n == 0)
		page_heading(w->page, "%s", P(w, "Nobody is waiting for an answer"));
	else if (n == 1)
		page_heading(w->page, "%s", P(w, "1 customer is waiting for an answer"));
	else
		page_heading(
		        w->page, P(w, "%lld customers are waiting for an answer"), (long long)n);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT v.customer, coalesce(nullif(c.name, ''), v.customer),"
	        " coalesce(c.company, ''), v.opened_at, v.manager, i.excerpt, i.from_address,"
	        " v.nudged, v.id FROM conversation v JOIN inbox i ON i.id=v.opened_by"
	        " LEFT JOIN customer c ON c.key=v.customer WHERE v.state='WAITING'"
	        " AND (:all OR v.manager=:manager) ORDER BY v.opened_at",
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0)
		waiting_one(w, rows);
	return r;
}

/* ---- to decide ---- */

static void decide_heading(struct work *w)
{
	if (!w->decisions++)
		page_heading(w->page, "%s", P(w, "For you to decide"));
}

static void held_one(struct work *w, struct db_rows *rows)
{
	decide_heading(w);
	page_number(
	        w->page, P(w, "Letter \"%s\" to %s"), db_col_text(rows, 0), db_col_text(rows, 2));
	int n = list(
	        w, "held", db_col_text(rows, 1), db_col_text(rows, 0), db_col_text(rows, 5), 0);
	if (str_same(db_col_text(rows, 3), courtesy_word(COURTESY_HOLD_APPROVAL)))
		page_under(w->page, P(w, "It waits for you. Reply: yes %d or no %d"), n, n);
	else
		page_under(w->page,
		        P(w, "Held: the ledger has no %s for this customer, and the template gives "
		             "no fallback. Fill it in, or write {{%s|something that always fits}}. "
		             "Not at all? Reply: no %d"),
		        db_col_text(rows, 4), db_col_text(rows, 4), n);
}

static int approvals(struct work *w)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT d.touchpoint, d.customer, coalesce(nullif(c.name, ''), d.customer),"
	        " d.reason, d.detail, d.occurrence FROM decision d"
	        " LEFT JOIN customer c ON c.key=d.customer"
	        " WHERE d.verdict='hold' AND d.day>=:since AND (:all OR c.manager=:manager)"
	        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.customer=d.customer"
	        "  AND o.touchpoint=d.touchpoint AND o.occurrence=d.occurrence)"
	        " AND NOT EXISTS (SELECT 1 FROM approval a WHERE a.customer=d.customer"
	        "  AND a.touchpoint=d.touchpoint AND a.occurrence=d.occurrence)"
	        " ORDER BY d.touchpoint, d.day, 3",
	        DB_INT(":since",
	                zone_date(zone_find(w->reader->timezone), w->h->now).days - DECIDE_DAYS),
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0)
		held_one(w, rows);
	return r;
}

static int strangers(struct work *w)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT i.from_address, coalesce(nullif(c.name, ''), i.customer), i.customer, i.id"
	        " FROM inbox i LEFT JOIN customer c ON c.key=i.customer"
	        " WHERE i.confidence='possible'"
	        " AND i.class IN ('reply', 'optout') AND i.arrived_at BETWEEN :start AND :end"
	        " AND (:all OR c.manager=:manager) AND NOT EXISTS (SELECT 1 FROM act a WHERE"
	        " a.subject=i.id AND a.verb IN ('same', 'other') AND a.undone_at IS NULL)"
	        " ORDER BY i.id",
	        DB_INT(":start", w->scope.start_at), DB_INT(":end", w->h->now),
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0) {
		decide_heading(w);
		page_number(w->page, P(w, "A reply to a letter for %s came from %s"),
		        db_col_text(rows, 1), db_col_text(rows, 0));
		int n = list(w, "stranger", db_col_text(rows, 2), NULL, NULL, db_col_int(rows, 3));
		page_under(w->page,
		        P(w, "Is it the same person? Until you say so, letters to this customer "
		             "rest for a week. Reply: yes %d or no %d"),
		        n, n);
	}
	return r;
}

static int unsure(struct work *w)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT o.touchpoint, coalesce(nullif(c.name, ''), o.customer), o.customer,"
	        " o.occurrence, o.id FROM outbox o LEFT JOIN customer c ON c.key=o.customer"
	        " WHERE o.state='UNSURE' AND o.kind='letter'"
	        " AND (:all OR c.manager=:manager) ORDER BY o.id",
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0) {
		decide_heading(w);
		page_number(w->page, P(w, "Did letter \"%s\" reach %s?"), db_col_text(rows, 0),
		        db_col_text(rows, 1));
		int n = list(w, "unsure", db_col_text(rows, 2), db_col_text(rows, 0),
		        db_col_text(rows, 3), db_col_int(rows, 4));
		page_under(w->page,
		        P(w, "The connection broke at the last moment. It is not sent again by "
		             "itself: two identical letters are worse than one missing. Do you "
		             "know? "
		             "Reply: yes %d or no %d"),
		        n, n);
	}
	return r;
}

static int decide(struct work *w)
{
	int r = approvals(w);
	if (r == 0)
		r = strangers(w);
	return r < 0 ? r : unsure(w);
}

/* ---- where they stand ---- */

static int share(int64_t part, int64_t whole)
{
	return whole > 0 && part > 0 ? (int)((part * 100 + whole - 1) / whole) : 0;
}

static void quiet_row(struct work *w, const char *name, const char *when,
        const struct standing_quiet *q, int64_t cents, int64_t most)
{
	AUTO(xfree) char *sum = phrase_money(w->reader->language, cents, q->currency);
	page_row(w->page, share(cents, most), (const char *const[]){name, when, sum, NULL});
}

static void gone_quiet(struct work *w)
{
	const struct standing *s = &w->standing;
	if (!s->quiet_count)
		return;
	page_heading(w->page, "%s", P(w, "They used to buy more"));
	page_table(w->page, (const char *const[]){"", "", "", NULL});
	for (size_t i = 0; i < s->quiet_count; i++) {
		const struct standing_quiet *q = &s->quiet[i];
		int64_t most = q->before_cents;
		quiet_row(w, q->name, P(w, "12 months before"), q, q->before_cents, most);
		quiet_row(w, "", P(w, "last 12 months"), q, q->now_cents, most);
	}
	if (s->quiet_all > s->quiet_count)
		page_para(w->page, P(w, "And %zu more."), s->quiet_all - s->quiet_count);
}

static char *silent_names(const struct work *w)
{
	struct text t = TEXT_INIT;
	for (size_t i = 0; i < w->standing.silent_count; i++) {
		const struct standing_silent *x = &w->standing.silent[i];
		AUTO(xfree)
		char *when = date_is_none(x->last) ? xstrdup(P(w, "never"))
		                                   : phrase_date(w->reader->language, x->last);
		text_printf(&t, "%s%s (%s)", i ? ", " : "", x->name, when);
	}
	return text_steal(&t);
}

static void unbroken(struct work *w)
{
	const struct standing *s = &w->standing;
	if (!s->customers)
		return;
	AUTO(xfree) char *heard = number(w, s->heard), *all = number(w, s->customers);
	AUTO(xfree) char *names = silent_names(w);
	int64_t more = s->customers - s->heard - (int64_t)s->silent_count;
	page_heading(w->page, "%s", P(w, "Unbroken"));
	page_para(w->page,
	        P(w, "%s of %s customers have heard from a person or a letter of ours in the last "
	             "%d days."),
	        heard, all, STANDING_UNBROKEN_DAYS);
	if (s->silent_count && more > 0)
		page_para(w->page, P(w, "Not these, and when they last did: %s; and %lld more."),
		        names, (long long)more);
	else if (s->silent_count)
		page_para(w->page, P(w, "Not these, and when they last did: %s."), names);
}

static void stages(struct work *w)
{
	const char *const names[] = {P(w, "Not yet customers"), P(w, "New"),
	        P(w, "Up to three years"), P(w, "Long-time"), P(w, "Part of our success")};
	int64_t most = 0;
	for (int i = 0; i <= STAGE_INTEGRAL; i++)
		most = w->standing.stages[i] > most ? w->standing.stages[i] : most;
	if (!most)
		return;
	page_heading(w->page, "%s", P(w, "Where our customers are with us"));
	page_table(w->page, (const char *const[]){"", P(w, "customers"), NULL});
	for (int i = 0; i <= STAGE_INTEGRAL; i++) {
		AUTO(xfree) char *n = number(w, w->standing.stages[i]);
		page_row(w->page, share(w->standing.stages[i], most),
		        (const char *const[]){names[i], n, NULL});
	}
}

/* ---- the week ---- */

static void week_row(struct work *w, const char *what, char *this_week, char *last_week)
{
	page_row(w->page, -1, (const char *const[]){what, this_week, last_week, NULL});
	xfree(this_week);
	xfree(last_week);
}

static char *median_words(const struct work *w, int64_t working_s)
{
	return working_s < 0 ? xstrdup("-") : notice_span_words(w->reader->language, working_s);
}

static bool quiet(const struct figures *f)
{
	return !f->sent && !f->wrote_back && !f->stopped && !f->answered;
}

static void week(struct work *w)
{
	const struct figures *now = &w->now, *before = &w->before;
	page_heading(w->page, "%s", P(w, "The week"));
	if (quiet(now) && quiet(before)) {
		page_para(w->page, "%s", P(w, "No letters were due, and no one wrote."));
		return;
	}
	page_table(
	        w->page, (const char *const[]){"", P(w, "this week"), P(w, "week before"), NULL});
	week_row(w, P(w, "Letters sent"), number(w, now->sent), number(w, before->sent));
	week_row(w, P(w, "Customers who wrote back"), number(w, now->wrote_back),
	        number(w, before->wrote_back));
	week_row(w, P(w, "Median time until we answered"), median_words(w, now->median_answer_s),
	        median_words(w, before->median_answer_s));
	week_row(w, P(w, "Longest wait, still open"), median_words(w, now->longest_wait_s),
	        xstrdup("-"));
	week_row(w, P(w, "Asked us to stop"), number(w, now->stopped), number(w, before->stopped));
}

/* ---- coming up ---- */

/* Letters of one day and touchpoint, while the simulation tells them in order. */
struct coming {
	struct work *w;
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
	AUTO(xfree) char *day = day_words(c->w, c->day);
	if (!c->lines++)
		page_heading(c->w->page, "%s", P(c->w, "Coming up"));
	if (c->letters > NAMES)
		page_item(c->w->page, P(c->w, "%s: \"%s\", %d letters"), day, c->touchpoint,
		        c->letters);
	else
		page_item(c->w->page, P(c->w, "%s: \"%s\" to %s"), day, c->touchpoint,
		        text_str(&c->names));
	c->letters = 0;
	text_cut(&c->names, 0);
}

static bool mine(const struct work *w, const char *customer)
{
	return w->scope.all ||
	       db_int(w->h->db, 0, "SELECT 1 FROM customer WHERE key=:key AND manager=:manager",
	               DB_TEXT(":key", customer), DB_TEXT(":manager", w->scope.manager));
}

static void coming_each(const struct simulate_entry *e, void *arg)
{
	struct coming *c = arg;
	if (!e->letter || e->at < c->w->h->now || !mine(c->w, e->customer))
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

static int coming_up(struct work *w)
{
	struct coming c = {.w = w};
	struct date today = zone_date(zone_find(w->reader->timezone), w->h->now);
	int r = simulate(w->h, today, date_add(today, AHEAD - 1), coming_each, &c);
	coming_flush(&c);
	if (r == 0 && !c.lines) {
		page_heading(w->page, "%s", P(w, "Coming up"));
		page_para(w->page, "%s", P(w, "No letter is due within the next seven days."));
	}
	xfree(c.touchpoint);
	text_done(&c.names);
	return r;
}

/* ---- the whole ---- */

static void definitions(struct work *w, bool late)
{
	const char *l = w->reader->language;
	AUTO(xfree) char *first = phrase_date(l, w->monday);
	AUTO(xfree) char *last = phrase_date(l, date_add(w->monday, 6));
	AUTO(xfree) char *made = day_words(w, zone_date(zone_find(w->reader->timezone), w->h->now));
	page_small(w->page,
	        P(w, "Period: %s to %s, time zone %s; waiting and coming up as of %s, when this "
	             "was "
	             "made. \"Wrote back\" counts customers, not messages; automatic replies do "
	             "not "
	             "count. Times until we answered count working hours, Monday to Friday, 9 to "
	             "17."),
	        first, last, w->reader->timezone, made);
	const char *day = phrase(l, long_weekdays[w->h->conf->digest.weekday - 1]);
	if (late)
		page_small(w->page, P(w, "This digest is late: it was due on %s."), day);
	page_small(w->page,
	        P(w, "No digest by %s noon? Then something is wrong: ask whoever runs followupd to "
	             "look at \"followup status\"."),
	        day);
	page_small(w->page, "%s",
	        P(w, "Reply \"help\" for all you can say to this mail, \"stop digest\" to end "
	             "it."));
}

static char *subject(const struct work *w)
{
	AUTO(xfree)
	char *period = phrase_period(w->reader->language, w->monday, date_add(w->monday, 6));
	AUTO(xfree)
	char *waits = w->now.waiting ? xasprintf(P(w, "%lld waiting"), (long long)w->now.waiting)
	                             : xstrdup(P(w, "Nobody waiting"));
	if (db_int(w->h->db, 0, "SELECT 1 FROM health WHERE what='smtp' AND problem IS NOT NULL"))
		return xasprintf(P(w, "Letters stopped: mail server refuses us · %s"), waits);
	if (quiet(&w->now))
		return xasprintf(P(w, "%s · quiet week (%s)"), waits, period);
	if (w->now.sent == 1)
		return xasprintf(P(w, "%s · %lld wrote back · 1 letter (%s)"), waits,
		        (long long)w->now.wrote_back, period);
	return xasprintf(P(w, "%s · %lld wrote back · %lld letters (%s)"), waits,
	        (long long)w->now.wrote_back, (long long)w->now.sent, period);
}

static int compute(struct work *w)
{
	const struct zone *z = zone_find(w->reader->timezone);
	w->scope = (struct figures_scope){.all = w->reader->owner, .manager = w->reader->id};
	struct figures_scope before = w->scope;
	before.start_at = zone_moment(z, date_add(w->monday, -7), 0);
	before.end_at = w->scope.start_at = zone_moment(z, w->monday, 0);
	w->scope.end_at = zone_moment(z, date_add(w->monday, 7), 0);
	int r = figures_count(w->h, &before, &w->before);
	if (r == 0)
		r = figures_count(w->h, &w->scope, &w->now);
	return r < 0 ? r
	             : standing_find(w->h, &w->scope, zone_date(z, w->h->now), NAMES, &w->standing);
}

static int sections(struct work *w)
{
	int r = faults(w);
	page_para(w->page, P(w, "Good morning %s,"), w->reader->name);
	if (r == 0)
		r = waiting(w);
	if (r == 0)
		r = decide(w);
	if (r < 0)
		return r;
	gone_quiet(w);
	week(w);
	/* a quiet week is two lines, and what is coming */
	if (!quiet(&w->now) || w->now.waiting || w->decisions) {
		unbroken(w);
		stages(w);
	}
	r = coming_up(w);
	return r < 0 ? r : chores_tell(w->h, w->reader, &w->scope, w->monday, w->page);
}

int digest_make(const struct house *h, const struct conf_person *reader, struct date in_week,
        struct digest *ret)
{
	struct work w = {
	        .h = h, .reader = reader, .monday = date_add(in_week, 1 - date_weekday(in_week))};
	int r = compute(&w);
	if (r < 0) {
		standing_done(&w.standing);
		return r;
	}
	AUTO(xfree) char *title = subject(&w);
	w.page = page_new(title, reader->language);
	r = sections(&w);
	struct date due = date_add(w.monday, 7 + h->conf->digest.weekday - 1);
	definitions(&w, date_diff(zone_date(zone_find(reader->timezone), h->now), due) > 0);
	if (r == 0) {
		int year, week_number;
		date_iso_week(w.monday, &year, &week_number);
		*ret = (struct digest){.subject = xstrdup(title),
		        .text = page_text(w.page),
		        .html = page_html(w.page),
		        .week = xasprintf("%d-W%02d", year, week_number),
		        .list = w.list};
	} else {
		notice_list_done(&w.list);
	}
	standing_done(&w.standing);
	page_free(w.page);
	return r;
}

/* ---- when ---- */

/* … in the week that begins on this Monday. */
static int64_t due_in(const struct house *h, const struct conf_person *reader, struct date monday)
{
	return zone_moment(zone_find(reader->timezone),
	        date_add(monday, h->conf->digest.weekday - 1), h->conf->digest.hour * 60);
}

/* The moment this week's digest is due for the reader; the week it is about began 7 days earlier.
 */
static int64_t due_at(
        const struct house *h, const struct conf_person *reader, struct date *ret_monday)
{
	struct date today = zone_date(zone_find(reader->timezone), h->now);
	*ret_monday = date_add(today, 1 - date_weekday(today));
	return due_in(h, reader, *ret_monday);
}

int digest_send(const struct house *h, const struct conf_person *reader, struct date in_week)
{
	struct date monday = date_add(in_week, 8 - date_weekday(in_week));
	AUTO(xfree) char *customer = xasprintf("staff:%s", reader->id);
	int year, week_number;
	date_iso_week(date_add(monday, -7), &year, &week_number);
	AUTO(xfree) char *occurrence = xasprintf("%d-W%02d", year, week_number);
	/* two readers may share an address: it gets one */
	if (db_int(h->db, 0,
	            "SELECT 1 FROM outbox WHERE touchpoint='digest' AND occurrence=:occurrence"
	            " AND (customer=:customer OR recipient=:email)",
	            DB_TEXT(":occurrence", occurrence), DB_TEXT(":customer", customer),
	            DB_TEXT(":email", reader->email)))
		return 0;
	AUTO(digest_done) struct digest d = {0};
	int r = digest_make(h, reader, date_add(monday, -7), &d);
	if (r == 0)
		r = db_begin(h->db);
	if (r < 0)
		return r;
	r = notice_put(h, reader,
	        &(struct notice){.kind = "digest",
	                .touchpoint = "digest",
	                .occurrence = occurrence,
	                .subject = d.subject,
	                .text = d.text,
	                .html = d.html,
	                .valid_until_at =
	                        zone_moment(zone_find(reader->timezone), date_add(monday, 7), 0),
	                .list = &d.list});
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	bool put = r == 0;
	r = db_commit(h->db);
	return r < 0 ? r : put;
}

static int put_one(const struct house *h, const struct conf_person *reader)
{
	struct date monday;
	if (h->now < due_at(h, reader, &monday) || verb_digest_off(h->db, reader->id))
		return 0;
	/* about the week before; but not about one in which the store was not yet there */
	AUTO(xfree) char *created = db_meta(h->db, "created_at");
	int64_t began = zone_moment(zone_find(reader->timezone), monday, 0);
	if (created && strtoll(created, NULL, 10) >= began)
		return 0;
	return digest_send(h, reader, date_add(monday, -7));
}

int digest_put_due(const struct house *h)
{
	int count = 0;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		int r = h->conf->people[i].digest ? put_one(h, &h->conf->people[i]) : 0;
		if (r < 0)
			return r;
		count += r;
	}
	return count;
}

int64_t digest_next_at(const struct house *h)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		struct date monday;
		int64_t at = due_at(h, &h->conf->people[i], &monday);
		if (at <= h->now)
			at = due_in(h, &h->conf->people[i], date_add(monday, 7));
		if (h->conf->people[i].digest && at < next)
			next = at;
	}
	return next;
}
