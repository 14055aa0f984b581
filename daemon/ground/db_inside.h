/*
 * db_inside: the store's connection, for the files that db is made of: db itself, how a store is
 * opened and made (db_open), what was taken from the ledger (db_ledger), rows that are in no table
 * (db_feed), long answers (db_each), the numbers of mailboxes (db_letterbox), and conditions that
 * people write (db_condition).
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
	char *ledger; /* the file of what was taken from the ledger; NULL: none is looked for */
	bool awaited; /* it was not there yet */
	bool changed_over; /* it came since the store was opened */
	int making;        /* the descriptor of a new one that is being made; -1: none */
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

/* ---- db_open ---- */

struct db *db_new(const char *path, int flags, char **ret_why);
/* SQLite would give a new store the rights that umask leaves; customers' data is for one user.
 * Only ever a new file: closing a store that is open elsewhere in this process drops its locks. */
void db_make_closed(const char *path);
/* Tables that are not there yet. `version`: the pragma that tells whether they are. */
int db_create(struct db *db, const char *version, int (*fill_it)(struct db *));
/*
 * Turn the write-ahead log on. While another process does the same to a new store SQLite says BUSY
 * at once, whatever the timeout: it can't wait with a lock in its hand. So we ask again.
 */
int db_log_ahead(struct db *db, const char *sql);

/* ---- db_letterbox ---- */

/* Make the function letterbox() known. */
int db_letterbox_open(struct db *db);

/* ---- db_ledger ---- */

/*
 * Where there is no file yet, nothing was taken: an empty one in memory stands in for it, and
 * whoever begins something looks whether it has come. The first import makes it beside its place
 * (`.new`), without a log and without a lock that anybody else would meet, and puts it there whole.
 */
int db_ledger_open(struct db *db, const char *store, char **ret_why);
int db_ledger_open_memory(struct db *db);
int db_ledger_look(struct db *db);
int db_ledger_make(struct db *db); /* empty, for who writes to it little by little */
int db_ledger_begin_new(struct db *db);
int db_ledger_put_new(struct db *db); /* -EAGAIN: another was first */
void db_ledger_drop_new(struct db *db);
/* For who holds the lock: a file of another version goes, and one that was never done. */
int db_ledger_clear_other(const char *store, char **ret_why);

int db_ledger_attach(struct db *db, const char *path);
/* A statement for each of the ledger's tables; each %s of it is the name. */
int db_ledger_each_table(struct db *db, const char *statement);
/* What of the ledger lies in the store goes where it belongs; again, if need be. */
int db_ledger_move_out(struct db *db);

/* Statements without rows or parameters, for what db_run() does not: pragmas, tables. 0, -errno. */
int db_exec(struct db *db, const char *sql);

#endif
