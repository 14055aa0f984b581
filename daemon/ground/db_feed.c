/* Rows of the program's own, read by one statement as if they were a table. */
#include "db.h"
#include "db_inside.h"

#include <errno.h>

struct feed_cursor {
	sqlite3_vtab_cursor base;
	struct db *db;
	struct db_bind row[DB_FEED_COLUMNS];
	sqlite3_int64 number;
	bool end;
};

struct feed_table {
	sqlite3_vtab base;
	struct db *db;
};

static int feed_connect(sqlite3 *handle, void *arg, int argc, const char *const *argv,
        sqlite3_vtab **ret, char **ret_why)
{
	(void)argc;
	(void)argv;
	(void)ret_why;
	struct feed_table *t = xcalloc(1, sizeof *t);
	t->db = arg;
	*ret = &t->base;
	sqlite3_vtab_config(handle, SQLITE_VTAB_DIRECTONLY);
	return sqlite3_declare_vtab(handle,
	        "CREATE TABLE fed (c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13,"
	        " c14, c15, c16, c17, c18, c19, c20, c21, c22, c23, c24, c25, c26, c27, c28, c29,"
	        " c30, c31)");
}

static int feed_disconnect(sqlite3_vtab *table)
{
	xfree(table);
	return SQLITE_OK;
}

static int feed_best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void)table;
	info->estimatedCost = 1000; /* rather than be gone through again and again */
	info->estimatedRows = 1000;
	return SQLITE_OK;
}

static int feed_open(sqlite3_vtab *table, sqlite3_vtab_cursor **ret)
{
	struct feed_cursor *c = xcalloc(1, sizeof *c);
	c->db = ((struct feed_table *)table)->db;
	*ret = &c->base;
	return SQLITE_OK;
}

static int feed_close(sqlite3_vtab_cursor *cursor)
{
	xfree(cursor);
	return SQLITE_OK;
}

static int feed_next(sqlite3_vtab_cursor *cursor)
{
	struct feed_cursor *c = (struct feed_cursor *)cursor;
	int r = c->db->feed(c->db->feed_arg, c->row);
	c->number++;
	c->end = r <= 0;
	c->db->feed_failed = r < 0 ? r : 0;
	return r < 0 ? SQLITE_INTERRUPT : SQLITE_OK;
}

static int feed_filter(
        sqlite3_vtab_cursor *cursor, int number, const char *text, int argc, sqlite3_value **argv)
{
	(void)number;
	(void)text;
	(void)argc;
	(void)argv;
	return feed_next(cursor);
}

static int feed_eof(sqlite3_vtab_cursor *cursor)
{
	return ((struct feed_cursor *)cursor)->end;
}

static int feed_column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int column)
{
	const struct db_bind *b = &((struct feed_cursor *)cursor)->row[column];
	if (b->type == DB_BIND_INT)
		sqlite3_result_int64(out, b->i);
	else if (b->type == DB_BIND_TEXT)
		sqlite3_result_text(out, b->p, b->n ? (int)b->n : -1, SQLITE_STATIC);
	return SQLITE_OK; /* else: NULL */
}

static int feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *ret)
{
	*ret = ((struct feed_cursor *)cursor)->number;
	return SQLITE_OK;
}

static const sqlite3_module feed_module = {
        .xConnect = feed_connect,
        .xDisconnect = feed_disconnect,
        .xBestIndex = feed_best_index,
        .xOpen = feed_open,
        .xClose = feed_close,
        .xFilter = feed_filter,
        .xNext = feed_next,
        .xEof = feed_eof,
        .xColumn = feed_column,
        .xRowid = feed_rowid,
};

int db_run_fed(struct db *db, const char *sql, db_feed *next, void *arg)
{
	if (!db->feed)
		sqlite3_create_module(db->handle, "fed", &feed_module, db);
	db->feed = next;
	db->feed_arg = arg;
	db->feed_failed = 0;
	struct statement *s = db_ready(db, sql);
	if (!s)
		return -EIO;
	int rc = sqlite3_step(s->stmt);
	int r = rc == SQLITE_DONE     ? 0
	        : db->feed_failed < 0 ? db->feed_failed
	                              : db_fail(db, rc, sql);
	db_release(s);
	return r;
}
