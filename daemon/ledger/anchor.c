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

struct draw { /* of all piles, one after the other */
	struct anchors *anchors;
	uint32_t *order; /* of the fields, by their names */
	size_t at;
};

static int by_name(const void *x, const void *y, void *names)
{
	return strcmp(
	        ((char **)names)[*(const uint32_t *)x], ((char **)names)[*(const uint32_t *)y]);
}

static int draw_row(void *arg, struct db_bind *ret)
{
	struct draw *d = arg;
	struct anchors *a = d->anchors;
	uint64_t drawn;
	while (!pile_next(&a->piles[d->order[d->at]], &drawn))
		if (++d->at == a->piles_count)
			return 0;
	ret[0] = DB_TEXT(NULL, a->names[d->order[d->at]]);
	ret[1] = DB_INT(NULL, (int64_t)(drawn >> 32) - DAY_ZERO);
	ret[2] = DB_INT(NULL, (int64_t)(drawn & UINT32_MAX));
	return 1;
}

int anchor_flush(struct anchors *a, struct db *db)
{
	if (a->piles_count == 0)
		return 0;
	AUTO(xfree) uint32_t *order = xcalloc(a->piles_count, sizeof *order);
	for (size_t i = 0; i < a->piles_count; i++)
		order[i] = (uint32_t)i;
	qsort_r(order, a->piles_count, sizeof *order, by_name, a->names);
	struct draw d = {.anchors = a, .order = order};
	/* IGNORE, not ABORT: no copy is kept of what the statement changes */
	return db_run_fed(db,
	        "INSERT OR IGNORE INTO anchor (field, day, customer) SELECT c0, c1, c2 FROM fed",
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
	int r = db_run(db, "DELETE FROM anchor WHERE field=:field AND day=:day AND customer=:id",
	        DB_TEXT(":field", field), DB_INT(":day", day.days), DB_INT(":id", customer));
	return r < 0 ? r : 0;
}

int anchor_drop_row(struct db *db, uint32_t customer)
{
	int r = db_run(db,
	        "DELETE FROM anchor WHERE (field, day, customer) IN (SELECT j.key, j.value, c.id"
	        " FROM customer c, json_each(c.dates) j WHERE c.id=:id)",
	        DB_INT(":id", customer));
	return r < 0 ? r : 0;
}

/* A statement of its own: over both, every anchor there is would be looked at. */
static int drop_of_purchases(struct db *db, uint32_t customer)
{
	int r = db_run(db,
	        "DELETE FROM anchor WHERE customer=:id AND ((field='" ANCHOR_FIRST "' AND day="
	        "(SELECT min(first_day) FROM purchase_total WHERE customer=:id)) OR (field="
	        "'" ANCHOR_LAST "' AND day=(SELECT max(last_day) FROM purchase_total"
	        " WHERE customer=:id)))",
	        DB_INT(":id", customer));
	return r < 0 ? r : 0;
}

int anchor_drop_all(struct db *db, uint32_t customer)
{
	int r = anchor_drop_row(db, customer);
	return r < 0 ? r : drop_of_purchases(db, customer);
}
