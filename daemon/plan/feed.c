#include "feed.h"

#include "conf.h"
#include "db.h"
#include "house.h"
#include "rule.h"
#include "simulate.h"

#include <stdlib.h>
#include <string.h>

enum { KEPT_S = 28 * 86400 }; /* how long a cancelled event is told */

/* ---- the letters ahead ---- */

/* One of them, as it is to be published. */
struct letter {
	char *uid, *customer, *touchpoint, *manager, *summary, *description;
	struct date day;
};

struct ahead {
	const struct house *h;
	struct letter *at; /* by uid, once all are there */
	size_t count, cap;
};

static void ahead_done_auto(struct ahead *a)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct letter *l = &a->at[i];
		char *const strings[] = {
		        l->uid, l->customer, l->touchpoint, l->manager, l->summary, l->description};
		for (size_t s = 0; s < COUNT(strings); s++)
			xfree(strings[s]);
	}
	xfree(a->at);
}

static void take(const struct simulate_entry *e, void *arg)
{
	struct ahead *a = arg;
	if (!e->letter)
		return;
	if (a->count == a->cap) {
		a->cap = a->cap ? 2 * a->cap : 64;
		a->at = xrealloc(a->at, a->cap * sizeof *a->at);
	}
	a->at[a->count++] = (struct letter){
	        /* the occurrence, not the day: a letter that is put off stays the same event */
	        .uid = xasprintf("%s.%s.%s@%s", e->touchpoint, e->customer, e->occurrence,
	                a->h->conf->business.message_domain),
	        .customer = xstrdup(e->customer),
	        .touchpoint = xstrdup(e->touchpoint),
	        .manager = xstrdup(e->manager),
	        .summary = xasprintf("%s: %s", e->touchpoint, e->name),
	        .description = xstrdup(e->subject),
	        .day = e->day,
	};
}

static int by_uid(const void *a, const void *b)
{
	return strcmp(((const struct letter *)a)->uid, ((const struct letter *)b)->uid);
}

static int look_ahead(struct ahead *a, struct date from, struct date to)
{
	int r = simulate(a->h, from, to, take, a);
	if (a->count)
		qsort(a->at, a->count, sizeof *a->at, by_uid);
	return r;
}

static bool is_ahead(const struct ahead *a, const char *uid)
{
	const struct letter l = {.uid = (char *)uid};
	return a->count && bsearch(&l, a->at, a->count, sizeof *a->at, by_uid);
}

/* ---- published ---- */

static int put(const struct ahead *a, struct db *store, const struct letter *l)
{
	return db_run(store,
	        "INSERT INTO feed (uid, customer, touchpoint, manager, day, summary, description,"
	        " changed_at) VALUES (:uid, :customer, :touchpoint, :manager, :day, :summary,"
	        " :description, :now) ON CONFLICT (uid) DO UPDATE SET manager=:manager, day=:day,"
	        " summary=:summary, description=:description, sequence=sequence+1, changed_at=:now,"
	        " cancelled=0 WHERE manager<>:manager OR day<>:day OR summary<>:summary"
	        " OR description<>:description OR cancelled",
	        DB_TEXT(":uid", l->uid), DB_TEXT(":customer", l->customer),
	        DB_TEXT(":touchpoint", l->touchpoint), DB_TEXT(":manager", l->manager),
	        DB_INT(":day", l->day.days), DB_TEXT(":summary", l->summary),
	        DB_TEXT(":description", l->description), DB_INT(":now", a->h->now));
}

/* The next published event behind `after` that is off; owned, NULL: none. */
static char *next_off(const struct ahead *a, struct db *store, const char *after, struct date from,
        struct date to)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(store,
	        "SELECT uid FROM feed WHERE uid>:after AND day BETWEEN :from AND :to"
	        " AND NOT cancelled ORDER BY uid",
	        DB_TEXT(":after", after), DB_INT(":from", from.days), DB_INT(":to", to.days));
	while (db_step(rows) > 0)
		if (!is_ahead(a, db_col_text(rows, 0)))
			return xstrdup(db_col_text(rows, 0));
	return NULL;
}

static int cancel_rest(const struct ahead *a, struct db *store, struct date from, struct date to)
{
	AUTO(xfree) char *uid = xstrdup("");
	int r = 0;
	while (r >= 0) {
		char *next = next_off(a, store, uid, from, to);
		xfree(uid);
		uid = next;
		if (!uid)
			return 0;
		r = db_run(store,
		        "UPDATE feed SET cancelled=1, sequence=sequence+1, changed_at=:now"
		        " WHERE uid=:uid",
		        DB_TEXT(":uid", uid), DB_INT(":now", a->h->now));
	}
	return r;
}

static int bring_up_to_date(
        const struct ahead *a, struct db *store, struct date from, struct date to)
{
	int r = 0;
	for (size_t i = 0; i < a->count && r >= 0; i++)
		r = put(a, store, &a->at[i]);
	if (r >= 0)
		r = cancel_rest(a, store, from, to);
	if (r >= 0)
		r = db_run(store,
		        "DELETE FROM feed WHERE day<:from OR (cancelled AND changed_at<:kept)",
		        DB_INT(":from", from.days), DB_INT(":kept", a->h->now - KEPT_S));
	return r < 0 ? r : 0;
}

int feed_publish(const struct house *h, struct db *store, struct date from, struct date to)
{
	AUTO(ahead_done) struct ahead a = {.h = h};
	int r = look_ahead(&a, from, to); /* takes its time; nobody is kept from writing */
	if (r == 0)
		r = db_begin(store);
	if (r < 0)
		return r;
	if ((r = bring_up_to_date(&a, store, from, to)) < 0) {
		db_rollback(store);
		return r;
	}
	return db_commit(store);
}

/* ---- as iCalendar ---- */

struct events {
	struct rule_feed_event *at;
	size_t count;
};

static void events_done_auto(struct events *e)
{
	for (size_t i = 0; i < e->count; i++) {
		xfree((char *)e->at[i].uid);
		xfree((char *)e->at[i].summary);
		xfree((char *)e->at[i].description);
	}
	xfree(e->at);
}

static void add(struct events *e, struct db_rows *rows)
{
	e->at = xrealloc(e->at, (e->count + 1) * sizeof *e->at);
	e->at[e->count++] = (struct rule_feed_event){
	        .uid = xstrdup(db_col_text(rows, 0)),
	        .day = {(int32_t)db_col_int(rows, 1)},
	        .summary = xstrdup(db_col_text(rows, 2)),
	        .description = xstrdup(db_col_text(rows, 3)),
	        .sequence = (int)db_col_int(rows, 4),
	        .changed_at = db_col_int(rows, 5),
	        .cancelled = db_col_int(rows, 6),
	        .category = "Followup",
	};
}

static const char *name_of(const struct house *h, const char *manager)
{
	const struct conf_person *p = manager ? conf_person(h->conf, manager) : NULL;
	return p ? p->name : manager ? manager : h->conf->business.name;
}

int feed_write(const struct house *h, struct db *store, const char *manager, struct date from,
        struct date to, char **ret)
{
	AUTO(events_done) struct events events = {0};
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(store,
	        "SELECT uid, day, summary, description, sequence, changed_at, cancelled FROM feed"
	        " WHERE day BETWEEN :from AND :to AND (:manager IS NULL OR manager=:manager)"
	        " ORDER BY day, uid",
	        DB_INT(":from", from.days), DB_INT(":to", to.days), DB_TEXT(":manager", manager));
	int r;
	while ((r = db_step(rows)) > 0)
		add(&events, rows);
	if (r < 0)
		return r;
	AUTO(xfree) char *name = xasprintf("Letters of %s", name_of(h, manager));
	*ret = rule_feed(name, events.at, events.count);
	return 0;
}
