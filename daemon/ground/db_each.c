/* Rows of a long answer, handed over from inside of the statement that finds them. */
#include "db.h"
#include "db_inside.h"

static sqlite3_value **values(const struct db_given *row)
{
	return (sqlite3_value **)row;
}

int64_t db_given_int(const struct db_given *row, int i)
{
	return sqlite3_value_int64(values(row)[i]);
}

const void *db_given_blob(const struct db_given *row, int i, size_t *ret_n)
{
	const void *p = sqlite3_value_blob(values(row)[i]);
	*ret_n = (size_t)sqlite3_value_bytes(values(row)[i]);
	return p;
}

static void given(sqlite3_context *call, int n, sqlite3_value **row)
{
	(void)n;
	const struct db *db = sqlite3_user_data(call);
	db->each((const struct db_given *)row, db->each_arg);
}

int db_each_(struct db *db, const char *sql, const struct db_bind *binds, db_each *each, void *arg)
{
	if (!db->each)
		sqlite3_create_function(db->handle, "given", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
		        db, given, NULL, NULL);
	db->each = each;
	db->each_arg = arg;
	AUTO(db_rows_free) struct db_rows *rows = db_query_(db, sql, binds);
	int r;
	while ((r = db_step(rows)) > 0)
		;
	return r;
}
