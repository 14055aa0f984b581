#include "scene.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/t_db.XXXXXX";

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void clear(void)
{
	static const char *const names[] = {"s.db.made", "s.db.version-1", "s.db.version-1.half"};
	AUTO(xfree) char *store = in_folder("s.db");
	scene_remove_store(store);
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *path = in_folder(names[i]);
		unlink(path);
	}
}

static struct db *open_file(void)
{
	AUTO(xfree) char *path = in_folder("s.db"), *why = NULL;
	struct db *db = NULL;
	if (db_open(path, &db, &why) != 0)
		fail_msg("%s", why);
	return db;
}

static struct db *memory(void)
{
	struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	return db;
}

/* ---- opening ---- */

static void test_a_new_store_keeps_its_key(void **state)
{
	(void)state;
	struct seal_key first, second, third;
	{
		AUTO(db_close) struct db *db = open_file();
		assert_int_equal(db_key(db, &first), 0);
		AUTO(xfree)
		char *mode = db_text(db, "SELECT journal_mode FROM pragma_journal_mode");
		assert_string_equal(mode, "wal");
		assert_int_equal(db_int(db, 0, "PRAGMA synchronous"), 2);
		assert_int_equal(db_int(db, 0, "PRAGMA foreign_keys"), 1);
		AUTO(xfree) char *created = db_meta(db, "created_at");
		assert_non_null(created);
	}
	AUTO(db_close) struct db *db = open_file();
	assert_int_equal(db_key(db, &second), 0);
	assert_memory_equal(&first, &second, sizeof first);
	AUTO(db_close) struct db *other = memory();
	assert_int_equal(db_key(other, &third), 0);
	assert_memory_not_equal(&first, &third, sizeof first);
	clear();
}

static int refused(char **ret_why)
{
	AUTO(xfree) char *path = in_folder("s.db");
	struct db *db = NULL;
	int r = db_open(path, &db, ret_why);
	assert_null(db);
	return r;
}

static void test_a_newer_store_is_not_touched(void **state)
{
	(void)state;
	AUTO(xfree) char *why = NULL;
	{
		AUTO(db_close) struct db *db = open_file();
		scene_db_sql(db, "PRAGMA user_version=99");
	}
	assert_int_equal(refused(&why), -EPROTO);
	assert_non_null(strstr(why, "newer followupd"));
	clear();
}

static void test_a_damaged_store(void **state)
{
	(void)state;
	AUTO(xfree) char *why = NULL, *path = in_folder("s.db");
	FILE *f = fopen(path, "w");
	for (int i = 0; i < 2000; i++)
		fputs("no store at all ", f);
	fclose(f);
	assert_int_equal(refused(&why), -EUCLEAN);
	assert_non_null(strstr(why, "damaged"));
	assert_non_null(strstr(why, path));
	clear();
}

/* A store that was there once is not made anew, whether it is gone or emptied. */
static void test_a_store_that_is_gone(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *mark = in_folder("s.db.made");
	db_close(open_file());
	db_leave_landmark(path);
	for (int emptied = 0; emptied < 2; emptied++) {
		AUTO(xfree) char *why = NULL;
		unlink(path);
		if (emptied)
			fclose(fopen(path, "w"));
		assert_int_equal(refused(&why), -ENOENT);
		assert_non_null(strstr(why, path));
		assert_non_null(strstr(why, mark));
		assert_true(emptied == (access(path, F_OK) == 0));
	}
	unlink(mark); /* as it says */
	db_close(open_file());
	db_leave_landmark(path);
	assert_int_equal(access(mark, F_OK), 0);
	clear();
}

/* ---- an older store ---- */

static char *read_file(const char *path)
{
	struct text t = TEXT_INIT;
	FILE *f = fopen(path, "r");
	char buffer[4096];
	size_t n;
	assert_non_null(f);
	while ((n = fread(buffer, 1, sizeof buffer, f)) > 0)
		text_put(&t, buffer, n);
	fclose(f);
	return text_steal(&t);
}

/* As followupd of version 1 made it, with a row in most tables and one table that is no more. */
static void make_older(const char *path)
{
	const char *src = getenv("srcdir");
	AUTO(xfree) char *file = xasprintf("%s/tests/unit/data/schema-1.sql", src ? src : ".");
	AUTO(xfree) char *schema = read_file(file);
	AUTO(xfree) char *why = NULL;
	struct db *db = NULL;
	assert_int_equal(db_open(path, &db, &why), 0);
	AUTO(xfree) char *key = db_meta(db, "key");
	db_close(db);
	unlink(path);
	sqlite3 *raw = NULL;
	assert_int_equal(sqlite3_open(path, &raw), SQLITE_OK);
	AUTO(xfree)
	char *rows = xasprintf(
	        "PRAGMA journal_mode=WAL; PRAGMA user_version=1;"
	        "INSERT INTO meta VALUES ('key', '%s'), ('epoch', '7');"
	        "INSERT INTO customer (key, email) VALUES ('7', 'Elena@North.example');"
	        "INSERT INTO outbox (kind, customer, touchpoint, occurrence, state, recipient,"
	        " subject, day, token, message_id, not_before_at, valid_until_at, next_try_at,"
	        " created_at) VALUES ('letter', '7', 'thanks', '2026', 'FAILED', 'e@north.example',"
	        " 'Hi', 1, 't', 'm', 1, 2, 3, 4);"
	        "INSERT INTO outbox_message VALUES (1, x'01');"
	        "ALTER TABLE customer ADD COLUMN horoscope TEXT;"
	        "CREATE TABLE gone (a TEXT); INSERT INTO gone VALUES ('x');"
	        "CREATE INDEX gone_too ON outbox (subject);",
	        key);
	assert_int_equal(sqlite3_exec(raw, schema, NULL, NULL, NULL), SQLITE_OK);
	if (sqlite3_exec(raw, rows, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(raw));
	sqlite3_close(raw);
}

static char *shape(struct db *db)
{
	return db_text(db, "SELECT group_concat(type || name || sql, '|') FROM"
	                   " (SELECT * FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name)");
}

static void test_an_older_store(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *copy = in_folder("s.db.version-1");
	AUTO(xfree) char *why = NULL, *none = NULL;
	make_older(path);
	assert_int_equal(refused(&why), -EPROTO); /* nobody but the daemon touches it */
	assert_non_null(strstr(why, "older followupd"));
	if (db_upgrade(path, &none) != 0)
		fail_msg("%s", none);
	{
		AUTO(db_close) struct db *db = open_file(), *model = memory();
		AUTO(xfree) char *is = shape(db), *shall = shape(model);
		assert_string_equal(is, shall);
		AUTO(xfree)
		char *row = db_text(db,
		        "SELECT o.state || hex(m.message) || (SELECT value FROM meta"
		        " WHERE key='epoch') FROM outbox o JOIN outbox_message m ON m.id=o.id");
		assert_string_equal(row, "FAILED017");
		/* another followupd took them, and not all that we keep of them: read anew */
		assert_int_equal(db_int(db, -1, "SELECT count(*) FROM customer"), 0);
		AUTO(xfree) char *sound = db_text(db, "PRAGMA integrity_check");
		assert_string_equal(sound, "ok");
		assert_int_equal(db_int(db, 0, "PRAGMA foreign_keys"), 1);
		struct seal_key key;
		assert_int_equal(db_key(db, &key), 0);
	}
	assert_int_equal(db_upgrade(path, &none), 0); /* nothing more to do */
	sqlite3 *raw = NULL;
	sqlite3_stmt *s = NULL;
	assert_int_equal(sqlite3_open_v2(copy, &raw, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, "SELECT a FROM gone", -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	sqlite3_finalize(s);
	sqlite3_close(raw);
	struct stat st;
	assert_int_equal(stat(copy, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	clear();
}

/* Each version between the first and this one: how its store differs from the next one's. */
static void test_a_store_of_version_3(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *copy = in_folder("s.db.version-3");
	AUTO(xfree) char *none = NULL;
	{
		AUTO(db_close) struct db *db = open_file();
		scene_db_sql(db, "INSERT INTO customer (key) VALUES ('7')");
		scene_db_sql(db, "DROP INDEX outbox_settled");
		scene_db_sql(db, "DROP INDEX outbox_claimed");
		scene_db_sql(db, "CREATE INDEX outbox_settled ON outbox (settled_at)");
		scene_db_sql(db, "CREATE INDEX outbox_claimed ON outbox (claimed_at)");
		scene_db_sql(db, "PRAGMA user_version=3");
	}
	if (db_upgrade(path, &none) != 0)
		fail_msg("%s", none);
	AUTO(db_close) struct db *db = open_file(), *model = memory();
	AUTO(xfree) char *is = shape(db), *shall = shape(model);
	assert_string_equal(is, shall);
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM customer"), 1);
	assert_int_equal(unlink(copy), 0);
	clear();
}

/* Its Message-IDs had an index beside that of the tokens they are made of, its customers a second;
 * its letters lay there whole, and go on as they are. */
static void test_a_store_of_version_4(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *copy = in_folder("s.db.version-4");
	AUTO(xfree) char *none = NULL, *bytes = NULL;
	size_t n;
	{
		AUTO(db_close) struct db *db = open_file();
		AUTO(xfree)
		char *older = db_text(db, "SELECT replace(sql, 'message_id TEXT NOT NULL,',"
		                          " 'message_id TEXT NOT NULL UNIQUE,') FROM sqlite_schema"
		                          " WHERE name='outbox'");
		scene_db_sql(db, "DROP TABLE outbox_message");
		scene_db_sql(db, "DROP TABLE form");
		scene_db_sql(db, "CREATE TABLE outbox_message (id INTEGER PRIMARY KEY REFERENCES"
		                 " outbox (id) ON DELETE CASCADE, message BLOB NOT NULL) STRICT");
		scene_db_sql(db, "DROP TABLE outbox");
		scene_db_sql(db, "%s", older);
		scene_db_sql(db, "CREATE INDEX outbox_customer ON outbox (customer, day)");
		scene_db_sql(db,
		        "INSERT INTO outbox (kind, customer, touchpoint, occurrence, state,"
		        " recipient, subject, day, token, message_id, not_before_at,"
		        " valid_until_at, next_try_at, created_at) VALUES ('letter', '7', 'thanks',"
		        " '2026', 'SENT', 'e@north.example', 'Hi', 1, 't', 'fu1.t@x.example', 1, 2,"
		        " 3, 4)");
		scene_db_sql(db, "INSERT INTO outbox_message (id, message) VALUES (1, x'4869')");
		scene_db_sql(db, "PRAGMA user_version=4");
	}
	if (db_upgrade(path, &none) != 0)
		fail_msg("%s", none);
	AUTO(db_close) struct db *db = open_file(), *model = memory();
	AUTO(xfree) char *is = shape(db), *shall = shape(model);
	assert_string_equal(is, shall);
	AUTO(xfree)
	char *row =
	        db_text(db, "SELECT state || message_id || (SELECT count(*) FROM outbox_message)"
	                    " FROM outbox");
	assert_string_equal(row, "SENTfu1.t@x.example1");
	assert_int_equal(outbox_message(db, 1, &bytes, &n), 0);
	assert_string_equal(bytes, "Hi");
	assert_int_equal(unlink(copy), 0);
	clear();
}

/* Whoever changes schema.sql gives it another number, or stores of today would stay as they are. */
static void test_a_schema_has_its_number(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = memory();
	AUTO(xfree) char *is = shape(db);
	AUTO(xfree)
	char *known = xasprintf("%lld %016llx", (long long)db_int(db, 0, "PRAGMA user_version"),
	        (unsigned long long)seal_fingerprint(is, strlen(is)));
	if (!str_same(known, "5 9b5e3ce314a6fdc6"))
		fail_msg("schema.sql is another one: count SCHEMA_VERSION up, add to the tests "
		         "above "
		         "what the version before was like, and write here: %s",
		        known);
}

/* What another followupd took from the ledger: nobody uses it, and the daemon takes it anew. */
static void test_a_ledger_of_another_followupd(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *why = NULL, *none = NULL;
	{
		AUTO(db_close) struct db *db = open_file();
		scene_db_sql(db, "INSERT INTO customer (key) VALUES ('7')");
		scene_db_sql(db, "INSERT INTO meta VALUES ('test', 'kept')");
		scene_db_sql(db, "PRAGMA ledger.user_version=99");
	}
	assert_int_equal(refused(&why), -EPROTO);
	assert_non_null(strstr(why, "Start followupd"));
	assert_int_equal(db_upgrade(path, &none), 0);
	AUTO(db_close) struct db *db = open_file();
	assert_int_equal(db_int(db, -1, "SELECT count(*) FROM customer"), 0);
	AUTO(xfree) char *kept = db_meta(db, "test");
	assert_string_equal(kept, "kept");
	clear();
}

/* The process ends just before or just after its commit: the store is the old or the new one. */
static void test_an_upgrade_that_is_cut_short(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db");
	for (int at = 1; at <= 4; at++) {
		make_older(path);
		pid_t child = fork();
		if (child == 0) {
			char *why = NULL;
			db_crash_at(at);
			db_upgrade(path, &why);
			_exit(0);
		}
		int status = 0;
		waitpid(child, &status, 0);
		AUTO(xfree) char *none = NULL;
		assert_int_equal(db_upgrade(path, &none), 0);
		AUTO(db_close) struct db *db = open_file();
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM outbox"), 1);
		clear();
	}
}

static void test_an_upgrade_without_room_for_the_copy(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *copy = in_folder("s.db.version-1");
	AUTO(xfree) char *why = NULL, *none = NULL;
	make_older(path);
	assert_int_equal(mkdir(copy, 0700), 0); /* nothing can be put there */
	assert_true(db_upgrade(path, &why) < 0);
	assert_non_null(strstr(why, "left as it was"));
	rmdir(copy);
	assert_int_equal(refused(&none), -EPROTO); /* still the old one */
	clear();
}

static void test_no_folder(void **state)
{
	(void)state;
	AUTO(xfree) char *why = NULL;
	struct db *db = NULL;
	assert_true(db_open("/nonexistent/folder/s.db", &db, &why) < 0);
	assert_null(db);
	assert_non_null(strstr(why, "/nonexistent/folder/s.db"));
}

static void test_a_lost_key(void **state)
{
	(void)state;
	struct seal_key key;
	AUTO(db_close) struct db *db = memory();
	scene_db_sql(db, "UPDATE meta SET value='ab' WHERE key='key'");
	assert_int_equal(db_key(db, &key), -EUCLEAN);
	scene_db_sql(db, "DELETE FROM meta WHERE key='key'");
	assert_int_equal(db_key(db, &key), -EUCLEAN);
}

/* Several programs meet at a store that is not there yet: it is made once. */
static void test_made_by_many(void **state)
{
	(void)state;
	enum { MANY = 6 };
	pid_t pids[MANY];
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < MANY; i++)
			if ((pids[i] = fork()) == 0) {
				AUTO(xfree) char *path = in_folder("s.db"), *why = NULL;
				struct db *db = NULL;
				int r = db_open(path, &db, &why);
				if (r != 0)
					fprintf(stderr, "%s\n", why);
				_exit(r != 0);
			}
		for (int i = 0; i < MANY; i++) {
			int status = 0;
			waitpid(pids[i], &status, 0);
			assert_true(WIFEXITED(status));
			assert_int_equal(WEXITSTATUS(status), 0);
		}
		AUTO(db_close) struct db *db = open_file();
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM meta WHERE key='key'"), 1);
		clear();
	}
}

/* ---- transactions ---- */

static void test_commit_and_rollback(void **state)
{
	(void)state;
	AUTO(db_close) struct db *a = open_file(), *b = open_file();
	assert_int_equal(db_begin(a), 0);
	assert_true(db_in_transaction(a));
	assert_int_equal(db_meta_set(a, "x", "1"), 0);
	AUTO(xfree) char *unseen = db_meta(b, "x");
	assert_null(unseen);
	db_rollback(a);
	db_rollback(a); /* harmless */
	assert_false(db_in_transaction(a));
	AUTO(xfree) char *gone = db_meta(a, "x");
	assert_null(gone);
	assert_int_equal(db_begin(a), 0);
	assert_int_equal(db_meta_set(a, "x", "1"), 0);
	assert_int_equal(db_meta_set(a, "x", "2"), 0);
	assert_int_equal(db_commit(a), 0);
	AUTO(xfree) char *seen = db_meta(b, "x");
	assert_string_equal(seen, "2");
	clear();
}

static void crashing(int at)
{
	struct db *db = open_file();
	db_crash_at(at);
	for (int i = 1; i <= 2; i++) {
		AUTO(xfree) char *value = xasprintf("%d", i);
		db_begin(db);
		db_meta_set(db, "x", value);
		db_commit(db);
	}
	_exit(0);
}

static void test_crash_points(void **state)
{
	(void)state;
	static const char *const left[] = {"2", NULL, "1", "1", "2"};
	for (int at = 0; at <= 4; at++) {
		db_close(open_file());
		pid_t pid = fork();
		if (pid == 0)
			crashing(at);
		int status = 0;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(WEXITSTATUS(status), at ? 99 : 0);
		AUTO(db_close) struct db *db = open_file();
		AUTO(xfree) char *x = db_meta(db, "x");
		assert_true(str_same(x, left[at]));
		clear();
	}
}

/* What is a slip of the programmer ends the process. */
static void slip(int which)
{
	struct db *db = memory();
	close(STDERR_FILENO); /* it complains, and it should */
	switch (which) {
	case 0: /* an unknown parameter */
		db_int(db, 0, "SELECT 1", DB_INT(":x", 1));
		break;
	case 1: /* wrong SQL */
		db_int(db, 0, "SELEC 1");
		break;
	case 2: /* written outside a transaction */
		db_run(db, "DELETE FROM meta");
		break;
	case 3: /* a transaction inside a transaction */
		db_begin(db);
		db_begin(db);
		break;
	default: /* a word the schema does not know */
		db_begin(db);
		db_run(db, "INSERT INTO suppression (hash, reason, since_at) VALUES ('x', 'bored', "
		           "1)");
		break;
	}
	_exit(0);
}

static void test_slips(void **state)
{
	(void)state;
	for (int i = 0; i < 5; i++) {
		pid_t pid = fork();
		if (pid == 0)
			slip(i);
		int status = 0;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGABRT);
	}
}

/* ---- binds and rows ---- */

static void test_values(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = memory();
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db, "SELECT :i AS i, :t, :n, :b, :z",
	        DB_INT(":i", -(1LL << 60)), DB_TEXT(":t", "Grüße"), DB_TEXT(":n", NULL),
	        DB_BLOB(":b", "a\0b", 3), DB_NULL(":z"));
	size_t n = 0;
	assert_int_equal(db_col_count(r), 5);
	assert_int_equal(db_step(r), 1);
	assert_int_equal(db_col_int(r, 0), -(1LL << 60));
	assert_string_equal(db_col_text(r, 1), "Grüße");
	assert_true(db_col_null(r, 2));
	assert_null(db_col_text(r, 2));
	assert_memory_equal(db_col_blob(r, 3, &n), "a\0b", 3);
	assert_int_equal(n, 3);
	assert_true(db_col_null(r, 4));
	assert_int_equal(db_col_int(r, 4), 0);
	assert_int_equal(db_step(r), 0);
	assert_int_equal(db_int(db, 7, "SELECT NULL"), 7);
	assert_int_equal(db_int(db, 7, "SELECT 1 WHERE 0"), 7);
	AUTO(xfree) char *none = db_text(db, "SELECT 'x' WHERE 0");
	assert_null(none);
}

static void test_the_same_query_nested(void **state)
{
	(void)state;
	static const char sql[] = "SELECT value FROM json_each('[1,2,3]')";
	AUTO(db_close) struct db *db = memory();
	int sum = 0;
	for (int round = 0; round < 3; round++) {
		AUTO(db_rows_free) struct db_rows *outer = db_query(db, sql);
		while (db_step(outer) > 0) {
			AUTO(db_rows_free) struct db_rows *inner = db_query(db, sql);
			while (db_step(inner) > 0)
				sum += (int)(db_col_int(outer, 0) * db_col_int(inner, 0));
		}
	}
	assert_int_equal(sum, 3 * 36);
}

/* Binds of an earlier use do not linger. */
static void test_binds_are_forgotten(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = memory();
	static const char sql[] = "SELECT coalesce(:a, 'nothing')";
	AUTO(xfree) char *first = db_text(db, sql, DB_TEXT(":a", "x"));
	AUTO(xfree) char *second = db_text(db, sql);
	assert_string_equal(first, "x");
	assert_string_equal(second, "nothing");
}

static void test_run_counts_rows(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = memory();
	assert_int_equal(db_begin(db), 0);
	assert_int_equal(
	        db_run(db, "INSERT INTO meta (key, value) VALUES ('a', ''), ('b', '')"), 2);
	assert_int_equal(db_run(db, "UPDATE meta SET value='x' WHERE key IN ('a', 'b')"), 2);
	assert_int_equal(db_run(db, "UPDATE meta SET value='x' WHERE key='c'"), 0);
	assert_int_equal(db_commit(db), 0);
}

/* ---- two files ---- */

/* Who writes to the one waits for nobody at the other; and who can't wait is told. */
static void test_the_ledger_is_apart(void **state)
{
	(void)state;
	static const char put[] = "INSERT INTO ledger_fact VALUES ('a', 'b')";
	AUTO(db_close) struct db *import = open_file(), *other = open_file();
	assert_int_equal(db_begin_ledger(import), 0);
	assert_int_equal(db_run(import, put), 1);
	assert_int_equal(db_begin(other), 0);
	assert_int_equal(db_meta_set(other, "x", "1"), 0);
	assert_int_equal(db_try(other, put), -EBUSY);
	assert_int_equal(db_int(other, 7, "SELECT count(*) FROM ledger_fact"), 0);
	assert_int_equal(db_commit(import), 0);
	assert_int_equal(db_commit(other), 0);
	AUTO(xfree) char *x = db_meta(import, "x");
	assert_string_equal(x, "1");
	assert_int_equal(db_begin(other), 0);
	assert_int_equal(db_try(other, "DELETE FROM ledger_fact"), 1);
	assert_int_equal(db_commit(other), 0);
	clear();
}

/* A copy is one file, and put in the store's place it is the store again. */
static void test_a_copy_in_the_store_s_place(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *copy = in_folder("copy.db"), *why = NULL;
	{
		AUTO(db_close) struct db *db = open_file();
		scene_db_sql(
		        db, "INSERT INTO customer (id, key, email) VALUES (7, 'c', 'c@x.example')");
		scene_db_sql(db, "INSERT INTO meta VALUES ('x', '1')");
		assert_int_equal(db_backup(db, copy, &why), 0);
		scene_db_sql(db, "UPDATE customer SET id=9, email='later@x.example'");
	}
	assert_int_equal(rename(copy, path), 0);
	for (int again = 0; again < 2; again++) {
		AUTO(db_close) struct db *db = open_file();
		AUTO(xfree) char *x = db_meta(db, "x");
		AUTO(xfree) char *email = db_text(db, "SELECT email FROM customer WHERE id=7");
		assert_string_equal(x, "1");
		assert_string_equal(email, "c@x.example");
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM ledger.customer"), 1);
		assert_int_equal(
		        db_int(db, 9,
		                "SELECT count(*) FROM main.sqlite_schema WHERE name='customer'"),
		        0);
	}
	clear();
}

/* ---- looking at the future ---- */

static void test_scratch(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = open_file(), *scratch = NULL;
	AUTO(xfree) char *why = NULL;
	scene_db_sql(db, "INSERT INTO meta (key, value) VALUES ('x', '1')");
	assert_int_equal(db_open_scratch(db, &scratch, &why), 0);
	scene_db_sql(scratch, "UPDATE meta SET value='2' WHERE key='x'");
	AUTO(xfree) char *there = db_meta(scratch, "x");
	AUTO(xfree) char *here = db_meta(db, "x");
	assert_string_equal(there, "2");
	assert_string_equal(here, "1");
	/* a copy of the copy holds what was written to that, whatever it has committed of it */
	AUTO(db_close) struct db *second = NULL;
	assert_int_equal(db_open_scratch(scratch, &second, &why), 0);
	AUTO(xfree) char *again = db_meta(second, "x");
	assert_string_equal(again, "2");
	scene_db_sql(scratch, "UPDATE meta SET value='3' WHERE key='x'");
	clear();
}

/* ---- an account manager's condition ---- */

static void test_conditions(void **state)
{
	(void)state;
	static const char *const good[] = {"country = 'DE'", "name LIKE 'A%'",
	        "stage='new' OR mood=''", "instr(tags, ',vip,') > 0", "extra ->> 'city' = 'Kiel'",
	        "json_extract(extra, '$.a[0]') > 3", "name = 'O''Neil; -- (he)'",
	        "lower(name)=\"name\"", "iso_day(consent_day) < '2026-01-01'",
	        "length(name) > (2 + 3)"};
	static const char *const bad[] = {"", "country =", "country = 'DE", "1) OR (1", "(1",
	        "1 -- x", "1 /* x", "1; DELETE FROM customer", "no_such_column = 1", "random() > 0",
	        "(SELECT count(*) FROM outbox) > 0", "(SELECT value FROM meta) <> ''",
	        "id IN (SELECT customer FROM anchor)", "load_extension('x')", "date('now') > ''",
	        "readfile('/etc/passwd') <> ''", "1 IN (SELECT 1 AS [']) OR 1 IN ([']",
	        "EXISTS (SELECT 1 FROM sqlite_schema)", "hex(randomblob(9)) > ''",
	        "id IN (SELECT id FROM customer WHERE language='de')",
	        "EXISTS (SELECT 1 FROM customer a, customer b, customer c)", "name = :key",
	        "name = ?1", "name = @key", "name = $key", "name GLOB 'A*'"};
	AUTO(db_close) struct db *db = memory();
	for (size_t i = 0; i < COUNT(good); i++) {
		AUTO(xfree) char *why = NULL;
		if (db_check_condition(db, good[i], &why) != 0)
			fail_msg("%s: %s", good[i], why);
		assert_null(why);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		AUTO(xfree) char *why = NULL;
		if (db_check_condition(db, bad[i], &why) != DB_REFUSED)
			fail_msg("let through: %s", bad[i]);
		assert_false(str_empty(why));
	}
	/* the guard is gone afterwards */
	assert_int_equal(db_int(db, -1, "SELECT count(*) FROM outbox"), 0);
}

/* A condition that stumbles over a value is an outcome, not a crash. */
static void test_a_condition_that_stumbles(void **state)
{
	(void)state;
	static const char *const where[] = {
	        "json_extract(extra, '$.a') = 1", "abs(-9223372036854775807 - 1) > 0"};
	AUTO(db_close) struct db *db = memory();
	AUTO(text_done) struct text many = TEXT_INIT;
	for (int i = 0; i < 900; i++)
		text_putc(&many, 'a');
	scene_db_sql(db, "INSERT INTO customer (key, extra) VALUES ('c', 'no json')");
	for (size_t i = 0; i < COUNT(where); i++) {
		AUTO(xfree) char *sql = xasprintf("SELECT 1 FROM customer WHERE (%s)", where[i]);
		AUTO(db_rows_free) struct db_rows *r = db_query(db, sql);
		assert_int_equal(db_step(r), -EINVAL);
	}
	AUTO(db_rows_free)
	struct db_rows *r = db_query(db,
	        "SELECT 1 FROM customer WHERE length(replace(replace(replace(replace('a', 'a', :x),"
	        " 'a', :x), 'a', :x), 'a', :x)) > 0",
	        DB_TEXT(":x", text_str(&many)));
	assert_int_equal(db_step(r), -EINVAL);
}

static int setup(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	clear();
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_a_new_store_keeps_its_key),
	        cmocka_unit_test(test_a_newer_store_is_not_touched),
	        cmocka_unit_test(test_a_damaged_store),
	        cmocka_unit_test(test_a_store_that_is_gone),
	        cmocka_unit_test(test_an_older_store),
	        cmocka_unit_test(test_a_store_of_version_3),
	        cmocka_unit_test(test_a_store_of_version_4),
	        cmocka_unit_test(test_a_schema_has_its_number),
	        cmocka_unit_test(test_a_ledger_of_another_followupd),
	        cmocka_unit_test(test_an_upgrade_that_is_cut_short),
	        cmocka_unit_test(test_an_upgrade_without_room_for_the_copy),
	        cmocka_unit_test(test_no_folder),
	        cmocka_unit_test(test_a_lost_key),
	        cmocka_unit_test(test_made_by_many),
	        cmocka_unit_test(test_commit_and_rollback),
	        cmocka_unit_test(test_crash_points),
	        cmocka_unit_test(test_slips),
	        cmocka_unit_test(test_values),
	        cmocka_unit_test(test_the_same_query_nested),
	        cmocka_unit_test(test_binds_are_forgotten),
	        cmocka_unit_test(test_run_counts_rows),
	        cmocka_unit_test(test_the_ledger_is_apart),
	        cmocka_unit_test(test_a_copy_in_the_store_s_place),
	        cmocka_unit_test(test_scratch),
	        cmocka_unit_test(test_conditions),
	        cmocka_unit_test(test_a_condition_that_stumbles),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
