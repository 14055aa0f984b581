/* The dates of somebody who is gone are found by the table's order, however many there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "anchor.h"
#include "db.h"
#include "db_inside.h"

/* Steps of SQLite's machine, over all statements kept. */
static int steps(struct db *db)
{
	int sum = 0;
	for (size_t i = 0; i < COUNT(db->statements); i++)
		for (struct statement *s = db->statements[i]; s; s = s->next)
			sum += sqlite3_stmt_status(s->stmt, SQLITE_STMTSTATUS_VM_STEP, 1);
	return sum;
}

/* Each has two dates of their row and two of their purchases. */
static void fill(struct db *db, int customers)
{
	struct anchors a = {0};
	static const char *const fields[] = {"birthday", "since", ANCHOR_FIRST, ANCHOR_LAST};
	for (int i = 1; i <= customers; i++) {
		AUTO(xfree)
		char *dates = xasprintf("{\"birthday\":%d,\"since\":%d}", i % 90, 100 + i % 90);
		assert_int_equal(
		        db_run(db, "INSERT INTO customer (id, key, dates) VALUES (:i, :i, :dates)",
		                DB_INT(":i", i), DB_TEXT(":dates", dates)),
		        1);
		assert_int_equal(
		        db_run(db,
		                "INSERT INTO purchase_total (customer, currency, first_day, "
		                "last_day,"
		                " count, spent_cents, spent_12_cents, spent_prior_12_cents)"
		                " VALUES (:i, 'EUR', :first, :last, 1, 1, 1, 1)",
		                DB_INT(":i", i), DB_INT(":first", 200 + i % 90),
		                DB_INT(":last", 300 + i % 90)),
		        1);
		for (int f = 0; f < (int)COUNT(fields); f++)
			anchor_put(&a,
			        (struct anchor){anchor_field(&a, fields[f]), {100 * f + i % 90}},
			        (uint32_t)i);
	}
	assert_int_equal(anchor_flush(&a, db), 0);
	anchor_done(&a);
}

static void test_who_is_gone_costs_the_same(void **state)
{
	(void)state;
	static const int customers[] = {50, 5000};
	int cost[COUNT(customers)];
	for (size_t i = 0; i < COUNT(customers); i++) {
		AUTO(db_close) struct db *db = NULL;
		assert_int_equal(db_open_memory(&db), 0);
		assert_int_equal(db_begin_ledger(db), 0);
		fill(db, customers[i]);
		assert_int_equal(db_int(db, 0, "SELECT count(*) FROM anchor WHERE customer=7"), 4);
		steps(db);
		assert_int_equal(anchor_drop_all(db, 7), 0);
		cost[i] = steps(db);
		assert_int_equal(
		        db_int(db, 0, "SELECT count(*) FROM anchor"), 4 * (customers[i] - 1));
		assert_int_equal(db_int(db, 9, "SELECT count(*) FROM anchor WHERE customer=7"), 0);
	}
	assert_true(cost[0] > 20);
	assert_int_equal(cost[0], cost[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_who_is_gone_costs_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
