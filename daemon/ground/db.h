/*
 * db: the store, opened once per process, by way of SQLite. It is two files: `followupd.db`, and
 * `followupd.db-ledger` with what was last taken from the business's own files (ledger.sql), so
 * that however long an import writes, nobody else waits for it. Statements need not say which.
 *
 * SQL is prepared once per place and kept; parameters are bound by name, and an unknown name
 * ends the process: it is a slip of the programmer. So does a failing statement that can
 * only fail by such a slip; a full disk, an I/O error or a damaged store come back as -errno
 * from db_commit()/db_step() and forward unchanged.
 *
 * Binds are typed by macros: db_run(db, "UPDATE x SET a=:a WHERE id=:id",
 *                                   DB_TEXT(":a", s), DB_INT(":id", 7));
 */
#ifndef DB_H
#define DB_H

#include "base.h"

struct db;

struct db_bind {
	const char *name;
	enum { DB_BIND_END, DB_BIND_INT, DB_BIND_TEXT, DB_BIND_BLOB, DB_BIND_NULL } type;
	int64_t i;
	const void *p;
	size_t n;
};
#define DB_INT(nm, v) ((struct db_bind){.name = (nm), .type = DB_BIND_INT, .i = (v)})
/* A text whose length is known. */
#define DB_TEXT_N(nm, v, len)                                                                      \
	((struct db_bind){.name = (nm), .type = DB_BIND_TEXT, .p = (v), .n = (len)})
#define DB_TEXT(nm, v)                                                                             \
	((struct db_bind){.name = (nm), .type = DB_BIND_TEXT, .p = (v)}) /* NULL: NULL */
#define DB_BLOB(nm, v, len)                                                                        \
	((struct db_bind){.name = (nm), .type = DB_BIND_BLOB, .p = (v), .n = (len)})
#define DB_NULL(nm) ((struct db_bind){.name = (nm), .type = DB_BIND_NULL})
#define DB_END ((struct db_bind){.type = DB_BIND_END})
#define DB_BINDS(...) ((const struct db_bind[]){__VA_ARGS__ __VA_OPT__(, ) DB_END})

/*
 * Open the store at `path`; where there never was one, make it. A sentence in *ret_why and -errno:
 * -EPROTO it is of a newer or an older followupd, -EUCLEAN it is damaged, -ENOENT it was there once
 * (`path`.made says so) and is gone or empty now.
 */
int db_open(const char *path, struct db **ret_db, char **ret_why);
/* Beside the store, for the day it is gone: from now on nobody makes it anew behind people's backs.
 * Where it can't be written that day is not noticed. */
void db_leave_landmark(const char *path);
/* Bring a store of an older followupd up to date, after a copy of it was put beside it; what
 * another one took from the ledger is left out, for it is read anew. For who holds the lock, before
 * anybody opens it. 0, also where nothing is to do; -errno and a sentence. */
int db_upgrade(const char *path, char **ret_why);
/* A scratch copy of an open store, for looking at the future: in memory, or where temporary files
 * lie when it grows. What is rolled back in it stays: after an error it is of no use. */
int db_open_scratch(struct db *from, struct db **ret_db, char **ret_why);
/* For tests and tools: an empty store in memory. */
int db_open_memory(struct db **ret_db);
void db_close(struct db *db);
DEFINE_AUTO(struct db, db_close)

/* A copy of both in the one new file `path`, which can be put in the store's place; sound, synced,
 * while others write. 0, or -errno with a sentence in *ret_why. */
int db_backup(struct db *db, const char *path, char **ret_why);
/* From now on what is deleted is overwritten on the disk too. */
void db_delete_for_good(struct db *db);
/* The write-ahead log goes into the store and is emptied: nothing deleted lingers in it. 0;
 * -EBUSY when others kept it in use. Outside transactions. */
int db_empty_log(struct db *db);

/*
 * Transactions. db_begin() takes the right to write to the store, but not to what was taken from
 * the ledger; waits up to 10 s for another writer, then -EBUSY. db_begin_ledger() takes the other
 * one, and not the store's. db_commit() is the one COMMIT site. db_rollback() undoes; harmless when
 * none is open. They do not nest.
 *
 * What db_begin() begins is on the disk when db_commit() returns. What db_begin_riding() begins
 * survives the end of the process, but when the power fails it may be forgotten: it rides to the
 * disk with the next full commit, whoever makes it. Ten times as fast.
 */
int db_begin(struct db *db);
int db_begin_riding(struct db *db);
int db_begin_ledger(struct db *db);
/* The same for one who writes all of it, where nothing was taken yet: without a log, and nobody
 * sees it before it is there whole. Where it is there already: like db_begin_ledger(). */
int db_begin_new_ledger(struct db *db);
int db_commit(struct db *db);
/* Much is about to be read: all of it as it stands now, and nothing asked of the file system for
 * each statement. Until db_rollback(); true when it began: not inside a transaction, and not in a
 * store in memory. */
bool db_begin_reading(struct db *db);
void db_rollback(struct db *db);
bool db_in_transaction(struct db *db);

/* Another number once another connection has committed something. */
int64_t db_version(struct db *db);
/* How many rows this connection has changed so far. */
int64_t db_changes(struct db *db);

/* For a pass: what it touches stays at hand (8 MB of the store), and memory is given back behind
 * it. */
void db_at_work(struct db *db, bool on);

/* Much is about to be written: keep 8 MB of the ledger at hand, and settle the log less often. */
int db_bulk(struct db *db, bool on);

/*
 * The crash test: the process ends at once (exit 99) just before (odd n) or just after
 * (even n) the ((n+1)/2)-th COMMIT of a writing transaction. Read from $FOLLOWUPD_CRASH_AT by
 * the programs; 0: never.
 */
void db_crash_at(int n);
void db_full_at(int n);    /* the n-th COMMIT finds the disk full instead; $FOLLOWUPD_FULL_AT */
void db_crash_point(void); /* one more such point that is no commit: around a final dot */

/* Run a statement that gives no rows. Number of rows changed, or -errno. */
int db_run_(struct db *db, const char *sql, const struct db_bind *binds);
#define db_run(db, sql, ...) db_run_(db, sql, DB_BINDS(__VA_ARGS__))

/* The same, but without waiting: -EBUSY, and nothing done, when another writes to that file. */
int db_try_(struct db *db, const char *sql, const struct db_bind *binds);
#define db_try(db, sql, ...) db_try_(db, sql, DB_BINDS(__VA_ARGS__))

/*
 * The same statement over and over, as an import needs it: hold it, then again and again bind its
 * parameters in their order (names are not looked at, texts are borrowed) and run it. Number of
 * rows changed, or -errno. db_rows_free() gives it back.
 */
struct db_rows *db_hold(struct db *db, const char *sql);
int db_again(struct db_rows *held, const struct db_bind *binds, size_t n);

/*
 * Rows that come from the program and go into a table by one statement, the quickest way there is:
 * "INSERT INTO t (a, b) SELECT c0, c1 FROM fed". `next` puts the values of the next row to *ret:
 * 1 a row, 0 the end, -errno. Texts are borrowed until it is called again. 0, or -errno.
 */
enum { DB_FEED_COLUMNS = 32 };
typedef int db_feed(void *arg, struct db_bind *ret);
int db_run_fed(struct db *db, const char *sql, db_feed *next, void *arg);

/* The number of the mailbox with this address, in capitals or not, by which table letterbox knows
 * it; letterbox(address) in SQL. Two may have the same. */
uint32_t db_letterbox(const char *address, size_t n);
/* Of a row of table customer: is this (in SQL) their address? */
#define DB_LIVES_AT(address)                                                                       \
	"(id IN (SELECT customer FROM letterbox WHERE number=letterbox(" address "))"              \
	" AND email=" address ")"

/*
 * Rows: struct db_rows *r = db_query(db, "SELECT …", binds…); while (db_step(r) > 0) …
 * db_step(): 1 a row, 0 the end, -errno. Columns are numbered from 0; text is borrowed until
 * the next step, NULL stays NULL. db_rows_free() gives the statement back for reuse; one
 * statement text can be open twice at a time (nested queries are fine).
 */
struct db_rows;
struct db_rows *db_query_(struct db *db, const char *sql, const struct db_bind *binds);
#define db_query(db, sql, ...) db_query_(db, sql, DB_BINDS(__VA_ARGS__))
int db_step(struct db_rows *rows);
int64_t db_col_int(struct db_rows *rows, int column); /* NULL gives 0 */
const char *db_col_text(struct db_rows *rows, int column);
const void *db_col_blob(struct db_rows *rows, int column, size_t *ret_n);
bool db_col_null(struct db_rows *rows, int column);
int db_col_count(struct db_rows *rows);
void db_rows_free(struct db_rows *rows);
DEFINE_AUTO(struct db_rows, db_rows_free)

/*
 * An answer of millions of rows, in half the time: given() hands each to `each` from inside of the
 * statement, "SELECT count(given(key, id)) FROM customer". Values are numbered from 0 and borrowed;
 * inside of one db_each() there is no other. 0, or -errno.
 */
struct db_given;
typedef void db_each(const struct db_given *row, void *arg);
int db_each_(struct db *db, const char *sql, const struct db_bind *binds, db_each *each, void *arg);
#define db_each(db, sql, each, arg, ...) db_each_(db, sql, DB_BINDS(__VA_ARGS__), each, arg)
int64_t db_given_int(const struct db_given *row, int i);
const void *db_given_blob(const struct db_given *row, int i, size_t *ret_n);

/* One value. The default when there is no row (or it is NULL). */
int64_t db_int_(struct db *db, int64_t fallback, const char *sql, const struct db_bind *binds);
#define db_int(db, fallback, sql, ...) db_int_(db, fallback, sql, DB_BINDS(__VA_ARGS__))
char *db_text_(struct db *db, const char *sql, const struct db_bind *binds); /* owned; NULL: none */
#define db_text(db, sql, ...) db_text_(db, sql, DB_BINDS(__VA_ARGS__))
int64_t db_last_id(struct db *db);

/*
 * A condition for use in a WHERE over the customer table (ledger/condition.h makes it): checked by
 * an authorizer that permits reading `customer` and pure functions only, and no SELECT of its own.
 * 0, or a positive DB_REFUSED with the reason in *ret_why.
 */
enum { DB_REFUSED = 1 };
int db_check_condition(struct db *db, const char *condition, char **ret_why);

/* The store's own secret, made with the store; what tokens and suppressions are keyed with. */
struct seal_key;
int db_key(struct db *db, struct seal_key *ret); /* 0, -errno */

/* Small facts about the store itself (table meta). */
char *db_meta(struct db *db, const char *key); /* owned, NULL when unknown */
int db_meta_set(struct db *db, const char *key, const char *value);

#endif
