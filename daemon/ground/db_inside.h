/*
 * db_inside: the store's connection, for the files that db is made of: db itself, how a store is
 * opened and made (db_open), rows that are in no table (db_feed), long answers (db_each), and
 * conditions that people write (db_condition).
 */
#ifndef DB_INSIDE_H
#define DB_INSIDE_H

#include "base.h"

#include <sqlite3.h>

/* A prepared statement, kept for the life of the store under its text. */
struct statement {
	struct statement *next;
	char *sql;
	sqlite3_stmt *stmt;
	bool in_use;
};

/* So many pages may wait in the log before they go into the store: 16 MB. A page that is written
 * many times goes there once, and each time costs a flush. */
#define DB_LOG_PAGES "4000"

enum { BUCKETS = 256 };

struct db_bind;
struct db_given;

struct db {
	sqlite3 *handle;
	bool riding;  /* the commits of now are not synced */
	bool scratch; /* nothing in it outlives the process */
	bool begun;   /* in a scratch store: between db_begin() and its end */
	int commits;  /* in a scratch store: not made yet */
	struct statement *statements[BUCKETS];
	/* where the rows of table fed come from, see db_run_fed() */
	int (*feed)(void *arg, struct db_bind *ret);
	void *feed_arg;
	int feed_failed; /* with this -errno */
	/* who gets what given() is called with, see db_each() */
	void (*each)(const struct db_given *row, void *arg);
	void *each_arg;
};

/* What SQLite says, as the errno our callers forward. A slip of ours ends the process. */
int db_fail(struct db *db, int rc, const char *what);

/* Make known what conditions use beside SQLite's own: iso_day(), the collation ledger_value, and a
 * LIKE whose cost is bounded. */
int db_words(struct db *db);
/* A statement without parameters, to be run inside a transaction, and given back. NULL: the store
 * could not even be read. */
struct statement *db_ready(struct db *db, const char *sql);
void db_release(struct statement *s);

/* Wait for others who write, or not. */
void db_patient(struct db *db, bool on);

/* Statements without rows or parameters, for what db_run() does not: pragmas, tables. 0, -errno. */
int db_exec(struct db *db, const char *sql);

#endif
