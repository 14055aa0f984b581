#include "letterbox.h"

#include "db.h"

#include <errno.h>

void letterbox_done(struct letterbox *l)
{
	xfree(l->numbers);
	pile_done(&l->pile);
	xfree(l->trigger);
	*l = (struct letterbox){0};
}

int letterbox_open(struct letterbox *l, struct db *db)
{
	l->trigger = db_text(db,
	        "SELECT replace(sql, 'CREATE TRIGGER ', 'CREATE TRIGGER ledger.')"
	        " FROM ledger.sqlite_schema WHERE type='trigger' AND name='customer_came'");
	int r = l->trigger ? db_run(db, "DROP TRIGGER ledger.customer_came") : -EIO;
	return r < 0 ? r : 0;
}

static void grow(struct letterbox *l, size_t count)
{
	while (l->cap < count)
		l->cap = l->cap ? l->cap * 2 : 1024;
	l->numbers = xrealloc(l->numbers, l->cap * sizeof *l->numbers);
}

/* Four bytes for each while others need memory too; sorted in the end. */
void letterbox_put(struct letterbox *l, const char *address, size_t n, uint32_t customer)
{
	if (n == 0)
		return;
	if (customer >= l->cap)
		grow(l, (size_t)customer + 1);
	for (; l->count <= customer; l->count++)
		l->numbers[l->count] = 0;
	l->numbers[customer] = db_letterbox(address, n) + 1;
}

static void pile_up(struct letterbox *l)
{
	for (size_t i = 0; i < l->count; i++)
		if (l->numbers[i])
			pile_put(&l->pile, (uint64_t)(l->numbers[i] - 1) << 32 | i);
	xfree(l->numbers);
	l->numbers = NULL;
	l->count = l->cap = 0;
}

static int draw(void *arg, struct db_bind *ret)
{
	struct letterbox *l = arg;
	uint64_t drawn;
	if (!pile_next(&l->pile, &drawn))
		return 0;
	ret[0] = DB_INT(NULL, (int64_t)(drawn >> 32));
	ret[1] = DB_INT(NULL, (int64_t)(drawn & UINT32_MAX));
	return 1;
}

int letterbox_close(struct letterbox *l, struct db *db)
{
	if (!l->trigger)
		return 0;
	pile_up(l);
	/* IGNORE, not ABORT: no copy is kept of what the statement changes */
	int r = db_run_fed(db,
	        "INSERT OR IGNORE INTO letterbox (number, customer) SELECT c0, c1 FROM fed", draw,
	        l);
	if (r == 0)
		r = db_run(db, l->trigger);
	return r < 0 ? r : 0;
}
