#include "gate.h"

#include "almanac.h"
#include "conf.h"
#include "db.h"
#include "folder.h"
#include "letter.h"
#include "morning.h"
#include "outbox.h"
#include "template.h"
#include "zone.h"

#include <stdlib.h>

enum {
	HOUR_S = 3600,
	DAY_S = 24 * HOUR_S,
	UNSEEN_S = 3 * DAY_S, /* nobody minds a long weekend */
	KEEP_S = 600,         /* how often the moment is written down */
};

/* ---- downtime and leaps ---- */

static int64_t moment(const struct house *h, const char *key)
{
	AUTO(xfree) char *value = db_meta(h->db, key);
	return value ? strtoll(value, NULL, 10) : 0;
}

static int keep(const struct house *h, const char *key, int64_t at)
{
	AUTO(xfree) char *value = xasprintf("%lld", (long long)at);
	return db_meta_set(h->db, key, value);
}

int64_t gate_alive_at(const struct house *h)
{
	return moment(h, "alive_at");
}

static int64_t patience(const struct house *h)
{
	return (int64_t)h->conf->courtesy.catch_up_hours * HOUR_S;
}

int64_t gate_until(const struct house *h)
{
	int64_t since = moment(h, "rest_since_at");
	return (since ? since : h->now) + patience(h);
}

static enum gate judge(const struct house *h)
{
	int64_t alive = gate_alive_at(h), since = moment(h, "rest_since_at");
	if (!alive || (h->now >= alive - HOUR_S && h->now - alive <= UNSEEN_S))
		return GATE_OPEN;
	if (h->now < alive)
		return GATE_BACK;
	bool looked = since && h->now >= since + patience(h);
	return looked || patience(h) == 0 ? GATE_OPEN : GATE_RESTS;
}

/* It is well: the moment is kept, and what rested is due again. */
static int open_gate(const struct house *h)
{
	bool rested = moment(h, "rest_since_at");
	int r = rested ? outbox_wake(h->db) : 0;
	if (r >= 0 && rested)
		r = keep(h, "rest_since_at", 0);
	return r < 0 ? r : keep(h, "alive_at", h->now);
}

static int shut_gate(const struct house *h, bool keeps, enum gate g)
{
	int r = 0;
	if (keeps && !moment(h, "rest_since_at"))
		r = keep(h, "rest_since_at", h->now);
	if (r >= 0)
		r = outbox_rest(h->db, g == GATE_BACK ? h->now + DAY_S : gate_until(h));
	return r < 0 ? r : 0;
}

int gate_look(const struct house *h, bool keeps, enum gate *ret)
{
	enum gate g = judge(h);
	int64_t alive = gate_alive_at(h);
	bool fresh = alive && h->now < alive + KEEP_S && !moment(h, "rest_since_at");
	if (g == GATE_OPEN && (!keeps || fresh)) {
		*ret = g;
		return 0;
	}
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	if ((r = g == GATE_OPEN ? open_gate(h) : shut_gate(h, keeps, g)) < 0) {
		db_rollback(h->db);
		return r;
	}
	if ((r = db_commit(h->db)) == 0)
		*ret = g;
	return r;
}

int gate_release(const struct house *h)
{
	if (!moment(h, "rest_since_at") && judge(h) == GATE_OPEN)
		return GATE_NOT_SHUT;
	int r = db_begin(h->db);
	if (r < 0)
		return r;
	if ((r = outbox_wake(h->db)) >= 0 && (r = keep(h, "rest_since_at", 0)) >= 0)
		r = keep(h, "alive_at", h->now);
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	return db_commit(h->db);
}

/* ---- mornings ---- */

enum { WINDOW_MOST = 8192 };

struct put_off {
	int64_t id, at;
};

bool gate_goes(const struct house *h, const struct template *t, const struct morning *where,
        const struct outbox_item *item, int64_t *ret_at)
{
	struct morning m = *where;
	int64_t at = 0;
	m.key = item->token;
	m.first = item->day;
	m.last = zone_date(m.zone, item->valid_until_at);
	m.greeting = morning_greets(t);
	if (morning_goes(h, &m, item->not_before_at, &at))
		return true;
	if (at == 0)
		at = item->valid_until_at + 1; /* then it expires, and that is told */
	if (at > h->now)
		*ret_at = at;
	return at <= h->now;
}

/* May this row leave now? Else *ret_at: when. */
static bool goes(
        const struct house *h, struct db_rows *row, struct folder_stock *stock, int64_t *ret_at)
{
	const struct template *t = folder_stock_get(stock, h->db, db_col_text(row, 5));
	const struct outbox_item item = {.day = {(int32_t)db_col_int(row, 1)},
	        .valid_until_at = db_col_int(row, 2),
	        .not_before_at = db_col_int(row, 3),
	        .token = (char *)db_col_text(row, 4)};
	struct morning where = {0};
	morning_of(h, db_col_text(row, 6), db_col_text(row, 7), &where);
	return !t || /* the lease's veto tells why it does not */
	       gate_goes(h, t, &where, &item, ret_at);
}

/* A look at the first letters that are due, in the order in which they are leased. */
struct window {
	size_t size, seen, going;
	struct put_off *later; /* owned: what has to wait */
	size_t later_n;
};

static void window_done(struct window *w)
{
	xfree(w->later);
}
static inline void window_done_auto(struct window *w)
{
	window_done(w);
}

static int look(const struct house *h, struct folder_stock *stock, struct window *w)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT o.id, o.day, o.valid_until_at, o.not_before_at, o.token, o.touchpoint,"
	        " coalesce(c.timezone, ''), coalesce(c.country, '') FROM outbox o"
	        " LEFT JOIN customer c ON c.key=o.customer WHERE o.state='QUEUED'"
	        " AND o.kind='letter' AND o.next_try_at<=:now AND o.valid_until_at>=:now"
	        " ORDER BY o.next_try_at, o.id LIMIT :size",
	        DB_INT(":now", h->now), DB_INT(":size", (int64_t)w->size));
	int r;
	w->later = xcalloc(w->size, sizeof *w->later);
	while ((r = db_step(rows)) > 0) {
		int64_t at = 0;
		w->seen++;
		if (goes(h, rows, stock, &at))
			w->going++;
		else
			w->later[w->later_n++] = (struct put_off){db_col_int(rows, 0), at};
	}
	return r;
}

static int put_off_all(const struct house *h, const struct window *w)
{
	int r = w->later_n ? db_begin(h->db) : 0;
	if (r < 0 || !w->later_n)
		return r;
	for (size_t i = 0; i < w->later_n && r >= 0; i++)
		r = outbox_put_off(h->db, w->later[i].id, w->later[i].at);
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	return db_commit(h->db);
}

int gate_sort(const struct house *h, size_t most)
{
	AUTO(folder_stock_done) struct folder_stock own = {0};
	AUTO(almanac_done) struct almanac almanac = {0};
	struct folder_stock *stock = h->stock ? h->stock : &own;
	struct house with = *h;
	size_t size = most;
	if (!h->almanac)
		with.almanac = &almanac;
	for (;;) {
		AUTO(window_done) struct window w = {.size = size};
		int r = look(&with, stock, &w);
		if (r == 0)
			r = put_off_all(h, &w);
		if (r < 0 || w.going >= most || w.seen < w.size)
			return r;
		size = size < WINDOW_MOST ? size * 2 : size;
	}
}
