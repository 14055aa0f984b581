#include "stage.h"

#include "conf.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
        [STAGE_BEFORE] = "before",
        [STAGE_NEW] = "new",
        [STAGE_SHORT] = "short",
        [STAGE_LONG] = "long",
        [STAGE_INTEGRAL] = "integral",
};

const char *stage_name(int s)
{
	return names[s];
}

enum stage stage_named(const char *name)
{
	size_t s = 0;
	while (s + 1 < COUNT(names) && strcmp(names[s], name) != 0)
		s++;
	return (enum stage)s;
}

struct date stage_years_later(struct date d, int years)
{
	int y, m, day;
	date_to_ymd(d, &y, &m, &day);
	y += years;
	int most = date_month_days(y, m);
	struct date later;
	return date_from_ymd(y, m, day < most ? day : most, &later) == 0 ? later : d;
}

int stage_years(struct date since, struct date today)
{
	if (date_is_none(since) || date_diff(today, since) <= 0)
		return 0;
	int y, year, m, d;
	date_to_ymd(since, &y, &m, &d);
	date_to_ymd(today, &year, &m, &d);
	int years = year - y;
	return date_diff(today, stage_years_later(since, years)) < 0 ? years - 1 : years;
}

enum stage stage_by_time(struct date start, const struct conf *conf, struct date today)
{
	if (date_is_none(start) || date_diff(start, today) > 0)
		return STAGE_BEFORE;
	if (date_diff(today, start) < conf->stages.new_days)
		return STAGE_NEW;
	struct date full = stage_years_later(start, conf->stages.short_years);
	return date_diff(today, full) < 0 ? STAGE_SHORT : STAGE_LONG;
}

static int by_tenure(const void *a, const void *b)
{
	const struct stage_rank *x = a, *y = b;
	int by = (x->start.days > y->start.days) - (x->start.days < y->start.days);
	return by ? by : (x->tie > y->tie) - (x->tie < y->tie);
}

static int by_spend(const void *a, const void *b)
{
	const struct stage_rank *x = a, *y = b;
	int by = x->currency - y->currency;
	if (!by)
		by = (x->cents < y->cents) - (x->cents > y->cents);
	return by ? by : (x->tie > y->tie) - (x->tie < y->tie);
}

static int by_score(const void *a, const void *b)
{
	const struct stage_rank *x = a, *y = b;
	int by = (x->score < y->score) - (x->score > y->score);
	return by ? by : (x->tie > y->tie) - (x->tie < y->tie);
}

/* From 1 (the best) down, for tenure among all, and for spend among those who pay in the same
 * currency. Equals get the same. */
static void score_tenure(struct stage_rank *ranks, size_t n)
{
	qsort(ranks, n, sizeof *ranks, by_tenure);
	for (size_t i = 0; i < n; i++) {
		bool tie = i > 0 && ranks[i].start.days == ranks[i - 1].start.days;
		ranks[i].score = tie ? ranks[i - 1].score : (double)(n - i) / (double)n;
	}
}

static void score_spend(struct stage_rank *ranks, size_t n)
{
	qsort(ranks, n, sizeof *ranks, by_spend);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && ranks[to].currency == ranks[from].currency;)
			to++;
		double share = 1;
		for (size_t i = from; i < to; i++) {
			if (i > from && ranks[i].cents != ranks[i - 1].cents)
				share = (double)(to - i) / (double)(to - from);
			ranks[i].score += share;
		}
	}
}

size_t stage_top(struct stage_rank *ranks, size_t n, size_t all, int percent)
{
	size_t top = (all * (size_t)percent + 50) / 100;
	if (n == 0)
		return 0;
	score_tenure(ranks, n);
	score_spend(ranks, n);
	qsort(ranks, n, sizeof *ranks, by_score);
	return top < n ? top : n;
}
