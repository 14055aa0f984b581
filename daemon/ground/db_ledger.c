/* What was taken from the ledger: in a file beside the store, once there is anything. */
#include "db.h"
#include "db_inside.h"
#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LEDGER_VERSION = 7 /* one more for each change of ledger.sql; another one is made anew */ };

static const char ledger_text[] =
#include "ledger_schema.h"
        ;

static char *ledger_path(const char *store)
{
	return xasprintf("%s-ledger", store);
}

int db_ledger_attach(struct db *db, const char *path)
{
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db, "ATTACH :path AS ledger", DB_TEXT(":path", path));
	int r = db_step(rows);
	return r < 0 ? r : 0;
}

static int fill(struct db *db)
{
	AUTO(xfree) char *mark = xasprintf("PRAGMA ledger.user_version=%d", LEDGER_VERSION);
	int r = db_exec(db, ledger_text);
	return r < 0 ? r : db_exec(db, mark);
}

int db_ledger_open_memory(struct db *db)
{
	int r = db_ledger_attach(db, ":memory:");
	return r < 0 ? r : fill(db);
}

/* A statement for each of the ledger's tables; each %s of it is the name. */
int db_ledger_each_table(struct db *db, const char *statement)
{
	AUTO(xfree)
	char *all = db_text(db,
	        "SELECT group_concat(replace(:statement, '%s', name), ';')"
	        " FROM ledger.sqlite_schema WHERE type='table'",
	        DB_TEXT(":statement", statement));
	return all ? db_exec(db, all) : 0;
}

static int settle(struct db *db, const char *path, char **ret_why)
{
	int rc = sqlite3_exec(
	        db->handle, "SELECT count(*) FROM ledger.sqlite_schema", NULL, NULL, NULL);
	if (rc == SQLITE_CORRUPT || rc == SQLITE_NOTADB) {
		*ret_why = xasprintf("What was taken from the ledger, %s, is damaged (%s). Remove "
		                     "the file: it is made anew from the business's own; until "
		                     "then nothing is sent.",
		        path, sqlite3_errmsg(db->handle));
		return -EUCLEAN;
	}
	int version = (int)db_int(db, -1, "PRAGMA ledger.user_version");
	if (version > 0 && version != LEDGER_VERSION) {
		*ret_why = xasprintf("What was taken from the ledger, %s, is of another followupd. "
		                     "Start followupd, which reads the business's own files anew.",
		        path);
		return -EPROTO;
	}
	return version == 0 ? db_create(db, "PRAGMA ledger.user_version", fill) : 0;
}

static int attach_file(struct db *db, char **ret_why)
{
	db_make_closed(db->ledger);
	int r = db_ledger_attach(db, db->ledger);
	if (r == 0)
		r = settle(db, db->ledger, ret_why);
	if (r == 0)
		r = db_log_ahead(db, "PRAGMA ledger.journal_mode=WAL");
	/* a power cut may take it back to the ledger before; then that is read again */
	if (r == 0)
		r = db_exec(db, "PRAGMA ledger.synchronous=NORMAL;"
		                "PRAGMA ledger.journal_size_limit=16777216");
	return r;
}

/* ---- a store that holds both ---- */

/* What of the ledger lies in the store goes where it belongs; again, if need be. Where a table is
 * missing another followupd took it: it is made anew. */
int db_ledger_move_out(struct db *db)
{
	int r = db_begin_ledger(db);
	AUTO(xfree)
	char *all = db_text(db,
	        "SELECT group_concat(format('DELETE FROM ledger.\"%w\"; INSERT INTO ledger.\"%w\" "
	        "(%s)"
	        " SELECT %s FROM main.\"%w\"', name, name, columns, columns, name), ';') FROM"
	        " (SELECT t.name, group_concat(format('\"%w\"', c.name)) AS columns"
	        " FROM ledger.sqlite_schema t, pragma_table_info(t.name, 'ledger') c"
	        " WHERE t.type='table' AND c.name IN (SELECT name FROM"
	        " pragma_table_info(t.name, 'main')) GROUP BY t.name)"
	        " WHERE NOT EXISTS (SELECT name FROM ledger.sqlite_schema WHERE type='table'"
	        "  EXCEPT SELECT name FROM main.sqlite_schema)");
	if (r == 0 && all)
		r = db_exec(db, all);
	if (r == 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

/* A store that is a copy by db_backup(). */
static int absorb(struct db *db)
{
	if (!db_int(db, 0, "SELECT 1 FROM main.sqlite_schema WHERE name='ledger_fact'"))
		return 0;
	int r = db_ledger_move_out(db);
	if (r == 0)
		r = db_begin(db);
	if (r < 0)
		return r;
	if ((r = db_ledger_each_table(db, "DROP TABLE IF EXISTS main.\"%s\"")) == 0)
		return db_commit(db);
	db_rollback(db);
	return r;
}

static bool holds_both(struct db *db)
{
	return db_int(db, 0, "SELECT 1 FROM main.sqlite_schema WHERE name='customer'");
}

/* ---- the file ---- */

int db_ledger_open(struct db *db, const char *store, char **ret_why)
{
	xfree(db->ledger);
	db->ledger = ledger_path(store);
	db->awaited = access(db->ledger, F_OK) < 0 && !holds_both(db);
	if (db->awaited)
		return db_ledger_open_memory(db);
	int r = attach_file(db, ret_why);
	return r < 0 ? r : absorb(db);
}

/* The file takes the place of what is attached. Not while that is read: another time. */
static int change_over(struct db *db)
{
	AUTO(xfree) char *why = NULL;
	if (sqlite3_exec(db->handle, "DETACH ledger", NULL, NULL, NULL) != SQLITE_OK)
		return 0;
	int r = attach_file(db, &why);
	db->awaited = r < 0;
	db->changed_over = true;
	if (r == 0)
		return 0;
	log_error("%s", why ? why : strerror(-r));
	sqlite3_exec(db->handle, "DETACH ledger", NULL, NULL, NULL);
	return db_ledger_open_memory(db) < 0 ? -EIO : r;
}

int db_ledger_look(struct db *db)
{
	return db->awaited && access(db->ledger, F_OK) == 0 ? change_over(db) : 0;
}

int db_ledger_make(struct db *db)
{
	return db->awaited ? change_over(db) : 0;
}

/* ---- a file that is made without a log ---- */

static char *half_path(const struct db *db)
{
	return xasprintf("%s.new", db->ledger);
}

/* The file of that name, ours alone until it is closed: a descriptor; -EBUSY when another process
 * makes it at this moment. */
static int open_half(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	int r = errno == EWOULDBLOCK ? -EBUSY : -errno;
	close(fd);
	return r;
}

/* Whoever had it before us may have put it in its place since we opened it. */
static int begin_half(struct db *db, int fd, const char *path)
{
	if (access(db->ledger, F_OK) == 0)
		return -EAGAIN;
	if (ftruncate(fd, 0) < 0)
		return -errno;
	int r = db_exec(db, "DETACH ledger");
	if (r < 0)
		return r;
	db->making = fd;
	r = db_ledger_attach(db, path);
	if (r == 0)
		r = db_exec(db, "PRAGMA ledger.journal_mode=OFF; PRAGMA ledger.synchronous=OFF;"
		                "PRAGMA ledger.cache_size=-8192");
	return r < 0 ? r : fill(db);
}

int db_ledger_begin_new(struct db *db)
{
	AUTO(xfree) char *path = half_path(db);
	int fd = open_half(path);
	if (fd == -EBUSY)
		log_warning("Another process is reading the ledger; trying again later.");
	if (fd < 0)
		return fd;
	int r = begin_half(db, fd, path);
	if (r < 0 && db->making < 0)
		close(fd);
	else if (r < 0)
		db_ledger_drop_new(db);
	return r;
}

/* Never in the place of one that somebody has open. */
static int put_in_place(const char *half, const char *path)
{
	if (renameat2(AT_FDCWD, half, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS) /* file systems that can't tell */
		return errno == EEXIST ? -EAGAIN : -errno;
	return access(path, F_OK) == 0 ? -EAGAIN : rename(half, path) < 0 ? -errno : 0;
}

/* Its name is on the disk as well. A file system that can't has its own order. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	AUTO(xfree) char *folder = slash ? xasprintf("%.*s/", (int)(slash - path), path) : NULL;
	int fd = open(folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int db_ledger_put_new(struct db *db)
{
	AUTO(xfree) char *path = half_path(db);
	int r = db_exec(db, "DETACH ledger");
	if (r == 0 && fsync(db->making) < 0)
		r = db_fail(db, errno == ENOSPC ? SQLITE_FULL : SQLITE_IOERR, "fsync");
	if (r == 0)
		r = put_in_place(path, db->ledger);
	if (r < 0) {
		db_ledger_attach(db, ":memory:");
		return r;
	}
	sync_folder(db->ledger);
	close(db->making);
	db->making = -1;
	db_ledger_attach(db, ":memory:");
	return change_over(db);
}

void db_ledger_drop_new(struct db *db)
{
	AUTO(xfree) char *path = half_path(db);
	sqlite3_exec(db->handle, "DETACH ledger", NULL, NULL, NULL);
	unlink(path);
	close(db->making);
	db->making = -1;
	db_ledger_open_memory(db);
}

/* ---- what is left of others ---- */

/* One that was made when the process ended. */
static void clear_half(const char *ledger)
{
	AUTO(xfree) char *half = xasprintf("%s.new", ledger);
	if (access(half, F_OK) < 0)
		return;
	int fd = open_half(half);
	if (fd < 0)
		return;
	unlink(half);
	close(fd);
}

/* It says nothing that the business's files would not say again. */
int db_ledger_clear_other(const char *store, char **ret_why)
{
	AUTO(xfree) char *path = ledger_path(store), *log = xasprintf("%s-wal", path);
	AUTO(db_close) struct db *db = NULL;
	clear_half(path);
	if (access(path, F_OK) < 0)
		return 0;
	db = db_new(path, SQLITE_OPEN_READWRITE, ret_why);
	int version = db ? (int)db_int(db, 0, "PRAGMA user_version") : 0;
	if (version <= 0 || version == LEDGER_VERSION)
		return db ? 0 : -EACCES;
	if (unlink(path) < 0 || (unlink(log) < 0 && errno != ENOENT))
		return -errno;
	log_info("What was taken from the ledger was of another followupd; it is read anew.");
	return 0;
}
