#include "muster.h"

#include "db.h"
#include "roll.h"
#include "seal.h"
#include "stage.h"

#include <string.h>

enum { PAGE = 1024 }; /* ids */

/* One of them, in the bytes of this machine: the file goes to no other. */
struct mustered {
	uint64_t row, key, email; /* hashes */
	uint32_t id, tie;
	int32_t since;
	uint8_t stage, present, integral, none;
};

void muster_done(struct muster *m)
{
	xfree(m->pages);
	*m = (struct muster){0};
}

/* ---- from the store ---- */

static void add(struct roll *roll, const struct mustered *m)
{
	size_t who = roll_add_hashed(roll, m->key, m->email);
	struct roll_person *p = &roll->people[who];
	p->id = m->id;
	p->tie = m->tie;
	p->row = m->row;
	p->since = m->since;
	p->stage = m->stage;
	p->present = m->present;
	p->integral = m->integral;
}

static void load_page(struct muster *m, struct roll *roll, size_t page, const void *bytes, size_t n)
{
	m->pages = xrealloc(m->pages, (page + 1) * sizeof *m->pages);
	memset(m->pages + m->count, 0, (page - m->count) * sizeof *m->pages);
	m->pages[page] = seal_quick(0, bytes, n);
	m->count = page + 1;
	for (size_t at = 0; at + sizeof(struct mustered) <= n; at += sizeof(struct mustered)) {
		struct mustered one;
		memcpy(&one, (const char *)bytes + at, sizeof one);
		add(roll, &one);
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
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db, "SELECT page, people FROM muster ORDER BY page");
	int r;
	while ((r = db_step(rows)) > 0) {
		size_t page = (size_t)db_col_int(rows, 0), n;
		if (page > m->count && (r = load_rows(db, roll, (int64_t)page * PAGE)) < 0)
			return r;
		const void *bytes = db_col_blob(rows, 1, &n);
		load_page(m, roll, page, bytes, n);
	}
	return r < 0 ? r : load_rows(db, roll, UINT32_MAX);
}

/* ---- into the store ---- */

static struct mustered mustered(const struct roll *roll, size_t who)
{
	const struct roll_person *p = &roll->people[who];
	return (struct mustered){
	        .row = p->taken ? p->row : 0,
	        .key = roll->keys.hashes[who],
	        .email = roll->emails.hashes[who],
	        .id = p->id,
	        .tie = p->tie,
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

static int put_page(const struct muster *m, struct db *db, size_t page,
        const struct mustered *people, size_t count)
{
	size_t size = count * sizeof *people;
	if (count == 0 || (page < m->count && m->pages[page] == seal_quick(0, people, size)))
		return 0;
	return db_run(db, "INSERT OR REPLACE INTO muster (page, people) VALUES (:page, :people)",
	        DB_INT(":page", (int64_t)page), DB_BLOB(":people", people, size));
}

int muster_put(const struct muster *m, struct db *db, const struct roll *roll)
{
	size_t ids;
	AUTO(xfree) uint32_t *who = by_id(roll, &ids);
	AUTO(xfree) struct mustered *people = xcalloc(PAGE, sizeof *people);
	int r = 0;
	for (size_t page = 0; page * PAGE < ids && r >= 0; page++) {
		size_t count = 0;
		for (size_t i = page * PAGE; i < ids && i < (page + 1) * PAGE; i++)
			if (who[i])
				people[count++] = mustered(roll, who[i] - 1);
		r = put_page(m, db, page, people, count);
	}
	return r < 0 ? r : 0;
}
