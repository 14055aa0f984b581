#include "db.h"

#include "db_inside.h"
#include "db_migrate.h"
#include "log.h"
#include "seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	SCHEMA_VERSION = 5, /* one more for each change of schema.sql */
	APPLICATION_ID = 0x464c5550 /* "FLUP" */,
	BUSY_MS = 10000,
	BUSY_STEP_MS = 2
};

static const char schema_text[] =
#include "schema.h"
        ;

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

static int stamp(struct db *db)
{
	char pragma[96];
	snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d; PRAGMA application_id=%d",
	        SCHEMA_VERSION, APPLICATION_ID);
	return db_exec(db, pragma);
}

static int fill(struct db *db)
{
	int r = db_exec(db, schema_text);
	if (r == 0)
		r = found(db);
	return r < 0 ? r : stamp(db);
}

int db_create(struct db *db, const char *version, int (*fill_it)(struct db *))
{
	int r = db_exec(db, "BEGIN IMMEDIATE");
	if (r < 0)
		return r;
	/* another process may have made it while we waited */
	if (db_int(db, 0, version) == 0 && (r = fill_it(db)) < 0) {
		db_rollback(db);
		return r;
	}
	return db_commit(db);
}

/* ---- a store that was here before ---- */

static char *landmark(const char *path)
{
	return xasprintf("%s.made", path);
}

static bool was_made(const char *path)
{
	AUTO(xfree) char *mark = landmark(path);
	return access(mark, F_OK) == 0;
}

void db_leave_landmark(const char *path)
{
	static const char words[] =
	        "In this folder followupd made its store, followupd.db: which letters went, who "
	        "wants "
	        "none.\nShould it be missing, put it back from a backup. An empty one would send "
	        "letters again,\nalso to those who asked for no more. To begin anew all the same, "
	        "remove this file.\n";
	AUTO(xfree) char *mark = landmark(path);
	int fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	(void)!write(fd, words, sizeof words - 1);
	close(fd);
}

static int refuse_anew(const char *path, char **ret_why)
{
	*ret_why = xasprintf("The store %s is gone, or empty. It knew which letters went and who "
	                     "wants none, so no "
	                     "empty one is made in its place, and nothing is sent. Put it back "
	                     "from a backup; to "
	                     "begin anew all the same, remove %s.made.",
	        path, path);
	return -ENOENT;
}

/* ---- a connection ---- */

static int settle_version(struct db *db, const char *path, bool made, char **ret_why)
{
	int version = (int)db_int(db, -1, "PRAGMA user_version");
	if (version < 0)
		return -EIO; /* it could not even be read; the line above says why */
	if (version == 0)
		return made ? refuse_anew(path, ret_why)
		            : db_create(db, "PRAGMA user_version", fill);
	if (version == SCHEMA_VERSION)
		return 0;
	*ret_why = xasprintf(
	        version > SCHEMA_VERSION
	                ? "The store %s was made by a newer followupd (its version is %d, this "
	                  "program knows %d). Install that version again; nothing was touched."
	                : "The store %s was made by an older followupd (its version is %d, this "
	                  "program knows %d). Start followupd, which keeps a copy beside it and "
	                  "brings it up to date.",
	        path, version, SCHEMA_VERSION);
	return -EPROTO;
}

int db_log_ahead(struct db *db, const char *sql)
{
	int rc = SQLITE_BUSY;
	for (int waited = 0; (rc & 0xff) == SQLITE_BUSY && waited < BUSY_MS;
	        waited += BUSY_STEP_MS) {
		rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
		if ((rc & 0xff) == SQLITE_BUSY)
			usleep(BUSY_STEP_MS * 1000);
	}
	return rc == SQLITE_OK ? 0 : db_fail(db, rc, sql);
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

void db_patient(struct db *db, bool on)
{
	sqlite3_busy_handler(db->handle, on ? wait_for_writer : NULL, NULL);
}

static int configure(struct db *db, bool file)
{
	db_patient(db, true);
	sqlite3_extended_result_codes(db->handle, 1);
	int r = db_words(db);
	if (r == 0 && file)
		r = db_log_ahead(db, "PRAGMA main.journal_mode=WAL");
	if (r < 0)
		return r;
	/* FULL: a claim must be on the disk before the first byte of its letter leaves */
	/* temporary tables in memory: a worker is fenced off the folders for temporary files */
	return db_exec(db, file ? "PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;"
	                          "PRAGMA wal_autocheckpoint=" DB_LOG_PAGES ";"
	                          "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
	                        : "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;");
}

struct db *db_new(const char *path, int flags, char **ret_why)
{
	struct db *db = xcalloc(1, sizeof *db);
	db->making = -1;
	/* one connection, one thread; nobody asks how much memory is in use. Only the first of
	 * these is heard. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	int rc = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK && db_letterbox_open(db) == SQLITE_OK)
		return db;
	*ret_why = xasprintf("The store %s can't be opened: %s. Look at the rights of its folder.",
	        path, sqlite3_errmsg(db->handle));
	db_close(db);
	return NULL;
}

void db_make_closed(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

static char *cant_be_used(const char *path, int r)
{
	return xasprintf("The store %s can't be used: %s.", path, strerror(-r));
}

/* A connection, once it is sure that this is a store at all. */
static int connect(const char *path, struct db **ret_db, char **ret_why)
{
	AUTO(db_close)
	struct db *db = db_new(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, ret_why);
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
	int r = configure(db, true);
	if (r < 0) {
		*ret_why = cant_be_used(path, r);
		return r;
	}
	*ret_db = db;
	db = NULL;
	return 0;
}

/* ---- opening ---- */

int db_open(const char *path, struct db **ret_db, char **ret_why)
{
	/* looked at first: whoever makes the store at this moment leaves it afterwards */
	bool made = was_made(path);
	if (made && access(path, F_OK) < 0 && errno == ENOENT)
		return refuse_anew(path, ret_why);
	db_make_closed(path);
	AUTO(db_close) struct db *db = NULL;
	AUTO(xfree) char *why = NULL;
	int r = connect(path, &db, &why);
	if (r == 0)
		r = settle_version(db, path, made, &why);
	if (r == 0)
		r = db_ledger_open(db, path, &why);
	if (r < 0) {
		*ret_why = why ? why : cant_be_used(path, r);
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
	AUTO(db_close) struct db *db = db_new(":memory:", SQLITE_OPEN_READWRITE, &why);
	if (!db)
		return -ENOMEM;
	int r = configure(db, false);
	if (r == 0)
		r = db_create(db, "PRAGMA user_version", fill);
	if (r == 0)
		r = db_ledger_open_memory(db);
	if (r < 0)
		return r;
	*ret_db = db;
	db = NULL;
	return 0;
}

static int copy_file(struct db *db, const char *file, struct db *to)
{
	sqlite3_backup *copy = sqlite3_backup_init(to->handle, file, db->handle, file);
	if (!copy)
		return sqlite3_errcode(to->handle);
	/* all in one step: a reader of the log's snapshot, which no writer disturbs */
	sqlite3_backup_step(copy, -1);
	return sqlite3_backup_finish(copy);
}

int db_open_scratch(struct db *from, struct db **ret_db, char **ret_why)
{
	/* nameless: in memory while it is small, in a file without a name when it grows */
	AUTO(db_close) struct db *db = db_new("", SQLITE_OPEN_READWRITE, ret_why);
	if (!db)
		return -ENOMEM;
	int r = db_ledger_attach(db, "");
	/* many of its transactions are one: what it still holds open can't be copied */
	if (from->scratch && db_in_transaction(from) && (r = db_exec(from, "COMMIT")) < 0)
		return r;
	int rc = copy_file(from, "main", db);
	if (rc == SQLITE_OK)
		rc = copy_file(from, "ledger", db);
	if (rc != SQLITE_OK) {
		*ret_why = xasprintf(
		        "No scratch copy of the store could be made: %s.", sqlite3_errstr(rc));
		return -EIO;
	}
	if (r == 0)
		r = configure(db, false);
	if (r == 0)
		r = db_exec(db,
		        "PRAGMA main.journal_mode=MEMORY; PRAGMA main.cache_size=-1024;"
		        "PRAGMA ledger.journal_mode=MEMORY; PRAGMA ledger.cache_size=-1024");
	if (r < 0)
		return r;
	db->scratch = true;
	*ret_db = db;
	db = NULL;
	return 0;
}

/* A copy is one file: what was taken from the ledger lies in it as well. (A store that is brought
 * up to date has none at hand.) */
static int copy_ledger(struct db *to, struct db *db)
{
	AUTO(xfree)
	char *path = db_text(db, "SELECT file FROM pragma_database_list WHERE name='ledger'");
	int r = !str_empty(path) ? db_ledger_attach(to, path) : 0;
	return !str_empty(path) && r == 0
	               ? db_ledger_each_table(
	                         to, "CREATE TABLE main.\"%s\" AS SELECT * FROM ledger.\"%s\"")
	               : r;
}

int db_backup(struct db *db, const char *path, char **ret_why)
{
	AUTO(db_close)
	struct db *to = db_new(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, ret_why);
	if (!to)
		return -EACCES;
	db_patient(to, true);
	int rc = copy_file(db, "main", to);
	if (rc != SQLITE_OK) {
		*ret_why = xstrdup(sqlite3_errstr(rc));
		return rc == SQLITE_FULL ? -ENOSPC : -EIO;
	}
	/* one file that stands alone: no log beside it */
	sqlite3_exec(to->handle, "PRAGMA main.journal_mode=DELETE", NULL, NULL, NULL);
	int r = copy_ledger(to, db);
	if (r < 0) {
		*ret_why = xstrdup(strerror(-r));
		return r;
	}
	AUTO(xfree) char *sound = db_text(to, "PRAGMA main.quick_check(1)");
	if (str_same(sound, "ok"))
		return 0;
	*ret_why = xasprintf("the copy is not sound: %s", sound ? sound : "it can't be read");
	return -EUCLEAN;
}

/* ---- bringing an older store up to date ---- */

/* Whole or not at all: what is there under the name is a copy. */
static int copy_beside(
        struct db *db, const char *path, int version, char **ret_name, char **ret_why)
{
	AUTO(xfree) char *name = xasprintf("%s.version-%d", path, version);
	AUTO(xfree) char *half = xasprintf("%s.half", name), *why = NULL;
	unlink(half);
	db_make_closed(half);
	int r = db_backup(db, half, &why);
	if (r == 0 && rename(half, name) < 0)
		r = -errno;
	if (r < 0) {
		unlink(half);
		*ret_why = xasprintf(
		        "The store %s is of an older followupd, and no copy of it could be "
		        "kept as %s: %s. It was left as it was.",
		        path, name, why ? why : strerror(-r));
		return r;
	}
	*ret_name = name;
	name = NULL;
	return 0;
}

/* In one transaction; foreign keys are looked at when all tables are what they shall be. */
static int rebuild(struct db *db, struct db *model)
{
	int r = db_exec(db, "PRAGMA foreign_keys=OFF; PRAGMA legacy_alter_table=ON");
	if (r == 0)
		r = db_begin(db);
	if (r < 0)
		return r;
	r = db_migrate(db, model);
	if (r == 0)
		r = stamp(db);
	if (r == 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

static int bring_up(struct db *db, const char *path, int version, char **ret_why)
{
	AUTO(xfree) char *copy = NULL;
	AUTO(db_close) struct db *model = NULL;
	int r = copy_beside(db, path, version, &copy, ret_why);
	if (r == 0)
		r = db_ledger_open(db, path, ret_why);
	if (r == 0)
		r = db_ledger_move_out(db);
	if (r == 0 && (r = db_open_memory(&model)) == 0)
		r = rebuild(db, model);
	if (r == 0)
		log_info("The store %s was of an older followupd and is up to date now. As it was "
		         "it "
		         "lies in %s, which may be removed when all is well.",
		        path, copy);
	else if (!*ret_why)
		*ret_why = xasprintf(
		        "The store %s is of an older followupd and could not be brought up "
		        "to date: %s. It was left as it was; a copy is %s.",
		        path, strerror(-r), copy);
	return r;
}

int db_upgrade(const char *path, char **ret_why)
{
	AUTO(db_close) struct db *db = NULL;
	if (access(path, F_OK) < 0)
		return 0;
	int r = db_ledger_clear_other(path, ret_why);
	if (r == 0)
		r = connect(path, &db, ret_why);
	if (r < 0)
		return r;
	int version = (int)db_int(db, 0, "PRAGMA user_version");
	return version > 0 && version < SCHEMA_VERSION ? bring_up(db, path, version, ret_why) : 0;
}
