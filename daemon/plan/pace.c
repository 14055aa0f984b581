#include "pace.h"

#include "base.h"
#include "conf.h"
#include "db.h"
#include "outbox.h"
#include "seal.h"

enum { MINUTE_S = 60, HOUR_S = 3600, DAY_S = 86400 };

#define CLAIMED "FROM outbox WHERE claimed_at>:since AND claimed_at<=:now"

/* What is left of `limit` in the last `span` seconds; with 0, *at: when the first falls out. */
static size_t room_of(const struct house *h, int limit, int span, size_t most, int64_t *at)
{
	if (!limit)
		return most;
	int64_t gone = db_int(h->db, 0, "SELECT count(*) " CLAIMED, DB_INT(":since", h->now - span),
	        DB_INT(":now", h->now));
	if (gone < limit)
		return (size_t)(limit - gone) < most ? (size_t)(limit - gone) : most;
	int64_t first = db_int(h->db, h->now,
	        "SELECT claimed_at " CLAIMED " ORDER BY claimed_at DESC LIMIT 1 OFFSET :limit",
	        DB_INT(":since", h->now - span), DB_INT(":now", h->now),
	        DB_INT(":limit", limit - 1));
	if (first + span > *at)
		*at = first + span;
	return 0;
}

size_t pace_room(const struct house *h, size_t most, int64_t *ret_at)
{
	int64_t at = h->now;
	size_t room = room_of(h, h->conf->smtp.per_minute, MINUTE_S, most, &at);
	size_t hour = room_of(h, h->conf->smtp.per_hour, HOUR_S, most, &at);
	size_t day = room_of(h, h->conf->smtp.per_day, DAY_S, most, &at);
	room = hour < room ? hour : room;
	room = day < room ? day : room;
	if (!room)
		*ret_at = at;
	return room;
}

/* ---- one domain ---- */

struct put_off {
	int64_t id, at;
};

/* Each due letter with its place in its domain's queue behind those that went within the hour. */
#define DOMAIN "lower(substr(recipient, instr(recipient, '@') + 1))"
#define PLACES                                                                                     \
	"WITH gone AS (SELECT " DOMAIN " AS domain, count(*) AS n " CLAIMED " GROUP BY 1),"        \
	" due AS (SELECT id, " DOMAIN " AS domain, row_number() OVER"                              \
	" (PARTITION BY " DOMAIN " ORDER BY next_try_at, id) AS place FROM outbox"                 \
	" WHERE state='QUEUED' AND kind='letter' AND next_try_at<=:now)"                           \
	" SELECT id, place + coalesce(n, 0) FROM due LEFT JOIN gone USING (domain)"                \
	" WHERE place + coalesce(n, 0)>:limit"

static int collect(const struct house *h, struct put_off **ret, size_t *ret_count)
{
	int limit = h->conf->smtp.per_domain;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db, PLACES, DB_INT(":since", h->now - HOUR_S),
	        DB_INT(":now", h->now), DB_INT(":limit", limit));
	int r;
	while ((r = db_step(rows)) > 0) {
		int64_t id = db_col_int(rows, 0), beyond = db_col_int(rows, 1) - limit;
		int64_t step = HOUR_S / limit ? HOUR_S / limit : 1;
		int64_t jitter = (int64_t)(seal_fingerprint(&id, sizeof(id)) % (uint64_t)step);
		*ret = xrealloc(*ret, (*ret_count + 1) * sizeof **ret);
		(*ret)[(*ret_count)++] =
		        (struct put_off){id, h->now + beyond * HOUR_S / limit + jitter};
	}
	return r;
}

int pace_spread(const struct house *h)
{
	AUTO(xfree) struct put_off *later = NULL;
	size_t count = 0;
	int r = h->conf->smtp.per_domain ? collect(h, &later, &count) : 0;
	if (r < 0 || count == 0)
		return r;
	if ((r = db_begin(h->db)) < 0)
		return r;
	for (size_t i = 0; i < count && r >= 0; i++)
		r = outbox_put_off(h->db, later[i].id, later[i].at);
	if (r < 0) {
		db_rollback(h->db);
		return r;
	}
	return db_commit(h->db);
}
