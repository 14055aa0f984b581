/*
 * db_migrate: makes an older store's tables those of schema.sql. Nobody writes steps for it: what
 * is there and what shall be are compared, table by table.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

struct db;

/*
 * Inside the caller's transaction, with foreign keys off: `db` gets the tables and indexes of
 * `model`, an empty store of now. Rows are kept, column by column of the same name; new columns
 * begin with their default; tables that `model` does not have go. 0 or -errno.
 */
int db_migrate(struct db *db, struct db *model);

#endif
