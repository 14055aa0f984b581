#include "standing.h"

#include "conf.h"
#include "db.h"
#include "zone.h"

void standing_done(struct standing *s)
{
	for (size_t i = 0; i < s->quiet_count; i++) {
		xfree(s->quiet[i].customer);
		xfree(s->quiet[i].name);
		xfree(s->quiet[i].currency);
	}
	for (size_t i = 0; i < s->silent_count; i++)
		xfree(s->silent[i].name);
	xfree(s->quiet);
	xfree(s->silent);
	*s = (struct standing){0};
}

/* This month and the last as bits of purchase_total.months. */
static int64_t season_of(struct date today)
{
	int y, m, d;
	date_to_ymd(today, &y, &m, &d);
	return (1 << (m - 1)) | (1 << ((m + 10) % 12));
}

/* Who lost most stands first. Amounts of two currencies are not compared. Who complains, left or
 * asked for no more letters is no riddle. */
static const char quiet_sql[] =
        "WITH spent AS (SELECT c.key, c.name, c.manager, c.status, t.*, percent_rank() OVER"
        " (PARTITION BY t.currency ORDER BY t.spent_12_cents + t.spent_prior_12_cents DESC) AS rank"
        " FROM purchase_total t JOIN customer c ON c.id=t.customer WHERE c.present=1"
        " AND t.spent_12_cents + t.spent_prior_12_cents>0)"
        " SELECT key, coalesce(nullif(name, ''), key), currency, spent_prior_12_cents,"
        " spent_12_cents FROM spent s WHERE rank*100<=:top AND count>1"
        " AND spent_12_cents*100<spent_prior_12_cents*:left"
        " AND (:today-last_day)*100*(count-1)>:intervals*(last_day-first_day)"
        " AND (months & :season=0 OR (months&1)+(months>>1&1)+(months>>2&1)+(months>>3&1)"
        "  +(months>>4&1)+(months>>5&1)+(months>>6&1)+(months>>7&1)+(months>>8&1)"
        "  +(months>>9&1)+(months>>10&1)+(months>>11&1)>:season_months)"
        " AND status IN ('', 'active') AND (:all OR manager=:manager)"
        " AND NOT EXISTS (SELECT 1 FROM suppression u WHERE u.customer=s.key AND u.reason<>'dead')"
        " AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.customer=s.key AND p.until_at>:now"
        "  AND p.reason LIKE '%complaint%')"
        " ORDER BY spent_prior_12_cents - spent_12_cents DESC, key";

static int find_quiet(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db, quiet_sql, DB_INT(":top", STANDING_TOP_PERCENT),
	        DB_INT(":left", STANDING_LEFT_PERCENT), DB_INT(":today", today.days),
	        DB_INT(":intervals", STANDING_INTERVALS_100), DB_INT(":season", season_of(today)),
	        DB_INT(":season_months", STANDING_SEASON_MONTHS), DB_INT(":all", s->all),
	        DB_TEXT(":manager", s->manager), DB_INT(":now", h->now));
	ret->quiet = xcalloc(most, sizeof *ret->quiet);
	int r;
	while ((r = db_step(rows)) > 0)
		if (ret->quiet_all++ < most)
			ret->quiet[ret->quiet_count++] =
			        (struct standing_quiet){.customer = xstrdup(db_col_text(rows, 0)),
			                .name = xstrdup(db_col_text(rows, 1)),
			                .currency = xstrdup(db_col_text(rows, 2)),
			                .before_cents = db_col_int(rows, 3),
			                .now_cents = db_col_int(rows, 4)};
	return r;
}

/* When the customer last heard from us: a letter, an answer, a call that was noted. */
#define HEARD                                                                                      \
	"(SELECT max(at) FROM (SELECT max(claimed_at) AS at FROM outbox o WHERE o.customer=c.key"  \
	" AND o.kind='letter' AND o.state='SENT' UNION ALL SELECT max(arrived_at) FROM inbox i"    \
	" WHERE i.customer=c.key AND i.class='answer' UNION ALL SELECT max(answered_at) FROM"      \
	" conversation v WHERE v.customer=c.key AND v.state='ANSWERED' UNION ALL SELECT max(at)"   \
	" FROM contact t WHERE t.customer=c.key))"

#define OURS                                                                                       \
	"c.present=1 AND c.status IN ('', 'active') AND c.stage IN ('short', 'long', 'integral')"  \
	" AND (:all OR c.manager=:manager)"

static int find_silent(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret)
{
	const struct zone *z = zone_find("UTC");
	int64_t since = zone_moment(z, date_add(today, -h->conf->courtesy.floor_days), 0);
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT coalesce(nullif(c.name, ''), c.key), coalesce(" HEARD ", 0) AS heard"
	        " FROM customer c WHERE " OURS
	        " ORDER BY c.stage IN ('long', 'integral') DESC, heard, c.key",
	        DB_INT(":all", s->all), DB_TEXT(":manager", s->manager));
	ret->silent = xcalloc(most, sizeof *ret->silent);
	int r;
	while ((r = db_step(rows)) > 0) {
		int64_t heard = db_col_int(rows, 1);
		ret->customers++;
		ret->heard += heard >= since;
		if (heard < since && ret->silent_count < most)
			ret->silent[ret->silent_count++] =
			        (struct standing_silent){.name = xstrdup(db_col_text(rows, 0)),
			                .last = heard ? zone_date(z, heard) : DATE_NONE};
	}
	return r;
}

static int count_stages(const struct house *h, const struct figures_scope *s, struct standing *ret)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db,
	        "SELECT stage, count(*) FROM customer WHERE present=1 AND (:all OR "
	        "manager=:manager) GROUP BY stage",
	        DB_INT(":all", s->all), DB_TEXT(":manager", s->manager));
	int r;
	while ((r = db_step(rows)) > 0)
		for (int i = 0; i <= STAGE_INTEGRAL; i++)
			if (str_same(stage_name((enum stage)i), db_col_text(rows, 0)))
				ret->stages[i] = db_col_int(rows, 1);
	return r;
}

int standing_find(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret)
{
	*ret = (struct standing){0};
	int r = find_quiet(h, s, today, most, ret);
	if (r == 0)
		r = find_silent(h, s, today, most, ret);
	return r < 0 ? r : count_stages(h, s, ret);
}
