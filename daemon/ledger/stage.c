#include "stage.h"

#include "conf.h"

#include <stdlib.h>
#include <string.h>

const char *stage_name(enum stage s)
{
	static const char *const names[] = {
	        [STAGE_BEFORE] = "before",
	        [STAGE_NEW] = "new",
	        [STAGE_SHORT] = "short",
	        [STAGE_LONG] = "long",
	        [STAGE_INTEGRAL] = "integral",
	};
	return names[s];
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

static enum stage by_time(struct date start, const struct conf *conf, struct date today)
{
	if (date_is_none(start) || date_diff(start, today) > 0)
		return STAGE_BEFORE;
	if (date_diff(today, start) < conf->stages.new_days)
		return STAGE_NEW;
	struct date full = stage_years_later(start, conf->stages.short_years);
	return date_diff(today, full) < 0 ? STAGE_SHORT : STAGE_LONG;
}

struct rank { /* a long-standing customer among the others */
	struct stage_person *p;
	double score;
};

static int by_tenure(const void *a, const void *b)
{
	const struct stage_person *x = ((const struct rank *)a)->p,
	                          *y = ((const struct rank *)b)->p;
	int by = (x->start.days > y->start.days) - (x->start.days < y->start.days);
	return by ? by : strcmp(x->key, y->key);
}

static int by_spend(const void *a, const void *b)
{
	const struct stage_person *x = ((const struct rank *)a)->p,
	                          *y = ((const struct rank *)b)->p;
	int by = strcmp(x->currency, y->currency);
	if (!by)
		by = (x->cents < y->cents) - (x->cents > y->cents);
	return by ? by : strcmp(x->key, y->key);
}

static int by_score(const void *a, const void *b)
{
	const struct rank *x = a, *y = b;
	int by = (x->score < y->score) - (x->score > y->score);
	return by ? by : strcmp(x->p->key, y->p->key);
}

/* From 1 (the best) down, for tenure among all, and for spend among those who pay in the same
 * currency. Equals get the same. */
static void score_tenure(struct rank *ranks, size_t n)
{
	qsort(ranks, n, sizeof *ranks, by_tenure);
	for (size_t i = 0; i < n; i++) {
		bool tie = i > 0 && ranks[i].p->start.days == ranks[i - 1].p->start.days;
		ranks[i].score = tie ? ranks[i - 1].score : (double)(n - i) / (double)n;
	}
}

static void score_spend(struct rank *ranks, size_t n)
{
	qsort(ranks, n, sizeof *ranks, by_spend);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && !strcmp(ranks[to].p->currency, ranks[from].p->currency);)
			to++;
		double share = 1;
		for (size_t i = from; i < to; i++) {
			if (i > from && ranks[i].p->cents != ranks[i - 1].p->cents)
				share = (double)(to - i) / (double)(to - from);
			ranks[i].score += share;
		}
	}
}

static void promote(struct stage_person *people, size_t n, int percent)
{
	AUTO(xfree) struct rank *ranks = xcalloc(n, sizeof *ranks);
	size_t count = 0, all = 0;
	for (size_t i = 0; i < n; i++) {
		all += people[i].stage == STAGE_LONG;
		if (people[i].stage == STAGE_LONG && people[i].cents > 0)
			ranks[count++].p = &people[i];
	}
	score_tenure(ranks, count);
	score_spend(ranks, count);
	qsort(ranks, count, sizeof *ranks, by_score);
	size_t top = (all * (size_t)percent + 50) / 100;
	for (size_t i = 0; i < top && i < count; i++)
		ranks[i].p->stage = STAGE_INTEGRAL;
}

void stage_set(struct stage_person *people, size_t n, const struct conf *conf, struct date today)
{
	for (size_t i = 0; i < n; i++)
		people[i].stage = by_time(people[i].start, conf, today);
	promote(people, n, conf->stages.integral_percent);
	for (size_t i = 0; i < n; i++)
		if (people[i].integral)
			people[i].stage = STAGE_INTEGRAL;
}
