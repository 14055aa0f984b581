#include "scene.h"

#include "conversation.h"
#include "standing.h"

/* Today is 22 November 2026. */
static int open_scene(void **state)
{
	static struct scene s;
	scene_open(&s, "2026-11-22T08:00");
	*state = &s;
	return 0;
}

static int close_scene(void **state)
{
	scene_close(*state);
	return 0;
}

static void buys(struct scene *s, const char *key, const char *last, int count, int span_days,
        int before, int now, unsigned months)
{
	AUTO(xfree) char *email = xasprintf("%s@x.example", key);
	struct date day = scene_day(last);
	scene_customer(s, key, email, key);
	scene_sql(s,
	        "INSERT INTO purchase_total (customer, currency, first_day, last_day, count,"
	        " spent_cents, spent_12_cents, spent_prior_12_cents, months) SELECT id, 'EUR', %d,"
	        " %d, %d, 0, %d, %d, %u FROM customer WHERE key='%s'",
	        day.days - span_days, day.days, count, now * 100, before * 100, months, key);
}

static void find(struct scene *s, struct standing *ret)
{
	const struct figures_scope scope = {.all = true, .manager = ""};
	assert_int_equal(standing_find(&s->h, &scope, scene_day("2026-11-22"), 3, ret), 0);
}

static bool accused(struct scene *s, const char *key)
{
	AUTO(standing_done) struct standing found = {0};
	find(s, &found);
	for (size_t i = 0; i < found.quiet_count; i++)
		if (str_same(found.quiet[i].customer, key))
			return true;
	return false;
}

enum { ALL_YEAR = 0xfff, NOVEMBER = 1 << 10, OCTOBER = 1 << 9, DECEMBER = 1 << 11, MAY = 1 << 4 };

static void small_ones(struct scene *s)
{
	for (int i = 0; i < 9; i++) {
		AUTO(xfree) char *key = xasprintf("small%d", i);
		buys(s, key, "2026-11-01", 20, 600, 100, 100, ALL_YEAR);
	}
}

static void test_gone_quiet(void **state)
{
	struct scene *s = *state;
	small_ones(s);
	buys(s, "boats", "2026-01-10", 24, 700, 48200, 9100, ALL_YEAR);
	assert_true(accused(s, "boats"));
	/* still buys a third and more */
	scene_sql(
	        s, "UPDATE purchase_total SET spent_12_cents=1687000 WHERE spent_12_cents=910000");
	assert_false(accused(s, "boats")); /* 16870 of 48200 is 35 percent */
	scene_sql(s, "UPDATE purchase_total SET spent_12_cents=1686999 WHERE "
	             "spent_12_cents=1687000");
	assert_true(accused(s, "boats"));
	/* their own interval is long: 24 purchases in 23 * 182 days, silent for 316 */
	scene_sql(s, "UPDATE purchase_total SET first_day=last_day-23*182 WHERE count=24");
	assert_false(accused(s, "boats"));
	scene_sql(s, "UPDATE purchase_total SET first_day=last_day-700 WHERE count=24");
	static const char *const innocent[] = {"UPDATE customer SET status='deceased'",
	        "UPDATE customer SET status='', present=0", NULL};
	for (size_t i = 0; innocent[i]; i++) {
		scene_sql(s, "%s", innocent[i]);
		assert_false(accused(s, "boats"));
	}
}

static void test_who_never_spent_much(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 9; i++) {
		AUTO(xfree) char *key = xasprintf("big%d", i);
		buys(s, key, "2026-11-01", 20, 600, 50000, 50000, ALL_YEAR);
	}
	buys(s, "small", "2026-01-10", 24, 700, 400, 10, ALL_YEAR);
	assert_false(accused(s, "small"));
}

/* Compared season with season: nobody is accused before the season is over. */
static void test_seasons(void **state)
{
	struct scene *s = *state;
	static const struct {
		const char *key;
		unsigned months;
		bool accused;
	} table[] = {
	        {"in-season", NOVEMBER | DECEMBER, false},
	        {"just-over", OCTOBER, false},
	        {"coming", DECEMBER,
	                true}, /* last December, in the last 12 months, they bought little */
	        {"long-over", MAY, true},
	        {"all-year", ALL_YEAR, true},
	};
	for (size_t i = 0; i < COUNT(table); i++) {
		buys(s, table[i].key, "2025-12-05", 10, 340, 30000, 100, table[i].months);
		if (accused(s, table[i].key) != table[i].accused)
			fail_msg("%s", table[i].key);
		scene_sql(s, "DELETE FROM purchase_total");
	}
	/* one order each November, this year's not yet come */
	buys(s, "yearly", "2025-11-18", 4, 3 * 365, 30000, 0, NOVEMBER);
	assert_false(accused(s, "yearly"));
}

static void test_unbroken_and_stages(void **state)
{
	struct scene *s = *state;
	static const char *const keys[] = {"a", "b", "c", "d", "e", "f"};
	for (size_t i = 0; i < COUNT(keys); i++) {
		AUTO(xfree) char *email = xasprintf("%s@x.example", keys[i]);
		scene_customer(s, keys[i], email, keys[i]);
	}
	scene_sql(s, "UPDATE customer SET stage='new' WHERE key='f'");
	scene_sent(s->h.db, (struct scene_letter){.customer = "a", .recipient = "a@x.example"},
	        scene_at("2026-07-26T08:00"));
	scene_sent(s->h.db, (struct scene_letter){.customer = "b", .recipient = "b@x.example"},
	        scene_at("2026-07-23T08:00"));
	int64_t id;
	SCENE_TX(s, conversation_contact(s->h.db, "c", "rang", scene_at("2026-11-01T08:00"), &id));
	AUTO(standing_done) struct standing found = {0};
	find(s, &found);
	assert_int_equal(found.customers, 5); /* f is new */
	assert_int_equal(found.heard, 2);     /* a and c */
	assert_int_equal(found.silent_count, 3);
	assert_string_equal(found.silent[0].name, "d");
	assert_true(date_is_none(found.silent[0].last));
	assert_string_equal(found.silent[2].name, "b");
	assert_int_equal(found.stages[STAGE_SHORT], 5);
	assert_int_equal(found.stages[STAGE_NEW], 1);
	assert_int_equal(found.stages[STAGE_LONG], 0);
}

/* Thousands who heard, thousands who did not: nobody is taken for another. */
static void test_many(void **state)
{
	struct scene *s = *state;
	scene_sql(s,
	        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<6000)"
	        " INSERT INTO customer (key, email, stage) SELECT 'c'||i, 'c'||i||'@x.example',"
	        " 'long' FROM n");
	scene_sql(s,
	        "INSERT INTO contact (customer, at, text) SELECT key, %lld, 'rang' FROM customer"
	        " WHERE id%%2",
	        (long long)scene_at("2026-11-01T08:00"));
	AUTO(standing_done) struct standing found = {0};
	find(s, &found);
	assert_int_equal(found.customers, 6000);
	assert_int_equal(found.heard, 3000);
	assert_int_equal(found.silent_count, 0); /* too many to be named */
	scene_sql(s, "INSERT INTO contact (customer, at, text) SELECT key, 0, 'rang' FROM customer"
	             " WHERE id>100 AND id%%2=0");
	scene_sql(s, "UPDATE contact SET at=%lld WHERE at=0 AND customer<>'c200'",
	        (long long)scene_at("2026-11-02T08:00"));
	AUTO(standing_done) struct standing few = {0};
	find(s, &few);
	assert_int_equal(few.customers - few.heard, 51);
	assert_int_equal(few.silent_count, 3);
}

/* A hundred sums, some of them the same, in no order: the top 30 percent of them. */
static void test_the_top(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 100; i++) {
		AUTO(xfree) char *key = xasprintf("k%d", i * 37 % 100);
		buys(s, key, "2026-01-10", 24, 700, 1000 + i * 37 % 100 / 3 * 10, 10, ALL_YEAR);
	}
	assert_true(accused(s, "k99")); /* lost most of all */
	AUTO(standing_done) struct standing found = {0};
	find(s, &found);
	assert_int_equal(found.quiet_all, 31); /* the thirtieth and one who spent as much */
}

/* Letters lie as they were claimed, or an old one went late. */
static void test_letters_anywhere(void **state)
{
	struct scene *s = *state;
	for (int i = 0; i < 40; i++) {
		AUTO(xfree) char *key = xasprintf("c%d", i);
		AUTO(xfree) char *email = xasprintf("%s@x.example", key);
		scene_customer(s, key, email, key);
		scene_sent(s->h.db, (struct scene_letter){.customer = key, .recipient = email},
		        scene_at(i % 2 ? "2026-11-02T08:00" : "2026-02-02T08:00"));
	}
	for (int late = 0; late < 2; late++) {
		AUTO(standing_done) struct standing found = {0};
		find(s, &found);
		assert_int_equal(found.customers, 40);
		assert_int_equal(found.heard, 20);
		assert_string_equal(found.silent[0].key, "c0");
		scene_sql(s, "DELETE FROM outbox_message");
		scene_sql(s, "UPDATE outbox SET id=id+1000 WHERE customer<>'c1'");
	}
}

#define T(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
	const struct CMUnitTest tests[] = {
	        T(test_gone_quiet),
	        T(test_who_never_spent_much),
	        T(test_seasons),
	        T(test_unbroken_and_stages),
	        T(test_many),
	        T(test_the_top),
	        T(test_letters_anywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
