#include "simulate.h"

#include "ageing.h"
#include "almanac.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "folder.h"
#include "gate.h"
#include "noted.h"
#include "occasion.h"
#include "outbox.h"
#include "plan.h"
#include "progress.h"
#include "template.h"
#include "zone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 64 }; /* letters in one lease */

/* ---- the days go by ---- */

/* All of a lease leave at once, and arrive. */
static int send_all(struct house *h, const struct outbox_batch *batch)
{
	const struct outbox_item *next[AT_ONCE];
	struct outbox_verdict sent[AT_ONCE];
	bool mine[AT_ONCE] = {0};
	size_t n = 0;
	for (size_t i = 0; i < batch->count; i++)
		next[i] = &batch->items[i];
	const struct outbox_step leave = {.next = next, .next_n = batch->count};
	int r = outbox_advance(h->db, NULL, &leave, mine, h->now);
	for (size_t i = 0; i < batch->count; i++)
		if (mine[i])
			sent[n++] = (struct outbox_verdict){
			        .id = next[i]->id, .event = OUTBOX_ACCEPTED};
	const struct outbox_step arrive = {.done = sent, .done_n = n};
	return r < 0 ? r : outbox_advance(h->db, NULL, &arrive, NULL, h->now);
}

/* Let every letter whose hour has come count as sent: the same lease, the same veto. */
static int send_due(struct house *h)
{
	AUTO(courtesy_round_done) struct courtesy_round round = {.h = h};
	int r = 0;
	while (r == 0) {
		AUTO(outbox_batch_done) struct outbox_batch batch = {0};
		r = gate_sort(h, AT_ONCE);
		if (r == 0)
			r = outbox_lease(
			        h->db, NULL, h->now, AT_ONCE, courtesy_veto, &round, &batch);
		if (r == 0)
			r = send_all(h, &batch);
	}
	return r < 0 ? r : 0;
}

/* From one letter's minute to the next. */
static int send_until(struct house *h, int64_t until)
{
	for (;;) {
		int r = send_due(h);
		int64_t next = outbox_next_due(h->db);
		if (r < 0)
			return r;
		if (next <= h->now)
			next = h->now + 1;
		if (next >= until)
			break;
		h->now = next;
	}
	h->now = until;
	return 0;
}

struct run {
	struct house h; /* over the scratch store, under the moving clock */
	struct ageing *ageing;
	struct plan_ahead *ahead;
	struct folder_stock stock;
	struct almanac almanac;
	struct noted noted;
	int valid_days; /* the longest Valid: of a letter */
	struct date to;
	struct date told; /* the last day that was told */
	simulate_each *each;
	void *arg;
};

static void run_done_auto(struct run *run)
{
	ageing_free(run->ageing);
	plan_ahead_free(run->ahead);
	folder_stock_done(&run->stock);
	almanac_done(&run->almanac);
	noted_done(&run->noted);
	db_close(run->h.db);
}

static struct date today(const struct run *run)
{
	return zone_date(zone_find(run->h.conf->business.timezone), run->h.now);
}

/* Until midnight; or until the day that the plan looks ahead to changes, which a day of 25 hours
 * tells apart. */
static int64_t day_ends_at(const struct run *run)
{
	const struct zone *z = zone_find(run->h.conf->business.timezone);
	struct date lead = zone_date(z, run->h.now + PLAN_LEAD_S);
	int64_t turns = zone_moment(z, date_add(lead, 1), 0) - PLAN_LEAD_S;
	int64_t midnight = plan_next_at(&run->h);
	return turns > run->h.now && turns < midnight ? turns : midnight;
}

/* The files stay as they are; stages and calendars move with the days. */
static int turn_day(struct run *run, const int64_t **ret_moved)
{
	const char *calendars = run->h.conf->calendars;
	int r = calendars ? occasion_scan(run->h.db, calendars, today(run)) : 0;
	if (r < 0 && r != -ENOENT && r != -EACCES && r != -ENOTDIR)
		return r;
	if (r > 0)
		almanac_done(&run->almanac);
	return ageing_turn(run->ageing, today(run), ret_moved);
}

static int live_day(struct run *run)
{
	struct plan_counts counts;
	const int64_t *moved = NULL;
	int n = turn_day(run, &moved);
	int r = n < 0 ? n : plan_pass_ahead(&run->h, run->ahead, moved, (size_t)n, &counts);
	return r < 0 ? r : send_until(&run->h, day_ends_at(run));
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

#define LETTER                                                                                     \
	"SELECT day, 1, o.customer, coalesce(nullif(c.name, ''), o.customer), touchpoint,"         \
	" subject, '', '', coalesce(claimed_at, next_try_at) AS at, o.occurrence,"                 \
	" coalesce(c.manager, '') FROM outbox o LEFT JOIN customer c ON c.key=o.customer"          \
	" WHERE kind='letter' AND "

/* Letters went when they were claimed; those that wait yet go when their own hour comes. Each part
 * by its own index: of a year's letters those of one day are few. */
static struct db_rows *story(const struct run *run, struct date from, struct date to)
{
	const struct zone *z = zone_find(run->h.conf->business.timezone);
	return db_query(run->h.db,
	        LETTER "state IN ('SENT', 'SENDING', 'UNSURE')"
	               "  AND claimed_at>=:start AND claimed_at<:end"
	               " UNION ALL " LETTER "state='QUEUED'"
	               "  AND next_try_at>=:start AND next_try_at<:end"
	               " UNION ALL " LETTER
	               "o.id IN (SELECT id FROM outbox WHERE state IN ('LEASED', 'SENDING'))"
	               "  AND state='LEASED'"
	               "  AND next_try_at>=:start AND next_try_at<:end"
	               " UNION ALL SELECT day, 0, d.customer, coalesce(nullif(c.name, ''),"
	               " d.customer), touchpoint, '', reason, detail, 0, d.occurrence,"
	               " coalesce(c.manager, '')"
	               " FROM decision d LEFT JOIN customer c ON c.key=d.customer"
	               " WHERE d.day BETWEEN :from AND :to",
	        DB_INT(":start", zone_moment(z, from, 0)),
	        DB_INT(":end", zone_moment(z, date_add(to, 1), 0)), DB_INT(":from", from.days),
	        DB_INT(":to", to.days));
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

/* A letter belongs to the day it goes out, a skip to its own. */
static int gather(const struct run *run, struct date from, struct date to, struct events *ret)
{
	const struct zone *zone = zone_find(run->h.conf->business.timezone);
	AUTO(db_rows_free) struct db_rows *rows = story(run, from, to);
	int r;
	while ((r = db_step(rows)) > 0)
		add(ret, rows,
		        db_col_int(rows, 1) ? zone_date(zone, db_col_int(rows, 8))
		                            : (struct date){(int32_t)db_col_int(rows, 0)});
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

static void tell_event(const struct run *run, const struct event *v)
{
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
	run->each(&e, run->arg);
}

static int tell(const struct run *run, struct date from, struct date to)
{
	AUTO(events_done) struct events events = {0};
	int r = gather(run, from, to, &events);
	if (r < 0)
		return r;
	progress_done();
	if (events.count)
		qsort(events.at, events.count, sizeof *events.at, in_order);
	for (size_t i = 0; i < events.count; i++)
		tell_event(run, &events.at[i]);
	return 0;
}

/* What was decided of these days will not be asked again. */
static int forget(const struct run *run, struct date until)
{
	int r = db_begin(run->h.db);
	if (r == 0)
		r = db_run(run->h.db, "DELETE FROM decision WHERE day<=:day",
		        DB_INT(":day", until.days));
	if (r < 0) {
		db_rollback(run->h.db);
		return r;
	}
	return db_commit(run->h.db);
}

/* Tell the days up to this one, of which nothing can change any more. */
static int tell_until(struct run *run, struct date until)
{
	struct date to = date_diff(run->to, until) < 0 ? run->to : until;
	struct date from = date_add(run->told, 1);
	if (date_diff(to, from) < 0)
		return 0;
	int r = tell(run, from, to);
	run->told = to;
	return r < 0 ? r : forget(run, to);
}

/* ---- the whole ---- */

static void load_letters(struct run *run)
{
	AUTO(folder_names_free) char **names = folder_names(run->h.db);
	for (size_t i = 0; names[i]; i++) {
		const struct template *t = folder_stock_get(&run->stock, run->h.db, names[i]);
		if (t && t->valid_days > run->valid_days)
			run->valid_days = t->valid_days;
	}
}

static int live_through(struct run *run, int64_t until)
{
	int r = 0;
	while (r == 0 && run->h.now < until) {
		AUTO(xfree) char *day = date_format(today(run));
		AUTO(xfree) char *last = date_format(run->to);
		progress_tell("Looking ahead: %s, until %s.", day, last);
		r = live_day(run);
		if (r == 0)
			r = tell_until(run, date_add(today(run), -run->valid_days - 2));
	}
	return r < 0 ? r : tell_until(run, run->to);
}

static int look(const struct house *h, const char *only, struct run *run)
{
	AUTO(xfree) char *why = NULL;
	run->h = *h;
	run->h.db = NULL;
	int r = db_open_scratch(h->db, &run->h.db, &why);
	if (r < 0)
		return r;
	run->h.stock = &run->stock;
	run->h.almanac = &run->almanac;
	run->h.noted = &run->noted;
	run->h.rehearsal = true;
	run->ahead = plan_ahead_new();
	load_letters(run);
	/* everybody is ranked among all */
	if ((r = ageing_open(run->h.db, h->conf, &run->ageing)) == 0 && only)
		r = ageing_only(run->h.db, only);
	const struct zone *z = zone_find(h->conf->business.timezone);
	return r < 0 ? r : live_through(run, zone_moment(z, date_add(run->to, 1), 0));
}

int simulate(
        const struct house *h, struct date from, struct date to, simulate_each *each, void *arg)
{
	return simulate_one(h, NULL, from, to, each, arg);
}

int simulate_one(const struct house *h, const char *customer, struct date from, struct date to,
        simulate_each *each, void *arg)
{
	AUTO(run_done)
	struct run run = {.to = to, .told = date_add(from, -1), .each = each, .arg = arg};
	int r = look(h, customer, &run);
	progress_done();
	return r;
}
