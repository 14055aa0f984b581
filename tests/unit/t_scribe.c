/*
 * What is handed to the scribe is written, all of it and in its order; who reads hears what writing
 * failed with.
 */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scribe.h"

struct paper {
	struct text written;
	int pieces, fail_at; /* the piece that can't be written; 0: none */
};

static int write_down(void *arg, struct scribe *s)
{
	struct paper *p = arg;
	for (struct text *rows; (rows = scribe_next(s));) {
		if (++p->pieces == p->fail_at)
			return -ENOSPC;
		text_put(&p->written, rows->s, rows->len);
	}
	return 0;
}

static int give(struct scribe *s, int from, int to)
{
	AUTO(text_done) struct text rows = TEXT_INIT;
	int r = 0;
	for (int i = from; i < to && r == 0; i++) {
		text_printf(&rows, "%d,", i);
		r = scribe_give(s, &rows);
		assert_true(r < 0 || rows.len == 0);
	}
	return r;
}

static void test_in_order(void **state)
{
	(void)state;
	struct paper paper = {0};
	AUTO(text_done) struct text want = TEXT_INIT, last = TEXT_INIT;
	AUTO(scribe_free) struct scribe *s = scribe_new(write_down, &paper);
	for (int i = 0; i < 1000; i++)
		text_printf(&want, "%d,", i);
	text_puts(&want, "end");
	text_puts(&last, "end");
	assert_int_equal(give(s, 0, 500), 0);
	scribe_pause(s);
	scribe_resume(s);
	assert_int_equal(give(s, 500, 1000), 0);
	assert_int_equal(scribe_end(s, &last), 0);
	assert_string_equal(text_str(&paper.written), want.s);
	assert_int_equal(scribe_end(s, &last), 0);
	assert_string_equal(text_str(&paper.written), want.s);
	text_done(&paper.written);
}

static void test_little(void **state)
{
	(void)state;
	struct paper paper = {0};
	AUTO(text_done) struct text last = TEXT_INIT;
	AUTO(scribe_free) struct scribe *s = scribe_new(write_down, &paper);
	text_puts(&last, "all");
	assert_int_equal(scribe_end(s, &last), 0);
	assert_string_equal(text_str(&paper.written), "all");
	text_done(&paper.written);
}

static void test_full(void **state)
{
	(void)state;
	struct paper paper = {.fail_at = 3};
	AUTO(text_done) struct text last = TEXT_INIT;
	AUTO(scribe_free) struct scribe *s = scribe_new(write_down, &paper);
	assert_int_equal(give(s, 0, 1000), -ENOSPC);
	text_puts(&last, "end");
	assert_int_equal(scribe_end(s, &last), -ENOSPC);
	assert_string_equal(text_str(&paper.written), "0,1,");
	text_done(&paper.written);
}

/* A look that is given up: nobody asks for the end. */
static void test_left(void **state)
{
	(void)state;
	struct paper paper = {0};
	struct scribe *s = scribe_new(write_down, &paper);
	assert_int_equal(give(s, 0, 10), 0);
	scribe_free(s);
	assert_string_equal(text_str(&paper.written), "0,1,2,3,4,5,6,7,8,9,");
	text_done(&paper.written);
}

/* A machine that gives no second thread: as well, one after the other, and nothing is piled up. */
static void test_alone(void **state)
{
	(void)state;
	struct paper paper = {0};
	pthread_attr_t usual, huge;
	AUTO(text_done) struct text last = TEXT_INIT;
	assert_int_equal(pthread_getattr_default_np(&usual), 0);
	pthread_attr_init(&huge);
	assert_int_equal(pthread_attr_setstacksize(&huge, (size_t)1 << 50), 0);
	assert_int_equal(pthread_setattr_default_np(&huge), 0);
	AUTO(scribe_free) struct scribe *s = scribe_new(write_down, &paper);
	assert_int_equal(give(s, 0, 10), 0);
	assert_string_equal(text_str(&paper.written), "0,1,2,3,4,5,6,7,8,9,");
	text_puts(&last, "end");
	assert_int_equal(scribe_end(s, &last), 0);
	assert_string_equal(text_str(&paper.written), "0,1,2,3,4,5,6,7,8,9,end");
	struct paper full = {.fail_at = 3};
	AUTO(scribe_free) struct scribe *other = scribe_new(write_down, &full);
	assert_int_equal(give(other, 0, 10), -ENOSPC);
	assert_int_equal(scribe_end(other, &last), -ENOSPC);
	assert_string_equal(text_str(&full.written), "0,1,");
	assert_int_equal(pthread_setattr_default_np(&usual), 0);
	text_done(&paper.written);
	text_done(&full.written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_in_order),
	        cmocka_unit_test(test_little),
	        cmocka_unit_test(test_full),
	        cmocka_unit_test(test_left),
	        cmocka_unit_test(test_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
