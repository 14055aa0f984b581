#include "digest.h"

#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "figures.h"
#include "notice.h"
#include "page.h"
#include "simulate.h"
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

static const char *const months[] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static const char *const long_weekdays[] = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* "16–22 Nov", "28 Sep–4 Oct" */
static char *period_words(struct date monday)
{
	int y, m, d, y2, m2, d2;
	date_to_ymd(monday, &y, &m, &d);
	date_to_ymd(date_add(monday, 6), &y2, &m2, &d2);
	return m == m2 ? xasprintf("%d–%d %s", d, d2, months[m - 1])
	               : xasprintf("%d %s–%d %s", d, months[m - 1], d2, months[m2 - 1]);
}

static char *day_words(struct date day)
{
	int y, m, d;
	date_to_ymd(day, &y, &m, &d);
	return xasprintf("%s %d %s", weekdays[date_weekday(day) - 1], d, months[m - 1]);
}

static char *number(int64_t n)
{
	return xasprintf("%lld", (long long)n);
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
		char *since =
		        day_words(zone_date(zone_find(w->reader->timezone), db_col_int(rows, 2)));
		const char *what = db_col_text(rows, 0);
		const char *means = str_same(what, "smtp")   ? "No letters go out"
		                    : str_same(what, "imap") ? "Replies are not being read"
		                                             : "The ledger is not being read";
		page_alarm(w->page, "%s since %s: %s", means, since, db_col_text(rows, 1));
	}
	return r;
}

/* ---- waiting ---- */

static void waiting_one(struct work *w, struct db_rows *rows)
{
	const char *company = db_col_text(rows, 2), *manager = db_col_text(rows, 4);
	AUTO(xfree)
	char *span = notice_span_words(w->reader->language,
	        notice_working_s(manager_zone(w, manager), db_col_int(rows, 3), w->h->now));
	AUTO(xfree) char *words = opening(db_col_text(rows, 5));
	const char *keeper = manager_name(w, manager);
	page_number(w->page, "%s%s%s — waiting %s", db_col_text(rows, 1),
	        str_empty(company) ? "" : ", ", company, span);
	page_under(w->page, "%s", words);
	if (keeper)
		page_under(w->page, "%s looks after this customer%s.", keeper,
		        db_col_int(rows, 7) > 1   ? " and was reminded twice"
		        : db_col_int(rows, 7) > 0 ? " and was reminded"
		                                  : "");
	else
		page_under(w->page, "Nobody is named in the ledger to look after this customer.");
	page_under(w->page, "Answer: %s. Answered otherwise? Then say: followup answered %s",
	        db_col_text(rows, 6), db_col_text(rows, 0));
}

static int waiting(struct work *w)
{
	int64_t n = w->now.waiting;
	if (n == 0)
		page_heading(w->page, "Nobody is waiting for an answer");
	else
		page_heading(w->page,
		        n == 1 ? "%lld customer is waiting for an answer"
		               : "%lld customers are waiting for an answer",
		        (long long)n);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT v.customer, coalesce(nullif(c.name, ''), v.customer), coalesce(c.company, "
	        "''),"
	        " v.opened_at, v.manager, i.excerpt, i.from_address, v.nudged"
	        " FROM conversation v JOIN inbox i ON i.id=v.opened_by"
	        " LEFT JOIN customer c ON c.key=v.customer WHERE v.state='WAITING'"
	        " AND (:all OR v.manager=:manager) ORDER BY v.opened_at",
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0)
		waiting_one(w, rows);
	return r;
}

/* ---- to decide ---- */

static int approvals(struct work *w, int *count)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT d.touchpoint, d.customer, coalesce(nullif(c.name, ''), d.customer), "
	        "d.reason,"
	        " d.detail, d.occurrence FROM decision d LEFT JOIN customer c ON c.key=d.customer"
	        " WHERE d.verdict='hold' AND d.day>=:since AND (:all OR c.manager=:manager)"
	        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.customer=d.customer"
	        "  AND o.touchpoint=d.touchpoint AND o.occurrence=d.occurrence)"
	        " ORDER BY d.touchpoint, d.day, 3",
	        DB_INT(":since",
	                zone_date(zone_find(w->reader->timezone), w->h->now).days - DECIDE_DAYS),
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0) {
		if ((*count)++ == 0)
			page_heading(w->page, "For you to decide");
		page_number(
		        w->page, "Letter \"%s\" to %s", db_col_text(rows, 0), db_col_text(rows, 2));
		if (str_same(db_col_text(rows, 3), courtesy_word(COURTESY_HOLD_APPROVAL)))
			page_under(w->page, "Waits for your yes: followup approve %s %s",
			        db_col_text(rows, 0), db_col_text(rows, 1));
		else
			page_under(w->page,
			        "Held: the ledger has no %s for this customer, and the template "
			        "gives no "
			        "fallback. Fill it in, or write {{%s|something that always fits}}.",
			        db_col_text(rows, 4), db_col_text(rows, 4));
	}
	return r;
}

static int strangers(struct work *w, int *count)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT i.from_address, coalesce(nullif(c.name, ''), i.customer), i.customer FROM "
	        "inbox i"
	        " LEFT JOIN customer c ON c.key=i.customer WHERE i.confidence='possible'"
	        " AND i.class IN ('reply', 'optout') AND i.arrived_at BETWEEN :start AND :end"
	        " AND (:all OR c.manager=:manager) ORDER BY i.id",
	        DB_INT(":start", w->scope.start_at), DB_INT(":end", w->h->now),
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0) {
		if ((*count)++ == 0)
			page_heading(w->page, "For you to decide");
		page_number(w->page, "A reply to a letter for %s came from %s",
		        db_col_text(rows, 1), db_col_text(rows, 0));
		page_under(w->page,
		        "Is it the same person? Letters to this customer rest for a week. See it: "
		        "followup "
		        "show %s",
		        db_col_text(rows, 2));
	}
	return r;
}

static int unsure(struct work *w, int *count)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT o.touchpoint, coalesce(nullif(c.name, ''), o.customer), o.customer FROM "
	        "outbox o"
	        " LEFT JOIN customer c ON c.key=o.customer WHERE o.state='UNSURE' AND "
	        "o.kind='letter'"
	        " AND (:all OR c.manager=:manager) ORDER BY o.id",
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0) {
		if ((*count)++ == 0)
			page_heading(w->page, "For you to decide");
		page_number(w->page, "Did letter \"%s\" reach %s?", db_col_text(rows, 0),
		        db_col_text(rows, 1));
		page_under(w->page,
		        "The connection broke at the last moment. It is not sent again by itself: "
		        "two "
		        "identical letters are worse than one missing. See it: followup why %s",
		        db_col_text(rows, 2));
	}
	return r;
}

static int decide(struct work *w)
{
	int count = 0;
	int r = approvals(w, &count);
	if (r == 0)
		r = strangers(w, &count);
	return r < 0 ? r : unsure(w, &count);
}

/* ---- the week ---- */

static void week_row(struct work *w, const char *what, char *this_week, char *last_week)
{
	page_row(w->page, -1, (const char *const[]){what, this_week, last_week, NULL});
	xfree(this_week);
	xfree(last_week);
}

static char *median_words(int64_t working_s)
{
	return working_s < 0 ? xstrdup("-") : notice_span_words("en", working_s);
}

static bool quiet(const struct figures *f)
{
	return !f->sent && !f->wrote_back && !f->stopped && !f->answered;
}

static void week(struct work *w)
{
	const struct figures *now = &w->now, *before = &w->before;
	page_heading(w->page, "The week");
	if (quiet(now) && quiet(before)) {
		page_para(w->page, "No letters were due, and no one wrote.");
		return;
	}
	page_table(w->page, (const char *const[]){"", "this week", "week before", NULL});
	week_row(w, "Letters sent", number(now->sent), number(before->sent));
	week_row(
	        w, "Customers who wrote back", number(now->wrote_back), number(before->wrote_back));
	week_row(w, "Median time until we answered", median_words(now->median_answer_s),
	        median_words(before->median_answer_s));
	week_row(w, "Longest wait, still open", median_words(now->longest_wait_s), xstrdup("-"));
	week_row(w, "Asked us to stop", number(now->stopped), number(before->stopped));
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
	AUTO(xfree) char *day = day_words(c->day);
	if (!c->lines++)
		page_heading(c->w->page, "Coming up");
	if (c->letters > NAMES)
		page_item(c->w->page, "%s: \"%s\", %d letters", day, c->touchpoint, c->letters);
	else
		page_item(c->w->page, "%s: \"%s\" to %s", day, c->touchpoint, text_str(&c->names));
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
		page_heading(w->page, "Coming up");
		page_para(w->page, "No letter is due within the next seven days.");
	}
	xfree(c.touchpoint);
	text_done(&c.names);
	return r;
}

/* ---- housekeeping: one query, one line a row; the first column is the sentence ---- */

static const char *const chores[] = {
        "SELECT printf('%s no longer takes our mail (letter \"%s\"). Do you have another address "
        "for"
        " %s?', o.recipient, o.touchpoint, coalesce(nullif(c.name, ''), o.customer))"
        " FROM outbox o LEFT JOIN customer c ON c.key=o.customer WHERE o.kind='letter'"
        " AND o.state='FAILED' AND o.settled_at BETWEEN :start AND :end AND (:all OR "
        "c.manager=:manager)",

        "SELECT printf('A report says that mail to %s came back, but nothing proves it. Does the"
        " address still work?', coalesce(nullif(c.name, ''), i.customer)) FROM inbox i"
        " LEFT JOIN customer c ON c.key=i.customer WHERE i.class IN ('bounce', 'complaint')"
        " AND i.confidence IN ('probable', 'wrote') AND i.arrived_at BETWEEN :start AND :end"
        " AND (:all OR c.manager=:manager)",

        "SELECT printf('Our own mail to %s came back (%s): %s', recipient, touchpoint, reason)"
        " FROM outbox WHERE kind<>'letter' AND state='FAILED'"
        " AND settled_at BETWEEN :start AND :end AND :all",

        "SELECT printf('%s asked us to stop: no more letters to %s.',"
        " coalesce(nullif(c.name, ''), s.customer, 'Somebody'), coalesce(s.address, 'that "
        "address'))"
        " FROM suppression s LEFT JOIN customer c ON c.key=s.customer WHERE s.reason<>'dead'"
        " AND s.since_at BETWEEN :start AND :end AND (:all OR c.manager=:manager)",

        "SELECT printf('Template %s: its newest version is not in use. %s', file,"
        " substr(problems, 1, 200)) FROM template WHERE bad AND :all",

        "SELECT printf('Calendar %s: %s', file, problem) FROM calendar"
        " WHERE problem IS NOT NULL AND :all",

        "SELECT printf('%s, line %d: %s (%s)', file, line, reason, value) FROM refused WHERE :all"
        " ORDER BY file, line LIMIT 3",

        "SELECT printf('%d further rows of the ledger were refused; followup check names them "
        "all.',"
        " count(*)-3) FROM refused WHERE :all HAVING count(*)>3",

        "SELECT printf('%s: %s', what, problem) FROM health WHERE problem IS NOT NULL"
        " AND what NOT IN ('smtp', 'imap', 'ledger') AND :all",

        "SELECT printf('Filed as automatic replies: %d (%s).', count(*),"
        " group_concat(coalesce(nullif(c.name, ''), i.customer), '; ')) FROM inbox i"
        " LEFT JOIN customer c ON c.key=i.customer WHERE i.class='autoreply'"
        " AND i.arrived_at BETWEEN :start AND :end AND (:all OR c.manager=:manager) HAVING "
        "count(*)>0",

        "SELECT printf('A message that came on %s UTC can''t be read by a program and was set "
        "aside; nobody knows whether a customer waits behind it. Please open %s and look at it.',"
        " strftime('%Y-%m-%d %H:%M', arrived_at, 'unixepoch'), mailbox) FROM inbox WHERE class='poison'"
        " AND arrived_at BETWEEN :start AND :end AND :all",
};

static int skipped(struct work *w, int *count)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(w->h->db,
	        "SELECT d.reason, count(*) FROM decision d LEFT JOIN customer c ON c.key=d.customer"
	        " WHERE d.verdict='skip' AND d.day BETWEEN :from AND :to AND (:all OR "
	        "c.manager=:manager)"
	        " GROUP BY 1 ORDER BY 2 DESC",
	        DB_INT(":from", w->monday.days), DB_INT(":to", w->monday.days + 6),
	        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
	AUTO(text_done) struct text words = TEXT_INIT;
	int r;
	while ((r = db_step(rows)) > 0)
		text_printf(&words, "%s%lld %s", words.len ? ", " : "",
		        (long long)db_col_int(rows, 1), db_col_text(rows, 0));
	if (words.len) {
		if ((*count)++ == 0)
			page_heading(w->page, "Housekeeping");
		page_item(w->page,
		        "Letters skipped this week: %s. followup why CUSTOMER tells each story.",
		        text_str(&words));
	}
	return r;
}

static int housekeeping(struct work *w)
{
	int count = 0, r = 0;
	for (size_t i = 0; i < COUNT(chores) && r == 0; i++) {
		AUTO(text_done) struct text sql = TEXT_INIT;
		/* each chore may leave out a parameter it has no use for */
		text_printf(&sql, "WITH p AS (SELECT :start, :end, :all, :manager) %s", chores[i]);
		AUTO(db_rows_free)
		struct db_rows *rows = db_query(w->h->db, text_str(&sql),
		        DB_INT(":start", w->scope.start_at), DB_INT(":end", w->h->now),
		        DB_INT(":all", w->scope.all), DB_TEXT(":manager", w->scope.manager));
		while ((r = db_step(rows)) > 0) {
			if (count++ == 0)
				page_heading(w->page, "Housekeeping");
			page_item(w->page, "%s", db_col_text(rows, 0));
		}
	}
	return r < 0 ? r : skipped(w, &count);
}

/* ---- the whole ---- */

static void definitions(struct work *w, bool late)
{
	AUTO(xfree) char *first = date_format(w->monday);
	AUTO(xfree) char *last = date_format(date_add(w->monday, 6));
	AUTO(xfree) char *made = day_words(zone_date(zone_find(w->reader->timezone), w->h->now));
	page_small(w->page,
	        "Period: %s to %s, time zone %s; waiting and coming up as of %s, when this was "
	        "made. "
	        "\"Wrote back\" counts customers, not messages; automatic replies do not count. "
	        "Times until we answered count working hours, Monday to Friday, 9 to 17.",
	        first, last, w->reader->timezone, made);
	const char *day = long_weekdays[w->h->conf->digest.weekday - 1];
	if (late)
		page_small(w->page, "This digest is late: it was due on %s.", day);
	page_small(w->page,
	        "No digest by %s noon? Then something is wrong: ask whoever runs followupd to look "
	        "at \"followup status\".",
	        day);
}

static char *subject(const struct work *w)
{
	AUTO(xfree) char *period = period_words(w->monday);
	AUTO(xfree)
	char *waits = w->now.waiting ? xasprintf("%lld waiting", (long long)w->now.waiting)
	                             : xstrdup("Nobody waiting");
	if (db_int(w->h->db, 0, "SELECT 1 FROM health WHERE what='smtp' AND problem IS NOT NULL"))
		return xasprintf("Letters stopped: mail server refuses us · %s", waits);
	if (quiet(&w->now))
		return xasprintf("%s · quiet week (%s)", waits, period);
	return xasprintf("%s · %lld wrote back · %lld letter%s (%s)", waits,
	        (long long)w->now.wrote_back, (long long)w->now.sent, w->now.sent == 1 ? "" : "s",
	        period);
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
	return r < 0 ? r : figures_count(w->h, &w->scope, &w->now);
}

static int sections(struct work *w)
{
	int r = faults(w);
	if (r == 0)
		r = waiting(w);
	if (r == 0)
		r = decide(w);
	if (r == 0)
		week(w);
	if (r == 0)
		r = coming_up(w);
	return r < 0 ? r : housekeeping(w);
}

int digest_make(const struct house *h, const struct conf_person *reader, struct date in_week,
        struct digest *ret)
{
	struct work w = {
	        .h = h, .reader = reader, .monday = date_add(in_week, 1 - date_weekday(in_week))};
	int r = compute(&w);
	if (r < 0)
		return r;
	AUTO(xfree) char *title = subject(&w);
	w.page = page_new(title, "en");
	page_para(w.page, "Good morning %s,", reader->name);
	r = sections(&w);
	struct date due = date_add(w.monday, 7 + h->conf->digest.weekday - 1);
	definitions(&w, date_diff(zone_date(zone_find(reader->timezone), h->now), due) > 0);
	if (r == 0) {
		int year, week_number;
		date_iso_week(w.monday, &year, &week_number);
		*ret = (struct digest){.subject = xstrdup(title),
		        .text = page_text(w.page),
		        .html = page_html(w.page),
		        .week = xasprintf("%d-W%02d", year, week_number)};
	}
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

static int put_one(const struct house *h, const struct conf_person *reader)
{
	struct date monday;
	if (h->now < due_at(h, reader, &monday))
		return 0;
	const struct zone *z = zone_find(reader->timezone);
	/* about the week before; but not about one in which the store was not yet there */
	AUTO(xfree) char *created = db_meta(h->db, "created_at");
	if (created && strtoll(created, NULL, 10) >= zone_moment(z, monday, 0))
		return 0;
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
	                .valid_until_at = zone_moment(z, date_add(monday, 7), 0),
	                .list = &d.list});
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	bool put = r == 0;
	r = db_commit(h->db);
	return r < 0 ? r : put;
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
