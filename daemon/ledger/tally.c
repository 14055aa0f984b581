#include "tally.h"

#include "anchor.h"
#include "bought.h"
#include "db.h"
#include "progress.h"
#include "roll.h"
#include "seal.h"
#include "stage.h"

#include <errno.h>
#include <string.h>

enum {
	PAGE = 1024, /* customers looked at together */
	TELL = 64    /* pages between two words of how far it is */
};

#define FIRST "first_purchase"
#define LAST "last_purchase"

/* What the store has of a customer. */
struct kept {
	uint64_t sums; /* hash of the rows; 0: none */
	struct date first, last;
	int usual_days;
	size_t dates; /* where they lie; 0: they were not looked at */
};

/* What is to be written to the rows of a page. */
enum change { NOTHING, FACTS, FACTS_AND_STAGE, STAGE, CHANGES };

struct fresh {
	enum change change;
	uint32_t id;
	int usual_days;
	struct date quiet;
	size_t dates, dates_n; /* where they lie */
	int stage;
};

/* A column that is named is one whose index is written. */
static const char *const change_sql[CHANGES] = {
        [FACTS] = "UPDATE customer SET usual_days=c1, quiet_day=c2, dates=c3 FROM fed"
                  " WHERE customer.id=c0",
        [FACTS_AND_STAGE] = "UPDATE customer SET usual_days=c1, quiet_day=c2, dates=c3, stage=c4"
                            " FROM fed WHERE customer.id=c0",
        [STAGE] = "UPDATE customer SET stage=c4 FROM fed WHERE customer.id=c0",
};

struct tally {
	struct db *db;
	struct roll *roll;
	const struct bought *bought;
	struct anchors *piled;
	size_t known;
	struct kept page[PAGE];
	struct text dates; /* of the page, each with its NUL; begins with one more */
	struct fresh fresh[PAGE];
	size_t fresh_count;
	struct text made; /* dates of the page's people, anew */
	struct db_rows *drop_sums;
};

/* ---- what is there ---- */

struct total { /* one row of purchase_total; hashed whole */
	char currency[8];
	int64_t first, last, count, cents, cents_12, cents_prior_12, months;
};

static uint64_t hash_total(uint64_t before, const struct total *t)
{
	return seal_quick(before, t, sizeof *t) | 1;
}

static struct total total_of(const struct bought *b, const struct bought_sum *s)
{
	struct total t = {.first = s->first.days,
	        .last = s->last.days,
	        .count = s->count,
	        .cents = s->cents,
	        .cents_12 = s->cents_12,
	        .cents_prior_12 = s->cents_prior_12,
	        .months = s->months};
	memcpy(t.currency, bought_currency(b, s), 4);
	return t;
}

static uint64_t hash_sums(const struct bought *b, uint32_t first)
{
	uint64_t hash = 0;
	for (const struct bought_sum *s = bought_sum(b, first); s; s = bought_sum(b, s->next)) {
		struct total t = total_of(b, s);
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
	        .months = db_col_int(rows, 8)};
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
	        " spent_prior_12_cents, months FROM purchase_total"
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

static void keep_row(struct tally *t, struct kept *k, struct db_rows *rows)
{
	const char *dates = db_col_text(rows, 2);
	k->usual_days = (int)db_col_int(rows, 1);
	k->dates = t->dates.len;
	text_put(&t->dates, dates, strlen(dates) + 1);
}

static int look_at_rows(struct tally *t, const struct roll_person *p, size_t n)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(t->db,
	        "SELECT id, usual_days, dates FROM customer WHERE id BETWEEN :first AND :last"
	        " ORDER BY id",
	        DB_INT(":first", p[0].id), DB_INT(":last", p[n - 1].id));
	size_t at = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		while (at < n && p[at].id != db_col_int(rows, 0))
			at++;
		if (at < n)
			keep_row(t, &t->page[at], rows);
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
	text_cut(&t->dates, 0);
	text_putc(&t->dates, '\0');
	if (first >= t->known)
		return 0;
	int r = look_at_sums(t, &t->roll->people[first], n);
	return r < 0 ? r : look_at_rows(t, &t->roll->people[first], n);
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

/* The customer's dates, those of purchases in their place: at the end. */
static void make_dates(struct tally *t, const char *dates, struct date first, struct date last)
{
	const char *old = strstr(dates, ",\"" FIRST "\":");
	text_put(&t->made, dates, old ? (size_t)(old - dates) : strlen(dates) - 1);
	if (!date_is_none(first))
		text_printf(&t->made, ",\"" FIRST "\":%d,\"" LAST "\":%d", (int)first.days,
		        (int)last.days);
	text_putc(&t->made, '}');
}

static void put_facts(struct tally *t, const struct roll_person *p, const struct kept *kept,
        struct fresh *f, struct date first, struct date last)
{
	AUTO(xfree)
	char *alone = kept->dates ? NULL
	                          : db_text(t->db, "SELECT dates FROM customer WHERE id=:id",
	                                    DB_INT(":id", p->id));
	f->dates = t->made.len;
	make_dates(t, alone ? alone : t->dates.s + kept->dates, first, last);
	f->dates_n = t->made.len - f->dates;
	/* gone quiet: twice the usual time without a purchase */
	f->quiet = f->usual_days ? date_add(last, 2 * f->usual_days) : DATE_NONE;
	f->change = f->change == STAGE ? FACTS_AND_STAGE : FACTS;
}

static int put_purchases(
        struct tally *t, struct roll_person *p, const struct kept *kept, struct fresh *f)
{
	struct date first, last;
	const struct db_bind id = DB_INT(NULL, p->id);
	bought_days(t->bought, p->sums, &first, &last);
	p->changed = true;
	int r = kept->sums ? db_again(t->drop_sums, &id, 1) : 0;
	if (r >= 0)
		r = move_anchor(t, FIRST, kept->first, first, p->id);
	if (r >= 0)
		r = move_anchor(t, LAST, kept->last, last, p->id);
	if (r >= 0)
		put_facts(t, p, kept, f, first, last);
	return r;
}

static int put_one(struct tally *t, size_t who, const struct kept *kept)
{
	struct roll_person *p = &t->roll->people[who];
	struct fresh *f = &t->fresh[t->fresh_count];
	*f = (struct fresh){.change = p->now == p->stage ? NOTHING : STAGE,
	        .id = p->id,
	        .usual_days = bought_usual_days(t->bought, who),
	        .stage = p->now};
	int r = 0;
	if (hash_sums(t->bought, p->sums) != kept->sums || f->usual_days != kept->usual_days)
		r = put_purchases(t, p, kept, f);
	t->fresh_count += f->change != NOTHING;
	return r;
}

struct fed { /* the fresh ones of one kind */
	const struct tally *tally;
	enum change change;
	size_t next;
};

static int fresh_row(void *arg, struct db_bind *ret)
{
	struct fed *fed = arg;
	const struct tally *t = fed->tally;
	while (fed->next < t->fresh_count && t->fresh[fed->next].change != fed->change)
		fed->next++;
	if (fed->next == t->fresh_count)
		return 0;
	const struct fresh *f = &t->fresh[fed->next++];
	ret[0] = DB_INT(NULL, f->id);
	ret[1] = f->usual_days ? DB_INT(NULL, f->usual_days) : DB_NULL(NULL);
	ret[2] = date_is_none(f->quiet) ? DB_NULL(NULL) : DB_INT(NULL, f->quiet.days);
	ret[3] = DB_TEXT_N(NULL, text_str(&t->made) + f->dates, f->dates_n);
	ret[4] = DB_TEXT(NULL, stage_name(f->stage));
	return 1;
}

static int write_page(struct tally *t)
{
	int r = 0;
	for (enum change c = FACTS; c < CHANGES && t->fresh_count > 0 && r == 0; c++) {
		struct fed fed = {.tally = t, .change = c};
		r = db_run_fed(t->db, change_sql[c], fresh_row, &fed);
	}
	t->fresh_count = 0;
	text_cut(&t->made, 0);
	return r;
}

static int put_page(struct tally *t, size_t first)
{
	int r = turn_page(t, first);
	for (size_t i = first; i < t->roll->count && i < first + PAGE && r >= 0; i++)
		if (t->roll->people[i].taken)
			r = put_one(t, i, &t->page[i - first]);
	return r < 0 ? r : write_page(t);
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
};

static int sums_row(void *arg, struct db_bind *ret)
{
	struct sums *s = arg;
	const struct roll *roll = s->roll;
	for (; !s->sum && s->next < roll->count; s->next++)
		if (roll->people[s->next].changed)
			s->sum = bought_sum(s->bought, roll->people[s->next].sums);
	if (!s->sum)
		return 0;
	ret[0] = DB_INT(NULL, roll->people[s->next - 1].id);
	ret[1] = DB_TEXT(NULL, bought_currency(s->bought, s->sum));
	ret[2] = DB_INT(NULL, s->sum->first.days);
	ret[3] = DB_INT(NULL, s->sum->last.days);
	ret[4] = DB_INT(NULL, s->sum->count);
	ret[5] = DB_INT(NULL, s->sum->cents);
	ret[6] = DB_INT(NULL, s->sum->cents_12);
	ret[7] = DB_INT(NULL, s->sum->cents_prior_12);
	ret[8] = DB_INT(NULL, s->sum->months);
	s->sum = bought_sum(s->bought, s->sum->next);
	return 1;
}

static int put_sums(struct tally *t)
{
	struct sums s = {.roll = t->roll, .bought = t->bought};
	return db_run_fed(t->db,
	        "INSERT OR IGNORE INTO purchase_total (customer, currency, first_day, last_day,"
	        " count, spent_cents, spent_12_cents, spent_prior_12_cents, months)"
	        " SELECT c0, c1, c2, c3, c4, c5, c6, c7, c8 FROM fed",
	        sums_row, &s);
}

/* ---- the whole ---- */

static void tally_free(struct tally *t)
{
	db_rows_free(t->drop_sums);
	text_done(&t->dates);
	text_done(&t->made);
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
	tally_free(t);
	return r;
}
