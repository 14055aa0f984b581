/* Which mailbox is whose: kept with every change of a customer, and by a first import at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "db.h"
#include "letterbox.h"

/* In a transaction. */
static struct db *store(void)
{
	struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	assert_int_equal(db_begin_ledger(db), 0);
	return db;
}

static void sql(struct db *db, const char *statement)
{
	assert_true(db_run(db, statement) >= 0);
}

static void expect(struct db *db, const char *address, const char *want)
{
	AUTO(xfree)
	char *is = db_text(db,
	        "SELECT group_concat(key) FROM (SELECT key FROM customer WHERE " DB_LIVES_AT(
	                ":address") " ORDER BY id)",
	        DB_TEXT(":address", address));
	assert_string_equal(is ? is : "", want);
}

/* No row too many, and none that is not somebody's. */
static void expect_whole(struct db *db)
{
	assert_int_equal(db_int(db, -1,
	                         "SELECT (SELECT count(*) FROM letterbox) -"
	                         " (SELECT count(*) FROM customer WHERE email<>'')"),
	        0);
	assert_int_equal(db_int(db, -1,
	                         "SELECT count(*) FROM letterbox b LEFT JOIN customer c ON"
	                         " c.id=b.customer AND letterbox(c.email)=b.number"
	                         " WHERE c.id IS NULL"),
	        0);
}

static void test_numbers(void **state)
{
	(void)state;
	assert_int_equal(db_letterbox("anna@x.example", 14), db_letterbox("Anna@X.EXAMPLE", 14));
	assert_int_not_equal(
	        db_letterbox("anna@x.example", 14), db_letterbox("bert@x.example", 14));
	assert_int_not_equal(db_letterbox("[", 1), db_letterbox("{", 1)); /* no letters */
	char far[300];
	memset(far, 'a', sizeof far);
	assert_int_equal(db_letterbox(far, sizeof far), db_letterbox(far, sizeof far - 1));
	assert_true(db_letterbox(far, sizeof far) < 1 << 24);
}

static void test_kept_with_every_change(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	sql(db, "INSERT INTO customer (key, email) VALUES ('1', 'anna@x.example'),"
	        " ('2', 'office@x.example'), ('3', 'office@x.example'), ('4', '')");
	expect_whole(db);
	expect(db, "anna@x.example", "1");
	expect(db, "Office@x.example", "2,3");
	expect(db, "", "");
	sql(db, "UPDATE customer SET email='anna@y.example', name='Anna' WHERE key='1'");
	sql(db, "UPDATE customer SET email='' WHERE key='2'");
	sql(db, "UPDATE customer SET email='dora@x.example' WHERE key='4'");
	expect_whole(db);
	expect(db, "anna@x.example", "");
	expect(db, "anna@y.example", "1");
	expect(db, "office@x.example", "3");
	expect(db, "dora@x.example", "4");
	sql(db, "DELETE FROM customer WHERE key='3'");
	expect_whole(db);
	expect(db, "office@x.example", "");
}

/* Whose numbers are the same are still two. */
static void test_two_addresses_with_one_number(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	sql(db, "INSERT INTO customer (key, email) VALUES ('1', 'anna@x.example'),"
	        " ('2', 'bert@x.example')");
	sql(db, "INSERT INTO letterbox (number, customer)"
	        " SELECT letterbox('anna@x.example'), id FROM customer WHERE key='2'");
	expect(db, "anna@x.example", "1");
	expect(db, "bert@x.example", "2");
}

static void test_many_at_once(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	struct letterbox l = {0};
	assert_int_equal(letterbox_close(&l, db), 0); /* of none that is open */
	assert_int_equal(letterbox_open(&l, db), 0);
	for (int i = 1; i <= 2000; i++) {
		AUTO(xfree) char *address = i % 3 ? xasprintf("c%d@x.example", i) : xstrdup("");
		assert_int_equal(
		        db_run(db, "INSERT INTO customer (id, key, email) VALUES (:i, :i, :email)",
		                DB_INT(":i", i), DB_TEXT(":email", address)),
		        1);
		letterbox_put(&l, address, strlen(address), (uint32_t)i);
	}
	assert_int_equal(db_int(db, -1, "SELECT count(*) FROM letterbox"), 0);
	assert_int_equal(letterbox_close(&l, db), 0);
	expect_whole(db);
	expect(db, "c1999@x.example", "1999");
	sql(db, "INSERT INTO customer (key, email) VALUES ('new', 'new@x.example')");
	expect_whole(db);
	letterbox_done(&l);
}

/* However many customers there are, nobody goes through all of them for an address. */
static void test_found_without_a_search(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = store();
	AUTO(db_rows_free)
	struct db_rows *rows = db_query(db,
	        "EXPLAIN QUERY PLAN SELECT key FROM customer WHERE " DB_LIVES_AT(
	                ":from") " OR " DB_LIVES_AT(":plain") " ORDER BY id LIMIT 1",
	        DB_TEXT(":from", "a@x.example"), DB_TEXT(":plain", "b@x.example"));
	int r, searched = 0;
	while ((r = db_step(rows)) > 0) {
		assert_null(strstr(db_col_text(rows, 3), "SCAN"));
		searched += strstr(db_col_text(rows, 3), "SEARCH letterbox") != NULL;
	}
	assert_int_equal(r, 0);
	assert_int_equal(searched, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_numbers),
	        cmocka_unit_test(test_kept_with_every_change),
	        cmocka_unit_test(test_two_addresses_with_one_number),
	        cmocka_unit_test(test_many_at_once),
	        cmocka_unit_test(test_found_without_a_search),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
