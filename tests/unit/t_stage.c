#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "stage.h"

/* The share of those who are no better: the definition, at the cost of looking at everybody. */
static double share(const struct stage_rank *all, size_t n, size_t i, bool spend)
{
	size_t among = 0, better = 0;
	for (size_t k = 0; k < n; k++) {
		if (spend && all[k].currency != all[i].currency)
			continue;
		among++;
		better +=
		        spend ? all[k].cents > all[i].cents : all[k].start.days < all[i].start.days;
	}
	return (double)(among - better) / (double)among;
}

static bool worse(const struct stage_rank *x, const struct stage_rank *y)
{
	return x->score != y->score ? x->score < y->score : x->tie > y->tie;
}

/* How many of all are better than this one. */
static size_t place(const struct stage_rank *all, size_t n, const struct stage_rank *one)
{
	size_t before = 0;
	for (size_t k = 0; k < n; k++)
		before += worse(one, &all[k]);
	return before;
}

static uint32_t the_seed = 7;
static uint32_t dice(uint32_t most)
{
	the_seed = the_seed * 1664525 + 1013904223;
	return (the_seed >> 8) % most;
}

static void fill(struct stage_rank *ranks, size_t n, uint32_t days, uint32_t currencies)
{
	for (size_t i = 0; i < n; i++) {
		ranks[i] = (struct stage_rank){.who = (uint32_t)i,
		        .start = {(int32_t)dice(days) - 5},
		        .currency = (int)dice(currencies),
		        .cents = 1 + dice(days / 2 + 1),
		        .tie = (uint32_t)i * 2654435761u};
	}
}

static void look(size_t n, uint32_t days, uint32_t currencies, size_t all, int percent)
{
	struct stage_rank ranks[400] = {0}, model[400];
	fill(ranks, n, days, currencies);
	memcpy(model, ranks, sizeof ranks);
	for (size_t i = 0; i < n; i++)
		model[i].score = share(model, n, i, false) + share(model, n, i, true);
	size_t most = (all * (size_t)percent + 50) / 100;
	size_t top = stage_top(ranks, n, all, percent);
	assert_int_equal(top, most < n ? most : n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(place(model, n, &model[ranks[i].who]) < top, i < top);
}

static void test_the_best_come_first(void **state)
{
	(void)state;
	for (int round = 0; round < 200; round++) {
		size_t n = 1 + dice(round < 150 ? 30 : 399);
		look(n, 2 + dice(300), 1 + dice(4), n + dice(100), (int)dice(101));
	}
}

static void test_all_alike(void **state)
{
	(void)state;
	look(300, 1, 1, 300, 10);
	look(1, 1, 1, 1, 100);
	look(2, 1, 2, 2, 50);
}

static void test_nobody(void **state)
{
	(void)state;
	assert_int_equal(stage_top(NULL, 0, 10, 50), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(test_the_best_come_first),
	        cmocka_unit_test(test_all_alike),
	        cmocka_unit_test(test_nobody),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
