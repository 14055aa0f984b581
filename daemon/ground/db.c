#include "db.h"

#include "log.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SCHEMA_VERSION = 1,
	APPLICATION_ID = 0x464c5550 /* "FLUP" */,
	BUSY_MS = 10000,
	BUSY_STEP_MS = 2
};

static const char schema_text[] =
#include "schema.h"
        ;

/* A prepared statement, kept for the life of the store under its text. */
struct statement {
	struct statement *next;
	char *sql;
	sqlite3_stmt *stmt;
	bool in_use;
};

enum { BUCKETS = 256 };

struct db {
	sqlite3 *handle;
	bool riding;  /* the commits of now are not synced */
	bool scratch; /* nothing in it outlives the process */
	struct statement *statements[BUCKETS];
};

struct db_rows {
	struct db *db;
	struct statement *statement;
};

static struct {
	int at;   /* which commit ends the process; 0: none */
	int seen; /* commits so far, two points each */
} the_crash;

void db_crash_at(int n)
{
	the_crash.at = n;
	the_crash.seen = 0;
}

void db_crash_point(void)
{
	if (the_crash.at && ++the_crash.seen == the_crash.at)
		_exit(99);
}

/* What SQLite says, as the errno our callers forward. A slip of ours ends the process. */
static int fail(struct db *db, int rc, const char *what)
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

/* ---- opening ---- */

static int exec(struct db *db, const char *sql)
{
	int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : fail(db, rc, sql);
}

/* What a new store is born with. */
static int found(struct db *db)
{
	struct seal_key key;
	seal_key_new(&key);
	char hex[2 * SEAL_KEY_BYTES + 1];
	for (int i = 0; i < SEAL_KEY_BYTES; i++)
		sprintf(hex + 2 * i, "%02x", key.bytes[i]);
	int r = db_meta_set(db, "key", hex);
	if (r < 0)
		return r;
	AUTO(xfree) char *now = xasprintf("%lld", (long long)clock_now());
	return db_meta_set(db, "created_at", now);
}

static int create(struct db *db)
{
	int r = db_begin(db);
	if (r < 0)
		return r;
	/* another process may have made it while we waited */
	if (db_int(db, 0, "PRAGMA user_version") == 0) {
		if ((r = exec(db, schema_text)) < 0 || (r = found(db)) < 0) {
			db_rollback(db);
			return r;
		}
		char pragma[96];
		snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d; PRAGMA application_id=%d",
		        SCHEMA_VERSION, APPLICATION_ID);
		if ((r = exec(db, pragma)) < 0) {
			db_rollback(db);
			return r;
		}
	}
	return db_commit(db);
}

static int settle_version(struct db *db, const char *path, char **ret_why)
{
	int version = (int)db_int(db, -1, "PRAGMA user_version");
	if (version > SCHEMA_VERSION) {
		*ret_why = xasprintf(
		        "The store %s was made by a newer followupd (its version is %d, this "
		        "program knows %d). Install that version again; nothing was touched.",
		        path, version, SCHEMA_VERSION);
		return -EPROTO;
	}
	if (version < 0)
		return -EIO; /* it could not even be read; the line above says why */
	return version == 0 ? create(db) : 0;
}

/*
 * Turn the write-ahead log on. While another process does the same to a new store SQLite says BUSY
 * at once, whatever the timeout: it can't wait with a lock in its hand. So we ask again.
 */
static int log_ahead(struct db *db)
{
	static const char sql[] = "PRAGMA journal_mode=WAL";
	int rc = SQLITE_BUSY;
	for (int waited = 0; (rc & 0xff) == SQLITE_BUSY && waited < BUSY_MS;
	        waited += BUSY_STEP_MS) {
		rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
		if ((rc & 0xff) == SQLITE_BUSY)
			usleep(BUSY_STEP_MS * 1000);
	}
	return rc == SQLITE_OK ? 0 : fail(db, rc, sql);
}

/*
 * Another writes. SQLite's own way of waiting looks ever more seldom, so that somebody who writes
 * without a pause would be met at work each time; who looks often finds the moment in between.
 */
static int wait_for_writer(void *arg, int looked)
{
	(void)arg;
	usleep(BUSY_STEP_MS * 1000);
	return looked < BUSY_MS / BUSY_STEP_MS;
}

static int configure(struct db *db, bool file)
{
	sqlite3_busy_handler(db->handle, wait_for_writer, NULL);
	sqlite3_extended_result_codes(db->handle, 1);
	int r = file ? log_ahead(db) : 0;
	if (r < 0)
		return r;
	/* FULL: a claim must be on the disk before the first byte of its letter leaves */
	/* temporary tables in memory: a worker is fenced off the folders for temporary files */
	return exec(db, file ? "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
	                       "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
	                     : "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;");
}

static struct db *new_db(const char *path, int flags, char **ret_why)
{
	struct db *db = xcalloc(1, sizeof *db);
	/* one connection, one thread; nobody asks how much memory is in use. Only the first of
	 * these is heard. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	int rc = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		return db;
	*ret_why = xasprintf("The store %s can't be opened: %s. Look at the rights of its folder.",
	        path, sqlite3_errmsg(db->handle));
	db_close(db);
	return NULL;
}

/* SQLite would give a new store the rights that umask leaves; customers' data is for one user.
 * Only ever a new file: closing a store that is open elsewhere in this process drops its locks. */
static void make_closed(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

int db_open(const char *path, struct db **ret_db, char **ret_why)
{
	make_closed(path);
	AUTO(db_close)
	struct db *db = new_db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, ret_why);
	if (!db)
		return -EACCES;
	/* the first read tells whether this is a store at all */
	int rc = sqlite3_exec(db->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB) {
		*ret_why = xasprintf(
		        "The store %s is damaged (%s). Restore it from a backup; until then "
		        "nothing is sent.",
		        path, sqlite3_errmsg(db->handle));
		return -EUCLEAN;
	}
	AUTO(xfree) char *why = NULL;
	int r = configure(db, true);
	if (r == 0)
		r = settle_version(db, path, &why);
	if (r < 0) {
		*ret_why = why ? why
		               : xasprintf("The store %s can't be used: %s.", path, strerror(-r));
		why = NULL;
		return r;
	}
	*ret_db = db;
	db = NULL;
	return 0;
}

int db_open_memory(struct db **ret_db)
{
	AUTO(xfree) char *why = NULL;
	AUTO(db_close) struct db *db = new_db(":memory:", SQLITE_OPEN_READWRITE, &why);
	if (!db)
		return -ENOMEM;
	int r = configure(db, false);
	if (r == 0)
		r = create(db);
	if (r < 0)
		return r;
	*ret_db = db;
	db = NULL;
	return 0;
}

int db_open_scratch(struct db *from, struct db **ret_db, char **ret_why)
{
	AUTO(db_close) struct db *db = new_db(":memory:", SQLITE_OPEN_READWRITE, ret_why);
	if (!db)
		return -ENOMEM;
	sqlite3_backup *copy = sqlite3_backup_init(db->handle, "main", from->handle, "main");
	int rc = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
	if (copy)
		sqlite3_backup_finish(copy);
	if (rc != SQLITE_DONE) {
		*ret_why = xasprintf("No scratch copy of the store could be made: %s.",
		        sqlite3_errmsg(db->handle));
		return -EIO;
	}
	int r = configure(db, false);
	if (r < 0)
		return r;
	db->scratch = true;
	*ret_db = db;
	db = NULL;
	return 0;
}

static int copy_into(struct db *db, struct db *to, char **ret_why)
{
	sqlite3_backup *copy = sqlite3_backup_init(to->handle, "main", db->handle, "main");
	int rc = copy ? SQLITE_OK : sqlite3_errcode(to->handle);
	if (copy) {
		/* all in one step: a reader of the log's snapshot, which no writer disturbs */
		sqlite3_backup_step(copy, -1);
		rc = sqlite3_backup_finish(copy);
	}
	if (rc == SQLITE_OK)
		return 0;
	*ret_why = xstrdup(sqlite3_errstr(rc));
	return rc == SQLITE_FULL ? -ENOSPC : -EIO;
}

int db_backup(struct db *db, const char *path, char **ret_why)
{
	AUTO(db_close)
	struct db *to = new_db(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, ret_why);
	if (!to)
		return -EACCES;
	sqlite3_busy_handler(to->handle, wait_for_writer, NULL);
	int r = copy_into(db, to, ret_why);
	if (r < 0)
		return r;
	/* one file that stands alone: no log beside it */
	sqlite3_exec(to->handle, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	AUTO(xfree) char *sound = db_text(to, "PRAGMA quick_check(1)");
	if (str_same(sound, "ok"))
		return 0;
	*ret_why = xasprintf("the copy is not sound: %s", sound ? sound : "it can't be read");
	return -EUCLEAN;
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
	for (int i = 0; i < BUCKETS; i++)
		for (struct statement *s = db->statements[i], *next; s; s = next) {
			next = s->next;
			sqlite3_finalize(s->stmt);
			xfree(s->sql);
			xfree(s);
		}
	sqlite3_close(db->handle);
	xfree(db);
}

struct db *db_ledger(struct db *db)
{
	return db;
}

/* ---- transactions ---- */

bool db_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(db->handle);
}

static struct statement *prepare(struct db *db, const char *sql);
static void release(struct statement *s);

static int run_kept(struct db *db, const char *sql)
{
	struct statement *s = prepare(db, sql);
	if (!s)
		return -EIO;
	int rc = sqlite3_step(s->stmt);
	int r = rc == SQLITE_DONE ? 0 : fail(db, rc, sql);
	release(s);
	return r;
}

static int begin(struct db *db, bool riding)
{
	if (db_in_transaction(db)) {
		log_error("followupd's own mistake: a transaction inside a transaction");
		abort();
	}
	if (db->riding != riding) {
		int r = exec(db, riding ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL");
		if (r < 0)
			return r;
		db->riding = riding;
	}
	return run_kept(db, "BEGIN IMMEDIATE");
}

int db_begin(struct db *db)
{
	return begin(db, false);
}

int db_begin_riding(struct db *db)
{
	return begin(db, true);
}

int db_commit(struct db *db)
{
	if (!db->scratch)
		db_crash_point();
	int r = run_kept(db, "COMMIT");
	if (r < 0) {
		db_rollback(db);
		return r;
	}
	if (!db->scratch)
		db_crash_point();
	return 0;
}

int db_bulk(struct db *db, bool on)
{
	return exec(db, on ? "PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=16384"
	                   : "PRAGMA cache_size=-2000; PRAGMA wal_autocheckpoint=1000");
}

int64_t db_version(struct db *db)
{
	return db_int(db, 0, "PRAGMA data_version");
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db))
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

/* ---- statements ---- */

/* Of a statement: its length and its last words tell most apart. */
static size_t bucket(const char *sql)
{
	size_t n = strlen(sql), tail = n < 64 ? n : 64;
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
		fail(db, rc, sql); /* ends the process for a slip; else the step below tells */
		return NULL;
	}
	struct statement *s = xcalloc(1, sizeof *s);
	*s = (struct statement){.next = *head, .sql = xstrdup(sql), .stmt = stmt, .in_use = true};
	*head = s;
	return s;
}

static void release(struct statement *s)
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
	case DB_BIND_REAL:
		sqlite3_bind_double(s->stmt, i, b->r);
		break;
	case DB_BIND_TEXT:
		sqlite3_bind_text(s->stmt, i, b->p, -1, keeps);
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

int db_run_(struct db *db, const char *sql, const struct db_bind *binds)
{
	struct statement *s = ready(db, sql, binds, SQLITE_STATIC);
	if (!s)
		return -EIO;
	int rc;
	while ((rc = sqlite3_step(s->stmt)) == SQLITE_ROW)
		;
	int r = rc == SQLITE_DONE ? sqlite3_changes(db->handle) : fail(db, rc, sql);
	release(s);
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
	int r = rc == SQLITE_DONE ? sqlite3_changes(held->db->handle) : fail(held->db, rc, s->sql);
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
	return rc == SQLITE_DONE ? 0 : fail(rows->db, rc, rows->statement->sql);
}

int64_t db_col_int(struct db_rows *rows, int column)
{
	return sqlite3_column_int64(rows->statement->stmt, column);
}

double db_col_real(struct db_rows *rows, int column)
{
	return sqlite3_column_double(rows->statement->stmt, column);
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

const char *db_col_name(struct db_rows *rows, int column)
{
	return sqlite3_column_name(rows->statement->stmt, column);
}

void db_rows_free(struct db_rows *rows)
{
	if (!rows)
		return;
	release(rows->statement);
	xfree(rows);
}

int64_t db_int_(struct db *db, int64_t fallback, const char *sql, const struct db_bind *binds)
{
	struct db_rows row = {db, ready(db, sql, binds, SQLITE_STATIC)};
	int64_t value = db_step(&row) > 0 && !db_col_null(&row, 0) ? db_col_int(&row, 0) : fallback;
	release(row.statement);
	return value;
}

char *db_text_(struct db *db, const char *sql, const struct db_bind *binds)
{
	struct db_rows row = {db, ready(db, sql, binds, SQLITE_STATIC)};
	char *value = db_step(&row) > 0 ? xstrdup(db_col_text(&row, 0)) : NULL;
	release(row.statement);
	return value;
}

int64_t db_last_id(struct db *db)
{
	return sqlite3_last_insert_rowid(db->handle);
}

/* ---- an account manager's condition ---- */

/* Pure functions only: the same customer must always give the same answer. */
static bool pure(const char *function)
{
	static const char *const names[] = {"abs", "coalesce", "glob", "ifnull", "iif", "instr",
	        "json_extract", "length", "like", "lower", "ltrim", "max", "min", "nullif",
	        "replace", "round", "rtrim", "substr", "substring", "trim", "upper", "->", "->>",
	        NULL};
	for (size_t i = 0; names[i]; i++)
		if (str_same_nocase(names[i], function))
			return true;
	return false;
}

static int authorize(void *arg, int action, const char *a, const char *b, const char *database,
        const char *trigger)
{
	(void)arg;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
		return SQLITE_OK;
	case SQLITE_READ:
		return str_same_nocase(a, "customer") ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_FUNCTION:
		return pure(b) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

/* The condition is put between brackets: it must not close them itself, nor end the statement. */
static bool stays_inside(const char *s)
{
	int depth = 0;
	for (; *s; s++) {
		if (*s == '\'' || *s == '"' || *s == '`') {
			const char *end = strchr(s + 1, *s);
			if (!end)
				return false;
			s = end;
		} else if (*s == '(') {
			depth++;
		} else if (*s == ')' && --depth < 0) {
			return false;
		} else if (*s == ';' || *s == '[' || (s[0] == '-' && s[1] == '-') ||
		           (s[0] == '/' && s[1] == '*')) {
			return false;
		}
	}
	return depth == 0;
}

int db_check_condition(struct db *db, const char *condition, char **ret_why)
{
	if (!stays_inside(condition)) {
		*ret_why = xstrdup(
		        "brackets or quotes do not match, or it holds a comment, a semicolon or [");
		return DB_REFUSED;
	}
	AUTO(xfree) char *sql = xasprintf("SELECT 1 FROM customer WHERE (%s\n)", condition);
	sqlite3_stmt *stmt = NULL;
	sqlite3_set_authorizer(db->handle, authorize, NULL);
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL);
	sqlite3_set_authorizer(db->handle, NULL, NULL);
	sqlite3_finalize(stmt);
	if (rc == SQLITE_OK)
		return 0;
	*ret_why = rc == SQLITE_AUTH
	                   ? xstrdup("it may read the customer's own columns and use plain "
	                             "functions only")
	                   : xstrdup(sqlite3_errmsg(db->handle));
	return DB_REFUSED;
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
