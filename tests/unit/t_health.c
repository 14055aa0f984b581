#include "scene.h"

#include "health.h"

static const int64_t NOON = 1790000000;

static void expect(struct db *db, const char *words)
{
	AUTO(xfree)
	char *row = db_text(db,
	        "SELECT coalesce(ok_at, '-') || ' ' || coalesce(problem, '-') || ' ' ||"
	        " coalesce(problem_since_at, '-') || ' ' || coalesce(problem_at, '-') FROM health"
	        " WHERE what='smtp'");
	assert_string_equal(row, words);
}

static void test_well_and_ill(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	assert_int_equal(health_ok(db, "smtp", NOON), 0);
	expect(db, "1790000000 - - -");
	assert_int_equal(health_ok(db, "smtp", NOON + 59), 0); /* often enough */
	expect(db, "1790000000 - - -");
	assert_int_equal(health_ok(db, "smtp", NOON + 60), 0);
	expect(db, "1790000060 - - -");
	assert_int_equal(health_problem(db, "smtp", "no route", NOON + 61), 0);
	expect(db, "1790000060 no route 1790000061 1790000061");
	/* since when stays; what and when move on */
	assert_int_equal(health_problem(db, "smtp", "no route", NOON + 90), 0);
	expect(db, "1790000060 no route 1790000061 1790000090");
	assert_int_equal(health_problem(db, "smtp", "login refused", NOON + 95), 0);
	expect(db, "1790000060 login refused 1790000061 1790000095");
	/* mended at once, however short ago it was well */
	assert_int_equal(health_ok(db, "smtp", NOON + 96), 0);
	expect(db, "1790000096 - - -");
	assert_int_equal(health_ok(db, "smtp", NOON - 5000), 0); /* the clock was set back */
	expect(db, "1789995000 - - -");
	assert_false(db_in_transaction(db));
}

static void test_ill_from_the_start(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	assert_int_equal(health_problem(db, "smtp", "no route", NOON), 0);
	expect(db, "- no route 1790000000 1790000000");
	assert_int_equal(health_ok(db, "imap", NOON), 0);
	expect(db, "- no route 1790000000 1790000000");
	assert_int_equal(db_int(db, 0, "SELECT count(*) FROM health"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_well_and_ill),
	        cmocka_unit_test(test_ill_from_the_start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
