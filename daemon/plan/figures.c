#include "figures.h"

#include "conf.h"
#include "db.h"
#include "notice.h"

#include <stdlib.h>

static const char *zone_name(const struct house *h, const char *manager)
{
	const struct conf_person *p = conf_person(h->conf, manager);
	return p ? p->timezone : h->conf->business.timezone;
}

static int by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Only what was answered counts here; what is open is shown apart, so that it can't improve the
 * median by staying open. */
static int answers(const struct house *h, const struct figures_scope *s, struct figures *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT opened_at, answered_at, manager FROM conversation WHERE state='ANSWERED'"
	        " AND answered_at>=:start AND answered_at<:end AND (:all OR manager=:manager)",
	        DB_INT(":start", s->start_at), DB_INT(":end", s->end_at), DB_INT(":all", s->all),
	        DB_TEXT(":manager", s->manager));
	AUTO(xfree) int64_t *spans = NULL;
	size_t n = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		spans = xrealloc(spans, (n + 1) * sizeof *spans);
		spans[n++] = notice_working_s(zone_name(h, db_col_text(rows, 2)),
		        db_col_int(rows, 0), db_col_int(rows, 1));
	}
	ret->answered = (int64_t)n;
	ret->median_answer_s = -1;
	if (n) {
		qsort(spans, n, sizeof *spans, by_size);
		ret->median_answer_s = n % 2 ? spans[n / 2] : (spans[n / 2 - 1] + spans[n / 2]) / 2;
	}
	return r;
}

static int waits(const struct house *h, const struct figures_scope *s, struct figures *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT opened_at, manager FROM conversation WHERE state='WAITING'"
	        " AND (:all OR manager=:manager)",
	        DB_INT(":all", s->all), DB_TEXT(":manager", s->manager));
	ret->waiting = 0;
	ret->longest_wait_s = -1;
	int r;
	while ((r = db_step(rows)) > 0) {
		int64_t span = notice_working_s(
		        zone_name(h, db_col_text(rows, 1)), db_col_int(rows, 0), h->now);
		ret->waiting++;
		if (span > ret->longest_wait_s)
			ret->longest_wait_s = span;
	}
	return r;
}

#define SCOPE                                                                                      \
	DB_INT(":start", s->start_at), DB_INT(":end", s->end_at), DB_INT(":all", s->all),          \
	        DB_TEXT(":manager", s->manager)

/* Who reads about everybody pays no look at each customer. */
#define MINE(key)                                                                                  \
	" AND (:all OR EXISTS (SELECT 1 FROM customer c WHERE c.key=" key                          \
	" AND c.manager=:manager))"

int figures_count(const struct house *h, const struct figures_scope *s, struct figures *ret)
{
	ret->sent = db_int(h->db, 0,
	        "SELECT count(*) FROM outbox o"
	        " WHERE kind='letter' AND (code BETWEEN 200 AND 299 OR state='SENT')"
	        " AND claimed_at>=:start AND claimed_at<:end" MINE("o.customer"),
	        SCOPE);
	ret->wrote_back = db_int(h->db, 0,
	        "SELECT count(DISTINCT i.customer) FROM inbox i WHERE i.class IN ('reply', "
	        "'optout')"
	        " AND i.confidence IN ('certain', 'colleague', 'probable')"
	        " AND i.arrived_at>=:start AND i.arrived_at<:end" MINE("i.customer"),
	        SCOPE);
	ret->stopped = db_int(h->db, 0,
	        "SELECT count(*) FROM suppression u"
	        " WHERE u.reason='optout' AND u.since_at>=:start AND u.since_at<:end" MINE(
	                "u.customer"),
	        SCOPE);
	int r = answers(h, s, ret);
	return r < 0 ? r : waits(h, s, ret);
}
