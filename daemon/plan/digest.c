#include "digest.h"

#include "chores.h"
#include "coming.h"
#include "conf.h"
#include "db.h"
#include "decide.h"
#include "figures.h"
#include "notice.h"
#include "page.h"
#include "phrase.h"
#include "retell.h"
#include "section.h"
#include "standing.h"
#include "trend.h"
#include "waiting.h"
#include "zone.h"

enum { NAMES = 3 }; /* named; the others are counted */

/* A digest while it is made. */
struct work {
	struct section s;
	struct figures now, before;
	struct standing standing;
	struct digest made;
	int decisions;
};

void digest_done(struct digest *d)
{
	xfree(d->subject);
	xfree(d->text);
	xfree(d->html);
	xfree(d->week);
	xfree(d->picture);
	xfree(d->picture_id);
	notice_list_done(&d->list);
	*d = (struct digest){0};
}

/* ---- words ---- */

static const char *const long_weekdays[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/* A sentence in the reader's language. */
#define P(w, english) SAID(&(w)->s, english)

static char *day_words(const struct work *w, struct date day)
{
	return phrase_day(w->s.reader->language, day);
}

static char *number(const struct work *w, int64_t n)
{
	return phrase_number(w->s.reader->language, n);
}

/* ---- faults: the first line ---- */

static int faults(struct work *w)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->s.h->db,
	        "SELECT what, problem, problem_since_at FROM health WHERE problem IS NOT NULL"
	        " AND (what IN ('smtp', 'imap', 'ledger') OR what GLOB 'smtp *' OR what GLOB 'imap "
	        "*')"
	        " ORDER BY problem_since_at");
	int r;
	while ((r = db_step(rows)) > 0) {
		AUTO(xfree)
		char *since = day_words(
		        w, zone_date(zone_find(w->s.reader->timezone), db_col_int(rows, 2)));
		const char *what = db_col_text(rows, 0);
		const char *means = str_same(what, "smtp")      ? P(w, "No letters go out")
		                    : str_starts(what, "smtp ") ? P(w, "Some letters do not go out")
		                    : str_starts(what, "imap ")
		                            ? P(w, "A mailbox is not being read")
		                    : str_same(what, "imap") ? P(w, "Replies are not being read")
		                                             : P(w, "The ledger is not being read");
		AUTO(xfree) char *why = retell(w->s.reader->language, db_col_text(rows, 1));
		page_alarm(w->s.page, P(w, "%s since %s: %s"), means, since, why);
	}
	return r;
}

/* ---- where they stand ---- */

static int share(int64_t part, int64_t whole)
{
	return whole > 0 && part > 0 ? (int)((part * 100 + whole - 1) / whole) : 0;
}

static void quiet_row(struct work *w, const char *name, const char *when,
        const struct standing_quiet *q, int64_t cents, int64_t most)
{
	AUTO(xfree) char *sum = phrase_money(w->s.reader->language, cents, q->currency);
	page_row(w->s.page, share(cents, most), (const char *const[]){name, when, sum, NULL});
}

static void gone_quiet(struct work *w)
{
	const struct standing *s = &w->standing;
	if (!s->quiet_count)
		return;
	page_heading(w->s.page, "%s", P(w, "They used to buy more"));
	page_table(w->s.page, (const char *const[]){"", "", "", NULL});
	for (size_t i = 0; i < s->quiet_count; i++) {
		const struct standing_quiet *q = &s->quiet[i];
		int64_t most = q->before_cents;
		quiet_row(w, q->name, P(w, "12 months before"), q, q->before_cents, most);
		quiet_row(w, "", P(w, "last 12 months"), q, q->now_cents, most);
	}
	if (s->quiet_all > s->quiet_count) {
		AUTO(xfree) char *rest = number(w, (int64_t)(s->quiet_all - s->quiet_count));
		page_para(w->s.page, P(w, "And %s more."), rest);
	}
}

static char *silent_names(const struct work *w)
{
	struct text t = TEXT_INIT;
	for (size_t i = 0; i < w->standing.silent_count; i++) {
		const struct standing_silent *x = &w->standing.silent[i];
		AUTO(xfree)
		char *when = date_is_none(x->last) ? xstrdup(P(w, "never"))
		                                   : phrase_date(w->s.reader->language, x->last);
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
	AUTO(xfree) char *rest = number(w, more);
	page_heading(w->s.page, "%s", P(w, "Unbroken"));
	page_para(w->s.page,
	        P(w, "%s of %s customers have heard from a person or a letter of ours in the last "
	             "%d days."),
	        heard, all, w->s.h->conf->courtesy.floor_days);
	if (s->silent_count && more > 0)
		page_para(w->s.page, P(w, "Not these, and when they last did: %s; and %s more."),
		        names, rest);
	else if (s->silent_count)
		page_para(w->s.page, P(w, "Not these, and when they last did: %s."), names);
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
	page_heading(w->s.page, "%s", P(w, "Where our customers are with us"));
	page_table(w->s.page, (const char *const[]){"", P(w, "customers"), NULL});
	for (int i = 0; i <= STAGE_INTEGRAL; i++) {
		AUTO(xfree) char *n = number(w, w->standing.stages[i]);
		page_row(w->s.page, share(w->standing.stages[i], most),
		        (const char *const[]){names[i], n, NULL});
	}
}

/* ---- the week ---- */

static void week_row(struct work *w, const char *what, char *this_week, char *last_week)
{
	page_row(w->s.page, -1, (const char *const[]){what, this_week, last_week, NULL});
	xfree(this_week);
	xfree(last_week);
}

static char *median_words(const struct work *w, int64_t working_s)
{
	return working_s < 0 ? xstrdup("-") : notice_span_words(w->s.reader->language, working_s);
}

static bool quiet(const struct figures *f)
{
	return !f->sent && !f->wrote_back && !f->stopped && !f->answered;
}

static void week(struct work *w)
{
	const struct figures *now = &w->now, *before = &w->before;
	if (quiet(now)) {
		page_para(w->s.page, "%s", P(w, "No letters were due, and no one wrote."));
		return;
	}
	page_heading(w->s.page, "%s", P(w, "The week"));
	page_table(
	        w->s.page, (const char *const[]){"", P(w, "this week"), P(w, "week before"), NULL});
	week_row(w, P(w, "Letters sent"), number(w, now->sent), number(w, before->sent));
	week_row(w, P(w, "Customers who wrote back"), number(w, now->wrote_back),
	        number(w, before->wrote_back));
	week_row(w, P(w, "Median time until we answered"), median_words(w, now->median_answer_s),
	        median_words(w, before->median_answer_s));
	week_row(w, P(w, "Longest wait, still open"), median_words(w, now->longest_wait_s),
	        xstrdup("-"));
	week_row(w, P(w, "Asked us to stop"), number(w, now->stopped), number(w, before->stopped));
}

/* ---- the whole ---- */

static void definitions(struct work *w, bool late)
{
	const char *l = w->s.reader->language;
	AUTO(xfree) char *first = phrase_date(l, w->s.monday);
	AUTO(xfree) char *last = phrase_date(l, date_add(w->s.monday, 6));
	AUTO(xfree)
	char *made = day_words(w, zone_date(zone_find(w->s.reader->timezone), w->s.h->now));
	page_small(w->s.page,
	        P(w, "Period: %s to %s, time zone %s; waiting and coming up as of %s, when this "
	             "was made."),
	        first, last, w->s.reader->timezone, made);
	if (!quiet(&w->now) || w->now.waiting)
		page_small(w->s.page, "%s",
		        P(w, "\"Wrote back\" counts customers, not messages; automatic replies do "
		             "not count. Times until we answered count working hours, Monday to "
		             "Friday, 9 to 17."));
	const char *day = phrase(l, long_weekdays[w->s.h->conf->digest.weekday - 1]);
	if (late)
		page_small(w->s.page, P(w, "This digest is late: it was due on %s."), day);
	page_small(w->s.page,
	        P(w, "No digest by %s noon? Then something is wrong: ask whoever runs followupd to "
	             "look at \"followup status\"."),
	        day);
	page_small(w->s.page, "%s",
	        P(w, "Reply \"help\" for all you can say to this mail, \"stop digest\" to end "
	             "it."));
}

static char *counted(const struct work *w, int64_t n, const char *one, const char *many)
{
	AUTO(xfree) char *count = number(w, n);
	return phrase_fill(n == 1 ? one : many, (const char *const[]){count}, 1);
}

static char *subject(const struct work *w)
{
	AUTO(xfree)
	char *period = phrase_period(w->s.reader->language, w->s.monday, date_add(w->s.monday, 6));
	AUTO(xfree)
	char *waits = w->now.waiting
	                      ? counted(w, w->now.waiting, P(w, "1 waiting"), P(w, "{1} waiting"))
	                      : xstrdup(P(w, "Nobody waiting"));
	if (db_int(w->s.h->db, 0, "SELECT 1 FROM health WHERE what='smtp' AND problem IS NOT NULL"))
		return xasprintf(P(w, "Letters stopped: mail server takes none · %s"), waits);
	if (quiet(&w->now))
		return xasprintf(P(w, "%s · quiet week (%s)"), waits, period);
	AUTO(xfree)
	char *wrote = counted(w, w->now.wrote_back, P(w, "1 wrote back"), P(w, "{1} wrote back"));
	AUTO(xfree) char *sent = counted(w, w->now.sent, P(w, "1 letter"), P(w, "{1} letters"));
	return xasprintf("%s · %s · %s (%s)", waits, wrote, sent, period);
}

static int compute(struct work *w)
{
	const struct zone *z = zone_find(w->s.reader->timezone);
	w->s.scope = (struct figures_scope){.all = w->s.reader->owner, .manager = w->s.reader->id};
	struct figures_scope before = w->s.scope;
	before.start_at = zone_moment(z, date_add(w->s.monday, -7), 0);
	before.end_at = w->s.scope.start_at = zone_moment(z, w->s.monday, 0);
	w->s.scope.end_at = zone_moment(z, date_add(w->s.monday, 7), 0);
	int r = figures_count(w->s.h, &before, &w->before);
	if (r == 0)
		r = figures_count(w->s.h, &w->s.scope, &w->now);
	return r < 0 ? r
	             : standing_find(
	                       w->s.h, &w->s.scope, zone_date(z, w->s.h->now), NAMES, &w->standing);
}

/* Its Content-ID is its own in the world: mail programs keep pictures by it. */
static int trend(struct work *w)
{
	if (!w->s.h->conf->digest.trend)
		return 0;
	struct digest *d = &w->made;
	d->picture_id = xasprintf(
	        "trend.%s.%s@%s", d->week, w->s.reader->id, w->s.h->conf->business.message_domain);
	return trend_tell(&w->s, d->picture_id, &d->picture, &d->picture_n);
}

static int sections(struct work *w)
{
	int r = faults(w);
	page_para(w->s.page, P(w, "Good morning %s,"), w->s.reader->name);
	if (r == 0)
		r = waiting_tell(&w->s, w->now.waiting);
	if (r == 0)
		r = w->decisions = decide_tell(&w->s);
	if (r < 0)
		return r;
	/* a quiet week is two lines, and what there is to do */
	bool still = quiet(&w->now) && !w->now.waiting && !w->decisions;
	if (still)
		week(w);
	gone_quiet(w);
	if (!still) {
		week(w);
		if ((r = trend(w)) < 0)
			return r;
		unbroken(w);
		stages(w);
	}
	r = coming_tell(&w->s);
	return r < 0 ? r : chores_tell(&w->s);
}

static char *week_name(struct date monday)
{
	int year, week;
	date_iso_week(monday, &year, &week);
	return xasprintf("%d-W%02d", year, week);
}

/* Everything into w->made. */
static int write_down(struct work *w)
{
	const struct section *s = &w->s;
	int r = compute(w);
	if (r < 0)
		return r;
	w->made.subject = subject(w);
	w->made.week = week_name(s->monday);
	AUTO(page_free)
	struct page *page = w->s.page = page_new(w->made.subject, s->reader->language);
	if ((r = sections(w)) < 0)
		return r;
	struct date today = zone_date(zone_find(s->reader->timezone), s->h->now);
	struct date due = date_add(s->monday, 7 + s->h->conf->digest.weekday - 1);
	definitions(w, date_diff(today, due) > 0);
	w->made.text = page_text(page);
	w->made.html = page_html(page);
	return 0;
}

int digest_make(const struct house *h, const struct conf_person *reader, struct date in_week,
        struct digest *ret)
{
	struct work w = {.s = {.h = h,
	                         .reader = reader,
	                         .monday = date_add(in_week, 1 - date_weekday(in_week))}};
	w.s.list = &w.made.list;
	int r = write_down(&w);
	standing_done(&w.standing);
	if (r < 0)
		digest_done(&w.made);
	else
		*ret = w.made;
	return r;
}

/* ---- each day ---- */

static int64_t waiting_before(const struct section *s, int64_t at)
{
	return db_int(s->h->db, 0,
	        "SELECT count(*) FROM conversation WHERE state='WAITING' AND opened_at<:at"
	        " AND (:all OR manager=:manager)",
	        DB_INT(":at", at), DB_INT(":all", s->scope.all),
	        DB_TEXT(":manager", s->scope.manager));
}

int digest_make_daily(
        const struct house *h, const struct conf_person *reader, int64_t at, struct digest *ret)
{
	AUTO(notice_list_done) struct notice_list list = {0};
	struct section s = {.h = h,
	        .reader = reader,
	        .scope = {.all = reader->owner, .manager = reader->id},
	        .list = &list};
	if (!waiting_before(&s, at))
		return 0;
	int64_t n = waiting_before(&s, INT64_MAX);
	AUTO(xfree)
	char *day = phrase_day(reader->language, zone_date(zone_find(reader->timezone), h->now));
	AUTO(xfree) char *count = phrase_number(reader->language, n);
	AUTO(xfree)
	char *title =
	        phrase_fill(n == 1 ? SAID(&s, "1 waiting on {2}") : SAID(&s, "{1} waiting on {2}"),
	                (const char *const[]){count, day}, 2);
	AUTO(page_free) struct page *page = s.page = page_new(title, reader->language);
	int r = waiting_tell(&s, n);
	if (r < 0)
		return r;
	page_small(page, "%s",
	        SAID(&s, "Reply \"digest weekly\" to end this daily mail, \"help\" for all you can "
	                 "say."));
	*ret = (struct digest){.subject = xstrdup(title),
	        .text = page_text(page),
	        .html = page_html(page),
	        .list = list};
	list = (struct notice_list){0};
	return 1;
}
