#include "explain.h"

#include "audience.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "folder.h"
#include "ledger.h"
#include "plan.h"
#include "template.h"
#include "zone.h"

#include <errno.h>

struct story {
	const struct house *h;
	const char *customer;
	struct date day; /* DATE_NONE: any */
	const char *touchpoint;
	struct text *out;
	int told;
};

static char *moment(const struct story *s, int64_t at)
{
	const struct zone *z = zone_find(s->h->conf->business.timezone);
	AUTO(xfree) char *day = date_format(zone_date(z, at));
	int minute = zone_minute(z, at);
	return xasprintf("%s %02d:%02d", day, minute / 60, minute % 60);
}

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
		text_printf(s->out, "unsure since %s: %s\n", settled, reason);
	s->told++;
}

static int tell_letters(struct story *s)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h->db,
	        "SELECT touchpoint, day, state, reason, coalesce(settled_at, 0), next_try_at FROM "
	        "outbox"
	        " WHERE customer=:customer AND (:any OR day=:day)"
	        " AND (:touchpoint IS NULL OR touchpoint=:touchpoint) ORDER BY day, id",
	        DB_TEXT(":customer", s->customer), DB_INT(":any", date_is_none(s->day)),
	        DB_INT(":day", s->day.days), DB_TEXT(":touchpoint", s->touchpoint));
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

/* When a calendar-bound letter goes out next, if it is one. */
static void tell_next(struct story *s, const struct template *t)
{
	AUTO(xfree) struct date *days = NULL;
	bool known = false;
	struct date today = zone_date(zone_find(s->h->conf->business.timezone), s->h->now);
	int n = plan_days(s->h, t, today, date_add(today, 400), &days, &known);
	if (n <= 0)
		return;
	AUTO(xfree) char *day = date_format(days[0]);
	text_printf(s->out, " Its next day is %s.", day);
}

/* A template that left no row for this customer: ask the plan what stands in the way. */
static void tell_template(struct story *s, const struct template *t)
{
	AUTO(xfree) char *why = NULL, *detail = NULL;
	text_printf(s->out, "%s: ", t->name);
	if (t->waits) {
		text_puts(s->out,
		        "the template is new or changed and waits for its go: reply \"go\" "
		        "to its preview mail, or type followup approve.\n");
		return;
	}
	if (t->status != TEMPLATE_LIVE) {
		text_printf(s->out, "the template is \"%s\"; only live ones are sent.\n",
		        template_status_name(t->status));
		return;
	}
	if (!audience_has(s->h, t, s->customer, &why)) {
		text_printf(s->out, "%s.\n", why);
		return;
	}
	struct date today = zone_date(zone_find(s->h->conf->business.timezone), s->h->now);
	enum courtesy c = courtesy_ask(s->h, t, s->customer, "", today, &detail);
	if (c == COURTESY_DUE) {
		text_puts(s->out, "nothing stands in the way; it goes when its day comes.");
	} else {
		AUTO(xfree) char *sentence = courtesy_sentence(courtesy_word(c), detail);
		text_printf(s->out, "if its day were today: %s.", sentence);
	}
	tell_next(s, t);
	text_putc(s->out, '\n');
}

static void tell_templates(struct story *s)
{
	AUTO(folder_names_free) char **names = folder_names(s->h->db);
	for (size_t i = 0; names[i]; i++) {
		AUTO(template_free) struct template *t = NULL;
		if (s->touchpoint && !str_same_nocase(names[i], s->touchpoint))
			continue;
		if (folder_load(s->h->db, names[i], &t) == 0) {
			tell_template(s, t);
			s->told++;
		}
	}
}

int explain(const struct house *h, const char *customer, struct date day, const char *touchpoint,
        struct text *out)
{
	if (!db_int(h->db, 0, "SELECT 1 FROM customer WHERE key=:key", DB_TEXT(":key", customer)))
		return -ENOENT;
	struct story s = {
	        .h = h, .customer = customer, .day = day, .touchpoint = touchpoint, .out = out};
	int r = tell_letters(&s);
	if (r == 0)
		r = tell_decisions(&s);
	if (r < 0)
		return r;
	if (date_is_none(day)) {
		if (s.told)
			text_puts(out, "\nWhat may come:\n");
		tell_templates(&s);
	}
	if (!s.told)
		text_puts(out, date_is_none(day)
		                       ? "No template of this name is in use.\n"
		                       : "Nothing was due for this customer on that day.\n");
	return 0;
}
