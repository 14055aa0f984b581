#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "db.h"
#include "spool.h"

enum { SMALL = 40, MANY = 30000 };

struct seen {
	struct spool_event last;
	char *touchpoint, *customer;
	int count, letters;
	size_t longest;
};

static void forget(struct seen *s)
{
	xfree(s->touchpoint);
	xfree(s->customer);
}

static int in_order(const struct spool_event *a, const struct spool_event *b)
{
	int by = date_diff(a->day, b->day);
	if (!by)
		by = strcmp(a->touchpoint, b->touchpoint);
	if (!by)
		by = b->letter - a->letter;
	if (!by)
		by = (a->at > b->at) - (a->at < b->at);
	return by ? by : strcmp(a->customer, b->customer);
}

static void look(const struct spool_event *e, void *arg)
{
	struct seen *s = arg;
	if (s->count++ && in_order(&s->last, e) > 0)
		fail_msg("%s of day %d comes after %s of day %d", e->customer, e->day.days,
		        s->customer, s->last.day.days);
	s->letters += e->letter;
	assert_string_equal(e->manager, e->letter ? "anna" : "ben");
	assert_string_equal(e->word, e->letter ? "" : "gap");
	if (strlen(e->detail) > s->longest)
		s->longest = strlen(e->detail);
	forget(s);
	s->touchpoint = xstrdup(e->touchpoint);
	s->customer = xstrdup(e->customer);
	s->last = *e;
	s->last.touchpoint = s->touchpoint;
	s->last.customer = s->customer;
}

/* In no order at all, the same one each time; one of them is longer than what is read at a time. */
static void put_and_tell(int n)
{
	AUTO(db_close) struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	AUTO(spool_free) struct spool *spool = spool_new(db);
	AUTO(text_done) struct text much = TEXT_INIT;
	struct seen seen = {0};
	while (much.len < 20000)
		text_puts(&much, "a long story; ");
	for (int i = 0; i < n; i++) {
		uint32_t chance = (uint32_t)i * 2654435761u;
		bool letter = chance & 1024;
		AUTO(xfree) char *customer = xasprintf("c%u", chance % 977);
		AUTO(xfree) char *touchpoint = xasprintf("t%u", chance / 977 % 13);
		const struct spool_event e = {.day = {(int32_t)(20000 + chance / 13 % 365)},
		        .letter = letter,
		        .at = letter ? chance % 86400 : 0,
		        .touchpoint = touchpoint,
		        .customer = customer,
		        .name = "Cara Lind",
		        .subject = "Thank you",
		        .word = letter ? "" : "gap",
		        .detail = i == n / 2 ? much.s : "",
		        .occurrence = "2026",
		        .manager = letter ? "anna" : "ben"};
		assert_int_equal(spool_put(spool, &e), 0);
	}
	assert_int_equal(spool_each(spool, look, &seen), 0);
	assert_int_equal(seen.count, n);
	assert_true(seen.letters > n / 4 && seen.letters < n);
	assert_int_equal(seen.longest, much.len);
	forget(&seen);
}

static void test_a_few(void **state)
{
	(void)state;
	put_and_tell(SMALL);
}

static void test_more_than_memory_takes(void **state)
{
	(void)state;
	put_and_tell(MANY);
}

static void test_none(void **state)
{
	(void)state;
	AUTO(db_close) struct db *db = NULL;
	assert_int_equal(db_open_memory(&db), 0);
	AUTO(spool_free) struct spool *spool = spool_new(db);
	struct seen seen = {0};
	assert_int_equal(spool_each(spool, look, &seen), 0);
	assert_int_equal(seen.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_none),
	        cmocka_unit_test(test_a_few),
	        cmocka_unit_test(test_more_than_memory_takes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
