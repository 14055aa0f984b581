#include "tally.h"

#include "anchor.h"
#include "bought.h"
#include "db.h"
#include "progress.h"
#include "roll.h"
#include "seal.h"
#include "stage.h"

#include <string.h>

enum {
	PAGE = 1024, /* customers looked at together */
	TELL = 64    /* pages between two words of how far it is */
};

/* What the store has of a customer. */
struct kept {
	uint64_t sums; /* hash of the rows; 0: none */
	struct date first, last;
};

struct tally {
	struct db *db;
	struct roll *roll;
	const struct bought *bought;
	struct anchors *piled;
	size_t known;
	struct kept page[PAGE];
	struct db_rows *drop_sums;
};

/* ---- what is there ---- */

struct total { /* one row of purchase_total; hashed whole */
	char currency[8];
	int64_t first, last, count, cents, cents_12, cents_prior_12, months, usual_days;
};

static uint64_t hash_total(uint64_t before, const struct total *t)
{
	return seal_quick(before, t, sizeof *t) | 1;
}

static struct total total_of(const struct bought_sum *s, int usual_days)
{
	struct total t = {.first = s->first.days,
	        .last = s->last.days,
	        .count = s->count,
	        .cents = s->cents,
	        .cents_12 = s->cents_12,
	        .cents_prior_12 = s->cents_prior_12,
	        .months = s->months,
	        .usual_days = usual_days};
	memcpy(t.currency, s->currency, sizeof s->currency);
	return t;
}

static uint64_t hash_sums(const struct bought *b, size_t who, uint32_t first)
{
	uint64_t hash = 0;
	int usual_days = first ? bought_usual_days(b, who) : 0;
	for (const struct bought_sum *s = bought_sum(b, first); s; s = bought_sum(b, s->next)) {
		struct total t = total_of(s, usual_days);
		hash = hash_total(hash, &t);
	}
	return hash;
}

static void add_kept(struct kept *k, struct db_rows *rows)
{
	struct total t = {.first = db_col_int(rows, 2),
	        .last = db_col_int(rows, 3),
	        .count = db_col_int(rows, 4),
	        .cents = db_col_int(rows, 5),
	        .cents_12 = db_col_int(rows, 6),
	        .cents_prior_12 = db_col_int(rows, 7),
	        .months = db_col_int(rows, 8),
	        .usual_days = db_col_int(rows, 9)};
	strncpy(t.currency, db_col_text(rows, 1), sizeof t.currency - 1);
	if (!k->sums || t.first < k->first.days)
		k->first = (struct date){(int32_t)t.first};
	if (!k->sums || t.last > k->last.days)
		k->last = (struct date){(int32_t)t.last};
	k->sums = hash_total(k->sums, &t);
}

static int look_at_sums(struct tally *t, const struct roll_person *p, size_t n)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->db,
	        "SELECT customer, currency, first_day, last_day, count, spent_cents, "
	        "spent_12_cents,"
	        " spent_prior_12_cents, months, usual_days FROM purchase_total"
	        " WHERE customer BETWEEN :first AND :last ORDER BY customer, currency",
	        DB_INT(":first", p[0].id), DB_INT(":last", p[n - 1].id));
	size_t at = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		while (at < n && p[at].id != db_col_int(rows, 0))
			at++;
		if (at < n)
			add_kept(&t->page[at], rows);
	}
	return r;
}

/* The people from `first` on, as the store has them. Who is new has no sums there, and whose row
 * was refused has none at all. */
static int turn_page(struct tally *t, size_t first)
{
	size_t n = t->known - first < PAGE ? t->known - first : PAGE;
	for (size_t i = 0; i < PAGE; i++)
		t->page[i] = (struct kept){.first = DATE_NONE, .last = DATE_NONE};
	return first < t->known ? look_at_sums(t, &t->roll->people[first], n) : 0;
}

/* ---- what changes ---- */

static int move_anchor(
        struct tally *t, const char *field, struct date was, struct date is, uint32_t id)
{
	if (was.days == is.days)
		return 0;
	if (!date_is_none(is))
		anchor_put(t->piled, (struct anchor){anchor_field(t->piled, field), is}, id);
	return anchor_drop(t->db, field, was, id);
}

/* Who was gone and is back has no dates yet. */
static int put_purchases(struct tally *t, struct roll_person *p, const struct kept *kept)
{
	struct date first, last;
	const struct db_bind id = DB_INT(NULL, p->id);
	bought_days(t->bought, p->sums, &first, &last);
	p->changed = true;
	int r = kept->sums ? db_again(t->drop_sums, &id, 1) : 0;
	if (r >= 0)
		r = move_anchor(
		        t, ANCHOR_FIRST, p->present ? kept->first : DATE_NONE, first, p->id);
	if (r >= 0)
		r = move_anchor(t, ANCHOR_LAST, p->present ? kept->last : DATE_NONE, last, p->id);
	return r;
}

static int put_one(struct tally *t, size_t who, const struct kept *kept)
{
	struct roll_person *p = &t->roll->people[who];
	bool same = kept->sums ? hash_sums(t->bought, who, p->sums) == kept->sums : !p->sums;
	return !same || (kept->sums && !p->present) ? put_purchases(t, p, kept) : 0;
}

static int put_page(struct tally *t, size_t first)
{
	int r = turn_page(t, first);
	for (size_t i = first; i < t->roll->count && i < first + PAGE && r >= 0; i++) {
		bought_ahead(t->bought, i);
		if (t->roll->people[i].taken)
			r = put_one(t, i, &t->page[i - first]);
	}
	return r < 0 ? r : 0;
}

static int put_people(struct tally *t)
{
	int r = 0;
	for (size_t i = 0; i < t->roll->count && r == 0; i += PAGE) {
		if (i / PAGE % TELL == TELL - 1)
			progress_tell("Working out what follows from the purchases: %zu %%.",
			        i * 100 / t->roll->count);
		r = put_page(t, i);
	}
	return r;
}

/* ---- sums ---- */

struct sums { /* of those with others than the store has, in the table's own order */
	const struct roll *roll;
	const struct bought *bought;
	size_t next; /* on the roll */
	const struct bought_sum *sum;
	int usual_days;
};

static int sums_row(void *arg, struct db_bind *ret)
{
	struct sums *s = arg;
	const struct roll *roll = s->roll;
	for (; !s->sum && s->next < roll->count; s->next++) {
		bought_ahead(s->bought, s->next);
		if (roll->people[s->next].changed) {
			s->sum = bought_sum(s->bought, roll->people[s->next].sums);
			s->usual_days = bought_usual_days(s->bought, s->next);
		}
	}
	if (!s->sum)
		return 0;
	ret[0] = DB_INT(NULL, roll->people[s->next - 1].id);
	ret[1] = DB_TEXT(NULL, s->sum->currency);
	ret[2] = DB_INT(NULL, s->sum->first.days);
	ret[3] = DB_INT(NULL, s->sum->last.days);
	ret[4] = DB_INT(NULL, s->sum->count);
	ret[5] = DB_INT(NULL, s->sum->cents);
	ret[6] = DB_INT(NULL, s->sum->cents_12);
	ret[7] = DB_INT(NULL, s->sum->cents_prior_12);
	ret[8] = DB_INT(NULL, s->sum->months);
	ret[9] = s->usual_days ? DB_INT(NULL, s->usual_days) : DB_NULL(NULL);
	s->sum = bought_sum(s->bought, s->sum->next);
	return 1;
}

static int put_sums(struct tally *t)
{
	struct sums s = {.roll = t->roll, .bought = t->bought};
	return db_run_fed(t->db,
	        "INSERT OR IGNORE INTO purchase_total (customer, currency, first_day, last_day,"
	        " count, spent_cents, spent_12_cents, spent_prior_12_cents, months, usual_days)"
	        " SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 FROM fed",
	        sums_row, &s);
}

/* ---- stages ---- */

struct moves { /* of those with another stage than the store has */
	const struct roll *roll;
	size_t next; /* on the roll */
};

static int move_row(void *arg, struct db_bind *ret)
{
	struct moves *m = arg;
	while (m->next < m->roll->count) {
		const struct roll_person *p = &m->roll->people[m->next++];
		if (!p->taken || p->now == p->stage)
			continue;
		ret[0] = DB_INT(NULL, p->id);
		ret[1] = DB_TEXT(NULL, stage_name(p->now));
		return 1;
	}
	return 0;
}

static int put_stages(struct tally *t)
{
	struct moves m = {.roll = t->roll};
	return db_run_fed(t->db,
	        "UPDATE OR IGNORE customer SET stage=c1 FROM fed WHERE customer.id=c0", move_row,
	        &m);
}

/* ---- the whole ---- */

static void tally_free(struct tally *t)
{
	db_rows_free(t->drop_sums);
	xfree(t);
}

int tally_put(struct db *db, struct roll *roll, const struct bought *bought, struct anchors *piled,
        size_t known)
{
	struct tally *t = xcalloc(1, sizeof *t);
	t->db = db;
	t->roll = roll;
	t->bought = bought;
	t->piled = piled;
	t->known = known;
	t->drop_sums = db_hold(db, "DELETE FROM purchase_total WHERE customer=?1");
	int r = put_people(t);
	if (r == 0)
		r = put_sums(t);
	if (r == 0)
		r = put_stages(t);
	tally_free(t);
	return r;
}
