#include "anchor.h"

#include "db.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_ZERO = 1 << 30 }; /* so that no day is less than 0 */

/* ---- fields ---- */

uint32_t anchor_field(struct anchors *a, const char *name)
{
	for (size_t i = 0; i < a->names_count; i++)
		if (!strcmp(a->names[i], name))
			return (uint32_t)i;
	a->names = xrealloc(a->names, (a->names_count + 1) * sizeof *a->names);
	a->names[a->names_count] = xstrdup(name);
	return (uint32_t)a->names_count++;
}

/* ---- piles ---- */

void anchor_put(struct anchors *a, struct anchor date, uint32_t customer)
{
	if (date.field >= a->piles_count) {
		size_t count = date.field + 1;
		a->piles = xrealloc(a->piles, count * sizeof *a->piles);
		memset(a->piles + a->piles_count, 0, (count - a->piles_count) * sizeof *a->piles);
		a->piles_count = count;
	}
	uint64_t day = (uint64_t)((int64_t)date.day.days + DAY_ZERO);
	pile_put(&a->piles[date.field], day << 32 | customer);
}

struct drawn { /* a pile, and its field as the store numbers it */
	struct pile *pile;
	int64_t field;
};

struct draw { /* of all piles, one after the other */
	struct drawn *piles;
	size_t at, count;
};

static int by_field(const void *x, const void *y)
{
	const struct drawn *a = x, *b = y;
	return (a->field > b->field) - (a->field < b->field);
}

static int draw_row(void *arg, struct db_bind *ret)
{
	struct draw *d = arg;
	uint64_t drawn;
	while (!pile_next(d->piles[d->at].pile, &drawn))
		if (++d->at == d->count)
			return 0;
	ret[0] = DB_INT(NULL, d->piles[d->at].field);
	ret[1] = DB_INT(NULL, (int64_t)(drawn >> 32) - DAY_ZERO);
	ret[2] = DB_INT(NULL, (int64_t)(drawn & UINT32_MAX));
	return 1;
}

/* Its number in the store, where it has none the next one. */
static int number(struct db *db, const char *field, int64_t *ret)
{
	int r = db_run(db,
	        "INSERT OR IGNORE INTO anchor_field (name, number) SELECT :name,"
	        " coalesce(max(number) + 1, 0) FROM anchor_field WHERE number <"
	        " (SELECT number FROM anchor_field WHERE name='" ANCHOR_FIRST "')",
	        DB_TEXT(":name", field));
	*ret = db_int(db, -1, "SELECT number FROM anchor_field WHERE name=:name",
	        DB_TEXT(":name", field));
	return r < 0 ? r : 0;
}

int anchor_flush(struct anchors *a, struct db *db)
{
	if (a->piles_count == 0)
		return 0;
	AUTO(xfree) struct drawn *piles = xcalloc(a->piles_count, sizeof *piles);
	int r = 0;
	for (size_t i = 0; i < a->piles_count && r == 0; i++) {
		piles[i].pile = &a->piles[i];
		r = number(db, a->names[i], &piles[i].field);
	}
	if (r < 0)
		return r;
	qsort(piles, a->piles_count, sizeof *piles, by_field);
	struct draw d = {.piles = piles, .count = a->piles_count};
	/* IGNORE, not ABORT: no copy is kept of what the statement changes */
	return db_run_fed(db,
	        "INSERT OR IGNORE INTO anchor_day (field, day, customer) SELECT c0, c1, c2"
	        " FROM fed",
	        draw_row, &d);
}

void anchor_done(struct anchors *a)
{
	for (size_t i = 0; i < a->names_count; i++)
		xfree(a->names[i]);
	for (size_t i = 0; i < a->piles_count; i++)
		pile_done(&a->piles[i]);
	xfree(a->names);
	xfree(a->piles);
	*a = (struct anchors){0};
}

/* ---- at once ---- */

int anchor_drop(struct db *db, const char *field, struct date day, uint32_t customer)
{
	if (date_is_none(day))
		return 0;
	int r = db_run(db,
	        "DELETE FROM anchor_day WHERE field=(SELECT number FROM anchor_field WHERE"
	        " name=:field) AND day=:day AND customer=:id",
	        DB_TEXT(":field", field), DB_INT(":day", day.days), DB_INT(":id", customer));
	return r < 0 ? r : 0;
}

int anchor_drop_row(struct db *db, uint32_t customer)
{
	int r = db_run(db,
	        "DELETE FROM anchor_day WHERE (field, day, customer) IN (SELECT f.number, j.value,"
	        " c.id FROM customer c CROSS JOIN json_each(c.dates) j CROSS JOIN anchor_field f"
	        " ON f.name=j.key WHERE c.id=:id)",
	        DB_INT(":id", customer));
	return r < 0 ? r : 0;
}

/* A statement of its own: over both, every anchor there is would be looked at. */
static int drop_of_purchases(struct db *db, uint32_t customer)
{
	int r = db_run(db,
	        "DELETE FROM anchor_day WHERE customer=:id AND ((field="
	        "(SELECT number FROM anchor_field WHERE name='" ANCHOR_FIRST "') AND day="
	        "(SELECT min(first_day) FROM purchase_total WHERE customer=:id)) OR (field="
	        "(SELECT number FROM anchor_field WHERE name='" ANCHOR_LAST "') AND day="
	        "(SELECT max(last_day) FROM purchase_total WHERE customer=:id)))",
	        DB_INT(":id", customer));
	return r < 0 ? r : 0;
}

int anchor_drop_all(struct db *db, uint32_t customer)
{
	int r = anchor_drop_row(db, customer);
	return r < 0 ? r : drop_of_purchases(db, customer);
}
