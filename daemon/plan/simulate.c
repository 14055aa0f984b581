#include "simulate.h"

#include "almanac.h"
#include "audience.h"
#include "condition.h"
#include "conf.h"
#include "courtesy.h"
#include "db.h"
#include "folder.h"
#include "noted.h"
#include "occasion.h"
#include "plan.h"
#include "progress.h"
#include "rehearsal.h"
#include "template.h"
#include "zone.h"

#include <errno.h>
#include <stdlib.h>

enum {
	YEAR_DAYS = 365,
	TURNS_SLACK = 3, /* days by which a plan looks further than the last day */
};

struct run {
	struct house h; /* over the scratch store, under the moving clock */
	struct folder_stock stock;
	struct almanac almanac;
	struct noted noted;
	struct spool *spool;
	struct ageing_move *moves;
	size_t moves_cap;
	struct rehearsal r;
	simulate_each *each;
	void *arg;
};

static void run_done_auto(struct run *run)
{
	spool_free(run->spool);
	rivals_done(&run->r.rivals);
	xfree(run->r.usable);
	xfree(run->r.turns);
	xfree(run->moves);
	folder_stock_done(&run->stock);
	almanac_done(&run->almanac);
	noted_done(&run->noted);
	db_close(run->h.db);
}

static const struct zone *home(const struct run *run)
{
	return zone_find(run->h.conf->business.timezone);
}

static struct date today(const struct run *run)
{
	return zone_date(home(run), run->h.now);
}

/* ---- what is the same for everybody ---- */

/* Calendars are expanded for some years around a day: the last one, or a year from now. */
static int look_at_calendars(struct run *run)
{
	const char *calendars = run->h.conf->calendars;
	struct date year = date_add(today(run), YEAR_DAYS), last = run->r.to;
	int r = calendars ? occasion_scan(
	                            run->h.db, calendars, date_diff(last, year) > 0 ? year : last)
	                  : 0;
	return r == -ENOENT || r == -EACCES || r == -ENOTDIR || r > 0 ? 0 : r;
}

/* Its Where: can be worked out, for everybody. */
static bool is_usable(const struct house *h, const struct template *t)
{
	AUTO(xfree) char *why = NULL;
	AUTO(text_done) struct text sql = TEXT_INIT;
	if (!t->where)
		return true;
	if (condition_check(h->db, t->where, &why) != 0)
		return false;
	text_puts(&sql, "SELECT count(*) FROM customer WHERE");
	audience_put(h, &sql, t);
	AUTO(db_rows_free) struct db_rows *rows = db_query(h->db, text_str(&sql));
	return db_step(rows) > 0;
}

static void load_letters(struct run *run)
{
	struct rehearsal *r = &run->r;
	AUTO(folder_names_free) char **names = folder_names(run->h.db);
	int valid = 0;
	for (size_t i = 0; names[i]; i++) {
		const struct template *t = folder_stock_get(&run->stock, run->h.db, names[i]);
		valid = t && t->valid_days > valid ? t->valid_days : valid;
	}
	struct date from = date_add(today(run), -valid - 1);
	struct date to = date_add(r->to, TURNS_SLACK + run->h.conf->courtesy.gap_days);
	for (size_t i = 0; names[i]; i++) {
		const struct template *t = folder_stock_get(&run->stock, run->h.db, names[i]);
		if (t)
			rivals_add(&r->rivals, &run->h, t, from, to);
	}
	rivals_sort(&r->rivals);
	r->usable = xcalloc(r->rivals.count, sizeof *r->usable);
	for (size_t i = 0; i < r->rivals.count; i++)
		r->usable[i] = is_usable(&run->h, r->rivals.at[i].t);
}

static int by_customer(const void *x, const void *y)
{
	const struct ageing_move *a = x, *b = y;
	int by = (a->customer > b->customer) - (a->customer < b->customer);
	return by ? by : date_diff(a->day, b->day);
}

static void note_moves(struct run *run, const struct ageing_move *moves, size_t n)
{
	struct rehearsal *r = &run->r;
	if (r->moves_count + n > run->moves_cap) {
		run->moves_cap = 2 * run->moves_cap + n;
		run->moves = xrealloc(run->moves, run->moves_cap * sizeof *run->moves);
	}
	for (size_t i = 0; i < n; i++)
		run->moves[r->moves_count++] = moves[i];
}

/* Until midnight; or until the day that the plan looks ahead to changes, which a day of 25 hours
 * tells apart. */
static int64_t day_ends_at(const struct run *run)
{
	struct date lead = plan_lead_day(&run->h);
	int64_t turns = zone_moment(home(run), date_add(lead, 1), 0) - PLAN_LEAD_S;
	int64_t midnight = plan_next_at(&run->h);
	return turns > run->h.now && turns < midnight ? turns : midnight;
}

static void count_days(struct run *run)
{
	struct rehearsal *r = &run->r;
	int64_t start = run->h.now, end = zone_moment(home(run), date_add(r->to, 1), 0);
	size_t cap = 0;
	for (; run->h.now < end; run->h.now = r->turns[r->turns_count - 1].until) {
		if (r->turns_count == cap) {
			cap = cap ? 2 * cap : 512;
			r->turns = xrealloc(r->turns, cap * sizeof *r->turns);
		}
		r->turns[r->turns_count++] = (struct rehearsal_turn){.at = run->h.now,
		        .until = day_ends_at(run),
		        .day = today(run),
		        .lead = plan_lead_day(&run->h)};
	}
	run->h.now = start;
}

/* Everybody is ranked among all. */
static int age(struct run *run)
{
	AUTO(ageing_free) struct ageing *a = NULL;
	int r = ageing_open(run->h.db, run->h.conf, &a);
	if (r < 0)
		return r;
	for (struct date day = today(run); date_diff(run->r.to, day) >= 0; day = date_add(day, 1)) {
		const struct ageing_move *moves = NULL;
		size_t n = ageing_turn(a, day, &moves);
		note_moves(run, moves, n);
	}
	if (run->r.moves_count)
		qsort(run->moves, run->r.moves_count, sizeof *run->moves, by_customer);
	run->r.moves = run->moves;
	return 0;
}

/* ---- what happened before ---- */

#define ARE_TOLD                                                                                   \
	"SELECT day, 1, o.customer, coalesce(nullif(c.name, ''), o.customer), touchpoint,"         \
	" subject, '', '', coalesce(claimed_at, next_try_at), o.occurrence,"                       \
	" coalesce(c.manager, '') FROM outbox o LEFT JOIN customer c ON c.key=o.customer"          \
	" WHERE kind='letter' AND "

/* The letters that went in these days, and what was decided of who is no longer in the ledger. Each
 * part by its own index. */
static struct db_rows *past(const struct run *run)
{
	struct date from = run->r.from, to = run->r.to;
	return db_query(run->h.db,
	        ARE_TOLD "state IN ('SENT', 'SENDING', 'UNSURE')"
	                 "  AND claimed_at>=:start AND claimed_at<:end"
	                 " UNION ALL " ARE_TOLD
	                 "o.id IN (SELECT id FROM outbox WHERE state IN ('LEASED', 'SENDING'))"
	                 "  AND state='LEASED'"
	                 "  AND next_try_at>=:start AND next_try_at<:end"
	                 " UNION ALL SELECT day, 0, customer, customer, touchpoint, '', reason,"
	                 " detail, 0, occurrence, '' FROM decision d"
	                 " WHERE d.day BETWEEN :from AND :to"
	                 " AND NOT EXISTS (SELECT 1 FROM customer c WHERE c.key=d.customer)",
	        DB_INT(":start", zone_moment(home(run), from, 0)),
	        DB_INT(":end", zone_moment(home(run), date_add(to, 1), 0)),
	        DB_INT(":from", from.days), DB_INT(":to", to.days));
}

/* A letter belongs to the day it goes out, a skip to its own. */
static int take_past(struct run *run)
{
	AUTO(db_rows_free) struct db_rows *rows = past(run);
	int r;
	while ((r = db_step(rows)) > 0) {
		bool letter = db_col_int(rows, 1);
		int64_t at = db_col_int(rows, 8);
		struct date own = {(int32_t)db_col_int(rows, 0)};
		r = spool_put(run->spool,
		        &(const struct spool_event){.day = letter ? zone_date(home(run), at) : own,
		                .letter = letter,
		                .at = at,
		                .customer = db_col_text(rows, 2),
		                .name = db_col_text(rows, 3),
		                .touchpoint = db_col_text(rows, 4),
		                .subject = db_col_text(rows, 5),
		                .word = db_col_text(rows, 6),
		                .detail = db_col_text(rows, 7),
		                .occurrence = db_col_text(rows, 9),
		                .manager = db_col_text(rows, 10)});
		if (r < 0)
			return r;
	}
	return r;
}

/* ---- telling ---- */

static void tell(const struct spool_event *e, void *arg)
{
	const struct run *run = arg;
	AUTO(xfree) char *why = e->letter ? NULL : courtesy_sentence(e->word, e->detail);
	const struct simulate_entry entry = {
	        .day = e->day,
	        .letter = e->letter,
	        .customer = e->customer,
	        .name = e->name,
	        .touchpoint = e->touchpoint,
	        .occurrence = e->occurrence,
	        .manager = e->manager,
	        .subject = e->subject,
	        .reason = why,
	        .reason_word = e->word,
	        .at = e->at,
	};
	run->each(&entry, run->arg);
}

/* ---- the whole ---- */

static int live_through(struct run *run, const char *only)
{
	AUTO(circles_free) struct circles *circles = NULL;
	AUTO(xfree) char *last = date_format(run->r.to);
	int64_t start = run->h.now, done = 0;
	int64_t all = db_int(run->h.db, 0, "SELECT count(*) FROM customer");
	int r = circles_open(&run->h, only, &circles);
	while (r >= 0) {
		AUTO(circle_free) struct circle *c = NULL;
		run->h.now = start;
		progress_tell("Looking ahead until %s: %lld of %lld customers.", last,
		        (long long)done, (long long)all);
		if ((r = circles_next(circles, &c)) <= 0)
			return r;
		done += (int64_t)c->count;
		r = rehearse(&run->r, c);
	}
	return r;
}

/* A scratch store, and what is read once. */
static int prepare(const struct house *h, struct run *run)
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
	run->spool = run->r.spool = spool_new(run->h.db);
	run->r.h = &run->h;
	count_days(run);
	run->r.decided = db_int(run->h.db, 0,
	        "SELECT 1 FROM decision WHERE day BETWEEN :from AND :to LIMIT 1",
	        DB_INT(":from", run->r.from.days), DB_INT(":to", run->r.to.days));
	if ((r = look_at_calendars(run)) < 0 || (r = noted_look(&run->h)) < 0)
		return r;
	load_letters(run);
	return age(run);
}

int simulate(
        const struct house *h, struct date from, struct date to, simulate_each *each, void *arg)
{
	return simulate_one(h, NULL, from, to, each, arg);
}

int simulate_one(const struct house *h, const char *customer, struct date from, struct date to,
        simulate_each *each, void *arg)
{
	AUTO(run_done) struct run run = {.r = {.from = from, .to = to}, .each = each, .arg = arg};
	int r = prepare(h, &run);
	if (r == 0)
		r = take_past(&run);
	if (r == 0)
		r = live_through(&run, customer);
	progress_done();
	return r < 0 ? r : spool_each(run.spool, tell, &run);
}
