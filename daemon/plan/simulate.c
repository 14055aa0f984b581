#include "simulate.h"

#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "gate.h"
#include "ledger.h"
#include "outbox.h"
#include "plan.h"
#include "zone.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_S = 86400, STEP_S = 6 * 3600 };

/* Let every letter whose hour has come count as sent: the same claim, the same veto. */
static int send_due(struct house *h)
{
	int r = gate_sort(h);
	while (r == 0) {
		AUTO(courtesy_round_done) struct courtesy_round round = {.h = h};
		AUTO(outbox_item_done) struct outbox_item item = {0};
		r = outbox_claim(h->db, h->now, courtesy_veto, &round, &item);
		if (r != 0)
			return r < 0 ? r : 0;
		const struct outbox_verdict sent = {.event = OUTBOX_ACCEPTED};
		r = outbox_settle(h->db, item.id, &sent, h->now);
	}
	return r;
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

/* ---- telling ---- */

/* One letter or skip, kept until all are in the order of the days. */
struct event {
	struct date day;
	bool letter;
	int64_t at;
	char *customer, *name, *touchpoint, *subject, *word, *detail, *occurrence, *manager;
};

struct events {
	struct event *at;
	size_t count, cap;
};

static void events_done(struct events *e)
{
	for (size_t i = 0; i < e->count; i++) {
		char *const strings[] = {e->at[i].customer, e->at[i].name, e->at[i].touchpoint,
		        e->at[i].subject, e->at[i].word, e->at[i].detail, e->at[i].occurrence,
		        e->at[i].manager};
		for (size_t s = 0; s < COUNT(strings); s++)
			xfree(strings[s]);
	}
	xfree(e->at);
}
static void events_done_auto(struct events *e)
{
	events_done(e);
}

/* Letters go out when their own hour comes, not when a step of the loop claimed them; those that
 * went before the loop began, when they did. */
static struct db_rows *story(struct house *h, int64_t start)
{
	return db_query(h->db,
	        "SELECT day, 1, o.customer, coalesce(nullif(c.name, ''), o.customer), touchpoint, "
	        "subject,"
	        " '', '', CASE WHEN claimed_at<:start THEN claimed_at ELSE not_before_at END,"
	        " o.occurrence, coalesce(c.manager, '') FROM outbox o LEFT JOIN customer c ON "
	        "c.key=o.customer"
	        " WHERE kind='letter' AND state IN ('QUEUED', 'LEASED', 'SENT', 'SENDING', "
	        "'UNSURE')"
	        " UNION ALL SELECT day, 0, d.customer, coalesce(nullif(c.name, ''), d.customer),"
	        " touchpoint, '', reason, detail, 0, d.occurrence, coalesce(c.manager, '')"
	        " FROM decision d"
	        " LEFT JOIN customer c ON c.key=d.customer",
	        DB_INT(":start", start));
}

static void add(struct events *e, struct db_rows *rows, struct date day)
{
	if (e->count == e->cap) {
		e->cap = e->cap ? 2 * e->cap : 256;
		e->at = xrealloc(e->at, e->cap * sizeof *e->at);
	}
	e->at[e->count++] = (struct event){
	        .day = day,
	        .letter = db_col_int(rows, 1),
	        .customer = xstrdup(db_col_text(rows, 2)),
	        .name = xstrdup(db_col_text(rows, 3)),
	        .touchpoint = xstrdup(db_col_text(rows, 4)),
	        .subject = xstrdup(db_col_text(rows, 5)),
	        .word = xstrdup(db_col_text(rows, 6)),
	        .detail = xstrdup(db_col_text(rows, 7)),
	        .at = db_col_int(rows, 8),
	        .occurrence = xstrdup(db_col_text(rows, 9)),
	        .manager = xstrdup(db_col_text(rows, 10)),
	};
}

/* Everything of the period: a letter belongs to the day it goes out, a skip to its own. */
static int gather(
        struct house *h, int64_t start, struct date from, struct date to, struct events *ret)
{
	const struct zone *zone = zone_find(h->conf->business.timezone);
	AUTO(db_rows_free) struct db_rows *rows = story(h, start);
	int r;
	while ((r = db_step(rows)) > 0) {
		struct date day = db_col_int(rows, 1) ? zone_date(zone, db_col_int(rows, 8))
		                                      : (struct date){(int32_t)db_col_int(rows, 0)};
		if (date_diff(day, from) >= 0 && date_diff(to, day) >= 0)
			add(ret, rows, day);
	}
	return r;
}

/* By day, touchpoint, letters first, hour, customer. */
static int in_order(const void *x, const void *y)
{
	const struct event *a = x, *b = y;
	int r = date_diff(a->day, b->day);
	if (!r)
		r = strcmp(a->touchpoint, b->touchpoint);
	if (!r)
		r = b->letter - a->letter;
	if (!r)
		r = (a->at > b->at) - (a->at < b->at);
	return r ? r : strcmp(a->customer, b->customer);
}

static int tell(struct house *h, int64_t start, struct date from, struct date to,
        simulate_each *each, void *arg)
{
	AUTO(events_done) struct events events = {0};
	int r = gather(h, start, from, to, &events);
	if (r < 0)
		return r;
	if (events.count)
		qsort(events.at, events.count, sizeof *events.at, in_order);
	for (size_t i = 0; i < events.count; i++) {
		const struct event *v = &events.at[i];
		AUTO(xfree) char *why = v->letter ? NULL : courtesy_sentence(v->word, v->detail);
		const struct simulate_entry e = {
		        .day = v->day,
		        .letter = v->letter,
		        .customer = v->customer,
		        .name = v->name,
		        .touchpoint = v->touchpoint,
		        .occurrence = v->occurrence,
		        .manager = v->manager,
		        .subject = v->subject,
		        .reason = why,
		        .reason_word = v->word,
		        .at = v->at,
		};
		each(&e, arg);
	}
	return 0;
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
