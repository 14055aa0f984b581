/*
 * Numbers that were piled up come out sorted, all of them, and the pile can be used again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pile.h"

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* The same ones each time; `bits`: how great they are. */
static void fill(uint64_t *numbers, size_t n, int bits)
{
	uint64_t state = 42;
	for (size_t i = 0; i < n; i++) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		numbers[i] = state >> (64 - bits);
	}
}

static void expect(struct pile *p, size_t n, int bits)
{
	AUTO(xfree) uint64_t *numbers = xcalloc(n, sizeof *numbers);
	fill(numbers, n, bits);
	for (size_t i = 0; i < n; i++)
		pile_put(p, numbers[i]);
	qsort(numbers, n, sizeof *numbers, by_size);
	uint64_t drawn;
	for (size_t i = 0; i < n; i++) {
		assert_true(pile_next(p, &drawn));
		assert_int_equal(drawn, numbers[i]);
	}
	assert_false(pile_next(p, &drawn));
}

static void test_sorted(void **state)
{
	(void)state;
	static const size_t counts[] = {0, 1, 2, 1000, 65536, 65537, 700000};
	struct pile p = {0};
	for (size_t i = 0; i < COUNT(counts); i++) {
		expect(&p, counts[i], 64);
		expect(&p, counts[i], 20); /* many are the same */
	}
	pile_done(&p);
}

static void test_left_alone(void **state)
{
	(void)state;
	struct pile p = {0};
	uint64_t drawn;
	for (uint64_t i = 0; i < 300000; i++)
		pile_put(&p, UINT64_MAX - i);
	assert_true(pile_next(&p, &drawn));
	assert_int_equal(drawn, UINT64_MAX - 299999);
	pile_done(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_sorted),
	        cmocka_unit_test(test_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
