#include "muster.h"

#include "db.h"
#include "roll.h"
#include "seal.h"
#include "stage.h"

#include <string.h>

enum { PAGE = 1024 }; /* people */

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

static void load_page(struct muster *m, struct roll *roll, const void *bytes, size_t n)
{
	m->pages = xrealloc(m->pages, (m->count + 1) * sizeof *m->pages);
	m->pages[m->count++] = seal_quick(0, bytes, n);
	for (size_t at = 0; at + sizeof(struct mustered) <= n; at += sizeof(struct mustered)) {
		struct mustered one;
		memcpy(&one, (const char *)bytes + at, sizeof one);
		add(roll, &one);
	}
}

static int load_pages(struct muster *m, struct db *db, struct roll *roll)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db, "SELECT people FROM muster ORDER BY page");
	int r;
	while ((r = db_step(rows)) > 0) {
		size_t n;
		const void *bytes = db_col_blob(rows, 0, &n);
		load_page(m, roll, bytes, n);
	}
	return r;
}

/* By hand, as it were: everybody's row will be written anew. */
static int load_rows(struct db *db, struct roll *roll)
{
	AUTO(db_rows_free)
	struct db_rows *rows =
	        db_query(db, "SELECT id, key, present, stage FROM customer ORDER BY id");
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

static bool whole(struct db *db, const struct roll *roll)
{
	uint32_t last = roll->count ? roll->people[roll->count - 1].id : 0;
	return db_int(db, 0, "SELECT max(id) FROM customer") == last;
}

int muster_load(struct muster *m, struct db *db, struct roll *roll)
{
	uint64_t seed = roll->seed;
	int r = load_pages(m, db, roll);
	if (r < 0 || whole(db, roll))
		return r;
	muster_done(m);
	roll_done(roll);
	roll->seed = seed;
	return load_rows(db, roll);
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

int muster_put(const struct muster *m, struct db *db, const struct roll *roll)
{
	AUTO(xfree) struct mustered *page = xcalloc(PAGE, sizeof *page);
	int r = 0;
	for (size_t i = 0, n = 0; n < roll->count && r >= 0; i++) {
		size_t count = 0;
		for (; count < PAGE && n < roll->count; n++)
			if (roll->people[n].id != 0)
				page[count++] = mustered(roll, n);
		size_t size = count * sizeof *page;
		if (i < m->count && m->pages[i] == seal_quick(0, page, size))
			continue;
		r = db_run(db,
		        "INSERT OR REPLACE INTO muster (page, people) VALUES (:page, :people)",
		        DB_INT(":page", (int64_t)i), DB_BLOB(":people", page, size));
	}
	return r < 0 ? r : 0;
}
