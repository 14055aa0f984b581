#include "db.h"

#include "db_inside.h"
#include "log.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SCRATCH_COMMITS = 64 };

struct db_rows {
	struct db *db;
	struct statement *statement;
};

static struct {
	int at;   /* which commit ends the process; 0: none */
	int seen; /* commits so far, two points each */
	int full_at, commits;
} the_crash;

void db_crash_at(int n)
{
	the_crash.at = n;
	the_crash.seen = 0;
}

void db_full_at(int n)
{
	the_crash.full_at = n;
	the_crash.commits = 0;
}

void db_crash_point(void)
{
	if (the_crash.at && ++the_crash.seen == the_crash.at)
		_exit(99);
}

/* What SQLite says, as the errno our callers forward. A slip of ours ends the process. */
int db_fail(struct db *db, int rc, const char *what)
{
	const char *why = sqlite3_errmsg(db->handle);
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		log_warning("The store is busy with another writer (%s); trying again later.", why);
		return -EBUSY;
	case SQLITE_FULL:
		log_event(LOG_EVENT_STORE_FULL,
		        "The disk that holds the store is full. Nothing was lost; make room.");
		return -ENOSPC;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		log_error("The store can't be read or written: %s. Look at the disk.", why);
		return -EIO;
	case SQLITE_READONLY:
		log_error("The store can't be written: %s. Look at the rights of its folder.", why);
		return -EROFS;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		log_event(LOG_EVENT_STORE_DAMAGED,
		        "The store is damaged: %s. Restore it from a backup; nothing is sent.",
		        why);
		return -EUCLEAN;
	default:
		log_error("followupd's own mistake in \"%s\": %s", what, why);
		abort();
	}
}

int db_exec(struct db *db, const char *sql)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : db_fail(db, rc, sql);
}

void db_delete_for_good(struct db *db)
{
	sqlite3_exec(db->handle, "PRAGMA secure_delete=ON", NULL, NULL, NULL);
}

int db_empty_log(struct db *db)
{
	int rc =
	        sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	return rc == SQLITE_OK ? 0 : (rc & 0xff) == SQLITE_BUSY ? -EBUSY : -EIO;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	if (db->making >= 0)
		db_rollback(db);
	for (int i = 0; i < BUCKETS; i++)
		for (struct statement *s = db->statements[i], *next; s; s = next) {
			next = s->next;
			sqlite3_finalize(s->stmt);
			xfree(s->sql);
			xfree(s);
		}
	sqlite3_close(db->handle);
	xfree(db->ledger);
	xfree(db);
}

/* ---- transactions ---- */

bool db_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

static struct statement *prepare(struct db *db, const char *sql);

static int run_kept(struct db *db, const char *sql)
{
	struct statement *s = prepare(db, sql);
	if (!s)
		return -EIO;
	int rc = sqlite3_step(s->stmt);
	int r = rc == SQLITE_DONE ? 0 : db_fail(db, rc, sql);
	db_release(s);
	return r;
}

/*
 * BEGIN IMMEDIATE would take the right to write to both files; a statement that changes nothing
 * takes the one it names. The other file is only read, unless something is written there after all.
 */
static int begin_in(struct db *db, const char *lock)
{
	if (db->scratch ? db->begun : db_in_transaction(db)) {
		log_error("followupd's own mistake: a transaction inside a transaction");
		abort();
	}
	db->begun = true;
	if (db->scratch && db_in_transaction(db))
		return 0;
	int r = db_ledger_look(db);
	if (r == 0)
		r = run_kept(db, "BEGIN");
	if (r == 0 && (r = run_kept(db, lock)) < 0)
		db_rollback(db);
	return r;
}

static int begin(struct db *db, bool riding)
{
	if (db->riding != riding && !db->scratch) {
		int r = db_exec(
		        db, riding ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL");
		if (r < 0)
			return r;
		db->riding = riding;
	}
	return begin_in(db, "UPDATE main.meta SET value=value WHERE 0");
}

int db_begin(struct db *db)
{
	return begin(db, false);
}

int db_begin_riding(struct db *db)
{
	return begin(db, true);
}

int db_begin_ledger(struct db *db)
{
	int r = db_ledger_make(db);
	return r < 0 ? r : begin_in(db, "UPDATE ledger.ledger_fact SET value=value WHERE 0");
}

int db_begin_new_ledger(struct db *db)
{
	int r = db_ledger_look(db);
	if (r == 0 && db->awaited)
		r = db_ledger_begin_new(db);
	if (r == 0)
		r = begin_in(db, "UPDATE ledger.ledger_fact SET value=value WHERE 0");
	if (r < 0)
		db_rollback(db);
	return r;
}

/* Nobody else looks at a scratch store, so that many of its transactions can be one. */
static int commit_scratch(struct db *db)
{
	db->begun = false;
	if (++db->commits % SCRATCH_COMMITS)
		return 0;
	return run_kept(db, "COMMIT");
}

int db_commit(struct db *db)
{
	if (db->scratch)
		return commit_scratch(db);
	db_crash_point();
	bool full = the_crash.full_at && ++the_crash.commits == the_crash.full_at;
	int r = full ? db_fail(db, SQLITE_FULL, "COMMIT") : run_kept(db, "COMMIT");
	if (r == 0 && db->making >= 0)
		r = db_ledger_put_new(db);
	if (r < 0) {
		db_rollback(db);
		return r;
	}
	db_crash_point();
	return 0;
}

int db_bulk(struct db *db, bool on)
{
	return db_exec(db, on ? "PRAGMA ledger.cache_size=-8192; PRAGMA wal_autocheckpoint=16384"
	                      : "PRAGMA ledger.cache_size=-2000;"
	                        " PRAGMA wal_autocheckpoint=" DB_LOG_PAGES);
}

void db_at_work(struct db *db, bool on)
{
	if (on)
		db_ledger_look(db);
	db_exec(db, on ? "PRAGMA main.cache_size=-8192" : "PRAGMA main.cache_size=-2000");
}

int64_t db_version(struct db *db)
{
	return db_int(db, 0, "PRAGMA main.data_version") << 32 ^
	       db_int(db, 0, "PRAGMA ledger.data_version") << 1 ^ db->changed_over;
}

int64_t db_changes(struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}

bool db_begin_reading(struct db *db)
{
	return !db->scratch && !db_in_transaction(db) && db_ledger_look(db) >= 0 &&
	       run_kept(db, "BEGIN") >= 0;
}

void db_rollback(struct db *db)
{
	db->begun = false;
	if (!db->scratch && db_in_transaction(db))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	if (db->making >= 0)
		db_ledger_drop_new(db);
}

/* ---- statements ---- */

/* Of a statement: its length and its last words tell most apart. */
static size_t bucket(const char *sql)
{
	size_t n = strlen(sql), tail = n < 16 ? n : 16;
	return (size_t)(seal_fingerprint(sql + n - tail, tail) ^ n) % BUCKETS;
}

static struct statement *prepare(struct db *db, const char *sql)
{
	struct statement **head = &db->statements[bucket(sql)];
	for (struct statement *s = *head; s; s = s->next)
		if (!s->in_use && strcmp(s->sql, sql) == 0) {
			s->in_use = true;
			return s;
		}
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
	if (rc != SQLITE_OK || !stmt) {
		db_fail(db, rc, sql); /* ends the process for a slip; else the step below tells */
		return NULL;
	}
	struct statement *s = xcalloc(1, sizeof *s);
	*s = (struct statement){.next = *head, .sql = xstrdup(sql), .stmt = stmt, .in_use = true};
	*head = s;
	return s;
}

void db_release(struct statement *s)
{
	if (!s)
		return;
	sqlite3_reset(s->stmt);
	sqlite3_clear_bindings(s->stmt);
	s->in_use = false;
}

/* `keeps`: SQLITE_TRANSIENT, or SQLITE_STATIC when the caller's text outlives the step. */
static void bind_at(
        struct statement *s, const struct db_bind *b, int i, sqlite3_destructor_type keeps)
{
	switch (b->type) {
	case DB_BIND_INT:
		sqlite3_bind_int64(s->stmt, i, b->i);
		break;
	case DB_BIND_TEXT:
		sqlite3_bind_text(s->stmt, i, b->p, b->n ? (int)b->n : -1, keeps);
		break;
	case DB_BIND_BLOB:
		sqlite3_bind_blob64(s->stmt, i, b->p ? b->p : "", b->n, keeps);
		break;
	case DB_BIND_NULL:
	case DB_BIND_END:
		sqlite3_bind_null(s->stmt, i);
		break;
	}
}

static void bind_one(
        struct statement *s, const struct db_bind *b, int place, sqlite3_destructor_type keeps)
{
	/* most come in the statement's own order */
	const char *next = sqlite3_bind_parameter_name(s->stmt, place);
	int i = next && !strcmp(next, b->name) ? place
	                                       : sqlite3_bind_parameter_index(s->stmt, b->name);
	if (i == 0) {
		log_error("followupd's own mistake: no parameter %s in \"%s\"", b->name, s->sql);
		abort();
	}
	bind_at(s, b, i, keeps);
}

static struct statement *ready(
        struct db *db, const char *sql, const struct db_bind *binds, sqlite3_destructor_type keeps)
{
	struct statement *s = prepare(db, sql);
	if (!s)
		return NULL;
	if (!sqlite3_stmt_readonly(s->stmt) && !db_in_transaction(db)) {
		log_error("followupd's own mistake: written outside a transaction: \"%s\"", sql);
		abort();
	}
	for (int place = 1; binds->type != DB_BIND_END; binds++)
		bind_one(s, binds, place++, keeps);
	return s;
}

struct statement *db_ready(struct db *db, const char *sql)
{
	return ready(db, sql, DB_BINDS(), SQLITE_STATIC);
}

int db_run_(struct db *db, const char *sql, const struct db_bind *binds)
{
	struct statement *s = ready(db, sql, binds, SQLITE_STATIC);
	if (!s)
		return -EIO;
	int rc;
	while ((rc = sqlite3_step(s->stmt)) == SQLITE_ROW)
		;
	int r = rc == SQLITE_DONE ? sqlite3_changes(db->handle) : db_fail(db, rc, sql);
	db_release(s);
	return r;
}

int db_try_(struct db *db, const char *sql, const struct db_bind *binds)
{
	struct statement *s = ready(db, sql, binds, SQLITE_STATIC);
	if (!s)
		return -EIO;
	db_patient(db, false);
	int rc = sqlite3_step(s->stmt);
	db_patient(db, true);
	int r = rc == SQLITE_DONE            ? sqlite3_changes(db->handle)
	        : (rc & 0xff) == SQLITE_BUSY ? -EBUSY
	                                     : db_fail(db, rc, sql);
	db_release(s);
	return r;
}

struct db_rows *db_hold(struct db *db, const char *sql)
{
	return db_query_(db, sql, DB_BINDS());
}

int db_again(struct db_rows *held, const struct db_bind *binds, size_t n)
{
	struct statement *s = held->statement;
	if (!s)
		return -EIO;
	for (size_t i = 0; i < n; i++)
		bind_at(s, &binds[i], (int)i + 1, SQLITE_STATIC);
	int rc = sqlite3_step(s->stmt);
	int r = rc == SQLITE_DONE ? sqlite3_changes(held->db->handle)
	                          : db_fail(held->db, rc, s->sql);
	sqlite3_reset(s->stmt);
	return r;
}

struct db_rows *db_query_(struct db *db, const char *sql, const struct db_bind *binds)
{
	struct db_rows *rows = xcalloc(1, sizeof *rows);
	*rows = (struct db_rows){db, ready(db, sql, binds, SQLITE_TRANSIENT)};
	return rows;
}

int db_step(struct db_rows *rows)
{
	if (!rows->statement)
		return -EIO;
	int rc = sqlite3_step(rows->statement->stmt);
	if (rc == SQLITE_ROW)
		return 1;
	/* a value an account manager's condition can't digest, or makes too much of */
	if (rc == SQLITE_ERROR || rc == SQLITE_TOOBIG) {
		log_warning("A condition could not be worked out: %s",
		        sqlite3_errmsg(rows->db->handle));
		return -EINVAL;
	}
	return rc == SQLITE_DONE ? 0 : db_fail(rows->db, rc, rows->statement->sql);
}

int64_t db_col_int(struct db_rows *rows, int column)
{
	return sqlite3_column_int64(rows->statement->stmt, column);
}

const char *db_col_text(struct db_rows *rows, int column)
{
	return (const char *)sqlite3_column_text(rows->statement->stmt, column);
}

const void *db_col_blob(struct db_rows *rows, int column, size_t *ret_n)
{
	const void *p = sqlite3_column_blob(rows->statement->stmt, column);
	*ret_n = (size_t)sqlite3_column_bytes(rows->statement->stmt, column);
	return p;
}

bool db_col_null(struct db_rows *rows, int column)
{
	return sqlite3_column_type(rows->statement->stmt, column) == SQLITE_NULL;
}

int db_col_count(struct db_rows *rows)
{
	return sqlite3_column_count(rows->statement->stmt);
}

void db_rows_free(struct db_rows *rows)
{
	if (!rows)
		return;
	db_release(rows->statement);
	xfree(rows);
}

int64_t db_int_(struct db *db, int64_t fallback, const char *sql, const struct db_bind *binds)
{
	struct db_rows row = {db, ready(db, sql, binds, SQLITE_STATIC)};
	int64_t value = db_step(&row) > 0 && !db_col_null(&row, 0) ? db_col_int(&row, 0) : fallback;
	db_release(row.statement);
	return value;
}

char *db_text_(struct db *db, const char *sql, const struct db_bind *binds)
{
	struct db_rows row = {db, ready(db, sql, binds, SQLITE_STATIC)};
	char *value = db_step(&row) > 0 ? xstrdup(db_col_text(&row, 0)) : NULL;
	db_release(row.statement);
	return value;
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

/* ---- meta ---- */

char *db_meta(struct db *db, const char *key)
{
	return db_text(db, "SELECT value FROM meta WHERE key=:key", DB_TEXT(":key", key));
}

int db_meta_set(struct db *db, const char *key, const char *value)
{
	int r = db_run(db,
	        "INSERT INTO meta (key, value) VALUES (:key, :value)"
	        " ON CONFLICT (key) DO UPDATE SET value=:value",
	        DB_TEXT(":key", key), DB_TEXT(":value", value));
	return r < 0 ? r : 0;
}

int db_key(struct db *db, struct seal_key *ret)
{
	AUTO(xfree) char *hex = db_meta(db, "key");
	if (!hex || strlen(hex) != 2 * SEAL_KEY_BYTES) {
		log_error("The store has lost its key. Restore it from a backup; nothing is sent.");
		return -EUCLEAN;
	}
	for (int i = 0; i < SEAL_KEY_BYTES; i++) {
		unsigned byte;
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			return -EUCLEAN;
		ret->bytes[i] = (unsigned char)byte;
	}
	return 0;
}
