#include "complaint.h"

#include "book.h"
#include "db.h"
#include "seal.h"

#include <stdlib.h>
#include <string.h>

static uint64_t complaint_hash(const char *file, const char *value, const char *reason)
{
	AUTO(xfree) char *all = xasprintf("%s\n%s\n%s", file, value, reason);
	return seal_fingerprint(all, strlen(all));
}

struct old_complaint {
	uint64_t hash;
	int64_t first_at;
};

static int load_complaints(struct db *db, struct old_complaint **ret, size_t *ret_n)
{
	AUTO(xfree) struct old_complaint *old = NULL;
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db, "SELECT file, value, reason, first_at FROM refused");
	size_t n = 0, cap = 0;
	int r;
	while ((r = db_step(rows)) > 0) {
		if (n == cap) {
			cap = cap ? cap * 2 : 64;
			old = xrealloc(old, cap * sizeof *old);
		}
		old[n++] =
		        (struct old_complaint){complaint_hash(db_col_text(rows, 0),
		                                       db_col_text(rows, 1), db_col_text(rows, 2)),
		                db_col_int(rows, 3)};
	}
	if (r < 0)
		return r;
	*ret = old;
	*ret_n = n;
	old = NULL;
	return 0;
}

/* A complaint is as old as when it was first made, also when its row moved to another line. */
static int64_t first_made(
        const struct old_complaint *old, size_t n, const struct book_refusal *f, int64_t now)
{
	uint64_t hash = complaint_hash(book_base_name(f->path), f->value, f->reason);
	int64_t at = now;
	for (size_t i = 0; i < n; i++)
		if (old[i].hash == hash && old[i].first_at < at)
			at = old[i].first_at;
	return at;
}

static int put_refusal(struct db *db, const struct book_refusal *f, int64_t first_at)
{
	return db_run(db,
	        "INSERT OR IGNORE INTO refused (file, line, column, value, reason, first_at)"
	        " VALUES (:file, :line, :column, :value, :reason, :at)",
	        DB_TEXT(":file", book_base_name(f->path)), DB_INT(":line", f->line),
	        DB_INT(":column", f->column), DB_TEXT(":value", f->value),
	        DB_TEXT(":reason", f->reason), DB_INT(":at", first_at));
}

int complaint_put(struct db *db, const struct book *book, int64_t now)
{
	AUTO(xfree) struct old_complaint *old = NULL;
	size_t n = 0;
	int r = load_complaints(db, &old, &n);
	if (r >= 0)
		r = db_run(db, "DELETE FROM refused");
	for (size_t i = 0; i < book->refusals_count && r >= 0; i++) {
		const struct book_refusal *f = &book->refusals[i];
		r = put_refusal(db, f, first_made(old, n, f, now));
	}
	return r < 0 ? r : 0;
}
