/*
 * What was taken from the ledger comes as a file of its own, made beside its place and put there
 * whole: what others see of it and when, and what is left when it does not come to that.
 */
#include "log.h"
#include "scene.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/t_db_ledger.XXXXXX";

static char *in_folder(const char *name)
{
	return xasprintf("%s/%s", folder, name);
}

static void clear(void)
{
	static const char *const names[] = {"s.db-ledger.new", "copy.db"};
	AUTO(xfree) char *store = in_folder("s.db");
	scene_remove_store(store);
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO(xfree) char *path = in_folder(names[i]);
		scene_remove_store(path);
	}
}

static struct db *open_store(void)
{
	AUTO(xfree) char *path = in_folder("s.db"), *why = NULL;
	struct db *db = NULL;
	if (db_open(path, &db, &why) != 0)
		fail_msg("%s", why);
	return db;
}

static bool there(const char *name)
{
	AUTO(xfree) char *path = in_folder(name);
	return access(path, F_OK) == 0;
}

static int64_t count(struct db *db)
{
	return db_int(db, -1, "SELECT count(*) FROM customer");
}

static void put(struct db *db, int from, int to)
{
	assert_int_equal(db_run(db,
	                         "WITH RECURSIVE n(i) AS (SELECT :from UNION ALL SELECT i+1 FROM n"
	                         " WHERE i<:to) INSERT INTO customer (key, email) SELECT 'c'||i,"
	                         " 'c'||i||'@x.example' FROM n",
	                         DB_INT(":from", from), DB_INT(":to", to)),
	        to - from + 1);
}

static void test_nobody_sees_it_before_it_is_whole(void **state)
{
	(void)state;
	AUTO(db_close) struct db *maker = open_store(), *other = open_store();
	assert_int_equal(count(other), 0);
	int64_t version = db_version(other);
	assert_int_equal(db_begin_new_ledger(maker), 0);
	put(maker, 1, 5000);
	assert_int_equal(db_begin(other), 0); /* and nobody waits for it */
	assert_int_equal(count(other), 0);
	assert_int_equal(db_commit(other), 0);
	assert_true(there("s.db-ledger.new") && !there("s.db-ledger"));
	assert_int_equal(db_commit(maker), 0);
	assert_true(!there("s.db-ledger.new") && there("s.db-ledger"));
	assert_int_equal(count(maker), 5000);
	assert_int_equal(db_begin(other), 0);
	assert_int_equal(count(other), 5000);
	assert_true(db_version(other) != version);
	assert_int_equal(db_commit(other), 0);
	/* from now on it is written to like any other */
	assert_int_equal(db_begin_new_ledger(other), 0);
	put(other, 5001, 5001);
	assert_int_equal(count(maker), 5000);
	assert_int_equal(db_commit(other), 0);
	assert_int_equal(count(maker), 5001);
	AUTO(xfree) char *sound = db_text(other, "PRAGMA ledger.integrity_check");
	assert_true(there("s.db-ledger-wal"));
	assert_string_equal(sound, "ok");
	AUTO(xfree) char *path = in_folder("s.db-ledger");
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	clear();
}

/* Who begins a pass, or much reading, sees it too; who is in the middle of reading, afterwards. */
static void test_it_comes_to_those_who_read(void **state)
{
	(void)state;
	AUTO(db_close) struct db *maker = open_store(), *at_work = open_store();
	AUTO(db_close) struct db *reading = open_store(), *busy = open_store();
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(busy, "SELECT name FROM ledger.sqlite_schema");
	assert_int_equal(db_step(rows), 1);
	assert_int_equal(db_begin_new_ledger(maker), 0);
	put(maker, 1, 7);
	assert_int_equal(db_commit(maker), 0);
	db_at_work(at_work, true);
	assert_int_equal(count(at_work), 7);
	assert_true(db_begin_reading(reading));
	assert_int_equal(count(reading), 7);
	db_rollback(reading);
	db_at_work(busy, true);
	assert_int_equal(count(busy), 0);
	db_rows_free(rows);
	rows = NULL;
	db_at_work(busy, true);
	assert_int_equal(count(busy), 7);
	clear();
}

static void test_one_that_is_given_up(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = open_store();
	assert_int_equal(db_begin_new_ledger(db), 0);
	put(db, 1, 5000);
	db_rollback(db);
	assert_true(!there("s.db-ledger.new") && !there("s.db-ledger"));
	assert_int_equal(count(db), 0);
	assert_int_equal(db_begin_new_ledger(db), 0);
	put(db, 1, 3);
	db_close(db); /* not done either */
	db = open_store();
	assert_true(!there("s.db-ledger.new"));
	assert_int_equal(count(db), 0);
	clear();
}

static void test_a_full_disk(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = open_store();
	db_full_at(1);
	assert_int_equal(db_begin_new_ledger(db), 0);
	put(db, 1, 5);
	assert_int_equal(db_commit(db), -ENOSPC);
	db_full_at(0);
	assert_true(!there("s.db-ledger.new") && !there("s.db-ledger"));
	assert_int_equal(count(db), 0);
	assert_int_equal(db_begin_new_ledger(db), 0);
	put(db, 1, 5);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(count(db), 5);
	clear();
}

static void test_two_who_make_it(void **state)
{
	(void)state;
	AUTO(db_close) struct db *first = open_store(), *second = open_store();
	assert_int_equal(db_begin_new_ledger(first), 0);
	assert_int_equal(db_begin_new_ledger(second), -EBUSY);
	put(first, 1, 5);
	assert_int_equal(db_commit(first), 0);
	assert_int_equal(db_begin_new_ledger(second), 0);
	assert_int_equal(count(second), 5);
	db_rollback(second);
	assert_int_equal(count(second), 5);
	clear();
}

/* What somebody else put there meanwhile is not written over. */
static void test_another_was_first(void **state)
{
	(void)state;
	AUTO(db_close) struct db *late = open_store(), *first = open_store();
	assert_int_equal(db_begin_new_ledger(late), 0);
	put(late, 1, 9);
	assert_int_equal(db_begin_ledger(first), 0);
	put(first, 1, 2);
	assert_int_equal(db_commit(first), 0);
	assert_int_equal(db_commit(late), -EAGAIN);
	assert_true(!there("s.db-ledger.new"));
	assert_int_equal(db_begin(late), 0);
	assert_int_equal(count(late), 2);
	assert_int_equal(db_commit(late), 0);
	clear();
}

/* The process ends in the middle (0), just before its commit (1), just after it (2). */
static void test_a_maker_that_dies(void **state)
{
	(void)state;
	AUTO(xfree) char *path = in_folder("s.db"), *why = NULL;
	for (int at = 0; at <= 2; at++) {
		db_close(open_store());
		pid_t child = fork();
		if (child == 0) {
			struct db *db = open_store();
			db_crash_at(at);
			if (db_begin_new_ledger(db) == 0) {
				put(db, 1, 5000);
				if (at == 0)
					raise(SIGKILL);
				db_commit(db);
			}
			_exit(1);
		}
		int status = 0;
		waitpid(child, &status, 0);
		assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 99);
		{
			AUTO(db_close) struct db *db = open_store();
			assert_int_equal(count(db), at == 2 ? 5000 : 0);
			assert_int_equal(there("s.db-ledger.new"), at != 2);
		}
		assert_int_equal(db_upgrade(path, &why), 0); /* the daemon's start */
		assert_false(there("s.db-ledger.new"));
		AUTO(db_close) struct db *db = open_store();
		assert_int_equal(db_begin_new_ledger(db), 0);
		if (at < 2)
			put(db, 1, 5000);
		assert_int_equal(db_commit(db), 0);
		assert_int_equal(count(db), 5000);
		clear();
	}
}

/* What a dead one left is no obstacle, whatever it holds. */
static void test_rubbish_in_the_way(void **state)
{
	(void)state;
	AUTO(xfree) char *half = in_folder("s.db-ledger.new");
	AUTO(db_close) struct db *db = open_store();
	FILE *f = fopen(half, "w");
	assert_non_null(f);
	for (int i = 0; i < 10000; i++)
		fputs("rubbish ", f);
	fclose(f);
	assert_int_equal(db_begin_new_ledger(db), 0);
	put(db, 1, 5);
	assert_int_equal(db_commit(db), 0);
	AUTO(xfree) char *sound = db_text(db, "PRAGMA ledger.integrity_check");
	assert_string_equal(sound, "ok");
	assert_int_equal(count(db), 5);
	clear();
}

static void test_a_copy_before_there_is_any(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = open_store(), *scratch = NULL;
	AUTO(xfree) char *path = in_folder("copy.db"), *why = NULL;
	assert_int_equal(db_backup(db, path, &why), 0);
	assert_int_equal(db_open_scratch(db, &scratch, &why), 0);
	assert_int_equal(count(scratch), 0);
	AUTO(db_close) struct db *copy = NULL;
	assert_int_equal(db_open(path, &copy, &why), 0);
	assert_int_equal(count(copy), 0);
	assert_int_equal(db_begin_new_ledger(copy), 0);
	put(copy, 1, 5);
	assert_int_equal(db_commit(copy), 0);
	assert_int_equal(count(copy), 5);
	assert_false(there("s.db-ledger"));
	clear();
}

static void quiet(enum log_level level, const char *line, void *arg)
{
	(void)level;
	(void)line;
	(void)arg;
}

static int setup(void **state)
{
	(void)state;
	log_hook_set(quiet, NULL);
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
	        cmocka_unit_test(test_nobody_sees_it_before_it_is_whole),
	        cmocka_unit_test(test_it_comes_to_those_who_read),
	        cmocka_unit_test(test_one_that_is_given_up),
	        cmocka_unit_test(test_a_full_disk),
	        cmocka_unit_test(test_two_who_make_it),
	        cmocka_unit_test(test_another_was_first),
	        cmocka_unit_test(test_a_maker_that_dies),
	        cmocka_unit_test(test_rubbish_in_the_way),
	        cmocka_unit_test(test_a_copy_before_there_is_any),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
