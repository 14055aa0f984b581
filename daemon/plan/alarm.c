#include "alarm.h"

#include "conf.h"
#include "db.h"
#include "notice.h"
#include "outbox.h"
#include "phrase.h"
#include "retell.h"

enum { LASTS_S = 600, WEEK_S = 7 * 86400 };

#define TROUBLES                                                                                   \
	"SELECT substr(what, 6), problem, problem_since_at, what GLOB 'smtp *' FROM health"        \
	" WHERE (what GLOB 'smtp *' OR what GLOB 'imap *') AND problem IS NOT NULL"                \
	" AND problem_since_at<=:before ORDER BY what"

struct trouble {
	const struct conf_person *whose;
	const char *why;
	int64_t since_at;
	bool sending;
};

/* 1 it is told now, 0 it was before, -errno. */
static int tell(const struct house *h, const struct conf_person *to, const struct trouble *t)
{
	AUTO(xfree) char *words = retell(to->language, t->why);
	const char *l = to->language;
	AUTO(xfree)
	char *subject = xasprintf(t->sending ? phrase(l, "The letters of %s wait")
	                                     : phrase(l, "The mailbox of %s is not read"),
	        t->whose->name);
	AUTO(xfree)
	char *occurrence = xasprintf(
	        "%s %s %lld", t->sending ? "smtp" : "imap", t->whose->id, (long long)t->since_at);
	const struct notice mail = {.mail.kind = "notice",
	        .mail.touchpoint = "alarm",
	        .mail.occurrence = occurrence,
	        .mail.subject = subject,
	        .mail.text = words,
	        .mail.valid_until_at = h->now + WEEK_S};
	int r = notice_put(h, to, &mail);
	return r < 0 ? r : r == 0;
}

static int tell_all(const struct house *h, const struct trouble *t)
{
	int count = 0;
	for (size_t i = 0; i < h->conf->people_count; i++) {
		const struct conf_person *p = &h->conf->people[i];
		int r = p == t->whose || p->owner ? tell(h, p, t) : 0;
		if (r < 0)
			return r;
		count += r;
	}
	return count;
}

static int put(const struct house *h)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db, TROUBLES, DB_INT(":before", h->now - LASTS_S));
	int r, count = 0;
	while ((r = db_step(rows)) > 0) {
		const struct trouble t = {.whose = conf_person(h->conf, db_col_text(rows, 0)),
		        .why = db_col_text(rows, 1),
		        .since_at = db_col_int(rows, 2),
		        .sending = db_col_int(rows, 3)};
		int told = t.whose ? tell_all(h, &t) : 0;
		if (told < 0)
			return told;
		count += told;
	}
	return r < 0 ? r : count;
}

int alarm_put_due(const struct house *h)
{
	if (h->conf->business.from != CONF_FROM_OWN)
		return 0;
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	int count = put(h);
	if (count <= 0) {
		db_rollback(h->db);
		return count;
	}
	return (r = db_commit(h->db)) < 0 ? r : count;
}
