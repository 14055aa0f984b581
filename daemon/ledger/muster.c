#include "muster.h"

#include "db.h"
#include "roll.h"
#include "seal.h"
#include "stage.h"

#include <stddef.h>
#include <string.h>

enum {
	PAGE = 1024, /* ids */
	AHEAD = 16   /* people who are put on the roll while a place comes near */
};

/* Who somebody is, which stays when their row is another; in the bytes of this machine. */
struct mustered {
	uint64_t key, email; /* hashes */
	uint32_t id, tie;
};

/* And how their row was. */
struct mustered_row {
	uint64_t row; /* hash */
	int32_t since;
	uint8_t stage, present, integral, none;
};

/* A page's two blobs, each as long as it has people. */
struct people {
	uint64_t mark; /* see mark() */
	struct mustered who[PAGE];
};
struct rows {
	uint64_t mark;
	struct mustered_row of[PAGE];
};

static size_t people_size(size_t count)
{
	return offsetof(struct people, who) + count * sizeof(struct mustered);
}

static size_t rows_size(size_t count)
{
	return offsetof(struct rows, of) + count * sizeof(struct mustered_row);
}

struct page {
	size_t count;
	struct people people;
	struct rows rows;
};

struct muster_page { /* hashes of what it held; 0: it was not there */
	uint64_t people, rows;
};

void muster_done(struct muster *m)
{
	xfree(m->pages);
	*m = (struct muster){0};
}

/* Another machine, or another followupd, would read something else out of the same bytes: this is
 * how one of each looks in them. */
static uint64_t mark(void)
{
	const struct mustered who = {.key = 1, .email = 2, .id = 3, .tie = 4};
	const struct mustered_row row = {
	        .row = 5, .since = 6, .stage = 7, .present = 8, .integral = 9};
	return seal_quick(seal_quick(PAGE, &who, sizeof who), &row, sizeof row);
}

/* ---- from the store ---- */

static void add(struct roll *roll, const struct mustered *m, const struct mustered_row *row)
{
	size_t who = roll_add_hashed(roll, m->key, m->email);
	struct roll_person *p = &roll->people[who];
	p->id = m->id;
	p->tie = m->tie;
	p->row = row->row;
	p->since = row->since;
	p->stage = row->stage;
	p->present = row->present;
	p->integral = row->integral;
}

/* False: it can't be read, and counts as one that is not there. */
static bool unpack(struct page *p, const void *people, size_t n, const void *rows, size_t rows_n)
{
	p->count = n < people_size(0) ? 0 : (n - people_size(0)) / sizeof(struct mustered);
	if (p->count > PAGE || n != people_size(p->count) || rows_n != rows_size(p->count))
		return false;
	memcpy(&p->people, people, n);
	memcpy(&p->rows, rows, rows_n);
	return p->people.mark == mark() && p->rows.mark == mark();
}

static void load_page(struct muster *m, struct roll *roll, size_t number, const struct page *p)
{
	m->pages = xrealloc(m->pages, (number + 1) * sizeof *m->pages);
	memset(m->pages + m->count, 0, (number - m->count) * sizeof *m->pages);
	m->pages[number] = (struct muster_page){seal_quick(0, &p->people, people_size(p->count)),
	        seal_quick(0, &p->rows, rows_size(p->count))};
	m->count = number + 1;
	for (size_t i = 0; i < p->count; i++) {
		if (i + AHEAD < p->count)
			roll_call_hashed(roll, p->people.who[i + AHEAD].key);
		add(roll, &p->people.who[i], &p->rows.of[i]);
	}
}

/* Those whom no page knows, up to this id: their rows will be written anew. */
static int load_rows(struct db *db, struct roll *roll, int64_t upto)
{
	int64_t after = roll->count ? roll->people[roll->count - 1].id : 0;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT id, key, present, stage FROM customer WHERE id>:after AND id<=:upto"
	        " ORDER BY id",
	        DB_INT(":after", after), DB_INT(":upto", upto));
	int r;
	while ((r = db_step(rows)) > 0) {
		size_t who = roll_add(roll, db_col_text(rows, 1));
		struct roll_person *p = &roll->people[who];
		p->id = (uint32_t)db_col_int(rows, 0);
		p->present = db_col_int(rows, 2);
		p->stage = stage_named(db_col_text(rows, 3));
	}
	return r;
}

int muster_load(struct muster *m, struct db *db, struct roll *roll)
{
	AUTO(xfree) struct page *page = xcalloc(1, sizeof *page);
	roll_expect_count(roll, (size_t)db_int(db, 0, "SELECT max(id) FROM customer"));
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT page, people, rows FROM muster JOIN muster_row USING (page) ORDER BY page");
	int r;
	while ((r = db_step(rows)) > 0) {
		size_t number = (size_t)db_col_int(rows, 0), n, rows_n;
		const void *people = db_col_blob(rows, 1, &n), *of = db_col_blob(rows, 2, &rows_n);
		if (!unpack(page, people, n, of, rows_n))
			continue;
		if (number > m->count && (r = load_rows(db, roll, (int64_t)number * PAGE)) < 0)
			return r;
		load_page(m, roll, number, page);
	}
	return r < 0 ? r : load_rows(db, roll, UINT32_MAX);
}

/* ---- into the store ---- */

static void pack(struct page *page, const struct roll *roll, size_t who)
{
	const struct roll_person *p = &roll->people[who];
	page->people.who[page->count] = (struct mustered){
	        .key = roll->keys.hashes[who],
	        .email = roll->emails.hashes[who],
	        .id = p->id,
	        .tie = p->tie,
	};
	page->rows.of[page->count++] = (struct mustered_row){
	        .row = p->taken ? p->row : 0,
	        .since = p->since,
	        .stage = p->taken ? p->now : p->stage,
	        .present = p->taken,
	        .integral = p->integral,
	};
}

/* Who has which id: new ones did not all come onto the roll in that order. From 1; 0: nobody. */
static uint32_t *by_id(const struct roll *roll, size_t *ret_ids)
{
	size_t ids = 0;
	for (size_t i = 0; i < roll->count; i++)
		ids = roll->people[i].id > ids ? roll->people[i].id : ids;
	uint32_t *who = xcalloc(ids + 1, sizeof *who);
	for (size_t i = 0; i < roll->count; i++)
		if (roll->people[i].id)
			who[roll->people[i].id - 1] = (uint32_t)i + 1;
	*ret_ids = ids;
	return who;
}

static int put_people(struct db *db, size_t page, const struct people *people, size_t size)
{
	return db_run(db, "INSERT OR REPLACE INTO muster (page, people) VALUES (:page, :people)",
	        DB_INT(":page", (int64_t)page), DB_BLOB(":people", people, size));
}

static int put_rows(struct db *db, size_t page, const struct rows *rows, size_t size)
{
	return db_run(db, "INSERT OR REPLACE INTO muster_row (page, rows) VALUES (:page, :rows)",
	        DB_INT(":page", (int64_t)page), DB_BLOB(":rows", rows, size));
}

/* What of it is as it was stays as it is. */
static int put_page(const struct muster *m, struct db *db, size_t number, const struct page *p)
{
	const size_t people = people_size(p->count), rows = rows_size(p->count);
	struct muster_page was = number < m->count ? m->pages[number] : (struct muster_page){0};
	int r = 0;
	if (p->count > 0 && was.people != seal_quick(0, &p->people, people))
		r = put_people(db, number, &p->people, people);
	if (p->count > 0 && r >= 0 && was.rows != seal_quick(0, &p->rows, rows))
		r = put_rows(db, number, &p->rows, rows);
	return r;
}

int muster_put(const struct muster *m, struct db *db, const struct roll *roll)
{
	size_t ids;
	AUTO(xfree) uint32_t *who = by_id(roll, &ids);
	AUTO(xfree) struct page *page = xcalloc(1, sizeof *page);
	page->people.mark = page->rows.mark = mark();
	int r = 0;
	for (size_t number = 0; number * PAGE < ids && r >= 0; number++) {
		page->count = 0;
		for (size_t i = number * PAGE; i < ids && i < (number + 1) * PAGE; i++)
			if (who[i])
				pack(page, roll, who[i] - 1);
		r = put_page(m, db, number, page);
	}
	return r < 0 ? r : 0;
}
