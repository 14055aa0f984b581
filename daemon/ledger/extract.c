#include "extract.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

enum {
	STEP = 100000,        /* of SQLite's machine, between two looks at how many there were */
	FREE_STEPS = 5000000, /* a query over a small file may take so many */
	STEPS_A_BYTE = 100,
	STEPS_A_ROW = 200, /* what we do with it costs as much: rows can be made from nothing */
	MOST_VALUE = 1024 * 1024 /* bytes of one field */
};

struct extract {
	sqlite3 *handle;
	sqlite3_stmt *stmt;
	int64_t steps, most_steps;
	char *why;
};

/* ---- what the query may ---- */

static bool forbidden(const char *function)
{
	static const char *const names[] = {"load_extension", "fts3_tokenizer", "readfile",
	        "writefile", "edit", "random", "randomblob", NULL};
	for (size_t i = 0; names[i]; i++)
		if (str_same_nocase(names[i], function))
			return true;
	return false;
}

static int authorize(void *arg, int action, const char *a, const char *b, const char *database,
        const char *trigger)
{
	(void)arg;
	(void)a;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return forbidden(b) ? SQLITE_DENY : SQLITE_OK;
	default:
		return SQLITE_DENY;
	}
}

static int count_steps(void *arg)
{
	struct extract *x = arg;
	x->steps += STEP;
	return x->steps > x->most_steps;
}

/* ---- opening ---- */

/* As for any ledger: whose time of access we may leave alone is left so. What SQLite opens for
 * writing, our own store, it opens as ever. */
static int open_quietly(const char *path, int flags, int mode)
{
	int fd = (flags & O_ACCMODE) == O_RDONLY ? open(path, flags | O_NOATIME, mode) : -1;
	return fd >= 0 ? fd : open(path, flags, mode);
}

static void leave_no_trace(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
	if (vfs && vfs->iVersion >= 3 && vfs->xSetSystemCall)
		vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_quietly);
}

/* Is a program at work on it, or did one end in the middle of its work? */
static bool in_use(const char *path)
{
	static const char *const ends[] = {"-wal", "-journal"};
	for (size_t i = 0; i < COUNT(ends); i++) {
		AUTO(xfree) char *beside = xasprintf("%s%s", path, ends[i]);
		struct stat st;
		if (stat(beside, &st) == 0 && st.st_size > 0)
			return true;
	}
	return false;
}

/* A name as a URI has it: what could end it is escaped. */
static char *uri_of(const char *path, bool still)
{
	struct text t = TEXT_INIT;
	text_puts(&t, "file:");
	for (; *path; path++)
		if (strchr("?#%", *path))
			text_printf(&t, "%%%02x", (unsigned)(unsigned char)*path);
		else
			text_putc(&t, *path);
	text_puts(&t, still ? "?mode=ro&immutable=1" : "?mode=ro");
	return text_steal(&t);
}

static int open_database(struct extract *x, const char *path, char **ret_why)
{
	struct stat st;
	int r = stat(path, &st) < 0 ? -errno : 0;
	if (r == -ENOENT)
		*ret_why = xasprintf(
		        "%s is not there, so nothing was taken from it: what we know of the "
		        "customers stays as it was; put the export there again, or correct its "
		        "name in the configuration",
		        path);
	else if (r < 0)
		*ret_why = xasprintf("%s can't be read: %s; give the daemon's user the right to "
		                     "read it and to enter the folders above it",
		        path, strerror(-r));
	if (r < 0)
		return r;
	if (!S_ISREG(st.st_mode)) {
		*ret_why = xasprintf("%s is not a plain file; put the database there", path);
		return -EINVAL;
	}
	AUTO(xfree) char *uri = uri_of(path, !in_use(path));
	leave_no_trace();
	int rc = sqlite3_open_v2(uri, &x->handle,
	        SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		*ret_why = xasprintf("%s can't be opened as an SQLite database: %s", path,
		        sqlite3_errmsg(x->handle));
		return -EINVAL;
	}
	x->most_steps = FREE_STEPS + st.st_size * (int64_t)STEPS_A_BYTE;
	sqlite3_busy_timeout(x->handle, 5000);
	sqlite3_limit(x->handle, SQLITE_LIMIT_LENGTH, MOST_VALUE);
	sqlite3_limit(x->handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_db_config(x->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	sqlite3_db_config(x->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
	sqlite3_exec(
	        x->handle, "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY", NULL, NULL, NULL);
	sqlite3_set_authorizer(x->handle, authorize, NULL);
	sqlite3_progress_handler(x->handle, STEP, count_steps, x);
	return 0;
}

static int prepare(struct extract *x, const char *path, const char *query, char **ret_why)
{
	const char *rest = "";
	int rc = sqlite3_prepare_v2(x->handle, query, -1, &x->stmt, &rest);
	if (rc == SQLITE_OK && x->stmt && !rest[strspn(rest, "; \t\r\n")] &&
	        sqlite3_stmt_readonly(x->stmt) && sqlite3_column_count(x->stmt) > 0)
		return 0;
	*ret_why = xasprintf("the query over %s can't be used: %s; nothing was taken from it: "
	                     "write one SELECT that reads tables and uses plain functions",
	        path,
	        rc == SQLITE_AUTH ? "it does more than read"
	        : rc != SQLITE_OK ? sqlite3_errmsg(x->handle)
	                          : "it is not one SELECT");
	return -EINVAL;
}

int extract_open(const char *path, const char *query, struct extract **ret, char **ret_why)
{
	AUTO(extract_close) struct extract *x = xcalloc(1, sizeof *x);
	int r = open_database(x, path, ret_why);
	if (r == 0)
		r = prepare(x, path, query, ret_why);
	if (r < 0)
		return r;
	*ret = x;
	x = NULL;
	return 0;
}

void extract_close(struct extract *x)
{
	if (!x)
		return;
	sqlite3_finalize(x->stmt);
	sqlite3_close(x->handle);
	xfree(x->why);
	xfree(x);
}

/* ---- rows ---- */

size_t extract_width(const struct extract *x)
{
	return (size_t)sqlite3_column_count(x->stmt);
}

const char *extract_name(const struct extract *x, size_t column)
{
	const char *name = sqlite3_column_name(x->stmt, (int)column);
	return name ? name : "";
}

int extract_next(struct extract *x)
{
	x->steps += STEPS_A_ROW;
	int rc = x->steps > x->most_steps ? SQLITE_INTERRUPT : sqlite3_step(x->stmt);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return rc == SQLITE_ROW;
	xfree(x->why);
	x->why = rc == SQLITE_INTERRUPT
	                 ? xstrdup("the query takes far longer than a file of this size is worth; "
	                           "look for a join without its condition")
	                 : xstrdup(sqlite3_errmsg(x->handle));
	return rc == SQLITE_BUSY ? -EBUSY : -EIO;
}

const char *extract_value(const struct extract *x, size_t column, size_t *ret_n)
{
	const char *value = (const char *)sqlite3_column_text(x->stmt, (int)column);
	*ret_n = (size_t)sqlite3_column_bytes(x->stmt, (int)column);
	return value ? value : "";
}

const char *extract_why(const struct extract *x)
{
	return x->why;
}
