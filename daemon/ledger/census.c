#include "census.h"

#include "anchor.h"
#include "book.h"
#include "conf.h"
#include "db.h"
#include "entry.h"
#include "letterbox.h"
#include "muster.h"
#include "row.h"
#include "scribe.h"
#include "seal.h"
#include "stage.h"
#include "tally.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	TOGETHER = 1 << 20, /* bytes of rows handed over together */
	MOST_ANCHORS = 1024 /* of one customer */
};

struct census {
	struct db *db;
	const struct conf *conf;
	struct date today;
	size_t known; /* the first so many of the roll were in the store, in order of id */
	int64_t before;
	uint32_t last_id, loaded_id; /* now; as the store had it */
	struct muster muster;
	bool purchases; /* there are some, or were */
	struct db_rows *update;
	const struct book *book;
	bool writing; /* the transaction has begun */
	struct scribe *scribe;
	struct text rows;                    /* to be handed to it */
	struct text dates;                   /* of the row at hand, as JSON */
	struct anchor anchors[MOST_ANCHORS]; /* likewise */
	uint32_t anchors_count;
	struct anchors piled;
	struct letterbox letterbox; /* open where the table was empty */
};

/* ---- one who is new or changed ---- */

/* A date of the row at hand. */
static void put_date(struct census *c, const char *field, struct date day)
{
	text_puts(&c->dates, c->dates.len ? ",\"" : "{\"");
	text_puts(&c->dates, field);
	text_puts(&c->dates, "\":");
	text_putd(&c->dates, day.days);
	c->anchors[c->anchors_count++] = (struct anchor){anchor_field(&c->piled, field), day};
}

/* "A day of their own": one day a year, derived from the customer's key, the same every year. The
 * year says nothing but that 29 February is no one's. */
static struct date own_day(const char *key)
{
	struct date first;
	date_from_ymd(2001, 1, 1, &first);
	return date_add(first, (int32_t)(seal_fingerprint(key, strlen(key)) % 365));
}

static bool both_and_differ(const char *was, const char *is)
{
	return *was && *is && !str_same_nocase(was, is);
}

/*
 * An id that meets with another address AND another name belongs to another person: a program has
 * given it out anew, or the rows' numbers were exported in the place of ids. To take the row would
 * hand one person's history, and their opt-out, to somebody else. A new address alone is a person
 * who moved; a new name alone one who married.
 */
static char *other_person(struct db_rows *was, const struct entry *e)
{
	const char *email = db_col_text(was, 0), *name = db_col_text(was, 1);
	if (!both_and_differ(email, e->text[ENTRY_EMAIL]) ||
	        !both_and_differ(name, e->text[ENTRY_NAME]))
		return NULL;
	return xasprintf(
	        "this id was %s <%s>, and now name and address are both others, so it seems to be "
	        "another person; nobody gets a letter under this id. Give a new person a new id; "
	        "if it is the same person, change the address first, and the name a day later",
	        name, email);
}

static int look_back_at(struct census *c, const struct entry *e, const struct roll_person *p,
        char **ret_dates, char **ret_why)
{
	AUTO(db_rows_free)
	struct db_rows *was = db_query(c->db,
	        "SELECT coalesce((SELECT was FROM amendment WHERE customer=c.key AND"
	        "  field='email' AND touchpoint=''), email), name, dates FROM customer c"
	        " WHERE id=:id",
	        DB_INT(":id", p->id));
	int r = db_step(was);
	if (r <= 0)
		return r;
	if ((*ret_why = other_person(was, e)))
		return BOOK_OTHER;
	if (p->present) /* else the anchors are gone */
		*ret_dates = xstrdup(db_col_text(was, 2));
	return 0;
}

static int look_back(struct census *c, const struct entry *e, const struct roll_person *p,
        char **ret_dates, char **ret_why)
{
	scribe_pause(c->scribe);
	int r = look_back_at(c, e, p, ret_dates, ret_why);
	scribe_resume(c->scribe);
	return r;
}

static void put_dates(struct census *c, const struct entry *e)
{
	text_cut(&c->dates, 0);
	c->anchors_count = 0;
	for (size_t i = 0; i < e->anchors_count; i++)
		put_date(c, e->anchors[i].field, e->anchors[i].day);
	put_date(c, "own_day", own_day(e->key));
	text_putc(&c->dates, '}');
}

/* ---- writing, while the first thread reads on ---- */

static void put_anchors(struct census *c, const struct row *row)
{
	for (size_t i = 0; i < row->anchors_count; i++)
		anchor_put(&c->piled, row->anchors[i], row->id);
}

struct feed { /* of rows that are all new */
	struct census *census;
	struct scribe *scribe;
	struct text *rows;
	size_t at;
};

static int feed_row(void *arg, struct db_bind *ret)
{
	struct feed *f = arg;
	struct row row;
	while (f->rows && !row_unpack(f->rows, &f->at, &row)) {
		f->rows = scribe_next(f->scribe);
		f->at = 0;
	}
	if (!f->rows)
		return 0;
	put_anchors(f->census, &row);
	letterbox_put(&f->census->letterbox, row.text[ENTRY_EMAIL], row.len[ENTRY_EMAIL], row.id);
	row_insert_values(&row, f->census->book->fields, ret);
	return 1;
}

static int write_new(struct census *c, struct scribe *s, struct text *rows)
{
	AUTO(xfree) char *sql = row_append_sql(c->book->fields);
	struct feed f = {.census = c, .scribe = s, .rows = rows};
	return db_run_fed(c->db, sql, feed_row, &f);
}

struct one { /* row */
	const struct row *row;
	uint32_t fields;
};

static int feed_one(void *arg, struct db_bind *ret)
{
	struct one *one = arg;
	if (!one->row)
		return 0;
	row_insert_values(one->row, one->fields, ret);
	one->row = NULL;
	return 1;
}

static int update(struct census *c, const struct row *row)
{
	struct db_bind values[ROW_MOST_VALUES];
	int r = row->same ? 0 : anchor_drop_row(c->db, row->id);
	if (r == 0)
		r = db_again(c->update, values, row_update_values(row, values));
	return r < 0 ? r : 0;
}

static int write_row(struct census *c, const char *insert, const struct row *row)
{
	struct one one = {row, c->book->fields};
	if (!row->same)
		put_anchors(c, row);
	return row->known ? update(c, row) : db_run_fed(c->db, insert, feed_one, &one);
}

static int write_mixed(struct census *c, struct scribe *s, struct text *rows)
{
	AUTO(xfree) char *insert = row_insert_sql(c->book->fields);
	struct row row;
	int r = 0;
	for (; rows && r == 0; rows = scribe_next(s))
		for (size_t at = 0; r == 0 && row_unpack(rows, &at, &row);)
			r = write_row(c, insert, &row);
	return r;
}

static int begin_writing(struct census *c);

/* Everything that is written while rows are still read. */
static int write_rows(void *arg, struct scribe *s)
{
	struct census *c = arg;
	struct text *rows = scribe_next(s);
	int r = rows && !c->writing ? begin_writing(c) : 0;
	if (!rows || r < 0)
		return r;
	return c->known == 0 ? write_new(c, s, rows) : write_mixed(c, s, rows);
}

/* ---- who is gone ---- */

static bool gone(const struct roll_person *p)
{
	return p->present && !p->taken;
}

int64_t census_gone(const struct book *book)
{
	int64_t n = 0;
	for (size_t i = 0; i < book->roll.count; i++)
		n += gone(&book->roll.people[i]);
	return n;
}

int64_t census_before(const struct census *c)
{
	return c->before;
}

/* Their history stays; nothing is due to them. */
static int put_gone(struct census *c, const struct book *book)
{
	int r = 0;
	for (size_t i = 0; i < c->known && r >= 0; i++) {
		uint32_t id = book->roll.people[i].id;
		if (!gone(&book->roll.people[i]))
			continue;
		r = anchor_drop_all(c->db, id);
		if (r >= 0)
			r = db_run(c->db, "UPDATE customer SET present=0 WHERE id=:id",
			        DB_INT(":id", id));
	}
	return r < 0 ? r : 0;
}

/* ---- from the first to the last ---- */

static int load(struct census *c, struct roll *roll)
{
	int r = muster_load(&c->muster, c->db, roll);
	c->known = roll->count;
	for (size_t i = 0; i < c->known; i++)
		c->before += roll->people[i].present;
	c->last_id = c->loaded_id = c->known ? roll->people[c->known - 1].id : 0;
	return r;
}

static uint32_t last_id(struct db *db)
{
	return (uint32_t)db_int(db, 0, "SELECT max(id) FROM customer");
}

/* From here on others have to wait. */
static int begin_writing(struct census *c)
{
	int r = c->known ? db_begin_ledger(c->db) : db_begin_new_ledger(c->db);
	/* somebody else has read the ledger meanwhile: what we know is of yesterday */
	if (r == 0 && last_id(c->db) != c->loaded_id)
		r = -EAGAIN;
	if (r == 0 && c->known == 0)
		r = letterbox_open(&c->letterbox, c->db);
	if (r < 0)
		return r;
	c->writing = true;
	AUTO(xfree) char *update_sql = row_update_sql();
	c->update = db_hold(c->db, update_sql);
	return 0;
}

static void set_text(struct row *row, size_t i, const char *text, size_t n)
{
	row->text[i] = text;
	row->len[i] = (uint32_t)n;
}

int census_take(void *arg, const struct entry *e, struct roll_person *p, char **ret_why)
{
	struct census *c = arg;
	AUTO(xfree) char *was = NULL; /* their dates */
	bool known = p->id != 0;
	int r = known ? look_back(c, e, p, &was, ret_why) : 0;
	if (r != 0)
		return r;
	if (!known)
		p->id = ++c->last_id;
	/* as far as this row alone can tell; the rest is for the end */
	p->stage = (p->integral ? STAGE_INTEGRAL : stage_by_time(e->since, c->conf, c->today));
	put_dates(c, e);
	struct row row = {.id = p->id,
	        .anchors_count = c->anchors_count,
	        .consent_day = e->consent_day,
	        .pause_until = e->pause_until,
	        .stage = p->stage,
	        .known = known,
	        .same = was && str_same(was, c->dates.s),
	        .birthday_ok = e->birthday_ok,
	        .anchors = c->anchors};
	memcpy(row.text, e->text, sizeof e->text);
	memcpy(row.len, e->length, sizeof e->length);
	set_text(&row, ENTRY_ID, e->key, strlen(e->key));
	set_text(&row, ROW_EXTRA, e->extra->s, e->extra->len);
	set_text(&row, ROW_DATES, c->dates.s, c->dates.len);
	row_pack(&c->rows, &row);
	return c->rows.len < TOGETHER ? 0 : scribe_give(c->scribe, &c->rows);
}

int census_rest(struct census *c)
{
	return scribe_end(c->scribe, &c->rows);
}

int census_open(struct db *db, const struct conf *conf, struct book *book, struct census **ret)
{
	AUTO(census_free) struct census *c = xcalloc(1, sizeof *c);
	c->db = db;
	c->conf = conf;
	c->today = book->today;
	c->book = book;
	c->purchases = conf->ledger.purchases ||
	               db_int(db, 0, "SELECT EXISTS (SELECT 1 FROM purchase_total)");
	c->scribe = scribe_new(write_rows, c);
	int r = load(c, &book->roll);
	if (r < 0)
		return r;
	*ret = c;
	c = NULL;
	return 0;
}

/* The first rows are counted by the table and, for what follows from them, by us. A slip of ours
 * ends the process, and nothing is taken. */
static void check_numbers(const struct census *c)
{
	if (c->known == 0 && last_id(c->db) != c->last_id)
		abort();
}

int census_finish(struct census *c, struct book *book)
{
	int r = c->writing ? 0 : begin_writing(c);
	if (r == 0)
		check_numbers(c);
	/* else all go in at the end: nothing of theirs is moved before */
	if (r == 0 && c->known > 0)
		r = anchor_flush(&c->piled, c->db);
	if (r == 0)
		r = put_gone(c, book);
	if (r == 0)
		r = tally_put(
		        c->db, &book->roll, &book->bought, &c->piled, c->purchases ? c->known : 0);
	if (r == 0)
		r = anchor_flush(&c->piled, c->db);
	if (r == 0)
		r = muster_put(&c->muster, c->db, &book->roll);
	roll_done(&book->roll);
	bought_done(&book->bought);
	return r < 0 ? r : letterbox_close(&c->letterbox, c->db);
}

void census_free(struct census *c)
{
	if (!c)
		return;
	scribe_free(c->scribe);
	db_rows_free(c->update);
	anchor_done(&c->piled);
	letterbox_done(&c->letterbox);
	muster_done(&c->muster);
	text_done(&c->rows);
	text_done(&c->dates);
	xfree(c);
}
