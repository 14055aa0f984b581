#include "simulate.h"

#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "ledger.h"
#include "outbox.h"
#include "plan.h"
#include "zone.h"

enum { DAY_S = 86400, STEP_S = 6 * 3600 };

/* Let every letter whose hour has come count as sent: the same claim, the same veto. */
static int send_due(struct house *h)
{
	for (;;) {
		AUTO(outbox_item_done) struct outbox_item item = {0};
		int r = outbox_claim(h->db, h->now, courtesy_veto, h, &item);
		if (r != 0)
			return r < 0 ? r : 0;
		const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED};
		if ((r = outbox_settle(h->db, item.id, &sent, h->now)) < 0)
			return r;
	}
}

/* Stages and 12-month sums move with the days, though the files do not. */
static int turn_day(struct house *h)
{
	AUTO(ledger_report_done) struct ledger_report report = {0};
	struct date today = zone_date(zone_find(h->conf->business.timezone), h->now);
	return ledger_import(h->db, h->conf, today, h->now, &report);
}

static int live_through(struct house *h, int64_t until)
{
	int64_t next_day = h->now;
	for (; h->now < until; h->now += STEP_S) {
		struct plan_counts counts;
		int r = h->now >= next_day ? turn_day(h) : 0;
		if (h->now >= next_day)
			next_day = plan_next_at(h);
		if (r == 0)
			r = plan_pass(h, &counts);
		if (r == 0)
			r = send_due(h);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Everything of the period, letters and skips, in the order of the days. */
static struct db_rows *story(struct house *h, int64_t start, struct date from, struct date to)
{
	/* what the loop of steps claimed goes out when its own hour comes, not when a step came */
	return db_query(h->db,
	        "SELECT day, 1, o.customer, coalesce(nullif(c.name, ''), o.customer), touchpoint, "
	        "subject,"
	        " '', '', CASE WHEN claimed_at<:start THEN claimed_at ELSE not_before_at END, state"
	        " FROM outbox o"
	        " LEFT JOIN customer c ON c.key=o.customer"
	        " WHERE kind='letter' AND state IN ('QUEUED', 'SENT', 'SENDING', 'UNSURE')"
	        " AND day BETWEEN :from AND :to"
	        " UNION ALL SELECT day, 0, d.customer, coalesce(nullif(c.name, ''), d.customer),"
	        " touchpoint, '', reason, detail, 0, '' FROM decision d"
	        " LEFT JOIN customer c ON c.key=d.customer WHERE day BETWEEN :from AND :to"
	        " ORDER BY 1, 5, 2 DESC, 9, 3",
	        DB_INT(":start", start), DB_INT(":from", from.days), DB_INT(":to", to.days));
}

static int tell(struct house *h, int64_t start, struct date from, struct date to,
        simulate_each *each, void *arg)
{
	AUTO(db_rows_free) struct db_rows *rows = story(h, start, from, to);
	int r;
	while ((r = db_step(rows)) > 0) {
		bool letter = db_col_int(rows, 1);
		AUTO(xfree)
		char *why = letter ? NULL
		                   : courtesy_sentence(db_col_text(rows, 6), db_col_text(rows, 7));
		const struct simulate_entry e = {
		        .day = {(int32_t)db_col_int(rows, 0)},
		        .letter = letter,
		        .customer = db_col_text(rows, 2),
		        .name = db_col_text(rows, 3),
		        .touchpoint = db_col_text(rows, 4),
		        .subject = db_col_text(rows, 5),
		        .reason = why,
		        .reason_word = db_col_text(rows, 6),
		        .at = db_col_int(rows, 8),
		};
		each(&e, arg);
	}
	return r;
}

int simulate(
        const struct house *h, struct date from, struct date to, simulate_each *each, void *arg)
{
	AUTO(db_close) struct db *scratch = NULL;
	AUTO(xfree) char *why = NULL;
	int r = db_open_scratch(h->db, &scratch, &why);
	if (r < 0)
		return r;
	struct house future = *h;
	future.db = scratch;
	int64_t until = zone_moment(zone_find(h->conf->business.timezone), date_add(to, 1), 0);
	r = live_through(&future, until);
	return r < 0 ? r : tell(&future, h->now, from, to, each, arg);
}
