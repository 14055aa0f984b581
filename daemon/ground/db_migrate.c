#include "db_migrate.h"

#include "db.h"
#include "db_inside.h"
#include "log.h"

#include <errno.h>

static char *sql_of(struct db *db, const char *name)
{
	return db_text(
	        db, "SELECT sql FROM sqlite_schema WHERE name=:name", DB_TEXT(":name", name));
}

static int act(struct db *db, const char *verb, const char *name, const char *rest)
{
	AUTO(xfree) char *sql = xasprintf("%s \"%s\"%s", verb, name, rest);
	return db_exec(db, sql);
}

/* The columns both have, quoted, with commas; NULL: none. */
static char *common(struct db *db, struct db *model, const char *table)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(
	        model, "SELECT name FROM pragma_table_info(:table)", DB_TEXT(":table", table));
	struct text t = TEXT_INIT;
	while (db_step(rows) > 0) {
		const char *column = db_col_text(rows, 0);
		if (db_int(db, 0, "SELECT 1 FROM pragma_table_info('before') WHERE name=:name",
		            DB_TEXT(":name", column)))
			text_printf(&t, "%s\"%s\"", t.len ? ", " : "", column);
	}
	return t.len ? text_steal(&t) : NULL;
}

/* What was there steps aside, its rows move over, and it goes. */
static int remake(struct db *db, struct db *model, const char *table, const char *sql)
{
	int r = act(db, "ALTER TABLE", table, " RENAME TO before");
	if (r == 0)
		r = db_exec(db, sql);
	if (r < 0)
		return r;
	AUTO(xfree) char *columns = common(db, model, table);
	if (columns) {
		AUTO(xfree)
		char *move = xasprintf(
		        "INSERT INTO \"%s\" (%s) SELECT %s FROM before", table, columns, columns);
		r = db_exec(db, move);
	}
	return r < 0 ? r : db_exec(db, "DROP TABLE before");
}

static int settle_one(
        struct db *db, struct db *model, const char *type, const char *name, const char *sql)
{
	AUTO(xfree) char *was = sql_of(db, name);
	if (str_same(was, sql))
		return 0;
	if (!was)
		return db_exec(db, sql);
	if (str_same(type, "table"))
		return remake(db, model, name, sql);
	int r = act(db, "DROP INDEX", name, "");
	return r < 0 ? r : db_exec(db, sql);
}

/* Tables first: with a table that is made anew go its indexes. */
static int settle_all(struct db *db, struct db *model, const char *type)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(model,
	        "SELECT name, sql FROM sqlite_schema WHERE type=:type AND sql IS NOT NULL"
	        " AND name NOT LIKE 'sqlite_%'",
	        DB_TEXT(":type", type));
	int r;
	while ((r = db_step(rows)) > 0)
		if ((r = settle_one(db, model, type, db_col_text(rows, 0), db_col_text(rows, 1))) <
		        0)
			return r;
	return r;
}

/* A name that is in `db` and not in `model`; owned, NULL: none. */
static char *surplus(struct db *db, struct db *model, const char *type)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "SELECT name FROM sqlite_schema WHERE type=:type AND sql IS NOT NULL"
	        " AND name NOT LIKE 'sqlite_%'",
	        DB_TEXT(":type", type));
	while (db_step(rows) > 0) {
		AUTO(xfree) char *there = sql_of(model, db_col_text(rows, 0));
		if (!there)
			return xstrdup(db_col_text(rows, 0));
	}
	return NULL;
}

static int drop_all(struct db *db, struct db *model, const char *type, const char *drop)
{
	char *name;
	int r = 0;
	while (r == 0 && (name = surplus(db, model, type))) {
		r = act(db, drop, name, "");
		xfree(name);
	}
	return r;
}

int db_migrate(struct db *db, struct db *model)
{
	int r = settle_all(db, model, "table");
	if (r == 0)
		r = drop_all(db, model, "table", "DROP TABLE");
	if (r == 0)
		r = drop_all(db, model, "index", "DROP INDEX");
	if (r == 0)
		r = settle_all(db, model, "index");
	if (r < 0)
		return r;
	AUTO(xfree)
	char *orphan = db_text(db, "SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1");
	if (!orphan)
		return 0;
	log_error("Rows of the table %s would belong to nobody after the change.", orphan);
	return -EUCLEAN;
}
