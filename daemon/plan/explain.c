#include "explain.h"

#include "audience.h"
#include "conf.h"
#include "conversation.h"
#include "courtesy.h"
#include "db.h"
#include "folder.h"
#include "simulate.h"
#include "template.h"
#include "zone.h"

#include <errno.h>

enum { AHEAD_DAYS = 366 };

/* What the plan says of one touchpoint in the days ahead: the first letter or skip. */
struct outlook {
	char *touchpoint, *words;
};

struct story {
	const struct house *h;
	const char *customer;
	struct date day; /* DATE_NONE: any */
	const char *touchpoint;
	struct text *out;
	int told;
	struct outlook *ahead;
	size_t ahead_count;
};

static void story_done_auto(struct story *s)
{
	for (size_t i = 0; i < s->ahead_count; i++) {
		xfree(s->ahead[i].touchpoint);
		xfree(s->ahead[i].words);
	}
	xfree(s->ahead);
}

static const struct zone *home(const struct story *s)
{
	return zone_find(s->h->conf->business.timezone);
}

static char *moment(const struct story *s, int64_t at)
{
	AUTO(xfree) char *day = date_format(zone_date(home(s), at));
	int minute = zone_minute(home(s), at);
	return xasprintf("%s %02d:%02d", day, minute / 60, minute % 60);
}

/* ---- what was ---- */

static void tell_row(struct story *s, struct db_rows *rows)
{
	const char *state = db_col_text(rows, 2), *reason = db_col_text(rows, 3);
	AUTO(xfree) char *day = date_format((struct date){(int32_t)db_col_int(rows, 1)});
	AUTO(xfree) char *settled = moment(s, db_col_int(rows, 4));
	AUTO(xfree) char *planned = moment(s, db_col_int(rows, 5));
	text_printf(s->out, "%s  %s: ", day, db_col_text(rows, 0));
	if (str_same(state, "SENT"))
		text_printf(s->out, "sent on %s.\n", settled);
	else if (str_same(state, "QUEUED"))
		text_printf(s->out, "in the outbox, goes out on %s%s%s.\n", planned,
		        str_empty(reason) ? "" : "; last attempt: ", reason);
	else if (str_same(state, "LEASED"))
		text_puts(s->out, "next to go: the sender has it in hand.\n");
	else if (str_same(state, "SENDING"))
		text_puts(s->out, "on its way to the mail server right now.\n");
	else if (str_same(state, "FAILED"))
		text_printf(s->out, "failed on %s: %s\n", settled, reason);
	else if (str_same(state, "WITHDRAWN"))
		text_printf(s->out, "withdrawn on %s: %s\n", settled, reason);
	else
		text_printf(s->out,
		        "unsure since %s: %s It is not sent again by itself; followup settle says "
		        "whether it arrived.\n",
		        settled, reason);
	s->told++;
}

/* Of a day: those that are of it, and those that went on it, or were to go. */
static int tell_letters(struct story *s)
{
	bool any = date_is_none(s->day);
	int64_t start = any ? 0 : zone_moment(home(s), s->day, 0);
	int64_t end = any ? 0 : zone_moment(home(s), date_add(s->day, 1), 0);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h->db,
	        "SELECT touchpoint, day, state, reason, coalesce(settled_at, 0), next_try_at FROM "
	        "outbox WHERE customer=:customer AND kind='letter' AND (:any OR day=:day"
	        " OR claimed_at>=:start AND claimed_at<:end"
	        " OR settled_at>=:start AND settled_at<:end"
	        " OR claimed_at IS NULL AND next_try_at>=:start AND next_try_at<:end)"
	        " AND (:touchpoint IS NULL OR touchpoint=:touchpoint) ORDER BY day, id",
	        DB_TEXT(":customer", s->customer), DB_INT(":any", any), DB_INT(":day", s->day.days),
	        DB_INT(":start", start), DB_INT(":end", end),
	        DB_TEXT(":touchpoint", s->touchpoint));
	int r;
	while ((r = db_step(rows)) > 0)
		tell_row(s, rows);
	return r;
}

static int tell_decisions(struct story *s)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h->db,
	        "SELECT touchpoint, day, reason, detail FROM decision"
	        " WHERE customer=:customer AND (:any OR day=:day)"
	        " AND (:touchpoint IS NULL OR touchpoint=:touchpoint) ORDER BY day",
	        DB_TEXT(":customer", s->customer), DB_INT(":any", date_is_none(s->day)),
	        DB_INT(":day", s->day.days), DB_TEXT(":touchpoint", s->touchpoint));
	int r;
	while ((r = db_step(rows)) > 0) {
		AUTO(xfree) char *day = date_format((struct date){(int32_t)db_col_int(rows, 1)});
		AUTO(xfree)
		char *why = courtesy_sentence(db_col_text(rows, 2), db_col_text(rows, 3));
		text_printf(s->out, "%s  %s: %s.\n", day, db_col_text(rows, 0), why);
		s->told++;
	}
	return r;
}

/* What else happened on the day: it is often why nothing went. */
static int tell_happened(struct story *s)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h->db,
	        "SELECT at, words FROM (SELECT arrived_at AS at, CASE class WHEN 'answer' THEN 'we"
	        " answered' ELSE 'a message came (' || class || ')' END || CASE effect WHEN '' THEN"
	        " '' ELSE ': ' || effect END AS words FROM inbox WHERE customer=:customer"
	        " UNION ALL SELECT at, 'a contact was noted: ' || text FROM contact"
	        "  WHERE customer=:customer"
	        " UNION ALL SELECT since_at, 'letters began to rest: ' || reason FROM pause"
	        "  WHERE customer=:customer"
	        " UNION ALL SELECT since_at, 'no more letters from here on: ' || reason"
	        "  FROM suppression WHERE customer=:customer) WHERE at>=:start AND at<:end"
	        " ORDER BY at",
	        DB_TEXT(":customer", s->customer),
	        DB_INT(":start", zone_moment(home(s), s->day, 0)),
	        DB_INT(":end", zone_moment(home(s), date_add(s->day, 1), 0)));
	int r;
	while ((r = db_step(rows)) > 0) {
		AUTO(xfree) char *at = moment(s, db_col_int(rows, 0));
		text_printf(s->out, "%s  %s\n", at, db_col_text(rows, 1));
		s->told++;
	}
	return r;
}

/* ---- what may come ---- */

static const char *outlook_of(const struct story *s, const char *touchpoint)
{
	for (size_t i = 0; i < s->ahead_count; i++)
		if (str_same(s->ahead[i].touchpoint, touchpoint))
			return s->ahead[i].words;
	return NULL;
}

static void note_ahead(const struct simulate_entry *e, void *arg)
{
	struct story *s = arg;
	if (!str_same(e->customer, s->customer) || outlook_of(s, e->touchpoint) ||
	        outbox_exists(s->h->db, e->customer, e->touchpoint, e->occurrence))
		return;
	AUTO(xfree) char *day = date_format(e->day);
	s->ahead = xrealloc(s->ahead, (s->ahead_count + 1) * sizeof *s->ahead);
	s->ahead[s->ahead_count++] = (struct outlook){
	        xstrdup(e->touchpoint),
	        e->letter ? xasprintf("goes out on %s", day) : xasprintf("%s: %s", day, e->reason),
	};
}

static void tell_template(struct story *s, const struct template *t)
{
	AUTO(xfree) char *why = NULL;
	const char *ahead = outlook_of(s, t->name);
	text_printf(s->out, "%s: ", t->name);
	if (t->status != TEMPLATE_LIVE)
		text_printf(s->out, "the template is \"%s\"; only live ones are sent.\n",
		        template_status_name(t->status));
	else if (ahead)
		text_printf(s->out, "%s.\n", ahead);
	else if (!audience_has(s->h, t, s->customer, &why))
		text_printf(s->out, "%s.\n", why);
	else
		text_puts(s->out, "no day of it comes for this customer within a year.\n");
}

static int tell_templates(struct story *s)
{
	struct date today = zone_date(home(s), s->h->now);
	int r = simulate_one(s->h, s->customer, today, date_add(today, AHEAD_DAYS), note_ahead, s);
	AUTO(folder_names_free) char **names = folder_names(s->h->db);
	for (size_t i = 0; names[i] && r == 0; i++) {
		AUTO(template_free) struct template *t = NULL;
		if (s->touchpoint && !str_same_nocase(names[i], s->touchpoint))
			continue;
		if (folder_load(s->h->db, names[i], &t) == 0) {
			tell_template(s, t);
			s->told++;
		}
	}
	return r;
}

/* ---- one day to come ---- */

static void tell_ahead(const struct simulate_entry *e, void *arg)
{
	struct story *s = arg;
	if (!str_same(e->customer, s->customer))
		return;
	AUTO(xfree) char *day = date_format(e->day);
	text_printf(s->out, "%s  %s: %s%s%s.\n", day, e->touchpoint,
	        e->letter ? "will go out, with the subject \"" : e->reason,
	        e->letter ? e->subject : "", e->letter ? "\"" : "");
	s->told++;
}

static int tell_day(struct story *s)
{
	bool ahead = date_diff(s->day, zone_date(home(s), s->h->now)) > 0;
	int r = tell_happened(s);
	if (r == 0 && ahead && !s->told)
		r = simulate_one(s->h, s->customer, s->day, s->day, tell_ahead, s);
	if (!s->told)
		text_puts(s->out, ahead ? "No letter's day falls on that date for this customer.\n"
		                        : "Nothing was due for this customer on that day.\n");
	return r;
}

/* The one thing that nobody but a person can find out. */
static void ask_for_address(struct story *s)
{
	AUTO(xfree)
	char *email = db_text(s->h->db, "SELECT email FROM customer WHERE key=:key",
	        DB_TEXT(":key", s->customer));
	AUTO(xfree) char *reason = conversation_suppressed(s->h->db, s->h->key, email);
	if (str_same(reason, "dead"))
		text_printf(s->out,
		        "\nMail to %s no longer arrives. Do you have another address? Put it into "
		        "the ledger, and letters go on.\n",
		        email);
}

int explain(const struct house *h, const char *customer, struct date day, const char *touchpoint,
        struct text *out)
{
	if (!db_int(h->db, 0, "SELECT 1 FROM customer WHERE key=:key", DB_TEXT(":key", customer)))
		return -ENOENT;
	AUTO(story_done)
	struct story s = {
	        .h = h, .customer = customer, .day = day, .touchpoint = touchpoint, .out = out};
	int r = tell_letters(&s);
	if (r == 0)
		r = tell_decisions(&s);
	if (r < 0)
		return r;
	if (!date_is_none(day))
		return tell_day(&s);
	ask_for_address(&s);
	if (s.told)
		text_puts(out, "\nWhat may come:\n");
	if ((r = tell_templates(&s)) == 0 && !s.told)
		text_puts(out, "No template of this name is in use.\n");
	return r;
}
