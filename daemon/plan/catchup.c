#include "catchup.h"

#include "conf.h"
#include "db.h"
#include "health.h"
#include "notice.h"
#include "phrase.h"
#include "plan.h"
#include "retell.h"
#include "zone.h"

enum { MOST = 100, WEEK_S = 7 * 86400 };

static const char what[] = "catch-up";

static bool told(const struct house *h)
{
	return db_int(h->db, 0, "SELECT 1 FROM health WHERE what=:what AND problem IS NOT NULL",
	        DB_TEXT(":what", what));
}

static char *wall(const struct house *h, int64_t at)
{
	const struct zone *z = zone_find(h->conf->business.timezone);
	AUTO(xfree) char *day = date_format(zone_date(z, at));
	int minute = zone_minute(z, at);
	return xasprintf("%s %02d:%02d", day, minute / 60, minute % 60);
}

/* What happened, for status, the digest and the mail. Owned. */
static char *sentence(const struct house *h, enum gate g)
{
	AUTO(xfree) char *last = wall(h, gate_alive_at(h));
	AUTO(xfree) char *now = wall(h, h->now);
	AUTO(xfree) char *until = wall(h, gate_until(h));
	if (g == GATE_BACK)
		return xasprintf(
		        "The clock says %s, but followupd has already seen %s. No letter "
		        "leaves until it is as late again, or until you say that the clock "
		        "is right: followup approve catch-up",
		        now, last);
	return xasprintf("followupd last planned on %s, and now it is %s. The letters that are "
	                 "still valid wait until %s, or until you say so earlier: followup approve "
	                 "catch-up",
	        last, now, until);
}

/* The letters that would go, by letting the plan run on a scratch store. */
static int list(const struct house *h, const char *language, struct text *out)
{
	AUTO(db_close) struct db *scratch = NULL;
	AUTO(xfree) char *why = NULL;
	int r = db_open_scratch(h->db, &scratch, &why);
	if (r < 0)
		return r;
	struct house ahead = *h;
	ahead.db = scratch;
	struct plan_counts counts;
	if ((r = plan_pass(&ahead, &counts)) < 0)
		return r;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(scratch,
	        "SELECT o.touchpoint, coalesce(nullif(c.name, ''), o.customer), o.subject"
	        " FROM outbox o LEFT JOIN customer c ON c.key=o.customer"
	        " WHERE o.state='QUEUED' AND o.kind='letter' AND o.valid_until_at>=:now"
	        " ORDER BY o.touchpoint, 2",
	        DB_INT(":now", h->now));
	int n = 0;
	while ((r = db_step(rows)) > 0)
		if (n++ < MOST)
			text_printf(out, phrase(language, "  %s  to %s: %s\n"),
			        db_col_text(rows, 0), db_col_text(rows, 1), db_col_text(rows, 2));
	if (n > MOST)
		text_printf(out, phrase(language, "  … and %d more\n"), n - MOST);
	return r < 0 ? r : n;
}

/* The mail's text. Owned. */
static char *letter_words(const char *language, const char *why, int n, const char *letters)
{
	AUTO(xfree) char *first = retell(language, why);
	struct text t = TEXT_INIT;
	text_printf(&t, "%s\n\n%s ", first, phrase(language, "What is past its day is left out."));
	if (n > 1)
		text_printf(&t, phrase(language, "%d letters would go in the next mornings:"), n);
	else
		text_puts(&t, n ? phrase(language, "1 letter would go in the next mornings:")
		                : phrase(language, "No letter would go."));
	text_printf(&t, "\n\n%s", letters);
	return text_steal(&t);
}

static int tell(const struct house *h, enum gate g)
{
	const struct conf_person *owner = conf_default_person(h->conf);
	const char *l = owner->language;
	AUTO(xfree) char *why = sentence(h, g);
	AUTO(text_done) struct text letters = TEXT_INIT;
	int n = list(h, l, &letters);
	if (n < 0)
		return n;
	AUTO(xfree) char *words = letter_words(l, why, n, text_str(&letters));
	AUTO(xfree) char *occurrence = xasprintf("%lld", (long long)gate_until(h));
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	const struct notice mail = {.mail.kind = "notice",
	        .mail.touchpoint = what,
	        .mail.occurrence = occurrence,
	        .mail.subject = g == GATE_BACK
	                                ? phrase(l, "The clock went back: letters rest")
	                                : phrase(l, "After a downtime: letters wait for your "
	                                            "look"),
	        .mail.text = words,
	        .mail.valid_until_at = h->now + WEEK_S};
	r = notice_put(h, owner, &mail);
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	if ((r = db_commit(h->db)) < 0)
		return r;
	return health_problem(h->db, what, why, h->now);
}

int catchup_look(const struct house *h, enum gate *ret)
{
	enum gate g;
	int r = gate_look(h, true, &g);
	if (r < 0)
		return r;
	if (g != GATE_OPEN && !told(h))
		r = tell(h, g);
	else if (g == GATE_OPEN && told(h))
		r = health_ok(h->db, what, h->now);
	if (r >= 0)
		*ret = g;
	return r < 0 ? r : 0;
}
