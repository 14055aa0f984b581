#include "waiting.h"

#include "conf.h"
#include "db.h"
#include "notice.h"
#include "page.h"
#include "phrase.h"
#include "section.h"

#include <string.h>

enum { EXCERPT = 110 }; /* bytes of what a customer wrote */

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

/* Whose customers these are stands above them, or it is who reads. */
static void tell_keeper(struct section *s, const struct conf_person *keeper, int64_t nudged)
{
	if (!keeper)
		page_under(s->page, "%s",
		        SAID(s, "Nobody is named in the ledger to look after this customer."));
	else if (nudged > 1)
		page_under(s->page, SAID(s, "%s looks after this customer and was reminded twice."),
		        keeper->name);
	else if (nudged > 0)
		page_under(s->page, SAID(s, "%s looks after this customer and was reminded."),
		        keeper->name);
}

static void tell_one(struct section *s, struct db_rows *rows)
{
	const char *company = db_col_text(rows, 2), *manager = db_col_text(rows, 4);
	const struct conf *conf = s->h->conf;
	const struct conf_person *keeper = conf_person(conf, manager);
	AUTO(xfree)
	char *span = notice_span_words(s->reader->language,
	        notice_working_s(keeper ? keeper->timezone : conf->business.timezone,
	                db_col_int(rows, 3), s->h->now));
	AUTO(xfree) char *words = opening(db_col_text(rows, 5));
	AUTO(xfree)
	char *name =
	        xasprintf("%s%s%s", db_col_text(rows, 1), str_empty(company) ? "" : ", ", company);
	section_group(s, manager);
	page_number(s->page, SAID(s, "%s — waiting %s"), name, span);
	int n = section_list(s, "waiting", db_col_text(rows, 0), NULL, NULL, db_col_int(rows, 8));
	page_under(s->page, "%s", words);
	tell_keeper(s, keeper, db_col_int(rows, 7));
	page_action(s->page,
	        SAID(s, "Answer: %s. Answered otherwise? Reply: *done %d*. A "
	                "colleague should? Reply: *give %d NAME*"),
	        db_col_text(rows, 6), n, n);
}

static void tell_count(struct section *s, int64_t n)
{
	if (n == 0)
		page_para(s->page, "%s", SAID(s, "Nobody is waiting for an answer."));
	else if (n == 1)
		page_heading(s->page, "%s", SAID(s, "1 customer is waiting for an answer"));
	else
		page_heading(
		        s->page, SAID(s, "%lld customers are waiting for an answer"), (long long)n);
}

int waiting_tell(struct section *s, int64_t count)
{
	tell_count(s, count);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(s->h->db,
	        "SELECT v.customer, coalesce(nullif(c.name, ''), v.customer),"
	        " coalesce(c.company, ''), v.opened_at, v.manager AS keeper, i.excerpt,"
	        " i.from_address, v.nudged, v.id FROM conversation v"
	        " JOIN inbox i ON i.id=v.opened_by LEFT JOIN customer c ON c.key=v.customer"
	        " WHERE v.state='WAITING' AND (:all OR v.manager=:manager)"
	        " ORDER BY " SECTION_ORDER ", v.opened_at",
	        DB_INT(":all", s->scope.all), DB_TEXT(":manager", s->scope.manager));
	int r;
	while ((r = db_step(rows)) > 0)
		tell_one(s, rows);
	section_group_end(s);
	return r;
}
