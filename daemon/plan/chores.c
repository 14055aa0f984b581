#include "chores.h"

#include "author.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "page.h"
#include "phrase.h"
#include "retell.h"
#include "section.h"

#include <strings.h>

enum { COLUMNS_MOST = 4 };

#define OF_SCOPE " AND (:all OR c.manager=:manager)"

/* One sentence for each row; {1} is its first column. */
static const struct {
	const char *sentence, *sql;
} chores[] = {
        {"{1} no longer takes our mail (letter \"{2}\"). Do you have another address for {3}?",
                "SELECT o.recipient, o.touchpoint, coalesce(nullif(c.name, ''), o.customer)"
                " FROM outbox o LEFT JOIN customer c ON c.key=o.customer WHERE o.kind='letter'"
                " AND o.state='FAILED' AND o.settled_at BETWEEN :start AND :end" OF_SCOPE},
        {"A report says that mail to {1} came back, but nothing proves it. Does the address still "
         "work?",
                "SELECT coalesce(nullif(c.name, ''), i.customer) FROM inbox i"
                " LEFT JOIN customer c ON c.key=i.customer WHERE i.class IN ('bounce',"
                " 'complaint') AND i.confidence IN ('probable', 'wrote')"
                " AND i.arrived_at BETWEEN :start AND :end" OF_SCOPE},
        {"Our own mail \"{1}\" to {2} came back: {3}",
                "SELECT subject, recipient, reason FROM outbox WHERE kind<>'letter'"
                " AND state='FAILED' AND settled_at BETWEEN :start AND :end AND :all"},
        {"{1} asked us to stop: no more letters to {2}.",
                "SELECT coalesce(nullif(c.name, ''), s.customer, s.address, '?'),"
                " coalesce(s.address, '?') FROM suppression s"
                " LEFT JOIN customer c ON c.key=s.customer WHERE s.reason<>'dead'"
                " AND s.since_at BETWEEN :start AND :end" OF_SCOPE},
        {"{1}", "SELECT effect FROM inbox WHERE (class='refused' OR instr(effect,"
                " 'Nothing was done: ')) AND arrived_at BETWEEN :start AND :end AND :all"},
        {"Letter \"{1}\" is new or changed and waits for a go: reply go to its preview, or type "
         "followup approve \"{1}\".",
                "SELECT name FROM template WHERE waits<>0 AND size>=0 AND :all"},
        /* words that customers may know by heart: once, in the week they turn two years old */
        {"Letter \"{1}\" was not changed for two years. Please read it once more: is it still "
         "true?",
                "SELECT name FROM template WHERE good=approved AND size>=0 AND"
                " mtime/1000000000+730*86400 BETWEEN :start AND :end AND :all"},
        /* three weeks before an occasion comes round again */
        {"Letter \"{1}\" goes out again in about three weeks, with the words that {2} customers "
         "read a year ago.",
                "SELECT o.touchpoint, count(*) FROM outbox o JOIN template t ON"
                " t.name=o.touchpoint WHERE o.kind='letter' AND o.state='SENT' AND"
                " o.occurrence LIKE '____-__-__' AND t.size>=0 AND t.good=t.approved AND"
                " t.mtime/1000000000<o.created_at AND o.settled_at BETWEEN :start-344*86400 AND"
                " :end-344*86400 AND :all GROUP BY o.touchpoint"},
        {"Calendar {1}: {2}",
                "SELECT file, problem FROM calendar WHERE problem IS NOT NULL AND :all"},
        {"Calendar {1}: an event is left out, or names two letters; the others count. followup "
         "check tells which and why.",
                "SELECT file FROM calendar WHERE problem IS NULL AND (instr(warnings, 'left out')"
                " OR instr(warnings, 'two touchpoints')) AND :all"},
        {"{1}, line {2}, column {5}{4}: {3}",
                "SELECT file, line, reason, iif(value='', '', ' (' || value || ')'),"
                " max(column, 1) FROM refused WHERE line AND :all ORDER BY file, line LIMIT 3"},
        {"1 further row of the ledger was refused; followup check names it.",
                "SELECT count(*)-3 FROM refused WHERE :all HAVING count(*)=4"},
        {"{1} further rows of the ledger were refused; followup check names them all.",
                "SELECT sum(iif(line, 1, CAST(reason AS INTEGER)))-3 FROM refused WHERE :all"
                " HAVING count(*)>4"},
        {"{1}", "SELECT iif(what GLOB 'template *', 'Template ' || substr(what, 10) ||"
                " ': ', '') || problem FROM health WHERE problem IS NOT NULL"
                " AND what NOT IN ('smtp', 'imap', 'ledger') AND what NOT GLOB 'smtp *'"
                " AND what NOT GLOB 'imap *'"
                " AND :all"},
        {"Filed as automatic replies: {1} ({2}).",
                "SELECT count(*), group_concat(coalesce(nullif(c.name, ''), i.customer), '; ')"
                " FROM inbox i LEFT JOIN customer c ON c.key=i.customer"
                " WHERE i.class='autoreply' AND i.arrived_at BETWEEN :start AND :end" OF_SCOPE
                " HAVING count(*)>0"},
        {"A message that came on {1} UTC can't be read by a program and was set aside; nobody "
         "knows whether a customer waits behind it. Please open {2} and look at it.",
                "SELECT strftime('%Y-%m-%d %H:%M', arrived_at, 'unixepoch'), mailbox FROM inbox"
                " WHERE class='poison' AND arrived_at BETWEEN :start AND :end AND :all"},
};

struct telling {
	const struct section *s;
	int count;
};

static void item(struct telling *t, const char *sentence)
{
	if (t->count++ == 0)
		page_heading(t->s->page, "%s", phrase(t->s->reader->language, "Housekeeping"));
	page_item(t->s->page, "%s", sentence);
}

static void tell_row(struct telling *t, const char *sentence, struct db_rows *rows)
{
	const char *language = t->s->reader->language;
	char *values[COLUMNS_MOST] = {NULL};
	int n = db_col_count(rows);
	for (int i = 0; i < n; i++)
		values[i] = retell(language, db_col_text(rows, i));
	AUTO(xfree)
	char *words =
	        phrase_fill(phrase(language, sentence), (const char *const *)values, (size_t)n);
	for (int i = 0; i < n; i++)
		xfree(values[i]);
	item(t, words);
}

static int tell(struct telling *t, const char *sentence, const char *query)
{
	/* a chore may leave out a parameter it has no use for */
	AUTO(xfree)
	char *sql = xasprintf("WITH p AS (SELECT :start, :end, :all, :manager) %s", query);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->s->h->db, sql, DB_INT(":start", t->s->scope.start_at),
	        DB_INT(":end", t->s->h->now), DB_INT(":all", t->s->scope.all),
	        DB_TEXT(":manager", t->s->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0)
		tell_row(t, sentence, rows);
	return r;
}

/* Why letters are skipped, in the words of who reads: so many … */
static const char *const reasons[COURTESY_REASONS] = {
        [COURTESY_SKIP_NO_ADDRESS] = "without an address",
        [COURTESY_SKIP_SUPPRESSED] = "to an address that takes no more letters",
        [COURTESY_SKIP_STATUS] = "to somebody who left, died or is in dispute with us",
        [COURTESY_SKIP_NO_CONSENT] = "without consent",
        [COURTESY_SKIP_CONSENT_UNDATED] = "without a date of their consent",
        [COURTESY_SKIP_CONSENT_LAPSED] = "after their consent had run out",
        [COURTESY_SKIP_CELEBRATES] = "for a feast that they are not known to keep",
        [COURTESY_SKIP_BIRTHDAY] = "for a birthday that we may not greet",
        [COURTESY_SKIP_PAUSED] = "to somebody whose letters rest",
        [COURTESY_SKIP_WAITING] = "to somebody who waits for an answer",
        [COURTESY_SKIP_HUMAN_GAP] = "soon after one of us was in touch",
        [COURTESY_SKIP_GAP] = "too near to another letter",
        [COURTESY_SKIP_PURCHASE] = "just after a purchase",
        [COURTESY_SKIP_PRIORITY] = "in favour of a letter that matters more",
        [COURTESY_SKIP_PER_YEAR] = "after enough letters within a year",
        [COURTESY_SKIP_STAGE_CAP] = "after enough letters for somebody so new",
        [COURTESY_SKIP_COMPANY] = "because others of their company have a letter that day",
        [COURTESY_SKIP_ONCE] = "after the same letter within the year",
        [COURTESY_SKIP_SEASON] = "under a date that was corrected after the letter had gone",
        [COURTESY_SKIP_GROUP] = "after another letter of the same season",
        [COURTESY_SKIP_SAME_ADDRESS] = "to an address that another customer shares",
        [COURTESY_SKIP_EXPIRED] = "too late to be welcome",
        [COURTESY_SKIP_BAD_ADDRESS] = "to an address that mail can't be sent to",
        [COURTESY_SKIP_DECLINED] = "after one of us said no",
};

static const char *reason(const struct section *s, const char *word)
{
	for (int i = 0; i < COURTESY_REASONS; i++)
		if (reasons[i] && str_same(courtesy_word((enum courtesy)i), word))
			return SAID(s, reasons[i]);
	return word;
}

static int tell_skipped(struct telling *t)
{
	const char *l = t->s->reader->language;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->s->h->db,
	        "SELECT d.reason, count(*) FROM decision d LEFT JOIN customer c ON c.key=d.customer"
	        " WHERE d.verdict='skip' AND d.day BETWEEN :from AND :to" OF_SCOPE
	        " GROUP BY 1 ORDER BY 2 DESC",
	        DB_INT(":from", t->s->monday.days), DB_INT(":to", t->s->monday.days + 6),
	        DB_INT(":all", t->s->scope.all), DB_TEXT(":manager", t->s->scope.manager));
	AUTO(text_done) struct text words = TEXT_INIT;
	int r;
	while ((r = db_step(rows)) > 0)
		text_printf(&words, "%s%lld %s", words.len ? ", " : "",
		        (long long)db_col_int(rows, 1), reason(t->s, db_col_text(rows, 0)));
	if (words.len) {
		const char *const values[] = {text_str(&words)};
		AUTO(xfree)
		char *sentence = phrase_fill(
		        phrase(l, "Letters skipped this week: {1}. followup why CUSTOMER tells "
		                  "each story."),
		        values, 1);
		item(t, sentence);
	}
	return r;
}

/* What is wrong was written in the language of who wrote the letter. */
static int tell_templates(struct telling *t)
{
	const char *l = t->s->reader->language;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->s->h->db,
	        "SELECT file, substr(problems, 1, 200) FROM template WHERE bad AND :all",
	        DB_INT(":all", t->s->scope.all));
	int r;
	while ((r = db_step(rows)) > 0) {
		const char *file = db_col_text(rows, 0);
		const char *const values[] = {file, db_col_text(rows, 1)};
		bool mine = strncasecmp(author_language(t->s->h->conf, file), l, 2) == 0;
		AUTO(xfree)
		char *sentence = phrase_fill(
		        mine ? phrase(l, "Template {1}: its newest version is not in use; the "
		                         "last good one is. {2}")
		             : phrase(l, "Template {1}: its newest version is not in use; the "
		                         "last good one is. The answer beside it in the folder "
		                         "says why."),
		        values, COUNT(values));
		item(t, sentence);
	}
	return r;
}

int chores_tell(const struct section *s)
{
	struct telling t = {.s = s};
	int r = tell_templates(&t);
	for (size_t i = 0; i < COUNT(chores) && r == 0; i++)
		r = tell(&t, chores[i].sentence, chores[i].sql);
	return r < 0 ? r : tell_skipped(&t);
}
