#include "standing.h"

#include "conf.h"
#include "db.h"
#include "heard.h"
#include "zone.h"

#include <stdlib.h>
#include <string.h>

void standing_done(struct standing *s)
{
	for (size_t i = 0; i < s->quiet_count; i++) {
		xfree(s->quiet[i].customer);
		xfree(s->quiet[i].name);
		xfree(s->quiet[i].currency);
	}
	for (size_t i = 0; i < s->silent_count; i++) {
		xfree(s->silent[i].key);
		xfree(s->silent[i].name);
	}
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

/* ---- gone quiet ---- */

/* What was spent in 24 months, of every customer who spent in this currency. */
struct spending {
	char *currency;
	int64_t *sums;
	size_t n, cap;
};

enum { CURRENCIES = 32 }; /* the rest of them is nobody's top */

struct spendings {
	struct spending at[CURRENCIES];
	size_t count;
};

static void spendings_done(struct spendings *s)
{
	for (size_t i = 0; i < s->count; i++) {
		xfree(s->at[i].currency);
		xfree(s->at[i].sums);
	}
}
static inline void spendings_done_auto(struct spendings *s)
{
	spendings_done(s);
}

static struct spending *spending_in(struct spendings *s, const char *currency, size_t n)
{
	for (size_t i = 0; i < s->count; i++)
		if (!strncmp(s->at[i].currency, currency, n) && !s->at[i].currency[n])
			return &s->at[i];
	if (s->count == CURRENCIES)
		return NULL;
	s->at[s->count].currency = xstrndup(currency, n);
	return &s->at[s->count++];
}

static void keep_spending(const struct db_given *row, void *arg)
{
	size_t length;
	const char *currency = db_given_blob(row, 0, &length);
	struct spending *s = spending_in(arg, currency, length);
	if (!s)
		return;
	if (s->n == s->cap) {
		s->cap = s->cap ? 2 * s->cap : 64;
		s->sums = xrealloc(s->sums, s->cap * sizeof *s->sums);
	}
	s->sums[s->n++] = db_given_int(row, 1);
}

static int read_spendings(struct db *db, struct spendings *ret)
{
	return db_each(db,
	        "SELECT count(given(currency, spent_12_cents + spent_prior_12_cents))"
	        " FROM purchase_total WHERE spent_12_cents + spent_prior_12_cents>0",
	        keep_spending, ret);
}

/* Hoare's partition: what stands before *ret_left is at least the pivot, behind *ret_right at most.
 */
static void part(int64_t *sums, ptrdiff_t *left, ptrdiff_t *right)
{
	ptrdiff_t i = *left, j = *right;
	const int64_t pivot = sums[i + (j - i) / 2];
	while (i <= j) {
		for (; sums[i] > pivot; i++)
			;
		for (; sums[j] < pivot; j--)
			;
		if (i <= j) {
			int64_t swap = sums[i];
			sums[i++] = sums[j];
			sums[j--] = swap;
		}
	}
	*left = i;
	*right = j;
}

/* Who spent at least this is among the top: the one sum whose place it is, the others unsorted. */
static int64_t least_of_top(struct spending *s)
{
	const ptrdiff_t wanted = (ptrdiff_t)((s->n - 1) * STANDING_TOP_PERCENT / 100);
	for (ptrdiff_t from = 0, to = (ptrdiff_t)s->n - 1; from < to;) {
		ptrdiff_t left = from, right = to;
		part(s->sums, &left, &right);
		if (wanted > right && wanted < left)
			break;
		from = wanted >= left ? left : from;
		to = wanted <= right ? right : to;
	}
	return s->sums[wanted];
}

/* " AND what was spent>=CASE t.currency WHEN 'EUR' THEN 4000 … END": amounts of two currencies are
 * not compared. Nothing when nobody spent anything. */
static int put_tops(struct db *db, struct text *sql)
{
	AUTO(spendings_done) struct spendings all = {0};
	int r = read_spendings(db, &all);
	if (r < 0 || !all.count)
		return r;
	text_puts(sql, " AND spent_12_cents + spent_prior_12_cents>=CASE t.currency");
	for (size_t i = 0; i < all.count; i++) {
		AUTO(xfree)
		char *quoted = db_text(db, "SELECT quote(:c)", DB_TEXT(":c", all.at[i].currency));
		text_printf(sql, " WHEN %s THEN %lld", quoted, (long long)least_of_top(&all.at[i]));
	}
	text_puts(sql, " END");
	return 0;
}

/* Who lost most stands first. Who complains, left or asked for no more letters is no riddle. */
static const char quiet_sql[] =
        "SELECT c.key, coalesce(nullif(c.name, ''), c.key), t.currency, spent_prior_12_cents,"
        " spent_12_cents FROM purchase_total t CROSS JOIN customer c ON c.id=t.customer"
        " WHERE spent_12_cents*100<spent_prior_12_cents*:left AND count>1"
        " AND (:today-last_day)*100*(count-1)>:intervals*(last_day-first_day)"
        " AND (months & :season=0 OR (months&1)+(months>>1&1)+(months>>2&1)+(months>>3&1)"
        "  +(months>>4&1)+(months>>5&1)+(months>>6&1)+(months>>7&1)+(months>>8&1)"
        "  +(months>>9&1)+(months>>10&1)+(months>>11&1)>:season_months)"
        " AND c.present=1 AND c.status IN ('', 'active') AND (:all OR c.manager=:manager)"
        " AND c.key NOT IN (SELECT customer FROM suppression WHERE reason<>'dead'"
        "  AND customer IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.customer=c.key AND p.until_at>:now"
        "  AND p.reason LIKE '%complaint%')";

static int find_quiet(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret)
{
	AUTO(text_done) struct text sql = TEXT_INIT;
	text_puts(&sql, quiet_sql);
	size_t all = sql.len;
	int r = put_tops(h->db, &sql);
	if (r < 0 || sql.len == all)
		return r;
	text_puts(&sql, " ORDER BY spent_prior_12_cents - spent_12_cents DESC, c.key");
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(h->db, text_str(&sql),
	        DB_INT(":left", STANDING_LEFT_PERCENT), DB_INT(":today", today.days),
	        DB_INT(":intervals", STANDING_INTERVALS_100), DB_INT(":season", season_of(today)),
	        DB_INT(":season_months", STANDING_SEASON_MONTHS), DB_INT(":all", s->all),
	        DB_TEXT(":manager", s->manager), DB_INT(":now", h->now));
	ret->quiet = xcalloc(most, sizeof *ret->quiet);
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

/* ---- unbroken ---- */

/* Everybody of the scope: a million rows are looked at once, for all that is counted. */
static const char ours_sql[] =
        "SELECT count(given(stage, status, key, id)) FROM customer WHERE present=1"
        " AND (:all OR manager=:manager)";
enum { OURS_STAGE, OURS_STATUS, OURS_KEY, OURS_ID };

/* The loyal first, then by silence. */
static bool comes_before(const struct standing_silent *a, const struct standing_silent *b)
{
	if (a->loyal != b->loyal)
		return a->loyal;
	if (a->last.days != b->last.days)
		return a->last.days < b->last.days;
	return strcmp(a->key, b->key) < 0;
}

static void silent_done(struct standing_silent *x)
{
	xfree(x->key);
	xfree(x->name);
}

/* Keep the first `most`, in order. Takes what `new` holds. */
static void put_silent(struct standing *s, size_t most, struct standing_silent new)
{
	size_t i = s->silent_count;
	while (i && comes_before(&new, &s->silent[i - 1]))
		i--;
	if (i == most) {
		silent_done(&new);
		return;
	}
	if (s->silent_count == most)
		silent_done(&s->silent[--s->silent_count]);
	memmove(s->silent + i + 1, s->silent + i, (s->silent_count - i) * sizeof *s->silent);
	s->silent[i] = new;
	s->silent_count++;
}

static void silent_clear(struct standing *s)
{
	while (s->silent_count)
		silent_done(&s->silent[--s->silent_count]);
}

static struct standing_silent silent_one(const struct house *h, int64_t id)
{
	AUTO(xfree)
	char *key = db_text(h->db, "SELECT key FROM customer WHERE id=:id", DB_INT(":id", id));
	int64_t last = heard_last(h, key);
	struct standing_silent one = {
	        .name = db_text(h->db,
	                "SELECT coalesce(nullif(name, ''), key) FROM customer WHERE id=:id",
	                DB_INT(":id", id)),
	        .last = last ? zone_date(zone_find("UTC"), last) : DATE_NONE,
	        .loyal = !db_int(h->db, 0, "SELECT stage='short' FROM customer WHERE id=:id",
	                DB_INT(":id", id))};
	one.key = key;
	key = NULL;
	return one;
}

/* Ours, while the memory looks for who of them heard from us. */
struct asking {
	const struct house *h;
	struct heard heard;
	struct {
		uint64_t hash;
		int64_t id;
	} asked[HEARD_AHEAD];
	size_t n, most;
	struct standing *standing;
};

static void count_one(struct asking *a, size_t i)
{
	struct standing *s = a->standing;
	s->customers++;
	if (heard_has(&a->heard, a->asked[i].hash))
		s->heard++;
	else if (s->customers - s->heard <= STANDING_NAMED_MOST)
		put_silent(s, a->most, silent_one(a->h, a->asked[i].id));
}

static bool given_is(const struct db_given *row, int i, const char *word)
{
	size_t n;
	const char *is = db_given_blob(row, i, &n);
	return n == strlen(word) && (n == 0 || memcmp(is, word, n) == 0);
}

static enum stage given_stage(const struct db_given *row)
{
	int s = 0;
	while (s < STAGE_INTEGRAL && !given_is(row, OURS_STAGE, stage_name(s)))
		s++;
	return (enum stage)s;
}

/* Of those who are more than new, we ask whether they heard from us. */
static void ask_one(const struct db_given *row, void *arg)
{
	struct asking *a = arg;
	enum stage stage = given_stage(row);
	a->standing->stages[stage]++;
	if (stage == STAGE_BEFORE || stage == STAGE_NEW ||
	        !(given_is(row, OURS_STATUS, "") || given_is(row, OURS_STATUS, "active")))
		return;
	size_t length, i = a->n % HEARD_AHEAD;
	const void *key = db_given_blob(row, OURS_KEY, &length);
	if (a->n++ >= HEARD_AHEAD)
		count_one(a, i);
	a->asked[i].hash = heard_ask(&a->heard, key, length);
	a->asked[i].id = db_given_int(row, OURS_ID);
}

static int ask_all(struct asking *a, const struct figures_scope *s)
{
	int r = db_each(a->h->db, ours_sql, ask_one, a, DB_INT(":all", s->all),
	        DB_TEXT(":manager", s->manager));
	for (size_t i = 0; i < HEARD_AHEAD && i < a->n; i++)
		count_one(a, i);
	return r;
}

/* And how many stand in each stage. */
static int find_silent(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret)
{
	struct asking a = {.h = h, .most = most, .standing = ret};
	struct date since = date_add(today, -h->conf->courtesy.floor_days);
	int r = heard_since(h, zone_moment(zone_find("UTC"), since, 0), &a.heard);
	if (r < 0)
		return r;
	ret->silent = xcalloc(most, sizeof *ret->silent);
	r = ask_all(&a, s);
	heard_done(&a.heard);
	/* three names out of thousands help nobody */
	if (ret->customers - ret->heard > STANDING_NAMED_MOST)
		silent_clear(ret);
	return r;
}

int standing_find(const struct house *h, const struct figures_scope *s, struct date today,
        size_t most, struct standing *ret)
{
	*ret = (struct standing){0};
	int r = find_quiet(h, s, today, most, ret);
	return r < 0 ? r : find_silent(h, s, today, most, ret);
}
