#include "decide.h"

#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "page.h"
#include "phrase.h"
#include "section.h"
#include "zone.h"

#include <stdlib.h>

enum { DECIDE_DAYS = 60 };

/* One thing to decide, as the rows below name it. */
struct question {
	const char *customer, *name, *touchpoint, *occurrence, *detail;
	int64_t subject;
	bool mark; /* a letter: a person is to say yes (else a field is missing); an address: it
	            * came with the news that they left */
};

static void tell_held(struct section *s, const struct question *q)
{
	page_number(s->page, SAID(s, "Letter \"%s\" to %s"), q->touchpoint, q->name);
	int n = section_list(s, "held", q->customer, q->touchpoint, q->occurrence, 0);
	if (q->mark)
		page_action(s->page, SAID(s, "It waits for you. Reply: *yes %d* or *no %d*"), n, n);
	else if (str_same(q->detail, "personal_line"))
		page_action(s->page,
		        SAID(s, "It wants a sentence of yours. Reply: *personal %d: YOUR "
		                "SENTENCE*. Not at all? Reply: *no %d*"),
		        n, n);
	else
		page_action(s->page,
		        SAID(s, "Held: the ledger has no %s for this customer, and the "
		                "template gives no fallback. Fill it in, or write "
		                "{{%s|something that always fits}}. Not at all? Reply: "
		                "*no %d*"),
		        q->detail, q->detail, n);
}

static void tell_stranger(struct section *s, const struct question *q)
{
	page_number(
	        s->page, SAID(s, "A reply to a letter for %s came from %s"), q->name, q->detail);
	int n = section_list(s, "stranger", q->customer, NULL, NULL, q->subject);
	page_action(s->page,
	        SAID(s, "Is it the same person? Until you say so, letters to "
	                "this customer rest for a week. Reply: *yes %d* or *no "
	                "%d*"),
	        n, n);
}

static void tell_unsure(struct section *s, const struct question *q)
{
	page_number(s->page, SAID(s, "Did letter \"%s\" reach %s?"), q->touchpoint, q->name);
	int n = section_list(s, "unsure", q->customer, q->touchpoint, q->occurrence, q->subject);
	page_action(s->page,
	        SAID(s, "The connection broke at the last moment. It is not sent "
	                "again by itself: two identical letters are worse than "
	                "one missing. Do you know? Reply: *yes %d* or *no %d*"),
	        n, n);
}

/* The digest itself; whoever answers it has it, so only who does not is asked. */
static void tell_unsure_digest(struct section *s, const struct question *q)
{
	struct date day = {(int32_t)strtol(q->detail, NULL, 10)};
	struct date monday = date_add(day, 1 - date_weekday(day) - 7);
	AUTO(xfree)
	char *week = phrase_period(s->reader->language, monday, date_add(monday, 6));
	page_number(s->page, SAID(s, "Did you get the digest of %s?"), week);
	int n = section_list(s, "unsure", q->customer, q->touchpoint, q->occurrence, q->subject);
	page_action(s->page,
	        SAID(s, "The connection broke at the last moment, and it is not "
	                "sent again by itself. \"followup digest %s --week %s\" "
	                "shows it. Reply: *yes %d* or *no %d*"),
	        s->reader->id, q->occurrence, n, n);
}

static int list_suggestion(struct section *s, const struct question *q)
{
	return section_list(s, "suggestion", q->customer, NULL, q->occurrence, q->subject);
}

static void tell_left(struct section *s, const struct question *q)
{
	page_number(s->page, SAID(s, "An automatic reply says that %s has left."), q->name);
	int n = list_suggestion(s, q);
	page_action(s->page,
	        SAID(s, "End our letters to this customer? Reply: *yes %d* or "
	                "*no %d*"),
	        n, n);
}

static void tell_back(struct section *s, const struct question *q)
{
	struct date day;
	if (date_parse(q->detail, &day) < 0)
		return;
	AUTO(xfree) char *back = phrase_date(s->reader->language, day);
	page_number(s->page, SAID(s, "An automatic reply says that %s is away until %s."), q->name,
	        back);
	int n = list_suggestion(s, q);
	page_action(s->page,
	        SAID(s, "Shall our letters rest until then? Reply: *yes %d* or "
	                "*no %d*"),
	        n, n);
}

static void tell_address(struct section *s, const struct question *q)
{
	page_number(s->page,
	        q->mark ? SAID(s, "An automatic reply says that %s has left, and names %s.")
	                : SAID(s, "An automatic reply of %s names another address: %s."),
	        q->name, q->detail);
	int n = list_suggestion(s, q);
	page_action(s->page,
	        SAID(s, "Shall our letters go there? Reply: *use %d* or *no %d*. "
	                "Should who looks after this customer find out? Reply: "
	                "*ask %d*"),
	        n, n, n);
}

/* What can be asked, each with its rows: customer, name, manager, touchpoint, occurrence, detail,
 * subject, mark, and the day by which they are ordered. Suggestions are few: they lead to their
 * customers, never the other way round. */
#define WHO(key) "coalesce(nullif(c.name, ''), " key ") AS name, coalesce(c.manager, '') AS keeper"
#define MINE " AND (:all OR c.manager=:manager)"

static const struct {
	const char *sql;
	void (*tell)(struct section *s, const struct question *q);
} kinds[] = {
        {"SELECT 0 AS kind, d.customer AS customer, " WHO(
                 "d.customer") ", d.touchpoint AS touchpoint,"
                               " d.occurrence AS occurrence, d.detail AS detail, 0 AS subject,"
                               " d.reason=:approval AS mark, d.day AS day"
                               " FROM decision d LEFT JOIN customer c ON c.key=d.customer"
                               " WHERE d.verdict='hold' AND d.day>=:since" MINE
                               " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.customer=d.customer"
                               "  AND o.touchpoint=d.touchpoint AND o.occurrence=d.occurrence)"
                               " AND NOT EXISTS (SELECT 1 FROM approval a WHERE "
                               "a.customer=d.customer"
                               "  AND a.touchpoint=d.touchpoint AND a.occurrence=d.occurrence)",
                tell_held},
        {"SELECT 1, i.customer, " WHO(
                 "i.customer") ", '', '', i.from_address, i.id, 0, i.id"
                               " FROM inbox i LEFT JOIN customer c ON c.key=i.customer"
                               " WHERE i.confidence='possible' AND i.class IN ('reply', 'optout')"
                               " AND i.arrived_at BETWEEN :start AND :now" MINE
                               " AND NOT EXISTS (SELECT 1 FROM act a WHERE a.subject=i.id"
                               "  AND a.verb IN ('same', 'other') AND a.undone_at IS NULL)",
                tell_stranger},
        {"SELECT 2, o.customer, " WHO(
                 "o.customer") ", o.touchpoint, o.occurrence, '', o.id, 0, o.id"
                               " FROM outbox o LEFT JOIN customer c ON c.key=o.customer"
                               " WHERE o.state='UNSURE' AND o.kind='letter'" MINE,
                tell_unsure},
        {"SELECT 3, g.customer, " WHO(
                 "g.customer") ", '', g.kind, g.value, g.inbox, EXISTS (SELECT 1 FROM"
                               "  suggestion x WHERE x.customer=g.customer AND x.kind='left' AND "
                               "x.inbox=g.inbox), 0"
                               " FROM suggestion g CROSS JOIN customer c ON c.key=g.customer"
                               " WHERE g.decided='' AND g.kind='address'" MINE,
                tell_address},
        {"SELECT 4, g.customer, " WHO(
                 "g.customer") ", '', g.kind, '', g.inbox, 0, 0"
                               " FROM suggestion g CROSS JOIN customer c ON c.key=g.customer"
                               " WHERE g.decided='' AND g.kind='left' AND c.status<>'left'" MINE
                               " AND NOT EXISTS (SELECT 1 FROM suggestion x WHERE "
                               "x.customer=g.customer"
                               "  AND x.kind='address' AND x.inbox=g.inbox AND x.decided<>'no')",
                tell_left},
        {"SELECT 5, g.customer, " WHO(
                 "g.customer") ", '', g.kind, g.value, g.inbox, 0, 0"
                               " FROM suggestion g CROSS JOIN customer c ON c.key=g.customer"
                               " WHERE g.decided='' AND g.kind='back' AND g.value>:today" MINE,
                tell_back},
        {"SELECT 6, o.customer, o.customer, :manager, o.touchpoint, substr(o.occurrence, 1, 8), "
         "o.day, o.id, 0, "
         "o.id"
         " FROM outbox o WHERE o.state='UNSURE' AND o.touchpoint='digest' AND o.kind='digest'"
         " AND o.customer='staff:' || :manager AND o.occurrence GLOB '*-W*'",
                tell_unsure_digest},
};

static struct db_rows *ask(const struct section *s)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	text_puts(&sql, "SELECT * FROM (");
	for (size_t i = 0; i < COUNT(kinds); i++)
		text_printf(&sql, "%s%s", i ? " UNION ALL " : "", kinds[i].sql);
	text_puts(&sql, ") ORDER BY " SECTION_ORDER ", kind, touchpoint, day, name");
	struct date today = zone_date(zone_find(s->reader->timezone), s->h->now);
	AUTO(xfree) char *iso = date_format(today);
	return db_query(s->h->db, text_str(&sql),
	        DB_TEXT(":approval", courtesy_word(COURTESY_HOLD_APPROVAL)),
	        DB_INT(":since", today.days - DECIDE_DAYS), DB_INT(":start", s->scope.start_at),
	        DB_INT(":now", s->h->now), DB_TEXT(":today", iso), DB_INT(":all", s->scope.all),
	        DB_TEXT(":manager", s->scope.manager));
}

int decide_tell(struct section *s)
{
	AUTO(db_rows_free) struct db_rows *rows = ask(s);
	int r, count = 0;
	while ((r = db_step(rows)) > 0) {
		const struct question q = {.customer = db_col_text(rows, 1),
		        .name = db_col_text(rows, 2),
		        .touchpoint = db_col_text(rows, 4),
		        .occurrence = db_col_text(rows, 5),
		        .detail = db_col_text(rows, 6),
		        .subject = db_col_int(rows, 7),
		        .mark = db_col_int(rows, 8)};
		if (!count++)
			page_heading(s->page, "%s", SAID(s, "For you to decide"));
		section_group(s, db_col_text(rows, 3));
		kinds[db_col_int(rows, 0)].tell(s, &q);
	}
	section_group_end(s);
	return r < 0 ? r : count;
}
